/* 遡及救済の一覧 -- the lines of a run: for review, for letters to those concerned, for what is published.
 */
#include "remedy/internal.h"

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "年度", .is_number = true},
    {.label = "区分"},
    {.label = "決議の年額", .is_number = true},
    {.label = "正しい年額", .is_number = true},
    {.label = "差引", .is_number = true},
    {.label = "納めすぎの額", .is_number = true},
    {.label = "還付加算金の見込み", .is_number = true},
    {.label = "理由"},
};

enum { WORD_RUN, WORD_STATE, WORDS };
static const char *const state_choices[] = {"増額",         "減額",         "期間制限",
                                            "計算できない", "還付の見込み", NULL};
static const struct output_word words[WORDS] = {
    [WORD_RUN] = {.name = "実行番号", .type = OUTPUT_WORD_NUMBER, .is_required = true},
    [WORD_STATE] = {.name = "区分", .type = OUTPUT_WORD_CHOICE, .choices = state_choices},
};

const struct output_list output_list_remedy = {
    .name = "premium-remedy",
    .label = "遡及救済の一覧",
    .help = "遡及救済の試算（premium-"
            "remedy）が見つけた世帯と年度。区分が「還付の見込み」の行は納付義務者ごとの合計で、"
            "年度は0。還付加算金は、ほかの未納への充当がないときの額",
    .permission = PERM_PREMIUM_VIEW,
    .needs_approval = true,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "実行番号=12 区分=減額",
    .write = write_list,
};

static void line_read(const struct query *q, struct arena *arena, struct remedy_line *ret)
{
    struct text why = query_text(q, 8);
    *ret = (struct remedy_line){
        .household_no = query_i64(q, 0),
        .payer_no = query_i64(q, 1),
        .year = (int32_t)query_i64(q, 2),
        .state = (enum remedy_state)query_i64(q, 3),
        .before = query_i64(q, 4),
        .after = query_i64(q, 5),
        .refund = query_i64(q, 6),
        .interest = query_i64(q, 7),
        .words = arena_copy(arena, why.bytes, why.len),
    };
}

static enum err put(struct output_sink *sink, const struct remedy_line *l, struct report *report)
{
    output_i64(sink, l->household_no);
    output_addressee_no(sink, l->payer_no);
    output_i64(sink, l->year);
    output_text(sink, text_of(remedy_state_labels[l->state]));
    output_i64(sink, l->before);
    output_i64(sink, l->after);
    output_i64(sink, l->after - l->before);
    output_i64(sink, l->refund);
    output_i64(sink, l->interest);
    output_text(sink, text_of(l->words));
    return output_row(sink, l->payer_no, false, report);
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    const struct output_value *state = &values[WORD_STATE];
    struct remedy_line *lines = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    if (values[WORD_RUN].from != values[WORD_RUN].until) {
        return report_fail(report, ERR_INPUT, "実行番号は1つだけ指定してください");
    }
    struct query *q = store_query(s->store, SQL_remedy_lines_of_run);
    query_set_i64(q, "run_no", values[WORD_RUN].from);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (!state->is_given || query_i64(q, 3) == (int64_t)state->choice + REMEDY_INCREASE) {
            line_read(q, arena, ARENA_PUSH(arena, lines, count, capacity));
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = put(sink, &lines[i], report);
    }
    return e;
}
