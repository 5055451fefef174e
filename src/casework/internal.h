/* What the files of this folder share and nobody else sees. */
#ifndef KOKUHO_CASEWORK_INTERNAL_H
#define KOKUHO_CASEWORK_INTERNAL_H

#include "casework/casework.h"

#define DUE_NONE 99991231 /* as the tables have it */

/* Ends the transaction that `e` is the result of: commit when it went well, else back. */
MUST_CHECK enum err casework_end(struct store *s, enum err e, struct report *report);
/* The session's operator has this right; else ERR_INPUT with words. */
MUST_CHECK enum err casework_needs(const struct session *s, enum permission p, struct report *report);
/* A statement that must change exactly one row; else ERR_WORLD with "somebody else was first". */
MUST_CHECK enum err casework_one(struct query *q, struct report *report);
/* Valid UTF-8 without control characters (a line's end is taken when `lines`), at most `max` characters. */
bool casework_words_are_fine(struct text t, size_t max, bool lines);
/* No 個人番号 in a note, a reason, a result (MN-02); ERR_INPUT names `what` and not the number. */
MUST_CHECK enum err casework_no_number(struct text words, const char *what, struct report *report);

/* ---------------------------------------------------------------------------- normalise.c ----- */

/*
 * What was typed into one field becomes what is kept. False: `ret_words` says what is wrong with which value
 * and what to type instead; a secret's value is never in it.
 */
bool field_normalise(const struct change_field *f, struct text typed, date today, struct arena *arena,
                     struct text *ret, const char **ret_words);
/* All fields of a kind in their order: only_if, required, limits. Adds a STOP for each fault, and asks about
 * a day before the law. */
void change_normalise(struct change_call *call);
/* A day before 国民健康保険法: most often an era that was struck wrongly (明治 for 令和). To be confirmed. */
void change_warn_before_law(struct change_call *call, const struct change_field *f);
/* A choice that the kind lists anew each time is one of those, or a STOP at its field. */
MUST_CHECK enum err change_listed(struct change_call *call);
/* A draft is kept as typed, within bounds. ERR_FINDINGS and a STOP at its field: a 個人番号 in a field of
 * words, a character that is not seen, too long. */
MUST_CHECK enum err change_bounds(struct change_call *call);
bool change_holds_number(const struct change_call *call); /* a 個人番号 stands in a field of words */
bool change_has_stop(const struct change_call *call);
/* The check of the kind. A day that no table of the law reaches (of 明治, of a year to come) is a STOP,
 * not a page without the form. */
MUST_CHECK enum err change_kind_check(struct change_call *call);

/* -------------------------------------------------------------------------------- rows.c ------ */

struct change_row {
    int64_t change_no, subject_no, undoes_no;
    int64_t created_at, saved_at, decided_at, applied_at, applied_on;
    enum change_subject subject;
    enum change_state state;
    int version;
    struct text kind_name, owner, approver, returned_words, reason, outcome, section;
    const struct change_kind *kind; /* NULL = not in this version of the program */
};
void change_row_read(const struct query *q, struct arena *arena, struct change_row *ret);
/* ERR_FINDINGS when there is none. */
MUST_CHECK enum err change_row_find(struct store *s, int64_t change_no, struct arena *arena,
                                    struct report *report, struct change_row *ret);
/* Who may see it: OP-22. */
bool change_is_seen_by(const struct operator_identity *o, const struct change_row *row);

/* The one door of every change of state: closed table of steps, who, when, words. In a write transaction. */
struct change_step_now {
    enum change_state from, to; /* from 0: the row was just made as a draft */
    const char *operator_id;
    struct text words;
    int64_t at;
    date business_date;         /* of an application */
};
MUST_CHECK enum err change_move(struct store *s, const struct change_row *row,
                                const struct change_step_now *step, struct report *report);
bool change_step_is_legal(enum change_state from, enum change_state to);
MUST_CHECK enum err change_check_add(struct store *s, const struct change_row *row, const char *operator_id,
                                     int64_t at, enum change_check_result result, struct text words,
                                     struct report *report);
/* The warnings of call; `confirmed_by` "" = not confirmed. Takes the place of those of the same version. */
MUST_CHECK enum err change_warnings_save(const struct change_call *call, int version,
                                         const char *confirmed_by);
/* A moment behind every application so far, so that no two changes have the same. */
MUST_CHECK enum err change_moment(struct store *s, struct report *report, int64_t *ret);

/* ------------------------------------------------------------------------------ values.c ------ */

/* Writes the values of call as they are. An empty secret keeps the one that was sealed before. */
MUST_CHECK enum err change_values_save(const struct change_call *call, int version);
/* With `secrets` also what was sealed, into call's arena; wiped by change_secrets_wipe(). */
MUST_CHECK enum err change_values_load(struct change_call *call, int version, bool secrets);
void change_secrets_wipe(struct change_call *call); /* none goes back to a screen */
/* Once it is decided a secret stands where apply() wrote it, and nowhere else. */
MUST_CHECK enum err change_secrets_drop(const struct change_call *call, int version);
/* After a return the values go on as the next version, sealed ones sealed anew. */
MUST_CHECK enum err change_values_next(struct change_call *call, int from_version, int to_version);

/* ------------------------------------------------------------------------- field_right.c ------ */

/* AZ-14: a STOP for each field that this operator may not write and that is not what stands. Behind
 * change_normalise(). */
MUST_CHECK enum err change_fields_guard(struct change_call *call);

/* ------------------------------------------------------------------------------ change.c ------ */

/* Of one line of a paste and of a form: in the caller's write transaction. */
MUST_CHECK enum err change_insert(struct change_call *call, int64_t undoes_no, struct text reason,
                                  int64_t now, struct change_row *ret);
/*
 * Checks the draft and, unless warnings stop it, proposes or applies it; in the caller's write transaction.
 * *ret_stopped: its warnings stand as rows, nothing else was written.
 */
MUST_CHECK enum err change_forward(struct change_call *call, struct change_row *row, bool confirmed,
                                   bool *ret_stopped);
/* In a write transaction: apply() and what follows from it. */
MUST_CHECK enum err change_apply(struct change_call *call, struct change_row *row);
/* In a write transaction: takes back what `row` cancels. */
MUST_CHECK enum err change_apply_undo(struct change_call *call, const struct change_row *original,
                                      struct text words);
/* The day up to which a kind is closed, yyyymmdd; 0 = never. */
MUST_CHECK enum err change_closed_until(struct store *s, struct text kind, struct report *report,
                                        int64_t *ret);
/* lock_release() inside a write transaction. */
MUST_CHECK enum err lock_drop(struct session *s, enum change_subject subject, int64_t subject_no,
                              struct report *report);
/*
 * Somebody else edits this subject: ERR_FINDINGS with his name (`but`, who proposed what is being decided,
 * does not count). Renews an own lock. In a write transaction.
 */
MUST_CHECK enum err lock_hold(struct session *s, enum change_subject subject, int64_t subject_no,
                              struct text but, int64_t now, struct report *report);

/* --------------------------------------------------------------------------- condition.c ------ */

struct task_condition {
    bool any_state, is_open, is_waiting, is_done;
    bool any_owner, any_section, any_source;
    struct text owner, section, source, source_prefix;
    int64_t due_from, due_until, addressee_no, household_no;
};
/* Texts are views into `condition` or the operator. */
MUST_CHECK enum err task_condition_read(struct text condition, const struct operator_identity *o, date today,
                                        struct report *report, struct task_condition *ret);
/* Of what the operator may see: all, and those whose day is over. */
MUST_CHECK enum err task_count(struct session *s, const struct task_condition *c, struct report *report,
                               int64_t *ret_total, int64_t *ret_overdue);

void task_row_read(const struct query *q, struct arena *arena, struct task *ret);
/* Inside the caller's write transaction. */
MUST_CHECK enum err task_insert(struct store *s, const struct task *task, const char *operator_id,
                                int64_t now, struct report *report, int64_t *ret_task_no, bool *ret_is_new);

/* ------------------------------------------------------------------------------- table.c ------ */

/* The bounded reader of pasted tables: fields of one line, views into the text. */
struct paste_cursor {
    struct text table;
    size_t at;
    int64_t line_no;
};
#define PASTE_FIELDS_MAX (CHANGE_FIELDS_MAX + 1)
/* False at the end. *ret_count is PASTE_FIELDS_MAX + 1 when there are more than that. */
bool paste_next(struct paste_cursor *c, struct text fields[PASTE_FIELDS_MAX], size_t *ret_count);
/* Without the quotes that a spreadsheet put around it. */
struct text paste_unquoted(struct text field, struct arena *arena);
/* Size and UTF-8; ERR_INPUT with words. */
MUST_CHECK enum err paste_check(struct text table, struct report *report);
/* Head line: which field each column is (-1 = the subject); ERR_INPUT names the column. */
MUST_CHECK enum err paste_head(const struct change_kind *kind, const struct text *fields, size_t count,
                               struct report *report, int columns[PASTE_FIELDS_MAX]);

#endif
