/*
 * 特別徴収の依頼から徴収結果まで: one file that leaves once, answers, receipts, and what falls back to
 * 普通徴収 (LV-04, LV-55, LV-56, CO-08, PG-20, D2 to D4, D7).
 */
#include "../document/tools.h"
#include "people.h"

#include "base/share.h"
#include "output/internal.h"
#include "withholding/paper.h"
#include "../ops/moment.h"

#include <dirent.h>
#include <inttypes.h>
#include <unistd.h>

const struct change_kind *const change_kinds[] = {&kind_withholding_account};
const size_t change_kind_count = COUNT_OF(change_kinds);
const struct import_handler *const import_handlers[] = {&import_pension_answers, &import_pension_results};
const size_t import_handler_count = COUNT_OF(import_handlers);
const struct output_list *const output_lists[] = {&output_list_withholding,
                                                  &output_list_withholding_compare};
const size_t output_list_count = COUNT_OF(output_lists);

#define ANSWERS "pension-request-result"
#define RESULTS "pension-withholding-result"
#define ONE(...) &(const struct people_line){__VA_ARGS__}, 1

static struct arena *arena;
static const struct job *const judge = &job_withholding_candidates, *const job = &job_withholding_request;

/* ------------------------------------------------------------------------------ what is asked -- */

struct look {
    yen ordinary, pension, paid;
    yen amount[LEVY_CHARGES_MAX + 1], unpaid[LEVY_CHARGES_MAX + 1];
    date due[LEVY_CHARGES_MAX + 1];
};

static struct look charges(struct ward *w, int64_t person)
{
    const struct collection_scope scope = {.payer_no = person};
    struct collection_charge *all;
    struct look l = {0};
    size_t count;

    assert_int_equal(collection_charges(w->clerk.store, &scope, arena, &w->report, &all, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        int no = all[i].instalment;
        l.amount[no] = all[i].amount;
        l.unpaid[no] = collection_unpaid(&all[i]);
        l.due[no] = all[i].due;
        l.paid += all[i].paid;
        *(no < LEVY_PENSION_FIRST ? &l.ordinary : &l.pension) += all[i].amount;
    }
    return l;
}

/* How many charges of the year are left alone because a pension pays them. */
static int stays(struct ward *w, int64_t person, int ymd)
{
    struct collection_stay_row *all;
    size_t count;
    int found = 0;
    date day;

    assert_true(date_from_ymd(ymd, &day));
    assert_int_equal(collection_stays(w->clerk.store, person, day, arena, &w->report, &all, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        found += all[i].kind == STAY_PENSION;
    }
    return found;
}

static int files_out(struct ward *w)
{
    char path[400];
    int count = 0;
    (void)snprintf(path, sizeof(path), "%s/files/out", w->dir);
    DIR *d = opendir(path);
    for (struct dirent *at; d != NULL && (at = readdir(d)) != NULL;) {
        count += strstr(at->d_name, "TOKUCHO_") != NULL;
    }
    if (d != NULL) {
        closedir(d);
    }
    return count;
}

/* Judged and asked for in June; the pension side has accepted it in August. */
static void asked(struct ward *w, int64_t household, int64_t person)
{
    people_pensioner(w, household, person, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    people_decided(w, job);
}

static void accepted(struct ward *w, int64_t household, int64_t person)
{
    asked(w, household, person);
    ward_business_date(w, 20260820);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(person, "00", "20261001", 1)), ERR_NONE);
    assert_int_equal(people_tasks, 0);
}

/* Lines of the comparison of the year. */
static int64_t differences(struct ward *w)
{
    struct output_counts counts = {0};
    enum err e = list_count(&w->chief, &output_list_withholding_compare, text_of("年度=2026"), arena,
                            &w->report, &counts);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return counts.rows;
}

/* ------------------------------------------------------------------------------ the tests ------ */

/* LV-55, PG-20: nobody is asked for before another person approved; the file leaves once; nothing changes
 * for the payer until the answer is back. */
static void test_asked_once(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_INPUT); /* D4: not judged yet */
    people_decided(w, judge);
    struct look before = charges(w, 5001);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "開始 1 件"));
    assert_int_equal(files_out(w), 0);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_CANDIDATE);
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(files_out(w), 1);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_REQUESTED);
    (void)ward_approve(w, job, 2026); /* of a run that was decided: nothing leaves again */
    assert_int_equal(files_out(w), 1);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE); /* nobody is left to be asked for */
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(files_out(w), 1);
    struct look after = charges(w, 5001);
    assert_int_equal(after.ordinary, before.ordinary);
    assert_int_equal(after.pension, 0);
    people_proved(w);
}

struct seen {
    size_t data, at[4];
    yen amounts[3];
    int count;
    char notice[3];
};

static enum err see(void *context, const struct record *r, struct report *report)
{
    struct seen *s = context;
    (void)report;
    if (r->kind == s->data) {
        s->count++;
        struct text notice = record_text(r, s->at[0]);
        memcpy(s->notice, notice.bytes, 2);
        for (int i = 0; i < 3; i++) {
            assert_true(record_i64(r, s->at[1 + i], &s->amounts[i]));
        }
    }
    return ERR_NONE;
}

/* The written file parsed back (D2, PG-20): October, each further pay day, next year's 仮徴収. */
static void test_file(void **state)
{
    struct ward *w = *state;
    asked(w, 1001, 5001);
    char path[700];
    const struct layout *l;
    struct file_receipt receipt;
    (void)snprintf(path, sizeof(path), "%s/files/out", w->dir);
    DIR *d = opendir(path);
    assert_non_null(d);
    struct dirent *at;
    while ((at = readdir(d)) != NULL && strstr(at->d_name, "TOKUCHO_") == NULL) {
    }
    assert_non_null(at);
    (void)snprintf(path, sizeof(path), "%s/files/out/%s", w->dir, at->d_name);
    closedir(d);
    assert_int_equal(layout_find(arena_printf(arena, "%s/layouts", share_folder()), "pension-request",
                                 arena, &w->report, &l),
                     ERR_NONE);
    struct seen s = {.data = layout_record(l, "data")};
    static const char *const names[] = {"notice", "amount1", "amount2", "amount3"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        s.at[i] = layout_field(l, s.data, names[i]);
    }
    assert_int_equal(layout_read_file(l, path, see, &s, &w->report, &receipt), ERR_NONE);
    struct withholding_look now = people_stands(w, 1001);
    assert_int_equal(s.count, 1);
    assert_string_equal(s.notice, "01");
    assert_int_equal(s.amounts[0], now.amounts.pays[3]);
    assert_int_equal(s.amounts[1], now.amounts.pays[4]);
    assert_int_equal(s.amounts[2], now.amounts.pays[5]);
    assert_int_equal(receipt.bytes, 3 * 502);
}

/* Accepted: what the pension pays leaves the latest instalments, to the yen; it is left alone by slips,
 * debits and demands. Refused: everything stays ordinary, and a person is told (LV-56). */
static void test_answers(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    struct withholding_look now = people_stands(w, 1001);
    struct look l = charges(w, 5001);
    assert_int_equal(now.state, WITHHOLDING_RUNNING);
    assert_int_equal(l.ordinary, now.amounts.ordinary);
    assert_int_equal(l.pension, now.yearly - now.amounts.ordinary);
    assert_int_equal(l.amount[LEVY_PENSION_FIRST + 3], now.amounts.pays[3]);
    assert_int_equal(date_ymd(l.due[LEVY_PENSION_FIRST + 3]), 20261110);
    assert_int_equal(date_ymd(l.due[LEVY_PENSION_FIRST + 4]), 20270110);
    assert_int_equal(l.amount[10], 0); /* March gave first */
    assert_true(l.amount[1] > 0);
    assert_int_equal(stays(w, 5001, 20260901), 3);
    people_proved(w);
    /* answered again: nobody waits for it */
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5001, "00", "20261001", 2)), ERR_FINDINGS);
    assert_int_equal(people_tasks, 1);
}

static void test_refused(void **state)
{
    struct ward *w = *state;
    asked(w, 1001, 5001);
    yen whole = charges(w, 5001).ordinary;
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5001, "05", "20261001", 1)), ERR_FINDINGS);
    assert_int_equal(people_tasks, 1);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_IMPOSSIBLE);
    assert_int_equal(charges(w, 5001).ordinary, whole);
    assert_int_equal(stays(w, 5001, 20260901), 0);
    people_proved(w);
}

/* CO-08: what was taken pays the charge of its pay day; another amount is told; a pay day counts once. */
static void test_results(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    const yen *pays = people_stands(w, 1001).amounts.pays;
    yen october = pays[3], december = pays[4];
    ward_business_date(w, 20261120);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261015", october)), ERR_NONE);
    struct look l = charges(w, 5001);
    assert_int_equal(l.paid, october);
    assert_int_equal(l.unpaid[LEVY_PENSION_FIRST + 3], 0);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261016", october)), ERR_FINDINGS);
    assert_int_equal(charges(w, 5001).paid, october);
    ward_business_date(w, 20270120); /* less than planned: booked, and somebody is told */
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261215", december - 100)),
                     ERR_FINDINGS);
    assert_int_equal(charges(w, 5001).unpaid[LEVY_PENSION_FIRST + 4], 100);
    struct withholding_taken *all;
    size_t count;
    assert_int_equal(withholding_taken_of(w->clerk.store, 1001, arena, &w->report, &all, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(all[0].planned, december);
    assert_int_equal(all[0].amount, december - 100);
    people_proved(w);
}

/* What could not be taken is asked for by ordinary collection on a day to come, not on one that is past
 * (LV-52, LV-56). */
static void test_not_taken(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    yen october = people_stands(w, 1001).amounts.pays[3];
    ward_business_date(w, 20261120);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "03", "20261015", 0)), ERR_FINDINGS);
    struct look l = charges(w, 5001);
    assert_int_equal(l.amount[LEVY_PENSION_FIRST + 3], october);
    assert_int_equal(date_ymd(l.due[LEVY_PENSION_FIRST + 3]), 20261130);
    assert_int_equal(stays(w, 5001, 20261120), 2); /* December and February go on */
    people_proved(w);
}

/* A stop reaches no earlier pay day than the lead allows; what is left is ordinary (LV-56, D2). */
static void test_stop(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    yen february = people_stands(w, 1001).amounts.pays[5], whole = people_stands(w, 1001).yearly;
    ward_business_date(w, 20261110);
    people_choose_account(w, 5001, "2026-11-05");
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    const char *told = ward_printed(w);
    assert_non_null(strstr(told, "中止 1 件"));
    assert_non_null(strstr(told, "2月の年金から"));
    assert_int_equal(ward_approve(w, job, 2026), ERR_NONE);
    assert_int_equal(files_out(w), 2);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_STOPPING);
    assert_int_equal(stays(w, 5001, 20261110), 3);
    ward_business_date(w, 20261215);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "00", "20270201", 0)), ERR_NONE);
    struct withholding_look now = people_stands(w, 1001);
    assert_int_equal(now.state, WITHHOLDING_STOPPED);
    assert_int_equal(now.amounts.pays[5], 0);
    struct look l = charges(w, 5001);
    assert_int_equal(l.amount[LEVY_PENSION_FIRST + 5], february);
    assert_int_equal(date_ymd(l.due[LEVY_PENSION_FIRST + 5]), 20270301);
    assert_int_equal(l.ordinary + l.pension, whole);
    assert_int_equal(stays(w, 5001, 20261215), 2);
    /* taken all the same (延岡市): held, and a person is told */
    ward_business_date(w, 20270320);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20270215", february)), ERR_FINDINGS);
    struct withholding_taken *all;
    size_t count;
    assert_int_equal(withholding_taken_of(w->clerk.store, 1001, arena, &w->report, &all, &count), ERR_NONE);
    assert_int_equal(all[0].place, TAKEN_HELD);
    assert_int_equal(charges(w, 5001).paid, 0);
    people_proved(w);
}

/* A refused stop: the deduction goes on, and is asked to be stopped anew. */
static void test_stop_refused(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    ward_business_date(w, 20261110);
    people_choose_account(w, 5001, "2026-11-05");
    people_decided(w, job);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "07", "20270201", 0)), ERR_FINDINGS);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_RUNNING);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "中止 1 件"));
}

/* 増額は併徴: the pension goes on, the ordinary instalments take the increase. 減額は中止: the latest pay
 * day is asked less, to the yen of the decision (LV-18, LV-56). */
static void test_corrected(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    struct withholding_look first = people_stands(w, 1001);
    yen pension = charges(w, 5001).pension;
    ward_business_date(w, 20260901);
    int64_t now = clock_now_ms();
    ward_forget_income(w, now, 2026, 5001);
    ward_income(w, now, 2026, 5001, 900000);
    people_decided(w, &job_premium_monthly);
    struct look l = charges(w, 5001);
    yen more = ward_decision(w, 2026, 1001, 0).total;
    assert_true(more > first.yearly);
    assert_int_equal(l.pension, pension);
    assert_int_equal(l.ordinary, more - pension);
    people_proved(w);
    ward_business_date(w, 20261005);
    now = clock_now_ms();
    ward_forget_income(w, now, 2026, 5001);
    ward_income(w, now, 2026, 5001, 100000);
    people_decided(w, &job_premium_monthly);
    l = charges(w, 5001);
    yen less = ward_decision(w, 2026, 1001, 0).total;
    assert_true(less < first.yearly);
    assert_int_equal(l.ordinary + l.pension, less);
    assert_true(l.amount[LEVY_PENSION_FIRST + 5] < first.amounts.pays[5]);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "中止 1 件"));
    people_proved(w);
}

/* Who pays on from last year: April's money waits for the decision and is booked with it; nothing is left
 * to ordinary instalments (仮徴収・本徴収, LV-55). */
static void test_goes_on(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    ward_person(w, 1001, 5001, BIRTH, "見本 一郎", false);
    people_make_running(w, 2025, 1001, 5001, 30000);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20260415", 10000)), ERR_NONE);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    struct withholding_look now = people_stands(w, 1001);
    struct look l = charges(w, 5001);
    assert_int_equal(now.state, WITHHOLDING_CANDIDATE);
    assert_int_equal(l.ordinary, 0);
    assert_int_equal(l.pension, now.yearly);
    assert_int_equal(l.paid, 10000);
    assert_int_equal(l.unpaid[LEVY_PENSION_FIRST], 0);
    assert_int_equal(stays(w, 5001, 20260606), 6);
    struct withholding_taken *april;
    size_t count;
    assert_int_equal(withholding_taken_of(w->clerk.store, 1001, arena, &w->report, &april, &count), ERR_NONE);
    assert_int_equal(count, 1); /* what waited belongs to his household now */
    assert_int_equal(april[0].place, TAKEN_BOOKED);
    assert_int_equal(differences(w), 1); /* judged, not asked for yet: nothing but that */
    const char *pdf = arena_printf(arena, "%s/notice.pdf", w->dir);
    struct premium_print print;
    int status;
    enum err e = premium_notice_print(&w->clerk, 5001, 2026, PREMIUM_COPY_PREVIEW, pdf, &w->report, &print);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_non_null(strstr(run(arena, &status, "pdftotext -raw %s -", pdf), "年金から納めていただきます"));
    people_decided(w, job);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5001, "05", "20261001", 1)), ERR_FINDINGS);
    l = charges(w, 5001); /* 本徴収 refused: from October on by ordinary collection */
    assert_int_equal(l.ordinary + l.pension, now.yearly);
    assert_int_equal(stays(w, 5001, 20260606), 3);
    people_proved(w);
}

/* 2008: a deduction that nobody asked for is held and told, never booked on somebody's premium (D7). */
static void test_unasked(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    ward_business_date(w, 20261120);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261015", 9000)), ERR_FINDINGS);
    assert_int_equal(charges(w, 5001).paid, 0);
    struct collection_excess *held;
    size_t count;
    assert_int_equal(collection_excesses(w->clerk.store, 0, arena, &w->report, &held, &count), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(held[0].amount, 9000);
    /* of somebody whose number never came: his money is not lost */
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5999, "00", "20261015", 700)), ERR_FINDINGS);
    assert_int_equal(collection_excesses(w->clerk.store, 0, arena, &w->report, &held, &count), ERR_NONE);
    assert_int_equal(count, 2);
    /* of somebody who was judged away: his amounts were computed, and still nobody asked for them (2008) */
    people_head(w, 1002, 5011, BIRTH);
    people_pension(w, 5011, 1200000);
    people_decided(w, &job_premium_monthly);
    ward_business_date(w, 20260606);
    people_decided(w, judge);
    assert_int_equal(people_stands(w, 1002).state, WITHHOLDING_EXCLUDED);
    yen october = people_stands(w, 1002).amounts.pays[3];
    assert_true(october > 0);
    ward_business_date(w, 20261121);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5011, "00", "20261015", october)), ERR_FINDINGS);
    assert_int_equal(charges(w, 5011).paid, 0);
    assert_int_equal(collection_excesses(w->clerk.store, 0, arena, &w->report, &held, &count), ERR_NONE);
    assert_int_equal(count, 3);
    people_proved(w);
}

/* A stop came too late for October, and October was not taken all the same: it is asked for by ordinary
 * collection, and somebody is told. */
static void test_stopped_and_not_taken(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    yen october = people_stands(w, 1001).amounts.pays[3];
    ward_business_date(w, 20260920);
    people_choose_account(w, 5001, "2026-09-15");
    people_decided(w, job);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "00", "20261201", 0)), ERR_NONE);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_STOPPED);
    assert_int_equal(stays(w, 5001, 20260920), 1);
    ward_business_date(w, 20261025);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "02", "20261015", 0)), ERR_FINDINGS);
    assert_int_equal(stays(w, 5001, 20261025), 0);
    struct look l = charges(w, 5001);
    assert_int_equal(l.amount[LEVY_PENSION_FIRST + 3], october);
    assert_true(date_ymd(l.due[LEVY_PENSION_FIRST + 3]) > 20261025);
    people_proved(w);
}

/* What changed between proposal and approval: refused, nothing leaves. */
static void test_moved_on(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    assert_int_equal(ward_run(w, job, 2026, false, false), ERR_NONE);
    people_choose_account(w, 5001, "2026-06-01");
    assert_int_equal(ward_approve(w, job, 2026), ERR_INPUT);
    assert_int_equal(files_out(w), 0);
    assert_int_equal(people_stands(w, 1001).state, WITHHOLDING_CANDIDATE);
}

/* ------------------------------------------------------------------------------ the letters ---- */

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

/* Lines that 自己点検 is told (NX-09): of the same comparison what may not come any more. */
static size_t told(struct ward *w)
{
    struct report found;

    report_init(&found);
    assert_int_equal(withholding_compare(&w->chief, &found, &w->report), ERR_NONE);
    size_t count = found.count;
    report_done(&found);
    return count;
}

/* 2008 (D7): what was never submitted, never answered, taken without a request, or should have been stopped
 * and was not, is a line each; what agrees is none (LV-04, D2, D3). */
static void test_compared(void **state)
{
    struct ward *w = *state;
    accepted(w, 1001, 5001);
    assert_int_equal(differences(w), 0);
    people_pensioner(w, 1002, 5011, 1200000, 8000); /* insured, and known of since a file that came late */
    people_decided(w, &job_premium_monthly);
    people_decided(w, judge);
    assert_int_equal(differences(w), 1); /* judged, and nothing was submitted */
    assert_int_equal(told(w), 0);
    people_decided(w, job);
    assert_int_equal(differences(w), 1); /* submitted, and nothing came back */
    assert_int_equal(told(w), 0);
    ward_business_date(w, 20261016); /* its pay day is over: the deduction did not begin (D5) */
    assert_int_equal(told(w), 1);
    ward_business_date(w, 20260820);
    assert_int_equal(people_import(w, ANSWERS, "02", ONE(5011, "00", "20261001", 2)), ERR_NONE);
    assert_int_equal(differences(w), 0);
    yen october = people_stands(w, 1001).amounts.pays[3];
    ward_business_date(w, 20261110);
    assert_int_equal(differences(w), 0);
    ward_business_date(w, 20261111); /* the day by which it had to be paid over is past */
    assert_int_equal(differences(w), 2);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5001, "00", "20261015", october)), ERR_NONE);
    assert_int_equal(people_import(w, RESULTS, "30", ONE(5011, "00", "20261015", 1)), ERR_FINDINGS);
    assert_int_equal(differences(w), 1); /* another amount than asked */
    people_choose_account(w, 5001, "2026-11-05");
    assert_int_equal(differences(w), 2); /* must be stopped, nothing was submitted: 16,906 people in 2008 */
    assert_int_equal(told(w), 2);
    people_decided(w, job);
    assert_int_equal(differences(w), 2); /* submitted, no answer: the next deduction is on its way */
    assert_int_equal(told(w), 1);
    assert_int_equal(people_import(w, ANSWERS, "41", ONE(5001, "00", "20270201", 0)), ERR_NONE);
    assert_int_equal(differences(w), 1);
}

/* D5: a head who was judged and never asked for is told as soon as no request reaches October any more. */
static void test_never_begun(void **state)
{
    struct ward *w = *state;
    people_pensioner(w, 1001, 5001, 1200000, 8000);
    people_decided(w, &job_premium_annual);
    people_decided(w, judge);
    ward_business_date(w, 20260815);
    assert_int_equal(told(w), 0);
    ward_business_date(w, 20260901);
    assert_int_equal(told(w), 1);
}

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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_asked_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_results, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stop_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_corrected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unasked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stopped_and_not_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_letters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_letter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_compared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_never_begun, set_up, tear_down),
    };
    return fixture_run(argc, argv, "withholding request", tests, COUNT_OF(tests));
}
