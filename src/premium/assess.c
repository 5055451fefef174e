/* A case through the rules, with its derivation and the instalments as they become. */
#include "premium/assessment.h"

size_t row_instalments(const struct assessment_row *row, const struct premium_instalment *calendar,
                       size_t calendar_count, struct premium_instalment ret[INSTALMENTS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < calendar_count && row->amounts[i] != AMOUNT_NONE; i++) {
        ret[count++] = (struct premium_instalment){calendar[i].due_date, row->amounts[i]};
    }
    if (row->extra != AMOUNT_NONE) {
        ret[count++] = (struct premium_instalment){row->extra_due, row->extra};
    }
    return count;
}

static void row_take_instalments(const struct premium_instalment *items, size_t count,
                                 size_t calendar_count, struct assessment_row *row)
{
    for (size_t i = 0; i < CALENDAR_MAX; i++) {
        row->amounts[i] = i < calendar_count ? 0 : AMOUNT_NONE;
    }
    row->extra = AMOUNT_NONE;
    row->extra_due = date_none();
    for (size_t i = 0; i < count; i++) {
        if (i < calendar_count) {
            row->amounts[i] = items[i].amount;
        } else {
            row->extra = items[i].amount;
            row->extra_due = items[i].due_date;
        }
    }
}

/* Relief for instalments that are all used up lowers the new 随時 one. */
static yen remit_extra(struct premium_resplit *r, yen by_instalment)
{
    yen sum = 0;
    for (size_t i = 0; i < r->count; i++) {
        sum += r->instalments[i].amount;
    }
    yen off = by_instalment > sum ? by_instalment - sum : 0;
    r->extra -= off;
    return off;
}

/* 再期割 of the whole new amount over what stood before. */
static void resplit(const struct premium_law *law, const struct splitting *s, struct assessed *a)
{
    struct assessment_row *row = &a->row;
    struct premium_instalment before[INSTALMENTS_MAX];
    struct premium_resplit r;
    size_t count = row_instalments(s->before, s->calendar, s->calendar_count, before);
    yen by_instalment = a->result.remitted_by_instalment;
    premium_instalments_resplit(law, law->year, before, count, row->total + by_instalment, s->decided_on,
                                s->cut_off,
                                a->c->facts.head_abroad_on_1_january && law->has_advance_payment,
                                a->trace, &r);
    by_instalment -= remit_extra(&r, by_instalment);
    (void)premium_instalments_remit(&a->c->facts, r.instalments, r.count, by_instalment, a->trace);
    row_take_instalments(r.instalments, r.count, s->calendar_count, row);
    if (r.extra > 0) { /* a second 随時 joins the first: one demand with the later due date */
        row->extra = (row->extra == AMOUNT_NONE ? 0 : row->extra) + r.extra;
        row->extra_due = r.extra_due;
    }
    row->refund = r.refund;
}

static void row_fill(const struct premium_law *law, const struct premium_case *c,
                     struct assessed *a)
{
    const struct premium_assessment *r = &a->result;
    struct assessment_row *row = &a->row;
    row->year = law->year.first_year;
    row->household_no = c->household_no;
    row->payer_no = c->payer_no;
    row->insured_count = (int32_t)c->insured_count;
    row->reduction_tenths = r->reduction_tenths;
    row->judged_income = r->judged_income_is_known ? r->judged_income : -1;
    for (int p = 0; p < LEVY_PARTS; p++) {
        row->part[p] = r->parts[p].amount;
    }
    row->total = r->total;
    row->first_notice_on = c->facts.first_notice_on;
    memcpy(row->facts_hash, c->hash, sizeof(row->facts_hash));
    row_take_instalments(r->instalments, r->instalment_count, law->instalment_count, row);
}

const char *facts_contradiction(const struct premium_law *law, const struct premium_household *h,
                                struct arena *arena)
{
    struct report quiet;
    const char *words = NULL;
    report_init(&quiet);
    if (premium_household_check(law, h, "/household", &quiet) != ERR_NONE) {
        words = arena_string(arena, quiet.kept > 0 ? quiet.lines[0] : "事実が食い違っています");
    }
    report_done(&quiet);
    return words;
}

enum err assess_case(const struct premium_law *law, const struct premium_case *c,
                     const struct splitting *splitting, struct arena *arena, struct report *report,
                     struct assessed *ret)
{
    *ret = (struct assessed){.c = c};
    ret->refused = facts_contradiction(law, &c->facts, arena);
    if (ret->refused != NULL) {
        return ERR_NONE;
    }
    ret->trace = trace_new(arena);
    ret->result.members = ARENA_ARRAY(arena, struct premium_member_result, c->facts.member_count);
    if (premium_assess(law, &c->facts, arena, ret->trace, report, &ret->result) != PREMIUM_DONE) {
        return ERR_INPUT; /* the words name table and key */
    }
    row_fill(law, c, ret);
    if (splitting->before != NULL) {
        resplit(law, splitting, ret);
    }
    trace_digest(ret->trace, ret->row.derivation);
    return ERR_NONE;
}

bool assessed_has_nobody(const struct assessed *a)
{
    for (size_t i = 0; i < a->result.finding_count; i++) {
        if (a->result.findings[i].code == FINDING_NOBODY_INSURED) {
            return true;
        }
    }
    return false;
}
