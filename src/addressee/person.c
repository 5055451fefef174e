/*
 * 履歴行 -- reading, comparing and laying out a person's history in time.
 *
 * The resident register sends whole rows (全項目履歴): each says everything about the person from its
 * event on. So the days of a row follow from the events alone, and a later row always wins from its day.
 */
#include "addressee/person.h"

const struct bulk_column person_columns[PERSON_COLUMNS + PERSON_TEXTS] = {
    [PERSON_ADDRESSEE_NO] = {"addressee_no", BULK_I64},
    [PERSON_HISTORY_NO] = {"history_no", BULK_I64},
    [PERSON_RECORDED_AT] = {"recorded_at", BULK_I64},
    [PERSON_SUPERSEDED_AT] = {"superseded_at", BULK_I64},
    [PERSON_VALID_FROM] = {"valid_from", BULK_I64},
    [PERSON_VALID_UNTIL] = {"valid_until", BULK_I64},
    [PERSON_HOUSEHOLD_NO] = {"household_no", BULK_I64},
    [PERSON_KIND] = {"kind", BULK_I64},
    [PERSON_STATUS] = {"status", BULK_I64},
    [PERSON_BIRTH] = {"birth", BULK_I64},
    [PERSON_IS_RESTRICTED] = {"is_restricted", BULK_I64},
    [PERSON_COLUMNS + PERSON_NAME] = {"name", BULK_TEXT},
    [PERSON_COLUMNS + PERSON_KANA] = {"kana", BULK_TEXT},
    [PERSON_COLUMNS + PERSON_ADDRESS] = {"address", BULK_TEXT},
    [PERSON_COLUMNS + PERSON_ITEMS] = {"items", BULK_BLOB},
};

void person_row_read(struct query *q, struct arena *arena, struct person_row *ret)
{
    memset(ret, 0, sizeof(*ret));
    for (int i = 0; i < PERSON_COLUMNS; i++) {
        ret->n[i] = query_i64(q, i);
    }
    for (int i = 0; i < PERSON_TEXTS; i++) {
        int column = PERSON_COLUMNS + i;
        ret->t[i] = i == PERSON_ITEMS ? query_blob(q, column) : query_text(q, column);
    }
    person_row_keep(ret, arena);
    ret->n[PERSON_IS_HEAD] = items_number(ret->t[PERSON_ITEMS], ITEM_IS_HEAD);
    ret->n[PERSON_REASON] = items_number(ret->t[PERSON_ITEMS], ITEM_REASON);
    ret->n[PERSON_EVENT_ON] = items_number(ret->t[PERSON_ITEMS], ITEM_EVENT_ON);
}

void person_row_keep(struct person_row *row, struct arena *arena)
{
    for (int i = 0; i < PERSON_TEXTS; i++) {
        struct text t = row->t[i];
        row->t[i].bytes = t.len == 0 ? "" : arena_copy(arena, t.bytes, t.len);
    }
}

bool person_row_same_facts(const struct person_row *a, const struct person_row *b)
{
    for (int i = 0; i < PERSON_COLUMNS; i++) {
        bool is_time = i == PERSON_RECORDED_AT || i == PERSON_SUPERSEDED_AT ||
                       i == PERSON_VALID_FROM || i == PERSON_VALID_UNTIL;
        if (!is_time && a->n[i] != b->n[i]) {
            return false;
        }
    }
    for (int i = 0; i < PERSON_TEXTS; i++) {
        if (!text_equal(a->t[i], b->t[i])) {
            return false;
        }
    }
    return true;
}

static date day_or_none(int64_t ymd)
{
    date d;
    return date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* 郵便物送付コード 1 通称のみ: what is printed carries the 通称. */
struct text person_printed_name(const struct person_row *row)
{
    struct text items = row->t[PERSON_ITEMS], alias = items_text(items, ITEM_ALIAS);
    bool is_alias = items_number(items, ITEM_MAIL_NAME_USE) == 1 && alias.len > 0;

    return is_alias ? alias : row->t[PERSON_NAME];
}

void person_row_to_addressee(const struct person_row *row, struct addressee *ret)
{
    struct text items = row->t[PERSON_ITEMS];

    *ret = (struct addressee){
        .addressee_no = row->n[PERSON_ADDRESSEE_NO],
        .household_no = row->n[PERSON_HOUSEHOLD_NO],
        .history_no = (int32_t)row->n[PERSON_HISTORY_NO],
        .name = row->t[PERSON_NAME],
        .kana = row->t[PERSON_KANA],
        .alias = items_text(items, ITEM_ALIAS),
        .former_surname = items_text(items, ITEM_FORMER_SURNAME),
        .roman = items_text(items, ITEM_ROMAN),
        .printed_name = person_printed_name(row),
        .birth = {(int32_t)row->n[PERSON_BIRTH]},
        .sex = (int)items_number(items, ITEM_SEX),
        .kind = (int)row->n[PERSON_KIND],
        .status = (int)row->n[PERSON_STATUS],
        .is_head = row->n[PERSON_IS_HEAD] != 0,
        .relation = items_text(items, ITEM_RELATION),
        .postal_code = items_text(items, ITEM_POSTAL_CODE),
        .address = row->t[PERSON_ADDRESS],
        .building = items_text(items, ITEM_BUILDING),
        .resident_from = day_or_none(items_number(items, ITEM_RESIDENT_FROM)),
        .valid_from = day_or_none(row->n[PERSON_VALID_FROM]),
        .valid_until = day_or_none(row->n[PERSON_VALID_UNTIL]),
        .is_restricted = row->n[PERSON_IS_RESTRICTED] != 0,
    };
}

/* ------------------------------------------------------------------------------ 履歴と期間 ---- */

/*
 * The division of an event reason: 1 記載, 2 消除, 3 修正, 5 住登外・法人; and of a cancellation the
 * division of what it cancels: 異動の取消し(増) takes a 消除 back, (減) a 記載, (修正) a 修正.
 */
enum { REASON_CANCEL_ADDS = 9, REASON_CANCEL_REMOVES = 19, REASON_CANCEL_MODIFIES = 39 };

static int reason_division(int64_t reason)
{
    return reason < 10 ? 1 : reason < 20 ? 2 : reason < 40 ? 3 : 5;
}

static int cancelled_division(int64_t reason)
{
    switch (reason) {
    case REASON_CANCEL_ADDS:
        return 2;
    case REASON_CANCEL_REMOVES:
        return 1;
    case REASON_CANCEL_MODIFIES:
        return 3;
    default:
        return 0;
    }
}

/*
 * The row that rows[at] cancels: the latest before it of the right division that is no cancellation and
 * has not been cancelled, told by its valid_until: cancelled rows carry 0 while spans are being made.
 */
static struct person_row *cancelled_by(struct person_row **rows, size_t at)
{
    int division = cancelled_division(rows[at]->n[PERSON_REASON]);

    for (size_t i = at; i-- > 0;) {
        int64_t reason = rows[i]->n[PERSON_REASON];
        if (cancelled_division(reason) == 0 && reason_division(reason) == division &&
            rows[i]->n[PERSON_VALID_UNTIL] != 0) {
            return rows[i];
        }
    }
    return NULL;
}

size_t person_history_spans(struct person_row **rows, size_t count)
{
    size_t stray_cancellations = 0;

    for (size_t i = 0; i < count; i++) {
        rows[i]->n[PERSON_VALID_FROM] = rows[i]->n[PERSON_EVENT_ON];
        rows[i]->n[PERSON_VALID_UNTIL] = DAY_OPEN;
        if (cancelled_division(rows[i]->n[PERSON_REASON]) != 0) {
            struct person_row *cancelled = cancelled_by(rows, i);
            if (cancelled == NULL) {
                stray_cancellations++;
            } else {
                cancelled->n[PERSON_VALID_UNTIL] = 0;
                if (cancelled->n[PERSON_VALID_FROM] < rows[i]->n[PERSON_VALID_FROM]) {
                    rows[i]->n[PERSON_VALID_FROM] = cancelled->n[PERSON_VALID_FROM];
                }
            }
        }
    }
    int64_t next = DAY_OPEN;
    for (size_t i = count; i-- > 0;) {
        int64_t from = rows[i]->n[PERSON_VALID_FROM];
        rows[i]->n[PERSON_VALID_UNTIL] = next > from ? next : from;
        next = from < next ? from : next;
    }
    return stray_cancellations;
}

size_t person_history_belongings(struct person_row *const *rows, size_t count,
                                 struct belonging_row *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        const struct person_row *row = rows[i];
        if (row->n[PERSON_HOUSEHOLD_NO] == 0 || row->n[PERSON_STATUS] != STATUS_RESIDENT ||
            row->n[PERSON_VALID_FROM] >= row->n[PERSON_VALID_UNTIL]) {
            continue;
        }
        struct belonging_row b = {
            .household_no = row->n[PERSON_HOUSEHOLD_NO],
            .addressee_no = row->n[PERSON_ADDRESSEE_NO],
            .from = (int32_t)row->n[PERSON_VALID_FROM],
            .until = (int32_t)row->n[PERSON_VALID_UNTIL],
            .birth = (int32_t)row->n[PERSON_BIRTH],
            .is_head = row->n[PERSON_IS_HEAD] != 0,
            .record_no = row->record_no,
        };
        struct belonging_row *before = n > 0 ? &ret[n - 1] : NULL;
        if (before != NULL && before->until == b.from && before->household_no == b.household_no &&
            before->birth == b.birth && before->is_head == b.is_head) {
            before->until = b.until;
        } else {
            ret[n++] = b;
        }
    }
    return n;
}
