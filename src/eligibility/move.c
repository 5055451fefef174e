/* 加入と脱退 -- reasons, the day that follows from them, and what the register proposes as a form opens
 * (EL-42). */
#include "eligibility/move.h"

const struct change_code join_reasons[] = {{"A01", "転入（都外から・国外から）"},
                                                  {"A02", "転入（都内から）"},
                                                  {"A03", "社保離脱"},
                                                  {"A04", "扶養離脱"},
                                                  {"A05", "任意継続の満了"},
                                                  {"A06", "国保組合離脱"},
                                                  {"A07", "生活保護の廃止・停止"},
                                                  {"A08", "出生"},
                                                  {"A09", "後期高齢者医療の離脱"},
                                                  {"A10", "在留資格の変更・期間の延長"},
                                                  {"A11", "職権による取得"},
                                                  {"A12", "住民票の職権回復"},
                                                  {"A13", "住所地特例・マル学の解除"},
                                                  {"A14", "適用除外の解除"},
                                                  {"A99", "その他の取得"},
                                                  {NULL, NULL}};
const struct change_code leave_reasons[] = {{"L01", "転出（同じ日に他の都道府県に住所）"},
                                                   {"L02", "転出（国外、または同じ日に住所がない）"},
                                                   {"L03", "転出（都内へ）"},
                                                   {"L04", "社保加入"},
                                                   {"L05", "社保の被扶養者認定"},
                                                   {"L06", "国保組合加入"},
                                                   {"L07", "死亡"},
                                                   {"L08", "生活保護の開始"},
                                                   {"L09", "後期高齢者医療（75歳到達）"},
                                                   {"L10", "後期高齢者医療（障害認定）"},
                                                   {"L11", "適用除外に該当"},
                                                   {"L12", "在留期間の満了・在留資格の喪失"},
                                                   {"L13c", "住民票の職権消除"},
                                                   {"L14", "職権による喪失（資格重複）"},
                                                   {"L99", "その他の喪失"},
                                                   {NULL, NULL}};

const char *eligibility_reason_label(struct text code, struct arena *arena)
{
    const struct change_code *const lists[] = {join_reasons, leave_reasons};

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        for (const struct change_code *c = lists[i]; c->value != NULL; c++) {
            if (text_is(code, c->value)) {
                return c->label;
            }
        }
    }
    return arena_printf(arena, "%.*s", (int)code.len, code.bytes);
}

/* What the newest event of a member in the resident register proposes; none when it is older than this. */
#define PROPOSAL_DAYS 60

static enum err proposed(struct change_call *call, const struct household_person *p, bool others_insured,
                         struct proposal *ret, date *ret_notified)
{
    struct resident_event event;
    const struct as_of now = {change_today(call), INT64_MAX};
    bool found = false;
    enum err e = addressee_resident_event(call->session->store, p->who.addressee_no, now, call->arena,
                                          call->report, &event, &found);

    *ret = (struct proposal){.kind = PROPOSE_NOTHING};
    if (e == ERR_NONE && found && !date_is_none(event.event_on) &&
        date_before(date_add_days(change_today(call), -PROPOSAL_DAYS), event.event_on)) {
        *ret = proposal_of(&event, is_insured_from(p, event.event_on), others_insured);
        *ret_notified = event.notified_on;
    }
    return e;
}

enum err move_begin(struct change_call *call, enum proposal_kind wanted)
{
    struct household_person *persons = NULL;
    struct proposal first = {.kind = PROPOSE_NOTHING}, p;
    size_t count = 0;
    date notified = date_none();
    const char *members = "";
    bool others = false;

    notice_begin(call);
    enum err e = household_persons(call, call->subject_no, &persons, &count);
    for (size_t i = 0; i < count; i++) {
        others = others || membership_on(&persons[i], change_today(call)) != NULL;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = proposed(call, &persons[i], others, &p, &notified);
        bool is_first = first.kind == PROPOSE_NOTHING;
        if (e != ERR_NONE || p.kind != wanted ||
            (!is_first &&
             (strcmp(p.reason, first.reason) != 0 || !date_equal(p.occurred_on, first.occurred_on)))) {
            continue;
        }
        if (is_first) {
            first = p;
            change_set(call, "reason", p.reason);
            change_set_day(call, "occurred", p.occurred_on);
            change_set_day(call, "notified", notified);
        }
        members = arena_printf(call->arena, "%s%s%lld", members, is_first ? "" : " ",
                               (long long)persons[i].who.addressee_no);
    }
    change_set(call, "members", members);
    return e;
}

enum err move_read(struct change_call *call, enum eligibility_side side, struct move *ret)
{
    *ret = (struct move){.is_known = false};
    enum err e = reason_effect_of(call, change_value(call, "reason"), change_date(call, "occurred"), side,
                                  &ret->effect, &ret->is_known);
    return e == ERR_NONE ? ticked_persons(call, "members", &ret->persons, &ret->person_count) : e;
}
