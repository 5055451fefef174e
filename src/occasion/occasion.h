/*
 * 出生・死亡の一括 -- what follows a birth or a death in one entry (EL-71).
 *
 * Law     国民健康保険法7条・8条・9条・58条, 同法施行令29条の7第5項8号
 */
#ifndef KOKUHO_OCCASION_H
#define KOKUHO_OCCASION_H

#include "certificate/certificate.h"
#include "eligibility/eligibility.h"

/* The household of the insurance that he belongs to today: of 住所地特例 and マル学, not the register's.
 * ERR_FINDINGS: nobody has this number. 0 = none. */
MUST_CHECK enum err occasion_household(const struct session *session, int64_t addressee_no,
                                       struct arena *arena, struct report *report, int64_t *ret);
/* The membership that holds on a day, or that ends with it; *ret_found false: he is not insured then. */
MUST_CHECK enum err occasion_membership(const struct session *session, int64_t addressee_no, date day,
                                        struct arena *arena, struct report *report,
                                        struct eligibility_membership *ret, bool *ret_found);
/* The acquisition or loss that stands, with its notice; *ret_found false: none of that reason. */
MUST_CHECK enum err occasion_event(const struct session *session, int64_t addressee_no, const char *reason,
                                   struct arena *arena, struct report *report, struct eligibility_event *ret,
                                   bool *ret_found);
/* 産前産後 registered for a birth near that day (法定の期間の前後を含む); none: not registered. */
MUST_CHECK enum err occasion_maternity(const struct session *session, int64_t mother_no, date born,
                                       struct arena *arena, struct report *report, date *ret);

struct change_kind;
extern const struct change_kind kind_occasion_death, kind_occasion_birth;

#endif
