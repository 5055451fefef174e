/*
 * 突合 -- a slice of persons as a feed has them against the same persons as the table has them.
 *
 * Inner header of addressee/. The result is what to close and what to add; nothing else is written, so a
 * feed read again changes nothing. 個人番号 are compared in memory and sealed by the writer.
 */
#ifndef KOKUHO_ADDRESSEE_MERGE_H
#define KOKUHO_ADDRESSEE_MERGE_H

#include "addressee/number.h"

struct known_number {
    int64_t history_no, recorded_at;
    struct number_pair pair;
};
/* One person as the table has him: rows and numbers in order of history_no. */
struct known_person {
    int64_t addressee_no;
    struct person_row *rows;
    size_t row_count;
    struct known_number *numbers;
    size_t number_count;
    bool is_met; /* the feed has him */
};

struct number_add {
    struct number_place place;
    struct number_pair pair;
    int64_t record_no;
    unsigned char blind[NUMBER_BLIND_BYTES];
    size_t blind_len;
};
struct row_key {
    int64_t addressee_no, history_no, recorded_at;
};
struct row_add {
    const struct person_row *row;
    const struct person_row *before; /* the row before it in the history, for search keys */
    bool is_from_feed;               /* false: only its days have moved */
    bool is_last;                    /* of the history */
};

/* What a slice changes. Everything lives in the arena given to merge_begin(). */
struct merge {
    struct arena *arena;
    int64_t now;
    struct row_add *adds;
    size_t add_count, add_capacity;
    struct row_key *closes;
    size_t close_count, close_capacity;
    struct belonging_row *belonging_adds, *belonging_closes;
    size_t belonging_add_count, belonging_add_capacity;
    size_t belonging_close_count, belonging_close_capacity;
    struct number_add *number_adds;
    size_t number_add_count, number_add_capacity;
    struct row_key *number_closes;
    size_t number_close_count, number_close_capacity;
    int64_t unchanged_rows;
    int64_t *strays; /* records of changed persons with an 異動の取消し that cancels nothing */
    size_t stray_count, stray_capacity;
};

void merge_begin(struct merge *m, struct arena *arena, int64_t now);
/* `known` may be NULL. The feed's rows are in order of history_no, each history_no once. */
void merge_person(struct merge *m, struct person_row *feed, size_t feed_count,
                  const struct known_person *known);

#endif
