/* 照会の書面の印刷 -- the pile of a run, and one sheet at the counter. */
#include "inquiry/run.h"

#include <inttypes.h>
#include <unistd.h>

struct printing {
    struct job_run *run;
    struct arena *arena;
    struct store *reader;
    struct inquiry_terms terms;
    struct inquiry_places places;
    bool is_reminder;
    date made_on;
    int64_t after;
};

/* ---------------------------------------------------------------------------------- one paper --- */

static enum err fill_line(struct store *s, const struct inquiry_sheet *sheet, int64_t no,
                          struct as_of as_of, struct arena *arena, struct report *report,
                          struct sheet_line *ret)
{
    struct addressee who;
    struct asked_place place;
    enum err e = addressee_by_no(s, no, as_of, arena, report, &who);

    e = e == ERR_NONE ? asked_place_of(s, no, sheet->year, as_of.on, arena, report, &place) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (sheet->kind == INQUIRY_MUNICIPALITY && who.is_restricted) {
        return report_fail(
            report, ERR_FINDINGS,
            "支援措置の対象者がいます。他の市区町村には照会せず、本人の申告で確かめてください");
    }
    /* The other municipality looks for him in its register; he himself reads the name he chose (EL-63). */
    *ret = (struct sheet_line){.name = sheet->kind == INQUIRY_MUNICIPALITY ? who.name : who.printed_name,
                               .kana = who.kana,
                               .former_address = place.address,
                               .birth = who.birth,
                               .was_abroad = place.was_abroad};
    return ERR_NONE;
}

enum err sheet_paper_fill(struct store *s, const struct inquiry_terms *terms,
                          const struct inquiry_places *places, const struct inquiry_sheet *sheet,
                          date made_on, int64_t known_at, struct arena *arena, struct report *report,
                          struct sheet_paper *ret)
{
    const struct as_of as_of = {made_on, known_at};
    struct sheet_line *lines = ARENA_ARRAY(arena, struct sheet_line, sheet->person_count);
    enum err e = ERR_NONE;

    *ret = (struct sheet_paper){.terms = terms, .sheet = sheet, .made_on = made_on, .lines = lines};
    for (size_t i = 0; i < sheet->person_count && e == ERR_NONE; i++) {
        e = fill_line(s, sheet, sheet->persons[i], as_of, arena, report, &lines[i]);
    }
    if (e == ERR_NONE && sheet->kind == INQUIRY_MUNICIPALITY) {
        ret->place = inquiry_place_of(places, sheet->municipality);
        return ret->place != NULL
                   ? ERR_NONE
                   : report_fail(report, ERR_FINDINGS,
                                 "市区町村コード %.*s の宛先が inquiry_place.tsv にありません",
                                 (int)sheet->municipality.len, sheet->municipality.bytes);
    }
    return e == ERR_NONE
               ? addressee_mailing_for(s, sheet->payer_no, DUTY_LEVY, as_of, arena, report, &ret->mailing)
               : e;
}

static enum err open_terms(const struct session *session, date day, struct arena *arena,
                           struct report *report, struct inquiry_terms *terms,
                           struct inquiry_places *places)
{
    enum err e = inquiry_terms_load(session, day, arena, report, terms);

    return e == ERR_NONE ? inquiry_places_load(session, day, arena, report, places) : e;
}

/* ------------------------------------------------------------------------------------- a run ---- */

static enum err next_numbers(struct printing *p, int64_t *numbers, size_t *ret_count, struct report *report)
{
    struct query *q = store_query(p->reader, SQL_inquiry_papers_of_run);
    bool row;
    enum err e;

    *ret_count = 0;
    query_set_i64(q, "run_no", p->run->run_no);
    query_set_i64(q, "after", p->after);
    query_set_i64(q, "max", DISPATCH_FILE_PAPERS);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        numbers[(*ret_count)++] = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err read_sheets(void *context, struct chunk *c, struct report *report)
{
    struct printing *p = context;
    struct dispatch_unit *units = c->units;
    int64_t numbers[DISPATCH_FILE_PAPERS];
    size_t count = 0;
    bool found;
    enum err e;

    do { /* a sheet that was taken back since has no paper; an empty chunk would be the end */
        e = next_numbers(p, numbers, &count, report);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            struct inquiry_sheet *sheet = ARENA_NEW(c->arena, struct inquiry_sheet);
            e = sheet_read(p->reader, numbers[i], c->arena, report, sheet, &found);
            if (e == ERR_NONE && found) {
                units[c->count++] = (struct dispatch_unit){
                    .key = sheet->sheet_no, .person_no = sheet->payer_no, .own = sheet};
            }
            c->last_key = p->after = numbers[i];
        }
    } while (e == ERR_NONE && count > 0 && c->count == 0);
    return e;
}

static enum err prepare_sheet(void *context, struct store *s, struct dispatch_unit *u,
                              struct arena *scratch, struct report *words, void **ret_paper)
{
    const struct printing *p = context;
    struct sheet_paper *paper = ARENA_NEW(scratch, struct sheet_paper);
    enum err e = sheet_paper_fill(s, &p->terms, &p->places, u->own, p->made_on, p->run->known_at, scratch,
                                  words, paper);

    paper->is_reminder = p->is_reminder;
    u->which = paper->mailing.is_restricted ? PILE_GUARDED : PILE_MAIL;
    *ret_paper = paper;
    return e;
}

static bool draw_sheet(struct document *d, const struct dispatch_unit *u, const void *paper)
{
    dispatch_unit_begin(d, u);
    (void)sheet_paper_draw(d, paper);
    return document_unit_end(d);
}

static enum err write_sheet(void *context, const struct dispatch_unit *u, struct store *s,
                            struct report *report)
{
    const struct printing *p = context;
    struct query *q = store_query(s, SQL_inquiry_paper_printed);
    int64_t changed;

    query_set_i64(q, "run_no", p->run->run_no);
    query_set_i64(q, "sheet_no", u->key);
    dispatch_bind_place(q, u);
    return query_run(q, report, &changed);
}

static int pile_of(struct query *q)
{
    return query_i64(q, 7) != 0 ? PILE_GUARDED : PILE_MAIL;
}

static void write_line(FILE *to, struct query *q)
{
    struct text file = query_text(q, 1), place = query_text(q, 6);

    fprintf(to, "%" PRId64 ",%.*s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%015" PRId64 ",%.*s\r\n",
            query_i64(q, 0), (int)file.len, file.bytes, query_i64(q, 2), query_i64(q, 3), query_i64(q, 4),
            query_i64(q, 5), (int)place.len, place.bytes);
}

static const enum sql removals[] = {SQL_inquiry_run_person_delete, SQL_inquiry_run_sheet_delete,
                                    SQL_inquiry_run_paper_delete, SQL_inquiry_run_file_delete,
                                    SQL_inquiry_run_delete};
static const struct dispatch_receipts receipts = {
    .heads = "連番,ファイル,最初のページ,ページ数,照会番号,納付義務者番号,市区町村コード",
    .rows = SQL_inquiry_list_of_run,
    .pile = pile_of,
    .line = write_line,
};
const struct dispatch_run inquiry_run = {
    .folder = "inquiries",
    .held = "paper-held",
    .held_words = "印刷できずに保留しました",
    .files = SQL_inquiry_files_of_run,
    .file_add = SQL_inquiry_file_add,
    .removals = removals,
    .removal_count = COUNT_OF(removals),
    .receipts = &receipts,
    .read = read_sheets,
    .prepare = prepare_sheet,
    .draw = draw_sheet,
    .write = write_sheet,
};

const char *run_finding_label(struct text code)
{
    return dispatch_finding_words(&inquiry_run, code);
}

static enum err open_printing(struct printing *p, struct job_run *run)
{
    bool row;

    *p = (struct printing){.run = run,
                           .arena = arena_new("照会の印刷", (size_t)64 << 20),
                           .made_on = run->business_date,
                           .after = run->checkpoint == CHECKPOINT_NONE ? 0 : run->checkpoint};
    struct query *q = store_query(run->session->store, SQL_inquiry_run_look);
    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        p->is_reminder = query_i64(q, 0) != 0;
        bool is_day = date_from_ymd((int32_t)query_i64(q, 1), &p->made_on);
        assert(is_day);
    }
    query_reset(q);
    e = e == ERR_NONE ? open_terms(run->session, p->made_on, p->arena, run->report, &p->terms, &p->places)
                      : e;
    return e == ERR_NONE ? store_open(run->session->folder.store_url, STORE_READ, run->report, &p->reader)
                         : e;
}

enum err run_print(struct job_run *run, const char *title)
{
    const struct dispatch_names names = {title, title, title};
    struct printing p;
    struct dispatch_totals totals = {0};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = open_printing(&p, run);

    e = e == ERR_NONE ? dispatch_run_print(&inquiry_run, run, NULL, &names, &p, &totals) : e;
    if (dispatch_is_made(e)) {
        dispatch_run_folder(&inquiry_run, run, dir);
        fprintf(run->out,
                "%s %" PRId64 " 通を印刷しました（支援措置 %" PRId64 " 通は別のファイル）。保留 %" PRId64
                " 通。受渡票: %s/uketori.csv\n",
                title, totals.papers, totals.of_kind[PILE_GUARDED], totals.held, dir);
    }
    store_close(p.reader);
    arena_free(p.arena);
    return e;
}

/* --------------------------------------------------------------------------------- the counter -- */

static enum err print_one(struct session *session, const struct sheet_paper *paper, bool is_preview,
                          const char *path, struct arena *arena, struct report *report, int *ret_pages)
{
    const char *form = inquiry_kind_labels[paper->sheet->kind];
    struct document *d;
    enum err e = document_open(path, form, report, &d);

    if (e != ERR_NONE) {
        return e;
    }
    if (is_preview) {
        char words[OUTPUT_WATERMARK_BYTES];
        output_watermark(session, clock_now_ms(), words);
        document_watermark(d, text_of(words));
    }
    *ret_pages = sheet_paper_draw(d, paper);
    e = document_close(d, report);
    const struct print_record print = {
        .form = text_of(form),
        .printer = text_of("PDF"),
        .title = text_of(arena_printf(arena, "%s 照会番号 %" PRId64, form, paper->sheet->sheet_no)),
        .addressee_no = paper->sheet->payer_no,
        .household_no = paper->sheet->household_no,
        .issue_no = paper->sheet->sheet_no,
        .sheets = *ret_pages,
        .is_preview = is_preview,
    };
    e = e == ERR_NONE ? output_print_record(session, &print, report) : e;
    if (e != ERR_NONE) {
        unlink(path); /* nothing is handed out without a record */
    }
    return e;
}

enum err inquiry_sheet_print(struct session *session, int64_t sheet_no, bool is_preview, const char *path,
                             struct report *report, int *ret_pages)
{
    struct arena *arena = arena_new("照会の書面", (size_t)64 << 20);
    const date today = session->folder.business_date;
    struct inquiry_sheet sheet;
    struct inquiry_terms terms;
    struct inquiry_places places;
    struct sheet_paper paper;
    struct guard guard;
    date sent = date_none();
    bool found = false;
    enum err e = sheet_read(session->store, sheet_no, arena, report, &sheet, &found);

    e = e == ERR_NONE && found ? sheet_sent(session->store, &sheet, report, &sent) : e;
    if (e == ERR_NONE && (!found || date_is_none(sent))) {
        e = report_fail(report, ERR_FINDINGS, "照会番号 %" PRId64 " の書面はありません（または承認前です）",
                        sheet_no);
    }
    e = e == ERR_NONE ? addressee_guard(session, sheet.payer_no, 0, GUARD_PRINT, clock_now_ms(), arena,
                                        report, &guard)
                      : e;
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        e = report_fail(report, ERR_FINDINGS, "照会番号 %" PRId64 " の書面は印刷できません", sheet_no);
    }
    e = e == ERR_NONE ? open_terms(session, today, arena, report, &terms, &places) : e;
    e = e == ERR_NONE ? sheet_paper_fill(session->store, &terms, &places, &sheet, today, INT64_MAX, arena,
                                         report, &paper)
                      : e;
    if (e == ERR_NONE) {
        paper.mailing.is_safe = paper.mailing.is_safe && guard.level == GUARD_FULL;
        e = print_one(session, &paper, is_preview, path, arena, report, ret_pages);
    }
    arena_free(arena);
    return e;
}
