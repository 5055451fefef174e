/*
 * 資格 -- who is insured from when until when, and the dated facts that
 * assessment needs.
 *
 * Memberships come from the opening balance and follow from events (届出・異動)
 * since; facts of 介護 (2号適用除外), 後期高齢者医療 (→ 特定同一世帯所属者),
 * 特例対象被保険者等 and 産前産後 come in by their feeds or are registered by
 * clerks. Two times on every row.
 */
#ifndef KOKUHO_ELIGIBILITY_H
#define KOKUHO_ELIGIBILITY_H

#include "addressee/addressee.h"
#include "base/arena.h"
#include "base/date.h"
#include "eligibility/law.h"
#include "interchange/interchange.h"
#include "store/store.h"

enum eligibility_fact_kind {
    FACT_MEMBERSHIP = 1,       /* 被保険者: [acquired, lost); detail = days by which the
                                  duty to pay ends before the loss (社保加入: the day of
                                  the fact, not the day after) */
    FACT_CARE_EXEMPT = 2,      /* 介護2号適用除外 */
    FACT_LATTER_STAGE = 3,     /* 後期高齢者医療, detail = insured before: 1 国保 (->
                                  specified member), 2 被用者保険の被保険者, 3
                                  被用者保険の被扶養者, 4 other or unknown */
    FACT_UNEMPLOYED = 4,       /* 特例対象: from = day of leaving, detail = reason code */
    FACT_MATERNITY = 5,        /* from = day of birth (expected), detail = 1 single, 2 multiple */
    FACT_FORMER_DEPENDANT = 6, /* 旧被扶養者: from = acquisition */
    FACT_SPECIFIED = 8, /* 特定同一世帯所属者 by the certificate of the municipality he comes
                           from: from = entry into 後期高齢者医療, detail = day of moving in
                           (yyyymmdd), since when he has to belong to the household without a
                           break */
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
/* Grows with every fact or 国保上の世帯 of a scan that comes and every one that is closed. */
MUST_CHECK enum err eligibility_mark(struct store *s, struct report *report, int64_t *ret);

/* All facts of one person that touch the span (an empty span = all). */
MUST_CHECK enum err eligibility_facts_of(struct store *s, int64_t addressee_no, struct span touching,
                                         int64_t known_at, struct arena *arena,
                                         struct report *report, struct eligibility_fact **ret,
                                         size_t *ret_count);
/* The same of several persons, ordered by their numbers. */
MUST_CHECK enum err eligibility_facts_of_persons(struct store *s, const int64_t *addressee_nos, size_t count,
                                                 struct span touching, int64_t known_at, struct arena *arena,
                                                 struct report *report, struct eligibility_fact **ret,
                                                 size_t *ret_count);

/*
 * 記号・番号・枝番: whose membership carries it, now or formerly, each person once. Widths of digits and
 * zeros in front do not matter; an empty symbol is any, a branch of 0 too. The number is never empty.
 */
MUST_CHECK enum err eligibility_by_card(struct store *s, struct text symbol, struct text number, int branch,
                                        size_t max, struct arena *arena, struct report *report,
                                        int64_t **ret, size_t *ret_count);

/* ------------------------------------------------------------------------- 届出・異動 --------- */

enum eligibility_event_kind {
    EVENT_ACQUIRE = 1,   /* 資格取得・適用開始 */
    EVENT_LOSE = 2,      /* 資格喪失・適用終了 */
    EVENT_CARD = 3,      /* 世帯の異動: another 記号番号, insured without a break */
    EVENT_FACT = 4,      /* 登録 of one dated fact that is no membership */
    EVENT_HOUSEHOLD = 5, /* 国保上の世帯: a belonging that differs from the resident register's */
};
enum event_how {
    HOW_COUNTER = 1,
    HOW_MAIL,
    HOW_ONLINE,
    HOW_DEEMED,     /* みなし届出 (国民健康保険法9条14項) */
    HOW_EX_OFFICIO, /* 職権 */
    HOW_OPENING,    /* 移行: what the system before said */
};
/* Why somebody belongs to another household than the resident register says: detail of EVENT_HOUSEHOLD. */
enum belonging_reason {
    BELONGING_HEAD = 1,     /* 国保上の世帯主変更: an insured member stands for the head (5.3) */
    BELONGING_STUDENT = 2,  /* マル学, 法116条 */
    BELONGING_FACILITY = 3, /* 住所地特例, 法116条の2: a household of his own */
    BELONGING_REMOTE = 4,   /* マル遠, 法116条の3 */
};
/* Days are date_none() where nothing is known, `until` is date_open_end() where none is meant. */
struct eligibility_event {
    int64_t addressee_no, event_no; /* event_no below 0: from the opening balance, not yet touched */
    enum eligibility_event_kind kind;
    enum eligibility_fact_kind fact_kind; /* of EVENT_FACT; FACT_MEMBERSHIP of the first three */
    struct text reason;                   /* A01, L04 ... (params/national/eligibility/reason.tsv) */
    date occurred_on;   /* 事実の日: joining the other insurer, moving in */
    date effective_on;  /* 適用開始日・適用終了日 by the rule of the reason; first day of a fact */
    date until;         /* of EVENT_FACT and EVENT_HOUSEHOLD */
    date notified_on;   /* 届出日 */
    date prefecture_on; /* 資格取得日・資格喪失日 of the prefecture; none: not
                           touched, or not known yet (4.1) */
    enum event_how how;
    bool is_annotated;  /* 付記: the resident notice carried the annotation of 住民基本台帳法28条 */
    bool is_planned;    /* 予定: not confirmed yet */
    bool is_head;       /* of EVENT_HOUSEHOLD */
    int32_t detail;
    int64_t household_no; /* 国保世帯 */
    int branch_no;        /* 枝番 */
    register_day birth;   /* of EVENT_HOUSEHOLD */
    struct text card_symbol, card_number, evidence, note;
    struct text source;   /* "ju:3" the feed's row that it comes from; "" = entered by a clerk */
    int64_t change_no, closed_by; /* of casework; 0 = no change */
    int64_t recorded_at, cancelled_at; /* cancelled_at INT64_MAX = stands */
};
/* The events of a person as known then, in the order of their effect; cancelled ones only when asked for. */
MUST_CHECK enum err eligibility_events_of(struct store *s, int64_t addressee_no, int64_t known_at,
                                          bool with_cancelled, struct arena *arena, struct report *report,
                                          struct eligibility_event **ret, size_t *ret_count);

/* One unbroken membership with both levels of days (section 4.1): the prefecture's and ours. */
struct eligibility_membership {
    int64_t addressee_no, household_no;
    struct span span; /* [適用開始日, 適用終了日) */
    date prefecture_from, prefecture_until; /* 資格取得日, 資格喪失日; none = not known, or not lost */
    struct text card_symbol, card_number, acquired_by, lost_by;
    int branch_no;
    bool is_planned; /* its end is */
};
/* What follows from the events of a person: his memberships, each card apart. */
MUST_CHECK enum err eligibility_memberships_of(struct store *s, int64_t addressee_no, int64_t known_at,
                                               struct arena *arena, struct report *report,
                                               struct eligibility_membership **ret, size_t *ret_count);

/* One membership as statistics read it, each card apart; texts until the next. */
struct eligibility_period {
    int64_t addressee_no, household_no; /* household_no: when it was notified; 0 = not said */
    struct span span;
    struct text acquired_by, lost_by; /* lost_by: empty while it lasts, and where only the card changed */
};
/* All that begin before `until`, by person and first day, as known then. */
MUST_CHECK enum err eligibility_each_period(struct store *s, date until, int64_t known_at,
                                            enum err (*each)(void *context,
                                                             const struct eligibility_period *period,
                                                             struct report *report),
                                            void *context, struct report *report);

/* The same of these persons, ascending. */
MUST_CHECK enum err eligibility_each_period_of(struct store *s, const int64_t *persons, size_t count,
                                               date until, int64_t known_at,
                                               enum err (*each)(void *context,
                                                                const struct eligibility_period *period,
                                                                struct report *report),
                                               void *context, struct report *report);
/* Whose memberships may be seen otherwise on `day` than they were at `since`, on the day `after`: one came or
 * was closed, or begins or ends on a day between. Ascending. */
MUST_CHECK enum err eligibility_periods_moved(struct store *s, int64_t since, date after, date day,
                                              struct arena *arena, struct report *report, int64_t **ret,
                                              size_t *ret_count);

/*
 * 国保上の世帯 -- belongings as assessment reads them: the resident register's, with マル学, 住所地特例,
 * マル遠 and 国保上の世帯主 in their place. Same order and meaning as addressee_belonging_*().
 */
struct eligibility_belonging_scan;
MUST_CHECK enum err eligibility_belonging_open(struct store *s, struct span touching, int64_t known_at,
                                               int64_t after_household_no, struct report *report,
                                               struct eligibility_belonging_scan **ret);
MUST_CHECK enum err eligibility_belonging_next(struct eligibility_belonging_scan *scan, struct report *report,
                                               struct belonging *ret, bool *ret_more);
void eligibility_belonging_close(struct eligibility_belonging_scan *scan);
MUST_CHECK enum err eligibility_belonging_of(struct store *s, int64_t household_no, struct span touching,
                                             int64_t known_at, struct arena *arena, struct report *report,
                                             struct belonging **ret, size_t *ret_count);
/* Of several households, ascending. */
MUST_CHECK enum err eligibility_belongings_of(struct store *s, const int64_t *households, size_t count,
                                              struct span touching, int64_t known_at, struct arena *arena,
                                              struct report *report, struct belonging **ret,
                                              size_t *ret_count);

/*
 * 記録のあった人と世帯 -- what came or was closed after `since`, with the last moment. Persons: facts, and
 * belongings of the insurance, which take them out of another household. Households: belongings of the
 * register and of the insurance.
 */
MUST_CHECK enum err eligibility_persons_moved(struct store *s, int64_t since, struct arena *arena,
                                              struct report *report, struct moved_list *to);
MUST_CHECK enum err eligibility_households_moved(struct store *s, int64_t since, struct arena *arena,
                                                 struct report *report, struct moved_list *to);
/* Every household that moved persons belong or belonged to; `persons` are put in order, each once. */
MUST_CHECK enum err eligibility_households_of_moved(struct store *s, struct moved_list *persons,
                                                    struct arena *arena, struct report *report,
                                                    struct moved_list *to);
/* Whoever belongs or belonged to these households; behind those of `to`. */
MUST_CHECK enum err eligibility_persons_of_households(struct store *s, const int64_t *households,
                                                      size_t count, struct arena *arena,
                                                      struct report *report, struct moved_list *to);
/* Who belongs to a household on the day and was born up to `born` as the register writes days (00 = not
 * known), by the register or the insurance; settled. */
MUST_CHECK enum err eligibility_persons_born(struct store *s, int32_t born, date day, struct arena *arena,
                                             struct report *report, struct moved_list *to);
/* Those of whoever was born between two days as the register writes them (00 = not known), with `at`. */
MUST_CHECK enum err eligibility_households_born(struct store *s, int32_t from, int32_t until, int64_t at,
                                                struct arena *arena, struct report *report,
                                                struct moved_list *to);
/*
 * 世帯主 to whom letters about a person's insurance go, and who stands on his papers as the head (法9条:
 * the head notifies, insured or not; 5.1, 5.3, 10.2). Of `household_no`, a household of the insurance; 0 =
 * that to which he belongs on the day, by マル学 or マル遠 the family's. Himself when it has no head that
 * day.
 */
MUST_CHECK enum err eligibility_head_of(struct store *s, int64_t household_no, int64_t addressee_no,
                                        struct as_of as_of, struct arena *arena, struct report *report,
                                        int64_t *ret_head_no);

/* Whether anything but the register says who belongs to the household on those days: one short question. */
MUST_CHECK enum err eligibility_belonging_differs(struct store *s, int64_t household_no, struct span touching,
                                                  int64_t known_at, struct report *report, bool *ret);

/* 記号番号の残り (EL-51): of each symbol in force, by params/municipal/<code>/card_series.tsv. */
struct card_series {
    struct text symbol;
    int64_t first, last, highest; /* highest: given up to here */
    int used_percent;
    bool is_scarce;               /* at or above number_warn_percent */
};
MUST_CHECK enum err eligibility_card_series(struct session *session, struct arena *arena,
                                            struct report *report, struct card_series **ret,
                                            size_t *ret_count);
enum card_state { CARD_FREE = 1, CARD_USED, CARD_RETIRED };
MUST_CHECK enum err eligibility_card_state(struct session *session, struct text symbol, struct text number,
                                           struct arena *arena, struct report *report, enum card_state *ret);

/*
 * What must hold and does not (for `kokuho verify`): facts of one kind that
 * overlap, facts that end before they begin, facts of nobody, facts that do not
 * follow from their events. ERR_FINDINGS with words when something is broken.
 */
MUST_CHECK enum err eligibility_verify(struct store *s, struct report *report);

/* 事由の名前 of a code, as the forms list them; the code itself when none does. */
const char *eligibility_reason_label(struct text code, struct arena *arena);

struct output_list;
extern const struct output_list output_list_resident_events, output_list_stays, output_list_exceptions,
    output_list_unemployed;
struct job;
extern const struct job job_eligibility_daily; /* 住民異動, 75歳, 在留期間, 特例の更新 */
struct change_kind;
extern const struct change_kind kind_eligibility_join, kind_eligibility_leave,
    kind_eligibility_household, kind_eligibility_head,
    kind_eligibility_exception, kind_eligibility_care_exempt,
    kind_eligibility_unemployed, kind_eligibility_specified,
    kind_eligibility_former_dependant, kind_eligibility_maternity,
    kind_eligibility_cancel;

extern const struct import_handler import_care, import_latter_stage, import_opening_eligibility;
extern const struct store_table eligibility_tables[];
extern const size_t eligibility_table_count;
/* What never changes once it is written (TE-07). */
extern const struct store_sealed eligibility_sealed[];
extern const size_t eligibility_sealed_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held eligibility_held[];
extern const size_t eligibility_held_count;

#include "eligibility/benefit_bar.h" /* what bars a benefit, and facts beside those of assessment */

#endif
