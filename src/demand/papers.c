/* 発送の一巡 -- decided by another operator, taken out when money comes, told. */
#include "demand/papers.h"

#include <inttypes.h>


#define ROWS_AT_ONCE 500

const char *const demand_kind_labels[DEMAND_KINDS] = {[DEMAND_DUNNING] = "督促",
                                                      [DEMAND_LETTER] = "一斉催告",
                                                      [DEMAND_LAST_LETTER] = "最終催告",
                                                      [DEMAND_SEIZURE_NOTICE] = "差押予告"};

enum err papers_way(struct store *s, const struct debtor *who, date day, struct arena *arena,
                    struct report *report, enum paper_way *ret)
{
    struct mailing m;

    *ret = WAY_PUBLIC;
    if (who->count > 0 && who->debts[0].facts.place == PLACE_UNKNOWN) {
        return ERR_NONE;
    }
    enum err e = addressee_mailing_for(s, who->payer_no, DUTY_COLLECTION, (struct as_of){day, INT64_MAX},
                                       arena, report, &m);
    *ret = e == ERR_NONE && m.is_restricted && !m.is_safe ? WAY_GUARDED : WAY_MAIL;
    return e;
}

/* -------------------------------------------------------------------------------- 引抜 -------- */

/* The first of a paper's charges that does not stand any more. */
static enum demand_why why_of(enum demand_kind kind, const struct debts *now, const struct papers_row *row)
{
    const struct debtor *who = debts_find(now, row->payer_no);

    for (size_t i = 0; i < row->line_count; i++) {
        const struct paper_line *l = &row->lines[i];
        const struct arrear *debt = debtor_find(who, l->levy_year, l->household_no, l->instalment);
        enum demand_why why = debt == NULL ? DEMAND_PAID : demand_pull_of(kind, &debt->facts, l->amount);
        if (why != DEMAND_IN) {
            return why;
        }
    }
    return DEMAND_IN;
}

static enum err add_pull(struct store *s, int64_t run_no, const struct papers_row *row, enum demand_why why,
                         date on, bool is_after_mailing, int64_t recorded_at, struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, SQL_demand_pull_add);

    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "payer_no", row->payer_no);
    query_set_i64(q, "why", why);
    query_set_i64(q, "pulled_on", date_ymd(on));
    query_set_i64(q, "is_after_mailing", is_after_mailing);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

static struct collection_dunning dunning_of(const struct papers_batch *b, int64_t run_no,
                                            const struct papers_row *row, const struct paper_line *l)
{
    return (struct collection_dunning){.levy_year = l->levy_year,
                                       .household_no = l->household_no,
                                       .payer_no = row->payer_no,
                                       .instalment = l->instalment,
                                       .issued_on = b->issued_on,
                                       .fixed_on = b->fixed_on,
                                       .amount = l->amount,
                                       .fee = l->fee,
                                       .cause_no = run_no,
                                       .served_on = date_none()};
}

static enum err withdraw_dunning(struct store *s, const struct papers_batch *b, int64_t run_no,
                                 const struct papers_row *row, int64_t recorded_at, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < row->line_count && e == ERR_NONE; i++) {
        struct collection_dunning d = dunning_of(b, run_no, row, &row->lines[i]);
        d.is_withdrawn = true;
        e = collection_dun_change(s, &d, recorded_at, report);
    }
    return e;
}

/*
 * After the day of issue the paper is on its way: what was paid on or before that day makes it void (X32),
 * what came later does not.
 */
static enum err paid_in_time(struct store *s, const struct papers_batch *b, const struct papers_row *row,
                             struct arena *arena, struct report *report, bool *ret)
{
    struct collection_charge *charges = NULL;
    size_t count = 0;
    enum err e = collection_charges(s, &(struct collection_scope){.payer_no = row->payer_no}, arena, report,
                                    &charges, &count);

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < row->line_count; k++) {
            const struct paper_line *l = &row->lines[k];
            const struct collection_charge *c = &charges[i];
            *ret = *ret || (c->levy_year == l->levy_year && c->household_no == l->household_no &&
                            c->instalment == l->instalment && collection_unpaid(c) < l->amount &&
                            !date_is_none(c->last_paid_on) && date_at_most(c->last_paid_on, b->issued_on));
        }
    }
    return e;
}

static enum err pull_row(struct session *session, const struct papers_batch *b, const struct debts *now,
                         int64_t run_no, const struct papers_row *row, int64_t recorded_at,
                         struct arena *arena, struct report *report, bool *ret_is_pulled)
{
    struct store *s = session->store;
    date today = session->folder.business_date;
    enum demand_why why = row->is_pulled ? DEMAND_IN : why_of(b->kind, now, row);
    bool is_after = date_before(b->issued_on, today), goes = why != DEMAND_IN;
    enum err e = ERR_NONE;

    if (goes && is_after) {
        e = paid_in_time(s, b, row, arena, report, &goes);
    }
    *ret_is_pulled = e == ERR_NONE && goes;
    if (*ret_is_pulled) {
        e = add_pull(s, run_no, row, why, today, is_after, recorded_at, report);
    }
    if (*ret_is_pulled && e == ERR_NONE && b->kind == DEMAND_DUNNING) {
        e = withdraw_dunning(s, b, run_no, row, recorded_at, report);
    }
    return e;
}

enum err papers_pull(struct session *session, const struct debts *now, int64_t run_no, int64_t recorded_at,
                     struct report *report, int64_t *ret)
{
    struct arena *arena = arena_new("引抜", (size_t)64 << 20);
    struct papers_batch b;
    date approved_on;
    int64_t after = 0;
    size_t count;
    enum err e = papers_batch_of(session->store, run_no, report, &b, &approved_on);

    *ret = 0;
    do {
        struct papers_row *rows = NULL;
        arena_reset(arena);
        count = 0;
        if (e == ERR_NONE) {
            e = papers_rows(session->store, run_no, after, ROWS_AT_ONCE, arena, report, &rows, &count);
        }
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            bool is_pulled;
            after = rows[i].payer_no;
            e = pull_row(session, &b, now, run_no, &rows[i], recorded_at, arena, report, &is_pulled);
            *ret += e == ERR_NONE && is_pulled;
        }
    } while (count > 0 && e == ERR_NONE);
    arena_free(arena);
    return e;
}

enum err papers_pull_list(struct session *session, int64_t run_no, struct report *report, char ret_path[],
                          size_t size)
{
    char dir[DISPATCH_PATH_BYTES];
    FILE *f = NULL;
    bool row;

    dispatch_folder(session, "demands", run_no, dir);
    enum err e = dispatch_folder_make(dir, report);
    if (e == ERR_NONE) {
        e = dispatch_list(dir, "hikinuki.csv", report, &f);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(session->store, SQL_demand_list_of_run);
    query_set_i64(q, "run_no", run_no);
    fputs("処理番号,連番,ファイル,最初のページ,ページ数,納付義務者番号,理由,引抜日,発送の後\r\n", f);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 1);
        if (query_i64(q, 10) != 0) {
            fprintf(f,
                    "%" PRId64 ",%" PRId64 ",%.*s,%" PRId64 ",%" PRId64 ",%015" PRId64 ",%s,%" PRId64
                    ",%s\r\n",
                    run_no, query_i64(q, 0), (int)file.len, file.bytes, query_i64(q, 2), query_i64(q, 3),
                    query_i64(q, 4), demand_why_labels[query_i64(q, 9)], query_i64(q, 10),
                    query_i64(q, 11) != 0 ? "発送の後" : "");
        }
    }
    query_reset(q);
    enum err end = dispatch_list_end(f, dir, "hikinuki.csv", report);
    snprintf(ret_path, size, "%s/hikinuki.csv", dir);
    return e == ERR_NONE ? end : e;
}

/* ----------------------------------------------------------------------------- approval ------- */

/* Every file lies as it was made. */
static enum err check_files(struct job_run *run)
{
    char dir[DISPATCH_PATH_BYTES];
    struct query *q = store_query(run->session->store, SQL_demand_files_of_run);
    enum err e;
    bool row;

    dispatch_folder(run->session, "demands", run->run_no, dir);
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        e = dispatch_file_check(dir, query_text(q, 0), query_text(q, 1), query_i64(q, 3), run->report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

/* 督促 of each charge; who has paid since the extraction is taken out at once. */
static enum err decide_rows(struct job_run *run, const struct papers_batch *b, const struct debts *now,
                            struct arena *arena, int64_t recorded_at, int64_t *ret_pulled)
{
    struct store *s = run->session->store;
    int64_t after = 0;
    size_t count;
    enum err e = ERR_NONE;

    *ret_pulled = 0;
    do {
        struct papers_row *rows = NULL;
        arena_reset(arena);
        e = papers_rows(s, run->run_no, after, ROWS_AT_ONCE, arena, run->report, &rows, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            enum demand_why why = why_of(b->kind, now, &rows[i]);
            after = rows[i].payer_no;
            if (why != DEMAND_IN) {
                *ret_pulled += 1;
                e = add_pull(s, run->run_no, &rows[i], why, run->decided_on, false, recorded_at,
                             run->report);
                continue;
            }
            for (size_t k = 0; k < rows[i].line_count && e == ERR_NONE && b->kind == DEMAND_DUNNING; k++) {
                struct collection_dunning d = dunning_of(b, run->run_no, &rows[i], &rows[i].lines[k]);
                e = collection_dun(s, &d, recorded_at, run->report);
            }
        }
    } while (e == ERR_NONE && count > 0);
    return e;
}

static enum err decide(struct job_run *run, const struct papers_batch *b, struct arena *all,
                       int64_t *ret_pulled)
{
    struct store *s = run->session->store;
    int64_t recorded_at = clock_now_ms(), changed;
    struct debts now;
    struct arena *arena = arena_new("承認", (size_t)64 << 20);
    enum err e = debts_gather(s, run->decided_on, all, run->report, &now);

    if (e == ERR_NONE) {
        e = decide_rows(run, b, &now, arena, recorded_at, ret_pulled);
    }
    arena_free(arena);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_demand_approval_add);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "approved_on", date_ymd(run->decided_on));
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, run->report, &changed);
}

enum err papers_approve(struct job_run *run)
{
    struct store *s = run->session->store;
    struct papers_batch b;
    date approved_on;
    int64_t pulled = 0;
    char path[DISPATCH_PATH_BYTES + 40];
    enum err e = papers_batch_of(s, run->run_no, run->report, &b, &approved_on);

    if (e == ERR_NONE && date_is_none(approved_on)) { /* decided already: only the list is made again */
        e = check_files(run);
        if (e == ERR_NONE) {
            e = store_begin(s, run->report);
        }
        if (e != ERR_NONE) {
            return e;
        }
        struct arena *all = arena_new("未納の全体", (size_t)1 << 30);
        e = decide(run, &b, all, &pulled);
        arena_free(all);
        if (e == ERR_NONE) {
            e = store_commit(s, run->report);
        } else {
            store_rollback(s);
        }
    }
    if (e == ERR_NONE) {
        e = papers_pull_list(run->session, run->run_no, run->report, path, sizeof(path));
    }
    if (e == ERR_NONE && pulled > 0) {
        fprintf(run->out, "提案のあとで納付などがあった %" PRId64 " 件を引き抜きました: %s\n", pulled,
                path);
    }
    return e == ERR_NONE ? papers_show(run) : e;
}

enum err papers_show(struct job_run *run)
{
    struct papers_batch b;
    date approved_on;
    bool row;
    char day[DATE_TEXT_BYTES], amount[32], late[32];
    enum err e = papers_batch_of(run->session->store, run->run_no, run->report, &b, &approved_on);

    if (e != ERR_NONE || b.kind == 0) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_demand_run_totals);
    query_set_i64(q, "run_no", run->run_no);
    e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        date_format_era_short(b.issued_on, day);
        yen_format(query_i64(q, 1), amount, sizeof(amount));
        yen_format(query_i64(q, 2), late, sizeof(late));
        fprintf(run->out,
                "%s %" PRId64 " 件 %s 円、延滞金 %s 円。発付日 %s。公示送達 %" PRId64
                " 件、支援措置 %" PRId64 " 件、引抜 %" PRId64 " 件、未印刷 %" PRId64 " 件\n",
                demand_kind_labels[b.kind], query_i64(q, 0), amount, late, day, query_i64(q, 3),
                query_i64(q, 4), query_i64(q, 5), query_i64(q, 6));
    }
    query_reset(q);
    return e;
}
