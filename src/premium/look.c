/* 照会 -- incomes and notices as the screens show them: read, never computed. */
#include "premium/basis.h"
#include "premium/decisions.h"
#include "premium/income.h"
#include "store/many.h"

static void income_read(const struct query *q, struct premium_income_version *ret)
{
    struct premium_income *in = &ret->look.income;
    *ret = (struct premium_income_version){.look = {.is_there = true, .recorded_at = query_i64(q, 0)}};
    in->state = query_i64(q, 1) != 0 ? INCOME_KNOWN : INCOME_UNKNOWN;
    in->given = (unsigned)query_i64(q, 2);
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        *income_amount(in, i) = query_i64(q, 3 + i);
    }
    ret->year = (int32_t)query_i64(q, 3 + INCOME_AMOUNTS);
    ret->superseded_at = query_i64(q, 4 + INCOME_AMOUNTS);
    ret->addressee_no = query_i64(q, 5 + INCOME_AMOUNTS);
    ret->look.taxable_income = query_i64(q, 6 + INCOME_AMOUNTS);
    ret->look.tax = (enum premium_tax_class)query_i64(q, 7 + INCOME_AMOUNTS);
    ret->look.place = (int)query_i64(q, 8 + INCOME_AMOUNTS);
}

enum err premium_incomes_told(struct store *s, fiscal_year year, struct report *report, bool *ret)
{
    struct query *q = store_query(s, SQL_premium_income_told);

    query_set_i64(q, "fiscal_year", year.first_year);
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

enum err premium_incomes_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                            int32_t newest, int32_t years, struct arena *arena, struct report *report,
                            struct premium_income_version **ret, size_t *ret_count)
{
    struct premium_income_version *items = NULL;
    struct basis *bases = NULL;
    size_t count = 0, capacity = 0, basis_count = 0;
    bool has_entered = false;
    enum err e = ERR_NONE;
    if (person_count > 0) {
        bool is_few = person_count <= QUERY_NUMBERS, row;
        struct query *q = store_query(s, is_few ? SQL_premium_income_look : SQL_premium_income_look_many);
        query_set_years(q, newest, years);
        if (is_few) {
            query_set_numbers(q, addressee_nos, person_count);
        } else {
            query_set_list(q, "persons", addressee_nos, person_count);
        }
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            if (query_i64(q, 1) == INCOME_LOOK_ENTERED) {
                has_entered = true;
            } else {
                income_read(q, ARENA_PUSH(arena, items, count, capacity));
            }
        }
        query_reset(q);
    }
    if (e == ERR_NONE && has_entered) {
        e = bases_of(s, addressee_nos, person_count, newest, years, arena, report, &bases, &basis_count);
    }
    for (size_t i = 0; e == ERR_NONE && i < basis_count; i++) {
        *ARENA_PUSH(arena, items, count, capacity) =
            (struct premium_income_version){.addressee_no = bases[i].addressee_no,
                                            .year = bases[i].year,
                                            .superseded_at = bases[i].superseded_at,
                                            .look.recorded_at = bases[i].recorded_at,
                                            .entered = &bases[i]};
    }
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

enum err premium_incomes_moved(struct store *s, fiscal_year year, int64_t after, int64_t until,
                               struct arena *arena, struct report *report, int64_t **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_incomes_moved);
    int64_t *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "fiscal_year", year.first_year);
    query_set_i64(q, "after", after);
    query_set_i64(q, "until", until);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, all, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

/* Puts what stands in the ledger's place at the moment over what the ledger said of him then. */
static void look_enter(struct premium_income_look *look, const struct basis *b, struct basis_ledger ledger)
{
    if (!basis_wins(b, ledger)) {
        return;
    }
    if (b->kind == BASIS_YOUNG) {
        look->has_young = true;
        look->under_16 = b->under_16;
        look->from_16_to_18 = b->from_16_to_18;
        return;
    }
    if (!look->is_there) {
        look->taxable_income = -1;
        look->tax = TAX_NOT_SAID;
    }
    basis_enter(b, &look->income);
    look->is_there = true;
    look->recorded_at = b->recorded_at > look->recorded_at ? b->recorded_at : look->recorded_at;
    if (b->kind == BASIS_INCOME) {
        look->evidence = premium_evidence_label(b->evidence);
    }
}

struct premium_income_look premium_income_known(const struct premium_income_version *all, size_t count,
                                                int64_t addressee_no, int32_t year, int64_t known_at)
{
    struct premium_income_look look = {.is_there = false};
    struct basis_ledger ledger = {0};
    known_at = known_at == INT64_MAX ? INT64_MAX - 1 : known_at; /* now: what is open counts */
    for (int pass = 0; pass < 2; pass++) { /* the ledger first */
        for (size_t i = 0; i < count; i++) {
            const struct premium_income_version *v = &all[i];
            if (v->addressee_no != addressee_no || v->year != year || v->look.recorded_at > known_at ||
                v->superseded_at <= known_at || (v->entered != NULL) != (pass == 1)) {
                continue;
            }
            if (pass == 1) {
                look_enter(&look, v->entered, ledger);
            } else {
                look = v->look;
                ledger = (struct basis_ledger){true, look.income.state == INCOME_KNOWN, look.recorded_at};
            }
        }
    }
    return look;
}

enum err premium_notices_of(struct store *s, int32_t newest, int32_t years, int64_t household_no,
                            struct arena *arena, struct report *report,
                            struct premium_notice_look **ret, size_t *ret_count)
{
    struct premium_notice_look *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    struct query *q = store_query(s, SQL_premium_notice_of_household);
    query_set_years(q, newest, years);
    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct premium_notice_look *n = ARENA_PUSH(arena, items, count, capacity);
        *n = (struct premium_notice_look){
            .year = (int32_t)query_i64(q, 8),
            .payer_no = query_i64(q, 0),
            .version = (int32_t)query_i64(q, 1),
            .notice_no = query_i64(q, 2),
            .total = query_i64(q, 4),
            .pages = (int)query_i64(q, 5),
            .run_no = query_i64(q, 7),
            .sent_on = date_none(),
        };
        if (!date_from_ymd((int32_t)query_i64(q, 3), &n->issued_on)) {
            n->issued_on = date_none();
        }
        if (query_i64(q, 6) != 0 && !date_from_ymd((int32_t)query_i64(q, 6), &n->sent_on)) {
            n->sent_on = date_none();
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}
