/* The memory of the door. */
#include "web/gate.h"

#include <sodium.h>

#define PROBES 8

struct gate_session {
    struct web_session session; /* digest "" = free */
    int64_t read_at, written_at, used_at;
    uint64_t spent[GATE_SPENT];
    size_t spent_next;
    struct rate rates[2];
    char reason[REASON_BYTES];
};

/* --------------------------------------------------------------------- waiting after failures -- */

void login_limit_init(struct login_limit *l)
{
    *l = (struct login_limit){0};
    randombytes_buf(l->key, sizeof(l->key));
}

static uint32_t keyed(const struct login_limit *l, struct text name)
{
    unsigned char digest[crypto_shorthash_BYTES];
    uint32_t at;
    crypto_shorthash(digest, (const unsigned char *)name.bytes, name.len, l->key);
    memcpy(&at, digest, sizeof(at));
    return at;
}

int64_t login_limit_wait(const struct login_limit *l, struct text operator_id, int64_t now)
{
    const struct login_slot *slot = &l->slots[keyed(l, operator_id) % LOGIN_SLOTS];
    return slot->until > now ? slot->until - now : 0;
}

void login_limit_result(struct login_limit *l, struct text operator_id, int64_t now, bool is_right)
{
    struct login_slot *slot = &l->slots[keyed(l, operator_id) % LOGIN_SLOTS];
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

bool rate_take(struct rate *r, int64_t per_minute, int64_t now)
{
    int64_t full = per_minute * 1000;
    if (r->at == 0) {
        r->left = full;
    } else if (now > r->at) {
        int64_t passed = now - r->at < 60000 ? now - r->at : 60000;
        r->left += passed * per_minute / 60;
        r->left = r->left < full ? r->left : full;
    }
    r->at = now;
    if (r->left < 1000) {
        return false;
    }
    r->left -= 1000;
    return true;
}

/* ------------------------------------------------------------------------------- sessions ------ */

void login_gate_init(struct login_gate *g, const struct session_limits *limits, struct arena *arena)
{
    pthread_mutex_init(&g->lock, NULL);
    g->limits = *limits;
    login_limit_init(&g->login);
    g->rates = ARENA_ARRAY(arena, struct rate, GATE_RATES);
    g->sessions = ARENA_ARRAY(arena, struct gate_session, GATE_SESSIONS);
}

/* Where the session stands or may stand: its place, a free one, or the one used longest ago. */
static struct gate_session *place(struct login_gate *g, const char *digest, bool *ret_is_there)
{
    uint32_t at;
    struct gate_session *oldest = NULL;
    memcpy(&at, digest, sizeof(at)); /* hex digits of a hash */
    at = (uint32_t)((at * UINT64_C(2654435761)) >> 16);
    *ret_is_there = false;
    for (uint32_t i = 0; i < PROBES; i++) {
        struct gate_session *e = &g->sessions[(at + i) % GATE_SESSIONS];
        if (strcmp(e->session.digest, digest) == 0) {
            *ret_is_there = true;
            return e;
        }
        if (oldest == NULL || e->used_at < oldest->used_at) {
            oldest = e;
        }
    }
    return oldest;
}

static struct gate_session *find(struct login_gate *g, const char *digest)
{
    bool is_there;
    struct gate_session *e = place(g, digest, &is_there);
    return is_there ? e : NULL;
}

/* The rows' state into memory; what memory alone knows of the session stays. */
static struct gate_session *take_in(struct login_gate *g, const struct web_session *w, int64_t now)
{
    bool is_there;
    struct gate_session *e = place(g, w->digest, &is_there);
    int64_t seen_at = is_there && e->session.seen_at > w->seen_at ? e->session.seen_at : w->seen_at;
    if (!is_there) {
        *e = (struct gate_session){.written_at = w->seen_at};
    }
    e->session = *w;
    e->session.seen_at = seen_at;
    e->read_at = now;
    return e;
}

/* This look: is the session alive, when was the last one, is it to be written down? */
static enum err look(struct login_gate *g, struct gate_session *e, int64_t now, struct web_session *fresh,
                     bool *ret_write_seen)
{
    struct web_session *w = &e->session;
    if (!session_is_alive(&g->limits, w->created_at, w->seen_at, now)) {
        return ERR_FINDINGS;
    }
    if (now - w->seen_at >= g->limits.lock_ms && w->locked_at == 0) {
        w->locked_at = now; /* nobody was there: TR-03 */
    }
    w->seen_at = now;
    e->used_at = now;
    *ret_write_seen = now - e->written_at > SESSION_SEEN_STEP_MS;
    if (*ret_write_seen) {
        e->written_at = now;
    }
    struct web_session out = *w;
    memcpy(out.csrf, fresh->csrf, sizeof(out.csrf)); /* each page has its own */
    *fresh = out;
    return ERR_NONE;
}

enum err gate_enter(struct login_gate *g, struct store *s, struct text token, int64_t now,
                    struct report *report, struct web_session *ret, bool *ret_write_seen)
{
    struct web_session w = {0}, row;
    if (!session_of_token(token, &w)) {
        return ERR_FINDINGS;
    }
    enum err e = ERR_NONE;
    pthread_mutex_lock(&g->lock);
    struct gate_session *known = find(g, w.digest);
    bool is_fresh = known != NULL && now - known->read_at < GATE_FRESH_MS && now >= known->read_at;
    if (is_fresh) {
        e = look(g, known, now, &w, ret_write_seen);
    }
    pthread_mutex_unlock(&g->lock);
    if (!is_fresh) {
        int64_t locked_at = 0;
        pthread_mutex_lock(&g->lock);
        known = find(g, w.digest);
        locked_at = known != NULL ? known->session.locked_at : 0;
        pthread_mutex_unlock(&g->lock);
        e = web_session_find(s, &g->limits, token, now, report, &row);
        if (e == ERR_NONE) {
            pthread_mutex_lock(&g->lock);
            row.locked_at = row.locked_at != 0 ? row.locked_at : locked_at;
            e = look(g, take_in(g, &row, now), now, &w, ret_write_seen);
            pthread_mutex_unlock(&g->lock);
        }
    }
    if (e == ERR_NONE) {
        *ret = w;
    }
    return e;
}

void gate_forget(struct login_gate *g, const struct web_session *w)
{
    pthread_mutex_lock(&g->lock);
    struct gate_session *e = find(g, w->digest);
    if (e != NULL) {
        *e = (struct gate_session){0};
    }
    pthread_mutex_unlock(&g->lock);
}

void gate_read_again(struct login_gate *g, const struct web_session *w)
{
    pthread_mutex_lock(&g->lock);
    struct gate_session *e = find(g, w->digest);
    if (e != NULL) {
        e->read_at = 0;
    }
    pthread_mutex_unlock(&g->lock);
}

void gate_forget_user(struct login_gate *g, struct text operator_id)
{
    pthread_mutex_lock(&g->lock);
    for (size_t i = 0; i < GATE_SESSIONS; i++) {
        if (text_is(operator_id, g->sessions[i].session.operator_id)) {
            g->sessions[i] = (struct gate_session){0};
        }
    }
    pthread_mutex_unlock(&g->lock);
}

bool gate_spend(struct login_gate *g, const struct web_session *w, uint64_t page)
{
    bool is_new = true;
    pthread_mutex_lock(&g->lock);
    struct gate_session *e = find(g, w->digest);
    for (size_t i = 0; e != NULL && i < GATE_SPENT && is_new; i++) {
        is_new = e->spent[i] != page;
    }
    if (e != NULL && is_new) {
        e->spent[e->spent_next++ % GATE_SPENT] = page;
    }
    pthread_mutex_unlock(&g->lock);
    return is_new;
}

bool gate_may(struct login_gate *g, const struct web_session *w, int kind, int64_t per_minute, int64_t now)
{
    bool may = true;
    assert(kind == 0 || kind == 1);
    pthread_mutex_lock(&g->lock);
    struct gate_session *e = find(g, w->digest);
    if (e != NULL) {
        may = rate_take(&e->rates[kind], per_minute, now);
    }
    pthread_mutex_unlock(&g->lock);
    return may;
}

bool gate_may_log_in(struct login_gate *g, struct text from, int64_t now)
{
    pthread_mutex_lock(&g->lock);
    bool may = rate_take(&g->rates[keyed(&g->login, from) % GATE_RATES], g->limits.logins_per_minute, now);
    pthread_mutex_unlock(&g->lock);
    return may;
}

void gate_reason_set(struct login_gate *g, const struct web_session *w, struct text reason)
{
    pthread_mutex_lock(&g->lock);
    struct gate_session *e = find(g, w->digest);
    if (e != NULL) {
        size_t n = utf8_prefix(reason.bytes, reason.len, sizeof(e->reason) - 1);
        memcpy(e->reason, reason.bytes, n);
        e->reason[n] = '\0';
    }
    pthread_mutex_unlock(&g->lock);
}

void gate_reason(struct login_gate *g, const struct web_session *w, char ret[REASON_BYTES])
{
    pthread_mutex_lock(&g->lock);
    const struct gate_session *e = find(g, w->digest);
    snprintf(ret, REASON_BYTES, "%s", e != NULL ? e->reason : "");
    pthread_mutex_unlock(&g->lock);
}
