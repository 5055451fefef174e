/* The unpaid charges and their time limits; inner header of arrears/. */
#ifndef KOKUHO_ARREARS_DEBTS_H
#define KOKUHO_ARREARS_DEBTS_H

#include "arrears/book.h"

/* What bears on the limit of a charge. */
struct moments {
    struct limit_moment *list;
    size_t count, capacity;
};
/* The payments on the charge that acknowledged it (民法152条), behind the others. */
MUST_CHECK enum err debt_payments(struct store *s, const struct collection_charge *c, struct arena *arena,
                                  struct report *report, struct moments *m);
/* Sorts the moments by day, fills their effects, and gives the last days of both readings. */
void debt_limit_by(const struct arrears_terms *terms, date due, struct limit_moment *moments, size_t count,
                   struct arena *arena, date *ret_early, date *ret_late);
/* The same by the terms of the due day. */
MUST_CHECK enum err debt_limit(const struct collection_law *law, date due, struct limit_moment *moments,
                               size_t count, struct arena *arena, struct report *report, date *ret_early,
                               date *ret_late);
/* Of one charge with every payment in its place, by a law that has been read. */
MUST_CHECK enum err debt_limit_with_payments(struct session *session, const struct collection_law *law,
                                             const struct collection_charge *c, struct arena *arena,
                                             struct report *report, date *ret_early, date *ret_late);
/* arrears_debts() and, beside them, what is paid and still owes 延滞金. */
MUST_CHECK enum err debts_with_late(struct session *session, int64_t payer_no, date day, struct arena *arena,
                                    struct report *report, struct arrears_debt **ret, size_t *ret_count);

#endif
