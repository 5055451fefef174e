/*
 * 帳簿 -- 日計表, 月報, 収納率, 財務会計への仕訳, 締め and 繰越: what the postings and receipts add up to.
 *
 * Rules    collection.md 3, 14, 15, 16. Nothing here moves money but 繰越, which moves what is unpaid out
 * of one year's books into the next year's; every figure is a sum over rows that stand elsewhere.
 */
#ifndef KOKUHO_BOOKS_H
#define KOKUHO_BOOKS_H

#include "batch/batch.h"
#include "casework/casework.h"
#include "collection/collection.h"
#include "output/output.h"

/* ------------------------------------------------------------------------------- 日計表 ------- */

enum { BOOKS_DAY, BOOKS_MONTH, BOOKS_YEAR, BOOKS_SPANS }; /* 当日, 月計, 年計 */
enum { BOOKS_COSTS = 5, BOOKS_OTHERS };                   /* 滞納処分費, 歳入歳出外現金: by 記帳日 alone */
struct books_line {
    enum collection_channel channel;
    int slip_kind;
    enum account source;
    int item; /* enum collection_item, 0 = 過誤納, 4 = 仮受, BOOKS_COSTS, BOOKS_OTHERS */
    int64_t count[BOOKS_SPANS];
    yen amount[BOOKS_SPANS];
};
struct books_daily {
    date day;
    enum collection_day_kind kind;
    struct books_line *lines; /* by channel, kind of slip, source and item */
    size_t line_count;
    yen money[BOOKS_SPANS];   /* what came in: lines whose source is ACCOUNT_CASH */
    date closed_until;        /* none = no day is closed */
};
MUST_CHECK enum err books_daily(struct session *s, date day, enum collection_day_kind kind,
                                struct arena *arena, struct report *report, struct books_daily *ret);

/* --------------------------------------------------------------------------- 月報・収納率 ----- */

/* One class of one year's books (rules/collection: 現年度, 過年度, 滞納繰越). */
struct books_class {
    int64_t charges; /* 件数: charges that are not 0; of 滞納繰越 those unpaid when the books began */
    yen charged;             /* 調定額; of 滞納繰越 what was unpaid when the year's books began */
    yen received_in_month, received; /* 収納済額 */
    yen written_off;         /* 不納欠損額 */
    yen unpaid;              /* 収入未済額 */
    int64_t rate_hundredths; /* 収納率, hundredths of a percent cut; -1 = nothing was charged */
    yen lost;                /* 居所不明者分調定額: of `charged` (K) */
    int64_t national_hundredths; /* 収納率 of the national report, without 居所不明者分 */
};
/* 按分表: parts of a levy year, exact because a decision has them. */
struct books_part {
    int32_t levy_year;
    yen charged[LEVY_PARTS], received[LEVY_PARTS], written_off[LEVY_PARTS];
};
#define BOOKS_CLASSES 3
struct books_month {
    fiscal_year year;
    date from, until;            /* the month, both inclusive */
    struct books_class classes[BOOKS_CLASSES]; /* by enum accounting_class */
    struct books_part *parts;
    size_t part_count;
    yen late_received, fee_received; /* 延滞金, 督促手数料 of the year to `until` */
    yen overpaid, held;          /* 還付未済・仮受: what stands on the accounts now */
    yen receivable;              /* 調定 of the ledger now */
    yen unpaid_now;              /* all charges now: must be `receivable` (CO-61) */
};
/* The month in which `until` lies, as the charges stand now. */
MUST_CHECK enum err books_month(struct session *s, date until, struct arena *arena, struct report *report,
                                struct books_month *ret);

/* "J02 収納": J01 to J10 of collection.md 14, by what a posting is for. */
const char *books_journal_code(const struct ledger_sum *sum);

/* ------------------------------------------------------------------------- declarations ------- */

extern const struct change_kind kind_books_close;
extern const struct job job_year_end;
extern const struct output_list output_list_daily, output_list_monthly, output_list_parts,
    output_list_journal, output_list_carried;

/* 科目 of a line. */
const char *books_item_label(int item);

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err books_verify(struct store *s, struct report *report);
extern const struct store_table books_tables[];
extern const size_t books_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held books_held[];
extern const size_t books_held_count;
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept books_kept[];
extern const size_t books_kept_count;

#endif
