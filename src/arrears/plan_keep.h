/* 分納の履行 -- the steps of a plan as kept, and whether they are met; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_PLAN_KEEP_H
#define KOKUHO_ARREARS_PLAN_KEEP_H

#include "arrears/book.h"

MUST_CHECK enum err plan_steps_write(const struct book_writing *w, int64_t act_no,
                                     const struct plan_step *steps, size_t count);
/* How a plan stands on a day. */
struct plan_standing {
    int missed_seq; /* the first payment whose day has passed and that is not whole; 0 = none */
    date missed_due;
    yen missing;       /* of all whose day has passed */
    int missed_in_row; /* those whose days of grace have passed, too, without a gap up to the day */
    bool is_complete;
};
void plan_stand(const struct plan_step *steps, size_t count, date day, int64_t grace_days,
                struct plan_standing *ret);

#endif
