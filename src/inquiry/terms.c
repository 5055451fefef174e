/* 照会の設定 -- inquiry.tsv: days and words; inquiry_place.tsv: who answers for another municipality. */
#include "base/settings.h"
#include "base/table.h"
#include "inquiry/sheet.h"

#define AT(member) offsetof(struct inquiry_terms, member)
#define WORDS_OF(key)                                                                                      \
    {                                                                                                      \
#key, SETTING_TEXT, AT(key), false, 0, 0                                                           \
    }
#define NUMBER_OF(key)                                                                                     \
    {                                                                                                      \
#key, SETTING_NUMBER, AT(key), false, 0, 0                                                         \
    }

static const struct setting own_settings[] = {
    NUMBER_OF(due_days),          NUMBER_OF(reminder_days),   WORDS_OF(declaration_title),
    WORDS_OF(declaration_lead),   WORDS_OF(declaration_note), WORDS_OF(declaration_reminder),
    WORDS_OF(declaration_return), WORDS_OF(inquiry_title),    WORDS_OF(inquiry_lead),
    WORDS_OF(inquiry_note),       WORDS_OF(inquiry_reminder), WORDS_OF(inquiry_return),
    WORDS_OF(seal_text),          WORDS_OF(telephone_text),   NUMBER_OF(window_left),
    NUMBER_OF(window_top),        NUMBER_OF(window_width),
};
static const struct setting insurer_settings[] = {
    WORDS_OF(municipality_name), WORDS_OF(premium_label), WORDS_OF(issuer),
    WORDS_OF(section),           WORDS_OF(postal_code),   WORDS_OF(address),
};

enum err inquiry_terms_load(const struct session *session, date day, struct arena *arena,
                            struct report *report, struct inquiry_terms *ret)
{
    const struct data_folder *f = &session->folder;
    const char *const what = "照会の設定";
    const struct settings_table own = {f->params, f->municipality, "inquiry.tsv", "key", what},
                                insurer = {f->params, f->municipality, "insurer.tsv", "name", what};

    *ret = (struct inquiry_terms){0};
    enum err e =
        settings_read(&own, own_settings, COUNT_OF(own_settings), day, arena, report, ret, ret->sha256);
    return e == ERR_NONE ? settings_read(&insurer, insurer_settings, COUNT_OF(insurer_settings), day, arena,
                                         report, ret, NULL)
                         : e;
}

enum err inquiry_places_load(const struct session *session, date day, struct arena *arena,
                             struct report *report, struct inquiry_places *ret)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"code", COLUMN_TEXT, true, true},
                                            {"name", COLUMN_TEXT, true, false},
                                            {"recipient", COLUMN_TEXT, true, false},
                                            {"source", COLUMN_TEXT, true, false}};
    const struct data_folder *f = &session->folder;
    const char *shown = arena_printf(arena, "params/municipal/%s/inquiry_place.tsv", f->municipality);
    const char *path = arena_printf(arena, "%s/municipal/%s/inquiry_place.tsv", f->params, f->municipality);
    struct table t;
    size_t capacity = 0;
    enum err e = table_read(path, shown, columns, COUNT_OF(columns), arena, report, &t);

    *ret = (struct inquiry_places){0};
    for (size_t i = 0; e == ERR_NONE && i < t.row_count; i++) {
        const struct table_row *row = &t.rows[i];
        const char *const keys[] = {row->cells[1].text};
        if (table_in_force(&t, day, keys) == row) {
            *ARENA_PUSH(arena, ret->all, ret->count, capacity) = (struct inquiry_place){
                .code = row->cells[1].text, .name = row->cells[2].text, .recipient = row->cells[3].text};
        }
    }
    return e;
}

const struct inquiry_place *inquiry_place_of(const struct inquiry_places *places, struct text code)
{
    for (size_t i = 0; i < places->count; i++) {
        if (text_is(code, places->all[i].code)) {
            return &places->all[i];
        }
    }
    return NULL;
}

enum err inquiry_recipient(const struct session *session, struct text municipality, struct arena *arena,
                           struct report *report, const char **ret)
{
    struct inquiry_places places;
    enum err e = inquiry_places_load(session, session->folder.business_date, arena, report, &places);

    if (e == ERR_NONE) {
        const struct inquiry_place *place = inquiry_place_of(&places, municipality);
        *ret = place != NULL ? place->recipient
                             : arena_printf(arena, "%.*s", (int)municipality.len, municipality.bytes);
    }
    return e;
}
