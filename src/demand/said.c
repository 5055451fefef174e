/* ほかの系から届いた折衝 -- what another system heard of a debtor, as a word of ours. */
#include "demand/contact.h"

#include <inttypes.h>

const char *demand_said_fault(const struct demand_said *said, date today)
{
    bool is_promise = said->result == RESULT_PROMISED;

    if (date_is_none(said->on) || date_before(today, said->on)) {
        return "折衝の日が今日より後か、ありません";
    }
    if (said->minute < 0 || said->minute >= 24 * 60) {
        return "時刻が読めません";
    }
    if (contact_label(contact_ways, said->way)[0] == '\0' ||
        contact_label(contact_results, said->result)[0] == '\0') {
        return "方法か結果の番号が一覧にありません";
    }
    if (is_promise && (date_is_none(said->promise_on) || date_before(said->promise_on, said->on) ||
                       said->promise_amount <= 0)) {
        return "納付の約束の日と額を確かめてください";
    }
    if (!is_promise && (!date_is_none(said->promise_on) || said->promise_amount != 0)) {
        return "約束の日と額は、結果が「納付を約束」のときだけです";
    }
    return NULL;
}

enum err demand_said_add(struct session *session, const struct demand_said *said, int64_t recorded_at,
                         struct report *report, int64_t *ret_contact_no)
{
    struct contact_row row = {.payer_no = said->payer_no,
                              .on = said->on,
                              .minute = said->minute,
                              .way = said->way,
                              .result = said->result,
                              .words = said->words,
                              .operator_id = text_of(session->operator.id),
                              .next_action = said->next_action,
                              .next_on = said->next_on,
                              .promise_on = said->promise_on,
                              .promise_amount = said->promise_amount,
                              .origin = ORIGIN_FILE};
    enum err e = contact_add(session->store, &row, recorded_at, report, &row.contact_no);

    *ret_contact_no = row.contact_no;
    return e == ERR_NONE ? contact_next_task(session, &row, report) : e;
}

static bool is_mobile(struct text phone)
{
    return phone.len > 3 && phone.bytes[0] == '0' && phone.bytes[2] == '0' &&
           (phone.bytes[1] == '7' || phone.bytes[1] == '8' || phone.bytes[1] == '9');
}

enum err demand_phones(struct store *s, int64_t payer_no, date on, bool is_sms, struct arena *arena,
                       struct report *report, struct text ret[DEMAND_PHONES_MAX], size_t *ret_count)
{
    struct contact *all = NULL;
    size_t count = 0;
    enum err e = addressee_contacts(s, payer_no, INT64_MAX, arena, report, &all, &count);

    *ret_count = 0;
    for (size_t i = count; i-- > 0 && e == ERR_NONE && *ret_count < DEMAND_PHONES_MAX;) {
        bool is_mail = memchr(all[i].value.bytes, '@', all[i].value.len) != NULL;
        bool can_take_it = !is_mail && (!is_sms || is_mobile(all[i].value));
        if (can_take_it && date_at_most(all[i].from, on) && date_before(on, all[i].until)) {
            ret[(*ret_count)++] = all[i].value;
        }
    }
    return e;
}

/* Nobody enters a number unseen. A draft for the register of contacts, or,
 * where whoever takes the file in may not change the register, a task for
 * somebody who may. */
enum err demand_phone_heard(struct session *session, int64_t payer_no, struct text phone, const char *heard,
                            const char *key, struct arena *arena, struct report *report,
                            int64_t *ret_change_no)
{
    const struct change_kind *kind = change_kind_find(text_of("contact"));

    *ret_change_no = 0;
    assert(kind != NULL); /* registered by the program */
    struct change_call call = {
        .kind = kind, .session = session, .arena = arena, .report = report, .subject_no = payer_no};
    enum err e = kind->begin(&call);
    for (size_t i = 0; i < kind->field_count && e == ERR_NONE; i++) {
        const char *name = kind->fields[i].name;
        call.values.at[i] = strcmp(name, "phone") == 0  ? phone
                            : strcmp(name, "kind") == 0 ? text_of(is_mobile(phone) ? "2" : "1")
                            : strcmp(name, "note") == 0
                                ? text_of(arena_printf(arena, "%sで聞いた番号", heard))
                                : call.values.at[i];
    }
    e = e == ERR_NONE ? change_draft_of_file(&call, ret_change_no) : e;
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return e;
    }
    const char *next =
        *ret_change_no != 0
            ? arena_printf(arena, "連絡先の下書き（変更 %" PRId64 "）を確かめて登録してください",
                           *ret_change_no)
            : arena_printf(arena, "連絡先を登録してください: %.*s", (int)phone.len, phone.bytes);
    struct task task = {.addressee_no = payer_no,
                        .source = text_of("demand:phone"),
                        .source_key = text_of(key),
                        .words =
                            text_of(arena_printf(arena, "%sで新しい電話番号を聞きました。%s", heard, next)),
                        .owner = text_of(session->operator.id),
                        .due = date_none()};
    struct task_sync sync = {.actor = "import:phone",
                             .source_prefix = "demand:phone",
                             .key_prefix = key,
                             .words = "",
                             .closes = false,
                             .tasks = &task,
                             .count = 1};
    return task_sync(session->store, &sync, clock_now_ms(), report);
}
