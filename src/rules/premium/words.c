/*
 * 区分と確認事項の語 -- names of the parts and of the findings.
 *
 * Law     国民健康保険法施行令29条の7第1項     Cases   test_calc.c
 */
#include "rules/premium/premium.h"

const struct premium_levy_part premium_levy_parts[LEVY_PARTS] = {
    [LEVY_MEDICAL] = {"medical", "医療分", "基礎賦課額"},
    [LEVY_SUPPORT] = {"support", "支援金分", "後期高齢者支援金等賦課額"},
    [LEVY_CARE] = {"care", "介護分", "介護納付金賦課額"},
    [LEVY_CHILD] = {"child", "子ども分", "子ども・子育て支援納付金賦課額"},
};

static const struct {
    const char *name, *label, *message;
} findings[FINDING_CODES] = {
    [FINDING_INCOME_UNKNOWN] = {"income_unknown", "所得がわからない人がいます",
                                "所得が分からないため、所得割をかけず、均等割の軽減もしていません。"
                                "本人の申告か、前住所地への照会の回答を待って計算し直してください"},
    [FINDING_REASON_NOT_QUALIFYING] = {"reason_not_qualifying", "離職理由が軽減の条件に合いません",
                                       "離職理由コードか離職日の年齢が特例対象被保険者等の要件に"
                                       "当たらないため、給与所得を軽減していません。"
                                       "雇用保険受給資格者証を確かめてください"},
    [FINDING_NOBODY_INSURED] = {"nobody_insured", "賦課する月がありません",
                                "この年度に賦課する月がありません。資格の記録を確かめてください"},
};

const char *premium_finding_name(enum premium_finding_code code)
{
    assert(code < FINDING_CODES);
    return findings[code].name;
}

const char *premium_finding_label(enum premium_finding_code code)
{
    assert(code < FINDING_CODES);
    return findings[code].label;
}

const char *premium_finding_message(enum premium_finding_code code)
{
    assert(code < FINDING_CODES);
    return findings[code].message;
}
