/*
 * 料率試算 -- sets of rates over the columns of a ward: totals, who bears more, rates that yield a total.
 *
 * Rows    LV-22, LV-23, NX-03, users' wish L1
 */
#include "trial/trial.h"

size_t trial_band_of(const struct trial_bands *bands, yen amount)
{
    size_t i = 0;

    while (i < bands->count && amount > bands->up_to[i]) {
        i++;
    }
    return i;
}

static void bands_begin(const struct trial_settings *settings, struct trial_outcome *ret)
{
    ret->band_count = settings->incomes.count + 1;
    for (size_t i = 0; i < ret->band_count; i++) {
        ret->bands[i].over = i == 0 ? -1 : settings->incomes.up_to[i - 1];
        ret->bands[i].up_to = i < settings->incomes.count ? settings->incomes.up_to[i] : INT64_MAX;
    }
    ret->change_count = settings->changes.count + 1;
    for (size_t i = 0; i < ret->change_count; i++) {
        ret->changes[i].over = i == 0 ? -1 : settings->changes.up_to[i - 1];
        ret->changes[i].up_to = i < settings->changes.count ? settings->changes.up_to[i] : INT64_MAX;
    }
}

/* One household against what it bears now. */
static void add_household(const struct trial_ward *w, const struct trial_settings *settings, size_t i,
                          struct trial_outcome *ret)
{
    struct trial_band *band = &ret->bands[trial_band_of(&settings->incomes, w->base[i])];
    yen more = ret->amounts[i] - w->in_force[i];

    band->households++;
    band->persons += w->insured[i];
    band->before += w->in_force[i];
    band->after += ret->amounts[i];
    if (more == 0) {
        ret->same++;
        return;
    }
    struct trial_change *change = &ret->changes[trial_band_of(&settings->changes, more > 0 ? more : -more)];
    if (more > 0) {
        ret->up++;
        ret->up_yen += more;
        band->up++;
        change->up++;
        change->up_yen += more;
    } else {
        ret->down++;
        ret->down_yen -= more;
        band->down++;
        change->down++;
        change->down_yen -= more;
    }
}

void trial_try(const struct trial_ward *w, const struct trial_settings *settings,
               const struct ward_rates *rates, struct arena *arena, struct trial_outcome *ret)
{
    *ret = (struct trial_outcome){.rates = *rates, .amounts = ARENA_ARRAY(arena, yen, w->w.count + 1)};
    bands_begin(settings, ret);
    premium_ward_assess(w->law, &w->w, rates, &ret->totals, ret->amounts, NULL);
    for (size_t i = 0; i < w->w.count; i++) {
        add_household(w, settings, i, ret);
    }
}

/* ----------------------------------------------------------------------------- 総賦課額→率 ---- */

#define RATE_MAX 1000000   /* 100 % */
#define CAPITA_MAX 1000000 /* yen */

static yen part_at(const struct trial_ward *w, const struct ward_rates *rates, enum levy_part part,
                   enum trial_solve what, int64_t value)
{
    struct ward_rates r = *rates;

    if (what == TRIAL_SOLVE_RATE) {
        r.parts[part].income_rate = value;
    } else {
        r.parts[part].per_capita = value;
    }
    return premium_ward_part_amount(w->law, &w->w, &r, part);
}

void trial_solve(const struct trial_ward *w, const struct trial_settings *settings,
                 const struct ward_rates *rates, enum levy_part part, enum trial_solve what, yen total,
                 struct trial_solved *ret)
{
    int64_t step = what == TRIAL_SOLVE_RATE ? settings->rate_step : settings->capita_step;
    int64_t low = 0, high = (what == TRIAL_SOLVE_RATE ? RATE_MAX : CAPITA_MAX) / step;

    /* The amount of a part never falls when a rate rises: halve until one step is left. */
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (part_at(w, rates, part, what, middle * step) >= total) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    ret->value = low * step;
    ret->total = part_at(w, rates, part, what, ret->value);
    ret->below = low > 0 ? part_at(w, rates, part, what, ret->value - step) : 0;
    ret->is_reached = ret->total >= total;
}
