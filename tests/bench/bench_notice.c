/*
 * notice-pdf -- pages per second of complete notices into one PDF, one core: address, amounts, derivation,
 * appeal text, slips with barcodes; checked, shaped, compressed and written, fonts embedded.
 *
 * Payers differ in names' households, numbers and amounts. 500 a file, as the yearly job prints them. The
 * checksum is the SHA-256 of all files: the same program gives the same bytes.
 *
 * Usage: bench-notice [payers]
 */
#include "notice_samples.h"

#include "base/share.h"
#include <unistd.h>

#include "base/hash.h"

#define PAYERS_A_FILE 500

struct totals {
    int64_t pages, bytes;
    struct sha256 sum;
};

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum err add_file(const char *path, struct totals *totals, struct report *report)
{
    char bytes[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "%s", path);
    }
    while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0) {
        sha256_add(&totals->sum, bytes, n);
        totals->bytes += (int64_t)n;
    }
    fclose(f);
    return ERR_NONE;
}

static enum err print_file(const char *path, const struct notice_form *form, int64_t from, int64_t until,
                           struct arena *arena, struct totals *totals, struct report *report)
{
    static const enum sample mix[] = {SAMPLE_REDUCED, SAMPLE_COUPLE, SAMPLE_REDUCED, SAMPLE_UNKNOWN};
    struct document *d;
    enum err e = document_open(path, "納入通知書", report, &d);
    if (e != ERR_NONE) {
        return e;
    }
    for (int64_t i = from; i < until; i++) {
        arena_reset(arena);
        const struct notice *n = sample_notice(mix[i % (int64_t)COUNT_OF(mix)], form, i, arena);
        e = notice_check(n, report);
        bool is_printed = e == ERR_NONE && notice_render(d, n);
        assert(is_printed);
    }
    totals->pages += document_pages(d);
    return document_close(d, report);
}

int main(int argc, char **argv)
{
    struct report report;
    struct notice_form form;
    struct totals totals = {0};
    int64_t payers = 5000;
    char path[] = "/tmp/kokuho-bench-XXXXXX";
    struct arena *keep = arena_new("form", 1u << 20), *arena = arena_new("notice", 8u << 20);
    char *params = arena_printf(keep, "%s/params", share_folder());

    report_init(&report);
    if (argc > 1 && !parse_i64(argv[1], strlen(argv[1]), 1, 1000000, &payers)) {
        return ERR_INPUT;
    }
    int fd = mkstemp(path);
    assert(fd >= 0);
    close(fd);
    sha256_init(&totals.sum);
    enum err e = notice_form_load(params, "131041", date_of(2026, 6, 12), keep, &report, &form);
    double seconds = 0;
    for (int64_t from = 0; from < payers && e == ERR_NONE; from += PAYERS_A_FILE) {
        int64_t until = from + PAYERS_A_FILE < payers ? from + PAYERS_A_FILE : payers;
        double start = seconds_now();
        e = print_file(path, &form, from, until, arena, &totals, &report);
        seconds += seconds_now() - start;
        e = e == ERR_NONE ? add_file(path, &totals, &report) : e;
    }
    unlink(path);
    unsigned char sum[SHA256_BYTES];
    char hex[SHA256_HEX];
    sha256_done(&totals.sum, sum);
    hex_format(sum, sizeof(sum), hex);
    if (e == ERR_NONE) {
        printf("notice-pdf\t%lld payers, %lld pages, %.1f KB a page\t%.0f\tpages/s\t%.16s\n", (long long)payers,
               (long long)totals.pages, (double)totals.bytes / 1024.0 / (double)totals.pages,
               (double)totals.pages / seconds, hex);
    }
    report_print(&report, stderr);
    report_done(&report);
    arena_free(arena);
    arena_free(keep);
    return (int)e;
}
