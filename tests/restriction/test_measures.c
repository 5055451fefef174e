/*
 * 給付の制限 on both stores: who is a candidate and who is left out (EL-29), what was tried stands behind
 * it (EL-30), the steps of 特別療養費 in their order by two persons (EL-59), 差止め and 控除 (EL-60), the
 * letters (NT-04). KOKUHO_GOLDEN_UPDATE=1 writes tests/restriction/golden/ anew, to be read before it is
 * committed.
 */
#include "../document/tools.h"
#include "../premium/ward.h"

#include "output/internal.h"
#include "restriction/book.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_restriction_special, &kind_restriction_withhold,
                                                  &kind_restriction_ground, &kind_contact_debtor};
const size_t change_kind_count = COUNT_OF(change_kinds);

const struct output_list *const output_lists[] = {&output_list_restriction};
const size_t output_list_count = COUNT_OF(output_lists);

enum { HOUSEHOLD = 1001, PAYER = 1015, WIFE = 1023, CHILD = 1031, OTHER = 1007 };

static struct arena *arena;
static char said[8192];
static int64_t last_change;

static void allow(struct session *s)
{
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&s->operator.permissions, p);
    }
}

static void lives(struct ward *w, int64_t person, int birth, bool is_head, const char *name)
{
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, person, birth, is_head, 20200401, DAY_OPEN);
    ward_person(w, HOUSEHOLD, person, birth, name, false);
    ward_fact(w, WARD_FIRST, person, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
}

/* A head, his wife and a child born 2009-06-01; the levy of 2026: due 06-30, 07-31 ... */
static void levied(struct ward *w, int today)
{
    arena = arena_new("試験", (size_t)1 << 30);
    lives(w, PAYER, 19800101, true, "見本　一郎");
    lives(w, WIFE, 19820202, false, "見本　花子");
    lives(w, CHILD, 20090601, false, "見本　次郎");
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    ward_income(w, WARD_FIRST, 2026, WIFE, 0);
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
    ward_business_date(w, today);
    allow(&w->clerk);
    allow(&w->chief);
}

static void done(struct ward *w)
{
    enum err e = restriction_verify(w->chief.store, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
}

static date day(int ymd)
{
    date d;

    assert_true(date_from_ymd(ymd, &d));
    return d;
}

static void keep(struct ward *w, const struct change_call *call)
{
    size_t at = 0;

    said[0] = '\0';
    for (size_t i = 0; call != NULL && i < call->warning_count && at + 1000 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call->warnings[i].words);
    }
    for (size_t i = 0; i < w->report.kept && at + 1000 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", w->report.lines[i]);
    }
    report_clear(&w->report);
}

static bool says(const char *words)
{
    if (strstr(said, words) == NULL) {
        print_message("said: %s\n", said);
    }
    return strstr(said, words) != NULL;
}

static void set_field(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    fail_msg("no field %s", field);
}

static enum err proposed(struct ward *w, const struct change_kind *kind, int64_t person,
                         const char *const *fields)
{
    struct change_call call = {.kind = kind,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .recorded_at = clock_now_ms()};

    for (; fields[0] != NULL; fields += 2) {
        set_field(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, &last_change);
    keep(w, &call);
    return e;
}

/* Proposed by the clerk, approved by the chief. */
static enum err act(struct ward *w, const struct change_kind *kind, int64_t person, const char *const *fields)
{
    enum err e = proposed(w, kind, person, fields);

    if (e == ERR_NONE && kind->approve != PERM_NONE) {
        e = change_approve(&w->chief, last_change, arena, &w->report);
        if (e != ERR_NONE) {
            keep(w, NULL);
        }
    }
    return e;
}
#define ACT(w, kind, person, ...) act(w, &(kind), person, (const char *const[]){__VA_ARGS__, NULL})
#define SPECIAL(w, ...)                                                                                    \
    ACT(w, kind_restriction_special, PAYER, __VA_ARGS__, "words", "電話と窓口で納付を求めた")
#define WITHHOLD(w, ...) ACT(w, kind_restriction_withhold, PAYER, __VA_ARGS__, "words", "納付がない")

static enum err taken_back(struct ward *w)
{
    struct change_record *waiting;
    size_t count;
    enum err e = change_undo(&w->clerk, last_change, text_of("試験の取消し"), arena, &w->report);

    e = e == ERR_NONE ? change_list(&w->chief, CHANGES_TO_APPROVE, 0, CHANGE_OF_PERSON, 10, arena, &w->report,
                                    &waiting, &count)
                      : e;
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        e = change_approve(&w->chief, waiting[i].change_no, arena, &w->report);
    }
    keep(w, NULL);
    return e;
}

static void contacted(struct ward *w)
{
    assert_int_equal(ACT(w, kind_contact_debtor, PAYER, "on", "2027-06-10", "way", "1", "result", "14",
                         "words", "納付を求めた"),
                     ERR_NONE);
}

static struct restriction_facts facts(struct ward *w, int on)
{
    struct restriction_facts f;
    enum err e = restriction_facts_of(&w->clerk, PAYER, day(on), arena, &w->report, &f);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return f;
}

static bool covers(struct ward *w, int64_t person, int on)
{
    struct restriction_held held;

    assert_int_equal(
        restriction_of_household(&w->clerk, HOUSEHOLD, day(on), INT64_MAX, arena, &w->report, &held),
        ERR_NONE);
    return restriction_covers(&held, person);
}

static struct restriction_step newest(struct ward *w, enum restriction_measure measure)
{
    struct restriction_step *steps = NULL;
    size_t count = 0;

    assert_int_equal(
        restriction_steps_of(w->chief.store, PAYER, INT64_MAX, arena, &w->report, &steps, &count), ERR_NONE);
    const struct restriction_step *s = restriction_newest(steps, count, measure);
    assert_non_null(s);
    return *s;
}

/* To the decision of 2027-08-20, in force from 2027-09-01. */
static void decided(struct ward *w)
{
    contacted(w);
    ward_business_date(w, 20270820);
    assert_int_equal(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20"), ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "2", "on", "2027-07-21", "due", "2027-08-05"), ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "3", "on", "2027-08-06", "outcome", "3"), ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "4", "on", "2027-08-20", "effect", "2027-09-01"), ERR_NONE);
}

/* ------------------------------------------------------------------------------------- tests ---- */

static void who_is_a_candidate_EL_29(void **state)
{
    struct ward *w = *state;

    levied(w, 20270701);
    struct restriction_facts f = facts(w, 20270630);
    assert_int_equal(f.over_special, 0); /* the year ends with that day */
    f = facts(w, 20270701);
    assert_int_equal(f.over_special, 1);
    assert_int_equal(f.over_withhold, 0);
    assert_int_equal(facts(w, 20271231).over_withhold, 0);
    assert_int_equal(facts(w, 20280101).over_withhold, 1);
    assert_true(f.is_head);
    assert_int_equal(f.member_count, 3);
    assert_int_equal(f.covered_count, 2); /* the child is left out */
    assert_int_equal(facts(w, 20280331).covered_count, 2);
    assert_int_equal(facts(w, 20280401).covered_count, 3);
    assert_int_equal(ACT(w, kind_restriction_ground, WIFE, "kind", "2", "medical", "2", "notified",
                         "2027-07-01", "decision", "1", "from", "2027-07-01", "until", "2027-12-31", "words",
                         "受給者証"),
                     ERR_NONE);
    assert_int_equal(facts(w, 20270701).covered_count, 1);
    assert_int_equal(facts(w, 20280101).covered_count, 2);
    done(w);
}

static void list_rows(struct ward *w, size_t choice, int64_t wanted)
{
    const struct output_value values[OUTPUT_WORDS_MAX] = {{.is_given = true, .choice = choice}};
    struct output_sink *sink = sink_new(&output_list_restriction, NULL, arena);
    enum err e = output_list_restriction.write(&w->clerk, values, arena, sink, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(sink_counts(sink).rows, wanted);
    sink_done(sink);
}
enum { CANDIDATE, LEFT_OUT, UNDER_WAY };

static void what_was_tried_stands_behind_it_EL_30(void **state)
{
    struct ward *w = *state;

    levied(w, 20270710);
    list_rows(w, CANDIDATE, 1);
    list_rows(w, LEFT_OUT, 0);
    assert_int_equal(facts(w, 20270710).contact_count, 0);
    assert_true(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20") != ERR_NONE);
    assert_true(says("勧奨と相談の記録がありません"));
    contacted(w);
    struct restriction_facts f = facts(w, 20270710);
    assert_int_equal(f.contact_count, 1);
    assert_int_equal(date_ymd(f.last_effort), 20270610);
    assert_int_equal(facts(w, 20270609).contact_count, 0); /* not yet said then */
    assert_int_equal(ACT(w, kind_restriction_ground, PAYER, "kind", "1", "circumstance", "2", "notified",
                         "2027-07-01", "decision", "1", "from", "2027-07-01", "until", "2027-09-30", "words",
                         "診断書"),
                     ERR_NONE);
    int64_t ground = last_change;
    assert_true(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20") != ERR_NONE);
    assert_true(says("特別の事情（世帯主・親族の病気・負傷）"));
    list_rows(w, CANDIDATE, 0);
    list_rows(w, LEFT_OUT, 1);
    last_change = ground;
    if (taken_back(w) != ERR_NONE) {
        fail_msg("%s", said);
    }
    assert_int_equal(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20"), ERR_NONE);
    list_rows(w, UNDER_WAY, 1);
    done(w);
}

static void no_step_is_skipped_EL_59(void **state)
{
    struct ward *w = *state;

    levied(w, 20270820);
    contacted(w);
    assert_true(SPECIAL(w, "step", "4", "on", "2027-08-20", "effect", "2027-09-01") != ERR_NONE);
    assert_true(says("段階は飛ばせません"));
    assert_true(SPECIAL(w, "step", "1", "on", "2027-06-30", "due", "2027-07-20") != ERR_NONE);
    assert_true(says("12か月を過ぎた未納の保険料がありません"));
    assert_int_equal(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20"), ERR_NONE);
    assert_true(SPECIAL(w, "step", "3", "on", "2027-08-06", "outcome", "1") != ERR_NONE);
    assert_true(SPECIAL(w, "step", "2", "on", "2027-07-04", "due", "2027-08-05") != ERR_NONE);
    assert_true(says("前の段階「事前通知」の日"));
    assert_int_equal(SPECIAL(w, "step", "2", "on", "2027-07-21", "due", "2027-08-05"), ERR_NONE);
    assert_true(SPECIAL(w, "step", "3", "on", "2027-08-05", "outcome", "3") != ERR_NONE);
    assert_true(says("期限（令和9年8月5日）を過ぎていません"));
    assert_int_equal(SPECIAL(w, "step", "3", "on", "2027-08-06", "outcome", "3"), ERR_NONE);
    assert_true(SPECIAL(w, "step", "4", "on", "2027-08-20", "effect", "2027-08-19") != ERR_NONE);
    /* A second person: nobody approves his own. */
    assert_int_equal(proposed(w, &kind_restriction_special, PAYER,
                              (const char *const[]){"step", "4", "on", "2027-08-20", "effect", "2027-09-01",
                                                    "words", "納付がない", NULL}),
                     ERR_NONE);
    assert_true(change_approve(&w->clerk, last_change, arena, &w->report) != ERR_NONE);
    keep(w, NULL);
    assert_false(covers(w, PAYER, 20270901));
    assert_int_equal(change_approve(&w->chief, last_change, arena, &w->report), ERR_NONE);
    assert_true(covers(w, PAYER, 20270901));
    done(w);
}

/* G33: the child keeps the ordinary paper to the 31 March after 18. */
static void a_child_is_left_out_on_each_day_EL_59(void **state)
{
    struct ward *w = *state;

    levied(w, 20270820);
    decided(w);
    assert_false(covers(w, PAYER, 20270831));
    assert_true(covers(w, PAYER, 20270901));
    assert_true(covers(w, WIFE, 20270901));
    assert_false(covers(w, CHILD, 20270901)); /* 18 since 2027-05-31 */
    assert_false(covers(w, CHILD, 20280331));
    assert_true(covers(w, CHILD, 20280401));
    assert_false(covers(w, OTHER, 20270901));
    /* What ends it has to be there; from its day on it is over. */
    ward_business_date(w, 20270930);
    assert_true(SPECIAL(w, "step", "5", "on", "2027-09-25", "effect", "2027-10-01", "ground", "1") !=
                ERR_NONE);
    assert_true(says("残っています"));
    assert_true(SPECIAL(w, "step", "5", "on", "2027-09-25", "effect", "2027-10-01", "ground", "3") !=
                ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "5", "on", "2027-09-25", "effect", "2027-10-01", "ground", "2"),
                     ERR_NONE);
    assert_true(covers(w, PAYER, 20270930));
    assert_false(covers(w, PAYER, 20271001));
    /* Taken back: it goes on; and a step under a later one stays. */
    assert_int_equal(taken_back(w), ERR_NONE);
    assert_true(covers(w, PAYER, 20271001));
    done(w);
}

static void a_later_step_keeps_the_earlier_one_EL_59(void **state)
{
    struct ward *w = *state;

    levied(w, 20270820);
    contacted(w);
    assert_int_equal(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20"), ERR_NONE);
    int64_t first = last_change;
    assert_int_equal(SPECIAL(w, "step", "2", "on", "2027-07-21", "due", "2027-08-05"), ERR_NONE);
    int64_t second = last_change;
    last_change = first;
    assert_true(taken_back(w) != ERR_NONE);
    assert_true(says("そちらを先に取り消してください"));
    assert_int_equal(newest(w, RESTRICT_SPECIAL).move, MOVE_HEARING);
    last_change = second;
    assert_int_equal(newest(w, RESTRICT_SPECIAL).number, 2);
    done(w);
}

static void benefits_are_withheld_and_deducted_EL_60(void **state)
{
    struct ward *w = *state;

    levied(w, 20280120);
    assert_true(WITHHOLD(w, "step", "9", "on", "2028-01-10", "amount", "1000") != ERR_NONE);
    assert_true(says("段階は飛ばせません"));
    /* Before a year and six months it is 法63条の2第2項: told, not stopped. */
    assert_int_equal(WITHHOLD(w, "step", "7", "on", "2027-12-31", "benefit", "葬祭費", "amount", "70000"),
                     ERR_NONE);
    assert_true(says("法63条の2第2項"));
    assert_int_equal(taken_back(w), ERR_NONE);
    assert_int_equal(WITHHOLD(w, "step", "7", "on", "2028-01-01", "benefit", "高額療養費 令和9年9月診療分",
                              "amount", "50000"),
                     ERR_NONE);
    assert_false(strstr(said, "法63条の2第2項") != NULL);
    /* A deduction is for households under 特別療養費 alone. */
    assert_true(WITHHOLD(w, "step", "8", "on", "2028-01-05", "amount", "30000", "due", "2028-01-15") !=
                ERR_NONE);
    assert_true(says("特別療養費の決定のある世帯ではありません"));
    contacted(w);
    assert_int_equal(SPECIAL(w, "step", "1", "on", "2027-07-05", "due", "2027-07-20"), ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "2", "on", "2027-07-21", "due", "2027-08-05"), ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "3", "on", "2027-08-06", "outcome", "1"), ERR_NONE);
    assert_int_equal(SPECIAL(w, "step", "4", "on", "2027-08-20", "effect", "2027-09-01"), ERR_NONE);
    assert_true(WITHHOLD(w, "step", "8", "on", "2028-01-05", "amount", "50001", "due", "2028-01-15") !=
                ERR_NONE);
    assert_true(says("50,000円までです"));
    assert_int_equal(WITHHOLD(w, "step", "8", "on", "2028-01-05", "amount", "30000", "due", "2028-01-15"),
                     ERR_NONE);
    assert_true(WITHHOLD(w, "step", "9", "on", "2028-01-15", "amount", "30000") != ERR_NONE);
    assert_true(says("納付の期限（令和10年1月15日）を過ぎていません"));
    assert_true(WITHHOLD(w, "step", "9", "on", "2028-01-16", "amount", "30001") != ERR_NONE);
    assert_int_equal(WITHHOLD(w, "step", "9", "on", "2028-01-16", "amount", "30000"), ERR_NONE);
    struct restriction_step last = newest(w, RESTRICT_WITHHOLD);
    assert_int_equal(last.move, MOVE_DEDUCTED);
    assert_int_equal(last.amount, 30000);
    assert_true(text_is(last.benefit, "高額療養費 令和9年9月診療分"));
    done(w);
}

/* ------------------------------------------------------------------------------------ letters --- */

static void draws(struct ward *w, const struct restriction_step *step, const char *name)
{
    struct letter letter;
    struct document *d;
    const struct document_overflow *over;
    enum err e = restriction_letter_make(&w->chief, step, arena, &w->report, &letter);

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
    assert_golden(arena, "restriction", name, made);
}

static void the_letters_NT_04(void **state)
{
    struct ward *w = *state;
    static const char *const names[] = {"prenotice", "hearing", NULL, "decision", "release"};
    struct restriction_step *steps = NULL;
    size_t count = 0;
    const char *path;

    levied(w, 20270820);
    decided(w);
    ward_business_date(w, 20270930);
    assert_int_equal(SPECIAL(w, "step", "5", "on", "2027-09-25", "effect", "2027-10-01", "ground", "2"),
                     ERR_NONE);
    assert_int_equal(
        restriction_steps_of(w->chief.store, PAYER, INT64_MAX, arena, &w->report, &steps, &count), ERR_NONE);
    assert_int_equal(count, 5);
    path = arena_printf(arena, "%s/letter.pdf", w->dir);
    for (size_t i = 0; i < count; i++) {
        if (names[i] == NULL) { /* of the hearing itself there is no letter */
            assert_int_equal(
                restriction_paper_print(&w->clerk, PAYER, steps[i].step_no, false, path, &w->report),
                ERR_INPUT);
            keep(w, NULL);
            continue;
        }
        draws(w, &steps[i], names[i]);
        assert_int_equal(restriction_paper_print(&w->clerk, PAYER, steps[i].step_no, false, path, &w->report),
                         ERR_NONE);
    }
    /* There is no letter of a step that was not approved, nor of somebody else's. */
    assert_int_equal(restriction_paper_print(&w->clerk, PAYER, 99, true, path, &w->report), ERR_FINDINGS);
    assert_int_equal(restriction_paper_print(&w->clerk, WIFE, steps[0].step_no, true, path, &w->report),
                     ERR_FINDINGS);
    keep(w, NULL);
    assert_int_equal(WITHHOLD(w, "step", "7", "on", "2027-09-30", "benefit", "高額療養費 令和9年5月診療分",
                              "amount", "50000"),
                     ERR_NONE);
    struct restriction_step withheld = newest(w, RESTRICT_WITHHOLD);
    draws(w, &withheld, "withhold");
    /* A protected person's letter is not printed without a safe address. */
    ward_person_again(w, HOUSEHOLD, PAYER, 19800101, "見本　一郎", 1, true);
    assert_int_equal(restriction_paper_print(&w->clerk, PAYER, steps[0].step_no, false, path, &w->report),
                     ERR_INPUT);
    keep(w, NULL);
    assert_true(says("支援措置の対象です") || says("支援措置"));
    done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(who_is_a_candidate_EL_29),
        WITH_WARD(what_was_tried_stands_behind_it_EL_30),
        WITH_WARD(no_step_is_skipped_EL_59),
        WITH_WARD(a_child_is_left_out_on_each_day_EL_59),
        WITH_WARD(a_later_step_keeps_the_earlier_one_EL_59),
        WITH_WARD(benefits_are_withheld_and_deducted_EL_60),
        WITH_WARD(the_letters_NT_04),
    };
    return fixture_run(argc, argv, "restriction EL-29 EL-30 EL-59 EL-60 NT-04", tests, COUNT_OF(tests));
}
