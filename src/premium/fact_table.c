/* The narrow arrays: eligibility facts and incomes of everybody, found by addressee number. */
#include "premium/facts.h"

#include "base/sorted.h"
#include "premium/advance.h"
#include "premium/basis.h"
#include "premium/income.h"
#include "premium/remission.h"
#include "store/many.h"

#include <pthread.h>

struct fact_table *fact_table_new(size_t max_bytes)
{
    struct arena *arena = arena_new("賦課の事実", max_bytes);
    struct fact_table *t = ARENA_NEW(arena, struct fact_table);
    t->arena = arena;
    t->income_arena = arena_new("所得", max_bytes);
    return t;
}

void fact_table_free(struct fact_table *t)
{
    if (t != NULL) {
        arena_free(t->income_arena);
        arena_free(t->arena); /* holds *t itself */
    }
}

static size_t slot_of(const struct number_index *index, int64_t number)
{
    uint64_t h = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 20) & (index->size - 1);
}

static void index_make(struct number_index *index, struct arena *arena, size_t persons)
{
    index->size = 16;
    while (index->size < persons * 2) {
        index->size *= 2;
    }
    index->slots = ARENA_ARRAY(arena, uint32_t, index->size);
}

static void index_put(struct number_index *index, int64_t number, size_t row)
{
    size_t at = slot_of(index, number);
    while (index->slots[at] != 0) {
        at = (at + 1) & (index->size - 1);
    }
    index->slots[at] = (uint32_t)row + 1;
}

static void index_facts(struct fact_table *t)
{
    size_t persons = 0;
    for (size_t i = 0; i < t->fact_count; i++) {
        persons += i == 0 || t->facts[i].addressee_no != t->facts[i - 1].addressee_no;
    }
    index_make(&t->fact_index, t->arena, persons);
    for (size_t i = 0; i < t->fact_count; i++) {
        if (i == 0 || t->facts[i].addressee_no != t->facts[i - 1].addressee_no) {
            index_put(&t->fact_index, t->facts[i].addressee_no, i);
        }
    }
}

void fact_table_index_incomes(struct fact_table *t)
{
    index_make(&t->income_index, t->income_arena, t->income_count);
    for (size_t i = 0; i < t->income_count; i++) {
        index_put(&t->income_index, t->incomes[i].addressee_no, i);
    }
}

size_t fact_table_find(const struct fact_table *t, int64_t addressee_no)
{
    const struct number_index *index = &t->fact_index;
    for (size_t at = slot_of(index, addressee_no); index->slots[at] != 0;
         at = (at + 1) & (index->size - 1)) {
        size_t row = index->slots[at] - 1;
        if (t->facts[row].addressee_no == addressee_no) {
            return row;
        }
    }
    return SIZE_MAX;
}

const struct income_row *fact_table_income(const struct fact_table *t, int64_t addressee_no)
{
    const struct number_index *index = &t->income_index;
    for (size_t at = slot_of(index, addressee_no); index->slots[at] != 0;
         at = (at + 1) & (index->size - 1)) {
        const struct income_row *row = &t->incomes[index->slots[at] - 1];
        if (row->addressee_no == addressee_no) {
            return row;
        }
    }
    return NULL;
}

bool fact_table_is_insured(const struct fact_table *t, int64_t addressee_no, struct span year)
{
    for (size_t i = fact_table_find(t, addressee_no);
         i < t->fact_count && t->facts[i].addressee_no == addressee_no; i++) {
        const struct fact_row *f = &t->facts[i];
        if (f->kind == FACT_MEMBERSHIP && date_before(f->span.from, year.until) &&
            date_before(year.from, f->span.until)) {
            return true;
        }
    }
    return false;
}

/* A membership counts to the end of the duty to pay, which may be a day before the loss. */
static void add_fact(struct fact_table *t, const struct eligibility_fact *f)
{
    struct span span = f->span;
    if (f->kind == FACT_MEMBERSHIP && f->detail > 0) {
        span.until = date_max(span.from, date_add_days(span.until, -f->detail));
    }
    *ARENA_PUSH(t->arena, t->facts, t->fact_count, t->fact_capacity) = (struct fact_row){
        .addressee_no = f->addressee_no, .span = span, .detail = f->detail, .kind = (int32_t)f->kind};
}

static void add_income(struct fact_table *t, const struct query *q)
{
    struct income_row row = {.addressee_no = query_i64(q, INCOME_COLUMN_ADDRESSEE),
                             .pool = (uint32_t)t->pool_count,
                             .given = (uint8_t)query_i64(q, INCOME_COLUMN_GIVEN)};
    if (query_i64(q, INCOME_COLUMN_STATE) == INCOME_KNOWN) {
        row.flags |= INCOME_ROW_KNOWN;
    }
    if (query_i64(q, INCOME_COLUMN_PLACE) == TAXING_PLACE_ABROAD) {
        row.flags |= INCOME_ROW_ABROAD;
    }
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        int64_t amount = query_i64(q, INCOME_COLUMN_AMOUNTS + i);
        if (amount != 0) {
            row.mask = (uint16_t)(row.mask | 1u << i);
            *ARENA_PUSH(t->income_arena, t->pool, t->pool_count, t->pool_capacity) = amount;
        }
    }
    *ARENA_PUSH(t->income_arena, t->incomes, t->income_count, t->income_capacity) = row;
}

struct premium_income fact_table_income_of(const struct fact_table *t, int64_t addressee_no, bool *ret_abroad)
{
    struct premium_income income = {.state = INCOME_UNKNOWN};
    const struct income_row *row = fact_table_income(t, addressee_no);
    *ret_abroad = row != NULL && (row->flags & INCOME_ROW_ABROAD) != 0;
    if (row == NULL || (row->flags & (INCOME_ROW_KNOWN | INCOME_ROW_ENTERED)) == 0) {
        return income;
    }
    income.state = (row->flags & INCOME_ROW_KNOWN) != 0 ? INCOME_KNOWN : INCOME_UNKNOWN;
    income.given = row->given;
    const int64_t *amount = &t->pool[row->pool];
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        if ((row->mask >> i & 1u) != 0) {
            *income_amount(&income, i) = *amount++;
        }
    }
    if ((row->flags & INCOME_ROW_ENTERED) != 0) {
        income.entry_no = *amount++;
        income.asset_entry_no = *amount;
    }
    return income;
}

bool fact_table_set_income(struct fact_table *t, int64_t addressee_no, const struct premium_income *income)
{
    struct income_row *row = (struct income_row *)fact_table_income(t, addressee_no);
    struct premium_income in = *income;
    bool is_new = row == NULL;

    if (is_new) {
        row = ARENA_PUSH(t->income_arena, t->incomes, t->income_count, t->income_capacity);
        *row = (struct income_row){.addressee_no = addressee_no};
    }
    row->pool = (uint32_t)t->pool_count;
    row->mask = 0;
    row->given = (uint8_t)in.given;
    row->flags = (uint8_t)((row->flags & INCOME_ROW_ABROAD) | INCOME_ROW_ENTERED |
                           (in.state == INCOME_KNOWN ? INCOME_ROW_KNOWN : 0));
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        if (*income_amount(&in, i) != 0) {
            row->mask = (uint16_t)(row->mask | 1u << i);
            *ARENA_PUSH(t->income_arena, t->pool, t->pool_count, t->pool_capacity) = *income_amount(&in, i);
        }
    }
    *ARENA_PUSH(t->income_arena, t->pool, t->pool_count, t->pool_capacity) = in.entry_no;
    *ARENA_PUSH(t->income_arena, t->pool, t->pool_count, t->pool_capacity) = in.asset_entry_no;
    return is_new;
}

bool fact_table_set_abroad(struct fact_table *t, int64_t addressee_no, bool is_abroad)
{
    struct income_row *row = (struct income_row *)fact_table_income(t, addressee_no);

    if (row == NULL && is_abroad) { /* whom the tax ledger does not know: no income is known either */
        *ARENA_PUSH(t->income_arena, t->incomes, t->income_count, t->income_capacity) =
            (struct income_row){.addressee_no = addressee_no, .pool = (uint32_t)t->pool_count,
                                .flags = INCOME_ROW_ABROAD};
        return true;
    }
    if (row != NULL) {
        row->flags = (uint8_t)(is_abroad ? row->flags | INCOME_ROW_ABROAD : row->flags & ~INCOME_ROW_ABROAD);
    }
    return false;
}

/* Unemployment of the year before still counts, a birth may be expected after the year's end. */
static struct span facts_span(fiscal_year fy)
{
    return (struct span){date_of(fy.first_year - 2, 1, 1), date_of(fy.first_year + 1, 12, 31)};
}

static enum err load_facts(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                           struct report *report)
{
    struct eligibility_scan *scan;
    struct eligibility_fact fact;
    bool more = true;
    enum err e = eligibility_scan_open(s, facts_span(fy), known_at, report, &scan);
    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_scan_next(scan, report, &fact, &more)) == ERR_NONE && more) {
        add_fact(t, &fact);
    }
    eligibility_scan_close(scan);
    return e;
}

static enum err load_incomes(struct fact_table *t, struct query *q, fiscal_year fy, int64_t known_at,
                             struct report *report)
{
    bool row;
    enum err e;
    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        add_income(t, q);
    }
    query_reset(q);
    return e;
}

/* The incomes by a handle and thread of their own, beside the facts. */
struct income_loading {
    struct fact_table *t;
    const char *url;
    fiscal_year year;
    int64_t known_at;
    struct report report;
    enum err result;
};

static void *incomes_main(void *argument)
{
    struct income_loading *l = argument;
    struct store *s;
    l->result = store_open(l->url, STORE_READ, &l->report, &s);
    if (l->result == ERR_NONE) {
        l->result =
            load_incomes(l->t, store_scan(s, SQL_premium_income_scan), l->year, l->known_at, &l->report);
        if (l->result == ERR_NONE) {
            fact_table_index_incomes(l->t);
            l->result = bases_load(l->t, s, l->year, l->known_at, &l->report);
        }
        if (l->result == ERR_NONE) {
            l->result = advances_load(l->t, s, l->year, l->known_at, &l->report);
        }
        store_close(s);
    }
    return NULL;
}

enum err fact_table_load(struct fact_table *t, struct store *s, const char *url, fiscal_year fy,
                         int64_t known_at, struct report *report)
{
    struct income_loading l = {.t = t, .url = url, .year = fy, .known_at = known_at};
    pthread_t thread;
    report_init(&l.report);
    int rc = pthread_create(&thread, NULL, incomes_main, &l);
    assert(rc == 0);
    enum err e = load_facts(t, s, fy, known_at, report);
    if (e == ERR_NONE) {
        index_facts(t);
        e = remissions_load(t, s, fy, known_at, report);
    }
    pthread_join(thread, NULL);
    for (size_t i = 0; i < l.report.kept; i++) {
        report_add(report, "%s", l.report.lines[i]);
    }
    report_done(&l.report);
    return e != ERR_NONE ? e : l.result;
}

/* ------------------------------------------------------------------------------ some persons -- */

static enum err load_facts_of(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                              const int64_t *persons, size_t count, struct report *report)
{
    struct eligibility_fact *facts = NULL;
    size_t fact_count = 0;
    enum err e = eligibility_facts_of_persons(s, persons, count, facts_span(fy), known_at, t->arena, report,
                                              &facts, &fact_count);
    for (size_t i = 0; i < fact_count && e == ERR_NONE; i++) {
        add_fact(t, &facts[i]);
    }
    return e;
}

/* What stands beside the ledger's rows of some persons, to be put over them when all are there. */
struct beside {
    struct advance_row {
        int64_t addressee_no;
        enum advance_way way;
    } advances[QUERY_NUMBERS];
    size_t advance_count;
    bool has_entries;
};

static enum err load_incomes_of(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                                const int64_t *persons, size_t count, struct report *report,
                                struct beside *ret)
{
    struct query *q = store_query(s, SQL_premium_income_of);
    bool row;
    enum err e;
    *ret = (struct beside){0};
    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_numbers(q, persons, count);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        switch (query_i64(q, INCOME_COLUMN_STATE)) {
        case INCOME_LOOK_ENTERED: ret->has_entries = true; break;
        case INCOME_LOOK_ADVANCE:
            assert(ret->advance_count < QUERY_NUMBERS); /* one stands of each person */
            ret->advances[ret->advance_count++] = (struct advance_row){
                query_i64(q, INCOME_COLUMN_ADDRESSEE), (enum advance_way)query_i64(q, INCOME_COLUMN_PLACE)};
            break;
        default: add_income(t, q);
        }
    }
    query_reset(q);
    return e;
}

static enum err load_beside(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                            const int64_t *persons, size_t count, const struct beside *beside,
                            struct report *report)
{
    enum err e = ERR_NONE;
    fact_table_index_incomes(t);
    if (beside->has_entries) {
        e = bases_load_persons(t, s, fy, persons, count, known_at, report);
    }
    for (size_t i = 0; i < beside->advance_count && e == ERR_NONE; i++) {
        const struct advance_row *a = &beside->advances[i];
        if (fact_table_set_abroad(t, a->addressee_no, a->way == ADVANCE_ABROAD)) {
            fact_table_index_incomes(t);
        }
    }
    return e;
}

/* Of more persons than one question takes: what stands beside the ledger is little, so all of the year is
 * read. */
static enum err load_incomes_of_many(struct fact_table *t, struct store *s, fiscal_year fy,
                                     int64_t known_at, const int64_t *persons, size_t count,
                                     struct report *report)
{
    struct query *q = store_query(s, SQL_premium_income_many);
    query_set_list(q, "persons", persons, count);
    enum err e = load_incomes(t, q, fy, known_at, report);
    if (e == ERR_NONE) {
        fact_table_index_incomes(t);
        e = bases_load(t, s, fy, known_at, report);
    }
    return e == ERR_NONE ? advances_load(t, s, fy, known_at, report) : e;
}

enum err fact_table_load_persons(struct fact_table *t, struct store *s, fiscal_year fy,
                                 int64_t known_at, const struct belonging *b, size_t count,
                                 struct report *report)
{
    int64_t *persons = ARENA_ARRAY(t->arena, int64_t, count + 1);
    int64_t *households = ARENA_ARRAY(t->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        persons[i] = b[i].addressee_no;
        households[i] = b[i].household_no;
    }
    size_t person_count = sorted_once(persons, count), household_count = sorted_once(households, count);
    enum err e = load_facts_of(t, s, fy, known_at, persons, person_count, report);
    if (e == ERR_NONE && person_count > QUERY_NUMBERS) {
        e = load_incomes_of_many(t, s, fy, known_at, persons, person_count, report);
    } else if (e == ERR_NONE && person_count > 0) {
        struct beside beside;
        e = load_incomes_of(t, s, fy, known_at, persons, person_count, report, &beside);
        if (e == ERR_NONE && (beside.has_entries || beside.advance_count > 0)) {
            e = load_beside(t, s, fy, known_at, persons, person_count, &beside, report);
        }
    }
    index_facts(t);
    fact_table_index_incomes(t);
    if (e != ERR_NONE) {
        return e;
    }
    return household_count <= QUERY_NUMBERS
               ? remissions_load_households(t, s, fy, known_at, households, household_count, report)
               : remissions_load(t, s, fy, known_at, report);
}

struct span facts_belonging_span(fiscal_year fy)
{
    return (struct span){date_of(2008, 4, 1), fiscal_year_until(fy)};
}
