/* 特別徴収の点検 -- one statement of a pensioner and one of a care premium at once, one person for one
 * pensioner. */
#include "withholding/withholding.h"

#include <inttypes.h>

const struct store_table withholding_tables[] = {
    {"withholding_pension", "pensioner_no, obligor, pension_code, birth, sex, kana, yearly, made_on"},
    {"withholding_link", "pensioner_no, addressee_no"},
    {"withholding_care", "fiscal_year, addressee_no, method, pension_code, pay_amount, yearly"},
    {"withholding_state",
     "fiscal_year, household_no, payer_no, valid_from, valid_until, state, bars, pensioner_no, "
     "yearly, pay_1, pay_2, pay_3, pay_4, pay_5, pay_6, ordinary, excess"},
    {"withholding_run", "fiscal_year, judged_on, digest, households, candidates, excluded, changed"},
    {"withholding_request",
     "request_no, run_no, kind, fiscal_year, household_no, payer_no, pensioner_no, first_year, first_pay, "
     "pay_1, pay_2, pay_3, pay_4, pay_5, pay_6, provisional, reason"},
    {"withholding_gone", "run_no, items"},
    {"withholding_file", "run_no, fiscal_year, file_name, digest, items, amount, bytes, sha256, sent_on"},
    {"withholding_answer", "request_no, result_code, is_accepted, answered_on"},
    {"withholding_taken",
     "fiscal_year, pay, pensioner_no, household_no, payer_no, paid_on, amount, planned, result_code, place, "
     "receipt_no, overpaid"},
    {"withholding_letter", "request_no, run_no, payer_no, issued_on, file"},
    {"withholding_choice", "addressee_no, valid_from, valid_until, way, reason"},
};
const size_t withholding_table_count = COUNT_OF(withholding_tables);

enum err withholding_verify(struct store *s, struct report *report)
{
    static const struct store_rule rules[] = {
        {SQL_withholding_verify_links, "同じ人が年金の人2人に、または年金の人が2人に結ばれています。番号"},
        {SQL_withholding_verify_pensions, "年金の人の記録が同時に2件あります。年金の人"},
        {SQL_withholding_verify_states, "同じ日に二つの状況が立っています。世帯番号"},
        {SQL_withholding_verify_heads, "一つの世帯で二人の世帯主の年金から天引きします。世帯番号"},
        {SQL_withholding_verify_same_pensioner, "一人の年金から二つの世帯の保険料を天引きします。年金の人"},
        {SQL_withholding_verify_unlinked, "天引きする年金の人が世帯主と結ばれていません。宛名番号"},
        {SQL_withholding_verify_asked, "依頼中・中止依頼中なのに、送った依頼がありません。世帯番号"},
        {SQL_withholding_verify_files, "依頼ファイルの件数と依頼の数が違います。実行番号"},
        {SQL_withholding_verify_letters, "受け付けられていない依頼の通知書があります。依頼の番号"},
        {SQL_withholding_verify_choices, "同じ日に二つの申出が立っています。宛名番号"},
        {SQL_withholding_verify_care, "同じ年度の介護保険料が同時に2件あります。宛名番号"},
    };
    return store_rules_hold(s, "特別徴収", rules, COUNT_OF(rules), report);
}
