/*
 * 動いた納付義務者 -- whose charges a night has to look at, because something moved since its run before.
 *
 * A payment that a channel told takes at most what is open (take_book.c), and so does 口座振替
 * (collection_book_as_far()): it makes a charge complete and never less than that. So whoever only paid is
 * no news where something lower than zero is sought.
 */
#ifndef KOKUHO_COLLECTION_MOVED_H
#define KOKUHO_COLLECTION_MOVED_H

#include "base/yen.h"
#include "batch/last_look.h"
#include "store/many.h"

struct collection_charge;

/* More of them: one pass over everybody costs less than so many questions. */
#define COLLECTION_MOVED_MAX 2000

struct collection_moved {
    bool everybody; /* no list */
    struct moved_list payers; /* settled */
    int64_t receipts_after; /* receipts recorded since have higher numbers */
};
/*
 * Whose charges may stand otherwise than at the look, but for plain payments: decisions, 特別徴収,
 * 前の系の調定, 不納欠損, acts of ours (充当, 取消, 過誤納の発生; no 口座振替),
 * 延滞金の免除 and 減免 that came or ended.
 * Without a look: everybody.
 */
MUST_CHECK enum err collection_payers_changed(struct store *s, const struct last_look *since,
                                              struct arena *arena, struct report *report,
                                              struct collection_moved *ret);
/* The same, and who paid anything and has ever paid 延滞金: a charge that becomes complete lets its 延滞金 be
 * looked at. */
MUST_CHECK enum err collection_payers_moved(struct store *s, const struct last_look *since,
                                            struct arena *arena, struct report *report,
                                            struct collection_moved *ret);
/* Whether all charges, 速報 and stays read as they did at the look: nothing was decided, paid, told, stayed,
 * or taken back since. */
MUST_CHECK enum err collection_is_still(struct store *s, const struct last_look *since, struct arena *arena,
                                        struct report *report, bool *ret);
/* Behind those that the list has: receipts behind `receipts_after` that are 過誤納 or 仮受, and those
 * that were taken back by one behind it. */
MUST_CHECK enum err collection_excesses_moved(struct store *s, int64_t receipts_after, struct arena *arena,
                                              struct report *report, struct moved_list *to);
/* The last receipt that was recorded at a moment or before; 0 = there is none. */
MUST_CHECK enum err collection_receipt_at(struct store *s, int64_t moment, struct report *report,
                                          int64_t *ret);
/* The newest receipt of all; 0: there is none. */
MUST_CHECK enum err collection_receipt_newest(struct store *s, struct report *report, int64_t *ret);
/* Principal that the receipts behind one put on charges, in the order of the charges. */
struct collection_laid {
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    yen amount;
};
MUST_CHECK enum err collection_laid_since(struct store *s, int64_t receipts_after, struct arena *arena,
                                          struct report *report, struct collection_laid **ret,
                                          size_t *ret_count);
/* The charges that fall due on a day from `from` on and before `until`, as they stand now, in their order. */
MUST_CHECK enum err collection_fell_due(struct store *s, date from, date until, struct arena *arena,
                                        struct report *report, struct collection_charge **ret,
                                        size_t *ret_count);
/* Behind those that the list has: whose 督促 was issued or said anew since a moment. */
MUST_CHECK enum err collection_payers_dunned(struct store *s, int64_t since, struct arena *arena,
                                             struct report *report, struct moved_list *to);

#endif
