/* 折衝記録の行. */
#include "demand/contact.h"

#include <inttypes.h>

const struct change_code contact_ways[] = {{"1", "電話をかけた"}, {"2", "電話を受けた"}, {"3", "窓口"},
                                           {"4", "訪問"},         {"5", "文書"},         {"6", "SMS"},
                                           {"7", "メール"},       {NULL, NULL}};
const struct change_code contact_results[] = {{"11", "納付を約束"},         {"12", "納付したと話す"},
                                              {"13", "納付書を希望"},       {"14", "相談を希望"},
                                              {"15", "納付を断る"},         {"21", "応答なし"},
                                              {"22", "留守番電話"},         {"23", "話し中"},
                                              {"31", "本人と違う"},         {"32", "使われていない番号"},
                                              {"41", "電話しないでほしい"}, {"51", "転居・世帯を離れた"},
                                              {"52", "亡くなった"},         {"61", "SMSが届いた"},
                                              {"62", "SMSが届かない"},      {NULL, NULL}};
const struct change_code contact_next_actions[] = {
    {"1", "電話をかける"}, {"2", "納付を確かめる"}, {"3", "納付書を送る"},
    {"4", "来庁を待つ"},   {"5", "訪問する"},       {"6", "催告する"},
    {"7", "財産を調べる"}, {"8", "上司に相談する"}, {NULL, NULL}};
const char *const demand_promise_labels[] = {"", "約束の日の前", "守られた", "守られていない",
                                             "日を過ぎた（判定待ち）"};

const char *contact_label(const struct change_code *codes, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%" PRId64, value);
    for (; codes->value != NULL; codes++) {
        if (strcmp(codes->value, digits) == 0) {
            return codes->label;
        }
    }
    return "";
}

static int64_t ymd(date d)
{
    return date_is_none(d) ? 0 : date_ymd(d);
}

static date day_of(int64_t value)
{
    date d = date_none();
    bool ok = value == 0 || date_from_ymd((int32_t)value, &d);

    assert(ok);
    return d;
}

static enum err next_no(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_demand_contact_next);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err contact_add(struct store *s, const struct contact_row *row, int64_t recorded_at,
                     struct report *report, int64_t *ret_contact_no)
{
    int64_t changed;
    enum err e = ERR_NONE;

    *ret_contact_no = row->contact_no;
    if (row->contact_no == 0) {
        e = next_no(s, report, ret_contact_no);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_demand_contact_add);
    query_set_i64(q, "contact_no", *ret_contact_no);
    query_set_i64(q, "payer_no", row->payer_no);
    query_set_i64(q, "contact_on", ymd(row->on));
    query_set_i64(q, "minute_of_day", row->minute);
    query_set_i64(q, "way", row->way);
    query_set_i64(q, "result", row->result);
    query_set_text(q, "words", row->words.len > 0 ? row->words : text_of(""));
    query_set_i64(q, "next_action", row->next_action);
    query_set_i64(q, "next_on", ymd(row->next_on));
    query_set_i64(q, "promise_on", ymd(row->promise_on));
    query_set_i64(q, "promise_amount", row->promise_amount);
    query_set_i64(q, "origin", row->origin);
    query_set_i64(q, "campaign_no", row->campaign_no);
    query_set_text(q, "operator_id", row->operator_id);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

enum err contact_newest(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                        struct contact_row *ret)
{
    struct query *q = store_query(s, SQL_demand_contact_newest);
    bool row;

    *ret = (struct contact_row){.payer_no = payer_no, .next_on = date_none(), .promise_on = date_none()};
    query_set_i64(q, "payer_no", payer_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        struct text who = query_text(q, 3);
        ret->contact_no = query_i64(q, 0);
        ret->next_action = query_i64(q, 1);
        ret->next_on = day_of(query_i64(q, 2));
        ret->operator_id = text_copy(arena, who);
    }
    query_reset(q);
    return e;
}

enum err contact_next_task(struct session *session, const struct contact_row *row, struct report *report)
{
    char key[48], prefix[32], words[200];
    bool is_asked = row->next_action != 0 || !date_is_none(row->next_on);

    snprintf(prefix, sizeof(prefix), "%" PRId64 "/", row->payer_no);
    snprintf(key, sizeof(key), "%s%" PRId64, prefix, row->contact_no);
    snprintf(words, sizeof(words), "滞納整理: %s（宛名番号 %" PRId64 "）",
             row->next_action != 0 ? contact_label(contact_next_actions, row->next_action) : "次の対応",
             row->payer_no);
    struct task task = {.addressee_no = row->payer_no,
                        .source = text_of("demand:next"),
                        .source_key = text_of(key),
                        .words = text_of(words),
                        .owner = row->operator_id,
                        .due = row->next_on};
    struct task_sync sync = {.actor = "demand:next",
                             .source_prefix = "demand:next",
                             .key_prefix = prefix,
                             .words = "あとの折衝が記録されました",
                             .closes = true,
                             .tasks = &task,
                             .count = is_asked ? 1 : 0};
    return task_sync(session->store, &sync, clock_now_ms(), report);
}

enum err demand_contacts(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                     struct demand_contact **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_demand_contacts_of);
    struct demand_contact *all = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;

    query_set_i64(q, "payer_no", payer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text words = query_text(q, 5), who = query_text(q, 10);
        int64_t outcome = query_i64(q, 11);
        *ARENA_PUSH(arena, all, count, capacity) = (struct demand_contact){
            .contact_no = query_i64(q, 0),
            .on = day_of(query_i64(q, 1)),
            .minute = (int)query_i64(q, 2),
            .way = contact_label(contact_ways, query_i64(q, 3)),
            .result = contact_label(contact_results, query_i64(q, 4)),
            .words = text_copy(arena, words),
            .next_action = contact_label(contact_next_actions, query_i64(q, 6)),
            .next_on = day_of(query_i64(q, 7)),
            .promise_on = day_of(query_i64(q, 8)),
            .promise_amount = query_i64(q, 9),
            .operator_id = text_copy(arena, who),
            .promise = query_i64(q, 8) == 0 ? PROMISE_NONE
                       : outcome == 1       ? PROMISE_KEPT
                       : outcome == 2       ? PROMISE_BROKEN
                                            : PROMISE_OPEN,
            .promise_paid = query_i64(q, 12),
        };
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}
