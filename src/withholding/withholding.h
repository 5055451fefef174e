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
#include "collection/collection.h"
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

/* ------------------------------------------------------------------------------- 依頼 ------------ */

enum withholding_request_kind {
    REQUEST_START = 1, /* 特別徴収の開始（本徴収の額） */
    REQUEST_STOP,      /* 中止 */
    REQUEST_CHANGE,    /* 仮徴収額変更（平準化） */
    REQUEST_KINDS
};
extern const char *const withholding_request_labels[REQUEST_KINDS];
struct withholding_request {
    int64_t request_no, run_no;
    enum withholding_request_kind kind;
    int32_t year;
    int64_t household_no, payer_no, pensioner_no;
    struct withholding_pay first; /* the first pay day that it reaches */
    yen pays[WITHHOLDING_PAYS];   /* as asked of the year */
    yen provisional;              /* of each of next year's first three */
    struct text reason;
    date sent_on;     /* none: proposed only */
    date answered_on; /* none: nothing came back */
    bool is_accepted;
    struct text code; /* of the answer; "" = none */
    date told_on;     /* of its letter; none: it was not told of */
};
/* What was sent of a household's heads, the newest first. */
MUST_CHECK enum err withholding_requests(struct store *s, int64_t household_no, struct arena *arena,
                                         struct report *report, struct withholding_request **ret,
                                         size_t *ret_count);
/* 特別徴収の依頼: what was judged is asked of the pension side, in one file that leaves once. */
extern const struct job job_withholding_request;
/* 特別徴収の通知書: of what was accepted, once. */
extern const struct job job_withholding_letters;
/*
 * 窓口での1通: the letter of one request of that household at `path`, with the record of the print. What
 * nobody was told of is told by it, once; what was told of before is printed as 再発行. ERR_INPUT with
 * words: the pension side has not accepted it, or it is not of that household.
 */
MUST_CHECK enum err withholding_letter_print(struct session *session, int64_t household_no,
                                             int64_t request_no, bool is_preview, const char *path,
                                             struct report *report);

/* What was taken on a pay day, as the pension side says. */
enum withholding_place { TAKEN_BOOKED = 1, TAKEN_WAITS, TAKEN_HELD, TAKEN_NOTHING, TAKEN_PLACES };
extern const char *const withholding_place_labels[TAKEN_PLACES];
struct withholding_taken {
    int32_t year;
    int pay;
    int64_t pensioner_no, household_no, payer_no, receipt_no;
    date paid_on;
    yen amount, planned, overpaid;
    struct text code;
    enum withholding_place place;
};
MUST_CHECK enum err withholding_taken_of(struct store *s, int64_t household_no, struct arena *arena,
                                         struct report *report, struct withholding_taken **ret,
                                         size_t *ret_count);

const char *withholding_bar_words(struct arena *arena, unsigned bars); /* "…、…"; "" = none */

/* 対象者判定: judges every household of a year; decided by another person. */
extern const struct job job_withholding_candidates;

extern const struct import_handler import_pension_persons, import_care_premium;
/* 依頼処理結果・異動処理結果, 徴収結果. */
extern const struct import_handler import_pension_answers, import_pension_results;
extern const struct change_kind kind_withholding_person, kind_withholding_account;

/* 特別徴収の状況 (LV-04), 宛名の分からない年金の人, for output_lists[] of kokuho.c. */
extern const struct output_list output_list_withholding, output_list_pensioners;
/* 特別徴収の照合: what was sent and came back against what should have been. */
extern const struct output_list output_list_withholding_compare;

/* The same of the running year for 自己点検, a line each, without what may still come: requests whose pay
 * day is to come, candidates before October. */
MUST_CHECK enum err withholding_compare(struct session *s, struct report *found, struct report *report);

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
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept withholding_kept[];
extern const size_t withholding_kept_count;

#endif
