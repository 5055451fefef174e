/*
 * What the system before this one had assessed last year, near enough for difference reports: the
 * figures are invented like everything else, and no rule reads them.
 */
#include "town/make.h"

/* The old system's figures: income rate in 1/10,000, per capita and cap in yen. */
static const struct {
    int rate;
    yen per_capita, cap;
} old_parts[3] = {{771, 47300, 660000}, {269, 16800, 260000}, {225, 16600, 170000}};

struct old_assessment {
    int tenths;
    bool is_known;
    yen judged, parts[3], total;
    int insured;
};

static bool was_insured(const struct town *t, const struct town_person *p)
{
    return p->insurance == INSURANCE_NHI && p->insured_from > 0 &&
           p->insured_from < t->year_from - 70 && p->birth_accuracy == 0;
}

static int old_level(const struct old_assessment *a)
{
    if (!a->is_known) {
        return 0;
    }
    yen persons = a->insured;
    return a->judged <= 430000                      ? 7
           : a->judged <= 430000 + 305000 * persons ? 5
           : a->judged <= 430000 + 560000 * persons ? 2
                                                    : 0;
}

static void add_person(const struct town_person *p, yen income, struct old_assessment *a)
{
    yen base = income > 430000 ? income - 430000 : 0;
    for (int k = 0; k < 3; k++) {
        if (k == 2 && (p->age < 40 || p->age > 64)) {
            continue;
        }
        a->parts[k] += base * old_parts[k].rate / 10000 +
                       old_parts[k].per_capita * (10 - a->tenths) / 10;
    }
}

void town_write_last_year(struct town *t, const struct town_household *h)
{
    struct old_assessment a = {.is_known = true};
    const struct town_person *payer = NULL;
    int trend = 95 + (int)(h->no / 10 % 11);

    for (int i = 0; i < h->count; i++) {
        const struct town_person *p = &h->members[i];
        bool is_payer = p->rows[0].relation == REL_HEAD && p->resident_since < t->year_from - 10000;
        payer = is_payer ? p : payer;
        if (!was_insured(t, p) && !is_payer) {
            continue;
        }
        a.insured += was_insured(t, p);
        a.is_known = a.is_known && (p->age < 16 || (p->income.declared != DECLARED_NOT &&
                                                    p->income.declared != DECLARED_NO_ROW));
        a.judged += p->income.total * trend / 100;
    }
    if (payer == NULL || a.insured == 0) {
        return;
    }
    a.tenths = old_level(&a);
    for (int i = 0; i < h->count; i++) {
        if (was_insured(t, &h->members[i])) {
            add_person(&h->members[i], h->members[i].income.total * trend / 100, &a);
        }
    }
    for (int k = 0; k < 3; k++) {
        a.parts[k] = a.parts[k] > old_parts[k].cap ? old_parts[k].cap : a.parts[k];
        a.total += a.parts[k];
    }

    struct feed *f = &t->feeds[FEED_ASSESSMENT];
    feed_begin(f, 'D');
    feed_i64(f, town_year(t) - 1);
    feed_number(f, payer->no, 15);
    feed_number(f, h->no, 15);
    feed_i64(f, a.tenths);
    if (a.is_known) {
        feed_i64(f, a.judged);
    } else {
        feed_empty(f, 1);
    }
    feed_i64(f, a.insured);
    for (int k = 0; k < 3; k++) {
        feed_i64(f, a.parts[k]);
        t->last_year_parts[k] += a.parts[k];
    }
    feed_i64(f, 0); /* 子ども分: none before fiscal year 2026 */
    feed_i64(f, a.total);
    feed_ymd(f, (town_year(t) - 1) * 10000 + 610);
    feed_end(f);
    f->amount_sum += a.total;
    t->count.last_year_assessments++;
    t->count.sum.last_year_total += a.total;
}
