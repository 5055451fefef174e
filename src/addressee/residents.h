/*
 * 住民記録の取込み -- the state of one import of JU-01 or JU-02, shared by reading, writing and closing.
 *
 * Inner header of addressee/.
 */
#ifndef KOKUHO_ADDRESSEE_RESIDENTS_H
#define KOKUHO_ADDRESSEE_RESIDENTS_H

#include "addressee/field.h"
#include "addressee/merge.h"
#include "addressee/pile.h"
#include "addressee/search_key.h"

struct birth_entry {
    int64_t birth, addressee_no;
};
struct blind_entry {
    unsigned char blind[NUMBER_BLIND_BYTES];
    int64_t addressee_no;
    int64_t record_no; /* 0 = from the table; below 0: of the file, under a retired key of the index */
};

/* A household whose belongings changed; `is_left`: somebody left it, or what was known was corrected. */
struct changed_household {
    int64_t household_no, record_no;
    bool is_left;
};

/* Whole persons of a full feed on their way from the file to the table. */
struct slice {
    struct arena *arena; /* of the rows, and of the differences when nothing is compared */
    struct person_row *rows;
    size_t row_count;
    struct merge merge; /* of the first load */
    enum err err;       /* its words stand in ahead_report */
};

struct residents {
    struct import_run *run;
    struct field_map map;
    struct number_keys keys;
    bool is_full;      /* JU-02: everybody, in order; else JU-01: changed rows */
    bool is_first;     /* nothing has been loaded before: no comparing */
    struct text *no_fields; /* a record's fields, all empty: tasks carry no personal data */

    struct arena *state;    /* lives with the import; holds this struct */
    struct arena *feed;     /* changed rows read and not yet merged */
    struct arena *slice;    /* known rows and differences of one slice */
    struct arena *gathered; /* what is written at the end, in the order of its table */
    struct arena *folded;   /* search keys; used by the folding thread */

    struct person_row *rows; /* of changed rows */
    size_t row_count, row_capacity;

    /*
     * A full feed: these belong to the thread that prepares, slices pass from it to the one that writes. On
     * the first load it also gathers.
     */
    struct slice slices[IMPORT_PLACES];
    struct arena *carried; /* rows of the person a block ended in */
    struct person_row *carry;
    size_t carry_count;
    int64_t last_no, last_history; /* of the row read last */
    struct report ahead_report;
    bool has_failed;

    struct bulk *person_bulk, *number_bulk; /* of the first load, over all slices */
    int64_t merged_up_to; /* addressees up to here are written */

    struct pile belongings; /* struct belonging_row, persons ascending */
    struct numbered *belonging_order; /* by household */
    struct pile births;               /* struct birth_entry, persons ascending */
    struct numbered *birth_order;
    struct pile blinds; /* struct blind_entry */
    struct numbered *blind_order;
    struct changed_household *households; /* not gathered on the first load */
    size_t household_count, household_capacity;
    int64_t *moved; /* persons of whom rows came or were closed; not gathered on the first load */
    size_t moved_count, moved_capacity;
    struct key_list search_keys;

    int64_t rows_added, rows_closed, rows_unchanged, persons_absent;
};

/* Hashes the numbers of a slice, folds its search keys. */
void residents_fold(struct residents *in, struct merge *m);
/* Gathers what is written at the end. The slice is folded. */
void residents_gather(struct residents *in, const struct merge *m);
/* Writes the differences of one slice: folded and gathered already, or here. */
MUST_CHECK enum err residents_write_folded(struct residents *in, struct merge *m);
MUST_CHECK enum err residents_write(struct residents *in, struct merge *m);
/* Writes what was gathered, then looks for what a person must see. */
MUST_CHECK enum err residents_write_gathered(struct residents *in);
MUST_CHECK enum err residents_look(struct residents *in);
/* Tasks about the ward's own persons whom this feed brought (own_feed.c). */
MUST_CHECK enum err own_look_at_feed(struct residents *in);
/* The keyed hashes of numbers, equal ones together. */
struct numbered *residents_blind_order(const struct residents *in, struct arena *arena);
/* A task for a person about a record; carries no field of the record. */
MUST_CHECK enum err residents_task(struct residents *in, int64_t record_no, const char *code,
                                   const char *format, ...) PRINTF_LIKE(4, 5);

#endif
