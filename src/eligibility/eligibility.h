/*
 * 資格 -- who is insured from when until when, and the dated facts that assessment needs.
 *
 * Memberships come from the opening balance; facts of 介護 (2号適用除外), 後期高齢者医療
 * (→ 特定同一世帯所属者), 特例対象被保険者等 and 産前産後 come in by their feeds. Two times on every row.
 */
#ifndef KOKUHO_ELIGIBILITY_H
#define KOKUHO_ELIGIBILITY_H

#include "base/arena.h"
#include "base/date.h"
#include "eligibility/law.h"
#include "interchange/interchange.h"
#include "store/store.h"

enum eligibility_fact_kind {
    FACT_MEMBERSHIP = 1,      /* 被保険者: [acquired, lost) */
    FACT_CARE_EXEMPT = 2,     /* 介護2号適用除外 */
    FACT_LATTER_STAGE = 3,    /* 後期高齢者医療, detail = insured before: 1 国保 (-> specified member),
                                 2 被用者保険の被保険者, 3 被用者保険の被扶養者, 4 other or unknown */
    FACT_UNEMPLOYED = 4,      /* 特例対象: from = day of leaving, detail = reason code */
    FACT_MATERNITY = 5,       /* from = day of birth (expected), detail = 1 single, 2 multiple */
    FACT_FORMER_DEPENDANT = 6,/* 旧被扶養者: from = acquisition */
};

/* Detail of FACT_LATTER_STAGE: only who was insured by 国保 before becomes a 特定同一世帯所属者. */
enum former_insurer { FORMER_INSURER_KOKUHO = 1 };

/* One dated fact of one person; in order of (addressee_no, kind, from) when scanned. Texts of a scanned
 * fact are valid until the next. */
struct eligibility_fact {
    int64_t addressee_no;
    enum eligibility_fact_kind kind;
    struct span span;
    int32_t detail;
    struct text card_symbol, card_number; /* 記号・番号, of memberships only */
};

struct eligibility_scan;
MUST_CHECK enum err eligibility_scan_open(struct store *s, struct span touching, int64_t known_at,
                                          struct report *report, struct eligibility_scan **ret);
MUST_CHECK enum err eligibility_scan_next(struct eligibility_scan *scan, struct report *report,
                                          struct eligibility_fact *ret, bool *ret_more);
void eligibility_scan_close(struct eligibility_scan *scan);

/* All facts of one person that touch the span (an empty span = all). */
MUST_CHECK enum err eligibility_facts_of(struct store *s, int64_t addressee_no, struct span touching,
                                         int64_t known_at, struct arena *arena,
                                         struct report *report, struct eligibility_fact **ret,
                                         size_t *ret_count);
/* All facts of several persons, ordered by their numbers. */
MUST_CHECK enum err eligibility_facts_of_persons(struct store *s, const int64_t *addressee_nos, size_t count,
                                                 int64_t known_at, struct arena *arena,
                                                 struct report *report, struct eligibility_fact **ret,
                                                 size_t *ret_count);

/*
 * 記号・番号・枝番: whose membership carries it, now or formerly, each person once. Widths of digits and
 * zeros in front do not matter; an empty symbol is any, a branch of 0 too. The number is never empty.
 */
MUST_CHECK enum err eligibility_by_card(struct store *s, struct text symbol, struct text number, int branch,
                                        size_t max, struct arena *arena, struct report *report,
                                        int64_t **ret, size_t *ret_count);

/*
 * What must hold and does not (for `kokuho verify`): facts of one kind that overlap, facts that end before
 * they begin, facts of nobody. ERR_FINDINGS with words when something is broken.
 */
MUST_CHECK enum err eligibility_verify(struct store *s, struct report *report);

extern const struct import_handler import_care, import_latter_stage, import_opening_eligibility;
extern const struct store_table eligibility_tables[];
extern const size_t eligibility_table_count;

#endif
