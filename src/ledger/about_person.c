/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "ledger/ledger.h"

const struct store_held ledger_held[] = {
    {.area = "collection", .label = "仕訳", .table = "ledger_posting", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "levy_year household_no account_year debit credit amount reason=理由の番号 value_date "
                "business_date recorded_at part -cause_kind -cause_no -cause_version -payer_no"},
};
const size_t ledger_held_count = COUNT_OF(ledger_held);
