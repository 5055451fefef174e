/* メモ, 付せん and 個人設定. Notes stand in two times: nothing is overwritten, a correction is a row beside
 * the old. */
#include "casework/internal.h"

#define NOTE_CHARACTERS_MAX 2000
#define TAG_CHARACTERS_MAX 20
#define SETTINGS_MAX 100
#define SETTING_CHARACTERS_MAX 1000

static enum err note_fault(const struct note *n, struct report *report)
{
    bool subject = (n->subject == CHANGE_OF_PERSON || n->subject == CHANGE_OF_HOUSEHOLD) && n->subject_no > 0;
    if (!subject) {
        return report_fail(report, ERR_INPUT, "メモを付ける人か世帯が選ばれていません");
    }
    if ((n->words.len == 0 && n->tag.len == 0) ||
        !casework_words_are_fine(n->words, NOTE_CHARACTERS_MAX, true) ||
        !casework_words_are_fine(n->tag, TAG_CHARACTERS_MAX, false)) {
        return report_fail(report, ERR_INPUT,
                           "メモは%d文字まで、付せんの名は%d文字までです。目に見えない文字は使えません",
                           NOTE_CHARACTERS_MAX, TAG_CHARACTERS_MAX);
    }
    enum err e = casework_no_number(n->words, "メモ", report);
    return e == ERR_NONE ? casework_no_number(n->tag, "付せんの名前", report) : e;
}

/* In a write transaction: an own note, or any with case.assign. */
static enum err close_row(struct session *s, int64_t note_no, const struct note *same, int64_t now,
                          struct report *report)
{
    struct query *q = store_query(s->store, SQL_casework_note_one);
    bool row, mine = false, open = false, fits = true;
    query_set_i64(q, "note_no", note_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        mine = text_is(query_text(q, 0), s->operator.id);
        open = query_i64(q, 1) == INT64_MAX;
        fits = same == NULL ||
               (query_i64(q, 2) == (int64_t)same->subject && query_i64(q, 3) == same->subject_no);
    }
    query_reset(q);
    if (e == ERR_NONE && (!row || !open || !fits)) {
        e = report_fail(report, ERR_INPUT, "メモ %lld はもうありません。開き直して確かめてください",
                        (long long)note_no);
    }
    if (e == ERR_NONE && !mine) {
        e = casework_needs(s, PERM_CASE_ASSIGN, report);
    }
    if (e == ERR_NONE) {
        q = store_query(s->store, SQL_casework_note_close);
        query_set_i64(q, "note_no", note_no);
        query_set_i64(q, "now", now);
        query_set_text(q, "operator_id", text_of(s->operator.id));
        e = casework_one(q, report);
    }
    return e;
}

static enum err add_row(struct session *s, const struct note *n, int64_t now, struct report *report,
                        int64_t *ret)
{
    struct query *q = store_query(s->store, SQL_casework_note_add);
    bool row;
    query_set_i64(q, "subject", n->subject);
    query_set_i64(q, "subject_no", n->subject_no);
    query_set_text(q, "words", n->words.len > 0 ? n->words : text_of(""));
    query_set_text(q, "tag", n->tag.len > 0 ? n->tag : text_of(""));
    query_set_i64(q, "until", date_is_none(n->until) ? DUE_NONE : date_ymd(n->until));
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_i64(q, "replaces_no", n->note_no);
    query_set_i64(q, "now", now);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err note_add(struct session *s, const struct note *note, struct report *report, int64_t *ret_note_no)
{
    int64_t now = clock_now_ms(), no = 0;
    enum err e = casework_needs(s, PERM_NOTE_CHANGE, report);
    e = e == ERR_NONE ? note_fault(note, report) : e;
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = note->note_no != 0 ? close_row(s, note->note_no, note, now, report) : ERR_NONE;
    e = e == ERR_NONE ? add_row(s, note, now, report, &no) : e;
    e = casework_end(s->store, e, report);
    *ret_note_no = e == ERR_NONE ? no : *ret_note_no;
    return e;
}

enum err note_close(struct session *s, int64_t note_no, struct report *report)
{
    enum err e = casework_needs(s, PERM_NOTE_CHANGE, report);
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    return e == ERR_NONE
               ? casework_end(s->store, close_row(s, note_no, NULL, clock_now_ms(), report), report)
               : e;
}

enum err notes_of(struct session *s, enum change_subject subject, int64_t subject_no, int64_t known_at,
                  struct arena *arena, struct report *report, struct note **ret, size_t *ret_count)
{
    struct note *notes = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e =
        operator_may(&s->operator, PERM_NOTE_CHANGE) ? ERR_NONE : casework_needs(s, PERM_CASE_VIEW, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_casework_notes_of);
    query_set_i64(q, "subject", subject);
    query_set_i64(q, "subject_no", subject_no);
    query_set_i64(q, "known_at", known_at < INT64_MAX ? known_at : INT64_MAX - 1);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct note *n = ARENA_PUSH(arena, notes, count, capacity);
        *n = (struct note){.note_no = query_i64(q, 0),
                           .subject = subject,
                           .subject_no = subject_no,
                           .words = text_copy(arena, query_text(q, 1)),
                           .tag = text_copy(arena, query_text(q, 2)),
                           .until = date_none(),
                           .operator_id = text_copy(arena, query_text(q, 4)),
                           .replaces_no = query_i64(q, 5),
                           .recorded_at = query_i64(q, 6)};
        bool ok = query_i64(q, 3) == DUE_NONE || date_from_ymd((int32_t)query_i64(q, 3), &n->until);
        assert(ok);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = notes;
        *ret_count = count;
    }
    return e;
}

enum err notes_tagged(struct store *s, enum change_subject subject, struct text tag, date on,
                      struct arena *arena, struct report *report, int64_t **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_casework_notes_tagged);
    int64_t *found = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;
    query_set_i64(q, "subject", subject);
    query_set_text(q, "tag", tag);
    query_set_i64(q, "on", date_ymd(on));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, found, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    *ret = found;
    *ret_count = count;
    return e;
}

/* -------------------------------------------------------------------------------- settings ---- */

enum err setting_get(struct session *s, const char *name, struct arena *arena, struct report *report,
                     struct text *ret)
{
    struct query *q = store_query(s->store, SQL_casework_setting_get);
    bool row;
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_text(q, "name", text_of(name));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = row ? text_copy(arena, query_text(q, 0)) : text_of("");
    }
    query_reset(q);
    return e;
}

static enum err setting_put_row(struct session *s, const char *name, struct text value, struct report *report)
{
    struct query *q = store_query(s->store, SQL_casework_setting_count);
    bool row;
    query_set_text(q, "operator_id", text_of(s->operator.id));
    enum err e = query_step(q, report, &row);
    bool full = e == ERR_NONE && query_i64(q, 0) >= SETTINGS_MAX;
    query_reset(q);
    if (full) {
        e = report_fail(report, ERR_INPUT, "個人設定は%d個までです", SETTINGS_MAX);
    }
    if (e == ERR_NONE) {
        q = store_query(s->store, SQL_casework_setting_put);
        query_set_text(q, "operator_id", text_of(s->operator.id));
        query_set_text(q, "name", text_of(name));
        query_set_text(q, "value", value.len > 0 ? value : text_of(""));
        e = casework_one(q, report);
    }
    return e;
}

enum err setting_put(struct session *s, const char *name, struct text value, struct report *report)
{
    if (name[0] == '\0' || !casework_words_are_fine(text_of(name), 60, false) ||
        !casework_words_are_fine(value, SETTING_CHARACTERS_MAX, true)) {
        return report_fail(report, ERR_INPUT, "個人設定の名か値が長すぎます");
    }
    enum err e = store_begin(s->store, report);
    return e == ERR_NONE ? casework_end(s->store, setting_put_row(s, name, value, report), report) : e;
}
