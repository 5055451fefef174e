/*
 * 申告書・照会書 -- what was sent about incomes that are not known, by age, and each paper again for the
 * printer.
 *
 * Rows    LV-49, LV-50, LV-63, NT-08
 */
#include "web/templates.h"
#include "web/views_inquiry.h"

static enum err inquiries_show(struct screen_call *call);
static enum err paper_act(struct screen_call *call);

const struct screen screen_inquiries = {
    .path = "/inquiries",
    .name = "inquiries",
    .label = "申告書・照会書",
    .permission = PERM_PREMIUM_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "inquiries.look",
    .help =
        "所得がわからない人に送った簡易申告書と、他の市区町村への所得照会書です。まだ回答がないものが、"
        "古いものから出ます。所得が入力されるか税の台帳に届くと、自動で済みになり、消えます。"
        "戻った書類は「回収を記録」で左下のコードを読み、額は宛名番号の横の「所得を入力」で入れます。"
        "まとめて作るのは一括処理の「簡易申告書の一括作成」「所得照会書の一括作成」、"
        "催促は「申告書・照会書の催促」です。",
    .reading = "しんこくしょ",
    .fields =
        (const struct screen_field[]){
            {"year", "賦課年度", "西暦。空なら今の年度。例：2026"},
            {"closed", "済みと取下げも", "終わったものも出します。"},
            {NULL, NULL, NULL}},
    .show = inquiries_show,
};
const struct screen screen_inquiry_paper = {
    .path = "/inquiries/#/paper",
    .name = "inquiry-paper",
    .label = "申告書・照会書の印刷",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "inquiry.print",
    .help = "送った簡易申告書・所得照会書を、同じ番号とコードでもう一度作ります。だれが、どの端末で、"
            "何枚作ったかが記録に残ります。",
    .act = paper_act,
};

const char *const inquiry_age_labels[INQUIRY_AGES] = {"30日未満", "30〜59日", "60〜89日", "90日以上"};

struct url inquiry_paper_url(int64_t sheet_no)
{
    char path[80];
    int n = snprintf(path, sizeof(path), "/inquiries/%lld/paper", (long long)sheet_no);

    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

static void count_item(struct inquiries_view *v, const struct inquiry_item *item)
{
    enum { AGE_DAYS = 30 };
    int age = item->days / AGE_DAYS;

    if (inquiry_is_open(item->state)) {
        v->open++;
        v->returned += item->state == INQUIRY_RETURNED;
        v->of_kind[item->kind][age < INQUIRY_AGES ? age : INQUIRY_AGES - 1]++;
    }
}

static enum err inquiries_show(struct screen_call *call)
{
    struct inquiries_view v = {.with_closed = text_is(form_value(&call->query, "closed"), "1"),
                               .may_print = operator_may(&call->session->operator, PERM_NOTICE_PRINT),
                               .may_enter = operator_may(&call->session->operator, PERM_PREMIUM_RUN)};
    struct inquiry_item *all;
    int64_t year = fiscal_year_of(call->session->folder.business_date).first_year;

    if (form_value(&call->query, "year").len > 0 && !form_number(&call->query, "year", 2000, 2098, &year)) {
        return report_fail(call->report, ERR_INPUT, "年度は西暦4桁で入れてください。例：2026");
    }
    v.year = (int32_t)year;
    enum err e = inquiry_items(call->session, v.year, call->arena, call->report, &all, &v.count);
    const char **recipients = ARENA_ARRAY(call->arena, const char *, v.count + 1);
    for (size_t i = 0; i < v.count && e == ERR_NONE; i++) {
        bool is_shown = v.with_closed || inquiry_is_open(all[i].state);
        recipients[i] = NULL;
        count_item(&v, &all[i]);
        if (is_shown) {
            screen_saw(call, all[i].addressee_no, all[i].household_no);
        }
        if (is_shown && all[i].municipality.len > 0) {
            e = inquiry_recipient(call->session, all[i].municipality, call->arena, call->report,
                                  &recipients[i]);
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    v.all = all;
    v.recipients = recipients;
    template_inquiries(&call->html, call, &v);
    return ERR_NONE;
}

static enum err print_sheet(struct screen_call *call, const void *context, const char *path)
{
    int pages = 0;

    (void)context;
    call->is_printed = true;
    return inquiry_sheet_print(call->session, call->numbers[0], false, path, call->report, &pages);
}

static enum err paper_act(struct screen_call *call)
{
    struct inquiry_item *all;
    size_t count;
    enum err e = inquiry_items(call->session, 0, call->arena, call->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].sheet_no == call->numbers[0]) {
            screen_saw(call, all[i].payer_no, all[i].household_no);
            screen_saw(call, all[i].addressee_no, all[i].household_no);
        }
    }
    return e == ERR_NONE ? screen_answer_paper(call, print_sheet, NULL) : e;
}
