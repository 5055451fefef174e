/*
 * 即時更正 -- one household at the counter: every open year assessed again, decided and posted at once.
 *
 * Law     国民健康保険法76条の2, 110条の2; assessment.md 6.5 (過年度), 6.6, 8
 *
 * Looking computes and stores nothing. Deciding writes what was looked at: a decision of its own for each
 * year (増額 and 減額 never together, LV-20), with the rates and due dates of that year, posted in the same
 * transaction. Its number lies below zero; those of jobs are the numbers of their runs.
 */
#include "premium/correct.h"
#include "premium/law_now.h"
#include "premium/premium.h"

#include <inttypes.h>

#define SCRATCH_BYTES ((size_t)64 << 20)
#define YEARS_BACK_MAX 12

/* A row that would be written, with what the posting needs. */
struct correction_row {
    struct assessment_row row;
    yen before[LEVY_PARTS];
    date last_day;
    bool is_excepted;
    const struct premium_law *law;
    char parameters[SHA256_HEX];
    date care40_not_after;
};

struct looking {
    struct session *session;
    struct premium_correction *c;
    struct arena *arena, *scratch;
    struct report *report;
    struct law_now now; /* of the year at hand */
    struct correcting correcting;
    size_t item_capacity, row_capacity;
    struct row_digest digest[KIND_DECREASE + 1];
};

/* --------------------------------------------------------------------------------- one case --- */

static struct premium_corrected *item_add(struct looking *l, const struct premium_case *c)
{
    struct premium_corrected *item =
        ARENA_PUSH(l->arena, l->c->items, l->c->count, l->item_capacity);
    *item = (struct premium_corrected){.year = l->correcting.law->year.first_year,
                                       .payer_no = c->payer_no,
                                       .last_day = date_none(),
                                       .words = ""};
    return item;
}

static void row_add(struct looking *l, const struct corrected *made)
{
    struct correction_row *row = ARENA_PUSH(l->arena, l->c->rows, l->c->row_count, l->row_capacity);
    enum assessment_kind kind = made->a.row.kind;
    *row = (struct correction_row){
        .row = made->a.row,
        .last_day = made->last_day,
        .is_excepted = !date_at_most(l->correcting.decided_on, made->last_day),
        .law = l->correcting.law,
        .care40_not_after = l->correcting.settings.care40_not_after,
    };
    memcpy(row->before, made->before.part, sizeof(row->before));
    memcpy(row->parameters, l->now.parameters, sizeof(row->parameters));
    assessment_digest_add(&l->digest[kind], &row->row);
    l->c->changed[kind]++;
    l->c->change[kind] += row->row.total - made->before.total;
}

static const struct premium_decision *newest_of(const struct premium_decision *all, size_t count,
                                                const struct assessment_row *row)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].payer_no == row->payer_no && all[i].version == row->version) {
            return &all[i];
        }
    }
    return NULL;
}

/* A case looked at becomes a line for the eyes, and a row when something would be written. */
static void take(struct looking *l, const struct corrected *made, const struct premium_decision *decided,
                 size_t decided_count)
{
    const struct premium_law *law = l->correcting.law;
    if (made->result == CORRECTION_NONE && !made->has_before) {
        return; /* joined and left in one month */
    }
    struct premium_corrected *item = item_add(l, made->a.c);
    item->last_day = made->last_day;
    item->has_before = made->has_before;
    if (made->has_before) {
        const struct premium_decision *was = newest_of(decided, decided_count, &made->before);
        assert(was != NULL);
        item->before = *was;
    }
    if (made->result == CORRECTION_REFUSED) {
        item->state = CORRECTED_REFUSED;
        item->words = made->a.refused;
        return;
    }
    item->made = (struct premium_replay){law, made->a.c->facts, made->a.result, made->a.trace};
    if (made->result == CORRECTION_NONE) {
        item->after = item->before;
        return;
    }
    decision_of_row(&made->a.row, law->due, law->instalment_count, &item->after);
    item->made.assessment.instalment_count = (uint8_t)item->after.instalment_count;
    memcpy(item->made.assessment.instalments, item->after.instalments, sizeof(item->after.instalments));
    item->refund = made->a.row.refund;
    item->wants_recheck = correction_wants_recheck(made);
    item->state = made->result == CORRECTION_MADE ? CORRECTED_CHANGED : CORRECTED_LATE;
    if (made->result == CORRECTION_LATE) {
        char words[400];
        correction_late_words(&l->correcting, made, words, sizeof(words));
        item->words = arena_string(l->arena, words);
        return;
    }
    row_add(l, made);
}

/* --------------------------------------------------------------------------------- one year --- */

/* A decided year, and the run whose proposal about the household waits in it (0 = none). */
struct ground {
    int32_t year;
    int64_t waiting;
};

static enum err read_ground(struct looking *l, int32_t newest, struct ground **ret, size_t *ret_count)
{
    struct query *q = store_query(l->session->store, SQL_premium_correction_ground);
    size_t capacity = 0;
    bool row;
    enum err e;
    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "first_year", l->c->wish.first_year);
    query_set_i64(q, "newest", newest);
    query_set_i64(q, "household_no", l->c->wish.household_no);
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(l->arena, *ret, *ret_count, capacity) =
            (struct ground){(int32_t)query_i64(q, 0), query_i64(q, 1)};
    }
    query_reset(q);
    return e;
}

static enum err year_open(struct looking *l, int32_t year)
{
    enum err e = law_now(l->session, (fiscal_year){(int16_t)year}, l->report, &l->now);
    l->correcting = (struct correcting){
        .store = l->session->store,
        .law = l->now.law,
        .settings = {{(int16_t)year}, l->now.foresees_care40 ? date_none() : l->c->wish.day},
        .decided_on = l->c->wish.day,
        .cut_off = l->c->wish.cut_off,
        .has_exception = l->c->wish.has_exception,
    };
    return e;
}

static const struct assessment_row *version_of(const struct household_versions *versions,
                                               const struct changed_case *changed)
{
    for (size_t i = 0; changed->decided != NULL && i < versions->count; i++) {
        const struct assessment_row *row = &versions->rows[i];
        if (row->payer_no == changed->c->payer_no && row->version == changed->decided->version) {
            return row;
        }
    }
    return NULL;
}

static enum err cases_of_year(struct looking *l, const struct household_versions *versions,
                              struct changed_case **ret, size_t *ret_count)
{
    struct decided_list *decided = ARENA_NEW(l->arena, struct decided_list);
    struct household_cases *cases = ARENA_NEW(l->arena, struct household_cases);
    int64_t household_no = l->c->wish.household_no;
    decided_of_versions(versions, l->now.parameters, l->arena, decided);
    int64_t *wanted = ARENA_ARRAY(l->arena, int64_t, decided->count + 1);
    for (size_t i = 0; i < decided->count; i++) {
        wanted[i] = decided->items[i].payer_no;
    }
    enum err e =
        facts_of_household(l->session->store, household_no, &l->correcting.settings, l->c->wish.known_at,
                           wanted, decided->count, l->arena, l->report, cases);
    if (e == ERR_NONE) {
        e = changed_cases(&l->correcting, household_no, cases, decided->items, decided->count, true,
                          l->arena, l->scratch, l->report, ret, ret_count);
    }
    for (size_t i = 0; e == ERR_NONE && i < *ret_count; i++) {
        (*ret)[i].before = version_of(versions, &(*ret)[i]);
    }
    return e == ERR_NONE ? changed_cases_read(&l->correcting, *ret, *ret_count, l->arena, l->report) : e;
}

/* What a job has proposed has the place of the next version: it is decided or withdrawn first. */
static void refuse_waiting(struct looking *l, size_t from, int64_t run_no)
{
    for (size_t i = from; i < l->c->count; i++) {
        l->c->items[i].state = CORRECTED_REFUSED;
        l->c->items[i].words = arena_printf(l->arena,
                                            "この世帯の更正の提案（実行 %" PRId64 "）が決議を待っています。"
                                            "その決議か取下げのあとに更正してください",
                                            run_no);
    }
}

static enum err look_at_year(struct looking *l, const struct ground *ground)
{
    struct changed_case *changed = NULL;
    struct household_versions versions;
    size_t count = 0, first = l->c->count, first_row = l->c->row_count;
    int64_t waiting = ground->waiting;
    enum err e = year_open(l, ground->year);
    if (e == ERR_NONE) {
        e = household_versions(l->session->store, ground->year, l->c->wish.household_no, l->arena,
                               l->report, &versions);
    }
    if (e == ERR_NONE) {
        e = cases_of_year(l, &versions, &changed, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct corrected *made = ARENA_NEW(l->arena, struct corrected);
        e = correction_make(&l->correcting, &changed[i], l->arena, l->report, made);
        if (e == ERR_NONE && waiting == 0) {
            take(l, made, versions.decisions, versions.count);
        } else if (e == ERR_NONE && made->result != CORRECTION_NONE) {
            (void)item_add(l, made->a.c);
        }
    }
    if (waiting != 0) {
        assert(l->c->row_count == first_row);
        refuse_waiting(l, first, waiting);
    }
    return e;
}

/* ------------------------------------------------------------------------------------- look --- */

static enum err wish_fill(const struct session *session, struct premium_correction_wish *wish,
                          struct report *report)
{
    date today = session->folder.business_date;
    int32_t newest = fiscal_year_of(today).first_year;
    wish->day = date_is_none(wish->day) ? today : wish->day;
    wish->cut_off = date_is_none(wish->cut_off) ? wish->day : wish->cut_off;
    wish->first_year = wish->first_year == 0 ? newest - (PREMIUM_YEARS_MAX - 1) : wish->first_year;
    wish->known_at = wish->known_at == 0 ? clock_now_ms() : wish->known_at;
    if (wish->household_no <= 0) {
        return report_fail(report, ERR_INPUT, "世帯番号 %" PRId64 " の世帯は更正できません",
                           wish->household_no);
    }
    if (date_before(today, wish->day)) {
        return report_fail(report, ERR_INPUT, "更正の日は今日までの日です");
    }
    if (wish->first_year > newest || wish->first_year < newest - YEARS_BACK_MAX) {
        return report_fail(report, ERR_INPUT, "遡る年度は%" PRId32 "から%" PRId32 "までです",
                           newest - YEARS_BACK_MAX, newest);
    }
    return ERR_NONE;
}

static void checks_make(struct looking *l)
{
    for (int kind = KIND_INCREASE; kind <= KIND_DECREASE; kind++) {
        char hex[33];
        row_digest_format(&l->digest[kind], hex);
        int n = snprintf(l->c->check[kind], sizeof(l->c->check[kind]), "%c%.9s",
                         kind == KIND_INCREASE ? 'z' : 'g', hex); /* a letter: no number of anybody */
        assert(n > 0);
    }
}

enum err premium_correct(struct session *session, const struct premium_correction_wish *wish,
                         struct arena *arena, struct report *report, struct premium_correction *ret)
{
    struct looking l = {.session = session, .c = ret, .arena = arena, .report = report};
    *ret = (struct premium_correction){.wish = *wish};
    enum err e = wish_fill(session, &ret->wish, report);
    if (e != ERR_NONE) {
        return e;
    }
    l.scratch = arena_new("更正の試し", SCRATCH_BYTES);
    struct ground *grounds;
    size_t count;
    e = read_ground(&l, fiscal_year_of(session->folder.business_date).first_year, &grounds, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = look_at_year(&l, &grounds[i]);
    }
    arena_free(l.scratch);
    checks_make(&l);
    return e;
}

/* ----------------------------------------------------------------------------------- decide --- */

static enum err next_number(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_premium_run_least);
    bool row;
    enum err e = query_step(q, report, &row);
    int64_t least = e == ERR_NONE && row && !query_is_null(q, 0) ? query_i64(q, 0) : 0;
    query_reset(q);
    *ret = least < 0 ? least - 1 : -1;
    return e;
}

static void take_operator(struct text from, char *to, size_t size)
{
    assert(from.len < size);
    memcpy(to, from.bytes, from.len);
    to[from.len] = '\0';
}

static enum err still_in_time(const struct session *session, const struct correction_row *row,
                              struct report *report)
{
    char day[DATE_TEXT_BYTES];
    if (row->is_excepted || date_at_most(session->folder.business_date, row->last_day)) {
        return ERR_NONE;
    }
    date_format_era(row->last_day, day);
    return report_fail(report, ERR_INPUT,
                       "%" PRId32 "年度は、賦課決定の期間制限（法110条の2）により %s の後は決議できません",
                       row->row.year, day);
}

static enum err correction_add(struct store *s, const struct premium_correction *c,
                               const struct correction_row *row, int64_t run_no, int64_t change_no,
                               struct report *report)
{
    struct query *q = store_query(s, SQL_premium_correction_add);
    int64_t changed;
    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "change_no", change_no);
    query_set_i64(q, "household_no", c->wish.household_no);
    query_set_i64(q, "is_excepted", row->is_excepted);
    return query_run(q, report, &changed);
}

/* The decision of a year: its run, decided. */
static enum err run_decide(struct session *session, const struct premium_correction *c,
                           const struct correction_row *row, int64_t run_no, struct text proposer,
                           struct report *report)
{
    static const enum sql marks[] = {SQL_premium_run_deciding, SQL_premium_run_approve};
    struct decision_run run = {
        .run_no = run_no,
        .kind = row->row.kind,
        .year = row->row.year,
        .known_at = c->wish.known_at,
        .proposed_on = c->wish.day,
        .cut_off = c->wish.cut_off,
        .care40_not_after = row->care40_not_after,
        .program_version = KOKUHO_VERSION,
    };
    memcpy(run.parameters, row->parameters, sizeof(run.parameters));
    take_operator(proposer, run.proposer, sizeof(run.proposer));
    enum err e = decision_run_add(session->store, &run, row->law, true, report);
    for (size_t i = 0; i < COUNT_OF(marks) && e == ERR_NONE; i++) {
        struct query *q = store_query(session->store, marks[i]);
        int64_t changed;
        query_set_i64(q, "run_no", run_no);
        if (marks[i] == SQL_premium_run_approve) {
            query_set_i64(q, "now", clock_now_ms());
        }
        if (marks[i] == SQL_premium_run_deciding) {
            query_set_i64(q, "decided_on", date_ymd(session->folder.business_date));
            query_set_text(q, "approver", text_of(session->operator.id));
        }
        e = query_run(q, report, &changed);
    }
    return e;
}

static enum err rows_write(struct session *session, struct correction_row *const *rows, size_t count,
                           struct report *report)
{
    struct bulk *b;
    enum err e = rows_begin(session->store, report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = rows_add(b, &rows[i]->row, report);
    }
    enum err ended = bulk_end(b, report);
    return e != ERR_NONE ? e : ended;
}

static enum err rows_post(struct session *session, struct correction_row *const *rows, size_t count,
                          int64_t recorded_at, struct report *report)
{
    struct ledger_writer *w;
    enum err e = ledger_begin(session->store, report, &w);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = row_post(&rows[i]->row, rows[i]->before, session->folder.business_date, w, recorded_at, report);
    }
    enum err ended = ledger_end(w, report);
    return e != ERR_NONE ? e : ended;
}

#define CORRECTION_ROWS_MAX 256 /* of a household: a few years, a few heads */

enum err premium_correct_decide(struct session *session, const struct premium_correction *c,
                                enum assessment_kind kind, struct text proposer, int64_t change_no,
                                int64_t recorded_at, struct report *report)
{
    struct correction_row *rows[CORRECTION_ROWS_MAX];
    size_t count = 0;
    int64_t run_no = 0;
    enum err e = next_number(session->store, report, &run_no);
    for (size_t i = 0; i < c->row_count && e == ERR_NONE; i++) {
        struct correction_row *row = &c->rows[i];
        if (row->row.kind != kind) {
            continue;
        }
        bool is_next_year = count > 0 && rows[count - 1]->row.year != row->row.year;
        assert(count < CORRECTION_ROWS_MAX);
        run_no -= is_next_year;
        row->row.run_no = run_no;
        e = still_in_time(session, row, report);
        if (e == ERR_NONE && (count == 0 || is_next_year)) {
            e = run_decide(session, c, row, run_no, proposer, report);
            e = e == ERR_NONE ? correction_add(session->store, c, row, run_no, change_no, report) : e;
        }
        rows[count++] = row;
    }
    if (e == ERR_NONE && count == 0) {
        e = report_fail(report, ERR_INPUT, "%sになる年度はありません",
                        kind == KIND_INCREASE ? "増額" : "減額");
    }
    if (e == ERR_NONE) {
        e = rows_write(session, rows, count, report);
    }
    return e == ERR_NONE ? rows_post(session, rows, count, recorded_at, report) : e;
}
