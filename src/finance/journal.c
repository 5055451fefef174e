/* 仕訳の行 -- what a business day posted, by journal, books, levy year, part and accounts (collection.md
 * 14). */
#include "finance/journal.h"

#include "books/books.h"

#include <inttypes.h>

struct gathering {
    struct journal *journal;
    struct arena *arena;
};

/* Each line carries the table it comes from, the day, and what makes it another line than the rest. */
static void set_key(struct journal_line *l, date day)
{
    int n =
        snprintf(l->key, sizeof(l->key), "ledger:%08d:%s:%d:%d:%s:%s:%s", date_ymd(day), l->code, l->books,
                 l->levy_year, l->part, ledger_accounts[l->debit].name, ledger_accounts[l->credit].name);
    assert(n > 0 && n < (int)sizeof(l->key));
}

static bool is_same(const struct journal_line *a, const struct journal_line *b)
{
    return strcmp(a->key, b->key) == 0;
}

/* Several reasons may be one journal: they add up in one line. */
static enum err on_sum(void *context, const struct ledger_sum *sum, struct report *report)
{
    struct gathering *g = context;
    struct journal *j = g->journal;
    struct journal_line line = {.kind = LINE_ENTRY,
                                .books = sum->account_year,
                                .levy_year = sum->levy_year,
                                .debit = sum->debit,
                                .credit = sum->credit,
                                .count = sum->count,
                                .amount = sum->amount};

    (void)report;
    if (sum->debit == ACCOUNT_FORMER || sum->credit == ACCOUNT_FORMER) {
        return ERR_NONE; /* the system before this one has told it */
    }
    snprintf(line.code, sizeof(line.code), "%.3s", books_journal_code(sum));
    snprintf(line.part, sizeof(line.part), "%s", sum->part);
    set_key(&line, j->day);
    for (size_t i = 0; i < j->count; i++) {
        if (j->lines[i].kind == LINE_ENTRY && is_same(&j->lines[i], &line)) {
            j->lines[i].count += line.count;
            j->lines[i].amount += line.amount;
            return ERR_NONE;
        }
    }
    *ARENA_PUSH(g->arena, j->lines, j->count, j->capacity) = line;
    return ERR_NONE;
}

enum err journal_gather(struct store *s, date day, struct arena *arena, struct report *report,
                        struct journal *j)
{
    struct gathering g = {j, arena};

    j->day = day;
    return ledger_sums(s, day, day, on_sum, &g, report);
}

void journal_take_back(struct journal *j, const struct journal *sent, struct arena *arena)
{
    for (size_t i = 0; i < sent->count; i++) {
        if (sent->lines[i].kind == LINE_ENTRY) {
            struct journal_line *l = ARENA_PUSH(arena, j->lines, j->count, j->capacity);
            *l = sent->lines[i];
            l->kind = LINE_CANCEL;
        }
    }
}

void journal_close(struct journal *j)
{
    struct sha256 sum;
    unsigned char digest[SHA256_BYTES];
    char line[200];

    sha256_init(&sum);
    j->amount = 0;
    for (size_t i = 0; i < j->count; i++) {
        const struct journal_line *l = &j->lines[i];
        int n = snprintf(line, sizeof(line), "%d %s %" PRId64 " %" PRId64 "\n", (int)l->kind, l->key,
                         l->count, l->amount);
        assert(n > 0 && n < (int)sizeof(line));
        sha256_add(&sum, line, (size_t)n);
        j->amount += l->amount;
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), j->digest);
}
