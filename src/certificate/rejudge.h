/* 再判定 -- whether a valid paper still says what is judged for a day, and why not; inner header. */
#ifndef KOKUHO_CERTIFICATE_REJUDGE_H
#define KOKUHO_CERTIFICATE_REJUDGE_H

#include "certificate/register.h"
#include "letter/letter.h"

enum rejudge_cause {
    REJUDGED_NOT,       /* it says what is judged */
    REJUDGED_AGE,       /* somebody of the household has become 70 or 75 */
    REJUDGED_HOUSEHOLD, /* somebody has come to the insured of the household, or left them */
    REJUDGED_APPLIED,   /* 基準収入額適用 was accepted, or taken back */
    REJUDGED_INCOME,    /* 所得・課税区分 */
    REJUDGE_CAUSES
};
extern const char *const rejudge_cause_labels[REJUDGE_CAUSES];

/* What has become of a paper that is valid on the day a judgement is of. */
struct rejudged {
    enum rejudge_cause cause;
    int tenths;                   /* as judged; 0: the paper shows none */
    enum limit_class limit_class; /* as judged; LIMIT_NONE: the paper shows none */
    date differs_from;            /* 1st of the first month of which it was wrong already; none: of none */
    bool is_recall;               /* its class needs no paper any more */
};
/* A day from which papers may be judged anew: the 1st of a month that has not begun (8.4). */
bool rejudge_day_fits(date from, date today);
/* `now`: the judgement of the first day of the new papers, in whose household he is. */
MUST_CHECK enum err rejudge_paper(const struct session *session, const struct judge_laws *laws,
                                  const struct certificate_judgement *now,
                                  const struct certificate_paper *paper, int64_t known_at,
                                  struct arena *arena, struct report *report, struct rejudged *ret);

/* 変更のお知らせ: what the old paper said, what the new one says, from when, why, what to give back. */
MUST_CHECK enum err rejudge_letter_make(const struct session *session, const struct certificate_paper *old,
                                        const struct certificate_paper *paper, const struct rejudged *r,
                                        struct text name, struct arena *arena, struct report *report,
                                        struct letter *ret);

#endif
