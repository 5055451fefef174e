/*
 * 賦課（根拠を残さない版） -- the sources of assess.c compiled without the trace: the kernel of the
 * batch. tests/rules proves that both agree on random households. ward.c stands on the same unit.
 *
 * Law     国民健康保険法76条, 同法施行令29条の7     Cases   test_random.c
 */
#define TRACE_OFF
#include "rules/premium/assess.c"
#include "rules/premium/ward.c"
