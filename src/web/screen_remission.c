/*
 * 減免 of a household: what was applied for and waits, what was decided, the letters, and the forms to
 * apply with.
 *
 * Rows    LV-08 to LV-11, LV-62, NT-07
 */
#include "web/templates.h"
#include "web/views_remission.h"

static enum err remission_show(struct screen_call *call);
static enum err preview_act(struct screen_call *call);
static enum err print_act(struct screen_call *call);
static enum err form_act(struct screen_call *call);

const struct screen screen_remission = {
    .path = "/remission/#",
    .name = "remission",
    .label = "減免の申請と決定",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .only_reads = true,
    .event = "remission.look",
    .help =
        "世帯の減免の申請と決定です。申請は「申請を受け付ける」で登録すると決定の期限まで待ち、「決定する」"
        "で承認・"
        "一部承認・却下を決めます（別の人が承認します）。決定通知書は、減免が更正で賦課額から差し引かれた"
        "あとに印刷できます。却下通知書には却下の理由と不服申立ての案内が入ります。印刷した通知書は控えとし"
        "て"
        "もう一度開けます。申請書は氏名や年額を入れて印刷できます。",
    .show = remission_show,
};
const struct screen screen_remission_preview = {
    .path = "/remission/#/letter/#/#",
    .name = "remission-preview",
    .label = "減免の通知書のプレビュー",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .event = "remission.preview",
    .help = "決定通知書・却下通知書を、印刷するものと同じ内容で開きます。透かしが入り、発送はできません。印"
            "刷した"
            "通知書の控えもここで開きます。",
    .act = preview_act,
};
const struct screen screen_remission_print = {
    .path = "/remission/#/letter/#/print",
    .name = "remission-print",
    .label = "減免の通知書の印刷",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "remission.print",
    .help = "渡す・送る決定通知書または却下通知書を作ります。だれが、どの端末で、何枚作ったかが記録に残りま"
            "す。",
    .act = print_act,
};
const struct screen screen_remission_form = {
    .path = "/remission/#/form/#/#",
    .name = "remission-form",
    .label = "減免・軽減の申請書の印刷",
    .permission = PERM_NOTICE_PRINT,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "remission.form",
    .help = "減免申請書、非自発的失業者の軽減申請書、産前産後期間の軽減届書を、氏名、住所、年額を入れて印刷"
            "します。",
    .act = form_act,
};

struct url remission_url(int64_t household_no) { return url_number("/remission/", household_no); }

#define PATH_BYTES 120

struct url remission_preview_url(int64_t household_no, int64_t remission_no, int32_t version)
{
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof(path), "/remission/%lld/letter/%lld/%d", (long long)household_no,
                     (long long)remission_no, (int)version);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

struct url remission_print_url(int64_t household_no, int64_t remission_no)
{
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof(path), "/remission/%lld/letter/%lld/print", (long long)household_no,
                     (long long)remission_no);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

struct url remission_form_url(int64_t household_no, int64_t person_no, enum premium_form_kind kind)
{
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof(path), "/remission/%lld/form/%lld/%d", (long long)household_no,
                     (long long)person_no, (int)kind);
    assert(n > 0 && (size_t)n < sizeof(path));
    return url_of(path);
}

/* Who may be found here; the others of the household do not stand on the page. */
static enum err read_members(struct screen_call *call, struct remission_view *v)
{
    struct guarded_member *members;
    size_t count;
    enum err e = addressee_household_for(
        call->session, v->household_no, (struct as_of){v->today, INT64_MAX}, screen_came_from(call),
        GUARD_SCREEN, call->now, call->arena, call->report, &members, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        v->is_guarded = v->is_guarded || members[i].guard.is_restricted || members[i].who.is_restricted;
        screen_saw_all(call, &members[i].guard, v->household_no);
    }
    v->members = members;
    v->member_count = count;
    call->household_no = v->household_no;
    return e;
}

static enum err read_rows(struct screen_call *call, struct remission_view *v)
{
    struct store *s = call->session->store;
    struct premium_application *applications;
    struct premium_remission_look *looks;
    struct premium_remission_letter *letters;
    enum err e = premium_applications(s, 0, v->household_no, call->arena, call->report, &applications,
                                      &v->application_count);

    e = e == ERR_NONE
            ? premium_remissions(s, 0, v->household_no, call->arena, call->report, &looks, &v->count)
            : e;
    e = e == ERR_NONE ? premium_remission_letters(s, v->household_no, call->arena, call->report, &letters,
                                                  &v->letter_count)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    v->applications = applications;
    v->all = looks;
    v->letters = letters;
    for (size_t i = 0; i < v->application_count; i++) {
        v->waiting += applications[i].state == APPLICATION_WAITING;
        screen_saw(call, applications[i].payer_no, v->household_no);
    }
    for (size_t i = 0; i < v->count; i++) {
        screen_saw(call, looks[i].payer_no, v->household_no);
    }
    return ERR_NONE;
}

static enum err remission_show(struct screen_call *call)
{
    const struct operator_identity *who = &call->session->operator;
    struct remission_view v = {.household_no = call->numbers[0],
                               .today = call->session->folder.business_date,
                               .may_change = operator_may(who, PERM_PREMIUM_RUN),
                               .may_print = operator_may(who, PERM_NOTICE_PRINT)};
    enum err e = read_members(call, &v);

    e = e == ERR_NONE ? read_rows(call, &v) : e;
    if (e == ERR_NONE) {
        template_remission(&call->html, call, &v);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- papers ----- */

static enum err letter(struct screen_call *call, const void *context, const char *path)
{
    const struct premium_remission_paper *which = context;

    call->is_printed = !which->is_preview;
    return premium_remission_print(call->session, which, path, call->report);
}

static enum err answer_letter(struct screen_call *call, bool is_preview, int32_t version)
{
    struct remission_view v = {.household_no = call->numbers[0],
                               .today = call->session->folder.business_date};
    const struct premium_remission_paper which = {.household_no = call->numbers[0],
                                                  .remission_no = call->numbers[1],
                                                  .version = version,
                                                  .is_preview = is_preview};
    enum err e = read_members(call, &v);

    return e == ERR_NONE ? screen_answer_paper(call, letter, &which) : e;
}

static enum err preview_act(struct screen_call *call)
{
    return answer_letter(call, true, (int32_t)(call->numbers[2] < INT32_MAX ? call->numbers[2] : 0));
}

static enum err print_act(struct screen_call *call) { return answer_letter(call, false, 0); }

static enum err form(struct screen_call *call, const void *context, const char *path)
{
    call->is_printed = true;
    return premium_remission_form_print(call->session, context, path, call->report);
}

static enum err form_act(struct screen_call *call)
{
    struct remission_view v = {.household_no = call->numbers[0],
                               .today = call->session->folder.business_date};
    const struct premium_remission_form wanted = {.kind = (enum premium_form_kind)call->numbers[2],
                                                  .household_no = call->numbers[0],
                                                  .person_no = call->numbers[1],
                                                  .year = fiscal_year_of(v.today).first_year};
    bool found = false;
    enum err e = read_members(call, &v);

    for (size_t i = 0; i < v.member_count && e == ERR_NONE; i++) {
        found = found || v.members[i].who.addressee_no == wanted.person_no;
    }
    if (e == ERR_NONE &&
        (!found || call->numbers[2] < FORM_REMISSION || call->numbers[2] > FORM_MATERNITY)) {
        e = report_fail(call->report, ERR_FINDINGS,
                        "この世帯に宛名番号 %lld の人と、その申請書はありません",
                        (long long)wanted.person_no);
    }
    call->addressee_no = e == ERR_NONE ? wanted.person_no : 0;
    return e == ERR_NONE ? screen_answer_paper(call, form, &wanted) : e;
}
