/*
 * 証明書の明細 -- what stands on the papers, from charges and payments.
 *
 * collection.md 23: what counts for 納付済額 is the day the payer paid, whatever year the premium belongs to;
 * 延滞金 and 手数料 are no premium; what the pension paid stands apart. An overpayment is taken off the year
 * that certificate.tsv says, 充当 counts where it says.
 */
#include "collection/certificate.h"

#include "collection/charges.h"

#include <inttypes.h>

struct gathering {
    struct session *session;
    const struct certificate_terms *terms;
    const struct certificate_wish *wish;
    struct arena *arena;
    struct report *report;
    const struct collection_law *law;
    struct collection_stay_row *stays;
    size_t stay_count;
    struct certificate_line *lines;
    size_t count, capacity;
    yen overdue; /* of 滞納のない証明: what stands against it */
    size_t overdue_count;
    const struct collection_charge *first_overdue;
    bool has_plan;
};

/* ------------------------------------------------------------------------------- 納付済額 ------ */

/* The day that a line counts for the payer. */
static date counted_on(const struct certificate_terms *terms, const struct query *q)
{
    date paid_on = collection_day(query_i64(q, 3)), received_on = collection_day(query_i64(q, 5));
    int64_t channel = query_i64(q, 4), from_channel = query_i64(q, 6);

    if (channel == CHANNEL_RAISED) { /* 過誤納の発生: below zero */
        return terms->refund_by_payment ? paid_on : received_on;
    }
    if (channel == CHANNEL_APPROPRIATED && terms->appropriated_by_payment && from_channel != 0) {
        /* of a charge that was lowered: when that one was paid; else the payment that was too much */
        return collection_day(from_channel == CHANNEL_RAISED ? query_i64(q, 8) : query_i64(q, 7));
    }
    return paid_on;
}

static bool is_in_year(date day, int32_t year)
{
    return !date_is_none(day) && date_civil(day).year == year;
}

static void add_to_line(struct certificate_line *l, const struct query *q)
{
    *(query_i64(q, 4) == CHANNEL_PENSION ? &l->pension : &l->ordinary) += query_i64(q, 2);
}

static struct certificate_line *line_of_year(struct gathering *g, int32_t levy_year)
{
    if (g->count == 0 || g->lines[g->count - 1].levy_year != levy_year) {
        *ARENA_PUSH(g->arena, g->lines, g->count, g->capacity) =
            (struct certificate_line){.levy_year = levy_year, .due = date_none(), .paid_on = date_none()};
    }
    return &g->lines[g->count - 1];
}

/* Of the charges of a payer and levy year. */
static enum err add_paid(struct gathering *g, const struct collection_charge *c)
{
    struct query *q = store_query(g->session->store, SQL_collection_certificate_of_account);
    bool row;
    enum err e;

    query_set_i64(q, "levy_year", c->levy_year);
    query_set_i64(q, "household_no", c->household_no);
    query_set_i64(q, "payer_no", c->payer_no);
    while ((e = query_step(q, g->report, &row)) == ERR_NONE && row) {
        if (is_in_year(counted_on(g->terms, q), g->wish->year)) {
            add_to_line(line_of_year(g, c->levy_year), q);
        }
    }
    query_reset(q);
    return e;
}

/* 納付予定額: falls due until the end of the year and is not paid yet. */
static void add_planned(struct gathering *g, const struct collection_charge *c)
{
    date today = g->session->folder.business_date;
    yen unpaid = collection_unpaid(c) - c->told;

    if (g->wish->with_planned && unpaid > 0 && date_at_most(today, c->due) &&
        is_in_year(c->due, g->wish->year)) {
        line_of_year(g, c->levy_year)->planned += unpaid;
    }
}

static enum err gather_paid(struct gathering *g, const struct collection_charge *charges, size_t count)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct collection_charge *c = &charges[i], *before = i > 0 ? &charges[i - 1] : NULL;
        bool is_same = before != NULL && before->levy_year == c->levy_year &&
                       before->household_no == c->household_no && before->payer_no == c->payer_no;
        e = is_same ? ERR_NONE : add_paid(g, c);
        add_planned(g, c);
    }
    return e;
}

static bool says_something(const struct certificate_line *l)
{
    return l->ordinary != 0 || l->pension != 0;
}

/* The lines of a payer are complete: they stay when one of them says something. */
static void end_payer(struct arena *arena, struct certificate_paid *p, struct certificate_paid **all,
                      size_t *count, size_t *capacity)
{
    bool is_wanted = false;

    for (size_t i = 0; i < p->line_count; i++) {
        is_wanted = is_wanted || says_something(&p->lines[i]);
    }
    if (is_wanted) {
        *ARENA_PUSH(arena, *all, *count, *capacity) = *p;
    }
}

enum err certificate_paid_all(struct store *s, const struct certificate_terms *terms, int32_t year,
                              int64_t known_at, struct arena *arena, struct report *report,
                              struct certificate_paid **ret, size_t *ret_count)
{
    struct query *q = store_scan(s, SQL_collection_certificate_of_year);
    struct certificate_paid now = {0};
    struct certificate_line *lines = NULL;
    size_t capacity = 0, line_capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "from", (int64_t)year * 10000 + 101);
    query_set_i64(q, "until", (int64_t)year * 10000 + 1231);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t payer = query_i64(q, 0);
        int32_t levy_year = (int32_t)query_i64(q, 1);
        if (!is_in_year(counted_on(terms, q), year)) {
            continue;
        }
        if (now.payer_no != payer) {
            end_payer(arena, &now, ret, ret_count, &capacity);
            now = (struct certificate_paid){.payer_no = payer};
            lines = NULL;
            line_capacity = 0;
        }
        if (now.line_count == 0 || lines[now.line_count - 1].levy_year != levy_year) {
            *ARENA_PUSH(arena, lines, now.line_count, line_capacity) = (struct certificate_line){
                .levy_year = levy_year, .due = date_none(), .paid_on = date_none()};
        }
        add_to_line(&lines[now.line_count - 1], q);
        now.lines = lines;
    }
    query_reset(q);
    end_payer(arena, &now, ret, ret_count, &capacity);
    return e;
}

/* ------------------------------------------------------------------------------ charges -------- */

static const struct collection_stay_row *stay_on(const struct gathering *g, const struct collection_charge *c,
                                                 enum collection_stay kind)
{
    date today = g->session->folder.business_date;

    for (size_t i = 0; i < g->stay_count; i++) {
        const struct collection_stay_row *s = &g->stays[i];
        if (s->kind == kind && collection_stay_covers(s, c, today)) {
            return s;
        }
    }
    return NULL;
}

/* Whether the paper counts it as 滞納; what it does not count is said on it. */
static bool is_arrear(struct gathering *g, const struct collection_charge *c, struct certificate_line *l)
{
    const struct collection_stay_row *stay = stay_on(g, c, STAY_GRACE), *plan = stay_on(g, c, STAY_PLAN);

    if (stay_on(g, c, STAY_PENSION) != NULL) {
        return false; /* the pension side pays it over */
    }
    g->has_plan = g->has_plan || plan != NULL;
    stay = stay == NULL && g->terms->plan_is_no_arrear ? plan : stay;
    if (stay != NULL) {
        l->stay = stay->kind;
        l->stays_until = date_equal(stay->days.until, date_open_end()) ? date_none()
                                                                       : date_add_days(stay->days.until, -1);
        return false;
    }
    return l->unpaid + l->late_charge + l->fee > l->told;
}

static enum err add_charge(struct gathering *g, const struct collection_charge *c)
{
    date today = g->session->folder.business_date;
    enum certificate_kind kind = g->wish->kind;
    struct certificate_line l = {.levy_year = c->levy_year,
                                 .instalment = c->instalment,
                                 .due = c->due,
                                 .paid_on = c->last_paid_on,
                                 .amount = c->amount,
                                 .paid = c->paid,
                                 .unpaid = collection_unpaid(c),
                                 .told = c->told + c->told_extra,
                                 .stays_until = date_none()};
    struct collection_extra extra;

    if (kind == CERTIFICATE_ARREARS || kind == CERTIFICATE_NONE) {
        if (!date_before(c->due, today)) {
            return ERR_NONE; /* not overdue */
        }
        enum err e =
            collection_extra_on(g->session->store, g->law, c, today, g->arena, NULL, g->report, &extra);
        if (e != ERR_NONE) {
            return e;
        }
        l.unpaid = l.unpaid > 0 ? l.unpaid : 0;
        l.late_charge = extra.late_left;
        l.fee = extra.fee_left;
        if (l.unpaid + l.late_charge + l.fee == 0) {
            return ERR_NONE;
        }
    }
    if (kind == CERTIFICATE_NONE && is_arrear(g, c, &l)) {
        g->overdue += l.unpaid + l.late_charge + l.fee;
        g->overdue_count++;
        g->first_overdue = g->first_overdue == NULL ? c : g->first_overdue;
        return ERR_NONE;
    }
    *ARENA_PUSH(g->arena, g->lines, g->count, g->capacity) = l;
    return ERR_NONE;
}

static enum err refuse(struct gathering *g)
{
    char amount[32];

    yen_format(g->overdue, amount, sizeof(amount));
    return report_fail(g->report, ERR_FINDINGS,
                       "納期限を過ぎた未納が %zu 期、%s円あるため、滞納のない証明書は作れません"
                       "（%" PRId32 "年度 第%d期から）%s",
                       g->overdue_count, amount, g->first_overdue->levy_year, g->first_overdue->instalment,
                       g->has_plan ? "。分納中の期も滞納に数えます" : "");
}

enum err certificate_gather(struct session *session, const struct certificate_terms *terms,
                            const struct certificate_wish *wish, struct arena *arena, struct report *report,
                            struct certificate_line **ret, size_t *ret_count)
{
    struct gathering g = {
        .session = session, .terms = terms, .wish = wish, .arena = arena, .report = report};
    bool is_of_year = wish->kind == CERTIFICATE_CHARGES;
    const struct collection_scope scope = {.payer_no = wish->payer_no,
                                           .first_year = is_of_year ? wish->year : 0,
                                           .last_year = is_of_year ? wish->year : 0};
    struct collection_charge *charges;
    size_t count;
    enum err e = collection_law_of(session, arena, report, &g.law);

    if (e == ERR_NONE) {
        e = collection_charges(session->store, &scope, arena, report, &charges, &count);
    }
    if (e == ERR_NONE && wish->kind == CERTIFICATE_NONE) {
        e = collection_stays(session->store, wish->payer_no, session->folder.business_date, arena, report,
                             &g.stays, &g.stay_count);
    }
    if (e == ERR_NONE && wish->kind == CERTIFICATE_NONE && count == 0) {
        e = report_fail(report, ERR_INPUT, "宛名番号 %" PRId64 " の人に国民健康保険料の調定はありません",
                        wish->payer_no);
    }
    if (e == ERR_NONE && wish->kind == CERTIFICATE_PAID) {
        e = gather_paid(&g, charges, count);
    }
    for (size_t i = 0; e == ERR_NONE && wish->kind != CERTIFICATE_PAID && i < count; i++) {
        e = add_charge(&g, &charges[i]);
    }
    if (e == ERR_NONE && g.overdue_count > 0) {
        e = refuse(&g);
    }
    *ret = g.lines;
    *ret_count = g.count;
    return e;
}
