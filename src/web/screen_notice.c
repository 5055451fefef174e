/*
 * 通知書のプレビューと印刷 -- the notice itself as a PDF, made by the code that makes what is posted
 * (OP-31, #23).
 *
 * Two acts with two records (BO-06, section 27 of the catalogue): a preview is a look, and its sheets carry
 * the watermark; a print is an output, and its sheets are the payer's, without it. The file lies in no
 * folder: it is written, read and removed.
 */
#include "web/templates.h"

static enum err preview_act(struct screen_call *call);
static enum err print_act(struct screen_call *call);

const struct screen screen_notice = {
    .path = "/notice/#/#",
    .name = "notice",
    .label = "通知書のプレビュー",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .event = "notice.open",
    .help =
        "納入通知書を、印刷するものと同じPDFで開きます。各ページの上下に「プレビュー」と、開いた人・端末・"
        "日時が入ります。そのまま発送することはできません。開いたことは枚数とともに記録されます。",
    .act = preview_act,
};
const struct screen screen_notice_print = {
    .path = "/notice/#/#/print",
    .name = "notice-print",
    .label = "通知書の印刷",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "notice.print",
    .help = "納付義務者に渡す納入通知書を作ります。発送した通知書は、そのときの発行日と通知書番号で作り直し"
            "ます。"
            "印刷の記録（だれが、どの端末で、何枚）が残ります。支援措置の対象者の分は、専用の送付先と、"
            "支援措置の閲覧の権限がなければ作りません。",
    .act = print_act,
};

static enum err print_notice(struct screen_call *call, const void *context, const char *path)
{
    const enum premium_copy *copy = context;
    struct premium_print printed;

    return premium_notice_print(call->session, call->numbers[0], (int32_t)(call->numbers[1] % 10000), *copy,
                                path, call->report, &printed);
}

static enum err answer_notice(struct screen_call *call, enum premium_copy copy)
{
    screen_saw(call, call->numbers[0], 0);
    call->is_printed = copy == PREMIUM_COPY_ORIGINAL;
    return screen_answer_paper(call, print_notice, &copy);
}

static enum err preview_act(struct screen_call *call) { return answer_notice(call, PREMIUM_COPY_PREVIEW); }

static enum err print_act(struct screen_call *call) { return answer_notice(call, PREMIUM_COPY_ORIGINAL); }
