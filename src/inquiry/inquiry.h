/*
 * 所得の照会 -- 簡易申告書 to payers, 所得照会書 to other municipalities: what was sent, what came back, what
 * is still open.
 *
 * Rows    LV-49, LV-50, LV-63, NT-08
 * Law     国民健康保険法113条 (文書の提出等), 113条の2 (資料の提供等); assessment.md 3.7
 *
 * A sheet is one paper about one household: a code at its foot says which, so that what comes back is
 * matched by number. Each person on it is an item; the item is over by itself when his income is known,
 * whether by 賦課根拠入力 or by the tax ledger. Nothing here decides an income.
 */
#ifndef KOKUHO_INQUIRY_INQUIRY_H
#define KOKUHO_INQUIRY_INQUIRY_H

#include "batch/batch.h"
#include "casework/casework.h"
#include "output/output.h"

enum inquiry_kind { INQUIRY_DECLARATION = 1, INQUIRY_MUNICIPALITY, INQUIRY_KINDS };
extern const char *const inquiry_kind_labels[INQUIRY_KINDS]; /* 簡易申告書, 所得照会書 */

enum inquiry_state {
    INQUIRY_WAITING = 1, /* 回答待ち */
    INQUIRY_OVERDUE,     /* 期限過ぎ */
    INQUIRY_RETURNED,    /* 回収済み: it came back, the income is not entered yet */
    INQUIRY_UNDELIVERED, /* 返戻 */
    INQUIRY_KNOWN,       /* 済み: his income is known */
    INQUIRY_WITHDRAWN,   /* 取下げ */
    INQUIRY_STATES
};
extern const char *const inquiry_state_labels[INQUIRY_STATES];
static inline bool inquiry_is_open(enum inquiry_state state) { return state <= INQUIRY_UNDELIVERED; }

/* A person on a sheet that was sent, as it stands now. */
struct inquiry_item {
    int64_t sheet_no, household_no, payer_no, addressee_no;
    int32_t year;
    int line;
    enum inquiry_kind kind;
    enum inquiry_state state;
    struct text municipality; /* code of the other one; "" = sent to the payer */
    date sent_on, due_on;
    int reminders;
    date reminded_on; /* the last one; none */
    date step_on;     /* when it came back or was withdrawn; none */
    struct text step_words;
    int days;         /* since it was sent, to today */
};
/* Of a levy year (0 = all), the oldest first. */
MUST_CHECK enum err inquiry_items(struct session *session, int32_t year, struct arena *arena,
                                  struct report *report, struct inquiry_item **ret, size_t *ret_count);
/* 渋谷区長; the code itself when inquiry_place.tsv has no row. */
MUST_CHECK enum err inquiry_recipient(const struct session *session, struct text municipality,
                                      struct arena *arena, struct report *report, const char **ret);
/* 20 digits at the foot of each page. */
#define INQUIRY_CODE_BYTES 21
/*
 * One sheet again as a PDF at `path` (窓口, 再発行), its print recorded. The caller has checked notice.print.
 * 支援措置: as notices (premium.h). ERR_FINDINGS: it cannot be printed, in words.
 */
MUST_CHECK enum err inquiry_sheet_print(struct session *session, int64_t sheet_no, bool is_preview,
                                        const char *path, struct report *report, int *ret_pages);

/* 簡易申告書・所得照会書の一括作成, 未回答の催促, 申告・回答の一括登録 */
extern const struct job job_declaration_forms, job_income_inquiries, job_inquiry_reminders,
    job_declaration_answers;
/* 窓口での発行, 回収・返戻・取下げ */
extern const struct change_kind kind_inquiry_issue, kind_inquiry_return;
extern const struct job job_income_watch;                   /* every night */
extern const struct output_list output_list_income_watch;   /* the same, counted now */
struct import_handler;
extern const struct import_handler import_declarations; /* パンチデータ */
extern const struct output_list output_list_inquiries;  /* 申告書・照会書の一覧 */
extern const struct store_table inquiry_tables[];
extern const size_t inquiry_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held inquiry_held[];
extern const size_t inquiry_held_count;
/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err inquiry_verify(struct store *s, struct report *report);

#endif
