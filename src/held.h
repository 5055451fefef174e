/* What the program holds about a person, folder by folder. */
#ifndef KOKUHO_HELD_H
#define KOKUHO_HELD_H

#include "disclosure/disclosure.h"

extern const struct disclosure_tables program_held;

#endif
