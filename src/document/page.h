/*
 * The page model: what stands on a page, in hundredths of a point from the lower left edge.
 *
 * A dot of 600 dpi is exactly 12 of these units, so bars that are whole dots wide stay so.
 */
#ifndef KOKUHO_DOCUMENT_PAGE_H
#define KOKUHO_DOCUMENT_PAGE_H

#include "document/shape.h"

#define PAGE_WIDTH 59528  /* A4: 210 mm */
#define PAGE_HEIGHT 84189 /* 297 mm */
#define PAGE_DOT 12       /* 1/600 inch */

enum op_kind { OP_RUN, OP_LINE, OP_RECT, OP_BARS, OP_FORM };

struct op {
    enum op_kind kind;
    int32_t x, y;
    union {
        struct {
            const uint16_t *cids;
            int32_t size; /* of the em */
            uint16_t count;
            uint8_t font;
        } run; /* x, y: left end of the base line */
        struct {
            int32_t x2, y2, width;
        } line;
        struct {
            int32_t w, h, width, grey; /* grey in 1/100, -1 = not filled */
        } rect;
        struct {
            const unsigned char *widths; /* modules, bar first */
            int32_t pitch, h;
            uint16_t count;
        } bars;
        uint32_t form; /* number of the form, from 0 */
    };
};

struct page {
    struct op *ops;
    size_t count, capacity;
};

#endif
