/* Always-on assertions: a tripped one names the unit it was working on and ends the process. */
#include "base/base.h"

#include <inttypes.h>
#include <unistd.h>

static _Thread_local const char *context_what = "";
static _Thread_local int64_t context_number;

void base_bug_context(const char *what, int64_t number)
{
    context_what = what;
    context_number = number;
}

_Noreturn void base_bug(const char *file, int line, const char *what)
{
    fprintf(stderr, "内部エラー（プログラムの誤り）: %s:%d: %s", file, line, what);
    if (context_what[0] != '\0') {
        fprintf(stderr, "（処理中: %s %" PRId64 "）", context_what, context_number);
    }
    fputc('\n', stderr);
    abort();
}
