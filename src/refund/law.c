/* 還付の決まり -- refund.tsv and insurer.tsv of the municipality, with the law of collection on a day. */
#include "refund/internal.h"

#include "base/table.h"
#include "rules/common/period.h"

#define PATH_BYTES 700
#define APPEAL_BYTES_MAX 8192u

struct value {
    const char *key;
    size_t offset;
    bool is_optional;
};
#define TEXT_OF(key)                                       \
    {                                                      \
#key, offsetof(struct refund_settings, key), false \
    }
#define MAY_BE(key)                                       \
    {                                                     \
#key, offsetof(struct refund_settings, key), true \
    }

static const struct value insurer_values[] = {
    TEXT_OF(municipality_name), TEXT_OF(premium_label), TEXT_OF(issuer),     TEXT_OF(section),
    MAY_BE(postal_code),        MAY_BE(address),        MAY_BE(appeal_text),
};
static const struct value refund_values[] = {
    TEXT_OF(consignor_code), TEXT_OF(consignor_name), TEXT_OF(bank),         TEXT_OF(bank_name),
    TEXT_OF(branch),         TEXT_OF(branch_name),    TEXT_OF(deposit_kind), TEXT_OF(account),
    TEXT_OF(seal_text),      TEXT_OF(claim_text),     TEXT_OF(fraud_text),
};

struct reading {
    const struct data_folder *folder;
    date day;
    struct arena *arena;
    struct report *report;
    struct table table;
};

static enum err read_table(struct reading *r, const char *file, const char *key_column)
{
    const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                     {key_column, COLUMN_TEXT, true, true},
                                     {"value", COLUMN_TEXT, true, false},
                                     {"source", COLUMN_TEXT, true, false}};
    struct column *kept = ARENA_ARRAY(r->arena, struct column, COUNT_OF(columns));
    const char *shown = arena_printf(r->arena, "params/municipal/%s/%s", r->folder->municipality, file);
    char path[PATH_BYTES];

    memcpy(kept, columns, sizeof(columns));
    snprintf(path, sizeof(path), "%s/municipal/%s/%s", r->folder->params, r->folder->municipality, file);
    return table_read(path, shown, kept, COUNT_OF(columns), r->arena, r->report, &r->table);
}

static enum err take(const struct reading *r, const char *key, bool is_optional, const char **ret)
{
    const char *keys[] = {key};
    const struct table_row *row = table_in_force(&r->table, r->day, keys);

    *ret = row != NULL ? row->cells[2].text : "";
    return row != NULL || is_optional
               ? ERR_NONE
               : report_fail(r->report, ERR_INPUT, "%s に「%s」の行がありません（この日に当てはまるもの）",
                             r->table.file, key);
}

static enum err take_all(const struct reading *r, const struct value *values, size_t count,
                         struct refund_settings *ret)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const char *text;
        e = take(r, values[i].key, values[i].is_optional, &text);
        memcpy((char *)ret + values[i].offset, &text, sizeof(text));
    }
    return e;
}

static enum err wrong(const struct reading *r, const char *key, const char *want, const char *text)
{
    return report_fail(r->report, ERR_INPUT, "%s の「%s」は%sで書いてください: 「%s」", r->table.file, key,
                       want, text);
}

static enum err take_choices(const struct reading *r, struct refund_settings *ret)
{
    const char *from, *minimum, *without;
    enum err e = take(r, "interest_from", false, &from);

    e = e == ERR_NONE ? take(r, "minimum", false, &minimum) : e;
    e = e == ERR_NONE ? take(r, "pay_without_claim", false, &without) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!date_parse_iso(from, strlen(from), &ret->interest_from)) {
        return wrong(r, "interest_from", " YYYY-MM-DD ", from);
    }
    if (!parse_i64(minimum, strlen(minimum), 0, YEN_MAX, &ret->minimum)) {
        return wrong(r, "minimum", "円の数字", minimum);
    }
    if (strcmp(without, "yes") != 0 && strcmp(without, "no") != 0) {
        return wrong(r, "pay_without_claim", " yes か no ", without);
    }
    ret->pay_without_claim = strcmp(without, "yes") == 0;
    return ERR_NONE;
}

/* 教示: a file of the same folder; none is named by a city that has no paper of its own yet. */
static enum err read_appeal(const struct reading *r, const char **text)
{
    char path[PATH_BYTES], bytes[APPEAL_BYTES_MAX + 1];

    if (**text == '\0') {
        return ERR_NONE;
    }
    snprintf(path, sizeof(path), "%s/municipal/%s/%s", r->folder->params, r->folder->municipality, *text);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return report_fail(r->report, ERR_WORLD, "教示文「%s」を開けません", path);
    }
    size_t len = fread(bytes, 1, sizeof(bytes), f);
    fclose(f);
    while (len > 0 && bytes[len - 1] == '\n') {
        len--;
    }
    if (len == 0 || len > APPEAL_BYTES_MAX || !utf8_is_valid(bytes, len, NULL)) {
        return report_fail(r->report, ERR_INPUT, "教示文「%s」は1から%uバイトのUTF-8で書いてください", path,
                           APPEAL_BYTES_MAX);
    }
    *text = arena_copy(r->arena, bytes, len);
    return ERR_NONE;
}

static enum err read_settings(const struct session *session, date day, struct arena *arena,
                              struct report *report, struct refund_settings *ret)
{
    struct reading r = {.folder = &session->folder, .day = day, .arena = arena, .report = report};
    enum err e = read_table(&r, "insurer.tsv", "name");

    e = e == ERR_NONE ? take_all(&r, insurer_values, COUNT_OF(insurer_values), ret) : e;
    e = e == ERR_NONE ? read_appeal(&r, &ret->appeal_text) : e;
    e = e == ERR_NONE ? read_table(&r, "refund.tsv", "key") : e;
    e = e == ERR_NONE ? take_all(&r, refund_values, COUNT_OF(refund_values), ret) : e;
    return e == ERR_NONE ? take_choices(&r, ret) : e;
}

enum err refund_law_read(const struct session *session, date day, struct arena *arena, struct report *report,
                         struct refund_law_set *ret)
{
    enum err e = collection_law_of(session, arena, report, &ret->law);

    e = e == ERR_NONE ? read_settings(session, day, arena, report, &ret->settings) : e;
    e = e == ERR_NONE ? collection_arrears_terms(ret->law, day, false, report, &ret->terms) : e;
    return e == ERR_NONE ? collection_options_on(ret->law, day, report, &ret->options) : e;
}

enum err refund_law_open(const struct session *session, date day, struct arena *arena, struct report *report,
                         const struct refund_law_set **ret)
{
    struct refund_law_set *law = ARENA_NEW(arena, struct refund_law_set);

    *ret = law;
    return refund_law_read(session, day, arena, report, law);
}

date refund_limit(const struct refund_law_set *law, date on)
{
    return period_end(date_add_days(on, 1), (int)law->terms.limit_years.value * 12);
}

date refund_case_limit(const struct refund_law_set *law, const struct refund_case *c)
{
    date from = c->state == REFUND_RETURNED ? c->on : date_is_none(c->told_on) ? c->decided_on : c->told_on;

    return refund_limit(law, from);
}
