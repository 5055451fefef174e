/*
 * 分納の履行 -- what was paid since the promise fills its payments in their order (collection.md 20.3;
 * CO-52).
 */
#include "arrears/plan_keep.h"

enum err plan_steps_write(const struct book_writing *w, int64_t act_no, const struct plan_step *steps,
                          size_t count)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(w->store, SQL_arrears_instalment_add);
        query_set_i64(q, "act_no", act_no);
        query_set_i64(q, "seq", steps[i].seq);
        query_set_i64(q, "due_on", day_kept(steps[i].due));
        query_set_i64(q, "principal", steps[i].principal);
        query_set_i64(q, "late_charge", steps[i].late_charge);
        query_set_i64(q, "recorded_at", w->recorded_at);
        e = book_run(q, w->report);
    }
    return e;
}

/* What has left the covered charges since the promise: principal that is no longer unpaid (paid, or
 * lowered), and
 * 延滞金 paid on or after its day. */
static enum err covered_of(struct session *session, const struct act *plan, date day, struct arena *arena,
                           struct report *report, yen *ret_principal, yen *ret_late)
{
    struct collection_scope scope = {.payer_no = plan->payer_no};
    struct collection_charge *charges = NULL;
    struct act_cover *covers = NULL;
    size_t charge_count = 0, cover_count = 0;
    enum err e = collection_charges(session->store, &scope, arena, report, &charges, &charge_count);

    *ret_principal = *ret_late = 0;
    if (e == ERR_NONE) {
        e = arrears_covers(session->store, plan->act_no, arena, report, &covers, &cover_count);
    }
    for (size_t i = 0; i < cover_count && e == ERR_NONE; i++) {
        yen left = 0;
        struct collection_payment *paid = NULL;
        size_t paid_count = 0;
        for (size_t k = 0; k < charge_count && e == ERR_NONE; k++) {
            if (is_charge(&charges[k], covers[i].levy_year, covers[i].household_no, covers[i].instalment)) {
                left = collection_unpaid(&charges[k]);
                e = collection_payments(session->store, &charges[k], arena, report, &paid, &paid_count);
            }
        }
        *ret_principal += covers[i].principal > left ? covers[i].principal - left : 0;
        for (size_t k = 0; k < paid_count && e == ERR_NONE; k++) {
            bool counts = paid[k].item == ITEM_LATE_CHARGE && date_at_most(plan->on, paid[k].paid_on) &&
                          date_at_most(paid[k].paid_on, day);
            *ret_late += counts ? paid[k].amount : 0;
        }
    }
    return e;
}

enum err arrears_plan(struct session *session, const struct act *plan, date day, struct arena *arena,
                      struct report *report, struct plan_step **ret, size_t *ret_count)
{
    struct query *q = store_query(session->store, SQL_arrears_instalments_of_act);
    struct plan_step *list = NULL;
    size_t count = 0, capacity = 0;
    yen principal = 0, late = 0;
    bool row;
    enum err e;

    query_set_i64(q, "act_no", plan->act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct plan_step){.seq = (int)query_i64(q, 0),
                                                                       .due = day_read(query_i64(q, 1)),
                                                                       .principal = query_i64(q, 2),
                                                                       .late_charge = query_i64(q, 3)};
    }
    query_reset(q);
    if (e == ERR_NONE) {
        e = covered_of(session, plan, day, arena, report, &principal, &late);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        yen p = principal < list[i].principal ? principal : list[i].principal;
        yen l = late < list[i].late_charge ? late : list[i].late_charge;
        list[i].covered = p + l;
        principal -= p;
        late -= l;
    }
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

void plan_stand(const struct plan_step *steps, size_t count, date day, int64_t grace_days,
                struct plan_standing *ret)
{
    *ret = (struct plan_standing){.missed_due = date_none(), .is_complete = count > 0};
    for (size_t i = 0; i < count; i++) {
        yen missing = steps[i].principal + steps[i].late_charge - steps[i].covered;
        ret->is_complete = ret->is_complete && missing == 0;
        if (missing == 0 || !date_before(steps[i].due, day)) {
            continue;
        }
        if (ret->missed_seq == 0) {
            ret->missed_seq = steps[i].seq;
            ret->missed_due = steps[i].due;
        }
        ret->missing += missing;
        ret->missed_in_row += date_before(date_add_days(steps[i].due, (int)grace_days), day);
    }
}
