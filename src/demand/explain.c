/* 説明の紙 -- what the letter is, in other languages and in plain Japanese, behind the letter itself. */
#include <errno.h>
#include <unistd.h>

#include "base/table.h"
#include "demand/paper.h"

static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                        {"language", COLUMN_TEXT, true, true},
                                        {"no", COLUMN_INT, true, true},
                                        {"text", COLUMN_TEXT, true, false},
                                        {"source", COLUMN_TEXT, true, false}};

/* The place of a language, a new one behind the others; EXPLAIN_LANGUAGES_MAX: there are too many. */
static size_t place_of(struct demand_explain *x, const char *language)
{
    size_t at = 0;

    while (at < x->count && strcmp(x->all[at].language, language) != 0) {
        at++;
    }
    if (at == x->count && at < EXPLAIN_LANGUAGES_MAX) {
        x->all[x->count++].language = language;
    }
    return at;
}

enum err demand_explain_load(const char *params_dir, const char *municipality, date day, struct arena *arena,
                             struct report *report, struct demand_explain *ret)
{
    const char *path = arena_printf(arena, "%s/municipal/%s/explain.tsv", params_dir, municipality);
    struct table t;

    *ret = (struct demand_explain){0};
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return ERR_NONE;
    }
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/explain.tsv", municipality),
                            columns, COUNT_OF(columns), arena, report, &t);
    for (size_t i = 0; e == ERR_NONE && i < t.row_count; i++) {
        const struct table_row *row = &t.rows[i];
        const char *keys[] = {row->cells[1].text,
                              arena_printf(arena, "%lld", (long long)row->cells[2].number)};
        if (table_in_force(&t, day, keys) != row) { /* of another time */
            continue;
        }
        size_t at = place_of(ret, row->cells[1].text);
        if (at == EXPLAIN_LANGUAGES_MAX || ret->all[at].text_count == EXPLAIN_TEXTS_MAX) {
            return report_fail(report, ERR_INPUT, "説明の紙は%dの言語、1つの言語に%d文までです（%s %d行目）",
                               EXPLAIN_LANGUAGES_MAX, EXPLAIN_TEXTS_MAX, t.file, row->source.line);
        }
        ret->all[at].texts[ret->all[at].text_count++] = row->cells[3].text;
    }
    return e;
}

/* {amount} and {until} become what the letter says. */
static void fill(const struct paper *p, const char *from, struct textbuf *to)
{
    char amount[32], until[DATE_TEXT_BYTES];

    yen_format(p->amount + p->late_charge + p->fee, amount, sizeof(amount));
    date_format_iso(p->fixed_on, until);
    while (*from != '\0') {
        bool is_amount = strncmp(from, "{amount}", 8) == 0, is_until = strncmp(from, "{until}", 7) == 0;
        if (is_amount || is_until) {
            textbuf_printf(to, "%s", is_amount ? amount : until);
            from += is_amount ? 8 : 7;
        } else {
            textbuf_printf(to, "%c", *from++);
        }
    }
}

void explain_draw(struct document *d, const struct paper *p)
{
    const double left = 20, width = 170, bottom = 280;
    const struct text_style head = {FACE_GOTHIC, 18, ALIGN_LEFT, 1, 0, 0};
    double y = 24;

    for (size_t i = 0; i < p->explain->count; i++) {
        document_words(d, "説明 言語", left, y, width, head, p->explain->all[i].language);
        y += 9;
        for (size_t k = 0; k < p->explain->all[i].text_count; k++) {
            struct text_style style = {FACE_GOTHIC, 14, ALIGN_LEFT, 1, 150, 0};
            struct textbuf words;
            textbuf_init(&words, 2000);
            fill(p, p->explain->all[i].texts[k], &words);
            const struct text shown = {words.bytes, words.len};
            int lines = document_text_lines(d, width, style, shown);
            double need = lines * 14 / 4.0 * 1.5;
            style.lines_max = lines < 2 ? 2 : lines;
            style.height_q = y + need > bottom ? 1 + (int)((bottom > y ? bottom - y : 0) * 4) : 0;
            document_text(d, "説明", left, y, width, style, shown);
            textbuf_done(&words);
            y += need + 2.5;
        }
        y += 6;
    }
}
