/*
 * 証の一斉更新 (EL-31) -- everybody who is insured on a day and holds no paper for it gets one: the type
 * follows from
 * the registration of マイナ保険証, the ratio from the judgement of that day, the last day from the ward's
 * periods.
 *
 * Law     国民健康保険法9条, 同法施行規則6条・7条の2     Rows    EL-14 to EL-16, EL-20, EL-31, EL-54,
 *         NT-01, NT-20
 *
 * The proposal prints in files of 500 papers, household by household, those under 支援措置 apart; approval
 * by another
 * operator reads the files back and enters the papers in the register, and what they replace becomes void.
 * A run that follows finds only who has none yet, so it is also the monthly one (70歳到達). From the 1st of
 * a month to come it judges the valid papers anew, too: whose ratio or class has changed gets a letter with
 * the reason and a new paper, and the old one is asked back (rejudge.c).
 */
#include "certificate/renewal.h"

#include <inttypes.h>

#define PAPERS_A_FILE 500
#define RUN_NUMBERS 10000000 /* papers of a run have numbers of their own */
#define TEXT_SHRUNK "text-shrunk"
#define PAPER_HELD_BACK "paper-held"
#define INCOME_FINDING "income-unknown"

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

enum { OPTION_FROM, OPTION_ISSUED_ON };
static const struct job_option options[] = {{"from", "有効の始まり（例 2026-08-01）", ""},
                                            {"issued-on", "交付の日（空 = 処理日）", ""}};
const struct job job_certificate_renewal = {
    .name = "certificate-renewal",
    .label = "証の一斉更新",
    .unit = "枚",
    .run_permission = PERM_ELIGIBILITY_CHANGE,
    .approve_permission = PERM_ELIGIBILITY_APPROVE,
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
    return text_is(code, TEXT_SHRUNK)       ? "文字を縮小して印字しました"
           : text_is(code, PAPER_HELD_BACK) ? "証を作らずに保留しました"
           : text_is(code, INCOME_FINDING)  ? "所得が分からないまま割合を判定しました"
                                            : NULL;
}

enum { FILE_MAIL, FILE_GUARDED, FILES };
static const char *const file_words[FILES] = {"yubin", "shien"};

/* -------------------------------------------------------------------------------- conditions -- */

static enum err read_conditions(struct renewing *n)
{
    enum err e = batch_option_day(n->run, OPTION_FROM, date_none(), &n->from);

    e = e == ERR_NONE ? batch_option_day(n->run, OPTION_ISSUED_ON, n->run->business_date, &n->issued_on)
                      : e;
    n->is_rejudging = e == ERR_NONE && rejudge_day_fits(n->from, n->run->business_date);
    e = e == ERR_NONE ? judge_laws_load(n->run->session, n->from, n->arena, n->run->report, &n->laws) : e;
    return e == ERR_NONE
               ? certificate_page_words(n->run->session, n->issued_on, n->arena, n->run->report, &n->words)
               : e;
}

static enum err prepare(struct job_run *run)
{
    struct renewing n = {.run = run, .arena = arena_new("証の更新の設定", (size_t)64 << 20)};
    enum err e = read_conditions(&n);

    arena_free(n.arena);
    return e;
}

/* ------------------------------------------------------------------------------------ a paper -- */

static enum err read_papers(void *context, struct chunk *c, struct report *report)
{
    struct renewing *n = context;
    struct dispatch_unit *units = c->units;

    (void)report;
    while (n->at < n->count && c->count < PAPERS_A_FILE) {
        struct wanted *w = &n->all[n->at++];
        units[c->count++] =
            (struct dispatch_unit){.key = w->sequence, .person_no = w->addressee_no, .own = w};
        c->last_key = w->sequence;
    }
    return ERR_NONE;
}

static enum certificate_reason reason_of(const struct wanted *w)
{
    if (w->before == NULL) {
        return ISSUED_NEW;
    }
    if (w->is_check) {
        bool shows_class = w->type == CERT_LIMIT || w->type == CERT_DISEASE;
        return shows_class ? ISSUED_CLASS : ISSUED_RATIO;
    }
    bool is_changed = w->before->tenths > 0 && w->paper.tenths > 0 && w->before->tenths != w->paper.tenths;
    return is_changed ? ISSUED_RATIO : ISSUED_RENEWED;
}

/* What goes into the envelope. */
struct sheet {
    struct paper_page page;
    struct letter letter; /* of a changed paper */
    bool has_letter, has_paper;
};

/* The new paper; of one that is only asked back the old one with the day of the change. */
static enum err fill_paper(const struct renewing *n, const struct session *session, struct wanted *w,
                           struct arena *scratch, struct report *words)
{
    const struct issue_wish wish = {.addressee_no = w->addressee_no,
                                    .type = w->type,
                                    .reason = ISSUED_RENEWED,
                                    .issued_on = n->issued_on,
                                    .valid_from = n->from,
                                    .stay_applied_on = date_none(),
                                    .delivery = DELIVERED_MAIL};
    enum err e = ERR_NONE;

    if (w->rejudged.is_recall) {
        w->paper = *w->before;
        w->paper.issued_on = n->issued_on;
        w->paper.valid_from = n->from;
        w->paper.limit_class = w->rejudged.limit_class;
    } else {
        e = issue_fill(session, &n->laws, &wish, n->run->known_at, scratch, words, &w->paper);
    }
    w->paper.paper_no = n->run->run_no * RUN_NUMBERS + w->sequence;
    w->paper.run_no = n->run->run_no;
    w->paper.reason = reason_of(w);
    return e;
}

static enum err fill_letter(const struct session *session, const struct wanted *w, struct arena *scratch,
                            struct report *words, struct sheet *to)
{
    const struct letter_place place = {to->page.mailing,
                                       to->page.mailing.is_restricted && !to->page.mailing.is_safe};
    enum err e = rejudge_letter_make(session, w->before, &w->paper, &w->rejudged,
                                     to->page.person.printed_name, scratch, words, &to->letter);

    if (e == ERR_NONE) {
        letter_address(&to->letter, &place, scratch);
        to->has_letter = true;
    }
    return e;
}

static enum err prepare_paper(void *context, struct store *s, struct dispatch_unit *u,
                              struct arena *scratch, struct report *words, void **ret_page)
{
    const struct renewing *n = context;
    struct wanted *w = u->own;
    struct session own = *n->run->session; /* with the store of this worker */
    struct sheet *sheet = ARENA_NEW(scratch, struct sheet);

    own.store = s;
    if (w->is_unjudged) {
        struct certificate_judgement none;
        enum err told = judge_with(&own, &n->laws, w->household_no, n->from, n->run->known_at, scratch, words,
                                   &none);
        return told != ERR_NONE ? told : report_fail(words, ERR_FINDINGS, "割合と区分を判定できません");
    }
    *sheet = (struct sheet){.has_paper = !w->rejudged.is_recall};
    enum err e = fill_paper(n, &own, w, scratch, words);
    e = e == ERR_NONE ? certificate_page_fill(&own, &n->words, &w->paper, n->run->known_at, scratch, words,
                                              &sheet->page)
                      : e;
    e = e == ERR_NONE && w->is_check ? fill_letter(&own, w, scratch, words, sheet) : e;
    if (e == ERR_NONE) {
        sheet->page.number_tail = "窓口で発行するお知らせに印字します";
        u->which = sheet->page.mailing.is_restricted ? FILE_GUARDED : FILE_MAIL;
        *ret_page = sheet;
    }
    return e;
}

static bool draw_paper(void *context, struct dispatch_unit *u, void *page, struct document *d,
                       struct arena *kept)
{
    const struct sheet *sheet = page;
    char name[32];

    (void)context;
    (void)kept;
    snprintf(name, sizeof(name), "%015" PRId64, u->person_no);
    document_unit_begin(d, name);
    if (sheet->has_letter) {
        (void)letter_draw(d, &sheet->letter);
    }
    if (sheet->has_paper) {
        (void)certificate_page_draw(d, &sheet->page);
    }
    return document_unit_end(d);
}

static enum err write_paper(const struct renewing *n, const struct dispatch_unit *u, struct store *s,
                            struct report *report)
{
    const struct wanted *w = u->own;
    const struct certificate_paper *p = &w->paper;
    struct query *q = store_query(s, SQL_certificate_renewal_add);
    int64_t changed;

    query_set_i64(q, "run_no", n->run->run_no);
    query_set_i64(q, "paper_no", p->paper_no);
    query_set_i64(q, "addressee_no", p->addressee_no);
    query_set_i64(q, "household_no", p->household_no);
    query_set_i64(q, "type", p->type);
    query_set_i64(q, "reason", p->reason);
    query_set_i64(q, "issued_on", date_ymd(p->issued_on));
    query_set_i64(q, "valid_from", date_ymd(p->valid_from));
    query_set_i64(q, "valid_until", date_ymd(p->last_day));
    query_set_i64(q, "end_reason", p->why_end);
    query_set_i64(q, "tenths", p->tenths);
    query_set_text(q, "card_symbol", w->paper.card_symbol);
    query_set_text(q, "card_number", w->paper.card_number);
    query_set_i64(q, "branch_no", p->branch_no);
    query_set_i64(q, "replaces_no", w->before != NULL ? w->before->paper_no : 0);
    query_set_i64(q, "limit_class", p->limit_class);
    query_set_i64(q, "disease", p->disease);
    query_set_i64(q, "is_recall", w->rejudged.is_recall);
    query_set_i64(q, "cause", w->rejudged.cause);
    query_set_i64(q, "old_tenths", w->is_check ? w->before->tenths : 0);
    query_set_i64(q, "old_class", w->is_check ? w->before->limit_class : LIMIT_NONE);
    query_set_i64(q, "differs_from",
                  w->is_check && !date_is_none(w->rejudged.differs_from) ? date_ymd(w->rejudged.differs_from)
                                                                         : 0);
    dispatch_bind_place(q, u);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE && (p->findings & (JUDGEMENT_TAXABLE_UNKNOWN | JUDGEMENT_BASE_UNKNOWN)) != 0) {
        e = batch_finding(n->run, INCOME_FINDING, u->key, u->person_no,
                          "70歳から74歳の人の所得が分かりません。住民税の台帳を確かめてください", report);
    }
    return e;
}

static enum err write_papers(void *context, const struct dispatch_unit *units, size_t count,
                             struct arena *arena, struct store *s, struct report *report)
{
    const struct renewing *n = context;
    enum err e = ERR_NONE;

    (void)arena;
    for (size_t i = 0; s != NULL && i < count && e == ERR_NONE; i++) {
        e = units[i].pages > 0 ? write_paper(n, &units[i], s, report) : ERR_NONE;
    }
    return e;
}

static enum err write_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                           struct report *report)
{
    const struct renewing *n = context;

    return dispatch_file_add(store_query(s, SQL_certificate_renewal_file_add), n->run->run_no, f,
                             which == FILE_GUARDED, report);
}

/* ---------------------------------------------------------------------------- lists, records -- */

struct filed {
    struct text name, sha256;
    int64_t pages;
};

static enum err files_of(struct job_run *run, struct arena *arena, struct filed **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_certificate_renewal_files);
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

/* 受渡票: every paper once, on the list of its pile, so that what goes into an envelope can be counted. */
static enum err write_lists(const struct renewing *n)
{
    static const char *const names[FILES] = {"uketori.csv", "uketori-shien.csv"};
    struct report *report = n->run->report;
    FILE *to[FILES] = {NULL};
    enum err e = ERR_NONE;
    bool row;

    for (int i = 0; i < FILES && e == ERR_NONE; i++) {
        e = dispatch_list(n->dir, names[i], report, &to[i]);
        if (e == ERR_NONE) {
            fputs("証の番号,世帯番号,宛名番号,種類,事由,割合,有効期限,ファイル,最初のページ,ページ数,"
                  "返してもらう証\r\n",
                  to[i]);
        }
    }
    struct query *q = store_query(n->run->session->store, SQL_certificate_renewal_list);
    query_set_i64(q, "run_no", n->run->run_no);
    while (e == ERR_NONE && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 8);
        char asked_back[24] = "";
        if (query_i64(q, 12) != 0) {
            snprintf(asked_back, sizeof(asked_back), "%" PRId64, query_i64(q, 7));
        }
        fprintf(to[query_i64(q, 11) != 0 ? FILE_GUARDED : FILE_MAIL],
                "%" PRId64 ",%" PRId64 ",%015" PRId64 ",%s,%s,%" PRId64 ",%" PRId64 ",%.*s,%" PRId64
                ",%" PRId64 ",%s\r\n",
                query_i64(q, 0), query_i64(q, 2), query_i64(q, 1), certificate_type_labels[query_i64(q, 3)],
                certificate_reason_labels[query_i64(q, 4)], query_i64(q, 6), query_i64(q, 5), (int)file.len,
                file.bytes, query_i64(q, 9), query_i64(q, 10), asked_back);
    }
    query_reset(q);
    for (int i = 0; i < FILES; i++) {
        enum err end = to[i] != NULL ? dispatch_list_end(to[i], n->dir, names[i], report) : ERR_NONE;
        e = e == ERR_NONE ? end : e;
    }
    return e;
}

/* 印刷記録 of every file, once each (OP-11). */
static enum err record_prints(struct renewing *n)
{
    struct filed *files;
    size_t count;
    enum err e = files_of(n->run, n->arena, &files, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const char *name = arena_printf(n->arena, "certificates/%" PRId64 "/%.*s", n->run->run_no,
                                        (int)files[i].name.len, files[i].name.bytes);
        const struct print_record print = {.form = text_of("資格確認書・資格情報のお知らせ"),
                                           .printer = text_of("PDF"),
                                           .title = text_of("証の一斉更新"),
                                           .file_name = text_of(name),
                                           .sheets = files[i].pages,
                                           .is_once = true};
        e = output_print_record(n->run->session, &print, n->run->report);
    }
    return e;
}

/* --------------------------------------------------------------------------- propose, decide -- */

static enum err print_all(struct renewing *n, struct dispatch_totals *totals)
{
    const struct dispatch_work work = {.run = n->run,
                                       .dir = n->dir,
                                       .title = "証の一斉更新",
                                       .kinds = file_words,
                                       .kind_count = FILES,
                                       .shrunk = TEXT_SHRUNK,
                                       .held = PAPER_HELD_BACK,
                                       .chunk_units = PAPERS_A_FILE,
                                       .context = n,
                                       .read = read_papers,
                                       .prepare = prepare_paper,
                                       .draw = draw_paper,
                                       .write = write_papers,
                                       .write_file = write_file};
    enum err e = dispatch_folder_make(n->dir, n->run->report);

    e = e == ERR_NONE ? dispatch_print(&work, totals) : e;
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !n->run->dry_run) {
        enum err listed = write_lists(n);
        e = listed != ERR_NONE ? listed : e;
    }
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !n->run->dry_run) {
        enum err recorded = record_prints(n);
        e = recorded != ERR_NONE ? recorded : e;
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct renewing n = {.run = run, .arena = arena_new("証の一斉更新", (size_t)2 << 30)};
    struct dispatch_totals totals = {0};
    enum err e = read_conditions(&n);

    dispatch_folder(run->session, "certificates", run->run_no, n.dir);
    e = e == ERR_NONE ? renewal_gather(&n) : e;
    e = e == ERR_NONE ? print_all(&n, &totals) : e;
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        fprintf(run->out,
                "被保険者 %zu 人、有効な証がある人 %zu 人、作った証 %" PRId64 " 枚（支援措置 %" PRId64
                " 枚は別のファイル）、保留 %" PRId64 " 人。受渡票: %s/uketori.csv\n",
                n.insured, n.covered, totals.papers, totals.of_kind[FILE_GUARDED], totals.held, n.dir);
        e = e == ERR_NONE && totals.held > 0 ? ERR_FINDINGS : e;
    }
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !run->dry_run) {
        enum err shown = show(run);
        e = shown != ERR_NONE ? shown : e;
    }
    arena_free(n.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    static const enum sql all[] = {SQL_certificate_renewal_delete, SQL_certificate_renewal_file_delete};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, all[i]);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        e = query_run(q, run->report, &changed);
    }
    if (e == ERR_NONE) {
        dispatch_folder(run->session, "certificates", run->run_no, dir);
        dispatch_folder_remove(dir);
    }
    return e;
}

/* Who has got a paper at the counter meanwhile would hold two: he is left out, and his sheet has to be
 * pulled. */
static enum err leave_out_moved(struct job_run *run, struct arena *arena, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_certificate_renewal_moved);
    int64_t *numbers = NULL, changed;
    size_t capacity = 0;
    enum err e;
    bool row;

    *ret_count = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text file = query_text(q, 2);
        *ARENA_PUSH(arena, numbers, *ret_count, capacity) = query_i64(q, 0);
        fprintf(run->out,
                "宛名番号 %" PRId64 " には、提案のあとに証が交付されています。ファイル %.*s の %" PRId64
                " ページを抜き取ってください。\n",
                query_i64(q, 1), (int)file.len, file.bytes, query_i64(q, 3));
    }
    query_reset(q);
    for (size_t i = 0; i < *ret_count && e == ERR_NONE; i++) {
        q = store_query(run->session->store, SQL_certificate_renewal_leave_out);
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "paper_no", numbers[i]);
        e = query_run(q, run->report, &changed);
    }
    return e;
}

static enum err issue_all(struct job_run *run)
{
    static const enum sql all[] = {SQL_certificate_renewal_void, SQL_certificate_renewal_issue};
    int64_t recorded_at = clock_now_ms(), changed;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, all[i]);
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "recorded_at", recorded_at);
        if (i == 0) {
            query_set_i64(q, "on_day", date_ymd(run->decided_on));
            query_set_text(q, "words", text_of("一斉更新による"));
            query_set_text(q, "changed", text_of("負担割合・区分の変更による"));
        }
        e = query_run(q, run->report, &changed);
    }
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("証の更新の承認", (size_t)16 << 20);
    struct filed *files;
    size_t count, moved = 0;
    char dir[DISPATCH_PATH_BYTES];
    enum err e = files_of(run, arena, &files, &count);

    dispatch_folder(run->session, "certificates", run->run_no, dir);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = dispatch_file_check(dir, files[i].name, files[i].sha256, files[i].pages, run->report);
    }
    if (e != ERR_NONE || (e = store_begin(run->session->store, run->report)) != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? leave_out_moved(run, arena, &moved) : e;
    e = e == ERR_NONE ? issue_all(run) : e;
    if (e == ERR_NONE) {
        e = store_commit(run->session->store, run->report);
    } else {
        store_rollback(run->session->store);
    }
    arena_free(arena);
    e = e == ERR_NONE ? show(run) : e;
    return e == ERR_NONE && moved > 0 ? ERR_FINDINGS : e;
}

/* Counts by kind: what a person checks before it is approved. */
static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_certificate_renewal_counts);
    enum err e;
    bool row;

    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        char ratio[32] = "";
        if (query_i64(q, 2) > 0) {
            snprintf(ratio, sizeof(ratio), "・%" PRId64 "割", query_i64(q, 2));
        }
        fprintf(run->out, "  %s・%s%s%s %" PRId64 " 枚\n", certificate_type_labels[query_i64(q, 0)],
                certificate_reason_labels[query_i64(q, 1)], ratio,
                query_i64(q, 4) != 0 ? "・回収のお知らせだけ" : "", query_i64(q, 3));
    }
    query_reset(q);
    return e;
}
