/*
 * 決議 -- the decision of a proposed run, by another operator: postings for what changes, then one small
 * update makes every version of the run a decision. The rows themselves are not touched.
 */
#include "premium/assessment.h"

#include <inttypes.h>

struct posting_unit {
    struct assessment_row row;
    yen before[LEVY_PARTS];
};

struct approving {
    struct job_run *run;
    struct store *store; /* of the reader thread */
    struct query *scan;
    struct posting_unit held; /* first of the next household */
    bool has_held, ended;
    date decided_on;
};

#define CHUNK_ROWS 900 /* and the rest of the last household */

/* ------------------------------------------------------------------------------------ read ---- */

static enum err read_row(struct approving *a, struct report *report)
{
    bool row;
    enum err e = query_step(a->scan, report, &row);
    a->has_held = e == ERR_NONE && row;
    a->ended = e == ERR_NONE && !row;
    if (a->has_held) {
        row_read(a->scan, 0, &a->held.row);
        for (int p = 0; p < LEVY_PARTS; p++) {
            a->held.before[p] = query_is_null(a->scan, ROW_COLUMNS + p)
                                    ? 0
                                    : query_i64(a->scan, ROW_COLUMNS + p);
        }
    }
    return e;
}

/* Whole households only: the checkpoint is a household's number. */
static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    struct approving *a = context;
    struct posting_unit *units = c->units;
    while (!a->ended) {
        if (!a->has_held) {
            enum err e = read_row(a, report);
            if (e != ERR_NONE) {
                return e;
            }
            continue;
        }
        bool same = c->count > 0 && units[c->count - 1].row.household_no == a->held.row.household_no;
        if (!same && c->count >= CHUNK_ROWS) {
            return ERR_NONE;
        }
        assert(c->count < CHUNK_UNITS_MAX); /* no household has a hundred heads in a year */
        units[c->count++] = a->held;
        c->last_key = a->held.row.household_no;
        a->has_held = false;
    }
    return ERR_NONE;
}

static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch,
                              struct report *report)
{
    (void)context, (void)c, (void)scratch, (void)report;
    return ERR_NONE; /* everything was computed when it was proposed */
}

/* ----------------------------------------------------------------------------------- write ---- */

enum err row_post(const struct assessment_row *row, const yen before[LEVY_PARTS], date decided_on,
                  struct ledger_writer *w, int64_t recorded_at, struct report *report)
{
    for (int p = 0; p < LEVY_PARTS; p++) {
        yen change = row->part[p] - before[p];
        if (change == 0) {
            continue;
        }
        struct posting posting = {
            .cause_no = row->payer_no,
            .cause_kind = "assessment",
            .household_no = row->household_no,
            .payer_no = row->payer_no,
            .cause_version = row->version,
            .levy_year = row->year,
            .account_year = fiscal_year_of(decided_on).first_year,
            .part = premium_levy_parts[p].name,
            .debit = change > 0 ? ACCOUNT_RECEIVABLE : ACCOUNT_REVENUE,
            .credit = change > 0 ? ACCOUNT_REVENUE : ACCOUNT_RECEIVABLE,
            .amount = change > 0 ? change : -change,
            .reason = change > 0 ? REASON_ASSESSED : REASON_REDUCED,
            .value_date = decided_on,
            .business_date = decided_on,
            .recorded_at = recorded_at,
        };
        enum err e = ledger_post(w, &posting, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct approving *a = context;
    const struct posting_unit *units = c->units;
    struct ledger_writer *w;
    int64_t now = clock_now_ms();
    enum err e = ledger_begin(s, report, &w);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        e = row_post(&units[i].row, units[i].before, a->decided_on, w, now, report);
    }
    enum err ended = ledger_end(w, report);
    return e != ERR_NONE ? e : ended;
}

/* ------------------------------------------------------------------------------------- job ---- */

/* One statement about the run, in a transaction that holds the run's gate. */
static enum err mark_run(struct job_run *run, enum sql sql)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);
    if (e == ERR_NONE) {
        e = batch_hold(run, run->report);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s, sql);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        if (sql == SQL_premium_run_approve) {
            query_set_i64(q, "now", clock_now_ms());
        }
        if (sql == SQL_premium_run_deciding) {
            query_set_i64(q, "decided_on", date_ymd(run->decided_on));
            query_set_text(q, "approver", text_of(run->approver));
        }
        e = query_run(q, run->report, &changed);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

/* The day and the person of the decision: written once, also when the decision goes on after a kill. */
static enum err begin_decision(struct approving *a)
{
    struct job_run *run = a->run;
    enum err e = mark_run(run, SQL_premium_run_deciding);
    if (e != ERR_NONE) {
        return e;
    }
    for (int kind = KIND_ANNUAL; kind <= KIND_DECREASE; kind++) {
        struct decision_run r;
        bool found;
        e = decision_run_find(run->session->store, run->run_no, (enum assessment_kind)kind,
                              run->report, &found, &r);
        if (e != ERR_NONE || found) {
            a->decided_on = e == ERR_NONE ? r.decided_on : date_none();
            return e;
        }
    }
    return report_fail(run->report, ERR_WORLD, "実行 %" PRId64 " の賦課の記録がありません", run->run_no);
}

enum err assessments_approve(struct job_run *run)
{
    struct approving a = {.run = run};
    struct work work = {
        .unit_bytes = sizeof(struct posting_unit),
        .chunk_units = CHUNK_UNITS_MAX,
        .arena_bytes = (size_t)1 << 20,
        .context = &a,
        .read = read_chunk,
        .compute = compute_chunk,
        .write = write_chunk,
    };
    enum err e = begin_decision(&a);
    if (e == ERR_NONE) {
        e = reader_open(run, &a.store);
    }
    if (e != ERR_NONE) {
        return e;
    }
    a.scan = store_scan(a.store, SQL_premium_assessment_of_run);
    query_set_i64(a.scan, "fiscal_year", run->year);
    query_set_i64(a.scan, "run_no", run->run_no);
    query_set_i64(a.scan, "after", run->checkpoint);
    e = batch_work(run, &work);
    query_reset(a.scan);
    store_close(a.store);
    return e == ERR_NONE ? mark_run(run, SQL_premium_run_approve) : e;
}

/* ------------------------------------------------------------------------------- withdrawal --- */

static enum err delete_rows(struct job_run *run, enum sql sql)
{
    struct query *q = store_query(run->session->store, sql);
    int64_t changed;
    query_set_i64(q, "run_no", run->run_no);
    if (sql == SQL_premium_assessment_delete) {
        query_set_i64(q, "fiscal_year", run->year);
    }
    return query_run(q, run->report, &changed);
}

enum err assessments_withdraw(struct job_run *run)
{
    enum err e = delete_rows(run, SQL_premium_assessment_delete);
    if (e == ERR_NONE) {
        e = delete_rows(run, SQL_premium_due_delete);
    }
    return e == ERR_NONE ? delete_rows(run, SQL_premium_run_delete) : e;
}
