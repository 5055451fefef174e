/* 利用者 -- registration and end of users; passwords and locks as the administrator handles them. */
#include "ops/internal.h"

enum err ops_end(struct store *s, enum err e, struct report *report)
{
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

bool ops_id_is_valid(struct text id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.bytes[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_' || c == '.')) {
            return false;
        }
    }
    return id.len >= 1 && id.len <= 32;
}

bool ops_words_are_valid(struct text words, size_t max)
{
    if (words.len == 0 || words.len > max || !utf8_is_valid(words.bytes, words.len, NULL)) {
        return false;
    }
    for (size_t i = 0; i < words.len; i++) {
        if ((unsigned char)words.bytes[i] < 0x20 || words.bytes[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static enum err check_user(const struct ops_user *u, struct report *report)
{
    if (!ops_id_is_valid(u->id)) {
        return report_fail(report, ERR_INPUT,
                           "職員番号（ID）は半角の英数字 - _ . の32文字以内にしてください");
    }
    if (!ops_words_are_valid(u->staff_no, 32)) {
        return report_fail(report, ERR_INPUT,
                           "人事の職員番号を入れてください。1人に1つのIDです（共用のIDは作れません）");
    }
    if (!ops_words_are_valid(u->name, 96) || !ops_words_are_valid(u->section, 48) ||
        u->office.len > 16 || (u->office.len > 0 && !ops_words_are_valid(u->office, 16))) {
        return report_fail(report, ERR_INPUT, "氏名、係、出張所を確かめてください");
    }
    if (date_before(u->until, u->from)) {
        return report_fail(report, ERR_INPUT, "終わりの日は始まりの日より後にしてください");
    }
    if (u->kind == USER_TEMPORARY && date_equal(u->until, date_open_end())) {
        return report_fail(report, ERR_INPUT,
                           "会計年度任用職員などの臨時の職員には、任用の終わりの日が要ります");
    }
    return ERR_NONE;
}

/* AU-01: the staff number names one id and the id one staff number, today and in the past. */
static enum err check_one_person(struct store *s, const struct ops_user *u, struct report *report)
{
    struct query *q = store_query(s, SQL_ops_user_of_staff_no);
    bool row;
    query_set_text(q, "staff_no", u->staff_no);
    query_set_text(q, "operator_id", u->id);
    enum err e = query_step(q, report, &row);
    query_reset(q);
    if (e == ERR_NONE && row) {
        e = report_fail(report, ERR_INPUT,
                        "職員番号 %.*s とID「%.*s」の組は登録済みの別の人と重なります。1人に1つのIDです",
                        (int)u->staff_no.len, u->staff_no.bytes, (int)u->id.len, u->id.bytes);
    }
    return e;
}

static enum err insert_user(struct store *s, const struct ops_user *u, int64_t now, const char *by,
                            struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, SQL_ops_user_add);
    query_set_text(q, "operator_id", u->id);
    query_set_text(q, "staff_no", u->staff_no);
    query_set_text(q, "name", u->name);
    query_set_text(q, "section", u->section);
    query_set_text(q, "office", u->office);
    query_set_i64(q, "kind", u->kind);
    query_set_i64(q, "addressee_no", u->addressee_no);
    query_set_i64(q, "valid_from", date_ymd(u->from));
    query_set_i64(q, "valid_until", date_ymd(u->until));
    query_set_i64(q, "recorded_at", now);
    query_set_text(q, "recorded_by", text_of(by));
    return query_run(q, report, &changed);
}

enum err ops_user_open(struct store *s, struct text id, struct arena *arena, struct report *report,
                       struct ops_user *ret, int64_t *ret_recorded_at, bool *ret_is_there)
{
    struct query *q = store_query(s, SQL_ops_user_open);
    bool row;
    query_set_text(q, "operator_id", id);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        struct ops_user u = {.id = text_copy(arena, id)};
        u.staff_no = text_copy(arena, query_text(q, 0));
        u.name = text_copy(arena, query_text(q, 1));
        u.section = text_copy(arena, query_text(q, 2));
        u.office = text_copy(arena, query_text(q, 3));
        u.kind = (enum user_kind)query_i64(q, 4);
        u.addressee_no = query_i64(q, 5);
        bool ok = date_from_ymd((int32_t)query_i64(q, 6), &u.from) &&
                  date_from_ymd((int32_t)query_i64(q, 7), &u.until);
        assert(ok);
        *ret = u;
        *ret_recorded_at = query_i64(q, 8);
    }
    query_reset(q);
    *ret_is_there = e == ERR_NONE && row;
    return e;
}

enum err ops_user_put(struct store *s, const struct ops_user *user, bool is_new, int64_t now,
                      const char *by, struct report *report)
{
    enum err e = check_user(user, report);
    if (e == ERR_NONE) {
        e = check_one_person(s, user, report);
    }
    if (e == ERR_NONE && !is_new) {
        int64_t changed;
        struct query *q = store_query(s, SQL_ops_user_close);
        query_set_text(q, "operator_id", user->id);
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE) {
        e = insert_user(s, user, now, by, report);
    }
    return e == ERR_NONE ? ops_rights_changed(s, report) : e;
}

static enum err add(struct session *s, const struct ops_user *user, int64_t now,
                    struct report *report)
{
    struct arena *arena = arena_new("利用者の登録", 1 << 16);
    struct ops_user standing;
    int64_t recorded_at = 0;
    bool is_there = false;
    enum err e = ops_user_open(s->store, user->id, arena, report, &standing, &recorded_at, &is_there);
    if (e == ERR_NONE && is_there && date_before(user->from, standing.until)) {
        e = report_fail(report, ERR_INPUT, "職員「%.*s」は登録済みです", (int)user->id.len,
                        user->id.bytes);
    }
    if (e == ERR_NONE) {
        int64_t at = !is_there || now > recorded_at ? now : recorded_at + 1;
        e = ops_user_put(s->store, user, !is_there, at, s->operator.id, report);
    }
    if (e == ERR_NONE && !is_there) {
        e = credential_make(s, user->id, report);
    }
    arena_free(arena);
    return e;
}

enum err ops_needs(const struct session *s, enum permission p, struct report *report)
{
    return operator_may(&s->operator, p)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", s->operator.id,
                             ops_permissions[p].label);
}

enum err ops_user_add(struct session *s, const struct ops_user *user, int64_t now,
                      struct report *report)
{
    enum err e = ops_needs(s, PERM_OPERATOR_MANAGE, report);
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    return e == ERR_NONE ? ops_end(s->store, add(s, user, now, report), report) : e;
}

static enum err end_user(struct session *s, struct text id, date until, int64_t now,
                         struct report *report)
{
    struct arena *arena = arena_new("利用者の終わり", 1 << 16);
    struct ops_user u;
    int64_t recorded_at;
    bool is_there = false;
    date today = s->folder.business_date;
    enum err e = ops_user_open(s->store, id, arena, report, &u, &recorded_at, &is_there);
    if (e == ERR_NONE && (!is_there || !date_before(u.from, u.until))) {
        e = report_fail(report, ERR_INPUT, "職員「%.*s」は登録がありません", (int)id.len, id.bytes);
    }
    if (e == ERR_NONE && date_before(u.until, until)) {
        e = report_fail(report, ERR_INPUT, "利用の期間は短くすることだけができます");
    }
    if (e == ERR_NONE) {
        u.until = date_max(date_max(until, today), u.from); /* before he came: an empty period */
        e = ops_user_put(s->store, &u, false, now > recorded_at ? now : recorded_at + 1,
                         s->operator.id, report);
    }
    arena_free(arena);
    return e;
}

enum err ops_user_end(struct session *s, struct text id, date until, int64_t now,
                      struct report *report)
{
    enum err e = ops_needs(s, PERM_OPERATOR_MANAGE, report);
    if (e == ERR_NONE && text_is(id, s->operator.id)) {
        e = report_fail(report, ERR_INPUT, "自分の登録は自分で終わらせられません");
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    return e == ERR_NONE ? ops_end(s->store, end_user(s, id, until, now, report), report) : e;
}

enum err ops_users(struct store *s, date on, struct arena *arena, struct report *report,
                   struct ops_user **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_ops_user_list);
    struct ops_user *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_i64(q, "on", date_ymd(on));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct ops_user *u = ARENA_PUSH(arena, list, count, capacity);
        *u = (struct ops_user){.id = text_copy(arena, query_text(q, 0)),
                               .staff_no = text_copy(arena, query_text(q, 1)),
                               .name = text_copy(arena, query_text(q, 2)),
                               .section = text_copy(arena, query_text(q, 3)),
                               .office = text_copy(arena, query_text(q, 4)),
                               .kind = (enum user_kind)query_i64(q, 5),
                               .addressee_no = query_i64(q, 6),
                               .last_ok_at = query_i64(q, 9),
                               .locked_at = query_i64(q, 10)};
        bool ok = date_from_ymd((int32_t)query_i64(q, 7), &u->from) &&
                  date_from_ymd((int32_t)query_i64(q, 8), &u->until);
        assert(ok);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

/* ----------------------------------------------------------- what the administrator hands out -- */

static enum err not_himself(const struct session *s, struct text id, struct report *report)
{
    enum err e = ops_needs(s, PERM_OPERATOR_MANAGE, report);
    return e == ERR_NONE && text_is(id, s->operator.id)
               ? report_fail(report, ERR_INPUT, "自分のものは、ほかのシステム担当に頼んでください")
               : e;
}

enum err ops_one_time_put(struct session *s, struct text id, const struct login_policy *policy,
                          int64_t now, const char *by, struct report *report,
                          char ret_password[ONE_TIME_BYTES])
{
    char hash[crypto_pwhash_STRBYTES];
    one_time_make(ret_password);
    enum err e = password_hash(policy, text_of(ret_password), report, hash);
    return e == ERR_NONE ? password_put(s->store, id, hash, true, now + policy->one_time_hours * 3600000,
                                        now, by, report)
                         : e;
}

enum err ops_password_reset(struct session *s, struct text id, int64_t now, struct report *report,
                            char ret_password[ONE_TIME_BYTES])
{
    struct login_policy policy;
    char password[ONE_TIME_BYTES];
    struct arena *arena = arena_new("仮のパスワード", 1 << 16);
    struct ops_user user;
    int64_t recorded_at;
    bool is_there = false;
    enum err e = not_himself(s, id, report);
    if (e == ERR_NONE) {
        e = login_policy_read(&s->folder, s->folder.business_date, report, &policy);
    }
    if (e == ERR_NONE) {
        e = ops_user_open(s->store, id, arena, report, &user, &recorded_at, &is_there);
    }
    if (e == ERR_NONE && (!is_there || user.kind == USER_SERVICE)) {
        e = report_fail(report, ERR_INPUT, "職員「%.*s」は登録がないか、画面に入らないIDです", (int)id.len,
                        id.bytes);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
        if (e == ERR_NONE) {
            e = ops_end(s->store, ops_one_time_put(s, id, &policy, now, s->operator.id, report, password),
                        report);
        }
    }
    if (e == ERR_NONE) {
        memcpy(ret_password, password, sizeof(password));
    }
    sodium_memzero(password, sizeof(password));
    return e;
}

static enum err release(struct session *s, struct text id, int64_t now, struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s->store, SQL_ops_credential_release);
    query_set_text(q, "operator_id", id);
    query_set_i64(q, "now", now);
    query_set_text(q, "by", text_of(s->operator.id));
    enum err e = query_run(q, report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(report, ERR_INPUT, "職員「%.*s」は登録がありません", (int)id.len, id.bytes)
               : e;
}

enum err ops_lock_release(struct session *s, struct text id, int64_t now, struct report *report)
{
    enum err e = not_himself(s, id, report);
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    return e == ERR_NONE ? ops_end(s->store, release(s, id, now, report), report) : e;
}

enum err ops_code_secret_new(struct session *s, struct text id, int64_t now, struct arena *arena,
                             struct report *report, struct text *ret_uri)
{
    static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char secret[CODE_SECRET_BYTES], letters[CODE_SECRET_BYTES * 8 / 5 + 1];
    (void)now;
    enum err e = not_himself(s, id, report);
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    if (e == ERR_NONE) {
        e = ops_end(s->store, credential_new_secret(s, id, report, secret), report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < sizeof(letters) - 1; i++) {
        unsigned value = 0;
        for (size_t bit = i * 5; bit < i * 5 + 5; bit++) {
            value = value << 1 | ((unsigned)(unsigned char)secret[bit / 8] >> (7 - bit % 8) & 1u);
        }
        letters[i] = base32[value];
    }
    letters[sizeof(letters) - 1] = '\0';
    sodium_memzero(secret, sizeof(secret));
    *ret_uri = text_of(arena_printf(arena, "otpauth://totp/kokuho:%.*s?secret=%s&issuer=kokuho",
                                    (int)id.len,
                                    id.bytes, letters));
    sodium_memzero(letters, sizeof(letters));
    return ERR_NONE;
}
