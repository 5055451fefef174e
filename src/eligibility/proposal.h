/*
 * 住民異動から国保へ -- what an event of the resident register means for the insurance, pure.
 *
 * Rules   eligibility.md 3.6 (matrix), interfaces.md 6.2 (reaction table)
 * Inner header of eligibility/.
 */
#ifndef KOKUHO_ELIGIBILITY_PROPOSAL_H
#define KOKUHO_ELIGIBILITY_PROPOSAL_H

#include "eligibility/eligibility.h"

enum proposal_kind {
    PROPOSE_NOTHING,
    PROPOSE_JOIN,      /* 加入候補 */
    PROPOSE_LEAVE,     /* 脱退候補 */
    PROPOSE_HOUSEHOLD, /* 世帯変更: 記号番号 */
    PROPOSE_HEAD,      /* 世帯主変更: who owes */
    PROPOSE_SURVEY,    /* 実態調査のうえ職権喪失 */
    PROPOSE_REVERSE,   /* what was made of a cancelled event is taken back */
};
struct proposal {
    enum proposal_kind kind;
    const char *reason; /* "A01"; "" = none */
    date occurred_on;
    bool applies;       /* the matrix lets it be written without a clerk */
    bool is_planned;
};
/* `is_insured` on the day before the event; `others_insured`: somebody of his household is. */
struct proposal proposal_of(const struct resident_event *event, bool is_insured, bool others_insured);
const char *proposal_label(enum proposal_kind kind);

#endif
