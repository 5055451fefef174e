/*
 * Units with findings or skips of a decided run, worked again (expectation 26, OP-19).
 *
 * A run has one moment up to which facts are known. So working some units again is a run of its own, with
 * its own proposal and decision, limited to these units. Which run it follows is one of its conditions: it
 * is kept with it, and a run that goes on after a kill has the same units, because a decided run gets no
 * more findings.
 */
#include "batch/internal.h"

#include <inttypes.h>

#define GENERATIONS_MAX 1000 /* a run that follows one that follows one ... */

bool batch_unit_wanted(const struct job_run *run, int64_t unit_key)
{
    return run->findings_of == 0 || skip_list_has(&run->only, unit_key);
}

struct earlier {
    bool found;
    char job[41];
    int32_t year;
    enum job_state state;
};

static enum err earlier_find(struct store *s, int64_t run_no, struct report *report, struct earlier *ret)
{
    struct query *q = store_query(s, SQL_batch_run_one);
    query_set_i64(q, "run_no", run_no);
    enum err e = query_step(q, report, &ret->found);
    if (e == ERR_NONE && ret->found) {
        struct text job = query_text(q, 0);
        int n = snprintf(ret->job, sizeof(ret->job), "%.*s", (int)job.len, job.bytes);
        assert(n >= 0);
        ret->year = (int32_t)query_i64(q, 1);
        ret->state = (enum job_state)query_i64(q, 2);
    }
    query_reset(q);
    return e;
}

enum err batch_findings_of(struct store *s, int64_t run_no, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_batch_parameter_one);
    bool row;
    query_set_i64(q, "run_no", run_no);
    query_set_text(q, "name", text_of(PARAMETER_FINDINGS_OF));
    enum err e = query_step(q, report, &row);
    *ret = 0;
    if (e == ERR_NONE && row) {
        struct text value = query_text(q, 0);
        if (!parse_i64(value.bytes, value.len, 0, INT64_MAX, ret)) {
            e = report_fail(report, ERR_WORLD,
                            "実行 %" PRId64 " の条件 " PARAMETER_FINDINGS_OF " が壊れています", run_no);
        }
    }
    query_reset(q);
    return e;
}

static enum err units_load(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_batch_finding_units);
    struct arena *arena = run->pending->parameters;
    size_t capacity = 0;
    bool row;
    enum err e;
    run->only = (struct skip_list){0};
    query_set_i64(q, "run_no", run->findings_of);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, run->only.keys, run->only.count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err again_load(struct job_run *run)
{
    struct store *s = run->session->store;
    int64_t of = run->findings_of;
    enum err e = ERR_NONE;
    for (int i = 0; i < GENERATIONS_MAX && of != 0 && e == ERR_NONE; i++) {
        struct earlier earlier = {0};
        e = earlier_find(s, of, run->report, &earlier);
        if (e == ERR_NONE && !earlier.found) {
            return report_fail(run->report, ERR_INPUT, "実行 %" PRId64 " はありません", of);
        }
        if (e == ERR_NONE) {
            memcpy(run->findings_job, earlier.job, sizeof(earlier.job));
            e = batch_findings_of(s, of, run->report, &of);
        }
    }
    return e == ERR_NONE && run->findings_of != 0 ? units_load(run) : e;
}

enum err again_begin(struct job_run *run, bool year_is_open)
{
    const struct job *job = run->job;
    struct earlier earlier = {0};
    if (!job->works_findings) {
        return report_fail(run->report, ERR_INPUT, "「%s」は一部だけを処理し直せません", job->label);
    }
    enum err e = earlier_find(run->session->store, run->findings_of, run->report, &earlier);
    if (e != ERR_NONE) {
        return e;
    }
    if (!earlier.found) {
        return report_fail(run->report, ERR_INPUT, "実行 %" PRId64 " はありません", run->findings_of);
    }
    const struct job *of = job_find(text_of(earlier.job));
    if (of == NULL || of->findings_by == NULL || strcmp(of->findings_by, job->name) != 0) {
        return report_fail(run->report, ERR_INPUT,
                           "実行 %" PRId64 "（%s）の確認事項は「%s」では処理し直せません", run->findings_of,
                           of != NULL ? of->label : earlier.job, job->label);
    }
    if (earlier.state != RUN_APPROVED) {
        return report_fail(run->report, ERR_INPUT,
                           "実行 %" PRId64 " は「%s」です。処理し直せるのは決議済みの実行だけです",
                           run->findings_of, job_state_label(earlier.state));
    }
    if (!year_is_open && run->year != earlier.year) {
        return report_fail(run->report, ERR_INPUT,
                           "実行 %" PRId64 " は %" PRId32 "年度です。--year を合わせてください",
                           run->findings_of, earlier.year);
    }
    run->year = earlier.year;
    return again_load(run);
}

enum err again_after(struct job_run *run, struct job_run *last, enum job_state state)
{
    if (state != RUN_RUNNING && state != RUN_PROPOSED) {
        return ERR_NONE;
    }
    int64_t of;
    enum err e = batch_findings_of(run->session->store, last->run_no, run->report, &of);
    if (e != ERR_NONE || of == run->findings_of) {
        return e;
    }
    return report_fail(run->report, ERR_INPUT,
                       state == RUN_RUNNING
                           ? "実行 %" PRId64 " が途中で止まっています。"
                             "先に終えてください: kokuho job run %s --resume"
                           : "実行 %" PRId64 " が承認を待っています。"
                             "先に決議してください: kokuho job approve %s",
                       last->run_no, run->job->name);
}
