/* 前回の点検 -- the newest run of a job that was done. */
#include "batch/last_look.h"

static enum err newest(const struct job_run *run, struct arena *arena, struct last_look *ret)
{
    struct run_record *runs = NULL;
    const struct run_record *last = NULL;
    size_t count = 0;
    enum err e = batch_runs(run->session->store, run->job->name, 0, arena, run->report, &runs, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct run_record *r = &runs[i];
        bool is_done = r->run_no != run->run_no && r->state == RUN_APPROVED;
        last = is_done && (last == NULL || last->known_at < r->known_at) ? r : last;
    }
    if (e == ERR_NONE && last != NULL && strcmp(last->program_version, KOKUHO_VERSION) == 0 &&
        last->known_at <= clock_now_ms() && date_at_most(last->business_date, run->business_date)) {
        *ret = (struct last_look){true, last->known_at, last->business_date};
    }
    return e;
}

enum err batch_last_look(const struct job_run *run, int option_all, struct arena *arena,
                         struct last_look *ret)
{
    bool wants_all = false;
    enum err e = batch_option_yes(run, option_all, &wants_all);

    *ret = (struct last_look){.day = date_none()};
    return e == ERR_NONE && !wants_all ? newest(run, arena, ret) : e;
}
