/*
 * 特別徴収の依頼: one file that leaves once, what the pension side answers, and when it has to stop (LV-55, PG-20, D4,
 * D7). What was taken follows in test_results.c, what people are told in test_letters.c.
 */
#include "desk.h"

#include "base/share.h"
#include "../ops/moment.h"

#include <dirent.h>
#include <inttypes.h>

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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_asked_once),
        TEST(test_file),
        TEST(test_moved_on),
        TEST(test_answers),
        TEST(test_refused),
        TEST(test_stop),
        TEST(test_stop_refused),
    };
    return fixture_run(argc, argv, "withholding request", tests, COUNT_OF(tests));
}
