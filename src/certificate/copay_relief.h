/* 一部負担金の減免 -- terms, codes and rows; inner header. */
#ifndef KOKUHO_CERTIFICATE_COPAY_RELIEF_H
#define KOKUHO_CERTIFICATE_COPAY_RELIEF_H

#include "casework/casework.h"
#include "certificate/register.h"
#include "letter/letter.h"

struct copay_relief_settings {
    struct copay_relief_terms terms;
    int64_t renew_days; /* 更新の申請 is taken from so many days before the end */
};
MUST_CHECK enum err copay_relief_load(const struct session *session, date day, struct arena *arena,
                                      struct report *report, struct copay_relief_settings *ret);

extern const struct change_code copay_relief_measures[], copay_relief_grounds[], copay_relief_ends[];
const char *copay_relief_code(const struct change_code *codes, int value);

/* Everybody's, for lists. */
MUST_CHECK enum err copay_reliefs_all(struct store *s, struct arena *arena, struct report *report,
                                      struct certificate_relief **ret, size_t *ret_count);
MUST_CHECK enum err copay_relief_find(struct store *s, int64_t addressee_no, int64_t relief_no,
                                      struct arena *arena, struct report *report,
                                      const struct certificate_relief **ret);
/* What stands in the paper; where it goes is left open. */
MUST_CHECK enum err copay_relief_letter(struct session *session, const struct certificate_relief *relief,
                                        enum copay_relief_paper paper, struct arena *arena,
                                        struct report *report, struct letter *ret, int64_t *ret_head_no);

#endif
