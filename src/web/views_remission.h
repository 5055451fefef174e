/* What the page of 減免 is made of. */
#ifndef KOKUHO_WEB_VIEWS_REMISSION_H
#define KOKUHO_WEB_VIEWS_REMISSION_H

#include "premium/premium.h"
#include "web/views.h"

struct remissions_view {
    int32_t year;
    bool only_recheck; /* those whose household was corrected after the decision */
    const struct premium_remission_look *all;
    size_t count, recheck, waiting; /* of all of the year */
};
bool remission_wants_recheck(const struct premium_remission_look *r);
const char *remission_state_words(const struct premium_remission_look *r);
const char *remission_rule_words(const struct premium_remission_look *r, struct arena *arena);
extern const struct screen screen_remissions;

#endif
