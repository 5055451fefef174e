/*
 * 見本の納入通知書をPDFにする: make_notices PARAMS_DIR OUT_DIR [--dump]
 *
 * One PDF per sample without a database, for eyes and for tests.
 */
#include "notice_samples.h"

static enum err make(const struct notice_form *form, enum sample which, const char *dir, bool dump,
                     struct arena *arena, struct report *report)
{
    struct document *d;
    const struct document_overflow *o;
    struct notice *n = sample_notice(which, form, 0, arena);
    enum err e = notice_check(n, report);
    if (e == ERR_NONE) {
        e = document_open(arena_printf(arena, "%s/%s.pdf", dir, sample_names[which]), "納入通知書",
                          report, &d);
    }
    if (e != ERR_NONE) {
        return e;
    }
    FILE *to = dump ? fopen(arena_printf(arena, "%s/%s.txt", dir, sample_names[which]), "w") : NULL;
    document_dump_to(d, to);
    bool is_printed = notice_render(d, n);
    size_t count = document_overflows(d, &o);
    for (size_t i = 0; i < count; i++) {
        printf("%s: %d/%s %d%% %s\n", sample_names[which], o[i].page, o[i].box, o[i].shrunk_percent,
               o[i].text);
    }
    printf("%s: %d pages%s\n", sample_names[which], document_pages(d), is_printed ? "" : ", held back");
    e = document_close(d, report);
    if (to != NULL) {
        fclose(to);
    }
    return e;
}

int main(int argc, char **argv)
{
    struct report report;
    struct notice_form form;
    struct arena *arena = arena_new("samples", 64u << 20);
    if (argc < 3) {
        fprintf(stderr, "usage: %s PARAMS_DIR OUT_DIR [--dump]\n", argv[0]);
        return 2;
    }
    report_init(&report);
    enum err e = notice_form_load(argv[1], "131041", date_of(2026, 6, 12), arena, &report, &form);
    for (int i = 0; i < SAMPLES && e == ERR_NONE; i++) {
        e = make(&form, (enum sample)i, argv[2], argc > 3, arena, &report);
    }
    report_print(&report, stderr);
    report_done(&report);
    arena_free(arena);
    return (int)e;
}
