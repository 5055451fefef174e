/*
 * 参照・操作の記録 -- every look and change: who, terminal, when, screen or job, kind, whose data, 個人番号
 * yes or no, purpose. Append-only; record n carries the hash of record n-1 of its stream.
 *
 * Law     番号法12条・23条, 個人情報保護法66条; 特定個人情報保護評価書 (S4): 7 years for the kokuho system
 * Rows    LG-01 .. LG-19, TE-01 .. TE-07, DA-01 .. DA-12 of the security catalogue
 *
 * A stream is one serving process (or one command): its records are numbered from 1 without a gap. One
 * writer thread a stream gathers the records of all callers and makes them durable together; the caller
 * of audit_append() waits until its own is. What cannot be recorded must not be shown or done.
 *
 * The records stand in a store of their own (audit.db beside kokuho.db; on PostgreSQL the same database),
 * so that neither a job's transaction nor a rollback touches them.
 */
#ifndef KOKUHO_AUDIT_H
#define KOKUHO_AUDIT_H

#include "ops/ops.h"

enum audit_kind { /* 照会 登録 修正 削除 出力 承認 認証 設定 連携 処理 拒否 */
    AUDIT_VIEW = 1,
    AUDIT_ADD,
    AUDIT_CHANGE,
    AUDIT_DELETE,
    AUDIT_OUTPUT,
    AUDIT_APPROVE,
    AUDIT_LOGIN,   /* success, failure, lock, log-out: see `event` */
    AUDIT_SETTING,
    AUDIT_EXCHANGE,
    AUDIT_JOB,
    AUDIT_REFUSED,
};
enum audit_number { AUDIT_NUMBER_NONE, AUDIT_NUMBER_SHOWN, AUDIT_NUMBER_PRINTED };

/* Whose data. household_no 0 = not known here. */
struct audit_subject {
    int64_t addressee_no, household_no;
};

#define AUDIT_SUBJECTS_MAX 200 /* of one record; a longer list becomes several records */

/* Texts are copied; an empty text or 0 = does not apply. No text holds a 個人番号, a password, a name. */
struct audit_event {
    int64_t at;                /* ms UTC */
    enum audit_kind kind;
    struct text event;         /* "household.look": of the screen, job or command that declares it */
    struct text operator_id, section, terminal, peer; /* peer: address or "unix" */
    struct text certificate;   /* serial of the terminal's certificate */
    struct text correlation;   /* the same from the screen to the exchange record */
    struct text purpose, reason;
    struct text criteria;      /* of a search: already masked or hashed (audit_criteria) */
    struct text file_name, output_kind; /* preview, print, file */
    int64_t result_count;      /* hits, rows written, sheets; -1 = does not apply */
    int64_t approval_no;       /* of bulk output, of a change */
    bool is_provisional;       /* 仮登録 */
    enum audit_number number;
    int outcome;               /* 0 done, else the HTTP status or exit code of the refusal */
    const struct audit_subject *subjects;
    size_t subject_count;
};

struct audit_log;

/* `stream` names the process: "serve", "import", "job". Opens (and makes) the records' store and key. */
MUST_CHECK enum err audit_open(const struct data_folder *folder, const char *stream,
                               struct report *report, struct audit_log **ret);
/*
 * Durable when it returns ERR_NONE; called from any thread. Anything else: nothing was recorded, and the
 * caller must not go on (LG-14). The first failure stays: every later call fails until audit_open().
 */
MUST_CHECK enum err audit_append(struct audit_log *log, const struct audit_event *event,
                                 struct report *report);
/* Several in this order, which wait for the disk once; each names AUDIT_SUBJECTS_MAX persons at most. */
MUST_CHECK enum err audit_append_together(struct audit_log *log, const struct audit_event *events,
                                          size_t count, struct report *report);
void audit_close(struct audit_log *log); /* NULL is fine */
/* With a last record, as audit_append() makes it; NULL: none. The log is closed whatever it returns. */
MUST_CHECK enum err audit_close_with(struct audit_log *log, const struct audit_event *last,
                                     struct report *report);

/* A moment of a clock that went back more than a second is a record of its own (LG-11, DA-08). */

/*
 * The words of a search as they may stand in a record: 12 digits become a keyed hash, the rest stays, control
 * characters become spaces, at most 200 bytes (MN-04, LG-03, LG-13).
 */
struct text audit_criteria(const struct audit_log *log, struct text words, struct arena *arena);

/* One record as read back. Texts live in the arena. */
struct audit_record {
    int64_t stream_no, seq;
    struct audit_event event;
    unsigned char previous[32], hash[32];
};

const char *audit_kind_label(enum audit_kind kind);  /* 照会 */
void audit_moment_format(int64_t at, char buf[32]); /* 2026-11-20 09:30:15.123, in Japan */

/* What to look for; 0, "" and date_none() = any. Newest first, at most `max`. */
struct audit_query {
    int64_t addressee_no;      /* this number alone: audit_find_any() takes all that a person ever had */
    struct text operator_id, event;
    enum audit_kind kind;
    date from, until;          /* days in Japan, inclusive and exclusive */
    size_t max;
    int64_t before;            /* ms: the page after this moment; 0 = newest */
    int64_t before_stream, before_seq; /* and after this record of that moment; 0 = after the whole moment */
};
MUST_CHECK enum err audit_find(const struct data_folder *folder, const struct audit_query *query,
                               struct arena *arena, struct report *report, struct audit_record **ret,
                               size_t *ret_count);
/* The same about a person under any of his numbers (名寄せ, RL-04); a record about several stands once. */
MUST_CHECK enum err audit_find_any(const struct data_folder *folder, const struct audit_query *query,
                                   const int64_t *numbers, size_t number_count, struct arena *arena,
                                   struct report *report, struct audit_record **ret, size_t *ret_count);

/*
 * Proves the records: every hash, the place of each in its stream, streams without a gap, signed heads in
 * the store and in DIR/audit/heads.tsv, and that the indexes say what the records say. One line of `report`
 * for each finding, naming stream and number; ERR_FINDINGS when there is one, ERR_WORLD when it could not
 * be done.
 */
struct audit_proof {
    int64_t records, streams, heads, findings;
};
MUST_CHECK enum err audit_verify(const struct data_folder *folder, struct report *report,
                                 struct audit_proof *ret);

/* When the newest signed head was made; 0 = there is none. */
MUST_CHECK enum err audit_last_head(const struct data_folder *folder, struct report *report, int64_t *ret_at);

/* 異常アクセス: one line of the nightly list, and who has looked at it. */
struct audit_alert {
    int64_t alert_no, at;
    date day;                  /* the day it is about */
    date due;                  /* open after this day = overdue (DA-12) */
    struct text code;          /* "DA-03" */
    struct text operator_id, words;
    int64_t addressee_no;
    struct text reviewer, review; /* "" = open */
    int64_t reviewed_at;
};
MUST_CHECK enum err audit_alerts(const struct data_folder *folder, bool only_open, struct arena *arena,
                                 struct report *report, struct audit_alert **ret, size_t *ret_count);
/* ERR_INPUT when the reviewer is the subject of the alert (DA-12, AZ-18). */
MUST_CHECK enum err audit_alert_review(struct audit_log *log, const struct data_folder *folder,
                                       int64_t alert_no, const struct operator_identity *reviewer,
                                       struct text review, struct report *report);

/*
 * What the records do not say themselves and a capability knows; any of them NULL = not looked at. Asked
 * once a day for each pair that came up.
 */
struct audit_knowledge {
    void *context;
    /* 支援措置: restricted on that day, and looking at it is not this operator's duty (DA-04). */
    enum err (*is_beyond_duty)(void *context, struct text operator_id, int64_t addressee_no, date day,
                               struct report *report, bool *ret);
    /* Himself, his household, his name, his address (DA-05): "同じ住所"; "" = none. */
    enum err (*relation)(void *context, struct text operator_id, int64_t addressee_no, date day,
                         struct report *report, struct text *ret);
    /* Not registered, over, or not begun on that day (DA-10). */
    enum err (*is_ended)(void *context, struct text operator_id, date day, struct report *report, bool *ret);
    /* Every number under which the person of this one stands or stood (名寄せ), this one among them. */
    enum err (*numbers_of)(void *context, int64_t addressee_no, struct arena *arena, struct report *report,
                           int64_t **ret, size_t *ret_count);
};
/* What the program's capabilities know; the command calls it with its session as context. NULL = nothing. */
extern const struct audit_knowledge *audit_knowledge;
struct audit_day_result {
    int64_t records, acts, alerts; /* acts: of operators at terminals */
    bool was_closed;               /* somebody had closed it: nothing was done */
};
/*
 * DA-02: what each user did in [from, until), also below the limits of the nightly look; in the order of the
 * users' ids, whoever logged in, failed or searched. `wide` counts from wide_search of the first day on.
 */
struct audit_count {
    struct text operator_id;
    int64_t logins, failed, searches, wide, widest;
};
MUST_CHECK enum err audit_counts(const struct data_folder *folder, date from, date until, struct arena *arena,
                                 struct report *report, struct audit_count **ret, size_t *ret_count);
/*
 * The nightly look at one day that is over (DA-01 .. DA-05, DA-08, DA-10, DA-11): thresholds and hours as
 * of that day. Once a day; what it finds becomes alerts in one transaction. ERR_INPUT for a day that is not
 * over.
 */
MUST_CHECK enum err audit_close_day(struct audit_log *log, const struct data_folder *folder, date day,
                                    const struct audit_knowledge *knowledge, struct report *report,
                                    struct audit_day_result *ret);

/*
 * Days that are over, have or may have records, and are not closed: oldest first, from the first record of
 * all.
 */
MUST_CHECK enum err audit_days_due(const struct data_folder *folder, struct arena *arena,
                                   struct report *report, date **ret, size_t *ret_count);
struct audit_closed_day {
    date day;
    int64_t records, acts, alerts;
};
/* Closed days up to `last`, newest first, at most `max`. */
MUST_CHECK enum err audit_days_closed(const struct data_folder *folder, date last, size_t max,
                                      struct arena *arena, struct report *report,
                                      struct audit_closed_day **ret, size_t *ret_count);

/* What an operator has done since the month of a moment, each event once, refusals left out (AZ-16). */
struct audit_use {
    struct text operator_id, event;
};
MUST_CHECK enum err audit_used_since(const struct data_folder *folder, int64_t since, struct arena *arena,
                                     struct report *report, struct audit_use **ret, size_t *ret_count);

/* ---------------------------------------------------------------------------- retention ------- */

#define AUDIT_KEEP_FOREVER (-1)
/* Years that records of a kind of store ("operation", "exchange" ...) are kept, as of the day they were
 * made. */
MUST_CHECK enum err audit_retention_read(const struct data_folder *folder, const char *store, date recorded,
                                         struct report *report, int *ret_years);
/* The first day on which a record may go; several kinds in one place: the longest. date_open_end() = never.
 */
date audit_removable_from(date recorded, const int *years, size_t count);
/* `is_held`: kept for a disclosure or a trial (legal hold), whatever its age. */
bool audit_may_remove(date recorded, const int *years, size_t count, bool is_held, date today);

/* ----------------------------------------------------------------------------- commands ------- */

/*
 * Every command that opens a data folder is recorded when it begins and when it ends (LG-08). kokuho.c
 * names the command, sets session_recorder to audit_recorder, and calls audit_command_end() with the
 * outcome. `forks`: its processes open streams of their own, so none is open while it runs.
 */
extern const struct session_recorder audit_recorder;
void audit_command_name(const char *name, enum audit_kind kind, bool forks);
/* Recorded with the begin of the command, behind it; they stay until its session is open. */
void audit_command_beside(const struct audit_event *events, size_t count);
MUST_CHECK enum err audit_command_end(struct command_call *call, enum err outcome);

/* kokuho audit verify|export|find|alerts|close-day */
extern const struct command command_audit;

#endif
