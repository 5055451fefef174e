/* Pages, redirects, documents, errors in words. */
#include "web/assets.h"
#include "web/frame_parts.h"
#include "web/templates.h"

#define HTML_TYPE "text/html; charset=utf-8"

void answer_page(struct frame_worker *w, const struct screen_call *call, int status, struct text content,
                 struct web_answer *ret)
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
        textbuf_puts(&w->page.page, "<!DOCTYPE html><html lang=\"ja\"><title>国保</title>"
                                    "<p>ページが大きすぎて表示できません。範囲を狭めてください。</p>");
    }
    ret->status = status;
    ret->content_type = HTML_TYPE;
    ret->body = (struct text){w->page.page.bytes, w->page.page.len};
}

void answer_words(struct frame_worker *w, struct screen_call *call, int status, const char *title,
                  struct web_answer *ret)
{
    struct html words;
    html_init(&words);
    call->title = title;
    template_frame_words(&words, title, call->report,
                         call->login != NULL ? url_of("/menu") : url_of("/login"), call->correlation);
    answer_page(w, call, status, (struct text){words.page.bytes, words.page.len}, ret);
    html_done(&words);
}

int status_of_err(enum err e)
{
    return e == ERR_NONE ? 0 : e == ERR_WORLD ? 503 : e == ERR_FINDINGS ? 404 : 400;
}

void answer_error(struct frame_worker *w, struct screen_call *call, enum err e, struct web_answer *ret)
{
    if (e == ERR_WORLD) {
        /* The handle may be of no use any more: the next request opens it again. What went wrong inside
         * stands in the log beside the number; the page tells only that (AS-10). */
        store_close(w->session.store);
        w->session.store = NULL;
        fprintf(stderr, "受付番号 %s\n", call->correlation);
        report_print(call->report, stderr);
        report_clear(call->report);
        report_add(call->report, "いま処理できません。少し待ってから、もう一度試してください。"
                                 "続くときは、受付番号を添えて情報システムの担当に知らせてください");
        answer_words(w, call, 503, "処理できませんでした", ret);
    } else if (e == ERR_FINDINGS) {
        answer_words(w, call, 404, "見つかりません", ret);
    } else {
        answer_words(w, call, 400, "受け付けられません", ret);
    }
}

void answer_redirect(struct url to, struct web_answer *ret)
{
    ret->status = 303;
    ret->content_type = HTML_TYPE;
    ret->body = text_of("");
    memcpy(ret->location, to.path, sizeof(to.path));
}

void set_cookie(const struct frame *f, struct web_answer *ret, const char *token)
{
    int n = snprintf(ret->cookie, sizeof(ret->cookie), "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                     f->is_tls ? SESSION_COOKIE_TLS : SESSION_COOKIE, token, f->is_tls ? "; Secure" : "",
                     token[0] == '\0' ? "; Max-Age=0" : "");
    assert(n > 0 && (size_t)n < sizeof(ret->cookie));
}

bool answer_asset(const struct web_request *r, struct web_answer *ret)
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
