/*
 * 払込の照合の処理 -- every day that does not agree becomes a task of its section, and every 速報 whose
 * 確報 is late (E14); what agrees meanwhile, or was settled by two persons, is done.
 */
#include "payin/settings.h"

#include <inttypes.h>

static enum err compare(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_payin_compare = {
    .name = "payin-compare",
    .label = "払込の照合",
    .unit = "日",
    .run_permission = PERM_NIGHT_RUN,
    .propose = compare,
    .show = show,
};

struct found {
    struct job_run *run;
    struct arena *arena;
    struct task *tasks;
    size_t count, capacity;
    int64_t days, agree, wait, late;
};

static struct task *add_task(struct found *f, const char *source, const char *key, const char *words,
                             const char *section)
{
    struct task *t = ARENA_PUSH(f->arena, f->tasks, f->count, f->capacity);

    *t = (struct task){.source = text_of(source),
                       .source_key = text_of(key),
                       .words = text_of(words),
                       .owner = text_of(""),
                       .section = text_of(section),
                       .done_words = text_of(""),
                       .due = date_none()};
    return t;
}

static const char *shown(struct found *f, date day)
{
    char words[DATE_TEXT_BYTES];
    size_t n = date_format_era(day, words);
    return arena_copy(f->arena, words, n);
}

/* One task for each way in which a day does not agree: its words stay true. */
static const char *const sources[PAYIN_RESULTS] = {[PAYIN_DIFFERS] = "payin:differs",
                                                   [PAYIN_NO_MONEY] = "payin:no-money",
                                                   [PAYIN_NO_DATA] = "payin:no-data"};

static enum err look_at_days(struct found *f)
{
    struct payin_day *days;
    size_t count;
    enum err e =
        payin_days(f->run->session, date_none(), date_none(), f->arena, f->run->report, &days, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct payin_day *d = &days[i];
        f->days++;
        f->agree += d->result == PAYIN_AGREES;
        f->wait += d->result == PAYIN_WAITS;
        if (!payin_is_open(d)) {
            continue;
        }
        (void)add_task(
            f, sources[d->result], arena_printf(f->arena, "%02d:%08d", (int)d->channel, date_ymd(d->day)),
            arena_printf(f->arena,
                         "%s %s払込 %s（%s）。相手先に確かめて「払込の差異の処理」に書いてください",
                         collection_channel_labels[d->channel], shown(f, d->day),
                         payin_result_labels[d->result], d->words),
            d->section);
    }
    return e;
}

/* E14: told so long ago that the confirmation should be here. */
static enum err look_at_told(struct found *f)
{
    struct payin_settings settings;
    struct collection_told *told;
    size_t count;
    date today = f->run->session->folder.business_date;
    enum err e = collection_told_open(f->run->session->store, today, f->arena, f->run->report, &told, &count);

    if (e == ERR_NONE && count > 0) { /* a municipality without such channels has no table of them */
        e = payin_settings_load(&f->run->session->folder, f->arena, f->run->report, &settings);
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct collection_told *m = &told[i];
        struct payin_rule rule;
        e = payin_rule_on(&settings, (int)m->channel, m->received_on, f->run->report, &rule);
        if (e != ERR_NONE || rule.confirm_days == 0 ||
            !date_before(date_add_days(m->received_on, rule.confirm_days), today)) {
            continue;
        }
        struct task *t =
            add_task(f, "payin:E14", arena_printf(f->arena, "mark:%" PRId64, m->mark_no),
                     arena_printf(f->arena,
                                  "速報だけで確報がありません（E14）: %s %s 通知書番号 %08" PRId64
                                  " 第%d期 %" PRId64 "円。収納の相手先に確かめてください",
                                  collection_channel_labels[m->channel], shown(f, m->received_on),
                                  m->notice_no, m->instalment, m->amount),
                     rule.section);
        t->household_no = m->household_no;
        t->addressee_no = m->payer_no;
        f->late++;
    }
    return e;
}

static enum err write_tasks(struct found *f)
{
    struct store *s = f->run->session->store;
    struct report *report = f->run->report;
    struct task_sync sync = {.actor = "job:payin-compare",
                             .source_prefix = "payin:",
                             .key_prefix = "",
                             .words = "一致したか、差異の処理が済みました",
                             .closes = true,
                             .tasks = f->tasks,
                             .count = f->count};
    enum err e = store_begin(s, report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(f->run, report);
    e = e == ERR_NONE ? task_sync(s, &sync, clock_now_ms(), report) : e;
    e = e == ERR_NONE ? collection_paid_in_sum(s, report) : e;
    if (e == ERR_NONE) {
        return store_commit(s, report);
    }
    store_rollback(s);
    return e;
}

static enum err compare(struct job_run *run)
{
    struct found f = {.run = run, .arena = arena_new("払込の照合", (size_t)1 << 30)};
    enum err e = look_at_days(&f);

    if (e == ERR_NONE) {
        e = look_at_told(&f);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = write_tasks(&f);
    }
    if (e == ERR_NONE) {
        int64_t open = (int64_t)f.count - f.late;
        fprintf(run->out,
                "払込の照合 %" PRId64 " 件: 一致 %" PRId64 "、払込待ち %" PRId64 "、差異 %" PRId64
                "。確報のない速報 %" PRId64 " 件\n",
                f.days, f.agree, f.wait, open, f.late);
        if (!run->dry_run) {
            e = batch_step(run, INT64_MAX - 1, f.days, f.days);
        }
        e = e == ERR_NONE && f.count > 0 ? ERR_FINDINGS : e;
    }
    arena_free(f.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "照合した経路と払込日 %" PRId64 " 件\n", run->units_done);
    return ERR_NONE;
}
