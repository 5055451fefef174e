/* OP-23, NF-11, expectation #20: one editor; notes in two times; settings of one's own. */
#include "desk.h"

static enum err take(struct desk *d, enum who who, bool over, struct edit_lock *ret)
{
    report_clear(&d->report);
    return lock_take(&d->at[who], CHANGE_OF_PERSON, ADDRESSEE_NO, text_of("mado-01"), over, d->arena,
                     &d->report, ret);
}

static void op_23_nf_11_one_editor_at_a_time(void **state)
{
    struct desk *d = *state;
    struct edit_lock lock;
    bool held;
    int64_t no;
    assert_ok(take(d, CLERK, false, &lock));
    assert_true(lock.is_mine);
    assert_int_equal(take(d, OTHER, false, &lock), ERR_FINDINGS); /* told who holds it */
    assert_true(text_is(lock.operator_id, "fuka1") && !lock.may_be_taken);
    assert_true(desk_says(d, "fuka1") && desk_says(d, "mado-01"));
    assert_int_equal(take(d, OTHER, true, &lock), ERR_FINDINGS);
    /* What the other types is kept, but not proposed. */
    struct change_call call = desk_call(d, OTHER, &kind_memo);
    desk_set(&call, "words", "内容");
    assert_ok(change_save_draft(&call, &no));
    assert_int_equal(change_propose(&call, false, &no), ERR_FINDINGS);
    assert_int_equal(desk_facts(d), 0);
    /* Ten minutes without a saving end it. */
    desk_exec(d, "UPDATE casework_lock SET renewed_at = renewed_at - 540000");
    assert_int_equal(take(d, OTHER, false, &lock), ERR_FINDINGS);
    call = desk_call(d, CLERK, &kind_memo);
    assert_ok(change_save_draft(&call, &no)); /* renews */
    desk_exec(d, "UPDATE casework_lock SET renewed_at = renewed_at - 540000");
    assert_int_equal(take(d, OTHER, false, &lock), ERR_FINDINGS);
    desk_exec(d, "UPDATE casework_lock SET renewed_at = renewed_at - 60001");
    assert_ok(lock_look(&d->at[OTHER], CHANGE_OF_PERSON, ADDRESSEE_NO, d->arena, &d->report, &lock, &held));
    assert_false(held);
    assert_ok(take(d, OTHER, false, &lock));
    assert_ok(lock_release(&d->at[CLERK], CHANGE_OF_PERSON, ADDRESSEE_NO, &d->report)); /* not his any more */
    assert_ok(lock_look(&d->at[CLERK], CHANGE_OF_PERSON, ADDRESSEE_NO, d->arena, &d->report, &lock, &held));
    assert_true(held && text_is(lock.operator_id, "shika1"));
    /* Who distributes work may take it over; that is kept. */
    assert_int_equal(take(d, CHIEF, false, &lock), ERR_FINDINGS);
    assert_true(lock.may_be_taken);
    assert_ok(take(d, CHIEF, true, &lock));
    assert_int_equal(
        desk_number(d, "SELECT COUNT(*) FROM casework_takeover WHERE from_operator = 'shika1' AND "
                       "by_operator = 'fuka2'"),
        1);
    assert_ok(lock_release(&d->at[CHIEF], CHANGE_OF_PERSON, ADDRESSEE_NO, &d->report));
    assert_ok(lock_look(&d->at[CLERK], CHANGE_OF_PERSON, ADDRESSEE_NO, d->arena, &d->report, &lock, &held));
    assert_false(held);
}

static void approving_is_not_kept_out_by_the_proposer(void **state)
{
    struct desk *d = *state;
    struct edit_lock lock;
    int64_t no;
    assert_ok(take(d, CLERK, false, &lock));
    assert_ok(desk_propose(d, CLERK, "160-0022", &no));
    assert_ok(desk_approve(d, CHIEF, no));
    assert_ok(desk_propose(d, CLERK, "160-0023", &no));
    assert_ok(lock_release(&d->at[CLERK], CHANGE_OF_PERSON, ADDRESSEE_NO, &d->report));
    assert_ok(take(d, OTHER, false, &lock));
    assert_int_equal(desk_approve(d, CHIEF, no), ERR_FINDINGS);
    assert_int_equal(desk_facts(d), 1);
}

static enum err draft(struct desk *d, int64_t *ret_change_no)
{
    struct change_call call = desk_call(d, CLERK, &kind_address);
    desk_set(&call, "postal", "160-0022");
    return change_save_draft(&call, ret_change_no);
}

/* OP-23: a draft that is thrown away leaves the person to others at once; somebody else's lock stays. */
static void a_discarded_draft_lets_go(void **state)
{
    struct desk *d = *state;
    struct edit_lock lock;
    int64_t no;
    bool held;
    assert_ok(take(d, CLERK, false, &lock));
    assert_ok(draft(d, &no));
    assert_ok(change_discard(&d->at[CLERK], no, d->arena, &d->report));
    assert_ok(lock_look(&d->at[OTHER], CHANGE_OF_PERSON, ADDRESSEE_NO, d->arena, &d->report, &lock, &held));
    assert_false(held);
    assert_ok(draft(d, &no));
    assert_ok(take(d, OTHER, false, &lock));
    assert_ok(change_discard(&d->at[CLERK], no, d->arena, &d->report));
    assert_ok(lock_look(&d->at[CLERK], CHANGE_OF_PERSON, ADDRESSEE_NO, d->arena, &d->report, &lock, &held));
    assert_true(held && text_is(lock.operator_id, "shika1"));
}

static void notes_stand_in_two_times(void **state)
{
    struct desk *d = *state;
    struct note first = {.subject = CHANGE_OF_PERSON,
                         .subject_no = ADDRESSEE_NO,
                         .words = text_of("耳が遠い"),
                         .until = date_none()};
    struct note *notes;
    size_t count;
    int64_t no, corrected;
    assert_int_equal(note_add(&d->at[STRANGER], &first, &d->report, &no), ERR_INPUT);
    assert_ok(note_add(&d->at[CLERK], &first, &d->report, &no));
    desk_exec(d, "UPDATE casework_note SET recorded_at = recorded_at - 5000");
    int64_t between = clock_now_ms() - 2000;
    struct note second = first;
    second.note_no = no;
    second.words = text_of("耳が遠いので大きな声で");
    assert_int_equal(note_add(&d->at[OTHER], &second, &d->report, &corrected), ERR_INPUT); /* not his */
    assert_ok(note_add(&d->at[CLERK], &second, &d->report, &corrected));
    assert_int_equal(note_add(&d->at[CLERK], &second, &d->report, &corrected),
                     ERR_INPUT); /* corrected already */
    assert_ok(notes_of(&d->at[OTHER], CHANGE_OF_PERSON, ADDRESSEE_NO, INT64_MAX, d->arena, &d->report,
                       &notes, &count));
    assert_int_equal(count, 1);
    assert_int_equal(notes[0].replaces_no, no);
    assert_ok(notes_of(&d->at[OTHER], CHANGE_OF_PERSON, ADDRESSEE_NO, between, d->arena, &d->report, &notes,
                       &count));
    assert_int_equal(count, 1);
    assert_true(text_is(notes[0].words, "耳が遠い"));
    struct note tag = {.subject = CHANGE_OF_HOUSEHOLD, .subject_no = 7, .tag = text_of("要折衝"),
                       .until = date_of(2026, 12, 31)};
    assert_ok(note_add(&d->at[CLERK], &tag, &d->report, &no));
    assert_ok(note_close(&d->at[CHIEF], no, &d->report));
    assert_int_equal(note_close(&d->at[CHIEF], no, &d->report), ERR_INPUT);
    assert_ok(
        notes_of(&d->at[CLERK], CHANGE_OF_HOUSEHOLD, 7, INT64_MAX, d->arena, &d->report, &notes, &count));
    assert_int_equal(count, 0);
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_note"), 3); /* nothing is overwritten */
    first.words = text_of("番号 123456789018"); /* MN-02 */
    assert_int_equal(note_add(&d->at[CLERK], &first, &d->report, &no), ERR_INPUT);
    assert_true(desk_says(d, "個人番号") && !desk_says(d, "123456789018"));
}

static void settings_are_of_one_operator(void **state)
{
    struct desk *d = *state;
    struct text value;
    assert_ok(setting_put(&d->at[CLERK], "first-page", text_of("/work"), &d->report));
    assert_ok(setting_put(&d->at[CLERK], "first-page", text_of("/search"), &d->report));
    assert_ok(setting_get(&d->at[CLERK], "first-page", d->arena, &d->report, &value));
    assert_true(text_is(value, "/search"));
    assert_ok(setting_get(&d->at[OTHER], "first-page", d->arena, &d->report, &value));
    assert_int_equal(value.len, 0);
    assert_int_equal(setting_put(&d->at[CLERK], "x", text_of("a\x02"), &d->report), ERR_INPUT);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(op_23_nf_11_one_editor_at_a_time),
        WITH_DESK(approving_is_not_kept_out_by_the_proposer),
        WITH_DESK(a_discarded_draft_lets_go),
        WITH_DESK(notes_stand_in_two_times),
        WITH_DESK(settings_are_of_one_operator),
    };
    return fixture_run(argc, argv, "casework lock", tests, COUNT_OF(tests));
}
