/*
 * Who comes in: terminal, session, operator, form, and what stands before a screen.
 *
 * Rows    AU-03, AU-04, AU-13, AU-16 .. AU-20, AZ-02, AZ-07, AZ-15, AZ-19, TR-01 .. TR-03, AS-03, AS-04,
 * AS-09, MN-02
 */
#include "base/personal_number.h"
#include "casework/casework.h"
#include "ops/terminal.h"
#include "web/frame_parts.h"

bool is_our_host(const struct frame *f, struct text host)
{
    return text_is(host, f->host[0]) || text_is(host, f->host[1]);
}

/* A browser says where a POST comes from; a page of another origin is refused. */
bool is_same_origin(const struct frame *f, const struct web_request *r)
{
    const char *scheme = f->is_tls ? "https://" : "http://";
    size_t n = strlen(scheme);
    if (r->fetch_site.len > 0 && !text_is(r->fetch_site, "same-origin")) {
        return false;
    }
    if (r->origin.len == 0) {
        return true;
    }
    if (text_is(r->origin, "null")) { /* what forms say under no-referrer */
        return text_is(r->fetch_site, "same-origin");
    }
    return text_starts(r->origin, scheme) &&
           is_our_host(f, (struct text){r->origin.bytes + n, r->origin.len - n});
}

void refuse(struct frame_worker *w, struct screen_call *call, int status, const char *title,
            const char *words, struct web_answer *ret)
{
    const struct access access = {.kind = AUDIT_REFUSED, .outcome = status, .words = text_of(title)};
    enum err e = access_write(w->frame->audit, call, &access);
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return;
    }
    report_clear(call->report);
    report_add(call->report, "%s", words);
    answer_words(w, call, status, title, ret);
}

/* ------------------------------------------------------------------------------- terminal ----- */

bool enter_terminal(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                    struct web_answer *ret)
{
    struct terminal terminal;
    w->terminal[0] = '\0';
    call->terminal = w->terminal;
    w->session.terminal = w->terminal;
    if (!w->frame->is_tls) {
        return true;
    }
    call->certificate = r->certificate.serial;
    if (!r->is_tls || !text_is(r->certificate.verify, "SUCCESS")) {
        call->criteria = r->certificate.verify;
        refuse(w, call, 403, "端末の証明書を確かめられません",
               "この端末は登録されていないか、証明書が失効しています。端末の管理者に知らせてください", ret);
        return false;
    }
    enum err e = ops_terminal_find(w->session.store, r->certificate.serial,
                                   w->session.folder.business_date, call->now, call->report, &terminal);
    if (e == ERR_FINDINGS || e == ERR_INPUT) {
        refuse(w, call, 403, "登録された端末ではありません",
               "この端末は使えません（登録がない、使用をやめた、または期間の外）。端末の管理者に知らせてく"
               "ださい",
               ret);
        return false;
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return false;
    }
    snprintf(w->terminal, sizeof(w->terminal), "%s", terminal.id);
    return true;
}

/* -------------------------------------------------------------------------------- session ----- */

struct url enter_before(const struct screen *where, const struct web_request *r)
{
    struct url to = url_of(where->path);
    char next[SCREEN_NEXT_MAX];
    bool has_query = r->query.len > 0 && screen_query_is_plain(r->query);
    size_t len = r->path.len + (has_query ? 1 + r->query.len : 0);
    if (r->is_post || r->path.len <= 1 || len >= sizeof(next)) {
        return to;
    }
    snprintf(next, sizeof(next), "%.*s%s%.*s", (int)r->path.len, r->path.bytes, has_query ? "?" : "",
             has_query ? (int)r->query.len : 0, r->query.bytes);
    return url_with(to, "next", next);
}

static void to_log_in(struct frame_worker *w, const struct web_request *r, struct web_answer *ret)
{
    answer_redirect(enter_before(&screen_login, r), ret);
    set_cookie(w->frame, ret, "");
}

/* Registered, inside his period, with the rights of this moment (AU-13, AZ-15). */
static enum err find_operator(struct frame_worker *w, const struct screen_call *call,
                              const struct web_session *login)
{
    struct report quiet;
    report_init(&quiet);
    enum err e = ops_operator_find(w->session.store, text_of(login->operator_id), text_of(w->terminal),
                                   w->session.folder.business_date, call->now, &quiet,
                                   &w->session.operator);
    if (e == ERR_WORLD) {
        report_print(&quiet, stderr);
    }
    report_done(&quiet);
    if (e == ERR_NONE && login->created_at <= w->session.operator.sessions_from) {
        return ERR_FINDINGS; /* AU-18: a new password was handed out, here or by command */
    }
    return e == ERR_INPUT ? ERR_FINDINGS : e;
}

bool enter_session(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                   struct web_session *login, struct web_answer *ret)
{
    struct text token = cookie_value(r->cookie, w->frame->is_tls ? SESSION_COOKIE_TLS : SESSION_COOKIE);
    enum err e = gate_enter(&w->frame->gate, w->session.store, token, call->now, call->report, login,
                            &w->write_seen);
    if (e == ERR_NONE && strcmp(login->terminal, w->terminal) != 0) {
        /* A token of one terminal at another: somebody carries it about. */
        refuse(w, call, 403, "別の端末のログインです",
               "このログインは別の端末で始めたものです。この端末でログインし直してください", ret);
        set_cookie(w->frame, ret, "");
        return false;
    }
    if (e == ERR_NONE) {
        e = find_operator(w, call, login);
    }
    if (e == ERR_FINDINGS) {
        to_log_in(w, r, ret);
        return false;
    }
    if (e != ERR_NONE) {
        answer_error(w, call, e, ret);
        return false;
    }
    call->login = login;
    call->html.csrf = login->csrf;
    w->session.purpose = login->purpose;
    return true;
}

/* --------------------------------------------------------------------------------- screen ----- */

static bool lead_to(const struct screen *where, const struct web_request *r, struct web_answer *ret)
{
    answer_redirect(enter_before(where, r), ret);
    return false;
}

static bool is_often(struct frame_worker *w, const struct screen_call *call)
{
    const struct session_limits *limits = &w->frame->gate.limits;
    const struct screen *s = call->screen;
    return !gate_may(&w->frame->gate, call->login, 0, limits->pages_per_minute, call->now) ||
           (s->is_search &&
            !gate_may(&w->frame->gate, call->login, 1, limits->searches_per_minute, call->now));
}

bool enter_screen(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                  struct web_answer *ret)
{
    const struct web_session *login = call->login;
    const struct screen *s = call->screen;
    if (is_often(w, call)) {
        refuse(w, call, 429, "続けて開きすぎです",
               "短い時間に多くのページを開いています。1分ほど待ってから、もう一度開いてください", ret);
        ret->retry_after = 30;
        return false;
    }
    if (login->must_change && s != &screen_password && s != &screen_logout) {
        return lead_to(&screen_password, r, ret);
    }
    if (login->locked_at != 0 && s != &screen_unlock && s != &screen_logout) {
        return lead_to(&screen_unlock, r, ret);
    }
    if (s->needs_step_up && (login->step_up_at == 0 || call->now < login->step_up_at ||
                             call->now - login->step_up_at >= w->frame->gate.limits.step_up_ms)) {
        return lead_to(&screen_step_up, r, ret);
    }
    return true;
}

/* A field whose words are not kept as they are: the token, and what the screen declares. */
static bool is_no_words(const struct screen *s, struct text name)
{
    bool found = text_is(name, "csrf") || (s->number_field != NULL && text_is(name, s->number_field));
    for (const char *const *other = s->no_words; other != NULL && *other != NULL && !found; other++) {
        found = text_is(name, *other);
    }
    return found || text_starts(name, "v-"); /* fields of a change: casework reads each by its type */
}

/* The first field of words that holds a 個人番号; NULL = none. */
static const struct form_field *field_with_number(const struct screen *s, const struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        if (!is_no_words(s, form->fields[i].name) && personal_number_stands_in(form->fields[i].value)) {
            return &form->fields[i];
        }
    }
    return NULL;
}

static const char *field_label(const struct screen_call *call, struct text name)
{
    const struct change_kind *kind =
        text_starts(name, "v-") ? change_kind_find(form_value(&call->form, "kind")) : NULL;
    for (size_t i = 0; kind != NULL && i < kind->field_count; i++) {
        if (text_is((struct text){name.bytes + 2, name.len - 2}, kind->fields[i].name)) {
            return kind->fields[i].label;
        }
    }
    for (const struct screen_field *f = call->screen->fields; f != NULL && f->name != NULL; f++) {
        if (text_is(name, f->name)) {
            return f->label;
        }
    }
    return "入力した文字";
}

void enter_say_unread(struct screen_call *call, struct text body)
{
    struct text name = call->form.unread;
    if (name.len == 0) {
        report_add(call->report, "送られた内容を読めません。画面を開き直して、もう一度入力してください");
        return;
    }
    /* The kind of a change stands before its fields: it gives them their labels. */
    (void)form_parse((struct text){body.bytes, call->form.unread_at}, call->arena, &call->form);
    report_add(call->report,
               "「%s」を読めません。目に見えない文字（制御文字）があるか、長すぎます。前の画面に戻り、"
               "消すか短くして、もう一度送ってください",
               field_label(call, name));
    call->form.count = 0;
}

bool enter_form(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                struct web_answer *ret)
{
    uint64_t page = 0;
    call->form = (struct form){.count = 0};
    if (!text_starts(r->content_type, "application/x-www-form-urlencoded") ||
        !form_parse(r->body, call->arena, &call->form)) {
        enter_say_unread(call, r->body);
        answer_error(w, call, ERR_INPUT, ret);
        return false;
    }
    if (!session_csrf_is_right(call->login, form_value(&call->form, "csrf"), &page)) {
        refuse(w, call, 403, "受け付けられません",
               "この画面は古くなりました。開き直して、もう一度入力してください", ret);
        return false;
    }
    const struct form_field *field = field_with_number(call->screen, &call->form);
    if (field != NULL) { /* MN-02: nothing of it goes further, and it is not shown again */
        refuse(w, call, 422, "個人番号は書けません",
               arena_printf(call->arena,
                            "「%s」に個人番号（12桁）があります。ここには書けません。前の画面に戻り、"
                            "数字を消して入れ直してください",
                            field_label(call, field->name)),
               ret);
        return false;
    }
    if (!call->screen->may_repeat && !gate_spend(&w->frame->gate, call->login, page)) {
        refuse(w, call, 409, "すでに受け付けています",
               "同じ画面からもう送られています。二重には処理しません。画面を開き直して確かめてください", ret);
        return false;
    }
    return true;
}

/* ------------------------------------------------------------------------------ own record ---- */

/* The operator's household on the business date; 0 = none. */
static enum err household_of(struct frame_worker *w, struct screen_call *call, int64_t addressee_no,
                             struct as_of as_of, int64_t *ret)
{
    struct addressee own;
    enum err e = addressee_by_no(w->session.store, addressee_no, as_of, call->arena, call->report, &own);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        *ret = 0;
        return ERR_NONE;
    }
    if (e == ERR_NONE) {
        *ret = own.household_no;
    }
    return e;
}

static bool stands_there(const struct screen_call *call, int64_t addressee_no, int64_t household_no)
{
    for (size_t i = 0; i < call->seen_count; i++) {
        if (call->seen[i].addressee_no == addressee_no ||
            (household_no > 0 && call->seen[i].household_no == household_no)) {
            return true;
        }
    }
    const struct screen *s = call->screen;
    return (s->about == ABOUT_PERSON && call->numbers[0] == addressee_no) ||
           (s->about == ABOUT_HOUSEHOLD && household_no > 0 && call->numbers[0] == household_no);
}

enum err own_record(struct frame_worker *w, struct screen_call *call, bool *ret_is_own)
{
    int64_t own_no = w->session.operator.addressee_no, household_no = 0;
    *ret_is_own = false;
    if (own_no == 0 || (call->seen_count == 0 && call->screen->about == ABOUT_NOBODY)) {
        return ERR_NONE;
    }
    struct as_of as_of = {w->session.folder.business_date, INT64_MAX};
    enum err e = household_of(w, call, own_no, as_of, &household_no);
    *ret_is_own = e == ERR_NONE && stands_there(call, own_no, household_no);
    if (e != ERR_NONE || *ret_is_own || household_no == 0) {
        return e;
    }
    struct addressee *members;
    size_t count = 0;
    e = addressee_household(w->session.store, household_no, as_of, call->arena, call->report, &members,
                            &count);
    for (size_t i = 0; e == ERR_NONE && i < count && !*ret_is_own; i++) {
        *ret_is_own = stands_there(call, members[i].addressee_no, household_no);
    }
    return e == ERR_FINDINGS ? ERR_NONE : e;
}
