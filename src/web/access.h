/*
 * 参照記録 -- the access record: who, terminal, when, screen, kind, whose data, purpose.
 *
 * Written in one transaction before the page leaves; a page whose record cannot be kept is not sent.
 */
#ifndef KOKUHO_WEB_ACCESS_H
#define KOKUHO_WEB_ACCESS_H

#include "web/screen.h"

enum access_kind {
    ACCESS_LOOK = 1,
    ACCESS_CHANGE = 2,
    ACCESS_LOGIN = 3,
    ACCESS_LOGOUT = 4,
    ACCESS_REFUSED = 5,
};

/* The number of this serving process and its rows: (served_by, seq) is their key. */
struct access_chain {
    int64_t served_by;
    _Atomic int64_t seq;
};

/* One row a person seen, or one row when nobody was. Inside the caller's transaction. */
MUST_CHECK enum err access_write(struct access_chain *chain, const struct screen_call *call,
                                 enum access_kind kind, const char *operator_id);

#endif
