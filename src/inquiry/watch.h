/* 見張りの対象 -- whom a night of income-watch looks at. Inner header of inquiry/. */
#ifndef KOKUHO_INQUIRY_WATCH_H
#define KOKUHO_INQUIRY_WATCH_H

#include "batch/last_look.h"
#include "inquiry/sheet.h"

#define WATCH_SOURCE "job:income-watch:"
#define WATCH_SOURCE_ABROAD WATCH_SOURCE "abroad"

struct watched {
    bool is_all;
    struct household_list households; /* whom to read: every household of the persons */
    const int64_t *persons; /* ascending: of them everything is found, and their tasks are settled */
    size_t person_count;
};
/* Everybody where the last look is not there: another year is another parameter of the run. */
MUST_CHECK enum err watched_find(struct session *session, int32_t year, const struct last_look *since,
                                 struct arena *arena, struct report *report, struct watched *ret);
bool watched_has(const struct watched *w, int64_t addressee_no);
/* The days on which the nights to come have to look at them again, in the open write transaction. */
MUST_CHECK enum err watched_note(struct session *session, const struct watched *w, struct arena *arena,
                                 struct report *report);

#endif
