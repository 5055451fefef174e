/*
 * 収納・滞納の法令 -- facts in, values and a derivation out. No input or output, no clock.
 *
 * Amounts are whole yen, rates millionths of a year's rate. Spans are [from, until); what is shown to
 * people turns them into the legal 「まで」. `trace` may be NULL: the same computation without words.
 */
#ifndef KOKUHO_RULES_COLLECTION_H
#define KOKUHO_RULES_COLLECTION_H

#include "base/arena.h"
#include "rules/common/number.h"

/* ------------------------------------------------------------------- rates by calendar year -- */

#define RATE_YEARS_MAX 64

/* 特例の割合 of one calendar year, as announced. A year without a row has no rate: it is not guessed. */
struct late_rate_year {
    int year;
    int64_t lower, upper;      /* 延滞金: 低い割合, 高い割合 */
    int64_t grace;             /* 猶予の期間の割合; -1 = none */
    struct trace_source source;
};
struct refund_rate_year {
    int year;
    int64_t rate;
    struct trace_source source;
};

/* A stretch of days with one base and one rate, its yen cut to the yen. */
struct interest_segment {
    struct span span;
    yen base;
    int64_t rate;
    bool is_lowered; /* by a waiver: not the rate of the year's row */
    yen yen;
    const struct trace_source *rate_sources[4]; /* rows of the years it spans; the first four */
};

/* ------------------------------------------------------------------------- 延滞金, late charge -- */

/* The ordinance's terms, in force on the due date, or those of a request. */
struct late_terms {
    struct law_number lower_rate_months; /* 低い割合の月数 */
    struct law_number base_floor, base_minimum;
    struct law_number charge_floor, charge_minimum;
    struct law_number segment_floor;    /* 1: every segment is cut to the yen; 0: the sum is */
    struct law_number original_minimum; /* 1: base_minimum is tested on what stood unpaid at the due date */
    struct law_number require_dunning;  /* 1: nothing is claimed before a dunning notice */
    struct law_number claimed_from_due; /* day: claimed for due dates from here on; absent = not known */
};

struct late_law {
    size_t rate_count;
    const struct late_rate_year *rates; /* years ascend without a gap */
};

struct late_payment {
    date on; /* the day the debtor paid */
    yen amount;
};

enum late_waiver_kind {
    LATE_WAIVER_ALL,        /* 全額 */
    LATE_WAIVER_UPPER_HALF, /* 高い割合の日の2分の1 */
    LATE_WAIVER_GRACE_RATE, /* 猶予の割合を超える分 */
};
struct late_waiver {
    struct span span;
    enum late_waiver_kind kind;
};

struct late_facts {
    yen principal;
    date due; /* as it is: never moved here */
    const struct late_payment *payments; /* in any order; their sum is at most the principal */
    size_t payment_count;
    date as_of; /* what is unpaid bears to this day; none = the charge ends with the last payment */
    const struct late_waiver *waivers; /* in any order, may overlap */
    size_t waiver_count;
};

struct late_result {
    yen raw, amount, remaining;
    size_t segment_count;
    struct interest_segment *segments; /* in the arena */
    int missing_year;   /* no rate of this calendar year: nothing else is set; 0 = whole */
    bool missing_grace; /* it is the rate of the time of grace that is missing */
};

void late_charge(const struct late_law *law, const struct late_terms *terms,
                 const struct late_facts *facts, struct arena *arena, struct trace *trace,
                 struct late_result *ret);

/*
 * Whether the charge may be claimed at all: a due date from the ordinance's first one on and, where the
 * ordinance requires it, a dunning notice (`dunned_on` none = there is none).
 */
enum late_claim { LATE_CLAIM_NO, LATE_CLAIM_YES, LATE_CLAIM_NOT_KNOWN };
enum late_claim late_charge_claim(const struct late_terms *terms, date due, date dunned_on,
                                  struct trace *trace);

/* --------------------------------------------------------------- 還付加算金, refund interest -- */

struct refund_terms {
    struct law_number base_floor, base_minimum, charge_floor, charge_minimum;
    struct law_number mistaken_months; /* 誤納: months from the day after payment that bear nothing */
    struct law_number claim_days;      /* days from the notice to the payer after which waiting is his */
    struct law_number by_payment_day;  /* 1: one base a payment day, 0: an instalment and day */
};
struct refund_law {
    size_t rate_count;
    const struct refund_rate_year *rates;
};

struct refund_facts {
    yen refund;
    struct span span;             /* empty: no day bears */
    const struct span *excluded;  /* in any order, may overlap */
    size_t excluded_count;
};

struct refund_result {
    yen raw, amount;
    size_t segment_count;
    struct interest_segment *segments;
    int missing_year;
};

void refund_interest(const struct refund_law *law, const struct refund_terms *terms,
                     const struct refund_facts *facts, struct arena *arena, struct trace *trace,
                     struct refund_result *ret);

/* 過誤納の原因, collection causes K1 to K6. */
enum overpayment_cause {
    OVERPAID_REDUCED = 1,      /* K1 過納: the assessment was lowered after payment */
    OVERPAID_TWICE,            /* K2 誤納: the same instalment twice, or more than the slip */
    OVERPAID_EXPIRED,          /* K3 誤納: after the time limit or the write-off */
    OVERPAID_NO_CHARGE,        /* K4 誤納: to a charge that never was, or another's */
    OVERPAID_CHARGE_LOWERED,   /* K5 過納: the late charge was lowered */
    OVERPAID_DISTRIBUTION,     /* K6 残余金: not an overpayment; bears nothing */
    OVERPAYMENT_CAUSES
};

/* The days that bear: from the start the cause gives to the decision (inclusive). */
struct span refund_interest_span(const struct refund_terms *terms, enum overpayment_cause cause,
                                 date paid_on, date ends_on, struct trace *trace);
/*
 * Waiting of the payer: when the office told him on `told_on` and his claim came only on `claimed_on`,
 * after the days allowed. Empty where there was none.
 */
struct span refund_waiting_span(const struct refund_terms *terms, date told_on, date claimed_on,
                                struct trace *trace);

/*
 * Which payments are the excess: the latest first. `amounts[i]` of the excess came with payments[i];
 * the sum of the payments is at least the excess.
 */
void overpayment_from_payments(const struct late_payment *payments, size_t count, yen excess,
                               struct arena *arena, yen *ret_amounts);

/* What is given back, by instalment and day of payment. */
struct refund_item {
    int64_t charge_no;
    date paid_on;
    yen amount;
};
/*
 * The bases of the interest: items of one instalment and payment day together, or (by_payment_day) all of
 * a payment day, by day and instalment; charge_no is then 0. `ret` has room for `count`; returns how many.
 */
size_t refund_bases(const struct refund_terms *terms, const struct refund_item *items, size_t count,
                    struct refund_item *ret);

/* ------------------------------------------------------------- 差押可能額, what may be seized -- */

struct seizable_terms {
    struct law_number per_month, per_relative; /* 令34条 */
    struct law_number share, share_cap_times;  /* 100分の20, 2倍 */
    struct law_number unit;                    /* 1,000 */
    struct law_number month_days;              /* pay by the day or week: days of a month */
    struct law_number retirement_times;        /* 76条4項4号: 3 */
    struct law_number retirement_years, retirement_share; /* 5号: each year beyond 5, 100分の20 of 4号 */
};

enum seizable_kind {
    SEIZABLE_PAY,        /* 給料・年金 (76条1項) */
    SEIZABLE_BONUS,      /* 賞与 (3項): as if for one month */
    SEIZABLE_RETIREMENT, /* 退職手当 (4項) */
};

struct seizable_facts {
    yen gross, income_tax, resident_tax, social_insurance;
    int64_t relatives; /* sharing the household's means */
    int64_t months;    /* that the payment is for */
    int64_t days;      /* by the day or week: the days it is for; 0 = by months */
    enum seizable_kind kind;
    int64_t years;     /* 退職手当: whole years of service */
    bool has_consent;  /* 76条5項: the debtor agreed, nothing is protected */
    bool is_rounded;   /* pay cut, deductions raised to the unit */
};

struct seizable_result {
    yen item4, item5, seizable;
};

void seizable_amount(const struct seizable_terms *terms, const struct seizable_facts *facts,
                     struct trace *trace, struct seizable_result *ret);

#endif
