/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "slip/slip.h"

#define OWN_SLIPS \
    "(levy_year, notice_no, instalment, serial) IN " \
    "(SELECT levy_year, notice_no, instalment, serial FROM slip_paper WHERE payer_no IN ($))"

const struct store_held slip_held[] = {
    {.area = "paper", .label = "納付書", .table = "slip_paper", .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "levy_year notice_no instalment serial household_no kind=種類の番号 amount late_charge fee "
                "due_on issued_on usable_until recorded_at -class -payer_no -confirm -cause_kind -cause_no"},
    {.area = "paper", .label = "納付書の内訳", .table = "slip_charge", .where = OWN_SLIPS,
     .columns = "levy_year notice_no instalment serial of_instalment principal late_charge fee"},
    {.area = "paper", .label = "納付書の経過", .table = "slip_step", .where = OWN_SLIPS,
     .known = "recorded_at",
     .columns = "levy_year notice_no instalment serial seq step=経過の番号 amount recorded_at"},
};
const size_t slip_held_count = COUNT_OF(slip_held);
