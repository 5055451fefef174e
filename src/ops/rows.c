/* 権限の行 -- rows of ops_right as structs; duties; the delivered table of duties. */
#include "ops/internal.h"

#include <unistd.h>

enum err ops_next_no(struct store *s, enum sql sql, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err right_row_add(struct store *s, const struct right_row *row, struct report *report,
                       int64_t *ret_right_no)
{
    int64_t number = 0, changed;
    enum err e = ops_next_no(s, SQL_ops_right_no, report, &number);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_ops_right_add);
    query_set_i64(q, "right_no", number);
    query_set_i64(q, "holder_kind", row->holder_kind);
    query_set_text(q, "holder", row->holder);
    query_set_i64(q, "is_duty", row->is_duty);
    query_set_text(q, "subject", row->subject);
    query_set_i64(q, "is_deny", row->is_deny);
    query_set_text(q, "office", row->office);
    query_set_i64(q, "files", (int64_t)row->files);
    query_set_i64(q, "valid_from", date_ymd(row->from));
    query_set_i64(q, "valid_until", date_ymd(row->until));
    query_set_i64(q, "source", row->source);
    query_set_i64(q, "request_no", row->request_no);
    query_set_text(q, "approver", row->approver);
    query_set_i64(q, "applied_at", row->applied_at);
    query_set_text(q, "applied_by", row->applied_by);
    e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        *ret_right_no = number;
    }
    return e;
}

enum err right_row_close(struct store *s, int64_t right_no, int64_t request_no, int64_t now,
                         struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, SQL_ops_right_close);
    query_set_i64(q, "right_no", right_no);
    query_set_i64(q, "request_no", request_no);
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(report, ERR_INPUT, "権限の行 %d は終わっています", (int)right_no)
               : e;
}

static date day_of(int64_t ymd)
{
    date d;
    bool ok = date_from_ymd((int32_t)ymd, &d);
    assert(ok);
    return d;
}

static enum err read_rows(struct query *q, struct arena *arena, struct report *report,
                          struct right_row **ret, size_t *ret_count)
{
    struct right_row *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct right_row *r = ARENA_PUSH(arena, list, count, capacity);
        *r = (struct right_row){.right_no = query_i64(q, 0),
                                .holder_kind = (enum rights_holder)query_i64(q, 1),
                                .holder = text_copy(arena, query_text(q, 2)),
                                .is_duty = query_i64(q, 3) == 1,
                                .subject = text_copy(arena, query_text(q, 4)),
                                .is_deny = query_i64(q, 5) == 1,
                                .office = text_copy(arena, query_text(q, 6)),
                                .files = (unsigned)query_i64(q, 7),
                                .from = day_of(query_i64(q, 8)),
                                .until = day_of(query_i64(q, 9)),
                                .source = (enum rights_source)query_i64(q, 10),
                                .request_no = query_i64(q, 11),
                                .closed_by_request_no = query_i64(q, 12),
                                .approver = text_copy(arena, query_text(q, 13)),
                                .applied_at = query_i64(q, 14),
                                .applied_by = text_copy(arena, query_text(q, 15)),
                                .checked_at = query_i64(q, 16),
                                .superseded_at = query_i64(q, 17)};
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

enum err right_rows(struct store *s, enum rights_holder kind, struct text holder, date on,
                    struct arena *arena, struct report *report, struct right_row **ret,
                    size_t *ret_count)
{
    struct query *q = store_query(s, SQL_ops_right_list);
    query_set_i64(q, "on", date_ymd(on));
    query_set_i64(q, "holder_kind", kind);
    query_set_text(q, "holder", holder);
    return read_rows(q, arena, report, ret, ret_count);
}

enum err right_rows_of_practice(struct store *s, struct arena *arena, struct report *report,
                                struct right_row **ret, size_t *ret_count)
{
    return read_rows(store_query(s, SQL_ops_right_practice), arena, report, ret, ret_count);
}

/* ------------------------------------------------------------------------------ files ---------- */

static const char *const file_names[] = {"eligibility", "premium", "benefit", "collection"};

bool ops_files_parse(struct text names, unsigned *ret)
{
    unsigned files = 0;
    if (text_is(names, "all")) {
        *ret = FILE_ALL;
        return true;
    }
    for (size_t from = 0; from < names.len;) {
        size_t to = from, i = 0;
        while (to < names.len && names.bytes[to] != ',') {
            to++;
        }
        while (i < COUNT_OF(file_names) &&
               !text_is((struct text){names.bytes + from, to - from}, file_names[i])) {
            i++;
        }
        if (i == COUNT_OF(file_names)) {
            return false;
        }
        files |= 1u << i;
        from = to + 1;
    }
    *ret = files;
    return files != 0;
}

const char *ops_files_label(unsigned files)
{
    static const char *const labels[16] = {
        "なし",           "資格",           "賦課",           "資格・賦課",
        "給付",           "資格・給付",     "賦課・給付",     "資格・賦課・給付",
        "収滞納",         "資格・収滞納",   "賦課・収滞納",   "資格・賦課・収滞納",
        "給付・収滞納",   "資格・給付・収滞納", "賦課・給付・収滞納", "すべて"};
    return labels[files & FILE_ALL];
}

/* ------------------------------------------------------------------------------ duties --------- */

enum err ops_duties(struct store *s, date on, struct arena *arena, struct report *report,
                    struct ops_duty **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_ops_duty_list);
    struct ops_duty *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_i64(q, "on", date_ymd(on));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct ops_duty *d = ARENA_PUSH(arena, list, count, capacity);
        *d = (struct ops_duty){.code = text_copy(arena, query_text(q, 0)),
                               .label = text_copy(arena, query_text(q, 1)),
                               .is_manager = query_i64(q, 2) == 1};
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

enum err ops_duty_must_exist(struct store *s, struct text code, date on, struct report *report)
{
    struct query *q = store_query(s, SQL_ops_duty_find);
    bool row;
    query_set_text(q, "duty", code);
    query_set_i64(q, "on", date_ymd(on));
    enum err e = query_step(q, report, &row);
    query_reset(q);
    return e == ERR_NONE && !row
               ? report_fail(report, ERR_INPUT, "係「%.*s」はありません（kokuho rights duties で一覧）",
                             (int)(code.len > 32 ? 32 : code.len), code.bytes)
               : e;
}

static const struct column duty_columns[] = {{"from", COLUMN_DATE, true, true},
                                             {"until", COLUMN_DATE, false, false},
                                             {"duty", COLUMN_TEXT, true, true},
                                             {"manager", COLUMN_TEXT, true, false},
                                             {"label", COLUMN_TEXT, true, false},
                                             {"source", COLUMN_TEXT, true, false}};
static const struct column right_columns[] = {{"from", COLUMN_DATE, true, true},
                                              {"until", COLUMN_DATE, false, false},
                                              {"duty", COLUMN_TEXT, true, true},
                                              {"permission", COLUMN_TEXT, true, true},
                                              {"effect", COLUMN_TEXT, true, false},
                                              {"files", COLUMN_TEXT, true, false},
                                              {"office", COLUMN_TEXT, false, false},
                                              {"source", COLUMN_TEXT, true, false}};

static enum err read_table(const struct data_folder *folder, const char *name,
                           const struct column *columns, size_t count, struct arena *arena,
                           struct report *report, struct table *ret)
{
    char own[700], national[700], shown[100];
    snprintf(own, sizeof(own), "%s/municipal/%s/%s", folder->params, folder->municipality, name);
    snprintf(national, sizeof(national), "%s/national/ops/%s", folder->params, name);
    bool is_own = access(own, F_OK) == 0;
    snprintf(shown, sizeof(shown), "params/%s/%s", is_own ? "municipal" : "national/ops", name);
    return table_read(is_own ? own : national, arena_string(arena, shown), columns, count, arena, report,
                      ret);
}

static date until_of(const struct table *t, const struct table_row *row)
{
    const struct cell *cell = table_cell(t, row, "until");
    return cell->present ? (date){(int32_t)cell->number} : date_open_end();
}

static struct text text_at(const struct table *t, const struct table_row *row, const char *column)
{
    const struct cell *cell = table_cell(t, row, column);
    return text_of(cell->present ? cell->text : "");
}

/* Every row that the delivered tables say; wrong words name file and line. */
enum err ops_seed_rows(const struct data_folder *folder, struct arena *arena, struct report *report,
                       struct table *ret_duties, struct right_row **ret, size_t *ret_count)
{
    struct table rights;
    enum err e = read_table(folder, "duties.tsv", duty_columns, COUNT_OF(duty_columns), arena, report,
                            ret_duties);
    if (e == ERR_NONE) {
        e = read_table(folder, "duty_rights.tsv", right_columns, COUNT_OF(right_columns), arena, report,
                       &rights);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct right_row *list = ARENA_ARRAY(arena, struct right_row, rights.row_count + 1);
    for (size_t i = 0; i < rights.row_count; i++) {
        const struct table_row *row = &rights.rows[i];
        struct right_row *r = &list[i];
        enum permission p;
        struct text effect = text_at(&rights, row, "effect");
        *r = (struct right_row){.holder_kind = HOLDER_DUTY,
                                .holder = text_at(&rights, row, "duty"),
                                .subject = text_at(&rights, row, "permission"),
                                .office = text_at(&rights, row, "office"),
                                .is_deny = text_is(effect, "deny"),
                                .from = row->from,
                                .until = until_of(&rights, row),
                                .source = SOURCE_SEED,
                                .approver = text_of(""),
                                .applied_by = text_of("init")};
        if (!ops_permission_find(r->subject, &p) || !ops_id_is_valid(r->holder) ||
            (!r->is_deny && !text_is(effect, "allow")) ||
            !ops_files_parse(text_at(&rights, row, "files"), &r->files) || r->office.len > 16) {
            e = report_fail(report, ERR_INPUT,
                            "%s %d行目: 係、権限、allow/deny、ファイルを確かめてください",
                            rights.file, row->source.line);
        }
    }
    *ret = list;
    *ret_count = rights.row_count;
    return e;
}

static enum err add_duties(struct store *s, const struct table *duties, int64_t now,
                           struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < duties->row_count && e == ERR_NONE; i++) {
        const struct table_row *row = &duties->rows[i];
        int64_t changed;
        struct query *q = store_query(s, SQL_ops_duty_add);
        query_set_text(q, "duty", text_at(duties, row, "duty"));
        query_set_text(q, "label", text_at(duties, row, "label"));
        query_set_i64(q, "is_manager", text_is(text_at(duties, row, "manager"), "yes"));
        query_set_i64(q, "valid_from", date_ymd(row->from));
        query_set_i64(q, "valid_until", date_ymd(until_of(duties, row)));
        query_set_i64(q, "now", now);
        query_set_text(q, "by", text_of("init"));
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err ops_rights_seed(const struct data_folder *folder, struct store *s, int64_t now,
                         struct report *report)
{
    int64_t standing = 0, number;
    enum err e = ops_next_no(s, SQL_ops_duty_count, report, &standing);
    if (e != ERR_NONE || standing > 0) {
        return e;
    }
    struct arena *arena = arena_new("係と権限の表", 16 << 20);
    struct table duties;
    struct right_row *rows = NULL;
    size_t count = 0;
    e = ops_seed_rows(folder, arena, report, &duties, &rows, &count);
    if (e == ERR_NONE) {
        e = store_begin(s, report);
    }
    if (e == ERR_NONE) {
        e = add_duties(s, &duties, now, report);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            rows[i].applied_at = now;
            e = right_row_add(s, &rows[i], report, &number);
        }
        if (e == ERR_NONE) {
            e = ops_rights_changed(s, report);
        }
        e = ops_end(s, e, report);
    }
    arena_free(arena);
    return e;
}
