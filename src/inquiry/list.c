/* 申告書・照会書の一覧 -- every person on a paper that was sent, by age and state (LV-63). */
#include "inquiry/sheet.h"

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "照会番号"},
    {.label = "書類"},
    {.label = "賦課年度"},
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "照会先"},
    {.label = "送った日"},
    {.label = "回答の期限"},
    {.label = "経過日数", .is_number = true},
    {.label = "催促の回数", .is_number = true},
    {.label = "最後の催促"},
    {.label = "状態"},
    {.label = "回収・返戻の日"},
    {.label = "メモ"},
    {.label = "支援措置"},
};
static const char *const kind_choices[] = {"簡易申告書", "所得照会書", NULL};
static const char *const state_choices[] = {"未回答", "回答待ち", "期限過ぎ", "回収済み",
                                            "返戻",   "済み",     "取下げ",   NULL};
enum { WORD_YEAR, WORD_KIND, WORD_STATE, WORD_DAYS, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度"},
    [WORD_KIND] = {.name = "書類", .type = OUTPUT_WORD_CHOICE, .choices = kind_choices},
    [WORD_STATE] = {.name = "状態", .type = OUTPUT_WORD_CHOICE, .choices = state_choices},
    [WORD_DAYS] = {.name = "経過日数", .type = OUTPUT_WORD_NUMBER, .unit = "日"},
};

const struct output_list output_list_inquiries = {
    .name = "inquiries",
    .label = "申告書・照会書の一覧",
    .help =
        "送った簡易申告書・所得照会書と、その後。状態=未回答 は、まだ所得がわからないもの（取下げを除く）。"
        "古いものから並ぶ。所得がわかると自動で済みになる",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "年度=2026 状態=未回答 経過日数=60-",
    .write = write_list,
};

static bool is_between(const struct output_value *v, int64_t n)
{
    return !v->is_given || (n >= v->from && n <= v->until);
}

static bool fits(const struct output_value *values, const struct inquiry_item *item)
{
    const struct output_value *kind = &values[WORD_KIND], *state = &values[WORD_STATE];

    return is_between(&values[WORD_YEAR], item->year) && is_between(&values[WORD_DAYS], item->days) &&
           (!kind->is_given || kind->choice + 1 == (size_t)item->kind) &&
           (!state->is_given ||
            (state->choice == 0 ? inquiry_is_open(item->state) : state->choice == (size_t)item->state));
}

static enum err put(struct session *s, const struct inquiry_item *item, struct arena *arena,
                    struct output_sink *sink, struct report *report)
{
    const struct as_of now = {s->folder.business_date, INT64_MAX};
    struct addressee who = {.name = {"", 0}};
    struct report quiet;
    const char *recipient = "";

    report_init(&quiet);
    enum err e = addressee_by_no(s->store, item->addressee_no, now, arena, &quiet, &who);
    report_done(&quiet);
    e = e == ERR_FINDINGS ? ERR_NONE
                          : e; /* nobody of this number on the day: the row stays, without a name */
    if (e == ERR_NONE && item->municipality.len > 0) {
        e = inquiry_recipient(s, item->municipality, arena, report, &recipient);
    }
    if (e != ERR_NONE) {
        return e;
    }
    output_i64(sink, item->sheet_no);
    output_text(sink, text_of(inquiry_kind_labels[item->kind]));
    output_i64(sink, item->year);
    output_i64(sink, item->household_no);
    output_addressee_no(sink, item->payer_no);
    output_addressee_no(sink, item->addressee_no);
    output_text(sink, who.name);
    output_text(sink, text_of(item->municipality.len > 0 ? recipient : "本人"));
    output_day(sink, item->sent_on);
    output_day(sink, item->due_on);
    output_i64(sink, item->days);
    output_i64(sink, item->reminders);
    output_day(sink, item->reminded_on);
    output_text(sink, text_of(inquiry_state_labels[item->state]));
    output_day(sink, item->step_on);
    output_text(sink, item->step_words);
    output_text(sink, text_of(who.is_restricted ? "対象" : ""));
    return output_row(sink, item->addressee_no, who.is_restricted, report);
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct inquiry_item *items;
    struct arena *scratch = arena_new("申告書・照会書の一覧", (size_t)16 << 20);
    size_t count;
    enum err e = inquiry_items(s, 0, arena, report, &items, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (fits(values, &items[i])) {
            e = put(s, &items[i], scratch, sink, report);
            arena_reset(scratch);
        }
    }
    arena_free(scratch);
    return e;
}
