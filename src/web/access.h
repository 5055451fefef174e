/*
 * 参照・操作の記録 of the screens -- what the record says of one request (audit/audit.h keeps it).
 *
 * A page with personal data leaves, and an act begins, only after its record is durable (LG-14).
 */
#ifndef KOKUHO_WEB_ACCESS_H
#define KOKUHO_WEB_ACCESS_H

#include "web/screen.h"

struct access {
    enum audit_kind kind;
    const char *event;       /* NULL = the screen's */
    const char *output_kind; /* "preview", "print"; NULL = none */
    const char *operator_id; /* NULL = the session's */
    struct text words;       /* why it was refused; "" = nothing */
    int outcome;             /* 0 done, else the HTTP status of the refusal */
};
/* All subjects of the call; more than fit one record become several. */
MUST_CHECK enum err access_write(struct audit_log *log, const struct screen_call *call,
                                 const struct access *access);

#endif
