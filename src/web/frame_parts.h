/* What the files of the frame share and nobody else sees. */
#ifndef KOKUHO_WEB_FRAME_PARTS_H
#define KOKUHO_WEB_FRAME_PARTS_H

#include "web/frame.h"

struct frame_worker {
    struct frame *frame;
    struct arena *keep, *request;
    struct session session; /* store NULL = to be opened (again) */
    struct report report;
    struct html page;       /* the whole page of the answer */
    struct html content;    /* what the screen made of it */
    char terminal[33];
    bool own_is_told;       /* the look at one's own record is recorded */
    bool write_seen;        /* this look is to be written to the session's row */
};

/* frame_answer.c: how an answer is made. */
void answer_page(struct frame_worker *w, const struct screen_call *call, int status, struct text content,
                 struct web_answer *ret);
/* The words of the report as a page: at the top what went wrong, then what to do. */
void answer_words(struct frame_worker *w, struct screen_call *call, int status, const char *title,
                  struct web_answer *ret);
void answer_error(struct frame_worker *w, struct screen_call *call, enum err e, struct web_answer *ret);
void answer_redirect(struct url to, struct web_answer *ret);
bool answer_asset(const struct web_request *r, struct web_answer *ret);
void set_cookie(const struct frame *f, struct web_answer *ret, const char *token);
/* The status that answer_error() would give. */
int status_of_err(enum err e);

/* entry.c: who comes in. False: the answer is already made. */
bool is_our_host(const struct frame *f, struct text host);
bool is_same_origin(const struct frame *f, const struct web_request *r);
/* The registered terminal of the certificate; loopback of practice has none. */
bool enter_terminal(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                    struct web_answer *ret);
/* A page that stands before the one that was asked for, with the way on. */
struct url enter_before(const struct screen *where, const struct web_request *r);
/* Session and operator. */
bool enter_session(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                   struct web_session *login, struct web_answer *ret);
/* What stands before the screen: new password, lock, password again. */
bool enter_screen(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                  struct web_answer *ret);
/* Words for a form that cannot be read: which field it is, or that it is none of ours. */
void enter_say_unread(struct screen_call *call, struct text body);
/* The form is ours, of this session, and was not sent before. */
bool enter_form(struct frame_worker *w, struct screen_call *call, const struct web_request *r,
                struct web_answer *ret);
/* Nobody's own record without a reason (AZ-19): looks at who stands on the page or in the path. */
MUST_CHECK enum err own_record(struct frame_worker *w, struct screen_call *call, bool *ret_is_own);
/* Record of a refusal; then the page. */
void refuse(struct frame_worker *w, struct screen_call *call, int status, const char *title,
            const char *words, struct web_answer *ret);

#endif
