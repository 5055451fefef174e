/* feeds.tsv -- the expected feeds as a dated table; a wrong word is named with file and line. */
#include "interchange/feed.h"

#include "base/table.h"
#include "rules/common/holidays.h"

#include <unistd.h>

const char *const feed_state_labels[FEED_STATES] = {
    [FEED_NOT_WATCHED] = "見張り前",         [FEED_NOT_TODAY] = "この日は予定なし",
    [FEED_WAITED] = "待っています",          [FEED_READING] = "読み取り中",
    [FEED_CAME] = "届きました",              [FEED_REFUSED] = "届いたが取り込めません",
    [FEED_LATE] = "届いていません",          [FEED_SAID_LATER] = "届いていません（遅れて届くと確認済み）",
    [FEED_SAID_NONE] = "この日の分はありません（確認済み）",
};
const char *const feed_fault_labels[FEED_FAULTS] = {
    [FEED_TWICE] = "二度届いた", [FEED_EMPTY] = "中身がない",  [FEED_GAP] = "番号が飛んでいる",
    [FEED_UNKNOWN] = "予定にない", [FEED_STOPPED] = "読み取りが途中で止まった",
};

enum { C_FROM, C_FEED, C_LABEL, C_PARTNER, C_LAYOUT, C_FILE, C_ON, C_SHIFT, C_BY, C_GROUP, C_EMPTY, C_NUMBER,
       C_RESTART, C_SECTION, C_OWNER, C_SOURCE };
static const struct column columns[] = {
    [C_FROM] = {"from", COLUMN_DATE, true, true},      [C_FEED] = {"feed", COLUMN_TEXT, true, true},
    [C_LABEL] = {"label", COLUMN_TEXT, true, false},   [C_PARTNER] = {"partner", COLUMN_TEXT, true, false},
    [C_LAYOUT] = {"layout", COLUMN_TEXT, true, false}, [C_FILE] = {"file", COLUMN_TEXT, false, false},
    [C_ON] = {"on", COLUMN_TEXT, false, false},        [C_SHIFT] = {"shift", COLUMN_TEXT, false, false},
    [C_BY] = {"by", COLUMN_TEXT, true, false},         [C_GROUP] = {"group", COLUMN_TEXT, true, false},
    [C_EMPTY] = {"empty", COLUMN_TEXT, true, false},   [C_NUMBER] = {"number", COLUMN_TEXT, false, false},
    [C_RESTART] = {"restart", COLUMN_TEXT, false, false},
    [C_SECTION] = {"section", COLUMN_TEXT, false, false},
    [C_OWNER] = {"owner", COLUMN_TEXT, false, false},  [C_SOURCE] = {"source", COLUMN_TEXT, true, false},
};

struct reading {
    const struct table *table;
    const struct table_row *row;
    struct report *report;
    enum err result;
};

static void fault(struct reading *r, const char *column, const char *words)
{
    r->result = report_fail(r->report, ERR_INPUT, "%s %d行目 %s「%s」: %s", r->row->source.file,
                            r->row->source.line, column, table_cell(r->table, r->row, column)->text, words);
}

static const char *text_cell(const struct reading *r, int column)
{
    return r->row->cells[column].present ? r->row->cells[column].text : "";
}

/* One of the words; the number of its place, and a fault when it is none. */
static int choice(struct reading *r, int column, const char *const *words, size_t count, const char *say)
{
    const char *text = r->row->cells[column].present ? r->row->cells[column].text : "-";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, words[i]) == 0) {
            return (int)i;
        }
    }
    fault(r, columns[column].name, say);
    return 0;
}

/* "10:30" */
static int minute_of(struct reading *r)
{
    const char *text = r->row->cells[C_BY].text;
    int64_t hour = 0, minute = 0;
    if (strlen(text) != 5 || text[2] != ':' || !parse_i64(text, 2, 0, 23, &hour) ||
        !parse_i64(text + 3, 2, 0, 59, &minute)) {
        fault(r, "by", "時刻は 10:30 のように書きます");
    }
    return (int)(hour * 60 + minute);
}

/* A name of ours: small letters, digits, hyphens; it stands in tasks and in other tables. */
static bool is_name(const char *s)
{
    size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return len > 0 && len <= 40 && s[len] == '\0';
}

static void read_days(struct reading *r, struct feed *f)
{
    const char *why = NULL, *shift = r->row->cells[C_SHIFT].present ? r->row->cells[C_SHIFT].text : "-";
    f->is_expected = r->row->cells[C_ON].present;
    if (f->is_expected && !recurrence_parse(r->row->cells[C_ON].text, shift, &f->days, &why)) {
        fault(r, "on", why);
    }
}

static void read_number(struct reading *r, struct feed *f)
{
    static const char *const numbers[] = {"-", "name", "ctl"};
    static const char *const restarts[] = {"-", "day", "month", "year", "fiscal"};
    f->number = (enum feed_number)choice(r, C_NUMBER, numbers, COUNT_OF(numbers),
                                         "name（file の # の所）、ctl（制御ファイル）、- から選びます");
    f->restart = (enum feed_restart)choice(r, C_RESTART, restarts, COUNT_OF(restarts),
                                           "番号が1に戻るのは day, month, year, fiscal, -（戻らない）です");
    const char *hash = f->file != NULL ? strchr(f->file, '#') : NULL;
    if (f->number == NUMBER_IN_NAME && (hash == NULL || strchr(hash + 1, '#') != NULL)) {
        fault(r, "number", "name のときは file に # を1つ書きます");
    }
}

static struct feed read_row(struct reading *r)
{
    static const char *const empties[] = {"ok", "alarm"};
    struct feed f = {.name = text_cell(r, C_FEED), .label = text_cell(r, C_LABEL),
                     .partner = text_cell(r, C_PARTNER), .layout = text_cell(r, C_LAYOUT),
                     .file = r->row->cells[C_FILE].present ? r->row->cells[C_FILE].text : NULL,
                     .group = text_cell(r, C_GROUP), .section = text_cell(r, C_SECTION),
                     .owner = text_cell(r, C_OWNER), .source = &r->row->source};
    if (!is_name(f.name)) {
        fault(r, "feed", "名前は英小文字、数字、ハイフンで40字までです");
    }
    if (!is_name(f.group)) {
        fault(r, "group", "組は英小文字、数字、ハイフンで40字までです");
    }
    if (date_civil(r->row->from).year < HOLIDAYS_FIRST_YEAR) {
        fault(r, "from", "2000年より前の日は使えません");
    }
    read_days(r, &f);
    f.by_minute = minute_of(r);
    f.may_be_empty =
        choice(r, C_EMPTY, empties, COUNT_OF(empties), "ok（中身がなくてよい）か alarm です") == 0;
    read_number(r, &f);
    return f;
}

enum err feed_table_read(const struct data_folder *folder, struct arena *arena, struct report *report,
                         struct feed_table *ret)
{
    struct table *t = ARENA_NEW(arena, struct table);
    const char *path =
        arena_printf(arena, "%s/municipal/%s/feeds.tsv", folder->params, folder->municipality);
    *ret = (struct feed_table){.count = 0};
    if (access(path, F_OK) != 0) {
        return ERR_NONE;
    }
    enum err e = table_read(path, arena_printf(arena, "params/municipal/%s/feeds.tsv", folder->municipality),
                            columns, COUNT_OF(columns), arena, report, t);
    if (e != ERR_NONE) {
        return e;
    }
    struct reading r = {.table = t, .report = report};
    ret->rows = ARENA_ARRAY(arena, struct feed, t->row_count + 1);
    ret->from = ARENA_ARRAY(arena, date, t->row_count + 1);
    for (size_t i = 0; i < t->row_count; i++) {
        r.row = &t->rows[i];
        ret->from[ret->count] = t->rows[i].from;
        ret->rows[ret->count++] = read_row(&r);
    }
    return r.result;
}

const struct feed *feed_on(const struct feed_table *t, struct text name, date day)
{
    const struct feed *found = NULL;
    for (size_t i = 0; i < t->count && date_at_most(t->from[i], day); i++) { /* dates ascend */
        if (text_is(name, t->rows[i].name)) {
            found = &t->rows[i];
        }
    }
    return found;
}

/* ------------------------------------------------------------------------------------ names -- */

/* `*` anything, `#` one digit or more; tried from the left, the longest first. */
static bool name_fits(const char *pattern, struct text name, size_t at, int64_t *number)
{
    for (; *pattern != '\0' && *pattern != '*' && *pattern != '#'; pattern++, at++) {
        if (at >= name.len || name.bytes[at] != *pattern) {
            return false;
        }
    }
    if (*pattern == '\0') {
        return at == name.len;
    }
    size_t most = at;
    while (most < name.len && (*pattern == '*' || (name.bytes[most] >= '0' && name.bytes[most] <= '9'))) {
        most++;
    }
    for (size_t end = most + 1; end-- > at + (*pattern == '#' ? 1 : 0);) {
        if (name_fits(pattern + 1, name, end, number)) {
            return *pattern == '*' || parse_i64(name.bytes + at, end - at, 0, INT64_MAX, number);
        }
    }
    return false;
}

bool feed_takes(const struct feed *f, struct text layout, struct text file_name, int64_t *ret_number)
{
    int64_t number = -1;
    if (!text_is(layout, f->layout) || (f->file != NULL && !name_fits(f->file, file_name, 0, &number))) {
        return false;
    }
    *ret_number = number;
    return true;
}
