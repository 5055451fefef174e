/*
 * 賦課の決議の行 -- a case assessed, as it is stored: one wide row, written once.
 */
#ifndef KOKUHO_PREMIUM_ASSESSMENT_H
#define KOKUHO_PREMIUM_ASSESSMENT_H

#include "base/hash.h"
#include "base/trace.h"
#include "premium/facts.h"
#include "rules/premium/law.h"

#define CALENDAR_MAX 12
#define AMOUNT_NONE (-1) /* an instalment the year does not have */

struct assessment_row {
    int32_t year;
    int64_t household_no, payer_no;
    int32_t version;
    int64_t run_no;
    enum assessment_kind kind;
    int32_t insured_count, reduction_tenths;
    yen judged_income; /* -1 = not known */
    yen part[LEVY_PARTS], total;
    yen amounts[CALENDAR_MAX]; /* AMOUNT_NONE behind the last */
    yen extra;                 /* AMOUNT_NONE = none */
    date extra_due;
    yen refund;
    date first_notice_on; /* date_none(): over all instalments */
    char reasons[REASONS_BYTES];
    unsigned char facts_hash[FACTS_HASH_BYTES];
    unsigned char derivation[TRACE_DIGEST_BYTES];
};

/* What came of a case. */
struct assessed {
    const struct premium_case *c;
    struct assessment_row row;
    struct premium_assessment result; /* result.members live in the arena */
    struct trace *trace;
    const char *refused; /* facts that contradict each other, in words; NULL = assessed */
};

/*
 * How the year is split: a first assessment, or one after `before` (NULL = first). The same arguments give
 * the same derivation; that is what a replay proves.
 */
struct splitting {
    const struct assessment_row *before;
    const struct premium_instalment *calendar; /* due dates of the year */
    size_t calendar_count;
    date decided_on, cut_off;
};

/* The first fault of the facts in words, kept in the arena; NULL = they agree. */
const char *facts_contradiction(const struct premium_law *law, const struct premium_household *h,
                                struct arena *arena);
/* Checks, assesses with the trace, digests. ERR_INPUT: a parameter is missing (words in the report). */
MUST_CHECK enum err assess_case(const struct premium_law *law, const struct premium_case *c,
                                const struct splitting *splitting, struct arena *arena,
                                struct report *report, struct assessed *ret);

/* Nobody has a month to pay for. */
bool assessed_has_nobody(const struct assessed *a);

/* Instalments of a row in order of due date; returns how many. */
size_t row_instalments(const struct assessment_row *row, const struct premium_instalment *calendar,
                       size_t calendar_count, struct premium_instalment ret[INSTALMENTS_MAX]);

/* Rows in bulk, inside a write transaction. */
MUST_CHECK enum err rows_begin(struct store *s, struct report *report, struct bulk **ret);
MUST_CHECK enum err rows_add(struct bulk *b, const struct assessment_row *row,
                             struct report *report);
/* Reads the columns of SQL_premium_assessment_* from `first` on. */
void row_read(const struct query *q, int first, struct assessment_row *ret);
#define ROW_COLUMNS 33

/* A premium_run row: the state of its assessments. */
struct decision_run {
    int64_t run_no;
    enum assessment_kind kind;
    int32_t year;
    bool is_approved;
    bool is_whole, is_complete; /* written, not read: it looked at every household; at all it had to */
    int64_t known_at;
    date proposed_on, cut_off, care40_not_after, decided_on; /* date_none() = none */
    char proposer[33], approver[33];
    char parameters[SHA256_HEX], program_version[33];
};
#define DECISION_RUN_COLUMNS 13
void decision_run_read(const struct query *q, int first, struct decision_run *ret);
/*
 * The rows that say what the proposals of a run are: one for each kind from `first` to `last`, in a
 * transaction of their own, with the due dates of the year. The proposer is the run's. There already when a
 * run goes on.
 */
MUST_CHECK enum err decision_runs_open(struct job_run *run, const struct decision_run *r,
                                       enum assessment_kind first, enum assessment_kind last,
                                       const struct premium_law *law);
/* One of them, with the due dates when asked; in the caller's write transaction. */
MUST_CHECK enum err decision_run_add(struct store *s, const struct decision_run *r,
                                     const struct premium_law *law, bool with_due, struct report *report);
MUST_CHECK enum err decision_run_find(struct store *s, int64_t run_no, enum assessment_kind kind,
                                      struct report *report, bool *ret_found,
                                      struct decision_run *ret);
/* One version, decided or proposed. */
MUST_CHECK enum err row_find(struct store *s, int32_t year, int64_t household_no, int64_t payer_no,
                             int32_t version, struct report *report, bool *ret_found,
                             struct assessment_row *ret);
/* Due dates as the run knew them. */
MUST_CHECK enum err calendar_load(struct store *s, int64_t run_no, struct report *report,
                                  struct premium_instalment ret[CALENDAR_MAX], size_t *ret_count);
/* 0 stands for date_none() in the tables. */
int64_t day_or_0(date d);
date date_of_day(int64_t ymd);

/* ---- between annual.c, monthly.c, approve.c, parameters.c ---- */

/* SHA-256 over names and hashes of the approved tables; ERR_INPUT when one is not approved. */
MUST_CHECK enum err parameters_digest(struct session *session, struct report *report,
                                      char ret[SHA256_HEX]);
/* The approved tables: loads the law and names every file with its hash as a condition of the run. */
MUST_CHECK enum err parameters_in_force(struct job_run *run, struct arena *arena,
                                        const struct premium_law **ret_law,
                                        char ret_digest[SHA256_HEX]);

/* 調定: what a decided row changes by part. */
MUST_CHECK enum err row_post(const struct assessment_row *row, const yen before[LEVY_PARTS],
                             date decided_on, struct ledger_writer *w, int64_t recorded_at,
                             struct report *report);
MUST_CHECK enum err assessments_approve(struct job_run *run);
MUST_CHECK enum err assessments_withdraw(struct job_run *run);
MUST_CHECK enum err assessments_show(struct job_run *run);

/* Findings of one assessed case, in the writer. */
MUST_CHECK enum err assessed_findings(struct job_run *run, const struct assessed *a,
                                      struct report *report);

/* care40 of the ordinance or of the run's condition: the day up to which 40th birthdays are seen. */
MUST_CHECK enum err care40_not_after(struct job_run *run, const char *condition, date *ret);

/* A store handle of one's own for the reader thread. */
MUST_CHECK enum err reader_open(struct job_run *run, struct store **ret);

#endif
