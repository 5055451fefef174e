/*
 * 情報の突合せ -- once a month every invariant of `kokuho verify` is proved; what does not hold is work.
 *
 * Rows    FE-05 (a check between the sets of information, with a list and its state of correction)
 *
 * Each finding is a task of the work list `source=consistency`: open, waiting or done, by whom and with
 * which words. Each month has its own: what was ended and does not hold all the same is there again. The
 * records are proved apart, every night and on demand (TE-03).
 */
#include "consistency.h"

#include "base/hash.h"
#include "casework/task.h"
#include "verify.h"

#include <inttypes.h>

static enum err check(struct job_run *run);
static enum err show(struct job_run *run);

#define SOURCE "consistency"
#define KEY_BYTES 16 /* of the digest of a finding's words */

const struct job job_consistency = {
    .name = "consistency-check",
    .label = "情報の突合せ（月次）",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .propose = check,
    .show = show,
};

/* 202611/…: the same finding has the same key for a month. */
static struct text key_of(date day, const char *words, struct arena *arena)
{
    struct sha256 digest;
    unsigned char bytes[SHA256_BYTES];
    char hex[2 * KEY_BYTES + 1];
    sha256_init(&digest);
    sha256_add(&digest, words, strlen(words));
    sha256_done(&digest, bytes);
    hex_format(bytes, KEY_BYTES, hex);
    return text_of(arena_printf(arena, "%d/%s", date_ymd(day) / 100, hex));
}

enum err findings_to_tasks(struct job_run *run, const char *source, const char *label,
                           const struct report *broken, struct arena *arena)
{
    struct task *tasks = ARENA_ARRAY(arena, struct task, broken->kept + 2);
    struct store *s = run->session->store;
    date today = clock_day(clock_now_ms());
    size_t count = broken->kept;
    for (size_t i = 0; i < broken->kept; i++) {
        tasks[i] = (struct task){.source = text_of(source),
                                 .source_key = key_of(today, broken->lines[i], arena),
                                 .words = text_of(arena_printf(arena, "%s: %s", label, broken->lines[i])),
                                 .owner = text_of(""), .section = text_of(""), .done_words = text_of(""),
                                 .due = date_none()};
    }
    if (broken->count > broken->kept) { /* a report keeps so many lines: the others follow these */
        tasks[count] = tasks[0];
        tasks[count].source_key = key_of(today, "", arena);
        tasks[count++].words =
            text_of(arena_printf(arena,
                                 "%s: ほかに %zu 件あります。直したあとにもう一度確かめてください",
                                 label, broken->count - broken->kept));
    }
    struct task_sync sync = {
        .actor = arena_printf(arena, "job:%s", source), .source_prefix = source, .key_prefix = "",
        .closes = true, .tasks = tasks, .count = count,
        .words = "このあとの点検で見直しました。まだ成り立たないものは、新しい作業にあります"};
    enum err e = store_begin(s, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? task_sync(s, &sync, clock_now_ms(), run->report) : e;
    e = e == ERR_NONE ? store_commit(s, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err check(struct job_run *run)
{
    struct arena *arena = arena_new("情報の突合せ", (size_t)16 << 20);
    struct report broken;
    report_init(&broken);
    enum err e = verify_findings(run->session, run->report, &broken);
    int64_t count = (int64_t)broken.count;
    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "成り立たない条件 %" PRId64 " 件\n", count);
        report_print(&broken, run->out);
    } else if (e == ERR_NONE) {
        e = findings_to_tasks(run, SOURCE, "情報の突合せ", &broken, arena);
        e = e == ERR_NONE ? batch_step(run, count, count, count) : e;
    }
    report_done(&broken);
    arena_free(arena);
    return e == ERR_NONE && count > 0 ? ERR_FINDINGS : e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out,
            "成り立たない条件 %" PRId64 " 件。作業一覧の source=consistency state=any に、直した状況が"
            "あります\n",
            run->units_done);
    return ERR_NONE;
}
