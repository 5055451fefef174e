/*
 * 証明書 -- what a payer paid in a calendar year, what became of a year's charges, what he owes today.
 *
 * Rows    CO-02, CO-40, NT-12; collection.md 23. Inner header of collection/.
 */
#ifndef KOKUHO_COLLECTION_CERTIFICATE_H
#define KOKUHO_COLLECTION_CERTIFICATE_H

#include "addressee/addressee.h"
#include "collection/collection.h"
#include "slip/slip.h"

/* A line of the table. Of 納付済額: levy_year, ordinary, pension. Of the others: a charge. */
struct certificate_line {
    int32_t levy_year;
    int instalment;
    date due, paid_on; /* paid_on none: nothing was paid */
    yen ordinary, pension;
    yen amount, paid, unpaid, late_charge, fee, told;
};
struct certificate {
    enum certificate_kind kind;
    const struct slip_form *form;
    struct mailing mailing;
    int64_t payer_no;
    int32_t year;
    date issued_on;
    const struct certificate_line *lines;
    size_t line_count;
};
/* The lines of a payer as they stand now. */
MUST_CHECK enum err certificate_gather(struct session *session, const struct certificate_wish *wish,
                                       struct arena *arena, struct report *report,
                                       struct certificate_line **ret, size_t *ret_count);
yen certificate_line_sum(enum certificate_kind kind, const struct certificate_line *l);
/* Pages of its own; returns their number. Sums are made of the lines that are printed. */
int certificate_draw(struct document *d, const struct certificate *c);

#endif
