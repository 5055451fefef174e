/*
 * 試算を動かす -- one request from a stream, or one a line, through any calculation.
 */
#include "calc/calc.h"

#include "base/trace.h"
#include "calc/request.h"

static enum err finish(FILE *out, struct report *report)
{
    return fflush(out) == 0 && ferror(out) == 0
               ? ERR_NONE
               : report_fail(report, ERR_WORLD, "答えを書き出せません（出力先を確かめてください）");
}

enum err calculation_file(const struct calculation *what, void *calculator, FILE *in, FILE *out,
                          struct report *report)
{
    struct textbuf all;
    char chunk[65536];
    size_t n;
    enum err e;

    textbuf_init(&all, CALC_REQUEST_BYTES_MAX + 1);
    while (!all.overflow && (n = fread(chunk, 1, sizeof chunk, in)) > 0) {
        textbuf_add(&all, chunk, n);
    }
    if (all.overflow || all.len > CALC_REQUEST_BYTES_MAX) {
        e = report_fail(report, ERR_INPUT, "依頼が大きすぎます（16 MiB まで）");
    } else if (ferror(in) != 0) {
        e = report_fail(report, ERR_WORLD, "依頼を読めません");
    } else {
        e = what->answer(calculator, all.bytes != NULL ? all.bytes : "", all.len, report, out);
    }
    textbuf_done(&all);
    return e != ERR_NONE ? e : finish(out, report);
}

static void answer_error(const struct report *words, FILE *out)
{
    const char *line = words->kept > 0 ? words->lines[0] : "refused";
    struct textbuf text;

    textbuf_init(&text, 16 * REPORT_LINE_BYTES);
    textbuf_puts(&text, "{\"error\":");
    trace_json_string(&text, line, strlen(line));
    textbuf_puts(&text, "}\n");
    (void)fwrite(text.bytes, 1, text.len, out);
    textbuf_done(&text);
}

static void answer_line(const struct calculation *what, void *calculator,
                        const struct textbuf *line, FILE *out)
{
    struct report words;

    report_init(&words);
    if (line->overflow) {
        (void)report_fail(&words, ERR_INPUT, "依頼が大きすぎます（16 MiB まで）");
        answer_error(&words, out);
    } else if (what->answer(calculator, line->bytes != NULL ? line->bytes : "", line->len, &words,
                            out) != ERR_NONE) {
        answer_error(&words, out);
    }
    report_done(&words);
}

enum err calculation_lines(const struct calculation *what, void *calculator, FILE *in, FILE *out,
                           struct report *report)
{
    struct textbuf line;
    char chunk[65536];
    size_t n;

    textbuf_init(&line, CALC_REQUEST_BYTES_MAX);
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0) {
        size_t from = 0;
        for (size_t i = 0; i < n; i++) {
            if (chunk[i] == '\n') {
                textbuf_add(&line, chunk + from, i - from);
                answer_line(what, calculator, &line, out);
                textbuf_clear(&line);
                from = i + 1;
            }
        }
        textbuf_add(&line, chunk + from, n - from);
    }
    if (line.len > 0 || line.overflow) {
        answer_line(what, calculator, &line, out);
    }
    textbuf_done(&line);
    if (ferror(in) != 0) {
        return report_fail(report, ERR_WORLD, "依頼を読めません");
    }
    return finish(out, report);
}
