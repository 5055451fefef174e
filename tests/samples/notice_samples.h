/*
 * 見本の納入通知書 -- invented households whose figures add up, without a database.
 *
 * The amounts are made here by plain arithmetic (whole year, rates of 2026); what the law says is tested
 * beside the rules.
 */
#ifndef KOKUHO_TEST_NOTICE_SAMPLES_H
#define KOKUHO_TEST_NOTICE_SAMPLES_H

#include "premium/notice.h"

enum sample {
    SAMPLE_COUPLE,      /* 渡邉󠄏: a couple and a child, instalments with an odd yen */
    SAMPLE_REDUCED,     /* 7割軽減, one person */
    SAMPLE_CAPPED,      /* over the caps: slips over 300,000 yen have no barcode */
    SAMPLE_LARGE,       /* 25 members: continued pages */
    SAMPLE_UNKNOWN,     /* 所得不明 */
    SAMPLE_CHANGE,      /* 変更通知, lowered */
    SAMPLE_LONG_NAMES,  /* names and addresses that must be shrunk */
    SAMPLE_RESTRICTED,  /* 支援措置 */
    SAMPLE_ADVANCE,     /* 前納: one instalment */
    SAMPLE_ZERO,        /* 0円 */
    SAMPLES
};
extern const char *const sample_names[SAMPLES];

/* Everything lives in the arena. `variation` moves incomes and numbers (for the bench). */
struct notice *sample_notice(enum sample which, const struct notice_form *form, int64_t variation,
                             struct arena *arena);

#endif
