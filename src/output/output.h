/*
 * 出力 -- what leaves the system in bulk: lists as CSV or XLSX, approved, counted, sealed, recorded.
 *
 * Rows    BO-01 .. BO-13, OP-11, OP-20, OP-21 of the catalogue
 *
 * A list is declared once (struct output_list) and registered in kokuho.c. Somebody asks for it with criteria
 * and a purpose; the count is shown; above the threshold of his role a second person approves criteria, count
 * and purpose in words; the file is made from one reading, sealed (ZIP with AES-256 whose password is shown
 * once to the requester, apart from the file), handed out once, and deleted after 7 days.
 * Every step is recorded through session->audit.
 * Restricted persons (支援措置) are left out or flagged as the list says, and counted as such.
 */
#ifndef KOKUHO_OUTPUT_H
#define KOKUHO_OUTPUT_H

#include "audit/audit.h"
#include "ops/ops.h"

enum output_format { OUTPUT_CSV = 1, OUTPUT_XLSX };
enum output_restricted { RESTRICTED_LEFT_OUT = 1, RESTRICTED_WITHOUT_ADDRESS, RESTRICTED_AS_OTHERS };

struct output_column {
    const char *label;
    bool is_number;   /* an amount or a count; anything else is text */
};
struct output_sink; /* where a list writes its rows */
void output_text(struct output_sink *sink, struct text value);
void output_i64(struct output_sink *sink, int64_t value);
/* One row about one person (0 = nobody): its fields were given in the order of the columns. */
MUST_CHECK enum err output_row(struct output_sink *sink, int64_t addressee_no, bool is_restricted,
                               struct report *report);

struct output_list {
    const char *name;        /* "addressee" */
    const char *label;       /* "宛名の一覧" */
    const char *help;
    enum permission permission; /* to see what stands in it, beside output.request */
    enum output_restricted restricted;
    const struct output_column *columns;
    size_t column_count;
    const char *criteria_help; /* "年齢=65-74 町丁=西新宿" */
    /* Writes every row that fits the criteria; ERR_INPUT names the word it does not know. */
    enum err (*write)(struct session *s, struct text criteria, struct arena *arena,
                      struct output_sink *sink, struct report *report);
};
extern const struct output_list *const output_lists[];
extern const size_t output_list_count;
const struct output_list *output_list_find(struct text name);

enum output_state {
    OUTPUT_REQUESTED = 1, OUTPUT_APPROVED, OUTPUT_REFUSED, OUTPUT_TAKEN, OUTPUT_EXPIRED
};
const char *output_state_label(enum output_state state);
struct output_request {
    int64_t request_no;
    const struct output_list *list;
    enum output_format format;
    struct text criteria, purpose, requester, approver, refusal, file_name;
    int64_t row_count, person_count, left_out_count;
    enum output_state state;
    int64_t requested_at, decided_at, taken_at, expires_at;
    bool needs_approval;
};
/* Counts, and asks for approval when more persons than the threshold stand in it. */
MUST_CHECK enum err output_ask(struct session *s, const struct output_list *list,
                               enum output_format format, struct text criteria, struct text purpose,
                                struct report *report, int64_t *ret_request_no);
/* By another operator with output.approve, who types the count he was shown (FE-13). */
MUST_CHECK enum err output_approve(struct session *s, int64_t request_no,
                                   int64_t typed_count, struct report *report);
MUST_CHECK enum err output_refuse(struct session *s, int64_t request_no,
                                  struct text words, struct report *report);
/* Makes the sealed file once; its password is returned here and nowhere else. The count must still be the
 * approved one. */
MUST_CHECK enum err output_take(struct session *s, int64_t request_no,
                                struct arena *arena, struct report *report, char ret_path[600],
                                char ret_password[40]);
MUST_CHECK enum err output_requests(struct session *s, size_t max, struct arena *arena,
                                    struct report *report, struct output_request **ret, size_t *ret_count);
/* Deletes files past their day; each deletion is recorded (BO-12). */
MUST_CHECK enum err output_expire(struct session *s, struct report *report,
                                  int64_t *ret_count);

/* 印刷記録 (OP-11, BO-06): previews and prints of documents, each with its sheets. */
struct print_record {
    struct text form, printer, title;
    int64_t addressee_no, household_no, sheets, issue_no;
    bool is_preview, has_seal, has_number;
};
MUST_CHECK enum err output_print_record(struct session *s, const struct print_record *print,
                                        struct report *report);

/* kokuho output list|ask|approve|take|expire */
extern const struct command command_output;
extern const struct store_table output_tables[];
extern const size_t output_table_count;

#endif
