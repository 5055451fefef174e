/*
 * 有効な権限 -- what somebody may do now: his duties' rights and his own, without what is denied, cut by the
 * terminal's, his kind and the time (section 26 of the security catalogue).
 *
 * Default deny: a permission this program does not know, a scope too many, two classes in one person
 * (AZ-07) give nothing. Sets are kept in memory for a minute at most and carry the stamp of the store.
 */
#include "ops/internal.h"

#include <pthread.h>

#define KEPT_MS 60000
#define SLOTS 1024

struct rights {
    struct right_scope scopes[RIGHT_SCOPES_MAX];
    size_t count;
};

static bool set_is_empty(const struct permission_set *set)
{
    uint64_t any = 0;
    for (size_t i = 0; i < PERMISSION_WORDS; i++) {
        any |= set->bits[i];
    }
    return any == 0;
}

/* The set of a scope; NULL when there are too many scopes: what does not fit is not given. */
static struct permission_set *scope_of(struct rights *r, struct text office, unsigned files)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->scopes[i].files == files && text_is(office, r->scopes[i].office)) {
            return &r->scopes[i].permissions;
        }
    }
    if (r->count == RIGHT_SCOPES_MAX || office.len >= sizeof(r->scopes[0].office)) {
        return NULL;
    }
    struct right_scope *added = &r->scopes[r->count++];
    *added = (struct right_scope){.files = files};
    ops_copy_text(added->office, sizeof(added->office), office);
    return &added->permissions;
}

static void allow(struct rights *r, enum permission p, struct text office, unsigned files)
{
    struct permission_set *set = files != 0 ? scope_of(r, office, files) : NULL;
    if (set != NULL) {
        permission_add(set, p);
    }
}

/* Deny wins. A denial in one office takes a right that reaches all offices away altogether. */
static void deny(struct rights *r, enum permission p, struct text office, unsigned files)
{
    size_t count = r->count;
    for (size_t i = 0; i < count; i++) {
        struct right_scope *scope = &r->scopes[i];
        bool meets = office.len == 0 || scope->office[0] == '\0' || text_is(office, scope->office);
        if (!meets || (scope->files & files) == 0 || !permission_in(&scope->permissions, p)) {
            continue;
        }
        scope->permissions.bits[p / 64] &= ~(UINT64_C(1) << p % 64);
        if (office.len == 0 || scope->office[0] != '\0') {
            allow(r, p, text_of(scope->office), scope->files & ~files & FILE_ALL);
        }
    }
}

/* Rows of a person or a terminal: first what is allowed, then what is denied. */
static enum err read_rows(struct store *s, enum rights_holder kind, struct text holder, date on,
                          enum user_kind user, bool denials, struct report *report,
                          struct rights *to)
{
    struct query *q = store_query(s, SQL_ops_rights_effective);
    query_set_i64(q, "holder_kind", kind);
    query_set_text(q, "holder", holder);
    query_set_i64(q, "on", date_ymd(on));
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        enum permission p;
        bool is_denial = query_i64(q, 1) == 1;
        unsigned files = (unsigned)query_i64(q, 3) & FILE_ALL;
        if (is_denial != denials || !ops_permission_find(query_text(q, 0), &p)) {
            continue;
        }
        /* AZ-20: a contractor has no function on real data; practice rows stand in practice folders only. */
        if (user == USER_CONTRACTOR && ops_permissions[p].class == CLASS_BUSINESS &&
            query_i64(q, 4) != SOURCE_PRACTICE) {
            continue;
        }
        if (denials) {
            deny(to, p, query_text(q, 2), files);
        } else {
            allow(to, p, query_text(q, 2), files);
        }
    }
    query_reset(q);
    return e;
}

static enum err read_emergency(struct store *s, struct text id, int64_t now, struct report *report,
                               struct rights *to, int64_t *ret_until)
{
    struct query *q = store_query(s, SQL_ops_emergency_open);
    query_set_text(q, "operator_id", id);
    query_set_i64(q, "now", now);
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct permission_set set;
        int64_t until = query_i64(q, 1);
        e = ops_permissions_parse(query_text(q, 0), report, &set);
        if (e != ERR_NONE) {
            e = ERR_WORLD; /* what this program wrote itself */
            break;
        }
        for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            if (permission_in(&set, (enum permission)p)) {
                allow(to, (enum permission)p, text_of(""), FILE_ALL);
            }
        }
        *ret_until = *ret_until == 0 || until < *ret_until ? until : *ret_until;
    }
    query_reset(q);
    return e;
}

/* TR-02: permission(user) ∩ permission(terminal), office by office and file by file. */
static void cut_by(struct rights *person, const struct rights *terminal)
{
    struct rights cut = {0};
    for (size_t i = 0; i < person->count; i++) {
        for (size_t k = 0; k < terminal->count; k++) {
            const struct right_scope *a = &person->scopes[i], *b = &terminal->scopes[k];
            if (a->office[0] != '\0' && b->office[0] != '\0' && strcmp(a->office, b->office) != 0) {
                continue;
            }
            struct permission_set both;
            for (size_t w = 0; w < PERMISSION_WORDS; w++) {
                both.bits[w] = a->permissions.bits[w] & b->permissions.bits[w];
            }
            unsigned files = a->files & b->files;
            struct permission_set *to =
                set_is_empty(&both) || files == 0
                    ? NULL
                    : scope_of(&cut, text_of(a->office[0] != '\0' ? a->office : b->office), files);
            for (size_t w = 0; to != NULL && w < PERMISSION_WORDS; w++) {
                to->bits[w] |= both.bits[w];
            }
        }
    }
    *person = cut;
}

bool ops_classes_are_mixed(const struct permission_set *set)
{
    bool has[CLASS_ANY + 1] = {false};
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        if (permission_in(set, (enum permission)p)) {
            has[ops_permissions[p].class] = true;
        }
    }
    return has[CLASS_BUSINESS] + has[CLASS_ADMINISTRATION] + has[CLASS_AUDIT] > 1;
}

static void put_into(const struct rights *r, struct operator_identity *who)
{
    who->permissions = (struct permission_set){0};
    who->scope_count = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (set_is_empty(&r->scopes[i].permissions)) {
            continue;
        }
        who->scopes[who->scope_count++] = r->scopes[i];
        for (size_t w = 0; w < PERMISSION_WORDS; w++) {
            who->permissions.bits[w] |= r->scopes[i].permissions.bits[w];
        }
    }
    if (ops_classes_are_mixed(&who->permissions)) {
        who->permissions = (struct permission_set){0};
        who->scope_count = 0;
    }
}

static enum err compute(struct store *s, struct text terminal, date on, int64_t now,
                        struct report *report, struct operator_identity *who)
{
    struct rights person = {0}, place = {0};
    struct text id = text_of(who->id);
    who->emergency_until = 0;
    enum err e = read_rows(s, HOLDER_PERSON, id, on, who->kind, false, report, &person);
    if (e == ERR_NONE) {
        e = read_emergency(s, id, now, report, &person, &who->emergency_until);
    }
    if (e == ERR_NONE) {
        e = read_rows(s, HOLDER_PERSON, id, on, who->kind, true, report, &person);
    }
    if (e == ERR_NONE && terminal.len > 0) {
        e = read_rows(s, HOLDER_TERMINAL, terminal, on, USER_REGULAR, false, report, &place);
        if (e == ERR_NONE) {
            e = read_rows(s, HOLDER_TERMINAL, terminal, on, USER_REGULAR, true, report, &place);
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    put_into(&person, who); /* the classes are those of the person, whatever the terminal cuts away */
    if (terminal.len > 0 && who->scope_count > 0) {
        cut_by(&person, &place);
        put_into(&person, who);
    }
    return ERR_NONE;
}

/* ---------------------------------------------------------------------- kept for a minute ------ */

static struct kept {
    char id[33], terminal[33];
    int64_t stamp, at;
    date on;
    struct operator_identity who;
} kept[SLOTS];
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;

static struct kept *slot_of(struct text id, struct text terminal)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < id.len + terminal.len; i++) {
        unsigned char c = (unsigned char)(i < id.len ? id.bytes[i] : terminal.bytes[i - id.len]);
        h = (h ^ c) * 16777619u;
    }
    return &kept[h % SLOTS];
}

static bool take_kept(struct text id, struct text terminal, date on, int64_t now, int64_t stamp,
                      struct operator_identity *who)
{
    pthread_mutex_lock(&kept_lock);
    const struct kept *k = slot_of(id, terminal);
    bool ok = stamp != 0 && k->stamp == stamp && date_equal(k->on, on) && text_is(id, k->id) &&
              text_is(terminal, k->terminal) && k->at <= now && now - k->at < KEPT_MS &&
              (k->who.emergency_until == 0 || now < k->who.emergency_until);
    if (ok) {
        who->permissions = k->who.permissions;
        memcpy(who->scopes, k->who.scopes, sizeof(who->scopes));
        who->scope_count = k->who.scope_count;
        who->emergency_until = k->who.emergency_until;
    }
    pthread_mutex_unlock(&kept_lock);
    return ok;
}

static void keep(struct text id, struct text terminal, date on, int64_t now, int64_t stamp,
                 const struct operator_identity *who)
{
    if (stamp == 0) {
        return;
    }
    pthread_mutex_lock(&kept_lock);
    struct kept *k = slot_of(id, terminal);
    *k = (struct kept){.stamp = stamp, .at = now, .on = on, .who = *who};
    ops_copy_text(k->id, sizeof(k->id), id);
    ops_copy_text(k->terminal, sizeof(k->terminal), terminal);
    pthread_mutex_unlock(&kept_lock);
}

enum err ops_rights_changed(struct store *s, struct report *report)
{
    uint64_t fresh;
    int64_t changed;
    randombytes_buf(&fresh, sizeof(fresh));
    struct query *q = store_query(s, SQL_ops_rights_stamp);
    query_set_i64(q, "stamp", (int64_t)(fresh >> 1 | 1));
    return query_run(q, report, &changed);
}

enum err ops_operator_find(struct store *s, struct text id, struct text terminal, date on,
                           int64_t now, struct report *report, struct operator_identity *ret)
{
    struct operator_identity who = {0};
    struct query *q = store_query(s, SQL_ops_user_look);
    bool row;
    query_set_text(q, "operator_id", id);
    query_set_i64(q, "on", date_ymd(on));
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row || id.len >= sizeof(who.id) || terminal.len >= sizeof(kept[0].terminal)) {
        query_reset(q);
        return report_fail(report, ERR_INPUT, "職員「%.*s」は登録がないか、期間外です",
                           (int)(id.len > 32 ? 32 : id.len), id.bytes);
    }
    ops_copy_text(who.id, sizeof(who.id), id);
    ops_copy_text(who.name, sizeof(who.name), query_text(q, 0));
    ops_copy_text(who.section, sizeof(who.section), query_text(q, 1));
    ops_copy_text(who.office, sizeof(who.office), query_text(q, 2));
    who.kind = (enum user_kind)query_i64(q, 3);
    who.addressee_no = query_i64(q, 4);
    int64_t stamp = query_i64(q, 5);
    who.sessions_from = query_i64(q, 6);
    query_reset(q);

    if (!take_kept(id, terminal, on, now, stamp, &who)) {
        e = compute(s, terminal, on, now, report, &who);
        if (e != ERR_NONE) {
            return e;
        }
        keep(id, terminal, on, now, stamp, &who);
    }
    *ret = who;
    return ERR_NONE;
}

bool operator_may_in(const struct operator_identity *o, enum permission p, struct text office,
                     enum data_file file)
{
    for (size_t i = 0; i < o->scope_count; i++) {
        const struct right_scope *scope = &o->scopes[i];
        if ((scope->files & (unsigned)file) != 0 && permission_in(&scope->permissions, p) &&
            (scope->office[0] == '\0' || text_is(office, scope->office))) {
            return true;
        }
    }
    return false;
}
