/* 適用適正化の表 -- how often, how long, how many; and which status of residence is not insured. */
#include "enrolment/suspect.h"

#include "base/table.h"

#include <inttypes.h>

static const struct column step_columns[] = {
    {"from", COLUMN_DATE, true, true},        {"feed", COLUMN_TEXT, true, true},
    {"hits", COLUMN_INT, true, false},        {"answer_days", COLUMN_INT, true, false},
    {"second_days", COLUMN_INT, true, false}, {"sources", COLUMN_INT, true, false},
    {"visits", COLUMN_INT, true, false},      {"spread_days", COLUMN_INT, true, false},
    {"source", COLUMN_TEXT, true, false}};
enum { AT_HITS = 2, AT_ANSWER, AT_SECOND, AT_SOURCES, AT_VISITS, AT_SPREAD };
static const char *const feeds[SUSPECT_SOURCES] = {[SOURCE_PENSION] = "pension",
                                                   [SOURCE_DUPLICATE] = "duplicate",
                                                   [SOURCE_IMMIGRATION] = "immigration",
                                                   [SOURCE_WELFARE] = "welfare",
                                                   [SOURCE_ABSENCE] = "absence"};
static const struct column residence_columns[] = {{"from", COLUMN_DATE, true, true},
                                                  {"status", COLUMN_TEXT, true, true},
                                                  {"designation", COLUMN_INT, true, true},
                                                  {"source", COLUMN_TEXT, true, false}};

static enum err read_table(const struct data_folder *folder, const char *name, const struct column *columns,
                           size_t count, struct arena *arena, struct report *report, struct table *ret)
{
    return table_read(arena_printf(arena, "%s/national/enrolment/%s", folder->params, name),
                      arena_printf(arena, "params/national/enrolment/%s", name), columns, count, arena,
                      report, ret);
}

enum err suspect_terms_load(const struct data_folder *folder, date day, struct arena *arena,
                            struct report *report, struct suspect_terms *ret)
{
    struct table t;
    enum err e = read_table(folder, "steps.tsv", step_columns, COUNT_OF(step_columns), arena, report, &t);

    *ret = (struct suspect_terms){0};
    for (int i = SOURCE_PENSION; i < SUSPECT_SOURCES && e == ERR_NONE; i++) {
        const struct table_row *row = table_in_force(&t, day, &feeds[i]);
        if (row == NULL) {
            char text[DATE_TEXT_BYTES];
            date_format_iso(day, text);
            return report_fail(report, ERR_INPUT,
                               "%s に %s に当てはまる %s の行がありません。表に行を足してください", t.file,
                               text, feeds[i]);
        }
        for (int c = AT_HITS; c <= AT_SPREAD; c++) {
            if (row->cells[c].number < 0 || row->cells[c].number > 1000) {
                return report_fail(report, ERR_INPUT, "%s に %" PRId64 " は使えません（%s %d行目）",
                                   step_columns[c].name, row->cells[c].number, row->source.file,
                                   row->source.line);
            }
        }
        ret->of[i].hits = row->cells[AT_HITS].number;
        ret->of[i].answer_days = row->cells[AT_ANSWER].number;
        ret->of[i].second_days = row->cells[AT_SECOND].number;
        ret->of[i].sources = row->cells[AT_SOURCES].number;
        ret->of[i].visits = row->cells[AT_VISITS].number;
        ret->of[i].spread_days = row->cells[AT_SPREAD].number;
    }
    return e;
}

enum err residence_is_insurable(const struct data_folder *folder, struct text status, int64_t designation,
                                date day, struct arena *arena, struct report *report, bool *ret)
{
    struct table t;
    enum err e = read_table(folder, "residence.tsv", residence_columns, COUNT_OF(residence_columns), arena,
                            report, &t);
    const char *name = arena_copy(arena, status.bytes, status.len);
    const char *whole[] = {name, "0"};
    const char *numbered[] = {name, arena_printf(arena, "%" PRId64, designation)};

    *ret = true;
    if (e == ERR_NONE) {
        *ret = table_in_force(&t, day, whole) == NULL &&
               (designation == 0 || table_in_force(&t, day, numbered) == NULL);
    }
    return e;
}

/* ---------------------------------------------------------------------------------------- words -- */

static const struct column word_columns[] = {{"from", COLUMN_DATE, true, true},
                                             {"key", COLUMN_TEXT, true, true},
                                             {"value", COLUMN_TEXT, true, false},
                                             {"source", COLUMN_TEXT, true, false}};
static const char *const word_keys[LETTER_WORDS] = {
    [WORD_ISSUER] = "issuer",           [WORD_SECTION] = "section",     [WORD_LOSE_TITLE] = "lose_title",
    [WORD_JOIN_TITLE] = "join_title",   [WORD_LOSE_TEXT] = "lose_text", [WORD_JOIN_TEXT] = "join_text",
    [WORD_SECOND_TEXT] = "second_text", [WORD_END_TEXT] = "end_text"};

enum err letter_words_load(const struct data_folder *folder, date day, struct arena *arena,
                           struct report *report, struct letter_words *ret)
{
    enum { AT_VALUE = 2 };
    struct table t;
    enum err e = table_read(
        arena_printf(arena, "%s/municipal/%s/enrolment.tsv", folder->params, folder->municipality),
        arena_printf(arena, "params/municipal/%s/enrolment.tsv", folder->municipality), word_columns,
        COUNT_OF(word_columns), arena, report, &t);

    for (int i = 0; i < LETTER_WORDS && e == ERR_NONE; i++) {
        const struct table_row *row = table_in_force(&t, day, &word_keys[i]);
        if (row == NULL) {
            return report_fail(report, ERR_INPUT, "%s に %s の行がありません。表に行を足してください",
                               t.file, word_keys[i]);
        }
        ret->of[i] = row->cells[AT_VALUE].text;
    }
    return e;
}
