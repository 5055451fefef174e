/*
 * 届出・異動: what follows from events in any order of recording, cancelling, adoption of the opening balance,
 * 記号番号, 枝番, 国保上の世帯. All people are invented.
 */
#include "eligibility/events.h"
#include "addressee/feed_text.h"
#include "../ops/moment.h"

#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MEMBER(no) "addressee_no=" #no ";fact_kind=1;card_symbol=新宿;card_number=12345;household_no=100;"
#define OPENING "gy-01-eligibility"
#define CARE "kg-01-care"

static const char *store_url;
static int64_t last_change;

static int setup(void **state)
{
    static struct bench b;
    bench_open(&b, store_url);
    *state = &b;
    enum err e = bench_import(&b, "ju-02-residents-full",
                              ROWS("addressee_no=19;household_no=100;is_head=1",
                                   "addressee_no=27;household_no=100", "addressee_no=35;household_no=200;is_head=1",
                                   "addressee_no=43;household_no=200"));
    report_print(&b.report, stderr);
    return e == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
    bench_close(*state);
    return 0;
}

static struct event_writer writer_of(struct bench *b, int64_t change_no)
{
    return (struct event_writer){.store = b->session.store, .arena = b->arena, .report = &b->report,
                                 .change_no = change_no, .at = next_moment()};
}

static struct eligibility_event event_of(int64_t no, enum eligibility_event_kind kind, const char *reason, int32_t ymd)
{
    return (struct eligibility_event){.addressee_no = no, .kind = kind, .reason = text_of(reason),
                                      .occurred_on = day_of_column(ymd), .effective_on = day_of_column(ymd),
                                      .notified_on = date_none(), .prefecture_on = date_none(),
                                      .until = date_open_end(), .how = HOW_COUNTER, .household_no = 100,
                                      .card_symbol = text_of("13-90"), .card_number = text_of("000001"),
                                      .branch_no = 1, .evidence = {"", 0}, .note = {"", 0}, .source = {"", 0}};
}

/* One change with these events; its number, and its moment in *ret_at. */
static int64_t recorded(struct bench *b, const struct eligibility_event *events, size_t count, int64_t *ret_at)
{
    struct event_writer w = writer_of(b, ++last_change);
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(event_add(&w, &events[i], NULL), ERR_NONE);
    }
    assert_int_equal(event_finish(&w), ERR_NONE);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
    if (ret_at != NULL) {
        *ret_at = w.at;
    }
    return last_change;
}

static enum err undone(struct bench *b, int64_t change_no, int64_t applied_at)
{
    struct event_writer w = writer_of(b, change_no);
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    enum err e = event_undo(&w, applied_at);
    if (e != ERR_NONE) {
        store_rollback(b->session.store);
        report_clear(&b->report);
        return e;
    }
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
    return e;
}

/* "20200401-20220401 20230401-" of the facts that premiums read, as known then. */
static const char *periods_at(struct bench *b, int64_t no, int64_t known_at)
{
    struct eligibility_fact *f = NULL;
    size_t count = 0;
    const char *all = "";
    assert_int_equal(eligibility_facts_of(b->session.store, no, (struct span){{0}, {0}}, known_at, b->arena, &b->report,
                                          &f, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        if (f[i].kind == FACT_MEMBERSHIP) {
            bool is_open = date_equal(f[i].span.until, date_open_end());
            all = arena_printf(b->arena, "%s%s%d-", all, all[0] != '\0' ? " " : "", date_ymd(f[i].span.from));
            all = is_open ? all : arena_printf(b->arena, "%s%d", all, date_ymd(f[i].span.until));
        }
    }
    return all;
}

static const char *periods(struct bench *b, int64_t no) { return periods_at(b, no, INT64_MAX); }

/* What follows is what was laid down in order: joined, lost, joined again. */
static void in_order(void **state)
{
    struct bench *b = *state;
    const struct eligibility_event events[] = {event_of(19, EVENT_ACQUIRE, "A01", 20200401),
                                               event_of(19, EVENT_LOSE, "L04", 20220402),
                                               event_of(19, EVENT_ACQUIRE, "A03", 20230401)};
    recorded(b, events, COUNT_OF(events), NULL);
    assert_string_equal(periods(b, 19), "20200401-20220402 20230401-");
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* Lost and acquired on one day is without a break, whichever was recorded first (法7条・8条). */
static void one_day(void **state)
{
    struct bench *b = *state;
    struct eligibility_event a = event_of(19, EVENT_ACQUIRE, "A01", 20200401);
    struct eligibility_event back = event_of(19, EVENT_ACQUIRE, "A06", 20220701);
    struct eligibility_event lost = event_of(19, EVENT_LOSE, "L06", 20220701);
    recorded(b, &a, 1, NULL);
    recorded(b, &lost, 1, NULL);
    recorded(b, &back, 1, NULL);
    assert_string_equal(periods(b, 19), "20200401-20220701 20220701-");
}

/* The first event of somebody whom the opening balance brought keeps what it said; read again, it changes nothing. */
static void adoption(void **state)
{
    struct bench *b = *state;
    struct eligibility_event lost = event_of(19, EVENT_LOSE, "L04", 20260402), *events;
    size_t count = 0;
    const char *const *file = ROWS(MEMBER(19) "branch_no=01;from_on=20200401;until_on=20210401;acquisition_reason=A01;loss_reason=L04",
                                   MEMBER(19) "branch_no=01;from_on=20220401;acquisition_reason=A03",
                                   "addressee_no=19;fact_kind=4;from_on=20260131;separation_code=11",
                                   MEMBER(27) "branch_no=02;from_on=20220401");
    assert_int_equal(bench_import(b, OPENING, file), ERR_NONE);
    assert_int_equal(eligibility_events_of(b->session.store, 19, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 4);
    assert_true(events[0].event_no < 0 && events[0].how == HOW_OPENING && text_is(events[0].reason, "A01"));
    int64_t before = moment_between(), at = 0;
    int64_t change = recorded(b, &lost, 1, &at);
    assert_string_equal(periods(b, 19), "20200401-20210401 20220401-20260402");
    assert_string_equal(periods_at(b, 19, before), "20200401-20210401 20220401-");
    assert_int_equal(eligibility_events_of(b->session.store, 19, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 5);
    assert_int_equal(eligibility_events_of(b->session.store, 19, before, false, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 4);
    assert_int_equal(bench_import(b, OPENING, file), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20210401 20220401-20260402");
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 19 AND kind = 4"
                                    " AND superseded_at = 9223372036854775807"), 1);
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "branch_no=01;from_on=20220501", MEMBER(27) "branch_no=02;from_on=20220401")),
                     ERR_FINDINGS); /* another statement than before: for a person */
    assert_int_equal(bench_tasks(b, "K03"), 1);
    assert_string_equal(periods(b, 19), "20200401-20210401 20220401-20260402");
    assert_int_equal(undone(b, change, at), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20210401 20220401-");
    assert_string_equal(periods(b, 27), "20220401-");
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

/* An event of the opening balance can be cancelled too (L16 取得取消). */
static void cancel_of_the_opening(void **state)
{
    struct bench *b = *state;
    struct eligibility_event *events;
    size_t count = 0;
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(19) "branch_no=01;from_on=20200401;until_on=20210401",
                                                   MEMBER(19) "branch_no=01;from_on=20220401")), ERR_NONE);
    assert_int_equal(eligibility_events_of(b->session.store, 19, INT64_MAX, false, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 3);
    struct event_writer w = writer_of(b, ++last_change);
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(event_cancel(&w, &events[2]), ERR_NONE);
    assert_int_equal(event_finish(&w), ERR_NONE);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20210401");
    assert_int_equal(undone(b, last_change, w.at), ERR_NONE);
    assert_string_equal(periods(b, 19), "20200401-20210401 20220401-");
    assert_int_equal(eligibility_events_of(b->session.store, 19, INT64_MAX, true, b->arena, &b->report, &events, &count), ERR_NONE);
    assert_int_equal(count, 4); /* the cancelled row stays beside the restored one */
}

/* ------------------------------------------------------------------------------------- 性質 ---- */

static uint64_t dice = 88172645463325252u;
static size_t roll(size_t n)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (size_t)(dice % n);
}

/* A life in days: joined and lost in turn, now and then another number. */
static size_t life(struct eligibility_event *ret, size_t max)
{
    int months = 2010 * 12;
    bool is_insured = false;
    size_t count = 1 + roll(max);
    for (size_t i = 0; i < count; i++) {
        months += 1 + (int)roll(20);
        bool is_card = is_insured && roll(4) == 0;
        int32_t day = months / 12 * 10000 + (months % 12 + 1) * 100 + 1 + (int32_t)roll(28);
        ret[i] = event_of(19, is_card ? EVENT_CARD : is_insured ? EVENT_LOSE : EVENT_ACQUIRE,
                          is_insured ? "L04" : "A03", day);
        ret[i].branch_no = (int)i + 1;
        is_insured = is_card || !is_insured;
    }
    return count;
}

static bool is_same_fold(const struct fold *a, const struct fold *b)
{
    bool is_same = a->row_count == b->row_count && a->finding_count == b->finding_count;
    for (size_t i = 0; is_same && i < a->row_count; i++) {
        is_same = a->rows[i].from == b->rows[i].from && a->rows[i].until == b->rows[i].until &&
                  a->rows[i].kind == b->rows[i].kind && text_equal(a->rows[i].rest, b->rows[i].rest);
    }
    return is_same;
}

/* Any order of recording gives what the order of the facts gives; nothing is left over. */
static void any_order(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct arena *arena = arena_new("life", (size_t)8 << 20);
        struct eligibility_event events[12];
        struct fold ordered, shuffled;
        size_t count = life(events, COUNT_OF(events));
        for (size_t i = 0; i < count; i++) {
            events[i].event_no = (int64_t)i + 1;
        }
        events_fold(events, count, arena, &ordered);
        assert_int_equal(ordered.finding_count, 0);
        for (size_t i = count; i-- > 1;) {
            size_t k = roll(i + 1);
            struct eligibility_event x = events[i];
            events[i] = events[k];
            events[k] = x;
        }
        for (size_t i = 0; i < count; i++) {
            events[i].event_no = (int64_t)i + 1;
        }
        events_fold(events, count, arena, &shuffled);
        assert_true(is_same_fold(&ordered, &shuffled));
        arena_free(arena);
    }
}

/* The same through the store: shuffled changes, cancelled and recorded again; the tables say what the fold says. */
static void any_order_in_the_store(void **state)
{
    struct bench *b = *state;
    for (int round = 0; round < 12; round++) {
        struct eligibility_event events[8];
        int64_t changes[8], at[8];
        size_t order[8];
        size_t count = life(events, COUNT_OF(events));
        const char *expected = "";
        struct fold fold;
        events_fold(events, count, b->arena, &fold);
        for (size_t i = 0; i < fold.row_count; i++) {
            expected = arena_printf(b->arena, "%s%s%d-", expected, i > 0 ? " " : "", fold.rows[i].from);
            expected = fold.rows[i].until == FACT_DAY_OPEN ? expected
                                                           : arena_printf(b->arena, "%s%d", expected, fold.rows[i].until);
        }
        for (size_t i = 0; i < count; i++) {
            order[i] = i;
        }
        for (size_t i = count; i-- > 1;) {
            size_t k = roll(i + 1), x = order[i];
            order[i] = order[k];
            order[k] = x;
        }
        for (size_t i = 0; i < count; i++) {
            changes[order[i]] = recorded(b, &events[order[i]], 1, &at[order[i]]);
        }
        assert_string_equal(periods(b, 19), expected);
        const char *before = periods(b, 19);
        struct eligibility_event more = event_of(19, EVENT_LOSE, "L07", 20091231);
        int64_t more_at = 0, more_change = recorded(b, &more, 1, &more_at);
        assert_int_equal(undone(b, more_change, more_at), ERR_NONE);
        assert_string_equal(periods(b, 19), before);
        for (size_t i = count; i-- > 0;) { /* in order of effect, the last first: nothing is built on them */
            assert_int_equal(undone(b, changes[i], at[i]), ERR_NONE);
        }
        assert_string_equal(periods(b, 19), "");
        assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
    }
}

/* An acquisition that a later loss needs is not taken back under it. */
static void built_on(void **state)
{
    struct bench *b = *state;
    struct eligibility_event joined = event_of(19, EVENT_ACQUIRE, "A01", 20200401);
    struct eligibility_event lost = event_of(19, EVENT_LOSE, "L04", 20220402);
    int64_t at = 0, at_lost = 0;
    int64_t change = recorded(b, &joined, 1, &at), change_lost = recorded(b, &lost, 1, &at_lost);
    assert_int_equal(undone(b, change, at), ERR_INPUT);
    assert_string_equal(periods(b, 19), "20200401-20220402");
    assert_int_equal(undone(b, change_lost, at_lost), ERR_NONE);
    assert_int_equal(undone(b, change, at), ERR_NONE);
    assert_string_equal(periods(b, 19), "");
}

/* ------------------------------------------------------------------------------- 記号番号・枝番 --- */

static enum err write_params(struct bench *b, const char *name, const char *text)
{
    static const char *const folders[] = {"", "/municipal", "/municipal/131041"};
    snprintf(b->session.folder.params, sizeof(b->session.folder.params), "%s/params", b->folder);
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        (void)mkdir(arena_printf(b->arena, "%s%s", b->session.folder.params, folders[i]), 0700);
    }
    const char *path = arena_printf(b->arena, "%s/municipal/%s/%s", b->session.folder.params,
                                    b->session.folder.municipality, name);
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        return ERR_WORLD;
    }
    fputs(text, f);
    return fclose(f) == 0 ? ERR_NONE : ERR_WORLD;
}

/* EL-51: numbers of a symbol run out, are told at 95 %, and the next symbol follows; EL-52: branches never return. */
static void numbers(void **state)
{
    struct bench *b = *state;
    struct card_series *series;
    size_t count = 0;
    struct text symbol, number;
    int branch = 0;
    enum card_state card = CARD_FREE;
    assert_int_equal(write_params(b, "card_series.tsv",
                                  "# 記号\n# unit number key symbol\n# checked 2026-11-21\nfrom  symbol  first  last  digits  source\n"
                                  "2018-04-01  甲  1  20  4  x\n2018-04-01  乙  1  20  4  x\n"), ERR_NONE);
    assert_int_equal(write_params(b, "eligibility_events.tsv",
                                  "# 運用\n# unit number key key\n# checked 2026-11-21\nfrom  key  value  source\n"
                                  "2018-04-01  household_first_serial  800000000  x\n2018-04-01  household_last_serial  899999999  x\n"
                                  "2018-04-01  number_warn_percent  95  x\n2018-04-01  stay_notice_days  60  x\n"), ERR_NONE);
    assert_int_equal(bench_import(b, OPENING, ROWS("addressee_no=27;fact_kind=1;card_symbol=甲;card_number=０００８;branch_no=07;from_on=20220401")), ERR_NONE);
    assert_int_equal(store_begin(b->session.store, &b->report), ERR_NONE);
    struct event_writer w = writer_of(b, ++last_change);
    assert_int_equal(card_number_next(&w, &b->session.folder, &symbol, &number), ERR_NONE);
    assert_true(text_is(symbol, "甲") && text_is(number, "0009")); /* behind the highest of the opening balance */
    assert_int_equal(card_branch_next(&w, text_of("甲"), text_of("0008"), &branch), ERR_NONE);
    assert_int_equal(branch, 8);
    for (int i = 10; i <= 19; i++) {
        assert_int_equal(card_number_next(&w, &b->session.folder, &symbol, &number), ERR_NONE);
    }
    assert_int_equal(eligibility_card_series(&b->session, b->arena, &b->report, &series, &count), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(series[0].used_percent, 95);
    assert_true(series[0].is_scarce && !series[1].is_scarce);
    assert_int_equal(card_number_next(&w, &b->session.folder, &symbol, &number), ERR_NONE);
    assert_int_equal(card_number_next(&w, &b->session.folder, &symbol, &number), ERR_NONE);
    assert_true(text_is(symbol, "乙") && text_is(number, "0001"));
    for (int i = 2; i <= 20; i++) {
        assert_int_equal(card_number_next(&w, &b->session.folder, &symbol, &number), ERR_NONE);
    }
    assert_int_equal(card_number_next(&w, &b->session.folder, &symbol, &number), ERR_INPUT);
    assert_non_null(strstr(b->report.lines[b->report.kept - 1], "card_series.tsv"));
    report_clear(&b->report);
    assert_int_equal(store_commit(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(eligibility_card_state(&b->session, text_of("甲"), text_of("0009"), b->arena, &b->report, &card), ERR_NONE);
    assert_int_equal(card, CARD_RETIRED);
}

/* ------------------------------------------------------------------------------- 国保上の世帯 ---- */

/* "100:19*20200101-20260401 27..." of everybody, heads with a star, 住民票上の世帯主 behind another with a "!". */
static const char *households_of(struct bench *b, struct span days)
{
    struct eligibility_belonging_scan *scan = NULL;
    struct belonging row;
    bool more = false;
    const char *all = "";
    assert_int_equal(eligibility_belonging_open(b->session.store, days, INT64_MAX, 0, &b->report, &scan), ERR_NONE);
    while (eligibility_belonging_next(scan, &b->report, &row, &more) == ERR_NONE && more) {
        all = arena_printf(b->arena, "%s%s%lld:%lld%s", all, all[0] != '\0' ? " " : "", (long long)row.household_no,
                           (long long)row.addressee_no, row.is_head ? "*" : row.is_register_head ? "!" : "");
        if (date_before(date_of(2025, 4, 1), row.span.from)) {
            all = arena_printf(b->arena, "%s>%d", all, date_ymd(row.span.from));
        }
        if (date_before(row.span.until, date_open_end())) {
            all = arena_printf(b->arena, "%s<%d", all, date_ymd(row.span.until));
        }
    }
    eligibility_belonging_close(scan);
    return all;
}

static const char *household_of(struct bench *b, int64_t no, struct span days)
{
    struct belonging *rows = NULL;
    size_t count = 0;
    const char *all = "";
    assert_int_equal(eligibility_belonging_of(b->session.store, no, days, INT64_MAX, b->arena, &b->report, &rows, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        all = arena_printf(b->arena, "%s%s%lld%s", all, i > 0 ? " " : "", (long long)rows[i].addressee_no, rows[i].is_head ? "*" : rows[i].is_register_head ? "!" : "");
    }
    return all;
}

static struct span ever(void) { return (struct span){date_of(2025, 4, 1), date_of(2027, 4, 1)}; }
static const char *households(struct bench *b) { return households_of(b, ever()); }
static const char *household(struct bench *b, int64_t no) { return household_of(b, no, ever()); }
static struct eligibility_event belongs(int64_t no, int64_t household_no, enum belonging_reason why, int32_t from, int32_t until)
{
    struct eligibility_event e = event_of(no, EVENT_HOUSEHOLD, "", from);
    e.until = day_of_column(until);
    e.household_no = household_no;
    e.detail = (int32_t)why;
    e.is_head = why == BELONGING_FACILITY;
    e.birth = (register_day){19800101};
    return e;
}

/* To whom a letter about somebody's insurance goes on a day. */
static int64_t head_of(struct bench *b, int64_t person, date on)
{
    struct arena *arena = arena_new("世帯主", (size_t)4 << 20);
    int64_t head = 0;

    assert_int_equal(eligibility_head_of(b->session.store, 0, person, (struct as_of){on, INT64_MAX}, arena,
                                         &b->report, &head),
                     ERR_NONE);
    arena_free(arena);
    return head;
}

/* EL-10 マル学, EL-12 住所地特例, 5.3 国保上の世帯主: what assessment reads; an event that is undone leaves the register's. */
static void insurance_households(void **state)
{
    struct bench *b = *state;
    int64_t at = 0;
    assert_string_equal(households(b), "100:19* 100:27 200:35* 200:43");
    struct eligibility_event student = belongs(43, 100, BELONGING_STUDENT, 20260401, 20260901);
    int64_t change = recorded(b, &student, 1, &at);
    assert_string_equal(households(b), "100:19* 100:27 100:43>20260401<20260901 200:35* 200:43<20260401 200:43>20260901");
    assert_string_equal(household(b, 100), "19* 27 43");
    assert_string_equal(household(b, 200), "35* 43 43");
    assert_string_equal(household_of(b, 200, span_of_day(date_of(2026, 3, 31))), "35* 43");
    assert_string_equal(household_of(b, 200, span_of_day(date_of(2026, 4, 1))), "35*");
    assert_string_equal(household_of(b, 100, span_of_day(date_of(2026, 8, 31))), "19* 27 43");
    assert_string_equal(households_of(b, span_of_day(date_of(2026, 9, 1))), "100:19* 100:27 200:35* 200:43");
    assert_int_equal(head_of(b, 43, date_of(2026, 3, 31)), 35);
    assert_int_equal(head_of(b, 43, date_of(2026, 4, 1)), 19); /* NT-03: the family's head, not the register's */
    struct eligibility_event home = belongs(35, 8000000004, BELONGING_FACILITY, 20260601, 99991231);
    recorded(b, &home, 1, NULL);
    assert_string_equal(households(b), "100:19* 100:27 100:43>20260401<20260901 200:35*<20260601 200:43<20260401 200:43>20260901"
                                       " 8000000004:35*>20260601");
    assert_string_equal(household(b, 8000000004), "35*");
    assert_int_equal(undone(b, change, at), ERR_NONE);
    assert_string_equal(households(b), "100:19* 100:27 200:35*<20260601 200:43 8000000004:35*>20260601");
    struct eligibility_event head = belongs(27, 100, BELONGING_HEAD, 20260501, 99991231);
    recorded(b, &head, 1, NULL);
    assert_string_equal(households(b), "100:19*<20260501 100:19!>20260501 100:27<20260501 100:27*>20260501"
                                       " 200:35*<20260601 200:43 8000000004:35*>20260601");
    assert_string_equal(household(b, 100), "19* 19! 27 27*");
    assert_string_equal(household_of(b, 100, span_of_day(date_of(2026, 4, 30))), "19* 27");
    assert_string_equal(households_of(b, span_of_day(date_of(2026, 5, 1))), "100:19!>20260501 100:27*>20260501 200:35* 200:43");
    assert_int_equal(head_of(b, 19, date_of(2026, 4, 30)), 19);
    assert_int_equal(head_of(b, 19, date_of(2026, 5, 1)), 27); /* 国保上の世帯主 */
    assert_int_equal(head_of(b, 43, date_of(2026, 6, 1)), 43); /* nobody is head any more: himself */
    /* He leaves the household: the register's head is head again (5.3). */
    assert_int_equal(bench_import(b, "ju-01-residents-change",
                                  ROWS("addressee_no=27;household_no=300;is_head=1;history_no=2;event_reason=30;event_on=20260801")), ERR_NONE);
    assert_string_equal(household(b, 100), "19* 19! 19* 27 27*");
    assert_int_equal(store_last_fault(b->session.store), STORE_FAULT_NONE);
}

/* A fact that clerks have registered: the feed's same one is left out, another one over its days is a task. */
static void registered_beside_a_feed(void **state)
{
    struct bench *b = *state;
    struct eligibility_event exempt = event_of(19, EVENT_FACT, "", 20250601);
    exempt.fact_kind = FACT_CARE_EXEMPT;
    recorded(b, &exempt, 1, NULL);
    assert_int_equal(bench_import(b, CARE, ROWS("addressee_no=19;fact=1;reason=01;facility=見本園;from_on=20250601")), ERR_NONE);
    assert_int_equal(bench_import(b, CARE, ROWS("addressee_no=19;fact=1;reason=01;facility=見本園;from_on=20250701")), ERR_FINDINGS);
    assert_int_equal(bench_tasks(b, "K03"), 1);
    assert_int_equal(bench_count(b, "SELECT count(*) FROM eligibility_fact WHERE addressee_no = 19"), 1);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
}

static size_t moved_since_then(struct bench *b, int64_t since)
{
    int64_t *persons;
    size_t count;
    assert_int_equal(eligibility_periods_moved(b->session.store, since, date_of(2026, 1, 1), date_of(2026, 1, 2), b->arena,
                                               &b->report, &persons, &count), ERR_NONE);
    return count;
}

/* Who writes facts notes whom: a clerk's events, their cancelling, a feed. A row without its note is told by verify. */
static void notes(void **state)
{
    struct bench *b = *state;
    struct eligibility_event join = event_of(19, EVENT_ACQUIRE, "A03", 20250601);
    int64_t at = moment_between();
    assert_int_equal(bench_import(b, OPENING, ROWS(MEMBER(27) "from_on=20250401;acquisition_reason=A01")), ERR_NONE);
    assert_int_equal(moved_since_then(b, at), 1);
    recorded(b, &join, 1, &at);
    assert_int_equal(moved_since_then(b, at - 1), 1);
    assert_int_equal(moved_since_then(b, at), 0);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_NONE);
    assert_int_equal(bench_count(b, "DELETE FROM store_moved WHERE topic = 3 AND number = 19 RETURNING 1"), 1);
    assert_int_equal(moved_since_then(b, at - 1), 0);
    assert_int_equal(eligibility_verify(b->session.store, &b->report), ERR_FINDINGS);
    assert_non_null(strstr(b->report.lines[b->report.kept - 1], "動いたものの控え"));
}

static int run(const char *url)
{
    store_url = url;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(one_day, setup, teardown),
        cmocka_unit_test_setup_teardown(adoption, setup, teardown),
        cmocka_unit_test_setup_teardown(cancel_of_the_opening, setup, teardown),
        cmocka_unit_test(any_order),
        cmocka_unit_test_setup_teardown(any_order_in_the_store, setup, teardown),
        cmocka_unit_test_setup_teardown(built_on, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(insurance_households, setup, teardown),
        cmocka_unit_test_setup_teardown(registered_beside_a_feed, setup, teardown),
        cmocka_unit_test_setup_teardown(notes, setup, teardown),
    };
    return cmocka_run_group_tests_name(url == NULL ? "SQLite" : "PostgreSQL", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return bench_run(argc, argv, run);
}
