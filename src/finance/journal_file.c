/* 仕訳ファイル -- one day and version in the layout finance-journal. */
#include "finance/journal.h"

#include <inttypes.h>

#define FIELDS_MAX 12

struct writing {
    const struct layout *layout;
    struct layout_writer *writer;
    struct arena *arena;
    struct report *report;
};
struct cell {
    const char *field;
    const char *value;
};

/* The layout is ours: a field that it lacks is a defect. */
static enum err write_record(struct writing *w, const char *kind, const struct cell *cells, size_t count)
{
    struct text values[FIELDS_MAX] = {{0}};
    size_t record = layout_record(w->layout, kind);

    for (size_t i = 0; i < count; i++) {
        size_t field = layout_field(w->layout, record, cells[i].field);
        assert(field < FIELDS_MAX);
        values[field] = text_of(cells[i].value);
    }
    return layout_write_record(w->writer, record, values, w->report);
}

static const char *number(struct writing *w, int64_t value)
{
    return arena_printf(w->arena, "%" PRId64, value);
}
static const char *day_text(struct writing *w, date day)
{
    return arena_printf(w->arena, "%08d", date_ymd(day));
}

static enum err write_header(struct writing *w, const struct journal *j, date made)
{
    const struct cell cells[] = {{"rec", "1"},
                                 {"sequence", number(w, j->sequence)},
                                 {"day", day_text(w, j->day)},
                                 {"version", number(w, j->version)},
                                 {"fiscal_year", number(w, fiscal_year_of(j->day).first_year)},
                                 {"made", day_text(w, made)}};
    return write_record(w, "header", cells, COUNT_OF(cells));
}

static enum err write_line(struct writing *w, const struct journal_line *l, size_t at)
{
    const struct cell cells[] = {{"rec", "2"},
                                 {"line", number(w, (int64_t)at)},
                                 {"kind", number(w, (int64_t)l->kind)},
                                 {"code", l->code},
                                 {"books", number(w, l->books)},
                                 {"levy_year", number(w, l->levy_year)},
                                 {"part", l->part},
                                 {"debit", ledger_accounts[l->debit].name},
                                 {"credit", ledger_accounts[l->credit].name},
                                 {"n", number(w, l->count)},
                                 {"amount", number(w, l->amount)},
                                 {"key", l->key}};
    return write_record(w, "data", cells, COUNT_OF(cells));
}

static enum err write_trailer(struct writing *w, const struct journal *j)
{
    const struct cell cells[] = {{"rec", "8"},
                                 {"n", number(w, (int64_t)j->count)},
                                 {"amt", number(w, j->amount)},
                                 {"digest", j->digest}};
    return write_record(w, "trailer", cells, COUNT_OF(cells));
}

enum err journal_write(const struct layout *l, const struct journal *j, date made, const char *path,
                       struct arena *arena, struct report *report, struct file_receipt *ret)
{
    struct writing w = {.layout = l, .arena = arena, .report = report};
    enum err e = layout_writer_open(l, path, report, &w.writer);

    if (e != ERR_NONE) {
        return e;
    }
    e = write_header(&w, j, made);
    for (size_t i = 0; i < j->count && e == ERR_NONE; i++) {
        e = write_line(&w, &j->lines[i], i + 1);
    }
    e = e == ERR_NONE ? write_trailer(&w, j) : e;
    if (e != ERR_NONE) {
        layout_writer_cancel(w.writer);
        return e;
    }
    return layout_writer_close(w.writer, report, ret);
}
