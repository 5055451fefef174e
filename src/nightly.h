/* 夜間処理 -- what is due once a day, whoever is in the office: `kokuho nightly`. */
#ifndef KOKUHO_NIGHTLY_H
#define KOKUHO_NIGHTLY_H

#include "batch/batch.h"

extern const struct job job_audit_close, job_output_expire;
extern const struct command command_nightly;

#endif
