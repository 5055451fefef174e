/* 督促・催告の設定 -- words, days and amounts of one municipality in force on a day (demand.tsv, tags.tsv).
 */
#ifndef KOKUHO_DEMAND_TERMS_H
#define KOKUHO_DEMAND_TERMS_H

#include "demand/demand.h"

struct demand_terms {
    int64_t dunning_wait_days, dunning_after_days, dunning_fixed_date_days, dunning_fee;
    int64_t public_notice_days, promise_grace_days, promise_watch_days;
    const char *title[DEMAND_KINDS], *lead[DEMAND_KINDS]; /* by enum demand_kind */
    const char *after_dunning, *crossing_text, *late_text, *place_text, *consult_text, *receipt_text;
    const char *seal_text, *telephone_text;
    int64_t window_left, window_top, window_width, window_height; /* 1/10 mm */
    /* insurer.tsv, appeal.txt */
    const char *municipality_name, *premium_label, *issuer, *section, *postal_code, *address, *appeal_text;
    unsigned char sha256[32]; /* of demand.tsv */
};
MUST_CHECK enum err demand_terms_load(const char *params_dir, const char *municipality, date day,
                                      struct arena *arena, struct report *report, struct demand_terms *ret);

#endif
