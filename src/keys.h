/* 鍵 -- kokuho key, the job that seals anew, and every key and every sealed table of the program. */
#ifndef KOKUHO_KEYS_H
#define KOKUHO_KEYS_H

#include "batch/batch.h"

extern const struct command command_key;
extern const struct job job_key_reseal;

#endif
