/* The nightly list: exactly what a rule says, and nothing else; its review. */
#include "place.h"

#define TUESDAY INT64_C(1773100800000)     /* 2026-03-10 09:00 in Japan */
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

static void act(struct place *p, struct audit_log *log, const char *operator_id, const char *terminal,
                enum audit_kind kind, const char *event, int64_t addressee_no, int outcome, int64_t at)
{
    struct audit_subject subject = {addressee_no, 0};
    struct audit_event e = {.at = at, .kind = kind, .event = text_of(event), .operator_id = text_of(operator_id),
                            .terminal = text_of(terminal), .outcome = outcome, .subjects = &subject,
                            .subject_count = addressee_no != 0 ? 1 : 0, .result_count = 1};
    assert_ok(audit_append(log, &e, &p->report));
}

static void look(struct place *p, struct audit_log *log, const char *operator_id, int64_t addressee_no, int64_t at)
{
    act(p, log, operator_id, "mado-01", AUDIT_VIEW, "person.look", addressee_no, 0, at);
}

/* Closes a day; how many alerts of a code stand in the list, and the newest one of them. */
static int64_t close_day(struct place *p, struct audit_log *log, date day, const struct audit_knowledge *k)
{
    struct audit_day_result result;
    enum err e = audit_close_day(log, &p->folder, day, k, &p->report, &result);
    report_print(&p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_false(result.was_closed);
    return result.alerts;
}

static int64_t alerts_of(struct place *p, const char *code, const char *operator_id, const char *words)
{
    struct arena *arena = arena_new("test", 4 << 20);
    struct audit_alert *list = NULL;
    size_t count = 0;
    int64_t found = 0;
    assert_ok(audit_alerts(&p->folder, true, arena, &p->report, &list, &count));
    for (size_t i = 0; i < count; i++) {
        found += text_is(list[i].code, code) && text_is(list[i].operator_id, operator_id) &&
                         memmem(list[i].words.bytes, list[i].words.len, words, strlen(words)) != NULL
                     ? 1
                     : 0;
    }
    for (size_t i = 0; i < count && found == 0; i++) { /* what stands there instead */
        print_message("# %.*s %.*s %.*s\n", (int)list[i].code.len, list[i].code.bytes, (int)list[i].operator_id.len,
                      list[i].operator_id.bytes, (int)list[i].words.len, list[i].words.bytes);
    }
    arena_free(arena);
    return found;
}

/* DA-01: ten acts on a working day, at night, on a holiday, at the turn of the year. */
static void hours_of_the_ward(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    look(p, log, "day", 1, TUESDAY);                            /* 9:00 */
    look(p, log, "day", 1, TUESDAY + 10 * HOUR_MS);             /* 19:00, the evening counter */
    look(p, log, "early", 1, TUESDAY - HOUR_MS);                /* 8:00 is open */
    look(p, log, "night", 1, TUESDAY - HOUR_MS - 1);            /* 7:59:59.999 */
    look(p, log, "night", 1, TUESDAY + 10 * HOUR_MS + 15 * MINUTE_MS); /* 19:15 is closed */
    look(p, log, "holiday", 1, TUESDAY + 10 * DAY_MS);          /* 春分の日 */
    look(p, log, "saturday", 1, TUESDAY + 4 * DAY_MS);
    act(p, log, "", "", AUDIT_JOB, "job.end", 0, 0, TUESDAY + 14 * HOUR_MS); /* the night's batch is nobody's */
    act(p, log, "ended", "mado-01", AUDIT_LOGIN, "session.over", 0, 0, TUESDAY + 14 * HOUR_MS); /* nor is this his */
    int64_t december_29 = TUESDAY - 71 * DAY_MS;                /* 2025-12-29, a Monday */
    look(p, log, "yearend", 1, december_29);
    look(p, log, "before", 1, december_29 - 3 * DAY_MS);        /* 2025-12-26, a Friday */
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-01", "night", "開庁時間外の操作 2件（07:59 から 19:15）"), 1);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 20), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-01", "holiday", "休庁日の操作 1件"), 1);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 14), NULL), 1);
    assert_int_equal(close_day(p, log, date_of(2025, 12, 29), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-01", "yearend", "休庁日"), 1);
    assert_int_equal(close_day(p, log, date_of(2025, 12, 26), NULL), 0);
    audit_close(log);
}

/* DA-02, OP-10: failed log-ins, many log-ins, wide searches. */
static void logins_and_wide_searches(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 5; i++) {
        act(p, log, "five", "mado-01", AUDIT_LOGIN, "session.login", 0, 401, TUESDAY + i * MINUTE_MS);
        if (i < 4) {
            act(p, log, "four", "mado-02", AUDIT_LOGIN, "session.login", 0, 401, TUESDAY + i * MINUTE_MS);
        }
    }
    for (int i = 0; i < 31; i++) {
        act(p, log, "often", "mado-03", AUDIT_LOGIN, "session.login", 0, 0, TUESDAY + i * 10 * MINUTE_MS);
        if (i < 30) {
            act(p, log, "seldom", "mado-04", AUDIT_LOGIN, "session.login", 0, 0, TUESDAY + i * 10 * MINUTE_MS);
        }
    }
    struct audit_event wide = {.at = TUESDAY, .kind = AUDIT_VIEW, .event = text_of("search.look"),
                               .operator_id = text_of("wide"), .terminal = text_of("mado-05"), .result_count = 200};
    assert_ok(audit_append(log, &wide, &p->report));
    wide.operator_id = text_of("narrow");
    wide.result_count = 199;
    assert_ok(audit_append(log, &wide, &p->report));
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 3);
    assert_int_equal(alerts_of(p, "DA-02", "five", "失敗 5回"), 1);
    assert_int_equal(alerts_of(p, "DA-02", "often", "ログイン 31回"), 1);
    assert_int_equal(alerts_of(p, "DA-02", "wide", "200件"), 1);
    audit_close(log);
}

/* DA-02: the same below every limit, as a list of all users; a period ends before its last day. */
static void what_each_user_did(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    struct audit_count *list = NULL;
    size_t count = 0;
    struct audit_event search = {.at = TUESDAY, .kind = AUDIT_VIEW, .event = text_of("search.look"),
                                 .operator_id = text_of("ada"), .terminal = text_of("mado-01"), .result_count = 200};
    act(p, log, "ben", "mado-02", AUDIT_LOGIN, "session.login", 0, 401, TUESDAY);
    act(p, log, "ben", "mado-02", AUDIT_LOGIN, "session.login", 0, 0, TUESDAY + MINUTE_MS);
    act(p, log, "ben", "mado-02", AUDIT_LOGIN, "session.unlock", 0, 401, TUESDAY + 2 * MINUTE_MS);
    act(p, log, "ben", "mado-02", AUDIT_LOGIN, "session.logout", 0, 0, TUESDAY + 3 * MINUTE_MS);
    act(p, log, "ben", "mado-02", AUDIT_LOGIN, "session.login", 0, 0, TUESDAY + DAY_MS);
    look(p, log, "cho", 7, TUESDAY); /* neither a log-in nor a search */
    assert_ok(audit_append(log, &search, &p->report));
    search.result_count = 199;
    assert_ok(audit_append(log, &search, &p->report));
    struct arena *arena = arena_new("test", 4 << 20);
    assert_ok(audit_counts(&p->folder, date_of(2026, 3, 10), date_of(2026, 3, 11), arena, &p->report, &list, &count));
    assert_int_equal(count, 2);
    assert_true(text_is(list[0].operator_id, "ada") && text_is(list[1].operator_id, "ben"));
    assert_int_equal(list[0].searches, 2);
    assert_int_equal(list[0].wide, 1);
    assert_int_equal(list[0].widest, 200);
    assert_int_equal(list[0].logins + list[0].failed, 0);
    assert_int_equal(list[1].logins, 1);
    assert_int_equal(list[1].failed, 2);
    assert_ok(audit_counts(&p->folder, date_of(2026, 3, 10), date_of(2026, 3, 12), arena, &p->report, &list, &count));
    assert_int_equal(list[1].logins, 2);
    assert_ok(audit_counts(&p->folder, date_of(2026, 3, 12), date_of(2026, 3, 13), arena, &p->report, &list, &count));
    assert_int_equal(count, 0);
    arena_free(arena);
    audit_close(log);
}

/* DA-03: the 61st person within an hour; the same person again counts once; a longer time does not. */
static void sixty_one_persons_in_an_hour(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 61; i++) {
        look(p, log, "fast", 1000 + i, TUESDAY + i * 59 * 1000);            /* 61 in 59 minutes */
        look(p, log, "sixty", 1000 + i % 60, TUESDAY + i * 59 * 1000);      /* 60 persons */
        look(p, log, "slow", 1000 + i, TUESDAY + i * MINUTE_MS);            /* the 61st an hour after the first */
    }
    for (int i = 0; i < 20; i++) {
        act(p, log, "idle", "mado-01", AUDIT_VIEW, "search.look", 0, 0, TUESDAY + i * 1000);
        act(p, log, "busy", "mado-01", AUDIT_VIEW, "search.look", 0, 0, TUESDAY + i * 1000);
        if (i == 10) {
            look(p, log, "busy", 5, TUESDAY + i * 1000 + 500);
        }
    }
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 2);
    assert_int_equal(alerts_of(p, "DA-03", "fast", "1時間に 61人"), 1);
    assert_int_equal(alerts_of(p, "DA-03", "idle", "続けて 20回"), 1);
    audit_close(log);
}

static enum err is_beyond_duty(void *context, struct text operator_id, int64_t addressee_no, date day,
                               struct report *report, bool *ret)
{
    (void)report, (void)day;
    ++*(int *)context;
    *ret = addressee_no == 777 && !text_is(operator_id, "duty");
    return ERR_NONE;
}

static enum err relation(void *context, struct text operator_id, int64_t addressee_no, date day,
                         struct report *report, struct text *ret)
{
    (void)context, (void)report, (void)day;
    *ret = text_of(addressee_no == 55 && text_is(operator_id, "family") ? "同じ住所" : "");
    return ERR_NONE;
}

static enum err is_ended(void *context, struct text operator_id, date day, struct report *report, bool *ret)
{
    (void)context, (void)report, (void)day;
    *ret = text_is(operator_id, "gone");
    return ERR_NONE;
}

/* DA-04, DA-05, and of DA-10 the ID that is over. */
static void whom_it_was_about(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    int asked = 0;
    const struct audit_knowledge k = {&asked, is_beyond_duty, relation, is_ended};
    look(p, log, "duty", 777, TUESDAY);
    look(p, log, "other", 777, TUESDAY);
    look(p, log, "other", 777, TUESDAY + 1000); /* once a day */
    look(p, log, "other", 778, TUESDAY);
    look(p, log, "family", 55, TUESDAY);
    look(p, log, "duty", 55, TUESDAY);
    look(p, log, "gone", 1, TUESDAY);
    act(p, log, "duty", "mado-01", AUDIT_VIEW, "restricted.reveal", 777, 0, TUESDAY + 2000);
    act(p, log, "duty", "mado-01", AUDIT_VIEW, "restricted.reveal", 777, 0, TUESDAY + 3000); /* every one */
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), &k), 5);
    assert_int_equal(asked, 6);
    assert_int_equal(alerts_of(p, "DA-04", "other", "支援措置"), 1);
    assert_int_equal(alerts_of(p, "DA-04", "duty", "一時的な解除"), 2);
    assert_int_equal(alerts_of(p, "DA-05", "family", "同じ住所"), 1);
    assert_int_equal(alerts_of(p, "DA-10", "gone", "職員番号の使用"), 1);
    audit_close(log);
}

/* DA-10: twenty refusals within ten minutes. */
static void refusals_in_ten_minutes(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    for (int i = 0; i < 20; i++) {
        act(p, log, "twenty", "mado-01", AUDIT_REFUSED, "person.look", 0, 403, TUESDAY + i * 31 * 1000);
        act(p, log, "slow", "mado-02", AUDIT_REFUSED, "person.look", 0, 403, TUESDAY + i * 32 * 1000);
    }
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-10", "twenty", "10分に 20回"), 1);
    audit_close(log);
}

/* DA-11: a terminal never used before, but not the first of all; two terminals within five minutes. */
static void terminals(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    act(p, log, "a", "mado-01", AUDIT_VIEW, "menu.look", 0, 0, TUESDAY);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 0);
    act(p, log, "a", "mado-01", AUDIT_VIEW, "menu.look", 0, 0, TUESDAY + DAY_MS);
    act(p, log, "a", "mado-09", AUDIT_VIEW, "menu.look", 0, 0, TUESDAY + DAY_MS + 5 * MINUTE_MS);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 11), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-11", "a", "初めての端末「mado-09」"), 1);
    act(p, log, "a", "mado-09", AUDIT_VIEW, "menu.look", 0, 0, TUESDAY + 2 * DAY_MS);
    act(p, log, "a", "mado-01", AUDIT_VIEW, "menu.look", 0, 0, TUESDAY + 2 * DAY_MS + 5 * MINUTE_MS - 1);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 12), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-11", "a", "重なる操作 1回"), 1);
    audit_close(log);
}

static int64_t offset;
static int64_t set_offset(void) { return offset; }

/* DA-08, LG-11: a gap, a clock that was set, and a working day without a record. */
static void gaps_clocks_and_silence(void **state)
{
    struct place *p = *state;
    int64_t (*before)(void) = audit_clock_offset_ms;
    struct audit_log *log = place_log(p);
    look(p, log, "a", 1, TUESDAY);
    look(p, log, "a", 2, TUESDAY + 1000);
    look(p, log, "a", 3, TUESDAY + 2000);
    audit_close(log);
    place_tamper(p, "DELETE FROM audit_record WHERE record_no = 4294967298");
    audit_clock_offset_ms = set_offset;
    offset = 0;
    log = place_log(p);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 1);
    assert_int_equal(alerts_of(p, "DA-08", "", "1-2"), 1);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 11), NULL), 1); /* Wednesday, nobody */
    assert_int_equal(alerts_of(p, "DA-08", "", "1件もありません"), 1);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 14), NULL), 0); /* Saturday, nobody */
    audit_close(log);
    audit_clock_offset_ms = before;
}

static void a_day_is_closed_once_and_when_it_is_over(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    struct audit_day_result result;
    look(p, log, "night", 1, TUESDAY + 12 * HOUR_MS);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 1);
    assert_ok(audit_close_day(log, &p->folder, date_of(2026, 3, 10), NULL, &p->report, &result));
    assert_true(result.was_closed);
    assert_int_equal(alerts_of(p, "DA-01", "night", "開庁時間外"), 1);
    assert_int_equal(audit_close_day(log, &p->folder, audit_day_of(clock_now_ms()), NULL, &p->report, &result),
                     ERR_INPUT);
    audit_close(log);
    struct audit_proof proof;
    assert_ok(audit_verify(&p->folder, &p->report, &proof));
}

/* DA-12, AZ-18: who looked at it, when, what came of it; not he whom it is about; due after 35 days. */
static void an_alert_is_reviewed_by_somebody_else(void **state)
{
    struct place *p = *state;
    struct audit_log *log = place_log(p);
    struct operator_identity reviewer = {.id = "kansa1"}, himself = {.id = "night"};
    permission_add(&reviewer.permissions, PERM_AUDIT_REVIEW);
    permission_add(&himself.permissions, PERM_AUDIT_REVIEW);
    look(p, log, "night", 1, TUESDAY + 12 * HOUR_MS);
    assert_int_equal(close_day(p, log, date_of(2026, 3, 10), NULL), 1);
    assert_int_equal(audit_alert_review(log, &p->folder, 1, &himself, text_of("正当"), &p->report), ERR_INPUT);
    assert_true(place_reports(p, "自分のこと"));
    struct operator_identity nobody = {.id = "fuka1"};
    assert_int_equal(audit_alert_review(log, &p->folder, 1, &nobody, text_of("正当"), &p->report), ERR_INPUT);
    assert_int_equal(audit_alert_review(log, &p->folder, 1, &reviewer, text_of(""), &p->report), ERR_INPUT);
    assert_int_equal(audit_alert_review(log, &p->folder, 2, &reviewer, text_of("正当"), &p->report), ERR_INPUT);
    struct arena *arena = arena_new("test", 1 << 20);
    struct audit_alert *list;
    size_t count;
    assert_ok(audit_alerts(&p->folder, true, arena, &p->report, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(date_ymd(list[0].due), 20260414);
    assert_ok(audit_alert_review(log, &p->folder, 1, &reviewer, text_of("電話の応対。問題なし"), &p->report));
    assert_int_equal(audit_alert_review(log, &p->folder, 1, &reviewer, text_of("もう一度"), &p->report), ERR_INPUT);
    assert_ok(audit_alerts(&p->folder, true, arena, &p->report, &list, &count));
    assert_int_equal(count, 0);
    assert_ok(audit_alerts(&p->folder, false, arena, &p->report, &list, &count));
    assert_int_equal(count, 1);
    assert_true(text_is(list[0].reviewer, "kansa1") && list[0].reviewed_at > 0);
    arena_free(arena);
    audit_close(log);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        WITH_PLACE(hours_of_the_ward),
        WITH_PLACE(logins_and_wide_searches),
        WITH_PLACE(what_each_user_did),
        WITH_PLACE(sixty_one_persons_in_an_hour),
        WITH_PLACE(whom_it_was_about),
        WITH_PLACE(refusals_in_ten_minutes),
        WITH_PLACE(terminals),
        WITH_PLACE(gaps_clocks_and_silence),
        WITH_PLACE(a_day_is_closed_once_and_when_it_is_over),
        WITH_PLACE(an_alert_is_reviewed_by_somebody_else),
    };
    return fixture_run(argc, argv, "audit abnormal", tests, COUNT_OF(tests));
}
