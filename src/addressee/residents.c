/*
 * 住民記録の取込み -- JU-02 全件 and JU-01 異動 (interfaces.md 6.2).
 *
 * A full feed comes in order of 宛名番号 and 履歴番号, so persons are merged with the table slice by slice
 * and memory stays bounded: one thread makes slices of whole persons ahead, another writes them. Changed rows
 * come in the order they were sent and are sorted first. Rows that
 * say what we know change nothing; a row that says something else closes ours and adds its own.
 */
#include "addressee/residents.h"

#include <stdarg.h>

#define SLICE_ROWS 1024 /* of changed rows */
#define HISTORY_ROWS_MAX 4096
#define CHANGE_ROWS_MAX 100000 /* a day has 300 to 8,000; more comes as a full feed */

static void residents_free(struct import_run *run)
{
    struct residents *in = run->state;

    run->state = NULL;
    if (in == NULL) {
        return;
    }
    bulk_drop(in->person_bulk); /* both NULL unless the import is given up */
    bulk_drop(in->number_bulk);
    number_keys_wipe(&in->keys);
    arena_free(in->feed);
    arena_free(in->slice);
    arena_free(in->gathered);
    arena_free(in->folded);
    arena_free(in->carried);
    for (size_t i = 0; i < IMPORT_PLACES; i++) {
        arena_free(in->slices[i].arena);
    }
    report_done(&in->ahead_report);
    arena_free(in->state);
}

/* ------------------------------------------------------------------------------- 既知 --------- */

static enum err register_is_empty(struct store *s, struct report *report, bool *ret)
{
    bool row = false;
    struct query *q = store_query(s, SQL_addressee_person_any);
    enum err e = query_step(q, report, &row);

    query_reset(q);
    if (e == ERR_NONE) {
        *ret = !row;
    }
    return e;
}

struct known {
    struct known_person *persons;
    size_t count, capacity;
};

/* Rows of a query in order of (addressee_no, history_no), person by person. */
static enum err known_rows(struct residents *in, struct query *q, struct known *known)
{
    bool row = false;
    struct known_person *p = known->count > 0 ? &known->persons[known->count - 1] : NULL;
    size_t capacity = 0;
    enum err e;

    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        struct person_row read;
        person_row_read(q, in->slice, &read);
        if (p == NULL || p->addressee_no != read.n[PERSON_ADDRESSEE_NO]) {
            p = ARENA_PUSH(in->slice, known->persons, known->count, known->capacity);
            *p = (struct known_person){.addressee_no = read.n[PERSON_ADDRESSEE_NO]};
            capacity = 0;
        }
        *ARENA_PUSH(in->slice, p->rows, p->row_count, capacity) = read;
    }
    query_reset(q);
    return e;
}

static struct known_person *known_find(struct known *known, int64_t addressee_no)
{
    size_t low = 0, high = known->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (known->persons[mid].addressee_no < addressee_no) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < known->count && known->persons[low].addressee_no == addressee_no
               ? &known->persons[low] : NULL;
}

/* The sealed numbers of the same persons, opened. */
static enum err known_numbers(struct residents *in, struct query *q, struct known *known)
{
    bool row = false;
    struct known_person *p = NULL;
    size_t capacity = 0;
    enum err e;

    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        struct number_place place = {query_i64(q, 0), query_i64(q, 1), query_i64(q, 2)};
        if (p == NULL || p->addressee_no != place.addressee_no) {
            p = known_find(known, place.addressee_no);
            capacity = 0;
            if (p == NULL) {
                e = report_fail(in->run->report, ERR_WORLD,
                                "宛名番号 %lld の番号の記録に、宛名の記録がありません。"
                                "verify を実行してください。",
                                (long long)place.addressee_no);
                break;
            }
        }
        struct known_number *n = ARENA_PUSH(in->slice, p->numbers, p->number_count, capacity);
        n->history_no = place.history_no;
        n->recorded_at = place.recorded_at;
        if (!number_open(&in->keys, place, query_blob(q, 3), &n->pair)) {
            e = report_fail(in->run->report, ERR_WORLD,
                            "宛名番号 %lld の番号の記録を開けません。"
                            "データフォルダの keys/ の鍵を確かめてください。",
                            (long long)place.addressee_no);
            break;
        }
    }
    query_reset(q);
    return e;
}

static enum err known_range(struct residents *in, int64_t lowest, int64_t highest,
                            struct known *known)
{
    struct store *s = in->run->session->store;
    struct query *q = store_query(s, SQL_addressee_person_open_range);

    query_set_i64(q, "lowest", lowest);
    query_set_i64(q, "highest", highest);
    enum err e = known_rows(in, q, known);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_addressee_number_open_range);
    query_set_i64(q, "lowest", lowest);
    query_set_i64(q, "highest", highest);
    return known_numbers(in, q, known);
}

static enum err known_one(struct residents *in, int64_t addressee_no, struct known *known)
{
    struct store *s = in->run->session->store;
    struct query *q = store_query(s, SQL_addressee_person_open_of);

    query_set_i64(q, "addressee_no", addressee_no);
    enum err e = known_rows(in, q, known);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_addressee_number_open_of);
    query_set_i64(q, "addressee_no", addressee_no);
    return known_numbers(in, q, known);
}

/* ------------------------------------------------------------------------------- 突合 --------- */

/*
 * A task for everybody we know and the full feed does not have. No record of the file is theirs, so their
 * tasks are numbered from -1 downwards.
 */
static enum err absent_tasks(struct residents *in, const struct known *known)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < known->count && e == ERR_NONE; i++) {
        if (!known->persons[i].is_met) {
            in->persons_absent++;
            e = residents_task(in, -in->persons_absent, "S04",
                               "宛名番号 %lld は全件にありません。記録は変えていません。"
                               "住民記録に確かめてください。",
                               (long long)known->persons[i].addressee_no);
        }
    }
    return e;
}

static size_t rows_of_person(const struct person_row *rows, size_t first, size_t count)
{
    size_t n = 1;

    while (first + n < count &&
           rows[first + n].n[PERSON_ADDRESSEE_NO] == rows[first].n[PERSON_ADDRESSEE_NO]) {
        n++;
    }
    return n;
}

/* Rows of the feed, whole persons in order, with the table. */
static enum err merge_slice(struct residents *in, struct person_row *rows, size_t count)
{
    struct merge m;
    struct known known = {0};
    enum err e = ERR_NONE;

    if (count == 0) {
        return ERR_NONE;
    }
    arena_reset(in->slice);
    merge_begin(&m, in->slice, in->run->recorded_at);
    int64_t highest = rows[count - 1].n[PERSON_ADDRESSEE_NO];
    if (!in->is_first && in->is_full) {
        e = known_range(in, in->merged_up_to + 1, highest, &known);
    }
    for (size_t i = 0, n; i < count && e == ERR_NONE; i += n) {
        int64_t no = rows[i].n[PERSON_ADDRESSEE_NO];
        n = rows_of_person(rows, i, count);
        if (!in->is_first && !in->is_full) {
            e = known_one(in, no, &known);
        }
        if (e == ERR_NONE) {
            struct known_person *p = known_find(&known, no);
            if (p != NULL) {
                p->is_met = true;
            }
            merge_person(&m, &rows[i], n, p);
        }
    }
    if (e == ERR_NONE && in->is_full) {
        e = absent_tasks(in, &known);
    }
    in->merged_up_to = highest;
    return e == ERR_NONE ? residents_write(in, &m) : e;
}

/* Persons behind the last one of a full feed that we know and it does not have. */
static enum err absent_at_the_end(struct residents *in)
{
    struct known known = {0};

    if (in->is_first || !in->is_full) {
        return ERR_NONE;
    }
    arena_reset(in->slice);
    enum err e = known_range(in, in->merged_up_to + 1, INT64_MAX, &known);
    return e == ERR_NONE ? absent_tasks(in, &known) : e;
}

/* ------------------------------------------------------------------------------- 読込み ------- */

static enum err residents_begin(struct import_run *run, bool is_full)
{
    struct arena *state = arena_new("residents", (size_t)8 << 20);
    struct residents *in = ARENA_NEW(state, struct residents);
    in->run = run;
    in->state = state;
    in->is_full = is_full;
    in->feed = arena_new("residents-feed", (size_t)512 << 20);
    in->slice = arena_new("residents-slice", (size_t)512 << 20);
    in->gathered = arena_new("residents-gathered", (size_t)2 << 30);
    in->folded = arena_new("residents-folded", (size_t)2 << 30);
    key_list_begin(&in->search_keys, in->folded);
    in->belongings = pile_of(in->gathered, sizeof(struct belonging_row));
    in->births = pile_of(in->gathered, sizeof(struct birth_entry));
    in->blinds = pile_of(in->gathered, sizeof(struct blind_entry));
    in->carried = arena_new("residents-carried", (size_t)64 << 20);
    for (size_t i = 0; i < IMPORT_PLACES && is_full; i++) {
        in->slices[i].arena = arena_new("residents-ahead", (size_t)128 << 20);
    }
    report_init(&in->ahead_report);
    run->state = in;

    enum err e = field_map_make(run->layout, run->report, &in->map);
    if (e == ERR_NONE) {
        e = number_keys_load(&run->session->folder, run->report, &in->keys);
    }
    if (e == ERR_NONE) {
        e = register_is_empty(run->session->store, run->report, &in->is_first);
    }
    if (e == ERR_NONE) {
        in->no_fields = ARENA_ARRAY(state, struct text, in->map.field_count);
    } else {
        residents_free(run);
    }
    return e;
}

static enum err full_begin(struct import_run *run)
{
    return residents_begin(run, true);
}

static enum err change_begin(struct import_run *run)
{
    return residents_begin(run, false);
}

static enum err header_check(struct residents *in, const struct record *r, struct report *report)
{
    struct text code = record_text(r, in->map.municipality);

    if (text_is(code, in->run->session->folder.municipality)) {
        return ERR_NONE;
    }
    return report_fail(report, ERR_INPUT,
                       "このファイルは市区町村 %.*s のものです。このデータフォルダは %s です。",
                       (int)code.len, code.bytes, in->run->session->folder.municipality);
}

/* A full feed is in order of (宛名番号, 履歴番号), each pair once. */
static enum err order_check(struct residents *in, const struct person_row *row)
{
    int64_t no = row->n[PERSON_ADDRESSEE_NO], history = row->n[PERSON_HISTORY_NO];
    bool is_after = no > in->last_no || (no == in->last_no && history > in->last_history);

    in->last_no = no;
    in->last_history = history;
    if (is_after) {
        return ERR_NONE;
    }
    return report_fail(&in->ahead_report, ERR_INPUT,
                       "レコード %lld 件目: 宛名番号 %lld 履歴番号 %lld が前のレコードより後ではありません。"
                       "全件は宛名番号・履歴番号の昇順で、重複のないものを受け取ります。",
                       (long long)row->record_no, (long long)no, (long long)history);
}

static enum err read_row(struct residents *in, const struct record *r, struct arena *arena,
                         struct report *report, struct person_row *ret)
{
    enum err e = field_map_read(&in->map, r, arena, report, ret);

    if (e == ERR_NONE && ret->n[PERSON_ADDRESSEE_NO] <= 0) {
        e = report_fail(report, ERR_INPUT, "レコード %lld 件目に宛名番号がありません。",
                        (long long)r->number);
    }
    return e;
}

static enum err change_record(struct import_run *run, const struct record *r)
{
    struct residents *in = run->state;

    if (r->kind == in->map.header_record) {
        return header_check(in, r, run->report);
    }
    if (r->kind != in->map.data_record) {
        return ERR_NONE;
    }
    if (in->row_count == CHANGE_ROWS_MAX) {
        return report_fail(run->report, ERR_INPUT,
                           "異動が %d 件を超えています。全件（JU-02）で受け取ってください。",
                           CHANGE_ROWS_MAX);
    }
    struct person_row *row = ARENA_PUSH(in->feed, in->rows, in->row_count, in->row_capacity);
    enum err e = read_row(in, r, in->feed, run->report, row);
    if (e == ERR_NONE) {
        person_row_keep(row, in->feed);
    }
    return e;
}

/* ------------------------------------------------------------------------- 全件の先読み ------- */

/* The last person of a block may go on in the next one: his rows wait for it. */
static enum err carry_over(struct residents *in, struct slice *s)
{
    size_t n = 0, count = s->row_count;

    while (n < count && s->rows[count - 1 - n].n[PERSON_ADDRESSEE_NO] == in->last_no) {
        n++;
    }
    if (n > HISTORY_ROWS_MAX) {
        return report_fail(&in->ahead_report, ERR_INPUT, "宛名番号 %lld の履歴が %d 件を超えています。",
                           (long long)in->last_no, HISTORY_ROWS_MAX);
    }
    s->row_count = count - n;
    arena_reset(in->carried);
    in->carry = ARENA_ARRAY(in->carried, struct person_row, n);
    in->carry_count = n;
    for (size_t i = 0; i < n; i++) {
        in->carry[i] = s->rows[s->row_count + i];
        person_row_keep(&in->carry[i], in->carried);
    }
    return ERR_NONE;
}

static enum err read_slice(struct residents *in, struct slice *s, const struct record *records,
                           size_t count, bool is_last)
{
    enum err e = ERR_NONE;

    s->rows = ARENA_ARRAY(s->arena, struct person_row, in->carry_count + count);
    for (size_t i = 0; i < in->carry_count; i++) {
        s->rows[i] = in->carry[i];
        person_row_keep(&s->rows[i], s->arena);
    }
    s->row_count = in->carry_count;
    in->carry_count = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct record *r = &records[i];
        if (r->hold_code != NULL) {
            continue;
        }
        if (r->kind == in->map.header_record) {
            e = header_check(in, r, &in->ahead_report);
        } else if (r->kind == in->map.data_record) {
            struct person_row *row = &s->rows[s->row_count++];
            e = read_row(in, r, s->arena, &in->ahead_report, row);
            if (e == ERR_NONE) {
                e = order_check(in, row);
            }
        }
    }
    return e == ERR_NONE && !is_last ? carry_over(in, s) : e;
}

static void full_prepare(struct import_run *run, size_t place, const struct record *records,
                         size_t count, bool is_last)
{
    struct residents *in = run->state;
    struct slice *s = &in->slices[place];

    arena_reset(s->arena);
    s->row_count = 0;
    s->err = ERR_NONE;
    if (in->has_failed) {
        return; /* nobody will ask for it */
    }
    s->err = read_slice(in, s, records, count, is_last);
    in->has_failed = s->err != ERR_NONE;
    if (in->has_failed || !in->is_first) {
        return;
    }
    merge_begin(&s->merge, s->arena, run->recorded_at);
    for (size_t i = 0, n; i < s->row_count; i += n) {
        n = rows_of_person(s->rows, i, s->row_count);
        merge_person(&s->merge, &s->rows[i], n, NULL);
    }
    residents_fold(in, &s->merge);
    residents_gather(in, &s->merge);
}

static enum err full_take(struct import_run *run, size_t place)
{
    struct residents *in = run->state;
    struct slice *s = &in->slices[place];

    if (s->err != ERR_NONE) {
        for (size_t i = 0; i < in->ahead_report.kept; i++) {
            report_add(run->report, "%s", in->ahead_report.lines[i]);
        }
        return s->err;
    }
    return in->is_first ? residents_write_folded(in, &s->merge)
                        : merge_slice(in, s->rows, s->row_count);
}

/* ------------------------------------------------------------------------------- 終わり ------- */

static int by_person_and_record(const void *a, const void *b)
{
    const struct person_row *x = a, *y = b;

    for (int i = PERSON_ADDRESSEE_NO; i <= PERSON_HISTORY_NO; i++) {
        if (x->n[i] != y->n[i]) {
            return x->n[i] < y->n[i] ? -1 : 1;
        }
    }
    return x->record_no < y->record_no ? -1 : x->record_no > y->record_no;
}

/* Of a history row that was sent more than once, the one sent last counts. */
static size_t last_sent(struct person_row *rows, size_t count)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        bool again = n > 0 &&
                     rows[n - 1].n[PERSON_ADDRESSEE_NO] == rows[i].n[PERSON_ADDRESSEE_NO] &&
                     rows[n - 1].n[PERSON_HISTORY_NO] == rows[i].n[PERSON_HISTORY_NO];
        n -= again;
        rows[n++] = rows[i];
    }
    return n;
}

static enum err merge_changes(struct residents *in)
{
    size_t done = 0;
    enum err e = ERR_NONE;

    if (in->row_count > 0) {
        qsort(in->rows, in->row_count, sizeof(in->rows[0]), by_person_and_record);
        in->row_count = last_sent(in->rows, in->row_count);
    }
    while (done < in->row_count && e == ERR_NONE) {
        size_t n = in->row_count - done < SLICE_ROWS ? in->row_count - done : SLICE_ROWS;
        while (done + n < in->row_count && in->rows[done + n].n[PERSON_ADDRESSEE_NO] ==
                                               in->rows[done + n - 1].n[PERSON_ADDRESSEE_NO]) {
            n++;
        }
        e = merge_slice(in, in->rows + done, n);
        done += n;
    }
    return e;
}

static enum err residents_end(struct import_run *run)
{
    struct residents *in = run->state;
    enum err e = in->is_full ? ERR_NONE : merge_changes(in);

    if (e == ERR_NONE) {
        e = absent_at_the_end(in);
    }
    if (e == ERR_NONE) {
        e = residents_write_gathered(in);
    }
    if (e == ERR_NONE) {
        e = residents_look(in);
    }
    if (e == ERR_NONE && in->persons_absent > 0) {
        report_add(run->report,
                   "全件に無い宛名番号が %lld 人います。記録は変えていません。"
                   "住民記録に確かめてください。",
                   (long long)in->persons_absent);
    }
    residents_free(run);
    return e;
}

enum err residents_task(struct residents *in, int64_t record_no, const char *code,
                        const char *format, ...)
{
    char words[REPORT_LINE_BYTES];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    assert(n > 0 && n < (int)sizeof(words));
    struct record r = {.kind = in->map.data_record,
                       .number = record_no,
                       .field_count = in->map.field_count,
                       .fields = in->no_fields};
    return import_hold(in->run, &r, code, words);
}

const struct import_handler import_residents_full = {
    .layout = "ju-02-residents-full",
    .partner = "住民記録",
    .label = "住民記録 全件",
    .order = 10,
    .begin = full_begin,
    .prepare = full_prepare,
    .take = full_take,
    .end = residents_end,
    .cancel = residents_free,
};

const struct import_handler import_residents_change = {
    .layout = "ju-01-residents-change",
    .partner = "住民記録",
    .label = "住民記録 異動",
    .order = 11,
    .begin = change_begin,
    .record = change_record,
    .end = residents_end,
    .cancel = residents_free,
};
