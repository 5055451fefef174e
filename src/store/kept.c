/*
 * 保存期限 -- rows past their retention: what ties and holds them, what is kept of them, and that they go.
 *
 * The statements are declarations of the folders that own the tables, made for one run and not kept; nothing
 * in them comes from outside.
 */
#include "store/internal.h"

#define KEPT_SQL_BYTES ((size_t)64 << 10)
#define GOING "(SELECT levy_year, household_no FROM store_going)"

static void put_text(struct textbuf *sql, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '@') {
            textbuf_puts(sql, GOING);
        } else if (*p == '&') {
            textbuf_puts(sql, "store_going");
        } else if (*p == '#') {
            textbuf_puts(sql, "store_going_row");
        } else {
            textbuf_add(sql, p, 1);
        }
    }
}

/* A statement that gives no rows; `words` is closed with a zero. */
static enum err run_text(struct store *s, const char *name, struct textbuf *words, struct report *report,
                         int64_t *ret_changed)
{
    textbuf_add(words, "", 1); /* the back ends read a string */
    assert(!words->overflow && s->transaction == TRANSACTION_WRITE);
    struct sql_text text = {.name = name, .sqlite = words->bytes, .postgres = words->bytes, .writes = true};
    struct query q = {.store = s, .text = &text};
    enum err e = query_run(&q, report, ret_changed);

    query_reset(&q);
    s->backend->finish(&q);
    return e;
}

enum err store_going_begin(struct store *s, const struct store_going *rows, size_t count,
                           struct report *report)
{
    static const struct bulk_column columns[] = {
        {"levy_year", BULK_I64},    {"household_no", BULK_I64}, {"payer_no", BULK_I64},
        {"charged_year", BULK_I64}, {"charges", BULK_I64},      {"amount", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(s, "store_going", columns, COUNT_OF(columns), report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bulk_i64(b, rows[i].levy_year);
        bulk_i64(b, rows[i].household_no);
        bulk_i64(b, rows[i].payer_no);
        bulk_i64(b, rows[i].charged_year);
        bulk_i64(b, rows[i].charges);
        bulk_i64(b, rows[i].amount);
        e = bulk_row(b, report);
    }
    enum err ended = bulk_end(b, report);
    return e != ERR_NONE ? e : ended;
}

enum err store_going_end(struct store *s, struct report *report)
{
    static const char *const tables[] = {"store_going_row", "store_going"};
    struct textbuf sql;
    int64_t changed;
    enum err e = ERR_NONE;

    textbuf_init(&sql, KEPT_SQL_BYTES);
    for (size_t i = 0; i < COUNT_OF(tables) && e == ERR_NONE; i++) {
        textbuf_clear(&sql);
        textbuf_printf(&sql, "DELETE FROM %s", tables[i]);
        e = run_text(s, tables[i], &sql, report, &changed);
    }
    textbuf_done(&sql);
    return e;
}

enum err store_kept_go(struct store *s, const struct store_kept *kept, struct report *report,
                       int64_t *ret_deleted)
{
    struct textbuf sql;
    int64_t changed = 0;
    enum err e = ERR_NONE;

    textbuf_init(&sql, KEPT_SQL_BYTES);
    if (kept->sums != NULL) {
        put_text(&sql, kept->sums);
        e = run_text(s, "sums", &sql, report, &changed);
        changed = 0;
    } else if (kept->table != NULL) {
        textbuf_printf(&sql, "DELETE FROM %s WHERE ", kept->table);
        put_text(&sql, kept->where);
        e = run_text(s, kept->table, &sql, report, &changed);
    }
    textbuf_done(&sql);
    *ret_deleted = changed;
    return e;
}

enum err store_kept_each(struct store *s, const struct store_kept *kept, store_kept_fn each, void *context,
                         struct report *report)
{
    const char *select = kept->ties != NULL ? kept->ties : kept->holds;
    const int first = kept->ties != NULL ? 1 : 0;
    bool row;
    enum err e;

    if (select == NULL) {
        return ERR_NONE;
    }
    struct sql_text text = {.name = "kept", .sqlite = select, .postgres = select};
    struct query q = {.store = s, .text = &text, .is_scan = true};
    while ((e = query_step(&q, report, &row)) == ERR_NONE && row) {
        e = each(context, first == 1 ? query_i64(&q, 0) : 0, (int32_t)query_i64(&q, first),
                 query_i64(&q, first + 1), report);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(&q);
    s->backend->finish(&q);
    return e;
}
