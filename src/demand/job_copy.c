/*
 * 督促状・催告書の写し (X33, CO-18) -- the same paper once more, with the same dates and amounts, marked as
 * a copy. It demands nothing anew: one 督促 a charge.
 */
#include <inttypes.h>
#include <unistd.h>

#include "demand/papers.h"

static enum err copy(struct job_run *run);

enum { OPTION_RUN, OPTION_PAYER };
static const struct job_option options[] = {{"run", "督促・催告の実行の番号", ""},
                                            {"payer", "納付義務者の宛名番号", ""}};
const struct job job_demand_copy = {
    .name = "demand-copy",
    .label = "督促状・催告書の写し",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = copy,
};

/*
 * 支援措置: nobody prints on paper what he may not see on the screen, and a measure that began after the
 * mailing holds for its copy, too.
 */
static enum err guard(struct job_run *run, int64_t payer_no, struct arena *arena, struct mailing *m)
{
    struct guard g;
    struct mailing now;
    enum err e =
        addressee_guard(run->session, payer_no, 0, GUARD_PRINT, clock_now_ms(), arena, run->report, &g);

    if (e == ERR_NONE && g.level == GUARD_NOTHING) {
        e = report_fail(run->report, ERR_INPUT, "宛名番号 %" PRId64 " の人の書類は印刷できません", payer_no);
    }
    if (e == ERR_NONE) {
        e = addressee_mailing_for(run->session->store, payer_no, DUTY_COLLECTION,
                                  (struct as_of){run->business_date, INT64_MAX}, arena, run->report, &now);
    }
    if (e == ERR_NONE && now.is_restricted) {
        *m = now;
    }
    m->is_safe = m->is_safe && g.level == GUARD_FULL;
    return e;
}

static enum err record(struct job_run *run, const struct papers_source *from, const struct papers_row *row,
                       const char *name, const char *path)
{
    char sha256[SHA256_HEX];
    struct print_record print = {.form = text_of(from->terms.title[from->batch.kind]),
                                 .printer = text_of("PDF"),
                                 .title = text_of("写し"),
                                 .file_name = text_of(name),
                                 .addressee_no = row->payer_no,
                                 .issue_no = row->sequence_no};
    enum err e = dispatch_file_look(path, run->report, sha256, &print.sheets);

    if (e == ERR_NONE) {
        e = output_print_record(run->session, &print, run->report);
    }
    if (e != ERR_NONE) { /* without a record there is no paper (OP-11) */
        unlink(path);
    }
    return e;
}

static enum err draw(struct job_run *run, const struct papers_source *from, const struct papers_row *row,
                     struct arena *arena)
{
    char dir[DISPATCH_PATH_BYTES];
    struct paper paper;
    struct document *d;
    const char *name =
        arena_printf(arena, "utsushi-%06" PRId64 "-%" PRId64 ".pdf", row->sequence_no, run->run_no);
    enum err e = papers_fill(from, run->session->store, row, arena, run->report, &paper);

    dispatch_folder(run->session, "demands", from->run_no, dir);
    const char *path = arena_printf(arena, "%s/%s", dir, name);
    paper.is_copy = true;
    if (e == ERR_NONE) {
        e = guard(run, row->payer_no, arena, &paper.mailing);
    }
    if (e == ERR_NONE) {
        e = dispatch_folder_make(dir, run->report);
    }
    if (e == ERR_NONE) {
        e = document_open(path, from->terms.title[from->batch.kind], run->report, &d);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (!paper_render(d, &paper)) {
        document_abandon(d);
        return report_fail(run->report, ERR_FINDINGS, "印字できない文字があるため、写しを作れません");
    }
    e = document_close(d, run->report);
    if (e == ERR_NONE) {
        e = record(run, from, row, name, path);
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "写しを作りました: %s\n", path);
    }
    return e;
}

static enum err copy(struct job_run *run)
{
    struct arena *arena = arena_new("写し", (size_t)64 << 20);
    struct papers_source from;
    struct papers_row *rows = NULL;
    size_t count = 0;
    int64_t of, payer;
    enum err e = batch_option_number(run, OPTION_RUN, 1, 0, &of);

    if (e == ERR_NONE) {
        e = batch_option_number(run, OPTION_PAYER, 1, 0, &payer);
    }
    if (e == ERR_NONE) {
        e = papers_source_of(run->session, of, arena, run->report, &from);
    }
    if (e == ERR_NONE) {
        e = papers_rows(run->session->store, of, payer - 1, 1, arena, run->report, &rows, &count);
    }
    bool is_there = e == ERR_NONE && count == 1 && rows[0].payer_no == payer && !rows[0].is_pulled;
    if (e == ERR_NONE && (!is_there || date_is_none(from.approved_on))) {
        e = report_fail(run->report, ERR_INPUT,
                        "実行 %" PRId64 " でこの人に発送した書類はありません（引抜、承認前を含む）", of);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = draw(run, &from, &rows[0], arena);
    }
    arena_free(arena);
    return e;
}
