/* The strict request guard, a pure function over the bytes of a request head. */
#include "web/guard.h"

#include "base/text.h"

static bool is_token(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool guard_name_is(struct text name, const char *lower)
{
    size_t n = strlen(lower);
    if (name.len != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char c = name.bytes[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != lower[i]) {
            return false;
        }
    }
    return true;
}

/* "METHOD SP target SP HTTP/1.1" */
static int check_request_line(struct text line)
{
    static const char *const methods[] = {"GET ", "HEAD ", "POST "};
    size_t method = 0;
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        size_t n = strlen(methods[i]);
        if (line.len > n && memcmp(line.bytes, methods[i], n) == 0) {
            method = n;
        }
    }
    if (method == 0) {
        return 405;
    }
    static const char version[] = " HTTP/1.1";
    size_t tail = sizeof(version) - 1;
    if (line.len < method + 1 + tail) {
        return 400;
    }
    struct text target = {line.bytes + method, line.len - method - tail};
    if (memcmp(line.bytes + line.len - tail, version, tail) != 0) {
        return memcmp(line.bytes + line.len - tail, " HTTP/", 6) == 0 ? 505 : 400;
    }
    if (target.len > GUARD_TARGET_MAX) {
        return 414;
    }
    if (target.bytes[0] != '/') {
        return 400;
    }
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.bytes[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' || c == '#') {
            return 400;
        }
        if (i > 0 && c == '/' && target.bytes[i - 1] == '/') {
            return 400;
        }
    }
    return GUARD_PASS;
}

struct seen {
    unsigned hosts, lengths, fields;
    int64_t length;
};

static int check_field(struct text line, struct seen *seen)
{
    size_t colon = 0;
    while (colon < line.len && is_token((unsigned char)line.bytes[colon])) {
        colon++;
    }
    if (colon == 0 || colon == line.len || line.bytes[colon] != ':') {
        return 400; /* folded, a blank before the colon, or no field at all */
    }
    struct text name = {line.bytes, colon}, value = {line.bytes + colon + 1, line.len - colon - 1};
    while (value.len > 0 && (value.bytes[0] == ' ' || value.bytes[0] == '\t')) {
        value.bytes++;
        value.len--;
    }
    while (value.len > 0 &&
           (value.bytes[value.len - 1] == ' ' || value.bytes[value.len - 1] == '\t')) {
        value.len--;
    }
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.bytes[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            return 400;
        }
    }
    if (++seen->fields > GUARD_FIELDS_MAX) {
        return 431;
    }
    if (guard_name_is(name, "host")) {
        if (value.len == 0 || ++seen->hosts > 1) {
            return 400;
        }
    } else if (guard_name_is(name, "content-length")) {
        if (++seen->lengths > 1 || value.len > 10 ||
            !parse_i64(value.bytes, value.len, 0, INT32_MAX, &seen->length)) {
            return 400;
        }
        if (seen->length > GUARD_BODY_MAX) {
            return 413;
        }
    } else if (guard_name_is(name, "transfer-encoding")) {
        return 501;
    } else if (guard_name_is(name, "upgrade") || guard_name_is(name, "expect")) {
        return 400;
    }
    return GUARD_PASS;
}

int guard_check(const char *bytes, size_t len, size_t *ret_head)
{
    struct seen seen = {0};
    size_t at = 0;
    bool first = true;

    while (at < len) {
        size_t end = at;
        while (end < len && bytes[end] != '\r' && bytes[end] != '\n') {
            end++;
        }
        if (end >= GUARD_HEAD_MAX) {
            return 431;
        }
        if (end == len) {
            break; /* the line is not complete */
        }
        if (bytes[end] == '\n') {
            return 400; /* a bare LF */
        }
        if (end + 1 == len) {
            break;
        }
        if (bytes[end + 1] != '\n') {
            return 400; /* a bare CR */
        }
        struct text line = {bytes + at, end - at};
        at = end + 2;
        if (!first && line.len == 0) { /* the blank line: the head is complete */
            if (seen.hosts != 1) {
                return 400;
            }
            if (bytes[0] == 'P' && seen.lengths != 1) {
                return 411;
            }
            if (bytes[0] != 'P' && seen.length > 0) {
                return 400; /* a body on GET or HEAD */
            }
            *ret_head = at;
            return GUARD_PASS;
        }
        int answer = first ? check_request_line(line) : check_field(line, &seen);
        if (answer != GUARD_PASS) {
            return answer;
        }
        first = false;
    }
    return len >= GUARD_HEAD_MAX ? 431 : GUARD_MORE;
}
