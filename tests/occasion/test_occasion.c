/*
 * 出生・死亡の一括 (EL-71): one entry writes the loss, the papers and the task, or the joining, the paper and 産前産後;
 * taken back, nothing of it is left. All people are invented.
 */
#include "occasion/occasion.h"
#include "addressee/change_play.h"
#include "certificate/register.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPENING "gy-01-eligibility"
#define CHANGE "ju-01-residents-change"
#define MEMBER(no, branch) "addressee_no=" #no ";fact_kind=1;card_symbol=13-01;card_number=000123;branch_no=" branch ";household_no=100;acquisition_reason=A01;from_on=20200401"

enum { HEAD = 19, WIFE = 27, SON = 35, BABY = 86, HOUSE = 100 };

const struct job *const jobs[] = {&job_certificate_renewal};
const size_t job_count = COUNT_OF(jobs);

static const char *store_url;

/* 100: 19 head 1960, 27 his wife 1990, 35 their child 2010, all insured, 19 and 27 with papers. */
static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    b.session.folder.business_date = date_of(2026, 6, 20);
    snprintf(b.session.folder.params, sizeof(b.session.folder.params), "%s/params", b.session.folder.share);
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1;birth=19600502;sex=1;name=試験　一",
                                   "addressee_no=27;household_no=100;birth=19900703;sex=2;name=試験　二",
                                   "addressee_no=35;household_no=100;birth=20100801;sex=2;name=試験　三"));
    e = e == ERR_NONE ? bench_import(&b, OPENING, ROWS(MEMBER(19, "01"), MEMBER(27, "02"), MEMBER(35, "03"))) : e;
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    enum err e = eligibility_verify(b->session.store, &b->report);
    report_print(&b->report, stderr);
    bench_close(b);
    return e == ERR_NONE ? 0 : -1;
}

static struct play done(struct bench *b, const struct change_kind *kind, int64_t subject, const char *fields)
{
    struct play p = play_kind(b, kind, subject, fields);
    size_t stops = play_stops(&p);
    for (size_t i = 0; stops > 0 && i < p.call.warning_count; i++) {
        fprintf(stderr, "%s: %s\n", kind->name, p.call.warnings[i].words);
    }
    assert_int_equal(stops, 0);
    enum err e = play_apply(&p);
    report_print(&b->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return p;
}

static struct certificate_paper paper_of(struct bench *b, int64_t no)
{
    struct certificate_paper *all = NULL;
    size_t count = 0;
    assert_int_equal(certificate_papers_of(b->session.store, &no, 1, INT64_MAX, b->arena, &b->report, &all, &count), ERR_NONE);
    assert_true(count > 0);
    return all[0];
}

static struct eligibility_membership member(struct bench *b, int64_t no)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    assert_int_equal(eligibility_memberships_of(b->session.store, no, INT64_MAX, b->arena, &b->report, &m, &count), ERR_NONE);
    assert_true(count > 0);
    return m[count - 1];
}

static int64_t head_on(struct bench *b, date day)
{
    struct belonging *rows = NULL;
    size_t count = 0;
    int64_t head = 0;
    assert_int_equal(eligibility_belonging_of(b->session.store, HOUSE, span_of_day(day), INT64_MAX,
                                              b->arena, &b->report, &rows, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        bool holds = date_at_most(rows[i].span.from, day) && date_before(day, rows[i].span.until);
        head = holds && rows[i].is_head ? rows[i].addressee_no : head;
    }
    return head;
}

static int64_t open_tasks(struct bench *b, const char *source)
{
    return bench_count(b, arena_printf(b->arena, "SELECT count(*) FROM casework_task WHERE state = 1 AND source = '%s'", source));
}

#define ISSUED "type=4;reason=1;valid_from=2026-06-20;delivery=1"

static void dies(struct bench *b)
{
    b->session.folder.business_date = date_of(2026, 8, 25);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=19;household_no=100;birth=19600502;sex=1;history_no=2;event_reason=13;event_on=20260820;status=3;name=試験　一",
                                                  "addressee_no=27;household_no=100;is_head=1;birth=19900703;sex=2;history_no=2;event_reason=33;event_on=20260821;name=試験　二")), ERR_NONE);
}

/* EL-71: a day after today, or before the birth, is told at its field with the bound; one that no table of the
 * law reaches too. */
static void a_day_outside_of_a_life_is_told(void **state)
{
    struct bench *b = *state;
    static const struct {
        const struct change_kind *kind;
        const char *fields, *field, *words;
    } wrong[] = {
        {&kind_occasion_death, "died=2058-01-01;funeral=1", "died", "「死亡した日」の令和40年1月1日は今日（令和8年6月20日）より後"},
        {&kind_occasion_death, "died=1877-01-01;funeral=1", "died", "明治10年1月1日は生年月日（昭和35年5月2日）より前"},
        {&kind_occasion_death, "died=2026-06-20;funeral=1", NULL, NULL},
        {&kind_occasion_birth, "born=2026-06-21;paper=0", "born", "「生まれた日」の令和8年6月21日は今日"},
        {&kind_occasion_birth, "born=1960-05-01;paper=0", "born", "昭和35年5月1日は生年月日（昭和35年5月2日）より前"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct play p = play_kind(b, wrong[i].kind, HEAD, wrong[i].fields);
        assert_int_equal(play_stops(&p), wrong[i].field == NULL ? 0 : 1);
        if (wrong[i].field != NULL) {
            assert_string_equal(p.call.warnings[0].field, wrong[i].field);
            assert_non_null(strstr(p.call.warnings[0].words, wrong[i].words));
        }
    }
}

/* G28, G12, EL-71: the head dies on 20 August; one entry: lost on the 21st, his paper is back, a task for the rest. His
 * widow is head and receives from then on, keeps number and branch, and her new paper carries her name. */
static void a_head_dies(void **state)
{
    struct bench *b = *state;
    done(b, &kind_certificate_issue, HEAD, ISSUED);
    done(b, &kind_certificate_issue, WIFE, ISSUED);
    dies(b);
    struct play p = play_kind(b, &kind_occasion_death, HEAD, "papers=1;funeral=2;mourner=妻");
    assert_true(text_is(change_value(&p.call, "died"), "2026-08-20")); /* the register says so */
    assert_int_equal(play_stops(&p), 0);
    assert_int_equal(play_apply(&p), ERR_NONE);
    assert_non_null(strstr(p.call.outcome, "喪失を登録、証1枚を回収"));
    assert_true(date_equal(member(b, HEAD).span.until, date_of(2026, 8, 21)));
    assert_int_equal(paper_of(b, HEAD).state, PAPER_RECALLED);
    assert_int_equal(open_tasks(b, "occasion:death"), 1);
    struct eligibility_membership widow = member(b, WIFE);
    assert_true(date_equal(widow.span.until, date_open_end()));
    assert_true(text_is(widow.card_number, "000123") && widow.branch_no == 2);
    assert_int_equal(head_on(b, date_of(2026, 8, 19)), HEAD);
    assert_int_equal(head_on(b, date_of(2026, 8, 21)), WIFE);
    struct eligibility_membership membership;
    bool is_insured = false; /* the head is insured: no 擬制世帯主 */
    assert_int_equal(occasion_membership(&b->session, head_on(b, date_of(2026, 9, 1)), date_of(2026, 9, 1), b->arena, &b->report, &membership, &is_insured), ERR_NONE);
    assert_true(is_insured);
    done(b, &kind_certificate_issue, WIFE, "type=4;reason=4;valid_from=2026-08-25;delivery=1");
    struct certificate_paper new = paper_of(b, WIFE);
    const struct page_words words = {0};
    struct paper_page page;
    assert_int_equal(certificate_page_fill(&b->session, &words, &new, INT64_MAX, b->arena, &b->report, &page), ERR_NONE);
    assert_true(text_is(page.head_name, "試験　二"));
    assert_int_equal(new.reason, ISSUED_REWRITTEN);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM certificate_step WHERE paper_no = 2 AND state = 7"), 1); /* the old is void */
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_true(date_equal(member(b, HEAD).span.until, date_open_end()));
    assert_int_equal(paper_of(b, HEAD).state, PAPER_HELD);
    assert_int_equal(open_tasks(b, "occasion:death"), 0);
    assert_int_equal(open_tasks(b, "eligibility:loss"), 0);
}

/* A loss that stands already stays; another day than that is refused; who is not insured has nothing to lose. */
static void the_loss_was_first(void **state)
{
    struct bench *b = *state;
    dies(b);
    play_done(b, "eligibility-leave", HOUSE, "members=19;reason=L07;occurred=2026-08-20;notified=2026-08-24");
    struct play p = play_kind(b, &kind_occasion_death, HEAD, "died=2026-08-19;funeral=1");
    assert_true(play_stops_at(&p, "died"));
    p = done(b, &kind_occasion_death, HEAD, "funeral=3");
    assert_non_null(strstr(p.call.outcome, "喪失は登録済み"));
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_true(date_equal(member(b, HEAD).span.until, date_of(2026, 8, 21))); /* that was another change */
    p = play_kind(b, &kind_occasion_death, SON, "died=2026-08-24;papers=1;funeral=1");
    assert_true(play_stops_at(&p, "papers")); /* no paper of his */
}

/* EL-71: a child is born: joined with the next branch, a paper from its birth, 産前産後 of the mother; all taken back. */
static void a_child_is_born(void **state)
{
    struct bench *b = *state;
    b->session.folder.business_date = date_of(2026, 8, 10);
    assert_int_equal(bench_import(b, CHANGE, ROWS("addressee_no=86;household_no=100;birth=20260801;sex=2;event_reason=03;event_on=20260801;name=試験　七")), ERR_NONE);
    struct play p = play_kind(b, &kind_occasion_birth, BABY, "mother=19");
    assert_true(text_is(change_value(&p.call, "born"), "2026-08-01"));
    assert_true(play_stops_at(&p, "mother")); /* no woman */
    p = done(b, &kind_occasion_birth, BABY, "mother=27");
    struct eligibility_membership m = member(b, BABY);
    assert_true(text_is(m.card_number, "000123") && m.branch_no == 4 && date_equal(m.span.from, date_of(2026, 8, 1)));
    struct certificate_paper paper = paper_of(b, BABY);
    assert_int_equal(paper.type, CERT_CONFIRMATION);
    assert_int_equal(paper.branch_no, 4);
    assert_true(date_equal(paper.valid_from, date_of(2026, 8, 1)));
    date registered = date_none();
    assert_int_equal(occasion_maternity(&b->session, WIFE, date_of(2026, 8, 1), b->arena, &b->report, &registered), ERR_NONE);
    assert_true(date_equal(registered, date_of(2026, 8, 1)));
    struct play again = play_kind(b, &kind_occasion_birth, BABY, "mother=27;paper=0");
    assert_true(play_stops_at(&again, "mother")); /* registered already */
    assert_int_equal(play_undo(&p), ERR_NONE);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_event_now WHERE addressee_no = 86"), 0);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM certificate_paper WHERE addressee_no = 86 AND superseded_at = 9223372036854775807"), 0);
    assert_int_equal(occasion_maternity(&b->session, WIFE, date_of(2026, 8, 1), b->arena, &b->report, &registered), ERR_NONE);
    assert_true(date_is_none(registered));
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_day_outside_of_a_life_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(a_head_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(the_loss_was_first, setup, teardown),
        cmocka_unit_test_setup_teardown(a_child_is_born, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
