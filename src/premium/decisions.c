/* 決議の照会と再現 -- stored versions, and the same derivation made again (LV-01, LV-02, LV-03). */
#include "premium/decisions.h"

#include <inttypes.h>

/* Due dates of the runs seen so far: a list of versions names few runs. */
#define CALENDARS_MAX 64
struct store_calendar {
    struct {
        int64_t run_no;
        struct premium_instalment due[CALENDAR_MAX];
        size_t count;
    } runs[CALENDARS_MAX];
    size_t count;
};

static size_t calendar_at(const struct store_calendar *c, int64_t run_no)
{
    size_t i = 0;
    while (i < c->count && c->runs[i].run_no != run_no) {
        i++;
    }
    return i;
}

void decision_of_row(const struct assessment_row *row, const struct premium_instalment *calendar,
                     size_t calendar_count, struct premium_decision *ret)
{
    *ret = (struct premium_decision){
        .year = row->year,
        .payer_no = row->payer_no,
        .household_no = row->household_no,
        .version = row->version,
        .kind = row->kind,
        .run_no = row->run_no,
        .reduction_tenths = row->reduction_tenths,
        .judged_income = row->judged_income,
        .total = row->total,
    };
    memcpy(ret->part_amount, row->part, sizeof(ret->part_amount));
    memcpy(ret->reasons, row->reasons, sizeof(ret->reasons));
    memcpy(ret->derivation, row->derivation, sizeof(ret->derivation));
    ret->instalment_count = row_instalments(row, calendar, calendar_count, ret->instalments);
}

static void decision_of_run(const struct assessment_row *row, const struct decision_run *run,
                            struct premium_decision *ret)
{
    struct premium_instalment none[CALENDAR_MAX] = {0};
    decision_of_row(row, none, CALENDAR_MAX, ret);
    ret->is_approved = run->is_approved;
    ret->known_at = run->known_at;
    ret->decided_on = run->is_approved ? run->decided_on : run->proposed_on;
    memcpy(ret->proposer, run->proposer, sizeof(ret->proposer));
    memcpy(ret->approver, run->approver, sizeof(ret->approver));
}

static void calendar_note(struct store_calendar *calendar, int64_t run_no)
{
    if (calendar_at(calendar, run_no) == calendar->count && calendar->count < CALENDARS_MAX) {
        calendar->runs[calendar->count++].run_no = run_no;
    }
}

/* Without due dates; they come by calendars_fill() after the query is through. */
static void decision_read(const struct query *q, struct store_calendar *calendar,
                          struct premium_decision *ret)
{
    struct assessment_row row;
    struct decision_run run;
    row_read(q, 0, &row);
    decision_run_read(q, ROW_COLUMNS, &run);
    decision_of_run(&row, &run, ret);
    calendar_note(calendar, row.run_no);
}

static enum err calendars_fill(struct store *s, struct store_calendar *calendar,
                               struct premium_decision *items, size_t count, struct report *report)
{
    for (size_t i = 0; i < calendar->count; i++) {
        enum err e = calendar_load(s, calendar->runs[i].run_no, report, calendar->runs[i].due,
                                   &calendar->runs[i].count);
        if (e != ERR_NONE) {
            return e;
        }
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = calendar_at(calendar, items[i].run_no);
        assert(at < calendar->count); /* a household has no more versions than runs are kept here */
        for (size_t k = 0; k < items[i].instalment_count && k < calendar->runs[at].count; k++) {
            items[i].instalments[k].due_date = calendar->runs[at].due[k].due_date;
        }
    }
    return ERR_NONE;
}

static enum err decisions_read(struct store *s, struct query *q, int64_t payer_no,
                               struct arena *arena, struct report *report,
                               struct premium_decision **ret, size_t *ret_count)
{
    struct store_calendar *calendar = ARENA_NEW(arena, struct store_calendar);
    struct premium_decision *items = NULL, d;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && calendar->count < CALENDARS_MAX) {
        decision_read(q, calendar, &d);
        if (payer_no == 0 || d.payer_no == payer_no) {
            *ARENA_PUSH(arena, items, count, capacity) = d;
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = calendars_fill(s, calendar, items, count, report);
    }
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

enum err household_versions(struct store *s, int32_t year, int64_t household_no, struct arena *arena,
                            struct report *report, struct household_versions *ret)
{
    struct store_calendar *calendar = ARENA_NEW(arena, struct store_calendar);
    struct query *q = store_query(s, SQL_premium_decisions_of_household);
    size_t rooms[3] = {0}, counts[2] = {0};
    bool row;
    enum err e;
    *ret = (struct household_versions){0};
    query_set_years(q, year, 1);
    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && calendar->count < CALENDARS_MAX) {
        struct assessment_row *version = ARENA_PUSH(arena, ret->rows, counts[0], rooms[0]);
        struct decision_run *run = ARENA_PUSH(arena, ret->runs, counts[1], rooms[1]);
        row_read(q, 0, version);
        decision_run_read(q, ROW_COLUMNS, run);
        decision_of_run(version, run, ARENA_PUSH(arena, ret->decisions, ret->count, rooms[2]));
        calendar_note(calendar, version->run_no);
    }
    query_reset(q);
    return e == ERR_NONE ? calendars_fill(s, calendar, ret->decisions, ret->count, report) : e;
}

void query_set_years(struct query *q, int32_t newest, int32_t count)
{
    static const char *const names[PREMIUM_YEARS_MAX] = {"year", "year_before", "year_before_that"};
    assert(count >= 1 && count <= PREMIUM_YEARS_MAX);
    for (int32_t i = 0; i < PREMIUM_YEARS_MAX; i++) {
        query_set_i64(q, names[i], newest - (i < count ? i : 0));
    }
}

enum err premium_decisions(struct store *s, int32_t year, int64_t payer_no, int64_t household_no,
                           struct arena *arena, struct report *report,
                           struct premium_decision **ret, size_t *ret_count)
{
    return premium_decisions_of_years(s, year, 1, payer_no, household_no, arena, report, ret, ret_count);
}

enum err premium_decisions_of_years(struct store *s, int32_t newest, int32_t years, int64_t payer_no,
                                    int64_t household_no, struct arena *arena, struct report *report,
                                    struct premium_decision **ret, size_t *ret_count)
{
    struct query *q;
    if (household_no != 0) { /* neither number is nobody's, and nobody has no decision */
        q = store_query(s, SQL_premium_decisions_of_household);
        query_set_i64(q, "household_no", household_no);
    } else {
        q = store_query(s, SQL_premium_decisions_of_payer);
        query_set_i64(q, "payer_no", payer_no);
    }
    query_set_years(q, newest, years);
    return decisions_read(s, q, payer_no, arena, report, ret, ret_count);
}

enum err decisions_of_run(struct store *s, int32_t year, int64_t run_no, int64_t max,
                          struct arena *arena, struct report *report, struct premium_decision **ret,
                          size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_decisions_of_run);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "max", max);
    return decisions_read(s, q, 0, arena, report, ret, ret_count);
}

enum err decisions_without_notice(struct store *s, int32_t year, int64_t after_household, int64_t max,
                                  struct arena *arena, struct report *report,
                                  struct premium_decision **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_notice_decisions);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "after_household", after_household);
    query_set_i64(q, "max", max);
    return decisions_read(s, q, 0, arena, report, ret, ret_count);
}

/* ---------------------------------------------------------------------------------- replay ---- */

static enum err run_of(struct store *s, const struct premium_decision *d, struct report *report,
                       struct decision_run *ret)
{
    bool found;
    enum err e = decision_run_find(s, d->run_no, d->kind, report, &found, ret);
    if (e == ERR_NONE && !found) {
        e = report_fail(report, ERR_WORLD, "決議の記録（実行 %" PRId64 "）がありません", d->run_no);
    }
    return e;
}

static enum err row_of(struct store *s, const struct premium_decision *d, int32_t version,
                       struct report *report, struct assessment_row *ret)
{
    bool found;
    enum err e = row_find(s, d->year, d->household_no, d->payer_no, version, report, &found, ret);
    if (e == ERR_NONE && !found) {
        e = report_fail(report, ERR_WORLD,
                        "%" PRId32 "年度 世帯 %" PRId64 " の第%" PRId32 "版がありません", d->year,
                        d->household_no, version);
    }
    return e;
}

enum err decision_case(struct store *s, const struct premium_decision *d, struct arena *arena,
                       struct report *report, struct premium_case *ret)
{
    struct decision_run run;
    struct assessment_row row;
    struct household_cases cases;
    enum err e = run_of(s, d, report, &run);
    if (e == ERR_NONE) {
        e = row_of(s, d, d->version, report, &row);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct case_settings settings = {{(int16_t)d->year}, run.care40_not_after};
    e = facts_of_household(s, d->household_no, &settings, d->known_at, &d->payer_no, 1, arena, report,
                           &cases);
    if (e != ERR_NONE) {
        return e;
    }
    *ret = facts_case_of_nobody(d->household_no, d->payer_no, &settings, arena);
    for (size_t i = 0; i < cases.count; i++) {
        if (cases.cases[i].payer_no == d->payer_no) {
            *ret = cases.cases[i];
        }
    }
    ret->facts.first_notice_on = row.first_notice_on;
    return ERR_NONE;
}

enum err decision_replay(struct store *s, const struct premium_law *law,
                         const struct premium_decision *d, struct arena *arena,
                         struct report *report, struct premium_replay *ret)
{
    struct decision_run run;
    struct assessment_row *row = ARENA_NEW(arena, struct assessment_row), *before = NULL;
    struct premium_case *c = ARENA_NEW(arena, struct premium_case);
    struct assessed *a = ARENA_NEW(arena, struct assessed);
    enum err e = run_of(s, d, report, &run);
    if (e == ERR_NONE) {
        e = row_of(s, d, d->version, report, row);
    }
    if (e == ERR_NONE && d->version > 1) {
        before = ARENA_NEW(arena, struct assessment_row);
        e = row_of(s, d, d->version - 1, report, before);
    }
    if (e == ERR_NONE) {
        e = decision_case(s, d, arena, report, c);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct splitting splitting = {before, law->due, law->instalment_count, run.proposed_on,
                                  run.cut_off};
    e = assess_case(law, c, &splitting, arena, report, a);
    if (e != ERR_NONE) {
        return e;
    }
    if (a->refused != NULL || memcmp(a->row.derivation, row->derivation, TRACE_DIGEST_BYTES) != 0) {
        return report_fail(report, ERR_FINDINGS,
                           "警報: %" PRId32 "年度 世帯 %" PRId64 " 納付義務者 %" PRId64 " 第%" PRId32
                           "版の算定根拠が決議のときと違います（決議 %" PRId64 " 円、再計算 %" PRId64
                           " 円）。通知を止め、事実・表・プログラムの版を確かめてください",
                           d->year, d->household_no, d->payer_no, d->version, d->total,
                           a->refused != NULL ? -1 : a->row.total);
    }
    ret->law = law;
    ret->household = c->facts;
    ret->assessment = a->result;
    ret->assessment.instalment_count = (uint8_t)d->instalment_count;
    memcpy(ret->assessment.instalments, d->instalments, sizeof(d->instalments));
    ret->trace = a->trace;
    return ERR_NONE;
}

enum err premium_replay(struct session *session, const struct premium_decision *d,
                        struct arena *arena, struct report *report, struct premium_replay *ret)
{
    const struct premium_law *law;
    enum err e = premium_law_load(session->folder.params, session->folder.municipality,
                                  (fiscal_year){(int16_t)d->year}, arena, report, &law);
    return e != ERR_NONE ? e : decision_replay(session->store, law, d, arena, report, ret);
}
