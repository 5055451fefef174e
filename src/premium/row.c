/* Rows of premium_assessment, premium_run and premium_due: columns <-> structs. */
#include "premium/assessment.h"

int64_t day_or_0(date d) { return date_is_none(d) ? 0 : date_ymd(d); }

date date_of_day(int64_t ymd)
{
    date d = date_none();
    if (ymd != 0) {
        bool ok = date_from_ymd((int32_t)ymd, &d);
        assert(ok);
    }
    return d;
}

static const struct bulk_column row_columns[] = {
    {"fiscal_year", BULK_I64},   {"household_no", BULK_I64},     {"payer_no", BULK_I64},
    {"version", BULK_I64},       {"run_no", BULK_I64},           {"kind", BULK_I64},
    {"insured_count", BULK_I64}, {"reduction_tenths", BULK_I64}, {"judged_income", BULK_I64},
    {"medical", BULK_I64},       {"support", BULK_I64},          {"care", BULK_I64},
    {"child", BULK_I64},         {"total", BULK_I64},            {"amount_1", BULK_I64},
    {"amount_2", BULK_I64},      {"amount_3", BULK_I64},         {"amount_4", BULK_I64},
    {"amount_5", BULK_I64},      {"amount_6", BULK_I64},         {"amount_7", BULK_I64},
    {"amount_8", BULK_I64},      {"amount_9", BULK_I64},         {"amount_10", BULK_I64},
    {"amount_11", BULK_I64},     {"amount_12", BULK_I64},        {"extra", BULK_I64},
    {"extra_due", BULK_I64},     {"refund", BULK_I64},           {"first_notice_on", BULK_I64},
    {"reasons", BULK_TEXT},      {"facts_hash", BULK_BLOB},      {"derivation", BULK_BLOB},
};
_Static_assert(COUNT_OF(row_columns) == ROW_COLUMNS, "row_read() reads the same columns");

enum err rows_begin(struct store *s, struct report *report, struct bulk **ret)
{
    return store_bulk_begin(s, "premium_assessment", row_columns, COUNT_OF(row_columns), report, ret);
}

static void bulk_optional(struct bulk *b, int64_t value, bool present)
{
    if (present) {
        bulk_i64(b, value);
    } else {
        bulk_null(b);
    }
}

enum err rows_add(struct bulk *b, const struct assessment_row *row, struct report *report)
{
    bulk_i64(b, row->year);
    bulk_i64(b, row->household_no);
    bulk_i64(b, row->payer_no);
    bulk_i64(b, row->version);
    bulk_i64(b, row->run_no);
    bulk_i64(b, row->kind);
    bulk_i64(b, row->insured_count);
    bulk_i64(b, row->reduction_tenths);
    bulk_optional(b, row->judged_income, row->judged_income >= 0);
    for (int p = 0; p < LEVY_PARTS; p++) {
        bulk_i64(b, row->part[p]);
    }
    bulk_i64(b, row->total);
    for (int i = 0; i < CALENDAR_MAX; i++) {
        bulk_optional(b, row->amounts[i], row->amounts[i] != AMOUNT_NONE);
    }
    bulk_optional(b, row->extra, row->extra != AMOUNT_NONE);
    bulk_optional(b, day_or_0(row->extra_due), !date_is_none(row->extra_due));
    bulk_i64(b, row->refund);
    bulk_optional(b, day_or_0(row->first_notice_on), !date_is_none(row->first_notice_on));
    bulk_text(b, text_of(row->reasons));
    bulk_blob(b, row->facts_hash, sizeof(row->facts_hash));
    bulk_blob(b, row->derivation, sizeof(row->derivation));
    return bulk_row(b, report);
}

static int64_t i64_or(const struct query *q, int column, int64_t otherwise)
{
    return query_is_null(q, column) ? otherwise : query_i64(q, column);
}

static void take_bytes(struct text from, unsigned char *to, size_t size)
{
    assert(from.len == size);
    memcpy(to, from.bytes, size);
}

static void take_text(struct text from, char *to, size_t size)
{
    assert(from.len < size);
    memcpy(to, from.bytes, from.len);
    to[from.len] = '\0';
}

void row_read(const struct query *q, int first, struct assessment_row *ret)
{
    int c = first;
    ret->year = (int32_t)query_i64(q, c++);
    ret->household_no = query_i64(q, c++);
    ret->payer_no = query_i64(q, c++);
    ret->version = (int32_t)query_i64(q, c++);
    ret->run_no = query_i64(q, c++);
    ret->kind = (enum assessment_kind)query_i64(q, c++);
    ret->insured_count = (int32_t)query_i64(q, c++);
    ret->reduction_tenths = (int32_t)query_i64(q, c++);
    ret->judged_income = i64_or(q, c++, -1);
    for (int p = 0; p < LEVY_PARTS; p++) {
        ret->part[p] = query_i64(q, c++);
    }
    ret->total = query_i64(q, c++);
    for (int i = 0; i < CALENDAR_MAX; i++) {
        ret->amounts[i] = i64_or(q, c++, AMOUNT_NONE);
    }
    ret->extra = i64_or(q, c++, AMOUNT_NONE);
    ret->extra_due = date_of_day(i64_or(q, c++, 0));
    ret->refund = query_i64(q, c++);
    ret->first_notice_on = date_of_day(i64_or(q, c++, 0));
    take_text(query_text(q, c++), ret->reasons, sizeof(ret->reasons));
    take_bytes(query_blob(q, c++), ret->facts_hash, sizeof(ret->facts_hash));
    take_bytes(query_blob(q, c++), ret->derivation, sizeof(ret->derivation));
    assert(c - first == ROW_COLUMNS);
}

/* ------------------------------------------------------------------------------------ runs ---- */

void decision_run_read(const struct query *q, int first, struct decision_run *ret)
{
    int c = first;
    ret->run_no = query_i64(q, c++);
    ret->kind = (enum assessment_kind)query_i64(q, c++);
    ret->year = (int32_t)query_i64(q, c++);
    ret->is_approved = query_i64(q, c++) != 0;
    ret->known_at = query_i64(q, c++);
    ret->proposed_on = date_of_day(query_i64(q, c++));
    ret->cut_off = date_of_day(query_i64(q, c++));
    ret->care40_not_after = date_of_day(query_i64(q, c++));
    ret->decided_on = date_of_day(query_i64(q, c++));
    take_text(query_text(q, c++), ret->proposer, sizeof(ret->proposer));
    take_text(query_text(q, c++), ret->approver, sizeof(ret->approver));
    take_text(query_text(q, c++), ret->parameters, sizeof(ret->parameters));
    take_text(query_text(q, c++), ret->program_version, sizeof(ret->program_version));
    assert(c - first == DECISION_RUN_COLUMNS);
}

static enum err due_insert(struct store *s, const struct decision_run *r,
                           const struct premium_law *law, struct report *report)
{
    for (size_t i = 0; i < law->instalment_count; i++) {
        struct query *q = store_query(s, SQL_premium_due_add);
        int64_t changed;
        query_set_i64(q, "run_no", r->run_no);
        query_set_i64(q, "instalment_no", (int64_t)i + 1);
        query_set_i64(q, "due_on", date_ymd(law->due[i].due_date));
        enum err e = query_run(q, report, &changed);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

enum err decision_run_add(struct store *s, const struct decision_run *r, const struct premium_law *law,
                          bool with_due, struct report *report)
{
    struct query *q = store_query(s, SQL_premium_run_add);
    int64_t changed;
    query_set_i64(q, "run_no", r->run_no);
    query_set_i64(q, "kind", r->kind);
    query_set_i64(q, "fiscal_year", r->year);
    query_set_i64(q, "known_at", r->known_at);
    query_set_i64(q, "proposed_on", date_ymd(r->proposed_on));
    query_set_i64(q, "cut_off", day_or_0(r->cut_off));
    query_set_i64(q, "care40_not_after", day_or_0(r->care40_not_after));
    query_set_text(q, "proposer", text_of(r->proposer));
    query_set_i64(q, "total_unit", law->total_unit.value);
    query_set_text(q, "parameters", text_of(r->parameters));
    query_set_text(q, "program_version", text_of(r->program_version));
    query_set_i64(q, "is_whole", r->is_whole);
    query_set_i64(q, "is_complete", r->is_whole || r->is_complete);
    enum err e = query_run(q, report, &changed);
    return e == ERR_NONE && with_due ? due_insert(s, r, law, report) : e;
}

enum err decision_runs_open(struct job_run *run, const struct decision_run *r, enum assessment_kind first,
                            enum assessment_kind last, const struct premium_law *law)
{
    struct store *s = run->session->store;
    struct decision_run row = *r, there;
    bool found;
    enum err e = decision_run_find(s, run->run_no, first, run->report, &found, &there);

    if (e != ERR_NONE || found) {
        return e;
    }
    memcpy(row.proposer, run->proposer, sizeof(row.proposer));
    e = store_begin(s, run->report);
    if (e == ERR_NONE) {
        e = batch_hold(run, run->report);
    }
    for (int kind = (int)first; kind <= (int)last && e == ERR_NONE; kind++) {
        row.kind = (enum assessment_kind)kind;
        e = decision_run_add(s, &row, law, kind == (int)first, run->report); /* they share their dates */
    }
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

enum err decision_run_find(struct store *s, int64_t run_no, enum assessment_kind kind,
                           struct report *report, bool *ret_found, struct decision_run *ret)
{
    struct query *q = store_query(s, SQL_premium_run_by_no);
    bool row;
    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "kind", kind);
    enum err e = query_step(q, report, &row);
    *ret_found = e == ERR_NONE && row;
    if (*ret_found) {
        decision_run_read(q, 0, ret);
    }
    query_reset(q);
    return e;
}

enum err row_find(struct store *s, int32_t year, int64_t household_no, int64_t payer_no,
                  int32_t version, struct report *report, bool *ret_found,
                  struct assessment_row *ret)
{
    struct query *q = store_query(s, SQL_premium_assessment_by_key);
    bool row;
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "household_no", household_no);
    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "version", version);
    enum err e = query_step(q, report, &row);
    *ret_found = e == ERR_NONE && row;
    if (*ret_found) {
        row_read(q, 0, ret);
    }
    query_reset(q);
    return e;
}

enum err calendar_load(struct store *s, int64_t run_no, struct report *report,
                       struct premium_instalment ret[CALENDAR_MAX], size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_due_of);
    bool row;
    enum err e;
    *ret_count = 0;
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        assert(*ret_count < CALENDAR_MAX);
        ret[(*ret_count)++] = (struct premium_instalment){date_of_day(query_i64(q, 0)), 0};
    }
    query_reset(q);
    return e;
}
