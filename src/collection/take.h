/*
 * 収納の取込み -- an import of receipts and its steps, for the channels that add something of their own; what
 * a channel without 速報 takes back. Inner header of collection/.
 */
#ifndef KOKUHO_COLLECTION_TAKE_H
#define KOKUHO_COLLECTION_TAKE_H

#include "collection/account.h"
#include "collection/collection.h"
#include "collection/event.h"
#include "collection/law.h"
#include "interchange/interchange.h"

#define CODES_BYTES 24

enum receipt_state { STATE_BOOKED = 1, STATE_HELD = 2 };
enum mark_end { END_OPEN, END_CONFIRMED, END_CANCELLED };

struct new_receipt {
    struct receipt_event event;
    int64_t receipt_no, household_no, payer_no;
    int32_t account_year;
    enum receipt_state state;
    char codes[CODES_BYTES];
    yen overpaid;
    const char *cause;
    yen parts[LEVY_PARTS], late, fee; /* of principal; 延滞金, 督促手数料 */
};
struct new_line {
    int32_t levy_year;
    int64_t household_no, payer_no, receipt_no;
    struct match_line line;
    date paid_on;
    yen parts[LEVY_PARTS];
};
struct new_mark {
    struct receipt_event event;
    int64_t mark_no, household_no, payer_no;
    enum mark_end end;
};
struct ended_mark {
    int64_t mark_no;
    enum mark_end end;
};

struct taking {
    struct import_run *run;
    struct arena *arena;
    struct converter *converter;
    struct event_fields fields;
    struct slip_form form; /* our numbers as they stand in the keys */
    struct arrears_terms terms;
    struct collection_options options;
    struct accounts accounts;
    const struct record *record; /* the one being converted */
    int64_t receipt_last, mark_last, mark_first; /* numbers given; marks from mark_first on are this file's */
    struct new_receipt *receipts;
    struct new_line *lines;
    struct new_mark *marks;
    struct ended_mark *ends;
    size_t receipt_count, receipt_capacity, line_count, line_capacity, mark_count, mark_capacity;
    size_t end_count, end_capacity;
    const char *code, *words; /* take_as_held(): why the record being converted is held */
    size_t booked_count, overpaid_count, held_count, told_count;
    bool has_references;
    int64_t dropped, taken_back;
    yen booked, overpaid, held, told, back;
};

/* All that was decided so far, table by table in bulk. */
MUST_CHECK enum err take_write(struct taking *t);

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

#endif
