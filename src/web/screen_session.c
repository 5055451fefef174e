/*
 * ログインの間 -- the locked screen, the password again, a new password.
 *
 * Rows    AU-07, AU-08, AU-16, AU-18, AU-20, TR-03, TR-06 of the security catalogue
 */
#include "ops/login.h"
#include "web/access.h"
#include "web/templates.h"

static enum err lock_act(struct screen_call *call);
static enum err unlock_show(struct screen_call *call);
static enum err unlock_act(struct screen_call *call);
static enum err step_up_show(struct screen_call *call);
static enum err step_up_act(struct screen_call *call);
static enum err password_show(struct screen_call *call);
static enum err password_act(struct screen_call *call);

const struct screen screen_lock = {
    .path = "/lock",
    .name = "lock",
    .label = "画面ロック",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_LOGIN,
    .f_key = 8,
    .event = "session.lock",
    .help = "席を離れるときに押します。パスワードを入れると続きから使えます。5分なにもしないときもロックし"
            "ます。",
    .act = lock_act,
};
const struct screen screen_unlock = {
    .path = "/unlock",
    .name = "unlock",
    .label = "ロックの解除",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_LOGIN,
    .no_words = (const char *const[]){"password", NULL},
    .event = "session.unlock",
    .help = "ロックした人のパスワードで、続きから使えます。別の人は、ログアウトしてからログインします。",
    .show = unlock_show,
    .fields =
        (const struct screen_field[]){
            {"password", "パスワード", "ログインのときと同じものです"},
            {NULL, NULL, NULL}},
    .act = unlock_act,
};
const struct screen screen_step_up = {
    .path = "/step-up",
    .name = "step-up",
    .label = "パスワードの再確認",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_LOGIN,
    .no_words = (const char *const[]){"password", NULL},
    .event = "session.step-up",
    .help = "特に注意の要る操作の前に、もう一度パスワードを確かめます。5分間有効です。",
    .show = step_up_show,
    .fields =
        (const struct screen_field[]){
            {"password", "パスワード", "ログインのときと同じものです"},
            {NULL, NULL, NULL}},
    .act = step_up_act,
};
const struct screen screen_password = {
    .path = "/password",
    .name = "password",
    .label = "パスワードの変更",
    .door = DOOR_EVERY_OPERATOR,
    .act_kind = AUDIT_SETTING,
    .no_words = (const char *const[]){"old", "new", "again", NULL},
    .event = "session.password",
    .help = "仮のパスワードや期限の過ぎたパスワードは、変えるまでほかの画面を開けません。前の5回のものは使"
            "えません。",
    .reading = "ぱすわーど へんこう",
    .show = password_show,
    .fields =
        (const struct screen_field[]){
            {"old", "いまのパスワード", "仮のパスワードのときは、渡されたもの"},
            {"new", "新しいパスワード", "前の5回と違うもの"},
            {"again", "新しいパスワード（もう一度）", "同じものをもう一度"},
            {NULL, NULL, NULL}},
    .act = password_act,
};

static enum err lock_act(struct screen_call *call)
{
    enum err e = store_begin(call->session->store, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = screen_end(call, web_session_lock(call->session->store, call->login, call->now, call->report));
    if (e == ERR_NONE) {
        gate_read_again(call->gate, call->login);
        struct url next = screen_next(form_value(&call->form, "next"));
        call->location = url_with(url_of(screen_unlock.path), "next", next.path);
    }
    return e;
}

static void ask(struct screen_call *call, const char *title, const char *words, const char *message)
{
    const struct form *from = call->form.count > 0 ? &call->form : &call->query;
    const struct password_view view = {
        .title = title, .words = words, .message = message,
        .action = url_of(call->screen->path), .next = form_value(from, "next"),
    };
    if (message != NULL) {
        call->status = 422;
        call->title = arena_printf(call->arena, "エラー：%s", title);
    }
    template_password_ask(&call->html, call, &view);
}

static void ask_unlock(struct screen_call *call, const char *message)
{
    ask(call, "画面をロックしています", "続けるには、パスワードを入れてください。", message);
}

static void ask_step_up(struct screen_call *call, const char *message)
{
    ask(call, "パスワードの再確認",
        "次の画面は特に注意が要ります。続けるには、もう一度パスワードを入れてください。", message);
}

static enum err unlock_show(struct screen_call *call)
{
    if (call->login->locked_at == 0) {
        call->location = url_of("/menu");
        return ERR_NONE;
    }
    ask_unlock(call, NULL);
    return ERR_NONE;
}

static enum err step_up_show(struct screen_call *call)
{
    ask_step_up(call, NULL);
    return ERR_NONE;
}

/* The session goes on under a new token with what it may now do. */
static enum err go_on(struct screen_call *call, const struct web_session *changed)
{
    enum err e = store_begin(call->session->store, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = screen_end(call, web_session_renew(call->session->store, changed, call->now, call->report,
                                           call->token));
    if (e == ERR_NONE) {
        gate_forget(call->gate, call->login);
        call->location = screen_next(form_value(&call->form, "next"));
    } else {
        call->token[0] = '\0';
    }
    return e;
}

/* Too many wrong ones: the person is locked out, his sessions end. */
static enum err end_all(struct screen_call *call)
{
    struct text id = text_of(call->login->operator_id);
    enum err e = store_begin(call->session->store, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = screen_end(call, web_session_end_user(call->session->store, id, call->now, call->report));
    if (e == ERR_NONE) {
        gate_forget_user(call->gate, id);
        call->location = url_of("/login");
        call->ends_session = true;
    }
    return e;
}

/* The password of this operator; *ret_words NULL when it is right. */
static enum err check_password(struct screen_call *call, const char **ret_words, bool *ret_locked)
{
    enum login_result result;
    struct text password = form_raw(&call->form, "password");
    *ret_locked = false;
    if (password.len == 0) {
        *ret_words = "パスワードを入れてください";
        return ERR_NONE;
    }
    enum err e = ops_step_up(call->session, text_of(call->login->operator_id), password, call->now,
                             call->report, &result);
    if (e != ERR_NONE) {
        return e;
    }
    *ret_locked = result == LOGIN_LOCKED || result == LOGIN_EXPIRED;
    *ret_words = result == LOGIN_OK ? NULL : "パスワードが違います";
    if (result != LOGIN_OK) {
        const struct access access = {.kind = AUDIT_LOGIN, .outcome = 401,
                                      .words = text_of(*ret_locked ? "ロック" : "不一致")};
        e = access_write(call->session->audit, call, &access);
    }
    return e;
}

/* The password again: `again` asks once more, `change` is what the right one changes in the session. */
static enum err after_password(struct screen_call *call, void (*again)(struct screen_call *, const char *),
                               void (*change)(const struct screen_call *, struct web_session *))
{
    const char *words;
    bool locked;
    enum err e = check_password(call, &words, &locked);
    if (e != ERR_NONE) {
        return e;
    }
    if (locked) {
        return end_all(call);
    }
    if (words != NULL) {
        again(call, words);
        return ERR_NONE;
    }
    struct web_session changed = *call->login;
    change(call, &changed);
    return go_on(call, &changed);
}

static void unlocked(const struct screen_call *call, struct web_session *w)
{
    (void)call;
    w->locked_at = 0;
}

static enum err unlock_act(struct screen_call *call)
{
    return after_password(call, ask_unlock, unlocked);
}

static void stepped_up(const struct screen_call *call, struct web_session *w)
{
    w->step_up_at = call->now;
}

static enum err step_up_act(struct screen_call *call)
{
    return after_password(call, ask_step_up, stepped_up);
}

/* --------------------------------------------------------------------------- new password ----- */

static enum err password_show(struct screen_call *call)
{
    template_password_change(&call->html, call, NULL);
    return ERR_NONE;
}

static void ask_again(struct screen_call *call, const char *message)
{
    call->status = 422;
    call->title = "エラー：パスワードの変更";
    template_password_change(&call->html, call, message);
}

/* All of the person's sessions end, this one goes on under a new token. */
static enum err start_anew(struct screen_call *call)
{
    struct store *s = call->session->store;
    struct web_session made = *call->login;
    struct text id = text_of(call->login->operator_id);
    made.must_change = false;
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_session_end_user(s, id, call->now, call->report);
    if (e == ERR_NONE) {
        e = web_session_add(s, &made, call->now, call->report, call->token);
    }
    e = screen_end(call, e);
    if (e == ERR_NONE) {
        gate_forget_user(call->gate, id);
        call->location = url_of("/menu");
    } else {
        call->token[0] = '\0';
    }
    return e;
}

static enum err password_act(struct screen_call *call)
{
    struct text old = form_raw(&call->form, "old"), new = form_raw(&call->form, "new");
    if (old.len == 0 || new.len == 0) {
        ask_again(call, "いまのパスワードと新しいパスワードを入れてください");
        return ERR_NONE;
    }
    if (!text_equal(new, form_raw(&call->form, "again"))) {
        ask_again(call, "新しいパスワードの2つの入力が違います");
        return ERR_NONE;
    }
    struct report why;
    report_init(&why);
    enum err e = ops_password_change(call->session, text_of(call->login->operator_id), old, new,
                                     call->now, &why);
    const char *words = why.kept > 0 ? arena_string(call->arena, why.lines[0]) : "変更できませんでした";
    report_done(&why);
    if (e == ERR_INPUT) {
        ask_again(call, words);
        return ERR_NONE;
    }
    if (e != ERR_NONE) {
        return report_fail(call->report, e, "%s", words);
    }
    return start_anew(call);
}
