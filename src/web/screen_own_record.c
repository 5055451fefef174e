/*
 * 本人・家族の情報を開く理由 -- asked before the page opens; it is recorded and becomes a task of the chief.
 *
 * Rows    AZ-19 of the security catalogue. entry.c finds out whose page it is
 */
#include "web/access.h"
#include "web/templates.h"
#include "web/views_office.h"

static enum err own_show(struct screen_call *call);
static enum err own_act(struct screen_call *call);

const struct screen screen_own_record = {
    .path = "/own-record",
    .name = "own-record",
    .label = "本人・家族の情報を開く理由",
    .door = DOOR_EVERY_OPERATOR,
    .act_kind = AUDIT_VIEW,
    .event = "own-record.reason",
    .help =
        "自分や同じ世帯の人の情報は、理由を書かなければ開けません。"
        "理由は係長の作業一覧に入り、係長が確かめます。",
    .show = own_show,
    .fields =
        (const struct screen_field[]){
            {"reason", "理由", "なぜ開くか。係長が読みます。例：窓口で本人の家族から問い合わせ"},
            {NULL, NULL, NULL}},
    .act = own_act,
};

static enum err own_show(struct screen_call *call)
{
    template_own_record(&call->html, call, form_value(&call->query, "next"), NULL);
    return ERR_NONE;
}

/* Whose page he wants to open; what is no page of a person or household has none. */
static void set_subject(struct text next, struct task *task)
{
    int64_t numbers[SCREEN_NUMBERS_MAX] = {0};
    size_t path = 0;
    while (path < next.len && next.bytes[path] != '?') {
        path++;
    }
    const struct screen *s = screen_of_path(screens, screen_count, (struct text){next.bytes, path}, numbers);
    if (s != NULL && s->about == ABOUT_PERSON) {
        task->addressee_no = numbers[0];
    } else if (s != NULL && s->about == ABOUT_HOUSEHOLD) {
        task->household_no = numbers[0];
    }
}

/* The chief of his section, another manager where it has none; without any, whoever distributes tasks. */
static enum err task_for_chief(struct screen_call *call, struct text reason)
{
    struct session *s = call->session;
    const struct operator_identity *who = &s->operator;
    struct task task = {
        .source = text_of("audit:own-record"),
        .source_key = text_of(arena_printf(call->arena, "%s/%s", who->id, call->correlation)),
        .words = text_of(arena_printf(call->arena,
                                      "職員「%s」（%s）が、本人または家族の情報を開きました。理由：%.*s。"
                                      "仕事で必要だったかを確かめ、結果を書いて終えてください",
                                      who->id, who->name, (int)reason.len, reason.bytes)),
        .section = text_of("管理職"),
        .due = date_add_days(s->folder.business_date, 7),
    };
    struct task_sync sync = {.actor = who->id, .source_prefix = "audit:own-record", .key_prefix = "",
                             .words = "", .tasks = &task, .count = 1};
    set_subject(form_value(&call->form, "next"), &task);
    enum err e = ops_supervisor_find(s, PERM_CASE_CHANGE, call->now, call->arena, call->report, &task.owner);
    if (e == ERR_NONE) {
        e = store_begin(s->store, call->report);
    }
    return e == ERR_NONE ? screen_end(call, task_sync(s->store, &sync, call->now, call->report)) : e;
}

static enum err own_act(struct screen_call *call)
{
    struct text reason = form_value(&call->form, "reason");
    size_t characters = utf8_characters(reason.bytes, reason.len);
    if (characters < 5 || reason.len >= REASON_BYTES) {
        call->status = 422;
        call->title = "エラー：本人・家族の情報を開く理由";
        template_own_record(&call->html, call, form_value(&call->form, "next"),
                            "理由を5文字から60文字で書いてください");
        return ERR_NONE;
    }
    call->reason = reason;
    const struct access access = {.kind = AUDIT_VIEW, .event = "own-record.notice"};
    enum err e = access_write(call->session->audit, call, &access);
    if (e == ERR_NONE) {
        e = task_for_chief(call, reason);
    }
    if (e == ERR_NONE) {
        gate_reason_set(call->gate, call->login, reason);
        call->location = screen_next(form_value(&call->form, "next"));
    }
    return e;
}
