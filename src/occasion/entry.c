/* What the entries of a death and of a birth share: ways of a notice, a day as a field takes it. */
#include "occasion/entry.h"

#include "casework/warn.h"

const struct change_code occasion_ways[] = {
    {"1", "窓口"}, {"2", "郵送"}, {"3", "オンライン"}, {"4", "みなし届出（住民異動届）"}, {NULL, NULL}};

struct text day_text(const struct change_call *call, date day)
{
    char text[DATE_TEXT_BYTES];

    date_format_iso(day, text);
    return text_of(arena_string(call->arena, text));
}

enum err occasion_day_check(struct change_call *call, const char *field, bool *ret)
{
    struct addressee who;
    date day = change_date(call, field), birth;
    char early[DATE_TEXT_BYTES], bound[DATE_TEXT_BYTES];
    enum err e = addressee_by_no(call->session->store, call->subject_no,
                                 (struct as_of){today(call), INT64_MAX}, call->arena, call->report, &who);

    if (e != ERR_NONE) {
        return e;
    }
    *ret = !change_warn_later(call, field);
    if (*ret && date_from_ymd(who.birth.ymd, &birth) && date_before(day, birth)) {
        *ret = false;
        date_format_era(day, early);
        date_format_era(birth, bound);
        change_warn(call, WARNING_STOP, field,
                    "%sは生年月日（%s）より前です。日付を確かめてください。", early, bound);
    }
    return ERR_NONE;
}
