#include "forward.h"

#include <sodium.h>

#define LIBRARY "libsodium.so.23"

FORWARD(int, crypto_secretbox_easy, (unsigned char *c, const unsigned char *m, unsigned long long mlen, const unsigned char *n, const unsigned char *k), (c, m, mlen, n, k))
FORWARD(size_t, crypto_secretbox_keybytes, (void), ())
FORWARD(size_t, crypto_secretbox_macbytes, (void), ())
FORWARD(size_t, crypto_secretbox_noncebytes, (void), ())
FORWARD(int, crypto_secretbox_open_easy, (unsigned char *m, const unsigned char *c, unsigned long long clen, const unsigned char *n, const unsigned char *k), (m, c, clen, n, k))
FORWARD(void, randombytes_buf, (void *const buf, const size_t size), (buf, size))
FORWARD(int, sodium_init, (void), ())
