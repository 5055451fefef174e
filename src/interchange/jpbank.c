/* ゆうちょ銀行の記号番号 -- one table, one row a use and kind of mark (jpbank.h). */
#include "interchange/jpbank.h"

#include "interchange/check_digit.h"

/* Branch: digits `from` to `until` of the mark, then `then`; account: the number without its last digit. */
static const struct {
    enum jpbank_use use;
    char mark_begins;
    size_t from, until;
    const char *then, *kind;
} rules[] = {
    {JPBANK_TRANSFER, '1', 2, 3, "8", "1"}, /* 通常貯金 */
    {JPBANK_TRANSFER, '0', 2, 3, "9", "2"}, /* 振替口座 */
    {JPBANK_DEBIT, '1', 2, 4, "", "1"},     /* 自動払込み */
};

/* Without its last digit, zeros in front up to seven. A giro number has no digit 1 to drop. */
static bool account_of(struct text number, bool drops_one, char ret[8])
{
    size_t len = number.len - (drops_one ? 1 : 0);
    if (len == 0 || len > 7) {
        return false;
    }
    memset(ret, '0', 7);
    memcpy(ret + 7 - len, number.bytes, len);
    ret[7] = '\0';
    return true;
}

enum err jpbank_account_of(enum jpbank_use use, struct text mark, struct text number, struct report *report,
                           struct jpbank_account *ret)
{
    if (mark.len != 5 || !digits_only(mark) || (mark.bytes[0] != '1' && mark.bytes[0] != '0')) {
        return report_fail(report, ERR_INPUT, "ゆうちょ銀行の記号は1か0で始まる5桁の数字です");
    }
    bool is_ordinary = mark.bytes[0] == '1';
    if (number.len > 8 || !digits_only(number) ||
        (is_ordinary && (number.len < 2 || number.bytes[number.len - 1] != '1'))) {
        return report_fail(report, ERR_INPUT,
                           "ゆうちょ銀行の番号は8桁までの数字で、通常貯金では1で終わります");
    }
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (rules[i].use != use || rules[i].mark_begins != mark.bytes[0]) {
            continue;
        }
        struct jpbank_account a = {.branch = ""};
        size_t len = rules[i].until - rules[i].from + 1;
        memcpy(a.branch, mark.bytes + rules[i].from - 1, len);
        memcpy(a.branch + len, rules[i].then, strlen(rules[i].then) + 1);
        memcpy(a.kind, rules[i].kind, 2);
        if (!account_of(number, is_ordinary, a.account)) {
            return report_fail(report, ERR_INPUT, "ゆうちょ銀行の番号が7桁の口座番号に収まりません");
        }
        *ret = a;
        return ERR_NONE;
    }
    return report_fail(report, ERR_INPUT,
                       "振替口座（0で始まる記号）からの口座振替は扱っていません。通帳の記号番号が要ります");
}
