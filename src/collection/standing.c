/* 猶予・停止・依頼中, 督促, 免除 -- what others have said of a charge, in two times. */
#include "collection/book.h"
#include "collection/standings.h"

#include "base/sorted.h"

#include <stdlib.h>

#define OPEN INT64_MAX

const char *const collection_stay_labels[STAY_KINDS] = {
    [STAY_GRACE] = "猶予",    [STAY_SUSPENDED] = "執行停止", [STAY_PLAN] = "分納",
    [STAY_DEBIT] = "口座振替の依頼中", [STAY_SEIZED] = "差押中", [STAY_SUCCESSION] = "承継",
    [STAY_DISPUTE] = "係争・保留",
    [STAY_PENSION] = "年金からの特別徴収",
};

/* ------------------------------------------------------------------------------- stays -------- */

enum err collection_stay_add(struct store *s, const struct collection_stay_row *stay, int64_t recorded_at,
                             struct report *report, int64_t *ret_stay_no)
{
    int64_t no = 0;
    enum err e = number_next(s, SQL_collection_stay_last, report, &no);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_collection_stay_add);
    query_set_i64(q, "stay_no", no);
    query_set_i64(q, "kind", stay->kind);
    query_set_i64(q, "payer_no", stay->payer_no);
    query_set_i64(q, "household_no", stay->household_no);
    query_set_i64(q, "levy_year", stay->levy_year);
    query_set_i64(q, "instalment", stay->instalment);
    query_set_i64(q, "valid_from", date_ymd(stay->days.from));
    query_set_i64(q, "valid_until", date_ymd(stay->days.until));
    query_set_text(q, "cause_kind", text_of(stay->cause_kind));
    query_set_i64(q, "cause_no", stay->cause_no);
    query_set_i64(q, "recorded_at", recorded_at);
    query_set_i64(q, "superseded_at", OPEN);
    e = row_write(q, report);
    if (e == ERR_NONE && ret_stay_no != NULL) {
        *ret_stay_no = no;
    }
    return e;
}

enum err collection_stays_add(struct store *s, const struct collection_stay_row *stays, size_t count,
                              int64_t recorded_at, struct report *report, int64_t *ret_first)
{
    static const struct bulk_column columns[] = {
        {"stay_no", BULK_I64}, {"kind", BULK_I64}, {"payer_no", BULK_I64}, {"household_no", BULK_I64},
        {"levy_year", BULK_I64}, {"instalment", BULK_I64}, {"valid_from", BULK_I64},
        {"valid_until", BULK_I64}, {"cause_kind", BULK_TEXT}, {"cause_no", BULK_I64},
        {"recorded_at", BULK_I64}, {"superseded_at", BULK_I64},
    };
    struct bulk *b;
    int64_t no = 0;
    enum err e = number_next(s, SQL_collection_stay_last, report, &no);

    if (e == ERR_NONE) {
        *ret_first = no;
        e = store_bulk_begin(s, "collection_stay", columns, COUNT_OF(columns), report, &b);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++, no++) {
        const struct collection_stay_row *stay = &stays[i];
        bulk_i64(b, no);
        bulk_i64(b, stay->kind);
        bulk_i64(b, stay->payer_no);
        bulk_i64(b, stay->household_no);
        bulk_i64(b, stay->levy_year);
        bulk_i64(b, stay->instalment);
        bulk_i64(b, date_ymd(stay->days.from));
        bulk_i64(b, date_ymd(stay->days.until));
        bulk_text(b, text_of(stay->cause_kind));
        bulk_i64(b, stay->cause_no);
        bulk_i64(b, recorded_at);
        bulk_i64(b, OPEN);
        e = bulk_row(b, report);
    }
    enum err end = bulk_end(b, report);
    return e != ERR_NONE ? e : end;
}

static enum err read_stays(struct query *q, struct arena *arena, struct report *report,
                           struct collection_stay_row **ret, size_t *ret_count)
{
    struct collection_stay_row *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text cause = query_text(q, 8);
        *ARENA_PUSH(arena, list, count, capacity) = (struct collection_stay_row){
            .stay_no = query_i64(q, 0),
            .kind = (enum collection_stay)query_i64(q, 1),
            .payer_no = query_i64(q, 2),
            .household_no = query_i64(q, 3),
            .levy_year = (int32_t)query_i64(q, 4),
            .instalment = (int)query_i64(q, 5),
            .days = {collection_day(query_i64(q, 6)), collection_day(query_i64(q, 7))},
            .cause_kind = arena_printf(arena, "%.*s", (int)cause.len, cause.bytes),
            .cause_no = query_i64(q, 9),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err collection_stays(struct store *s, int64_t payer_no, date day, struct arena *arena,
                          struct report *report, struct collection_stay_row **ret, size_t *ret_count)
{
    struct query *q =
        store_query(s, payer_no == 0 ? SQL_collection_stays : SQL_collection_stays_of_payer);

    if (payer_no != 0) {
        query_set_i64(q, "payer_no", payer_no);
    }
    query_set_i64(q, "day", date_ymd(day));
    return read_stays(q, arena, report, ret, ret_count);
}

/* A stay that ends, by the place of its cause among those that were named. */
struct ending {
    size_t at;
    const struct collection_stay_row *stay;
};
struct named_cause {
    int64_t cause_no;
    size_t at;
};

static int by_cause(const void *a, const void *b)
{
    const struct named_cause *x = a, *y = b;
    return order_by_two(x->cause_no, 0, y->cause_no, 0);
}

static int by_ending(const void *a, const void *b)
{
    const struct ending *x = a, *y = b;
    return order_by_two((int64_t)x->at, x->stay->stay_no, (int64_t)y->at, y->stay->stay_no);
}

/* In the order of their causes, as if each had been ended by itself: so are they numbered. */
static void put_in_order(const int64_t *causes, size_t cause_count, const struct collection_stay_row *list,
                         size_t count, struct arena *arena, struct ending *ret)
{
    struct named_cause *named = ARENA_ARRAY(arena, struct named_cause, cause_count);

    for (size_t i = 0; i < cause_count; i++) {
        named[i] = (struct named_cause){causes[i], i};
    }
    qsort(named, cause_count, sizeof(*named), by_cause);
    for (size_t i = 0; i < count; i++) {
        const struct named_cause wanted = {list[i].cause_no, 0};
        const struct named_cause *of = bsearch(&wanted, named, cause_count, sizeof(wanted), by_cause);
        assert(of != NULL);
        ret[i] = (struct ending){of->at, &list[i]};
    }
    qsort(ret, count, sizeof(*ret), by_ending);
}

/* The rows as they were said are closed; what they were true for before the end is said anew. */
static enum err end_all(struct store *s, const struct ending *endings, size_t count, date until,
                        int64_t recorded_at, struct arena *arena, struct report *report)
{
    struct query *q = store_query(s, SQL_collection_stays_close);
    struct collection_stay_row *shorter = ARENA_ARRAY(arena, struct collection_stay_row, count);
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, count);
    int64_t changed = 0, first;
    size_t again = 0;

    for (size_t i = 0; i < count; i++) {
        numbers[i] = endings[i].stay->stay_no;
        if (date_before(endings[i].stay->days.from, until)) {
            shorter[again] = *endings[i].stay;
            shorter[again++].days.until = until;
        }
    }
    query_set_list(q, "stays", numbers, count);
    query_set_i64(q, "superseded_at", recorded_at);
    enum err e = query_run(q, report, &changed);
    assert(e != ERR_NONE || changed == (int64_t)count);
    return e == ERR_NONE && again > 0 ? collection_stays_add(s, shorter, again, recorded_at, report, &first)
                                      : e;
}

enum err collection_stays_end(struct store *s, const char *cause_kind, const int64_t *causes, size_t count,
                              date until, int64_t recorded_at, struct report *report)
{
    struct arena *arena = arena_new("猶予・停止の終わり", (size_t)64 << 20);
    struct query *q = store_query(s, SQL_collection_stays_of_causes);
    struct collection_stay_row *list;
    size_t found;

    query_set_text(q, "cause_kind", text_of(cause_kind));
    query_set_list(q, "causes", causes, count);
    query_set_i64(q, "until", date_ymd(until));
    enum err e = read_stays(q, arena, report, &list, &found);
    if (e == ERR_NONE && found > 0) {
        struct ending *endings = ARENA_ARRAY(arena, struct ending, found);
        put_in_order(causes, count, list, found, arena, endings);
        e = end_all(s, endings, found, until, recorded_at, arena, report);
    }
    arena_free(arena);
    return e;
}

enum err collection_stay_end(struct store *s, const char *cause_kind, int64_t cause_no, date until,
                             int64_t recorded_at, struct report *report)
{
    return collection_stays_end(s, cause_kind, &cause_no, 1, until, recorded_at, report);
}

/* ------------------------------------------------------------------------------ dunning ------- */

static void set_charge(struct query *q, const struct collection_dunning *d)
{
    query_set_i64(q, "levy_year", d->levy_year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
    query_set_i64(q, "instalment", d->instalment);
}

static enum err add_dunning(struct store *s, const struct collection_dunning *d, int64_t recorded_at,
                            struct report *report)
{
    struct query *q = store_query(s, SQL_collection_dunning_add);

    set_charge(q, d);
    query_set_i64(q, "issued_on", date_ymd(d->issued_on));
    query_set_i64(q, "fixed_on", date_ymd(d->fixed_on));
    query_set_i64(q, "amount", d->amount);
    query_set_i64(q, "fee", d->fee);
    query_set_i64(q, "cause_no", d->cause_no);
    query_set_i64(q, "served_on", date_is_none(d->served_on) ? 0 : date_ymd(d->served_on));
    query_set_i64(q, "is_withdrawn", d->is_withdrawn);
    query_set_i64(q, "recorded_at", recorded_at);
    query_set_i64(q, "superseded_at", OPEN);
    return row_write(q, report);
}

static enum err read_dunnings(struct query *q, struct arena *arena, struct report *report,
                              struct collection_dunning **ret, size_t *ret_count)
{
    struct collection_dunning *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct collection_dunning){
            .levy_year = (int32_t)query_i64(q, 0),
            .household_no = query_i64(q, 1),
            .payer_no = query_i64(q, 2),
            .instalment = (int)query_i64(q, 3),
            .issued_on = collection_day(query_i64(q, 4)),
            .fixed_on = collection_day(query_i64(q, 5)),
            .amount = query_i64(q, 6),
            .fee = query_i64(q, 7),
            .cause_no = query_i64(q, 8),
            .served_on = collection_day(query_i64(q, 9)),
            .is_withdrawn = query_i64(q, 10) != 0,
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err dunning_of(struct store *s, const struct collection_dunning *charge, struct report *report,
                           struct collection_dunning *ret, bool *ret_there)
{
    struct arena *arena = arena_new("督促の照会", (size_t)1 << 20);
    struct query *q = store_query(s, SQL_collection_dunning_of_charge);
    struct collection_dunning *list;
    size_t count;

    set_charge(q, charge);
    enum err e = read_dunnings(q, arena, report, &list, &count);
    *ret_there = e == ERR_NONE && count > 0;
    if (*ret_there) {
        *ret = list[0];
    }
    arena_free(arena);
    return e;
}

static enum err close_dunning(struct store *s, const struct collection_dunning *d, int64_t recorded_at,
                              struct report *report)
{
    struct query *q = store_query(s, SQL_collection_dunning_close);

    set_charge(q, d);
    query_set_i64(q, "superseded_at", recorded_at);
    return row_write(q, report);
}

static enum err dunned_already(const struct collection_dunning *before, struct report *report)
{
    char issued[DATE_TEXT_BYTES];

    date_format_era(before->issued_on, issued);
    return report_fail(report, ERR_INPUT,
                       "%d年度 第%d期は %s に督促済みです。督促は一度だけです（写しを出してください）",
                       before->levy_year, before->instalment, issued);
}

enum err collection_dun(struct store *s, const struct collection_dunning *d, int64_t recorded_at,
                        struct report *report)
{
    struct collection_dunning before;
    bool is_there;
    enum err e = dunning_of(s, d, report, &before, &is_there);

    if (e == ERR_NONE && is_there && !before.is_withdrawn) {
        return dunned_already(&before, report);
    }
    if (e == ERR_NONE && is_there) { /* taken out before it was mailed: as if it had not been */
        e = close_dunning(s, d, recorded_at, report);
    }
    return e == ERR_NONE ? add_dunning(s, d, recorded_at, report) : e;
}

static int by_charge(const void *a, const void *b)
{
    const struct collection_dunning *x = a, *y = b;
    const int64_t p[] = {x->levy_year, x->household_no, x->payer_no, x->instalment};
    const int64_t q[] = {y->levy_year, y->household_no, y->payer_no, y->instalment};

    for (size_t i = 0; i < COUNT_OF(p); i++) {
        if (p[i] != q[i]) {
            return p[i] < q[i] ? -1 : 1;
        }
    }
    return 0;
}

/* What stands of the same charges: none that is not withdrawn, and these make way. */
static enum err make_way(struct store *s, const struct collection_dunning *list, size_t count,
                         int64_t recorded_at, struct arena *arena, struct report *report)
{
    struct moved_list payers = {0};
    struct collection_dunning *before = NULL;
    size_t before_count = 0;

    for (size_t i = 0; i < count; i++) {
        moved_add(&payers, arena, list[i].payer_no, 0);
    }
    moved_settle(&payers);
    enum err e = collection_dunnings_of(s, moved_numbers(&payers, arena), payers.count, arena, report,
                                        &before, &before_count);
    for (size_t i = 0; i < before_count && e == ERR_NONE; i++) {
        bool is_again = bsearch(&before[i], list, count, sizeof(*list), by_charge) != NULL;
        if (is_again && !before[i].is_withdrawn) {
            return dunned_already(&before[i], report);
        }
        e = is_again ? close_dunning(s, &before[i], recorded_at, report) : e;
    }
    return e;
}

static enum err add_dunnings(struct store *s, const struct collection_dunning *list, size_t count,
                             int64_t recorded_at, struct report *report)
{
    static const struct bulk_column columns[] = {
        {"levy_year", BULK_I64},    {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"instalment", BULK_I64},   {"issued_on", BULK_I64},    {"fixed_on", BULK_I64},
        {"amount", BULK_I64},       {"fee", BULK_I64},          {"cause_no", BULK_I64},
        {"served_on", BULK_I64},    {"is_withdrawn", BULK_I64}, {"recorded_at", BULK_I64},
        {"superseded_at", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(s, "collection_dunning", columns, COUNT_OF(columns), report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct collection_dunning *d = &list[i];
        bulk_i64(b, d->levy_year);
        bulk_i64(b, d->household_no);
        bulk_i64(b, d->payer_no);
        bulk_i64(b, d->instalment);
        bulk_i64(b, date_ymd(d->issued_on));
        bulk_i64(b, date_ymd(d->fixed_on));
        bulk_i64(b, d->amount);
        bulk_i64(b, d->fee);
        bulk_i64(b, d->cause_no);
        bulk_i64(b, date_is_none(d->served_on) ? 0 : date_ymd(d->served_on));
        bulk_i64(b, d->is_withdrawn);
        bulk_i64(b, recorded_at);
        bulk_i64(b, OPEN);
        e = bulk_row(b, report);
    }
    enum err end = bulk_end(b, report);
    return e != ERR_NONE ? e : end;
}

enum err collection_dun_many(struct store *s, struct collection_dunning *list, size_t count,
                             int64_t recorded_at, struct arena *arena, struct report *report)
{
    if (count == 0) {
        return ERR_NONE;
    }
    qsort(list, count, sizeof(*list), by_charge);
    enum err e = make_way(s, list, count, recorded_at, arena, report);
    return e == ERR_NONE ? add_dunnings(s, list, count, recorded_at, report) : e;
}

enum err collection_dun_change(struct store *s, const struct collection_dunning *d, int64_t recorded_at,
                               struct report *report)
{
    enum err e = close_dunning(s, d, recorded_at, report);

    return e == ERR_NONE ? add_dunning(s, d, recorded_at, report) : e;
}

enum err collection_dunnings(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                             struct collection_dunning **ret, size_t *ret_count)
{
    struct query *q =
        store_query(s, payer_no == 0 ? SQL_collection_dunnings : SQL_collection_dunnings_of_payer);

    if (payer_no != 0) {
        query_set_i64(q, "payer_no", payer_no);
    }
    return read_dunnings(q, arena, report, ret, ret_count);
}

enum err collection_dunnings_of(struct store *s, const int64_t *payers, size_t payer_count,
                                struct arena *arena, struct report *report, struct collection_dunning **ret,
                                size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_dunnings_of_payers);

    query_set_list(q, "payers", payers, payer_count);
    return read_dunnings(q, arena, report, ret, ret_count);
}

/* ------------------------------------------------------------------------------ waivers ------- */

enum err collection_waive(struct store *s, const struct collection_waiver *w, int64_t recorded_at,
                          struct report *report)
{
    int64_t no = 0;
    enum err e = number_next(s, SQL_collection_waiver_last, report, &no);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_collection_waiver_add);
    query_set_i64(q, "waiver_no", no);
    query_set_i64(q, "levy_year", w->levy_year);
    query_set_i64(q, "household_no", w->household_no);
    query_set_i64(q, "payer_no", w->payer_no);
    query_set_i64(q, "instalment", w->instalment);
    query_set_i64(q, "kind", w->waiver.kind);
    query_set_i64(q, "valid_from", date_ymd(w->waiver.span.from));
    query_set_i64(q, "valid_until", date_ymd(w->waiver.span.until));
    query_set_text(q, "cause_kind", text_of(w->cause_kind));
    query_set_i64(q, "cause_no", w->cause_no);
    query_set_i64(q, "recorded_at", recorded_at);
    query_set_i64(q, "superseded_at", OPEN);
    return row_write(q, report);
}

enum err collection_waive_end(struct store *s, const char *cause_kind, int64_t cause_no, int64_t recorded_at,
                              struct report *report)
{
    struct query *q = store_query(s, SQL_collection_waiver_end);
    int64_t changed;

    query_set_text(q, "cause_kind", text_of(cause_kind));
    query_set_i64(q, "cause_no", cause_no);
    query_set_i64(q, "superseded_at", recorded_at);
    return query_run(q, report, &changed);
}
