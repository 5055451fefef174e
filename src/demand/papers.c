/* 発送の一巡 -- decided by another operator, taken out when money comes, told. */
#include "demand/papers.h"

#include <inttypes.h>


#define ROWS_AT_ONCE 500

const char *const demand_kind_labels[DEMAND_KINDS] = {[DEMAND_DUNNING] = "督促",
                                                      [DEMAND_LETTER] = "一斉催告",
                                                      [DEMAND_LAST_LETTER] = "最終催告",
                                                      [DEMAND_SEIZURE_NOTICE] = "差押予告",
                                                      [DEMAND_LATE_CHARGE] = "延滞金"};

enum err papers_way(struct store *s, const struct debtor *who, date day, struct arena *arena,
                    struct report *report, enum paper_way *ret)
{
    struct mailing m;

    *ret = WAY_PUBLIC;
    if (who->count > 0 && who->debts[0].facts.place == PLACE_UNKNOWN) {
        return ERR_NONE;
    }
    if (who->is_placed && !who->is_restricted) { /* the register told it when it was asked where he is */
        *ret = WAY_MAIL;
        return ERR_NONE;
    }
    enum err e = addressee_mailing_for(s, who->payer_no, DUTY_COLLECTION, (struct as_of){day, INT64_MAX},
                                       arena, report, &m);
    *ret = e == ERR_NONE && m.is_restricted && !m.is_safe ? WAY_GUARDED : WAY_MAIL;
    return e;
}

/* -------------------------------------------------------------------------------- 引抜 -------- */

/* What an extraction is seen again with: a run that is decided, or a pile that waits to be mailed. */
struct looking {
    struct session *session;
    struct store *store;
    const struct papers_batch *batch;
    const struct debts *now;
    date today;
    bool is_decided; /* its own 督促 stand already */
};

static enum demand_why charge_of(const struct looking *x, const struct arrear *debt, yen amount)
{
    if (debt == NULL) {
        return DEMAND_PAID;
    }
    bool is_first = x->batch->kind == DEMAND_DUNNING;
    if (is_first && !x->is_decided && debt->facts.is_dunned) { /* by another run since: once a charge */
        return DEMAND_DUNNED;
    }
    if (!is_first && !debt->facts.is_dunned) {
        return DEMAND_NOT_DUNNED;
    }
    return demand_pull_of(x->batch->kind, &debt->facts, amount);
}

/* 支援措置 that began after the paper was made: it may bear an address that nobody is to learn. */
static enum err guard_of(const struct looking *x, int64_t payer_no, struct arena *arena,
                         struct report *report, enum demand_why *why)
{
    struct mailing then = {0}, now = {0};
    enum err e = addressee_mailing_for(x->store, payer_no, DUTY_COLLECTION,
                                       (struct as_of){x->today, INT64_MAX}, arena, report, &now);

    if (e != ERR_NONE || !now.is_restricted) {
        return e;
    }
    e = addressee_mailing_for(x->store, payer_no, DUTY_COLLECTION,
                              (struct as_of){x->batch->issued_on, x->batch->known_at}, arena, report, &then);
    *why = e == ERR_NONE && !then.is_restricted ? DEMAND_GUARDED : *why;
    return e;
}

/* 時効: while it is decided, the later of both days; once it is out, the day on which it went. */
static date limit_day(const struct looking *x)
{
    return x->is_decided ? x->batch->issued_on : date_max(x->batch->issued_on, x->today);
}

/* The first of a paper's charges that does not stand any more, or why he gets none. */
static enum err why_of(const struct looking *x, const struct papers_row *row, struct arena *arena,
                       struct report *report, enum demand_why *ret)
{
    struct debtor *who = debts_find(x->now, row->payer_no);
    bool is_final = x->batch->kind == DEMAND_LATE_CHARGE; /* its premium is paid: it is not among the debts */
    enum err e = who == NULL ? ERR_NONE : debts_place(x->store, x->now, who, x->today, arena, report);

    *ret = DEMAND_IN;
    if (e == ERR_NONE && is_final) {
        e = papers_late_why(x->session, row, x->today, arena, report, ret);
    }
    for (size_t i = 0; i < row->line_count && e == ERR_NONE && *ret == DEMAND_IN && !is_final; i++) {
        const struct paper_line *l = &row->lines[i];
        const struct arrear *debt = debtor_find(who, l->levy_year, l->household_no, l->instalment);
        *ret = charge_of(x, debt, l->amount);
        if (debt != NULL) {
            e = arrear_limit(x->session, debt, limit_day(x), report, ret);
        }
    }
    bool leaves = row->way != WAY_PUBLIC; /* what is kept at the office bears no address */
    bool is_free = who != NULL && who->is_placed && !who->is_restricted;
    bool is_asked = *ret == DEMAND_IN && leaves && !is_free;
    return e == ERR_NONE && is_asked ? guard_of(x, row->payer_no, arena, report, ret) : e;
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
 * After the day of issue the paper is on its way: what was paid on or before that day makes it void (X32);
 * what came later does not, nor does a charge that was lowered since.
 */
static enum err paid_in_time(struct store *s, const struct papers_batch *b, const struct papers_row *row,
                             struct arena *arena, struct report *report, bool *ret)
{
    enum err e = ERR_NONE;

    *ret = false;
    for (size_t i = 0; i < row->line_count && e == ERR_NONE && !*ret; i++) {
        const struct paper_line *l = &row->lines[i];
        const struct collection_charge c = {.levy_year = l->levy_year,
                                            .household_no = l->household_no,
                                            .payer_no = row->payer_no,
                                            .instalment = l->instalment};
        struct collection_payment *all = NULL;
        size_t count = 0;
        yen paid = 0;
        e = collection_payments(s, &c, arena, report, &all, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            bool counts = all[k].item == ITEM_PRINCIPAL && date_at_most(all[k].paid_on, b->issued_on);
            paid += counts ? all[k].amount : 0;
        }
        *ret = paid > l->paid;
    }
    return e;
}

static enum err pull_row(struct session *session, const struct looking *x, int64_t run_no,
                         const struct papers_row *row, int64_t recorded_at, struct arena *arena,
                         struct report *report, bool *ret_is_pulled)
{
    struct store *s = session->store;
    enum demand_why why = DEMAND_IN;
    enum err e = row->is_pulled ? ERR_NONE : why_of(x, row, arena, report, &why);
    bool is_after = date_before(x->batch->issued_on, x->today), goes = why != DEMAND_IN;

    if (is_after && x->batch->kind == DEMAND_LATE_CHARGE) {
        goes = false; /* it is on its way, and what is paid now is what it asks for */
    } else if (e == ERR_NONE && goes && is_after) {
        e = paid_in_time(s, x->batch, row, arena, report, &goes);
    }
    *ret_is_pulled = e == ERR_NONE && goes;
    if (*ret_is_pulled) {
        e = add_pull(s, run_no, row, why, x->today, is_after, recorded_at, report);
    }
    if (*ret_is_pulled && e == ERR_NONE && x->batch->kind == DEMAND_DUNNING) {
        e = withdraw_dunning(s, x->batch, run_no, row, recorded_at, report);
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
    const struct looking x = {session, session->store, &b, now, session->folder.business_date, true};

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
            e = pull_row(session, &x, run_no, &rows[i], recorded_at, arena, report, &is_pulled);
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
    fputs("実行番号,連番,ファイル,最初のページ,ページ数,納付義務者番号,理由,引抜日,発送の後\r\n", f);
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

/* 督促 of each charge that stays. */
struct dunnings {
    struct arena *arena;
    struct collection_dunning *list;
    size_t count, capacity;
};

static void add_dunnings(struct dunnings *to, const struct papers_batch *b, int64_t run_no,
                         const struct papers_row *row)
{
    for (size_t k = 0; k < row->line_count && b->kind == DEMAND_DUNNING; k++) {
        *ARENA_PUSH(to->arena, to->list, to->count, to->capacity) =
            dunning_of(b, run_no, row, &row->lines[k]);
    }
}

/* Who has paid since the extraction is taken out at once; the others are dunned. */
static enum err decide_rows(struct job_run *run, const struct papers_batch *b, const struct debts *now,
                            struct arena *arena, int64_t recorded_at, struct dunnings *ret_dunned,
                            int64_t *ret_pulled)
{
    struct store *s = run->session->store;
    const struct looking x = {run->session, s, b, now, run->decided_on, false};
    int64_t after = 0;
    size_t count;
    enum err e = ERR_NONE;

    *ret_pulled = 0;
    do {
        struct papers_row *rows = NULL;
        arena_reset(arena);
        e = papers_rows(s, run->run_no, after, ROWS_AT_ONCE, arena, run->report, &rows, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            enum demand_why why = DEMAND_IN;
            after = rows[i].payer_no;
            e = why_of(&x, &rows[i], arena, run->report, &why);
            if (e == ERR_NONE && why == DEMAND_IN) {
                add_dunnings(ret_dunned, b, run->run_no, &rows[i]);
            } else if (e == ERR_NONE) {
                *ret_pulled += 1;
                e = add_pull(s, run->run_no, &rows[i], why, run->decided_on, false, recorded_at,
                             run->report);
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
    struct dunnings dunned = {.arena = all};
    struct arena *arena = arena_new("承認", (size_t)64 << 20);
    enum err e = debts_gather_of_run(s, run->run_no, run->decided_on, all, run->report, &now);

    if (e == ERR_NONE) {
        e = decide_rows(run, b, &now, arena, recorded_at, &dunned, ret_pulled);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        e = collection_dun_many(s, dunned.list, dunned.count, recorded_at, all, run->report);
    }
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
        e = dispatch_run_check(&demand_papers, run);
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
