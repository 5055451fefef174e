/*
 * 権限の表 -- who may do what on a day: functions x actions across the duties, or one person, duty or right
 * with scope and period (OP-04, AZ-01).
 */
#include "web/templates.h"
#include "web/views_office.h"

static enum err matrix_show(struct screen_call *call);

const struct screen screen_rights_matrix = {
    .path = "/rights/matrix",
    .name = "rights-matrix",
    .label = "権限の表",
    .permission = PERM_RIGHTS_REQUEST,
    .is_in_menu = true,
    .only_reads = true,
    .event = "rights.matrix",
    .help = "基準日の権限を、機能と操作ごとに係の列で示します。"
            "職員、係、権限の1つを選ぶと、範囲と期間と、もとになった配置や申請が出ます。"
            "ブラウザーの印刷で紙に出せます。",
    .reading = "けんげんのひょう",
    .fields =
        (const struct screen_field[]){
            {"on", "基準日", "この日の権限を見ます。空欄は業務日です。例：R8.4.1"},
            {"user", "職員", "職員番号。例：fuka1"},
            {"duty", "係", "係の記号を選びます。"},
            {"permission", "権限", "権限を選びます。"},
            {NULL, NULL, NULL}},
    .show = matrix_show,
};

/* Which one of person, duty and right was asked for; more than one, or one that is not there, is told. */
static void choose(struct screen_call *call, struct matrix_view *view)
{
    const struct rights_matrix *m = &view->matrix;
    struct text user = form_value(&call->query, "user"), duty = form_value(&call->query, "duty"),
                name = form_value(&call->query, "permission");
    view->user_typed = user;
    for (size_t i = 0; i < m->user_count && user.len > 0; i++) {
        if (text_equal(m->users[i].id, user)) {
            view->user = &m->users[i];
            view->who = &m->effective[i];
        }
    }
    for (size_t i = 0; i < m->duty_count && duty.len > 0; i++) {
        view->duty = text_equal(m->duties[i].code, duty) ? &m->duties[i] : view->duty;
    }
    bool permission_is_there = name.len > 0 && ops_permission_find(name, &view->permission);
    if ((user.len > 0) + (duty.len > 0) + (name.len > 0) > 1) {
        view->message = "職員、係、権限は、どれか1つだけ選んでください";
    } else if (user.len > 0 && view->user == NULL) {
        view->message = "この職員番号の人は、基準日に登録がありません。番号と基準日を確かめてください";
    } else if (duty.len > 0 && view->duty == NULL) {
        view->message = "この係は、基準日にありません。係を選び直してください";
    } else if (name.len > 0 && !permission_is_there) {
        view->message = "この権限はありません。権限を選び直してください";
    }
}

static enum err matrix_show(struct screen_call *call)
{
    struct session *s = call->session;
    struct matrix_view view = {.on = {.typed = form_value(&call->query, "on")}};
    view.on.is_wrong = !screen_date(call, view.on.typed, &view.on.day);
    if (view.on.is_wrong) {
        view.on.day = s->folder.business_date;
        view.message = "「基準日」を日付として読めません。例：R8.4.1";
    }
    enum err e = ops_rights_matrix(s, view.on.day, call->now, call->arena, call->report, &view.matrix);
    if (e != ERR_NONE) {
        return e;
    }
    if (view.message == NULL) {
        choose(call, &view);
    }
    if (view.message != NULL) {
        call->status = 422;
        call->title = "エラー：権限の表";
        view.user = NULL;
        view.duty = NULL;
        view.permission = PERM_NONE;
    }
    view.printed_at = moment_words(call->arena, call->now);
    template_rights_matrix(&call->html, call, &view);
    return ERR_NONE;
}

struct url matrix_url(const struct matrix_view *view, const char *name, const char *value)
{
    char day[DATE_TEXT_BYTES];
    struct url to = url_of("/rights/matrix");
    if (view->on.typed.len > 0 && !view->on.is_wrong) {
        date_format_iso(view->on.day, day);
        to = url_with(to, "on", day);
    }
    return url_with(to, name, value);
}

size_t matrix_right_count(const struct operator_identity *who)
{
    size_t count = 0;
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        count += operator_may(who, p);
    }
    return count;
}
