/* What the page of 払込の照合 is made of. */
#ifndef KOKUHO_WEB_VIEWS_PAYIN_H
#define KOKUHO_WEB_VIEWS_PAYIN_H

#include "payin/payin.h"
#include "web/views.h"

struct payin_view {
    struct day_field from, until;
    bool shows_all, may_settle;
    const struct payin_day *days; /* those that are shown */
    size_t count, agree, wait, open; /* of all within the days */
};
extern const struct screen screen_payin;

#endif
