/*
 * 仕訳: written in bulk inside the caller's transaction.
 *
 * What stands in a posting is our own computation, so a posting that cannot be true is a bug: the
 * unit stops and nothing is committed. The database refuses the same again
 * (migrations/0602_posting.sql).
 *
 * Postings stand by their cause (migrations/0607_by_cause.sql). A decision of the whole ward comes by
 * household: some thousands wait and go in the order of the causes, so that they do not fall on pages
 * all over the year.
 */
#include "ledger/ledger.h"

#define WAITING_MOST 32768

struct ledger_writer {
    struct arena *arena;
    struct bulk *bulk;
    date closed_until; /* none = nothing */
    struct posting *waiting;
    size_t count, capacity;
    bool is_in_order;
};

static const struct bulk_column columns[] = {
    {"levy_year", BULK_I64},     {"household_no", BULK_I64},  {"cause_kind", BULK_TEXT},
    {"cause_no", BULK_I64},      {"cause_version", BULK_I64}, {"part", BULK_TEXT},
    {"payer_no", BULK_I64},      {"account_year", BULK_I64},  {"debit", BULK_I64},
    {"credit", BULK_I64},        {"amount", BULK_I64},        {"reason", BULK_I64},
    {"value_date", BULK_I64},    {"business_date", BULK_I64}, {"recorded_at", BULK_I64},
};

const struct store_table ledger_tables[] = {
    {"ledger_posting", "levy_year, household_no, cause_kind, cause_no, cause_version, part, "
                       "payer_no, account_year, debit, credit, amount, reason, value_date, business_date"},
    {"ledger_close", "closed_until, operator_id"},
    {"ledger_closing", "levy_year, account_year, cause_kind, part, debit, credit, reason, business_date, "
                       "items, amount"},
};
const size_t ledger_table_count = COUNT_OF(ledger_tables);

const struct store_sealed ledger_sealed[] = {
    {"ledger_posting", "仕訳", "ledger_posting",
     "levy_year, household_no, cause_kind, cause_no, cause_version, part, payer_no, account_year, debit, "
     "credit, "
     "amount, reason, value_date, business_date, recorded_at",
     "recorded_at", NULL, SEALED_BY_MOMENT, "levy_year, household_no"},
};
const size_t ledger_sealed_count = COUNT_OF(ledger_sealed);

enum err ledger_begin(struct store *s, struct report *report, struct ledger_writer **ret)
{
    struct bulk *bulk;
    date closed_until;
    enum err e = ledger_closed_until(s, report, &closed_until);
    if (e != ERR_NONE) {
        return e;
    }
    e = store_bulk_begin(s, "ledger_posting", columns, COUNT_OF(columns), report, &bulk);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("仕訳", (size_t)64 << 20);
    struct ledger_writer *w = ARENA_NEW(arena, struct ledger_writer);
    *w = (struct ledger_writer){.arena = arena, .bulk = bulk, .closed_until = closed_until,
                                .is_in_order = true};
    *ret = w;
    return ERR_NONE;
}

/* The parts of one cause stand on one page. */
static int by_cause(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;

    if (x->levy_year != y->levy_year) {
        return x->levy_year < y->levy_year ? -1 : 1;
    }
    int kind = strcmp(x->cause_kind, y->cause_kind);
    if (kind != 0) {
        return kind;
    }
    if (x->cause_no != y->cause_no) {
        return x->cause_no < y->cause_no ? -1 : 1;
    }
    if (x->cause_version != y->cause_version) {
        return x->cause_version < y->cause_version ? -1 : 1;
    }
    return (x->household_no > y->household_no) - (x->household_no < y->household_no);
}

static enum err write_row(struct bulk *b, const struct posting *p, struct report *report)
{
    bulk_i64(b, p->levy_year);
    bulk_i64(b, p->household_no);
    bulk_text(b, text_of(p->cause_kind));
    bulk_i64(b, p->cause_no);
    bulk_i64(b, p->cause_version);
    bulk_text(b, text_of(p->part));
    bulk_i64(b, p->payer_no);
    bulk_i64(b, p->account_year);
    bulk_i64(b, p->debit);
    bulk_i64(b, p->credit);
    bulk_i64(b, p->amount);
    bulk_i64(b, p->reason);
    bulk_i64(b, date_ymd(p->value_date));
    bulk_i64(b, date_ymd(p->business_date));
    bulk_i64(b, p->recorded_at);
    return bulk_row(b, report);
}

static enum err write_waiting(struct ledger_writer *w, struct report *report)
{
    enum err e = ERR_NONE;

    if (!w->is_in_order) {
        qsort(w->waiting, w->count, sizeof(*w->waiting), by_cause);
    }
    for (size_t i = 0; i < w->count && e == ERR_NONE; i++) {
        e = write_row(w->bulk, &w->waiting[i], report);
    }
    w->count = 0;
    w->is_in_order = true;
    return e;
}

enum err ledger_post(struct ledger_writer *w, const struct posting *p, struct report *report)
{
    assert(p->amount > 0 && p->amount <= YEN_MAX);
    assert(p->debit < ACCOUNT_COUNT && p->credit < ACCOUNT_COUNT && p->debit != p->credit);
    assert(p->reason < REASON_COUNT);
    assert(p->cause_kind[0] != '\0');
    assert(p->payer_no > 0 || p->debit == ACCOUNT_HELD || p->credit == ACCOUNT_HELD);

    if (!date_is_none(w->closed_until) && date_at_most(p->business_date, w->closed_until)) {
        char words[DATE_TEXT_BYTES];
        date_format_era(w->closed_until, words);
        return report_fail(report, ERR_INPUT, "%sまで収納を締めています。処理日を次の日にしてください",
                           words);
    }
    if (w->count > 0 && by_cause(&w->waiting[w->count - 1], p) > 0) {
        w->is_in_order = false;
    }
    *ARENA_PUSH(w->arena, w->waiting, w->count, w->capacity) = *p;
    return w->count < WAITING_MOST ? ERR_NONE : write_waiting(w, report);
}

enum err ledger_end(struct ledger_writer *w, struct report *report)
{
    enum err e = write_waiting(w, report), end = bulk_end(w->bulk, report);
    arena_free(w->arena);
    return e != ERR_NONE ? e : end;
}
