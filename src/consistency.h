/* 情報の突合せ -- the monthly check between the sets of information (FE-05); `kokuho nightly` starts it. */
#ifndef KOKUHO_CONSISTENCY_H
#define KOKUHO_CONSISTENCY_H

#include "batch/batch.h"

extern const struct job job_consistency;

#endif
