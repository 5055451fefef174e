/* kokuho notice -- the notice of one payer, of the newest approved decisions, as it was or would be sent. */
#include "premium/premium.h"

#include <inttypes.h>

static enum err run_command(struct command_call *call);

const struct command command_notice = {
    .name = "notice",
    .synopsis = "--payer 番号 --year 年度 --out FILE.pdf",
    .summary = "納付義務者1人の納入通知書をPDFにします",
    .help = "承認された決議だけを印刷します。一括で発送した通知書は、そのときの発行日と通知書番号で"
            "作り直します。印刷の記録が残ります。支援措置の対象者の分は、専用の送付先がなければ作りません。\n"
            "  --payer 番号     納付義務者（世帯主）の宛名番号\n"
            "  --year 年度      賦課年度（西暦）\n"
            "  --out FILE.pdf   書き出す先。印字できない文字があれば作りません\n",
    .run = run_command,
};

static enum err run_command(struct command_call *call)
{
    const char *payer = NULL, *year = NULL, *out = NULL;
    size_t words;
    int64_t payer_no = 0, year_no = 0;
    struct session session;
    struct premium_print printed;
    const struct option_spec specs[] = {{"--payer", true, &payer}, {"--year", true, &year},
                                        {"--out", true, &out}};
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    if (payer == NULL || year == NULL || out == NULL ||
        !parse_i64(payer, strlen(payer), 1, 999999999999999, &payer_no) ||
        !parse_i64(year, strlen(year), 2000, 2098, &year_no)) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho notice %s", command_notice.synopsis);
    }
    e = session_open(call, STORE_WRITE, PERM_NOTICE_PRINT, &session);
    if (e != ERR_NONE) {
        return e;
    }
    e = premium_notice_print(&session, payer_no, (int32_t)year_no, PREMIUM_COPY_ORIGINAL, out, call->report,
                             &printed);
    if (e == ERR_NONE) {
        fprintf(call->out, "納入通知書 %" PRId64 " 件を「%s」に書きました。\n", printed.notices, out);
        if (printed.restricted > 0) {
            fprintf(call->out, "支援措置の対象です。専用の送付先のほかに住所は印刷していません。\n");
        }
    }
    session_close(&session);
    return e;
}
