/*
 * 減免の一覧 -- every decision of a levy year, and those to be looked at again because the household was
 * corrected after it (LV-08 to LV-11, LV-62).
 */
#include "web/templates.h"
#include "web/views_remission.h"

static enum err remissions_show(struct screen_call *call);

const struct screen screen_remissions = {
    .path = "/remissions",
    .name = "remissions",
    .label = "減免の一覧",
    .permission = PERM_PREMIUM_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "remissions.look",
    .help =
        "賦課年度の減免の決定・却下・取消しです。決定のあとに別の理由で更正され"
        "た世帯には「再確認」が出ます。"
        "減免の額が今の賦課額でよいかを確かめ、変えるときは取り消して決め直しま"
        "す。"
        "世帯番号から、その世帯の申請、決定、通知書の画面を開きます。",
    .reading = "げんめん",
    .fields =
        (const struct screen_field[]){
            {"year", "賦課年度", "西暦。空なら今の年度。例：2026"},
            {"recheck", "再確認だけ",
             "決定のあとに更正された世帯だけを出します。"},
            {NULL, NULL, NULL}},
    .show = remissions_show,
};

bool remission_wants_recheck(const struct premium_remission_look *r)
{
    return r->is_granted && !r->is_ended && r->other_version > 0;
}

const char *remission_state_words(const struct premium_remission_look *r)
{
    if (!r->is_granted) {
        return "却下";
    }
    if (r->is_ended) {
        return "取消し";
    }
    if (r->decided_version == 0) {
        return "決定（次の更正で差し引く）";
    }
    return r->other_version > 0 ? "再確認" : "差引き済み";
}

static enum err remissions_show(struct screen_call *call)
{
    struct remissions_view v = {.only_recheck = text_is(form_value(&call->query, "recheck"), "1")};
    struct premium_remission_look *all;
    int64_t year = fiscal_year_of(call->session->folder.business_date).first_year;
    if (form_value(&call->query, "year").len > 0 && !form_number(&call->query, "year", 2000, 2098, &year)) {
        return report_fail(call->report, ERR_INPUT, "年度は西暦4桁で入れてください。例：2026");
    }
    v.year = (int32_t)year;
    enum err e = premium_remissions(call->session->store, v.year, 0,
                                    call->arena, call->report, &all, &v.count);
    if (e != ERR_NONE) {
        return e;
    }
    v.all = all;
    for (size_t i = 0; i < v.count; i++) {
        v.recheck += remission_wants_recheck(&all[i]);
        v.waiting += all[i].is_granted && !all[i].is_ended && all[i].decided_version == 0;
        if (!v.only_recheck || remission_wants_recheck(&all[i])) {
            screen_saw(call, all[i].payer_no, all[i].household_no);
        }
    }
    template_remissions(&call->html, call, &v);
    return ERR_NONE;
}
