/* What the declaration of a job must say. A program with a faulty one does not start. */
#include "batch/internal.h"

static bool is_named(const char *s) { return s != NULL && s[0] != '\0'; }

static bool is_permission(enum permission p) { return p > PERM_NONE && p < PERM_COUNT; }

static const char *options_fault(const struct job *job)
{
    if (job->option_count > JOB_OPTIONS_MAX || (job->option_count > 0 && job->options == NULL)) {
        return "条件が多すぎます（8まで）";
    }
    for (size_t i = 0; i < job->option_count; i++) {
        const struct job_option *o = &job->options[i];
        if (!is_named(o->name) || !is_named(o->label) || o->initial == NULL ||
            strlen(o->initial) >= JOB_OPTION_BYTES) {
            return "条件に名前か見出しか初めの値がありません";
        }
    }
    return NULL;
}

static const char *job_fault(const struct job *const *list, size_t count, const struct job *job)
{
    if (!is_named(job->name) || strlen(job->name) > 40 || !is_named(job->label) || !is_named(job->unit)) {
        return "名前か見出しか単位がありません";
    }
    if (!is_permission(job->run_permission)) {
        return "実行の権限が決められていません";
    }
    if (job->needs_approval && !is_permission(job->approve_permission)) {
        return "承認の権限が決められていません";
    }
    if (job->propose == NULL || (job->needs_approval && job->approve == NULL)) {
        return "処理がありません";
    }
    bool followed = job->findings_by == NULL;
    for (size_t i = 0; i < count && !followed; i++) {
        followed = list[i]->name != NULL && strcmp(list[i]->name, job->findings_by) == 0 &&
                   list[i]->works_findings && strcmp(list[i]->unit, job->unit) == 0;
    }
    return followed ? options_fault(job) : "確認事項を処理し直す処理がありません";
}

enum err jobs_check(const struct job *const *list, size_t count, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count; i++) {
        const char *fault = job_fault(list, count, list[i]);
        for (size_t n = 0; n < i && fault == NULL; n++) {
            fault = strcmp(list[n]->name, list[i]->name) == 0 ? "同じ名前の処理が二つあります" : NULL;
        }
        if (fault != NULL) {
            e = report_fail(report, ERR_INPUT, "処理「%s」の宣言に誤りがあります: %s",
                            list[i]->name != NULL ? list[i]->name : "", fault);
        }
    }
    return e;
}
