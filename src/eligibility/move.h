/*
 * 加入と脱退 -- what the two kinds share: reasons, members, the day that follows, the form as it opens.
 *
 * Inner header of eligibility/.
 */
#ifndef KOKUHO_ELIGIBILITY_MOVE_H
#define KOKUHO_ELIGIBILITY_MOVE_H

#include "eligibility/kinds.h"
#include "eligibility/proposal.h"

extern const struct change_code join_reasons[], leave_reasons[];

#define MEMBERS_FIELD(help_words) \
    {.name = "members", .label = "対象の世帯員", .type = FIELD_TICKS, .is_required = true, \
     .characters_max = 400, .help = help_words}

/* What both kinds read: reason and day, its effect, the persons. */
struct move {
    struct reason_effect effect;
    bool is_known;
    int64_t *persons;
    size_t person_count;
};
MUST_CHECK enum err move_read(struct change_call *call, enum eligibility_side side, struct move *ret);
/* The form opens with what the register says already: who, why and when, as far as one reason and day go. */
MUST_CHECK enum err move_begin(struct change_call *call, enum proposal_kind wanted);

#endif
