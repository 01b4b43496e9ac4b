#include "forward.h"

#include <zlib.h>

#define LIBRARY "libz.so.1"

FORWARD(uLong, crc32, (uLong crc, const Bytef *buf, uInt len), (crc, buf, len))
FORWARD(uLong, crc32_combine, (uLong a, uLong b, off_t c), (a, b, c))
FORWARD(int, deflate, (z_streamp strm, int flush), (strm, flush))
FORWARD(uLong, deflateBound, (z_streamp strm, uLong sourceLen), (strm, sourceLen))
FORWARD(int, deflateEnd, (z_streamp strm), (strm))
FORWARD(int, deflateInit2_, (z_streamp strm, int level, int method, int windowBits, int memLevel, int strategy, const char *version, int stream_size), (strm, level, method, windowBits, memLevel, strategy, version, stream_size))
FORWARD(int, deflateSetDictionary, (z_streamp strm, const Bytef *dictionary, uInt dictLength), (strm, dictionary, dictLength))
FORWARD(int, inflate, (z_streamp strm, int flush), (strm, flush))
FORWARD(int, inflateEnd, (z_streamp strm), (strm))
FORWARD(int, inflateInit2_, (z_streamp strm, int windowBits, const char *version, int stream_size), (strm, windowBits, version, stream_size))
FORWARD(int, inflateReset, (z_streamp strm), (strm))
FORWARD(const char *, zlibVersion, (void), ())
