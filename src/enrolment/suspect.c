/* 適用適正化の1件 -- reading what was said and done, judging what follows, writing a step. */
#include "enrolment/suspect.h"

#define OPEN_DAY 99991231

const char *const suspect_source_labels[SUSPECT_SOURCES] = {[SOURCE_PENSION] = "年金被保険者情報",
                                                            [SOURCE_DUPLICATE] = "資格重複",
                                                            [SOURCE_IMMIGRATION] = "在留情報",
                                                            [SOURCE_WELFARE] = "生活保護",
                                                            [SOURCE_ABSENCE] = "不現住・居所不明"};
const char *const suspect_step_labels[SUSPECT_STEPS] = {
    [STEP_LETTER] = "勧奨通知",    [STEP_SECOND] = "2回目の勧奨通知", [STEP_SURVEY] = "実態調査",
    [STEP_DECIDED] = "職権の決定", [STEP_SETTLED] = "資格が合った",   [STEP_REASON] = "理由がある"};
const char *const suspect_state_labels[SUSPECT_STATES] = {[STATE_LISTED] = "次の一覧を待つ",
                                                          [STATE_LETTER_DUE] = "勧奨通知を出す",
                                                          [STATE_ANSWER] = "答えを待つ",
                                                          [STATE_SECOND_DUE] = "2回目の勧奨通知を出す",
                                                          [STATE_LAST_ANSWER] = "2回目の答えを待つ",
                                                          [STATE_SURVEY] = "実態調査を続ける",
                                                          [STATE_READY] = "職権の決定を待つ",
                                                          [STATE_DECIDED] = "加入・脱退の入力を待つ",
                                                          [STATE_SETTLED] = "終わり（資格が合った）",
                                                          [STATE_REASON] = "終わり（理由がある）"};

/* What a survey asks; bit n - 1 of the sources of a suspect. The first is the visit. */
const struct change_code survey_sources[] = {{"1", "現地の調査（訪問）"},
                                             {"2", "家主・管理人"},
                                             {"3", "近所の人"},
                                             {"4", "電気・ガス・水道"},
                                             {"5", "電話"},
                                             {"6", "親族"},
                                             {"7", "勤め先"},
                                             {"8", "受診の記録（レセプト）"},
                                             {"9", "保険料の納付・相談の記録"},
                                             {"10", "返戻された郵便物"},
                                             {"11", "出入国の記録"},
                                             {NULL, NULL}};

const char *survey_words(struct arena *arena, int64_t asked)
{
    const char *all = "";

    for (int i = 0; survey_sources[i].value != NULL; i++) {
        if ((asked >> i & 1) != 0) {
            all = arena_printf(arena, "%s%s%s", all, all[0] != '\0' ? "、" : "", survey_sources[i].label);
        }
    }
    return all;
}

/* ---------------------------------------------------------------------------------------- read -- */

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static struct suspect suspect_of(struct query *q, struct arena *arena)
{
    int64_t until = query_i64(q, 6);

    return (struct suspect){.suspect_no = query_i64(q, 0),
                            .addressee_no = query_i64(q, 1),
                            .source = (enum suspect_source)query_i64(q, 2),
                            .key = text_copy(arena, query_text(q, 3)),
                            .way = (enum suspect_way)query_i64(q, 4),
                            .fact_on = day_of(query_i64(q, 5)),
                            .other_until = until == OPEN_DAY ? date_open_end() : day_of(until),
                            .reason = text_copy(arena, query_text(q, 7)),
                            .words = text_copy(arena, query_text(q, 8)),
                            .listed_on = day_of(query_i64(q, 9)),
                            .hits = (int)query_i64(q, 10),
                            .letter_on = date_none(),
                            .second_on = date_none(),
                            .first_visit_on = date_none(),
                            .last_visit_on = date_none(),
                            .decided_on = date_none(),
                            .ended_on = date_none(),
                            .ended_words = text_of(""),
                            .survey_words = text_of("")};
}

static void survey_taken(struct suspect *s, date on, int64_t asked, struct text words)
{
    s->asked |= asked;
    s->survey_words = words;
    if ((asked & SURVEY_VISIT) != 0) {
        s->visits++;
        bool is_first = date_is_none(s->first_visit_on) || date_before(on, s->first_visit_on);
        bool is_last = date_is_none(s->last_visit_on) || date_before(s->last_visit_on, on);
        s->first_visit_on = is_first ? on : s->first_visit_on;
        s->last_visit_on = is_last ? on : s->last_visit_on;
    }
}

static void step_taken(struct suspect *s, struct query *q, struct arena *arena)
{
    enum suspect_step kind = (enum suspect_step)query_i64(q, 2);
    date on = day_of(query_i64(q, 3));
    struct text words = text_copy(arena, query_text(q, 5));

    switch (kind) {
    case STEP_LETTER: s->letter_on = on; break;
    case STEP_SECOND: s->second_on = on; break;
    case STEP_SURVEY: survey_taken(s, on, query_i64(q, 4), words); break;
    case STEP_DECIDED: s->decided_on = on; break;
    case STEP_SETTLED:
    case STEP_REASON:
        s->ended_by = kind;
        s->ended_on = on;
        s->ended_words = words;
        break;
    case SUSPECT_STEPS: break;
    }
}

enum err suspects_read(struct store *s, int64_t addressee_no, struct arena *arena, struct report *report,
                       struct suspect **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_enrolment_suspects);
    size_t capacity = 0, at = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "addressee_no", addressee_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = suspect_of(q, arena);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_enrolment_steps);
    query_set_i64(q, "addressee_no", addressee_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        while (at < *ret_count && (*ret)[at].suspect_no < query_i64(q, 0)) {
            at++;
        }
        if (at < *ret_count && (*ret)[at].suspect_no == query_i64(q, 0)) {
            step_taken(&(*ret)[at], q, arena);
        }
    }
    query_reset(q);
    return e;
}

/* --------------------------------------------------------------------------------------- judge -- */

static int sources_asked(int64_t asked)
{
    int count = 0;
    for (; asked != 0; asked &= asked - 1) {
        count++;
    }
    return count;
}

/* 実態調査: as many sources, as many visits, and as many days between them, as the procedure wants. */
static bool survey_is_enough(const struct suspect *s, int64_t sources, int64_t visits, int64_t spread_days)
{
    return sources_asked(s->asked) >= sources && s->visits >= visits &&
           (visits < 2 || date_days_between(s->first_visit_on, s->last_visit_on) >= spread_days);
}

enum suspect_state suspect_judge(const struct suspect *s, const struct suspect_terms *terms,
                                 bool is_settled, date today, date *ret_due)
{
    int64_t answer = terms->of[s->source].answer_days, second = terms->of[s->source].second_days;

    *ret_due = date_none();
    if (s->ended_by != 0) {
        return s->ended_by == STEP_SETTLED ? STATE_SETTLED : STATE_REASON;
    }
    if (is_settled) {
        return STATE_SETTLED;
    }
    if (!date_is_none(s->decided_on)) {
        return STATE_DECIDED;
    }
    if (answer > 0 && date_is_none(s->letter_on)) {
        return s->hits < terms->of[s->source].hits ? STATE_LISTED : STATE_LETTER_DUE;
    }
    if (answer > 0 && date_is_none(s->second_on)) {
        *ret_due = date_add_days(s->letter_on, (int)answer);
        return date_before(*ret_due, today) ? STATE_SECOND_DUE : STATE_ANSWER;
    }
    if (answer > 0) {
        *ret_due = date_add_days(s->second_on, (int)second);
        if (!date_before(*ret_due, today)) {
            return STATE_LAST_ANSWER;
        }
    }
    return survey_is_enough(s, terms->of[s->source].sources, terms->of[s->source].visits,
                            terms->of[s->source].spread_days)
               ? STATE_READY
               : STATE_SURVEY;
}

/* --------------------------------------------------------------------------------------- write -- */

static int64_t column_of(date d)
{
    return date_is_none(d) ? 0 : date_equal(d, date_open_end()) ? OPEN_DAY : date_ymd(d);
}

static enum err number_of(struct query *q, struct report *report, int64_t *ret)
{
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err suspect_add(struct store *s, const struct suspect *suspect, int64_t now, struct report *report,
                     int64_t *ret_no, bool *ret_is_new)
{
    struct query *q = store_query(s, SQL_enrolment_suspect_find);
    int64_t changed;

    query_set_i64(q, "addressee_no", suspect->addressee_no);
    query_set_i64(q, "source", suspect->source);
    query_set_text(q, "source_key", suspect->key);
    enum err e = number_of(q, report, ret_no);
    *ret_is_new = *ret_no == 0;
    if (e != ERR_NONE || !*ret_is_new) {
        return e;
    }
    e = number_of(store_query(s, SQL_enrolment_suspect_next), report, ret_no);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_enrolment_suspect_add);
    query_set_i64(q, "suspect_no", *ret_no);
    query_set_i64(q, "addressee_no", suspect->addressee_no);
    query_set_i64(q, "source", suspect->source);
    query_set_text(q, "source_key", suspect->key);
    query_set_i64(q, "way", suspect->way);
    query_set_i64(q, "fact_on", column_of(suspect->fact_on));
    query_set_i64(q, "other_until", column_of(suspect->other_until));
    query_set_text(q, "reason", suspect->reason);
    query_set_text(q, "words", suspect->words);
    query_set_i64(q, "listed_on", column_of(suspect->listed_on));
    query_set_i64(q, "recorded_at", now);
    return query_run(q, report, &changed);
}

enum err suspect_step_add(struct store *s, const struct suspect_act *act, int64_t now,
                          struct report *report)
{
    struct query *q = store_query(s, SQL_enrolment_step_add);
    int64_t changed;

    query_set_i64(q, "suspect_no", act->suspect_no);
    query_set_i64(q, "kind", act->kind);
    query_set_i64(q, "on_day", column_of(act->on));
    query_set_i64(q, "detail", act->detail);
    query_set_text(q, "words", act->words);
    query_set_i64(q, "run_no", act->run_no);
    query_set_i64(q, "change_no", act->change_no);
    query_set_i64(q, "recorded_at", now);
    return query_run(q, report, &changed);
}
