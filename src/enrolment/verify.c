/* 適用適正化の点検 -- no step of nobody, no second letter without the first, nothing that ends twice. */
#include "enrolment/suspect.h"

#include <inttypes.h>

const struct store_table enrolment_tables[] = {
    {"enrolment_suspect",
     "suspect_no, addressee_no, source, source_key, way, fact_on, other_until, reason, words, listed_on"},
    {"enrolment_file", "file_no, source, made_on"},
    {"enrolment_listing", "suspect_no, file_no"},
    {"enrolment_step", "suspect_no, step_no, kind, on_day, detail, words, run_no, undone_at"},
    {"enrolment_letter_run", "run_no, issued_on, is_sent"},
    {"enrolment_letter", "run_no, suspect_no, which"},
    {"enrolment_letter_file", "run_no, pages"},
};
const size_t enrolment_table_count = COUNT_OF(enrolment_tables);

enum err enrolment_verify(struct store *s, struct report *report)
{
    static const struct store_rule rules[] = {
        {SQL_enrolment_verify_ended_twice, "二度終わっています。疑いの番号"},
        {SQL_enrolment_verify_second_without_first, "1回目のない2回目の勧奨です。疑いの番号"},
        {SQL_enrolment_verify_steps_of_nobody, "手順だけがあり、疑いがありません。番号"},
        {SQL_enrolment_verify_sent_without_step, "発送済みの通知が手順にありません。疑いの番号"},
    };
    return store_rules_hold(s, "適用適正化", rules, COUNT_OF(rules), report);
}
