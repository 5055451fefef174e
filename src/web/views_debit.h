/* What the pages of direct debit (口座振替) are made of. */
#ifndef KOKUHO_WEB_VIEWS_DEBIT_H
#define KOKUHO_WEB_VIEWS_DEBIT_H

#include "debit/debit.h"
#include "web/views.h"

/* Of one payer of a household. */
struct debit_panel {
    int64_t payer_no;
    const char *name;
    struct debit_look look;
};
struct debit_panels {
    int64_t household_no;
    const struct debit_panel *panels;
    size_t count;
    bool may_change;
};
/* "46.8%" of the households; "—" when nothing was counted. */
const char *debit_share_words(struct arena *arena, const struct debit_status *s);
struct url debit_begin_url(const char *kind, int64_t payer_no);

#endif
