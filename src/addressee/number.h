/*
 * 個人番号・住民票コード -- sealing them for the table addressee_number.
 *
 * Inner header of addressee/. Both numbers of a person are sealed together with XChaCha20-Poly1305 under a
 * key of the data folder; the row's identity is the associated data, so a sealed value moved to another
 * row does not open. The blind index is HChaCha20 of the 個人番号 under a key of its own: a pseudorandom
 * function of one block, and a number fits into a block.
 */
#ifndef KOKUHO_ADDRESSEE_NUMBER_H
#define KOKUHO_ADDRESSEE_NUMBER_H

#include "addressee/person.h"
#include "ops/keys.h"

#define KEY_NUMBER "addressee-number"
#define KEY_NUMBER_INDEX "addressee-number-index"
#define NUMBER_NONCE_BYTES 24
#define NUMBER_PLAIN_BYTES (INDIVIDUAL_NUMBER_DIGITS + RESIDENT_CODE_DIGITS)
#define NUMBER_SEALED_BYTES (NUMBER_NONCE_BYTES + NUMBER_PLAIN_BYTES + 16)
#define NUMBER_BLIND_BYTES 16

/* Active keys seal and index; retired ones open and find what has not been sealed anew yet (CR-06). */
struct number_keys {
    struct key_ring seal, blind;
};
struct number_place {
    int64_t addressee_no, history_no, recorded_at;
};

MUST_CHECK enum err number_keys_load(const struct data_folder *folder, struct report *report,
                                     struct number_keys *ret);
void number_keys_wipe(struct number_keys *keys);
/*
 * Seals one number or many: the first 16 bytes of the nonce are random, the last 8 count, so that the subkey
 * XChaCha20 makes of the former is made once. A sealer serves one thread and at most 2^64 numbers.
 */
struct number_sealer {
    unsigned char subkey[32], nonce[NUMBER_NONCE_BYTES];
    uint64_t count;
};
void number_sealer_begin(const struct number_keys *keys, struct number_sealer *ret);
void number_sealer_wipe(struct number_sealer *sealer);
void number_seal(struct number_sealer *sealer, struct number_place place, const struct number_pair *pair,
                 unsigned char ret[NUMBER_SEALED_BYTES]);
/* False when the value was not sealed under one of these keys for this place. */
bool number_open(const struct number_keys *keys, struct number_place place, struct text sealed,
                 struct number_pair *ret);
/* *ret_which: 0 = under the active key. */
bool number_open_which(const struct number_keys *keys, struct number_place place, struct text sealed,
                       struct number_pair *ret, size_t *ret_which);
/* Length 0 when the pair has no 個人番号. */
size_t number_blind(const struct number_keys *keys, const struct number_pair *pair,
                    unsigned char ret[NUMBER_BLIND_BYTES]);
/* The same under an older key of the index; 0 = the active one. */
size_t number_blind_under(const struct number_keys *keys, size_t which, const struct number_pair *pair,
                          unsigned char ret[NUMBER_BLIND_BYTES]);
static inline bool number_pair_is_empty(const struct number_pair *p)
{
    return p->individual[0] == '\0' && p->resident_code[0] == '\0';
}

#endif
