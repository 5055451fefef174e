/*
 * 資格の変更 -- what the change kinds (casework/casework.h) of eligibility share.
 *
 * Inner header of eligibility/. A kind makes a plan out of its fields: events to add and to cancel. check(),
 * preview() and apply() all use that plan, so what is told before is what is written.
 */
#ifndef KOKUHO_ELIGIBILITY_KINDS_H
#define KOKUHO_ELIGIBILITY_KINDS_H

#include "casework/casework.h"
#include "eligibility/events.h"
#include "eligibility/law.h"

#define PLAN_EVENTS_MAX 80
struct event_plan {
    struct eligibility_event adds[PLAN_EVENTS_MAX];
    struct eligibility_event cancels[PLAN_EVENTS_MAX];
    size_t add_count, cancel_count;
    bool wants_new_number; /* those of EVENT_CARD leave the number they have for a new one (世帯分離) */
};
struct event_plan *plan_new(struct change_call *call);
struct eligibility_event *plan_add(struct event_plan *plan, int64_t addressee_no,
                                   enum eligibility_event_kind kind);
void plan_cancel(struct event_plan *plan, const struct eligibility_event *event);

/* Everything that would no longer follow from events is a STOP at `field` (R2, R3). */
MUST_CHECK enum err plan_check(struct change_call *call, const struct event_plan *plan, const char *field);
/* Which months of which fiscal years gain or lose an insured person, in words. */
MUST_CHECK enum err plan_preview(struct change_call *call,
                                 const struct event_plan *plan,
                                 struct textbuf *ret);
/* Writes it: numbers and branches are given to those who acquire without one. */
MUST_CHECK enum err plan_apply(struct change_call *call, struct event_plan *plan);
enum err undo_events(struct change_call *call);

/* ------------------------------------------------------------------------------ 届出 ---------- */

/* 届出日, 届出の方法, 付記, 確認書類: the last fields of a kind that is a notice. */
extern const struct change_code notice_ways[];
#define NOTICE_FIELDS \
    {.name = "notified", .label = "届出日", .type = FIELD_DATE, .is_required = true, \
     .help = "届出を受けた日。事実の日から14日を過ぎると注意が出ます。例: R8.4.10"}, \
    {.name = "how", .label = "届出の方法", .type = FIELD_CHOICE, .is_required = true, .codes = notice_ways, \
     .help = "窓口、郵送、オンライン、住民異動届の付記によるみなし届出、職権のどれか。"}, \
    {.name = "annotated", .label = "住民異動届に国保の付記がある", .type = FIELD_YES, .only_if = "how=4", \
     .help = "付記のある住民異動届は国保の届出とみなします（法9条14項、住民基本台帳法28条）。"}, \
    {.name = "evidence", .label = "確かめた書類", .type = FIELD_TEXT, .characters_max = 200, \
     .help = "例: 資格喪失証明書（令和8年3月31日喪失）、離職票、在留カード。職権のときは調査の記録。"}
/* Fills those of the event from the fields. */
void notice_fill(const struct change_call *call, struct eligibility_event *event);
void notice_begin(struct change_call *call);

/* The reason with what it makes of the day; a STOP and *ret_found false when the table has none. */
struct reason_effect {
    const struct eligibility_reason *reason;
    struct eligibility_effect effect;
    struct eligibility_terms terms;
};
MUST_CHECK enum err reason_effect_of(struct change_call *call, struct text code, date fact,
                                     enum eligibility_side side, struct reason_effect *ret, bool *ret_found);
/* W1, W2: late, and further back than premiums reach. */
void notice_warn(struct change_call *call, const struct eligibility_terms *terms, date fact, bool is_joining);

/* ------------------------------------------------------------------------------ 世帯と人 ------ */

struct household_person {
    struct addressee who;
    bool belongs; /* to the household on the business date, by the insurance's belongings */
    struct eligibility_membership *memberships;
    size_t membership_count;
};
/* Who belongs to the household of the insurance, or did within three years; by number. */
MUST_CHECK enum err household_persons(struct change_call *call, int64_t household_no,
                                      struct household_person **ret, size_t *ret_count);
const struct eligibility_membership *membership_on(const struct household_person *p, date day);
/* Whether he is insured on the day or from a later day on. */
bool is_insured_from(const struct household_person *p, date day);
const char *person_label(struct change_call *call, const struct household_person *p);
const char *person_name(struct change_call *call, int64_t addressee_no);
/* FIELD_TICKS of persons: the numbers; a STOP for somebody who is not on the list. */
MUST_CHECK enum err ticked_persons(struct change_call *call, const char *field, int64_t **ret,
                                   size_t *ret_count);
MUST_CHECK enum err member_choices(struct change_call *call, bool insured, bool not_insured,
                                   struct change_code **ret);

/* ------------------------------------------------------------------------------ ほか ---------- */

const char *day_in_words(struct arena *arena, date d); /* 令和8年4月1日; 「なし」 */
struct event_writer kind_writer(const struct change_call *call);

#endif
