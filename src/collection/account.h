/*
 * 調定の口座 -- everything known of a notice number, loaded when a file first names it and kept up to date
 * while the file goes on: a slip may come twice in one file. Inner header of collection/.
 */
#ifndef KOKUHO_COLLECTION_ACCOUNT_H
#define KOKUHO_COLLECTION_ACCOUNT_H

#include "base/arena.h"
#include "collection/match.h"
#include "store/store.h"

/* A charge_account whose lists grow. */
struct loaded_account {
    struct charge_account known;
    struct receipt_event *receipts;
    struct mark *marks;
    size_t receipt_capacity, mark_capacity;
    struct loaded_account *next; /* of the same bucket */
};
#define ACCOUNT_BUCKETS 16384u
struct accounts {
    struct store *store;
    struct arena *arena;
    struct loaded_account *buckets[ACCOUNT_BUCKETS];
};

MUST_CHECK enum err accounts_get(struct accounts *all, int32_t levy_year, int64_t notice_no,
                                 struct report *report, struct loaded_account **ret);
/* What was done with an event, so that the next receipt of the file sees it. A held one has no lines. */
void account_book(struct loaded_account *a, struct arena *arena, const struct receipt_event *e,
                  const struct match *m, const yen parts[LEVY_PARTS]);
void account_mark(struct loaded_account *a, struct arena *arena, const struct receipt_event *e,
                  int64_t mark_no);
void account_unmark(struct loaded_account *a, size_t mark, bool is_called_off);

#endif
