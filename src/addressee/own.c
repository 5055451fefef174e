/*
 * 住登外者・法人 -- their numbers, their rows, who they may already be.
 *
 * Number  住民記録システム標準仕様書 1.1.13; 共通機能標準仕様書 0310004: unique also among the
 * residents' numbers Rows    SD-01, SD-02, AD-08
 */
#include "addressee/own.h"

#include "addressee/posting.h"
#include "addressee/search_key.h"
#include "base/table.h"

/* ------------------------------------------------------------------------------- 番号 --------- */

/* 住民記録システム標準仕様書 1.1.13: the serial with its check digit behind; 0 = this serial is never
 * issued. */
static int64_t own_number_of_serial(int64_t serial)
{
    for (int64_t digit = 0; digit <= 9; digit++) {
        if (addressee_number_check_digit_is_right(serial * 10 + digit)) {
            return serial * 10 + digit;
        }
    }
    return 0;
}

/* The first serial of that space: params/municipal/<code>/addressee.tsv. */
static enum err own_first_serial(const struct data_folder *folder, date day, struct arena *arena,
                                 struct report *report, int64_t *ret)
{
    static const struct column columns[] = {
        {"from", COLUMN_DATE, true, true}, {"key", COLUMN_TEXT, true, true},
        {"value", COLUMN_INT, true, false}, {"source", COLUMN_TEXT, true, false}};
    struct table t;
    const char *path =
        arena_printf(arena, "%s/municipal/%s/addressee.tsv", folder->params, folder->municipality);
    const char *shown = arena_printf(arena, "params/municipal/%s/addressee.tsv", folder->municipality);
    enum err e = table_read(path, shown, columns, COUNT_OF(columns), arena, report, &t);

    if (e != ERR_NONE) {
        return e;
    }
    const char *const key[] = {"own_first_serial"};
    const struct table_row *row = table_in_force(&t, day, key);
    if (row == NULL || table_cell(&t, row, "value")->number <= 0) {
        return report_fail(report, ERR_INPUT,
                           "住登外者の番号の始まり（own_first_serial）が %s にありません。", shown);
    }
    *ret = table_cell(&t, row, "value")->number;
    return ERR_NONE;
}

static enum err one_number(const struct register_change *c, struct query *q, int64_t *ret, bool *ret_row)
{
    enum err e = query_step(q, c->report, ret_row);
    if (e == ERR_NONE && *ret_row) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err own_number_next(const struct register_change *c, const struct data_folder *folder, int64_t *ret)
{
    int64_t highest = 0, serial = 0;
    bool row = false;
    enum err e = own_first_serial(folder, folder->business_date, c->arena, c->report, &serial);

    if (e == ERR_NONE) {
        e = one_number(c, store_query(c->store, SQL_addressee_own_highest), &highest, &row);
    }
    serial = highest / 10 + 1 > serial ? highest / 10 + 1 : serial;
    for (; e == ERR_NONE; serial++) {
        int64_t number = own_number_of_serial(serial), other = 0;
        if (number == 0) {
            continue; /* remainder 1: never issued */
        }
        struct query *q = store_query(c->store, SQL_addressee_own_taken);
        query_set_i64(q, "addressee_no", number);
        e = one_number(c, q, &other, &row);
        if (e == ERR_NONE && !row) {
            *ret = number;
            return ERR_NONE;
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------- 行 ----------- */

enum err own_as_of(struct store *s, int64_t addressee_no, struct as_of as_of, struct arena *arena,
                   struct report *report, struct register_row *ret, bool *ret_found)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = register_rows(s, REGISTER_OWN, addressee_no, as_of.known_at, arena, report, &rows, &count);

    *ret_found = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (register_row_covers(&rows[i], as_of.on)) {
            *ret = rows[i];
            *ret_found = true;
        }
    }
    return e;
}

void own_to_addressee(const struct register_row *row, struct addressee *ret)
{
    struct addressee a = {
        .addressee_no = row->n[ROW_ADDRESSEE_NO],
        .history_no = (int32_t)row->n[ROW_NO],
        .name = row->t[OWN_NAME],
        .kana = row->t[OWN_KANA],
        .alias = row->t[OWN_ALIAS],
        .former_surname = {"", 0},
        .roman = row->t[OWN_ROMAN],
        .printed_name = row->t[OWN_NAME],
        .birth = {(int32_t)row->n[OWN_BIRTH]},
        .sex = (int)row->n[OWN_SEX],
        .kind = (int)row->n[OWN_KIND],
        .status = (int)row->n[OWN_STATUS],
        .relation = {"", 0},
        .postal_code = row->t[OWN_POSTAL_CODE],
        .address = row->t[OWN_ADDRESS],
        .building = row->t[OWN_BUILDING],
        .resident_from = date_none(),
    };
    bool is_day = date_from_ymd((int32_t)row->n[ROW_FROM], &a.valid_from) &&
                  date_from_ymd((int32_t)row->n[ROW_UNTIL], &a.valid_until);
    assert(is_day);
    *ret = a;
}

/* ------------------------------------------------------------------------------- 検索キー ----- */

static enum err write_keys(struct store *s, struct key_list *list, struct report *report)
{
    key_list_sort(list);
    for (size_t i = 0; i < list->count; i++) {
        const struct key_entry *key = &list->entries[i];
        int64_t changed = 0;
        struct query *q = store_query(s, SQL_addressee_search_insert);
        query_set_i64(q, "kind", (int64_t)key->kind);
        query_set_text(q, "search_key", (struct text){key->bytes, key->len});
        query_set_i64(q, "addressee_no", key->first_no);
        query_set_blob(q, "more", "", 0);
        enum err e = query_run(q, report, &changed);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

enum err own_write_keys(struct store *s, const struct register_row *row, struct report *report)
{
    int64_t no = row->n[ROW_ADDRESSEE_NO], changed = 0;
    const struct key_names names = {
        .name = row->t[OWN_NAME], .kana = row->t[OWN_KANA],         .alias = row->t[OWN_ALIAS],
        .roman = row->t[OWN_ROMAN], .address = row->t[OWN_ADDRESS], .building = row->t[OWN_BUILDING],
        .is_body = row->n[OWN_KIND] == OWN_KIND_BODY,
    };
    struct query *q = store_query(s, SQL_addressee_birth_insert);

    query_set_i64(q, "birth", row->n[OWN_BIRTH]);
    query_set_i64(q, "addressee_no", no);
    query_set_blob(q, "more", "", 0);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        struct key_list list;
        struct arena *arena = arena_new("検索の鍵", (size_t)4 << 20);
        key_list_begin(&list, arena);
        keys_of_names(no, &names, NULL, &list);
        e = write_keys(s, &list, report);
        arena_free(arena);
    }
    return e;
}

/* ------------------------------------------------------------------------------- 重複 --------- */

struct comparing {
    struct store *s;
    struct arena *arena;
    struct report *report;
    const struct register_row *row;
    struct as_of as_of;
    char name[KEY_BYTES], kana[KEY_BYTES], address[KEY_BYTES];
    struct own_double *doubles;
    size_t count, capacity;
};

static bool folds_to(struct text t, const char *key)
{
    char folded[KEY_BYTES];
    size_t n = kanji_fold(t.bytes, t.len, folded, sizeof(folded));
    return n > 0 && n == strlen(key) && memcmp(folded, key, n) == 0;
}

static bool folds_to_kana(struct text t, const char *key)
{
    char folded[KEY_BYTES];
    size_t n = kana_fold(t.bytes, t.len, folded, sizeof(folded));
    return n > 0 && n == strlen(key) && memcmp(folded, key, n) == 0;
}

static bool is_met(const struct comparing *in, int64_t no)
{
    for (size_t i = 0; i < in->count; i++) {
        if (in->doubles[i].addressee_no == no) {
            return true;
        }
    }
    return false;
}

static enum likeness likeness_of(const struct comparing *in, const struct addressee *a)
{
    bool is_name = folds_to(a->name, in->name) || folds_to(a->alias, in->name) ||
                   folds_to_kana(a->kana, in->kana);
    bool is_birth = in->row->n[OWN_BIRTH] != 0 && a->birth.ymd == in->row->n[OWN_BIRTH];
    bool is_address = folds_to(a->address, in->address);

    if (!is_name) {
        return 0;
    }
    if (is_address && (is_birth || in->row->n[OWN_KIND] == OWN_KIND_BODY)) {
        return LIKE_ALL;
    }
    return is_birth ? LIKE_NAME_AND_BIRTH : is_address ? LIKE_NAME_AND_ADDRESS : 0;
}

static enum err compare(struct comparing *in, int64_t addressee_no)
{
    struct addressee a;
    struct report quiet;

    if (addressee_no == in->row->n[ROW_ADDRESSEE_NO] || is_met(in, addressee_no)) {
        return ERR_NONE;
    }
    report_init(&quiet);
    enum err e = addressee_by_no(in->s, addressee_no, in->as_of, in->arena, &quiet, &a);
    enum likeness like = e == ERR_NONE ? likeness_of(in, &a) : 0;
    if (like != 0) {
        *ARENA_PUSH(in->arena, in->doubles, in->count, in->capacity) =
            (struct own_double){addressee_no, like};
    }
    report_done(&quiet);
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

#define CANDIDATES_MAX 4096
/* Persons of an index statement, each looked at once the statement has ended. */
static enum err compare_all(struct comparing *in, struct query *q)
{
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;

    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        struct text more = query_blob(q, 1);
        *ARENA_PUSH(in->arena, numbers, count, capacity) = query_i64(q, 0);
        struct posting_walk w = posting_walk_of(query_i64(q, 0), more);
        while (posting_walk_next(&w)) {
            *ARENA_PUSH(in->arena, numbers, count, capacity) = w.number;
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = compare(in, numbers[i]);
    }
    return e;
}

static enum err compare_key(struct comparing *in, enum key_kind kind, const char *key)
{
    char until[KEY_BYTES + 1];
    size_t len = strlen(key);

    if (len == 0) {
        return ERR_NONE;
    }
    memcpy(until, key, len);
    until[len] = '\x01'; /* exactly this key: nothing sorts between it and its first successor */
    struct query *q = store_query(in->s, SQL_addressee_search_key);
    query_set_i64(q, "kind", (int64_t)kind);
    query_set_text(q, "from", (struct text){key, len});
    query_set_text(q, "until", (struct text){until, len + 1});
    query_set_i64(q, "count", CANDIDATES_MAX);
    return compare_all(in, q);
}

static enum err same_corporate_number(struct comparing *in)
{
    struct text number = in->row->t[OWN_CORPORATE_NUMBER];
    int64_t *found = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e = ERR_NONE;

    if (number.len == 0) {
        return ERR_NONE;
    }
    struct query *q = store_query(in->s, SQL_addressee_own_corporate);
    query_set_text(q, "corporate_number", number);
    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(in->arena, found, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (found[i] != in->row->n[ROW_ADDRESSEE_NO] && !is_met(in, found[i])) {
            *ARENA_PUSH(in->arena, in->doubles, in->count, in->capacity) =
                (struct own_double){found[i], LIKE_ALL};
        }
    }
    return e;
}

static int by_likeness(const void *a, const void *b)
{
    const struct own_double *x = a, *y = b;

    if (x->likeness != y->likeness) {
        return x->likeness > y->likeness ? -1 : 1;
    }
    return x->addressee_no < y->addressee_no ? -1 : 1;
}

enum err own_doubles(struct store *s, const struct register_row *row, date on, struct arena *arena,
                     struct report *report, struct own_double **ret, size_t *ret_count)
{
    struct comparing in = {.s = s, .arena = arena, .report = report, .row = row, .as_of = {on, INT64_MAX}};
    struct text name = row->t[OWN_NAME], kana = row->t[OWN_KANA], address = row->t[OWN_ADDRESS];

    kanji_fold(name.bytes, name.len, in.name, sizeof(in.name));
    kana_fold(kana.bytes, kana.len, in.kana, sizeof(in.kana));
    kanji_fold(address.bytes, address.len, in.address, sizeof(in.address));
    enum err e = same_corporate_number(&in);
    if (e == ERR_NONE) {
        e = compare_key(&in, KEY_KANJI, in.name);
    }
    if (e == ERR_NONE) {
        e = compare_key(&in, KEY_KANA, in.kana);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (in.count > 0) {
        qsort(in.doubles, in.count, sizeof(in.doubles[0]), by_likeness);
    }
    *ret = in.doubles;
    *ret_count = in.count;
    return ERR_NONE;
}
