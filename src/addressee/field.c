/*
 * 項目 -- one data record of JU-01 / JU-02 (interfaces.md 6.2) becomes one history row.
 *
 * Items that a query reads are columns; the others are kept together in `rest`, so the row is whole
 * (全項目履歴). What says something about the sending alone (連番, 送信日時, 最新履歴) is no part of it.
 */
#include "addressee/field.h"

enum target_kind {
    TO_INT,     /* a column of numbers */
    TO_TEXT,    /* a column of texts */
    TO_DIGITS,  /* a column of texts: digits filled up with zeros on the left */
    TO_REST,    /* a line of `rest` */
    TO_FLAG,    /* a line of `rest` unless it is 0 */
    TO_GUARD,   /* 支援措置: a line of `rest`, and any value guards the person */
    TO_NUMBER,  /* 個人番号: sealed only */
    TO_CODE,    /* 住民票コード: sealed only */
    TO_BIRTH,
    TO_NOTHING, /* says something about the file, not about the person */
};

struct field_target {
    const char *name;
    enum target_kind kind;
    int column; /* enum person_int or person_text, or the width of TO_DIGITS << 8 | column */
};

static const struct field_target targets[] = {
    {"record_kind", TO_NOTHING, 0},
    {"addressee_no", TO_INT, PERSON_ADDRESSEE_NO},
    {"history_no", TO_INT, PERSON_HISTORY_NO},
    {"is_latest", TO_NOTHING, 0},
    {"household_no", TO_INT, PERSON_HOUSEHOLD_NO},
    {"order_in_household", TO_INT, PERSON_MEMBER_ORDER},
    {"relation", TO_TEXT, PERSON_RELATION},
    {"relation_code", TO_INT, PERSON_RELATION_CODE},
    {"is_head", TO_INT, PERSON_IS_HEAD},
    {"kind", TO_INT, PERSON_KIND},
    {"status", TO_INT, PERSON_STATUS},
    {"name", TO_TEXT, PERSON_NAME},
    {"kana", TO_TEXT, PERSON_KANA},
    {"kana_confirmed", TO_FLAG, 0},
    {"former_surname", TO_TEXT, PERSON_FORMER_SURNAME},
    {"former_surname_kana", TO_REST, 0},
    {"alias", TO_TEXT, PERSON_ALIAS},
    {"alias_kana", TO_REST, 0},
    {"alias_registered_on", TO_REST, 0},
    {"alias_municipality", TO_REST, 0},
    {"roman", TO_TEXT, PERSON_ROMAN},
    {"foreign_kanji", TO_REST, 0},
    {"birth", TO_BIRTH, PERSON_BIRTH},
    {"birth_accuracy", TO_FLAG, 0},
    {"birth_text", TO_REST, 0},
    {"sex", TO_INT, PERSON_SEX},
    {"individual_number", TO_NUMBER, 0},
    {"resident_code", TO_CODE, 0},
    {"postal_code", TO_DIGITS, 7 << 8 | PERSON_POSTAL_CODE},
    {"address_code", TO_INT, PERSON_ADDRESS_CODE},
    {"address", TO_TEXT, PERSON_ADDRESS},
    {"lot_code", TO_INT, PERSON_LOT_CODE},
    {"building", TO_TEXT, PERSON_BUILDING},
    {"building_kana", TO_REST, 0},
    {"resident_since", TO_INT, PERSON_RESIDENT_FROM},
    {"resident_since_accuracy", TO_FLAG, 0},
    {"address_since", TO_INT, PERSON_ADDRESS_SINCE},
    {"address_since_accuracy", TO_FLAG, 0},
    {"foreign_resident_since", TO_REST, 0},
    {"notified_on", TO_INT, PERSON_NOTIFIED_ON},
    {"event_reason", TO_INT, PERSON_REASON},
    {"event_on", TO_INT, PERSON_EVENT_ON},
    {"event_on_text", TO_REST, 0},
    {"processed_on", TO_INT, PERSON_PROCESSED_ON},
    {"removal_reason", TO_REST, 0},
    {"removed_on", TO_REST, 0},
    {"previous_address", TO_REST, 0},
    {"previous_municipality", TO_REST, 0},
    {"previous_country", TO_REST, 0},
    {"planned_address", TO_REST, 0},
    {"planned_municipality", TO_REST, 0},
    {"planned_move_on", TO_REST, 0},
    {"moved_to_address", TO_REST, 0},
    {"moved_to_municipality", TO_REST, 0},
    {"moved_to_country", TO_REST, 0},
    {"move_notice_on", TO_REST, 0},
    {"nationality", TO_REST, 0},
    {"residence_status", TO_REST, 0},
    {"residence_period", TO_REST, 0},
    {"residence_expires_on", TO_REST, 0},
    {"residence_card_no", TO_REST, 0},
    {"is_special_permanent", TO_FLAG, 0},
    {"is_suppressed", TO_GUARD, 0},
    {"restriction_kind", TO_GUARD, 0},
    {"restriction_level", TO_GUARD, 0},
    {"restriction_state", TO_GUARD, 0}, /* 一時解除中 is not an end of the measure: still guarded */
    {"restriction_from", TO_REST, 0},
    {"restriction_until", TO_REST, 0},
    {"is_ward", TO_FLAG, 0},
    {"mail_name_use", TO_FLAG, 0},
    {"mailing_kind", TO_REST, 0},
    {"mailing_name", TO_REST, 0},
    {"mailing_postal_code", TO_REST, 0},
    {"mailing_address", TO_REST, 0},
    {"mailing_building", TO_REST, 0},
    {"mailing_from", TO_REST, 0},
    {"mailing_until", TO_REST, 0},
    {"merged_into", TO_REST, 0},
    {"corporate_number", TO_REST, 0},
    {"sent_at", TO_NOTHING, 0},
    {"sent_sequence", TO_NOTHING, 0},
};

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
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        size_t field = layout_field(layout, map.data_record, targets[i].name);
        if (field == SIZE_MAX) {
            return report_fail(report, ERR_INPUT, "レイアウト %s の data に項目 %s がありません。",
                               layout_name(layout), targets[i].name);
        }
        assert(field < FIELDS_MAX);
        map.targets[field] = &targets[i];
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

#define REST_BYTES 12288

struct reading {
    const struct record *record;
    struct arena *arena;
    struct report *report;
    struct person_row *row;
    char rest[REST_BYTES];
    size_t rest_len;
};

static enum err fault(struct reading *in, const struct field_target *t, const char *why)
{
    return report_fail(in->report, ERR_INPUT, "レコード %lld 件目 %s: %s",
                       (long long)in->record->number, t->name, why);
}

static enum err add_rest(struct reading *in, const struct field_target *t, struct text value)
{
    size_t name = strlen(t->name);

    if (memchr(value.bytes, '\n', value.len) != NULL) {
        return fault(in, t, "値の中に改行があります。");
    }
    if (in->rest_len + name + value.len + 2 > sizeof(in->rest)) {
        return fault(in, t, "項目の合計が長すぎます。");
    }
    char *to = in->rest + in->rest_len;
    memcpy(to, t->name, name);
    to[name] = '=';
    memcpy(to + name + 1, value.bytes, value.len);
    to[name + 1 + value.len] = '\n';
    in->rest_len += name + value.len + 2;
    return ERR_NONE;
}

static struct text copied(struct arena *arena, struct text value)
{
    return (struct text){arena_copy(arena, value.bytes, value.len), value.len};
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
 * what is certain (29 February of a common year: February), `rest` what the register says.
 */
static enum err read_birth(struct reading *in, const struct field_target *t, struct text value)
{
    int64_t ymd;

    if (!parse_i64(value.bytes, value.len, 0, 99991231, &ymd)) {
        return fault(in, t, "日付の数字ではありません。");
    }
    if (!register_day_is_valid((int32_t)ymd)) {
        enum err e = add_rest(in, &(struct field_target){"birth_as_registered", TO_REST, 0}, value);
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

static enum err read_field(struct reading *in, const struct field_target *t, size_t field)
{
    struct person_row *row = in->row;
    struct text value = record_text(in->record, field);

    switch (t->kind) {
    case TO_INT:
        return record_i64(in->record, field, &row->n[t->column])
                   ? ERR_NONE : fault(in, t, "数字ではありません。");
    case TO_TEXT:
        row->t[t->column] = copied(in->arena, value);
        return ERR_NONE;
    case TO_DIGITS: {
        size_t width = (size_t)t->column >> 8;
        char *digits = arena_alloc(in->arena, width + 1, 1);
        row->t[t->column & 0xff] = (struct text){digits, width};
        return fill_digits(value, digits, width) ? ERR_NONE : fault(in, t, "長すぎます。");
    }
    case TO_GUARD:
        if (text_is(value, "0")) {
            return ERR_NONE;
        }
        row->n[PERSON_IS_RESTRICTED] = 1;
        return add_rest(in, t, value);
    case TO_FLAG:
        return text_is(value, "0") ? ERR_NONE : add_rest(in, t, value);
    case TO_REST:
        return add_rest(in, t, value);
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
    struct reading in; /* `rest` is large and stays unset until it is written */

    in.record = r;
    in.arena = arena;
    in.report = report;
    in.row = ret;
    in.rest_len = 0;
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
        if (record_text(r, i).len == 0) {
            continue;
        }
        enum err e = read_field(&in, map->targets[i], i);
        if (e != ERR_NONE) {
            return e;
        }
    }
    ret->t[PERSON_REST] = copied(arena, (struct text){in.rest, in.rest_len});
    return ERR_NONE;
}
