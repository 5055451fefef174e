/* 依頼ファイル -- records in the order of banks and accounts; totals are the layout's own (rules R1, R2). */
#include "debit/request_file.h"

#include "base/share.h"
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#define FIELDS_MAX 24

/* A record kind and where its fields stand. */
struct form {
    size_t record;
    struct text values[FIELDS_MAX];
};

static enum err open_form(const struct layout *l, const char *record, struct report *report, struct form *ret)
{
    ret->record = layout_record(l, record);
    memset(ret->values, 0, sizeof(ret->values));
    if (ret->record == SIZE_MAX) {
        return report_fail(report, ERR_INPUT, "レイアウト「%s」に記録「%s」がありません", layout_name(l),
                           record);
    }
    return ERR_NONE;
}

static enum err put(const struct layout *l, struct form *form, const char *field, struct text value,
                    struct report *report)
{
    size_t at = layout_field(l, form->record, field);

    if (at >= FIELDS_MAX) {
        return report_fail(report, ERR_INPUT, "レイアウト「%s」に項目「%s」がありません", layout_name(l),
                           field);
    }
    form->values[at] = value;
    return ERR_NONE;
}

struct file_writer {
    const struct extraction *x;
    const struct layout *layout;
    struct layout_writer *writer;
    struct form header, data, trailer, end;
    size_t bank_at, branch_at, kind_at, account_at, holder_at, amount_at, code_at, customer_at;
    char month_day[8];
};

static enum err find_fields(struct file_writer *w, struct report *report)
{
    const struct {
        const char *name;
        size_t *at;
    } fields[] = {{"bank", &w->bank_at},       {"branch", &w->branch_at}, {"dep_kind", &w->kind_at},
                  {"account", &w->account_at}, {"holder_kn", &w->holder_at}, {"amount", &w->amount_at},
                  {"new_code", &w->code_at},   {"cust_no", &w->customer_at}};

    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        *fields[i].at = layout_field(w->layout, w->data.record, fields[i].name);
        if (*fields[i].at >= FIELDS_MAX) {
            return report_fail(report, ERR_INPUT, "レイアウト「%s」に項目「%s」がありません",
                               layout_name(w->layout), fields[i].name);
        }
    }
    return ERR_NONE;
}

static enum err open_forms(struct file_writer *w, const struct extracted_file *f, struct report *report)
{
    const struct layout *l = w->layout;
    struct civil day = date_civil(w->x->debit_on);
    enum err e = open_form(l, "header", report, &w->header);

    snprintf(w->month_day, sizeof(w->month_day), "%02d%02d", day.month % 100, day.day % 100);
    if (e == ERR_NONE) {
        e = open_form(l, "data", report, &w->data);
    }
    if (e == ERR_NONE) {
        e = open_form(l, "trailer", report, &w->trailer);
    }
    if (e == ERR_NONE) {
        e = open_form(l, "end", report, &w->end);
    }
    if (e == ERR_NONE) {
        e = find_fields(w, report);
    }
    if (e == ERR_NONE) {
        e = put(l, &w->header, "code", text_of(strstr(f->layout, "ebcdic") != NULL ? "1" : "0"), report);
    }
    if (e == ERR_NONE) {
        e = put(l, &w->header, "consignor", text_of(f->consignor), report);
    }
    if (e == ERR_NONE) {
        e = put(l, &w->header, "consignor_kn", text_of(w->x->settings->client_name), report);
    }
    if (e == ERR_NONE) {
        e = put(l, &w->header, "debit", text_of(w->month_day), report);
    }
    /* Branch and account of ours are not published: zeros, as banks take them. */
    return e == ERR_NONE ? put(l, &w->header, "branch", text_of("000"), report) : e;
}

static enum err begin_group(struct file_writer *w, const struct extracted *item, struct report *report)
{
    bool is_named = strcmp(item->bank->bank, "*") != 0;
    enum err e = put(w->layout, &w->header, "bank", item->mandate->bank, report);

    if (e == ERR_NONE) {
        e = put(w->layout, &w->header, "bank_kn", text_of(is_named ? item->bank->name : ""), report);
    }
    return e == ERR_NONE ? layout_write_record(w->writer, w->header.record, w->header.values, report) : e;
}

/* Counts and sums of what was not yet processed are zeros; those of the group are filled by the layout. */
static enum err end_group(struct file_writer *w, struct report *report)
{
    return layout_write_record(w->writer, w->trailer.record, w->trailer.values, report);
}

static enum err write_item(struct file_writer *w, const struct extracted *item, struct report *report)
{
    static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    const struct mandate *m = item->mandate;
    struct text *v = w->data.values;
    char amount[24];

    assert(m->deposit_kind >= 1 && m->deposit_kind <= 9);
    snprintf(amount, sizeof(amount), "%" PRId64, item->amount);
    v[w->bank_at] = m->bank;
    v[w->branch_at] = m->branch;
    v[w->kind_at] = text_of(digits[m->deposit_kind]);
    v[w->account_at] = m->account;
    v[w->holder_at] = m->holder;
    v[w->amount_at] = text_of(amount);
    v[w->code_at] = text_of(digits[item->new_code]);
    v[w->customer_at] = (struct text){item->customer_no, CUSTOMER_DIGITS};
    return layout_write_record(w->writer, w->data.record, v, report);
}

static enum err write_items(struct file_writer *w, const struct extracted_file *f, struct report *report)
{
    const struct extracted *items = &w->x->items[f->first];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < f->count && e == ERR_NONE; i++) {
        bool is_first = i == 0 || !text_equal(items[i].mandate->bank, items[i - 1].mandate->bank);
        if (is_first && i > 0) {
            e = end_group(w, report);
        }
        if (is_first && e == ERR_NONE) {
            e = begin_group(w, &items[i], report);
        }
        if (e == ERR_NONE) {
            e = write_item(w, &items[i], report);
        }
    }
    if (e == ERR_NONE) {
        e = end_group(w, report);
    }
    return e == ERR_NONE ? layout_write_record(w->writer, w->end.record, w->end.values, report) : e;
}

enum err request_file_write(const struct extraction *x, const struct extracted_file *f, const char *path,
                            struct report *report, struct file_receipt *ret)
{
    struct file_writer w = {.x = x};
    char day[DATE_TEXT_BYTES];
    const char *layouts = arena_printf(x->arena, "%s/layouts", share_folder());
    enum err e = layout_find(layouts, f->layout, x->arena, report, &w.layout);

    snprintf(day, sizeof(day), "%08" PRId32, date_ymd(x->debit_on));
    struct layout_param params[] = {{"base_day", text_of(day)}, {"consignor", text_of(f->consignor)}};
    struct layout_options options = {.params = params, .param_count = COUNT_OF(params)};
    if (e == ERR_NONE) {
        e = open_forms(&w, f, report);
    }
    if (e == ERR_NONE) {
        e = layout_writer_open_with(w.layout, path, &options, report, &w.writer);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = write_items(&w, f, report);
    if (e != ERR_NONE) {
        layout_writer_cancel(w.writer);
        return e;
    }
    return layout_writer_close(w.writer, report, ret);
}

/* --------------------------------------------------------------------------------- 銀行別集計 -- */

static void total_line(FILE *to, const struct extraction *x, const struct extracted *item, int64_t count,
                       yen amount)
{
    const char *name = strcmp(item->bank->bank, "*") != 0 ? item->bank->name : "";

    fprintf(to, "%s,%s,%.*s,%s,%" PRId64 ",%" PRId64 "\r\n", x->files[item->file].name, item->bank->consignor,
            (int)item->mandate->bank.len, item->mandate->bank.bytes, name, count, amount);
}

static void write_totals(FILE *to, const struct extraction *x)
{
    int64_t count = 0;
    yen amount = 0;

    fputs("ファイル,委託者番号,金融機関,名称,件数,金額\r\n", to);
    for (size_t i = 0; i < x->count; i++) {
        const struct extracted *item = &x->items[i];
        bool is_last = i + 1 == x->count || item[1].file != item->file ||
                       !text_equal(item[1].mandate->bank, item->mandate->bank);
        count++;
        amount += item->amount;
        if (is_last) {
            total_line(to, x, item, count, amount);
            count = 0;
            amount = 0;
        }
    }
    fprintf(to, "合計,,,,%zu,%" PRId64 "\r\n", x->count, x->amount);
}

enum err request_totals_write(const struct extraction *x, const char *path, struct report *report)
{
    char part[1100], why[128];
    int n = snprintf(part, sizeof(part), "%s.part", path);

    assert(n > 0 && (size_t)n < sizeof(part));
    FILE *to = fopen(part, "wbe");
    if (to != NULL) {
        write_totals(to, x);
    }
    bool failed = to == NULL || ferror(to) != 0 || fflush(to) != 0 || fsync(fileno(to)) != 0;
    if (to != NULL) {
        failed = fclose(to) != 0 || failed;
    }
    if (failed || rename(part, path) != 0) {
        return report_fail(report, ERR_WORLD, "銀行別集計「%s」を書けません: %s", path,
                           strerror_r(errno, why, sizeof(why)));
    }
    return ERR_NONE;
}
