/* How a 個人番号 lies in the store: sealed for its row (CR-02, CR-03, MN-05), found by a keyed hash (CR-13, MN-04). */
#include "addressee/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sodium.h>
#include <string.h>
#include <cmocka.h>

#define MANY 1000000

static struct number_keys keys;

static int make_keys(void **state)
{
    (void)state;
    if (sodium_init() < 0) {
        return -1;
    }
    keys.seal.count = keys.blind.count = 1;
    randombytes_buf(keys.seal.bytes[0], FOLDER_KEY_BYTES);
    randombytes_buf(keys.blind.bytes[0], FOLDER_KEY_BYTES);
    return 0;
}

static struct number_pair pair_of(const char *number, const char *code)
{
    struct number_pair pair = {0};
    memcpy(pair.individual, number, strlen(number)); /* digits without an end, or nothing */
    memcpy(pair.resident_code, code, strlen(code));
    return pair;
}

static struct text sealed_text(const unsigned char *sealed)
{
    return (struct text){(const char *)sealed, NUMBER_SEALED_BYTES};
}

/* CR-02: a million numbers, no nonce twice; nor of another sealer, whose random part differs. */
static void no_nonce_comes_twice(void **state)
{
    (void)state;
    struct number_pair pair = pair_of("902100000079", "98765432109");
    struct number_sealer one, other;
    unsigned char sealed[NUMBER_SEALED_BYTES], last[16];
    number_sealer_begin(&keys, &one);
    number_sealer_begin(&keys, &other);
    for (int64_t i = 0; i < MANY; i++) {
        number_seal(&one, (struct number_place){19, 1, 1}, &pair, sealed);
        int64_t counted; /* behind the 16 random bytes of the sealer */
        memcpy(&counted, sealed + sizeof(last), sizeof(counted));
        assert_true(counted == i);
        assert_true(i == 0 || memcmp(sealed, last, sizeof(last)) == 0);
        memcpy(last, sealed, sizeof(last));
    }
    number_seal(&other, (struct number_place){19, 1, 1}, &pair, sealed);
    assert_memory_not_equal(sealed, last, sizeof(last));
    number_sealer_wipe(&one);
    assert_true(sodium_is_zero((const unsigned char *)&one, sizeof(one))); /* CR-12 */
    number_sealer_wipe(&other);
}

/* CR-02: every single bit that is another is found. */
static void a_changed_bit_does_not_open(void **state)
{
    (void)state;
    struct number_pair pair = pair_of("902100000079", "98765432109"), got;
    struct number_place place = {19, 2, 20260401};
    struct number_sealer sealer;
    unsigned char sealed[NUMBER_SEALED_BYTES];
    number_sealer_begin(&keys, &sealer);
    number_seal(&sealer, place, &pair, sealed);
    assert_true(number_open(&keys, place, sealed_text(sealed), &got));
    assert_memory_equal(&got, &pair, sizeof(got));
    assert_null(memmem(sealed, sizeof(sealed), pair.individual, 12)); /* MN-05 */
    for (size_t bit = 0; bit < 8 * sizeof(sealed); bit++) {
        sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_false(number_open(&keys, place, sealed_text(sealed), &got));
        sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (size_t len = 0; len < sizeof(sealed); len++) {
        assert_false(number_open(&keys, place, (struct text){(const char *)sealed, len}, &got));
    }
    struct number_keys others = keys;
    others.seal.bytes[0][31] ^= 1;
    assert_false(number_open(&others, place, sealed_text(sealed), &got));
    number_sealer_wipe(&sealer);
}

/* CR-03: what was sealed for one row opens at no other: two rows that changed places are found. */
static void sealed_bytes_stay_in_their_row(void **state)
{
    (void)state;
    const struct number_place at[2] = {{19, 1, 1000}, {27, 1, 1000}};
    const struct number_place elsewhere[] = {{27, 1, 1000}, {19, 2, 1000}, {19, 1, 1001}};
    struct number_pair pairs[2] = {pair_of("902100000079", "98765432109"), pair_of("902100000061", "12345678901")};
    unsigned char sealed[2][NUMBER_SEALED_BYTES];
    struct number_pair got;
    struct number_sealer sealer;
    number_sealer_begin(&keys, &sealer);
    for (size_t i = 0; i < 2; i++) {
        number_seal(&sealer, at[i], &pairs[i], sealed[i]);
    }
    assert_false(number_open(&keys, at[0], sealed_text(sealed[1]), &got));
    assert_false(number_open(&keys, at[1], sealed_text(sealed[0]), &got));
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++) {
        assert_false(number_open(&keys, elsewhere[i], sealed_text(sealed[0]), &got));
    }
    assert_true(number_open(&keys, at[0], sealed_text(sealed[0]), &got));
    number_sealer_wipe(&sealer);
}

/*
 * CR-13: the index is the same for the same number and another under another key, and is no plain digest of the
 * twelve digits, which whoever has the file could try through.
 */
static void the_index_needs_its_key(void **state)
{
    (void)state;
    struct number_pair pair = pair_of("902100000079", "98765432109"), same = pair_of("902100000079", "");
    unsigned char blind[NUMBER_BLIND_BYTES], again[NUMBER_BLIND_BYTES], other[NUMBER_BLIND_BYTES];
    unsigned char plain[crypto_hash_sha512_BYTES];
    struct number_keys others = keys;
    assert_int_equal(number_blind(&keys, &pair, blind), NUMBER_BLIND_BYTES);
    assert_int_equal(number_blind(&keys, &same, again), NUMBER_BLIND_BYTES);
    assert_memory_equal(blind, again, sizeof(blind)); /* the number alone decides */
    others.blind.bytes[0][0] ^= 1;
    number_blind(&others, &pair, other);
    assert_memory_not_equal(blind, other, sizeof(blind));
    others = keys;
    others.seal.bytes[0][0] ^= 1; /* its own key: the sealing key does not matter */
    number_blind(&others, &pair, other);
    assert_memory_equal(blind, other, sizeof(blind));
    const unsigned char *digits = (const unsigned char *)pair.individual;
    crypto_hash_sha256(plain, digits, 12);
    assert_memory_not_equal(blind, plain, sizeof(blind));
    crypto_hash_sha512(plain, digits, 12);
    assert_memory_not_equal(blind, plain, sizeof(blind));
    crypto_generichash(plain, NUMBER_BLIND_BYTES, digits, 12, NULL, 0);
    assert_memory_not_equal(blind, plain, sizeof(blind));
    crypto_generichash(plain, 32, digits, 12, NULL, 0);
    assert_memory_not_equal(blind, plain, sizeof(blind));
    struct number_pair nobody = pair_of("", "98765432109");
    assert_int_equal(number_blind(&keys, &nobody, blind), 0);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_nonce_comes_twice),
        cmocka_unit_test(a_changed_bit_does_not_open),
        cmocka_unit_test(sealed_bytes_stay_in_their_row),
        cmocka_unit_test(the_index_needs_its_key),
    };
    return cmocka_run_group_tests(tests, make_keys, NULL);
}
