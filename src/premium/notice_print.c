/*
 * 納入通知書1人分の印刷とプレビュー -- the same pages for the payer and for the eyes of the office.
 *
 * Rows    OP-11, OP-31, BO-06, BO-09, RP-04, RP-07, MN-07 (no 個人番号 stands on a notice)
 *
 * The original is what is posted and carries nothing of the office. A preview is that document with a line at
 * head and foot of each page, who made it, where and when: a sheet that is left lying tells whose it is, and
 * nobody takes it for the notice. Both are recorded with their sheets before the file is handed on.
 *
 * What the counter decided (即時更正) and prints is notified by that: the next run of notices leaves it out.
 */
#include "premium/notice_gather.h"

#include <inttypes.h>
#include <unistd.h>

/* One notice in the file, for its record. */
struct printed_notice {
    struct premium_decision decision;
    int64_t notice_no, first_page, sheets;
    bool has_seal, is_restricted;
    bool is_handed_over; /* decided at the counter, and nobody was notified of it yet */
};

struct one_payer {
    struct session *session;
    struct arena *arena, *unit;
    struct report *report;
    const char *out;
    enum premium_copy copy;
    struct guard guard; /* of the payer, for this operator and this use */
    int64_t payer_no;
    int32_t year;
    struct printed_notice *printed;
    size_t printed_count, printed_capacity;
    int64_t restricted, pages;
};

/* ----------------------------------------------------------------------------- 支援措置 -------- */

/* Who may not see an address on the screen gets it on no sheet either. */
static enum err ask_guard(struct one_payer *p)
{
    enum err e = addressee_guard(p->session, p->payer_no, 0, GUARD_SCREEN, clock_now_ms(), p->arena,
                                 p->report, &p->guard);
    if (e == ERR_NONE && p->guard.level == GUARD_NOTHING) {
        e = report_fail(p->report, ERR_FINDINGS, "納付義務者 %" PRId64 " の通知書は表示も印刷もできません",
                        p->payer_no);
    }
    return e;
}

/* RP-04: no address but the chosen one, and that only for whoever may see it. */
static enum err guard_mailing(struct one_payer *p, struct mailing *m)
{
    bool is_covered = p->guard.level != GUARD_FULL;
    m->is_restricted = m->is_restricted || p->guard.is_restricted;
    if (p->copy == PREMIUM_COPY_PREVIEW) {
        m->is_safe = m->is_safe && !is_covered;
        return ERR_NONE;
    }
    if (!m->is_restricted || p->guard.released_until != 0) {
        return ERR_NONE;
    }
    if (!m->is_safe) {
        return report_fail(p->report, ERR_INPUT,
                           "納付義務者 %" PRId64 " は支援措置の対象で、専用の送付先がありません。"
                           "印刷を止めました。専用の送付先を登録するか、一時解除を受けてから印刷し、"
                           "窓口で渡してください",
                           p->payer_no);
    }
    return !is_covered ? ERR_NONE
                       : report_fail(p->report, ERR_INPUT,
                                     "納付義務者 %" PRId64 " は支援措置の対象です。印刷を止めました。"
                                     "「%s」の権限のある職員が印刷してください",
                                     p->payer_no, ops_permissions[PERM_RESTRICTED_VIEW].label);
}

/* ----------------------------------------------------------------------------- one notice ----- */

/* The day of issue of a notice that was made already; otherwise today. */
static enum err issue_day(struct one_payer *p, const struct premium_decision *d, date *ret, bool *ret_is_made)
{
    bool row;
    struct query *q = store_query(p->session->store, SQL_premium_notice_find);
    query_set_i64(q, "fiscal_year", d->year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
    query_set_i64(q, "version", d->version);
    enum err e = query_step(q, p->report, &row);
    *ret = p->session->folder.business_date;
    *ret_is_made = e == ERR_NONE && row;
    if (*ret_is_made) {
        bool is_day = date_from_ymd((int32_t)query_i64(q, 0), ret);
        assert(is_day);
    }
    query_reset(q);
    return e;
}

static enum err number_of(struct one_payer *p, const struct premium_decision *d, int64_t *ret_running)
{
    struct store *s = p->session->store;
    enum err e = store_begin(s, p->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = notice_number_find(s, d, p->report, ret_running);
    if (e == ERR_NONE && *ret_running == 0) {
        e = notice_number_last(s, d->year, p->report, ret_running);
        *ret_running += 1;
        e = e == ERR_NONE ? notice_number_add(s, d, *ret_running, p->report) : e;
    }
    if (e == ERR_NONE) {
        return store_commit(s, p->report);
    }
    store_rollback(s);
    return e;
}

/* 公印: its image or the words that stand for it; 「公印省略」 is none. */
static bool has_seal(const struct notice_form *form)
{
    return form->seal_text[0] != '\0' && strstr(form->seal_text, "省略") == NULL;
}

/* What goes out is in the book of slips; a preview gives nobody anything to pay with. */
static enum err book_slips(struct one_payer *p, const struct notice *n)
{
    struct store *s = p->session->store;
    struct notice_slips slips;
    struct slip_writer *w;
    int64_t now = clock_now_ms();
    notice_slips_keep(n, 0, p->unit, &slips);
    enum err e = store_begin(s, p->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = slip_writer_begin(s, now, p->unit, p->report, &w);
    if (e == ERR_NONE) {
        e = notice_slips_write(s, w, &slips, now, p->report);
        enum err ended = slip_writer_end(w, p->report);
        e = e != ERR_NONE ? e : ended;
    }
    if (e == ERR_NONE) {
        return store_commit(s, p->report);
    }
    store_rollback(s);
    return e;
}

static enum err print_decision(struct one_payer *p, const struct premium_law *law,
                               const struct premium_decision *d, struct document *document)
{
    struct notice_form form;
    struct notice *n;
    int64_t running;
    date issued_on;
    bool is_made;
    enum err e = issue_day(p, d, &issued_on, &is_made);
    if (e == ERR_NONE) {
        e = notice_form_of(p->session, issued_on, p->unit, p->report, &form);
    }
    if (e == ERR_NONE) {
        e = number_of(p, d, &running);
    }
    if (e == ERR_NONE) {
        struct notice_sources from = {p->session->store, law, &form, issued_on, INT64_MAX};
        e = notice_gather(&from, d, notice_no_of(running), p->unit, p->report, &n);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = guard_mailing(p, &n->mailing);
    if (e != ERR_NONE) {
        return e;
    }
    p->restricted += n->mailing.is_restricted;
    if (!notice_render(document, n)) {
        return report_fail(p->report, ERR_FINDINGS,
                           "通知書番号%08" PRId64 "は印字できない文字があるため作りません", n->notice_no);
    }
    *ARENA_PUSH(p->arena, p->printed, p->printed_count, p->printed_capacity) = (struct printed_notice){
        .decision = *d,
        .notice_no = n->notice_no,
        .first_page = p->pages + 1,
        .sheets = notice_pages(n),
        .has_seal = has_seal(n->form),
        .is_restricted = n->mailing.is_restricted,
        .is_handed_over = d->run_no < 0 && !is_made && p->copy == PREMIUM_COPY_ORIGINAL,
    };
    p->pages += notice_pages(n);
    return p->copy == PREMIUM_COPY_ORIGINAL ? book_slips(p, n) : ERR_NONE;
}

/* ----------------------------------------------------------------------------- one payer ------ */

/* The newest approved version of every household of the payer (the list is newest first). */
static enum err print_decisions(struct one_payer *p, const struct premium_law *law,
                                const struct premium_decision *all, size_t count,
                                struct document *document)
{
    int64_t done = -1;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].is_approved && all[i].household_no != done) {
            done = all[i].household_no;
            arena_reset(p->unit);
            e = print_decision(p, law, &all[i], document);
        }
    }
    return e;
}

static void tell_overflows(struct one_payer *p, const struct document *document)
{
    const struct document_overflow *o;
    size_t count = document_overflows(document, &o);
    for (size_t i = 0; i < count; i++) {
        report_add(p->report, o[i].shrunk_percent > 0 ? "%dページ「%s」を%d%%に縮小しました: %s"
                                                      : "%dページ「%s」を印字できません（%d%%）: %s",
                   o[i].page, o[i].box, o[i].shrunk_percent, o[i].text);
    }
}

/* 透かし: not the paper that is sent, and whose it is (BO-09). */
static void mark_pages(const struct one_payer *p, struct document *document)
{
    char who[OUTPUT_WATERMARK_BYTES];
    output_watermark(p->session, clock_now_ms(), who);
    document_watermark(document, text_of(arena_printf(p->arena, "プレビュー（発送できません）　%s", who)));
}

static enum err print_payer(struct one_payer *p)
{
    struct premium_decision *all;
    size_t count, approved = 0;
    const struct premium_law *law;
    struct document *document;
    enum err e = premium_decisions(p->session->store, p->year, p->payer_no, 0, p->arena, p->report, &all,
                                   &count);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count; i++) {
        approved += all[i].is_approved;
    }
    if (approved == 0) {
        return report_fail(p->report, ERR_INPUT,
                           "納付義務者 %" PRId64 " の%" PRId32 "年度の決議は%s。承認されてから印刷できます",
                           p->payer_no, p->year, count > 0 ? "まだ承認されていません" : "ありません");
    }
    e = premium_law_load(p->session->folder.params, p->session->folder.municipality,
                         (fiscal_year){(int16_t)p->year}, p->arena, p->report, &law);
    if (e == ERR_NONE) {
        e = document_open(p->out, "国民健康保険料 納入通知書", p->report, &document);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (p->copy == PREMIUM_COPY_PREVIEW) {
        mark_pages(p, document);
    }
    e = print_decisions(p, law, all, count, document);
    tell_overflows(p, document);
    if (e != ERR_NONE) {
        document_abandon(document);
        return e;
    }
    return document_close(document, p->report);
}

/* ------------------------------------------------------------------------------- records ------ */

static enum err hand_over_rows(struct one_payer *p, const struct printed_notice *n, const char *sha256)
{
    struct store *s = p->session->store;
    const struct premium_decision *d = &n->decision;
    char file[64];
    int64_t changed, today = date_ymd(p->session->folder.business_date);
    int len = snprintf(file, sizeof(file), "窓口-%" PRId64, d->payer_no);
    assert(len > 0);
    struct query *q = store_query(s, SQL_premium_notice_file_add);
    query_set_i64(q, "run_no", d->run_no);
    query_set_text(q, "file", text_of(file));
    query_set_text(q, "sha256", text_of(sha256));
    query_set_i64(q, "payers", 1);
    query_set_i64(q, "pages", n->sheets);
    query_set_i64(q, "is_restricted", n->is_restricted);
    enum err e = query_run(q, p->report, &changed);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_premium_notice_file_sent);
        query_set_i64(q, "run_no", d->run_no);
        query_set_i64(q, "sent_on", today);
        e = query_run(q, p->report, &changed);
    }
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_premium_notice_add);
    query_set_i64(q, "fiscal_year", d->year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
    query_set_i64(q, "version", d->version);
    query_set_i64(q, "run_no", d->run_no);
    query_set_i64(q, "notice_no", n->notice_no);
    query_set_i64(q, "issued_on", today);
    query_set_text(q, "file", text_of(file));
    query_set_i64(q, "first_page", n->first_page);
    query_set_i64(q, "pages", n->sheets);
    query_set_i64(q, "total", d->total);
    query_set_i64(q, "is_restricted", n->is_restricted);
    return query_run(q, p->report, &changed);
}

/* A paper of the counter is in the payer's hand: it stands among the notices. */
static enum err hand_over(struct one_payer *p, const struct printed_notice *n, const char *sha256)
{
    struct store *s = p->session->store;
    enum err e = store_begin(s, p->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = hand_over_rows(p, n, sha256);
    if (e == ERR_NONE) {
        return store_commit(s, p->report);
    }
    store_rollback(s);
    return e;
}

/* 印刷記録, a row a notice, with the sheets as they lie in the file (OP-11, BO-06). */
static enum err record_prints(struct one_payer *p)
{
    char sha256[SHA256_HEX], title[80];
    int64_t sheets;
    snprintf(title, sizeof(title), "%" PRId32 "年度 納入通知書", p->year);
    enum err e = dispatch_file_look(p->out, p->report, sha256, &sheets);
    if (e == ERR_NONE && sheets != p->pages) {
        e = report_fail(p->report, ERR_WORLD, "作った通知書は %" PRId64 " 枚のはずですが %" PRId64 " 枚です",
                        p->pages, sheets);
    }
    for (size_t i = 0; i < p->printed_count && e == ERR_NONE; i++) {
        const struct printed_notice *n = &p->printed[i];
        const struct print_record print = {
            .form = text_of("納入通知書"),
            .printer = text_of("PDF"),
            .title = text_of(title),
            .addressee_no = p->payer_no,
            .household_no = n->decision.household_no,
            .sheets = n->sheets,
            .issue_no = n->notice_no,
            .is_preview = p->copy == PREMIUM_COPY_PREVIEW,
            .has_seal = n->has_seal,
        };
        e = output_print_record(p->session, &print, p->report);
        e = e == ERR_NONE && n->is_handed_over ? hand_over(p, n, sha256) : e;
    }
    if (e != ERR_NONE) {
        unlink(p->out);
    }
    return e;
}

enum err premium_notice_print(struct session *session, int64_t payer_no, int32_t year, enum premium_copy copy,
                              const char *path, struct report *report, struct premium_print *ret)
{
    struct one_payer p = {
        .session = session,
        .arena = arena_new("納入通知書", (size_t)64 << 20),
        .unit = arena_new("納入通知書 1件", (size_t)64 << 20),
        .report = report,
        .out = path,
        .copy = copy,
        .payer_no = payer_no,
        .year = year,
    };
    enum err e = ask_guard(&p);
    if (e == ERR_NONE) {
        e = print_payer(&p);
    }
    if (e == ERR_NONE) {
        e = record_prints(&p);
    }
    if (e == ERR_NONE) {
        *ret = (struct premium_print){(int64_t)p.printed_count, p.restricted, p.pages};
    }
    arena_free(p.unit);
    arena_free(p.arena);
    return e;
}
