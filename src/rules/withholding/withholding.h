/*
 * 特別徴収の規則 -- who pays from the pension, how much from each pay day, and what a change does: pure
 * functions.
 *
 * Law     国民健康保険法76条の3, 同法施行令29条の8から29条の23
 * Tables  params/national/withholding/terms.tsv, params/municipal/<city>/withholding.tsv
 * Cases   the *.cases of this folder
 *
 * A year has six pay days of pensions: April, June, August (仮徴収), October, December, February (本徴収). A
 * `trace` may be NULL. Terms come from dated tables (withholding/law.h).
 */
#ifndef KOKUHO_RULES_WITHHOLDING_H
#define KOKUHO_RULES_WITHHOLDING_H

#include "rules/common/number.h"

#define WITHHOLDING_PAYS 6
#define WITHHOLDING_PROVISIONAL 3 /* the first three */

struct withholding_terms {
    struct law_number first_age, last_age; /* 65 and 75 */
    struct law_number pension_least;       /* 180,000円「以上」 */
    struct law_number half_denominator;    /* the two premiums take at most 1/2 */
    struct law_number lead_months;         /* from a request to the pay day it changes */
    struct law_number split_unit;          /* of the three of 本徴収, the rest to October */
    struct law_number first_half_parts;    /* first year: 1/2 stays in ordinary instalments */
    struct law_number over_day;            /* the pension side pays over by that day of the next month */
    struct law_number level_from;          /* 平準化 begins with the second or third pay day; 0 = never */
};

/* --------------------------------------------------------------------------------- 対象者判定 -- */

/* Why not; a household without any of them is a candidate. */
enum withholding_bar {
    BAR_HEAD_NOT_INSURED = 1u << 0,   /* 擬制世帯主 */
    BAR_SOMEBODY_OTHER_AGE = 1u << 1, /* an insured person under 65 or from 75 */
    BAR_HEAD_REACHES_LATE = 1u << 2,  /* the head turns 75 within the fiscal year */
    BAR_NO_PENSION = 1u << 3,         /* none is known */
    BAR_PENSION_SMALL = 1u << 4,
    BAR_CARE_ELSEWHERE = 1u << 5, /* 介護保険料 is not taken from that pension, or not known */
    BAR_OVER_HALF = 1u << 6,
    BAR_ACCOUNT_CHOSEN = 1u << 7, /* 口座振替 on request */
};
#define WITHHOLDING_BARS 8
extern const char *const withholding_bar_labels[WITHHOLDING_BARS]; /* by the number of the bit */

struct withholding_person {
    date birth;
    bool is_head, is_insured;
};
struct withholding_household {
    fiscal_year year;
    date on; /* ages are those of this day */
    const struct withholding_person *persons;
    size_t count;
    bool has_pension, has_care; /* of the head, the pension first in the legal order */
    yen pension;                /* a year */
    yen care;                   /* 介護保険料 of one pay day */
    yen premium;                /* ours of one pay day */
    bool has_account;
};
unsigned withholding_judge(const struct withholding_terms *terms, const struct withholding_household *h,
                           struct trace *trace);

/* ----------------------------------------------------------------------------- 仮徴収・本徴収 -- */

struct withholding_amounts {
    yen pays[WITHHOLDING_PAYS]; /* April, June, August, October, December, February */
    yen ordinary;               /* by ordinary instalments beside them */
    yen excess; /* 仮徴収 was more than the year: not taken back from a pension, but refunded */
};
/* The first year: half by ordinary instalments, the rest in October, December and February. */
void withholding_first_year(const struct withholding_terms *terms, yen yearly, struct trace *trace,
                            struct withholding_amounts *ret);
/* A later year: the first three as `provisional` (last February), the rest of the year in the last three;
 * with 平準化 the rest is spread from the pay day of `level_from` on. Sum of the pays and `ordinary` less
 * `excess` = yearly. */
void withholding_later_year(const struct withholding_terms *terms, yen provisional, yen yearly,
                            struct trace *trace, struct withholding_amounts *ret);
/* 翌年度の仮徴収: what each of its first three takes. */
yen withholding_provisional(const struct withholding_amounts *this_year);

/* ---------------------------------------------------------------------------- 期割から除く額 -- */

/* How much of `amount` each ordinary instalment gives, the latest first; answers what they could not give. */
yen withholding_take_out(const yen *ordinary, size_t count, yen amount, yen *ret_taken);
/*
 * In: the decided instalments, and what the pays are to take. Out: what is asked by each. Where a decision
 * asks less than was taken out, the latest pays give it back first, then the latest instalments.
 */
void withholding_plan(yen *ordinary, size_t count, const yen *taken, yen pays[WITHHOLDING_PAYS]);

/* -------------------------------------------------------------------------- 中止・併徴 -- */

/* The first pay day that a request of that day can change: 0 = April ... 5 = February, and its fiscal year.
 */
struct withholding_pay {
    fiscal_year year;
    int pay;
};
struct withholding_pay withholding_next_pay(const struct withholding_terms *terms, date requested_on);
/* The month of a pay day: 4, 6, 8, 10, 12, 2. */
int withholding_pay_month(int pay);
/* The first day of its month; the day by which what was taken then is paid over (10 May ...). */
date withholding_pay_day(fiscal_year year, int pay);
date withholding_over_day(const struct withholding_terms *terms, fiscal_year year, int pay);

enum withholding_follow {
    FOLLOW_NOTHING, /* the amount is the same */
    FOLLOW_BESIDE,  /* 併徴: the pension goes on, the increase comes by ordinary instalments */
    FOLLOW_STOP,    /* 中止: pay days from `stops_at` on fall away, the rest by ordinary instalments */
};
struct withholding_change {
    enum withholding_follow follow;
    int stops_at; /* FOLLOW_STOP: the first pay day without us; WITHHOLDING_PAYS = none of this year is left
                   */
    struct withholding_amounts after;
};
/* A changed yearly amount, asked on a day of that fiscal year. A decrease, and `must_stop` (loss of the
 * pension, another head ...), stop the pension. */
void withholding_changed(const struct withholding_terms *terms, const struct withholding_amounts *before,
                         fiscal_year year, yen new_yearly, bool must_stop, date requested_on,
                         struct trace *trace, struct withholding_change *ret);

#endif
