/*
 * SHA-256 of files by OpenSSL, which uses the processor's instructions (four times as fast on large files),
 * BLAKE2b-128 sums of rows by libsodium.
 *
 * SHA-256 is called below OpenSSL's providers: those are looked up and their words of error loaded when a
 * process takes its first digest, which cost each command more than all its digests (docs/adr/0190).
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hash.h"

#include <inttypes.h>
#include <sodium.h>

#define BLOCK_BYTES 128 /* of BLAKE2b */

void sha256_init(struct sha256 *s)
{
    assert(SHA256_Init(&s->state) == 1);
}

void sha256_add(struct sha256 *s, const void *bytes, size_t len)
{
    assert(SHA256_Update(&s->state, bytes, len) == 1);
}

void sha256_done(struct sha256 *s, unsigned char ret[SHA256_BYTES])
{
    assert(SHA256_Final(ret, &s->state) == 1);
}

void hex_format(const unsigned char *bytes, size_t len, char *buf)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        buf[2 * i] = digits[bytes[i] >> 4];
        buf[2 * i + 1] = digits[bytes[i] & 15];
    }
    buf[2 * len] = '\0';
}

static void sum_up(struct row_digest *sum, const unsigned char d[16])
{
    uint64_t lo = 0, hi = 0;
    for (int i = 7; i >= 0; i--) {
        lo = lo << 8 | d[i];
        hi = hi << 8 | d[8 + i];
    }
    uint64_t before = sum->lo;
    sum->lo += lo;
    sum->hi += hi + (sum->lo < before ? 1 : 0);
}

void row_digest_add(struct row_digest *sum, const void *row, size_t len)
{
    unsigned char d[16];
    crypto_generichash(d, sizeof(d), row, len, NULL, 0);
    sum_up(sum, d);
}

void row_digest_add_keyed(struct row_digest *sum, const void *row, size_t len, const unsigned char key[32])
{
    unsigned char d[16];
    crypto_generichash(d, sizeof(d), row, len, key, 32);
    sum_up(sum, d);
}

void row_digest_add_headed(struct row_digest *sum, const void *row, size_t len, const unsigned char key[32])
{
    unsigned char d[16], block[BLOCK_BYTES];
    if (len <= sizeof(block) - 32) {
        memcpy(block, key, 32);
        memcpy(block + 32, row, len);
        crypto_generichash(d, sizeof(d), block, 32 + len, NULL, 0);
        sodium_memzero(block, 32);
    } else {
        crypto_generichash_state state;
        crypto_generichash_init(&state, NULL, 0, sizeof(d));
        crypto_generichash_update(&state, key, 32);
        crypto_generichash_update(&state, row, len);
        crypto_generichash_final(&state, d, sizeof(d));
        sodium_memzero(&state, sizeof(state));
    }
    sum_up(sum, d);
}

void row_digest_format(const struct row_digest *sum, char buf[33])
{
    int n = snprintf(buf, 33, "%016" PRIx64 "%016" PRIx64, sum->hi, sum->lo);
    assert(n == 32);
}
