/*
 * 特別の事情・公費負担医療の届出 -- why a measure does not reach a payer, or one of his household (EL-29,
 * EL-59).
 *
 * Law     国民健康保険法54条の3第1項, 同法施行令1条・1条の2, 同法施行規則5条の7から5条の9
 */
#include "restriction/kinds.h"
#include "casework/warn.h"

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);

static const struct change_code kinds[] = {
    {"1", "特別の事情（世帯主）"}, {"2", "公費負担医療（被保険者）"}, {NULL, NULL}};
static const struct change_code decisions[] = {{"1", "認める"}, {"0", "認めない"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "kind",
     .label = "届出の種類",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = kinds,
     .help = "特別の事情は世帯主の画面から、公費負担医療は受けている人の画面から登録します"},
    {.name = "circumstance",
     .label = "特別の事情",
     .type = FIELD_CHOICE,
     .codes = restriction_circumstances,
     .only_if = "kind=1",
     .help = "施行令1条・1条の2の各号"},
    {.name = "medical",
     .label = "公費負担医療",
     .type = FIELD_CHOICE,
     .codes = restriction_medicals,
     .only_if = "kind=2",
     .help = "受給者証などで確かめた制度"},
    {.name = "notified",
     .label = "届出日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "例: 080901"},
    {.name = "decision", .label = "決定", .type = FIELD_CHOICE, .is_required = true, .codes = decisions,
     .help = "認めないときも、届出と理由が残ります"},
    {.name = "from", .label = "始まりの日", .type = FIELD_DATE, .is_required = true, .help = "例: 080801"},
    {.name = "until",
     .label = "終わりの日",
     .type = FIELD_DATE,
     .help = "この日まで。いつまでか分からないときは空けておきます。例: 090731"},
    {.name = "words",
     .label = "確かめた書類・事情",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 600,
     .help = "例: り災証明書 令和8年8月1日、自立支援医療受給者証"},
};

const struct change_kind kind_restriction_ground = {
    .name = "restriction-ground",
    .label = "特別の事情・公費負担医療の届出",
    .help = "保険料を納められない特別の事情（災害・盗難、病気・負傷、事業の廃止・休止、著しい損失など）の届出"
            "と、公費負担医療を受けている人の届出を登録します。別の職員が承認すると、特別療養費と差止めの判"
            "定に使われます。認められている間、その世帯主に事前通知や決定はできません。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .apply = apply,
    .undo = book_grounds_undo,
};

static enum err begin(struct change_call *call)
{
    change_set(call, "kind", "1");
    change_set(call, "decision", "1");
    change_set_day(call, "notified", change_today(call));
    change_set_day(call, "from", change_today(call));
    return ERR_NONE;
}

static int code_of(const struct change_call *call)
{
    return (int)change_number(call, change_number(call, "kind") == NOTIFIED_MEDICAL ? "medical"
                                                                                   : "circumstance");
}

static enum err check(struct change_call *call)
{
    date from = change_date(call, "from"), until = change_date(call, "until");
    bool is_medical = change_number(call, "kind") == NOTIFIED_MEDICAL;

    if (code_of(call) == 0) {
        change_warn(call, WARNING_STOP, is_medical ? "medical" : "circumstance", "%sを選んでください。",
                    is_medical ? "公費負担医療" : "特別の事情");
    }
    (void)change_warn_later(call, "notified");
    if (!date_is_none(until) && date_before(until, from)) {
        change_warn(call, WARNING_STOP, "until", "終わりの日が始まりの日より前です。");
    }
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    date until = change_date(call, "until");
    const struct restriction_ground ground = {
        .addressee_no = call->subject_no,
        .kind = (enum restriction_notified)change_number(call, "kind"),
        .code = code_of(call),
        .notified_on = change_date(call, "notified"),
        .is_accepted = change_number(call, "decision") == 1,
        .valid = {change_date(call, "from"),
                  date_is_none(until) ? date_open_end() : date_add_days(until, 1)},
        .words = change_value(call, "words"),
    };

    (void)snprintf(call->outcome, sizeof(call->outcome), "%s「%s」を%s",
                   ground.kind == NOTIFIED_MEDICAL ? "公費負担医療" : "特別の事情",
                   restriction_code_label(ground.kind, ground.code),
                   ground.is_accepted ? "認めました" : "認めないことを登録しました");
    return book_ground_add(call, &ground);
}
