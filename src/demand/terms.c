/* 督促・催告の設定 -- every key a row; what is missing or no number is named with file and line. */
#include "demand/terms.h"

#include <errno.h>

#include "base/table.h"

#define APPEAL_BYTES_MAX 8192u
#define PATH_BYTES 800
#define NUMBER_MAX 1000000

struct setting {
    const char *key;
    bool is_number;
    size_t offset;
};
#define WORDS_OF(key)                                   \
    {                                                   \
#key, false, offsetof(struct demand_terms, key) \
    }
#define NUMBER_OF(key)                                 \
    {                                                  \
#key, true, offsetof(struct demand_terms, key) \
    }
#define TITLES_OF(word, kind)                                           \
    {"title_" word, false, offsetof(struct demand_terms, title[kind])}, \
    {                                                                   \
        "lead_" word, false, offsetof(struct demand_terms, lead[kind])  \
    }

static const struct setting demand_settings[] = {
    NUMBER_OF(dunning_wait_days),
    NUMBER_OF(dunning_after_days),
    NUMBER_OF(dunning_fixed_date_days),
    NUMBER_OF(dunning_fee),
    NUMBER_OF(public_notice_days),
    NUMBER_OF(promise_grace_days),
    NUMBER_OF(promise_watch_days),
    TITLES_OF("dunning", DEMAND_DUNNING),
    TITLES_OF("letter", DEMAND_LETTER),
    TITLES_OF("last_letter", DEMAND_LAST_LETTER),
    TITLES_OF("seizure_notice", DEMAND_SEIZURE_NOTICE),
    WORDS_OF(after_dunning),
    WORDS_OF(crossing_text),
    WORDS_OF(late_text),
    WORDS_OF(place_text),
    WORDS_OF(consult_text),
    WORDS_OF(receipt_text),
    WORDS_OF(seal_text),
    WORDS_OF(telephone_text),
    NUMBER_OF(window_left),
    NUMBER_OF(window_top),
    NUMBER_OF(window_width),
    NUMBER_OF(window_height),
};
static const struct setting insurer_settings[] = {
    WORDS_OF(municipality_name), WORDS_OF(premium_label), WORDS_OF(issuer),      WORDS_OF(section),
    WORDS_OF(postal_code),       WORDS_OF(address),       WORDS_OF(appeal_text),
};

static enum err take(const struct table *t, date day, const struct setting *s, struct report *report,
                     struct demand_terms *ret)
{
    const char *keys[] = {s->key};
    const struct table_row *row = table_in_force(t, day, keys);
    char *at = (char *)ret + s->offset;
    int64_t number;

    if (row == NULL) {
        return report_fail(report, ERR_INPUT, "督促・催告の設定「%s」の行がありません（%s）", s->key,
                           t->file);
    }
    const char *text = row->cells[2].text;
    if (!s->is_number) {
        memcpy(at, &text, sizeof(text));
        return ERR_NONE;
    }
    if (!parse_i64(text, strlen(text), 0, NUMBER_MAX, &number)) {
        return report_fail(report, ERR_INPUT,
                           "督促・催告の設定「%s」は数で書いてください（%s %d行目）: 「%s」", s->key,
                           t->file, row->source.line, text);
    }
    memcpy(at, &number, sizeof(number));
    return ERR_NONE;
}

static enum err take_table(const char *params_dir, const char *municipality, const char *file,
                           const char *key_column, const struct setting *settings, size_t count, date day,
                           struct arena *arena, struct report *report, struct demand_terms *ret,
                           struct table *table)
{
    char path[PATH_BYTES];
    const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                     {key_column, COLUMN_TEXT, true, true},
                                     {"value", COLUMN_TEXT, true, false},
                                     {"source", COLUMN_TEXT, true, false}};
    struct column *kept = ARENA_ARRAY(arena, struct column, COUNT_OF(columns));

    memcpy(kept, columns, sizeof(columns));
    snprintf(path, sizeof(path), "%.600s/municipal/%.8s/%s", params_dir, municipality, file);
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/%s", municipality, file), kept,
                            COUNT_OF(columns), arena, report, table);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = take(table, day, &settings[i], report, ret);
    }
    return e;
}

/* 教示: `file` becomes what stands in it. */
static enum err read_appeal(const char *params_dir, const char *municipality, struct arena *arena,
                            struct report *report, const char **file)
{
    char path[PATH_BYTES], bytes[APPEAL_BYTES_MAX + 1];

    snprintf(path, sizeof(path), "%.600s/municipal/%.8s/%.100s", params_dir, municipality, *file);
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
    *file = arena_copy(arena, bytes, len);
    return ERR_NONE;
}

enum err demand_terms_load(const char *params_dir, const char *municipality, date day, struct arena *arena,
                           struct report *report, struct demand_terms *ret)
{
    struct table own, insurer;

    *ret = (struct demand_terms){0};
    enum err e = take_table(params_dir, municipality, "demand.tsv", "key", demand_settings,
                            COUNT_OF(demand_settings), day, arena, report, ret, &own);
    if (e == ERR_NONE) {
        e = take_table(params_dir, municipality, "insurer.tsv", "name", insurer_settings,
                       COUNT_OF(insurer_settings), day, arena, report, ret, &insurer);
    }
    if (e == ERR_NONE) {
        memcpy(ret->sha256, own.sha256, sizeof(ret->sha256));
        e = read_appeal(params_dir, municipality, arena, report, &ret->appeal_text);
    }
    return e;
}
