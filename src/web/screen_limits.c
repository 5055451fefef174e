/*
 * 時効の暦 -- what lapses in which month, and whose charges: as the last night found it.
 *
 * Rows    CO-37 (before a debt lapses); RP-03 (nobody who must not be found stands among them)
 */
#include "web/templates.h"
#include "web/views_arrears.h"

#define PAYERS_A_PAGE 100

static enum err limits_show(struct screen_call *call);

const struct screen screen_limits = {
    .path = "/arrears-limits",
    .name = "arrears-limits",
    .label = "時効の暦",
    .permission = PERM_ARREARS_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "arrears.limits",
    .help =
        "どの月に、何人の何期が時効になるかの一覧です。月を開くと納付義務者が出て、その人の時効の暦に移れます"
        "。"
        "毎晩の「時効と分納の点検」が計算した日現在で、遅い読み方（督促の指定期限の翌日から）の月です。"
        "執行停止中の期も時効は進みます。今の事由で計算し直した一覧は「出力」の時効予定一覧で申請します。",
    .reading = "じこう こよみ よてい",
    .fields = (const struct screen_field[]){{"month", "月", "例：202609"}, {NULL, NULL, NULL}},
    .show = limits_show,
};

struct url limits_url(int32_t month, int64_t after)
{
    char path[80];
    int n = snprintf(path, sizeof(path), "/arrears-limits?month=%d&after=%lld", (int)month, (long long)after);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

/* A protected person stands without name; who must not be found does not stand here. */
static enum err add_payer(struct screen_call *call, const struct limit_payer *p, struct limits_view *v)
{
    struct guard guard;
    struct addressee who = {0};
    enum err e = addressee_guard(call->session, p->payer_no, 0, GUARD_SCREEN, call->now, call->arena,
                                 call->report, &guard);

    if (e != ERR_NONE || guard.level == GUARD_NOTHING) {
        return e;
    }
    e = addressee_by_no(call->session->store, p->payer_no,
                        (struct as_of){call->session->folder.business_date, INT64_MAX}, call->arena,
                        call->report, &who);
    if (e == ERR_NONE) {
        v->lines[v->line_count++] = (struct limits_line){p, who.name};
        screen_saw_all(call, &guard, 0);
    }
    return e;
}

static enum err read_payers(struct screen_call *call, int64_t after, struct limits_view *v)
{
    struct limit_payer *payers = NULL;
    size_t count = 0;
    enum err e = arrears_limit_payers(call->session->store, v->month, after, PAYERS_A_PAGE + 1, call->arena,
                                      call->report, &payers, &count);
    size_t shown = count > PAYERS_A_PAGE ? PAYERS_A_PAGE : count;

    v->lines = ARENA_ARRAY(call->arena, struct limits_line, shown + 1);
    for (size_t i = 0; i < shown && e == ERR_NONE; i++) {
        e = add_payer(call, &payers[i], v);
    }
    v->next_after = count > PAYERS_A_PAGE ? payers[shown - 1].payer_no : 0;
    return e;
}

static enum err limits_show(struct screen_call *call)
{
    struct limits_view v = {.today = call->session->folder.business_date};
    struct limit_month *months = NULL;
    int64_t month = 0, after = 0;
    enum err e = arrears_limit_months(call->session->store, call->arena, call->report, &months,
                                      &v.month_count, &v.as_of);

    v.months = months;
    v.is_wrong = form_value(&call->query, "month").len > 0 &&
                 !form_number(&call->query, "month", 190001, 999912, &month);
    if (!form_number(&call->query, "after", 0, INT64_MAX, &after)) {
        after = 0;
    }
    v.month = (int32_t)month;
    if (e == ERR_NONE && v.month != 0) {
        e = read_payers(call, after, &v);
    }
    if (e == ERR_NONE) {
        template_arrears_limits(&call->html, call, &v);
    }
    return e;
}
