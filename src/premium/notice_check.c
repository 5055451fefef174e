/*
 * 印刷前の検算 -- adds up again what a notice says; numbers of notices and the digits of slips.
 *
 * A city sent out correct amounts with a breakdown that did not add up (users_ask.md A12): here the
 * breakdown is the derivation itself, and it is added up before a page is drawn.
 */
#include "premium/notice.h"
#include "premium/premium.h"

#include <inttypes.h>

#define ODD_YEN_MAX 1000 /* a part may be cut to 10, 100 or 1,000 yen by ordinance */

static enum err differ(struct report *report, const struct notice *n, const char *what, yen shown,
                       yen sum)
{
    return report_fail(report, ERR_FINDINGS,
                       "通知書番号%" PRId64 "の%sが合いません（記載 %" PRId64 "円、内訳の計 %" PRId64
                       "円）。印刷を止めました",
                       n->notice_no, what, shown, sum);
}

static yen hidden_yen_max(const struct premium_part_result *r)
{
    int levies = (r->income_levy > 0) + (r->asset_levy > 0) + (r->per_capita > 0) + (r->per_household > 0);
    return levies > 0 ? levies - 1 : 0;
}

bool notice_part_hides_yen(const struct premium_part_result *r)
{
    return r->before_cap > r->income_levy + r->asset_levy + r->per_capita + r->per_household;
}

static enum err check_part(const struct notice *n, size_t part, struct report *report)
{
    char what[64];
    const struct premium_part_result *r = &n->parts[part].result;
    yen levies = r->income_levy + r->asset_levy + r->per_capita + r->per_household;
    yen income = 0, per_capita = 0;
    snprintf(what, sizeof(what), "%s", premium_levy_parts[part].label);
    /* Every levy is shown cut to whole yen, the part is cut once: k levies may hide k - 1 yen. */
    yen hidden = hidden_yen_max(r);
    if (r->before_cap - levies > hidden || levies - r->before_cap >= ODD_YEN_MAX) {
        return differ(report, n, what, r->before_cap, levies);
    }
    if (r->amount != (r->before_cap < r->cap ? r->before_cap : r->cap)) {
        return differ(report, n, what, r->amount, r->before_cap);
    }
    for (size_t i = 0; i < n->member_count; i++) {
        income += n->members[i].income_levy[part];
        per_capita += n->members[i].per_capita[part];
    }
    /* A member's own levy is cut to whole yen, the household's sum only once. */
    yen odd = (yen)n->member_count;
    if (income > r->income_levy || r->income_levy - income > odd) {
        return differ(report, n, what, r->income_levy, income);
    }
    if (per_capita > r->per_capita || r->per_capita - per_capita > odd) {
        return differ(report, n, what, r->per_capita, per_capita);
    }
    return ERR_NONE;
}

static enum err check_slips(const struct notice *n, struct report *report)
{
    for (size_t i = 0; i < n->slip_count; i++) {
        const struct notice_slip *s = &n->slips[i];
        assert(s->no >= 0 && (size_t)s->no <= n->instalment_count);
        yen owed = s->no == 0 ? n->total : n->instalments[s->no - 1].amount;
        if (s->amount != owed || s->amount <= 0) {
            return differ(report, n, "納付書の金額", s->amount, owed);
        }
        if (date_before(s->limit, n->issued_on)) {
            return report_fail(report, ERR_FINDINGS,
                               "通知書番号%" PRId64 "の納付書の取扱期限が発行日より前です。印刷を止めました",
                               n->notice_no);
        }
    }
    return ERR_NONE;
}

enum err notice_check(const struct notice *n, struct report *report)
{
    yen parts = 0, instalments = 0;
    if (!premium_notice_no_is_valid(n->notice_no)) {
        return report_fail(report, ERR_FINDINGS, "通知書番号%" PRId64 "の検査数字が違います", n->notice_no);
    }
    for (size_t i = 0; i < LEVY_PARTS; i++) {
        enum err e = n->parts[i].result.is_levied ? check_part(n, i, report) : ERR_NONE;
        if (e != ERR_NONE) {
            return e;
        }
        parts += n->parts[i].result.is_levied ? n->parts[i].result.amount : 0;
    }
    /* The total of the year may be cut by ordinance too. */
    if (parts < n->total || parts - n->total >= ODD_YEN_MAX) {
        return differ(report, n, "年間保険料額", n->total, parts);
    }
    for (size_t i = 0; i < n->instalment_count; i++) {
        instalments += n->instalments[i].amount;
    }
    return instalments != n->total ? differ(report, n, "期別の金額", n->total, instalments)
                                   : check_slips(n, report);
}

/* ------------------------------------------------------------------------ numbers, barcode ---- */

static int check_digit(int64_t number)
{
    int sum = 0;
    for (int weight = 3; number > 0; number /= 10, weight = 4 - weight) {
        sum += (int)(number % 10) * weight;
    }
    return (10 - sum % 10) % 10;
}

int64_t notice_no_of(int64_t running_no)
{
    assert(running_no >= 1 && running_no <= 9999999);
    return running_no * 10 + check_digit(running_no);
}

bool premium_notice_no_is_valid(int64_t notice_no)
{
    return notice_no >= 10 && notice_no <= 99999999 && check_digit(notice_no / 10) == notice_no % 10;
}

static void add_slip(struct notice *n, int no, yen amount, date due)
{
    if (amount > 0) { /* no slip over nothing */
        n->slips[n->slip_count++] = (struct notice_slip){
            .no = no, .amount = amount, .due = due,
            .limit = date_add_days(due, (int)n->form->slip_limit_days)};
    }
}

void notice_slips_fill(struct notice *n)
{
    int last = fiscal_month((int)n->form->slip_first_until);
    size_t open = 0;
    n->slip_count = 0;
    for (size_t i = 0; i < n->instalment_count; i++) {
        /* A due date that fell on the next month's first day still belongs to its month. */
        struct civil c = date_civil(date_add_days(n->instalments[i].due_date, -7));
        open += n->instalments[i].amount > 0 && !date_before(n->instalments[i].due_date, n->issued_on);
        bool is_past = date_before(n->instalments[i].due_date, n->issued_on);
        if (!is_past && (n->instalment_count == 1 || fiscal_month(c.month) <= last)) {
            add_slip(n, (int)i + 1, n->instalments[i].amount, n->instalments[i].due_date);
        }
    }
    if (open > 1 && open == n->instalment_count) { /* 全期前納: while nothing has fallen due */
        add_slip(n, 0, n->total, n->instalments[0].due_date);
    }
}

bool notice_slip_digits(const struct notice *n, const struct notice_slip *s, char ret[45])
{
    if (s->amount <= 0 || s->amount > n->form->slip_amount_max || s->amount > 999999) {
        return false;
    }
    struct civil limit = date_civil(s->limit);
    /* AI 91 | company 6 | client 5, year 2, class 1, notice 8, instalment 2, kind 1, serial 2 |
     * reissue 1 | limit 6 | stamp 1 | amount 6 | check 1   (payment_formats.md 8.1, 8.5) */
    int len = snprintf(ret, 45, "91%s%s%02d1%08" PRId64 "%02d0%02d%d%02d%02d%02d0%06" PRId64,
                       n->form->slip_gs1_company, n->form->slip_client_code, n->year.first_year % 100,
                       n->notice_no, s->no, 1, s->reissue, limit.year % 100, limit.month, limit.day,
                       s->amount);
    assert(len == 43);
    ret[43] = gs1_128_check_digit(ret);
    ret[44] = '\0';
    return true;
}
