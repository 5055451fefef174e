/* 口座振替の設定 -- read on a day; what is missing or odd stops the run and names the row. */
#include "debit/settings.h"

#include "interchange/check_digit.h"

#define FROM {"from", COLUMN_DATE, true, true}
#define SOURCE {"source", COLUMN_TEXT, true, false}
static const struct column option_columns[] = {
    FROM, {"option", COLUMN_TEXT, true, true}, {"value", COLUMN_TEXT, false, false}, SOURCE};
static const struct column bank_columns[] = {FROM,
                                             {"bank", COLUMN_TEXT, true, true},
                                             {"name", COLUMN_TEXT, true, false},
                                             {"collector", COLUMN_TEXT, true, false},
                                             {"consignor", COLUMN_TEXT, true, false},
                                             {"layout", COLUMN_TEXT, true, false},
                                             SOURCE};

const char *const debit_grouping_names[GROUPINGS] = {"bank", "collector", "item", "section"};

bool debit_grouping_find(const char *name, enum debit_grouping *ret)
{
    for (int i = 0; i < GROUPINGS; i++) {
        if (strcmp(debit_grouping_names[i], name) == 0) {
            *ret = (enum debit_grouping)i;
            return true;
        }
    }
    return false;
}

/* "" when the cell is empty; NULL and words when no row is in force. */
static const char *option(const struct table *t, date day, const char *name, struct report *report)
{
    const char *keys[] = {name};
    const struct table_row *row = table_in_force(t, day, keys);

    if (row == NULL) {
        report_add(report, "%s に「%s」の行がありません。この日に使う値を加えてください", t->file, name);
        return NULL;
    }
    const struct cell *value = table_cell(t, row, "value");
    return value->present ? value->text : "";
}

static bool is_digits(const char *s, size_t count)
{
    return strlen(s) == count && digits_only(text_of(s));
}

static bool small_number(const char *text, int64_t max, int *ret)
{
    int64_t n = 0;
    if (text[0] != '\0' && !parse_i64(text, strlen(text), 1, max, &n)) {
        return false;
    }
    *ret = (int)n;
    return true;
}

static enum err read_words(const struct table *t, date day, struct report *report, struct debit_settings *ret)
{
    const struct {
        const char *name;
        const char **to;
    } words[] = {{"issuer", &ret->issuer},
                 {"office", &ret->office},
                 {"seal_text", &ret->seal_text},
                 {"premium_label", &ret->premium_label},
                 {"failed_text", &ret->failed_text},
                 {"started_text", &ret->started_text},
                 {"stopped_text", &ret->stopped_text},
                 {"done_text", &ret->done_text}};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        *words[i].to = option(t, day, words[i].name, report);
        if (*words[i].to == NULL) {
            return ERR_INPUT;
        }
    }
    return ERR_NONE;
}

static enum err read_options(const struct table *t, date day, struct report *report,
                             struct debit_settings *ret)
{
    enum { DAYS_MAX = 90, FAILURES_MAX = 20 };
    const char *grouping = option(t, day, "grouping", report), *days = option(t, day, "redebit_days", report),
               *failures = option(t, day, "failures", report);

    ret->client_name = option(t, day, "client_name", report);
    ret->section = option(t, day, "section", report);
    ret->item_current = option(t, day, "item_current", report);
    ret->item_arrears = option(t, day, "item_arrears", report);
    if (grouping == NULL || days == NULL || failures == NULL || ret->client_name == NULL ||
        ret->section == NULL || ret->item_current == NULL || ret->item_arrears == NULL) {
        return ERR_INPUT;
    }
    if (!debit_grouping_find(grouping, &ret->grouping)) {
        return report_fail(report, ERR_INPUT,
                           "%s の grouping は bank, collector, item, section から選びます: 「%s」", t->file,
                           grouping);
    }
    if (!small_number(days, DAYS_MAX, &ret->redebit_days) ||
        !small_number(failures, FAILURES_MAX, &ret->failures) || ret->failures == 0) {
        return report_fail(report, ERR_INPUT,
                           "%s の redebit_days（90まで、空は再振替なし）か failures（20まで）が違います",
                           t->file);
    }
    if (!is_digits(ret->section, 2) || !is_digits(ret->item_current, 2) || !is_digits(ret->item_arrears, 2) ||
        strcmp(ret->item_current, ret->item_arrears) == 0) {
        return report_fail(report, ERR_INPUT,
                           "%s の section, item_current, item_arrears は2桁の数字で、科目は別々です",
                           t->file);
    }
    return ERR_NONE;
}

static bool is_layout(const char *name)
{
    static const char *const layouts[] = {"zengin-91-request", "zengin-91-request-jpbank",
                                          "zengin-91-request-ebcdic"};
    for (size_t i = 0; i < COUNT_OF(layouts); i++) {
        if (strcmp(layouts[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static enum err read_banks(const struct table *t, date day, struct arena *arena, struct report *report,
                           struct debit_settings *ret)
{
    struct debit_bank *banks = ARENA_ARRAY(arena, struct debit_bank, t->row_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < t->row_count; i++) {
        const struct table_row *row = &t->rows[i];
        const char *keys[] = {table_cell(t, row, "bank")->text};
        if (table_in_force(t, day, keys) != row) {
            continue;
        }
        struct debit_bank b = {keys[0], table_cell(t, row, "name")->text,
                               table_cell(t, row, "collector")->text,
                               table_cell(t, row, "consignor")->text, table_cell(t, row, "layout")->text};
        bool is_bank = strcmp(b.bank, "*") == 0 || is_digits(b.bank, 4);
        if (!is_bank || !is_digits(b.collector, 4) || !is_digits(b.consignor, 10) || !is_layout(b.layout)) {
            return report_fail(report, ERR_INPUT,
                               "%s %d行目: 金融機関は4桁か *、渡し先4桁、委託者番号10桁、依頼のレイアウト名",
                               row->source.file, row->source.line);
        }
        banks[count++] = b;
    }
    ret->banks = banks;
    ret->bank_count = count;
    return ERR_NONE;
}

enum err debit_settings_load(const struct data_folder *folder, date day, struct arena *arena,
                             struct report *report, struct debit_settings *ret)
{
    struct table options, banks;
    const char *shown = arena_printf(arena, "params/municipal/%s", folder->municipality);
    const char *from = arena_printf(arena, "%s/municipal/%s", folder->params, folder->municipality);
    enum err e = table_read(arena_printf(arena, "%s/debit.tsv", from),
                            arena_printf(arena, "%s/debit.tsv", shown), option_columns,
                            COUNT_OF(option_columns), arena, report, &options);

    *ret = (struct debit_settings){.redebit_days = 0};
    if (e == ERR_NONE) {
        e = table_read(arena_printf(arena, "%s/debit_bank.tsv", from),
                       arena_printf(arena, "%s/debit_bank.tsv", shown), bank_columns, COUNT_OF(bank_columns),
                       arena, report, &banks);
    }
    if (e == ERR_NONE) {
        e = read_options(&options, day, report, ret);
    }
    if (e == ERR_NONE) {
        e = read_words(&options, day, report, ret);
    }
    if (e == ERR_NONE) {
        e = read_banks(&banks, day, arena, report, ret);
    }
    if (e == ERR_NONE) {
        struct sha256 both;
        unsigned char digest[SHA256_BYTES];
        sha256_init(&both);
        sha256_add(&both, options.sha256, sizeof(options.sha256));
        sha256_add(&both, banks.sha256, sizeof(banks.sha256));
        sha256_done(&both, digest);
        hex_format(digest, sizeof(digest), ret->sha256);
    }
    return e;
}

const struct debit_bank *debit_bank_of(const struct debit_settings *s, struct text bank)
{
    const struct debit_bank *other = NULL;

    for (size_t i = 0; i < s->bank_count; i++) {
        if (text_is(bank, s->banks[i].bank)) {
            return &s->banks[i];
        }
        if (strcmp(s->banks[i].bank, "*") == 0) {
            other = &s->banks[i];
        }
    }
    return other;
}
