/* What the entries of a death and of a birth share: ways of a notice, a day as a field takes it. */
#include "occasion/entry.h"

const struct change_code occasion_ways[] = {
    {"1", "窓口"}, {"2", "郵送"}, {"3", "オンライン"}, {"4", "みなし届出（住民異動届）"}, {NULL, NULL}};

struct text day_text(const struct change_call *call, date day)
{
    char text[DATE_TEXT_BYTES];

    date_format_iso(day, text);
    return text_of(arena_string(call->arena, text));
}
