/* 住民票への連携の相違一覧 (EL-61: zero right behind a run), 点検 and 保有する情報. */
#include "onward/compare.h"

#include <inttypes.h>

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static void put_side(struct output_sink *sink, bool is_there, const struct insurance *i)
{
    output_text(sink, text_of(!is_there ? "なし" : i->is_insured ? "該当" : "非該当"));
    output_day(sink, is_there ? day_of(i->acquired_on) : date_none());
    output_day(sink, is_there ? day_of(i->lost_on) : date_none());
}

static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    struct difference *all;
    size_t count;
    enum err e = onward_differences(s->store, s->folder.business_date, NULL, arena, report, &all, &count);

    (void)values;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        output_i64(sink, all[i].addressee_no);
        put_side(sink, all[i].is_true, &all[i].truth);
        put_side(sink, all[i].was_told, &all[i].told);
        e = output_row(sink, all[i].addressee_no, false, report);
    }
    return e;
}

static const struct output_column columns[] = {{.label = "宛名番号"},      {.label = "国保"},
                                               {.label = "国保の取得日"},  {.label = "国保の喪失日"},
                                               {.label = "知らせた該当"},  {.label = "知らせた取得日"},
                                               {.label = "知らせた喪失日"}};
const struct output_list output_list_resident_insurance = {
    .name = "resident-insurance",
    .label = "住民票への連携の相違一覧",
    .help = "国保の資格と、住民記録に最後に知らせた内容が違う人。連携データを作った直後は1人もいません",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .criteria_help = "列=宛名番号,国保",
    .write = write,
};

const struct store_table onward_tables[] = {
    {"onward_told", "addressee_no, is_insured, acquired_on, lost_on, sequence, "
                    "CASE WHEN superseded_at = 9223372036854775807 THEN 1 ELSE 0 END"},
    {"onward_file", "sequence, made_on, records"},
};
const size_t onward_table_count = COUNT_OF(onward_tables);

enum err onward_verify(struct store *s, struct report *report)
{
    static const struct store_rule rules[] = {
        {SQL_onward_verify_told_twice, "同じ人に知らせた内容が二つあります。宛名番号"},
        {SQL_onward_verify_told_in_no_file, "知らせた記録のファイルがありません。宛名番号"},
    };
    return store_rules_hold(s, "住民票への連携", rules, COUNT_OF(rules), report);
}

const struct store_held onward_held[] = {
    {.area = "eligibility",
     .label = "住民票に知らせた資格",
     .table = "onward_told",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "is_insured=被保険者の該当{0:非該当,1:該当} acquired_on lost_on sequence=連番 recorded_at "
                "superseded_at -addressee_no"},
};
const size_t onward_held_count = COUNT_OF(onward_held);
