/*
 * 個人番号 -- what stands in addressee_number and addressee_number_own of a person, for the one door and
 * for the kind that registers numbers.
 *
 * Inner header of addressee/.
 */
#ifndef KOKUHO_ADDRESSEE_NUMBER_DOOR_H
#define KOKUHO_ADDRESSEE_NUMBER_DOOR_H

#include "addressee/number.h"
#include "addressee/register.h"

/* The associated data of a row of addressee_number_own: apart from any row of a feed. */
struct number_place number_own_place(int64_t addressee_no, int64_t row_no);
/*
 * The pair that counts now: of all numbers of the person what was recorded last, by a feed or at the
 * window.
 * Nothing is recorded about the reading: only for the door and for checks that show nothing.
 */
MUST_CHECK enum err number_now(struct session *session, int64_t addressee_no, struct arena *arena,
                               struct report *report, struct number_pair *ret, bool *ret_found);
/* Everybody else with the same 個人番号; the caller's person is left out. */
MUST_CHECK enum err number_holders(struct session *session, const struct number_pair *pair,
                                   int64_t except_no, struct arena *arena, struct report *report,
                                   int64_t **ret, size_t *ret_count);

#endif
