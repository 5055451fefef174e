/*
 * 脱退 -- several persons of a household in one pass (EL-07, EL-65, EL-72).
 *
 * Law     国民健康保険法8条・9条   Rules  eligibility.md 3 (days), 3.4, 18 (R2, W1, W2)
 */
#include "eligibility/move.h"

static const struct change_field leave_fields[] = {
    MEMBERS_FIELD("脱退する人すべてに印を付けます。一度に入力できます。"),
    {.name = "reason",
     .label = "脱退の事由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = leave_reasons,
     .help = "事由で資格喪失日が決まります。"},
    {.name = "occurred",
     .label = "事実の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "転出日、社保の資格取得日、死亡日、保護の開始日など。喪失日（翌日"
             "など）は自動で決まります。例: R8.4.1"},
    {.name = "gained",
     .label = "転出先の住民となった日",
     .type = FIELD_DATE,
     .only_if = "reason=L01|L03",
     .help = "分かるとき。転出の日と違うと、事由（L01・L02）が変わります。"},
    {.name = "planned",
     .label = "予定として登録する",
     .type = FIELD_YES,
     .only_if = "reason=L01|L02|L03",
     .help = "転出予定。転出先で住民となった日が届いたら確定します。"},
    {.name = "pending",
     .label = "在留期間の更新を申請していない",
     .type = FIELD_YES,
     .only_if = "reason=L12",
     .help = "更新の申請中は喪失しません。申請していないことを確かめて印を付け"
             "ます。"},
    NOTICE_FIELDS,
};

static enum err leave_choices(struct change_call *call, const struct change_field *field,
                              struct change_code **ret)
{
    (void)field;
    return member_choices(call, true, false, ret);
}

static enum err leave_begin(struct change_call *call) { return move_begin(call, PROPOSE_LEAVE); }

static enum err leave_plan(struct change_call *call, const struct move *m, struct event_plan **ret)
{
    struct event_plan *plan = plan_new(call);

    for (size_t i = 0; i < m->person_count; i++) {
        struct eligibility_event *e = plan_add(plan, m->persons[i], EVENT_LOSE);
        e->reason = change_value(call, "reason");
        e->occurred_on = change_date(call, "occurred");
        e->effective_on = m->effect.effect.day;
        e->detail = (int32_t)date_days_between(m->effect.effect.duty_until, m->effect.effect.day);
        e->prefecture_on = m->effect.reason->is_prefectural ? e->effective_on : date_none();
        e->is_planned = change_value(call, "planned").len > 0;
        e->household_no = call->subject_no;
        notice_fill(call, e);
    }
    *ret = plan;
    return ERR_NONE;
}

static void leave_reason_check(struct change_call *call, const struct move *m)
{
    struct text reason = change_value(call, "reason");
    date occurred = change_date(call, "occurred"), gained = change_date(call, "gained");
    bool is_planned = change_value(call, "planned").len > 0;

    if (!date_is_none(gained)) {
        const char *code = eligibility_move_code(occurred, gained, text_is(reason, "L03"));
        if (!text_is(reason, code)) {
          change_warn(call, WARNING_STOP, "reason",
                      "転出の日と転出先の住民となった日が違うため、事由は %s "
                      "です。選び直してください。",
                      code);
        }
    }
    if (text_is(reason, "L12") && change_value(call, "pending").len == 0) {
      change_warn(call, WARNING_STOP, "pending",
                  "在留期間の更新を申請中なら喪失しません。申請していないことを"
                  "確かめて印を付けてください。");
    }
    if (!m->effect.reason->ends_insurance) {
      change_warn(call, WARNING_STOP, "reason",
                  "この事由では資格を失いません。マル学・住所地特例の登録を使っ"
                  "てください。");
    }
    if (!is_planned && date_before(change_today(call), occurred)) {
        change_warn(call, WARNING_STOP, "occurred",
                    "事実の日が今日より後です。転出予定なら「予定として登録する」に印を付けてください。");
    }
}

static enum err leave_check(struct change_call *call)
{
    struct move m;
    struct event_plan *plan = NULL;
    enum err e = move_read(call, SIDE_LOSS, &m);

    if (e != ERR_NONE || !m.is_known) {
        return e;
    }
    notice_warn(call, &m.effect.terms, change_date(call, "occurred"), false);
    leave_reason_check(call, &m);
    e = leave_plan(call, &m, &plan);
    return e == ERR_NONE ? plan_check(call, plan, "members") : e;
}

static enum err leave_preview(struct change_call *call, struct textbuf *ret)
{
    struct move m;
    struct event_plan *plan = NULL;
    enum err e = move_read(call, SIDE_LOSS, &m);

    if (e != ERR_NONE || !m.is_known) {
        return e;
    }
    textbuf_printf(
        ret, "%s: %zu人、%s %s。%sからの診療は区の保険の対象になりません。\n",
        m.effect.reason->name, m.person_count,
        m.effect.reason->is_prefectural ? "資格喪失日" : "適用終了日",
        day_in_words(call->arena, m.effect.effect.day),
        day_in_words(call->arena, m.effect.effect.benefit_until));
    e = leave_plan(call, &m, &plan);
    return e == ERR_NONE ? plan_preview(call, plan, ret) : e;
}

/* EL-07: what follows a loss is worked off as tasks: papers to collect, treatment after the loss. */
static enum err leave_tasks(struct change_call *call, const struct move *m)
{
    struct task *tasks = ARENA_ARRAY(call->arena, struct task, m->person_count + 1);
    char day[DATE_TEXT_BYTES];

    date_format_era(m->effect.effect.benefit_until, day);
    for (size_t i = 0; i < m->person_count; i++) {
        tasks[i] = (struct task){
            .addressee_no = m->persons[i], .household_no = call->subject_no,
            .source = text_of("eligibility:loss"),
            .source_key = text_of(arena_printf(call->arena, "%lld:%lld", (long long)call->change_no,
                                               (long long)m->persons[i])),
            .words = text_of(arena_printf(call->arena,
                                          "%s %sさん: 資格確認書などを回収し、%s以後の診療がないか、"
                                          "納め過ぎた保険料がないかを確かめてください。",
                                          m->effect.reason->name, person_name(call, m->persons[i]), day)),
            .owner = {"", 0}, .section = text_of(call->session->operator.section), .done_words = {"", 0},
            .due = date_none(), .state = TASK_OPEN};
    }
    struct task_sync sync = {.actor = "eligibility", .source_prefix = "eligibility:loss", .key_prefix = "",
                             .words = "", .tasks = tasks, .count = m->person_count};
    return task_sync(call->session->store, &sync, call->recorded_at, call->report);
}

/* What a loss had made to do ends with it. */
static enum err leave_undo(struct change_call *call)
{
    struct task_sync sync = {.actor = "eligibility", .source_prefix = "eligibility:loss",
                             .key_prefix = arena_printf(call->arena, "%lld:", (long long)call->change_no),
                             .words = "脱退が取り消されました", .closes = true};
    enum err e = undo_events(call);
    return e == ERR_NONE ? task_sync(call->session->store, &sync, call->recorded_at, call->report) : e;
}

static enum err leave_apply(struct change_call *call)
{
    struct move m;
    struct event_plan *plan = NULL;
    enum err e = move_read(call, SIDE_LOSS, &m);

    if (e == ERR_NONE && !m.is_known) {
        e = report_fail(call->report, ERR_INPUT, "脱退の事由がもう使えません。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = leave_plan(call, &m, &plan);
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
        e = leave_tasks(call, &m);
    }
    if (e == ERR_NONE) {
      (void)snprintf(call->outcome, sizeof(call->outcome),
                     "%zu人の脱退を登録しました（%s）", m.person_count,
                     day_in_words(call->arena, m.effect.effect.day));
    }
    return e;
}

const struct change_kind kind_eligibility_leave = {
    .name = "eligibility-leave",
    .label = "国保の脱退",
    .help = "世帯の何人でも一度に脱退を入力します。事由と事実の日から資格喪失日"
            "が決まります（社保加入は翌日、"
            "生活保護と国保組合はその日）。証の回収と喪失後の診療の確認が作業に"
            "なります。すぐに登録されます。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .moves_premium = true,
    .follow = (const char *const[]){"certificate-step", "correction-down", "correction-up", NULL},
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = leave_fields,
    .field_count = COUNT_OF(leave_fields),
    .begin = leave_begin,
    .check = leave_check,
    .choices = leave_choices,
    .preview = leave_preview,
    .apply = leave_apply,
    .undo = leave_undo,
};
