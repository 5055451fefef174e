/* Sessions in the store, form tokens, and the waiting after failed log-ins. */
#include "web/session.h"

#include <sodium.h>

#define TOKEN_BYTES 32
#define SEARCHES_KEPT 20

static void copy_text(char *to, size_t size, struct text t)
{
    size_t n = t.len < size ? t.len : utf8_prefix(t.bytes, t.len, size - 1);
    memcpy(to, t.bytes, n);
    to[n] = '\0';
}

bool session_is_alive(int64_t created_at, int64_t seen_at, int64_t now)
{
    return created_at <= now && seen_at <= now && now - created_at < SESSION_ABSOLUTE_MS &&
           now - seen_at < SESSION_IDLE_MS;
}

static void keyed_hex(const unsigned char *token, const char *use, char ret[SESSION_TOKEN_HEX])
{
    unsigned char digest[TOKEN_BYTES];
    int rc = crypto_generichash(digest, sizeof(digest), (const unsigned char *)use, strlen(use),
                                token, TOKEN_BYTES);
    assert(rc == 0);
    hex_format(digest, sizeof(digest), ret);
}

bool session_of_token(struct text token, struct web_session *ret)
{
    unsigned char bytes[TOKEN_BYTES];
    size_t len = 0;
    if (token.len != 2 * TOKEN_BYTES ||
        sodium_hex2bin(bytes, sizeof(bytes), token.bytes, token.len, NULL, &len, NULL) != 0 ||
        len != TOKEN_BYTES) {
        return false;
    }
    keyed_hex(bytes, "kokuho session", ret->digest);
    keyed_hex(bytes, "kokuho form", ret->csrf);
    return true;
}

bool session_csrf_is_right(const struct web_session *s, struct text given)
{
    return given.len == SESSION_TOKEN_HEX - 1 && sodium_memcmp(given.bytes, s->csrf, given.len) == 0;
}

enum err web_session_find(struct store *s, struct text token, int64_t now, struct report *report,
                          struct web_session *ret)
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
        copy_text(w.operator_id, sizeof(w.operator_id), query_text(q, 0));
        copy_text(w.purpose, sizeof(w.purpose), query_text(q, 1));
        w.created_at = query_i64(q, 2);
        w.seen_at = query_i64(q, 3);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row || !session_is_alive(w.created_at, w.seen_at, now)) {
        return ERR_FINDINGS;
    }
    *ret = w;
    return ERR_NONE;
}

enum err web_session_add(struct store *s, const char *operator_id, const char *purpose, int64_t now,
                         struct report *report, char ret_token[SESSION_TOKEN_HEX])
{
    unsigned char bytes[TOKEN_BYTES];
    char token[SESSION_TOKEN_HEX];
    struct web_session w;
    int64_t changed;
    randombytes_buf(bytes, sizeof(bytes));
    hex_format(bytes, sizeof(bytes), token);
    bool ok = session_of_token(text_of(token), &w);
    assert(ok);

    struct query *q = store_query(s, SQL_web_session_add);
    query_set_text(q, "token_digest", text_of(w.digest));
    query_set_text(q, "operator_id", text_of(operator_id));
    query_set_text(q, "purpose", text_of(purpose));
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        memcpy(ret_token, token, sizeof(token));
    }
    return e;
}

enum err web_session_seen(struct store *s, const struct web_session *w, int64_t now,
                          struct report *report)
{
    struct query *q = store_query(s, SQL_web_session_seen);
    int64_t changed;
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_i64(q, "now", now);
    return query_run(q, report, &changed);
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
    struct query *q = store_query(s, SQL_web_session_end);
    query_set_text(q, "token_digest", text_of(w->digest));
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_web_search_forget);
        query_set_text(q, "token_digest", text_of(w->digest));
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err web_session_purge(struct store *s, int64_t now, struct report *report)
{
    int64_t changed;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_web_session_purge);
    query_set_i64(q, "before", now - SESSION_ABSOLUTE_MS);
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
        *ret = (struct text){arena_copy(arena, words.bytes, words.len), words.len};
    }
    query_reset(q);
    if (e == ERR_NONE && !row) {
        return report_fail(report, ERR_FINDINGS, "この検索は残っていません。もう一度検索してください");
    }
    return e;
}

/* --------------------------------------------------------------------- waiting after failures -- */

void login_limit_init(struct login_limit *l)
{
    *l = (struct login_limit){0};
    randombytes_buf(l->key, sizeof(l->key));
}

static size_t slot_of(const struct login_limit *l, struct text operator_id)
{
    unsigned char digest[crypto_shorthash_BYTES];
    uint32_t at;
    crypto_shorthash(digest, (const unsigned char *)operator_id.bytes, operator_id.len, l->key);
    memcpy(&at, digest, sizeof(at));
    return at % LOGIN_SLOTS;
}

int64_t login_limit_wait(const struct login_limit *l, struct text operator_id, int64_t now)
{
    const struct login_slot *slot = &l->slots[slot_of(l, operator_id)];
    return slot->until > now ? slot->until - now : 0;
}

void login_limit_result(struct login_limit *l, struct text operator_id, int64_t now, bool is_right)
{
    struct login_slot *slot = &l->slots[slot_of(l, operator_id)];
    if (is_right) {
        *slot = (struct login_slot){0};
        return;
    }
    slot->failures++;
    if (slot->failures >= LOGIN_FREE_TRIES) {
        unsigned doubled = slot->failures - LOGIN_FREE_TRIES;
        int64_t wait = doubled < 6 ? 15000LL << doubled : 15LL * 60 * 1000;
        slot->until = now + wait;
    }
}

void login_gate_init(struct login_gate *g)
{
    pthread_mutex_init(&g->lock, NULL);
    int rc = sem_init(&g->turns, 0, LOGIN_TURNS);
    assert(rc == 0);
    login_limit_init(&g->limit);
}
