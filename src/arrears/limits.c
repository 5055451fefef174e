/*
 * 時効の暦 -- unpaid charges summed up by month and debtor: for the screen as the night kept them
 * (overdue.h), for the list as they are now.
 *
 * Rules   collection.md 15 (時効予定一覧), 17.4   Rows    CO-37
 */
#include "arrears/limits.h"

#include "rules/common/period.h"

#include <inttypes.h>
#include <stdlib.h>

static int32_t month_of(date day)
{
    struct civil c = date_civil(day);
    return c.year * 100 + c.month;
}

static int by_month(const void *a, const void *b)
{
    const struct limit_row *x = a, *y = b;
    if (x->month != y->month) {
        return x->month < y->month ? -1 : 1;
    }
    return (x->of.payer_no > y->of.payer_no) - (x->of.payer_no < y->of.payer_no);
}

void limits_by_month(const struct scanned *found, size_t count, struct arena *arena, struct limit_row **ret,
                     size_t *ret_count)
{
    struct limit_row *rows = ARENA_ARRAY(arena, struct limit_row, count + 1);
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct limit_row){month_of(found[i].limit_late),
                                     {.payer_no = found[i].charge.payer_no,
                                      .charges = 1,
                                      .suspended = !date_is_none(found[i].suspended_on),
                                      .amount = collection_unpaid(&found[i].charge),
                                      .early = found[i].limit_early,
                                      .late = found[i].limit_late}};
    }
    if (count > 1) {
        qsort(rows, count, sizeof(rows[0]), by_month);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || by_month(&rows[kept - 1], &rows[i]) != 0) {
            rows[kept++] = rows[i];
            continue;
        }
        struct limit_payer *to = &rows[kept - 1].of;
        to->charges += 1;
        to->suspended += rows[i].of.suspended;
        to->amount += rows[i].of.amount;
        to->early = date_before(rows[i].of.early, to->early) ? rows[i].of.early : to->early;
        to->late = date_before(rows[i].of.late, to->late) ? rows[i].of.late : to->late;
    }
    *ret = rows;
    *ret_count = kept;
}

static enum err looked_on(struct store *s, struct report *report, date *ret)
{
    struct query *q = store_query(s, SQL_arrears_looked);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE && row ? day_read(query_i64(q, 0)) : date_none();
    query_reset(q);
    return e;
}

enum err arrears_limit_months(struct store *s, struct arena *arena, struct report *report,
                              struct limit_month **ret, size_t *ret_count, date *ret_as_of)
{
    struct limit_month *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e = looked_on(s, report, ret_as_of);

    *ret = NULL;
    *ret_count = 0;
    if (e != ERR_NONE || date_is_none(*ret_as_of)) {
        return e;
    }
    struct query *q = store_query(s, SQL_arrears_limit_months);
    query_set_i64(q, "until", date_ymd(period_end(date_add_days(*ret_as_of, 1), CALENDAR_MONTHS)));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct limit_month){
            (int32_t)query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err arrears_limit_payers(struct store *s, int32_t month, int64_t after, int64_t max, struct arena *arena,
                              struct report *report, struct limit_payer **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_limit_payers);
    struct limit_payer *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "month", month);
    query_set_i64(q, "after", after);
    query_set_i64(q, "max", max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct limit_payer){.payer_no = query_i64(q, 0),
                                 .charges = (int)query_i64(q, 1),
                                 .suspended = (int)query_i64(q, 2),
                                 .amount = query_i64(q, 3),
                                 .early = day_read(query_i64(q, 4)),
                                 .late = day_read(query_i64(q, 5))};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

/* ------------------------------------------------------------------------------- the list ----- */

static enum err write_limits(struct session *s, const struct output_value *values, struct arena *arena,
                             struct output_sink *sink, struct report *report);

static const struct output_word words[] = {{.name = "完成日", .type = OUTPUT_WORD_DAY, .is_required = true}};
static const struct output_column columns_of_list[] = {
    {.label = "月", .is_number = true},     {.label = "宛名番号"},
    {.label = "氏名"},                      {.label = "期数", .is_number = true},
    {.label = "未納額", .is_number = true}, {.label = "うち執行停止の期数", .is_number = true},
    {.label = "早い日"},                    {.label = "遅い日"},
};
const struct output_list output_list_limits = {
    .name = "arrears-limits",
    .label = "時効予定一覧",
    .help = "時効が完成する期を、完成する月と納付義務者ごとに。完成日は遅い読み方（督促の指定期限の翌日"
            "から）。"
            "今の事由から計算し直す。執行停止中の期も時効は進む",
    .permission = PERM_ARREARS_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns_of_list,
    .column_count = COUNT_OF(columns_of_list),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "完成日=2026-09-01..2027-02-28",
    .write = write_limits,
};

static enum err put_row(struct session *s, const struct limit_row *r, struct arena *arena,
                        struct output_sink *sink, struct report *report)
{
    struct addressee a = {0};
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(s->store, r->of.payer_no,
                                 (struct as_of){s->folder.business_date, INT64_MAX}, arena, &quiet, &a);
    report_done(&quiet);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return report_fail(report, e, "宛名番号 %" PRId64 " の宛名を読めません", r->of.payer_no);
    }
    output_i64(sink, r->month);
    output_addressee_no(sink, r->of.payer_no);
    output_text(sink, e == ERR_NONE ? a.name : text_of(""));
    output_i64(sink, r->of.charges);
    output_i64(sink, r->of.amount);
    output_i64(sink, r->of.suspended);
    output_day(sink, r->of.early);
    output_day(sink, r->of.late);
    return output_row(sink, r->of.payer_no, e == ERR_NONE && a.is_restricted, report);
}

static enum err write_limits(struct session *s, const struct output_value *values, struct arena *arena,
                             struct output_sink *sink, struct report *report)
{
    struct arena *own = arena_new("時効予定一覧", (size_t)1 << 30);
    struct scanned *found = NULL;
    struct limit_row *rows = NULL;
    size_t count = 0, kept = 0, row_count = 0;
    date from = values[0].day_from, until = values[0].day_until;
    enum err e = ERR_NONE;

    (void)arena;
    if (date_is_none(until)) {
        e = report_fail(report, ERR_INPUT, "条件「完成日」に終わりの日を書いてください。例: ..2027-02-28");
    }
    if (e == ERR_NONE) {
        e = limits_scan(s, until, date_none(), own, report, &found, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (date_is_none(from) || date_at_most(from, found[i].limit_late)) {
            found[kept++] = found[i];
        }
    }
    if (e == ERR_NONE) {
        limits_by_month(found, kept, own, &rows, &row_count);
    }
    for (size_t i = 0; i < row_count && e == ERR_NONE; i++) {
        e = put_row(s, &rows[i], own, sink, report);
    }
    arena_free(own);
    return e;
}
