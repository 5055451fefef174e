/*
 * 行の封印 -- what was written once is looked at every night; what differs is work for a person.
 *
 * Row     TE-07 (edits of the database outside the program are found: 資格, 賦課, 収納)
 *
 * A finding is a task of the work list `source=row-seal` and stays as long as the rows differ from their
 * seal: until they are what they were (from a backup), or two people accept what stands (row-reseal).
 */
#include "sealing.h"

#include "consistency.h"
#include "seal/seal.h"

#include <inttypes.h>

static enum err look(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err accept(struct job_run *run);
static enum err show(struct job_run *run);
static enum err show_accepted(struct job_run *run);

#define SOURCE "row-seal"
#define LOOK_BYTES ((size_t)256 << 20)

const struct job job_row_seal = {
    .name = SOURCE,
    .label = "行の封印と点検",
    .unit = "行",
    .run_permission = PERM_NIGHT_RUN,
    .propose = look,
    .show = show,
};
const struct job job_row_reseal = {
    .name = "row-reseal",
    .label = "変わった行の封のし直し",
    .unit = "組",
    .run_permission = PERM_KEY_MANAGE,
    .approve_permission = PERM_AUDIT_REVIEW,
    .needs_approval = true,
    .propose = propose,
    .withdraw = withdraw,
    .approve = accept,
    .show = show_accepted,
};

/* One state for all tables: a run that is decided meanwhile is whole or not there. */
static enum err look_at_all(struct job_run *run, struct arena *arena, struct report *broken,
                            struct seal_look *ret)
{
    return seal_look(run->session, clock_day(clock_now_ms()), arena, run->report, broken, ret);
}

enum write { WRITE_FRESH, WRITE_PROPOSAL, WRITE_ACCEPTED };

static enum err write(struct job_run *run, const struct seal_look *l, enum write what)
{
    struct session *session = run->session;
    struct store *s = session->store;
    enum err e = store_begin(s, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = what == WRITE_FRESH      ? seal_add(session, l, run->report)
            : what == WRITE_PROPOSAL ? seal_propose(session, l, run->run_no, run->report)
                                     : seal_accept(session, l, run->run_no, run->report);
    }
    e = e == ERR_NONE ? store_commit(s, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static void print_look(const struct job_run *run, const struct seal_look *l, const struct report *broken)
{
    fprintf(run->out,
            "確かめた組 %" PRId64 "、新しく封印する組 %" PRId64 "、封印と違う組 %" PRId64 "（%" PRId64
            " 行）\n",
            l->portions, l->fresh, l->different, l->rows);
    report_print(broken, run->out);
}

static enum err look(struct job_run *run)
{
    struct arena *arena = arena_new("行の封印", LOOK_BYTES);
    struct report broken;
    struct seal_look found = {0};
    report_init(&broken);
    enum err e = look_at_all(run, arena, &broken, &found);
    if (e == ERR_NONE) {
        print_look(run, &found, &broken);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = write(run, &found, WRITE_FRESH);
        e = e == ERR_NONE ? findings_to_tasks(run, SOURCE, "行の封印", &broken, arena) : e;
        e = e == ERR_NONE ? batch_step(run, found.rows, found.rows, found.rows) : e;
    }
    int64_t count = (int64_t)broken.count;
    seal_done(&found);
    report_done(&broken);
    arena_free(arena);
    return e == ERR_NONE && count > 0 ? ERR_FINDINGS : e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "確かめた行 %" PRId64 "。封印と違うものは、作業一覧の source=" SOURCE " にあります\n",
            run->units_done);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------ 封のし直し ----- */

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("行の封印", LOOK_BYTES);
    struct report broken;
    struct seal_look found;
    report_init(&broken);
    enum err e = look_at_all(run, arena, &broken, &found);
    if (e == ERR_NONE) {
        print_look(run, &found, &broken);
        if (broken.count == 0) {
            e = report_fail(run->report, ERR_INPUT, "封印と違う行はありません。封をし直すものがありません");
        }
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = write(run, &found, WRITE_PROPOSAL);
        e = e == ERR_NONE ? batch_step(run, found.different, found.different, found.different) : e;
    }
    seal_done(&found);
    report_done(&broken);
    arena_free(arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    return seal_withdraw(run->session, run->run_no, run->report);
}

static enum err accept(struct job_run *run)
{
    struct arena *arena = arena_new("行の封印", LOOK_BYTES);
    struct report broken;
    struct seal_look found;
    report_init(&broken);
    enum err e = look_at_all(run, arena, &broken, &found);
    if (e == ERR_NONE) {
        print_look(run, &found, &broken);
        e = write(run, &found, WRITE_ACCEPTED);
        e = e == ERR_NONE ? batch_step(run, found.different, found.different, found.different) : e;
    }
    seal_done(&found);
    report_done(&broken);
    arena_free(arena);
    return e;
}

static enum err show_accepted(struct job_run *run)
{
    fprintf(run->out, "封印と違う組 %" PRId64 "\n", run->units_done);
    return ERR_NONE;
}
