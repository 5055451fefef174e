/*
 * 給付の制限 -- of a payer: what a measure would rest on today, the steps with their letters, 特別の事情 and
 * 公費負担医療, and what was tried to have the premium paid.
 *
 * Rows    EL-29, EL-30, EL-59, EL-60, NT-04
 */
#include "web/templates.h"
#include "web/views_restriction.h"

static enum err restriction_show(struct screen_call *call);
static enum err paper_act(struct screen_call *call);
static enum err print_act(struct screen_call *call);

const struct screen screen_restriction = {
    .path = "/restriction/#",
    .name = "restriction",
    .label = "給付の制限",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "restriction.look",
    .help = "世帯主1人の、特別療養費（法54条の3）と給付の差止め・控除（法63条の2）の段階を見ます。今日の時点"
            "で1年または1年6か月を過ぎた保険料、対象になる人とならない人、特別の事情、納付の勧奨と相談の記録"
            "が出ます。段階は「特別療養費の措置を進める」から1つずつ登録し、承認された段階の通知書を印刷でき"
            "ます。",
    .show = restriction_show,
};
const struct screen screen_restriction_paper = {
    .path = "/restriction/#/paper/#",
    .name = "restriction-paper",
    .label = "給付の制限の通知書のプレビュー",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .event = "restriction.paper",
    .help =
        "事前通知、弁明の機会の通知、決定、解除などの通知書を、印刷するものと同じPDFで開きます。透かしが入"
        "り、発送はできません。",
    .act = paper_act,
};
const struct screen screen_restriction_print = {
    .path = "/restriction/#/paper/#/print",
    .name = "restriction-print",
    .label = "給付の制限の通知書の印刷",
    .permission = PERM_ELIGIBILITY_CHANGE,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "restriction.print",
    .help = "渡す・送る通知書を作ります。だれが、どの端末で、何枚作ったかが記録に残ります。",
    .act = print_act,
};

struct url restriction_url(int64_t payer_no) { return url_number("/restriction/", payer_no); }

struct url restriction_paper_url(int64_t payer_no, int64_t step_no, bool is_print)
{
    char path[120];
    int n = snprintf(path, sizeof(path), "/restriction/%lld/paper/%lld%s", (long long)payer_no,
                     (long long)step_no, is_print ? "/print" : "");
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

/* Who must not be found here has no page. */
static enum err look_for_guard(struct screen_call *call, struct restriction_view *v)
{
    struct addressee person;
    struct guard guard;
    enum err e = addressee_by_no(call->session->store, v->payer_no, (struct as_of){v->today, INT64_MAX},
                                 call->arena, call->report, &person);

    e = e == ERR_NONE ? addressee_guard(call->session, v->payer_no, screen_came_from(call), GUARD_SCREEN,
                                        call->now, call->arena, call->report, &guard)
                      : e;
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません",
                           (long long)v->payer_no);
    }
    if (e == ERR_NONE) {
        screen_saw_all(call, &guard, person.household_no);
        v->name = person.name;
        call->addressee_no = v->payer_no;
        call->household_no = person.household_no;
    }
    return e;
}

/* The others of the household as this operator may see them. */
static enum err read_members(struct screen_call *call, struct restriction_view *v)
{
    struct guarded_member *found = NULL;
    size_t count = 0;
    enum err e = addressee_household_for(call->session, v->facts.household_no,
                                         (struct as_of){v->today, INT64_MAX}, screen_came_from(call),
                                         GUARD_SCREEN, call->now, call->arena, call->report, &found, &count);
    struct restriction_member_line *lines =
        ARENA_ARRAY(call->arena, struct restriction_member_line, v->facts.member_count + 1);

    for (size_t i = 0; i < v->facts.member_count && e == ERR_NONE; i++) {
        lines[i] = (struct restriction_member_line){&v->facts.members[i], text_of("")};
        for (size_t k = 0; k < count; k++) {
            if (found[k].who.addressee_no == v->facts.members[i].addressee_no) {
                lines[i].name = found[k].who.name;
                screen_saw_all(call, &found[k].guard, v->facts.household_no);
            }
        }
    }
    v->members = lines;
    return e;
}

static enum err read_steps(struct screen_call *call, struct restriction_view *v)
{
    struct restriction_step *steps = NULL;
    struct restriction_ground *grounds = NULL;
    struct demand_contact *contacts = NULL;
    struct restriction_held held = {0};
    enum err e = restriction_steps_of(call->session->store, v->payer_no, INT64_MAX, call->arena, call->report,
                                      &steps, &v->step_count);

    e = e == ERR_NONE ? restriction_grounds_of(call->session->store, &v->payer_no, 1, INT64_MAX, call->arena,
                                               call->report, &grounds, &v->ground_count)
                      : e;
    e = e == ERR_NONE ? restriction_of_household(call->session, v->facts.household_no, v->today, INT64_MAX,
                                                 call->arena, call->report, &held)
                      : e;
    if (e == ERR_NONE && v->sees_log) {
        e = demand_contacts(call->session->store, v->payer_no, call->arena, call->report, &contacts,
                            &v->contact_count);
    }
    v->steps = steps;
    v->grounds = grounds;
    v->contacts = contacts;
    v->is_special = held.is_special && held.payer_no == v->payer_no;
    return e;
}

static enum err restriction_show(struct screen_call *call)
{
    const struct operator_identity *who = &call->session->operator;
    struct restriction_view v = {.payer_no = call->numbers[0],
                                 .today = call->session->folder.business_date,
                                 .may_change = operator_may(who, PERM_ELIGIBILITY_CHANGE)};

    v.sees_log = v.may_change || operator_may(who, PERM_ELIGIBILITY_APPROVE) ||
                 operator_may(who, PERM_ARREARS_VIEW);
    enum err e = look_for_guard(call, &v);
    e = e == ERR_NONE ? restriction_facts_of(call->session, v.payer_no, v.today, call->arena, call->report,
                                             &v.facts)
                      : e;
    e = e == ERR_NONE ? read_members(call, &v) : e;
    e = e == ERR_NONE ? read_steps(call, &v) : e;
    if (e == ERR_NONE) {
        template_restriction(&call->html, call, &v);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- letters ---- */

static enum err print_letter(struct screen_call *call, const void *context, const char *path)
{
    const bool *is_preview = context;

    call->is_printed = !*is_preview;
    return restriction_paper_print(call->session, call->numbers[0], call->numbers[1], *is_preview, path,
                                   call->report);
}

static enum err answer_letter(struct screen_call *call, bool is_preview)
{
    struct restriction_view v = {.payer_no = call->numbers[0], .today = call->session->folder.business_date};
    enum err e = look_for_guard(call, &v);

    return e == ERR_NONE ? screen_answer_paper(call, print_letter, &is_preview) : e;
}

static enum err paper_act(struct screen_call *call) { return answer_letter(call, true); }

static enum err print_act(struct screen_call *call) { return answer_letter(call, false); }
