/* 滞納整理支援連携 -- the files that were written for the system of arrears clerks, and what came back. */
#include "web/templates.h"
#include "web/views_support.h"

static enum err support_show(struct screen_call *call);

#define ROWS_SHOWN 100

const struct screen screen_support = {
    .path = "/support",
    .name = "support",
    .label = "滞納整理支援連携",
    .permission = PERM_ARREARS_VIEW,
    .is_in_menu = true,
    .only_reads = true,
    .event = "support.look",
    .help = "滞納整理支援システムへ書いたファイルと、届いたものを新しい順に並べます。届いた折衝と納付の約束は"
            "そのまま折衝に記録されます。分納、差押、執行停止、催告の保留は下書きになり、確かめて入力すると"
            "別の職員が承認します。ファイルの作成は処理状況の「滞納整理支援への連携データの作成」です。",
    .reading = "たいのうせいりしえん れんけい",
    .show = support_show,
};

static enum err support_show(struct screen_call *call)
{
    struct support_look look;
    enum err e = support_look(call->session->store, ROWS_SHOWN, call->arena, call->report, &look);

    if (e == ERR_NONE) {
        template_support(&call->html, call, &look);
    }
    return e;
}
