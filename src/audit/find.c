/*
 * 記録を探す -- by resident, operator, kind, event and period, newest first.
 *
 * Month after month from the newest back, until enough is found. In a month the records about one resident
 * lie together; those of one class (operator, kind, event) too. Several classes are merged: each gives
 * those that are newer than the oldest of the best so far. What the indexes point at is read, and must fit
 * the question.
 */
#include "audit/internal.h"

#include <inttypes.h>

#define MOMENT_MAX INT64_C(9000000000000000)
#define CLASSES_MAX 200000 /* of one month that a search looks at */

struct hit {
    int64_t at, record_no;
};

struct finding {
    struct store *store;
    const struct audit_query *query;
    struct arena *arena, *month_arena;
    struct report *report;
    int64_t from, until; /* moments */
    int64_t before_no;   /* of those at `until` itself only what is older than this one */
    struct hit *best;    /* newest first */
    size_t best_count, best_max;
    struct audit_record *found;
    size_t found_count;
};

static bool is_newer(const struct hit *a, const struct hit *b)
{
    return a->at > b->at || (a->at == b->at && a->record_no > b->record_no);
}

/* Keeps the newest; false when the hit is older than all of them. */
static bool keep(struct finding *f, struct hit hit)
{
    if (f->best_count == f->best_max && !is_newer(&hit, &f->best[f->best_count - 1])) {
        return false;
    }
    size_t lo = 0, hi = f->best_count;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (is_newer(&f->best[mid], &hit)) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (f->best_count < f->best_max) {
        f->best_count++;
    }
    memmove(&f->best[lo + 1], &f->best[lo], (f->best_count - lo - 1) * sizeof(*f->best));
    f->best[lo] = hit;
    return true;
}

/* ------------------------------------------------------------------------------- records ------ */

static bool fits(const struct audit_query *q, const struct audit_event *e)
{
    if (q->operator_id.len > 0 && !text_equal(q->operator_id, e->operator_id)) {
        return false;
    }
    if (q->event.len > 0 && !text_equal(q->event, e->event)) {
        return false;
    }
    if (q->kind != 0 && q->kind != e->kind) {
        return false;
    }
    bool about = q->addressee_no == 0;
    for (size_t i = 0; i < e->subject_count && !about; i++) {
        about = e->subjects[i].addressee_no == q->addressee_no;
    }
    return about;
}

/* *ret_fits says whether it answers the question. */
static enum err read_record(struct finding *f, int64_t record_no, bool *ret_fits)
{
    bool row;
    struct audit_record record = {.stream_no = audit_stream_of(record_no),
                                  .seq = audit_seq_of(record_no)};
    struct query *q = store_query(f->store, SQL_audit_record_one);
    query_set_i64(q, "record_no", record_no);
    enum err e = query_step(q, f->report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    struct text previous = row ? query_blob(q, 0) : text_of("");
    struct text hash = row ? query_blob(q, 1) : text_of("");
    struct text body = row ? query_blob(q, 2) : text_of("");
    const char *copy = arena_copy(f->arena, body.bytes, body.len);
    if (previous.len != AUDIT_HASH_BYTES || hash.len != AUDIT_HASH_BYTES ||
        !audit_body_decode((const unsigned char *)copy, body.len, f->arena, &record.event)) {
        e = report_fail(f->report, ERR_WORLD,
                        "記録 %" PRId64 "-%" PRId64 " が%s。kokuho audit verify で確かめてください",
                        record.stream_no, record.seq, row ? "読めません" : "ありません");
    } else {
        memcpy(record.previous, previous.bytes, AUDIT_HASH_BYTES);
        memcpy(record.hash, hash.bytes, AUDIT_HASH_BYTES);
        *ret_fits = fits(f->query, &record.event);
        if (*ret_fits) {
            f->found[f->found_count++] = record;
        }
    }
    if (row) {
        query_reset(q);
    }
    return e;
}

static bool is_before(const struct finding *f, struct hit hit)
{
    return hit.at < f->until - 1 || f->before_no == 0 || hit.record_no < f->before_no;
}

/* -------------------------------------------------------------------------- by resident ------- */

static enum err find_subject(struct finding *f, int64_t month)
{
    struct query *q = store_query(f->store, SQL_audit_subject_find);
    bool row;
    enum err e;
    query_set_i64(q, "month", month);
    query_set_i64(q, "addressee_no", f->query->addressee_no);
    query_set_i64(q, "from", f->from);
    query_set_i64(q, "until", f->until);
    while ((e = query_step(q, f->report, &row)) == ERR_NONE && row) {
        struct hit hit = {query_i64(q, 0), query_i64(q, 1)};
        bool is_fit = false;
        if (is_before(f, hit)) {
            e = read_record(f, hit.record_no, &is_fit);
        }
        if (e != ERR_NONE || f->found_count == f->query->max) {
            query_reset(q);
            break;
        }
    }
    return e;
}

/* -------------------------------------------------------------------------- by class ---------- */

/* Numbers of the classes of a month that fit. Two with one number are looked at once. */
static enum err list_classes(struct finding *f, int64_t month, int64_t **ret, size_t *ret_count)
{
    const struct audit_query *a = f->query;
    size_t count = 0, capacity = 0;
    int64_t *list = NULL;
    bool row;
    enum err e = ERR_NONE;
    int first = AUDIT_VIEW, last = AUDIT_REFUSED;
    if (a->kind != 0 || a->operator_id.len > 0 || a->event.len > 0) {
        first = last = a->kind != 0 ? (int)a->kind : AUDIT_VIEW;
    }
    for (int kind = first; kind <= last && e == ERR_NONE; kind++) {
        struct query *q;
        if (a->operator_id.len > 0) {
            q = store_query(f->store, SQL_audit_class_of_operator);
            query_set_text(q, "operator_id", a->operator_id);
        } else if (a->event.len > 0) {
            q = store_query(f->store, SQL_audit_class_of_event);
            query_set_text(q, "event", a->event);
        } else {
            q = store_query(f->store, SQL_audit_class_of_kind);
            query_set_i64(q, "kind", kind);
        }
        query_set_i64(q, "month", month);
        while ((e = query_step(q, f->report, &row)) == ERR_NONE && row && count < CLASSES_MAX) {
            bool fits_class = (a->event.len == 0 || text_equal(a->event, query_text(q, 3))) &&
                              (a->kind == 0 || a->kind == (enum audit_kind)query_i64(q, 2));
            if (fits_class) {
                *ARENA_PUSH(f->month_arena, list, count, capacity) = query_i64(q, 0);
            }
        }
        query_reset(q);
    }
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err merge_class(struct finding *f, int64_t month, int64_t class_no)
{
    struct query *q = store_query(f->store, SQL_audit_act_find);
    bool row;
    enum err e;
    int64_t from = f->best_count == f->best_max ? f->best[f->best_count - 1].at : f->from;
    query_set_i64(q, "month", month);
    query_set_i64(q, "class_no", class_no);
    query_set_i64(q, "from", from);
    query_set_i64(q, "until", f->until);
    while ((e = query_step(q, f->report, &row)) == ERR_NONE && row) {
        struct hit hit = {query_i64(q, 0), query_i64(q, 1)};
        if (is_before(f, hit) && !keep(f, hit)) {
            query_reset(q);
            break;
        }
    }
    return e;
}

static int compare_i64(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum err find_classes(struct finding *f, int64_t month)
{
    int64_t *list;
    size_t count;
    arena_reset(f->month_arena);
    enum err e = list_classes(f, month, &list, &count);
    if (e != ERR_NONE || count == 0) {
        return e;
    }
    qsort(list, count, sizeof(*list), compare_i64);
    f->best_count = 0;
    f->best_max = f->query->max - f->found_count;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (i == 0 || list[i] != list[i - 1]) {
            e = merge_class(f, month, list[i]);
        }
    }
    for (size_t i = 0; i < f->best_count && e == ERR_NONE; i++) {
        bool is_fit;
        e = read_record(f, f->best[i].record_no, &is_fit);
    }
    return e;
}

/* ------------------------------------------------------------------------------- months ------- */

static enum err month_before(struct finding *f, int64_t month, int64_t *ret)
{
    struct query *q = store_query(f->store, SQL_audit_month_before);
    bool row;
    query_set_i64(q, "month", month);
    enum err e = query_step(q, f->report, &row);
    if (e == ERR_NONE) {
        *ret = row ? query_i64(q, 0) : 0;
        query_reset(q);
    }
    return e;
}

static enum err find_all(struct finding *f)
{
    int64_t month;
    int64_t oldest = f->from <= -MOMENT_MAX ? 0 : audit_month_of(f->from);
    int64_t newest = f->until >= MOMENT_MAX ? INT32_MAX : audit_month_of(f->until - 1) + 1;
    enum err e = month_before(f, newest, &month);
    while (e == ERR_NONE && month > 0 && month >= oldest && f->found_count < f->query->max) {
        e = f->query->addressee_no != 0 ? find_subject(f, month) : find_classes(f, month);
        if (e == ERR_NONE) {
            e = month_before(f, month, &month);
        }
    }
    return e;
}

enum err audit_find_in(struct store *s, const struct audit_query *query, struct arena *arena,
                       struct report *report, struct audit_record **ret, size_t *ret_count)
{
    struct finding f = {.store = s, .query = query, .arena = arena, .report = report};
    assert(query->max > 0);
    f.from = date_is_none(query->from) ? -MOMENT_MAX : audit_moment_of(query->from);
    f.until = date_is_none(query->until) ? MOMENT_MAX : audit_moment_of(query->until);
    if (query->before != 0 && query->before < f.until) {
        bool has_place = query->before_stream > 0;
        f.until = query->before + (has_place ? 1 : 0);
        f.before_no = has_place ? audit_record_no(query->before_stream, query->before_seq) : 0;
    }
    f.found = ARENA_ARRAY(arena, struct audit_record, query->max);
    f.best = ARENA_ARRAY(arena, struct hit, query->max + 1);
    f.month_arena = arena_new("記録の検索", (size_t)16 << 20);
    enum err e = store_begin_read(s, report);
    if (e == ERR_NONE) {
        e = find_all(&f);
        store_rollback(s);
    }
    arena_free(f.month_arena);
    if (e == ERR_NONE) {
        *ret = f.found;
        *ret_count = f.found_count;
    }
    return e;
}

enum err audit_find(const struct data_folder *folder, const struct audit_query *query,
                    struct arena *arena, struct report *report, struct audit_record **ret,
                    size_t *ret_count)
{
    struct store *s;
    enum err e = audit_store_open(folder, STORE_READ, report, &s);
    if (e == ERR_NONE) {
        e = audit_find_in(s, query, arena, report, ret, ret_count);
        store_close(s);
    }
    return e;
}

/* ------------------------------------------------------------------------ by any number ------- */

static bool record_is_newer(const struct audit_record *a, const struct audit_record *b)
{
    if (a->event.at != b->event.at) {
        return a->event.at > b->event.at;
    }
    return a->stream_no != b->stream_no ? a->stream_no > b->stream_no : a->seq > b->seq;
}

/* Among the newest, at most `max`; once. */
static void take(struct audit_record *all, size_t *count, size_t max, const struct audit_record *r)
{
    size_t to = 0;
    while (to < *count && record_is_newer(&all[to], r)) {
        to++;
    }
    if (to == max || (to < *count && all[to].stream_no == r->stream_no && all[to].seq == r->seq)) {
        return;
    }
    *count += *count < max;
    memmove(all + to + 1, all + to, (*count - 1 - to) * sizeof(*all));
    all[to] = *r;
}

enum err audit_find_any(const struct data_folder *folder, const struct audit_query *query,
                        const int64_t *numbers, size_t number_count, struct arena *arena,
                        struct report *report, struct audit_record **ret, size_t *ret_count)
{
    struct audit_record *all = ARENA_ARRAY(arena, struct audit_record, query->max);
    struct audit_query one = *query;
    enum err e = ERR_NONE;
    size_t count = 0;
    for (size_t i = 0; e == ERR_NONE && i < number_count; i++) {
        struct audit_record *found = NULL;
        size_t found_count = 0;
        one.addressee_no = numbers[i];
        e = audit_find(folder, &one, arena, report, &found, &found_count);
        for (size_t k = 0; e == ERR_NONE && k < found_count; k++) {
            take(all, &count, query->max, &found[k]);
        }
    }
    *ret = all;
    *ret_count = count;
    return e;
}
