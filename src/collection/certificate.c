/*
 * 納付証明書・納付済額のお知らせ・滞納明細 -- one payer at the counter, all of them in January.
 *
 * Rows    CO-02, CO-40, NT-12; collection.md 23: what counts is the day the payer paid, whatever year the
 *         premium belongs to; 延滞金 and 手数料 are no premium; what the pension paid stands apart.
 */
#include "collection/certificate.h"

#include "output/output.h"

#include <inttypes.h>
#include <unistd.h>

const char *const certificate_labels[CERTIFICATE_KINDS] = {
    [CERTIFICATE_PAID] = "納付済額のお知らせ",
    [CERTIFICATE_CHARGES] = "納付証明書",
    [CERTIFICATE_ARREARS] = "滞納明細書",
};

struct gathering {
    struct session *session;
    const struct certificate_wish *wish;
    struct arena *arena;
    struct report *report;
    const struct collection_law *law;
    struct certificate_line *lines;
    size_t count, capacity;
};

static bool is_in_year(date day, int32_t year)
{
    return !date_is_none(day) && date_civil(day).year == year;
}

/* What was paid on the charge in the calendar year, added to the line of its levy year. */
static enum err add_paid(struct gathering *g, const struct collection_charge *c)
{
    struct collection_payment *all;
    size_t count;
    enum err e = collection_payments(g->session->store, c, g->arena, g->report, &all, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (all[i].item != ITEM_PRINCIPAL || !is_in_year(all[i].paid_on, g->wish->year)) {
            continue;
        }
        if (g->count == 0 || g->lines[g->count - 1].levy_year != c->levy_year) {
            *ARENA_PUSH(g->arena, g->lines, g->count, g->capacity) =
                (struct certificate_line){.levy_year = c->levy_year};
        }
        struct certificate_line *l = &g->lines[g->count - 1];
        *(all[i].channel == CHANNEL_PENSION ? &l->pension : &l->ordinary) += all[i].amount;
    }
    return e;
}

static enum err add_charge(struct gathering *g, const struct collection_charge *c)
{
    date today = g->session->folder.business_date;
    struct certificate_line l = {.levy_year = c->levy_year,
                                 .instalment = c->instalment,
                                 .due = c->due,
                                 .paid_on = c->last_paid_on,
                                 .amount = c->amount,
                                 .paid = c->paid,
                                 .unpaid = collection_unpaid(c),
                                 .told = c->told};
    enum err e = ERR_NONE;

    if (g->wish->kind == CERTIFICATE_ARREARS) {
        struct collection_extra extra;
        if (!date_before(c->due, today)) {
            return ERR_NONE; /* not overdue */
        }
        e = collection_extra_on(g->session->store, g->law, c, today, g->arena, NULL, g->report, &extra);
        if (e != ERR_NONE) {
            return e;
        }
        l.unpaid = l.unpaid > 0 ? l.unpaid : 0;
        l.late_charge = extra.late_left;
        l.fee = extra.fee_left;
        if (l.unpaid + l.late_charge + l.fee == 0) {
            return ERR_NONE;
        }
    }
    *ARENA_PUSH(g->arena, g->lines, g->count, g->capacity) = l;
    return e;
}

enum err certificate_gather(struct session *session, const struct certificate_wish *wish,
                            struct arena *arena, struct report *report, struct certificate_line **ret,
                            size_t *ret_count)
{
    struct gathering g = {.session = session, .wish = wish, .arena = arena, .report = report};
    bool is_of_year = wish->kind == CERTIFICATE_CHARGES;
    const struct collection_scope scope = {.payer_no = wish->payer_no,
                                           .first_year = is_of_year ? wish->year : 0,
                                           .last_year = is_of_year ? wish->year : 0};
    struct collection_charge *charges;
    size_t count;
    enum err e = collection_law_of(session, arena, report, &g.law);

    if (e == ERR_NONE) {
        e = collection_charges(session->store, &scope, arena, report, &charges, &count);
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        e = wish->kind == CERTIFICATE_PAID ? add_paid(&g, &charges[i]) : add_charge(&g, &charges[i]);
    }
    *ret = g.lines;
    *ret_count = g.count;
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
        .title = text_of(arena_printf(arena, "%" PRId32 "年 %s", c->year, certificate_labels[c->kind])),
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

enum err collection_certificate(struct session *session, const struct certificate_wish *wish,
                                const char *path, struct report *report, yen *ret_sum)
{
    struct arena *arena = arena_new("証明書", (size_t)64 << 20);
    const struct as_of as_of = {session->folder.business_date, INT64_MAX};
    struct certificate c = {.kind = wish->kind,
                            .payer_no = wish->payer_no,
                            .year = wish->year,
                            .issued_on = session->folder.business_date};
    struct slip_form form;
    struct guard guard;
    struct certificate_line *lines;
    enum err e =
        addressee_guard(session, wish->payer_no, 0, GUARD_SCREEN, clock_now_ms(), arena, report, &guard);

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
        e = addressee_mailing_for(session->store, wish->payer_no, DUTY_COLLECTION, as_of, arena, report,
                                  &c.mailing);
    }
    if (e == ERR_NONE) {
        c.mailing.is_safe = c.mailing.is_safe && guard.level == GUARD_FULL;
        e = certificate_gather(session, wish, arena, report, &lines, &c.line_count);
    }
    if (e == ERR_NONE && c.line_count == 0) {
        e = report_fail(report, ERR_INPUT,
                        "%" PRId32 "年の%sに書くことがありません（納付義務者 %" PRId64 "）", wish->year,
                        certificate_labels[wish->kind], wish->payer_no);
    }
    if (e == ERR_NONE) {
        c.lines = lines;
        e = print_one(session, &c, path, arena, report);
    }
    for (size_t i = 0; e == ERR_NONE && i < c.line_count; i++) {
        *ret_sum += certificate_line_sum(c.kind, &c.lines[i]);
    }
    arena_free(arena);
    return e;
}

/* --------------------------------------------------------------------------- kokuho certificate -- */

static enum err run_command(struct command_call *call);

const struct command command_certificate = {
    .name = "certificate",
    .synopsis = "--payer 番号 [--paid 年 | --charges 年度 | --arrears] --out FILE.pdf",
    .summary = "納付済額のお知らせ・納付証明書・滞納明細書をPDFにします",
    .help =
        "  --payer 番号     納付義務者の宛名番号\n"
        "  --paid 年        その年の1月から12月に納めた額（社会保険料控除）。延滞金と手数料は含みません\n"
        "  --charges 年度   年度の期ごとの納付の状況\n"
        "  --arrears        今日の滞納明細（延滞金・督促手数料を含む）\n"
        "  --out FILE.pdf   書き出す先。印刷の記録が残ります\n",
    .run = run_command,
};

static enum err run_command(struct command_call *call)
{
    const char *payer = NULL, *paid = NULL, *charges = NULL, *arrears = NULL, *out = NULL;
    size_t words;
    struct session session;
    yen sum;
    const struct option_spec specs[] = {{"--payer", true, &payer},
                                        {"--paid", true, &paid},
                                        {"--charges", true, &charges},
                                        {"--arrears", false, &arrears},
                                        {"--out", true, &out}};
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    const char *year = paid != NULL ? paid : charges;
    int64_t payer_no = 0, year_no = 0;

    if (e != ERR_NONE) {
        return e;
    }
    if (payer == NULL || out == NULL || (paid != NULL) + (charges != NULL) + (arrears != NULL) != 1 ||
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
        paid != NULL      ? CERTIFICATE_PAID
        : charges != NULL ? CERTIFICATE_CHARGES
                          : CERTIFICATE_ARREARS,
        payer_no, year != NULL ? (int32_t)year_no : date_civil(session.folder.business_date).year};
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
