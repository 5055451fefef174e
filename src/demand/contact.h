/* 折衝記録の行 -- what was said to a debtor, by a clerk or as a file told it, and what he promised. */
#ifndef KOKUHO_DEMAND_CONTACT_H
#define KOKUHO_DEMAND_CONTACT_H

#include "demand/demand.h"

/* collection.md 22.3; the same numbers in the files of the call centre. */
enum contact_result {
    RESULT_PROMISED = 11, RESULT_SAYS_PAID, RESULT_WANTS_SLIP, RESULT_WANTS_COUNSEL, RESULT_REFUSES,
    RESULT_NO_ANSWER = 21, RESULT_MACHINE, RESULT_BUSY,
    RESULT_WRONG_PERSON = 31, RESULT_DEAD_NUMBER,
    RESULT_DO_NOT_CALL = 41,
    RESULT_LEFT = 51, RESULT_DECEASED,
    RESULT_SMS_SENT = 61, RESULT_SMS_FAILED, /* of messages */
};
extern const struct change_code contact_ways[], contact_results[], contact_next_actions[];
enum { WAY_TELEPHONE_OUT = 1, WAY_SMS = 6 };
enum campaign_way { CAMPAIGN_TELEPHONE = 1, CAMPAIGN_SMS };
/* Of a file: the call centre's by its campaign, of 滞納整理支援 without one. */
enum contact_origin { ORIGIN_CLERK = 1, ORIGIN_FILE };
/* The label of a code; "" when there is none. */
const char *contact_label(const struct change_code *codes, int64_t value);

struct contact_row {
    int64_t contact_no; /* 0: the next number is given */
    int64_t payer_no;
    date on;
    int64_t minute, way, result;
    struct text words, operator_id;
    int64_t next_action;
    date next_on, promise_on; /* none = none */
    yen promise_amount;
    enum contact_origin origin;
    int64_t campaign_no;
};
/* In an open write transaction. */
MUST_CHECK enum err contact_add(struct store *s, const struct contact_row *row, int64_t recorded_at,
                                struct report *report, int64_t *ret_contact_no);
/* What follows next stands as a task of whoever wrote it; a later word ends the one before (CO-46). In an
 * open write transaction. */
MUST_CHECK enum err contact_next_task(struct session *session, const struct contact_row *row,
                                      struct report *report);
/* The last word with a payer: who is to do what next; contact_no 0 = nothing was said. */
MUST_CHECK enum err contact_newest(struct store *s, int64_t payer_no, struct arena *arena,
                                   struct report *report, struct contact_row *ret);

#endif
