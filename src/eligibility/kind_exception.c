/*
 * マル学・マル遠・住所地特例 (EL-10, EL-11, EL-12): insured here while living elsewhere.
 *
 * Law     国民健康保険法116条, 116条の2, 116条の3, 同法施行規則5条・5条の2   Rules  eligibility.md 5.6 to 5.9
 *
 * A student or a member in a facility stays in the household of his family; a person of 住所地特例 becomes a
 * household of his own with a number of its own.
 */
#include "eligibility/kinds.h"

enum { ACT_BEGIN = 1, ACT_RENEW = 2, ACT_END = 3, ACT_NEXT = 4 };
static const struct change_code acts[] = {{"1", "該当"},
                                          {"2", "更新（確認した）"},
                                          {"3", "非該当（終了）"},
                                          {"4", "次の学校・施設に移った（続けて該当）"},
                                          {NULL, NULL}};
static const struct change_code sorts[] = {{"2", "マル学（修学のため転出）"},
                                           {"4", "マル遠（児童福祉施設などに入所）"},
                                           {"3", "住所地特例（施設に入所・入院）"},
                                           {NULL, NULL}};
static const struct change_field exception_fields[] = {
    {.name = "act", .label = "手続", .type = FIELD_CHOICE, .is_required = true, .codes = acts,
     .help = "更新では最後の日を延ばします。終了では終わった次の日を入れます。施設から施設へ続けて移"
             "った人は、"
             "区の国保に残り、世帯も記号番号も変わりません。"},
    {.name = "sort", .label = "種類", .type = FIELD_CHOICE, .is_required = true, .codes = sorts,
     .help = "マル学は学校教育法の学校。住所地特例は病院、介護保険施設、障害者支援施設など。"},
    {.name = "from", .label = "異動の日", .type = FIELD_DATE, .is_required = true,
     .help = "該当は住所を移した日、終了は該当しなくなった日、更新は確認した日、移ったときはその日。"
             "例: R8.4.1"},
    {.name = "household", .label = "家族の世帯番号", .type = FIELD_NUMBER, .only_if = "sort=2|4",
     .help = "空欄なら、転出の前に属していた世帯。"},
    {.name = "until", .label = "最後の日", .type = FIELD_DATE, .only_if = "act=1|2|4",
     .help = "マル学は3月31日か卒業の日。空欄なら、マル学は次の3月31日、ほかは終わりなし。"},
    {.name = "place", .label = "学校・施設の名前と住所", .type = FIELD_LINES, .characters_max = 300,
     .only_if = "act=1|2|4", .help = "例: 見本大学　京都市左京区。施設は種類も書きます。"},
    {.name = "conditions", .label = "要件を確かめた", .type = FIELD_YES, .only_if = "act=1|2|4",
     .help = "マル学: 在学証明書があり、自分の収入で生計を立てておらず、婚姻して世帯を持っていないこと。"
             "施設: 入所の証明があること。"},
    NOTICE_FIELDS,
};

static enum err begin(struct change_call *call)
{
    change_set(call, "act", "1");
    notice_begin(call);
    return ERR_NONE;
}

/* The one of that sort that runs on the day, or begins after it. */
static enum err standing(struct change_call *call, struct eligibility_event *ret, bool *ret_found)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = eligibility_events_of(call->session->store, call->subject_no, INT64_MAX, false, call->arena,
                                       call->report, &events, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (events[i].kind == EVENT_HOUSEHOLD && events[i].detail == change_number(call, "sort") &&
            !date_before(events[i].until, change_date(call, "from"))) {
            *ret = events[i];
            *ret_found = true;
        }
    }
    return e;
}

/* The household he belonged to on the day before, by the register or by a membership. */
static enum err family_household(struct change_call *call, date on, int64_t *ret)
{
    struct addressee who;
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    const struct as_of before = {date_add_days(on, -1), INT64_MAX};

    *ret = change_number(call, "household");
    if (*ret > 0) {
        return ERR_NONE;
    }
    enum err e = addressee_by_no(call->session->store, call->subject_no, before,
                                 call->arena, call->report, &who);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        e = ERR_NONE;
    } else if (e == ERR_NONE) {
        *ret = who.household_no;
    }
    if (e == ERR_NONE && *ret == 0) {
        e = eligibility_memberships_of(call->session->store, call->subject_no, INT64_MAX, call->arena,
                                       call->report, &m, &count);
        *ret = e == ERR_NONE && count > 0 ? m[count - 1].household_no : 0;
    }
    return e;
}

/* The day after the last one. */
static enum err until_of(struct change_call *call, date *ret)
{
    date last = change_date(call, "until");
    const struct eligibility_law *law = NULL;
    struct eligibility_terms terms;

    *ret = date_open_end();
    if (!date_is_none(last)) {
        *ret = date_add_days(last, 1);
        return ERR_NONE;
    }
    if (change_number(call, "sort") != BELONGING_STUDENT) {
        return ERR_NONE;
    }
    enum err e = eligibility_law_load(call->session->folder.params, NULL, call->arena, call->report, &law);
    if (e == ERR_NONE) {
        e = eligibility_terms_on(law, change_date(call, "from"), call->report, &terms);
    }
    if (e == ERR_NONE) {
        *ret = date_add_days(eligibility_student_last_day(&terms, change_date(call, "from"), date_none()), 1);
    }
    return e;
}

static void fill(struct change_call *call, struct eligibility_event *event, date from, date until)
{
    event->effective_on = from;
    event->occurred_on = from;
    event->until = until;
    event->detail = (int32_t)change_number(call, "sort");
    event->is_head = event->detail == BELONGING_FACILITY;
    event->note = change_value(call, "place");
    notice_fill(call, event);
}

/* A new exception; 住所地特例 takes a household number when it is written (0 until then). */
static enum err begin_plan(struct change_call *call, struct event_plan *plan)
{
    struct addressee who;
    date from = change_date(call, "from"), until = date_none();
    const struct as_of day = {date_add_days(from, -1), INT64_MAX};
    struct eligibility_event *event = plan_add(plan, call->subject_no, EVENT_HOUSEHOLD);
    enum err e = until_of(call, &until);

    fill(call, event, from, until);
    if (e == ERR_NONE && event->detail != BELONGING_FACILITY) {
        e = family_household(call, from, &event->household_no);
    }
    if (e == ERR_NONE) {
        e = addressee_by_no(call->session->store, call->subject_no, day, call->arena, call->report, &who);
        event->birth = e == ERR_NONE ? who.birth : (register_day){0};
    }
    if (e == ERR_NONE && event->detail == BELONGING_FACILITY) {
        struct eligibility_event *card = plan_add(plan, call->subject_no, EVENT_CARD);
        card->effective_on = card->occurred_on = from;
        notice_fill(call, card);
        plan->wants_new_number = true;
    }
    return e;
}

/* The next school or home without a break: the first ends, household and number go on (法116条の2第1項). */
static void moved_plan(struct change_call *call, const struct eligibility_event *stands, date from,
                       date until, struct event_plan *plan)
{
    struct eligibility_event *next = plan_add(plan, call->subject_no, EVENT_HOUSEHOLD);
    int64_t no = next->event_no;

    *next = *stands;
    next->event_no = no;
    fill(call, next, from, until);
}

static enum err exception_plan(struct change_call *call, struct event_plan **ret, bool *ret_found)
{
    struct eligibility_event stands;
    int64_t act = change_number(call, "act");
    struct event_plan *plan = plan_new(call);
    date until = date_none();

    *ret = plan;
    *ret_found = false;
    if (date_is_none(change_date(call, "from")) || act == 0 || change_number(call, "sort") == 0) {
        return ERR_NONE;
    }
    if (act == ACT_BEGIN) {
        *ret_found = true;
        return begin_plan(call, plan);
    }
    enum err e = standing(call, &stands, ret_found);
    if (e == ERR_NONE && *ret_found && act != ACT_END) {
        e = until_of(call, &until);
    }
    if (e == ERR_NONE && *ret_found) {
        plan_cancel(plan, &stands);
        date ends = act == ACT_RENEW ? until : change_date(call, "from");
        if (date_before(stands.effective_on, ends)) {
            struct eligibility_event *rest = plan_add(plan, call->subject_no, EVENT_HOUSEHOLD);
            int64_t no = rest->event_no;
            *rest = stands;
            rest->event_no = no;
            rest->until = ends;
            bool has_place = act == ACT_RENEW && change_value(call, "place").len > 0;
            rest->note = has_place ? change_value(call, "place") : stands.note;
        }
        if (act == ACT_NEXT) {
            moved_plan(call, &stands, change_date(call, "from"), until, plan);
        }
    }
    return e;
}

/* He has to be insured on the day: an exception keeps an insurance, it makes none. */
static enum err insured_check(struct change_call *call)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    bool is_insured = false;
    enum err e = eligibility_memberships_of(call->session->store, call->subject_no, INT64_MAX, call->arena,
                                            call->report, &m, &count);

    for (size_t i = 0; i < count; i++) {
        is_insured = is_insured || (date_before(m[i].span.from, change_date(call, "from")) &&
                                    date_before(change_date(call, "from"), m[i].span.until));
    }
    if (e == ERR_NONE && !is_insured) {
        change_warn(call, WARNING_STOP, "from",
                    "この日に加入していません。転出による脱退が入っていれば、先に取り消してください。");
    }
    return e;
}

static enum err exception_check(struct change_call *call)
{
    struct event_plan *plan = NULL;
    bool found = false;
    int64_t act = change_number(call, "act");
    enum err e = exception_plan(call, &plan, &found);

    if (e != ERR_NONE || plan->add_count + plan->cancel_count == 0) {
        if (e == ERR_NONE && !found && act > 1) {
          change_warn(
              call, WARNING_STOP, "sort",
              "この種類の登録がありません。種類と日を確かめてください。");
        }
        return e;
    }
    if (act != ACT_END && change_value(call, "conditions").len == 0) {
        change_warn(call, WARNING_STOP, "conditions", "要件を確かめてから印を付けてください。");
    }
    if (act == ACT_NEXT && change_value(call, "place").len == 0) {
        change_warn(call, WARNING_STOP, "place", "移った先の学校・施設の名前と住所を入れてください。");
    }
    if (act == ACT_BEGIN) {
        e = insured_check(call);
        bool has_household = plan->adds[0].detail == BELONGING_FACILITY || plan->adds[0].household_no > 0;
        if (e == ERR_NONE && !has_household) {
            change_warn(call, WARNING_STOP, "household", "家族の世帯番号を入れてください。");
        }
    }
    for (size_t i = 0; i < plan->add_count; i++) {
        if (!date_before(plan->adds[i].effective_on, plan->adds[i].until)) {
            change_warn(call, WARNING_STOP, "until", "最後の日が始まりの日より前です。");
            return e;
        }
    }
    return e == ERR_NONE ? plan_check(call, plan, "from") : e;
}

static enum err exception_preview(struct change_call *call, struct textbuf *ret)
{
    struct event_plan *plan = NULL;
    const struct eligibility_event *last = NULL;
    bool found = false;
    enum err e = exception_plan(call, &plan, &found);

    for (size_t i = 0; i < plan->add_count; i++) {
        last = plan->adds[i].kind == EVENT_HOUSEHOLD ? &plan->adds[i] : last;
    }
    if (e == ERR_NONE && last != NULL) {
        textbuf_printf(ret,
                       last->detail != BELONGING_FACILITY ? "%sから家族の世帯の世帯員のままです。"
                       : change_number(call, "act") == ACT_NEXT
                           ? "%sから次の施設の住所地特例です。区の国保、1人の世帯、記号番号は続きます。"
                           : "%sから1人の世帯になり、保険料は本人に賦課されます。",
                       day_in_words(call->arena, last->effective_on));
        textbuf_printf(ret, "終わりの日: %s\n",
                       date_before(last->until, date_open_end())
                           ? day_in_words(call->arena, date_add_days(last->until, -1))
                           : "なし");
    } else if (e == ERR_NONE) {
        textbuf_puts(ret, "登録がはじめからなくなります。\n");
    }
    return e;
}

static enum err exception_apply(struct change_call *call)
{
    struct event_plan *plan = NULL;
    struct event_writer w = kind_writer(call);
    bool found = false;
    enum err e = exception_plan(call, &plan, &found);

    if (e == ERR_NONE && !found) {
        e = report_fail(call->report, ERR_INPUT, "この種類の登録がもうありません。開き直してください。");
    }
    if (e == ERR_NONE && plan->wants_new_number) {
        e = household_number_next(&w, &call->session->folder, &plan->adds[0].household_no);
        plan->adds[1].household_no = plan->adds[0].household_no;
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%sを登録しました",
                       change_number(call, "act") == ACT_END ? "特例の終了" : "特例");
    }
    return e;
}

const struct change_kind kind_eligibility_exception = {
    .name = "eligibility-exception",
    .label = "マル学・マル遠・住所地特例",
    .help = "住所を移しても区の国保に残る人を登録します。マル学とマル遠は家族の世帯のまま、住所地特例は"
            "1人の世帯になります。最後の日が近いものは更新対象の一覧に出ます。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .moves_premium = true,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = exception_fields,
    .field_count = COUNT_OF(exception_fields),
    .begin = begin,
    .check = exception_check,
    .preview = exception_preview,
    .apply = exception_apply,
    .undo = undo_events,
};
