/*
 * 減免決定通知書・減免却下通知書, and the 申請書 with what is known of who applies (NT-07).
 *
 * Law     国民健康保険法77条, 行政手続法8条 (理由の提示), 行政不服審査法82条 (教示)
 * Table   params/municipal/<city>/remission_letter.tsv
 *
 * A letter is drawn out of the rows of its decision and of the version of the levy that took the relief
 * off, so a copy of what was handed out is the same letter drawn again.
 */
#include "premium/application.h"

#include "premium/remission.h"

#include <inttypes.h>
#include <unistd.h>

struct making {
    struct session *session;
    struct arena *arena;
    struct report *report;
    struct remission_terms terms;
    const struct premium_remission_look *look;
    const struct premium_application *application; /* NULL: none was received */
    struct letter *to;
};

static const char *era_day(struct arena *arena, date d)
{
    char text[DATE_TEXT_BYTES];
    date_format_era(d, text);
    return arena_string(arena, text);
}

static const char *era_year(struct arena *arena, int32_t year)
{
    char text[DATE_TEXT_BYTES];
    fiscal_year_format_era((fiscal_year){(int16_t)year}, text);
    return arena_string(arena, text);
}

static const char *yen_words(struct arena *arena, yen amount)
{
    char text[48];
    yen_format(amount, text, sizeof(text));
    return arena_printf(arena, "%s円", text);
}

/* ------------------------------------------------------------------------------------- words --- */

static const char *parts_words(unsigned parts)
{
    for (int p = 0; p < LEVY_PARTS; p++) {
        if (parts == 1u << p) {
            return premium_levy_parts[p].label;
        }
    }
    return "すべての区分";
}

const char *premium_remission_rule_words(const struct premium_remission_look *r, struct arena *arena)
{
    if (!r->is_granted) {
        return "—";
    }
    switch (r->rule.pattern) {
    case REMISSION_AMOUNT:
        return arena_printf(arena, "%s %s", parts_words(r->rule.parts), yen_words(arena, r->rule.amount));
    case REMISSION_RATE:
        return arena_printf(arena, "%s %" PRId64 "％", parts_words(r->rule.parts), r->rule.rate / 10000);
    case REMISSION_INSTALMENTS: return arena_printf(arena, "期別 %s", r->instalments);
    }
    return "";
}

/* ---------------------------------------------------------------------------------- decision --- */

static enum err look_find(struct making *m, int64_t household_no, int64_t remission_no)
{
    struct premium_remission_look *all;
    size_t count;
    enum err e = premium_remissions(m->session->store, 0, household_no, m->arena, m->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].rule.id == remission_no) {
            m->look = &all[i];
        }
    }
    return e == ERR_NONE && m->look == NULL
               ? report_fail(m->report, ERR_FINDINGS, "世帯 %" PRId64 " に減免%" PRId64 "はありません",
                             household_no, remission_no)
               : e;
}

const struct premium_application *premium_application_of(const struct premium_application *all, size_t count,
                                                        int64_t remission_no)
{
    const struct premium_application *found = NULL;

    for (size_t i = 0; i < count; i++) {
        found = all[i].remission_no == remission_no ? &all[i] : found;
    }
    return found;
}

static enum err application_of(struct making *m)
{
    struct premium_application *all;
    size_t count;
    enum err e = premium_applications(m->session->store, m->look->year, m->look->household_no, m->arena,
                                      m->report, &all, &count);

    if (e == ERR_NONE) {
        m->application = premium_application_of(all, count, m->look->rule.id);
    }
    return e;
}

static enum err version_find(struct making *m, int32_t version, const struct premium_decision **ret)
{
    struct premium_decision *all;
    size_t count;
    enum err e = premium_decisions(m->session->store, m->look->year, m->look->payer_no,
                                   m->look->household_no, m->arena, m->report, &all, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].is_approved && all[i].version == version) {
            *ret = &all[i];
        }
    }
    return e;
}

static void put_row(struct making *m, struct letter_row *row, const char *label, yen before, yen off)
{
    *row = (struct letter_row){
        {label, yen_words(m->arena, before), yen_words(m->arena, off), yen_words(m->arena, before - off)},
        false};
}

/* By part: the levy without relief, the relief, what is left. */
static enum err amounts(struct making *m, int32_t version)
{
    static const char *const heads[] = {"区分", "減免前の額", "減免額", "減免後の額"};
    const struct premium_decision *d;
    struct premium_replay *r = ARENA_NEW(m->arena, struct premium_replay);
    struct letter_row *rows = ARENA_ARRAY(m->arena, struct letter_row, LEVY_PARTS + 1);
    size_t count = 0;
    yen off = 0;
    enum err e = version_find(m, version, &d);

    if (e != ERR_NONE || d == NULL) {
        return e;
    }
    e = premium_replay(m->session, d, m->arena, m->report, r);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t p = 0; p < LEVY_PARTS; p++) {
        const struct premium_part_result *part = &r->assessment.parts[p];
        if (part->is_levied) {
            put_row(m, &rows[count++], premium_levy_parts[p].label, part->amount + part->remitted,
                    part->remitted);
            off += part->remitted;
        }
    }
    put_row(m, &rows[count], "年額", r->assessment.total + off, off);
    rows[count++].is_total = true;
    m->to->table = (struct letter_table){heads, COUNT_OF(heads), rows, count};
    return ERR_NONE;
}

static const char *month_words(struct making *m, uint16_t months)
{
    int first = -1, last = -1;
    for (int i = 0; i < 12; i++) {
        if (((unsigned)months >> i & 1u) != 0) {
            first = first < 0 ? i : first;
            last = i;
        }
    }
    return first < 0
               ? ""
               : arena_printf(m->arena, "%d月分から%d月分まで", (first + 3) % 12 + 1, (last + 3) % 12 + 1);
}

static void lines_of(struct making *m)
{
    const struct premium_remission_look *look = m->look;
    const struct premium_application *a = m->application;
    bool is_partial = a != NULL && a->state == APPLICATION_PARTLY;

    letter_line(m->to, "賦課年度", era_year(m->arena, look->year));
    letter_line(m->to, "申請日", era_day(m->arena, look->applied_on));
    letter_line(m->to, "受付番号", a != NULL ? arena_printf(m->arena, "%" PRId64, a->application_no) : "");
    letter_line(m->to, "申請の理由", premium_remission_ground_label(look->ground));
    letter_line(m->to, "決定", !look->is_granted ? "却下" : is_partial ? "一部承認" : "承認");
    letter_line(m->to, "根拠", look->law);
    if (look->is_granted) {
        letter_line(m->to, "減免の内容", premium_remission_rule_words(look, m->arena));
        letter_line(m->to, "減免する月", month_words(m, look->rule.months));
    }
    letter_line(m->to, is_partial ? "一部承認の理由" : "却下の理由", a != NULL ? a->reason : "");
}

bool premium_remission_has_letter(const struct premium_remission_look *look,
                                  const struct premium_application *application)
{
    bool wants_reason =
        !look->is_granted || (application != NULL && application->state == APPLICATION_PARTLY);

    return !wants_reason || (application != NULL && application->reason[0] != '\0');
}

/* 却下 and 一部承認 say why (行政手続法8条); what was cancelled or is not yet in the levy is no letter. */
static enum err may_print(const struct making *m, bool is_preview)
{
    const struct premium_remission_look *look = m->look;

    if (!premium_remission_has_letter(look, m->application)) {
        return report_fail(m->report, ERR_INPUT, "減免%" PRId64 "には通知書に書く理由がありません",
                           look->rule.id);
    }
    if (!is_preview && look->is_ended) {
        return report_fail(m->report, ERR_INPUT, "減免%" PRId64 "は取り消されています", look->rule.id);
    }
    if (!is_preview && look->is_granted && look->decided_version == 0) {
        return report_fail(m->report, ERR_INPUT,
                           "減免%" PRId64
                           "はまだ賦課額から差し引かれていません。即時更正か月次更正の決議のあとに"
                           "印刷してください",
                           look->rule.id);
    }
    return ERR_NONE;
}

enum err remission_letter_make(struct session *session, const struct premium_remission_paper *which,
                               struct arena *arena, struct report *report, struct letter *ret,
                               int64_t *ret_payer, int32_t *ret_version)
{
    struct making m = {.session = session, .arena = arena, .report = report, .to = ret};
    enum err e = look_find(&m, which->household_no, which->remission_no);

    e = e == ERR_NONE ? application_of(&m) : e;
    e = e == ERR_NONE ? may_print(&m, which->is_preview) : e;
    e = e == ERR_NONE ? remission_terms_load(session, m.look->decided_on, arena, report, &m.terms) : e;
    if (e != ERR_NONE) {
        return e;
    }
    bool is_granted = m.look->is_granted;
    *ret_payer = m.look->payer_no;
    *ret_version = which->version > 0 ? which->version : m.look->decided_version;
    *ret = (struct letter){
        .lead = is_granted ? m.terms.decision_lead : m.terms.refusal_lead,
        .notes = is_granted ? m.terms.decision_note : m.terms.refusal_note,
        .has_appeal = !is_granted || (m.application != NULL && m.application->state == APPLICATION_PARTLY),
        .to_postal = "",
        .to_address = "",
        .to_name = "",
        .day = era_day(arena, m.look->decided_on),
        .number =
            arena_printf(arena, "%s 減免 第%" PRId64 "号", era_year(arena, m.look->year), m.look->rule.id)};
    e = letter_office_of(session, m.look->decided_on, arena, report, &ret->office);
    if (e != ERR_NONE) {
        return e;
    }
    ret->title = arena_printf(arena, is_granted ? "%s減免決定通知書" : "%s減免却下通知書",
                              ret->office.premium_label);
    lines_of(&m);
    return is_granted && *ret_version > 0 ? amounts(&m, *ret_version) : ERR_NONE;
}

/* ------------------------------------------------------------------------------------- print --- */

/* What was handed out, beside the record of the print. */
static enum err keep(struct session *session, const struct premium_remission_paper *which, int32_t version,
                     struct report *report)
{
    struct query *q = store_query(session->store, SQL_premium_remission_letter_add);
    int64_t changed;
    enum err e = store_begin(session->store, report);

    if (e != ERR_NONE) {
        return e;
    }
    query_set_i64(q, "remission_no", which->remission_no);
    query_set_i64(q, "version", version);
    query_set_i64(q, "printed_on", date_ymd(session->folder.business_date));
    query_set_text(q, "operator_id", text_of(session->operator.id));
    query_set_i64(q, "recorded_at", clock_now_ms());
    e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        return store_commit(session->store, report);
    }
    store_rollback(session->store);
    return e;
}

enum err premium_remission_print(struct session *session, const struct premium_remission_paper *which,
                                 const char *path, struct report *report)
{
    struct arena *arena = arena_new("減免の通知書", (size_t)256 << 20);
    struct letter_place place;
    struct letter letter;
    int64_t payer_no = 0;
    int32_t version = 0;
    enum err e = remission_letter_make(session, which, arena, report, &letter, &payer_no, &version);

    e = e == ERR_NONE
            ? letter_place_of(session, payer_no, DUTY_LEVY, which->is_preview, arena, report, &place)
            : e;
    if (e == ERR_NONE) {
        letter_address(&letter, &place, arena);
        const struct letter_print print = {
            .path = path,
            .title = arena_printf(arena, "%s 減免%" PRId64, letter.title, which->remission_no),
            .addressee_no = payer_no,
            .issue_no = which->remission_no,
            .is_preview = which->is_preview};
        e = letter_print(session, &letter, &print, arena, report);
    }
    if (e == ERR_NONE && !which->is_preview && (e = keep(session, which, version, report)) != ERR_NONE) {
        unlink(path); /* nothing is handed out that left no row */
    }
    arena_free(arena);
    return e;
}

enum err premium_remission_letters(struct store *s, int64_t household_no, struct arena *arena,
                                   struct report *report, struct premium_remission_letter **ret,
                                   size_t *ret_count)
{
    struct query *q = store_query(s, SQL_premium_remission_letters);
    struct premium_remission_letter *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "household_no", household_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        date on = date_none();
        struct text who = query_text(q, 4);
        bool is_day = date_from_ymd((int32_t)query_i64(q, 3), &on);
        assert(is_day);
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct premium_remission_letter){.remission_no = query_i64(q, 0),
                                              .copy_no = query_i64(q, 1),
                                              .version = (int32_t)query_i64(q, 2),
                                              .printed_on = on,
                                              .operator_id = arena_copy(arena, who.bytes, who.len),
                                              .recorded_at = query_i64(q, 5)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

/* -------------------------------------------------------------------------------------- 申請書 - */

const char *premium_form_label(enum premium_form_kind kind)
{
    switch (kind) {
    case FORM_REMISSION: return "減免申請書";
    case FORM_UNEMPLOYED: return "非自発的失業者の軽減申請書";
    case FORM_MATERNITY: return "産前産後期間の軽減届書";
    }
    return "";
}

static void form_lines(const struct premium_remission_form *form, const struct remission_terms *t,
                       struct letter *to)
{
    switch (form->kind) {
    case FORM_REMISSION:
        letter_line(to, "減免を申請する理由", t->form_grounds);
        letter_line(to, "くわしい事情", "\n\n\n");
        letter_line(to, "減免を受けたい期間", "令和　　年　　月分から　令和　　年　　月分まで");
        letter_line(to, "添付書類", t->form_evidence);
        break;
    case FORM_UNEMPLOYED:
        letter_line(to, "離職した日", "令和　　年　　月　　日");
        letter_line(to, "離職理由コード", "□11　□12　□21　□22　□31　□32　□23　□33　□34");
        letter_line(to, "添付書類", t->unemployed_evidence);
        break;
    case FORM_MATERNITY:
        letter_line(to, "出産（予定）日", "令和　　年　　月　　日　（□単胎　□多胎）");
        letter_line(to, "添付書類", t->maternity_evidence);
        break;
    }
    letter_line(to, "連絡先の電話", "　");
}

enum err remission_form_make(struct session *session, const struct premium_remission_form *form,
                             const char *address, struct arena *arena, struct report *report,
                             struct letter *ret)
{
    date today = session->folder.business_date;
    struct remission_terms terms;
    struct addressee who;
    struct premium_decision *all;
    size_t count = 0;
    enum err e = remission_terms_load(session, today, arena, report, &terms);

    e = e == ERR_NONE ? addressee_by_no(session->store, form->person_no, (struct as_of){today, INT64_MAX},
                                        arena, report, &who)
                      : e;
    e = e == ERR_NONE ? premium_decisions(session->store, form->year, form->person_no, form->household_no,
                                          arena, report, &all, &count)
                      : e;
    *ret = (struct letter){.to_postal = "", .to_address = "", .to_name = "", .is_signed = true};
    e = e == ERR_NONE ? letter_office_of(session, today, arena, report, &ret->office) : e;
    if (e != ERR_NONE) {
        return e;
    }
    ret->title = arena_printf(arena, "%s%s", ret->office.premium_label, premium_form_label(form->kind));
    ret->lead = form->kind == FORM_REMISSION    ? terms.form_lead
                : form->kind == FORM_UNEMPLOYED ? terms.unemployed_lead
                                                : terms.maternity_lead;
    ret->notes = form->kind == FORM_REMISSION ? terms.form_note : terms.reduction_note;
    ret->day = "令和　　年　　月　　日";
    ret->number =
        arena_printf(arena, "世帯番号 %" PRId64 "　宛名番号 %" PRId64, form->household_no, form->person_no);
    letter_line(ret, "賦課年度", era_year(arena, form->year));
    letter_line(ret, "氏名", arena_copy(arena, who.printed_name.bytes, who.printed_name.len));
    letter_line(ret, "住所", address);
    for (size_t i = 0; i < count; i++) { /* newest first */
        if (all[i].is_approved) {
            letter_line(ret, "いまの年額", yen_words(arena, all[i].total));
            break;
        }
    }
    form_lines(form, &terms, ret);
    return ERR_NONE;
}

enum err premium_remission_form_print(struct session *session, const struct premium_remission_form *form,
                                      const char *path, struct report *report)
{
    struct arena *arena = arena_new("減免の申請書", (size_t)64 << 20);
    struct letter_place place;
    struct letter letter;
    enum err e =
        letter_place_of(session, form->person_no, DUTY_LEVY, form->is_preview, arena, report, &place);

    e = e == ERR_NONE
            ? remission_form_make(session, form, letter_place_words(&place, arena), arena, report, &letter)
            : e;
    if (e == ERR_NONE) {
        const struct letter_print print = {.path = path,
                                           .title = letter.title,
                                           .addressee_no = form->person_no,
                                           .is_preview = form->is_preview};
        e = letter_print(session, &letter, &print, arena, report);
    }
    arena_free(arena);
    return e;
}
