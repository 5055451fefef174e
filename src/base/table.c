/* Dated tables: head, columns, rows; every fault with file and line. */
#include "base/table.h"

#include "base/hash.h"
#include "base/text.h"

#include <errno.h>

#define TABLE_BYTES_MAX (1u << 20)
#define ROWS_MAX 20000u
#define COLUMNS_MAX 32u

struct parser {
    const char *file;
    int line;
    const struct column *columns;
    size_t column_count;
    size_t order[COLUMNS_MAX]; /* position in the file -> index of columns */
    size_t written;            /* columns the file names */
    bool has_names;
    struct arena *arena;
    struct report *report;
    struct table *table;
    size_t capacity;
};

static enum err fault(struct parser *p, const char *what, struct text value)
{
    return report_fail(p->report, ERR_INPUT, "%s（%s %d行目）: 「%.*s」", what, p->file, p->line,
                       (int)value.len, value.bytes);
}

static struct text trim(struct text t)
{
    while (t.len > 0 && (t.bytes[0] == ' ' || t.bytes[0] == '\t')) {
        t.bytes++;
        t.len--;
    }
    while (t.len > 0 && (t.bytes[t.len - 1] == ' ' || t.bytes[t.len - 1] == '\t')) {
        t.len--;
    }
    return t;
}

/* Next cell of a line: up to a tab or two blanks; the last one takes the rest. */
static struct text next_cell(struct text *line, bool is_last)
{
    *line = trim(*line);
    size_t n = 0;
    if (is_last) {
        n = line->len;
    }
    while (n < line->len && line->bytes[n] != '\t' &&
           !(line->bytes[n] == ' ' && n + 1 < line->len && line->bytes[n + 1] == ' ')) {
        n++;
    }
    struct text cell = {line->bytes, n};
    line->bytes += n;
    line->len -= n;
    return cell;
}

static enum err read_head(struct parser *p, struct text line)
{
    struct text words = trim((struct text){line.bytes + 1, line.len - 1});
    struct table *t = p->table;
    struct {
        const char *key;
        const char **to;
    } keys[] = {{"law", &t->law}, {"unit", &t->unit}};

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        size_t n = strlen(keys[i].key);
        if (words.len > n && memcmp(words.bytes, keys[i].key, n) == 0 && words.bytes[n] == ' ') {
            struct text value = trim((struct text){words.bytes + n, words.len - n});
            *keys[i].to = arena_copy(p->arena, value.bytes, value.len);
            return ERR_NONE;
        }
    }
    if (words.len > 8 && memcmp(words.bytes, "checked ", 8) == 0) {
        struct text value = trim((struct text){words.bytes + 8, words.len - 8});
        if (value.len < 10 || !date_parse_iso(value.bytes, 10, &t->checked)) {
            return fault(p, "確認日は YYYY-MM-DD で書いてください", value);
        }
        return ERR_NONE;
    }
    if (t->title == NULL) {
        t->title = arena_copy(p->arena, words.bytes, words.len);
    }
    return ERR_NONE;
}

static enum err read_names(struct parser *p, struct text line)
{
    bool seen[COLUMNS_MAX] = {false};
    enum err e = ERR_NONE;
    p->has_names = true;

    for (line = trim(line); line.len > 0 && p->written < COLUMNS_MAX; line = trim(line)) {
        struct text name = next_cell(&line, false);
        /* Names hold no blanks: a single blank parts them too. */
        for (size_t i = 0; i < name.len; i++) {
            if (name.bytes[i] == ' ') {
                line.bytes -= name.len - i;
                line.len += name.len - i;
                name.len = i;
            }
        }
        size_t k = 0;
        while (k < p->column_count && !text_is(name, p->columns[k].name)) {
            k++;
        }
        if (k == p->column_count) {
            e = fault(p, "知らない列名です", name);
        } else if (seen[k]) {
            e = fault(p, "同じ列名が2回あります", name);
        } else {
            seen[k] = true;
        }
        p->order[p->written++] = k;
    }
    for (size_t k = 0; k < p->column_count; k++) {
        if (!seen[k]) {
            e = fault(p, "列がありません", text_of(p->columns[k].name));
        }
    }
    if (p->table->unit == NULL) {
        e = fault(p, "見出しに単位（# unit）がありません", text_of(""));
    }
    if (date_is_none(p->table->checked)) {
        e = fault(p, "見出しに確認日（# checked）がありません", text_of(""));
    }
    return e;
}

static enum err read_cell(struct parser *p, const struct column *c, struct text value,
                          struct cell *ret)
{
    *ret = (struct cell){.text = arena_copy(p->arena, value.bytes, value.len)};
    if (value.len == 0 || text_is(value, "-")) {
        return c->required ? fault(p, "値がありません", text_of(c->name)) : ERR_NONE;
    }
    ret->present = true;
    switch (c->type) {
    case COLUMN_TEXT:
        return ERR_NONE;
    case COLUMN_DATE: {
        date d;
        if (!date_parse_iso(value.bytes, value.len, &d)) {
            return fault(p, "存在しない日付です（YYYY-MM-DD で書いてください）", value);
        }
        ret->number = d.day;
        return ERR_NONE;
    }
    case COLUMN_YEN:
        return parse_i64(value.bytes, value.len, -YEN_MAX, YEN_MAX, &ret->number)
                   ? ERR_NONE
                   : fault(p, "金額（円）ではありません", value);
    case COLUMN_INT:
        return parse_i64(value.bytes, value.len, INT32_MIN, INT32_MAX, &ret->number)
                   ? ERR_NONE
                   : fault(p, "整数ではありません", value);
    case COLUMN_RATE:
        return rate_parse(value.bytes, value.len, &ret->rate)
                   ? ERR_NONE
                   : fault(p, "率は 7.51% のように書いてください", value);
    }
    base_bug(__FILE__, __LINE__, "a type of column that does not exist");
}

static bool same_key(const struct parser *p, const struct table_row *a, const struct table_row *b)
{
    for (size_t k = 0; k < p->column_count; k++) {
        if (p->columns[k].is_key && strcmp(a->cells[k].text, b->cells[k].text) != 0) {
            return false;
        }
    }
    return date_equal(a->from, b->from);
}

static enum err check_order(struct parser *p, const struct table_row *row)
{
    struct table *t = p->table;
    if (t->row_count == 0) {
        return ERR_NONE;
    }
    if (date_before(row->from, t->rows[t->row_count - 1].from)) {
        return fault(p, "行が日付の順に並んでいません", text_of(row->cells[0].text));
    }
    for (size_t i = t->row_count; i-- > 0 && date_equal(t->rows[i].from, row->from);) {
        if (same_key(p, &t->rows[i], row)) {
            return fault(p, "同じ日・同じ区分の行が重なっています", text_of(row->cells[0].text));
        }
    }
    return ERR_NONE;
}

static enum err read_row(struct parser *p, struct text line)
{
    struct table *t = p->table;
    struct table_row row = {.from = date_none(), .source = {.file = p->file, .line = p->line}};
    enum err e = ERR_NONE;
    if (t->row_count >= ROWS_MAX) {
        return fault(p, "行が多すぎます", text_of(""));
    }
    row.cells = ARENA_ARRAY(p->arena, struct cell, p->column_count);
    for (size_t k = 0; k < p->column_count; k++) {
        row.cells[k].text = "";
    }
    for (size_t i = 0; i < p->written; i++) {
        struct text value = next_cell(&line, i + 1 == p->written);
        size_t k = p->order[i];
        if (k == p->column_count) {
            continue; /* unknown column, already reported */
        }
        if (value.len == 0) {
            e = fault(p, "列が足りません", text_of(p->columns[k].name));
            continue;
        }
        enum err cell = read_cell(p, &p->columns[k], value, &row.cells[k]);
        e = cell != ERR_NONE ? cell : e;
        if (strcmp(p->columns[k].name, "from") == 0 && row.cells[k].present) {
            row.from = (date){(int32_t)row.cells[k].number};
        }
        if (strcmp(p->columns[k].name, "source") == 0) {
            row.source.citation = row.cells[k].text;
        }
    }
    if (e == ERR_NONE && date_is_none(row.from)) {
        e = fault(p, "適用開始日（from）がありません", text_of(""));
    }
    if (e == ERR_NONE) {
        e = check_order(p, &row);
    }
    if (e == ERR_NONE) {
        *ARENA_PUSH(p->arena, t->rows, t->row_count, p->capacity) = row;
    }
    return e;
}

static enum err read_line(struct parser *p, struct text line)
{
    if (line.len > 0 && line.bytes[line.len - 1] == '\r') {
        line.len--;
    }
    if (trim(line).len == 0) {
        return ERR_NONE;
    }
    if (line.bytes[0] == '#') {
        return p->has_names ? ERR_NONE : read_head(p, line);
    }
    return p->has_names ? read_row(p, line) : read_names(p, line);
}

enum err table_parse(const char *bytes, size_t len, const char *shown_as,
                     const struct column *columns, size_t column_count, struct arena *arena,
                     struct report *report, struct table *ret)
{
    assert(column_count <= COLUMNS_MAX);
    struct table t = {.file = arena_string(arena, shown_as), .checked = date_none(),
                      .columns = columns, .column_count = column_count};
    struct parser p = {.file = t.file, .columns = columns, .column_count = column_count,
                       .arena = arena, .report = report, .table = &t};
    enum err e = ERR_NONE;
    size_t bad, at = 0;

    if (!utf8_is_valid(bytes, len, &bad)) {
        return report_fail(report, ERR_INPUT, "UTF-8 でないバイトがあります（%s 先頭から%zuバイト目）",
                           shown_as, bad + 1);
    }
    while (at < len) {
        size_t end = at;
        while (end < len && bytes[end] != '\n') {
            end++;
        }
        p.line++;
        enum err line = read_line(&p, (struct text){bytes + at, end - at});
        e = line != ERR_NONE ? line : e;
        at = end + 1;
    }
    if (!p.has_names) {
        e = report_fail(report, ERR_INPUT, "列名の行がありません（%s）", shown_as);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct sha256 hash;
    sha256_init(&hash);
    sha256_add(&hash, bytes, len);
    sha256_done(&hash, t.sha256);
    *ret = t;
    return ERR_NONE;
}

enum err table_read(const char *path, const char *shown_as, const struct column *columns,
                    size_t column_count, struct arena *arena, struct report *report,
                    struct table *ret)
{
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "表 %s を開けません: %s", shown_as, strerror(errno));
    }
    struct textbuf all;
    textbuf_init(&all, TABLE_BYTES_MAX);
    char chunk[8192];
    size_t n;
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0) {
        textbuf_add(&all, chunk, n);
    }
    bool failed = ferror(f) != 0;
    fclose(f);

    enum err e;
    if (failed) {
        e = report_fail(report, ERR_WORLD, "表 %s を読めません", shown_as);
    } else if (all.overflow) {
        e = report_fail(report, ERR_INPUT, "表 %s は大きすぎます（1 MiB まで）", shown_as);
    } else {
        e = table_parse(all.bytes != NULL ? all.bytes : "", all.len, shown_as, columns, column_count,
                        arena, report, ret);
    }
    textbuf_done(&all);
    return e;
}

const struct table_row *table_in_force(const struct table *t, date day, const char *const *keys)
{
    const struct table_row *found = NULL;

    for (size_t i = 0; i < t->row_count && date_at_most(t->rows[i].from, day); i++) {
        bool matches = true;
        for (size_t k = 0, key = 0; k < t->column_count; k++) {
            if (t->columns[k].is_key && strcmp(t->columns[k].name, "from") != 0) {
                matches = matches && strcmp(t->rows[i].cells[k].text, keys[key]) == 0;
                key++;
            }
        }
        if (matches) {
            found = &t->rows[i]; /* dates ascend: the last one that has begun is in force */
        }
    }
    return found;
}

const struct cell *table_cell(const struct table *t, const struct table_row *row, const char *column)
{
    for (size_t k = 0; k < t->column_count; k++) {
        if (strcmp(t->columns[k].name, column) == 0) {
            return &row->cells[k];
        }
    }
    base_bug(__FILE__, __LINE__, "a column that the table does not have");
}
