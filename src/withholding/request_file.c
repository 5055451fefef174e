/* 依頼ファイル -- a group of header, data and trailer for each pension insurer and kind of notice; counts
 * and sums of the trailer are the layout's own. */
#include "base/share.h"
#include "withholding/pensioner.h"
#include "withholding/request.h"

#include <inttypes.h>
#include <sodium.h>

#define FIELDS_MAX 24
#define SCHEME "1" /* 国民健康保険 */
static const char *const notices[REQUEST_KINDS] = {"", "01", "31", "32"};

struct form {
    const struct layout *layout;
    size_t record;
    struct text values[FIELDS_MAX];
};
struct writing {
    const struct requesting *r;
    const struct layout *layout;
    struct layout_writer *writer;
    struct pension_keys keys;
    const char *municipality;
    char made[16];
};

static void open_form(const struct layout *l, const char *record, struct form *ret)
{
    *ret = (struct form){.layout = l, .record = layout_record(l, record)};
    assert(ret->record != SIZE_MAX); /* stands in the layout */
}

static void put(struct form *form, const char *field, struct text value)
{
    size_t at = layout_field(form->layout, form->record, field);

    assert(at < FIELDS_MAX); /* stands in the layout */
    form->values[at] = value;
}

/* What every record of a group begins with. */
static void put_group(const struct writing *w, struct form *form, const struct request_draft *d)
{
    put(form, "municipality", (struct text){w->municipality, 5});
    put(form, "obligor", d->obligor);
    put(form, "notice", text_of(notices[d->row.kind]));
    put(form, "scheme", text_of(SCHEME));
    put(form, "made", text_of(w->made));
}

static enum err write_edge(const struct writing *w, const char *record, const struct request_draft *d,
                           struct report *report)
{
    struct form form;

    open_form(w->layout, record, &form);
    put_group(w, &form, d);
    return layout_write_record(w->writer, form.record, form.values, report);
}

static enum err write_data(const struct writing *w, const struct request_draft *d, struct report *report)
{
    char digits[PENSION_DIGITS], birth[16], day[16], amounts[3][24];
    static const char *const names[] = {"amount1", "amount2", "amount3"};
    struct form form;
    yen asked[3];
    enum err e = pensioner_digits(w->r->judged.store, &w->keys, d->row.pensioner_no, report, digits);

    if (e != ERR_NONE) {
        return e;
    }
    open_form(w->layout, "data", &form);
    put_group(w, &form, d);
    request_amounts(&d->row, asked);
    (void)snprintf(birth, sizeof(birth), "%08" PRId32, d->birth);
    (void)snprintf(day, sizeof(day), "%08" PRId32,
                   date_ymd(withholding_pay_day(d->row.first.year, d->row.first.pay)));
    put(&form, "pension_no", (struct text){digits, sizeof(digits)});
    put(&form, "pension_code", d->pension_code);
    put(&form, "birth", text_of(birth));
    put(&form, "sex", text_of(d->sex == 1 ? "1" : "2"));
    put(&form, "name_kn", d->kana);
    put(&form, "class", text_of("00"));
    put(&form, "result", text_of("00"));
    put(&form, "day", text_of(day));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(amounts[i], sizeof(amounts[i]), "%" PRId64, asked[i]);
        put(&form, names[i], text_of(amounts[i]));
    }
    e = layout_write_record(w->writer, form.record, form.values, report);
    sodium_memzero(digits, sizeof(digits));
    return e;
}

static enum err write_all(const struct writing *w, struct report *report)
{
    const struct requesting *r = w->r;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < r->count && e == ERR_NONE; i++) {
        const struct request_draft *d = &r->drafts[i];
        bool begins = i == 0 || d[-1].row.kind != d->row.kind || !text_equal(d[-1].obligor, d->obligor);
        if (begins && i > 0) {
            e = write_edge(w, "trailer", &d[-1], report);
        }
        if (begins && e == ERR_NONE) {
            e = write_edge(w, "header", d, report);
        }
        e = e == ERR_NONE ? write_data(w, d, report) : e;
    }
    return e == ERR_NONE ? write_edge(w, "trailer", &r->drafts[r->count - 1], report) : e;
}

enum err asked_file_write(const struct requesting *r, const struct data_folder *folder, date made,
                          const char *path, struct report *report, struct file_receipt *ret)
{
    struct writing w = {.r = r, .municipality = folder->municipality};
    struct arena *arena = r->judged.arena;
    enum err e = layout_find(arena_printf(arena, "%s/layouts", share_folder()), "pension-request", arena,
                             report, &w.layout);

    assert(r->count > 0);
    (void)snprintf(w.made, sizeof(w.made), "%08" PRId32, date_ymd(made));
    e = e == ERR_NONE ? pension_keys_load(folder, report, &w.keys) : e;
    e = e == ERR_NONE ? layout_writer_open(w.layout, path, report, &w.writer) : e;
    if (e == ERR_NONE) {
        e = write_all(&w, report);
        if (e == ERR_NONE) {
            e = layout_writer_close(w.writer, report, ret);
        } else {
            layout_writer_cancel(w.writer);
        }
    }
    pension_keys_wipe(&w.keys);
    return e;
}
