/* 開示請求の点検 -- for `kokuho verify`: every decision in force answers for
 * every part of a request that stands. */
#include "disclosure/internal.h"

#include <inttypes.h>

enum err disclosure_verify(struct store *s, struct report *report)
{
    struct query *q = store_query(s, SQL_disclosure_verify_decided);
    bool row = false, is_broken = false;
    enum err e;
    query_set_i64(q, "areas", DISCLOSURE_AREAS);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
      report_add(
          report,
          "開示請求 %" PRId64
          " の決定が全部の部分に答えていないか、請求がありません（%" PRId64
          "件）",
          query_i64(q, 0), query_i64(q, 1));
      is_broken = true;
    }
    query_reset(q);
    return e == ERR_NONE && is_broken ? ERR_FINDINGS : e;
}

const struct store_table disclosure_tables[] = {
    {"disclosure_request", "request_no, addressee_no, asked_by, agent, evidence, words, received_on, due_on"},
    {"disclosure_decision", "request_no, decided_on, ground"},
    {"disclosure_answer", "request_no, area, answer"},
};
const size_t disclosure_table_count = COUNT_OF(disclosure_tables);

#define OWN "request_no IN (SELECT request_no FROM disclosure_request WHERE addressee_no IN ($))"

const struct store_held disclosure_held[] = {
    {.area = "casework",
     .label = "開示請求の受付",
     .table = "disclosure_request",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns =
         "request_no asked_by=請求した人{1:本人,2:法定代理人,3:任意代理人} "
         "agent evidence words received_on "
         "due_on change_no recorded_at superseded_at -addressee_no"},
    {.area = "casework",
     .label = "開示の決定",
     .table = "disclosure_decision",
     .where = OWN,
     .known = "recorded_at",
     .columns =
         "request_no decided_on ground change_no recorded_at superseded_at"},
    {.area = "casework",
     .label = "開示の決定の内訳",
     .table = "disclosure_answer",
     .where = OWN " AND area <> 'measure'",
     .known = "recorded_at",
     .columns = "request_no area "
                "answer=答え{1:開示,2:すべて開示,3:不開示,4:有無を答えない} "
                "recorded_at"},
};
const size_t disclosure_held_count = COUNT_OF(disclosure_held);
