/*
 * Facts as the request of `kokuho calc premium` (contracts 4.1), with the decided result beside it: a second
 * engine reads them line by line and compares.
 */
#include "premium/facts.h"

#include "base/trace.h"
#include "premium/income.h"
#include "rules/common/age.h"

#include <inttypes.h>

#define AGE_CARE 40 /* 介護保険法9条2号 */

static void put_date(struct textbuf *to, const char *key, date d)
{
    char text[DATE_TEXT_BYTES];
    date_format_iso(d, text);
    textbuf_printf(to, "\"%s\":\"%s\"", key, text);
}

static void put_spans(struct textbuf *to, const char *key, const struct span *spans, size_t count)
{
    textbuf_printf(to, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        textbuf_puts(to, i == 0 ? "{" : ",{");
        put_date(to, "from", spans[i].from);
        textbuf_puts(to, ",");
        put_date(to, "until", spans[i].until);
        textbuf_puts(to, "}");
    }
    textbuf_puts(to, "]");
}

static void put_income(struct textbuf *to, const struct premium_income *income)
{
    static const char *const keys[INCOME_AMOUNTS] = {
        "total_income", "salary_revenue", "salary_income", "pension_revenue", "pension_income",
        "other_income", "combined_income", "family_employee_pay_paid",
        "family_employee_pay_received", "special_deductions_of_gains", "casualty_loss_carried",
        "fixed_asset_tax",
    };
    struct premium_income copy = *income;
    if (income->state == INCOME_UNKNOWN) {
        textbuf_puts(to, ",\"income\":{\"declared\":false}");
        return;
    }
    textbuf_puts(to, ",\"income\":{\"declared\":true");
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        yen amount = *income_amount(&copy, i);
        bool has_flag = i < 7; /* the first seven are said by `given` */
        if (has_flag ? (income->given >> i & 1u) != 0 : amount != 0) {
            textbuf_printf(to, ",\"%s\":%" PRId64, keys[i], amount);
        }
    }
    textbuf_puts(to, "}");
}

/* 40 not seen yet (care40 = at_event) is said as an exemption from the month it would begin. */
static void put_exempt(struct textbuf *to, const struct premium_household *h,
                       const struct premium_member *m)
{
    struct span spans[PREMIUM_SPANS_MAX + 1];
    size_t count = m->care_exempt_count;
    date attained = age_attained_on(m->birth_date, AGE_CARE);
    if (count > 0) {
        memcpy(spans, m->care_exempt, count * sizeof(spans[0]));
    }
    if (!date_is_none(h->care40_not_after) && date_before(h->care40_not_after, attained) &&
        date_before(attained, fiscal_year_until(h->year))) {
        struct civil c = date_civil(attained);
        date from = date_of(c.year, c.month, 1);
        while (count > 0 && date_before(from, spans[count - 1].until)) {
            count--;
            from = date_min(from, spans[count].from);
        }
        spans[count++] = (struct span){from, fiscal_year_until(h->year)};
    }
    if (count > 0) {
        put_spans(to, "care_exempt", spans, count);
    }
}

static void put_member(struct textbuf *to, const struct premium_household *h,
                       const struct premium_member *m)
{
    textbuf_printf(to, "{\"id\":\"%" PRId64 "\",", m->id);
    put_date(to, "birth_date", m->birth_date);
    put_spans(to, "insured", m->insured, m->insured_count);
    if (m->is_specified_member) {
        textbuf_puts(to, ",\"specified_member\":true,");
        put_date(to, "specified_since", m->specified_since);
    }
    put_exempt(to, h, m);
    put_income(to, &m->income);
    if (m->reason_code != 0) {
        textbuf_puts(to, ",\"unemployed\":{");
        put_date(to, "separated_on", m->separated_on);
        textbuf_printf(to, ",\"reason_code\":\"%02d\"}", m->reason_code);
    }
    if (!date_is_none(m->expected_birth)) {
        textbuf_puts(to, ",\"maternity\":{");
        put_date(to, "expected_birth", m->expected_birth);
        textbuf_printf(to, ",\"multiple\":%s}", m->is_multiple_birth ? "true" : "false");
    }
    if (!date_is_none(m->former_dependant_since)) {
        textbuf_puts(to, ",\"former_dependant\":{");
        put_date(to, "acquired_on", m->former_dependant_since);
        textbuf_puts(to, "}");
    }
    textbuf_puts(to, "}");
}

static void put_decided(struct textbuf *to, const struct premium_decision *d)
{
    textbuf_printf(to, ",\"decided\":{\"version\":%" PRId32 ",\"reduction_tenths\":%d,\"parts\":{",
                   d->version, d->reduction_tenths);
    for (int p = 0; p < LEVY_PARTS; p++) {
        textbuf_printf(to, "%s\"%s\":%" PRId64, p == 0 ? "" : ",", premium_levy_parts[p].name,
                       d->part_amount[p]);
    }
    textbuf_printf(to, "},\"total\":%" PRId64 ",\"instalments\":[", d->total);
    for (size_t i = 0; i < d->instalment_count; i++) {
        textbuf_puts(to, i == 0 ? "{" : ",{");
        put_date(to, "due_date", d->instalments[i].due_date);
        textbuf_printf(to, ",\"amount\":%" PRId64 "}", d->instalments[i].amount);
    }
    textbuf_puts(to, "]}");
}

static void put_remitted_instalments(struct textbuf *to, const struct premium_remission *m)
{
    const char *comma = "";
    textbuf_puts(to, "],\"instalments\":[");
    for (size_t k = 0; k < INSTALMENTS_MAX; k++) {
        if (m->instalments[k] > 0) {
            textbuf_printf(to, "%s{\"no\":%zu,\"amount\":%" PRId64 "}", comma, k + 1, m->instalments[k]);
            comma = ",";
        }
    }
    textbuf_puts(to, "]}");
}

static void put_remitted_rate(struct textbuf *to, const struct premium_remission *m)
{
    const char *comma = "";
    textbuf_printf(to, "],\"rate\":\"%" PRId64 ".%04" PRId64 "%%\",\"months\":[", m->rate / 10000,
                   m->rate % 10000);
    for (int month = 0; month < 12; month++) {
        if ((m->months >> month & 1u) != 0) {
            textbuf_printf(to, "%s%d", comma, (month + 3) % 12 + 1); /* bit 0 is April */
            comma = ",";
        }
    }
    textbuf_puts(to, "]}");
}

/* 減免, in the order of the decisions. */
static void put_remissions(struct textbuf *to, const struct premium_household *h)
{
    for (size_t i = 0; i < h->remission_count; i++) {
        const struct premium_remission *m = &h->remissions[i];
        const char *comma = "";
        textbuf_printf(to, "%s{\"parts\":[", i == 0 ? ",\"remissions\":[" : ",");
        for (size_t p = 0; p < LEVY_PARTS; p++) {
            if ((m->parts >> p & 1u) != 0) {
                textbuf_printf(to, "%s\"%s\"", comma, premium_levy_parts[p].name);
                comma = ",";
            }
        }
        switch (m->pattern) {
        case REMISSION_AMOUNT: textbuf_printf(to, "],\"amount\":%" PRId64 "}", m->amount); break;
        case REMISSION_RATE: put_remitted_rate(to, m); break;
        case REMISSION_INSTALMENTS: put_remitted_instalments(to, m); break;
        }
    }
    textbuf_puts(to, h->remission_count > 0 ? "]" : "");
}

static void put_register_head(struct textbuf *to, const struct premium_household *h)
{
    for (size_t i = 0; i < h->member_count; i++) { /* at most one */
        if (h->members[i].is_register_head) {
            textbuf_printf(to, ",\"register_head\":\"%" PRId64 "\"", h->members[i].id);
        }
    }
}

void facts_json(const struct premium_case *c, const char *municipality,
                const struct premium_decision *decided, struct textbuf *to)
{
    const struct premium_household *h = &c->facts;
    textbuf_printf(to, "{\"household_no\":%" PRId64 ",\"request\":{\"fiscal_year\":%d,\"municipality\":",
                   c->household_no, h->year.first_year);
    trace_json_string(to, municipality, strlen(municipality));
    if (!date_is_none(h->first_notice_on)) {
        textbuf_puts(to, ",");
        put_date(to, "first_notice_on", h->first_notice_on);
    }
    textbuf_printf(to, ",\"household\":{\"head\":\"%" PRId64 "\"", h->members[h->head].id);
    put_register_head(to, h);
    textbuf_puts(to, ",\"members\":[");
    for (size_t i = 0; i < h->member_count; i++) {
        textbuf_puts(to, i == 0 ? "" : ",");
        put_member(to, h, &h->members[i]);
    }
    textbuf_printf(to, "],\"head_abroad_on_1_january\":%s", h->head_abroad_on_1_january ? "true" : "false");
    put_remissions(to, h);
    textbuf_puts(to, "}}");
    put_decided(to, decided);
    textbuf_puts(to, "}");
}
