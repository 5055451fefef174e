/* 宛名の窓 -- where a letter goes, at the place that the window of its envelope shows. */
#include "addressee/addressee.h"
#include "document/document.h"

#define HONORIFIC 9.0 /* mm: two characters of the name's size */

static void draw_place(struct document *d, double x, double y, double width, const struct mailing *m)
{
    const struct text_style line = {FACE_MINCHO, 13, ALIGN_LEFT, 1, 0, 0};
    const struct text_style address = {FACE_MINCHO, 13, ALIGN_LEFT, 2, 118, 0};
    const struct text_style building = {FACE_MINCHO, 13, ALIGN_LEFT, 2, 105, 16};
    char postal[32];

    if (m->postal_code.len == 7) {
        (void)snprintf(postal, sizeof(postal), "〒%.3s-%.4s", m->postal_code.bytes, m->postal_code.bytes + 3);
        document_words(d, "宛名 郵便番号", x, y, width, line, postal);
    }
    bool is_one_line = document_text_width(d, address, m->address) <= width;
    document_text(d, "宛名 住所", x, y + 4.2, width, address, m->address);
    document_text(d, "宛名 方書", x, y + (is_one_line ? 8.4 : 11.8), width, building, m->building);
}

void addressee_window(struct document *d, double x, double y, double width, const struct mailing *m)
{
    const struct text_style name = {FACE_MINCHO, 18, ALIGN_LEFT, 4, 105, 30}; /* N100 in Latin letters */
    double need = document_text_width(d, name, m->name) + 2, room = width - HONORIFIC;

    if (!m->is_restricted || m->is_safe) {
        draw_place(d, x, y, width, m);
    }
    document_text(d, "宛名 氏名", x, y + 16, room, name, m->name);
    document_text(d, "宛名 敬称", x + (need < room ? need : room) + 1, y + 16, HONORIFIC, name,
                  m->honorific.len > 0 ? m->honorific : text_of("様"));
}
