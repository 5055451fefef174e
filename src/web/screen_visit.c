/*
 * 書かない窓口 -- what is said once at the window stands on all forms of the visit, with what the register
 * knows (EL-68).
 */
#include "web/templates.h"
#include "web/views_visit.h"

static enum err visit_show(struct screen_call *call);
static enum err visit_act(struct screen_call *call);

const struct screen screen_visit = {
    .path = "/visit/#",
    .name = "visit",
    .label = "窓口の届出書（書かない窓口）",
    .permission = PERM_ELIGIBILITY_CHANGE,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "visit.open",
    .help = "来庁した人に書いてもらう届出書・申請書を、住民記録と資格の台帳の内容を入れて印刷します。"
            "届け出る人、電話"
            "番号、事実の日などは1回だけ聞いて入れると、選んだすべての用紙に入ります。来た人は確かめ"
            "て署名するだけで"
            "す。印刷の記録が残ります。台帳への入力は「変更する」から行います。",
    .fields =
        (const struct screen_field[]){
            {"form-0", "用紙", "この来庁で要る用紙すべてに印を付けます。"},
            {"visitor", "届け出る人", "来庁した人の氏名です。例：見本 花子"},
            {"relation", "世帯主との関係", "世帯主から見た続柄です。例：長女"},
            {"phone", "電話番号", "日中につながる番号です。例：03-0000-0000"},
            {"occurred", "事実の日", "すべての用紙に入ります。用紙ごとに違うときは空欄にします。例：080401"},
            {"words", "理由・事情", "用紙の理由の欄に入ります。例：3月末で退職"},
            {NULL, NULL, NULL}},
    .show = visit_show,
    .act = visit_act,
};

struct url visit_url(int64_t household_no) { return url_number("/visit/", household_no); }

static enum err read_members(struct screen_call *call, struct visit_view *v)
{
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    enum err e = addressee_household_for(call->session, v->household_no, now, screen_came_from(call),
                                         GUARD_SCREEN, call->now, call->arena, call->report, &v->members,
                                         &v->member_count);

    for (size_t i = 0; i < v->member_count && e == ERR_NONE; i++) {
        screen_saw_all(call, &v->members[i].guard, v->household_no);
        v->is_guarded =
            v->is_guarded || v->members[i].guard.is_restricted || v->members[i].who.is_restricted;
    }
    call->household_no = v->household_no;
    return e;
}

static enum err visit_show(struct screen_call *call)
{
    struct visit_view v = {.household_no = call->numbers[0]};
    enum err e = read_members(call, &v);

    if (e == ERR_NONE) {
        template_visit(&call->html, call, &v);
    }
    return e;
}

static enum err print_visit(struct screen_call *call, const void *context, const char *path)
{
    return visit_print(call->session, context, path, call->report);
}

static enum err read_words(struct screen_call *call, struct visit *visit)
{
    static const size_t words_max = 100;
    const struct {
        const char *name, *label;
        struct text *to;
    } fields[] = {{"visitor", "届け出る人", &visit->visitor},
                  {"relation", "世帯主との関係", &visit->relation},
                  {"phone", "電話番号", &visit->phone},
                  {"words", "理由・事情", &visit->words}};

    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        *fields[i].to = form_value(&call->form, fields[i].name);
        if (utf8_prefix(fields[i].to->bytes, fields[i].to->len, words_max * 4) < fields[i].to->len) {
            return report_fail(call->report, ERR_INPUT, "「%s」が長すぎます。100文字までにしてください",
                               fields[i].label);
        }
    }
    struct text typed = form_value(&call->form, "occurred");
    if (typed.len > 0 && !screen_date(call, typed, &visit->occurred)) {
        return report_fail(call->report, ERR_INPUT,
                           "「事実の日」の「%.*s」は日付として読めません。"
                           "080401、R8.4.1、2026-04-01 のように入れてください",
                           (int)typed.len, typed.bytes);
    }
    return ERR_NONE;
}

static enum err visit_act(struct screen_call *call)
{
    struct visit_view v = {.household_no = call->numbers[0]};
    struct visit visit = {.household_no = v.household_no, .occurred = date_none()};
    enum err e = read_members(call, &v);

    for (int i = 0; i < VISIT_FORMS; i++) {
        bool is_on = text_is(form_value(&call->form, arena_printf(call->arena, "form-%d", i)), "1");
        visit.forms |= is_on ? 1u << i : 0u;
    }
    for (size_t i = 0; i < v.member_count && visit.person_count < VISIT_PERSONS_MAX; i++) {
        int64_t no = v.members[i].who.addressee_no;
        const char *name = arena_printf(call->arena, "person-%lld", (long long)no);
        if (text_is(form_value(&call->form, name), "1")) {
            visit.persons[visit.person_count++] = no;
        }
    }
    e = e == ERR_NONE ? read_words(call, &visit) : e;
    if (e == ERR_NONE && (visit.forms == 0 || visit.person_count == 0)) {
        e = report_fail(call->report, ERR_INPUT, "用紙と対象の人に、1つ以上印を付けてください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    call->is_printed = true;
    return screen_answer_paper(call, print_visit, &visit);
}
