/*
 * 支援措置 -- periods of a measure, and the short question of the register: is this person protected?
 *
 * Inner header of addressee/.
 */
#ifndef KOKUHO_ADDRESSEE_GUARD_H
#define KOKUHO_ADDRESSEE_GUARD_H

#include "addressee/addressee.h"

enum measure_state { MEASURE_STATE_PROVISIONAL = 1, MEASURE_STATE_DECIDED };
enum guarded_role { GUARDED_APPLICANT = 1, GUARDED_CO_APPLICANT, GUARDED_OTHER };

/* The last day of a year from `start` (住民記録システム標準仕様書 3.4: 2020-04-01 ends on 2021-03-31). */
date measure_last_day(date start);
/* From this day on an extension is taken and the end is told. */
date measure_month_before(date last);
enum measure_phase measure_phase_on(date last, date today);

/* A measure of this register, not lifted, protects one of these numbers: known now, whatever day is
 * looked at. */
MUST_CHECK enum err guard_is_restricted(struct store *s, const int64_t *numbers, size_t count,
                                        struct report *report, bool *ret);

/* A member, and what of the ward's own register concerns him now, whatever day is looked at. */
struct household_member {
    struct addressee who;
    bool is_guarded; /* a measure protects one of his numbers */
    bool is_linked;  /* he has other numbers (名寄せ) */
};
/* The head first, then in the register's order. */
MUST_CHECK enum err household_read(struct store *s, int64_t household_no, struct as_of as_of,
                                   struct arena *arena, struct report *report,
                                   struct household_member **ret, size_t *ret_count);

#endif
