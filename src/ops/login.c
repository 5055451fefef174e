/*
 * ログイン -- one attempt: password, code, lock, period; recorded before it is answered.
 *
 * Whatever the cause, an attempt reads one row, takes one Argon2 run and writes one row, and a wrong one has
 * one answer (AU-10). Numbers that are not registered lock like those that are.
 */
#include "ops/internal.h"
#include "ops/keys.h"

#include <inttypes.h>
#include <pthread.h>

#define PASSWORD_BYTES_MAX 800
#define DAY_MS (24LL * 60 * 60 * 1000)
#define CHANGE_MS (30LL * 60 * 1000) /* how long a used one-time value serves to set the own password */
#define FAILURES_KEPT 10

static const char words_wrong[] = "職員番号、パスワードまたは確認コードが違います";
static const char words_locked[] =
    "続けてまちがえたため、この職員番号はロックされています。システム担当に解除を頼んでください";
static const char words_expired[] =
    "利用できる期間の外か、仮のパスワードの期限切れです。システム担当に連絡してください";
static const char words_change[] = "パスワードを変更してください";

/* What unknown ids are verified against: made once for the parameters in force. */
static pthread_mutex_t dummy_lock = PTHREAD_MUTEX_INITIALIZER;
static char dummy_hash[crypto_pwhash_STRBYTES];
static int64_t dummy_passes, dummy_mib;

static enum err dummy_of(const struct login_policy *policy, struct report *report,
                         char ret[crypto_pwhash_STRBYTES])
{
    enum err e = ERR_NONE;
    pthread_mutex_lock(&dummy_lock);
    if (dummy_passes != policy->argon_passes || dummy_mib != policy->argon_mib) {
        e = password_hash(policy, text_of("nobody has this password"), report, dummy_hash);
        dummy_passes = e == ERR_NONE ? policy->argon_passes : 0;
        dummy_mib = policy->argon_mib;
    }
    memcpy(ret, dummy_hash, sizeof(dummy_hash));
    pthread_mutex_unlock(&dummy_lock);
    return e;
}

/* --------------------------------------------------------------------------- failures --------- */

/* The moments of the last failures inside the window, with `now` added; their number. */
static int add_failure(struct text times, int64_t now, int64_t window_ms, struct textbuf *ret)
{
    int64_t recent[FAILURES_KEPT];
    int count = 0;
    for (size_t from = 0; from < times.len;) {
        size_t to = from;
        int64_t at;
        while (to < times.len && times.bytes[to] != ',') {
            to++;
        }
        if (parse_i64(times.bytes + from, to - from, 0, INT64_MAX, &at) && now - at < window_ms) {
            if (count == FAILURES_KEPT) {
                memmove(recent, recent + 1, sizeof(recent) - sizeof(recent[0]));
                count--;
            }
            recent[count++] = at;
        }
        from = to + 1;
    }
    for (int i = 0; i < count; i++) {
        textbuf_printf(ret, "%" PRId64 ",", recent[i]);
    }
    textbuf_printf(ret, "%" PRId64, now);
    return count + 1;
}

/* Digest of an id that is not registered: what people type there may be a password. */
static enum err stranger_digest(struct session *s, struct text id, struct report *report,
                                char ret[33])
{
    unsigned char key[32], digest[16];
    enum err e = data_folder_key(&s->folder, KEY_LOGIN_STRANGER, key, report);
    if (e != ERR_NONE) {
        return e;
    }
    int rc = crypto_generichash(digest, sizeof(digest), (const unsigned char *)id.bytes, id.len, key,
                                sizeof(key));
    assert(rc == 0);
    sodium_memzero(key, sizeof(key));
    sodium_bin2hex(ret, 33, digest, sizeof(digest));
    return ERR_NONE;
}

struct failure {
    const struct login_policy *policy;
    int64_t now;
    bool is_locked, has_locked;
};

/* In a write transaction: what stands of the id's failures, and one more. */
static enum err record_failure(struct store *s, bool is_known, struct text key, struct failure *f,
                               struct report *report)
{
    struct query *q = store_query(s, is_known ? SQL_ops_credential_failures : SQL_ops_stranger_find);
    const char *name = is_known ? "operator_id" : "id_digest";
    struct textbuf times;
    bool row;
    int64_t locked_at = 0, changed;
    int count = 0;
    textbuf_init(&times, 512);
    query_set_text(q, name, key);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        locked_at = row ? query_i64(q, 1) : 0;
        count = add_failure(row ? query_text(q, 0) : text_of(""), f->now,
                            f->policy->failure_minutes * 60000, &times);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        f->has_locked = locked_at == 0 && count >= f->policy->failures_max;
        f->is_locked = locked_at != 0 || f->has_locked;
        q = store_query(s, is_known ? SQL_ops_credential_failed : SQL_ops_stranger_put);
        query_set_text(q, name, key);
        query_set_text(q, "failure_times", textbuf_text(&times));
        query_set_i64(q, "locked_at", f->has_locked ? f->now : locked_at);
        query_set_i64(q, "now", f->now);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE && !is_known) {
        e = query_run(store_query(s, SQL_ops_stranger_forget), report, &changed);
    }
    textbuf_done(&times);
    return e;
}

static enum err run_for(struct store *s, enum sql sql, struct text id, int64_t now, bool with_now,
                        struct report *report, int64_t *ret_changed)
{
    struct query *q = store_query(s, sql);
    query_set_text(q, "operator_id", id);
    if (with_now) {
        query_set_i64(q, "now", now);
    }
    return query_run(q, report, ret_changed);
}

/* ----------------------------------------------------------------------------- one attempt ---- */

struct attempt {
    struct session *s;
    struct text id;
    int64_t now;
    struct login_policy policy;
    struct credential known; /* as read before */
    bool password_is_right;
    int64_t code_step;       /* of the code given; 0 = of none */
    char stranger[33];
    char rehashed[crypto_pwhash_STRBYTES]; /* "" = the parameters are the same */
};

/* Everything slow, before the transaction. */
static enum err prepare(struct attempt *a, struct text password, struct report *report)
{
    char hash[crypto_pwhash_STRBYTES];
    enum err e = login_policy_read(&a->s->folder, a->s->folder.business_date, report, &a->policy);
    if (e == ERR_NONE) {
        e = credential_find(a->s, a->id, report, &a->known);
    }
    if (e == ERR_NONE) {
        e = stranger_digest(a->s, a->id, report, a->stranger);
    }
    if (e == ERR_NONE) {
        e = dummy_of(&a->policy, report, hash);
    }
    if (e != ERR_NONE) {
        return e;
    }
    /* AU-15: a service account has no interactive log-in; it answers as if it did not exist. */
    bool is_person = a->known.exists && a->known.kind != USER_SERVICE;
    if (is_person) {
        memcpy(hash, a->known.hash, sizeof(hash));
    }
    bool fits = password.len > 0 && password.len <= PASSWORD_BYTES_MAX;
    struct text given = fits ? password : text_of("too long or empty");
    bool verified = crypto_pwhash_str_verify(hash, given.bytes, given.len) == 0;
    a->password_is_right = verified && fits && is_person;
    a->known.exists = is_person;
    a->rehashed[0] = '\0';
    if (a->password_is_right &&
        crypto_pwhash_str_needs_rehash(hash, (unsigned long long)a->policy.argon_passes,
                                       (size_t)a->policy.argon_mib << 20) != 0) {
        e = password_hash(&a->policy, password, report, a->rehashed);
    }
    return e;
}

/* The step of the code given, among those not used before; all are compared. */
static int64_t step_of(const struct attempt *a, struct text code)
{
    int64_t now = a->now / 1000 / CODE_STEP_SECONDS, found = 0;
    for (int64_t step = now - 1; step <= now + code_steps_ahead(&a->s->folder); step++) {
        char expected[7];
        code_of_step(a->known.secret, step, expected);
        if (code.len == 6 && sodium_memcmp(code.bytes, expected, 6) == 0 &&
            step > a->known.last_step && found == 0) {
            found = step;
        }
    }
    return found;
}

static enum err failed(struct attempt *a, struct report *report, enum login_result *ret,
                       bool *ret_has_locked)
{
    struct failure f = {.policy = &a->policy, .now = a->now};
    enum err e = record_failure(a->s->store, a->known.exists,
                                a->known.exists ? a->id : text_of(a->stranger), &f, report);
    *ret = f.is_locked ? LOGIN_LOCKED : LOGIN_WRONG;
    *ret_has_locked = f.has_locked;
    return e;
}

static enum err locked_now(struct attempt *a, struct report *report, bool *ret)
{
    struct query *q = store_query(a->s->store, SQL_ops_credential_failures);
    bool row;
    query_set_text(q, "operator_id", a->id);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row && query_i64(q, 1) != 0;
    query_reset(q);
    return e;
}

/* The code counts once, also when two attempts come at the same moment. */
static enum err use_code(struct attempt *a, struct report *report, bool *ret_first)
{
    int64_t changed;
    struct query *q = store_query(a->s->store, SQL_ops_credential_code_used);
    query_set_text(q, "operator_id", a->id);
    query_set_i64(q, "step", a->code_step);
    enum err e = query_run(q, report, &changed);
    *ret_first = e == ERR_NONE && changed == 1;
    return e;
}

static enum login_result right_result(const struct attempt *a)
{
    const struct credential *c = &a->known;
    int64_t today = date_ymd(a->s->folder.business_date);
    if (today < c->valid_from || today >= c->valid_until ||
        (c->is_initial && a->now >= c->usable_until)) {
        return LOGIN_EXPIRED;
    }
    bool is_old = a->policy.password_days > 0 && a->now - c->set_at >= a->policy.password_days * DAY_MS;
    return c->is_initial || is_old ? LOGIN_MUST_CHANGE_PASSWORD : LOGIN_OK;
}

/* Password and code were right: what follows of it. */
static enum err succeeded(struct attempt *a, struct report *report, enum login_result *ret)
{
    struct store *s = a->s->store;
    int64_t changed;
    *ret = right_result(a);
    if (*ret == LOGIN_EXPIRED) {
        return ERR_NONE;
    }
    enum err e = run_for(s, SQL_ops_credential_ok, a->id, a->now, true, report, &changed);
    if (e == ERR_NONE && a->known.is_initial) { /* a one-time value: no second log-in with it */
        struct query *q = store_query(s, SQL_ops_password_used);
        query_set_text(q, "operator_id", a->id);
        query_set_i64(q, "password_no", a->known.password_no);
        query_set_i64(q, "now", a->now);
        e = query_run(q, report, &changed);
        if (e == ERR_NONE && changed != 1) {
            *ret = LOGIN_EXPIRED; /* another attempt was first */
        }
    }
    if (e == ERR_NONE && a->rehashed[0] != '\0') { /* AU-11 */
        struct query *q = store_query(s, SQL_ops_password_rehash);
        query_set_text(q, "operator_id", a->id);
        query_set_i64(q, "password_no", a->known.password_no);
        query_set_text(q, "password_hash", text_of(a->rehashed));
        e = query_run(q, report, &changed);
    }
    return e;
}

static enum err decide(struct attempt *a, bool needs_code, struct report *report,
                       enum login_result *ret, bool *ret_has_locked)
{
    bool locked = false, right = a->password_is_right && (!needs_code || a->code_step > 0);
    enum err e = a->known.exists ? locked_now(a, report, &locked) : ERR_NONE;
    if (e == ERR_NONE && right && needs_code && !locked) {
        e = use_code(a, report, &right);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (!right || locked) {
        return failed(a, report, ret, ret_has_locked);
    }
    if (!needs_code) {
        int64_t changed;
        *ret = LOGIN_OK;
        return run_for(a->s->store, SQL_ops_credential_right, a->id, a->now, false, report, &changed);
    }
    return succeeded(a, report, ret);
}

static enum err attempt_run(struct attempt *a, struct text password, struct text code,
                            bool needs_code, struct report *report, enum login_result *ret,
                            bool *ret_has_locked)
{
    *ret_has_locked = false;
    enum err e = prepare(a, password, report);
    if (e != ERR_NONE) {
        return e;
    }
    a->code_step = needs_code && a->known.exists ? step_of(a, code) : 0;
    e = store_begin(a->s->store, report);
    if (e == ERR_NONE) {
        e = ops_end(a->s->store, decide(a, needs_code, report, ret, ret_has_locked), report);
    }
    return e;
}

enum err ops_login(struct session *s, const struct login_attempt *attempt, struct report *report,
                   struct login_answer *ret)
{
    struct attempt a = {.s = s, .id = attempt->id, .now = attempt->now};
    struct login_answer answer = {0};
    enum err e = attempt_run(&a, attempt->password, attempt->code, true, report, &answer.result,
                             &answer.has_locked);
    bool is_in = answer.result == LOGIN_OK || answer.result == LOGIN_MUST_CHANGE_PASSWORD;
    if (e == ERR_NONE && is_in) {
        answer.last_ok_at = a.known.last_ok_at;
        answer.last_failed_at = a.known.last_failed_at;
        answer.failures = a.known.failures_in_a_row;
        e = ops_operator_find(s->store, attempt->id, attempt->terminal, s->folder.business_date,
                              attempt->now, report, &answer.operator);
        e = e == ERR_INPUT ? ERR_WORLD : e; /* he was there a moment ago */
    }
    sodium_memzero(&a, sizeof(a));
    if (e != ERR_NONE) {
        return e;
    }
    switch (answer.result) {
    case LOGIN_OK:
        answer.words = "";
        break;
    case LOGIN_LOCKED:
        answer.words = words_locked;
        break;
    case LOGIN_EXPIRED:
        answer.words = words_expired;
        break;
    case LOGIN_MUST_CHANGE_PASSWORD:
        answer.words = words_change;
        break;
    case LOGIN_WRONG:
        answer.words = words_wrong;
        break;
    }
    *ret = answer;
    return ERR_NONE;
}

enum err ops_step_up(struct session *s, struct text id, struct text password, int64_t now,
                     struct report *report, enum login_result *ret)
{
    struct attempt a = {.s = s, .id = id, .now = now};
    bool has_locked;
    enum err e = attempt_run(&a, password, text_of(""), false, report, ret, &has_locked);
    sodium_memzero(&a, sizeof(a));
    return e;
}

/* ------------------------------------------------------------------------ a new password ------ */

/* The new one is none of the last N (AU-08): each costs an Argon2 run. */
static enum err is_used_before(struct attempt *a, struct text password, struct report *report,
                               bool *ret)
{
    struct query *q = store_query(a->s->store, SQL_ops_password_last);
    bool row = true, used = false;
    enum err e = ERR_NONE;
    query_set_text(q, "operator_id", a->id);
    query_set_i64(q, "count", a->policy.password_history);
    while (!used && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        char hash[crypto_pwhash_STRBYTES];
        ops_copy_text(hash, sizeof(hash), query_text(q, 0));
        used = crypto_pwhash_str_verify(hash, password.bytes, password.len) == 0;
    }
    query_reset(q);
    *ret = used;
    return e;
}

/* A one-time value serves the change for half an hour after its log-in. */
static bool may_still_change(const struct attempt *a)
{
    return !a->known.is_initial || a->now - a->known.usable_until < CHANGE_MS;
}

enum err ops_password_change(struct session *s, struct text id, struct text old_password,
                             struct text new_password, int64_t now, struct report *report)
{
    struct attempt a = {.s = s, .id = id, .now = now};
    enum login_result result;
    bool has_locked, used = false;
    char hash[crypto_pwhash_STRBYTES];
    enum err e = attempt_run(&a, old_password, text_of(""), false, report, &result, &has_locked);
    if (e == ERR_NONE && (result != LOGIN_OK || !may_still_change(&a))) {
        e = report_fail(report, ERR_INPUT, "%s",
                        result == LOGIN_LOCKED  ? words_locked
                        : result == LOGIN_WRONG ? "いまのパスワードが違います"
                                                : words_expired);
    }
    if (e == ERR_NONE) {
        e = login_password_check(&s->folder, &a.policy, new_password, id, report);
    }
    if (e == ERR_NONE) {
        e = is_used_before(&a, new_password, report, &used);
    }
    if (e == ERR_NONE && used) {
        e = report_fail(report, ERR_INPUT, "前に使ったパスワード（%d回前まで）は使えません",
                        (int)a.policy.password_history);
    }
    if (e == ERR_NONE) {
        e = password_hash(&a.policy, new_password, report, hash);
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
        if (e == ERR_NONE) {
            char by[33];
            ops_copy_text(by, sizeof(by), id);
            e = ops_end(s->store, password_put(s->store, id, hash, false, 0, now, by, report), report);
        }
    }
    sodium_memzero(&a, sizeof(a));
    sodium_memzero(hash, sizeof(hash));
    return e;
}
