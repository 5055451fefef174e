/*
 * What all worker threads know of the sessions: their limits, the last state of each, the form tokens that
 * are spent, how often somebody asked, and who waits after wrong passwords. Bounded; lost at a restart.
 */
#ifndef KOKUHO_WEB_GATE_H
#define KOKUHO_WEB_GATE_H

#include "web/session.h"

#include <pthread.h>

/*
 * After 5 failures in a row an operator's number waits: 15 s, doubled with each further failure up to 15
 * minutes. Numbers that are not registered wait the same way. Bounded: numbers share slots.
 */
#define LOGIN_FREE_TRIES 5
#define LOGIN_SLOTS 4096
struct login_limit {
    struct login_slot {
        int64_t until;
        unsigned failures;
    } slots[LOGIN_SLOTS];
    unsigned char key[16];
};
void login_limit_init(struct login_limit *l);
/* Milliseconds to wait before this number may try again; 0 = now. */
int64_t login_limit_wait(const struct login_limit *l, struct text operator_id, int64_t now);
void login_limit_result(struct login_limit *l, struct text operator_id, int64_t now, bool is_right);

/* So many a minute, saved up to a minute's worth. Pure. */
struct rate {
    int64_t at, left; /* left: thousandths */
};
bool rate_take(struct rate *r, int64_t per_minute, int64_t now);

#define GATE_SESSIONS 4096
#define GATE_SPENT 96         /* form tokens of a session */
#define GATE_FRESH_MS 2000    /* a session row is read again after it; our own changes count at once */
#define GATE_RATES 4096       /* terminals and addresses that log in */
#define REASON_BYTES 201

struct gate_session;
struct login_gate {
    pthread_mutex_t lock;
    struct session_limits limits;
    struct login_limit login;    /* under the lock, like all that follows */
    struct rate *rates;          /* GATE_RATES */
    struct gate_session *sessions; /* GATE_SESSIONS */
};
void login_gate_init(struct login_gate *g, const struct session_limits *limits, struct arena *arena);

/* As web_session_find(), from memory when it was read a moment ago. *ret_write_seen: the caller writes the
 * look. */
MUST_CHECK enum err gate_enter(struct login_gate *g, struct store *s, struct text token, int64_t now,
                               struct report *report, struct web_session *ret, bool *ret_write_seen);
void gate_forget(struct login_gate *g, const struct web_session *w);
/* Its row has changed: the next look reads it. */
void gate_read_again(struct login_gate *g, const struct web_session *w);
void gate_forget_user(struct login_gate *g, struct text operator_id);
/* False: the form of this page was sent before. */
bool gate_spend(struct login_gate *g, const struct web_session *w, uint64_t page);
/* kind 0: pages, 1: searches. */
bool gate_may(struct login_gate *g, const struct web_session *w, int kind, int64_t per_minute, int64_t now);
bool gate_may_log_in(struct login_gate *g, struct text from, int64_t now);
/* Why somebody looks at his own record, said in this session; "" = nothing said. */
void gate_reason_set(struct login_gate *g, const struct web_session *w, struct text reason);
void gate_reason(struct login_gate *g, const struct web_session *w, char ret[REASON_BYTES]);

#endif
