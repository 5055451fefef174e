/* 適用適正化: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_ENROLMENT_H
#define KOKUHO_WEB_VIEWS_ENROLMENT_H

#include "enrolment/enrolment.h"
#include "web/views.h"

extern const char *const enrolment_show_labels[ENROLMENT_SHOWS];

struct enrolments_view {
    struct enrolment_filter filter;
    const struct enrolment_case *cases;
    size_t count, of_show[ENROLMENT_SHOWS];
    bool may_change;
};
/* Where the form of a case is entered: on the person, or on his household. */
struct url enrolment_form_url(const struct enrolment_case *c);
extern const struct screen screen_enrolments;

#endif
