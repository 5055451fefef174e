/*
 * 添付書類 (EL-67): what is put together from pieces is what was sent, of a kind that is kept, or a fault; both sides of each bound.
 */
#include "online/package.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sodium.h>

static char hex[SHA256_HEX];

static struct package announced(const void *bytes, size_t len, unsigned char *room)
{
    struct sha256 hash;
    unsigned char digest[SHA256_BYTES];
    sha256_init(&hash);
    sha256_add(&hash, bytes, len);
    sha256_done(&hash, digest);
    hex_format(digest, sizeof(digest), hex);
    return (struct package){.sha256 = text_of(hex), .bytes = (int64_t)len, .max = len, .content = room};
}

static void add(struct package *p, const void *bytes, size_t len)
{
    char piece[4096];
    sodium_bin2base64(piece, sizeof(piece), bytes, len, sodium_base64_VARIANT_ORIGINAL);
    package_add(p, text_of(piece));
}

static void first_bytes(void **state)
{
    (void)state;
    assert_int_equal(package_type((const unsigned char *)"%PDF-1.7", 8), ONLINE_PDF);
    assert_int_equal(package_type((const unsigned char *)"%PDF-", 5), ONLINE_PDF);
    assert_int_equal(package_type((const unsigned char *)"%PDF", 4), ONLINE_NO_TYPE);
    assert_int_equal(package_type((const unsigned char *)" %PDF-", 6), ONLINE_NO_TYPE);
    assert_int_equal(package_type((const unsigned char *)"\xFF\xD8\xFF", 3), ONLINE_JPEG);
    assert_int_equal(package_type((const unsigned char *)"\xFF\xD8", 2), ONLINE_NO_TYPE);
    assert_int_equal(package_type((const unsigned char *)"\x89PNG\r\n\x1a\n", 8), ONLINE_PNG);
    assert_int_equal(package_type((const unsigned char *)"\x89PNG\r\n\x1a", 7), ONLINE_NO_TYPE);
    assert_int_equal(package_type((const unsigned char *)"PK\x03\x04", 4), ONLINE_NO_TYPE);
    assert_int_equal(package_type((const unsigned char *)"<html>", 6), ONLINE_NO_TYPE);
    assert_int_equal(package_type((const unsigned char *)"", 0), ONLINE_NO_TYPE);
}

static void pieces(void **state)
{
    static const char pdf[] = "%PDF-1.4 and so on";
    unsigned char room[64];
    enum online_type type;
    (void)state;
    for (size_t cut = 0; cut <= sizeof(pdf); cut++) { /* wherever it is cut */
        struct package p = announced(pdf, sizeof(pdf), room);
        add(&p, pdf, cut);
        add(&p, pdf + cut, sizeof(pdf) - cut);
        assert_int_equal(package_end(&p, &type), ONLINE_KEPT);
        assert_int_equal(type, ONLINE_PDF);
        assert_memory_equal(room, pdf, sizeof(pdf));
    }
}

static void broken(void **state)
{
    static const char pdf[] = "%PDF-1.4 and so on";
    static const char *const wrong[] = {"====", "A", "AAA", "AA=A", "AAAA AAAA", "あいう", "AA==AAAA", "QUJD\nRA=="};
    unsigned char room[64];
    enum online_type type;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct package p = announced(pdf, sizeof(pdf), room);
        package_add(&p, text_of(wrong[i]));
        add(&p, pdf, sizeof(pdf));
        assert_int_equal(package_end(&p, &type), ONLINE_BROKEN);
    }
    struct package p = announced(pdf, sizeof(pdf), room);
    assert_int_equal(package_end(&p, &type), ONLINE_BROKEN); /* no piece at all */
    add(&p, pdf, sizeof(pdf) - 1);
    assert_int_equal(package_end(&p, &type), ONLINE_BROKEN); /* one byte is missing */
    add(&p, pdf + sizeof(pdf) - 1, 1);
    assert_int_equal(package_end(&p, &type), ONLINE_KEPT);
    add(&p, pdf, 1); /* one too many: nothing is written behind what was announced */
    assert_int_equal(package_end(&p, &type), ONLINE_BROKEN);
    p = announced(pdf, sizeof(pdf), room);
    add(&p, "%PDF-1.4 AND so on", sizeof(pdf));
    assert_int_equal(package_end(&p, &type), ONLINE_BROKEN); /* other bytes */
    p = announced("", 0, room);
    assert_int_equal(package_end(&p, &type), ONLINE_BROKEN); /* nothing is no document */
    p = announced("MZ", 2, room);
    add(&p, "MZ", 2);
    assert_int_equal(package_end(&p, &type), ONLINE_WRONG_TYPE);
    p.is_too_large = true;
    assert_int_equal(package_end(&p, &type), ONLINE_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(first_bytes), cmocka_unit_test(pieces), cmocka_unit_test(broken)};
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
