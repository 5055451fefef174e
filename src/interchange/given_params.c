/* --param of the commands: values for the `param` lines of layouts. */
#include "interchange/given_params.h"

enum err given_params_parse(const char *text, struct arena *arena, struct report *report,
                            struct given_params *ret)
{
    char *copy = arena_string(arena, text != NULL ? text : "");
    ret->count = 0;
    while (*copy != '\0') {
        char *comma = strchr(copy, ',');
        char *sign = strchr(copy, '=');
        if (sign == NULL || (comma != NULL && sign > comma)) {
            return report_fail(report, ERR_INPUT, "--param は 名前=値 を「,」で並べて書いてください");
        }
        if (ret->count == GIVEN_PARAMS_MAX) {
            return report_fail(report, ERR_INPUT, "--param は%uまでです", GIVEN_PARAMS_MAX);
        }
        if (comma != NULL) {
            *comma = '\0';
        }
        *sign = '\0';
        ret->list[ret->count++] = (struct layout_param){copy, text_of(sign + 1)};
        copy = comma != NULL ? comma + 1 : sign + 1 + strlen(sign + 1);
    }
    return ERR_NONE;
}

bool layout_has_param(const struct layout *l, const char *name)
{
    for (size_t i = 0; i < l->param_count; i++) {
        if (strcmp(l->params[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

enum err given_params_check(const struct given_params *p, const struct layout *const *layouts, size_t count,
                            struct report *report)
{
    for (size_t i = 0; i < p->count; i++) {
        bool known = false;
        for (size_t k = 0; k < count; k++) {
            known = known || layout_has_param(layouts[k], p->list[i].name);
        }
        if (!known) {
            return report_fail(report, ERR_INPUT, "レイアウト「%s」に param「%s」はありません",
                               count > 0 ? layouts[0]->name : "", p->list[i].name);
        }
    }
    return ERR_NONE;
}

size_t given_params_of(const struct given_params *p, const struct layout *l, struct layout_param *to)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (layout_has_param(l, p->list[i].name)) {
            to[count++] = p->list[i];
        }
    }
    return count;
}
