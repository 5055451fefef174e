/*
 * 貼り付けた表 -- tab-separated text as a spreadsheet puts it on the clipboard.
 *
 *     table = line { end line } [ end ]      end = CR LF | LF | CR
 *     line  = field { TAB field }
 *     field = plain | '"' { any character but '"' | '""' } '"'
 *
 * Spreadsheets quote a field that holds a tab, a quote or an end of line; a quote inside a plain field is a
 * character. Every reader is bounded: 2 MiB, 1,000 lines behind the head, as many fields as a kind can
 * have.
 */
#include "casework/internal.h"

enum err paste_check(struct text table, struct report *report)
{
    size_t bad;
    if (table.len > PASTE_BYTES_MAX) {
        return report_fail(report, ERR_INPUT,
                           "貼り付けた表が大きすぎます（%zu MiBまで）。分けて貼り付けてください",
                           PASTE_BYTES_MAX >> 20);
    }
    if (table.len > 0 && !utf8_is_valid(table.bytes, table.len, &bad)) {
        return report_fail(report, ERR_INPUT, "貼り付けた表の%zuバイト目が文字として読めません", bad + 1);
    }
    return ERR_NONE;
}

/* The end of a line at `at`: 0 = none, else its bytes. */
static size_t line_end(struct text t, size_t at)
{
    if (t.bytes[at] == '\n') {
        return 1;
    }
    return t.bytes[at] != '\r' ? 0 : at + 1 < t.len && t.bytes[at + 1] == '\n' ? 2 : 1;
}

/* Behind the closing quote of a field that begins with one; 0 = it is no quoted field. */
static size_t quoted_end(struct text t, size_t at)
{
    if (t.bytes[at] != '"') {
        return 0;
    }
    for (size_t i = at + 1; i < t.len; i++) {
        if (t.bytes[i] != '"') {
            continue;
        }
        if (i + 1 < t.len && t.bytes[i + 1] == '"') {
            i++;
            continue;
        }
        bool ends = i + 1 == t.len || t.bytes[i + 1] == '\t' || line_end(t, i + 1) > 0;
        return ends ? i + 1 : 0;
    }
    return 0; /* never closed: a character like any other */
}

bool paste_next(struct paste_cursor *c, struct text fields[PASTE_FIELDS_MAX], size_t *ret_count)
{
    struct text t = c->table;
    size_t count = 0, at = c->at;
    if (at >= t.len) {
        return false;
    }
    c->line_no++;
    for (;;) {
        size_t from = at, end = at < t.len ? quoted_end(t, at) : 0;
        if (end > 0) {
            at = end;
        }
        while (at < t.len && t.bytes[at] != '\t' && line_end(t, at) == 0) {
            at++;
        }
        if (count < PASTE_FIELDS_MAX) {
            fields[count] = (struct text){t.bytes + from, at - from};
        }
        count += count <= PASTE_FIELDS_MAX;
        if (at >= t.len) {
            break;
        }
        size_t line = line_end(t, at);
        if (line > 0) {
            at += line;
            break;
        }
        at++; /* the tab */
    }
    c->at = at;
    *ret_count = count;
    return true;
}

struct text paste_unquoted(struct text field, struct arena *arena)
{
    if (field.len < 2 || field.bytes[0] != '"' || quoted_end(field, 0) != field.len) {
        return field;
    }
    char *buf = arena_alloc(arena, field.len, 1);
    size_t n = 0;
    for (size_t i = 1; i + 1 < field.len; i++) {
        buf[n++] = field.bytes[i];
        i += field.bytes[i] == '"';
    }
    return (struct text){buf, n};
}

/* Blanks around a heading do not count. */
static struct text trimmed(struct text t)
{
    while (t.len > 0 && t.bytes[0] == ' ') {
        t.bytes++, t.len--;
    }
    while (t.len > 0 && t.bytes[t.len - 1] == ' ') {
        t.len--;
    }
    return t;
}

static int column_of(const struct change_kind *kind, struct text heading)
{
    static const char *const subjects[] = {"宛名番号", "世帯番号", "subject"};
    for (size_t i = 0; i < kind->field_count; i++) {
        if (text_is(heading, kind->fields[i].name) || text_is(heading, kind->fields[i].label)) {
            return (int)i;
        }
    }
    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        if (kind->subject != CHANGE_OF_NOBODY && text_is(heading, subjects[i])) {
            return -1;
        }
    }
    return -2;
}

enum err paste_head(const struct change_kind *kind, const struct text *fields, size_t count,
                    struct report *report, int columns[PASTE_FIELDS_MAX])
{
    if (count > PASTE_FIELDS_MAX) {
        return report_fail(report, ERR_INPUT, "見出しが%d列を超えています", PASTE_FIELDS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        struct text heading = trimmed(fields[i]);
        bool first = i == 0 && kind->subject != CHANGE_OF_NOBODY;
        columns[i] = column_of(kind, heading);
        if (first != (columns[i] == -1) || columns[i] == -2) {
            size_t shown = utf8_prefix(heading.bytes, heading.len, 60);
            return report_fail(report, ERR_INPUT, "見出しの%zu列目「%.*s」が%s。%s", i + 1, (int)shown,
                               heading.bytes, first ? "宛名番号か世帯番号ではありません" : "分かりません",
                               "画面の項目名と同じ見出しにしてください");
        }
        if (columns[i] >= 0 && kind->fields[columns[i]].type == FIELD_SECRET) {
            return report_fail(report, ERR_INPUT,
                               "「%s」は貼り付けでは登録できません。画面で一件ずつ入れてください",
                               kind->fields[columns[i]].label);
        }
        for (size_t k = 0; k < i; k++) {
            if (columns[k] == columns[i]) {
                return report_fail(report, ERR_INPUT, "見出し「%.*s」が二つあります", (int)heading.len,
                                   heading.bytes);
            }
        }
    }
    return ERR_NONE;
}
