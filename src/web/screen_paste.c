/*
 * 表の貼り付け -- many changes of one kind at once: pasted from a spreadsheet, read without writing first,
 * the result told line by line (#21).
 */
#include "base/personal_number.h"
#include "web/templates.h"

static enum err paste_show(struct screen_call *call);
static enum err paste_act(struct screen_call *call);

const struct screen screen_paste = {
    .path = "/paste",
    .name = "paste",
    .label = "表の貼り付け",
    .permission = PERM_CASE_CHANGE,
    .shows_persons = true,
    .may_repeat = true,
    .no_words = (const char *const[]){"table", NULL},
    .event = "change.paste",
    .help = "表計算の表をそのまま貼り付けて、まとめて登録します。はじめに試しに読んで、行ごとの結果を見ます。"
            "1行目は項目の名前、1列目は宛名番号または世帯番号です。",
    .fields =
        (const struct screen_field[]){
            {"table", "表",
             "表計算で範囲を選んでコピーし、ここに貼り付けます。列の区切りはタブです。"
             "例：「宛名番号（タブ）電話番号」の見出しの下に、1人1行。"},
            {NULL, NULL, NULL}},
    .show = paste_show,
    .act = paste_act,
};

static enum err paste_kind(struct screen_call *call, const struct form *from, const struct change_kind **ret)
{
    *ret = change_kind_find(form_value(from, "kind"));
    if (*ret == NULL) {
        return report_fail(call->report, ERR_FINDINGS, "この種類の変更はこの版にありません");
    }
    if (!operator_may(&call->session->operator, (*ret)->propose)) {
        return report_fail(call->report, ERR_INPUT, "「%s」には「%s」の権限が要ります", (*ret)->label,
                           ops_permissions[(*ret)->propose].label);
    }
    return ERR_NONE;
}

static enum err paste_show(struct screen_call *call)
{
    struct paste_view view = {.table = {"", 0}};
    enum err e = paste_kind(call, &call->query, &view.kind);
    if (e == ERR_NONE) {
        template_paste(&call->html, call, &view);
    }
    return e;
}

static enum err paste_act(struct screen_call *call)
{
    struct paste_view view = {.table = form_value(&call->form, "table")};
    struct paste_line *lines = NULL;
    bool is_real = text_is(form_value(&call->form, "step"), "enter");
    enum err e = paste_kind(call, &call->form, &view.kind);
    if (e == ERR_NONE && view.table.len > 0) {
        e = change_paste(call->session, view.kind, view.table, !is_real, call->arena, call->report, &lines,
                         &view.count);
        if (e == ERR_FINDINGS) { /* some lines did not pass; each says why */
            report_clear(call->report);
            e = ERR_NONE;
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < view.count; i++) {
        view.wrong += lines[i].result != ERR_NONE;
        if (lines[i].has_number) {
            view.table = personal_number_covered(view.table, call->arena);
        }
        if (lines[i].subject_no > 0) {
            screen_saw(call, view.kind->subject == CHANGE_OF_PERSON ? lines[i].subject_no : 0,
                       view.kind->subject == CHANGE_OF_HOUSEHOLD ? lines[i].subject_no : 0);
        }
    }
    view.lines = lines;
    view.was_tried = true;
    view.is_done = is_real;
    if (view.wrong > 0 || view.count == 0) {
        call->status = 422;
        call->title = "エラー：表の貼り付け";
    }
    template_paste(&call->html, call, &view);
    return ERR_NONE;
}
