/* 日計表 -- a day, its month and its year to the day, by channel, kind of slip and item (CO-10). */
#include "books/books.h"

#include "arrears/arrears.h"

const char *books_item_label(int item)
{
    static const char *const labels[] = {[0] = "過誤納",
                                         [ITEM_PRINCIPAL] = "保険料",
                                         [ITEM_LATE_CHARGE] = "延滞金",
                                         [ITEM_FEE] = "督促手数料",
                                         [4] = "仮受",
                                         [BOOKS_COSTS] = "滞納処分費",
                                         [BOOKS_OTHERS] = "歳入歳出外現金（配当）"};
    assert(item >= 0 && item < (int)COUNT_OF(labels));
    return labels[item];
}

static int compare(const struct books_line *a, const struct collection_sheet_row *b)
{
    const int differences[] = {(int)a->channel - (int)b->channel, a->slip_kind - b->slip_kind,
                               (int)a->source - (int)b->source, a->item - (int)b->item};
    for (size_t i = 0; i < COUNT_OF(differences); i++) {
        if (differences[i] != 0) {
            return differences[i];
        }
    }
    return 0;
}

/* The longest span is read first: every line of a shorter one is among its lines. */
static void add(struct books_daily *d, int span, const struct collection_sheet_row *rows, size_t count)
{
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        while (at < d->line_count && compare(&d->lines[at], &rows[i]) < 0) {
            at++;
        }
        assert(at < d->line_count && compare(&d->lines[at], &rows[i]) == 0);
        d->lines[at].count[span] = rows[i].count;
        d->lines[at].amount[span] = rows[i].amount;
        d->money[span] += rows[i].source == ACCOUNT_CASH ? rows[i].amount : 0;
    }
}

/* 滞納処分費 and money of other creditors are on no receipt: two lines more, where there is any. */
static enum err add_seizures(struct session *s, const date from[BOOKS_SPANS], date day, struct books_daily *d,
                             struct report *report)
{
    struct books_line costs = {.channel = CHANNEL_SEIZURE, .source = ACCOUNT_CASH, .item = BOOKS_COSTS};
    struct books_line others = {.channel = CHANNEL_SEIZURE, .source = ACCOUNT_CASH, .item = BOOKS_OTHERS};
    enum err e = ERR_NONE;

    for (int span = 0; span < BOOKS_SPANS && e == ERR_NONE; span++) {
        struct arrears_cash cash;
        e = arrears_cash_of(s->store, from[span], day, report, &cash);
        costs.count[span] = cash.costs_count;
        costs.amount[span] = cash.costs;
        others.count[span] = cash.others_count;
        others.amount[span] = cash.others;
        d->money[span] += cash.costs + cash.others;
    }
    if (e == ERR_NONE && costs.count[BOOKS_YEAR] > 0) {
        d->lines[d->line_count++] = costs;
    }
    if (e == ERR_NONE && others.count[BOOKS_YEAR] > 0) {
        d->lines[d->line_count++] = others;
    }
    return e;
}

enum err books_daily(struct session *s, date day, enum collection_day_kind kind, struct arena *arena,
                     struct report *report, struct books_daily *ret)
{
    struct civil c = date_civil(day);
    const date from[BOOKS_SPANS] = {day, date_of(c.year, c.month, 1),
                                    date_of(fiscal_year_of(day).first_year, 4, 1)};
    enum err e = ledger_closed_until(s->store, report, &ret->closed_until);

    *ret = (struct books_daily){.day = day, .kind = kind, .closed_until = ret->closed_until};
    for (int span = BOOKS_SPANS - 1; span >= 0 && e == ERR_NONE; span--) {
        struct collection_sheet_row *rows;
        size_t count;
        e = collection_sheet(s->store, kind, from[span], day, arena, report, &rows, &count);
        if (e == ERR_NONE && span == BOOKS_YEAR) {
            ret->lines = ARENA_ARRAY(arena, struct books_line, count + 2); /* and add_seizures() */
            ret->line_count = count;
            for (size_t i = 0; i < count; i++) {
                ret->lines[i] = (struct books_line){.channel = rows[i].channel,
                                                    .slip_kind = rows[i].slip_kind,
                                                    .source = rows[i].source, .item = (int)rows[i].item};
            }
        }
        if (e == ERR_NONE) {
            add(ret, span, rows, count);
        }
    }
    return e == ERR_NONE && kind == DAY_BOOKED ? add_seizures(s, from, day, ret, report) : e;
}
