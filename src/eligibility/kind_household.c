/*
 * 世帯変更と国保上の世帯主 (EL-08, 5.3, 5.4).
 *
 * The household itself is the resident register's; what a clerk decides here is the 記号番号: who leaves a
 * household gets a new one, who joins one gets its number, a change of head alone keeps all.
 */
#include "eligibility/kinds.h"

static const struct change_code household_acts[] = {{"1", "世帯分離：新しい記号番号を付ける"},
                                                    {"2", "世帯合併・世帯員の移動：この世帯の記号番号に入る"},
                                                    {NULL, NULL}};
static const struct change_field household_fields[] = {
    {.name = "act",
     .label = "異動",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = household_acts,
     .help = "世帯主だけが変わったときは記号番号は変わりません。入力は要りませ"
             "ん。"},
    {.name = "members",
     .label = "記号番号が変わる世帯員",
     .type = FIELD_TICKS,
     .is_required = true,
     .characters_max = 400,
     .help = "加入している人から選びます。合併では、世帯主が世帯主のまま残る側"
             "の番号に、ほかの人が入ります。"},
    {.name = "occurred",
     .label = "異動の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "住民記録の異動日。例: R8.7.10"},
    NOTICE_FIELDS,
};

static enum err insured_choices(struct change_call *call, const struct change_field *field,
                                struct change_code **ret)
{
    (void)field;
    return member_choices(call, true, false, ret);
}

static enum err household_begin(struct change_call *call)
{
    notice_begin(call);
    return ERR_NONE;
}

static enum err household_plan(struct change_call *call, struct event_plan **ret)
{
    int64_t *persons = NULL;
    size_t count = 0;
    struct event_plan *plan = plan_new(call);
    enum err e = ticked_persons(call, "members", &persons, &count);

    plan->wants_new_number = change_number(call, "act") == 1;
    for (size_t i = 0; i < count; i++) {
        struct eligibility_event *event = plan_add(plan, persons[i], EVENT_CARD);
        event->occurred_on = event->effective_on = change_date(call, "occurred");
        event->household_no = call->subject_no;
        notice_fill(call, event);
    }
    *ret = plan;
    return e;
}

/* Merging wants somebody whose number is joined: insured on the day, of the household, not ticked. */
static enum err has_number_to_join(struct change_call *call, const struct event_plan *plan, bool *ret)
{
    struct household_person *persons = NULL;
    size_t count = 0;
    enum err e = household_persons(call, call->subject_no, &persons, &count);

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_ticked = false;
        for (size_t k = 0; k < plan->add_count; k++) {
            is_ticked = is_ticked || plan->adds[k].addressee_no == persons[i].who.addressee_no;
        }
        *ret = *ret || (!is_ticked && persons[i].belongs &&
                        membership_on(&persons[i], change_date(call, "occurred")) != NULL);
    }
    return e;
}

static enum err household_check(struct change_call *call)
{
    struct event_plan *plan = NULL;
    bool has_number = false;
    enum err e = household_plan(call, &plan);

    if (e != ERR_NONE || date_is_none(change_date(call, "occurred"))) {
        return e;
    }
    if (date_before(change_today(call), change_date(call, "occurred"))) {
        change_warn(call, WARNING_STOP, "occurred", "異動の日が今日より後です。");
    }
    if (!plan->wants_new_number) {
        e = has_number_to_join(call, plan, &has_number);
        if (e == ERR_NONE && !has_number) {
            change_warn(call, WARNING_STOP, "members",
                        "この世帯に、番号を引き継ぐ加入者が残っていません。印を付けた人を減らすか、"
                        "「世帯分離」で新しい番号を付けてください。");
        }
    }
    return e == ERR_NONE ? plan_check(call, plan, "members") : e;
}

static enum err household_preview(struct change_call *call, struct textbuf *ret)
{
    struct event_plan *plan = NULL;
    enum err e = household_plan(call, &plan);

    if (e == ERR_NONE) {
      textbuf_printf(
          ret,
          "%zu人の記号番号が%"
          "sから変わります。元の番号は記録に残り、ほかの世帯には付きません。\n",
          plan->add_count,
          day_in_words(call->arena, change_date(call, "occurred")));
      e = plan_preview(call, plan, ret);
    }
    return e;
}

static enum err household_apply(struct change_call *call)
{
    struct event_plan *plan = NULL;
    enum err e = household_plan(call, &plan);

    if (e == ERR_NONE && plan->add_count == 0) {
        e = report_fail(call->report, ERR_INPUT, "選んだ世帯員がもういません。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
      (void)snprintf(
          call->outcome, sizeof(call->outcome),
          "%zu人を記号番号 %.*s %.*s にしました", plan->add_count,
          (int)plan->adds[0].card_symbol.len, plan->adds[0].card_symbol.bytes,
          (int)plan->adds[0].card_number.len, plan->adds[0].card_number.bytes);
    }
    return e;
}

const struct change_kind kind_eligibility_household = {
    .name = "eligibility-household",
    .label = "国保の世帯変更（記号番号）",
    .help = "世帯の分離・合併・移動で記号番号が変わる人を入力します。分かれた人には新しい番号と枝番01から、"
            "入る人にはその世帯の次の枝番が付きます。枝番は使い回しません。すぐに登録されます。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .moves_premium = true,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = household_fields,
    .field_count = COUNT_OF(household_fields),
    .begin = household_begin,
    .check = household_check,
    .choices = insured_choices,
    .preview = household_preview,
    .apply = household_apply,
    .undo = undo_events,
};

/* --------------------------------------------------------------------------- 国保上の世帯主 ----- */

static const struct change_code head_acts[] = {{"1", "変更する"}, {"2", "終わる"}, {NULL, NULL}};
static const struct change_field head_fields[] = {
    {.name = "act",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = head_acts,
     .help = "終わると、住民記録の世帯主が国保の世帯主に戻ります。"},
    {.name = "head",
     .label = "国保上の世帯主",
     .type = FIELD_TICKS,
     .is_required = true,
     .characters_max = 40,
     .help = "加入している世帯員から1人を選びます。"},
    {.name = "from",
     .label = "変わる日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "この日から納付義務者が変わります。終わるときは、終わった次の日。"
             "例: R8.5.1"},
    {.name = "agreed",
     .label = "擬制世帯主が同意している",
     .type = FIELD_YES,
     .only_if = "act=1",
     .help = "変更の要件の一つです。同意書で確かめます。"},
    {.name = "paid",
     .label = "保険料の滞納がなく、納付が確実である",
     .type = FIELD_YES,
     .only_if = "act=1",
     .help = "変更の要件の一つです。収納の状況で確かめます。"},
    NOTICE_FIELDS,
};

/* The standing one of this household; its number below 0 when there is none. */
static enum err standing_head(struct change_call *call, int64_t person, struct eligibility_event *ret,
                              bool *ret_found)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = eligibility_events_of(call->session->store, person, INT64_MAX, false, call->arena,
                                       call->report, &events, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_it = events[i].kind == EVENT_HOUSEHOLD && events[i].detail == BELONGING_HEAD &&
                     events[i].household_no == call->subject_no &&
                     date_before(change_date(call, "from"), events[i].until);
        if (is_it) {
            *ret = events[i];
            *ret_found = true;
        }
    }
    return e;
}

static enum err head_plan(struct change_call *call, struct event_plan **ret)
{
    int64_t *persons = NULL;
    size_t count = 0;
    struct event_plan *plan = plan_new(call);
    struct eligibility_event standing;
    bool found = false;
    date from = change_date(call, "from");
    enum err e = ticked_persons(call, "head", &persons, &count);

    *ret = plan;
    if (e != ERR_NONE || count != 1 || date_is_none(from)) {
        if (e == ERR_NONE && count > 1) {
            change_warn(call, WARNING_STOP, "head", "国保上の世帯主は1人だけ選びます。");
        }
        return e;
    }
    if (change_number(call, "act") == 1) {
        struct eligibility_event *event = plan_add(plan, persons[0], EVENT_HOUSEHOLD);
        event->effective_on = event->occurred_on = from;
        event->household_no = call->subject_no;
        event->detail = BELONGING_HEAD;
        event->is_head = true;
        notice_fill(call, event);
        return ERR_NONE;
    }
    e = standing_head(call, persons[0], &standing, &found);
    if (e == ERR_NONE && !found) {
        change_warn(call, WARNING_STOP, "head", "この人は国保上の世帯主として登録されていません。");
    }
    if (e == ERR_NONE && found) {
        plan_cancel(plan, &standing);
        if (date_before(standing.effective_on, from)) {
            struct eligibility_event *rest = plan_add(plan, persons[0], EVENT_HOUSEHOLD);
            int64_t no = rest->event_no;
            *rest = standing;
            rest->event_no = no;
            rest->until = from;
        }
    }
    return e;
}

/* Nobody else of the household stands for its head in those days. */
static enum err other_heads_check(struct change_call *call, int64_t person)
{
    struct household_person *persons = NULL;
    size_t count = 0;
    enum err e = household_persons(call, call->subject_no, &persons, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct eligibility_event standing;
        bool found = false;
        if (persons[i].who.addressee_no != person) {
            e = standing_head(call, persons[i].who.addressee_no, &standing, &found);
        } else if (persons[i].who.is_head) {
            change_warn(call, WARNING_STOP, "head", "この人は今の世帯主です。");
        } else if (membership_on(&persons[i], change_date(call, "from")) == NULL) {
            change_warn(call, WARNING_STOP, "head", "国保上の世帯主は、その日に加入している人です。");
        }
        if (e == ERR_NONE && found) {
            change_warn(call, WARNING_STOP, "head", "%.*sさんが国保上の世帯主です。先に終わらせてください。",
                        (int)persons[i].who.name.len, persons[i].who.name.bytes);
        }
    }
    return e;
}

static enum err head_check(struct change_call *call)
{
    struct event_plan *plan = NULL;
    enum err e = head_plan(call, &plan);

    if (e != ERR_NONE || plan->add_count + plan->cancel_count == 0) {
        return e;
    }
    if (change_number(call, "act") == 1) {
        if (change_value(call, "agreed").len == 0) {
            change_warn(call, WARNING_STOP, "agreed", "擬制世帯主の同意を確かめてから印を付けてください。");
        }
        if (change_value(call, "paid").len == 0) {
            change_warn(call, WARNING_STOP, "paid", "滞納がないことを確かめてから印を付けてください。");
        }
        e = other_heads_check(call, plan->adds[0].addressee_no);
    }
    return e == ERR_NONE ? plan_check(call, plan, "head") : e;
}

static enum err head_preview(struct change_call *call, struct textbuf *ret)
{
    textbuf_printf(ret, change_number(call, "act") == 1
                            ? "%sの属する月から、保険料の納付義務者と通知書のあて先が選んだ人になります。\n"
                            : "%sの属する月から、住民記録の世帯主が納付義務者に戻ります。\n",
                   day_in_words(call->arena, change_date(call, "from")));
    return ERR_NONE;
}

static enum err head_apply(struct change_call *call)
{
    struct event_plan *plan = NULL;
    enum err e = head_plan(call, &plan);

    if (e == ERR_NONE && plan->add_count + plan->cancel_count == 0) {
        e = report_fail(call->report, ERR_INPUT, "国保上の世帯主の登録が変わりました。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "国保上の世帯主を%s",
                       change_number(call, "act") == 1 ? "変更しました" : "住民記録の世帯主に戻しました");
    }
    return e;
}

const struct change_kind kind_eligibility_head = {
    .name = "eligibility-head",
    .label = "国保上の世帯主の変更",
    .help = "世帯主が国保に加入していない世帯（擬制世帯）で、加入している世帯員"
            "を国保の世帯主とします。"
            "同意と納付の確実さが要件です。軽減の判定には住民記録の世帯主の所得"
            "も含めるのが取扱いです（要確認）。"
            "別の職員が承認します。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .moves_premium = true,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = head_fields,
    .field_count = COUNT_OF(head_fields),
    .begin = household_begin,
    .check = head_check,
    .choices = insured_choices,
    .preview = head_preview,
    .apply = head_apply,
    .undo = undo_events,
};
