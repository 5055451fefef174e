/*
 * 時効と約束の点検 -- every night: debts whose limit is near, promises that were not kept, answers that
 * did not come.
 *
 * Rows    CO-37 (before a debt lapses), CO-34, CO-52 (the day after a missed date), CO-26, CO-46; X48
 *
 * What it finds are tasks; one that holds no more is closed. A plan that was missed so many times in a
 * row is over
 * (collection.md 20.3): that alone is written, and told.
 */
#include "arrears/kinds.h"
#include "arrears/options.h"
#include "arrears/overdue.h"
#include "arrears/plan_keep.h"
#include "arrears/scan.h"

#include "rules/common/period.h"

#include <inttypes.h>

#define SOURCE "job:arrears-limits:"
#define KEPT_OTHERWISE SOURCE "kept-otherwise"

#define TABLES "collection"

enum { OPTION_ALL };
static const struct job_option job_options[] = {
    {"all", "全員の期別を見る（する / しない = 前回の後に納付・調定・督促・催告・事由が動いた人だけ）",
     "しない"},
};

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_arrears_limits = {
    .name = "arrears-limits",
    .label = "時効と分納の点検",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .options = job_options,
    .option_count = COUNT_OF(job_options),
    .prepare = prepare,
    .propose = propose,
    .show = show,
};

struct looking {
    struct job_run *run;
    struct session *session;
    struct arena *arena;
    date day;
    struct arrears_options options;
    struct task *tasks;
    size_t count, capacity;
    struct overdue overdue; /* 時効の暦 */
    size_t kept_otherwise;  /* of it, when everybody was looked at */
    struct act *ended; /* plans to be written as kept or broken */
    size_t ended_count, ended_capacity;
};

static void add_task(struct looking *l, const char *source, int64_t payer_no, const char *key,
                     const char *words, date due)
{
    *ARENA_PUSH(l->arena, l->tasks, l->count, l->capacity) = (struct task){
        .addressee_no = payer_no,
        .source = text_of(source),
        .source_key = text_of(key),
        .words = text_of(words),
        .owner = text_of(""),
        .section = text_of(""),
        .done_words = text_of(""),
        .due = due,
        .state = TASK_OPEN,
    };
}

/* -------------------------------------------------------------------------------- 時効 -------- */

/* One task a charge and day. */
static const char *charge_key(struct looking *l, const struct collection_charge *c, date day)
{
    return arena_printf(l->arena, "%lld/%d-%lld-%d/%d", (long long)c->payer_no, (int)c->levy_year,
                        (long long)c->household_no, c->instalment, (int)date_ymd(day));
}

/* Of the day of the limit: one that moved makes a new task. */
static void tell_limit(struct looking *l, const struct scanned *s)
{
    const struct collection_charge *c = &s->charge;
    bool has_lapsed = date_before(s->limit_late, l->day);
    const char *key = charge_key(l, c, s->limit_late);
    const char *amount = yen_words(l->arena, collection_unpaid(c));

    if (has_lapsed) {
        add_task(l, SOURCE "lapsed", c->payer_no, key,
                 arena_printf(l->arena,
                              "%s（未納 "
                              "%s）は%sで時効が完成しました。納付を受けず、不納欠損の候補で扱ってください。",
                              charge_words(l->arena, c), amount, day_words(l->arena, s->limit_late)),
                 date_add_days(l->day, 30));
        return;
    }
    date urgent = period_end(date_add_days(l->day, 1), (int)l->options.urgent_months);
    bool is_urgent = date_at_most(s->limit_early, urgent);
    add_task(l, is_urgent ? SOURCE "urgent" : SOURCE "near", c->payer_no, key,
             arena_printf(l->arena,
                          "%s（未納 "
                          "%s）の時効は%sに完成します（督促の発付から数えると%s）。差押え・承認・納付の"
                          "どれかを進めてください。",
                          charge_words(l->arena, c), amount, day_words(l->arena, s->limit_late),
                          day_words(l->arena, s->limit_early)),
             date_max(l->day, date_add_days(s->limit_early, -14)));
}

/* A fault of ours, or of a hand in the tables: somebody looks why, also after it was put right. */
static void tell_otherwise(struct looking *l, const struct scanned *s)
{
    const struct collection_charge *c = &s->charge;

    add_task(l, KEPT_OTHERWISE, c->payer_no, charge_key(l, c, l->day),
             arena_printf(l->arena,
                          "%sは、毎晩つけている時効の暦と、全員の見直しの結果が違いました。暦は見直しの"
                          "結果に直しました。この期の時効の日を確かめ、システム担当に知らせてください。",
                          charge_words(l->arena, c)),
             l->day);
}

/* What is kept is proven wherever everybody is looked at though the nights could have gone on from it. */
static enum err prove(struct looking *l, const struct collection_law *law, const struct last_look *last)
{
    struct scanned *rows = NULL;
    enum err e = overdue_prove(l->session, law, last, &l->overdue, l->arena, l->run->report, &rows,
                               &l->kept_otherwise);

    for (size_t i = 0; i < l->kept_otherwise && e == ERR_NONE; i++) {
        tell_otherwise(l, &rows[i]);
    }
    return e;
}

static enum err find_overdue(struct looking *l, const struct collection_law *law,
                             const struct last_look *last, bool wants_all, struct scanned **ret,
                             size_t *ret_count)
{
    const struct last_look none = {.day = date_none()};
    struct store *s = l->session->store;
    struct report *report = l->run->report;
    date watched = period_end(date_add_days(l->day, 1), (int)l->options.watch_months);
    enum err e = store_begin_read(s, report);

    if (e != ERR_NONE) {
        return e;
    }
    e = overdue_find(l->session, law, wants_all ? &none : last, l->arena, report, &l->overdue);
    e = e == ERR_NONE && wants_all ? prove(l, law, last) : e;
    e = e == ERR_NONE ? overdue_until(s, &l->overdue, watched, l->arena, report, ret, ret_count) : e;
    store_rollback(s);
    return e;
}

static enum err look_at_limits(struct looking *l)
{
    struct job_run *run = l->run;
    const struct collection_law *law;
    struct last_look last;
    struct scanned *near;
    size_t count;
    bool wants_all = false;
    char digest[SHA256_HEX];
    enum err e = collection_law_of(l->session, l->arena, run->report, &law);

    if (e == ERR_NONE) {
        e = batch_option_yes(run, OPTION_ALL, &wants_all);
    }
    if (e == ERR_NONE) {
        collection_law_digest(law, digest);
        e = batch_last_look_under(run, LAST_LOOK_ALWAYS, TABLES, digest, l->arena, &last);
    }
    if (e == ERR_NONE) {
        e = find_overdue(l, law, &last, wants_all, &near, &count);
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        tell_limit(l, &near[i]);
    }
    return e;
}

/* -------------------------------------------------------------------------------- 分納 -------- */

static enum err look_at_plan(struct looking *l, const struct act *plan)
{
    struct plan_step *steps = NULL;
    size_t count = 0;
    struct plan_standing standing;
    enum err e = arrears_plan(l->session, plan, l->day, l->arena, l->run->report, &steps, &count);

    if (e != ERR_NONE) {
        return e;
    }
    plan_stand(steps, count, l->day, l->options.plan_grace_days, &standing);
    bool is_broken = standing.missed_in_row >= l->options.plan_missed_in_row;
    if (standing.missed_seq > 0) {
        add_task(l, is_broken ? SOURCE "plan-broken" : SOURCE "plan-missed", plan->payer_no,
                 arena_printf(l->arena, "%lld/%d", (long long)plan->act_no, standing.missed_seq),
                 arena_printf(l->arena,
                              is_broken ? "分納（記録 "
                                          "%lld）は第%d回（%s）から続けて納付がなく、取り消しました。"
                                          "不足 %s。次の手続を決めてください。"
                                        : "分納（記録 %lld）の第%d回（%s）の納付がありません。不足 %s。"
                                          "本人に連絡してください。",
                              (long long)plan->act_no, standing.missed_seq,
                              day_words(l->arena, standing.missed_due),
                              yen_words(l->arena, standing.missing)),
                 l->day);
    }
    if (standing.is_complete || is_broken) {
        struct act *ended = ARENA_PUSH(l->arena, l->ended, l->ended_count, l->ended_capacity);
        *ended = *plan;
        ended->ended_on = l->day;
        ended->end = is_broken ? ACT_BROKEN : ACT_DONE;
        ended->reason = text_of(is_broken ? "続けて納付がないため" : "約束の額が納められた");
    }
    return ERR_NONE;
}

static enum err look_at_plans(struct looking *l)
{
    struct act *plans = NULL;
    size_t count = 0;
    enum err e = acts_open(l->session->store, ACT_PLAN, l->arena, l->run->report, &plans, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = look_at_plan(l, &plans[i]);
    }
    return e;
}

/* A plan that was ended by the night before, what was put right: the task stands until a person ends it. */
static bool covers_task(const void *context, const struct task *standing)
{
    (void)context;
    return !text_is(standing->source, SOURCE "plan-broken") && !text_is(standing->source, KEPT_OTHERWISE);
}

/* ------------------------------------------------------------------------------ 財産調査 ------ */

static enum err look_at_inquiries(struct looking *l)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e = acts_open(l->session->store, ACT_INQUIRY, l->arena, l->run->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (date_before(acts[i].until, l->day)) {
            add_task(l, SOURCE "inquiry", acts[i].payer_no,
                     arena_printf(l->arena, "%lld", (long long)acts[i].act_no),
                     arena_printf(l->arena,
                                  "%.*s への照会（記録 "
                                  "%lld）の回答が期限（%s）までにありません。催促してください。",
                                  (int)acts[i].party.len, acts[i].party.bytes, (long long)acts[i].act_no,
                                  day_words(l->arena, acts[i].until)),
                     l->day);
        }
    }
    return e;
}

/* -------------------------------------------------------------------------------- the run ----- */

static enum err write_all(struct looking *l)
{
    struct job_run *run = l->run;
    struct store *s = l->session->store;
    int64_t now = clock_now_ms();
    struct book_writing w = {s, l->arena, run->report, 0, now};
    struct task_sync sync = {.actor = "job:arrears-limits",
                             .source_prefix = SOURCE,
                             .key_prefix = "",
                             .words = "当てはまらなくなりました",
                             .closes = true,
                             .covers = covers_task,
                             .tasks = l->tasks,
                             .count = l->count};
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    for (size_t i = 0; i < l->ended_count && e == ERR_NONE; i++) {
        e = act_write(&w, &l->ended[i], NULL, 0);
    }
    if (e == ERR_NONE) {
        e = overdue_keep(s, &l->overdue, l->day, run->report);
    }
    if (e == ERR_NONE) {
        e = task_sync(s, &sync, now, run->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    e = store_commit(s, run->report);
    if (e == ERR_NONE && l->kept_otherwise > 0) {
        fprintf(run->out, "時効の暦と違った期別 %zu 件（直しました。作業一覧を見てください）\n",
                l->kept_otherwise);
    }
    if (e == ERR_NONE) {
        fprintf(run->out,
                "知らせる作業 %zu 件（新しく %" PRId64 " 件、閉じた %" PRId64 " 件）、終わった分納 %zu 件\n",
                l->count, sync.added, sync.closed, l->ended_count);
        e = batch_step(run, 1, (int64_t)l->count, (int64_t)l->count);
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("収納の表", (size_t)64 << 20);
    const struct collection_law *law;
    char digest[SHA256_HEX];
    enum err e = collection_law_of(run->session, arena, run->report, &law);

    if (e == ERR_NONE) {
        collection_law_digest(law, digest);
        e = batch_parameter(run, TABLES, digest);
    }
    arena_free(arena);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct looking l = {.run = run,
                        .session = run->session,
                        .day = run->business_date,
                        .arena = arena_new("時効と分納の点検", (size_t)1 << 30)};
    enum err e = arrears_options_on(run->session, l.day, l.arena, run->report, &l.options);

    if (e == ERR_NONE) {
        e = look_at_limits(&l);
    }
    if (e == ERR_NONE) {
        e = look_at_plans(&l);
    }
    if (e == ERR_NONE) {
        e = look_at_inquiries(&l);
    }
    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "知らせる作業 %zu 件（試行のため記録しません）\n", l.count);
    } else if (e == ERR_NONE) {
        e = write_all(&l);
    }
    arena_free(l.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out,
            "知らせた作業 %" PRId64 " 件。内訳は作業一覧の source=job:arrears-limits:* で見られます\n",
            run->units_done);
    return ERR_NONE;
}
