/* 収納の照会 -- what a household has paid, for screens. */
#include "collection/charges.h"

const char *const collection_channel_labels[CHANNEL_COUNT] = {
    [0] = "不明な経路",
    [CHANNEL_COUNTER] = "窓口",
    [CHANNEL_BANK] = "金融機関・郵便局",
    [CHANNEL_DEBIT] = "口座振替",
    [CHANNEL_STORE] = "コンビニエンスストア",
    [CHANNEL_MOBILE_BANK] = "モバイルレジ（銀行）",
    [CHANNEL_APP] = "スマートフォン決済",
    [CHANNEL_PAY_EASY] = "ペイジー",
    [CHANNEL_CARD] = "クレジットカード",
    [CHANNEL_EL_QR] = "eL-QR",
    [CHANNEL_PENSION] = "年金からの特別徴収",
    [CHANNEL_SEIZURE] = "差押・配当",
    [CHANNEL_APPROPRIATED] = "充当",
    [CHANNEL_OFFSET] = "給付との相殺",
    [CHANNEL_RAISED] = "減額による過誤納",
};

static const char *channel_label(int64_t channel)
{
    bool is_known = channel > 0 && channel < CHANNEL_COUNT;
    return collection_channel_labels[is_known ? channel : 0];
}

struct asking {
    struct store *store;
    int64_t household_no, known_at;
    int32_t first_year, last_year;
    struct arena *arena;
    struct report *report;
};

static struct query *ask(const struct asking *a, enum sql sql)
{
    struct query *q = store_query(a->store, sql);

    query_set_i64(q, "household_no", a->household_no);
    query_set_i64(q, "first_year", a->first_year);
    query_set_i64(q, "last_year", a->last_year);
    query_set_i64(q, "known_at", a->known_at);
    return q;
}

struct receipts {
    struct collection_receipt *list;
    size_t count, capacity;
};

enum { PART_BOOKED = 1 };

/* What is booked or held, then what was only told (速報). */
static enum err received(const struct asking *a, struct receipts *to)
{
    struct query *q = ask(a, SQL_collection_receipts_of_household);
    bool row;
    enum err e;

    while ((e = query_step(q, a->report, &row)) == ERR_NONE && row) {
        struct text codes = query_text(q, 10);
        *ARENA_PUSH(a->arena, to->list, to->count, to->capacity) = (struct collection_receipt){
            .receipt_no = query_i64(q, 0) == PART_BOOKED ? query_i64(q, 1) : 0,
            .levy_year = (int32_t)query_i64(q, 2),
            .notice_no = query_i64(q, 3),
            .payer_no = query_i64(q, 4),
            .instalment = (int)query_i64(q, 5),
            .channel = channel_label(query_i64(q, 6)),
            .amount = query_i64(q, 7),
            .received_on = collection_day(query_i64(q, 8)),
            .is_held = query_i64(q, 9) == 2,
            .codes = arena_printf(a->arena, "%.*s", (int)codes.len, codes.bytes),
            .overpaid = query_i64(q, 11),
            .booked_on = collection_day(query_i64(q, 12)),
        };
    }
    query_reset(q);
    return e;
}

static enum err paid(const struct asking *a, struct collection_paid **ret, size_t *ret_count)
{
    struct query *q = ask(a, SQL_collection_paid_of_household);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, a->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(a->arena, *ret, *ret_count, capacity) = (struct collection_paid){
            .levy_year = (int32_t)query_i64(q, 0),
            .payer_no = query_i64(q, 1),
            .instalment = (int)query_i64(q, 2),
            .amount = query_i64(q, 3),
        };
    }
    query_reset(q);
    return e;
}

enum err collection_of_household(struct store *s, int64_t household_no, int32_t first_year, int32_t last_year,
                                 int64_t known_at, struct arena *arena, struct report *report,
                                 struct collection_look *ret)
{
    const struct asking a = {s, household_no, known_at, first_year, last_year, arena, report};
    struct receipts all = {0};
    struct collection_paid *list = NULL;
    size_t count = 0;
    enum err e = received(&a, &all);

    if (e == ERR_NONE) {
        e = paid(&a, &list, &count);
    }
    *ret = (struct collection_look){all.list, all.count, list, count};
    return e;
}
