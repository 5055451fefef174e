/*
 * 減免の申請 (法77条): received, waiting with a due day, decided by two or taken back (LV-08 to LV-10, LV-62); the
 * letters of the decision and of the refusal, and the form to apply with (NT-07). KOKUHO_GOLDEN_UPDATE=1 writes
 * tests/premium/golden/ anew, to be read before it is committed. All people are invented.
 */
#include "../document/tools.h"
#include "../ops/moment.h"
#include "ward.h"

#include "premium/application.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_premium_application, &kind_premium_application_end,
                                                  &kind_premium_remission, &kind_premium_remission_end};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSEHOLD = 1001, PAYER = 1015, GUARDED_HOUSEHOLD = 1002, GUARDED = 1023 };
#define ANY(...) ((const char *const[]){__VA_ARGS__, NULL})
#define FOR_APPLICATION "applied", "2026-07-10", "ground", "disaster", "application", "1"
#define HALF "pattern", "2", "parts", "15", "rate", "50", "from", "7", "until", "12"

static struct arena *arena;
static char said[4096];

static void decide(struct ward *w, const struct job *job)
{
    enum err e = ward_run(w, job, 2026, false, false);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
    e = ward_approve(w, job, 2026);
    assert_true(e == ERR_NONE || e == ERR_FINDINGS);
}

static void lives(struct ward *w, int64_t household, int64_t person, const char *name, bool is_restricted)
{
    ward_belongs(w, WARD_FIRST, household, person, 19960101, true, 20200401, DAY_OPEN);
    ward_person(w, household, person, 19960101, name, is_restricted);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, person, 2000000); /* 165,507 + 61,560 + 6,112 = 233,179 */
}

static int set_up(void **state)
{
    arena = arena_new("試験", (size_t)512 << 20);
    (void)ward_setup(state);
    struct ward *w = *state;
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
        permission_add(&w->chief.operator.permissions, p);
    }
    lives(w, HOUSEHOLD, PAYER, "見本　一郎", false);
    lives(w, GUARDED_HOUSEHOLD, GUARDED, "見本　花子", true);
    decide(w, &job_premium_annual);
    ward_business_date(w, 20260713);
    return 0;
}

static int tear_down(void **state)
{
    struct ward *w = *state;
    enum err e = premium_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? casework_verify(w->chief.store, &w->report) : e;
    report_print(&w->report, stderr);
    arena_free(arena);
    (void)ward_teardown(state);
    return e == ERR_NONE ? 0 : 1;
}

static void put(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    fail();
}

/* Entered by the clerk; what wants a second person is approved by the chief. */
static enum err act_on(struct ward *w, const struct change_kind *kind, int64_t household,
                       const char *const *fields, int64_t *ret_change)
{
    struct change_call call = {
        .kind = kind, .session = &w->clerk, .arena = arena, .report = &w->report, .subject_no = household};
    size_t at = 0;
    assert_true(kind->begin == NULL || kind->begin(&call) == ERR_NONE);
    put(&call, "words", "7月3日の火災");
    for (; fields[0] != NULL; fields += 2) {
        put(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, ret_change);
    if (e == ERR_NONE && kind->approve != PERM_NONE) {
        assert_true(change_approve(&w->clerk, *ret_change, arena, &w->report) != ERR_NONE); /* not his own */
        e = change_approve(&w->chief, *ret_change, arena, &w->report);
    }
    said[0] = '\0';
    for (size_t i = 0; i < call.warning_count && at + 600 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call.warnings[i].words);
    }
    report_clear(&w->report);
    return e;
}

static enum err act(struct ward *w, const struct change_kind *kind, const char *const *fields)
{
    int64_t change = 0;
    return act_on(w, kind, HOUSEHOLD, fields, &change);
}

static void received(struct ward *w, int64_t household)
{
    int64_t change = 0;
    assert_int_equal(act_on(w, &kind_premium_application, household,
                            ANY("applied", "2026-07-10", "ground", "disaster", "evidence", "り災証明書"), &change),
                     ERR_NONE);
}

static struct premium_application first(struct ward *w)
{
    struct premium_application *all;
    size_t count;
    assert_int_equal(premium_applications(w->clerk.store, 2026, HOUSEHOLD, arena, &w->report, &all, &count),
                     ERR_NONE);
    assert_true(count > 0);
    return all[0];
}

/* Tasks that wait for a decision; the due day of the first. */
static int64_t waiting(struct ward *w, date *ret_due)
{
    struct task *tasks;
    size_t count;
    int64_t total;
    assert_int_equal(task_list(&w->chief, text_of("source=premium:application"), 100, 0, arena, &w->report, &tasks,
                               &count, &total),
                     ERR_NONE);
    *ret_due = count > 0 ? tasks[0].due : date_none();
    return total;
}

static size_t letters(struct ward *w, struct premium_remission_letter **ret)
{
    size_t count;
    assert_int_equal(premium_remission_letters(w->clerk.store, HOUSEHOLD, arena, &w->report, ret, &count),
                     ERR_NONE);
    return count;
}

static enum err prints(struct ward *w, int64_t household, bool is_preview)
{
    const struct premium_remission_paper which = {
        .household_no = household, .remission_no = 1, .is_preview = is_preview};
    const char *path = arena_printf(arena, "%s/letter.pdf", w->dir);
    enum err e = premium_remission_print(&w->clerk, &which, path, &w->report);
    (void)snprintf(said, sizeof(said), "%s", w->report.kept > 0 ? w->report.lines[0] : "");
    report_clear(&w->report);
    return e;
}

static void draws(struct ward *w, struct letter *letter, const char *name)
{
    struct document *d;
    const struct document_overflow *over;
    const char *pdf = arena_printf(arena, "%s/%s.pdf", w->dir, name);
    const char *made = arena_printf(arena, "%s/%s.txt", w->dir, name);
    FILE *dump = fopen(made, "wb");
    assert_non_null(dump);
    assert_int_equal(document_open(pdf, letter->title, &w->report, &d), ERR_NONE);
    document_dump_to(d, dump);
    assert_int_equal(letter_draw(d, letter), 1);
    assert_int_equal(document_overflows(d, &over), 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    assert_golden(arena, "premium", name, made);
}

static void draws_decision(struct ward *w, const char *name, int32_t version)
{
    const struct premium_remission_paper which = {
        .household_no = HOUSEHOLD, .remission_no = 1, .version = version, .is_preview = true};
    struct letter letter;
    int64_t payer;
    int32_t shown;
    enum err e = remission_letter_make(&w->chief, &which, arena, &w->report, &letter, &payer, &shown);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(payer, PAYER);
    letter.to_postal = "〒160-0022";
    letter.to_address = "東京都新宿区新宿五丁目99番99号　見本ハイツ101号室";
    letter.to_name = "見本　一郎　様";
    draws(w, &letter, name);
}

/* NT-07, LV-09: received, it waits; decided in part by two; the letter says how much once it is off the levy. */
static void test_granted(void **state)
{
    struct ward *w = *state;
    date due;
    struct premium_remission_letter *copies;
    received(w, HOUSEHOLD);
    assert_int_equal(first(w).state, APPLICATION_WAITING);
    assert_int_equal(date_ymd(first(w).due_on), 20260810); /* thirty days later is a Sunday */
    assert_int_equal(waiting(w, &due), 1);
    assert_int_equal(date_ymd(due), 20260810);

    /* It is not passed over, and what is decided is what was applied for. */
    assert_int_equal(act(w, &kind_premium_remission, ANY("application", "", "outcome", "1", HALF)), ERR_FINDINGS);
    assert_non_null(strstr(said, "受付1"));
    assert_int_equal(act(w, &kind_premium_remission, ANY(FOR_APPLICATION, "applied", "2026-07-09", "outcome", "1", HALF)),
                     ERR_FINDINGS);
    assert_int_equal(act(w, &kind_premium_remission, ANY(FOR_APPLICATION, "application", "2", "outcome", "1", HALF)),
                     ERR_FINDINGS);
    assert_int_equal(act(w, &kind_premium_remission, ANY(FOR_APPLICATION, "outcome", "3", HALF)),
                     ERR_FINDINGS); /* in part without a reason */
    assert_int_equal(act(w, &kind_premium_remission,
                         ANY(FOR_APPLICATION, "outcome", "3", "reason", "損害の程度が半壊のため、申請の全額免除ではなく50％とします。",
                             HALF)),
                     ERR_NONE);
    assert_int_equal(first(w).state, APPLICATION_PARTLY);
    assert_int_equal(first(w).remission_no, 1);
    assert_int_equal(waiting(w, &due), 0);

    assert_int_equal(prints(w, HOUSEHOLD, false), ERR_INPUT); /* not yet off the levy */
    assert_non_null(strstr(said, "まだ賦課額から差し引かれていません"));
    assert_int_equal(prints(w, HOUSEHOLD, true), ERR_NONE);
    decide(w, &job_premium_monthly);
    assert_int_equal(prints(w, HOUSEHOLD, false), ERR_NONE);
    assert_int_equal(letters(w, &copies), 1);
    assert_int_equal(copies[0].version, 2);
    draws_decision(w, "remission-decision", 0);

    /* The year is corrected again: the copy is still the letter that was handed out. */
    ward_business_date(w, 20261010);
    int64_t now = next_moment();
    ward_forget_fact(w, now, PAYER, FACT_MEMBERSHIP, 20200401);
    ward_fact(w, now, PAYER, FACT_MEMBERSHIP, 20200401, 20260915, 0);
    decide(w, &job_premium_monthly);
    draws_decision(w, "remission-decision", copies[0].version);
    assert_int_equal(prints(w, HOUSEHOLD, true), ERR_NONE);
    assert_int_equal(letters(w, &copies), 1); /* a preview leaves none */
}

/* NT-07: the refusal has its reason and 教示; undone, the application waits again; then it is taken back. */
static void test_refused(void **state)
{
    struct ward *w = *state;
    date due;
    struct premium_remission_letter *copies;
    int64_t change = 0;
    received(w, HOUSEHOLD);
    assert_int_equal(act(w, &kind_premium_remission, ANY(FOR_APPLICATION, "outcome", "2")), ERR_FINDINGS);
    assert_int_equal(act_on(w, &kind_premium_remission, HOUSEHOLD,
                            ANY(FOR_APPLICATION, "outcome", "2", "reason", "り災証明書による損害の程度が、要綱に定める割合に満たないため。"),
                            &change),
                     ERR_NONE);
    assert_int_equal(first(w).state, APPLICATION_REFUSED);
    assert_int_equal(waiting(w, &due), 0);
    assert_int_equal(prints(w, HOUSEHOLD, false), ERR_NONE);
    assert_int_equal(letters(w, &copies), 1);
    draws_decision(w, "remission-refusal", 0);
    assert_int_equal(prints(w, GUARDED_HOUSEHOLD, true), ERR_FINDINGS); /* of another household: none */

    assert_int_equal(change_undo(&w->clerk, change, text_of("入力の誤り"), arena, &w->report), ERR_NONE);
    assert_int_equal(change_approve(&w->chief, change + 1, arena, &w->report), ERR_NONE);
    report_clear(&w->report);
    assert_int_equal(first(w).state, APPLICATION_WAITING);
    assert_int_equal(waiting(w, &due), 1);
    assert_int_equal(act(w, &kind_premium_application_end, ANY("application", "1")), ERR_NONE);
    assert_int_equal(first(w).state, APPLICATION_WITHDRAWN);
    assert_int_equal(waiting(w, &due), 0);
    assert_int_equal(act(w, &kind_premium_application_end, ANY("application", "1")), ERR_FINDINGS);
    assert_int_equal(act(w, &kind_premium_remission, ANY(FOR_APPLICATION, "outcome", "1", HALF)), ERR_FINDINGS);
}

/* A protected payer without a chosen place gets no original; a preview has no address. The form neither. */
static void test_restricted(void **state)
{
    struct ward *w = *state;
    int64_t change = 0;
    const char *path = arena_printf(arena, "%s/form.pdf", w->dir);
    received(w, GUARDED_HOUSEHOLD);
    assert_int_equal(act_on(w, &kind_premium_remission, GUARDED_HOUSEHOLD,
                            ANY(FOR_APPLICATION, "outcome", "2", "reason", "要件に当たらないため。"), &change),
                     ERR_NONE);
    assert_int_equal(prints(w, GUARDED_HOUSEHOLD, false), ERR_INPUT);
    assert_non_null(strstr(said, "支援措置"));
    assert_int_equal(prints(w, GUARDED_HOUSEHOLD, true), ERR_NONE);
    const struct premium_remission_form form = {
        .kind = FORM_REMISSION, .household_no = GUARDED_HOUSEHOLD, .person_no = GUARDED, .year = 2026};
    assert_int_equal(premium_remission_form_print(&w->clerk, &form, path, &w->report), ERR_INPUT);
    report_clear(&w->report);
}

/* 申請書: what is known stands in it, the rest is for the applicant. */
static void test_forms(void **state)
{
    struct ward *w = *state;
    static const char *const names[] = {[FORM_REMISSION] = "remission-form", [FORM_UNEMPLOYED] = "unemployed-form",
                                        [FORM_MATERNITY] = "maternity-form"};
    const char *path = arena_printf(arena, "%s/form.pdf", w->dir);
    for (int kind = FORM_REMISSION; kind <= FORM_MATERNITY; kind++) {
        const struct premium_remission_form form = {.kind = (enum premium_form_kind)kind,
                                                    .household_no = HOUSEHOLD,
                                                    .person_no = PAYER,
                                                    .year = 2026};
        struct letter letter;
        assert_int_equal(remission_form_make(&w->clerk, &form, "東京都新宿区新宿五丁目99番99号", arena, &w->report, &letter),
                         ERR_NONE);
        draws(w, &letter, names[kind]);
        assert_int_equal(premium_remission_form_print(&w->clerk, &form, path, &w->report), ERR_NONE);
    }
}

#define IN_A_WARD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_A_WARD(test_granted), IN_A_WARD(test_refused), IN_A_WARD(test_restricted),
                                       IN_A_WARD(test_forms)};
    return fixture_run(argc, argv, "premium application", tests, COUNT_OF(tests));
}
