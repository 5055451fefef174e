/* 案内 -- whom the insurer writes to about what can be applied for or has changed; inner header. */
#ifndef KOKUHO_CERTIFICATE_GUIDE_H
#define KOKUHO_CERTIFICATE_GUIDE_H

#include "certificate/class_change.h"
#include "letter/letter.h"

enum guide_kind {
    GUIDE_REVENUE = 1, /* 基準収入額適用の申請の勧奨, with the form of the application */
    GUIDE_CLASS,       /* 適用区分の変更のお知らせ */
    GUIDE_KINDS
};
#define GUIDE_PERSONS_MAX 16
/* A household that might be written to. */
struct guide_case {
    int64_t household_no, head_no;
    bool is_candidate;
    const char *why;        /* why it is left out; "" for a candidate */
    date sent_on;           /* of the newest letter of the year; none */
    bool is_told;           /* that letter says what holds now */
    struct class_pair told; /* what goes into the letter, and what stands as told then */
    /* GUIDE_REVENUE: who has to declare his revenue, what is known of it, and what it has to be under. */
    int64_t persons[GUIDE_PERSONS_MAX];
    size_t person_count;
    yen known_revenue, under;
    struct class_change change; /* GUIDE_CLASS */
};
struct guide_wish {
    enum guide_kind kind;
    date on;                /* GUIDE_REVENUE: 3割 on this day */
    fiscal_year year;       /* GUIDE_CLASS: of the incomes' levy */
    int64_t after;          /* GUIDE_CLASS: updates recorded behind it */
    int64_t known_at;
};
/* The fiscal year whose incomes count on the day; guides of it are one another's. */
MUST_CHECK enum err guide_year(struct session *session, const struct guide_wish *wish, struct arena *arena,
                               struct report *report, int *ret);
/* All of them, candidates and left out, by household. */
MUST_CHECK enum err guide_cases(struct session *session, const struct guide_wish *wish, struct arena *arena,
                                struct report *report, struct guide_case **ret, size_t *ret_count);
/* The letter, and the form of 基準収入額 that goes with it (*ret_has_form). */
MUST_CHECK enum err guide_letter_make(const struct session *session, const struct guide_wish *wish,
                                      const struct guide_case *one, date issued_on, struct arena *arena,
                                      struct report *report, struct letter *ret, struct letter *ret_form,
                                      bool *ret_has_form);

#endif
