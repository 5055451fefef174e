/* What the page of 死亡・出生の手続き is made of. */
#ifndef KOKUHO_WEB_VIEWS_OCCASION_H
#define KOKUHO_WEB_VIEWS_OCCASION_H

#include "occasion/occasion.h"
#include "web/views.h"

enum occasion_state { OCCASION_DONE, OCCASION_LEFT, OCCASION_NOTHING, OCCASION_TELL };
/* One thing that follows: what stands, what is left, and where it is done. */
struct occasion_line {
    const char *what, *words;
    enum occasion_state state;
    struct url link; /* path[0] == 0: nothing to do, or no right for it */
    const char *link_label;
};
#define OCCASION_LINES_MAX 24
struct occasion_view {
    struct addressee person;
    int64_t household_no;
    date today, died, born; /* none: not known */
    bool is_guarded, may_change;
    bool is_birth; /* a child of this year of age: the lines of a birth stand, too */
    struct occasion_line death[OCCASION_LINES_MAX], birth[OCCASION_LINES_MAX];
    size_t death_count, birth_count;
};
const char *occasion_state_words(enum occasion_state state);
struct url occasion_url(int64_t addressee_no);
extern const struct screen screen_occasion;

#endif
