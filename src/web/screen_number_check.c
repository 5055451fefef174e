/*
 * 個人番号の点検 -- two persons with one 個人番号, residents without one (MN-10). No number stands here: who
 * is to be looked at, and the way to him.
 */
#include "web/templates.h"
#include "web/views_office.h"

#define FINDINGS_SHOWN 100

static enum err number_check_show(struct screen_call *call);

const struct screen screen_number_check = {
    .path = "/number-check",
    .name = "number-check",
    .label = "個人番号の点検",
    .permission = PERM_NUMBER_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "number.check",
    .help = "同じ個人番号が2人に付いているもの、住民なのに個人番号がないものの一覧。番号そのものは出ません。"
            "住民記録に確かめ、窓口で確認した番号があれば個人の画面から登録します。",
    .reading = "こじんばんごう てんけん",
    .show = number_check_show,
};

static enum err number_check_show(struct screen_call *call)
{
    struct number_check_view view = {.shown = FINDINGS_SHOWN};
    enum err e = addressee_number_findings(call->session->store, call->session->folder.business_date,
                                           FINDINGS_SHOWN + 1, call->arena, call->report, &view.findings,
                                           &view.count);
    if (e != ERR_NONE) {
        return e;
    }
    view.is_more = view.count > FINDINGS_SHOWN;
    view.count = view.is_more ? FINDINGS_SHOWN : view.count;
    for (size_t i = 0; i < view.count; i++) {
        screen_saw(call, view.findings[i].addressee_no, 0);
        if (!view.findings[i].is_blank) {
            screen_saw(call, view.findings[i].other_no, 0);
        }
    }
    template_number_check(&call->html, &view);
    return ERR_NONE;
}
