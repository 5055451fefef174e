/* Sessions in the store, form tokens, words of searches. */
#include "web/session.h"

#include <sodium.h>

#define TOKEN_BYTES 32
#define PAGE_HEX 16 /* the part of a form token that names its page */
#define SEARCHES_KEPT 20

static void copy_text(char *to, size_t size, struct text t)
{
    size_t n = t.len < size ? t.len : utf8_prefix(t.bytes, t.len, size - 1);
    memcpy(to, t.bytes, n);
    to[n] = '\0';
}

bool session_is_alive(const struct session_limits *limits, int64_t created_at, int64_t seen_at,
                      int64_t now)
{
    return created_at <= now && seen_at <= now && now - created_at < limits->absolute_ms &&
           now - seen_at < limits->idle_ms;
}

static void keyed(const unsigned char *token, const char *use, unsigned char ret[TOKEN_BYTES])
{
    int rc = crypto_generichash(ret, TOKEN_BYTES, (const unsigned char *)use, strlen(use), token,
                                TOKEN_BYTES);
    assert(rc == 0);
}

/* The form token of a page: its name, and what only this session can make of it. */
static void form_token(const unsigned char key[32], uint64_t page, char ret[SESSION_TOKEN_HEX])
{
    unsigned char name[8], mac[(SESSION_TOKEN_HEX - 1 - PAGE_HEX) / 2];
    for (size_t i = 0; i < sizeof(name); i++) {
        name[i] = (unsigned char)(page >> (56 - 8 * i));
    }
    int rc = crypto_generichash(mac, sizeof(mac), name, sizeof(name), key, 32);
    assert(rc == 0);
    hex_format(name, sizeof(name), ret);
    hex_format(mac, sizeof(mac), ret + PAGE_HEX);
}

bool session_of_token(struct text token, struct web_session *ret)
{
    unsigned char bytes[TOKEN_BYTES], digest[TOKEN_BYTES];
    size_t len = 0;
    uint64_t page;
    if (token.len != 2 * TOKEN_BYTES ||
        sodium_hex2bin(bytes, sizeof(bytes), token.bytes, token.len, NULL, &len, NULL) != 0 ||
        len != TOKEN_BYTES) {
        return false;
    }
    keyed(bytes, "kokuho session", digest);
    hex_format(digest, sizeof(digest), ret->digest);
    keyed(bytes, "kokuho form", ret->form_key);
    randombytes_buf(&page, sizeof(page));
    form_token(ret->form_key, page, ret->csrf);
    return true;
}

bool session_csrf_is_right(const struct web_session *s, struct text given, uint64_t *ret_page)
{
    unsigned char name[8];
    char wanted[SESSION_TOKEN_HEX];
    size_t len = 0;
    uint64_t page = 0;
    if (given.len != SESSION_TOKEN_HEX - 1 ||
        sodium_hex2bin(name, sizeof(name), given.bytes, PAGE_HEX, NULL, &len, NULL) != 0 ||
        len != sizeof(name)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(name); i++) {
        page = page << 8 | name[i];
    }
    form_token(s->form_key, page, wanted);
    *ret_page = page;
    return sodium_memcmp(given.bytes, wanted, given.len) == 0;
}

static void read_row(const struct query *q, struct web_session *w)
{
    copy_text(w->operator_id, sizeof(w->operator_id), query_text(q, 0));
    copy_text(w->terminal, sizeof(w->terminal), query_text(q, 1));
    copy_text(w->purpose, sizeof(w->purpose), query_text(q, 2));
    copy_text(w->notice, sizeof(w->notice), query_text(q, 3));
    w->must_change = query_i64(q, 4) != 0;
    w->created_at = query_i64(q, 5);
    w->seen_at = query_i64(q, 6);
    w->locked_at = query_i64(q, 7);
    w->step_up_at = query_i64(q, 8);
}

enum err web_session_find(struct store *s, const struct session_limits *limits, struct text token,
                          int64_t now, struct report *report, struct web_session *ret)
{
    struct web_session w = {0};
    if (!session_of_token(token, &w)) {
        return ERR_FINDINGS;
    }
    struct query *q = store_query(s, SQL_web_session_find);
    bool row;
    query_set_text(q, "token_digest", text_of(w.digest));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        read_row(q, &w);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row || !session_is_alive(limits, w.created_at, w.seen_at, now)) {
        return ERR_FINDINGS;
    }
    *ret = w;
    return ERR_NONE;
}

void session_token_make(char token[SESSION_TOKEN_HEX], struct web_session *w)
{
    unsigned char bytes[TOKEN_BYTES];
    randombytes_buf(bytes, sizeof(bytes));
    hex_format(bytes, sizeof(bytes), token);
    bool ok = session_of_token(text_of(token), w);
    assert(ok);
}

enum err web_session_add(struct store *s, const struct web_session *w, int64_t now,
                         struct report *report, char ret_token[SESSION_TOKEN_HEX])
{
    char token[SESSION_TOKEN_HEX];
    struct web_session made;
    int64_t changed;
    session_token_make(token, &made);
    struct query *q = store_query(s, SQL_web_session_add);
    query_set_text(q, "token_digest", text_of(made.digest));
    query_set_text(q, "operator_id", text_of(w->operator_id));
    query_set_text(q, "terminal", text_of(w->terminal));
    query_set_text(q, "purpose", text_of(w->purpose));
    query_set_text(q, "notice", text_of(w->notice));
    query_set_i64(q, "must_change", w->must_change);
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        memcpy(ret_token, token, sizeof(token));
    }
    return e;
}

enum err web_session_renew(struct store *s, const struct web_session *w, int64_t now,
                           struct report *report, char ret_token[SESSION_TOKEN_HEX])
{
    char token[SESSION_TOKEN_HEX];
    struct web_session made;
    int64_t changed;
    session_token_make(token, &made);
    struct query *q = store_query(s, SQL_web_session_renew);
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_text(q, "new_digest", text_of(made.digest));
    query_set_i64(q, "locked_at", w->locked_at);
    query_set_i64(q, "step_up_at", w->step_up_at);
    query_set_i64(q, "must_change", w->must_change);
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE && changed != 1) {
        return report_fail(report, ERR_INPUT, "ログインが終わっています。もう一度ログインしてください");
    }
    if (e == ERR_NONE) {
        q = store_query(s, SQL_web_search_renew);
        query_set_text(q, "token_digest", text_of(w->digest));
        query_set_text(q, "new_digest", text_of(made.digest));
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE) {
        memcpy(ret_token, token, sizeof(token));
    }
    return e;
}

static enum err set_moment(struct store *s, enum sql sql, const struct web_session *w, int64_t now,
                           struct report *report)
{
    struct query *q = store_query(s, sql);
    int64_t changed;
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_i64(q, "now", now);
    return query_run(q, report, &changed);
}

enum err web_session_seen(struct store *s, const struct web_session *w, int64_t now,
                          struct report *report)
{
    return set_moment(s, SQL_web_session_seen, w, now, report);
}

enum err web_session_lock(struct store *s, const struct web_session *w, int64_t now,
                          struct report *report)
{
    return set_moment(s, SQL_web_session_lock, w, now, report);
}

enum err web_session_purpose(struct store *s, const struct web_session *w, struct text purpose,
                             struct report *report)
{
    struct query *q = store_query(s, SQL_web_session_purpose);
    int64_t changed;
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_text(q, "purpose", purpose);
    return query_run(q, report, &changed);
}

enum err web_session_end(struct store *s, const struct web_session *w, int64_t now,
                         struct report *report)
{
    int64_t changed;
    enum err e = set_moment(s, SQL_web_session_end, w, now, report);
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_web_search_forget);
        query_set_text(q, "token_digest", text_of(w->digest));
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err web_session_of_user(struct store *s, const struct session_limits *limits,
                             struct text operator_id, int64_t now, struct report *report,
                             struct web_session *ret, int64_t *ret_count)
{
    struct query *q = store_query(s, SQL_web_session_of_user);
    struct web_session latest = {0};
    int64_t count = 0;
    bool row = true;
    enum err e;
    query_set_text(q, "operator_id", operator_id);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct web_session w = {0};
        read_row(q, &w);
        if (session_is_alive(limits, w.created_at, w.seen_at, now) && count++ == 0) {
            latest = w;
        }
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = latest;
        *ret_count = count;
    }
    return e != ERR_NONE ? e : count > 0 ? ERR_NONE : ERR_FINDINGS;
}

enum err web_sessions_over(struct store *s, const struct session_limits *limits, int64_t now,
                           struct arena *arena, struct report *report, struct web_session **ret,
                           size_t *ret_count)
{
    struct query *q = store_query(s, SQL_web_session_over);
    struct web_session *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "created_before", now - limits->absolute_ms);
    query_set_i64(q, "seen_before", now - limits->idle_ms);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct web_session *w = ARENA_PUSH(arena, list, count, capacity);
        *w = (struct web_session){.created_at = query_i64(q, 3), .seen_at = query_i64(q, 4)};
        copy_text(w->digest, sizeof(w->digest), query_text(q, 0));
        copy_text(w->operator_id, sizeof(w->operator_id), query_text(q, 1));
        copy_text(w->terminal, sizeof(w->terminal), query_text(q, 2));
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

enum err web_session_end_user(struct store *s, struct text operator_id, int64_t now,
                              struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, SQL_web_session_end_user);
    query_set_text(q, "operator_id", operator_id);
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        e = query_run(store_query(s, SQL_web_search_purge), report, &changed);
    }
    return e;
}

enum err web_session_purge(struct store *s, const struct session_limits *limits, int64_t now,
                           struct report *report)
{
    int64_t changed;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_web_session_purge);
    query_set_i64(q, "before", now - limits->absolute_ms);
    e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        e = query_run(store_query(s, SQL_web_search_purge), report, &changed);
    }
    if (e == ERR_NONE) {
        e = store_commit(s, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

enum err web_search_add(struct store *s, const struct web_session *w, struct text words,
                        struct report *report, int64_t *ret_search_no)
{
    struct query *q = store_query(s, SQL_web_search_add);
    int64_t search_no = 0, changed;
    bool row;
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_text(q, "words", words);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        search_no = query_i64(q, 0);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_web_search_trim);
        query_set_text(q, "token_digest", text_of(w->digest));
        query_set_i64(q, "until", search_no - SEARCHES_KEPT);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE) {
        *ret_search_no = search_no;
    }
    return e;
}

enum err web_search_find(struct store *s, const struct web_session *w, int64_t search_no,
                         struct arena *arena, struct report *report, struct text *ret)
{
    struct query *q = store_query(s, SQL_web_search_find);
    bool row;
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_i64(q, "search_no", search_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        struct text words = query_text(q, 0);
        *ret = text_copy(arena, words);
    }
    query_reset(q);
    if (e == ERR_NONE && !row) {
        return report_fail(report, ERR_FINDINGS, "この検索は残っていません。もう一度検索してください");
    }
    return e;
}
