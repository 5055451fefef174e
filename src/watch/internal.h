/* Inner header of watch. */
#ifndef KOKUHO_WATCH_INTERNAL_H
#define KOKUHO_WATCH_INTERNAL_H

#include "watch/watch.h"

/* The municipality's own table of that name, or the national one (schedule.c). */
MUST_CHECK enum err watch_table(const struct data_folder *folder, const char *name,
                                const struct column *columns, size_t count, struct arena *arena,
                                struct report *report, struct table *ret);

struct watch_settings {
    int64_t disk_free_mib, head_hours, night_hours, tell_seconds;
    const char *tell_way, *tell_to;
};
MUST_CHECK enum err watch_settings_read(const struct data_folder *folder, date day, struct arena *arena,
                                        struct report *report, struct watch_settings *ret);

/* The day an entry is due for now, none when it is settled; *ret_missed: days before it not done. */
MUST_CHECK enum err watch_due(struct session *s, const struct watch_entry *entry, struct report *report,
                              date *ret_day, int *ret_missed);

struct watch_alarm {
    int64_t alarm_no, at;
    struct text key, kind, words;
    bool is_over; /* it has gone before it could be told */
};
/* Hands one alarm over by the way of the settings (tell.c). */
MUST_CHECK enum err watch_hand_over(const struct data_folder *folder, const struct watch_settings *settings,
                                    const struct watch_alarm *alarm, struct report *report);

#endif
