/*
 * Runs the *.cases files beside the rules of time limits, books, appropriation and shares (see cases.h), and what
 * must hold of them for any numbers.
 *
 * An event of a limit is one word: kind:day, then :day (the end of what lasts; the day fixed in a dunning
 * notice), then "x" when it ended without its purpose or "v" when it is void.
 */
#include "cases.h"

#include "base/text.h"
#include "collection/law.h"
#include "rules/common/holidays.h"

static struct arena *laws_arena, *unit;
static struct arrears_terms premium_terms, tax_terms;
static struct collection_options options[2]; /* of 131041, of 999999 */

static void load(void)
{
    static const char *const cities[] = {"131041", "999999"};
    struct report report;
    date day = date_of(2026, 4, 1);

    report_init(&report);
    for (size_t i = 0; i < COUNT_OF(cities); i++) {
        const struct collection_law *law;
        enum err e = collection_law_load(TEST_SOURCE_ROOT "/params", cities[i], laws_arena, &report, &law);
        e = e != ERR_NONE ? e : collection_options_on(law, day, &report, &options[i]);
        e = e != ERR_NONE ? e : collection_arrears_terms(law, day, false, &report, &premium_terms);
        e = e != ERR_NONE ? e : collection_arrears_terms(law, day, true, &report, &tax_terms);
        report_print(&report, stderr);
        assert(e == ERR_NONE);
    }
    report_done(&report);
}

static date part_day(const char *text)
{
    date d = date_none();

    if (text != NULL && strlen(text) >= 10) {
        bool is_date = date_parse_iso(text, 10, &d);
        assert(is_date);
    }
    return d;
}

/* ------------------------------------------------------------------------------ prescription -- */

static bool read_event(const struct row *r, const char *column, struct limit_event *e)
{
    static const char *const kinds[LIMIT_EVENT_KINDS] = {
        [LIMIT_NOTICE] = "notice",         [LIMIT_DUNNING] = "dun",
        [LIMIT_REMINDER] = "remind",       [LIMIT_SEIZURE] = "seize",
        [LIMIT_DEMAND] = "demand",         [LIMIT_ACKNOWLEDGED] = "promise",
        [LIMIT_GRACE] = "grace",           [LIMIT_SUSPENSION] = "suspend",
        [LIMIT_BANKRUPTCY] = "bankrupt",   [LIMIT_DEATH] = "death",
        [LIMIT_SUCCESSION_NOTICE] = "heirs"};
    const char *text = row_cell(r, column);
    const char *first = text != NULL ? strchr(text, ':') : NULL;

    if (first == NULL) {
        return false;
    }
    size_t kind = 0;
    while (strlen(kinds[kind]) != (size_t)(first - text) ||
           strncmp(kinds[kind], text, (size_t)(first - text)) != 0) {
        kind++;
        assert(kind < LIMIT_EVENT_KINDS);
    }
    const char *second = strchr(first + 1, ':');
    date later = part_day(second != NULL ? second + 1 : NULL);
    *e = (struct limit_event){.kind = (enum limit_event_kind)kind, .on = part_day(first + 1),
                              .ended_on = kind == LIMIT_DUNNING ? date_none() : later,
                              .fixed_on = kind == LIMIT_DUNNING ? later : date_none(),
                              .is_cancelled = text[strlen(text) - 1] == 'x',
                              .is_void = text[strlen(text) - 1] == 'v'};
    return true;
}

static size_t read_events(const struct row *r, struct limit_event events[4])
{
    static const char *const columns[] = {"e1", "e2", "e3", "e4"};
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        count += read_event(r, columns[i], &events[count]);
    }
    return count;
}

static void run_prescription(struct row *r)
{
    struct limit_event events[4], turned[4];
    enum limit_effect effects[4];
    struct limit_result x, y;
    size_t count = read_events(r, events);
    const struct arrears_terms *terms = row_cell(r, "word") != NULL ? &tax_terms : &premium_terms;

    arena_reset(unit);
    limit_replay(terms, row_day(r, "due"), events, count, unit, trace_new(unit), effects, &x);
    row_expect_day(r, "early", x.early);
    row_expect_day(r, "late", x.late);
    /* The order in which events are handed in is nothing. */
    for (size_t i = 0; i < count; i++) {
        turned[i] = events[count - 1 - i];
    }
    limit_replay(terms, row_day(r, "due"), turned, count, unit, NULL, NULL, &y);
    if (!date_equal(x.early, y.early) || !date_equal(x.late, y.late) || date_before(x.late, x.early)) {
        row_differs(r, "late", date_ymd(y.late));
    }
    if (row_cell(r, "effect") != NULL) {
        static const char *const words[] = {"none", "stay", "renew"};
        if (strcmp(words[effects[count - 1]], row_cell(r, "effect")) != 0) {
            row_differs(r, "effect", effects[count - 1]);
        }
    }
}

static void run_enforcement(struct row *r)
{
    date day;

    arena_reset(unit);
    if (row_cell(r, "dunned") != NULL) {
        row_expect_day(r, "earliest", seizure_earliest(&premium_terms, row_day(r, "dunned"), trace_new(unit)));
    }
    if (row_cell(r, "limit") != NULL) {
        enum write_off_reason reason = write_off_first(&premium_terms, row_day(r, "limit"),
                                                       row_day(r, "suspended"), trace_new(unit), &day);
        row_expect(r, "reason", reason);
        row_expect_day(r, "day", day);
    }
}

/* -------------------------------------------------------------------------------- accounting -- */

static fiscal_year row_year(const struct row *r, const char *name)
{
    return (fiscal_year){(int16_t)row_number(r, name, 0)};
}

static void run_accounting(struct row *r)
{
    static const char *const classes[] = {"current", "prior", "carried"};

    if (row_cell(r, "nominal") != NULL) {
        row_expect_day(r, "due", business_day_from(row_day(r, "nominal")));
        row_expect(r, "year", accounting_year_of_due(row_day(r, "nominal")).first_year);
    }
    if (row_cell(r, "charged") == NULL) {
        return;
    }
    fiscal_year charged = row_year(r, "charged"), books = row_year(r, "books");
    if (row_cell(r, "receipt") != NULL) {
        books = accounting_year_of_receipt(&premium_terms, charged, row_day(r, "receipt"));
        row_expect(r, "into", books.first_year);
    }
    enum accounting_class got = accounting_class_of(row_year(r, "levy"), charged, books);
    if (strcmp(classes[got], row_cell(r, "class")) != 0) {
        row_differs(r, "class", got);
    }
}

/* ----------------------------------------------------------------------------- appropriation -- */

static size_t read_debts(const struct row *r, struct debt debts[3])
{
    static const char *const names[3][5] = {{"due1", "prin1", "late1", "wish1", "who1"},
                                            {"due2", "prin2", "late2", "wish2", "who2"},
                                            {"due3", "prin3", "late3", "wish3", "who3"}};
    size_t count = 0;

    for (size_t i = 0; i < 3 && row_cell(r, names[i][0]) != NULL; i++) {
        date due = row_day(r, names[i][0]);
        debts[count++] = (struct debt){.person_no = row_number(r, names[i][4], 1), .due = due,
                                       .possible_from = due, .levy_year = fiscal_year_of(due),
                                       .instalment = (int)i + 1,
                                       .principal = row_number(r, names[i][1], 0),
                                       .late_charge = row_number(r, names[i][2], 0),
                                       .is_blocked = row_number(r, names[i][3], 0) < 0,
                                       .wish = (int)row_number(r, names[i][3], 0)};
    }
    return count;
}

static void run_appropriation(struct row *r)
{
    static const char *const principals[] = {"to1", "to2", "to3"}, *const lates[] = {"lc1", "lc2", "lc3"};
    struct debt debts[3];
    struct appropriation items[9];
    size_t count = read_debts(r, debts), n;
    struct appropriation_facts f = {.person_no = 1, .amount = row_number(r, "amount", 0),
                                    .arose_on = row_day(r, "arose"), .decided_on = row_day(r, "decided"),
                                    .principal_first_across = options[0].principal_first_across.value != 0};
    yen to[3] = {0}, late[3] = {0}, sum = 0;

    if (row_cell(r, "city") != NULL) {
        f.principal_first_across = options[1].principal_first_across.value != 0;
    }
    arena_reset(unit);
    yen left = appropriate(&f, debts, count, unit, trace_new(unit), items, &n);
    for (size_t i = 0; i < n; i++) {
        (items[i].item == DEBT_PRINCIPAL ? to : late)[items[i].debt] += items[i].amount;
        sum += items[i].amount;
    }
    for (size_t i = 0; i < count; i++) {
        row_expect(r, principals[i], to[i]);
        row_expect(r, lates[i], late[i]);
    }
    row_expect(r, "refund", left);
    if (n > 0) {
        row_expect_day(r, "effective1", items[0].effective_on);
        row_expect_day(r, "effective2", items[n - 1].effective_on);
    }
    if (sum + left != f.amount) {
        row_differs(r, "refund", left);
    }
}

/* A claim is one word: letter:amount, a letter for each rank of enum claim_rank. */
static void run_distribution(struct row *r)
{
    static const char *const columns[] = {"c1", "c2", "c3", "c4", "c5", "c6"};
    static const char *const paid[] = {"p1", "p2", "p3", "p4", "p5", "p6"};
    static const char ranks[] = "cptklov"; /* costs, prior, tax, kokuho, late charge, other, behind */
    struct claim claims[6];
    yen out[6], sum = 0;
    size_t count = 0;

    for (; count < 6 && row_cell(r, columns[count]) != NULL; count++) {
        const char *text = row_cell(r, columns[count]);
        bool is_number = parse_i64(text + 2, strlen(text + 2), 0, YEN_MAX, &claims[count].amount);
        assert(is_number && strchr(ranks, text[0]) != NULL);
        claims[count].rank = (enum claim_rank)(strchr(ranks, text[0]) - ranks);
        claims[count].on = date_of(2025, 1, 31 - (int)count); /* later columns are older */
    }
    arena_reset(unit);
    yen left = distribute(row_number(r, "proceeds", 0), claims, count, unit, trace_new(unit), out);
    for (size_t i = 0; i < count; i++) {
        row_expect(r, paid[i], out[i]);
        sum += out[i];
    }
    row_expect(r, "debtor", left);
    if (sum + left != row_number(r, "proceeds", 0)) {
        row_differs(r, "debtor", left);
    }
}

/* ------------------------------------------------------------------------------------ shares -- */

static void run_shares(struct row *r)
{
    static const char *const parts[] = {"medical", "support", "care", "child"};
    static const char *const shares[] = {"r_medical", "r_support", "r_care", "r_child"};
    yen unpaid[4], out[4];

    for (size_t i = 0; i < 4; i++) {
        unpaid[i] = row_number(r, parts[i], 0);
    }
    split_over_parts(row_number(r, "receipt", 0), unpaid, 4,
                     (enum odd_part)options[row_cell(r, "city") != NULL].odd_to.value, out);
    yen sum = 0;
    for (size_t i = 0; i < 4; i++) {
        row_expect(r, shares[i], out[i]);
        sum += out[i];
    }
    if (sum != row_number(r, "receipt", 0)) {
        row_differs(r, "receipt", sum);
    }
}

static void run_heirs(struct row *r)
{
    static const char *const nums[] = {"n1", "n2", "n3"}, *const dens[] = {"d1", "d2", "d3"};
    static const char *const outs[] = {"part1", "part2", "part3"};
    int64_t num[3], den[3];
    yen out[3];
    size_t count = 0;

    for (; count < 3 && row_cell(r, nums[count]) != NULL; count++) {
        num[count] = row_number(r, nums[count], 0);
        den[count] = row_number(r, dens[count], 0);
    }
    bool is_whole = split_over_heirs(row_number(r, "amount", 0), num, den, count,
                                     (size_t)row_number(r, "representative", 1) - 1, out);
    row_expect(r, "whole", is_whole);
    for (size_t i = 0; i < count && is_whole; i++) {
        row_expect(r, outs[i], out[i]);
    }
}

static const struct cases_file files[] = {
    {"collection/prescription.cases", run_prescription},
    {"collection/enforcement.cases", run_enforcement},
    {"collection/accounting.cases", run_accounting},
    {"collection/appropriation.cases", run_appropriation},
    {"collection/distribution.cases", run_distribution},
    {"collection/shares.cases", run_shares},
    {"collection/heirs.cases", run_heirs},
};

int main(void)
{
    laws_arena = arena_new("arrears laws", 16u << 20);
    unit = arena_new("arrears case", 16u << 20);
    load();
    int failed = cases_run(files, COUNT_OF(files));
    arena_free(unit);
    arena_free(laws_arena);
    return failed == 0 ? 0 : 1;
}
