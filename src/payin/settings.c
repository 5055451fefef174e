/* 払込の照合の設定 -- params/municipal/CODE/payin.tsv: an odd value stops the run and names the row. */
#include "payin/settings.h"

static const struct column columns[] = {
    {"from", COLUMN_DATE, true, true},      {"channel", COLUMN_TEXT, true, true},
    {"proof", COLUMN_TEXT, true, false},    {"fee", COLUMN_TEXT, true, false},
    {"wait_days", COLUMN_INT, true, false}, {"confirm_days", COLUMN_INT, false, false},
    {"section", COLUMN_TEXT, true, false},  {"source", COLUMN_TEXT, true, false},
};

enum err payin_settings_load(const struct data_folder *folder, struct arena *arena, struct report *report,
                             struct payin_settings *ret)
{
    struct table *table = ARENA_NEW(arena, struct table);
    enum err e =
        table_read(arena_printf(arena, "%s/municipal/%s/payin.tsv", folder->params, folder->municipality),
                   arena_printf(arena, "params/municipal/%s/payin.tsv", folder->municipality), columns,
                   COUNT_OF(columns), arena, report, table);

    ret->table = table;
    return e;
}

enum err payin_rule_on(const struct payin_settings *s, int channel, date day, struct report *report,
                       struct payin_rule *ret)
{
    enum { DAYS_MAX = 120 };
    char number[16];
    const char *keys[] = {number};

    *ret = (struct payin_rule){.section = ""};
    (void)snprintf(number, sizeof(number), "%02d", channel);
    const struct table_row *row = table_in_force(s->table, day, keys);
    if (row == NULL) {
        return ERR_NONE;
    }
    const char *proof = table_cell(s->table, row, "proof")->text,
               *fee = table_cell(s->table, row, "fee")->text;
    const struct cell *wait = table_cell(s->table, row, "wait_days");
    const struct cell *confirm = table_cell(s->table, row, "confirm_days");
    bool is_agent = strcmp(proof, "agent") == 0, is_deducted = strcmp(fee, "deducted") == 0;
    if ((!is_agent && strcmp(proof, "sheet") != 0) || (!is_deducted && strcmp(fee, "apart") != 0) ||
        (is_deducted && !is_agent) || wait->number < 0 || wait->number > DAYS_MAX ||
        (confirm->present && (confirm->number < 1 || confirm->number > DAYS_MAX))) {
        return report_fail(report, ERR_INPUT,
                           "%s %d行目: proof は sheet か agent、fee は apart か（agent のとき）deducted、"
                           "日数は120までです",
                           row->source.file, row->source.line);
    }
    *ret = (struct payin_rule){.is_compared = true,
                               .has_agent = is_agent,
                               .fee_deducted = is_deducted,
                               .wait_days = (int)wait->number,
                               .confirm_days = confirm->present ? (int)confirm->number : 0,
                               .section = table_cell(s->table, row, "section")->text};
    return ERR_NONE;
}
