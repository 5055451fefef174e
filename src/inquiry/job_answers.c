/*
 * 申告・回答の一括登録 -- what was punched becomes 賦課根拠入力, proposed by one operator and approved by
 * another (LV-49, LV-63). Each line is looked at again when it is approved: whose income has become known
 * meanwhile is left as it is, with the reason.
 */
#include "inquiry/answer.h"

#include <inttypes.h>

#define NOT_NEEDED "answer-not-needed"

static enum err propose(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

const struct job job_declaration_answers = {
    .name = "declaration-answers",
    .label = "申告・回答の一括登録",
    .unit = "件",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .finding_label = finding_label,
    .propose = propose,
    .approve = approve,
    .show = show,
};

static const char *finding_label(struct text code)
{
    return text_is(code, NOT_NEEDED) ? "登録しない申告・回答（もう所得がわかっています）" : NULL;
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("申告・回答", (size_t)1 << 30);
    struct inquiry_answer *all;
    size_t count;
    int64_t good = 0;
    enum err e =
        answers_waiting(run->session->store, run->year, run->known_at, arena, run->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const char *fault;
        e = premium_income_entry_check(run->session, &all[i].entry, arena, run->report, &fault);
        good += e == ERR_NONE && fault == NULL;
        if (e == ERR_NONE && fault != NULL && !run->dry_run) {
            e = batch_finding(run, NOT_NEEDED, all[i].household_no, all[i].entry.addressee_no, fault,
                              run->report);
        }
    }
    if (e == ERR_NONE) {
        fprintf(run->out,
                "%" PRId32 "年度の申告・回答 %zu 件。登録する %" PRId64 " 件、しない %" PRId64 " 件\n",
                run->year, count, good, (int64_t)count - good);
        e = run->dry_run ? ERR_NONE : batch_step(run, 1, (int64_t)count, (int64_t)count);
        e = e == ERR_NONE && good < (int64_t)count ? ERR_FINDINGS : e;
    }
    arena_free(arena);
    return e;
}

static enum err decide_one(struct job_run *run, const struct inquiry_answer *a, int64_t now,
                           struct arena *arena)
{
    struct store *s = run->session->store;
    const char *fault;
    int64_t basis_no = 0, changed;
    enum err e = premium_income_entry_check(run->session, &a->entry, arena, run->report, &fault);

    if (e == ERR_NONE && fault == NULL) {
        e = premium_income_entry_add(s, &a->entry, now, arena, run->report, &basis_no);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_inquiry_outcome_add);
    query_set_i64(q, "answer_no", a->answer_no);
    query_set_i64(q, "outcome", fault == NULL ? 1 : 2);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "basis_no", basis_no);
    query_set_text(q, "words", text_of(fault != NULL ? fault : ""));
    query_set_i64(q, "recorded_at", now);
    return query_run(q, run->report, &changed);
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("申告・回答の承認", (size_t)1 << 30);
    struct store *s = run->session->store;
    struct inquiry_answer *all;
    size_t count;
    int64_t now = clock_now_ms();
    enum err e = store_begin(s, run->report);

    if (e == ERR_NONE) {
        e = answers_waiting(s, run->year, run->known_at, arena, run->report, &all, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            e = decide_one(run, &all[i], now, arena);
        }
        if (e == ERR_NONE) {
            e = store_commit(s, run->report);
        } else {
            store_rollback(s);
        }
    }
    arena_free(arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_inquiry_outcomes_of_run);
    int64_t of[3] = {0};
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        of[query_i64(q, 0)] = query_i64(q, 1);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        fprintf(run->out,
                "賦課根拠入力にした %" PRId64 " 件、登録しなかった %" PRId64
                " 件。賦課額は即時更正か次の月次更正で変わります\n",
                of[1], of[2]);
    }
    return e;
}
