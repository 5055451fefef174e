/* A small client of the frame without HTTP: asks, keeps the cookie, reads the page. */
#ifndef KOKUHO_TEST_WEB_CLIENT_H
#define KOKUHO_TEST_WEB_CLIENT_H

#include "fixture.h"

extern struct frame frame;
extern void *worker;
extern struct web_answer answer; /* of the last request; also where it leads */
extern char cookie[128], csrf[65], location[512];

void ask(bool is_post, const char *path, const char *body);
bool page_has(const char *words);
/* The form token of the last page; the cookie of the last log-in. */
void take_csrf(void);
void take_cookie(void);
/* Through the log-in page to the menu, whose token is taken. */
void log_in(const char *id);

/* Only the answer to the log-in form, with the code of the moment. */
void try_log_in(const char *id, const char *password);
/* A form of the page `on`, whose token it carries: "a=1&b=2". */
void send_from(const char *on, const char *path, const char *fields);
/* The password again (AU-20). */
void step_up(void);

int client_open(void); /* the frame on the folder that exists */
void client_restart(void); /* what only the process knew is forgotten */
int client_start(void **state);
int client_stop(void **state);

#endif
