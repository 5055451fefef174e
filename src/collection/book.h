/* 記帳: what acts share -- the charges as they stand inside one, its rows, its postings. Inner header. */
#ifndef KOKUHO_COLLECTION_BOOK_H
#define KOKUHO_COLLECTION_BOOK_H

#include "collection/charges.h"
#include "collection/law.h"

enum { RECEIPT_BOOKED = 1, RECEIPT_HELD = 2 }; /* state of a receipt */

/* 時効: the last day on which the charge may be paid, as arrears/ replays it. Asked only when the payment
 * came so late that it may have passed; else the open end. */
MUST_CHECK enum err limit_for(struct session *session, const struct arrears_terms *terms,
                              const struct collection_charge *c, date paid_on, struct report *report,
                              date *ret);
date limit_after(const struct arrears_terms *terms, date day); /* a period that begins on the day after it */

/* What is asked of one household and payer for one year. */
struct standing {
    bool is_there;
    int32_t charged_year;
    struct collection_charge charges[LEVY_CHARGES_MAX];
    size_t count;
    yen part[LEVY_PARTS];        /* as decided now */
    yen part_unpaid[LEVY_PARTS]; /* below zero: lowered after it was paid */
};
/*
 * What may still fall on each part, and of all parts: less than the charges say when one of them was lowered
 * after it was paid.
 */
yen standing_room(const struct standing *s, yen *ret_parts);
void standing_set(struct standing *to, const struct collection_account *a);
MUST_CHECK enum err standing_load(struct store *store, int32_t levy_year, int64_t household_no,
                                  int64_t payer_no, struct report *report, struct standing *ret);

/* Choices of the municipality and when books close, on the business date. */
struct choices {
    enum odd_part odd_to;
    struct arrears_terms terms;
    bool by_payin;
};

/* `law` NULL: it is read. */
MUST_CHECK enum err choices_of(const struct session *session, const struct collection_law *law,
                               struct report *report, struct choices *ret);
/* Of those that were read at once; NULL: it is not among them. */
struct standing *standings_find(struct collection_standings *all, int32_t levy_year, int64_t household_no,
                                int64_t payer_no);
const struct choices *standings_choices(const struct collection_standings *all);
/* The books that take it. */
int32_t account_year_of(const struct choices *choices, const struct session *session, int32_t charged_year,
                        date received_on, date paid_in_on);

struct receipt_row {
    int64_t receipt_no, notice_no, household_no, payer_no, origin_no, reverses, uses;
    int32_t levy_year;
    int instalment, slip_kind, slip_serial, channel, state;
    yen amount, overpaid;
    date received_on, paid_in_on, booked_on; /* booked_on: as it was read; a new one is of today */
    const char *codes, *cause, *origin;
    enum account source;
};
struct line_row {
    int instalment;
    enum collection_item item;
    yen amount, part[LEVY_PARTS];
    date paid_on;
};

/* One row, no more and no less. */
MUST_CHECK enum err row_write(struct query *q, struct report *report);
/* The next number of a table: `sql` asks for the last one. */
MUST_CHECK enum err number_next(struct store *s, enum sql sql, struct report *report, int64_t *ret);
MUST_CHECK enum err receipt_row_add(struct session *session, const struct receipt_row *r, int64_t recorded_at,
                                    struct report *report);
MUST_CHECK enum err line_row_add(struct session *session, const struct receipt_row *r,
                                 const struct line_row *l, int64_t recorded_at, struct report *report);

/* What a receipt credits: parts of the principal, 延滞金, 督促手数料, 過誤納. Below zero it is a
 * counterpart. */
struct credits {
    yen part[LEVY_PARTS], late, fee, overpaid, held;
};

void credit_line(struct credits *c, const struct line_row *l);
MUST_CHECK enum err credits_post(struct session *session, const struct receipt_row *r,
                                 const struct credits *c, int32_t account_year, int64_t recorded_at,
                                 struct report *report);

/*
 * Receipts of many acts, their lines and postings, in bulk: there when they are ended. No other receipt is
 * numbered meanwhile.
 */
struct act_rows;
/* To be ended in any case. */
MUST_CHECK enum err act_rows_begin(const struct session *session, struct arena *arena,
                                   struct report *report, struct act_rows **ret);
/* Gives the receipt its number. */
MUST_CHECK enum err act_rows_add(struct act_rows *w, struct receipt_row *r, const struct line_row *lines,
                                 size_t count, const struct credits *c, int32_t account_year,
                                 int64_t recorded_at, struct report *report);
/* `e`: what happened so far; the rows are given up when that is a failure. */
MUST_CHECK enum err act_rows_end(struct act_rows *w, enum err e, struct report *report);
/* Those in which the bookings of these standings wait. */
MUST_CHECK enum err standings_rows(struct collection_standings *all, struct report *report,
                                   struct act_rows **ret);

/* 延滞金 of a charge that is complete, of what was recorded up to a moment: what lowered it since, and what
 * was waived since, not taken. */
MUST_CHECK enum err collection_late_charge_known(struct store *s, const struct collection_law *law,
                                                 const struct collection_charge *c, int64_t known_at,
                                                 struct arena *arena, struct report *report, yen *ret);

/* A charge that was lowered below what was written off of it: so much of its 不納欠損 as is too much is taken
 * back, the newest first; *ret_back of `excess`. In the books of today: what was closed stays as it was. */
MUST_CHECK enum err write_off_lowered(struct session *session, const struct collection_law *law,
                                      const struct collection_charge *c, yen excess, int64_t recorded_at,
                                      struct report *report, yen *ret_back);

/* ERR_INPUT with words when collection_cancel() would refuse it. */
MUST_CHECK enum err receipt_can_be_cancelled(struct store *s, int64_t receipt_no, struct report *report);

#endif
