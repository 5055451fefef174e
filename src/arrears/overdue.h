/*
 * 滞納の期別と時効 -- every unpaid charge behind its due date with its limit, kept from night to night.
 *
 * What stands of a charge follows from what is asked and paid of it, its 督促, 催告 and events, and the
 * tables; of the day, only that its due date has passed. So a night looks at whom one of these moved, and
 * at everybody when a due date came, the tables are others, or there are too many. Inner header of
 * arrears/.
 */
#ifndef KOKUHO_ARREARS_OVERDUE_H
#define KOKUHO_ARREARS_OVERDUE_H

#include "arrears/scan.h"

struct overdue {
    struct scanned *all; /* in the order of the charges; of a charge its key and what is unpaid */
    size_t count;
    bool is_whole;            /* everybody was looked at */
    struct moved_list payers; /* otherwise these; what is kept of them is replaced */
};
MUST_CHECK enum err overdue_find(struct session *session, const struct collection_law *law,
                                 const struct last_look *since, struct arena *arena, struct report *report,
                                 struct overdue *ret);
/* In an open write transaction. */
MUST_CHECK enum err overdue_keep(struct store *s, const struct overdue *o, date as_of, struct report *report);

#endif
