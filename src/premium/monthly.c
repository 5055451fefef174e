/*
 * 月次更正: whole households assessed again whose facts changed since their decision (assessment 5.6, 8).
 *
 * Law     国民健康保険法76条の2, 110条の2 (期間制限), 条例19条
 *
 * Households of which something was recorded (selection.c), or all, are gathered as known now; the hash of
 * its facts against the hash of its last decision says whether one changed. What changed becomes a new
 * version over the whole year, increases and decreases in lists of their own. With --household it is the
 * immediate correction (即時更正) of one household.
 */
#include "premium/correct.h"
#include "premium/gather.h"
#include "premium/selection.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err compare(struct job_run *run, bool *ret_changed);

enum { OPTION_CUT_OFF, OPTION_CARE40, OPTION_HOUSEHOLD, OPTION_EXCEPTION, OPTION_ALL };
static const struct job_option options[] = {
    {"cut-off", "この日までに納期が来る期は確定（空 = 業務日）", ""},
    {"care40", "40歳到達の扱い（at_event / foreseen、空 = 条例の表）", ""},
    {"household", "この世帯だけ（即時更正、0 = 全部）", "0"},
    {"exception", "期間制限の例外（法110条の2ただし書）の理由", ""},
    {"all", "全世帯を読む（する / しない = 前に読んだ後に記録のあった世帯だけ）", "しない"},
};

/* Compared with last year's totals: by premium-annual only. */
static const char *const passed_over[] = {"outlier", "total_outside_band", NULL};

const struct job job_premium_monthly = {
    .name = "premium-monthly",
    .label = "月次更正",
    .unit = "世帯",
    .unit_is_household = true,
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .works_findings = true,
    .passes_over = passed_over,
    .finding_label = checks_finding_label,
    .findings_by = "premium-monthly",
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .compare = compare,
    .withdraw = assessments_withdraw,
    .approve = assessments_approve,
    .show = assessments_show,
};

#define CHUNK_HOUSEHOLDS 1024 /* a few of a hundred change: their questions are asked 16 at a time */

struct monthly_unit {
    struct household_unit u;
    struct changed_case *changed;
    size_t changed_count;
};

struct monthly {
    struct job_run *run;
    struct arena *arena, *unit_arena;
    struct correcting correcting;
    char parameters[SHA256_HEX];
    bool is_whole;              /* every household is looked at */
    bool is_complete;           /* all that have to be */
    struct selection selection; /* what has to be: is_all where nothing is known of it */
    struct decided_list decided;
    size_t decided_at; /* decided households up to here have been read */
    struct gathering_run gathering;
    struct household_unit held;
    bool has_held, ended;
    int64_t household;
    int64_t changed[KIND_DECREASE + 1];
    yen change[KIND_DECREASE + 1];
    struct row_digest digest;
    bool is_comparing;
};

/* ------------------------------------------------------------------------------- conditions --- */

static enum err read_conditions(struct job_run *run, struct monthly *m)
{
    enum err e = batch_option_day(run, OPTION_CUT_OFF, run->business_date, &m->correcting.cut_off);
    if (e == ERR_NONE) {
        e = batch_option_number(run, OPTION_HOUSEHOLD, 0, 0, &m->household);
    }
    m->correcting.has_exception = run->values[OPTION_EXCEPTION][0] != '\0';
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("法令値", (size_t)64 << 20);
    struct monthly m = {.run = run};
    const struct premium_law *law;
    char digest[SHA256_HEX];
    date day;
    enum err e = parameters_in_force(run, arena, &law, digest);
    if (e == ERR_NONE) {
        e = care40_not_after(run, run->values[OPTION_CARE40], &day);
    }
    if (e == ERR_NONE) {
        e = read_conditions(run, &m);
    }
    arena_free(arena);
    return e;
}

/* The households that are read: one, those of the run that is followed, those something was recorded of, or
 * all. */
static enum err select_households(struct monthly *m, const struct case_settings *settings,
                                  struct household_list *ret, bool *ret_some)
{
    struct job_run *run = m->run;
    bool wants_all = false;
    enum err e = batch_option_yes(run, OPTION_ALL, &wants_all);
    m->selection = (struct selection){.is_all = true, .why = "指定された世帯"};
    *ret_some = m->household != 0 || run->findings_of != 0;
    if (e != ERR_NONE || *ret_some) {
        *ret = m->household != 0 ? (struct household_list){&m->household, 1}
                                 : (struct household_list){run->only.keys, run->only.count};
        return e;
    }
    e = selection_make(m->gathering.store, settings->year, m->parameters, settings->care40_not_after,
                       m->arena, run->report, &m->selection);
    m->is_whole = wants_all || m->selection.is_all;
    m->is_complete = e == ERR_NONE;
    *ret_some = !m->is_whole;
    *ret = (struct household_list){m->selection.households, m->selection.count};
    return e;
}

static enum err read_decided(struct monthly *m, const struct household_list *some)
{
    struct store *s = m->gathering.store;
    struct job_run *run = m->run;
    return some != NULL ? decided_load_some(s, run->year, m->parameters, some->numbers, some->count,
                                            m->arena, run->report, &m->decided)
                        : decided_load(s, run->year, m->parameters, m->arena, run->report, &m->decided);
}

static enum err monthly_open(struct monthly *m, struct job_run *run, int64_t known_at, int64_t after)
{
    struct case_settings settings = {.year = {(int16_t)run->year}, .care40_not_after = date_none()};
    *m = (struct monthly){.run = run,
                          .arena = arena_new("月次更正", (size_t)1 << 30),
                          .unit_arena = arena_new("更正の1件", (size_t)256 << 20)};
    enum err e = read_conditions(run, m);
    if (e == ERR_NONE) {
        e = care40_not_after(run, run->values[OPTION_CARE40], &settings.care40_not_after);
    }
    if (e == ERR_NONE) {
        e = premium_law_load(run->session->folder.params, run->session->folder.municipality,
                             settings.year, m->arena, run->report, &m->correcting.law);
    }
    if (e == ERR_NONE) {
        e = parameters_digest(run->session, run->report, m->parameters);
    }
    struct household_list some;
    bool is_some = false;
    if (e == ERR_NONE) {
        e = gathering_begin(&m->gathering, run, &settings);
    }
    if (e == ERR_NONE) {
        e = select_households(m, &settings, &some, &is_some);
    }
    if (e == ERR_NONE) {
        e = gathering_some(&m->gathering, known_at, after, is_some ? &some : NULL);
    }
    if (e == ERR_NONE) {
        e = read_decided(m, is_some ? &some : NULL);
    }
    if (e == ERR_NONE) {
        m->correcting.store = run->session->store;
        m->correcting.settings = settings;
        m->correcting.decided_on = run->business_date;
        m->decided_at = decided_find(&m->decided, after == CHECKPOINT_NONE ? after : after + 1);
    }
    return e;
}

static void monthly_close(struct monthly *m)
{
    gathering_close(&m->gathering);
    arena_free(m->unit_arena);
    arena_free(m->arena);
}

/* ------------------------------------------------------------------------------------ read ---- */

static bool is_decided(void *context, int64_t household_no)
{
    struct monthly *m = context;
    size_t at = decided_find(&m->decided, household_no);
    return at < m->decided.count && m->decided.items[at].household_no == household_no;
}

static void pass_household(struct monthly *m, int64_t household_no)
{
    while (m->decided_at < m->decided.count &&
           m->decided.items[m->decided_at].household_no <= household_no) {
        m->decided_at++;
    }
}

/* Households of the register and households decided before, merged in order. */
static enum err next_unit(struct monthly *m, struct arena *arena, struct report *report,
                          struct household_unit *ret, bool *ret_more)
{
    if (!m->has_held && !m->ended) {
        bool more;
        enum err e = gathering_next(&m->gathering, is_decided, m, arena, report, &m->held, &more);
        if (e != ERR_NONE) {
            return e;
        }
        m->has_held = more;
        m->ended = !more;
    }
    const struct decided_short *d =
        m->decided_at < m->decided.count ? &m->decided.items[m->decided_at] : NULL;
    while (d != NULL && !batch_unit_wanted(m->run, d->household_no)) {
        m->decided_at++;
        d = m->decided_at < m->decided.count ? &m->decided.items[m->decided_at] : NULL;
    }
    *ret_more = true;
    if (d != NULL && (!m->has_held || d->household_no < m->held.household_no)) {
        *ret = (struct household_unit){.household_no = d->household_no}; /* nobody belongs to it now */
    } else if (m->has_held) {
        *ret = m->held;
        struct belonging *b = ARENA_ARRAY(arena, struct belonging, ret->belonging_count);
        memcpy(b, ret->belongings, ret->belonging_count * sizeof(*b));
        ret->belongings = b; /* the held one may lie in the arena of the chunk before */
        m->has_held = false;
    } else {
        *ret_more = false;
        return ERR_NONE;
    }
    pass_household(m, ret->household_no);
    return ERR_NONE;
}

static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    struct monthly *m = context;
    struct monthly_unit *units = c->units;
    bool more = true;
    while (c->count < CHUNK_HOUSEHOLDS && more) {
        struct monthly_unit *unit = &units[c->count];
        *unit = (struct monthly_unit){0};
        enum err e = next_unit(m, c->arena, report, &unit->u, &more);
        if (e != ERR_NONE) {
            return e;
        }
        if (more) {
            c->last_key = unit->u.household_no;
            c->count++;
        }
    }
    return ERR_NONE;
}

/* --------------------------------------------------------------------------------- compute ---- */

static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch,
                              struct report *report)
{
    struct monthly *m = context;
    struct monthly_unit *units = c->units;
    for (size_t i = 0; i < c->count; i++) {
        units[i].u.is_skipped = !batch_unit_begin(m->run, units[i].u.household_no);
        if (units[i].u.is_skipped) {
            continue;
        }
        enum err e = changed_cases_of_unit(&m->correcting, m->gathering.facts, &m->gathering.settings,
                                           &m->decided, &units[i].u, m->run->findings_of != 0, c->arena,
                                           scratch, report, &units[i].changed, &units[i].changed_count);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------------- write ---- */

static enum err too_late(struct monthly *m, const struct corrected *corrected, struct report *report)
{
    const struct premium_case *c = corrected->a.c;
    char words[400];
    correction_late_words(&m->correcting, corrected, words, sizeof(words));
    return batch_finding(m->run, "time_limit", c->household_no, c->payer_no, words, report);
}

/* LV-11: the relief was decided on another amount. */
static enum err recheck(struct monthly *m, const struct corrected *made, struct report *report)
{
    const struct premium_case *c = made->a.c;
    return batch_finding(m->run, "remission_recheck", c->household_no, c->payer_no,
                         "減免している世帯の年額が更正で変わります。減免の額が今の決定でよいか、"
                         "減免の一覧で確かめてください",
                         report);
}

/* A run over everything: nothing was recorded of a household, and it changes all the same. */
static enum err not_recorded(struct monthly *m, const struct corrected *made, struct report *report)
{
    const struct premium_case *c = made->a.c;
    return batch_finding(
        m->run, "not_recorded", c->household_no, c->payer_no,
        "前の決議の後に記録された変更がないのに、更正の対象になりました。記録の時刻とプログラムの版を"
        "確かめてください",
        report);
}

/* One changed case becomes a row; the list it stands in is counted. */
static enum err make_version(struct monthly *m, const struct changed_case *changed,
                             struct report *report, struct corrected *ret)
{
    enum err e = correction_make(&m->correcting, changed, m->unit_arena, report, ret);
    if (e != ERR_NONE) {
        return e;
    }
    if (ret->result == CORRECTION_LATE) {
        return too_late(m, ret, report);
    }
    if (ret->result == CORRECTION_MADE) {
        struct assessment_row *row = &ret->a.row;
        row->run_no = m->run->run_no;
        m->changed[row->kind]++;
        m->change[row->kind] += row->total - ret->before.total;
    }
    return ERR_NONE;
}

struct made_rows {
    struct assessment_row *rows;
    size_t count, capacity;
};

static void list_change(const struct monthly *m, const struct changed_case *changed,
                        const struct assessment_row *row)
{
    char was[32], now[32];
    yen_format(changed->decided != NULL ? changed->decided->total : 0, was, sizeof(was));
    yen_format(row->total, now, sizeof(now));
    fprintf(m->run->out, "差分: 世帯 %" PRId64 " 納付義務者 %" PRId64 "  %s → %s 円  %s\n",
            row->household_no, row->payer_no, was, now, row->reasons);
}

/* The changed cases of a chunk with what was decided and known before, read at once. */
static enum err read_before(struct monthly *m, struct chunk *c, struct report *report)
{
    struct monthly_unit *units = c->units;
    struct changed_case *all = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < c->count; i++) {
        for (size_t k = 0; k < units[i].changed_count; k++) {
            *ARENA_PUSH(c->arena, all, count, capacity) = units[i].changed[k];
        }
    }
    enum err e = changed_cases_read(&m->correcting, all, count, c->arena, report);
    for (size_t i = 0, at = 0; i < c->count && at < count; i++) {
        units[i].changed = &all[at];
        at += units[i].changed_count;
    }
    return e;
}

/* One case: its row, pushed, and its findings. */
static enum err make_case(struct monthly *m, const struct changed_case *changed, struct chunk *c,
                          struct store *s, struct made_rows *to, struct report *report)
{
    struct corrected made;
    enum err e = make_version(m, changed, report, &made);
    bool is_made = e == ERR_NONE && made.result == CORRECTION_MADE;
    if (is_made) {
        *ARENA_PUSH(c->arena, to->rows, to->count, to->capacity) = made.a.row;
        assessment_digest_add(&m->digest, &made.a.row);
        if (s == NULL && !m->is_comparing) {
            list_change(m, changed, &made.a.row);
        }
    }
    if (is_made && !m->is_comparing && !selection_has(&m->selection, made.a.row.household_no)) {
        e = not_recorded(m, &made, report);
    }
    if (e == ERR_NONE && is_made && !m->is_comparing && correction_wants_recheck(&made)) {
        e = recheck(m, &made, report);
    }
    if (e == ERR_NONE && !m->is_comparing &&
        (is_made || made.a.refused != NULL || m->run->findings_of != 0)) {
        e = assessed_findings(m->run, &made.a, report);
    }
    arena_reset(m->unit_arena);
    return e;
}

/* The rows of a chunk first, in memory: single reads and bulk loading do not mix on one connection. */
static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct monthly *m = context;
    struct monthly_unit *units = c->units;
    struct made_rows made = {0};
    enum err e = read_before(m, c, report);

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < units[i].changed_count && e == ERR_NONE; k++) {
            e = make_case(m, &units[i].changed[k], c, s, &made, report);
        }
        if (e == ERR_NONE && units[i].u.cases.has_no_payer && !m->is_comparing) {
            e = batch_finding(m->run, "no_payer", units[i].u.household_no, 0,
                              "被保険者がいるのに世帯主のない日があります。"
                              "住民記録に世帯主を確かめてください",
                              report);
        }
    }
    if (e != ERR_NONE || s == NULL || made.count == 0) {
        return e;
    }
    struct bulk *b;
    e = rows_begin(s, report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < made.count && e == ERR_NONE; i++) {
        e = rows_add(b, &made.rows[i], report);
    }
    enum err ended = bulk_end(b, report);
    return e != ERR_NONE ? e : ended;
}

static const struct work monthly_work = {
    .unit_bytes = sizeof(struct monthly_unit),
    .chunk_units = CHUNK_HOUSEHOLDS,
    .read = read_chunk,
    .compute = compute_chunk,
    .write = write_chunk,
};

/* ------------------------------------------------------------------------------------- job ---- */

/* Two lists of one run: increases and decreases are decided apart (LV-20). */
static enum err run_rows(struct monthly *m)
{
    struct job_run *run = m->run;
    struct decision_run r = {
        .run_no = run->run_no,
        .year = run->year,
        .is_whole = m->is_whole,
        .is_complete = m->is_complete,
        .known_at = run->known_at,
        .proposed_on = run->business_date,
        .cut_off = m->correcting.cut_off,
        .care40_not_after = m->gathering.settings.care40_not_after,
        .program_version = KOKUHO_VERSION,
    };
    memcpy(r.parameters, m->parameters, sizeof(r.parameters));
    return decision_runs_open(run, &r, KIND_INCREASE, KIND_DECREASE, m->correcting.law);
}

static enum err propose(struct job_run *run)
{
    struct monthly m;
    struct work work = monthly_work;
    enum err e = monthly_open(&m, run, run->known_at, run->checkpoint);
    work.context = &m;
    if (e == ERR_NONE && !m.decided.is_decided) {
        e = report_fail(run->report, ERR_INPUT,
                        "%" PRId32 "年度の当初賦課が決議されていません。"
                        "先に premium-annual を決議してください",
                        run->year);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = run_rows(&m);
    }
    if (e == ERR_NONE) {
        run->units_total = (int64_t)(run->findings_of != 0 ? run->only.count : m.decided.count);
        e = batch_work(run, &work);
    }
    if (e == ERR_NONE) {
        run->units_total = run->units_done;
        fprintf(run->out, "読んだ世帯 %" PRId64 "（%s%s）\n", run->units_done, m.is_whole ? "全部: " : "",
                m.selection.why);
        for (int kind = KIND_INCREASE; kind <= KIND_DECREASE; kind++) {
            char change[32];
            yen_format(m.change[kind], change, sizeof(change));
            fprintf(run->out, "%s %" PRId64 " 件 %s 円\n", kind == KIND_INCREASE ? "増額" : "減額",
                    m.changed[kind], change);
        }
    }
    monthly_close(&m);
    return e;
}

static enum err compare(struct job_run *run, bool *ret_changed)
{
    struct monthly m;
    struct work work = monthly_work;
    struct job_run dry = assessment_rehearsal(run);
    dry.out = NULL;
    enum err e = monthly_open(&m, &dry, INT64_MAX - 1, CHECKPOINT_NONE);
    work.context = &m;
    m.is_comparing = true;
    if (e == ERR_NONE) {
        e = batch_work(&dry, &work);
    }
    if (e == ERR_NONE) {
        e = assessment_compare(run, &m.digest, ret_changed);
    }
    monthly_close(&m);
    return e;
}
