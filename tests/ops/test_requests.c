/* 権限の申請: approval, comparison, review, personnel; nobody acts for himself. */
#include "office.h"

static size_t compare(struct rights_finding **ret)
{
    size_t count = 0;
    bool was = office->s.folder.is_practice;
    office->s.folder.is_practice = true; /* the people above came by practice's way */
    office_as("joho1");
    assert_ok(ops_rights_compare(OFFICE, false, NOON, office->arena, REPORT, ret, &count));
    office->s.folder.is_practice = was;
    return count;
}

static bool has_code(const struct rights_finding *list, size_t count, const char *code)
{
    bool has = false;
    for (size_t i = 0; i < count; i++) {
        has = has || text_is(list[i].code, code);
    }
    return has;
}

/* AZ-03, PM-01: request, approval by another, setting by a third; each step without the one before is refused. */
static void a_right_is_asked_approved_and_set(void **state)
{
    (void)state;
    int64_t no, other;
    office_staff();
    office_as("fuka1"); /* without the right to ask */
    assert_int_equal(office_ask(office_line(RIGHTS_GRANT, "fuka1", "output.media"), &no), ERR_INPUT);
    office_as("kacho1");
    assert_ok(office_ask(office_line(RIGHTS_GRANT, "fuka1", "output.media"), &no));
    office_as("sys1");
    assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT);
    assert_true(office_said("承認されていません"));
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT);
    office_as("kacho1"); /* AZ-18: who asks does not approve */
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT);
    assert_false(office_may("fuka1", PERM_OUTPUT_MEDIA));
    office_as("joho1");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT); /* once */
    assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT); /* approver */
    assert_false(office_may("fuka1", PERM_OUTPUT_MEDIA));
    office_as("sys1");
    assert_ok(ops_request_apply(OFFICE, no, NOON, REPORT));
    assert_true(office_may("fuka1", PERM_OUTPUT_MEDIA));
    assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT); /* once */

    office_as("kacho1");
    assert_ok(office_ask(office_line(RIGHTS_GRANT, "fuka1", "number.print"), &other));
    office_as("joho1");
    assert_int_equal(ops_request_refuse(OFFICE, other, text_of(""), NOON, REPORT), ERR_INPUT);
    assert_ok(ops_request_refuse(OFFICE, other, text_of("必要がない"), NOON, REPORT));
    office_as("sys1");
    assert_int_equal(ops_request_apply(OFFICE, other, NOON, REPORT), ERR_INPUT);

    struct rights_request *list;
    size_t count;
    assert_ok(ops_requests(STORE, office->arena, REPORT, &list, &count));
    assert_int_equal(count, 2);
    assert_int_equal(list[1].state, REQUEST_APPLIED);
    assert_true(text_is(list[1].requester, "kacho1") && text_is(list[1].approver, "joho1") &&
                text_is(list[1].applier, "sys1"));
    office_give(office_line(RIGHTS_REVOKE, "fuka1", "output.media"));
    assert_false(office_may("fuka1", PERM_OUTPUT_MEDIA));
    assert_int_equal(office_number("SELECT count(*) FROM ops_right WHERE subject = 'output.media' AND "
                                   "holder = 'fuka1'"), 1); /* closed, not deleted */
}

/* AZ-07, AZ-18: nobody acts for himself, and no person holds two classes. */
static void nobody_gives_himself_anything(void **state)
{
    (void)state;
    int64_t no;
    office_staff();
    office_person("joho2", "", "joho-chief");
    static const char *const people[] = {"kacho1", "sys1", "joho1"};
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        office_as(people[i]);
        assert_int_equal(office_ask(office_line(RIGHTS_ASSIGN, people[i], "fuka"), &no), ERR_INPUT);
        assert_int_equal(office_ask(office_line(RIGHTS_GRANT, people[i], "premium.run"), &no), ERR_INPUT);
    }
    office_as("kacho1"); /* the approver's own: another approver is needed */
    assert_ok(office_ask(office_line(RIGHTS_GRANT, "joho1", "operator.manage"), &no));
    office_as("joho1");
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT);
    office_as("joho2");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    office_as("kacho1"); /* the setter's own */
    assert_ok(office_ask(office_line(RIGHTS_GRANT, "sys1", "rights.approve"), &no));
    office_as("joho2");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    office_as("sys1");
    assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT);

    /* A business right for the administrator, an administrator's for a clerk, an auditor's for a clerk. */
    static const char *const mixed[][2] = {{"joho2", "fuka"}, {"fuka1", "shomu"}, {"fuka1", "kansa"}};
    for (size_t i = 0; i < COUNT_OF(mixed); i++) {
        office_as("kacho1");
        assert_ok(office_ask(office_line(RIGHTS_ASSIGN, mixed[i][0], mixed[i][1]), &no));
        office_as("joho1");
        assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
        office_as("sys1");
        assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT);
        assert_true(office_said("重なります"));
    }
    /* From another day on, and for a whole duty, it is the same. */
    struct rights_line later = office_line(RIGHTS_ASSIGN, "fuka1", "kansa");
    later.from = date_of(2026, 10, 1);
    struct rights_line duty = office_line(RIGHTS_GRANT, "fuka", "audit.view");
    duty.holder_kind = HOLDER_DUTY;
    struct rights_line lines[] = {later, duty};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        office_as("kacho1");
        assert_ok(office_ask(lines[i], &no));
        office_as("joho1");
        assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
        office_as("sys1");
        assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT);
    }
    /* Put there behind the program's back, the mixture gives nothing at all. */
    office_sql("UPDATE ops_right SET holder = 'sys1' WHERE holder = 'fuka1' AND is_duty = 1");
    struct operator_identity who = office_find("sys1", "", NOON + 2 * MINUTE);
    assert_string_equal(who.id, "sys1");
    assert_int_equal(who.scope_count, 0);
    assert_false(operator_may(&who, PERM_OPERATOR_MANAGE));
    assert_false(operator_may(&who, PERM_PREMIUM_VIEW));
}

/* AZ-03: what was set by SQL alone is on the comparison list, each kind of it. */
static void a_mismatch_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *code;
    } cases[] = {
        {"INSERT INTO ops_right SELECT 90001, 2, 'fuka1', 0, 'number.print', 0, '', 15, 20260601, "
         "20270401, 3, 1, 0, "
         "'joho1', 1, 'sys1', 0, '', 9223372036854775807", "right-unasked"},
        {"UPDATE ops_right SET valid_until = 20300401 WHERE holder = 'fuka1' AND subject = 'number.change'",
         "right-missing"},
        {"UPDATE ops_right SET files = 1 WHERE holder = 'fuka1' AND subject = 'residence.view'",
         "right-unasked"},
        {"UPDATE ops_right SET office = 'x' WHERE holder = 'fuka1' AND subject = 'resident-code.view'",
         "right-missing"},
        {"UPDATE ops_right SET superseded_at = 5 WHERE holder = 'fuka1' AND subject = 'addressee.merge'",
         "right-missing"},
        {"DELETE FROM ops_right WHERE holder = 'fuka1' AND subject = 'output.media'", "right-missing"},
        {"UPDATE ops_right SET is_deny = 1 WHERE holder = 'kyufu' AND subject = 'job.view'",
         "right-unasked"},
        {"DELETE FROM ops_right WHERE holder = 'kyufu' AND subject = 'case.view'", "right-missing"},
        {"UPDATE ops_request SET source = 5, approver = requester WHERE request_no = 6",
         "request-unapproved"},
        {"INSERT INTO ops_right SELECT 90002, 2, 'fuka1', 1, 'shikaku', 0, '', 15, 20260601, "
         "20270401, 3, 99, 0, "
         "'joho1', 1, 'sys1', 0, '', 9223372036854775807", "right-unasked"},
    };
    struct rights_finding *found;
    office_staff();
    static const char *const own[] = {"output.media", "number.change", "residence.view",
                                      "resident-code.view",
                                      "addressee.merge"};
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        office_give(office_line(RIGHTS_GRANT, "fuka1", own[i]));
    }
    office_give(office_line(RIGHTS_ASSIGN, "fuka1", "shuno"));
    struct rights_line end = office_line(RIGHTS_UNASSIGN, "fuka1", "shuno");
    end.from = date_of(2026, 9, 1);
    office_give(end);
    assert_int_equal(compare(&found), 0);
    office_sql("UPDATE ops_request SET source = 5, approver = requester WHERE request_no = 1");
    assert_int_not_equal(compare(&found), 0); /* as the first approval its row would say so */
    office_sql("UPDATE ops_right SET source = 5 WHERE request_no = 1");
    size_t forged = compare(&found); /* request and row agree as a founding would: the seal does not */
    assert_int_equal(forged, 1);
    assert_true(has_code(found, forged, "request-forged"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t before = compare(&found);
        office_sql(cases[i].sql);
        size_t count = compare(&found);
        assert_true(count > before);
        assert_true(has_code(found, count, cases[i].code));
    }
    office->s.folder.is_practice = false; /* practice's rows have no place in a real folder */
    office_as("joho1");
    size_t count;
    assert_ok(ops_rights_compare(OFFICE, false, NOON, office->arena, REPORT, &found, &count));
    assert_true(count >= 4 && has_code(found, count, "right-unasked"));
}

/* TE-07: a request and its row forged together by SQL are found, and one changed later, and a seal taken out. */
static void a_forged_request_is_found(void **state)
{
    (void)state;
    static const char *const forgeries[] = {
        "UPDATE ops_request_line SET files = 1 WHERE request_no = 2",
        "UPDATE ops_right SET files = 1 WHERE request_no = 2",
    };
    struct rights_finding *found;
    office_staff();
    office_give(office_line(RIGHTS_GRANT, "fuka1", "output.media"));
    office_give(office_line(RIGHTS_GRANT, "fuka1", "number.change"));
    office_give(office_line(RIGHTS_GRANT, "fuka1", "residence.view"));
    assert_int_equal(compare(&found), 0);
    /* A whole new request with its row, as the program would have written them. */
    office_sql("INSERT INTO ops_request SELECT 4, source, state, requester, reason, requested_at, approver, "
               "decision_words, decided_at, applier, applied_at FROM ops_request WHERE request_no = 1");
    office_sql("INSERT INTO ops_request_line SELECT 4, line_no, what, holder_kind, holder, 'number.print', office, "
               "files, valid_from, valid_until FROM ops_request_line WHERE request_no = 1");
    office_sql("INSERT INTO ops_right SELECT 90003, holder_kind, holder, is_duty, 'number.print', is_deny, office, "
               "files, valid_from, valid_until, source, 4, closed_by_request_no, approver, applied_at, applied_by, "
               "checked_at, checked_by, superseded_at FROM ops_right WHERE request_no = 1");
    assert_int_equal(compare(&found), 1);
    assert_true(text_is(found[0].code, "request-forged") && found[0].request_no == 4);
    office_sql("INSERT INTO ops_seal SELECT 4, 4, seal FROM ops_seal WHERE request_no = 1"); /* a seal of another */
    assert_int_equal(compare(&found), 1);
    office_sql("DELETE FROM ops_seal WHERE request_no = 4");
    office_sql("DELETE FROM ops_right WHERE request_no = 4");
    office_sql("DELETE FROM ops_request WHERE request_no = 4");
    assert_int_equal(compare(&found), 0);
    for (size_t i = 0; i < COUNT_OF(forgeries); i++) {
        office_sql(forgeries[i]);
    }
    assert_int_equal(compare(&found), 1); /* both changed alike: the seal alone tells */
    assert_true(text_is(found[0].code, "request-forged") && found[0].request_no == 2);
    office_sql("UPDATE ops_request_line SET files = 15 WHERE request_no = 2");
    office_sql("UPDATE ops_right SET files = 15 WHERE request_no = 2");
    assert_int_equal(compare(&found), 0);
    office_sql("DELETE FROM ops_seal WHERE request_no = 2"); /* from the middle: the next fits no more either */
    assert_int_equal(compare(&found), 2);
}

/* PM-01: the mark of the comparison stands in the row of the right, set by somebody who has not set the right. */
static void the_comparison_is_signed_by_another(void **state)
{
    (void)state;
    struct rights_finding *found;
    size_t count;
    office_staff();
    office_give(office_line(RIGHTS_GRANT, "fuka1", "output.media"));
    office_as("fuka1");
    assert_int_equal(ops_rights_compare(OFFICE, true, NOON, office->arena, REPORT, &found, &count),
                     ERR_INPUT);
    const char *marked = "SELECT count(*) FROM ops_right WHERE subject = 'output.media' AND holder = 'fuka1' "
                         "AND checked_at > 0";
    office_as("sys1");
    assert_ok(ops_rights_compare(OFFICE, true, NOON, office->arena, REPORT, &found, &count));
    assert_int_equal(office_number(marked), 0); /* he has set it */
    office_as("kacho1");
    assert_ok(ops_rights_compare(OFFICE, true, NOON + 5, office->arena, REPORT, &found, &count));
    assert_int_equal(office_number(marked), 1);
}

/* The first administrator may approve one thing: the duty of the first other approver. */
static void the_first_second_person(void **state)
{
    (void)state;
    int64_t no;
    struct rights_finding *found;
    size_t count;
    office_person("sys1", "", "shomu");
    office_person("sys2", "", "");
    office_as("sys1");
    assert_ok(office_ask(office_line(RIGHTS_GRANT, "sys2", "rights.approve"), &no));
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT); /* no duty */
    assert_ok(office_ask(office_line(RIGHTS_ASSIGN, "sys2", "joho-chief"), &no));
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    assert_ok(ops_request_apply(OFFICE, no, NOON, REPORT));
    assert_true(office_may("sys2", PERM_RIGHTS_APPROVE));
    assert_ok(office_ask(office_line(RIGHTS_ASSIGN, "sys2", "shomu"), &no));
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT); /* never again */
    office_as("sys2");
    assert_ok(ops_rights_review(OFFICE, NOON, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "bootstrap"));
}

/* AZ-16: unused for 90 days (not 89), leavers with rights, rights of nobody, rights that end; signed off. */
static void the_quarterly_review_lists_what_is_stale(void **state)
{
    (void)state;
    struct rights_finding *found;
    size_t count;
    office_staff();
    office_as("joho1");
    int64_t since = office_number("SELECT max(recorded_at) FROM ops_user");
    assert_ok(ops_rights_review(OFFICE, since + 89 * DAY, office->arena, REPORT, &found, &count));
    assert_false(has_code(found, count, "user-unused"));
    assert_true(has_code(found, count, "review-overdue"));
    assert_ok(ops_review_sign(OFFICE, text_of("確認した"), since + 89 * DAY, REPORT));
    assert_ok(ops_rights_review(OFFICE, since + 89 * DAY, office->arena, REPORT, &found, &count));
    assert_int_equal(count, 0);
    assert_ok(ops_rights_review(OFFICE, since + 90 * DAY, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "user-unused"));
    assert_false(has_code(found, count, "review-overdue"));
    assert_ok(ops_rights_review(OFFICE, since + 181 * DAY - 1, office->arena, REPORT, &found, &count));
    assert_false(has_code(found, count, "review-overdue"));
    assert_ok(ops_rights_review(OFFICE, since + 181 * DAY, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "review-overdue"));

    struct rights_line soon = office_line(RIGHTS_GRANT, "fuka1", "output.media");
    soon.until = date_of(2026, 7, 6); /* in 31 days: not yet */
    office_give(soon);
    office_as("joho1");
    assert_ok(ops_rights_review(OFFICE, since, office->arena, REPORT, &found, &count));
    assert_false(has_code(found, count, "right-ending"));
    office_day(2026, 6, 6);
    assert_ok(ops_rights_review(OFFICE, since, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "right-ending"));
    assert_false(has_code(found, count, "leaver"));
    office_as("sys1");
    assert_ok(ops_user_end(OFFICE, text_of("fuka1"), date_of(2026, 6, 6), NOON, REPORT));
    office_sql("UPDATE ops_right SET holder = 'ghost' WHERE holder = 'kacho1'");
    office_as("joho1");
    assert_ok(ops_rights_review(OFFICE, since, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "leaver"));
    assert_true(has_code(found, count, "right-without-person"));
    office_as("sys1");
    assert_int_equal(ops_rights_review(OFFICE, since, office->arena, REPORT, &found, &count),
                     ERR_INPUT);
}

#define HEAD "職員番号,氏名,係,出張所,区分,開始日,終了日\r\n"

static enum err personnel(const char *csv, date from, bool dry_run, struct personnel_change **ret,
                          size_t *ret_count,
                          int64_t *ret_no)
{
    report_clear(REPORT);
    return ops_personnel(OFFICE, text_of(csv), from, dry_run, NOON, office->arena, REPORT, ret,
                         ret_count, ret_no);
}

/* AZ-04, AZ-17: the file of April 1: old duties lost, new ones given on that day; a dry run first. */
static void the_personnel_file_of_april(void **state)
{
    (void)state;
    struct personnel_change *changes;
    size_t count;
    int64_t no;
    date april = date_of(2027, 4, 1);
    const char *csv = HEAD "P-kacho1,課長,kacho,,regular,,\r\n"
                           "P-joho1,情報,joho-chief,,regular,,\r\n"
                           "P-sys1,\"管理, 一郎\",shomu,,regular,,\r\n"
                           "P-fuka1,賦課,shikaku;mado,,regular,2027-04-01,\r\n"
                           "P-fuka3,臨時,fuka,,temporary,,2027-09-30\r\n"
                           "P-new,新人,fuka,,regular,,\r\n";
    office_staff();
    office_person("fuka2", "", "fuka");
    office_person("fuka3", "", "");
    office_as("kacho1");
    office_day(2027, 3, 20);
    assert_ok(personnel(csv, april, true, &changes, &count, &no));
    assert_int_equal(no, 0);
    assert_int_equal(count, 4); /* fuka1 moves, fuka3 comes, fuka2 is not in it, one is not registered */
    assert_true(text_is(changes[0].operator_id, "fuka1") && text_is(changes[0].before, "fuka") &&
                text_is(changes[0].after, "shikaku,mado"));
    assert_true(text_is(changes[2].operator_id, "P-new") && changes[2].is_unknown);
    assert_true(text_is(changes[3].operator_id, "fuka2") && text_is(changes[3].after, ""));
    assert_int_equal(office_number("SELECT count(*) FROM ops_request"), 0);

    assert_ok(personnel(csv, april, false, &changes, &count, &no));
    office_as("joho1");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    office_as("sys1");
    assert_ok(ops_request_apply(OFFICE, no, NOON, REPORT));
    office_day(2027, 3, 31);
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN) && office_may("fuka2", PERM_PREMIUM_RUN));
    assert_false(office_may("fuka1", PERM_ADDRESSEE_MERGE) || office_may("fuka3", PERM_PREMIUM_RUN));
    office_day(2027, 4, 1);
    assert_false(office_may("fuka1", PERM_PREMIUM_RUN) || office_may("fuka2", PERM_PREMIUM_RUN));
    assert_true(office_may("fuka1", PERM_ADDRESSEE_MERGE) && office_may("fuka3", PERM_PREMIUM_RUN));
    office_day(2027, 9, 30); /* temporary: until the day of the file */
    assert_false(office_may("fuka3", PERM_PREMIUM_RUN));
    office_day(2027, 4, 1);
    struct rights_finding *found;
    assert_int_equal(compare(&found), 0);
}

/* A file that is not as agreed is refused with its line and changes nothing. */
static void a_broken_personnel_file_is_refused(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "", "番号\n", HEAD "P-1,a,fuka\r\n", HEAD "P-1,a,nosuch,,regular,,\r\n",
        HEAD "P-1,a,fuka,,boss,,\r\n",
        HEAD "P-1,a,fuka,,regular,2027-02-30,\r\n", HEAD "P-1,a,fuka,,temporary,,\r\n",
        HEAD "P-1,a,fuka,,regular,,\r\nP-1,b,fuka,,regular,,\r\n", HEAD "P-1,\"a,fuka,,regular,,\r\n",
        HEAD "P-1,\xff,fuka,,regular,,\r\n",
        HEAD "P-1,a,fuka,,regular,2027-04-02,\r\n", HEAD ",a,fuka,,regular,,\r\n",
    };
    struct personnel_change *changes;
    size_t count;
    int64_t no;
    office_staff();
    office_as("kacho1");
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        assert_int_equal(personnel(broken[i], date_of(2027, 4, 1), false, &changes, &count, &no),
                         ERR_INPUT);
        assert_true(office->f.report.count > 0);
    }
    assert_int_equal(office_number("SELECT count(*) FROM ops_request"), 0);
    office_as("fuka1");
    assert_int_equal(personnel(HEAD, date_of(2027, 4, 1), true, &changes, &count, &no), ERR_INPUT);
}

/* The store fails at its n-th call: a request is set whole or not at all. */
static void a_failing_store_sets_nothing_half(void **state)
{
    (void)state;
    int64_t no, n = 0;
    office_staff();
    office_as("kacho1");
    struct rights_line lines[] = {office_line(RIGHTS_UNASSIGN, "fuka1", "fuka"), office_line(RIGHTS_ASSIGN,
                                                                                     "fuka1", "shuno"),
                                  office_line(RIGHTS_DENY, "fuka1", "account.change")};
    assert_ok(ops_request_add(OFFICE, SOURCE_REQUEST, text_of("異動"), lines, 3, NOON, REPORT, &no));
    office_as("joho1");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    office_as("sys1");
    enum err e = ERR_WORLD;
    while (e != ERR_NONE) {
        assert_true(++n < 200);
        store_fail_at(STORE, n);
        e = ops_request_apply(OFFICE, no, NOON, REPORT);
        store_fail_at(STORE, 0);
        int64_t set = office_number("SELECT count(*) FROM ops_right WHERE request_no = 1");
        int64_t closed = office_number("SELECT count(*) FROM ops_right WHERE "
                                       "superseded_at < 9223372036854775807");
        int64_t applied = office_number("SELECT count(*) FROM ops_request WHERE state = 4");
        assert_true((set == 0 && closed == 0 && applied == 0) || (set == 3 && closed == 1 && applied == 1));
        if (applied == 1) {
            break;
        }
    }
    assert_true(n > 8);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(a_right_is_asked_approved_and_set),
        IN_OFFICE(nobody_gives_himself_anything),
        IN_OFFICE(a_mismatch_is_found),
        IN_OFFICE(a_forged_request_is_found),
        IN_OFFICE(the_comparison_is_signed_by_another),
        IN_OFFICE(the_first_second_person),
        IN_OFFICE(the_quarterly_review_lists_what_is_stale),
        IN_OFFICE(the_personnel_file_of_april),
        IN_OFFICE(a_broken_personnel_file_is_refused),
        IN_OFFICE(a_failing_store_sets_nothing_half),
    };
    return fixture_run(argc, argv, "ops requests", tests, COUNT_OF(tests));
}
