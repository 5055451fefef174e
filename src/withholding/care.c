/*
 * 介護賦課情報 -- the premium of care of one pay day, for the test that both take at most half (KG-02).
 *
 * A file is the whole of its years. Whom the register does not know is held until it does.
 */
#include "withholding/withholding.h"

#include <inttypes.h>

#define PERSON_UNKNOWN "K01"
#define YEARS_MAX 4

enum { CELL_NO, CELL_YEAR, CELL_METHOD, CELL_CODE, CELL_PAY, CELL_YEARLY, CELLS };
static const char *const cell_names[CELLS] = {"addressee_no", "fiscal_year", "method",
                                              "pension_code", "pay_amount",  "yearly"};
enum { METHOD_PENSION = 1 };

struct reading {
    struct arena *arena;
    size_t record, at[CELLS];
    int64_t *known;
    size_t known_count;
    int64_t last_no, last_year; /* the order of the file: nobody twice in a year */
    int64_t years[YEARS_MAX];
    size_t year_count;
    int64_t taken, closed;
};

static void cancel(struct import_run *run)
{
    struct reading *r = run->state;

    run->state = NULL;
    arena_free(r->arena); /* holds *r itself */
}

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("介護賦課情報", (size_t)256 << 20);
    struct reading *r = ARENA_NEW(arena, struct reading);

    r->arena = arena;
    r->record = layout_record(run->layout, "data");
    for (int i = 0; i < CELLS; i++) {
        r->at[i] = layout_field(run->layout, r->record, cell_names[i]);
        assert(r->at[i] != SIZE_MAX); /* stands in the layout */
    }
    run->state = r;
    enum err e = addressee_known(run->session->store, arena, run->report, &r->known, &r->known_count);
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t number(const struct reading *r, const struct record *record, int cell)
{
    int64_t value = 0;
    return record_i64(record, r->at[cell], &value) ? value : 0;
}

static enum err remember_year(struct import_run *run, struct reading *r, int64_t year)
{
    for (size_t i = 0; i < r->year_count; i++) {
        if (r->years[i] == year) {
            return ERR_NONE;
        }
    }
    if (r->year_count == YEARS_MAX) {
        return report_fail(run->report, ERR_INPUT, "一つのファイルに%d年度をこえる年度があります",
                           YEARS_MAX);
    }
    r->years[r->year_count++] = year;
    return ERR_NONE;
}

static enum err put(struct import_run *run, const struct record *record, int64_t no, int64_t year)
{
    const struct reading *r = run->state;
    struct query *q = store_query(run->session->store, SQL_withholding_care_close);
    int64_t changed;

    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "addressee_no", no);
    query_set_i64(q, "recorded_at", run->recorded_at);
    enum err e = query_run(q, run->report, &changed);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(run->session->store, SQL_withholding_care_add);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "addressee_no", no);
    query_set_i64(q, "recorded_at", run->recorded_at);
    query_set_i64(q, "method", number(r, record, CELL_METHOD));
    query_set_text(q, "pension_code", record_text(record, r->at[CELL_CODE]));
    query_set_i64(q, "pay_amount", number(r, record, CELL_PAY));
    query_set_i64(q, "yearly", number(r, record, CELL_YEARLY));
    return query_run(q, run->report, &changed);
}

/* With 特別徴収 the pension and the amount of a pay day are said, with 普通徴収 neither. */
static bool is_whole(const struct reading *r, const struct record *record)
{
    bool has_code = record_text(record, r->at[CELL_CODE]).len > 0;
    bool has_pay = record_text(record, r->at[CELL_PAY]).len > 0;
    bool from_pension = number(r, record, CELL_METHOD) == METHOD_PENSION;

    return has_code == from_pension && has_pay == from_pension;
}

static enum err record(struct import_run *run, const struct record *record)
{
    struct reading *r = run->state;

    if (record->kind != r->record) {
        return ERR_NONE;
    }
    int64_t no = number(r, record, CELL_NO), year = number(r, record, CELL_YEAR);
    if (no < r->last_no || (no == r->last_no && year <= r->last_year)) {
        return report_fail(run->report, ERR_INPUT,
                           "記録%" PRId64
                           "件目（E08）: 宛名番号と年度の順に並んでいないか、同じ人が2件あります",
                           record->number);
    }
    r->last_no = no;
    r->last_year = year;
    enum err e = remember_year(run, r, year);
    if (e != ERR_NONE) {
        return e;
    }
    if (bsearch(&no, r->known, r->known_count, sizeof(*r->known), by_number) == NULL) {
        return import_hold(run, record, PERSON_UNKNOWN, "宛名にない人です。宛名を確かめてください");
    }
    if (!is_whole(r, record)) {
        return import_hold_about(
            run, record, "C01",
            "徴収方法と、年金コード・支払回数割保険料額が合いません。介護保険課に確かめて"
            "ください",
            no);
    }
    r->taken++;
    return put(run, record, no, year);
}

static enum err end(struct import_run *run)
{
    struct reading *r = run->state;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < r->year_count && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, SQL_withholding_care_close_others);
        int64_t changed = 0;
        query_set_i64(q, "fiscal_year", r->years[i]);
        query_set_i64(q, "recorded_at", run->recorded_at);
        e = query_run(q, run->report, &changed);
        r->closed += changed;
    }
    report_add(run->report, "介護保険料 %" PRId64 " 件、なくなった人 %" PRId64 " 人", r->taken, r->closed);
    cancel(run);
    return e;
}

/* Whom the register knows by now is taken; the next whole file says everything anew. */
static enum err again(struct import_run *run, bool is_own, struct held_record *held, size_t count)
{
    enum err e = begin(run);

    if (e != ERR_NONE) {
        return e;
    }
    struct reading *r = run->state;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int64_t no = number(r, &held[i].record, CELL_NO);
        if (is_own && held[i].held_at < run->recorded_at) {
            held[i].outcome = HELD_REPLACED;
        } else if (bsearch(&no, r->known, r->known_count, sizeof(*r->known), by_number) == NULL) {
            held[i].outcome = HELD_STAYS;
        } else if (!is_whole(r, &held[i].record)) {
            held[i].outcome = HELD_LEFT;
        } else {
            held[i].outcome = HELD_TAKEN;
            e = put(run, &held[i].record, no, number(r, &held[i].record, CELL_YEAR));
        }
    }
    cancel(run);
    return e;
}

const struct import_handler import_care_premium = {
    .layout = "kg-02-care-premium",
    .partner = "介護保険",
    .label = "介護保険 賦課情報",
    .order = 131,
    .begin = begin,
    .record = record,
    .end = end,
    .cancel = cancel,
    .again_code = PERSON_UNKNOWN,
    .again = again,
};
