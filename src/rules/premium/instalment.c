/*
 * 期割 -- the year in instalments, and which of them are still open.
 *
 * Law     条例18条・18条の3 (前納), 民法142条     Table   params/municipal/<city>/instalment.tsv
 * Cases   instalment.cases
 *
 * q = total / n cut to the unit; what is left over goes to the first (or last). An assessment first
 * notified in a month is spread over the instalments of the months after it. A household whose head had
 * no address in Japan on 1 January pays in one (前納). When no instalment is open any more, one 随時
 * instalment follows.
 */
#include "rules/premium/work.h"

TERM term_instalment_unit = {"期別の端数の単位", {"条例18条"}, "", TRACE_YEN, TRACE_EXACT, {0}};
TERM term_open_count = {"期割の回数", {"条例18条"}, "これから納期が来る期", TRACE_NUMBER, TRACE_EXACT,
                        {0}};
TERM term_advance = {"前納（1回で納める）", {"条例18条の3"}, "1月1日に国内に住所がない世帯主",
                     TRACE_YES_NO, TRACE_EXACT, {0}};
TERM term_each = {"期別の額", {"条例18条"}, "{1} ÷ {2}", TRACE_YEN, TRACE_FLOOR_UNIT, {0}};
TERM term_odd = {"端数を加えた期の額", {"条例18条"}, "{1} − {2} ×（{3} − 1）", TRACE_YEN, TRACE_EXACT,
                 {0}};
TERM term_closed = {"納期を過ぎた期の額", {"条例18条"}, "0", TRACE_YEN, TRACE_EXACT, {0}};

/* The first instalment whose month begins after the month of the notice. */
static size_t first_open(const struct premium_law *law, date notice)
{
    int month = months_index(law->year, notice);
    size_t k = 0;

    while (k < law->instalment_count &&
           fiscal_month(law->instalment_month[k]) <= month) {
        k++;
    }
    return k;
}

static void split_year(struct work *w)
{
    const struct premium_law *law = w->law;
    const struct premium_household *h = w->household;
    struct premium_assessment *a = w->ret;
    size_t count = law->instalment_count;
    size_t first = is_given(h->first_notice_on) ? first_open(law, h->first_notice_on) : 0;
    bool advance = h->head_abroad_on_1_january && law->has_advance_payment;

    memcpy(a->instalments, law->due, sizeof(a->instalments)); /* a known size: no call */
    if (first == count) { /* 随時 */
        a->instalments[count++] =
            (struct premium_instalment){premium_extra_due(h->first_notice_on), 0};
    }
    size_t open = advance ? 1 : count - first;
    uint64_t step = open == law->instalment_count ? law->instalment_step
                                                  : (uint64_t)open *
                                                        (uint64_t)law->instalment_unit.value;
    yen year = a->total + a->remitted_by_instalment;
    yen each = (yen)((uint64_t)year / step) * law->instalment_unit.value;
    yen odd = year - each * (yen)(open - 1);

    for (size_t k = first; k < first + open; k++) {
        a->instalments[k].amount = each;
    }
    a->instalments[law->remainder_to == ODD_YEN_FIRST ? first : first + open - 1].amount = odd;
    a->instalment_count = (uint8_t)count;
    if (a->remitted_by_instalment != 0) { /* one by one below, in their own words */
        (void)premium_instalments_remit(h, a->instalments, count, a->remitted_by_instalment, w->trace);
    }

    TRACE(trace_id unit = trace_param(w->trace, &term_instalment_unit, law->instalment_unit.value,
                                      &law->instalment_unit.source));
    TRACE(trace_id advance_id =
              h->head_abroad_on_1_january
                  ? trace_tested(w->trace, &term_advance, TRACE_NOBODY, advance, advance, 0, 0, 0, 0)
                  : 0);
    TRACE(trace_id n = trace_made(w->trace, &term_open_count, TRACE_NOBODY, (int64_t)open, advance_id,
                                  0, 0, 0));
    TRACE(trace_id each_id = trace_made(w->trace, &term_each, TRACE_NOBODY, each, w->ids.total, n,
                                        unit, 0));
    TRACE(trace_made(w->trace, &term_odd, TRACE_NOBODY, odd, w->ids.total, each_id, n, 0));
    if (open != count) {
        TRACE(trace_tested(w->trace, &term_closed, TRACE_NOBODY, 0, false, 0, 0, 0, 0));
    }
}
