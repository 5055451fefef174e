/*
 * 口座振替の通知 -- the job direct-debit-notice: 振替不能 with slips, 開始と停止, 振替済 of a calendar year.
 *
 * Rows    NT-11, CO-41
 *
 * Each failed item and each row of a mandate is told of once (debit_notice); the yearly statement may be
 * printed again. Slips enter their book in the transaction that records the letters. 支援措置: a file of its
 * own, and no address but one chosen for it.
 */
#include "debit/mandate.h"
#include "debit/paper.h"
#include "debit/request.h"
#include "interchange/outbox.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err show(struct job_run *run);

#define PAPER_HELD "debit-paper-held"
#define SLIP_CAUSE "debit-notice"

enum { OPTION_KIND, OPTION_FROM, OPTION_UNTIL };
static const struct job_option options[] = {
    {"kind", "failed = 振替不能、mandate = 開始と停止、done = 振替済（1月から12月）", ""},
    {"from", "振替日（mandate: 登録の日）がこの日から", ""},
    {"until", "この日まで", ""},
};

static const char *finding_label(struct text code)
{
    return text_is(code, PAPER_HELD) ? "口座振替の通知を作らずに保留しました" : NULL;
}

const struct job job_debit_notice = {
    .name = "direct-debit-notice",
    .label = "口座振替の通知の作成",
    .unit = "通",
    .run_permission = PERM_COLLECTION_RUN,
    .finding_label = finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = withdraw,
    .show = show,
};

enum { FILE_ORDINARY, FILE_RESTRICTED, FILES };
static const char *const kind_names[] = {
    [PAPER_FAILED] = "failed", [PAPER_MANDATE] = "mandate", [PAPER_DONE] = "done"};
static const char *const kind_files[] = {
    [PAPER_FAILED] = "funo", [PAPER_MANDATE] = "kaishi", [PAPER_DONE] = "sumi"};
static const char *const kind_forms[] = {[PAPER_FAILED] = "口座振替不能通知書",
                                         [PAPER_MANDATE] = "口座振替開始・停止通知書",
                                         [PAPER_DONE] = "口座振替済通知書"};

struct printing {
    struct job_run *run;
    struct arena *arena, *unit;
    struct debit_settings settings;
    struct slip_form slip_form;
    enum debit_paper_kind kind;
    date from, until;
    struct document *documents[FILES];
    char paths[FILES][REQUEST_PATH_BYTES + 40];
    int64_t letters[FILES], sheets[FILES];
    struct debit_paper *papers; /* printed: told of when all is well */
    size_t paper_count, paper_capacity;
    struct slip *slips;
    size_t slip_count, slip_capacity;
};

/* ------------------------------------------------------------------------------ conditions ----- */

static enum err read_kind(const struct job_run *run, enum debit_paper_kind *ret)
{
    for (int k = PAPER_FAILED; k <= PAPER_DONE; k++) {
        if (strcmp(run->values[OPTION_KIND], kind_names[k]) == 0) {
            *ret = (enum debit_paper_kind)k;
            return ERR_NONE;
        }
    }
    return report_fail(run->report, ERR_INPUT, "kind は failed, mandate, done から選びます: 「%s」",
                       run->values[OPTION_KIND]);
}

static enum err read_days(const struct job_run *run, enum debit_paper_kind kind, date *ret_from,
                          date *ret_until)
{
    enum err e = batch_option_day(run, OPTION_FROM, date_none(), ret_from);

    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_UNTIL, date_none(), ret_until);
    }
    if (e == ERR_NONE && date_before(*ret_until, *ret_from)) {
        e = report_fail(run->report, ERR_INPUT, "--until は --from より後の日にしてください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct civil a = date_civil(*ret_from), b = date_civil(*ret_until);
    bool is_year = a.year == b.year && a.month == 1 && a.day == 1 && b.month == 12 && b.day == 31;
    if (kind == PAPER_DONE && !is_year) {
        return report_fail(run->report, ERR_INPUT,
                           "振替済の通知は1月1日から12月31日までです: --from %d-01-01 --until %d-12-31",
                           a.year, a.year);
    }
    return ERR_NONE;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("口座振替の設定", (size_t)16 << 20);
    struct debit_settings settings;
    enum debit_paper_kind kind = PAPER_FAILED;
    date from, until;
    enum err e = read_kind(run, &kind);

    if (e == ERR_NONE) {
        e = read_days(run, kind, &from, &until);
    }
    if (e == ERR_NONE) {
        e = debit_settings_load(&run->session->folder, run->business_date, arena, run->report, &settings);
    }
    if (e == ERR_NONE) {
        e = batch_parameter(run, "debit-settings", settings.sha256);
    }
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------ gathering ------ */

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static struct query *query_of(struct printing *x, enum sql sql, bool counts_run)
{
    struct query *q = store_query(x->run->session->store, sql);

    query_set_i64(q, "from_day", date_ymd(x->from));
    query_set_i64(q, "last_day", date_ymd(x->until));
    if (counts_run) {
        query_set_i64(q, "run_no", x->run->run_no);
    }
    return q;
}

struct gathered {
    struct debit_paper_line line;
    int64_t payer_no;
};

static enum err read_failed(struct printing *x, struct gathered **ret, size_t *ret_count)
{
    struct query *q = query_of(x, SQL_debit_failed_of_day, true);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, x->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(x->arena, *ret, *ret_count, capacity) = (struct gathered){
            .payer_no = query_i64(q, 3),
            .line = {.cause_no = query_i64(q, 0), .levy_year = (int32_t)query_i64(q, 1),
                     .household_no = query_i64(q, 2), .instalment = (int)query_i64(q, 4),
                     .notice_no = query_i64(q, 5), .amount = query_i64(q, 6), .due = day_of(query_i64(q, 7)),
                     .result = (int)query_i64(q, 8), .redebit_on = day_of(query_i64(q, 9)),
                     .debit_on = day_of(query_i64(q, 12))},
        };
    }
    query_reset(q);
    return e;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum err read_done(struct printing *x, struct gathered **ret, size_t *ret_count)
{
    struct query *q = query_of(x, SQL_debit_debited_of_year, false);
    size_t capacity = 0, taken_back_count;
    int64_t *taken_back;
    bool row;
    enum err e = collection_taken_back(x->run->session->store, x->arena, x->run->report, &taken_back,
                                       &taken_back_count);

    if (e != ERR_NONE) {
        query_reset(q);
        return e;
    }
    while ((e = query_step(q, x->run->report, &row)) == ERR_NONE && row) {
        int64_t receipt_no = query_i64(q, 8);
        if (taken_back_count > 0 && bsearch(&receipt_no, taken_back, taken_back_count, sizeof(*taken_back),
                                            by_number) != NULL) {
            continue; /* 収納の取消: it was not debited after all */
        }
        *ARENA_PUSH(x->arena, *ret, *ret_count, capacity) = (struct gathered){
            .payer_no = query_i64(q, 0),
            .line = {.cause_no = date_civil(x->from).year, .household_no = query_i64(q, 1),
                     .levy_year = (int32_t)query_i64(q, 2), .instalment = (int)query_i64(q, 3),
                     .debit_on = day_of(query_i64(q, 4)), .amount = query_i64(q, 5),
                     .overpaid = query_i64(q, 6), .redebit_on = date_none(), .due = date_none()},
        };
    }
    query_reset(q);
    return e;
}

/* "みほん銀行" is not ours to know: number of bank and branch, and the account's last two digits. */
static enum err read_mandates(struct printing *x, struct debit_paper **ret, size_t *ret_count)
{
    struct query *q = query_of(x, SQL_debit_started, true);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, x->run->report, &row)) == ERR_NONE && row) {
        struct text bank = query_text(q, 10), branch = query_text(q, 11), account = query_text(q, 13);
        struct text mark = query_text(q, 14), number = query_text(q, 15), reason = query_text(q, 19);
        bool is_jpbank = mark.len > 0;
        struct text shown = is_jpbank ? number : account;
        struct debit_paper_line *line = ARENA_NEW(x->arena, struct debit_paper_line);
        line->cause_no = query_i64(q, 0);
        *ARENA_PUSH(x->arena, *ret, *ret_count, capacity) = (struct debit_paper){
            .payer_no = query_i64(q, 1),
            .lines = line, /* names the row that is told of; such a letter has no table of lines */
            .account = {.act = mandate_label(mandate_acts, query_i64(q, 4)),
                        .is_stopped = query_i64(q, 5) != DEBIT_RUNNING,
                        .from = day_of(query_i64(q, 2)),
                        .bank = is_jpbank ? "ゆうちょ銀行"
                                          : arena_printf(x->arena, "金融機関 %.*s　支店 %.*s", (int)bank.len,
                                                         bank.bytes, (int)branch.len, branch.bytes),
                        .kind = is_jpbank ? "通常貯金" : mandate_label(mandate_deposits, query_i64(q, 12)),
                        .number = arena_printf(x->arena, "*****%.*s", 2, shown.bytes + shown.len - 2),
                        .holder = text_copy(x->arena, query_text(q, 16)),
                        .pays = mandate_label(mandate_pays_codes, query_i64(q, 8)),
                        .reason = arena_copy(x->arena, reason.bytes, reason.len)},
        };
    }
    query_reset(q);
    return e;
}

/* Lines of one payer stand together: a letter each. */
static void letters_of(struct printing *x, const struct gathered *all, size_t count, struct debit_paper **ret,
                       size_t *ret_count)
{
    struct debit_paper *papers = ARENA_ARRAY(x->arena, struct debit_paper, count + 1);
    struct debit_paper_line *lines = ARENA_ARRAY(x->arena, struct debit_paper_line, count + 1);
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        lines[i] = all[i].line;
        if (i == 0 || all[i].payer_no != all[i - 1].payer_no) {
            papers[n++] = (struct debit_paper){.payer_no = all[i].payer_no, .lines = &lines[i]};
        }
        papers[n - 1].line_count++;
        papers[n - 1].amount += lines[i].amount - (x->kind == PAPER_DONE ? lines[i].overpaid : 0);
    }
    *ret = papers;
    *ret_count = n;
}

static enum err gather(struct printing *x, struct debit_paper **ret, size_t *ret_count)
{
    struct gathered *all = NULL;
    size_t count = 0;

    if (x->kind == PAPER_MANDATE) {
        return read_mandates(x, ret, ret_count);
    }
    enum err e = x->kind == PAPER_FAILED ? read_failed(x, &all, &count) : read_done(x, &all, &count);
    if (e == ERR_NONE) {
        letters_of(x, all, count, ret, ret_count);
    }
    return e;
}

/* -------------------------------------------------------------------------------- slips -------- */

static enum err unpaid_now(struct printing *x, const struct debit_paper *p, const struct debit_paper_line *l,
                           yen *ret)
{
    struct collection_scope scope = {.payer_no = p->payer_no, .first_year = l->levy_year,
                                     .last_year = l->levy_year};
    struct collection_charge *all;
    size_t count;
    enum err e = collection_charges(x->run->session->store, &scope, x->unit, x->run->report, &all, &count);

    *ret = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_it = all[i].household_no == l->household_no && all[i].instalment == l->instalment;
        if (is_it && all[i].told == 0) {
            *ret = collection_unpaid(&all[i]);
        }
    }
    return e;
}

/* A slip for what failed, is not asked for again, and was not paid meanwhile. */
static enum err add_slip(struct printing *x, const struct debit_paper *p, const struct debit_paper_line *l,
                         struct slip *slips, size_t *count)
{
    struct job_run *run = x->run;
    struct slip *known = NULL;
    size_t known_count = 0;
    bool is_new;
    yen unpaid;
    enum err e = unpaid_now(x, p, l, &unpaid);

    if (e != ERR_NONE || unpaid <= 0) {
        return e;
    }
    struct slip_charge *charge = ARENA_NEW(x->arena, struct slip_charge);
    *charge = (struct slip_charge){.instalment = l->instalment,
                                   .principal = unpaid < l->amount ? unpaid : l->amount};
    struct slip slip = {
        .levy_year = l->levy_year,
        .class = l->levy_year < fiscal_year_of(run->business_date).first_year ? SLIP_PRIOR : SLIP_CURRENT,
        .notice_no = l->notice_no,
        .instalment = l->instalment,
        .kind = SLIP_REISSUE,
        .household_no = l->household_no,
        .payer_no = p->payer_no,
        .amount = charge->principal,
        .due = l->due,
        .issued_on = run->business_date,
        .usable_until = date_add_days(run->business_date, (int)x->slip_form.limit_days),
        .charges = charge,
        .charge_count = 1,
        .cause_kind = SLIP_CAUSE,
        .cause_no = run->run_no,
    };
    e = slips_of_notice(run->session->store, l->levy_year, l->notice_no, x->unit, run->report, &known,
                        &known_count);
    if (e == ERR_NONE) {
        e = slip_number(&x->slip_form, &slip, known, known_count, run->report, &is_new);
    }
    if (e == ERR_NONE && is_new && !run->dry_run) {
        e = slips_replace(run->session->store, &slip, known, known_count, run->known_at, run->report);
        *ARENA_PUSH(x->arena, x->slips, x->slip_count, x->slip_capacity) = slip;
    }
    slips[(*count)++] = slip;
    return e;
}

static enum err add_slips(struct printing *x, struct debit_paper *p)
{
    struct slip *slips = ARENA_ARRAY(x->arena, struct slip, p->line_count + 1);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < p->line_count && e == ERR_NONE; i++) {
        if (date_is_none(p->lines[i].redebit_on)) {
            e = add_slip(x, p, &p->lines[i], slips, &p->slip_count);
        }
    }
    p->slips = slips;
    p->slip_form = &x->slip_form;
    return e;
}

/* ------------------------------------------------------------------------------- drawing ------- */

static enum err open_file(struct printing *x, int which)
{
    char dir[REQUEST_PATH_BYTES];

    if (x->documents[which] != NULL) {
        return ERR_NONE;
    }
    snprintf(dir, sizeof(dir), "%.500s/files/debit-notice/%" PRId64, x->run->session->folder.path,
             x->run->run_no);
    snprintf(x->paths[which], sizeof(x->paths[which]), "%s/%s%s.pdf", dir,
             which == FILE_RESTRICTED ? "shien-" : "", kind_files[x->kind]);
    enum err e = outbox_folder(dir, x->run->report);
    return e == ERR_NONE ? document_open(x->paths[which], kind_forms[x->kind], x->run->report,
                                         &x->documents[which])
                         : e;
}

static enum err hold_paper(struct printing *x, const struct debit_paper *p, const char *words)
{
    return batch_finding(x->run, PAPER_HELD, p->payer_no, p->payer_no, words, x->run->report);
}

static enum err print_paper(struct printing *x, struct debit_paper *p)
{
    struct as_of now = {x->run->business_date, INT64_MAX};
    struct report words;

    arena_reset(x->unit);
    p->settings = &x->settings;
    p->kind = x->kind;
    p->run_no = x->run->run_no;
    p->year = date_civil(x->from).year;
    p->issued_on = x->run->business_date;
    report_init(&words);
    enum err e = addressee_mailing_for(x->run->session->store, p->payer_no, DUTY_COLLECTION, now, x->arena,
                                       &words, &p->mailing);
    if (e == ERR_NONE && x->kind == PAPER_FAILED) {
        e = add_slips(x, p);
    }
    if (e == ERR_NONE) {
        e = debit_paper_check(p, &words);
    }
    int which = p->mailing.is_restricted ? FILE_RESTRICTED : FILE_ORDINARY;
    if (e == ERR_NONE) {
        e = open_file(x, which);
    }
    if (e == ERR_NONE && debit_paper_draw(x->documents[which], p)) {
        x->letters[which]++;
        *ARENA_PUSH(x->arena, x->papers, x->paper_count, x->paper_capacity) = *p;
    } else if (e == ERR_NONE || e == ERR_FINDINGS) {
        e = hold_paper(x, p, words.kept > 0 ? words.lines[0] : "通知に収まらない文字があります");
    } else {
        report_add(x->run->report, "%s", words.kept > 0 ? words.lines[0] : "通知を作れません");
    }
    report_done(&words);
    return e;
}

static enum err close_files(struct printing *x)
{
    enum err e = ERR_NONE;

    for (int i = 0; i < FILES; i++) {
        if (x->documents[i] == NULL) {
            continue;
        }
        struct document *d = x->documents[i];
        x->documents[i] = NULL;
        if (e != ERR_NONE) {
            document_abandon(d);
        } else {
            x->sheets[i] = document_pages(d);
            e = document_close(d, x->run->report);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------ recording ------ */

static enum err write_slips(struct printing *x)
{
    struct slip_writer *w;
    struct job_run *run = x->run;

    if (x->slip_count == 0) {
        return ERR_NONE;
    }
    enum err e = slip_writer_begin(run->session->store, run->known_at, x->arena, run->report, &w);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < x->slip_count && e == ERR_NONE; i++) {
        e = slip_writer_add(w, &x->slips[i], run->report);
    }
    enum err end = slip_writer_end(w, run->report);
    return e != ERR_NONE ? e : end;
}

static enum err write_notices(struct printing *x)
{
    static const struct bulk_column columns[] = {
        {"kind", BULK_I64},      {"cause_no", BULK_I64}, {"payer_no", BULK_I64}, {"run_no", BULK_I64},
        {"issued_on", BULK_I64}, {"amount", BULK_I64},   {"file", BULK_TEXT},    {"recorded_at", BULK_I64},
    };
    struct bulk *b;
    enum err e = store_bulk_begin(x->run->session->store, "debit_notice", columns, COUNT_OF(columns),
                                  x->run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < x->paper_count && e == ERR_NONE; i++) {
        const struct debit_paper *p = &x->papers[i];
        size_t rows = x->kind == PAPER_FAILED ? p->line_count : 1;
        for (size_t k = 0; k < rows && e == ERR_NONE; k++) {
            bulk_i64(b, x->kind);
            bulk_i64(b, p->lines[k].cause_no);
            bulk_i64(b, p->payer_no);
            bulk_i64(b, x->run->run_no);
            bulk_i64(b, date_ymd(p->issued_on));
            bulk_i64(b, x->kind == PAPER_FAILED ? p->lines[k].amount : p->amount);
            bulk_text(b, text_of(p->mailing.is_restricted ? "shien" : kind_files[x->kind]));
            bulk_i64(b, x->run->known_at);
            e = bulk_row(b, x->run->report);
        }
    }
    enum err end = bulk_end(b, x->run->report);
    return e != ERR_NONE ? e : end;
}

static enum err record_prints(struct printing *x)
{
    enum err e = ERR_NONE;

    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        if (x->letters[i] > 0) {
            const char *slash = strrchr(x->paths[i], '/');
            struct print_record print = {.form = text_of(kind_forms[x->kind]),
                                         .title = text_of(kind_forms[x->kind]),
                                         .file_name = text_of(slash + 1),
                                         .sheets = x->sheets[i],
                                         .issue_no = x->run->run_no,
                                         .is_once = true};
            e = output_print_record(x->run->session, &print, x->run->report);
        }
    }
    return e;
}

static enum err begin_writing(struct printing *x)
{
    enum err e = store_begin(x->run->session->store, x->run->report);
    return e == ERR_NONE ? batch_hold(x->run, x->run->report) : e;
}

/*
 * Letters, slips and what was told stand or fall together. Only slips need the writer's turn while the
 * letters are drawn: their numbers are given on the way.
 */
static enum err print_all(struct printing *x)
{
    struct debit_paper *papers = NULL;
    struct store *s = x->run->session->store;
    size_t count = 0;
    bool has_slips = x->kind == PAPER_FAILED;
    enum err e = has_slips ? begin_writing(x) : ERR_NONE;

    if (e == ERR_NONE) {
        e = gather(x, &papers, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = print_paper(x, &papers[i]);
    }
    enum err closed = close_files(x);
    e = e != ERR_NONE ? e : closed;
    if (e == ERR_NONE && !has_slips) {
        e = begin_writing(x);
    }
    if (e == ERR_NONE) {
        e = write_slips(x);
    }
    if (e == ERR_NONE) {
        e = write_notices(x);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, x->run->report);
    }
    return e;
}

static enum err print_and_record(struct printing *x)
{
    enum err e = print_all(x);

    if (e != ERR_NONE) {
        store_rollback(x->run->session->store);
        return e;
    }
    return record_prints(x);
}

static enum err propose(struct job_run *run)
{
    struct arena *arena = arena_new("口座振替の通知", (size_t)1 << 30);
    struct printing *x = ARENA_NEW(arena, struct printing);
    enum err e = ERR_NONE;

    *x = (struct printing){.run = run, .arena = arena, .unit = arena_new("通知の1通", (size_t)64 << 20)};
    if (run->dry_run) {
        e = report_fail(run->report, ERR_INPUT, "この処理に試行はありません。通知は1件に一度だけ作られます");
    }
    if (e == ERR_NONE) {
        e = read_kind(run, &x->kind);
    }
    if (e == ERR_NONE) {
        e = read_days(run, x->kind, &x->from, &x->until);
    }
    if (e == ERR_NONE) {
        e = debit_settings_load(&run->session->folder, run->business_date, arena, run->report, &x->settings);
    }
    if (e == ERR_NONE) {
        e = slip_form_of(run->session, run->business_date, arena, run->report, &x->slip_form);
    }
    if (e == ERR_NONE) {
        e = print_and_record(x);
    }
    if (e == ERR_NONE) {
        int64_t letters = x->letters[FILE_ORDINARY] + x->letters[FILE_RESTRICTED];
        fprintf(run->out, "%s %" PRId64 " 通（うち支援措置 %" PRId64 " 通）、納付書 %zu 枚\n",
                kind_forms[x->kind], letters, x->letters[FILE_RESTRICTED], x->slip_count);
        e = batch_step(run, letters, letters, letters);
        e = e == ERR_NONE && run->findings > 0 ? ERR_FINDINGS : e;
    }
    arena_free(x->unit);
    arena_free(arena);
    return e;
}

/* A run that was killed behind its commit: what it told is told again by the next one. */
static enum err withdraw(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_debit_notices_delete);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_run(q, run->report, &changed);
    return e == ERR_NONE ? slips_withdraw(run->session->store, SLIP_CAUSE, run->run_no, clock_now_ms(),
                                          run->report)
                         : e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "通知のファイル: %s/files/debit-notice/%" PRId64 "\n", run->session->folder.path,
            run->run_no);
    return ERR_NONE;
}
