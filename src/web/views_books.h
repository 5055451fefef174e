/* What the template of 日計・月報 is given. */
#ifndef KOKUHO_WEB_VIEWS_BOOKS_H
#define KOKUHO_WEB_VIEWS_BOOKS_H

#include "books/books.h"
#include "web/views.h"

struct books_view {
    struct day_field day;
    bool by_payment, may_close;
    struct books_daily daily;
    struct books_month month;
};
/* "93.21%", "―" when nothing was charged. */
const char *books_rate(int64_t hundredths, struct arena *arena);
extern const struct screen screen_books;

#endif
