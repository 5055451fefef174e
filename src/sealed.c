/* 行の封印の対象 -- what may never change once it is written, folder by folder (TE-07). */
#include "collection/collection.h"
#include "eligibility/eligibility.h"
#include "ledger/ledger.h"
#include "premium/premium.h"
#include "seal/seal.h"

const struct seal_part seal_parts[] = {
    {eligibility_sealed, &eligibility_sealed_count},
    {premium_sealed, &premium_sealed_count},
    {ledger_sealed, &ledger_sealed_count},
    {collection_sealed, &collection_sealed_count},
};
const size_t seal_part_count = COUNT_OF(seal_parts);
