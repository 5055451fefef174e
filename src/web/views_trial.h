/* 試算: what the templates get. */
#ifndef KOKUHO_WEB_VIEWS_TRIAL_H
#define KOKUHO_WEB_VIEWS_TRIAL_H

#include "trial/trial.h"
#include "web/views.h"

struct trial_view {
    struct trial_wish wish;       /* as typed */
    struct trial_household known; /* of an existing household */
    const char *ids;              /* of the registered lines, for the form */
    size_t shown_lines;
    const char *const *faults; /* in words; NULL = none */
    size_t fault_count;
    bool is_made;
    struct trial_answer answer;
    struct trial_classes classes;
    struct derivation *derivation;
    const struct text *names; /* of the members of the answer */
};
struct url trial_url(int64_t household_no); /* 0 = imagined */
struct url trial_paper_url(int64_t household_no);
/* "給与収入 4,000,000" of what is registered, in a word or two; "" = nothing. */
const char *trial_known_words(const struct trial_known *p, struct arena *arena);
const char *trial_field(char kind, size_t line, struct arena *arena); /* "b0" */

/* 料率試算: sets of rates side by side, the one being typed first. */
struct rates_view {
    int32_t year;
    const struct trial_ward *ward; /* NULL = not packed */
    const struct trial_settings *settings;
    const struct trial_outcome *sets;  /* [0] as typed, then those that are held */
    const char *words[TRIAL_SETS_MAX]; /* of trial_rates_write() */
    size_t count;
    const char *typed[LEVY_PARTS][6]; /* the fields: rate, asset, capita, adult, household, cap */
    const char *goal[LEVY_PARTS];
    bool by_capita; /* what a goal is reached with */
    struct trial_solved solved[LEVY_PARTS];
    bool is_solved[LEVY_PARTS];
    const char *const *faults;
    size_t fault_count;
    const struct trial_saved *saved;
    size_t saved_count;
    const struct trial_saved *opened; /* the one that is looked at; NULL = none */
    bool is_other;                    /* its facts are not the same any more */
};
extern const char rates_letters[6 + 1];
const char *rates_field(int part, int which, struct arena *arena); /* "r0" */
struct url rates_saved_url(const struct trial_saved *t);
/* Tenths of a percent as "52.3%". */
const char *rates_share(ward_sum part, ward_sum whole, struct arena *arena);
/* The households behind a figure, as a list to ask for: of the saved trial that is looked at, else of the
 * rates in force. `more` holds further conditions, "" = none. */
struct url rates_list_url(const struct rates_view *v, const char *list, const char *more,
                          struct arena *arena);
const char *rates_band(yen over, yen up_to, struct arena *arena);

extern const struct screen screen_rates, screen_rates_save;
extern const struct screen screen_trial, screen_trial_household, screen_trial_paper;

#endif
