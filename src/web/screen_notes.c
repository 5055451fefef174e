/*
 * メモと付せん, 個人設定 -- notes and tags of a person or household; how an operator likes his screens.
 */
#include "demand/demand.h"
#include "web/templates.h"

static enum err note_act(struct screen_call *call);
static enum err settings_show(struct screen_call *call);
static enum err settings_act(struct screen_call *call);

const struct screen screen_note = {
    .path = "/note",
    .name = "note",
    .label = "メモ・付せんの登録",
    .permission = PERM_NOTE_CHANGE,
    .no_words = (const char *const[]){"person", "household", "close", NULL},
    .event = "note.change",
    .help = "世帯や個人にメモを残します。名前を付けると付せんになり、期限の日まで画面の上に出ます。"
            "消しても記録には残ります。",
    .fields =
        (const struct screen_field[]){
            {"words", "メモ",
             "次に見る人に伝えること。病名や思想など、仕事に要らないことは書きません。例：10月に転居予定と"
             "電話あり"},
            {"tag", "付せんの名前", "付けると画面の上に出ます。空欄はメモだけ。例：返戻あり"},
            {"until", "付せんの期限", "この日まで出します。空欄は外すまで。例：080930"},
            {NULL, NULL, NULL}},
    .act = note_act,
};
const struct screen screen_settings = {
    .path = "/settings",
    .name = "settings",
    .label = "個人設定",
    .door = DOOR_EVERY_OPERATOR,
    .is_in_menu = true,
    .may_repeat = true,
    .event = "settings.look",
    .help = "一覧に1度に出す件数を選びます。自分だけの設定です。",
    .reading = "せってい こじんせってい",
    .fields =
        (const struct screen_field[]){{"rows", "一覧の件数", "作業一覧と変更の一覧に、1度に出す件数です。"},
                                      {NULL, NULL, NULL}},
    .show = settings_show,
    .act = settings_act,
};

/* 付せん are those of the catalogue, where there is one (CO-43). */
static enum err check_tag(struct screen_call *call, struct text tag)
{
    const struct demand_tag *tags;
    size_t count;
    enum err e = demand_tags(&call->session->folder, call->session->folder.business_date, call->arena,
                             call->report, &tags, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (text_is(tag, tags[i].label)) {
            return ERR_NONE;
        }
    }
    return e == ERR_NONE && tag.len > 0 && count > 0
               ? report_fail(call->report, ERR_INPUT,
                             "付せん「%.*"
                             "s」は一覧にありません。滞納者の照会の画面で選ぶか、メモだけを残してください"
                             "（一覧: tags.tsv）",
                             (int)utf8_prefix(tag.bytes, tag.len, 60), tag.bytes)
               : e;
}

static enum err note_act(struct screen_call *call)
{
    struct note note = {.words = form_value(&call->form, "words"), .tag = form_value(&call->form, "tag"),
                        .until = date_none()};
    struct text until = form_value(&call->form, "until");
    int64_t note_no = 0, person = 0, household = 0;
    enum err e;
    form_number(&call->form, "person", 1, INT64_MAX, &person);
    form_number(&call->form, "household", 1, INT64_MAX, &household);
    note.subject = person > 0 ? CHANGE_OF_PERSON : CHANGE_OF_HOUSEHOLD;
    note.subject_no = person > 0 ? person : household;
    if (note.subject_no == 0) {
        return report_fail(call->report, ERR_INPUT,
                           "だれのメモか分かりません。世帯の画面から登録してください");
    }
    if (until.len > 0 && !screen_date(call, until, &note.until)) {
        return report_fail(call->report, ERR_INPUT, "付せんの期限「%.*s」は日付として読めません",
                           (int)until.len, until.bytes);
    }
    if (form_number(&call->form, "close", 1, INT64_MAX, &note_no)) {
        e = note_close(call->session, note_no, call->report);
    } else if (note.words.len == 0) {
        return report_fail(call->report, ERR_INPUT, "メモの言葉を入れてください");
    } else {
        e = check_tag(call, note.tag);
        e = e == ERR_NONE ? note_add(call->session, &note, call->report, &note_no) : e;
    }
    call->location = subject_url(note.subject, note.subject_no);
    return e;
}

enum err subject_panels_read(struct screen_call *call, enum change_subject subject, int64_t subject_no,
                             int64_t known_at, struct subject_panels *ret)
{
    struct note *notes = NULL;
    struct task *tasks = NULL;
    struct edit_lock *lock = ARENA_NEW(call->arena, struct edit_lock);
    bool is_held = false;
    const char *condition = arena_printf(call->arena, "%s=%lld",
                                         subject == CHANGE_OF_PERSON ? "addressee" : "household",
                                         (long long)subject_no);
    *ret = (struct subject_panels){.subject = subject, .subject_no = subject_no};
    ret->may_see = operator_may(&call->session->operator, PERM_CASE_VIEW);
    ret->may_note = operator_may(&call->session->operator, PERM_NOTE_CHANGE);
    if (!ret->may_see) {
        return ERR_NONE;
    }
    enum err e = notes_of(call->session, subject, subject_no, known_at, call->arena, call->report, &notes,
                          &ret->note_count);
    if (e == ERR_NONE) {
        e = task_list(call->session, text_of(condition), 20, 0, call->arena, call->report, &tasks,
                      &ret->task_count, &ret->task_total);
    }
    if (e == ERR_NONE) {
        e = lock_look(call->session, subject, subject_no, call->arena, call->report, lock, &is_held);
    }
    ret->notes = notes;
    ret->tasks = tasks;
    ret->lock = is_held ? lock : NULL;
    ret->lock_since = is_held ? moment_words(call->arena, lock->since) : "";
    return e;
}

static const int row_choices[] = {25, 50, 100, 200};

enum err list_rows(struct screen_call *call, size_t *ret)
{
    struct text kept = {"", 0};
    int64_t rows = 0;
    enum err e = setting_get(call->session, "list.rows", call->arena, call->report, &kept);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        e = ERR_NONE;
    }
    *ret = parse_i64(kept.bytes, kept.len, 1, 200, &rows) ? (size_t)rows : 100;
    return e;
}

static enum err settings_show(struct screen_call *call)
{
    size_t rows = 0;
    enum err e = list_rows(call, &rows);
    if (e == ERR_NONE) {
        template_settings(&call->html, call, row_choices, COUNT_OF(row_choices), (int)rows,
                          form_has(&call->query, "kept"));
    }
    return e;
}

static enum err settings_act(struct screen_call *call)
{
    int64_t rows = 0;
    bool is_known = false;
    form_number(&call->form, "rows", 1, 200, &rows);
    for (size_t i = 0; i < COUNT_OF(row_choices); i++) {
        is_known = is_known || row_choices[i] == rows;
    }
    if (!is_known) {
        return report_fail(call->report, ERR_INPUT, "一覧の件数を選んでください");
    }
    call->location = url_with(url_of("/settings"), "kept", "1");
    return setting_put(call->session, "list.rows", form_value(&call->form, "rows"), call->report);
}
