/*
 * 滞納処分と不納欠損の日 -- when may be seized, when a debt is at its end.
 *
 * Law     国税徴収法47条1項1号 (地方自治法231条の3第3項), 地方税法15条の7第4項, 地方自治法236条,
 *         民法140条・143条
 * Table   params/national/collection/deadlines.tsv     Cases   enforcement.cases
 *
 * Seizure: 「督促状を発した日から起算して10日を経過した日までに」 -- the day of issue is the first of the
 * ten; from the day after the day on which they have passed. Suspension: the first day is not counted.
 */
#include "rules/collection/arrears.h"

#include "rules/common/period.h"

#define TERM static struct trace_term

TERM term_dunned = {"督促状を発した日", {"国税徴収法47条第1項1号"}, "", TRACE_DAY, TRACE_EXACT,
                    {0}};
TERM term_wait = {"待つ日数", {"国税徴収法47条第1項1号"}, "", TRACE_NUMBER, TRACE_EXACT, {0}};
TERM term_earliest = {"差押えのできる最初の日", {"国税徴収法47条第1項1号"},
                      "{1} から起算して {2}日を経過した日の翌日", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_limit = {"時効の完成する日（遅い読み方）", {"地方自治法236条"}, "", TRACE_DAY,
                   TRACE_EXACT, {0}};
TERM term_limit_off = {"F1 時効による欠損の日", {"地方自治法236条第2項"}, "{1} の翌日", TRACE_DAY,
                       TRACE_EXACT, {0}};
TERM term_suspended = {"執行停止の日", {"地方税法15条の7第1項"}, "", TRACE_DAY, TRACE_EXACT, {0}};
TERM term_suspension = {"執行停止の年数", {"地方税法15条の7第4項"}, "", TRACE_NUMBER, TRACE_EXACT,
                        {0}};
TERM term_suspended_off = {"F2 執行停止による欠損の日", {"地方税法15条の7第4項"},
                           "{1} から {2}年を経過した日の翌日", TRACE_DAY, TRACE_EXACT, {0}};

date seizure_earliest(const struct arrears_terms *terms, date dunned_on, struct trace *trace)
{
    date earliest = date_add_days(dunned_on, (int)terms->seizure_wait_days.value + 1);

    if (trace != NULL) {
        trace_id dunned = trace_fact(trace, &term_dunned, TRACE_NOBODY, dunned_on.day);
        trace_id wait = trace_param(trace, &term_wait, terms->seizure_wait_days.value,
                                    &terms->seizure_wait_days.source);
        trace_made(trace, &term_earliest, TRACE_NOBODY, earliest.day, dunned, wait, 0, 0);
    }
    return earliest;
}

enum write_off_reason write_off_first(const struct arrears_terms *terms, date limit_late,
                                      date suspended_on, struct trace *trace, date *ret_day)
{
    bool is_suspended = !date_is_none(suspended_on);
    date by_limit = date_add_days(limit_late, 1), by_suspension = date_none();

    if (is_suspended) {
        by_suspension = date_add_days(
            period_end(date_add_days(suspended_on, 1), 12 * (int)terms->suspension_years.value), 1);
    }
    bool is_limit = !is_suspended || date_at_most(by_limit, by_suspension);
    if (trace != NULL) {
        trace_id limit = trace_fact(trace, &term_limit, TRACE_NOBODY, limit_late.day);
        trace_tested(trace, &term_limit_off, TRACE_NOBODY, by_limit.day, is_limit, limit, 0, 0, 0);
        if (is_suspended) {
            trace_id on = trace_fact(trace, &term_suspended, TRACE_NOBODY, suspended_on.day);
            trace_id years = trace_param(trace, &term_suspension, terms->suspension_years.value,
                                         &terms->suspension_years.source);
            trace_tested(trace, &term_suspended_off, TRACE_NOBODY, by_suspension.day, !is_limit, on,
                         years, 0, 0);
        }
    }
    *ret_day = is_limit ? by_limit : by_suspension;
    return is_limit ? WRITE_OFF_LIMIT : WRITE_OFF_SUSPENDED;
}
