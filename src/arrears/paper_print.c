/*
 * 滞納整理の帳票1通の印刷とプレビュー.
 *
 * Rows    NT-13, CO-32, OP-11, BO-06, BO-09, RP-04, RP-07 (a protected address stands on no paper unasked)
 */
#include "arrears/heirs.h"
#include "arrears/kinds.h"
#include "arrears/paper.h"
#include "arrears/plan_slips.h"

struct printing {
    struct session *session;
    struct arena *arena;
    struct report *report;
    bool is_preview;
    struct as_of as_of;
};

static void put_first(struct letter *to, const char *label, const char *value)
{
    assert(to->line_count < LETTER_LINES_MAX);
    for (size_t i = to->line_count; i > 0; i--) {
        to->lines[i] = to->lines[i - 1];
    }
    to->lines[0] = (struct letter_line){label, value};
    to->line_count++;
}

/* Who is asked about, so that nobody takes him for a namesake. */
static enum err put_birth(struct printing *p, int64_t person_no, struct letter *to)
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

static enum err put_deceased(struct printing *p, int64_t person_no, struct letter *to)
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
static enum err put_debtor(struct printing *p, const struct act *a, int64_t heir_no, struct letter *to)
{
    struct letter_place place;
    bool is_his = to->to_name[0] == '\0';
    enum err e = letter_place_of(p->session, heir_no != 0 ? heir_no : a->payer_no, DUTY_COLLECTION,
                                 p->is_preview, p->arena, p->report, &place);

    if (e != ERR_NONE) {
        return e;
    }
    if (is_his && !to->is_signed) {
        letter_address(to, &place, p->arena);
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
              arena_printf(p->arena, "%s　%.*s（宛名番号 %lld）", letter_place_words(&place, p->arena),
                           (int)place.mailing.name.len, place.mailing.name.bytes, (long long)a->payer_no));
    return e;
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
    struct letter_place place;
    struct document *document;
    int64_t person_no;
    enum err e = slips_of(p, a, copy, &person_no, &slips, &count);

    if (e == ERR_NONE) {
        e = letter_place_of(p->session, person_no, DUTY_COLLECTION, p->is_preview, p->arena, p->report,
                            &place);
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
    if (p->is_preview) {
        letter_preview_mark(p->session, document, p->arena);
    }
    *ret_pages = slips_draw(document, &form, slips, count, place.mailing.name);
    return document_close(document, p->report);
}

static enum err print_act(struct printing *p, int64_t act_no, int copy, const char *path)
{
    struct act a;
    struct letter paper;
    int64_t heir_no = 0;
    int pages = 0;
    enum err e = arrears_act(p->session->store, act_no, p->arena, p->report, &a);

    if (e != ERR_NONE) {
        return e;
    }
    const char *label = arrears_paper_label(&a, copy);
    bool is_slips = label != NULL && ((a.kind == ACT_PLAN && copy == PLAN_SLIPS_COPY) ||
                                      (a.kind == ACT_SUCCESSION && copy >= HEIR_SLIPS_COPY));
    struct letter_print print = {.path = path,
                                 .title = arena_printf(p->arena, "%s 記録 %lld", label != NULL ? label : "",
                                                       (long long)act_no),
                                 .addressee_no = a.payer_no,
                                 .issue_no = a.number,
                                 .is_preview = p->is_preview};
    if (is_slips) {
        e = draw_slips(p, &a, copy, label, path, &pages);
        return e == ERR_NONE ? letter_record(p->session, label, pages, &print, p->report) : e;
    }
    struct paper_of of = {p->session, &a, copy, p->arena, p->report};
    e = paper_make(&of, &paper, &heir_no);
    e = e == ERR_NONE ? put_debtor(p, &a, heir_no, &paper) : e;
    return e == ERR_NONE ? letter_print(p->session, &paper, &print, p->arena, p->report) : e;
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
