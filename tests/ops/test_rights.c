/* 権限: the table, requests, comparison, reviews, personnel, emergencies; both sides of each boundary. */
#include "office.h"

#include <stdlib.h>

static struct rights_line line_of(enum rights_what what, const char *holder, const char *subject)
{
    return (struct rights_line){.what = what,
                                .holder_kind = HOLDER_PERSON,
                                .holder = text_of(holder),
                                .subject = text_of(subject),
                                .office = text_of(""),
                                .files = FILE_ALL,
                                .from = office->s.folder.business_date,
                                .until = date_of(2027, 4, 1)};
}

static enum err ask(struct rights_line line, int64_t *ret_no)
{
    report_clear(REPORT);
    return ops_request_add(OFFICE, SOURCE_REQUEST, text_of("事務分担の変更"), &line, 1, NOON,
                           REPORT, ret_no);
}

/* Asked by the chief, approved by the information section, set by the administrator. */
static void give(struct rights_line line)
{
    int64_t no;
    office_as("kacho1");
    assert_ok(ask(line, &no));
    office_as("joho1");
    assert_ok(ops_request_approve(OFFICE, no, NOON + 1, REPORT));
    office_as("sys1");
    assert_ok(ops_request_apply(OFFICE, no, NOON + 2, REPORT));
}

static void staff(void)
{
    office_person("kacho1", "", "kacho");
    office_person("joho1", "", "joho-chief");
    office_person("sys1", "", "shomu");
    office_person("fuka1", "", "fuka");
}

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

/* AZ-01, AZ-02: every duty x every permission: allowed exactly where the delivered table has a row. */
static void the_table_of_duties_is_what_holds(void **state)
{
    (void)state;
    struct table duties;
    struct right_row *rows;
    size_t count, allowed = 0;
    assert_ok(ops_seed_rows(&office->s.folder, office->arena, REPORT, &duties, &rows, &count));
    for (size_t d = 0; d < duties.row_count; d++) {
        const char *duty = table_cell(&duties, &duties.rows[d], "duty")->text;
        char id[33];
        snprintf(id, sizeof(id), "u-%.28s", duty);
        office_person(id, "", duty);
        struct operator_identity who = office_find(id, "", NOON);
        for (int p = 0; p < PERM_COUNT; p++) {
            bool expected = false;
            for (size_t i = 0; i < count; i++) {
                expected = expected || (text_is(rows[i].holder, duty) &&
                                        text_is(rows[i].subject, ops_permissions[p].name));
            }
            assert_int_equal(operator_may(&who, (enum permission)p), expected);
            allowed += expected;
        }
    }
    assert_int_equal(allowed, count);
    assert_true(count > 100);
    /* AZ-20: the contractor's duty has no row at all. */
    assert_int_equal(office_number("SELECT count(*) FROM ops_right WHERE holder = 'itaku'"), 0);
    /* A function that the program does not know opens nothing. */
    office_sql("UPDATE ops_right SET subject = 'dummy.function' WHERE holder = 'etsuran'");
    office_sql("UPDATE ops_rights_state SET stamp = 0");
    struct operator_identity reader = office_find("u-etsuran", "", NOON);
    for (int p = 0; p < PERM_COUNT; p++) {
        assert_false(operator_may(&reader, (enum permission)p));
    }
}

/* AZ-08: each right alone gives that one and no other. */
static void each_right_stands_alone(void **state)
{
    (void)state;
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        char id[33];
        snprintf(id, sizeof(id), "one-%d", p);
        office_person(id, ops_permissions[p].name, "");
        struct operator_identity who = office_find(id, "", NOON);
        for (int q = 0; q < PERM_COUNT; q++) {
            assert_int_equal(operator_may(&who, (enum permission)q), q == p);
        }
    }
}

/* AZ-03: request, approval by another, setting by a third; each step without the one before is refused. */
static void a_right_is_asked_approved_and_set(void **state)
{
    (void)state;
    int64_t no, other;
    staff();
    office_as("fuka1"); /* without the right to ask */
    assert_int_equal(ask(line_of(RIGHTS_GRANT, "fuka1", "output.media"), &no), ERR_INPUT);
    office_as("kacho1");
    assert_ok(ask(line_of(RIGHTS_GRANT, "fuka1", "output.media"), &no));
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
    assert_ok(ask(line_of(RIGHTS_GRANT, "fuka1", "number.print"), &other));
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
    give(line_of(RIGHTS_REVOKE, "fuka1", "output.media"));
    assert_false(office_may("fuka1", PERM_OUTPUT_MEDIA));
    assert_int_equal(office_number("SELECT count(*) FROM ops_right WHERE subject = 'output.media' AND "
                                   "holder = 'fuka1'"), 1); /* closed, not deleted */
}

/* AZ-07, AZ-18: nobody acts for himself, and no person holds two classes. */
static void nobody_gives_himself_anything(void **state)
{
    (void)state;
    int64_t no;
    staff();
    office_person("joho2", "", "joho-chief");
    static const char *const people[] = {"kacho1", "sys1", "joho1"};
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        office_as(people[i]);
        assert_int_equal(ask(line_of(RIGHTS_ASSIGN, people[i], "fuka"), &no), ERR_INPUT);
        assert_int_equal(ask(line_of(RIGHTS_GRANT, people[i], "premium.run"), &no), ERR_INPUT);
    }
    office_as("kacho1"); /* the approver's own: another approver is needed */
    assert_ok(ask(line_of(RIGHTS_GRANT, "joho1", "operator.manage"), &no));
    office_as("joho1");
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT);
    office_as("joho2");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    office_as("kacho1"); /* the setter's own */
    assert_ok(ask(line_of(RIGHTS_GRANT, "sys1", "rights.approve"), &no));
    office_as("joho2");
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    office_as("sys1");
    assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT);

    /* A business right for the administrator, an administrator's for a clerk, an auditor's for a clerk. */
    static const char *const mixed[][2] = {{"joho2", "fuka"}, {"fuka1", "shomu"}, {"fuka1", "kansa"}};
    for (size_t i = 0; i < COUNT_OF(mixed); i++) {
        office_as("kacho1");
        assert_ok(ask(line_of(RIGHTS_ASSIGN, mixed[i][0], mixed[i][1]), &no));
        office_as("joho1");
        assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
        office_as("sys1");
        assert_int_equal(ops_request_apply(OFFICE, no, NOON, REPORT), ERR_INPUT);
        assert_true(office_said("重なります"));
    }
    /* From another day on, and for a whole duty, it is the same. */
    struct rights_line later = line_of(RIGHTS_ASSIGN, "fuka1", "kansa");
    later.from = date_of(2026, 10, 1);
    struct rights_line duty = line_of(RIGHTS_GRANT, "fuka", "audit.view");
    duty.holder_kind = HOLDER_DUTY;
    struct rights_line lines[] = {later, duty};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        office_as("kacho1");
        assert_ok(ask(lines[i], &no));
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

/* AZ-05, AZ-06: set for a later day, ended at a later day; the last day counts, the end does not. */
static void rights_begin_and_end_on_their_day(void **state)
{
    (void)state;
    int64_t no;
    staff();
    struct rights_line line = line_of(RIGHTS_GRANT, "fuka1", "output.media");
    line.until = date_open_end();
    office_as("kacho1");
    assert_int_equal(ask(line, &no), ERR_INPUT); /* every row ends some day */
    line.until = date_of(2026, 8, 1);
    line.from = date_of(2026, 6, 4);
    assert_int_equal(ask(line, &no), ERR_INPUT); /* not into the past */
    line.from = date_of(2026, 7, 1);
    give(line);
    static const struct {
        int month, day;
        bool may;
    } days[] = {{6, 5, false}, {6, 30, false}, {7, 1, true}, {7, 31, true}, {8, 1, false}};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        office_day(2026, days[i].month, days[i].day);
        assert_int_equal(office_may("fuka1", PERM_OUTPUT_MEDIA), days[i].may);
    }
    office_day(2026, 6, 5);
    struct rights_line end = line_of(RIGHTS_UNASSIGN, "fuka1", "fuka");
    end.from = date_of(2026, 7, 10); /* ended ahead of its day */
    give(end);
    office_day(2026, 7, 9);
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN));
    office_day(2026, 7, 10);
    assert_false(office_may("fuka1", PERM_PREMIUM_RUN));
    assert_true(office_may("fuka1", PERM_OUTPUT_MEDIA)); /* his own right runs on */
}

/* Deny rows win over the duty's. */
static void a_denial_wins(void **state)
{
    (void)state;
    staff();
    assert_true(office_may("fuka1", PERM_NUMBER_VIEW));
    give(line_of(RIGHTS_DENY, "fuka1", "number.view"));
    assert_false(office_may("fuka1", PERM_NUMBER_VIEW));
    assert_true(office_may("fuka1", PERM_NUMBER_SEARCH));
    give(line_of(RIGHTS_GRANT, "fuka1", "number.view")); /* given again beside it: still denied */
    assert_false(office_may("fuka1", PERM_NUMBER_VIEW));
    give(line_of(RIGHTS_REVOKE, "fuka1", "number.view"));
    assert_true(office_may("fuka1", PERM_NUMBER_VIEW));
}

/* AZ-10: a right of one office or one file reaches no other. */
static void a_right_reaches_its_office_and_files(void **state)
{
    (void)state;
    staff();
    office_person("mado1", "", "");
    struct rights_line line = line_of(RIGHTS_ASSIGN, "mado1", "mado");
    line.office = text_of("大久保");
    give(line);
    struct operator_identity who = office_find("mado1", "", NOON);
    assert_true(operator_may(&who, PERM_PREMIUM_VIEW));
    assert_true(operator_may_in(&who, PERM_PREMIUM_VIEW, text_of("大久保"), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_VIEW, text_of("戸塚"), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_VIEW, text_of(""), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_VIEW, text_of("大久保"), FILE_COLLECTION));
    assert_false(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("大久保"), FILE_PREMIUM));
    struct operator_identity head = office_find("fuka1", "", NOON); /* all offices */
    assert_true(operator_may_in(&head, PERM_PREMIUM_VIEW, text_of("戸塚"), FILE_PREMIUM));
    assert_false(operator_may_in(&head, PERM_PREMIUM_VIEW, text_of("戸塚"), FILE_BENEFIT));
    /* Denied for one file, the rest stays; denied in one office, an all-office right goes altogether. */
    struct rights_line file = line_of(RIGHTS_DENY, "fuka1", "premium.view");
    file.files = FILE_PREMIUM;
    give(file);
    head = office_find("fuka1", "", NOON);
    assert_false(operator_may_in(&head, PERM_PREMIUM_VIEW, text_of(""), FILE_PREMIUM));
    assert_true(operator_may_in(&head, PERM_PREMIUM_VIEW, text_of(""), FILE_ELIGIBILITY));
    struct rights_line place = line_of(RIGHTS_DENY, "fuka1", "premium.view");
    place.office = text_of("戸塚");
    give(place);
    assert_false(office_may("fuka1", PERM_PREMIUM_VIEW));
}

/* AZ-15: a change through the program holds at the next look, one behind its back within 60 seconds. */
static void a_change_holds_within_a_minute(void **state)
{
    (void)state;
    staff();
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN));
    office_sql("DELETE FROM ops_right WHERE holder = 'fuka' AND subject = 'premium.run'");
    struct operator_identity who = office_find("fuka1", "", NOON + MINUTE - 1);
    assert_true(operator_may(&who, PERM_PREMIUM_RUN));
    who = office_find("fuka1", "", NOON + MINUTE);
    assert_false(operator_may(&who, PERM_PREMIUM_RUN));
    assert_true(operator_may(&who, PERM_PREMIUM_VIEW));
    give(line_of(RIGHTS_UNASSIGN, "fuka1", "fuka"));
    who = office_find("fuka1", "", NOON + MINUTE);
    assert_false(operator_may(&who, PERM_PREMIUM_VIEW)); /* at once */
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
    staff();
    static const char *const own[] = {"output.media", "number.change", "residence.view",
                                      "resident-code.view",
                                      "addressee.merge"};
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        give(line_of(RIGHTS_GRANT, "fuka1", own[i]));
    }
    give(line_of(RIGHTS_ASSIGN, "fuka1", "shuno"));
    struct rights_line end = line_of(RIGHTS_UNASSIGN, "fuka1", "shuno");
    end.from = date_of(2026, 9, 1);
    give(end);
    assert_int_equal(compare(&found), 0);
    office_sql("UPDATE ops_request SET source = 5, approver = requester WHERE request_no = 1");
    assert_int_not_equal(compare(&found), 0); /* as the first approval its row would say so */
    office_sql("UPDATE ops_right SET source = 5 WHERE request_no = 1");
    assert_int_equal(compare(&found), 0); /* one such is the founding of the office, and reviewed as that */
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

/* The mark of the comparison is set by somebody who has not set the right. */
static void the_comparison_is_signed_by_another(void **state)
{
    (void)state;
    struct rights_finding *found;
    size_t count;
    staff();
    give(line_of(RIGHTS_GRANT, "fuka1", "output.media"));
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
    assert_ok(ask(line_of(RIGHTS_GRANT, "sys2", "rights.approve"), &no));
    assert_int_equal(ops_request_approve(OFFICE, no, NOON, REPORT), ERR_INPUT); /* no duty */
    assert_ok(ask(line_of(RIGHTS_ASSIGN, "sys2", "joho-chief"), &no));
    assert_ok(ops_request_approve(OFFICE, no, NOON, REPORT));
    assert_ok(ops_request_apply(OFFICE, no, NOON, REPORT));
    assert_true(office_may("sys2", PERM_RIGHTS_APPROVE));
    assert_ok(ask(line_of(RIGHTS_ASSIGN, "sys2", "shomu"), &no));
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
    staff();
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

    struct rights_line soon = line_of(RIGHTS_GRANT, "fuka1", "output.media");
    soon.until = date_of(2026, 7, 6); /* in 31 days: not yet */
    give(soon);
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
    staff();
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
    staff();
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

/* 26: four hours, a reason, two managers told, reviewed by another; nothing of another class. */
static void an_emergency_lasts_four_hours(void **state)
{
    (void)state;
    struct permission_set set = {0}, admin = {0};
    struct ops_notice *notices;
    struct rights_finding *found;
    size_t count;
    int64_t no;
    staff();
    permission_add(&set, PERM_NUMBER_CHANGE);
    permission_add(&admin, PERM_OPERATOR_MANAGE);
    office_as("fuka1");
    assert_int_equal(ops_emergency_open(OFFICE, &set, text_of("災害の窓口"), NOON, REPORT, &no),
                     ERR_INPUT); /* one manager alone */
    assert_true(office_said("2人"));
    office_person("kakari1", "", "fuka-chief");
    assert_int_equal(ops_emergency_open(OFFICE, &set, text_of(""), NOON, REPORT, &no), ERR_INPUT);
    assert_int_equal(ops_emergency_open(OFFICE, &admin, text_of("x"), NOON, REPORT, &no), ERR_INPUT);
    assert_ok(ops_emergency_open(OFFICE, &set, text_of("災害の窓口"), NOON, REPORT, &no));
    static const struct {
        int64_t at;
        bool may;
    } moments[] = {{NOON, true}, {NOON + 4 * HOUR - 1, true}, {NOON + 4 * HOUR, false}, {NOON - 1, false}};
    for (size_t i = 0; i < COUNT_OF(moments); i++) {
        struct operator_identity who = office_find("fuka1", "", moments[i].at);
        assert_int_equal(operator_may(&who, PERM_NUMBER_CHANGE), moments[i].may);
        assert_int_equal(who.emergency_until, moments[i].may ? NOON + 4 * HOUR : 0);
    }
    static const char *const told[] = {"kacho1", "kakari1"};
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        office_as(told[i]);
        assert_ok(ops_notices(OFFICE, office->arena, REPORT, &notices, &count));
        assert_int_equal(count, 1);
        assert_ok(ops_notice_read(OFFICE, notices[0].notice_no, NOON, REPORT));
        assert_ok(ops_notices(OFFICE, office->arena, REPORT, &notices, &count));
        assert_int_equal(count, 0);
    }
    office_as("joho1");
    assert_ok(ops_rights_review(OFFICE, NOON + DAY - 1, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "emergency") && !has_code(found, count, "emergency-overdue"));
    assert_ok(ops_rights_review(OFFICE, NOON + DAY, office->arena, REPORT, &found, &count));
    assert_true(has_code(found, count, "emergency-overdue"));
    office_as("fuka1");
    assert_int_equal(ops_emergency_review(OFFICE, no, text_of("よい"), NOON, REPORT), ERR_INPUT);
    office_as("kakari1");
    assert_ok(ops_emergency_review(OFFICE, no, text_of("正当"), NOON + HOUR, REPORT));
    assert_int_equal(ops_emergency_review(OFFICE, no, text_of("正当"), NOON, REPORT), ERR_INPUT);
    /* The manager's own is reviewed by another. */
    office_person("kakari2", "", "shikaku-chief");
    office_as("kakari1");
    assert_ok(ops_emergency_open(OFFICE, &set, text_of("災害の窓口"), NOON, REPORT, &no));
    assert_int_equal(ops_emergency_review(OFFICE, no, text_of("正当"), NOON, REPORT), ERR_INPUT);
}

/* AZ-20: a contractor has no business right in a real folder, whatever the rows say. */
static void a_contractor_sees_no_real_data(void **state)
{
    (void)state;
    int64_t no;
    staff();
    office_as("sys1");
    struct ops_user user = {.id = text_of("itaku1"), .staff_no = text_of("K-1"),
                            .name = text_of("委託 太郎"),
                            .section = text_of("委託先"), .office = text_of(""), .kind = USER_CONTRACTOR,
                            .from = date_of(2026, 6, 1), .until = date_of(2027, 4, 1)};
    assert_ok(ops_user_add(OFFICE, &user, NOON, REPORT));
    office_as("kacho1");
    assert_int_equal(ask(line_of(RIGHTS_GRANT, "itaku1", "premium.view"), &no), ERR_INPUT);
    give(line_of(RIGHTS_ASSIGN, "itaku1", "fuka"));
    struct operator_identity who = office_find("itaku1", "", NOON);
    for (int p = 0; p < PERM_COUNT; p++) {
        assert_false(operator_may(&who, (enum permission)p) &&
                     ops_permissions[p].class == CLASS_BUSINESS);
    }
}

/* TR-02: permission(user) ∩ permission(terminal), with its offices and files. */
static void a_terminal_cuts_what_a_person_may(void **state)
{
    (void)state;
    staff();
    office_sql("INSERT INTO ops_terminal SELECT 'mado-03', '1階窓口', '窓口', '', 20260101, "
               "99991231, 0, '', 1, "
               "9223372036854775807, 'sys1'");
    struct operator_identity who = office_find("fuka1", "mado-03", NOON);
    assert_int_equal(who.scope_count, 0); /* a terminal without rows opens nothing */
    struct rights_line line = line_of(RIGHTS_ASSIGN, "mado-03", "mado");
    line.holder_kind = HOLDER_TERMINAL;
    give(line);
    who = office_find("fuka1", "mado-03", NOON);
    assert_true(operator_may(&who, PERM_PREMIUM_VIEW));
    assert_false(operator_may(&who, PERM_PREMIUM_RUN)); /* he may, it may not */
    struct operator_identity admin = office_find("sys1", "mado-03", NOON);
    assert_int_equal(admin.scope_count, 0);
    line = line_of(RIGHTS_GRANT, "mado-03", "premium.run");
    line.holder_kind = HOLDER_TERMINAL;
    line.office = text_of("大久保");
    line.files = FILE_PREMIUM | FILE_COLLECTION;
    give(line);
    who = office_find("fuka1", "mado-03", NOON);
    assert_true(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("大久保"), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("戸塚"), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("大久保"), FILE_COLLECTION)); /* not his */
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN)); /* a command knows no terminal */
    who = office_find("fuka1", "mado-04", NOON); /* one that is not registered */
    assert_int_equal(who.scope_count, 0);
}

/* The store fails at its n-th call: a request is set whole or not at all. */
static void a_failing_store_sets_nothing_half(void **state)
{
    (void)state;
    int64_t no, n = 0;
    staff();
    office_as("kacho1");
    struct rights_line lines[] = {line_of(RIGHTS_UNASSIGN, "fuka1", "fuka"), line_of(RIGHTS_ASSIGN,
                                                                                     "fuka1", "shuno"),
                                  line_of(RIGHTS_DENY, "fuka1", "account.change")};
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
        IN_OFFICE(the_table_of_duties_is_what_holds),
        IN_OFFICE(each_right_stands_alone),
        IN_OFFICE(a_right_is_asked_approved_and_set),
        IN_OFFICE(nobody_gives_himself_anything),
        IN_OFFICE(rights_begin_and_end_on_their_day),
        IN_OFFICE(a_denial_wins),
        IN_OFFICE(a_right_reaches_its_office_and_files),
        IN_OFFICE(a_change_holds_within_a_minute),
        IN_OFFICE(a_mismatch_is_found),
        IN_OFFICE(the_comparison_is_signed_by_another),
        IN_OFFICE(the_first_second_person),
        IN_OFFICE(the_quarterly_review_lists_what_is_stale),
        IN_OFFICE(the_personnel_file_of_april),
        IN_OFFICE(a_broken_personnel_file_is_refused),
        IN_OFFICE(an_emergency_lasts_four_hours),
        IN_OFFICE(a_contractor_sees_no_real_data),
        IN_OFFICE(a_terminal_cuts_what_a_person_may),
        IN_OFFICE(a_failing_store_sets_nothing_half),
    };
    return fixture_run(argc, argv, "ops rights", tests, COUNT_OF(tests));
}
