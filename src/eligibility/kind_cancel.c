/*
 * 異動の取消・訂正 (L16 取得取消・錯誤): an event is struck out, or stands with another day; its row stays.
 *
 * A correction is a cancellation and a new event in one change, so that one undo takes both back.
 */
#include "eligibility/kinds.h"

static const struct change_code acts[] = {{"1", "取り消す（錯誤）"}, {"2", "事実の日を直す"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "event",
     .label = "異動",
     .type = FIELD_TICKS,
     .is_required = true,
     .characters_max = 40,
     .help = "取り消す、または直す異動に1つ印を付けます。"},
    {.name = "act",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = acts,
     .help = "取り消すと、その異動はなかったことになります。記録は残り、いつの"
             "時点で何が分かっていたかは変わりません。"},
    {.name = "occurred",
     .label = "正しい事実の日",
     .type = FIELD_DATE,
     .only_if = "act=2",
     .help = "取得日・喪失日は事由から決め直します。例: R8.4.1"},
    {.name = "why",
     .label = "理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 資格喪失証明書の日付の読み誤り。届出人に電話で確かめた。"},
};

static const char *kind_words(const struct eligibility_event *e)
{
    switch (e->kind) {
    case EVENT_ACQUIRE: return "取得";
    case EVENT_LOSE: return "喪失";
    case EVENT_CARD: return "記号番号の変更";
    case EVENT_FACT: return "登録";
    case EVENT_HOUSEHOLD: return "国保上の世帯";
    }
    return "";
}

/* 退職被保険者等 is history of the system before: nothing of it is corrected here. */
static enum err standing_events(struct change_call *call, struct eligibility_event **ret, size_t *ret_count)
{
    size_t count = 0;
    enum err e = eligibility_events_of(call->session->store, call->subject_no, INT64_MAX, false, call->arena,
                                       call->report, ret, &count);

    *ret_count = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if ((int)(*ret)[i].fact_kind != FACT_RETIREE) {
            (*ret)[(*ret_count)++] = (*ret)[i];
        }
    }
    return e;
}

/* An event of the opening balance has no number yet and is named by what it says: "m1-1-20200401". */
static const char *value_of(struct arena *arena, const struct eligibility_event *e)
{
    return e->event_no < 0 ? arena_printf(arena, "m%d-%d-%d", (int)e->kind, (int)e->fact_kind,
                                           (int)date_ymd(e->effective_on))
                           : arena_printf(arena, "%lld", (long long)e->event_no);
}

static enum err choices(struct change_call *call, const struct change_field *field, struct change_code **ret)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = standing_events(call, &events, &count);
    struct change_code *codes = ARENA_ARRAY(call->arena, struct change_code, count + 1);

    (void)field;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        codes[i] = (struct change_code){
            value_of(call->arena, &events[i]),
            arena_printf(call->arena, "%s　%s%s%.*s", day_in_words(call->arena, events[i].effective_on),
                         kind_words(&events[i]), events[i].reason.len > 0 ? "　" : "",
                         (int)events[i].reason.len, events[i].reason.bytes)};
    }
    codes[count] = (struct change_code){NULL, NULL};
    *ret = codes;
    return e;
}

static enum err chosen(struct change_call *call, struct eligibility_event *ret, bool *ret_found)
{
    struct eligibility_event *events = NULL;
    struct text ticked = change_value(call, "event"), one, more;
    size_t count = 0, at = 0;
    enum err e = standing_events(call, &events, &count);

    *ret_found = false;
    bool is_one = change_ticks_next(ticked, &at, &one) && !change_ticks_next(ticked, &at, &more);
    for (size_t i = 0; i < count && e == ERR_NONE && is_one; i++) {
        if (text_is(one, value_of(call->arena, &events[i]))) {
            *ret = events[i];
            *ret_found = true;
        }
    }
    return e;
}

/* The same event on its right day; false: the day or the reason says no. */
static enum err corrected(struct change_call *call, struct eligibility_event *event, bool *ret_is_right)
{
    struct reason_effect effect;
    date occurred = change_date(call, "occurred");

    *ret_is_right = !date_is_none(occurred);
    if (date_is_none(occurred)) {
        change_warn(call, WARNING_STOP, "occurred", "正しい事実の日を入れてください。");
        return ERR_NONE;
    }
    event->occurred_on = occurred;
    event->effective_on = occurred;
    if ((event->kind != EVENT_ACQUIRE && event->kind != EVENT_LOSE) || event->reason.len == 0) {
        return ERR_NONE;
    }
    enum err e = reason_effect_of(call, event->reason, occurred,
                                  event->kind == EVENT_LOSE ? SIDE_LOSS
                                                            : SIDE_ACQUISITION,
                                  &effect, ret_is_right);
    if (e == ERR_NONE && *ret_is_right) {
        event->effective_on = effect.effect.day;
        event->prefecture_on = !date_is_none(event->prefecture_on) && effect.reason->is_prefectural
                                   ? effect.effect.day : event->prefecture_on;
        event->detail = event->kind == EVENT_LOSE
                            ? (int32_t)date_days_between(effect.effect.duty_until, effect.effect.day) : 0;
    }
    return e;
}

static enum err plan_of(struct change_call *call, struct event_plan **ret)
{
    struct eligibility_event event;
    struct event_plan *plan = plan_new(call);
    bool found = false, is_right = true;
    enum err e = chosen(call, &event, &found);

    *ret = plan;
    if (e != ERR_NONE || !found) {
        return e;
    }
    plan_cancel(plan, &event);
    if (change_number(call, "act") == 2) {
        struct eligibility_event *again = plan_add(plan, call->subject_no, event.kind);
        int64_t no = again->event_no;
        *again = event;
        again->event_no = no;
        again->how = event.how == HOW_OPENING ? HOW_EX_OFFICIO : event.how;
        again->note = change_value(call, "why");
        e = corrected(call, again, &is_right);
        if (e == ERR_NONE && is_right && !date_before(again->effective_on, again->until)) {
            change_warn(call, WARNING_STOP, "occurred", "この日は期間の終わりより後です。");
            is_right = false;
        }
    }
    plan->add_count = is_right ? plan->add_count : 0;
    plan->cancel_count = is_right ? plan->cancel_count : 0;
    return e;
}

static enum err check(struct change_call *call)
{
    struct event_plan *plan = NULL;
    enum err e = plan_of(call, &plan);

    if (e == ERR_NONE && plan->cancel_count == 0 && call->warning_count == 0) {
        change_warn(call, WARNING_STOP, "event", "異動を一つだけ選んでください。");
    }
    return e == ERR_NONE && plan->cancel_count > 0 ? plan_check(call, plan, "event") : e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct event_plan *plan = NULL;
    enum err e = plan_of(call, &plan);
    return e == ERR_NONE && plan->cancel_count > 0 ? plan_preview(call, plan, ret) : e;
}

static enum err apply(struct change_call *call)
{
    struct event_plan *plan = NULL;
    enum err e = plan_of(call, &plan);

    if (e == ERR_NONE && plan->cancel_count == 0) {
        e = report_fail(call->report, ERR_INPUT, "選んだ異動がもうありません。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "異動を%sました",
                       change_number(call, "act") == 2 ? "訂正し" : "取り消し");
    }
    return e;
}

const struct change_kind kind_eligibility_cancel = {
    .name = "eligibility-cancel",
    .label = "資格の異動の取消・訂正",
    .help = "誤って登録した異動を取り消すか、事実の日を直します。何年も前の異動"
            "も、移行データの異動も選べます。"
            "登録の前に、対象の月が変わる年度がすべて出ます。別の職員が承認しま"
            "す。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .check = check,
    .choices = choices,
    .preview = preview,
    .apply = apply,
    .undo = undo_events,
};
