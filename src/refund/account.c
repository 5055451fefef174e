/*
 * 過誤納・仮受の口座 -- what arose, what was taken of it, what is left, since when (CO-62).
 *
 * Law     地方税法17条の4: which payment was too much decides from when interest runs
 *
 * collection/ tells what arose; whatever is taken of it is an item of ours. Nothing is summed up and kept.
 */
#include "refund/internal.h"

struct used {
    int64_t receipt_no;
    date paid_on;
    yen amount, reserved; /* reserved: decided, not yet paid; it is part of the amount */
};

const char *refund_cause_label(const char *cause)
{
    static const char *const labels[OVERPAYMENT_CAUSES] = {
        [OVERPAID_REDUCED] = "減額（過納）",
        [OVERPAID_TWICE] = "二重納付・納めすぎ（誤納）",
        [OVERPAID_EXPIRED] = "時効・欠損の後の納付（誤納）",
        [OVERPAID_NO_CHARGE] = "調定のない納付・人違い（誤納）",
        [OVERPAID_CHARGE_LOWERED] = "延滞金の減額（過納）",
        [OVERPAID_DISTRIBUTION] = "配当の残余金",
    };
    return cause[0] == '\0' ? "" : labels[refund_cause(cause)];
}

enum overpayment_cause refund_cause(const char *cause)
{
    assert(cause[0] == 'K' && cause[1] >= '1' && cause[1] < '0' + OVERPAYMENT_CAUSES && cause[2] == '\0');
    return (enum overpayment_cause)(cause[1] - '0');
}

static date day_of(int64_t ymd)
{
    date d;
    return date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* ------------------------------------------------------------------------------ what was taken -- */

/* Some receipts, ascending; NULL = all. */
struct receipts {
    const int64_t *numbers;
    size_t count;
};

static struct query *ask_of(struct store *s, enum sql all, enum sql some, const struct receipts *of)
{
    struct query *q = store_query(s, of == NULL ? all : some);

    if (of != NULL) {
        query_set_list(q, "receipts", of->numbers, of->count);
    }
    return q;
}

static enum err read_used(struct store *s, const struct receipts *of, struct arena *arena,
                          struct report *report, struct used **ret, size_t *ret_count)
{
    struct query *q = ask_of(s, SQL_refund_used, SQL_refund_used_of, of);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct used){query_i64(q, 0), day_of(query_i64(q, 1)), query_i64(q, 2), query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}

/* Both ascend by receipt. */
static const struct used *used_from(const struct used *all, size_t count, int64_t receipt_no)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].receipt_no < receipt_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return all + low;
}

struct found {
    int64_t receipt_no;
    date on;
    bool had_account;
};

static enum err read_found(struct store *s, const struct receipts *of, struct arena *arena,
                           struct report *report, struct found **ret, size_t *ret_count)
{
    struct query *q = ask_of(s, SQL_refund_found_all, SQL_refund_found_of, of);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct found){query_i64(q, 0), day_of(query_i64(q, 1)), query_i64(q, 2) != 0};
    }
    query_reset(q);
    return e;
}

static const struct found *found_of(const struct found *all, size_t count, int64_t receipt_no)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].receipt_no < receipt_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && all[low].receipt_no == receipt_no ? &all[low] : NULL;
}

/* ---------------------------------------------------------------------------------- what is left -- */

static struct refund_open open_of(const struct collection_excess *x, const struct refund_law_set *law,
                                  const struct used *used, const struct used *end, const struct found *found)
{
    struct refund_open o = {
        .receipt_no = x->receipt_no,
        .levy_year = x->levy_year,
        .notice_no = x->notice_no,
        .household_no = x->household_no,
        .payer_no = x->payer_no,
        .instalment = x->instalment,
        .channel = x->channel,
        .is_held = x->cause[0] == '\0',
        .codes = x->codes,
        .arose_on = x->arose_on,
        .paid_on = x->paid_on,
        .found_on = found != NULL ? found->on : date_none(),
        .has_account = found != NULL && found->had_account,
        .amount = x->amount,
        .limit_on = law != NULL ? refund_limit(law, x->arose_on) : date_none(),
    };

    memcpy(o.cause, x->cause, sizeof(o.cause));
    for (; used < end && used->receipt_no == x->receipt_no; used++) {
        o.used += used->amount - used->reserved;
        o.reserved += used->reserved;
    }
    return o;
}

/* Of these excesses, which are of some receipts or may be of all. Without the law: no limit. */
static enum err opens_under(struct store *s, const struct refund_law_set *law,
                            const struct collection_excess *all, size_t count, const struct receipts *of,
                            struct arena *arena, struct report *report, struct refund_open **ret,
                            size_t *ret_count)
{
    struct used *used;
    struct found *found;
    size_t used_count, found_count, capacity = 0;
    enum err e = read_used(s, of, arena, report, &used, &used_count);

    *ret = NULL;
    *ret_count = 0;
    e = e == ERR_NONE ? read_found(s, of, arena, report, &found, &found_count) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct used *from = used_from(used, used_count, all[i].receipt_no);
        struct refund_open o =
            open_of(&all[i], law, from, used + used_count, found_of(found, found_count, all[i].receipt_no));
        if (refund_left(&o) != 0 || o.reserved != 0) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = o;
        }
    }
    return e;
}

/* None: no table is read. */
static enum err opens_of(struct session *session, const struct collection_excess *all, size_t count,
                         const struct receipts *of, struct arena *arena, struct report *report,
                         struct refund_open **ret, size_t *ret_count)
{
    struct refund_law_set law;

    *ret = NULL;
    *ret_count = 0;
    if (count == 0) {
        return ERR_NONE;
    }
    enum err e = refund_law_read(session, session->folder.business_date, arena, report, &law);
    return e == ERR_NONE
               ? opens_under(session->store, &law, all, count, of, arena, report, ret, ret_count)
               : e;
}

enum err refund_opens(struct session *session, int64_t payer_no, struct arena *arena, struct report *report,
                      struct refund_open **ret, size_t *ret_count)
{
    struct collection_excess *all;
    size_t count;
    enum err e = collection_excesses(session->store, payer_no, arena, report, &all, &count);

    *ret = NULL;
    *ret_count = 0;
    return e == ERR_NONE ? opens_of(session, all, count, NULL, arena, report, ret, ret_count) : e;
}

enum err refund_opens_known(struct store *s, struct arena *arena, struct report *report,
                            struct refund_open **ret, size_t *ret_count)
{
    struct collection_excess *all;
    size_t count;
    enum err e = collection_excesses(s, 0, arena, report, &all, &count);

    return e == ERR_NONE ? opens_under(s, NULL, all, count, NULL, arena, report, ret, ret_count) : e;
}

enum err refund_opens_of(struct session *session, const int64_t *receipts, size_t receipt_count,
                         struct arena *arena, struct report *report, struct refund_open **ret,
                         size_t *ret_count)
{
    const struct receipts of = {receipts, receipt_count};
    struct collection_excess *all;
    size_t count;
    enum err e = collection_excesses_of(session->store, receipts, receipt_count, arena, report, &all, &count);

    *ret = NULL;
    *ret_count = 0;
    return e == ERR_NONE ? opens_of(session, all, count, &of, arena, report, ret, ret_count) : e;
}

enum err refund_opens_held(struct session *session, struct arena *arena, struct report *report,
                           struct refund_open **ret, size_t *ret_count)
{
    struct collection_excess *all;
    size_t count;
    enum err e = collection_excesses_held(session->store, arena, report, &all, &count);

    *ret = NULL;
    *ret_count = 0;
    return e == ERR_NONE ? opens_of(session, all, count, NULL, arena, report, ret, ret_count) : e;
}

/* ------------------------------------------------------------------- which payments are too much -- */

/* What stood paid on the charge when it was lowered by receipt `raise_no`; `*ret_before` is what raises
 * before it took away. A receipt that was taken back counts for nothing. */
static size_t payments_before(const struct collection_payment *all, size_t count, int64_t raise_no,
                              struct late_payment *ret, yen *ret_before)
{
    size_t n = 0;

    *ret_before = 0;
    for (size_t i = 0; i < count; i++) {
        const struct collection_payment *p = &all[i];
        if (p->item != ITEM_PRINCIPAL || p->receipt_no >= raise_no) {
            continue;
        }
        if (p->amount > 0) {
            ret[n++] = (struct late_payment){p->paid_on, p->amount};
        } else if (p->channel == CHANNEL_RAISED) {
            *ret_before -= p->amount;
        } else {
            yen back = -p->amount;
            for (size_t k = n; k-- > 0 && back > 0;) {
                if (date_equal(ret[k].on, p->paid_on)) {
                    yen of_it = ret[k].amount < back ? ret[k].amount : back;
                    ret[k].amount -= of_it;
                    back -= of_it;
                }
            }
        }
    }
    return n;
}

static enum err lowered_sources(struct store *s, const struct refund_open *o, struct arena *arena,
                                struct report *report, struct late_payment **ret, size_t *ret_count)
{
    struct collection_charge charge = {.levy_year = o->levy_year,
                                       .notice_no = o->notice_no,
                                       .household_no = o->household_no,
                                       .payer_no = o->payer_no,
                                       .instalment = o->instalment};
    struct collection_payment *all;
    size_t count;
    yen before, sum = 0;
    enum err e = collection_payments(s, &charge, arena, report, &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct late_payment *paid = ARENA_ARRAY(arena, struct late_payment, count + 1);
    yen *amounts = ARENA_ARRAY(arena, yen, count + 1);
    *ret_count = payments_before(all, count, o->receipt_no, paid, &before);
    for (size_t i = 0; i < *ret_count; i++) {
        sum += paid[i].amount;
    }
    if (sum < before + o->amount) {
        return report_fail(report, ERR_WORLD,
                           "過誤納（収納番号 %lld）%lld 円の元の納付が %lld 円しかありません。収納の記録を"
                           "確かめてください",
                           (long long)o->receipt_no, (long long)o->amount, (long long)(sum - before));
    }
    overpayment_from_payments(paid, *ret_count, before, arena, amounts);
    for (size_t i = 0; i < *ret_count; i++) {
        paid[i].amount -= amounts[i];
    }
    overpayment_from_payments(paid, *ret_count, o->amount, arena, amounts);
    for (size_t i = 0; i < *ret_count; i++) {
        paid[i].amount = amounts[i];
    }
    *ret = paid;
    return ERR_NONE;
}

static int latest_first(const void *a, const void *b)
{
    const struct refund_source *x = a, *y = b;
    return (y->paid_on.day > x->paid_on.day) - (y->paid_on.day < x->paid_on.day);
}

/* In whose books the money stands: by the year in which its charge was first asked for. */
struct books {
    const struct refund_law_set *law;
    int32_t charged_year; /* 0: no charge stands behind it */
};

static int32_t books_of(const struct books *b, date paid_on)
{
    fiscal_year own = fiscal_year_of(paid_on);
    fiscal_year charged = b->charged_year != 0 ? (fiscal_year){(int16_t)b->charged_year} : own;

    return accounting_year_of_receipt(&b->law->terms, charged, paid_on).first_year;
}

static enum err read_books(struct session *session, const struct refund_law_set *law,
                           const struct refund_open *o, struct arena *arena, struct report *report,
                           struct books *ret)
{
    const struct collection_scope scope = {
        .payer_no = o->payer_no, .first_year = o->levy_year, .last_year = o->levy_year};
    struct collection_charge *all;
    size_t count;
    enum err e = collection_charges(session->store, &scope, arena, report, &all, &count);

    *ret = (struct books){law, 0};
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].household_no == o->household_no &&
            (o->instalment == 0 || all[i].instalment == o->instalment)) {
            ret->charged_year = all[i].charged_year;
        }
    }
    return e;
}

/* Payments of one day are one source; what was taken of a day before is left out. */
static void add_sources(struct refund_source *ret, size_t *ret_count, const struct refund_open *o,
                        const struct books *books, const struct late_payment *paid, size_t count,
                        const struct used *used, size_t used_count)
{
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < *ret_count && !date_equal(ret[k].paid_on, paid[i].on)) {
            k++;
        }
        if (k == *ret_count) {
            ret[(*ret_count)++] = (struct refund_source){.open = o,
                                                         .cause = refund_cause(o->cause),
                                                         .paid_on = paid[i].on,
                                                         .account_year = books_of(books, paid[i].on)};
        }
        ret[k].amount += paid[i].amount;
    }
    for (size_t i = 0; i < used_count; i++) {
        for (size_t k = 0; k < *ret_count; k++) {
            ret[k].amount -= date_equal(ret[k].paid_on, used[i].paid_on) ? used[i].amount : 0;
        }
    }
}

enum err refund_sources(struct session *session, const struct refund_law_set *law,
                        const struct refund_open *open, struct arena *arena, struct report *report,
                        struct refund_source **ret, size_t *ret_count)
{
    struct late_payment *paid = ARENA_NEW(arena, struct late_payment);
    struct used *used;
    struct books books;
    const struct receipts own = {&open->receipt_no, 1};
    size_t count = 1, used_count;
    enum err e = read_books(session, law, open, arena, report, &books);

    assert(!open->is_held);
    *paid = (struct late_payment){open->paid_on, open->amount};
    if (e == ERR_NONE && refund_cause(open->cause) == OVERPAID_REDUCED) {
        e = lowered_sources(session->store, open, arena, report, &paid, &count);
    }
    e = e == ERR_NONE ? read_used(session->store, &own, arena, report, &used, &used_count) : e;
    if (e != ERR_NONE) {
        return e;
    }
    *ret = ARENA_ARRAY(arena, struct refund_source, count + 1);
    *ret_count = 0;
    add_sources(*ret, ret_count, open, &books, paid, count, used, used_count);
    qsort(*ret, *ret_count, sizeof(**ret), latest_first);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------- the account to pay to -- */

enum err refund_has_account(struct session *session, int64_t payer_no, struct arena *arena,
                            struct report *report, bool *ret)
{
    struct bank_account *list;
    size_t count = 0;
    date on = session->folder.business_date;
    enum err e = ERR_NONE;

    *ret = false;
    if (payer_no != 0) {
        e = addressee_accounts(session, payer_no, clock_now_ms(), arena, report, &list, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = *ret || (list[i].purpose == ACCOUNT_FOR_REFUND && date_at_most(list[i].from, on) &&
                        date_before(on, list[i].until));
    }
    return e;
}

enum err refund_accounts_now(struct session *session, struct refund_open *opens, size_t count,
                             struct arena *arena, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!opens[i].is_held) {
            e = refund_has_account(session, opens[i].payer_no, arena, report, &opens[i].has_account);
        }
    }
    return e;
}
