/*
 * 料率等 -- the tables of law and ordinance in force, by hash, and who proposed and approved them.
 *
 * The words are those of `kokuho params show`: one source for the command and the screen.
 */
#include "premium/premium.h"
#include "web/templates.h"

static enum err parameters_show(struct screen_call *call);

const struct screen screen_parameters = {
    .path = "/parameters",
    .name = "parameters",
    .label = "料率等",
    .permission = PERM_PREMIUM_VIEW,
    .is_in_menu = true,
    .event = "parameters.look",
    .help = "承認された法令値・料率の表とその指紋（SHA-256）、提案と承認をした職員、いまのファイルとの違い。",
    .reading = "りょうりつ",
    .show = parameters_show,
};

static enum err parameters_show(struct screen_call *call)
{
    char verb[] = "show", *words[] = {verb};
    char *text = NULL;
    size_t len = 0;
    struct report differences;
    FILE *out = open_memstream(&text, &len);
    if (out == NULL) {
        return report_fail(call->report, ERR_WORLD, "表の一覧を書き出すメモリがありません");
    }
    report_init(&differences);
    struct command_call show = {
        .argc = 1,
        .argv = words,
        .data = call->session->folder.path,
        .business_date = call->session->folder.business_date,
        .out = out,
        .report = &differences,
    };
    enum err e = command_params.run(&show);
    if (fclose(out) != 0 && e == ERR_NONE) {
        e = report_fail(call->report, ERR_WORLD, "表の一覧を書き出せません");
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        const char *list = arena_copy(call->arena, text, len);
        template_parameters(&call->html, list, &differences);
        e = ERR_NONE;
    } else {
        for (size_t i = 0; i < differences.kept; i++) {
            report_add(call->report, "%s", differences.lines[i]);
        }
    }
    report_done(&differences);
    free(text);
    return e;
}
