#include "forward.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/crypto.h>
#include <openssl/rsa.h>
#include <openssl/err.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#define LIBRARY "libcrypto.so.3"

FORWARD(int, BIO_free, (BIO *a), (a))
FORWARD(BIO *, BIO_new, (const BIO_METHOD *type), (type))
FORWARD(BIO *, BIO_new_mem_buf, (const void *buf, int len), (buf, len))
FORWARD(int, BIO_read, (BIO *b, void *data, int dlen), (b, data, dlen))
FORWARD(const BIO_METHOD *, BIO_s_mem, (void), ())
FORWARD(BIGNUM *, BN_bin2bn, (const unsigned char *s, int len, BIGNUM *ret), (s, len, ret))
FORWARD(void, BN_free, (BIGNUM *a), (a))
FORWARD(int, BN_num_bits, (const BIGNUM *a), (a))
FORWARD(void, CRYPTO_free, (void *ptr, const char *file, int line), (ptr, file, line))
FORWARD(int, EVP_DigestFinal_ex, (EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s), (ctx, md, s))
FORWARD(int, EVP_DigestInit_ex, (EVP_MD_CTX *ctx, const EVP_MD *type, ENGINE *impl), (ctx, type, impl))
FORWARD(int, EVP_DigestSign, (EVP_MD_CTX *ctx, unsigned char *sigret, size_t *siglen, const unsigned char *tbs, size_t tbslen), (ctx, sigret, siglen, tbs, tbslen))
FORWARD(int, EVP_DigestSignInit, (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey), (ctx, pctx, type, e, pkey))
FORWARD(int, EVP_DigestUpdate, (EVP_MD_CTX *ctx, const void *d, size_t cnt), (ctx, d, cnt))
FORWARD(int, EVP_DigestVerify, (EVP_MD_CTX *ctx, const unsigned char *sigret, size_t siglen, const unsigned char *tbs, size_t tbslen), (ctx, sigret, siglen, tbs, tbslen))
FORWARD(int, EVP_DigestVerifyInit, (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey), (ctx, pctx, type, e, pkey))
FORWARD(void, EVP_MD_CTX_free, (EVP_MD_CTX *ctx), (ctx))
FORWARD(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
FORWARD(int, EVP_PBE_scrypt, (const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r, uint64_t p, uint64_t maxmem, unsigned char *key, size_t keylen), (pass, passlen, salt, saltlen, N, r, p, maxmem, key, keylen))
FORWARD(void, EVP_PKEY_CTX_free, (EVP_PKEY_CTX *ctx), (ctx))
FORWARD(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY *pkey, ENGINE *e), (pkey, e))
FORWARD(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name, (OSSL_LIB_CTX *libctx, const char *name, const char *propquery), (libctx, name, propquery))
FORWARD(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_id, (int id, ENGINE *e), (id, e))
FORWARD(int, EVP_PKEY_CTX_set_group_name, (EVP_PKEY_CTX *ctx, const char *name), (ctx, name))
FORWARD(int, EVP_PKEY_CTX_set_rsa_keygen_bits, (EVP_PKEY_CTX *ctx, int bits), (ctx, bits))
FORWARD(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX *ctx, int pad_mode), (ctx, pad_mode))
FORWARD(int, EVP_PKEY_CTX_set_signature_md, (EVP_PKEY_CTX *ctx, const EVP_MD *md), (ctx, md))
FORWARD(void, EVP_PKEY_free, (EVP_PKEY *pkey), (pkey))
FORWARD(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey, int selection, OSSL_PARAM *param), (ctx, ppkey, selection, param))
FORWARD(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX *ctx), (ctx))
FORWARD(int, EVP_PKEY_get_base_id, (const EVP_PKEY *pkey), (pkey))
FORWARD(int, EVP_PKEY_get_bits, (const EVP_PKEY *pkey), (pkey))
FORWARD(int, EVP_PKEY_get_group_name, (const EVP_PKEY *pkey, char *name, size_t name_sz, size_t *gname_len), (pkey, name, name_sz, gname_len))
FORWARD(int, EVP_PKEY_get_size, (const EVP_PKEY *pkey), (pkey))
FORWARD(int, EVP_PKEY_keygen, (EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey), (ctx, ppkey))
FORWARD(int, EVP_PKEY_keygen_init, (EVP_PKEY_CTX *ctx), (ctx))
FORWARD(int, EVP_PKEY_verify, (EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t siglen, const unsigned char *tbs, size_t tbslen), (ctx, sig, siglen, tbs, tbslen))
FORWARD(int, EVP_PKEY_verify_init, (EVP_PKEY_CTX *ctx), (ctx))
FORWARD(const EVP_MD *, EVP_sha1, (void), ())
FORWARD(const EVP_MD *, EVP_sha256, (void), ())
FORWARD(const EVP_MD *, EVP_sha384, (void), ())
FORWARD(const EVP_MD *, EVP_sha512, (void), ())
FORWARD(void, OSSL_PARAM_BLD_free, (OSSL_PARAM_BLD *bld), (bld))
FORWARD(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new, (void), ())
FORWARD(int, OSSL_PARAM_BLD_push_BN, (OSSL_PARAM_BLD *bld, const char *key, const BIGNUM *bn), (bld, key, bn))
FORWARD(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD *bld), (bld))
FORWARD(void, OSSL_PARAM_free, (OSSL_PARAM *p), (p))
FORWARD(int, PEM_read_bio, (BIO *bp, char **name, char **header, unsigned char **data, long *len), (bp, name, header, data, len))
FORWARD(EVP_PKEY *, PEM_read_bio_PUBKEY, (BIO *out, EVP_PKEY **x, pem_password_cb *cb, void *u), (out, x, cb, u))
FORWARD(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *out, EVP_PKEY **x, pem_password_cb *cb, void *u), (out, x, cb, u))
FORWARD(int, PEM_write_bio_PUBKEY, (BIO *out, const EVP_PKEY *x), (out, x))
FORWARD(int, PEM_write_bio_PrivateKey_traditional, (BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen, pem_password_cb *cb, void *u), (bp, x, enc, kstr, klen, cb, u))
FORWARD(void, X509_free, (X509 *a), (a))
FORWARD(EVP_PKEY *, d2i_PUBKEY, (EVP_PKEY **a, const unsigned char **in, long len), (a, in, len))
FORWARD(EVP_PKEY *, d2i_PrivateKey_bio, (BIO *bp, EVP_PKEY **a), (bp, a))
FORWARD(X509 *, d2i_X509, (X509 **a, const unsigned char **in, long len), (a, in, len))
FORWARD(int, i2d_PKCS8PrivateKey_bio, (BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc, const char *kstr, int klen, pem_password_cb *cb, void *u), (bp, x, enc, kstr, klen, cb, u))
FORWARD(int, i2d_PUBKEY, (const EVP_PKEY *a, unsigned char **out), (a, out))
