/*
 * 即時更正 -- a household's open years as decided and as they would be decided now, side by side; the way to
 * proposing the increases or the decreases, and to the notices and slips of what was decided (LV-18 to LV-20,
 * LV-53).
 */
#include "web/templates.h"
#include "web/views_correction.h"

static enum err correction_show(struct screen_call *call);

const struct screen screen_correction = {
    .path = "/household/#/correction",
    .name = "correction",
    .label = "即時更正",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .only_reads = true,
    .event = "correction.look",
    .help = "世帯の保険料を、いま登録されている事実で計算し直すとどう変わるかを"
            "、年度・区分・期ごとに並べます。"
            "見るだけでは何も変わりません。増額と減額は別々に提案し、別の職員が"
            "決議します。"
            "決議すると、変更通知書と納付書をこの画面から印刷できます。"
            "期間制限（法110条の2）を過ぎた年度は、理由を付けた減額だけができま"
            "す。",
    .fields =
        (const struct screen_field[]){
            {"first", "さかのぼる最初の年度",
             "西暦。空なら現年度と前の2年度を見ます。例：2023"},
            {"exception", "期間制限の例外",
             "責めによらない二重加入の調整のとき、期間制限を過ぎた年度も計算し"
             "ます。"},
            {NULL, NULL, NULL}},
    .show = correction_show,
};

struct url correction_url(int64_t household_no)
{
    char path[64];
    int n = snprintf(path, sizeof(path), "/household/%lld/correction", (long long)household_no);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

/* The same page with the derivation of one of its years. */
struct url correction_why_url(const struct correction_view *v, size_t item)
{
    struct url to = url_with_number(correction_url(v->household_no), "why", (int64_t)item + 1);
    to = v->first_year > 0 ? url_with_number(to, "first", v->first_year) : to;
    return v->with_exception ? url_with(to, "exception", "1") : to;
}

const char *corrected_state_label(enum premium_corrected_state state)
{
    switch (state) {
    case CORRECTED_SAME: return "変わりません";
    case CORRECTED_CHANGED: return "更正できます";
    case CORRECTED_LATE: return "期間制限";
    case CORRECTED_REFUSED: return "計算していません";
    }
    return "";
}

/* The newest approved version of each year and payer, when the counter decided it: its papers are due now. */
static enum err read_decided(struct screen_call *call, struct correction_view *v)
{
    struct premium_decision *all;
    size_t count, capacity = 0;
    int32_t newest = fiscal_year_of(call->session->folder.business_date).first_year;
    enum err e = premium_decisions_of_years(call->session->store, newest, PREMIUM_YEARS_MAX, 0,
                                            v->household_no, call->arena, call->report, &all, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        bool is_newest = all[i].is_approved;
        for (size_t k = 0; k < i; k++) { /* newest first */
            is_newest = is_newest && !(all[k].is_approved && all[k].year == all[i].year &&
                                       all[k].payer_no == all[i].payer_no);
        }
        screen_saw(call, all[i].payer_no, v->household_no);
        if (is_newest && all[i].run_no < 0) {
            *ARENA_PUSH(call->arena, v->decided, v->decided_count, capacity) = all[i];
        }
    }
    return e;
}

static enum err read_why(struct screen_call *call, struct correction_view *v)
{
    int64_t at = 0;
    if (!form_number(&call->query, "why", 1, (int64_t)v->c.count, &at) ||
        v->c.items[at - 1].made.trace == NULL) {
      return ERR_NONE;
    }
    v->why = &v->c.items[at - 1];
    size_t count = v->why->made.household.member_count;
    struct text *names = ARENA_ARRAY(call->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++) { /* numbers, no names: nobody has to be asked whether he is hidden */
        names[i] = text_of(arena_printf(call->arena, "宛名番号 %lld",
                                        (long long)v->why->made.household.members[i].id));
        screen_saw(call, v->why->made.household.members[i].id, v->household_no);
    }
    v->derivation = derivation_of(&v->why->made, names, call->arena);
    return ERR_NONE;
}

static enum err correction_show(struct screen_call *call)
{
    struct correction_view v = {.household_no = call->numbers[0]};
    const struct operator_identity *who = &call->session->operator;
    int64_t first = 0;
    if (form_value(&call->query, "first").len > 0 &&
        !form_number(&call->query, "first", 2000, 2098, &first)) {
      return report_fail(call->report, ERR_INPUT,
                         "年度は西暦4桁で入れてください。例：2024");
    }
    v.first_year = (int32_t)first;
    v.with_exception = text_is(form_value(&call->query, "exception"), "1");
    v.may_propose = operator_may(who, kind_correction_up.propose);
    v.may_print = operator_may(who, PERM_NOTICE_PRINT);
    call->household_no = v.household_no;
    const struct premium_correction_wish wish = {
        .household_no = v.household_no,
        .day = date_none(),
        .cut_off = date_none(),
        .has_exception = v.with_exception,
        .first_year = v.first_year,
    };
    enum err e = premium_correct(call->session, &wish, call->arena, call->report, &v.c);
    if (e == ERR_NONE) {
        e = read_decided(call, &v);
    }
    if (e == ERR_NONE) {
        e = read_why(call, &v);
    }
    if (e == ERR_NONE) {
        template_correction(&call->html, call, &v);
    }
    return e;
}
