/* 通知書の文言 -- notice.tsv, insurer.tsv and appeal.txt of a municipality. */
#include "premium/notice.h"

#include <errno.h>

#include "base/table.h"

#define APPEAL_BYTES_MAX 8192u
#define PATH_BYTES 512

enum value_kind { VALUE_TEXT, VALUE_TEXT_OPTIONAL, VALUE_NUMBER };

struct value {
    const char *key;
    enum value_kind kind;
    size_t offset;
};
#define TEXT_OF(key) {#key, VALUE_TEXT, offsetof(struct notice_form, key)}
#define NUMBER_OF(key) {#key, VALUE_NUMBER, offsetof(struct notice_form, key)}

static const struct value insurer_values[] = {
    TEXT_OF(municipality_name), TEXT_OF(premium_label), TEXT_OF(issuer), TEXT_OF(section),
    TEXT_OF(postal_code), TEXT_OF(address), TEXT_OF(appeal_body),
    {"appeal_text", VALUE_TEXT, offsetof(struct notice_form, appeal_text)},
};
static const struct value notice_values[] = {
    TEXT_OF(seal_text), TEXT_OF(lead_text), TEXT_OF(change_text), TEXT_OF(place_text),
    TEXT_OF(unknown_income_text),
    {"advance_text", VALUE_TEXT_OPTIONAL, offsetof(struct notice_form, advance_text)},
    TEXT_OF(refund_text), TEXT_OF(telephone_text),
    NUMBER_OF(envelope_width), NUMBER_OF(envelope_height), NUMBER_OF(window_left),
    NUMBER_OF(window_top), NUMBER_OF(window_width), NUMBER_OF(window_height), NUMBER_OF(sheet_width),
    NUMBER_OF(sheet_height), NUMBER_OF(slip_first_until),
};

static enum err take_value(const struct table *t, date day, const struct value *v,
                           struct report *report, struct notice_form *ret)
{
    const char *keys[] = {v->key};
    const struct table_row *row = table_in_force(t, day, keys);
    char *at = (char *)ret + v->offset;
    if (row == NULL) {
        return v->kind == VALUE_TEXT_OPTIONAL
                   ? ERR_NONE
                   : report_fail(report, ERR_INPUT, "通知書の設定「%s」の行がありません（%s）", v->key,
                                 t->file);
    }
    const char *text = row->cells[2].text;
    if (v->kind != VALUE_NUMBER) {
        memcpy(at, &text, sizeof(text));
        return ERR_NONE;
    }
    int64_t number;
    if (!parse_i64(text, strlen(text), 0, 1000000, &number)) {
        return report_fail(report, ERR_INPUT, "通知書の設定「%s」は数で書いてください（%s %d行目）: 「%s」",
                           v->key, t->file, row->source.line, text);
    }
    memcpy(at, &number, sizeof(number));
    return ERR_NONE;
}

static enum err take_table(const char *params_dir, const char *municipality, const char *file,
                           const char *key_column, const struct value *values, size_t count, date day,
                           struct arena *arena, struct report *report, struct notice_form *ret,
                           struct table *table)
{
    char path[PATH_BYTES], shown[PATH_BYTES];
    const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                     {key_column, COLUMN_TEXT, true, true},
                                     {"value", COLUMN_TEXT, true, false},
                                     {"source", COLUMN_TEXT, true, false}};
    struct column *kept = ARENA_ARRAY(arena, struct column, COUNT_OF(columns));
    memcpy(kept, columns, sizeof(columns));
    snprintf(shown, sizeof(shown), "params/municipal/%s/%s", municipality, file);
    snprintf(path, sizeof(path), "%s/municipal/%s/%s", params_dir, municipality, file);
    enum err e = table_read(path, arena_string(arena, shown), kept, COUNT_OF(columns), arena, report,
                            table);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = take_value(table, day, &values[i], report, ret);
    }
    return e;
}

static enum err read_appeal(const char *params_dir, const char *municipality, struct arena *arena,
                            struct report *report, const char **text)
{
    char path[PATH_BYTES], bytes[APPEAL_BYTES_MAX + 1];
    snprintf(path, sizeof(path), "%s/municipal/%s/%s", params_dir, municipality, *text);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "教示文「%s」を開けません: %s", path, strerror(errno));
    }
    size_t len = fread(bytes, 1, sizeof(bytes), f);
    fclose(f);
    while (len > 0 && bytes[len - 1] == '\n') {
        len--;
    }
    if (len == 0 || len > APPEAL_BYTES_MAX || !utf8_is_valid(bytes, len, NULL)) {
        return report_fail(report, ERR_INPUT, "教示文「%s」は1から%uバイトのUTF-8で書いてください", path,
                           APPEAL_BYTES_MAX);
    }
    *text = arena_copy(arena, bytes, len);
    return ERR_NONE;
}

static enum err check_form(const struct notice_form *f, struct report *report)
{
    struct notice_area area = notice_address_area(f);
    if (area.right - area.left < 600 || area.bottom - area.top < 230) {
        return report_fail(report, ERR_INPUT,
                           "封筒の窓に宛名が収まりません（使えるのは %lld x %lld、単位0.1mm）",
                           (long long)(area.right - area.left), (long long)(area.bottom - area.top));
    }
    return ERR_NONE;
}

enum err notice_form_load(const char *params_dir, const char *municipality, date day,
                          struct arena *arena, struct report *report, struct notice_form *ret)
{
    struct notice_form form = {.municipality_code = arena_string(arena, municipality)};
    struct table table;
    enum err e = take_table(params_dir, municipality, "insurer.tsv", "name", insurer_values,
                            COUNT_OF(insurer_values), day, arena, report, &form, &table);
    if (e == ERR_NONE) {
        e = take_table(params_dir, municipality, "notice.tsv", "key", notice_values,
                       COUNT_OF(notice_values), day, arena, report, &form, &table);
    }
    if (e == ERR_NONE) {
        memcpy(form.sha256, table.sha256, sizeof(form.sha256));
        e = read_appeal(params_dir, municipality, arena, report, &form.appeal_text);
    }
    if (e == ERR_NONE) {
        e = slip_form_load(params_dir, municipality, day, arena, report, &form.slip);
    }
    if (e == ERR_NONE) {
        e = check_form(&form, report);
    }
    if (e == ERR_NONE) {
        *ret = form;
    }
    return e;
}

/* The sheet lies anywhere between the left and right, upper and lower edge of the envelope. */
struct notice_area notice_address_area(const struct notice_form *f)
{
    return (struct notice_area){
        .left = f->window_left,
        .top = f->window_top,
        .right = f->window_left + f->window_width - (f->envelope_width - f->sheet_width),
        .bottom = f->window_top + f->window_height - (f->envelope_height - f->sheet_height),
    };
}

struct notice_area notice_visible_area(const struct notice_form *f)
{
    return (struct notice_area){
        .left = f->window_left - (f->envelope_width - f->sheet_width),
        .top = f->window_top - (f->envelope_height - f->sheet_height),
        .right = f->window_left + f->window_width,
        .bottom = f->window_top + f->window_height,
    };
}
