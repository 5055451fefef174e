/*
 * 納付証明書・納付済額のお知らせ・滞納明細書・滞納のない証明書 -- of one payer, at the counter.
 *
 * Rows    CO-02, CO-40, NT-12; collection.md 23
 */
#include "collection/certificate.h"

#include "output/output.h"

#include <inttypes.h>
#include <unistd.h>

const char *const certificate_labels[CERTIFICATE_KINDS] = {
    [CERTIFICATE_PAID] = "納付済額のお知らせ",
    [CERTIFICATE_CHARGES] = "納付証明書",
    [CERTIFICATE_ARREARS] = "滞納明細書",
    [CERTIFICATE_NONE] = "滞納のない証明書",
};

enum err certificate_sent(struct store *s, int64_t payer_no, int32_t year, struct report *report,
                          yen *ret_sum, bool *ret_found)
{
    struct query *q = store_query(s, SQL_collection_letter_sent);

    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "calendar_year", year);
    enum err e = query_step(q, report, ret_found);
    *ret_sum = e == ERR_NONE && *ret_found ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

/* --------------------------------------------------------------------------------- one paper ---- */

static enum err print_one(struct session *session, const struct certificate *c, const char *path,
                          struct arena *arena, struct report *report)
{
    struct document *d;
    enum err e = document_open(path, certificate_labels[c->kind], report, &d);

    if (e != ERR_NONE) {
        return e;
    }
    int pages = certificate_draw(d, c);
    e = document_close(d, report);
    const struct print_record print = {
        .form = text_of(certificate_labels[c->kind]),
        .printer = text_of("PDF"),
        .title = text_of(c->year > 0
                             ? arena_printf(arena, "%" PRId32 "年 %s", c->year, certificate_labels[c->kind])
                             : certificate_labels[c->kind]),
        .addressee_no = c->payer_no,
        .sheets = pages,
    };
    if (e == ERR_NONE) {
        e = output_print_record(session, &print, report);
    }
    if (e != ERR_NONE) {
        unlink(path); /* nothing is handed out without a record */
    }
    return e;
}

/* Its lines; ERR_INPUT when nothing stands on it. A paper that nothing is owed may have none. */
static enum err fill(struct session *session, const struct certificate_wish *wish,
                     const struct certificate_terms *terms, struct arena *arena, struct report *report,
                     struct certificate *c, yen *ret_sum)
{
    struct certificate_line *lines;
    yen sent = 0;
    bool found = false;
    enum err e = certificate_gather(session, terms, wish, arena, report, &lines, &c->line_count);

    *ret_sum = 0;
    if (e == ERR_NONE && c->line_count == 0 && wish->kind != CERTIFICATE_NONE) {
        e = report_fail(report, ERR_INPUT,
                        "%" PRId32 "年の%sに書くことがありません（納付義務者 %" PRId64 "）", wish->year,
                        certificate_labels[wish->kind], wish->payer_no);
    }
    for (size_t i = 0; e == ERR_NONE && i < c->line_count; i++) {
        *ret_sum += certificate_line_sum(wish->kind, &lines[i]);
    }
    if (e == ERR_NONE && wish->kind == CERTIFICATE_PAID) {
        e = certificate_sent(session->store, wish->payer_no, wish->year, report, &sent, &found);
    }
    c->lines = lines;
    c->terms = terms;
    c->is_changed = found && sent != *ret_sum;
    return e;
}

static enum err terms_of(const struct session *session, struct arena *arena, struct report *report,
                         struct certificate_terms *ret)
{
    const struct data_folder *f = &session->folder;

    return certificate_terms_load(f->params, f->municipality, f->business_date, arena, report, ret);
}

enum err collection_certificate_look(struct session *session, const struct certificate_wish *wish,
                                     struct arena *arena, struct report *report,
                                     struct certificate_look *ret)
{
    struct certificate_terms terms;
    struct certificate c = {0};
    struct report words;

    *ret = (struct certificate_look){0};
    enum err e = terms_of(session, arena, report, &terms);
    if (e != ERR_NONE) {
        return e;
    }
    report_init(&words);
    e = fill(session, wish, &terms, arena, &words, &c, &ret->sum);
    ret->lines = c.line_count;
    const char *said = words.kept > 0 ? words.lines[words.kept - 1] : "作れません";
    if (e == ERR_INPUT || e == ERR_FINDINGS) {
        ret->words = arena_string(arena, said);
        e = ERR_NONE;
    } else if (e != ERR_NONE) {
        report_add(report, "%s", said);
    }
    report_done(&words);
    return e;
}

enum err collection_certificate(struct session *session, const struct certificate_wish *wish,
                                const char *path, struct report *report, yen *ret_sum)
{
    struct arena *arena = arena_new("証明書", (size_t)64 << 20);
    const struct as_of as_of = {session->folder.business_date, INT64_MAX};
    struct certificate c = {.kind = wish->kind,
                            .payer_no = wish->payer_no,
                            .year = wish->year,
                            .issued_on = session->folder.business_date,
                            .with_planned = wish->with_planned};
    struct slip_form form;
    struct certificate_terms terms;
    struct guard guard;
    enum err e =
        addressee_guard(session, wish->payer_no, 0, GUARD_PRINT, clock_now_ms(), arena, report, &guard);

    *ret_sum = 0;
    c.form = &form;
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        e = report_fail(report, ERR_FINDINGS, "納付義務者 %" PRId64 " の証明書は印刷できません",
                        wish->payer_no);
    }
    if (e == ERR_NONE) {
        e = slip_form_of(session, c.issued_on, arena, report, &form);
    }
    if (e == ERR_NONE) {
        e = terms_of(session, arena, report, &terms);
    }
    if (e == ERR_NONE) {
        e = addressee_mailing_for(session->store, wish->payer_no, DUTY_COLLECTION, as_of, arena, report,
                                  &c.mailing);
    }
    if (e == ERR_NONE) {
        c.mailing.is_safe = c.mailing.is_safe && guard.level == GUARD_FULL;
        e = fill(session, wish, &terms, arena, report, &c, ret_sum);
    }
    if (e == ERR_NONE) {
        e = print_one(session, &c, path, arena, report);
    }
    arena_free(arena);
    return e;
}

/* --------------------------------------------------------------------------- kokuho certificate -- */

static enum err run_command(struct command_call *call);

const struct command command_certificate = {
    .name = "certificate",
    .synopsis = "--payer 番号 [--paid 年 [--planned] | --charges 年度 | --arrears | --none] --out FILE.pdf",
    .summary = "納付済額のお知らせ・納付証明書・滞納明細書・滞納のない証明書をPDFにします",
    .help =
        "  --payer 番号     納付義務者の宛名番号\n"
        "  --paid 年        その年の1月から12月に納めた額（社会保険料控除）。延滞金と手数料は含みません\n"
        "  --planned        年末までに納期限が来る未納の額（納付予定額）も書きます\n"
        "  --charges 年度   年度の期ごとの納付の状況\n"
        "  --arrears        今日の滞納明細（延滞金・督促手数料を含む）\n"
        "  --none           滞納のない証明。未納があれば作りません。猶予中の期はその旨を書きます\n"
        "  --out FILE.pdf   書き出す先。印刷の記録が残ります\n",
    .run = run_command,
};

static enum err run_command(struct command_call *call)
{
    const char *payer = NULL, *paid = NULL, *charges = NULL, *arrears = NULL, *none = NULL,
               *planned = NULL, *out = NULL;
    size_t words;
    struct session session;
    yen sum;
    const struct option_spec specs[] = {{"--payer", true, &payer},
                                        {"--paid", true, &paid},
                                        {"--charges", true, &charges},
                                        {"--arrears", false, &arrears},
                                        {"--none", false, &none},
                                        {"--planned", false, &planned},
                                        {"--out", true, &out}};
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    const char *year = paid != NULL ? paid : charges;
    int64_t payer_no = 0, year_no = 0;

    if (e != ERR_NONE) {
        return e;
    }
    if (payer == NULL || out == NULL ||
        (paid != NULL) + (charges != NULL) + (arrears != NULL) + (none != NULL) != 1 ||
        (planned != NULL && paid == NULL) ||
        !parse_i64(payer, strlen(payer), 1, 999999999999999, &payer_no) ||
        (year != NULL && !parse_i64(year, strlen(year), 2000, 2098, &year_no))) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho certificate %s",
                           command_certificate.synopsis);
    }
    e = session_open(call, STORE_WRITE, PERM_SLIP_PRINT, &session);
    if (e != ERR_NONE) {
        return e;
    }
    const struct certificate_wish wish = {
        .kind = paid != NULL      ? CERTIFICATE_PAID
                : charges != NULL ? CERTIFICATE_CHARGES
                : arrears != NULL ? CERTIFICATE_ARREARS
                                  : CERTIFICATE_NONE,
        .payer_no = payer_no,
        .year = year != NULL ? (int32_t)year_no : date_civil(session.folder.business_date).year,
        .with_planned = planned != NULL};
    e = collection_certificate(&session, &wish, out, call->report, &sum);
    if (e == ERR_NONE) {
        char amount[32];
        yen_format(sum, amount, sizeof(amount));
        fprintf(call->out, "%s 合計 %s円 を「%s」に書きました。\n", certificate_labels[wish.kind], amount,
                out);
    }
    session_close(&session);
    return e;
}
