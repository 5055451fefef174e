/*
 * 入力の整え方 -- what was typed becomes what is kept, or a STOP that names field, value and next step
 * (FE-03).
 *
 * Nothing is guessed: what cannot be read one way only is refused. Characters that are not seen (controls,
 * marks of direction, blanks of no width) are refused everywhere: they would make two equal names differ.
 * A 個人番号 is taken by FIELD_SECRET only; in any other field it is refused and not repeated (MN-02).
 */
#include "casework/internal.h"

#include "base/personal_number.h"

#include <ctype.h>

#define CHARACTERS_INITIALLY 200
#define DRAFT_BYTES_MAX (CHANGE_CHARACTERS_MAX * 4)

/* Without blanks (also full-width ones and ends of lines) before and behind. */
static struct text trimmed(struct text t)
{
    size_t first = 0, end = 0;
    bool seen = false;
    for (size_t at = 0; at < t.len;) {
        size_t before = at;
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        if (c != ' ' && c != 0x3000 && c != 0xA0 && c != '\t' && c != '\n' && c != '\r') {
            first = seen ? first : before;
            seen = true;
            end = at;
        }
    }
    return seen ? (struct text){t.bytes + first, end - first} : (struct text){"", 0};
}

/* Full-width ASCII to half width; the dashes people type become "-"; blanks become " ". */
static struct text half_width(struct text t, struct arena *arena)
{
    char *buf = arena_alloc(arena, t.len + 1, 1);
    size_t n = 0;
    for (size_t at = 0; at < t.len;) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            c -= 0xFEE0;
        } else if (c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2013 || c == 0x2014 || c == 0x2015 ||
                   c == 0x2212 || c == 0x30FC || c == 0xFF70) {
            c = '-';
        } else if (c == 0x3000 || c == 0xA0) {
            c = ' ';
        }
        n += utf8_encode(c, buf + n);
    }
    return (struct text){buf, n};
}

/* Only the digits of half-width text; `drop` are let go; anything else: false. */
static bool digits_of(struct text t, const char *drop, struct arena *arena, struct text *ret)
{
    char *buf = arena_alloc(arena, t.len + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.bytes[i];
        if (c >= '0' && c <= '9') {
            buf[n++] = c;
        } else if (c == '\0' || strchr(drop, c) == NULL) {
            return false;
        }
    }
    *ret = (struct text){buf, n};
    return true;
}

/* ---------------------------------------------------------------------------------- fields ---- */

struct reading {
    const struct change_field *field;
    struct arena *arena;
    date today;
    const char *wanted; /* what to type instead */
};

static bool read_kana(struct reading *r, struct text t, struct text *ret)
{
    static const uint16_t half[] = {
        /* U+FF66 .. U+FF9D */
        0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2,
        0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9,
        0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE,
        0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6,
        0x30E8, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3};
    _Static_assert(COUNT_OF(half) == 0xFF9D - 0xFF66 + 1, "every half-width kana");
    char *buf = arena_alloc(r->arena, t.len * 3 + 1, 1);
    size_t n = 0, last = 0;
    uint32_t before = 0;

    r->wanted = "カタカナで入れてください（例 シンジュク　タロウ）";
    for (size_t at = 0; at < t.len;) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        if (c >= 0xFF66 && c <= 0xFF9D) {
            c = half[c - 0xFF66];
        } else if (c >= 0x3041 && c <= 0x3096) {
            c += 0x60; /* hiragana */
        } else if (c == ' ' || c == 0xA0) {
            c = 0x3000;
        } else if (c == 0xFF65) {
            c = 0x30FB;
        }
        bool voiced = c == 0xFF9E || c == 0x3099 || c == 0x309B;
        bool half_voiced = c == 0xFF9F || c == 0x309A || c == 0x309C;
        if (voiced && before == 0x30A6) {
            n = last, c = 0x30F4; /* ヴ */
        } else if (voiced && ((before >= 0x30AB && before <= 0x30C1 && before % 2 == 1) ||
                              before == 0x30C4 || before == 0x30C6 || before == 0x30C8 ||
                              (before >= 0x30CF && before <= 0x30DB && before % 3 == 0))) {
            n = last, c = before + 1;
        } else if (half_voiced && before >= 0x30CF && before <= 0x30DB && before % 3 == 0) {
            n = last, c = before + 2;
        } else if (!((c >= 0x30A1 && c <= 0x30F6) || c == 0x30FB || c == 0x30FC || c == 0x3000)) {
            return false;
        }
        last = n;
        n += utf8_encode(c, buf + n);
        before = c;
    }
    *ret = (struct text){buf, n};
    return true;
}

static bool read_date(struct reading *r, struct text t, struct text *ret)
{
    char buf[DATE_TEXT_BYTES];
    date d;
    r->wanted = "ある日を入れてください（例 080401、R8.4.1、2026-04-01）";
    if (!date_parse_typed(t.bytes, t.len, date_civil(r->today).year, &d)) {
        return false;
    }
    size_t n = date_format_iso(d, buf);
    *ret = (struct text){arena_copy(r->arena, buf, n), n};
    return true;
}

static const struct era_name {
    const char *name;
    char letter;
    int before; /* the year before its first */
} era_names[] = {{"明治", 'M', 1867},
                 {"大正", 'T', 1911},
                 {"昭和", 'S', 1925},
                 {"平成", 'H', 1988},
                 {"令和", 'R', 2018}};

static bool starts(struct text t, size_t at, const char *words)
{
    size_t len = strlen(words);
    return t.len - at >= len && memcmp(t.bytes + at, words, len) == 0;
}

/* 昭和20年5月不詳, S20.5.0, 19450500, 1945-05-00, S20. Three numbers at most; what is missing or 不詳 is 0.
 */
static bool vague_numbers(struct text t, int64_t n[3], size_t *ret_count)
{
    static const char *const between[] = {"年", "月", "日", "頃", "ごろ", ".", "/", "-", " "};
    size_t at = 0, count = 0;
    while (at < t.len) {
        size_t digits = 0, k = 0;
        while (at + digits < t.len && isdigit((unsigned char)t.bytes[at + digits])) {
            digits++;
        }
        bool unknown = starts(t, at, "不詳"), first = starts(t, at, "元");
        if (digits > 0 || unknown || first) {
            if (count == 3 || digits > 4) {
                return false;
            }
            n[count] = unknown ? 0 : 1;
            if (digits > 0 && !parse_i64(t.bytes + at, digits, 0, 9999, &n[count])) {
                return false;
            }
            count++;
            at += digits > 0 ? digits : unknown ? strlen("不詳") : strlen("元");
            continue;
        }
        while (k < COUNT_OF(between) && !starts(t, at, between[k])) {
            k++;
        }
        if (k == COUNT_OF(between)) {
            return false;
        }
        at += strlen(between[k]);
    }
    *ret_count = count;
    return count > 0;
}

static bool read_vague(struct reading *r, struct text typed, struct text *ret)
{
    struct text t = half_width(typed, r->arena);
    int64_t n[3] = {0}, ymd = 0;
    size_t count = 0, era = 0, skip = 0;
    date d;

    r->wanted = "年月日を入れ、分からない月日は 0 か不詳にしてください（例 S20.5.0、19450000、昭和20年不詳）";
    while (era < COUNT_OF(era_names) && skip == 0) {
        const struct era_name *e = &era_names[era];
        skip = starts(t, 0, e->name) ? strlen(e->name)
                                     : t.len > 0 && toupper((unsigned char)t.bytes[0]) == e->letter ? 1 : 0;
        era += skip == 0;
    }
    if (skip == 0 && t.len == 8 && parse_i64(t.bytes, t.len, 10000000, 99999999, &ymd)) {
        /* yyyymmdd, also with 00 */
    } else if (date_parse_typed(t.bytes, t.len, date_civil(r->today).year, &d)) {
        ymd = date_ymd(d);
    } else {
        struct text rest = {t.bytes + skip, t.len - skip};
        if (!vague_numbers(rest, n, &count) || (skip == 0 && n[0] < 1868) ||
            (skip > 0 && (n[0] < 1 || n[0] > 99)) || n[1] > 12 || n[2] > 31 || (n[1] == 0 && n[2] != 0)) {
            return false;
        }
        ymd = (n[0] + (skip > 0 ? era_names[era].before : 0)) * 10000 + n[1] * 100 + n[2];
    }
    if (ymd < 18680000 || ymd > 99999999 || !register_day_is_valid((int32_t)ymd)) {
        return false;
    }
    char *text = arena_printf(r->arena, "%lld", (long long)ymd);
    *ret = text_of(text);
    return true;
}

static bool read_number(struct reading *r, struct text typed, struct text *ret)
{
    struct text t = half_width(typed, r->arena), digits;
    bool is_yen = r->field->type == FIELD_YEN, minus;
    int64_t n;

    r->wanted = is_yen ? "金額を円で入れてください（例 12,300）" : "数字で入れてください（例 12）";
    if (is_yen && starts(t, 0, "\\")) {
        t.bytes++, t.len--;
    } else if (is_yen && (starts(t, 0, "¥") || starts(t, 0, "￥"))) {
        size_t at = 0;
        (void)utf8_next(t.bytes, t.len, &at);
        t.bytes += at, t.len -= at;
    }
    if (is_yen && t.len > strlen("円") && starts(t, t.len - strlen("円"), "円")) {
        t.len -= strlen("円");
    }
    minus = t.len > 0 && t.bytes[0] == '-';
    t.bytes += minus, t.len -= minus;
    if (!digits_of(t, ",", r->arena, &digits) || digits.len == 0 ||
        !parse_i64(digits.bytes, digits.len, 0, 999999999999999, &n)) {
        return false;
    }
    *ret = text_of(arena_printf(r->arena, "%s%lld", minus && n != 0 ? "-" : "", (long long)n));
    return true;
}

static bool read_choice(struct reading *r, struct text t, struct text *ret)
{
    char list[240] = "";
    size_t n = 0;
    if (r->field->codes == NULL) { /* the kind lists them: change_listed() */
        *ret = t;
        return true;
    }
    for (const struct change_code *c = r->field->codes; c->value != NULL; c++) {
        if (text_is(t, c->value) || text_is(t, c->label)) {
            *ret = text_of(c->value);
            return true;
        }
        int k = n < sizeof(list)
                    ? snprintf(list + n, sizeof(list) - n, "%s%s %s", n > 0 ? "、" : "", c->value, c->label)
                    : 0;
        n += k > 0 ? (size_t)k : 0;
    }
    size_t len = strlen(list);
    if (n >= sizeof(list)) {
        while (len > 0 && ((unsigned char)list[len - 1] & 0xC0) == 0x80) {
            len--;
        }
        len -= len > 0 && ((unsigned char)list[len - 1] & 0xC0) == 0xC0;
    }
    r->wanted = arena_printf(r->arena, "一覧から選んでください（%.*s%s）", (int)len, list,
                             n >= sizeof(list) ? "…" : "");
    return false;
}

static bool read_yes(struct reading *r, struct text t, struct text *ret)
{
    static const char *const yes[] = {"1", "on", "yes", "true", "はい", "有", "○"};
    static const char *const no[] = {"0", "off", "no", "false", "いいえ", "無", "×"};
    for (size_t i = 0; i < COUNT_OF(yes); i++) {
        if (text_is(t, yes[i]) || text_is(t, no[i])) {
            *ret = text_of(text_is(t, yes[i]) ? "1" : "");
            return true;
        }
    }
    r->wanted = "はい か いいえ を選んでください";
    return false;
}

static bool read_postal(struct reading *r, struct text t, struct text *ret)
{
    r->wanted = "7桁の数字で入れてください（例 160-0022）";
    if (starts(t, 0, "〒")) {
        t.bytes += strlen("〒"), t.len -= strlen("〒");
    }
    return digits_of(half_width(t, r->arena), "- ", r->arena, ret) && ret->len == 7;
}

static bool read_phone(struct reading *r, struct text typed, struct text *ret)
{
    struct text t = half_width(typed, r->arena), digits;
    char *buf = arena_alloc(r->arena, t.len + 1, 1);
    size_t n = 0;
    bool plus = t.len > 0 && t.bytes[0] == '+';

    r->wanted = "市外局番から数字とハイフンで入れてください（例 03-1234-5678）";
    t.bytes += plus, t.len -= plus;
    if (!digits_of(t, "-() ", r->arena, &digits) || digits.len < 9 || digits.len > 15 ||
        (!plus && digits.bytes[0] != '0')) {
        return false;
    }
    if (plus) {
        buf[n++] = '+';
    }
    for (size_t i = 0; i < t.len; i++) { /* runs of anything else become one hyphen inside */
        bool digit = isdigit((unsigned char)t.bytes[i]) != 0;
        if (digit) {
            buf[n++] = t.bytes[i];
        } else if (n > (plus ? 1u : 0u) && buf[n - 1] != '-') {
            buf[n++] = '-';
        }
    }
    n -= n > 0 && buf[n - 1] == '-';
    *ret = (struct text){buf, n};
    return true;
}

/* 宛名番号: modulus 11, weights 2 to 7 from the right; a rest of 0 or 1 gives 0. */
static bool addressee_digit_is_right(int64_t number)
{
    int64_t rest = number / 10, sum = 0;
    for (int weight = 2; rest > 0; rest /= 10) {
        sum += rest % 10 * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    int64_t digit = 11 - sum % 11;
    return number % 10 == (digit >= 10 ? 0 : digit);
}

static bool read_addressee(struct reading *r, struct text t, struct text *ret)
{
    struct text digits;
    int64_t n;
    r->wanted = "宛名番号の数字を確かめてください";
    if (!digits_of(half_width(t, r->arena), "- ", r->arena, &digits) ||
        !parse_i64(digits.bytes, digits.len, 1, 999999999999999, &n)) {
        return false;
    }
    if (!addressee_digit_is_right(n)) {
        r->wanted = "末尾の検査数字が合いません。番号を確かめてください";
        return false;
    }
    *ret = text_of(arena_printf(r->arena, "%lld", (long long)n));
    return true;
}

static bool read_secret(struct reading *r, struct text t, struct text *ret)
{
    r->wanted = "12桁の数字を入れてください。最後の1桁は検査数字です";
    return digits_of(half_width(t, r->arena), "- ", r->arena, ret) &&
           individual_number_is_valid(ret->bytes, ret->len);
}

/* Ends of lines become one kind, tabs a blank. */
static bool read_text(struct reading *r, struct text t, struct text *ret)
{
    char *buf = arena_alloc(r->arena, t.len + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] == '\r') {
            i += i + 1 < t.len && t.bytes[i + 1] == '\n';
            buf[n++] = '\n';
        } else {
            buf[n++] = t.bytes[i] == '\t' ? ' ' : t.bytes[i];
        }
    }
    *ret = (struct text){buf, n};
    return true;
}

/* Values apart by one blank; commas and ends of lines are taken as blanks. */
static bool read_ticks(struct reading *r, struct text typed, struct text *ret)
{
    struct text t = half_width(typed, r->arena);
    char *buf = arena_alloc(r->arena, t.len + 1, 1);
    size_t n = 0;
    bool is_apart = false;

    for (size_t i = 0; i < t.len; i++) {
        bool is_blank = t.bytes[i] == ' ' || t.bytes[i] == ',' || t.bytes[i] == '\n' || t.bytes[i] == '\t';
        if (!is_blank) {
            if (is_apart && n > 0) {
                buf[n++] = ' ';
            }
            buf[n++] = t.bytes[i];
        }
        is_apart = is_blank;
    }
    *ret = (struct text){buf, n};
    return true;
}

static bool (*const readers[])(struct reading *r, struct text t, struct text *ret) = {
    [FIELD_TEXT] = read_text,     [FIELD_LINES] = read_text,   [FIELD_KANA] = read_kana,
    [FIELD_DATE] = read_date,     [FIELD_VAGUE_DATE] = read_vague, [FIELD_NUMBER] = read_number,
    [FIELD_YEN] = read_number,    [FIELD_CHOICE] = read_choice, [FIELD_YES] = read_yes,
    [FIELD_POSTAL] = read_postal, [FIELD_PHONE] = read_phone,  [FIELD_ADDRESSEE] = read_addressee,
    [FIELD_SECRET] = read_secret, [FIELD_TICKS] = read_ticks,
};

/* What was typed as it may be named in words: 40 characters, nothing that is not seen. */
static const char *shown(const struct change_field *f, struct text t, struct arena *arena)
{
    if (f->type == FIELD_SECRET) {
        return "";
    }
    size_t at = 0, end = 0;
    t = personal_number_covered(t, arena);
    for (int i = 0; i < 40 && at < t.len; i++) {
        end = at;
        (void)utf8_next(t.bytes, t.len, &at);
        end = at;
    }
    return arena_printf(arena, "の「%.*s%s」", (int)end, t.bytes, end < t.len ? "…" : "");
}

/* Whether what was typed holds a 個人番号 that must not be kept there. Numbers of ours may look like one. */
static bool holds_number(const struct change_field *f, struct text typed)
{
    bool is_number = f->type == FIELD_SECRET || f->type == FIELD_ADDRESSEE || f->type == FIELD_NUMBER ||
                     f->type == FIELD_YEN || f->type == FIELD_TICKS;
    return !is_number && personal_number_stands_in(typed);
}

#define NUMBER_WORDS "「%s」に個人番号（12桁）があります。ここには書けません。数字を消して入れ直してください"
#define BOUNDS_WORDS \
    "「%s」は保存できません。%d文字を超えるか、目に見えない文字（制御文字）があります。消して入れてください"

bool field_normalise(const struct change_field *f, struct text typed, date today, struct arena *arena,
                     struct text *ret, const char **ret_words)
{
    size_t max = f->characters_max > 0 ? (size_t)f->characters_max : CHARACTERS_INITIALLY;
    struct reading r = {.field = f, .arena = arena, .today = today};
    struct text t = typed.len > 0 ? typed : (struct text){"", 0}, value = {"", 0};

    if (t.len > DRAFT_BYTES_MAX || !utf8_is_valid(t.bytes, t.len, NULL)) {
        *ret_words =
            arena_printf(arena, "「%s」が長すぎるか、文字として読めません。入れ直してください", f->label);
        return false;
    }
    t = trimmed(t);
    if (!casework_words_are_fine(t, CHANGE_CHARACTERS_MAX, f->type == FIELD_LINES)) {
        *ret_words = arena_printf(
            arena, "「%s」に目に見えない文字（制御文字）があります。消して入れ直してください", f->label);
        return false;
    }
    if (holds_number(f, t)) {
        *ret_words = arena_printf(arena, NUMBER_WORDS, f->label);
        return false;
    }
    if (t.len > 0 && !readers[f->type](&r, t, &value)) {
        *ret_words = arena_printf(arena, "「%s」%sは使えません。%s", f->label, shown(f, t, arena), r.wanted);
        return false;
    }
    size_t characters = utf8_characters(value.bytes, value.len);
    if (characters > max) {
        *ret_words = arena_printf(arena, "「%s」が%zu文字あります。%zu文字までにしてください", f->label,
                                  characters, max);
        return false;
    }
    *ret = value;
    return true;
}

/* -------------------------------------------------------------------------------- the whole --- */

/* "kind=1|2" against what stands. */
static bool is_asked(const struct change_call *call, const struct change_field *f)
{
    if (f->only_if == NULL) {
        return true;
    }
    size_t len = strcspn(f->only_if, "=");
    const char *name = arena_copy(call->arena, f->only_if, len);
    struct text value = change_value(call, name);
    const char *alternative = f->only_if + len + 1;
    for (;;) {
        size_t n = strcspn(alternative, "|");
        if (n == value.len && memcmp(alternative, value.bytes, n) == 0) {
            return true;
        }
        if (alternative[n] == '\0') {
            return false;
        }
        alternative += n + 1;
    }
}

void change_normalise(struct change_call *call)
{
    date today = call->session->folder.business_date;
    for (size_t i = 0; i < call->kind->field_count; i++) {
        const struct change_field *f = &call->kind->fields[i];
        struct text value = {"", 0};
        const char *words = NULL;
        if (!is_asked(call, f)) {
            call->values.at[i] = value;
            continue;
        }
        if (!field_normalise(f, call->values.at[i], today, call->arena, &value, &words)) {
            change_warn(call, WARNING_STOP, f->name, "%s", words);
            continue;
        }
        call->values.at[i] = value;
        if (f->is_required && value.len == 0) {
            change_warn(call, WARNING_STOP, f->name, "「%s」がありません。%s", f->label,
                        f->type == FIELD_CHOICE || f->type == FIELD_TICKS ? "一覧から選んでください"
                                                                          : "入れてください");
        }
        if (f->type == FIELD_DATE) {
            change_warn_before_law(call, f);
        }
    }
}

enum err change_listed(struct change_call *call)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        const struct change_field *f = &call->kind->fields[i];
        struct text value = call->values.at[i];
        struct change_code *c = NULL;
        if (f->type != FIELD_CHOICE || f->codes != NULL || value.len == 0) {
            continue;
        }
        enum err e = call->kind->choices(call, f, &c);
        if (e != ERR_NONE) {
            return e;
        }
        while (c->value != NULL && !text_is(value, c->value)) {
            c++;
        }
        if (c->value == NULL) {
            change_warn(call, WARNING_STOP, f->name,
                        "「%s」の「%.*s」は一覧にありません。一覧から選んでください", f->label,
                        (int)value.len, value.bytes);
        }
    }
    return ERR_NONE;
}

enum err change_bounds(struct change_call *call)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        struct text t = call->values.at[i];
        const struct change_field *f = &call->kind->fields[i];
        if (t.len == 0) {
            continue;
        }
        if (!casework_words_are_fine(t, CHANGE_CHARACTERS_MAX, true)) { /* not even in a draft */
            change_warn(call, WARNING_STOP, f->name, BOUNDS_WORDS, f->label, CHANGE_CHARACTERS_MAX);
            return report_fail(call->report, ERR_FINDINGS, BOUNDS_WORDS, f->label, CHANGE_CHARACTERS_MAX);
        }
        if (holds_number(f, t)) {
            change_warn(call, WARNING_STOP, f->name, NUMBER_WORDS, f->label);
            return report_fail(call->report, ERR_FINDINGS, NUMBER_WORDS, f->label);
        }
    }
    return ERR_NONE;
}

bool change_holds_number(const struct change_call *call)
{
    bool holds = false;
    for (size_t i = 0; i < call->kind->field_count && !holds; i++) {
        holds = holds_number(&call->kind->fields[i], call->values.at[i]);
    }
    return holds;
}

void change_numbers_cover(struct change_call *call)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (holds_number(&call->kind->fields[i], call->values.at[i])) {
            call->values.at[i] = personal_number_covered(call->values.at[i], call->arena);
        }
    }
}
