/*
 * 公示送達書の作成 (CO-56) -- the paper that is posted for those of a run whose whereabouts nobody knows.
 *
 * Law     地方税法20条の2 (国民健康保険法78条)
 *
 * Taken are papers of an approved run that were not mailed or came back. Left out, with the reason: who has
 * paid meanwhile (引抜), who has been found, and whoever is under 支援措置: his name is not posted. When the
 * paper hangs, 「公示送達の登録」 is entered for each; a table for it lies beside the paper.
 */
#include <inttypes.h>
#include <unistd.h>

#include "demand/papers.h"

static enum err publish(struct job_run *run);

enum { OPTION_RUN, OPTION_POSTED_ON, OPTION_NUMBER };
static const struct job_option options[] = {
    {"run", "督促・催告の実行の番号", ""},
    {"posted-on", "掲示を始める日（空 = 処理日）", ""},
    {"number", "文書番号（例: 8新健医第123号）", ""},
};
const struct job job_demand_publication = {
    .name = "demand-publication",
    .label = "公示送達書の作成",
    .unit = "人",
    .run_permission = PERM_COLLECTION_RUN,
    .finding_label = papers_finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = publish,
};

struct publishing {
    struct job_run *run;
    struct arena *arena;
    struct papers_source from;
    struct debts debts;
    date posted_on;
    int64_t of;
    const char *number;
    int64_t *payers; /* who may be posted */
    struct publication_line *lines;
    size_t count, capacity, line_capacity, line_count;
    int64_t whys[DEMAND_WHYS];
};

/* 令和8年度 第1期・第2期, the older year first. */
static const char *charges_words(struct arena *arena, const struct papers_row *row)
{
    const char *words = "";
    char year[DATE_TEXT_BYTES];

    for (size_t i = 0; i < row->line_count; i++) {
        const struct paper_line *l = &row->lines[i];
        bool is_new = i == 0 || row->lines[i - 1].levy_year != l->levy_year;
        fiscal_year_format_era((fiscal_year){(int16_t)l->levy_year}, year);
        words = is_new ? arena_printf(arena, "%s%s%s 第%d期", words, i == 0 ? "" : "、", year, l->instalment)
                       : arena_printf(arena, "%s・第%d期", words, l->instalment);
    }
    return words;
}

/* DEMAND_IN: he is posted. */
static enum err why_not(struct publishing *p, const struct papers_row *row, const struct addressee *who,
                        enum demand_why *ret)
{
    struct debtor *debtor = debts_find(&p->debts, row->payer_no);
    enum err e = debtor == NULL ? ERR_NONE
                                : debts_place(p->run->session->store, &p->debts, debtor, p->posted_on,
                                              p->arena, p->run->report);

    *ret = who->is_restricted ? DEMAND_GUARDED : debtor == NULL ? DEMAND_PAID : DEMAND_IN;
    for (size_t i = 0; i < row->line_count && e == ERR_NONE && *ret == DEMAND_IN; i++) {
        const struct paper_line *l = &row->lines[i];
        const struct arrear *a = debtor_find(debtor, l->levy_year, l->household_no, l->instalment);
        *ret = a == NULL                          ? DEMAND_PAID
               : a->facts.place == PLACE_DEAD     ? DEMAND_DEAD
               : a->facts.place != PLACE_UNKNOWN  ? DEMAND_FOUND
               : a->facts.unpaid <= a->facts.told ? DEMAND_PAID
                                                  : DEMAND_IN;
    }
    return e;
}

static enum err take(struct publishing *p, int64_t payer_no)
{
    struct job_run *run = p->run;
    struct papers_row *rows = NULL;
    struct addressee who;
    enum demand_why why;
    size_t count = 0;
    enum err e =
        papers_rows(run->session->store, p->of, payer_no - 1, 1, p->arena, run->report, &rows, &count);

    if (e == ERR_NONE) {
        assert(count == 1 && rows[0].payer_no == payer_no);
        e = addressee_by_no(run->session->store, payer_no, (struct as_of){p->posted_on, INT64_MAX}, p->arena,
                            run->report, &who);
    }
    if (e == ERR_NONE) {
        e = why_not(p, &rows[0], &who, &why);
    }
    if (e != ERR_NONE) {
        return e;
    }
    p->whys[why]++;
    if (why == DEMAND_GUARDED && !run->dry_run) {
        e = batch_finding(run, FINDING_GUARDED, payer_no, payer_no,
                          "支援措置の対象のため掲示しません。送達の方法を係長に相談してください",
                          run->report);
    }
    if (e == ERR_NONE && why == DEMAND_IN) {
        *ARENA_PUSH(p->arena, p->payers, p->count, p->capacity) = payer_no;
        *ARENA_PUSH(p->arena, p->lines, p->line_count, p->line_capacity) =
            (struct publication_line){.name = who.name,
                                      .document = p->from.terms.title[p->from.batch.kind],
                                      .charges = charges_words(p->arena, &rows[0])};
    }
    return e;
}

static enum err gather(struct publishing *p)
{
    struct store *s = p->run->session->store;
    struct query *q = store_query(s, SQL_demand_publication_due);
    int64_t *due = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;

    query_set_i64(q, "run_no", p->of);
    while ((e = query_step(q, p->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(p->arena, due, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE && count > 0) {
        e = debts_gather(s, p->posted_on, p->arena, p->run->report, &p->debts);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = take(p, due[i]);
    }
    return e;
}

/* What 「公示送達の登録」 takes as a pasted table. */
static enum err write_table(const struct publishing *p, const char *dir)
{
    char day[DATE_TEXT_BYTES], name[60];
    FILE *f = NULL;

    snprintf(name, sizeof(name), "koji-%" PRId64 ".tsv", p->run->run_no);
    enum err e = dispatch_list(dir, name, p->run->report, &f);
    if (e != ERR_NONE) {
        return e;
    }
    date_format_iso(p->posted_on, day);
    fputs("宛名番号\t実行番号\t掲示を始めた日\t掲示の場所と番号\r\n", f);
    for (size_t i = 0; i < p->count; i++) {
        fprintf(f, "%" PRId64 "\t%" PRId64 "\t%s\t掲示場 %s\r\n", p->payers[i], p->of, day, p->number);
    }
    return dispatch_list_end(f, dir, name, p->run->report);
}

static enum err print(const struct publishing *p, const char *dir)
{
    struct job_run *run = p->run;
    const struct publication paper = {.terms = &p->from.terms,
                                      .number = p->number,
                                      .run_no = p->of,
                                      .posted_on = p->posted_on,
                                      .lines = p->lines,
                                      .line_count = p->line_count};
    const char *name = arena_printf(p->arena, "koji-%" PRId64 ".pdf", run->run_no);
    const char *path = arena_printf(p->arena, "%s/%s", dir, name);
    char sha256[SHA256_HEX];
    struct print_record record = {.form = text_of(p->from.terms.publication_title),
                                  .printer = text_of("PDF"),
                                  .title = text_of(p->from.terms.publication_title),
                                  .file_name =
                                      text_of(arena_printf(p->arena, "demands/%" PRId64 "/%s", p->of, name)),
                                  .is_once = true};
    struct document *d;
    enum err e = document_open(path, p->from.terms.publication_title, run->report, &d);

    if (e != ERR_NONE) {
        return e;
    }
    if (!publication_render(d, &paper)) {
        document_abandon(d);
        return report_fail(run->report, ERR_FINDINGS,
                           "印字できない氏名があるため、公示送達書を作れません。外字を確かめてください");
    }
    e = document_close(d, run->report);
    e = e == ERR_NONE ? dispatch_file_look(path, run->report, sha256, &record.sheets) : e;
    e = e == ERR_NONE ? output_print_record(run->session, &record, run->report) : e;
    if (e != ERR_NONE) { /* without a record there is no paper (OP-11) */
        unlink(path);
        return e;
    }
    fprintf(run->out, "公示送達書: %s\n", path);
    return ERR_NONE;
}

static enum err publish_run(struct publishing *p)
{
    struct job_run *run = p->run;
    char dir[DISPATCH_PATH_BYTES];
    enum err e = papers_source_of(run->session, p->of, p->arena, run->report, &p->from);

    if (e == ERR_NONE && date_is_none(p->from.approved_on)) {
        e = report_fail(run->report, ERR_INPUT, "実行 %" PRId64 " はまだ承認されていません", p->of);
    }
    if (e == ERR_NONE && date_before(p->posted_on, p->from.batch.issued_on)) {
        e = report_fail(run->report, ERR_INPUT, "掲示を始める日が、書類の発付日より前です");
    }
    if (e == ERR_NONE) {
        e = gather(p);
    }
    if (e != ERR_NONE) {
        return e;
    }
    fprintf(run->out, "公示送達 %zu 人。", p->count);
    for (int why = DEMAND_IN + 1; why < DEMAND_WHYS; why++) {
        if (p->whys[why] > 0) {
            fprintf(run->out, " %s %" PRId64 " 人", demand_why_labels[why], p->whys[why]);
        }
    }
    fprintf(run->out, "\n");
    if (run->dry_run || p->count == 0) {
        return ERR_NONE;
    }
    dispatch_folder(run->session, "demands", p->of, dir);
    e = dispatch_folder_make(dir, run->report);
    e = e == ERR_NONE ? print(p, dir) : e;
    return e == ERR_NONE ? write_table(p, dir) : e;
}

static enum err publish(struct job_run *run)
{
    struct publishing p = {.run = run,
                           .arena = arena_new("公示送達書", (size_t)1 << 30),
                           .number = run->values[OPTION_NUMBER]};
    enum err e = batch_option_number(run, OPTION_RUN, 1, 0, &p.of);

    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_POSTED_ON, run->business_date, &p.posted_on);
    }
    if (e == ERR_NONE) {
        e = publish_run(&p);
    }
    arena_free(p.arena);
    return e;
}
