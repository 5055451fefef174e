/*
 * 賦課の法令値 -- everything that is data, for one municipality and one fiscal year.
 *
 * Filled by premium/law_load.c from params/ (or from the `rates` of a calculation request), finished by
 * premium_law_finish(), read by the rules. A number does not travel without the row it stands in.
 */
#ifndef KOKUHO_RULES_LAW_H
#define KOKUHO_RULES_LAW_H

#include "rules/common/months.h"
#include "rules/common/number.h"
#include "rules/premium/premium.h"

/* ---------------------------------------------------------------------------------- incomes -- */

/* 給与所得控除: how the income follows from revenues of at least `revenue_from`. */
enum salary_method {
    SALARY_NONE,    /* 0 */
    SALARY_LESS,    /* revenue - amount */
    SALARY_FIXED,   /* amount */
    SALARY_QUARTER, /* A = revenue / 4 cut to 1,000 yen (所得税法別表第五); A x rate - amount */
    SALARY_SHARE,   /* revenue x rate - amount, cut to 1 yen */
};
struct salary_step {
    yen revenue_from;
    enum salary_method method;
    int64_t rate_millionths;
    yen amount;
    struct trace_source source;
};
#define SALARY_STEPS_MAX 16

/* 公的年金等控除: rate x revenue + amount, at least `minimum`, by age and other income. */
struct pension_step {
    int age_from;       /* 0 or 65 */
    yen other_over;     /* 公的年金等以外の合計所得金額がこれを超える */
    yen revenue_from;
    int64_t rate_millionths;
    yen amount;
    struct trace_source source;
};
#define PENSION_STEPS_MAX 48

/* 基礎控除 of the person: `amount` for a 合計所得金額 of at most `up_to`. */
struct deduction_step {
    yen up_to;
    yen amount;
    struct trace_source source;
};
#define DEDUCTION_STEPS_MAX 8

struct reduction_tier {
    int tenths; /* 7, 5, 2: deepest first */
    struct law_number base, per_extra_earner, per_member;
};
#define REDUCTION_TIERS 3

#define REASON_CODES_MAX 16

/* ------------------------------------------------------------------------------------ parts -- */

/* Classes of age within a fiscal year, for the per-capita levy. */
enum age_class { AGE_ADULT, AGE_UNDER_18, AGE_PRESCHOOL, AGE_CLASSES };
/* What is left of the flat levies, in tenths. */
enum flat_level { LEFT_10, LEFT_8, LEFT_5, LEFT_3, FLAT_LEVELS };
extern const int premium_left_tenths[FLAT_LEVELS];

struct premium_law_part {
    bool is_levied;
    struct law_number income_rate, asset_rate; /* millionths */
    struct law_number per_capita, per_capita_18plus, per_household, cap;
    bool has_preschool_half;  /* 医療分・支援金分 from FY2022 */
    bool has_under_18_relief; /* 子ども分: 10割 */
    bool has_special_household; /* 特定世帯: 医療分・支援金分 */
    const char *missing; /* words naming the row that a liable person would need; NULL = complete */

    /* made by premium_law_finish() */
    yen cap_by_months[13];
    /* One month of the per-capita levy in 1/480 yen. */
    uint64_t per_capita_month[FLAT_LEVELS][AGE_CLASSES];
};

enum premium_word { WORD_PREMIUM, WORD_TAX }; /* 料 / 税 */

struct premium_law {
    fiscal_year year;
    char municipality[8]; /* "" when the rates came with the request */
    int law_text;         /* which citation: see struct trace_term */
    const char *missing;  /* a national row that every household needs; NULL = complete */

    /* incomes and deductions */
    size_t salary_count, pension_count, deduction_count;
    struct salary_step salary[SALARY_STEPS_MAX];
    struct pension_step pension[PENSION_STEPS_MAX];
    struct deduction_step deduction[DEDUCTION_STEPS_MAX];
    struct law_number adjustment_each, adjustment_less; /* 所得金額調整控除(b); absent before 2020 */
    struct law_number adjustment_a_over, adjustment_a_up_to, adjustment_a_rate; /* (a): for the check */

    /* reduction */
    struct reduction_tier tiers[REDUCTION_TIERS];
    struct law_number earner_salary_over, earner_pension_over, earner_pension_over_65;
    struct law_number pension_65_less; /* 150,000 */
    struct law_number preschool_left, under_18_age;

    /* unemployment, maternity, former dependants, special households */
    size_t reason_code_count;
    int reason_codes[REASON_CODES_MAX];
    struct law_number unemployed_share; /* 30/100 in millionths */
    struct law_number unemployed_age_under;
    struct law_number maternity_single_before, maternity_multiple_before, maternity_after; /* months */
    struct law_number maternity_births_from, maternity_months_from;                      /* days */
    struct law_number former_dependant_months, former_dependant_left;   /* tenths */
    struct law_number former_dependant_age_from, former_dependant_age_until;
    struct law_number special_half_months, special_quarter_months;

    /* ages */
    struct law_number care_age_from, care_age_until, insured_age_until;
    struct law_number preschool_age, adult_age, pension_age, no_record_age;

    struct premium_law_part parts[LEVY_PARTS];

    /* the ordinance's settings */
    struct law_number base_unit, part_unit, total_unit, instalment_unit;
    enum odd_yen remainder_to;
    bool has_advance_payment; /* 前納 (条例18条の3) */
    struct law_number advance_payment;
    uint8_t instalment_count;
    uint8_t instalment_month[INSTALMENTS_MAX]; /* calendar month */

    /* made by premium_law_finish() */
    date from, until;
    struct month_ends ends;
    int32_t care_from_born_until[12];    /* 40 attained by the end of the month */
    int32_t care_from_before_year;       /* 40 attained before 1 April */
    int32_t care_until_born_until[12];   /* 65 attained by the end of the month */
    int32_t insured_until_born_until[12]; /* 75th birthday by the end of the month */
    int32_t born_under_75_on_1_april;    /* born after this day: under 75 on 1 April */
    int32_t preschool_born_after, under_18_born_after; /* born after: in the class all year */
    int32_t pension_65_born_until;       /* 65 on 1 January of the year */
    int32_t no_record_born_after;        /* under 16 at the end of the income year */
    enum flat_level former_dependant_level; /* of former_dependant_left */
    int32_t maternity_first_month;       /* fiscal month index of the first month relieved */
    struct premium_instalment due[INSTALMENTS_MAX]; /* amounts 0 */
    uint64_t instalment_step;            /* count x unit */
};

/* Fills everything "made by": ages as days of birth, caps in twelfths, due dates. */
void premium_law_finish(struct premium_law *law);

/* One month of a person's per-capita levy in 1/480 yen (per_capita.c). */
uint64_t premium_per_capita_month(const struct premium_law_part *part, enum flat_level level,
                                  enum age_class age);

/* 給与所得 and 公的年金等雑所得 from revenues (income_tables.c): the row, and what it yields. */
const struct salary_step *premium_salary_step(const struct premium_law *law, yen revenue);
yen premium_salary_by_step(const struct salary_step *step, yen revenue);
const struct pension_step *premium_pension_step(const struct premium_law *law, yen revenue,
                                                bool is_65, yen other_income);
yen premium_pension_by_step(const struct pension_step *step, yen revenue);
/* 所得金額調整控除(b): taken off the salary income; 0 where the year has none. */
yen premium_adjustment_b(const struct premium_law *law, yen salary, yen pension);

/* 随時・過年度: the end of the next month, at least ten days after the day of the decision. */
date premium_extra_due(date decided_on);

#endif
