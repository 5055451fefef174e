/*
 * 送付先・連絡先・口座 -- as they stand, for letters, screens and searches. Rows LV-33, EL-40, OP-25.
 */
#include "addressee/sending.h"

const struct change_code sending_duties[] = {
    {"0", "すべて"}, {"1", "賦課"}, {"2", "給付"}, {"3", "収納"}, {NULL, NULL}};
const struct change_code sending_reasons[] = {
    {"1", "本人の申出"},   {"2", "成年後見人等"},       {"3", "納税管理人・納付代理人"},
    {"4", "施設・病院に入所"}, {"5", "支援措置の安全な送付先"}, {"9", "その他"}, {NULL, NULL}};
const struct change_code contact_kinds[] = {
    {"1", "電話"}, {"2", "携帯電話"}, {"3", "メール"}, {NULL, NULL}};
const struct change_code account_purposes[] = {
    {"1", "還付・給付の受取り"}, {"2", "口座振替"}, {NULL, NULL}};
const struct change_code deposit_kinds[] = {
    {"1", "普通"}, {"2", "当座"}, {"4", "貯蓄"}, {"9", "その他"}, {NULL, NULL}};

const char *code_label(const struct change_code *codes, int64_t value)
{
    for (; codes->value != NULL; codes++) {
        int64_t code = 0;
        if (parse_i64(codes->value, strlen(codes->value), 0, INT64_MAX, &code) && code == value) {
            return codes->label;
        }
    }
    return "";
}

/* ------------------------------------------------------------------------------- 送付先 ------- */

static int rank_of(const struct register_row *row, enum duty duty, bool is_restricted)
{
    int64_t of = row->n[SENDING_DUTY];

    if ((is_restricted && row->n[SENDING_IS_SAFE] == 0) || (of != (int64_t)duty && of != DUTY_ALL)) {
        return 0;
    }
    return of == DUTY_ALL ? 1 : 2;
}

enum err sending_for(struct store *s, const int64_t *numbers, size_t count, enum duty duty,
                     bool is_restricted, struct as_of as_of, struct arena *arena, struct report *report,
                     struct register_row *ret, bool *ret_found)
{
    int best = 0;

    *ret_found = false;
    for (size_t i = 0; i < count; i++) {
        struct register_row *rows = NULL;
        size_t row_count = 0;
        enum err e = register_rows(s, REGISTER_SENDING, numbers[i], as_of.known_at, arena, report, &rows,
                                   &row_count);
        if (e != ERR_NONE) {
            return e;
        }
        for (size_t k = 0; k < row_count; k++) {
            int rank = register_row_covers(&rows[k], as_of.on) ? rank_of(&rows[k], duty, is_restricted) : 0;
            if (rank > best) {
                best = rank;
                *ret = rows[k];
                *ret_found = true;
            }
        }
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- 一覧 --------- */

/* The rows of every number of the person. */
static enum err rows_of_person(struct store *s, enum register_table which, int64_t addressee_no,
                               int64_t known_at, struct arena *arena, struct report *report,
                               struct register_row **ret, size_t *ret_count)
{
    int64_t *numbers = NULL;
    size_t number_count = 0, count = 0, capacity = 0;
    struct register_row *all = NULL;
    enum err e = addressee_numbers_of(s, addressee_no, known_at, arena, report, &numbers, &number_count);

    for (size_t i = 0; i < number_count && e == ERR_NONE; i++) {
        struct register_row *rows = NULL;
        size_t row_count = 0;
        e = register_rows(s, which, numbers[i], known_at, arena, report, &rows, &row_count);
        for (size_t k = 0; k < row_count && e == ERR_NONE; k++) {
            *ARENA_PUSH(arena, all, count, capacity) = rows[k];
        }
    }
    if (e == ERR_NONE) {
        *ret = all;
        *ret_count = count;
    }
    return e;
}

static date day_of(int64_t ymd)
{
    date d;
    bool is_day = date_from_ymd((int32_t)ymd, &d);
    assert(is_day);
    return d;
}

enum err addressee_contacts(struct store *s, int64_t addressee_no, int64_t known_at, struct arena *arena,
                            struct report *report, struct contact **ret, size_t *ret_count)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    enum err e = rows_of_person(s, REGISTER_CONTACT, addressee_no, known_at, arena, report, &rows, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct contact *list = ARENA_ARRAY(arena, struct contact, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct register_row *r = &rows[i];
        list[i] = (struct contact){.row_no = r->n[ROW_NO],
                                   .kind_label = code_label(contact_kinds, r->n[CONTACT_KIND]),
                                   .value = r->t[CONTACT_VALUE],
                                   .who = r->t[CONTACT_WHO],
                                   .hours = r->t[CONTACT_HOURS],
                                   .note = r->t[CONTACT_NOTE],
                                   .from = day_of(r->n[ROW_FROM]),
                                   .until = day_of(r->n[ROW_UNTIL])};
    }
    *ret = list;
    *ret_count = count;
    return ERR_NONE;
}

/* 口座番号 with only its last two digits, the holder not at all. */
static struct text masked_number(struct text number, struct arena *arena)
{
    if (number.len <= 2) {
        return text_of("****");
    }
    return text_of(arena_printf(arena, "*****%.*s", 2, number.bytes + number.len - 2));
}

enum err addressee_accounts(struct session *session, int64_t addressee_no, int64_t known_at,
                            struct arena *arena, struct report *report, struct bank_account **ret,
                            size_t *ret_count)
{
    struct register_row *rows = NULL;
    size_t count = 0;
    bool is_masked = !operator_may(&session->operator, PERM_ACCOUNT_VIEW);
    enum err e = rows_of_person(session->store, REGISTER_ACCOUNT, addressee_no, known_at, arena, report,
                                &rows, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct bank_account *list = ARENA_ARRAY(arena, struct bank_account, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct register_row *r = &rows[i];
        list[i] = (struct bank_account){
            .row_no = r->n[ROW_NO],
            .purpose = (int)r->n[ACCOUNT_PURPOSE],
            .deposit_kind = (int)r->n[ACCOUNT_DEPOSIT_KIND],
            .purpose_label = code_label(account_purposes, r->n[ACCOUNT_PURPOSE]),
            .deposit_label = code_label(deposit_kinds, r->n[ACCOUNT_DEPOSIT_KIND]),
            .bank = r->t[ACCOUNT_BANK],
            .branch = r->t[ACCOUNT_BRANCH],
            .number = is_masked ? masked_number(r->t[ACCOUNT_NUMBER], arena) : r->t[ACCOUNT_NUMBER],
            .holder = is_masked ? text_of("****") : r->t[ACCOUNT_HOLDER],
            .note = is_masked ? text_of("") : r->t[ACCOUNT_NOTE],
            .is_public = r->n[ACCOUNT_IS_PUBLIC] != 0,
            .is_masked = is_masked,
            .from = day_of(r->n[ROW_FROM]),
            .until = day_of(r->n[ROW_UNTIL]),
        };
    }
    *ret = list;
    *ret_count = count;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- 電話 --------- */

#define PHONE_DIGITS_MIN 4

enum err addressee_by_phone(struct store *s, struct text typed, size_t max, struct arena *arena,
                            struct report *report, int64_t **ret, size_t *ret_count)
{
    char digits[PHONE_DIGITS_MAX + 1], until[PHONE_DIGITS_MAX + 2];
    size_t len = phone_digits(typed, digits), count = 0, capacity = 0;
    int64_t *numbers = NULL;
    bool row = false;
    enum err e;

    if (len < PHONE_DIGITS_MIN) {
        return report_fail(report, ERR_INPUT, "電話番号は%d桁以上で探してください。", PHONE_DIGITS_MIN);
    }
    memcpy(until, digits, len);
    until[len] = ':'; /* the character after '9' */
    struct query *q = store_query(s, SQL_addressee_contact_phone);
    query_set_text(q, "from", (struct text){digits, len});
    query_set_text(q, "until", (struct text){until, len + 1});
    query_set_i64(q, "count", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, numbers, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = numbers;
        *ret_count = count;
    }
    return e;
}
