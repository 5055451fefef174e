#include "ward.h"
#include "store/sql_addressee.h"
#include "store/sql_eligibility.h"
#include "store/sql_premium.h"

#include "addressee/item.h"
#include "base/hash.h"
#include "ops/rights.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

const struct job *const jobs[] = {&job_premium_annual, &job_premium_monthly};
const size_t job_count = COUNT_OF(jobs);

extern const struct command command_init;

static enum err command(struct ward *w, const struct command *c, const char *operator_id, int argc,
                        const char *const *words)
{
    char *argv[8];
    for (int i = 0; i < argc; i++) {
        argv[i] = strdup(words[i]);
    }
    struct command_call call = {
        .argc = argc,
        .argv = argv,
        .data = w->dir,
        .operator_id = operator_id,
        .business_date = c == &command_init ? date_of(2018, 4, 2) /* operators of all years */
                                            : date_of(2026, 6, 1),
        .out = w->out,
        .report = &w->report,
    };
    enum err e = c->run(&call);
    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

static void operator_add(struct ward *w, const char *id, const char *rights)
{
    struct command_call call = {.data = w->dir,
                                .business_date = date_none(),
                                .out = w->out,
                                .report = &w->report};
    struct session s;
    struct operator_identity who = {0};
    assert_int_equal(ops_permissions_parse(text_of(rights), &w->report, &who.permissions), ERR_NONE);
    (void)snprintf(who.id, sizeof(who.id), "%s", id);
    (void)snprintf(who.name, sizeof(who.name), "試験 職員");
    (void)snprintf(who.section, sizeof(who.section), "賦課係");
    assert_int_equal(session_open(&call, STORE_WRITE, PERM_NONE, &s), ERR_NONE);
    assert_int_equal(ops_operator_add(&s, &who, text_of("himitsu-no-kotoba"), &w->report), ERR_NONE);
    session_close(&s);
}

static void session_of(struct ward *w, const char *id, struct session *ret)
{
    struct command_call call = {.data = w->dir,
                                .operator_id = id,
                                .business_date = date_none(),
                                .out = w->out,
                                .report = &w->report};
    assert_int_equal(session_open(&call, STORE_WRITE, PERM_PREMIUM_VIEW, ret), ERR_NONE);
}

const char *ward_municipality = "131041";

void ward_make(struct ward *w)
{
    const char *store_url = NULL;
    const char *const propose[] = {"propose"}, *const approve[] = {"approve"};
    *w = (struct ward){0};
    report_init(&w->report);
    if (fixture_kind == STORE_POSTGRES) {
        fixture_open(&w->database, STORE_POSTGRES);
        store_url = w->database.url;
    }
    const char *const init[] = {"--municipality", ward_municipality, "--practice", "--store", store_url};
    w->out = open_memstream(&w->printed, &w->printed_len);
    (void)snprintf(w->dir, sizeof(w->dir), "/tmp/kokuho-ward-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    assert_int_equal(command(w, &command_init, NULL, store_url != NULL ? 5 : 3, init), ERR_NONE);
    operator_add(w, "fuka1", "premium.view,job.view,premium.run,params.propose,premium.approve,import.run,"
                             "collection.view,collection.run");
    operator_add(w, "fuka2", "premium.view,job.view,premium.approve,params.approve,"
                             "collection.view,collection.run,collection.close");
    assert_int_equal(command(w, &command_params, "fuka1", 1, propose), ERR_NONE);
    assert_int_equal(command(w, &command_params, "fuka2", 1, approve), ERR_NONE);
    session_of(w, "fuka1", &w->clerk);
    session_of(w, "fuka2", &w->chief);
    ward_business_date(w, 20260605);
}

enum err ward_params_propose(struct ward *w, const char *reason)
{
    const char *const words[] = {"propose", "--reason", reason};
    return command(w, &command_params, "fuka1", reason != NULL ? 3 : 1, words);
}

enum err ward_params_approve(struct ward *w, const char *operator_id)
{
    const char *const words[] = {"approve"};
    return command(w, &command_params, operator_id, 1, words);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

void ward_free(struct ward *w)
{
    session_close(&w->clerk);
    session_close(&w->chief);
    if (fixture_kind == STORE_POSTGRES) {
        fixture_close(&w->database);
    }
    (void)fclose(w->out);
    free(w->printed);
    report_done(&w->report);
    nftw(w->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int ward_setup(void **state)
{
    static struct ward w;
    ward_make(&w);
    *state = &w;
    return 0;
}

int ward_teardown(void **state)
{
    ward_free(*state);
    return 0;
}

const char *ward_printed(struct ward *w)
{
    static char copy[1 << 16];
    (void)fflush(w->out);
    size_t n = w->printed_len < sizeof(copy) - 1 ? w->printed_len : sizeof(copy) - 1;
    memcpy(copy, w->printed, n);
    copy[n] = '\0';
    rewind(w->out);
    return copy;
}

void ward_business_date(struct ward *w, int ymd)
{
    date d;
    assert_true(date_from_ymd(ymd, &d));
    w->clerk.folder.business_date = w->chief.folder.business_date = d;
}

/* ------------------------------------------------------------------------------------ rows ---- */

static void note(struct ward *w, enum moved_topic topic, int64_t at, int64_t number)
{
    assert_int_equal(moved_note_one(w->clerk.store, topic, at, number, &w->report), ERR_NONE);
}

void ward_note(struct ward *w, enum moved_topic topic, int64_t at, int64_t number)
{
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    note(w, topic, at, number);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
}

static int64_t value_of(const struct bulk_column *columns, const int64_t *values, const char *name)
{
    while (strcmp(columns->name, name) != 0) {
        columns++;
        values++;
    }
    return *values;
}

/* As the writers of these tables do (store/moved.h). */
static void note_row(struct ward *w, const char *table, const struct bulk_column *columns, const int64_t *values)
{
    if (strcmp(table, "addressee_belonging") == 0) {
        note(w, MOVED_BELONGING, value_of(columns, values, "recorded_at"), value_of(columns, values, "household_no"));
    } else if (strcmp(table, "premium_income") == 0) {
        note(w, MOVED_INCOME, value_of(columns, values, "recorded_at"), value_of(columns, values, "addressee_no"));
    } else if (strcmp(table, "eligibility_fact") == 0) {
        int64_t person = value_of(columns, values, "addressee_no");
        note(w, MOVED_FACT, value_of(columns, values, "recorded_at"), person);
        if (value_of(columns, values, "kind") == FACT_MEMBERSHIP) {
            note(w, MOVED_MEMBERSHIP_DAY, value_of(columns, values, "valid_from"), person);
            note(w, MOVED_MEMBERSHIP_DAY, value_of(columns, values, "valid_until"), person);
        }
    }
}

/* The last column's text is `words`, others are empty. */
static void insert_words(struct ward *w, const char *table, const struct bulk_column *columns, size_t count,
                         const int64_t *values, const char *words)
{
    struct store *s = w->clerk.store;
    struct bulk *b;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(s, table, columns, count, &w->report, &b), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (columns[i].type == BULK_I64) {
            bulk_i64(b, values[i]);
        } else {
            bulk_text(b, text_of(i + 1 == count ? words : ""));
        }
    }
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    note_row(w, table, columns, values);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

static void insert(struct ward *w, const char *table, const struct bulk_column *columns, size_t count,
                   const int64_t *values)
{
    insert_words(w, table, columns, count, values, "");
}

struct register_row {
    int64_t history_no, recorded_at, status;
    bool is_restricted, is_foreign;
    int sex, stays_until;
    const char *nationality, *residence_status;
    int resident_from; /* 0 = the feed does not say */
    const char *previous_municipality, *previous_address; /* NULL = not from another municipality */
};

/* 転入: reason 1, 国外からの転入: reason 2 (head of layouts/ju-01-residents-change.layout). */
static void put_move(struct items *items, const struct register_row *row)
{
    bool is_abroad = row->previous_municipality == NULL;

    assert_true(items_put_number(items, ITEM_RESIDENT_FROM, row->resident_from) &&
                items_put_number(items, ITEM_REASON, is_abroad ? 2 : 1) &&
                items_put_number(items, ITEM_EVENT_ON, row->resident_from));
    if (!is_abroad) {
        assert_true(items_put_text(items, ITEM_PREVIOUS_ADDRESS, text_of(row->previous_address)) &&
                    items_put_text(items, ITEM_PREVIOUS_MUNICIPALITY, text_of(row->previous_municipality)));
    }
}

static void add_person(struct ward *w, int64_t household, int64_t person, int birth, const char *name,
                       const struct register_row *row)
{
    static const char *const ints[] = {
        "addressee_no", "history_no", "recorded_at", "superseded_at", "valid_from", "valid_until",
        "household_no", "kind", "status", "birth", "is_restricted"};
    const int64_t values[COUNT_OF(ints)] = {person,   row->history_no, row->recorded_at, INT64_MAX,
                                            20200401, DAY_OPEN,        household,        row->is_foreign ? 2 : 1,
                                            row->status, birth, row->is_restricted};
    const struct {
        const char *column, *value;
    } texts[] = {{"name", name}, {"kana", ""}, {"address", "東京都新宿区新宿九丁目8番7号"}};
    struct bulk_column columns[COUNT_OF(ints) + COUNT_OF(texts) + 1];
    struct items items = {.len = 0};
    for (size_t i = 0; i + 1 < COUNT_OF(columns); i++) {
        columns[i] = i < COUNT_OF(ints)
                         ? (struct bulk_column){ints[i], BULK_I64}
                         : (struct bulk_column){texts[i - COUNT_OF(ints)].column, BULK_TEXT};
    }
    columns[COUNT_OF(columns) - 1] = (struct bulk_column){"items", BULK_BLOB};
    assert_true(items_put_text(&items, ITEM_RELATION, text_of("世帯主")) &&
                items_put_number(&items, ITEM_IS_HEAD, 1) && items_put_number(&items, ITEM_SEX, row->sex) &&
                items_put_text(&items, ITEM_POSTAL_CODE, text_of("1600022")) &&
                items_put_text(&items, ITEM_BUILDING, text_of("見本荘")));
    if (row->is_foreign) {
        assert_true(items_put_text(&items, ITEM_NATIONALITY, text_of(row->nationality)) &&
                    items_put_text(&items, ITEM_RESIDENCE_STATUS, text_of(row->residence_status)) &&
                    items_put_number(&items, ITEM_RESIDENCE_EXPIRES_ON, row->stays_until));
    }
    if (row->resident_from != 0) {
        put_move(&items, row);
    }
    struct bulk *b;
    struct store *s = w->clerk.store;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(s, "addressee_person", columns, COUNT_OF(columns), &w->report, &b),
                     ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(ints); i++) {
        bulk_i64(b, values[i]);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bulk_text(b, text_of(texts[i].value));
    }
    bulk_blob(b, items.bytes, items.len);
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    note(w, MOVED_RESIDENT, row->recorded_at, person);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

void ward_person(struct ward *w, int64_t household, int64_t person, int birth, const char *name,
                 bool is_restricted)
{
    const struct register_row row = {
        .history_no = 1, .recorded_at = WARD_FIRST, .status = 1, .is_restricted = is_restricted};
    add_person(w, household, person, birth, name, &row);
}

void ward_foreigner(struct ward *w, int64_t household, int64_t person, int birth, int sex,
                    const char *nationality, const char *residence_status)
{
    const struct register_row row = {.history_no = 1,
                                     .recorded_at = WARD_FIRST,
                                     .status = 1,
                                     .is_foreign = true,
                                     .sex = sex,
                                     .nationality = nationality,
                                     .residence_status = residence_status};
    add_person(w, household, person, birth, "見本　外国", &row);
}

void ward_moved_in(struct ward *w, int64_t household, int64_t person, int birth, const char *name, int on,
                   const char *municipality, bool is_restricted)
{
    const struct register_row row = {.history_no = 1,
                                     .recorded_at = WARD_FIRST,
                                     .status = 1,
                                     .is_restricted = is_restricted,
                                     .resident_from = on,
                                     .previous_municipality = municipality,
                                     .previous_address = "東京都渋谷区見本町1番2号"};
    add_person(w, household, person, birth, name, &row);
}

void ward_stays(struct ward *w, int64_t household, int64_t person, int birth, int until)
{
    const struct register_row row = {.history_no = 1,
                                     .recorded_at = WARD_FIRST,
                                     .status = 1,
                                     .is_foreign = true,
                                     .sex = 1,
                                     .stays_until = until,
                                     .nationality = "410",
                                     .residence_status = "留学"};
    add_person(w, household, person, birth, "見本　外国", &row);
}

void ward_person_again(struct ward *w, int64_t household, int64_t person, int birth, const char *name,
                       int status, bool is_restricted)
{
    const struct register_row row = {
        .history_no = 2, .recorded_at = clock_now_ms(), .status = status, .is_restricted = is_restricted};
    add_person(w, household, person, birth, name, &row);
}

void ward_belongs(struct ward *w, int64_t at, int64_t household, int64_t person, int birth,
                  bool is_head, int from, int until)
{
    static const struct bulk_column columns[] = {
        {"household_no", BULK_I64},  {"addressee_no", BULK_I64}, {"valid_from", BULK_I64},
        {"recorded_at", BULK_I64},   {"valid_until", BULK_I64},  {"superseded_at", BULK_I64},
        {"is_head", BULK_I64},       {"birth", BULK_I64},
    };
    const int64_t values[] = {household, person, from, at, until, INT64_MAX, is_head, birth};
    insert(w, "addressee_belonging", columns, COUNT_OF(columns), values);
}

static void add_fact(struct ward *w, const int64_t *values, const char *rest)
{
    static const struct bulk_column columns[] = {
        {"addressee_no", BULK_I64}, {"kind", BULK_I64},        {"valid_from", BULK_I64},
        {"recorded_at", BULK_I64},  {"valid_until", BULK_I64}, {"superseded_at", BULK_I64},
        {"source", BULK_I64},       {"detail", BULK_I64},      {"card_symbol", BULK_TEXT},
        {"card_number", BULK_TEXT}, {"rest", BULK_TEXT},
    };
    insert_words(w, "eligibility_fact", columns, COUNT_OF(columns), values, rest);
}

void ward_household(struct ward *w, int64_t at, enum belonging_reason why, int64_t household,
                    int64_t person, int birth, int from, int until)
{
    static const struct bulk_column columns[] = {
        {"addressee_no", BULK_I64},   {"event_no", BULK_I64},      {"recorded_at", BULK_I64},
        {"superseded_at", BULK_I64},  {"kind", BULK_I64},          {"fact_kind", BULK_I64},
        {"effective_on", BULK_I64},   {"until_on", BULK_I64},      {"occurred_on", BULK_I64},
        {"notified_on", BULK_I64},    {"prefecture_on", BULK_I64}, {"how", BULK_I64},
        {"is_annotated", BULK_I64},   {"is_planned", BULK_I64},    {"is_head", BULK_I64},
        {"detail", BULK_I64},         {"household_no", BULK_I64},  {"branch_no", BULK_I64},
        {"birth", BULK_I64},          {"change_no", BULK_I64},     {"closed_by", BULK_I64},
        {"reason", BULK_TEXT},        {"card_symbol", BULK_TEXT},  {"card_number", BULK_TEXT},
        {"evidence", BULK_TEXT},      {"note", BULK_TEXT},         {"source", BULK_TEXT},
    };
    const int64_t values[COUNT_OF(columns)] = {
        person, 1,  at, INT64_MAX, EVENT_HOUSEHOLD, 0,         from, until, from, from, 0,
        HOW_COUNTER, 0, 0, why == BELONGING_HEAD || why == BELONGING_FACILITY, why, household, 0, birth, 0, 0};
    insert_words(w, "eligibility_event", columns, COUNT_OF(columns), values, "");
}

void ward_fact(struct ward *w, int64_t at, int64_t person, enum eligibility_fact_kind kind, int from,
               int until, int detail)
{
    const int64_t values[] = {person, kind, from, at, until, INT64_MAX, 1, detail, 0, 0, 0};
    add_fact(w, values, "");
}

void ward_period(struct ward *w, int64_t at, int64_t person, int from, int until, const char *rest)
{
    const int64_t values[] = {person, FACT_MEMBERSHIP, from, at, until, INT64_MAX, 1, 0, 0, 0, 0};
    add_fact(w, values, rest);
}

static const struct bulk_column income_columns[] = {
    {"fiscal_year", BULK_I64},     {"addressee_no", BULK_I64},
    {"recorded_at", BULK_I64},     {"superseded_at", BULK_I64},
    {"history_no", BULK_I64},      {"declared_class", BULK_I64},
    {"taxing_place", BULK_I64},    {"state", BULK_I64},
    {"given", BULK_I64},           {"total_income", BULK_I64},
    {"salary_revenue", BULK_I64},  {"salary_income", BULK_I64},
    {"pension_revenue", BULK_I64}, {"pension_income", BULK_I64},
    {"other_income", BULK_I64},    {"combined_income", BULK_I64},
    {"family_employee_pay_paid", BULK_I64},
    {"family_employee_pay_received", BULK_I64},
    {"special_deductions_of_gains", BULK_I64},
    {"casualty_loss_carried", BULK_I64},
    {"fixed_asset_tax", BULK_I64},
};

void ward_income(struct ward *w, int64_t at, int year, int64_t person, yen total)
{
    bool known = total >= 0;
    int64_t values[21] = {year,  person, at, INT64_MAX, 1, known ? 1 : 9, 1, known,
                          known ? INCOME_TOTAL : 0, known ? total : 0};
    insert(w, "premium_income", income_columns, COUNT_OF(income_columns), values);
}

static void taxed(struct ward *w, int64_t at, int year, int64_t person, yen total, yen taxable, int exempt_class,
                  yen pension)
{
    struct bulk_column columns[COUNT_OF(income_columns) + 2];
    int64_t values[COUNT_OF(income_columns) + 2] = {year, person, at, INT64_MAX, 1, 1, 1, 1,
                                                    INCOME_TOTAL | INCOME_PENSION_REVENUE, total, 0, 0,
                                                    pension};
    memcpy(columns, income_columns, sizeof(income_columns));
    columns[COUNT_OF(income_columns)] = (struct bulk_column){"taxable_income", BULK_I64};
    columns[COUNT_OF(income_columns) + 1] = (struct bulk_column){"tax_exempt_class", BULK_I64};
    values[COUNT_OF(income_columns)] = taxable;
    values[COUNT_OF(income_columns) + 1] = exempt_class;
    insert(w, "premium_income", columns, COUNT_OF(columns), values);
}

void ward_taxed(struct ward *w, int64_t at, int year, int64_t person, yen total, yen taxable, int exempt_class)
{
    taxed(w, at, year, person, total, taxable, exempt_class, 0);
}

void ward_pension(struct ward *w, int64_t at, int year, int64_t person, yen total, yen taxable, yen revenue)
{
    taxed(w, at, year, person, total, taxable, TAX_LIABLE, revenue);
}

void ward_abroad_untaxed(struct ward *w, int64_t at, int year, int64_t person, bool is_declared)
{
    struct bulk_column columns[COUNT_OF(income_columns) + 2];
    int64_t values[COUNT_OF(income_columns) + 2] = {
        year, person, at, INT64_MAX, 1, is_declared ? 1 : 9, 3, is_declared, is_declared ? INCOME_TOTAL : 0, 0};
    memcpy(columns, income_columns, sizeof(income_columns));
    columns[COUNT_OF(income_columns)] = (struct bulk_column){"taxable_income", BULK_I64};
    columns[COUNT_OF(income_columns) + 1] = (struct bulk_column){"tax_exempt_class", BULK_I64};
    values[COUNT_OF(income_columns) + 1] = TAX_EXEMPT;
    insert(w, "premium_income", columns, COUNT_OF(columns), values);
}

void ward_abroad(struct ward *w, int64_t at, int year, int64_t person, yen total)
{
    int64_t values[21] = {year, person, at, INT64_MAX, 1, 1, 3, 1, INCOME_TOTAL, total};
    insert(w, "premium_income", income_columns, COUNT_OF(income_columns), values);
}

void ward_salary(struct ward *w, int64_t at, int year, int64_t person, yen revenue, yen income)
{
    int64_t values[21] = {year, person, at, INT64_MAX, 1, 1, 1, 1,
                          INCOME_TOTAL | INCOME_SALARY | INCOME_SALARY_REVENUE, income, revenue, income};
    insert(w, "premium_income", income_columns, COUNT_OF(income_columns), values);
}

void ward_last_year(struct ward *w, int year, int64_t household, int64_t payer, yen total)
{
    static const struct bulk_column columns[] = {
        {"fiscal_year", BULK_I64}, {"household_no", BULK_I64},  {"payer_no", BULK_I64},
        {"recorded_at", BULK_I64}, {"superseded_at", BULK_I64}, {"reduction_tenths", BULK_I64},
        {"insured_count", BULK_I64}, {"medical", BULK_I64},     {"support", BULK_I64},
        {"care", BULK_I64},        {"child", BULK_I64},         {"total", BULK_I64},
        {"decided_on", BULK_I64},
    };
    const int64_t values[] = {year, household, payer, 1, INT64_MAX, 0, 1, total, 0, 0, 0, total,
                              (int64_t)year * 10000 + 605};
    insert(w, "premium_last_assessment", columns, COUNT_OF(columns), values);
}

void ward_many(struct ward *w, int count, const int *years, size_t year_count)
{
    static const struct bulk_column belongs[] = {
        {"household_no", BULK_I64},  {"addressee_no", BULK_I64}, {"valid_from", BULK_I64},
        {"recorded_at", BULK_I64},   {"valid_until", BULK_I64},  {"superseded_at", BULK_I64},
        {"is_head", BULK_I64},       {"birth", BULK_I64},
    };
    static const struct bulk_column facts[] = {
        {"addressee_no", BULK_I64}, {"kind", BULK_I64},        {"valid_from", BULK_I64},
        {"recorded_at", BULK_I64},  {"valid_until", BULK_I64}, {"superseded_at", BULK_I64},
        {"source", BULK_I64},       {"detail", BULK_I64},      {"card_symbol", BULK_TEXT},
        {"card_number", BULK_TEXT}, {"rest", BULK_TEXT},
    };
    for (size_t table = 0; table < 2 + year_count; table++) {
        struct store *s = w->clerk.store;
        struct bulk *b;
        const struct bulk_column *columns = table == 0 ? belongs : table == 1 ? facts : income_columns;
        const size_t counts[] = {COUNT_OF(belongs), COUNT_OF(facts), COUNT_OF(income_columns)};
        size_t n = counts[table < 2 ? table : 2];
        const char *const names[] = {"addressee_belonging", "eligibility_fact", "premium_income"};
        assert_int_equal(store_begin(s, &w->report), ERR_NONE);
        assert_int_equal(store_bulk_begin(s, names[table < 2 ? table : 2], columns, n, &w->report, &b),
                         ERR_NONE);
        for (int64_t i = 1; i <= count; i++) {
            int64_t person = 1000000 + i;
            yen total = i * 7919 % 9000000;
            const int64_t rows[3][21] = {
                {i, person, 20100401, WARD_FIRST, DAY_OPEN, INT64_MAX, 1, 19900101 + i % 28},
                {person, FACT_MEMBERSHIP, 20100401, WARD_FIRST, DAY_OPEN, INT64_MAX, 1, 0},
                {table >= 2 ? years[table - 2] : 0, person, WARD_FIRST, INT64_MAX, 1, 1, 1, 1,
                 INCOME_TOTAL, total},
            };
            for (size_t k = 0; k < n; k++) {
                if (columns[k].type == BULK_TEXT) {
                    bulk_text(b, text_of(""));
                } else {
                    bulk_i64(b, rows[table < 2 ? table : 2][k]);
                }
            }
            assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
        }
        assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
        const enum moved_topic topics[] = {MOVED_BELONGING, MOVED_FACT, MOVED_INCOME};
        assert_int_equal(moved_note_all(s, topics[table < 2 ? table : 2], WARD_FIRST, &w->report), ERR_NONE);
        assert_int_equal(store_commit(s, &w->report), ERR_NONE);
    }
}

/* A closing is an UPDATE of another folder's table: the tests say it with the folder's own statement. */
static void close_row(struct ward *w, enum sql sql, const char *const *names, const int64_t *values,
                      size_t count)
{
    struct store *s = w->clerk.store;
    int64_t changed;
    assert_int_equal(store_begin(s, &w->report), ERR_NONE);
    struct query *q = store_query(s, sql);
    for (size_t i = 0; i < count; i++) {
        query_set_i64(q, names[i], values[i]);
    }
    assert_int_equal(query_run(q, &w->report, &changed), ERR_NONE);
    assert_int_equal(changed, 1);
    assert_int_equal(store_commit(s, &w->report), ERR_NONE);
}

void ward_forget_belonging(struct ward *w, int64_t at, int64_t household, int64_t person, int from)
{
    static const char *const names[] = {"household_no", "addressee_no", "valid_from", "now"};
    const int64_t values[] = {household, person, from, at};
    close_row(w, SQL_addressee_belonging_close, names, values, COUNT_OF(names));
    ward_note(w, MOVED_BELONGING, at, household);
}

void ward_forget_fact(struct ward *w, int64_t at, int64_t person, enum eligibility_fact_kind kind,
                      int from)
{
    static const char *const names[] = {"addressee_no", "kind", "valid_from", "recorded_at", "now"};
    const int64_t values[] = {person, kind, from, WARD_FIRST, at};
    close_row(w, SQL_eligibility_fact_close, names, values, COUNT_OF(names));
    ward_note(w, MOVED_FACT, at, person);
}

void ward_forget_income(struct ward *w, int64_t at, int year, int64_t person)
{
    static const struct bulk_column keys[] = {{"fiscal_year", BULK_I64}, {"addressee_no", BULK_I64}};
    const int64_t key[] = {year, person};
    static const char *const names[] = {"recorded_at"};
    insert(w, "premium_income_close", keys, COUNT_OF(keys), key);
    close_row(w, SQL_premium_income_close_rows, names, &at, 1);
    close_row(w, SQL_premium_income_close_clear, NULL, NULL, 0);
    ward_note(w, MOVED_INCOME, at, person);
}

/* ------------------------------------------------------------------------------------ jobs ---- */

static enum err spoken(struct ward *w, enum err e)
{
    (void)fflush(w->out);
    for (size_t i = 0; i < w->report.kept; i++) {
        (void)fprintf(w->out, "%s\n", w->report.lines[i]);
        if (getenv("KOKUHO_TEST_LOUD") != NULL) {
            (void)fprintf(stderr, "# %s\n", w->report.lines[i]);
        }
    }
    report_clear(&w->report);
    return e;
}

enum err ward_run(struct ward *w, const struct job *job, int year, bool dry_run, bool resume)
{
    struct job_request request = {.year = year, .dry_run = dry_run, .resume = resume, .is_quiet = true};
    return spoken(w, job_start(&w->clerk, job, &request, w->out, &w->report));
}

enum err ward_approve(struct ward *w, const struct job *job, int year)
{
    struct job_request request = {.year = year, .is_quiet = true};
    return spoken(w, job_decide(&w->chief, job, &request, w->out, &w->report));
}

struct premium_decision ward_decision(struct ward *w, int year, int64_t household, int64_t payer)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct premium_decision *list, first = {0};
    size_t count;
    assert_int_equal(premium_decisions(w->clerk.store, year, payer, household, arena, &w->report,
                                       &list, &count),
                     ERR_NONE);
    if (count > 0) {
        first = list[0];
    }
    arena_free(arena);
    return first;
}

void ward_digest(struct ward *w, char ret[33])
{
    struct row_digest sum = {0, 0};
    const struct store_table *tables[] = {premium_tables, ledger_tables};
    const size_t counts[] = {premium_table_count, ledger_table_count};
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < counts[t]; i++) {
            int64_t rows;
            struct row_digest digest = {0, 0};
            char text[33];
            assert_int_equal(store_table_digest(w->clerk.store, &tables[t][i], &w->report, &rows,
                                                &digest),
                             ERR_NONE);
            row_digest_format(&digest, text);
            row_digest_add(&sum, text, 32);
        }
    }
    row_digest_format(&sum, ret);
}

int64_t ward_findings(struct ward *w, const char *job, const char *code)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct run_record *runs;
    struct finding_record *findings;
    size_t run_count, count;
    int64_t n = 0;
    assert_int_equal(batch_runs(w->clerk.store, job, 0, arena, &w->report, &runs, &run_count),
                     ERR_NONE);
    assert_true(run_count > 0);
    assert_int_equal(batch_findings(w->clerk.store, runs[0].run_no, 0, 10000, arena, &w->report,
                                    &findings, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        n += text_is(findings[i].code, code);
    }
    arena_free(arena);
    return n;
}
