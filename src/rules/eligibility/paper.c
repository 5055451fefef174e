/*
 * 証の有効期限 -- the last day a paper carries.
 *
 * Law     国民健康保険法9条, 同法施行規則6条・7条の2・7条の4, the ward's periods
 * Table   params/municipal/<city>/paper.tsv, params/national/eligibility/terms.tsv     Cases   paper.cases
 *
 * The common end, but never a day on which the person belongs to 後期高齢者医療, never later than the day
 * after the last day of the stay, for マル学 never later than the school year.
 */
#include "rules/common/age.h"
#include "rules/eligibility/eligibility.h"
#include "rules/common/step.h"

#define LAW "国民健康保険法施行規則7条の2"

const char *const paper_end_labels[PAPER_ENDS] = {
    [PAPER_END_COMMON] = "一斉更新の期限",   [PAPER_END_YEARLY] = "年ごとの期限",
    [PAPER_END_70] = "70歳に達する月の末日", [PAPER_END_75] = "75歳の誕生日の前日",
    [PAPER_END_STAY] = "在留期間満了の翌日", [PAPER_END_STUDENT] = "マル学の期限",
    [PAPER_END_OPEN] = "期限なし",
};

TERM term_common = {"一斉更新の期限", {LAW}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_yearly = {"年ごとの期限（月日）", {LAW}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_issued = {"交付の日", {LAW}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_base = {"共通の期限", {LAW}, "{1}", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_birth = {"生年月日", {"高齢者の医療の確保に関する法律50条"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_75 = {"75歳の誕生日の前日", {"高齢者の医療の確保に関する法律50条"},
                "{1} の75年後の前日", TRACE_DAY,
                TRACE_EXACT,          {0}};
TERM term_70 = {
    "70歳に達する月の末日", {"国民健康保険法42条1項3号"}, "{1} から", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_stay = {"在留期間の満了日", {"国民健康保険法施行規則1条"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_stay_end = {"在留期間による期限",
                      {"国民健康保険法施行規則1条"},
                      "{1} の翌日（更新申請中はその2か月後）",
                      TRACE_DAY,
                      TRACE_EXACT,
                      {0}};
TERM term_student_end = {"マル学の期限", {"国民健康保険法116条"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_last = {"有効期限", {LAW}, "{+} の早い日", TRACE_DAY, TRACE_EXACT, {0}};

static date yearly(date issued_on, int64_t month_day)
{
    int year = date_civil(issued_on).year, month = (int)(month_day / 100), day = (int)(month_day % 100);
    date end = date_of(year, month, day);

    return date_before(end, issued_on) ? date_of(year + 1, month, day) : end;
}

static void shorten(struct paper_validity *v, date day, enum paper_end why)
{
    if (date_before(day, v->last_day)) {
        *v = (struct paper_validity){day, why};
    }
}

void paper_validity_of(const struct eligibility_terms *t, const struct paper_terms *terms,
                       const struct paper_person *person, struct trace *trace, struct paper_validity *ret)
{
    struct paper_validity v = {date_open_end(), PAPER_END_OPEN};
    trace_id ids[5];
    size_t count = 0;

    if (terms->has_common_end) {
        v = (struct paper_validity){{(int32_t)terms->common_end.value}, PAPER_END_COMMON};
        trace_id row = step_param(trace, &term_common, &terms->common_end);
        ids[count++] = step_made(trace, &term_base, TRACE_NOBODY, v.last_day.day, row, 0);
    } else if (terms->yearly_end.present) {
        v = (struct paper_validity){yearly(person->issued_on, terms->yearly_end.value), PAPER_END_YEARLY};
        trace_id row = step_param(trace, &term_yearly, &terms->yearly_end);
        trace_id issued = step_fact(trace, &term_issued, TRACE_NOBODY, person->issued_on.day);
        ids[count++] = step_made(trace, &term_base, TRACE_NOBODY, v.last_day.day, row, issued);
    }
    date eve = date_add_days(age_birthday(person->birth, (int)t->late_age.value), -1);
    trace_id birth = step_fact(trace, &term_birth, TRACE_NOBODY, person->birth.day);
    ids[count++] = step_made(trace, &term_75, TRACE_NOBODY, eve.day, birth, 0);
    shorten(&v, eve, PAPER_END_75);
    date elder = age_class_span(t, CLASS_ELDER, person->birth).from;
    if (terms->ends_at_70 && date_before(person->issued_on, elder)) {
        date end = date_add_days(elder, -1);
        ids[count++] = step_made(trace, &term_70, TRACE_NOBODY, end.day, birth, 0);
        shorten(&v, end, PAPER_END_70);
    }
    if (!date_is_none(person->stay_last_day)) {
        date end = eligibility_stay(t, person->stay_last_day, person->stay_applied_on).paper_last_day;
        trace_id stay = step_fact(trace, &term_stay, TRACE_NOBODY, person->stay_last_day.day);
        ids[count++] = step_made(trace, &term_stay_end, TRACE_NOBODY, end.day, stay, 0);
        shorten(&v, end, PAPER_END_STAY);
    }
    if (person->is_student) {
        date end = eligibility_student_last_day(t, person->issued_on, person->left_school);
        ids[count++] = step_fact(trace, &term_student_end, TRACE_NOBODY, end.day);
        shorten(&v, end, PAPER_END_STUDENT);
    }
    if (trace != NULL) {
        trace_joined(trace, &term_last, TRACE_NOBODY, v.last_day.day, ids, count);
    }
    *ret = v;
}
