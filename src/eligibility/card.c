/* 記号・番号・枝番 -- whose card it is (国民健康保険法施行規則 6条). */
#include "eligibility/facts.h"

#define CARD_BYTES 160
#define CARD_ROWS_MAX 2000

/* Half or full width; zeros in front of digits go when `plain`. */
static struct text spelled(struct text t, bool full, bool plain, struct arena *arena)
{
    char *buf = arena_alloc(arena, CARD_BYTES, 1);
    size_t n = 0;
    for (size_t at = 0; at < t.len && n + 4 < CARD_BYTES;) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        c = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
        if (plain && n == 0 && c == '0' && at < t.len) {
            continue;
        }
        n += utf8_encode(full && c > ' ' && c < 0x7F ? c + 0xFEE0 : c, buf + n);
    }
    return (struct text){buf, n};
}

/* "branch_no=01" among the lines of `rest`; 0 = there is none. */
static int branch_of(struct text rest)
{
    static const char name[] = "branch_no=";
    const char *at = memmem(rest.bytes, rest.len, name, sizeof(name) - 1);
    int64_t n = 0;
    if (at == NULL) {
        return 0;
    }
    at += sizeof(name) - 1;
    size_t left = (size_t)(rest.bytes + rest.len - at);
    const char *end = memchr(at, '\n', left);
    return parse_i64(at, end != NULL ? (size_t)(end - at) : left, 0, 99, &n) ? (int)n : 0;
}

static bool is_same_symbol(struct text typed, struct text kept, struct arena *arena)
{
    return typed.len == 0 ||
           text_equal(spelled(typed, false, true, arena), spelled(kept, false, true, arena));
}

enum err eligibility_by_card(struct store *s, struct text symbol, struct text number, int branch, size_t max,
                             struct arena *arena, struct report *report, int64_t **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_eligibility_fact_by_card);
    int64_t *persons = ARENA_ARRAY(arena, int64_t, max + 1);
    size_t count = 0;
    bool row = false;
    enum err e;

    assert(number.len > 0);
    query_set_text(q, "a", spelled(number, false, false, arena));
    query_set_text(q, "b", spelled(number, true, false, arena));
    query_set_text(q, "c", spelled(number, false, true, arena));
    query_set_text(q, "d", spelled(number, true, true, arena));
    query_set_i64(q, "count", CARD_ROWS_MAX);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && count < max) {
        int64_t no = query_i64(q, 0);
        bool is_known = count > 0 && persons[count - 1] == no;
        bool is_branch = branch == 0 || branch_of(query_text(q, 2)) == branch;
        if (!is_known && is_branch && is_same_symbol(symbol, query_text(q, 1), arena)) {
            persons[count++] = no;
        }
    }
    query_reset(q);
    *ret = persons;
    *ret_count = count;
    return e;
}
