/* 住民異動から国保へ -- the matrix of eligibility.md 3.6 by the reasons of JU-01. */
#include "eligibility/proposal.h"

/* 異動事由 (head of layouts/ju-01-residents-change.layout). */
enum resident_reason {
    REASON_MOVED_IN = 1,
    REASON_FROM_ABROAD = 2,
    REASON_BIRTH = 3,
    REASON_ENTERED_EX_OFFICIO = 6,
    REASON_CANCEL_ADDS = 9,
    REASON_MOVED_OUT = 11,
    REASON_TO_ABROAD = 12,
    REASON_DEATH = 13,
    REASON_REMOVED = 16,
    REASON_CANCEL_REMOVES = 19,
    REASON_SPLIT = 30,
    REASON_MERGED = 31,
    REASON_HOUSEHOLD = 32,
    REASON_HEAD = 33,
    REASON_CANCEL_MODIFIES = 39,
};

const char *proposal_label(enum proposal_kind kind)
{
    switch (kind) {
    case PROPOSE_NOTHING: return "国保への影響なし";
    case PROPOSE_JOIN: return "加入候補";
    case PROPOSE_LEAVE: return "脱退候補";
    case PROPOSE_HOUSEHOLD: return "世帯変更（記号番号）";
    case PROPOSE_HEAD: return "世帯主変更（納付義務者）";
    case PROPOSE_SURVEY: return "実態調査（職権消除）";
    case PROPOSE_REVERSE: return "異動の取消し";
    }
    return "";
}

/* The first two digits of a municipality's code are its prefecture; ours is Tokyo's by the insurer's
 * number. */
static bool is_in_tokyo(struct text municipality)
{
    return municipality.len >= 2 && memcmp(municipality.bytes, "13", 2) == 0;
}

static struct proposal leaving(const struct resident_event *e)
{
    bool is_confirmed = !date_is_none(e->move_notice_on) || e->moved_to_municipality.len > 0;
    struct text to = e->moved_to_municipality.len > 0 ? e->moved_to_municipality : e->planned_municipality;

    return (struct proposal){.kind = PROPOSE_LEAVE,
                             .reason = is_in_tokyo(to) ? "L03" : "L01",
                             .occurred_on = e->event_on,
                             .is_planned = !is_confirmed};
}

struct proposal proposal_of(const struct resident_event *event, bool is_insured, bool others_insured)
{
    struct proposal none = {.kind = PROPOSE_NOTHING, .reason = "", .occurred_on = event->event_on};
    struct proposal p = none;

    switch (event->reason) {
    case REASON_MOVED_IN:
        p.kind = PROPOSE_JOIN;
        p.reason = is_in_tokyo(event->previous_municipality) ? "A02" : "A01";
        return is_insured ? none : p;
    case REASON_FROM_ABROAD:
        p.kind = PROPOSE_JOIN;
        p.reason = "A01";
        return is_insured ? none : p;
    case REASON_BIRTH:
        p.kind = PROPOSE_JOIN;
        p.reason = "A08";
        return is_insured || !others_insured ? none : p;
    case REASON_ENTERED_EX_OFFICIO:
        p.kind = PROPOSE_JOIN;
        p.reason = "A12";
        return is_insured ? none : p;
    case REASON_MOVED_OUT:
        return is_insured ? leaving(event) : none;
    case REASON_TO_ABROAD:
        p.kind = PROPOSE_LEAVE;
        p.reason = "L02";
        return is_insured ? p : none;
    case REASON_DEATH:
        p.kind = PROPOSE_LEAVE;
        p.reason = "L07";
        p.applies = true;
        return is_insured ? p : none;
    case REASON_REMOVED:
        p.kind = PROPOSE_SURVEY;
        p.reason = "L13c";
        return is_insured ? p : none;
    case REASON_SPLIT:
    case REASON_MERGED:
    case REASON_HOUSEHOLD:
        p.kind = PROPOSE_HOUSEHOLD;
        return is_insured ? p : none;
    case REASON_HEAD:
        p.kind = PROPOSE_HEAD;
        return is_insured || others_insured ? p : none;
    case REASON_CANCEL_ADDS:
    case REASON_CANCEL_REMOVES:
    case REASON_CANCEL_MODIFIES:
        p.kind = PROPOSE_REVERSE;
        return p;
    default:
        return none;
    }
}
