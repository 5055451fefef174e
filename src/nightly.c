/*
 * 夜間処理 -- the one entry that a plan of the machine starts, and two of the jobs of its schedule.
 *
 * Rows    DA-01 .. DA-12 (the days are closed, overdue reviews are told), BO-12 (files past their day go),
 *         OP-16 (what is due: src/watch), OP-15 (who is called)
 *
 * Each job's runs stand in the job monitor, a run that was killed is taken back by the next one. What these
 * two do is done in small steps that stay done, so it does not matter when they last ran, how often they are
 * started, or where they were killed.
 */
#include "nightly.h"

#include "audit/audit.h"
#include "knowledge.h"
#include "output/output.h"
#include "watch/watch.h"

#include <inttypes.h>

static enum err close_days(struct job_run *run);
static enum err show_days(struct job_run *run);
static enum err expire(struct job_run *run);
static enum err show_expired(struct job_run *run);
static enum err run_command(struct command_call *call);

const struct job job_audit_close = {
    .name = "audit-close",
    .label = "記録の日締めと異常アクセスの一覧",
    .unit = "日",
    .run_permission = PERM_NIGHT_RUN,
    .propose = close_days,
    .show = show_days,
};
const struct job job_output_expire = {
    .name = "output-expire",
    .label = "期限を過ぎた出力の片付け",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .propose = expire,
    .show = show_expired,
};
const struct command command_nightly = {
    .name = "nightly",
    .synopsis = "",
    .summary = "予定の処理のうち、いま行うものを行い、通報する",
    .help = "params/national/ops/schedule.tsv（市区町村のものがあればそれ）の予定のうち、日と時刻の来た\n"
            "ものを順に行います。済んだものは繰り返しません。できなかったもの、前の処理や連携ファイルを待つ\n"
            "ものは、次に始めたときにまた試します。動かなかった日の分は、\n"
            "予定に once とあればまとめて行い、no とあれば知らせます。\n"
            "最後に、知らせるべきことを通報します（kokuho status と同じ内容、1件に1回）。\n"
            "結果は処理状況の画面で見られます。\n"
            "権限 夜間処理の実行。予定の処理の権限も、始める職員に要ります（係「夜間処理」）。\n"
            "1 = 確認の要るもの、行えずに待つものがあります\n",
    .run = run_command,
};

/* ------------------------------------------------------------------------- the days' records -- */

/* Lines of the list that nobody has looked at, and those past their day (DA-12). */
static enum err count_open(const struct data_folder *folder, struct arena *arena, struct report *report,
                           int64_t *ret_open, int64_t *ret_overdue)
{
    struct audit_alert *alerts;
    size_t count;
    date today = clock_day(clock_now_ms());
    enum err e = audit_alerts(folder, true, arena, report, &alerts, &count);
    *ret_open = *ret_overdue = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret_open += 1;
        *ret_overdue += date_before(alerts[i].due, today) ? 1 : 0;
    }
    return e;
}

static enum err say_open(struct job_run *run, struct arena *arena, int64_t *ret_overdue)
{
    int64_t open;
    enum err e = count_open(&run->session->folder, arena, run->report, &open, ret_overdue);
    if (e == ERR_NONE) {
        fprintf(run->out, "確認を待つ異常アクセス %" PRId64 " 件、うち期限切れ %" PRId64 " 件\n",
                open, *ret_overdue);
    }
    return e;
}

/* A day is one step: its alerts and its mark stand together. */
static enum err close_all(struct job_run *run, const date *days, size_t count, int64_t *ret_alerts)
{
    struct session *s = run->session;
    struct audit_knowledge knowledge = program_knowledge;
    knowledge.context = s;
    *ret_alerts = 0;
    for (size_t i = 0; i < count; i++) {
        struct audit_day_result result;
        enum err e = audit_close_day(s->audit, &s->folder, days[i], &knowledge, run->report, &result);
        if (e == ERR_NONE) {
            *ret_alerts += result.alerts;
            e = batch_step(run, date_ymd(days[i]), (int64_t)i + 1, (int64_t)count);
        }
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

static enum err close_days(struct job_run *run)
{
    struct session *s = run->session;
    struct arena *arena = arena_new("記録の日締め", (size_t)64 << 20);
    date *days;
    size_t count;
    int64_t alerts = 0, overdue = 0;
    enum err e = s->audit != NULL ? audit_days_due(&s->folder, arena, run->report, &days, &count)
                                  : report_fail(run->report, ERR_WORLD, "記録が開いていません");
    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "締めていない日が %zu 日あります\n", count);
    } else if (e == ERR_NONE) {
        e = close_all(run, days, count, &alerts);
    }
    if (e == ERR_NONE) {
        e = say_open(run, arena, &overdue);
    }
    arena_free(arena);
    return e == ERR_NONE && (alerts > 0 || overdue > 0) ? ERR_FINDINGS : e;
}

/* The days this run closed, and what waits now. Nobody is named: that is for the reviewers (AZ-07). */
static enum err show_days(struct job_run *run)
{
    struct arena *arena = arena_new("記録の日締め", (size_t)64 << 20);
    struct audit_closed_day *days = NULL;
    size_t count = 0;
    int64_t overdue;
    date last;
    enum err e = ERR_NONE;
    if (run->units_done > 0 && date_from_ymd((int32_t)run->checkpoint, &last)) {
        e = audit_days_closed(&run->session->folder, last, (size_t)run->units_done, arena, run->report, &days,
                              &count);
    }
    for (size_t i = count; i > 0 && e == ERR_NONE; i--) {
        const struct audit_closed_day *d = &days[i - 1];
        char day[DATE_TEXT_BYTES];
        date_format_iso(d->day, day);
        fprintf(run->out, "%s  記録 %" PRId64 " 件、操作 %" PRId64 " 件、異常アクセス %" PRId64 " 件\n",
                day, d->records, d->acts, d->alerts);
    }
    if (e == ERR_NONE) {
        e = say_open(run, arena, &overdue);
    }
    arena_free(arena);
    return e;
}

/* -------------------------------------------------------------------------- what is past ------ */

/* A call ends so many; what is left is looked for again until nothing is. */
static enum err expire(struct job_run *run)
{
    int64_t done = 0, count = 0;
    enum err e = ERR_NONE;
    if (run->dry_run) {
        fprintf(run->out, "期限を過ぎた出力は、試行では片付けません\n");
        return ERR_NONE;
    }
    do {
        e = output_expire(run->session, run->report, &count);
        if (e == ERR_NONE) {
            done += count;
            e = batch_step(run, done, done, done);
        }
    } while (e == ERR_NONE && count > 0);
    return e;
}

static enum err show_expired(struct job_run *run)
{
    fprintf(run->out, "期限を過ぎたもの %" PRId64 " 件を片付けました\n", run->units_done);
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------- the entry ------ */

/* The schedule, then who has to be told; the gravest outcome is the command's. */
static enum err run_command(struct command_call *call)
{
    struct session s;
    size_t words;
    enum err e = command_options(call, NULL, 0, NULL, 0, &words);
    e = e == ERR_NONE ? session_open(call, STORE_WRITE, PERM_NIGHT_RUN, &s) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = watch_night(&s, call->out, call->report);
    enum err told = watch_tell(&s, call->out, call->report);
    session_close(&s);
    return told > e ? told : e;
}
