/*
 * 滞納者の照会 (CO-01, CO-42) -- a payer's call is answered from this page: who he is, what stands, what he
 * owes today with its 延滞金, what was paid and said, what comes next.
 */
#include "rules/common/age.h"
#include "web/templates.h"
#include "web/views_debtor.h"

#define RECEIPT_YEARS 6
#define HOUSEHOLDS_MAX 8

static enum err debtor_show(struct screen_call *call);

const struct screen screen_debtor = {
    .path = "/debtor/#",
    .name = "debtor",
    .label = "滞納者の照会",
    .permission = PERM_ARREARS_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "debtor.look",
    .help = "納付義務者1人の、人と世帯、いまの状態、今日納める額（延滞金まで）、納付と折衝の経過を1画面で見"
            "ます。"
            "延滞金の額を開くと計算が出ます。折衝の記録はAlt+Kで始めます。",
    .show = debtor_show,
};

struct url debtor_url(int64_t payer_no)
{
    return url_number("/debtor/", payer_no);
}

int tag_colour(const struct demand_debtor *d, struct text tag)
{
    for (size_t i = 0; i < d->tag_count; i++) {
        if (text_is(tag, d->tags[i].label)) {
            return d->tags[i].colour;
        }
    }
    return 0;
}

const char *minute_words(struct arena *arena, int minute)
{
    return minute > 0 ? arena_printf(arena, "%d:%02d", minute / 60, minute % 60) : "";
}

/* Nothing of him that this operator may not see: his own measure, or one of his household (RP-03). */
static enum err look_for_guard(struct screen_call *call, struct debtor_view *v)
{
    struct guarded_member *members = NULL;
    enum err e = addressee_guard(call->session, v->payer_no, v->from_no, GUARD_SCREEN, call->now,
                                 call->arena, call->report, &v->guard);

    if (e == ERR_NONE && v->guard.level == GUARD_NOTHING) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません",
                           (long long)v->payer_no);
    }
    if (e == ERR_NONE && v->person.household_no > 0) {
        e = addressee_household_for(call->session, v->person.household_no,
                                    (struct as_of){v->today, INT64_MAX}, v->from_no, GUARD_SCREEN,
                                    call->now, call->arena, call->report, &members, &v->member_count);
        if (e == ERR_FINDINGS) { /* no such household on that day */
            report_clear(call->report);
            e = ERR_NONE;
            v->member_count = 0;
        }
    }
    v->members = members;
    v->is_guarded = v->guard.is_restricted || v->person.is_restricted;
    v->is_hidden = v->guard.level != GUARD_FULL;
    for (size_t i = 0; i < v->member_count && e == ERR_NONE; i++) {
        v->is_guarded = v->is_guarded || members[i].guard.is_restricted || members[i].who.is_restricted;
        v->is_hidden = v->is_hidden || members[i].guard.level == GUARD_WITHOUT_ADDRESS;
        screen_saw_all(call, &members[i].guard, v->person.household_no);
    }
    if (e == ERR_NONE) {
        struct guard shown = v->guard;
        shown.level = v->is_hidden ? GUARD_WITHOUT_ADDRESS : shown.level;
        screen_saw_all(call, &v->guard, v->person.household_no);
        addressee_mask(&v->person, &shown);
    }
    return e;
}

/* Telephones and the address of letters: both tell where he is. */
static enum err read_ways(struct screen_call *call, struct debtor_view *v)
{
    struct contact *all = NULL;
    struct mailing m;
    size_t count = 0, kept = 0;
    enum err e = v->is_hidden ? ERR_NONE
                              : addressee_contacts(call->session->store, v->payer_no, INT64_MAX,
                                                   call->arena, call->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (date_at_most(all[i].from, v->today) && date_before(v->today, all[i].until)) {
            all[kept++] = all[i];
        }
    }
    v->phones = all;
    v->phone_count = kept;
    if (e == ERR_NONE && !v->is_hidden) {
        e = addressee_mailing_for(call->session->store, v->payer_no, DUTY_COLLECTION,
                                  (struct as_of){v->today, INT64_MAX}, call->arena, call->report, &m);
        if (e == ERR_NONE && !text_equal(m.address, v->person.address)) {
            v->sending =
                text_of(arena_printf(call->arena, "%.*s %.*s %.*s", (int)m.address.len, m.address.bytes,
                                     (int)m.building.len, m.building.bytes, (int)m.name.len, m.name.bytes));
        }
    }
    return e;
}

static size_t households_of(const struct debtor_view *v, int64_t ret[HOUSEHOLDS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i <= v->debtor.owed_count && count < HOUSEHOLDS_MAX; i++) {
        int64_t no = i == 0 ? v->person.household_no : v->debtor.owed[i - 1].charge.household_no;
        bool is_new = no > 0;
        for (size_t k = 0; k < count; k++) {
            is_new = is_new && ret[k] != no;
        }
        if (is_new) {
            ret[count++] = no;
        }
    }
    return count;
}

static int by_day(const void *a, const void *b)
{
    const struct collection_receipt *x = a, *y = b;
    int order = (x->received_on.day < y->received_on.day) - (x->received_on.day > y->received_on.day);

    return order != 0 ? order : (x->receipt_no < y->receipt_no) - (x->receipt_no > y->receipt_no);
}

static enum err read_receipts(struct screen_call *call, struct debtor_view *v)
{
    int64_t households[HOUSEHOLDS_MAX];
    size_t count = households_of(v, households), capacity = 0;
    int32_t last = fiscal_year_of(v->today).first_year;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct collection_look look = {0};
        e = collection_of_household(call->session->store, households[i], last - RECEIPT_YEARS + 1, last,
                                    INT64_MAX, call->arena, call->report, &look);
        for (size_t k = 0; k < look.receipt_count && e == ERR_NONE; k++) {
            if (look.receipts[k].payer_no == v->payer_no) {
                *ARENA_PUSH(call->arena, v->receipts, v->receipt_count, capacity) = look.receipts[k];
            }
        }
    }
    if (v->receipt_count > 1) {
        qsort(v->receipts, v->receipt_count, sizeof(*v->receipts), by_day);
    }
    return e;
}

static enum err debtor_show(struct screen_call *call)
{
    struct debtor_view v = {.payer_no = call->numbers[0], .today = call->session->folder.business_date};
    const struct operator_identity *who = &call->session->operator;

    v.from_no = screen_came_from(call);
    v.may_change = operator_may(who, PERM_ARREARS_CHANGE);
    v.may_note = operator_may(who, PERM_NOTE_CHANGE);
    v.may_print = operator_may(who, PERM_SLIP_PRINT);
    call->addressee_no = v.payer_no;
    enum err e = addressee_by_no(call->session->store, v.payer_no, (struct as_of){v.today, INT64_MAX},
                                 call->arena, call->report, &v.person);
    if (e == ERR_NONE) {
        call->household_no = v.person.household_no;
        v.age = age_completed(v.person.birth, v.today);
        e = look_for_guard(call, &v);
    }
    if (e == ERR_NONE) {
        e = demand_debtor_look(call->session, v.payer_no, v.today, call->arena, call->report, &v.debtor);
    }
    if (e == ERR_NONE) {
        e = read_ways(call, &v);
    }
    if (e == ERR_NONE) {
        e = read_receipts(call, &v);
    }
    if (e == ERR_NONE) {
        e = subject_panels_read(call, CHANGE_OF_PERSON, v.payer_no, INT64_MAX, &v.panels);
    }
    if (e == ERR_NONE) {
        template_debtor(&call->html, call, &v);
    }
    return e;
}
