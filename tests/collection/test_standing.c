/* What stands beside a charge: 督促, stays and 速報, and that an extraction sees each of them move. */
#include "payer.h"

#include "collection/moved.h"
#include "collection/standings.h"

/* CO-38, CO-18: 延滞金 is claimed once there is a dunning notice; a second one is refused; one withdrawn is none. */
static void test_dunning_and_late_charge(void **state)
{
    struct ward *w = *state;
    struct arena *arena = arena_new("試験", (size_t)128 << 20);
    const struct collection_law *law;
    struct collection_extra extra;
    levied(w);
    assert_int_equal(collection_law_of(&w->chief, arena, &w->report, &law), ERR_NONE);
    struct collection_charge c = charge(w, 1);
    date day = date_of(2026, 12, 31); /* of the year after no rate is known yet: that is said, not guessed */
    assert_int_equal(collection_extra_on(w->chief.store, law, &c, date_of(2027, 1, 1), arena, NULL, &w->report,
                                         &extra),
                     ERR_INPUT);
    assert_int_equal(collection_extra_on(w->chief.store, law, &c, c.due, arena, NULL, &w->report, &extra),
                     ERR_NONE);
    assert_int_equal(extra.late_charge, 0); /* on the due date nothing bears */
    assert_int_equal(collection_extra_on(w->chief.store, law, &c, day, arena, NULL, &w->report, &extra),
                     ERR_NONE);
    assert_false(extra.is_fixed);
    assert_int_not_equal(extra.claim, LATE_CLAIM_YES);
    assert_int_equal(extra.late_left, 0);
    struct collection_dunning d = {.levy_year = 2026, .household_no = HOUSEHOLD, .payer_no = PAYER,
                                   .instalment = 1, .issued_on = date_of(2026, 7, 20),
                                   .fixed_on = date_of(2026, 7, 31), .amount = c.amount,
                                   .served_on = date_none()};
    int64_t at = clock_now_ms();
    WRITES(w, collection_dun(w->chief.store, &d, at, &w->report), ERR_NONE);
    WRITES(w, collection_dun(w->chief.store, &d, at + 1, &w->report), ERR_INPUT);
    d.is_withdrawn = true;
    WRITES(w, collection_dun_change(w->chief.store, &d, at + 2, &w->report), ERR_NONE);
    d.is_withdrawn = false;
    WRITES(w, collection_dun(w->chief.store, &d, at + 3, &w->report), ERR_NONE);
    yen before = extra.late_charge;
    const struct collection_waiver waiver = {
        .levy_year = 2026, .household_no = HOUSEHOLD, .payer_no = PAYER, .cause_kind = "test", .cause_no = 1,
        .waiver = {.span = {c.due, date_open_end()}, .kind = LATE_WAIVER_ALL}};
    WRITES(w, collection_waive(w->chief.store, &waiver, at, &w->report), ERR_NONE);
    assert_int_equal(collection_extra_on(w->chief.store, law, &c, day, arena, NULL, &w->report, &extra),
                     ERR_NONE);
    assert_int_equal(extra.late_charge, 0);
    WRITES(w, collection_waive_end(w->chief.store, "test", 1, at + 1, &w->report), ERR_NONE);
    assert_int_equal(collection_extra_on(w->chief.store, law, &c, day, arena, NULL, &w->report, &extra),
                     ERR_NONE);
    assert_int_equal(extra.late_charge, before);
    arena_free(arena);
}

/* How many 督促 of the payer stand, and how many of them are withdrawn. */
static void dunnings_are(struct ward *w, size_t standing, size_t withdrawn)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct collection_dunning *list;
    size_t count, gone = 0;

    assert_int_equal(collection_dunnings(w->chief.store, PAYER, arena, &w->report, &list, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        gone += list[i].is_withdrawn;
    }
    assert_int_equal(count - gone, standing);
    assert_int_equal(gone, withdrawn);
    arena_free(arena);
}

static enum err dunned(struct ward *w, struct collection_dunning *list, size_t count, int64_t at)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    enum err e = collection_dun_many(w->chief.store, list, count, at, arena, &w->report);
    arena_free(arena);
    return settled(w, e);
}

/* CO-18, X33: a list of 督促 stands as a whole or not at all; what was withdrawn makes way, what stands does not. */
static void test_dunned_at_once(void **state)
{
    struct ward *w = *state;
    struct collection_dunning list[3];
    int64_t at = clock_now_ms();

    levied(w);
    assert_int_equal(dunned(w, NULL, 0, at), ERR_NONE);
    for (int i = 0; i < 3; i++) { /* the last instalment first: any order will do */
        list[i] = (struct collection_dunning){.levy_year = 2026, .household_no = HOUSEHOLD,
                                              .payer_no = PAYER, .instalment = 3 - i,
                                              .issued_on = date_of(2026, 9, 20),
                                              .fixed_on = date_of(2026, 9, 30),
                                              .amount = charge(w, 3 - i).amount, .served_on = date_none()};
    }
    assert_int_equal(dunned(w, list, 2, at), ERR_NONE); /* instalments 3 and 2 */
    dunnings_are(w, 2, 0);
    list[0].is_withdrawn = true; /* put in order: 2 is the first now */
    WRITES(w, collection_dun_change(w->chief.store, &list[0], at + 1, &w->report), ERR_NONE);
    dunnings_are(w, 1, 1);
    list[0].is_withdrawn = false;

    struct collection_dunning all[] = {list[2], list[1], list[0]};
    report_clear(&w->report);
    assert_int_equal(dunned(w, all, 3, at + 2), ERR_INPUT); /* 3 stands: neither 1 nor 2 is written */
    assert_non_null(strstr(w->report.lines[0], "第3期は 令和8年9月20日 に督促済み"));
    dunnings_are(w, 1, 1);
    struct collection_dunning rest[] = {list[0], list[2]};
    assert_int_equal(dunned(w, rest, 2, at + 2), ERR_NONE); /* the withdrawn one makes way */
    dunnings_are(w, 3, 0);
    books_agree(w);
}

/* CO-29: a stay ends on its day; what had not begun is withdrawn. */
static void test_stays(void **state)
{
    struct ward *w = *state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    struct collection_stay_row *list, row = {
        .kind = STAY_GRACE, .payer_no = PAYER, .household_no = HOUSEHOLD, .levy_year = 2026,
        .days = {date_of(2026, 8, 1), date_open_end()}, .cause_kind = "test", .cause_no = 7};
    size_t count;
    int64_t at = clock_now_ms();
    WRITES(w, collection_stay_add(w->chief.store, &row, at, &w->report, NULL), ERR_NONE);
    row.days.from = date_of(2026, 10, 1);
    WRITES(w, collection_stay_add(w->chief.store, &row, at, &w->report, NULL), ERR_NONE);
    WRITES(w, collection_stay_end(w->chief.store, "test", 7, date_of(2026, 9, 1), at + 1, &w->report),
                     ERR_NONE);
    assert_int_equal(collection_stays(w->chief.store, PAYER, date_of(2026, 8, 31), arena, &w->report, &list,
                                      &count),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(date_ymd(list[0].days.until), 20260901);
    assert_int_equal(collection_stays(w->chief.store, 0, date_of(2026, 9, 1), arena, &w->report, &list,
                                      &count),
                     ERR_NONE);
    assert_int_equal(count, 0);
    arena_free(arena);
}

/* CO-06, CO-29: the stays of many causes end at once as they would one after the other: numbered in the order of the
 * causes, what had not begun withdrawn, what another kind of cause has untouched. */
static void test_many_stays_end(void **state)
{
    struct ward *w = *state;
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    const int64_t causes[] = {9, 7, 8, 5};
    struct collection_stay_row *list, row = {
        .kind = STAY_DEBIT, .payer_no = PAYER, .household_no = HOUSEHOLD, .levy_year = 2026,
        .days = {date_of(2026, 8, 1), date_open_end()}, .cause_kind = "debit"};
    size_t count, begun = 0;
    int64_t at = clock_now_ms();
    for (int64_t cause = 6; cause <= 9; cause++) {
        row.cause_no = cause;
        row.days.from = cause == 8 ? date_of(2026, 10, 1) : date_of(2026, 8, 1);
        WRITES(w, collection_stay_add(w->chief.store, &row, at, &w->report, NULL), ERR_NONE);
    }
    row.cause_kind = "other";
    WRITES(w, collection_stay_add(w->chief.store, &row, at, &w->report, NULL), ERR_NONE);
    WRITES(w, collection_stays_end(w->chief.store, "debit", causes, COUNT_OF(causes), date_of(2026, 9, 1), at + 1,
                                   &w->report),
           ERR_NONE);
    assert_int_equal(collection_stays(w->chief.store, PAYER, date_of(2026, 8, 15), arena, &w->report, &list, &count),
                     ERR_NONE);
    assert_int_equal(count, 4); /* 6 and the other go on; 9 and 7 end */
    for (size_t i = 0; i < count; i++) {
        if (date_equal(list[i].days.until, date_of(2026, 9, 1))) {
            assert_int_equal(list[i].cause_no, begun == 0 ? 9 : 7);
            begun++;
        } else {
            assert_true(list[i].cause_no == 6 || strcmp(list[i].cause_kind, "other") == 0);
        }
    }
    assert_int_equal(begun, 2);
    arena_free(arena);
}

static bool is_still(struct ward *w, int64_t moment)
{
    const struct last_look since = {true, moment, w->chief.folder.business_date};
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    bool still = false;
    assert_int_equal(collection_is_still(w->chief.store, &since, arena, &w->report, &still), ERR_NONE);
    arena_free(arena);
    return still;
}

/* After a fact of that moment: seen by who looked before it, not by who looked then. */
static void moves(struct ward *w, int64_t moment)
{
    assert_false(is_still(w, moment - 1));
    assert_true(is_still(w, moment));
}

static void mark_told(struct ward *w, int64_t moment)
{
    const struct bulk_column columns[] = {
        {"mark_no", BULK_I64}, {"levy_year", BULK_I64}, {"notice_no", BULK_I64}, {"instalment", BULK_I64},
        {"slip_kind", BULK_I64}, {"slip_serial", BULK_I64}, {"household_no", BULK_I64},
        {"payer_no", BULK_I64}, {"channel", BULK_I64}, {"amount", BULK_I64}, {"received_on", BULK_I64},
        {"received_at", BULK_I64}, {"recorded_at", BULK_I64}, {"ended_at", BULK_I64},
        {"ended_by", BULK_I64}, {"store", BULK_TEXT}};
    const int64_t told[] = {1, 2026, 10, 1, 0, 1, HOUSEHOLD, PAYER, CHANNEL_STORE, 1, 20260820, 0, moment, INT64_MAX,
                            0};
    struct bulk *b;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(store_bulk_begin(w->chief.store, "collection_mark", columns, COUNT_OF(columns), &w->report, &b),
                     ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        bulk_i64(b, told[i]);
    }
    bulk_text(b, text_of(""));
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

#define MARK_ENDS(a, b) "UPDATE collection_mark SET ended_at = " a ", ended_by = 2 WHERE mark_no = " b
TEST_SQL(mark_ends, true, 2, MARK_ENDS("?1", "?2"), MARK_ENDS("$1", "$2"), "at", "mark_no");

/* CO-15: each thing that an extraction looks at is seen to have moved: a payment, a 速報 told and ended, a stay said,
 * ended, and one that was withdrawn. Moments are those that the rows have. */
static void test_what_moved_is_seen(void **state)
{
    struct ward *w = *state;
    const struct collection_line line = {1, ITEM_PRINCIPAL, 100};
    const struct collection_booking b = {
        .channel = CHANNEL_COUNTER, .levy_year = 2026, .household_no = HOUSEHOLD, .payer_no = PAYER, .lines = &line,
        .line_count = 1, .cause = "", .received_on = date_of(2026, 8, 20), .paid_in_on = date_none(),
        .from = ACCOUNT_CASH, .origin = "test"};
    struct collection_stay_row row = {
        .kind = STAY_GRACE, .payer_no = PAYER, .household_no = HOUSEHOLD, .levy_year = 2026,
        .days = {date_of(2026, 8, 1), date_open_end()}, .cause_kind = "test", .cause_no = 1};
    int64_t no, at;
    levied(w);
    at = clock_now_ms() + 1000000;
    assert_true(is_still(w, at));
    at += 10;
    WRITES(w, collection_book(&w->chief, &b, at, &w->report, &no), ERR_NONE);
    moves(w, at);
    at += 10;
    WRITES(w, collection_stay_add(w->chief.store, &row, at, &w->report, NULL), ERR_NONE);
    moves(w, at);
    at += 10;
    WRITES(w, collection_stay_end(w->chief.store, "test", 1, date_of(2026, 9, 1), at, &w->report), ERR_NONE);
    moves(w, at);
    row.days.from = date_of(2026, 12, 1);
    row.cause_no = 2;
    at += 10;
    WRITES(w, collection_stay_add(w->chief.store, &row, at, &w->report, NULL), ERR_NONE);
    at += 10;
    WRITES(w, collection_stay_end(w->chief.store, "test", 2, date_of(2026, 9, 1), at, &w->report), ERR_NONE);
    moves(w, at); /* withdrawn: no row of that moment, one that is closed */
    mark_told(w, at += 10);
    moves(w, at);
    at += 10;
    struct query *q = fixture_query(w->chief.store, &mark_ends);
    bool row_there;
    query_set_i64(q, "at", at);
    query_set_i64(q, "mark_no", 1);
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(query_step(q, &w->report, &row_there), ERR_NONE);
    query_reset(q);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    moves(w, at);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_dunning_and_late_charge),
        WITH_WARD(test_dunned_at_once),
        WITH_WARD(test_stays),
        WITH_WARD(test_many_stays_end),
        WITH_WARD(test_what_moved_is_seen),
    };
    return fixture_run(argc, argv, "collection standing", tests, COUNT_OF(tests));
}
