/*
 * 出力 -- what leaves the system in bulk: lists as CSV or XLSX, approved, counted, sealed, recorded.
 *
 * Rows    BO-01 .. BO-13, EM-02, MN-07, OP-11, OP-20, OP-21
 *
 * A list is declared once (struct output_list) and registered in kokuho.c. Somebody asks for it with
 * criteria and a purpose; the persons are counted; above the threshold of his 係 a second person approves
 * criteria, number of persons and purpose in words; the file is sealed as it is written (ZIP with AES-256
 * whose password is shown once to the requester, apart from the file), handed out once, and deleted after 7
 * days. Every step is recorded through session->audit; without it nothing is done. Restricted persons
 * (支援措置) are left out or flagged as the list says, and counted as such.
 *
 * Life of a request (each step through output_move(), one door):
 *
 *   申請中 REQUESTED -> 取出し待ち APPROVED -> 取出し済み TAKEN -> 期限切れ EXPIRED
 *            \-> 却下 REFUSED       \-> 無効 VOID (the numbers have moved: ask again)
 *
 * A request of few persons begins as APPROVED without an approver. What waits beyond its day expires too.
 */
#ifndef KOKUHO_OUTPUT_H
#define KOKUHO_OUTPUT_H

#include "audit/audit.h"
#include "ops/ops.h"

enum output_format { OUTPUT_CSV = 1, OUTPUT_XLSX };
enum output_restricted { RESTRICTED_LEFT_OUT = 1, RESTRICTED_WITHOUT_ADDRESS, RESTRICTED_AS_OTHERS };

/* ------------------------------------------------------------------------------- a list ------- */

struct output_column {
    const char *label;
    bool is_number;  /* an amount or a count; anything else is text */
    bool is_address; /* empty for a restricted person under RESTRICTED_WITHOUT_ADDRESS */
};
struct output_sink; /* where a list writes its rows */
void output_text(struct output_sink *sink, struct text value);
void output_i64(struct output_sink *sink, int64_t value); /* in a column of text its digits */
void output_day(struct output_sink *sink, date value);    /* 2026-04-01; none is empty */
void output_addressee_no(struct output_sink *sink, int64_t addressee_no); /* 15 digits; 0 is empty */
/* One row about one person (0 = not known by number: counts as one more; OUTPUT_NOBODY = about nobody): its
 * fields were given in the order of the columns. */
#define OUTPUT_NOBODY (-1)
MUST_CHECK enum err output_row(struct output_sink *sink, int64_t addressee_no, bool is_restricted,
                               struct report *report);

/* A condition "名=値"; values stay within narrow bounds, no condition reaches the store as text of its own.
 */
enum output_word_type {
    OUTPUT_WORD_NUMBER, /* 65-74, 65-, -74, 65: at most nine digits */
    OUTPUT_WORD_DAY,    /* 2026-04-01..2026-04-30, either end may be missing; a day in any spelling */
    OUTPUT_WORD_TEXT,   /* found anywhere in the value */
    OUTPUT_WORD_CHOICE,
};
struct output_word {
    const char *name; /* "年齢" */
    enum output_word_type type;
    const char *unit; /* "歳"; NULL = none */
    const char *const *choices; /* ends with NULL */
    bool is_required;
};
#define OUTPUT_WORDS_MAX 12
struct output_value {
    bool is_given;
    int64_t from, until; /* inclusive; INT64_MIN and INT64_MAX = open */
    date day_from, day_until; /* inclusive; none = open */
    struct text text;
    size_t choice; /* index */
};

struct output_list {
    const char *name;        /* "addressee" */
    const char *label;       /* "宛名の一覧" */
    const char *help;
    enum permission permission; /* to see what stands in it, beside output.request */
    bool needs_approval; /* whatever the number of persons */
    enum output_restricted restricted;
    const struct output_column *columns;
    size_t column_count;
    const struct output_word *words;
    size_t word_count;
    const char *criteria_help; /* "年齢=65-74 町丁=西新宿" */
    /*
     * Writes every row that fits; `values` stand in the order of `words`. Reads in short transactions, all of
     * them as known at one moment: nobody at a screen waits for a list (BO-04).
     */
    enum err (*write)(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report);
};
extern const struct output_list *const output_lists[];
extern const size_t output_list_count;
const struct output_list *output_list_find(struct text name);
/* ERR_INPUT with words: a list without a permission, a name twice ... (starts not). */
MUST_CHECK enum err output_lists_check(const struct output_list *const *list, size_t count,
                                       struct report *report);
/* The criteria in words for whoever approves (BO-13); ERR_INPUT names the word that is not understood. */
MUST_CHECK enum err output_criteria_words(const struct output_list *list, struct text criteria, date today,
                                          struct arena *arena, struct report *report, struct text *ret);
/* The values of the criteria by the list's words, for whoever selects by the same words (CO-44). */
MUST_CHECK enum err output_criteria_read(const struct output_list *list, struct text criteria, date today,
                                         struct report *report, struct output_value ret[OUTPUT_WORDS_MAX]);

/* ---------------------------------------------------------------------------- a request ------- */

enum output_state {
    OUTPUT_REQUESTED = 1, OUTPUT_APPROVED, OUTPUT_REFUSED, OUTPUT_TAKEN, OUTPUT_EXPIRED, OUTPUT_VOID
};
const char *output_state_label(enum output_state state);
struct output_request {
    int64_t request_no;
    const struct output_list *list; /* NULL = no such list in this version */
    enum output_format format;
    struct text list_name, criteria, purpose, requester, approver, refusal, file_name;
    int64_t row_count, person_count, left_out_count;
    enum output_state state;
    int64_t requested_at, decided_at, taken_at, expires_at;
    bool needs_approval, is_for_media;
};
/*
 * Counts, and asks for approval when more persons than the threshold stand in it, or when the file is to go
 * on external media (EM-02: needs output.media). `criteria` also names columns: 列=氏名,年齢.
 */
MUST_CHECK enum err output_ask(struct session *s, const struct output_list *list,
                               enum output_format format, struct text criteria, struct text purpose,
                               bool is_for_media, struct report *report, int64_t *ret_request_no);
/* By another operator with output.approve, who types the number of persons he was shown (FE-13). */
MUST_CHECK enum err output_approve(struct session *s, int64_t request_no,
                                   int64_t typed_count, struct report *report);
MUST_CHECK enum err output_refuse(struct session *s, int64_t request_no,
                                  struct text words, struct report *report);
/* Makes the sealed file once; its password is returned here and nowhere else. The counts must still be the
 * approved ones; else the request is void (ERR_FINDINGS) and is asked again. */
MUST_CHECK enum err output_take(struct session *s, int64_t request_no, struct report *report,
                                char ret_path[600], char ret_password[40]);
/* Copies the sealed file of a taken request, approved for it, to external media (BO-02, EM-02). */
MUST_CHECK enum err output_to_media(struct session *s, int64_t request_no, const char *path,
                                    struct report *report);
/* His own, and all of them for whoever may approve; newest first. */
MUST_CHECK enum err output_requests(struct session *s, size_t max, struct arena *arena,
                                    struct report *report, struct output_request **ret, size_t *ret_count);
/* ERR_INPUT when there is none or he may not see it. */
MUST_CHECK enum err output_request_find(struct session *s, int64_t request_no, struct arena *arena,
                                        struct report *report, struct output_request *ret);
/* Ends what is past its day, deletes its file, and files no request owns; each is recorded (BO-12). */
MUST_CHECK enum err output_expire(struct session *s, struct report *report,
                                  int64_t *ret_count);

/* ------------------------------------------------------------------------------- prints ------- */

/* 印刷記録 (OP-11, BO-06): previews and prints of documents, each with its sheets. No transaction is open.
 * One with a 個人番号 needs number.print (MN-07). Where the program records its commands, nothing is printed
 * without a record. */
struct print_record {
    struct text form, printer, title;
    struct text file_name; /* when it went into a file */
    int64_t addressee_no, household_no, sheets, issue_no;
    bool is_preview, has_seal, has_number;
    bool is_once; /* this file is recorded once, however often a job that was killed goes on */
};
MUST_CHECK enum err output_print_record(struct session *s, const struct print_record *print,
                                        struct report *report);
/*
 * 透かし (BO-09): who, where, when: 「fuka1 端末 mado-01 令和8年11月21日 11:58 出力」, 「この機械」 without a
 * terminal. Internal papers carry it on every sheet: workbooks, printed screens, previews of documents. The
 * original that goes to a resident never does: a preview is the original and this line, nothing else.
 */
#define OUTPUT_WATERMARK_BYTES 160
void output_watermark(const struct session *s, int64_t at, char ret[OUTPUT_WATERMARK_BYTES]);

/* kokuho output list|ask|show|approve|refuse|take|expire */
extern const struct command command_output;
extern const struct store_table output_tables[];
extern const size_t output_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held output_held[];
extern const size_t output_held_count;

#endif
