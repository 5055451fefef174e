/* 実行記録 -- rows of a run: state, checkpoint, findings, parameters. */
#include "batch/internal.h"

#include <inttypes.h>
#include <unistd.h>

const char *job_state_label(enum job_state state)
{
    static const char *const labels[] = {
        [RUN_RUNNING] = "処理中・中断", [RUN_PROPOSED] = "承認待ち", [RUN_APPROVING] = "決議中・中断",
        [RUN_APPROVED] = "決議済み",    [RUN_WITHDRAWN] = "取下げ",
    };
    return labels[state];
}

const char *job_run_label(const struct job *job, enum job_state state)
{
    return job != NULL && !job->needs_approval && state == RUN_APPROVED ? "完了" : job_state_label(state);
}

static void copy_text(char *to, size_t size, struct text t)
{
    size_t n = t.len < size ? t.len : utf8_prefix(t.bytes, t.len, size - 1);
    memcpy(to, t.bytes, n);
    to[n] = '\0';
}

/* "pts/3" on a terminal, else "-": where the command was given (OP-19). */
static void terminal_name(char *buf, size_t size)
{
    const char *name = ttyname(STDIN_FILENO);
    if (name != NULL && strncmp(name, "/dev/", 5) == 0) {
        name += 5;
    }
    copy_text(buf, size, text_of(name != NULL ? name : "-"));
}

struct run_pending *pending_new(void)
{
    struct arena *a = arena_new("実行条件", (size_t)16 << 20);
    struct run_pending *p = ARENA_NEW(a, struct run_pending);
    p->parameters = a;
    p->arena = arena_new("確認事項", (size_t)512 << 20);
    return p;
}

void pending_free(struct run_pending *p)
{
    if (p != NULL) {
        arena_free(p->arena);
        arena_free(p->parameters); /* holds *p itself */
    }
}

enum err run_insert(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_batch_run_add);
    char terminal[65];
    bool row;
    terminal_name(terminal, sizeof(terminal));
    query_set_text(q, "job", text_of(run->job->name));
    query_set_i64(q, "fiscal_year", run->year);
    query_set_i64(q, "known_at", run->known_at);
    query_set_i64(q, "business_date", date_ymd(run->business_date));
    query_set_i64(q, "checkpoint", CHECKPOINT_NONE);
    query_set_text(q, "proposer", text_of(run->proposer));
    query_set_text(q, "program_version", text_of(KOKUHO_VERSION));
    query_set_text(q, "terminal", text_of(terminal));
    query_set_i64(q, "started_at", clock_now_ms());
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        run->run_no = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err run_find_last(struct session *session, const struct job *job, int32_t year,
                       struct report *report, bool *ret_found, struct job_run *ret,
                       enum job_state *ret_state)
{
    struct query *q = store_query(session->store, SQL_batch_run_last);
    query_set_text(q, "job", text_of(job->name));
    query_set_i64(q, "fiscal_year", year);
    bool row;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ret->run_no = query_i64(q, 0);
        *ret_state = (enum job_state)query_i64(q, 1);
        ret->known_at = query_i64(q, 2);
        bool ok = date_from_ymd((int32_t)query_i64(q, 3), &ret->business_date);
        assert(ok);
        ret->checkpoint = query_i64(q, 4);
        ret->units_done = query_i64(q, 5);
        ret->units_total = query_i64(q, 6);
        ret->findings = query_i64(q, 7);
        copy_text(ret->proposer, sizeof(ret->proposer), query_text(q, 8));
        copy_text(ret->approver, sizeof(ret->approver), query_text(q, 9));
    }
    query_reset(q);
    *ret_found = e == ERR_NONE && row;
    return e;
}

static enum err run_one(struct query *q, struct report *report)
{
    int64_t changed;
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(report, ERR_WORLD, "実行記録がほかの処理で変わりました。もう一度実行してください");
    }
    return e;
}

enum err batch_hold(struct job_run *run, struct report *report)
{
    struct query *q = store_query(run->session->store, SQL_batch_gate_hold);
    query_set_i64(q, "token", run->token);
    return run_one(q, report);
}

enum err run_save_checkpoint(struct job_run *run, struct report *report)
{
    enum err e = run_flush_findings(run, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_batch_run_checkpoint);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "checkpoint", run->checkpoint);
    query_set_i64(q, "units_done", run->units_done);
    query_set_i64(q, "units_total", run->units_total);
    query_set_i64(q, "finding_count", run->findings);
    return run_one(q, report);
}

enum err batch_step(struct job_run *run, int64_t checkpoint, int64_t done, int64_t total)
{
    struct store *s = run->session->store;
    assert(!run->dry_run);
    enum err e = store_begin_soon(s, run->report);
    if (e == ERR_NONE) {
        e = batch_hold(run, run->report);
    }
    if (e == ERR_NONE) {
        run->checkpoint = checkpoint;
        run->units_done = done;
        run->units_total = total;
        e = run_save_checkpoint(run, run->report);
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

enum err run_save_state(struct job_run *run, enum job_state state, int64_t proposed_at,
                        int64_t approved_at, enum err result)
{
    enum err e = run_flush_findings(run, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_batch_run_state);
    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "state", state);
    query_set_i64(q, "checkpoint", run->checkpoint);
    query_set_i64(q, "finding_count", run->findings);
    query_set_text(q, "approver", text_of(run->approver));
    query_set_i64(q, "proposed_at", proposed_at);
    query_set_i64(q, "approved_at", approved_at);
    query_set_i64(q, "result", result);
    return run_one(q, run->report);
}

enum err run_save_withdrawn(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_batch_run_withdraw);
    query_set_i64(q, "run_no", run->run_no);
    return run_one(q, run->report);
}

void run_save_result(struct job_run *run, enum err result)
{
    struct store *s = run->session->store;
    struct report quiet; /* what is reported already is the first cause */
    report_init(&quiet);
    if (store_begin(s, &quiet) == ERR_NONE) {
        struct query *q = store_query(s, SQL_batch_run_result);
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "result", result);
        if (run_one(q, &quiet) != ERR_NONE || store_commit(s, &quiet) != ERR_NONE) {
            store_rollback(s);
        }
    }
    report_done(&quiet);
}

/* -------------------------------------------------------------------------------- findings ---- */

#define FINDINGS_PRINTED_MAX 200 /* of a dry run, which keeps none */

/* The runner raises one of its own, for every job (crash.c). */
static const char *label_by(const struct job *job, struct text code)
{
    if (text_is(code, FINDING_UNIT_STOPPED)) {
        return "計算が途中で止まりました";
    }
    return job->finding_label != NULL ? job->finding_label(code) : NULL;
}

const char *batch_finding_label(struct text code)
{
    const char *label = NULL;
    for (size_t i = 0; i < job_count && label == NULL; i++) {
        label = label_by(jobs[i], code);
    }
    return label != NULL ? label : "そのほかの確認事項"; /* of a job that this version does not have */
}

enum err batch_finding(struct job_run *run, const char *code, int64_t unit_key, int64_t person_no,
                       const char *words, struct report *report)
{
    const char *label = label_by(run->job, text_of(code));
    (void)report;
    assert(label != NULL); /* a code without words is a fault of the job */
    run->findings++;
    if (run->dry_run) {
        if (run->findings <= FINDINGS_PRINTED_MAX && run->out != NULL) {
            fprintf(run->out, "確認: %s  %s %" PRId64 "  %s\n", label, run->job->unit, unit_key, words);
        }
        return ERR_NONE;
    }
    struct run_pending *p = run->pending;
    *ARENA_PUSH(p->arena, p->findings, p->count, p->capacity) = (struct pending_finding){
        .seq = run->findings,
        .unit_key = unit_key,
        .person_no = person_no,
        .code = text_of(arena_string(p->arena, code)),
        .words = text_of(arena_string(p->arena, words)),
    };
    return ERR_NONE;
}

enum err run_flush_findings(struct job_run *run, struct report *report)
{
    static const struct bulk_column columns[] = {
        {"run_no", BULK_I64},   {"seq", BULK_I64},       {"code", BULK_TEXT},
        {"unit_key", BULK_I64}, {"person_no", BULK_I64}, {"words", BULK_TEXT},
    };
    struct run_pending *p = run->pending;
    if (p == NULL || p->count == 0) {
        return ERR_NONE;
    }
    struct bulk *b;
    enum err e = store_bulk_begin(run->session->store, "batch_finding", columns,
                                  COUNT_OF(columns), report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < p->count && e == ERR_NONE; i++) {
        const struct pending_finding *f = &p->findings[i];
        bulk_i64(b, run->run_no);
        bulk_i64(b, f->seq);
        bulk_text(b, f->code);
        bulk_i64(b, f->unit_key);
        bulk_i64(b, f->person_no);
        bulk_text(b, f->words);
        e = bulk_row(b, report);
    }
    enum err ended = bulk_end(b, report);
    p->findings = NULL;
    p->count = p->capacity = 0;
    arena_reset(p->arena);
    return e != ERR_NONE ? e : ended;
}
