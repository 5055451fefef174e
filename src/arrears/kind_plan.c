/*
 * 分納 -- the promise to pay in parts: its days and amounts, the 納付誓約書, and what keeps it.
 *
 * Law     民法152条 (承認: the time limit begins anew), 国民健康保険法79条の2
 * Rules   collection.md 20   Rows    CO-34, CO-52
 */
#include "arrears/kinds.h"
#include "arrears/options.h"
#include "arrears/plan.h"
#include "arrears/plan_keep.h"
#include "arrears/plan_slips.h"

static const struct change_code rhythms[] = {{"1", "毎月同じ日"}, {"2", "毎月末"}, {NULL, NULL}};
static const struct change_code units[] = {
    {"1000", "1,000円"}, {"100", "100円"}, {"1", "1円"}, {NULL, NULL}};
static const struct change_code odds[] = {{"1", "初めの回"}, {"2", "終わりの回"}, {NULL, NULL}};

static const struct change_field plan_fields[] = {
    {.name = "on",
     .label = "誓約の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "納付誓約書の日。この日の翌日から時効が新しく進みます。例: 080901"},
    {.name = "first",
     .label = "第1回の日",
     .type = FIELD_DATE,
     .is_required = true,
     .help = "休日に当たる回は次の営業日になります。例: 080930"},
    {.name = "rhythm",
     .label = "周期",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = rhythms,
     .help = "毎月同じ日か、毎月末。"},
    {.name = "amount",
     .label = "1回の額",
     .type = FIELD_YEN,
     .help = "1回に納める額。回数で決めるときは空。例: 20000"},
    {.name = "count", .label = "回数", .type = FIELD_NUMBER, .help = "額で決めるときは空。例: 6"},
    {.name = "unit",
     .label = "1回の額の単位",
     .type = FIELD_CHOICE,
     .codes = units,
     .help = "回数で決めるときの、1回の額の端数の単位。"},
    {.name = "odd",
     .label = "端数の回",
     .type = FIELD_CHOICE,
     .codes = odds,
     .help = "回数で決めるとき、残りの端数を納める回。"},
    {.name = "bonus_months",
     .label = "賞与の月",
     .type = FIELD_TEXT,
     .characters_max = 40,
     .help = "増やして納める月を空白で区切って。なければ空。例: 7 12"},
    {.name = "bonus",
     .label = "賞与の月に加える額",
     .type = FIELD_YEN,
     .help = "その月の1回の額に加える額。1回の額で決めるときだけ。例: 30000"},
    {.name = "words",
     .label = "事情と財源",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 500,
     .help = "例: 給与から毎月2万円。今年度の分は納期限どおりに納める。"},
    CHARGES_FIELD,
};

/* What 延滞金 of the charge is computed of so far: payments, and the days of 猶予・免除. */
static enum err add_facts(struct change_call *call, const struct arrears_debt *d, struct plan_charge *to)
{
    struct late_facts facts;
    enum err e = collection_late_facts(call->session->store, &d->charge, call->arena, call->report, &facts,
                                       &to->late_paid);

    to->paid = facts.payments;
    to->paid_count = facts.payment_count;
    to->waivers = facts.waivers;
    to->waiver_count = facts.waiver_count;
    return e;
}

/* "7 12": bits of the months; false when something else stands there. */
static bool read_months(struct text typed, unsigned *ret)
{
    size_t at = 0;

    *ret = 0;
    while (at < typed.len) {
        size_t from = at;
        int64_t month;
        while (at < typed.len && typed.bytes[at] != ' ' && typed.bytes[at] != ',') {
            at++;
        }
        if (at > from) {
            if (!parse_i64(typed.bytes + from, at - from, 1, 12, &month)) {
                return false;
            }
            *ret |= 1u << month;
        }
        at++;
    }
    return true;
}

static enum err facts_of(struct change_call *call, const struct chosen *chosen,
                         const struct collection_law *law, struct plan_facts *ret)
{
    struct plan_charge *charges = ARENA_ARRAY(call->arena, struct plan_charge, chosen->count + 1);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < chosen->count && e == ERR_NONE; i++) {
        const struct arrears_debt *d = &chosen->debts[i];
        charges[i] = (struct plan_charge){.due = d->charge.due,
                                          .amount = d->charge.amount,
                                          .unpaid = d->unpaid,
                                          .bears_late_charge = d->extra.claim == LATE_CLAIM_YES};
        e = collection_late_terms(law, d->charge.due, call->report, &charges[i].terms);
        if (e == ERR_NONE) {
            e = add_facts(call, d, &charges[i]);
        }
    }
    *ret = (struct plan_facts){
        .charges = charges,
        .charge_count = chosen->count,
        .first = change_date(call, "first"),
        .rhythm = (enum plan_rhythm)change_number(call, "rhythm"),
        .amount = change_number(call, "amount"),
        .count = (int)change_number(call, "count"),
        .unit = change_value(call, "unit").len > 0 ? change_number(call, "unit") : 1000,
        .odd_first = change_number(call, "odd") != 2,
        .bonus = change_number(call, "bonus"),
    };
    (void)read_months(change_value(call, "bonus_months"), &ret->bonus_months); /* check() stops what is
        wrong */
    return e;
}

static enum err make(struct change_call *call, const struct chosen *chosen, struct plan_result *ret,
                     bool *ret_made)
{
    const struct collection_law *law;
    struct plan_facts facts;
    enum err e = collection_law_of(call->session, call->arena, call->report, &law);

    *ret_made = false;
    if (e == ERR_NONE) {
        e = facts_of(call, chosen, law, &facts);
    }
    if (e == ERR_NONE && (facts.amount > 0) != (facts.count > 0)) {
        *ret_made = plan_make(collection_late_law(law), &facts, call->arena, ret);
    }
    return e;
}

static enum err no_other_plan(struct change_call *call)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].kind == ACT_PLAN && !acts[i].is_void && date_is_none(acts[i].ended_on)) {
            change_warn(call, WARNING_STOP, NULL,
                        "分納（記録 "
                        "%lld）が続いています。先にそれを終わらせてから、新しい約束を登録してください。",
                        (long long)acts[i].act_no);
        }
    }
    return e;
}

static enum err plan_check(struct change_call *call)
{
    date on = change_date(call, "on"), first = change_date(call, "first");
    struct chosen chosen;
    struct plan_result plan = {0};
    struct arrears_options options;
    bool is_made = false;
    enum err e = arrears_chosen(call, on, &chosen);

    if (e == ERR_NONE) {
        e = arrears_options_on(call->session, on, call->arena, call->report, &options);
    }
    if (e == ERR_NONE) {
        e = no_other_plan(call);
    }
    if (e != ERR_NONE) {
        return e;
    }
    step_not_future(call, "on");
    step_stays(call, &chosen, 1u << STAY_SUSPENDED,
               1u << STAY_GRACE | 1u << STAY_SEIZED | 1u << STAY_SUCCESSION);
    step_alive(call, &chosen, on);
    if (date_before(first, on)) {
        change_warn(call, WARNING_STOP, "first", "第1回の日が誓約の日より前です。");
        return ERR_NONE;
    }
    if ((change_number(call, "amount") > 0) == (change_number(call, "count") > 0)) {
        change_warn(call, WARNING_STOP, "amount", "1回の額か回数の、どちらか一つを入れてください。");
        return ERR_NONE;
    }
    unsigned months;
    bool has_bonus = change_number(call, "bonus") > 0 || change_value(call, "bonus_months").len > 0;
    bool is_whole = read_months(change_value(call, "bonus_months"), &months) && months != 0 &&
                    change_number(call, "bonus") > 0 && change_number(call, "amount") > 0;
    if (has_bonus && !is_whole) {
        change_warn(call, WARNING_STOP, "bonus_months",
                    "賞与の月（例: 7 12）と加える額を両方入れ、1回の額で決めてください。");
        return ERR_NONE;
    }
    e = chosen.count > 0 ? make(call, &chosen, &plan, &is_made) : ERR_NONE;
    if (e == ERR_NONE && chosen.count > 0 && !is_made) {
        change_warn(call, WARNING_STOP, "amount",
                    "計画を組めません。%d回までになるように額を上げてください。", PLAN_STEPS_MAX);
    } else if (e == ERR_NONE && (int64_t)plan.step_count > options.plan_months) {
        change_warn(call, WARNING_WARN, "amount",
                    "%zu回になります。%lld回を超える分納は上席の承認が要ります。", plan.step_count,
                    (long long)options.plan_months);
    }
    for (size_t i = 0; i < plan.step_count && e == ERR_NONE; i++) {
        if (plan.steps[i].principal + plan.steps[i].late_charge > options.plan_slip_max) {
            change_warn(call, WARNING_WARN, "amount",
                        "第%d回が %s を超え、コンビニエンスストアで納められません。", plan.steps[i].seq,
                        yen_words(call->arena, options.plan_slip_max));
        }
    }
    return e;
}

static enum err plan_preview(struct change_call *call, struct textbuf *ret)
{
    struct chosen chosen;
    struct plan_result plan;
    bool is_made = false, is_unknown = false;
    enum err e = arrears_chosen(call, change_date(call, "on"), &chosen);

    if (e == ERR_NONE && chosen.count > 0) {
        e = make(call, &chosen, &plan, &is_made);
    }
    if (e != ERR_NONE || !is_made) {
        return e;
    }
    textbuf_printf(ret, "保険料 %s、延滞金（見込み） %s、合わせて %s を%zu回で納めます。\n",
                   yen_words(call->arena, plan.principal), yen_words(call->arena, plan.late_charge),
                   yen_words(call->arena, plan.principal + plan.late_charge), plan.step_count);
    for (size_t i = 0; i < plan.step_count; i++) {
        textbuf_printf(ret, "第%d回 %s %s%s\n", plan.steps[i].seq, day_words(call->arena, plan.steps[i].due),
                       yen_words(call->arena, plan.steps[i].principal + plan.steps[i].late_charge),
                       plan.steps[i].late_charge > 0 ? "（延滞金）" : "");
    }
    for (size_t i = 0; i < chosen.count; i++) {
        is_unknown = is_unknown || chosen.debts[i].extra.claim == LATE_CLAIM_NOT_KNOWN;
    }
    if (is_unknown) {
        textbuf_puts(ret, "延滞金を請求する初めの納期限が条例の表（late_charge."
                          "tsv）にないため、延滞金は含めていません。\n");
    }
    if (plan.missing_year != 0) {
        textbuf_printf(ret, "%d年の延滞金の割合が表にないため、その年にかかる延滞金は含めていません。\n",
                       plan.missing_year);
    }
    return ERR_NONE;
}

static enum err plan_apply(struct change_call *call)
{
    struct chosen chosen;
    struct plan_result plan;
    struct arrears_options options;
    bool is_made = false;
    struct book_writing w = writing_of(call);
    struct act a = {
        .kind = ACT_PLAN,
        .payer_no = call->subject_no,
        .on = change_date(call, "on"),
        .ended_on = date_none(),
        .related_on = date_none(),
        .reason = change_value(call, "words"),
    };
    enum err e = arrears_still_chosen(call, a.on, &chosen);

    if (e == ERR_NONE) {
        e = arrears_options_on(call->session, a.on, call->arena, call->report, &options);
    }
    if (e == ERR_NONE) {
        e = make(call, &chosen, &plan, &is_made);
    }
    if (e == ERR_NONE && !is_made) {
        e = report_fail(call->report, ERR_INPUT, "計画を組めません。開き直して額を確かめてください。");
    }
    if (e == ERR_NONE) {
        a.until = date_add_days(plan.steps[plan.step_count - 1].due, (int)options.plan_grace_days);
        a.detail = (int)plan.step_count;
        a.amount = plan.principal + plan.late_charge;
        e = arrears_write(call, &a, &chosen);
    }
    if (e == ERR_NONE) {
        e = plan_steps_write(&w, a.act_no, plan.steps, plan.step_count);
    }
    return e == ERR_NONE ? plan_slips_issue(call->session, &w, &a, chosen.covers, chosen.count, plan.late,
                                            plan.steps, plan.step_count)
                         : e;
}

/* The papers of a plan that never was may lie with the payer: they keep their numbers, and are told apart. */
static enum err call_in_slips(struct change_call *call, const struct act *plan)
{
    struct slip *slips = NULL;
    size_t count = 0;
    enum err e = plan_slips_of(call->session, plan, call->arena, call->report, &slips, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (slips[i].step < SLIP_PAID) {
            e = slip_move(call->session->store, &slips[i], SLIP_REPLACED, 0, call->recorded_at, call->report);
        }
    }
    return e;
}

static enum err plan_undo(struct change_call *call)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e =
        arrears_acts(call->session->store, call->subject_no, call->arena, call->report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (acts[i].kind == ACT_PLAN && acts[i].change_no == call->change_no && !acts[i].is_void) {
            e = call_in_slips(call, &acts[i]);
        }
    }
    return e == ERR_NONE ? acts_undo(call) : e;
}

const struct change_kind kind_arrears_plan = {
    .name = "arrears-plan",
    .label = "分納（納付誓約）",
    .help = "未納の期を分けて納める約束を登録します。1回の額か回数を入れると、納める日と額、延滞金の見込みを"
            "計算します。"
            "誓約は債務の承認で、時効が新しく進みます（民法152条）。約束どおり納められている間は催告をしませ"
            "ん。"
            "約束の日に納付がなければ翌日に作業が出ます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ARREARS_CHANGE,
    .approve = PERM_ARREARS_APPROVE,
    .fields = plan_fields,
    .field_count = COUNT_OF(plan_fields),
    .begin = arrears_begin,
    .check = plan_check,
    .preview = plan_preview,
    .apply = plan_apply,
    .undo = plan_undo,
};
