/*
 * ZE-01・ZE-02 所得の取込 -- incomes of the tax ledger become rows of premium_income (interfaces 6.4).
 *
 * A full file replaces its fiscal years as a whole: who is missing in it has no income row any more, so
 * that no half of an older file can stay behind (茅ヶ崎市 2006). Only what differs becomes a new row. Class 9
 * (未申告) is an income that is not known; in the other classes an empty amount is 0.
 *
 * A full file is compared with all that is known; of changes, each block of records asks about its persons.
 */
#include "base/sorted.h"
#include "premium/income.h"
#include "store/moved.h"

#include <inttypes.h>

static enum err begin_full(struct import_run *run);
static enum err begin_change(struct import_run *run);
static enum err take_record(struct import_run *run, const struct record *r);
static void see_block(struct import_run *run, size_t place, const struct record *records, size_t count,
                      bool is_last);
static enum err take_block(struct import_run *run, size_t place);
static enum err end_import(struct import_run *run);
static void cancel_import(struct import_run *run);

const struct import_handler import_income_full = {
    .layout = "ze-01-income-full",
    .partner = "個人住民税",
    .label = "個人住民税 所得情報 当初",
    .order = 50,
    .begin = begin_full,
    .record = take_record,
    .end = end_import,
    .cancel = cancel_import,
};
const struct import_handler import_income_change = {
    .layout = "ze-02-income-change",
    .partner = "個人住民税",
    .label = "個人住民税 所得情報 異動",
    .order = 51,
    .begin = begin_change,
    .prepare = see_block,
    .take = take_block,
    .end = end_import,
    .cancel = cancel_import,
};

enum field {
    F_ADDRESSEE, F_YEAR, F_HISTORY, F_PLACE, F_CLASS, F_PAY_PAID, F_PAY_RECEIVED, F_SALARY_REVENUE,
    F_SALARY, F_PENSION_REVENUE, F_PENSION, F_SHORT_DEDUCTION, F_LONG_DEDUCTION, F_CASUALTY, F_TOTAL,
    F_COMBINED, F_ASSET_TAX, F_TAXABLE, F_EXEMPT, FIELDS,
};
static const char *const field_names[FIELDS] = {
    "addressee_no", "fiscal_year", "history_no", "taxing_place", "declared_class",
    "family_employee_pay_paid", "family_employee_pay_received", "salary_revenue", "salary_income",
    "pension_revenue", "pension_income", "separate_gain_short_deduction",
    "separate_gain_long_deduction", "casualty_loss_carried", "total_income", "combined_income",
    "fixed_asset_tax", "taxable_income", "tax_exempt_class",
};

/* A row as it will be stored. */
struct stored_income {
    int32_t year, history_no, declared_class, taxing_place;
    int64_t addressee_no;
    struct premium_income income;
    yen taxable_income;       /* -1: the ledger has not said */
    int32_t tax_exempt_class; /* the same */
};

/* Rows in force of one fiscal year, in order, and how far the file has come. Of changes: of the block's
 * persons. */
struct year_state {
    int32_t year;
    bool is_loaded;
    struct {
        int64_t addressee_no;
        uint64_t hash;
    } *rows;
    size_t count, capacity, at;
    int64_t last_no; /* the file is in order of addressee number */
};
#define YEARS_MAX 8
#define BUFFER_ROWS 4096

struct importing {
    struct arena *arena;
    size_t data_record, fields[FIELDS];
    bool is_full;
    struct year_state years[YEARS_MAX];
    size_t year_count;
    struct stored_income held; /* the highest history of a person stands */
    bool has_held;
    int64_t held_record;
    struct stored_income *buffer;
    size_t buffered;
    struct closing {
        int32_t year;
        int64_t addressee_no;
    } *closing;
    size_t closing_count, closing_capacity;
    int64_t *moved; /* persons of whom rows came or were closed */
    size_t moved_count, moved_capacity;
    struct known_set { /* addressee numbers of the register */
        int64_t *slots;
        size_t size, count;
    } known;
    struct seen_block {
        const struct record *records;
        size_t count;
    } blocks[IMPORT_PLACES];
    int64_t *persons; /* of the block being taken, ascending */
    size_t person_count;
    int64_t added, replaced, removed, unchanged;
};

/* ---------------------------------------------------------------------------------- begin ----- */

static size_t known_slot(const struct known_set *k, int64_t number)
{
    size_t at = (size_t)((uint64_t)number * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (k->size - 1);
    while (k->slots[at] != 0 && k->slots[at] != number) {
        at = (at + 1) & (k->size - 1);
    }
    return at;
}

static void known_add(struct importing *in, int64_t number)
{
    struct known_set *k = &in->known;
    if (k->count * 2 >= k->size) {
        struct known_set wider = {.size = k->size == 0 ? 1 << 12 : k->size * 2, .count = k->count};
        wider.slots = ARENA_ARRAY(in->arena, int64_t, wider.size);
        for (size_t i = 0; i < k->size; i++) {
            if (k->slots[i] != 0) {
                wider.slots[known_slot(&wider, k->slots[i])] = k->slots[i];
            }
        }
        *k = wider;
    }
    size_t at = known_slot(k, number);
    k->count += k->slots[at] == 0;
    k->slots[at] = number;
}

static struct span ever(void) { return (struct span){date_of(1868, 1, 1), date_open_end()}; }

static enum err known_load(struct import_run *run, struct importing *in)
{
    struct belonging_scan *scan;
    struct belonging b;
    bool more = true;
    enum err e = addressee_belonging_open(run->session->store, ever(), INT64_MAX - 1, INT64_MIN,
                                          run->report, &scan);
    if (e != ERR_NONE) {
        return e;
    }
    while ((e = addressee_belonging_next(scan, run->report, &b, &more)) == ERR_NONE && more) {
        known_add(in, b.addressee_no);
    }
    addressee_belonging_close(scan);
    return e;
}

/* Of the block's persons. */
static enum err known_load_some(struct import_run *run, struct importing *in)
{
    struct store *s = run->session->store;
    struct moved_list persons = {0}, households = {0};
    struct belonging *rows = NULL;
    size_t count = 0;

    for (size_t i = 0; i < in->person_count; i++) {
        moved_add(&persons, in->arena, in->persons[i], 0);
    }
    enum err e = addressee_households_of_moved(s, &persons, in->arena, run->report, &households);
    moved_settle(&households);
    if (e == ERR_NONE && households.count > 0) {
        e = addressee_belongings_of(s, moved_numbers(&households, in->arena), households.count, ever(),
                                    INT64_MAX - 1, in->arena, run->report, &rows, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        known_add(in, rows[i].addressee_no);
    }
    return e;
}

static enum err begin(struct import_run *run, bool is_full)
{
    struct arena *arena = arena_new("所得の取込", (size_t)2 << 30);
    struct importing *in = ARENA_NEW(arena, struct importing);
    in->arena = arena;
    in->is_full = is_full;
    in->data_record = layout_record(run->layout, "data");
    assert(in->data_record != SIZE_MAX);
    for (int i = 0; i < FIELDS; i++) {
        in->fields[i] = layout_field(run->layout, in->data_record, field_names[i]);
        if (in->fields[i] == SIZE_MAX) {
            enum err e = report_fail(run->report, ERR_INPUT, "レイアウト %s に項目 %s がありません",
                                     layout_name(run->layout), field_names[i]);
            arena_free(arena);
            return e;
        }
    }
    in->buffer = ARENA_ARRAY(arena, struct stored_income, BUFFER_ROWS);
    known_add(in, INT64_MAX); /* never a number of the register: the set is not empty */
    enum err e = is_full ? known_load(run, in) : ERR_NONE;
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    run->state = in;
    return ERR_NONE;
}

static enum err begin_full(struct import_run *run) { return begin(run, true); }
static enum err begin_change(struct import_run *run) { return begin(run, false); }

static void cancel_import(struct import_run *run)
{
    struct importing *in = run->state;
    arena_free(in->arena); /* holds *in itself */
    run->state = NULL;
}

/* ------------------------------------------------------------------------------- comparing ---- */

static uint64_t mix(uint64_t h, int64_t value)
{
    h ^= (uint64_t)value;
    h *= UINT64_C(0xFF51AFD7ED558CCD);
    return h ^ h >> 29;
}

/* Tells whether two rows of one person say the same. */
static uint64_t income_hash(const struct stored_income *s)
{
    struct premium_income income = s->income;
    uint64_t h = mix(mix(mix(17, s->history_no), s->declared_class), s->taxing_place);
    h = mix(mix(h, income.state), income.given);
    h = mix(mix(h, s->taxable_income), s->tax_exempt_class);
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        h = mix(h, *income_amount(&income, i));
    }
    return h;
}

static enum err year_load(struct import_run *run, struct importing *in, struct year_state *y)
{
    struct store *store = run->session->store;
    struct query *q = in->is_full ? store_scan(store, SQL_premium_income_current)
                                  : store_query(store, SQL_premium_income_current_of);
    bool row;
    enum err e;
    if (!in->is_full) {
        query_set_list(q, "persons", in->persons, in->person_count);
    }
    query_set_i64(q, "fiscal_year", y->year);
    y->is_loaded = true;
    y->count = y->at = 0;
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct stored_income s = {.year = y->year,
                                  .addressee_no = query_i64(q, INCOME_COLUMN_ADDRESSEE),
                                  .taxing_place = (int32_t)query_i64(q, INCOME_COLUMN_PLACE)};
        s.income.state = (enum income_state)query_i64(q, INCOME_COLUMN_STATE);
        s.income.given = (unsigned)query_i64(q, INCOME_COLUMN_GIVEN);
        for (int i = 0; i < INCOME_AMOUNTS; i++) {
            *income_amount(&s.income, i) = query_i64(q, INCOME_COLUMN_AMOUNTS + i);
        }
        s.history_no = (int32_t)query_i64(q, INCOME_COLUMN_AMOUNTS + INCOME_AMOUNTS);
        s.declared_class = (int32_t)query_i64(q, INCOME_COLUMN_AMOUNTS + INCOME_AMOUNTS + 1);
        s.taxable_income = query_i64(q, INCOME_COLUMN_AMOUNTS + INCOME_AMOUNTS + 2);
        s.tax_exempt_class = (int32_t)query_i64(q, INCOME_COLUMN_AMOUNTS + INCOME_AMOUNTS + 3);
        void *slot = arena_grow(in->arena, y->rows, y->count, &y->capacity, sizeof(*y->rows));
        y->rows = slot;
        y->rows[y->count].addressee_no = s.addressee_no;
        y->rows[y->count++].hash = income_hash(&s);
    }
    query_reset(q);
    return e;
}

static enum err year_of(struct import_run *run, struct importing *in, int32_t year,
                        struct year_state **ret)
{
    for (size_t i = 0; i < in->year_count; i++) {
        struct year_state *y = &in->years[i];
        if (y->year == year) {
            *ret = y;
            return y->is_loaded ? ERR_NONE : year_load(run, in, y);
        }
    }
    if (in->year_count == YEARS_MAX) {
        return report_fail(run->report, ERR_INPUT, "1つのファイルに%d年度より多くあります", YEARS_MAX);
    }
    struct year_state *y = &in->years[in->year_count++];
    *y = (struct year_state){.year = year};
    *ret = y;
    return year_load(run, in, y);
}

static void close_row(struct importing *in, int32_t year, int64_t addressee_no)
{
    *ARENA_PUSH(in->arena, in->closing, in->closing_count, in->closing_capacity) =
        (struct closing){year, addressee_no};
    *ARENA_PUSH(in->arena, in->moved, in->moved_count, in->moved_capacity) = addressee_no;
}

/* --------------------------------------------------------------------------------- writing ---- */

static const struct bulk_column columns[] = {
    {"fiscal_year", BULK_I64},       {"addressee_no", BULK_I64},
    {"recorded_at", BULK_I64},       {"superseded_at", BULK_I64},
    {"history_no", BULK_I64},        {"declared_class", BULK_I64},
    {"taxing_place", BULK_I64},      {"state", BULK_I64},
    {"given", BULK_I64},             {"total_income", BULK_I64},
    {"salary_revenue", BULK_I64},    {"salary_income", BULK_I64},
    {"pension_revenue", BULK_I64},   {"pension_income", BULK_I64},
    {"other_income", BULK_I64},      {"combined_income", BULK_I64},
    {"family_employee_pay_paid", BULK_I64},
    {"family_employee_pay_received", BULK_I64},
    {"special_deductions_of_gains", BULK_I64},
    {"casualty_loss_carried", BULK_I64},
    {"fixed_asset_tax", BULK_I64},   {"taxable_income", BULK_I64},
    {"tax_exempt_class", BULK_I64},
};

static enum err flush(struct import_run *run, struct importing *in)
{
    struct bulk *b;
    enum err e = in->buffered == 0 ? ERR_NONE
                                   : store_bulk_begin(run->session->store, "premium_income", columns,
                                                      COUNT_OF(columns), run->report, &b);
    if (e != ERR_NONE || in->buffered == 0) {
        return e;
    }
    for (size_t i = 0; i < in->buffered && e == ERR_NONE; i++) {
        struct stored_income *s = &in->buffer[i];
        *ARENA_PUSH(in->arena, in->moved, in->moved_count, in->moved_capacity) = s->addressee_no;
        bulk_i64(b, s->year);
        bulk_i64(b, s->addressee_no);
        bulk_i64(b, run->recorded_at);
        bulk_i64(b, INT64_MAX);
        bulk_i64(b, s->history_no);
        bulk_i64(b, s->declared_class);
        bulk_i64(b, s->taxing_place);
        bulk_i64(b, s->income.state);
        bulk_i64(b, s->income.given);
        for (int k = 0; k < INCOME_AMOUNTS; k++) {
            bulk_i64(b, *income_amount(&s->income, k));
        }
        bulk_i64(b, s->taxable_income);
        bulk_i64(b, s->tax_exempt_class);
        e = bulk_row(b, run->report);
    }
    in->buffered = 0;
    enum err ended = bulk_end(b, run->report);
    return e != ERR_NONE ? e : ended;
}

/* The held person is complete: new, replaced or as before. */
static enum err settle(struct import_run *run, struct importing *in)
{
    const struct stored_income *s = &in->held;
    struct year_state *y = NULL;
    if (!in->has_held) {
        return ERR_NONE;
    }
    in->has_held = false;
    enum err e = year_of(run, in, s->year, &y);
    if (e != ERR_NONE) {
        return e;
    }
    if (s->addressee_no <= y->last_no) {
        return report_fail(run->report, ERR_INPUT,
                           "レコード %" PRId64 ": 宛名番号 %" PRId64
                           " が番号順ではありません（%" PRId32 "年度）",
                           in->held_record, s->addressee_no, s->year);
    }
    y->last_no = s->addressee_no;
    while (y->at < y->count && y->rows[y->at].addressee_no < s->addressee_no) {
        if (in->is_full) {
            close_row(in, s->year, y->rows[y->at].addressee_no);
            in->removed++;
        }
        y->at++;
    }
    if (y->at < y->count && y->rows[y->at].addressee_no == s->addressee_no) {
        if (y->rows[y->at++].hash == income_hash(s)) {
            in->unchanged++;
            return ERR_NONE;
        }
        close_row(in, s->year, s->addressee_no);
        in->replaced++;
    } else {
        in->added++;
    }
    in->buffer[in->buffered++] = *s;
    return in->buffered == BUFFER_ROWS ? flush(run, in) : ERR_NONE;
}

/* --------------------------------------------------------------------------------- records ---- */

static int64_t number(const struct importing *in, const struct record *r, enum field f)
{
    int64_t value = 0;
    (void)record_i64(r, in->fields[f], &value); /* empty = 0 */
    return value;
}

static bool is_given(const struct importing *in, const struct record *r, enum field f)
{
    return record_text(r, in->fields[f]).len > 0;
}

/* Incomes as the ledger has them: nothing is computed but the remainder that makes 総所得金額等. */
static struct premium_income income_of(const struct importing *in, const struct record *r)
{
    struct premium_income i = {.state = INCOME_KNOWN};
    i.salary_revenue = number(in, r, F_SALARY_REVENUE);
    i.salary_income = number(in, r, F_SALARY);
    i.pension_revenue = number(in, r, F_PENSION_REVENUE);
    i.pension_income = number(in, r, F_PENSION);
    i.total_income = number(in, r, F_TOTAL);
    i.other_income = i.total_income - i.salary_income - i.pension_income;
    i.combined_income = number(in, r, F_COMBINED);
    i.family_employee_pay_paid = number(in, r, F_PAY_PAID);
    i.family_employee_pay_received = number(in, r, F_PAY_RECEIVED);
    i.special_deductions_of_gains =
        number(in, r, F_SHORT_DEDUCTION) + number(in, r, F_LONG_DEDUCTION);
    i.casualty_loss_carried = number(in, r, F_CASUALTY);
    i.fixed_asset_tax = number(in, r, F_ASSET_TAX);
    i.given = INCOME_SALARY | INCOME_PENSION | INCOME_OTHER;
    if (!is_given(in, r, F_TOTAL)) {
        i.other_income = 0; /* the sum of what was given */
    } else if (i.total_income >= 0) {
        i.given |= INCOME_TOTAL;
    } else {
        i.total_income = 0; /* a loss: salary + pension + other says it */
    }
    if (is_given(in, r, F_SALARY_REVENUE) || i.salary_income == 0) {
        i.given |= INCOME_SALARY_REVENUE;
    }
    if (is_given(in, r, F_PENSION_REVENUE) || i.pension_income == 0) {
        i.given |= INCOME_PENSION_REVENUE;
    }
    if (is_given(in, r, F_COMBINED) && i.combined_income >= 0) {
        i.given |= INCOME_COMBINED;
    } else {
        i.combined_income = 0;
    }
    return i;
}

static enum err take_record(struct import_run *run, const struct record *r)
{
    struct importing *in = run->state;
    if (r->kind != in->data_record) {
        return ERR_NONE;
    }
    struct stored_income s = {
        .year = (int32_t)number(in, r, F_YEAR),
        .history_no = (int32_t)number(in, r, F_HISTORY),
        .declared_class = (int32_t)number(in, r, F_CLASS),
        .taxing_place = (int32_t)number(in, r, F_PLACE),
        .addressee_no = number(in, r, F_ADDRESSEE),
        .taxable_income = -1,
        .tax_exempt_class = -1,
    };
    if (s.declared_class != DECLARED_CLASS_UNKNOWN) {
        s.income = income_of(in, r);
        s.taxable_income = is_given(in, r, F_TAXABLE) ? number(in, r, F_TAXABLE) : -1;
        s.tax_exempt_class = is_given(in, r, F_EXEMPT) ? (int32_t)number(in, r, F_EXEMPT) : -1;
    }
    if (in->has_held && in->held.addressee_no == s.addressee_no && in->held.year == s.year) {
        if (s.history_no > in->held.history_no) {
            in->held = s;
        }
        return ERR_NONE;
    }
    enum err e = settle(run, in);
    if (e != ERR_NONE) {
        return e;
    }
    in->held = s;
    in->has_held = true;
    in->held_record = r->number;
    if (in->known.slots[known_slot(&in->known, s.addressee_no)] == 0) {
        return import_hold(run, r, "K01", "住民記録にない宛名番号の所得です。宛名を確かめてください");
    }
    return ERR_NONE;
}

/* ---------------------------------------------------------------------- changes, by blocks ---- */

static void see_block(struct import_run *run, size_t place, const struct record *records, size_t count,
                      bool is_last)
{
    struct importing *in = run->state;
    (void)is_last;
    in->blocks[place] = (struct seen_block){records, count};
}

/* Whose records these are, and whoever is still held of the block before: what is known is asked of them. */
static enum err ask_about(struct import_run *run, struct importing *in, const struct seen_block *b)
{
    in->persons = ARENA_ARRAY(in->arena, int64_t, b->count + 1);
    in->person_count = 0;
    if (in->has_held) {
        in->persons[in->person_count++] = in->held.addressee_no;
    }
    for (size_t i = 0; i < b->count; i++) {
        if (b->records[i].kind == in->data_record) {
            in->persons[in->person_count++] = number(in, &b->records[i], F_ADDRESSEE);
        }
    }
    in->person_count = sorted_once(in->persons, in->person_count);
    for (size_t i = 0; i < in->year_count; i++) {
        in->years[i].is_loaded = false;
    }
    return known_load_some(run, in);
}

static enum err take_block(struct import_run *run, size_t place)
{
    struct importing *in = run->state;
    const struct seen_block *b = &in->blocks[place];
    enum err e = ask_about(run, in, b);

    for (size_t i = 0; i < b->count && e == ERR_NONE; i++) {
        e = b->records[i].hold_code == NULL ? take_record(run, &b->records[i]) : ERR_NONE;
    }
    return e;
}

/* ------------------------------------------------------------------------------------- end ---- */

static enum err run_sql(struct import_run *run, enum sql sql, bool with_times)
{
    struct query *q = store_query(run->session->store, sql);
    int64_t changed;
    if (with_times) {
        query_set_i64(q, "recorded_at", run->recorded_at);
    }
    return query_run(q, run->report, &changed);
}

/* All superseded rows in one statement, through a table of their keys. */
static enum err close_rows(struct import_run *run, struct importing *in)
{
    static const struct bulk_column keys[] = {{"fiscal_year", BULK_I64}, {"addressee_no", BULK_I64}};
    struct bulk *b;
    if (in->closing_count == 0) {
        return ERR_NONE;
    }
    enum err e = store_bulk_begin(run->session->store, "premium_income_close", keys, COUNT_OF(keys),
                                  run->report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < in->closing_count && e == ERR_NONE; i++) {
        bulk_i64(b, in->closing[i].year);
        bulk_i64(b, in->closing[i].addressee_no);
        e = bulk_row(b, run->report);
    }
    enum err ended = bulk_end(b, run->report);
    e = e != ERR_NONE ? e : ended;
    if (e == ERR_NONE) {
        e = run_sql(run, SQL_premium_income_close_rows, true);
    }
    return e == ERR_NONE ? run_sql(run, SQL_premium_income_close_clear, false) : e;
}

static void close_rest(struct importing *in)
{
    for (size_t i = 0; i < in->year_count; i++) {
        struct year_state *y = &in->years[i];
        for (; y->at < y->count; y->at++) {
            close_row(in, y->year, y->rows[y->at].addressee_no);
            in->removed++;
        }
    }
}

static enum err end_import(struct import_run *run)
{
    struct importing *in = run->state;
    enum err e = settle(run, in);
    if (e == ERR_NONE) {
        e = flush(run, in);
    }
    if (e == ERR_NONE && in->is_full) {
        close_rest(in);
    }
    if (e == ERR_NONE) {
        e = close_rows(run, in);
    }
    if (e == ERR_NONE) {
        e = moved_note(run->session->store, MOVED_INCOME, run->recorded_at, in->moved, in->moved_count,
                       run->report);
    }
    cancel_import(run);
    return e;
}
