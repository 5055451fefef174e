/*
 * 前の系の調定 -- levies that the system before this one decided, as far as they were unpaid (docs/adr/0132).
 *
 * They stand beside the decisions: no facts, no derivation, nothing to compute again. premium_levies() hands
 * both out in one order, so whoever collects sees no difference.
 */
#include "premium/assessment.h"
#include "premium/former.h"
#include "premium/levy_scope.h"
#include "premium/notice.h"
#include "premium/notice_gather.h"

#include <inttypes.h>

/* ------------------------------------------------------------------------------- reading ------ */

static void read_levy(const struct query *q, struct premium_levy *ret)
{
    int64_t running_no = query_i64(q, 8);

    *ret = (struct premium_levy){
        .year = (int32_t)query_i64(q, 0),
        .household_no = query_i64(q, 1),
        .payer_no = query_i64(q, 2),
        .decided_on = date_of_day(query_i64(q, 3)),
        .first_decided_on = date_of_day(query_i64(q, 3)),
        .notice_no = running_no != 0 ? notice_no_of(running_no) : 0,
    };
    for (int p = 0; p < LEVY_PARTS; p++) {
        ret->part[p] = query_i64(q, 4 + p);
    }
}

/* What was paid there in full is not asked for: 0 yen on the day of the decision. */
static void read_instalment(const struct query *q, struct premium_levy *l)
{
    size_t no = (size_t)query_i64(q, 9);

    assert(no >= 1 && no <= INSTALMENTS_MAX); /* former_check() */
    for (; l->instalment_count < no; l->instalment_count++) {
        l->instalments[l->instalment_count] = (struct premium_instalment){l->decided_on, 0};
    }
    l->instalments[no - 1] = (struct premium_instalment){date_of_day(query_i64(q, 10)), query_i64(q, 11)};
}

enum err formers_load(struct store *s, const struct premium_levy_scope *scope, struct arena *arena,
                      struct report *report, struct formers *ret)
{
    static const struct levy_statements sql = {SQL_premium_formers_of_payer, SQL_premium_formers_of_household,
                                               SQL_premium_formers_of_many, SQL_premium_formers_all};
    struct query *q = levy_question(s, scope, &sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_levy *last = ret->count > 0 ? &ret->levies[ret->count - 1] : NULL;
        bool is_same = last != NULL && last->year == query_i64(q, 0) &&
                       last->household_no == query_i64(q, 1) && last->payer_no == query_i64(q, 2);
        if (!is_same) {
            last = ARENA_PUSH(arena, ret->levies, ret->count, ret->capacity);
            read_levy(q, last);
        }
        read_instalment(q, last);
    }
    query_reset(q);
    return e;
}

static int order(const struct premium_levy *a, const struct premium_levy *b)
{
    const int64_t x[] = {a->year, a->household_no, a->payer_no};
    const int64_t y[] = {b->year, b->household_no, b->payer_no};

    for (size_t i = 0; i < COUNT_OF(x); i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

enum err formers_before(struct formers *f, const struct premium_levy *next, premium_levy_fn each,
                        void *context, struct report *report)
{
    enum err e = ERR_NONE;

    while (f->at < f->count && e == ERR_NONE && (next == NULL || order(&f->levies[f->at], next) < 0)) {
        e = each(context, &f->levies[f->at++], report);
    }
    return e;
}

enum err formers_of_year(struct store *s, int32_t year, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_premium_former_year);
    bool row;

    query_set_i64(q, "fiscal_year", year);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------- writing ------ */

/* NULL: it can stand. */
static const char *former_fault(const struct premium_former *f)
{
    yen parts = 0, sum = 0;

    for (int p = 0; p < LEVY_PARTS; p++) {
        parts += f->part[p];
    }
    for (size_t i = 0; i < f->instalment_count; i++) {
        sum += f->instalments[i].amount;
    }
    return fiscal_year_of(f->decided_on).first_year < f->year ? "調定の日が賦課年度より前です"
           : fiscal_year_of(f->decided_on).first_year >= f->books_year
               ? "今年度に調定したもので、滞納繰越ではありません"
           : sum <= 0     ? "期別の額がありません"
           : sum != parts ? "期別の合計が区分の合計と合いません"
                          : NULL;
}

static void set_key(struct query *q, const struct premium_former *f)
{
    query_set_i64(q, "fiscal_year", f->year);
    query_set_i64(q, "household_no", f->household_no);
    query_set_i64(q, "payer_no", f->payer_no);
}

static enum err is_taken(struct store *s, const struct premium_former *f, struct report *report,
                         const char **ret)
{
    struct query *q = store_query(s, SQL_premium_former_taken);
    bool row;

    set_key(q, f);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        *ret = query_i64(q, 0) == 1 ? "前の系の調定としてすでに引き継いでいます"
                                    : "この年度の賦課がこの系にあります";
    }
    query_reset(q);
    return e;
}

static enum err add_rows(struct store *s, const struct premium_former *f, int64_t recorded_at,
                         struct report *report)
{
    struct query *q = store_query(s, SQL_premium_former_add);
    int64_t changed;

    set_key(q, f);
    query_set_text(q, "former_key", f->key);
    query_set_i64(q, "decided_on", date_ymd(f->decided_on));
    query_set_i64(q, "books_year", f->books_year);
    query_set_i64(q, "medical", f->part[0]);
    query_set_i64(q, "support", f->part[1]);
    query_set_i64(q, "care", f->part[2]);
    query_set_i64(q, "child", f->part[3]);
    query_set_i64(q, "recorded_at", recorded_at);
    enum err e = query_run(q, report, &changed);
    for (size_t i = 0; i < f->instalment_count && e == ERR_NONE; i++) {
        if (f->instalments[i].amount == 0) {
            continue;
        }
        q = store_query(s, SQL_premium_former_instalment_add);
        set_key(q, f);
        query_set_i64(q, "instalment_no", (int64_t)i + 1);
        query_set_i64(q, "due_on", date_ymd(f->instalments[i].due_date));
        query_set_i64(q, "amount", f->instalments[i].amount);
        e = query_run(q, report, &changed);
    }
    return e;
}

/* Slips and payments ask for a number of ours; years before this system begin with 1. */
static enum err give_number(struct store *s, struct premium_former *f, struct report *report)
{
    const struct premium_decision key = {
        .year = f->year, .household_no = f->household_no, .payer_no = f->payer_no};
    int64_t last;
    enum err e = notice_number_last(s, f->year, report, &last);

    if (e == ERR_NONE) {
        f->notice_no = notice_no_of(last + 1);
        e = notice_number_add(s, &key, last + 1, report);
    }
    return e;
}

static enum err post(struct store *s, const struct premium_former *f, date business_date,
                     int64_t recorded_at, struct report *report)
{
    struct posting p = {
        .cause_kind = "former",
        .cause_no = f->payer_no,
        .cause_version = 1,
        .household_no = f->household_no,
        .payer_no = f->payer_no,
        .levy_year = f->year,
        .account_year = f->books_year,
        .debit = ACCOUNT_RECEIVABLE,
        .credit = ACCOUNT_FORMER,
        .reason = REASON_BROUGHT,
        .value_date = business_date,
        .business_date = business_date,
        .recorded_at = recorded_at,
    };
    struct ledger_writer *w;
    enum err e = ledger_begin(s, report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    for (int i = 0; i < LEVY_PARTS && e == ERR_NONE; i++) {
        p.part = premium_levy_parts[i].name;
        p.amount = f->part[i];
        e = p.amount > 0 ? ledger_post(w, &p, report) : ERR_NONE;
    }
    enum err end = ledger_end(w, report);
    return e != ERR_NONE ? e : end;
}

enum err premium_former_add(struct store *s, struct premium_former *f, date business_date,
                            int64_t recorded_at, struct report *report, const char **ret_fault)
{
    *ret_fault = former_fault(f);
    enum err e = *ret_fault == NULL ? is_taken(s, f, report, ret_fault) : ERR_NONE;

    if (e != ERR_NONE || *ret_fault != NULL) {
        return e;
    }
    e = add_rows(s, f, recorded_at, report);
    if (e == ERR_NONE) {
        e = give_number(s, f, report);
    }
    return e == ERR_NONE ? post(s, f, business_date, recorded_at, report) : e;
}

/* -------------------------------------------------------------------------------- verify ------ */

enum err formers_verify(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_premium_verify_former);
    yen rows = 0, posted = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        report_add(report, "%s: %" PRId64 "年度 世帯 %" PRId64 " 納付義務者 %" PRId64,
                   query_i64(q, 3) == 0 ? "前の系の調定の期別と区分の合計が合いません"
                                        : "前の系の調定と、この系の賦課の両方があります",
                   query_i64(q, 0), query_i64(q, 1), query_i64(q, 2));
    }
    query_reset(q);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_premium_former_sum);
        e = query_step(q, report, &row);
        rows = e == ERR_NONE ? query_i64(q, 0) : 0;
        query_reset(q);
    }
    if (e == ERR_NONE) {
        e = ledger_balance_of_cause(s, ACCOUNT_FORMER, "former", report, &posted);
    }
    if (e == ERR_NONE && rows != -posted) {
        report_add(report, "前の系の調定: 記録 %" PRId64 " 円と仕訳 %" PRId64 " 円が合いません", rows,
                   -posted);
    }
    return e;
}
