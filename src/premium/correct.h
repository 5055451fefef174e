/*
 * 更正の1件 -- a household's facts as known now against what was decided, and the version that follows.
 *
 * Law     国民健康保険法76条の2, 110条の2 (期間制限), 条例19条
 *
 * The batch (月次更正) and the counter (即時更正) both go this way, so their numbers cannot differ (LV-17,
 * LV-18).
 */
#ifndef KOKUHO_PREMIUM_CORRECT_H
#define KOKUHO_PREMIUM_CORRECT_H

#include "premium/checks.h"
#include "premium/decisions.h"
#include "premium/gather.h"

/* A case that has to be assessed again. */
struct changed_case {
    const struct premium_case *c;
    const struct decided_short *decided; /* NULL: first assessment of this payer */
    bool facts_differ;
    bool is_same; /* looked at for its findings only */
    /* read by changed_cases_read() */
    const struct assessment_row *before; /* NULL: none; whoever has it already may set it */
    const struct premium_case
        *was; /* the facts of that version; NULL: they are the same, or there is none */
    bool is_former;                      /* charged before this system */
};

struct correcting {
    struct store *store; /* what was decided and known then; for changed_cases_read() */
    const struct premium_law *law;
    struct case_settings settings;
    date decided_on, cut_off;
    bool has_exception; /* 法110条の2ただし書 */
};

/*
 * The cases of a household that differ from `decided` (its newest decided versions): other facts, other
 * amounts under other tables, a payer who is there no more. With `with_same` the others too.
 */
MUST_CHECK enum err changed_cases(const struct correcting *c, int64_t household_no,
                                  const struct household_cases *cases, const struct decided_short *decided,
                                  size_t decided_count, bool with_same, struct arena *keep,
                                  struct arena *scratch, struct report *report, struct changed_case **ret,
                                  size_t *ret_count);

/* The same of a household as it was gathered; `decided` holds those of all households. Fills u->cases. */
MUST_CHECK enum err changed_cases_of_unit(const struct correcting *c, const struct fact_table *facts,
                                          const struct case_settings *settings,
                                          const struct decided_list *decided, struct household_unit *u,
                                          bool with_same, struct arena *keep, struct arena *scratch,
                                          struct report *report, struct changed_case **ret,
                                          size_t *ret_count);

/* What correction_make() has to know of changed cases, in the order of their households: by few questions. */
MUST_CHECK enum err changed_cases_read(const struct correcting *c, struct changed_case *changed, size_t count,
                                       struct arena *keep, struct report *report);

enum correction_result {
    CORRECTION_NONE,    /* nothing to write */
    CORRECTION_MADE,    /* `a.row` is the next version; its run_no is the caller's */
    CORRECTION_REFUSED, /* the facts contradict each other: a.refused */
    CORRECTION_LATE,    /* 期間制限: `last_day` has passed */
};
struct corrected {
    enum correction_result result;
    struct assessed a;
    struct assessment_row before; /* zero when this is the first version */
    bool has_before;
    date last_day;
};
/* Asks the store nothing; `unit` keeps what *ret points to. */
MUST_CHECK enum err correction_make(const struct correcting *c, const struct changed_case *changed,
                                    struct arena *unit, struct report *report, struct corrected *ret);
/* 減免 stands, and the version is made for another reason than its decision (LV-11). */
bool correction_wants_recheck(const struct corrected *corrected);
/* Why the limit refuses it, and what may be done. */
void correction_late_words(const struct correcting *c, const struct corrected *corrected, char *ret,
                           size_t size);

#endif
