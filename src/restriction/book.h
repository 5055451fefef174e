/* 給付の制限の台帳 -- rows of steps, charges, members and grounds; inner header of restriction/. */
#ifndef KOKUHO_RESTRICTION_BOOK_H
#define KOKUHO_RESTRICTION_BOOK_H

#include "casework/casework.h"
#include "letter/letter.h"
#include "restriction/restriction.h"

MUST_CHECK enum err restriction_terms_load(const struct session *session, date day, struct arena *arena,
                                           struct report *report, struct restriction_terms *ret);

/* Steps about a household, as restriction_steps_of(). */
MUST_CHECK enum err book_steps_of_household(struct store *s, int64_t household_no, int64_t known_at,
                                            struct arena *arena, struct report *report,
                                            struct restriction_step **ret, size_t *ret_count);
/* All that stand, by case. */
MUST_CHECK enum err book_steps_all(struct store *s, struct arena *arena, struct report *report,
                                   struct restriction_step **ret, size_t *ret_count);
/* What the letter of a step names. */
struct book_charge {
    int32_t levy_year;
    int instalment;
    int64_t notice_no;
    date due;
    yen amount;
};
MUST_CHECK enum err book_charges_of(struct store *s, int64_t step_no, struct arena *arena,
                                    struct report *report, struct book_charge **ret, size_t *ret_count);
MUST_CHECK enum err book_members_of(struct store *s, int64_t step_no, struct arena *arena,
                                    struct report *report, struct restriction_member **ret,
                                    size_t *ret_count);

/* What the letter of a step says; where it goes is left open. */
MUST_CHECK enum err restriction_letter_make(struct session *session, const struct restriction_step *step,
                                            struct arena *arena, struct report *report, struct letter *ret);

/* Writes; a write transaction is open. Numbers the step, its case and its letter. */
MUST_CHECK enum err book_step_add(struct change_call *call, struct restriction_step *step,
                                  const struct restriction_facts *facts);
MUST_CHECK enum err book_ground_add(struct change_call *call, const struct restriction_ground *ground);
/* undo() of both: ERR_INPUT when a later step stands on it. */
enum err book_steps_undo(struct change_call *call);
enum err book_grounds_undo(struct change_call *call);

#endif
