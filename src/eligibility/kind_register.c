/*
 * 登録: 刑事施設などへの収容 (法59条), 介護2号適用除外 (LV-14),
 * 非自発的失業 (EL-28), 特定同一世帯所属者 (EL-26), 旧被扶養者 (EL-27, LV-15),
 * 産前産後.
 *
 * Rules   eligibility.md 5.10, 11.1 to 11.4
 *
 * One shape for all: a fact with its first day, an end where it has one, and a detail. Each kind says which
 * fields make the fact and what must hold of it.
 */
#include "eligibility/kinds.h"
#include "casework/warn.h"

#include "rules/common/age.h"

#include <inttypes.h>

#define AGE_EARLY_ELDERLY 65
#define AGE_LATE_ELDERLY 75

static const struct change_code acts[] = {{"1", "登録"}, {"2", "終了"}, {"3", "取消（誤り）"}, {NULL, NULL}};
#define ACT_FIELD                                                                                  \
    {.name = "act", .label = "手続", .type = FIELD_CHOICE, .is_required = true, .codes = acts,     \
     .help = "終了は続いている登録に最後の日を入れます。取消は、はじめからなかったことにします。"  \
             "履歴は残ります。"}
#define UNTIL_FIELD                                                                                \
    {.name = "until", .label = "最後の日", .type = FIELD_DATE,                                     \
     .help = "終了では必ず入れます。登録では分かっているときだけ。例: R9.3.31"}

/* What a kind makes of its fields. */
struct registration {
    enum eligibility_fact_kind fact;
    const char *what;
    bool has_end; /* false: a day, and all follows from it */
    const char *follows; /* what follows, in words; NULL = the premium of those days */
    int32_t (*detail)(const struct change_call *call);
    enum err (*check)(struct change_call *call, const struct eligibility_event *event);
};
static const struct registration *registration_of(const struct change_call *call);

static enum err begin(struct change_call *call)
{
    change_set(call, "act", "1");
    notice_begin(call);
    return ERR_NONE;
}

/* The standing one: running on the first day that was typed, or beginning on it. */
static enum err standing(struct change_call *call, const struct registration *r,
                         struct eligibility_event *ret, bool *ret_found)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    date from = change_date(call, "from");
    enum err e = eligibility_events_of(call->session->store, call->subject_no, INT64_MAX, false,
                                       call->arena, call->report, &events, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool runs = date_at_most(events[i].effective_on, from) && date_before(from, events[i].until);
        if (events[i].kind == EVENT_FACT && events[i].fact_kind == r->fact &&
            (date_equal(events[i].effective_on, from) || (r->has_end && runs))) {
            *ret = events[i];
            *ret_found = true;
        }
    }
    return e;
}

static enum err plan_of(struct change_call *call, struct event_plan **ret, bool *ret_found)
{
    const struct registration *r = registration_of(call);
    struct event_plan *plan = plan_new(call);
    struct eligibility_event stands;
    int64_t act = change_number(call, "act");
    date from = change_date(call, "from"), last = r->has_end ? change_date(call, "until") : date_none();
    date until = date_is_none(last) ? date_open_end() : date_add_days(last, 1);

    *ret = plan;
    *ret_found = act == 1;
    if (date_is_none(from) || act == 0) {
        return ERR_NONE;
    }
    if (act == 1) {
        struct eligibility_event *event = plan_add(plan, call->subject_no, EVENT_FACT);
        event->fact_kind = r->fact;
        event->effective_on = event->occurred_on = from;
        event->until = until;
        event->detail = r->detail != NULL ? r->detail(call) : 0;
        notice_fill(call, event);
        return ERR_NONE;
    }
    enum err e = standing(call, r, &stands, ret_found);
    if (e == ERR_NONE && *ret_found) {
        plan_cancel(plan, &stands);
        if (act == 2 && date_before(stands.effective_on, until)) {
            struct eligibility_event *rest = plan_add(plan, call->subject_no, EVENT_FACT);
            int64_t no = rest->event_no;
            *rest = stands;
            rest->event_no = no;
            rest->until = until;
        }
    }
    return e;
}

static enum err feed_check(struct change_call *call, const struct registration *r)
{
    struct eligibility_fact *facts = NULL;
    struct eligibility_event stands;
    size_t count = 0;
    bool found = false;
    date from = change_date(call, "from");
    enum err e = eligibility_facts_of(call->session->store, call->subject_no,
                                      span_of_day(from), INT64_MAX, call->arena,
                                      call->report, &facts, &count);
    if (e == ERR_NONE) {
        e = standing(call, r, &stands, &found);
    }
    for (size_t i = 0; i < count && e == ERR_NONE && !found && r->has_end; i++) {
        if (facts[i].kind == r->fact) {
          change_warn(call, WARNING_STOP, "from",
                      "%sは連携で届いた期間（%sから）にもう入っています。",
                      r->what, day_in_words(call->arena, facts[i].span.from));
        }
    }
    return e;
}

static enum err check(struct change_call *call)
{
    const struct registration *r = registration_of(call);
    struct event_plan *plan = NULL;
    bool found = false;
    int64_t act = change_number(call, "act");
    enum err e = plan_of(call, &plan, &found);

    if (e != ERR_NONE || date_is_none(change_date(call, "from"))) {
        return e;
    }
    (void)change_warn_later(call, "notified");
    if (!found) {
        change_warn(call, WARNING_STOP, "from",
                    "この日の%sの登録がありません。連携で届いたものは、送り元の訂正を待ちます。", r->what);
        return ERR_NONE;
    }
    if (act == 2 && (!r->has_end || date_is_none(change_date(call, "until")))) {
      change_warn(call, WARNING_STOP, r->has_end ? "until" : "act",
                  r->has_end
                      ? "最後の日を入れてください。"
                      : "%sは終わりの日が自動で決まります。取消だけできます。",
                  r->what);
    }
    if (plan->add_count > 0 && !date_before(plan->adds[0].effective_on, plan->adds[0].until)) {
        change_warn(call, WARNING_STOP, "until", "最後の日が始まりの日より前です。");
        return ERR_NONE;
    }
    if (act == 1) {
        e = feed_check(call, r);
    }
    if (e == ERR_NONE && act == 1 && r->check != NULL) {
        e = r->check(call, &plan->adds[0]);
    }
    return e == ERR_NONE ? plan_check(call, plan, "from") : e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    const struct registration *r = registration_of(call);

    if (r->follows != NULL) {
        textbuf_printf(ret, "%s\n", r->follows);
        return ERR_NONE;
    }
    textbuf_printf(ret, "次の月次更正で、%sから%sを反映した保険料に変わります。\n",
                   day_in_words(call->arena, change_date(call, "from")), r->what);
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    const struct registration *r = registration_of(call);
    struct event_plan *plan = NULL;
    bool found = false;
    enum err e = plan_of(call, &plan, &found);

    if (e == ERR_NONE && !found) {
        e = report_fail(call->report, ERR_INPUT, "%sの登録がもうありません。開き直してください。", r->what);
    }
    if (e == ERR_NONE) {
        e = plan_apply(call, plan);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%sを%sしました", r->what,
                       acts[change_number(call, "act") - 1].label);
    }
    return e;
}

/* ----------------------------------------------------------------------------- それぞれの要件 --- */

static enum err person_on(struct change_call *call, date on, date *ret_birth)
{
    struct addressee who;
    const struct as_of as_of = {on, INT64_MAX};
    enum err e = addressee_by_no(call->session->store, call->subject_no, as_of,
                                 call->arena, call->report, &who);

    *ret_birth = date_none();
    if (e == ERR_FINDINGS) { /* not of this ward on that day: the age is asked today */
        const struct as_of now = {change_today(call), INT64_MAX};
        report_clear(call->report);
        e = addressee_by_no(call->session->store, call->subject_no, now, call->arena, call->report, &who);
    }
    if (e == ERR_NONE && !date_from_ymd(who.birth.ymd, ret_birth)) {
        change_warn(call, WARNING_WARN, "from", "生年月日が分からないため、年齢の要件を確かめられません。");
    }
    return e;
}

static int32_t unemployed_detail(const struct change_call *call)
{
    return (int32_t)change_number(call, "code");
}

static enum err unemployed_check(struct change_call *call, const struct eligibility_event *event)
{
    const struct eligibility_law *law = NULL;
    struct eligibility_terms terms;
    date birth;
    enum err e = person_on(call, event->effective_on, &birth);

    if (e == ERR_NONE) {
        e = eligibility_law_load(call->session->folder.params, NULL, call->arena, call->report, &law);
    }
    if (e == ERR_NONE) {
        e = eligibility_terms_on(law, event->effective_on, call->report, &terms);
    }
    if (e == ERR_NONE && !date_is_none(birth) &&
        !unemployed_qualifies(&terms, birth, event->effective_on, event->detail)) {
      change_warn(call, WARNING_STOP, "code",
                  "離職理由 %d "
                  "か離職日の年齢が、非自発的失業の要件にあたりません。雇用保険"
                  "受給資格者証を確かめてください。",
                  (int)event->detail);
    }
    return e;
}

static enum err former_dependant_check(struct change_call *call, const struct eligibility_event *event)
{
    date birth;
    enum err e = person_on(call, event->effective_on, &birth);

    if (change_number(call, "plan") == 2) {
      change_warn(call, WARNING_STOP, "plan",
                  "国民健康保険組合の家族だった人は旧被扶養者になりません（被用"
                  "者保険の被扶養者だった人だけ）。");
    }
    if (e == ERR_NONE && !date_is_none(birth) &&
        (date_before(event->effective_on, age_attained_on(birth, AGE_EARLY_ELDERLY)) ||
         !date_before(event->effective_on, age_birthday(birth, AGE_LATE_ELDERLY)))) {
        change_warn(call, WARNING_STOP, "from", "旧被扶養者は65歳以上75歳未満の人です。");
    }
    return e;
}

static int32_t specified_detail(const struct change_call *call)
{
    date moved = change_date(call, "moved");
    return date_is_none(moved) ? 0 : date_ymd(moved);
}

static enum err specified_check(struct change_call *call, const struct eligibility_event *event)
{
    date moved = change_date(call, "moved");

    if (!date_is_none(moved) && date_before(moved, event->effective_on)) {
        change_warn(call, WARNING_STOP, "moved", "転入の日が後期高齢者医療に移った日より前です。"
                                                 "その人は転入後に連携で届く記録から判定されます。");
    }
    return ERR_NONE;
}

static int32_t maternity_detail(const struct change_call *call)
{
    return change_value(call, "multiple").len > 0 ? 2 : 1;
}

/* A birth that is too far away is a wrong year, mostly. */
static enum err maternity_day_check(struct change_call *call, const struct eligibility_event *event)
{
    const struct eligibility_law *law = NULL;
    struct eligibility_terms terms;
    date told = date_is_none(event->notified_on) ? change_today(call) : event->notified_on;
    enum err e = eligibility_law_load(call->session->folder.params, NULL, call->arena, call->report, &law);

    e = e == ERR_NONE ? eligibility_terms_on(law, told, call->report, &terms) : e;
    if (e == ERR_NONE && !maternity_may_be_notified(&terms, event->effective_on, told)) {
        change_warn(call, WARNING_STOP, "from",
                    "出産予定日の%" PRId64 "か月前から届け出られます。%sの届出では、%sはまだ登録"
                    "できません。",
                    terms.maternity_notice_months.value, day_in_words(call->arena, told),
                    day_in_words(call->arena, event->effective_on));
    }
    return e;
}

static enum err maternity_check(struct change_call *call, const struct eligibility_event *event)
{
    struct eligibility_event *events = NULL;
    size_t count = 0;
    enum err e = eligibility_events_of(call->session->store, call->subject_no, INT64_MAX, false, call->arena,
                                       call->report, &events, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int days = date_days_between(events[i].effective_on, event->effective_on);
        if (events[i].kind == EVENT_FACT &&
            events[i].fact_kind == FACT_MATERNITY && days > -200 &&
            days < 200) {
            change_warn(call, WARNING_STOP, "from",
                        "近い日（%s）の出産がもう登録されています。日が変わったときは取消してから"
                        "登録します。",
                        day_in_words(call->arena, events[i].effective_on));
        }
    }
    return e == ERR_NONE ? maternity_day_check(call, event) : e;
}

static int32_t detained_detail(const struct change_call *call)
{
    return (int32_t)change_number(call, "sort");
}

/* Only of somebody who is insured then is a benefit barred. */
static enum err detained_check(struct change_call *call, const struct eligibility_event *event)
{
    struct eligibility_membership *m = NULL;
    size_t count = 0;
    bool is_insured = false;
    enum err e = eligibility_memberships_of(call->session->store, call->subject_no, INT64_MAX, call->arena,
                                            call->report, &m, &count);

    for (size_t i = 0; i < count; i++) {
        is_insured = is_insured || (date_before(m[i].span.from, event->until) &&
                                    date_before(event->effective_on, m[i].span.until));
    }
    if (e == ERR_NONE && !is_insured) {
        change_warn(call, WARNING_STOP, "from", "この期間に加入していません。資格の履歴を確かめてください。");
    }
    return e;
}

/* ----------------------------------------------------------------------------------- 宣言 ----- */

#define KIND(kind_name, kind_label, kind_help, its_fields) \
    { \
        .name = kind_name, .label = kind_label, .help = kind_help, .subject = CHANGE_OF_PERSON, \
        .propose = PERM_ELIGIBILITY_CHANGE, .approve = PERM_NONE, .moves_premium = true, \
        .fields = its_fields, \
        .field_count = COUNT_OF(its_fields), .begin = begin, .check = check, .preview = preview, \
        .apply = apply, .undo = undo_events, \
    }

static const struct change_field exempt_fields[] = {
    ACT_FIELD,
    {.name = "from", .label = "入所した日", .type = FIELD_DATE, .is_required = true,
     .help = "適用除外施設に入った日。終了・取消では、登録されている期間の日。例: R8.6.1"},
    UNTIL_FIELD, NOTICE_FIELDS,
};
const struct change_kind kind_eligibility_care_exempt =
    KIND("eligibility-care-exempt", "介護保険適用除外施設の入所・退所",
         "40歳から64歳の人が適用除外施設（障害者支援施設など）にいる間、介護分"
         "の保険料はかかりません。14日以内の届出です。",
         exempt_fields);

static const struct change_code separation_codes[] = {
    {"11", "11 解雇"},
    {"12", "12 天災等による事業継続不能の解雇"},
    {"21", "21 雇止め（3年以上）"},
    {"22", "22 雇止め（3年未満、更新明示あり）"},
    {"23", "23 期間満了（3年未満、更新明示なし）"},
    {"31", "31 事業主の働きかけによる正当な理由のある自己都合"},
    {"32", "32 事業所移転などによる正当な理由のある自己都合"},
    {"33", "33 正当な理由のある自己都合"},
    {"34", "34 正当な理由のある自己都合（被保険者期間12か月未満）"},
    {NULL, NULL}};
static const struct change_field unemployed_fields[] = {
    ACT_FIELD,
    {.name = "from",
     .label = "離職日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "雇用保険受給資格者証の離職年月日。離職の翌日から翌年度末まで、給"
             "与所得を30/100とみなします。例: R8.3.31"},
    {.name = "code",
     .label = "離職理由",
     .type = FIELD_CHOICE,
     .codes = separation_codes,
     .only_if = "act=1",
     .help = "雇用保険受給資格者証の離職理由コード。"},
    NOTICE_FIELDS,
};
const struct change_kind kind_eligibility_unemployed =
    KIND("eligibility-unemployed", "非自発的失業者の登録",
         "倒産・解雇・雇止めなどで離職した65歳未満の人（特例対象被保険者等）を"
         "登録します。期間は離職日から自動で決まります。",
         unemployed_fields);

static const struct change_field specified_fields[] = {
    ACT_FIELD,
    {.name = "from",
     .label = "後期高齢者医療に移った日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "特定同一世帯所属者証明書の日。区の中で移った人は連携から自動で判"
             "定されるので、登録は要りません。"},
    {.name = "moved",
     .label = "転入の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "世帯主と一緒に転入した日。この日から同じ世帯に続けている間、続き"
             "ます。例: R8.5.10"},
    UNTIL_FIELD,
    NOTICE_FIELDS,
};
const struct change_kind kind_eligibility_specified =
    KIND("eligibility-specified", "特定同一世帯所属者の登録（証明書）",
         "前の市区町村で特定同一世帯所属者だった人が世帯主と一緒に転入したとき、証明書で引き継ぎます。"
         "世帯を離れるか世帯主が変わると自動で終わります。",
         specified_fields);

static const struct change_code former_plans[] = {{"1", "健康保険・船員保険・共済（被用者保険）"},
                                                  {"2", "国民健康保険組合"}, {NULL, NULL}};
static const struct change_field former_fields[] = {
    ACT_FIELD,
    {.name = "from",
     .label = "資格を取得した日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "国保の資格を取得した日。例: R8.4.1"},
    {.name = "plan",
     .label = "前の保険",
     .type = FIELD_CHOICE,
     .codes = former_plans,
     .only_if = "act=1",
     .is_required = true,
     .help = "被用者保険の被扶養者だった人だけが対象です。国民健康保険組合から"
             "の人は対象になりません。"},
    UNTIL_FIELD,
    NOTICE_FIELDS,
};
const struct change_kind kind_eligibility_former_dependant =
    KIND("eligibility-former-dependant", "旧被扶養者の登録",
         "被用者保険の本人が後期高齢者医療に移ったため国保に入った、65歳以上75"
         "歳未満の元の被扶養者を登録します。"
         "異動連絡票で引き継ぐこともできます。",
         former_fields);

static const struct change_field maternity_fields[] = {
    ACT_FIELD,
    {.name = "from", .label = "出産（予定）日", .type = FIELD_DATE, .is_required = true,
     .help = "母子健康手帳の予定日、生まれた後は出産の日。予定日の6か月前から届け出られます。例: R8.8.10"},
    {.name = "multiple", .label = "多胎", .type = FIELD_YES, .only_if = "act=1", .help = "双子以上のとき。"},
    NOTICE_FIELDS,
};
const struct change_kind kind_eligibility_maternity =
    KIND("eligibility-maternity", "産前産後期間の登録",
         "出産する加入者の、出産（予定）月の前月から4か月（多胎は3か月前から6か"
         "月）の所得割と均等割を減らします。",
         maternity_fields);

/* Relief is on application, so nothing of the premium moves by itself. */
static const struct change_code detentions[] = {
    {"1", "刑事施設"}, {"2", "少年院"}, {"3", "その他これらに準ずる施設"}, {NULL, NULL}};
static const struct change_field detained_fields[] = {
    ACT_FIELD,
    {.name = "from", .label = "収容された日", .type = FIELD_DATE, .is_required = true,
     .help = "在監証明などの日。終了・取消では、登録されている期間の日。例: R8.4.1"},
    {.name = "sort", .label = "施設", .type = FIELD_CHOICE, .codes = detentions, .is_required = true,
     .only_if = "act=1", .help = "刑事施設は、刑務所・拘置所・留置施設など。"},
    UNTIL_FIELD, NOTICE_FIELDS,
};
const struct change_kind kind_eligibility_detained = {
    .name = "eligibility-detained",
    .label = "刑事施設などへの収容（給付制限）",
    .help = "刑事施設や少年院などに収容された人の期間を登録します。資格は続き、その間の給付は行いません"
            "（法59条）。保険料は申請による減免です。すぐに登録されます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = detained_fields,
    .field_count = COUNT_OF(detained_fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = undo_events,
};

static const struct registration *registration_of(const struct change_call *call)
{
    static const struct {
        const struct change_kind *kind;
        struct registration registration;
    } all[] = {
        {&kind_eligibility_care_exempt, {FACT_CARE_EXEMPT, "介護保険の適用除外", true, NULL, NULL, NULL}},
        {&kind_eligibility_unemployed,
         {FACT_UNEMPLOYED, "非自発的失業", false, NULL, unemployed_detail, unemployed_check}},
        {&kind_eligibility_specified,
         {FACT_SPECIFIED, "特定同一世帯所属者", true, NULL, specified_detail, specified_check}},
        {&kind_eligibility_former_dependant,
         {FACT_FORMER_DEPENDANT, "旧被扶養者", true, NULL, NULL, former_dependant_check}},
        {&kind_eligibility_maternity,
         {FACT_MATERNITY, "産前産後", false, NULL, maternity_detail, maternity_check}},
        {&kind_eligibility_detained,
         {(enum eligibility_fact_kind)FACT_DETAINED, "刑事施設などへの収容", true,
          "収容の間も資格は続き、この期間の給付は行いません（法59条）。保険料の減免は、申請があったときに"
          "「減免」で登録します。",
          detained_detail, detained_check}},
    };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (all[i].kind == call->kind) {
            return &all[i].registration;
        }
    }
    assert(false && "a kind of registration");
    return NULL;
}
