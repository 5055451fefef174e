/* What the page of 滞納整理支援連携 is made of. */
#ifndef KOKUHO_WEB_VIEWS_SUPPORT_H
#define KOKUHO_WEB_VIEWS_SUPPORT_H

#include "support/support.h"
#include "web/views.h"

extern const struct screen screen_support;

#endif
