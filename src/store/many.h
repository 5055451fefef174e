/*
 * Many at once -- lists of any length in one question, and what is new since a moment.
 *
 * A server that is asked person by person answers late; a whole register is read for a few. Between the two
 * stands a list: "IN ($persons...)" in the statement.
 */
#ifndef KOKUHO_STORE_MANY_H
#define KOKUHO_STORE_MANY_H

#include "store/store.h"

/* The list $name. Few numbers are asked for by query_set_numbers(), which costs less. */
void query_set_list(struct query *q, const char *name, const int64_t *numbers, size_t count);

/* A number and the last moment at which a row about it came or was closed. */
struct moved {
    int64_t number, at;
};
struct moved_list {
    struct moved *items;
    size_t count, capacity;
};
void moved_add(struct moved_list *list, struct arena *arena, int64_t number, int64_t at);
/* The rows (number, moment) of a query that is ready, behind those that the list has; it is reset. */
MUST_CHECK enum err query_moved(struct query *q, struct arena *arena, struct report *report,
                                struct moved_list *to);
/* Ascending, each number once with its last moment. */
void moved_settle(struct moved_list *list);
/* The numbers alone, for query_set_list(). */
const int64_t *moved_numbers(const struct moved_list *list, struct arena *arena);
/* NULL = it is not in the settled list. */
const struct moved *moved_find(const struct moved_list *list, int64_t number);

#endif
