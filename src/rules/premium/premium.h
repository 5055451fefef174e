/*
 * 国民健康保険料の賦課 -- the premium of one household head for one fiscal year, as a pure function.
 *
 * Law     国民健康保険法76条・76条の2, 同法施行令29条の7 (cited by the text in force on the day)
 * Facts   struct premium_household    Parameters  struct premium_law    Result  struct premium_assessment
 * Units   yen; months are fiscal months, bit 0 = April .. bit 11 = March
 *
 * Facts come in dated and as they were; everything derived (ages, months, incomes from revenues, level
 * of the reduction) is decided here. No input or output, no clock, no globals. The rules are compiled
 * twice from one source: premium_assess() with the trace, premium_assess_fast() without; a test proves
 * that they agree.
 */
#ifndef KOKUHO_RULES_PREMIUM_H
#define KOKUHO_RULES_PREMIUM_H

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/table.h"
#include "base/trace.h"
#include "base/yen.h"
#include "rules/withholding/withholding.h"

enum levy_part { LEVY_MEDICAL, LEVY_SUPPORT, LEVY_CARE, LEVY_CHILD, LEVY_PARTS };

struct premium_levy_part {
    const char *name;  /* "medical": files, tables, keys, messages */
    const char *label; /* "医療分" */
    const char *legal; /* "基礎賦課額" */
};
extern const struct premium_levy_part premium_levy_parts[LEVY_PARTS];

/* ------------------------------------------------------------------------------------- facts -- */

/* What is known of a person's income of the calendar year before the fiscal year. */
enum income_state {
    INCOME_UNKNOWN = 0,   /* 未申告・所得不明: never the same as zero */
    INCOME_KNOWN,         /* from the tax ledger, or declared to the insurer */
};

/* Which keys were given; a key that was not given inside a known income is 0 or derived. */
enum income_key {
    INCOME_TOTAL = 1u << 0,           /* total_income        総所得金額等 */
    INCOME_SALARY_REVENUE = 1u << 1,  /* salary_revenue      給与収入 */
    INCOME_SALARY = 1u << 2,          /* salary_income       給与所得 (所得金額調整控除後) */
    INCOME_PENSION_REVENUE = 1u << 3, /* pension_revenue     公的年金等収入 */
    INCOME_PENSION = 1u << 4,         /* pension_income      公的年金等雑所得 */
    INCOME_OTHER = 1u << 5,           /* other_income        その他 (損益通算・繰越控除後) */
    INCOME_COMBINED = 1u << 6,        /* combined_income     合計所得金額 */
};

struct premium_income {
    enum income_state state;
    unsigned given; /* enum income_key */
    yen total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income;
    yen combined_income;
    yen family_employee_pay_paid;     /* 専従者給与(控除)額: what the business deducted */
    yen family_employee_pay_received; /* the part of salary_revenue that is family pay */
    yen special_deductions_of_gains;  /* 譲渡所得の特別控除額 */
    yen casualty_loss_carried;        /* 雑損失の繰越控除額 */
    yen fixed_asset_tax;              /* 固定資産税額 (資産割のある市町村) */
    /* 賦課根拠入力: numbers of what a clerk entered in place of the tax ledger; 0 = it is the ledger's. */
    int64_t entry_no, asset_entry_no;
};

#define PREMIUM_SPANS_MAX 64 /* ranges of one kind of one person in one year */

struct premium_member {
    int64_t id;       /* the caller's own: addressee number, or index of the request */
    date birth_date;
    bool insured_is_given; /* false: the whole year, cut at birth and at the 75th birthday */
    uint16_t insured_count, care_exempt_count;
    const struct span *insured;     /* [from, until), sorted, not overlapping */
    const struct span *care_exempt; /* 介護2号適用除外 */
    bool is_register_head;          /* 住民票上の世帯主, for whom an insured member stands (国保上の世帯主) */
    bool is_specified_member;       /* 特定同一世帯所属者 */
    date specified_since;           /* date_none() when not given */
    struct premium_income income;
    date separated_on; /* 特例対象被保険者等: day of leaving the job; date_none() */
    int reason_code;   /* 離職理由コード 11 .. 34 */
    date expected_birth; /* 産前産後: expected or actual day of birth; date_none() */
    bool is_multiple_birth;
    date former_dependant_since; /* 旧被扶養者: day of acquisition; date_none() */
};

/* 減免 (法77条) as decided: three patterns (LV-08 to LV-10). */
enum remission_pattern { REMISSION_AMOUNT = 1, REMISSION_RATE, REMISSION_INSTALMENTS };
#define INSTALMENTS_MAX 13 /* one a month and one 随時 */
/* The charges of a levy: its instalments, and behind them one for each pay day of pensions, from April on. */
#define LEVY_CHARGES_MAX (INSTALMENTS_MAX + WITHHOLDING_PAYS)
#define LEVY_PENSION_FIRST (INSTALMENTS_MAX + 1)
struct premium_remission {
    int64_t id; /* 減免番号 */
    enum remission_pattern pattern;
    unsigned parts;   /* bit per levy part */
    yen amount;       /* AMOUNT */
    int64_t rate;     /* RATE, millionths */
    uint16_t months;  /* RATE: fiscal months covered */
    yen instalments[INSTALMENTS_MAX]; /* INSTALMENTS */
};

struct premium_household {
    fiscal_year year;
    size_t member_count; /* 1 .. PREMIUM_MEMBERS_MAX */
    size_t head;         /* index of the head, insured or not */
    const struct premium_member *members;
    bool head_abroad_on_1_january; /* 前納 (条例18条の3) */
    date first_notice_on;          /* date_none(): over all instalments of the year */
    /* Who attains 40 after this day is not yet liable for care (care40 = at_event); date_none():
     * every 40th birthday of the year is foreseen. */
    date care40_not_after;
    size_t remission_count;
    const struct premium_remission *remissions; /* in the order of their decisions */
};

#define PREMIUM_MEMBERS_MAX 10000

/* -------------------------------------------------------------------------------- parameters -- */

/* Everything that is data, for one municipality and one fiscal year; see rules/premium/law.h. */
struct premium_law;

/* ------------------------------------------------------------------------------------ result -- */

enum premium_finding_code {
    FINDING_INCOME_UNKNOWN,       /* 未申告: no reduction, income levy 0 */
    FINDING_REASON_NOT_QUALIFYING,/* 離職理由コード does not qualify */
    FINDING_NOBODY_INSURED,       /* 賦課する月がない */
    FINDING_CODES
};
struct premium_finding {
    enum premium_finding_code code;
    size_t member; /* index; SIZE_MAX = household */
};
const char *premium_finding_name(enum premium_finding_code code);    /* "income_unknown" */
const char *premium_finding_label(enum premium_finding_code code);   /* Japanese, a few words for lists */
const char *premium_finding_message(enum premium_finding_code code); /* Japanese, says who acts */

#define PREMIUM_NO_CAP INT64_MAX

struct premium_part_result {
    bool is_levied;  /* the part exists in this year and ordinance */
    uint8_t months;  /* months with at least one liable person */
    yen income_levy, asset_levy, per_capita, per_household; /* after reductions and months, cut to 1 yen */
    yen before_cap;  /* cut to 1 yen */
    yen cap;         /* in twelfths of `months`; PREMIUM_NO_CAP when there is none */
    yen remitted;    /* 減免 taken off it */
    yen amount;      /* the assessed amount of the part, after 減免 */
};

struct premium_member_result {
    yen base_income; /* 算定基礎額; with two bases in the year that of the last insured month */
    uint16_t months[LEVY_PARTS]; /* bit per fiscal month liable */
    yen income_levy[LEVY_PARTS], per_capita[LEVY_PARTS];
};

struct premium_instalment {
    date due_date;
    yen amount;
};

struct premium_assessment {
    uint8_t reduction_tenths;   /* 7, 5, 2 or 0 */
    bool judged_income_is_known;
    yen judged_income;
    yen limits[3];              /* of 7, 5, 2 */
    uint16_t persons_counted, earners_counted;
    struct premium_part_result parts[LEVY_PARTS];
    yen total;
    yen remitted_by_instalment; /* of the total: granted for named instalments */
    uint8_t instalment_count;
    struct premium_instalment instalments[INSTALMENTS_MAX];
    /* member_count entries, the caller's array */
    struct premium_member_result *members;
    uint16_t finding_count; /* those kept; at most PREMIUM_FINDINGS_MAX, the rest only counted */
    uint16_t findings_total;
#define PREMIUM_FINDINGS_MAX 16
    struct premium_finding findings[PREMIUM_FINDINGS_MAX];
};

/* What could not be decided because a parameter is missing: "params: levy care 2022 has no income_rate". */
enum premium_status {
    PREMIUM_DONE = 0,
    PREMIUM_PARAMETER_MISSING, /* words in ret->missing of premium_law; exit 2 of calc */
};

/*
 * `scratch` is reset by the caller after each household; `ret->members` must hold member_count entries.
 * The facts must satisfy premium_household_check(); anything else is a bug.
 */
enum premium_status premium_assess(const struct premium_law *law,
                                   const struct premium_household *household, struct arena *scratch,
                                   struct trace *trace, struct report *report,
                                   struct premium_assessment *ret);
/* The same sources without the trace: the kernel of the batch. */
enum premium_status premium_assess_fast(const struct premium_law *law,
                                        const struct premium_household *household,
                                        struct arena *scratch, struct report *report,
                                        struct premium_assessment *ret);

/*
 * Contradictions inside the facts (overlapping ranges, incomes that do not agree to the yen, a specified
 * member with insured months ...). `pointer` is the JSON pointer of the household, for messages.
 */
enum err premium_household_check(const struct premium_law *law, const struct premium_household *h,
                                 const char *pointer, struct report *report);

/*
 * Re-split after a change during the year (assessment.md 6.3): instalments due on or before `cut_off`
 * are fixed. Answers what each instalment becomes and what is to be refunded or set apart.
 */
struct premium_resplit {
    uint8_t count;
    struct premium_instalment instalments[INSTALMENTS_MAX];
    yen extra;        /* 随時: rest that no open instalment can take */
    date extra_due;   /* date_none() when extra is 0 */
    yen refund;       /* what lowered fixed instalments */
};
void premium_instalments_resplit(const struct premium_law *law, fiscal_year year,
                                 const struct premium_instalment *before, size_t count,
                                 yen new_total, date decided_on, date cut_off, bool is_advance,
                                 struct trace *trace, struct premium_resplit *ret);

/*
 * 期別の減免: lowers the named instalments by `taken` (remitted_by_instalment)
 * after the year was split as if it were not there. Answers what had to be
 * taken off others than those named. `trace` may be NULL.
 */
yen premium_instalments_remit(const struct premium_household *h, struct premium_instalment *items,
                              size_t count, yen taken, struct trace *trace);

/* 賦課決定の期間制限 (法110条の2): the last day on which the year of `first_due` may be assessed. */
date premium_last_assessment_day(date first_due);

#endif
