/*
 * From a decision to a notice: the decision is made again (decision_replay), names and address are added.
 */
#ifndef KOKUHO_PREMIUM_NOTICE_GATHER_H
#define KOKUHO_PREMIUM_NOTICE_GATHER_H

#include "dispatch/dispatch.h"
#include "premium/decisions.h"
#include "premium/notice.h"

struct notice_sources {
    struct store *store;
    const struct premium_law *law;
    const struct notice_form *form;
    date issued_on;
    int64_t known_at; /* names and address as known then */
};

/* Words and measures of the session's municipality, with the secret its 確認番号 are made with. */
MUST_CHECK enum err notice_form_of(const struct session *session, date day, struct arena *arena,
                                   struct report *report, struct notice_form *ret);

/*
 * The notice of an approved decision; slips are filled. ERR_FINDINGS with words: the derivation differs,
 * somebody has no name, or it does not add up. Nothing is printed then.
 */
MUST_CHECK enum err notice_gather(const struct notice_sources *from, const struct premium_decision *d,
                                  int64_t notice_no, struct arena *arena, struct report *report,
                                  struct notice **ret);

/* In an open write transaction: the slips of a notice that was printed. */
MUST_CHECK enum err notice_slips_write(struct store *s, struct slip_writer *w,
                                       const struct notice_slips *slips, int64_t recorded_at,
                                       struct report *report);

/* The running number of a payer's notices of a year; *ret_running 0 = none yet. */
MUST_CHECK enum err notice_number_find(struct store *s, const struct premium_decision *d,
                                       struct report *report, int64_t *ret_running);
MUST_CHECK enum err notice_number_last(struct store *s, int32_t year, struct report *report,
                                       int64_t *ret_running);
/* Inside a write transaction. */
MUST_CHECK enum err notice_number_add(struct store *s, const struct premium_decision *d,
                                      int64_t running, struct report *report);

/* Receipt lists of a run in `dir`, after its files under `root` were read back; NX-05. Restricted payers
 * stand on a list of their own. */
MUST_CHECK enum err notice_receipts_write(struct store *s, int64_t run_no, const char *root,
                                          const char *dir, struct report *report,
                                          int64_t *ret_notices);
/* 印刷記録 of every file of the run, once each, with the sheets that lie in it (OP-11). */
MUST_CHECK enum err notice_prints_record(struct session *session, int64_t run_no, const char *root,
                                         int32_t year, struct report *report);
/* Every file of the run is there and has the hash and the pages that were recorded. */
MUST_CHECK enum err notice_files_check(struct store *s, int64_t run_no, const char *root,
                                       struct report *report);

#endif
