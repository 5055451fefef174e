/*
 * Runs the *.cases files beside the rules of collection (see cases.h). Every row is computed with and
 * without a derivation: both say the same, and every amount of the result is the value of some step.
 */
#include "cases.h"

#include "collection/law.h"

static struct arena *laws_arena, *unit;
static const struct collection_law *law_of_city(const char *city)
{
    static struct {
        char city[8];
        const struct collection_law *law;
    } laws[4];
    struct report report;

    for (size_t i = 0; i < COUNT_OF(laws); i++) {
        if (laws[i].law != NULL && strcmp(laws[i].city, city) == 0) {
            return laws[i].law;
        }
        if (laws[i].law == NULL) {
            report_init(&report);
            enum err e = collection_law_load(TEST_SOURCE_ROOT "/params", city, laws_arena, &report,
                                             &laws[i].law);
            report_print(&report, stderr);
            assert(e == ERR_NONE);
            report_done(&report);
            (void)snprintf(laws[i].city, sizeof laws[i].city, "%s", city);
            return laws[i].law;
        }
    }
    assert(false && "more cities than the test keeps");
    return NULL;
}

static const struct collection_law *law(const struct row *r)
{
    return law_of_city(row_cell(r, "city") != NULL ? row_cell(r, "city") : "131041");
}

static bool is_in_trace(const struct trace *t, int64_t value)
{
    for (trace_id id = 1; id <= t->count; id++) {
        const struct trace_step *s = trace_step_at(t, id);
        if (s->value == value && s->term->unit == TRACE_YEN) {
            return true;
        }
    }
    return false;
}

static void covers(struct row *r, const struct trace *t, const yen *amounts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_in_trace(t, amounts[i])) {
            (void)snprintf(r->fault, sizeof r->fault, "%s:%d the amount %lld has no step", r->file,
                           r->line, (long long)amounts[i]);
        }
    }
}

static bool same_segments(const struct interest_segment *a, const struct interest_segment *b,
                          size_t count)
{
    bool same = true;

    for (size_t i = 0; i < count; i++) {
        same = same && date_equal(a[i].span.from, b[i].span.from) &&
               date_equal(a[i].span.until, b[i].span.until) && a[i].base == b[i].base &&
               a[i].rate == b[i].rate && a[i].yen == b[i].yen;
    }
    return same;
}

static void expect_segments(struct row *r, const struct trace *t,
                            const struct interest_segment *segments, size_t count)
{
    static const char *const names[] = {"yen1", "yen2", "yen3", "yen4"};

    row_expect(r, "segments", (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        const yen amounts[] = {segments[i].base, segments[i].yen};
        covers(r, t, amounts, COUNT_OF(amounts));
        if (i < COUNT_OF(names)) {
            row_expect(r, names[i], segments[i].yen);
        }
    }
}

/* ------------------------------------------------------------------------------- late charge -- */

static size_t read_payments(const struct row *r, struct late_payment payments[3])
{
    static const char *const days[] = {"on1", "on2", "on3"}, *const amounts[] = {"paid1", "paid2", "paid3"};
    size_t count = 0;

    for (size_t i = 0; i < 3; i++) {
        if (row_cell(r, days[i]) != NULL) {
            payments[count].on = row_day(r, days[i]);
            payments[count++].amount = row_number(r, amounts[i], row_number(r, "principal", 0));
        }
    }
    return count;
}

static size_t read_waivers(const struct row *r, struct late_waiver waivers[1])
{
    const char *kind = row_cell(r, "waiver");

    if (kind == NULL) {
        return 0;
    }
    waivers[0].span = (struct span){row_day(r, "waived_from"), date_add_days(row_day(r, "waived_to"), 1)};
    waivers[0].kind = strcmp(kind, "half") == 0    ? LATE_WAIVER_UPPER_HALF
                      : strcmp(kind, "grace") == 0 ? LATE_WAIVER_GRACE_RATE
                                                   : LATE_WAIVER_ALL;
    return 1;
}

static void run_late_charge(struct row *r)
{
    struct late_terms terms;
    struct late_payment payments[3];
    struct late_waiver waivers[1];
    struct late_facts f = {.principal = row_number(r, "principal", 0), .due = row_day(r, "due"),
                           .payments = payments, .as_of = row_day(r, "as_of"), .waivers = waivers};
    struct late_result x, plain;
    struct report report;

    report_init(&report);
    enum err e = collection_late_terms(law(r), f.due, &report, &terms);
    assert(e == ERR_NONE);
    report_done(&report);
    if (row_cell(r, "months") != NULL) {
        terms.lower_rate_months.value = row_number(r, "months", 0);
    }
    if (row_cell(r, "floor") != NULL) {
        terms.segment_floor.value = row_number(r, "floor", 0);
    }
    f.payment_count = read_payments(r, payments);
    f.waiver_count = read_waivers(r, waivers);
    arena_reset(unit);
    struct trace *t = trace_new(unit);
    late_charge(collection_late_law(law(r)), &terms, &f, unit, t, &x);
    late_charge(collection_late_law(law(r)), &terms, &f, unit, NULL, &plain);
    row_expect(r, "missing", x.missing_year);
    if (x.missing_year != 0) {
        return;
    }
    if (x.raw != plain.raw || x.amount != plain.amount || x.remaining != plain.remaining ||
        x.segment_count != plain.segment_count ||
        !same_segments(x.segments, plain.segments, x.segment_count)) {
        row_differs(r, "raw", plain.raw);
    }
    const yen amounts[] = {x.raw, x.amount, x.remaining};
    covers(r, t, amounts, COUNT_OF(amounts));
    expect_segments(r, t, x.segments, x.segment_count);
    row_expect(r, "raw", x.raw);
    row_expect(r, "amount", x.amount);
    row_expect(r, "remaining", x.remaining);
}

static void run_late_claim(struct row *r)
{
    static const char *const words[] = {"no", "yes", "unknown"};
    struct late_terms terms;
    struct report report;

    report_init(&report);
    enum err e = collection_late_terms(law(r), row_day(r, "due"), &report, &terms);
    assert(e == ERR_NONE);
    report_done(&report);
    arena_reset(unit);
    enum late_claim claim = late_charge_claim(&terms, row_day(r, "due"), row_day(r, "dunned"),
                                              trace_new(unit));
    if (strcmp(words[claim], row_cell(r, "claimed")) != 0) {
        row_differs(r, "claimed", claim);
    }
}

/* --------------------------------------------------------------------------- refund interest -- */

static void run_refund_interest(struct row *r)
{
    struct refund_terms terms;
    struct refund_facts f = {.refund = row_number(r, "refund", 0)};
    struct span waiting;
    struct refund_result x, plain;
    struct report report;
    date paid_on = row_day(r, "paid_on");

    report_init(&report);
    enum err e = collection_refund_terms(law(r), paid_on, &report, &terms);
    assert(e == ERR_NONE);
    report_done(&report);
    arena_reset(unit);
    struct trace *t = trace_new(unit);
    f.span = refund_interest_span(&terms, (enum overpayment_cause)row_number(r, "cause", 0), paid_on,
                                  row_day(r, "decided"), t);
    if (row_cell(r, "told") != NULL) {
        waiting = refund_waiting_span(&terms, row_day(r, "told"), row_day(r, "claimed"), t);
        f.excluded = &waiting;
        f.excluded_count = 1;
    }
    refund_interest(collection_refund_law(law(r)), &terms, &f, unit, t, &x);
    refund_interest(collection_refund_law(law(r)), &terms, &f, unit, NULL, &plain);
    row_expect(r, "missing", x.missing_year);
    if (x.missing_year != 0) {
        return;
    }
    if (x.raw != plain.raw || x.amount != plain.amount ||
        !same_segments(x.segments, plain.segments, x.segment_count)) {
        row_differs(r, "raw", plain.raw);
    }
    const yen amounts[] = {x.raw, x.amount};
    covers(r, t, amounts, COUNT_OF(amounts));
    expect_segments(r, t, x.segments, x.segment_count);
    row_expect_day(r, "from", f.span.from);
    row_expect(r, "days", date_days_between(f.span.from, f.span.until));
    row_expect(r, "raw", x.raw);
    row_expect(r, "amount", x.amount);
}

static void run_overpaid(struct row *r)
{
    struct late_payment payments[3];
    yen parts[3];
    size_t count = read_payments(r, payments);

    arena_reset(unit);
    overpayment_from_payments(payments, count, row_number(r, "excess", 0), unit, parts);
    static const char *const names[] = {"part1", "part2", "part3"};
    for (size_t i = 0; i < count; i++) {
        row_expect(r, names[i], parts[i]);
    }
}

/* The interest of three refunded amounts, summed over the bases that the terms make of them. */
static void run_refund_bases(struct row *r)
{
    static const char *const charges[] = {"no1", "no2", "no3"};
    struct refund_terms terms;
    struct refund_item items[3], bases[3];
    struct late_payment payments[3];
    struct report report;
    yen sum = 0;

    report_init(&report);
    enum err e = collection_refund_terms(law(r), date_of(2025, 4, 1), &report, &terms);
    assert(e == ERR_NONE);
    report_done(&report);
    terms.by_payment_day.value = row_number(r, "by_day", 0);
    size_t count = read_payments(r, payments);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct refund_item){row_number(r, charges[i], 0), payments[i].on, payments[i].amount};
    }
    size_t n = refund_bases(&terms, items, count, bases);
    arena_reset(unit);
    for (size_t i = 0; i < n; i++) {
        struct refund_facts f = {.refund = bases[i].amount};
        struct refund_result x;
        f.span = refund_interest_span(&terms, OVERPAID_REDUCED, bases[i].paid_on, row_day(r, "decided"), NULL);
        refund_interest(collection_refund_law(law(r)), &terms, &f, unit, NULL, &x);
        sum += x.amount;
    }
    row_expect(r, "bases", (int64_t)n);
    row_expect(r, "amount", sum);
}

/* ---------------------------------------------------------------------------------- seizable -- */

static void run_seizable(struct row *r)
{
    struct seizable_terms terms;
    struct seizable_facts f = {.gross = row_number(r, "pay", 0),
                               .income_tax = row_number(r, "it", 0),
                               .resident_tax = row_number(r, "rt", 0),
                               .social_insurance = row_number(r, "si", 0),
                               .relatives = row_number(r, "relatives", 0),
                               .months = row_number(r, "months", 1)};
    struct seizable_result x, rounded;
    struct report report;

    report_init(&report);
    enum err e = collection_seizable_terms(law(r), date_none(), &report, &terms);
    assert(e == ERR_NONE);
    report_done(&report);
    arena_reset(unit);
    struct trace *t = trace_new(unit);
    seizable_amount(&terms, &f, t, &x);
    f.is_rounded = true;
    seizable_amount(&terms, &f, NULL, &rounded);
    const yen amounts[] = {x.item4, x.item5, x.seizable};
    covers(r, t, amounts, COUNT_OF(amounts));
    row_expect(r, "item4", x.item4);
    row_expect(r, "item5", x.item5);
    row_expect(r, "seizable", x.seizable);
    row_expect(r, "rounded5", rounded.item5);
    row_expect(r, "rounded", rounded.seizable);
}

static void run_seizable_kinds(struct row *r)
{
    static const char *const kinds[] = {"pay", "bonus", "retirement"};
    struct seizable_terms terms;
    struct seizable_facts f = {.gross = row_number(r, "pay", 0),
                               .income_tax = row_number(r, "it", 0),
                               .resident_tax = row_number(r, "rt", 0),
                               .social_insurance = row_number(r, "si", 0),
                               .relatives = row_number(r, "relatives", 0),
                               .months = row_number(r, "months", 1),
                               .days = row_number(r, "days", 0),
                               .years = row_number(r, "years", 0),
                               .has_consent = row_number(r, "consent", 0) != 0};
    struct seizable_result x;
    struct report report;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        f.kind = strcmp(row_cell(r, "kind"), kinds[i]) == 0 ? (enum seizable_kind)i : f.kind;
    }
    report_init(&report);
    enum err e = collection_seizable_terms(law(r), date_none(), &report, &terms);
    assert(e == ERR_NONE);
    report_done(&report);
    arena_reset(unit);
    struct trace *t = trace_new(unit);
    seizable_amount(&terms, &f, t, &x);
    const yen amounts[] = {x.item4, x.item5, x.seizable};
    covers(r, t, amounts, COUNT_OF(amounts));
    row_expect(r, "item4", x.item4);
    row_expect(r, "item5", x.item5);
    row_expect(r, "seizable", x.seizable);
}

static const struct cases_file files[] = {
    {"collection/late_charge.cases", run_late_charge},
    {"collection/late_missing.cases", run_late_charge},
    {"collection/late_claim.cases", run_late_claim},
    {"collection/refund_interest.cases", run_refund_interest},
    {"collection/overpaid.cases", run_overpaid},
    {"collection/refund_bases.cases", run_refund_bases},
    {"collection/seizable.cases", run_seizable},
    {"collection/seizable_kinds.cases", run_seizable_kinds},
};

int main(void)
{
    laws_arena = arena_new("collection laws", 16u << 20);
    unit = arena_new("collection case", 16u << 20);
    int failed = cases_run(files, COUNT_OF(files));
    arena_free(unit);
    arena_free(laws_arena);
    return failed == 0 ? 0 : 1;
}
