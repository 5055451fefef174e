/* CO-62: a night that looks at those who moved finds what a look at everybody finds. */
#include "desk.h"

#include "casework/task.h"
#include "../ops/moment.h"

#define PEOPLE 8
#define NIGHTS 24
#define FIRST 3001

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

static int64_t household_of(int64_t i) { return FIRST + i; }
static int64_t payer_of(int64_t i)
{
    static const int64_t right[PEOPLE] = {5017, 5025, 5033, 5041, 5050, 5068, 5076, 5084};
    return right[i];
}

static void levied(struct ward *w)
{
    for (int64_t i = 0; i < PEOPLE; i++) {
        ward_belongs(w, WARD_FIRST, household_of(i), payer_of(i), 19800101, true, 20200401, DAY_OPEN);
        ward_fact(w, WARD_FIRST, payer_of(i), FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, payer_of(i), 20000000);
    }
    desk_levied(w);
    ward_business_date(w, 20261201);
}

/* -------------------------------------------------------------------------------- what happens -- */

static void monthly(struct ward *w)
{
    assert_true(ward_run(w, &job_premium_monthly, 2026, false, false) <= ERR_FINDINGS);
    enum err e = ward_approve(w, &job_premium_monthly, 2026);
    report_clear(&w->report); /* nothing to decide is told */
    assert_true(e == ERR_NONE || e == ERR_INPUT);
}

/* One of the first instalments of somebody; levy_year 0: nothing is asked of him any more. */
static struct collection_charge some_charge(struct ward *w, int64_t payer)
{
    const struct collection_scope scope = {.payer_no = payer};
    struct collection_charge *list;
    size_t count;
    assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &count), ERR_NONE);
    return count > 0 ? list[draw(count < 4 ? (unsigned)count : 4)] : (struct collection_charge){0};
}

/* With some 延滞金, or without; never more than is open. */
static void pays(struct ward *w, int64_t payer)
{
    struct collection_charge c = some_charge(w, payer);
    yen open = collection_unpaid(&c), takes = draw(3) == 0 ? open / 2 : open;
    const struct collection_line lines[] = {{c.instalment, ITEM_PRINCIPAL, takes},
                                            {c.instalment, ITEM_LATE_CHARGE, 500 + draw(3000)}};
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = c.levy_year,
                                         .notice_no = c.notice_no,
                                         .household_no = c.household_no,
                                         .payer_no = payer,
                                         .lines = lines,
                                         .line_count = 1 + draw(2),
                                         .cause = "",
                                         .received_on = w->chief.folder.business_date,
                                         .paid_in_on = w->chief.folder.business_date,
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    if (takes > 0) {
        assert_int_equal(collection_book(&w->chief, &b, clock_now_ms(), &w->report, NULL), ERR_NONE);
    }
}

/* 口座振替 of what was asked for, whatever has been paid of it meanwhile: the rest is 過誤納. */
static void is_debited(struct ward *w, int64_t payer)
{
    struct collection_charge c = some_charge(w, payer);
    const struct collection_line line = {c.instalment, ITEM_PRINCIPAL, c.amount};
    const struct collection_booking b = {.channel = CHANNEL_DEBIT,
                                         .levy_year = c.levy_year,
                                         .notice_no = c.notice_no,
                                         .household_no = c.household_no,
                                         .payer_no = payer,
                                         .lines = &line,
                                         .line_count = 1,
                                         .cause = "",
                                         .received_on = w->chief.folder.business_date,
                                         .paid_in_on = w->chief.folder.business_date,
                                         .from = ACCOUNT_CASH,
                                         .origin = "debit"};
    struct collection_booked booked;
    if (c.amount > 0) {
        assert_int_equal(collection_book_as_far(&w->chief, &b, clock_now_ms(), &w->report, &booked), ERR_NONE);
    }
}

static void waives(struct ward *w, int64_t i)
{
    const struct collection_waiver waiver = {
        .levy_year = 2026,
        .household_no = household_of(i),
        .payer_no = payer_of(i),
        .waiver = {.kind = (enum late_waiver_kind)draw(2), .span = {desk_day(20260701), desk_day(20261101)}},
        .cause_kind = "test",
        .cause_no = payer_of(i)};
    enum err e = draw(2) == 0 ? collection_waive(w->chief.store, &waiver, clock_now_ms(), &w->report)
                              : collection_waive_end(w->chief.store, "test", payer_of(i), clock_now_ms(), &w->report);
    assert_int_equal(e, ERR_NONE);
}

static void writes_off(struct ward *w, int64_t payer)
{
    const struct collection_law *law;
    struct collection_charge c = some_charge(w, payer);
    assert_int_equal(collection_law_of(&w->chief, desk_arena(), &w->report, &law), ERR_NONE);
    if (collection_unpaid(&c) > 0) {
        assert_int_equal(collection_write_off(&w->chief, law, &c, collection_unpaid(&c), 1,
                                              w->chief.folder.business_date, "test", payer, clock_now_ms(), &w->report),
                         ERR_NONE);
    }
}

static void takes_back(struct ward *w, int64_t payer)
{
    struct collection_charge c = some_charge(w, payer);
    struct collection_payment *list;
    size_t count;
    char number[24];
    assert_int_equal(collection_payments(w->chief.store, &c, desk_arena(), &w->report, &list, &count), ERR_NONE);
    if (count > 0) { /* refused where it was taken back before, or moved on */
        snprintf(number, sizeof(number), "%lld", (long long)list[0].receipt_no);
        const char *const cancel[] = {"receipt", number, "outcome", "never", "reason", "誤入力", NULL};
        enum err e = desk_act(w, &kind_receipt_cancel, payer, cancel);
        assert_true(e == ERR_NONE || e == ERR_FINDINGS || e == ERR_INPUT);
    }
}

static void income_moves(struct ward *w, int64_t payer)
{
    static const yen incomes[] = {20000000, 600000, 3000000, 30000000};
    int64_t now = next_moment();
    ward_forget_income(w, now, 2026, payer);
    ward_income(w, now, 2026, payer, incomes[draw(4)]);
    monthly(w);
}

static const char *num(int64_t n)
{
    return arena_printf(desk_arena(), "%lld", (long long)n);
}

/* Twice the same, or money of which nobody knows for what. */
static void pays_too_much(struct ward *w, int64_t payer)
{
    static int64_t reference;
    if (draw(2) == 0) {
        desk_pays(w, payer, 0, 0, 1000 + draw(20000), (int)date_ymd(w->chief.folder.business_date));
        return;
    }
    const struct collection_held held = {.channel = CHANNEL_BANK,
                                         .amount = 500 + draw(5000),
                                         .received_on = w->chief.folder.business_date,
                                         .paid_in_on = w->chief.folder.business_date,
                                         .code = "E52",
                                         .origin = "test",
                                         .reference = text_of(num(++reference))};
    bool is_new;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(collection_hold(&w->chief, &held, clock_now_ms(), &w->report, &is_new), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

static size_t opens_of(struct ward *w, struct refund_open **ret)
{
    size_t count;
    assert_int_equal(refund_opens(&w->chief, 0, desk_arena(), &w->report, ret, &count), ERR_NONE);
    return count;
}

/* 仮受 becomes 過誤納, or one of its kind is taken back. */
static void settles_held(struct ward *w)
{
    struct refund_open *opens;
    size_t count = opens_of(w, &opens);
    for (size_t i = 0; i < count; i++) {
        if (opens[i].is_held && draw(3) == 0) {
            const char *const fields[] = {"receipt", num(opens[i].receipt_no), "outcome", "never", "reason", "誤入力", NULL};
            enum err e = desk_act(w, &kind_receipt_cancel, opens[i].payer_no, fields);
            assert_true(e == ERR_NONE || e == ERR_FINDINGS || e == ERR_INPUT);
            return;
        }
    }
}

/* 決議 of all that the payer has too much. */
static void decides(struct ward *w, int64_t payer)
{
    struct refund_plan plan = desk_plan(w, payer, "");
    const char *const fields[] = {"appropriated", num(plan.appropriated), "refund", num(plan.refund), NULL};
    if (plan.part_count > 0) {
        enum err e = desk_act(w, &kind_refund_decide, payer, fields);
        assert_true(e == ERR_NONE || e == ERR_FINDINGS || e == ERR_INPUT);
    }
}

static void takes_decision_back(struct ward *w, const struct refund_case *c)
{
    struct change_record *waiting;
    size_t count;
    int64_t undo = 0;
    enum err e = change_undo(&w->clerk, c->change_no, text_of("額の誤り"), desk_arena(), &w->report);
    report_clear(&w->report);
    assert_true(e <= ERR_INPUT);
    assert_int_equal(change_list(&w->chief, CHANGES_TO_APPROVE, 0, CHANGE_OF_NOBODY, 100, desk_arena(), &w->report,
                                 &waiting, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        undo = waiting[i].undoes_no == c->change_no ? waiting[i].change_no : undo;
    }
    e = undo > 0 ? change_approve(&w->chief, undo, desk_arena(), &w->report) : ERR_NONE;
    report_clear(&w->report);
    assert_true(e <= ERR_INPUT);
}

/* A case goes on: told, lapsed, or its decision taken back. */
static void case_goes_on(struct ward *w)
{
    const struct refund_scope all = {0};
    struct refund_case *list;
    size_t count;
    assert_int_equal(refund_cases(w->chief.store, &all, desk_arena(), &w->report, &list, &count), ERR_NONE);
    if (count == 0) {
        return;
    }
    struct refund_case *c = &list[draw((unsigned)count)];
    if (c->state == REFUND_DECIDED && draw(2) == 0) {
        desk_step(w, c, REFUND_TOLD);
    } else if (c->state == REFUND_DECIDED || c->state == REFUND_TOLD) {
        takes_decision_back(w, c);
    }
}

/* A person ends a task of ours, or opens one again. */
static void moves_task(struct ward *w)
{
    struct task *list;
    size_t count;
    int64_t total;
    assert_int_equal(task_list(&w->chief, text_of("source=refund:* state=any"), 1000, 0, desk_arena(), &w->report, &list,
                               &count, &total),
                     ERR_NONE);
    if (count > 0) {
        const struct task *t = &list[draw((unsigned)count)];
        enum err e = t->state == TASK_DONE ? task_reopen(&w->chief, t->task_no, text_of("もう一度"), &w->report)
                     : t->state == TASK_WAITING || draw(2) == 0
                         ? task_finish(&w->chief, t->task_no, text_of("電話で済み"), &w->report)
                         : task_wait(&w->chief, t->task_no, text_of("返事待ち"), &w->report);
        assert_int_equal(e, ERR_NONE);
    }
}

static void excess_moves(struct ward *w, int64_t payer)
{
    switch (draw(6)) {
    case 0: settles_held(w); break;
    case 1: decides(w, payer); break;
    case 2: case_goes_on(w); break;
    case 3: moves_task(w); break;
    default: pays_too_much(w, payer); break;
    }
}

static void something_happens(struct ward *w)
{
    int64_t i = draw(PEOPLE);
    unsigned what = draw(16);
    if (what == 0) {
        takes_back(w, payer_of(i));
        return;
    }
    if (what <= 3) {
        income_moves(w, payer_of(i));
        return;
    }
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    if (what < 9) {
        pays(w, payer_of(i));
    } else if (what < 12) {
        is_debited(w, payer_of(i));
    } else if (what < 15) {
        waives(w, i);
    } else {
        writes_off(w, payer_of(i));
    }
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

/* ------------------------------------------------------------------------------- both looks ---- */

static struct last_look looked(struct ward *w)
{
    struct run_record *runs;
    size_t count;
    assert_int_equal(batch_runs(w->chief.store, "refund-detect", 0, desk_arena(), &w->report, &runs, &count), ERR_NONE);
    assert_true(count > 0 && runs[0].state == RUN_APPROVED); /* the newest */
    return (struct last_look){true, runs[0].known_at, runs[0].business_date};
}

struct lowered {
    const struct collection_moved *moved;
    size_t count;
};

static enum err is_among_them(void *context, const struct collection_charge *c, struct report *report)
{
    struct lowered *l = context;
    (void)report;
    if (collection_unpaid(c) < 0) {
        l->count++;
        assert_true(l->moved->everybody || moved_find(&l->moved->payers, c->payer_no) != NULL);
    }
    return ERR_NONE;
}

static size_t late_of(struct ward *w, const struct collection_moved *moved, struct collection_late_excess **ret)
{
    size_t count;
    assert_int_equal(collection_late_excesses(&w->chief, moved, desk_arena(), &w->report, ret, &count), ERR_NONE);
    return count;
}

/* How many the night finds. */
static size_t both_looks(struct ward *w, struct collection_moved *ret)
{
    const struct last_look since = looked(w);
    const struct collection_moved all = {.everybody = true};
    struct collection_late_excess *x, *y;
    assert_int_equal(collection_payers_moved(w->chief.store, &since, desk_arena(), &w->report, ret), ERR_NONE);
    struct lowered l = {.moved = ret};
    assert_int_equal(collection_each_charge(w->chief.store, 0, 0, is_among_them, &l, &w->report), ERR_NONE);
    size_t count = late_of(w, &all, &x), moved = late_of(w, ret, &y);
    assert_int_equal(moved, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(collection_charge_order(&x[i].charge, &y[i].charge), 0);
        assert_int_equal(x[i].amount, y[i].amount);
        assert_true(date_equal(x[i].paid_on, y[i].paid_on));
    }
    return l.count + count;
}

/* The pass over everybody reads payments row by row; of a payer alone they are asked for as sums. */
static enum err stands_alike(void *context, const struct collection_charge *c, struct report *report)
{
    struct ward *w = context;
    const struct collection_scope scope = {.payer_no = c->payer_no};
    struct collection_charge *list;
    size_t count, at = 0;
    (void)report;
    assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &count), ERR_NONE);
    while (at < count && collection_charge_order(&list[at], c) != 0) {
        at++;
    }
    assert_true(at < count);
    assert_int_equal(list[at].amount, c->amount);
    assert_int_equal(list[at].paid, c->paid);
    assert_int_equal(list[at].written_off, c->written_off);
    assert_int_equal(list[at].told, c->told);
    assert_int_equal(list[at].told_extra, c->told_extra);
    assert_true(date_is_none(c->last_paid_on) == date_is_none(list[at].last_paid_on));
    assert_true(date_is_none(c->last_paid_on) || date_equal(list[at].last_paid_on, c->last_paid_on));
    return ERR_NONE;
}

/* What stands in the rows of found excesses and their tasks. */
static struct row_digest left_behind(struct ward *w)
{
    static const struct store_table tables[] = {
        {"refund_found", "receipt_no, payer_no, household_no, amount, cause, arose_on, found_on, has_account"},
        {"casework_task", "task_no, source, source_key, words, due, state, done_words, changed_at"}};
    struct row_digest digest = {0, 0};
    int64_t rows;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        assert_int_equal(store_table_digest(w->chief.store, &tables[i], &w->report, &rows, &digest), ERR_NONE);
    }
    return digest;
}

/* A look at every excess behind the night's leaves all as it is. */
static void nothing_was_overlooked(struct ward *w)
{
    static const char *const all[] = {"する"};
    const struct job_request request = {.is_quiet = true, .values = {all[0]}};
    struct row_digest before = left_behind(w);
    enum err e = refund_verify(w->chief.store, &w->report);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(job_start(&w->clerk, &job_refund_detect, &request, w->out, &w->report), ERR_NONE);
    struct row_digest after = left_behind(w);
    assert_memory_equal(&before, &after, sizeof(before));
}

static void test_CO_62_who_moved(void **state)
{
    struct ward *w = *state;
    const struct collection_moved all = {.everybody = true};
    struct collection_late_excess *late;
    struct collection_moved moved;
    size_t found = 0, passed_over = 0;
    seed = 20261201;
    levied(w);
    assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
    for (int night = 0; night < NIGHTS; night++) {
        for (unsigned n = draw(8); n > 0; n--) {
            something_happens(w);
        }
        for (unsigned n = draw(5); n > 0; n--) {
            excess_moves(w, payer_of(draw(PEOPLE)));
        }
        assert_int_equal(collection_each_charge(w->chief.store, 0, 0, stands_alike, w, &w->report), ERR_NONE);
        found += both_looks(w, &moved);
        assert_false(moved.everybody);
        passed_over += PEOPLE + 2 - moved.payers.count;
        assert_int_equal(desk_run(w, &job_refund_detect, false), ERR_NONE);
        struct lowered l = {.moved = &all};
        assert_int_equal(collection_each_charge(w->chief.store, 0, 0, is_among_them, &l, &w->report), ERR_NONE);
        assert_int_equal(l.count + late_of(w, &all, &late), 0); /* a look at everybody finds nothing more */
        nothing_was_overlooked(w);
        ward_business_date(w, (int)date_ymd(date_add_days(w->chief.folder.business_date, (int)draw(3))));
    }
    assert_true(found > 5);
    assert_true(passed_over > NIGHTS * 2);
    desk_done(w);
}

/* 当初賦課, and a first night: everybody. */
static void test_CO_62_everybody(void **state)
{
    struct ward *w = *state;
    const struct last_look none = {.is_there = false};
    struct last_look since;
    struct collection_moved moved;
    levied(w);
    assert_int_equal(collection_payers_moved(w->chief.store, &none, desk_arena(), &w->report, &moved), ERR_NONE);
    assert_true(moved.everybody);
    since = (struct last_look){true, 1, desk_day(20260401)};
    assert_int_equal(collection_payers_moved(w->chief.store, &since, desk_arena(), &w->report, &moved), ERR_NONE);
    assert_true(moved.everybody);
    since.known_at = clock_now_ms();
    assert_int_equal(collection_payers_moved(w->chief.store, &since, desk_arena(), &w->report, &moved), ERR_NONE);
    assert_false(moved.everybody);
    assert_int_equal(moved.payers.count, 0);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_WARD(test_CO_62_who_moved), WITH_WARD(test_CO_62_everybody)};
    return fixture_run(argc, argv, "refund moved", tests, COUNT_OF(tests));
}
