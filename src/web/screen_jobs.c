/*
 * 処理状況 -- the job monitor: runs, state, progress, findings, totals; approval by another operator.
 *
 * Approving here is `kokuho job approve`: the same function, the same refusals.
 */
#include "web/templates.h"
#include "web/views_watch.h"

#define RUNS_SHOWN 200
#define FINDINGS_SHOWN 200
#define TOTALS_MAX 65536

static enum err jobs_show(struct screen_call *call);
static enum err job_show(struct screen_call *call);
static enum err approve_act(struct screen_call *call);
static enum err again_act(struct screen_call *call);

const struct screen screen_jobs = {
    .path = "/jobs",
    .name = "jobs",
    .label = "処理状況",
    .permission = PERM_JOB_VIEW,
    .f_key = 4,
    .is_in_menu = true,
    .event = "jobs.look",
    .help = "一括処理の実行の一覧。状態、進み具合、確認の要る件数を見ます。"
            "下に処理の予定（次の日、前回の結果、"
            "動かなかった理由）があります。",
    .reading = "しょり じょぶ",
    .show = jobs_show,
};
const struct screen screen_job = {
    .path = "/jobs/#",
    .name = "job",
    .label = "処理の結果",
    .permission = PERM_JOB_VIEW,
    .shows_persons = true,
    .event = "job.look",
    .help = "1回の実行の合計と確認事項。提案した人と別の、権限のある職員がここで承認します。"
            "確認事項からは、その世帯や人の画面を開けます。",
    .fields =
        (const struct screen_field[]){
            {"count", "確かめた件数",
             "この画面に出ている対象の件数を、数字で入れます。違う件数では承認できません。例：1234"},
            {NULL, NULL, NULL}},
    .show = job_show,
};
const struct screen screen_job_approve = {
    .path = "/jobs/#/approve",
    .name = "job-approve",
    .label = "処理の承認",
    .permission = PERM_JOB_VIEW, /* and the job's own right to approve */
    .act_kind = AUDIT_APPROVE,
    .event = "job.approve",
    .help = "提案された結果を決議します。提案した本人は承認できません。確かめた件数を入れて承認します。",
    .fields =
        (const struct screen_field[]){
            {"count", "確かめた件数", "処理の結果の画面に出ている対象の件数を、数字で入れます。例：1234"},
            {NULL, NULL, NULL}},
    .act = approve_act,
};

const struct screen screen_job_again = {
    .path = "/jobs/#/again",
    .name = "job-again",
    .label = "確認が要るものの処理し直し",
    .permission = PERM_JOB_VIEW, /* and the right to run of the job that does it */
    .act_kind = AUDIT_JOB,
    .event = "job.again",
    .help = "決議済みの実行で確認が要った世帯・除かれた世帯だけを処理し直し、新しい提案にします。"
            "もう当てはまらない確認事項の作業は、その実行の名前で閉じます。決議は別の職員がします。",
    .act = again_act,
};

/* At the pace so far; a run that has just begun has none. */
static int64_t minutes_left(const struct run_record *r, int64_t now)
{
    int64_t passed = now - r->started_at, left = r->units_total - r->units_done;
    if (r->state != RUN_RUNNING || r->units_done == 0 || left < 0 || passed <= 0) {
        return -1;
    }
    return passed / r->units_done * left / 60000 + 1;
}

static struct run_line line_of(struct arena *arena, const struct run_record *r, int64_t now)
{
    int64_t ended = r->approved_at != 0 ? r->approved_at : r->proposed_at;
    struct run_line line = {
        .run = r,
        .job = job_find(text_of(r->job)),
        .percent = -1,
        .minutes_left = minutes_left(r, now),
        .started = moment_words(arena, r->started_at),
        .ended = moment_words(arena, ended),
    };
    if (r->state == RUN_RUNNING && r->units_total > 0) { /* the total is an estimate while it runs */
        int64_t percent = r->units_done * 100 / r->units_total;
        line.percent = percent < 100 ? (int)percent : 99;
    }
    return line;
}

const char *schedule_hour(const struct watch_entry *entry, struct arena *arena)
{
    return arena_printf(arena, "%02d:%02d", entry->minute / 60, entry->minute % 60);
}

/* Reads the schedule for the job monitor; a fault of its table stands on the page. */
static enum err schedule_read(struct screen_call *call, struct schedule_view *ret)
{
    *ret = (struct schedule_view){.count = 0};
    enum err e = watch_lines(call->session, call->arena, call->report, &ret->lines, &ret->count);
    if (e == ERR_INPUT) { /* its table has a fault: the page says which */
        ret->fault = call->report->kept > 0 ? arena_string(call->arena, call->report->lines[0]) : "";
        report_clear(call->report);
        e = ERR_NONE;
    }
    return e;
}

static enum err jobs_show(struct screen_call *call)
{
    struct run_record *runs;
    size_t count;
    enum err e = batch_runs(call->session->store, NULL, 0, call->arena, call->report, &runs, &count);
    if (e != ERR_NONE) {
        return e;
    }
    size_t shown = count < RUNS_SHOWN ? count : RUNS_SHOWN;
    struct run_line *lines = ARENA_ARRAY(call->arena, struct run_line, shown + 1);
    for (size_t i = 0; i < shown; i++) {
        lines[i] = line_of(call->arena, &runs[i], call->now);
    }
    struct schedule_view schedule;
    e = schedule_read(call, &schedule);
    if (e == ERR_NONE) {
        template_jobs(&call->html, lines, shown, count);
        template_schedule(&call->html, &schedule, call->arena);
    }
    return e;
}

/* The run of the path, and whether it is the newest of its job and year (only that can be decided). */
static enum err find_run(struct screen_call *call, const struct run_record **ret,
                         bool *ret_is_newest)
{
    struct run_record *runs;
    size_t count;
    enum err e = batch_runs(call->session->store, NULL, 0, call->arena, call->report, &runs, &count);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count; i++) {
        if (runs[i].run_no != call->numbers[0]) {
            continue;
        }
        *ret = &runs[i];
        *ret_is_newest = true;
        for (size_t k = 0; k < count; k++) {
            if (runs[k].run_no > runs[i].run_no && runs[k].year == runs[i].year &&
                strcmp(runs[k].job, runs[i].job) == 0 && runs[k].state != RUN_WITHDRAWN) {
                *ret_is_newest = false;
            }
        }
        return ERR_NONE;
    }
    return report_fail(call->report, ERR_FINDINGS, "実行 %lld はありません",
                       (long long)call->numbers[0]);
}

/* What `job show` prints of the totals, and the conditions it ran under. */
static enum err read_totals(struct screen_call *call, const struct run_record *r, const struct job *job,
                            struct run_view *view)
{
    struct job_run *run = ARENA_NEW(call->arena, struct job_run);
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        return report_fail(call->report, ERR_WORLD, "合計を書き出すメモリがありません");
    }
    enum err e = batch_recorded(call->session, job, r, out, call->report, run);
    view->shown = run;
    e = e == ERR_NONE && job->show != NULL ? job->show(run) : e;
    if (fclose(out) != 0 && e == ERR_NONE) {
        e = report_fail(call->report, ERR_WORLD, "合計を書き出せません");
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        view->totals = arena_copy(call->arena, text, utf8_prefix(text, len, TOTALS_MAX));
        e = ERR_NONE;
    }
    free(text);
    return e;
}

static enum err read_findings(struct screen_call *call, struct run_view *view)
{
    struct finding_count *counts;
    struct finding_record *findings;
    struct store *s = call->session->store;
    int64_t run_no = view->line.run->run_no;
    enum err e = batch_finding_counts(s, run_no, call->arena, call->report, &counts,
                                      &view->count_count);
    if (e == ERR_NONE) {
        e = batch_findings(s, run_no, 0, FINDINGS_SHOWN, call->arena, call->report, &findings,
                           &view->finding_count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < view->finding_count; i++) {
        screen_saw(call, findings[i].person_no, findings[i].unit_key);
    }
    view->counts = counts;
    view->findings = findings;
    return ERR_NONE;
}

/* The job that works findings of this one again, when this operator may run it. */
static const struct job *follower(const struct screen_call *call, const struct job *job)
{
    const char *name = job != NULL ? job->findings_by : NULL;
    const struct job *by = name != NULL ? job_find(text_of(name)) : NULL;
    return by != NULL && operator_may(&call->session->operator, by->run_permission) ? by : NULL;
}

/* The list of a run's lines, when this operator may ask for it. */
static const struct output_list *list_of(const struct screen_call *call, const struct job *job)
{
    const struct operator_identity *who = &call->session->operator;
    const struct output_list *list = job->list != NULL ? output_list_find(text_of(job->list)) : NULL;
    assert(job->list == NULL || list != NULL);
    bool may_ask =
        list != NULL && operator_may(who, list->permission) && operator_may(who, PERM_OUTPUT_REQUEST);

    return may_ask ? list : NULL;
}

static enum err job_draw(struct screen_call *call, struct text typed_count, const char *again_words)
{
    struct run_view view = {.typed_count = typed_count, .again_words = again_words};
    const struct run_record *run;
    enum err e = find_run(call, &run, &view.is_newest);
    if (e != ERR_NONE) {
        return e;
    }
    view.line = line_of(call->arena, run, call->now);
    view.totals = "";
    const struct job *job = view.line.job;
    if (job != NULL) {
        view.is_own = strcmp(run->proposer, call->session->operator.id) == 0;
        view.may_approve = job->needs_approval &&
                           operator_may(&call->session->operator, job->approve_permission);
        view.list = list_of(call, job);
        e = read_totals(call, run, job, &view);
    }
    view.may_rerun = run->state == RUN_APPROVED && run->findings > 0 && follower(call, job) != NULL;
    if (e == ERR_NONE) {
        e = batch_findings_of(call->session->store, run->run_no, call->report, &view.findings_of);
    }
    if (e == ERR_NONE) {
        e = read_findings(call, &view);
    }
    if (e != ERR_NONE) {
        return e;
    }
    template_job(&call->html, call, &view);
    return ERR_NONE;
}

static enum err job_show(struct screen_call *call)
{
    return job_draw(call, (struct text){"", 0}, "");
}

/* FE-13: who decides types the count he has looked at. */
static bool count_is_right(const struct screen_call *call, const struct run_record *r)
{
    int64_t count;
    return form_count(&call->form, "count", &count) && count == r->units_done;
}

static enum err approve_act(struct screen_call *call)
{
    const struct run_record *run;
    bool is_newest;
    enum err e = find_run(call, &run, &is_newest);
    if (e != ERR_NONE) {
        return e;
    }
    const struct job *job = job_find(text_of(run->job));
    if (job == NULL || !is_newest) {
        return report_fail(call->report, ERR_INPUT, "実行 %lld はいちばん新しい提案ではありません",
                           (long long)run->run_no);
    }
    if (!operator_may(&call->session->operator, job->approve_permission)) {
        return report_fail(call->report, ERR_INPUT, "職員「%s」に「%s」の権限がありません",
                           call->session->operator.id,
                           ops_permissions[job->approve_permission].label);
    }
    if (!count_is_right(call, run)) {
        struct text typed = form_value(&call->form, "count");
        call->status = 422;
        call->title = "エラー：処理の結果";
        return job_draw(call, typed.len > 0 ? typed : text_of("（空欄）"), "");
    }
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        return report_fail(call->report, ERR_WORLD, "承認の結果を受けるメモリがありません");
    }
    struct job_request request = {.year = run->year, .is_quiet = true};
    e = job_decide(call->session, job, &request, out, call->report);
    fclose(out); /* the totals stand on the run's page */
    free(text);
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        call->location = url_number("/jobs/", run->run_no);
        return ERR_NONE;
    }
    return e;
}

/* What the run printed last: why nothing was done, when nothing was. */
static const char *last_line(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == '\n') {
        len--;
    }
    size_t from = len;
    while (from > 0 && text[from - 1] != '\n') {
        from--;
    }
    return arena_copy(arena, text + from, len - from);
}

/* OP-19: `kokuho job run NAME --findings-of RUN`. The new proposal is what is shown next. */
static enum err again_act(struct screen_call *call)
{
    const struct run_record *run;
    bool is_newest;
    enum err e = find_run(call, &run, &is_newest);
    if (e != ERR_NONE) {
        return e;
    }
    const struct job *job = follower(call, job_find(text_of(run->job)));
    if (job == NULL) {
        return report_fail(call->report, ERR_INPUT, "職員「%s」にこの処理を実行する権限がありません",
                           call->session->operator.id);
    }
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        return report_fail(call->report, ERR_WORLD, "処理の結果を受けるメモリがありません");
    }
    struct job_request request = {.findings_of = run->run_no, .is_quiet = true};
    e = job_start(call->session, job, &request, out, call->report);
    if (fclose(out) != 0 && e == ERR_NONE) {
        e = report_fail(call->report, ERR_WORLD, "処理の結果を書き出せません");
    }
    const char *said = text != NULL ? last_line(call->arena, text) : "";
    free(text);
    struct run_record *runs;
    size_t count;
    int64_t of = 0;
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return e;
    }
    e = batch_runs(call->session->store, job->name, run->year, call->arena, call->report, &runs, &count);
    if (e == ERR_NONE && count > 0) {
        e = batch_findings_of(call->session->store, runs[0].run_no, call->report, &of);
    }
    if (e == ERR_NONE && of == run->run_no) {
        call->location = url_number("/jobs/", runs[0].run_no);
    } else if (e == ERR_NONE) {
        call->status = 422;
        e = job_draw(call, (struct text){"", 0}, said);
    }
    return e;
}
