/*
 * The life of a run: begun, gone on with, proposed, decided, withdrawn.
 *
 * Everything that binds anyone happens in job_decide(), by another operator than the one who proposed.
 */
#include "batch/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <unistd.h>

const struct job *job_find(struct text name)
{
    for (size_t i = 0; i < job_count; i++) {
        if (text_is(name, jobs[i]->name)) {
            return jobs[i];
        }
    }
    return NULL;
}

/* Nobody has had the gate since this session's last job: its token still keeps others out. */
static enum err gate_is_kept(struct store *s, int64_t token, struct report *report, bool *ret)
{
    struct query *q = store_query(s, SQL_batch_gate_kept);
    query_set_i64(q, "token", token);
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

static enum err gate_take(struct session *session, struct report *report)
{
    struct store *s = session->store;
    bool is_kept = false;
    enum err e = session->job_token != 0 ? gate_is_kept(s, session->job_token, report, &is_kept) : ERR_NONE;
    if (e != ERR_NONE || is_kept) {
        return e;
    }
    e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_batch_gate_take);
    bool row;
    e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        session->job_token = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        session->job_token = 0;
    }
    return e;
}

/* One run at a time: a lock in the data folder, and the gate in the database, whose new token is answered. */
static enum err job_lock(struct session *session, struct report *report, int *ret_fd, int64_t *ret_token)
{
    char path[600];
    int n = snprintf(path, sizeof(path), "%s/job.lock", session->folder.path);
    assert(n > 0 && (size_t)n < sizeof(path));
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return report_fail(report, ERR_WORLD, "一括処理の錠 %s を作れません: %s", path,
                           strerror(errno));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return report_fail(report, ERR_WORLD,
                           "別の一括処理が動いています。終わってから実行してください");
    }
    enum err e = gate_take(session, report);
    if (e != ERR_NONE) {
        close(fd);
        return e;
    }
    *ret_token = session->job_token;
    *ret_fd = fd;
    return ERR_NONE;
}

static void job_unlock(int fd) { close(fd); }

/* ------------------------------------------------------------------------------ beginnings ---- */

static enum err values_take(struct job_run *run, const struct job_request *request)
{
    const struct job *job = run->job;
    assert(job->option_count <= JOB_OPTIONS_MAX);
    for (size_t i = 0; i < job->option_count; i++) {
        const char *value = request->values[i] != NULL ? request->values[i] : job->options[i].initial;
        int n = snprintf(run->values[i], sizeof(run->values[i]), "%s", value);
        if (n < 0 || (size_t)n >= sizeof(run->values[i])) {
            return report_fail(run->report, ERR_INPUT, "条件「%s」の値が長すぎます",
                               job->options[i].name);
        }
    }
    return ERR_NONE;
}

/* Settings and tables of this attempt, by name. */
static enum err prepare(struct job_run *run)
{
    const struct job *job = run->job;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < job->option_count && e == ERR_NONE; i++) {
        e = batch_parameter(run, job->options[i].name, run->values[i]);
    }
    if (e == ERR_NONE) {
        e = batch_parameter(run, "program", KOKUHO_VERSION);
    }
    if (e == ERR_NONE && job->works_findings) {
        char number[24];
        int n = snprintf(number, sizeof(number), "%" PRId64, run->findings_of);
        assert(n > 0);
        e = batch_parameter(run, PARAMETER_FINDINGS_OF, number);
    }
    return e == ERR_NONE && job->prepare != NULL ? job->prepare(run) : e;
}

static struct job_run run_of(struct session *session, const struct job *job,
                             const struct job_request *request, FILE *out, struct report *report)
{
    struct job_run run = {
        .job = job,
        .session = session,
        .year = request->year != 0 ? request->year
                                   : fiscal_year_of(session->folder.business_date).first_year,
        .business_date = session->folder.business_date,
        .dry_run = request->dry_run,
        .resume = request->resume,
        .findings_of = request->findings_of,
        .checkpoint = CHECKPOINT_NONE,
        .is_quiet = request->is_quiet,
        .ends_soon = request->ends_soon,
        .out = out,
        .report = report,
        .pending = pending_new(),
    };
    return run;
}

static void say_result(const struct job_run *run)
{
    fprintf(run->out, "%s %" PRId32 "年度: ", run->job->label, run->year);
    if (run->units_done > 0) {
        fprintf(run->out, "%" PRId64 " %s", run->units_done, run->job->unit);
    } else { /* nothing to do, or done in one piece: its own words said what */
        fprintf(run->out, "終わりました");
    }
    if (run->findings > 0) {
        fprintf(run->out, "、確認が要るもの %" PRId64 " 件", run->findings);
    }
    fputc('\n', run->out);
}

/* In the caller's transaction: the rows go, and with them stands which files go behind the commit. */
static enum err withdraw_rows(struct job_run *run)
{
    enum err e = run->job->withdraw != NULL ? run->job->withdraw(run) : ERR_NONE;

    return e == ERR_NONE ? run_save_withdrawn(run) : e;
}

/* Refused before the first step (a condition that cannot be): nobody has to go on with this run. */
static void take_back(struct job_run *run)
{
    struct store *s = run->session->store;
    struct report quiet; /* the refusal is reported already */
    report_init(&quiet);
    enum err e = store_begin(s, &quiet);
    if (e == ERR_NONE) {
        e = batch_hold(run, &quiet);
        e = e == ERR_NONE ? withdraw_rows(run) : e;
        e = e == ERR_NONE ? store_commit(s, &quiet) : e;
        if (e != ERR_NONE) {
            store_rollback(s); /* it stands as interrupted */
        } else {
            e = gone_remove(run->session, &quiet);
        }
    }
    report_done(&quiet);
}

/* What the job did becomes the state of its run. */
static enum err propose(struct job_run *run)
{
    const struct job *job = run->job;
    run->phase = JOB_PROPOSE;
    enum err e = job->propose(run);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        if (!run->dry_run) {
            run_save_result(run, e);
        }
        if (!run->dry_run && e == ERR_INPUT && run->checkpoint == CHECKPOINT_NONE && run->units_done == 0) {
            take_back(run);
        }
        return e;
    }
    enum err result = run->findings > 0 ? ERR_FINDINGS : e;
    if (!run->dry_run) {
        struct store *s = run->session->store;
        int64_t now = clock_now_ms();
        e = run->ends_soon ? store_begin_soon(s, run->report) : store_begin(s, run->report);
        if (e == ERR_NONE) {
            e = batch_hold(run, run->report);
        }
        if (e == ERR_NONE) {
            e = run_save_state(run, job->needs_approval ? RUN_PROPOSED : RUN_APPROVED, now,
                               job->needs_approval ? 0 : now, result);
        }
        if (e == ERR_NONE) {
            e = run_sync_tasks(run);
        }
        if (e == ERR_NONE) {
            e = store_commit(s, run->report);
        }
        if (e != ERR_NONE) {
            store_rollback(s);
            return e;
        }
    }
    say_result(run);
    if (run->dry_run) {
        fprintf(run->out, "試行です。何も変えていません。\n");
    } else if (job->needs_approval) {
        fprintf(run->out, "実行 %" PRId64 " を提案しました。別の職員が承認します: "
                          "kokuho job approve %s --year %" PRId32 "\n",
                run->run_no, job->name, run->year);
    }
    return result;
}

/* A new row of batch_run; an unfinished or waiting one goes in the same transaction. */
static enum err begin_new(struct job_run *run, struct job_run *old)
{
    struct store *s = run->session->store;
    enum err e = old == NULL ? store_begin_soon(s, run->report) : store_begin(s, run->report);
    run->known_at = clock_now_ms(); /* while nobody else writes: all that is recorded is known */
    if (e == ERR_NONE) {
        e = batch_hold(run, run->report);
    }
    if (e == ERR_NONE && old != NULL) {
        e = withdraw_rows(old);
    }
    if (e == ERR_NONE) {
        e = run_insert(run);
    }
    if (e == ERR_NONE) {
        e = run_save_parameters(run);
    }
    clock_pass(run->known_at); /* whatever is recorded from here on is later */
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    if (old != NULL && (e = gone_remove(run->session, run->report)) != ERR_NONE) {
        return e;
    }
    if (old != NULL) {
        fprintf(run->out, "実行 %" PRId64 " の提案を取り下げ、初めから提案します。\n", old->run_no);
    }
    return propose(run);
}

static enum err go_on(struct job_run *run)
{
    enum err e = run_load_values(run);
    if (e == ERR_NONE) {
        e = prepare(run);
    }
    if (e == ERR_NONE) {
        e = run_check_parameters(run);
    }
    if (e == ERR_NONE) {
        e = crash_note_take(run);
    }
    if (e != ERR_NONE) {
        return e;
    }
    fprintf(run->out, "実行 %" PRId64 " を続けます（%" PRId64 " %sまで済み）。\n", run->run_no,
            run->units_done, run->job->unit);
    return propose(run);
}

/* A proposal waits: would a new one say anything else? */
static enum err is_unchanged(struct job_run *waiting, bool *ret)
{
    struct report quiet;
    struct report *report = waiting->report;
    report_init(&quiet);
    waiting->report = &quiet;
    bool changed = true;
    enum err e = run_check_parameters(waiting); /* another condition is a change */
    waiting->report = report;
    report_done(&quiet);
    if (e == ERR_NONE && waiting->job->compare != NULL) {
        e = waiting->job->compare(waiting, &changed);
    } else if (e == ERR_INPUT) {
        e = ERR_NONE;
    }
    *ret = e == ERR_NONE && !changed;
    return e;
}

static enum err start_after_proposal(struct job_run *run, struct job_run *old)
{
    if (run->resume) {
        fprintf(run->out, "続ける実行はありません。実行 %" PRId64 " は承認を待っています。\n",
                old->run_no);
        return ERR_NONE;
    }
    bool unchanged;
    enum err e = run_load_values(old);
    if (e != ERR_NONE) {
        return e;
    }
    struct run_pending *own = old->pending;
    old->pending = run->pending; /* the conditions of today against those of then */
    e = is_unchanged(old, &unchanged);
    old->pending = own;
    if (e != ERR_NONE) {
        return e;
    }
    if (unchanged) {
        fprintf(run->out, "前の提案（実行 %" PRId64 "）から変わっていません。何も変えませんでした。\n",
                old->run_no);
        return ERR_NONE;
    }
    return begin_new(run, old);
}

static enum err start(struct job_run *run, struct job_run *last, bool found, enum job_state state)
{
    enum err e = found && run->findings_of != 0 ? again_after(run, last, state) : ERR_NONE;
    if (e != ERR_NONE) {
        return e;
    }
    if (found && state == RUN_RUNNING && run->resume) {
        last->resume = true;
        return go_on(last);
    }
    if (found && state == RUN_APPROVING) {
        return report_fail(run->report, ERR_INPUT,
                           "実行 %" PRId64 " は決議の途中です。先に終えてください: "
                           "kokuho job approve %s --year %" PRId32,
                           last->run_no, run->job->name, run->year);
    }
    if (found && state == RUN_APPROVED && run->job->is_once_a_year) {
        fprintf(run->out, "%s %" PRId32 "年度は決議済みです（実行 %" PRId64 "）。何も変えませんでした。\n",
                run->job->label, run->year, last->run_no);
        return ERR_NONE;
    }
    e = prepare(run);
    if (e == ERR_NONE) {
        e = run_show_parameters(run);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (found && state == RUN_PROPOSED) {
        return start_after_proposal(run, last);
    }
    return begin_new(run, found && state == RUN_RUNNING ? last : NULL);
}

static enum err start_dry(struct job_run *run)
{
    run->known_at = clock_now_ms();
    enum err e = prepare(run);
    if (e == ERR_NONE) {
        e = run_show_parameters(run);
    }
    return e == ERR_NONE ? propose(run) : e;
}

enum err job_start(struct session *session, const struct job *job,
                   const struct job_request *request, FILE *out, struct report *report)
{
    assert(job->run_permission != PERM_NONE);
    if (!operator_may(&session->operator, job->run_permission)) {
        return report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません",
                           session->operator.id, ops_permissions[job->run_permission].label);
    }
    struct job_run run = run_of(session, job, request, out, report);
    struct job_run last = run_of(session, job, request, out, report);
    int n = snprintf(run.proposer, sizeof(run.proposer), "%s", session->operator.id);
    assert(n >= 0);

    enum err e = values_take(&run, request);
    if (e == ERR_NONE && request->findings_of != 0) {
        e = again_begin(&run, request->year == 0);
        last.year = run.year;
    }
    bool nothing_to_do = e == ERR_NONE && request->findings_of != 0 && run.only.count == 0;
    if (nothing_to_do) {
        fprintf(out, "実行 %" PRId64 " に確認の要る%sはありません。何も変えませんでした。\n",
                request->findings_of, job->unit);
    } else if (e == ERR_NONE && request->dry_run) {
        e = start_dry(&run);
    } else if (e == ERR_NONE) {
        int lock;
        e = job_lock(session, report, &lock, &run.token);
        last.token = run.token;
        if (e == ERR_NONE) {
            bool found;
            enum job_state state = RUN_RUNNING;
            e = gone_remove(session, report);
            if (e == ERR_NONE) {
                e = run_find_last(session, job, run.year, report, &found, &last, &state);
            }
            if (e == ERR_NONE) {
                e = start(&run, &last, found, state);
            }
            job_unlock(lock);
        }
    }
    pending_free(run.pending);
    pending_free(last.pending);
    return e;
}

/* -------------------------------------------------------------------------------- decision ---- */

static enum err may_decide(const struct job_run *run, const struct operator_identity *who)
{
    if (strcmp(run->proposer, who->id) == 0) {
        return report_fail(run->report, ERR_INPUT,
                           "職員「%s」は実行 %" PRId64 " を提案した本人です。別の職員が承認してください",
                           who->id, run->run_no);
    }
    if (!operator_may(who, run->job->approve_permission)) {
        return report_fail(run->report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", who->id,
                           ops_permissions[run->job->approve_permission].label);
    }
    return ERR_NONE;
}

static enum err save_state_now(struct job_run *run, enum job_state state, int64_t approved_at,
                               enum err result)
{
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);
    if (e == ERR_NONE) {
        e = batch_hold(run, run->report);
    }
    if (e == ERR_NONE) {
        e = run_save_state(run, state, 0, approved_at, result);
    }
    if (e == ERR_NONE && state == RUN_APPROVED) {
        e = run_sync_tasks(run);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

/* What was refused before anything was decided waits for approval again, or for a new proposal. */
static enum err refused_whole(struct job_run *run)
{
    run->approver[0] = '\0';
    enum err e = save_state_now(run, RUN_PROPOSED, 0, ERR_INPUT);
    return e == ERR_NONE ? ERR_INPUT : e;
}

static enum err decide(struct job_run *run, enum job_state state)
{
    const struct operator_identity *who = &run->session->operator;
    run->phase = JOB_APPROVE;
    enum err e = run_load_values(run);
    if (e == ERR_NONE) {
        e = prepare(run);
    }
    if (e == ERR_NONE) {
        e = run_check_parameters(run);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (state == RUN_PROPOSED) {
        int n = snprintf(run->approver, sizeof(run->approver), "%s", who->id);
        assert(n >= 0);
        run->checkpoint = CHECKPOINT_NONE;
        run->units_done = 0;
        e = save_state_now(run, RUN_APPROVING, 0, ERR_WORLD);
    } else {
        fprintf(run->out, "実行 %" PRId64 " の決議を続けます。\n", run->run_no);
        e = crash_note_take(run);
    }
    if (e != ERR_NONE) {
        return e;
    }
    enum err result = run->job->approve(run);
    if (result == ERR_INPUT && state == RUN_PROPOSED && run->checkpoint == CHECKPOINT_NONE) {
        return refused_whole(run);
    }
    if (result != ERR_NONE && result != ERR_FINDINGS) {
        run_save_result(run, result);
        return result;
    }
    e = save_state_now(run, RUN_APPROVED, clock_now_ms(), result);
    if (e != ERR_NONE) {
        return e;
    }
    fprintf(run->out, "%s %" PRId32 "年度: 実行 %" PRId64 " を決議しました（提案 %s、承認 %s）。\n",
            run->job->label, run->year, run->run_no, run->proposer, run->approver);
    return result;
}

enum err job_decide(struct session *session, const struct job *job,
                    const struct job_request *request, FILE *out, struct report *report)
{
    if (!job->needs_approval) {
        return report_fail(report, ERR_INPUT, "「%s」は承認の要らない処理です", job->label);
    }
    int lock;
    int64_t token;
    enum err e = job_lock(session, report, &lock, &token);
    if (e != ERR_NONE) {
        return e;
    }
    struct job_run run = run_of(session, job, request, out, report);
    run.token = token;
    bool found;
    enum job_state state = RUN_RUNNING;
    date today = run.business_date;
    e = run_find_last(session, job, run.year, report, &found, &run, &state);
    if (e == ERR_NONE && !found) {
        e = report_fail(report, ERR_INPUT,
                        "%s %" PRId32 "年度には承認を待つ提案がありません。先に kokuho job run %s",
                        job->label, run.year, job->name);
    } else if (e == ERR_NONE && state == RUN_RUNNING) {
        e = report_fail(report, ERR_INPUT,
                        "実行 %" PRId64 " は途中で止まっています。"
                        "kokuho job run %s --resume で続けてください",
                        run.run_no, job->name);
    } else if (e == ERR_NONE && (e = may_decide(&run, &session->operator)) != ERR_NONE) {
        /* refused, in words */
    } else if (e == ERR_NONE && state == RUN_APPROVED) {
        fprintf(out, "%s %" PRId32 "年度: 実行 %" PRId64 " は決議済みです。何も変えませんでした。\n",
                job->label, run.year, run.run_no);
    } else if (e == ERR_NONE) {
        run.decided_on = today;
        e = decide(&run, state);
    }
    pending_free(run.pending);
    job_unlock(lock);
    return e;
}
