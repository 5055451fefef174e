/*
 * 滞納の期別と時効 -- every unpaid charge behind its due date with its limit, kept from night to night.
 *
 * What stands of a charge follows from what is asked and paid of it, its 督促, 催告 and events, and the
 * tables; of the day, only that its due date has passed. So a night
 *   - looks again at whom something moved that may change what is asked of him,
 *   - lays on what is kept what was paid since, and the 督促, 催告 and events that were recorded,
 *   - adds the charges whose due date passed,
 * and looks at everybody when the tables are others or too many moved. Inner header of arrears/.
 */
#ifndef KOKUHO_ARREARS_OVERDUE_H
#define KOKUHO_ARREARS_OVERDUE_H

#include "arrears/scan.h"

struct overdue {
    bool is_whole;            /* everybody was looked at */
    struct moved_list payers; /* otherwise these; what is kept of them is replaced */
    struct scanned *gone;     /* and these charges of others, in their order */
    size_t gone_count, gone_capacity;
    struct scanned *rows; /* by it, in the order of the charges; and what fell due */
    size_t count, capacity;
    int64_t receipt_no; /* the newest that the look saw */
};
/* In one read transaction: what is laid on what is kept follows from the receipts that it sees. */
MUST_CHECK enum err overdue_find(struct session *session, const struct collection_law *law,
                                 const struct last_look *since, struct arena *arena, struct report *report,
                                 struct overdue *ret);
/* All that is overdue by a look that is not kept yet and whose limit (late) is at most `until`, in the order
 * of the charges: of a charge its key, its due date and what is unpaid. */
MUST_CHECK enum err overdue_until(struct store *s, const struct overdue *o, date until, struct arena *arena,
                                  struct report *report, struct scanned **ret, size_t *ret_count);
/* The charges of which a look at everybody finds something else than what is kept, with what moved since:
 * none, if the nights before were right. In the read transaction of that look. */
MUST_CHECK enum err overdue_prove(struct session *session, const struct collection_law *law,
                                  const struct last_look *since, const struct overdue *whole,
                                  struct arena *arena, struct report *report, struct scanned **ret,
                                  size_t *ret_count);
/* In an open write transaction. */
MUST_CHECK enum err overdue_keep(struct store *s, const struct overdue *o, date as_of, struct report *report);

#endif
