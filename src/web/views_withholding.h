/* What the page of 特別徴収 is made of. */
#ifndef KOKUHO_WEB_VIEWS_WITHHOLDING_H
#define KOKUHO_WEB_VIEWS_WITHHOLDING_H

#include "web/views.h"
#include "withholding/withholding.h"

/* A pay day of one head and year: what is asked, what came, and what is still owed of it. */
struct withholding_month {
    int pay;
    yen planned;
    const struct withholding_taken *taken;  /* NULL: nothing came */
    const struct collection_charge *charge; /* NULL: no charge of its own */
    bool is_ordinary;                       /* fell back to 普通徴収 */
};
struct withholding_year {
    const struct withholding_look *now; /* what stands */
    struct withholding_month months[WITHHOLDING_PAYS];
};
struct withholding_view {
    int64_t household_no;
    const struct withholding_look *looks; /* every state, the newest first */
    size_t look_count;
    struct withholding_year *years;
    size_t year_count;
    const struct withholding_request *requests;
    size_t request_count;
    bool may_print;
};
struct url withholding_url(int64_t household_no);
struct url withholding_paper_url(const struct withholding_request *r, bool is_print);
const char *withholding_answer_words(const struct withholding_request *r, struct arena *arena);
const char *withholding_pay_words(const struct withholding_pay *pay, struct arena *arena);
extern const struct screen screen_withholding, screen_withholding_paper, screen_withholding_print;

#endif
