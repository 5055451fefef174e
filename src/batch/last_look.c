/* 前回の点検 -- the newest run of a job that was done. */
#include "batch/last_look.h"

enum err batch_newest_done(struct store *s, const char *job, int64_t but_run_no, struct arena *arena,
                           struct report *report, const struct run_record **ret)
{
    struct run_record *runs = NULL;
    const struct run_record *last = NULL;
    size_t count = 0;
    enum err e = batch_runs(s, job, 0, arena, report, &runs, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct run_record *r = &runs[i];
        bool is_done = r->run_no != but_run_no && r->state == RUN_APPROVED;
        last = is_done && (last == NULL || last->known_at < r->known_at) ? r : last;
    }
    *ret = last;
    return e;
}

static enum err newest(const struct job_run *run, struct arena *arena, struct last_look *ret,
                       int64_t *ret_run_no)
{
    const struct run_record *last;
    enum err e =
        batch_newest_done(run->session->store, run->job->name, run->run_no, arena, run->report, &last);

    if (e == ERR_NONE && last != NULL && strcmp(last->program_version, KOKUHO_VERSION) == 0 &&
        last->known_at <= clock_now_ms() && date_at_most(last->business_date, run->business_date)) {
        *ret = (struct last_look){true, last->known_at, last->business_date};
        *ret_run_no = last->run_no;
    }
    return e;
}

static enum err find(const struct job_run *run, int option_all, struct arena *arena, struct last_look *ret,
                     int64_t *ret_run_no)
{
    bool wants_all = false;
    enum err e = option_all != LAST_LOOK_ALWAYS ? batch_option_yes(run, option_all, &wants_all) : ERR_NONE;

    *ret = (struct last_look){.day = date_none()};
    return e == ERR_NONE && !wants_all ? newest(run, arena, ret, ret_run_no) : e;
}

enum err batch_last_look(const struct job_run *run, int option_all, struct arena *arena,
                         struct last_look *ret)
{
    int64_t run_no;
    return find(run, option_all, arena, ret, &run_no);
}

enum err batch_last_look_under(const struct job_run *run, int option_all, const char *parameter,
                               const char *value, struct arena *arena, struct last_look *ret)
{
    int64_t run_no = 0;
    bool row;
    enum err e = find(run, option_all, arena, ret, &run_no);

    if (e != ERR_NONE || !ret->is_there) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_batch_parameter_one);
    query_set_i64(q, "run_no", run_no);
    query_set_text(q, "name", text_of(parameter));
    e = query_step(q, run->report, &row);
    ret->is_there = e == ERR_NONE && row && text_equal(query_text(q, 0), text_of(value));
    query_reset(q);
    return e;
}
