/* オンライン申請: what the templates get. */
#ifndef KOKUHO_WEB_VIEWS_ONLINE_H
#define KOKUHO_WEB_VIEWS_ONLINE_H

#include "online/online.h"
#include "web/views.h"

struct online_line {
    const struct online_application *application;
    const char *applicant; /* "" = not to be found by this operator */
};
struct onlines_view {
    enum online_state state; /* shown; 0 = all */
    size_t of_state[ONLINE_STATES], count;
    const struct online_line *lines;
};
struct online_view {
    const struct online_application *application;
    bool is_hidden; /* somebody whose address this operator may not see */
    bool may_work;
    const char *message; /* what was refused; NULL = nothing */
};
struct url online_url(int64_t application_no);
const char *online_when(const struct online_application *a, struct arena *arena); /* "R8.6.20 13:05" */
const char *online_size(int64_t bytes, struct arena *arena);                      /* "120KB" */
extern const struct screen screen_onlines, screen_online, screen_online_file;

#endif
