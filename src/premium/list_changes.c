/*
 * 異動分調定表・増減調定表 -- what the decisions of a stretch of days changed, household by household
 * (LV-29, LV-30).
 *
 * Law     地方自治法231条; assessment.md 10.1
 *
 * A row is a decided version with what stood before it: 当初 has nothing before. Opening total + the
 * differences of the rows = closing total, part by part; increases and decreases are told apart (LV-20).
 * Opening and closing are summed from what stood on those days, not from the rows: sums that do not meet are
 * a finding, and no list is handed out.
 */
#include "premium/lists.h"

#include <inttypes.h>

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "賦課年度", .is_number = true},
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "版", .is_number = true},
    {.label = "区分"},
    {.label = "調定"},
    {.label = "決議日"},
    {.label = "理由"},
    {.label = "変更前年額", .is_number = true},
    {.label = "変更後年額", .is_number = true},
    {.label = "差引", .is_number = true},
    {.label = "差引医療分", .is_number = true},
    {.label = "差引支援金分", .is_number = true},
    {.label = "差引介護分", .is_number = true},
    {.label = "差引子ども分", .is_number = true},
};
static const char *const kind_labels[] = {"当初", "増額", "減額", NULL};

enum { WORD_YEAR, WORD_DECIDED, WORD_KIND, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [WORD_DECIDED] = {.name = "決議日", .type = OUTPUT_WORD_DAY},
    [WORD_KIND] = {.name = "区分", .type = OUTPUT_WORD_CHOICE, .choices = kind_labels},
};

const struct output_list output_list_changes = {
    .name = "assessed-changes",
    .label = "異動分・増減調定表",
    .help = "決議日の間に決議された当初賦課・増額・減額の1件ずつと、変更前後の額。"
            "期首の調定額に差引を足すと期末の調定額になる。"
            "年度は賦課年度で、過年度分は「調定」が過年度になる",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "年度=2026 決議日=2026-07-01..2026-07-31 区分=増額",
    .write = write_list,
};

struct change_row {
    int32_t year, version;
    int64_t household_no, payer_no;
    enum assessment_kind kind;
    date decided_on;
    struct text reasons;
    yen before, after, part[LEVY_PARTS];
};

static void change_read(const struct query *q, struct arena *arena, struct change_row *ret)
{
    struct text reasons = query_text(q, 7);
    *ret = (struct change_row){
        .year = (int32_t)query_i64(q, 0),
        .household_no = query_i64(q, 1),
        .payer_no = query_i64(q, 2),
        .version = (int32_t)query_i64(q, 3),
        .kind = (enum assessment_kind)query_i64(q, 5),
        .decided_on = date_of_day(query_i64(q, 6)),
        .reasons = text_copy(arena, reasons),
        .before = query_i64(q, 8),
        .after = query_i64(q, 9),
    };
    for (int p = 0; p < LEVY_PARTS; p++) {
        ret->part[p] = query_i64(q, 10 + LEVY_PARTS + p) - query_i64(q, 10 + p);
    }
}

static enum err put(struct output_sink *sink, const struct change_row *r, struct report *report)
{
    bool is_past = fiscal_year_of(r->decided_on).first_year != r->year;
    output_i64(sink, r->year);
    output_i64(sink, r->household_no);
    output_addressee_no(sink, r->payer_no);
    output_i64(sink, r->version);
    output_text(sink, text_of(kind_labels[r->kind - KIND_ANNUAL]));
    output_text(sink, text_of(is_past ? "過年度" : "現年度"));
    output_day(sink, r->decided_on);
    output_text(sink, r->reasons);
    output_i64(sink, r->before);
    output_i64(sink, r->after);
    output_i64(sink, r->after - r->before);
    for (int p = 0; p < LEVY_PARTS; p++) {
        output_i64(sink, r->part[p]);
    }
    return output_row(sink, r->payer_no, false, report);
}

/* ------------------------------------------------------------------ 期首 + 異動 = 期末 --------- */

static enum err standing_before(struct store *s, int32_t year, date day, struct report *report,
                                yen ret[LEVY_PARTS])
{
    struct query *q = store_query(s, SQL_premium_standing_sums);
    bool row;
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "day", date_ymd(day));
    enum err e = query_step(q, report, &row);
    assert(e != ERR_NONE || row);
    for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
        ret[p] = query_i64(q, p);
    }
    query_reset(q);
    return e;
}

/* `change`: what all rows decided on the days from..last say. */
static enum err sums_meet(struct store *s, int32_t year, date from, date last, const yen change[LEVY_PARTS],
                          struct report *report)
{
    yen opening[LEVY_PARTS] = {0}, closing[LEVY_PARTS] = {0};
    date until = date_before(last, date_open_end()) ? date_add_days(last, 1) : last;
    enum err e = date_is_none(from) ? ERR_NONE : standing_before(s, year, from, report, opening);
    if (e == ERR_NONE) {
        e = standing_before(s, year, until, report, closing);
    }
    for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
        if (opening[p] + change[p] != closing[p]) {
            e = report_fail(report, ERR_WORLD,
                            "%" PRId32 "年度の%sで、期首の調定額 %" PRId64 " 円に異動 %" PRId64
                            " 円を足しても期末の調定額 %" PRId64
                            " 円になりません。決議日が前の版より前の版がないか、"
                            "kokuho verify で確かめてください",
                            year, premium_levy_parts[p].label, opening[p], change[p], closing[p]);
        }
    }
    return e;
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    const struct output_value *decided = &values[WORD_DECIDED], *kind = &values[WORD_KIND];
    struct change_row *rows = NULL, r;
    yen change[LEVY_PARTS] = {0};
    size_t count = 0, capacity = 0;
    int32_t year;
    bool row;
    enum err e = listed_year(&values[WORD_YEAR], report, &year);
    if (e != ERR_NONE) {
        return e;
    }
    bool has_from = decided->is_given && !date_is_none(decided->day_from);
    bool has_until = decided->is_given && !date_is_none(decided->day_until);
    struct query *q = store_query(s->store, SQL_premium_list_changes);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "day_from", has_from ? date_ymd(decided->day_from) : 0);
    query_set_i64(q, "day_until", has_until ? date_ymd(decided->day_until) : date_ymd(date_open_end()));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        change_read(q, arena, &r);
        for (int p = 0; p < LEVY_PARTS; p++) {
            change[p] += r.part[p];
        }
        if (!kind->is_given || r.kind == kind->choice + KIND_ANNUAL) {
            *ARENA_PUSH(arena, rows, count, capacity) = r;
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = sums_meet(s->store, year, has_from ? decided->day_from : date_none(),
                      has_until ? decided->day_until : date_open_end(), change, report);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = put(sink, &rows[i], report);
    }
    return e;
}
