/*
 * Calls that misuse invites: they fail to compile.
 *
 * Included by every source file through base/base.h. Bounded text goes through base/text.h, numbers
 * through parse_i64(), time is handed in as a date or an instant.
 */
#ifndef KOKUHO_BASE_BANNED_H
#define KOKUHO_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef atoi
#undef atol
#undef atoll
#undef atof
#undef strtok
#undef localtime
#undef gmtime
#undef ctime
#undef asctime
#undef gets

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf atoi atol atoll atof strtok
#pragma GCC poison localtime gmtime ctime asctime gets

#endif
