/* What the page of 減免 is made of. */
#ifndef KOKUHO_WEB_VIEWS_REMISSION_H
#define KOKUHO_WEB_VIEWS_REMISSION_H

#include "premium/premium.h"
#include "web/views.h"

struct remissions_view {
    int32_t year;
    bool only_recheck; /* those whose household was corrected after the decision */
    const struct premium_remission_look *all;
    size_t count, recheck, waiting; /* of all of the year */
};
bool remission_wants_recheck(const struct premium_remission_look *r);
const char *remission_state_words(const struct premium_remission_look *r);

/* 減免 of one household. */
struct remission_view {
    int64_t household_no;
    date today;
    const struct guarded_member *members;
    size_t member_count;
    bool is_guarded, may_change, may_print;
    const struct premium_application *applications; /* oldest first */
    size_t application_count, waiting;
    const struct premium_remission_look *all;
    size_t count;
    const struct premium_remission_letter *letters;
    size_t letter_count;
};
struct url remission_url(int64_t household_no);
struct url remission_preview_url(int64_t household_no, int64_t remission_no, int32_t version);
struct url remission_print_url(int64_t household_no, int64_t remission_no);
struct url remission_form_url(int64_t household_no, int64_t person_no, enum premium_form_kind kind);
extern const struct screen screen_remissions, screen_remission, screen_remission_preview,
    screen_remission_print, screen_remission_form;

#endif
