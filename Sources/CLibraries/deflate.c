#include "forward.h"

#include <libdeflate.h>

#define LIBRARY "libdeflate.so.0"

FORWARD(struct libdeflate_compressor *, libdeflate_alloc_compressor, (int compression_level), (compression_level))
FORWARD(struct libdeflate_decompressor *, libdeflate_alloc_decompressor, (void), ())
FORWARD(void, libdeflate_free_compressor, (struct libdeflate_compressor *compressor), (compressor))
FORWARD(void, libdeflate_free_decompressor, (struct libdeflate_decompressor *decompressor), (decompressor))
FORWARD(size_t, libdeflate_gzip_compress, (struct libdeflate_compressor *compressor, const void *in, size_t in_nbytes, void *out, size_t out_nbytes_avail), (compressor, in, in_nbytes, out, out_nbytes_avail))
FORWARD(size_t, libdeflate_gzip_compress_bound, (struct libdeflate_compressor *compressor, size_t in_nbytes), (compressor, in_nbytes))
FORWARD(enum libdeflate_result, libdeflate_gzip_decompress_ex, (struct libdeflate_decompressor *decompressor, const void *in, size_t in_nbytes, void *out, size_t out_nbytes_avail, size_t *actual_in_nbytes_ret, size_t *actual_out_nbytes_ret), (decompressor, in, in_nbytes, out, out_nbytes_avail, actual_in_nbytes_ret, actual_out_nbytes_ret))
FORWARD(enum libdeflate_result, libdeflate_deflate_decompress_ex, (struct libdeflate_decompressor *decompressor, const void *in, size_t in_nbytes, void *out, size_t out_nbytes_avail, size_t *actual_in_nbytes_ret, size_t *actual_out_nbytes_ret), (decompressor, in, in_nbytes, out, out_nbytes_avail, actual_in_nbytes_ret, actual_out_nbytes_ret))
FORWARD(uint32_t, libdeflate_crc32, (uint32_t crc, const void *buffer, size_t len), (crc, buffer, len))
