/*
 * 特別徴収対象者判定 -- the job withholding-candidates: proposed, approved by another person (LV-54,
 * LV-55).
 *
 * The proposal judges every household and records what all of it adds up to. The approval judges again:
 * when a fact that decides has changed meanwhile it refuses, and one proposes anew. Then the states stand.
 */
#include "withholding/candidates.h"
#include "withholding/plan.h"
#include "withholding/taken.h"

#include "base/hash.h"

#include <inttypes.h>

#define RUN_BYTES_MAX ((size_t)2 << 30)

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err compare(struct job_run *run, bool *ret_changed);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);

static const char *finding_label(struct text code)
{
    for (const struct judgement_label *l = judgement_labels; l->code != NULL; l++) {
        if (text_is(code, l->code)) {
            return l->label;
        }
    }
    return NULL;
}

const struct job job_withholding_candidates = {
    .name = "withholding-candidates",
    .label = "特別徴収対象者判定",
    .unit = "世帯",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .unit_is_household = true,
    .closes_tasks = true,
    .finding_label = finding_label,
    .prepare = prepare,
    .propose = propose,
    .compare = compare,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

/* ------------------------------------------------------------------------------ conditions ----- */

static enum err terms_of(struct job_run *run, struct arena *arena, struct withholding_terms *ret)
{
    const struct data_folder *folder = &run->session->folder;
    return withholding_terms_load(folder->params, folder->municipality, run->business_date, arena,
                                  run->report, ret);
}

static enum err judged(struct job_run *run, struct arena *arena, struct withholding_terms *terms,
                       struct judgement *ret)
{
    *ret = (struct judgement){.store = run->session->store,
                              .terms = terms,
                              .year = run->year,
                              .on = run->business_date,
                              .arena = arena};
    enum err e = terms_of(run, arena, terms);

    return e == ERR_NONE ? judgement_make(ret, run->report) : e;
}

struct recorded {
    char digest[SHA256_HEX];
    int64_t households, candidates, excluded, changed, decided_on;
};

static enum err recorded_of(struct job_run *run, struct recorded *ret)
{
    struct query *q = store_query(run->session->store, SQL_withholding_run_look);
    bool row = false;

    *ret = (struct recorded){.digest = ""};
    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        struct text digest = query_text(q, 0);
        snprintf(ret->digest, sizeof(ret->digest), "%.*s", (int)digest.len, digest.bytes);
        ret->households = query_i64(q, 1);
        ret->candidates = query_i64(q, 2);
        ret->excluded = query_i64(q, 3);
        ret->changed = query_i64(q, 4);
        ret->decided_on = query_i64(q, 6);
    }
    query_reset(q);
    return e;
}

static enum err is_as_recorded(struct job_run *run, const struct judgement *j, const struct recorded *then)
{
    if (strcmp(then->digest, j->digest) == 0) {
        return ERR_NONE;
    }
    return report_fail(
        run->report, ERR_INPUT,
        "判定した後に、資格・年金・介護・賦課のどれかが変わりました。もう一度判定してください: "
        "kokuho job run withholding-candidates");
}

/* What is approved is what was proposed: asked before the run counts as being decided. */
static enum err nothing_moved(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の判定", RUN_BYTES_MAX);
    struct withholding_terms terms;
    struct judgement j;
    struct recorded then;
    enum err e = recorded_of(run, &then);

    if (e == ERR_NONE && then.decided_on == 0) { /* else: killed after the decision, it stands */
        e = judged(run, arena, &terms, &j);
        e = e == ERR_NONE ? is_as_recorded(run, &j, &then) : e;
    }
    arena_free(arena);
    return e;
}

/* Every term by its value, in their order: an amount or an age that is another is a change of the run. */
static const char *terms_words(struct arena *arena, const struct withholding_terms *t)
{
    const struct law_number *const numbers[] = {
        &t->first_age,  &t->last_age, &t->pension_least,    &t->half_denominator, &t->lead_months,
        &t->split_unit, &t->over_day, &t->first_half_parts, &t->level_from};
    const char *words = "";

    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        words = arena_printf(arena, "%s%s%" PRId64, words, i > 0 ? "/" : "", numbers[i]->value);
    }
    return words;
}

/* A request that reaches October at the earliest: who begins, begins there. */
static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の要件", (size_t)16 << 20);
    struct withholding_terms terms;
    enum err e = terms_of(run, arena, &terms);

    if (e == ERR_NONE && fiscal_year_of(run->business_date).first_year != run->year) {
        e = report_fail(run->report, ERR_INPUT, "%" PRId32 "年度の判定は、その年度のうちの処理日で行います",
                        run->year);
    }
    if (e == ERR_NONE) {
        struct withholding_pay next = withholding_next_pay(&terms, run->business_date);
        if (next.year.first_year > run->year || next.pay > WITHHOLDING_PROVISIONAL) {
            e = report_fail(run->report, ERR_INPUT,
                            "この処理日に依頼しても、%" PRId32
                            "年度の10月の年金に間に合いません。次の年度で判定してください",
                            run->year);
        }
    }
    if (e ==
        ERR_NONE) { /* D1: what was judged with is kept with the run and told beside that of the last one */
        e = batch_parameter(run, "withholding-terms", terms_words(arena, &terms));
    }
    if (e == ERR_NONE) { /* D4: nobody is judged on registers that have not come */
        e = interchange_feeds_complete(run->session, "registers", run->business_date, run->report);
    }
    if (e == ERR_NONE) {
        e = interchange_feeds_complete(run->session, "pension", run->business_date, run->report);
    }
    arena_free(arena);
    return e == ERR_NONE && run->phase == JOB_APPROVE ? nothing_moved(run) : e;
}

/* -------------------------------------------------------------------------------- proposal ----- */

static void print_totals(const struct job_run *run, const struct judgement *j)
{
    char amount[40];

    yen_format(j->amount, amount, sizeof(amount));
    fprintf(run->out, "候補 %" PRId64 " 世帯、年金から %s 円\n", j->candidates, amount);
    fprintf(run->out, "対象外 %" PRId64 " 世帯\n", j->excluded);
    for (int i = 0; i < WITHHOLDING_BARS; i++) {
        if (j->barred[i] > 0) {
            fprintf(run->out, "  %s %" PRId64 "\n", withholding_bar_labels[i], j->barred[i]);
        }
    }
    fprintf(run->out,
            "65歳から74歳だけの世帯ではない %" PRId64 "、賦課がない %" PRId64 "、依頼済み %" PRId64
            "、変わるもの %zu\n",
            j->of_other_age, j->without_levy, j->active, j->verdict_count);
}

static enum err record(struct job_run *run, const struct judgement *j)
{
    struct query *q = store_query(run->session->store, SQL_withholding_run_delete);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_run(q, run->report, &changed);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(run->session->store, SQL_withholding_run_add);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "fiscal_year", run->year);
    query_set_i64(q, "judged_on", date_ymd(run->business_date));
    query_set_text(q, "digest", text_of(j->digest));
    query_set_i64(q, "households", j->households);
    query_set_i64(q, "candidates", j->candidates);
    query_set_i64(q, "excluded", j->excluded);
    query_set_i64(q, "changed", (int64_t)j->verdict_count);
    query_set_i64(q, "recorded_at", run->known_at);
    return query_run(q, run->report, &changed);
}

static enum err end_transaction(struct job_run *run, enum err e)
{
    struct store *s = run->session->store;

    e = e == ERR_NONE ? store_commit(s, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err write_proposal(struct job_run *run, const struct judgement *j)
{
    enum err e = store_begin(run->session->store, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = end_transaction(run, e == ERR_NONE ? record(run, j) : e);
    return e == ERR_NONE ? batch_step(run, j->households, j->households, j->households) : e;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の判定", RUN_BYTES_MAX);
    struct withholding_terms terms;
    struct judgement j;
    enum err e = judged(run, arena, &terms, &j);

    if (e == ERR_NONE && !run->dry_run) {
        e = write_proposal(run, &j);
    }
    for (size_t i = 0; i < j.finding_count && e == ERR_NONE; i++) {
        const struct verdict_finding *f = &j.findings[i];
        e = batch_finding(run, f->code, f->household_no, f->payer_no, f->words, run->report);
    }
    if (e == ERR_NONE) {
        print_totals(run, &j);
        e = j.finding_count > 0 ? ERR_FINDINGS : ERR_NONE;
    }
    arena_free(arena);
    return e;
}

/* -------------------------------------------------------------------------------- decision ----- */

static enum err compare(struct job_run *run, bool *ret_changed)
{
    struct arena *arena = arena_new("特別徴収の判定", RUN_BYTES_MAX);
    struct withholding_terms terms;
    struct judgement j;
    struct recorded then;
    enum err e = judged(run, arena, &terms, &j);

    e = e == ERR_NONE ? recorded_of(run, &then) : e;
    if (e == ERR_NONE) {
        *ret_changed = strcmp(then.digest, j.digest) != 0;
    }
    arena_free(arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_withholding_run_delete);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    return query_run(q, run->report, &changed);
}

/* Who pays on from last year: what his pension takes leaves the ordinary instalments at once. */
static enum err put_state(struct job_run *run, struct judgement *j, struct verdict *v,
                          const struct state_cause *cause)
{
    struct store *s = run->session->store;
    const struct plan_cause plan = {j->terms, run->decided_on, run->run_no, cause->recorded_at};

    v->to.from = run->decided_on;
    if (v->ends) {
        return state_end(s, v->was, run->decided_on, cause, run->report);
    }
    enum err e = state_put(s, v->was, &v->to, cause, run->report);
    bool is_new =
        v->was == NULL || memcmp(v->was->amounts.pays, v->to.amounts.pays, sizeof(v->to.amounts.pays));
    if (e == ERR_NONE && is_new && v->to.amounts.pays[0] > 0 && v->to.state != WITHHOLDING_EXCLUDED) {
        e = plan_put(s, &v->to, &plan, run->report);
        e = e == ERR_NONE ? taken_settle(run->session, &v->to, cause->recorded_at, run->report) : e;
    }
    return e;
}

static enum err put_states(struct job_run *run, struct judgement *j)
{
    struct store *s = run->session->store;
    const struct state_cause cause = {job_withholding_candidates.name, run->run_no, clock_now_ms()};
    struct query *q = store_query(s, SQL_withholding_run_decided);
    int64_t changed = 0;

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "decided_on", date_ymd(run->decided_on));
    enum err e = query_run(q, run->report, &changed);
    assert(e != ERR_NONE || changed == 1);
    for (size_t i = 0; i < j->verdict_count && e == ERR_NONE; i++) {
        e = put_state(run, j, &j->verdicts[i], &cause);
    }
    return e;
}

static enum err decide(struct job_run *run, struct judgement *j, const struct recorded *then)
{
    enum err e = is_as_recorded(run, j, then);

    e = e == ERR_NONE ? store_begin(run->session->store, run->report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    return end_transaction(run, e == ERR_NONE ? put_states(run, j) : e);
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("特別徴収の承認", RUN_BYTES_MAX);
    struct withholding_terms terms;
    struct judgement j;
    struct recorded then;
    enum err e = recorded_of(run, &then);

    if (e == ERR_NONE && then.decided_on == 0) { /* killed after the decision: it stands */
        e = judged(run, arena, &terms, &j);
        e = e == ERR_NONE ? decide(run, &j, &then) : e;
    }
    arena_free(arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct recorded then;
    enum err e = recorded_of(run, &then);

    if (e == ERR_NONE) {
        fprintf(run->out,
                "世帯 %" PRId64 "、候補 %" PRId64 "、対象外 %" PRId64 "、変わるもの %" PRId64 "（%s）\n",
                then.households, then.candidates, then.excluded, then.changed,
                then.decided_on == 0 ? "承認待ち" : "承認済み");
    }
    return e;
}
