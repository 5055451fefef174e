/* The frame around every screen. */
#include "web/frame.h"

#include "web/assets.h"
#include "web/templates.h"

#define REQUEST_BYTES ((size_t)256 << 20)
#define HTML_TYPE "text/html; charset=utf-8"

struct frame_worker {
    struct frame *frame;
    struct arena *keep, *request;
    struct session session; /* store NULL = to be opened (again) */
    struct report report;
    struct html page;       /* the whole page of the answer */
};

void frame_init(struct frame *f, const struct data_folder *folder)
{
    *f = (struct frame){.folder = *folder};
    f->chain.served_by = clock_now_ms();
    login_gate_init(&f->gate);
}

void frame_set_port(struct frame *f, int port)
{
    snprintf(f->host[0], sizeof(f->host[0]), "127.0.0.1:%d", port);
    snprintf(f->host[1], sizeof(f->host[1]), "localhost:%d", port);
}

static enum err open_store(struct frame_worker *w)
{
    if (w->session.store != NULL) {
        return ERR_NONE;
    }
    return store_open(w->session.folder.store_url, STORE_WRITE, &w->report, &w->session.store);
}

void *frame_worker_open(void *frame)
{
    struct frame *f = frame;
    struct arena *own = arena_new("画面の要求", REQUEST_BYTES);
    struct arena *keep = arena_new("画面の処理", 1 << 20);
    struct frame_worker *w = ARENA_NEW(keep, struct frame_worker);
    w->frame = f;
    w->keep = keep;
    w->session.folder = f->folder;
    w->request = own;
    report_init(&w->report);
    html_init(&w->page);
    if (open_store(w) != ERR_NONE) {
        report_print(&w->report, stderr);
        report_done(&w->report);
        html_done(&w->page);
        arena_free(own);
        arena_free(keep);
        return NULL;
    }
    return w;
}

void frame_worker_close(void *worker)
{
    struct frame_worker *w = worker;
    struct arena *keep = w->keep;
    session_close(&w->session);
    report_done(&w->report);
    html_done(&w->page);
    arena_free(w->request);
    arena_free(keep);
}

bool frame_is_slow(const struct web_request *r)
{
    return r->is_post && text_is(r->path, "/login");
}

/* ------------------------------------------------------------------------------ answers ------- */

static void answer_page(struct frame_worker *w, const struct screen_call *call, int status,
                        struct text content, struct web_answer *ret)
{
    textbuf_clear(&w->page.page);
    w->page.csrf = call->login != NULL ? call->login->csrf : "";
    const char *title = call->title != NULL ? call->title : call->screen->label;
    template_frame_head(&w->page, call, title);
    textbuf_add(&w->page.page, content.bytes, content.len);
    template_frame_foot(&w->page, call);
    if (w->page.page.overflow) {
        status = 500;
        textbuf_clear(&w->page.page);
        textbuf_puts(&w->page.page, "<!DOCTYPE html><html lang=\"ja\"><title>国保（練習）</title>"
                                    "<p>ページが大きすぎて表示できません。範囲を狭めてください。</p>");
    }
    ret->status = status;
    ret->content_type = HTML_TYPE;
    ret->body = (struct text){w->page.page.bytes, w->page.page.len};
}

/* The words of the report as a page: at the top what went wrong, then what to do. */
static void answer_words(struct frame_worker *w, struct screen_call *call, int status,
                         const char *title, struct web_answer *ret)
{
    struct html words;
    html_init(&words);
    call->title = title;
    template_frame_words(&words, title, call->report,
                         call->login != NULL ? url_of("/menu") : url_of("/login"));
    answer_page(w, call, status, (struct text){words.page.bytes, words.page.len}, ret);
    html_done(&words);
}

static void answer_error(struct frame_worker *w, struct screen_call *call, enum err e,
                         struct web_answer *ret)
{
    if (e == ERR_WORLD) {
        /* The handle may be of no use any more: the next request opens it again. */
        store_close(w->session.store);
        w->session.store = NULL;
        report_print(call->report, stderr);
        answer_words(w, call, 503, "処理できませんでした", ret);
    } else if (e == ERR_FINDINGS) {
        answer_words(w, call, 404, "見つかりません", ret);
    } else {
        answer_words(w, call, 400, "受け付けられません", ret);
    }
}

static void answer_redirect(struct url to, struct web_answer *ret)
{
    ret->status = 303;
    ret->content_type = HTML_TYPE;
    ret->body = text_of("");
    memcpy(ret->location, to.path, sizeof(to.path));
}

static void set_cookie(struct web_answer *ret, const char *token)
{
    int n = snprintf(ret->cookie, sizeof(ret->cookie),
                     SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict%s", token,
                     token[0] == '\0' ? "; Max-Age=0" : "");
    assert(n > 0 && (size_t)n < sizeof(ret->cookie));
}

static bool answer_asset(const struct web_request *r, struct web_answer *ret)
{
    for (size_t i = 0; i < web_asset_count; i++) {
        const struct web_asset *a = &web_assets[i];
        if (!text_is(r->path, a->path)) {
            continue;
        }
        snprintf(ret->etag, sizeof(ret->etag), "%s", a->etag);
        ret->content_type = a->content_type;
        ret->status = text_is(r->if_none_match, a->etag) ? 304 : 200;
        ret->body = ret->status == 304 ? text_of("") : (struct text){a->bytes, a->len};
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------------------- checks ------- */

/* A browser says where a POST comes from; a page of another origin is refused. */
static bool is_same_origin(const struct frame *f, const struct web_request *r)
{
    if (r->fetch_site.len > 0 && !text_is(r->fetch_site, "same-origin")) {
        return false;
    }
    if (r->origin.len == 0) {
        return true;
    }
    if (text_is(r->origin, "null")) { /* what forms say under no-referrer */
        return text_is(r->fetch_site, "same-origin");
    }
    static const char scheme[] = "http://";
    size_t n = sizeof(scheme) - 1;
    struct text host = {r->origin.bytes + n, r->origin.len - (r->origin.len < n ? r->origin.len : n)};
    return r->origin.len > n && memcmp(r->origin.bytes, scheme, n) == 0 &&
           (text_is(host, f->host[0]) || text_is(host, f->host[1]));
}

static bool is_our_host(const struct frame *f, struct text host)
{
    return text_is(host, f->host[0]) || text_is(host, f->host[1]);
}

/* Rows of the access record and the moment of the last look, in one transaction. */
static enum err keep_record(struct frame_worker *w, const struct screen_call *call,
                            enum access_kind kind, bool write_access)
{
    bool write_seen = call->now - call->login->seen_at > SESSION_SEEN_STEP_MS;
    if (!write_access && !write_seen) {
        return ERR_NONE;
    }
    struct store *s = w->session.store;
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    if (write_access) {
        e = access_write(&w->frame->chain, call, kind, w->session.operator.id);
    }
    if (e == ERR_NONE && write_seen) {
        e = web_session_seen(s, call->login, call->now, call->report);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        report_add(call->report, "参照の記録を残せないため、ページを表示しません");
    }
    return e;
}

/* ------------------------------------------------------------------------------ the log-in ---- */

/* Keeps what came of a log-in: the new session and its record, or the refusal. */
static enum err keep_login(struct frame_worker *w, struct screen_call *call)
{
    struct store *s = w->session.store;
    bool is_right = w->session.operator.id[0] != '\0';
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    if (is_right) {
        e = web_session_add(s, w->session.operator.id, "窓口・電話の照会", call->now, call->report,
                            call->token);
    }
    if (e == ERR_NONE) {
        e = access_write(&w->frame->chain, call, is_right ? ACCESS_LOGIN : ACCESS_REFUSED,
                         is_right ? w->session.operator.id : "");
    }
    if (e == ERR_NONE) {
        e = store_commit(s, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    return is_right ? web_session_purge(s, call->now, call->report) : ERR_NONE;
}

static void answer_login(struct frame_worker *w, struct screen_call *call,
                         const struct web_request *r, struct web_answer *ret)
{
    enum err e;
    w->session.operator = (struct operator_identity){0};
    if (!form_parse(r->query, call->arena, &call->query)) {
        call->query.count = 0; /* only the way back is lost */
    }
    if (r->is_post) {
        if (!form_parse(r->body, call->arena, &call->form)) {
            report_add(call->report, "送られた内容を読めません");
            answer_error(w, call, ERR_INPUT, ret);
            return;
        }
        e = call->screen->act(call);
        if (e == ERR_NONE) {
            e = keep_login(w, call);
        }
    } else {
        e = call->screen->show(call);
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
    } else if (call->token[0] != '\0') {
        answer_redirect(call->location, ret);
        set_cookie(ret, call->token);
    } else {
        answer_page(w, call, call->status,
                    (struct text){call->html.page.bytes, call->html.page.len}, ret);
    }
}

/* ------------------------------------------------------------------------------- the screens -- */

/* Session and operator; false when the answer is already made (to the log-in). */
static bool enter(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                  struct web_session *login, struct web_answer *ret)
{
    struct text token = cookie_value(r->cookie, SESSION_COOKIE);
    enum err e = web_session_find(w->session.store, token, call->now, call->report, login);
    if (e == ERR_NONE) {
        struct report quiet;
        report_init(&quiet);
        e = ops_operator_find(w->session.store, text_of(login->operator_id), text_of(""),
                              w->session.folder.business_date, call->now, &quiet, &w->session.operator);
        report_done(&quiet);
        e = e == ERR_INPUT ? ERR_FINDINGS : e;
    }
    if (e == ERR_NONE) {
        call->login = login;
        call->html.csrf = login->csrf;
        return true;
    }
    if (e == ERR_FINDINGS) {
        struct url to = url_of("/login");
        char path[128];
        if (!r->is_post && r->path.len > 1 && r->path.len < sizeof(path)) {
            memcpy(path, r->path.bytes, r->path.len);
            path[r->path.len] = '\0';
            to = url_with(to, "next", path);
        }
        answer_redirect(to, ret);
        set_cookie(ret, "");
        return false;
    }
    answer_error(w, call, e, ret);
    return false;
}

static bool form_is_ours(struct frame_worker *w, struct screen_call *call,
                         const struct web_request *r, struct web_answer *ret)
{
    static const char type[] = "application/x-www-form-urlencoded";
    size_t n = sizeof(type) - 1;
    bool ok = r->content_type.len >= n && memcmp(r->content_type.bytes, type, n) == 0 &&
              form_parse(r->body, call->arena, &call->form);
    if (!ok) {
        report_add(call->report, "送られた内容を読めません。画面を開き直して、もう一度入力してください");
        answer_error(w, call, ERR_INPUT, ret);
        return false;
    }
    if (!session_csrf_is_right(call->login, form_value(&call->form, "csrf"))) {
        report_add(call->report, "この画面は古くなりました。開き直して、もう一度入力してください");
        answer_words(w, call, 403, "受け付けられません", ret);
        return false;
    }
    return true;
}

/* A look or an act of somebody who is logged in and may. */
static void answer_screen(struct frame_worker *w, struct screen_call *call,
                          const struct web_request *r, struct web_answer *ret)
{
    enum err e;
    if (r->is_post) { /* the record of a change stands before the change */
        if (!form_is_ours(w, call, r, ret)) {
            return;
        }
        e = keep_record(w, call, call->ends_session ? ACCESS_LOGOUT : ACCESS_CHANGE, true);
        if (e == ERR_NONE) {
            e = call->screen->act(call);
        }
    } else {
        e = call->screen->show(call);
    }
    if (e == ERR_NONE && (!r->is_post || call->seen_count > 0)) {
        e = keep_record(w, call, ACCESS_LOOK, call->screen->shows_persons);
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    if (call->location.path[0] != '\0') {
        answer_redirect(call->location, ret);
        if (call->ends_session) {
            set_cookie(ret, "");
        }
        return;
    }
    if (call->file.len > 0) { /* a document instead of a page; it lives in the arena of the request */
        ret->status = call->status;
        ret->content_type = call->file_type;
        ret->body = call->file;
        return;
    }
    answer_page(w, call, call->status, (struct text){call->html.page.bytes, call->html.page.len},
                ret);
}

static void answer_refused(struct frame_worker *w, struct screen_call *call, struct web_answer *ret)
{
    enum err e = keep_record(w, call, ACCESS_REFUSED, true);
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    report_add(call->report, "職員「%s」に「%s」の権限がありません。係の管理者に相談してください",
               w->session.operator.id, ops_permissions[call->screen->permission].label);
    answer_words(w, call, 403, "権限がありません", ret);
}

static void answer_call(struct frame_worker *w, struct screen_call *call,
                        const struct web_request *r, struct web_answer *ret)
{
    struct web_session login;
    bool is_known = call->screen != NULL;
    enum err e = open_store(w);
    if (!is_known) {
        call->screen = &screen_menu;
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    if (is_known && call->screen->door == DOOR_LOGIN) {
        answer_login(w, call, r, ret);
        return;
    }
    if (!enter(w, call, r, &login, ret)) {
        return;
    }
    if (!is_known) {
        report_add(call->report, "この場所に画面はありません");
        answer_words(w, call, 404, "見つかりません", ret);
    } else if (!screen_may(call->screen, &w->session.operator)) {
        answer_refused(w, call, ret);
    } else if (!form_parse(r->query, call->arena, &call->query)) {
        report_add(call->report, "アドレスの ? から後ろを読めません");
        answer_words(w, call, 400, "受け付けられません", ret);
    } else {
        answer_screen(w, call, r, ret);
    }
}

void frame_worker_answer(void *worker, const struct web_request *r, struct web_answer *ret)
{
    struct frame_worker *w = worker;
    arena_reset(w->request);
    report_clear(&w->report);
    ret->content_type = "text/plain; charset=utf-8";
    ret->body = text_of("この要求は受け付けられません\n");
    if (!is_our_host(w->frame, r->host)) {
        ret->status = 421; /* a name that only points here (DNS rebinding) */
        return;
    }
    if (r->is_post && !is_same_origin(w->frame, r)) {
        ret->status = 403;
        return;
    }
    if (answer_asset(r, ret)) {
        return;
    }
    if (text_is(r->path, "/")) {
        answer_redirect(url_of("/menu"), ret);
        return;
    }
    struct screen_call *call = ARENA_NEW(w->request, struct screen_call);
    call->screen = screen_of_path(screens, screen_count, r->path, call->numbers);
    call->session = &w->session;
    call->gate = &w->frame->gate;
    call->arena = w->request;
    call->report = &w->report;
    call->terminal = arena_string(w->request, r->peer);
    call->now = clock_now_ms();
    call->status = 200;
    if (call->screen != NULL &&
        (r->is_post ? call->screen->act == NULL : call->screen->show == NULL)) {
        ret->status = 405;
        return;
    }
    call->ends_session = call->screen == &screen_logout;
    html_init(&call->html);
    answer_call(w, call, r, ret);
    html_done(&call->html);
}
