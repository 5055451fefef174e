/* 記号・番号・枝番 -- whose card it is (国民健康保険法施行規則 6条). */
#include "eligibility/events.h"

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

int card_branch_of(struct text rest)
{
    struct text value = rest_value(rest, "branch_no");
    int64_t n = 0;
    return parse_i64(value.bytes, value.len, 0, 99, &n) ? (int)n : 0;
}

bool card_symbol_is(struct text typed, struct text kept, struct arena *arena)
{
    return typed.len == 0 || text_equal(typed, kept) ||
           text_equal(spelled(typed, false, true, arena), spelled(kept, false, true, arena));
}

void card_spellings_set(struct query *q, struct text number, struct arena *arena)
{
    query_set_text(q, "a", spelled(number, false, false, arena));
    query_set_text(q, "b", spelled(number, true, false, arena));
    query_set_text(q, "c", spelled(number, false, true, arena));
    query_set_text(q, "d", spelled(number, true, true, arena));
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
    card_spellings_set(q, number, arena);
    query_set_i64(q, "count", CARD_ROWS_MAX);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && count < max) {
        int64_t no = query_i64(q, 0);
        bool is_known = count > 0 && persons[count - 1] == no;
        bool is_branch = branch == 0 || card_branch_of(query_text(q, 2)) == branch;
        if (!is_known && is_branch && card_symbol_is(symbol, query_text(q, 1), arena)) {
            persons[count++] = no;
        }
    }
    query_reset(q);
    *ret = persons;
    *ret_count = count;
    return e;
}
