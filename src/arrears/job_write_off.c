/*
 * 不納欠損の候補 -- the list of what has lapsed: proposed, looked at and approved by another person,
 * then posted.
 *
 * Law     国民健康保険法110条, 地方自治法236条, 地方税法15条の7第4項   Rules   collection.md 21.2
 * Rows    CO-36 (nothing lapses without a human list); X36
 *
 * Each charge is looked at again when the list is approved: what was paid, kept back or has another
 * limit since is
 * left out, and told.
 */
#include "arrears/kinds.h"
#include "arrears/scan.h"

#include "rules/common/period.h"

#include <inttypes.h>

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

enum { OPTION_UNTIL };
static const struct job_option options[] = {
    {"until", "この日までに消えた期（空 = 処理日）", ""},
};

const struct job job_arrears_write_off = {
    .name = "arrears-write-off",
    .label = "不納欠損の候補",
    .unit = "期",
    .run_permission = PERM_ARREARS_CHANGE,
    .approve_permission = PERM_ARREARS_APPROVE,
    .needs_approval = true,
    .finding_label = finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

static const char *finding_label(struct text code)
{
    return text_is(code, "told")    ? "速報があり、候補にしない期"
           : text_is(code, "kept")  ? "見合わせている期"
           : text_is(code, "moved") ? "承認の前に変わり、欠損しなかった期"
                                    : NULL;
}

struct candidate {
    struct collection_charge charge;
    yen amount;
    enum write_off_reason reason;
    date effective_on, limit_late, suspended_on;
};
struct candidates {
    struct candidate *list;
    size_t count, capacity;
};

static enum err until_of(struct job_run *run, date *ret)
{
    enum err e = batch_option_day(run, OPTION_UNTIL, run->business_date, ret);

    return e == ERR_NONE && date_before(run->business_date, *ret)
               ? report_fail(run->report, ERR_INPUT,
                             "--until %s は処理日より後です。まだ消えていない期は欠損できません",
                             run->values[OPTION_UNTIL])
               : e;
}

static enum err leave_out(struct job_run *run, const struct collection_charge *c, const char *code,
                          const char *words, struct arena *arena)
{
    return run->dry_run
               ? ERR_NONE
               : batch_finding(run, code, c->household_no, c->payer_no,
                               arena_printf(arena, "%s %s", charge_words(arena, c), words), run->report);
}

/* What has lapsed up to the day, by whatever comes first. */
static enum err gather(struct job_run *run, struct arena *arena, struct candidates *ret)
{
    struct scanned *found = NULL;
    size_t count = 0;
    date until = date_none();
    const struct collection_law *law;
    struct arrears_terms terms;
    enum err e = until_of(run, &until);

    if (e == ERR_NONE) {
        e = collection_law_of(run->session, arena, run->report, &law);
    }
    if (e == ERR_NONE) {
        e = collection_arrears_terms(law, until, false, run->report, &terms);
    }
    if (e == ERR_NONE) {
        e = limits_scan(run->session, date_add_days(until, -1), date_add_days(until, -1), arena, run->report,
                        &found, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct candidate c = {.charge = found[i].charge,
                              .amount = collection_unpaid(&found[i].charge),
                              .limit_late = found[i].limit_late,
                              .suspended_on = found[i].suspended_on};
        c.reason = write_off_first(&terms, c.limit_late, c.suspended_on, NULL, &c.effective_on);
        if (date_before(until, c.effective_on)) {
            continue;
        }
        if (found[i].charge.told > 0) {
            e = leave_out(run, &c.charge, "told", "速報があります。確報を待ってください。", arena);
        } else if (found[i].is_kept) {
            e = leave_out(run, &c.charge, "kept", "見合わせています。", arena);
        } else {
            *ARENA_PUSH(arena, ret->list, ret->count, ret->capacity) = c;
        }
    }
    return e;
}

static enum err write_candidate(struct job_run *run, const struct candidate *c)
{
    struct query *q = store_query(run->session->store, SQL_arrears_candidate_add);

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "levy_year", c->charge.levy_year);
    query_set_i64(q, "household_no", c->charge.household_no);
    query_set_i64(q, "payer_no", c->charge.payer_no);
    query_set_i64(q, "instalment", c->charge.instalment);
    query_set_i64(q, "amount", c->amount);
    query_set_i64(q, "reason", c->reason);
    query_set_i64(q, "effective_on", day_kept(c->effective_on));
    query_set_i64(q, "limit_late", day_kept(c->limit_late));
    query_set_i64(q, "suspended_on", day_kept(c->suspended_on));
    return book_run(q, run->report);
}

static enum err clear(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_arrears_candidates_drop);
    query_set_i64(q, "run_no", run->run_no);
    return book_run(q, run->report);
}

static enum err end_transaction(struct job_run *run, enum err e)
{
    if (e == ERR_NONE) {
        return store_commit(run->session->store, run->report);
    }
    store_rollback(run->session->store);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("不納欠損の候補", (size_t)1 << 30);
    struct candidates all = {0};
    yen sum = 0;
    enum err e = gather(run, arena, &all);

    for (size_t i = 0; i < all.count; i++) {
        sum += all.list[i].amount;
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "候補 %zu 期 %s\n", all.count, yen_words(arena, sum));
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = store_begin(run->session->store, run->report);
        if (e == ERR_NONE) {
            e = batch_hold(run, run->report);
            e = e == ERR_NONE ? clear(run) : e; /* of an attempt that was killed */
            for (size_t i = 0; i < all.count && e == ERR_NONE; i++) {
                e = write_candidate(run, &all.list[i]);
            }
            e = end_transaction(run, e);
        }
        if (e == ERR_NONE) {
            e = batch_step(run, 1, (int64_t)all.count, (int64_t)all.count);
        }
    }
    arena_free(arena);
    return e == ERR_NONE && run->findings > 0 ? ERR_FINDINGS : e;
}

static enum err withdraw(struct job_run *run) { return clear(run); }

/* ------------------------------------------------------------------------------- approval ----- */

static enum err read_candidates(struct job_run *run, struct arena *arena, struct candidates *ret,
                                size_t *ret_done)
{
    struct query *q = store_query(run->session->store, SQL_arrears_candidates_of_run);
    bool row;
    enum err e;

    *ret_done = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 9) != 0) {
            *ret_done += query_i64(q, 9) == 1;
            continue;
        }
        *ARENA_PUSH(arena, ret->list, ret->count, ret->capacity) = (struct candidate){
            .charge = {.levy_year = (int32_t)query_i64(q, 0),
                       .household_no = query_i64(q, 1),
                       .payer_no = query_i64(q, 2),
                       .instalment = (int)query_i64(q, 3)},
            .amount = query_i64(q, 4),
            .reason = (enum write_off_reason)query_i64(q, 5),
            .effective_on = day_read(query_i64(q, 6)),
            .limit_late = day_read(query_i64(q, 7)),
            .suspended_on = day_read(query_i64(q, 8)),
        };
    }
    query_reset(q);
    return e;
}

static bool is_suspended_still(const struct arrears_debt *d, date suspended_on)
{
    for (size_t i = 0; i < d->moment_count; i++) {
        const struct limit_event *e = &d->moments[i].event;
        if (e->kind == LIMIT_SUSPENSION && !e->is_void && date_is_none(e->ended_on) &&
            date_equal(e->on, suspended_on)) {
            return true;
        }
    }
    return false;
}

/* What is known of the payer whose candidates are looked at; they come payer by payer. */
struct payer_now {
    struct arena *arena;
    int64_t payer_no;
    struct arrears_debt *debts;
    size_t count;
    struct collection_charge *kept; /* 見合わせ, of all payers */
    const struct collection_law *law; /* read once */
    size_t kept_count;
};

static enum err read_payer(struct job_run *run, int64_t payer_no, struct payer_now *p)
{
    if (p->payer_no == payer_no) {
        return ERR_NONE;
    }
    arena_reset(p->arena);
    p->payer_no = payer_no;
    p->debts = NULL;
    p->count = 0;
    return arrears_debts(run->session, payer_no, run->decided_on, p->arena, run->report, &p->debts,
                         &p->count);
}

/* As it stands now: the same amount, the same end, not kept back; NULL = it has moved. */
static const struct arrears_debt *still_so(const struct candidate *c, const struct payer_now *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct arrears_debt *d = &p->debts[i];
        if (is_charge(&d->charge, c->charge.levy_year, c->charge.household_no, c->charge.instalment)) {
            bool ends = c->reason == WRITE_OFF_LIMIT ? date_equal(d->limit_late, c->limit_late)
                                                     : is_suspended_still(d, c->suspended_on);
            bool stands = ends && d->unpaid == c->amount && d->charge.told == 0 &&
                          !limits_is_kept(p->kept, p->kept_count, &d->charge);
            return stands ? d : NULL;
        }
    }
    return NULL;
}

static enum err write_off_one(struct job_run *run, const struct candidate *c, struct payer_now *p,
                              int64_t now, bool *ret_done)
{
    enum err e = read_payer(run, c->charge.payer_no, p);
    const struct arrears_debt *d = e == ERR_NONE ? still_so(c, p) : NULL;

    *ret_done = d != NULL;
    if (d == NULL) {
        return e;
    }
    e = collection_write_off(run->session, p->law, &d->charge, c->amount, (int)c->reason, c->effective_on,
                             "arrears-list", run->run_no, now, run->report);
    if (e == ERR_NONE) {
        struct query *q = store_query(run->session->store, SQL_arrears_candidate_done);
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "levy_year", c->charge.levy_year);
        query_set_i64(q, "household_no", c->charge.household_no);
        query_set_i64(q, "payer_no", c->charge.payer_no);
        query_set_i64(q, "instalment", c->charge.instalment);
        e = book_run(q, run->report);
    }
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("不納欠損", (size_t)1 << 30);
    struct payer_now payer = {.arena = arena_new("不納欠損の納付義務者", (size_t)64 << 20)};
    struct candidates all = {0};
    size_t done = 0, moved_count = 0;
    bool *moved;
    int64_t now = clock_now_ms();
    enum err e = read_candidates(run, arena, &all, &done);

    moved = ARENA_ARRAY(arena, bool, all.count + 1);
    if (e == ERR_NONE) {
        e = store_begin(run->session->store, run->report);
    }
    if (e == ERR_NONE) {
        e = batch_hold(run, run->report);
        if (e == ERR_NONE) {
            e = limits_kept(run->session->store, arena, run->report, &payer.kept, &payer.kept_count);
        }
        if (e == ERR_NONE) {
            e = collection_law_of(run->session, arena, run->report, &payer.law);
        }
        for (size_t i = 0; i < all.count && e == ERR_NONE; i++) {
            bool is_written = false;
            e = write_off_one(run, &all.list[i], &payer, now, &is_written);
            done += is_written;
            moved[i] = !is_written;
        }
        e = end_transaction(run, e);
    }
    for (size_t i = 0; i < all.count && e == ERR_NONE; i++) {
        if (moved[i]) {
            moved_count++;
            e = leave_out(run, &all.list[i].charge, "moved",
                          "候補の後に納付、時効の事由、見合わせのどれかがあり、欠損しませんでした。", arena);
        }
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "不納欠損 %zu 期、変わったため残した期 %zu\n", done, moved_count);
    }
    arena_free(payer.arena);
    arena_free(arena);
    return e == ERR_NONE && moved_count > 0 ? ERR_FINDINGS : e;
}

static const char *reason_label(enum write_off_reason reason, date suspended_on)
{
    if (reason == WRITE_OFF_SUSPENDED) {
        return "F2 執行停止から3年";
    }
    return date_is_none(suspended_on) ? "F1 消滅時効" : "F1 消滅時効（執行停止中）";
}

static enum err show(struct job_run *run)
{
    struct arena *arena = arena_new("不納欠損の候補", (size_t)1 << 30);
    struct candidates all = {0};
    size_t done = 0;
    yen sum = 0;
    enum err e = read_candidates(run, arena, &all, &done);

    for (size_t i = 0; i < all.count && e == ERR_NONE; i++) {
        const struct candidate *c = &all.list[i];
        sum += c->amount;
        fprintf(run->out, "納付義務者 %" PRId64 " %s %s %s %s\n", c->charge.payer_no,
                charge_words(arena, &c->charge), yen_words(arena, c->amount),
                reason_label(c->reason, c->suspended_on), day_words(arena, c->effective_on));
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "候補 %zu 期 %s、不納欠損にした期 %zu\n", all.count, yen_words(arena, sum), done);
    }
    arena_free(arena);
    return e;
}
