/*
 * 滞納整理の状況 -- a debtor's time limits as a calendar, every act with its papers, plans as they are
 * kept.
 *
 * Rows    CO-37 (calendar), CO-26 .. CO-36, CO-46, CO-52, NT-13
 */
#include "web/templates.h"
#include "web/views_arrears.h"


static enum err arrears_show(struct screen_call *call);
static enum err paper_act(struct screen_call *call);
static enum err print_act(struct screen_call *call);

const struct screen screen_arrears = {
    .path = "/arrears/#",
    .name = "arrears",
    .label = "滞納整理の状況",
    .permission = PERM_ARREARS_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "arrears.look",
    .help = "未納の期ごとに、時効がいつ完成するかを、督促・納付・差押えなどの事由とともに日の順に見ます。"
            "時効の日は入力できず、事由から毎回計算します。早い日は督促状を発した翌日から、遅い日は指定期限"
            "の翌日から"
            "数えたものです。遅い日を過ぎた期は納付を受けられず、不納欠損の候補になります。"
            "下の一覧は差押え・猶予・分納などの手続で、記録番号は「解除・取消し・終了」などの入力に使います"
            "。",
    .show = arrears_show,
};
const struct screen screen_arrears_paper = {
    .path = "/arrears/#/paper/#/#",
    .name = "arrears-paper",
    .label = "滞納整理の帳票のプレビュー",
    .permission = PERM_ARREARS_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .event = "arrears.paper",
    .help = "差押調書・交付要求書・納付誓約書などを、印刷するものと同じPDFで開きます。透かしが入り、発送はで"
            "きません。",
    .act = paper_act,
};
const struct screen screen_arrears_print = {
    .path = "/arrears/#/paper/#/#/print",
    .name = "arrears-print",
    .label = "滞納整理の帳票の印刷",
    .permission = PERM_ARREARS_CHANGE,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "arrears.print",
    .help = "渡す・送る帳票を作ります。だれが、どの端末で、何枚作ったかが記録に残ります。",
    .act = print_act,
};

struct url arrears_url(int64_t payer_no) { return url_number("/arrears/", payer_no); }

struct url arrears_paper_url(int64_t payer_no, int64_t act_no, int copy, bool is_print)
{
    char path[120];
    int n = snprintf(path, sizeof(path), "/arrears/%lld/paper/%lld/%d%s", (long long)payer_no,
                     (long long)act_no, copy, is_print ? "/print" : "");
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

const char *limit_effect_words(const struct limit_moment *m)
{
    if (m->event.is_void) {
        return "取り消された";
    }
    switch (m->effect) {
    case LIMIT_STAYED:
        return "完成猶予";
    case LIMIT_RENEWED:
        return "更新";
    case LIMIT_NO_EFFECT:
        break;
    }
    return "効力なし";
}

/* Who must not be found here has no page. */
static enum err may_see(struct screen_call *call, int64_t payer_no)
{
    struct guard guard;
    enum err e = addressee_guard(call->session, payer_no, screen_came_from(call), GUARD_SCREEN, call->now,
                                 call->arena, call->report, &guard);

    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません", (long long)payer_no);
    }
    if (e == ERR_NONE) {
        screen_saw_all(call, &guard, 0);
    }
    return e;
}

static const char *state_of(struct screen_call *call, const struct act *a)
{
    char day[DATE_TEXT_BYTES];

    if (a->is_void) {
        return "取り消された";
    }
    if (date_is_none(a->ended_on)) {
        return "続いている";
    }
    date_format_era_short(a->ended_on, day);
    const char *how = act_end_label(a->kind, a->end);
    return arena_printf(call->arena, "%s %s", day, how[0] != '\0' ? how : "済み");
}

static void add_papers(const struct act *a, struct arrears_act_line *to)
{
    for (int copy = 0; copy < ARREARS_PAPERS_MAX; copy++) {
        const char *label = arrears_paper_label(a, copy);
        if (label != NULL && to->paper_count < ARREARS_PAPERS_MAX) {
            to->papers[to->paper_count].copy = copy;
            to->papers[to->paper_count++].label = label;
        }
    }
}

static enum err read_acts(struct screen_call *call, struct arrears_view *v)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e = arrears_acts(call->session->store, v->payer_no, call->arena, call->report, &acts, &count);
    struct arrears_act_line *lines = ARENA_ARRAY(call->arena, struct arrears_act_line, count + 1);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct act *a = &acts[count - 1 - i];
        struct arrears_act_line *line = &lines[i];
        *line = (struct arrears_act_line){.act = a, .detail = act_detail_label(a->kind, a->detail)};
        line->state = state_of(call, a);
        add_papers(a, line);
        if (a->kind == ACT_PLAN && !a->is_void && date_is_none(a->ended_on)) {
            struct plan_step *steps = NULL;
            e = arrears_plan(call->session, a, v->today, call->arena, call->report, &steps,
                             &line->step_count);
            line->steps = steps;
        }
        if (a->kind == ACT_SUCCESSION && !a->is_void) {
            struct heir *heirs = NULL;
            e = arrears_heirs(call->session, a, call->arena, call->report, &heirs, &line->heir_count);
            line->heirs = heirs;
        }
    }
    v->acts = lines;
    v->act_count = count;
    return e;
}

static enum err arrears_show(struct screen_call *call)
{
    struct arrears_view v = {.payer_no = call->numbers[0], .today = call->session->folder.business_date};
    struct arrears_debt *debts = NULL;
    struct addressee person;

    v.may_change = operator_may(&call->session->operator, PERM_ARREARS_CHANGE);
    v.may_print = v.may_change;
    call->addressee_no = v.payer_no;
    enum err e = addressee_by_no(call->session->store, v.payer_no, (struct as_of){v.today, INT64_MAX},
                                 call->arena, call->report, &person);
    if (e == ERR_NONE) {
        v.name = person.name;
        e = may_see(call, v.payer_no);
    }
    if (e == ERR_NONE) {
        e = arrears_debts(call->session, v.payer_no, v.today, call->arena, call->report, &debts,
                          &v.debt_count);
        v.debts = debts;
    }
    if (e == ERR_NONE) {
        e = arrears_costs_of(call->session->store, v.payer_no, call->report, &v.costs);
    }
    if (e == ERR_NONE) {
        e = read_acts(call, &v);
    }
    if (e == ERR_NONE) {
        template_arrears(&call->html, call, &v);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- papers ---- */

static enum err print_paper(struct screen_call *call, const void *context, const char *path)
{
    const bool *is_preview = context;

    call->is_printed = !*is_preview;
    return arrears_paper_print(call->session, call->numbers[1], (int)(call->numbers[2] % 100), *is_preview,
                               path, call->report);
}

static enum err answer_paper(struct screen_call *call, bool is_preview)
{
    struct act a;
    enum err e = arrears_act(call->session->store, call->numbers[1], call->arena, call->report, &a);

    if (e == ERR_NONE && a.payer_no != call->numbers[0]) {
        e = report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld に記録 %lld はありません",
                        (long long)call->numbers[0], (long long)call->numbers[1]);
    }
    if (e == ERR_NONE) {
        e = may_see(call, call->numbers[0]);
    }
    return e == ERR_NONE ? screen_answer_paper(call, print_paper, &is_preview) : e;
}

static enum err paper_act(struct screen_call *call) { return answer_paper(call, true); }

static enum err print_act(struct screen_call *call) { return answer_paper(call, false); }
