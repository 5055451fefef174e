/*
 * 変更と審査 -- which changes a person or household can have, what I have begun, what waits for me; one
 * change with its values before and after, and the steps of the second person: approve, return with words,
 * undo.
 */
#include "online/online.h"
#include "web/templates.h"

#include <inttypes.h>

static enum err changes_show(struct screen_call *call);
static enum err subject_show(struct screen_call *call);
static enum err change_show(struct screen_call *call);
static enum err step_act(struct screen_call *call);

const struct screen screen_changes = {
    .path = "/changes",
    .name = "changes",
    .label = "変更と審査",
    .permission = PERM_CASE_VIEW,
    .f_key = 7,
    .is_in_menu = true,
    .shows_persons = true,
    .event = "changes.look",
    .help = "自分の下書きと差戻し、自分が審査する変更、貼り付けによるまとめての登録の入口。",
    .reading = "へんこう しんさ したがき しょうにん",
    .show = changes_show,
};
const struct screen screen_changes_person = {
    .path = "/person/#/changes",
    .name = "changes-person",
    .label = "個人の変更",
    .permission = PERM_CASE_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .event = "changes.person.look",
    .help = "この人について登録できる変更の一覧と、これまでの変更。",
    .show = subject_show,
};
const struct screen screen_changes_household = {
    .path = "/household/#/changes",
    .name = "changes-household",
    .label = "世帯の変更",
    .permission = PERM_CASE_VIEW,
    .shows_persons = true,
    .about = ABOUT_HOUSEHOLD,
    .event = "changes.household.look",
    .help = "この世帯について登録できる変更の一覧と、これまでの変更。",
    .show = subject_show,
};
const struct screen screen_change = {
    .path = "/change/#",
    .name = "change",
    .label = "変更の照会",
    .permission = PERM_CASE_VIEW,
    .shows_persons = true,
    .event = "change.look",
    .help =
        "1件の変更の内容と状態。審査する人は、いまの値と変更後の値を並べて見て、承認するか、言葉を添えて"
        "差し戻します。登録した本人は、締めまでは取り消せます。",
    .show = change_show,
};
const struct screen screen_change_step = {
    .path = "/change/#/step",
    .name = "change-step",
    .label = "変更の審査・取消し",
    .permission = PERM_CASE_VIEW, /* and the kind's own right */
    .shows_persons = true,
    .event = "change.step",
    .help = "承認、差戻し、破棄、取消し。自分が提案した変更は承認できません。",
    .fields =
        (const struct screen_field[]){
            {"words", "差し戻す理由", "提案した人に伝わる言葉で。例：期日が資料と違う"},
            {"reason", "取り消す理由", "なぜ取り消すか。記録に残ります。例：別の人に登録していた"},
            {NULL, NULL, NULL}},
    .act = step_act,
};
static enum err lines_of(struct screen_call *call, enum change_list which, enum change_subject subject,
                         int64_t subject_no, const struct change_line **ret, size_t *ret_count)
{
    struct change_record *records;
    size_t count;
    size_t rows = 0;
    enum err e = list_rows(call, &rows);
    if (e == ERR_NONE) {
        e = change_list(call->session, which, subject_no, subject, rows, call->arena, call->report,
                        &records, &count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct change_line *lines = ARENA_ARRAY(call->arena, struct change_line, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct change_record *r = &records[i];
        lines[i].record = r;
        lines[i].when = moment_words(call->arena, r->saved_at);
        e = subject_name(call, r->kind != NULL ? r->kind->subject : CHANGE_OF_NOBODY, r->subject_no,
                         &lines[i].subject_name);
    }
    *ret = lines;
    *ret_count = count;
    return e;
}

enum err changes_mine(struct screen_call *call, const struct change_line **ret, size_t *ret_count)
{
    return lines_of(call, CHANGES_MINE, CHANGE_OF_NOBODY, 0, ret, ret_count);
}

enum err changes_waiting(struct screen_call *call, const struct change_line **ret, size_t *ret_count)
{
    return lines_of(call, CHANGES_TO_APPROVE, CHANGE_OF_NOBODY, 0, ret, ret_count);
}

enum err changes_open(struct screen_call *call, struct changes_view *ret)
{
    struct change_record *mine, *waiting;
    size_t count;
    enum err e = change_list(call->session, CHANGES_MINE, 0, CHANGE_OF_NOBODY, 100, call->arena,
                             call->report, &mine, &count);
    if (e == ERR_NONE) {
        e = change_list(call->session, CHANGES_TO_APPROVE, 0, CHANGE_OF_NOBODY, 100, call->arena,
                        call->report, &waiting, &ret->waiting_count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct change_line *lines = ARENA_ARRAY(call->arena, struct change_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (mine[i].state == CHANGE_DRAFT || mine[i].state == CHANGE_RETURNED) {
            lines[ret->mine_count++] =
                (struct change_line){&mine[i], "", moment_words(call->arena, mine[i].saved_at)};
        }
    }
    ret->mine = lines;
    return ERR_NONE;
}

/* Kinds of a subject the operator may propose; with CHANGE_OF_NOBODY all, for pasting. */
static void add_kinds(const struct screen_call *call, struct changes_view *view)
{
    for (size_t i = 0; i < change_kind_count && view->kind_count < COUNT_OF(view->kinds); i++) {
        bool fits = view->subject_no == 0 || change_kinds[i]->subject == view->subject;
        if (fits && operator_may(&call->session->operator, change_kinds[i]->propose)) {
            view->kinds[view->kind_count++] = change_kinds[i];
        }
    }
}

static enum err changes_show(struct screen_call *call)
{
    struct changes_view view = {.subject = CHANGE_OF_NOBODY, .subject_name = ""};
    enum err e = changes_mine(call, &view.mine, &view.mine_count);
    if (e == ERR_NONE) {
        e = changes_waiting(call, &view.waiting, &view.waiting_count);
    }
    add_kinds(call, &view);
    if (e == ERR_NONE) {
        template_changes(&call->html, call, &view);
    }
    return e;
}

static enum err subject_show(struct screen_call *call)
{
    bool is_person = call->screen == &screen_changes_person;
    struct changes_view view = {
        .subject = is_person ? CHANGE_OF_PERSON : CHANGE_OF_HOUSEHOLD,
        .subject_no = call->numbers[0],
    };
    call->household_no = is_person ? 0 : view.subject_no;
    add_kinds(call, &view);
    enum err e = subject_name(call, view.subject, view.subject_no, &view.subject_name);
    if (e == ERR_NONE && view.subject_name[0] == '\0') {
        return report_fail(call->report, ERR_FINDINGS, "%s %" PRId64 " はありません",
                           is_person ? "宛名番号" : "世帯番号", view.subject_no);
    }
    if (e == ERR_NONE) {
        e = lines_of(call, CHANGES_OF_SUBJECT, view.subject, view.subject_no, &view.past, &view.past_count);
    }
    if (e == ERR_NONE) {
        template_changes_subject(&call->html, call, &view);
    }
    return e;
}

/* The cancellation that waits for a second person; 0 = none. */
static enum err find_cancellation(struct screen_call *call, const struct change_record *of, int64_t *ret)
{
    struct change_record *all;
    size_t count;
    bool has_subject = of->kind != NULL && of->kind->subject != CHANGE_OF_NOBODY;
    enum err e = change_list(call->session, has_subject ? CHANGES_OF_SUBJECT : CHANGES_MINE, of->subject_no,
                             has_subject ? of->kind->subject : CHANGE_OF_NOBODY, 100, call->arena,
                             call->report, &all, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (all[i].undoes_no == of->change_no && all[i].state == CHANGE_PROPOSED) {
            *ret = all[i].change_no;
        }
    }
    return e;
}

/* Persons that were ticked, or the one it is about. */
static size_t persons_of(const struct change_record *record, struct arena *arena, int64_t **ret)
{
    size_t count = 0, capacity = 0;
    int64_t *list = NULL;
    for (size_t i = 0; i < record->kind->field_count; i++) {
        struct text one;
        size_t at = 0;
        int64_t no;
        while (record->kind->fields[i].type == FIELD_TICKS &&
               change_ticks_next(record->values.at[i], &at, &one)) {
            if (parse_i64(one.bytes, one.len, 1, INT64_MAX, &no)) {
                *ARENA_PUSH(arena, list, count, capacity) = no;
            }
        }
    }
    if (count == 0 && record->kind->subject == CHANGE_OF_PERSON) {
        *ARENA_PUSH(arena, list, count, capacity) = record->subject_no;
    }
    *ret = list;
    return count;
}

/* 0: he belongs to none today. */
static enum err household_of(struct screen_call *call, int64_t addressee_no, int64_t *ret)
{
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    struct addressee who;
    enum err e = addressee_by_no(call->session->store, addressee_no, now, call->arena, call->report, &who);

    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        return ERR_NONE;
    }
    *ret = e == ERR_NONE ? who.household_no : 0;
    return e;
}

/* 続けてすること: kinds that he may enter himself. */
static enum err add_follows(struct screen_call *call, const struct change_record *record,
                            struct change_view *view)
{
    int64_t *persons;
    size_t count = persons_of(record, call->arena, &persons), capacity = 0;
    enum err e = ERR_NONE;
    for (const char *const *name = record->kind->follow; name != NULL && *name != NULL; name++) {
        const struct change_kind *next = change_kind_find(text_of(*name));
        if (next == NULL || !operator_may(&call->session->operator, next->propose)) {
            continue;
        }
        if (next->subject == record->kind->subject) {
            *ARENA_PUSH(call->arena, view->follows, view->follow_count, capacity) =
                (struct follow_line){next->label, change_begin_url(next, record->subject_no)};
            continue;
        }
        if (next->subject == CHANGE_OF_HOUSEHOLD) {
            int64_t household_no = 0;
            e = household_of(call, record->subject_no, &household_no);
            if (e == ERR_NONE && household_no > 0) {
                *ARENA_PUSH(call->arena, view->follows, view->follow_count, capacity) =
                    (struct follow_line){next->label, change_begin_url(next, household_no)};
            }
        }
        for (size_t i = 0; e == ERR_NONE && next->subject == CHANGE_OF_PERSON && i < count; i++) {
            const char *who = "";
            e = subject_name(call, CHANGE_OF_PERSON, persons[i], &who);
            *ARENA_PUSH(call->arena, view->follows, view->follow_count, capacity) = (struct follow_line){
                arena_printf(call->arena, "%s　%s", next->label, who), change_begin_url(next, persons[i])};
        }
    }
    return e;
}

static enum err change_show(struct screen_call *call)
{
    struct change_record *record = ARENA_NEW(call->arena, struct change_record);
    struct change_view view = {.preview = "", .subject_name = "", .record = record};
    const struct operator_identity *who = &call->session->operator;
    enum err e = change_by_no(call->session, call->numbers[0], call->arena, call->report, record);
    if (e != ERR_NONE) {
        return e;
    }
    view.kind = record->kind;
    view.change_no = record->change_no;
    view.subject_no = record->subject_no;
    view.when = moment_words(call->arena, record->saved_at);
    view.is_own = text_is(record->owner, who->id);
    view.may_undo = record->may_undo && view.is_own;
    view.may_discard = view.is_own && (record->state == CHANGE_DRAFT || record->state == CHANGE_RETURNED);
    if (view.kind != NULL) {
        view.may_approve = record->state == CHANGE_PROPOSED && !view.is_own &&
                           view.kind->approve != PERM_NONE && operator_may(who, view.kind->approve);
        struct change_call change = {.kind = record->kind,
                                     .session = call->session,
                                     .arena = call->arena,
                                     .report = call->report,
                                     .change_no = record->change_no,
                                     .subject_no = record->subject_no,
                                     .values = record->values};
        e = change_rows(call, &change, &view);
        if (e == ERR_NONE && record->state == CHANGE_PROPOSED && record->undoes_no == 0) {
            e = change_ahead(call, &change, &view);
        }
    }
    if (e == ERR_NONE && view.kind != NULL) {
        e = subject_name(call, view.kind->subject, view.subject_no, &view.subject_name);
    }
    if (e == ERR_NONE && record->state == CHANGE_APPLIED && view.kind != NULL) {
        e = add_follows(call, record, &view);
    }
    if (e == ERR_NONE && record->state == CHANGE_APPLIED && !view.may_undo) {
        e = find_cancellation(call, record, &view.cancellation_no);
    }
    if (e == ERR_NONE) {
        e = online_of_change(call->session->store, view.change_no, call->report, &view.online_no);
    }
    if (e == ERR_NONE) {
        e = change_history(call->session, view.change_no, call->arena, call->report, &view.history);
    }
    if (e == ERR_NONE) {
        template_change(&call->html, call, &view);
    }
    return e;
}

static enum err step_act(struct screen_call *call)
{
    struct text step = form_value(&call->form, "step");
    struct text words = form_value(&call->form, text_is(step, "undo") ? "reason" : "words");
    int64_t change_no = call->numbers[0];
    enum err e;
    if (text_is(step, "approve")) {
        e = change_approve(call->session, change_no, call->arena, call->report);
    } else if ((text_is(step, "return") || text_is(step, "undo")) && words.len == 0) {
        return report_fail(call->report, ERR_INPUT, "理由を言葉で入れてください");
    } else if (text_is(step, "return")) {
        e = change_return(call->session, change_no, words, call->arena, call->report);
    } else if (text_is(step, "undo")) {
        e = change_undo(call->session, change_no, words, call->arena, call->report);
    } else if (text_is(step, "discard")) {
        e = change_discard(call->session, change_no, call->arena, call->report);
    } else {
        return report_fail(call->report, ERR_INPUT, "この操作はありません");
    }
    bool is_gone =
        text_is(step, "discard") || text_is(step, "return"); /* a draft, seen by its owner only */
    call->location = is_gone ? url_of("/changes") : change_url(change_no);
    return e;
}
