/*
 * 動いたものの控え -- of whom rows of a large table came or were closed since a moment, without looking
 * through the table (docs/adr/0162).
 *
 * Whoever writes such rows notes their numbers in the same transaction, with the moment of the rows. A note
 * too many costs a look, a note too few hides somebody: so the writers of a table are few, each table is told
 * with its topic below, and verify compares the notes with the rows.
 */
#ifndef KOKUHO_STORE_MOVED_H
#define KOKUHO_STORE_MOVED_H

#include "store/many.h"

enum moved_topic {
    MOVED_RESIDENT = 1,  /* addressee_person, by person */
    MOVED_BELONGING,     /* addressee_belonging, by household */
    MOVED_FACT,          /* eligibility_fact, by person */
    MOVED_MEMBERSHIP_DAY, /* days on which a membership begins or ends (yyyymmdd), by person */
    MOVED_INCOME,        /* premium_income, by person */
    MOVED_RESIDENT_DAY,  /* days on which a row of the register will begin or end (yyyymmdd), by person */
    MOVED_STAY_END,      /* last days of stays (在留期間, yyyymmdd), by person */
};

/* Notes the numbers (from 1; they are put in order, each once) at a moment or day, in the open write
 * transaction. More than MOVED_MANY of a moment become one note: all may have moved. */
#define MOVED_MANY 20000
MUST_CHECK enum err moved_note(struct store *s, enum moved_topic topic, int64_t at, int64_t *numbers,
                               size_t count, struct report *report);
MUST_CHECK enum err moved_note_all(struct store *s, enum moved_topic topic, int64_t at,
                                   struct report *report);
MUST_CHECK enum err moved_note_one(struct store *s, enum moved_topic topic, int64_t at, int64_t number,
                                   struct report *report);
/*
 * What was noted in (after, until], each number once with its last moment, ascending, behind those of `to`.
 * *ret_all: many at once, or a topic that was not noted yet; nothing is added, and the table has to be asked.
 */
MUST_CHECK enum err moved_noted(struct store *s, enum moved_topic topic, int64_t after, int64_t until,
                                struct arena *arena, struct report *report, struct moved_list *to,
                                bool *ret_all);
/* The same of `since` until now; where the table has to be asked, by `scan` ($since: number, last moment). */
MUST_CHECK enum err moved_since(struct store *s, enum moved_topic topic, enum sql scan, int64_t since,
                                struct arena *arena, struct report *report, struct moved_list *to);
/* For verify: each number of whom, by the same question, a row came after the last note of all has its note.
 * Adds what is broken to the report (`label`: the table in words) and to *broken. */
MUST_CHECK enum err moved_verify(struct store *s, enum moved_topic topic, enum sql scan, const char *label,
                                 struct report *report, int64_t *broken);

#endif
