/*
 * 資格の規則 -- from which day, until which day, at which age, in which class: pure functions.
 *
 * Law     国民健康保険法5条から9条・42条・76条・116条, 同法施行令27条の2・29条の3・29条の7の2, 同法施行規則,
 *         年齢計算ニ関スル法律
 * Tables  params/national/eligibility, ages and registrations of params/national/premium,
 *         params/municipal/<city>/paper.tsv        Cases   the *.cases of this folder
 *
 * Days are [from, until); a `trace` may be NULL. Terms come from dated tables (eligibility/law.h).
 */
#ifndef KOKUHO_RULES_ELIGIBILITY_H
#define KOKUHO_RULES_ELIGIBILITY_H

#include "rules/common/number.h"

/* ----------------------------------------------------------------------------------- reasons -- */

enum eligibility_side { SIDE_ACQUISITION = 1, SIDE_LOSS = 2 };

/* Columns of the monthly statistics (事業月報), each side with its own. */
enum eligibility_column {
    COLUMN_NONE,         /* no increase and no decrease: 住所地特例, 取消 */
    COLUMN_MOVE,         /* 転入・転出 */
    COLUMN_EMPLOYED,     /* 社保離脱・社保加入 */
    COLUMN_PUBLIC_AID,   /* 生保廃止・生保開始 */
    COLUMN_BIRTH_DEATH,  /* 出生・死亡 */
    COLUMN_LATE_ELDERLY, /* 後期高齢者離脱・後期高齢者加入 */
    COLUMN_OTHER,        /* その他 */
    ELIGIBILITY_COLUMNS
};

#define LATE_ELDERLY_OFFSET (-1)

/* One row of reason.tsv in force. Offsets are days after the day of the fact. */
struct eligibility_reason {
    const char *code; /* A01 .. L99, L13c */
    const char *name; /* 転入（都外） */
    enum eligibility_side side;
    int day_offset;     /* the day to record; LATE_ELDERLY_OFFSET: late_elderly_loss_offset of the terms */
    int duty_offset;    /* losses: the day that ends the premium, its month is not charged */
    int benefit_offset; /* losses: treatment from this day on is not ours */
    enum eligibility_column column;
    bool is_prefectural; /* false: 資格取得・喪失 of the prefecture stay, only 適用開始・終了 change */
    bool ends_insurance; /* false: a flag only (住所地特例・マル学), or the period is struck out (取消) */
    struct trace_source source;
};

/* What a reason makes of the day of its fact. A loss: `day` is the first day not insured. */
struct eligibility_effect {
    date day;           /* 資格取得日・喪失日, 適用開始日・終了日 */
    date duty_until;    /* losses: premiums are charged to the month before that of this day */
    date benefit_until; /* losses: the first day of treatment that is not ours */
};
struct eligibility_terms;
struct eligibility_effect eligibility_effect_of(const struct eligibility_terms *terms,
                                                const struct eligibility_reason *reason, date fact);

/* The first day of the month from which, or before which, the premium is charged (法76条). */
date eligibility_duty_month(date duty_until);

/* Which loss a move is: L01 (an address gained in another prefecture on the same day), L02 (abroad, none,
 * or later), L03 (inside the prefecture). `gained` none = not known or abroad. */
const char *eligibility_move_code(date moved_out, date gained, bool is_same_prefecture);

/* 届出 (規則2条ほか): days after the fact, late after `notice_days`. Years of 保険料 that may be charged
 * back. */
bool eligibility_notice_is_late(const struct eligibility_terms *terms, date fact, date notice);
bool eligibility_notice_is_beyond(const struct eligibility_terms *terms, date fact, date notice);

/* ------------------------------------------------------------------------------------- terms -- */

#define UNEMPLOYED_CODES_MAX 16

/* Numbers in force on a day. Ages in years. */
struct eligibility_terms {
    struct law_number preschool_age, adult_age, care_from, care_until, early_elderly_age, elder_age, late_age;
    struct law_number late_elderly_loss_offset; /* 0 = the birthday, 1 = the day after (K) */
    struct law_number notice_days, retroactive_years;
    struct law_number stay_paper_days; /* 在留期間満了の何日後まで証が有効か */
    struct law_number pending_months;  /* 更新申請中: months from the day after the stay's end */
    struct law_number student_end;     /* マル学: month and day, 331 */
    struct law_number specified_months, specified_later_months; /* 特定世帯・特定継続世帯 */
    struct law_number other_insurer_days; /* 他保険の取得日の何日後に国保を喪失するか */
    struct law_number maternity_notice_months; /* 産前産後の届出は出産予定日の何か月前から */
    struct law_number unemployed_age_under;
    size_t unemployed_code_count;
    int unemployed_codes[UNEMPLOYED_CODES_MAX];
};

/* ---------------------------------------------------------------------------------- age classes -- */

enum age_class_of_law {
    CLASS_PRESCHOOL,     /* 義務教育就学前: birth to 31 March on or after the day of reaching 6 */
    CLASS_CHILD,         /* 18歳に達する日以後の最初の3月31日まで */
    CLASS_CARE_SECOND,   /* 介護2号: the day of reaching 40 to the day before reaching 65 */
    CLASS_EARLY_ELDERLY, /* 前期高齢者: the month after reaching 65 (birthday on the 1st: that month) */
    CLASS_ELDER, /* 高齢受給者 (70-74): the month after reaching 70, to the day before the 75th birthday */
    CLASS_LATE_ELDERLY, /* 後期高齢者: the 75th birthday */
    AGE_CLASSES_OF_LAW
};
extern const char *const age_class_labels[AGE_CLASSES_OF_LAW];

/* Days of the class; CLASS_LATE_ELDERLY has no end. */
struct span age_class_span(const struct eligibility_terms *terms, enum age_class_of_law which, date birth);
bool age_class_holds(const struct eligibility_terms *terms, enum age_class_of_law which, date birth,
                     date day);

/* 年齢到達 (EL-32): the day the age is reached and the day from which something changes. */
struct age_arrival {
    int age;
    date reached; /* 75: the birthday, else the eve of the birthday */
    date effect;
};
#define AGE_ARRIVALS 6
/* 6, 18, 40, 65, 70, 75 in this order. */
void age_arrivals(const struct eligibility_terms *terms, date birth, struct age_arrival ret[AGE_ARRIVALS]);

/* -------------------------------------------------------------------------------------- moves -- */

/* 適用終了 of one municipality beside 適用開始 of the next (4.5). */
enum move_seam { SEAM_JOINED, SEAM_GAP, SEAM_OVERLAP };
enum move_seam eligibility_seam(date ended, date started, int *ret_days); /* days of the gap or overlap */

/* 資格重複: days insured here although insured elsewhere, the day after rule applied. `elsewhere` from its
 * 取得日 until its 喪失日. 0 = no duplicate. */
int eligibility_duplicate_days(const struct eligibility_terms *terms, struct span insured,
                               struct span elsewhere);

/* ------------------------------------------------------------------------------------- periods -- */

/* 在留期間: the first day not insured when nothing follows; open while an application is pending. */
struct stay_limits {
    date loss;           /* none: the application is pending */
    date paper_last_day; /* the last day a paper may carry */
};
struct stay_limits eligibility_stay(const struct eligibility_terms *terms, date stay_last_day,
                                    date applied_on);

/* マル学: the last day, 31 March on or after `from`, or the day of leaving the school before it. */
date eligibility_student_last_day(const struct eligibility_terms *terms, date from, date left_school);

/* 非自発的失業者: whether the leaving qualifies, and its days (the day after, to the end of the next
 * fiscal year). */
bool unemployed_qualifies(const struct eligibility_terms *terms, date birth, date left_on, int reason_code);
/* 産前産後: whether an expected birth may be notified on that day already. */
bool maternity_may_be_notified(const struct eligibility_terms *terms, date expected, date notified_on);
struct span unemployed_span(date left_on);

/* 特定同一世帯所属者: 特定世帯 from the month of moving, then 特定継続世帯. */
struct specified_spans {
    struct span first, later;
};
struct specified_spans specified_household_spans(const struct eligibility_terms *terms, date since);

/* ---------------------------------------------------------------------------------- copayment -- */

enum resident_tax { RESIDENT_TAX_UNKNOWN, RESIDENT_TAX_LIABLE, RESIDENT_TAX_FREE };

/* A person of the household on the day. What is not known is no zero: see enum judgement_finding. */
struct judged_person {
    date birth;
    bool is_insured;
    bool is_head; /* 世帯主, insured or not */
    /* 住民票上の世帯主, for whom an insured member stands: his 住民税 is asked, not his income. */
    bool is_register_head;
    bool has_taxable, has_base, has_revenue, has_low_income;
    yen taxable;                              /* 住民税課税所得 */
    yen base;                                 /* 基準所得額（旧ただし書所得） */
    yen revenue;                              /* 基準収入額の収入 */
    yen low_income;                           /* income after all deductions of the test of 低所得Ⅰ */
    int children_under_16, children_16_to_18; /* of the head on 31 December, insured, of small income */
    enum resident_tax tax;
};

/* 「世帯主及び全ての被保険者」 of the classes by 住民税. */
static inline bool judged_is_asked(const struct judged_person *p)
{
    return p->is_insured || p->is_head || p->is_register_head;
}

struct judged_household {
    date on;
    const struct judged_person *persons;
    size_t count;
    bool has_specified; /* 特定同一世帯所属者 */
    bool has_specified_revenue;
    yen specified_revenue;
    bool is_applied; /* 基準収入額 was applied for, or the insurer looks by itself */
};

struct copay_terms {
    struct law_number year_from_month; /* 8: months from here use the income of the year before */
    struct law_number taxable_from;    /* 145万円「以上」 */
    struct law_number base_up_to;      /* 210万円「以下」 */
    struct law_number base_born_from;  /* somebody born on or after this day */
    struct law_number revenue_under_one, revenue_under_several; /* 383万円・520万円「未満」 */
    struct law_number child_under_16, child_16_to_18;           /* 控除 of the head's taxable income */
    struct law_number one_tenth_born_until;                     /* 特例措置の1割 */
    struct law_number low_income_up_to;                         /* 低所得Ⅰ: 0 */
    struct law_number disease_limit, disease_limit_upper; /* 特定疾病: a month; dialysis of ア and イ */
    struct law_number low_pension_less, low_salary_less;        /* 低所得Ⅰ: taken off pension and salary */
    struct law_number active3_from, active2_from;               /* 現役並みⅢ・Ⅱ */
};

enum copay_route {
    COPAY_BY_AGE,            /* under 70 */
    COPAY_TAXABLE_UNDER,     /* 課税所得 under the amount */
    COPAY_BASE_AT_MOST,      /* 旧ただし書所得 at most the amount */
    COPAY_REVENUE_UNDER,     /* 基準収入額 */
    COPAY_REVENUE_SPECIFIED, /* 基準収入額 with a 特定同一世帯所属者 */
    COPAY_FULL,              /* 現役並み: 3割 */
    COPAY_NOT_KNOWN,         /* somebody's income is unknown: 2割 until it is, with a finding */
    COPAY_ROUTES
};
extern const char *const copay_route_labels[COPAY_ROUTES];

/* 適用区分 as papers and claims write it. */
enum limit_class {
    LIMIT_NONE,
    LIMIT_A,
    LIMIT_I,
    LIMIT_U,
    LIMIT_E,
    LIMIT_O, /* ア イ ウ エ オ */
    LIMIT_ACTIVE3,
    LIMIT_ACTIVE2,
    LIMIT_ACTIVE1, /* 現役Ⅲ 現役Ⅱ 現役Ⅰ */
    LIMIT_GENERAL,
    LIMIT_LOW2,
    LIMIT_LOW1, /* 一般 低所得Ⅱ 低所得Ⅰ */
    LIMIT_CLASSES
};
extern const char *const limit_class_labels[LIMIT_CLASSES];

enum judgement_finding {
    JUDGEMENT_INCOME_UNKNOWN = 1u << 0,  /* 未申告: ア under 70 */
    JUDGEMENT_TAXABLE_UNKNOWN = 1u << 1, /* a 課税所得 of 70-74 is not known */
    JUDGEMENT_BASE_UNKNOWN = 1u << 2,
    JUDGEMENT_TAX_UNKNOWN = 1u << 3, /* 住民税の課税・非課税 is not known: オ・低所得 were not tested */
    JUDGEMENT_REVENUE_UNTESTED = 1u << 4, /* 3割, and the application might lower it */
};

struct copay_result {
    int income_year;  /* calendar year of the incomes */
    int elder_tenths; /* of all 70-74: 2 or 3 (1: 特例措置 is per person) */
    enum copay_route route;
    enum limit_class elder_class; /* LIMIT_NONE: nobody of 70-74 */
    size_t elders;
    yen taxable_most, base_sum, revenue_sum; /* what was tested; sums only where the route came to them */
    unsigned findings;                       /* enum judgement_finding */
};

/* The calendar year whose incomes count on the day (1月から7月は前々年). */
int copay_income_year(const struct copay_terms *terms, date on);
/* 高齢受給者 of the household: all have one result. `t` of eligibility_terms in force on the day. */
void copay_judge(const struct eligibility_terms *t, const struct copay_terms *terms,
                 const struct judged_household *h, struct trace *trace, struct copay_result *ret);
/* The ratio in tenths of one person: 2 before school, 3, or that of the 70-74 of the household. */
int copay_tenths(const struct eligibility_terms *t, const struct copay_terms *terms,
                 const struct copay_result *elders, date birth, date on);
/* The income of the test of 低所得Ⅰ: each kind with its own deduction, none below zero. */
yen copay_low_income(const struct copay_terms *terms, yen pension_revenue, yen salary_income,
                     yen other_income);
/* 特定疾病: what the patient pays a month at most (令29条の2第8項). */
yen copay_disease_limit(const struct copay_terms *terms, bool is_dialysis, enum limit_class which);
/* A 70th birthday, a change of the household: all papers anew from the first of the next month. An
 * accepted 基準収入額 application: from the first of the month after it was received (8.3). */
date copay_next_month(date day);

/* --------------------------------------------------------------------- 一部負担金の減免・猶予 --- */

enum copay_relief_measure { COPAY_REDUCED = 1, COPAY_EXEMPT, COPAY_DEFERRED, COPAY_RELIEFS };
/* Months of a decision, and of all decisions that follow one another; 猶予 has its own. */
struct copay_relief_terms {
    int64_t months_max, months_total, defer_months, percent_least, percent_most;
};
enum copay_relief_fault {
    COPAY_RELIEF_FITS,
    COPAY_RELIEF_TOO_LONG,       /* more months than one decision may have */
    COPAY_RELIEF_TOTAL_TOO_LONG, /* with those it continues more than all may have */
    COPAY_RELIEF_NO_SHARE,       /* 減額 without a share that may be taken off, or another with one */
};
/* Of `months` after `months_before` that it continues; `percent` of the copay is taken off by 減額. */
enum copay_relief_fault copay_relief_check(const struct copay_relief_terms *terms,
                                           enum copay_relief_measure measure, int months,
                                           int months_before, int percent);
/* The last day of its months; not beyond the last day of the insurance here. */
date copay_relief_last_day(date from, int months, date insured_last_day);

/* ------------------------------------------------------------------------------- limit classes -- */

struct limit_terms {
    struct law_number over_a, over_i, over_u; /* ア 901万円, イ 600万円, ウ 210万円「超」 */
};
struct limit_judgement {
    int income_year;
    enum limit_class under_70; /* of the household, for its members under 70 */
    yen base_sum;
    unsigned findings;
};
void limit_judge(const struct copay_terms *copay, const struct limit_terms *terms,
                 const struct judged_household *h, struct trace *trace, struct limit_judgement *ret);

/* ------------------------------------------------------------------------------------- papers -- */

/* The last day a paper carries (10.2). Terms are the row of paper.tsv in force on the day of issue. */
struct paper_terms {
    bool has_common_end;          /* a last day for everybody, else yearly, else none */
    struct law_number common_end; /* day */
    struct law_number yearly_end; /* month and day, 731: the next on or after the day of issue */
    bool ends_at_70; /* under 70: the end of the month of reaching 70, for a new paper shows the ratio */
    bool is_issued;  /* false: the type is history on that day */
};
struct paper_person {
    date birth;
    date issued_on;
    date stay_last_day;   /* date_none(): no foreign resident */
    date stay_applied_on; /* the renewal is pending */
    bool is_student;      /* マル学 */
    date left_school;
};
enum paper_end {
    PAPER_END_COMMON,
    PAPER_END_YEARLY,
    PAPER_END_70,
    PAPER_END_75,
    PAPER_END_STAY,
    PAPER_END_STUDENT,
    PAPER_END_OPEN,
    PAPER_ENDS
};
extern const char *const paper_end_labels[PAPER_ENDS];
struct paper_validity {
    date last_day; /* date_open_end(): unlimited */
    enum paper_end why;
};
void paper_validity_of(const struct eligibility_terms *t, const struct paper_terms *terms,
                       const struct paper_person *person, struct trace *trace, struct paper_validity *ret);

#endif
