/*
 * 賦課（根拠を残さない版） -- the sources of assess.c compiled without the trace: the kernel of the
 * batch. test/rules proves that both agree on random households.
 */
#define TRACE_OFF
#include "rules/premium/assess.c"
