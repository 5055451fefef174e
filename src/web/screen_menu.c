/* メニューとヘルプ -- both read the table of screens; they say nothing of their own. */
#include "web/templates.h"
#include "web/views_office.h"

static enum err menu_show(struct screen_call *call)
{
    struct changes_view view = {.subject_name = ""};
    struct messages_view messages = {.count = 0};
    enum err e = messages_read(call, &messages);
    if (e == ERR_NONE && operator_may(&call->session->operator, PERM_CASE_VIEW)) {
        e = changes_open(call, &view);
    }
    if (e == ERR_NONE) {
        template_menu(&call->html, call, &view, messages.count);
    }
    return e;
}

static enum err help_show(struct screen_call *call)
{
    struct text name = form_value(&call->query, "screen");
    template_help(&call->html, call, name.len > 0 ? screen_of_name(name) : NULL);
    return ERR_NONE;
}

const struct screen screen_menu = {
    .path = "/menu",
    .name = "menu",
    .label = "メニュー",
    .door = DOOR_EVERY_OPERATOR,
    .f_key = 10,
    .is_in_menu = true,
    .event = "menu.look",
    .help = "使える画面の一覧と、照会の目的の選択。",
    .reading = "めにゅー",
    .fields = (const struct screen_field[]){
        {"purpose", "これからの照会の目的",
         "だれの情報を何のために見たかが記録に残ります。仕事が変わったら選び直してください。"},
        {NULL, NULL, NULL}},
    .show = menu_show,
};
const struct screen screen_help = {
    .path = "/help",
    .name = "help",
    .label = "ヘルプ",
    .door = DOOR_EVERY_OPERATOR,
    .f_key = 1,
    .is_in_menu = true,
    .event = "help.look",
    .help = "画面ごとの説明とキーの一覧。",
    .reading = "へるぷ せつめい",
    .show = help_show,
};
