/* The request guard: every line of what HTTP libraries let through, and what they may not break. */
#include "web/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HOST "Host: 127.0.0.1:8080\r\n"
#define LIT(s) (s), sizeof(s) - 1

static int answer(const char *bytes, size_t len)
{
    size_t head = 0;
    return guard_check(bytes, len, &head);
}

static void plain_requests_pass(void **state)
{
    (void)state;
    static const char get[] = "GET /menu HTTP/1.1\r\n" HOST "Accept: text/html\r\n\r\n";
    static const char post[] = "POST /login HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b";
    size_t head = 0;
    assert_int_equal(guard_check(LIT(get), &head), GUARD_PASS);
    assert_int_equal(head, sizeof(get) - 1);
    assert_int_equal(guard_check(LIT(post), &head), GUARD_PASS);
    assert_int_equal(head, sizeof(post) - 1 - 3); /* the body is not the guard's */
    assert_int_equal(answer(LIT("HEAD / HTTP/1.1\r\n" HOST "\r\n")), GUARD_PASS);
    assert_int_equal(answer(LIT("GET /a?b=%E3%81%82 HTTP/1.1\r\n" HOST "\r\n")), GUARD_PASS);
}

/* At every cut the head is not complete: nothing is decided too early. */
static void half_a_head_waits(void **state)
{
    (void)state;
    static const char post[] = "POST /login HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\n";
    for (size_t n = 0; n < sizeof(post) - 1; n++) {
        assert_int_equal(answer(post, n), GUARD_MORE);
    }
    assert_int_equal(answer(LIT(post)), GUARD_PASS);
}

struct refusal {
    const char *name, *bytes;
    size_t len;
    int status;
};

/* NX-08 and the table of malformed requests: what each of them gets. */
static const struct refusal refusals[] = {
    {"length and transfer coding", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n"
                                       "Transfer-Encoding: chunked\r\n\r\n"), 501},
    {"transfer coding and length", LIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
                                       "Content-Length: 4\r\n\r\n"), 501},
    {"two lengths", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\nContent-Length: 5\r\n\r\n"), 400},
    {"the same length twice", LIT("POST / HTTP/1.1\r\n" HOST
                                  "Content-Length: 4\r\nContent-Length: 4\r\n\r\n"), 400},
    {"a list of lengths", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 4, 4\r\n\r\n"), 400},
    {"a length with a sign", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: +4\r\n\r\n"), 400},
    {"a length in hex", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 0x4\r\n\r\n"), 400},
    {"a huge length", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999\r\n\r\n"), 400},
    {"too large a body", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 2000000\r\n\r\n"), 413},
    {"no length", LIT("POST / HTTP/1.1\r\n" HOST "\r\n"), 411},
    {"a body on GET", LIT("GET / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\n"), 400},
    {"a blank before the colon", LIT("GET / HTTP/1.1\r\n" HOST "Accept : x\r\n\r\n"), 400},
    {"a blank before Host's colon", LIT("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400},
    {"a folded field", LIT("GET / HTTP/1.1\r\n" HOST "X-A: b\r\n c\r\n\r\n"), 400},
    {"a folded field with a tab", LIT("GET / HTTP/1.1\r\n" HOST "X-A: b\r\n\tc\r\n\r\n"), 400},
    {"a bare LF", LIT("GET / HTTP/1.1\r\n" HOST "X-A: b\n\r\n"), 400},
    {"only LF", LIT("GET / HTTP/1.1\nHost: a\n\n"), 400},
    {"a bare CR", LIT("GET / HTTP/1.1\r\n" HOST "X-A: b\rc\r\n\r\n"), 400},
    {"NUL in a value", LIT("GET / HTTP/1.1\r\n" HOST "X-A: b\0c\r\n\r\n"), 400},
    {"NUL in a name", LIT("GET / HTTP/1.1\r\n" HOST "X-\0A: b\r\n\r\n"), 400},
    {"NUL in the target", LIT("GET /\0 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"an escape character", LIT("GET / HTTP/1.1\r\n" HOST "X-A: \x1b[0m\r\n\r\n"), 400},
    {"no Host", LIT("GET / HTTP/1.1\r\nAccept: x\r\n\r\n"), 400},
    {"two Hosts", LIT("GET / HTTP/1.1\r\n" HOST "Host: b\r\n\r\n"), 400},
    {"an empty Host", LIT("GET / HTTP/1.1\r\nHost: \r\n\r\n"), 400},
    {"HTTP/1.9", LIT("GET / HTTP/1.9\r\n" HOST "\r\n"), 505},
    {"HTTP/1.0", LIT("GET / HTTP/1.0\r\n" HOST "\r\n"), 505},
    {"HTTP/2.0", LIT("GET / HTTP/2.0\r\n" HOST "\r\n"), 505},
    {"no version", LIT("GET /\r\n" HOST "\r\n"), 400},
    {"a method that is none", LIT("G<T / HTTP/1.1\r\n" HOST "\r\n"), 405},
    {"PUT", LIT("PUT / HTTP/1.1\r\n" HOST "\r\n"), 405},
    {"CONNECT", LIT("CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n"), 405},
    {"lower case", LIT("get / HTTP/1.1\r\n" HOST "\r\n"), 405},
    {"an absolute target", LIT("GET http://a/ HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"two slashes", LIT("GET //a HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"a fragment", LIT("GET /a#b HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"a blank in the target", LIT("GET /a b HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"raw UTF-8 in the target", LIT("GET /\xe3\x81\x82 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"markup in the target", LIT("GET /<b> HTTP/1.1\r\n" HOST "\r\n"), 400},
    {"an upgrade", LIT("GET / HTTP/1.1\r\n" HOST "Upgrade: websocket\r\n\r\n"), 400},
    {"an expectation", LIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n"), 400},
    {"a field without a colon", LIT("GET / HTTP/1.1\r\n" HOST "nonsense\r\n\r\n"), 400},
    {"a leading empty line", LIT("\r\nGET / HTTP/1.1\r\n" HOST "\r\n"), 405},
    {"TLS on the plain port", LIT("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), 405},
};

static void malformed_requests_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        int got = answer(refusals[i].bytes, refusals[i].len);
        if (got != refusals[i].status) {
            print_error("%s: %d instead of %d\n", refusals[i].name, got, refusals[i].status);
        }
        assert_int_equal(got, refusals[i].status);
    }
}

static char many[256 * 1024];

static size_t fill(const char *first, const char *repeated, size_t times, const char *last)
{
    size_t n = 0;
    const char *parts[] = {first, repeated, last};
    for (size_t p = 0; p < 3; p++) {
        for (size_t k = 0; k < (p == 1 ? times : 1); k++) {
            size_t len = strlen(parts[p]);
            assert_true(n + len < sizeof(many));
            memcpy(many + n, parts[p], len);
            n += len;
        }
    }
    return n;
}

static void limits_hold(void **state)
{
    (void)state;
    size_t n = fill("GET / HTTP/1.1\r\n" HOST "X: ", "a", 100 * 1024, "\r\n\r\n");
    assert_int_equal(answer(many, n), 431);
    assert_int_equal(answer(many, GUARD_HEAD_MAX + 1), 431); /* decided before the rest is there */
    n = fill("GET / HTTP/1.1\r\n" HOST, "a:b\r\n", GUARD_FIELDS_MAX - 1, "\r\n");
    assert_int_equal(answer(many, n), GUARD_PASS);
    n = fill("GET / HTTP/1.1\r\n" HOST, "a:b\r\n", GUARD_FIELDS_MAX, "\r\n");
    assert_int_equal(answer(many, n), 431);
    n = fill("GET /", "a", GUARD_TARGET_MAX - 1, " HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(answer(many, n), GUARD_PASS);
    n = fill("GET /", "a", GUARD_TARGET_MAX, " HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(answer(many, n), 414);
    n = fill("", "a", GUARD_HEAD_MAX + 1, "");
    assert_int_equal(answer(many, n), 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_requests_pass),
        cmocka_unit_test(half_a_head_waits),
        cmocka_unit_test(malformed_requests_are_refused),
        cmocka_unit_test(limits_hold),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
