/* 仕訳ファイルの記録 -- rows of files and lines; what was sent is read again when it has to be taken back.
 */
#include "finance/journal.h"

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

enum err journal_files_of_run(struct store *s, int64_t run_no, struct arena *arena, struct report *report,
                              struct journal_file **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_finance_files_of_run);
    struct journal_file *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct journal_file *f = ARENA_PUSH(arena, all, count, capacity);
        struct text digest = query_text(q, 5);
        *f = (struct journal_file){.run_no = run_no,
                                   .file_name = text_copy(arena, query_text(q, 6)),
                                   .sha256 = text_copy(arena, query_text(q, 7)),
                                   .bytes = query_i64(q, 8),
                                   .sent_on = day_of(query_i64(q, 9)),
                                   .result = (int)query_i64(q, 10)};
        f->journal = (struct journal){.sequence = query_i64(q, 0),
                                      .day = day_of(query_i64(q, 1)),
                                      .version = query_i64(q, 2),
                                      .count = (size_t)query_i64(q, 3),
                                      .amount = query_i64(q, 4)};
        snprintf(f->journal.digest, sizeof(f->journal.digest), "%.*s", (int)digest.len, digest.bytes);
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

static enum err read_lines(struct store *s, struct arena *arena, struct report *report, struct journal *j)
{
    struct query *q = store_query(s, SQL_finance_lines_of_file);
    bool row;
    enum err e;

    query_set_i64(q, "sequence", j->sequence);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct journal_line *l = ARENA_PUSH(arena, j->lines, j->count, j->capacity);
        struct text code = query_text(q, 1), part = query_text(q, 4), key = query_text(q, 9);
        *l = (struct journal_line){.kind = (enum line_kind)query_i64(q, 0),
                                   .books = (int32_t)query_i64(q, 2),
                                   .levy_year = (int32_t)query_i64(q, 3),
                                   .debit = (enum account)query_i64(q, 5),
                                   .credit = (enum account)query_i64(q, 6),
                                   .count = query_i64(q, 7),
                                   .amount = query_i64(q, 8)};
        snprintf(l->code, sizeof(l->code), "%.*s", (int)code.len, code.bytes);
        snprintf(l->part, sizeof(l->part), "%.*s", (int)part.len, part.bytes);
        snprintf(l->key, sizeof(l->key), "%.*s", (int)key.len, key.bytes);
    }
    query_reset(q);
    return e;
}

enum err journal_sent(struct store *s, date day, struct arena *arena, struct report *report,
                      struct journal *ret)
{
    struct query *q = store_query(s, SQL_finance_sent_of_day);
    bool row;

    *ret = (struct journal){.day = day};
    query_set_i64(q, "day", date_ymd(day));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ret->sequence = query_i64(q, 0);
        ret->version = query_i64(q, 1);
    }
    query_reset(q);
    return e == ERR_NONE && ret->sequence != 0 ? read_lines(s, arena, report, ret) : e;
}

enum err journal_last(struct store *s, int64_t run_no, struct report *report, date *ret_day,
                      int64_t *ret_sequence)
{
    struct query *q = store_query(s, SQL_finance_last);
    bool row;

    query_set_i64(q, "run_no", run_no);
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row); /* maxima always have a row */
        *ret_day = day_of(query_i64(q, 0));
        *ret_sequence = query_i64(q, 1);
    }
    query_reset(q);
    return e;
}

static enum err add_line(struct store *s, const struct journal *j, size_t at, struct report *report)
{
    struct query *q = store_query(s, SQL_finance_line_add);
    const struct journal_line *l = &j->lines[at];
    int64_t changed;

    query_set_i64(q, "sequence", j->sequence);
    query_set_i64(q, "line_no", (int64_t)at + 1);
    query_set_i64(q, "kind", (int64_t)l->kind);
    query_set_text(q, "code", text_of(l->code));
    query_set_i64(q, "books", l->books);
    query_set_i64(q, "levy_year", l->levy_year);
    query_set_text(q, "part", text_of(l->part));
    query_set_i64(q, "debit", (int64_t)l->debit);
    query_set_i64(q, "credit", (int64_t)l->credit);
    query_set_i64(q, "items", l->count);
    query_set_i64(q, "amount", l->amount);
    query_set_text(q, "line_key", text_of(l->key));
    return query_run(q, report, &changed);
}

enum err journal_add(struct store *s, const struct journal *j, int64_t run_no,
                     const struct file_receipt *file, int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(s, SQL_finance_file_add);
    int64_t changed;

    query_set_i64(q, "sequence", j->sequence);
    query_set_i64(q, "day", date_ymd(j->day));
    query_set_i64(q, "version", j->version);
    query_set_i64(q, "run_no", run_no);
    query_set_text(q, "file_name", text_of(file->file_name));
    query_set_i64(q, "line_count", (int64_t)j->count);
    query_set_i64(q, "amount", j->amount);
    query_set_text(q, "digest", text_of(j->digest));
    query_set_i64(q, "bytes", file->bytes);
    query_set_text(q, "sha256", text_of(file->sha256));
    query_set_i64(q, "recorded_at", recorded_at);
    enum err e = query_run(q, report, &changed);
    for (size_t i = 0; i < j->count && e == ERR_NONE; i++) {
        e = add_line(s, j, i, report);
    }
    return e;
}

enum err journals_withdraw(struct store *s, int64_t run_no, struct report *report)
{
    static const enum sql deletes[] = {SQL_finance_lines_delete, SQL_finance_files_delete};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(deletes) && e == ERR_NONE; i++) {
        struct query *q = store_query(s, deletes[i]);
        int64_t changed;
        query_set_i64(q, "run_no", run_no);
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err journals_send(struct store *s, int64_t run_no, date on, struct report *report)
{
    struct query *q = store_query(s, SQL_finance_files_send);
    int64_t changed;

    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "sent_on", date_ymd(on));
    return query_run(q, report, &changed);
}
