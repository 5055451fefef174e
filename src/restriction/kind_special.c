/*
 * 特別療養費の措置 -- 事前通知, 弁明の機会, 弁明の結果, 決定, 解除: one form, one step at a time (EL-59).
 *
 * Law     国民健康保険法54条の3第1項 (要件), 第3項 (事前通知), 第4項 (解除), 行政手続法13条・30条 (弁明)
 *
 * Until 2024-12-01 the same facts led to 被保険者資格証明書; such a measure is entered with its days of then.
 */
#include "restriction/kinds.h"

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);

static const struct change_code steps[] = {{"1", "事前通知"},   {"2", "弁明の機会の通知"},
                                           {"3", "弁明の結果"}, {"4", "決定"},
                                           {"5", "解除"},       {"6", "取りやめ（決定の前）"},
                                           {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "step",
     .label = "段階",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = steps,
     .help = "事前通知、弁明の機会の通知、弁明の結果、決定の順に進みます。段階は飛ばせません"},
    {.name = "on",
     .label = "年月日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "通知を発した日、弁明を受けた日、決定の日。例: 080901"},
    {.name = "due",
     .label = "納付・届出・弁明の期限",
     .type = FIELD_DATE,
     .only_if = "step=1|2",
     .help = "この日までに納付、相談、届出または弁明書の提出をしてもらいます。例: 080930"},
    {.name = "outcome",
     .label = "弁明",
     .type = FIELD_CHOICE,
     .codes = restriction_outcomes,
     .only_if = "step=3",
     .help = "期限までに弁明がなかったことは、期限を過ぎてから登録します"},
    {.name = "effect",
     .label = "効力の始まる日",
     .type = FIELD_DATE,
     .only_if = "step=4|5",
     .help = "決定はこの日の診療から特別療養費に、解除はこの日の診療から療養の給付に戻ります。例: 081001"},
    {.name = "ground",
     .label = "終わらせる理由",
     .type = FIELD_CHOICE,
     .codes = restriction_ends,
     .only_if = "step=5|6",
     .help = "特別の事情は、先に「特別の事情・公費負担医療の届出」で認めておきます"},
    {.name = "words",
     .label = "事実と理由",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 600,
     .help = "納付の勧奨と相談の経過、弁明の内容、判断の理由。決定と弁明の機会の通知書に載ります"},
};

const struct change_kind kind_restriction_special = {
    .name = "restriction-special",
    .label = "特別療養費の措置",
    .help =
        "納期限から1年を過ぎた保険料があり、納付の勧奨と相談をしても納付がなく、特別の事情もない世帯に、"
        "療養の給付に代えて特別療養費を支給します（法54条の3）。事前通知、弁明の機会の通知、弁明の結果、決"
        "定の順に、1段階ずつ登録します。18歳に達する日以後の最初の3月31日までの人と、公費負担医療の届出のあ"
        "る人は対象から外れます。どの段階も別の職員が承認し、承認されると通知書を印刷できます。",
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

/* The step that comes next, today, with the days the payer is given. */
static enum err begin(struct change_call *call)
{
    static const enum restriction_move follows[MOVES] = {[MOVE_NONE] = MOVE_PRENOTICE,
                                                         [MOVE_PRENOTICE] = MOVE_HEARING,
                                                         [MOVE_HEARING] = MOVE_HEARD,
                                                         [MOVE_HEARD] = MOVE_DECIDED,
                                                         [MOVE_DECIDED] = MOVE_RELEASED};
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_SPECIAL, &base);

    if (e != ERR_NONE) {
        return e;
    }
    enum restriction_move next = follows[base.before != NULL ? base.before->move : MOVE_NONE];
    date today = change_today(call);
    change_set_number(call, "step", next);
    change_set_day(call, "on", today);
    change_set_day(call, "due", date_add_days(today, (int)base.facts.terms.answer_days.value));
    return ERR_NONE;
}

/* ---------------------------------------------------------------------------------- checks ----- */

/* 54条の3第1項: a year, no special circumstances, and everything was tried. */
static void check_grounds(struct change_call *call, const struct step_base *base)
{
    const struct restriction_facts *f = &base->facts;

    if (f->over_special == 0) {
        change_warn(call, WARNING_STOP, NULL,
                    "納期限から%lldか月を過ぎた未納の保険料がありません（いちばん古い納期限 %s）。",
                    (long long)f->terms.special_months.value,
                    f->charge_count > 0 ? restriction_day(call->arena, f->charges[0].due) : "なし");
    }
    if (f->circumstance != NULL) {
        change_warn(call, WARNING_STOP, NULL,
                    "特別の事情（%s）を%sまで認めています（法54条の3第1項）。",
                    restriction_code_label(NOTIFIED_CIRCUMSTANCE, f->circumstance->code),
                    restriction_day(call->arena, date_add_days(f->circumstance->valid.until, -1)));
    }
    if (f->contact_count + f->letter_count == 0) {
        change_warn(call, WARNING_STOP, NULL,
                    "納付の勧奨と相談の記録がありません（法54条の3第1項「保険料納付の勧奨等」）。"
                    "折衝を記録するか、催告をしてから進めてください。");
    }
    if (f->has_stay) {
        change_warn(call, WARNING_WARN, NULL,
                    "1年を過ぎた保険料に、猶予、執行停止または分納の約束があります。確かめてください。");
    }
}

static void check_days(struct change_call *call, const struct step_base *base)
{
    date due = change_date(call, "due"), effect = change_date(call, "effect");
    bool wants_due = base->move == MOVE_PRENOTICE || base->move == MOVE_HEARING;
    bool wants_effect = base->move == MOVE_DECIDED || base->move == MOVE_RELEASED;

    if (wants_due && (date_is_none(due) || date_before(due, base->on))) {
        change_warn(call, WARNING_STOP, "due", "期限を、通知の日（%s）以後の日で入れてください。",
                    restriction_day(call->arena, base->on));
    }
    if (wants_effect && date_is_none(effect)) {
        change_warn(call, WARNING_STOP, "effect", "効力の始まる日を入れてください。");
    } else if (base->move == MOVE_DECIDED && date_before(effect, base->on)) {
        change_warn(call, WARNING_STOP, "effect", "決定は、決定の日（%s）より前の診療には及びません。",
                    restriction_day(call->arena, base->on));
    } else if (base->move == MOVE_RELEASED && base->before != NULL &&
               date_before(effect, base->before->effect)) {
        change_warn(call, WARNING_STOP, "effect", "特別療養費の始まり（%s）より前の日です。",
                    restriction_day(call->arena, base->before->effect));
    }
}

static void check_heard(struct change_call *call, const struct step_base *base)
{
    int64_t outcome = change_number(call, "outcome");

    if (outcome == 0) {
        change_warn(call, WARNING_STOP, "outcome", "弁明があったかを選んでください。");
    }
    if (outcome == 3 && base->before != NULL && date_at_most(base->on, base->before->due)) {
        change_warn(call, WARNING_STOP, "on",
                    "弁明の期限（%s）を過ぎていません。期限の翌日から登録できます。",
                    restriction_day(call->arena, base->before->due));
    }
}

/* 54条の3第4項: what ends it has to be there. */
static void check_end(struct change_call *call, const struct step_base *base)
{
    const struct restriction_facts *f = &base->facts;
    int64_t ground = change_number(call, "ground");

    if (ground == 0) {
        change_warn(call, WARNING_STOP, "ground", "終わらせる理由を選んでください。");
    } else if (ground == 1 && f->charge_count > 0) {
        change_warn(call, WARNING_STOP, "ground", "納期限を過ぎた未納が%zu期、%s残っています。",
                    f->charge_count, restriction_yen(call->arena, f->owed));
    } else if (ground == 3 && f->circumstance == NULL) {
        change_warn(call, WARNING_STOP, "ground",
                    "認められた特別の事情がありません。先に「特別の事情・公費負担医療の届出」を登録してくだ"
                    "さい。");
    } else if (ground == 5 && base->move == MOVE_RELEASED) {
        change_warn(call, WARNING_STOP, "ground", "決定のあとに弁明を理由とすることはできません。");
    }
}

static enum err check(struct change_call *call)
{
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_SPECIAL, &base);

    if (e != ERR_NONE) {
        return e;
    }
    step_check_order(call, &base);
    check_days(call, &base);
    switch (base.move) {
    case MOVE_PRENOTICE:
    case MOVE_HEARING:
    case MOVE_DECIDED:
        step_check_household(call, &base);
        check_grounds(call, &base);
        break;
    case MOVE_HEARD: check_heard(call, &base); break;
    case MOVE_RELEASED:
    case MOVE_DROPPED: check_end(call, &base); break;
    default: break;
    }
    if (base.move == MOVE_HEARING && base.before != NULL && !date_is_none(base.before->due) &&
        date_at_most(base.on, base.before->due)) {
        change_warn(call, WARNING_WARN, "on", "事前通知の期限（%s）がまだ過ぎていません。",
                    restriction_day(call->arena, base.before->due));
    }
    return ERR_NONE;
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_SPECIAL, &base);

    if (e != ERR_NONE) {
        return e;
    }
    const struct restriction_facts *f = &base.facts;
    textbuf_printf(ret,
                   "未納 %zu期 %s、うち1年を過ぎたもの %zu期 %s。対象になる人 %zu人。納付の勧奨と相談の記録"
                   " %zu件、催告 %zu回（最後は%s）。",
                   f->charge_count, restriction_yen(call->arena, f->owed), f->over_special,
                   restriction_yen(call->arena, f->owed_over_special), f->covered_count, f->contact_count,
                   f->letter_count, restriction_day(call->arena, f->last_effort));
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    struct step_base base;
    enum err e = step_base_of(call, RESTRICT_SPECIAL, &base);
    struct restriction_step step = {.measure = RESTRICT_SPECIAL,
                                    .due = change_date(call, "due"),
                                    .effect = change_date(call, "effect"),
                                    .outcome = (int)change_number(call, "outcome"),
                                    .ground = (int)change_number(call, "ground"),
                                    .benefit = text_of("")};

    return e == ERR_NONE ? step_write(call, &base, &step) : e;
}
