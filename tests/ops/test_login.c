/* ログイン: password, code, lock, one-time values, policy; both sides of each boundary, time handed in. */
#include "office.h"

#include <stdlib.h>
#include <time.h>

#define ASSERT_RESULT(answer, expected) assert_int_equal((answer).result, (expected))

static void append(char *to, size_t size, const char *words)
{
    size_t n = strlen(to);
    snprintf(to + n, size - n, "%s", words);
}

static enum err check_password(const char *password)
{
    struct login_policy policy;
    report_clear(REPORT);
    assert_ok(login_policy_read(&office->s.folder, office->s.folder.business_date, REPORT,
                                &policy));
    return login_password_check(&office->s.folder, &policy, text_of(password), text_of("fuka1"),
                                REPORT);
}

/* AU-05: 7 characters refused, 8 taken, 64 with blanks and Japanese taken, the ward's own minimum is 15. */
static void the_length_of_a_password_is_counted_in_characters(void **state)
{
    (void)state;
    char longest[3 * 129 + 1] = "";
    assert_int_equal(check_password("kx7 wq2"), ERR_INPUT);
    assert_ok(check_password("kx7 wq2m"));
    assert_ok(check_password("あさひ まちの七番"));
    assert_int_equal(check_password("かなもじ七文字"), ERR_INPUT);
    for (int i = 0; i < 64; i++) {
        append(longest, sizeof(longest), i % 9 == 8 ? " " : i % 2 == 0 ? "と" : "x");
    }
    assert_int_equal(utf8_characters(longest, strlen(longest)), 64);
    assert_ok(check_password(longest));
    for (int i = 64; i < 128; i++) {
        append(longest, sizeof(longest), i % 2 == 0 ? "う" : "み");
    }
    assert_ok(check_password(longest));
    append(longest, sizeof(longest), "x");
    assert_int_equal(check_password(longest), ERR_INPUT);
    assert_int_equal(check_password("kx7 wq2m\n"), ERR_INPUT);

    struct data_folder delivered = office->s.folder;
    struct login_policy policy;
    snprintf(delivered.municipality, sizeof(delivered.municipality), "999999");
    assert_ok(login_policy_read(&delivered, date_of(2026, 6, 5), REPORT, &policy));
    assert_int_equal(policy.password_min, 15);
    assert_int_equal(policy.password_days, 90); /* AU-07: on in the ward's profile */
    assert_int_equal(policy.password_history, 5);
    assert_int_equal(policy.failures_max, 5);
    assert_int_equal(policy.failure_minutes, 15);
    assert_int_equal(policy.one_time_hours, 24);
}

/* AU-06: three thousand words of the list are refused, in capitals and with blanks too. */
static void common_passwords_are_refused(void **state)
{
    (void)state;
    char path[700], line[128];
    int tried = 0, total = 0;
    snprintf(path, sizeof(path), "%s/national/ops/common_passwords.txt", office->s.folder.params);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    while (fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#') {
            continue;
        }
        total++;
        if (utf8_characters(line, strlen(line)) >= 8 && tried < 3000) {
            tried++;
            assert_int_equal(check_password(line), ERR_INPUT);
        }
    }
    fclose(f);
    assert_int_equal(tried, 3000);
    assert_true(total > 3000);
    static const char *const others[] = {"PassWord1234", "pass word 1234", "zzzzzzzzzzz", "abcdefghij",
                                         "9876543210",   "fuka1fuka1",     "Fuka1-2026",  "shinjuku2026"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(check_password(others[i]), ERR_INPUT);
    }
    assert_ok(check_password("kawara no ishi 41"));
}

/* A policy that is weaker than the catalogue is refused, not used. */
static void a_weak_policy_is_refused(void **state)
{
    (void)state;
    struct login_policy policy;
    static const char *const weak[] = {"password_min=7", "password_max=63", "failures_max=11",
                                       "one_time_hours=73", "argon_mib=7", "password_history=0"};
    for (size_t i = 0; i < COUNT_OF(weak); i++) {
        office_policy(weak[i]);
        assert_int_equal(login_policy_read(&office->s.folder, date_of(2026, 6, 5), REPORT,
                                           &policy),
                         ERR_INPUT);
    }
    office_policy("");
    assert_int_equal(login_policy_read(&office->s.folder, date_of(2018, 3, 31), REPORT, &policy),
                     ERR_INPUT); /* no row of that day */
    assert_ok(login_policy_read(&office->s.folder, date_of(2018, 4, 1), REPORT, &policy));
}

/* AU-02, AU-03: number, password and code together; nothing less. */
static void log_in_needs_all_three(void **state)
{
    (void)state;
    char code[7];
    office_person("fuka1", "job.view", "");
    office_code("fuka1", NOON, 0, code);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, "", NOON), LOGIN_WRONG);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, "12345", NOON), LOGIN_WRONG);
    ASSERT_RESULT(office_login("fuka1", "", code, NOON), LOGIN_WRONG);
    ASSERT_RESULT(office_login("fuka2", PASSWORD, code, NOON), LOGIN_WRONG);
    struct login_answer in = office_login("fuka1", PASSWORD, code, NOON);
    ASSERT_RESULT(in, LOGIN_OK);
    assert_string_equal(in.operator.id, "fuka1");
    assert_true(operator_may(&in.operator, PERM_JOB_VIEW));
    assert_false(operator_may(&in.operator, PERM_PREMIUM_VIEW));
    struct login_answer out = office_login("fuka1", PASSWORD, code, NOON);
    assert_string_equal(out.operator.id, ""); /* who is refused is nobody */
}

/* A code is accepted once; steps -1, 0 and +1 of the clock, not -2 and +2. */
static void a_code_is_taken_once(void **state)
{
    (void)state;
    char code[7], later[7];
    office_policy("failures_max=10");
    office_person("fuka1", "job.view", "");
    office_code("fuka1", NOON, -2, code);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, code, NOON), LOGIN_WRONG);
    office_code("fuka1", NOON, 2, code);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, code, NOON), LOGIN_WRONG);
    office_code("fuka1", NOON, -1, code);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, code, NOON), LOGIN_OK);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, code, NOON), LOGIN_WRONG);
    office_code("fuka1", NOON, 1, later);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, later, NOON), LOGIN_OK);
    office_code("fuka1", NOON, 0, code); /* older than the last one used */
    ASSERT_RESULT(office_login("fuka1", PASSWORD, code, NOON), LOGIN_WRONG);
    ASSERT_RESULT(office_login("fuka1", PASSWORD, later, NOON + MINUTE), LOGIN_WRONG);
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + MINUTE), LOGIN_OK);
}

/* AU-09: the fifth failure inside 15 minutes locks; the right password does not open; release by another. */
static void five_failures_lock_until_somebody_releases(void **state)
{
    (void)state;
    office_person("fuka1", "job.view", "");
    office_person("sys1", "", "shomu");
    for (int i = 0; i < 4; i++) {
        struct login_answer a = office_enter("fuka1", "wrong wrong wrong", NOON + i * MINUTE);
        ASSERT_RESULT(a, LOGIN_WRONG);
        assert_false(a.has_locked);
    }
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + 5 * MINUTE), LOGIN_OK); /* four are four */
    for (int i = 0; i < 4; i++) {
        ASSERT_RESULT(office_enter("fuka1", "wrong wrong wrong", NOON + HOUR + i * MINUTE), LOGIN_WRONG);
    }
    struct login_answer fifth = office_enter("fuka1", "wrong wrong wrong", NOON + HOUR + 14 * MINUTE);
    ASSERT_RESULT(fifth, LOGIN_LOCKED);
    assert_true(fifth.has_locked);
    struct login_answer after = office_enter("fuka1", PASSWORD, NOON + HOUR + 15 * MINUTE);
    ASSERT_RESULT(after, LOGIN_LOCKED);
    assert_false(after.has_locked); /* once */
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + 40 * DAY), LOGIN_LOCKED);

    office_as("fuka1");
    assert_int_equal(ops_lock_release(OFFICE, text_of("fuka1"), NOON, REPORT), ERR_INPUT);
    office_as("sys1");
    assert_int_equal(ops_lock_release(OFFICE, text_of("sys1"), NOON, REPORT), ERR_INPUT);
    assert_int_equal(ops_lock_release(OFFICE, text_of("nobody"), NOON, REPORT), ERR_INPUT);
    assert_ok(ops_lock_release(OFFICE, text_of("fuka1"), NOON + 40 * DAY, REPORT));
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + 40 * DAY + MINUTE), LOGIN_OK);
}

/* AU-09: the window slides: the first failure is forgotten after exactly 15 minutes. */
static void failures_are_counted_in_a_sliding_window(void **state)
{
    (void)state;
    office_person("early", "job.view", "");
    office_person("late", "job.view", "");
    for (int i = 0; i < 4; i++) {
        ASSERT_RESULT(office_enter("early", "wrong wrong wrong", NOON + i * MINUTE), LOGIN_WRONG);
        ASSERT_RESULT(office_enter("late", "wrong wrong wrong", NOON + i * MINUTE), LOGIN_WRONG);
    }
    ASSERT_RESULT(office_enter("early", "wrong wrong wrong", NOON + 15 * MINUTE - 1), LOGIN_LOCKED);
    ASSERT_RESULT(office_enter("late", "wrong wrong wrong", NOON + 15 * MINUTE), LOGIN_WRONG);
    ASSERT_RESULT(office_enter("late", "wrong wrong wrong", NOON + 16 * MINUTE - 1), LOGIN_LOCKED);
}

/* AU-23: a wrong code counts like a wrong password. */
static void a_wrong_code_counts_like_a_wrong_password(void **state)
{
    (void)state;
    char code[7];
    office_person("fuka1", "job.view", "");
    for (int i = 0; i < 5; i++) {
        office_code("fuka1", NOON, 0, code);
        code[5] = code[5] == '9' ? '0' : (char)(code[5] + 1);
        ASSERT_RESULT(office_login("fuka1", PASSWORD, code, NOON), i < 4 ? LOGIN_WRONG : LOGIN_LOCKED);
    }
}

/* AU-10: a number that is not registered answers like one that is, word for word, and locks like it. */
static void an_unknown_number_answers_like_a_known_one(void **state)
{
    (void)state;
    office_person("fuka1", "job.view", "");
    for (int i = 0; i < 6; i++) {
        struct login_answer known = office_enter("fuka1", "wrong wrong wrong", NOON + i);
        struct login_answer unknown = office_login("fuka2", "wrong wrong wrong", "000000", NOON + i);
        assert_int_equal(known.result, unknown.result);
        assert_string_equal(known.words, unknown.words);
        assert_int_equal(known.has_locked, unknown.has_locked);
    }
    /* What was typed as a number stands nowhere. */
    assert_int_equal(office_number("SELECT count(*) FROM ops_stranger WHERE id_digest LIKE '%fuka2%'"), 0);
    assert_int_equal(office_number("SELECT count(*) FROM ops_stranger"), 1);
}

static int64_t nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* AU-10: the medians of 200 tries of each kind differ by less than 50 ms. */
static void an_unknown_number_takes_as_long_as_a_known_one(void **state)
{
    (void)state;
    enum { TRIES = 200 };
    static int64_t known[TRIES], unknown[TRIES];
    office_person("fuka1", "job.view", "");
    for (int i = 0; i < TRIES; i++) {
        char id[16];
        snprintf(id, sizeof(id), "x%d", i);
        int64_t a = nanoseconds();
        (void)office_login("fuka1", "wrong wrong wrong", "000000", NOON + i * HOUR);
        int64_t b = nanoseconds();
        (void)office_login(id, "wrong wrong wrong", "000000", NOON + i * HOUR);
        known[i] = b - a;
        unknown[i] = nanoseconds() - b;
    }
    qsort(known, TRIES, sizeof(known[0]), by_size);
    qsort(unknown, TRIES, sizeof(unknown[0]), by_size);
    assert_true(llabs(known[TRIES / 2] - unknown[TRIES / 2]) < 50000000);
}

/* AU-11: Argon2id with salt; other parameters in the policy make a new hash at the next log-in. */
static void a_hash_follows_the_policy(void **state)
{
    (void)state;
    struct credential before, after;
    struct text id = text_of("fuka1");
    office_person("fuka1", "job.view", "");
    office_person("fuka2", "job.view", "");
    assert_ok(credential_find(OFFICE, id, REPORT, &before));
    assert_memory_equal(before.hash, "$argon2id$v=19$m=8192,t=1,p=1$", 30);
    assert_ok(credential_find(OFFICE, text_of("fuka2"), REPORT, &after));
    assert_string_not_equal(before.hash, after.hash); /* the same password, another salt */

    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON), LOGIN_OK);
    assert_ok(credential_find(OFFICE, id, REPORT, &after));
    assert_string_equal(before.hash, after.hash);
    office_policy("argon_passes=2");
    ASSERT_RESULT(office_enter("fuka1", "wrong wrong wrong", NOON + MINUTE), LOGIN_WRONG);
    assert_ok(credential_find(OFFICE, id, REPORT, &after));
    assert_string_equal(before.hash, after.hash);
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + 2 * MINUTE), LOGIN_OK);
    assert_ok(credential_find(OFFICE, id, REPORT, &after));
    assert_memory_equal(after.hash, "$argon2id$v=19$m=8192,t=2,p=1$", 30);
    assert_int_equal(after.password_no, before.password_no);
    assert_int_equal(after.set_at, before.set_at); /* the same password: its age goes on */
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + 3 * MINUTE), LOGIN_OK);
}

/* AU-07, OP-02: after exactly so many days only the change is open. */
static void an_old_password_must_be_changed(void **state)
{
    (void)state;
    struct credential c;
    office_person("fuka1", "job.view", "");
    assert_ok(credential_find(OFFICE, text_of("fuka1"), REPORT, &c));
    office_policy("password_days=90");
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, c.set_at + 90 * DAY - 1), LOGIN_OK);
    int64_t now = c.set_at + 90 * DAY + MINUTE;
    struct login_answer old = office_enter("fuka1", PASSWORD, now);
    ASSERT_RESULT(old, LOGIN_MUST_CHANGE_PASSWORD);
    assert_string_equal(old.operator.id, "fuka1");
    assert_ok(ops_password_change(OFFICE, text_of("fuka1"), text_of(PASSWORD),
                                  text_of("atarashii kotoba"), now, REPORT));
    ASSERT_RESULT(office_enter("fuka1", "atarashii kotoba", now + MINUTE), LOGIN_OK);
    office_policy("password_days=0");
    ASSERT_RESULT(office_enter("fuka1", "atarashii kotoba", now + 4000 * DAY), LOGIN_OK);
}

static enum err change(const char *old, const char *new, int64_t now)
{
    report_clear(REPORT);
    return ops_password_change(OFFICE, text_of("fuka1"), text_of(old), text_of(new), now,
                               REPORT);
}

/* AU-08: the last five are refused, the sixth back is taken. */
static void the_last_passwords_are_not_taken_again(void **state)
{
    (void)state;
    static const char *const words[] = {"ichi no kotoba", "ni no kotoba", "san no kotoba", "yon no kotoba",
                                        "go no kotoba"};
    office_person("fuka1", "job.view", "");
    assert_int_equal(change(PASSWORD, PASSWORD, NOON), ERR_INPUT);
    const char *now_is = PASSWORD;
    for (size_t i = 0; i < 4; i++) {
        assert_ok(change(now_is, words[i], NOON + (int64_t)i));
        now_is = words[i];
        assert_int_equal(change(now_is, PASSWORD, NOON), ERR_INPUT); /* still among the last five */
        assert_true(office_said("前に使った"));
    }
    assert_ok(change(now_is, words[4], NOON));
    assert_ok(change(words[4], PASSWORD, NOON));
    assert_int_equal(change("not the password", "kawara no ishi 41", NOON), ERR_INPUT);
    assert_int_equal(change(PASSWORD, "password1234", NOON), ERR_INPUT);
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON), LOGIN_OK);
}

/* AU-08, AU-12: a one-time value leads to the change, works once, and not after 24 hours. */
static void a_one_time_value_serves_once_and_a_day(void **state)
{
    (void)state;
    char one[ONE_TIME_BYTES], two[ONE_TIME_BYTES];
    struct text id = text_of("fuka1");
    office_person("fuka1", "job.view", "");
    office_person("sys1", "", "shomu");
    office_as("fuka1");
    assert_int_equal(ops_password_reset(OFFICE, id, NOON, REPORT, one), ERR_INPUT);
    office_as("sys1");
    assert_int_equal(ops_password_reset(OFFICE, text_of("sys1"), NOON, REPORT, one), ERR_INPUT);
    assert_ok(ops_password_reset(OFFICE, id, NOON, REPORT, one));
    assert_int_equal(strlen(one), ONE_TIME_BYTES - 1);
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON + MINUTE), LOGIN_WRONG); /* the old one is over */
    ASSERT_RESULT(office_enter("fuka1", one, NOON + DAY), LOGIN_EXPIRED);
    ASSERT_RESULT(office_enter("fuka1", one, NOON + DAY - MINUTE), LOGIN_WRONG); /* a code of before */

    assert_ok(ops_password_reset(OFFICE, id, NOON + 2 * DAY, REPORT, two));
    assert_string_not_equal(one, two);
    ASSERT_RESULT(office_enter("fuka1", two, NOON + 3 * DAY - 1), LOGIN_MUST_CHANGE_PASSWORD);
    ASSERT_RESULT(office_enter("fuka1", two, NOON + 3 * DAY + MINUTE), LOGIN_EXPIRED); /* second use */
    assert_int_equal(change(two, two, NOON + 3 * DAY), ERR_INPUT); /* not itself */
    assert_int_equal(change(two, "kawara no ishi 41", NOON + 3 * DAY - 1 + 30 * MINUTE), ERR_INPUT);
    assert_ok(change(two, "kawara no ishi 41", NOON + 3 * DAY - 2 + 30 * MINUTE));
    ASSERT_RESULT(office_enter("fuka1", "kawara no ishi 41", NOON + 4 * DAY), LOGIN_OK);
}

/* AU-22: last success and last failure before this one, and how many failures in between. */
static void the_answer_tells_what_happened_before(void **state)
{
    (void)state;
    office_person("fuka1", "job.view", "");
    struct login_answer first = office_enter("fuka1", PASSWORD, NOON);
    assert_int_equal(first.last_ok_at, 0);
    assert_int_equal(first.last_failed_at, 0);
    (void)office_enter("fuka1", "wrong wrong wrong", NOON + HOUR);
    (void)office_enter("fuka1", "wrong wrong wrong", NOON + 2 * HOUR);
    struct login_answer second = office_enter("fuka1", PASSWORD, NOON + 3 * HOUR);
    assert_int_equal(second.last_ok_at, NOON);
    assert_int_equal(second.last_failed_at, NOON + 2 * HOUR);
    assert_int_equal(second.failures, 2);
    assert_int_equal(office_enter("fuka1", PASSWORD, NOON + 4 * HOUR).failures, 0);
}

/* AU-20: the password again; a wrong one counts, five lock the log-in too. */
static void step_up_asks_for_the_password_again(void **state)
{
    (void)state;
    enum login_result result;
    struct text id = text_of("fuka1");
    office_person("fuka1", "job.view", "");
    assert_ok(ops_step_up(OFFICE, id, text_of(PASSWORD), NOON, REPORT, &result));
    assert_int_equal(result, LOGIN_OK);
    for (int i = 0; i < 5; i++) {
        assert_ok(ops_step_up(OFFICE, id, text_of("wrong"), NOON, REPORT, &result));
        assert_int_equal(result, i < 4 ? LOGIN_WRONG : LOGIN_LOCKED);
    }
    assert_ok(ops_step_up(OFFICE, id, text_of(PASSWORD), NOON, REPORT, &result));
    assert_int_equal(result, LOGIN_LOCKED);
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON), LOGIN_LOCKED);
}

static struct ops_user user_of(const char *id, const char *staff_no, enum user_kind kind, date from,
                               date until)
{
    return (struct ops_user){.id = text_of(id),
                             .staff_no = text_of(staff_no),
                             .name = text_of("登録 花子"),
                             .section = text_of("資格係"),
                             .office = text_of(""),
                             .kind = kind,
                             .from = from,
                             .until = until};
}

static enum err add_user(struct ops_user user)
{
    report_clear(REPORT);
    return ops_user_add(OFFICE, &user, NOON, REPORT);
}

/* AU-01, OP-01: one id a person; no id without a staff number; a number is on one id, today and before. */
static void one_person_has_one_id(void **state)
{
    (void)state;
    date from = date_of(2026, 6, 1), end = date_open_end();
    office_person("sys1", "", "shomu");
    office_as("sys1");
    assert_ok(add_user(user_of("toroku1", "100001", USER_REGULAR, from, end)));
    assert_int_equal(add_user(user_of("toroku2", "100001", USER_REGULAR, from, end)), ERR_INPUT);
    assert_int_equal(add_user(user_of("toroku1", "100002", USER_REGULAR, from, end)), ERR_INPUT);
    assert_int_equal(add_user(user_of("toroku3", "", USER_REGULAR, from, end)), ERR_INPUT);
    assert_int_equal(add_user(user_of("to roku", "100003", USER_REGULAR, from, end)), ERR_INPUT);
    assert_int_equal(add_user(user_of("toroku1", "100001", USER_REGULAR, from, end)), ERR_INPUT);
    /* After the end the person comes back with the same id; another person does not get it. */
    assert_ok(ops_user_end(OFFICE, text_of("toroku1"), date_of(2026, 6, 5), NOON, REPORT));
    assert_int_equal(add_user(user_of("toroku1", "100009", USER_REGULAR, date_of(2026, 7, 1), end)),
                     ERR_INPUT);
    assert_int_equal(add_user(user_of("toroku9", "100001", USER_REGULAR, date_of(2026, 7, 1), end)),
                     ERR_INPUT);
    assert_ok(add_user(user_of("toroku1", "100001", USER_REGULAR, date_of(2026, 7, 1), end)));
    assert_int_equal(office_number("SELECT count(*) FROM ops_user WHERE operator_id = 'toroku1'"), 3);
    office_person("fuka1", "premium.view", "");
    office_as("fuka1");
    assert_int_equal(add_user(user_of("toroku4", "100004", USER_REGULAR, from, end)), ERR_INPUT);
}

/* AU-13, AU-14: first and last day at every look; temporary staff has an end; an early end holds at once. */
static void the_period_of_a_user_holds_at_every_look(void **state)
{
    (void)state;
    office_person("sys1", "", "shomu");
    office_as("sys1");
    assert_int_equal(add_user(user_of("nin1", "200001", USER_TEMPORARY, date_of(2026, 6, 5),
                                      date_open_end())),
                     ERR_INPUT);
    assert_true(office_said("終わりの日"));
    assert_ok(add_user(user_of("nin1", "200001", USER_TEMPORARY, date_of(2026, 6, 5), date_of(2026, 9,
                                                                                              1))));
    office_day(2026, 6, 4);
    assert_string_equal(office_find("nin1", "", NOON).id, "");
    office_day(2026, 6, 5);
    assert_string_equal(office_find("nin1", "", NOON).id, "nin1");
    office_day(2026, 8, 31);
    assert_string_equal(office_find("nin1", "", NOON).id, "nin1");
    office_day(2026, 9, 1);
    assert_string_equal(office_find("nin1", "", NOON).id, "");
    office_day(2026, 7, 1);
    assert_int_equal(ops_user_end(OFFICE, text_of("nin1"), date_of(2026, 12, 1), NOON, REPORT),
                     ERR_INPUT); /* never longer */
    assert_int_equal(ops_user_end(OFFICE, text_of("sys1"), date_of(2026, 7, 1), NOON, REPORT),
                     ERR_INPUT); /* not himself */
    assert_ok(ops_user_end(OFFICE, text_of("nin1"), date_of(2026, 7, 1), NOON, REPORT));
    assert_string_equal(office_find("nin1", "", NOON).id, ""); /* the very next look */
    office_day(2026, 6, 30);
    assert_string_equal(office_find("nin1", "", NOON).id, "nin1"); /* as it was then */
}

/* AU-13: outside of the period the right password and code answer that it is over, a wrong one does not. */
static void log_in_outside_of_the_period_is_told_to_the_person_alone(void **state)
{
    (void)state;
    office_person("sys1", "", "shomu");
    office_person("fuka1", "job.view", "");
    office_as("sys1");
    assert_ok(ops_user_end(OFFICE, text_of("fuka1"), office->s.folder.business_date, NOON,
                           REPORT));
    ASSERT_RESULT(office_enter("fuka1", "wrong wrong wrong", NOON), LOGIN_WRONG);
    struct login_answer a = office_enter("fuka1", PASSWORD, NOON);
    ASSERT_RESULT(a, LOGIN_EXPIRED);
    assert_string_equal(a.operator.id, "");
}

/* AU-15: a service account has rights for its commands and no log-in, and answers like a stranger. */
static void a_service_account_does_not_log_in(void **state)
{
    (void)state;
    char one[ONE_TIME_BYTES];
    office_person("sys1", "", "shomu");
    office_as("sys1");
    assert_ok(add_user(user_of("batch1", "S-0001", USER_SERVICE, date_of(2026, 6, 1), date_open_end())));
    assert_int_equal(ops_password_reset(OFFICE, text_of("batch1"), NOON, REPORT, one), ERR_INPUT);
    struct login_answer a = office_login("batch1", "", "", NOON);
    struct login_answer b = office_login("nobody", "", "", NOON);
    ASSERT_RESULT(a, LOGIN_WRONG);
    assert_string_equal(a.words, b.words);
    /* Also when somebody put a password into the table. */
    office_person("fuka1", "job.view", "");
    office_sql("UPDATE ops_user SET kind = 4 WHERE operator_id = 'fuka1'");
    ASSERT_RESULT(office_enter("fuka1", PASSWORD, NOON), LOGIN_WRONG);
    assert_string_equal(office_find("fuka1", "", NOON).id, "fuka1");
}

/* AU-24: the delivered tables have duties and no user; and the secret of a code is not readable in them. */
static void nothing_delivered_logs_in(void **state)
{
    (void)state;
    assert_int_equal(office_number("SELECT count(*) FROM ops_user"), 0);
    assert_int_equal(office_number("SELECT count(*) FROM ops_credential"), 0);
    assert_int_equal(office_number("SELECT count(*) FROM ops_password"), 0);
    office_person("fuka1", "job.view", "");
    office_person("fuka2", "job.view", "");
    struct credential c;
    assert_ok(credential_find(OFFICE, text_of("fuka1"), REPORT, &c));
    /* A sealed secret moved to another person does not open. */
    office_sql("UPDATE ops_credential SET code_secret = "
               "(SELECT code_secret FROM ops_credential WHERE operator_id = "
               "'fuka1'), code_nonce = (SELECT code_nonce FROM ops_credential WHERE operator_id = 'fuka1') "
               "WHERE operator_id = 'fuka2'");
    assert_int_equal(credential_find(OFFICE, text_of("fuka2"), REPORT, &c), ERR_WORLD);
}

/* The store fails at its n-th call: either all of an attempt is recorded or nothing,
 * and nobody is in. */
static void a_failing_store_lets_nobody_in(void **state)
{
    (void)state;
    char code[7];
    office_person("fuka1", "job.view", "");
    office_code("fuka1", NOON, 0, code);
    struct login_attempt attempt = {.id = text_of("fuka1"),
                                    .password = text_of(PASSWORD),
                                    .code = text_of(code),
                                    .terminal = text_of(""),
                                    .now = NOON};
    enum err e = ERR_WORLD;
    int64_t n = 0;
    while (e != ERR_NONE) {
        struct login_answer answer = {.result = LOGIN_WRONG};
        assert_true(++n < 100);
        store_fail_at(STORE, n);
        e = ops_login(OFFICE, &attempt, REPORT, &answer);
        store_fail_at(STORE, 0);
        if (e != ERR_NONE) {
            assert_int_equal(e, ERR_WORLD);
            assert_int_equal(answer.result, LOGIN_WRONG);
            if (office_number("SELECT last_ok_at FROM ops_credential WHERE operator_id = 'fuka1'") != 0) {
                break; /* the log-in was recorded; the look at his rights failed after it */
            }
            assert_int_equal(
                office_number("SELECT code_last_step FROM ops_credential WHERE operator_id = 'fuka1'"), 0);
        } else {
            assert_int_equal(answer.result, LOGIN_OK);
        }
    }
    assert_true(n > 3);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(the_length_of_a_password_is_counted_in_characters),
        IN_OFFICE(common_passwords_are_refused),
        IN_OFFICE(a_weak_policy_is_refused),
        IN_OFFICE(log_in_needs_all_three),
        IN_OFFICE(a_code_is_taken_once),
        IN_OFFICE(five_failures_lock_until_somebody_releases),
        IN_OFFICE(failures_are_counted_in_a_sliding_window),
        IN_OFFICE(a_wrong_code_counts_like_a_wrong_password),
        IN_OFFICE(an_unknown_number_answers_like_a_known_one),
        IN_OFFICE(an_unknown_number_takes_as_long_as_a_known_one),
        IN_OFFICE(a_hash_follows_the_policy),
        IN_OFFICE(an_old_password_must_be_changed),
        IN_OFFICE(the_last_passwords_are_not_taken_again),
        IN_OFFICE(a_one_time_value_serves_once_and_a_day),
        IN_OFFICE(the_answer_tells_what_happened_before),
        IN_OFFICE(step_up_asks_for_the_password_again),
        IN_OFFICE(one_person_has_one_id),
        IN_OFFICE(the_period_of_a_user_holds_at_every_look),
        IN_OFFICE(log_in_outside_of_the_period_is_told_to_the_person_alone),
        IN_OFFICE(a_service_account_does_not_log_in),
        IN_OFFICE(nothing_delivered_logs_in),
        IN_OFFICE(a_failing_store_lets_nobody_in),
    };
    return fixture_run(argc, argv, "ops log-in", tests, COUNT_OF(tests));
}
