/*
 * What the nightly look asks of the registers: DA-04 beyond one's duty, DA-05 oneself, one's household, address or
 * name, DA-10 who is no operator.
 */
#include "office.h"

#include "addressee/addressee.h"
#include "addressee/item.h"
#include "knowledge.h"

static const struct audit_knowledge *const k = &program_knowledge;

#define OWN 5001
#define WIFE 5002     /* of his household */
#define LODGER 5003   /* at his address */
#define NAMESAKE 5004 /* of his name, elsewhere */
#define HALF 5005     /* the same, with a narrow blank */
#define OTHER 5006
#define HIDDEN 5007   /* 支援措置 */
#define LONGER 5008   /* a name that only begins like his */
#define ONE_WORD 5009

static void person(int64_t no, int64_t household, const char *name, const char *address, bool is_restricted)
{
    static const char *const ints[] = {
        "addressee_no", "history_no", "recorded_at", "superseded_at", "valid_from", "valid_until",
        "household_no", "kind", "status", "birth", "is_restricted"};
    const int64_t values[COUNT_OF(ints)] = {no, 1, 1, INT64_MAX, 20200401, 99991231,
                                            household, 1, 1, 19800101, is_restricted};
    const struct {
        const char *column, *value;
    } texts[] = {{"name", name}, {"kana", ""}, {"address", address}};
    struct bulk_column columns[COUNT_OF(ints) + COUNT_OF(texts) + 1];
    struct items items = {.len = 0};
    struct bulk *b;
    for (size_t i = 0; i + 1 < COUNT_OF(columns); i++) {
        columns[i] = i < COUNT_OF(ints)
                         ? (struct bulk_column){ints[i], BULK_I64}
                         : (struct bulk_column){texts[i - COUNT_OF(ints)].column, BULK_TEXT};
    }
    columns[COUNT_OF(columns) - 1] = (struct bulk_column){"items", BULK_BLOB};
    assert_true(items_put_text(&items, ITEM_RELATION, text_of("世帯主")));
    assert_int_equal(store_begin(STORE, REPORT), ERR_NONE);
    assert_int_equal(store_bulk_begin(STORE, "addressee_person", columns, COUNT_OF(columns), REPORT, &b), ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(ints); i++) {
        bulk_i64(b, values[i]);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bulk_text(b, text_of(texts[i].value));
    }
    bulk_blob(b, items.bytes, items.len);
    assert_int_equal(bulk_row(b, REPORT), ERR_NONE);
    assert_int_equal(bulk_end(b, REPORT), ERR_NONE);
    assert_int_equal(store_commit(STORE, REPORT), ERR_NONE);
}

/* clerk1 lives here; chief1 may see restricted persons and lives elsewhere. */
static void people(void)
{
    TEST_SQL(lives_here, false, 0, "UPDATE ops_user SET addressee_no = 5001 WHERE operator_id = 'clerk1'",
             "UPDATE ops_user SET addressee_no = 5001 WHERE operator_id = 'clerk1'");
    int64_t changed;
    office_person("clerk1", "addressee.view", "");
    office_person("chief1", "addressee.view,restricted.view", "");
    assert_int_equal(store_begin(STORE, REPORT), ERR_NONE);
    assert_int_equal(query_run(fixture_query(STORE, &lives_here), REPORT, &changed), ERR_NONE);
    assert_int_equal(changed, 1);
    assert_int_equal(store_commit(STORE, REPORT), ERR_NONE);
    person(OWN, 1001, "見本　一郎", "東京都新宿区新宿一丁目1番1号", false);
    person(WIFE, 1001, "別姓　花子", "東京都新宿区新宿一丁目1番1号", false);
    person(LODGER, 1002, "下宿　二郎", "東京都新宿区新宿一丁目1番1号", false);
    person(NAMESAKE, 1003, "見本　三郎", "東京都新宿区新宿二丁目2番2号", false);
    person(HALF, 1004, "見本 四郎", "東京都新宿区新宿三丁目3番3号", false);
    person(OTHER, 1005, "他人　五郎", "東京都新宿区新宿四丁目4番4号", false);
    person(HIDDEN, 1006, "秘匿　六子", "東京都新宿区新宿五丁目5番5号", true);
    person(LONGER, 1007, "見本山　七郎", "東京都新宿区新宿六丁目6番6号", false);
    person(ONE_WORD, 1008, "見本", "東京都新宿区新宿七丁目7番7号", false);
}

static date today(void) { return date_of(2026, 6, 5); }

static bool is_beyond(const char *operator_id, int64_t addressee_no)
{
    bool beyond = false;
    assert_int_equal(k->is_beyond_duty(OFFICE, text_of(operator_id), addressee_no, today(), REPORT, &beyond),
                     ERR_NONE);
    return beyond;
}

/* DA-04 */
static void whose_duty_a_restricted_person_is(void **state)
{
    (void)state;
    people();
    assert_true(is_beyond("clerk1", HIDDEN));
    assert_false(is_beyond("chief1", HIDDEN));
    assert_false(is_beyond("clerk1", OTHER));
    assert_true(is_beyond("nobody", HIDDEN)); /* whoever it was, it was not his duty */
    assert_false(is_beyond("clerk1", 999999)); /* nobody of that number */
}

static const char *relation_to(const char *operator_id, int64_t addressee_no)
{
    static char words[64];
    struct text relation = text_of("");
    assert_int_equal(k->relation(OFFICE, text_of(operator_id), addressee_no, today(), REPORT, &relation), ERR_NONE);
    snprintf(words, sizeof(words), "%.*s", (int)relation.len, relation.bytes);
    return words;
}

/* DA-05, AZ-19 */
static void what_an_operator_has_to_do_with_a_person(void **state)
{
    (void)state;
    people();
    assert_string_equal(relation_to("clerk1", OWN), "本人");
    assert_string_equal(relation_to("clerk1", WIFE), "同じ世帯");
    assert_string_equal(relation_to("clerk1", LODGER), "同じ住所");
    assert_string_equal(relation_to("clerk1", NAMESAKE), "同じ姓");
    assert_string_equal(relation_to("clerk1", HALF), "同じ姓");
    assert_string_equal(relation_to("clerk1", OTHER), "");
    assert_string_equal(relation_to("clerk1", LONGER), "");
    assert_string_equal(relation_to("clerk1", ONE_WORD), ""); /* no family name to tell */
    assert_string_equal(relation_to("clerk1", 999999), "");
    assert_string_equal(relation_to("chief1", OWN), ""); /* not known to live here */
    assert_string_equal(relation_to("nobody", OWN), "");
}

static bool is_ended(const char *operator_id, date day)
{
    bool ended = false;
    assert_int_equal(k->is_ended(OFFICE, text_of(operator_id), day, REPORT, &ended), ERR_NONE);
    return ended;
}

/* DA-10 */
static void who_was_no_operator_that_day(void **state)
{
    (void)state;
    people();
    assert_false(is_ended("clerk1", today()));
    assert_true(is_ended("nobody", today()));
    assert_true(is_ended("clerk1", date_of(2018, 3, 31))); /* before his first day */
}

/* A store that is gone is a failure, not "nothing found". */
static void what_cannot_be_read_is_told(void **state)
{
    TEST_SQL(gone, false, 0, "ALTER TABLE addressee_person RENAME TO addressee_person_away",
             "ALTER TABLE addressee_person RENAME TO addressee_person_away");
    bool beyond = false;
    int64_t changed;
    struct text relation = text_of("");
    (void)state;
    people();
    assert_int_equal(store_begin(STORE, REPORT), ERR_NONE);
    assert_int_equal(query_run(fixture_query(STORE, &gone), REPORT, &changed), ERR_NONE);
    assert_int_equal(store_commit(STORE, REPORT), ERR_NONE);
    assert_int_equal(k->is_beyond_duty(OFFICE, text_of("clerk1"), HIDDEN, today(), REPORT, &beyond), ERR_WORLD);
    assert_int_equal(k->relation(OFFICE, text_of("clerk1"), NAMESAKE, today(), REPORT, &relation), ERR_WORLD);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(whose_duty_a_restricted_person_is),
        IN_OFFICE(what_an_operator_has_to_do_with_a_person),
        IN_OFFICE(who_was_no_operator_that_day),
        IN_OFFICE(what_cannot_be_read_is_told),
    };
    return fixture_run(argc, argv, "knowledge", tests, COUNT_OF(tests));
}
