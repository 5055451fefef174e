/*
 * 台帳 -- reading, adding, closing and taking back rows, the same for every register.
 */
#include "addressee/register.h"

#define I(column) {column, BULK_I64}
#define T(column) {column, BULK_TEXT}
#define B(column) {column, BULK_BLOB}
#define BASE I("addressee_no"), I("row_no"), I("recorded_at"), I("superseded_at"), I("valid_from"), \
             I("valid_until"), I("change_no"), I("closed_by")

static const struct bulk_column own_columns[] = {
    BASE, I("kind"), I("status"), I("sex"), I("birth"), I("reason"), T("name"), T("kana"),
    T("alias"), T("roman"), T("corporate_number"), T("postal_code"), T("address"), T("building"),
    T("basis"),
};
static const struct bulk_column link_columns[] = {
    BASE, I("into_no"), I("reason"), T("evidence"),
};
static const struct bulk_column sending_columns[] = {
    BASE, I("duty"), I("reason"), I("is_safe"), T("name"), T("postal_code"), T("address"),
    T("building"), T("note"),
};
static const struct bulk_column contact_columns[] = {
    BASE, I("kind"), T("value"), T("digits"), T("who"), T("hours"), T("note"),
};
static const struct bulk_column account_columns[] = {
    BASE, I("purpose"), I("deposit_kind"), I("is_public"), T("bank"), T("branch"), T("number"),
    T("holder"), T("note"),
};
static const struct bulk_column measure_columns[] = {
    BASE, I("state"), I("ends_on"), T("office"), T("hidden"), T("note"),
};
static const struct bulk_column guarded_columns[] = {
    BASE, I("measure_no"), I("role"),
};
static const struct bulk_column party_columns[] = {
    BASE, I("measure_no"), I("party_no"), I("sex"), I("birth"), T("name"), T("kana"), T("address"),
    T("note"),
};
static const struct bulk_column transfer_columns[] = {
    BASE, I("measure_no"), I("sent_on"), T("municipality"), T("note"),
};
static const struct bulk_column release_columns[] = {
    BASE, I("from_at"), I("until_at"), T("operator_id"), T("purpose"),
};
static const struct bulk_column number_own_columns[] = {
    BASE, I("method"), I("differs"), I("confirmed_on"), T("evidence"), B("sealed"), B("blind"),
};

struct table_of {
    const char *name;
    const struct bulk_column *columns;
    size_t column_count;
    enum sql of, touched, close, next;
    bool is_numbered_for_all; /* row_no is unique over all persons */
};
#define TABLE(x) .name = "addressee_" #x, .columns = x##_columns, .column_count = COUNT_OF(x##_columns), \
                 .of = SQL_addressee_##x##_of, .touched = SQL_addressee_##x##_touched, \
                 .close = SQL_addressee_##x##_close, .next = SQL_addressee_##x##_next
static const struct table_of tables[REGISTER_TABLES] = {
    [REGISTER_OWN] = {TABLE(own)},
    [REGISTER_LINK] = {TABLE(link)},
    [REGISTER_SENDING] = {TABLE(sending)},
    [REGISTER_CONTACT] = {TABLE(contact)},
    [REGISTER_ACCOUNT] = {TABLE(account)},
    [REGISTER_MEASURE] = {TABLE(measure), .is_numbered_for_all = true},
    [REGISTER_GUARDED] = {TABLE(guarded)},
    [REGISTER_PARTY] = {TABLE(party)},
    [REGISTER_TRANSFER] = {TABLE(transfer)},
    [REGISTER_RELEASE] = {TABLE(release)},
    [REGISTER_NUMBER_OWN] = {TABLE(number_own)},
};
_Static_assert(COUNT_OF(own_columns) <= REGISTER_COLUMNS_MAX, "room for the widest register");
_Static_assert(COUNT_OF(own_columns) == OWN_BASIS + 1, "own");
_Static_assert(COUNT_OF(link_columns) == LINK_EVIDENCE + 1, "link");
_Static_assert(COUNT_OF(sending_columns) == SENDING_NOTE + 1, "sending");
_Static_assert(COUNT_OF(contact_columns) == CONTACT_NOTE + 1, "contact");
_Static_assert(COUNT_OF(account_columns) == ACCOUNT_NOTE + 1, "account");
_Static_assert(COUNT_OF(measure_columns) == MEASURE_NOTE + 1, "measure");
_Static_assert(COUNT_OF(guarded_columns) == GUARDED_ROLE + 1, "guarded");
_Static_assert(COUNT_OF(party_columns) == PARTY_NOTE + 1, "party");
_Static_assert(COUNT_OF(transfer_columns) == TRANSFER_NOTE + 1, "transfer");
_Static_assert(COUNT_OF(release_columns) == RELEASE_PURPOSE + 1, "release");
_Static_assert(COUNT_OF(number_own_columns) == NUMBER_OWN_BLIND + 1, "number_own");

struct register_row register_row_of(int64_t addressee_no, int64_t from, int64_t until)
{
    struct register_row row = {
        .n = {[ROW_ADDRESSEE_NO] = addressee_no, [ROW_FROM] = from, [ROW_UNTIL] = until}};

    for (size_t i = 0; i < REGISTER_COLUMNS_MAX; i++) {
        row.t[i] = (struct text){"", 0};
    }
    return row;
}

bool register_row_covers(const struct register_row *row, date day)
{
    return row->n[ROW_FROM] <= date_ymd(day) && date_ymd(day) < row->n[ROW_UNTIL];
}

/* --------------------------------------------------------------------------------- 読む ------- */

static enum err read_rows(struct query *q, const struct table_of *table, struct arena *arena,
                          struct report *report, struct register_row **ret, size_t *ret_count)
{
    struct register_row *rows = NULL;
    size_t count = 0, capacity = 0;
    bool more = false;
    enum err e;

    while ((e = query_step(q, report, &more)) == ERR_NONE && more) {
        struct register_row *row = ARENA_PUSH(arena, rows, count, capacity);
        *row = register_row_of(0, 0, 0);
        for (size_t c = 0; c < table->column_count; c++) {
            if (table->columns[c].type == BULK_I64) {
                row->n[c] = query_i64(q, (int)c);
            } else if (table->columns[c].type == BULK_TEXT) {
                row->t[c] = text_copy(arena, query_text(q, (int)c));
            } else {
                row->t[c] = text_copy(arena, query_blob(q, (int)c));
            }
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = rows;
        *ret_count = count;
    }
    return e;
}

enum err register_rows(struct store *s, enum register_table which, int64_t addressee_no, int64_t known_at,
                       struct arena *arena, struct report *report, struct register_row **ret,
                       size_t *ret_count)
{
    struct query *q = store_query(s, tables[which].of);

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "known_at", known_at == REGISTER_MOMENT_OPEN ? known_at - 1 : known_at);
    return read_rows(q, &tables[which], arena, report, ret, ret_count);
}

/* --------------------------------------------------------------------------------- 書く ------- */

enum err register_next_no(const struct register_change *c, enum register_table which, int64_t addressee_no,
                          int64_t *ret)
{
    struct query *q = store_query(c->store, tables[which].next);
    bool row = false;

    if (!tables[which].is_numbered_for_all) {
        query_set_i64(q, "addressee_no", addressee_no);
    }
    enum err e = query_step(q, c->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err insert(const struct register_change *c, const struct table_of *table,
                       const struct register_row *row)
{
    struct bulk *b = NULL;
    enum err e = store_bulk_begin(c->store, table->name, table->columns, table->column_count, c->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].type == BULK_I64) {
            bulk_i64(b, row->n[i]);
        } else if (table->columns[i].type == BULK_TEXT) {
            bulk_text(b, row->t[i]);
        } else {
            bulk_blob(b, row->t[i].bytes, row->t[i].len);
        }
    }
    e = bulk_row(b, c->report);
    enum err end = bulk_end(b, c->report);
    return e != ERR_NONE ? e : end;
}

enum err register_add(const struct register_change *c, enum register_table which, struct register_row *row)
{
    enum err e = ERR_NONE;

    assert(row->n[ROW_FROM] < row->n[ROW_UNTIL]);
    if (row->n[ROW_NO] == 0) {
        e = register_next_no(c, which, row->n[ROW_ADDRESSEE_NO], &row->n[ROW_NO]);
    }
    row->n[ROW_RECORDED_AT] = c->at;
    row->n[ROW_SUPERSEDED_AT] = REGISTER_MOMENT_OPEN;
    row->n[ROW_CHANGE_NO] = c->change_no;
    row->n[ROW_CLOSED_BY] = 0;
    return e == ERR_NONE ? insert(c, &tables[which], row) : e;
}

enum err register_close(const struct register_change *c, enum register_table which,
                        const struct register_row *row)
{
    struct query *q = store_query(c->store, tables[which].close);
    int64_t changed = 0;

    query_set_i64(q, "now", c->at);
    query_set_i64(q, "change_no", c->change_no);
    query_set_i64(q, "addressee_no", row->n[ROW_ADDRESSEE_NO]);
    query_set_i64(q, "row_no", row->n[ROW_NO]);
    query_set_i64(q, "recorded_at", row->n[ROW_RECORDED_AT]);
    enum err e = query_run(q, c->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(c->report, ERR_INPUT,
                        "宛名番号 %lld の登録は、ほかの変更がその後に書き換えています。"
                        "今の内容を開き直してください。",
                        (long long)row->n[ROW_ADDRESSEE_NO]);
    }
    return e;
}

enum err register_end(const struct register_change *c, enum register_table which,
                      const struct register_row *row, int64_t until)
{
    struct register_row rest = *row;
    enum err e = register_close(c, which, row);

    if (e == ERR_NONE && row->n[ROW_FROM] < until) {
        rest.n[ROW_UNTIL] = until;
        e = register_add(c, which, &rest);
    }
    return e;
}

/* ------------------------------------------------------------------------------- 取消し ------- */

static bool is_written_by(const struct register_row *row, const struct register_change *c)
{
    return row->n[ROW_CHANGE_NO] == c->change_no;
}

static bool is_open(const struct register_row *row)
{
    return row->n[ROW_SUPERSEDED_AT] == REGISTER_MOMENT_OPEN;
}

/* What the change wrote stands still, or again: an undone later change has put it back. */
static bool stands(const struct register_row *rows, size_t count, const struct register_row *written,
                   const struct register_change *c)
{
    for (size_t i = 0; i < count; i++) {
        if (is_open(&rows[i]) && is_written_by(&rows[i], c) && rows[i].n[ROW_NO] == written->n[ROW_NO]) {
            return true;
        }
    }
    return false;
}

static enum err undo_rows(const struct register_change *c, enum register_table which,
                          const struct register_row *rows, size_t count, int64_t applied_at)
{
    for (size_t i = 0; i < count; i++) {
        enum err e = ERR_NONE;
        if (is_written_by(&rows[i], c) && !stands(rows, count, &rows[i], c)) {
            e = report_fail(c->report, ERR_INPUT,
                            "宛名番号 %lld の登録は、後の変更のもとになっています。"
                            "後の変更を先に取り消してください。",
                            (long long)rows[i].n[ROW_ADDRESSEE_NO]);
        } else if (is_written_by(&rows[i], c) && is_open(&rows[i])) {
            e = register_close(c, which, &rows[i]);
        }
        if (e != ERR_NONE) {
            return e;
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct register_row again = rows[i];
        bool is_closed = rows[i].n[ROW_CLOSED_BY] == c->change_no &&
                         rows[i].n[ROW_SUPERSEDED_AT] == applied_at;
        if (!is_closed) {
            continue;
        }
        again.n[ROW_RECORDED_AT] = c->at;
        again.n[ROW_SUPERSEDED_AT] = REGISTER_MOMENT_OPEN;
        again.n[ROW_CLOSED_BY] = 0; /* its change_no stays: the row says again what that change said */
        enum err e = insert(c, &tables[which], &again);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

enum err register_undo(const struct register_change *c, enum register_table which, int64_t addressee_no,
                       int64_t applied_at, size_t *ret_touched)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    struct query *q = store_query(c->store, tables[which].touched);

    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "change_no", c->change_no);
    query_set_i64(q, "at", applied_at);
    enum err e = read_rows(q, &tables[which], c->arena, c->report, &rows, &count);
    if (e == ERR_NONE) {
        e = undo_rows(c, which, rows, count, applied_at);
    }
    *ret_touched = count;
    return e;
}

enum err register_undo_all(const struct register_change *c, int64_t addressee_no, int64_t applied_at)
{
    size_t total = 0;
    enum err e = ERR_NONE;

    for (int which = 0; which < REGISTER_TABLES && e == ERR_NONE; which++) {
        size_t touched = 0;
        e = register_undo(c, (enum register_table)which, addressee_no, applied_at, &touched);
        total += touched;
    }
    if (e == ERR_NONE && total == 0) {
        e = report_fail(c->report, ERR_INPUT, "宛名番号 %lld に取り消す登録がありません。",
                        (long long)addressee_no);
    }
    return e;
}

/* ------------------------------------------------------------------------------- 電話 --------- */

size_t phone_digits(struct text typed, char ret[PHONE_DIGITS_MAX + 1])
{
    size_t at = 0, n = 0;
    bool is_abroad = false;

    while (at < typed.len && n < PHONE_DIGITS_MAX) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        is_abroad = is_abroad || (n == 0 && (c == '+' || c == 0xFF0B));
        if (c >= 0xFF10 && c <= 0xFF19) {
            c = c - 0xFF10 + '0';
        }
        if (c >= '0' && c <= '9') {
            ret[n++] = (char)c;
        }
    }
    if (is_abroad && n > 2 && ret[0] == '8' && ret[1] == '1') { /* +81 3 ... is 03 ... */
        bool has_zero = ret[2] == '0';
        size_t skip = has_zero ? 2 : 1;
        memmove(ret, ret + skip, n - skip);
        n -= skip;
        ret[0] = '0';
    }
    ret[n] = '\0';
    return n;
}
