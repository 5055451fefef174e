/* 納付書 of a notice, three a page; the page code stands on the payer's part of the first. */
#include "premium/notice_draw.h"

#define CODE_LEFT 7.0

int notice_slip_pages(const struct notice *n)
{
    return (int)(n->slip_count + SLIPS_A_PAGE - 1) / SLIPS_A_PAGE;
}

void notice_slips_draw(struct document *d, const struct notice *n, int first_page, int pages)
{
    char text[64];
    for (size_t i = 0; i < n->slip_count; i++) {
        int position = (int)(i % SLIPS_A_PAGE), page = first_page + (int)(i / SLIPS_A_PAGE);
        if (position == 0) {
            slip_page(d);
        }
        slip_draw(d, &n->form->slip, &n->slips[i], n->mailing.name, position);
        if (position == 0) { /* cut off with the payer's part */
            notice_page_code(d, n, CODE_LEFT, 89, page, pages);
            snprintf(text, sizeof(text), "%d / %d ページ", page, pages);
            notice_put(d, "ページ", CODE_LEFT + 29, 90, 17, style_small, text);
        }
    }
    for (size_t i = n->slip_count; i % SLIPS_A_PAGE != 0; i++) {
        slip_unused(d, (int)(i % SLIPS_A_PAGE));
    }
}
