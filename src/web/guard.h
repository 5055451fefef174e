/*
 * The strict request guard: what a request head must look like before the HTTP library sees it.
 *
 * GET, HEAD and POST; HTTP/1.1; CRLF only; one Host; at most one Content-Length,
 * digits only; no Transfer-Encoding; no folded header, no blank before the colon, no NUL or other control;
 * a target that is a plain path. Everything else is answered here and never reaches a page.
 */
#ifndef KOKUHO_WEB_GUARD_H
#define KOKUHO_WEB_GUARD_H

#include "base/text.h"

#define GUARD_HEAD_MAX 16384u  /* bytes of request line and fields */
#define GUARD_FIELDS_MAX 64u
#define GUARD_TARGET_MAX 4096u
#define GUARD_BODY_MAX (1u << 20)

enum guard_answer {
    GUARD_MORE = 0,   /* the head is not complete yet */
    GUARD_PASS = 200, /* hand it on */
    /* anything else is the status to answer with before closing */
};

/* Looks at the first `len` bytes of a connection. *ret_head gets the length of the head with its CRLFCRLF. */
int guard_check(const char *bytes, size_t len, size_t *ret_head);
/* Is it the name of this field, in any case? `lower` is written small. */
bool guard_name_is(struct text name, const char *lower);

#endif
