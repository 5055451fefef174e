/* Words of a command: GNU-style long options, flags and positional words. */
#include "ops/ops.h"

/* The spec `word` names, and where its value begins after '=' (NULL when there is none). */
static const struct option_spec *spec_of(const char *word, const struct option_spec *specs,
                                         size_t count, const char **ret_value)
{
    size_t len = strcspn(word, "=");
    *ret_value = word[len] == '=' ? word + len + 1 : NULL;
    for (size_t i = 0; i < count; i++) {
        if (strlen(specs[i].name) == len && memcmp(specs[i].name, word, len) == 0) {
            return &specs[i];
        }
    }
    return NULL;
}

enum err command_options(struct command_call *call, const struct option_spec *specs, size_t count,
                         const char **positional, size_t positional_max, size_t *ret_positional)
{
    size_t words = 0;
    bool only_words = false;

    for (int i = 0; i < call->argc; i++) {
        const char *word = call->argv[i];
        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
            continue;
        }
        if (only_words || strncmp(word, "--", 2) != 0) {
            if (words >= positional_max) {
                return report_fail(call->report, ERR_INPUT, "余分な言葉があります: %s", word);
            }
            positional[words++] = word;
            continue;
        }
        const char *value;
        const struct option_spec *spec = spec_of(word, specs, count, &value);
        if (spec == NULL) {
            return report_fail(call->report, ERR_INPUT,
                               "知らない指定です: %s（kokuho help で使い方を見られます）", word);
        }
        if (!spec->takes_value) {
            if (value != NULL) {
                return report_fail(call->report, ERR_INPUT, "%s に値は付けられません", spec->name);
            }
            *spec->value = "";
            continue;
        }
        if (value == NULL) {
            if (i + 1 >= call->argc) {
                return report_fail(call->report, ERR_INPUT, "%s に値がありません", spec->name);
            }
            value = call->argv[++i];
        }
        *spec->value = value;
    }
    *ret_positional = words;
    return ERR_NONE;
}
