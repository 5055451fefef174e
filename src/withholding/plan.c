/*
 * 年金から取る分 -- the charges of the pay days behind the ordinary instalments (docs/adr/0141), and that
 * they are left alone by slips, debits and demands as long as a pension pays them.
 *
 * Law     国民健康保険法76条の3, 76条の4, 同法施行令29条の18
 */
#include "withholding/plan.h"

#include <inttypes.h>
#include <stdio.h>

#define CAUSE_BYTES 40

static void cause_kind(int32_t year, char ret[CAUSE_BYTES])
{
    (void)snprintf(ret, CAUSE_BYTES, "withholding-%" PRId32, year);
}

static date regular_due(const struct plan_cause *cause, int32_t year, int pay)
{
    return withholding_over_day(cause->terms, (fiscal_year){(int16_t)year}, pay);
}

/* What the pension pays is left alone; what stood is ended. */
static enum err put_stays(struct store *s, const struct premium_withheld *w, const struct plan_cause *cause,
                          struct report *report)
{
    struct collection_stay_row rows[WITHHOLDING_PAYS];
    char kind[CAUSE_BYTES];
    size_t count = 0;
    int64_t first;

    cause_kind(w->year, kind);
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        if (w->pays[i].amount > 0 && date_equal(w->pays[i].due_date, regular_due(cause, w->year, i))) {
            rows[count++] = (struct collection_stay_row){
                .kind = STAY_PENSION,
                .payer_no = w->payer_no,
                .household_no = w->household_no,
                .levy_year = w->year,
                .instalment = LEVY_PENSION_FIRST + i,
                .days = {cause->on, date_open_end()},
                .cause_kind = kind,
                .cause_no = w->payer_no,
            };
        }
    }
    enum err e = collection_stay_end(s, kind, w->payer_no, cause->on, cause->recorded_at, report);
    return e == ERR_NONE && count > 0
               ? collection_stays_add(s, rows, count, cause->recorded_at, report, &first)
               : e;
}

enum err plan_put(struct store *s, const struct withholding_look *look, const struct plan_cause *cause,
                  struct report *report)
{
    struct premium_withheld w = {.year = look->year,
                                 .household_no = look->household_no,
                                 .payer_no = look->payer_no,
                                 .cause_kind = "withholding",
                                 .cause_no = cause->no};
    yen beyond;

    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        w.pays[i] = (struct premium_instalment){regular_due(cause, look->year, i), look->amounts.pays[i]};
    }
    enum err e = premium_withhold(s, &w, cause->recorded_at, report, &beyond);
    return e == ERR_NONE ? put_stays(s, &w, cause, report) : e;
}

/* ------------------------------------------------------------------------ 普通徴収への切替 ------ */

struct due_days {
    int64_t household_no;
    date on, found; /* found: the first day of an instalment behind `on`; none */
};

static enum err look_for_day(void *context, const struct premium_levy *l, struct report *report)
{
    struct due_days *d = context;

    (void)report;
    for (size_t i = 0; l->household_no == d->household_no && i < l->instalment_count && i < INSTALMENTS_MAX;
         i++) {
        date day = l->instalments[i].due_date;
        bool is_later = date_before(d->on, day) && (int)i + 1 != l->extra_no;
        if (is_later && (date_is_none(d->found) || date_before(day, d->found))) {
            d->found = day;
        }
    }
    return ERR_NONE;
}

/* The next due day behind today and behind the beginning of the pay day's month. */
static enum err ordinary_due(struct store *s, const struct withholding_look *look, int pay, date on,
                             struct report *report, date *ret)
{
    const struct premium_levy_scope scope = {
        .payer_no = look->payer_no, .first_year = look->year, .last_year = look->year};
    date month = withholding_pay_day((fiscal_year){(int16_t)look->year}, pay);
    struct due_days d = {look->household_no, date_before(on, month) ? month : on, date_none()};
    struct arena *arena = arena_new("納期限", (size_t)16 << 20);
    enum err e = premium_levies(s, &scope, look_for_day, &d, arena, report);

    arena_free(arena);
    struct civil c = date_civil(d.on);
    int next = c.year * 12 + c.month + 1; /* the month after the next one, from January of the year 0 */
    *ret = date_is_none(d.found) ? date_add_days(date_of(next / 12, next % 12 + 1, 1), -1) : d.found;
    return e;
}

enum err plan_fall(struct store *s, const struct withholding_look *look, int first, int last,
                   const struct plan_cause *cause, struct report *report)
{
    struct premium_withheld w;
    bool found;
    yen beyond;
    enum err e = premium_withheld_of(s, look->year, look->household_no, look->payer_no, report, &w, &found);

    if (e != ERR_NONE || !found) {
        return e;
    }
    for (int i = first; i <= last && e == ERR_NONE; i++) {
        if (w.pays[i].amount > 0) {
            e = ordinary_due(s, look, i, cause->on, report, &w.pays[i].due_date);
        }
    }
    w.cause_kind = "withholding";
    w.cause_no = cause->no;
    e = e == ERR_NONE ? premium_withhold(s, &w, cause->recorded_at, report, &beyond) : e;
    return e == ERR_NONE ? put_stays(s, &w, cause, report) : e;
}

enum err plan_charge(struct store *s, const struct withholding_look *look, int pay, struct arena *arena,
                     struct report *report, struct collection_charge *ret, bool *ret_found)
{
    const struct collection_scope scope = {
        .payer_no = look->payer_no, .first_year = look->year, .last_year = look->year};
    struct collection_charge *all;
    size_t count = 0;
    enum err e = collection_charges(s, &scope, arena, report, &all, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].household_no == look->household_no && all[i].levy_year == look->year &&
            all[i].instalment == LEVY_PENSION_FIRST + pay) {
            *ret = all[i];
            *ret_found = true;
        }
    }
    return e;
}
