/*
 * 一部負担金の減免・猶予の一覧 (EL-58) -- applications, decisions and periods; whose period ends soon may
 * renew.
 */
#include "certificate/copay_relief.h"

#include <inttypes.h>

static const char *const states[] = {"審査中", "承認", "不承認", "終了", NULL};

static bool is_wanted(const struct output_value *values, const struct certificate_relief *r)
{
    bool is_day = !values[1].is_given ||
                  (!date_is_none(r->last_day) &&
                   (date_is_none(values[1].day_from) || date_at_most(values[1].day_from, r->last_day)) &&
                   (date_is_none(values[1].day_until) || date_at_most(r->last_day, values[1].day_until)));

    return (!values[0].is_given || values[0].choice == (size_t)r->state) && is_day;
}

static enum err write_relief(struct session *s, const struct certificate_relief *r, struct output_sink *sink,
                             struct arena *unit, struct report *report)
{
    struct addressee who = {.addressee_no = r->addressee_no, .name = text_of("")};
    bool has_days = !date_is_none(r->valid_from);
    struct report words;

    report_init(&words);
    enum err e = addressee_by_no(s->store, r->addressee_no,
                                 (struct as_of){s->folder.business_date, INT64_MAX}, unit, &words, &who);
    if (e != ERR_NONE && e != ERR_FINDINGS) { /* one who has left the register keeps an empty name */
        report_add(report, "%s", words.kept > 0 ? words.lines[0] : "宛名を読めません");
        report_done(&words);
        return e;
    }
    report_done(&words);
    output_i64(sink, r->relief_no);
    output_i64(sink, r->household_no);
    output_addressee_no(sink, r->addressee_no);
    output_text(sink, who.name);
    output_day(sink, r->applied_on);
    output_text(sink, text_of(copay_relief_code(copay_relief_grounds, r->ground)));
    output_text(sink, text_of(copay_relief_state_labels[r->state]));
    output_text(sink, text_of(copay_relief_labels[has_days ? r->measure : r->wished]));
    output_i64(sink, r->percent);
    output_day(sink, r->valid_from);
    output_day(sink, has_days ? r->last_day : date_none());
    output_i64(sink, r->continues_no);
    return output_row(sink, r->addressee_no, who.is_restricted, report);
}

static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    struct certificate_relief *all;
    size_t count;
    enum err e = copay_reliefs_all(s->store, arena, report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("一覧の行", (size_t)4 << 20);
        e = is_wanted(values, &all[i]) ? write_relief(s, &all[i], sink, unit, report) : ERR_NONE;
        arena_free(unit);
    }
    return e;
}

static const struct output_column columns[] = {
    {.label = "減免の番号"}, {.label = "世帯番号"},
    {.label = "宛名番号"},   {.label = "氏名"},
    {.label = "申請日"},     {.label = "事由"},
    {.label = "状態"},       {.label = "措置"},
    {.label = "減額の率（％）", .is_number = true}, {.label = "始まり"},
    {.label = "終わり"},     {.label = "更新する減免の番号"},
};
static const struct output_word words[] = {
    {.name = "状態", .type = OUTPUT_WORD_CHOICE, .choices = states},
    {.name = "終わり", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_copay_relief = {
    .name = "copay-relief",
    .label = "一部負担金の減免・猶予の一覧",
    .help = "申請と決定、期間。終わりの日で絞ると、更新の申請を案内する人が出ます",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "状態=承認 終わり=2026-09-01..2026-09-30",
    .write = write,
};
