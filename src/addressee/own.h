/*
 * 住登外者・名寄せ -- persons and bodies of the ward's own numbers, and which numbers are one person.
 *
 * Inner header of addressee/. Their rows stand apart from the feed's, so neither writes over the other:
 * when a feed brings the same number it is asked first, and a clerk is told.
 */
#ifndef KOKUHO_ADDRESSEE_OWN_H
#define KOKUHO_ADDRESSEE_OWN_H

#include "addressee/register.h"

enum { OWN_KIND_PERSON = 3, OWN_KIND_BODY = 4 };
enum own_status { OWN_STATUS_IN_USE = 0, OWN_STATUS_DEAD = 3, OWN_STATUS_ENDED = 4 };
enum { OWN_REASON_ADDED = 51, OWN_REASON_CHANGED = 52 }; /* 異動事由 of 住登外・法人 */

/* The next free number of the ward's own space; inside a write transaction. */
MUST_CHECK enum err own_number_next(const struct register_change *c, const struct data_folder *folder,
                                    int64_t *ret);

/* *ret_found false: no row of the ward's own on that day. */
MUST_CHECK enum err own_as_of(struct store *s, int64_t addressee_no, struct as_of as_of, struct arena *arena,
                              struct report *report, struct register_row *ret, bool *ret_found);
void own_to_addressee(const struct register_row *row, struct addressee *ret);

/* What a search finds a person by, of one row; given twice, it stands once. */
MUST_CHECK enum err own_write_keys(struct store *s, const struct register_row *row, struct report *report);

/* Who may be the same person or body (AD-08). */
enum likeness {
    LIKE_NAME_AND_ADDRESS = 1, /* a relative, or the same with another birth day */
    LIKE_NAME_AND_BIRTH,       /* never enough by itself to be the same person */
    LIKE_ALL,                  /* name, birth and address, or the same 法人番号 */
};
struct own_double {
    int64_t addressee_no;
    enum likeness likeness;
};
MUST_CHECK enum err own_doubles(struct store *s, const struct register_row *row, date on, struct arena *arena,
                                struct report *report, struct own_double **ret, size_t *ret_count);

/* The number that stands for the person: `addressee_no` itself unless it was linked to another. */
MUST_CHECK enum err link_survivor(struct store *s, int64_t addressee_no, int64_t known_at,
                                  struct report *report, int64_t *ret);

#endif
