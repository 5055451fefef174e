/*
 * 事務 -- what clerks do with what stands in the registers: enter a change, have it checked by a second
 * person, take it back, work off a list, leave a note, keep others out while editing.
 *
 * Knows no capability. A change is declared once by the capability that owns the rows it writes (struct
 * change_kind) and registered in kokuho.c; screen, right, draft, second person, record, paste of a table and
 * manual read the declaration.
 *
 * Life of a change (each step through change_move(), one door):
 *
 *   下書き DRAFT -> 審査待ち PROPOSED -> 登録済み APPLIED -> 取消し済み UNDONE
 *             \-> 破棄 DISCARDED    \-> 差戻し RETURNED (a draft again, with the reviewer's words)
 *
 * Only its owner sees a draft; a proposal is seen by its owner and by those who may approve (OP-22). Links,
 * notices and screens use what is applied. A kind without approve permission is applied by its owner at once.
 */
#ifndef KOKUHO_CASEWORK_H
#define KOKUHO_CASEWORK_H

#include "casework/task.h"
#include "ops/keys.h"
#include "ops/ops.h"

/* ------------------------------------------------------------------------------ changes ------- */

enum change_state {
    CHANGE_DRAFT = 1,
    CHANGE_PROPOSED,
    CHANGE_RETURNED,
    CHANGE_APPLIED,
    CHANGE_UNDONE,
    CHANGE_DISCARDED,
};
const char *change_state_label(enum change_state state);

enum change_subject { CHANGE_OF_PERSON = 1, CHANGE_OF_HOUSEHOLD, CHANGE_OF_NOBODY };

enum field_type {
    FIELD_TEXT,      /* one line */
    FIELD_LINES,     /* several */
    FIELD_KANA,      /* full-width katakana; half-width and hiragana are accepted and shown folded */
    FIELD_DATE,      /* any spelling; kept as YYYY-MM-DD */
    FIELD_VAGUE_DATE,/* 不詳 allowed: kept as yyyymmdd with 00 for what is unknown (OP-36) */
    FIELD_NUMBER,
    FIELD_YEN,
    FIELD_CHOICE,    /* `codes` */
    FIELD_YES,       /* a check box; kept as "1" or "" */
    FIELD_POSTAL,    /* 160-0022 or 1600022, kept as 1600022; the dictionary completes the address */
    FIELD_PHONE,     /* 9 to 15 digits with hyphens or +; brackets become hyphens */
    FIELD_ADDRESSEE, /* 宛名番号, check digit; kept without zeros in front */
    FIELD_SECRET,    /* 個人番号: sealed in the draft, never shown again, never in a record */
    FIELD_TICKS,     /* any of what the kind's choices() lists; kept as their values, "19 27" */
};
struct change_code {
    const char *value, *label;
};
struct change_field {
    const char *name;     /* "postal_code" */
    const char *label;    /* "郵便番号" */
    enum field_type type;
    bool is_required;
    int characters_max;   /* 0 = 200 */
    const struct change_code *codes; /* ends with {NULL, NULL} */
    const char *help;     /* the rule and an example, plain Japanese */
    const char *completes; /* FIELD_POSTAL: name of the field that takes the town's address; NULL = none */
    enum permission may;  /* 項目の修正権限 (AZ-14): who has it not leaves what begin() says; PERM_NONE = all
                             who may propose the kind */
    const char *only_if;  /* "measure=end" or "kind=1|2": asked only when that earlier field has (one of) that
                             value; else what was typed is dropped. NULL = always */
};

#define CHANGE_FIELDS_MAX 32
#define CHANGE_CHARACTERS_MAX 4000 /* of one field, whatever the kind says */
/* What was typed, by the order of the kind's fields; normalised by the frame before check() sees it. */
struct change_values {
    struct text at[CHANGE_FIELDS_MAX];
};

enum warning_level { WARNING_STOP = 1, WARNING_WARN }; /* OP-24: stops the saving; or is confirmed and kept */
struct change_warning {
    enum warning_level level;
    const char *field;    /* NULL = of the whole */
    const char *words;    /* cause and remedy */
};

struct change_call {
    const struct change_kind *kind;
    struct session *session;
    struct arena *arena;
    struct report *report;
    int64_t change_no;    /* 0 before it is saved */
    int64_t subject_no;   /* addressee_no or household_no; 0 with CHANGE_OF_NOBODY */
    struct change_values values;
    int64_t recorded_at;  /* of what apply() writes; ms UTC */
    int64_t applied_at;   /* of what undo() takes back: the recorded_at apply() had */
    struct change_warning *warnings;
    size_t warning_count, warning_capacity;
    char outcome[200];    /* apply(): one line for the list, "送付先を登録しました" */
};
void change_warn(struct change_call *call, enum warning_level level, const char *field,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));
struct text change_value(const struct change_call *call, const char *field); /* "" when empty */
date change_date(const struct change_call *call, const char *field);         /* none when empty */
/* The values of a FIELD_TICKS one after the other; false at the end. *at begins with 0. */
bool change_ticks_next(struct text ticked, size_t *at, struct text *ret);
bool change_ticks_hold(struct text ticked, const char *value);
int64_t change_number(const struct change_call *call, const char *field);    /* 0 when empty */

/* For begin(): what stands in a field as the form opens. The text stays the caller's; words are copied. */
void change_set_text(struct change_call *call, const char *field, struct text value);
void change_set(struct change_call *call, const char *field, const char *words);
void change_set_number(struct change_call *call, const char *field, int64_t number);
void change_set_day(struct change_call *call, const char *field, date day); /* none, open end: as it was */
date change_today(const struct change_call *call);                          /* the business date */

struct change_kind {
    const char *name;       /* "mailing-address" */
    const char *label;      /* "送付先の登録" */
    const char *help;       /* the help page: what it is for, what follows from it */
    enum change_subject subject;
    enum permission propose, approve; /* approve PERM_NONE: no second person */
    bool is_sensitive;      /* step-up: the password again before it is proposed (AU-20) */
    /* What usually comes next at the window, up to NULL: names of kinds of the same household, or of each
     * person that was ticked. NULL = nothing. */
    const char *const *follow;
    bool moves_premium;     /* who checks it before saving is told what it does to decided premiums */
    const struct change_field *fields;
    size_t field_count;
    /* What stands now, as the form opens. NULL = an empty form. */
    enum err (*begin)(struct change_call *call);
    /* Logical checks against what stands; adds warnings. The field types are checked before. Also called
     * inside the write transaction of propose and approve: begins none of its own. NULL = none. */
    enum err (*check)(struct change_call *call);
    /* What may be ticked in a FIELD_TICKS or chosen in a FIELD_CHOICE without codes, in the order of the
     * form; ends with {NULL, NULL}. Of ticks the kind's check() refuses any other value, of a choice it is
     * refused before. NULL = the kind has no such field. */
    enum err (*choices)(struct change_call *call, const struct change_field *field, struct change_code **ret);
    /* What would follow, in words, before it is saved (back-dated changes). NULL = nothing to tell. */
    enum err (*preview)(struct change_call *call, struct textbuf *ret);
    /* Inside a write transaction. ERR_INPUT: the facts have moved on meanwhile; nothing is written. */
    enum err (*apply)(struct change_call *call);
    /* In a write transaction: closes what apply() wrote, opens what it closed. NULL = cannot be undone. */
    enum err (*undo)(struct change_call *call);
};

/* Whether he may write this field of a kind that he may propose. */
bool change_field_may(const struct change_field *field, const struct operator_identity *who);

/* Registered by kokuho.c. */
extern const struct change_kind *const change_kinds[];
extern const size_t change_kind_count;
const struct change_kind *change_kind_find(struct text name);
/* ERR_INPUT with words: a kind without propose permission, a name twice, too many fields ... (starts not). */
MUST_CHECK enum err change_kinds_check(const struct change_kind *const *list, size_t count,
                                       struct report *report);

struct change_record {
    int64_t change_no, subject_no;
    const struct change_kind *kind; /* NULL = no such kind in this version */
    enum change_state state;
    struct text owner, approver, returned_words, outcome;
    int64_t undoes_no;              /* this is the cancellation of that change; 0 = it is none */
    struct text reason;             /* of a cancellation */
    int version;                    /* of the values; a returned one that is entered again has the next */
    int64_t created_at, saved_at, decided_at, applied_at;
    struct change_values values;    /* FIELD_SECRET is empty */
    bool may_undo; /* by this operator: kind can, no cancellation waits; undo() itself refuses
                      when something was built on it */
    bool is_closed;                 /* 締め: it can only be cancelled with trace */
};

/* The kept input of a form: saved at every step and every few seconds, so nothing typed is lost (#15).
 * ERR_FINDINGS and a STOP at its field, nothing is kept: a 個人番号 in a field of words (MN-02), a character
 * that is not seen, too long. */
MUST_CHECK enum err change_save_draft(struct change_call *call, int64_t *ret_change_no);
/*
 * A draft made of what a file brought, in the caller's write transaction: its owner, who took the file in,
 * looks at it and enters it or throws it away. ERR_FINDINGS and *ret_change_no 0: he may not enter this kind.
 */
MUST_CHECK enum err change_draft_of_file(struct change_call *call, int64_t *ret_change_no);
/*
 * Whoever works on what a file brought takes its draft over from him who has it, in the caller's write
 * transaction. ERR_FINDINGS: it is no draft any more. ERR_INPUT: he may not enter this kind.
 */
MUST_CHECK enum err change_draft_take(struct session *s, int64_t change_no, struct arena *arena,
                                      struct report *report);
/* How far changes are and who has them, whoever asks: nothing of their values. */
struct change_standing {
    int64_t change_no;
    enum change_state state;
    struct text owner;
};
/* Ascending by change_no; a number of no change is left out. */
MUST_CHECK enum err change_standings(struct store *s, const int64_t *change_nos, size_t count,
                                     struct arena *arena, struct report *report,
                                     struct change_standing **ret, size_t *ret_count);
/* ＊ for the digits of 個人番号 in fields of words, before what was typed is shown again. */
void change_numbers_cover(struct change_call *call);
/* The field types and the kind's own check, nothing is saved: `values` normalised, warnings filled.
 * ERR_FINDINGS: a warning stops it. For the page that shows what would follow. */
MUST_CHECK enum err change_check(struct change_call *call);
/*
 * A change on trial: applied, looked at, and taken back whatever came of it. No transaction is open; the
 * change was checked before. ERR_INPUT: it could not be applied, with words.
 */
typedef enum err (*change_look_fn)(struct change_call *call, void *context);
MUST_CHECK enum err change_try(const struct change_call *call, change_look_fn look, void *context);
/* Checks, then proposes or (no approval needed) applies. ERR_FINDINGS: warnings stop it, or want
 * `confirmed`. */
MUST_CHECK enum err change_propose(struct change_call *call, bool confirmed, int64_t *ret_change_no);
/* By another operator with the kind's approve permission; checks again and applies. */
MUST_CHECK enum err change_approve(struct session *s, int64_t change_no, struct arena *arena,
                                   struct report *report);
MUST_CHECK enum err change_return(struct session *s, int64_t change_no, struct text words,
                                  struct arena *arena, struct report *report);
MUST_CHECK enum err change_discard(struct session *s, int64_t change_no, struct arena *arena,
                                   struct report *report);
/* Until closing (締め) by its owner; after it a cancellation that leaves both rows. A kind with approval:
 * proposes the undoing. */
MUST_CHECK enum err change_undo(struct session *s, int64_t change_no, struct text reason,
                                struct arena *arena, struct report *report);
/* ERR_FINDINGS when there is none that this operator may see. */
MUST_CHECK enum err change_by_no(struct session *s, int64_t change_no, struct arena *arena,
                                 struct report *report, struct change_record *ret);
/* Which changes: of a subject, of an owner, waiting for this operator's approval. Newest first. */
enum change_list { CHANGES_OF_SUBJECT, CHANGES_MINE, CHANGES_TO_APPROVE };
MUST_CHECK enum err change_list(struct session *s, enum change_list which, int64_t subject_no,
                                enum change_subject subject, size_t max, struct arena *arena,
                                struct report *report, struct change_record **ret, size_t *ret_count);

/* Steps, checks and warnings of a change that this operator may see, oldest first. */
struct change_step {
    enum change_state from, to;     /* from 0 = made */
    int version;
    struct text operator_id, words;
    int64_t at;
};
enum change_check_result { CHECK_RIGHT = 1, CHECK_WARNED, CHECK_STOPPED, CHECK_MOVED, CHECK_RETURNED };
const char *change_check_label(enum change_check_result result);
struct change_checked {
    enum change_check_result result;
    int version;
    struct text operator_id, words;
    int64_t at;
};
struct change_warned {
    enum warning_level level;
    struct text field, words, confirmed_by; /* confirmed_by "": nobody yet */
    int64_t at;
};
struct change_history {
    struct change_step *steps;
    struct change_checked *checks;
    struct change_warned *warnings; /* of the last check of the last version */
    size_t step_count, check_count, warning_count;
};
MUST_CHECK enum err change_history(struct session *s, int64_t change_no, struct arena *arena,
                                   struct report *report, struct change_history *ret);

/* 締め: what was applied up to that business day is cancelled with trace from now on. Never goes back. */
MUST_CHECK enum err change_close(struct session *s, const struct change_kind *kind, date closed_until,
                                 struct report *report);

/*
 * Bulk entry: tab-separated lines under a head line of labels or names, first column the subject (宛名番号 or
 * 世帯番号; left out with CHANGE_OF_NOBODY). At most 1,000 lines and 2 MiB. All or nothing: when one line is
 * wrong no line is kept (ERR_FINDINGS and the result of each). A dry run is the same, taken back at its end.
 * Warnings of level 2 are kept with the change as confirmed by whoever pasted.
 */
#define PASTE_LINES_MAX 1000
#define PASTE_BYTES_MAX ((size_t)2 << 20)
struct paste_line {
    int64_t line_no, subject_no;
    enum err result;           /* of this line */
    bool has_number;           /* a 個人番号 in a field of words: the table is not shown again as it is */
    const char *words;
    int64_t change_no;
};
MUST_CHECK enum err change_paste(struct session *s, const struct change_kind *kind, struct text table,
                                 bool dry_run, struct arena *arena, struct report *report,
                                 struct paste_line **ret, size_t *ret_count);

/* ------------------------------------------------------------------ locks, notes, settings ----- */

/* 排他: one editor per person or household; renewed by each save, over after 10 minutes. */
struct edit_lock {
    int64_t subject_no;
    enum change_subject subject;
    struct text operator_id, operator_name, terminal;
    int64_t since, renewed_at;
    bool is_mine, may_be_taken; /* expired, or the taker has case.assign */
};
/* ERR_FINDINGS and `ret` filled: somebody else holds it. */
MUST_CHECK enum err lock_take(struct session *s, enum change_subject subject, int64_t subject_no,
                              struct text terminal, bool take_over, struct arena *arena,
                              struct report *report, struct edit_lock *ret);
MUST_CHECK enum err lock_release(struct session *s, enum change_subject subject, int64_t subject_no,
                                 struct report *report);
MUST_CHECK enum err lock_look(struct session *s, enum change_subject subject, int64_t subject_no,
                              struct arena *arena, struct report *report, struct edit_lock *ret,
                              bool *ret_is_held);

/* メモ and 付せん of a person or household; a correction is a new row, both stay. */
struct note {
    int64_t note_no, subject_no; /* note_add() with a note_no: a correction of that one, which is closed */
    int64_t replaces_no;
    enum change_subject subject;
    struct text words, tag, operator_id; /* tag "" = a note, else a 付せん by name */
    date until;                          /* of a tag */
    int64_t recorded_at;
};
MUST_CHECK enum err note_add(struct session *s, const struct note *note, struct report *report,
                             int64_t *ret_note_no);
MUST_CHECK enum err note_close(struct session *s, int64_t note_no, struct report *report);
MUST_CHECK enum err notes_of(struct session *s, enum change_subject subject, int64_t subject_no,
                             int64_t known_at, struct arena *arena, struct report *report,
                             struct note **ret, size_t *ret_count);
/* Whom a 付せん of that name stands on, on a day: numbers in ascending order, for extractions (CO-43). */
MUST_CHECK enum err notes_tagged(struct store *s, enum change_subject subject, struct text tag, date on,
                                 struct arena *arena, struct report *report, int64_t **ret,
                                 size_t *ret_count);

/* 個人設定: small texts by name ("first-page", "list.rows"). */
MUST_CHECK enum err setting_get(struct session *s, const char *name, struct arena *arena,
                                struct report *report, struct text *ret);
MUST_CHECK enum err setting_put(struct session *s, const char *name, struct text value,
                                struct report *report);

/*
 * kokuho verify: a second person behind every applied change of a kind that wants one, every step legal and
 * the state its last one, no draft applied, values within their limits, counts of tasks as the tasks.
 */
MUST_CHECK enum err casework_verify(struct store *s, struct report *report);
extern const struct store_table casework_tables[];
extern const size_t casework_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held casework_held[];
extern const size_t casework_held_count;

/* Secrets of fields lie sealed. */
extern const struct key_use key_use_casework;
extern const struct key_purpose key_purpose_casework;

#endif
