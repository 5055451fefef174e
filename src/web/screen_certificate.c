/*
 * 証明書 -- 納付済額のお知らせ, 納付証明書, 滞納明細書 and 滞納のない証明書 at the counter: what each would
 * say today, and the paper itself.
 *
 * Rows    CO-02, CO-40, NT-12
 */
#include "web/templates.h"
#include "web/views_certificate.h"

#define YEAR_MIN 2000
#define YEAR_MAX 2098

static enum err certificate_show(struct screen_call *call);
static enum err certificate_act(struct screen_call *call);

const struct screen screen_certificate = {
    .path = "/certificate/#",
    .name = "certificate",
    .label = "証明書",
    .permission = PERM_SLIP_PRINT,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "certificate.open",
    .help = "納付義務者1人の証明書を作ります。開いた画面に、いま作ると何が書かれるかが出ます。"
            "「納付済額のお知らせ」は暦年に納めた保険料の額（社会保険料控除）で、延滞金と督促手数料は含みま"
            "せん。"
            "年の途中では、年末までの納付予定額も書けます。「納付証明書」は年度の期ごとの納付の状況です。"
            "「滞納のない証明書」は、納期限を過ぎた未納があると作れません。猶予中の期は、その旨を書いて作り"
            "ます。"
            "印刷の記録が残ります。",
    .fields =
        (const struct screen_field[]){
            {"paid", "納付済額の年（暦年）", "この年の1月から12月までに納めた額です。例：2026"},
            {"levy", "納付証明書の年度", "4月から始まる年度です。例：2026"},
            {NULL, NULL, NULL}},
    .show = certificate_show,
    .act = certificate_act,
};

struct url certificate_url(int64_t payer_no)
{
    return url_number("/certificate/", payer_no);
}

int32_t certificate_year(const struct certificate_view *v, enum certificate_kind kind)
{
    return kind == CERTIFICATE_PAID      ? v->paid_year
           : kind == CERTIFICATE_CHARGES ? v->levy_year
                                         : 0;
}

/* Who may not find him gets nothing (RP-03). */
static enum err look_for_guard(struct screen_call *call, struct certificate_view *v)
{
    struct guard guard;
    int64_t from_no = screen_came_from(call);
    enum err e = addressee_by_no(call->session->store, v->payer_no, (struct as_of){v->today, INT64_MAX},
                                 call->arena, call->report, &v->person);

    if (e == ERR_NONE) {
        e = addressee_guard(call->session, v->payer_no, from_no, GUARD_SCREEN, call->now, call->arena,
                            call->report, &guard);
    }
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません",
                           (long long)v->payer_no);
    }
    if (e == ERR_NONE) {
        v->is_guarded = guard.is_restricted || v->person.is_restricted;
        screen_saw_all(call, &guard, v->person.household_no);
        addressee_mask(&v->person, &guard);
        call->addressee_no = v->payer_no;
        call->household_no = v->person.household_no;
    }
    return e;
}

static enum err read_years(struct screen_call *call, const struct form *from, struct certificate_view *v)
{
    int64_t paid, levy;

    v->today = call->session->folder.business_date;
    struct civil today = date_civil(v->today);
    paid = today.month <= 3 ? today.year - 1 : today.year; /* until March one asks for the year before */
    levy = fiscal_year_of(v->today).first_year;
    if ((form_value(from, "paid").len > 0 && !form_number(from, "paid", YEAR_MIN, YEAR_MAX, &paid)) ||
        (form_value(from, "levy").len > 0 && !form_number(from, "levy", YEAR_MIN, YEAR_MAX, &levy))) {
        return report_fail(call->report, ERR_INPUT, "年は西暦4桁で入れてください。例：2026");
    }
    v->paid_year = (int32_t)paid;
    v->levy_year = (int32_t)levy;
    v->is_running = v->paid_year == today.year;
    return ERR_NONE;
}

static enum err certificate_show(struct screen_call *call)
{
    struct certificate_view v = {.payer_no = call->numbers[0]};
    enum err e = read_years(call, &call->query, &v);

    if (e == ERR_NONE) {
        e = look_for_guard(call, &v);
    }
    for (int kind = 0; kind < CERTIFICATE_KINDS && e == ERR_NONE; kind++) {
        const struct certificate_wish wish = {.kind = (enum certificate_kind)kind,
                                              .payer_no = v.payer_no,
                                              .year = certificate_year(&v, (enum certificate_kind)kind)};
        e = collection_certificate_look(call->session, &wish, call->arena, call->report, &v.looks[kind]);
    }
    if (e == ERR_NONE) {
        template_certificate(&call->html, call, &v);
    }
    return e;
}

static enum err print_certificate(struct screen_call *call, const void *context, const char *path)
{
    yen sum;

    return collection_certificate(call->session, context, path, call->report, &sum);
}

static enum err certificate_act(struct screen_call *call)
{
    struct certificate_view v = {.payer_no = call->numbers[0]};
    int64_t kind = 0;
    enum err e = read_years(call, &call->form, &v);

    if (e == ERR_NONE && !form_number(&call->form, "kind", 0, CERTIFICATE_KINDS - 1, &kind)) {
        e = report_fail(call->report, ERR_INPUT, "証明書の種類を選んでください");
    }
    if (e == ERR_NONE) {
        e = look_for_guard(call, &v);
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct certificate_wish wish = {.kind = (enum certificate_kind)kind,
                                          .payer_no = v.payer_no,
                                          .year = certificate_year(&v, (enum certificate_kind)kind),
                                          .with_planned = kind == CERTIFICATE_PAID &&
                                                          text_is(form_value(&call->form, "planned"), "1")};
    call->is_printed = true;
    return screen_answer_paper(call, print_certificate, &wish);
}
