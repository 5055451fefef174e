/*
 * 滞納整理の帳票1通の印刷とプレビュー.
 *
 * Rows    NT-13, CO-32, OP-11, BO-06, BO-09, RP-04, RP-07 (a protected address stands on no paper unasked)
 */
#include "arrears/heirs.h"
#include "arrears/kinds.h"
#include "arrears/paper.h"
#include "arrears/plan_slips.h"

#include <unistd.h>

struct printing {
    struct session *session;
    struct arena *arena;
    struct report *report;
    bool is_preview;
    struct as_of as_of;
};

/* Who may see an address, and where a paper to a protected person goes (as premium's notices). */
static enum err guard_of(struct printing *p, int64_t person_no, struct guard *ret)
{
    enum err e =
        addressee_guard(p->session, person_no, 0, GUARD_PRINT, clock_now_ms(), p->arena, p->report, ret);

    if (e == ERR_NONE && ret->level == GUARD_NOTHING) {
        e = report_fail(p->report, ERR_FINDINGS, "宛名番号 %lld の帳票は表示も印刷もできません",
                        (long long)person_no);
    }
    return e;
}

static enum err mailing_of(struct printing *p, int64_t person_no, struct mailing *ret, bool *ret_is_hidden)
{
    struct guard guard;
    enum err e = guard_of(p, person_no, &guard);

    if (e == ERR_NONE) {
        e = addressee_mailing_for(p->session->store, person_no, DUTY_COLLECTION, p->as_of, p->arena,
                                  p->report, ret);
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool is_restricted = ret->is_restricted || guard.is_restricted;
    *ret_is_hidden =
        is_restricted && guard.released_until == 0 && (!ret->is_safe || guard.level != GUARD_FULL);
    if (*ret_is_hidden && !p->is_preview) {
        return report_fail(p->report, ERR_INPUT,
                           "宛名番号 %lld "
                           "は支援措置の対象です。専用の送付先を登録し、支援措置の閲覧の権限のある職員が"
                           "印刷するか、一時解除を受けてください",
                           (long long)person_no);
    }
    return ERR_NONE;
}

static void put_first(struct paper *to, const char *label, const char *value)
{
    assert(to->line_count < PAPER_LINES_MAX);
    for (size_t i = to->line_count; i > 0; i--) {
        to->lines[i] = to->lines[i - 1];
    }
    to->lines[0] = (struct paper_line){label, value};
    to->line_count++;
}

/* Who is asked about, so that nobody takes him for a namesake. */
static enum err put_birth(struct printing *p, int64_t person_no, struct paper *to)
{
    struct addressee who;
    date born;
    char day[DATE_TEXT_BYTES];
    enum err e = addressee_by_no(p->session->store, person_no, p->as_of, p->arena, p->report, &who);

    if (e != ERR_NONE) {
        return e;
    }
    if (date_from_ymd(who.birth.ymd, &born)) {
        date_format_era(born, day);
        put_first(to, "生年月日", arena_string(p->arena, day));
    }
    put_first(to, "フリガナ", arena_printf(p->arena, "%.*s", (int)who.kana.len, who.kana.bytes));
    return ERR_NONE;
}

static enum err put_deceased(struct printing *p, int64_t person_no, struct paper *to)
{
    struct addressee who;
    enum err e = addressee_by_no(p->session->store, person_no, p->as_of, p->arena, p->report, &who);

    if (e == ERR_NONE) {
        put_first(to, "被相続人",
                  arena_printf(p->arena, "%.*s（宛名番号 %lld）", (int)who.name.len, who.name.bytes,
                               (long long)person_no));
    }
    return e;
}

/* The debtor's name and address as a line of the paper to somebody else, or the head of his own. */
static enum err put_debtor(struct printing *p, const struct act *a, int64_t heir_no, struct paper *to)
{
    struct mailing m = {0};
    bool is_hidden = false;
    bool is_his = to->to_name[0] == '\0';
    enum err e = mailing_of(p, heir_no != 0 ? heir_no : a->payer_no, &m, &is_hidden);
    const char *address =
        is_hidden ? "（支援措置のため記載しません）"
                  : arena_printf(p->arena, "%.*s%s%.*s", (int)m.address.len, m.address.bytes,
                                 m.building.len > 0 ? "　" : "", (int)m.building.len, m.building.bytes);
    const char *name = arena_printf(p->arena, "%.*s", (int)m.name.len, m.name.bytes);

    if (e != ERR_NONE) {
        return e;
    }
    if (is_his && !to->is_signed) {
        to->to_postal =
            is_hidden || m.postal_code.len != 7
                ? ""
                : arena_printf(p->arena, "〒%.3s-%.4s", m.postal_code.bytes, m.postal_code.bytes + 3);
        to->to_address = address;
        to->to_name = arena_printf(p->arena, "%s　%.*s", name, (int)m.honorific.len, m.honorific.bytes);
        if (heir_no != 0) {
            return put_deceased(p, a->payer_no, to);
        }
        if (a->kind != ACT_SEIZURE) {
            return ERR_NONE; /* a record of seizure names him among its items, too (徴収法施行令21条) */
        }
    }
    if (a->kind == ACT_INQUIRY) {
        e = put_birth(p, a->payer_no, to);
    }
    put_first(to, to->is_signed ? "納付義務者" : "滞納者",
              arena_printf(p->arena, "%s　%s（宛名番号 %lld）", address, name, (long long)a->payer_no));
    return e;
}

static void mark(struct printing *p, struct document *document)
{
    if (p->is_preview) {
        char who[OUTPUT_WATERMARK_BYTES];
        output_watermark(p->session, clock_now_ms(), who);
        document_watermark(document,
                           text_of(arena_printf(p->arena, "プレビュー（発送できません）　%s", who)));
    }
}

static enum err draw(struct printing *p, const struct paper *paper, const char *path, int *ret_pages)
{
    struct document *document;
    enum err e = document_open(path, paper->title, p->report, &document);

    if (e != ERR_NONE) {
        return e;
    }
    mark(p, document);
    *ret_pages = paper_draw(document, paper);
    const struct document_overflow *over;
    size_t count = document_overflows(document, &over);
    for (size_t i = 0; i < count; i++) {
        report_add(p->report,
                   over[i].shrunk_percent > 0 ? "%dページ「%s」を%d%%に縮小しました: %s"
                                              : "%dページ「%s」を印字できません（%d%%）: %s",
                   over[i].page, over[i].box, over[i].shrunk_percent, over[i].text);
    }
    return document_close(document, p->report);
}

/* Whose slips, and which. */
static enum err slips_of(struct printing *p, const struct act *a, int copy, int64_t *ret_person_no,
                         struct slip **ret, size_t *ret_count)
{
    struct heir *heirs = NULL;
    size_t count = 0;
    size_t at = (size_t)(copy - HEIR_SLIPS_COPY);

    *ret_person_no = a->payer_no;
    if (a->kind == ACT_PLAN) {
        return plan_slips_of(p->session, a, p->arena, p->report, ret, ret_count);
    }
    enum err e = heirs_of_act(p->session->store, a->act_no, p->arena, p->report, &heirs, &count);
    if (e == ERR_NONE && at >= count) {
        e = report_fail(p->report, ERR_INPUT, "承継（記録 %lld）に %zu 人目の相続人はいません",
                        (long long)a->act_no, at + 1);
    }
    if (e == ERR_NONE) {
        *ret_person_no = heirs[at].heir_no;
        e = heir_slips_of(p->session, a, (int64_t)at + 1, p->arena, p->report, ret, ret_count);
    }
    return e;
}

/* The slips of a plan or of an heir, as they were issued with the act. */
static enum err draw_slips(struct printing *p, const struct act *a, int copy, const char *title,
                           const char *path, int *ret_pages)
{
    struct slip_form form;
    struct slip *slips = NULL;
    size_t count = 0;
    struct mailing m;
    bool is_hidden;
    struct document *document;
    int64_t person_no;
    enum err e = slips_of(p, a, copy, &person_no, &slips, &count);

    if (e == ERR_NONE) {
        e = mailing_of(p, person_no, &m, &is_hidden);
    }
    if (e == ERR_NONE) {
        e = slip_form_of(p->session, a->on, p->arena, p->report, &form);
    }
    if (e == ERR_NONE && count == 0) {
        e = report_fail(p->report, ERR_INPUT,
                        "%s（記録 %lld）に納付書がありません。通知書番号のない期は、通知書を作ってから登"
                        "録し直し"
                        "てください",
                        act_label(a->kind), (long long)a->act_no);
    }
    if (e == ERR_NONE) {
        e = document_open(path, title, p->report, &document);
    }
    if (e != ERR_NONE) {
        return e;
    }
    mark(p, document);
    *ret_pages = slips_draw(document, &form, slips, count, m.name);
    return document_close(document, p->report);
}

static enum err print_act(struct printing *p, int64_t act_no, int copy, const char *path)
{
    struct act a;
    struct paper paper;
    int64_t heir_no = 0;
    int pages = 0;
    enum err e = arrears_act(p->session->store, act_no, p->arena, p->report, &a);

    bool is_slips = e == ERR_NONE && arrears_paper_label(&a, copy) != NULL &&
                    ((a.kind == ACT_PLAN && copy == PLAN_SLIPS_COPY) ||
                     (a.kind == ACT_SUCCESSION && copy >= HEIR_SLIPS_COPY));
    if (is_slips) {
        paper = (struct paper){.title = arrears_paper_label(&a, copy)};
        e = draw_slips(p, &a, copy, paper.title, path, &pages);
    } else if (e == ERR_NONE) {
        struct paper_of of = {p->session, &a, copy, p->arena, p->report};
        e = paper_make(&of, &paper, &heir_no);
        e = e == ERR_NONE ? put_debtor(p, &a, heir_no, &paper) : e;
        e = e == ERR_NONE ? draw(p, &paper, path, &pages) : e;
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct print_record print = {
        .form = text_of(paper.title),
        .printer = text_of("PDF"),
        .title = text_of(arena_printf(p->arena, "%s 記録 %lld", paper.title, (long long)act_no)),
        .addressee_no = a.payer_no,
        .sheets = pages,
        .issue_no = a.number,
        .is_preview = p->is_preview,
    };
    e = output_print_record(p->session, &print, p->report);
    if (e != ERR_NONE) {
        unlink(path);
    }
    return e;
}

enum err arrears_paper_print(struct session *session, int64_t act_no, int copy, bool is_preview,
                             const char *path, struct report *report)
{
    struct printing p = {.session = session,
                         .arena = arena_new("滞納整理の帳票", (size_t)64 << 20),
                         .report = report,
                         .is_preview = is_preview,
                         .as_of = {session->folder.business_date, INT64_MAX}};
    enum err e = print_act(&p, act_no, copy, path);

    arena_free(p.arena);
    return e;
}
