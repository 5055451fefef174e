/*
 * 一部負担金の減額・免除・徴収猶予 on both stores (EL-58): application, decision by another, certificate and
 * notices, renewal, end. KOKUHO_GOLDEN_UPDATE=1 writes the golden files anew, to be read before they are
 * committed.
 */
#include "../document/tools.h"
#include "../premium/ward.h"

#include "certificate/copay_relief.h"
#include "rows.h"

const struct change_kind *const change_kinds[] = {&kind_copay_relief, &kind_copay_relief_decide,
                                                  &kind_copay_relief_end};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSE = 1001, HEAD = 5001, WIFE = 5002 };
static struct arena *arena;
static char said[4096];
static const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};

static void keep(struct ward *w, const struct change_call *call)
{
    size_t at = 0;

    said[0] = '\0';
    for (size_t i = 0; call != NULL && i < call->warning_count; i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call->warnings[i].words);
    }
    for (size_t i = 0; i < w->report.kept; i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", w->report.lines[i]);
    }
    report_clear(&w->report);
}

static void says(const char *words)
{
    if (strstr(said, words) == NULL) {
        fail_msg("not said: %s\n%s", words, said);
    }
}

static enum err enters(struct ward *w, const struct change_kind *kind, int64_t *ret_no, const char *const *values)
{
    struct change_call call = {.kind = kind,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = WIFE,
                               .recorded_at = clock_now_ms()};

    for (size_t i = 0; i < kind->field_count; i++) {
        call.values.at[i] = text_of(values[i]);
    }
    enum err e = change_propose(&call, true, ret_no);
    keep(w, &call);
    return e;
}
#define ENTERS(w, kind, ...) enters(w, &kind, &number, (const char *const[]){__VA_ARGS__})

static void approves(struct ward *w, int64_t number)
{
    enum err e = change_approve(&w->chief, number, arena, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

static struct certificate_relief newest(struct ward *w)
{
    struct certificate_relief *all = NULL;
    int64_t person = WIFE;
    size_t count = 0;

    assert_int_equal(
        certificate_reliefs_of(w->clerk.store, &person, 1, INT64_MAX, arena, &w->report, &all, &count), ERR_NONE);
    assert_true(count > 0);
    return all[0];
}

static enum err prints(struct ward *w, int64_t no, enum copay_relief_paper paper)
{
    enum err e = certificate_relief_print(&w->clerk, WIFE, no, paper,
                                          arena_printf(arena, "%s/relief.pdf", w->dir), &w->report);

    keep(w, NULL);
    return e;
}

static void draws(struct ward *w, enum copay_relief_paper paper, const char *name)
{
    const struct certificate_relief r = newest(w);
    const char *made = arena_printf(arena, "%s/%s.txt", w->dir, name);
    const struct document_overflow *over;
    struct letter letter;
    struct document *d;
    int64_t head_no;

    assert_int_equal(copay_relief_letter(&w->clerk, &r, paper, arena, &w->report, &letter, &head_no), ERR_NONE);
    assert_int_equal(head_no, HEAD);
    FILE *dump = fopen(made, "wb");
    assert_non_null(dump);
    assert_int_equal(document_open(arena_printf(arena, "%s/%s.pdf", w->dir, name), letter.title, &w->report, &d),
                     ERR_NONE);
    document_dump_to(d, dump);
    assert_int_equal(letter_draw(d, &letter), 1);
    assert_int_equal(document_overflows(d, &over), 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    assert_golden(arena, "certificate", name, made);
}

static void begins(struct ward *w)
{
    ward_belongs(w, WARD_FIRST, HOUSE, HEAD, 19800101, true, 20200401, DAY_OPEN);
    ward_person(w, HOUSE, HEAD, 19800101, "見本　一郎", false);
    ward_belongs(w, WARD_FIRST, HOUSE, WIFE, 19820202, false, 20200401, DAY_OPEN);
    ward_person(w, HOUSE, WIFE, 19820202, "見本　花子", false);
    ward_period(w, WARD_FIRST, WIFE, 20200401, DAY_OPEN, "acquisition_reason=A03\n");
    ward_business_date(w, 20260805);
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
        permission_add(&w->chief.operator.permissions, p);
    }
}

static void done(struct ward *w)
{
    enum err e = certificate_verify(w->clerk.store, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
}

static void applied(struct ward *w, const char *on, const char *measure, const char *continues)
{
    int64_t number = 0;

    if (ENTERS(w, kind_copay_relief, on, measure, "2", continues, "離職票、通帳の写し") != ERR_NONE) {
        fail_msg("%s", said);
    }
}

/* EL-58: three months from August; nothing can be printed before another has approved it. */
static void from_application_to_certificate_EL_58(void **state)
{
    struct ward *w = *state;
    int64_t number = 0;

    begins(w);
    applied(w, "2026-08-03", "2", "");
    assert_int_equal(newest(w).state, COPAY_RELIEF_APPLIED);
    assert_int_equal(prints(w, 1, RELIEF_CERTIFICATE), ERR_FINDINGS);
    assert_true(ENTERS(w, kind_copay_relief, "2026-08-03", "2", "2", "", "もう一度") != ERR_NONE);
    says("審査中の申請（番号1）があります");
    assert_true(ENTERS(w, kind_copay_relief_decide, "1", "1", "2", "", "2026-07-31", "3", "基準以下") != ERR_NONE);
    says("申請の月の1日より前");
    assert_true(ENTERS(w, kind_copay_relief_decide, "1", "1", "2", "", "2026-08-01", "4", "基準以下") != ERR_NONE);
    says("減額・免除が1回3か月");
    assert_true(ENTERS(w, kind_copay_relief_decide, "1", "1", "1", "95", "2026-08-01", "3", "基準以下") != ERR_NONE);
    says("減額の率は10％から90％");
    assert_true(ENTERS(w, kind_copay_relief_decide, "7", "1", "2", "", "2026-08-01", "3", "基準以下") != ERR_NONE);
    says("番号7の減免はありません");
    assert_int_equal(ENTERS(w, kind_copay_relief_decide, "1", "1", "2", "", "2026-08-01", "3",
                            "収入が生活保護基準以下であると認められるため"),
                     ERR_NONE);
    assert_int_equal(newest(w).state, COPAY_RELIEF_APPLIED); /* proposed, not decided */
    approves(w, number);
    const struct certificate_relief r = newest(w);
    assert_int_equal(r.state, COPAY_RELIEF_APPROVED);
    assert_true(date_equal(r.valid_from, date_of(2026, 8, 1)) && date_equal(r.last_day, date_of(2026, 10, 31)));
    draws(w, RELIEF_CERTIFICATE, "relief-certificate");
    draws(w, RELIEF_DECISION, "relief-approved");
    assert_int_equal(prints(w, 1, RELIEF_CERTIFICATE), ERR_NONE);
    assert_int_equal(prints(w, 1, RELIEF_DECISION), ERR_NONE);
    assert_int_equal(prints(w, 1, RELIEF_END), ERR_FINDINGS);
    ward_business_date(w, 20261031);
    assert_int_equal(prints(w, 1, RELIEF_CERTIFICATE), ERR_NONE); /* its last day */
    ward_business_date(w, 20261101);
    assert_int_equal(prints(w, 1, RELIEF_CERTIFICATE), ERR_FINDINGS);
    done(w);
}

/* EL-58: renewed from 30 days before the end, six months in all. */
static void renewed_and_no_longer_EL_58(void **state)
{
    struct ward *w = *state;
    int64_t number = 0;

    begins(w);
    applied(w, "2026-08-03", "1", "");
    assert_int_equal(ENTERS(w, kind_copay_relief_decide, "1", "1", "1", "50", "2026-08-01", "3", "基準以下"), ERR_NONE);
    approves(w, number);
    ward_business_date(w, 20260930);
    assert_true(ENTERS(w, kind_copay_relief, "2026-09-30", "1", "2", "1", "続けて困難") != ERR_NONE);
    says("更新の申請は、終わりの30日前から");
    ward_business_date(w, 20261001);
    applied(w, "2026-10-01", "1", "1");
    assert_true(ENTERS(w, kind_copay_relief_decide, "2", "1", "1", "50", "2026-10-31", "3", "続けて") != ERR_NONE);
    says("番号1の減免の期間と重なります");
    assert_int_equal(ENTERS(w, kind_copay_relief_decide, "2", "1", "1", "50", "2026-11-01", "3", "続けて"), ERR_NONE);
    approves(w, number);
    assert_true(date_equal(newest(w).last_day, date_of(2027, 1, 31)));
    ward_business_date(w, 20270115);
    applied(w, "2027-01-15", "1", "2");
    assert_true(ENTERS(w, kind_copay_relief_decide, "3", "1", "1", "50", "2027-02-01", "1", "続けて") != ERR_NONE);
    says("前の分 6か月");
    assert_int_equal(ENTERS(w, kind_copay_relief_decide, "3", "2", "", "", "", "", "続けて6か月を超えるため"), ERR_NONE);
    approves(w, number);
    assert_int_equal(newest(w).state, COPAY_RELIEF_REFUSED);
    draws(w, RELIEF_DECISION, "relief-refused");
    assert_int_equal(prints(w, 3, RELIEF_CERTIFICATE), ERR_FINDINGS);
    const char *rows = rows_of(w, arena, &output_list_copay_relief, none);
    assert_non_null(strstr(rows, "1|1001|000000000005002|見本　花子|2026-08-03|"));
    assert_non_null(strstr(rows, "|承認|減額|50|2026-08-01|2026-10-31|0|"));
    assert_non_null(strstr(rows, "|承認|減額|50|2026-11-01|2027-01-31|1|"));
    assert_non_null(strstr(rows, "|不承認|減額|0|||2|"));
    const struct output_value january[OUTPUT_WORDS_MAX] = {
        {.is_given = false},
        {.is_given = true, .day_from = date_of(2027, 1, 1), .day_until = date_of(2027, 1, 31)}};
    assert_null(strstr(rows_of(w, arena, &output_list_copay_relief, january), "2026-10-31"));
    done(w);
}

/* EL-58: ended in its midst, by another's approval; a decision that was ended is not taken back. */
static void ended_EL_58(void **state)
{
    struct ward *w = *state;
    int64_t number = 0, decision;

    begins(w);
    applied(w, "2026-08-03", "3", "");
    assert_int_equal(ENTERS(w, kind_copay_relief_decide, "1", "1", "3", "", "2026-08-05", "6", "要綱による"), ERR_NONE);
    decision = number;
    approves(w, number);
    assert_true(date_equal(newest(w).last_day, date_of(2027, 2, 4)));
    ward_business_date(w, 20260915);
    assert_true(ENTERS(w, kind_copay_relief_end, "1", "2027-02-04", "1", "再就職") != ERR_NONE);
    says("期間の終わりの前の日まで");
    assert_int_equal(ENTERS(w, kind_copay_relief_end, "1", "2026-09-15", "1", "再就職"), ERR_NONE);
    assert_int_equal(newest(w).state, COPAY_RELIEF_APPROVED);
    approves(w, number);
    const struct certificate_relief r = newest(w);
    assert_int_equal(r.state, COPAY_RELIEF_ENDED);
    assert_true(date_equal(r.last_day, date_of(2026, 9, 15)));
    draws(w, RELIEF_END, "relief-end");
    assert_int_equal(prints(w, 1, RELIEF_END), ERR_NONE);
    assert_int_equal(prints(w, 1, RELIEF_CERTIFICATE), ERR_FINDINGS);
    struct change_call undo = {.kind = &kind_copay_relief_decide,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = WIFE,
                               .change_no = decision,
                               .recorded_at = clock_now_ms() + 1};
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(kind_copay_relief_decide.undo(&undo), ERR_INPUT);
    store_rollback(w->clerk.store);
    report_clear(&w->report);
    done(w);
}

/* EL-58: a loss that is known ends the certificate; who is not insured cannot apply. */
static void the_insurance_ends_it_EL_58(void **state)
{
    struct ward *w = *state;
    int64_t number = 0;

    begins(w);
    ward_forget_fact(w, clock_now_ms(), WIFE, FACT_MEMBERSHIP, 20200401);
    ward_period(w, clock_now_ms(), WIFE, 20200401, 20260916, "acquisition_reason=A03\nloss_reason=L04\n");
    applied(w, "2026-08-03", "2", "");
    assert_int_equal(ENTERS(w, kind_copay_relief_decide, "1", "1", "2", "", "2026-08-01", "3", "基準以下"), ERR_NONE);
    approves(w, number);
    assert_true(date_equal(newest(w).last_day, date_of(2026, 9, 15)));
    ward_business_date(w, 20260916);
    assert_true(ENTERS(w, kind_copay_relief, "2026-09-16", "2", "2", "", "申請書") != ERR_NONE);
    says("申請の日に被保険者ではありません");
    done(w);
}

static int set_up(void **state)
{
    arena = arena_new("減免の試験", (size_t)256 << 20);
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
        TEST(from_application_to_certificate_EL_58),
        TEST(renewed_and_no_longer_EL_58),
        TEST(ended_EL_58),
        TEST(the_insurance_ends_it_EL_58),
    };
    return fixture_run(argc, argv, "certificate relief", tests, COUNT_OF(tests));
}
