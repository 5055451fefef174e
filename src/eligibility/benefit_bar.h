/*
 * 給付を自動では行わない期間, and facts that no assessment reads: held in a prison (法59条), a late notice
 * (EL-66), the closed scheme of 退職被保険者 (EL-09).
 */
#ifndef KOKUHO_ELIGIBILITY_BENEFIT_BAR_H
#define KOKUHO_ELIGIBILITY_BENEFIT_BAR_H

#include "eligibility/eligibility.h"

/* Beside enum eligibility_fact_kind: kept, shown and asked for here, no part of any computation. */
enum {
    FACT_DETAINED = 9,  /* 刑事施設などへの収容 (法59条): insured all the same; detail = enum detention */
    FACT_RETIREE = 10,  /* 退職被保険者等 (法附則旧6条), of the opening balance alone; detail = 1 the retired
                           person, 2 a dependant of his */
};
/* Where somebody is held: detail of FACT_DETAINED. */
enum detention { DETAINED_PRISON = 1, DETAINED_JUVENILE = 2, DETAINED_OTHER = 3 };
/* NULL: it is a kind of enum eligibility_fact_kind. */
const char *unassessed_fact_label(int kind);

/*
 * For whoever decides about a benefit: one of such a day is not paid by itself; the cause says what a
 * person has to look at.
 */
enum benefit_bar_cause {
    BAR_DETAINED = 1, /* 法59条 */
    BAR_LATE_NOTICE,  /* EL-66: before a notice that was late, as long as no reason was entered */
};
struct benefit_bar {
    enum benefit_bar_cause cause;
    struct span span;
    date occurred_on, notified_on; /* of a late notice */
    int64_t event_no;              /* what it comes from */
};
MUST_CHECK enum err eligibility_benefit_bars(const struct session *session, int64_t addressee_no,
                                             int64_t known_at, struct arena *arena, struct report *report,
                                             struct benefit_bar **ret, size_t *ret_count);
/* The one of that day; NULL: nothing bars a benefit of it. */
const struct benefit_bar *benefit_bar_on(const struct benefit_bar *bars, size_t count, date day);

extern const struct output_list output_list_late_notices;
extern const struct change_kind kind_eligibility_detained, kind_eligibility_late_reason;

#endif
