/*
 * 前期高齢者判定・月次 (EL-22) -- the sweep of a month: whose 65th, 70th or 75th year takes effect in it.
 *
 * Rules   rules/eligibility/age_class.c (年齢計算ニ関する法律: an age is reached on the eve of the birthday)
 * Law     高齢者の医療の確保に関する法律32条・52条, 国民健康保険法42条1項4号; eligibility.md 7, 15
 *
 * From 65 somebody is 前期高齢者 and from 70 高齢受給者, each from the month after the one in which he
 * reaches the age, born on the 1st from that month; at 75 he leaves on the birthday. A sweep of the same
 * month finds the same; what the register says otherwise by then (a corrected birthday, a loss) is
 * superseded. Who becomes 70 gets his paper by 証の一斉更新, and the others of his household are judged anew
 * by it; who becomes 75 and has no loss entered is a task until he has.
 */
#include "casework/task.h"
#include "certificate/elders.h"

#include <inttypes.h>

#define SOURCE_LOSS "job:eligibility-elders:loss"

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_MONTH };
static const struct job_option options[] = {{"month", "変わる月の1日（例 2026-09-01、空 = 翌月）", ""}};
const struct job job_eligibility_elders = {
    .name = "eligibility-elders",
    .label = "前期高齢者の月次判定（65歳・70歳・75歳）",
    .unit = "人",
    .run_permission = PERM_NIGHT_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .show = show,
};

struct sweep {
    struct job_run *run;
    struct arena *arena;
    date first, last; /* of the month */
    int month;
    struct eligibility_terms terms;
    struct elder *all;
    size_t count, capacity;
    struct task *tasks;
    size_t task_count, task_capacity;
};

static enum err read_conditions(struct sweep *w)
{
    const struct eligibility_law *law;
    date day;
    enum err e = batch_option_day(w->run, OPTION_MONTH, copay_next_month(w->run->business_date), &day);

    if (e == ERR_NONE) {
        struct civil c = date_civil(day);
        w->first = date_of(c.year, c.month, 1);
        w->last = date_last_of_month(c.year, c.month);
        w->month = elder_month(day);
        e = law_of(w->run->session, w->arena, w->run->report, &law);
    }
    return e == ERR_NONE ? eligibility_terms_on(law, w->first, w->run->report, &w->terms) : e;
}

static enum err prepare(struct job_run *run)
{
    struct sweep w = {.run = run, .arena = arena_new("月次判定の設定", (size_t)16 << 20)};
    enum err e = read_conditions(&w);

    arena_free(w.arena);
    return e;
}

/* ------------------------------------------------------------------------------------- who ------ */

static bool is_judged_age(const struct eligibility_terms *t, int age)
{
    return age == t->early_elderly_age.value || age == t->elder_age.value || age == t->late_age.value;
}

/* His ages that take effect in the month. A birthday without a day has none. */
static void look_at(struct sweep *w, const struct belonging *b)
{
    struct age_arrival all[AGE_ARRIVALS];
    date birth;

    if (!date_from_ymd(b->birth.ymd, &birth)) {
        return;
    }
    age_arrivals(&w->terms, birth, all);
    for (size_t i = 0; i < AGE_ARRIVALS; i++) {
        if (is_judged_age(&w->terms, all[i].age) && date_at_most(w->first, all[i].effect) &&
            date_at_most(all[i].effect, w->last)) {
            *ARENA_PUSH(w->arena, w->all, w->count, w->capacity) =
                (struct elder){.month = w->month,
                               .addressee_no = b->addressee_no,
                               .household_no = b->household_no,
                               .age = all[i].age,
                               .reached = all[i].reached,
                               .effect = all[i].effect};
        }
    }
}

static enum err read_people(struct sweep *w)
{
    struct eligibility_belonging_scan *scan;
    struct belonging b;
    bool more = true;
    enum err e = eligibility_belonging_open(w->run->session->store,
                                            span_of_day(w->first),
                                            w->run->known_at, INT64_MIN, w->run->report, &scan);

    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_belonging_next(scan, w->run->report, &b, &more)) == ERR_NONE && more) {
        look_at(w, &b);
    }
    eligibility_belonging_close(scan);
    return e;
}

static enum err is_insured(const struct sweep *w, int64_t number, date on, struct arena *unit, bool *ret)
{
    struct eligibility_fact *facts;
    size_t count;
    enum err e = eligibility_facts_of(w->run->session->store, number,
                                      span_of_day(on), w->run->known_at, unit,
                                      w->run->report, &facts, &count);

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = *ret || facts[i].kind == FACT_MEMBERSHIP;
    }
    return e;
}

/* 75 and insured from the birthday on: the loss (L09) is still to be entered. */
static enum err add_task(struct sweep *w, const struct elder *one, struct arena *unit)
{
    bool is_open = false;
    int64_t offset = w->terms.late_elderly_loss_offset.value;
    enum err e = is_insured(w, one->addressee_no, date_add_days(one->effect, (int)offset), unit, &is_open);

    if (e == ERR_NONE && is_open) {
        *ARENA_PUSH(w->arena, w->tasks, w->task_count, w->task_capacity) = (struct task){
            .addressee_no = one->addressee_no,
            .household_no = one->household_no,
            .source = text_of(SOURCE_LOSS),
            .source_key =
                text_of(arena_printf(w->arena, "%d/%" PRId64, one->month, one->addressee_no)),
            .words = text_of("75歳になりますが、資格の喪失（L09 後期高齢者医療）が入っていません。広域連合の"
                             "情"
                             "報を確かめ、脱退を登録して証を回収してください"),
            .due = one->effect};
    }
    return e;
}

/* Keeps who is insured: on the day of the change, at 75 on its eve. */
static enum err keep_insured(struct sweep *w)
{
    size_t kept = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < w->count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("月次判定の1人", (size_t)16 << 20);
        const struct elder *one = &w->all[i];
        bool is_leaving = one->age == w->terms.late_age.value, is_one = false;
        e = is_insured(w, one->addressee_no, is_leaving ? date_add_days(one->effect, -1) : one->effect, unit,
                       &is_one);
        if (e == ERR_NONE && is_one && is_leaving) {
            e = add_task(w, one, unit);
        }
        if (is_one) {
            w->all[kept++] = *one;
        }
        arena_free(unit);
    }
    w->count = e == ERR_NONE ? kept : w->count;
    return e;
}

/* ---------------------------------------------------------------------------------- the rows ---- */

static date day_of(struct query *q, int column)
{
    date d;
    bool is_day = date_from_ymd((int32_t)query_i64(q, column), &d);

    assert(is_day);
    return d;
}

enum err elders_of(struct store *s, int from, int until, struct arena *arena, struct report *report,
                   struct elder **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_certificate_elders_of);
    struct elder *all = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;

    query_set_i64(q, "from", from);
    query_set_i64(q, "until", until);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, all, count, capacity) = (struct elder){.month = (int)query_i64(q, 0),
                                                                  .addressee_no = query_i64(q, 1),
                                                                  .age = (int)query_i64(q, 2),
                                                                  .reached = day_of(q, 3),
                                                                  .effect = day_of(q, 4),
                                                                  .household_no = query_i64(q, 5)};
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

static bool is_same(const struct elder *a, const struct elder *b)
{
    return a->addressee_no == b->addressee_no && a->age == b->age && date_equal(a->reached, b->reached) &&
           date_equal(a->effect, b->effect) && a->household_no == b->household_no;
}

static bool is_among(const struct elder *one, const struct elder *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same(one, &all[i])) {
            return true;
        }
    }
    return false;
}

static enum err close_row(const struct sweep *w, const struct elder *one, int64_t now)
{
    struct query *q = store_query(w->run->session->store, SQL_certificate_elder_close);
    int64_t changed;

    query_set_i64(q, "month", one->month);
    query_set_i64(q, "addressee_no", one->addressee_no);
    query_set_i64(q, "age", one->age);
    query_set_i64(q, "superseded_at", now);
    return query_run(q, w->run->report, &changed);
}

static enum err add_row(const struct sweep *w, const struct elder *one, int64_t now)
{
    struct query *q = store_query(w->run->session->store, SQL_certificate_elder_add);
    int64_t changed;

    query_set_i64(q, "month", one->month);
    query_set_i64(q, "addressee_no", one->addressee_no);
    query_set_i64(q, "age", one->age);
    query_set_i64(q, "reached", date_ymd(one->reached));
    query_set_i64(q, "effect", date_ymd(one->effect));
    query_set_i64(q, "household_no", one->household_no);
    query_set_i64(q, "run_no", w->run->run_no);
    query_set_i64(q, "recorded_at", now);
    return query_run(q, w->run->report, &changed);
}

/* What stands and what was found: only the difference is written. */
static enum err write_rows(struct sweep *w, int64_t now, size_t *ret_new, size_t *ret_gone)
{
    struct elder *standing;
    size_t count;
    enum err e = elders_of(w->run->session->store, w->month, w->month, w->arena, w->run->report, &standing,
                           &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!is_among(&standing[i], w->all, w->count)) {
            e = close_row(w, &standing[i], now);
            (*ret_gone)++;
        }
    }
    for (size_t i = 0; i < w->count && e == ERR_NONE; i++) {
        if (!is_among(&w->all[i], standing, count)) {
            e = add_row(w, &w->all[i], now);
            (*ret_new)++;
        }
    }
    return e;
}

static enum err write_all(struct sweep *w, size_t *ret_new, size_t *ret_gone)
{
    struct job_run *run = w->run;
    struct store *s = run->session->store;
    int64_t now = clock_now_ms();
    struct task_sync sync = {.actor = "job:eligibility-elders",
                             .source_prefix = SOURCE_LOSS,
                             .key_prefix = arena_printf(w->arena, "%d/", w->month),
                             .words = "喪失が入りました",
                             .closes = true,
                             .tasks = w->tasks,
                             .count = w->task_count};
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = run->dry_run ? ERR_NONE : batch_hold(run, run->report);
    e = e == ERR_NONE ? write_rows(w, now, ret_new, ret_gone) : e;
    e = e == ERR_NONE ? task_sync(s, &sync, now, run->report) : e;
    if (e != ERR_NONE || run->dry_run) {
        store_rollback(s);
        return e;
    }
    return store_commit(s, run->report);
}

static size_t count_of(const struct sweep *w, int64_t age)
{
    size_t n = 0;

    for (size_t i = 0; i < w->count; i++) {
        n += w->all[i].age == age;
    }
    return n;
}

static enum err propose(struct job_run *run)
{
    struct sweep w = {.run = run, .arena = arena_new("前期高齢者の月次判定", (size_t)512 << 20)};
    size_t new = 0, gone = 0;
    enum err e = read_conditions(&w);

    e = e == ERR_NONE ? read_people(&w) : e;
    e = e == ERR_NONE ? keep_insured(&w) : e;
    e = e == ERR_NONE ? write_all(&w, &new, &gone) : e;
    if (e == ERR_NONE) {
        fprintf(run->out,
                "%d年%d月: 前期高齢者になる人 %zu 人、70歳になり割合の証が要る人 %zu 人、75歳で離れる人 %zu "
                "人（喪失の入っていない人 %zu 人）。前の判定から増えた行 %zu、なくなった行 %zu%s\n",
                w.month / 100, w.month % 100, count_of(&w, w.terms.early_elderly_age.value),
                count_of(&w, w.terms.elder_age.value), count_of(&w, w.terms.late_age.value),
                w.task_count, new, gone, run->dry_run ? "（試行のため記録しません）" : "");
        e = run->dry_run ? e : batch_step(run, 1, (int64_t)w.count, (int64_t)w.count);
    }
    arena_free(w.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "判定 %" PRId64 " 人。内訳は「前期高齢者判定結果」の一覧で見られます\n",
            run->units_done);
    return ERR_NONE;
}
