/* The feeds of a ward's tests. A file of its own: a test that takes other files in names its own. */
#include "ward.h"

const struct import_handler *const import_handlers[] = {&import_income_full, &import_income_change,
                                                        &import_opening_assessment};
const size_t import_handler_count = COUNT_OF(import_handlers);
