/*
 * 郵便番号から住所 -- the ward's towns by postal code or by the beginning of their name, and the address
 * field of a form filled from its postal code (OP-37).
 *
 * With script the field is filled while one types (kokuho.js asks this page); without, by a button of the
 * form. An address that stands already is never overwritten.
 */
#include "web/templates.h"

#define TOWNS_SHOWN 20

static enum err towns_show(struct screen_call *call);

const struct screen screen_towns = {
    .path = "/towns",
    .name = "towns",
    .label = "郵便番号と町名",
    .door = DOOR_EVERY_OPERATOR,
    .event = "towns.look",
    .help = "郵便番号から町名を、町名やそのよみのはじめから郵便番号を調べます。区の中の町だけがあります。",
    .reading = "ゆうびんばんごう ちょうめい じゅうしょ",
    .fields = (const struct screen_field[]){
        {"typed", "郵便番号か町名", "郵便番号は途中まででも探せます。例：160-0023、西新宿、ニシシン"},
        {NULL, NULL, NULL}},
    .show = towns_show,
};

static enum err towns_of(struct screen_call *call, struct text typed, struct towns_view *ret)
{
    const struct town_dictionary *towns;
    const struct data_folder *folder = &call->session->folder;
    enum err e = addressee_towns_load(folder, call->arena, call->report, &towns);
    if (e == ERR_NONE) {
        addressee_towns_complete(towns, typed, folder->business_date, TOWNS_SHOWN, call->arena, &ret->towns,
                                 &ret->count);
    }
    return e;
}

static const char *address_of(struct screen_call *call, const struct town_entry *t)
{
    return arena_printf(call->arena, "%.*s%.*s", (int)t->area.len, t->area.bytes, (int)t->town.len,
                        t->town.bytes);
}

static enum err towns_show(struct screen_call *call)
{
    struct towns_view view = {.typed = form_value(&call->query, "typed")};
    enum err e = view.typed.len > 0 ? towns_of(call, view.typed, &view) : ERR_NONE;
    if (e == ERR_NONE) {
        template_towns(&call->html, &view);
    }
    return e;
}

/* The field of this name; NULL when the kind has none. */
static struct text *value_of(struct change_call *change, const char *name)
{
    for (size_t i = 0; i < change->kind->field_count; i++) {
        if (strcmp(change->kind->fields[i].name, name) == 0) {
            return &change->values.at[i];
        }
    }
    return NULL;
}

static enum err fill(struct screen_call *call, const struct change_field *field, struct text postal,
                     struct text *address, const char **ret_message)
{
    struct towns_view found = {.typed = postal};
    enum err e = towns_of(call, postal, &found);
    if (e != ERR_NONE) {
        return e;
    }
    if (postal.len == 0) {
        *ret_message = arena_printf(call->arena, "「%s」を入れてから押してください", field->label);
    } else if (found.count == 0) {
        *ret_message = arena_printf(call->arena,
                                    "郵便番号「%.*s」の町は辞書にありません（区の中の町だけがあります）。"
                                    "住所を入れてください",
                                    (int)postal.len, postal.bytes);
    } else if (found.count > 1) {
        *ret_message = "町が1つに決まりません。7桁の郵便番号を入れるか、住所を入れてください";
    } else if (address->len > 0) {
        *ret_message = "住所がもう入っています。入れ直すときは、消してから押してください";
    } else {
        *address = text_of(address_of(call, found.towns[0]));
        *ret_message =
            arena_printf(call->arena, "住所に「%s」を入れました。番地を続けてください", address->bytes);
    }
    return ERR_NONE;
}

enum err towns_fill(struct screen_call *call, struct change_call *change, const char **ret_message)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < change->kind->field_count && e == ERR_NONE; i++) {
        const struct change_field *f = &change->kind->fields[i];
        struct text *address = f->completes != NULL ? value_of(change, f->completes) : NULL;
        if (address != NULL) {
            e = fill(call, f, change->values.at[i], address, ret_message);
        }
    }
    return e;
}

bool towns_can_fill(const struct change_kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].completes != NULL) {
            return true;
        }
    }
    return false;
}
