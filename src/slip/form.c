/* 納付書の設定 -- slip.tsv of a municipality, and what its papers are called (insurer.tsv). */
#include "slip/slip.h"

#include "base/table.h"
#include "interchange/check_digit.h"

#define PATH_BYTES 512

/* A value of `digits_max` > 0 is a number of so many digits, kept as it is written. */
struct value {
    const char *key;
    size_t offset, digits_min, digits_max;
    bool is_number, is_optional;
};
#define AT(member) offsetof(struct slip_form, member)

static const struct value insurer_values[] = {
    {"premium_label", AT(premium_label), 0, 0, false, false},
    {"issuer", AT(issuer), 0, 0, false, false},
    {"section", AT(section), 0, 0, false, false},
};
static const struct value slip_values[] = {
    {"gs1_company", AT(gs1_company), 6, 6, false, false},
    {"client_code", AT(client_code), 5, 5, false, false},
    {"amount_max", AT(amount_max), 0, 0, true, false},
    {"amount_text", AT(amount_text), 0, 0, false, false},
    {"limit_days", AT(limit_days), 0, 0, true, false},
    {"account_name", AT(account_name), 0, 0, false, false},
    {"giro_account", AT(giro_account), 11, 11, false, false},
    {"ocr_control", AT(ocr_control), 3, 3, false, false},
    {"agency", AT(agency), 5, 5, false, true},
    {"division", AT(division), 1, 10, false, true},
    {"elqr_item", AT(elqr_item), 3, 3, false, true},
    {"elqr_body", AT(elqr_body), 5, 5, false, true},
};

static enum err take_value(const struct table *t, date day, const struct value *v, struct report *report,
                           struct slip_form *ret)
{
    const char *keys[] = {v->key};
    const struct table_row *row = table_in_force(t, day, keys);
    char *at = (char *)ret + v->offset;

    if (row == NULL) {
        return v->is_optional ? ERR_NONE
                              : report_fail(report, ERR_INPUT, "納付書の設定「%s」の行がありません（%s）",
                                            v->key, t->file);
    }
    const char *text = row->cells[2].text;
    size_t len = strlen(text);
    if (v->digits_max > 0 &&
        (len < v->digits_min || len > v->digits_max || !digits_only((struct text){text, len}))) {
        return report_fail(report, ERR_INPUT,
                           "納付書の設定「%s」は数字%zu桁で書いてください（%s %d行目）: 「%s」", v->key,
                           v->digits_max, t->file, row->source.line, text);
    }
    if (!v->is_number) {
        memcpy(at, &text, sizeof(text));
        return ERR_NONE;
    }
    int64_t number;
    if (!parse_i64(text, len, 0, 1000000, &number)) {
        return report_fail(report, ERR_INPUT, "納付書の設定「%s」は数で書いてください（%s %d行目）: 「%s」",
                           v->key, t->file, row->source.line, text);
    }
    memcpy(at, &number, sizeof(number));
    return ERR_NONE;
}

static enum err take_table(const char *params_dir, const char *municipality, const char *file,
                           const char *key_column, const struct value *values, size_t count, date day,
                           struct arena *arena, struct report *report, struct slip_form *ret)
{
    char path[PATH_BYTES];
    struct table table;
    struct column *columns = ARENA_ARRAY(arena, struct column, 4);

    columns[0] = (struct column){"from", COLUMN_DATE, true, true};
    columns[1] = (struct column){key_column, COLUMN_TEXT, true, true};
    columns[2] = (struct column){"value", COLUMN_TEXT, true, false};
    columns[3] = (struct column){"source", COLUMN_TEXT, true, false};
    snprintf(path, sizeof(path), "%s/municipal/%s/%s", params_dir, municipality, file);
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/%s", municipality, file),
                            columns, 4, arena, report, &table);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = take_value(&table, day, &values[i], report, ret);
    }
    return e;
}

enum err slip_form_load(const char *params_dir, const char *municipality, date day, struct arena *arena,
                        struct report *report, struct slip_form *ret)
{
    *ret = (struct slip_form){0};
    enum err e = take_table(params_dir, municipality, "insurer.tsv", "name", insurer_values,
                            COUNT_OF(insurer_values), day, arena, report, ret);

    if (e == ERR_NONE) {
        e = take_table(params_dir, municipality, "slip.tsv", "key", slip_values, COUNT_OF(slip_values), day,
                       arena, report, ret);
    }
    if (e == ERR_NONE && ((ret->agency == NULL) != (ret->division == NULL) ||
                          (ret->elqr_item == NULL) != (ret->elqr_body == NULL))) {
        e = report_fail(
            report, ERR_INPUT,
            "納付書の設定は agency と division、elqr_item と elqr_body をそれぞれ組で書いてください"
            "（params/municipal/%s/slip.tsv）",
            municipality);
    }
    return e;
}

enum err slip_form_of(const struct session *session, date day, struct arena *arena, struct report *report,
                      struct slip_form *ret)
{
    const struct data_folder *f = &session->folder;
    enum err e = slip_form_load(f->params, f->municipality, day, arena, report, ret);

    return e == ERR_NONE ? data_folder_key(f, "slip-confirm", ret->confirm_key, report) : e;
}
