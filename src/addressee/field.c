/*
 * 項目 -- one data record of JU-01 / JU-02 (interfaces.md 6.2) becomes one history row.
 *
 * What a query asks for is a column; the others are packed together (item.h), so the row is whole
 * (全項目履歴). What says something about the sending alone (連番, 送信日時, 最新履歴) is no part of it.
 */
#include "addressee/field.h"
#include "base/digits.h"

enum target_kind {
    TO_INT,     /* a column of numbers */
    TO_TEXT,    /* a column of texts */
    TO_ITEM,    /* an item */
    TO_BOTH,    /* an item, and a number of the row in memory */
    TO_DIGITS,  /* an item: digits filled up with zeros on the left */
    TO_GUARD,   /* 支援措置: an item, and any value but 0 guards the person */
    TO_NUMBER,  /* 個人番号: sealed only */
    TO_CODE,    /* 住民票コード: sealed only */
    TO_BIRTH,
    TO_NOTHING, /* says something about the file, not about the person */
};

struct field_target {
    const char *name;
    enum target_kind kind;
    int column; /* enum person_int or person_text; of TO_DIGITS the width */
    enum item item;
};

/* In the order of the items. */
static const struct field_target targets[] = {
    {"record_kind", TO_NOTHING, 0, 0},
    {"addressee_no", TO_INT, PERSON_ADDRESSEE_NO, 0},
    {"history_no", TO_INT, PERSON_HISTORY_NO, 0},
    {"is_latest", TO_NOTHING, 0, 0},
    {"household_no", TO_INT, PERSON_HOUSEHOLD_NO, 0},
    {"order_in_household", TO_ITEM, 0, ITEM_MEMBER_ORDER},
    {"relation", TO_ITEM, 0, ITEM_RELATION},
    {"relation_code", TO_ITEM, 0, ITEM_RELATION_CODE},
    {"is_head", TO_BOTH, PERSON_IS_HEAD, ITEM_IS_HEAD},
    {"kind", TO_INT, PERSON_KIND, 0},
    {"status", TO_INT, PERSON_STATUS, 0},
    {"name", TO_TEXT, PERSON_NAME, 0},
    {"kana", TO_TEXT, PERSON_KANA, 0},
    {"kana_confirmed", TO_ITEM, 0, ITEM_KANA_CONFIRMED},
    {"former_surname", TO_ITEM, 0, ITEM_FORMER_SURNAME},
    {"former_surname_kana", TO_ITEM, 0, ITEM_FORMER_SURNAME_KANA},
    {"alias", TO_ITEM, 0, ITEM_ALIAS},
    {"alias_kana", TO_ITEM, 0, ITEM_ALIAS_KANA},
    {"alias_registered_on", TO_ITEM, 0, ITEM_ALIAS_REGISTERED_ON},
    {"alias_municipality", TO_ITEM, 0, ITEM_ALIAS_MUNICIPALITY},
    {"roman", TO_ITEM, 0, ITEM_ROMAN},
    {"foreign_kanji", TO_ITEM, 0, ITEM_FOREIGN_KANJI},
    {"birth", TO_BIRTH, PERSON_BIRTH, ITEM_BIRTH_AS_REGISTERED},
    {"birth_accuracy", TO_ITEM, 0, ITEM_BIRTH_ACCURACY},
    {"birth_text", TO_ITEM, 0, ITEM_BIRTH_TEXT},
    {"sex", TO_ITEM, 0, ITEM_SEX},
    {"individual_number", TO_NUMBER, 0, 0},
    {"resident_code", TO_CODE, 0, 0},
    {"postal_code", TO_DIGITS, 7, ITEM_POSTAL_CODE},
    {"address_code", TO_ITEM, 0, ITEM_ADDRESS_CODE},
    {"address", TO_TEXT, PERSON_ADDRESS, 0},
    {"lot_code", TO_ITEM, 0, ITEM_LOT_CODE},
    {"building", TO_ITEM, 0, ITEM_BUILDING},
    {"building_kana", TO_ITEM, 0, ITEM_BUILDING_KANA},
    {"resident_since", TO_ITEM, 0, ITEM_RESIDENT_FROM},
    {"resident_since_accuracy", TO_ITEM, 0, ITEM_RESIDENT_FROM_ACCURACY},
    {"address_since", TO_ITEM, 0, ITEM_ADDRESS_SINCE},
    {"address_since_accuracy", TO_ITEM, 0, ITEM_ADDRESS_SINCE_ACCURACY},
    {"foreign_resident_since", TO_ITEM, 0, ITEM_FOREIGN_RESIDENT_SINCE},
    {"notified_on", TO_ITEM, 0, ITEM_NOTIFIED_ON},
    {"event_reason", TO_BOTH, PERSON_REASON, ITEM_REASON},
    {"event_on", TO_BOTH, PERSON_EVENT_ON, ITEM_EVENT_ON},
    {"event_on_text", TO_ITEM, 0, ITEM_EVENT_ON_TEXT},
    {"processed_on", TO_ITEM, 0, ITEM_PROCESSED_ON},
    {"removal_reason", TO_ITEM, 0, ITEM_REMOVAL_REASON},
    {"removed_on", TO_ITEM, 0, ITEM_REMOVED_ON},
    {"previous_address", TO_ITEM, 0, ITEM_PREVIOUS_ADDRESS},
    {"previous_municipality", TO_ITEM, 0, ITEM_PREVIOUS_MUNICIPALITY},
    {"previous_country", TO_ITEM, 0, ITEM_PREVIOUS_COUNTRY},
    {"planned_address", TO_ITEM, 0, ITEM_PLANNED_ADDRESS},
    {"planned_municipality", TO_ITEM, 0, ITEM_PLANNED_MUNICIPALITY},
    {"planned_move_on", TO_ITEM, 0, ITEM_PLANNED_MOVE_ON},
    {"moved_to_address", TO_ITEM, 0, ITEM_MOVED_TO_ADDRESS},
    {"moved_to_municipality", TO_ITEM, 0, ITEM_MOVED_TO_MUNICIPALITY},
    {"moved_to_country", TO_ITEM, 0, ITEM_MOVED_TO_COUNTRY},
    {"move_notice_on", TO_ITEM, 0, ITEM_MOVE_NOTICE_ON},
    {"nationality", TO_ITEM, 0, ITEM_NATIONALITY},
    {"residence_status", TO_ITEM, 0, ITEM_RESIDENCE_STATUS},
    {"residence_period", TO_ITEM, 0, ITEM_RESIDENCE_PERIOD},
    {"residence_expires_on", TO_ITEM, 0, ITEM_RESIDENCE_EXPIRES_ON},
    {"residence_card_no", TO_ITEM, 0, ITEM_RESIDENCE_CARD_NO},
    {"is_special_permanent", TO_ITEM, 0, ITEM_IS_SPECIAL_PERMANENT},
    {"is_suppressed", TO_GUARD, 0, ITEM_IS_SUPPRESSED},
    {"restriction_kind", TO_GUARD, 0, ITEM_RESTRICTION_KIND},
    {"restriction_level", TO_GUARD, 0, ITEM_RESTRICTION_LEVEL},
    /* 一時解除中 is not an end of the measure: still guarded */
    {"restriction_state", TO_GUARD, 0, ITEM_RESTRICTION_STATE},
    {"restriction_from", TO_ITEM, 0, ITEM_RESTRICTION_FROM},
    {"restriction_until", TO_ITEM, 0, ITEM_RESTRICTION_UNTIL},
    {"is_ward", TO_ITEM, 0, ITEM_IS_WARD},
    {"mail_name_use", TO_ITEM, 0, ITEM_MAIL_NAME_USE},
    {"mailing_kind", TO_ITEM, 0, ITEM_MAILING_KIND},
    {"mailing_name", TO_ITEM, 0, ITEM_MAILING_NAME},
    {"mailing_postal_code", TO_ITEM, 0, ITEM_MAILING_POSTAL_CODE},
    {"mailing_address", TO_ITEM, 0, ITEM_MAILING_ADDRESS},
    {"mailing_building", TO_ITEM, 0, ITEM_MAILING_BUILDING},
    {"mailing_from", TO_ITEM, 0, ITEM_MAILING_FROM},
    {"mailing_until", TO_ITEM, 0, ITEM_MAILING_UNTIL},
    {"merged_into", TO_ITEM, 0, ITEM_MERGED_INTO},
    {"corporate_number", TO_ITEM, 0, ITEM_CORPORATE_NUMBER},
    {"sent_at", TO_NOTHING, 0, 0},
    {"sent_sequence", TO_NOTHING, 0, 0},
};
_Static_assert(COUNT_OF(targets) <= FIELDS_MAX, "places");

enum err field_map_make(const struct layout *layout, struct report *report, struct field_map *ret)
{
    struct field_map map = {0};

    map.data_record = layout_record(layout, "data");
    map.header_record = layout_record(layout, "header");
    if (map.data_record == SIZE_MAX || map.header_record == SIZE_MAX) {
        return report_fail(report, ERR_INPUT, "レイアウト %s に data と header のレコードがありません。",
                           layout_name(layout));
    }
    map.municipality = layout_field(layout, map.header_record, "municipality");
    if (map.municipality == SIZE_MAX) {
        return report_fail(report, ERR_INPUT, "レイアウト %s の header に municipality がありません。",
                           layout_name(layout));
    }
    map.is_in_order = true;
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        size_t field = layout_field(layout, map.data_record, targets[i].name);
        if (field == SIZE_MAX) {
            return report_fail(report, ERR_INPUT, "レイアウト %s の data に項目 %s がありません。",
                               layout_name(layout), targets[i].name);
        }
        map.places[i] = (struct field_place){field, &targets[i]};
        map.is_in_order = map.is_in_order && field == i;
        map.field_count = field + 1 > map.field_count ? field + 1 : map.field_count;
    }
    if (map.field_count != COUNT_OF(targets)) {
        return report_fail(report, ERR_INPUT, "レイアウト %s に宛名が知らない項目があります。",
                           layout_name(layout));
    }
    map.addressee_no = layout_field(layout, map.data_record, "addressee_no");
    *ret = map;
    return ERR_NONE;
}

struct reading {
    const struct record *record;
    struct report *report;
    struct person_row *row;
    struct items items;
};

static enum err fault(struct reading *in, const struct field_target *t, const char *why)
{
    return report_fail(in->report, ERR_INPUT, "レコード %lld 件目 %s: %s",
                       (long long)in->record->number, t->name, why);
}

static bool long_number_of(struct text value, int64_t *ret)
{
    int64_t n = 0;
    size_t i = 0;

    if (value.len > 18 || !are_digits(value.bytes, value.len)) {
        return false;
    }
    for (; value.len - i >= 8; i += 8) {
        n = n * 100000000 + (int64_t)eight_digits(value.bytes + i);
    }
    for (; i < value.len; i++) {
        n = n * 10 + (value.bytes[i] - '0');
    }
    *ret = n;
    return true;
}

/*
 * Digits alone, as the layout's checks have left them; more of them than a number has is none. Most have one
 * digit, and most others are days.
 */
static inline bool number_of(struct text value, int64_t *ret)
{
    uint64_t w;

    *ret = 0;
    if (value.len == 1) {
        unsigned digit = (unsigned)((unsigned char)value.bytes[0] - '0');
        *ret = digit <= 9 ? (int64_t)digit : 0;
        return digit <= 9;
    }
    if (value.len == 8) {
        memcpy(&w, value.bytes, 8);
        bool is_number = are_digits8(w);
        *ret = is_number ? (int64_t)eight_digits(value.bytes) : 0;
        return is_number;
    }
    return long_number_of(value, ret);
}

/* `ret_number`: NULL, or where an amount also goes. */
static inline enum err add_item(struct reading *in, const struct field_target *t, struct text value,
                         int64_t *ret_number)
{
    int64_t number = 0;

    if (item_is_text[t->item]) {
        return items_put_text(&in->items, t->item, value) ? ERR_NONE
                                                          : fault(in, t, "項目の合計が長すぎます。");
    }
    if (!number_of(value, &number)) {
        return fault(in, t, "数字ではありません。");
    }
    if (ret_number != NULL) {
        *ret_number = number;
    }
    return items_put_number(&in->items, t->item, number) ? ERR_NONE
                                                         : fault(in, t, "項目の合計が長すぎます。");
}

/* Digits of a fixed width, filled up with zeros: a reader may have taken leading zeros off. */
static bool fill_digits(struct text value, char *to, size_t width)
{
    if (value.len > width) {
        return false;
    }
    memset(to, '0', width - value.len);
    memcpy(to + width - value.len, value.bytes, value.len);
    return true;
}

/*
 * A register's birth day need not be a calendar day (住民記録システム標準仕様書 1.1.8). The column holds
 * what is certain (29 February of a common year: February), an item what the register says.
 */
static enum err read_birth(struct reading *in, const struct field_target *t, struct text value)
{
    int64_t ymd;

    if (!number_of(value, &ymd) || ymd > 99991231) {
        return fault(in, t, "日付の数字ではありません。");
    }
    if (!register_day_is_valid((int32_t)ymd)) {
        enum err e = add_item(in, t, value, NULL);
        if (e != ERR_NONE) {
            return e;
        }
        ymd = register_day_is_valid((int32_t)(ymd / 100 * 100)) ? ymd / 100 * 100
              : register_day_is_valid((int32_t)(ymd / 10000 * 10000)) ? ymd / 10000 * 10000 : 0;
    }
    in->row->n[PERSON_BIRTH] = ymd;
    return ERR_NONE;
}

/* Zeros alone are no number yet (個人番号 not generated): the row says nothing about it. */
static enum err read_number(struct reading *in, const struct field_target *t, struct text value,
                            char *to, size_t width)
{
    if (!fill_digits(value, to, width)) {
        return fault(in, t, "長すぎます。");
    }
    for (size_t i = 0; i < width; i++) {
        if (to[i] != '0') {
            return ERR_NONE;
        }
    }
    memset(to, 0, width);
    return ERR_NONE;
}

static inline enum err read_field(struct reading *in, const struct field_target *t, size_t field)
{
    struct person_row *row = in->row;
    struct text value = record_text(in->record, field);

    switch (t->kind) {
    case TO_INT:
        return number_of(value, &row->n[t->column]) ? ERR_NONE : fault(in, t, "数字ではありません。");
    case TO_TEXT:
        row->t[t->column] = value;
        return ERR_NONE;
    case TO_ITEM:
        return add_item(in, t, value, NULL);
    case TO_BOTH:
        return add_item(in, t, value, &row->n[t->column]);
    case TO_DIGITS: {
        char digits[16];
        size_t width = (size_t)t->column;
        return fill_digits(value, digits, width) ? add_item(in, t, (struct text){digits, width}, NULL)
                                                 : fault(in, t, "長すぎます。");
    }
    case TO_GUARD: {
        int64_t number = 0;
        enum err e = add_item(in, t, value, &number);
        row->n[PERSON_IS_RESTRICTED] |= number != 0;
        return e;
    }
    case TO_NUMBER:
        return read_number(in, t, value, row->numbers.individual, INDIVIDUAL_NUMBER_DIGITS);
    case TO_CODE:
        return read_number(in, t, value, row->numbers.resident_code, RESIDENT_CODE_DIGITS);
    case TO_BIRTH:
        return read_birth(in, t, value);
    case TO_NOTHING:
        return ERR_NONE;
    }
    return ERR_NONE;
}

enum err field_map_read(const struct field_map *map, const struct record *r, struct arena *arena,
                        struct report *report, struct person_row *ret)
{
    struct reading in; /* large, and unset until it is written */

    in.record = r;
    in.report = report;
    in.row = ret;
    in.items.len = 0;
    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < PERSON_TEXTS; i++) {
        ret->t[i] = (struct text){"", 0};
    }
    ret->record_no = r->number;
    if (r->field_count != map->field_count) {
        return report_fail(report, ERR_INPUT, "レコード %lld 件目の項目数が %zu です（%zu のはず）。",
                           (long long)r->number, r->field_count, map->field_count);
    }
    for (size_t i = 0; i < map->field_count; i++) {
        i = map->is_in_order ? record_next_filled(r, i) : i;
        if (i == map->field_count) {
            break;
        }
        const struct field_place *p = &map->places[i];
        if (record_text(r, p->field).len == 0) {
            continue;
        }
        enum err e = read_field(&in, p->target, p->field);
        if (e != ERR_NONE) {
            return e;
        }
    }
    ret->t[PERSON_ITEMS] = text_copy(arena, (struct text){in.items.bytes, in.items.len});
    return ERR_NONE;
}
