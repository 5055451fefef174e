/*
 * Runs the *.cases files beside the rules of the premium and what all rules share (see cases.h).
 *
 * Premium cases describe one household: columns are facts of the head and of up to three others, results
 * are amounts of the assessment.
 */
#include "cases.h"
#include "support.h"

#include "rules/common/age.h"
#include "rules/common/holidays.h"
#include "rules/common/recurrence.h"
#include "rules/common/period.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* ---------------------------------------------------------------------- rules/common, functions -- */

static void run_age(struct row *r)
{
    date attained = age_attained_on(row_day(r, "birth"), (int)row_number(r, "age", 0));

    row_expect_day(r, "attained", attained);
    /* The limit of birth days turns the same corner. */
    date last = age_born_until((int)row_number(r, "age", 0), attained);
    if (date_before(last, row_day(r, "birth")) ||
        !date_before(age_born_until((int)row_number(r, "age", 0), date_add_days(attained, -1)),
                     row_day(r, "birth"))) {
        row_differs(r, "attained", date_ymd(last));
    }
    /* On the eve he has attained it for the law; his years are full from the birthday on. */
    register_day birth = {date_ymd(row_day(r, "birth"))};
    int age = (int)row_number(r, "age", 0);
    if (age_attained(birth, attained) != age || age_attained(birth, date_add_days(attained, -1)) != age - 1 ||
        age_completed(birth, attained) != age - 1 || age_completed(birth, date_add_days(attained, 1)) != age) {
        row_differs(r, "age", age);
    }
}

static void run_months(struct row *r)
{
    struct month_ends ends = months_of((fiscal_year){2026});

    row_expect(r, "months", months_count(months_of_span(&ends, row_day(r, "from"), row_day(r, "until"))));
}

static void run_period(struct row *r)
{
    row_expect_day(r, "end", period_end(row_day(r, "first"), (int)row_number(r, "months", 0)));
}

static void run_holidays(struct row *r)
{
    const char *name = holiday_name(row_day(r, "day"));
    const char *expected = row_cell(r, "name");

    if ((name == NULL) != (expected == NULL) || (name != NULL && strcmp(name, expected) != 0)) {
        (void)snprintf(r->fault, sizeof r->fault, "%s:%d: %s", r->file, r->line,
                       name != NULL ? name : "no holiday");
    }
    row_expect_day(r, "business_day_from", business_day_from(row_day(r, "day")));
}

/* OP-16, NX-07: date, weekday, end of month, n-th business day, and where a holiday moves it. */
static void run_recurrence(struct row *r)
{
    const char *shift = row_cell(r, "shift"), *expected = row_cell(r, "is_on"), *why = NULL;
    struct recurrence when;
    bool is_read = recurrence_parse(row_cell(r, "on"), shift != NULL ? shift : "-", &when, &why);
    bool wanted = strcmp(expected, "bad") != 0;

    if (is_read != wanted) {
        (void)snprintf(r->fault, sizeof r->fault, "%s:%d: read %d", r->file, r->line, is_read);
    } else if (is_read) {
        date day = row_day(r, "day"), next = recurrence_next(&when, day);
        row_expect(r, "is_on", recurrence_is_on(&when, day));
        row_expect_day(r, "next", next);
        if (!date_equal(recurrence_last(&when, day, next), next)) {
            row_differs(r, "last", date_ymd(recurrence_last(&when, day, next)));
        }
    } else {
        assert(why != NULL);
    }
}

static void run_income_tables(struct row *r)
{
    const struct premium_law *law = test_law("131041", (int)row_number(r, "fy", 2026));
    int64_t salary = row_number(r, "salary_revenue", -1), pension = row_number(r, "pension_revenue", -1);
    yen salary_income = 0, pension_income = 0;

    if (salary >= 0) {
        salary_income = premium_salary_by_step(premium_salary_step(law, salary), salary);
        row_expect(r, "salary_income", salary_income);
    }
    if (pension >= 0) {
        pension_income = premium_pension_by_step(
            premium_pension_step(law, pension, row_number(r, "age", 0) >= 65, row_number(r, "other", 0)),
            pension);
        row_expect(r, "pension_income", pension_income);
    }
    row_expect(r, "adjustment", premium_adjustment_b(law, salary_income, pension_income));
}

static void run_time_limit(struct row *r)
{
    row_expect_day(r, "last_day", premium_last_assessment_day(row_day(r, "first_due")));
}

static void run_resplit(struct row *r)
{
    const struct premium_law *law = test_law("131041", 2026);
    struct arena *arena = arena_new("resplit", 1 << 20);
    struct premium_instalment before[INSTALMENTS_MAX];
    struct premium_resplit out;
    yen parts[INSTALMENTS_MAX];

    memcpy(before, law->due, sizeof before);
    yen_allot(row_number(r, "before", 0), 10, 10, ODD_YEN_FIRST, parts);
    for (size_t k = 0; k < 10; k++) {
        before[k].amount = parts[k];
    }
    premium_instalments_resplit(law, law->year, before, 10, row_number(r, "after", 0),
                                row_day(r, "decided_on"), row_day(r, "cut_off"),
                                strcmp(row_cell(r, "advance"), "yes") == 0, trace_new(arena), &out);
    yen sum = out.extra;
    size_t open = 0;
    for (size_t k = 0; k < out.count; k++) {
        sum += out.instalments[k].amount;
        open += !date_at_most(out.instalments[k].due_date, row_day(r, "cut_off"));
    }
    if (open > 0) {
        row_expect(r, "first_open", out.instalments[out.count - open].amount);
        row_expect(r, "last", out.instalments[out.count - 1].amount);
    }
    row_expect(r, "refund", out.refund);
    row_expect(r, "extra", out.extra);
    row_expect_day(r, "extra_due", out.extra_due);
    if (sum != row_number(r, "after", 0)) {
        row_differs(r, "after", sum);
    }
    arena_free(arena);
}

/* ------------------------------------------------------------------------------- households -- */

static void given_amount(const struct row *r, const char *name, unsigned key,
                         struct premium_income *in, yen *to)
{
    if (row_cell(r, name) != NULL) {
        *to = row_number(r, name, 0);
        in->given |= key;
        in->state = INCOME_KNOWN;
    }
}

static void read_head(const struct row *r, struct premium_member *m, struct span *insured,
                      struct span *exempt)
{
    struct premium_income *in = &m->income;

    m->birth_date = row_cell(r, "born") != NULL ? row_day(r, "born") : date_of(1995, 6, 1);
    given_amount(r, "income", INCOME_TOTAL, in, &in->total_income);
    given_amount(r, "combined", INCOME_COMBINED, in, &in->combined_income);
    given_amount(r, "salary", INCOME_SALARY, in, &in->salary_income);
    given_amount(r, "salary_revenue", INCOME_SALARY_REVENUE, in, &in->salary_revenue);
    given_amount(r, "pension", INCOME_PENSION, in, &in->pension_income);
    given_amount(r, "pension_revenue", INCOME_PENSION_REVENUE, in, &in->pension_revenue);
    given_amount(r, "other", INCOME_OTHER, in, &in->other_income);
    given_amount(r, "paid", 0, in, &in->family_employee_pay_paid);
    given_amount(r, "received", 0, in, &in->family_employee_pay_received);
    given_amount(r, "gains", 0, in, &in->special_deductions_of_gains);
    given_amount(r, "casualty", 0, in, &in->casualty_loss_carried);
    given_amount(r, "asset_tax", 0, in, &in->fixed_asset_tax);
    m->separated_on = row_day(r, "separated");
    m->reason_code = (int)row_number(r, "code", 0);
    m->expected_birth = row_day(r, "birth");
    m->is_multiple_birth = row_number(r, "multiple", 0) != 0;
    m->former_dependant_since = row_day(r, "dependant");
    m->specified_since = date_none();
    if (row_cell(r, "from") != NULL) {
        *insured = (struct span){row_day(r, "from"), row_day(r, "until")};
        m->insured_is_given = true;
        m->insured = insured;
        m->insured_count = row_number(r, "insured", 1) != 0;
    } else if (row_number(r, "insured", 1) == 0) {
        m->insured_is_given = true;
    }
    if (row_cell(r, "exempt_from") != NULL) {
        *exempt = (struct span){row_day(r, "exempt_from"), row_day(r, "exempt_until")};
        m->care_exempt = exempt;
        m->care_exempt_count = 1;
    }
}

static struct premium_member other_member(date born, yen income)
{
    struct premium_member m = {.birth_date = born,
                               .separated_on = date_none(),
                               .expected_birth = date_none(),
                               .former_dependant_since = date_none(),
                               .specified_since = date_none()};

    m.income = (struct premium_income){
        .state = INCOME_KNOWN, .given = INCOME_TOTAL, .total_income = income};
    return m;
}

static void read_others(const struct row *r, struct premium_member *m, size_t *count)
{
    for (int64_t n = row_number(r, "adults", 0); n > 0; n--) {
        m[*count] = other_member(date_of(1995, 6, 1), 0);
        if (row_cell(r, "adult_salary") != NULL) {
            m[*count].income = (struct premium_income){.state = INCOME_KNOWN,
                                                       .given = INCOME_SALARY,
                                                       .salary_income = row_number(r, "adult_salary", 0)};
        }
        (*count)++;
    }
    for (int64_t n = row_number(r, "specified", 0); n > 0; n--) {
        m[*count] = other_member(date_of(1945, 6, 1), 0);
        m[*count].insured_is_given = true;
        m[*count].is_specified_member = true;
        m[*count].specified_since = row_day(r, "specified_since");
        (*count)++;
    }
    if (row_cell(r, "child_born") != NULL) {
        m[(*count)++] = other_member(row_day(r, "child_born"), 0);
    }
}

/* 住民票上の世帯主, for whom the first member stands: known by one of his incomes, or unknown. */
static void read_register_head(const struct row *r, struct premium_member *m, size_t *count)
{
    struct premium_income *in = &m[*count].income;

    if (row_cell(r, "register") == NULL) {
        return;
    }
    m[*count] = other_member(row_cell(r, "register_born") != NULL ? row_day(r, "register_born")
                                                                  : date_of(1970, 1, 5),
                             0);
    m[*count].is_register_head = row_number(r, "register", 0) != 0;
    m[*count].insured_is_given = row_number(r, "register_insured", 0) == 0;
    *in = (struct premium_income){0};
    given_amount(r, "register_income", INCOME_TOTAL, in, &in->total_income);
    given_amount(r, "register_salary", INCOME_SALARY, in, &in->salary_income);
    given_amount(r, "register_pension", INCOME_PENSION_REVENUE, in, &in->pension_revenue);
    (*count)++;
}

static void expect_part(struct row *r, const struct premium_assessment *a, enum levy_part p)
{
    const struct premium_part_result *x = &a->parts[p];
    const char *name = premium_levy_parts[p].name;
    const struct {
        const char *prefix;
        int64_t value;
    } figures[] = {{"", x->amount},
                   {"pc_", x->per_capita},
                   {"hh_", x->per_household},
                   {"inc_", x->income_levy},
                   {"asset_", x->asset_levy},
                   {"before_", x->before_cap},
                   {"cap_", x->cap},
                   {"off_", x->remitted},
                   {"months_", months_count(a->members[0].months[p])},
                   {"mask_", a->members[0].months[p]}};
    char key[40];

    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        (void)snprintf(key, sizeof key, "%s%s", figures[i].prefix, name);
        row_expect(r, key, figures[i].value);
    }
}

/* 減免: `remit` is amount, rate or instalments; parts as letters, months as first-last fiscal months. */
static size_t read_remission(const struct row *r, struct premium_remission *m)
{
    static const char letters[] = "mscd"; /* medical, support, care, chilD */
    const char *pattern = row_cell(r, "remit"), *on = row_cell(r, "parts");
    *m = (struct premium_remission){.id = 1, .parts = on == NULL ? 15u : 0};
    if (pattern == NULL) {
        return 0;
    }
    for (; on != NULL && *on != '\0'; on++) {
        m->parts |= 1u << (strchr(letters, *on) - letters);
    }
    if (strcmp(pattern, "amount") == 0) {
        m->pattern = REMISSION_AMOUNT;
        m->amount = row_number(r, "granted", 0);
    } else if (strcmp(pattern, "rate") == 0) {
        m->pattern = REMISSION_RATE;
        m->rate = row_number(r, "granted", 0) * 10000;
        for (int64_t i = row_number(r, "first_month", 0); i <= row_number(r, "last_month", 11); i++) {
            m->months = (uint16_t)(m->months | 1u << i);
        }
    } else {
        m->pattern = REMISSION_INSTALMENTS;
        m->instalments[4] = row_number(r, "fifth", 0);
        m->instalments[5] = row_number(r, "sixth", 0);
    }
    return 1;
}

static void run_household(struct row *r)
{
    struct premium_remission remission;
    struct premium_member members[12] = {0};
    struct span insured, exempt;
    size_t count = 1;
    const char *city = row_cell(r, "city") != NULL ? row_cell(r, "city") : "131041";
    const struct premium_law *law = test_law(city, (int)row_number(r, "fy", 2026));
    struct report report;

    read_head(r, &members[0], &insured, &exempt);
    read_others(r, members, &count);
    read_register_head(r, members, &count);
    struct premium_household h = {.year = law->year,
                                  .member_count = count,
                                  .members = members,
                                  .head_abroad_on_1_january = row_number(r, "abroad", 0) != 0,
                                  .first_notice_on = row_day(r, "notice"),
                                  .care40_not_after = row_day(r, "not_after"),
                                  .remission_count = read_remission(r, &remission),
                                  .remissions = &remission};
    report_init(&report);
    enum err e = premium_household_check(law, &h, "/household", &report);
    if (row_cell(r, "faults") != NULL) {
        row_expect(r, "faults", (int64_t)report.count);
    } else if (e != ERR_NONE) {
        (void)snprintf(r->fault, sizeof r->fault, "%s:%d %s", r->file, r->line, report.lines[0]);
    }
    report_done(&report);
    if (e != ERR_NONE) {
        return;
    }
    struct test_result x = test_assess(law, &h);
    x.request.household = h;
    if (!test_trace_covers(&x)) {
        (void)snprintf(r->fault, sizeof r->fault, "%s:%d an amount has no step", r->file, r->line);
    }
    for (enum levy_part p = 0; p < LEVY_PARTS; p++) {
        expect_part(r, &x.a, p);
    }
    row_expect(r, "tier", x.a.reduction_tenths);
    row_expect(r, "judged", x.a.judged_income);
    row_expect(r, "earners", x.a.earners_counted);
    row_expect(r, "limit7", x.a.limits[0]);
    row_expect(r, "limit5", x.a.limits[1]);
    row_expect(r, "limit2", x.a.limits[2]);
    row_expect(r, "base", x.a.members[0].base_income);
    row_expect(r, "total", x.a.total);
    row_expect(r, "findings", x.a.findings_total);
    row_expect(r, "first", x.a.instalments[0].amount);
    row_expect(r, "last", x.a.instalments[x.a.instalment_count - 1].amount);
    row_expect(r, "i5", x.a.instalments[4].amount);
    row_expect(r, "i6", x.a.instalments[5].amount);
    row_expect(r, "instalments", x.a.instalment_count);
    row_expect_day(r, "last_due", x.a.instalments[x.a.instalment_count - 1].due_date);
}

static const struct cases_file files[] = {
    {"common/age.cases", run_age},
    {"common/months.cases", run_months},
    {"common/holidays.cases", run_holidays},
    {"common/period.cases", run_period},
    {"common/recurrence.cases", run_recurrence},
    {"premium/income_tables.cases", run_income_tables},
    {"premium/time_limit.cases", run_time_limit},
    {"premium/resplit.cases", run_resplit},
    {"premium/income.cases", run_household},
    {"premium/base.cases", run_household},
    {"premium/judged_income.cases", run_household},
    {"premium/reduction.cases", run_household},
    {"premium/register_head.cases", run_household},
    {"premium/per_capita.cases", run_household},
    {"premium/levies.cases", run_household},
    {"premium/household_levy.cases", run_household},
    {"premium/cap.cases", run_household},
    {"premium/care.cases", run_household},
    {"premium/liable.cases", run_household},
    {"premium/maternity.cases", run_household},
    {"premium/unemployment.cases", run_household},
    {"premium/former_dependant.cases", run_household},
    {"premium/instalment.cases", run_household},
    {"premium/remission.cases", run_household},
    {"premium/remit_instalments.cases", run_household},
    {"premium/check.cases", run_household},
};

int main(void)
{
    int failed = cases_run(files, COUNT_OF(files));

    test_laws_free();
    return failed == 0 ? 0 : 1;
}
