/* What may not be among the rows, for `kokuho verify`: each rule is a statement that finds the wrong ones. */
#include "store/store.h"

#include <inttypes.h>

static enum err hold(struct store *s, const char *label, const struct store_rule *rule, struct report *report,
                     bool *ret_broken)
{
    struct query *q = store_query(s, rule->sql);
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        char numbers[3 * 24] = "";
        size_t len = 0;
        int columns = query_columns(q);
        assert(columns >= 1 && columns <= 3);
        for (int c = 0; c < columns; c++) {
            int n = snprintf(numbers + len, sizeof(numbers) - len, "%s%" PRId64, c == 0 ? "" : "、",
                             query_i64(q, c));
            assert(n > 0 && (size_t)n < sizeof(numbers) - len);
            len += (size_t)n;
        }
        report_add(report, "%s: %s %s", label, rule->words, numbers);
        *ret_broken = true;
    }
    query_reset(q);
    return e;
}

enum err store_rules_hold(struct store *s, const char *label, const struct store_rule *rules, size_t count,
                          struct report *report)
{
    bool is_broken = false;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = hold(s, label, &rules[i], report, &is_broken);
    }
    return e != ERR_NONE ? e : is_broken ? ERR_FINDINGS : ERR_NONE;
}
