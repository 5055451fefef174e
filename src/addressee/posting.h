/*
 * 索引の束 -- many persons in one row of an index table: the first as a column, the others packed behind it.
 *
 * Inner header of addressee/. A name or a birth day is shared by many; a row for each of them would be
 * most of what a first load writes. Who comes later goes into the row of those before him while it has
 * room: a few bytes more in a page that is full of rows already, where a row would split it.
 */
#ifndef KOKUHO_ADDRESSEE_POSTING_H
#define KOKUHO_ADDRESSEE_POSTING_H

#include "addressee/person.h"

#define POSTING_MAX 64 /* persons of a row: it stays small beside a page */
#define POSTING_NUMBER_BYTES 8
#define POSTING_STEP_BYTES 10 /* at most */

struct posting {
    int64_t first, last;
    unsigned char more[(POSTING_MAX - 1) * POSTING_STEP_BYTES + 1];
    size_t used;  /* of `more` */
    size_t count; /* with the first */
};
/* False: the row is full. Numbers come in ascending order, each once. */
bool posting_add(struct posting *p, int64_t addressee_no);
/* Never a multiple of eight bytes, which is what was written at first: eight for each number. A step of zero
 * fills it up. */
struct text posting_more(struct posting *p);

/* What becomes of a row when one more person is to stand in it. */
enum posting_place {
    POSTING_JOINS, /* the row as it is to be written */
    POSTING_STANDS, /* he is in it */
    POSTING_ALONE, /* it is full, or is not in order: he gets a row of his own */
};
enum posting_place posting_join(int64_t first, struct text more, int64_t addressee_no, struct posting *ret);

/* The numbers behind the first, in either form. */
struct posting_walk {
    struct text more;
    size_t at;
    int64_t number;
};
static inline struct posting_walk posting_walk_of(int64_t first, struct text more)
{
    return (struct posting_walk){.more = more, .number = first};
}
bool posting_walk_next(struct posting_walk *w);

#endif
