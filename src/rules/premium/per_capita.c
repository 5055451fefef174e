/*
 * 均等割 -- the levy per insured person, after reduction, preschool half and under-18 relief.
 *
 * Law     国民健康保険法施行令29条の7第6項1号 (7/5/2), 同項6号 (未就学児), 同項10号・11号
 *         (18歳未満の子ども分)
 *         条例19条の2, 19条の4, 19条の6
 * Table   params/municipal/<city>/levy.tsv, params/national/premium/children.tsv, parts.tsv
 * Cases   per_capita.cases
 *
 * Order: 7/5/2 first, then half of what is left for preschool children (medical and support). The child
 * part of who is under 18 is relieved in full after the reduction; adults bear the 18+ amount beside.
 * Exact in 1/480 yen; nothing is cut here.
 */
#include "rules/premium/law.h"

const int premium_left_tenths[FLAT_LEVELS] = {
    [LEFT_10] = 10, [LEFT_8] = 8, [LEFT_5] = 5, [LEFT_3] = 3};

uint64_t premium_per_capita_month(const struct premium_law_part *part, enum flat_level level,
                                  enum age_class age)
{
    uint64_t left = (uint64_t)premium_left_tenths[level];
    uint64_t amount = (uint64_t)part->per_capita.value;

    if (age != AGE_ADULT && part->has_under_18_relief) {
        return 0;
    }
    if (age == AGE_ADULT) {
        amount += (uint64_t)part->per_capita_18plus.value;
    }
    /* amount x left / 10 / 12, in 1/480 */
    uint64_t month = amount * left * 4;

    return age == AGE_PRESCHOOL && part->has_preschool_half ? month / 2 : month;
}
