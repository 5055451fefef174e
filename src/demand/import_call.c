/*
 * 電話催告の結果 (CO-48) and 抽出リスト (CO-45) -- what comes back from the call centre becomes 折衝記録
 * with their promises; keys of a clerk's CSV become a list to select by.
 */
#include <inttypes.h>

#include "base/personal_number.h"
#include "demand/contact.h"

/* ----------------------------------------------------------------------------- results -------- */

static enum err result_begin(struct import_run *run);
static enum err result_record(struct import_run *run, const struct record *r);
static enum err result_end(struct import_run *run);
static void done(struct import_run *run);

const struct import_handler import_call_results = {
    .layout = "call-result",
    .partner = "電話催告センター",
    .label = "電話催告の結果",
    .order = 120,
    .begin = result_begin,
    .record = result_record,
    .end = result_end,
    .cancel = done,
};

enum {
    FIELD_CAMPAIGN,
    FIELD_CALL,
    FIELD_CALLED,
    FIELD_AT,
    FIELD_PHONE_USED,
    FIELD_RESULT,
    FIELD_PROMISE_ON,
    FIELD_PROMISE,
    FIELD_NOTE,
    FIELD_NEW_PHONE,
    FIELD_WANTS_SLIP,
    FIELD_WANTS_COUNSEL,
    FIELD_CALLER
};
struct taking {
    struct arena *arena;
    int64_t taken, promises, twice, phones;
};

static enum err result_begin(struct import_run *run)
{
    struct arena *arena = arena_new("電話催告の結果", (size_t)512 << 20);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->arena = arena;
    run->state = t;
    return ERR_NONE;
}

static void done(struct import_run *run)
{
    struct taking *t = run->state;

    arena_free(t->arena);
}

static bool day_in(const struct record *r, size_t field, date *ret)
{
    int64_t value = 0;

    *ret = date_none();
    return record_i64(r, field, &value) && value > 0 && date_from_ymd((int32_t)value, ret);
}

/* Why the record cannot be taken; NULL = it can. */
static enum err fault_of(struct import_run *run, enum campaign_way way, int64_t campaign, int64_t call,
                         date on, const char **ret_words)
{
    struct query *q = store_query(run->session->store, SQL_demand_call_find);
    bool row;

    *ret_words = NULL;
    query_set_i64(q, "run_no", campaign);
    query_set_i64(q, "call_payer_no", call);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && !row) {
        *ret_words = "このリストに、この宛名番号はありません";
    } else if (e == ERR_NONE && query_i64(q, 2) != way) {
        *ret_words =
            way == CAMPAIGN_SMS ? "SMS配信リストの番号ではありません" : "電話催告リストの番号ではありません";
    } else if (e == ERR_NONE && (date_ymd(on) < query_i64(q, 0) || date_ymd(on) > query_i64(q, 1))) {
        *ret_words = "日が、リストの期間の外です";
    } else if (e == ERR_NONE && date_before(run->business_date, on)) {
        *ret_words = "日が今日より後です";
    }
    query_reset(q);
    return e;
}

static enum err is_there(struct import_run *run, int64_t campaign, const struct contact_row *row, bool *ret)
{
    struct query *q = store_query(run->session->store, SQL_demand_contact_same);

    query_set_i64(q, "campaign_no", campaign);
    query_set_i64(q, "payer_no", row->payer_no);
    query_set_i64(q, "contact_on", date_ymd(row->on));
    query_set_i64(q, "minute_of_day", row->minute);
    enum err e = query_step(q, run->report, ret);
    query_reset(q);
    return e;
}

/* What was noted, with the telephone that was found; a 個人番号 stands in no table (MN-02). */
static struct text words_of(struct taking *t, const struct record *r)
{
    struct text note = record_text(r, FIELD_NOTE), phone = record_text(r, FIELD_NEW_PHONE);
    const char *words = arena_printf(t->arena, "%.*s%s%.*s", (int)note.len, note.bytes,
                                     phone.len > 0 ? " 新しい電話番号 " : "", (int)phone.len, phone.bytes);

    return personal_number_covered(text_of(words), t->arena);
}

/* 新しい電話番号: a draft for the register of contacts, or a task. */
static enum err propose_phone(struct import_run *run, struct taking *t, const struct contact_row *row,
                              const struct record *r)
{
    enum { DIGITS_MIN = 9 };
    struct text phone = record_text(r, FIELD_NEW_PHONE);
    int64_t change_no;
    char key[48];

    if (phone.len < DIGITS_MIN) {
        return ERR_NONE;
    }
    t->phones++;
    snprintf(key, sizeof(key), "%" PRId64, row->contact_no);
    return demand_phone_heard(run->session, row->payer_no, phone, "電話催告", key, t->arena, run->report,
                              &change_no);
}

static int64_t next_of(const struct record *r, int64_t result)
{
    enum { NEXT_CONFIRM = 2, NEXT_SLIP, NEXT_COUNSEL };
    bool slip = result == RESULT_WANTS_SLIP || text_is(record_text(r, FIELD_WANTS_SLIP), "1");
    bool counsel = result == RESULT_WANTS_COUNSEL || text_is(record_text(r, FIELD_WANTS_COUNSEL), "1");

    return counsel ? NEXT_COUNSEL : slip ? NEXT_SLIP : result == RESULT_SAYS_PAID ? NEXT_CONFIRM : 0;
}

static enum err result_record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    int64_t campaign = 0, at = 0;
    const char *words = NULL;
    bool is_twice = false;
    struct contact_row row = {.way = WAY_TELEPHONE_OUT,
                              .origin = ORIGIN_FILE,
                              .next_on = date_none(),
                              .operator_id = text_of(run->session->operator.id)};
    bool ok = record_i64(r, FIELD_CAMPAIGN, &campaign) && record_i64(r, FIELD_CALL, &row.payer_no) &&
              day_in(r, FIELD_CALLED, &row.on) && record_i64(r, FIELD_AT, &at) &&
              record_i64(r, FIELD_RESULT, &row.result);

    if (!ok) {
        return import_hold(run, r, "PD02", "番号か日が読めません");
    }
    row.minute = at / 100 * 60 + at % 100;
    row.campaign_no = campaign;
    enum err e = fault_of(run, CAMPAIGN_TELEPHONE, campaign, row.payer_no, row.on, &words);
    if (e == ERR_NONE && words != NULL) {
        return import_hold(run, r, "PD02", words);
    }
    if (e == ERR_NONE) {
        e = is_there(run, campaign, &row, &is_twice);
    }
    if (e != ERR_NONE || is_twice) {
        t->twice += is_twice;
        return e;
    }
    if (row.result == RESULT_PROMISED && (!day_in(r, FIELD_PROMISE_ON, &row.promise_on) ||
                                          !record_i64(r, FIELD_PROMISE, &row.promise_amount) ||
                                          row.promise_amount <= 0 || date_before(row.promise_on, row.on))) {
        return import_hold(run, r, "PD01", "納付の約束の日と額を確かめてください");
    }
    row.promise_on = row.result == RESULT_PROMISED ? row.promise_on : date_none();
    row.words = words_of(t, r);
    row.next_action = next_of(r, row.result);
    e = contact_add(run->session->store, &row, run->recorded_at, run->report, &row.contact_no);
    t->taken += e == ERR_NONE;
    t->promises += e == ERR_NONE && row.promise_amount > 0;
    if (e == ERR_NONE) {
        e = propose_phone(run, t, &row, r);
    }
    return e == ERR_NONE ? contact_next_task(run->session, &row, run->report) : e;
}

static enum err result_end(struct import_run *run)
{
    struct taking *t = run->state;

    report_add(run->report,
               "電話催告・SMSの結果 %" PRId64 " 件を折衝に記録しました。納付の約束 %" PRId64 " 件", t->taken,
               t->promises);
    if (t->phones > 0) {
        report_add(run->report, "新しい電話番号 %" PRId64 " 件を、連絡先の下書きか作業にしました", t->phones);
    }
    if (t->twice > 0) {
        report_add(run->report, "受け取り済みと同じ結果 %" PRId64 " 件は入れていません", t->twice);
    }
    done(run);
    return ERR_NONE;
}

/* --------------------------------------------------------------------------------- SMS -------- */

static enum err sms_record(struct import_run *run, const struct record *r);

const struct import_handler import_sms_results = {
    .layout = "sms-result",
    .partner = "SMS配信事業者",
    .label = "SMSの配信結果",
    .order = 123,
    .begin = result_begin,
    .record = sms_record,
    .end = result_end,
    .cancel = done,
};

/* A message that came or did not come is a word with the payer like a call. */
static enum err sms_record(struct import_run *run, const struct record *r)
{
    enum { SMS_CAMPAIGN, SMS_ID, SMS_SENT, SMS_AT, SMS_STATUS };
    static const int64_t results[] = {0, RESULT_SMS_SENT, RESULT_SMS_FAILED, RESULT_DEAD_NUMBER};
    struct taking *t = run->state;
    struct contact_row row = {.way = WAY_SMS,
                              .origin = ORIGIN_FILE,
                              .next_on = date_none(),
                              .promise_on = date_none(),
                              .operator_id = text_of(run->session->operator.id)};
    int64_t at = 0, status = 0;
    const char *words = NULL;
    bool is_twice = false;

    if (!record_i64(r, SMS_CAMPAIGN, &row.campaign_no) || !record_i64(r, SMS_ID, &row.payer_no) ||
        !day_in(r, SMS_SENT, &row.on) || !record_i64(r, SMS_AT, &at) || !record_i64(r, SMS_STATUS, &status) ||
        status < 1 || status >= (int64_t)COUNT_OF(results)) {
        return import_hold(run, r, "PD02", "番号か日か結果が読めません");
    }
    row.minute = at / 100 * 60 + at % 100;
    row.result = results[status];
    enum err e = fault_of(run, CAMPAIGN_SMS, row.campaign_no, row.payer_no, row.on, &words);
    if (e == ERR_NONE && words != NULL) {
        return import_hold(run, r, "PD02", words);
    }
    if (e == ERR_NONE) {
        e = is_there(run, row.campaign_no, &row, &is_twice);
    }
    if (e != ERR_NONE || is_twice) {
        t->twice += is_twice;
        return e;
    }
    t->taken++;
    return contact_add(run->session->store, &row, run->recorded_at, run->report, &row.contact_no);
}

/* -------------------------------------------------------------------------------- keys -------- */

static enum err keys_begin(struct import_run *run);
static enum err keys_record(struct import_run *run, const struct record *r);
static enum err keys_end(struct import_run *run);

const struct import_handler import_debtor_keys = {
    .layout = "debtor-keys",
    .partner = "滞納整理",
    .label = "抽出リスト（宛名番号）",
    .order = 121,
    .begin = keys_begin,
    .record = keys_record,
    .end = keys_end,
    .cancel = done,
};

struct keys {
    struct arena *arena; /* first, as in struct taking: done() frees it */
    int64_t list_no, count;
};

static enum err keys_begin(struct import_run *run)
{
    struct arena *arena = arena_new("抽出リスト", (size_t)512 << 20);
    struct keys *k = ARENA_NEW(arena, struct keys);
    struct query *q = store_query(run->session->store, SQL_demand_key_next);
    bool row;

    k->arena = arena;
    run->state = k;
    enum err e = query_step(q, run->report, &row);
    k->list_no = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    if (e != ERR_NONE) {
        done(run);
    }
    return e;
}

static enum err keys_record(struct import_run *run, const struct record *r)
{
    struct keys *k = run->state;
    struct addressee who;
    struct report quiet;
    int64_t payer = 0, changed = 0;

    if (!record_i64(r, 0, &payer)) {
        return import_hold(run, r, "PD03", "宛名番号が読めません");
    }
    report_init(&quiet);
    enum err e = addressee_by_no(run->session->store, payer, (struct as_of){run->business_date, INT64_MAX},
                                 k->arena, &quiet, &who);
    report_done(&quiet);
    if (e == ERR_FINDINGS) {
        return import_hold(run, r, "PD03",
                           arena_printf(k->arena, "宛名番号 %" PRId64 " の人はいません", payer));
    }
    if (e != ERR_NONE) {
        return report_fail(run->report, e, "宛名番号 %" PRId64 " を読めません", payer);
    }
    struct query *q = store_query(run->session->store, SQL_demand_key_add);
    query_set_i64(q, "list_no", k->list_no);
    query_set_i64(q, "payer_no", payer);
    query_set_i64(q, "recorded_at", run->recorded_at);
    e = query_run(q, run->report, &changed);
    k->count += changed;
    return e;
}

static enum err keys_end(struct import_run *run)
{
    struct keys *k = run->state;

    report_add(run->report,
               "抽出リスト %" PRId64 " に %" PRId64 " 人を入れました。条件「リスト=%" PRId64 "」で選べます",
               k->list_no, k->count, k->list_no);
    done(run);
    return ERR_NONE;
}
