/* The frame around every screen. */
#include "web/frame_parts.h"

#include <sodium.h>

#define REQUEST_BYTES ((size_t)256 << 20)
#define SHARED_BYTES ((size_t)64 << 20)

enum err frame_open(struct frame *f, const struct data_folder *folder, struct report *report)
{
    struct session_limits limits;
    *f = (struct frame){.folder = *folder};
    enum err e = session_limits_read(folder, folder->business_date, report, &limits);
    if (e == ERR_NONE) {
        e = audit_open(folder, "serve", report, &f->audit);
    }
    if (e != ERR_NONE) {
        return e;
    }
    f->arena = arena_new("画面の入口", SHARED_BYTES);
    login_gate_init(&f->gate, &limits, f->arena);
    return ERR_NONE;
}

void frame_close(struct frame *f)
{
    audit_close(f->audit);
    arena_free(f->arena);
    f->audit = NULL;
    f->arena = NULL;
}

void frame_set_port(struct frame *f, int port)
{
    snprintf(f->host[0], sizeof(f->host[0]), "127.0.0.1:%d", port);
    snprintf(f->host[1], sizeof(f->host[1]), "localhost:%d", port);
}

void frame_set_host(struct frame *f, const char *host, int port)
{
    f->is_tls = true;
    snprintf(f->host[0], sizeof(f->host[0]), "%s:%d", host, port);
    snprintf(f->host[1], sizeof(f->host[1]), port == 443 ? "%s" : "%s:%d", host, port);
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
    w->session.audit = f->audit;
    w->session.terminal = w->session.purpose = "";
    w->request = own;
    report_init(&w->report);
    html_init(&w->page);
    html_init(&w->content);
    if (open_store(w) != ERR_NONE) {
        report_print(&w->report, stderr);
        report_done(&w->report);
        html_done(&w->page);
        html_done(&w->content);
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
    store_close(w->session.store); /* the records are the frame's */
    report_done(&w->report);
    html_done(&w->page);
    html_done(&w->content);
    arena_free(w->request);
    arena_free(keep);
}

bool frame_is_slow(const struct web_request *r)
{
    static const struct screen *const asking[] = {&screen_login, &screen_unlock, &screen_step_up,
                                                  &screen_password};
    for (size_t i = 0; r->is_post && i < COUNT_OF(asking); i++) {
        if (text_is(r->path, asking[i]->path)) {
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------------------------------------- records ---- */

/* The moment of the last look, every half minute; in a transaction of its own. */
static enum err keep_seen(struct frame_worker *w, const struct screen_call *call)
{
    if (!w->write_seen) {
        return ERR_NONE;
    }
    struct store *s = w->session.store;
    enum err e = store_begin(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = web_session_seen(s, call->login, call->now, call->report);
    if (e == ERR_NONE) {
        e = store_commit(s, call->report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

/* What was shown. A document for the printer is an output, one for the eyes a look. */
static enum err record_look(struct frame_worker *w, struct screen_call *call, int outcome)
{
    bool is_file = call->file.len > 0;
    const struct access access = {
        .kind = outcome != 0 ? AUDIT_REFUSED : call->is_printed ? AUDIT_OUTPUT : AUDIT_VIEW,
        .output_kind = !is_file ? NULL : call->is_printed ? "print" : "preview",
        .outcome = outcome,
    };
    return access_write(w->frame->audit, call, &access);
}

/* The record of an act stands before the act; what it did not do is told after it. */
static enum err record_act(struct frame_worker *w, struct screen_call *call, int outcome)
{
    const struct screen *s = call->screen;
    enum audit_kind kind = s->act_kind != 0 ? s->act_kind : AUDIT_CHANGE;
    const struct access access = {.kind = outcome != 0 ? AUDIT_REFUSED : kind, .outcome = outcome};
    return access_write(w->frame->audit, call, &access);
}

/* ------------------------------------------------------------------------------ the log-in ---- */

static void answer_made(struct frame_worker *w, struct screen_call *call, struct web_answer *ret)
{
    if (call->token[0] != '\0') {
        set_cookie(w->frame, ret, call->token);
    } else if (call->ends_session) {
        set_cookie(w->frame, ret, "");
        ret->clears_site_data = true;
    }
    if (call->location.path[0] != '\0') {
        answer_redirect(call->location, ret);
        return;
    }
    if (call->file.len > 0) { /* a document instead of a page; it lives in the arena of the request */
        ret->status = call->status;
        ret->content_type = call->file_type;
        ret->body = call->file;
        return;
    }
    answer_page(w, call, call->status, (struct text){call->html.page.bytes, call->html.page.len}, ret);
}

static void answer_login(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                         struct web_answer *ret)
{
    enum err e;
    w->session.operator = (struct operator_identity){0};
    if (!form_parse(r->query, call->arena, &call->query)) {
        call->query.count = 0; /* only the way back is lost */
    }
    if (!r->is_post) {
        e = call->screen->show(call);
    } else if (!gate_may_log_in(&w->frame->gate, text_of(w->terminal[0] != '\0' ? w->terminal : call->peer),
                                call->now)) {
        refuse(w, call, 429, "続けて試しすぎです",
               "この端末から短い時間に多くのログインが試されました。1分ほど待ってください", ret);
        ret->retry_after = 60;
        return;
    } else if (!form_parse(r->body, call->arena, &call->form)) {
        enter_say_unread(call, r->body);
        e = ERR_INPUT;
    } else {
        e = call->screen->act(call);
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    answer_made(w, call, ret);
}

/* ------------------------------------------------------------------------------- the screens -- */

/* Whoever looks at himself or his family is first asked why (AZ-19). False: the answer is made. */
static bool may_see_own(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                        struct web_answer *ret)
{
    bool is_own = false;
    char reason[REASON_BYTES];
    if (call->screen == &screen_own_record || w->own_is_told) {
        return true;
    }
    enum err e = own_record(w, call, &is_own);
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return false;
    }
    if (!is_own) {
        return true;
    }
    gate_reason(&w->frame->gate, call->login, reason);
    call->reason = text_of(arena_string(call->arena, reason));
    const struct access access = {
        .kind = call->reason.len > 0 ? AUDIT_VIEW : AUDIT_REFUSED,
        .event = "own-record.look",
        .outcome = call->reason.len > 0 ? 0 : 403,
    };
    e = access_write(w->frame->audit, call, &access);
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return false;
    }
    if (call->reason.len > 0) {
        w->own_is_told = true;
        return true;
    }
    answer_redirect(enter_before(&screen_own_record, r), ret);
    return false;
}

static void answer_act(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                       struct web_answer *ret)
{
    if (!enter_form(w, call, r, ret) || !may_see_own(w, call, r, ret)) {
        return;
    }
    bool is_record = call->screen->is_record;
    enum err e = is_record ? ERR_NONE : record_act(w, call, 0);
    if (e == ERR_NONE) {
        e = call->screen->act(call);
        if (e != ERR_NONE || is_record || call->seen_count > 0) {
            enum err recorded = e != ERR_NONE ? record_act(w, call, status_of_err(e))
                                              : record_look(w, call, 0);
            e = e != ERR_NONE ? e : recorded;
        }
    }
    if (e == ERR_NONE) {
        e = keep_seen(w, call);
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    answer_made(w, call, ret);
}

/* One transaction for all that a page reads: one state of the database, one lock of SQLite. */
static enum err show(struct frame_worker *w, struct screen_call *call)
{
    struct store *s = w->session.store;
    if (!call->screen->only_reads) {
        return call->screen->show(call);
    }
    enum err e = store_begin_read(s, call->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = call->screen->show(call);
    if (e == ERR_NONE) {
        return store_commit(s, call->report);
    }
    store_rollback(s);
    return e;
}

static void answer_look(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                        struct web_answer *ret)
{
    if (call->screen->about != ABOUT_NOBODY && !may_see_own(w, call, r, ret)) {
        return;
    }
    enum err e = show(w, call);
    if (e == ERR_NONE && !may_see_own(w, call, r, ret)) {
        return;
    }
    if (call->screen->shows_persons && (e == ERR_NONE || e == ERR_FINDINGS || e == ERR_INPUT)) {
        int outcome = e != ERR_NONE ? status_of_err(e) : call->status >= 400 ? call->status : 0;
        enum err recorded = record_look(w, call, outcome);
        e = recorded != ERR_NONE ? recorded : e;
    }
    if (e == ERR_NONE) {
        e = keep_seen(w, call);
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    answer_made(w, call, ret);
}

static void answer_call(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                        struct web_answer *ret)
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
    if (!enter_terminal(w, call, r, ret)) {
        return;
    }
    if (is_known && call->screen->door == DOOR_LOGIN) {
        answer_login(w, call, r, ret);
        return;
    }
    if (!enter_session(w, call, r, &login, ret)) {
        return;
    }
    if (!is_known) {
        report_add(call->report, "この場所に画面はありません");
        answer_words(w, call, 404, "見つかりません", ret);
    } else if (!screen_may(call->screen, &w->session.operator)) {
        /* Before anything is looked up: the same for what exists and what does not. */
        const char *words = arena_printf(
            call->arena, "職員「%s」に「%s」の権限がありません。係の管理者に相談してください",
            w->session.operator.id, ops_permissions[call->screen->permission].label);
        refuse(w, call, 403, "権限がありません", words, ret);
    } else if (!form_parse(r->query, call->arena, &call->query)) {
        report_add(call->report, "アドレスの ? から後ろを読めません");
        answer_words(w, call, 400, "受け付けられません", ret);
    } else if (!enter_screen(w, call, r, ret)) {
        return;
    } else if (r->is_post) {
        answer_act(w, call, r, ret);
    } else {
        answer_look(w, call, r, ret);
    }
}

static struct screen_call *call_of(struct frame_worker *w, const struct web_request *r)
{
    unsigned char number[8];
    struct screen_call *call = ARENA_NEW(w->request, struct screen_call);
    call->screen = screen_of_path(screens, screen_count, r->path, call->numbers);
    call->session = &w->session;
    call->gate = &w->frame->gate;
    call->arena = w->request;
    call->report = &w->report;
    call->terminal = "";
    call->peer = arena_string(w->request, r->peer);
    call->now = clock_now_ms();
    call->status = 200;
    call->result_count = -1;
    randombytes_buf(number, sizeof(number));
    hex_format(number, sizeof(number), call->correlation);
    return call;
}

void frame_worker_answer(void *worker, const struct web_request *r, struct web_answer *ret)
{
    struct frame_worker *w = worker;
    arena_reset(w->request);
    report_clear(&w->report);
    w->session.operator = (struct operator_identity){0};
    w->session.terminal = w->session.purpose = "";
    w->write_seen = w->own_is_told = false;
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
    struct screen_call *call = call_of(w, r);
    if (call->screen != NULL &&
        (r->is_post ? call->screen->act == NULL : call->screen->show == NULL)) {
        ret->status = 405;
        return;
    }
    textbuf_clear(&w->content.page);
    call->html = w->content; /* its room is kept from page to page */
    answer_call(w, call, r, ret);
    w->content = call->html;
    w->content.csrf = "";
}
