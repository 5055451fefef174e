/* 料額試算: imagined and existing households give what a decision gives, and leave nothing behind (LV-21).
 */
#include "../ops/moment.h"
#include "../premium/ward.h"

#include "../document/tools.h"
#include "trial/paper.h"
#include "trial/trial.h"
#include "casework/casework.h"

/* No change is entered here. */
const struct change_kind *const change_kinds[] = {NULL};
const size_t change_kind_count = 0;

static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)512 << 20);
    return ward_setup(state);
}
static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}
#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static struct trial_line line_of(const char *birth, const char *salary, const char *other)
{
    return (struct trial_line){.birth = text_of(birth),
                               .salary = text_of(salary),
                               .pension = text_of(""),
                               .other = text_of(other),
                               .notices = text_of(""),
                               .period = text_of("")};
}

static struct trial_answer tried(struct ward *w, const struct trial_wish *wish)
{
    struct trial_answer answer;
    enum err e = trial_assess(&w->clerk, wish, arena, &w->report, &answer);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return answer;
}

static struct trial_classes classes_of(struct ward *w, const struct trial_answer *answer)
{
    struct trial_classes classes;
    enum err e = trial_classes(&w->clerk, answer, arena, &w->report, &classes);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return classes;
}

static void add_registered(struct trial_wish *wish, int64_t person)
{
    wish->lines[wish->line_count] = line_of("", "", "");
    wish->lines[wish->line_count++].addressee_no = person;
}

/* The example of contracts 4.1 typed at the counter: the same 471,270 yen, in ten instalments. */
static void imagined_LV_21(void **state)
{
    struct ward *w = *state;
    struct trial_wish wish = {.year = 2026, .line_count = 1};
    wish.lines[0] = line_of("S56.5.2", "", "340万");
    struct trial_answer a = tried(w, &wish);
    assert_int_equal(a.made.assessment.total, 471270);
    assert_int_equal(a.made.assessment.instalment_count, 10);
    assert_int_equal(a.made.assessment.instalments[0].amount, 47190);
    assert_int_equal(a.unknown_count, 0);
    assert_false(a.has_registered);
    assert_true(a.made.trace->count > 10);
}

/* Salary, pension and income in a resident's spelling: the tables of the year make the incomes. */
static void spellings_LV_21(void **state)
{
    struct ward *w = *state;
    struct trial_wish wish = {.year = 2026, .line_count = 1};
    wish.lines[0] = line_of("S56.5.2", "400.3万", "0");
    yen by_revenue = tried(w, &wish).made.assessment.total;
    wish.lines[0].salary = text_of("所得276万"); /* 所得税法別表第五: 4,003,000 yields 2,760,000 */
    assert_int_equal(tried(w, &wish).made.assessment.total, by_revenue);
    wish.lines[0].salary = text_of("?");
    struct trial_answer unknown = tried(w, &wish);
    assert_int_equal(unknown.unknown_count, 1);
    assert_int_equal(unknown.made.assessment.reduction_tenths, 0);
    wish.lines[0] = line_of("S56.5.2", "", ""); /* blank is not zero */
    assert_int_equal(tried(w, &wish).unknown_count, 1);
    wish.lines[0] = line_of("S56.5.2", "0", "");
    struct trial_answer nothing = tried(w, &wish);
    assert_int_equal(nothing.unknown_count, 0);
    assert_int_equal(nothing.made.assessment.reduction_tenths, 7);
}

static void household_make(struct ward *w)
{
    ward_person(w, 1001, 5001, 19780101, "見本 一郎", false);
    ward_person(w, 1001, 5002, 19810502, "見本 花子", false);
    ward_belongs(w, WARD_FIRST, 1001, 5001, 19780101, true, 20100401, DAY_OPEN);
    ward_belongs(w, WARD_FIRST, 1001, 5002, 19810502, false, 20100401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, 5002, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_salary(w, WARD_FIRST, 2026, 5001, 6000000, 4360000);
    ward_income(w, WARD_FIRST, 2026, 5002, 0);
}

static void run_and_approve(struct ward *w)
{
    enum err e = ward_run(w, &job_premium_annual, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, &job_premium_annual, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

/* As registered it is the decision to the yen; the head who joins is the decision after he has joined. */
static void existing_LV_21(void **state)
{
    struct ward *w = *state;
    struct trial_household known;
    struct trial_wish wish = {.year = 2026, .household_no = 1001};
    household_make(w);
    assert_int_equal(trial_household_known(&w->clerk, 2026, 1001, 0, arena, &w->report, &known), ERR_NONE);
    assert_int_equal(known.count, 2);
    assert_int_equal(known.payer_no, 5001);
    assert_int_equal(known.persons[0].addressee_no, 5001);
    assert_int_equal(known.persons[0].role, TRIAL_OUTSIDE);
    assert_int_equal(known.persons[1].role, TRIAL_INSURED);
    add_registered(&wish, 5001);
    add_registered(&wish, 5002);
    struct trial_answer as_is = tried(w, &wish);
    wish.lines[0].role = TRIAL_INSURED;
    wish.lines[0].period = text_of("R8.8.10-");
    struct trial_answer joined = tried(w, &wish);
    wish.lines[0].period = text_of("");
    wish.lines[1].period = text_of("-R8.10.1");
    struct trial_answer left = tried(w, &wish);
    run_and_approve(w);
    struct premium_decision d = ward_decision(w, 2026, 1001, 0);
    assert_int_equal(as_is.made.assessment.total, d.total);
    assert_int_equal(as_is.registered, d.total);
    assert_true(left.made.assessment.total > joined.made.assessment.total);

    ward_fact(w, next_moment(), 5001, FACT_MEMBERSHIP, 20260810, DAY_OPEN, 0);
    (void)next_moment();
    (void)next_moment(); /* a run knows what was recorded a millisecond before */
    ward_business_date(w, 20260905);
    assert_int_equal(ward_run(w, &job_premium_monthly, 2026, false, false), ERR_NONE);
    assert_int_equal(ward_approve(w, &job_premium_monthly, 2026), ERR_NONE);
    assert_int_equal(ward_decision(w, 2026, 1001, 0).total, joined.made.assessment.total);
    assert_int_equal(joined.registered, d.total);
}

/* An income typed over the registered one; somebody who is not there yet. */
static void what_if_LV_21(void **state)
{
    struct ward *w = *state;
    struct trial_wish wish = {.year = 2026, .household_no = 1001};
    household_make(w);
    add_registered(&wish, 5001);
    add_registered(&wish, 5002);
    yen now = tried(w, &wish).made.assessment.total;
    wish.lines[1].salary = text_of("所得276万");
    struct trial_answer more = tried(w, &wish);
    assert_true(more.made.assessment.total > now);
    assert_int_equal(more.made.assessment.members[1].base_income, 2760000 - 430000);
    wish.lines[2] =
        line_of("R8.5.5", "", ""); /* a child is born: half of two per-capita amounts, 11 months */
    wish.line_count = 3;
    struct trial_answer with_child = tried(w, &wish);
    assert_int_equal(with_child.made.household.member_count, 3);
    assert_int_equal(with_child.unknown_count, 0);
    assert_int_equal(with_child.made.assessment.total - more.made.assessment.total,
                     47600 / 2 * 11 / 12 + 17600 / 2 * 11 / 12);
}

/* Nothing stays: not a row of 賦課 and not a posting is another one afterwards. */
static void no_trace_LV_21(void **state)
{
    struct ward *w = *state;
    char before[33], after[33];
    struct trial_wish wish = {.year = 2026, .household_no = 1001};
    household_make(w);
    run_and_approve(w);
    ward_digest(w, before);
    add_registered(&wish, 5001);
    add_registered(&wish, 5002);
    wish.lines[0].role = TRIAL_INSURED;
    (void)tried(w, &wish);
    ward_digest(w, after);
    assert_string_equal(before, after);
}

/* Everything typed wrongly is told at once, each with the person and the field. */
static void faults_LV_21(void **state)
{
    struct ward *w = *state;
    struct trial_answer answer;
    struct trial_wish wish = {.year = 2026, .line_count = 2, .notice_day = text_of("あした")};
    wish.lines[0] = line_of("S56.13.2", "400", "0");
    wish.lines[1] = line_of("S60.4.1", "たくさん", "0");
    wish.lines[1].notices = text_of("22");
    assert_int_equal(trial_assess(&w->clerk, &wish, arena, &w->report, &answer), ERR_INPUT);
    assert_int_equal(w->report.kept, 4);
    assert_non_null(strstr(w->report.lines[0], "1人目の生年月日「S56.13.2」"));
    assert_non_null(strstr(w->report.lines[1], "2人目の給与収入「たくさん」"));
    assert_non_null(strstr(w->report.lines[2], "2人目の届出「22」"));
    assert_non_null(strstr(w->report.lines[3], "最初の通知の日「あした」"));
    report_clear(&w->report);
    wish = (struct trial_wish){.year = 2026, .line_count = 1};
    wish.lines[0] = line_of("R9.4.2", "0", ""); /* born after the year */
    assert_int_equal(trial_assess(&w->clerk, &wish, arena, &w->report, &answer), ERR_INPUT);
    assert_non_null(strstr(w->report.lines[0], "1人目：生年月日が年度の終わりより後"));
    report_clear(&w->report);
    wish.household_no = 999;
    assert_int_equal(trial_assess(&w->clerk, &wish, arena, &w->report, &answer), ERR_FINDINGS);
    report_clear(&w->report);
}

/* The paper: one page, 試算 over it, and the same when it is drawn again (golden). */
static void paper_LV_21(void **state)
{
    struct ward *w = *state;
    struct trial_settings settings;
    struct trial_wish wish = {.year = 2026, .line_count = 3};
    wish.lines[0] = line_of("S56.5.2", "500万", "0");
    wish.lines[0].notices = text_of("22R8.3.31");
    wish.lines[1] = line_of("S60.4.1", "?", "");
    wish.lines[2] = line_of("R3.7.7", "", "");
    struct trial_answer answer = tried(w, &wish);
    assert_int_equal(
        trial_settings_load(&w->clerk.folder, date_of(2026, 6, 5), arena, &w->report, &settings), ERR_NONE);
    struct trial_classes classes = classes_of(w, &answer);
    const struct trial_sheet sheet = {
        &settings,
        &wish,
        &answer,
        &classes,
        date_of(2026, 6, 5),
        "試算（決定した額ではありません）　fuka1 この機械 令和8年6月5日 10:00 出力"};
    struct document *d;
    const char *path = arena_printf(arena, "%s/trial", work_dir());
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "試算", &w->report, &d), ERR_NONE);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");
    assert_non_null(dump);
    document_dump_to(d, dump);
    trial_draw(d, &sheet);
    const struct document_overflow *overflows;
    assert_int_equal(document_overflows(d, &overflows), 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    fclose(dump);
    assert_golden(arena, "trial", "paper", arena_printf(arena, "%s.txt", path));
    int status;
    const char *pages = run(arena, &status, "pdfinfo %s.pdf", path);
    assert_non_null(strstr(pages, "Pages:           1"));
}

/* One set of incomes says premium, class and ratio; what it cannot say stays open (LV-66). */
static void classes_LV_66(void **state)
{
    struct ward *w = *state;
    struct trial_wish wish = {.year = 2026, .line_count = 2};
    static const struct {
        const char *other;
        enum limit_class under_70;
    } rows[] = {{"253万", LIMIT_E},   {"2530001", LIMIT_U}, {"643万", LIMIT_U},
                {"6430001", LIMIT_I}, {"944万", LIMIT_I},   {"9440001", LIMIT_A}};
    wish.lines[0] = line_of("S56.5.2", "", "");
    for (size_t i = 0; i < COUNT_OF(rows); i++) { /* 210万・600万・901万 of base: 43万 more of income */
        wish.lines[0].other = text_of(rows[i].other);
        wish.line_count = 1;
        struct trial_answer one = tried(w, &wish);
        assert_int_equal(classes_of(w, &one).limit.under_70, rows[i].under_70);
    }
    wish.line_count = 2;
    wish.lines[0].other = text_of("0");
    wish.lines[1] =
        line_of("S29.1.10", "", "150万"); /* 72: base 1,070,000 < 1,450,000, so 2割 for certain */
    struct trial_answer two = tried(w, &wish);
    struct trial_classes c = classes_of(w, &two);
    assert_true(c.has_under_70 && c.is_elder[1] && !c.is_open);
    assert_int_equal(c.copay.elder_tenths, 2);
    assert_int_equal(c.tenths[0], 3);
    assert_int_equal(c.tenths[1], 2);
    wish.lines[1].other = text_of("400万"); /* above both amounts: what is deducted decides */
    struct trial_answer three = tried(w, &wish);
    assert_true(classes_of(w, &three).is_open);
    wish.lines[1].other = text_of("?");
    struct trial_answer four = tried(w, &wish);
    assert_true(classes_of(w, &four).is_open);
}

/* The print is recorded; a household of eight still fits one page. */
static void paper_is_recorded_OP_11(void **state)
{
    struct ward *w = *state;
    struct trial_wish wish = {.year = 2026, .line_count = TRIAL_LINES_MAX};
    for (size_t i = 0; i < TRIAL_LINES_MAX; i++) {
        wish.lines[i] = line_of("S56.5.2", i == 0 ? "500万" : "0", "");
    }
    struct trial_answer answer = tried(w, &wish);
    struct trial_classes classes = classes_of(w, &answer);
    const char *path = arena_printf(arena, "%s/recorded.pdf", work_dir());
    assert_int_equal(trial_paper(&w->clerk, &wish, &answer, &classes, path, &w->report), ERR_NONE);
    int status;
    assert_non_null(strstr(run(arena, &status, "pdfinfo %s", path), "Pages:           1"));
    const char *words = run(arena, &status, "pdftotext -layout %s -", path);
    assert_non_null(strstr(words, "決定した額ではありません"));
    assert_non_null(strstr(words, "8人目"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(imagined_LV_21), WITH_ARENA(spellings_LV_21), WITH_ARENA(existing_LV_21),
        WITH_ARENA(what_if_LV_21),  WITH_ARENA(no_trace_LV_21),  WITH_ARENA(faults_LV_21),
        WITH_ARENA(classes_LV_66),  WITH_ARENA(paper_LV_21),     WITH_ARENA(paper_is_recorded_OP_11),
    };
    return fixture_run(argc, argv, "trial household", tests, COUNT_OF(tests));
}
