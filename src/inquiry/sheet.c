/* 照会の控えの行 -- a sheet with its persons, its code, what became of it. */
#include "inquiry/sheet.h"

#include "base/digits.h"

#include <inttypes.h>

const char *const inquiry_kind_labels[INQUIRY_KINDS] = {
    [INQUIRY_DECLARATION] = "簡易申告書",
    [INQUIRY_MUNICIPALITY] = "所得照会書",
};

static date day_of(int64_t ymd)
{
    date d = date_none();
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static enum err next_no(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_inquiry_sheet_next);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err sheet_add(struct store *s, struct inquiry_sheet *sheet, int64_t recorded_at, struct report *report)
{
    int64_t changed;
    enum err e = next_no(s, report, &sheet->sheet_no);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_inquiry_sheet_add);
    query_set_i64(q, "sheet_no", sheet->sheet_no);
    query_set_i64(q, "kind", sheet->kind);
    query_set_i64(q, "fiscal_year", sheet->year);
    query_set_i64(q, "household_no", sheet->household_no);
    query_set_i64(q, "payer_no", sheet->payer_no);
    query_set_text(q, "municipality", sheet->municipality);
    query_set_i64(q, "run_no", sheet->run_no);
    query_set_i64(q, "change_no", sheet->change_no);
    query_set_i64(q, "issued_on", date_ymd(sheet->issued_on));
    query_set_i64(q, "due_on", date_ymd(sheet->due_on));
    query_set_i64(q, "recorded_at", recorded_at);
    e = query_run(q, report, &changed);
    for (size_t i = 0; i < sheet->person_count && e == ERR_NONE; i++) {
        q = store_query(s, SQL_inquiry_person_add);
        query_set_i64(q, "sheet_no", sheet->sheet_no);
        query_set_i64(q, "line_no", (int64_t)i + 1);
        query_set_i64(q, "addressee_no", sheet->persons[i]);
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err sheet_read(struct store *s, int64_t sheet_no, struct arena *arena, struct report *report,
                    struct inquiry_sheet *ret, bool *ret_found)
{
    struct query *q = store_query(s, SQL_inquiry_sheet_of);
    int64_t *persons = NULL;
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = (struct inquiry_sheet){0};
    query_set_i64(q, "sheet_no", sheet_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (ret->person_count == 0) {
            *ret = (struct inquiry_sheet){.sheet_no = sheet_no,
                                          .kind = (enum inquiry_kind)query_i64(q, 1),
                                          .year = (int32_t)query_i64(q, 2),
                                          .household_no = query_i64(q, 3),
                                          .payer_no = query_i64(q, 4),
                                          .municipality = text_copy(arena, query_text(q, 5)),
                                          .run_no = query_i64(q, 6),
                                          .change_no = query_i64(q, 7),
                                          .issued_on = day_of(query_i64(q, 8)),
                                          .due_on = day_of(query_i64(q, 9))};
        }
        *ARENA_PUSH(arena, persons, ret->person_count, capacity) = query_i64(q, 10);
    }
    query_reset(q);
    ret->persons = persons;
    *ret_found = ret->person_count > 0;
    return e;
}

enum err sheet_sent(struct store *s, const struct inquiry_sheet *sheet, struct report *report, date *ret)
{
    bool row;

    *ret = sheet->issued_on;
    if (sheet->run_no == 0) {
        return ERR_NONE;
    }
    struct query *q = store_query(s, SQL_inquiry_run_sent);
    query_set_i64(q, "run_no", sheet->run_no);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row && query_i64(q, 0) != 0 ? sheet->issued_on : date_none();
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------------ the code -- */

enum { SHEET_DIGITS = 12, BODY_DIGITS = 18, CODE_DIGITS = INQUIRY_CODE_BYTES - 1, CHECK_BASE = 97 };

static int check_of(const char *digits, size_t len)
{
    int rest = 0;

    for (size_t i = 0; i < len; i++) {
        rest = (rest * 10 + (digits[i] - '0')) % CHECK_BASE;
    }
    return rest;
}

void sheet_code(int64_t sheet_no, int page, int pages, enum inquiry_kind kind, char ret[INQUIRY_CODE_BYTES])
{
    char body[48];

    (void)snprintf(body, sizeof(body), "%012" PRId64 "%02d%02d%02d", sheet_no, page, pages, (int)kind);
    assert(strlen(body) == BODY_DIGITS);
    memcpy(ret, body, BODY_DIGITS);
    int check = check_of(body, BODY_DIGITS);
    ret[BODY_DIGITS] = (char)('0' + check / 10);
    ret[BODY_DIGITS + 1] = (char)('0' + check % 10);
    ret[CODE_DIGITS] = '\0';
}

bool sheet_code_read(struct text code, int64_t *ret_sheet_no, enum inquiry_kind *ret_kind)
{
    int64_t kind;

    if (code.len != CODE_DIGITS || !are_digits(code.bytes, code.len) ||
        check_of(code.bytes, BODY_DIGITS) !=
            (code.bytes[BODY_DIGITS] - '0') * 10 + (code.bytes[BODY_DIGITS + 1] - '0') ||
        !parse_i64(code.bytes, SHEET_DIGITS, 1, INT64_MAX, ret_sheet_no) ||
        !parse_i64(code.bytes + BODY_DIGITS - 2, 2, INQUIRY_DECLARATION, INQUIRY_MUNICIPALITY, &kind)) {
        return false;
    }
    *ret_kind = (enum inquiry_kind)kind;
    return true;
}

enum err sheet_of_code(struct store *s, struct text code, date on, struct arena *arena,
                       struct report *report, struct inquiry_sheet *ret, const char **ret_fault)
{
    int64_t sheet_no;
    enum inquiry_kind kind;
    bool found = false;
    date sent = date_none();

    *ret = (struct inquiry_sheet){0};
    *ret_fault = NULL;
    if (!sheet_code_read(code, &sheet_no, &kind)) {
        *ret_fault = "簡易申告書・所得照会書の左下のコード（数字20桁）ではありません。読み直してください";
        return ERR_NONE;
    }
    enum err e = sheet_read(s, sheet_no, arena, report, ret, &found);
    e = e == ERR_NONE && found ? sheet_sent(s, ret, report, &sent) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!found || ret->kind != kind) {
        *ret_fault = "このコードの簡易申告書・所得照会書はありません";
    } else if (date_is_none(sent)) {
        *ret_fault = "この書類はまだ発送していません（承認前）";
    } else if (date_before(on, sent)) {
        *ret_fault = "日が、書類の発行日より前です";
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ its steps -- */

enum err step_add(struct store *s, int64_t sheet_no, enum step_kind kind, date on, struct text words,
                  int64_t change_no, int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(s, SQL_inquiry_step_add);
    int64_t changed;

    query_set_i64(q, "sheet_no", sheet_no);
    query_set_i64(q, "kind", kind);
    query_set_i64(q, "on_day", date_ymd(on));
    query_set_text(q, "words", words.len > 0 ? words : text_of(""));
    query_set_i64(q, "change_no", change_no);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

enum err step_last(struct store *s, int64_t sheet_no, struct report *report, enum step_kind *ret)
{
    struct query *q = store_query(s, SQL_inquiry_step_last);
    bool row;

    query_set_i64(q, "sheet_no", sheet_no);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row ? (enum step_kind)query_i64(q, 0) : (enum step_kind)0;
    query_reset(q);
    return e;
}
