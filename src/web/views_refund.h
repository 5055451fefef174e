/* What the templates of 過誤納・仮受 are given. */
#ifndef KOKUHO_WEB_VIEWS_REFUND_H
#define KOKUHO_WEB_VIEWS_REFUND_H

#include "refund/refund.h"
#include "web/views.h"

struct refund_line { /* an open item */
    const struct refund_open *open;
    const char *name; /* "" = nobody's yet, or not to be seen here */
    int age;          /* days */
    const struct change_kind *act; /* NULL = nothing to do here: it waits in its case, or nobody is known */
};
struct refund_case_line {
    const struct refund_case *c;
    const char *name;
    const struct change_kind *act; /* the next one; NULL = a job does it */
    const char *waits_for;
};
struct refund_age {
    const char *label;
    int64_t count;
    yen amount;
};
enum { REFUND_AGES = 5 };
struct refunds_view {
    const struct refund_line *lines;
    size_t count, shown;
    const struct refund_case_line *cases;
    size_t case_count;
    int64_t overpaid_count, held_count, reserved_count, without_account;
    yen overpaid, held, reserved;
    struct refund_age ages[REFUND_AGES];
};
/* The open items and cases of the payers of a household (panel of its page). */
MUST_CHECK enum err refunds_of_payers(struct screen_call *call, const int64_t *payers, size_t count,
                                      struct refunds_view *ret);
extern const struct screen screen_refunds;

#endif
