/*
 * 総勘定 -- append-only postings; the only code that moves money.
 *
 * A posting is one row: debit account, credit account, yen, and why. It is never changed or
 * deleted (triggers in both stores); a correction is a new posting that names the one it
 * reverses. Balances are sums. An assessment posts one row per household and part.
 */
#ifndef KOKUHO_LEDGER_H
#define KOKUHO_LEDGER_H

#include "base/date.h"
#include "base/yen.h"
#include "store/store.h"

/* Closed list; the table in accounts.c carries name, label and the kind of balance. */
enum account {
    ACCOUNT_RECEIVABLE, /* 調定: what payers owe */
    ACCOUNT_REVENUE,    /* 保険料収入 */
    ACCOUNT_CASH,       /* 収納金: what came in */
    ACCOUNT_OVERPAID,   /* 過誤納金: what came in and is to be given back or moved */
    ACCOUNT_HELD,       /* 仮受金: what came in and is not yet known for what */
    ACCOUNT_LATE_CHARGE, /* 延滞金収入 */
    ACCOUNT_FEE,         /* 督促手数料収入 */
    ACCOUNT_INTEREST,    /* 還付加算金 */
    ACCOUNT_WRITTEN_OFF, /* 不納欠損額 */
    ACCOUNT_CARRIED,     /* 滞納繰越: out of one year's books, into the next */
    ACCOUNT_LAPSED,      /* 雑入: refunds nobody claimed in time */
    ACCOUNT_COSTS,        /* 滞納処分費: what debtors owe for the costs of their seizures */
    ACCOUNT_COSTS_INCOME, /* 滞納処分費収入 */
    ACCOUNT_DEPOSITED,    /* 歳入歳出外現金: proceeds that go to other creditors */
    ACCOUNT_FORMER,       /* what the system before this one had charged and taken in */
    ACCOUNT_COUNT
};
struct account_entry {
    const char *name;  /* "receivable" */
    const char *label; /* "調定" */
};
extern const struct account_entry ledger_accounts[ACCOUNT_COUNT];

enum posting_reason {
    REASON_ASSESSED,  /* 当初・更正の増額 */
    REASON_REDUCED,   /* 減額更正 */
    REASON_REVERSED,  /* 取消 */
    REASON_RECEIVED,  /* 収納 */
    REASON_OVERPAID,  /* 過誤納 */
    REASON_HELD,      /* 仮受 */
    REASON_LATE_CHARGE, /* 延滞金・督促手数料の収納 */
    REASON_CANCELLED,   /* 収納の取消 */
    REASON_LOWERED,     /* 過誤納: a charge lowered after it was paid */
    REASON_REFUNDED,    /* 還付 */
    REASON_INTEREST,    /* 還付加算金 */
    REASON_LAPSED,      /* 還付時効 */
    REASON_WRITTEN_OFF, /* 不納欠損 */
    REASON_CARRIED,     /* 繰越 */
    REASON_COSTS_CHARGED, /* 滞納処分費の計上 */
    REASON_COSTS_PAID,    /* 滞納処分費の回収 */
    REASON_DEPOSITED,     /* 配当: taken in for other creditors */
    REASON_PAID_OUT,      /* 配当: handed to them */
    REASON_BROUGHT,       /* 前の系からの引継ぎ */
    REASON_COUNT
};

struct posting {
    /*
     * The natural key: levy year, cause (kind, number, version), household, part. A cause posts
     * once.
     */
    const char *cause_kind; /* "assessment"; stands until the writer ends, like the part */
    int64_t cause_no;       /* the decision or receipt line it comes from */
    int64_t household_no, payer_no; /* 0, 0 for held money whose payer is not known */
    int32_t cause_version;  /* version of the decision */
    int32_t levy_year;      /* 賦課年度 */
    int32_t account_year;   /* 調定年度 */
    const char *part;       /* "medical" .. ; "" where a posting has no part */
    enum account debit, credit;
    yen amount; /* > 0 */
    enum posting_reason reason;
    date value_date, business_date;
    int64_t recorded_at; /* ms UTC, handed in */
};

struct ledger_writer;
/* Inside an open write transaction. */
MUST_CHECK enum err ledger_begin(struct store *s, struct report *report,
                                 struct ledger_writer **ret);
/* ERR_INPUT: its business date is of a closed day (締め). */
MUST_CHECK enum err ledger_post(struct ledger_writer *w, const struct posting *p,
                                struct report *report);
MUST_CHECK enum err ledger_end(struct ledger_writer *w, struct report *report);

/*
 * Sum of debits minus credits of an account for a payer and year (0 = any) and part ("" = all). Of one payer
 * only ACCOUNT_OVERPAID has an index; the others are summed over all postings.
 */
MUST_CHECK enum err ledger_balance(struct store *s, enum account account, int64_t payer_no,
                                   int32_t levy_year, const char *part, struct report *report,
                                   yen *ret);

/* What stands on an account in the books of `account_year` and of years before, other than nothing: in the
 * order of levy year, household, payer and part. */
struct ledger_stand {
    int32_t levy_year;
    int64_t household_no, payer_no;
    char part[16];
    yen amount; /* debits minus credits */
};
typedef enum err (*ledger_stand_fn)(void *context, const struct ledger_stand *stand, struct report *report);
MUST_CHECK enum err ledger_each_stand(struct store *s, enum account account, int32_t account_year,
                                      ledger_stand_fn each, void *context, struct report *report);

/* Debits minus credits of an account by causes of one kind. */
MUST_CHECK enum err ledger_balance_of_cause(struct store *s, enum account account, const char *cause_kind,
                                            struct report *report, yen *ret);

/* Debits minus credits of an account of a levy year, of each of these parts, in one pass. */
MUST_CHECK enum err ledger_balances_of_parts(struct store *s, enum account account, int32_t levy_year,
                                             const char *const *parts, size_t part_count,
                                             struct report *report, yen *ret);

/* 締め: from now on no posting has a business date up to `until`: ledger_post() refuses it in words. In an
 * open write transaction; it never goes back. */
MUST_CHECK enum err ledger_close_days(struct store *s, date until, struct text operator_id,
                                      int64_t recorded_at, struct report *report);
/* date_none(): nothing was closed yet. */
MUST_CHECK enum err ledger_closed_until(struct store *s, struct report *report, date *ret);

/* What was posted on the business days from `from` to `until`, both inclusive. */
struct ledger_sum {
    int32_t account_year, levy_year;
    char part[16];
    enum posting_reason reason;
    enum account debit, credit;
    int64_t count;
    yen amount;
};
typedef enum err (*ledger_sum_fn)(void *context, const struct ledger_sum *sum, struct report *report);
MUST_CHECK enum err ledger_sums(struct store *s, date from, date until, ledger_sum_fn each, void *context,
                                struct report *report);

/*
 * 保存期限: postings past their retention are deleted and stay as sums without a person (docs/adr/0150). All
 * balances above are of the postings that are there; ledger_sums() counts both.
 */
struct ledger_unit { /* a household's levy year */
    int32_t levy_year;
    int64_t household_no; /* 0: held money whose payer is not known */
    date last_on;         /* business day of its last posting */
    yen receivable, overpaid, held, carried; /* what stands on these accounts: debits minus credits */
};
typedef enum err (*ledger_unit_fn)(void *context, const struct ledger_unit *unit, struct report *report);
/* By levy year and household. */
MUST_CHECK enum err ledger_each_unit(struct store *s, ledger_unit_fn each, void *context,
                                     struct report *report);
/* Debits minus credits of what was deleted; year 0, "" of cause and part: all of them. */
MUST_CHECK enum err ledger_closing_balance(struct store *s, enum account account, int32_t levy_year,
                                           const char *cause_kind, const char *part, struct report *report,
                                           yen *ret);
/* How many postings were deleted. */
MUST_CHECK enum err ledger_closing_items(struct store *s, struct report *report, int64_t *ret);
extern const struct store_kept ledger_kept[];
extern const size_t ledger_kept_count;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err ledger_verify(struct store *s, struct report *report);
extern const struct store_table ledger_tables[];
extern const size_t ledger_table_count;
/* What never changes once it is written (TE-07). */
extern const struct store_sealed ledger_sealed[];
extern const size_t ledger_sealed_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held ledger_held[];
extern const size_t ledger_held_count;

#endif
