/*
 * 点検 -- what must hold in the registers: periods of one purpose do not overlap, links lead somewhere
 * and not in a ring, protected persons have their measure, numbers are sealed and belong to somebody,
 * 宛名番号 of the ward's own have their check digit.
 */
#include "addressee/number.h"
#include "addressee/register.h"

#define SAMPLES_MAX 20

struct rule {
    enum sql sql;
    const char *words; /* of the number in the first column */
};
static const struct rule rules[] = {
    {SQL_addressee_own_overlaps, "住登外者の履歴の期間が重なっています。"},
    {SQL_addressee_sending_overlaps, "同じ業務の送付先の期間が重なっています。"},
    {SQL_addressee_account_overlaps, "同じ用途の口座の期間が重なっています。"},
    {SQL_addressee_link_strays, "名寄せ先の番号の記録がないか、番号が二つの名寄せ先を持っています。"},
    {SQL_addressee_guarded_strays, "支援措置で守る人の記録に、解除されていない措置がありません。"},
    {SQL_addressee_number_own_strays, "登録した個人番号に宛名の記録がありません。"},
};

static void tell(struct report *report, int64_t *broken, int64_t number, const char *words)
{
    if (++*broken <= SAMPLES_MAX) {
        report_add(report, "宛名番号 %lld: %s", (long long)number, words);
    }
}

static enum err check_rule(struct store *s, const struct rule *rule, struct report *report, int64_t *broken)
{
    struct query *q = store_query(s, rule->sql);
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        tell(report, broken, query_i64(q, 0), rule->words);
    }
    query_reset(q);
    return e;
}

static enum err check_own_numbers(struct store *s, struct report *report, int64_t *broken)
{
    struct query *q = store_query(s, SQL_addressee_own_numbers);
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (!addressee_number_check_digit_is_right(query_i64(q, 0))) {
            tell(report, broken, query_i64(q, 0), "付番した番号の検査数字が正しくありません。");
        }
    }
    query_reset(q);
    return e;
}

static enum err check_sealed(struct store *s, struct report *report, int64_t *broken)
{
    struct query *q = store_query(s, SQL_addressee_number_own_shapes);
    bool row = false;
    enum err e;

    query_set_i64(q, "bytes", NUMBER_SEALED_BYTES);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        tell(report, broken, query_i64(q, 0), "登録した個人番号が暗号化された形ではありません。");
    }
    query_reset(q);
    return e;
}

/* Every text that a clerk typed, looked through for a 個人番号 (SD-14). */
static enum err check_typed(struct store *s, struct report *report, int64_t *broken)
{
    static const enum sql statements[] = {
        SQL_addressee_own_texts,  SQL_addressee_sending_texts, SQL_addressee_contact_texts,
        SQL_addressee_party_texts, SQL_addressee_measure_texts,
    };
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(statements) && e == ERR_NONE; i++) {
        struct query *q = store_query(s, statements[i]);
        bool row = false;
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            for (int c = 1; c < query_columns(q); c++) {
                if (text_holds_number(query_text(q, c))) {
                    tell(report, broken, query_i64(q, 0), "平文の項目に個人番号とみられる数字があります。");
                    break;
                }
            }
        }
        query_reset(q);
    }
    return e;
}

enum err registers_verify(struct store *s, struct report *report, int64_t *broken)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(rules) && e == ERR_NONE; i++) {
        e = check_rule(s, &rules[i], report, broken);
    }
    if (e == ERR_NONE) {
        e = check_own_numbers(s, report, broken);
    }
    if (e == ERR_NONE) {
        e = check_sealed(s, report, broken);
    }
    return e == ERR_NONE ? check_typed(s, report, broken) : e;
}
