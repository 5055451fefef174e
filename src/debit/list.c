/*
 * 口座振替の一覧 -- who failed so many times in a row (collection.md 13), and what the banks have not
 * answered or were asked to stop (Y14).
 */
#include "debit/settings.h"

#include <inttypes.h>

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* The name of a payer who is not under 支援措置, as the register has him today. */
static enum err payer_of(struct session *s, int64_t payer_no, struct arena *arena, struct report *report,
                         struct text *ret_name, bool *ret_is_restricted)
{
    struct addressee who;
    struct as_of now = {s->folder.business_date, INT64_MAX};
    enum err e = addressee_by_no(s->store, payer_no, now, arena, report, &who);

    *ret_name = text_of("");
    *ret_is_restricted = false;
    if (e == ERR_FINDINGS) { /* no longer in the register */
        report_clear(report);
        return ERR_NONE;
    }
    if (e == ERR_NONE) {
        *ret_name = who.name;
        *ret_is_restricted = who.is_restricted;
    }
    return e;
}

struct failing {
    int64_t payer_no, household_no, first, last, result;
};

static enum err read_failing(struct session *s, int failures, struct arena *arena, struct report *report,
                             struct failing **ret, size_t *ret_count)
{
    struct query *q = store_query(s->store, SQL_debit_list_failing);
    size_t capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "failures", failures);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct failing){
            query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3), query_i64(q, 4)};
    }
    query_reset(q);
    return e;
}

static enum err write_failing(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    struct debit_settings settings;
    struct failing *all = NULL;
    size_t count = 0;
    enum err e = debit_settings_load(&s->folder, s->folder.business_date, arena, report, &settings);

    (void)values;
    if (e == ERR_NONE) {
        e = read_failing(s, settings.failures, arena, report, &all, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct text name;
        bool is_restricted;
        e = payer_of(s, all[i].payer_no, arena, report, &name, &is_restricted);
        if (e == ERR_NONE) {
            output_i64(sink, all[i].payer_no);
            output_i64(sink, all[i].household_no);
            output_text(sink, name);
            output_i64(sink, settings.failures);
            output_day(sink, day_of(all[i].first));
            output_day(sink, day_of(all[i].last));
            output_i64(sink, all[i].result);
            e = output_row(sink, all[i].payer_no, is_restricted, report);
        }
    }
    return e;
}

static const struct output_column failing_columns[] = {
    {.label = "宛名番号"}, {.label = "世帯番号"}, {.label = "氏名"},
    {.label = "続けて振替不能", .is_number = true}, {.label = "最初の振替日"},
    {.label = "最後の振替日"}, {.label = "最後の結果コード"},
};
const struct output_list output_list_debit_failing = {
    .name = "debit-failing",
    .label = "続けて振替不能の一覧",
    .help = "設定した回数（口座振替の設定）続けて振り替えられなかった納付義務者。納付書への切替えを考えます",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = failing_columns,
    .column_count = COUNT_OF(failing_columns),
    .criteria_help = "列=氏名,最後の振替日",
    .write = write_failing,
};

/* -------------------------------------------------------------------- 回答のない依頼・振替停止依頼 -- */

struct open_item {
    int64_t payer_no, household_no, levy_year, instalment, amount, debit_on, halted_on;
    struct text bank, customer_no, file_name;
};

static enum err read_open(struct session *s, struct arena *arena, struct report *report,
                          struct open_item **ret, size_t *ret_count)
{
    struct query *q = store_scan(s->store, SQL_debit_list_open);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct open_item){
            .payer_no = query_i64(q, 0),
            .household_no = query_i64(q, 1),
            .levy_year = query_i64(q, 2),
            .instalment = query_i64(q, 3),
            .amount = query_i64(q, 4),
            .debit_on = query_i64(q, 5),
            .bank = text_copy(arena, query_text(q, 6)),
            .customer_no = text_copy(arena, query_text(q, 7)),
            .file_name = text_copy(arena, query_text(q, 8)),
            .halted_on = query_i64(q, 9),
        };
    }
    query_reset(q);
    return e;
}

enum { WORD_HALTED };
static const char *const halted_choices[] = {"振替停止依頼", "すべて", NULL};
static const struct output_word open_words[] = {
    [WORD_HALTED] = {.name = "対象", .type = OUTPUT_WORD_CHOICE, .choices = halted_choices},
};

static enum err write_open(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct open_item *all = NULL;
    size_t count = 0;
    bool only_halted = values[WORD_HALTED].is_given && values[WORD_HALTED].choice == 0;
    enum err e = read_open(s, arena, report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct open_item *o = &all[i];
        struct text name;
        bool is_restricted;
        if (only_halted && o->halted_on == 0) {
            continue;
        }
        e = payer_of(s, o->payer_no, arena, report, &name, &is_restricted);
        if (e == ERR_NONE) {
            output_day(sink, day_of(o->debit_on));
            output_text(sink, o->bank);
            output_text(sink, o->file_name);
            output_text(sink, o->customer_no);
            output_i64(sink, o->payer_no);
            output_text(sink, name);
            output_i64(sink, o->levy_year);
            output_i64(sink, o->instalment);
            output_i64(sink, o->amount);
            output_day(sink, day_of(o->halted_on));
            e = output_row(sink, o->payer_no, is_restricted, report);
        }
    }
    return e;
}

static const struct output_column open_columns[] = {
    {.label = "振替日"}, {.label = "金融機関"}, {.label = "依頼ファイル"}, {.label = "顧客番号"},
    {.label = "宛名番号"}, {.label = "氏名"}, {.label = "賦課年度"}, {.label = "期"},
    {.label = "金額", .is_number = true}, {.label = "振替停止を依頼した日"},
};
const struct output_list output_list_debit_open = {
    .name = "debit-open",
    .label = "回答のない振替と振替停止依頼の一覧",
    .help = "金融機関に依頼して回答がまだない明細。「対象=振替停止依頼」は振替停止依頼書に添えます",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = open_columns,
    .column_count = COUNT_OF(open_columns),
    .words = open_words,
    .word_count = COUNT_OF(open_words),
    .criteria_help = "対象=振替停止依頼",
    .write = write_open,
};
