/* 変更の入力: where a form begins. */
#ifndef KOKUHO_WEB_VIEWS_CHANGE_H
#define KOKUHO_WEB_VIEWS_CHANGE_H

#include "web/views.h"

/* The row that has the focus: what is wrong, else what must be said and is empty, else the first that may be
 * written; row_count = none. */
size_t change_form_begins(const struct change_view *view);

#endif
