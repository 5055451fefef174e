/* Somebody at a browser, without HTTP: requests to the frame of a practice folder. Programs of fixture.c. */
#ifndef KOKUHO_TEST_WEB_VISITOR_H
#define KOKUHO_TEST_WEB_VISITOR_H

#include "fixture.h"

struct visitor {
    struct frame frame;
    void *worker;
    struct web_answer answer;
    char cookie[128], csrf[65], location[512];
};
extern struct visitor visitor;

/* Opens and closes the serving process on the folder: sessions live on in the store. */
void visitor_open(void);
void visitor_close(void);
void visitor_ask(bool is_post, const char *path, const char *body);
bool visitor_sees(const char *words);
/* The form token of the page that stands there. */
void visitor_take_csrf(void);
void visitor_take_cookie(void);
/* Password and code of the moment; ends at the menu, its form token taken. */
void visitor_log_in(const char *id);
/* Only the answer to the log-in form. */
void visitor_try_log_in(const char *id, const char *password);
/* A form of the page `on`, whose token it carries: "a=1&b=2". */
void visitor_send(const char *on, const char *path, const char *fields);
/* The password again (AU-20). */
void visitor_step_up(void);

#endif
