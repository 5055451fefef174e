/* 滞納整理の状況: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_ARREARS_H
#define KOKUHO_WEB_VIEWS_ARREARS_H

#include "arrears/arrears.h"
#include "web/views.h"

#define ARREARS_PAPERS_MAX 12
struct arrears_act_line {
    const struct act *act;
    const char *detail, *state;
    struct {
        int copy;
        const char *label;
    } papers[ARREARS_PAPERS_MAX];
    size_t paper_count;
    const struct plan_step *steps; /* of a plan that stands */
    size_t step_count;
};
struct arrears_view {
    int64_t payer_no;
    struct text name;
    date today;
    const struct arrears_debt *debts;
    size_t debt_count;
    const struct arrears_act_line *acts; /* newest first */
    size_t act_count;
    bool may_change, may_print;
};
struct url arrears_url(int64_t payer_no);
struct url arrears_paper_url(int64_t payer_no, int64_t act_no, int copy, bool is_print);
const char *limit_effect_words(const struct limit_moment *m);
extern const struct screen screen_arrears, screen_arrears_paper, screen_arrears_print;

#endif
