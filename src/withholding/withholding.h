/*
 * 特別徴収 -- premiums taken from pensions: who the pensioners are, who is a candidate and with what
 * amounts.
 *
 * Law      国民健康保険法76条の3, 同法施行令29条の8から29条の23; assessment.md 7, interfaces.md 7
 * Rows     NK-01, KG-02, LV-54, LV-55
 *
 * The pension side knows people by 基礎年金番号. Which of ours that is a person says and another person
 * checks; from then on the keyed number finds him. Nothing here guesses.
 */
#ifndef KOKUHO_WITHHOLDING_H
#define KOKUHO_WITHHOLDING_H

#include "addressee/addressee.h"
#include "batch/batch.h"
#include "casework/casework.h"
#include "eligibility/eligibility.h"
#include "output/output.h"
#include "premium/premium.h"
#include "withholding/law.h"

/* ------------------------------------------------------------------------------ 特徴処理状況 ---- */

enum withholding_state {
    WITHHOLDING_CANDIDATE = 1, /* 候補: judged and decided, not asked for yet */
    WITHHOLDING_EXCLUDED,      /* 対象外, with `bars` */
    WITHHOLDING_REQUESTED,     /* 依頼中 */
    WITHHOLDING_RUNNING,       /* 継続 */
    WITHHOLDING_STOPPING,      /* 中止依頼中 */
    WITHHOLDING_STOPPED,       /* 中止 */
    WITHHOLDING_IMPOSSIBLE,    /* 不可: the pension side cannot */
    WITHHOLDING_STATES
};
extern const char *const withholding_state_labels[WITHHOLDING_STATES];
struct withholding_look {
    int32_t year;
    int64_t household_no, payer_no;
    date from, until; /* until: exclusive; date_open_end() = it stands */
    enum withholding_state state;
    unsigned bars;        /* of enum withholding_bar; 0 unless 対象外 */
    int64_t pensioner_no; /* 年金の人; 0 = not known */
    yen yearly;           /* the pays and what is beside them, less the excess */
    struct withholding_amounts amounts;
};
/* Every state of a household's heads as known at a moment, the newest year and day first. */
MUST_CHECK enum err withholding_of_household(struct store *s, int64_t household_no, int64_t known_at,
                                             struct arena *arena, struct report *report,
                                             struct withholding_look **ret, size_t *ret_count);

const char *withholding_bar_words(struct arena *arena, unsigned bars); /* "…、…"; "" = none */

/* 対象者判定: judges every household of a year; decided by another person. */
extern const struct job job_withholding_candidates;

extern const struct import_handler import_pension_persons, import_care_premium;
extern const struct change_kind kind_withholding_person, kind_withholding_account;

/* 特別徴収の状況 (LV-04), 宛名の分からない年金の人, for output_lists[] of kokuho.c. */
extern const struct output_list output_list_withholding, output_list_pensioners;

/* 基礎年金番号 lie sealed and indexed under two keys of the folder. */
extern const struct key_purpose key_purpose_pension, key_purpose_pension_index;
extern const struct key_use key_use_pension;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err withholding_verify(struct store *s, struct report *report);
extern const struct store_table withholding_tables[];
extern const size_t withholding_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held withholding_held[];
extern const size_t withholding_held_count;

#endif
