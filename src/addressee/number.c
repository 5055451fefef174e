/*
 * 個人番号・住民票コード -- check digits and sealing; number_door.c is the one door to what is sealed.
 *
 * Law     行政手続における特定の個人を識別するための番号の利用等に関する法律 9条, 12条; 同法の個人番号の
 *         指定に関する総務省令 (平成26年総務省令85号) 5条 (検査用数字)
 * Sealed  design 4: key outside the database, random nonce, the row's identity as associated data.
 */
#include "addressee/number.h"

#include <sodium.h>

_Static_assert(NUMBER_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(INDIVIDUAL_NUMBER_DIGITS < crypto_core_hchacha20_INPUTBYTES, "a number and zeros");
_Static_assert(NUMBER_BLIND_BYTES <= crypto_core_hchacha20_OUTPUTBYTES, "blind");
_Static_assert(NUMBER_SEALED_BYTES == NUMBER_NONCE_BYTES + NUMBER_PLAIN_BYTES +
                                          crypto_aead_xchacha20poly1305_ietf_ABYTES, "sealed");

/* ---------------------------------------------------------------------------- 検査用数字 ------ */

/* 住民記録システム標準仕様書 1.1.13: modulus 11, weights 2..7 from the right; a serial with remainder 1 is
 * never issued. */
bool addressee_number_check_digit_is_right(int64_t addressee_no)
{
    int64_t serial = addressee_no / 10;
    int sum = 0;

    if (serial <= 0) {
        return false;
    }
    for (int weight = 2; serial > 0; serial /= 10, weight = weight == 7 ? 2 : weight + 1) {
        sum += (int)(serial % 10) * weight;
    }
    int rest = sum % 11;
    return rest != 1 && addressee_no % 10 == (rest == 0 ? 0 : 11 - rest);
}

/* ---------------------------------------------------------------------------------- 封緘 ------ */

enum err number_keys_load(const struct data_folder *folder, struct report *report,
                          struct number_keys *ret)
{
    struct number_keys keys;

    if (sodium_init() < 0) {
        return report_fail(report, ERR_WORLD, "暗号ライブラリを使える状態にできません。");
    }
    enum err e = data_folder_ring(folder, KEY_NUMBER, report, &keys.seal);
    if (e == ERR_NONE) {
        e = data_folder_ring(folder, KEY_NUMBER_INDEX, report, &keys.blind);
    }
    if (e == ERR_NONE) {
        *ret = keys;
    }
    number_keys_wipe(&keys);
    return e;
}

void number_keys_wipe(struct number_keys *keys)
{
    sodium_memzero(keys, sizeof(*keys));
}

static void put_i64(unsigned char *to, int64_t value)
{
    for (int i = 0; i < 8; i++) {
        to[i] = (unsigned char)((uint64_t)value >> (8 * i));
    }
}

#define PLACE_BYTES 24
#define CHACHA_BLOCK 64
#define FILLED(bytes) (((bytes) + 15) / 16 * 16)
#define SUMMED_BYTES (FILLED(PLACE_BYTES) + FILLED(NUMBER_PLAIN_BYTES) + 16)
_Static_assert(crypto_onetimeauth_poly1305_KEYBYTES <= CHACHA_BLOCK && NUMBER_PLAIN_BYTES <= CHACHA_BLOCK,
               "a block each");
static void place_bytes(struct number_place place, unsigned char ret[PLACE_BYTES])
{
    put_i64(ret, place.addressee_no);
    put_i64(ret + 8, place.history_no);
    put_i64(ret + 16, place.recorded_at);
}

void number_sealer_begin(const struct number_keys *keys, struct number_sealer *ret)
{
    *ret = (struct number_sealer){.count = 0};
    randombytes_buf(ret->nonce, crypto_core_hchacha20_INPUTBYTES);
    int failed = crypto_core_hchacha20(ret->subkey, ret->nonce, keys->seal.bytes[0], NULL);
    assert(failed == 0);
}

void number_sealer_wipe(struct number_sealer *sealer) { sodium_memzero(sealer, sizeof(*sealer)); }

/*
 * draft-irtf-cfrg-xchacha 2.3: ChaCha20-Poly1305 (RFC 8439 2.8) under the subkey; its nonce: zeros, our last
 * 8 bytes. A town has some hundred thousand pairs of less than a block: the stream of both blocks, the key of
 * the sum and what covers the pair, is made in one go, and so is the sum.
 */
void number_seal(struct number_sealer *sealer, struct number_place place, const struct number_pair *pair,
                 unsigned char ret[NUMBER_SEALED_BYTES])
{
    unsigned char last[crypto_stream_chacha20_ietf_NONCEBYTES] = {0}, stream[2 * CHACHA_BLOCK];
    unsigned char summed[SUMMED_BYTES] = {0}; /* place, sealed pair, both filled up to 16 bytes; lengths */
    unsigned char *sealed = ret + NUMBER_NONCE_BYTES, *cover = stream + CHACHA_BLOCK;

    put_i64(sealer->nonce + crypto_core_hchacha20_INPUTBYTES, (int64_t)sealer->count++);
    memcpy(ret, sealer->nonce, NUMBER_NONCE_BYTES);
    memcpy(last + 4, ret + crypto_core_hchacha20_INPUTBYTES, 8);
    int failed = crypto_stream_chacha20_ietf(stream, sizeof(stream), last, sealer->subkey);
    assert(failed == 0);
    memcpy(sealed, pair->individual, INDIVIDUAL_NUMBER_DIGITS);
    memcpy(sealed + INDIVIDUAL_NUMBER_DIGITS, pair->resident_code, RESIDENT_CODE_DIGITS);
    for (size_t i = 0; i < NUMBER_PLAIN_BYTES; i++) {
        sealed[i] ^= cover[i];
    }
    place_bytes(place, summed);
    memcpy(summed + FILLED(PLACE_BYTES), sealed, NUMBER_PLAIN_BYTES);
    put_i64(summed + sizeof(summed) - 16, PLACE_BYTES);
    put_i64(summed + sizeof(summed) - 8, NUMBER_PLAIN_BYTES);
    failed = crypto_onetimeauth_poly1305(sealed + NUMBER_PLAIN_BYTES, summed, sizeof(summed), stream);
    assert(failed == 0);
    sodium_memzero(stream, sizeof(stream));
}

bool number_open(const struct number_keys *keys, struct number_place place, struct text sealed,
                 struct number_pair *ret)
{
    size_t which;
    return number_open_which(keys, place, sealed, ret, &which);
}

bool number_open_which(const struct number_keys *keys, struct number_place place, struct text sealed,
                       struct number_pair *ret, size_t *ret_which)
{
    unsigned char plain[NUMBER_PLAIN_BYTES], data[PLACE_BYTES];
    const unsigned char *bytes = (const unsigned char *)sealed.bytes;

    if (sealed.len != NUMBER_SEALED_BYTES) {
        return false;
    }
    place_bytes(place, data);
    if (!key_ring_open(&keys->seal, bytes, bytes + NUMBER_NONCE_BYTES, sealed.len - NUMBER_NONCE_BYTES,
                       (struct text){(const char *)data, sizeof(data)}, plain, ret_which)) {
        return false;
    }
    memcpy(ret->individual, plain, INDIVIDUAL_NUMBER_DIGITS);
    memcpy(ret->resident_code, plain + INDIVIDUAL_NUMBER_DIGITS, RESIDENT_CODE_DIGITS);
    sodium_memzero(plain, sizeof(plain));
    return true;
}

/*
 * draft-irtf-cfrg-xchacha 2.2: for whoever has not the key, what HChaCha20 makes of two inputs has nothing to
 * do with each other. The digits, then zeros; the beginning of the output.
 */
size_t number_blind(const struct number_keys *keys, const struct number_pair *pair,
                    unsigned char ret[NUMBER_BLIND_BYTES])
{
    return number_blind_under(keys, 0, pair, ret);
}

size_t number_blind_under(const struct number_keys *keys, size_t which, const struct number_pair *pair,
                          unsigned char ret[NUMBER_BLIND_BYTES])
{
    unsigned char in[crypto_core_hchacha20_INPUTBYTES] = {0}, out[crypto_core_hchacha20_OUTPUTBYTES];

    if (pair->individual[0] == '\0') {
        return 0;
    }
    memcpy(in, pair->individual, INDIVIDUAL_NUMBER_DIGITS);
    int failed = crypto_core_hchacha20(out, in, keys->blind.bytes[which], NULL);
    assert(failed == 0);
    memcpy(ret, out, NUMBER_BLIND_BYTES);
    sodium_memzero(in, sizeof(in));
    return NUMBER_BLIND_BYTES;
}
