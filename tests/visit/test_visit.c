/*
 * 書かない窓口 (EL-68): what is said once stands on every form of the visit, beside what the register knows. All people
 * are invented.
 */
#include "visit/visit.h"
#include "addressee/change_play.h"
#include "batch/batch.h"
#include "document/document.h"
#include "eligibility/eligibility.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct job *const jobs[] = {&job_eligibility_daily};
const size_t job_count = COUNT_OF(jobs);

static const char *store_url;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    b.session.folder.business_date = date_of(2026, 6, 20);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    play_may(&b, PERM_ADDRESSEE_VIEW);
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1;birth=19800502;sex=1;name=試験　一;kana=シケンイチ",
                                   "addressee_no=27;household_no=100;birth=19820703;sex=2;name=試験　二;kana=シケンニ",
                                   "addressee_no=43;household_no=200;is_head=1;birth=19400101;name=見本　四"));
    e = e == ERR_NONE ? bench_import(&b, "gy-01-eligibility",
                                     ROWS("addressee_no=27;fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=02;household_no=100;acquisition_reason=A01;from_on=20200401")) : e;
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

/* The text of the PDF, page after page. */
static char *text_of_pdf(struct bench *b, const char *path)
{
    FILE *f = popen(arena_printf(b->arena, "pdftotext -layout %s -", path), "r");
    char *text = arena_alloc(b->arena, 1 << 16, 1);
    assert_non_null(f);
    size_t len = fread(text, 1, (1 << 16) - 1, f);
    text[len] = '\0';
    assert_int_equal(pclose(f), 0);
    return text;
}

static size_t times(const char *text, const char *words)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at += strlen(words)) {
        n++;
    }
    return n;
}

static struct visit visit_of(unsigned forms)
{
    return (struct visit){.household_no = 100, .forms = forms, .persons = {19, 27}, .person_count = 2,
                          .occurred = date_of(2026, 6, 1), .visitor = text_of("試験花子"), .relation = text_of("妻"),
                          .phone = text_of("03-0000-0007"), .words = text_of("退職による")};
}

/* EL-68: three forms, three pages; each carries the visitor, the telephone and the day that were said once. */
static void said_once(void **state)
{
    struct bench *b = *state;
    const char *path = arena_printf(b->arena, "%s/visit.pdf", b->session.folder.path);
    struct visit v = visit_of(1u << VISIT_JOIN | 1u << VISIT_PAPER | 1u << VISIT_MATERNITY);
    enum err e = visit_print(&b->session, &v, path, &b->report);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    const char *text = text_of_pdf(b, path);
    assert_int_equal(times(text, "\f"), 3);
    const char *const said[] = {"試験花子", "03-0000-0007", "令和8年6月1日", "退職による", "000123-02", "シケンニ", "昭和55年5月2日"};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        if (times(text, said[i]) != 3) {
            fail_msg("%s stands %zu times:\n%s", said[i], times(text, said[i]), text);
        }
    }
    assert_int_equal(times(text, "出産（予定）日"), 1); /* each form asks the day in its own words */
    assert_int_equal(bench_count(b, "SELECT sheets FROM output_print WHERE addressee_no = 19"), 3);
    unlink(path);
}

/* Nobody of another household stands on them; nothing is printed then, and nothing recorded. */
static void of_the_household_alone(void **state)
{
    struct bench *b = *state;
    const char *path = arena_printf(b->arena, "%s/visit.pdf", b->session.folder.path);
    struct visit v = visit_of(1u << VISIT_JOIN);
    v.persons[1] = 43;
    assert_int_equal(visit_print(&b->session, &v, path, &b->report), ERR_INPUT);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM output_print"), 0);
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(said_once, setup, teardown),
        cmocka_unit_test_setup_teardown(of_the_household_alone, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
