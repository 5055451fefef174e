/*
 * 収納・滞納の法令（期間と順序） -- time limits, accounting years, order of appropriation, shares.
 *
 * Pure functions like the rest of rules/. Limits are the last day on which something may still be done;
 * date_open_end() stands where a stay has no end yet.
 */
#ifndef KOKUHO_RULES_ARREARS_H
#define KOKUHO_RULES_ARREARS_H

#include "base/arena.h"
#include "rules/common/number.h"

struct arrears_terms {
    struct law_number limit_years; /* 料 2, 税 5 */
    struct law_number reminder_stay_months, cancelled_stay_months, estate_stay_months;
    struct law_number dunning_restart_days; /* where no day is fixed in the notice */
    struct law_number seizure_wait_days;
    struct law_number suspension_years;
    struct law_number closing_month, closing_day; /* 出納閉鎖 */
};

/* ------------------------------------------------------------------------- 消滅時効 prescription -- */

enum limit_event_kind {
    LIMIT_NOTICE,            /* 納入の通知 */
    LIMIT_DUNNING,           /* 督促 */
    LIMIT_REMINDER,          /* 催告 */
    LIMIT_SEIZURE,           /* 差押 */
    LIMIT_DEMAND,            /* 参加差押・交付要求 */
    LIMIT_ACKNOWLEDGED,      /* 承認: 分納誓約, 猶予の申請, 一部納付 */
    LIMIT_GRACE,             /* 徴収猶予・換価の猶予 */
    LIMIT_SUSPENSION,        /* 執行停止 */
    LIMIT_BANKRUPTCY,        /* 破産手続への参加 */
    LIMIT_DEATH,             /* 死亡: 相続財産 */
    LIMIT_SUCCESSION_NOTICE, /* 納付義務承継の通知 */
    LIMIT_EVENT_KINDS
};

enum limit_effect {
    LIMIT_NO_EFFECT,
    LIMIT_STAYED,  /* 完成猶予 */
    LIMIT_RENEWED, /* 更新 */
};

struct limit_event {
    enum limit_event_kind kind;
    date on;           /* the day it was done or began */
    date ended_on;     /* of what lasts; none = it lasts still */
    date fixed_on;     /* 督促: the day fixed in the notice; none = not fixed */
    bool is_cancelled; /* ended without its purpose: released at own fault, withdrawn */
    bool is_void;      /* undone by a later event */
};

struct limit_result {
    /* 督促 restarts the period on the day after its issue (early) or after the day fixed in it (late).
     * Collection is warned after `early`, refused after `late`; nothing is written off before it. */
    date early, late;
};

/*
 * Replays the events of one charge (in any order). `ret_effects[i]` is the effect of events[i] in the late
 * reading; NULL when nobody asks.
 */
void limit_replay(const struct arrears_terms *terms, date due, const struct limit_event *events,
                  size_t count, struct arena *arena, struct trace *trace,
                  enum limit_effect *ret_effects, struct limit_result *ret);

/* 国税徴収法47条: the first day on which may be seized after a dunning notice. */
date seizure_earliest(const struct arrears_terms *terms, date dunned_on, struct trace *trace);

/* 不納欠損の日と事由: what comes first. */
enum write_off_reason {
    WRITE_OFF_LIMIT = 1,     /* F1 消滅時効 */
    WRITE_OFF_SUSPENDED = 2, /* F2 執行停止から3年 */
};
enum write_off_reason write_off_first(const struct arrears_terms *terms, date limit_late,
                                      date suspended_on, struct trace *trace, date *ret_day);

/* -------------------------------------------------------------------- 会計年度 accounting years -- */

enum accounting_class {
    ACCOUNTING_CURRENT, /* 現年度分 */
    ACCOUNTING_PRIOR,   /* 過年度分: charged this year for an earlier levy year */
    ACCOUNTING_CARRIED, /* 滞納繰越分 */
};

/* 施行令142条: the year in which the nominal due date falls; the shift over bank holidays disregarded. */
fiscal_year accounting_year_of_due(date nominal_due);
/* The class in the books of `books`; `charged` is the year in which it was first charged. */
enum accounting_class accounting_class_of(fiscal_year levy, fiscal_year charged, fiscal_year books);
/* The last day of the year's books. */
date accounting_closes_on(const struct arrears_terms *terms, fiscal_year year);
/*
 * Which year's books take a receipt: those of the year before while they are open and the charge was in
 * them, else those of its own year. `day` is the day the ordinance goes by (pay-in or receipt).
 */
fiscal_year accounting_year_of_receipt(const struct arrears_terms *terms, fiscal_year charged, date day);

/* ------------------------------------------------------------------------ 充当 appropriation -- */

struct debt {
    int64_t person_no;
    date due;            /* effective due date */
    date possible_from;  /* 充当適状: the due date set by ordinance, or the day the notice was issued */
    fiscal_year levy_year;
    int instalment;
    yen principal, late_charge, fee; /* unpaid */
    bool is_blocked;     /* 猶予, 執行停止, 係争, heirs undecided */
    int wish;            /* the payer's written wish: 1 first, 2 next, ...; 0 = none */
};

enum debt_item { DEBT_PRINCIPAL, DEBT_LATE_CHARGE, DEBT_FEE, DEBT_ITEMS };

struct appropriation_facts {
    int64_t person_no; /* to whom the overpayment belongs */
    yen amount;
    date arose_on, decided_on;
    bool principal_first_across; /* all principals before any late charge */
};

struct appropriation {
    size_t debt; /* index */
    enum debt_item item;
    yen amount;
    date effective_on;
};

/* `ret` has room for DEBT_ITEMS x count; returns what is left to be refunded. */
yen appropriate(const struct appropriation_facts *facts, const struct debt *debts, size_t count,
                struct arena *arena, struct trace *trace, struct appropriation *ret,
                size_t *ret_count);

/* ---------------------------------------------------------------------- 配当 distribution -- */

/* In the order in which proceeds are handed out; a premium stands after the taxes. */
enum claim_rank {
    CLAIM_COSTS,          /* 滞納処分費・換価費用 */
    CLAIM_PRIOR,          /* a right that was set before and goes first, as a person has judged */
    CLAIM_TAX,            /* 国税・地方税（交付要求） */
    CLAIM_PREMIUM,        /* 保険料 of the charges in the seizure */
    CLAIM_LATE_CHARGE,    /* 延滞金 of them */
    CLAIM_OTHER_DUES,     /* other public dues */
    CLAIM_LATER,          /* a right that goes after */
    CLAIM_RANKS
};
struct claim {
    enum claim_rank rank;
    date on; /* within a rank the older first: due date, day of the right */
    yen amount;
};
/* ret_paid[i] is what claims[i] gets; returns what is left for the debtor (残余金). */
yen distribute(yen proceeds, const struct claim *claims, size_t count, struct arena *arena,
               struct trace *trace, yen *ret_paid);

/* ------------------------------------------------------------------------------ 按分 shares -- */

enum odd_part { ODD_PART_LARGEST, ODD_PART_FIRST };

/*
 * Splits a receipt over the unpaid parts of a charge (医療・支援・介護・子ども) in their ratio; each is
 * cut to the yen and never above what is unpaid of it. The odd yen go to the largest or the first part,
 * as far as it takes them, then to the next. `amount` is at most the sum of the parts.
 */
void split_over_parts(yen amount, const yen *unpaid, size_t count, enum odd_part odd_to,
                      yen *ret_parts);

/* 納付義務承継: legal shares num[i] / den[i] whose sum is 1; the odd yen go to the representative. */
bool split_over_heirs(yen amount, const int64_t *num, const int64_t *den, size_t count,
                      size_t representative, yen *ret_parts);

#endif
