/*
 * 納付書の再発行 -- from the household's page: slips for what is unpaid today, with 延滞金 to the day of
 * payment.
 *
 * Rows    CO-02, CO-39, CO-59
 */
#include "collection/collection.h"
#include "web/templates.h"
#include "web/views.h"

static enum err slip_act(struct screen_call *call);

const struct screen screen_slip = {
    .path = "/slip/#/#",
    .name = "slip",
    .label = "納付書の再発行",
    .permission = PERM_SLIP_PRINT,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "slip.print",
    .help = "未納の期の納付書を、納める日までの延滞金と督促手数料を加えて作り直します。納める日が納付書の取"
            "扱期限に"
            "なります。空のままなら今日から納付書の設定の日数までです。「まとめて1枚」は同じ通知書のすべて"
            "の期を1枚に"
            "します（全期前納）。「延滞金だけ」は保険料を納め終えた期の延滞金納付書です。"
            "前の納付書は古いものとして記録され、金融機関ではまだ使えます。口座振替を依頼中の期と、納付の速"
            "報が届いた期は"
            "作りません。",
    .fields =
        (const struct screen_field[]){
            {"instalment", "期", "作り直す期。空のままなら未納のすべて。例：3"},
            {"pay-on", "納める日",
             "この日までの延滞金を加えます。空のままなら納付書の設定の日数まで。例：080831"},
            {"way", "作り方", "期ごとに1枚、まとめて1枚、延滞金だけ、のどれか"},
            {NULL, NULL, NULL}},
    .act = slip_act,
};

struct url slip_url(const struct premium_decision *d)
{
    char path[80];
    snprintf(path, sizeof(path), "/slip/%lld/%d", (long long)d->payer_no, (int)d->year);
    return url_of(path);
}

static enum err read_wish(struct screen_call *call, struct slips_wish *ret)
{
    struct text pay_on = form_value(&call->form, "pay-on"), way = form_value(&call->form, "way");
    int64_t instalment = 0;
    int this_year = date_civil(call->session->folder.business_date).year;

    *ret = (struct slips_wish){.payer_no = call->numbers[0],
                               .levy_year = (int32_t)(call->numbers[1] % 10000),
                               .pay_on = date_none()};
    if (form_value(&call->form, "instalment").len > 0 &&
        !form_number(&call->form, "instalment", 0, 99, &instalment)) {
        return report_fail(call->report, ERR_INPUT, "期は数で入れてください（空ならすべて）");
    }
    if (pay_on.len > 0 && !date_parse_typed(pay_on.bytes, pay_on.len, this_year, &ret->pay_on)) {
        return report_fail(call->report, ERR_INPUT,
                           "納める日を日付として読めません。R8.7.31、2026-07-31 のように入れてください");
    }
    ret->instalment = (int)instalment;
    ret->way = text_is(way, "one") ? SLIPS_ONE : text_is(way, "late") ? SLIPS_LATE_ONLY : SLIPS_EACH;
    return ERR_NONE;
}

static enum err print_slips(struct screen_call *call, const void *context, const char *path)
{
    struct slips_issued issued;

    return collection_slips_reissue(call->session, context, path, call->report, &issued);
}

static enum err slip_act(struct screen_call *call)
{
    struct slips_wish wish;
    enum err e = read_wish(call, &wish);

    if (e != ERR_NONE) {
        return e;
    }
    screen_saw(call, call->numbers[0], 0);
    call->is_printed = true;
    return screen_answer_paper(call, print_slips, &wish);
}
