/* 照会の不変条件 -- every sheet has persons, every paper and answer its sheet; what was entered names its
 * row. */
#include "inquiry/inquiry.h"

#include <inttypes.h>

const struct store_table inquiry_tables[] = {
    {"inquiry_sheet",
     "sheet_no, kind, fiscal_year, household_no, payer_no, municipality, issued_on, due_on"},
    {"inquiry_person", "sheet_no, line_no, addressee_no"},
    {"inquiry_run", "is_reminder, issued_on, sent_on"},
    {"inquiry_paper", "sheet_no, sequence_no, file, first_page, pages"},
    {"inquiry_file", "file, sha256, papers, pages, is_guarded"},
    {"inquiry_step", "sheet_no, step_no, kind, on_day, words"},
    {"inquiry_answer", "sheet_no, line_no, received_on, image_no, given, total_income, salary_revenue,"
                       " salary_income, pension_revenue, pension_income, other_income"},
    {"inquiry_outcome", "answer_no, outcome, basis_no, words"},
};
const size_t inquiry_table_count = COUNT_OF(inquiry_tables);

enum err inquiry_verify(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_inquiry_verify_orphans);
    bool row, is_broken = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        is_broken = true;
        report_add(report, "%.*s %" PRId64 " に、対象者または元の控えがありません",
                   (int)query_text(q, 0).len, query_text(q, 0).bytes, query_i64(q, 1));
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_inquiry_verify_entered);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        is_broken = true;
        report_add(report, "申告・回答 %" PRId64 " の結果と賦課根拠入力の番号が合いません",
                   query_i64(q, 0));
    }
    query_reset(q);
    return e == ERR_NONE && is_broken ? ERR_FINDINGS : e;
}
