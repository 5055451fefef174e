/*
 * 条件の言葉 -- "source=import:* state=open due<=2026-06-30 owner=me section=賦課係".
 *
 *     condition = { word }             apart by blanks
 *     word      = name ("=" | "<=" | ">=" | "<") value
 *
 * Bounded, no nesting; a word that is not understood is named.
 */
#include "casework/internal.h"

#define CONDITION_BYTES_MAX 500

enum operation { IS, AT_MOST, AT_LEAST, UNDER };

struct word {
    struct text whole, name, value;
    enum operation operation;
};

static bool is_blank(struct text t, size_t at, size_t *ret_len)
{
    if (t.bytes[at] == ' ' || t.bytes[at] == '\t') {
        *ret_len = 1;
        return true;
    }
    if (t.len - at >= 3 && memcmp(t.bytes + at, "　", 3) == 0) {
        *ret_len = 3;
        return true;
    }
    return false;
}

/* Next word; false at the end. */
static bool next_word(struct text t, size_t *at, struct text *ret)
{
    size_t blank;
    while (*at < t.len && is_blank(t, *at, &blank)) {
        *at += blank;
    }
    size_t from = *at;
    while (*at < t.len && !is_blank(t, *at, &blank)) {
        (*at)++;
    }
    *ret = (struct text){t.bytes + from, *at - from};
    return ret->len > 0;
}

static bool split(struct text whole, struct word *ret)
{
    static const struct {
        const char *sign;
        enum operation operation;
    } signs[] = {{"<=", AT_MOST}, {">=", AT_LEAST}, {"=", IS}, {"<", UNDER}};
    size_t n = 0;
    while (n < whole.len && whole.bytes[n] != '=' && whole.bytes[n] != '<' && whole.bytes[n] != '>') {
        n++;
    }
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        size_t len = strlen(signs[i].sign);
        if (whole.len > n + len && memcmp(whole.bytes + n, signs[i].sign, len) == 0) {
            *ret = (struct word){.whole = whole,
                                 .name = {whole.bytes, n},
                                 .value = {whole.bytes + n + len, whole.len - n - len},
                                 .operation = signs[i].operation};
            return n > 0;
        }
    }
    return false;
}

/* Every word is also said in Japanese: 担当=自分 期限<今日. */
static bool is_word(struct text t, const char *word, const char *japanese)
{
    return text_is(t, word) || text_is(t, japanese);
}

static bool take_state(struct text value, struct task_condition *c)
{
    static const char *const names[] = {"open", "waiting", "done", "any"};
    static const char *const labels[] = {"未着手", "待ち", "完了", "すべて"};
    bool *const to[] = {&c->is_open, &c->is_waiting, &c->is_done, &c->any_state};
    c->is_open = c->is_waiting = c->is_done = c->any_state = false;
    for (size_t at = 0; at <= value.len;) {
        const char *bar = at < value.len ? memchr(value.bytes + at, '|', value.len - at) : NULL;
        struct text one = {value.bytes + at, bar != NULL ? (size_t)(bar - value.bytes) - at : value.len - at};
        size_t i = 0;
        while (i < COUNT_OF(names) && !is_word(one, names[i], labels[i])) {
            i++;
        }
        if (i == COUNT_OF(names)) {
            return false;
        }
        *to[i] = true;
        at += one.len + 1;
    }
    return true;
}

static bool take_due(const struct word *w, date today, struct task_condition *c)
{
    date d = today;
    if (w->operation == IS && is_word(w->value, "none", "なし")) {
        c->due_from = c->due_until = DUE_NONE;
        return true;
    }
    if (!is_word(w->value, "today", "今日") &&
        !date_parse_typed(w->value.bytes, w->value.len, date_civil(today).year, &d)) {
        return false;
    }
    if (w->operation == IS || w->operation == AT_LEAST) {
        c->due_from = date_ymd(d);
    }
    if (w->operation == IS || w->operation == AT_MOST || w->operation == UNDER) {
        c->due_until = date_ymd(w->operation == UNDER ? date_add_days(d, -1) : d);
    }
    if (w->operation == AT_LEAST && c->due_until == DUE_NONE) {
        c->due_until = DUE_NONE - 1; /* no day is not a late day */
    }
    return true;
}

static bool take(const struct word *w, const struct operator_identity *o, date today,
                 struct task_condition *c)
{
    struct text v = w->value;
    if (is_word(w->name, "due", "期限")) {
        return take_due(w, today, c);
    }
    if (w->operation != IS) {
        return false;
    }
    if (is_word(w->name, "state", "状態")) {
        return take_state(v, c);
    }
    if (is_word(w->name, "owner", "担当")) {
        c->any_owner = false;
        c->owner = is_word(v, "me", "自分") ? text_of(o->id) : is_word(v, "nobody", "なし") ? text_of("") : v;
        return true;
    }
    if (is_word(w->name, "section", "係")) {
        c->any_section = false;
        c->section = is_word(v, "mine", "自分") ? text_of(o->section) : v;
        return true;
    }
    if (is_word(w->name, "source", "出どころ")) {
        bool is_prefix = v.bytes[v.len - 1] == '*';
        const char *star = memchr(v.bytes, '*', v.len);
        c->any_source = is_prefix;
        c->source = is_prefix ? text_of("") : v;
        c->source_prefix = is_prefix ? (struct text){v.bytes, v.len - 1} : text_of("");
        return star == NULL || star == v.bytes + v.len - 1;
    }
    if (is_word(w->name, "addressee", "宛名番号")) {
        return parse_i64(v.bytes, v.len, 1, 999999999999999, &c->addressee_no);
    }
    return is_word(w->name, "household", "世帯番号") &&
           parse_i64(v.bytes, v.len, 1, 999999999999999, &c->household_no);
}

enum err task_condition_read(struct text condition, const struct operator_identity *o, date today,
                             struct report *report, struct task_condition *ret)
{
    struct task_condition c = {.is_open = true,  .is_waiting = true,        .any_owner = true,
                               .any_section = true, .any_source = true,     .owner = text_of(""),
                               .section = text_of(""), .source = text_of(""), .source_prefix = text_of(""),
                               .due_from = 0,    .due_until = DUE_NONE};
    size_t at = 0;
    struct text whole;
    if (condition.len > CONDITION_BYTES_MAX ||
        (condition.len > 0 && !casework_words_are_fine(condition, CONDITION_BYTES_MAX, false))) {
        return report_fail(report, ERR_INPUT, "条件が長すぎるか、目に見えない文字があります（%d文字まで）",
                           CONDITION_BYTES_MAX);
    }
    while (condition.len > 0 && next_word(condition, &at, &whole)) {
        struct word w;
        if (!split(whole, &w) || !take(&w, o, today, &c)) {
            return report_fail(
                report, ERR_INPUT,
                "条件の「%.*s」が分かりません。source= state= owner= section= due<= due>= due= addressee= "
                "household= が使えます（例 state=open due<=2026-06-30）",
                (int)whole.len, whole.bytes);
        }
    }
    *ret = c;
    return ERR_NONE;
}
