/*
 * ログイン -- operator number, password, one-time code; log-out; the purpose of the looks.
 *
 * Rows    AU-02, AU-08 .. AU-10, AU-16 .. AU-19, AU-22 of the security catalogue
 */
#include "ops/login.h"
#include "web/access.h"
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
    .help = "職員番号、パスワード、6桁の確認コードを入れます。まちがいが続くと使えなくなり、管理者が解除し"
            "ます。",
    .fields =
        (const struct screen_field[]){
            {"operator", "職員番号", "係の管理者から渡された番号。例：fuka1"},
            {"password", "パスワード", "忘れたときは係の管理者に申し出ます"},
            {"code", "確認コード", "いま表示されている6桁の数字"},
            {NULL, NULL, NULL}},
    .show = login_show,
    .act = login_act,
};
const struct screen screen_logout = {
    .path = "/logout",
    .name = "logout",
    .label = "ログアウト",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_LOGIN,
    .f_key = 9,
    .event = "session.logout",
    .help = "作業を終えます。10分なにもしないとき、またはログインから10時間たったときも終わります。",
    .act = logout_act,
};
const struct screen screen_purpose = {
    .path = "/purpose",
    .name = "purpose",
    .label = "照会の目的の変更",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_SETTING,
    .event = "session.purpose",
    .help = "だれの情報を何のために見たかが記録に残ります。仕事が変わったら目的を選び直してください。",
    .fields =
        (const struct screen_field[]){
            {"purpose", "これからの照会の目的", "いまの仕事に合うものを選びます"},
            {NULL, NULL, NULL}},
    .act = purpose_act,
};

const char *const web_purposes[] = {
    "窓口・電話の照会", "届出の処理", "賦課の確認", "通知書の確認", "調査・統計", "研修",
};
const size_t web_purpose_count = COUNT_OF(web_purposes);

bool screen_query_is_plain(struct text query)
{
    for (size_t i = 0; i < query.len; i++) {
        char c = query.bytes[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || strchr("=&-_.", c) != NULL;
        if (!plain || c == '\0') {
            return false;
        }
    }
    return true;
}

struct url screen_next(struct text next)
{
    int64_t numbers[SCREEN_NUMBERS_MAX];
    char path[SCREEN_NEXT_MAX];
    const char *mark = next.len > 0 ? memchr(next.bytes, '?', next.len) : NULL;
    size_t len = mark != NULL ? (size_t)(mark - next.bytes) : next.len;
    const struct screen *s = screen_of_path(screens, screen_count, (struct text){next.bytes, len}, numbers);
    if (s == NULL || s->show == NULL || s->door == DOOR_LOGIN || next.len >= sizeof(path)) {
        return url_of("/menu");
    }
    if (mark != NULL && !screen_query_is_plain((struct text){mark + 1, next.len - len - 1})) {
        next.len = len;
    }
    memcpy(path, next.bytes, next.len);
    path[next.len] = '\0';
    return url_of(path);
}

enum err screen_end(struct screen_call *call, enum err e)
{
    if (e == ERR_NONE) {
        e = store_commit(call->session->store, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(call->session->store);
    }
    return e;
}

static enum err login_show(struct screen_call *call)
{
    template_login(&call->html, &(struct login_view){.next = form_value(&call->query, "next")});
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- session ----- */

static const char *moment_or_none(struct screen_call *call, int64_t ms)
{
    char buf[DATE_TEXT_BYTES + 8];
    if (ms == 0) {
        return "なし";
    }
    moment_format(ms, buf);
    return arena_string(call->arena, buf);
}

/* What the person reads after his log-in: the last ones, and whose session this one ended. */
static void tell(struct screen_call *call, const struct login_answer *a, const struct web_session *other,
                 struct web_session *made)
{
    char since[DATE_TEXT_BYTES + 8];
    int n = snprintf(made->notice, sizeof(made->notice), "前回のログイン %s　前回の失敗 %s（その後 %lld回）",
                     moment_or_none(call, a->last_ok_at), moment_or_none(call, a->last_failed_at),
                     (long long)a->failures);
    if (other != NULL && n > 0 && (size_t)n < sizeof(made->notice)) {
        moment_format(other->created_at, since);
        snprintf(made->notice + n, sizeof(made->notice) - (size_t)n,
                 "　ほかの端末「%s」で %s から続いていたログインを終わらせました",
                 other->terminal[0] != '\0' ? other->terminal : "この機械", since);
    }
}

/* The new session; those beyond what a person may have end, the oldest of them is told. */
static enum err open_session(struct screen_call *call, const struct login_answer *a)
{
    struct store *s = call->session->store;
    struct web_session made = {.must_change = a->result == LOGIN_MUST_CHANGE_PASSWORD}, other;
    struct text id = text_of(a->operator.id);
    int64_t count = 0;
    snprintf(made.operator_id, sizeof(made.operator_id), "%s", a->operator.id);
    snprintf(made.terminal, sizeof(made.terminal), "%s", call->terminal);
    snprintf(made.purpose, sizeof(made.purpose), "%s", web_purposes[0]);
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_session_of_user(s, &call->gate->limits, id, call->now, call->report, &other, &count);
    e = e == ERR_FINDINGS ? ERR_NONE : e;
    bool ends_other = count >= call->gate->limits.per_user;
    tell(call, a, ends_other ? &other : NULL, &made);
    if (e == ERR_NONE && ends_other) {
        e = web_session_end_user(s, id, call->now, call->report);
    }
    if (e == ERR_NONE) {
        e = web_session_add(s, &made, call->now, call->report, call->token);
    }
    e = screen_end(call, e);
    if (e == ERR_NONE && ends_other) {
        gate_forget_user(call->gate, id);
        const struct access access = {.kind = AUDIT_LOGIN, .event = "session.taken-over",
                                      .words = text_of(other.terminal)};
        e = access_write(call->session->audit, call, &access);
    }
    return e;
}

/* ------------------------------------------------------------------------------ the attempt --- */

static int64_t wait_of(struct screen_call *call, struct text id)
{
    pthread_mutex_lock(&call->gate->lock);
    int64_t wait = login_limit_wait(&call->gate->login, id, call->now);
    pthread_mutex_unlock(&call->gate->lock);
    return wait;
}

static void count_result(struct screen_call *call, struct text id, bool is_right)
{
    pthread_mutex_lock(&call->gate->lock);
    login_limit_result(&call->gate->login, id, call->now, is_right);
    pthread_mutex_unlock(&call->gate->lock);
}

/* The number as it was typed stands in the record only when it is one of ours: it may be a password. */
static enum err record_attempt(struct screen_call *call, const struct login_answer *a)
{
    bool is_right = a->result == LOGIN_OK || a->result == LOGIN_MUST_CHANGE_PASSWORD;
    struct access access = {
        .kind = AUDIT_LOGIN,
        .outcome = is_right ? 0 : 401,
        .words = text_of(is_right                     ? ""
                         : a->result == LOGIN_LOCKED  ? "ロック"
                         : a->result == LOGIN_EXPIRED ? "期限切れ"
                                                      : "不一致"),
    };
    enum err e = access_write(call->session->audit, call, &access);
    if (e == ERR_NONE && a->has_locked) {
        access.event = "session.locked-out";
        e = access_write(call->session->audit, call, &access);
    }
    return e;
}

/* A session that ended by time has its record, too: of whom, where, by which limit, when he was last seen. */
static enum err record_over(struct screen_call *call)
{
    struct web_session *list = NULL;
    size_t count = 0;
    enum err e = web_sessions_over(call->session->store, &call->gate->limits, call->now, call->arena,
                                   call->report, &list, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        char seen[32], words[200];
        bool is_idle = list[i].seen_at + call->gate->limits.idle_ms <= call->now;
        audit_moment_format(list[i].seen_at, seen);
        snprintf(words, sizeof(words), "%s（最後の操作 %s）",
                 is_idle ? "操作がないまま時間が過ぎて終わりました"
                         : "ログインから続けられる時間が過ぎて終わりました",
                 seen);
        struct audit_event event = {.at = call->now,
                                    .kind = AUDIT_LOGIN,
                                    .event = text_of("session.over"),
                                    .operator_id = text_of(list[i].operator_id),
                                    .terminal = text_of(list[i].terminal),
                                    .reason = text_of(words),
                                    .result_count = -1};
        e = audit_append(call->session->audit, &event, call->report);
    }
    if (e == ERR_NONE && count > 0) {
        e = store_begin(call->session->store, call->report);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            e = web_session_end(call->session->store, &list[i], call->now, call->report);
        }
        e = screen_end(call, e);
    }
    return e;
}

static enum err try_login(struct screen_call *call, struct text id, struct text password,
                          struct text code, struct login_view *view)
{
    struct login_attempt attempt = {.id = id, .password = password, .code = code,
                                    .terminal = text_of(call->terminal), .now = call->now};
    struct login_answer answer;
    enum err e = ops_login(call->session, &attempt, call->report, &answer);
    if (e != ERR_NONE) {
        return e;
    }
    bool is_right = answer.result == LOGIN_OK || answer.result == LOGIN_MUST_CHANGE_PASSWORD;
    count_result(call, id, is_right);
    call->session->operator = answer.operator;
    e = record_attempt(call, &answer);
    if (e == ERR_NONE && is_right) {
        e = record_over(call);
    }
    if (e == ERR_NONE && is_right) {
        e = open_session(call, &answer);
    }
    if (e == ERR_NONE && is_right) {
        call->location = answer.result == LOGIN_OK ? screen_next(view->next) : url_of(screen_password.path);
        struct report quiet; /* old rows that stay are no reason to keep somebody out */
        report_init(&quiet);
        if (web_session_purge(call->session->store, &call->gate->limits, call->now, &quiet) != ERR_NONE) {
            report_print(&quiet, stderr);
        }
        report_done(&quiet);
    }
    view->message = is_right ? NULL : answer.words;
    return e;
}

static enum err login_act(struct screen_call *call)
{
    struct text id = form_value(&call->form, "operator");
    struct text password = form_raw(&call->form, "password");
    struct text code = form_value(&call->form, "code");
    struct login_view view = {.operator_id = id, .next = form_value(&call->form, "next")};
    int64_t wait = wait_of(call, id);
    char digits[13];

    if (addressee_words_number(id, digits)) {
        view.operator_id = text_of(""); /* a 個人番号 typed into the wrong field is not shown again (MN-01) */
    }
    view.id_is_missing = id.len == 0;
    view.password_is_missing = password.len == 0;
    view.code_is_missing = code.len == 0;
    if (view.id_is_missing || view.password_is_missing || view.code_is_missing) {
        view.message = "入力が足りません";
    } else if (wait > 0) {
        view.message = arena_printf(call->arena, "続けてまちがえたため、あと %d 秒はログインできません",
                                    (int)((wait + 999) / 1000));
    } else {
        enum err e = try_login(call, id, password, code, &view);
        if (e != ERR_NONE || view.message == NULL) {
            return e;
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
    struct text id = text_of(call->login->operator_id); /* all of them end: AU-18 */
    e = screen_end(call, web_session_end_user(call->session->store, id, call->now, call->report));
    if (e == ERR_NONE) {
        gate_forget_user(call->gate, id);
        call->location = url_of("/login");
        call->ends_session = true;
    }
    return e;
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
    e = screen_end(call, web_session_purpose(call->session->store, call->login, purpose, call->report));
    if (e == ERR_NONE) {
        gate_read_again(call->gate, call->login);
        call->location = url_of("/menu");
    }
    return e;
}
