/* kokuho job list | show NAME | run NAME | approve NAME */
#include "batch/internal.h"

#include <inttypes.h>

static enum err run_command(struct command_call *call);

const struct command command_job = {
    .name = "job",
    .synopsis = "list | show 処理 [--facts N] | run 処理 [--year Y] [--dry-run] [--resume]"
                " [--findings-of 実行] [--条件 値] | approve 処理 [--year Y]",
    .summary = "一括処理の実行と承認",
    .help = "  list            処理の一覧と最後の実行\n"
            "  show 処理       最後の実行の合計と確認事項（一覧は --operator を付けたとき）\n"
            "     --facts N    N件の事実と結果を kokuho calc の形で\n"
            "  run 処理        提案する。だれかを拘束する結果は承認まで効力がありません\n"
            "     --dry-run    何が変わるかだけを示す\n"
            "     --resume     途中で止まった実行を続ける\n"
            "     --findings-of 実行  決議済みの実行で確認が要った世帯・除かれた世帯だけを処理し直す\n"
            "     --条件 値    処理の条件を変える（条件は --operator を付けた show で見られます）\n"
            "  approve 処理    提案した人と別の職員が決議する\n",
    .run = run_command,
};

#define FINDINGS_SHOWN_MAX 1000
#define CONDITIONS_MAX 64
#define FIXED_OPTIONS 5

struct job_words {
    const char *year, *dry_run, *resume, *facts, *findings_of;
    const char *positional[2];
    size_t positional_count;
    const char *values[CONDITIONS_MAX];    /* of the conditions of all jobs, by name */
    char names[CONDITIONS_MAX][JOB_OPTION_BYTES]; /* "--cut-off" */
    size_t condition_count;
};

static void json_line(FILE *out, const struct run_record *r)
{
    char day[DATE_TEXT_BYTES];
    date_format_iso(r->business_date, day);
    fprintf(out,
            "{\"run\":%" PRId64 ",\"job\":\"%s\",\"year\":%" PRId32 ",\"state\":%d,"
            "\"business_date\":\"%s\",\"units_done\":%" PRId64 ",\"units_total\":%" PRId64
            ",\"findings\":%" PRId64 ",\"result\":%d}\n",
            r->run_no, r->job, r->year, (int)r->state, day, r->units_done, r->units_total,
            r->findings, r->result);
}

static void list_line(FILE *out, const struct job *job, const struct run_record *r)
{
    fprintf(out, "%-22s %s", job->name, job->label);
    if (r != NULL) {
        fprintf(out, "  %" PRId32 "年度 実行 %" PRId64 "  %s  %" PRId64 " %s", r->year, r->run_no,
                job_run_label(job, r->state), r->units_done, job->unit);
        if (r->findings > 0) {
            fprintf(out, "  確認 %" PRId64 " 件", r->findings);
        }
        fprintf(out, "  提案 %s", r->proposer);
        if (r->approver[0] != '\0') {
            fprintf(out, "  承認 %s", r->approver);
        }
    }
    fputc('\n', out);
}

static enum err list(struct command_call *call)
{
    struct session session;
    enum err e = session_open(call, STORE_READ, PERM_NONE, &session);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("処理の一覧", (size_t)64 << 20);
    for (size_t i = 0; i < job_count && e == ERR_NONE; i++) {
        struct run_record *runs;
        size_t count;
        e = batch_runs(session.store, jobs[i]->name, 0, arena, call->report, &runs, &count);
        if (e == ERR_NONE && call->json) {
            for (size_t r = 0; r < count; r++) {
                json_line(call->out, &runs[r]);
            }
        } else if (e == ERR_NONE) {
            list_line(call->out, jobs[i], count > 0 ? &runs[0] : NULL);
        }
    }
    arena_free(arena);
    session_close(&session);
    return e;
}

/* ------------------------------------------------------------------------------------ show ---- */

/* The words of findings name persons' numbers: only for an operator with the right. */
static enum err show_findings(struct job_run *run, bool with_words, struct arena *arena)
{
    struct finding_count *counts;
    size_t count;
    enum err e = batch_finding_counts(run->session->store, run->run_no, arena, run->report, &counts,
                                      &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        fprintf(run->out, "確認 %s（%.*s）: %" PRId64 " 件\n", batch_finding_label(counts[i].code),
                (int)counts[i].code.len, counts[i].code.bytes, counts[i].count);
    }
    if (e != ERR_NONE || !with_words) {
        return e;
    }
    struct finding_record *findings;
    e = batch_findings(run->session->store, run->run_no, 0, FINDINGS_SHOWN_MAX, arena, run->report,
                       &findings, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        fprintf(run->out, "  %" PRId64 " %s %s %" PRId64 "  %.*s\n", findings[i].seq,
                batch_finding_label(findings[i].code), run->job->unit, findings[i].unit_key,
                (int)findings[i].words.len, findings[i].words.bytes);
    }
    if (e == ERR_NONE && (int64_t)count < run->findings) {
        fprintf(run->out, "  ほか %" PRId64 " 件\n", run->findings - (int64_t)count);
    }
    return e;
}

/* As a run had them; NULL: as they are initially. */
static void show_conditions(const struct job *job, const struct job_run *run, FILE *out)
{
    for (size_t i = 0; i < job->option_count; i++) {
        const struct job_option *o = &job->options[i];
        const char *value = run != NULL ? run->values[i] : o->initial;
        fprintf(out, "条件 --%s  %s: %s\n", o->name, o->label, value[0] != '\0' ? value : "—");
    }
}

/* A condition may name a person's number: only for an operator with the right, as the words of findings. */
static void show_record(const struct job_run *run, const struct run_record *r, bool with_words)
{
    char day[DATE_TEXT_BYTES];
    date_format_iso(r->business_date, day);
    fprintf(run->out, "%s（%s） %" PRId32 "年度  実行 %" PRId64 "  %s\n", run->job->label,
            run->job->name, r->year, r->run_no, job_run_label(run->job, r->state));
    fprintf(run->out, "業務日 %s  提案 %s  承認 %s  版 %s  端末 %s\n", day, r->proposer,
            r->approver[0] != '\0' ? r->approver : "—", r->program_version, r->terminal);
    fprintf(run->out, "%" PRId64 " %s、確認 %" PRId64 " 件\n", r->units_done, run->job->unit,
            r->findings);
    if (with_words) {
        show_conditions(run->job, run, run->out);
    }
    if (r->state == RUN_RUNNING) {
        fprintf(run->out, "途中で止まっています（終了コード %d）。続ける: kokuho job run %s --resume\n",
                r->result, run->job->name);
    } else if (r->state == RUN_APPROVING) {
        fprintf(run->out, "決議の途中で止まっています（終了コード %d）。続ける: kokuho job approve %s\n",
                r->result, run->job->name);
    }
}

static enum err show(struct command_call *call, const struct job *job, int32_t year,
                     int64_t cases_wanted)
{
    struct session session;
    bool with_words = call->operator_id != NULL;
    if (cases_wanted > 0 && !with_words) {
        return report_fail(call->report, ERR_INPUT, "--facts には --operator が要ります");
    }
    enum err e = session_open(call, STORE_READ, with_words ? PERM_JOB_VIEW : PERM_NONE, &session);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("処理の表示", (size_t)64 << 20);
    struct run_record *runs;
    size_t count;
    e = batch_runs(session.store, job->name, year, arena, call->report, &runs, &count);
    if (e == ERR_NONE && count == 0) {
        fprintf(call->out, "%s（%s）はまだ実行していません。\n", job->label, job->name);
        show_conditions(job, NULL, call->out);
    } else if (e == ERR_NONE) {
        struct job_run run;
        e = batch_recorded(&session, job, &runs[0], call->out, call->report, &run);
        run.cases_wanted = cases_wanted;
        if (e == ERR_NONE && call->json) {
            json_line(call->out, &runs[0]);
        } else if (e == ERR_NONE && cases_wanted == 0) {
            show_record(&run, &runs[0], with_words);
        }
        if (e == ERR_NONE && job->show != NULL && !call->json) {
            e = job->show(&run);
        }
        if (e == ERR_NONE && !call->json && cases_wanted == 0) {
            e = show_findings(&run, with_words, arena);
        }
    }
    arena_free(arena);
    session_close(&session);
    return e;
}

/* ----------------------------------------------------------------------------- run, approve --- */

static enum err run_or_approve(struct command_call *call, const struct job *job,
                               struct job_request *request, bool approve)
{
    struct session session;
    enum permission needed = approve ? job->approve_permission : job->run_permission;
    if (approve && !job->needs_approval) {
        return report_fail(call->report, ERR_INPUT, "「%s」は承認の要らない処理です", job->label);
    }
    enum err e = session_open(call, STORE_WRITE, needed, &session);
    if (e != ERR_NONE) {
        return e;
    }
    e = approve ? job_decide(&session, job, request, call->out, call->report)
                : job_start(&session, job, request, call->out, call->report);
    session_close(&session);
    return e;
}

/* "--cut-off" and its like: the conditions of every job, each name once. */
static void conditions_collect(struct job_words *w)
{
    for (size_t i = 0; i < job_count; i++) {
        for (size_t k = 0; k < jobs[i]->option_count; k++) {
            char name[JOB_OPTION_BYTES];
            int n = snprintf(name, sizeof(name), "--%s", jobs[i]->options[k].name);
            assert(n > 0 && (size_t)n < sizeof(name));
            size_t at = 0;
            while (at < w->condition_count && strcmp(w->names[at], name) != 0) {
                at++;
            }
            if (at == w->condition_count) {
                assert(at < CONDITIONS_MAX);
                memcpy(w->names[w->condition_count++], name, sizeof(name));
            }
        }
    }
}

static enum err conditions_take(const struct job_words *w, const struct job *job,
                                struct report *report, struct job_request *request)
{
    for (size_t at = 0; at < w->condition_count; at++) {
        size_t i = 0;
        while (i < job->option_count && strcmp(job->options[i].name, w->names[at] + 2) != 0) {
            i++;
        }
        if (w->values[at] != NULL && i == job->option_count) {
            return report_fail(report, ERR_INPUT, "処理「%s」に条件「%s」はありません", job->name,
                               w->names[at]);
        }
        if (i < job->option_count) {
            request->values[i] = w->values[at];
        }
    }
    return ERR_NONE;
}

static enum err words_read(struct command_call *call, struct job_words *w, int64_t *ret_year,
                           int64_t *ret_facts)
{
    struct option_spec specs[FIXED_OPTIONS + CONDITIONS_MAX] = {
        {"--year", true, &w->year},
        {"--dry-run", false, &w->dry_run},
        {"--resume", false, &w->resume},
        {"--facts", true, &w->facts},
        {"--findings-of", true, &w->findings_of},
    };
    conditions_collect(w);
    for (size_t i = 0; i < w->condition_count; i++) {
        specs[FIXED_OPTIONS + i] = (struct option_spec){w->names[i], true, &w->values[i]};
    }
    enum err e = command_options(call, specs, FIXED_OPTIONS + w->condition_count, w->positional,
                                 COUNT_OF(w->positional), &w->positional_count);
    if (e != ERR_NONE) {
        return e;
    }
    if (w->year != NULL && !parse_i64(w->year, strlen(w->year), 2000, 2100, ret_year)) {
        return report_fail(call->report, ERR_INPUT, "--year %s は年度として読めません（例 2026）",
                           w->year);
    }
    if (w->facts != NULL && !parse_i64(w->facts, strlen(w->facts), 1, 10000000, ret_facts)) {
        return report_fail(call->report, ERR_INPUT, "--facts %s は件数として読めません", w->facts);
    }
    return ERR_NONE;
}

static enum err run_command(struct command_call *call)
{
    struct job_words w = {0};
    struct job_request request = {0};
    int64_t year = 0, facts = 0;
    enum err e = words_read(call, &w, &year, &facts);
    if (e != ERR_NONE) {
        return e;
    }
    const char *verb = w.positional_count > 0 ? w.positional[0] : "";
    if (strcmp(verb, "list") == 0 && w.positional_count == 1) {
        return list(call);
    }
    bool known_verb = strcmp(verb, "show") == 0 || strcmp(verb, "run") == 0 ||
                      strcmp(verb, "approve") == 0;
    if (!known_verb || w.positional_count != 2) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho job %s", command_job.synopsis);
    }
    const struct job *job = job_find(text_of(w.positional[1]));
    if (job == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "知らない処理です: %s（kokuho job list で一覧を見られます）",
                           w.positional[1]);
    }
    if (verb[0] == 's') {
        return show(call, job, (int32_t)year, facts);
    }
    e = conditions_take(&w, job, call->report, &request);
    if (e != ERR_NONE) {
        return e;
    }
    if (w.findings_of != NULL && (verb[0] == 'a' || !parse_i64(w.findings_of, strlen(w.findings_of), 1,
                                                               INT64_MAX, &request.findings_of))) {
        return report_fail(call->report, ERR_INPUT,
                           "--findings-of %s は実行の番号として読めません（run にだけ付けます）",
                           w.findings_of);
    }
    request.year = (int32_t)year;
    request.dry_run = w.dry_run != NULL;
    request.resume = w.resume != NULL;
    return run_or_approve(call, job, &request, verb[0] == 'a');
}
