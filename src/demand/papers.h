/*
 * 発送の一巡 -- extracted once and frozen, printed, approved by another operator, taken out when money comes.
 *
 * 督促 and 催告 differ in whom they choose; everything after it is here. The files of a run lie under
 * DIR/files/demands/RUN/, papers for persons under 支援措置 and for 公示送達 in files of their own.
 */
#ifndef KOKUHO_DEMAND_PAPERS_H
#define KOKUHO_DEMAND_PAPERS_H

#include "demand/gather.h"
#include "demand/paper.h"
#include "dispatch/run.h"

struct papers_row;
enum paper_way { WAY_MAIL = 1, WAY_PUBLIC, WAY_GUARDED };

/* The heading of a run, and of whom it is. */
struct papers_batch {
    enum demand_kind kind;
    date cut_off, issued_on, fixed_on;
    bool with_slip, with_receipt; /* 納付書付き; 催告書兼領収書 */
    const char *criteria; /* in words: what was asked for */
    int64_t known_at;     /* read back: names and addresses as known then */
};
struct papers_choice {
    int64_t payer_no;
    enum paper_way way;
    struct paper_line *lines;
    size_t line_count, line_capacity;
};
struct papers_list {
    struct papers_choice *choices; /* by payer number */
    size_t count, capacity;
};

extern const struct dispatch_run demand_papers;
/* The words of a run's findings, for its job. */
const char *papers_finding_label(struct text code);
#define FINDING_DEAD "dead"
#define FINDING_NO_PLACE "no-place"
#define FINDING_GUARDED "guarded"
/* Whose address may stand on a paper: the way it goes. */
MUST_CHECK enum err papers_way(struct store *s, const struct debtor *who, date day, struct arena *arena,
                               struct report *report, enum paper_way *ret);

/* 一度だけ: whether the run has its rows already (it was killed behind them). */
MUST_CHECK enum err papers_are_frozen(struct job_run *run, bool *ret);
/* Writes heading and rows in one transaction. */
MUST_CHECK enum err papers_freeze(struct job_run *run, const struct papers_batch *b,
                                  const struct papers_list *list);
/* Prints what is frozen and not printed yet, then the lists. */
MUST_CHECK enum err papers_print(struct job_run *run);
/* struct job: withdraw, approve, show. */
MUST_CHECK enum err papers_withdraw(struct job_run *run);
MUST_CHECK enum err papers_approve(struct job_run *run);
MUST_CHECK enum err papers_show(struct job_run *run);

/* 延滞金 of a paper as it stands on a day: DEMAND_IN, or why it is not asked for any more. */
MUST_CHECK enum err papers_late_why(struct session *session, const struct papers_row *row, date day,
                                    struct arena *arena, struct report *report, enum demand_why *ret);

/* 引抜 of an approved run as of today: in a write transaction. *ret = papers taken out. */
MUST_CHECK enum err papers_pull(struct session *session, const struct debts *now, int64_t run_no,
                                int64_t recorded_at, struct report *report, int64_t *ret);
/* The pull list as it stands, a CSV in the folder of the run; by sequence. */
MUST_CHECK enum err papers_pull_list(struct session *session, int64_t run_no, struct report *report,
                                     char ret_path[], size_t size);
MUST_CHECK enum err papers_batch_of(struct store *s, int64_t run_no, struct report *report,
                                    struct papers_batch *ret, date *ret_approved_on);

/* ----------------------------------------------------------------------------------- rows ----- */

/* A frozen paper with its lines. */
struct papers_row {
    int64_t payer_no, sequence_no;
    enum paper_way way;
    yen amount, late_charge, fee;
    struct paper_line *lines;
    size_t line_count;
    bool is_pulled;
};
/* Behind `after`, at most `max`, by payer number, with their lines. */
MUST_CHECK enum err papers_rows(struct store *s, int64_t run_no, int64_t after, size_t max,
                                struct arena *arena, struct report *report, struct papers_row **ret,
                                size_t *ret_count);

/* What a paper of a run is made from: the same for the pile and for a copy. */
struct papers_source {
    int64_t run_no;
    struct papers_batch batch;
    date approved_on;
    struct demand_terms terms;
    struct demand_explain explain;
    struct slip_form slip_form;
};
MUST_CHECK enum err papers_source_of(struct session *session, int64_t run_no, struct arena *arena,
                                     struct report *report, struct papers_source *ret);
/* Checked, with the address of that moment. `from` lives as long as the paper. */
MUST_CHECK enum err papers_fill(const struct papers_source *from, struct store *s,
                                const struct papers_row *row, struct arena *arena, struct report *report,
                                struct paper *ret);

/* ----------------------------------------------------------------------------- 納付書付き ----- */

/* In the transaction that freezes: a slip for each charge that has a notice number. */
MUST_CHECK enum err papers_slips_make(struct job_run *run, const struct papers_batch *b,
                                      const struct papers_list *list);
/* The slips that were made for a paper of the run. */
MUST_CHECK enum err papers_slips_of(struct store *s, enum demand_kind kind, int64_t run_no,
                                    const struct papers_row *row, struct arena *arena, struct report *report,
                                    struct slip **ret, size_t *ret_count);

#endif
