/*
 * 賦課根拠入力の行 -- when an entry wins over the tax ledger, and how it reaches whoever reads incomes.
 *
 * An entry wins only while the reason it was made for holds: until the ledger knows his income, until the
 * ledger says something else, or until somebody ends it. The ledger's row is never touched, so that both
 * can be shown and any past moment gives the same answer again.
 */
#include "premium/basis.h"

#include "premium/decisions.h"
#include "premium/income.h"

enum {
    AT_NO,
    AT_YEAR,
    AT_ADDRESSEE,
    AT_KIND,
    AT_EVIDENCE,
    AT_EVIDENCE_ON,
    AT_STANDS,
    AT_SEEN_AT,
    AT_GIVEN,
    AT_AMOUNTS,
    AT_UNDER_16 = AT_AMOUNTS + INCOME_AMOUNTS,
    AT_16_TO_18,
    AT_WORDS,
    AT_RECORDED_AT,
    AT_SUPERSEDED_AT,
    AT_LEDGER_AT,
    AT_LEDGER_STATE,
};

bool basis_wins(const struct basis *b, struct basis_ledger ledger)
{
    switch (b->stands) {
    case STANDS_UNTIL_KNOWN: return !ledger.is_there || !ledger.is_known;
    case STANDS_UNTIL_CHANGED: return (ledger.is_there ? ledger.recorded_at : 0) == b->seen_at;
    case STANDS_UNTIL_ENDED: return true;
    }
    return false;
}

void basis_enter(const struct basis *b, struct premium_income *to)
{
    if (b->kind == BASIS_INCOME) {
        yen asset = to->fixed_asset_tax;
        int64_t asset_entry_no = to->asset_entry_no;
        *to = b->income;
        to->fixed_asset_tax = asset;
        to->asset_entry_no = asset_entry_no;
        to->entry_no = b->basis_no;
    } else if (b->kind == BASIS_ASSET) {
        to->fixed_asset_tax = b->income.fixed_asset_tax;
        to->asset_entry_no = b->basis_no;
    }
}

static void read_row(const struct query *q, struct basis *ret)
{
    *ret = (struct basis){
        .basis_no = query_i64(q, AT_NO),
        .addressee_no = query_i64(q, AT_ADDRESSEE),
        .year = (int32_t)query_i64(q, AT_YEAR),
        .kind = (enum basis_kind)query_i64(q, AT_KIND),
        .stands = (enum basis_stands)query_i64(q, AT_STANDS),
        .seen_at = query_i64(q, AT_SEEN_AT),
        .evidence = query_text(q, AT_EVIDENCE),
        .evidence_on = date_none(),
        .under_16 = (int)query_i64(q, AT_UNDER_16),
        .from_16_to_18 = (int)query_i64(q, AT_16_TO_18),
        .words = query_text(q, AT_WORDS),
        .recorded_at = query_i64(q, AT_RECORDED_AT),
        .superseded_at = query_i64(q, AT_SUPERSEDED_AT),
    };
    if (query_i64(q, AT_EVIDENCE_ON) != 0) {
        bool is_day = date_from_ymd((int32_t)query_i64(q, AT_EVIDENCE_ON), &ret->evidence_on);
        assert(is_day); /* written as it was checked */
    }
    ret->income.state = ret->kind == BASIS_INCOME ? INCOME_KNOWN : INCOME_UNKNOWN;
    ret->income.given = (unsigned)query_i64(q, AT_GIVEN);
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        *income_amount(&ret->income, i) = query_i64(q, AT_AMOUNTS + i);
    }
}

/* The rows of a statement with the ledger's columns; they are few. */
static enum err load(struct fact_table *t, struct query *q, struct report *report)
{
    bool row, added = false;
    int64_t newest = 0; /* whose row the index does not know yet */
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct basis b;
        const struct basis_ledger ledger = {.is_there = query_i64(q, AT_LEDGER_AT) != 0,
                                            .is_known = query_i64(q, AT_LEDGER_STATE) == INCOME_KNOWN,
                                            .recorded_at = query_i64(q, AT_LEDGER_AT)};
        bool is_abroad;
        read_row(q, &b);
        if (b.kind == BASIS_YOUNG || !basis_wins(&b, ledger)) {
            continue;
        }
        if (newest == b.addressee_no) { /* his entry of another kind made the row */
            fact_table_index_incomes(t);
            newest = 0;
        }
        struct premium_income income = fact_table_income_of(t, b.addressee_no, &is_abroad);
        basis_enter(&b, &income);
        if (fact_table_set_income(t, b.addressee_no, &income)) {
            newest = b.addressee_no;
            added = true;
        }
    }
    query_reset(q);
    if (e == ERR_NONE && added) {
        fact_table_index_incomes(t);
    }
    return e;
}

enum err bases_load(struct fact_table *t, struct store *s, fiscal_year fy, int64_t known_at,
                    struct report *report)
{
    struct query *q = store_query(s, SQL_premium_basis_scan);
    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_i64(q, "known_at", known_at);
    return load(t, q, report);
}

enum err bases_load_persons(struct fact_table *t, struct store *s, fiscal_year fy, const int64_t *persons,
                            size_t count, int64_t known_at, struct report *report)
{
    struct query *q = store_query(s, SQL_premium_basis_of);
    query_set_i64(q, "fiscal_year", fy.first_year);
    query_set_numbers(q, persons, count);
    query_set_i64(q, "known_at", known_at);
    return load(t, q, report);
}

enum err bases_of(struct store *s, const int64_t *addressee_nos, size_t person_count, int32_t newest,
                  int32_t years, struct arena *arena, struct report *report, struct basis **ret,
                  size_t *ret_count)
{
    struct basis *list = NULL;
    size_t count = 0, capacity = 0;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        size_t left = person_count - i;
        bool row;
        struct query *q = store_query(s, SQL_premium_basis_look);
        query_set_years(q, newest, years);
        query_set_numbers(q, addressee_nos + i, left < QUERY_NUMBERS ? left : QUERY_NUMBERS);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            struct basis *b = ARENA_PUSH(arena, list, count, capacity);
            read_row(q, b);
            b->evidence = text_copy(arena, b->evidence);
            b->words = text_copy(arena, b->words);
        }
        query_reset(q);
    }
    *ret = list;
    *ret_count = count;
    return e;
}
