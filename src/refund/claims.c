/*
 * 還付請求書データ -- claims that came back by post and were punched (payment_formats.md 11.4;
 * collection.md 8.6).
 *
 * A claim is taken when everything on it agrees with what stands: the case waits for it, the payer claims
 * for himself, and the account is the one that is registered for him. Anything else is a task for a person:
 * an account is never taken from a punched line alone.
 */
#include "refund/internal.h"

#include "interchange/interchange.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err record(struct import_run *run, const struct record *r);
static enum err end(struct import_run *run);
static void cancel(struct import_run *run);

const struct import_handler import_refund_claims = {.layout = "ocr-refund",
                                                    .partner = "パンチ業者",
                                                    .label = "還付請求書データ（パンチ）",
                                                    .order = 120,
                                                    .begin = begin,
                                                    .record = record,
                                                    .end = end,
                                                    .cancel = cancel};

struct claims {
    struct arena *arena, *unit;
    struct refund_law_set law;
    size_t data, claim, bank, branch, deposit_kind, account, claimed_on, relation;
    int64_t taken;
};

static void cancel(struct import_run *run)
{
    struct claims *c = run->state;

    run->state = NULL;
    arena_free(c->unit);
    arena_free(c->arena); /* holds *c itself */
}

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("還付請求書データ", (size_t)64 << 20);
    struct claims *c = ARENA_NEW(arena, struct claims);

    c->arena = arena;
    c->unit = arena_new("還付請求書", (size_t)16 << 20);
    run->state = c;
    c->data = layout_record(run->layout, "data");
    c->claim = layout_field(run->layout, c->data, "claim");
    c->bank = layout_field(run->layout, c->data, "bank");
    c->branch = layout_field(run->layout, c->data, "branch");
    c->deposit_kind = layout_field(run->layout, c->data, "dep_kind");
    c->account = layout_field(run->layout, c->data, "account");
    c->claimed_on = layout_field(run->layout, c->data, "claim_date");
    c->relation = layout_field(run->layout, c->data, "relation");
    assert(c->claim != SIZE_MAX && c->relation != SIZE_MAX && c->claimed_on != SIZE_MAX);
    enum err e = refund_law_read(run->session, run->business_date, arena, run->report, &c->law);
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

/* The registered account that the line names; NULL = another one, or none. */
static enum err registered(struct import_run *run, const struct record *r, int64_t payer_no,
                           const struct bank_account **ret)
{
    struct claims *c = run->state;
    struct bank_account *list;
    size_t count;
    int64_t kind = 0;
    enum err e =
        addressee_accounts(run->session, payer_no, run->recorded_at, c->unit, run->report, &list, &count);

    *ret = NULL;
    if (!record_i64(r, c->deposit_kind, &kind)) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct bank_account *a = &list[i];
        bool is_now = date_at_most(a->from, run->business_date) && date_before(run->business_date, a->until);
        if (is_now && !a->is_masked && a->purpose == ACCOUNT_FOR_REFUND && a->deposit_kind == kind &&
            text_equal(a->bank, record_text(r, c->bank)) &&
            text_equal(a->branch, record_text(r, c->branch)) &&
            text_equal(a->number, record_text(r, c->account))) {
            *ret = a;
        }
    }
    return e;
}

/* Why a person has to look at it; NULL = nothing is wrong. */
static const char *obstacle(struct claims *c, const struct refund_case *k, const struct bank_account *a,
                            date claimed, date today, bool is_payer)
{
    if (k->state != REFUND_TOLD && k->state != REFUND_RETURNED) {
        return arena_printf(c->unit, "還付番号 %" PRId64 " は「%s」です。請求を受け付けられません",
                            k->case_no, refund_state_label(k->state));
    }
    if (date_before(refund_case_limit(&c->law, k), claimed)) {
        return arena_printf(c->unit, "還付番号 %" PRId64 " は請求できる期間（2年）を過ぎています",
                            k->case_no);
    }
    if (date_before(today, claimed)) {
        return arena_printf(
            c->unit, "還付番号 %" PRId64 " の請求日が今日より先です。請求書を確かめてください", k->case_no);
    }
    if (!is_payer) {
        return arena_printf(
            c->unit, "還付番号 %" PRId64 " は本人でない人の請求です。書類を確かめて画面で受け付けてください",
            k->case_no);
    }
    return a != NULL ? NULL
                     : arena_printf(c->unit,
                                    "還付番号 %" PRId64
                                    " の口座が登録と違うか、登録がありません。口座を登録して画面で受け付けて"
                                    "ください",
                                    k->case_no);
}

static enum err take(struct import_run *run, struct refund_case *k, const struct bank_account *a,
                     date claimed)
{
    struct claims *c = run->state;

    if (date_is_none(k->claimed_on)) { /* a new account after 口座相違 is no new claim */
        k->claimed_on = claimed;
    }
    k->relation = 1;
    k->payee_no = k->payer_no;
    k->bank = arena_copy(c->unit, a->bank.bytes, a->bank.len);
    k->branch = arena_copy(c->unit, a->branch.bytes, a->branch.len);
    k->number = arena_copy(c->unit, a->number.bytes, a->number.len);
    k->holder = arena_copy(c->unit, a->holder.bytes, a->holder.len);
    k->deposit_kind = a->deposit_kind;
    c->taken++;
    return refund_step(run->session, k, REFUND_CLAIMED, run->business_date, "", run->recorded_at,
                       run->report);
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct claims *c = run->state;
    struct refund_case *list;
    const struct bank_account *account = NULL;
    size_t count = 0;
    int64_t claim_no, relation = 0, ymd = 0;
    date claimed;

    if (r->kind != c->data) {
        return ERR_NONE;
    }
    arena_reset(c->unit);
    if (!record_i64(r, c->claim, &claim_no) || !record_i64(r, c->claimed_on, &ymd) ||
        !date_from_ymd((int32_t)ymd, &claimed)) {
        return import_hold(run, r, "E02", "還付番号か請求日が読めません。請求書を確かめてください");
    }
    (void)record_i64(r, c->relation, &relation);
    const struct refund_scope scope = {.case_no = claim_no};
    enum err e = refund_cases(run->session->store, &scope, c->unit, run->report, &list, &count);
    if (e == ERR_NONE && count == 0) {
        return import_hold(run, r, "E03",
                           arena_printf(c->unit, "還付番号 %" PRId64 " の決議がありません", claim_no));
    }
    e = e == ERR_NONE ? registered(run, r, list[0].payer_no, &account) : e;
    if (e != ERR_NONE) {
        return e;
    }
    const char *words = obstacle(c, &list[0], account, claimed, run->business_date, relation == 1);
    return words != NULL ? import_hold(run, r, "E13", words) : take(run, &list[0], account, claimed);
}

static enum err end(struct import_run *run)
{
    const struct claims *c = run->state;

    report_add(run->report, "還付請求 %" PRId64 " 件を受け付けました", c->taken);
    cancel(run);
    return ERR_NONE;
}
