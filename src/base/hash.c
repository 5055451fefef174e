/* SHA-256 of files, BLAKE2b-128 sums of rows; both by libsodium. */
#include "base/hash.h"

#include <inttypes.h>
#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct sha256), "state fits");

static crypto_hash_sha256_state *state_of(struct sha256 *s)
{
    return (crypto_hash_sha256_state *)(void *)s->opaque;
}

void sha256_init(struct sha256 *s) { crypto_hash_sha256_init(state_of(s)); }

void sha256_add(struct sha256 *s, const void *bytes, size_t len)
{
    crypto_hash_sha256_update(state_of(s), bytes, len);
}

void sha256_done(struct sha256 *s, unsigned char ret[SHA256_BYTES])
{
    crypto_hash_sha256_final(state_of(s), ret);
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

void row_digest_add(struct row_digest *sum, const void *row, size_t len)
{
    unsigned char d[16];
    crypto_generichash(d, sizeof(d), row, len, NULL, 0);

    uint64_t lo = 0, hi = 0;
    for (int i = 7; i >= 0; i--) {
        lo = lo << 8 | d[i];
        hi = hi << 8 | d[8 + i];
    }
    uint64_t before = sum->lo;
    sum->lo += lo;
    sum->hi += hi + (sum->lo < before ? 1 : 0);
}

void row_digest_format(const struct row_digest *sum, char buf[33])
{
    int n = snprintf(buf, 33, "%016" PRIx64 "%016" PRIx64, sum->hi, sum->lo);
    assert(n == 32);
}
