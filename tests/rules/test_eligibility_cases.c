/*
 * Runs the *.cases files beside the rules of eligibility (see cases.h). Judgements are made with and without a
 * derivation: both say the same.
 */
#include "cases.h"

#include "base/text.h"
#include "eligibility/law.h"

static struct arena *laws_arena, *unit;
static const struct eligibility_law *law;
static struct report words;

static struct eligibility_terms terms_on(date day)
{
    struct eligibility_terms t;
    enum err e = eligibility_terms_on(law, day, &words, &t);

    report_print(&words, stderr);
    assert(e == ERR_NONE);
    return t;
}

static struct copay_terms copay_on(date day)
{
    struct copay_terms c;
    enum err e = eligibility_copay_on(law, day, &words, &c);

    report_print(&words, stderr);
    assert(e == ERR_NONE);
    return c;
}

static void expect_word(struct row *r, const char *name, const char *got)
{
    const char *wanted = row_cell(r, name) != NULL ? row_cell(r, name) : "";

    if (strcmp(wanted, got) != 0) {
        (void)snprintf(r->fault, sizeof r->fault, "%s:%d %s: %s expected, %s computed", r->file, r->line,
                       name, wanted, got);
    }
}

/* -------------------------------------------------------------------------------- the day it takes effect -- */

static void run_effect(struct row *r)
{
    date fact = row_day(r, "fact"), notice = row_day(r, "notice");
    struct eligibility_terms t = terms_on(fact);
    const struct eligibility_reason *reason = eligibility_reason_on(law, row_cell(r, "code"), fact);

    assert(reason != NULL);
    struct eligibility_effect got = eligibility_effect_of(&t, reason, fact);
    row_expect_day(r, "day", got.day);
    row_expect_day(r, "month", eligibility_duty_month(reason->side == SIDE_LOSS ? got.duty_until : got.day));
    row_expect_day(r, "benefit", got.benefit_until);
    if (!date_is_none(notice)) {
        row_expect(r, "late", eligibility_notice_is_late(&t, fact, notice));
        row_expect(r, "beyond", eligibility_notice_is_beyond(&t, fact, notice));
    }
    /* A town that records the day after the birthday: only the recorded day moves. */
    t.late_elderly_loss_offset.value = 1;
    struct eligibility_effect later = eligibility_effect_of(&t, reason, fact);
    bool is_moved = later.day.day == got.day.day + (reason->day_offset == LATE_ELDERLY_OFFSET);
    if (!is_moved || !date_equal(later.duty_until, got.duty_until)) {
        row_differs(r, "day", date_ymd(later.day));
    }
}

static void run_moves(struct row *r)
{
    date out = row_day(r, "out"), gained = row_day(r, "gained");
    int days;

    expect_word(r, "code", eligibility_move_code(out, gained, row_number(r, "same", 0) != 0));
    if (row_cell(r, "seam") != NULL) {
        row_expect(r, "seam", eligibility_seam(out, gained, &days));
        row_expect(r, "days", days);
    }
}

/* ---------------------------------------------------------------------------------------------- ages -- */

static void run_age_class(struct row *r)
{
    static const char *const names[AGE_CLASSES_OF_LAW] = {"preschool",     "child", "care_second",
                                                          "early_elderly", "elder", "late_elderly"};
    struct eligibility_terms t = terms_on(date_of(2026, 4, 1));
    date birth = row_day(r, "birth");
    size_t which = 0;

    while (which < AGE_CLASSES_OF_LAW && strcmp(names[which], row_cell(r, "class")) != 0) {
        which++;
    }
    assert(which < AGE_CLASSES_OF_LAW);
    enum age_class_of_law c = (enum age_class_of_law)which;
    struct span s = age_class_span(&t, c, birth);
    row_expect_day(r, "from", s.from);
    row_expect_day(r, "until", s.until);
    if (!age_class_holds(&t, c, birth, s.from) || age_class_holds(&t, c, birth, date_add_days(s.from, -1)) ||
        !age_class_holds(&t, c, birth, date_add_days(s.until, -1)) ||
        age_class_holds(&t, c, birth, s.until)) {
        row_differs(r, "from", date_ymd(s.from));
    }
}

static void run_arrivals(struct row *r)
{
    struct eligibility_terms t = terms_on(date_of(2026, 4, 1));
    struct age_arrival all[AGE_ARRIVALS];

    age_arrivals(&t, row_day(r, "birth"), all);
    for (size_t i = 0; i < AGE_ARRIVALS; i++) {
        if (all[i].age == row_number(r, "age", 0)) {
            row_expect_day(r, "reached", all[i].reached);
            row_expect_day(r, "effect", all[i].effect);
            return;
        }
    }
    row_differs(r, "age", 0);
}

/* ------------------------------------------------------------------------------------------- periods -- */

static void run_stay(struct row *r)
{
    struct eligibility_terms t = terms_on(row_day(r, "limit"));
    struct stay_limits got = eligibility_stay(&t, row_day(r, "limit"), row_day(r, "applied"));

    if (!date_equal(got.loss, row_day(r, "loss"))) { /* no loss is a result, too */
        row_differs(r, "loss", date_is_none(got.loss) ? 0 : date_ymd(got.loss));
    }
    row_expect_day(r, "paper", got.paper_last_day);
}

/* The months and shares that the head of the cases names. */
static void run_copay_relief(struct row *r)
{
    static const struct copay_relief_terms terms = {
        .months_max = 3, .months_total = 6, .defer_months = 6, .percent_least = 10, .percent_most = 90};
    int months = (int)row_number(r, "months", 0);

    row_expect(r, "fault",
               copay_relief_check(&terms, (enum copay_relief_measure)row_number(r, "measure", 0), months,
                                  (int)row_number(r, "before", 0), (int)row_number(r, "percent", 0)));
    row_expect_day(r, "last", copay_relief_last_day(row_day(r, "from"), months, row_day(r, "insured")));
}

static void run_period(struct row *r)
{
    const char *kind = row_cell(r, "kind");
    date from = row_day(r, "from"), day = row_day(r, "day");
    struct eligibility_terms t = terms_on(from);
    struct span span = {date_none(), date_none()};

    if (strcmp(kind, "student") == 0) {
        row_expect_day(r, "last", eligibility_student_last_day(&t, from, row_day(r, "until")));
        return;
    }
    if (strcmp(kind, "duplicate") == 0) {
        struct span here = {from, row_day(r, "until")};
        struct span there = {row_day(r, "other"), date_is_none(day) ? date_open_end() : day};
        row_expect(r, "days", eligibility_duplicate_days(&t, here, there));
        return;
    }
    if (strcmp(kind, "maternity") == 0) {
        row_expect(r, "days", maternity_may_be_notified(&t, from, day));
        return;
    }
    if (strcmp(kind, "unemployed") == 0) {
        span = unemployed_span(from);
        row_expect(r, "days",
                   unemployed_qualifies(&t, row_day(r, "birth"), from, (int)row_number(r, "code", 0)));
    } else {
        struct specified_spans s = specified_household_spans(&t, from);
        span = strcmp(kind, "later") == 0 ? s.later : s.first;
    }
    row_expect_day(r, "first", span.from);
    row_expect_day(r, "last", date_add_days(span.until, -1));
}

static void run_paper(struct row *r)
{
    struct paper_person p = {row_day(r, "birth"),
                             row_day(r, "issued"),
                             row_day(r, "stay"),
                             row_day(r, "applied"),
                             row_number(r, "student", 0) != 0,
                             date_none()};
    struct eligibility_terms t = terms_on(p.issued_on);
    struct paper_terms terms;
    struct paper_validity got, fast;
    enum err e = eligibility_paper_on(law, row_cell(r, "type"), p.issued_on, &words, &terms);

    assert(e == ERR_NONE);
    arena_reset(unit);
    struct trace *trace = trace_new(unit);
    paper_validity_of(&t, &terms, &p, trace, &got);
    paper_validity_of(&t, &terms, &p, NULL, &fast);
    row_expect_day(r, "last", got.last_day);
    row_expect(r, "why", got.why);
    if (!date_equal(fast.last_day, got.last_day) ||
        trace_step_at(trace, (trace_id)trace->count)->value != got.last_day.day) {
        row_differs(r, "last", date_ymd(fast.last_day));
    }
}

/* ---------------------------------------------------------------------------------------- judgements -- */

static void put_yen(const struct row *r, const char *name, bool *ret_has, yen *ret)
{
    *ret_has = row_cell(r, name) != NULL;
    *ret = row_number(r, name, 0);
}

/* Behind the others stands the register's head, for whom one of them is 国保上の世帯主. */
static void put_register_head(const struct row *r, struct judged_household *h, struct judged_person *persons)
{
    if (row_cell(r, "reg_tax") != NULL) {
        persons[h->count++] = (struct judged_person){.birth = date_of(1953, 1, 1),
                                                     .is_register_head = true,
                                                     .has_base = true,
                                                     .base = 9000000,
                                                     .has_taxable = true,
                                                     .taxable = 9000000,
                                                     .has_low_income = true,
                                                     .tax = (enum resident_tax)row_number(r, "reg_tax", 0)};
    }
}

static void run_copay(struct row *r)
{
    struct judged_person p[3] = {{.birth = row_day(r, "birth"), .is_insured = true, .is_head = true},
                                 {.birth = row_day(r, "birth2"), .is_insured = true}};
    struct judged_household h = {.on = row_day(r, "on"),
                                 .persons = p,
                                 .count = row_cell(r, "birth2") != NULL ? 2 : 1,
                                 .is_applied = row_number(r, "ask", 0) != 0,
                                 .has_specified = row_cell(r, "spec") != NULL};
    struct eligibility_terms t = terms_on(h.on);
    struct copay_terms c = copay_on(h.on);
    struct copay_result got, fast;

    put_yen(r, "taxable", &p[0].has_taxable, &p[0].taxable);
    put_yen(r, "base", &p[0].has_base, &p[0].base);
    put_yen(r, "revenue", &p[0].has_revenue, &p[0].revenue);
    put_yen(r, "taxable2", &p[1].has_taxable, &p[1].taxable);
    put_yen(r, "base2", &p[1].has_base, &p[1].base);
    put_yen(r, "revenue2", &p[1].has_revenue, &p[1].revenue);
    put_yen(r, "spec", &h.has_specified_revenue, &h.specified_revenue);
    for (size_t i = 0; i < 2; i++) {
        p[i].tax = (enum resident_tax)row_number(r, "tax", 0);
        put_yen(r, "low", &p[i].has_low_income, &p[i].low_income);
    }
    put_register_head(r, &h, p);
    arena_reset(unit);
    copay_judge(&t, &c, &h, trace_new(unit), &got);
    copay_judge(&t, &c, &h, NULL, &fast);
    row_expect(r, "tenths", got.elder_tenths);
    row_expect(r, "route", got.route);
    row_expect(r, "findings", got.findings);
    expect_word(r, "class", limit_class_labels[got.elder_class]);
    if (got.elder_class != fast.elder_class || got.route != fast.route || got.findings != fast.findings) {
        row_differs(r, "route", fast.route);
    }
}

static void run_ratio(struct row *r)
{
    date birth = row_day(r, "birth"), on = row_day(r, "on");
    struct eligibility_terms t = terms_on(on);
    struct copay_terms c = copay_on(on);
    struct copay_result elders = {.elder_tenths = (int)row_number(r, "elders", 0)};

    row_expect(r, "tenths", copay_tenths(&t, &c, &elders, birth, on));
    row_expect(r, "year", copay_income_year(&c, on));
    row_expect_day(r, "next", copay_next_month(on));
}

static void run_children(struct row *r)
{
    struct judged_person p = {.birth = date_of(1955, 1, 15),
                              .is_insured = true,
                              .is_head = true,
                              .has_taxable = true,
                              .taxable = row_number(r, "taxable", 0),
                              .has_base = true,
                              .base = 3000000,
                              .children_under_16 = (int)row_number(r, "under16", 0),
                              .children_16_to_18 = (int)row_number(r, "to18", 0)};
    struct judged_household h = {.on = date_of(2026, 8, 1), .persons = &p, .count = 1};
    struct eligibility_terms t = terms_on(h.on);
    struct copay_terms c = copay_on(h.on);
    struct copay_result got;

    copay_judge(&t, &c, &h, NULL, &got);
    row_expect(r, "tenths", got.elder_tenths);
    row_expect(r, "left", got.taxable_most);
}

static void run_low_income(struct row *r)
{
    struct copay_terms c = copay_on(row_day(r, "on"));

    row_expect(r, "income", copay_low_income(&c, row_number(r, "pension", 0), row_number(r, "salary", 0),
                                             row_number(r, "other", 0)));
}

static void run_disease(struct row *r)
{
    struct copay_terms c = copay_on(row_day(r, "on"));

    row_expect(r, "limit", copay_disease_limit(&c, row_number(r, "dialysis", 0) != 0,
                                               (enum limit_class)row_number(r, "class", 0)));
}

static void run_limit_class(struct row *r)
{
    static const char *const taxes[] = {"head_tax", "tax2", "tax3"}, *const bases[] = {"head_base", "base2",
                                                                                       "base3"};
    struct judged_person p[4] = {{.is_insured = false}};
    struct judged_household h = {.on = date_of(2026, 8, 1), .persons = p};
    struct copay_terms c = copay_on(h.on);
    struct limit_terms limits;
    struct limit_judgement got, fast;
    enum err e = eligibility_limit_on(law, h.on, &words, &limits);

    assert(e == ERR_NONE);
    for (; h.count < 3 && row_cell(r, taxes[h.count]) != NULL; h.count++) {
        struct judged_person *one = &p[h.count];
        one->is_head = h.count == 0;
        one->is_insured = h.count > 0 || row_number(r, "head_insured", 0) != 0;
        one->birth = date_of(1980, 1, 1);
        one->tax = (enum resident_tax)row_number(r, taxes[h.count], 0);
        put_yen(r, bases[h.count], &one->has_base, &one->base);
    }
    put_register_head(r, &h, p);
    arena_reset(unit);
    limit_judge(&c, &limits, &h, trace_new(unit), &got);
    limit_judge(&c, &limits, &h, NULL, &fast);
    expect_word(r, "class", limit_class_labels[got.under_70]);
    row_expect(r, "sum", got.base_sum);
    row_expect(r, "findings", got.findings);
    if (got.under_70 != fast.under_70 || got.base_sum != fast.base_sum) {
        row_differs(r, "sum", fast.base_sum);
    }
}

static const struct cases_file files[] = {
    {"eligibility/effect.cases", run_effect},
    {"eligibility/moves.cases", run_moves},
    {"eligibility/age_class.cases", run_age_class},
    {"eligibility/arrivals.cases", run_arrivals},
    {"eligibility/stay.cases", run_stay},
    {"eligibility/period.cases", run_period},
    {"eligibility/paper.cases", run_paper},
    {"eligibility/copay.cases", run_copay},
    {"eligibility/ratio.cases", run_ratio},
    {"eligibility/children.cases", run_children},
    {"eligibility/limit_class.cases", run_limit_class},
    {"eligibility/low_income.cases", run_low_income},   {"eligibility/disease.cases", run_disease},
    {"eligibility/copay_relief.cases", run_copay_relief},
};

int main(void)
{
    laws_arena = arena_new("eligibility laws", 16u << 20);
    unit = arena_new("eligibility case", 16u << 20);
    report_init(&words);
    enum err e = eligibility_law_load(TEST_SOURCE_ROOT "/params", "131041", laws_arena, &words, &law);
    report_print(&words, stderr);
    assert(e == ERR_NONE);
    int failed = cases_run(files, COUNT_OF(files));
    report_done(&words);
    arena_free(unit);
    arena_free(laws_arena);
    return failed == 0 ? 0 : 1;
}
