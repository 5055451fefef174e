/* 日計と明細 -- what came in by days, and every line in the order of the charges. */
#include "collection/charges.h"

enum err collection_sheet(struct store *s, enum collection_day_kind kind, date from, date until,
                          struct arena *arena, struct report *report, struct collection_sheet_row **ret,
                          size_t *ret_count)
{
    struct query *q = store_query(s, kind == DAY_BOOKED ? SQL_collection_sheet_booked
                                                        : SQL_collection_sheet_received);
    struct collection_sheet_row *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "from", date_ymd(from));
    query_set_i64(q, "until", date_ymd(until));
    query_set_i64(q, "former", ACCOUNT_FORMER);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct collection_sheet_row){
            .channel = (enum collection_channel)query_i64(q, 0),
            .slip_kind = (int)query_i64(q, 1),
            .source = (enum account)query_i64(q, 2),
            .item = (enum collection_item)query_i64(q, 3),
            .count = query_i64(q, 4),
            .amount = query_i64(q, 5),
        };
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

/* ------------------------------------------------------------------------------- lines -------- */

struct lines {
    struct collection_entry *list;
    size_t count, capacity, at;
    collection_entry_fn each;
    void *context;
};

static int order(const struct collection_entry *line, const struct collection_account *l)
{
    if (line->levy_year != l->levy_year) {
        return line->levy_year < l->levy_year ? -1 : 1;
    }
    if (line->household_no != l->household_no) {
        return line->household_no < l->household_no ? -1 : 1;
    }
    return line->payer_no == l->payer_no ? 0 : line->payer_no < l->payer_no ? -1 : 1;
}

/* The year a charge was first charged in decides the class of its money (現年, 過年, 滞繰). */
static enum err on_account(void *context, const struct collection_account *l, struct report *report)
{
    struct lines *all = context;
    enum err e = ERR_NONE;

    while (all->at < all->count && order(&all->list[all->at], l) < 0) {
        all->at++;
    }
    for (; all->at < all->count && order(&all->list[all->at], l) == 0 && e == ERR_NONE; all->at++) {
        struct collection_entry *line = &all->list[all->at];
        assert((size_t)line->instalment <= l->count);
        line->charged_year = l->charges[line->instalment - 1].charged_year;
        e = all->each(all->context, line, report);
    }
    return e;
}

/* Both statements tell the same columns. */
static enum err load(struct store *s, enum sql sql, date from, date until, struct arena *arena,
                     struct report *report, struct lines *ret)
{
    struct query *q = store_scan(s, sql);
    bool row;
    enum err e;

    query_set_i64(q, "from", date_ymd(from));
    query_set_i64(q, "until", date_ymd(until));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct collection_entry *l = ARENA_PUSH(arena, ret->list, ret->count, ret->capacity);
        *l = (struct collection_entry){
            .levy_year = (int32_t)query_i64(q, 0),
            .household_no = query_i64(q, 1),
            .payer_no = query_i64(q, 2),
            .receipt_no = query_i64(q, 3),
            .instalment = (int)query_i64(q, 4),
            .item = (enum collection_item)query_i64(q, 5),
            .amount = query_i64(q, 6),
            .paid_on = collection_day(query_i64(q, 11)),
            .channel = (enum collection_channel)query_i64(q, 12),
            .source = (enum account)query_i64(q, 13),
            .booked_on = collection_day(query_i64(q, 14)),
            .received_on = collection_day(query_i64(q, 15)),
            .paid_in_on = collection_day(query_i64(q, 16)),
        };
        for (int p = 0; p < LEVY_PARTS; p++) {
            l->part[p] = query_i64(q, 7 + p);
        }
    }
    query_reset(q);
    return e;
}

/* Each line, with the class that its charge gives it. */
static enum err tell(struct store *s, struct lines *lines, struct arena *arena, struct report *report)
{
    const struct collection_scope all = {0};
    return collection_each_account(s, &all, on_account, lines, arena, report);
}

static enum err each_of(struct store *s, enum sql sql, date from, date until, collection_entry_fn each,
                        void *context, struct report *report)
{
    struct arena *arena = arena_new("収納と不納欠損の明細", (size_t)2 << 30);
    struct lines lines = {.each = each, .context = context};
    enum err e = load(s, sql, from, until, arena, report, &lines);

    e = e == ERR_NONE ? tell(s, &lines, arena, report) : e;
    arena_free(arena);
    return e;
}

enum err collection_each_entry(struct store *s, date from, date until, collection_entry_fn each,
                               void *context, struct report *report)
{
    return each_of(s, SQL_collection_lines_all, from, until, each, context, report);
}

enum err collection_each_line_of(struct store *s, enum collection_channel channel, enum account source,
                                 collection_line_fn each, void *context, struct report *report)
{
    struct query *q = store_scan(s, SQL_collection_lines_of_channel);
    bool row;
    enum err e;

    query_set_i64(q, "channel", channel);
    query_set_i64(q, "source", source);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        each(context, &(struct collection_line_look){.levy_year = (int32_t)query_i64(q, 0),
                                                     .household_no = query_i64(q, 1),
                                                     .payer_no = query_i64(q, 2),
                                                     .receipt_no = query_i64(q, 3),
                                                     .instalment = (int)query_i64(q, 4),
                                                     .item = (enum collection_item)query_i64(q, 5),
                                                     .amount = query_i64(q, 6)});
    }
    query_reset(q);
    return e;
}

enum err collection_each_write_off(struct store *s, date from, date until, collection_entry_fn each,
                                   void *context, struct report *report)
{
    return each_of(s, SQL_collection_write_offs_all, from, until, each, context, report);
}
