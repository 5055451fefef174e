/* 返戻 -- papers that came back: by the code at their foot, or as a clerk says. */
#ifndef KOKUHO_DEMAND_RETURNED_H
#define KOKUHO_DEMAND_RETURNED_H

#include "demand/demand.h"

enum returned_survey { SURVEY_OPEN = 1, SURVEY_FOUND, SURVEY_LOST };
extern const struct change_code returned_reasons[], returned_surveys[];

struct returned_row {
    int64_t payer_no, run_no; /* run_no 0: not known */
    date on;
    int64_t reason;
    enum returned_survey survey;
    struct text words;
};
/* In an open write transaction: the row, and the task of whoever looks for the address. */
MUST_CHECK enum err returned_add(struct session *session, const struct returned_row *row,
                                 int64_t recorded_at, struct report *report);

/* The same as the newest word that stands says: after one was taken back. */
MUST_CHECK enum err returned_task_again(struct session *session, int64_t payer_no, struct report *report);

/* What a code of twenty digits (run 8, sequence 6, page 2, pages 2, kind 2) names. */
struct returned_paper {
    int64_t run_no, payer_no;
    enum demand_kind kind;
};
/* *ret_fault NULL: it is a paper of ours that was sent and whose return nobody entered on that day. Else why
 * not, in words for the line. */
MUST_CHECK enum err returned_scan(struct store *s, struct text code, date on, struct arena *arena,
                                  struct report *report, struct returned_paper *ret, const char **ret_fault);

#endif
