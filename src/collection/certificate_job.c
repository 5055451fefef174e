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
#include "dispatch/dispatch.h"

#define LETTERS_A_FILE 500
#define TEXT_SHRUNK "text-shrunk"
#define LETTER_HELD "letter-held"

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

static const char *finding_label(struct text code)
{
    return text_is(code, TEXT_SHRUNK)   ? "文字を縮小して印字しました"
           : text_is(code, LETTER_HELD) ? "お知らせを作らずに保留しました"
                                        : NULL;
}

enum { FILE_MAIL, FILE_GUARDED, FILES };
static const char *const file_words[FILES] = {"yubin", "shien"};

struct lettering {
    struct job_run *run;
    struct arena *arena;
    struct certificate_terms terms;
    struct slip_form form;
    date issued_on;
    struct certificate_paid *all; /* by payer number: the n-th has the number n + 1 */
    size_t count, at;
    yen ordinary, pension; /* of all of them */
    char dir[DISPATCH_PATH_BYTES];
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

static enum err read_letters(void *context, struct chunk *c, struct report *report)
{
    struct lettering *l = context;
    struct dispatch_unit *units = c->units;

    (void)report;
    while (l->at < l->count && c->count < LETTERS_A_FILE) {
        struct certificate_paid *p = &l->all[l->at++];
        units[c->count++] = (struct dispatch_unit){.key = p->payer_no, .person_no = p->payer_no, .own = p};
        c->last_key = p->payer_no;
    }
    return ERR_NONE;
}

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
    u->which = c->mailing.is_restricted ? FILE_GUARDED : FILE_MAIL;
    *ret_paper = c;
    return e;
}

static bool draw_letter(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                        struct arena *kept)
{
    char name[32];

    (void)context;
    (void)kept;
    snprintf(name, sizeof(name), "%015" PRId64, u->key);
    document_unit_begin(d, name);
    certificate_draw(d, paper);
    return document_unit_end(d);
}

static enum err write_letter(const struct lettering *l, const struct dispatch_unit *u, struct store *s,
                             struct report *report)
{
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

static enum err write_letters(void *context, const struct dispatch_unit *units, size_t count,
                              struct arena *arena, struct store *s, struct report *report)
{
    const struct lettering *l = context;
    enum err e = ERR_NONE;
    int64_t changed;

    (void)arena;
    if (s == NULL) {
        return ERR_NONE;
    }
    struct query *q = store_query(s, SQL_collection_letter_run_add);
    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "calendar_year", l->run->year);
    e = query_run(q, report, &changed);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = units[i].pages > 0 ? write_letter(l, &units[i], s, report) : ERR_NONE;
    }
    return e;
}

static enum err write_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                           struct report *report)
{
    const struct lettering *l = context;

    return dispatch_file_add(store_query(s, SQL_collection_letter_file_add), l->run->run_no, f,
                             which == FILE_GUARDED, report);
}

/* ------------------------------------------------------------------------- lists, records ----- */

/* 受渡票: everybody once, on the list of his pile. */
static enum err write_lists(const struct lettering *l)
{
    static const char *const names[FILES] = {"uketori.csv", "uketori-shien.csv"};
    struct report *report = l->run->report;
    FILE *to[FILES] = {NULL};
    enum err e = ERR_NONE;
    bool row;

    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        e = dispatch_list(l->dir, names[i], report, &to[i]);
        if (e == ERR_NONE) {
            fputs("連番,ファイル,最初のページ,ページ数,納付義務者番号,納付額,特別徴収額\r\n", to[i]);
        }
    }
    struct query *q = store_query(l->run->session->store, SQL_collection_letter_list);
    query_set_i64(q, "run_no", l->run->run_no);
    while (e == ERR_NONE && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 1);
        fprintf(to[query_i64(q, 7) != 0 ? FILE_GUARDED : FILE_MAIL],
                "%" PRId64 ",%.*s,%" PRId64 ",%" PRId64 ",%015" PRId64 ",%" PRId64 ",%" PRId64 "\r\n",
                query_i64(q, 0), (int)file.len, file.bytes, query_i64(q, 2), query_i64(q, 3),
                query_i64(q, 4), query_i64(q, 5), query_i64(q, 6));
    }
    query_reset(q);
    for (int i = 0; i < FILES; i++) {
        enum err end = to[i] != NULL ? dispatch_list_end(to[i], l->dir, names[i], report) : ERR_NONE;
        e = e == ERR_NONE ? end : e;
    }
    return e;
}

struct filed {
    struct text name, sha256;
    int64_t pages;
};

static enum err files_of(struct job_run *run, struct arena *arena, struct filed **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_collection_letter_files);
    size_t capacity = 0;
    enum err e;
    bool row;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0), sha256 = query_text(q, 1);
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct filed){{arena_copy(arena, name.bytes, name.len), name.len},
                           {arena_copy(arena, sha256.bytes, sha256.len), sha256.len},
                           query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}

/* 印刷記録 of every file, once each (OP-11). */
static enum err record_prints(struct lettering *l)
{
    struct filed *files;
    size_t count;
    enum err e = files_of(l->run, l->arena, &files, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const char *name = arena_printf(l->arena, "letters/%" PRId64 "/%.*s", l->run->run_no,
                                        (int)files[i].name.len, files[i].name.bytes);
        const struct print_record print = {
            .form = text_of(certificate_labels[CERTIFICATE_PAID]),
            .printer = text_of("PDF"),
            .title = text_of(arena_printf(l->arena, "%" PRId32 "年 納付済額のお知らせ 一括", l->run->year)),
            .file_name = text_of(name),
            .sheets = files[i].pages,
            .is_once = true};
        e = output_print_record(l->run->session, &print, l->run->report);
    }
    return e;
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
    for (size_t i = 0; i < l->count && e == ERR_NONE; i++) {
        bool is_behind = run->checkpoint != CHECKPOINT_NONE && l->all[i].payer_no <= run->checkpoint;
        l->at += is_behind;
        for (size_t k = 0; k < l->all[i].line_count; k++) {
            l->ordinary += l->all[i].lines[k].ordinary;
            l->pension += l->all[i].lines[k].pension;
        }
    }
    return e;
}

static enum err print_all(struct lettering *l, struct dispatch_totals *totals)
{
    const struct dispatch_work work = {.run = l->run,
                                       .dir = l->dir,
                                       .title = "国民健康保険料 納付済額のお知らせ",
                                       .kinds = file_words,
                                       .kind_count = FILES,
                                       .shrunk = TEXT_SHRUNK,
                                       .held = LETTER_HELD,
                                       .chunk_units = LETTERS_A_FILE,
                                       .context = l,
                                       .read = read_letters,
                                       .prepare = prepare_letter,
                                       .draw = draw_letter,
                                       .write = write_letters,
                                       .write_file = write_file};
    enum err e = dispatch_folder_make(l->dir, l->run->report);

    e = e == ERR_NONE ? dispatch_print(&work, totals) : e;
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !l->run->dry_run) {
        enum err listed = write_lists(l);
        e = listed != ERR_NONE ? listed : e;
    }
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !l->run->dry_run) {
        enum err recorded = record_prints(l);
        e = recorded != ERR_NONE ? recorded : e;
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("納付済額のお知らせ", (size_t)1 << 30)};
    struct dispatch_totals totals = {0};
    char ordinary[32], pension[32];
    enum err e = read_conditions(&l);

    dispatch_folder(run->session, "letters", run->run_no, l.dir);
    if (e == ERR_NONE) {
        e = gather(&l);
    }
    if (e == ERR_NONE) {
        e = print_all(&l, &totals);
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        yen_format(l.ordinary, ordinary, sizeof(ordinary));
        yen_format(l.pension, pension, sizeof(pension));
        fprintf(run->out,
                "%" PRId32 "年の対象 %zu 人（送付済みと同じ額の人を除く）、%s 円（ほかに年金からの特別徴収 "
                           "%s 円）。お知らせ %" PRId64 " 通（支援措置 %" PRId64 " 通は別のファイル）、保留 "
                                                                                 "%" PRId64 " 人。受渡票: "
                                                                                            "%s/"
                                                                                            "uketori.csv\n",
                run->year, l.count, ordinary, pension, totals.papers, totals.of_kind[FILE_GUARDED],
                totals.held, l.dir);
        e = e == ERR_NONE && totals.held > 0 ? ERR_FINDINGS : e;
    }
    arena_free(l.arena);
    return e;
}

static enum err change(struct job_run *run, enum sql sql, date sent_on)
{
    int64_t changed;
    struct query *q = store_query(run->session->store, sql);

    query_set_i64(q, "run_no", run->run_no);
    if (!date_is_none(sent_on)) {
        query_set_i64(q, "sent_on", date_ymd(sent_on));
    }
    return query_run(q, run->report, &changed);
}

static enum err withdraw(struct job_run *run)
{
    static const enum sql all[] = {SQL_collection_letter_delete, SQL_collection_letter_file_delete,
                                   SQL_collection_letter_run_delete};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        e = change(run, all[i], date_none());
    }
    if (e == ERR_NONE) {
        dispatch_folder(run->session, "letters", run->run_no, dir);
        dispatch_folder_remove(dir);
    }
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("お知らせの承認", (size_t)16 << 20);
    struct filed *files;
    size_t count;
    char dir[DISPATCH_PATH_BYTES];
    enum err e = files_of(run, arena, &files, &count);

    dispatch_folder(run->session, "letters", run->run_no, dir);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = dispatch_file_check(dir, files[i].name, files[i].sha256, files[i].pages, run->report);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        e = store_begin(run->session->store, run->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = change(run, SQL_collection_letter_run_sent, run->decided_on);
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
