/* What the tests of feeds take in; a test with feeds of its own names them itself. */
#include "eligibility/eligibility.h"

const struct import_handler *const import_handlers[] = {
    &import_residents_full,    &import_residents_change, &import_care,
    &import_latter_stage,      &import_opening_eligibility,
};
const size_t import_handler_count = COUNT_OF(import_handlers);
