#include "desk.h"

#include "demand/demand.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {
    &kind_arrears_event,      &kind_arrears_seizure,  &kind_arrears_demand,       &kind_arrears_advance,
    &kind_arrears_end,        &kind_arrears_sale,     &kind_arrears_distribution, &kind_arrears_grace,
    &kind_arrears_waiver,     &kind_arrears_security, &kind_arrears_plan,         &kind_arrears_suspension,
    &kind_arrears_succession, &kind_arrears_case,     &kind_arrears_inquiry,      &kind_arrears_finding,
    &kind_arrears_transfer,   &kind_arrears_keep,     &kind_arrears_write_off,    &kind_arrears_next,
    &kind_arrears_costs,      &kind_arrears_payout,   &kind_arrears_heir_paid,
    &kind_arrears_restore,    &kind_arrears_hold,        &kind_contact,
    &kind_demand_condition,
};
const size_t change_kind_count = COUNT_OF(change_kinds);

static struct arena *arena;
static char said[8192];
static int64_t last_change;

struct arena *desk_arena(void)
{
    if (arena == NULL) {
        arena = arena_new("試験", (size_t)1 << 30);
    }
    return arena;
}

date desk_day(int ymd)
{
    date d;
    assert_true(date_from_ymd(ymd, &d));
    return d;
}

static void allow(struct session *s)
{
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&s->operator.permissions, p);
    }
}

/* The rates of years to come, as if they had been announced. */
static void rates_to_come(struct ward *w)
{
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/params/national/collection/late_charge_rates.tsv", w->dir);
    FILE *f = fopen(path, "ab");
    assert_non_null(f);
    for (int year = 2027; year <= 2032; year++) {
        fprintf(f, "%d-01-01  1.8%%     2.8%%   9.1%%   1.3%%   試験のための割合\n", year);
    }
    assert_int_equal(fclose(f), 0);
}

static void levy(struct ward *w)
{
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, PAYER, 19960101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, PAYER, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
}

static void begin_on(struct ward *w, int today)
{
    rates_to_come(w);
    ward_business_date(w, today);
    allow(&w->clerk);
    allow(&w->chief);
}

void desk_levied(struct ward *w, int today)
{
    levy(w);
    begin_on(w, today);
}

void desk_notified(struct ward *w, int today)
{
    levy(w);
    ward_person(w, HOUSEHOLD, PAYER, 19960101, "見本　一郎", false);
    ward_person(w, 1002, HEIR, 19900101, "見本　二郎", false);
    ward_person(w, 1003, OTHER_HEIR, 19920101, "見本　花子", false);
    allow(&w->clerk);
    allow(&w->chief);
    assert_true(ward_run(w, &job_notice_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_true(ward_approve(w, &job_notice_annual, 2026) <= ERR_FINDINGS);
    begin_on(w, today);
}

void desk_done(struct ward *w)
{
    enum err e = arrears_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? collection_verify(w->chief.store, &w->report) : e;
    e = e == ERR_NONE ? ledger_verify(w->chief.store, &w->report) : e;
    if (e != ERR_NONE) {
        report_print(&w->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
    arena = NULL;
}

static struct collection_charge charge_of(struct ward *w, int instalment)
{
    const struct collection_scope scope = {.payer_no = PAYER};
    struct collection_charge *list, found = {0};
    size_t count;
    assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        found = list[i].instalment == instalment ? list[i] : found;
    }
    assert_true(found.levy_year != 0);
    return found;
}

void desk_dun(struct ward *w, int instalment, int issued, int fixed)
{
    struct collection_charge c = charge_of(w, instalment);
    const struct collection_dunning d = {.levy_year = c.levy_year,
                                         .household_no = c.household_no,
                                         .payer_no = PAYER,
                                         .instalment = instalment,
                                         .issued_on = desk_day(issued),
                                         .fixed_on = desk_day(fixed),
                                         .amount = collection_unpaid(&c),
                                         .served_on = date_none()};
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_dun(w->chief.store, &d, clock_now_ms(), &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

int64_t desk_pays(struct ward *w, int instalment, yen amount, int on)
{
    struct collection_charge c = charge_of(w, instalment);
    const struct collection_line line = {instalment, ITEM_PRINCIPAL, amount};
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = 2026,
                                         .notice_no = c.notice_no,
                                         .household_no = c.household_no,
                                         .payer_no = PAYER,
                                         .lines = &line,
                                         .line_count = 1,
                                         .cause = "",
                                         .received_on = desk_day(on),
                                         .paid_in_on = desk_day(on),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    int64_t no = 0;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, &no);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    return no;
}

struct arrears_debt desk_debt(struct ward *w, int instalment)
{
    struct arrears_debt *debts = NULL;
    size_t count = 0;
    enum err e = arrears_debts(&w->chief, PAYER, w->chief.folder.business_date, desk_arena(), &w->report,
                               &debts, &count);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (debts[i].charge.instalment == instalment) {
            return debts[i];
        }
    }
    return (struct arrears_debt){0};
}

struct act desk_last(struct ward *w)
{
    struct act *acts = NULL, newest = {0};
    size_t count = 0;
    assert_int_equal(arrears_acts(w->chief.store, PAYER, desk_arena(), &w->report, &acts, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        newest = acts[i].act_no > newest.act_no ? acts[i] : newest;
    }
    return newest;
}

static void keep_words(struct ward *w, const struct change_call *call)
{
    size_t at = 0;
    said[0] = '\0';
    for (size_t i = 0; call != NULL && i < call->warning_count && at + 1000 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call->warnings[i].words);
    }
    for (size_t i = 0; i < w->report.kept && at + 1000 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", w->report.lines[i]);
    }
    report_clear(&w->report);
}

bool desk_says(const char *words)
{
    if (strstr(said, words) == NULL) {
        print_message("said: %s\n", said);
    }
    return strstr(said, words) != NULL;
}

static void set_field(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    print_message("no field %s\n", field);
    assert_true(false);
}

enum err desk_act(struct ward *w, const struct change_kind *kind, const char *const *fields)
{
    struct change_call call = {.kind = kind,
                               .session = &w->clerk,
                               .arena = desk_arena(),
                               .report = &w->report,
                               .subject_no = PAYER,
                               .recorded_at = clock_now_ms()};
    int64_t no = 0;
    for (; fields[0] != NULL; fields += 2) {
        set_field(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, &no);
    keep_words(w, &call);
    if (e == ERR_NONE && kind->approve != PERM_NONE) {
        e = change_approve(&w->chief, no, desk_arena(), &w->report);
        keep_words(w, NULL);
    }
    if (e != ERR_NONE && getenv("KOKUHO_TEST_LOUD") != NULL) {
        print_message("refused: %s\n", said);
    }
    last_change = no;
    return e;
}

enum err desk_undo(struct ward *w)
{
    struct change_record *waiting;
    size_t count;
    enum err e = change_undo(&w->clerk, last_change, text_of("試験の取消し"), desk_arena(), &w->report);
    if (e == ERR_NONE) {
        e = change_list(&w->chief, CHANGES_TO_APPROVE, 0, CHANGE_OF_PERSON, 10, desk_arena(), &w->report,
                        &waiting, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            e = waiting[i].undoes_no == last_change
                    ? change_approve(&w->chief, waiting[i].change_no, desk_arena(), &w->report)
                    : e;
        }
    }
    keep_words(w, NULL);
    return e;
}

const char *desk_yen(yen amount) { return arena_printf(desk_arena(), "%" PRId64, amount); }
const char *desk_no(int64_t number) { return arena_printf(desk_arena(), "%" PRId64, number); }

enum err desk_run(struct ward *w, const struct job *job)
{
    const struct job_request request = {.is_quiet = true};
    enum err e = job_start(&w->clerk, job, &request, w->out, &w->report);
    if (e > ERR_FINDINGS) {
        report_print(&w->report, stderr);
    }
    keep_words(w, NULL);
    return e;
}

enum err desk_decide(struct ward *w, const struct job *job)
{
    const struct job_request request = {.is_quiet = true};
    enum err e = job_decide(&w->chief, job, &request, w->out, &w->report);
    if (e > ERR_FINDINGS) {
        report_print(&w->report, stderr);
    }
    keep_words(w, NULL);
    return e;
}

int64_t desk_tasks(struct ward *w, const char *condition)
{
    struct task *tasks;
    size_t count;
    int64_t total = 0;
    enum err e =
        task_list(&w->chief, text_of(condition), 100, 0, desk_arena(), &w->report, &tasks, &count, &total);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return total;
}
