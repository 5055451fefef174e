/*
 * 期割から除く額 -- what is taken from pensions (特別徴収) leaves the ordinary instalments of a levy and
 * becomes charges of the pay days (docs/adr/0141).
 *
 * The decision and its instalments stay as they were decided; this is laid over whatever version is the
 * newest. So an increase comes by ordinary instalments beside the pension (併徴), and a decrease takes from
 * the latest pay day first.
 */
#include "premium/withheld.h"

#include "premium/assessment.h"
#include "premium/levy_scope.h"

#include <inttypes.h>

/* ------------------------------------------------------------------------------- reading ------ */

static struct withheld_levy *levy_of_row(const struct query *q, struct arena *arena,
                                         struct withheld_all *all)
{
    struct withheld_levy *last = all->count > 0 ? &all->levies[all->count - 1] : NULL;

    if (last == NULL || last->year != query_i64(q, 0) || last->household_no != query_i64(q, 1) ||
        last->payer_no != query_i64(q, 2)) {
        last = ARENA_PUSH(arena, all->levies, all->count, all->capacity);
        *last = (struct withheld_levy){
            .year = (int32_t)query_i64(q, 0), .household_no = query_i64(q, 1), .payer_no = query_i64(q, 2)};
    }
    return last;
}

enum err withheld_load(struct store *s, const struct premium_levy_scope *scope, struct arena *arena,
                       struct report *report, struct withheld_all *ret)
{
    static const struct levy_statements sql = {SQL_premium_withheld_of_payer,
                                               SQL_premium_withheld_of_household,
                                               SQL_premium_withheld_of_many, SQL_premium_withheld_all};
    struct query *q = levy_question(s, scope, &sql);
    bool row;
    enum err e;

    *ret = (struct withheld_all){0};
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct withheld_levy *w = levy_of_row(q, arena, ret);
        int64_t no = query_i64(q, 3);
        if (no < LEVY_PENSION_FIRST) {
            w->taken[no - 1] = -query_i64(q, 4);
        } else {
            w->pays[no - LEVY_PENSION_FIRST] =
                (struct premium_instalment){date_of_day(query_i64(q, 5)), query_i64(q, 4)};
        }
    }
    query_reset(q);
    return e;
}

static int order(const struct withheld_levy *w, const struct premium_levy *l)
{
    const int64_t x[] = {w->year, w->household_no, w->payer_no};
    const int64_t y[] = {l->year, l->household_no, l->payer_no};

    for (size_t i = 0; i < COUNT_OF(x); i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

void withheld_split(const struct withheld_levy *w, struct premium_instalment *instalments, size_t count,
                    yen ret_pays[WITHHOLDING_PAYS])
{
    yen ordinary[INSTALMENTS_MAX] = {0};

    for (size_t i = 0; i < count; i++) {
        ordinary[i] = instalments[i].amount;
    }
    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        ret_pays[i] = w->pays[i].amount;
    }
    withholding_plan(ordinary, INSTALMENTS_MAX, w->taken, ret_pays);
    for (size_t i = 0; i < count; i++) {
        instalments[i].amount = ordinary[i];
    }
}

static void lay(const struct withheld_levy *w, struct premium_levy *l)
{
    date none = l->first_decided_on; /* of what is 0 yen: no instalment stands there */
    yen pays[WITHHOLDING_PAYS];

    withheld_split(w, l->instalments, l->instalment_count, pays);
    for (size_t i = l->instalment_count; i < LEVY_CHARGES_MAX; i++) {
        size_t pay = i - INSTALMENTS_MAX;
        l->instalments[i] = i < INSTALMENTS_MAX
                                ? (struct premium_instalment){none, 0}
                                : (struct premium_instalment){
                                      w->pays[pay].amount > 0 ? w->pays[pay].due_date : none, pays[pay]};
    }
    l->instalment_count = LEVY_CHARGES_MAX;
}

void withheld_lay(struct withheld_all *all, struct premium_levy *levy)
{
    while (all->at < all->count && order(&all->levies[all->at], levy) < 0) {
        all->at++;
    }
    if (all->at < all->count && order(&all->levies[all->at], levy) == 0) {
        lay(&all->levies[all->at], levy);
    }
}

enum err withheld_of(struct store *s, int32_t year, int64_t household_no, int64_t payer_no,
                     struct arena *arena, struct report *report, struct withheld_levy *ret, bool *ret_found)
{
    const struct premium_levy_scope scope = {.payer_no = payer_no, .first_year = year, .last_year = year};
    struct withheld_all all;
    enum err e = withheld_load(s, &scope, arena, report, &all);

    *ret_found = false;
    *ret = (struct withheld_levy){0};
    for (size_t i = 0; e == ERR_NONE && i < all.count; i++) {
        if (all.levies[i].household_no == household_no) {
            *ret = all.levies[i];
            *ret_found = true;
        }
    }
    return e;
}

enum err premium_withheld_of(struct store *s, int32_t year, int64_t household_no, int64_t payer_no,
                             struct report *report, struct premium_withheld *ret, bool *ret_found)
{
    struct arena *arena = arena_new("期割から除く額", (size_t)16 << 20);
    struct withheld_levy w;
    enum err e = withheld_of(s, year, household_no, payer_no, arena, report, &w, ret_found);

    if (e == ERR_NONE && *ret_found) {
        *ret = (struct premium_withheld){.year = year, .household_no = household_no, .payer_no = payer_no};
        memcpy(ret->pays, w.pays, sizeof(ret->pays));
    }
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------- writing ------ */

struct finding {
    int64_t household_no;
    struct premium_levy levy;
    bool is_found;
};

static enum err keep(void *context, const struct premium_levy *l, struct report *report)
{
    struct finding *f = context;

    (void)report;
    if (l->household_no == f->household_no) {
        f->levy = *l;
        f->is_found = true;
    }
    return ERR_NONE;
}

/* As it stands, and what stands over it. */
static enum err standing_levy(struct store *s, const struct premium_withheld *w, struct arena *arena,
                              struct report *report, struct premium_levy *ret,
                              struct withheld_levy *ret_over)
{
    const struct premium_levy_scope scope = {
        .payer_no = w->payer_no, .first_year = w->year, .last_year = w->year};
    struct finding f = {.household_no = w->household_no};
    bool has_over;
    enum err e = premium_levies(s, &scope, keep, &f, arena, report);

    e = e == ERR_NONE
            ? withheld_of(s, w->year, w->household_no, w->payer_no, arena, report, ret_over, &has_over)
            : e;
    if (e == ERR_NONE && !f.is_found) {
        e = report_fail(report, ERR_INPUT,
                        "世帯 %" PRId64 " 宛名番号 %" PRId64 " の%" PRId32
                        "年度の賦課がありません。賦課を決定してから特別徴収を始めてください",
                        w->household_no, w->payer_no, w->year);
    }
    *ret = f.levy;
    return e;
}

static enum err close_what_stood(struct store *s, const struct premium_withheld *w, int64_t recorded_at,
                                 struct report *report)
{
    struct query *q = store_query(s, SQL_premium_withheld_close);
    int64_t changed;

    query_set_i64(q, "fiscal_year", w->year);
    query_set_i64(q, "household_no", w->household_no);
    query_set_i64(q, "payer_no", w->payer_no);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

static enum err add(struct store *s, const struct premium_withheld *w, int charge_no, yen amount, date due,
                    int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(s, SQL_premium_withheld_add);
    int64_t changed;

    if (amount == 0) {
        return ERR_NONE;
    }
    query_set_i64(q, "fiscal_year", w->year);
    query_set_i64(q, "household_no", w->household_no);
    query_set_i64(q, "payer_no", w->payer_no);
    query_set_i64(q, "charge_no", charge_no);
    query_set_i64(q, "recorded_at", recorded_at);
    query_set_i64(q, "amount", amount);
    query_set_i64(q, "due_on", day_or_0(due));
    query_set_text(q, "cause_kind", text_of(w->cause_kind));
    query_set_i64(q, "cause_no", w->cause_no);
    return query_run(q, report, &changed);
}

/* What leaves each instalment: as it left before, and what is more of it from the latest on; what is less
 * comes back to the latest. Answers what they could not give. */
static yen take(const struct premium_levy *levy, const struct withheld_levy *over, yen wanted,
                yen ret_taken[INSTALMENTS_MAX])
{
    yen ordinary[INSTALMENTS_MAX] = {0}, more[INSTALMENTS_MAX], rest = wanted;

    for (size_t i = 0; i < INSTALMENTS_MAX; i++) {
        ret_taken[i] = over->taken[i] < rest ? over->taken[i] : rest;
        rest -= ret_taken[i];
        ordinary[i] = i < levy->instalment_count ? levy->instalments[i].amount : 0;
    }
    yen beyond = withholding_take_out(ordinary, INSTALMENTS_MAX, rest, more);
    for (size_t i = 0; i < INSTALMENTS_MAX; i++) {
        ret_taken[i] += more[i];
    }
    return beyond;
}

static enum err write(struct store *s, const struct premium_withheld *w, const struct premium_levy *levy,
                      const struct withheld_levy *over, int64_t recorded_at, struct report *report,
                      yen *ret_beyond)
{
    yen taken[INSTALMENTS_MAX], pays[WITHHOLDING_PAYS], wanted = 0;
    enum err e = ERR_NONE;

    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        pays[i] = w->pays[i].amount;
        wanted += pays[i];
    }
    yen beyond = take(levy, over, wanted, taken);
    *ret_beyond = beyond;
    for (int i = WITHHOLDING_PAYS - 1; i >= 0; i--) { /* the latest are no charges */
        yen off = beyond < pays[i] ? beyond : pays[i];
        pays[i] -= off;
        beyond -= off;
    }
    for (int i = 0; i < INSTALMENTS_MAX && e == ERR_NONE; i++) {
        e = add(s, w, i + 1, -taken[i], date_none(), recorded_at, report);
    }
    for (int i = 0; i < WITHHOLDING_PAYS && e == ERR_NONE; i++) {
        e = add(s, w, LEVY_PENSION_FIRST + i, pays[i], w->pays[i].due_date, recorded_at, report);
    }
    return e;
}

enum err premium_withhold(struct store *s, const struct premium_withheld *w, int64_t recorded_at,
                          struct report *report, yen *ret_beyond)
{
    struct arena *arena = arena_new("期割から除く額", (size_t)16 << 20);
    struct premium_levy levy;
    struct withheld_levy over;
    enum err e = standing_levy(s, w, arena, report, &levy, &over);

    e = e == ERR_NONE ? close_what_stood(s, w, recorded_at, report) : e;
    e = e == ERR_NONE ? write(s, w, &levy, &over, recorded_at, report, ret_beyond) : e;
    arena_free(arena);
    return e;
}
