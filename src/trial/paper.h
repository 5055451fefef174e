/* 試算の紙: one page, drawn from an answer. */
#ifndef KOKUHO_TRIAL_PAPER_H
#define KOKUHO_TRIAL_PAPER_H

#include "document/document.h"
#include "trial/trial.h"

struct trial_sheet {
    const struct trial_settings *settings;
    const struct trial_wish *wish;
    const struct trial_answer *answer;
    const struct trial_classes *classes;
    date made_on;
    const char *watermark; /* who, where, when */
};
void trial_draw(struct document *d, const struct trial_sheet *sheet);

#endif
