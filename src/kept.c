/*
 * 保存期限の表 -- what every folder holds of a household's levy year, in the order in which it goes
 * (docs/adr/0150-retention.md). tests/whole/retention.py finds a table with the columns of a levy year and a
 * household that nobody has declared.
 */
#include "arrears/arrears.h"
#include "books/books.h"
#include "collection/collection.h"
#include "debit/debit.h"
#include "demand/demand.h"
#include "premium/premium.h"
#include "refund/refund.h"
#include "remedy/remedy.h"
#include "restriction/restriction.h"
#include "retention/retention.h"
#include "slip/slip.h"
#include "withholding/withholding.h"

/* collection first: it says which receipts go, and others hang on them. */
const struct retention_folder retention_folders[] = {
    {"collection", collection_kept, &collection_kept_count},
    {"arrears", arrears_kept, &arrears_kept_count},
    {"refund", refund_kept, &refund_kept_count},
    {"debit", debit_kept, &debit_kept_count},
    {"demand", demand_kept, &demand_kept_count},
    {"slip", slip_kept, &slip_kept_count},
    {"restriction", restriction_kept, &restriction_kept_count},
    {"books", books_kept, &books_kept_count},
    {"remedy", remedy_kept, &remedy_kept_count},
    {"withholding", withholding_kept, &withholding_kept_count},
    {"premium", premium_kept, &premium_kept_count},
    {"ledger", ledger_kept, &ledger_kept_count},
};
const size_t retention_folder_count = COUNT_OF(retention_folders);
