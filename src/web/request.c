/* Fields of a request head, each once, by name. */
#include "web/request.h"

#include "web/guard.h"

struct field_place {
    const char *lower;
    struct text *to;
};

static struct text trimmed(struct text t)
{
    while (t.len > 0 && (t.bytes[0] == ' ' || t.bytes[0] == '\t')) {
        t.bytes++;
        t.len--;
    }
    while (t.len > 0 && (t.bytes[t.len - 1] == ' ' || t.bytes[t.len - 1] == '\t')) {
        t.len--;
    }
    return t;
}

/* The next line without its CRLF; an empty one ends the head. */
static struct text next_line(struct text head, size_t *at)
{
    const char *end = memchr(head.bytes + *at, '\r', head.len - *at);
    size_t stop = end != NULL ? (size_t)(end - head.bytes) : head.len;
    struct text line = {head.bytes + *at, stop - *at};
    *at = stop + 2 <= head.len ? stop + 2 : head.len;
    return line;
}

static void read_request_line(struct text line, struct web_request *ret)
{
    const char *space = memchr(line.bytes, ' ', line.len);
    assert(space != NULL);
    size_t method = (size_t)(space - line.bytes);
    ret->is_post = line.bytes[0] == 'P';
    ret->is_head = line.bytes[0] == 'H';
    static const char version[] = " HTTP/1.1";
    assert(line.len >= method + 1 + sizeof(version) - 1);
    struct text target = {space + 1, line.len - method - sizeof(version)};
    const char *mark = memchr(target.bytes, '?', target.len);
    ret->path = target;
    if (mark != NULL) {
        ret->path.len = (size_t)(mark - target.bytes);
        ret->query = (struct text){mark + 1, target.len - ret->path.len - 1};
    }
}

bool request_read(struct text head, bool is_trusted, struct web_request *ret, size_t *ret_body)
{
    struct text length = {"", 0}, connection = {"", 0}, peer = {"", 0};
    const struct text none = {"", 0};
    *ret = (struct web_request){
        .is_tls = is_trusted,
        .query = none, .host = none, .cookie = none, .content_type = none, .origin = none,
        .fetch_site = none, .if_none_match = none, .body = none,
        .certificate = {none, none, none},
    };
    const struct field_place places[] = {
        {"host", &ret->host},
        {"cookie", &ret->cookie},
        {"content-type", &ret->content_type},
        {"content-length", &length},
        {"connection", &connection},
        {"origin", &ret->origin},
        {"sec-fetch-site", &ret->fetch_site},
        {"if-none-match", &ret->if_none_match},
        {"kokuho-verify", &ret->certificate.verify},
        {"kokuho-serial", &ret->certificate.serial},
        {"kokuho-subject", &ret->certificate.subject},
        {"kokuho-peer", &peer},
    };
    size_t always = is_trusted ? COUNT_OF(places) : COUNT_OF(places) - 4;
    bool seen[COUNT_OF(places)] = {false};
    size_t at = 0;

    read_request_line(next_line(head, &at), ret);
    while (at < head.len) {
        struct text line = next_line(head, &at);
        const char *colon = line.len > 0 ? memchr(line.bytes, ':', line.len) : NULL;
        if (colon == NULL) {
            break; /* the blank line */
        }
        struct text name = {line.bytes, (size_t)(colon - line.bytes)};
        for (size_t i = 0; i < always; i++) {
            if (!guard_name_is(name, places[i].lower)) {
                continue;
            }
            if (seen[i]) {
                return false;
            }
            seen[i] = true;
            *places[i].to = trimmed((struct text){colon + 1, line.len - name.len - 1});
        }
    }
    int64_t body = 0;
    if (length.len > 0 && !parse_i64(length.bytes, length.len, 0, INT32_MAX, &body)) {
        return false;
    }
    ret->wants_close = guard_name_is(connection, "close");
    size_t n = peer.len < sizeof(ret->peer) ? peer.len : sizeof(ret->peer) - 1;
    memcpy(ret->peer, peer.bytes, n);
    *ret_body = (size_t)body;
    return true;
}
