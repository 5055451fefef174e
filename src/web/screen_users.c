/*
 * 利用者・権限・端末 -- for the class of administration, who hold no business right (AZ-07).
 *
 * Nobody asks, approves or sets for himself: ops/ refuses it and the page says its words. A one-time value
 * stands on one answer page.
 */
#include "web/access.h"
#include "web/templates.h"
#include "web/views_office.h"

static enum err users_show(struct screen_call *call);
static enum err users_act(struct screen_call *call);
static enum err rights_show(struct screen_call *call);
static enum err rights_act(struct screen_call *call);
static enum err decide_act(struct screen_call *call);
static enum err terminals_show(struct screen_call *call);
static enum err terminals_act(struct screen_call *call);

const struct screen screen_users = {
    .path = "/users",
    .name = "users",
    .label = "利用者",
    .permission = PERM_OPERATOR_MANAGE,
    .is_in_menu = true,
    .needs_step_up = true,
    .act_kind = AUDIT_SETTING,
    .event = "users",
    .help = "利用者の一覧。"
            "ロックを解き、初期パスワードを渡します。初期パスワードは画面に1回だけ出て、24時間で使えなくな"
            "ります。",
    .reading = "りようしゃ",
    .show = users_show,
    .fields =
        (const struct screen_field[]){
            {"reason", "解く理由（本人の確かめ方）", "本人をどう確かめたか。例：職員証を見た"},
            {NULL, NULL, NULL}},
    .act = users_act,
};
const struct screen screen_rights = {
    .path = "/rights",
    .name = "rights",
    .label = "権限の申請",
    .permission = PERM_RIGHTS_REQUEST,
    .is_in_menu = true,
    .act_kind = AUDIT_SETTING,
    .event = "rights",
    .help = "係への配置や権限を申請し、別の人が承認し、システム担当が設定します。"
        "自分の権限は申請も承認もできません。",
    .reading = "けんげん",
    .fields =
        (const struct screen_field[]){
            {"kind", "だれの種類", "職員、係、端末のどれか。"},
            {"what", "申請すること", "配置、権限を与える、取り消す、のどれか。"},
            {"holder", "だれの", "職員番号、または係の記号。例：fuka1、fuka"},
            {"subject", "何を", "配置なら係の記号、権限なら権限の名。例：fuka、output.request"},
            {"from", "この日から", "空欄は業務日。例：080401"},
            {"until", "この日より前まで", "空欄は年度の終わりまで。例：090401"},
            {"reason", "理由", "なぜ要るか。承認する人が読みます。"},
            {NULL, NULL, NULL}},
    .show = rights_show,
    .act = rights_act,
};
const struct screen screen_rights_decide = {
    .path = "/rights/#",
    .name = "rights-decide",
    .label = "権限の承認・設定",
    .permission = PERM_RIGHTS_REQUEST,
    .act_kind = AUDIT_APPROVE,
    .event = "rights.decide",
    .help = "申請した人と別の人が承認または却下し、承認されたものをシステム担当が設定します。",
    .fields =
        (const struct screen_field[]){
            {"words", "却下の理由", "申請した人に伝わる言葉で。例：期間が長すぎる"},
            {NULL, NULL, NULL}},
    .act = decide_act,
};
const struct screen screen_terminals = {
    .path = "/terminals",
    .name = "terminals",
    .label = "端末",
    .permission = PERM_TERMINAL_MANAGE,
    .is_in_menu = true,
    .act_kind = AUDIT_SETTING,
    .event = "terminals",
    .help = "登録された端末の一覧。使わなくなった端末を廃止すると、その証明書はすぐに使えなくなります。",
    .reading = "たんまつ",
    .show = terminals_show,
    .fields =
        (const struct screen_field[]){
            {"reason", "廃止の理由", "なぜ使わなくなったか。例：故障して交換した"},
            {NULL, NULL, NULL}},
    .act = terminals_act,
};

/* -------------------------------------------------------------------------------- users ------- */

static enum err users_draw(struct screen_call *call, struct users_view *view)
{
    struct ops_user *users = NULL;
    view->today = call->session->folder.business_date;
    enum err e =
        ops_users(call->session->store, view->today, call->arena, call->report, &users, &view->count);
    if (e == ERR_NONE) {
        for (size_t i = 0; i < view->count; i++) {
            view->locked_count += users[i].locked_at > 0;
        }
        view->users = users;
        template_users(&call->html, call, view);
    }
    return e;
}

static enum err users_show(struct screen_call *call)
{
    struct users_view view = {0};
    return users_draw(call, &view);
}

/* What is done to whom, and why: durable before it is done; what was refused is told after it. */
static enum err record(struct screen_call *call, const char *event, struct text id, struct text reason,
                       enum audit_kind kind)
{
    const char *words = arena_printf(call->arena, "職員 %.*s%s%.*s", (int)(id.len > 32 ? 32 : id.len),
                                     id.bytes, reason.len > 0 ? "：" : "", (int)reason.len, reason.bytes);
    const struct access access = {.kind = kind, .event = event, .words = text_of(words),
                                  .outcome = kind == AUDIT_REFUSED ? 422 : 0};
    return access_write(call->session->audit, call, &access);
}

/* A new one-time password; his sessions are over with the next request (AU-18). */
static enum err reset(struct screen_call *call, struct text id, struct users_view *view)
{
    char password[ONE_TIME_BYTES];
    enum err e = ops_password_reset(call->session, id, call->now, call->report, password);
    if (e == ERR_NONE) {
        view->value_of = arena_copy(call->arena, id.bytes, id.len);
        view->value = arena_string(call->arena, password);
    }
    return e;
}

static enum err release(struct screen_call *call, struct text id, struct text reason, struct users_view *view)
{
    size_t characters = utf8_characters(reason.bytes, reason.len);
    if (characters < 2 || characters > 60) {
        return report_fail(call->report, ERR_INPUT,
                           "ロックを解く理由（本人の確かめ方）を2文字から60文字で入れてください");
    }
    enum err e = ops_lock_release(call->session, id, call->now, call->report);
    if (e == ERR_NONE) {
        view->done = arena_printf(call->arena, "%.*s のロックを解きました", (int)id.len, id.bytes);
    }
    return e;
}

static enum err users_act(struct screen_call *call)
{
    struct users_view view = {0};
    struct text id = form_value(&call->form, "id"), reason = form_value(&call->form, "reason");
    bool resets = text_is(form_value(&call->form, "step"), "reset");
    const char *event = resets ? "users.reset" : "users.release";
    enum err e = record(call, event, id, reason, AUDIT_SETTING);
    if (e == ERR_NONE) {
        e = resets ? reset(call, id, &view) : release(call, id, reason, &view);
    }
    if (e == ERR_INPUT || e == ERR_FINDINGS) {
        view.message = screen_told(call);
        e = record(call, event, id, reason, AUDIT_REFUSED);
    }
    return e == ERR_NONE ? users_draw(call, &view) : e;
}

/* -------------------------------------------------------------------------------- rights ------ */

static enum err rights_draw(struct screen_call *call, struct rights_view *view)
{
    struct session *s = call->session;
    struct rights_request *requests = NULL;
    struct ops_duty *duties = NULL;
    struct rights_finding *found = NULL;
    view->may_ask = operator_may(&s->operator, PERM_RIGHTS_REQUEST);
    view->may_approve = operator_may(&s->operator, PERM_RIGHTS_APPROVE);
    view->may_apply = operator_may(&s->operator, PERM_OPERATOR_MANAGE);
    view->operator_id = s->operator.id;
    enum err e = ops_requests(s->store, call->arena, call->report, &requests, &view->request_count);
    if (e == ERR_NONE) {
        e = ops_duties(s->store, s->folder.business_date, call->arena, call->report, &duties,
                       &view->duty_count);
    }
    if (e == ERR_NONE) {
        e = ops_rights_compare(s, false, call->now, call->arena, call->report, &found, &view->finding_count);
        if (e == ERR_FINDINGS) {
            report_clear(call->report);
            e = ERR_NONE;
        }
    }
    if (e == ERR_NONE) {
        view->requests = requests;
        view->duties = duties;
        view->findings = found;
        template_rights(&call->html, call, view);
    }
    return e;
}

static enum err rights_show(struct screen_call *call)
{
    struct rights_view view = {.message = NULL};
    return rights_draw(call, &view);
}

static enum err rights_act(struct screen_call *call)
{
    int64_t what = 0, holder = 0, number = 0;
    struct rights_view view = {
        .holder = form_value(&call->form, "holder"), .subject = form_value(&call->form, "subject"),
        .reason = form_value(&call->form, "reason"), .from = form_value(&call->form, "from"),
        .until = form_value(&call->form, "until"),
    };
    struct rights_line line = {.holder = view.holder, .subject = view.subject, .office = text_of(""),
                               .files = FILE_ALL};
    enum err e = ERR_NONE;
    if (!form_number(&call->form, "what", RIGHTS_GRANT, RIGHTS_UNASSIGN, &what) ||
        !form_number(&call->form, "kind", HOLDER_DUTY, HOLDER_TERMINAL, &holder)) {
        e = report_fail(call->report, ERR_INPUT, "だれの何を申請するかを選んでください");
    } else if (!screen_date(call, view.from, &line.from)) {
        e = report_fail(call->report, ERR_INPUT, "「この日から」を日付として読めません");
    } else if (view.until.len > 0 && !screen_date(call, view.until, &line.until)) {
        e = report_fail(call->report, ERR_INPUT, "「この日より前まで」を日付として読めません");
    }
    if (e == ERR_NONE) {
        line.what = (enum rights_what)what;
        line.holder_kind = (enum rights_holder)holder;
        line.until = view.until.len > 0 ? line.until : fiscal_year_until(fiscal_year_of(line.from));
        e = ops_request_add(call->session, SOURCE_REQUEST, view.reason, &line, 1, call->now, call->report,
                            &number);
    }
    if (e == ERR_INPUT || e == ERR_FINDINGS) {
        view.message = screen_told(call);
        return rights_draw(call, &view);
    }
    call->location = url_of("/rights");
    return e;
}

static enum err decide_act(struct screen_call *call)
{
    struct rights_view view = {.message = NULL};
    struct text step = form_value(&call->form, "step");
    int64_t no = call->numbers[0];
    enum err e = text_is(step, "approve") ? ops_request_approve(call->session, no, call->now, call->report)
                 : text_is(step, "apply")
                     ? ops_request_apply(call->session, no, call->now, call->report)
                     : ops_request_refuse(call->session, no, form_value(&call->form, "words"), call->now,
                                          call->report);
    if (e == ERR_INPUT || e == ERR_FINDINGS) {
        view.message = screen_told(call);
        return rights_draw(call, &view);
    }
    call->location = url_of("/rights");
    return e;
}

/* ----------------------------------------------------------------------------- terminals ------ */

static enum err terminals_draw(struct screen_call *call, const char *message)
{
    struct terminals_view view = {.message = message};
    struct terminal *terminals = NULL;
    enum err e = ops_terminals(call->session->store, call->arena, call->report, &terminals, &view.count);
    if (e == ERR_NONE) {
        view.terminals = terminals;
        template_terminals(&call->html, call, &view);
    }
    return e;
}

static enum err terminals_show(struct screen_call *call) { return terminals_draw(call, NULL); }

static enum err terminals_act(struct screen_call *call)
{
    enum err e = ops_terminal_revoke(call->session, form_value(&call->form, "id"),
                                     form_value(&call->form, "reason"), call->now, call->report);
    if (e == ERR_INPUT || e == ERR_FINDINGS) {
        return terminals_draw(call, screen_told(call));
    }
    call->location = url_of("/terminals");
    return e;
}
