/*
 * Digests: SHA-256 of files and derivations, BLAKE2b-128 of rows (contracts 3).
 */
#ifndef KOKUHO_BASE_HASH_H
#define KOKUHO_BASE_HASH_H

#include "base/base.h"

#include <openssl/sha.h>

#define SHA256_BYTES 32
#define SHA256_HEX 65 /* with the closing NUL */

struct sha256 {
    SHA256_CTX state; /* holds nothing that would have to be given back */
};
void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *bytes, size_t len);
void sha256_done(struct sha256 *s, unsigned char ret[SHA256_BYTES]);
void hex_format(const unsigned char *bytes, size_t len, char *buf); /* 2 * len + 1 bytes */

/* 128-bit sum of BLAKE2b-128 of rows, modulo 2^128: independent of the order of rows. */
struct row_digest {
    uint64_t lo, hi;
};
void row_digest_add(struct row_digest *sum, const void *row, size_t len);
/* Keyed: nobody without the key of 32 bytes finds rows whose sum is that of others. */
void row_digest_add_keyed(struct row_digest *sum, const void *row, size_t len, const unsigned char key[32]);
/*
 * The same promise with less work: the key stands before the row in one BLAKE2b-128 without a key of its own,
 * so that key and a row of up to 96 bytes fill one block, where a keyed one takes a block for the key alone.
 */
void row_digest_add_headed(struct row_digest *sum, const void *row, size_t len, const unsigned char key[32]);
void row_digest_format(const struct row_digest *sum, char buf[33]);

#endif
