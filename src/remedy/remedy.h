/*
 * 誤りの遡及救済 -- the whole extent of a found error, in one run that decides nothing (NX-11).
 *
 * Law     国民健康保険法110条の2 (期間制限), 地方税法17条の4 (還付加算金)
 *
 * The facts or tables have been put right first. The run looks at every household whose decision would come
 * out differently now; its lines say by year what was decided, what is right, what may no longer be
 * decided, what was paid too much and the interest on it. They stay, so that a later run can be held
 * against them.
 */
#ifndef KOKUHO_REMEDY_REMEDY_H
#define KOKUHO_REMEDY_REMEDY_H

#include "batch/batch.h"
#include "output/output.h"

extern const struct job job_premium_remedy;
extern const struct output_list output_list_remedy;
extern const struct store_table remedy_tables[];
extern const size_t remedy_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held remedy_held[];
extern const size_t remedy_held_count;
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept remedy_kept[];
extern const size_t remedy_kept_count;

#endif
