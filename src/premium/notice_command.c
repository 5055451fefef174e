/* kokuho notice -- the notice of one payer, of the newest approved decisions, as it was or would be sent. */
#include "premium/notice_gather.h"

#include <inttypes.h>
#include <unistd.h>

static enum err run_command(struct command_call *call);

const struct command command_notice = {
    .name = "notice",
    .synopsis = "--payer 番号 --year 年度 --out FILE.pdf",
    .summary = "納付義務者1人の納入通知書をPDFにします",
    .help = "承認された決議だけを印刷します。一括で発送した通知書は、そのときの発行日と通知書番号で"
            "作り直します。\n"
            "  --payer 番号     納付義務者（世帯主）の宛名番号\n"
            "  --year 年度      賦課年度（西暦）\n"
            "  --out FILE.pdf   書き出す先。印字できない文字があれば作りません\n",
    .run = run_command,
};

struct one_payer {
    struct session *session;
    struct arena *arena, *unit;
    struct report *report;
    const char *out;
    int64_t payer_no;
    int32_t year;
    int64_t printed, restricted, pages;
};

/* The day of issue of a notice that was made already; otherwise today. */
static enum err issue_day(struct one_payer *p, const struct premium_decision *d, date *ret)
{
    bool row;
    struct query *q = store_query(p->session->store, SQL_premium_notice_find);
    query_set_i64(q, "fiscal_year", d->year);
    query_set_i64(q, "household_no", d->household_no);
    query_set_i64(q, "payer_no", d->payer_no);
    query_set_i64(q, "version", d->version);
    enum err e = query_step(q, p->report, &row);
    *ret = p->session->folder.business_date;
    if (e == ERR_NONE && row) {
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

static enum err print_decision(struct one_payer *p, const struct premium_law *law,
                               const struct premium_decision *d, struct document *document)
{
    struct notice_form form;
    struct notice *n;
    int64_t running;
    date issued_on;
    const struct data_folder *f = &p->session->folder;
    enum err e = issue_day(p, d, &issued_on);
    if (e == ERR_NONE) {
        e = notice_form_load(f->params, f->municipality, issued_on, p->unit, p->report, &form);
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
    p->restricted += n->mailing.is_restricted;
    if (!notice_render(document, n)) {
        return report_fail(p->report, ERR_FINDINGS,
                           "通知書番号%08" PRId64 "は印字できない文字があるため作りません", n->notice_no);
    }
    p->printed++;
    p->pages += notice_pages(n);
    return ERR_NONE;
}

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
    e = print_decisions(p, law, all, count, document);
    tell_overflows(p, document);
    if (e != ERR_NONE) {
        document_abandon(document);
        return e;
    }
    return document_close(document, p->report);
}

enum err premium_notice_print(struct session *session, int64_t payer_no, int32_t year, const char *path,
                              struct report *report, struct premium_print *ret)
{
    struct one_payer p = {
        .session = session,
        .arena = arena_new("納入通知書", (size_t)64 << 20),
        .unit = arena_new("納入通知書 1件", (size_t)64 << 20),
        .report = report,
        .out = path,
        .payer_no = payer_no,
        .year = year,
    };
    enum err e = print_payer(&p);
    if (e == ERR_NONE) {
        *ret = (struct premium_print){p.printed, p.restricted, p.pages};
    }
    arena_free(p.unit);
    arena_free(p.arena);
    return e;
}

/* 印刷記録: sheets as they lie in the file; without the record there is no file (OP-11, BO-06, LG-14). */
static enum err record_print(struct session *session, int64_t payer_no, int32_t year, const char *path,
                             struct report *report)
{
    char sha256[SHA256_HEX], title[80];
    struct print_record print = {.form = text_of("納入通知書"), .printer = text_of("PDF"),
                                 .addressee_no = payer_no};
    snprintf(title, sizeof(title), "%" PRId32 "年度 納入通知書", year);
    print.title = text_of(title);
    enum err e = notice_file_look(path, report, sha256, &print.sheets);
    if (e == ERR_NONE) {
        e = output_print_record(session, &print, report);
    }
    if (e != ERR_NONE) {
        unlink(path);
    }
    return e;
}

static enum err run_command(struct command_call *call)
{
    const char *payer = NULL, *year = NULL, *out = NULL;
    size_t words;
    int64_t payer_no = 0, year_no = 0;
    struct session session;
    struct premium_print printed;
    const struct option_spec specs[] = {{"--payer", true, &payer}, {"--year", true, &year},
                                        {"--out", true, &out}};
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    if (payer == NULL || year == NULL || out == NULL ||
        !parse_i64(payer, strlen(payer), 1, 999999999999999, &payer_no) ||
        !parse_i64(year, strlen(year), 2000, 2098, &year_no)) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho notice %s", command_notice.synopsis);
    }
    e = session_open(call, STORE_WRITE, PERM_NOTICE_PRINT, &session);
    if (e != ERR_NONE) {
        return e;
    }
    e = premium_notice_print(&session, payer_no, (int32_t)year_no, out, call->report, &printed);
    if (e == ERR_NONE) {
        e = record_print(&session, payer_no, (int32_t)year_no, out, call->report);
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "納入通知書 %" PRId64 " 件を「%s」に書きました。\n", printed.notices, out);
        if (printed.restricted > 0) {
            fprintf(call->out, "支援措置の対象です。住所は印刷していません。郵送しないでください。\n");
        }
    }
    session_close(&session);
    return e;
}
