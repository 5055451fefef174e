/*
 * Fuzz target: the request guard and the readers of forms and cookies.
 *
 * A head that passes is complete, bounded, and says the same when the bytes come in pieces: no shorter
 * prefix passes, none is refused.
 */
#include "web/form.h"
#include "web/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_guard(const char *bytes, size_t len)
{
    size_t head = 0, other = 0;
    int answer = guard_check(bytes, len, &head);
    if (answer != GUARD_PASS) {
        assert(answer == GUARD_MORE || (answer >= 400 && answer <= 505));
        return;
    }
    assert(head >= 4 && head <= len && head <= GUARD_HEAD_MAX + 2);
    assert(memcmp(bytes + head - 4, "\r\n\r\n", 4) == 0);
    assert(memchr(bytes, '\0', head) == NULL);
    for (size_t n = 0; n < head; n += 1 + head / 64) {
        assert(guard_check(bytes, n, &other) == GUARD_MORE);
    }
    assert(guard_check(bytes, head, &other) == GUARD_PASS && other == head);
}

static void check_form(const char *bytes, size_t len)
{
    static struct arena *arena;
    static struct form form;
    if (arena == NULL) {
        arena = arena_new("fuzz", (size_t)64 << 20);
    }
    arena_reset(arena);
    if (form_parse((struct text){bytes, len}, arena, &form)) {
        assert(form.count <= FORM_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            struct text name = form.fields[i].name, value = form.fields[i].value;
            assert(name.len > 0 && name.len <= FORM_NAME_MAX && value.len <= FORM_TABLE_MAX);
            assert(utf8_is_valid(value.bytes, value.len, NULL) && value.bytes[value.len] == '\0');
        }
    } else {
        assert(form.count == 0);
    }
    struct text cookie = cookie_value((struct text){bytes, len}, "kokuho_session");
    assert(cookie.len <= len && memchr(cookie.bytes, ';', cookie.len) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0) {
        check_form((const char *)data, size);
    }
    check_guard((const char *)data, size);
    return 0;
}
