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

#define RUN_NUMBERS 10000000 /* papers of a run have numbers of their own */
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
        u->which = sheet->page.mailing.is_restricted ? PILE_GUARDED : PILE_MAIL;
        *ret_page = sheet;
    }
    return e;
}

static bool draw_paper(struct document *d, const struct dispatch_unit *u, const void *page)
{
    const struct sheet *sheet = page;

    dispatch_unit_begin(d, u);
    if (sheet->has_letter) {
        (void)letter_draw(d, &sheet->letter);
    }
    if (sheet->has_paper) {
        (void)certificate_page_draw(d, &sheet->page);
    }
    return document_unit_end(d);
}

static enum err write_paper(void *context, const struct dispatch_unit *u, struct store *s,
                            struct report *report)
{
    const struct renewing *n = context;
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

static int pile_of(struct query *q)
{
    return query_i64(q, 11) != 0 ? PILE_GUARDED : PILE_MAIL;
}

static void write_line(FILE *to, struct query *q)
{
    struct text file = query_text(q, 8);
    char asked_back[24] = "";
    if (query_i64(q, 12) != 0) {
        snprintf(asked_back, sizeof(asked_back), "%" PRId64, query_i64(q, 7));
    }
    fprintf(to,
            "%" PRId64 ",%" PRId64 ",%015" PRId64 ",%s,%s,%" PRId64 ",%" PRId64 ",%.*s,%" PRId64
            ",%" PRId64 ",%s\r\n",
            query_i64(q, 0), query_i64(q, 2), query_i64(q, 1), certificate_type_labels[query_i64(q, 3)],
            certificate_reason_labels[query_i64(q, 4)], query_i64(q, 6), query_i64(q, 5), (int)file.len,
            file.bytes, query_i64(q, 9), query_i64(q, 10), asked_back);
}

static const enum sql removals[] = {SQL_certificate_renewal_delete, SQL_certificate_renewal_file_delete};
static const struct dispatch_receipts receipts = {
    .heads = "証の番号,世帯番号,宛名番号,種類,事由,割合,有効期限,ファイル,最初のページ,ページ数,"
             "返してもらう証",
    .rows = SQL_certificate_renewal_list,
    .pile = pile_of,
    .line = write_line,
};
static const struct dispatch_run papers = {
    .folder = "certificates",
    .held = "paper-held",
    .held_words = "証を作らずに保留しました",
    .files = SQL_certificate_renewal_files,
    .file_add = SQL_certificate_renewal_file_add,
    .removals = removals,
    .removal_count = COUNT_OF(removals),
    .receipts = &receipts,
    .prepare = prepare_paper,
    .draw = draw_paper,
    .write = write_paper,
};

static const char *finding_label(struct text code)
{
    return text_is(code, INCOME_FINDING) ? "所得が分からないまま割合を判定しました"
                                         : dispatch_finding_words(&papers, code);
}

/* --------------------------------------------------------------------------- propose, decide -- */

static enum err print_all(struct renewing *n, struct dispatch_totals *totals)
{
    static const struct dispatch_names names = {"証の一斉更新", "資格確認書・資格情報のお知らせ",
                                                "証の一斉更新"};
    struct dispatch_papers all;

    dispatch_papers_make(&all, n->count, n->arena);
    for (size_t i = 0; i < n->count; i++) {
        dispatch_paper_add(&all, n->all[i].sequence, n->all[i].addressee_no, &n->all[i]);
    }
    return dispatch_run_print(&papers, n->run, &all, &names, n, totals);
}

static enum err propose(struct job_run *run)
{
    struct renewing n = {.run = run, .arena = arena_new("証の一斉更新", (size_t)2 << 30)};
    struct dispatch_totals totals = {0};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = read_conditions(&n);

    e = e == ERR_NONE ? renewal_gather(&n) : e;
    e = e == ERR_NONE ? print_all(&n, &totals) : e;
    if (dispatch_is_made(e)) {
        dispatch_run_folder(&papers, run, dir);
        fprintf(run->out,
                "被保険者 %zu 人、有効な証がある人 %zu 人、作った証 %" PRId64 " 枚（支援措置 %" PRId64
                " 枚は別のファイル）、保留 %" PRId64 " 人。受渡票: %s/uketori.csv\n",
                n.insured, n.covered, totals.papers, totals.of_kind[PILE_GUARDED], totals.held, dir);
    }
    if (dispatch_is_made(e) && !run->dry_run) {
        enum err shown = show(run);
        e = shown != ERR_NONE ? shown : e;
    }
    arena_free(n.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    return dispatch_run_withdraw(&papers, run);
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
    size_t moved = 0;
    enum err e = dispatch_run_check(&papers, run);

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
