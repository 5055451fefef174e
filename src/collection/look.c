/* 収納の照会 -- what a household has paid, for screens. */
#include "collection/collection.h"

static const char *channel_label(int64_t channel)
{
    static const char *const labels[] = {
        [1] = "窓口", [2] = "金融機関・郵便局", [3] = "口座振替", [4] = "コンビニエンスストア",
        [5] = "モバイルレジ（銀行）", [6] = "スマートフォン決済", [7] = "Pay-easy", [8] = "クレジットカード",
        [9] = "eL-QR", [10] = "年金からの特別徴収", [11] = "差押・配当", [12] = "充当", [13] = "給付との相殺",
    };
    bool is_known = channel > 0 && channel < (int64_t)COUNT_OF(labels);
    return is_known ? labels[channel] : "不明な経路";
}

static date day_of(int64_t ymd)
{
    date day = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &day);

    assert(is_day);
    return day;
}

static struct query *asked(struct store *s, enum sql sql, int32_t levy_year, int64_t household_no)
{
    struct query *q = store_query(s, sql);

    query_set_i64(q, "levy_year", levy_year);
    query_set_i64(q, "household_no", household_no);
    return q;
}

struct receipts {
    struct arena *arena;
    struct collection_receipt *list;
    size_t count, capacity;
};

static enum err booked(struct store *s, int32_t levy_year, int64_t household_no, struct receipts *to,
                       struct report *report)
{
    struct query *q = asked(s, SQL_collection_receipts_of_household, levy_year, household_no);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text codes = query_text(q, 9);
        *ARENA_PUSH(to->arena, to->list, to->count, to->capacity) = (struct collection_receipt){
            .receipt_no = query_i64(q, 0),
            .notice_no = query_i64(q, 1),
            .payer_no = query_i64(q, 2),
            .instalment = (int)query_i64(q, 3),
            .channel = channel_label(query_i64(q, 4)),
            .amount = query_i64(q, 5),
            .received_on = day_of(query_i64(q, 6)),
            .is_held = query_i64(q, 8) == 2,
            .codes = arena_copy(to->arena, codes.bytes, codes.len),
            .overpaid = query_i64(q, 10),
            .booked_on = day_of(query_i64(q, 11)),
        };
    }
    query_reset(q);
    return e;
}

static enum err told(struct store *s, int32_t levy_year, int64_t household_no, struct receipts *to,
                     struct report *report)
{
    struct query *q = asked(s, SQL_collection_marks_of_household, levy_year, household_no);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(to->arena, to->list, to->count, to->capacity) = (struct collection_receipt){
            .notice_no = query_i64(q, 0),
            .payer_no = query_i64(q, 1),
            .instalment = (int)query_i64(q, 2),
            .channel = channel_label(query_i64(q, 3)),
            .amount = query_i64(q, 4),
            .received_on = day_of(query_i64(q, 5)),
            .booked_on = date_none(),
            .codes = "",
        };
    }
    query_reset(q);
    return e;
}

enum err collection_receipts(struct store *s, int32_t levy_year, int64_t household_no, struct arena *arena,
                             struct report *report, struct collection_receipt **ret, size_t *ret_count)
{
    struct receipts all = {.arena = arena};
    enum err e = booked(s, levy_year, household_no, &all, report);

    if (e == ERR_NONE) {
        e = told(s, levy_year, household_no, &all, report);
    }
    if (e == ERR_NONE) {
        *ret = all.list;
        *ret_count = all.count;
    }
    return e;
}

enum err collection_paid(struct store *s, int32_t levy_year, int64_t household_no, int64_t payer_no,
                         struct report *report, struct collection_paid *ret)
{
    struct query *q = asked(s, SQL_collection_paid_of_charge, levy_year, household_no);
    bool row;
    enum err e;

    *ret = (struct collection_paid){0};
    query_set_i64(q, "payer_no", payer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        size_t instalment = (size_t)query_i64(q, 0);
        assert(instalment >= 1 && instalment <= COUNT_OF(ret->paid));
        ret->paid[instalment - 1] = query_i64(q, 1);
        ret->count = instalment;
    }
    query_reset(q);
    return e;
}
