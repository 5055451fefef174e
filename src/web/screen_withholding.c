/*
 * 特別徴収 -- what stands of a household's heads, each pay day as planned and as it came, what was asked of
 * the pension side and what it answered (LV-04, LV-56).
 */
#include "web/templates.h"
#include "web/views_withholding.h"

static enum err withholding_show(struct screen_call *call);
static enum err paper_act(struct screen_call *call);
static enum err print_act(struct screen_call *call);

const struct screen screen_withholding = {
    .path = "/household/#/withholding",
    .name = "withholding",
    .label = "特別徴収",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .only_reads = true,
    .event = "withholding.look",
    .help =
        "世帯主の年金からの天引きについて、いまの状況、年金の支払月ごとの予定・結果・残り、年金側に送った依"
        "頼と"
        "その回答を並べます。見るだけでは何も変わりません。依頼と中止は、一括処理の「特別徴収対象者判定」と"
        "「特別徴収の依頼」で行い、回答が届いてから期割が変わります。口座振替への変更の申出は、世帯主の画面"
        "の"
        "「変更する」から登録します。",
    .fields = (const struct screen_field[]){{NULL, NULL, NULL}},
    .show = withholding_show,
};
const struct screen screen_withholding_paper = {
    .path = "/household/#/withholding/#",
    .name = "withholding-paper",
    .label = "特別徴収の通知書のプレビュー",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .event = "withholding.paper",
    .help = "年金側に受け付けられた依頼の通知書を、印刷するものと同じPDFで開きます。透かしが入り、発送はでき"
            "ません。",
    .act = paper_act,
};
const struct screen screen_withholding_print = {
    .path = "/household/#/withholding/#/print",
    .name = "withholding-print",
    .label = "特別徴収の通知書の印刷",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "withholding.print",
    .help = "受け付けられた依頼の通知書を1通作ります。まだ知らせていなければこの1通が通知になり、控えを残し、"
            "一括の作成からは除きます。知らせたあとは再発行です。だれが、どの端末で、何枚作ったかが記録に残り"
            "ます。",
    .act = print_act,
};

struct url withholding_url(int64_t household_no)
{
    char path[64];
    int n = snprintf(path, sizeof(path), "/household/%lld/withholding", (long long)household_no);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

struct url withholding_paper_url(const struct withholding_request *r, bool is_print)
{
    char path[120];
    int n = snprintf(path, sizeof(path), "/household/%lld/withholding/%lld%s", (long long)r->household_no,
                     (long long)r->request_no, is_print ? "/print" : "");
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

const char *withholding_pay_words(const struct withholding_pay *pay, struct arena *arena)
{
    char year[DATE_TEXT_BYTES];

    fiscal_year_format_era(pay->year, year);
    return arena_printf(arena, "%s%d月", year, withholding_pay_month(pay->pay));
}

const char *withholding_answer_words(const struct withholding_request *r, struct arena *arena)
{
    if (date_is_none(r->answered_on)) {
        return "回答待ち";
    }
    return r->is_accepted ? "受付" : arena_printf(arena, "不可（%.*s）", (int)r->code.len, r->code.bytes);
}

/* -------------------------------------------------------------------------------- gathering ---- */

struct gathered {
    struct collection_charge *charges;
    struct withholding_taken *taken;
    size_t charge_count, taken_count;
};

static void fill_month(const struct gathered *g, const struct withholding_look *l, int pay,
                       struct withholding_month *ret)
{
    *ret = (struct withholding_month){.pay = pay, .planned = l->amounts.pays[pay]};
    for (size_t i = 0; i < g->taken_count; i++) {
        if (g->taken[i].year == l->year && g->taken[i].pay == pay && g->taken[i].payer_no == l->payer_no) {
            ret->taken = &g->taken[i];
        }
    }
    for (size_t i = 0; i < g->charge_count; i++) {
        const struct collection_charge *c = &g->charges[i];
        if (c->levy_year == l->year && c->payer_no == l->payer_no &&
            c->instalment == LEVY_PENSION_FIRST + pay) {
            ret->charge = c;
        }
    }
    ret->is_ordinary = ret->charge != NULL && ret->planned == 0;
}

static void fill_years(struct screen_call *call, const struct gathered *g, struct withholding_view *v)
{
    v->years = ARENA_ARRAY(call->arena, struct withholding_year, v->look_count + 1);
    for (size_t i = 0; i < v->look_count; i++) {
        const struct withholding_look *l = &v->looks[i];
        screen_saw(call, l->payer_no, l->household_no);
        if (!date_equal(l->until, date_open_end())) {
            continue;
        }
        struct withholding_year *year = &v->years[v->year_count++];
        year->now = l;
        for (int pay = 0; pay < WITHHOLDING_PAYS; pay++) {
            fill_month(g, l, pay, &year->months[pay]);
        }
    }
}

static enum err withholding_show(struct screen_call *call)
{
    struct store *s = call->session->store;
    struct withholding_view v = {.household_no = call->numbers[0],
                                 .may_print =
                                     operator_may(&call->session->operator, PERM_NOTICE_PRINT)};
    const struct collection_scope scope = {.household_no = v.household_no};
    struct withholding_look *looks;
    struct withholding_request *requests;
    struct gathered g = {0};
    enum err e = withholding_of_household(s, v.household_no, call->now, call->arena, call->report, &looks,
                                          &v.look_count);

    e = e == ERR_NONE ? withholding_requests(s, v.household_no, call->arena, call->report, &requests,
                                             &v.request_count)
                      : e;
    e = e == ERR_NONE
            ? withholding_taken_of(s, v.household_no, call->arena, call->report, &g.taken, &g.taken_count)
            : e;
    e = e == ERR_NONE
            ? collection_charges(s, &scope, call->arena, call->report, &g.charges, &g.charge_count)
            : e;
    if (e != ERR_NONE) {
        return e;
    }
    v.looks = looks;
    v.requests = requests;
    call->household_no = v.household_no;
    screen_saw(call, 0, v.household_no); /* that nothing is known of its heads is told, too */
    fill_years(call, &g, &v);
    template_withholding(&call->html, call, &v);
    return ERR_NONE;
}

/* ---------------------------------------------------------------------------------- letters ---- */

static enum err print_letter(struct screen_call *call, const void *context, const char *path)
{
    const bool *is_preview = context;

    call->is_printed = !*is_preview;
    return withholding_letter_print(call->session, call->numbers[0], call->numbers[1], *is_preview, path,
                                    call->report);
}

/* Whose letter it is, is told with the household. */
static enum err answer_letter(struct screen_call *call, bool is_preview)
{
    struct withholding_request *all;
    size_t count = 0;
    enum err e = withholding_requests(call->session->store, call->numbers[0], call->arena, call->report,
                                      &all, &count);

    call->household_no = call->numbers[0];
    screen_saw(call, 0, call->household_no);
    for (size_t i = 0; i < count; i++) {
        if (all[i].request_no == call->numbers[1]) {
            screen_saw(call, all[i].payer_no, call->household_no);
        }
    }
    return e == ERR_NONE ? screen_answer_paper(call, print_letter, &is_preview) : e;
}

static enum err paper_act(struct screen_call *call) { return answer_letter(call, true); }

static enum err print_act(struct screen_call *call) { return answer_letter(call, false); }
