/*
 * `kokuho calc NAME` -- pure calculators: a request in, an answer out; no data folder, no clock.
 */
#include "premium/calc.h"

#include "ops/ops.h"
#include "premium/premium.h"

static enum err run_calc(struct command_call *call)
{
    const char *lines = NULL;
    const struct option_spec specs[] = {{"--lines", false, &lines}};
    const char *words[2];
    size_t count = 0;
    enum err e = command_options(call, specs, COUNT_OF(specs), words, 1, &count);

    if (e != ERR_NONE) {
        return e;
    }
    if (count == 0 || strcmp(words[0], "premium") != 0) {
        return report_fail(call->report, ERR_INPUT,
                           "計算の名前「%s」はありません。使えるのは premium です（kokuho help calc）",
                           count == 0 ? "" : words[0]);
    }
    const char *share = getenv("KOKUHO_SHARE");
    char params[600];
    (void)snprintf(params, sizeof params, "%s/params",
                   share != NULL && share[0] != '\0' ? share : KOKUHO_SHARE_DEFAULT);
    struct calculator *c = calculator_new(params);
    e = lines != NULL ? calculator_premium_lines(c, stdin, call->out, call->report)
                      : calculator_premium_file(c, stdin, call->out, call->report);
    calculator_free(c);
    return e;
}

const struct command command_calc = {
    .name = "calc",
    .synopsis = "premium [--lines] < 依頼.json",
    .summary = "試算: 依頼（JSON）を標準入力から読み、答えを標準出力に書く",
    .help =
        "データフォルダを使わない計算です。依頼と答えの形は contracts の4.1です。\n"
        "\"trace\": true を付けると算定根拠（5）も答えに入ります。\n"
        "誤りのある依頼は終了コード2で、場所を JSON ポインターで示します。\n\n"
        "  --lines   1行に1件の依頼を読み、1行に1件の答えを書く\n"
        "            （誤りのある行の答えは {\"error\":\"…\"}）\n",
    .run = run_calc,
};
