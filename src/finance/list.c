/* 財務会計に送った仕訳 -- files, versions and what became of them, as a list. */
#include "finance/journal.h"

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static enum err write_files(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    struct query *q = store_query(s->store, SQL_finance_files_all);
    date from = values[0].is_given ? values[0].day_from : date_none();
    date until = values[0].is_given ? values[0].day_until : date_none();
    bool row;
    enum err e;

    (void)arena;
    query_set_i64(q, "from", date_is_none(from) ? 0 : date_ymd(from));
    query_set_i64(q, "until", date_is_none(until) ? 99991231 : date_ymd(until));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t sent = query_i64(q, 5), result = query_i64(q, 6);
        output_i64(sink, query_i64(q, 0));
        output_day(sink, day_of(query_i64(q, 1)));
        output_i64(sink, query_i64(q, 2));
        output_text(sink, query_text(q, 8));
        output_i64(sink, query_i64(q, 3));
        output_i64(sink, query_i64(q, 4));
        output_day(sink, day_of(sent));
        output_text(sink, text_of(sent == 0     ? "承認待ち"
                                  : result < 0  ? "送付済み"
                                  : result == 0 ? "受付済み"
                                                : "エラー"));
        output_day(sink, day_of(query_i64(q, 7)));
        e = output_row(sink, OUTPUT_NOBODY, false, report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

static const struct output_column columns[] = {
    {.label = "通番", .is_number = true},
    {.label = "処理日"},
    {.label = "版", .is_number = true},
    {.label = "ファイル"},
    {.label = "行数", .is_number = true},
    {.label = "金額の合計", .is_number = true},
    {.label = "送付日"},
    {.label = "状態"},
    {.label = "受付日"},
};
static const struct output_word words[] = {{.name = "処理日", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_finance = {
    .name = "finance-files",
    .label = "財務会計に送った仕訳",
    .help = "処理日ごとの仕訳ファイル、その版と財務会計の受付の状態",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "処理日=2026-06-01..2026-06-30",
    .write = write_files,
};
