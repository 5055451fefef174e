/* The rows of a list as text, for the tests of 証. */
#ifndef KOKUHO_TESTS_CERTIFICATE_ROWS_H
#define KOKUHO_TESTS_CERTIFICATE_ROWS_H

#include "output/internal.h"

static inline enum err written(struct writer *to, const struct cell_value *cells, struct report *report)
{
    struct textbuf *b = to->own;

    (void)report;
    for (size_t i = 0; i < to->chosen_count; i++) {
        if (cells[i].is_number) {
            textbuf_printf(b, "%lld|", (long long)cells[i].number);
        } else {
            textbuf_printf(b, "%.*s|", (int)cells[i].text.len, cells[i].text.bytes);
        }
    }
    textbuf_puts(b, "\n");
    return ERR_NONE;
}

/* The rows of a list, a line each. */
static inline const char *rows_of(struct ward *w, struct arena *kept, const struct output_list *list,
                                  const struct output_value *values)
{
    static const struct writer_kind kind = {.row = written};
    struct textbuf b;
    size_t *all = ARENA_ARRAY(kept, size_t, list->column_count);

    textbuf_init(&b, 4000);
    for (size_t i = 0; i < list->column_count; i++) {
        all[i] = i;
    }
    struct writer to = {.arena = kept,
                        .columns = list->columns,
                        .chosen = all,
                        .chosen_count = list->column_count,
                        .own = &b,
                        .kind = &kind};
    struct output_sink *sink = sink_new(list, &to, kept);
    assert_int_equal(list->write(&w->clerk, values, kept, sink, &w->report), ERR_NONE);
    sink_done(sink);
    const char *rows = arena_printf(kept, "%.*s", (int)b.len, b.bytes);
    textbuf_done(&b);
    return rows;
}

#endif
