/*
 * 当初賦課: the assessment of the year, as of 賦課期日 1 April (法76条の2), for every household with somebody
 * insured in it. Proposes; approval decides and posts (approve.c).
 */
#include "premium/checks.h"
#include "premium/former.h"
#include "premium/gather.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err compare(struct job_run *run, bool *ret_changed);

enum { OPTION_CARE40, OPTION_OUTLIER_PERCENT, OPTION_OUTLIER_YEN, OPTION_BAND, OPTION_LIST };
static const struct job_option options[] = {
    {"care40", "40歳到達の扱い（at_event 到達の都度 / foreseen 当初に見込む、空 = 条例の表）", ""},
    {"outlier-percent", "前年度との差がこの割合以上で", "50"},
    {"outlier-yen", "かつこの額以上なら確認事項にする", "100000"},
    {"band-percent", "区分ごとの総額が前年度からこの割合より離れたら確認事項にする", "20"},
    {"list", "試行で一覧する世帯の数（all = 全部）", "100"},
};

const struct job job_premium_annual = {
    .name = "premium-annual",
    .label = "当初賦課",
    .unit = "世帯",
    .unit_is_household = true,
    .closes_tasks = true,
    .finding_label = checks_finding_label,
    .findings_by = "premium-monthly",
    .run_permission = PERM_PREMIUM_RUN,
    .approve_permission = PERM_PREMIUM_APPROVE,
    .needs_approval = true,
    .is_once_a_year = true,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .compare = compare,
    .withdraw = assessments_withdraw,
    .approve = assessments_approve,
    .show = assessments_show,
};

#define CHUNK_HOUSEHOLDS 1000 /* a few milliseconds of the writer's turn */

struct annual {
    struct job_run *run;
    struct arena *arena;
    const struct premium_law *law;
    char parameters[SHA256_HEX];
    struct gathering_run gathering;
    struct checks checks;     /* against last year, and the totals */
    struct differences diff;  /* of a dry run */
    struct row_digest digest; /* of what would be proposed (compare) */
    bool is_comparing;
};

/* ------------------------------------------------------------------------------- conditions --- */

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("法令値", (size_t)64 << 20);
    const struct premium_law *law;
    char digest[SHA256_HEX];
    enum err e = parameters_in_force(run, arena, &law, digest);
    date day;
    int64_t formers = 0;
    if (e == ERR_NONE) {
        e = care40_not_after(run, run->values[OPTION_CARE40], &day);
    }
    if (e == ERR_NONE) {
        e = formers_of_year(run->session->store, run->year, run->report, &formers);
    }
    if (e == ERR_NONE && formers > 0) {
        e = report_fail(run->report, ERR_INPUT,
                        "%d年度は前の系で賦課し、%" PRId64
                        " 件を滞納繰越として引き継いでいます。当初賦課はできません",
                        run->year, formers);
    }
    arena_free(arena);
    return e;
}

static enum err annual_open(struct annual *a, struct job_run *run, int64_t known_at, int64_t after)
{
    struct case_settings settings = {.year = {(int16_t)run->year}, .care40_not_after = date_none()};
    *a = (struct annual){.run = run, .arena = arena_new("当初賦課", (size_t)256 << 20)};
    enum err e = care40_not_after(run, run->values[OPTION_CARE40], &settings.care40_not_after);
    if (e == ERR_NONE) {
        e = premium_law_load(run->session->folder.params, run->session->folder.municipality,
                             settings.year, a->arena, run->report, &a->law);
    }
    if (e == ERR_NONE) {
        e = parameters_digest(run->session, run->report, a->parameters);
    }
    if (e == ERR_NONE) {
        e = gathering_open(&a->gathering, run, &settings, known_at, after);
    }
    if (e == ERR_NONE) {
        e = checks_open(&a->checks, run, a->gathering.store, known_at, a->arena,
                        run->values[OPTION_OUTLIER_PERCENT], run->values[OPTION_OUTLIER_YEN],
                        run->values[OPTION_BAND]);
    }
    return e;
}

static void annual_close(struct annual *a)
{
    gathering_close(&a->gathering);
    arena_free(a->arena);
}

/* ----------------------------------------------------------------------------- three steps ---- */

static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    struct annual *a = context;
    struct household_unit *units = c->units;
    bool more = true;
    while (c->count < CHUNK_HOUSEHOLDS && more) {
        enum err e = gathering_next(&a->gathering, NULL, NULL, c->arena, report, &units[c->count],
                                    &more);
        if (e != ERR_NONE) {
            return e;
        }
        if (more) {
            c->last_key = units[c->count++].household_no;
        }
    }
    return ERR_NONE;
}

static enum err assess_unit(struct annual *a, struct household_unit *u, struct arena *keep,
                            struct arena *scratch, struct report *report)
{
    struct splitting first = {0};
    facts_cases(a->gathering.facts, u->belongings, u->belonging_count, &a->gathering.settings, NULL,
                0, keep, &u->cases);
    u->assessed = ARENA_ARRAY(keep, struct assessed, u->cases.count + 1);
    for (size_t i = 0; i < u->cases.count; i++) {
        struct assessed *made = &u->assessed[u->assessed_count++];
        enum err e = assess_case(a->law, &u->cases.cases[i], &first, scratch, report, made);
        if (e != ERR_NONE) {
            return report_fail(report, e, "世帯 %" PRId64 " を計算できません", u->household_no);
        }
        made->trace = NULL; /* lived in the scratch */
        made->result.members = NULL;
        if (made->refused != NULL) {
            made->refused = arena_string(keep, made->refused);
        }
        made->row.kind = KIND_ANNUAL;
        made->row.version = 1;
        memcpy(made->row.reasons, "当初", sizeof("当初"));
        arena_reset(scratch);
    }
    return ERR_NONE;
}

static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch,
                              struct report *report)
{
    struct annual *a = context;
    struct household_unit *units = c->units;
    for (size_t i = 0; i < c->count; i++) {
        units[i].is_skipped = !batch_unit_begin(a->run, units[i].household_no);
        if (units[i].is_skipped) {
            continue;
        }
        enum err e = assess_unit(a, &units[i], c->arena, scratch, report);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

/* A case nobody of which has a month to pay for makes no assessment (資格の取得と喪失が同じ月). */
static bool is_levied(const struct assessed *made)
{
    return made->refused == NULL && !assessed_has_nobody(made);
}

static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct annual *a = context;
    struct household_unit *units = c->units;
    struct bulk *b = NULL;
    enum err e = s != NULL ? rows_begin(s, report, &b) : ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < units[i].assessed_count && e == ERR_NONE; k++) {
            struct assessed *made = &units[i].assessed[k];
            if (!is_levied(made)) {
                continue;
            }
            made->row.run_no = a->run->run_no;
            assessment_digest_add(&a->digest, &made->row);
            if (s != NULL) {
                e = rows_add(b, &made->row, report);
            } else if (!a->is_comparing) {
                e = differences_add(&a->diff, made, report);
            }
        }
    }
    if (b != NULL) {
        enum err ended = bulk_end(b, report);
        e = e != ERR_NONE ? e : ended;
    }
    for (size_t i = 0; i < c->count && e == ERR_NONE && !a->is_comparing; i++) {
        e = checks_unit(&a->checks, &units[i], report);
    }
    return e;
}

static const struct work annual_work = {
    .unit_bytes = sizeof(struct household_unit),
    .chunk_units = CHUNK_HOUSEHOLDS,
    .read = read_chunk,
    .compute = compute_chunk,
    .write = write_chunk,
};

/* ------------------------------------------------------------------------------------- job ---- */

static enum err run_row(struct annual *a)
{
    struct job_run *run = a->run;
    struct decision_run r = {
        .run_no = run->run_no,
        .year = run->year,
        .is_whole = true,
        .known_at = run->known_at,
        .proposed_on = run->business_date,
        .cut_off = date_none(),
        .care40_not_after = a->gathering.settings.care40_not_after,
        .program_version = KOKUHO_VERSION,
    };
    memcpy(r.parameters, a->parameters, sizeof(r.parameters));
    return decision_runs_open(run, &r, KIND_ANNUAL, KIND_ANNUAL, a->law);
}

static enum err propose(struct job_run *run)
{
    struct annual a;
    struct work work = annual_work;
    enum err e = annual_open(&a, run, run->known_at, run->checkpoint);
    work.context = &a;
    if (e == ERR_NONE && !run->dry_run) {
        e = run_row(&a);
    }
    if (e == ERR_NONE && run->dry_run) {
        e = differences_open(&a.diff, run, a.parameters, run->values[OPTION_LIST], &a.checks,
                             a.arena);
    }
    if (e == ERR_NONE) {
        run->units_total = a.checks.household_count_last_year;
        e = batch_work(run, &work);
    }
    if (e == ERR_NONE) {
        run->units_total = run->units_done;
        e = checks_totals(&a.checks, run->dry_run ? &a.diff : NULL);
    }
    if (e == ERR_NONE && run->dry_run) {
        e = differences_show(&a.diff);
    }
    annual_close(&a);
    return e;
}

/* Would proposing now say anything else than what waits? */
static enum err compare(struct job_run *run, bool *ret_changed)
{
    struct annual a;
    struct work work = annual_work;
    struct job_run dry = assessment_rehearsal(run);
    enum err e = annual_open(&a, &dry, INT64_MAX - 1, CHECKPOINT_NONE);
    work.context = &a;
    a.is_comparing = true;
    if (e == ERR_NONE) {
        e = batch_work(&dry, &work);
    }
    if (e == ERR_NONE) {
        e = assessment_compare(run, &a.digest, ret_changed);
    }
    annual_close(&a);
    return e;
}
