/* The font files: opened once for the process, read through HarfBuzz. */
#include "document/fonts.h"

#include <hb-ot.h>
#include <pthread.h>

/* Debian packages fonts-ipamj-mincho and fonts-ipaexfont. */
static struct font fonts[FONTS] = {
    [FONT_MJ_MINCHO] = {.path = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf", .name = "IPAmjMincho"},
    [FONT_EX_GOTHIC] = {.path = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
                        .name = "IPAexGothic"},
    [FONT_EX_MINCHO] = {.path = "/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf",
                        .name = "IPAexMincho"},
};
static const enum font_id chains[FACES][FONTS] = {
    [FACE_MINCHO] = {FONT_MJ_MINCHO, FONT_EX_MINCHO, FONT_EX_GOTHIC},
    [FACE_GOTHIC] = {FONT_EX_GOTHIC, FONT_MJ_MINCHO, FONT_EX_MINCHO},
};
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
static bool is_loaded;

static enum err load(struct font *f, struct report *report)
{
    char name[64];
    unsigned size = sizeof(name);
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(f->path);
    if (blob == NULL) {
        return report_fail(report, ERR_WORLD,
                           "フォント「%s」を開けません（%s）。scripts/setup run で入ります", f->name,
                           f->path);
    }
    hb_face_t *face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
    if (strcmp(name, f->name) != 0) {
        hb_face_destroy(face);
        return report_fail(report, ERR_WORLD, "フォントのファイル「%s」は「%s」ではありません", f->path,
                           f->name);
    }
    f->face = face;
    f->upem = hb_face_get_upem(face);
    f->font = hb_font_create(face);
    hb_font_make_immutable(f->font);
    return ERR_NONE;
}

enum err fonts_load(struct report *report)
{
    enum err e = ERR_NONE;
    pthread_mutex_lock(&loading);
    for (size_t i = 0; !is_loaded && i < FONTS && e == ERR_NONE; i++) {
        e = fonts[i].font == NULL ? load(&fonts[i], report) : ERR_NONE;
    }
    is_loaded = e == ERR_NONE;
    pthread_mutex_unlock(&loading);
    return e;
}

const struct font *font_at(enum font_id id)
{
    assert(fonts[id].font != NULL);
    return &fonts[id];
}

const enum font_id *face_fonts(enum face face)
{
    return chains[face];
}

int font_advance(enum font_id id, uint32_t glyph)
{
    const struct font *f = font_at(id);
    int64_t advance = hb_font_get_glyph_h_advance(f->font, glyph);
    return (int)((advance * 1000 + f->upem / 2) / f->upem);
}

bool font_has(enum font_id id, uint32_t code_point, uint32_t selector, uint32_t *ret_glyph,
              int *ret_advance)
{
    hb_codepoint_t glyph;
    const struct font *f = font_at(id);
    bool has = selector == 0 ? hb_font_get_nominal_glyph(f->font, code_point, &glyph)
                             : hb_font_get_variation_glyph(f->font, code_point, selector, &glyph);
    if (!has || glyph == 0) {
        return false;
    }
    *ret_glyph = glyph;
    *ret_advance = font_advance(id, glyph);
    return true;
}
