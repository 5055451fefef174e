/*
 * 検索の言葉 -- reading them.
 *
 * Words are split at blanks and where a name is followed by digits (ヤマダ50). What can be a day is a birth
 * day, in every era it may belong to; what can be several things is asked as each of them.
 */
#include "addressee/search_words.h"

struct era {
    uint32_t sign; /* ㍾ */
    char letter;
    const char *name;
    int base, from, until; /* year 1 = base + 1; yyyymmdd */
};
static const struct era eras[] = {
    {0x337E, 'M', "明治", 1867, 18680125, 19120729}, {0x337D, 'T', "大正", 1911, 19120730, 19261224},
    {0x337C, 'S', "昭和", 1925, 19261225, 19890107}, {0x337B, 'H', "平成", 1988, 19890108, 20190430},
    {0x32FF, 'R', "令和", 2018, 20190501, 99991231},
};

/* ASCII of a word: digits and letters in half width, separators as '-'; anything else as it is. */
struct plain {
    char bytes[SEARCH_WORD_BYTES];
    size_t len;
    bool is_ascii;
    size_t digits;
};

static uint32_t half_width(uint32_t c)
{
    bool is_dash = c == 0x2212 || (c >= 0x2010 && c <= 0x2015) || c == 0x30FC || c == 0xFF70;
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : is_dash ? '-' : c;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == 0xA0 || c < 0x20 || c == 0x7F || c == 0x3001 ||
           (c >= 0x200B && c <= 0x200F);
}

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
static bool is_kana(uint32_t c) { return (c >= 0x3041 && c <= 0x30FE) || (c >= 0xFF66 && c <= 0xFF9F); }
static bool is_latin(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F);
}
static bool is_kanji(uint32_t c)
{
    return (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3005 || c == 0x3006;
}

static struct plain plain_of(struct text word)
{
    struct plain p = {.is_ascii = true};
    size_t at = 0;

    while (at < word.len && p.len + 4 < sizeof(p.bytes)) {
        uint32_t c = half_width(utf8_next(word.bytes, word.len, &at));
        p.is_ascii = p.is_ascii && c < 0x80;
        p.digits += is_digit(c);
        p.len += utf8_encode(c >= 'a' && c <= 'z' ? c - 32 : c, p.bytes + p.len);
    }
    p.bytes[p.len] = '\0';
    return p;
}

/* ---------------------------------------------------------------------------------- 生年月日 --- */

static void add_births(struct search_question *q, int32_t low, int32_t high, int32_t today, bool is_vague)
{
    if (low > today || low > high || q->birth_count >= SEARCH_BIRTHS_MAX) {
        return;
    }
    for (size_t i = 0; i < q->birth_count; i++) {
        if (q->births[i].low == low && q->births[i].high == high) {
            return;
        }
    }
    q->births[q->birth_count++] = (struct birth_range){low, high, is_vague};
}

/* A year, a month or a day of the western calendar; those of whom the register knows less come after. */
static bool add_western(struct search_question *q, int year, int month, int day, int32_t today)
{
    if (year < 1868 || year > 9999 || month > 12 || (day > 0 && !date_is_valid(year, month, day))) {
        return false;
    }
    int32_t y = year * 10000, m = y + month * 100;
    if (day > 0) {
        add_births(q, m + day, m + day, today, false);
        add_births(q, m, m, today, true);
        add_births(q, y, y, today, true);
    } else if (month > 0) {
        add_births(q, m, m + 31, today, false);
        add_births(q, y, y, today, true);
    } else {
        add_births(q, y, y + 1231, today, false);
    }
    return y <= today;
}

static bool add_in_era(struct search_question *q, const struct era *era, int year, int month, int day,
                       int32_t today)
{
    int western = era->base + year;
    int32_t first = western * 10000 + (month > 0 ? month * 100 + (day > 0 ? day : 0) : 0);
    int32_t last = month == 0 ? western * 10000 + 1231 : day == 0 ? first + 31 : first;

    if (year < 1 || year > 99 || last < era->from || first > era->until) {
        return false;
    }
    return add_western(q, western, month, day, today);
}

static bool add_in_any_era(struct search_question *q, int year, int month, int day, int32_t today)
{
    bool is_any = false;
    for (size_t i = COUNT_OF(eras); i-- > 0;) {
        is_any = add_in_era(q, &eras[i], year, month, day, today) || is_any;
    }
    return is_any;
}

/* Up to three numbers behind one another: 50.4.1, 50年4月1日, 元年. False when anything else stands there.
 */
static bool read_parts(const char *bytes, size_t len, int parts[3], int *ret_count)
{
    size_t at = 0;
    int count = 0;

    while (at < len) {
        uint32_t c = utf8_next(bytes, len, &at);
        if (c == 0x5143 && count == 0) { /* 元 */
            parts[count++] = 1;
        } else if (is_digit(c) && count < 3) {
            int value = (int)(c - '0');
            while (at < len && is_digit((unsigned char)bytes[at])) {
                value = value > 9999 ? value : value * 10 + bytes[at] - '0';
                at++;
            }
            parts[count++] = value;
        } else {
            return false;
        }
        if (at < len) {
            c = utf8_next(bytes, len, &at);
            bool parts_them = c == '-' || c == '.' || c == '/' || c == 0x5E74 || c == 0x6708; /* 年 月 */
            bool ends_them = at == len && (c == 0x5E74 || c == 0x6708 || c == 0x65E5 || c == 0x751F);
            if (!parts_them && !ends_them) {
                return false;
            }
        }
    }
    *ret_count = count;
    return count > 0;
}

/* S50, S50.4.1, 昭和50年4月: the era stands before it. */
static bool read_with_era(struct search_question *q, const struct plain *p, int32_t today)
{
    for (size_t i = 0; i < COUNT_OF(eras); i++) {
        const struct era *era = &eras[i];
        char sign[4];
        size_t sign_len = utf8_encode(era->sign, sign), name_len = strlen(era->name);
        size_t skip = p->bytes[0] == era->letter                                        ? 1
                      : p->len > name_len && memcmp(p->bytes, era->name, name_len) == 0 ? name_len
                      : p->len > sign_len && memcmp(p->bytes, sign, sign_len) == 0      ? sign_len
                                                                                        : 0;
        int parts[3] = {0}, count = 0;
        if (skip == 0 || !read_parts(p->bytes + skip, p->len - skip, parts, &count)) {
            continue;
        }
        if (count == 1 && p->len - skip == 6 && parts[0] > 99) { /* S500401 */
            int64_t ymd = 0;
            return parse_i64(p->bytes + skip, 6, 0, 999999, &ymd) &&
                   add_in_era(q, era, (int)(ymd / 10000), (int)(ymd / 100 % 100), (int)(ymd % 100), today);
        }
        return add_in_era(q, era, parts[0], parts[1], parts[2], today);
    }
    return false;
}

/* 1975-04-01, 1975/4, 1975年, 50.4.1, 50年4月1日. */
static bool read_parted(struct search_question *q, const struct plain *p, int32_t today)
{
    int parts[3] = {0}, count = 0;

    if (p->digits == p->len || !read_parts(p->bytes, p->len, parts, &count)) {
        return false;
    }
    bool has_month = count < 2 || (parts[1] >= 1 && parts[1] <= 12);
    if (!has_month || (count == 3 && parts[2] < 1)) {
        return false;
    }
    return parts[0] > 99 ? add_western(q, parts[0], parts[1], parts[2], today)
                         : add_in_any_era(q, parts[0], parts[1], parts[2], today);
}

/* Digits alone: 19750401, 3500401, 500401, 197504, 1975. */
static bool read_digits_as_birth(struct search_question *q, const struct plain *p, int32_t today)
{
    int64_t value = 0;

    if (!parse_i64(p->bytes, p->len, 0, 99999999, &value)) {
        return false;
    }
    int n = (int)value, year = n / 10000, month = n / 100 % 100, day = n % 100;
    bool is_any = false;
    switch (p->len) {
    case 8:
        return day > 0 ? add_western(q, year, month, day, today) : add_western(q, year, month, 0, today);
    case 7:
        return year / 100 >= 1 && year / 100 <= 5 &&
               add_in_era(q, &eras[year / 100 - 1], year % 100, month, day, today);
    case 6:
        is_any = day > 0 && month > 0 && add_in_any_era(q, year, month, day, today);
        if (n / 100 >= 1868 && day >= 1 && day <= 12) {
            is_any = add_western(q, n / 100, day, 0, today) || is_any;
        }
        return is_any;
    case 4: return add_western(q, n, 0, 0, today);
    default: return false;
    }
}

/* ---------------------------------------------------------------------------------- 言葉 ------- */

static bool is_phone(const struct plain *p)
{
    size_t others = 0;
    for (size_t i = 0; i < p->len; i++) {
        others += !is_digit((unsigned char)p->bytes[i]) && strchr("-().+", p->bytes[i]) == NULL;
    }
    return others == 0 && p->digits >= 10 && p->digits <= SEARCH_PHONE_DIGITS && p->bytes[0] != '-' &&
           (p->bytes[0] == '0' || p->bytes[0] == '(');
}

static void take_digits(const struct plain *p, char *to, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < p->len && n + 1 < size; i++) {
        if (is_digit((unsigned char)p->bytes[i])) {
            to[n++] = p->bytes[i];
        }
    }
    to[n] = '\0';
}

/* カナ未入力, 生年月日なし: what a person has not. */
static bool read_blank(struct search_question *q, struct text word)
{
    static const char *const endings[] = {"未入力", "なし", "不明"};
    static const char *const kana[] = {"カナ", "フリガナ", "ふりがな", "かな"};

    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        size_t n = strlen(endings[i]);
        if (word.len <= n || memcmp(word.bytes + word.len - n, endings[i], n) != 0) {
            continue;
        }
        struct text what = {word.bytes, word.len - n};
        for (size_t k = 0; k < COUNT_OF(kana); k++) {
            q->lacks_kana = q->lacks_kana || text_is(what, kana[k]);
        }
        q->lacks_birth = q->lacks_birth || text_is(what, "生年月日");
        q->lacks_address = q->lacks_address || text_is(what, "住所");
        if (q->lacks_kana || q->lacks_birth || q->lacks_address) {
            return true;
        }
    }
    return false;
}

static void look_at_letters(struct search_word *w)
{
    size_t at = 0, digits = 0;

    w->has_kana = w->has_kanji = w->has_latin = false;
    while (at < w->len) {
        uint32_t c = half_width(utf8_next(w->bytes, w->len, &at));
        w->has_kana = w->has_kana || is_kana(c);
        w->has_kanji = w->has_kanji || is_kanji(c);
        w->has_latin = w->has_latin || is_latin(c);
        digits += is_digit(c);
    }
    bool says_chome = w->len > 6 && memcmp(w->bytes + w->len - 6, "丁目", 6) == 0;
    w->is_place = (w->has_kanji || w->has_kana) && (digits > 0 || says_chome);
}

static void add_word(struct search_question *q, struct text word, bool joins)
{
    struct search_word *w = joins ? &q->words[q->word_count - 1] : NULL;

    if (w == NULL) {
        if (q->word_count == SEARCH_WORDS_MAX) {
            q->is_cut = true;
            return;
        }
        w = &q->words[q->word_count++];
        w->len = 0;
    }
    size_t room = sizeof(w->bytes) - w->len;
    size_t len = word.len < room ? word.len : utf8_prefix(word.bytes, word.len, room);
    q->is_cut = q->is_cut || len < word.len;
    if (len > 0) {
        memcpy(w->bytes + w->len, word.bytes, len);
    }
    w->len += len;
    look_at_letters(w);
    if (w->len == 0) {
        q->word_count--;
    }
}

/* 501, 501号室 behind a building. */
static bool is_room(const struct search_question *q, const struct plain *p)
{
    static const char *const tails[] = {"号室", "号"};

    if (q->word_count == 0 || p->digits == 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        size_t n = strlen(tails[i]);
        if (p->len == p->digits + n && memcmp(p->bytes + p->digits, tails[i], n) == 0) {
            return true;
        }
    }
    return p->digits == 3 && p->len == 3;
}

/* Digits that belong to the town before them: 西新宿 2-8-1. */
static bool is_lot(const struct search_question *q, const struct plain *p)
{
    if (q->word_count == 0 || !q->words[q->word_count - 1].has_kanji || p->digits == 0 ||
        p->bytes[0] == '-') {
        return false;
    }
    bool has_dash = false;
    for (size_t i = 0; i < p->len; i++) {
        has_dash = has_dash || p->bytes[i] == '-';
        if (!is_digit((unsigned char)p->bytes[i]) && p->bytes[i] != '-') {
            return false;
        }
    }
    return has_dash && (p->len < 5 || !is_digit((unsigned char)p->bytes[3])); /* 1975-4 is a month */
}

static void read_number(struct search_question *q, const struct plain *p, int32_t today)
{
    int64_t value = 0;

    if (p->len == SEARCH_NUMBER_DIGITS) {
        take_digits(p, q->individual, sizeof(q->individual));
        return;
    }
    if (p->len <= 2) { /* ヤマダ 50: a year of an era; alone a number */
        if (q->word_count > 0 && parse_i64(p->bytes, p->len, 1, 99, &value) &&
            add_in_any_era(q, (int)value, 0, 0, today)) {
            return;
        }
    } else {
        (void)read_digits_as_birth(q, p, today);
    }
    if (is_phone(p)) {
        take_digits(p, q->phone, sizeof(q->phone));
    }
    if (p->len <= 15 && parse_i64(p->bytes, p->len, 1, INT64_MAX, &value)) {
        q->number = value;
    }
}

static void read_word(struct search_question *q, struct text word, int32_t today)
{
    struct plain p = plain_of(word);

    if (p.len == 0) {
        return;
    }
    if (is_room(q, &p)) {
        add_word(q, word, true);
    } else if (p.digits == p.len) {
        read_number(q, &p, today);
    } else if (p.is_ascii && is_phone(&p)) {
        take_digits(&p, q->phone, sizeof(q->phone));
    } else if (is_lot(q, &p)) {
        add_word(q, word, true);
    } else if (!(p.digits > 0 && (read_with_era(q, &p, today) || read_parted(q, &p, today))) &&
               !(p.digits == 0 && (read_with_era(q, &p, today) || read_blank(q, word)))) {
        add_word(q, word, false);
    }
}

/* Where a name ends and a birth day begins: ヤマダ50, ｻﾄｳS31.5.2; the length of the word when it does not.
 */
static size_t name_end(struct text word)
{
    size_t at = 0, end = word.len;
    bool has_kana = false;

    while (at < word.len) {
        size_t from = at;
        uint32_t c = half_width(utf8_next(word.bytes, word.len, &at));
        bool is_letter = is_kana(c) || c == '-';
        if (is_kanji(c)) {
            return word.len;
        }
        if (is_kana(c) && end < word.len) {
            return word.len;
        }
        has_kana = has_kana || is_kana(c);
        if (!is_letter && end == word.len) {
            end = from;
        }
    }
    if (!has_kana || end == word.len) {
        return word.len;
    }
    struct plain rest = plain_of((struct text){word.bytes + end, word.len - end});
    bool begins_era =
        rest.len > 1 && strchr("MTSHR", rest.bytes[0]) != NULL && is_digit((unsigned char)rest.bytes[1]);
    return rest.digits > 0 && (is_digit((unsigned char)rest.bytes[0]) || begins_era) ? end : word.len;
}

void search_question_read(struct text typed, int32_t today, struct search_question *ret)
{
    size_t at = 0, start = 0, words = 0;

    memset(ret, 0, sizeof(*ret));
    while (at < typed.len && words < 2 * SEARCH_WORDS_MAX) {
        size_t before = at;
        bool is_end = is_blank(utf8_next(typed.bytes, typed.len, &at));
        if (!is_end && at < typed.len) {
            continue;
        }
        size_t end = is_end ? before : at;
        struct text word = {typed.bytes + start, end - start};
        start = at;
        if (word.len == 0) {
            continue;
        }
        size_t name = name_end(word);
        read_word(ret, (struct text){word.bytes, name}, today);
        if (name < word.len) {
            read_word(ret, (struct text){word.bytes + name, word.len - name}, today);
        }
        words++;
    }
    ret->is_cut = ret->is_cut || at < typed.len;
}
