/*
 * 資格の事実 -- one row of eligibility_fact, and the merge of a file's rows with the table's.
 *
 * Inner header of eligibility/.
 */
#ifndef KOKUHO_ELIGIBILITY_FACTS_H
#define KOKUHO_ELIGIBILITY_FACTS_H

#include "eligibility/eligibility.h"

#define FACT_MOMENT_OPEN INT64_MAX
#define FACT_DAY_OPEN 99991231

/* Kept with the facts, asked for by nobody yet: 介護保険第1号被保険者. Scans leave it out. */
enum { FACT_CARE_FIRST = 7 };

/* Which feed a row comes from; a file replaces only rows of its own source. */
enum fact_source {
    SOURCE_OPENING = 1,
    SOURCE_CARE = 2,
    SOURCE_LATTER_STAGE = 3,
    SOURCE_EVENT = 4, /* follows from events (events.h) */
};

struct fact_row {
    int64_t addressee_no;
    int32_t kind, from, until, detail;
    struct text card_symbol, card_number, rest;
    int64_t recorded_at; /* of rows of the table */
    int64_t record_no;   /* of rows of a file */
};

/* State of one import; begun by each handler with its own source and reader of records. */
struct fact_import;
/* Answers why the record is no fact (a task for a person), NULL when it is one. */
typedef const char *(*fact_reader)(struct fact_import *in, const struct record *r, struct fact_row *ret);

#define FACT_FIELDS_MAX 24
struct fact_import {
    struct import_run *run;
    enum fact_source source;
    bool is_replacement; /* rows that the file does not have are closed, also of persons it lacks */
    fact_reader read;
    size_t header_record, data_record, field_count, municipality;
    size_t fields[FACT_FIELDS_MAX]; /* of the data record, by the handler's own numbering */
    struct text *no_fields;
    struct arena *arena; /* lives with the import; holds this struct */
    int64_t *known_persons;
    size_t known_person_count;
    struct fact_row *rows;
    size_t row_count, row_capacity;
    int64_t *moved; /* persons of whom rows came or were closed */
    size_t moved_count, moved_capacity;
    int64_t added, closed, absent;
};

MUST_CHECK enum err fact_import_begin(struct import_run *run, enum fact_source source,
                                      bool is_replacement, const char *const *fields,
                                      size_t field_count, fact_reader read);
MUST_CHECK enum err fact_import_record(struct import_run *run, const struct record *r);
MUST_CHECK enum err fact_import_end(struct import_run *run);
void fact_import_cancel(struct import_run *run);

#define FACT_PERSON_UNKNOWN "K01" /* held until the register knows the person */
/*
 * The facts of persons that a later file brought are taken; `run` is begun (fact_import_begin) and ended
 * here. Everybody's newest statement counts, and a replacement replaces also what waited.
 */
MUST_CHECK enum err fact_import_again(struct import_run *run, bool is_own, struct held_record *held,
                                      size_t count);

/* For readers: a day of a field (0 when empty), and "name=value" lines of the fields given. */
int32_t fact_day(const struct record *r, size_t field);
struct text fact_rest(struct fact_import *in, const struct record *r, const char *const *names,
                      const size_t *fields, size_t count);

bool fact_person_is_known(const struct fact_import *in, int64_t addressee_no);
/* Two facts of one kind at once, `before` beginning first. */
bool fact_rows_clash(const struct fact_row *before, const struct fact_row *row);
/* Adds the rows as they are. */
MUST_CHECK enum err fact_rows_add(struct fact_import *in);
/* Leaves out, or holds, what events have said already (adopted.c). */
MUST_CHECK enum err fact_import_beside_events(struct fact_import *in);
/* Writes the differences between the file's rows (sorted, checked) and the table's. */
MUST_CHECK enum err fact_import_write(struct fact_import *in);

#endif
