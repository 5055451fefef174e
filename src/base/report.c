/* Reports: a bounded list of lines for people. */
#include "base/report.h"

#include "base/text.h"

#include <stdarg.h>

void report_init(struct report *r) { memset(r, 0, sizeof(*r)); }

void report_done(struct report *r)
{
    free(r->lines);
    memset(r, 0, sizeof(*r));
}

void report_clear(struct report *r)
{
    r->count = 0;
    r->kept = 0;
}

PRINTF_LIKE(2, 0) static void add(struct report *r, const char *format, va_list args)
{
    r->count++;
    if (r->kept >= REPORT_LINES_MAX) {
        return;
    }
    if (r->lines == NULL) {
        r->lines = malloc(sizeof(*r->lines) * REPORT_LINES_MAX);
        assert(r->lines != NULL);
    }
    char *line = r->lines[r->kept++];
    int len = vsnprintf(line, REPORT_LINE_BYTES, format, args);
    assert(len >= 0);
    if (len >= REPORT_LINE_BYTES) {
        size_t cut = utf8_prefix(line, REPORT_LINE_BYTES - 1, REPORT_LINE_BYTES - 4);
        memcpy(line + cut, "…", sizeof("…"));
    }
}

enum err report_fail(struct report *r, enum err e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(r, format, args);
    va_end(args);
    return e;
}

void report_add(struct report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(r, format, args);
    va_end(args);
}

void report_print(const struct report *r, FILE *to)
{
    for (size_t i = 0; i < r->kept; i++) {
        fprintf(to, "%s\n", r->lines[i]);
    }
    if (r->count > r->kept) {
        fprintf(to, "ほか%zu件\n", r->count - r->kept);
    }
}
