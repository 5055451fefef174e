/* What the tests of charges share; see payer.h. */
#include "payer.h"

void levied(struct ward *w)
{
    ward_belongs(w, WARD_FIRST, HOUSEHOLD, PAYER, 19960101, true, 20200401, DAY_OPEN);
    ward_fact(w, WARD_FIRST, PAYER, FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
    ward_income(w, WARD_FIRST, 2026, PAYER, 3000000);
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
    ward_business_date(w, 20260820);
}

struct collection_charge charge(struct ward *w, int instalment)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    const struct collection_scope scope = {.payer_no = PAYER};
    struct collection_charge *list, found = {0};
    size_t count;
    assert_int_equal(collection_charges(w->chief.store, &scope, arena, &w->report, &list, &count), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        found = list[i].instalment == instalment ? list[i] : found;
    }
    arena_free(arena);
    return found;
}

enum err settled(struct ward *w, enum err e)
{
    if (e != ERR_NONE) {
        store_rollback(w->chief.store);
        return e;
    }
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    return e;
}

void books_agree(struct ward *w)
{
    enum err e = collection_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? premium_verify(w->chief.store, &w->report) : e;
    e = e == ERR_NONE ? ledger_verify(w->chief.store, &w->report) : e;
    if (e != ERR_NONE) {
        report_print(&w->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
}
