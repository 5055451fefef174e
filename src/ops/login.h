/*
 * ログイン -- password (Argon2id), one-time code (TOTP), the policy as dated data, the lock.
 *
 * Rows    AU-02, AU-03, AU-05 .. AU-12, AU-20, AU-22 .. AU-24 of the security catalogue
 * Table   params/national/ops/login_policy.tsv, or the municipality's own
 */
#ifndef KOKUHO_OPS_LOGIN_H
#define KOKUHO_OPS_LOGIN_H

#include "ops/ops.h"

enum login_result {
    LOGIN_OK = 1,
    LOGIN_WRONG,   /* number, password or code: one answer for all */
    LOGIN_LOCKED,  /* too many failures; until somebody with operator.manage releases. Also for unknown ids */
    LOGIN_MUST_CHANGE_PASSWORD, /* all right, but initial or too old: only ops_password_change() is open */
    LOGIN_EXPIRED, /* all right, but the person's period or the initial password is over */
};
struct login_attempt {
    struct text id, password, code;
    struct text terminal;      /* "" = loopback of practice */
    int64_t now;               /* ms UTC */
};
struct login_answer {
    enum login_result result;
    const char *words;         /* for the screen; static */
    struct operator_identity operator; /* with LOGIN_OK and LOGIN_MUST_CHANGE_PASSWORD, else empty */
    int64_t last_ok_at, last_failed_at; /* before this one; 0 = never (AU-22) */
    int64_t failures;          /* since the last success */
    bool has_locked;           /* this attempt has locked the id: worth a record of its own */
};
/*
 * Outside of a transaction: begins its own, and records success or failure before it answers. Takes one
 * Argon2 run (19 MiB, a core) whatever the answer. ERR_NONE with a result; ERR_WORLD when the store
 * refuses.
 */
MUST_CHECK enum err ops_login(struct session *s, const struct login_attempt *attempt,
                              struct report *report, struct login_answer *ret);

/* The password again, before a sensitive act (AU-20). A failure counts like one of the log-in. */
MUST_CHECK enum err ops_step_up(struct session *s, struct text id, struct text password, int64_t now,
                                struct report *report, enum login_result *ret);

/*
 * ERR_INPUT with words: the old one is wrong (counts as a failure), the new one is against the policy. The
 * caller ends the person's other sessions (AU-18).
 */
MUST_CHECK enum err ops_password_change(struct session *s, struct text id, struct text old_password,
                                        struct text new_password, int64_t now, struct report *report);

/* By an operator with operator.manage, never for himself: a one-time value that lives for
 * 24 hours (AU-12). */
#define ONE_TIME_BYTES 20
MUST_CHECK enum err ops_password_reset(struct session *s, struct text id, int64_t now,
                                       struct report *report, char ret_password[ONE_TIME_BYTES]);
MUST_CHECK enum err ops_lock_release(struct session *s, struct text id, int64_t now,
                                     struct report *report);
/* A new secret for the code, as otpauth:// text for the person's device; shown once. */
MUST_CHECK enum err ops_code_secret_new(struct session *s, struct text id, int64_t now,
                                        struct arena *arena, struct report *report, struct text *ret_uri);

/* Practice: the next code that will be accepted. */
MUST_CHECK enum err ops_operator_code(struct session *s, struct text id, struct report *report,
                                      char ret_code[7]);

/* In force on a day. */
struct login_policy {
    int64_t password_min, password_max;   /* characters */
    int64_t password_days;                /* 0 = no periodic change */
    int64_t password_history;             /* last N not again */
    int64_t failures_max, failure_minutes;
    int64_t one_time_hours;
    int64_t argon_passes, argon_mib;
};
MUST_CHECK enum err login_policy_read(const struct data_folder *folder, date on, struct report *report,
                                      struct login_policy *ret);
/* ERR_INPUT with words: too short, too long, common, or made of the id or the name. */
MUST_CHECK enum err login_password_check(const struct data_folder *folder,
                                         const struct login_policy *policy, struct text password,
                                         struct text id, struct report *report);

#endif
