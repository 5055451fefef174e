/* 保有する情報 -- what the tables of this folder say about a person (開示請求, OP-47, DS-03). */
#include "enrolment/enrolment.h"

#define HIS "suspect_no IN (SELECT suspect_no FROM enrolment_suspect WHERE addressee_no IN ($))"

const struct store_held enrolment_held[] = {
    {.area = "eligibility",
     .label = "適用適正化の疑い",
     .table = "enrolment_suspect",
     .where = "addressee_no IN ($)",
     .known = "recorded_at",
     .columns = "suspect_no=疑いの番号 "
                "source=情報{1:年金被保険者情報,2:資格重複,3:在留情報,4:生活保護,5:不現住・居所不明} "
                "way=向き{1:喪失,2:取得} fact_on other_until reason=提案の事由 words=内容 "
                "listed_on recorded_at "
                "-source_key -addressee_no"},
    {.area = "eligibility",
     .label = "適用適正化の手順",
     .table = "enrolment_step",
     .where = HIS,
     .known = "recorded_at",
     .columns =
         "suspect_no=疑いの番号 step_no kind=手順{1:勧奨通知,2:2回目の勧奨通知,3:実態調査,4:職権の決定,"
         "5:資格が合った,6:理由がある} on_day words=内容 recorded_at "
         "undone_at change_no -detail -run_no"},
    {.area = "eligibility",
     .label = "適用適正化の一覧に出た回",
     .table = "enrolment_listing",
     .where = HIS,
     .columns = "suspect_no=疑いの番号 file_no=一覧の番号"},
    {.area = "eligibility",
     .label = "適用適正化の勧奨通知",
     .table = "enrolment_letter",
     .where = HIS,
     .columns = "suspect_no=疑いの番号 which=回 run_no -file -first_page -pages"},
};
const size_t enrolment_held_count = COUNT_OF(enrolment_held);
