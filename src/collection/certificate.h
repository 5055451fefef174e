/*
 * 証明書 -- what a payer paid in a calendar year, what became of a year's charges, what he owes today, that
 * he owes nothing.
 *
 * Rows    CO-02, CO-40, NT-12; collection.md 23. Inner header of collection/.
 */
#ifndef KOKUHO_COLLECTION_CERTIFICATE_H
#define KOKUHO_COLLECTION_CERTIFICATE_H

#include "addressee/addressee.h"
#include "collection/collection.h"
#include "slip/slip.h"

/* ----------------------------------------------------------------------------------- settings -- */

/* certificate.tsv of a municipality in force on a day. */
struct certificate_terms {
    const char *refund_day, *appropriated_day, *stays; /* as written */
    const char *paid_text, *planned_text, *changed_text, *charges_text, *arrears_text, *none_text,
        *stayed_text;
    bool refund_by_payment;       /* 過誤納 is taken off the year in which it was paid */
    bool appropriated_by_payment; /* 充当 counts on the day of the payment it came from */
    bool plan_is_no_arrear;       /* 分納 is not counted as 滞納, as 猶予 never is */
    unsigned char sha256[SHA256_BYTES];
};
MUST_CHECK enum err certificate_terms_load(const char *params_dir, const char *municipality, date day,
                                           struct arena *arena, struct report *report,
                                           struct certificate_terms *ret);

/* -------------------------------------------------------------------------------------- lines -- */

/* A line of the table. Of 納付済額: levy_year, ordinary, pension, planned. Of the others: a charge. */
struct certificate_line {
    int32_t levy_year;
    int instalment;
    date due, paid_on; /* paid_on none: nothing was paid */
    yen ordinary, pension, planned;
    yen amount, paid, unpaid, late_charge, fee, told;
    enum collection_stay stay; /* of 滞納のない証明: why it is not counted; 0 = 速報 */
    date stays_until;          /* the last day; none = open */
};
struct certificate {
    enum certificate_kind kind;
    const struct slip_form *form;
    const struct certificate_terms *terms;
    struct mailing mailing;
    int64_t payer_no;
    int32_t year;
    date issued_on;
    const struct certificate_line *lines;
    size_t line_count;
    bool with_planned;
    bool is_changed; /* another amount was sent before */
};
/* The lines of a payer as they stand now. ERR_FINDINGS with words: 滞納のない証明 and he owes something. */
MUST_CHECK enum err certificate_gather(struct session *session, const struct certificate_terms *terms,
                                       const struct certificate_wish *wish, struct arena *arena,
                                       struct report *report, struct certificate_line **ret,
                                       size_t *ret_count);
yen certificate_line_sum(enum certificate_kind kind, const struct certificate_line *l);

/* What was paid on charges of a payer in a calendar year, by levy year: for the letters to all of them. */
struct certificate_paid {
    int64_t payer_no;
    const struct certificate_line *lines;
    size_t line_count;
};
/* By payer number, as recorded up to known_at; payers whose lines are all zero are left out. */
MUST_CHECK enum err certificate_paid_all(struct store *s, const struct certificate_terms *terms, int32_t year,
                                         int64_t known_at, struct arena *arena, struct report *report,
                                         struct certificate_paid **ret, size_t *ret_count);

/* -------------------------------------------------------------------------------------- paper -- */

/* Pages of its own; returns their number. Sums are made of the lines that are printed. */
int certificate_draw(struct document *d, const struct certificate *c);
/* What the last letter that was sent said of the year; *ret_found false = none was. */
MUST_CHECK enum err certificate_sent(struct store *s, int64_t payer_no, int32_t year, struct report *report,
                                     yen *ret_sum, bool *ret_found);

#endif
