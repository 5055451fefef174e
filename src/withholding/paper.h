/* 特別徴収の通知書: what it says. Inner header of withholding/. */
#ifndef KOKUHO_WITHHOLDING_PAPER_H
#define KOKUHO_WITHHOLDING_PAPER_H

#include "letter/letter.h"
#include "withholding/withholding.h"

/* ERR_INPUT with words unless the pension side has accepted the request: nobody is told of anything before
 * (碧南市). `charges`: of the payer and year, for what falls back to 普通徴収. */
MUST_CHECK enum err withholding_letter_make(const struct withholding_request *r, date issued_on,
                                            const struct letter_office *office,
                                            const struct collection_charge *charges, size_t charge_count,
                                            struct arena *arena, struct report *report, struct letter *ret);

/* That somebody was told of a request, and in which file. run_no 0: one letter at the counter. */
struct letter_told {
    int64_t request_no, run_no, payer_no;
    date on;
    const char *file;
};
MUST_CHECK enum err letter_told_add(struct store *s, const struct letter_told *told, int64_t recorded_at,
                                    struct report *report);

#endif
