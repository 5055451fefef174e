/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "remedy/remedy.h"

const struct store_table remedy_tables[] = {
    {"remedy_line",
     "run_no, household_no, payer_no, fiscal_year, state, before_total, after_total, refund, interest"},
};
const size_t remedy_table_count = COUNT_OF(remedy_tables);

const struct store_held remedy_held[] = {
    {.area = "premium",
     .label = "遡及救済の試算",
     .table = "remedy_line",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns =
         "run_no=実行番号 fiscal_year=年度 "
         "state=扱い{1:増額,2:減額,3:期間制限,4:計算できない,5:還付の見込み} before_total=決議の年額 "
         "after_total=正しい年額 refund=還付の見込み interest=還付加算金の見込み words=理由 recorded_at "
         "-household_no -payer_no"},
};
const size_t remedy_held_count = COUNT_OF(remedy_held);
