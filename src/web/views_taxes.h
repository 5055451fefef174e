/* What the page of the tax items is made of. */
#ifndef KOKUHO_WEB_VIEWS_TAXES_H
#define KOKUHO_WEB_VIEWS_TAXES_H

#include "premium/premium.h"
#include "web/views.h"

struct tax_item {
    const char *label;
    unsigned key; /* of struct premium_income given; 0 = always said */
    size_t offset;
};
#define TAX_ITEMS 11
extern const struct tax_item tax_items[TAX_ITEMS];

struct tax_line { /* of a member */
    const struct addressee *person;
    struct premium_income_look ledger; /* is_there false: the ledger has no row of him */
    const char *entered; /* the paper of what was entered in its place; NULL = nothing */
};
struct taxes_view {
    int64_t payer_no, household_no;
    int32_t year;
    bool has_asset; /* 資産割 is levied */
    bool may_enter; /* 賦課根拠入力 */
    const struct premium_decision *decision;
    const struct tax_line *lines;
    size_t count;
};
yen tax_amount(const struct tax_line *l, const struct tax_item *item);
bool tax_is_said(const struct tax_line *l, const struct tax_item *item);
const char *tax_place_words(const struct tax_line *l);
const char *tax_class_words(const struct tax_line *l);
extern const struct screen screen_taxes;

#endif
