/* 給付の制限の変更に共通のこと -- codes, days, the order of the steps. */
#include "restriction/kinds.h"

const struct change_code restriction_ends[] = {{"1", "滞納が解消した（完納）"},
                                               {"2", "滞納が著しく減少した"},
                                               {"3", "特別の事情がある"},
                                               {"4", "世帯の被保険者が資格を失った"},
                                               {"5", "弁明に理由がある"},
                                               {"6", "誤りの取消し"},
                                               {NULL, NULL}};
const struct change_code restriction_outcomes[] = {{"1", "弁明書が出た"},
                                                   {"2", "口頭で弁明を聞いた"},
                                                   {"3", "期限までに弁明がなかった"},
                                                   {NULL, NULL}};
const struct change_code restriction_circumstances[] = {{"1", "災害・盗難"},
                                                        {"2", "世帯主・親族の病気・負傷"},
                                                        {"3", "事業の廃止・休止"},
                                                        {"4", "事業の著しい損失"},
                                                        {"5", "前の各号に類する事由"},
                                                        {NULL, NULL}};
const struct change_code restriction_medicals[] = {{"1", "原爆一般疾病医療費"},
                                                   {"2", "自立支援医療"},
                                                   {"3", "小児慢性特定疾病・指定難病の医療費"},
                                                   {"4", "その他の公費負担医療"},
                                                   {NULL, NULL}};

static const char *label_of(const struct change_code *codes, int value)
{
    for (; codes->value != NULL; codes++) {
        if (codes->value[0] == '0' + value) {
            return codes->label;
        }
    }
    return "";
}

const char *restriction_outcome_label(int outcome) { return label_of(restriction_outcomes, outcome); }
const char *restriction_ground_label(int ground) { return label_of(restriction_ends, ground); }
const char *restriction_code_label(enum restriction_notified kind, int code)
{
    return label_of(kind == NOTIFIED_MEDICAL ? restriction_medicals : restriction_circumstances, code);
}

const char *restriction_day(struct arena *arena, date d)
{
    char text[DATE_TEXT_BYTES];

    if (date_is_none(d)) {
        return "なし";
    }
    if (!date_before(d, date_add_days(date_open_end(), -1))) {
        return "期限のない日";
    }
    date_format_era(d, text);
    return arena_string(arena, text);
}

const char *restriction_yen(struct arena *arena, yen amount)
{
    char text[32];

    yen_format(amount, text, sizeof(text));
    return arena_printf(arena, "%s円", text);
}

/* ------------------------------------------------------------------------------------ steps ---- */

enum err step_base_of(struct change_call *call, enum restriction_measure measure, struct step_base *ret)
{
    struct restriction_step *steps = NULL;
    size_t count = 0;
    struct step_base base = {.move = (enum restriction_move)change_number(call, "step"),
                             .on = change_date(call, "on")};
    enum err e = restriction_steps_of(call->session->store, call->subject_no, INT64_MAX, call->arena,
                                      call->report, &steps, &count);

    if (e == ERR_NONE) {
        e = restriction_facts_of(call->session, call->subject_no,
                                 date_is_none(base.on) ? change_today(call) : base.on, call->arena,
                                 call->report, &base.facts);
    }
    if (e != ERR_NONE) {
        return e;
    }
    base.before = restriction_newest(steps, count, measure);
    if (base.before != NULL && restriction_is_over(base.before->move)) {
        base.before = NULL;
    }
    *ret = base;
    return ERR_NONE;
}

static bool step_is_offered(const struct change_code *codes, int move)
{
    int64_t value;

    for (; codes->value != NULL; codes++) {
        if (parse_i64(codes->value, strlen(codes->value), 0, MOVES, &value) && value == move) {
            return true;
        }
    }
    return false;
}

void step_check_order(struct change_call *call, const struct step_base *base)
{
    enum restriction_move from = base->before != NULL ? base->before->move : MOVE_NONE;

    if (!restriction_may_move(from, base->move)) {
        const char *next = "";
        for (int to = 1; to < MOVES; to++) {
            bool is_offered = step_is_offered(call->kind->fields[0].codes, to);
            if (is_offered && restriction_may_move(from, (enum restriction_move)to)) {
                next = arena_printf(call->arena, "%s%s%s", next, next[0] != '\0' ? "・" : "",
                                    restriction_move_labels[to]);
            }
        }
        change_warn(call, WARNING_STOP, "step",
                    "いまの段階は「%s」です。次にできるのは%sです（段階は飛ばせません）。",
                    restriction_move_labels[from], next[0] != '\0' ? next : "ありません");
    }
    if (!date_is_none(base->on) && date_before(change_today(call), base->on)) {
        change_warn(call, WARNING_STOP, "on", "先の日は入れられません。今日（%s）までの日にしてください。",
                    restriction_day(call->arena, change_today(call)));
    }
    if (base->before != NULL && date_before(base->on, base->before->on)) {
        change_warn(call, WARNING_STOP, "on", "前の段階「%s」の日（%s）より前の日です。",
                    restriction_move_labels[base->before->move],
                    restriction_day(call->arena, base->before->on));
    }
}

void step_check_household(struct change_call *call, const struct step_base *base)
{
    const struct restriction_facts *f = &base->facts;

    if (!f->is_head) {
        change_warn(
            call, WARNING_STOP, NULL,
            "宛名番号 %lld は%sに世帯主ではありません。措置は、保険料を納める世帯主に対して行います。",
            (long long)call->subject_no, restriction_day(call->arena, base->on));
    } else if (f->covered_count == 0) {
        change_warn(call, WARNING_STOP, NULL,
                    "世帯 %lld に対象になる被保険者がいません（18歳に達する日以後の最初の3月31日までの人と、"
                    "公費負担医療の届出のある人は除きます。法54条の3第1項）。",
                    (long long)f->household_no);
    }
}

enum err step_write(struct change_call *call, const struct step_base *base, struct restriction_step *step)
{
    enum restriction_move from = base->before != NULL ? base->before->move : MOVE_NONE;

    if (!restriction_may_move(from, base->move)) {
        return report_fail(call->report, ERR_INPUT,
                           "措置の段階が変わりました（いまは「%s」）。開き直して確かめてください",
                           restriction_move_labels[from]);
    }
    step->case_no = base->before != NULL ? base->before->case_no : 0;
    step->move = base->move;
    step->payer_no = call->subject_no;
    step->household_no = base->before != NULL ? base->before->household_no : base->facts.household_no;
    step->on = base->on;
    step->words = change_value(call, "words");
    enum err e = book_step_add(call, step, &base->facts);
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%s: %s（記録 %lld）を登録しました",
                       restriction_measure_labels[step->measure], restriction_move_labels[step->move],
                       (long long)step->step_no);
    }
    return e;
}
