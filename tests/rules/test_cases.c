/*
 * Runs the *.cases files that stand beside the rules: one TAP line a row, its reason as the name.
 *
 * A file is a table: the first line without # names the columns, "→" (inputs before, results after) and
 * "# why" end what is read. Premium cases describe one household: columns are facts of the head and of
 * up to three others, results are amounts of the assessment. "-" is: not given, not compared.
 */
#include "support.h"

#include "rules/common/age.h"
#include "rules/common/holidays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COLUMNS_MAX 24
#define LINE_BYTES 1024

struct row {
    const char *file;
    int line;
    size_t count;
    const char *names[COLUMNS_MAX];
    const char *cells[COLUMNS_MAX];
    char why[300];
    char fault[300]; /* empty = passed */
};

static const char *cell(const struct row *r, const char *name)
{
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->names[i], name) == 0) {
            return strcmp(r->cells[i], "-") == 0 ? NULL : r->cells[i];
        }
    }
    return NULL;
}

static int64_t number(const struct row *r, const char *name, int64_t otherwise)
{
    const char *text = cell(r, name);
    int64_t value = otherwise;

    if (text != NULL) {
        bool is_number = parse_i64(text, strlen(text), -YEN_MAX, YEN_MAX, &value);
        assert(is_number);
    }
    return value;
}

static date day(const struct row *r, const char *name)
{
    const char *text = cell(r, name);
    date d = date_none();

    if (text != NULL) {
        bool is_date = date_parse_iso(text, strlen(text), &d);
        assert(is_date);
    }
    return d;
}

static void differs(struct row *r, const char *name, int64_t got)
{
    (void)snprintf(r->fault, sizeof r->fault, "%s:%d %s: %s expected, %lld computed", r->file,
                   r->line, name, cell(r, name), (long long)got);
}

static void expect(struct row *r, const char *name, int64_t got)
{
    if (cell(r, name) != NULL && number(r, name, 0) != got) {
        differs(r, name, got);
    }
}

static void expect_day(struct row *r, const char *name, date got)
{
    if (cell(r, name) != NULL && !date_equal(day(r, name), got)) {
        differs(r, name, date_is_none(got) ? 0 : date_ymd(got));
    }
}

/* ---------------------------------------------------------------------- rules/common, functions -- */

static void run_age(struct row *r)
{
    date attained = age_attained_on(day(r, "birth"), (int)number(r, "age", 0));

    expect_day(r, "attained", attained);
    /* The limit of birth days turns the same corner. */
    date last = age_born_until((int)number(r, "age", 0), attained);
    if (date_before(last, day(r, "birth")) ||
        !date_before(age_born_until((int)number(r, "age", 0), date_add_days(attained, -1)),
                     day(r, "birth"))) {
        differs(r, "attained", date_ymd(last));
    }
}

static void run_months(struct row *r)
{
    struct month_ends ends = months_of((fiscal_year){2026});

    expect(r, "months", months_count(months_of_span(&ends, day(r, "from"), day(r, "until"))));
}

static void run_holidays(struct row *r)
{
    const char *name = holiday_name(day(r, "day"));
    const char *expected = cell(r, "name");

    if ((name == NULL) != (expected == NULL) || (name != NULL && strcmp(name, expected) != 0)) {
        (void)snprintf(r->fault, sizeof r->fault, "%s:%d: %s", r->file, r->line,
                       name != NULL ? name : "no holiday");
    }
    expect_day(r, "business_day_from", business_day_from(day(r, "day")));
}

static void run_income_tables(struct row *r)
{
    const struct premium_law *law = test_law("131041", (int)number(r, "fy", 2026));
    int64_t salary = number(r, "salary_revenue", -1), pension = number(r, "pension_revenue", -1);
    yen salary_income = 0, pension_income = 0;

    if (salary >= 0) {
        salary_income = premium_salary_by_step(premium_salary_step(law, salary), salary);
        expect(r, "salary_income", salary_income);
    }
    if (pension >= 0) {
        pension_income = premium_pension_by_step(
            premium_pension_step(law, pension, number(r, "age", 0) >= 65, number(r, "other", 0)),
            pension);
        expect(r, "pension_income", pension_income);
    }
    expect(r, "adjustment", premium_adjustment_b(law, salary_income, pension_income));
}

static void run_time_limit(struct row *r)
{
    expect_day(r, "last_day", premium_last_assessment_day(day(r, "first_due")));
}

static void run_resplit(struct row *r)
{
    const struct premium_law *law = test_law("131041", 2026);
    struct arena *arena = arena_new("resplit", 1 << 20);
    struct premium_instalment before[INSTALMENTS_MAX];
    struct premium_resplit out;
    yen parts[INSTALMENTS_MAX];

    memcpy(before, law->due, sizeof before);
    yen_allot(number(r, "before", 0), 10, 10, ODD_YEN_FIRST, parts);
    for (size_t k = 0; k < 10; k++) {
        before[k].amount = parts[k];
    }
    premium_instalments_resplit(law, law->year, before, 10, number(r, "after", 0),
                                day(r, "decided_on"), day(r, "cut_off"), trace_new(arena), &out);
    yen sum = out.extra;
    size_t open = 0;
    for (size_t k = 0; k < out.count; k++) {
        sum += out.instalments[k].amount;
        open += !date_at_most(out.instalments[k].due_date, day(r, "cut_off"));
    }
    if (open > 0) {
        expect(r, "first_open", out.instalments[out.count - open].amount);
        expect(r, "last", out.instalments[out.count - 1].amount);
    }
    expect(r, "refund", out.refund);
    expect(r, "extra", out.extra);
    expect_day(r, "extra_due", out.extra_due);
    if (sum != number(r, "after", 0)) {
        differs(r, "after", sum);
    }
    arena_free(arena);
}

/* ------------------------------------------------------------------------------- households -- */

static void given_amount(const struct row *r, const char *name, unsigned key,
                         struct premium_income *in, yen *to)
{
    if (cell(r, name) != NULL) {
        *to = number(r, name, 0);
        in->given |= key;
        in->state = INCOME_KNOWN;
    }
}

static void read_head(const struct row *r, struct premium_member *m, struct span *insured,
                      struct span *exempt)
{
    struct premium_income *in = &m->income;

    m->birth_date = cell(r, "born") != NULL ? day(r, "born") : date_of(1995, 6, 1);
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
    m->separated_on = day(r, "separated");
    m->reason_code = (int)number(r, "code", 0);
    m->expected_birth = day(r, "birth");
    m->is_multiple_birth = number(r, "multiple", 0) != 0;
    m->former_dependant_since = day(r, "dependant");
    m->specified_since = date_none();
    if (cell(r, "from") != NULL) {
        *insured = (struct span){day(r, "from"), day(r, "until")};
        m->insured_is_given = true;
        m->insured = insured;
        m->insured_count = number(r, "insured", 1) != 0;
    } else if (number(r, "insured", 1) == 0) {
        m->insured_is_given = true;
    }
    if (cell(r, "exempt_from") != NULL) {
        *exempt = (struct span){day(r, "exempt_from"), day(r, "exempt_until")};
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
    for (int64_t n = number(r, "adults", 0); n > 0; n--) {
        m[*count] = other_member(date_of(1995, 6, 1), 0);
        if (cell(r, "adult_salary") != NULL) {
            m[*count].income = (struct premium_income){.state = INCOME_KNOWN,
                                                       .given = INCOME_SALARY,
                                                       .salary_income = number(r, "adult_salary", 0)};
        }
        (*count)++;
    }
    for (int64_t n = number(r, "specified", 0); n > 0; n--) {
        m[*count] = other_member(date_of(1945, 6, 1), 0);
        m[*count].insured_is_given = true;
        m[*count].is_specified_member = true;
        m[*count].specified_since = day(r, "specified_since");
        (*count)++;
    }
    if (cell(r, "child_born") != NULL) {
        m[(*count)++] = other_member(day(r, "child_born"), 0);
    }
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
                   {"months_", months_count(a->members[0].months[p])},
                   {"mask_", a->members[0].months[p]}};
    char key[40];

    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        (void)snprintf(key, sizeof key, "%s%s", figures[i].prefix, name);
        expect(r, key, figures[i].value);
    }
}

static void run_household(struct row *r)
{
    struct premium_member members[12] = {0};
    struct span insured, exempt;
    size_t count = 1;
    const char *city = cell(r, "city") != NULL ? cell(r, "city") : "131041";
    const struct premium_law *law = test_law(city, (int)number(r, "fy", 2026));
    struct report report;

    read_head(r, &members[0], &insured, &exempt);
    read_others(r, members, &count);
    struct premium_household h = {.year = law->year,
                                  .member_count = count,
                                  .members = members,
                                  .head_abroad_on_1_january = number(r, "abroad", 0) != 0,
                                  .first_notice_on = day(r, "notice"),
                                  .care40_not_after = day(r, "not_after")};
    report_init(&report);
    enum err e = premium_household_check(law, &h, "/household", &report);
    if (cell(r, "faults") != NULL) {
        expect(r, "faults", (int64_t)report.count);
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
    expect(r, "tier", x.a.reduction_tenths);
    expect(r, "judged", x.a.judged_income);
    expect(r, "earners", x.a.earners_counted);
    expect(r, "limit7", x.a.limits[0]);
    expect(r, "limit5", x.a.limits[1]);
    expect(r, "limit2", x.a.limits[2]);
    expect(r, "base", x.a.members[0].base_income);
    expect(r, "total", x.a.total);
    expect(r, "findings", x.a.findings_total);
    expect(r, "first", x.a.instalments[0].amount);
    expect(r, "last", x.a.instalments[x.a.instalment_count - 1].amount);
    expect(r, "instalments", x.a.instalment_count);
    expect_day(r, "last_due", x.a.instalments[x.a.instalment_count - 1].due_date);
}

/* ----------------------------------------------------------------------------------- reading -- */

static const struct {
    const char *file;
    void (*run)(struct row *r);
} files[] = {
    {"common/age.cases", run_age},
    {"common/months.cases", run_months},
    {"common/holidays.cases", run_holidays},
    {"premium/income_tables.cases", run_income_tables},
    {"premium/time_limit.cases", run_time_limit},
    {"premium/resplit.cases", run_resplit},
    {"premium/income.cases", run_household},
    {"premium/base.cases", run_household},
    {"premium/judged_income.cases", run_household},
    {"premium/reduction.cases", run_household},
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
    {"premium/check.cases", run_household},
};

/* Words of a line in place, "→" left out; the comment goes to *why. */
static size_t split(char *line, const char *words[COLUMNS_MAX], char *why, size_t why_size)
{
    size_t count = 0;
    char *comment = strchr(line, '#');

    why[0] = '\0';
    if (comment != NULL) {
        *comment++ = '\0';
        comment += strspn(comment, " ");
        comment[strcspn(comment, "\r\n")] = '\0';
        (void)snprintf(why, why_size, "%s", comment);
    }
    for (char *p = line; *p != '\0';) {
        p += strspn(p, " \t\r\n");
        size_t len = strcspn(p, " \t\r\n");
        if (len == 0) {
            break;
        }
        if (!(len == 3 && memcmp(p, "→", 3) == 0)) {
            assert(count < COLUMNS_MAX);
            words[count++] = p;
        }
        p += len;
        if (*p != '\0') {
            *p++ = '\0';
        }
    }
    return count;
}

static int run_file(const char *file, void (*run)(struct row *r), int *no)
{
    char path[600], names_line[LINE_BYTES], line[LINE_BYTES], unused[300];
    struct row head = {0};
    int failed = 0, rows = 0, line_no = 0;

    (void)snprintf(path, sizeof path, TEST_SOURCE_ROOT "/src/rules/%s", file);
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        printf("not ok %d - %s cannot be opened\n", ++*no, file);
        return 1;
    }
    while (fgets(line, sizeof line, f) != NULL) {
        line_no++;
        if (line[0] == '#' || line[strspn(line, " \r\n")] == '\0') {
            continue;
        }
        if (head.count == 0) {
            memcpy(names_line, line, sizeof line);
            head.count = split(names_line, head.names, unused, sizeof unused);
            continue;
        }
        struct row r = head;
        r.file = file;
        r.line = line_no;
        size_t cells = split(line, r.cells, r.why, sizeof r.why);
        if (cells != r.count) {
            (void)snprintf(r.fault, sizeof r.fault, "%s:%d has %zu cells for %zu columns", file,
                           line_no, cells, r.count);
        } else {
            run(&r);
        }
        rows++;
        failed += r.fault[0] != '\0';
        printf("%s %d - %s:%d %s\n", r.fault[0] == '\0' ? "ok" : "not ok", ++*no, file, line_no,
               r.why);
        if (r.fault[0] != '\0') {
            printf("# %s\n", r.fault);
        }
    }
    fclose(f);
    if (rows == 0) {
        printf("not ok %d - %s has no rows\n", ++*no, file);
        failed++;
    }
    return failed;
}

int main(void)
{
    int no = 0, failed = 0;

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        failed += run_file(files[i].file, files[i].run, &no);
    }
    printf("1..%d\n", no);
    test_laws_free();
    return failed == 0 ? 0 : 1;
}
