/* 特別徴収の一覧 -- what stands of every head in a year (LV-04), and pensioners of whom nobody has said who
 * they are. */
#include "withholding/list.h"

#include <inttypes.h>

#define YEAR_LEAST 2008 /* 特別徴収 began */

enum err list_head(struct session *s, int64_t payer_no, struct arena *arena, struct report *report,
                   struct text *ret_name, bool *ret_is_restricted)
{
    const struct as_of now = {s->folder.business_date, INT64_MAX};
    struct addressee who;
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

/* ------------------------------------------------------------------------------ 特徴処理状況 ---- */

enum { WORD_YEAR, WORD_STATE };
static const char *const state_choices[] = {"候補",       "対象外", "依頼中", "継続",
                                            "中止依頼中", "中止",   "不可",   NULL};
static const struct output_word words[] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER},
    [WORD_STATE] = {.name = "状況", .type = OUTPUT_WORD_CHOICE, .choices = state_choices},
};

static enum err write_one(struct session *s, const struct withholding_look *look, struct arena *scratch,
                          struct output_sink *sink, struct report *report)
{
    struct text name;
    bool is_restricted;
    enum err e = list_head(s, look->payer_no, scratch, report, &name, &is_restricted);

    if (e != ERR_NONE) {
        return e;
    }
    output_i64(sink, look->payer_no);
    output_i64(sink, look->household_no);
    output_text(sink, name);
    output_i64(sink, look->year);
    output_text(sink, text_of(withholding_state_labels[look->state]));
    output_day(sink, look->from);
    output_text(sink, text_of(withholding_bar_words(scratch, look->bars)));
    output_i64(sink, look->yearly);
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        output_i64(sink, look->amounts.pays[i]);
    }
    output_i64(sink, look->amounts.ordinary);
    output_i64(sink, look->amounts.excess);
    return output_row(sink, look->payer_no, is_restricted, report);
}

static enum err write_year(struct session *s, int32_t year, const struct output_value *values,
                           struct arena *arena, struct output_sink *sink, struct report *report)
{
    struct arena *scratch = arena_new("特別徴収の1件", (size_t)16 << 20);
    struct withholding_look *all;
    size_t count = 0;
    enum err e = states_of_year(s->store, year, arena, report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool fits = !values[WORD_STATE].is_given || values[WORD_STATE].choice + 1 == (size_t)all[i].state;
        arena_reset(scratch);
        e = fits ? write_one(s, &all[i], scratch, sink, report) : ERR_NONE;
    }
    arena_free(scratch);
    return e;
}

static enum err write_states(struct session *s, const struct output_value *values, struct arena *arena,
                             struct output_sink *sink, struct report *report)
{
    const int32_t now = fiscal_year_of(s->folder.business_date).first_year;
    const bool is_said = values[WORD_YEAR].is_given;
    int64_t first = is_said ? values[WORD_YEAR].from : now, last = is_said ? values[WORD_YEAR].until : now;
    enum err e = ERR_NONE;

    first = first < YEAR_LEAST ? YEAR_LEAST : first;
    last = last > now + 1 ? now + 1 : last;
    for (int64_t year = first; year <= last && e == ERR_NONE; year++) {
        e = write_year(s, (int32_t)year, values, arena, sink, report);
    }
    return e;
}

static const struct output_column columns[] = {
    {.label = "宛名番号"},
    {.label = "世帯番号"},
    {.label = "氏名"},
    {.label = "年度"},
    {.label = "状況"},
    {.label = "いつから"},
    {.label = "対象外の理由"},
    {.label = "年額", .is_number = true},
    {.label = "4月", .is_number = true},
    {.label = "6月", .is_number = true},
    {.label = "8月", .is_number = true},
    {.label = "10月", .is_number = true},
    {.label = "12月", .is_number = true},
    {.label = "2月", .is_number = true},
    {.label = "普通徴収", .is_number = true},
    {.label = "仮徴収の超過", .is_number = true},
};
const struct output_list output_list_withholding = {
    .name = "withholding",
    .label = "特別徴収の状況の一覧",
    .help = "世帯主ごとの特別徴収の状況、対象外の理由、年金支払月ごとの額。年度を書かなければ今の年度",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "年度=2026 状況=候補",
    .write = write_states,
};

/* ------------------------------------------------------------------------ 宛名の分からない年金の人 -- */

struct unlinked {
    int64_t pensioner_no, birth, sex, yearly, made_on;
    struct text kana, code;
};

static enum err read_unlinked(struct session *s, struct arena *arena, struct report *report,
                              struct unlinked **ret, size_t *ret_count)
{
    struct query *q = store_scan(s->store, SQL_withholding_pensioners_unlinked);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = (struct unlinked){
            .pensioner_no = query_i64(q, 0),
            .kana = text_copy(arena, query_text(q, 1)),
            .birth = query_i64(q, 2),
            .sex = query_i64(q, 3),
            .code = text_copy(arena, query_text(q, 4)),
            .yearly = query_i64(q, 5),
            .made_on = query_i64(q, 6),
        };
    }
    query_reset(q);
    return e;
}

static enum err write_unlinked(struct session *s, const struct output_value *values, struct arena *arena,
                               struct output_sink *sink, struct report *report)
{
    struct unlinked *all = NULL;
    size_t count = 0;
    enum err e = read_unlinked(s, arena, report, &all, &count);

    (void)values;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        char birth[DATE_TEXT_BYTES];
        date made = date_none();
        (void)register_day_format_era((register_day){(int32_t)all[i].birth}, birth);
        (void)date_from_ymd((int32_t)all[i].made_on, &made); /* none is shown empty */
        output_i64(sink, all[i].pensioner_no);
        output_text(sink, all[i].kana);
        output_text(sink, text_of(birth));
        output_text(sink, text_of(all[i].sex == 1 ? "男" : "女"));
        output_text(sink, all[i].code);
        output_i64(sink, all[i].yearly);
        output_day(sink, made);
        e = output_row(sink, 0, false, report);
    }
    return e;
}

static const struct output_column pensioner_columns[] = {
    {.label = "年金の人の番号"},   {.label = "カナ"},
    {.label = "生年月日"},         {.label = "性別"},
    {.label = "年金コード"},       {.label = "年金の年額", .is_number = true},
    {.label = "ファイルの作成日"},
};
const struct output_list output_list_pensioners = {
    .name = "withholding-unlinked",
    .label = "宛名の分からない年金の人の一覧",
    .help = "対象者情報にあって、宛名のどの人かがまだ登録されていない人。国保の世帯主に同じカナ・生年月日・"
            "性別の"
            "人がいなければ作業にもなりません。カナの違いがないか、ここで確かめます",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = pensioner_columns,
    .column_count = COUNT_OF(pensioner_columns),
    .criteria_help = "列=カナ,生年月日",
    .write = write_unlinked,
};
