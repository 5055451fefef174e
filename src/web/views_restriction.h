/* 給付の制限: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_RESTRICTION_H
#define KOKUHO_WEB_VIEWS_RESTRICTION_H

#include "restriction/restriction.h"
#include "web/views.h"

struct restriction_member_line {
    const struct restriction_member *member;
    struct text name; /* "" = he must not be found here */
};
struct restriction_view {
    int64_t payer_no;
    struct text name;
    date today;
    struct restriction_facts facts;
    const struct restriction_member_line *members;
    bool is_special; /* today */
    const struct restriction_step *steps; /* oldest first */
    size_t step_count;
    const struct restriction_ground *grounds;
    size_t ground_count;
    bool may_change, sees_log; /* sees_log: 折衝 and amounts */
    const struct demand_contact *contacts; /* newest first */
    size_t contact_count;
};
struct url restriction_url(int64_t payer_no);
struct url restriction_paper_url(int64_t payer_no, int64_t step_no, bool is_print);
extern const struct screen screen_restriction, screen_restriction_paper, screen_restriction_print;

#endif
