/* 滞納者の1画面: what the template gets. */
#ifndef KOKUHO_WEB_VIEWS_DEBTOR_H
#define KOKUHO_WEB_VIEWS_DEBTOR_H

#include "demand/demand.h"
#include "web/views.h"

struct debtor_view {
    int64_t payer_no, from_no; /* from_no: from whose page one came; 0 = nobody's */
    struct addressee person;
    struct guard guard;
    bool is_guarded, is_hidden;
    int age; /* -1 = not known */
    date today;
    const struct guarded_member *members;
    const struct contact *phones; /* in force today */
    struct text sending;          /* where letters of collection go; "" = to the address */
    struct collection_receipt *receipts; /* of this payer, newest first */
    size_t member_count, phone_count, receipt_count;
    struct demand_debtor debtor;
    struct subject_panels panels;
    bool may_change, may_note, may_print;
};
/* The colour of a 付せん by the catalogue; 0 = it is none of it. */
int tag_colour(const struct demand_debtor *d, struct text tag);
const char *minute_words(struct arena *arena, int minute); /* "" when it was not said */
struct url debtor_url(int64_t payer_no);
extern const struct screen screen_debtor;

#endif
