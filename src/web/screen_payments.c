/*
 * 収納 -- the panel of a household's page: what stands against each instalment, and every payment that came
 * in.
 */
#include "web/templates.h"
#include "web/views_refund.h"

/* Every payer of the years shown, once. */
static size_t payers_of(const struct household_view *view, int64_t *ret)
{
    size_t n = 0;

    for (int y = 0; y < HOUSEHOLD_YEARS; y++) {
        for (size_t i = 0; i < view->years[y].count; i++) {
            size_t k = 0;
            while (k < n && ret[k] != view->years[y].decisions[i].payer_no) {
                k++;
            }
            if (k == n) {
                ret[n++] = view->years[y].decisions[i].payer_no;
            }
        }
    }
    return n;
}

enum err payments_read(struct screen_call *call, struct household_view *view)
{
    int32_t last = view->years[0].year, first = view->years[HOUSEHOLD_YEARS - 1].year;
    struct refunds_view *refunds = ARENA_NEW(call->arena, struct refunds_view);
    size_t decisions = 0;

    for (int y = 0; y < HOUSEHOLD_YEARS; y++) {
        decisions += view->years[y].count;
    }
    int64_t *payers = ARENA_ARRAY(call->arena, int64_t, decisions + 1);
    enum err e = refunds_of_payers(call, payers, payers_of(view, payers), refunds);
    view->refunds = refunds;
    return e == ERR_NONE
               ? collection_of_household(call->session->store, view->household_no, first, last,
                                         view->at.as_of.known_at, call->arena, call->report, &view->payments)
               : e;
}

const struct premium_decision *decided_newest(const struct year_panel *year)
{
    for (size_t i = 0; i < year->count; i++) {
        if (year->decisions[i].is_approved) {
            return &year->decisions[i];
        }
    }
    return NULL;
}

yen paid_of(const struct collection_look *look, const struct premium_decision *d, int instalment)
{
    for (size_t i = 0; i < look->paid_count; i++) {
        const struct collection_paid *p = &look->paid[i];
        if (p->levy_year == d->year && p->payer_no == d->payer_no && p->instalment == instalment) {
            return p->amount;
        }
    }
    return 0;
}

const char *charge_state(yen amount, yen paid, date due, date on)
{
    bool is_overdue = date_before(due, on);

    if (paid > amount) {
        return "納めすぎ";
    }
    if (paid == amount) {
        return amount == 0 ? "納める額はありません" : "納付済み";
    }
    if (paid > 0) {
        return is_overdue ? "一部未納（納期限を過ぎています）" : "一部納付";
    }
    return is_overdue ? "未納（納期限を過ぎています）" : "納期限前";
}

/* collection.md 6.4; a code without words here is shown as it is. */
const char *receipt_codes_words(struct arena *arena, const char *codes)
{
    static const struct {
        const char *code, *words;
    } known[] = {
        {"W11", "二重納付"},       {"W12", "全期と期別の両方"}, {"W21", "不足"},
        {"W22", "納めすぎ"},       {"W34", "出納整理期間の後"}, {"E13", "速報のない確報"},
        {"E01", "番号の検査数字"}, {"E02", "番号の形"},         {"E03", "調定がない"},
        {"E05", "区分"},           {"E06", "金額"},             {"E15", "速報と金額が違う"},
        {"E31", "領収日が先の日"},
    };
    const char *words = "";

    for (const char *at = codes; *at != '\0';) {
        size_t len = strcspn(at, ",");
        const char *said = "";
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            if (strlen(known[i].code) == len && memcmp(known[i].code, at, len) == 0) {
                said = known[i].words;
            }
        }
        words =
            arena_printf(arena, "%s%s%s（%.*s）", words, words[0] != '\0' ? "、" : "", said, (int)len, at);
        at += len + (at[len] == ',');
    }
    return words;
}
