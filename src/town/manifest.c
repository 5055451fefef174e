/*
 * manifest.json: what must come out when these feeds are read, computed while they were written.
 */
#include "town/make.h"

#include <errno.h>

static void add_counts(struct textbuf *b, const struct town_counts *c)
{
    const char *comma = "";
    textbuf_puts(b, "  \"counts\": {\n");
#define X(name)                                                                                    \
    textbuf_printf(b, "%s    \"%s\": %lld", comma, #name, (long long)c->name);                     \
    comma = ",\n";
    TOWN_COUNTS(X)
#undef X
    textbuf_puts(b, "\n  },\n  \"sums\": {\n");
    comma = "";
#define X(name)                                                                                    \
    textbuf_printf(b, "%s    \"%s\": %lld", comma, #name, (long long)c->sum.name);                 \
    comma = ",\n";
    TOWN_SUMS(X)
#undef X
    textbuf_puts(b, "\n  },\n");
}

/* Wanted beside made: a town too small for a case says so. */
static void add_specials(struct textbuf *b, const struct town_quotas *q)
{
    const char *comma = "";
    textbuf_puts(b, "  \"special\": {\n");
#define X(name, full)                                                                              \
    textbuf_printf(b, "%s    \"%s\": {\"wanted\": %lld, \"made\": %lld}", comma, #name,            \
                   (long long)q->name.want, (long long)q->name.taken);                             \
    comma = ",\n";
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
    textbuf_puts(b, "\n  },\n");
}

static void note(struct town_example *example, int64_t count, const struct town_household *h)
{
    if (count > 0 && example->addressee_no == 0) {
        *example = (struct town_example){h->members[0].no, h->members[0].rows[0].household_no};
    }
}

void town_examples_note(struct town *t, const struct town_household *h)
{
#define X(name) note(&t->examples.name, t->count.name, h);
    TOWN_SHOWN(X)
#undef X
#define X(name, full) note(&t->examples.name, t->special.name.taken, h);
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
}

static void add_example(struct textbuf *b, const char *name, const struct town_example *example)
{
    if (example->addressee_no == 0) {
        return; /* the case did not come up in so small a town */
    }
    bool is_first = b->bytes[b->len - 2] == '{';
    textbuf_printf(b, "%s    \"%s\": {\"addressee_no\": %lld, \"household_no\": %lld}",
                   is_first ? "" : ",\n", name, (long long)example->addressee_no,
                   (long long)example->household_no);
}

/* 宛名番号 of the first person of the household, who leads it unless the case is about that. */
static void add_examples(struct textbuf *b, const struct town_examples *e)
{
    textbuf_puts(b, "  \"examples\": {\n");
#define X(name) add_example(b, #name, &e->name);
    TOWN_SHOWN(X)
#undef X
#define X(name, full) add_example(b, #name, &e->name);
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
    textbuf_puts(b, "\n  },\n");
}

static void add_files(struct textbuf *b, const struct town *t)
{
    textbuf_puts(b, "  \"files\": [\n");
    for (int i = 0; i < FEED_COUNT; i++) {
        const struct feed *f = &t->feeds[i];
        bool is_later = i >= FEED_LATER_RESIDENTS;
        textbuf_printf(b,
                       "%s    {\"file\": \"%s%s\", \"layout\": \"%s\", \"records\": %lld, "
                       "\"data_records\": %lld, \"bytes\": %lld, \"sha256\": \"%s\"}",
                       i == 0 ? "" : ",\n", is_later ? "later/" : "", f->name, f->layout,
                       (long long)f->data_records + 2, (long long)f->data_records,
                       (long long)f->bytes, f->sha256_hex);
    }
    textbuf_puts(b, "\n  ],\n");
}

enum err town_manifest_write(struct town *t, struct report *report)
{
    struct textbuf b;
    char path[640];

    textbuf_init(&b, (size_t)1 << 20);
    textbuf_printf(&b,
                   "{\n  \"synthetic\": true,\n  \"persons\": %lld,\n  \"seed\": %llu,\n"
                   "  \"year\": %d,\n  \"municipality\": \"131041\",\n  \"as_of\": %d,\n"
                   "  \"valid_numbers\": %s,\n",
                   (long long)t->request->persons, (unsigned long long)t->request->seed,
                   town_year(t), t->as_of, t->request->valid_numbers ? "true" : "false");
    add_files(&b, t);
    add_counts(&b, &t->count);
    add_specials(&b, &t->special);
    add_examples(&b, &t->examples);
    textbuf_puts(&b, "  \"practice\": [\n");
    textbuf_add(&b, t->practice.bytes, t->practice.len);
    textbuf_puts(&b, "\n  ]\n}\n");

    snprintf(path, sizeof path, "%s/manifest.json", t->request->out);
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && !b.overflow && fwrite(b.bytes, 1, b.len, file) == b.len;
    if (file != NULL && fclose(file) != 0) {
        ok = false;
    }
    textbuf_done(&b);
    return ok ? ERR_NONE
              : report_fail(report, ERR_WORLD, "%s に書けません: %s", path, strerror(errno));
}
