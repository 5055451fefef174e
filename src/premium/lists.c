/* What the lists of premium/ share. */
#include "premium/lists.h"

enum err listed_person_find(struct store *s, int64_t addressee_no, struct as_of as_of, struct arena *arena,
                            struct report *report, struct listed_person *ret)
{
    struct addressee a = {0};
    struct report quiet;
    *ret = (struct listed_person){text_of(""), text_of(""), text_of(""), text_of(""), false};
    if (addressee_no == 0) {
        return ERR_NONE;
    }
    report_init(&quiet);
    enum err e = addressee_by_no(s, addressee_no, as_of, arena, &quiet, &a);
    if (e == ERR_NONE) {
        *ret = (struct listed_person){a.name, a.postal_code, a.address, a.building, a.is_restricted};
    } else if (e == ERR_FINDINGS) {
        e = ERR_NONE; /* nobody of this number on the day: the row stays, without a name */
    } else {
        report_add(report, "%s", quiet.kept > 0 ? quiet.lines[0] : "宛名を読めません");
    }
    report_done(&quiet);
    return e;
}

enum err listed_year(const struct output_value *value, struct report *report, int32_t *ret)
{
    if (value->from != value->until || value->from < 2000 || value->from > 2098) {
        return report_fail(report, ERR_INPUT, "条件「年度」は西暦の1つの年度（2026）で書いてください");
    }
    *ret = (int32_t)value->from;
    return ERR_NONE;
}

