/*
 * 保存期限経過分の整理 -- the job: finished levy years whose time has come are listed, approved by another
 * person, and deleted whole.
 *
 * Rules    docs/adr/0150-retention.md; RT-01, RT-05, RT-07   Rows   CO-24
 *
 * Approved, every group is looked at again: what moved since, or is tied to something new, stays and is told.
 * A transaction takes some groups, over all tables of all folders, with the sums kept and the record counted.
 * Killed, the run goes on with what is still listed.
 */
#include "retention/internal.h"

#include <inttypes.h>

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

const struct job job_retention = {
    .name = "retention-purge",
    .label = "保存期限経過分の整理",
    .unit = "世帯の年度",
    .unit_is_household = true,
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_CLOSE,
    .needs_approval = true,
    .finding_label = finding_label,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

#define CHUNK_UNITS 200 /* of one transaction, and the rest of the last group */

static const char *finding_label(struct text code)
{
    return text_is(code, "late")    ? "保存期限を過ぎても消せない年度"
           : text_is(code, "moved") ? "承認の前に変わり、消さなかった年度"
                                    : NULL;
}

static enum err find(struct job_run *run, struct arena *arena, struct retention_found *ret)
{
    struct retention_years years;
    enum err e =
        retention_years_on(&run->session->folder, run->business_date, arena, run->report, &years);

    return e == ERR_NONE
               ? retention_find(run->session->store, &years, run->business_date, arena, run->report, ret)
               : e;
}

/* The accounts of a levy year of a household: *ret_first and how many; none of what was never charged. */
static size_t accounts_of(const struct retention_found *f, const struct retention_unit *u, size_t *ret_first)
{
    size_t low = 0, high = f->account_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct store_going *a = &f->accounts[middle];
        if (a->levy_year < u->levy_year ||
            (a->levy_year == u->levy_year && a->household_no < u->household_no)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *ret_first = low;
    while (high < f->account_count && f->accounts[high].levy_year == u->levy_year &&
           f->accounts[high].household_no == u->household_no) {
        high++;
    }
    return high - low;
}

static enum err run_query(struct query *q, struct report *report)
{
    int64_t changed;
    return query_run(q, report, &changed);
}

static enum err end_transaction(struct job_run *run, enum err e)
{
    if (e == ERR_NONE) {
        return store_commit(run->session->store, run->report);
    }
    store_rollback(run->session->store);
    return e;
}

/* ------------------------------------------------------------------------------- proposal ----- */

static enum err clear(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_retention_units_drop);
    query_set_i64(q, "run_no", run->run_no);
    return run_query(q, run->report);
}

static enum err withdraw(struct job_run *run) { return clear(run); }

static enum err write_unit(struct job_run *run, const struct retention_found *f,
                           const struct retention_unit *u)
{
    struct query *q = store_query(run->session->store, SQL_retention_unit_add);
    size_t first, count = accounts_of(f, u, &first);
    int64_t charges = 0, amount = 0;

    for (size_t i = first; i < first + count; i++) {
        charges += f->accounts[i].charges;
        amount += f->accounts[i].amount;
    }
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "levy_year", u->levy_year);
    query_set_i64(q, "household_no", u->household_no);
    query_set_i64(q, "charges", charges);
    query_set_i64(q, "amount", amount);
    return query_post(q, run->report);
}

static enum err write_units(struct job_run *run, const struct retention_found *f)
{
    enum err e = store_begin(run->session->store, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? clear(run) : e; /* of an attempt that was killed */
    for (size_t i = 0; i < f->count && e == ERR_NONE; i++) {
        e = f->units[i].fate == FATE_GOES ? write_unit(run, f, &f->units[i]) : ERR_NONE;
    }
    return end_transaction(run, e);
}

/* What is older than it may be and cannot go: each for a person. */
static enum err tell_late(struct job_run *run, const struct retention_found *f, struct arena *arena)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < f->count && e == ERR_NONE && !run->dry_run; i++) {
        const struct retention_unit *u = &f->units[i];
        if (u->fate == FATE_LATE) {
            e = batch_finding(run, "late", u->household_no, 0,
                              arena_printf(arena, "%d年度: %s。最後の収納などは %04d-%02d-%02d です。",
                                           u->levy_year, u->fate_words, date_civil(u->last_on).year,
                                           date_civil(u->last_on).month, date_civil(u->last_on).day),
                              run->report);
        }
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("保存期限の過ぎた年度", (size_t)4 << 30);
    struct retention_found f;
    int64_t goes = 0, late = 0;
    enum err e = find(run, arena, &f);

    for (size_t i = 0; e == ERR_NONE && i < f.count; i++) {
        goes += f.units[i].fate == FATE_GOES;
        late += f.units[i].fate == FATE_LATE;
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "消す年度 %" PRId64 "（世帯ごと）、期限を過ぎても消せない年度 %" PRId64 "\n", goes,
                late);
        e = tell_late(run, &f, arena);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = write_units(run, &f);
        if (e == ERR_NONE) {
            e = batch_step(run, 1, goes, goes);
        }
    }
    arena_free(arena);
    return e == ERR_NONE && run->findings > 0 ? ERR_FINDINGS : e;
}

/* ------------------------------------------------------------------------------- approval ----- */

struct purge {
    struct job_run *run;
    struct arena *arena;
    struct retention_found found; /* as it is now */
    bool *is_listed;              /* by unit: the run lists it */
    struct store_going *going;    /* of the transaction */
    size_t going_count, going_capacity, units;
    int64_t done;
};

static enum err read_listed(struct purge *p, size_t *ret_gone)
{
    struct query *q = store_query(p->run->session->store, SQL_retention_units_of_run);
    bool row;
    enum err e;

    p->is_listed = ARENA_ARRAY(p->arena, bool, p->found.count + 1);
    *ret_gone = 0;
    query_set_i64(q, "run_no", p->run->run_no);
    while ((e = query_step(q, p->run->report, &row)) == ERR_NONE && row) {
        const struct retention_unit *u =
            retention_unit_of(&p->found, (int32_t)query_i64(q, 0), query_i64(q, 1));
        if (u != NULL) {
            p->is_listed[u - p->found.units] = true;
        } else {
            ++*ret_gone;
        }
    }
    query_reset(q);
    return e;
}

/* It goes still, and the run lists all that is tied together. */
static bool still_goes(const struct purge *p, const struct retention_unit *first)
{
    for (const struct retention_unit *u = first;; u = &p->found.units[u->next]) {
        if (u->fate != FATE_GOES || !p->is_listed[u - p->found.units]) {
            return false;
        }
        if (u->next == SIZE_MAX) {
            return true;
        }
    }
}

static void take_group(struct purge *p, const struct retention_unit *first)
{
    for (const struct retention_unit *u = first;; u = &p->found.units[u->next]) {
        size_t at, count = accounts_of(&p->found, u, &at);
        for (size_t i = 0; i < count; i++) {
            *ARENA_PUSH(p->arena, p->going, p->going_count, p->going_capacity) = p->found.accounts[at + i];
        }
        if (count == 0) { /* postings without a charge */
            *ARENA_PUSH(p->arena, p->going, p->going_count, p->going_capacity) =
                (struct store_going){.levy_year = u->levy_year, .household_no = u->household_no};
        }
        p->units++;
        if (u->next == SIZE_MAX) {
            break;
        }
    }
}

static enum err record_rows(struct job_run *run, const char *name, int64_t deleted)
{
    struct query *q = store_query(run->session->store, SQL_retention_rows_add);

    query_set_i64(q, "run_no", run->run_no);
    query_set_text(q, "name", text_of(name));
    query_set_i64(q, "deleted", deleted);
    return run_query(q, run->report);
}

/* Over all folders: what others hang on goes after what hangs on it, sums before rows. */
static enum err delete_rows(struct job_run *run)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < retention_folder_count; i++) {
        for (size_t k = 0; k < *retention_folders[i].count && e == ERR_NONE; k++) {
            const struct store_kept *kept = &retention_folders[i].kept[k];
            int64_t deleted = 0;
            e = store_kept_go(run->session->store, kept, run->report, &deleted);
            if (e == ERR_NONE && deleted > 0) {
                e = record_rows(run, kept->table, deleted);
            }
        }
    }
    return e;
}

static enum err record_units(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_retention_done_add);

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "deleted_on", date_ymd(run->decided_on));
    enum err e = run_query(q, run->report);
    if (e == ERR_NONE) {
        q = store_query(run->session->store, SQL_retention_units_gone);
        query_set_i64(q, "run_no", run->run_no);
        e = run_query(q, run->report);
    }
    return e;
}

static enum err delete_chunk(struct purge *p)
{
    struct job_run *run = p->run;
    struct store *s = run->session->store;

    if (p->units == 0) {
        return ERR_NONE;
    }
    enum err e = store_begin(s, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = store_going_begin(s, p->going, p->going_count, run->report);
    }
    if (e == ERR_NONE) {
        e = seal_let_go(run->session, run->report);
    }
    if (e == ERR_NONE) {
        e = delete_rows(run);
    }
    if (e == ERR_NONE) {
        e = record_units(run);
    }
    if (e == ERR_NONE) {
        e = store_going_end(s, run->report);
    }
    e = end_transaction(run, e);
    if (e == ERR_NONE) {
        p->done += (int64_t)p->units;
        p->units = p->going_count = 0;
    }
    return e;
}

static enum err delete_groups(struct purge *p)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < p->found.count && e == ERR_NONE; i++) {
        const struct retention_unit *u = &p->found.units[i];
        if (u->parent == i && still_goes(p, u)) {
            take_group(p, u);
            e = p->units >= CHUNK_UNITS ? delete_chunk(p) : ERR_NONE;
        }
    }
    return e == ERR_NONE ? delete_chunk(p) : e;
}

/* What is listed and did not go: the list ends with the run, nothing of it is kept. */
static enum err tell_moved(struct purge *p, size_t *ret_moved)
{
    struct job_run *run = p->run;
    enum err e = ERR_NONE;

    *ret_moved = 0;
    for (size_t i = 0; i < p->found.count && e == ERR_NONE; i++) {
        const struct retention_unit *u = &p->found.units[i];
        if (p->is_listed[i] && !still_goes(p, retention_group(&p->found, u))) {
            ++*ret_moved;
            e = batch_finding(run, "moved", u->household_no, 0,
                              arena_printf(p->arena, "%d年度: 一覧の後に%s。消しませんでした。",
                                           u->levy_year,
                                           u->fate_words != NULL && u->fate != FATE_GOES
                                               ? u->fate_words
                                               : "つながる年度が増えました"),
                              run->report);
        }
    }
    if (e == ERR_NONE) {
        e = store_begin(run->session->store, run->report);
        if (e == ERR_NONE) {
            e = batch_hold(run, run->report);
            e = end_transaction(run, e == ERR_NONE ? clear(run) : e);
        }
    }
    return e;
}

static enum err approve(struct job_run *run)
{
    struct purge p = {.run = run, .arena = arena_new("保存期限の整理", (size_t)4 << 30)};
    size_t gone = 0, moved = 0;
    enum err e = find(run, p.arena, &p.found);

    if (e == ERR_NONE) {
        e = read_listed(&p, &gone);
    }
    if (e == ERR_NONE) {
        e = delete_groups(&p);
    }
    if (e == ERR_NONE) {
        e = tell_moved(&p, &moved);
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "消した年度 %" PRId64 "（世帯ごと）、変わったため残した年度 %zu\n", p.done,
                moved + gone);
    }
    arena_free(p.arena);
    return e == ERR_NONE && moved > 0 ? ERR_FINDINGS : e;
}

/* ------------------------------------------------------------------------------- showing ------ */

static enum err show_years(struct job_run *run, enum sql sql, const char *words)
{
    struct query *q = store_query(run->session->store, sql);
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        char amount[40];
        yen_format(query_i64(q, 3), amount, sizeof(amount));
        fprintf(run->out, "%s %" PRId64 "年度: %" PRId64 " 世帯、%" PRId64 " 期、調定 %s 円\n", words,
                query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), amount);
    }
    query_reset(q);
    return e;
}

/* 消去の記録 (RT-07): how many of which kind; who proposed and approved it when stands with the run. */
static enum err show(struct job_run *run)
{
    bool row;
    enum err e = show_years(run, SQL_retention_units_totals, "消す予定");

    if (e == ERR_NONE) {
        e = show_years(run, SQL_retention_done_of_run, "消した");
    }
    struct query *q = store_query(run->session->store, SQL_retention_rows_of_run);
    query_set_i64(q, "run_no", run->run_no);
    while (e == ERR_NONE && (e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0);
        fprintf(run->out, "消した表 %.*s: %" PRId64 " 件\n", (int)name.len, name.bytes, query_i64(q, 1));
    }
    query_reset(q);
    return e;
}
