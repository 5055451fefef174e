/*
 * 個人番号 -- the one door to what is sealed, the search by keyed hash, the lists of doubts, the stores.
 *
 * Law     番号法 9条 (duties), 12条 (safe keeping), 20条 (nothing is kept without a reason)
 * Rows    MN-01, MN-04, MN-06, MN-10, MN-17
 *
 * Whoever opens the door says what for; the record is durable before a digit is read.
 */
#include "addressee/number_door.h"

#include "audit/audit.h"
#include "base/personal_number.h"

#include <sodium.h>

struct number_place number_own_place(int64_t addressee_no, int64_t row_no)
{
    return (struct number_place){addressee_no, -row_no, 0};
}

/* ---------------------------------------------------------------------------------- 読む ------ */

struct reading {
    struct session *session;
    struct number_keys keys;
    struct arena *arena;
    struct report *report;
    struct number_pair pair;
    int64_t individual_at, code_at; /* when what stands in the pair was recorded; 0 = nothing yet */
    bool found;
};

/* Each of the two numbers as it was recorded last; a pair without one says nothing about it. */
static void take_pair(struct reading *in, const struct number_pair *pair, int64_t recorded_at)
{
    if (pair->individual[0] != '\0' && recorded_at >= in->individual_at) {
        memcpy(in->pair.individual, pair->individual, sizeof(pair->individual));
        in->individual_at = recorded_at;
    }
    if (pair->resident_code[0] != '\0' && recorded_at >= in->code_at) {
        memcpy(in->pair.resident_code, pair->resident_code, sizeof(pair->resident_code));
        in->code_at = recorded_at;
    }
    in->found = true;
}

static enum err open_pair(struct reading *in, struct number_place place, struct text sealed,
                          struct number_pair *ret)
{
    if (number_open(&in->keys, place, sealed, ret)) {
        return ERR_NONE;
    }
    return report_fail(in->report, ERR_WORLD,
                       "宛名番号 %lld の個人番号の記録を開けません。データフォルダの keys/ の鍵が違うか、"
                       "記録が書き換えられています。",
                       (long long)place.addressee_no);
}

/* Of the feeds what the last history row says, whenever an earlier one was corrected. */
static enum err read_feed(struct reading *in, int64_t addressee_no)
{
    struct query *q = store_query(in->session->store, SQL_addressee_number_open_of);
    struct number_pair pair = {{0}, {0}};
    int64_t recorded_at = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "addressee_no", addressee_no);
    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        struct number_place place = {query_i64(q, 0), query_i64(q, 1), query_i64(q, 2)};
        recorded_at = place.recorded_at;
        e = open_pair(in, place, query_blob(q, 3), &pair);
        if (e != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    if (e == ERR_NONE && recorded_at != 0) {
        take_pair(in, &pair, recorded_at);
    }
    sodium_memzero(&pair, sizeof(pair));
    return e;
}

static enum err read_own(struct reading *in, int64_t addressee_no)
{
    struct register_row *rows = NULL;
    struct number_pair pair = {{0}, {0}};
    size_t count = 0;
    enum err e = register_rows(in->session->store, REGISTER_NUMBER_OWN, addressee_no, INT64_MAX, in->arena,
                               in->report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = open_pair(in, number_own_place(addressee_no, rows[i].n[ROW_NO]), rows[i].t[NUMBER_OWN_SEALED],
                      &pair);
        if (e == ERR_NONE) {
            take_pair(in, &pair, rows[i].n[ROW_RECORDED_AT]);
        }
    }
    sodium_memzero(&pair, sizeof(pair));
    return e;
}

enum err number_now(struct session *session, int64_t addressee_no, struct arena *arena, struct report *report,
                    struct number_pair *ret, bool *ret_found)
{
    struct reading in = {.session = session, .arena = arena, .report = report};
    int64_t *numbers = NULL;
    size_t count = 0;
    enum err e = number_keys_load(&session->folder, report, &in.keys);

    if (e == ERR_NONE) {
        e = addressee_numbers_of(session->store, addressee_no, INT64_MAX, arena, report, &numbers, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = read_feed(&in, numbers[i]);
        if (e == ERR_NONE) {
            e = read_own(&in, numbers[i]);
        }
    }
    number_keys_wipe(&in.keys);
    if (e == ERR_NONE) {
        *ret = in.pair;
        *ret_found = in.found;
    }
    sodium_memzero(&in.pair, sizeof(in.pair));
    return e;
}

/* ---------------------------------------------------------------------------------- 索引 ------ */

static enum err holders_of(struct store *s, enum sql sql, struct text blind, int64_t except_no,
                           struct arena *arena, struct report *report, int64_t **numbers, size_t *count,
                           size_t *capacity)
{
    struct query *q = store_query(s, sql);
    bool row = false;
    enum err e;

    query_set_blob(q, "blind", blind.bytes, blind.len);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        bool is_met = query_i64(q, 0) == except_no;
        for (size_t i = 0; i < *count; i++) {
            is_met = is_met || (*numbers)[i] == query_i64(q, 0);
        }
        if (!is_met) {
            *ARENA_PUSH(arena, *numbers, *count, *capacity) = query_i64(q, 0);
        }
    }
    query_reset(q);
    return e;
}

enum err number_holders(struct session *session, const struct number_pair *pair, int64_t except_no,
                        struct arena *arena, struct report *report, int64_t **ret, size_t *ret_count)
{
    struct number_keys keys;
    unsigned char blind[NUMBER_BLIND_BYTES];
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    enum err e = number_keys_load(&session->folder, report, &keys);

    if (e != ERR_NONE) {
        return e;
    }
    /* One key, unless they change just now. The oldest first: a row goes from an older key to the newest (0)
     * between two questions, and never back. */
    for (size_t i = keys.blind.count; i > 0 && e == ERR_NONE; i--) {
        struct text key = {(const char *)blind, number_blind_under(&keys, i - 1, pair, blind)};
        if (key.len > 0) {
            e = holders_of(session->store, SQL_addressee_number_by_blind, key, except_no, arena, report,
                           &numbers, &count, &capacity);
        }
        if (e == ERR_NONE && key.len > 0) {
            e = holders_of(session->store, SQL_addressee_number_own_by_blind, key, except_no, arena, report,
                           &numbers, &count, &capacity);
        }
    }
    number_keys_wipe(&keys);
    if (e == ERR_NONE) {
        *ret = numbers;
        *ret_count = count;
    }
    return e;
}

/* ---------------------------------------------------------------------------------- 記録 ------ */

static enum err purpose_is_given(struct session *session, const char *purpose, struct report *report)
{
    if (purpose == NULL || purpose[0] == '\0') {
        return report_fail(report, ERR_INPUT, "個人番号を見る目的がありません。目的を入力してください。");
    }
    if (session->operator.id[0] == '\0') {
        return report_fail(report, ERR_INPUT, "個人番号を見る操作者がわかりません。");
    }
    if (session->audit == NULL) {
        return report_fail(report, ERR_WORLD, "記録を書けないため、個人番号を出せません。");
    }
    return ERR_NONE;
}

/* LG-03, LG-14: durable when it returns; otherwise nothing is shown. */
static enum err record_look(struct session *session, const char *event, const char *purpose,
                            enum audit_number number, int outcome, const struct audit_subject *subjects,
                            size_t subject_count, struct text criteria, int64_t result_count,
                            struct report *report)
{
    struct audit_event look = {
        .at = clock_now_ms(),
        .kind = outcome == 0 ? AUDIT_VIEW : AUDIT_REFUSED,
        .event = text_of(event),
        .operator_id = text_of(session->operator.id),
        .section = text_of(session->operator.section),
        .terminal = text_of(session->terminal != NULL ? session->terminal : ""),
        .purpose = text_of(purpose),
        .criteria = criteria,
        .result_count = result_count,
        .number = number,
        .outcome = outcome,
        .subjects = subjects,
        .subject_count = subject_count,
    };
    return audit_append(session->audit, &look, report);
}

enum { OUTCOME_FORBIDDEN = 403 };

static enum err must_have(struct session *session, enum permission needed, const char *event,
                          const char *purpose, int64_t addressee_no, struct report *report)
{
    struct audit_subject subject = {addressee_no, 0};

    if (operator_may(&session->operator, needed)) {
        return ERR_NONE;
    }
    enum err e = record_look(session, event, purpose, AUDIT_NUMBER_NONE, OUTCOME_FORBIDDEN, &subject,
                             addressee_no != 0, (struct text){"", 0}, -1, report);
    return e != ERR_NONE
               ? e
               : report_fail(report, ERR_INPUT, "「%s」の権限がありません。係の管理者に申請してください。",
                             ops_permissions[needed].label);
}

/* ---------------------------------------------------------------------------------- 見る ------ */

enum err addressee_number(struct session *session, int64_t addressee_no, enum number_kind kind,
                          const char *purpose, struct report *report, char ret[16])
{
    struct audit_subject subject = {addressee_no, 0};
    struct number_pair pair = {{0}, {0}};
    bool is_individual = kind == NUMBER_INDIVIDUAL, found = false;
    const char *event = is_individual ? "number.show" : "resident-code.show";
    enum err e = purpose_is_given(session, purpose, report);

    if (e == ERR_NONE) {
        e = must_have(session, is_individual ? PERM_NUMBER_VIEW : PERM_RESIDENT_CODE_VIEW, event, purpose,
                      addressee_no, report);
    }
    if (e == ERR_NONE) { /* durable before anything is read */
        e = record_look(session, event, purpose, is_individual ? AUDIT_NUMBER_SHOWN : AUDIT_NUMBER_NONE, 0,
                        &subject, 1, (struct text){"", 0}, -1, report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("number", (size_t)4 << 20);
    e = number_now(session, addressee_no, arena, report, &pair, &found);
    arena_free(arena);
    const char *digits = is_individual ? pair.individual : pair.resident_code;
    size_t len = is_individual ? INDIVIDUAL_NUMBER_DIGITS : RESIDENT_CODE_DIGITS;
    if (e == ERR_NONE && (!found || digits[0] == '\0')) {
        e = report_fail(report, ERR_FINDINGS, "宛名番号 %lld には%sの記録がありません。",
                        (long long)addressee_no, is_individual ? "個人番号" : "住民票コード");
    }
    if (e == ERR_NONE) {
        memcpy(ret, digits, len);
        ret[len] = '\0';
    }
    sodium_memzero(&pair, sizeof(pair));
    return e;
}

/* ---------------------------------------------------------------------------------- 探す ------ */

/* Behind the right to ask: the persons, and the record of the question. */
static enum err find_number(struct session *session, struct text digits, const char *event,
                            const char *purpose, struct arena *arena, struct report *report, int64_t **ret,
                            size_t *ret_count)
{
    struct number_pair pair = {{0}, {0}};
    int64_t *numbers = NULL;
    size_t count = 0;

    memcpy(pair.individual, digits.bytes, INDIVIDUAL_NUMBER_DIGITS);
    enum err e = number_holders(session, &pair, 0, arena, report, &numbers, &count);
    sodium_memzero(&pair, sizeof(pair));
    if (e != ERR_NONE) {
        return e;
    }
    struct audit_subject *subjects = ARENA_ARRAY(arena, struct audit_subject, count + 1);
    size_t subject_count = count < AUDIT_SUBJECTS_MAX ? count : AUDIT_SUBJECTS_MAX;
    for (size_t i = 0; i < subject_count; i++) {
        subjects[i] = (struct audit_subject){numbers[i], 0};
    }
    e = record_look(session, event, purpose, AUDIT_NUMBER_NONE, 0, subjects, subject_count,
                    audit_criteria(session->audit, digits, arena), (int64_t)count, report);
    if (e == ERR_NONE) {
        *ret = numbers;
        *ret_count = count;
    }
    return e;
}

static enum err digits_are_right(struct text digits, struct report *report)
{
    return individual_number_is_valid(digits.bytes, digits.len)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "個人番号の検査数字が合いません。12桁を確かめてください。");
}

enum err addressee_find_number(struct session *session, struct text digits, const char *purpose,
                               struct arena *arena, struct report *report, int64_t **ret, size_t *ret_count)
{
    enum err e = digits_are_right(digits, report);

    if (e == ERR_NONE) {
        e = purpose_is_given(session, purpose, report);
    }
    if (e == ERR_NONE) {
        e = must_have(session, PERM_NUMBER_SEARCH, "number.search", purpose, 0, report);
    }
    return e == ERR_NONE
               ? find_number(session, digits, "number.search", purpose, arena, report, ret, ret_count)
               : e;
}

enum err addressee_number_brought(struct session *session, struct text digits, const char *purpose,
                                  struct arena *arena, struct report *report, int64_t **ret,
                                  size_t *ret_count)
{
    size_t kept = 0;
    enum err e = digits_are_right(digits, report);

    e = e == ERR_NONE ? purpose_is_given(session, purpose, report) : e;
    e = e == ERR_NONE ? find_number(session, digits, "number.match", purpose, arena, report, ret, ret_count)
                      : e;
    for (size_t i = 0; e == ERR_NONE && i < *ret_count; i++) {
        int64_t *own = NULL;
        size_t own_count = 0, at = 0;
        e = addressee_numbers_of(session->store, (*ret)[i], INT64_MAX, arena, report, &own, &own_count);
        while (e == ERR_NONE && at < kept && (*ret)[at] != own[0]) {
            at++;
        }
        if (e == ERR_NONE) {
            (*ret)[at] = own[0];
            kept = at == kept ? kept + 1 : kept;
        }
    }
    *ret_count = e == ERR_NONE ? kept : 0;
    return e;
}

/* ---------------------------------------------------------------------------------- 一覧 ------ */

static enum err doubles(struct store *s, size_t max, struct arena *arena, struct report *report,
                        struct number_finding **rows, size_t *count, size_t *capacity)
{
    struct query *q = store_scan(s, SQL_addressee_number_by_blinds);
    unsigned char last[NUMBER_BLIND_BYTES] = {0};
    int64_t last_no = 0;
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row && *count < max) {
        struct text blind = query_blob(q, 0);
        int64_t no = query_i64(q, 1);
        bool is_same = blind.len == sizeof(last) && memcmp(blind.bytes, last, sizeof(last)) == 0;
        if (is_same && no != last_no) {
            *ARENA_PUSH(arena, *rows, *count, *capacity) =
                (struct number_finding){.addressee_no = last_no, .other_no = no};
        }
        if (blind.len == sizeof(last)) {
            memcpy(last, blind.bytes, sizeof(last));
        }
        last_no = no;
    }
    query_reset(q);
    return e;
}

enum err addressee_number_findings(struct store *s, date on, size_t max, struct arena *arena,
                                   struct report *report, struct number_finding **ret, size_t *ret_count)
{
    struct number_finding *rows = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e = doubles(s, max, arena, report, &rows, &count, &capacity);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_scan(s, SQL_addressee_number_blank);
    query_set_i64(q, "day", date_ymd(on));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row && count < max) {
        *ARENA_PUSH(arena, rows, count, capacity) =
            (struct number_finding){.addressee_no = query_i64(q, 0), .is_blank = true};
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = rows;
        *ret_count = count;
    }
    return e;
}

/* ------------------------------------------------------------------------------ 保管の台帳 ----- */

const struct number_store addressee_number_stores[] = {
    {"addressee_number", "住民記録から届いた個人番号・住民票コード（暗号化）と、個人番号の鍵付き索引",
     "国民健康保険の資格・賦課・給付の事務で本人を特定するため",
     "番号法9条1項・別表（国民健康保険法による保険料の賦課等）",
     "資格を失い、保存期間を過ぎて本人の記録を消すまで"},
    {"addressee_number_own", "窓口で確認した個人番号（暗号化）と、その鍵付き索引・確認の方法",
     "住民記録に無い人の番号、住民記録と異なる番号を確かめて使うため", "番号法9条1項・14条・16条",
     "訂正されるか、本人の記録を消すまで"},
    {"casework_value", "登録を待つ個人番号（下書きと申請の欄、暗号化）",
     "窓口で確認した番号を別の職員が確かめて登録するため", "番号法9条1項・14条・16条",
     "登録した変更の記録の保存期間が過ぎるまで"},
    {"online_number", "オンライン申請に書かれ、まだ本人の見つからない個人番号（暗号化）",
     "住民記録が届いたあとにもう一度照合するため", "番号法9条1項・14条",
     "本人が見つかるか、申請を不備とするまで"},
};
const size_t addressee_number_store_count = COUNT_OF(addressee_number_stores);
