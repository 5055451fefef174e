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

int client_open(void); /* the frame on the folder that exists */
int client_start(void **state);
int client_stop(void **state);

#endif
