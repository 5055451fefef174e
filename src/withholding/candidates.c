/*
 * 対象者判定 -- every household of a year against the conditions of the law, with its reasons (LV-54,
 * LV-55).
 *
 * Law     国民健康保険法76条の3, 同法施行令29条の8から29条の23; assessment.md 7.1, 7.2
 *
 * Facts are read through in the order of the household's number; pensions, premiums of care, choices,
 * premiums and what stood are at hand, sorted. Who is asked for already is never judged away: it is a
 * finding that names what has to be stopped or changed.
 */
#include "withholding/candidates.h"

#include <inttypes.h>

#define OCTOBER WITHHOLDING_PROVISIONAL
#define PERSONS_MAX 64 /* of one household; more are a finding */

static const char code_stop[] = "must-stop", code_birth[] = "birth-unknown",
                  code_crowded[] = "too-many-persons";
const struct judgement_label judgement_labels[] = {
    {code_stop, "天引き中だが要件に当てはまらないか減額になった（中止の依頼が必要）"},
    {code_birth, "生年月日が分からず特別徴収を判定できない"},
    {code_crowded, "世帯の人数が多く特別徴収を判定できない"},
    {NULL, NULL},
};

/* ------------------------------------------------------------------------- what is at hand ----- */

struct pension {
    int64_t addressee_no, pensioner_no;
    yen yearly;
    struct text code;
};
struct care {
    int64_t addressee_no;
    yen pay;
    struct text code;
};
struct levy {
    int64_t household_no, payer_no;
    yen total;
};
struct hand {
    struct judgement *j;
    int64_t *insured, *choices;
    size_t insured_count, choice_count;
    struct pension *pensions;
    size_t pension_count;
    struct care *cares;
    size_t care_count;
    struct levy *levies;
    size_t levy_count, levy_capacity;
    struct withholding_look *standing, *last_year;
    size_t standing_count, last_year_count;
    bool *is_seen; /* of standing */
};

/* Every row begins with the number it is found by. */
static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void *find(int64_t number, const void *rows, size_t count, size_t size)
{
    return count > 0 ? bsearch(&number, rows, count, size, by_number) : NULL;
}

static enum err load_insured(struct hand *h, struct report *report)
{
    const struct span day = span_of_day(h->j->on);
    struct eligibility_scan *scan;
    struct eligibility_fact f;
    size_t capacity = 0;
    bool more = false;
    enum err e = eligibility_scan_open(h->j->store, day, INT64_MAX, report, &scan);

    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_scan_next(scan, report, &f, &more)) == ERR_NONE && more) {
        if (f.kind == FACT_MEMBERSHIP) {
            *ARENA_PUSH(h->j->arena, h->insured, h->insured_count, capacity) = f.addressee_no;
        }
    }
    eligibility_scan_close(scan);
    return e;
}

static enum err load_pensions(struct hand *h, struct report *report)
{
    struct query *q = store_scan(h->j->store, SQL_withholding_pensions_known);
    size_t capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "known_at", INT64_MAX - 1);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(h->j->arena, h->pensions, h->pension_count, capacity) = (struct pension){
            query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), text_copy(h->j->arena, query_text(q, 3))};
    }
    query_reset(q);
    return e;
}

static enum err load_cares(struct hand *h, struct report *report)
{
    struct query *q = store_scan(h->j->store, SQL_withholding_care_known);
    size_t capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "fiscal_year", h->j->year);
    query_set_i64(q, "known_at", INT64_MAX - 1);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(h->j->arena, h->cares, h->care_count, capacity) =
            (struct care){query_i64(q, 0), query_i64(q, 1), text_copy(h->j->arena, query_text(q, 2))};
    }
    query_reset(q);
    return e;
}

static enum err load_choices(struct hand *h, struct report *report)
{
    struct query *q = store_scan(h->j->store, SQL_withholding_choices_known);
    size_t capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "on", date_ymd(h->j->on));
    query_set_i64(q, "known_at", INT64_MAX - 1);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(h->j->arena, h->choices, h->choice_count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err on_levy(void *context, const struct premium_levy *levy, struct report *report)
{
    struct hand *h = context;
    yen total = 0;

    (void)report;
    for (int p = 0; p < LEVY_PARTS; p++) {
        total += levy->part[p];
    }
    *ARENA_PUSH(h->j->arena, h->levies, h->levy_count, h->levy_capacity) =
        (struct levy){levy->household_no, levy->payer_no, total};
    return ERR_NONE;
}

static enum err load(struct hand *h, struct report *report)
{
    struct judgement *j = h->j;
    const struct premium_levy_scope scope = {.first_year = j->year, .last_year = j->year};
    enum err e = load_insured(h, report);

    e = e == ERR_NONE ? load_pensions(h, report) : e;
    e = e == ERR_NONE ? load_cares(h, report) : e;
    e = e == ERR_NONE ? load_choices(h, report) : e;
    e = e == ERR_NONE ? premium_levies(j->store, &scope, on_levy, h, j->arena, report) : e;
    if (e == ERR_NONE) {
        e = states_of_year(j->store, j->year, j->arena, report, &h->standing, &h->standing_count);
    }
    if (e == ERR_NONE) {
        e = states_of_year(j->store, j->year - 1, j->arena, report, &h->last_year, &h->last_year_count);
    }
    h->is_seen = ARENA_ARRAY(j->arena, bool, h->standing_count + 1);
    return e;
}

/* --------------------------------------------------------------------------- one household ----- */

struct household {
    int64_t household_no, head_no;
    struct withholding_person persons[PERSONS_MAX];
    size_t count;
    bool is_vague, is_crowded; /* a birth that is no day; more than PERSONS_MAX */
    bool has_insured;
};

static void finding(struct judgement *j, const char *code, int64_t household_no, int64_t payer_no,
                    const char *words)
{
    *ARENA_PUSH(j->arena, j->findings, j->finding_count, j->finding_capacity) =
        (struct verdict_finding){code, words, household_no, payer_no};
}

/* The row of a household and head among rows by household and head; `count` = there is none. */
static size_t row_of(const struct withholding_look *rows, size_t count, int64_t household_no,
                     int64_t payer_no)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct withholding_look *row = &rows[middle];
        bool is_before = row->household_no < household_no ||
                         (row->household_no == household_no && row->payer_no < payer_no);
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low < count && rows[low].household_no == household_no && rows[low].payer_no == payer_no ? low
                                                                                                   : count;
}

/* The premium that the head was decided; NULL = none. */
static const struct levy *levy_of(const struct hand *h, int64_t household_no, int64_t payer_no)
{
    size_t low = 0, high = h->levy_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool is_before =
            h->levies[middle].household_no < household_no ||
            (h->levies[middle].household_no == household_no && h->levies[middle].payer_no < payer_no);
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low < h->levy_count && h->levies[low].household_no == household_no &&
                   h->levies[low].payer_no == payer_no
               ? &h->levies[low]
               : NULL;
}

static bool is_active(enum withholding_state state)
{
    return state == WITHHOLDING_REQUESTED || state == WITHHOLDING_RUNNING || state == WITHHOLDING_STOPPING;
}

/* He pays from a pension since last year: 仮徴収 goes on with the amount of February until it is stopped.
 */
static const struct withholding_look *last_of(const struct hand *h, int64_t household_no, int64_t payer_no)
{
    size_t at = row_of(h->last_year, h->last_year_count, household_no, payer_no);

    return at < h->last_year_count && h->last_year[at].state == WITHHOLDING_RUNNING ? &h->last_year[at]
                                                                                    : NULL;
}

static void amounts_of(const struct hand *h, const struct withholding_look *last, yen yearly,
                       struct withholding_look *to)
{
    to->yearly = yearly;
    if (last != NULL) {
        withholding_later_year(h->j->terms, withholding_provisional(&last->amounts), yearly, NULL,
                               &to->amounts);
    } else {
        withholding_first_year(h->j->terms, yearly, NULL, &to->amounts);
    }
}

static unsigned bars_of(const struct hand *h, const struct household *u, struct withholding_look *to)
{
    const struct pension *pension = find(u->head_no, h->pensions, h->pension_count, sizeof(*h->pensions));
    const struct care *care = find(u->head_no, h->cares, h->care_count, sizeof(*h->cares));
    const struct withholding_household facts = {
        .year = {(int16_t)h->j->year},
        .on = h->j->on,
        .persons = u->persons,
        .count = u->count,
        .has_pension = pension != NULL,
        .has_care = pension != NULL && care != NULL && text_equal(pension->code, care->code),
        .pension = pension != NULL ? pension->yearly : 0,
        .care = care != NULL ? care->pay : 0,
        .premium = to->amounts.pays[OCTOBER],
        .has_account = find(u->head_no, h->choices, h->choice_count, sizeof(*h->choices)) != NULL,
    };

    to->pensioner_no = pension != NULL ? pension->pensioner_no : 0;
    return withholding_judge(h->j->terms, &facts, NULL);
}

static bool is_same(const struct withholding_look *a, const struct withholding_look *b)
{
    return a->state == b->state && a->bars == b->bars && a->pensioner_no == b->pensioner_no &&
           a->yearly == b->yearly && memcmp(&a->amounts, &b->amounts, sizeof(a->amounts)) == 0;
}

static void verdict(struct judgement *j, const struct withholding_look *was, bool ends,
                    const struct withholding_look *to)
{
    *ARENA_PUSH(j->arena, j->verdicts, j->verdict_count, j->verdict_capacity) =
        (struct verdict){was, ends, *to};
}

/* Nobody's deduction ends by being judged: it is a finding, and a request to stop it. */
static void must_stop(struct judgement *j, const struct withholding_look *was, const char *why)
{
    finding(j, code_stop, was->household_no, was->payer_no,
            arena_printf(j->arena, "%" PRId32 "年度の特別徴収（%s）: %s。中止の依頼が必要です", j->year,
                         withholding_state_labels[was->state], why));
    *ARENA_PUSH(j->arena, j->stops, j->stop_count, j->stop_capacity) = (struct verdict_stop){was, why};
}

/* Asked for already. An increase comes by ordinary instalments beside it (併徴), a decrease stops it. */
static void judge_active(struct judgement *j, const struct withholding_look *was,
                         const struct withholding_look *to, unsigned bars)
{
    j->active++;
    if (was->state == WITHHOLDING_STOPPING) {
        return;
    }
    if (bars != 0) {
        must_stop(j, was, withholding_bar_words(j->arena, bars));
    } else if (to->yearly < was->yearly) {
        must_stop(j, was,
                  arena_printf(j->arena, "年額が %" PRId64 " 円から %" PRId64 " 円に減りました",
                               was->yearly, to->yearly));
    } else if (to->yearly > was->yearly) {
        struct withholding_look beside = *was;
        struct withholding_change change;
        withholding_changed(j->terms, &was->amounts, (fiscal_year){(int16_t)j->year}, to->yearly, false,
                            j->on, NULL, &change);
        beside.yearly = to->yearly;
        beside.amounts = change.after;
        verdict(j, was, false, &beside);
    }
}

static void count_verdict(struct judgement *j, const struct withholding_look *to)
{
    if (to->state == WITHHOLDING_RUNNING) {
        j->active++;
        return;
    }
    if (to->state == WITHHOLDING_CANDIDATE) {
        j->candidates++;
        for (int i = 0; i < WITHHOLDING_PAYS; i++) {
            j->amount += to->amounts.pays[i];
        }
        return;
    }
    j->excluded++;
    for (int i = 0; i < WITHHOLDING_BARS; i++) {
        j->barred[i] += (to->bars & 1u << i) != 0;
    }
}

/* Nobody stands in the lists whose household is none of 65 to 74 anyway, unless he stood in them before. */
static bool is_of_other_age(unsigned bars)
{
    return (bars & (BAR_HEAD_NOT_INSURED | BAR_SOMEBODY_OTHER_AGE)) != 0;
}

static void judge(struct hand *h, const struct household *u)
{
    struct judgement *j = h->j;
    const struct levy *levy = levy_of(h, u->household_no, u->head_no);
    size_t at = row_of(h->standing, h->standing_count, u->household_no, u->head_no);
    const struct withholding_look *was = at < h->standing_count ? &h->standing[at] : NULL;

    j->households++;
    if (levy == NULL || levy->total == 0) {
        j->without_levy++;
        return; /* what stood of him is looked at in judge_unseen() */
    }
    if (u->is_vague || u->is_crowded) {
        finding(j, u->is_vague ? code_birth : code_crowded, u->household_no, u->head_no,
                u->is_vague ? "被保険者に生年月日の分からない人がいるため、特別徴収を判定していません"
                            : "世帯の人数が多いため、特別徴収を判定していません");
        h->is_seen[at] = h->is_seen[at] || was != NULL;
        return;
    }
    struct withholding_look to = {
        .year = j->year, .household_no = u->household_no, .payer_no = u->head_no, .until = date_open_end()};
    const struct withholding_look *last = last_of(h, u->household_no, u->head_no);
    amounts_of(h, last, levy->total, &to);
    unsigned bars = bars_of(h, u, &to);
    to.state = bars == 0 ? WITHHOLDING_CANDIDATE : WITHHOLDING_EXCLUDED;
    to.bars = bars;
    if (was != NULL) {
        h->is_seen[at] = true;
        if (is_active(was->state)) {
            judge_active(j, was, &to, bars);
            return;
        }
        if (was->state == WITHHOLDING_STOPPED || was->state == WITHHOLDING_IMPOSSIBLE) {
            return; /* of this year no more: it begins anew next year */
        }
    } else if (last == NULL && is_of_other_age(to.bars)) {
        j->of_other_age++;
        return;
    }
    if (last != NULL && bars != 0) { /* his 仮徴収 goes on until it is stopped */
        to.pensioner_no = last->pensioner_no;
        to.state = WITHHOLDING_RUNNING;
        to.bars = 0;
        finding(j, code_stop, to.household_no, to.payer_no,
                arena_printf(j->arena,
                             "%" PRId32 "年度の仮徴収が前年度から続いています: %s。この判定を承認したあと、"
                             "中止の依頼が必要です",
                             j->year, withholding_bar_words(j->arena, bars)));
    }
    count_verdict(j, &to);
    if (was == NULL || !is_same(was, &to)) {
        verdict(j, was, false, &to);
    }
}

/* Who stood and is no head with a premium any more: a candidate ends, who is asked for must be stopped. */
static void judge_unseen(struct hand *h)
{
    struct judgement *j = h->j;

    for (size_t i = 0; i < h->standing_count; i++) {
        const struct withholding_look *was = &h->standing[i];
        if (h->is_seen[i]) {
            continue;
        }
        if (is_active(was->state)) {
            j->active++;
            if (was->state != WITHHOLDING_STOPPING) {
                must_stop(j, was, "保険料のある世帯主ではなくなりました");
            }
        } else if (was->state == WITHHOLDING_CANDIDATE && was->amounts.pays[0] > 0) {
            struct withholding_look on = *was; /* his 仮徴収 goes on until it is stopped */
            on.state = WITHHOLDING_RUNNING;
            j->active++;
            verdict(j, was, false, &on);
        } else if (was->state == WITHHOLDING_CANDIDATE || was->state == WITHHOLDING_EXCLUDED) {
            verdict(j, was, true, was);
        }
    }
}

/* --------------------------------------------------------------------------- all of them ------- */

static void add_person(const struct hand *h, struct household *u, const struct belonging *b)
{
    bool is_insured = find(b->addressee_no, h->insured, h->insured_count, sizeof(*h->insured)) != NULL;
    date birth = date_none();
    bool is_day = date_from_ymd(b->birth.ymd, &birth);

    if (b->is_head) {
        u->head_no = b->addressee_no;
    }
    u->has_insured = u->has_insured || is_insured;
    if (!is_insured && !b->is_head) {
        return; /* the conditions are those of the insured and of the head */
    }
    u->is_vague = u->is_vague || !is_day;
    if (u->count == PERSONS_MAX || !is_day) {
        u->is_crowded = u->is_crowded || u->count == PERSONS_MAX;
        return;
    }
    u->persons[u->count++] = (struct withholding_person){birth, b->is_head, is_insured};
}

static enum err judge_all(struct hand *h, struct report *report)
{
    const struct span day = span_of_day(h->j->on);
    struct eligibility_belonging_scan *scan;
    struct household u = {0};
    struct belonging b;
    bool more = false;
    enum err e = eligibility_belonging_open(h->j->store, day, INT64_MAX - 1, 0, report, &scan);

    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_belonging_next(scan, report, &b, &more)) == ERR_NONE && more) {
        if (b.household_no != u.household_no) {
            if (u.has_insured && u.head_no != 0) {
                judge(h, &u);
            }
            u = (struct household){.household_no = b.household_no};
        }
        add_person(h, &u, &b);
    }
    eligibility_belonging_close(scan);
    if (e == ERR_NONE && u.has_insured && u.head_no != 0) {
        judge(h, &u);
    }
    return e;
}

static void digest(struct judgement *j)
{
    unsigned char bytes[SHA256_BYTES];
    struct sha256 sum;

    sha256_init(&sum);
    for (size_t i = 0; i < j->verdict_count; i++) {
        const struct withholding_look *to = &j->verdicts[i].to;
        const int64_t numbers[] = {to->year,           to->household_no,     to->payer_no,
                                   (int64_t)to->state, (int64_t)to->bars,    to->pensioner_no,
                                   to->yearly,         to->amounts.ordinary, to->amounts.excess,
                                   j->verdicts[i].ends};
        sha256_add(&sum, numbers, sizeof(numbers));
        sha256_add(&sum, to->amounts.pays, sizeof(to->amounts.pays));
    }
    for (size_t i = 0; i < j->finding_count; i++) {
        const int64_t numbers[] = {j->findings[i].household_no, j->findings[i].payer_no};
        sha256_add(&sum, numbers, sizeof(numbers));
        sha256_add(&sum, j->findings[i].words, strlen(j->findings[i].words));
    }
    sha256_done(&sum, bytes);
    hex_format(bytes, sizeof(bytes), j->digest);
}

enum err judgement_make(struct judgement *j, struct report *report)
{
    struct hand h = {.j = j};
    enum err e = load(&h, report);

    if (e == ERR_NONE) {
        e = judge_all(&h, report);
    }
    if (e == ERR_NONE) {
        judge_unseen(&h);
        digest(j);
    }
    return e;
}
