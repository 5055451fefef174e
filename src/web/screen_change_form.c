/*
 * 変更の入力 -- one form for every declared kind of change (casework.h): draft, what follows, proposal.
 *
 * The form is drawn from the declared fields; nothing here knows a kind. What is typed is kept as a draft
 * by a button, and with script every few seconds, so neither time-out nor power cut loses it (#15).
 * Warnings have two levels (OP-24): 停止 must be mended, 注意 is confirmed by going on. One editor a person
 * or household (OP-23).
 */
#include "casework/warn.h"
#include "correction/correction.h"
#include "online/online.h"
#include "web/access.h"
#include "web/templates.h"

#include <inttypes.h>

static enum err form_show(struct screen_call *call);
static enum err form_act(struct screen_call *call);

#define FORM_HELP                                                                                  \
    "項目を入れて「内容を確かめる」を押すと、何が起こるかと注意が出ます。それを見てから登録・提案します。" \
    "途中でも「下書きに保存」で残せます。下書きは自分にだけ見え、メニューから続けられます。"               \
    "「停止」は直すまで登録できません。「注意」は確かめたうえで登録できます。"

static const char *const form_numbers[] = {"subject", "change", NULL};

const struct screen screen_change_new = {
    .path = "/change",
    .name = "change-form",
    .label = "変更の入力",
    .permission = PERM_CASE_CHANGE,
    .shows_persons = true,
    .may_repeat = true, /* a draft is kept again and again; what is proposed cannot be proposed twice */
    .no_words = form_numbers,
    .event = "change.form",
    .help = FORM_HELP,
    .show = form_show,
    .act = form_act,
};
/* The same for kinds that want the password again before anybody types (AU-20). */
const struct screen screen_change_guarded = {
    .path = "/change/guarded",
    .name = "change-form-guarded",
    .label = "重要な変更の入力",
    .permission = PERM_CASE_CHANGE,
    .shows_persons = true,
    .needs_step_up = true,
    .may_repeat = true,
    .no_words = form_numbers,
    .event = "change.form.guarded",
    .help = FORM_HELP "この変更は重要なため、はじめにもう一度パスワードを入れます。",
    .show = form_show,
    .act = form_act,
};

/* What the form is about, from the query or from its hidden fields. */
static enum err form_open(struct screen_call *call, const struct form *from, struct change_call *change)
{
    struct text name = form_value(from, "kind");
    *change = (struct change_call){.session = call->session, .arena = call->arena, .report = call->report};
    form_number(from, "change", 0, INT64_MAX, &change->change_no);
    form_number(from, "subject", 0, INT64_MAX, &change->subject_no);
    if (name.len == 0 && change->change_no > 0) {
        struct change_record record;
        enum err e = change_by_no(call->session, change->change_no, call->arena, call->report, &record);
        if (e != ERR_NONE) {
            return e;
        }
        change->kind = record.kind;
        change->subject_no = record.subject_no;
        change->values = record.values;
    } else {
        change->kind = change_kind_find(name);
    }
    if (change->kind == NULL) {
        return report_fail(call->report, ERR_FINDINGS, "この種類の変更はこの版にありません");
    }
    if (!operator_may(&call->session->operator, change->kind->propose)) {
        return report_fail(call->report, ERR_INPUT, "「%s」には「%s」の権限が要ります", change->kind->label,
                           ops_permissions[change->kind->propose].label);
    }
    if (change->kind->is_sensitive != (call->screen == &screen_change_guarded)) {
        return report_fail(call->report, ERR_INPUT, "「%s」は変更の一覧から開いてください",
                           change->kind->label);
    }
    call->household_no = change->kind->subject == CHANGE_OF_HOUSEHOLD ? change->subject_no : 0;
    return ERR_NONE;
}

/* The boxes of a FIELD_TICKS are named "v-members-19". */
static struct text read_ticks(const struct screen_call *call, const char *name)
{
    const char *all = "";
    size_t len = strlen(name);
    for (size_t i = 0; i < call->form.count; i++) {
        struct text box = call->form.fields[i].name;
        if (box.len > len + 1 && memcmp(box.bytes, name, len) == 0 && box.bytes[len] == '-') {
            all = arena_printf(call->arena, "%s%s%.*s", all, all[0] != '\0' ? " " : "",
                               (int)(box.len - len - 1), box.bytes + len + 1);
        }
    }
    return text_of(all);
}

/* What is ticked, in the words of the list; what it lists no more, as it is kept. */
static const char *ticks_words(struct arena *arena, struct text ticked, const struct change_code *choices)
{
    const char *all = "";
    struct text one;
    size_t at = 0;
    while (change_ticks_next(ticked, &at, &one)) {
        const struct change_code *c = choices;
        while (c->value != NULL && !text_is(one, c->value)) {
            c++;
        }
        const char *words = c->value != NULL ? c->label : arena_copy(arena, one.bytes, one.len);
        all = arena_printf(arena, "%s%s%s", all, all[0] != '\0' ? "、" : "", words);
    }
    return all[0] != '\0' ? all : "—";
}

static enum err listed_row(struct screen_call *call, const struct change_call *change, struct text was,
                          struct change_row *row)
{
    struct change_call asked = *change;
    struct change_code *choices = NULL;
    enum err e = change->kind->choices(&asked, row->field, &choices);
    if (e == ERR_NONE) {
        row->choices = choices;
        row->before = ticks_words(call->arena, was, choices);
        row->after = ticks_words(call->arena, row->value, choices);
    }
    return e;
}

static void read_typed(const struct screen_call *call, struct change_call *change)
{
    for (size_t i = 0; i < change->kind->field_count; i++) {
        char name[FORM_NAME_MAX];
        snprintf(name, sizeof(name), "v-%.36s", change->kind->fields[i].name);
        change->values.at[i] = form_value(&call->form, name);
        if (change->kind->fields[i].type == FIELD_TICKS) {
            change->values.at[i] = read_ticks(call, name);
        }
    }
}

static const char *wrong_of(const struct change_call *change, const struct change_field *field)
{
    for (size_t i = 0; i < change->warning_count; i++) {
        if (change->warnings[i].field != NULL && strcmp(change->warnings[i].field, field->name) == 0) {
            return change->warnings[i].words;
        }
    }
    return NULL;
}

/* The values that stand now, for the column "いま". */
static enum err read_before(struct screen_call *call, const struct change_call *change,
                            struct change_values *ret)
{
    struct change_call now = {.kind = change->kind, .session = call->session, .arena = call->arena,
                              .report = call->report, .subject_no = change->subject_no};
    *ret = (struct change_values){0};
    if (change->kind->begin == NULL) {
        return ERR_NONE;
    }
    enum err e = change->kind->begin(&now);
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        *ret = now.values;
        return ERR_NONE;
    }
    return e;
}

enum err change_rows(struct screen_call *call, const struct change_call *change, struct change_view *view)
{
    const struct change_kind *kind = change->kind;
    struct change_values before;
    enum err e = read_before(call, change, &before);
    if (e != ERR_NONE) {
        return e;
    }
    view->rows = ARENA_ARRAY(call->arena, struct change_row, kind->field_count + 1);
    view->row_count = kind->field_count;
    for (size_t i = 0; i < kind->field_count && e == ERR_NONE; i++) {
        const struct change_field *field = &kind->fields[i];
        bool is_secret = field->type == FIELD_SECRET;
        struct text value = change->values.at[i].bytes != NULL ? change->values.at[i] : text_of("");
        struct text was = before.at[i].bytes != NULL ? before.at[i] : text_of("");
        view->rows[i] = (struct change_row){
            .field = field,
            .value = is_secret ? text_of("") : value,
            .before = change_value_words(field, is_secret ? text_of("") : was, call->arena),
            .after = change_value_words(field, value, call->arena),
            .wrong = wrong_of(change, field),
            .standing = was,
            .may_write = change_field_may(field, &call->session->operator),
            .is_changed = !is_secret && !text_equal(was, value),
        };
        if (field->type == FIELD_TICKS || (field->type == FIELD_CHOICE && field->codes == NULL)) {
            e = listed_row(call, change, was, &view->rows[i]);
        }
    }
    return e;
}

/* Takes the lock for who edits; somebody else's is told, not broken. */
static enum err take_lock(struct screen_call *call, const struct change_call *change, bool take_over,
                          struct change_view *view)
{
    struct edit_lock *lock = ARENA_NEW(call->arena, struct edit_lock);
    if (change->kind->subject == CHANGE_OF_NOBODY || change->subject_no == 0) {
        return ERR_NONE;
    }
    enum err e = lock_take(call->session, change->kind->subject, change->subject_no, text_of(call->terminal),
                           take_over, call->arena, call->report, lock);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        view->lock = lock;
        view->lock_since = moment_words(call->arena, lock->since);
        return ERR_NONE;
    }
    return e;
}

/* AZ-14: somebody sent what he may not write. The form does not let him, so it was not by mistake. */
static enum err record_refused(struct screen_call *call, const struct change_view *view)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < view->row_count && e == ERR_NONE; i++) {
        const struct change_row *row = &view->rows[i];
        if (!row->may_write && row->wrong != NULL) {
            const struct access access = {
                .kind = AUDIT_REFUSED, .outcome = 422,
                .words = text_of(arena_printf(call->arena, "「%s」の「%s」を変える権限がない",
                                              view->kind->label,
                                              row->field->label))};
            e = access_write(call->session->audit, call, &access);
        }
    }
    return e;
}

static enum err draw(struct screen_call *call, const struct change_call *change, struct change_view *view)
{
    view->kind = change->kind;
    view->change_no = change->change_no;
    view->subject_no = change->subject_no;
    view->warnings = change->warnings;
    view->warning_count = change->warning_count;
    for (size_t i = 0; i < change->warning_count; i++) {
        view->stop_count += change->warnings[i].level == WARNING_STOP;
    }
    if (view->stop_count > 0) {
        call->status = 422;
        call->title = arena_printf(call->arena, "エラー：%s", change->kind->label);
    }
    enum err e = subject_name(call, change->kind->subject, change->subject_no, &view->subject_name);
    if (e == ERR_NONE && change->change_no > 0) {
        struct change_record *record = ARENA_NEW(call->arena, struct change_record);
        e = change_by_no(call->session, change->change_no, call->arena, call->report, record);
        view->record = record;
        e = e == ERR_NONE ? online_of_change(call->session->store, change->change_no, call->report,
                                             &view->online_no)
                          : e;
    }
    if (e == ERR_NONE) {
        e = change_rows(call, change, view);
    }
    if (e == ERR_NONE) {
        e = record_refused(call, view);
    }
    if (e == ERR_NONE) {
        template_change_form(&call->html, call, view);
    }
    return e;
}

/* 「year」 of the address is the year that the form opens with: whoever comes from a page of a year corrects
 * that one. */
static void take_year(const struct screen_call *call, struct change_call *change)
{
    for (size_t i = 0; i < change->kind->field_count; i++) {
        if (strcmp(change->kind->fields[i].name, "year") == 0 && form_has(&call->query, "year")) {
            change->values.at[i] = form_value(&call->query, "year");
        }
    }
}

static enum err form_show(struct screen_call *call)
{
    struct change_call change;
    struct change_view view = {.preview = ""};
    const struct change_kind *kind = change_kind_find(form_value(&call->query, "kind"));
    int64_t subject_no = 0;
    if (kind != NULL && kind->is_sensitive != (call->screen == &screen_change_guarded)) {
        form_number(&call->query, "subject", 0, INT64_MAX, &subject_no);
        call->location =
            change_begin_url(kind, subject_no); /* the same form behind, or before, the other door */
        return ERR_NONE;
    }
    enum err e = form_open(call, &call->query, &change);
    if (e == ERR_NONE) {
        e = take_lock(call, &change, false, &view);
    }
    if (e == ERR_NONE && change.change_no == 0 && change.kind->begin != NULL) {
        take_year(call, &change);
        e = change.kind->begin(&change);
        if (e == ERR_FINDINGS) { /* nothing stands yet: an empty form */
            report_clear(call->report);
            e = ERR_NONE;
        }
    }
    return e == ERR_NONE ? draw(call, &change, &view) : e;
}

/* What would follow, in words. */
enum err change_ahead(struct screen_call *call, struct change_call *change, struct change_view *view)
{
    struct textbuf words;
    if (change->kind->preview == NULL) {
        return ERR_NONE;
    }
    textbuf_init(&words, 16384);
    enum err e = change->kind->preview(change, &words);
    bool is_form = !call->screen->only_reads && change->change_no > 0;
    if (e == ERR_NONE && is_form && change->kind->moves_premium &&
        operator_may(&call->session->operator, PERM_PREMIUM_VIEW)) {
        e = correction_effect(change, &words);
    }
    if (e == ERR_NONE && words.len > 0) {
        view->preview = arena_copy(call->arena, words.bytes, words.len);
    }
    textbuf_done(&words);
    return e;
}

static enum err step_check(struct screen_call *call, struct change_call *change, struct change_view *view)
{
    enum err e = change_check(change);
    if (e == ERR_FINDINGS) {
        report_clear(call->report);
        e = ERR_NONE;
    }
    bool is_stopped = false;
    for (size_t i = 0; i < change->warning_count; i++) {
        is_stopped = is_stopped || change->warnings[i].level == WARNING_STOP;
    }
    if (e == ERR_NONE && !is_stopped) {
        view->is_checked = true;
        e = change_ahead(call, change, view);
    }
    if (e == ERR_INPUT && change_warn_table(change)) {
        view->is_checked = false;
        e = ERR_NONE;
    }
    return e;
}

static enum err step_propose(struct screen_call *call, struct change_call *change, struct change_view *view)
{
    int64_t change_no = 0;
    enum err e = change_propose(change, form_has(&call->form, "confirmed"), &change_no);
    if (e == ERR_FINDINGS) { /* the facts have moved on since they were looked at: the warnings say how */
        report_clear(call->report);
        return step_check(call, change, view);
    }
    if (e != ERR_NONE) {
        return e;
    }
    call->location = change_url(change_no);
    return change->kind->subject == CHANGE_OF_NOBODY
               ? ERR_NONE
               : lock_release(call->session, change->kind->subject, change->subject_no, call->report);
}

/* The fields of a locked form are not sent: the form is opened anew, with its draft or with what stands. */
static enum err step_take(struct screen_call *call, const struct change_call *change,
                          struct change_view *view)
{
    enum err e = take_lock(call, change, true, view);
    if (e == ERR_NONE) {
        call->location = change->change_no > 0
                             ? url_with_number(url_of(call->screen->path), "change", change->change_no)
                             : change_begin_url(change->kind, change->subject_no);
    }
    return e;
}

static enum err form_act(struct screen_call *call)
{
    struct change_call change;
    struct change_view view = {.preview = ""};
    struct text step = form_value(&call->form, "step");
    enum err e = form_open(call, &call->form, &change);
    if (e == ERR_NONE && text_is(step, "take")) {
        return step_take(call, &change, &view);
    }
    if (e != ERR_NONE) {
        return e;
    }
    read_typed(call, &change);
    e = text_is(step, "towns") ? towns_fill(call, &change, &view.message) : ERR_NONE;
    if (e == ERR_NONE) {
        e = take_lock(call, &change, false, &view);
    }
    if (e == ERR_NONE) { /* whatever comes next, what was typed is kept */
        e = change_save_draft(&change, &change.change_no);
    }
    if (e == ERR_FINDINGS) { /* not to be kept: told at its field; a 個人番号 is not shown again */
        report_clear(call->report);
        change_numbers_cover(&change);
        view.message = NULL;
        return draw(call, &change, &view);
    }
    if (e == ERR_NONE && text_is(step, "characters")) {
        call->location = characters_url(change.change_no);
    } else if (e == ERR_NONE && text_is(step, "keep")) {
        view.message = "下書きに保存しました";
    } else if (e == ERR_NONE && view.lock == NULL && !text_is(step, "towns")) {
        e = text_is(step, "propose") ? step_propose(call, &change, &view) : step_check(call, &change, &view);
    }
    return e == ERR_NONE && call->location.path[0] == '\0' ? draw(call, &change, &view) : e;
}
