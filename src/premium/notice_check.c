/*
 * 印刷前の検算 -- adds up again what a notice says; numbers of notices and their slips.
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
    if (r->amount + r->remitted != (r->before_cap < r->cap ? r->before_cap : r->cap)) {
        return differ(report, n, what, r->amount + r->remitted, r->before_cap);
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
        const struct slip *s = &n->slips[i];
        assert(s->instalment >= 0 && (size_t)s->instalment <= n->instalment_count);
        yen owed = s->instalment == 0 ? n->total - n->withheld : n->instalments[s->instalment - 1].amount;
        if (s->amount != owed || s->amount <= 0) {
            return differ(report, n, "納付書の金額", s->amount, owed);
        }
        if (date_before(s->usable_until, n->issued_on)) {
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
    instalments += n->withheld;
    return instalments != n->total ? differ(report, n, "期別の金額", n->total, instalments)
                                   : check_slips(n, report);
}

/* ------------------------------------------------------------------------ numbers, slips ------ */

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

static void add_slip(struct notice *n, int instalment, yen amount, date due)
{
    if (amount > 0) { /* no slip over nothing */
        n->slips[n->slip_count++] = (struct slip){
            .levy_year = n->year.first_year, .class = SLIP_CURRENT, .notice_no = n->notice_no,
            .instalment = instalment, .kind = SLIP_FIRST, .household_no = n->household_no,
            .payer_no = n->payer_no, .amount = amount, .due = due, .issued_on = n->issued_on,
            .usable_until = date_add_days(due, (int)n->form->slip.limit_days), .cause_kind = "notice"};
    }
}

enum err notice_slips_fill(struct notice *n, const struct slip *known, size_t known_count,
                           struct report *report)
{
    int last = fiscal_month((int)n->form->slip_first_until);
    size_t open = 0;
    enum err e = ERR_NONE;
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
        add_slip(n, 0, n->total - n->withheld, n->instalments[0].due_date);
    }
    for (size_t i = 0; i < n->slip_count && e == ERR_NONE; i++) {
        e = slip_number(&n->form->slip, &n->slips[i], known, known_count, report, &n->slip_is_new[i]);
    }
    return e;
}

void notice_slips_keep(const struct notice *n, int64_t cause_no, struct arena *arena,
                       struct notice_slips *ret)
{
    struct slip *made = ARENA_ARRAY(arena, struct slip, n->slip_count + 1);
    struct slip *outdated = ARENA_ARRAY(arena, struct slip, n->known_slip_count + 1);
    *ret = (struct notice_slips){.made = made, .outdated = outdated};
    for (size_t i = 0; i < n->slip_count; i++) {
        if (n->slip_is_new[i]) {
            made[ret->made_count] = n->slips[i];
            made[ret->made_count++].cause_no = cause_no;
        }
    }
    for (size_t i = 0; i < n->known_slip_count; i++) {
        const struct slip *old = &n->known_slips[i];
        if (date_before(old->issued_on, n->issued_on) && old->step < SLIP_PAID &&
            old->class != SLIP_LATE_ONLY && old->kind != SLIP_PLAN) {
            outdated[ret->outdated_count] = *old;
            outdated[ret->outdated_count++].charge_count = 0;
        }
    }
}
