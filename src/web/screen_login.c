/*
 * ログイン -- practice log-in: operator number, password, one-time code; log-out; the purpose of the looks.
 */
#include "ops/login.h"
#include "web/screen.h"
#include "web/templates.h"

static enum err login_show(struct screen_call *call);
static enum err login_act(struct screen_call *call);
static enum err logout_act(struct screen_call *call);
static enum err purpose_act(struct screen_call *call);

const struct screen screen_login = {
    .path = "/login",
    .name = "login",
    .label = "ログイン",
    .door = DOOR_LOGIN,
    .event = "session.login",
    .help = "職員番号、パスワード、6桁の確認コードを入れます。5回まちがえると、しばらく待つことになります。",
    .show = login_show,
    .act = login_act,
};
const struct screen screen_logout = {
    .path = "/logout",
    .name = "logout",
    .label = "ログアウト",
    .door = DOOR_EVERY_OPERATOR,
    .f_key = 9,
    .event = "session.logout",
    .help = "作業を終えます。30分なにもしないとき、またはログインから10時間たったときも終わります。",
    .act = logout_act,
};
const struct screen screen_purpose = {
    .path = "/purpose",
    .name = "purpose",
    .label = "照会の目的の変更",
    .door = DOOR_EVERY_OPERATOR,
    .event = "session.purpose",
    .help = "だれの情報を何のために見たかが記録に残ります。仕事が変わったら目的を選び直してください。",
    .act = purpose_act,
};

const char *const web_purposes[] = {
    "窓口・電話の照会", "届出の処理", "賦課の確認", "通知書の確認", "調査・統計", "研修",
};
const size_t web_purpose_count = COUNT_OF(web_purposes);

/* Where the log-in leads: the page that was asked for, when it is one of ours. */
static struct url target_of(struct text next)
{
    int64_t numbers[SCREEN_NUMBERS_MAX];
    char path[128];
    const struct screen *s = screen_of_path(screens, screen_count, next, numbers);
    if (s == NULL || s->show == NULL || s->door == DOOR_LOGIN || next.len >= sizeof(path)) {
        return url_of("/menu");
    }
    memcpy(path, next.bytes, next.len);
    path[next.len] = '\0';
    return url_of(path);
}

static enum err login_show(struct screen_call *call)
{
    template_login(&call->html, &(struct login_view){.next = form_value(&call->query, "next")});
    return ERR_NONE;
}

/* One password at a time a turn; the same answer for every cause. */
static enum err try_login(struct screen_call *call, struct text id, struct text password,
                          struct text code, struct report *refusal)
{
    while (sem_wait(&call->gate->turns) != 0) {
    }
    struct login_attempt attempt = {
        .id = id, .password = password, .code = code, .terminal = text_of(""), .now = call->now};
    struct login_answer answer;
    enum err e = ops_login(call->session, &attempt, refusal, &answer);
    sem_post(&call->gate->turns);
    if (e == ERR_NONE && answer.result != LOGIN_OK) {
        e = report_fail(refusal, ERR_INPUT, "%s", answer.words);
    } else if (e == ERR_NONE) {
        call->session->operator = answer.operator;
    }
    pthread_mutex_lock(&call->gate->lock);
    login_limit_result(&call->gate->limit, id, call->now, e == ERR_NONE);
    pthread_mutex_unlock(&call->gate->lock);
    return e;
}

static int64_t wait_of(struct screen_call *call, struct text id)
{
    pthread_mutex_lock(&call->gate->lock);
    int64_t wait = login_limit_wait(&call->gate->limit, id, call->now);
    pthread_mutex_unlock(&call->gate->lock);
    return wait;
}

static enum err login_act(struct screen_call *call)
{
    struct text id = form_value(&call->form, "operator");
    struct text password = form_value(&call->form, "password");
    struct text code = form_value(&call->form, "code");
    struct login_view view = {.operator_id = id, .next = form_value(&call->form, "next")};
    int64_t wait = wait_of(call, id);

    view.id_is_missing = id.len == 0;
    view.password_is_missing = password.len == 0;
    view.code_is_missing = code.len == 0;
    if (view.id_is_missing || view.password_is_missing || view.code_is_missing) {
        view.message = "入力が足りません";
    } else if (wait > 0) {
        view.message = arena_printf(call->arena, "続けてまちがえたため、あと %d 秒はログインできません",
                                    (int)((wait + 999) / 1000));
    } else {
        struct report refusal;
        report_init(&refusal);
        enum err e = try_login(call, id, password, code, &refusal);
        if (refusal.kept > 0) {
            view.message = arena_string(call->arena, refusal.lines[0]);
        }
        report_done(&refusal);
        if (e == ERR_NONE) {
            call->location = target_of(view.next);
            return ERR_NONE;
        }
        if (e == ERR_WORLD) {
            return report_fail(call->report, e, "%s", view.message);
        }
    }
    call->status = 422;
    call->title = "エラー：ログイン";
    template_login(&call->html, &view);
    return ERR_NONE;
}

static enum err logout_act(struct screen_call *call)
{
    enum err e = store_begin(call->session->store, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_session_end(call->session->store, call->login, call->now, call->report);
    if (e == ERR_NONE) {
        e = store_commit(call->session->store, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(call->session->store);
        return e;
    }
    call->location = url_of("/login");
    return ERR_NONE;
}

static enum err purpose_act(struct screen_call *call)
{
    struct text purpose = form_value(&call->form, "purpose");
    const char *chosen = NULL;
    for (size_t i = 0; i < web_purpose_count; i++) {
        if (text_is(purpose, web_purposes[i])) {
            chosen = web_purposes[i];
        }
    }
    if (chosen == NULL) {
        return report_fail(call->report, ERR_INPUT, "照会の目的を一覧から選んでください");
    }
    enum err e = store_begin(call->session->store, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_session_purpose(call->session->store, call->login, purpose, call->report);
    if (e == ERR_NONE) {
        e = store_commit(call->session->store, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(call->session->store);
        return e;
    }
    call->location = url_of("/menu");
    return ERR_NONE;
}
