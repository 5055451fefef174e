/* 適用適正化の毎日の点検 (EL-35, EL-45): each suspect ends in letter, correction or reason; none is
 * forgotten. */
#include "enrolment/suspect.h"

#include <inttypes.h>

static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_enrolment_check = {
    .name = "enrolment-check",
    .label = "適用適正化の毎日の点検（勧奨・職権の日）",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .propose = propose,
    .show = show,
};

static enum err look(struct job_run *run, struct arena *arena, struct suspect_look *ret)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = run->dry_run ? ERR_NONE : batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = suspects_look(run->session, run->business_date, clock_now_ms(), arena, run->report, ret);
    }
    if (e != ERR_NONE || run->dry_run) {
        store_rollback(s);
        return e;
    }
    return store_commit(s, run->report);
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("適用適正化の点検", (size_t)1 << 30);
    struct suspect_look found;
    enum err e = look(run, arena, &found);

    if (e == ERR_NONE) {
        fprintf(run->out,
                "疑いのある人 %" PRId64 " 件、資格が合って終わったもの %" PRId64 " 件、新しい作業 %" PRId64
                " 件%s\n",
                found.open, found.settled, found.tasks_added,
                run->dry_run ? "（試行のため記録しません）" : "");
        e = run->dry_run ? e : batch_step(run, 1, found.open + found.settled, found.open + found.settled);
    }
    arena_free(arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out,
            "点検 %" PRId64
            " 件。内訳は「適用適正化の一覧」と、作業一覧の source=enrolment:* で見られます\n",
            run->units_done);
    return ERR_NONE;
}
