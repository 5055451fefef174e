/*
 * 保有する情報 -- what the tables of this folder say about a person (開示請求,
 * OP-47, DS-03).
 *
 * Changes of a household are those of everybody in it: they belong to the parts
 * that a person decides about. What is entered of 支援措置 (kinds "measure...",
 * and decisions about disclosing it) belongs to the part that may not even be
 * confirmed (DS-04).
 */
#include "casework/casework.h"

#define ABOUT_HIM "((subject = 1 AND subject_no IN ($)) OR (subject = 2 AND subject_no IN (#)))"
#define MEASURES "(kind LIKE 'measure%' OR kind = 'disclosure-decide')"
#define OTHERS "(kind NOT LIKE 'measure%' AND kind <> 'disclosure-decide')"
#define OF_OTHERS "change_no IN (SELECT change_no FROM casework_change WHERE " ABOUT_HIM " AND " OTHERS ")"
#define OF_MEASURES                                                            \
    "change_no IN (SELECT change_no FROM casework_change WHERE " ABOUT_HIM       \
    " AND " MEASURES ")"
#define CHANGE_COLUMNS                                                                              \
    "change_no kind=種類 "                                                                          \
    "state=状態{1:下書き,2:審査待ち,3:差戻し,4:登録済み,5:取消し済み,6:破棄} " \
    "created_at "                                                                                     \
    "decided_at applied_at applied_on reason=理由 outcome "                                         \
    "subject=対象{1:個人,2:世帯} subject_no undoes_no "                                         \
    "!owner !section !approver !returned_words -version -saved_at"
#define VALUE_COLUMNS "change_no version field value -sealed"

const struct store_held casework_held[] = {
    {.area = "casework",
     .label = "入力された変更",
     .table = "casework_change",
     .where = ABOUT_HIM " AND " OTHERS,
     .known = "created_at",
     .columns = CHANGE_COLUMNS},
    {.area = "casework",
     .label = "変更の内容",
     .table = "casework_value",
     .where = OF_OTHERS,
     .columns = VALUE_COLUMNS},
    {.area = "measure",
     .label = "支援措置の変更",
     .table = "casework_change",
     .where = ABOUT_HIM " AND " MEASURES,
     .known = "created_at",
     .columns = CHANGE_COLUMNS},
    {.area = "measure",
     .label = "支援措置の変更の内容",
     .table = "casework_value",
     .where = OF_MEASURES,
     .columns = VALUE_COLUMNS},
    {.area = "casework",
     .label = "変更の経過",
     .table = "casework_step",
     .where = OF_OTHERS,
     .known = "at",
     .columns =
         "change_no seq from_state to_state at !operator_id !words -version"},
    {.area = "casework",
     .label = "変更の点検",
     .table = "casework_check",
     .where = OF_OTHERS,
     .known = "at",
     .columns =
         "change_no seq result=結果{1:正,2:注意,3:停止,4:事実の移動,5:差戻し} "
         "at !operator_id !words "
         "-version"},
    {.area = "casework",
     .label = "変更の注意",
     .table = "casework_warning",
     .where = OF_OTHERS,
     .known = "at",
     .columns = "change_no seq level=段階{1:停止,2:注意} field words at "
                "!confirmed_by -version"},
    {.area = "casework",
     .label = "作業",
     .table = "casework_task",
     .where =
         "addressee_no IN ($) OR (addressee_no = 0 AND household_no IN (#))",
     .known = "created_at",
     .columns =
         "task_no source=出どころ words due state=状態{1:未着手,2:待ち,3:完了} "
         "done_words created_at "
         "changed_at household_no !owner !section -source_key -addressee_no"},
    {.area = "casework",
     .label = "作業の経過",
     .table = "casework_task_step",
     .where = "task_no IN (SELECT task_no FROM casework_task WHERE "
              "addressee_no IN ($) OR "
              "(addressee_no = 0 AND household_no IN (#)))",
     .known = "at",
     .columns = "task_no seq state=状態{1:未着手,2:待ち,3:完了} due at !owner "
                "!operator_id !words"},
    {.area = "casework",
     .label = "編集の引継ぎ",
     .table = "casework_takeover",
     .where = ABOUT_HIM,
     .known = "at",
     .columns = "at !from_operator !by_operator -subject -subject_no -seq "
                "-renewed_at"},
    {.area = "note",
     .label = "メモ・付せん",
     .table = "casework_note",
     .where = ABOUT_HIM,
     .known = "recorded_at",
     .columns = "note_no words tag until subject=対象{1:個人,2:世帯} "
                "subject_no recorded_at superseded_at "
                "!operator_id !closed_by -replaces_no"},
};
const size_t casework_held_count = COUNT_OF(casework_held);
