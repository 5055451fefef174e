/*
 * 連携ファイルの到着 -- each expected file of a day: came, being read, refused, late, not expected; what is
 * odd about those that came; the ways to watch a feed and to say what is known of a missing one (NX-07).
 */
#include "web/templates.h"
#include "web/views_watch.h"

static enum err feeds_show(struct screen_call *call);

const struct screen screen_feeds = {
    .path = "/feeds",
    .name = "feeds",
    .label = "連携ファイルの到着",
    .permission = PERM_JOB_VIEW,
    .is_in_menu = true,
    .only_reads = true,
    .event = "feeds.look",
    .help = "相手先から届くはずのファイルが、その日までに届いたかを見ます。前の日の分でまだ届いていないものも"
            "出ます。届かないときは相手先に確かめ、「届かない連携ファイルの確認」に登録します。"
            "見張りを始めていない連携は、届かなくても知らせません。",
    .reading = "れんけい ふぁいる とうちゃく",
    .fields = (const struct screen_field[]){{"day", "日", "例：080820、R8.8.20。空なら今日の処理日"},
                                            {NULL, NULL, NULL}},
    .show = feeds_show,
};

const char *feed_hour(const struct feed *feed, struct arena *arena)
{
    return arena_printf(arena, "%02d:%02d", feed->by_minute / 60, feed->by_minute % 60);
}

static enum err feeds_show(struct screen_call *call)
{
    struct feeds_view view = {.day = {.typed = form_value(&call->query, "day"),
                                      .day = call->session->folder.business_date}};
    enum err e = ERR_NONE;
    view.day.is_wrong = view.day.typed.len > 0 && !screen_date(call, view.day.typed, &view.day.day);
    view.is_ahead = !view.day.is_wrong && date_before(call->session->folder.business_date, view.day.day);
    if (!view.day.is_wrong && !view.is_ahead) {
        e = feeds_look(call->session, view.day.day, call->arena, call->report, &view.look);
    }
    if (e == ERR_INPUT) { /* the table has a fault: the page says which */
        view.fault = call->report->kept > 0 ? arena_string(call->arena, call->report->lines[0]) : "";
        report_clear(call->report);
        e = ERR_NONE;
    }
    if (e == ERR_NONE) {
        view.may_change = operator_may(&call->session->operator, kind_feed_word.propose);
        template_feeds(&call->html, call, &view);
    }
    return e;
}
