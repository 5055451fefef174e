/*
 * `kokuho calc NAME` -- the command over all registered calculations.
 */
#include "calc/calc.h"

#include "base/share.h"
#include "base/text.h"
#include "ops/ops.h"

static const struct calculation *find(const char *name)
{
    for (size_t i = 0; i < calculation_count; i++) {
        if (strcmp(calculations[i]->name, name) == 0) {
            return calculations[i];
        }
    }
    return NULL;
}

static enum err refuse_name(const char *name, struct report *report)
{
    struct textbuf names;

    textbuf_init(&names, 512);
    for (size_t i = 0; i < calculation_count; i++) {
        textbuf_printf(&names, "%s%s", i == 0 ? "" : " ", calculations[i]->name);
    }
    enum err e = report_fail(report, ERR_INPUT,
                             "計算の名前「%s」はありません。使えるのは %s です（kokuho help calc）", name,
                             names.bytes);
    textbuf_done(&names);
    return e;
}

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
    const struct calculation *what = find(count == 0 ? "" : words[0]);
    if (what == NULL) {
        return refuse_name(count == 0 ? "" : words[0], call->report);
    }
    char params[600];
    (void)snprintf(params, sizeof params, "%s/params",
                   share_folder());
    void *calculator = what->open(params);
    e = lines != NULL ? calculation_lines(what, calculator, stdin, call->out, call->report)
                      : calculation_file(what, calculator, stdin, call->out, call->report);
    what->close(calculator);
    return e;
}

const struct command command_calc = {
    .name = "calc",
    .synopsis = "NAME [--lines] < 依頼.json",
    .summary = "試算: 依頼（JSON）を標準入力から読み、答えを標準出力に書く",
    .help =
        "データフォルダを使わない計算です。依頼と答えの形は contracts の4です。\n"
        "  premium          保険料（4.1）\n"
        "  late-charge      延滞金（4.2）\n"
        "  refund-interest  還付加算金（4.2）\n"
        "  seizable         給料・年金の差押可能額（4.3）\n"
        "\"trace\": true を付けると算定根拠（5）も答えに入ります。\n"
        "誤りのある依頼は終了コード2で、場所を JSON ポインターで示します。\n\n"
        "  --lines   1行に1件の依頼を読み、1行に1件の答えを書く\n"
        "            （誤りのある行の答えは {\"error\":\"…\"}）\n",
    .run = run_calc,
};
