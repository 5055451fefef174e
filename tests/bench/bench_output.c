/*
 * bench-output [ROWS [FOLDER]] -- a list of ROWS persons (340,000) of nine columns through sink, writer and seal, as
 * output_take() does; CSV and XLSX; rows a second, size of the file, most memory. No store takes part.
 */
#include "output/internal.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct output_column columns[] = {
    {.label = "宛名番号"}, {.label = "世帯番号"}, {.label = "氏名"}, {.label = "カナ"}, {.label = "生年月日"},
    {.label = "年齢", .is_number = true}, {.label = "郵便番号"}, {.label = "住所"}, {.label = "方書"},
};
static const struct output_list list = {.name = "bench", .label = "見本", .restricted = RESTRICTED_LEFT_OUT,
                                        .columns = columns, .column_count = COUNT_OF(columns)};

static enum err put_rows(struct output_sink *sink, int64_t rows, struct report *report)
{
    enum err e = ERR_NONE;
    for (int64_t i = 1; i <= rows && e == ERR_NONE; i++) {
        char number[32], name[64], address[96];
        snprintf(number, sizeof(number), "%015" PRId64, i * 10 + 7);
        snprintf(name, sizeof(name), "見本　架空%" PRId64, i);
        snprintf(address, sizeof(address), "東京都架空区見本町%" PRId64 "丁目%" PRId64 "番%" PRId64 "号", i % 9 + 1,
                 i % 37 + 1, i % 23 + 1);
        output_text(sink, text_of(number));
        output_i64(sink, i / 2);
        output_text(sink, text_of(name));
        output_text(sink, text_of("ミホン　カクウ"));
        output_day(sink, date_add_days(date_of(1940, 1, 1), (int)(i % 28000)));
        output_i64(sink, i % 100);
        output_text(sink, text_of("1600022"));
        output_text(sink, text_of(address));
        output_text(sink, text_of("見本荘101号室"));
        e = output_row(sink, i, false, report);
    }
    return e;
}

static enum err measure(enum output_format format, const char *folder, int64_t rows, struct report *report)
{
    char path[600];
    size_t chosen[COUNT_OF(columns)];
    struct stat info = {0};
    struct rusage usage;
    struct seal *seal;
    struct arena *arena = arena_new("bench", (size_t)512 << 20);
    const struct writer_kind *kind = writer_kind_of(format);
    struct seal_about about = {.entry = kind->entry, .words = text_of("見本"), .password = "bench-bench"};
    for (size_t i = 0; i < COUNT_OF(chosen); i++) {
        chosen[i] = i;
    }
    snprintf(path, sizeof(path), "%s/bench-output-%d.zip", folder, (int)getpid());
    int64_t from = clock_now_ms();
    enum err e = seal_open(path, &about, arena, report, &seal);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    struct writer w = {.seal = seal, .arena = arena, .columns = columns, .chosen = chosen,
                       .chosen_count = COUNT_OF(columns), .foot = "見本", .kind = kind};
    struct output_sink *sink = sink_new(&list, &w, arena);
    e = kind->begin(&w, report);
    e = e == ERR_NONE ? put_rows(sink, rows, report) : e;
    if (e == ERR_NONE) {
        e = kind->end(&w, report);
    } else {
        kind->abandon(&w);
    }
    enum err closed = seal_close(seal, e == ERR_NONE, report);
    e = e != ERR_NONE ? e : closed;
    int64_t ms = clock_now_ms() - from + 1;
    if (e == ERR_NONE && stat(path, &info) == 0 && getrusage(RUSAGE_SELF, &usage) == 0) {
        printf("output-list\t%s, %" PRId64 " rows\t%" PRId64 "\trows/s\t%.1f s, file %.1f MB, most memory %.0f MB\n",
               kind->entry, sink_counts(sink).rows, rows * 1000 / ms, (double)ms / 1000,
               (double)info.st_size / 1e6, (double)usage.ru_maxrss / 1024);
    }
    unlink(path);
    sink_done(sink);
    arena_free(arena);
    return e;
}

int main(int argc, char **argv)
{
    int64_t rows = 340000;
    const char *folder = argc > 2 ? argv[2] : "/tmp";
    struct report report;
    report_init(&report);
    if (argc > 1 && !parse_i64(argv[1], strlen(argv[1]), 1, 1000000, &rows)) {
        fprintf(stderr, "bench-output [ROWS up to 1000000 [FOLDER]]\n");
        return ERR_INPUT;
    }
    enum err e = measure(OUTPUT_CSV, folder, rows, &report);
    e = e == ERR_NONE ? measure(OUTPUT_XLSX, folder, rows, &report) : e;
    report_print(&report, stderr);
    report_done(&report);
    return (int)e;
}
