/* The sink of output/ with a writer that keeps what it is given. */
#include "rows.h"

#include "output/internal.h"

#include <inttypes.h>

static struct textbuf kept;
static enum err keep_begin(struct writer *writer, struct report *report)
{
    (void)writer, (void)report;
    return ERR_NONE;
}
static enum err keep_row(struct writer *writer, const struct cell_value *cells, struct report *report)
{
    (void)report;
    for (size_t i = 0; i < writer->chosen_count; i++) {
        if (cells[i].is_number) {
            textbuf_printf(&kept, "%" PRId64 "|", cells[i].number);
        } else {
            textbuf_printf(&kept, "%.*s|", (int)cells[i].text.len, cells[i].text.bytes);
        }
    }
    textbuf_puts(&kept, "\n");
    return ERR_NONE;
}
static const struct writer_kind keeping = {.entry = "", .begin = keep_begin, .row = keep_row};

const char *rows_of(struct ward *w, const struct output_list *list, const char *criteria)
{
    struct criteria c;
    struct arena *arena = arena_new("一覧", (size_t)64 << 20);
    textbuf_clear(&kept);
    kept.max = 1 << 20;
    assert_int_equal(criteria_parse(list, text_of(criteria), w->clerk.folder.business_date, &w->report, &c),
                     ERR_NONE);
    struct writer writer = {.columns = list->columns, .chosen = c.chosen, .chosen_count = c.chosen_count,
                            .kind = &keeping};
    struct output_sink *sink = sink_new(list, &writer, arena);
    assert_int_equal(list->write(&w->clerk, c.values, arena, sink, &w->report), ERR_NONE);
    sink_done(sink);
    arena_free(arena);
    return kept.len > 0 ? kept.bytes : "";
}

void rows_done(void) { textbuf_done(&kept); }
