/* 証明書: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_CERTIFICATE_H
#define KOKUHO_WEB_VIEWS_CERTIFICATE_H

#include "collection/collection.h"
#include "web/views.h"

struct certificate_view {
    int64_t payer_no;
    struct addressee person;
    bool is_guarded;
    int32_t paid_year, levy_year; /* calendar year of 納付済額, levy year of 納付証明書 */
    date today;
    struct certificate_look looks[CERTIFICATE_KINDS];
    bool is_running; /* the calendar year has not ended: 納付予定額 may be asked for */
};
/* The year in the form of a kind; 0 = it has none. */
int32_t certificate_year(const struct certificate_view *v, enum certificate_kind kind);

#endif
