/*
 * ログイン -- sessions of the screens: a random token in the browser, its digest in the store.
 *
 * Rows    AU-16 .. AU-20, TR-03, TR-06 of the security catalogue
 * Table   params/national/web/session.tsv, or the municipality's own session.tsv
 *
 * How long a session lives, when the screen locks and how many a person may have is data. The token of a
 * form (CSRF) is made from the session's own token and is new on every page, so each can be spent once.
 */
#ifndef KOKUHO_WEB_SESSION_H
#define KOKUHO_WEB_SESSION_H

#include "base/report.h"
#include "base/text.h"
#include "ops/ops.h"
#include "store/store.h"

#define SESSION_SEEN_STEP_MS 30000 /* how exactly the last look is written down */
#define SESSION_TOKEN_HEX 65       /* 32 random bytes */
#define SESSION_COOKIE "kokuho_session"
#define SESSION_COOKIE_TLS "__Host-kokuho_session"

struct session_limits {
    int64_t idle_ms, absolute_ms, lock_ms, step_up_ms;
    int64_t per_user;
    int64_t pages_per_minute, searches_per_minute, logins_per_minute;
};
MUST_CHECK enum err session_limits_read(const struct data_folder *folder, date on, struct report *report,
                                        struct session_limits *ret);

struct web_session {
    char digest[SESSION_TOKEN_HEX]; /* names the session in the store */
    char csrf[SESSION_TOKEN_HEX];   /* for the forms of this page */
    unsigned char form_key[32];
    char operator_id[33];
    char terminal[33];
    char purpose[97];
    char notice[257];       /* last log-ins, and what this one ended (AU-19, AU-22) */
    bool must_change;       /* only the new password is open */
    int64_t created_at, seen_at;
    int64_t locked_at;      /* 0 = open */
    int64_t step_up_at;     /* 0 = the password was not asked again */
};

/* Is a session of these moments still alive at `now`? A clock that went back ends it. */
bool session_is_alive(const struct session_limits *limits, int64_t created_at, int64_t seen_at,
                      int64_t now);

/* Digest and form token that belong to a token; false when the bytes are no token. */
bool session_of_token(struct text token, struct web_session *ret);
/* A new token of 256 random bits, and what belongs to it (AU-16). */
void session_token_make(char token[SESSION_TOKEN_HEX], struct web_session *w);
/* A token of one of our pages; *ret_page names the page it stood on. */
bool session_csrf_is_right(const struct web_session *s, struct text given, uint64_t *ret_page);

/* ERR_FINDINGS: no such session or over. */
MUST_CHECK enum err web_session_find(struct store *s, const struct session_limits *limits,
                                     struct text token, int64_t now, struct report *report,
                                     struct web_session *ret);
/* These write; they stand inside the caller's transaction. */

/* operator_id, terminal, purpose, notice and must_change of `w` are kept; the rest follows. */
MUST_CHECK enum err web_session_add(struct store *s, const struct web_session *w, int64_t now,
                                    struct report *report, char ret_token[SESSION_TOKEN_HEX]);
/* The same session under a new token (AU-16); what it is now allowed is already in `w`. */
MUST_CHECK enum err web_session_renew(struct store *s, const struct web_session *w, int64_t now,
                                      struct report *report, char ret_token[SESSION_TOKEN_HEX]);
MUST_CHECK enum err web_session_seen(struct store *s, const struct web_session *w, int64_t now,
                                     struct report *report);
MUST_CHECK enum err web_session_lock(struct store *s, const struct web_session *w, int64_t now,
                                     struct report *report);
MUST_CHECK enum err web_session_purpose(struct store *s, const struct web_session *w,
                                        struct text purpose, struct report *report);
MUST_CHECK enum err web_session_end(struct store *s, const struct web_session *w, int64_t now,
                                    struct report *report);
/* Over by time and not ended yet, oldest first (LG-05): the digest names each; the rest as it was left. */
MUST_CHECK enum err web_sessions_over(struct store *s, const struct session_limits *limits, int64_t now,
                                      struct arena *arena, struct report *report, struct web_session **ret,
                                      size_t *ret_count);
/* The open one of a person with the latest look; ERR_FINDINGS when he has none that is alive. */
MUST_CHECK enum err web_session_of_user(struct store *s, const struct session_limits *limits,
                                        struct text operator_id, int64_t now, struct report *report,
                                        struct web_session *ret, int64_t *ret_count);
/* All of a person's: log-out, a second log-in, a new password (AU-18, AU-19). */
MUST_CHECK enum err web_session_end_user(struct store *s, struct text operator_id, int64_t now,
                                         struct report *report);
/* Sessions long over and the words of their searches. */
MUST_CHECK enum err web_session_purge(struct store *s, const struct session_limits *limits, int64_t now,
                                      struct report *report);

/* The words of a search get a number, so that they stand in no address line. Twenty are kept. */
MUST_CHECK enum err web_search_add(struct store *s, const struct web_session *w, struct text words,
                                   struct report *report, int64_t *ret_search_no);
MUST_CHECK enum err web_search_find(struct store *s, const struct web_session *w, int64_t search_no,
                                    struct arena *arena, struct report *report, struct text *ret);

#endif
