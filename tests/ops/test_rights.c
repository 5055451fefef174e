/* 権限: the table of duties, scopes, days, denials, terminals, emergencies; both sides of each boundary. */
#include "office.h"

static bool has_code(const struct rights_finding *list, size_t count, const char *code)
{
    bool has = false;
    for (size_t i = 0; i < count; i++) {
        has = has || text_is(list[i].code, code);
    }
    return has;
}

/* EV-01, AZ-01, AZ-02: every duty x every permission: allowed exactly where the delivered table has a row. */
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

/* AZ-05, AZ-06, OP-05, OP-06: set for a later day, ended at a later day; the last day counts, the end does not. */
static void rights_begin_and_end_on_their_day(void **state)
{
    (void)state;
    int64_t no;
    office_staff();
    struct rights_line line = office_line(RIGHTS_GRANT, "fuka1", "output.media");
    line.until = date_open_end();
    office_as("kacho1");
    assert_int_equal(office_ask(line, &no), ERR_INPUT); /* every row ends some day */
    line.until = date_of(2026, 8, 1);
    line.from = date_of(2026, 6, 4);
    assert_int_equal(office_ask(line, &no), ERR_INPUT); /* not into the past */
    line.from = date_of(2026, 7, 1);
    office_give(line);
    static const struct {
        int month, day;
        bool may;
    } days[] = {{6, 5, false}, {6, 30, false}, {7, 1, true}, {7, 31, true}, {8, 1, false}};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        office_day(2026, days[i].month, days[i].day);
        assert_int_equal(office_may("fuka1", PERM_OUTPUT_MEDIA), days[i].may);
    }
    office_day(2026, 6, 5);
    struct rights_line end = office_line(RIGHTS_UNASSIGN, "fuka1", "fuka");
    end.from = date_of(2026, 7, 10); /* ended ahead of its day */
    office_give(end);
    office_day(2026, 7, 9);
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN));
    office_day(2026, 7, 10);
    assert_false(office_may("fuka1", PERM_PREMIUM_RUN));
    assert_true(office_may("fuka1", PERM_OUTPUT_MEDIA)); /* his own right runs on */
}

/* PM-02: deny rows win over the duty's. */
static void a_denial_wins(void **state)
{
    (void)state;
    office_staff();
    assert_true(office_may("fuka1", PERM_NUMBER_VIEW));
    office_give(office_line(RIGHTS_DENY, "fuka1", "number.view"));
    assert_false(office_may("fuka1", PERM_NUMBER_VIEW));
    assert_true(office_may("fuka1", PERM_NUMBER_SEARCH));
    office_give(office_line(RIGHTS_GRANT, "fuka1", "number.view")); /* given again beside it: still denied */
    assert_false(office_may("fuka1", PERM_NUMBER_VIEW));
    office_give(office_line(RIGHTS_REVOKE, "fuka1", "number.view"));
    assert_true(office_may("fuka1", PERM_NUMBER_VIEW));
}

/* AZ-10: a right of one office or one file reaches no other. */
static void a_right_reaches_its_office_and_files(void **state)
{
    (void)state;
    office_staff();
    office_person("mado1", "", "");
    struct rights_line line = office_line(RIGHTS_ASSIGN, "mado1", "mado");
    line.office = text_of("大久保");
    office_give(line);
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
    struct rights_line file = office_line(RIGHTS_DENY, "fuka1", "premium.view");
    file.files = FILE_PREMIUM;
    office_give(file);
    head = office_find("fuka1", "", NOON);
    assert_false(operator_may_in(&head, PERM_PREMIUM_VIEW, text_of(""), FILE_PREMIUM));
    assert_true(operator_may_in(&head, PERM_PREMIUM_VIEW, text_of(""), FILE_ELIGIBILITY));
    struct rights_line place = office_line(RIGHTS_DENY, "fuka1", "premium.view");
    place.office = text_of("戸塚");
    office_give(place);
    assert_false(office_may("fuka1", PERM_PREMIUM_VIEW));
}

/* AZ-15: a change through the program holds at the next look, one behind its back within 60 seconds. */
static void a_change_holds_within_a_minute(void **state)
{
    (void)state;
    office_staff();
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN));
    office_sql("DELETE FROM ops_right WHERE holder = 'fuka' AND subject = 'premium.run'");
    struct operator_identity who = office_find("fuka1", "", NOON + MINUTE - 1);
    assert_true(operator_may(&who, PERM_PREMIUM_RUN));
    who = office_find("fuka1", "", NOON + MINUTE);
    assert_false(operator_may(&who, PERM_PREMIUM_RUN));
    assert_true(operator_may(&who, PERM_PREMIUM_VIEW));
    office_give(office_line(RIGHTS_UNASSIGN, "fuka1", "fuka"));
    who = office_find("fuka1", "", NOON + MINUTE);
    assert_false(operator_may(&who, PERM_PREMIUM_VIEW)); /* at once */
}

/* PM-04: four hours, a reason, two managers told, reviewed by another; nothing of another class. */
static void an_emergency_lasts_four_hours(void **state)
{
    (void)state;
    struct permission_set set = {0}, admin = {0};
    struct ops_notice *notices;
    struct rights_finding *found;
    size_t count;
    int64_t no;
    office_staff();
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
    office_staff();
    office_as("sys1");
    struct ops_user user = {.id = text_of("itaku1"), .staff_no = text_of("K-1"),
                            .name = text_of("委託 太郎"),
                            .section = text_of("委託先"), .office = text_of(""), .kind = USER_CONTRACTOR,
                            .from = date_of(2026, 6, 1), .until = date_of(2027, 4, 1)};
    assert_ok(ops_user_add(OFFICE, &user, NOON, REPORT));
    office_as("kacho1");
    assert_int_equal(office_ask(office_line(RIGHTS_GRANT, "itaku1", "premium.view"), &no), ERR_INPUT);
    office_give(office_line(RIGHTS_ASSIGN, "itaku1", "fuka"));
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
    office_staff();
    office_sql("INSERT INTO ops_terminal SELECT 'mado-03', '1階窓口', '窓口', '', 20260101, "
               "99991231, 0, '', 1, "
               "9223372036854775807, 'sys1'");
    struct operator_identity who = office_find("fuka1", "mado-03", NOON);
    assert_int_equal(who.scope_count, 0); /* a terminal without rows opens nothing */
    struct rights_line line = office_line(RIGHTS_ASSIGN, "mado-03", "mado");
    line.holder_kind = HOLDER_TERMINAL;
    office_give(line);
    who = office_find("fuka1", "mado-03", NOON);
    assert_true(operator_may(&who, PERM_PREMIUM_VIEW));
    assert_false(operator_may(&who, PERM_PREMIUM_RUN)); /* he may, it may not */
    struct operator_identity admin = office_find("sys1", "mado-03", NOON);
    assert_int_equal(admin.scope_count, 0);
    line = office_line(RIGHTS_GRANT, "mado-03", "premium.run");
    line.holder_kind = HOLDER_TERMINAL;
    line.office = text_of("大久保");
    line.files = FILE_PREMIUM | FILE_COLLECTION;
    office_give(line);
    who = office_find("fuka1", "mado-03", NOON);
    assert_true(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("大久保"), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("戸塚"), FILE_PREMIUM));
    assert_false(operator_may_in(&who, PERM_PREMIUM_RUN, text_of("大久保"), FILE_COLLECTION)); /* not his */
    assert_true(office_may("fuka1", PERM_PREMIUM_RUN)); /* a command knows no terminal */
    who = office_find("fuka1", "mado-04", NOON); /* one that is not registered */
    assert_int_equal(who.scope_count, 0);
}

/* OP-04: the matrix holds the row behind every right, and grants what ops_operator_find() grants. */
static void the_matrix_is_what_is_enforced(void **state)
{
    (void)state;
    struct rights_matrix m;
    office_staff();
    office_person("mado1", "", "");
    struct rights_line place = office_line(RIGHTS_ASSIGN, "mado1", "mado");
    place.office = text_of("大久保");
    office_give(place);
    struct rights_line file = office_line(RIGHTS_DENY, "fuka1", "premium.view");
    file.files = FILE_PREMIUM;
    office_give(file);
    office_give(office_line(RIGHTS_DENY, "fuka1", "number.view"));
    struct rights_line later = office_line(RIGHTS_GRANT, "fuka1", "output.media");
    later.from = date_of(2026, 7, 1);
    office_give(later);
    assert_ok(ops_rights_matrix(OFFICE, date_of(2026, 6, 5), NOON, office->arena, REPORT, &m));
    assert_int_equal(m.user_count, 5);
    for (size_t u = 0; u < m.user_count; u++) {
        char id[33];
        ops_copy_text(id, sizeof(id), m.users[u].id);
        struct operator_identity who = office_find(id, "", NOON);
        for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            size_t rows = 0;
            for (size_t i = 0; i < m.line_count; i++) {
                const struct matrix_line *l = &m.lines[i];
                rows += l->holder_kind == HOLDER_PERSON && text_is(l->holder, id) && l->permission == p &&
                        !l->is_deny;
            }
            assert_int_equal(operator_may(&m.effective[u], p), operator_may(&who, p));
            const char *granted = rights_granted_words(&m.effective[u], p, office->arena);
            assert_int_equal(granted[0] != '\0', operator_may(&who, p));
            assert_true(rows > 0 || !operator_may(&who, p)); /* no right without its row */
            if (strcmp(id, "mado1") == 0 && operator_may(&who, p)) {
                assert_int_equal(strncmp(granted, "大久保／", strlen("大久保／")), 0);
            }
            if (strcmp(id, "fuka1") == 0 && p == PERM_PREMIUM_VIEW) {
                assert_string_equal(granted, "資格");
            }
        }
    }
    assert_false(operator_may(&m.effective[0], PERM_OUTPUT_MEDIA)); /* fuka1: from July */
    assert_true(text_is(m.users[0].id, "fuka1"));
    assert_ok(ops_rights_matrix(OFFICE, date_of(2026, 7, 1), NOON, office->arena, REPORT, &m));
    assert_true(operator_may(&m.effective[0], PERM_OUTPUT_MEDIA));
    assert_ok(ops_rights_matrix(OFFICE, date_of(2017, 7, 1), NOON, office->arena, REPORT, &m));
    assert_int_equal(m.user_count, 0);
    assert_int_equal(m.line_count, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(the_table_of_duties_is_what_holds),
        IN_OFFICE(each_right_stands_alone),
        IN_OFFICE(rights_begin_and_end_on_their_day),
        IN_OFFICE(a_denial_wins),
        IN_OFFICE(a_right_reaches_its_office_and_files),
        IN_OFFICE(a_change_holds_within_a_minute),
        IN_OFFICE(an_emergency_lasts_four_hours),
        IN_OFFICE(a_contractor_sees_no_real_data),
        IN_OFFICE(a_terminal_cuts_what_a_person_may),
        IN_OFFICE(the_matrix_is_what_is_enforced),
    };
    return fixture_run(argc, argv, "ops rights", tests, COUNT_OF(tests));
}
