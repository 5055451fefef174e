/* 督促・催告の設定 -- words, days and amounts of one municipality in force on a day (demand.tsv, tags.tsv).
 */
#ifndef KOKUHO_DEMAND_TERMS_H
#define KOKUHO_DEMAND_TERMS_H

#include "demand/demand.h"

/* 説明の紙 (explain.tsv): the same words in a few languages, for those of foreign nationality. */
#define EXPLAIN_LANGUAGES_MAX 6
#define EXPLAIN_TEXTS_MAX 8
struct demand_explain {
    struct {
        const char *language, *texts[EXPLAIN_TEXTS_MAX];
        size_t text_count;
    } all[EXPLAIN_LANGUAGES_MAX];
    size_t count; /* 0: the municipality has no such words */
};
MUST_CHECK enum err demand_explain_load(const char *params_dir, const char *municipality, date day,
                                        struct arena *arena, struct report *report,
                                        struct demand_explain *ret);

struct demand_terms {
    int64_t dunning_wait_days, dunning_after_days, dunning_fixed_date_days, dunning_fee;
    int64_t public_notice_days, promise_grace_days, promise_watch_days;
    const char *title[DEMAND_KINDS], *lead[DEMAND_KINDS]; /* by enum demand_kind */
    const char *after_dunning, *crossing_text, *late_text, *place_text, *consult_text, *receipt_text;
    const char *seal_text, *telephone_text;
    const char *publication_title, *publication_text, *publication_note; /* 公示送達書 */
    const char *sms_text;
    int64_t window_left, window_top, window_width, window_height; /* 1/10 mm */
    /* insurer.tsv, appeal.txt */
    const char *municipality_name, *premium_label, *issuer, *section, *postal_code, *address, *appeal_text;
    unsigned char sha256[32]; /* of demand.tsv */
};
MUST_CHECK enum err demand_terms_load(const char *params_dir, const char *municipality, date day,
                                      struct arena *arena, struct report *report, struct demand_terms *ret);

/*
 * 督促の日程表 (dunning.tsv): the next day on or after `day` on which 督促状 are issued, and for which
 * instalment; moved to the next day on which the office is open. none: the municipality has no such table.
 */
MUST_CHECK enum err dunning_day_next(const char *params_dir, const char *municipality, date day,
                                     struct arena *arena, struct report *report, date *ret_day,
                                     int *ret_instalment);

#endif
