/* 検索 -- reading keys: who has a key that begins so, who was born then. */
#include "addressee/search.h"

#include "addressee/pile.h"
#include "addressee/posting.h"

void search_set_add(struct search *in, struct number_set *to, int64_t number)
{
    *ARENA_PUSH(in->arena, to->numbers, to->count, to->capacity) = number;
}

static int by_no(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_from(struct number_set *set, size_t from)
{
    for (size_t i = from + 1; i < set->count; i++) {
        if (set->numbers[i] < set->numbers[i - 1]) {
            qsort(set->numbers + from, set->count - from, sizeof(set->numbers[0]), by_no);
            return;
        }
    }
}

void search_set_sort(struct search *in, struct number_set *set)
{
    struct numbered *items = ARENA_ARRAY(in->arena, struct numbered, set->count + 1);
    struct numbered *spare = ARENA_ARRAY(in->arena, struct numbered, set->count + 1);
    size_t n = 0;

    for (size_t i = 0; i < set->count; i++) {
        items[i] = (struct numbered){(uint64_t)set->numbers[i], (uint32_t)i};
    }
    items = set->count > 1 ? numbered_sort(items, spare, set->count) : items;
    for (size_t i = 0; i < set->count; i++) {
        int64_t number = (int64_t)items[i].number;
        if (n == 0 || set->numbers[n - 1] != number) {
            set->numbers[n++] = number;
        }
    }
    set->count = n;
    set->exact = 0;
}

bool search_set_holds(const struct number_set *sorted, int64_t number)
{
    return sorted->count > 0 &&
           bsearch(&number, sorted->numbers, sorted->count, sizeof(number), by_no) != NULL;
}

/*
 * The persons of the rows, key by key and ascending. Rows of one key may interleave by one posting, so they
 * are put in order within it.
 */
static enum err read_rows(struct search *in, struct query *q, struct text key, size_t rows_max,
                          struct number_set *to)
{
    size_t group = to->count, rows = 0;
    struct text last = {"", 0};
    bool row = false, is_exact = to->exact == to->count;
    enum err e = ERR_NONE;

    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        struct text more = query_blob(q, 1);
        if (query_columns(q) > 2 && !text_equal(last, query_text(q, 2))) {
            sort_from(to, group);
            group = to->count;
            struct text next = query_text(q, 2);
            if (is_exact && text_equal(last, key)) {
                to->exact = to->count;
            }
            last = text_copy(in->arena, next);
        }
        search_set_add(in, to, query_i64(q, 0));
        struct posting_walk w = posting_walk_of(query_i64(q, 0), more);
        while (posting_walk_next(&w)) {
            search_set_add(in, to, w.number);
        }
        rows++;
    }
    query_reset(q);
    sort_from(to, group);
    if (is_exact && key.len > 0 && text_equal(last, key)) {
        to->exact = to->count;
    }
    to->is_cut = to->is_cut || rows >= rows_max;
    return e;
}

static bool is_kept(const char *key, size_t len) { return key != NULL && len > 0 && len < KEY_BYTES; }

/* Just above `key` itself, or above all that begin with it. */
static struct text key_until(const char *key, size_t len, bool whole, char buf[KEY_BYTES + 4])
{
    memcpy(buf, key, len);
    return (struct text){buf, len + utf8_encode(whole ? 1 : 0x10FFFF, buf + len)};
}

enum err search_read_keys(struct search *in, enum key_kind kind, const char *key, size_t len, bool whole,
                          size_t rows_max, struct number_set *to)
{
    char until[KEY_BYTES + 4];

    if (!is_kept(key, len)) {
        return ERR_NONE;
    }
    struct query *q = store_query(in->s, SQL_addressee_search_key);
    query_set_i64(q, "kind", kind);
    query_set_text(q, "from", (struct text){key, len});
    query_set_text(q, "until", key_until(key, len, whole, until));
    query_set_i64(q, "count", (int64_t)rows_max);
    return read_rows(in, q, (struct text){key, len}, rows_max, to);
}

void search_range_add(struct key_ranges *ranges, struct key_range range)
{
    if (is_kept(range.key, range.len)) {
        assert(ranges->count < COUNT_OF(ranges->list));
        ranges->list[ranges->count++] = range;
    }
}

/* Places that are not needed ask for the keys of no kind. */
static void set_range(struct query *q, size_t place, const struct key_range *r)
{
    static const char *const kinds[] = {"kind_a", "kind_b", "kind_c", "kind_d",
                                        "kind_e", "kind_f", "kind_g", "kind_h"};
    static const char *const froms[] = {"from_a", "from_b", "from_c", "from_d",
                                        "from_e", "from_f", "from_g", "from_h"};
    static const char *const untils[] = {"until_a", "until_b", "until_c", "until_d",
                                         "until_e", "until_f", "until_g", "until_h"};
    static const char *const counts[] = {"count_a", "count_b", "count_c", "count_d",
                                         "count_e", "count_f", "count_g", "count_h"};
    char until[KEY_BYTES + 4];

    query_set_i64(q, kinds[place], r != NULL ? (int64_t)r->kind : -1);
    query_set_text(q, froms[place], r != NULL ? (struct text){r->key, r->len} : text_of(""));
    query_set_text(q, untils[place], r != NULL ? key_until(r->key, r->len, r->whole, until) : text_of(""));
    query_set_i64(q, counts[place], r != NULL ? (int64_t)r->rows_max : 0);
}

static enum err read_eight(struct search *in, const struct key_range *ranges, size_t count,
                           struct number_set *to)
{
    struct query *q = store_query(in->s, SQL_addressee_search_ranges);
    size_t rows[SEARCH_RANGES] = {0};
    bool row = false;
    enum err e;

    for (size_t i = 0; i < SEARCH_RANGES; i++) {
        set_range(q, i, i < count ? &ranges[i] : NULL);
    }
    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        struct text more = query_blob(q, 2);
        size_t range = (size_t)query_i64(q, 0);
        assert(range < count);
        search_set_add(in, to, query_i64(q, 1));
        struct posting_walk w = posting_walk_of(query_i64(q, 1), more);
        while (posting_walk_next(&w)) {
            search_set_add(in, to, w.number);
        }
        rows[range]++;
        to->is_cut = to->is_cut || rows[range] >= ranges[range].rows_max;
    }
    query_reset(q);
    return e;
}

enum err search_read_ranges(struct search *in, const struct key_ranges *ranges, struct number_set *to)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < ranges->count && e == ERR_NONE; i += SEARCH_RANGES) {
        size_t left = ranges->count - i;
        e = read_eight(in, ranges->list + i, left < SEARCH_RANGES ? left : SEARCH_RANGES, to);
    }
    to->exact = 0;
    return e;
}

enum err search_read_births(struct search *in, struct birth_range range, struct number_set *to)
{
    struct query *q = store_query(in->s, SQL_addressee_birth_range);

    query_set_i64(q, "lowest", range.low);
    query_set_i64(q, "highest", range.high);
    query_set_i64(q, "count", SEARCH_ROWS_WIDE);
    return read_rows(in, q, (struct text){"", 0}, SEARCH_ROWS_WIDE, to);
}

#define PARTS_MAX 60

/* % and _ are letters here: what holds them is no name, so that nobody is found. */
static bool is_plain(const char *part, size_t len)
{
    return memchr(part, '%', len) == NULL && memchr(part, '_', len) == NULL &&
           memchr(part, '\\', len) == NULL;
}

enum err search_read_part(struct search *in, enum key_kind words, enum key_kind kind, const char *part,
                          size_t len, size_t rows_max, struct number_set *to)
{
    char pattern[KEY_BYTES + 2];
    struct key_range found[PARTS_MAX];
    size_t count = 0;
    bool row = false;
    enum err e;

    if (len == 0 || len >= KEY_BYTES || !is_plain(part, len)) {
        return ERR_NONE;
    }
    int n = snprintf(pattern, sizeof(pattern), "%%%.*s%%", (int)len, part);
    assert(n > 0 && (size_t)n < sizeof(pattern));
    struct query *q = store_query(in->s, SQL_addressee_search_part);
    query_set_i64(q, "kind", words);
    query_set_text(q, "pattern", (struct text){pattern, (size_t)n});
    query_set_i64(q, "count", PARTS_MAX);
    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row && count < PARTS_MAX) {
        struct text key = query_text(q, 0);
        bool whole = words == kind; /* the word is the key; else it begins it */
        found[count++] = (struct key_range){kind, arena_copy(in->arena, key.bytes, key.len), key.len, whole,
                                            rows_max};
    }
    query_reset(q);
    to->is_cut = to->is_cut || count == PARTS_MAX;
    for (size_t i = 0; i < count && e == ERR_NONE && to->count < 20 * rows_max; i += SEARCH_RANGES) {
        size_t left = count - i;
        e = read_eight(in, found + i, left < SEARCH_RANGES ? left : SEARCH_RANGES, to);
    }
    to->exact = 0;
    return e;
}
