/* 消込データ -- the key on a slip (payment_formats.md 8.5) and the values beside it. */
#include "collection/event.h"

#include "premium/premium.h"

#define KEY_DIGITS 21 /* client 5, year 2, class 1, notice 8, instalment 2, kind 1, serial 2 */

enum err event_fields_find(const struct layout *event, struct report *report, struct event_fields *ret)
{
    static const char *const names[EVENT_FIELDS] = {
        "channel",      "kind",       "slip_key", "amount", "receipt_date",
        "receipt_time", "payin_date", "chain",    "store",
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

/* The class tells what the charge is; so far only those of the year itself have slips. */
static const char *read_key(struct text key, const char *client, struct receipt_event *ret,
                            const char **ret_words)
{
    if (key.len != KEY_DIGITS || !is_digits(key)) {
        *ret_words = "納付書の番号が21桁の数字ではありません。収納の相手先に確かめてください";
        return "E02";
    }
    if (strlen(client) != 5 || memcmp(key.bytes, client, 5) != 0) {
        *ret_words = "この委託者コードは当方のものではありません。収納の相手先に確かめてください";
        return "E08";
    }
    if (key.bytes[7] != '1') {
        *ret_words = "この区分（現年度のほか）の納付書はまだ消し込めません。納付書の写しで確かめてください";
        return "E05";
    }
    ret->levy_year = 2000 + (int32_t)digits_of(key, 5, 2);
    ret->notice_no = digits_of(key, 8, 8);
    ret->instalment = (int)digits_of(key, 16, 2);
    ret->slip_kind = (int)digits_of(key, 18, 1);
    ret->slip_serial = (int)digits_of(key, 19, 2);
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
    struct text time = values[at[EVENT_RECEIVED_AT]];
    int64_t channel, hhmm = -1;

    *ret = (struct receipt_event){.received_at = -1};
    *ret_words = "記録の値を読めません。収納の相手先に確かめてください";
    *ret_code = "E06";
    if (!parse_i64(values[at[EVENT_AMOUNT]].bytes, values[at[EVENT_AMOUNT]].len, 0, YEN_MAX, &ret->amount)) {
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
    *ret_code = read_key(values[at[EVENT_KEY]], client, ret, ret_words);
}
