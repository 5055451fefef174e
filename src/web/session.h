/*
 * ログイン -- sessions of the screens: a random token in the browser, its digest in the store.
 *
 * Idle for 30 minutes or 10 hours after log-in a session is over. The token of forms (CSRF) is made from
 * the session's own token, so it needs no row. Failed log-ins slow the next one down.
 */
#ifndef KOKUHO_WEB_SESSION_H
#define KOKUHO_WEB_SESSION_H

#include "base/report.h"
#include "base/text.h"
#include "store/store.h"

#include <pthread.h>
#include <semaphore.h>

#define SESSION_IDLE_MS (30LL * 60 * 1000)
#define SESSION_ABSOLUTE_MS (10LL * 60 * 60 * 1000)
#define SESSION_SEEN_STEP_MS 30000 /* how exactly the last look is written down */
#define SESSION_TOKEN_HEX 65       /* 32 random bytes */
#define SESSION_COOKIE "kokuho_session"

struct web_session {
    char digest[SESSION_TOKEN_HEX]; /* names the session in the store */
    char csrf[SESSION_TOKEN_HEX];
    char operator_id[33];
    char purpose[97];
    int64_t created_at, seen_at;
};

/* Is a session of these moments still alive at `now`? A clock that went back ends it. */
bool session_is_alive(int64_t created_at, int64_t seen_at, int64_t now);

/* Digest and form token that belong to a token; false when the bytes are no token. */
bool session_of_token(struct text token, struct web_session *ret);
bool session_csrf_is_right(const struct web_session *s, struct text given);

/* ERR_FINDINGS: no such session or over. */
MUST_CHECK enum err web_session_find(struct store *s, struct text token, int64_t now,
                                     struct report *report, struct web_session *ret);
/* These write; they stand inside the caller's transaction. */
MUST_CHECK enum err web_session_add(struct store *s, const char *operator_id, const char *purpose,
                                    int64_t now, struct report *report,
                                    char ret_token[SESSION_TOKEN_HEX]);
MUST_CHECK enum err web_session_seen(struct store *s, const struct web_session *w, int64_t now,
                                     struct report *report);
MUST_CHECK enum err web_session_purpose(struct store *s, const struct web_session *w,
                                        struct text purpose, struct report *report);
MUST_CHECK enum err web_session_end(struct store *s, const struct web_session *w, int64_t now,
                                    struct report *report);
/* Sessions long over and the words of their searches. */
MUST_CHECK enum err web_session_purge(struct store *s, int64_t now, struct report *report);

/* The words of a search get a number, so that they stand in no address line. Twenty are kept. */
MUST_CHECK enum err web_search_add(struct store *s, const struct web_session *w, struct text words,
                                   struct report *report, int64_t *ret_search_no);
MUST_CHECK enum err web_search_find(struct store *s, const struct web_session *w, int64_t search_no,
                                    struct arena *arena, struct report *report, struct text *ret);

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

/* Shared by all workers. A password check takes 19 MiB and a core: two at once are enough. */
struct login_gate {
    pthread_mutex_t lock;
    struct login_limit limit; /* under the lock */
    sem_t turns;
};
#define LOGIN_TURNS 2
void login_gate_init(struct login_gate *g);

#endif
