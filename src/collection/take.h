/*
 * 収納の取込み -- an import of receipts and its steps, for the channels that add something of their own; what
 * a channel without 速報 takes back. Inner header of collection/.
 *
 * take.c reads the file into events and hands them on by notice number; take_book.c books, marks and holds
 * what was matched; take_write.c are the rows.
 */
#ifndef KOKUHO_COLLECTION_TAKE_H
#define KOKUHO_COLLECTION_TAKE_H

#include "collection/account.h"
#include "collection/collection.h"
#include "collection/event.h"
#include "collection/law.h"
#include "interchange/interchange.h"

MUST_CHECK enum err take_begin(struct import_run *run);
MUST_CHECK enum err take_record(struct import_run *run, const struct record *r);
/* The same, but its money is held (仮受) for a reason the channel knows itself; with a task. */
MUST_CHECK enum err take_as_held(struct import_run *run, const struct record *r, const char *code,
                                 const char *words);
MUST_CHECK enum err take_end(struct import_run *run);
void take_cancel(struct import_run *run);
/* Our numbers on the day of the import, after take_begin(). */
const struct slip_form *take_form(const struct import_run *run);

/* Channels whose payments are final at once and are taken back by a record of their own: ペイジー, eL-QR. */
bool take_back_is_of(int channel);
/*
 * 取消: the counterpart of the payment that the event names, by its reference where the channel tells one.
 * All that came before is written. *ret_words: it cannot be, and why; a person has to see to it.
 */
MUST_CHECK enum err take_back(struct import_run *run, const struct receipt_event *e, const char **ret_words);

/* ------------------------------------------------------------------------------- events -------- */

/* An event of the file, and its record for the case that a person has to see it. */
struct kept_event {
    struct receipt_event event;
    const char *code, *words; /* why it is held whatever is known of its number; NULL = it is matched */
    const char *fields;       /* texts of the record, one behind the other, and before them their lengths */
    uint32_t field_count, kind;
};

enum receipt_state { STATE_BOOKED = 1, STATE_HELD = 2 };
enum mark_end { END_OPEN, END_CONFIRMED, END_CANCELLED };
#define CODES_BYTES 24

/* What a 速報 tells of one charge of its slip. */
struct told_charge {
    int instalment;
    yen principal, extra;
};
/* What stands in the rows of a receipt. */
struct new_receipt {
    const struct receipt_event *event;
    int64_t receipt_no, household_no, payer_no;
    int32_t account_year;
    enum receipt_state state;
    char codes[CODES_BYTES];
    yen overpaid;
    const char *cause;
    yen parts[LEVY_PARTS], late, fee; /* of principal; 延滞金, 督促手数料 */
};
struct new_line {
    struct match_line line;
    yen parts[LEVY_PARTS];
};
struct new_mark {
    const struct receipt_event *event;
    int64_t mark_no, household_no, payer_no;
    enum mark_end end;
    const struct told_charge *charges; /* none: its instalment, or all of the year */
    size_t charge_count;
};

struct take_sums {
    size_t booked_count, overpaid_count, held_count, told_count, dropped, taken_back;
    yen booked, overpaid, held, told, back;
};
/* What an import knows while it books. */
struct booking {
    struct import_run *run;
    struct collection_options options;
    struct arrears_terms terms;
    struct take_rows *rows;
    int64_t receipt_last, mark_last; /* numbers given */
    struct take_sums sums;
    /* Of the notice number whose events are booked. */
    struct loaded_account *account;
    struct arena *arena;
    struct new_mark *marks;
    size_t mark_count, mark_capacity;
    int64_t mark_first; /* marks from here on are this file's */
};
/* Matches and books an event of the account, or holds it. */
MUST_CHECK enum err take_book_event(struct booking *b, const struct kept_event *k);
/* Holds one that a rule of its layout or its own key keeps from being matched (its code). */
MUST_CHECK enum err take_hold_unmatched(struct booking *b, const struct kept_event *k);
/* Holds it; `a` NULL: nobody is known by its number. */
MUST_CHECK enum err take_hold(struct booking *b, const struct kept_event *k, struct loaded_account *a,
                              const char *code, const char *words);
/* The account's last event was booked: its 速報 are written as they stand. */
MUST_CHECK enum err take_book_end(struct booking *b);

/* -------------------------------------------------------------------------------- rows --------- */

/* All that an import writes, in bulk: there when the rows are ended. */
struct take_rows;
MUST_CHECK enum err take_rows_begin(struct import_run *run, struct take_rows **ret);
MUST_CHECK enum err take_rows_receipt(struct take_rows *w, const struct new_receipt *r,
                                      const struct new_line *lines, size_t count);
MUST_CHECK enum err take_rows_mark(struct take_rows *w, const struct new_mark *m);
/* A 速報 that was there before. */
void take_rows_end_mark(struct take_rows *w, int64_t mark_no, enum mark_end end);
/* `e`: what happened so far; it and the rows are given up when that is a failure. */
MUST_CHECK enum err take_rows_end(struct take_rows *w, enum err e);

#endif
