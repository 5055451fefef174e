/*
 * 過誤納・仮受 -- money that came in too much or for nothing we know: whose, since when, why, and the act
 * that clears it (CO-62, CO-63).
 */
#include "web/templates.h"
#include "web/views_refund.h"

static enum err refunds_show(struct screen_call *call);

const struct screen screen_refunds = {
    .path = "/refunds",
    .name = "refunds",
    .label = "過誤納・仮受",
    .permission = PERM_COLLECTION_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "refunds.look",
    .help =
        "充当も還付もしていない過誤納と、消し込んでいない仮受。還付の口座のない世帯が先、次に古い順です。"
        "「決議」で、その人の未納への充当と残りの還付を決めます。決議したものは下の表で、請求の受付、支出命"
        "令と"
        "進めます。通知書と総合振込は一括処理で作ります。",
    .reading = "かごのう かりうけ かんぷ じゅうとう",
    .show = refunds_show,
};

static const struct change_kind *next_act(const struct refund_case *c, const char **ret_waits)
{
    static const char *const waits[] = {
        [REFUND_DECIDED] = "通知書の作成（一括処理）",
        [REFUND_TOLD] = "請求書の到着",
        [REFUND_CLAIMED] = "支出命令",
        [REFUND_ORDERED] = "総合振込（一括処理）",
        [REFUND_SENT] = "振込の結果",
        [REFUND_RETURNED] = "新しい口座",
        [REFUND_DONE] = "",
        [REFUND_LAPSED] = "",
        [REFUND_WITHDRAWN] = "",
    };
    *ret_waits = waits[c->state];
    switch (c->state) {
    case REFUND_TOLD:
    case REFUND_RETURNED: return &kind_refund_claim;
    case REFUND_CLAIMED: return &kind_refund_order;
    case REFUND_SENT: return &kind_refund_result;
    case REFUND_DECIDED:
    case REFUND_ORDERED:
    case REFUND_DONE:
    case REFUND_WITHDRAWN:
    case REFUND_LAPSED: break;
    }
    return NULL;
}

/* Money is never hidden; whose it is, is (支援措置: who must not be found here). */
static enum err name_of(struct screen_call *call, int64_t payer_no, const char **ret, bool *ret_may_act)
{
    struct guard guard;

    *ret = "";
    *ret_may_act = false;
    if (payer_no == 0) {
        return ERR_NONE;
    }
    enum err e = addressee_guard(call->session, payer_no, 0, GUARD_SCREEN, call->now, call->arena,
                                 call->report, &guard);
    if (e == ERR_NONE && guard.level != GUARD_NOTHING) {
        *ret_may_act = true;
        e = subject_name(call, CHANGE_OF_PERSON, payer_no, ret);
    }
    return e;
}

static void count_open(struct refunds_view *view, const struct refund_open *o, int age)
{
    static const int until[REFUND_AGES] = {30, 90, 180, 365, INT32_MAX};
    size_t at = 0;

    view->reserved += o->reserved;
    view->reserved_count += o->reserved > 0;
    if (refund_left(o) <= 0) {
        return;
    }
    *(o->is_held ? &view->held_count : &view->overpaid_count) += 1;
    *(o->is_held ? &view->held : &view->overpaid) += refund_left(o);
    view->without_account += !o->is_held && !o->has_account;
    while (age >= until[at]) {
        at++;
    }
    view->ages[at].count++;
    view->ages[at].amount += refund_left(o);
}

static int without_account_first(const void *a, const void *b)
{
    const struct refund_open *x = a, *y = b;

    if (x->has_account != y->has_account) {
        return x->has_account ? 1 : -1;
    }
    return x->arose_on.day != y->arose_on.day
               ? (x->arose_on.day < y->arose_on.day ? -1 : 1)
               : (x->receipt_no > y->receipt_no) - (x->receipt_no < y->receipt_no);
}

static enum err add_lines(struct screen_call *call, struct refund_open *opens, size_t count, size_t max,
                          struct refunds_view *view)
{
    static const char *const labels[REFUND_AGES] = {"30日未満", "90日未満", "180日未満", "1年未満",
                                                    "1年以上"};
    struct refund_line *lines = ARENA_ARRAY(call->arena, struct refund_line, count + 1);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < REFUND_AGES; i++) {
        view->ages[i].label = labels[i];
    }
    e = refund_accounts_now(call->session, opens, count, call->arena, call->report);
    if (e == ERR_NONE && count > 0) {
        qsort(opens, count, sizeof(*opens), without_account_first);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool may_act;
        lines[i] = (struct refund_line){.open = &opens[i], .name = ""};
        lines[i].age = date_days_between(opens[i].arose_on, call->session->folder.business_date);
        count_open(view, &opens[i], lines[i].age);
        if (i < max) {
            e = name_of(call, opens[i].payer_no, &lines[i].name, &may_act);
            if (may_act && refund_left(&opens[i]) > 0) {
                lines[i].act = opens[i].is_held ? &kind_refund_assign : &kind_refund_decide;
            }
        }
    }
    view->lines = lines;
    view->count = count;
    view->shown = count < max ? count : max;
    return e;
}

static enum err add_cases(struct screen_call *call, const struct refund_case *cases, size_t count,
                          size_t max, bool with_done, struct refunds_view *view)
{
    struct refund_case_line *lines = ARENA_ARRAY(call->arena, struct refund_case_line, count + 1);
    size_t n = 0;
    enum err e = ERR_NONE;

    for (size_t i = count; i-- > 0 && e == ERR_NONE && n < max;) { /* newest first */
        bool may_act, is_over = cases[i].state == REFUND_DONE || cases[i].state == REFUND_LAPSED ||
                                cases[i].state == REFUND_WITHDRAWN;
        if (is_over && !with_done) {
            continue;
        }
        lines[n].c = &cases[i];
        lines[n].act = next_act(&cases[i], &lines[n].waits_for);
        e = name_of(call, cases[i].payer_no, &lines[n].name, &may_act);
        lines[n].act = may_act ? lines[n].act : NULL;
        n++;
    }
    view->cases = lines;
    view->case_count = n;
    return e;
}

static enum err refunds_show(struct screen_call *call)
{
    struct refunds_view view = {0};
    const struct refund_scope all = {0};
    struct refund_open *opens;
    struct refund_case *cases;
    size_t count, case_count, rows;
    enum err e = list_rows(call, &rows);

    e = e == ERR_NONE ? refund_opens(call->session, 0, call->arena, call->report, &opens, &count) : e;
    e = e == ERR_NONE
            ? refund_cases(call->session->store, &all, call->arena, call->report, &cases, &case_count)
            : e;
    e = e == ERR_NONE ? add_lines(call, opens, count, rows, &view) : e;
    e = e == ERR_NONE ? add_cases(call, cases, case_count, rows, false, &view) : e;
    if (e == ERR_NONE) {
        template_refunds(&call->html, &view);
    }
    return e;
}

enum err refunds_of_payers(struct screen_call *call, const int64_t *payers, size_t count,
                           struct refunds_view *ret)
{
    struct refund_open *opens = NULL;
    struct refund_case *cases = NULL;
    size_t open_count = 0, open_capacity = 0, case_count = 0, case_capacity = 0;
    enum err e = ERR_NONE;

    *ret = (struct refunds_view){0};
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct refund_scope scope = {.payer_no = payers[i]};
        struct refund_open *o;
        struct refund_case *c;
        size_t n = 0, m = 0;
        e = refund_opens(call->session, payers[i], call->arena, call->report, &o, &n);
        for (size_t k = 0; k < n && e == ERR_NONE; k++) {
            *ARENA_PUSH(call->arena, opens, open_count, open_capacity) = o[k];
        }
        e = e == ERR_NONE ? refund_cases(call->session->store, &scope, call->arena, call->report, &c, &m)
                          : e;
        for (size_t k = 0; k < m && e == ERR_NONE; k++) {
            *ARENA_PUSH(call->arena, cases, case_count, case_capacity) = c[k];
        }
    }
    e = e == ERR_NONE ? add_lines(call, opens, open_count, open_count, ret) : e;
    return e == ERR_NONE ? add_cases(call, cases, case_count, case_count, true, ret) : e;
}
