/* Values for the `param` lines of layouts as they stand on the command line: NAME=VALUE,NAME=VALUE. */
#ifndef KOKUHO_INTERCHANGE_GIVEN_PARAMS_H
#define KOKUHO_INTERCHANGE_GIVEN_PARAMS_H

#include "interchange/definition.h"

#define GIVEN_PARAMS_MAX 15u /* import adds the base day */

struct given_params {
    struct layout_param list[GIVEN_PARAMS_MAX];
    size_t count;
};
/* `text` NULL: none. */
MUST_CHECK enum err given_params_parse(const char *text, struct arena *arena, struct report *report,
                                       struct given_params *ret);
bool layout_has_param(const struct layout *l, const char *name);
/* Every name must be a param of one of the layouts at least. */
MUST_CHECK enum err given_params_check(const struct given_params *p, const struct layout *const *layouts,
                                       size_t count, struct report *report);
/* Those that this layout knows, into `to` (room for all). */
size_t given_params_of(const struct given_params *p, const struct layout *l, struct layout_param *to);

#endif
