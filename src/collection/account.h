/*
 * 調定の口座 -- everything known of the notice numbers of a file, one after another in their order, kept up
 * to date while the file goes on: a slip may come twice in one file. Inner header of collection/.
 *
 * Of a levy year of which the file names many, all is read at once, each table in its order, and merged
 * (account_year.c); otherwise the same is done with one portion of the numbers after the other. A handful is
 * asked for one by one.
 */
#ifndef KOKUHO_COLLECTION_ACCOUNT_H
#define KOKUHO_COLLECTION_ACCOUNT_H

#include "base/arena.h"
#include "collection/match.h"
#include "store/store.h"

/* A charge_account whose lists grow, in an arena of its own. */
struct loaded_account {
    struct charge_account known;
    struct receipt_event *receipts;
    struct mark *marks;
    size_t receipt_capacity, mark_capacity;
    struct arena *arena;
};
struct notice_key {
    int32_t levy_year;
    int64_t notice_no;
};

/* What a file names, as long as the accounts are open: keys ascending, each once; slips and receipts of
 * other instalments are not asked for. */
struct notices_named {
    const struct notice_key *keys;
    const int64_t *instalments;
    size_t count, instalment_count;
};
struct accounts;
struct accounts *accounts_open(struct store *s, const struct notices_named *named);
void accounts_close(struct accounts *all); /* NULL is allowed */
/* Of the next key; the one before is gone. */
MUST_CHECK enum err accounts_next(struct accounts *all, struct report *report, struct loaded_account **ret);
/* The same one as it stands now in the store: something of it was taken back. */
MUST_CHECK enum err accounts_again(struct accounts *all, struct report *report, struct loaded_account **ret);

/* What was done with an event, so that the next receipt of the file sees it. A held one has no lines. */
void account_book(struct loaded_account *a, const struct receipt_event *e, const struct match *m,
                  const yen parts[LEVY_PARTS]);
void account_mark(struct loaded_account *a, const struct receipt_event *e, int64_t mark_no);
void account_unmark(struct loaded_account *a, size_t mark, bool is_called_off);

/* ---- inner ---- */

/* From `first` on: channel, instalment, slip_kind, slip_serial, amount, received_on, received_at, store. */
void account_event_row(const struct query *q, int first, const struct loaded_account *a,
                       struct receipt_event *ret);
/* A receipt that is there, or a 速報 that is open. */
void account_add_receipt(struct loaded_account *a, const struct receipt_event *e);
void account_add_mark(struct loaded_account *a, const struct mark *m);

/* All of a levy year at once, or of these numbers of it alone; they are asked for in their order. */
struct account_year;
MUST_CHECK enum err account_year_open(struct store *s, const struct notices_named *of, bool is_portion,
                                      struct report *report, struct account_year **ret);
void account_year_close(struct account_year *y); /* NULL is allowed */
/* Fills an empty account of the n-th of its keys. */
MUST_CHECK enum err account_year_fill(struct account_year *y, size_t n, struct report *report,
                                      struct loaded_account *a);

#endif
