#include "forward.h"

#include <zstd.h>

#define LIBRARY "libzstd.so.1"

FORWARD(size_t, ZSTD_CCtx_setParameter, (ZSTD_CCtx *cctx, ZSTD_cParameter param, int value), (cctx, param, value))
FORWARD(size_t, ZSTD_compress2, (ZSTD_CCtx *cctx, void *dst, size_t dstCapacity, const void *src, size_t srcSize), (cctx, dst, dstCapacity, src, srcSize))
FORWARD(size_t, ZSTD_compressBound, (size_t srcSize), (srcSize))
FORWARD(ZSTD_CCtx *, ZSTD_createCCtx, (void), ())
FORWARD(size_t, ZSTD_decompress, (void *dst, size_t dstCapacity, const void *src, size_t compressedSize), (dst, dstCapacity, src, compressedSize))
FORWARD(size_t, ZSTD_findFrameCompressedSize, (const void *src, size_t srcSize), (src, srcSize))
FORWARD(size_t, ZSTD_freeCCtx, (ZSTD_CCtx *cctx), (cctx))
FORWARD(unsigned int, ZSTD_isError, (size_t code), (code))
FORWARD(const char *, ZSTD_versionString, (void), ())
