/*
 * 定義ファイル -- reads a layout's definition (payment_formats.md 16.2; layouts/README.md).
 *
 * Line by line; the first word decides. Every fault is reported with file and line and the reading goes
 * on, so that one run shows them all.
 */
#include "interchange/definition.h"

#include <stdarg.h>

void loader_fault(struct loader *l, int line, const char *format, ...)
{
    char words[REPORT_LINE_BYTES];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    assert(len >= 0);
    l->faults++;
    if (line > 0) {
        report_add(l->report, "%s %d行目: %s", l->path, line, words);
    } else {
        report_add(l->report, "%s: %s", l->path, words);
    }
}

char *loader_copy(struct loader *l, struct text t) { return arena_copy(l->arena, t.bytes, t.len); }

bool name_is_valid(struct text t)
{
    if (t.len == 0 || t.len > 63 || t.bytes[0] < 'a' || t.bytes[0] > 'z') {
        return false;
    }
    for (size_t i = 0; i < t.len; i++) {
        char c = t.bytes[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) {
            return false;
        }
    }
    return true;
}

bool identifier_is_valid(struct text t)
{
    return name_is_valid(t) && memchr(t.bytes, '-', t.len) == NULL;
}

/* "text" or 'text' or a bare word, without its quotes. */
struct text loader_unquote(struct loader *l, struct text word)
{
    if (word.len >= 1 && (word.bytes[0] == '"' || word.bytes[0] == '\'')) {
        if (word.len < 2 || word.bytes[word.len - 1] != word.bytes[0]) {
            loader_fault(l, l->line, "引用符が閉じていません「%.*s」", (int)word.len, word.bytes);
            return (struct text){word.bytes + 1, word.len - 1};
        }
        return (struct text){word.bytes + 1, word.len - 2};
    }
    return word;
}

/* The line up to a comment: `#` at the beginning or after a blank, outside quotes. */
static struct text without_comment(struct text line)
{
    char quote = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.bytes[i];
        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '#' && (i == 0 || line.bytes[i - 1] == ' ' || line.bytes[i - 1] == '\t')) {
            line.len = i;
            break;
        }
    }
    while (line.len > 0 && (line.bytes[line.len - 1] == ' ' || line.bytes[line.len - 1] == '\t')) {
        line.len--;
    }
    return line;
}

/* Splits at blanks outside quotes. */
static size_t split_words(struct loader *l, struct text line, struct text *words)
{
    size_t count = 0, i = 0;
    while (i < line.len) {
        while (i < line.len && (line.bytes[i] == ' ' || line.bytes[i] == '\t')) {
            i++;
        }
        size_t from = i;
        char quote = 0;
        while (i < line.len && (quote != 0 || (line.bytes[i] != ' ' && line.bytes[i] != '\t'))) {
            if (quote != 0) {
                quote = line.bytes[i] == quote ? 0 : quote;
            } else if (line.bytes[i] == '"' || line.bytes[i] == '\'') {
                quote = line.bytes[i];
            }
            i++;
        }
        if (i > from) {
            if (count == WORDS_MAX) {
                loader_fault(l, l->line, "語が多すぎます（1行に%uまで）", WORDS_MAX);
                return count;
            }
            words[count++] = (struct text){line.bytes + from, i - from};
        }
    }
    return count;
}

/* What stands after the first `skip` words, as one text. */
const char *loader_rest(struct loader *l, struct text line, struct text *words, size_t count,
                                size_t skip)
{
    if (skip >= count) {
        return "";
    }
    size_t from = (size_t)(words[skip].bytes - line.bytes);
    return arena_copy(l->arena, line.bytes + from, line.len - from);
}

bool loader_expect(struct loader *l, size_t count, size_t least, size_t most, const char *form)
{
    if (count < least || count > most) {
        loader_fault(l, l->line, "行の形が違います。正しい形: %s", form);
        return false;
    }
    return true;
}

bool loader_one_of(struct loader *l, struct text word, const char *what, const char *const *names,
                   size_t count, size_t *ret)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && text_is(word, names[i])) {
            *ret = i;
            return true;
        }
    }
    loader_fault(l, l->line, "%s「%.*s」は知らない語です", what, (int)word.len, word.bytes);
    return false;
}

/* ---------------------------------------------------------------------- lines of the head ---- */

static void layout_line(struct loader *l, struct text *w, size_t n)
{
    int64_t version;
    if (l->in_base) {
        return; /* what it is called stands in the definition that builds on it */
    }
    if (!loader_expect(l, n, 4, 4, "layout 名前 version 番号") || !text_is(w[2], "version")) {
        return;
    }
    if (!name_is_valid(w[1])) {
        loader_fault(l, l->line, "レイアウト名「%.*s」は英小文字で始まる英数字と - _ で書きます",
                     (int)w[1].len, w[1].bytes);
        return;
    }
    if (!parse_i64(w[3].bytes, w[3].len, 1, 9999, &version)) {
        loader_fault(l, l->line, "版「%.*s」は1から9999の数で書きます", (int)w[3].len, w[3].bytes);
        return;
    }
    if (l->layout->name != NULL) {
        loader_fault(l, l->line, "layout の行が二つあります");
        return;
    }
    l->layout->name = loader_copy(l, w[1]);
    l->layout->version = version;
}

static const char *const terminator_names[] = {"any", "crlf", "lf", "cr", "none"};

static void framing_line(struct loader *l, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    size_t i = 2, at;
    int64_t v;

    if (y->framing != FRAMING_NONE && !l->framing_is_inherited) {
        loader_fault(l, l->line, "framing の行が二つあります");
        return;
    }
    l->framing_is_inherited = false;
    y->header_lines = 0;
    y->read_terminator = TERMINATOR_ANY;
    if (n >= 3 && text_is(w[1], "fixed")) {
        if (!parse_i64(w[2].bytes, w[2].len, 1, LAYOUT_FIXED_MAX, &v)) {
            loader_fault(l, l->line, "レコード長「%.*s」は1から%uの数で書きます", (int)w[2].len,
                         w[2].bytes, LAYOUT_FIXED_MAX);
            return;
        }
        y->framing = FRAMING_FIXED;
        y->fixed_len = (size_t)v;
        i = 3;
    } else if (n >= 2 && text_is(w[1], "csv")) {
        y->framing = FRAMING_CSV;
        y->delimiter = ',';
        y->quote = '"';
    } else {
        loader_fault(l, l->line, "framing は fixed 長さ か csv です");
        return;
    }
    for (; i + 1 < n; i += 2) {
        struct text value = loader_unquote(l, w[i + 1]);
        if (text_is(w[i], "terminator")) {
            if (loader_one_of(l, value, "行末", terminator_names, COUNT_OF(terminator_names), &at)) {
                y->read_terminator = (enum terminator)at;
            }
        } else if (y->framing == FRAMING_CSV && text_is(w[i], "delimiter") && value.len == 1) {
            y->delimiter = value.bytes[0];
        } else if (y->framing == FRAMING_CSV && text_is(w[i], "delimiter") &&
                   text_is(value, "tab")) {
            y->delimiter = '\t';
        } else if (y->framing == FRAMING_CSV && text_is(w[i], "quote") && value.len <= 1) {
            y->quote = value.len == 1 ? value.bytes[0] : '\0';
        } else if (y->framing == FRAMING_CSV && text_is(w[i], "header") &&
                   parse_i64(value.bytes, value.len, 0, 100, &v)) {
            y->header_lines = v;
        } else {
            loader_fault(l, l->line, "framing の「%.*s %.*s」が分かりません", (int)w[i].len,
                         w[i].bytes, (int)w[i + 1].len, w[i + 1].bytes);
        }
    }
    if (i < n) {
        loader_fault(l, l->line, "framing の「%.*s」に値がありません", (int)w[i].len, w[i].bytes);
    }
}

static void word_line(struct loader *l, struct text *w, size_t n, const char **to, const char *inherited)
{
    if (!loader_expect(l, n, 2, 2, "名前 値")) {
        return;
    }
    if (*to != NULL && *to != inherited) {
        loader_fault(l, l->line, "%.*s の行が二つあります", (int)w[0].len, w[0].bytes);
        return;
    }
    *to = loader_copy(l, loader_unquote(l, w[1]));
}

static const struct {
    const char *word;
    size_t offset; /* of a const char * in struct layout */
    const char *const values[4]; /* closed list, or empty */
} head_words[] = {
    {"label", offsetof(struct layout, label), {NULL}},
    {"partner", offsetof(struct layout, partner), {NULL}},
    {"valid-from", offsetof(struct layout, valid_from), {NULL}},
    {"status", offsetof(struct layout, status), {"confirmed", "assumed", "proposed"}},
    {"direction", offsetof(struct layout, direction), {"in", "out", "both"}},
    {"variant", offsetof(struct layout, variant), {"request", "result"}},
};

/* label, partner, status ...; true when the first word is one of them. */
static bool head_line(struct loader *l, struct text *w, size_t n)
{
    for (size_t i = 0; i < COUNT_OF(head_words); i++) {
        if (!text_is(w[0], head_words[i].word)) {
            continue;
        }
        const char **to = (const char **)((char *)l->layout + head_words[i].offset);
        size_t at;
        if (l->has_record && !l->in_base) { /* whoever reads the head only would miss it */
            loader_fault(l, l->line, "%s は record より前に書きます", head_words[i].word);
        }
        const char *inherited = *(const char **)((char *)&l->inherited + head_words[i].offset);
        word_line(l, w, n, to, inherited);
        if (head_words[i].values[0] != NULL && *to != NULL) {
            (void)loader_one_of(l, text_of(*to), head_words[i].word, head_words[i].values, 4, &at);
        }
        return true;
    }
    return false;
}

static void param_line(struct loader *l, struct text *w, size_t n)
{
    static const char *const types[] = {"int", "text", "date"};
    struct layout *y = l->layout;
    size_t at;

    if (!loader_expect(l, n, 3, 3, "param 名前 int|text|date") ||
        !loader_one_of(l, w[2], "param の型", types, COUNT_OF(types), &at)) {
        return;
    }
    if (!identifier_is_valid(w[1])) {
        loader_fault(l, l->line, "param の名前「%.*s」の形が違います", (int)w[1].len, w[1].bytes);
        return;
    }
    for (size_t i = 0; i < y->param_count; i++) {
        if (text_is(w[1], y->params[i].name) && i < l->inherited.param_count) {
            y->params[i].type = types[at];
            return;
        }
        if (text_is(w[1], y->params[i].name)) {
            loader_fault(l, l->line, "param「%s」が二つあります", y->params[i].name);
            return;
        }
    }
    if (y->param_count == 64) {
        loader_fault(l, l->line, "param は64までです");
        return;
    }
    *ARENA_PUSH(l->arena, y->params, y->param_count, l->param_capacity) =
        (struct param){loader_copy(l, w[1]), types[at], l->line};
}

/* Lines inside `record ... end`; true when the line was one of them. */
static bool line_in_record(struct loader *l, struct text *w, size_t n)
{
    if (text_is(w[0], "f")) {
        loader_field_line(l, w, n);
    } else if (text_is(w[0], "sub")) {
        l->sub_of = NULL;
        for (size_t i = 0; n == 2 && l->record != NULL && i < l->record->field_count; i++) {
            if (text_is(w[1], l->record->fields[i].name)) {
                l->sub_of = &l->record->fields[i];
            }
        }
        if (l->sub_of == NULL) {
            loader_fault(l, l->line, "sub の項目は record の中で先に定義した項目です");
        } else if (l->sub_of->sub_count > 0) {
            loader_fault(l, l->line, "項目「%s」の sub が二つあります", l->sub_of->name);
        }
        l->sub_capacity = l->sub_of != NULL ? l->sub_of->sub_count : 0;
    } else if (text_is(w[0], "s")) {
        loader_sub_line(l, w, n);
    } else if (text_is(w[0], "endsub")) {
        l->sub_of = NULL;
    } else {
        return false;
    }
    return true;
}

static void any_line(struct loader *l, struct text line, struct text *w, size_t n)
{
    struct layout *y = l->layout;
    size_t at;

    if (line_in_record(l, w, n) || head_line(l, w, n)) {
        return;
    }
    if (text_is(w[0], "end") && n == 1) {
        loader_end_line(l);
        return;
    }
    if (text_is(w[0], "t")) {
        loader_pair_line(l, w, n);
        return;
    }
    if (text_is(w[0], "m")) {
        loader_target_line(l, line, w, n);
        return;
    }
    if (l->record != NULL) {
        loader_fault(l, l->line, "record「%s」が end で閉じていません", l->record->name);
    }
    l->record = NULL;
    l->sub_of = NULL;
    l->table = NULL;
    l->map = NULL;
    if (text_is(w[0], "layout")) {
        layout_line(l, w, n);
    } else if (text_is(w[0], "based-on")) {
        loader_based_on_line(l, w, n);
    } else if (text_is(w[0], "charset")) {
        loader_charset_line(l, w, n);
    } else if (text_is(w[0], "framing")) {
        framing_line(l, w, n);
    } else if (text_is(w[0], "write")) {
        if (loader_expect(l, n, 3, 3, "write terminator crlf|lf|cr|none") &&
            text_is(w[1], "terminator") &&
            loader_one_of(l, w[2], "行末", terminator_names, COUNT_OF(terminator_names), &at)) {
            y->write_terminator = (enum terminator)at;
        }
    } else if (text_is(w[0], "refuse")) {
        const char *words = NULL;
        word_line(l, w, n, &words, NULL);
        y->refuse = text_of(words);
    } else if (text_is(w[0], "sequence")) {
        l->sequence_text = loader_rest(l, line, w, n, 1);
        l->sequence_line = l->line;
    } else if (text_is(w[0], "control")) {
        l->control_text = loader_rest(l, line, w, n, 1);
        l->control_line = l->line;
    } else if (text_is(w[0], "param")) {
        param_line(l, w, n);
    } else if (text_is(w[0], "record")) {
        loader_record_line(l, w, n);
    } else if (text_is(w[0], "rule")) {
        loader_rule_line(l, line, w, n);
    } else if (text_is(w[0], "map")) {
        loader_map_line(l, line, w, n);
    } else if (text_is(w[0], "table")) {
        loader_table_line(l, w, n);
    } else {
        loader_fault(l, l->line, "知らない語「%.*s」で始まる行です", (int)w[0].len, w[0].bytes);
    }
}

/* ------------------------------------------------------------------------------- whole ------- */

static void keep_comment(struct loader *l, struct text line)
{
    struct layout *y = l->layout;
    if (y->name == NULL && line.len > 1 && line.bytes[0] == '#' && y->comment_count < 256) {
        size_t skip = line.bytes[1] == ' ' ? 2 : 1;
        struct text t = {line.bytes + skip, line.len - skip};
        *ARENA_PUSH(l->arena, y->comments, y->comment_count, l->comment_capacity) =
            (struct text){loader_copy(l, t), t.len};
    }
}

void loader_all_lines(struct loader *l, const char *bytes, size_t len)
{
    struct text words[WORDS_MAX];
    size_t at = 0;

    while (at < len) {
        const char *newline = memchr(bytes + at, '\n', len - at);
        size_t end = newline != NULL ? (size_t)(newline - bytes) : len;
        struct text line = {bytes + at, end - at};
        at = end + 1;
        l->line++;
        if (line.len > 0 && line.bytes[line.len - 1] == '\r') {
            line.len--;
        }
        if (line.len > 4096) {
            loader_fault(l, l->line, "行が4,096バイトを超えています");
            continue;
        }
        keep_comment(l, line);
        line = without_comment(line);
        size_t n = split_words(l, line, words);
        if (l->only_head && n > 0 && text_is(words[0], "record")) {
            return;
        }
        if (n > 0) {
            any_line(l, line, words, n);
        }
        if (l->faults > 1000) {
            return;
        }
    }
    if (l->record != NULL) {
        loader_fault(l, l->line, "record「%s」が end で閉じていません", l->record->name);
    }
}

const char *layout_name(const struct layout *l) { return l->name; }
const char *layout_partner(const struct layout *l) { return l->partner; }
int64_t layout_version(const struct layout *l) { return l->version; }

size_t layout_record(const struct layout *l, const char *record)
{
    for (size_t i = 0; i < l->record_count; i++) {
        if (strcmp(l->records[i].name, record) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t layout_field(const struct layout *l, size_t record, const char *field)
{
    for (size_t i = 0; record < l->record_count && i < l->records[record].field_count; i++) {
        if (strcmp(l->records[record].fields[i].name, field) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}
