/*
 * 点検 -- what must hold in the register's tables (design 4: kokuho verify).
 */
#include "addressee/number.h"
#include "addressee/register.h"
#include "base/personal_number.h"
#include "store/moved.h"

#define SAMPLES_MAX 20

struct check {
    struct store *s;
    struct report *report;
    int64_t broken;
};

static bool is_room(struct check *c)
{
    return ++c->broken <= SAMPLES_MAX;
}

/* Rows of one person known now do not overlap. */
static enum err check_spans(struct check *c)
{
    struct query *q = store_scan(c->s, SQL_addressee_person_spans);
    int64_t person = 0, until = 0;
    bool row = false;
    enum err e;

    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        int64_t no = query_i64(q, 0), from = query_i64(q, 2);
        if (no == person && from < until && is_room(c)) {
            report_add(c->report, "宛名番号 %lld の履歴の期間が %lld から重なっています。", (long long)no,
                       (long long)from);
        }
        person = no;
        until = query_i64(q, 3);
    }
    query_reset(q);
    return e;
}

struct person_span {
    int64_t addressee_no, household_no;
    int32_t from, until;
};

static int by_person(const void *a, const void *b)
{
    const struct person_span *x = a, *y = b;

    if (x->addressee_no != y->addressee_no) {
        return x->addressee_no < y->addressee_no ? -1 : 1;
    }
    return x->from < y->from ? -1 : x->from > y->from;
}

static int by_from(const void *a, const void *b)
{
    const struct person_span *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* One head on a day: the heads' spans of a household do not overlap. */
static void check_heads(struct check *c, struct person_span *heads, size_t count)
{
    if (count < 2) {
        return;
    }
    qsort(heads, count, sizeof(heads[0]), by_from);
    int32_t until = heads[0].until;
    for (size_t i = 1; i < count; i++) {
        if (heads[i].from < until && is_room(c)) {
            report_add(c->report, "世帯番号 %lld に %d から世帯主が二人います。",
                       (long long)heads[i].household_no, heads[i].from);
        }
        until = heads[i].until > until ? heads[i].until : until;
    }
}

/* A person belongs to one household at a time. */
static void check_persons(struct check *c, struct person_span *spans, size_t count)
{
    if (count > 0) {
        qsort(spans, count, sizeof(spans[0]), by_person);
    }
    for (size_t i = 1; i < count; i++) {
        const struct person_span *a = &spans[i - 1], *b = &spans[i];
        if (a->addressee_no == b->addressee_no && b->from < a->until && is_room(c)) {
            report_add(c->report, "宛名番号 %lld は %d に世帯 %lld と %lld の両方に属しています。",
                       (long long)b->addressee_no, b->from, (long long)a->household_no,
                       (long long)b->household_no);
        }
    }
}

static enum err check_belongings(struct check *c)
{
    struct arena *all = arena_new("verify-belongings", (size_t)1 << 30);
    struct arena *house = arena_new("verify-household", (size_t)64 << 20);
    struct person_span *spans = NULL, *heads = NULL;
    size_t count = 0, capacity = 0, head_count = 0, head_capacity = 0;
    struct query *q = store_scan(c->s, SQL_addressee_belonging_scan);
    int64_t household_no = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "after", 0);
    query_set_i64(q, "from", 0);
    query_set_i64(q, "until", DAY_OPEN + 1);
    query_set_i64(q, "known_at", MOMENT_OPEN - 1);
    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        struct person_span b = {query_i64(q, 1), query_i64(q, 0), (int32_t)query_i64(q, 2),
                                (int32_t)query_i64(q, 3)};
        if (b.household_no != household_no) {
            check_heads(c, heads, head_count);
            household_no = b.household_no;
            arena_reset(house);
            heads = NULL;
            head_count = head_capacity = 0;
        }
        if (query_i64(q, 4) != 0) {
            *ARENA_PUSH(house, heads, head_count, head_capacity) = b;
        }
        *ARENA_PUSH(all, spans, count, capacity) = b;
    }
    query_reset(q);
    if (e == ERR_NONE) {
        check_heads(c, heads, head_count);
        check_persons(c, spans, count);
    }
    arena_free(house);
    arena_free(all);
    return e;
}

/* A run of exactly twelve digits with a right check digit, in half width. */
bool text_holds_number(struct text t)
{
    for (size_t i = 0; i < t.len;) {
        size_t n = 0;
        while (i + n < t.len && t.bytes[i + n] >= '0' && t.bytes[i + n] <= '9') {
            n++;
        }
        if (individual_number_is_valid(t.bytes + i, n)) {
            return true;
        }
        i += n + 1;
    }
    return false;
}

/* Also: whether the items can be read at all. */
static bool items_hold_number(struct text items, bool *ret_broken)
{
    struct item_walk w = item_walk_of(items);
    bool found = false;

    while (item_walk_next(&w)) {
        found = found || text_holds_number(w.text);
    }
    *ret_broken = w.is_broken;
    return found;
}

/* No 個人番号 stands in a plain column (番号法; SD-14: the number is apart from the register). */
static enum err check_texts(struct check *c)
{
    struct query *q = store_scan(c->s, SQL_addressee_person_texts);
    bool row = false;
    enum err e;

    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        int items = query_columns(q) - 1;
        bool is_broken = false;
        bool found = items_hold_number(query_blob(q, items), &is_broken);
        for (int i = 1; i < items && !found; i++) {
            found = text_holds_number(query_text(q, i));
        }
        if (found && is_room(c)) {
            report_add(c->report, "宛名番号 %lld の平文の項目に個人番号とみられる数字があります。",
                       (long long)query_i64(q, 0));
        }
        if (is_broken && is_room(c)) {
            report_add(c->report, "宛名番号 %lld の項目の束を読めません。", (long long)query_i64(q, 0));
        }
    }
    query_reset(q);
    return e;
}

static enum err check_numbers(struct check *c, enum sql sql, const char *words)
{
    struct query *q = store_query(c->s, sql);
    bool row = false;
    enum err e;

    if (sql == SQL_addressee_number_shapes) {
        query_set_i64(q, "bytes", NUMBER_SEALED_BYTES);
    }
    while ((e = query_step(q, c->report, &row)) == ERR_NONE && row) {
        if (is_room(c)) {
            report_add(c->report, "宛名番号 %lld: %s", (long long)query_i64(q, 0), words);
        }
    }
    query_reset(q);
    return e;
}

enum err addressee_verify(struct store *s, struct report *report)
{
    struct check c = {s, report, 0};
    enum err e = check_spans(&c);

    if (e == ERR_NONE) {
        e = check_belongings(&c);
    }
    if (e == ERR_NONE) {
        e = check_texts(&c);
    }
    if (e == ERR_NONE) {
        e = check_numbers(&c, SQL_addressee_number_strays, "番号の記録に宛名の記録がありません。");
    }
    if (e == ERR_NONE) {
        e = check_numbers(&c, SQL_addressee_number_shapes, "番号の記録が暗号化された形ではありません。");
    }
    if (e == ERR_NONE) {
        e = registers_verify(s, report, &c.broken);
    }
    if (e == ERR_NONE) {
        e = moved_verify(s, MOVED_RESIDENT, SQL_addressee_person_moved, "住民記録", report, &c.broken);
    }
    if (e == ERR_NONE) {
        e = moved_verify(s, MOVED_BELONGING, SQL_addressee_belonging_moved, "世帯への所属", report,
                         &c.broken);
    }
    if (e == ERR_NONE && c.broken > SAMPLES_MAX) {
        report_add(report, "宛名の点検: ほか %lld 件。", (long long)(c.broken - SAMPLES_MAX));
    }
    return e != ERR_NONE ? e : c.broken > 0 ? ERR_FINDINGS : ERR_NONE;
}
