/*
 * 不現住の実態調査 and 適用適正化の決定 (EL-43, EL-45): what was looked up, and what a person decides of
 * it.
 *
 * Rules   the papers of 神埼市 and others: sources are asked and kept, the place is visited more than once,
 * and only then is somebody struck out ex officio; another person decides. The loss itself is entered as
 * 脱退.
 */
#include "enrolment/suspect.h"

#include <inttypes.h>

enum { OUTCOME_LIVES = 1, OUTCOME_GONE, OUTCOME_GOES_ON };
static const struct change_code outcomes[] = {{"1", "住んでいることを確かめた（終わる）"},
                                              {"2", "住んでいない、行方が分からない"},
                                              {"3", "まだ分からない（調査を続ける）"},
                                              {NULL, NULL}};
static const struct change_field survey_fields[] = {
    {.name = "on", .label = "調べた日", .type = FIELD_DATE, .is_required = true, .help = "例: R8.6.1"},
    {.name = "sources",
     .label = "確かめた情報源",
     .type = FIELD_TICKS,
     .is_required = true,
     .characters_max = 60,
     .help = "この日に確かめたものすべてに印を付けます。記録は証拠として残ります。"},
    {.name = "outcome",
     .label = "分かったこと",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = outcomes,
     .help = "住んでいることを確かめたときは調査が終わります。"},
    {.name = "gone",
     .label = "いなくなった日",
     .type = FIELD_DATE,
     .only_if = "outcome=2",
     .help = "分かるとき。分からなければ最初に調べた日とします。例: R8.4.1"},
    {.name = "words",
     .label = "調べた内容",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "だれに何を聞き、何を見たか。例: 表札なし。管理人によれば3月末に退去。"},
};

enum { DECISION_EX_OFFICIO = 1, DECISION_REASON };
static const struct change_code decisions[] = {
    {"1", "職権で処理する（喪失または取得）"}, {"2", "理由があり、処理しないで終わる"}, {NULL, NULL}};
static const struct change_field decide_fields[] = {
    {.name = "suspect",
     .label = "疑い",
     .type = FIELD_TICKS,
     .is_required = true,
     .characters_max = 40,
     .help = "決定する疑いに1つ印を付けます。"},
    {.name = "decision",
     .label = "決定",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = decisions,
     .help = "職権の処理は、勧奨と調査の手順が終わったものだけを決定できます。"},
    {.name = "on", .label = "決定の日", .type = FIELD_DATE, .is_required = true, .help = "例: R8.7.20"},
    {.name = "words",
     .label = "理由と確かめた書類",
     .type = FIELD_LINES,
     .is_required = true,
     .characters_max = 1000,
     .help = "例: 年金機構の第2号の記録（令和8年4月1日取得）。2回の勧奨に答えなし。"},
};

static enum err begin(struct change_call *call)
{
    change_set_day(call, "on", change_today(call));
    return ERR_NONE;
}

static void day_check(struct change_call *call)
{
    if (date_before(change_today(call), change_date(call, "on"))) {
        change_warn(call, WARNING_STOP, "on", "今日より後の日です。済んだことだけを登録します");
    }
}

/* Takes back the steps of a change, unless something was built on one of them. */
static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_enrolment_step_later);
    int64_t later = 0, changed;
    bool row;

    query_set_i64(q, "change_no", call->change_no);
    enum err e = query_step(q, call->report, &row);
    later = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    if (e == ERR_NONE && later > 0) {
        e = report_fail(call->report, ERR_INPUT,
                        "このあとに次の手順が登録されています。そちらを先に取り消してください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(call->session->store, SQL_enrolment_step_undo);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "undone_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}

/* --------------------------------------------------------------------------------------- survey -- */

static int64_t asked_of(const struct change_call *call)
{
    struct text one;
    size_t at = 0;
    int64_t asked = 0;

    while (change_ticks_next(change_value(call, "sources"), &at, &one)) {
        for (int i = 0; survey_sources[i].value != NULL; i++) {
            asked |= text_is(one, survey_sources[i].value) ? INT64_C(1) << i : 0;
        }
    }
    return asked;
}

static enum err survey_choices(struct change_call *call, const struct change_field *field,
                               struct change_code **ret)
{
    size_t count = 0;

    (void)field;
    while (survey_sources[count].value != NULL) {
        count++;
    }
    *ret = ARENA_ARRAY(call->arena, struct change_code, count + 1);
    memcpy(*ret, survey_sources, (count + 1) * sizeof(**ret));
    return ERR_NONE;
}

static enum err survey_check(struct change_call *call)
{
    day_check(call);
    if (asked_of(call) == 0) {
        change_warn(call, WARNING_STOP, "sources", "確かめた情報源に1つも印がありません");
    }
    return ERR_NONE;
}

/* The open suspicion of his absence; suspect_no 0 = there is none. */
static enum err absence_of(struct change_call *call, struct suspect *ret, size_t *ret_past)
{
    struct suspect *all = NULL;
    size_t count = 0;
    enum err e =
        suspects_read(call->session->store, call->subject_no, call->arena, call->report, &all, &count);

    *ret = (struct suspect){0};
    *ret_past = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].source == SOURCE_ABSENCE && all[i].ended_by == 0) {
            *ret = all[i];
        }
        *ret_past += all[i].source == SOURCE_ABSENCE;
    }
    return e;
}

static enum err survey_apply(struct change_call *call)
{
    struct suspect s;
    size_t past = 0;
    bool is_new;
    int64_t outcome = change_number(call, "outcome");
    date gone = change_date(call, "gone");
    enum err e = absence_of(call, &s, &past);

    if (e == ERR_NONE && s.suspect_no == 0) {
        s = (struct suspect){
            .addressee_no = call->subject_no,
            .source = SOURCE_ABSENCE,
            .way = WAY_LOSE,
            .key = text_of(arena_printf(call->arena, "%zu:%" PRId64, past + 1, call->change_no)),
            .reason = text_of("L13c"),
            .words = text_of("住所に住んでいない疑い"),
            .fact_on = date_is_none(gone) ? change_date(call, "on") : gone,
            .other_until = date_open_end(),
            .listed_on = change_date(call, "on")};
        e = suspect_add(call->session->store, &s, call->recorded_at, call->report, &s.suspect_no, &is_new);
    }
    struct suspect_act act = {.suspect_no = s.suspect_no,
                              .detail = asked_of(call),
                              .change_no = call->change_no,
                              .kind = STEP_SURVEY,
                              .on = change_date(call, "on"),
                              .words = change_value(call, "words")};
    if (e == ERR_NONE) {
        e = suspect_step_add(call->session->store, &act, call->recorded_at, call->report);
    }
    if (e == ERR_NONE && outcome == OUTCOME_LIVES) {
        act.kind = STEP_REASON;
        act.detail = 0;
        e = suspect_step_add(call->session->store, &act, call->recorded_at, call->report);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "%s",
                   outcome == OUTCOME_LIVES ? "実態調査を登録し、調査を終えました"
                                            : "実態調査を登録しました");
    return e;
}

const struct change_kind kind_enrolment_survey = {
    .name = "enrolment-survey",
    .label = "不現住の実態調査",
    .help = "住所に住んでいないと思われる人の調査を、日ごとに登録します。確かめた情報源と内容が証拠として残"
            "ります。"
            "必要な数の情報源と現地の調査がそろうと、適用適正化の決定に進めます。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_NONE,
    .fields = survey_fields,
    .field_count = COUNT_OF(survey_fields),
    .begin = begin,
    .check = survey_check,
    .choices = survey_choices,
    .apply = survey_apply,
    .undo = undo,
};

/* ------------------------------------------------------------------------------------- decision -- */

static enum err open_ones(struct change_call *call, struct suspect **ret, enum suspect_state **ret_states,
                          size_t *ret_count)
{
    struct suspect *all = NULL;
    size_t count = 0;
    enum err e =
        suspects_read(call->session->store, call->subject_no, call->arena, call->report, &all, &count);

    *ret_count = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].ended_by == 0) {
            all[(*ret_count)++] = all[i];
        }
    }
    date *due = ARENA_ARRAY(call->arena, date, *ret_count + 1);
    *ret = all;
    *ret_states = ARENA_ARRAY(call->arena, enum suspect_state, *ret_count + 1);
    return e == ERR_NONE ? suspects_judge(call->session, all, *ret_count, change_today(call), call->arena,
                                          call->report, *ret_states, due)
                         : e;
}

static enum err decide_choices(struct change_call *call, const struct change_field *field,
                               struct change_code **ret)
{
    struct suspect *all;
    enum suspect_state *states;
    size_t count = 0;
    enum err e = open_ones(call, &all, &states, &count);

    (void)field;
    *ret = ARENA_ARRAY(call->arena, struct change_code, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        char day[DATE_TEXT_BYTES];
        date_format_era(all[i].fact_on, day);
        (*ret)[i] = (struct change_code){
            arena_printf(call->arena, "%" PRId64, all[i].suspect_no),
            arena_printf(call->arena, "%s　%s　%.*s（%s）", suspect_source_labels[all[i].source], day,
                         (int)all[i].words.len, all[i].words.bytes, suspect_state_labels[states[i]])};
    }
    (*ret)[count] = (struct change_code){NULL, NULL};
    return e;
}

/* The one that is ticked: its place, or SIZE_MAX and a STOP. */
static size_t ticked(struct change_call *call, const struct suspect *all, size_t count)
{
    struct text wanted = change_value(call, "suspect");
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < count; i++) {
        if (text_is(wanted, arena_printf(call->arena, "%" PRId64, all[i].suspect_no))) {
            found = i;
        }
    }
    if (found == SIZE_MAX) {
        change_warn(call, WARNING_STOP, "suspect", "決定する疑いに1つだけ印を付けてください");
    }
    return found;
}

static enum err decide_check(struct change_call *call)
{
    struct suspect *all;
    enum suspect_state *states;
    size_t count = 0;
    enum err e = open_ones(call, &all, &states, &count);
    size_t at = e == ERR_NONE ? ticked(call, all, count) : SIZE_MAX;

    day_check(call);
    if (at != SIZE_MAX && change_number(call, "decision") == DECISION_EX_OFFICIO &&
        states[at] != STATE_READY) {
        change_warn(call, WARNING_STOP, "decision",
                    "手順が終わっていません（いまは「%s」）。勧奨と調査が終わってから決定します",
                    suspect_state_labels[states[at]]);
    }
    return e;
}

static enum err decide_apply(struct change_call *call)
{
    struct suspect *all;
    enum suspect_state *states;
    size_t count = 0;
    bool is_ex_officio = change_number(call, "decision") == DECISION_EX_OFFICIO;
    enum err e = open_ones(call, &all, &states, &count);
    size_t at = e == ERR_NONE ? ticked(call, all, count) : SIZE_MAX;

    if (e == ERR_NONE && at == SIZE_MAX) {
        e = report_fail(call->report, ERR_INPUT, "その疑いはもう終わっています。開き直してください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct suspect_act act = {.suspect_no = all[at].suspect_no,
                                    .change_no = call->change_no,
                                    .kind = is_ex_officio ? STEP_DECIDED : STEP_REASON,
                                    .on = change_date(call, "on"),
                                    .words = change_value(call, "words")};
    (void)snprintf(call->outcome, sizeof(call->outcome), "%s",
                   !is_ex_officio ? "理由を登録して終えました"
                   : all[at].way == WAY_LOSE
                       ? "職権による喪失を決定しました。世帯の画面から脱退を入力してください"
                       : "職権による取得を決定しました。世帯の画面から加入を入力してください");
    return suspect_step_add(call->session->store, &act, call->recorded_at, call->report);
}

const struct change_kind kind_enrolment_decide = {
    .name = "enrolment-decide",
    .label = "適用適正化の決定",
    .help = "二重加入や不現住などの疑いについて、職権で処理するか、理由があって終わるかを決めます。職権の処"
            "理は、"
            "勧奨通知の日数と実態調査の手順が終わったものだけです。別の職員が承認します。資格そのものは、"
            "このあと世帯の画面から加入・脱退を入力して変わります。",
    .subject = CHANGE_OF_PERSON,
    .propose = PERM_ELIGIBILITY_CHANGE,
    .approve = PERM_ELIGIBILITY_APPROVE,
    .fields = decide_fields,
    .field_count = COUNT_OF(decide_fields),
    .begin = begin,
    .check = decide_check,
    .choices = decide_choices,
    .apply = decide_apply,
    .undo = undo,
};
