/*
 * 照合 -- who an applicant is: by 個人番号, else by name, birth and address. Only what fits in all of it
 * counts; whatever is left over is for a person.
 */
#include "online/internal.h"

#include <inttypes.h>
#include <sodium.h>

#define ADDRESS_BYTES 1200
#define ADDRESS_CHARACTERS_MIN 4 /* a shorter end of an address says nothing */
#define FOUND_MAX 50
#define PURPOSE "オンライン申請の本人の照合"

const char *const online_way_labels[ONLINE_WAYS] = {
    [ONLINE_BY_NUMBER] = "個人番号で一致",
    [ONLINE_BY_NAME] = "氏名・生年月日・住所で一致",
    [ONLINE_BY_CLERK] = "職員が確認",
    [ONLINE_NOBODY] = "宛名に見つからない",
    [ONLINE_SEVERAL] = "当てはまる人が2人以上いる",
    [ONLINE_DIFFERS] = "個人番号の人と生年月日が違う",
    [ONLINE_WRONG_DIGITS] = "個人番号の検査数字が合わない"};

/* ------------------------------------------------------------------------------- folding ------ */

/* Digits and hyphens of either width are one; blanks say nothing. */
static uint32_t folded(uint32_t c)
{
    static const uint32_t hyphens[] = {0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212,
                                       0x30FC, 0xFF0D, 0xFF70};

    for (size_t i = 0; i < COUNT_OF(hyphens); i++) {
        c = c == hyphens[i] ? '-' : c;
    }
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c == ' ' || c == 0x3000 ? 0 : c;
}

static size_t fold(struct text t, char *buf, size_t len)
{
    for (size_t at = 0; at < t.len && len + 4 < ADDRESS_BYTES;) {
        uint32_t c = folded(utf8_next(t.bytes, t.len, &at));
        len += c != 0 ? utf8_encode(c, buf + len) : 0;
    }
    return len;
}

static bool is_same_name(struct text a, struct text b)
{
    char x[ADDRESS_BYTES], y[ADDRESS_BYTES];
    size_t n = fold(a, x, 0), m = fold(b, y, 0);

    return n > 0 && n == m && memcmp(x, y, n) == 0;
}

static bool ends_with(const char *x, size_t n, const char *y, size_t m)
{
    return m <= n && memcmp(x + n - m, y, m) == 0;
}

/* One may begin with the prefecture and the city, or end with the building, where the other does not. */
static bool is_same_address(const struct addressee *who, struct text typed)
{
    char x[2 * ADDRESS_BYTES], y[ADDRESS_BYTES];
    size_t n = fold(who->address, x, 0), m = fold(typed, y, 0);
    size_t whole = fold(who->building, x, n);

    if (utf8_characters(x, n) < ADDRESS_CHARACTERS_MIN || utf8_characters(y, m) < ADDRESS_CHARACTERS_MIN) {
        return false;
    }
    return ends_with(y, m, x, n) || ends_with(x, n, y, m) || ends_with(y, m, x, whole) ||
           ends_with(x, whole, y, m);
}

/* ------------------------------------------------------------------------------- looking ------ */

static enum err by_number(struct session *session, const struct online_sought *sought, struct arena *arena,
                          struct report *report, enum online_way *ret, int64_t *ret_addressee_no)
{
    const struct as_of now = {session->folder.business_date, INT64_MAX};
    struct addressee who;
    int64_t *numbers = NULL;
    size_t count = 0;
    enum err e = addressee_number_brought(session, sought->number, PURPOSE, arena, report, &numbers, &count);

    *ret = e == ERR_INPUT ? ONLINE_WRONG_DIGITS : count == 0 ? ONLINE_NOBODY : ONLINE_SEVERAL;
    if (e == ERR_INPUT) {
        report_clear(report);
        return ERR_NONE;
    }
    if (e != ERR_NONE || count != 1) {
        return e;
    }
    e = addressee_by_no(session->store, numbers[0], now, arena, report, &who);
    if (e == ERR_FINDINGS) { /* he was somebody, and is not on this day */
        report_clear(report);
        *ret = ONLINE_NOBODY;
        return ERR_NONE;
    }
    bool is_he = e == ERR_NONE && who.birth.ymd == date_ymd(sought->birth);
    *ret = is_he ? ONLINE_BY_NUMBER : ONLINE_DIFFERS;
    *ret_addressee_no = is_he ? who.addressee_no : 0;
    return e;
}

/* An address that this operator may not see is none that he can compare: that person is for a clerk. */
static enum err by_name(struct session *session, const struct online_sought *sought, struct arena *arena,
                        struct report *report, enum online_way *ret, int64_t *ret_addressee_no)
{
    const struct as_of now = {session->folder.business_date, INT64_MAX};
    struct found_list found = {0};
    size_t count = 0;
    enum err e = addressee_find(session, sought->name, now, FOUND_MAX, clock_now_ms(), arena, report, &found);

    for (size_t i = 0; i < found.count && e == ERR_NONE; i++) {
        const struct addressee *who = &found.persons[i].who;
        if (who->birth.ymd == date_ymd(sought->birth) && is_same_name(who->name, sought->name) &&
            is_same_address(who, sought->address)) {
            *ret_addressee_no = who->addressee_no;
            count++;
        }
    }
    *ret = count == 1 ? ONLINE_BY_NAME : count == 0 ? ONLINE_NOBODY : ONLINE_SEVERAL;
    *ret_addressee_no = count == 1 ? *ret_addressee_no : 0;
    return e;
}

enum err online_match(struct session *s, const struct online_sought *sought, struct arena *arena,
                      struct report *report, enum online_way *ret, int64_t *ret_addressee_no)
{
    enum err e = ERR_NONE;

    *ret = ONLINE_NOBODY;
    *ret_addressee_no = 0;
    if (sought->number.len > 0) {
        e = by_number(s, sought, arena, report, ret, ret_addressee_no);
    }
    /* A number that points to somebody else is never overruled by a name. */
    return e == ERR_NONE && *ret == ONLINE_NOBODY ? by_name(s, sought, arena, report, ret, ret_addressee_no)
                                                   : e;
}

enum err online_match_add(struct session *s, int64_t application_no, int64_t person_no, int64_t addressee_no,
                          enum online_way way, int64_t now, struct report *report)
{
    struct query *q = store_query(s->store, SQL_online_match_add);
    int64_t changed;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "person_no", person_no);
    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "way", way);
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_i64(q, "recorded_at", now);
    enum err e = query_run(q, report, &changed);
    if (e == ERR_NONE && addressee_no != 0) {
        q = store_query(s->store, SQL_online_number_drop);
        query_set_i64(q, "application_no", application_no);
        query_set_i64(q, "person_no", person_no);
        e = query_run(q, report, &changed);
    }
    return e;
}

/* --------------------------------------------------------------------------------- tasks ------ */

enum err online_tasks(struct session *s, const struct online_application *a, bool is_over,
                      struct arena *arena, struct report *report)
{
    struct task *tasks = ARENA_ARRAY(arena, struct task, a->person_count + 1);
    const char *prefix = arena_printf(arena, "%" PRId64 "/", a->application_no);
    size_t count = 0;

    for (size_t i = 0; i < a->person_count && !is_over; i++) {
        const struct online_person *p = &a->persons[i];
        if (p->addressee_no != 0) {
            continue;
        }
        tasks[count++] = (struct task){
            .source = text_of("online:person"),
            .source_key = text_of(arena_printf(arena, "%s%" PRId64, prefix, p->person_no)),
            .words = text_of(arena_printf(
                arena,
                "オンライン申請 %" PRId64 "（%s、受付番号 %.*s）の%.*sさん: %s。どの人か確かめて、"
                "「オンライン申請」の画面で宛名番号を入れてください",
                a->application_no, online_procedure_label(a->procedure), (int)a->receipt.len,
                a->receipt.bytes, (int)p->name.len, p->name.bytes, online_way_labels[p->way])),
            .due = date_none()};
    }
    struct task_sync sync = {.actor = ONLINE_ACTOR,
                             .source_prefix = "online:person",
                             .key_prefix = prefix,
                             .words = is_over ? "申請を不備としました" : "本人が見つかりました",
                             .closes = true,
                             .tasks = tasks,
                             .count = count};
    return task_sync(s->store, &sync, clock_now_ms(), report);
}

/* ------------------------------------------------------------------------------ by clerks ----- */

static const struct online_person *person_of(const struct online_application *a, int64_t person_no)
{
    for (size_t i = 0; i < a->person_count; i++) {
        if (a->persons[i].person_no == person_no) {
            return &a->persons[i];
        }
    }
    return NULL;
}

/* The tasks as they are after what was just written. */
static enum err tasks_anew(struct session *s, int64_t application_no, struct arena *arena,
                           struct report *report)
{
    struct online_application a;
    enum err e = online_application(s->store, application_no, arena, report, &a);

    return e == ERR_NONE ? online_tasks(s, &a, a.state == ONLINE_DEFECT, arena, report) : e;
}

static enum err may_work(struct session *s, struct report *report)
{
    return operator_may(&s->operator, PERM_ELIGIBILITY_CHANGE)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "「%s」の権限が要ります",
                             ops_permissions[PERM_ELIGIBILITY_CHANGE].label);
}

enum err online_match_by_clerk(struct session *s, int64_t application_no, int64_t person_no,
                               int64_t addressee_no, struct arena *arena, struct report *report)
{
    const struct as_of now = {s->folder.business_date, INT64_MAX};
    struct online_application a;
    struct addressee who;
    enum err e = may_work(s, report);

    e = e == ERR_NONE ? online_application(s->store, application_no, arena, report, &a) : e;
    const struct online_person *p = e == ERR_NONE ? person_of(&a, person_no) : NULL;
    if (e == ERR_NONE && (p == NULL || p->change_no != 0)) {
        e = report_fail(report, ERR_FINDINGS,
                        "この人の下書きがもうあります。違う人なら、下書きを破棄してから入れ直してください");
    }
    e = e == ERR_NONE ? addressee_by_no(s->store, addressee_no, now, arena, report, &who) : e;
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = online_match_add(s, application_no, person_no, addressee_no, ONLINE_BY_CLERK, clock_now_ms(), report);
    e = e == ERR_NONE ? tasks_anew(s, application_no, arena, report) : e;
    return online_end(s->store, e, report);
}

static enum err number_of(struct session *s, int64_t application_no, int64_t person_no, struct arena *arena,
                          struct report *report, struct text *ret)
{
    struct query *q = store_query(s->store, SQL_online_number_of);
    struct text sealed = {0};
    bool row = false;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "person_no", person_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        sealed = text_copy(arena, query_blob(q, 0));
    }
    query_reset(q);
    *ret = (struct text){"", 0};
    return e == ERR_NONE && row ? online_open(s, (struct online_place){"number", application_no, person_no},
                                              sealed, arena, report, ret)
                                : e;
}

static enum err match_one(struct session *s, const struct online_application *a,
                          const struct online_person *p, struct arena *arena, struct report *report,
                          int64_t *found)
{
    struct online_sought sought = {.name = p->name, .address = a->address, .birth = p->birth};
    enum online_way way = ONLINE_NOBODY;
    int64_t addressee_no = 0;
    enum err e = number_of(s, a->application_no, p->person_no, arena, report, &sought.number);

    e = e == ERR_NONE ? online_match(s, &sought, arena, report, &way, &addressee_no) : e;
    if (sought.number.len > 0) {
        sodium_memzero((void *)(uintptr_t)sought.number.bytes, sought.number.len);
    }
    *found += addressee_no != 0;
    return e == ERR_NONE && (addressee_no != 0 || way != p->way)
               ? online_match_add(s, a->application_no, p->person_no, addressee_no, way, clock_now_ms(),
                                  report)
               : e;
}

enum err online_match_again(struct session *s, int64_t application_no, struct arena *arena,
                            struct report *report, int64_t *ret_found)
{
    struct online_application a;
    enum err e = may_work(s, report);

    *ret_found = 0;
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = online_application(s->store, application_no, arena, report, &a);
    for (size_t i = 0; e == ERR_NONE && i < a.person_count; i++) {
        if (a.persons[i].addressee_no == 0) {
            e = match_one(s, &a, &a.persons[i], arena, report, ret_found);
        }
    }
    e = e == ERR_NONE ? tasks_anew(s, application_no, arena, report) : e;
    return online_end(s->store, e, report);
}
