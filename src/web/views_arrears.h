/* 滞納整理の状況: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_ARREARS_H
#define KOKUHO_WEB_VIEWS_ARREARS_H

#include "arrears/arrears.h"
#include "web/views.h"

#define ARREARS_PAPERS_MAX 90 /* a notice and slips for each of 40 heirs */
struct arrears_act_line {
    const struct act *act;
    const char *detail, *state;
    struct {
        int copy;
        const char *label;
    } papers[ARREARS_PAPERS_MAX];
    size_t paper_count;
    const struct heir *heirs; /* of a succession */
    size_t heir_count;
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
    yen costs; /* 滞納処分費 that is left */
    bool may_change, may_print;
};
/* 時効の暦. */
struct limits_line {
    const struct limit_payer *payer;
    struct text name;
};
struct limits_view {
    date today, as_of; /* as_of none: no night has looked yet */
    const struct limit_month *months;
    size_t month_count;
    int32_t month; /* the one that is open; 0 = none */
    bool is_wrong;
    struct limits_line *lines;
    size_t line_count;
    int64_t next_after; /* 0 = there are no more */
};
struct url limits_url(int32_t month, int64_t after);
struct url arrears_url(int64_t payer_no);
struct url arrears_paper_url(int64_t payer_no, int64_t act_no, int copy, bool is_print);
const char *limit_effect_words(const struct limit_moment *m);
extern const struct screen screen_arrears, screen_arrears_paper, screen_arrears_print, screen_limits;

#endif
