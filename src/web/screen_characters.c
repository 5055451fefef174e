/*
 * 文字を探す -- characters that a keyboard does not give (外字・異体字), by reading, stroke count, part and
 * as variants of one that can be typed (OP-28).
 *
 * From a form: what was typed is kept as a draft, the chosen character goes into its field, and the form
 * opens again. From elsewhere: the characters gather in a line that is copied or searched with. With script
 * the same page opens over the form and the character goes where one types (kokuho.js).
 */
#include "web/templates.h"

#define CHARACTERS_SHOWN 120

static enum err characters_show(struct screen_call *call);
static enum err characters_act(struct screen_call *call);

const struct screen screen_characters = {
    .path = "/characters",
    .name = "characters",
    .label = "文字を探す（外字・異体字）",
    .door = DOOR_EVERY_OPERATOR,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .no_words = (const char *const[]){"change", NULL},
    .event = "characters.look",
    .help = "キーボードで出しにくい字を、似た字（辺）、読み（へん）、画数（17）、部首（しんにょう）で"
            "探します。"
            "2つ以上を入れると、すべてに合う字だけが出ます。印刷に使う書体（IPAmj明朝）の字だけが出ます。"
            "入力の画面から開いたときは、選んだ字がその項目に入ります。同じ字の別の形がもうあれば"
            "置き換わり、なければ後ろに付きます。検索と変更の入力では Alt+J で開きます。",
    .reading = "もじ がいじ いたいじ ぶしゅ かくすう",
    .fields = (const struct screen_field[]){
        {"typed", "似た字か読み",
         "漢字を入れると、その字と異体字が出ます（8字まで）。読みはひらがなか全角カタカナで、はじめの"
         "部分だけでも探せます。U+9089 のような番号でも探せます。例：辺、へん、わたり"},
        {"strokes", "画数", "1つの数か、15-18 のような幅。数え方が辞書で違う字は、どちらの画数でも出ます。"},
        {"part", "部首", "部首の字（氵）、呼び名（さんずい）、番号（85）。下の一覧からも選べます。"},
        {"words", "選んだ字", "選んだ字が並びます。写して使うか、そのまま検索できます。"},
        {NULL, NULL, NULL}},
    .show = characters_show,
    .act = characters_act,
};

struct url characters_url(int64_t change_no)
{
    struct url to = url_of("/characters");
    return change_no > 0 ? url_with_number(to, "change", change_no) : to;
}

/* ------------------------------------------------------------------------------ 入力の項目 ---- */

static bool takes_characters(const struct change_field *field)
{
    return field->type == FIELD_TEXT || field->type == FIELD_LINES;
}

bool characters_can_be_put(const struct change_kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (takes_characters(&kind->fields[i])) {
            return true;
        }
    }
    return false;
}

/* The own draft that a character is for. */
static enum err draft_of(struct screen_call *call, int64_t change_no, struct change_record *ret)
{
    enum err e = change_by_no(call->session, change_no, call->arena, call->report, ret);
    if (e != ERR_NONE) {
        return e;
    }
    if (ret->kind == NULL || (ret->state != CHANGE_DRAFT && ret->state != CHANGE_RETURNED) ||
        !text_is(ret->owner, call->session->operator.id)) {
        return report_fail(call->report, ERR_FINDINGS,
                           "変更 %lld は入力の途中ではありません。文字は入れられません",
                           (long long)change_no);
    }
    return ERR_NONE;
}

/* Into the field of the draft that was chosen; the form opens again. */
static enum err put_into_draft(struct screen_call *call, const struct change_record *draft,
                               struct text field, struct text chosen)
{
    struct change_call change = {.kind = draft->kind, .session = call->session, .arena = call->arena,
                                 .report = call->report, .change_no = draft->change_no,
                                 .subject_no = draft->subject_no, .values = draft->values};
    for (size_t i = 0; i < draft->kind->field_count; i++) {
        const struct change_field *f = &draft->kind->fields[i];
        if (takes_characters(f) && change_field_may(f, &call->session->operator) && text_is(field, f->name)) {
            struct text now = change.values.at[i].bytes != NULL ? change.values.at[i] : text_of("");
            change.values.at[i] = character_put(now, chosen, call->arena, NULL);
            call->location = change_resume_url(draft);
            enum err e = change_save_draft(&change, &change.change_no);
            return e == ERR_FINDINGS ? ERR_INPUT : e; /* with it the field would be too long */
        }
    }
    return report_fail(call->report, ERR_INPUT, "「%s」に文字を入れる項目がありません。項目を選んでください",
                       draft->kind->label);
}

/* ------------------------------------------------------------------------------ 画面 ---------- */

static enum err look(struct screen_call *call, struct characters_view *view)
{
    struct character_question question;
    view->was_asked = view->typed.len > 0 || view->strokes.len > 0 || view->part.len > 0;
    if (!character_question_read(view->typed, view->strokes, view->part, call->arena, &question,
                                 &view->wrong)) {
        call->status = 422;
        return ERR_NONE;
    }
    struct character_hit *hits = ARENA_ARRAY(call->arena, struct character_hit, CHARACTERS_SHOWN);
    view->count = characters_find(&question, call->arena, hits, CHARACTERS_SHOWN, &view->total);
    struct character_line *lines = ARENA_ARRAY(call->arena, struct character_line, view->count + 1);
    for (size_t i = 0; i < view->count; i++) {
        lines[i].hit = &hits[i];
        character_encode(&hits[i], lines[i].bytes);
    }
    view->lines = lines;
    return ERR_NONE;
}

static enum err page(struct screen_call *call, const struct form *from, struct characters_view *view)
{
    struct change_record draft;
    view->typed = form_value(from, "typed");
    view->strokes = form_value(from, "strokes");
    view->part = form_value(from, "part");
    view->field = form_value(from, "field");
    form_number(from, "change", 0, INT64_MAX, &view->change_no);
    if (view->change_no > 0) {
        enum err e = draft_of(call, view->change_no, &draft);
        if (e != ERR_NONE) {
            return e;
        }
        view->kind = draft.kind;
        view->back = change_resume_url(&draft);
    }
    if (form_has(from, "like")) { /* the other forms of a hit */
        view->typed = form_value(from, "like");
        view->strokes = view->part = text_of("");
    } else if (form_has(from, "radical")) { /* from the list of parts */
        view->part = form_value(from, "radical");
    }
    enum err e = look(call, view);
    if (e == ERR_NONE) {
        template_characters(&call->html, call, view);
    }
    return e;
}

static enum err characters_show(struct screen_call *call)
{
    struct characters_view view = {.words = text_of("")};
    return page(call, &call->query, &view);
}

static enum err characters_act(struct screen_call *call)
{
    struct characters_view view = {.words = form_value(&call->form, "words")};
    struct text chosen = form_value(&call->form, "pick");
    int64_t change_no = 0;

    if (chosen.len > 0 && !character_is_known(chosen)) {
        return report_fail(call->report, ERR_INPUT,
                           "「%.*s」は選べる字ではありません。一覧から選んでください",
                           (int)chosen.len, chosen.bytes);
    }
    form_number(&call->form, "change", 0, INT64_MAX, &change_no);
    if (chosen.len > 0 && change_no > 0) {
        struct change_record draft;
        enum err e = draft_of(call, change_no, &draft);
        return e == ERR_NONE ? put_into_draft(call, &draft, form_value(&call->form, "field"), chosen) : e;
    }
    if (chosen.len > 0) {
        struct text replaced;
        view.words = character_put(view.words, chosen, call->arena, &replaced);
        view.message =
            replaced.len > 0
                ? arena_printf(call->arena, "「%.*s」を「%.*s」に替えました", (int)replaced.len,
                               replaced.bytes, (int)chosen.len, chosen.bytes)
                : arena_printf(call->arena, "「%.*s」を加えました", (int)chosen.len, chosen.bytes);
    }
    return page(call, &call->form, &view);
}
