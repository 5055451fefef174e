/* 発送の一巡 -- the rows of a run: frozen in one transaction, read back a piece at a time. */
#include "demand/papers.h"

static int64_t ymd(date d)
{
    return date_is_none(d) ? 0 : date_ymd(d);
}

static date day_of(int64_t value)
{
    date d = date_none();
    bool ok = value == 0 || date_from_ymd((int32_t)value, &d);

    assert(ok);
    return d;
}

enum err papers_are_frozen(struct job_run *run, bool *ret)
{
    struct papers_batch b;
    date approved_on;
    enum err e = papers_batch_of(run->session->store, run->run_no, run->report, &b, &approved_on);

    *ret = e == ERR_NONE && b.kind != 0;
    return e;
}

enum err papers_batch_of(struct store *s, int64_t run_no, struct report *report, struct papers_batch *ret,
                         date *ret_approved_on)
{
    struct query *q = store_query(s, SQL_demand_batch_of);
    bool row;

    *ret = (struct papers_batch){0};
    *ret_approved_on = date_none();
    query_set_i64(q, "run_no", run_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        *ret = (struct papers_batch){.kind = (enum demand_kind)query_i64(q, 0),
                                     .cut_off = day_of(query_i64(q, 1)),
                                     .issued_on = day_of(query_i64(q, 2)),
                                     .fixed_on = day_of(query_i64(q, 3)),
                                     .with_slip = query_i64(q, 4) != 0,
                                     .with_receipt = query_i64(q, 8) != 0,
                                     .known_at = query_i64(q, 7)};
        *ret_approved_on = day_of(query_i64(q, 6));
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------- freezing ----- */

static enum err write_batch(struct job_run *run, const struct papers_batch *b)
{
    int64_t changed;
    struct query *q = store_query(run->session->store, SQL_demand_batch_add);

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "kind", b->kind);
    query_set_i64(q, "cut_off", ymd(b->cut_off));
    query_set_i64(q, "issued_on", ymd(b->issued_on));
    query_set_i64(q, "fixed_on", ymd(b->fixed_on));
    query_set_i64(q, "with_slip", b->with_slip);
    query_set_i64(q, "with_receipt", b->with_receipt);
    query_set_text(q, "criteria", text_of(b->criteria));
    query_set_i64(q, "recorded_at", run->known_at);
    return query_run(q, run->report, &changed);
}

static void sums(const struct papers_choice *c, yen *amount, yen *late, yen *fee)
{
    *amount = *late = *fee = 0;
    for (size_t i = 0; i < c->line_count; i++) {
        *amount += c->lines[i].amount;
        *late += c->lines[i].late_charge;
        *fee += c->lines[i].fee;
    }
}

static enum err write_papers(struct job_run *run, const struct papers_list *list)
{
    static const struct bulk_column columns[] = {
        {"run_no", BULK_I64}, {"payer_no", BULK_I64},    {"sequence_no", BULK_I64}, {"way", BULK_I64},
        {"amount", BULK_I64}, {"late_charge", BULK_I64}, {"fee", BULK_I64},
    };
    struct bulk *b;
    enum err e =
        store_bulk_begin(run->session->store, "demand_paper", columns, COUNT_OF(columns), run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < list->count && e == ERR_NONE; i++) {
        const struct papers_choice *c = &list->choices[i];
        yen amount, late, fee;
        sums(c, &amount, &late, &fee);
        bulk_i64(b, run->run_no);
        bulk_i64(b, c->payer_no);
        bulk_i64(b, (int64_t)i + 1);
        bulk_i64(b, c->way);
        bulk_i64(b, amount);
        bulk_i64(b, late);
        bulk_i64(b, fee);
        e = bulk_row(b, run->report);
    }
    enum err end = bulk_end(b, run->report);
    return e != ERR_NONE ? e : end;
}

static enum err write_line(struct bulk *b, int64_t run_no, int64_t payer_no, const struct paper_line *l,
                           struct report *report)
{
    bulk_i64(b, run_no);
    bulk_i64(b, payer_no);
    bulk_i64(b, l->levy_year);
    bulk_i64(b, l->household_no);
    bulk_i64(b, l->instalment);
    bulk_i64(b, l->charged_year);
    bulk_i64(b, l->notice_no);
    bulk_i64(b, date_ymd(l->due));
    bulk_i64(b, l->amount);
    bulk_i64(b, l->late_charge);
    bulk_i64(b, l->fee);
    bulk_i64(b, l->paid);
    return bulk_row(b, report);
}

static enum err write_lines(struct job_run *run, const struct papers_list *list)
{
    static const struct bulk_column columns[] = {
        {"run_no", BULK_I64},       {"payer_no", BULK_I64},   {"levy_year", BULK_I64},
        {"household_no", BULK_I64}, {"instalment", BULK_I64}, {"charged_year", BULK_I64},
        {"notice_no", BULK_I64},    {"due", BULK_I64},        {"amount", BULK_I64},
        {"late_charge", BULK_I64},  {"fee", BULK_I64},        {"paid", BULK_I64},
    };
    struct bulk *b;
    enum err e =
        store_bulk_begin(run->session->store, "demand_line", columns, COUNT_OF(columns), run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < list->count && e == ERR_NONE; i++) {
        const struct papers_choice *c = &list->choices[i];
        for (size_t k = 0; k < c->line_count && e == ERR_NONE; k++) {
            e = write_line(b, run->run_no, c->payer_no, &c->lines[k], run->report);
        }
    }
    enum err end = bulk_end(b, run->report);
    return e != ERR_NONE ? e : end;
}

enum err papers_freeze(struct job_run *run, const struct papers_batch *b, const struct papers_list *list)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = write_batch(run, b);
    }
    if (e == ERR_NONE) {
        e = write_papers(run, list);
    }
    if (e == ERR_NONE) {
        e = write_lines(run, list);
    }
    if (e == ERR_NONE && b->with_slip) {
        e = papers_slips_make(run, b, list);
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

enum err papers_withdraw(struct job_run *run)
{
    struct store *s = run->session->store;
    enum err e = slips_withdraw(s, "dunning", run->run_no, clock_now_ms(), run->report);

    if (e == ERR_NONE) {
        e = slips_withdraw(s, "letter", run->run_no, clock_now_ms(), run->report);
    }
    /* Nothing stays to be mailed by mistake. */
    return e == ERR_NONE ? dispatch_run_withdraw(&demand_papers, run) : e;
}

/* -------------------------------------------------------------------------------- reading ----- */

static enum err until_of(struct store *s, int64_t run_no, int64_t after, size_t max, struct report *report,
                         int64_t *ret)
{
    struct query *q = store_query(s, SQL_demand_rows_until);
    bool row;

    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "after", after);
    query_set_i64(q, "max", (int64_t)max);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row ? query_i64(q, 0) : after;
    query_reset(q);
    return e;
}

static struct paper_line line_of(const struct query *q)
{
    return (struct paper_line){.levy_year = (int32_t)query_i64(q, 7),
                               .household_no = query_i64(q, 8),
                               .instalment = (int)query_i64(q, 9),
                               .charged_year = (int32_t)query_i64(q, 10),
                               .notice_no = query_i64(q, 11),
                               .due = day_of(query_i64(q, 12)),
                               .amount = query_i64(q, 13),
                               .late_charge = query_i64(q, 14),
                               .fee = query_i64(q, 15),
                               .paid = query_i64(q, 16)};
}

enum err papers_rows(struct store *s, int64_t run_no, int64_t after, size_t max, struct arena *arena,
                     struct report *report, struct papers_row **ret, size_t *ret_count)
{
    struct papers_row *rows = NULL;
    size_t count = 0, capacity = 0, line_capacity = 0;
    int64_t until;
    bool row;
    enum err e = until_of(s, run_no, after, max, report, &until);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_demand_rows_of_run);
    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "after", after);
    query_set_i64(q, "until", until);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (count == 0 || rows[count - 1].payer_no != query_i64(q, 0)) {
            *ARENA_PUSH(arena, rows, count, capacity) =
                (struct papers_row){.payer_no = query_i64(q, 0),
                                    .sequence_no = query_i64(q, 1),
                                    .way = (enum paper_way)query_i64(q, 2),
                                    .amount = query_i64(q, 3),
                                    .late_charge = query_i64(q, 4),
                                    .fee = query_i64(q, 5),
                                    .is_pulled = query_i64(q, 6) != 0};
            line_capacity = 0;
        }
        struct papers_row *paper = &rows[count - 1];
        *ARENA_PUSH(arena, paper->lines, paper->line_count, line_capacity) = line_of(q);
    }
    query_reset(q);
    *ret = rows;
    *ret_count = count;
    return e;
}
