/*
 * 案内 on both stores: who is asked to apply for 基準収入額 and who is left out, why (EL-24); whose class an
 * update of the taxes has changed, since when (EL-34). KOKUHO_GOLDEN_UPDATE=1 writes the golden files anew.
 */
#include "../document/tools.h"
#include "../premium/ward.h"

#include "casework/casework.h"
#include "certificate/guide.h"
#include "certificate/rejudge.h"
#include "store/sql_output.h"
#include "rows.h"

const struct change_kind *const change_kinds[] = {&kind_certificate_application};
const size_t change_kind_count = COUNT_OF(change_kinds);

static struct arena *arena;
static const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};

static void lives(struct ward *w, int64_t house, int64_t person, int birth, bool is_head)
{
    ward_belongs(w, WARD_FIRST, house, person, birth, is_head, 20200401, DAY_OPEN);
    ward_person(w, house, person, birth, "見本　太郎", false);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
}

static enum err runs(struct ward *w, const char *kind, const char *day)
{
    struct job_request request = {.year = 2026, .is_quiet = true, .values = {kind, day}};
    enum err e = job_start(&w->clerk, &job_certificate_guide, &request, w->out, &w->report);

    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

static void says(const char *all, const char *words)
{
    if (strstr(all, words) == NULL) {
        fail_msg("not said: %s\n%s", words, all);
    }
}

static void applies(struct ward *w, int64_t person, const char *on, bool is_accepted, const char *revenue)
{
    static int64_t number = 100;
    const char *const values[] = {"2", on, is_accepted ? "1" : "0", "", revenue, "確定申告書の控え"};
    struct change_call call = {.kind = &kind_certificate_application,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .change_no = ++number,
                               .recorded_at = clock_now_ms()};

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        call.values.at[i] = text_of(values[i]);
    }
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(call.kind->apply(&call), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
}

/* Five households with 3割 and one with 2割. */
static void houses(struct ward *w)
{
    ward_business_date(w, 20260805);
    permission_add(&w->clerk.operator.permissions, PERM_ELIGIBILITY_CHANGE);
    permission_add(&w->chief.operator.permissions, PERM_ELIGIBILITY_APPROVE);
    lives(w, 1001, 5001, 19530710, true); /* alone, 3,829,999 of pensions: under 3,830,000 */
    ward_pension(w, WARD_FIRST, 2026, 5001, 3000000, 1450000, 3829999);
    lives(w, 1002, 5002, 19530710, true); /* 3,830,000: not under */
    ward_pension(w, WARD_FIRST, 2026, 5002, 3000000, 1450000, 3830000);
    lives(w, 1003, 5003, 19530710, true); /* two: 5,199,999 */
    lives(w, 1003, 5013, 19540710, false);
    ward_pension(w, WARD_FIRST, 2026, 5003, 3000000, 1450000, 3830000);
    ward_pension(w, WARD_FIRST, 2026, 5013, 300000, 0, 1369999);
    lives(w, 1004, 5004, 19530710, true); /* two: 5,200,000 */
    lives(w, 1004, 5014, 19540710, false);
    ward_pension(w, WARD_FIRST, 2026, 5004, 3000000, 1450000, 3830000);
    ward_pension(w, WARD_FIRST, 2026, 5014, 300000, 0, 1370000);
    lives(w, 1005, 5005, 19530710, true); /* refused in August */
    ward_pension(w, WARD_FIRST, 2026, 5005, 3000000, 1450000, 1000000);
    lives(w, 1006, 5006, 19530710, true); /* 2割 */
    ward_pension(w, WARD_FIRST, 2026, 5006, 3000000, 1449999, 1000000);
    applies(w, 5005, "2026-08-03", false, "");
}

static void candidates_are_asked_to_apply_EL_24(void **state)
{
    struct ward *w = *state;

    houses(w);
    const char *rows = rows_of(w, arena, &output_list_revenue, none);
    assert_string_equal(rows, "1001|000000000005001|見本　太郎|1|3829999|3830000|送る|||\n"
                              "1002|000000000005002|見本　太郎|1|3830000|3830000|送らない|給与と年金の収入だけで基準額"
                              "以上||\n"
                              "1003|000000000005003|見本　太郎|2|5199999|5200000|送る|||\n"
                              "1004|000000000005004|見本　太郎|2|5200000|5200000|送らない|給与と年金の収入だけで基準額"
                              "以上||\n"
                              "1005|000000000005005|見本　太郎|1|1000000|3830000|送らない|今年度の申請を認めない決定が"
                              "ある||\n");
    assert_int_equal(runs(w, "", ""), ERR_INPUT); /* which letter has to be said */
    assert_int_equal(runs(w, "1", ""), ERR_NONE);
    says(ward_printed(w), "案内 2 通（支援措置 0 通は別のファイル）、送らない世帯 3、保留 0 通");
    says(rows_of(w, arena, &output_list_revenue, none), "|3829999|3830000|送る|||"); /* not sent yet */
    assert_int_equal(ward_approve(w, &job_certificate_guide, 2026), ERR_NONE);
    says(rows_of(w, arena, &output_list_revenue, none), "|3829999|3830000|送らない|案内を送った|2026-08-05|");
    /* Once a year; in the next one he is asked again (8.3). */
    assert_int_equal(runs(w, "1", ""), ERR_NONE);
    says(ward_printed(w), "案内 0 通");
    for (int month = 7; month <= 8; month++) {
        const struct guide_wish wish = {.kind = GUIDE_REVENUE, .on = date_of(2027, month, 1)};
        int year = 0;
        assert_int_equal(guide_year(&w->clerk, &wish, arena, &w->report, &year), ERR_NONE);
        assert_int_equal(year, month == 7 ? 2026 : 2027);
    }
    assert_int_equal(certificate_verify(w->clerk.store, &w->report), ERR_NONE);
}

/* EL-24: who has applied between the proposal and its decision is not asked any more; nothing is decided. */
static void an_application_in_between_EL_24(void **state)
{
    struct ward *w = *state;

    houses(w);
    assert_int_equal(runs(w, "1", ""), ERR_NONE);
    applies(w, 5001, "2026-08-05", true, "3829999");
    assert_int_equal(ward_approve(w, &job_certificate_guide, 2026), ERR_INPUT);
    report_clear(&w->report);
    assert_int_equal(runs(w, "1", ""), ERR_NONE);
    says(ward_printed(w), "案内 1 通");
    assert_int_equal(ward_approve(w, &job_certificate_guide, 2026), ERR_NONE);
}

static void draws(struct ward *w, const struct letter *letter, const char *name)
{
    const struct document_overflow *over;
    const char *made = arena_printf(arena, "%s/%s.txt", w->dir, name);
    struct document *d;
    FILE *dump = fopen(made, "wb");

    assert_non_null(dump);
    assert_int_equal(document_open(arena_printf(arena, "%s/%s.pdf", w->dir, name), letter->title, &w->report, &d),
                     ERR_NONE);
    document_dump_to(d, dump);
    assert_int_equal(letter_draw(d, letter), 1);
    assert_int_equal(document_overflows(d, &over), 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    assert_golden(arena, "certificate", name, made);
}

static void the_pages_EL_24_EL_34_EL_54(void **state)
{
    struct ward *w = *state;
    const struct guide_wish revenue = {
        .kind = GUIDE_REVENUE, .on = date_of(2026, 9, 1), .year = {2026}, .known_at = INT64_MAX};
    const struct guide_wish class_wish = {.kind = GUIDE_CLASS, .year = {2026}, .known_at = INT64_MAX};
    const struct guide_case couple = {
        .household_no = 1003, .head_no = 5003, .persons = {5003, 5013}, .person_count = 2, .under = 5200000};
    const struct guide_case changed = {
        .household_no = 1003,
        .head_no = 5003,
        .change = {.before = {LIMIT_U, LIMIT_GENERAL, 2}, .after = {LIMIT_O, LIMIT_LOW2, 2}, .from = date_of(2026, 8, 1)}};
    const struct certificate_paper old = {.paper_no = 12,
                                          .type = CERT_CONFIRMATION,
                                          .tenths = 2,
                                          .issued_on = date_of(2026, 7, 15),
                                          .valid_from = date_of(2026, 8, 1)};
    const struct certificate_paper paper = {.type = CERT_CONFIRMATION,
                                            .tenths = 3,
                                            .issued_on = date_of(2026, 10, 16),
                                            .valid_from = date_of(2026, 11, 1)};
    const struct rejudged r = {.cause = REJUDGED_INCOME, .tenths = 3, .differs_from = date_of(2026, 8, 1)};
    struct letter letter, form;
    bool has_form;

    houses(w);
    assert_int_equal(guide_letter_make(&w->clerk, &revenue, &couple, date_of(2026, 8, 5), arena, &w->report,
                                       &letter, &form, &has_form),
                     ERR_NONE);
    assert_true(has_form);
    draws(w, &letter, "guide-revenue");
    draws(w, &form, "guide-revenue-form");
    assert_int_equal(guide_letter_make(&w->clerk, &class_wish, &changed, date_of(2026, 9, 5), arena, &w->report,
                                       &letter, &form, &has_form),
                     ERR_NONE);
    assert_false(has_form);
    draws(w, &letter, "guide-class");
    assert_int_equal(rejudge_letter_make(&w->clerk, &old, &paper, &r, text_of("見本　太郎"), arena, &w->report,
                                         &letter),
                     ERR_NONE);
    draws(w, &letter, "ratio-changed");
}

/* ------------------------------------------------------------------------------------- 区分 ----- */

static const char *classes_since(struct ward *w, int64_t moment)
{
    const struct output_value since[OUTPUT_WORDS_MAX] = {
        {.is_given = true, .day_from = clock_day(moment), .day_until = date_none()}};

    return rows_of(w, arena, &output_list_class_changes, since);
}

/* How many runs have recorded the print of a file of this name. */
static int records_of(struct ward *w, const char *file)
{
    enum { RUNS = 20 };
    int found = 0;

    for (int run = 1; run <= RUNS; run++) {
        struct query *q = store_query(w->clerk.store, SQL_output_print_of_file);
        bool row = false;
        query_set_text(q, "file_name", text_of(arena_printf(arena, "guides/%d/%s", run, file)));
        assert_int_equal(query_step(q, &w->report, &row), ERR_NONE);
        query_reset(q);
        found += row;
    }
    return found;
}

/* EL-34: old and new class, since August; who has another class by it, and nobody else. The letter is sent
 * once for what it says, again when it changes again. */
static void an_update_changes_classes_EL_34(void **state)
{
    struct ward *w = *state;

    ward_business_date(w, 20261005);
    permission_add(&w->clerk.operator.permissions, PERM_ELIGIBILITY_CHANGE);
    permission_add(&w->chief.operator.permissions, PERM_ELIGIBILITY_APPROVE);
    lives(w, 1001, 5001, 19530710, true);
    lives(w, 1001, 5011, 19900101, false);
    lives(w, 1002, 5002, 19900101, true);
    ward_taxed(w, WARD_FIRST, 2026, 5001, 0, 0, 2);
    ward_taxed(w, WARD_FIRST, 2026, 5011, 0, 0, 2);
    ward_taxed(w, WARD_FIRST, 2026, 5002, 1000000, 500000, 0);
    int64_t update = clock_now_ms();
    assert_string_equal(classes_since(w, update), "");
    ward_forget_income(w, update, 2026, 5011);
    ward_taxed(w, update, 2026, 5011, 2530001, 1000000, 0); /* 2,100,001: ウ */
    ward_forget_income(w, update, 2026, 5002);
    ward_taxed(w, update, 2026, 5002, 1000001, 500000, 0); /* stays エ */
    const char *rows = classes_since(w, update);
    assert_string_equal(rows, "1001|000000000005001|見本　太郎|オ・低所得Ⅰ（2割）|ウ・一般（2割）|2026-08-01|差し替える証"
                              "なし|送る|||\n");
    char since[DATE_TEXT_BYTES];
    date_format_iso(date_add_days(clock_day(update), -1), since);
    assert_int_equal(runs(w, "2", since), ERR_NONE);
    says(ward_printed(w), "案内 1 通");
    assert_int_equal(ward_approve(w, &job_certificate_guide, 2026), ERR_NONE);
    says(classes_since(w, update), "|送らない|案内を送った|2026-10-05|");
    assert_int_equal(runs(w, "2", since), ERR_NONE);
    says(ward_printed(w), "案内 0 通");
    int64_t again = clock_now_ms();
    assert_true(again > update);
    ward_forget_income(w, again, 2026, 5011);
    ward_taxed(w, again, 2026, 5011, 2530000, 1000000, 0); /* エ */
    says(classes_since(w, update), "|オ・低所得Ⅰ（2割）|エ・一般（2割）|2026-08-01|差し替える証なし|送る||2026-10-05|");
    assert_int_equal(records_of(w, "yubin-000000000001001.pdf"), 1);
    assert_int_equal(runs(w, "2", since), ERR_NONE);
    says(ward_printed(w), "案内 1 通");
    assert_int_equal(records_of(w, "yubin-000000000001001.pdf"), 2); /* OP-11: a file of the same name is another print */
    assert_int_equal(certificate_verify(w->clerk.store, &w->report), ERR_NONE);
}

/* EL-34: the first incomes of a year, in June: the class of August beside that of July. */
static void the_yearly_update_EL_34(void **state)
{
    struct ward *w = *state;

    ward_business_date(w, 20260615);
    lives(w, 1001, 5001, 19700101, true);
    lives(w, 1001, 5011, 20150501, false); /* a child of whom no row comes */
    lives(w, 1002, 5002, 19700101, true);
    ward_taxed(w, WARD_FIRST, 2025, 5001, 3000000, 1000000, 0); /* ウ */
    ward_taxed(w, WARD_FIRST, 2025, 5002, 3000000, 1000000, 0);
    int64_t update = clock_now_ms();
    ward_taxed(w, update, 2026, 5001, 0, 0, 2);
    ward_taxed(w, update, 2026, 5002, 3000000, 1000000, 0); /* the same class */
    assert_string_equal(classes_since(w, update), "1001|000000000005001|見本　太郎|ウ|オ|2026-08-01|標準負担額減額の申請を"
                                                  "案内する|送る|||\n");
}

static int set_up(void **state)
{
    arena = arena_new("案内の試験", (size_t)256 << 20);
    return ward_setup(state);
}

static int tear_down(void **state)
{
    arena_free(arena);
    return ward_teardown(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(candidates_are_asked_to_apply_EL_24),
        TEST(an_application_in_between_EL_24),
        TEST(the_pages_EL_24_EL_34_EL_54),
        TEST(an_update_changes_classes_EL_34),
        TEST(the_yearly_update_EL_34),
    };
    return fixture_run(argc, argv, "certificate guide", tests, COUNT_OF(tests));
}
