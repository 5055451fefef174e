/*
 * Fuzz target: a whole request, head and body, as the server reads it.
 *
 * Whatever passes the guard is read without leaving its bytes, the same each time; a stranger cannot say
 * that he is the TLS front; the body is read as a form within its bounds.
 */
#include "web/form.h"
#include "web/guard.h"
#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_within(struct text t, struct text of)
{
    return t.len == 0 || (t.bytes >= of.bytes && t.bytes + t.len <= of.bytes + of.len);
}

static void check_fields(const struct web_request *r, struct text head)
{
    const struct text all[] = {r->path, r->query, r->host, r->cookie, r->content_type, r->origin, r->fetch_site,
                               r->if_none_match, r->certificate.verify, r->certificate.serial,
                               r->certificate.subject};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        assert(is_within(all[i], head));
        assert(all[i].len == 0 || memchr(all[i].bytes, '\n', all[i].len) == NULL);
        assert(all[i].len == 0 || memchr(all[i].bytes, '\0', all[i].len) == NULL);
    }
    assert(r->path.len > 0 && r->path.bytes[0] == '/' && memchr(r->path.bytes, '?', r->path.len) == NULL);
    assert(memchr(r->peer, '\0', sizeof(r->peer)) != NULL);
    assert(!(r->is_post && r->is_head));
}

static void check_body(struct text body)
{
    static struct arena *arena;
    static struct form form;
    int64_t number;
    if (arena == NULL) {
        arena = arena_new("fuzz", (size_t)64 << 20);
    }
    arena_reset(arena);
    if (!form_parse(body, arena, &form)) {
        assert(form.count == 0);
        return;
    }
    assert(form.count <= FORM_FIELDS_MAX);
    for (size_t i = 0; i < form.count; i++) {
        const struct form_field *f = &form.fields[i];
        assert(form_has(&form, f->name.bytes));
        assert(form_raw(&form, f->name.bytes).bytes == f->value.bytes); /* no name stands twice */
        assert(is_within(form_value(&form, f->name.bytes), f->value));
        if (form_number(&form, f->name.bytes, 1, 999, &number)) {
            assert(number >= 1 && number <= 999);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    size_t head = 0;
    if (size == 0 || guard_check(bytes, size, &head) != GUARD_PASS) {
        return 0;
    }
    for (int trusted = 0; trusted < 2; trusted++) {
        struct web_request r, again;
        size_t body = 0, same = 0;
        const struct text all = {bytes, head};
        if (!request_read(all, trusted != 0, &r, &body)) {
            continue;
        }
        check_fields(&r, all);
        assert(body <= INT32_MAX && r.is_tls == (trusted != 0));
        assert(trusted != 0 || (r.certificate.verify.len == 0 && r.certificate.serial.len == 0 &&
                                r.certificate.subject.len == 0 && r.peer[0] == '\0'));
        assert(request_read(all, trusted != 0, &again, &same) && same == body &&
               again.path.bytes == r.path.bytes && again.cookie.len == r.cookie.len);
        if (body <= size - head && body > 0) {
            check_body((struct text){bytes + head, body});
        }
    }
    return 0;
}
