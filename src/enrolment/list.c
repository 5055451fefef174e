/* 適用適正化の一覧 (EL-35, EL-45): each suspect with what was done, where it stands, and how it ended. */
#include "enrolment/suspect.h"

#include <inttypes.h>

enum { WORD_SOURCE, WORD_STATE };
static const char *const source_choices[] = {"年金被保険者情報", "資格重複",         "在留情報",
                                             "生活保護",         "不現住・居所不明", NULL};
static const char *const state_choices[] = {"未了", "終わり", NULL};
static const struct output_word words[] = {
    [WORD_SOURCE] = {.name = "情報", .type = OUTPUT_WORD_CHOICE, .choices = source_choices},
    [WORD_STATE] = {.name = "状態", .type = OUTPUT_WORD_CHOICE, .choices = state_choices},
};
static const struct output_column columns[] = {
    {.label = "疑いの番号"},
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "情報"},
    {.label = "内容"},
    {.label = "事実の日"},
    {.label = "相手の資格の終わり"},
    {.label = "提案の事由"},
    {.label = "届いた日"},
    {.label = "続けて出た回数", .is_number = true},
    {.label = "勧奨通知"},
    {.label = "2回目の勧奨通知"},
    {.label = "確かめた情報源"},
    {.label = "職権の決定"},
    {.label = "いまの状態"},
    {.label = "この日まで待つ"},
    {.label = "終わった日"},
    {.label = "終わった理由"},
};

static enum err write_one(struct session *session, const struct suspect *s, enum suspect_state state,
                          date due, struct arena *scratch, struct output_sink *sink, struct report *report)
{
    const struct as_of now = {session->folder.business_date, INT64_MAX};
    struct addressee who;
    enum err e = addressee_by_no(session->store, s->addressee_no, now, scratch, report, &who);

    if (e == ERR_FINDINGS) { /* in the register on no day any more */
        report_clear(report);
        who = (struct addressee){.name = text_of("")};
        e = ERR_NONE;
    }
    output_i64(sink, s->suspect_no);
    output_i64(sink, s->addressee_no);
    output_text(sink, who.name);
    output_text(sink, text_of(suspect_source_labels[s->source]));
    output_text(sink, s->words);
    output_day(sink, s->fact_on);
    output_day(sink, date_equal(s->other_until, date_open_end()) ? date_none() : s->other_until);
    output_text(sink, text_of(arena_printf(scratch, "%.*s %s", (int)s->reason.len, s->reason.bytes,
                                           eligibility_reason_label(s->reason, scratch))));
    output_day(sink, s->listed_on);
    output_i64(sink, s->hits);
    output_day(sink, s->letter_on);
    output_day(sink, s->second_on);
    output_text(sink, text_of(survey_words(scratch, s->asked)));
    output_day(sink, s->decided_on);
    output_text(sink, text_of(suspect_state_labels[state]));
    output_day(sink, due);
    output_day(sink, s->ended_on);
    output_text(sink, s->ended_words);
    return e == ERR_NONE ? output_row(sink, s->addressee_no, who.is_restricted, report) : e;
}

static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    struct arena *scratch = arena_new("適用適正化の1件", (size_t)16 << 20);
    struct suspect *all = NULL;
    size_t count = 0;
    enum err e = suspects_read(s->store, 0, arena, report, &all, &count);
    enum suspect_state *states = ARENA_ARRAY(arena, enum suspect_state, count + 1);
    date *due = ARENA_ARRAY(arena, date, count + 1);

    if (e == ERR_NONE) {
        e = suspects_judge(s, all, count, s->folder.business_date, arena, report, states, due);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_ended = states[i] >= STATE_SETTLED;
        bool fits =
            (!values[WORD_SOURCE].is_given || values[WORD_SOURCE].choice + 1 == (size_t)all[i].source) &&
            (!values[WORD_STATE].is_given || (values[WORD_STATE].choice == 1) == is_ended);
        arena_reset(scratch);
        e = fits ? write_one(s, &all[i], states[i], due[i], scratch, sink, report) : ERR_NONE;
    }
    arena_free(scratch);
    return e;
}

const struct output_list output_list_enrolment = {
    .name = "enrolment",
    .label = "適用適正化の一覧（年金異動確認一覧など）",
    .help = "年金・資格重複・在留・生活保護の情報と実態調査から疑いのある人、勧奨と調査の経過、終わり方。"
            "条件を書かなければすべて",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "情報=年金被保険者情報 状態=未了",
    .write = write,
};
