/*
 * 条件 -- "年齢=65-74 町丁=西新宿 列=氏名,住所": read word by word against what the list declares, each
 * fault named with its word, and said again in plain words (BO-13, OP-20).
 */
#include "output/internal.h"

#include <inttypes.h>

#define COLUMN_WORD "列"
#define NUMBER_DIGITS_MAX 9
#define SHOWN_BYTES 60

/* A word as it may stand in a message. */
static int shown(struct text t)
{
    return (int)utf8_prefix(t.bytes, t.len, SHOWN_BYTES);
}

/* ------------------------------------------------------------------------- 個人番号らしい数 ---- */

static int digit_of(uint32_t c)
{
    if (c >= '0' && c <= '9') {
        return (int)(c - '0');
    }
    return c >= 0xFF10 && c <= 0xFF19 ? (int)(c - 0xFF10) : -1;
}

/* 番号法施行規則5条: check digit = 11 - (sum of P x Q) mod 11; 0 where the rest is 0 or 1. */
static bool check_digit_is_right(const int d[12])
{
    int sum = 0;
    for (int n = 1; n <= 11; n++) {
        sum += d[11 - n] * (n <= 6 ? n + 1 : n - 5);
    }
    int rest = sum % 11;
    return d[11] == (rest <= 1 ? 0 : 11 - rest);
}

bool holds_individual_number(struct text words)
{
    int digits[12];
    size_t count = 0;
    for (size_t at = 0; at <= words.len;) {
        int d = at < words.len ? digit_of(utf8_next(words.bytes, words.len, &at)) : (at++, -1);
        if (d < 0) {
            if (count == 12 && check_digit_is_right(digits)) {
                return true;
            }
            count = 0;
        } else {
            if (count < 12) {
                digits[count] = d;
            }
            count++;
        }
    }
    return false;
}

enum err words_check(const char *what, struct text words, size_t max, struct report *report)
{
    size_t bad;
    if (words.len > max) {
        return report_fail(report, ERR_INPUT, "%sが長すぎます（%zuバイトまで）", what, max);
    }
    if (!utf8_is_valid(words.bytes, words.len, &bad)) {
        return report_fail(report, ERR_INPUT, "%sの%zuバイト目の文字が読めません", what, bad + 1);
    }
    for (size_t i = 0; i < words.len; i++) {
        if ((unsigned char)words.bytes[i] < 0x20 || words.bytes[i] == 0x7f) {
            return report_fail(report, ERR_INPUT, "%sに改行などの制御文字は使えません", what);
        }
    }
    if (holds_individual_number(words)) {
        return report_fail(report, ERR_INPUT,
                           "%sに個人番号と思われる12けたの数字があります。書かないでください", what);
    }
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- values ------ */

/* Where `part` begins, or the length when it does not stand in `t`. */
static size_t find(struct text t, const char *part)
{
    const char *at = memmem(t.bytes, t.len, part, strlen(part));
    return at != NULL ? (size_t)(at - t.bytes) : t.len;
}

/* Parts "a-b" at the first separator; a single value is both ends. */
static void part_range(struct text t, const char *const *separators, struct text *from, struct text *until)
{
    *from = *until = t;
    for (; *separators != NULL; separators++) {
        size_t at = find(t, *separators), len = strlen(*separators);
        if (at < t.len) {
            *from = (struct text){t.bytes, at};
            *until = (struct text){t.bytes + at + len, t.len - at - len};
            return;
        }
    }
}

static bool read_number(struct text t, int64_t open, int64_t *ret)
{
    char digits[NUMBER_DIGITS_MAX + 1];
    size_t count = 0;
    *ret = open;
    if (t.len == 0) {
        return true;
    }
    for (size_t at = 0; at < t.len;) {
        int d = digit_of(utf8_next(t.bytes, t.len, &at));
        if (d < 0 || count == NUMBER_DIGITS_MAX) {
            return false;
        }
        digits[count++] = (char)('0' + d);
    }
    return parse_i64(digits, count, 0, INT64_C(999999999), ret);
}

static enum err read_numbers(const struct output_word *word, struct text t, struct report *report,
                             struct output_value *v)
{
    static const char *const separators[] = {"..", "〜", "～", "-", NULL};
    struct text from, until;
    part_range(t, separators, &from, &until);
    if ((from.len == 0 && until.len == 0) || !read_number(from, INT64_MIN, &v->from) ||
        !read_number(until, INT64_MAX, &v->until)) {
        return report_fail(report, ERR_INPUT,
                           "条件「%s」の値「%.*s」は数（65-74、65-、-74）で書いてください", word->name,
                           shown(t), t.bytes);
    }
    if (v->from > v->until) {
        return report_fail(report, ERR_INPUT, "条件「%s」の値「%.*s」は小さい方を先に書いてください",
                           word->name, shown(t), t.bytes);
    }
    return ERR_NONE;
}

static enum err read_days(const struct output_word *word, struct text t, date today, struct report *report,
                          struct output_value *v)
{
    static const char *const separators[] = {"..", "〜", "～", NULL};
    struct text from, until;
    int year = date_civil(today).year;
    part_range(t, separators, &from, &until);
    bool ok = from.len > 0 || until.len > 0;
    if (from.len > 0) {
        ok = ok && date_parse_typed(from.bytes, from.len, year, &v->day_from);
    }
    if (until.len > 0) {
        ok = ok && date_parse_typed(until.bytes, until.len, year, &v->day_until);
    }
    if (!ok) {
        return report_fail(report, ERR_INPUT,
                           "条件「%s」の値「%.*s」は日（2026-04-01..2026-04-30）で書いてください",
                           word->name, shown(t), t.bytes);
    }
    if (from.len > 0 && until.len > 0 && date_before(v->day_until, v->day_from)) {
        return report_fail(report, ERR_INPUT, "条件「%s」の値「%.*s」は早い日を先に書いてください",
                           word->name, shown(t), t.bytes);
    }
    return ERR_NONE;
}

static enum err read_choice(const struct output_word *word, struct text t, struct report *report,
                            struct output_value *v)
{
    char all[300];
    size_t len = 0;
    for (size_t i = 0; word->choices[i] != NULL; i++) {
        if (text_is(t, word->choices[i])) {
            v->choice = i;
            return ERR_NONE;
        }
        int n = snprintf(all + len, sizeof(all) - len, "%s%s", i > 0 ? "、" : "", word->choices[i]);
        assert(n > 0 && (size_t)n < sizeof(all) - len); /* of our own tables */
        len += (size_t)n;
    }
    return report_fail(report, ERR_INPUT, "条件「%s」に「%.*s」はありません。%s のどれかです", word->name,
                       shown(t), t.bytes, all);
}

static enum err read_value(const struct output_word *word, struct text t, date today, struct report *report,
                           struct output_value *v)
{
    *v = (struct output_value){.is_given = true, .from = INT64_MIN, .until = INT64_MAX,
                               .day_from = date_none(), .day_until = date_none(), .text = t};
    if (t.len == 0) {
        return report_fail(report, ERR_INPUT, "条件「%s」に値がありません", word->name);
    }
    switch (word->type) {
    case OUTPUT_WORD_NUMBER:
        return read_numbers(word, t, report, v);
    case OUTPUT_WORD_DAY:
        return read_days(word, t, today, report, v);
    case OUTPUT_WORD_CHOICE:
        return read_choice(word, t, report, v);
    case OUTPUT_WORD_TEXT:
        return ERR_NONE;
    }
    assert(false);
    return ERR_WORLD;
}

/* ------------------------------------------------------------------------------- columns ------ */

static enum err choose_column(const struct output_list *list, struct text name, struct report *report,
                              struct criteria *c)
{
    for (size_t i = 0; i < list->column_count; i++) {
        if (!text_is(name, list->columns[i].label)) {
            continue;
        }
        for (size_t k = 0; k < c->chosen_count; k++) {
            if (c->chosen[k] == i) {
                return report_fail(report, ERR_INPUT, "列「%s」が2回あります", list->columns[i].label);
            }
        }
        c->chosen[c->chosen_count++] = i;
        return ERR_NONE;
    }
    return report_fail(report, ERR_INPUT, "「%s」に列「%.*s」はありません", list->label, shown(name),
                       name.bytes);
}

static enum err choose_columns(const struct output_list *list, struct text t, struct report *report,
                               struct criteria *c)
{
    static const char *const separators[] = {",", "，", "、", NULL};
    if (c->chosen_count > 0) {
        return report_fail(report, ERR_INPUT, "条件「%s」が2回あります", COLUMN_WORD);
    }
    for (;;) {
        struct text name = t, rest = {"", 0};
        size_t best = t.len;
        for (size_t i = 0; separators[i] != NULL; i++) {
            size_t at = find(t, separators[i]);
            if (at < best) {
                size_t len = strlen(separators[i]);
                best = at;
                name = (struct text){t.bytes, at};
                rest = (struct text){t.bytes + at + len, t.len - at - len};
            }
        }
        enum err e = choose_column(list, name, report, c);
        if (e != ERR_NONE || best == t.len) {
            return e;
        }
        t = rest;
    }
}

/* --------------------------------------------------------------------------------- words ------ */

static enum err take_word(const struct output_list *list, struct text word, date today,
                          struct report *report, struct criteria *c)
{
    size_t at = find(word, "="), len = 1;
    if (at == word.len) {
        at = find(word, "＝");
        len = strlen("＝");
    }
    if (at == word.len) {
        return report_fail(report, ERR_INPUT, "条件「%.*s」は 名=値 の形で書いてください（例 %s）",
                           shown(word), word.bytes, list->criteria_help);
    }
    struct text name = {word.bytes, at}, value = {word.bytes + at + len, word.len - at - len};
    if (text_is(name, COLUMN_WORD)) {
        return choose_columns(list, value, report, c);
    }
    for (size_t i = 0; i < list->word_count; i++) {
        if (text_is(name, list->words[i].name)) {
            if (c->values[i].is_given) {
                return report_fail(report, ERR_INPUT, "条件「%s」が2回あります", list->words[i].name);
            }
            return read_value(&list->words[i], value, today, report, &c->values[i]);
        }
    }
    return report_fail(report, ERR_INPUT, "「%s」に条件「%.*s」はありません（例 %s）", list->label,
                       shown(name), name.bytes, list->criteria_help);
}

/* Length of a blank at `at`, half or full width; 0 = none. */
static size_t blank_at(struct text t, size_t at)
{
    if (t.bytes[at] == ' ') {
        return 1;
    }
    return t.len - at >= 3 && memcmp(t.bytes + at, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static enum err check_required(const struct output_list *list, const struct criteria *c,
                               struct report *report)
{
    for (size_t i = 0; i < list->word_count; i++) {
        if (list->words[i].is_required && !c->values[i].is_given) {
            return report_fail(report, ERR_INPUT, "「%s」には条件「%s」が要ります（例 %s）", list->label,
                               list->words[i].name, list->criteria_help);
        }
    }
    return ERR_NONE;
}

enum err criteria_parse(const struct output_list *list, struct text criteria, date today,
                        struct report *report, struct criteria *ret)
{
    struct criteria c = {0};
    assert(list->word_count <= OUTPUT_WORDS_MAX && list->column_count <= OUTPUT_COLUMNS_MAX);
    enum err e = words_check("条件", criteria, CRITERIA_BYTES_MAX, report);
    for (size_t at = 0; at < criteria.len && e == ERR_NONE;) {
        size_t blank = blank_at(criteria, at), end = at;
        if (blank > 0) {
            at += blank;
            continue;
        }
        while (end < criteria.len && blank_at(criteria, end) == 0) {
            end++;
        }
        e = take_word(list, (struct text){criteria.bytes + at, end - at}, today, report, &c);
        at = end;
    }
    if (e == ERR_NONE) {
        e = check_required(list, &c, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (c.chosen_count == 0) {
        for (; c.chosen_count < list->column_count; c.chosen_count++) {
            c.chosen[c.chosen_count] = c.chosen_count;
        }
    }
    *ret = c;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- in words ----- */

static void say_day(struct textbuf *b, date d, const char *after)
{
    char text[DATE_TEXT_BYTES];
    if (!date_is_none(d)) {
        date_format_era(d, text);
        textbuf_printf(b, "%s%s", text, after);
    }
}

static void say_value(struct textbuf *b, const struct output_word *w, const struct output_value *v)
{
    const char *unit = w->unit != NULL ? w->unit : "";
    switch (w->type) {
    case OUTPUT_WORD_NUMBER:
        if (v->from == v->until) {
            textbuf_printf(b, "%s が %" PRId64 "%s", w->name, v->from, unit);
            return;
        }
        textbuf_printf(b, "%s が ", w->name);
        if (v->from != INT64_MIN) {
            textbuf_printf(b, "%" PRId64 "%s以上", v->from, unit);
        }
        if (v->until != INT64_MAX) {
            textbuf_printf(b, "%s%" PRId64 "%s以下", v->from != INT64_MIN ? "、" : "", v->until, unit);
        }
        return;
    case OUTPUT_WORD_DAY:
        textbuf_printf(b, "%s が ", w->name);
        if (!date_is_none(v->day_from) && !date_is_none(v->day_until) &&
            date_equal(v->day_from, v->day_until)) {
            say_day(b, v->day_from, "");
        } else {
            say_day(b, v->day_from, "から");
            say_day(b, v->day_until, "まで");
        }
        return;
    case OUTPUT_WORD_TEXT:
        textbuf_printf(b, "%s に「%.*s」を含む", w->name, (int)v->text.len, v->text.bytes);
        return;
    case OUTPUT_WORD_CHOICE:
        textbuf_printf(b, "%s が %s", w->name, w->choices[v->choice]);
        return;
    }
}

static void say_restricted(struct textbuf *b, enum output_restricted restricted)
{
    textbuf_puts(b, restricted == RESTRICTED_LEFT_OUT          ? "／支援措置の対象者は除く"
                    : restricted == RESTRICTED_WITHOUT_ADDRESS ? "／支援措置の対象者の住所は出さない"
                                                               : "／支援措置の対象者も他の人と同じに出す");
}

enum err output_criteria_words(const struct output_list *list, struct text criteria, date today,
                               struct arena *arena, struct report *report, struct text *ret)
{
    struct criteria c;
    struct textbuf b;
    size_t said = 0;
    enum err e = criteria_parse(list, criteria, today, report, &c);
    if (e != ERR_NONE) {
        return e;
    }
    textbuf_init(&b, 16384);
    for (size_t i = 0; i < list->word_count; i++) {
        if (c.values[i].is_given) {
            textbuf_puts(&b, said++ > 0 ? "／" : "");
            say_value(&b, &list->words[i], &c.values[i]);
        }
    }
    textbuf_puts(&b, said == 0 ? "条件なし（全員）" : "");
    say_restricted(&b, list->restricted);
    textbuf_puts(&b, "／列: ");
    for (size_t i = 0; i < c.chosen_count; i++) {
        textbuf_printf(&b, "%s%s", i > 0 ? "、" : "", list->columns[c.chosen[i]].label);
    }
    assert(!b.overflow);
    *ret = text_copy(arena, textbuf_text(&b));
    textbuf_done(&b);
    return ERR_NONE;
}

enum err output_criteria_read(const struct output_list *list, struct text criteria, date today,
                              struct report *report, struct output_value ret[OUTPUT_WORDS_MAX])
{
    struct criteria c;
    enum err e = criteria_parse(list, criteria, today, report, &c);
    if (e == ERR_NONE) {
        memcpy(ret, c.values, sizeof(c.values));
    }
    return e;
}
