/*
 * 加入 -- several persons of a household in one pass (EL-06, EL-65, EL-72).
 *
 * Law     国民健康保険法5条から9条   Rules  eligibility.md 3 (days), 18 (R1, R4 to R7, W1 to W8)
 *
 * The day to record follows from the reason and the day of the fact (rules/eligibility); nobody types it.
 */
#include "eligibility/move.h"

#include "rules/common/age.h"

#define AGE_LATE_ELDERLY 75 /* 高齢者の医療の確保に関する法律50条1号 */
#define AGE_ADULT 18
#define AGE_EARLY_ELDERLY 65

static const struct change_code former_plans[] = {{"1", "健康保険・共済など（被用者保険）"},
                                                  {"2", "国民健康保険組合"},
                                                  {NULL, NULL}};

static const struct change_field join_fields[] = {
    MEMBERS_FIELD("加入する人すべてに印を付けます。一度に入力できます。"),
    {.name = "reason",
     .label = "加入の事由",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = join_reasons,
     .help = "事由で資格取得日が決まります。必要な項目だけがこの下に出ます。"},
    {.name = "occurred",
     .label = "事実の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "転入は住民となった日、社保離脱は前の保険の資格喪失日（退職日の翌"
             "日）、出生は生まれた日。例: R8.4.1"},
    {.name = "prefecture",
     .label = "都の資格取得日",
     .type = FIELD_DATE,
     .only_if = "reason=A02",
     .help = "前の区市町村の資格喪失証明などで分かるとき。分からないときは空欄"
             "（国保情報集約システムから届きます）。"},
    {.name = "ended",
     .label = "前の区市町村の適用終了日",
     .type = FIELD_DATE,
     .only_if = "reason=A02",
     .help = "分かるとき。転入の日との間が空くと注意が出ます。"},
    {.name = "planned",
     .label = "予定として登録する",
     .type = FIELD_YES,
     .only_if = "reason=A05",
     .help = "任意継続の満了が先の日のとき。"},
    {.name = "designation",
     .label = "在留資格と指定書を確かめた",
     .type = FIELD_YES,
     .only_if = "reason=A10",
     .help = "特定活動は指定書を見て、医療・観光を目的とするものでないことを確"
             "かめます（施行規則1条）。"},
    {.name = "former",
     .label = "旧被扶養者にあたる人の前の保険",
     .type = FIELD_CHOICE,
     .codes = former_plans,
     .only_if = "reason=A04",
     .help =
         "被用者保険の本人が後期高齢者医療に移り、扶養から外れた65歳以上の人が"
         "いるとき。"
         "国民健康保険組合からの人は旧被扶養者になりません。いなければ空欄。"},
    NOTICE_FIELDS,
};
static enum err join_choices(struct change_call *call, const struct change_field *field,
                             struct change_code **ret)
{
    (void)field;
    return member_choices(call, false, true, ret);
}

static enum err join_begin(struct change_call *call) { return move_begin(call, PROPOSE_JOIN); }

static date birth_of(const struct addressee *who)
{
    date birth;
    return date_from_ymd(who->birth.ymd, &birth) ? birth : date_none();
}

static bool is_former_dependant(const struct change_call *call, const struct addressee *who, date on)
{
    date birth = birth_of(who);
    return change_number(call, "former") == 1 && !date_is_none(birth) &&
           date_at_most(age_attained_on(birth, AGE_EARLY_ELDERLY), on) &&
           date_before(on, age_birthday(birth, AGE_LATE_ELDERLY));
}

static enum err join_plan(struct change_call *call, const struct move *m, struct event_plan **ret)
{
    struct event_plan *plan = plan_new(call);
    const struct as_of now = {change_today(call), INT64_MAX};

    for (size_t i = 0; i < m->person_count; i++) {
        struct eligibility_event *e = plan_add(plan, m->persons[i], EVENT_ACQUIRE);
        struct addressee who;
        e->reason = change_value(call, "reason");
        e->occurred_on = change_date(call, "occurred");
        e->effective_on = m->effect.effect.day;
        e->prefecture_on = m->effect.reason->is_prefectural
                               ? e->effective_on
                               : change_date(call, "prefecture");
        e->is_planned = change_value(call, "planned").len > 0;
        e->household_no = call->subject_no;
        notice_fill(call, e);
        if (change_number(call, "former") != 1) {
            continue;
        }
        enum err read = addressee_by_no(call->session->store, m->persons[i],
                                        now, call->arena, call->report, &who);
        if (read != ERR_NONE) {
            return read;
        }
        if (is_former_dependant(call, &who, e->effective_on)) {
            struct eligibility_event *f = plan_add(plan, m->persons[i], EVENT_FACT);
            f->fact_kind = FACT_FORMER_DEPENDANT;
            f->reason = e->reason;
            f->occurred_on = e->occurred_on;
            f->effective_on = e->effective_on;
            f->household_no = call->subject_no;
            notice_fill(call, f);
        }
    }
    *ret = plan;
    return ERR_NONE;
}

/* W6: in the other scheme on that day by its own feed. */
static enum err other_scheme_warn(struct change_call *call, int64_t no, const char *name, date on)
{
    struct eligibility_fact *facts = NULL;
    size_t count = 0;
    enum err e = eligibility_facts_of(
        call->session->store, no, span_of_day(on),
        INT64_MAX, call->arena, call->report, &facts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (facts[i].kind == FACT_LATTER_STAGE) {
            change_warn(call, WARNING_WARN, "occurred",
                        "%sさんは%sに後期高齢者医療の被保険者です。脱退の日を確かめてください。", name,
                        day_in_words(call->arena, on));
        }
    }
    return e;
}

static enum err insured_under(struct change_call *call, int64_t addressee_no, date on, bool *ret)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    enum err e = eligibility_memberships_of(call->session->store, addressee_no, INT64_MAX, call->arena,
                                            call->report, &m, &count);

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = *ret || date_before(on, m[i].span.until);
    }
    return e;
}

/* R3 on the merged key: insured under another number of his, he does not acquire a second time. */
static enum err merged_person_check(struct change_call *call, const struct addressee *who, const int64_t *own,
                                    size_t own_count, date on)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < own_count && e == ERR_NONE; i++) {
        bool is_insured = false;
        if (own[i] == who->addressee_no) {
            continue;
        }
        e = insured_under(call, own[i], on, &is_insured);
        if (e == ERR_NONE && is_insured) {
            change_warn(call, WARNING_STOP, "members",
                        "%.*sさんは名寄せした宛名番号 %lld で加入しています。二重には加入できません。"
                        "この番号の世帯で加入させるなら、先にその加入を終わらせてください。",
                        (int)who->name.len, who->name.bytes, (long long)own[i]);
        }
    }
    return e;
}

/* W7, edge 35: the same name and birthday under another number; insured there,
 * it stops until they are one. */
static enum err same_person_warn(struct change_call *call, const struct addressee *who, date on)
{
    struct found_list found = {0};
    int64_t *own = NULL;
    size_t own_count = 0;
    const struct as_of now = {change_today(call), INT64_MAX};
    enum err e =
        addressee_numbers_of(call->session->store, who->addressee_no, INT64_MAX,
                             call->arena, call->report, &own, &own_count);
    if (e == ERR_NONE) {
        e = merged_person_check(call, who, own, own_count, on);
    }
    if (e == ERR_NONE) {
      e = addressee_find(call->session, who->name, now, 50, call->recorded_at,
                         call->arena, call->report, &found);
    }
    for (size_t i = 0; i < found.count && e == ERR_NONE; i++) {
        const struct addressee *other = &found.persons[i].who;
        bool is_own = other->birth.ymd != who->birth.ymd || !text_equal(other->name, who->name);
        for (size_t k = 0; k < own_count && !is_own; k++) {
            is_own = own[k] == other->addressee_no;
        }
        if (is_own) {
            continue;
        }
        bool is_insured = false;
        e = insured_under(call, other->addressee_no, on, &is_insured);
        change_warn(call, is_insured ? WARNING_STOP : WARNING_WARN, "members",
                    is_insured ? "%.*sさんと氏名と生年月日が同じ宛名番号 %lld "
                                 "の人が加入しています。"
                                 "同じ人なら名寄せをしてから届け出てください。"
                               : "%.*sさんと氏名と生年月日が同じ宛名番号 %lld "
                                 "の人がいます。別の人か確かめてください。",
                    (int)who->name.len, who->name.bytes,
                    (long long)other->addressee_no);
    }
    return e;
}

/* R1, R5, R6, R7, W3 of one person who joins. */
static void join_person_check(struct change_call *call, const struct addressee *who, const struct move *m)
{
    date on = m->effect.effect.day, birth = birth_of(who);
    int name_len = (int)who->name.len;
    const char *name = who->name.bytes;

    if (!date_is_none(birth) && date_before(on, birth)) {
        change_warn(call, WARNING_STOP, "occurred", "%.*sさんの取得日が生年月日より前です。", name_len, name);
    }
    if (!date_is_none(birth) && date_at_most(age_birthday(birth, AGE_LATE_ELDERLY), on)) {
      change_warn(
          call, WARNING_STOP, "members",
          "%.*sさんは%"
          "sに75歳になっています。75歳からは後期高齢者医療の被保険者です。",
          name_len, name,
          day_in_words(call->arena, age_birthday(birth, AGE_LATE_ELDERLY)));
    }
    if (who->status == 3) {
      change_warn(call, WARNING_STOP, "members",
                  "%.*sさんは住民記録で死亡となっています。", name_len, name);
    } else if (who->status == 2 || who->status == 4) {
        change_warn(call, WARNING_WARN, "members",
                    "%.*sさんは区内に住所がありません。マル学・住所地特例なら、その登録もしてください。",
                    name_len, name);
    }
}

/* W4: a stay that has ended; whether its renewal is pending, only the person knows. */
static enum err stay_check(struct change_call *call, const struct addressee *who)
{
    struct resident_event event;
    const struct as_of now = {change_today(call), INT64_MAX};
    bool found = false;
    enum err e = addressee_resident_event(call->session->store, who->addressee_no, now, call->arena,
                                          call->report, &event, &found);

    if (e == ERR_NONE && found && !date_is_none(event.stay_ends_on) &&
        date_before(event.stay_ends_on, change_today(call))) {
        change_warn(call, WARNING_WARN, "members",
                    "%.*sさんの在留期間は%sで満了しています。更新を申請しているか確かめてください。",
                    (int)who->name.len, who->name.bytes, day_in_words(call->arena, event.stay_ends_on));
    }
    return e;
}

static bool is_under_18(const struct addressee *who, date on)
{
    date birth = birth_of(who);
    return !date_is_none(birth) && date_before(on, age_attained_on(birth, AGE_ADULT));
}

/* R4: a household without a head has nobody who owes. W8: a child whom no adult
 * of the household accompanies. */
static enum err join_household_check(struct change_call *call, const struct move *m)
{
    struct household_person *persons = NULL;
    size_t count = 0;
    bool has_head = false, has_adult = false, has_child = false;
    enum err e = household_persons(call, call->subject_no, &persons, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_child = is_under_18(&persons[i].who, m->effect.effect.day);
        has_head = has_head || (persons[i].belongs && persons[i].who.is_head);
        has_adult = has_adult || (persons[i].belongs && !is_child);
        for (size_t k = 0; k < m->person_count; k++) {
            has_child = has_child || (is_child && m->persons[k] == persons[i].who.addressee_no);
        }
    }
    if (e == ERR_NONE && !has_head) {
        change_warn(call, WARNING_STOP, NULL,
                    "世帯番号 %lld に世帯主がいません。世帯主が決まってから登録してください。",
                    (long long)call->subject_no);
    }
    if (e == ERR_NONE && has_child && !has_adult) {
      change_warn(call, WARNING_WARN, "members",
                  "18歳未満の人だけの世帯です。世帯の構成を確かめてください。");
    }
    return e;
}

/* What only some reasons ask. W5: a gap behind the municipality before. */
static void join_reason_check(struct change_call *call, const struct move *m)
{
    date ended = change_date(call, "ended");
    struct text reason = change_value(call, "reason");
    int days = 0;

    if (!date_is_none(ended)) {
        enum move_seam seam = eligibility_seam(ended, m->effect.effect.day, &days);
        if (seam != SEAM_JOINED) {
          change_warn(
              call, WARNING_WARN, "ended",
              seam == SEAM_GAP
                  ? "前の区市町村の適用終了から%"
                    "d日空いています。住所のない期間を確かめてください。"
                  : "前の区市町村の適用終了と%"
                    "d日重なっています。日を確かめてください。",
              days);
        }
    }
    if (text_is(reason, "A10") && change_value(call, "designation").len == 0) {
        change_warn(call, WARNING_STOP, "designation",
                    "在留資格（特定活動は指定書）を確かめてから印を付けてください。");
    }
    if (text_is(reason, "A04") && change_number(call, "former") == 2) {
        change_warn(call, WARNING_WARN, "former",
                    "国民健康保険組合からの人は旧被扶養者の減免の対象になりません。減免は登録されません。");
    }
    bool is_planned = change_value(call, "planned").len > 0;
    if (!is_planned && date_before(change_today(call), m->effect.effect.day)) {
        change_warn(call, WARNING_STOP, "occurred",
                    "取得日（%s）が今日より後です。届出は事実があってから受けます。",
                    day_in_words(call->arena, m->effect.effect.day));
    }
}

static enum err join_check(struct change_call *call)
{
    struct move m;
    struct event_plan *plan = NULL;
    const struct as_of now = {change_today(call), INT64_MAX};
    enum err e = move_read(call, SIDE_ACQUISITION, &m);

    if (e != ERR_NONE || !m.is_known) {
        return e;
    }
    notice_warn(call, &m.effect.terms, change_date(call, "occurred"), true);
    join_reason_check(call, &m);
    e = join_household_check(call, &m);
    for (size_t i = 0; i < m.person_count && e == ERR_NONE; i++) {
        struct addressee who;
        e = addressee_by_no(call->session->store, m.persons[i], now, call->arena, call->report, &who);
        if (e == ERR_NONE) {
            join_person_check(call, &who, &m);
            e = other_scheme_warn(call, m.persons[i], arena_copy(call->arena, who.name.bytes, who.name.len),
                                  m.effect.effect.day);
        }
        if (e == ERR_NONE) {
            e = stay_check(call, &who);
        }
        if (e == ERR_NONE) {
            e = same_person_warn(call, &who, m.effect.effect.day);
        }
    }
    if (e == ERR_NONE) {
        e = join_plan(call, &m, &plan);
    }
    return e == ERR_NONE ? plan_check(call, plan, "members") : e;
}

static enum err join_preview(struct change_call *call, struct textbuf *ret)
{
    struct move m;
    struct event_plan *plan = NULL;
    enum err e = move_read(call, SIDE_ACQUISITION, &m);

    if (e != ERR_NONE || !m.is_known) {
        return e;
    }
    textbuf_printf(ret, "%s: %zu人、%s %sから。\n", m.effect.reason->name, m.person_count,
                   m.effect.reason->is_prefectural ? "資格取得・適用開始" : "適用開始（都の資格は続きます）",
                   day_in_words(call->arena, m.effect.effect.day));
    e = join_plan(call, &m, &plan);
    return e == ERR_NONE ? plan_preview(call, plan, ret) : e;
}

static enum err join_apply(struct change_call *call)
{
    struct move m;
    struct event_plan *plan = NULL;
    enum err e = move_read(call, SIDE_ACQUISITION, &m);

    if (e == ERR_NONE && !m.is_known) {
        e = report_fail(call->report, ERR_INPUT, "加入の事由がもう使えません。開き直してください。");
    }
    if (e == ERR_NONE) {
        e = join_plan(call, &m, &plan);
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
      (void)snprintf(
          call->outcome, sizeof(call->outcome),
          "%zu人の加入を登録しました（記号番号 %.*s %.*s、%s）", m.person_count,
          (int)plan->adds[0].card_symbol.len, plan->adds[0].card_symbol.bytes,
          (int)plan->adds[0].card_number.len, plan->adds[0].card_number.bytes,
          day_in_words(call->arena, m.effect.effect.day));
    }
    return e;
}

const struct change_kind kind_eligibility_join = {
    .name = "eligibility-join",
    .label = "国保の加入",
    .help = "世帯の何人でも一度に加入を入力します。事由と事実の日から資格取得日が決まり、"
            "保険料の対象になる月が登録の前に出ます。記号番号と枝番は自動で付きます。すぐに登録されます。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .moves_premium = true,
    .follow = (const char *const[]){"eligibility-unemployed", "eligibility-late-reason",
                                    "certificate-issue", "correction-up",
                                    "correction-down", NULL},
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = join_fields,
    .field_count = COUNT_OF(join_fields),
    .begin = join_begin,
    .check = join_check,
    .choices = join_choices,
    .preview = join_preview,
    .apply = join_apply,
    .undo = undo_events,
};
