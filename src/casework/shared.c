/* What every file here uses: ends of transactions, rights, one row, texts without what is not seen. Knows
 * no kind. */
#include "casework/internal.h"

#include "base/personal_number.h"

enum err casework_end(struct store *s, enum err e, struct report *report)
{
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

enum err casework_needs(const struct session *s, enum permission p, struct report *report)
{
    if (operator_may(&s->operator, p)) {
        return ERR_NONE;
    }
    return report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", s->operator.id,
                       ops_permissions[p].label);
}

enum err casework_one(struct query *q, struct report *report)
{
    int64_t changed;
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(report, ERR_INPUT, "ほかの職員が先に変えました。画面を開き直して確かめてください");
    }
    return e;
}

static bool is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || c == 0x2028 ||
           c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

bool casework_words_are_fine(struct text t, size_t max, bool lines)
{
    if (t.len > max * 8 || !utf8_is_valid(t.bytes, t.len, NULL) || utf8_characters(t.bytes, t.len) > max) {
        return false;
    }
    for (size_t at = 0; at < t.len;) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        if (is_hidden(c) && !(lines && (c == '\n' || c == '\r' || c == '\t'))) {
            return false;
        }
    }
    return true;
}

enum err casework_no_number(struct text words, const char *what, struct report *report)
{
    return personal_number_stands_in(words)
               ? report_fail(report, ERR_INPUT,
                             "%sに個人番号（12桁）があります。ここには書けません。"
                             "数字を消して入れ直してください",
                             what)
               : ERR_NONE;
}
