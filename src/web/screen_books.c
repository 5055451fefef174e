/*
 * 日計・月報 -- what came in on a day, in its month and its year, and how the year's books stand (CO-10,
 * CO-20, CO-21, CO-54, CO-61); the way to closing a day (CO-64).
 */
#include "web/templates.h"
#include "web/views_books.h"

static enum err books_show(struct screen_call *call);

const struct screen screen_books = {
    .path = "/books",
    .name = "books",
    .label = "日計・月報",
    .permission = PERM_COLLECTION_VIEW,
    .is_in_menu = true,
    .only_reads = true,
    .event = "books.look",
    .help = "収納日計表（当日・月計・年計）と、その日が入る月の月報、按分、収納率です。"
            "「記帳日」は区が帳簿に入れた日、「収納日」は納めた日で集計します。"
            "「締め」をすると、その日までの記帳ができなくなります。"
            "表計算ソフトで使うときは「出力」から同じ一覧を申請します。",
    .reading = "にっけい げっぽう しゅうのうりつ あんぶん しめ",
    .fields = (const struct screen_field[]){
        {"day", "日", "例：080820、R8.8.20。空なら今日の処理日"},
        {"by", "基準", "記帳日か収納日"},
        {NULL, NULL, NULL}},
    .show = books_show,
};

const char *books_rate(int64_t hundredths, struct arena *arena)
{
    return hundredths < 0 ? "―"
                          : arena_printf(arena, "%lld.%02lld%%", (long long)(hundredths / 100),
                                         (long long)(hundredths % 100));
}

static enum err books_show(struct screen_call *call)
{
    struct books_view view = {.day = {.typed = form_value(&call->query, "day"),
                                      .day = call->session->folder.business_date}};

    view.by_payment = text_is(form_value(&call->query, "by"), "received");
    view.day.is_wrong = view.day.typed.len > 0 && !screen_date(call, view.day.typed, &view.day.day);
    if (view.day.is_wrong) {
        template_books(&call->html, call, &view);
        return ERR_NONE;
    }
    if (view.day.typed.len == 0) { /* the day that is shown stands in its field */
        char iso[DATE_TEXT_BYTES];
        date_format_iso(view.day.day, iso);
        view.day.typed = text_of(arena_string(call->arena, iso));
    }
    enum err e = books_daily(call->session, view.day.day, view.by_payment ? DAY_RECEIVED : DAY_BOOKED,
                             call->arena, call->report, &view.daily);
    if (e == ERR_NONE) {
        e = books_month(call->session, view.day.day, call->arena, call->report, &view.month);
    }
    if (e == ERR_NONE) {
        view.may_close = operator_may(&call->session->operator, kind_books_close.propose);
        template_books(&call->html, call, &view);
    }
    return e;
}
