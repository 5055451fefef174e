/*
 * 画面の写しの記録 -- a screen that the browser prints (BO-07, OP-33).
 *
 * kokuho.js tells it when the print begins and does not wait for the answer; without script nothing is told,
 * and nothing is claimed. The record has the number of the page's own record, which says whose data stood
 * there.
 */
#include "web/templates.h"

#define PAGE_NUMBER_LEN 16 /* of screen_call.correlation */

static enum err printed_act(struct screen_call *call);

const struct screen screen_printed = {
    .path = "/printed",
    .name = "printed",
    .label = "画面の印刷",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .is_record = true,
    .event = "screen.print",
    .help = "画面をブラウザから印刷すると、どの画面をだれが印刷したかが自動で記録されます。",
    .act = printed_act,
};

static bool is_page_number(struct text t)
{
    bool is_hex = t.len == PAGE_NUMBER_LEN;
    for (size_t i = 0; i < t.len && is_hex; i++) {
        is_hex = strchr("0123456789abcdef", t.bytes[i]) != NULL && t.bytes[i] != '\0';
    }
    return is_hex;
}

static enum err printed_act(struct screen_call *call)
{
    struct text path = form_value(&call->form, "path"), page = form_value(&call->form, "page");
    int64_t numbers[SCREEN_NUMBERS_MAX] = {0};
    const struct screen *s = screen_of_path(screens, screen_count, path, numbers);
    if (s == NULL || !screen_may(s, &call->session->operator) || !is_page_number(page)) {
        return report_fail(call->report, ERR_INPUT, "印刷した画面がわかりません。画面を開き直してください");
    }
    if (s->about == ABOUT_PERSON) {
        screen_saw(call, numbers[0], 0);
    } else if (s->about == ABOUT_HOUSEHOLD) {
        screen_saw(call, 0, numbers[0]);
    }
    snprintf(call->correlation, sizeof(call->correlation), "%.*s", (int)page.len, page.bytes);
    call->criteria =
        text_of(arena_printf(call->arena, "画面「%s」%.*s", s->label, (int)path.len, path.bytes));
    call->is_printed = true;
    call->file = text_of("\n"); /* nobody reads the answer */
    call->file_type = "text/plain; charset=utf-8";
    return ERR_NONE;
}
