/* What the declaration of a list must say. A program with a faulty one does not start. */
#include "output/output.h"

static bool is_named(const char *s) { return s != NULL && s[0] != '\0'; }

static const char *list_fault(const struct output_list *list)
{
    if (!is_named(list->name) || strlen(list->name) > 40 || !is_named(list->label) || !is_named(list->help)) {
        return "名前か見出しか説明がありません";
    }
    if (list->permission <= PERM_NONE || list->permission >= PERM_COUNT) {
        return "権限が決められていません";
    }
    if (list->restricted < RESTRICTED_LEFT_OUT || list->restricted > RESTRICTED_AS_OTHERS) {
        return "支援措置の人の扱いが決められていません";
    }
    if (list->column_count == 0 || list->columns == NULL || list->write == NULL) {
        return "列か書き出しがありません";
    }
    if (list->word_count > OUTPUT_WORDS_MAX || (list->word_count > 0 && list->words == NULL)) {
        return "条件が多すぎます（12まで）";
    }
    return NULL;
}

enum err output_lists_check(const struct output_list *const *list, size_t count, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < count; i++) {
        const char *fault = list_fault(list[i]);
        for (size_t n = 0; n < i && fault == NULL; n++) {
            fault = strcmp(list[n]->name, list[i]->name) == 0 ? "同じ名前の一覧が二つあります" : NULL;
        }
        if (fault != NULL) {
            e = report_fail(report, ERR_INPUT, "一覧「%s」の宣言に誤りがあります: %s",
                            list[i]->name != NULL ? list[i]->name : "", fault);
        }
    }
    return e;
}
