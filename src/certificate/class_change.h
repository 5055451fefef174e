/* 課税区分変更世帯 -- what an update of the tax ledger changes of classes and ratios; inner header. */
#ifndef KOKUHO_CERTIFICATE_CLASS_CHANGE_H
#define KOKUHO_CERTIFICATE_CLASS_CHANGE_H

#include "certificate/register.h"

/* What is compared. LIMIT_NONE and 0: nobody of that age is insured in the household. */
struct class_pair {
    enum limit_class under_70, elder;
    int tenths;
};
struct class_change {
    int64_t household_no, head_no;
    struct class_pair before, after;
    date from;           /* 1st of the first month whose class is another one */
    bool is_year_begin;  /* the first incomes of the year: compared with the class up to July */
    size_t limit_papers; /* 限度額・特定疾病 papers of it that carry another class now */
    size_t ratio_papers; /* papers with another ratio */
    const char *failed;  /* why it cannot be judged; NULL = it was */
};
/* Households of which a tax update of the levy year, recorded in (after, until], changes class or ratio. */
MUST_CHECK enum err class_changes(struct session *session, fiscal_year year, int64_t after, int64_t until,
                                  struct arena *arena, struct report *report, struct class_change **ret,
                                  size_t *ret_count);
/* "ア", "ウ・低所得Ⅱ（2割）". */
const char *class_pair_words(const struct class_pair *p, struct arena *arena);
/* Nobody liable for 住民税: the reduction of meals can be applied for. */
bool class_is_tax_free(const struct class_pair *p);

#endif
