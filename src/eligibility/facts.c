/*
 * 資格の事実の取込み -- what the three feeds have in common: collect, sort, check, merge, write.
 *
 * A file is collected whole (a fact is small), so its order does not matter. What the file itself cannot
 * show -- a person the register does not know, two memberships at once -- is held as a task for a person.
 */
#include "eligibility/facts.h"

#include "addressee/addressee.h"

#define FACTS_BYTES_MAX ((size_t)1 << 30)

void fact_import_cancel(struct import_run *run)
{
    struct fact_import *in = run->state;

    run->state = NULL;
    if (in != NULL) {
        arena_free(in->arena);
    }
}

static enum err find_fields(struct fact_import *in, const char *const *fields, size_t count)
{
    const struct layout *layout = in->run->layout;

    in->header_record = layout_record(layout, "header");
    in->data_record = layout_record(layout, "data");
    if (in->header_record == SIZE_MAX || in->data_record == SIZE_MAX) {
        return report_fail(in->run->report, ERR_INPUT,
                           "レイアウト %s に data と header のレコードがありません。", layout_name(layout));
    }
    in->municipality = layout_field(layout, in->header_record, "municipality");
    if (in->municipality == SIZE_MAX) {
        return report_fail(in->run->report, ERR_INPUT,
                           "レイアウト %s の header に municipality がありません。", layout_name(layout));
    }
    assert(count <= FACT_FIELDS_MAX);
    for (size_t i = 0; i < count; i++) {
        in->fields[i] = layout_field(layout, in->data_record, fields[i]);
        if (in->fields[i] == SIZE_MAX) {
            return report_fail(in->run->report, ERR_INPUT,
                               "レイアウト %s の data に項目 %s がありません。", layout_name(layout),
                               fields[i]);
        }
    }
    in->field_count = count;
    in->no_fields = ARENA_ARRAY(in->arena, struct text, count);
    return ERR_NONE;
}

enum err fact_import_begin(struct import_run *run, enum fact_source source, bool is_replacement,
                           const char *const *fields, size_t field_count, fact_reader read)
{
    struct arena *arena = arena_new("eligibility-import", FACTS_BYTES_MAX);
    struct fact_import *in = ARENA_NEW(arena, struct fact_import);
    in->run = run;
    in->source = source;
    in->is_replacement = is_replacement;
    in->read = read;
    in->arena = arena;
    run->state = in;
    enum err e = find_fields(in, fields, field_count);
    if (e == ERR_NONE) {
        e = addressee_known(run->session->store, arena, run->report, &in->known_persons,
                            &in->known_person_count);
    }
    if (e != ERR_NONE) {
        fact_import_cancel(run);
    }
    return e;
}

/* -------------------------------------------------------------------------------- 読込み ------ */

int32_t fact_day(const struct record *r, size_t field)
{
    int64_t ymd = 0;
    return record_i64(r, field, &ymd) ? (int32_t)ymd : 0;
}

struct text fact_rest(struct fact_import *in, const struct record *r, const char *const *names,
                      const size_t *fields, size_t count)
{
    char lines[2048];
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        struct text value = record_text(r, fields[i]);
        size_t name = strlen(names[i]);
        if (value.len == 0) {
            continue;
        }
        assert(len + name + value.len + 2 <= sizeof(lines)); /* the layouts' items are shorter */
        memcpy(lines + len, names[i], name);
        lines[len + name] = '=';
        memcpy(lines + len + name + 1, value.bytes, value.len);
        lines[len + name + 1 + value.len] = '\n';
        len += name + value.len + 2;
    }
    return text_copy(in->arena, (struct text){lines, len});
}

static enum err header_check(struct fact_import *in, const struct record *r)
{
    struct text code = record_text(r, in->municipality);

    if (text_is(code, in->run->session->folder.municipality)) {
        return ERR_NONE;
    }
    return report_fail(in->run->report, ERR_INPUT,
                       "このファイルは市区町村 %.*s のものです。このデータフォルダは %s です。",
                       (int)code.len, code.bytes, in->run->session->folder.municipality);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

bool fact_person_is_known(const struct fact_import *in, int64_t addressee_no)
{
    return in->known_person_count > 0 &&
           bsearch(&addressee_no, in->known_persons, in->known_person_count, sizeof(addressee_no),
                   by_number) != NULL;
}

enum err fact_import_record(struct import_run *run, const struct record *r)
{
    struct fact_import *in = run->state;
    struct fact_row row = {.card_symbol = {"", 0}, .card_number = {"", 0}, .rest = {"", 0}};

    if (r->kind == in->header_record) {
        return header_check(in, r);
    }
    if (r->kind != in->data_record) {
        return ERR_NONE;
    }
    const char *fault = in->read(in, r, &row);
    if (fault != NULL) {
        return import_hold(run, r, "R01", fault);
    }
    row.record_no = r->number;
    if (!fact_person_is_known(in, row.addressee_no)) {
        return import_hold(run, r, FACT_PERSON_UNKNOWN,
                           "この宛名番号は住民記録にありません。届けば自動で取り込みます。"
                           "住民記録の取込みを確かめてください。");
    }
    if (row.until < row.from) {
        return import_hold(run, r, "R01",
                           "終了年月日が開始年月日より前です。送り元に確かめてください。");
    }
    *ARENA_PUSH(in->arena, in->rows, in->row_count, in->row_capacity) = row;
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- 終わり ------ */

static int by_key(const void *a, const void *b)
{
    const struct fact_row *x = a, *y = b;

    if (x->addressee_no != y->addressee_no) {
        return x->addressee_no < y->addressee_no ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    return x->record_no < y->record_no ? -1 : x->record_no > y->record_no;
}

/*
 * Of two facts of one kind at once the earlier stands and the later is a task: eligibility.md 18 R3 for
 * memberships, and no person is exempt or in the other scheme twice.
 */
static enum err drop_overlaps(struct fact_import *in)
{
    size_t n = 0;

    if (in->row_count > 0) {
        qsort(in->rows, in->row_count, sizeof(in->rows[0]), by_key);
    }
    for (size_t i = 0; i < in->row_count; i++) {
        const struct fact_row *row = &in->rows[i];
        const struct fact_row *before = n > 0 ? &in->rows[n - 1] : NULL;
        if (before != NULL && fact_rows_clash(before, row)) {
            struct record r = {.kind = in->data_record,
                               .number = row->record_no,
                               .field_count = in->field_count,
                               .fields = in->no_fields};
            char words[REPORT_LINE_BYTES];
            snprintf(words, sizeof(words),
                     "宛名番号 %lld の期間が、同じ人の別のレコード（%lld 件目）と重なっています。"
                     "どちらが正しいか確かめてください。",
                     (long long)row->addressee_no, (long long)before->record_no);
            enum err e = import_hold(in->run, &r, "K02", words);
            if (e != ERR_NONE) {
                return e;
            }
            continue;
        }
        in->rows[n++] = *row;
    }
    in->row_count = n;
    return ERR_NONE;
}

enum err fact_import_end(struct import_run *run)
{
    struct fact_import *in = run->state;
    enum err e = drop_overlaps(in);

    if (e == ERR_NONE) {
        e = fact_import_beside_events(in);
    }
    if (e == ERR_NONE) {
        e = fact_import_write(in);
    }
    if (e == ERR_NONE && in->absent > 0) {
        run->held += in->absent;
        report_add(run->report,
                   "これまでの記録にあってこのファイルに無い人が %lld 人います。"
                   "記録は変えていません。送り元に確かめてください。",
                   (long long)in->absent);
    }
    fact_import_cancel(run);
    return e;
}
