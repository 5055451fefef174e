/*
 * Any bytes as a file of eight forms: fixed and separated, four charsets and a code table, days without a year.
 * What reads without a fault is written again and read again: the same records.
 */
#include "interchange/definition.h"

#include "base/share.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define FIXED                                                                                      \
    "sequence ( header data+ trailer )+ end\ncontrol data.amount\n"                                \
    "record header when 1:1 = \"1\"\nf rec N 1 1 0 m const=1\nf f F 2 39 sp f\nend\n"              \
    "record data when 1:1 = \"2\"\nf rec N 1 1 0 m const=2\nf name %s 2 10 sp o check=zkana\n"      \
    "f amount A 12 8 0 m\nf d D8 20 8 0 z\nf m M4 28 4 0 o\nf n N 32 5 0 o enum=1|2\nf c C 37 4 sp o\nend\n" \
    "record trailer when 1:1 = \"8\"\nf rec N 1 1 0 m const=8\nf n N 2 6 0 m\nf s A 8 12 0 m\nf f F 20 21 sp f\nend\n" \
    "record end when 1:1 = \"9\"\nf rec N 1 1 0 m const=9\nf f F 2 39 sp f\nend\n"                 \
    "rule R1 group reject E : trailer.n == count(data)\nrule R2 group reject E : trailer.s == sum(data.amount)\n" \
    "rule R3 record hold E : n in enum\n"
#define CSV                                                                                        \
    "sequence header data* trailer\ncontrol data.amount\n"                                         \
    "record header when 1 = \"H\"\nf rec C 1 1 - m const=H\nf d D8 2 8 - m\nend\n"                 \
    "record data when 1 = \"D\"\nf rec C 1 1 - m const=D\nf no N 2 4 0 m\nf name K 3 30 - o\n"      \
    "f amount A 4 9 - o signed\nf b D8U 5 8 - o\nf x X 6 5 - o\nf individual_number N 7 12 0 o\nend\n" \
    "record trailer when 1 = \"T\"\nf rec C 1 1 - m const=T\nf n A 2 9 - m\nend\n"                 \
    "rule R1 file reject E : trailer.n == count(data where no > 5) + count(data where not no > 5)\n"

#define DATED                                                                                      \
    "layout t version 1\ncharset jisx0201\nframing fixed 40 terminator any\nwrite terminator lf\nparam base_day date\n" \
    "sequence ( header data* )+\nrecord header when 1:1 = \"1\"\nf rec N 1 1 0 m const=1\nf made W6 2 6 0 m year=base_day\n" \
    "f m M4 8 4 0 m year=base_day\nf t T6 12 6 0 o\nf f F 18 23 sp f\nend\n"                     \
    "record data when 1:1 = \"2\"\nf rec N 1 1 0 m const=2\nf m M4 2 4 0 o year=base_day\nf w W6 6 6 0 z year=base_day\n" \
    "f c C 12 29 sp o\nend\nrule R1 record warn W : near(w, param.base_day) <= near(header.m, param.base_day)\n"

static const char *const forms[] = {
    "layout t version 1\ncharset jisx0201\nframing fixed 40 terminator any\nwrite terminator crlf\n" FIXED,
    "layout t version 1\ncharset cp932\nframing fixed 40 terminator any\nwrite terminator none\n" FIXED,
    "layout t version 1\ncharset utf8\nframing fixed 40 terminator lf\n" FIXED,
    "layout t version 1\ncharset utf8\nframing csv delimiter \",\" quote '\"'\nrefuse \"error:\"\n" CSV,
    "layout t version 1\ncharset cp932\nframing csv delimiter tab quote '\"' header 1\n" CSV,
    "layout t version 1\ncharset ascii\nframing csv delimiter \";\" quote \"'\" terminator crlf\n" CSV,
    "layout t version 1\ncharset ebcdic:kana\nframing fixed 40 terminator none\nwrite terminator none\n" FIXED,
    DATED,
};
static const struct layout_param base_day[] = {{"base_day", {"20251225", 8}}};
static const struct layout_options given = {.params = base_day, .param_count = 1};
static const struct layout_options none = {.param_count = 0};

/* A form with a code table must lie in a folder with it. */
static enum err load_form(const char *text, struct arena *arena, struct report *report, const struct layout **ret)
{
    char path[512];
    if (strstr(text, "ebcdic:") == NULL) {
        return layout_parse(text, strlen(text), "fuzz", arena, report, ret);
    }
    char folder[] = "/tmp/kokuho-fuzz-XXXXXX", form[64], codes[64];
    char *made = mkdtemp(folder);
    assert(made != NULL);
    snprintf(path, sizeof(path), "%s/layouts/ebcdic-kana.codes", share_folder());
    snprintf(codes, sizeof(codes), "%s/ebcdic-kana.codes", folder);
    snprintf(form, sizeof(form), "%s/t.layout", folder);
    int linked = symlink(path, codes);
    FILE *f = fopen(form, "wb");
    assert(linked == 0 && f != NULL);
    size_t written = fwrite(text, 1, strlen(text), f);
    assert(written == strlen(text) && fclose(f) == 0);
    enum err e = layout_load(form, arena, report, ret);
    unlink(form);
    unlink(codes);
    rmdir(folder);
    return e;
}

static const struct layout *form(size_t i)
{
    static const struct layout *layouts[COUNT_OF(forms)];
    static struct arena *arena;
    if (arena == NULL) {
        arena = arena_new("fuzz forms", (size_t)64 << 20);
    }
    if (layouts[i] == NULL) {
        char text[4096];
        struct report report;
        report_init(&report);
        const char *at = strstr(forms[i], "%s");
        if (at != NULL) {
            snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - forms[i]), forms[i],
                     i == 0 || i == 6 ? "C" : "K",
                     at + 2);
        } else {
            snprintf(text, sizeof(text), "%s", forms[i]);
        }
        enum err e = load_form(text, arena, &report, &layouts[i]);
        report_print(&report, stderr);
        assert(e == ERR_NONE);
        report_done(&report);
    }
    return layouts[i];
}

struct again {
    struct layout_writer *writer;
    const struct layout *layout;
    struct textbuf seen;
};

static enum err note(void *context, const struct record *r, struct report *report)
{
    struct again *a = context;
    for (size_t i = 0; i < r->field_count; i++) {
        textbuf_add(&a->seen, r->fields[i].bytes, r->fields[i].len);
        textbuf_puts(&a->seen, "|");
        assert(utf8_is_valid(r->fields[i].bytes, r->fields[i].len, NULL));
    }
    if (a->writer != NULL && layout_write_record(a->writer, r->kind, r->fields, report) != ERR_NONE) {
        layout_writer_cancel(a->writer); /* e.g. small kana: read with a warning, not written */
        a->writer = NULL;
    }
    return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static char in[64], out[64];
    if (len < 1) {
        return 0;
    }
    size_t which = bytes[0] % COUNT_OF(forms);
    const struct layout *l = form(which);
    const struct layout_options *with = strcmp(forms[which], DATED) == 0 ? &given : &none;
    snprintf(in, sizeof(in), "/tmp/kokuho-fuzz-%ld.in", (long)getpid());
    snprintf(out, sizeof(out), "/tmp/kokuho-fuzz-%ld.out", (long)getpid());
    FILE *f = fopen(in, "wb");
    assert(f != NULL);
    size_t written = fwrite(bytes + 1, 1, len - 1, f);
    assert(written == len - 1 && fclose(f) == 0);
    struct report report, ignored;
    report_init(&report);
    report_init(&ignored);
    struct again a = {.layout = l};
    textbuf_init(&a.seen, (size_t)16 << 20);
    enum err e = layout_read_file_with(l, in, with, note, &a, &report, NULL);
    if (e == ERR_NONE) {
        struct again first = a, second = {.layout = l};
        textbuf_init(&second.seen, (size_t)16 << 20);
        textbuf_init(&a.seen, (size_t)16 << 20);
        e = layout_writer_open_with(l, out, with, &ignored, &a.writer);
        assert(e == ERR_NONE);
        e = layout_read_file_with(l, in, with, note, &a, &ignored, NULL);
        assert(e == ERR_NONE);
        if (a.writer != NULL && layout_writer_close(a.writer, &ignored, NULL) == ERR_NONE) {
            e = layout_read_file_with(l, out, with, note, &second, &ignored, NULL);
            assert(e == ERR_NONE);
            assert(second.seen.len == first.seen.len &&
                   memcmp(second.seen.bytes, first.seen.bytes, first.seen.len) == 0);
        }
        textbuf_done(&first.seen);
        textbuf_done(&second.seen);
    } else {
        assert(report.count > 0);
    }
    textbuf_done(&a.seen);
    report_done(&report);
    report_done(&ignored);
    unlink(in);
    unlink(out);
    return 0;
}
