/*
 * 届かない連携ファイルを作業にする -- a task for each file that is missing, refused or odd, with an owner;
 * closed by the next run once the file has come or somebody has said what is known of it.
 *
 * Rows    NX-07
 */
#include "watch/internal.h"

#include "casework/task.h"

#include <inttypes.h>

#define SOURCE_MISSING "feed:missing"
#define SOURCE_FAULT "feed:fault"

static enum err alarm(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_feed_alarms = {
    .name = "feed-alarms",
    .label = "届かない連携ファイルの知らせ",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .propose = alarm,
    .show = show,
};

static struct task task_of_day(const struct feed_day *d, struct arena *arena)
{
    char day[DATE_TEXT_BYTES];
    date_format_era(d->day, day);
    return (struct task){
        .source = text_of(SOURCE_MISSING),
        .source_key = text_of(arena_printf(arena, "%s/%d", d->feed->name, date_ymd(d->day))),
        .words = text_of(arena_printf(arena,
                                      "%s（%s）の%sの分: %s。相手先に確かめ、"
                                      "「届かない連携ファイルの確認」に登録するか、"
                                      "届いたファイルを取り込んでください",
                                      d->feed->label, d->feed->partner, day, feed_state_labels[d->state])),
        .owner = text_of(d->feed->owner),
        .section = text_of(d->feed->section),
        .done_words = text_of(""),
        .due = d->day,
    };
}

static struct task task_of_fault(const struct feed_fault *f, struct arena *arena)
{
    return (struct task){
        .source = text_of(SOURCE_FAULT),
        .source_key = text_of(arena_printf(arena, "%s/%" PRId64 "/%d", f->feed != NULL ? f->feed->name : "-",
                                           f->arrival_no, (int)f->kind)),
        .words = text_of(arena_printf(arena, "%s「%.*s」: %s。%s",
                                      f->feed != NULL ? f->feed->label : "連携ファイル",
                                      (int)f->file_name.len, f->file_name.bytes, feed_fault_labels[f->kind],
                                      f->words)),
        .owner = text_of(f->feed != NULL ? f->feed->owner : ""),
        .section = text_of(f->feed != NULL ? f->feed->section : ""),
        .done_words = text_of(""),
        .due = date_none(),
    };
}

static enum err sync(struct job_run *run, const struct feeds_look *look, struct arena *arena)
{
    struct task *missing = ARENA_ARRAY(arena, struct task, look->day_count + 1);
    struct task *odd = ARENA_ARRAY(arena, struct task, look->fault_count + 1);
    struct task_sync days = {.actor = "job:feed-alarms", .source_prefix = SOURCE_MISSING, .key_prefix = "",
                             .words = "届いたか、確認が登録されました", .closes = true, .tasks = missing};
    struct task_sync faults = {.actor = "job:feed-alarms", .source_prefix = SOURCE_FAULT, .key_prefix = "",
                               .words = "", .tasks = odd};
    for (size_t i = 0; i < look->day_count; i++) {
        if (feed_state_is_alarm(look->days[i].state)) {
            missing[days.count++] = task_of_day(&look->days[i], arena);
        }
    }
    for (size_t i = 0; i < look->fault_count; i++) {
        odd[faults.count++] = task_of_fault(&look->faults[i], arena);
    }
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? task_sync(s, &days, clock_now_ms(), run->report) : e;
    e = e == ERR_NONE ? task_sync(s, &faults, clock_now_ms(), run->report) : e;
    e = e == ERR_NONE ? store_commit(s, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

static enum err alarm(struct job_run *run)
{
    struct arena *arena = arena_new("届かない連携ファイル", (size_t)256 << 20);
    struct feeds_look look;
    int64_t found = 0;
    enum err e = feeds_look(run->session, run->session->folder.business_date, arena, run->report, &look);
    if (e == ERR_NONE) {
        found = (int64_t)(look.alarms + look.fault_count);
        fprintf(run->out, "届いていないもの %zu 件、おかしなもの %zu 件\n", look.alarms, look.fault_count);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = sync(run, &look, arena);
        e = e == ERR_NONE ? batch_step(run, found, found, found) : e;
    }
    arena_free(arena);
    return e == ERR_NONE && look.alarms > 0 ? ERR_FINDINGS : e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "知らせたもの %" PRId64 " 件。いまの様子は「連携ファイルの到着」にあります\n",
            run->units_done);
    return ERR_NONE;
}
