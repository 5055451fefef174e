/*
 * 作業一覧 -- tasks with owner, due day and count: open, assign, wait, finish; lists kept by their condition.
 *
 * A list is its condition in words (casework/task.h); nothing closes a task silently.
 */
#include "web/templates.h"

static enum err tasks_show(struct screen_call *call);
static enum err tasks_act(struct screen_call *call);
static enum err task_show(struct screen_call *call);
static enum err task_act(struct screen_call *call);

const struct screen screen_tasks = {
    .path = "/tasks",
    .name = "tasks",
    .label = "作業一覧",
    .permission = PERM_CASE_VIEW,
    .f_key = 6,
    .is_in_menu = true,
    .shows_persons = true,
    .may_repeat = true,
    .event = "tasks.look",
    .help = "取込や一括処理が残した確認事項、注意を確かめて登録した変更など、人が片付ける作業の一覧。"
            "担当・期限・件数を見て、開いて片付けます。条件は名前を付けて残せます。",
    .reading = "さぎょう たすく",
    .fields =
        (const struct screen_field[]){{"condition", "条件",
                                       "空白で区切った言葉で絞ります。例：担当=自分、担当=なし、期限<"
                                       "今日、状態=すべて（済んだものも）、"
                                       "係=自分、世帯番号=200000013、source=job:*（一括処理から）"},
                                      {"name", "一覧の名前", "この条件に付ける名前。例：期限切れの未申告"},
                                      {"shared", "みんなの一覧にする", "係の全員の一覧に出します。"},
                                      {NULL, NULL, NULL}},
    .show = tasks_show,
    .act = tasks_act,
};
const struct screen screen_task = {
    .path = "/task/#",
    .name = "task",
    .label = "作業",
    .permission = PERM_CASE_VIEW,
    .shows_persons = true,
    .event = "task.look",
    .help = "1件の作業。対象の世帯を開き、担当と期限を決め、片付いたら結果を言葉で残して完了にします。",
    .fields =
        (const struct screen_field[]){
            {"owner", "担当", "職員番号。空欄は担当なし。例：fuka1"},
            {"due", "期限", "この日までに片付けます。空欄は期限なし。例：080630"},
            {"words", "結果・理由", "何をしたか、なぜ待つかを言葉で残します。例：本人から申告書を受け取った"},
            {NULL, NULL, NULL}},
    .show = task_show,
    .act = task_act,
};

static enum err tasks_draw(struct screen_call *call, struct text condition, const char *message)
{
    struct tasks_view view = {.condition = condition, .message = message};
    struct task *tasks = NULL;
    struct work_list *lists = NULL;
    int64_t after = 0;
    size_t rows = 0;
    form_number(&call->query, "after", 0, INT64_MAX, &after);
    enum err e = list_rows(call, &rows);
    e = e != ERR_NONE ? e : work_lists(call->session, call->arena, call->report, &lists, &view.list_count);
    if (e == ERR_NONE) {
        e = task_list(call->session, condition, rows, after, call->arena, call->report, &tasks,
                      &view.count, &view.total);
    }
    if (e == ERR_INPUT &&
        call->report->kept > 0) { /* a condition that is not understood: told at its field */
        view.message = arena_string(call->arena, call->report->lines[0]);
        report_clear(call->report);
        call->status = 422;
        call->title = "エラー：作業一覧";
        e = ERR_NONE;
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < view.count; i++) {
        if (tasks[i].addressee_no > 0 || tasks[i].household_no > 0) {
            screen_saw(call, tasks[i].addressee_no, tasks[i].household_no);
        }
    }
    view.tasks = tasks;
    view.lists = lists;
    view.today = call->session->folder.business_date;
    view.after = after;
    template_tasks(&call->html, call, &view);
    return ERR_NONE;
}

static enum err tasks_show(struct screen_call *call)
{
    return tasks_draw(call, form_value(&call->query, "condition"), NULL);
}

static enum err tasks_act(struct screen_call *call)
{
    struct text condition = form_value(&call->form, "condition"), name = form_value(&call->form, "name");
    int64_t list_no = 0;
    enum err e;
    if (form_number(&call->form, "drop", 1, INT64_MAX, &list_no)) {
        e = work_list_drop(call->session, list_no, call->report);
    } else if (name.len == 0) {
        call->status = 422;
        return tasks_draw(call, condition, "一覧の名前を入れてください");
    } else {
        struct work_list list = {.name = name, .condition = condition,
                                 .is_shared = form_has(&call->form, "shared")};
        e = work_list_save(call->session, &list, call->report, &list_no);
    }
    if (e == ERR_NONE) {
        call->location = url_of("/tasks");
        if (condition.len > 0) {
            call->location = url_with(call->location, "condition",
                                      arena_copy(call->arena, condition.bytes, condition.len));
        }
    }
    return e;
}

/* Where a task is worked off: by its source, and for a file's record by the code behind the last colon. */
struct task_place {
    const char *begins, *code; /* code "E": any that begins so; "" = any */
    enum permission permission;
    enum { PLACE_OF_PERSON, PLACE_OF_DECISION, PLACE_AS_IT_IS } sort;
    const char *path, *label;
};
static const struct task_place task_places[] = {
    {"refund:held", "", PERM_COLLECTION_VIEW, PLACE_AS_IT_IS, "/refunds", "過誤納・仮受を開く"},
    {"refund:", "", PERM_COLLECTION_CHANGE, PLACE_OF_DECISION, "", "還付充当の決議を入力する"},
    {"demand:", "", PERM_ARREARS_VIEW, PLACE_OF_PERSON, "/debtor/", "滞納者の照会を開く"},
    {"job:demand", "", PERM_ARREARS_VIEW, PLACE_OF_PERSON, "/debtor/", "滞納者の照会を開く"},
    {"arrears:", "", PERM_ARREARS_VIEW, PLACE_OF_PERSON, "/arrears/", "滞納整理の状況を開く"},
    {"job:arrears-", "", PERM_ARREARS_VIEW, PLACE_OF_PERSON, "/arrears/", "滞納整理の状況を開く"},
    {"change:arrears-", "", PERM_ARREARS_VIEW, PLACE_OF_PERSON, "/arrears/", "滞納整理の状況を開く"},
    {"import:zengin-91-result", "", PERM_COLLECTION_VIEW, PLACE_AS_IT_IS, "/debits", "口座振替の状況を開く"},
    {"online:", "", PERM_ELIGIBILITY_VIEW, PLACE_AS_IT_IS, "/online", "オンライン申請を開く"},
    {"import:", "E0", PERM_COLLECTION_VIEW, PLACE_AS_IT_IS, "/refunds", "過誤納・仮受を開く"},
    {"import:", "E1", PERM_COLLECTION_VIEW, PLACE_AS_IT_IS, "/refunds", "過誤納・仮受を開く"},
    {"import:", "E31", PERM_COLLECTION_VIEW, PLACE_AS_IT_IS, "/refunds", "過誤納・仮受を開く"},
    {"import:", "W", PERM_COLLECTION_VIEW, PLACE_AS_IT_IS, "/refunds", "過誤納・仮受を開く"},
};

static bool begins_with(struct text t, const char *word)
{
    size_t n = strlen(word);
    return t.len >= n && memcmp(t.bytes, word, n) == 0;
}

static void find_place(const struct screen_call *call, struct task_view *view)
{
    const struct task *t = &view->task;
    struct text code = t->source;
    for (size_t i = 0; i < t->source.len; i++) {
        if (t->source.bytes[i] == ':') {
            code = (struct text){t->source.bytes + i + 1, t->source.len - i - 1};
        }
    }
    for (size_t i = 0; i < COUNT_OF(task_places) && view->next_label == NULL; i++) {
        const struct task_place *p = &task_places[i];
        if (!begins_with(t->source, p->begins) || !begins_with(code, p->code) ||
            (p->sort != PLACE_AS_IT_IS && t->addressee_no == 0) ||
            !operator_may(&call->session->operator, p->permission)) {
            continue;
        }
        view->next = p->sort == PLACE_OF_PERSON     ? url_number(p->path, t->addressee_no)
                     : p->sort == PLACE_OF_DECISION
                         ? change_begin_url(change_kind_find(text_of("refund-decide")), t->addressee_no)
                         : url_of(p->path);
        view->next_label = p->label;
    }
}

static enum err task_show(struct screen_call *call)
{
    struct task_view view = {.subject_name = ""};
    struct task_step *steps = NULL;
    enum err e = task_by_no(call->session, call->numbers[0], call->arena, call->report, &view.task);
    if (e == ERR_NONE) {
        e = task_steps(call->session, call->numbers[0], call->arena, call->report, &steps, &view.step_count);
    }
    if (e == ERR_NONE && view.task.addressee_no > 0) {
        e = subject_name(call, CHANGE_OF_PERSON, view.task.addressee_no, &view.subject_name);
    } else if (e == ERR_NONE && view.task.household_no > 0) {
        e = subject_name(call, CHANGE_OF_HOUSEHOLD, view.task.household_no, &view.subject_name);
    }
    if (e != ERR_NONE) {
        return e;
    }
    view.steps = steps;
    find_place(call, &view);
    call->household_no = view.task.household_no;
    template_task(&call->html, call, &view);
    return ERR_NONE;
}

static enum err task_act(struct screen_call *call)
{
    struct text step = form_value(&call->form, "step"), words = form_value(&call->form, "words");
    int64_t no = call->numbers[0];
    enum err e;
    if (text_is(step, "assign")) {
        struct text typed = form_value(&call->form, "due");
        date due = date_none();
        if (typed.len > 0 && !screen_date(call, typed, &due)) {
            return report_fail(call->report, ERR_INPUT, "期限「%.*s」は日付として読めません", (int)typed.len,
                               typed.bytes);
        }
        e = task_assign(call->session, no, form_value(&call->form, "owner"), due, call->report);
    } else if (words.len == 0) {
        return report_fail(call->report, ERR_INPUT, "何をしたか、または理由を言葉で入れてください");
    } else if (text_is(step, "finish")) {
        e = task_finish(call->session, no, words, call->report);
    } else if (text_is(step, "wait")) {
        e = task_wait(call->session, no, words, call->report);
    } else {
        e = task_reopen(call->session, no, words, call->report);
    }
    call->location = url_number("/task/", no);
    return e;
}
