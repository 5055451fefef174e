/*
 * 索引の束 -- many persons in one row of an index table: the first as a column, the others packed behind it.
 *
 * Inner header of addressee/. A name or a birth day is shared by many; a row for each of them would be
 * most of what a first load writes. Persons who come later get rows of their own, with nothing behind.
 */
#ifndef KOKUHO_ADDRESSEE_POSTING_H
#define KOKUHO_ADDRESSEE_POSTING_H

#include "addressee/person.h"

#define POSTING_MAX 64 /* persons of a row: it stays small beside a page */
#define POSTING_NUMBER_BYTES 8

struct posting {
    int64_t first;
    unsigned char more[(POSTING_MAX - 1) * POSTING_NUMBER_BYTES];
    size_t count; /* with the first */
};
/* False: the row is full. Numbers come in ascending order. */
bool posting_add(struct posting *p, int64_t addressee_no);
struct text posting_more(const struct posting *p);
size_t posting_more_count(struct text more);
int64_t posting_more_at(struct text more, size_t at);

#endif
