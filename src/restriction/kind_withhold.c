/*
 * 給付の差止め・控除 -- benefits withheld for arrears, and arrears deducted from them (EL-60).
 *
 * Law     国民健康保険法63条の2第1項 (1年6か月を過ぎたとき), 第2項 (その前でも), 第3項
 * (特別療養費の世帯からの 控除), 同法施行規則32条の2から32条の5 (滞納額に比べて著しく高額にならないこと)
 *
 * What was withheld and deducted is registered and shown; the benefits themselves are paid elsewhere, no
 * money moves here.
 */
#include "restriction/kinds.h"

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);

static const struct change_code steps[] = {
    {"7", "差止め"}, {"8", "控除の通知"}, {"9", "控除"}, {"10", "差止めの解除"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "step",
     .label = "段階",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = steps,
     .help = "差止め、控除の通知、控除の順に進みます。控除は特別療養費の世帯だけです"},
    {.name = "on",
     .label = "年月日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "通知を発した日、控除した日。例: 080901"},
    {.name = "benefit",
     .label = "差し止める給付",
     .type = FIELD_TEXT,
     .characters_max = 100,
     .only_if = "step=7",
     .help = "例: 高額療養費 令和8年5月診療分、葬祭費"},
    {.name = "amount",
     .label = "額",
     .type = FIELD_YEN,
     .only_if = "step=7|8|9",
     .help = "差し止める給付の額、または控除する保険料の額。例: 50000"},
    {.name = "due",
     .label = "納付の期限",
     .type = FIELD_DATE,
     .only_if = "step=8",
     .help = "この日までに納付がないときに控除します。例: 080930"},
    {.name = "ground",
     .label = "終わらせる理由",
     .type = FIELD_CHOICE,
     .codes = restriction_ends,
     .only_if = "step=10",
     .help = "特別の事情は、先に「特別の事情・公費負担医療の届出」で認めておきます"},
    {.name = "words",
     .label = "事実と理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 600,
     .help = "納付の勧奨と相談の経過、判断の理由"},
};

const struct change_kind kind_restriction_withhold = {
    .name = "restriction-withhold",
    .label = "給付の差止め・控除",
    .help =
        "納期限から1年6か月を過ぎた保険料を納めない世帯主に、保険給付の全部または一部の支払を一時差し止めます"
        "（法63条の2第1項。その前でも第2項でできます）。特別療養費の世帯では、あらかじめ通知して、差し止めた"
        "給付の額から滞納額を控除できます（第3項）。ここでは登録と通知書の作成をします。給付の支払は別に行い"
        "ます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
    .undo = book_steps_undo,
};

static enum err begin(struct change_call *call)
{
    static const enum restriction_move follows[MOVES] = {[MOVE_NONE] = MOVE_WITHHELD,
                                                         [MOVE_WITHHELD] = MOVE_DEDUCT_NOTICE,
                                                         [MOVE_DEDUCT_NOTICE] = MOVE_DEDUCTED};
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_WITHHOLD, &base);

    if (e != ERR_NONE) {
        return e;
    }
    enum restriction_move next = follows[base.before != NULL ? base.before->move : MOVE_NONE];
    date today = change_today(call);
    change_set_number(call, "step", next);
    change_set_day(call, "on", today);
    change_set_day(call, "due", date_add_days(today, (int)base.facts.terms.answer_days.value));
    if (base.before != NULL) {
        yen most = base.before->amount < base.facts.owed ? base.before->amount : base.facts.owed;
        change_set_number(call, "amount", most);
    }
    return ERR_NONE;
}

static void check_withheld(struct change_call *call, const struct step_base *base)
{
    const struct restriction_facts *f = &base->facts;
    yen amount = change_number(call, "amount");

    if (!f->is_head) {
        change_warn(call, WARNING_STOP, NULL, "宛名番号 %lld は%sに世帯主ではありません。",
                    (long long)call->subject_no, restriction_day(call->arena, base->on));
    }
    if (f->charge_count == 0) {
        change_warn(call, WARNING_STOP, NULL, "納期限を過ぎた未納の保険料がありません。");
    } else if (f->over_withhold == 0) {
        change_warn(call, WARNING_WARN, NULL,
                    "納期限から%lldか月を過ぎた保険料がありません（いちばん古い納期限 %s）。法63条の2第2項に"
                    "よる差止めになります。",
                    (long long)f->terms.withhold_months.value,
                    restriction_day(call->arena, f->charges[0].due));
    }
    if (f->circumstance != NULL) {
        change_warn(call, WARNING_STOP, NULL, "特別の事情（%s）を認めています（法63条の2第1項）。",
                    restriction_code_label(NOTIFIED_CIRCUMSTANCE, f->circumstance->code));
    }
    if (change_value(call, "benefit").len == 0) {
        change_warn(call, WARNING_STOP, "benefit", "差し止める給付を書いてください。");
    }
    if (amount <= 0) {
        change_warn(call, WARNING_STOP, "amount", "差し止める額を入れてください。");
    } else if (amount > f->owed) {
        change_warn(call, WARNING_WARN, "amount",
                    "滞納額（%s）を超えます。差止めの額は滞納額に比べて著しく高額にならないようにします（規則"
                    "32条の3）。",
                    restriction_yen(call->arena, f->owed));
    }
}

/* 63条の2第3項: of a household under 特別療養費, after a notice, up to the benefit and up to what is owed. */
static enum err check_deduction(struct change_call *call, const struct step_base *base)
{
    struct restriction_held held = {0};
    yen amount = change_number(call, "amount");
    yen most = base->before != NULL && base->before->amount < base->facts.owed ? base->before->amount
                                                                               : base->facts.owed;
    enum err e = restriction_of_household(call->session, base->facts.household_no, base->on, INT64_MAX,
                                          call->arena, call->report, &held);

    if (e == ERR_NONE && (!held.is_special || held.payer_no != call->subject_no)) {
        change_warn(call, WARNING_STOP, "step",
                    "特別療養費の決定のある世帯ではありません。滞納額の控除はできません（法63条の2第3項）。");
    }
    if (e == ERR_NONE && (amount <= 0 || amount > most)) {
        change_warn(
            call, WARNING_STOP, "amount",
            "控除できるのは、差し止めた給付（通知のあとは通知した額）と滞納額の少ないほう、%sまでです。",
            restriction_yen(call->arena, most));
    }
    if (base->move == MOVE_DEDUCT_NOTICE &&
        (date_is_none(change_date(call, "due")) || date_before(change_date(call, "due"), base->on))) {
        change_warn(call, WARNING_STOP, "due", "納付の期限を、通知の日以後の日で入れてください。");
    }
    if (base->move == MOVE_DEDUCTED && base->before != NULL && date_at_most(base->on, base->before->due)) {
        change_warn(call, WARNING_STOP, "on", "通知した納付の期限（%s）を過ぎていません。",
                    restriction_day(call->arena, base->before->due));
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_WITHHOLD, &base);

    if (e != ERR_NONE) {
        return e;
    }
    step_check_order(call, &base);
    if (base.move == MOVE_WITHHELD) {
        check_withheld(call, &base);
    } else if (base.move == MOVE_DEDUCT_NOTICE || base.move == MOVE_DEDUCTED) {
        e = check_deduction(call, &base);
    } else if (change_number(call, "ground") == 0) {
        change_warn(call, WARNING_STOP, "ground", "終わらせる理由を選んでください。");
    }
    return e;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_WITHHOLD, &base);

    if (e == ERR_NONE) {
        textbuf_printf(ret, "未納 %zu期 %s、うち1年6か月を過ぎたもの %zu期。",
                       base.facts.charge_count, restriction_yen(call->arena, base.facts.owed),
                       base.facts.over_withhold);
    }
    return e;
}

static enum err apply(struct change_call *call)
{
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_WITHHOLD, &base);

    if (e != ERR_NONE) {
        return e;
    }
    struct restriction_step step = {
        .measure = RESTRICT_WITHHOLD,
        .due = change_date(call, "due"),
        .effect = date_none(),
        .ground = (int)change_number(call, "ground"),
        .amount = base.move == MOVE_UNWITHHELD ? base.before->amount : change_number(call, "amount"),
        .benefit = base.move == MOVE_WITHHELD || base.before == NULL ? change_value(call, "benefit")
                                                                     : base.before->benefit,
    };
    return step_write(call, &base, &step);
}
