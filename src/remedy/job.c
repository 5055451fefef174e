/*
 * 遡及救済の試算 -- the job: households found in one pass a year, then each corrected on paper (NX-11).
 *
 * Law     国民健康保険法110条の2, 地方税法17条の4
 *
 * What differs is found by the hash of the facts and by the amounts under the tables in force, as 月次更正
 * finds it; the numbers of a household come from premium_correct(), as at the counter. So what is announced
 * here is what will be decided.
 */
#include "collection/collection.h"
#include "refund/refund.h"
#include "remedy/internal.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

enum { OPTION_CAUSE, OPTION_FIRST_YEAR, OPTION_INTEREST_DAY, OPTION_EXCEPTION };
static const struct job_option options[] = {
    {"cause", "案件（何の誤りか）", ""},
    {"first-year", "さかのぼる最初の年度（西暦、0 = 2年度前）", "0"},
    {"interest-day", "還付加算金を計算する日（空 = 業務日）", ""},
    {"exception", "期間制限の例外（法110条の2ただし書）の理由", ""},
};

const struct job job_premium_remedy = {
    .name = "premium-remedy",
    .label = "遡及救済の試算",
    .unit = "世帯",
    .unit_is_household = true,
    .run_permission = PERM_PREMIUM_RUN,
    .finding_label = finding_label,
    .list = "premium-remedy",
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .show = show,
};

const char *const remedy_state_labels[REMEDY_STATES] = {
    [REMEDY_INCREASE] = "増額",        [REMEDY_DECREASE] = "減額",       [REMEDY_LATE] = "期間制限",
    [REMEDY_REFUSED] = "計算できない", [REMEDY_REFUND] = "還付の見込み",
};

#define CHUNK_HOUSEHOLDS 32

struct remedying {
    struct job_run *run;
    struct arena *arena, *unit;
    struct premium_correction_wish wish; /* without its household */
    date interest_day;
    const struct refund_law_set *law;
    int64_t *households;
    size_t count, at;
};

static const char *finding_label(struct text code)
{
    return text_is(code, "remedy_refused") ? "遡及救済を計算できない世帯" : NULL;
}

/* ------------------------------------------------------------------------------- conditions --- */

static enum err read_conditions(struct job_run *run, struct remedying *r)
{
    int64_t first;
    enum err e = batch_option_number(run, OPTION_FIRST_YEAR, 0, 0, &first);

    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_INTEREST_DAY, run->business_date, &r->interest_day);
    }
    if (e == ERR_NONE && run->values[OPTION_CAUSE][0] == '\0') {
        return report_fail(run->report, ERR_INPUT,
                           "案件を --cause で指定してください。例: --cause 給与所得の読み違い");
    }
    if (e == ERR_NONE && date_before(r->interest_day, run->business_date)) {
        return report_fail(run->report, ERR_INPUT, "還付加算金を計算する日は業務日以後の日です");
    }
    r->wish = (struct premium_correction_wish){
        .day = run->business_date,
        .cut_off = run->business_date,
        .has_exception = run->values[OPTION_EXCEPTION][0] != '\0',
        .first_year = (int32_t)(first > 9999 ? 9999 : first),
        .known_at = run->known_at,
    };
    if (r->wish.first_year == 0) {
        r->wish.first_year = fiscal_year_of(run->business_date).first_year - (PREMIUM_YEARS_MAX - 1);
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct remedying r = {.run = run};
    return read_conditions(run, &r);
}

/* ------------------------------------------------------------------------------------- find --- */

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Every household some year of which would come out differently, once and in order. */
static enum err find_households(struct remedying *r)
{
    int32_t newest = fiscal_year_of(r->run->business_date).first_year;
    size_t capacity = 0, kept = 0;
    enum err e = ERR_NONE;

    for (int32_t year = r->wish.first_year; year <= newest && e == ERR_NONE; year++) {
        int64_t *found;
        size_t count;
        e = premium_changed_households(r->run->session, year, r->run->known_at, r->arena, r->run->report,
                                       &found, &count);
        for (size_t i = 0; e == ERR_NONE && i < count; i++) {
            *ARENA_PUSH(r->arena, r->households, r->count, capacity) = found[i];
        }
    }
    if (e != ERR_NONE || r->count == 0) {
        return e;
    }
    qsort(r->households, r->count, sizeof(r->households[0]), compare_numbers);
    for (size_t i = 0; i < r->count; i++) {
        if (kept == 0 || r->households[kept - 1] != r->households[i]) {
            r->households[kept++] = r->households[i];
        }
    }
    r->count = kept;
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- a household --- */

static yen right_amount(const struct premium_corrected *item, int instalment)
{
    size_t at = (size_t)instalment - 1;
    return at < item->after.instalment_count ? item->after.instalments[at].amount : 0;
}

struct excesses {
    struct refund_excess *items;
    size_t count, capacity;
};

/* What of the year's charges was paid beyond what is right; 過誤納 of K1 once it is decided. */
static yen add_excesses(struct remedying *r, const struct premium_corrected *item,
                        const struct collection_charge *charges, size_t charge_count, struct excesses *ret)
{
    yen sum = 0;

    for (size_t i = 0; i < charge_count; i++) {
        const struct collection_charge *c = &charges[i];
        if (c->levy_year != item->year || c->payer_no != item->payer_no) {
            continue;
        }
        yen over = c->paid - right_amount(item, c->instalment);
        if (over > 0) {
            *ARENA_PUSH(r->unit, ret->items, ret->count, ret->capacity) =
                (struct refund_excess){.levy_year = c->levy_year,
                                       .household_no = c->household_no,
                                       .instalment = c->instalment,
                                       .paid_on = c->last_paid_on,
                                       .amount = over};
            sum += over;
        }
    }
    return sum;
}

static enum remedy_state state_of(const struct premium_corrected *item)
{
    switch (item->state) {
    case CORRECTED_LATE: return REMEDY_LATE;
    case CORRECTED_REFUSED: return REMEDY_REFUSED;
    case CORRECTED_SAME:
    case CORRECTED_CHANGED: break;
    }
    return item->after.total < item->before.total ? REMEDY_DECREASE : REMEDY_INCREASE;
}

static enum err line_add(struct remedying *r, const struct remedy_line *line, struct store *s,
                         struct report *report)
{
    struct query *q;
    int64_t changed;

    if (s == NULL) {
        return ERR_NONE; /* a dry run counts and writes nothing */
    }
    q = store_query(s, SQL_remedy_line_add);
    query_set_i64(q, "run_no", r->run->run_no);
    query_set_i64(q, "household_no", line->household_no);
    query_set_i64(q, "payer_no", line->payer_no);
    query_set_i64(q, "fiscal_year", line->year);
    query_set_i64(q, "state", line->state);
    query_set_i64(q, "before_total", line->before);
    query_set_i64(q, "after_total", line->after);
    query_set_i64(q, "refund", line->refund);
    query_set_i64(q, "interest", line->interest);
    query_set_text(q, "words", text_of(line->words));
    query_set_i64(q, "recorded_at", r->run->known_at);
    return query_run(q, report, &changed);
}

/* An unknown income is known now, or a part takes what another gives: another decision of the same sum. */
static const char *words_of(const struct premium_corrected *item)
{
    bool is_even = item->state == CORRECTED_CHANGED && item->has_before &&
                   item->after.total == item->before.total;

    return is_even ? "年額は同じで、決議の中身が変わります" : item->words;
}

static enum err year_add(struct remedying *r, const struct premium_corrected *item, int64_t household_no,
                         yen refund, struct store *s, struct report *report)
{
    const struct remedy_line line = {
        .year = item->year,
        .household_no = household_no,
        .payer_no = item->payer_no,
        .state = state_of(item),
        .before = item->has_before ? item->before.total : 0,
        .after = item->state == CORRECTED_REFUSED ? item->has_before ? item->before.total : 0
                                                  : item->after.total,
        .refund = refund,
        .words = words_of(item),
    };
    enum err e = line_add(r, &line, s, report);

    if (e == ERR_NONE && line.state == REMEDY_REFUSED) {
        e = batch_finding(r->run, "remedy_refused", household_no, item->payer_no, item->words, report);
    }
    return e;
}

/* All years of a payer are given back by one decision: the interest is of all of them together. */
static enum err payer_add(struct remedying *r, const struct premium_correction *c, int64_t payer_no,
                          const struct collection_charge *charges, size_t charge_count, struct store *s,
                          struct report *report)
{
    struct excesses over = {0};
    struct remedy_line line = {
        .household_no = c->wish.household_no, .payer_no = payer_no, .state = REMEDY_REFUND, .words = ""};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        const struct premium_corrected *item = &c->items[i];
        if (item->payer_no != payer_no || item->state == CORRECTED_SAME) {
            continue;
        }
        yen refund =
            item->state == CORRECTED_CHANGED ? add_excesses(r, item, charges, charge_count, &over) : 0;
        line.refund += refund;
        e = year_add(r, item, c->wish.household_no, refund, s, report);
    }
    if (e != ERR_NONE || over.count == 0) {
        return e;
    }
    e = refund_interest_expected(r->law, over.items, over.count, r->interest_day, r->unit, report,
                                 &line.interest);
    return e == ERR_NONE ? line_add(r, &line, s, report) : e;
}

static bool is_first_of_payer(const struct premium_correction *c, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (c->items[i].payer_no == c->items[at].payer_no) {
            return false;
        }
    }
    return true;
}

static enum err household_add(struct remedying *r, int64_t household_no, struct store *s,
                              struct report *report)
{
    struct premium_correction_wish wish = r->wish;
    struct premium_correction c;
    struct collection_charge *charges;
    size_t charge_count;
    const struct collection_scope scope = {.household_no = household_no};

    wish.household_no = household_no;
    enum err e = premium_correct(r->run->session, &wish, r->unit, report, &c);
    if (e == ERR_NONE) {
        e = collection_charges(r->run->session->store, &scope, r->unit, report, &charges, &charge_count);
    }
    for (size_t i = 0; i < c.count && e == ERR_NONE; i++) {
        if (is_first_of_payer(&c, i)) {
            e = payer_add(r, &c, c.items[i].payer_no, charges, charge_count, s, report);
        }
    }
    arena_reset(r->unit);
    return e;
}

/* ------------------------------------------------------------------------------------- job ---- */

static enum err read_chunk(void *context, struct chunk *c, struct report *report)
{
    struct remedying *r = context;
    int64_t *units = c->units;

    (void)report;
    while (c->count < CHUNK_HOUSEHOLDS && r->at < r->count) {
        units[c->count++] = r->households[r->at];
        c->last_key = r->households[r->at++];
    }
    return ERR_NONE;
}

/* A household is looked at by single questions, which the writer's connection asks. */
static enum err compute_chunk(void *context, struct chunk *c, struct arena *scratch, struct report *report)
{
    (void)context, (void)c, (void)scratch, (void)report;
    return ERR_NONE;
}

static enum err write_chunk(void *context, struct chunk *c, struct store *s, struct report *report)
{
    struct remedying *r = context;
    const int64_t *units = c->units;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        e = household_add(r, units[i], s, report);
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct remedying r = {.run = run,
                          .arena = arena_new("遡及救済", (size_t)256 << 20),
                          .unit = arena_new("遡及救済の1世帯", (size_t)256 << 20)};
    const struct work work = {
        .unit_bytes = sizeof(int64_t),
        .chunk_units = CHUNK_HOUSEHOLDS,
        .context = &r,
        .read = read_chunk,
        .compute = compute_chunk,
        .write = write_chunk,
    };
    enum err e = read_conditions(run, &r);

    if (e == ERR_NONE) {
        e = refund_law_open(run->session, r.interest_day, r.arena, run->report, &r.law);
    }
    if (e == ERR_NONE) {
        e = find_households(&r);
    }
    while (r.at < r.count && r.households[r.at] <= run->checkpoint) {
        r.at++; /* written before the process was stopped */
    }
    if (e == ERR_NONE) {
        run->units_total = (int64_t)r.count;
        e = batch_work(run, &work);
    }
    if (e == ERR_NONE && run->dry_run) {
        fprintf(run->out, "決議が変わる世帯 %zu\n", r.count);
    } else if (e == ERR_NONE) {
        e = show(run);
    }
    arena_free(r.unit);
    arena_free(r.arena);
    return e;
}

/* -------------------------------------------------------------------------------------- show --- */

static void show_line(FILE *out, const struct query *q)
{
    enum remedy_state state = (enum remedy_state)query_i64(q, 1);
    char change[32], refund[32], interest[32];

    yen_format(query_i64(q, 3), change, sizeof(change));
    yen_format(query_i64(q, 4), refund, sizeof(refund));
    yen_format(query_i64(q, 5), interest, sizeof(interest));
    if (state == REMEDY_REFUND) {
        fprintf(out, "還付の見込み %" PRId64 " 人 %s 円、還付加算金 %s 円\n", query_i64(q, 2), refund,
                interest);
    } else {
        fprintf(out, "%" PRId64 "年度 %s %" PRId64 " 件 差引 %s 円、うち納付済み %s 円\n", query_i64(q, 0),
                remedy_state_labels[state], query_i64(q, 2), change, refund);
    }
}

static enum err show(struct job_run *run)
{
    struct store *s = run->session->store;
    struct query *q = store_query(s, SQL_remedy_households);
    bool row;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        fprintf(run->out, "案件 %s\n決議が変わる世帯 %" PRId64 "、うち年額が変わる世帯 %" PRId64 "\n",
                run->values[OPTION_CAUSE], query_i64(q, 0), query_i64(q, 1));
    }
    query_reset(q);
    q = store_query(s, SQL_remedy_totals);
    query_set_i64(q, "run_no", run->run_no);
    while (e == ERR_NONE && (e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        show_line(run->out, q);
    }
    query_reset(q);
    return e;
}
