/* 一巡 -- the time limits of all unpaid charges in one pass; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_SCAN_H
#define KOKUHO_ARREARS_SCAN_H

#include "arrears/debts.h"

struct scanned {
    struct collection_charge charge;
    date limit_early, limit_late;
    date suspended_on; /* 執行停止 that stands; none = none */
    bool is_kept;      /* 欠損の見合わせ */
};
/* Those whose limit (late) is at most `until`, and with `suspended_until` those suspended on or before
 * it; by
 * levy year, household, payer and instalment. */
MUST_CHECK enum err limits_scan(struct session *session, date until, date suspended_until,
                                struct arena *arena, struct report *report, struct scanned **ret,
                                size_t *ret_count);
/* The same of one payer, whatever its limit; whether one is kept is not asked. */
MUST_CHECK enum err limits_of_payer(struct session *session, const struct collection_law *law,
                                    int64_t payer_no, struct arena *arena, struct report *report,
                                    struct scanned **ret, size_t *ret_count);
/* The limits of charges that are at hand, in their order: their days and 執行停止 are filled in. */
MUST_CHECK enum err limits_of_charges(struct session *session, const struct collection_law *law,
                                      struct scanned *rows, size_t count, struct arena *arena,
                                      struct report *report);
/* The charges of every 欠損の見合わせ that stands, in their order; and whether one is among them. */
MUST_CHECK enum err limits_kept(struct store *s, struct arena *arena, struct report *report,
                                struct collection_charge **ret, size_t *ret_count);
bool limits_is_kept(const struct collection_charge *kept, size_t count, const struct collection_charge *c);

#endif
