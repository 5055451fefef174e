/* 個人番号・宛名番号: check digits, sealing, search keys -- what needs no database. */
#include "addressee/number.h"
#include "addressee/search_key.h"
#include "base/personal_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sodium.h>
#include <cmocka.h>

/* identity_exchange.md 1.2: the published example and ten more; none is anybody's. */
static void individual_numbers_valid(void **state)
{
    static const char *const valid[] = {
        "983205673214", "123456789018", "100000000005", "902100000010", "902100000060", "902100000028",
        "902100000079", "314159265352", "271828182840", "555555555557", "000000000019",
        "983215673204", /* digits at n=1 and n=7 swapped: the digit does not see it */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(valid); i++) {
        assert_true(individual_number_is_valid(valid[i], strlen(valid[i])));
    }
}

static void individual_numbers_invalid(void **state)
{
    static const char *const invalid[] = {
        "983205673215", "983205673210", "123456789012", "902100000011", "902100000020", "314159265350",
        "271828182841", "111111111111", "983205637214", "893205673214", "98320567321", "9832056732144",
        "98320567321 ", "9832-0567-3214", "000000000000", "",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(invalid); i++) {
        assert_false(individual_number_is_valid(invalid[i], strlen(invalid[i])));
    }
}

/* SD-01: 宛名番号 検査数字, modulus 11 with weights 2-7; serials with remainder 1 are never issued. */
static void addressee_check_digit(void **state)
{
    static const int digits[] = {-1, 9, 7, 5, 3, 1, -1, 8, 6, 4, 8, 6, 4,
                                 2,  0, 9, 7, 5, 3, 1, 5, 3, 1, -1, 8};
    (void)state;
    for (int64_t serial = 1; serial < (int64_t)COUNT_OF(digits); serial++) {
        for (int digit = 0; digit <= 9; digit++) {
            assert_int_equal(addressee_number_check_digit_is_right(serial * 10 + digit),
                             digit == digits[serial]);
        }
    }
    assert_false(addressee_number_check_digit_is_right(0));
    assert_false(addressee_number_check_digit_is_right(-19));
}

/* A sealed pair opens in its own row under its own key, and nowhere else. */
/* One key, active, that begins with this byte. */
static struct key_ring ring(unsigned char first)
{
    struct key_ring r = {.count = 1};
    r.versions[0] = 1;
    r.bytes[0][0] = first;
    return r;
}

static void sealing(void **state)
{
    struct number_keys keys = {.seal = ring(1), .blind = ring(2)}, other = {.seal = ring(3), .blind = ring(4)};
    struct number_pair pair = {{0}, {0}}, opened;
    struct number_place place = {19, 1, 1000};
    unsigned char sealed[NUMBER_SEALED_BYTES], again[NUMBER_SEALED_BYTES], later[NUMBER_SEALED_BYTES];
    struct number_sealer sealer, fresh;
    unsigned char blind[NUMBER_BLIND_BYTES], blind_other[NUMBER_BLIND_BYTES];

    (void)state;
    assert_true(sodium_init() >= 0);
    memcpy(pair.individual, "902100000010", INDIVIDUAL_NUMBER_DIGITS);
    number_sealer_begin(&keys, &sealer);
    number_seal(&sealer, place, &pair, sealed);
    number_seal(&sealer, place, &pair, again);
    number_sealer_begin(&keys, &fresh);
    number_seal(&fresh, place, &pair, later);
    assert_memory_not_equal(sealed, again, NUMBER_NONCE_BYTES); /* the same number never looks the same */
    assert_memory_not_equal(sealed + NUMBER_NONCE_BYTES, again + NUMBER_NONCE_BYTES, NUMBER_PLAIN_BYTES);
    assert_memory_not_equal(sealed, later, NUMBER_NONCE_BYTES);
    assert_true(number_open(&keys, place, (struct text){(const char *)again, sizeof(again)}, &opened));
    assert_memory_equal(&opened, &pair, sizeof(pair));
    struct text bytes = {(const char *)sealed, sizeof(sealed)};
    assert_true(number_open(&keys, place, bytes, &opened));
    assert_memory_equal(&opened, &pair, sizeof(pair));
    assert_false(number_open(&other, place, bytes, &opened));
    assert_false(number_open(&keys, (struct number_place){27, 1, 1000}, bytes, &opened));
    assert_false(number_open(&keys, (struct number_place){19, 2, 1000}, bytes, &opened));
    assert_false(number_open(&keys, place, (struct text){bytes.bytes, bytes.len - 1}, &opened));
    sealed[NUMBER_NONCE_BYTES] ^= 1;
    assert_false(number_open(&keys, place, bytes, &opened));

    assert_int_equal(number_blind(&keys, &pair, blind), NUMBER_BLIND_BYTES);
    assert_int_equal(number_blind(&other, &pair, blind_other), NUMBER_BLIND_BYTES);
    assert_memory_not_equal(blind, blind_other, sizeof(blind));
    memset(&pair, 0, sizeof(pair));
    assert_int_equal(number_blind(&keys, &pair, blind), 0);
}

static void same_kanji_key(const char *a, const char *b)
{
    char x[KEY_BYTES], y[KEY_BYTES];
    kanji_fold(a, strlen(a), x, sizeof(x));
    kanji_fold(b, strlen(b), y, sizeof(y));
    assert_string_equal(x, y);
}

/* identity_exchange.md 18.3: variants, variation selectors and blanks meet. */
static void kanji_keys(void **state)
{
    char x[KEY_BYTES], y[KEY_BYTES];
    (void)state;
    same_kanji_key("渡邉　花子", "渡辺花子");
    same_kanji_key("渡邊 花子", "渡辺花子");
    same_kanji_key("渡邉󠄐　花子", "渡辺花子");
    same_kanji_key("斎藤", "齋藤");
    same_kanji_key("斉藤", "齊籐");
    same_kanji_key("髙﨑", "高崎");
    same_kanji_key("濱澤", "浜沢");
    same_kanji_key("廣國", "広国");
    same_kanji_key("𠮷田", "吉田");
    kanji_fold("吉田", strlen("吉田"), x, sizeof(x));
    kanji_fold("古田", strlen("古田"), y, sizeof(y));
    assert_string_not_equal(x, y);
}

/* A key never ends inside a character, however long the name. */
static void kanji_key_is_bounded(void **state)
{
    char name[3 * 400 + 1], key[KEY_BYTES];
    (void)state;
    for (size_t i = 0; i < 400; i++) {
        memcpy(name + 3 * i, "鷗", 3);
    }
    name[sizeof(name) - 1] = '\0';
    size_t len = kanji_fold(name, sizeof(name) - 1, key, sizeof(key));
    assert_true(len < sizeof(key) && len % 3 == 0);
    assert_true(utf8_is_valid(key, len, NULL));
}

static void same_kana_key(const char *a, const char *b)
{
    char x[KEY_BYTES], y[KEY_BYTES];
    kana_fold(a, strlen(a), x, sizeof(x));
    kana_fold(b, strlen(b), y, sizeof(y));
    assert_string_equal(x, y);
}

/* The pairs of identity_exchange.md 18.3, as this folder relies on them. */
static void kana_keys(void **state)
{
    (void)state;
    same_kana_key("ヂ", "ジ");
    same_kana_key("オオノ", "オウノ");
    same_kana_key("オーノ", "オウノ");
    same_kana_key("ショウヘイ", "シヨウヘイ");
    same_kana_key("ヴィクトリア", "ビクトリア");
    same_kana_key("ｻﾄｳ", "さとう");
    same_kana_key("サトー　ハナコ", "サトウハナコ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(individual_numbers_valid), cmocka_unit_test(individual_numbers_invalid),
        cmocka_unit_test(addressee_check_digit),    cmocka_unit_test(sealing),
        cmocka_unit_test(kanji_keys),               cmocka_unit_test(kanji_key_is_bounded),
        cmocka_unit_test(kana_keys),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
