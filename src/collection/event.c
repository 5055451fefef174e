/* 消込データ -- the key on a slip (payment_formats.md 8.5) and the values beside it. */
#include "collection/event.h"

#include "premium/premium.h"

/*
 * What a slip says of itself, as each channel carries it (payment_formats.md 8.5, 10.3, 11.4, 14): how many
 * digits of each. A check digit at the end was proved by the layout.
 */
struct key_shape {
    size_t digits, client, year, class, notice, instalment, kind, serial;
    int channel; /* 0 = any */
};
static const struct key_shape shapes[] = {
    {21, 5, 2, 1, 8, 2, 1, 2, 0},  /* free area of the barcode */
    {19, 0, 4, 1, 8, 2, 1, 2, 0},  /* OCR line */
    {20, 0, 4, 2, 10, 2, 0, 1, 3}, /* 顧客番号 of an account transfer */
    {20, 0, 4, 2, 8, 2, 0, 3, 7},  /* 納付番号 of Pay-easy */
    {20, 0, 4, 2, 8, 2, 0, 3, 9},  /* 案件特定キー番号 of eL-QR: the same number */
};

enum err event_fields_find(const struct layout *event, struct report *report, struct event_fields *ret)
{
    static const char *const names[EVENT_FIELDS] = {
        "channel",      "kind",       "slip_key", "amount", "receipt_date",
        "receipt_time", "payin_date", "chain",    "store",    "late_charge",  "reference",
    };
    size_t record = layout_record(event, "data");

    for (int i = 0; i < EVENT_FIELDS; i++) {
        ret->at[i] = record != SIZE_MAX ? layout_field(event, record, names[i]) : SIZE_MAX;
        if (ret->at[i] == SIZE_MAX) {
            return report_fail(report, ERR_INPUT, "レイアウト %s に項目 %s がありません", layout_name(event),
                               names[i]);
        }
    }
    return ERR_NONE;
}

/* `count` digits of a key whose every byte is one. */
static int64_t digits_of(struct text key, size_t at, size_t count)
{
    int64_t value = 0;

    for (size_t i = at; i < at + count; i++) {
        value = value * 10 + (key.bytes[i] - '0');
    }
    return value;
}

static bool is_digits(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.bytes[i] < '0' || t.bytes[i] > '9') {
            return false;
        }
    }
    return t.len > 0;
}

static int64_t next_digits(struct text key, size_t *at, size_t count)
{
    int64_t value = digits_of(key, *at, count);

    *at += count;
    return value;
}

static const struct key_shape *shape_of(struct text key, int channel)
{
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        if (shapes[i].digits == key.len && (shapes[i].channel == 0 || shapes[i].channel == channel)) {
            return &shapes[i];
        }
    }
    return NULL;
}

/* The class tells whose books the charge is in; what a slip of 延滞金 alone pays stands in its row. */
static const char *read_key(struct text key, const char *client, struct receipt_event *ret,
                            const char **ret_words)
{
    const struct key_shape *shape = shape_of(key, ret->channel);
    size_t at = 0;

    if (shape == NULL || !is_digits(key)) {
        *ret_words = "納付書の番号の桁数か文字が違います。収納の相手先に確かめてください";
        return "E02";
    }
    if (shape->client > 0 &&
        (strlen(client) != shape->client || memcmp(key.bytes, client, shape->client) != 0)) {
        *ret_words = "この委託者コードは当方のものではありません。収納の相手先に確かめてください";
        return "E08";
    }
    at = shape->client;
    int64_t year = next_digits(key, &at, shape->year);
    int64_t class = next_digits(key, &at, shape->class);
    ret->levy_year = (int32_t)(shape->year == 2 ? 2000 + year : year);
    ret->notice_no = next_digits(key, &at, shape->notice);
    ret->instalment = (int)next_digits(key, &at, shape->instalment);
    ret->slip_kind = (int)next_digits(key, &at, shape->kind);
    ret->slip_serial = (int)next_digits(key, &at, shape->serial);
    ret->slip_class = (int)class;
    if (class != SLIP_CURRENT && class != SLIP_PRIOR && class != SLIP_ARREARS && class != SLIP_LATE_ONLY) {
        *ret_words = "この区分の納付書はありません。納付書の写しで番号を確かめてください";
        return "E05";
    }
    if (!premium_notice_no_is_valid(ret->notice_no)) {
        *ret_words = "通知書番号の検査数字が合いません。納付書の写しで番号を確かめてください";
        return "E01";
    }
    return NULL;
}

static bool kind_of(struct text t, enum receipt_kind *ret)
{
    static const struct {
        const char *name;
        enum receipt_kind kind;
    } kinds[] = {{"preliminary", RECEIPT_PRELIMINARY},
                 {"confirmed", RECEIPT_CONFIRMED},
                 {"cancel", RECEIPT_CANCEL},
                 {"final", RECEIPT_FINAL}};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (text_is(t, kinds[i].name)) {
            *ret = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static bool day_of(struct text t, date *ret)
{
    int64_t ymd;

    *ret = date_none();
    if (t.len == 0) {
        return true;
    }
    return t.len == 8 && parse_i64(t.bytes, t.len, 10000101, 99991231, &ymd) &&
           date_from_ymd((int32_t)ymd, ret);
}

void event_read(const struct event_fields *fields, const struct text *values, const char *client,
                struct receipt_event *ret, const char **ret_code, const char **ret_words)
{
    const size_t *at = fields->at;
    struct text store = values[at[EVENT_STORE]], chain = values[at[EVENT_CHAIN]];
    struct text time = values[at[EVENT_RECEIVED_AT]], late = values[at[EVENT_LATE_CHARGE]];
    int64_t channel, hhmm = -1, late_charge = 0;

    *ret = (struct receipt_event){.received_at = -1};
    *ret_words = "記録の値を読めません。収納の相手先に確かめてください";
    *ret_code = "E06";
    if (!parse_i64(values[at[EVENT_AMOUNT]].bytes, values[at[EVENT_AMOUNT]].len, 0, YEN_MAX, &ret->amount) ||
        (late.len > 0 && !parse_i64(late.bytes, late.len, 0, YEN_MAX, &late_charge))) {
        return;
    }
    *ret_code = "E02";
    if (!kind_of(values[at[EVENT_KIND]], &ret->kind) ||
        !parse_i64(values[at[EVENT_CHANNEL]].bytes, values[at[EVENT_CHANNEL]].len, 1, 99, &channel) ||
        !day_of(values[at[EVENT_RECEIVED_ON]], &ret->received_on) || date_is_none(ret->received_on) ||
        !day_of(values[at[EVENT_PAID_IN_ON]], &ret->paid_in_on) ||
        (time.len > 0 && !parse_i64(time.bytes, time.len, 0, 2359, &hhmm))) {
        return;
    }
    ret->channel = (int)channel;
    ret->received_at = (int)hhmm;
    int n = snprintf(ret->store, sizeof(ret->store), "%.*s%s%.*s", (int)chain.len, chain.bytes,
                     chain.len > 0 && store.len > 0 ? "-" : "", (int)store.len, store.bytes);
    assert(n >= 0 && n < (int)sizeof(ret->store)); /* the layout bounds both */
    n = snprintf(ret->reference, sizeof(ret->reference), "%.*s", (int)values[at[EVENT_REFERENCE]].len,
                 values[at[EVENT_REFERENCE]].bytes);
    assert(n >= 0 && n < (int)sizeof(ret->reference)); /* so does it */
    *ret_code = read_key(values[at[EVENT_KEY]], client, ret, ret_words);
    ret->late_charge = late_charge;
}
