/* The life of a change: who sees it, who may decide it, what stands afterwards. */
#include "desk.h"

static size_t listed(struct desk *d, enum who who, enum change_list which)
{
    struct change_record *list;
    size_t count;
    assert_ok(change_list(&d->at[who], which, ADDRESSEE_NO, CHANGE_OF_PERSON, 100, d->arena, &d->report,
                          &list, &count));
    return count;
}

/* OP-22, RC-08, expectation #15: a draft is kept as typed, and only its owner sees it. */
static void op_22_a_draft_is_seen_by_its_owner_alone(void **state)
{
    struct desk *d = *state;
    struct change_call call = desk_call(d, CLERK, &kind_address);
    struct change_record r;
    int64_t no;
    desk_set(&call, "postal", "16");   /* not finished */
    desk_set(&call, "from", "R8.13.");
    assert_ok(change_save_draft(&call, &no));
    desk_set(&call, "postal", "160");
    assert_ok(change_save_draft(&call, &no));
    assert_ok(change_by_no(&d->at[CLERK], no, d->arena, &d->report, &r));
    assert_int_equal(r.state, CHANGE_DRAFT);
    assert_true(text_is(r.values.at[1], "160") && text_is(r.values.at[2], "R8.13."));
    assert_int_equal(change_by_no(&d->at[CHIEF], no, d->arena, &d->report, &r), ERR_FINDINGS);
    assert_int_equal(listed(d, CLERK, CHANGES_MINE), 1);
    assert_int_equal(listed(d, CLERK, CHANGES_OF_SUBJECT), 1);
    assert_int_equal(listed(d, CHIEF, CHANGES_OF_SUBJECT), 0);
    assert_int_equal(listed(d, CHIEF, CHANGES_TO_APPROVE), 0);
    /* Nobody else goes on with it. */
    call = desk_call(d, OTHER, &kind_address);
    call.change_no = no;
    assert_int_equal(change_save_draft(&call, &no), ERR_FINDINGS);
    assert_int_equal(desk_facts(d), 0);
    desk_verified(d);
}

/* FE-01, EV-08, AZ-18, expectation #19: not effective until a second person has confirmed it; never the same one. */
static void fe_01_az_18_nobody_approves_what_he_proposed(void **state)
{
    struct desk *d = *state;
    struct change_record r;
    int64_t no;
    assert_ok(desk_propose(d, CLERK, "160-0022", &no));
    assert_int_equal(desk_state(d, no), CHANGE_PROPOSED);
    assert_int_equal(desk_facts(d), 0);
    assert_int_equal(desk_approve(d, CLERK, no), ERR_INPUT); /* although he holds the right */
    assert_true(desk_says(d, "提案した本人"));
    assert_int_equal(desk_approve(d, STRANGER, no), ERR_FINDINGS);
    assert_int_equal(desk_approve(d, OTHER, no),
                     ERR_FINDINGS); /* a proposal is not even seen without the right */
    assert_int_equal(desk_facts(d), 0);
    assert_int_equal(listed(d, CHIEF, CHANGES_TO_APPROVE), 1);
    assert_int_equal(listed(d, CLERK, CHANGES_TO_APPROVE), 0);
    assert_ok(desk_approve(d, CHIEF, no));
    assert_int_equal(desk_facts(d), 1);
    assert_ok(change_by_no(&d->at[CLERK], no, d->arena, &d->report, &r));
    assert_true(text_is(r.approver, "fuka2") && text_is(r.outcome, "送付先を登録しました"));
    assert_true(text_is(r.values.at[1], "1600022") && text_is(r.values.at[2], "2026-04-01"));
    assert_int_equal(desk_approve(d, CHIEF, no), ERR_INPUT); /* once */
    assert_int_equal(desk_facts(d), 1);
    desk_verified(d);
}

/* A change about himself is checked by somebody else (AZ-19). */
static void az_19_nobody_approves_what_is_about_himself(void **state)
{
    struct desk *d = *state;
    int64_t no;
    assert_ok(desk_propose(d, CLERK, "160-0022", &no));
    d->at[CHIEF].operator.addressee_no = ADDRESSEE_NO;
    assert_int_equal(desk_approve(d, CHIEF, no), ERR_INPUT);
    assert_int_equal(desk_facts(d), 0);
}

/* FE-02: each check is recorded: who, when, with what result. */
static void fe_02_checks_are_recorded(void **state)
{
    struct desk *d = *state;
    struct change_history h;
    int64_t no, again;
    assert_ok(desk_propose(d, CLERK, "160-0022", &no));
    assert_ok(change_return(&d->at[CHIEF], no, text_of("原本と違います"), d->arena, &d->report));
    assert_int_equal(desk_state(d, no), CHANGE_RETURNED);
    struct change_call call = desk_call(d, CLERK, &kind_address);
    call.change_no = no;
    desk_set(&call, "action", "登録");
    desk_set(&call, "postal", "1600023");
    desk_set(&call, "from", "20260401");
    assert_ok(change_propose(&call, false, &again));
    assert_int_equal(again, no);
    assert_ok(desk_approve(d, CHIEF, no));
    assert_ok(change_history(&d->at[CLERK], no, d->arena, &d->report, &h));
    assert_int_equal(h.check_count, 4);
    assert_int_equal(h.checks[1].result, CHECK_RETURNED);
    assert_true(text_is(h.checks[1].operator_id, "fuka2") && text_is(h.checks[1].words, "原本と違います"));
    assert_int_equal(h.checks[3].result, CHECK_RIGHT);
    assert_true(text_is(h.checks[3].operator_id, "fuka2") && h.checks[3].at > 0 && h.checks[3].version == 2);
    assert_int_equal(h.step_count, 5); /* made, proposed, returned, proposed, applied */
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_value WHERE field = 'postal'"),
                     2); /* both stay */
    desk_verified(d);
}

/* OP-24, expectation #17: one level stops, the other is confirmed, kept, and worked off. */
static void op_24_two_levels_of_warnings(void **state)
{
    struct desk *d = *state;
    struct change_history h;
    struct task *tasks;
    size_t count;
    int64_t no, total;
    assert_int_equal(desk_propose(d, CLERK, "160-0029", &no), ERR_FINDINGS);
    assert_true(desk_says(d, "末尾が9"));
    assert_int_equal(desk_state(d, no), CHANGE_DRAFT);
    struct change_call call = desk_call(d, CLERK, &kind_address);
    call.change_no = no;
    desk_set(&call, "action", "1");
    desk_set(&call, "postal", "160-002"); /* a fault of the type */
    desk_set(&call, "from", "R8.4.1");
    assert_int_equal(change_propose(&call, true, &no), ERR_FINDINGS); /* confirming does not help */
    assert_true(desk_says(d, "「郵便番号」の「160-002」"));
    desk_set(&call, "postal", "160-0029");
    assert_ok(change_propose(&call, true, &no));
    assert_ok(desk_approve(d, CHIEF, no));
    assert_ok(change_history(&d->at[CLERK], no, d->arena, &d->report, &h));
    assert_int_equal(h.warning_count, 1);
    assert_true(text_is(h.warnings[0].confirmed_by, "fuka1"));
    assert_ok(task_list(&d->at[CLERK], text_of("source=change:* owner=me"), 10, 0, d->arena, &d->report,
                        &tasks, &count, &total));
    assert_int_equal(count, 1);
    assert_int_equal(tasks[0].addressee_no, ADDRESSEE_NO);
    desk_verified(d);
}

/* OP-24: an era struck wrongly (M8 for R8) is asked about; the day of the law itself is not. */
static void a_day_before_the_law_is_asked_about(void **state)
{
    struct desk *d = *state;
    int64_t no;
    struct change_call call = desk_call(d, CLERK, &kind_address);

    desk_set(&call, "action", "1");
    desk_set(&call, "postal", "160-0022");
    desk_set(&call, "from", "M8.4.1");
    assert_int_equal(change_propose(&call, false, &no), ERR_FINDINGS);
    assert_true(desk_says(d, "「開始日」の明治8年4月1日は"));
    desk_set(&call, "from", "S33.12.31");
    assert_int_equal(change_propose(&call, false, &no), ERR_FINDINGS);
    assert_true(desk_says(d, "昭和33年12月31日"));
    assert_ok(change_propose(&call, true, &no)); /* confirmed, it stands */
    call.change_no = 0;
    desk_set(&call, "from", "S34.1.1");
    assert_ok(change_propose(&call, false, &no));
    desk_verified(d);
}

/* What stands has changed between proposal and approval: nothing is applied, and the check says why. */
static void facts_that_moved_stop_the_approval(void **state)
{
    struct desk *d = *state;
    struct change_history h;
    int64_t first, second;
    assert_ok(desk_propose(d, CLERK, "160-0022", &first));
    assert_ok(desk_propose(d, OTHER, "160-0022", &second));
    assert_ok(desk_approve(d, CHIEF, first));
    assert_int_equal(desk_approve(d, CHIEF, second), ERR_FINDINGS);
    assert_true(desk_says(d, "事実が変わりました"));
    assert_int_equal(desk_state(d, second), CHANGE_PROPOSED);
    assert_int_equal(desk_facts(d), 1);
    assert_ok(change_history(&d->at[OTHER], second, d->arena, &d->report, &h));
    assert_int_equal(h.checks[h.check_count - 1].result, CHECK_MOVED);
    desk_verified(d);
}

/* Expectation #16: undone until closing by its owner, cancelled with trace after it. */
static void undo_until_closing_and_cancel_after_it(void **state)
{
    struct desk *d = *state;
    struct change_call call = desk_call(d, CLERK, &kind_memo);
    struct change_record r;
    int64_t no;
    desk_set(&call, "words", "一行目\r\n二行目");
    desk_set(&call, "amount", "￥１２，３００円");
    assert_ok(change_propose(&call, false, &no));
    assert_int_equal(desk_facts(d), 1);
    assert_int_equal(change_undo(&d->at[OTHER], no, text_of("誤り"), d->arena, &d->report), ERR_INPUT);
    assert_int_equal(change_undo(&d->at[CLERK], no, text_of(""), d->arena, &d->report), ERR_INPUT);
    assert_ok(change_undo(&d->at[CLERK], no, text_of("人違い"), d->arena, &d->report));
    assert_int_equal(desk_state(d, no), CHANGE_UNDONE);
    assert_int_equal(desk_facts(d), 0);

    call = desk_call(d, CLERK, &kind_memo);
    desk_set(&call, "words", "二件目");
    assert_ok(change_propose(&call, false, &no));
    assert_int_equal(change_close(&d->at[CLERK], &kind_memo, date_of(2026, 6, 5), &d->report), ERR_INPUT);
    assert_ok(change_close(&d->at[CHIEF], &kind_memo, date_of(2026, 6, 5), &d->report));
    assert_int_equal(change_close(&d->at[CHIEF], &kind_memo, date_of(2026, 6, 4), &d->report), ERR_INPUT);
    assert_ok(change_by_no(&d->at[CLERK], no, d->arena, &d->report, &r));
    assert_true(r.is_closed && r.may_undo);
    assert_ok(change_undo(&d->at[CLERK], no, text_of("締めたあとの取消し"), d->arena, &d->report));
    assert_int_equal(desk_facts(d), 0);
    assert_ok(change_by_no(&d->at[CLERK], no + 1, d->arena, &d->report, &r)); /* a row of its own */
    assert_int_equal(r.undoes_no, no);
    assert_int_equal(r.state, CHANGE_APPLIED);
    assert_true(text_is(r.reason, "締めたあとの取消し"));
    desk_verified(d);
}

/* A kind with a second person is also taken back by two. */
static void undoing_wants_a_second_person_too(void **state)
{
    struct desk *d = *state;
    int64_t no;
    assert_ok(desk_propose(d, CLERK, "160-0022", &no));
    assert_ok(desk_approve(d, CHIEF, no));
    assert_ok(change_undo(&d->at[CLERK], no, text_of("宛先の誤り"), d->arena, &d->report));
    assert_int_equal(desk_facts(d), 1);
    assert_int_equal(change_undo(&d->at[CLERK], no, text_of("もう一度"), d->arena, &d->report), ERR_INPUT);
    assert_int_equal(desk_approve(d, CLERK, no + 1), ERR_INPUT);
    assert_ok(desk_approve(d, CHIEF, no + 1));
    assert_int_equal(desk_facts(d), 0);
    assert_int_equal(desk_state(d, no), CHANGE_UNDONE);
    desk_verified(d);
}

/* MN: a secret is sealed, never text, never given back, and gone once it is decided. */
static void a_secret_is_sealed_and_not_shown(void **state)
{
    struct desk *d = *state;
    struct change_call call = desk_call(d, CLERK, &kind_secret);
    struct change_record r;
    int64_t no;
    desk_set(&call, "number", "1234 5678 9018");
    assert_ok(change_save_draft(&call, &no));
    assert_ok(change_by_no(&d->at[CLERK], no, d->arena, &d->report, &r));
    assert_int_equal(r.values.at[0].len, 0);
    assert_int_equal(
        desk_number(d, "SELECT COUNT(*) FROM casework_value WHERE sealed IS NOT NULL AND value = ''"), 1);
    /* The form comes back without it: what was typed before counts. */
    call = desk_call(d, CLERK, &kind_secret);
    call.change_no = no;
    desk_set(&call, "basis", "通知カード");
    assert_ok(change_check(&call));
    assert_int_equal(call.values.at[0].len, 0);
    assert_ok(change_propose(&call, false, &no));
    assert_int_equal(call.values.at[0].len, 0);
    assert_ok(desk_approve(d, CHIEF, no));
    assert_int_equal(desk_facts(d), 1);
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_value WHERE field = 'number'"), 0);
    /* Moved to another row it opens nowhere. */
    call = desk_call(d, CLERK, &kind_secret);
    desk_set(&call, "number", "123456789018");
    assert_ok(change_save_draft(&call, &no));
    desk_exec(d, "UPDATE casework_value SET change_no = change_no + 100 WHERE sealed IS NOT NULL");
    desk_exec(
        d,
        "INSERT INTO casework_value (change_no, version, field, value, sealed) "
        "SELECT change_no - 100, version, field, value, sealed FROM casework_value WHERE change_no > 100");
    desk_exec(d, "DELETE FROM casework_value WHERE change_no > 100");
    desk_exec(d, "UPDATE casework_value SET version = 1, change_no = 1 WHERE sealed IS NOT NULL");
    desk_exec(d, "UPDATE casework_change SET state = 1, applied_at = 0, approver = '' WHERE change_no = 1");
    call = desk_call(d, CLERK, &kind_secret);
    call.change_no = 1;
    assert_int_equal(change_propose(&call, false, &no), ERR_WORLD);
    assert_true(desk_says(d, "封をした項目が開けません"));
}

/* casework_verify() finds what somebody changed behind the door. */
static void verify_finds_what_was_changed_behind_the_door(void **state)
{
    static const char *const harms[] = {
        "UPDATE casework_change SET approver = 'x' WHERE change_no = 1",
        "UPDATE casework_change SET state = 4, applied_at = 5 WHERE change_no = 2",
        "DELETE FROM casework_step WHERE change_no = 1 AND seq = 2",
        "UPDATE casework_step SET operator_id = 'fuka1' WHERE change_no = 1",
        "UPDATE casework_value SET value = '160-0022' WHERE change_no = 1 AND field = 'postal'",
        "UPDATE casework_task_count SET n = n + 1",
        "UPDATE casework_task SET state = 3",
    };
    for (size_t i = 0; i < COUNT_OF(harms); i++) {
        void *other = NULL;
        assert_int_equal(desk_setup(&other), 0);
        struct desk *d = other;
        struct change_call call;
        int64_t no;
        struct task task = {.source = text_of("hand"), .words = text_of("見る"), .due = date_none()};
        assert_ok(desk_propose(d, CLERK, "160-0022", &no));
        assert_ok(desk_approve(d, CHIEF, no));
        call = desk_call(d, CLERK, &kind_memo);
        assert_ok(change_save_draft(&call, &no));
        assert_ok(task_add(&d->at[CLERK], &task, &d->report, &no));
        desk_verified(d);
        desk_exec(d, harms[i]);
        assert_int_equal(casework_verify(d->at[CLERK].store, &d->report), ERR_FINDINGS);
        desk_teardown(&other);
    }
    (void)state;
}

/* What was typed stays on the form and as a draft: the day is told there, with the words for whoever keeps the table. */
static void a_day_without_a_row_of_the_law_stops_at_the_form(void **state)
{
    struct desk *d = *state;
    int64_t no = 0;
    struct change_call call = desk_call(d, CLERK, &kind_memo);
    desk_set(&call, "words", "明治10年");
    assert_int_equal(change_check(&call), ERR_FINDINGS);
    assert_int_equal(call.warning_count, 1);
    assert_int_equal(call.warnings[0].level, WARNING_STOP);
    assert_non_null(strstr(call.warnings[0].words, "日付と年度を確かめてください"));
    assert_non_null(strstr(call.warnings[0].words, "params/national/test.tsv に 1877-01-01 の行がありません"));
    assert_int_equal(change_propose(&call, true, &no), ERR_FINDINGS); /* confirming does not help */
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_change WHERE state = 1"), 1);
    desk_verified(d);
}

static void refused_without_the_right_and_beyond_the_limits(void **state)
{
    struct desk *d = *state;
    int64_t no = 0;
    struct change_call call = desk_call(d, STRANGER, &kind_memo);
    desk_set(&call, "words", "内容");
    assert_int_equal(change_propose(&call, false, &no), ERR_INPUT);
    call = desk_call(d, CLERK, &kind_memo);
    desk_set(&call, "words", "a\x01z"); /* a STOP at its field */
    assert_int_equal(change_save_draft(&call, &no), ERR_FINDINGS);
    assert_int_equal(call.warning_count, 1);
    assert_string_equal(call.warnings[0].field, "words");
    char *big = arena_alloc(d->arena, 1 << 20, 1);
    memset(big, 'a', (1 << 20) - 1);
    desk_set(&call, "words", big);
    assert_int_equal(change_save_draft(&call, &no), ERR_FINDINGS);
    call.subject_no = 0;
    desk_set(&call, "words", "内容");
    assert_int_equal(change_save_draft(&call, &no), ERR_INPUT);
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_change"), 0);
    /* Only its owner discards, and a discarded one does not go on. */
    call = desk_call(d, CLERK, &kind_memo);
    desk_set(&call, "words", "内容");
    assert_ok(change_save_draft(&call, &no));
    assert_int_equal(change_discard(&d->at[CHIEF], no, d->arena, &d->report), ERR_FINDINGS);
    assert_ok(change_discard(&d->at[CLERK], no, d->arena, &d->report));
    call.change_no = no;
    assert_int_equal(change_propose(&call, false, &no), ERR_INPUT);
    desk_verified(d);
}

static enum err guarded(struct desk *d, enum who who, const char *amount, const char *answer, int64_t *ret_no)
{
    struct change_call call = desk_call(d, who, &kind_guarded);
    desk_set(&call, "words", "内容");
    desk_set(&call, "amount", amount);
    desk_set(&call, "answer", answer);
    return change_propose(&call, true, ret_no);
}

/* AZ-14: the right to a kind is not the right to each of its fields; what stands may be sent back, nothing else. */
static void az_14_a_field_has_a_right_of_its_own(void **state)
{
    struct desk *d = *state;
    struct paste_line *lines;
    size_t count;
    int64_t no, kept;
    static const char *const tries[][2] = {{"9999", "1"}, {"", "1"}, {"1600", "2"}, {"1600", ""}, {"たくさん", "1"}};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        assert_int_equal(guarded(d, OTHER, tries[i][0], tries[i][1], &no), ERR_FINDINGS);
        assert_true(desk_says(d, strcmp(tries[i][0], "1600") == 0 ? "「可否」を変えるには「口座の登録・修正」の権限"
                                                                   : "「限度額」"));
        assert_int_equal(desk_state(d, no), CHANGE_DRAFT);
    }
    /* The page that shows what would follow says the same. */
    struct change_call call = desk_call(d, OTHER, &kind_guarded);
    desk_set(&call, "words", "内容");
    desk_set(&call, "amount", "9999");
    desk_set(&call, "answer", "1");
    assert_int_equal(change_check(&call), ERR_FINDINGS);
    assert_string_equal(call.warnings[0].field, "amount");
    /* What stands, however it is written, goes through; the other field is his to write. */
    assert_ok(guarded(d, OTHER, "1600円", "1", &kept));
    assert_int_equal(desk_state(d, kept), CHANGE_PROPOSED);
    /* Who has the right writes it; who approves needs only the right to approve. */
    permission_add(&d->at[CLERK].operator.permissions, PERM_ACCOUNT_CHANGE);
    assert_ok(guarded(d, CLERK, "9999", "2", &no));
    assert_ok(desk_approve(d, CHIEF, no));
    assert_int_equal(desk_state(d, no), CHANGE_APPLIED);
    /* A pasted table is no way around it. */
    static const char table[] = "宛名番号\t内容\t限度額\t可否\n1015\t一\t9999\t可\n1015\t二\t1600\t可\n";
    report_clear(&d->report);
    assert_int_equal(change_paste(&d->at[OTHER], &kind_guarded, text_of(table), false, d->arena, &d->report, &lines,
                                  &count), ERR_FINDINGS);
    assert_int_equal(count, 2);
    assert_int_equal(lines[0].result, ERR_FINDINGS);
    assert_non_null(strstr(lines[0].words, "「限度額」を変えるには"));
    assert_int_equal(lines[1].result, ERR_NONE);
    report_clear(&d->report);
    desk_verified(d);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DESK(op_22_a_draft_is_seen_by_its_owner_alone),
        WITH_DESK(fe_01_az_18_nobody_approves_what_he_proposed),
        WITH_DESK(az_19_nobody_approves_what_is_about_himself),
        WITH_DESK(fe_02_checks_are_recorded),
        WITH_DESK(op_24_two_levels_of_warnings),
        WITH_DESK(a_day_before_the_law_is_asked_about),
        WITH_DESK(facts_that_moved_stop_the_approval),
        WITH_DESK(undo_until_closing_and_cancel_after_it),
        WITH_DESK(undoing_wants_a_second_person_too),
        WITH_DESK(a_secret_is_sealed_and_not_shown),
        WITH_DESK(a_day_without_a_row_of_the_law_stops_at_the_form),
        WITH_DESK(refused_without_the_right_and_beyond_the_limits),
        WITH_DESK(az_14_a_field_has_a_right_of_its_own),
        cmocka_unit_test(verify_finds_what_was_changed_behind_the_door),
    };
    return fixture_run(argc, argv, "casework change", tests, COUNT_OF(tests));
}
