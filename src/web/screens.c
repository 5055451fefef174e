/* The table of screens, and what is read from it: paths, rights, keys. */
#include "web/views.h"
#include "web/views_arrears.h"
#include "web/views_correction.h"
#include "web/views_debtor.h"
#include "web/views_books.h"
#include "web/views_census.h"
#include "web/views_disclosure.h"
#include "web/views_enrolment.h"
#include "web/views_inquiry.h"
#include "web/views_occasion.h"
#include "web/views_payin.h"
#include "web/views_online.h"
#include "web/views_support.h"
#include "web/views_refund.h"
#include "web/views_remission.h"
#include "web/views_restriction.h"
#include "web/views_taxes.h"
#include "web/views_trial.h"
#include "web/views_visit.h"
#include "web/views_watch.h"
#include "web/views_withholding.h"

const struct screen *const screens[] = {
    &screen_login,
    &screen_menu,
    &screen_help,
    &screen_search,
    &screen_search_result,
    &screen_search_typing,
    &screen_household,
    &screen_premium,
    &screen_premium_version,
    &screen_premium_compare,
    &screen_premium_past,
    &screen_taxes,
    &screen_jobs,
    &screen_job,
    &screen_job_approve, &screen_job_again,
    &screen_parameters,
    &screen_purpose,
    &screen_logout,
    &screen_lock,
    &screen_unlock,
    &screen_step_up,
    &screen_password,
    &screen_own_record,
    &screen_palette,
    &screen_date_readings,
    &screen_printed,
    &screen_towns,
    &screen_characters,
    &screen_household_compare,
    &screen_person,
    &screen_debtor,
    &screen_arrears, &screen_arrears_paper, &screen_arrears_print, &screen_limits,
    &screen_notice,
    &screen_notice_print,
    &screen_slip,
    &screen_certificate, &screen_papers,
    &screen_trial, &screen_trial_household, &screen_trial_paper,
    &screen_rates, &screen_rates_save,
    &screen_changes,
    &screen_changes_person,
    &screen_changes_household,
    &screen_change_new,
    &screen_change_guarded,
    &screen_change,
    &screen_change_step,
    &screen_paste,
    &screen_tasks,
    &screen_task,
    &screen_note,
    &screen_settings,
    &screen_outputs, &screen_output_ask, &screen_output, &screen_output_decide, &screen_output_take,
    &screen_output_file, &screen_records, &screen_alerts, &screen_alert_review,
    &screen_measures, &screen_number, &screen_number_check, &screen_messages, &screen_message,
    &screen_users, &screen_rights, &screen_rights_decide,
    &screen_rights_review, &screen_rights_matrix, &screen_terminals,
    &screen_refunds,
    &screen_books, &screen_payin, &screen_support, &screen_feeds,
    &screen_debits, &screen_household_debit,
    &screen_disclosures, &screen_disclosure,
    &screen_correction, &screen_remissions, &screen_remission, &screen_remission_preview,
    &screen_remission_print, &screen_remission_form,
    &screen_restriction, &screen_restriction_paper, &screen_restriction_print,
    &screen_occasion, &screen_visit,
    &screen_inquiries, &screen_inquiry_paper,
    &screen_enrolments,
    &screen_onlines, &screen_online, &screen_online_file,
    &screen_withholding, &screen_withholding_paper, &screen_withholding_print,
    &screen_census, &screen_census_year, &screen_census_cell, &screen_census_paper,
};
const size_t screen_count = COUNT_OF(screens);

static enum err check_one(const struct screen *s, struct report *report)
{
    if (s->path == NULL || s->path[0] != '/' || s->name == NULL || s->label == NULL ||
        s->event == NULL || s->help == NULL || (s->show == NULL && s->act == NULL)) {
        return report_fail(report, ERR_INPUT, "画面「%s」の宣言が足りません",
                           s->name != NULL ? s->name : "?");
    }
    if (s->door == DOOR_PERMISSION && s->permission == PERM_NONE) {
        return report_fail(report, ERR_INPUT, "画面「%s」（%s）は権限を宣言していません", s->label,
                           s->name);
    }
    if (s->door == DOOR_LOGIN && strcmp(s->path, "/login") != 0) {
        return report_fail(report, ERR_INPUT, "画面「%s」はログインなしでは開けません", s->label);
    }
    if (s->door != DOOR_PERMISSION && (s->permission != PERM_NONE || s->shows_persons)) {
        return report_fail(report, ERR_INPUT, "画面「%s」は権限なしで個人の情報を示せません", s->label);
    }
    if (s->f_key < 0 || s->f_key > 10) {
        return report_fail(report, ERR_INPUT, "画面「%s」のキー F%d は使えません", s->label, s->f_key);
    }
    return ERR_NONE;
}

enum err screens_check(const struct screen *const *list, size_t count, struct report *report)
{
    for (size_t i = 0; i < count; i++) {
        enum err e = check_one(list[i], report);
        if (e != ERR_NONE) {
            return e;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(list[i]->path, list[k]->path) == 0 ||
                strcmp(list[i]->name, list[k]->name) == 0 ||
                (list[i]->f_key != 0 && list[i]->f_key == list[k]->f_key)) {
                return report_fail(report, ERR_INPUT,
                                   "画面「%s」と「%s」の場所、名前またはキーが同じです", list[k]->label,
                                   list[i]->label);
            }
        }
    }
    return ERR_NONE;
}

static bool path_matches(const char *pattern, struct text path,
                         int64_t ret_numbers[SCREEN_NUMBERS_MAX])
{
    int64_t numbers[SCREEN_NUMBERS_MAX] = {0};
    size_t at = 0, count = 0;
    for (const char *p = pattern; *p != '\0'; p++) {
        if (*p != '#') {
            if (at >= path.len || path.bytes[at] != *p) {
                return false;
            }
            at++;
            continue;
        }
        size_t end = at;
        while (end < path.len && path.bytes[end] >= '0' && path.bytes[end] <= '9') {
            end++;
        }
        assert(count < SCREEN_NUMBERS_MAX);
        if (!parse_i64(path.bytes + at, end - at, 0, INT64_MAX, &numbers[count++])) {
            return false;
        }
        at = end;
    }
    if (at != path.len) {
        return false;
    }
    memcpy(ret_numbers, numbers, sizeof(numbers));
    return true;
}

const struct screen *screen_of_path(const struct screen *const *list, size_t count, struct text path,
                                    int64_t ret_numbers[SCREEN_NUMBERS_MAX])
{
    for (size_t i = 0; i < count; i++) {
        if (path_matches(list[i]->path, path, ret_numbers)) {
            return list[i];
        }
    }
    return NULL;
}

const struct screen *screen_of_key(int f_key)
{
    for (size_t i = 0; i < screen_count; i++) {
        if (screens[i]->f_key == f_key) {
            return screens[i];
        }
    }
    return NULL;
}

const struct screen *screen_of_name(struct text name)
{
    for (size_t i = 0; i < screen_count; i++) {
        if (text_is(name, screens[i]->name)) {
            return screens[i];
        }
    }
    return NULL;
}

struct url screen_key_url(const struct screen_call *call, const struct screen *s)
{
    struct url to = url_of(s->path);
    if (s == &screen_help) {
        return url_with(to, "screen", call->screen->name);
    }
    return s == &screen_palette && call->household_no > 0
               ? url_with_number(to, "household", call->household_no)
               : to;
}

bool screen_may(const struct screen *s, const struct operator_identity *who)
{
    return s->door == DOOR_EVERY_OPERATOR ||
           (s->door == DOOR_PERMISSION && operator_may(who, s->permission));
}

void screen_saw(struct screen_call *call, int64_t addressee_no, int64_t household_no)
{
    for (size_t i = 0; i < call->seen_count; i++) {
        if (call->seen[i].addressee_no == addressee_no &&
            call->seen[i].household_no == household_no) {
            return;
        }
    }
    *ARENA_PUSH(call->arena, call->seen, call->seen_count, call->seen_capacity) =
        (struct seen_person){addressee_no, household_no};
}

void screen_saw_all(struct screen_call *call, const struct guard *guard, int64_t household_no)
{
    for (size_t i = 0; i < guard->number_count; i++) {
        screen_saw(call, guard->numbers[i], household_no);
    }
}

int64_t screen_came_from(struct screen_call *call)
{
    int64_t from_no = 0;
    if (form_number(&call->query, "from", 1, INT64_MAX, &from_no)) {
        call->criteria = text_of(arena_printf(call->arena, "宛名番号 %lld の画面から", (long long)from_no));
    }
    return from_no;
}

bool screen_date(const struct screen_call *call, struct text typed, date *ret)
{
    date today = call->session->folder.business_date;
    if (typed.len == 0) {
        *ret = today;
        return true;
    }
    return date_parse_typed(typed.bytes, typed.len, date_civil(today).year, ret);
}

size_t moment_format(int64_t ms, char buf[DATE_TEXT_BYTES + 8])
{
    size_t n = date_format_era_short(clock_day(ms), buf);
    int minutes = clock_minute(ms);
    int more = snprintf(buf + n, 8, " %02d:%02d", minutes / 60, minutes % 60);
    assert(more > 0 && more < 8);
    return n + (size_t)more;
}

const char *screen_told(struct screen_call *call)
{
    const char *words = call->report->kept > 0 ? arena_string(call->arena, call->report->lines[0])
                                               : "受け付けられません";
    report_clear(call->report);
    call->status = 422;
    call->title = arena_printf(call->arena, "エラー：%s", call->screen->label);
    return words;
}
