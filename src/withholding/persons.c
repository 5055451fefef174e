/*
 * 特別徴収対象者情報 -- whom the pension side can collect from, and how large his pension is (NK-01).
 *
 * Rules    interfaces.md 7.1 to 7.5; users_ask.md D6, D7 (wrong people, key errors)
 *
 * A person is known by his 基礎年金番号 alone, and only after somebody has said who he is. Where a
 * householder of our insurance has his kana, birth and sex, it is a task to look and to say so (kind
 * withholding-person); whom nobody of ours resembles is kept and counted: the list names everybody of the
 * municipality. The name, birth and sex of somebody who is linked must go on agreeing with the register,
 * else his record waits.
 */
#include "withholding/pensioner.h"
#include "withholding/withholding.h"

#include <inttypes.h>

#define KANA_KEY_BYTES 128
#define KANA_CHARACTERS 25 /* of the file */

enum {
    CELL_MUNICIPALITY,
    CELL_OBLIGOR,
    CELL_MADE,
    CELL_NUMBER,
    CELL_CODE,
    CELL_BIRTH,
    CELL_SEX,
    CELL_KANA,
    CELL_YEARLY,
    CELLS
};
static const char *const cell_names[CELLS] = {
    "municipality", "obligor", "made", "pension_no", "pension_code", "birth", "sex", "name_kn", "amount1"};

/* Householders who are insured today, by birth. */
struct head {
    int32_t birth;
    int64_t addressee_no;
};
struct reading {
    struct arena *arena, *scratch;
    struct pension_keys keys;
    size_t record, at[CELLS];
    struct head *heads;
    size_t head_count, head_capacity;
    int64_t linked, waiting, unknown, again;
};
struct line {
    const struct record *record;
    struct text number, code, obligor, kana;
    int64_t birth, sex, yearly;
    date made;
    struct pensioner known;
};

static void cancel(struct import_run *run)
{
    struct reading *r = run->state;

    run->state = NULL;
    pension_keys_wipe(&r->keys);
    arena_free(r->scratch);
    arena_free(r->arena); /* holds *r itself */
}

/* ------------------------------------------------------------------------------ the heads ------ */

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int by_birth(const void *a, const void *b)
{
    const struct head *x = a, *y = b;

    if (x->birth != y->birth) {
        return x->birth < y->birth ? -1 : 1;
    }
    return (x->addressee_no > y->addressee_no) - (x->addressee_no < y->addressee_no);
}

static enum err load_insured(struct import_run *run, struct span today, struct arena *arena, int64_t **ret,
                             size_t *ret_count)
{
    struct eligibility_scan *scan;
    struct eligibility_fact f;
    size_t capacity = 0;
    bool more = false;
    enum err e = eligibility_scan_open(run->session->store, today, INT64_MAX, run->report, &scan);

    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_scan_next(scan, run->report, &f, &more)) == ERR_NONE && more) {
        if (f.kind == FACT_MEMBERSHIP) {
            *ARENA_PUSH(arena, *ret, *ret_count, capacity) = f.addressee_no; /* in their order */
        }
    }
    eligibility_scan_close(scan);
    return e;
}

static enum err load_heads(struct import_run *run, struct reading *r)
{
    const struct span today = span_of_day(run->business_date);
    struct eligibility_belonging_scan *scan;
    struct belonging b;
    int64_t *insured = NULL;
    size_t count = 0;
    bool more = false;
    enum err e = load_insured(run, today, r->arena, &insured, &count);

    if (e == ERR_NONE) {
        e = eligibility_belonging_open(run->session->store, today, INT64_MAX, INT64_MIN, run->report, &scan);
    }
    if (e != ERR_NONE) {
        return e;
    }
    while ((e = eligibility_belonging_next(scan, run->report, &b, &more)) == ERR_NONE && more) {
        if (b.is_head && count > 0 &&
            bsearch(&b.addressee_no, insured, count, sizeof(*insured), by_number) != NULL) {
            *ARENA_PUSH(r->arena, r->heads, r->head_count, r->head_capacity) =
                (struct head){b.birth.ymd, b.addressee_no};
        }
    }
    eligibility_belonging_close(scan);
    if (r->head_count > 1) {
        qsort(r->heads, r->head_count, sizeof(*r->heads), by_birth);
    }
    return e;
}

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("特別徴収対象者情報", (size_t)1 << 30);
    struct reading *r = ARENA_NEW(arena, struct reading);

    r->arena = arena;
    r->scratch = arena_new("特別徴収対象者情報の1件", (size_t)16 << 20);
    r->record = layout_record(run->layout, "data");
    for (int i = 0; i < CELLS; i++) {
        r->at[i] = layout_field(run->layout, r->record, cell_names[i]);
        assert(r->at[i] != SIZE_MAX); /* stands in the layout */
    }
    run->state = r;
    enum err e = pension_keys_load(&run->session->folder, run->report, &r->keys);
    e = e == ERR_NONE ? load_heads(run, r) : e;
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

/* -------------------------------------------------------------------------------- a line ------- */

static int64_t number(const struct reading *r, const struct record *record, int cell)
{
    int64_t value = -1;
    return record_i64(record, r->at[cell], &value) ? value : -1;
}

static enum err leave(struct import_run *run, const struct line *l, const char *code, int64_t addressee_no,
                      const char *words)
{
    struct reading *r = run->state;
    return import_hold_about(run, l->record, code,
                             arena_printf(r->scratch, "年金の人 %" PRId64 "（%.*s）: %s",
                                          l->known.pensioner_no, (int)l->kana.len, l->kana.bytes, words),
                             addressee_no);
}

/* A name that fills its field may have been cut off there: then the beginning is what is compared. */
static bool is_same_kana(struct text ours, struct text theirs)
{
    char x[KANA_KEY_BYTES], y[KANA_KEY_BYTES];
    size_t n = kana_fold(ours.bytes, ours.len, x, sizeof(x));
    size_t m = kana_fold(theirs.bytes, theirs.len, y, sizeof(y));
    bool is_cut = utf8_characters(theirs.bytes, theirs.len) >= KANA_CHARACTERS;

    return m > 0 && (n == m || (is_cut && n > m)) && memcmp(x, y, m) == 0;
}

/* Does the register say of that person what the pension side says? */
static enum err resembles(struct import_run *run, const struct line *l, int64_t addressee_no, bool *ret)
{
    struct reading *r = run->state;
    const struct as_of now = {run->business_date, INT64_MAX};
    struct addressee who;
    enum err e = addressee_by_no(run->session->store, addressee_no, now, r->scratch, run->report, &who);

    *ret =
        e == ERR_NONE && who.birth.ymd == l->birth && who.sex == l->sex && is_same_kana(who.kana, l->kana);
    return e;
}

/* The first of the heads with that birth. */
static size_t heads_from(const struct reading *r, int64_t birth)
{
    size_t low = 0, high = r->head_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->heads[middle].birth < birth) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum err look_for(struct import_run *run, const struct line *l)
{
    struct reading *r = run->state;
    int64_t found = 0, count = 0;
    enum err e = ERR_NONE;

    for (size_t i = heads_from(r, l->birth);
         i < r->head_count && r->heads[i].birth == l->birth && e == ERR_NONE; i++) {
        bool fits;
        e = resembles(run, l, r->heads[i].addressee_no, &fits);
        if (e == ERR_NONE && fits) {
            found = r->heads[i].addressee_no;
            count++;
        }
    }
    if (e != ERR_NONE || count == 0) {
        r->unknown += e == ERR_NONE;
        return e;
    }
    r->waiting++;
    return count == 1
               ? leave(run, l, "P01", found,
                       "カナ・生年月日・性別がこの世帯主と同じです。同じ人か確かめて「年金の人の確認」に"
                       "登録してください")
               : leave(run, l, "P01", 0,
                       arena_printf(r->scratch,
                                    "カナ・生年月日・性別の同じ世帯主が%" PRId64
                                    "人います。どの人か確かめて「年金の人の確認」に登録してください",
                                    count));
}

static enum err put(struct import_run *run, const struct line *l)
{
    struct store *s = run->session->store;
    int64_t changed;
    struct query *q = store_query(s, SQL_withholding_pension_close);

    query_set_i64(q, "pensioner_no", l->known.pensioner_no);
    query_set_i64(q, "recorded_at", run->recorded_at);
    enum err e = query_run(q, run->report, &changed);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_withholding_pension_add);
    query_set_i64(q, "pensioner_no", l->known.pensioner_no);
    query_set_i64(q, "recorded_at", run->recorded_at);
    query_set_text(q, "obligor", l->obligor);
    query_set_text(q, "pension_code", l->code);
    query_set_i64(q, "birth", l->birth);
    query_set_i64(q, "sex", l->sex);
    query_set_text(q, "kana", l->kana);
    query_set_i64(q, "yearly", l->yearly);
    query_set_i64(q, "made_on", date_ymd(l->made));
    return query_run(q, run->report, &changed);
}

/* Somebody who is linked: what is said of him must be said of the same person. */
static enum err take_linked(struct import_run *run, const struct line *l)
{
    struct reading *r = run->state;
    bool fits = false;
    enum err e = resembles(run, l, l->known.addressee_no, &fits);

    if (e == ERR_FINDINGS || (e == ERR_NONE && !fits)) {
        if (e == ERR_FINDINGS) {
            report_clear(run->report);
        }
        r->waiting++;
        return leave(
            run, l, "P02", l->known.addressee_no,
            "カナ・生年月日・性別が宛名と違います。同じ人か確かめてください。違えば確認の登録を取り消します"
            "（この記録は入れていません）");
    }
    r->linked += e == ERR_NONE;
    return e == ERR_NONE ? put(run, l) : e;
}

/* What stands is newer, or came with this file already: which pension counts is no choice of ours. */
static enum err refuse(struct import_run *run, const struct line *l, bool *ret_refused)
{
    struct reading *r = run->state;

    *ret_refused = true;
    if (l->known.stated_at == run->recorded_at) {
        r->waiting++;
        return leave(run, l, "P03", l->known.addressee_no,
                     "同じファイルに2件あります。どの年金から天引きするか、年金保険者に確かめてください"
                     "（後の記録は入れていません）");
    }
    if (l->known.stated_at != 0 && date_before(l->made, l->known.made_on)) {
        r->again++;
        return ERR_NONE;
    }
    *ret_refused = false;
    return ERR_NONE;
}

static enum err read_line(struct import_run *run, const struct record *record, struct line *ret)
{
    struct reading *r = run->state;
    struct text municipality = record_text(record, r->at[CELL_MUNICIPALITY]);
    date made;

    if (municipality.len != 5 || memcmp(municipality.bytes, run->session->folder.municipality, 5) != 0) {
        return report_fail(
            run->report, ERR_INPUT,
            "記録%" PRId64 "件目（E08）: 市町村コード %.*s は当市区町村（%.5s）ではありません",
            record->number, (int)municipality.len, municipality.bytes, run->session->folder.municipality);
    }
    bool is_day = date_from_ymd((int32_t)number(r, record, CELL_MADE), &made);
    assert(is_day); /* the layout demands it */
    *ret = (struct line){
        .record = record,
        .number = record_text(record, r->at[CELL_NUMBER]),
        .code = record_text(record, r->at[CELL_CODE]),
        .obligor = record_text(record, r->at[CELL_OBLIGOR]),
        .kana = record_text(record, r->at[CELL_KANA]),
        .birth = number(r, record, CELL_BIRTH),
        .sex = number(r, record, CELL_SEX),
        .yearly = number(r, record, CELL_YEARLY),
        .made = made,
    };
    return ret->number.len == PENSION_DIGITS
               ? ERR_NONE
               : report_fail(run->report, ERR_INPUT,
                             "記録%" PRId64 "件目（E05）: 基礎年金番号が10桁ではありません",
                             record->number);
}

static enum err record(struct import_run *run, const struct record *record)
{
    struct reading *r = run->state;
    struct line l;
    bool refused = false;

    if (record->kind != r->record) {
        return ERR_NONE;
    }
    arena_reset(r->scratch);
    enum err e = read_line(run, record, &l);
    if (e == ERR_NONE) {
        e = pensioner_find(run->session->store, &r->keys, l.number, run->report, &l.known);
    }
    if (e == ERR_NONE && l.known.pensioner_no == 0) {
        e = pensioner_add(run->session->store, &r->keys, l.number, run->recorded_at, run->report,
                          &l.known.pensioner_no);
    }
    if (e == ERR_NONE) {
        e = refuse(run, &l, &refused);
    }
    if (e != ERR_NONE || refused) {
        return e;
    }
    if (l.known.addressee_no != 0) {
        return take_linked(run, &l);
    }
    e = put(run, &l);
    return e == ERR_NONE ? look_for(run, &l) : e;
}

static enum err end(struct import_run *run)
{
    const struct reading *r = run->state;

    report_add(run->report,
               "年金の人: 宛名の分かっている人 %" PRId64 " 人、確認が必要 %" PRId64
               " 件、国保の世帯主に合う人がいない %" PRId64 " 人",
               r->linked, r->waiting, r->unknown);
    if (r->again > 0) {
        report_add(run->report, "もっと新しい記録がある %" PRId64 " 件は入れていません", r->again);
    }
    cancel(run);
    return ERR_NONE;
}

const struct import_handler import_pension_persons = {
    .layout = "pension-persons",
    .partner = "国保連合会（年金特別徴収）",
    .label = "特別徴収対象者情報",
    .order = 130,
    .begin = begin,
    .record = record,
    .end = end,
    .cancel = cancel,
};
