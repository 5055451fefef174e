/*
 * 個人番号の表示 -- of one person, for a purpose, after the password again (MN-01, AU-20).
 *
 * Everywhere else stand twelve asterisks. The digits stand on one answer page, in no address line and no
 * title; the look is recorded by addressee_number() before a digit is read.
 */
#include "web/templates.h"
#include "web/views_office.h"

#include <sodium.h>

static enum err number_show(struct screen_call *call);
static enum err number_act(struct screen_call *call);

const struct screen screen_number = {
    .path = "/person/#/number",
    .name = "person-number",
    .label = "個人番号の表示",
    .permission = PERM_NUMBER_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .needs_step_up = true,
    .act_kind = AUDIT_VIEW,
    .event = "person.number",
    .help = "1人の個人番号を、目的を選んで1回だけ表示します。"
        "はじめにパスワードを確かめ、表示したことは記録されます。",
    .fields = (const struct screen_field[]){
        {"purpose", "表示の目的", "何のために個人番号を見るか。記録に残ります。"},
        {NULL, NULL, NULL}},
    .show = number_show,
    .act = number_act,
};

static enum err draw(struct screen_call *call, const char *number, const char *message)
{
    struct number_view view = {.addressee_no = call->numbers[0], .number = number, .message = message};
    struct guard guard;
    enum err e = addressee_guard(call->session, view.addressee_no, 0, GUARD_SCREEN, call->now, call->arena,
                                 call->report, &guard);
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        e = report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません",
                        (long long)view.addressee_no);
    }
    if (e == ERR_NONE) {
        e = subject_name(call, CHANGE_OF_PERSON, view.addressee_no, &view.name);
    }
    if (e == ERR_NONE) {
        template_number(&call->html, call, &view);
    }
    return e;
}

static enum err number_show(struct screen_call *call) { return draw(call, NULL, NULL); }

static enum err number_act(struct screen_call *call)
{
    struct text purpose = form_value(&call->form, "purpose");
    struct guard guard;
    char digits[16];
    enum err e = addressee_guard(call->session, call->numbers[0], 0, GUARD_SCREEN, call->now, call->arena,
                                 call->report, &guard);
    if (e != ERR_NONE || guard.level == GUARD_NOTHING) {
        return e != ERR_NONE ? e : draw(call, NULL, NULL);
    }
    if (purpose.len == 0) {
        call->status = 422;
        call->title = "エラー：個人番号の表示";
        return draw(call, NULL, "目的を選んでください");
    }
    e = addressee_number(call->session, call->numbers[0], NUMBER_INDIVIDUAL,
                         arena_copy(call->arena, purpose.bytes, purpose.len), call->report, digits);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        return draw(call, NULL, "この人の個人番号は登録されていません");
    }
    if (e == ERR_NONE) {
        call->number = AUDIT_NUMBER_SHOWN;
        e = draw(call, arena_string(call->arena, digits), NULL);
        sodium_memzero(digits, sizeof(digits));
    }
    return e;
}
