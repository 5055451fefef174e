/*
 * 異常アクセス -- the rules over one day.
 *
 * Rows    DA-01 hours, DA-02 failed log-ins, log-ins, wide searches, DA-03 many persons, searches without
 * an act, DA-04 restricted persons, DA-05 relations, DA-10 refusals and ended IDs, DA-11 terminals
 *
 * Acts come sorted by operator and time; each rule goes over the acts of one operator.
 */
#include "audit/day.h"

#include <inttypes.h>
#include <stdarg.h>

#define MINUTE_MS ((int64_t)60000)
#define HOUR_MS ((int64_t)3600000)

struct group { /* of one operator */
    struct text operator_id;
    const struct day_act *acts;
    size_t count;
};

void day_alert(struct day *d, const char *code, int64_t at, struct text operator_id, int64_t addressee_no,
               const char *format, ...)
{
    char words[400];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    if (d->alert_count == DAY_ALERTS_MAX) {
        return; /* the list says itself that it is full */
    }
    bool is_last = d->alert_count + 1 == DAY_ALERTS_MAX;
    *ARENA_PUSH(d->arena, d->alerts, d->alert_count, d->alert_capacity) =
        (struct day_alert){.at = at,
                           .code = code,
                           .operator_id = operator_id,
                           .addressee_no = addressee_no,
                           .words = is_last ? "一覧がいっぱいです。この日の記録を直接調べてください"
                                            : arena_string(d->arena, words)};
}

static void clock_of(const struct day *d, int64_t at, char buf[8])
{
    int64_t minute = (at - d->from) / MINUTE_MS;
    snprintf(buf, 8, "%02d:%02d", (int)(minute / 60 % 24), (int)(minute % 60));
}

static bool begins_with(struct text word, const char *head)
{
    size_t n = strlen(head);
    return word.len >= n && memcmp(word.bytes, head, n) == 0;
}

bool day_is_search(const struct day *d, const struct day_act *a)
{
    return a->kind == AUDIT_VIEW && begins_with(d->words[a->event], "search.");
}

/* ------------------------------------------------------------------------ DA-01: hours -------- */

static bool is_at_screen(const struct day_act *a)
{
    return a->kind >= AUDIT_VIEW && a->kind <= AUDIT_LOGIN;
}

static void look_at_hours(struct day *d, const struct group *g)
{
    int64_t first = 0, last = 0, count = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct day_act *a = &g->acts[i];
        int64_t minute = (a->at - d->from) / MINUTE_MS;
        bool is_open = minute >= d->limits.open_minute && minute < d->limits.close_minute;
        if (a->is_first && is_at_screen(a) && !is_open) {
            first = count == 0 ? a->at : first;
            last = a->at;
            count++;
        }
    }
    if (count > 0) {
        char from[8], to[8];
        clock_of(d, first, from);
        clock_of(d, last, to);
        bool is_closed = d->limits.open_minute == d->limits.close_minute;
        day_alert(d, "DA-01", first, g->operator_id, 0, "%sの操作 %" PRId64 "件（%s から %s）",
                  is_closed ? "休庁日" : "開庁時間外", count, from, to);
    }
}

/* --------------------------------------------------------------- DA-02: log-ins, searches ----- */

static void look_at_logins(struct day *d, const struct group *g)
{
    int64_t failed = 0, done = 0, at = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct day_act *a = &g->acts[i];
        if (a->kind == AUDIT_LOGIN && a->is_first) {
            bool is_login = text_is(d->words[a->event], "session.login");
            failed += a->outcome != 0 ? 1 : 0;
            done += a->outcome == 0 && is_login ? 1 : 0;
            at = a->at;
        }
        if (day_is_search(d, a) && a->is_first && a->result_count >= d->limits.wide_search) {
            day_alert(d, "DA-02", a->at, g->operator_id, 0, "広い検索（%" PRId64 "件）", a->result_count);
        }
    }
    if (failed >= d->limits.failed_logins) {
        day_alert(d, "DA-02", at, g->operator_id, 0, "ログインの失敗 %" PRId64 "回", failed);
    }
    if (done > d->limits.logins_per_day) {
        day_alert(d, "DA-02", at, g->operator_id, 0, "ログイン %" PRId64 "回", done);
    }
}

/* --------------------------------------------------------------- DA-03: many persons ---------- */

/* How often each person stands in the hour; a table of the group's own. */
struct count_of_person {
    int64_t addressee_no, count;
};

static struct count_of_person *slot_of(struct count_of_person *table, size_t slots, int64_t addressee_no)
{
    size_t at = (size_t)(((uint64_t)addressee_no * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % slots;
    while (table[at].addressee_no != 0 && table[at].addressee_no != addressee_no) {
        at = (at + 1) % slots;
    }
    table[at].addressee_no = addressee_no;
    return &table[at];
}

static bool is_look(const struct day_act *a)
{
    return a->kind == AUDIT_VIEW && a->addressee_no != 0;
}

static void look_at_persons(struct day *d, const struct group *g)
{
    size_t slots = g->count * 2 + 1, first = 0;
    int64_t persons = 0, most = 0, at = 0;
    struct count_of_person *table = ARENA_ARRAY(d->arena, struct count_of_person, slots);
    for (size_t i = 0; i < g->count; i++) {
        if (!is_look(&g->acts[i])) {
            continue;
        }
        for (; g->acts[first].at <= g->acts[i].at - HOUR_MS; first++) {
            if (is_look(&g->acts[first])) {
                persons -= --slot_of(table, slots, g->acts[first].addressee_no)->count == 0 ? 1 : 0;
            }
        }
        persons += slot_of(table, slots, g->acts[i].addressee_no)->count++ == 0 ? 1 : 0;
        if (persons > most) {
            most = persons;
            at = g->acts[i].at;
        }
    }
    if (most > d->limits.persons_per_hour) {
        day_alert(d, "DA-03", at, g->operator_id, 0, "1時間に %" PRId64 "人を照会", most);
    }
}

/* Searches one after the other, without anybody being opened. */
static void look_at_idle_searches(struct day *d, const struct group *g)
{
    int64_t in_a_row = 0, most = 0, at = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct day_act *a = &g->acts[i];
        if (day_is_search(d, a)) {
            in_a_row += a->is_first ? 1 : 0;
        } else if (a->addressee_no != 0) {
            in_a_row = 0;
        }
        if (in_a_row > most) {
            most = in_a_row;
            at = a->at;
        }
    }
    if (most >= d->limits.searches_in_a_row) {
        day_alert(d, "DA-03", at, g->operator_id, 0, "何も開かない検索が続けて %" PRId64 "回", most);
    }
}

/* ---------------------------------------------------------- DA-04, DA-05: who it was about ---- */

static enum err ask_about(struct day *d, const struct group *g, const struct day_act *a)
{
    const struct audit_knowledge *k = d->knowledge;
    enum err e = ERR_NONE;
    bool is_beyond = false;
    struct text relation = text_of("");
    if (k->is_beyond_duty != NULL) {
        e = k->is_beyond_duty(k->context, g->operator_id, a->addressee_no, d->date, d->report, &is_beyond);
    }
    if (e == ERR_NONE && k->relation != NULL) {
        e = k->relation(k->context, g->operator_id, a->addressee_no, d->date, d->report, &relation);
    }
    if (is_beyond) {
        day_alert(d, "DA-04", a->at, g->operator_id, a->addressee_no,
                  "支援措置の対象者を、担当でない職員が照会");
    }
    if (relation.len > 0) {
        day_alert(d, "DA-05", a->at, g->operator_id, a->addressee_no, "職員と対象者: %.*s",
                  (int)(relation.len < 90 ? relation.len : 90), relation.bytes);
    }
    return e;
}

static enum err look_at_subjects(struct day *d, const struct group *g)
{
    size_t slots = g->count * 2 + 1;
    struct count_of_person *seen = ARENA_ARRAY(d->arena, struct count_of_person, slots);
    enum err e = ERR_NONE;
    for (size_t i = 0; i < g->count && e == ERR_NONE; i++) {
        const struct day_act *a = &g->acts[i];
        /* Every lifting of the cover of a restricted person, whoever did it. */
        if (begins_with(d->words[a->event], "restricted.") && a->addressee_no != 0 && a->outcome == 0) {
            day_alert(d, "DA-04", a->at, g->operator_id, a->addressee_no,
                      "支援措置の一時的な解除または閲覧（%.*s）", (int)d->words[a->event].len,
                      d->words[a->event].bytes);
        }
        if (a->addressee_no != 0 && d->knowledge != NULL &&
            slot_of(seen, slots, a->addressee_no)->count++ == 0) {
            e = ask_about(d, g, a);
        }
    }
    return e;
}

/* --------------------------------------------------------------------- DA-10: refusals -------- */

static enum err look_at_refusals(struct day *d, const struct group *g)
{
    int64_t window = d->limits.refusal_minutes * MINUTE_MS, most = 0, at = 0, count = 0;
    size_t first = 0;
    bool uses = g->count > 0, is_ended = false;
    for (size_t i = 0; i < g->count; i++) {
        if (g->acts[i].kind != AUDIT_REFUSED || !g->acts[i].is_first) {
            continue;
        }
        for (; g->acts[first].at <= g->acts[i].at - window; first++) {
            count -= g->acts[first].kind == AUDIT_REFUSED && g->acts[first].is_first ? 1 : 0;
        }
        if (++count > most) {
            most = count;
            at = g->acts[i].at;
        }
    }
    if (most >= d->limits.refusals) {
        day_alert(d, "DA-10", at, g->operator_id, 0, "権限のない操作が %" PRId64 "分に %" PRId64 "回",
                  d->limits.refusal_minutes, most);
    }
    if (uses && d->knowledge != NULL && d->knowledge->is_ended != NULL) {
        enum err e =
            d->knowledge->is_ended(d->knowledge->context, g->operator_id, d->date, d->report, &is_ended);
        if (e != ERR_NONE) {
            return e;
        }
    }
    if (is_ended) {
        day_alert(d, "DA-10", g->acts[0].at, g->operator_id, 0, "登録がないか、期間外の職員番号の使用");
    }
    return ERR_NONE;
}

/* -------------------------------------------------------------------- DA-11: terminals -------- */

/* Known from today already; the terminals of one operator stand together. */
static bool is_new_today(const struct day *d, const struct day_act *a)
{
    for (size_t i = d->terminal_count; i > 0 && d->terminals[i - 1].operator == a->operator; i--) {
        if (d->terminals[i - 1].terminal == a->terminal) {
            return false;
        }
    }
    return true;
}

static enum err look_at_terminal(struct day *d, const struct group *g, const struct day_act *a,
                                 struct store *s)
{
    struct query *q = store_query(s, SQL_audit_terminal_one);
    bool row;
    if (!is_new_today(d, a)) {
        return ERR_NONE;
    }
    query_set_text(q, "operator_id", g->operator_id);
    query_set_text(q, "terminal", d->words[a->terminal]);
    enum err e = query_step(q, d->report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    int64_t known = row ? query_i64(q, 0) : 0, here = row ? query_i64(q, 1) : 0;
    query_reset(q);
    if (here > 0) {
        return ERR_NONE;
    }
    bool has_other = d->terminal_count > 0 && d->terminals[d->terminal_count - 1].operator == a->operator;
    if (known > 0 || has_other) { /* his first terminal of all is no news */
        day_alert(d, "DA-11", a->at, g->operator_id, 0, "初めての端末「%.*s」",
                  (int)d->words[a->terminal].len, d->words[a->terminal].bytes);
    }
    *ARENA_PUSH(d->arena, d->terminals, d->terminal_count, d->terminal_capacity) =
        (struct day_terminal){a->operator, a->terminal};
    return ERR_NONE;
}

static enum err look_at_terminals(struct day *d, const struct group *g, struct store *s)
{
    int64_t window = d->limits.simultaneous_minutes * MINUTE_MS, both = 0, at = 0;
    const struct day_act *before = NULL;
    uint32_t other = 0;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < g->count && e == ERR_NONE; i++) {
        const struct day_act *a = &g->acts[i];
        if (!a->is_first || d->words[a->terminal].len == 0) {
            continue;
        }
        if (before == NULL || before->terminal != a->terminal) {
            e = look_at_terminal(d, g, a, s);
            if (before != NULL && a->at - before->at < window) {
                both++;
                at = a->at;
                other = before->terminal;
            }
        }
        before = a;
    }
    if (both > 0 && e == ERR_NONE) {
        day_alert(d, "DA-11", at, g->operator_id, 0,
                  "別の端末（%.*s など）と %" PRId64 "分以内に重なる操作 %" PRId64 "回",
                  (int)d->words[other].len, d->words[other].bytes, d->limits.simultaneous_minutes, both);
    }
    return e;
}

/* ------------------------------------------------------------------------------- all ---------- */

static int compare_acts(const void *a, const void *b)
{
    const struct day_act *x = a, *y = b;
    if (x->operator != y->operator) {
        return x->operator < y->operator ? -1 : 1;
    }
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return (int)y->is_first - (int)x->is_first;
}

enum err day_look(struct day *d, struct store *s)
{
    enum err e = ERR_NONE;
    if (d->act_count == 0) {
        return e;
    }
    qsort(d->acts, d->act_count, sizeof(*d->acts), compare_acts);
    for (size_t i = 0; i < d->act_count && e == ERR_NONE;) {
        struct group g = {.operator_id = d->words[d->acts[i].operator], .acts = &d->acts[i]};
        while (i < d->act_count && d->acts[i].operator == g.acts->operator) {
            i++;
            g.count++;
        }
        if (g.operator_id.len == 0) {
            continue; /* the program itself */
        }
        look_at_hours(d, &g);
        look_at_logins(d, &g);
        look_at_persons(d, &g);
        look_at_idle_searches(d, &g);
        e = look_at_subjects(d, &g);
        if (e == ERR_NONE) {
            e = look_at_refusals(d, &g);
        }
        if (e == ERR_NONE) {
            e = look_at_terminals(d, &g, s);
        }
    }
    return e;
}
