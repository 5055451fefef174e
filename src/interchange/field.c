/*
 * Values of fields: what each type accepts, and the options on top.
 *
 * An accept function takes the bytes of the field with their padding and leaves the value: digits of an N
 * keep their zeros (codes), an A loses them (amounts), text loses its padding, a day that is none is
 * empty. It returns NULL or the reason of the fault in words.
 */
#include "base/digits.h"
#include "interchange/check_digit.h"
#include "interchange/definition.h"

static const char no_value[] = "";

static const char *const words_empty = "必須の項目が空です";
static const char *const words_digits = "数字でない文字があります";
static const char *const words_long = "長さが項目の長さを超えています";
static const char *const words_width = "桁数が違います";
static const char *const words_no_day = "暦にない日付です";

static bool all_bytes(struct text t, char c)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] != c) {
            return false;
        }
    }
    return true;
}

static const char *nothing(const struct field *f, struct text *v)
{
    *v = (struct text){no_value, 0};
    return f->need == NEED_MUST ? words_empty : NULL;
}

static inline bool digits(struct text t) { return are_digits(t.bytes, t.len); }

/* Not digits: the reason, with the trap of spreadsheets named (9.19E+43). */
static const char *not_digits(struct text t)
{
    if (memchr(t.bytes, '.', t.len) != NULL && memchr(t.bytes, '+', t.len) != NULL &&
        memchr(t.bytes, 'E', t.len) != NULL) {
        return "指数表記になっています。表計算ソフトで保存し直したファイルは使えません";
    }
    return words_digits;
}

/* -------------------------------------------------------------------------- accept: fixed ---- */

static const char *fixed_number(const struct field *f, struct text *v)
{
    if (!digits(*v)) {
        return all_bytes(*v, ' ') ? nothing(f, v) : not_digits(*v);
    }
    if (f->need == NEED_ZERO_IS_NONE && all_bytes(*v, '0')) {
        return nothing(f, v);
    }
    return NULL;
}

static const char *amount_digits(const struct field *f, struct text *v)
{
    bool negative = f->is_signed && v->bytes[0] == '-';
    struct text t = {v->bytes + negative, v->len - negative};
    if (t.len == 0 || !digits(t)) {
        return not_digits(*v);
    }
    size_t zeros = 0;
    while (zeros + 1 < t.len && t.bytes[zeros] == '0') {
        zeros++;
    }
    if (f->need == NEED_ZERO_IS_NONE && t.bytes[zeros] == '0') {
        return nothing(f, v);
    }
    if (negative && zeros > 0) {
        return "負の金額に前ゼロがあります";
    }
    if (!negative) {
        *v = (struct text){t.bytes + zeros, t.len - zeros};
    }
    return NULL;
}

static const char *fixed_amount(const struct field *f, struct text *v)
{
    return all_bytes(*v, ' ') ? nothing(f, v) : amount_digits(f, v);
}

static struct text without_blanks(struct text t)
{
    while (t.len > 0 && t.bytes[t.len - 1] == ' ') {
        t.len--;
    }
    return t;
}

static const char *fixed_text(const struct field *f, struct text *v)
{
    *v = f->pad == PAD_NONE ? *v : without_blanks(*v);
    return v->len == 0 ? nothing(f, v) : NULL;
}

static const char *filler(const struct field *f, struct text *v)
{
    (void)f;
    *v = (struct text){no_value, 0};
    return NULL;
}

/* ---------------------------------------------------------------------------- accept: csv ---- */

static const char *csv_number(const struct field *f, struct text *v)
{
    if (v->len == 0) {
        return nothing(f, v);
    }
    if (!digits(*v)) {
        return not_digits(*v);
    }
    if (f->need == NEED_ZERO_IS_NONE && all_bytes(*v, '0')) {
        return nothing(f, v);
    }
    if (f->pad == PAD_ZEROS ? v->len != f->len : v->len > f->len) {
        return words_width;
    }
    return NULL;
}

static const char *csv_amount(const struct field *f, struct text *v)
{
    if (v->len == 0) {
        return nothing(f, v);
    }
    if (v->len > f->len + f->is_signed) {
        return words_long;
    }
    return amount_digits(f, v);
}

static const char *csv_text(const struct field *f, struct text *v)
{
    if (v->len == 0) {
        return nothing(f, v);
    }
    return v->len > f->len ? words_long : NULL;
}

/* ------------------------------------------------------------------------- accept: either ---- */

static inline int two(const char *p) { return (p[0] - '0') * 10 + (p[1] - '0'); }

static const int month_days[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool month_day_may_be(int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= month_days[month];
}

static bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static bool day_exists(int year, int month, int day)
{
    return year >= 1868 && month_day_may_be(month, day) && (month != 2 || day < 29 || leap(year));
}

/* Blank or zeros where the field may be empty; true when it is settled, *ret the reason or NULL. */
static bool empty_day(const struct field *f, struct text *v, const char **ret)
{
    bool blank = v->len == 0 || all_bytes(*v, ' ');
    bool zeros = !blank && all_bytes(*v, '0') && f->type != FIELD_TIME && f->type != FIELD_TIME_SECONDS &&
                 (f->need == NEED_OPTIONAL || f->need == NEED_ZERO_IS_NONE);
    if (blank || zeros) {
        *ret = nothing(f, v);
        return true;
    }
    if (v->len != f->len) {
        *ret = digits(*v) ? words_width : words_digits;
        return true;
    }
    if (!digits(*v)) {
        *ret = words_digits;
        return true;
    }
    return false;
}

static const char *day8(const struct field *f, struct text *v)
{
    const char *why = NULL;
    const char *p = v->bytes;
    if (v->len == 8 && digits(*v) &&
        day_exists(two(p) * 100 + two(p + 2), two(p + 4), two(p + 6))) {
        return NULL;
    }
    if (empty_day(f, v, &why)) {
        return why;
    }
    return words_no_day;
}

static const char *day8_unknown(const struct field *f, struct text *v)
{
    const char *why = NULL;
    const char *p = v->bytes;
    int64_t ymd = 0;
    if (v->len == 8 && digits(*v) && day_exists(two(p) * 100 + two(p + 2), two(p + 4), two(p + 6))) {
        return NULL;
    }
    if (empty_day(f, v, &why)) {
        return why;
    }
    bool is_number = parse_i64(v->bytes, v->len, 0, 99991231, &ymd);
    if (!is_number || !(register_day_is_valid((int32_t)ymd) || register_day_is_lost_leap_day((int32_t)ymd))) {
        return "暦にない日付です（月か日が分からないときは 00）";
    }
    return NULL;
}

static const char *day6(const struct field *f, struct text *v)
{
    const char *why = NULL;
    if (empty_day(f, v, &why)) {
        return why;
    }
    const char *p = v->bytes;
    return day_exists(2000 + two(p), two(p + 2), two(p + 4)) ? NULL : words_no_day;
}

/* The era comes from the job: here the day must exist in some year of that number. */
static const char *era_day6(const struct field *f, struct text *v)
{
    const char *why = NULL;
    if (empty_day(f, v, &why)) {
        return why;
    }
    const char *p = v->bytes;
    return two(p) >= 1 && month_day_may_be(two(p + 2), two(p + 4)) ? NULL : words_no_day;
}

static const char *month_day(const struct field *f, struct text *v)
{
    const char *why = NULL;
    if (empty_day(f, v, &why)) {
        return why;
    }
    return month_day_may_be(two(v->bytes), two(v->bytes + 2)) ? NULL : words_no_day;
}

static const char *time4(const struct field *f, struct text *v)
{
    const char *why = NULL;
    if (empty_day(f, v, &why)) {
        return why;
    }
    return two(v->bytes) < 24 && two(v->bytes + 2) < 60 ? NULL : "時刻ではありません";
}

static const char *time6(const struct field *f, struct text *v)
{
    const char *why = NULL;
    if (empty_day(f, v, &why)) {
        return why;
    }
    const char *p = v->bytes;
    return two(p) < 24 && two(p + 2) < 60 && two(p + 4) < 60 ? NULL : "時刻ではありません";
}

static const char *code(const struct field *f, struct text *v)
{
    *v = without_blanks(*v);
    if (v->len == 0) {
        return nothing(f, v);
    }
    for (size_t i = 0; i < v->len; i++) {
        if (v->bytes[i] <= 0x20 || v->bytes[i] > 0x7E) {
            return "符号に使えない文字があります";
        }
    }
    return v->len > f->len ? words_long : NULL;
}

static uint64_t packed(struct text t)
{
    uint64_t key = 0;
    for (size_t i = 0; i < t.len; i++) {
        key = key << 8 | (unsigned char)t.bytes[i];
    }
    return key;
}

void field_prepare(struct field *f, enum framing framing, struct arena *arena)
{
    bool csv = framing == FRAMING_CSV;
    static const char *(*const days[])(const struct field *, struct text *) = {
        [FIELD_DAY8] = day8,         [FIELD_DAY8_UNKNOWN] = day8_unknown,
        [FIELD_DAY6] = day6,         [FIELD_ERA_DAY6] = era_day6,
        [FIELD_MONTH_DAY] = month_day, [FIELD_TIME] = time4,
        [FIELD_CODE] = code,         [FIELD_FILLER] = filler,
        [FIELD_TIME_SECONDS] = time6,
    };
    switch (f->type) {
    case FIELD_NUMBER:
        f->accept = csv ? csv_number : fixed_number;
        break;
    case FIELD_AMOUNT:
        f->accept = csv ? csv_amount : fixed_amount;
        break;
    case FIELD_CHARS:
    case FIELD_KANJI:
        f->accept = csv ? csv_text : fixed_text;
        break;
    case FIELD_DAY8:
    case FIELD_DAY8_UNKNOWN:
    case FIELD_DAY6:
    case FIELD_ERA_DAY6:
    case FIELD_MONTH_DAY:
    case FIELD_TIME:
    case FIELD_TIME_SECONDS:
    case FIELD_CODE:
    case FIELD_FILLER:
        f->accept = days[f->type];
        break;
    }
    bool fit = f->choice_count > 0;
    for (size_t i = 0; i < f->choice_count; i++) {
        fit = fit && f->choices[i].len <= 8;
    }
    if (fit) {
        uint64_t *keys = ARENA_ARRAY(arena, uint64_t, f->choice_count);
        for (size_t i = 0; i < f->choice_count; i++) {
            keys[i] = packed(f->choices[i]);
        }
        f->choice_keys = keys;
    }
}

/* ------------------------------------------------------------------------------- options ----- */

/* Kana that banks take (payment_formats.md 2): capitals, digits, large kana with marks, space ( ) - . / */
static bool zkana_holds(struct text t)
{
    size_t at = 0;
    while (at < t.len) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        bool large_kana = c == 0xFF66 || (c >= 0xFF71 && c <= 0xFF9F);
        bool capital = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        if (!large_kana && !capital && c != 0xFF62 && c != 0xFF63 &&
            (c > 0x7F || strchr(" ()-./,\\", (int)c) == NULL)) {
            return false;
        }
    }
    return true;
}

static bool date_holds(struct text t)
{
    const char *p = t.bytes;
    return t.len == 8 && digits(t) && day_exists(two(p) * 100 + two(p + 2), two(p + 4), two(p + 6));
}

static bool bank_holds(struct text t) { return t.len == 4 && digits_only(t) && !text_is(t, "0000"); }

const struct field_check field_checks[] = {
    {"mod10w3", "検査数字（モジュラス10 ウェイト3）が合いません", mod10w3_holds, false},
    {"mod11:2-7", "検査数字（モジュラス11）が合いません", mod11_holds, false},
    {"luhn", "検査数字（モジュラス10 ウェイト2）が合いません", luhn_holds, false},
    {"7dr", "検査数字（7DR）が合いません", r7_holds, false},
    {"7dsr", "検査数字（7DSR）が合いません", s7_holds, false},
    {"9dr", "検査数字（9DR）が合いません", r9_holds, false},
    {"ocr2", "OCR行の検査数字が合いません", ocr2_holds, false},
    {"crc16", "CRCが合いません", crc16_holds, false},
    {"zkana", "銀行へ渡せない文字（小さい仮名など）があります", zkana_holds, true},
    {"digits", "数字でない文字があります", digits_only, false},
    {"bank", "金融機関番号ではありません", bank_holds, false},
    {"date", "暦にない日付です", date_holds, false},
    {"municipality", "市区町村コードの検査数字が合いません", municipality_holds, false},
    {"insurer", "保険者番号の検査数字が合いません", insurer_holds, false},
    {"corporate-number", "法人番号の検査数字が合いません", corporate_number_holds, false},
};
const size_t field_check_count = COUNT_OF(field_checks);

static bool is_choice(const struct field *f, struct text v)
{
    if (f->choice_keys != NULL) {
        uint64_t key = packed(v);
        bool found = false;
        for (size_t i = 0; i < f->choice_count; i++) {
            found |= f->choice_keys[i] == key;
        }
        return found && v.len <= 8;
    }
    for (size_t i = 0; i < f->choice_count; i++) {
        if (text_equal(f->choices[i], v)) {
            return true;
        }
    }
    return false;
}

static const char *translated(const struct field *f, struct text *v)
{
    for (size_t i = 0; i < f->table->count; i++) {
        if (text_equal(f->table->pairs[i].from, *v)) {
            *v = f->table->pairs[i].to;
            return NULL;
        }
    }
    return "コード表に無い値です";
}

const char *field_options_hold(const struct field *f, struct text *v, bool strict,
                               const char **ret_warning)
{
    if (f->strip.len > 0 && v->len >= f->strip.len &&
        memcmp(v->bytes, f->strip.bytes, f->strip.len) == 0) {
        v->bytes += f->strip.len;
        v->len -= f->strip.len;
    }
    if (v->len == 0 && f->need != NEED_MUST) {
        return NULL;
    }
    if (f->has_constant && !text_equal(*v, f->constant)) {
        return "決まった値と違います";
    }
    if (f->choice_count > 0 && (strict || !f->choices_are_soft) && !is_choice(f, *v)) {
        return "コードの一覧に無い値です";
    }
    if (f->has_range) {
        int64_t n = 0;
        if (!parse_i64(v->bytes, v->len, f->low, f->high, &n)) {
            return "範囲の外の数です";
        }
    }
    if (f->exact > 0 && utf8_characters(v->bytes, v->len) != f->exact) {
        return words_width;
    }
    if (f->check != NULL && !f->check->holds(*v)) {
        if (strict || !f->check->only_warns) {
            return f->check->words;
        }
        *ret_warning = f->check->words;
    }
    return f->table != NULL ? translated(f, v) : NULL;
}

bool record_i64(const struct record *r, size_t field, int64_t *ret)
{
    struct text t = r->fields[field];
    return t.len > 0 && parse_i64(t.bytes, t.len, INT64_MIN, INT64_MAX, ret);
}
