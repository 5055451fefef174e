/*
 * 証の交付 -- whether somebody is entitled to a paper, and what stands on it.
 *
 * Law     国民健康保険法9条, 同法施行規則6条・7条の2・27条の14の2     Rows    EL-14 to EL-18, EL-20
 */
#include "certificate/register.h"

#include <inttypes.h>

enum { KIND_FOREIGN = 2 }; /* of struct addressee */

/* The types in paper.tsv: from 70 the paper carries the ratio and is another one. */
static const char *issue_type_name(const struct eligibility_terms *terms, enum certificate_type type,
                                   int disease, date birth, date on)
{
    static const char *const names[CERT_TYPES] = {[CERT_CARD] = "card",
                                                  [CERT_SHORT_CARD] = "short_card",
                                                  [CERT_STATUS_CARD] = "status_card",
                                                  [CERT_ELDER] = "elder",
                                                  [CERT_LIMIT] = "limit",
                                                  [CERT_REMOTE] = "remote"};
    bool is_elder = age_class_holds(terms, CLASS_ELDER, birth, on);

    switch (type) {
    case CERT_CONFIRMATION: return is_elder ? "confirmation_elder" : "confirmation";
    case CERT_NOTICE: return is_elder ? "notice_elder" : "notice";
    case CERT_DISEASE: return disease == DISEASE_DIALYSIS && !is_elder ? "disease_yearly" : "disease";
    default: return names[type];
    }
}

enum err issue_base_type(const struct session *session, const struct eligibility_law *law,
                         int64_t addressee_no, date on, int64_t known_at, struct report *report,
                         enum certificate_type *ret)
{
    struct certificate_registration r;
    struct paper_terms card;
    struct report words;

    report_init(&words);
    enum err e = eligibility_paper_on(law, "card", on, &words, &card);
    report_done(&words);
    if (e == ERR_NONE && card.is_issued) {
        *ret = CERT_CARD;
        return ERR_NONE;
    }
    e = certificate_registration_of(session->store, addressee_no, known_at, report, &r);
    if (e == ERR_NONE) { /* who stands on no list gets the paper that proves more */
        *ret = r.is_registered ? CERT_NOTICE : CERT_CONFIRMATION;
    }
    return e;
}

struct issuing {
    const struct session *session;
    const struct issue_wish *wish;
    int64_t known_at;
    struct arena *arena;
    struct report *report;
    struct addressee who;
    date birth;
    date applied_until; /* the accepted application ends; open where none is needed */
    date remote_until;  /* マル遠 ends; none where he is no such member */
};

static enum err refuse(const struct issuing *g, const char *why)
{
    char day[DATE_TEXT_BYTES];

    date_format_era(g->wish->valid_from, day);
    return report_fail(g->report, ERR_FINDINGS, "宛名番号 %" PRId64 " に%s（%sから）は交付できません: %s",
                       g->wish->addressee_no, certificate_type_labels[g->wish->type], day, why);
}

/* 枝番 and household of the membership that holds on the day; a membership of the opening balance has
 * none. */
static enum err read_branch(struct issuing *g, struct certificate_paper *p)
{
    struct eligibility_membership *all;
    size_t count;
    date on = g->wish->valid_from;
    enum err e = eligibility_memberships_of(g->session->store, g->wish->addressee_no, g->known_at, g->arena,
                                            g->report, &all, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (date_at_most(all[i].span.from, on) && date_before(on, all[i].span.until)) {
            p->branch_no = all[i].branch_no;
            p->household_no = all[i].household_no;
        }
    }
    return e;
}

static enum err read_person(struct issuing *g, struct certificate_paper *p)
{
    const struct as_of as_of = {g->wish->valid_from, g->known_at};
    struct eligibility_fact *facts;
    const struct eligibility_fact *member = NULL;
    size_t count;
    enum err e =
        addressee_by_no(g->session->store, g->wish->addressee_no, as_of, g->arena, g->report, &g->who);

    if (e == ERR_NONE && !date_from_ymd(g->who.birth.ymd, &g->birth)) {
        e = refuse(g, "生年月日に月日がないため、期限を決められません");
    }
    if (e == ERR_NONE) {
        e = eligibility_facts_of(g->session->store, g->wish->addressee_no,
                                 span_of_day(as_of.on), g->known_at, g->arena,
                                 g->report, &facts, &count);
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        member = facts[i].kind == FACT_MEMBERSHIP ? &facts[i] : member;
    }
    if (e == ERR_NONE && member == NULL) {
        e = refuse(g, "その日に被保険者ではありません");
    }
    e = e == ERR_NONE ? read_branch(g, p) : e;
    if (e == ERR_NONE) {
        p->household_no = p->household_no != 0 ? p->household_no : g->who.household_no;
        p->card_symbol = member->card_symbol;
        p->card_number = member->card_number;
        /* A loss that is known already ends the paper, too. */
        p->last_day = date_add_days(member->span.until, -1);
    }
    return e;
}

/* 在留期間満了日 of the resident register; the renewal that is pending is what the counter was shown. */
static enum err read_stay(struct issuing *g, struct paper_person *person)
{
    const struct issue_wish *w = g->wish;
    struct resident_event now;
    bool is_found = false;
    enum err e = addressee_resident_event(g->session->store, w->addressee_no,
                                          (struct as_of){w->valid_from, g->known_at}, g->arena, g->report,
                                          &now, &is_found);

    if (e == ERR_NONE && is_found &&
        now.kind == KIND_FOREIGN) { /* none: 永住者 and others without an end */
        person->stay_last_day = now.stay_ends_on;
        person->stay_applied_on = w->stay_applied_on;
    }
    return e;
}

/* マル学 (法116条), マル遠 (法116条の3) on the first day of the paper; the registration says until when. */
static enum err read_exceptions(struct issuing *g, struct paper_person *person)
{
    struct eligibility_event *all = NULL;
    size_t count = 0;
    date on = g->wish->valid_from;
    enum err e = eligibility_events_of(g->session->store, g->wish->addressee_no, g->known_at, false,
                                       g->arena, g->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool runs = all[i].kind == EVENT_HOUSEHOLD && date_at_most(all[i].effective_on, on) &&
                    date_before(on, all[i].until);
        if (runs && all[i].detail == BELONGING_REMOTE) {
            g->remote_until = all[i].until;
        }
        if (runs && all[i].detail == BELONGING_STUDENT) {
            bool is_open = date_equal(all[i].until, date_open_end());
            person->is_student = true;
            person->left_school = is_open ? date_none() : date_add_days(all[i].until, -1);
        }
    }
    return e;
}

/* A stay that ended without an application for its renewal: insured as long as nobody entered the loss, but
 * no paper says so. */
static enum err check_stay(struct issuing *g, const struct paper_person *person,
                           const struct paper_validity *validity)
{
    char day[DATE_TEXT_BYTES];

    if (validity->why != PAPER_END_STAY || !date_before(validity->last_day, g->wish->valid_from)) {
        return ERR_NONE;
    }
    date_format_era(person->stay_last_day, day);
    return refuse(g, arena_printf(g->arena,
                                  "在留期間が%sに満了しています。更新を申請中なら、申請の日を入れてください。"
                                  "在留カードが新しければ、住民記録の更新を待ってください",
                                  day));
}

static enum err read_validity(struct issuing *g, const struct eligibility_law *law,
                              struct certificate_paper *p)
{
    const struct issue_wish *w = g->wish;
    struct eligibility_terms terms;
    struct paper_terms paper = {0};
    struct paper_validity validity;
    enum err e = eligibility_terms_on(law, w->valid_from, g->report, &terms);
    date lost_eve = p->last_day;

    if (e == ERR_NONE) {
        e = eligibility_paper_on(law, issue_type_name(&terms, w->type, p->disease, g->birth, w->valid_from),
                                 w->valid_from, g->report, &paper);
    }
    if (e == ERR_NONE && !paper.is_issued) {
        e = refuse(g, "この日にはもう交付しない種類です（paper.tsv）");
    }
    if (e == ERR_NONE && w->type == CERT_ELDER &&
        !age_class_holds(&terms, CLASS_ELDER, g->birth, w->valid_from)) {
        e = refuse(g, "70歳から74歳の人の証です");
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct paper_person person = {.birth = g->birth,
                                  .issued_on = w->valid_from,
                                  .stay_last_day = date_none(),
                                  .stay_applied_on = date_none(),
                                  .left_school = date_none()};
    e = read_stay(g, &person);
    if (e == ERR_NONE) {
        e = read_exceptions(g, &person);
    }
    if (e == ERR_NONE && w->type == CERT_REMOTE && date_is_none(g->remote_until)) {
        e = refuse(g, "マル遠の登録がありません。先に「マル学・マル遠・住所地特例」で登録してください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    paper_validity_of(&terms, &paper, &person, NULL, &validity);
    if ((e = check_stay(g, &person, &validity)) != ERR_NONE) {
        return e;
    }
    p->last_day = date_min(date_min(validity.last_day, lost_eve), date_add_days(g->applied_until, -1));
    if (w->type == CERT_REMOTE) {
        p->last_day = date_min(p->last_day, date_add_days(g->remote_until, -1));
    }
    p->why_end = validity.why;
    return ERR_NONE;
}

/* 限度額・特定疾病: on application only. */
static enum err read_application(struct issuing *g, struct certificate_paper *p)
{
    const struct issue_wish *w = g->wish;
    struct certificate_application *all;
    size_t count;

    g->applied_until = date_open_end();
    if (w->type != CERT_LIMIT && w->type != CERT_DISEASE) {
        return ERR_NONE;
    }
    enum err e = certificate_applications_of(g->session->store, &w->addressee_no, 1, g->known_at, g->arena,
                                             g->report, &all, &count);
    if (e != ERR_NONE) {
        return e;
    }
    const struct certificate_application *a =
        application_on(all, count, w->addressee_no, w->type == CERT_LIMIT ? APPLIED_LIMIT : APPLIED_DISEASE,
                       w->valid_from);
    if (a == NULL) {
        return refuse(g, "認められた申請がありません。先に申請を登録してください");
    }
    p->disease = a->disease;
    g->applied_until = a->valid.until;
    return ERR_NONE;
}

static enum err read_judgement(struct issuing *g, const struct judge_laws *laws,
                               struct certificate_paper *p)
{
    struct certificate_judgement judged;
    enum err e = judge_with(g->session, laws, p->household_no, g->wish->valid_from, g->known_at, g->arena,
                            g->report, &judged);

    if (e == ERR_NONE) {
        bool is_elder = age_class_holds(&judged.terms, CLASS_ELDER, g->birth, g->wish->valid_from);
        bool shows_class = p->type == CERT_LIMIT || p->type == CERT_DISEASE;
        p->tenths = is_elder ? certificate_tenths_of(&judged, p->addressee_no) : 0;
        p->limit_class = shows_class ? certificate_class_of(&judged, p->addressee_no) : LIMIT_NONE;
        p->findings = (is_elder ? judged.copay.findings : 0u) |
                      (shows_class && !is_elder ? judged.limit.findings : 0u);
    }
    return e;
}

enum err issue_fill(const struct session *session, const struct judge_laws *laws,
                    const struct issue_wish *wish, int64_t known_at, struct arena *arena,
                    struct report *report, struct certificate_paper *ret)
{
    struct issuing g = {
        .session = session, .wish = wish, .known_at = known_at, .arena = arena, .report = report,
        .remote_until = date_none()};
    struct certificate_paper p = {.addressee_no = wish->addressee_no,
                                  .type = wish->type,
                                  .reason = wish->reason,
                                  .issued_on = wish->issued_on,
                                  .valid_from = wish->valid_from,
                                  .disease = wish->disease,
                                  .delivery = wish->delivery,
                                  .delivery_no = wish->delivery_no};
    enum err e = read_person(&g, &p);

    e = e == ERR_NONE ? read_application(&g, &p) : e;
    e = e == ERR_NONE ? read_validity(&g, laws->law, &p) : e;
    e = e == ERR_NONE ? read_judgement(&g, laws, &p) : e;
    if (e == ERR_NONE && p.type == CERT_LIMIT &&
        (p.limit_class == LIMIT_GENERAL || p.limit_class == LIMIT_ACTIVE3)) {
        e = refuse(&g, "この区分（一般・現役Ⅲ）は、割合の記載だけで限度額が決まります");
    }
    if (e == ERR_NONE && date_before(p.last_day, p.valid_from)) {
        e = refuse(&g, "有効期限が交付の日より前になります");
    }
    if (e == ERR_NONE) {
        *ret = p;
    }
    return e;
}
