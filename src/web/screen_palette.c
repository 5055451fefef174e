/*
 * 命令パレット -- one key (F3, Ctrl+K), then words: goes to a screen, acts on the household shown, or
 * searches.
 *
 * The entries are made from the table of screens; what fits no entry is searched for. With script the list
 * opens over the page and narrows while one types; without script this is a page like any other.
 */
#include "base/personal_number.h"
#include "web/templates.h"

#include <inttypes.h>

static enum err palette_show(struct screen_call *call);
static enum err palette_act(struct screen_call *call);
static enum err date_show(struct screen_call *call);

const struct screen screen_palette = {
    .path = "/palette",
    .name = "palette",
    .label = "パレット",
    .door = DOOR_EVERY_OPERATOR,
    .f_key = 3,
    .may_repeat = true,
    .act_kind = AUDIT_VIEW,
    .number_field = "words", /* what is no screen is searched for */
    .no_words = (const char *const[]){"household", NULL},
    .event = "palette.look",
    .help = "画面の名前や読みのはじめを入れてEnterを押すと、その画面へ移ります。"
            "どの画面の名前でもない言葉は、人の検索になります。どの画面でもF3またはCtrl+Kで開きます。",
    .fields = (const struct screen_field[]){
        {"words", "何をしますか",
         "画面の名前（処理状況）、読み（しょり）、英字の名前（jobs）のどれでも、はじめの何文字かで足ります。"
         "人の氏名、カナ、生年月日、番号を入れると検索します。"},
        {NULL, NULL, NULL}},
    .show = palette_show,
    .act = palette_act,
};
const struct screen screen_date_readings = {
    .path = "/date",
    .name = "date",
    .label = "日付の読み方",
    .door = DOOR_EVERY_OPERATOR,
    .event = "date.look",
    .help = "入れた日付を和暦と西暦の両方で確かめます。",
    .reading = "ひづけ",
    .fields = (const struct screen_field[]){
        {"typed", "日付",
         "080401、5080401、R8.4.1、令和8年4月1日、2026-04-01、2026/4/1 のどの書き方でも読めます。"
         "6桁だけのときは令和とみなします。"},
        {NULL, NULL, NULL}},
    .show = date_show,
};

#define ENTRIES_MAX 96

struct entries {
    struct palette_entry items[ENTRIES_MAX];
    size_t count;
};

static void add(struct entries *list, const char *group, const char *label, const char *reading,
                const char *key, struct url to)
{
    if (list->count < ENTRIES_MAX) {
        list->items[list->count++] = (struct palette_entry){group, label, reading, key, to};
    }
}

static void add_screens(struct screen_call *call, struct entries *list)
{
    for (size_t i = 0; i < screen_count; i++) {
        const struct screen *s = screens[i];
        if (s->reading == NULL || s->show == NULL || !screen_may(s, &call->session->operator)) {
            continue;
        }
        const char *key = s->f_key != 0 ? arena_printf(call->arena, "F%d", s->f_key) : "";
        add(list, "移動", s->label, arena_printf(call->arena, "%s %s", s->reading, s->name), key,
            url_of(s->path));
    }
}

/* Places on the page of the household that was shown when the palette was opened. */
static void add_household(struct entries *list, int64_t household_no)
{
    static const struct {
        const char *place, *label, *reading;
    } places[] = {
        {"", "この世帯を開く", "せたい household"},
        {"#eligibility", "この世帯の資格の履歴", "しかく eligibility"},
        {"#income", "この世帯の所得", "しょとく income"},
        {"#premium", "この世帯の保険料", "ほけんりょう premium"},
        {"#notes", "この世帯のメモと付せん", "めも ふせん notes"},
    };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char path[80];
        snprintf(path, sizeof(path), "/household/%" PRId64 "%s", household_no, places[i].place);
        add(list, "この世帯", places[i].label, places[i].reading, "", url_of(path));
    }
}

static const struct entries *entries_of(struct screen_call *call, int64_t household_no)
{
    struct entries *list = ARENA_NEW(call->arena, struct entries);
    if (household_no > 0 && screen_may(&screen_household, &call->session->operator)) {
        add_household(list, household_no);
    }
    add_screens(call, list);
    return list;
}

static int64_t household_of(const struct form *from)
{
    int64_t household_no = 0;
    return form_number(from, "household", 1, INT64_MAX, &household_no) ? household_no : 0;
}

static enum err palette_show(struct screen_call *call)
{
    struct palette_view view = {.words = {"", 0}, .household_no = household_of(&call->query)};
    const struct entries *list = entries_of(call, view.household_no);
    view.entries = list->items;
    view.count = list->count;
    call->household_no = view.household_no;
    template_palette(&call->html, call, &view);
    return ERR_NONE;
}

/* The words begin the label, or one of the readings. */
static bool entry_fits(const struct palette_entry *entry, struct text words)
{
    const char *at = entry->label;
    if (strncmp(at, words.bytes, words.len) == 0) {
        return true;
    }
    for (at = entry->reading; at != NULL; at = strchr(at, ' ') != NULL ? strchr(at, ' ') + 1 : NULL) {
        if (strncmp(at, words.bytes, words.len) == 0) {
            return true;
        }
    }
    return false;
}

static enum err palette_act(struct screen_call *call)
{
    struct palette_view view = {.words = form_value(&call->form, "words"),
                                .household_no = household_of(&call->form)};
    const struct entries *list = entries_of(call, view.household_no);
    struct palette_entry *kept = ARENA_ARRAY(call->arena, struct palette_entry, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        if (entry_fits(&list->items[i], view.words)) {
            kept[view.count++] = list->items[i];
        }
    }
    if (view.words.len > 0 && view.count == 1) {
        call->location = kept[0].to;
        return ERR_NONE;
    }
    if (view.count == 0 && screen_may(&screen_search, &call->session->operator)) {
        return search_start(call, view.words);
    }
    if (view.count == 0) {
        view.words = personal_number_covered(view.words, call->arena);
        view.message = "その言葉で始まる画面はありません。書き方を変えてください";
        call->status = 422;
        call->title = "エラー：パレット";
    }
    view.entries = kept;
    template_palette(&call->html, call, &view);
    return ERR_NONE;
}

static enum err date_show(struct screen_call *call)
{
    struct day_field day = {.typed = form_value(&call->query, "typed")};
    day.is_wrong = day.typed.len > 0 && !screen_date(call, day.typed, &day.day);
    if (day.is_wrong) {
        call->status = 422;
        call->title = "エラー：日付の読み方";
    }
    template_date(&call->html, call, &day);
    return ERR_NONE;
}
