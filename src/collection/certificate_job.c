/*
 * 納付済額のお知らせの一括作成 (CO-40, NT-12) -- in January a letter to all who paid in the year before.
 *
 * The year of the run is the calendar year: --year 2026 in January 2027. The proposal prints in files of 500
 * payers, those under 支援措置 apart and without an address that was not chosen for it; approval by another
 * operator reads the files back and marks them as sent. Whoever paid nothing gets none. Who has died is held:
 * somebody has to say to whom it goes. Another run of the year writes to those only whose amount has changed.
 */
#include <inttypes.h>

#include "collection/certificate.h"
#include "dispatch/run.h"

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

enum { OPTION_ISSUED_ON };
static const struct job_option options[] = {{"issued-on", "お知らせの発行日（空 = 処理日）", ""}};
const struct job job_paid_letters = {
    .name = "paid-letters",
    .label = "納付済額のお知らせの一括作成",
    .unit = "納付義務者",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_APPROVE,
    .needs_approval = true,
    .finding_label = finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

struct lettering {
    struct job_run *run;
    struct arena *arena;
    struct certificate_terms terms;
    struct slip_form form;
    date issued_on;
    struct certificate_paid *all; /* by payer number: the n-th has the number n + 1 */
    size_t count;
    struct dispatch_papers papers; /* of `all` */
    yen ordinary, pension; /* of all of them */
};

/* ----------------------------------------------------------------------------- conditions ----- */

static enum err read_conditions(struct lettering *l)
{
    const struct data_folder *f = &l->run->session->folder;
    enum err e = batch_option_day(l->run, OPTION_ISSUED_ON, l->run->business_date, &l->issued_on);

    if (e == ERR_NONE && date_civil(l->issued_on).year <= l->run->year) {
        e = report_fail(l->run->report, ERR_INPUT,
                        "%" PRId32 "年はまだ終わっていません。翌年の1月から作れます（--year "
                                   "で年を指定します）",
                        l->run->year);
    }
    if (e == ERR_NONE) {
        e = certificate_terms_load(f->params, f->municipality, l->issued_on, l->arena, l->run->report,
                                   &l->terms);
    }
    return e == ERR_NONE ? slip_form_of(l->run->session, l->issued_on, l->arena, l->run->report, &l->form)
                         : e;
}

static enum err prepare(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("お知らせの設定", (size_t)16 << 20)};
    char digest[SHA256_HEX];
    enum err e = read_conditions(&l);

    if (e == ERR_NONE) {
        hex_format(l.terms.sha256, sizeof(l.terms.sha256), digest);
        e = batch_parameter(run, "certificate.tsv", digest);
    }
    arena_free(l.arena);
    return e;
}

/* -------------------------------------------------------------------------------- a letter ---- */

static yen sum_of(const struct certificate_paid *p)
{
    yen sum = 0;

    for (size_t i = 0; i < p->line_count; i++) {
        sum += certificate_line_sum(CERTIFICATE_PAID, &p->lines[i]);
    }
    return sum;
}

static enum err prepare_letter(void *context, struct store *s, struct dispatch_unit *u, struct arena *scratch,
                               struct report *words, void **ret_paper)
{
    enum { STATUS_DEAD = 3 };
    const struct lettering *l = context;
    const struct certificate_paid *p = u->own;
    const struct as_of as_of = {l->issued_on, l->run->known_at};
    struct certificate *c = ARENA_NEW(scratch, struct certificate);
    struct addressee who;
    yen sent = 0;
    bool found = false;
    enum err e = addressee_by_no(s, p->payer_no, as_of, scratch, words, &who);

    if (e == ERR_NONE && who.status == STATUS_DEAD) {
        e = report_fail(words, ERR_FINDINGS,
                        "亡くなっています。誰に送るかを確かめて窓口の画面で作ってください");
    }
    *c = (struct certificate){.kind = CERTIFICATE_PAID,
                              .form = &l->form,
                              .terms = &l->terms,
                              .payer_no = p->payer_no,
                              .year = l->run->year,
                              .issued_on = l->issued_on,
                              .lines = p->lines,
                              .line_count = p->line_count};
    if (e == ERR_NONE) {
        e = addressee_mailing_for(s, p->payer_no, DUTY_COLLECTION, as_of, scratch, words, &c->mailing);
    }
    if (e == ERR_NONE) {
        e = certificate_sent(s, p->payer_no, l->run->year, words, &sent, &found);
    }
    c->is_changed = found && sent != sum_of(p);
    u->which = c->mailing.is_restricted ? PILE_GUARDED : PILE_MAIL;
    *ret_paper = c;
    return e;
}

static bool draw_letter(struct document *d, const struct dispatch_unit *u, const void *paper)
{
    dispatch_unit_begin(d, u);
    certificate_draw(d, paper);
    return document_unit_end(d);
}

static enum err write_run(void *context, struct store *s, struct report *report)
{
    const struct lettering *l = context;
    struct query *q = store_query(s, SQL_collection_letter_run_add);
    int64_t changed;

    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "calendar_year", l->run->year);
    return query_run(q, report, &changed);
}

static enum err write_letter(void *context, const struct dispatch_unit *u, struct store *s,
                             struct report *report)
{
    const struct lettering *l = context;
    const struct certificate_paid *p = u->own;
    yen ordinary = 0, pension = 0;
    int64_t changed;

    for (size_t i = 0; i < p->line_count; i++) {
        ordinary += p->lines[i].ordinary;
        pension += p->lines[i].pension;
    }
    struct query *q = store_query(s, SQL_collection_letter_add);
    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "payer_no", p->payer_no);
    query_set_i64(q, "sequence_no", (int64_t)(p - l->all) + 1);
    query_set_i64(q, "ordinary", ordinary);
    query_set_i64(q, "pension", pension);
    dispatch_bind_place(q, u);
    return query_run(q, report, &changed);
}

static int pile_of(struct query *q)
{
    return query_i64(q, 7) != 0 ? PILE_GUARDED : PILE_MAIL;
}

static void write_line(FILE *to, struct query *q)
{
    struct text file = query_text(q, 1);

    fprintf(to, "%" PRId64 ",%.*s,%" PRId64 ",%" PRId64 ",%015" PRId64 ",%" PRId64 ",%" PRId64 "\r\n",
            query_i64(q, 0), (int)file.len, file.bytes, query_i64(q, 2), query_i64(q, 3), query_i64(q, 4),
            query_i64(q, 5), query_i64(q, 6));
}

static const enum sql removals[] = {SQL_collection_letter_delete, SQL_collection_letter_file_delete,
                                    SQL_collection_letter_run_delete};
static const struct dispatch_receipts receipts = {
    .heads = "連番,ファイル,最初のページ,ページ数,納付義務者番号,納付額,特別徴収額",
    .rows = SQL_collection_letter_list,
    .pile = pile_of,
    .line = write_line,
};
static const struct dispatch_run letters = {
    .folder = "letters",
    .held = "letter-held",
    .held_words = "お知らせを作らずに保留しました",
    .files = SQL_collection_letter_files,
    .file_add = SQL_collection_letter_file_add,
    .removals = removals,
    .removal_count = COUNT_OF(removals),
    .receipts = &receipts,
    .prepare = prepare_letter,
    .draw = draw_letter,
    .write_run = write_run,
    .write = write_letter,
};

static const char *finding_label(struct text code)
{
    return dispatch_finding_words(&letters, code);
}

/* ------------------------------------------------------------------------ propose, decide ----- */

/* Leaves out to whom the same was sent already. Both come by payer number. */
static enum err leave_out_sent(struct lettering *l)
{
    struct query *q = store_scan(l->run->session->store, SQL_collection_letter_sent_all);
    int64_t payer = 0;
    yen sent = 0;
    size_t at = 0, kept = 0;
    bool row;

    query_set_i64(q, "calendar_year", l->run->year);
    enum err e = query_step(q, l->run->report, &row);
    while (e == ERR_NONE && at < l->count) {
        while (e == ERR_NONE && row && query_i64(q, 0) <= l->all[at].payer_no) {
            payer = query_i64(q, 0); /* the newest letter of a payer stands last */
            sent = query_i64(q, 1);
            e = query_step(q, l->run->report, &row);
        }
        bool is_same = payer == l->all[at].payer_no && sent == sum_of(&l->all[at]);
        if (!is_same) {
            l->all[kept++] = l->all[at];
        }
        at++;
    }
    query_reset(q);
    l->count = e == ERR_NONE ? kept : l->count;
    return e;
}

static enum err gather(struct lettering *l)
{
    struct job_run *run = l->run;
    enum err e = certificate_paid_all(run->session->store, &l->terms, run->year, run->known_at, l->arena,
                                      run->report, &l->all, &l->count);

    if (e == ERR_NONE) {
        e = leave_out_sent(l);
    }
    dispatch_papers_make(&l->papers, l->count, l->arena);
    for (size_t i = 0; i < l->count && e == ERR_NONE; i++) {
        dispatch_paper_add(&l->papers, l->all[i].payer_no, l->all[i].payer_no, &l->all[i]);
        for (size_t k = 0; k < l->all[i].line_count; k++) {
            l->ordinary += l->all[i].lines[k].ordinary;
            l->pension += l->all[i].lines[k].pension;
        }
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("納付済額のお知らせ", (size_t)1 << 30)};
    struct dispatch_totals totals = {0};
    char ordinary[32], pension[32], dir[DISPATCH_PATH_BYTES];
    enum err e = read_conditions(&l);

    e = e == ERR_NONE ? gather(&l) : e;
    if (e == ERR_NONE) {
        const struct dispatch_names names = {
            "国民健康保険料 納付済額のお知らせ", certificate_labels[CERTIFICATE_PAID],
            arena_printf(l.arena, "%" PRId32 "年 納付済額のお知らせ 一括", run->year)};
        e = dispatch_run_print(&letters, run, &l.papers, &names, &l, &totals);
    }
    if (dispatch_is_made(e)) {
        dispatch_run_folder(&letters, run, dir);
        yen_format(l.ordinary, ordinary, sizeof(ordinary));
        yen_format(l.pension, pension, sizeof(pension));
        fprintf(run->out,
                "%" PRId32 "年の対象 %zu 人（送付済みと同じ額の人を除く）、%s 円（ほかに年金からの特別徴収 "
                           "%s 円）。お知らせ %" PRId64 " 通（支援措置 %" PRId64 " 通は別のファイル）、保留 "
                                                                                 "%" PRId64 " 人。受渡票: "
                                                                                            "%s/"
                                                                                            "uketori.csv\n",
                run->year, l.count, ordinary, pension, totals.papers, totals.of_kind[PILE_GUARDED],
                totals.held, dir);
    }
    arena_free(l.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    return dispatch_run_withdraw(&letters, run);
}

static enum err mark_sent(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_collection_letter_run_sent);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "sent_on", date_ymd(run->decided_on));
    return query_run(q, run->report, &changed);
}

static enum err approve(struct job_run *run)
{
    enum err e = dispatch_run_check(&letters, run);

    if (e == ERR_NONE) {
        e = store_begin(run->session->store, run->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = mark_sent(run);
    if (e == ERR_NONE) {
        e = store_commit(run->session->store, run->report);
    } else {
        store_rollback(run->session->store);
    }
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_collection_letter_totals);
    char ordinary[32], pension[32];
    bool row;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        yen_format(query_i64(q, 3), ordinary, sizeof(ordinary));
        yen_format(query_i64(q, 4), pension, sizeof(pension));
        fprintf(run->out,
                "%" PRId64 "年の納付済額のお知らせ %" PRId64 " 通、%" PRId64 " ページ、%s 円（ほかに特別徴収 "
                "%s 円）%s\n",
                query_i64(q, 0), query_i64(q, 2), query_i64(q, 5), ordinary, pension,
                query_i64(q, 1) != 0 ? "、発送済み" : "");
    }
    query_reset(q);
    return e;
}
