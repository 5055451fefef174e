/*
 * 適用適正化 -- who may be insured elsewhere too, not insured though he should be, or not living here:
 * where each stands, until when it waits, and the form that goes on with it.
 *
 * Rows    EL-35, EL-43, EL-44, EL-45, EL-46, EL-50
 */
#include "web/templates.h"
#include "web/views_enrolment.h"

static enum err enrolments_show(struct screen_call *call);

const struct screen screen_enrolments = {
    .path = "/enrolments",
    .name = "enrolments",
    .label = "適用適正化",
    .permission = PERM_ELIGIBILITY_VIEW,
    .is_in_menu = true,
    .shows_persons = true,
    .only_reads = true,
    .event = "enrolment.look",
    .help = "年金・資格重複・在留・生活保護の情報と実態調査から、資格の合わない疑いのある人です。いまの状態、"
            "次にすること、待つ日が出ます。「職員がすること」だけに絞れます。実態調査と決定は行の右から、"
            "決定したあとの加入・脱退は世帯の入力へ進みます。勧奨通知は一括処理でまとめて作ります。新しい"
            "不現住の調査はその人の画面の「変更する」から「不現住の実態調査」を選びます。",
    .reading = "てきようてきせいか にじゅうかにゅう ふげんじゅう",
    .fields =
        (const struct screen_field[]){
            {"source", "情報", "疑いのもとになった情報。すべてなら選びません。"},
            {"show", "表示", "未了のもの、職員がすることのあるもの、終わったもの。"},
            {NULL, NULL, NULL}},
    .show = enrolments_show,
};

const char *const enrolment_show_labels[ENROLMENT_SHOWS] = {"未了", "職員がすることのあるもの",
                                                           "終わったもの"};

struct url enrolment_form_url(const struct enrolment_case *c)
{
    bool is_of_household = c->form->subject == CHANGE_OF_HOUSEHOLD;

    return change_begin_url(c->form, is_of_household ? c->household_no : c->addressee_no);
}

static enum err enrolments_show(struct screen_call *call)
{
    struct enrolments_view v = {
        .may_change = operator_may(&call->session->operator, PERM_ELIGIBILITY_CHANGE)};
    struct enrolment_case *cases;
    int64_t source = 0, show = SHOW_OPEN;

    if (form_value(&call->query, "source").len > 0) {
        form_number(&call->query, "source", 0, ENROLMENT_SOURCES - 1, &source);
    }
    if (form_value(&call->query, "show").len > 0) {
        form_number(&call->query, "show", 0, ENROLMENT_SHOWS - 1, &show);
    }
    v.filter = (struct enrolment_filter){(int)source, (enum enrolment_show)show};
    enum err e = enrolment_cases(call->session, &v.filter, call->arena, call->report, &cases, &v.count,
                                 v.of_show);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < v.count; i++) {
        screen_saw(call, cases[i].addressee_no, cases[i].household_no);
    }
    v.cases = cases;
    template_enrolments(&call->html, &v);
    return ERR_NONE;
}
