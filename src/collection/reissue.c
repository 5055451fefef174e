/*
 * 納付書再発行 -- slips for charges as they stand today, printed at once (collection.md 12).
 *
 * Rows    CO-02, CO-39, CO-59
 *
 * The money of a slip is decided here: what is unpaid, 延滞金 to the day it is to be paid on, 督促手数料. A
 * charge that the bank is asked to debit, or that a store has told as paid, would be paid twice: none is
 * made.
 */
#include "addressee/addressee.h"
#include "collection/collection.h"
#include "output/output.h"
#include "slip/slip.h"

#include <inttypes.h>
#include <unistd.h>

struct reissue {
    struct session *session;
    const struct slips_wish *wish;
    struct arena *arena;
    struct report *report;
    struct slip_form form;
    date pay_on;
    const struct collection_law *law;
    struct collection_stay_row *stays;
    size_t stay_count;
    struct slip *slips;
    size_t slip_count, slip_capacity;
    int64_t left_out;
};

/* ----------------------------------------------------------------------------- which charges ---- */

static bool is_under(const struct reissue *r, const struct collection_charge *c, enum collection_stay kind)
{
    date today = r->session->folder.business_date;

    for (size_t i = 0; i < r->stay_count; i++) {
        const struct collection_stay_row *s = &r->stays[i];
        if (s->kind == kind && collection_stay_covers(s, c, today)) {
            return true;
        }
    }
    return false;
}

/* Why there is no slip for it; NULL = there may be one. */
static const char *refusal(const struct reissue *r, const struct collection_charge *c)
{
    if (c->notice_no == 0) {
        return "まだ通知書を送っていないため、納付書の番号がありません。通知書を先に作ってください";
    }
    if (is_under(r, c, STAY_PENSION)) {
        return "年金から天引きする分です。二重に納められるため、納付書は出せません";
    }
    if (is_under(r, c, STAY_DEBIT)) {
        return "口座振替を依頼中です。二重に納められるため、振替の結果を待つか、振替を停止してください";
    }
    if (c->told + c->told_extra > 0) {
        return "納付の速報が届いています。確報を待ってください";
    }
    return NULL;
}

static struct slip blank(const struct reissue *r, const struct collection_charge *c)
{
    date today = r->session->folder.business_date;

    return (struct slip){.levy_year = c->levy_year,
                         .class = slip_class_of(c->levy_year, c->charged_year,
                                                fiscal_year_of(today).first_year),
                         .notice_no = c->notice_no,
                         .instalment = c->instalment,
                         .kind = SLIP_REISSUE,
                         .household_no = c->household_no,
                         .payer_no = c->payer_no,
                         .due = c->due,
                         .issued_on = today,
                         .usable_until = date_max(r->pay_on, c->due), /* nothing grows before it is due */
                         .cause_kind = "reissue"};
}

static void add_to(struct reissue *r, const struct collection_charge *c, const struct slip_charge *charge)
{
    bool is_late_only = r->wish->way == SLIPS_LATE_ONLY;
    struct slip *s = r->slip_count > 0 ? &r->slips[r->slip_count - 1] : NULL;

    if (r->wish->way != SLIPS_ONE || s == NULL || s->notice_no != c->notice_no) {
        s = ARENA_PUSH(r->arena, r->slips, r->slip_count, r->slip_capacity);
        *s = blank(r, c);
        s->class = is_late_only ? SLIP_LATE_ONLY : s->class;
        s->charges = ARENA_ARRAY(r->arena, struct slip_charge, LEVY_CHARGES_MAX);
    } else {
        s->instalment = 0; /* several of the notice */
        s->class = c->charged_year < fiscal_year_of(s->issued_on).first_year ? SLIP_ARREARS : s->class;
    }
    assert(s->payer_no == r->wish->payer_no && s->charge_count < LEVY_CHARGES_MAX);
    ((struct slip_charge *)s->charges)[s->charge_count++] = *charge;
    s->amount += charge->principal + charge->late_charge + charge->fee;
    s->late_charge += charge->late_charge;
    s->fee += charge->fee;
}

static enum err take_charge(struct reissue *r, const struct collection_charge *c)
{
    const struct slips_wish *wish = r->wish;
    bool is_late_only = wish->way == SLIPS_LATE_ONLY;
    yen unpaid = collection_unpaid(c);
    struct collection_extra extra;

    if ((wish->instalment != 0 && wish->instalment != c->instalment) || is_late_only != (unpaid <= 0)) {
        return ERR_NONE;
    }
    enum err e =
        collection_extra_on(r->session->store, r->law, c, r->pay_on, r->arena, NULL, r->report, &extra);
    if (e != ERR_NONE) {
        return e;
    }
    struct slip_charge charge = {c->instalment, is_late_only ? 0 : unpaid, extra.late_left, extra.fee_left};
    if (charge.principal + charge.late_charge + charge.fee <= 0) {
        return ERR_NONE;
    }
    const char *words = refusal(r, c);
    if (words != NULL) {
        report_add(r->report, "%" PRId32 "年度 第%d期の納付書は作りません: %s", c->levy_year, c->instalment,
                   words);
        r->left_out++;
        return ERR_NONE;
    }
    add_to(r, c, &charge);
    return ERR_NONE;
}

/* 支援措置: whoever must not find the payer gets no paper of his; a slip carries no address in any case. */
static enum err ask_guard(struct reissue *r)
{
    struct guard guard;
    enum err e = addressee_guard(r->session, r->wish->payer_no, 0, GUARD_SCREEN, clock_now_ms(), r->arena,
                                 r->report, &guard);

    return e == ERR_NONE && guard.level == GUARD_NOTHING
               ? report_fail(r->report, ERR_FINDINGS, "納付義務者 %" PRId64 " の納付書は印刷できません",
                             r->wish->payer_no)
               : e;
}

static enum err gather(struct reissue *r)
{
    struct session *s = r->session;
    const struct slips_wish *wish = r->wish;
    const struct collection_scope scope = {
        .payer_no = wish->payer_no, .first_year = wish->levy_year, .last_year = wish->levy_year};
    struct collection_charge *charges;
    size_t count;
    enum err e = slip_form_of(s, s->folder.business_date, r->arena, r->report, &r->form);

    if (e == ERR_NONE) {
        bool is_said = !date_is_none(wish->pay_on);
        r->pay_on =
            is_said ? wish->pay_on : date_add_days(s->folder.business_date, (int)r->form.limit_days);
        e = date_before(r->pay_on, s->folder.business_date)
                ? report_fail(r->report, ERR_INPUT, "納める日は今日以後にしてください")
                : collection_law_of(s, r->arena, r->report, &r->law);
    }
    if (e == ERR_NONE) {
        e = collection_stays(s->store, wish->payer_no, s->folder.business_date, r->arena, r->report,
                             &r->stays, &r->stay_count);
    }
    if (e == ERR_NONE) {
        e = collection_charges(s->store, &scope, r->arena, r->report, &charges, &count);
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        e = take_charge(r, &charges[i]);
    }
    if (e == ERR_NONE && r->slip_count == 0) {
        e = r->left_out > 0
                ? ERR_INPUT
                : report_fail(r->report, ERR_INPUT, "%" PRId32 "年度に、納付書を作る%sはありません",
                              wish->levy_year, wish->way == SLIPS_LATE_ONLY ? "延滞金" : "未納の保険料");
    }
    return e;
}

/* -------------------------------------------------------------------------------- the paper ---- */

static enum err enter(struct reissue *r)
{
    struct store *s = r->session->store;
    enum err e = store_begin(s, r->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = slips_issue(s, &r->form, r->slips, r->slip_count, clock_now_ms(), r->arena, r->report);
    if (e == ERR_NONE) {
        return store_commit(s, r->report);
    }
    store_rollback(s);
    return e;
}

/* CO-39: whose name stands on it is asked of each slip's own debtor. */
static enum err draw(struct reissue *r, const char *path, int64_t *ret_pages)
{
    const struct as_of as_of = {r->session->folder.business_date, INT64_MAX};
    struct document *d;
    struct mailing mailing;
    enum err e = addressee_mailing_for(r->session->store, r->slips[0].payer_no, DUTY_COLLECTION, as_of,
                                       r->arena, r->report, &mailing);

    if (e == ERR_NONE) {
        e = document_open(path, "国民健康保険料 納付書", r->report, &d);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < r->slip_count; i++) {
        assert(r->slips[i].payer_no == r->slips[0].payer_no);
    }
    *ret_pages = slips_draw(d, &r->form, r->slips, r->slip_count, mailing.name);
    return document_close(d, r->report);
}

static enum err record(struct reissue *r, int64_t pages)
{
    const struct slip *first = &r->slips[0];
    const struct print_record print = {
        .form = text_of("納付書"),
        .printer = text_of("PDF"),
        .title = text_of(arena_printf(r->arena, "%" PRId32 "年度 納付書 再発行", first->levy_year)),
        .addressee_no = first->payer_no,
        .household_no = first->household_no,
        .sheets = pages,
        .issue_no = first->notice_no,
    };
    return output_print_record(r->session, &print, r->report);
}

enum err collection_slips_reissue(struct session *session, const struct slips_wish *wish, const char *path,
                                  struct report *report, struct slips_issued *ret)
{
    struct reissue r = {.session = session,
                        .wish = wish,
                        .report = report,
                        .arena = arena_new("納付書再発行", (size_t)64 << 20)};
    enum err e;

    *ret = (struct slips_issued){0};
    e = ask_guard(&r);
    if (e == ERR_NONE) {
        e = gather(&r);
    }
    if (e == ERR_NONE) {
        e = enter(&r);
    }
    if (e == ERR_NONE) {
        e = draw(&r, path, &ret->pages);
    }
    if (e == ERR_NONE) {
        e = record(&r, ret->pages);
        if (e != ERR_NONE) {
            unlink(path); /* nothing is handed out without a record */
        }
    }
    ret->slips = (int64_t)r.slip_count;
    ret->left_out = r.left_out;
    for (size_t i = 0; i < r.slip_count; i++) {
        ret->amount += r.slips[i].amount;
    }
    arena_free(r.arena);
    return e;
}

/* ------------------------------------------------------------------------------ kokuho slip ---- */

static enum err run_command(struct command_call *call);

const struct command command_slip = {
    .name = "slip",
    .synopsis =
        "--payer 番号 --year 年度 [--instalment 期] [--pay-on 日] [--one | --late-only] --out FILE.pdf",
    .summary = "納付書を再発行してPDFにします",
    .help =
        "いま未納の保険料の納付書を作り、納める日までの延滞金と督促手数料を加えます。前の納付書は古いもの\n"
        "として記録されます。口座振替を依頼中の期と、速報の届いた期の納付書は作りません。\n"
        "  --payer 番号     納付義務者の宛名番号\n"
        "  --year 年度      賦課年度（西暦）\n"
        "  --instalment 期  その期だけ。なければ未納のすべて\n"
        "  --pay-on 日      納める日 YYYY-MM-DD（取扱期限になります）。なければ今日から取扱期限の日数まで\n"
        "  --one            まとめて1枚（全期前納）\n"
        "  --late-only      延滞金だけ（保険料を納め終えた期）\n"
        "  --out FILE.pdf   書き出す先\n",
    .run = run_command,
};

static enum err read_wish(struct command_call *call, const char *payer, const char *year,
                          const char *instalment, const char *pay_on, struct slips_wish *wish)
{
    int64_t year_no, instalment_no = 0;

    if (payer == NULL || year == NULL ||
        !parse_i64(payer, strlen(payer), 1, 999999999999999, &wish->payer_no) ||
        !parse_i64(year, strlen(year), 2000, 2098, &year_no) ||
        (instalment != NULL && !parse_i64(instalment, strlen(instalment), 1, 99, &instalment_no)) ||
        (pay_on != NULL && !date_parse_iso(pay_on, strlen(pay_on), &wish->pay_on))) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho slip %s", command_slip.synopsis);
    }
    wish->levy_year = (int32_t)year_no;
    wish->instalment = (int)instalment_no;
    return ERR_NONE;
}

static enum err run_command(struct command_call *call)
{
    const char *payer = NULL, *year = NULL, *instalment = NULL, *pay_on = NULL, *out = NULL, *one = NULL,
               *late = NULL;
    size_t words;
    struct session session;
    struct slips_wish wish = {.pay_on = date_none()};
    struct slips_issued issued;
    const struct option_spec specs[] = {
        {"--payer", true, &payer},    {"--year", true, &year}, {"--instalment", true, &instalment},
        {"--pay-on", true, &pay_on},  {"--out", true, &out},   {"--one", false, &one},
        {"--late-only", false, &late}};
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);

    if (e == ERR_NONE) {
        e = read_wish(call, payer, year, instalment, pay_on, &wish);
    }
    if (e == ERR_NONE && (out == NULL || (one != NULL && late != NULL))) {
        e = report_fail(call->report, ERR_INPUT, "使い方: kokuho slip %s", command_slip.synopsis);
    }
    if (e == ERR_NONE) {
        e = session_open(call, STORE_WRITE, PERM_SLIP_PRINT, &session);
    }
    if (e != ERR_NONE) {
        return e;
    }
    wish.way = one != NULL ? SLIPS_ONE : late != NULL ? SLIPS_LATE_ONLY : SLIPS_EACH;
    e = collection_slips_reissue(&session, &wish, out, call->report, &issued);
    if (e == ERR_NONE) {
        char amount[32];
        yen_format(issued.amount, amount, sizeof(amount));
        fprintf(call->out, "納付書 %" PRId64 " 枚 %s円 を「%s」に書きました。\n", issued.slips, amount,
                out);
    }
    session_close(&session);
    return e;
}
