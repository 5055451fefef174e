/* What the templates of 連携ファイルの到着 and of the schedule are given. */
#ifndef KOKUHO_WEB_VIEWS_WATCH_H
#define KOKUHO_WEB_VIEWS_WATCH_H

#include "watch/watch.h"
#include "web/views.h"

struct feeds_view {
    struct day_field day;
    bool is_ahead, may_change;
    const char *fault; /* of the table; NULL = none */
    struct feeds_look look;
};
const char *feed_hour(const struct feed *feed, struct arena *arena); /* "10:30" */
extern const struct screen screen_feeds;

struct schedule_view {
    struct watch_line *lines;
    size_t count;
    const char *fault;
};
const char *schedule_hour(const struct watch_entry *entry, struct arena *arena); /* "10:30" */

#endif
