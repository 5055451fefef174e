/*
 * 検索 -- one box: kana, kanji or roman name, birth day in any spelling, 宛名番号 or 世帯番号.
 *
 * Words are split at blanks. A number may be read as 宛名番号 and 世帯番号; a day narrows a name or finds
 * by itself; all other words together are a name. Exact hits come first, then names that begin so, then
 * given names. Former names find their bearer too, who is shown as he is on the day asked for.
 */
#include "addressee/posting.h"
#include "addressee/search_key.h"

#define WORDS_MAX 8
#define CANDIDATES_MAX 2000

struct question {
    struct text words[WORDS_MAX];
    size_t word_count;
    bool has_birth;
    int32_t birth;
    int64_t number;     /* 0 = none */
    char name[KEY_BYTES];
    size_t name_len;
    bool has_kanji, has_roman;
};

struct search {
    struct store *s;
    struct as_of as_of;
    struct arena *arena;
    struct report *report;
    size_t max;
    const struct question *question;
    int64_t *met;
    size_t met_count, met_capacity;
    struct addressee *hits;
    size_t hit_count, hit_capacity;
};

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == '\t' || c == 0xA0;
}

static void split(struct text line, struct question *ret)
{
    size_t at = 0, start = 0;

    while (at <= line.len && ret->word_count < WORDS_MAX) {
        size_t before = at;
        bool is_end = at == line.len || is_blank(utf8_next(line.bytes, line.len, &at));
        if (is_end) {
            if (before > start) {
                ret->words[ret->word_count++] =
                    (struct text){line.bytes + start, before - start};
            }
            start = at;
        }
        if (before == line.len) {
            break;
        }
    }
}

/* ASCII digits of a word in half or full width; 0 when it holds anything else. */
static int64_t number_of(struct text word)
{
    int64_t value = 0;
    size_t at = 0, digits = 0;

    while (at < word.len) {
        uint32_t c = utf8_next(word.bytes, word.len, &at);
        uint32_t digit = c >= '0' && c <= '9' ? c - '0' : c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 : 10;
        if (digit > 9 || ++digits > 15) {
            return 0;
        }
        value = value * 10 + (int64_t)digit;
    }
    return value;
}

static void look_at_letters(struct text word, struct question *q)
{
    size_t at = 0;

    while (at < word.len) {
        uint32_t c = utf8_next(word.bytes, word.len, &at);
        bool is_latin = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                        (c >= 0xC0 && c <= 0x24F) || (c >= 0xFF21 && c <= 0xFF5A);
        bool is_kanji = (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
                        (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3005;
        q->has_roman = q->has_roman || is_latin;
        q->has_kanji = q->has_kanji || is_kanji;
    }
}

static void read_words(int this_year, struct question *q)
{
    for (size_t i = 0; i < q->word_count; i++) {
        struct text word = q->words[i];
        date day;
        bool is_day = date_parse_typed(word.bytes, word.len, this_year, &day);
        int64_t number = number_of(word);
        if (is_day) {
            q->has_birth = true;
            q->birth = date_ymd(day);
        }
        if (number > 0) {
            q->number = number;
        }
        if (!is_day && number == 0 && q->name_len + word.len < sizeof(q->name)) {
            memcpy(q->name + q->name_len, word.bytes, word.len);
            q->name_len += word.len;
            look_at_letters(word, q);
        }
    }
}

/* ---------------------------------------------------------------------------------- 候補 ------ */

static bool was_met(const struct search *in, int64_t addressee_no)
{
    for (size_t i = 0; i < in->met_count; i++) {
        if (in->met[i] == addressee_no) {
            return true;
        }
    }
    return false;
}

static void take(struct search *in, const struct addressee *a)
{
    bool is_born_then = !in->question->has_birth || in->question->name_len == 0 ||
                        a->birth.ymd == in->question->birth;
    if (is_born_then && in->hit_count < in->max) {
        *ARENA_PUSH(in->arena, in->hits, in->hit_count, in->hit_capacity) = *a;
    }
}

/* A person of the candidates, as he is on the day; who was nobody on that day is no hit. */
static enum err meet(struct search *in, int64_t addressee_no)
{
    struct addressee a;

    if (in->hit_count >= in->max || was_met(in, addressee_no)) {
        return ERR_NONE;
    }
    *ARENA_PUSH(in->arena, in->met, in->met_count, in->met_capacity) = addressee_no;
    struct report quiet;
    report_init(&quiet);
    enum err e = addressee_by_no(in->s, addressee_no, in->as_of, in->arena, &quiet, &a);
    if (e == ERR_NONE) {
        take(in, &a);
    } else if (e != ERR_FINDINGS && quiet.kept > 0) {
        report_add(in->report, "%s", quiet.lines[0]);
    }
    report_done(&quiet);
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static enum err meet_all(struct search *in, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum err e = meet(in, numbers[i]);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

static int by_no(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_numbers(int64_t *numbers, size_t count)
{
    if (count > 1) {
        qsort(numbers, count, sizeof(numbers[0]), by_no);
    }
}

/*
 * The persons of the rows, key by key and ascending. Rows of one key may interleave by one posting, so one
 * posting more than is wanted is read.
 */
static enum err candidates(struct search *in, struct query *q, int64_t **ret, size_t *ret_count)
{
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0, group = 0;
    struct text key = {"", 0};
    bool row = false;
    enum err e = ERR_NONE;

    while (count < CANDIDATES_MAX + POSTING_MAX &&
           (e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        struct text more = query_blob(q, 1);
        if (query_columns(q) > 2 && !text_equal(key, query_text(q, 2))) {
            sort_numbers(numbers + group, count - group);
            group = count;
            struct text next = query_text(q, 2);
            key = (struct text){arena_copy(in->arena, next.bytes, next.len), next.len};
        }
        *ARENA_PUSH(in->arena, numbers, count, capacity) = query_i64(q, 0);
        for (size_t i = 0; i < posting_more_count(more); i++) {
            *ARENA_PUSH(in->arena, numbers, count, capacity) = posting_more_at(more, i);
        }
    }
    query_reset(q);
    sort_numbers(numbers + group, count - group);
    *ret = numbers;
    *ret_count = count < CANDIDATES_MAX ? count : CANDIDATES_MAX;
    return e;
}

/* Keys from `key` up to the last that begins with it. */
static enum err by_key(struct search *in, enum key_kind kind, const char *key, size_t len)
{
    char until[KEY_BYTES + 4];
    int64_t *numbers = NULL;
    size_t count = 0;

    if (len == 0) {
        return ERR_NONE;
    }
    memcpy(until, key, len);
    size_t until_len = len + utf8_encode(0x10FFFF, until + len);
    struct query *q = store_query(in->s, SQL_addressee_search_key);
    query_set_i64(q, "kind", kind);
    query_set_text(q, "from", (struct text){key, len});
    query_set_text(q, "until", (struct text){until, until_len});
    query_set_i64(q, "count", CANDIDATES_MAX + POSTING_MAX);
    enum err e = candidates(in, q, &numbers, &count);
    return e == ERR_NONE ? meet_all(in, numbers, count) : e;
}

static enum err by_birth(struct search *in, int32_t birth)
{
    int64_t *numbers = NULL;
    size_t count = 0;
    struct query *q = store_query(in->s, SQL_addressee_birth_range);

    query_set_i64(q, "lowest", birth);
    query_set_i64(q, "highest", birth);
    query_set_i64(q, "count", CANDIDATES_MAX + POSTING_MAX);
    enum err e = candidates(in, q, &numbers, &count);
    return e == ERR_NONE ? meet_all(in, numbers, count) : e;
}

static enum err by_number(struct search *in, int64_t number)
{
    struct addressee *members = NULL;
    size_t count = 0;
    enum err e = meet(in, number);

    if (e == ERR_NONE) {
        e = addressee_household(in->s, number, in->as_of, in->arena, in->report, &members, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = meet(in, members[i].addressee_no);
    }
    return e;
}

static enum err by_name(struct search *in, const struct question *q)
{
    char key[KEY_BYTES];
    size_t len;

    if (q->has_kanji) {
        len = kanji_fold(q->name, q->name_len, key, sizeof(key));
        return by_key(in, KEY_KANJI, key, len);
    }
    len = kana_fold(q->name, q->name_len, key, sizeof(key));
    if (q->has_roman) {
        return by_key(in, KEY_ROMAN, key, len);
    }
    enum err e = by_key(in, KEY_KANA, key, len);
    return e == ERR_NONE ? by_key(in, KEY_GIVEN_KANA, key, len) : e;
}

enum err addressee_search(struct store *s, struct text words, struct as_of as_of, size_t max,
                          struct arena *arena, struct report *report, struct addressee **ret,
                          size_t *ret_count)
{
    struct question q = {.word_count = 0};
    struct search in = {.s = s, .as_of = as_of, .arena = arena, .report = report, .max = max,
                        .question = &q};
    enum err e = ERR_NONE;

    if (!utf8_is_valid(words.bytes, words.len, NULL)) {
        return report_fail(report, ERR_INPUT, "検索の言葉を文字として読めません。"
                                              "入力し直してください。");
    }
    split(words, &q);
    read_words(date_civil(as_of.on).year, &q);
    if (q.number > 0 && q.name_len == 0) {
        e = by_number(&in, q.number);
    }
    if (e == ERR_NONE && q.has_birth && q.name_len == 0) {
        e = by_birth(&in, q.birth);
    }
    if (e == ERR_NONE && q.name_len > 0) {
        e = by_name(&in, &q);
    }
    if (e == ERR_NONE) {
        *ret = in.hits;
        *ret_count = in.hit_count;
    }
    return e;
}
