/* 年金側のファイル -- what the imports of answers and of results share. */
#include "withholding/sheet.h"

#include <inttypes.h>

static const char *const cell_names[SHEET_CELLS] = {"municipality", "notice", "pension_no",
                                                    "result",       "day",    "amount1"};

void sheet_cancel(struct import_run *run)
{
    struct sheet *s = run->state;

    run->state = NULL;
    pension_keys_wipe(&s->keys);
    arena_free(s->scratch);
    arena_free(s->arena); /* holds *s itself */
}

enum err sheet_begin(struct import_run *run)
{
    const struct data_folder *folder = &run->session->folder;
    struct arena *arena = arena_new("年金側のファイル", (size_t)256 << 20);
    struct sheet *s = ARENA_NEW(arena, struct sheet);

    s->arena = arena;
    s->scratch = arena_new("年金側のファイルの1件", (size_t)64 << 20);
    s->record = layout_record(run->layout, "data");
    for (int i = 0; i < SHEET_CELLS; i++) {
        s->at[i] = layout_field(run->layout, s->record, cell_names[i]);
        assert(s->at[i] != SIZE_MAX); /* stands in the layout */
    }
    run->state = s;
    enum err e = pension_keys_load(folder, run->report, &s->keys);
    e = e == ERR_NONE ? withholding_terms_load(folder->params, folder->municipality, run->business_date,
                                               arena, run->report, &s->terms)
                      : e;
    e = e == ERR_NONE ? collection_law_of(run->session, arena, run->report, &s->law) : e;
    if (e != ERR_NONE) {
        sheet_cancel(run);
    }
    return e;
}

int64_t sheet_number(const struct sheet *s, const struct record *record, enum sheet_cell cell)
{
    int64_t value = -1;
    return record_i64(record, s->at[cell], &value) ? value : -1;
}

enum err sheet_pensioner(struct import_run *run, const struct record *record, struct pensioner *ret)
{
    struct sheet *s = run->state;
    struct text municipality = record_text(record, s->at[SHEET_MUNICIPALITY]);
    struct text number = record_text(record, s->at[SHEET_NUMBER]);

    arena_reset(s->scratch);
    if (municipality.len != 5 || memcmp(municipality.bytes, run->session->folder.municipality, 5) != 0) {
        return report_fail(
            run->report, ERR_INPUT,
            "記録%" PRId64 "件目（E08）: 市町村コード %.*s は当市区町村（%.5s）ではありません",
            record->number, (int)municipality.len, municipality.bytes, run->session->folder.municipality);
    }
    if (number.len != PENSION_DIGITS) {
        return report_fail(run->report, ERR_INPUT,
                           "記録%" PRId64 "件目（E05）: 基礎年金番号が10桁ではありません", record->number);
    }
    return pensioner_find(run->session->store, &s->keys, number, run->report, ret);
}

enum err sheet_leave(struct import_run *run, const struct record *record, const struct pensioner *who,
                     const char *code, const char *words)
{
    struct sheet *s = run->state;
    return import_hold_about(run, record, code,
                             who->pensioner_no == 0 ? words
                                                    : arena_printf(s->scratch, "年金の人 %" PRId64 ": %s",
                                                                   who->pensioner_no, words),
                             who->addressee_no);
}
