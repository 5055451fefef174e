/*
 * 知らせ -- what the program tells this operator in person: emergency rights that somebody of his section has
 * opened, and the like. They stand until he has taken note; the menu says that there are some.
 */
#include "web/templates.h"
#include "web/views_office.h"

static enum err messages_show(struct screen_call *call);
static enum err message_act(struct screen_call *call);

const struct screen screen_messages = {
    .path = "/messages",
    .name = "messages",
    .label = "知らせ",
    .door = DOOR_EVERY_OPERATOR,
    .only_reads = true,
    .event = "messages.look",
    .help = "あなたに届いた知らせ（緊急時の権限が使われたことなど）。「確認した」を押すまで残ります。",
    .reading = "しらせ",
    .show = messages_show,
};
const struct screen screen_message = {
    .path = "/messages/#",
    .name = "message",
    .label = "知らせの確認",
    .door = DOOR_EVERY_OPERATOR,
    .event = "messages.read",
    .help = "知らせを1件、確認したことを残します。",
    .act = message_act,
};

enum err messages_read(struct screen_call *call, struct messages_view *ret)
{
    return ops_notices(call->session, call->arena, call->report, &ret->notices, &ret->count);
}

static enum err draw(struct screen_call *call, const char *message)
{
    struct messages_view view = {.message = message};
    enum err e = messages_read(call, &view);
    if (e == ERR_NONE) {
        template_messages(&call->html, call, &view);
    }
    return e;
}

static enum err messages_show(struct screen_call *call) { return draw(call, NULL); }

/* Somebody else's, or one that was noted before: told, and the page again. */
static enum err message_act(struct screen_call *call)
{
    enum err e = ops_notice_read(call->session, call->numbers[0], call->now, call->report);
    if (e == ERR_INPUT) {
        const char *words = screen_told(call);
        return draw(call, words);
    }
    call->location = url_of("/messages");
    return e;
}
