/* What the page of 申告書・照会書 is made of. */
#ifndef KOKUHO_WEB_VIEWS_INQUIRY_H
#define KOKUHO_WEB_VIEWS_INQUIRY_H

#include "inquiry/inquiry.h"
#include "web/views.h"

/* 経過日数 of what is open: under 30, 30 to 59, 60 to 89, 90 and more. */
#define INQUIRY_AGES 4
extern const char *const inquiry_age_labels[INQUIRY_AGES];

struct inquiries_view {
    int32_t year;
    bool with_closed;          /* also what is over */
    const struct inquiry_item *all;
    const char *const *recipients; /* by item; NULL = the payer himself */
    size_t count, open;
    size_t of_kind[INQUIRY_KINDS][INQUIRY_AGES]; /* what is open */
    size_t returned;           /* 回収済み・入力待ち */
    bool may_print, may_enter;
};
struct url inquiry_paper_url(int64_t sheet_no);
extern const struct screen screen_inquiries, screen_inquiry_paper;

#endif
