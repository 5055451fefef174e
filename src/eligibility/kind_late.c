/*
 * 届出の遅れの理由 -- entered by a clerk for an acquisition that was notified late (EL-66).
 *
 * Law     国民健康保険法9条・54条2項     Rules   eligibility.md 3.5
 *
 * The event stands again with its reason as its note; days and numbers stay. Until then no benefit of the
 * days before the notice is made by itself (benefit_bar.c).
 */
#include "eligibility/kinds.h"

static const struct change_code reasons[] = {
    {"1", "災害・交通の途絶"},       {"2", "病気・入院・けが"},
    {"3", "前の保険の手続や証明の遅れ"}, {"4", "制度の案内の誤り・窓口の誤り"},
    {"8", "その他やむを得ない理由"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "event", .label = "遅れた届出", .type = FIELD_TICKS, .is_required = true, .characters_max = 40,
     .help = "理由のまだない、14日を過ぎた届出から1つ選びます。"},
    {.name = "reason", .label = "理由", .type = FIELD_CHOICE, .is_required = true, .codes = reasons,
     .help = "やむを得ない理由だけを登録します。理由がないときは登録せず、事情をメモに残します。"},
    {.name = "words", .label = "くわしい事情と確かめた書類", .type = FIELD_LINES, .is_required = true,
     .characters_max = 400, .help = "例: 5月1日から6月20日まで入院。診断書で確かめた。"},
};

/* Those that may still get a reason, the newest last. */
static enum err late_events(struct change_call *call, struct eligibility_event **ret, size_t *ret_count)
{
    const struct eligibility_law *law = NULL;
    size_t count = 0;
    enum err e = eligibility_law_load(call->session->folder.params, NULL, call->arena, call->report, &law);

    *ret_count = 0;
    if (e == ERR_NONE) {
        e = eligibility_events_of(call->session->store, call->subject_no, INT64_MAX, false, call->arena,
                                  call->report, ret, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_late = false;
        e = late_notice_is(law, &(*ret)[i], call->report, &is_late);
        if (is_late && (*ret)[i].note.len == 0) {
            (*ret)[(*ret_count)++] = (*ret)[i];
        }
    }
    return e;
}

static enum err choices(struct change_call *call, const struct change_field *field, struct change_code **ret)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = late_events(call, &events, &count);
    struct change_code *codes = ARENA_ARRAY(call->arena, struct change_code, count + 1);

    (void)field;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        codes[i] = (struct change_code){
            arena_printf(call->arena, "%lld", (long long)events[i].event_no),
            arena_printf(call->arena, "事実の日 %s　届出 %s　%s",
                         day_in_words(call->arena, events[i].occurred_on),
                         day_in_words(call->arena, events[i].notified_on),
                         eligibility_reason_label(events[i].reason, call->arena))};
    }
    codes[count] = (struct change_code){NULL, NULL};
    *ret = codes;
    return e;
}

static enum err begin(struct change_call *call)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = late_events(call, &events, &count);

    if (e == ERR_NONE && count == 1) {
        change_set_number(call, "event", events[0].event_no);
    }
    return e;
}

/* The chosen one; NULL: it is none of them, or has its reason already. */
static enum err chosen(struct change_call *call, const struct eligibility_event **ret)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = late_events(call, &events, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (change_number(call, "event") == events[i].event_no) {
            *ret = &events[i];
        }
    }
    return e;
}

static enum err check(struct change_call *call)
{
    const struct eligibility_event *event = NULL;
    enum err e = chosen(call, &event);

    if (e == ERR_NONE && event == NULL) {
        change_warn(call, WARNING_STOP, "event",
                    "理由のまだない遅れた届出ではありません。一覧から1つ選び直してください。");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    const struct eligibility_event *event = NULL;
    enum err e = chosen(call, &event);

    if (e == ERR_NONE && event != NULL) {
        textbuf_printf(ret, "%sから%sまでの医療費も、払い戻しの対象になります。資格の日は変わりません。\n",
                       day_in_words(call->arena, event->effective_on),
                       day_in_words(call->arena, date_add_days(event->notified_on, -1)));
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    const struct eligibility_event *event = NULL;
    struct event_plan *plan = plan_new(call);
    struct text words = change_value(call, "words");
    int64_t reason = change_number(call, "reason");
    const struct change_code *code = reasons;
    enum err e = chosen(call, &event);

    if (e == ERR_NONE && event == NULL) {
        e = report_fail(call->report, ERR_INPUT, "この届出にはもう理由があります。開き直してください。");
    }
    if (e != ERR_NONE) {
        return e;
    }
    while (code->value != NULL && code->value[0] != '0' + reason) {
        code++;
    }
    plan_cancel(plan, event);
    struct eligibility_event *again = plan_add(plan, call->subject_no, EVENT_ACQUIRE);
    int64_t no = again->event_no;
    *again = *event;
    again->event_no = no;
    again->note = text_of(arena_printf(call->arena, "遅れの理由: %s。%.*s", code->label, (int)words.len,
                                       words.bytes));
    e = plan_apply(call, plan);
    (void)snprintf(call->outcome, sizeof(call->outcome), "届出の遅れの理由を登録しました（%s）", code->label);
    return e;
}

const struct change_kind kind_eligibility_late_reason = {
    .name = "eligibility-late-reason",
    .label = "届出の遅れの理由",
    .help = "14日を過ぎた加入の届出について、やむを得ない理由を登録します。登録するまで、届出より前の医療費"
            "は自動では払い戻されません。資格の日と保険料は変わりません。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .choices = choices,
    .preview = preview,
    .apply = apply,
    .undo = undo_events,
};
