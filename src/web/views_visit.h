/* What the page of 書かない窓口 is made of. */
#ifndef KOKUHO_WEB_VIEWS_VISIT_H
#define KOKUHO_WEB_VIEWS_VISIT_H

#include "visit/visit.h"
#include "web/views.h"

struct visit_view {
    int64_t household_no;
    struct guarded_member *members;
    size_t member_count;
    bool is_guarded;
};
struct url visit_url(int64_t household_no);
extern const struct screen screen_visit;

#endif
