/* 特別徴収の通知書: of a run and at the counter, once for each request (NT-06). KOKUHO_GOLDEN_UPDATE=1 writes the golden files anew. */
#include "../document/tools.h"
#include "desk.h"

#include "withholding/paper.h"

#include <inttypes.h>
#include <unistd.h>

static void draws(struct ward *w, const struct withholding_request *r, const char *name)
{
    const struct collection_scope scope = {.payer_no = r->payer_no};
    struct collection_charge *all;
    struct letter_office office;
    struct letter letter;
    struct document *d;
    const struct document_overflow *over;
    size_t count;

    assert_int_equal(collection_charges(w->clerk.store, &scope, arena, &w->report, &all, &count), ERR_NONE);
    assert_int_equal(letter_office_of(&w->clerk, w->clerk.folder.business_date, arena, &w->report, &office),
                     ERR_NONE);
    enum err e =
        withholding_letter_make(r, date_of(2026, 8, 25), &office, all, count, arena, &w->report, &letter);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    letter.to_postal = "〒160-0022";
    letter.to_address = "東京都新宿区新宿五丁目99番99号　見本ハイツ101号室";
    letter.to_name = "見本　一郎　様";
    const char *pdf = arena_printf(arena, "%s/%s.pdf", w->dir, name);
    const char *made = arena_printf(arena, "%s/%s.txt", w->dir, name);
    FILE *dump = fopen(made, "wb");
    assert_non_null(dump);
    assert_int_equal(document_open(pdf, letter.title, &w->report, &d), ERR_NONE);
    document_dump_to(d, dump);
    assert_true(letter_draw(d, &letter) >= 1);
    assert_int_equal(document_overflows(d, &over), 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    const char *keep = getenv("KOKUHO_TEST_PICTURES");
    if (keep != NULL) { /* to be looked at */
        (void)rename(pdf, arena_printf(arena, "%s/withholding-%s.pdf", keep, name));
    }
    assert_golden(arena, "withholding", name, made);
}

static struct withholding_request newest_request(struct ward *w, int64_t household)
{
    struct withholding_request *all;
    size_t count;

    assert_int_equal(withholding_requests(w->clerk.store, household, arena, &w->report, &all, &count),
                     ERR_NONE);
    assert_true(count > 0);
    return all[0];
}

/* NT-06, LV-58: before the pension side has accepted it there is no letter (碧南市); months and amounts are
 * those of the request; each is told of once. */
static void test_letters(void **state)
{
    struct ward *w = *state;
    const struct job *letters = &job_withholding_letters;
    permission_add(&w->clerk.operator.permissions, PERM_NOTICE_PRINT);
    ward_person(w, 1001, 5001, BIRTH, "見本 一郎", false);
    asked(w, 1001, 5001);
    struct letter_office office;
    struct letter letter;
    struct withholding_request r = newest_request(w, 1001);
    assert_int_equal(letter_office_of(&w->clerk, w->clerk.folder.business_date, arena, &w->report, &office),
                     ERR_NONE);
    assert_int_equal(
        withholding_letter_make(&r, date_of(2026, 8, 25), &office, NULL, 0, arena, &w->report, &letter),
        ERR_INPUT);
    report_clear(&w->report);
    assert_int_equal(ward_run(w, letters, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "特別徴収の通知書 0 通"));
    ward_business_date(w, 20260820);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5001, "00", "20261001", 1)), ERR_NONE);
    r = newest_request(w, 1001);
    draws(w, &r, "start");
    assert_int_equal(ward_run(w, letters, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "特別徴収の通知書 1 通"));
    assert_int_equal(ward_run(w, letters, 2026, false, false), ERR_NONE); /* told of once */
    assert_non_null(strstr(ward_printed(w), "特別徴収の通知書 0 通"));
    assert_int_equal(date_ymd(newest_request(w, 1001).told_on), 20260820);
    ward_business_date(w, 20261110);
    people_choose_account(w, 5001, "2026-11-05");
    people_decided(w, job);
    ward_business_date(w, 20261215);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "00", "20270201", 0)), ERR_NONE);
    r = newest_request(w, 1001);
    draws(w, &r, "stop");
    r.kind = REQUEST_CHANGE;
    r.first = (struct withholding_pay){{2026}, 2};
    r.pays[2] = 4200;
    draws(w, &r, "change");
    people_proved(w);
}

static enum err counter(struct ward *w, int64_t household, int64_t request_no, bool is_preview)
{
    const char *pdf = arena_printf(arena, "%s/counter.pdf", w->dir);

    report_clear(&w->report);
    return withholding_letter_print(&w->clerk, household, request_no, is_preview, pdf, &w->report);
}

static bool counter_says(struct ward *w, const char *words)
{
    int status;
    const char *text = run(arena, &status, "pdftotext -raw %s/counter.pdf -", w->dir);

    return strstr(text, words) != NULL;
}

static bool is_kept(const struct ward *w, int64_t request_no)
{
    return access(arena_printf(arena, "%s/files/withholding-letter/0/%" PRId64 ".pdf",
                               w->clerk.folder.path, request_no),
                  R_OK) == 0;
}

/* NT-06 at the counter: nothing before it is accepted; a preview tells nobody; the first print is the letter,
 * kept and told of once, so that the job makes none; the next one says that it is 再発行. */
static void test_one_letter(void **state)
{
    struct ward *w = *state;
    const struct job *letters = &job_withholding_letters;
    permission_add(&w->clerk.operator.permissions, PERM_NOTICE_PRINT);
    ward_person(w, 1001, 5001, BIRTH, "見本 一郎", false);
    asked(w, 1001, 5001);
    int64_t no = newest_request(w, 1001).request_no;
    assert_int_equal(counter(w, 1001, no, false), ERR_INPUT);
    assert_int_equal(counter(w, 1001, no + 1, false), ERR_INPUT); /* there is none */
    ward_business_date(w, 20260820);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5001, "00", "20261001", 1)), ERR_NONE);
    assert_int_equal(counter(w, 1002, no, false), ERR_INPUT); /* of another household */
    assert_int_equal(counter(w, 1001, no, true), ERR_NONE);
    assert_true(date_is_none(newest_request(w, 1001).told_on));
    assert_false(is_kept(w, no));
    assert_int_equal(counter(w, 1001, no, false), ERR_NONE);
    assert_true(counter_says(w, "特別徴収開始通知書"));
    assert_false(counter_says(w, "再発行"));
    assert_true(is_kept(w, no));
    assert_int_equal(date_ymd(newest_request(w, 1001).told_on), 20260820);
    assert_int_equal(ward_run(w, letters, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "特別徴収の通知書 0 通"));
    ward_business_date(w, 20260901);
    assert_int_equal(counter(w, 1001, no, false), ERR_NONE);
    assert_true(counter_says(w, "再発行"));
    assert_int_equal(date_ymd(newest_request(w, 1001).told_on), 20260820);
    people_proved(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_letters),
        TEST(test_one_letter),
    };
    return fixture_run(argc, argv, "withholding letters", tests, COUNT_OF(tests));
}
