/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "inquiry/inquiry.h"

#define OF_HIS_LINES                                                                                       \
    "EXISTS (SELECT 1 FROM inquiry_person p WHERE p.sheet_no = inquiry_answer.sheet_no AND "               \
    "p.line_no = inquiry_answer.line_no AND p.addressee_no IN ($))"

const struct store_held inquiry_held[] = {
    {.area = "premium",
     .label = "簡易申告書・所得照会書",
     .table = "inquiry_sheet",
     .where = "payer_no IN ($)",
     .known = "recorded_at",
     .columns = "sheet_no=照会番号 kind=書類{1:簡易申告書,2:所得照会書} fiscal_year household_no "
                "municipality=照会先の市区町村コード issued_on due_on=回答の期限 recorded_at superseded_at "
                "-run_no -change_no -payer_no"},
    {.area = "premium",
     .label = "所得を聞いた書類に載った人",
     .table = "inquiry_person",
     .where = "addressee_no IN ($)",
     .columns = "sheet_no=照会番号 line_no=行 -addressee_no"},
    {.area = "premium",
     .label = "申告・回答の額",
     .table = "inquiry_answer",
     .where = OF_HIS_LINES,
     .known = "recorded_at",
     .columns = "sheet_no=照会番号 line_no=行 received_on=受け取った日 image_no=画像番号 total_income "
                "salary_revenue salary_income pension_revenue pension_income other_income "
                "family_employee_pay_paid family_employee_pay_received special_deductions_of_gains "
                "casualty_loss_carried recorded_at -answer_no -given"},
};
const size_t inquiry_held_count = COUNT_OF(inquiry_held);
