/*
 * 履歴行 -- a person's history row as it stands in addressee_person, and what follows from a whole history.
 *
 * Inner header of addressee/. A row is an array of numbers and an array of texts in the order of the
 * table's columns, so that reading, comparing and writing are loops over one list. Texts of a row read from
 * a file are views into the reader's buffers until person_row_keep().
 */
#ifndef KOKUHO_ADDRESSEE_PERSON_H
#define KOKUHO_ADDRESSEE_PERSON_H

#include "addressee/addressee.h"
#include "addressee/item.h"

#define MOMENT_OPEN INT64_MAX /* superseded_at of what we know now */
#define DAY_OPEN 99991231

enum person_int {
    PERSON_ADDRESSEE_NO,
    PERSON_HISTORY_NO,
    PERSON_RECORDED_AT,
    PERSON_SUPERSEDED_AT,
    PERSON_VALID_FROM,
    PERSON_VALID_UNTIL,
    PERSON_HOUSEHOLD_NO,
    PERSON_KIND,
    PERSON_STATUS,
    PERSON_BIRTH,
    PERSON_IS_RESTRICTED,
    PERSON_COLUMNS,
    /* of the items, because a history is laid out by them */
    PERSON_IS_HEAD = PERSON_COLUMNS,
    PERSON_REASON,
    PERSON_EVENT_ON,
    PERSON_INTS,
};
enum person_text {
    PERSON_NAME,
    PERSON_KANA,
    PERSON_ADDRESS,
    PERSON_ITEMS, /* packed: item.h */
    PERSON_TEXTS,
};
/* The table's columns, numbers first, for bulk writing. */
extern const struct bulk_column person_columns[PERSON_COLUMNS + PERSON_TEXTS];

enum { STATUS_RESIDENT = 1 };

#define INDIVIDUAL_NUMBER_DIGITS 12
#define RESIDENT_CODE_DIGITS 11
/* 個人番号 and 住民票コード of a row; '\0' first where there is none. Lives in memory only. */
struct number_pair {
    char individual[INDIVIDUAL_NUMBER_DIGITS];
    char resident_code[RESIDENT_CODE_DIGITS];
};

struct person_row {
    int64_t n[PERSON_INTS];
    struct text t[PERSON_TEXTS];
    struct number_pair numbers; /* of rows from a feed */
    int64_t record_no;          /* of rows from a feed; 0 = a row of the table */
};

/* A row from the current row of a query that selects the table's columns; texts go into the arena. */
void person_row_read(struct query *q, struct arena *arena, struct person_row *ret);
/* The same statement about the same person: everything but the recorded times and the spans. */
bool person_row_same_facts(const struct person_row *a, const struct person_row *b);
/* Copies the texts of a row that stand in somebody else's memory. */
void person_row_keep(struct person_row *row, struct arena *arena);
struct text person_printed_name(const struct person_row *row);
void person_row_to_addressee(const struct person_row *row, struct addressee *ret);

/*
 * Sets valid_from and valid_until of a whole history in order of history_no: a row is true from its event
 * until a later row takes over, and 異動の取消し takes over on the day of what it cancels. Returns the
 * number of cancellations that cancel nothing.
 */
size_t person_history_spans(struct person_row **rows, size_t count);

/* The belongings of a whole history with its spans set, neighbours that say the same joined. */
struct belonging_row {
    int64_t household_no, addressee_no;
    int32_t from, until, birth;
    bool is_head;
    int64_t record_no;
};
/* `ret` has room for `count`. Ordered by from. */
size_t person_history_belongings(struct person_row *const *rows, size_t count,
                                 struct belonging_row *ret);

#endif
