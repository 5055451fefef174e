/*
 * 夜間処理 -- the jobs that a plan of the machine starts once a day, through one entry.
 *
 * Rows    DA-01 .. DA-12 (the days are closed, overdue reviews are told), BO-12 (files past their day go),
 *         CO-48, CO-52 (promises are judged), CO-37 (limits that are near), FE-05 (once a month the
 *         invariants are proved)
 *
 * Each is a job like any other: its runs stand in the job monitor, a run that was killed is taken back by the
 * next one. What they do is done in small steps that stay done, so it does not matter when they last ran, how
 * often they are started, or where they were killed. The entry runs what has not ended well today and leaves
 * the rest.
 */
#include "nightly.h"

#include "arrears/arrears.h"
#include "audit/audit.h"
#include "consistency.h"
#include "demand/demand.h"
#include "knowledge.h"
#include "output/output.h"
#include "payin/payin.h"

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
    .summary = "毎晩の処理（記録の日締め、期限を過ぎた出力の片付け、納付約束の判定、払込の照合、"
               "時効と分納の点検、月に一度の情報の突合せ）",
    .help = "まだ締めていない日の記録を締めて異常アクセスの一覧を作り、期限を過ぎた出力のファイルを\n"
            "消します。その日に済んだ処理は繰り返しません。途中で止まったときは、もう一度始めると残りをしま"
            "す。\n"
            "結果は処理状況の画面と kokuho job show audit-close、output-expire で見られます。\n"
            "権限 夜間処理の実行。1 = 確認の要るものがあります（異常アクセス、確認の期限を過ぎたもの）\n",
    .run = run_command,
};

static const struct due {
    const struct job *job;
    bool is_monthly; /* once a month, on its first night that is worked */
} nightly[] = {{&job_audit_close, false}, {&job_output_expire, false}, {&job_demand_promises, false},
               {&job_arrears_limits, false}, {&job_payin_compare, false},
               {&job_consistency, true}};

date nightly_day(int64_t at)
{
    return (date){(int32_t)((at + INT64_C(9) * 60 * 60 * 1000) / (INT64_C(24) * 60 * 60 * 1000))};
}

/* ------------------------------------------------------------------------- the days' records -- */

/* Lines of the list that nobody has looked at, and those past their day (DA-12). */
static enum err count_open(const struct data_folder *folder, struct arena *arena, struct report *report,
                           int64_t *ret_open, int64_t *ret_overdue)
{
    struct audit_alert *alerts;
    size_t count;
    date today = nightly_day(clock_now_ms());
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

static bool is_same_time(const struct due *due, date a, date b)
{
    return due->is_monthly ? date_ymd(a) / 100 == date_ymd(b) / 100 : date_equal(a, b);
}

/* Has a run of today, or of this month, ended? */
static enum err is_done(struct session *s, const struct due *due, struct report *report, bool *ret)
{
    struct arena *arena = arena_new("夜間処理", (size_t)16 << 20);
    struct run_record *runs;
    size_t count;
    date today = nightly_day(clock_now_ms());
    enum err e = batch_runs(s->store, due->job->name, 0, arena, report, &runs, &count);
    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = *ret || (runs[i].state == RUN_APPROVED &&
                        is_same_time(due, nightly_day(runs[i].started_at), today));
    }
    arena_free(arena);
    return e;
}

static enum err run_one(struct command_call *call, struct session *s, const struct due *due)
{
    struct job_request request = {.is_quiet = true};
    bool done = false;
    enum err e = is_done(s, due, call->report, &done);
    if (e == ERR_NONE && done) {
        fprintf(call->out, "%s: %sは済んでいます\n", due->job->label, due->is_monthly ? "今月" : "今日");
        return ERR_NONE;
    }
    return e == ERR_NONE ? job_start(s, due->job, &request, call->out, call->report) : e;
}

/* One that cannot be done does not keep the others from it; the gravest outcome is the command's. */
static enum err run_command(struct command_call *call)
{
    struct session s;
    size_t words;
    enum err worst = command_options(call, NULL, 0, NULL, 0, &words);
    if (worst == ERR_NONE) {
        worst = session_open(call, STORE_WRITE, PERM_NIGHT_RUN, &s);
    }
    if (worst != ERR_NONE) {
        return worst;
    }
    for (size_t i = 0; i < COUNT_OF(nightly); i++) {
        enum err e = run_one(call, &s, &nightly[i]);
        worst = e > worst ? e : worst;
    }
    session_close(&s);
    return worst;
}
