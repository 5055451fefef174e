/*
 * 不納欠損と時効 -- what is asked no more of a charge, what is asked for again, and what came too late.
 *
 * Rules   collection.md 21.2: cancellable until the books of its year are closed; X37
 */
#include "collection/book.h"

#include "rules/common/period.h"

#include <inttypes.h>

/* A row: amounts below zero with `reverses`. */
struct write_off_row {
    struct collection_written_off of;
    int64_t reverses;
    int32_t books; /* the year whose books it stands in */
};

static enum err add_row(struct session *session, const struct write_off_row *r, int64_t recorded_at,
                        struct report *report)
{
    static const char *const names[LEVY_PARTS] = {"medical", "support", "care", "child"};
    struct query *q = store_query(session->store, SQL_collection_write_off_add);

    query_set_i64(q, "write_off_no", r->of.write_off_no);
    query_set_i64(q, "levy_year", r->of.levy_year);
    query_set_i64(q, "household_no", r->of.household_no);
    query_set_i64(q, "payer_no", r->of.payer_no);
    query_set_i64(q, "instalment", r->of.instalment);
    query_set_i64(q, "amount", r->of.amount);
    for (int p = 0; p < LEVY_PARTS; p++) {
        query_set_i64(q, names[p], r->of.part[p]);
    }
    query_set_i64(q, "reason", r->of.reason);
    query_set_i64(q, "effective_on", date_ymd(r->of.effective_on));
    query_set_text(q, "cause_kind", text_of(r->of.cause_kind));
    query_set_i64(q, "cause_no", r->of.cause_no);
    query_set_i64(q, "reverses", r->reverses);
    query_set_i64(q, "business_date", date_ymd(session->folder.business_date));
    query_set_i64(q, "recorded_at", recorded_at);
    return row_write(q, report);
}

static enum err post_row(struct session *session, const struct write_off_row *r, int64_t recorded_at,
                         struct report *report)
{
    bool is_back = r->reverses != 0;
    struct posting p = {
        .cause_kind = "write-off", .cause_no = r->of.write_off_no, .cause_version = 1,
        .household_no = r->of.household_no, .payer_no = r->of.payer_no, .levy_year = r->of.levy_year,
        .account_year = r->books,
        .debit = is_back ? ACCOUNT_RECEIVABLE : ACCOUNT_WRITTEN_OFF,
        .credit = is_back ? ACCOUNT_WRITTEN_OFF : ACCOUNT_RECEIVABLE, .reason = REASON_WRITTEN_OFF,
        .value_date = r->of.effective_on, .business_date = session->folder.business_date,
        .recorded_at = recorded_at,
    };
    struct ledger_writer *w;
    enum err e = ledger_begin(session->store, report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    for (int i = 0; i < LEVY_PARTS && e == ERR_NONE; i++) {
        if (r->of.part[i] != 0) {
            p.part = premium_levy_parts[i].name;
            p.amount = is_back ? -r->of.part[i] : r->of.part[i];
            e = ledger_post(w, &p, report);
        }
    }
    enum err end = ledger_end(w, report);
    return e != ERR_NONE ? e : end;
}

static enum err write_row(struct session *session, struct write_off_row *r, int64_t recorded_at,
                          struct report *report)
{
    enum err e = number_next(session->store, SQL_collection_write_off_last, report, &r->of.write_off_no);

    if (e == ERR_NONE) {
        e = add_row(session, r, recorded_at, report);
    }
    return e == ERR_NONE ? post_row(session, r, recorded_at, report) : e;
}

/*
 * Over what is unpaid of the parts. Where other instalments were lowered after they were paid, less of them
 * is unpaid than of the charge: what is beyond falls on the parts as decided, until the excess leaves them.
 */
static void split_off(const struct standing *s, yen amount, enum odd_part odd_to, yen *ret_parts)
{
    yen unpaid[LEVY_PARTS], beyond[LEVY_PARTS];
    yen room = standing_room(s, unpaid), within = amount < room ? amount : room;

    split_over_parts(within, unpaid, LEVY_PARTS, odd_to, ret_parts);
    split_over_parts(amount - within, s->part, LEVY_PARTS, odd_to, beyond);
    for (int p = 0; p < LEVY_PARTS; p++) {
        ret_parts[p] += beyond[p];
    }
}

enum err collection_write_off(struct session *session, const struct collection_law *law,
                              const struct collection_charge *c, yen amount, int reason, date effective_on,
                              const char *cause_kind, int64_t cause_no, int64_t recorded_at,
                              struct report *report)
{
    struct standing standing;
    struct choices choices;
    struct write_off_row row = {.of = {.levy_year = c->levy_year,
                                       .household_no = c->household_no,
                                       .payer_no = c->payer_no,
                                       .instalment = c->instalment,
                                       .amount = amount,
                                       .reason = reason,
                                       .effective_on = effective_on,
                                       .cause_kind = cause_kind,
                                       .cause_no = cause_no}};
    enum err e = choices_of(session, law, report, &choices);

    if (e == ERR_NONE) {
        e = standing_load(session->store, c->levy_year, c->household_no, c->payer_no, report, &standing);
    }
    if (e != ERR_NONE) {
        return e;
    }
    size_t at = (size_t)c->instalment - 1;
    yen left = at < standing.count ? collection_unpaid(&standing.charges[at]) : 0;
    if (amount <= 0 || amount > left) {
        return report_fail(report, ERR_INPUT,
                           "%d年度 第%d期の未納は %" PRId64 " 円で、%" PRId64 " 円は欠損にできません",
                           c->levy_year, c->instalment, left, amount);
    }
    split_off(&standing, amount, choices.odd_to, row.of.part);
    /* In the books that are open for this charge on the day of the decision, whenever it took effect. */
    const date today = session->folder.business_date;
    row.books = account_year_of(&choices, session, standing.charged_year, today, today);
    return write_row(session, &row, recorded_at, report);
}

enum err collection_write_offs(struct store *s, int64_t payer_no, struct arena *arena, struct report *report,
                               struct collection_written_off **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_collection_write_offs_of_payer);
    struct collection_written_off *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "payer_no", payer_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text cause = query_text(q, 12);
        struct collection_written_off *w = ARENA_PUSH(arena, list, count, capacity);
        *w = (struct collection_written_off){
            .write_off_no = query_i64(q, 0), .levy_year = (int32_t)query_i64(q, 1),
            .household_no = query_i64(q, 2), .payer_no = query_i64(q, 3),
            .instalment = (int)query_i64(q, 4), .amount = query_i64(q, 5), .reason = (int)query_i64(q, 10),
            .effective_on = collection_day(query_i64(q, 11)),
            .cause_kind = arena_printf(arena, "%.*s", (int)cause.len, cause.bytes),
            .cause_no = query_i64(q, 13), .decided_on = collection_day(query_i64(q, 14))};
        for (int p = 0; p < LEVY_PARTS; p++) {
            w->part[p] = query_i64(q, 6 + p);
        }
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err collection_write_off_back(struct session *session, const struct collection_written_off *w,
                                   int64_t recorded_at, struct report *report)
{
    struct choices choices;
    struct standing standing;
    struct write_off_row row = {.of = *w, .reverses = w->write_off_no};
    enum err e = choices_of(session, NULL, report, &choices);

    if (e == ERR_NONE) {
        e = standing_load(session->store, w->levy_year, w->household_no, w->payer_no, report, &standing);
    }
    if (e != ERR_NONE) {
        return e;
    }
    row.books = account_year_of(&choices, session, standing.charged_year, w->decided_on, w->decided_on);
    date closes = accounting_closes_on(&choices.terms, (fiscal_year){(int16_t)row.books});
    if (date_before(closes, session->folder.business_date)) {
        char words[DATE_TEXT_BYTES];
        date_format_era(closes, words);
        return report_fail(report, ERR_INPUT,
                           "%d年度 第%d期の不納欠損の帳簿は%sに閉じました。取り消せません（出納閉鎖）",
                           w->levy_year, w->instalment, words);
    }
    row.of.amount = -w->amount;
    for (int p = 0; p < LEVY_PARTS; p++) {
        row.of.part[p] = -w->part[p];
    }
    return write_row(session, &row, recorded_at, report);
}

/* All of it is taken back; what is not too much of it is written off again for the same reason. */
static enum err take_back_part(struct session *session, const struct collection_law *law,
                               const struct choices *choices, const struct collection_charge *c,
                               const struct collection_written_off *w, yen back, int64_t recorded_at,
                               struct report *report)
{
    struct standing standing;
    struct write_off_row row = {.of = *w, .reverses = w->write_off_no};
    const date today = session->folder.business_date;
    enum err e = standing_load(session->store, w->levy_year, w->household_no, w->payer_no, report, &standing);

    if (e != ERR_NONE) {
        return e;
    }
    row.books = account_year_of(choices, session, standing.charged_year, today, today);
    row.of.amount = -w->amount;
    for (int p = 0; p < LEVY_PARTS; p++) {
        row.of.part[p] = -w->part[p];
    }
    e = write_row(session, &row, recorded_at, report);
    return e == ERR_NONE && back < w->amount
               ? collection_write_off(session, law, c, w->amount - back, w->reason, w->effective_on,
                                      w->cause_kind, w->cause_no, recorded_at, report)
               : e;
}

enum err write_off_lowered(struct session *session, const struct collection_law *law,
                           const struct collection_charge *c, yen excess, int64_t recorded_at,
                           struct report *report, yen *ret_back)
{
    struct arena *arena = arena_new("不納欠損の取消し", (size_t)16 << 20);
    struct collection_written_off *list = NULL;
    size_t count = 0;
    struct choices choices;
    enum err e = choices_of(session, law, report, &choices);

    *ret_back = 0;
    if (e == ERR_NONE) {
        e = collection_write_offs(session->store, c->payer_no, arena, report, &list, &count);
    }
    for (size_t i = count; i-- > 0 && e == ERR_NONE && *ret_back < excess;) {
        const struct collection_written_off *w = &list[i];
        if (w->levy_year == c->levy_year && w->household_no == c->household_no &&
            w->instalment == c->instalment) {
            yen left = excess - *ret_back, back = w->amount < left ? w->amount : left;
            e = take_back_part(session, law, &choices, c, w, back, recorded_at, report);
            *ret_back += back;
        }
    }
    arena_free(arena);
    return e;
}

/* ---------------------------------------------------------------------------------- 時効 ------ */

static collection_limit_fn limit_of;

void collection_limits_by(collection_limit_fn fn) { limit_of = fn; }

date limit_after(const struct arrears_terms *terms, date day)
{
    return period_end(date_add_days(day, 1), (int)(12 * terms->limit_years.value));
}

enum err limit_for(struct session *session, const struct arrears_terms *terms,
                   const struct collection_charge *c, date paid_on, struct report *report, date *ret)
{
    *ret = date_open_end();
    return limit_of == NULL || date_at_most(paid_on, limit_after(terms, c->due))
               ? ERR_NONE
               : limit_of(session, c, report, ret);
}

enum err collection_may_pay(struct session *session, const struct collection_charge *c, date paid_on,
                            struct report *report, bool *ret)
{
    struct choices choices;
    date last;

    *ret = true;
    if (date_at_most(paid_on, c->due)) { /* nearly all: nothing is asked */
        return ERR_NONE;
    }
    enum err e = choices_of(session, NULL, report, &choices);
    if (e == ERR_NONE) {
        e = limit_for(session, &choices.terms, c, paid_on, report, &last);
    }
    *ret = e != ERR_NONE || date_at_most(paid_on, last);
    return e;
}
