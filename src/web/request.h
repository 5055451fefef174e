/*
 * A request as the application sees it, read from a head that the guard has passed. Pure.
 *
 * The fields that name a terminal (Kokuho-*) count only when the request came through the Unix socket that
 * our own TLS front alone can open; from anywhere else they are not looked at.
 */
#ifndef KOKUHO_WEB_REQUEST_H
#define KOKUHO_WEB_REQUEST_H

#include "base/text.h"

/* What the TLS front says about the client's certificate. */
struct web_certificate {
    struct text verify;  /* "SUCCESS", "NONE", "FAILED:certificate revoked" */
    struct text serial;  /* upper-case hex */
    struct text subject; /* distinguished name */
};

struct web_request {
    bool is_post, is_head;
    bool is_tls;         /* came through the TLS front */
    bool wants_close;
    struct text path, query; /* as sent: no percent-decoding */
    struct text host, cookie, content_type, origin, fetch_site, if_none_match;
    struct web_certificate certificate;
    struct text body;
    char peer[64];       /* address of the terminal, or "127.0.0.1" */
};

/*
 * Reads `head` (with its CRLFCRLF; guard_check() has passed it). False: a field that may stand once stands
 * twice. *ret_body is the length of the body that follows.
 */
bool request_read(struct text head, bool is_trusted, struct web_request *ret, size_t *ret_body);

#endif
