/* 払込の照合の一覧 -- every channel and day with the three figures; 速報 that wait for their 確報 (E14). */
#include "payin/payin.h"

#include <inttypes.h>

static enum err write_days(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct payin_day *days;
    size_t count;
    date from = values[0].is_given ? values[0].day_from : date_none();
    date until = values[0].is_given ? values[0].day_until : date_none();
    enum err e = payin_days(s, from, until, arena, report, &days, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct payin_day *d = &days[i];
        if (values[1].is_given && values[1].choice == 0 && d->result < PAYIN_DIFFERS) {
            continue;
        }
        output_day(sink, d->day);
        output_text(sink, text_of(collection_channel_labels[d->channel]));
        output_text(sink, text_of(payin_result_labels[d->result]));
        output_i64(sink, d->items);
        output_i64(sink, d->amount);
        output_i64(sink, d->agent_items);
        output_i64(sink, d->gross);
        output_i64(sink, d->fee);
        output_i64(sink, d->sheet_amount);
        output_i64(sink, d->difference);
        output_text(sink, text_of(d->is_settled ? d->reason : ""));
        output_day(sink, d->wait_until);
        e = output_row(sink, OUTPUT_NOBODY, false, report);
    }
    return e;
}

static const struct output_column day_columns[] = {
    {.label = "払込日"},
    {.label = "経路"},
    {.label = "結果"},
    {.label = "収納件数", .is_number = true},
    {.label = "収納額", .is_number = true},
    {.label = "受託者の件数", .is_number = true},
    {.label = "受託者の売上額", .is_number = true},
    {.label = "手数料", .is_number = true},
    {.label = "払込額", .is_number = true},
    {.label = "差", .is_number = true},
    {.label = "わかったこと"},
    {.label = "待つ日"},
};
static const char *const which[] = {"差異だけ", "すべて", NULL};
static const struct output_word day_words[] = {
    {.name = "払込日", .type = OUTPUT_WORD_DAY},
    {.name = "範囲", .type = OUTPUT_WORD_CHOICE, .choices = which},
};
const struct output_list output_list_payin = {
    .name = "payin-days",
    .label = "払込の照合",
    .help = "経路と払込日ごとの収納データ、指定納付受託者の払込明細、指定金融機関の払込内訳とその差",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = day_columns,
    .column_count = COUNT_OF(day_columns),
    .words = day_words,
    .word_count = COUNT_OF(day_words),
    .criteria_help = "払込日=2026-06-01..2026-06-30 範囲=差異だけ",
    .write = write_days,
};

/* ------------------------------------------------------------------------- 確報のない速報 (E14) -- */

static enum err write_told(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct collection_told *told;
    size_t count;
    bool is_said = values[0].is_given && !date_is_none(values[0].day_until);
    date until = is_said ? values[0].day_until : s->folder.business_date;
    enum err e = collection_told_open(s->store, until, arena, report, &told, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct collection_told *m = &told[i];
        output_day(sink, m->received_on);
        output_text(sink, text_of(collection_channel_labels[m->channel]));
        output_i64(sink, m->levy_year);
        output_text(sink, text_of(arena_printf(arena, "%08" PRId64, m->notice_no)));
        output_i64(sink, m->instalment);
        output_i64(sink, m->amount);
        output_addressee_no(sink, m->payer_no);
        e = output_row(sink, m->payer_no, false, report);
    }
    return e;
}

static const struct output_column told_columns[] = {
    {.label = "速報の日"},
    {.label = "経路"},
    {.label = "年度", .is_number = true},
    {.label = "通知書番号"},
    {.label = "期", .is_number = true},
    {.label = "金額", .is_number = true},
    {.label = "宛名番号"},
};
static const struct output_word told_words[] = {{.name = "日", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_unconfirmed = {
    .name = "payin-unconfirmed",
    .label = "確報のない速報の一覧",
    .help = "速報だけで、確報も取消も届いていない納付（E14）。日を入れると、その日までの速報だけ",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = told_columns,
    .column_count = COUNT_OF(told_columns),
    .words = told_words,
    .word_count = COUNT_OF(told_words),
    .criteria_help = "日=..2026-06-30",
    .write = write_told,
};
