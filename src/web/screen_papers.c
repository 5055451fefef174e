/*
 * 証 -- the papers of a household: who holds which until when, what became of each, the ratio and class
 * that hold
 * today, and the paper itself for the printer.
 *
 * Rows    EL-04, EL-13, EL-19, EL-53 to EL-56, EL-58, EL-70, NT-01 to NT-03
 */
#include "web/templates.h"
#include "web/views_papers.h"

static enum err papers_show(struct screen_call *call);
static enum err papers_act(struct screen_call *call);

const struct screen screen_papers = {
    .path = "/papers/#",
    .name = "papers",
    .label = "証",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "papers.open",
    .help =
        "世帯の人ごとに、交付した証（資格確認書、資格情報のお知らせ、高齢受給者証、限度額適用認定証、"
        "特定疾病療養受療証）と、その経過（返戻、回収、紛失など）が出ます。今日の一部負担金の割合と限度額の"
        "適用区分、判定に足りない所得も出ます。一部負担金の減免・猶予の申請と決定も出て、承認したものは証明"
        "書と"
        "通知書を印刷できます。新しい証は、氏名の横の「証の交付」で登録してから印刷します。"
        "印刷の記録が残ります。",
    .show = papers_show,
    .act = papers_act,
};

struct url papers_url(int64_t household_no) { return url_number("/papers/", household_no); }

static enum err read_holders(struct screen_call *call, struct papers_view *v)
{
    struct guarded_member *members;
    size_t count;
    enum err e = addressee_household_for(
        call->session, v->household_no, (struct as_of){v->today, INT64_MAX}, screen_came_from(call),
        GUARD_SCREEN, call->now, call->arena, call->report, &members, &count);

    if (e != ERR_NONE) {
        return e;
    }
    v->holders = ARENA_ARRAY(call->arena, struct paper_holder, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct paper_holder *h = &v->holders[v->holder_count++];
        struct certificate_paper *papers = NULL;
        *h = (struct paper_holder){.person = &members[i].who};
        v->is_guarded = v->is_guarded || members[i].guard.is_restricted || members[i].who.is_restricted;
        screen_saw_all(call, &members[i].guard, v->household_no);
        e = certificate_papers_of(call->session->store, &h->person->addressee_no, 1, INT64_MAX, call->arena,
                                  call->report, &papers, &h->paper_count);
        h->papers = papers;
        if (e == ERR_NONE) {
            struct certificate_proof *proofs = NULL;
            e = certificate_proofs_of(call->session->store, &h->person->addressee_no, 1, INT64_MAX,
                                      call->arena, call->report, &proofs, &h->proof_count);
            h->proofs = proofs;
        }
        if (e == ERR_NONE) {
            struct certificate_relief *reliefs = NULL;
            e = certificate_reliefs_of(call->session->store, &h->person->addressee_no, 1, INT64_MAX,
                                       call->arena, call->report, &reliefs, &h->relief_count);
            h->reliefs = reliefs;
        }
        if (e == ERR_NONE) {
            e = certificate_registration_of(call->session->store, h->person->addressee_no, INT64_MAX,
                                            call->report, &h->registration);
        }
    }
    return e;
}

/* What cannot be judged is told; the papers are shown all the same. */
static enum err judge(struct screen_call *call, struct papers_view *v)
{
    struct report words;

    report_init(&words);
    enum err e = certificate_judge(call->session, v->household_no, v->today, INT64_MAX, call->arena, &words,
                                   &v->judged);
    if (e == ERR_INPUT || e == ERR_FINDINGS) {
        v->not_judged = arena_string(call->arena, words.kept > 0 ? words.lines[0] : "判定できません");
        e = ERR_NONE;
    } else if (e != ERR_NONE) {
        report_add(call->report, "%s", words.kept > 0 ? words.lines[0] : "判定できません");
    } else {
        for (size_t i = 0; i < v->holder_count; i++) {
            struct paper_holder *h = &v->holders[i];
            h->tenths = certificate_tenths_of(&v->judged, h->person->addressee_no);
            h->class_of_limit = certificate_class_of(&v->judged, h->person->addressee_no);
        }
    }
    report_done(&words);
    return e;
}

static enum err papers_show(struct screen_call *call)
{
    struct papers_view v = {.household_no = call->numbers[0],
                            .today = call->session->folder.business_date,
                            .may_change = operator_may(&call->session->operator, PERM_ELIGIBILITY_CHANGE)};
    enum err e = read_holders(call, &v);

    e = e == ERR_NONE ? judge(call, &v) : e;
    e = e == ERR_NONE ? restriction_of_household(call->session, v.household_no, v.today, INT64_MAX,
                                                 call->arena, call->report, &v.held)
                      : e;
    if (e == ERR_NONE) {
        call->household_no = v.household_no;
        template_papers(&call->html, call, &v);
    }
    return e;
}

struct wanted_paper {
    int64_t addressee_no, paper_no; /* or number of a certificate, a letter, a relief */
    bool is_proof;
    enum copay_relief_paper relief; /* 0 = it is no paper of 減免 */
};

static enum err print_paper(struct screen_call *call, const void *context, const char *path)
{
    const struct wanted_paper *w = context;

    if (w->relief != 0) {
        return certificate_relief_print(call->session, w->addressee_no, w->paper_no, w->relief, path,
                                        call->report);
    }
    return w->is_proof
               ? certificate_proof_print(call->session, w->addressee_no, w->paper_no, path, call->report)
               : certificate_print(call->session, w->addressee_no, w->paper_no, path, call->report);
}

/* What the form names: a paper, a certificate or letter, a paper of 減免. */
static bool read_wanted(struct screen_call *call, struct wanted_paper *ret)
{
    int64_t relief = 0;

    *ret = (struct wanted_paper){.is_proof = form_value(&call->form, "proof").len > 0};
    if (form_value(&call->form, "relief").len > 0) {
        bool is_one = form_number(&call->form, "which", RELIEF_CERTIFICATE, RELIEF_PAPERS - 1, &relief);
        ret->relief = (enum copay_relief_paper)relief;
        return is_one && form_number(&call->form, "relief", 1, INT64_MAX - 1, &ret->paper_no);
    }
    return form_number(&call->form, ret->is_proof ? "proof" : "paper", 1, INT64_MAX - 1, &ret->paper_no);
}

/* Whose it is, among the persons of the household that may be seen. */
static bool is_of(const struct paper_holder *h, const struct wanted_paper *w)
{
    for (size_t k = 0; k < h->paper_count && w->relief == 0 && !w->is_proof; k++) {
        if (h->papers[k].paper_no == w->paper_no) {
            return true;
        }
    }
    for (size_t k = 0; k < h->proof_count && w->is_proof; k++) {
        if (h->proofs[k].proof_no == w->paper_no) {
            return true;
        }
    }
    for (size_t k = 0; k < h->relief_count && w->relief != 0; k++) {
        if (h->reliefs[k].relief_no == w->paper_no) {
            return true;
        }
    }
    return false;
}

static enum err papers_act(struct screen_call *call)
{
    struct papers_view v = {.household_no = call->numbers[0], .today = call->session->folder.business_date};
    struct wanted_paper wanted;
    enum err e = ERR_NONE;

    if (!operator_may(&call->session->operator, PERM_ELIGIBILITY_CHANGE)) {
        return report_fail(call->report, ERR_INPUT, "証を印刷する権限（eligibility.change）がありません");
    }
    if (!read_wanted(call, &wanted)) {
        return report_fail(call->report, ERR_INPUT, "印刷する証の番号がありません");
    }
    e = read_holders(call, &v);
    for (size_t i = 0; i < v.holder_count && e == ERR_NONE; i++) {
        wanted.addressee_no =
            is_of(&v.holders[i], &wanted) ? v.holders[i].person->addressee_no : wanted.addressee_no;
    }
    if (e == ERR_NONE && wanted.addressee_no == 0) {
        e = report_fail(call->report, ERR_FINDINGS, "この世帯に番号%lldの証はありません",
                        (long long)wanted.paper_no);
    }
    if (e != ERR_NONE) {
        return e;
    }
    call->addressee_no = wanted.addressee_no;
    call->is_printed = true;
    return screen_answer_paper(call, print_paper, &wanted);
}
