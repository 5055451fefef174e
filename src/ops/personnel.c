/*
 * 人事異動 -- the whole staff as a CSV of the personnel section: what changes on a day (AZ-04, AZ-17).
 *
 *   職員番号,氏名,係,出張所,区分,開始日,終了日
 *   100021,練習 花子,fuka,,regular,2027-04-01,
 *
 * 係 may be several, separated by ";". Who is not in the file and is regular staff loses his duties on that
 * day. The differences become one request, which a second person approves; a dry run only tells them.
 */
#include "ops/internal.h"

#define CSV_BYTES_MAX (4u << 20)
#define CSV_LINES_MAX 20000u
#define FIELDS 7
#define DUTIES_MAX 8

static const char head[] = "職員番号,氏名,係,出張所,区分,開始日,終了日";

struct reader {
    struct text rest;
    int line;
    struct arena *arena;
    struct report *report;
};

/* One field: plain, or in quotes with "" for a quote; stops before , or the end of the line. */
static bool read_field(struct reader *r, struct text *ret)
{
    size_t at = 0, n = 0;
    char *to;
    if (r->rest.len == 0 || r->rest.bytes[0] != '"') {
        while (at < r->rest.len && r->rest.bytes[at] != ',' && r->rest.bytes[at] != '\n' &&
               r->rest.bytes[at] != '\r') {
            if (r->rest.bytes[at] == '"') {
                return false;
            }
            at++;
        }
        *ret = (struct text){r->rest.bytes, at};
        r->rest = (struct text){r->rest.bytes + at, r->rest.len - at};
        return true;
    }
    to = arena_alloc(r->arena, r->rest.len < 400 ? r->rest.len : 400, 1);
    for (at = 1; at < r->rest.len && n < 390; at++) {
        char c = r->rest.bytes[at];
        if (c == '\n' || c == '\r') {
            return false;
        }
        if (c == '"') {
            if (at + 1 < r->rest.len && r->rest.bytes[at + 1] == '"') {
                at++;
            } else {
                *ret = (struct text){to, n};
                r->rest = (struct text){r->rest.bytes + at + 1, r->rest.len - at - 1};
                return true;
            }
        }
        to[n++] = c;
    }
    return false;
}

static bool take(struct reader *r, char c)
{
    if (r->rest.len == 0 || r->rest.bytes[0] != c) {
        return false;
    }
    r->rest.bytes++;
    r->rest.len--;
    return true;
}

static bool read_record(struct reader *r, struct text fields[FIELDS])
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (!read_field(r, &fields[i]) || (i + 1 < FIELDS && !take(r, ','))) {
            return false;
        }
    }
    (void)take(r, '\r');
    return take(r, '\n') || r->rest.len == 0;
}

/* What one person has or shall have on the day. */
struct duty_at {
    struct text duty, office;
};
struct person {
    struct text id, staff_no;
    struct duty_at duties[DUTIES_MAX];
    size_t count;
    date until;
};

struct plan {
    struct session *s;
    struct arena *arena;
    struct report *report;
    date from;
    struct person *people;
    size_t people_count, people_capacity;
    struct rights_line *lines;
    size_t line_count, line_capacity;
    struct personnel_change *changes;
    size_t change_count, change_capacity;
};

static enum err parse_duties(struct plan *p, int line, struct text field, struct text office,
                             struct person *to)
{
    for (size_t at = 0; at < field.len;) {
        size_t end = at;
        while (end < field.len && field.bytes[end] != ';') {
            end++;
        }
        struct text duty = {field.bytes + at, end - at};
        if (to->count == DUTIES_MAX || office.len > 16) {
            return report_fail(p->report, ERR_INPUT, "%d行目: 係が多すぎるか、出張所が長すぎます", line);
        }
        enum err e = ops_duty_must_exist(p->s->store, duty, p->from, p->report);
        if (e != ERR_NONE) {
            return report_fail(p->report, e, "%d行目の係「%.*s」を確かめてください", line,
                               (int)(duty.len > 32 ? 32 : duty.len), duty.bytes);
        }
        to->duties[to->count++] = (struct duty_at){duty, office};
        at = end + 1;
    }
    return ERR_NONE;
}

static enum err find_user(struct plan *p, struct text staff_no, struct text *ret_id)
{
    struct query *q = store_query(p->s->store, SQL_ops_user_by_staff_no);
    bool row;
    query_set_text(q, "staff_no", staff_no);
    query_set_i64(q, "on", date_ymd(p->from));
    enum err e = query_step(q, p->report, &row);
    *ret_id = e == ERR_NONE && row ? text_copy(p->arena, query_text(q, 0)) : text_of("");
    query_reset(q);
    return e;
}

static enum err take_record(struct plan *p, int line, const struct text f[FIELDS])
{
    struct person person = {.staff_no = f[0]};
    date from = p->from, until = fiscal_year_until(fiscal_year_of(p->from));
    if (!ops_words_are_valid(f[0], 32) || !ops_words_are_valid(f[1], 96) ||
        !(text_is(f[4], "regular") || text_is(f[4], "temporary")) ||
        (f[5].len > 0 && !date_parse_iso(f[5].bytes, f[5].len, &from)) ||
        (f[6].len > 0 && !date_parse_iso(f[6].bytes, f[6].len, &person.until))) {
        return report_fail(p->report, ERR_INPUT,
                           "%d行目: 職員番号、氏名、区分（regular temporary）、日付を確かめてください", line);
    }
    if (date_before(p->from, from)) {
        return report_fail(p->report, ERR_INPUT, "%d行目: 開始日が異動の日より後です", line);
    }
    for (size_t i = 0; i < p->people_count; i++) {
        if (text_equal(p->people[i].staff_no, f[0])) {
            return report_fail(p->report, ERR_INPUT, "%d行目: 職員番号 %.*s が2度あります", line,
                               (int)f[0].len, f[0].bytes);
        }
    }
    if (text_is(f[4], "temporary") && f[6].len == 0) { /* AU-14 */
        return report_fail(p->report, ERR_INPUT, "%d行目: 臨時の職員には終了日が要ります", line);
    }
    person.until = f[6].len > 0 ? date_min(person.until, until) : until;
    enum err e = parse_duties(p, line, f[2], f[3], &person);
    if (e == ERR_NONE) {
        e = find_user(p, f[0], &person.id);
    }
    if (e == ERR_NONE) {
        *ARENA_PUSH(p->arena, p->people, p->people_count, p->people_capacity) = person;
    }
    return e;
}

static enum err read_file(struct plan *p, struct text csv)
{
    struct reader r = {.rest = csv, .arena = p->arena, .report = p->report};
    size_t bad = 0;
    if (csv.len > CSV_BYTES_MAX) {
        return report_fail(p->report, ERR_INPUT, "人事のファイルが大きすぎます（4 MiB まで）");
    }
    if (!utf8_is_valid(csv.bytes, csv.len, &bad)) {
        return report_fail(p->report, ERR_INPUT, "人事のファイルは UTF-8 ではありません（%zuバイト目）",
                           bad);
    }
    if (r.rest.len >= 3 && memcmp(r.rest.bytes, "\xef\xbb\xbf", 3) == 0) {
        r.rest = (struct text){r.rest.bytes + 3, r.rest.len - 3};
    }
    size_t n = sizeof(head) - 1;
    if (r.rest.len < n || memcmp(r.rest.bytes, head, n) != 0) {
        return report_fail(p->report, ERR_INPUT, "人事のファイルの1行目は「%s」です", head);
    }
    r.rest = (struct text){r.rest.bytes + n, r.rest.len - n};
    (void)take(&r, '\r');
    if (!take(&r, '\n')) {
        return report_fail(p->report, ERR_INPUT, "人事のファイルの1行目は「%s」です", head);
    }
    enum err e = ERR_NONE;
    for (r.line = 2; r.rest.len > 0 && e == ERR_NONE; r.line++) {
        struct text fields[FIELDS];
        if ((unsigned)r.line > CSV_LINES_MAX || !read_record(&r, fields)) {
            return report_fail(p->report, ERR_INPUT, "%d行目を読めません（7列、%u行まで）", r.line,
                               CSV_LINES_MAX);
        }
        e = take_record(p, r.line, fields);
    }
    return e;
}

/* ------------------------------------------------------------------------- differences --------- */

static void push_line(struct plan *p, enum rights_what what, struct text id, const struct duty_at *d,
                      date until)
{
    *ARENA_PUSH(p->arena, p->lines, p->line_count, p->line_capacity) =
        (struct rights_line){.what = what,
                             .holder_kind = HOLDER_PERSON,
                             .holder = id,
                             .subject = d->duty,
                             .office = d->office,
                             .files = FILE_ALL,
                             .from = p->from,
                             .until = until};
}

static bool has_duty(const struct person *person, const struct duty_at *d)
{
    for (size_t i = 0; i < person->count; i++) {
        if (text_equal(person->duties[i].duty, d->duty) &&
            text_equal(person->duties[i].office, d->office)) {
            return true;
        }
    }
    return false;
}

static struct text words_of(struct plan *p, const struct duty_at *duties, size_t count)
{
    struct textbuf b;
    textbuf_init(&b, 4096);
    for (size_t i = 0; i < count; i++) {
        textbuf_printf(&b, "%s%.*s%s%.*s", i > 0 ? "," : "", (int)duties[i].duty.len, duties[i].duty.bytes,
                       duties[i].office.len > 0 ? "@" : "", (int)duties[i].office.len,
                       duties[i].office.bytes);
    }
    struct text words = text_copy(p->arena, textbuf_text(&b));
    textbuf_done(&b);
    return words;
}

/* Duties of a person: what he has the day before (for the report), what runs on over the day. */
static enum err standing_of(struct plan *p, struct text id, struct person *ret_before,
                            struct person *ret_running)
{
    struct right_row *rows = NULL;
    size_t count = 0;
    date eve = date_add_days(p->from, -1);
    *ret_before = *ret_running = (struct person){.id = id};
    enum err e = right_rows(p->s->store, HOLDER_PERSON, id, eve, p->arena, p->report, &rows, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct duty_at d = {rows[i].subject, rows[i].office};
        if (!rows[i].is_duty || rows[i].is_deny) {
            continue;
        }
        if (date_at_most(rows[i].from, eve) && ret_before->count < DUTIES_MAX) {
            ret_before->duties[ret_before->count++] = d;
        }
        if (date_before(p->from, rows[i].until) && !has_duty(ret_running, &d) &&
            ret_running->count < DUTIES_MAX) {
            ret_running->duties[ret_running->count++] = d;
        }
    }
    return e;
}

static enum err plan_person(struct plan *p, const struct person *after)
{
    struct person before, running;
    enum err e = standing_of(p, after->id, &before, &running);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < running.count; i++) {
        if (!has_duty(after, &running.duties[i])) {
            push_line(p, RIGHTS_UNASSIGN, after->id, &running.duties[i], p->from);
        }
    }
    for (size_t i = 0; i < after->count; i++) {
        if (!has_duty(&running, &after->duties[i])) {
            push_line(p, RIGHTS_ASSIGN, after->id, &after->duties[i], after->until);
        }
    }
    struct personnel_change change = {.operator_id = after->id,
                                      .before = words_of(p, before.duties, before.count),
                                      .after = words_of(p, after->duties, after->count)};
    if (!text_equal(change.before, change.after)) {
        *ARENA_PUSH(p->arena, p->changes, p->change_count, p->change_capacity) = change;
    }
    return ERR_NONE;
}

/* Everybody in the file, then the regular staff that is not. */
static enum err plan_all(struct plan *p)
{
    struct ops_user *users = NULL;
    size_t count = 0;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < p->people_count && e == ERR_NONE; i++) {
        if (p->people[i].id.len > 0) {
            e = plan_person(p, &p->people[i]);
            continue;
        }
        *ARENA_PUSH(p->arena, p->changes, p->change_count, p->change_capacity) =
            (struct personnel_change){
                .operator_id = p->people[i].staff_no,
                .before = text_of(""),
                .after = words_of(p, p->people[i].duties, p->people[i].count),
                .is_unknown = true,
            };
    }
    if (e == ERR_NONE) {
        e = ops_users(p->s->store, date_add_days(p->from, -1), p->arena, p->report, &users, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_listed = users[i].kind != USER_REGULAR;
        for (size_t k = 0; k < p->people_count && !is_listed; k++) {
            is_listed = text_equal(p->people[k].id, users[i].id);
        }
        if (!is_listed) {
            e = plan_person(p, &(struct person){.id = users[i].id});
        }
    }
    return e;
}

enum err ops_personnel(struct session *s, struct text csv, date from, bool dry_run, int64_t now,
                       struct arena *arena, struct report *report, struct personnel_change **ret,
                       size_t *ret_count, int64_t *ret_request_no)
{
    struct plan p = {.s = s, .arena = arena, .report = report, .from = from};
    int64_t request_no = 0;
    enum err e = ops_needs(s, PERM_RIGHTS_REQUEST, report);
    if (e == ERR_NONE) {
        e = read_file(&p, csv);
    }
    if (e == ERR_NONE) {
        e = plan_all(&p);
    }
    if (e == ERR_NONE && !dry_run && p.line_count > 0) {
        char day[DATE_TEXT_BYTES];
        date_format_iso(from, day);
        e = ops_request_add(s, SOURCE_PERSONNEL, text_of(arena_printf(arena, "人事異動（%s付け）", day)),
                            p.lines, p.line_count, now, report, &request_no);
    }
    if (e == ERR_NONE) {
        *ret = p.changes;
        *ret_count = p.change_count;
        *ret_request_no = request_no;
    }
    return e;
}
