/*
 * 徴収結果の記録 -- a row for each pay day of a pensioner, and its money on the charge of that pay day.
 *
 * Rows    CO-08, LV-04. What is more than the levy asks is 過誤納 (K2) and waits for a decision.
 */
#include "withholding/taken.h"

const char *const withholding_place_labels[TAKEN_PLACES] = {"", "収納済み", "賦課の決定待ち", "仮受",
                                                            "天引きなし"};

static void read_row(const struct query *q, struct arena *arena, struct withholding_taken *ret)
{
    *ret = (struct withholding_taken){
        .year = (int32_t)query_i64(q, 0),
        .pay = (int)query_i64(q, 1),
        .pensioner_no = query_i64(q, 2),
        .household_no = query_i64(q, 3),
        .payer_no = query_i64(q, 4),
        .receipt_no = query_i64(q, 5),
        .amount = query_i64(q, 7),
        .planned = query_i64(q, 8),
        .overpaid = query_i64(q, 9),
        .code = text_copy(arena, query_text(q, 10)),
        .place = (enum withholding_place)query_i64(q, 11),
    };
    bool is_day = date_from_ymd((int32_t)query_i64(q, 6), &ret->paid_on);
    assert(is_day); /* as we wrote it */
}

static enum err read_all(struct query *q, struct arena *arena, struct report *report,
                         struct withholding_taken **ret, size_t *ret_count)
{
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_row(q, arena, ARENA_PUSH(arena, *ret, *ret_count, capacity));
    }
    query_reset(q);
    return e;
}

enum err withholding_taken_of(struct store *s, int64_t household_no, struct arena *arena,
                              struct report *report, struct withholding_taken **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_withholding_taken_of_household);

    query_set_i64(q, "household_no", household_no);
    return read_all(q, arena, report, ret, ret_count);
}

enum err taken_of_year(struct store *s, int32_t year, struct arena *arena, struct report *report,
                       struct withholding_taken **ret, size_t *ret_count)
{
    struct query *q = store_scan(s, SQL_withholding_taken_of_year);

    query_set_i64(q, "fiscal_year", year);
    return read_all(q, arena, report, ret, ret_count);
}

enum err taken_of_pay(struct store *s, int32_t year, int pay, int64_t pensioner_no, struct arena *arena,
                      struct report *report, struct withholding_taken *ret)
{
    struct query *q = store_query(s, SQL_withholding_taken_of_pay);
    struct withholding_taken *all;
    size_t count;

    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "pay", pay);
    query_set_i64(q, "pensioner_no", pensioner_no);
    enum err e = read_all(q, arena, report, &all, &count);
    *ret = count > 0 ? all[0] : (struct withholding_taken){0};
    return e;
}

enum err taken_put(struct store *s, const struct withholding_taken *t, int64_t recorded_at,
                   struct report *report)
{
    struct query *q = store_query(s, SQL_withholding_taken_close);
    int64_t changed;

    query_set_i64(q, "fiscal_year", t->year);
    query_set_i64(q, "pay", t->pay);
    query_set_i64(q, "pensioner_no", t->pensioner_no);
    query_set_i64(q, "recorded_at", recorded_at);
    enum err e = query_run(q, report, &changed);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_withholding_taken_add);
    query_set_i64(q, "fiscal_year", t->year);
    query_set_i64(q, "pay", t->pay);
    query_set_i64(q, "pensioner_no", t->pensioner_no);
    query_set_i64(q, "recorded_at", recorded_at);
    query_set_i64(q, "household_no", t->household_no);
    query_set_i64(q, "payer_no", t->payer_no);
    query_set_i64(q, "paid_on", date_ymd(t->paid_on));
    query_set_i64(q, "amount", t->amount);
    query_set_i64(q, "planned", t->planned);
    query_set_text(q, "result_code", t->code);
    query_set_i64(q, "place", t->place);
    query_set_i64(q, "receipt_no", t->receipt_no);
    query_set_i64(q, "overpaid", t->overpaid);
    return query_run(q, report, &changed);
}

enum err taken_book(struct session *session, const struct withholding_look *look,
                    const struct collection_law *law, struct withholding_taken *t, int64_t recorded_at,
                    struct arena *arena, struct report *report)
{
    struct collection_charge charge = {0};
    bool found = false;
    enum err e = plan_charge(session->store, look, t->pay, arena, report, &charge, &found);

    if (e != ERR_NONE) {
        return e;
    }
    yen unpaid = found && collection_unpaid(&charge) > 0 ? collection_unpaid(&charge) : 0;
    yen taken = t->amount < unpaid ? t->amount : unpaid;
    const struct collection_line line = {LEVY_PENSION_FIRST + t->pay, ITEM_PRINCIPAL, taken};
    const struct collection_booking b = {
        .channel = CHANNEL_PENSION,
        .levy_year = look->year,
        .notice_no = charge.notice_no,
        .household_no = look->household_no,
        .payer_no = look->payer_no,
        .lines = &line,
        .line_count = taken > 0 ? 1 : 0,
        .overpaid = t->amount - taken,
        .cause = t->amount > taken ? "K2" : "",
        .received_on = t->paid_on,
        .paid_in_on = t->paid_on,
        .from = ACCOUNT_CASH,
        .origin = "withholding",
        .origin_no = t->pensioner_no,
        .law = law,
    };
    t->place = TAKEN_BOOKED;
    t->overpaid = t->amount - taken;
    return collection_book(session, &b, recorded_at, report, &t->receipt_no);
}

enum err taken_settle(struct session *session, const struct withholding_look *look, int64_t recorded_at,
                      struct report *report)
{
    struct arena *arena = arena_new("仮徴収の収納", (size_t)64 << 20);
    const struct collection_law *law = NULL;
    enum err e = ERR_NONE;

    for (int pay = 0; pay < WITHHOLDING_PAYS && e == ERR_NONE; pay++) {
        struct withholding_taken t;
        e = taken_of_pay(session->store, look->year, pay, look->pensioner_no, arena, report, &t);
        if (e == ERR_NONE && t.place == TAKEN_WAITS) {
            e = law == NULL ? collection_law_of(session, arena, report, &law) : e;
            t.planned = look->amounts.pays[pay];
            t.household_no = look->household_no; /* nobody was judged yet when it came */
            t.payer_no = look->payer_no;
            e = e == ERR_NONE ? taken_book(session, look, law, &t, recorded_at, arena, report) : e;
            e = e == ERR_NONE ? taken_put(session->store, &t, recorded_at, report) : e;
        }
    }
    arena_free(arena);
    return e;
}
