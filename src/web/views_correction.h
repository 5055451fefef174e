/* What the page of 即時更正 is made of. */
#ifndef KOKUHO_WEB_VIEWS_CORRECTION_H
#define KOKUHO_WEB_VIEWS_CORRECTION_H

#include "correction/correction.h"
#include "web/views.h"

struct correction_view {
    int64_t household_no;
    int32_t first_year;    /* as asked; 0 = the open years */
    bool with_exception;
    struct premium_correction c;
    const struct premium_corrected *why; /* whose derivation is shown; NULL = none */
    struct derivation *derivation;
    struct premium_decision *decided; /* newest approved versions that were decided at the counter */
    size_t decided_count;
    bool may_propose, may_print;
};
struct url correction_url(int64_t household_no);
struct url correction_why_url(const struct correction_view *v, size_t item);
const char *corrected_state_label(enum premium_corrected_state state);
extern const struct screen screen_correction;

#endif
