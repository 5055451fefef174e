/* 行の封印 -- the nightly look at what may never change (TE-07), and what two people accept. */
#ifndef KOKUHO_SEALING_H
#define KOKUHO_SEALING_H

#include "batch/batch.h"

extern const struct job job_row_seal, job_row_reseal;

#endif
