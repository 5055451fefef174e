/*
 * 払込の照合 -- what the channels' data say beside the money that reached us, by 払込日 (PX-05, PX-06,
 * PX-07, CO-50); the way to saying what was found out about a difference.
 */
#include "web/templates.h"
#include "web/views_payin.h"

static enum err payin_show(struct screen_call *call);

#define DAYS_SHOWN 92

const struct screen screen_payin = {
    .path = "/payin",
    .name = "payin",
    .label = "払込の照合",
    .permission = PERM_COLLECTION_VIEW,
    .is_in_menu = true,
    .only_reads = true,
    .event = "payin.look",
    .help = "経路と払込日ごとに、収納データ、指定納付受託者の払込明細、指定金融機関の払込内訳を並べます。"
            "合わない日は「払込の差異の処理」にわかったことを書き、別の職員が確認します。"
            "手数料は受託者と区の間のもので、納付者の納めた額は変わりません。"
            "合わない日は、毎晩の処理で作業一覧に出ます。",
    .reading = "はらいこみ しょうごう もばいるれじ くれじっと じゅたくしゃ",
    .fields = (const struct screen_field[]){{"from", "払込日（から）", "例：080601。空なら3か月前から"},
                                            {"until", "払込日（まで）", "例：080630。空なら終わりまで"},
                                            {"all", "一致した日も", "1 = 一致した日も出す"},
                                            {NULL, NULL, NULL}},
    .show = payin_show,
};

static bool read_day(struct screen_call *call, const char *name, struct day_field *ret)
{
    ret->typed = form_value(&call->query, name);
    ret->is_wrong = ret->typed.len > 0 && !screen_date(call, ret->typed, &ret->day);
    return !ret->is_wrong;
}

static enum err payin_show(struct screen_call *call)
{
    struct payin_view view = {
        .from = {.day = date_add_days(call->session->folder.business_date, -DAYS_SHOWN)},
        .until = {.day = date_none()},
        .shows_all = text_is(form_value(&call->query, "all"), "1"),
        .may_settle = operator_may(&call->session->operator, kind_payin_settle.propose)};
    struct payin_day *days = NULL;
    size_t count = 0;
    bool from = read_day(call, "from", &view.from), until = read_day(call, "until", &view.until);

    if (from && until) {
        enum err e = payin_days(call->session, view.from.day, view.until.day, call->arena, call->report,
                                &days, &count);
        if (e != ERR_NONE) {
            return e;
        }
    }
    for (size_t i = 0; i < count; i++) {
        view.agree += days[i].result == PAYIN_AGREES;
        view.wait += days[i].result == PAYIN_WAITS;
        view.open += payin_is_open(&days[i]);
        if (view.shows_all || days[i].result != PAYIN_AGREES) {
            days[view.count++] = days[i];
        }
    }
    view.days = days;
    template_payin(&call->html, call, &view);
    return ERR_NONE;
}
