/*
 * 権限の申請 -- request, approval, setting (AZ-03). Who asks does not approve, and nobody acts for himself.
 *
 * The first second person: as long as nobody but the requester could approve, he may approve one request
 * that gives another person a duty with that right (SOURCE_BOOTSTRAP); the review list names it ever after.
 */
#include "ops/internal.h"

#define LINES_MAX 50000

static bool is_ending(enum rights_what what)
{
    return what == RIGHTS_REVOKE || what == RIGHTS_UNASSIGN;
}

bool rights_line_is_duty(const struct rights_line *line)
{
    return line->what == RIGHTS_ASSIGN || line->what == RIGHTS_UNASSIGN;
}

static enum err exists(struct store *s, enum sql sql, const char *name, struct text value, date on,
                       bool with_on, struct report *report, bool *ret)
{
    struct query *q = store_query(s, sql);
    bool row;
    query_set_text(q, name, value);
    if (with_on) {
        query_set_i64(q, "on", date_ymd(on));
    }
    enum err e = query_step(q, report, &row);
    query_reset(q);
    *ret = e == ERR_NONE && row;
    return e;
}

static enum err check_holder(struct session *s, const struct rights_line *line, struct arena *arena,
                             struct report *report)
{
    struct ops_user user = {0};
    int64_t recorded_at;
    bool is_there = false;
    date today = s->folder.business_date;
    enum err e = ERR_NONE;
    switch (line->holder_kind) {
    case HOLDER_DUTY:
        return ops_duty_must_exist(s->store, line->holder, today, report);
    case HOLDER_PERSON:
        e = ops_user_open(s->store, line->holder, arena, report, &user, &recorded_at, &is_there);
        break;
    case HOLDER_TERMINAL:
        e = exists(s->store, SQL_ops_terminal_known, "terminal_id", line->holder, today, false, report,
                   &is_there);
        break;
    }
    if (e == ERR_NONE && !is_there) {
        e = report_fail(report, ERR_INPUT, "「%.*s」は登録がありません", (int)line->holder.len,
                        line->holder.bytes);
    }
    enum permission p;
    if (e == ERR_NONE && user.kind == USER_CONTRACTOR && line->what == RIGHTS_GRANT &&
        ops_permission_find(line->subject, &p) && ops_permissions[p].class == CLASS_BUSINESS) {
        e = report_fail(report, ERR_INPUT, "委託先の利用者には、本番の情報に触れる権限を渡せません");
    }
    return e;
}

static enum err check_line(struct session *s, enum rights_source source,
                           const struct rights_line *line, struct arena *arena, struct report *report)
{
    date today = s->folder.business_date;
    enum permission p;
    if (line->what < RIGHTS_GRANT || line->what > RIGHTS_UNASSIGN ||
        line->holder_kind < HOLDER_DUTY || line->holder_kind > HOLDER_TERMINAL ||
        !ops_id_is_valid(line->holder) || line->office.len > 16 ||
        (line->office.len > 0 && !ops_words_are_valid(line->office, 16)) ||
        line->files == 0 || (line->files & ~(unsigned)FILE_ALL) != 0) {
        return report_fail(report, ERR_INPUT, "申請の行が正しくありません");
    }
    if (source == SOURCE_REQUEST && line->holder_kind == HOLDER_PERSON &&
        text_is(line->holder, s->operator.id)) {
        return report_fail(report, ERR_INPUT, "自分の権限は自分で申請できません。ほかの人に頼んでください");
    }
    if (date_before(line->from, today)) {
        return report_fail(report, ERR_INPUT, "さかのぼった日からの権限は申請できません");
    }
    if (!is_ending(line->what) &&
        (!date_before(line->from, line->until) || date_equal(line->until, date_open_end()))) {
        return report_fail(report, ERR_INPUT, "権限には終わりの日が要ります（始まりの日より後）");
    }
    if (rights_line_is_duty(line)) {
        if (line->holder_kind == HOLDER_DUTY) {
            return report_fail(report, ERR_INPUT, "係に係を割り当てることはできません");
        }
        enum err e = ops_duty_must_exist(s->store, line->subject, line->from, report);
        if (e != ERR_NONE) {
            return e;
        }
    } else if (!ops_permission_find(line->subject, &p)) {
        return report_fail(report, ERR_INPUT, "知らない権限です: %.*s",
                           (int)(line->subject.len > 64 ? 64 : line->subject.len), line->subject.bytes);
    }
    return check_holder(s, line, arena, report);
}

static enum err add_line(struct store *s, int64_t request_no, int64_t line_no,
                         const struct rights_line *line, struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s, SQL_ops_request_line_add);
    query_set_i64(q, "request_no", request_no);
    query_set_i64(q, "line_no", line_no);
    query_set_i64(q, "what", line->what);
    query_set_i64(q, "holder_kind", line->holder_kind);
    query_set_text(q, "holder", line->holder);
    query_set_text(q, "subject", line->subject);
    query_set_text(q, "office", line->office);
    query_set_i64(q, "files", (int64_t)line->files);
    query_set_i64(q, "valid_from", date_ymd(line->from));
    query_set_i64(q, "valid_until", date_ymd(is_ending(line->what) ? date_open_end() : line->until));
    return query_run(q, report, &changed);
}

static enum err add_request(struct session *s, enum rights_source source, struct text reason,
                            const struct rights_line *lines, size_t count, int64_t now,
                            struct report *report, int64_t *ret_request_no)
{
    int64_t number = 0, changed;
    struct arena *arena = arena_new("権限の申請", 64 << 20);
    enum err e = ops_next_no(s->store, SQL_ops_request_no, report, &number);
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_request_add);
        query_set_i64(q, "request_no", number);
        query_set_i64(q, "source", source);
        query_set_text(q, "requester", text_of(s->operator.id));
        query_set_text(q, "reason", reason);
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = check_line(s, source, &lines[i], arena, report);
        if (e == ERR_NONE) {
            e = add_line(s->store, number, (int64_t)i + 1, &lines[i], report);
        }
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret_request_no = number;
    }
    return e;
}

enum err ops_request_add(struct session *s, enum rights_source source, struct text reason,
                         const struct rights_line *lines, size_t count, int64_t now,
                         struct report *report, int64_t *ret_request_no)
{
    int64_t number = 0;
    enum err e = ops_needs(s, PERM_RIGHTS_REQUEST, report);
    if (e == ERR_NONE && source != SOURCE_REQUEST && source != SOURCE_PERSONNEL) {
        e = report_fail(report, ERR_INPUT, "申請できるのは、個別の申請と人事異動だけです");
    }
    if (e == ERR_NONE && !ops_words_are_valid(reason, 400)) {
        e = report_fail(report, ERR_INPUT, "申請の理由を入れてください");
    }
    if (e == ERR_NONE && (count == 0 || count > LINES_MAX)) {
        e = report_fail(report, ERR_INPUT, "申請の行がないか、多すぎます");
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    if (e == ERR_NONE) {
        e = ops_end(s->store, add_request(s, source, reason, lines, count, now, report, &number), report);
    }
    if (e == ERR_NONE) {
        *ret_request_no = number;
    }
    return e;
}

/* -------------------------------------------------------------------------------- reading ------ */

static date day_of(int64_t ymd)
{
    date d;
    bool ok = date_from_ymd((int32_t)ymd, &d);
    assert(ok);
    return d;
}

static enum err read_lines(struct store *s, struct rights_request *r, struct arena *arena,
                           struct report *report)
{
    struct query *q = store_query(s, SQL_ops_request_lines);
    size_t capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_i64(q, "request_no", r->request_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct rights_line *line = ARENA_PUSH(arena, r->lines, r->line_count, capacity);
        *line = (struct rights_line){.what = (enum rights_what)query_i64(q, 0),
                                     .holder_kind = (enum rights_holder)query_i64(q, 1),
                                     .holder = text_copy(arena, query_text(q, 2)),
                                     .subject = text_copy(arena, query_text(q, 3)),
                                     .office = text_copy(arena, query_text(q, 4)),
                                     .files = (unsigned)query_i64(q, 5),
                                     .from = day_of(query_i64(q, 6)),
                                     .until = day_of(query_i64(q, 7))};
    }
    query_reset(q);
    return e;
}

/* One request, or with number 0 all; newest first. */
static enum err read_requests(struct store *s, int64_t request_no, struct arena *arena,
                              struct report *report, struct rights_request **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_ops_request_list);
    struct rights_request *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_i64(q, "request_no", request_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct rights_request *r = ARENA_PUSH(arena, list, count, capacity);
        *r = (struct rights_request){.request_no = query_i64(q, 0),
                                     .source = (enum rights_source)query_i64(q, 1),
                                     .state = (enum request_state)query_i64(q, 2),
                                     .requester = text_copy(arena, query_text(q, 3)),
                                     .reason = text_copy(arena, query_text(q, 4)),
                                     .requested_at = query_i64(q, 5),
                                     .approver = text_copy(arena, query_text(q, 6)),
                                     .decided_at = query_i64(q, 7),
                                     .applier = text_copy(arena, query_text(q, 8)),
                                     .applied_at = query_i64(q, 9)};
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = read_lines(s, &list[i], arena, report);
    }
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

enum err ops_requests(struct store *s, struct arena *arena, struct report *report,
                      struct rights_request **ret, size_t *ret_count)
{
    return read_requests(s, 0, arena, report, ret, ret_count);
}

static enum err read_one(struct store *s, int64_t request_no, struct arena *arena,
                         struct report *report, struct rights_request *ret)
{
    struct rights_request *list = NULL;
    size_t count = 0;
    enum err e = request_no > 0 ? read_requests(s, request_no, arena, report, &list, &count) : ERR_NONE;
    if (e == ERR_NONE && count == 0) {
        e = report_fail(report, ERR_INPUT, "申請 %d はありません", (int)request_no);
    }
    if (e == ERR_NONE) {
        *ret = list[0];
    }
    return e;
}

/* ------------------------------------------------------------------------------- approval ------ */

/* Anybody but `id` who could approve today. */
static enum err another_approver(struct session *s, struct text id, struct arena *arena,
                                 struct report *report, bool *ret)
{
    struct ops_user *users = NULL;
    size_t count = 0;
    date today = s->folder.business_date;
    enum err e = ops_users(s->store, today, arena, report, &users, &count);
    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE && !*ret; i++) {
        struct operator_identity who;
        if (text_equal(users[i].id, id)) {
            continue;
        }
        e = ops_operator_find(s->store, users[i].id, text_of(""), today, 0, report, &who);
        *ret = e == ERR_NONE && operator_may(&who, PERM_RIGHTS_APPROVE);
    }
    return e;
}

/* One line that gives somebody else a duty: what the first administrator may approve himself. */
static bool is_first_approver(const struct rights_request *r)
{
    return r->line_count == 1 && r->lines[0].what == RIGHTS_ASSIGN &&
           r->lines[0].holder_kind == HOLDER_PERSON && !text_equal(r->lines[0].holder, r->requester);
}

static enum err may_approve(struct session *s, const struct rights_request *r, struct arena *arena,
                            struct report *report, enum rights_source *ret_source)
{
    struct text id = text_of(s->operator.id);
    *ret_source = r->source;
    if (text_equal(r->requester, id)) {
        bool another = true;
        enum err e = another_approver(s, id, arena, report, &another);
        if (e != ERR_NONE) {
            return e;
        }
        if (another || !operator_may(&s->operator, PERM_OPERATOR_MANAGE) || !is_first_approver(r)) {
            return report_fail(report, ERR_INPUT, "申請した人は承認できません");
        }
        *ret_source = SOURCE_BOOTSTRAP;
        return ERR_NONE;
    }
    for (size_t i = 0; i < r->line_count && r->source == SOURCE_REQUEST; i++) {
        if (r->lines[i].holder_kind == HOLDER_PERSON && text_equal(r->lines[i].holder, id)) {
            return report_fail(report, ERR_INPUT, "自分の権限の申請は承認できません");
        }
    }
    return ops_needs(s, PERM_RIGHTS_APPROVE, report);
}

static enum err decide(struct session *s, int64_t request_no, enum request_state state,
                       struct text words, int64_t now, struct report *report)
{
    struct arena *arena = arena_new("権限の承認", 64 << 20);
    struct rights_request r = {0};
    enum rights_source source = SOURCE_REQUEST;
    int64_t changed = 0;
    enum err e = read_one(s->store, request_no, arena, report, &r);
    if (e == ERR_NONE) {
        e = may_approve(s, &r, arena, report, &source);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_request_decide);
        query_set_i64(q, "request_no", request_no);
        query_set_i64(q, "state", state);
        query_set_i64(q, "source", source);
        query_set_text(q, "approver", text_of(s->operator.id));
        query_set_text(q, "words", words);
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(report, ERR_INPUT, "申請 %d は承認待ちではありません", (int)request_no);
    }
    arena_free(arena);
    return e;
}

static enum err decide_alone(struct session *s, int64_t request_no, enum request_state state,
                             struct text words, int64_t now, struct report *report)
{
    enum err e = store_begin(s->store, report);
    return e == ERR_NONE ? ops_end(s->store, decide(s, request_no, state, words, now, report), report) : e;
}

enum err ops_request_approve(struct session *s, int64_t request_no, int64_t now,
                             struct report *report)
{
    return decide_alone(s, request_no, REQUEST_APPROVED, text_of(""), now, report);
}

enum err ops_request_refuse(struct session *s, int64_t request_no, struct text words, int64_t now,
                            struct report *report)
{
    return ops_words_are_valid(words, 400)
               ? decide_alone(s, request_no, REQUEST_REFUSED, words, now, report)
               : report_fail(report, ERR_INPUT, "認めない理由を入れてください");
}

/* -------------------------------------------------------------------------------- setting ------ */

static struct right_row row_of(const struct rights_request *r, const struct rights_line *line,
                               const char *by, int64_t now)
{
    return (struct right_row){.holder_kind = line->holder_kind,
                              .holder = line->holder,
                              .subject = line->subject,
                              .office = line->office,
                              .is_duty = rights_line_is_duty(line),
                              .is_deny = line->what == RIGHTS_DENY,
                              .files = line->files,
                              .from = line->from,
                              .until = line->until,
                              .source = r->source,
                              .request_no = r->request_no,
                              .approver = r->approver,
                              .applied_at = now,
                              .applied_by = text_of(by)};
}

/* Is this row one that the ending line ends? */
bool rights_line_ends(const struct rights_line *line, const struct right_row *row)
{
    return row->holder_kind == line->holder_kind && row->is_duty == rights_line_is_duty(line) &&
           text_equal(row->holder, line->holder) && text_equal(row->subject, line->subject) &&
           (line->office.len == 0 || text_equal(row->office, line->office)) &&
           date_before(line->from, row->until);
}

/* Rows that run on stop at `from`; rows that have not begun go. */
static enum err end_rows(struct session *s, const struct rights_request *r,
                         const struct rights_line *line, int64_t now, struct arena *arena,
                         struct report *report)
{
    struct right_row *rows = NULL;
    size_t count = 0, ended = 0;
    enum err e = right_rows(s->store, line->holder_kind, line->holder, line->from, arena, report, &rows,
                            &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!rights_line_ends(line, &rows[i])) {
            continue;
        }
        ended++;
        e = right_row_close(s->store, rows[i].right_no, r->request_no, now, report);
        if (e == ERR_NONE && date_before(rows[i].from, line->from)) {
            int64_t number;
            struct right_row rest = rows[i];
            rest.until = line->from;
            rest.source = r->source;
            rest.request_no = r->request_no;
            rest.approver = r->approver;
            rest.applied_at = now;
            rest.applied_by = text_of(s->operator.id);
            e = right_row_add(s->store, &rest, report, &number);
        }
    }
    if (e == ERR_NONE && ended == 0) {
        e = report_fail(report, ERR_INPUT, "「%.*s」に「%.*s」はありません", (int)line->holder.len,
                        line->holder.bytes, (int)line->subject.len, line->subject.bytes);
    }
    return e;
}

/* AZ-07, AZ-18: the classes of a person on one day, whatever the place. */
static enum err classes_on(struct store *s, struct text id, date on, struct report *report,
                           bool *ret_mixed)
{
    struct permission_set set = {0};
    struct query *q = store_query(s, SQL_ops_rights_effective);
    bool row = true;
    enum err e = ERR_NONE;
    query_set_i64(q, "holder_kind", HOLDER_PERSON);
    query_set_text(q, "holder", id);
    query_set_i64(q, "on", date_ymd(on));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        enum permission p;
        if (query_i64(q, 1) == 0 && ops_permission_find(query_text(q, 0), &p)) {
            permission_add(&set, p);
        }
    }
    query_reset(q);
    *ret_mixed = ops_classes_are_mixed(&set);
    return e;
}

/* On every day something begins for this person, from today on. */
static enum err check_classes(struct session *s, struct text id, struct arena *arena,
                              struct report *report)
{
    struct right_row *rows = NULL;
    size_t count = 0;
    date today = s->folder.business_date;
    bool mixed = false;
    enum err e = right_rows(s->store, HOLDER_PERSON, id, today, arena, report, &rows, &count);
    for (size_t i = 0; i <= count && e == ERR_NONE && !mixed; i++) {
        date day = i == count ? today : date_max(rows[i].from, today);
        e = classes_on(s->store, id, day, report, &mixed);
    }
    return e == ERR_NONE && mixed
               ? report_fail(report, ERR_INPUT,
                             "職員「%.*s」に業務、システム管理、記録の点検の権限が重なります。1人に1つです",
                             (int)id.len, id.bytes)
               : e;
}

static enum err check_all_classes(struct session *s, const struct rights_request *r,
                                  struct arena *arena, struct report *report)
{
    bool touches_duty = false;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < r->line_count && e == ERR_NONE; i++) {
        const struct rights_line *line = &r->lines[i];
        touches_duty = touches_duty || line->holder_kind == HOLDER_DUTY;
        if (line->holder_kind == HOLDER_PERSON && !is_ending(line->what)) {
            e = check_classes(s, line->holder, arena, report);
        }
    }
    struct ops_user *users = NULL;
    size_t count = 0;
    if (e == ERR_NONE && touches_duty) {
        e = ops_users(s->store, s->folder.business_date, arena, report, &users, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = check_classes(s, users[i].id, arena, report);
    }
    return e;
}

static enum err may_apply(struct session *s, const struct rights_request *r, struct report *report)
{
    struct text id = text_of(s->operator.id);
    if (r->state != REQUEST_APPROVED) {
        return report_fail(report, ERR_INPUT, "申請 %d は承認されていません", (int)r->request_no);
    }
    if (r->source != SOURCE_BOOTSTRAP && text_equal(r->approver, id)) {
        return report_fail(report, ERR_INPUT, "承認した人は設定できません。システム担当が設定します");
    }
    for (size_t i = 0; i < r->line_count && r->source == SOURCE_REQUEST; i++) {
        if (r->lines[i].holder_kind == HOLDER_PERSON && text_equal(r->lines[i].holder, id)) {
            return report_fail(report, ERR_INPUT, "自分の権限は自分で設定できません");
        }
    }
    return ops_needs(s, PERM_OPERATOR_MANAGE, report);
}

static enum err apply(struct session *s, int64_t request_no, int64_t now, struct arena *arena,
                      struct report *report)
{
    struct rights_request r = {0};
    int64_t changed = 0;
    enum err e = read_one(s->store, request_no, arena, report, &r);
    if (e == ERR_NONE) {
        e = may_apply(s, &r, report);
    }
    for (size_t i = 0; i < r.line_count && e == ERR_NONE; i++) {
        int64_t number;
        struct right_row row = row_of(&r, &r.lines[i], s->operator.id, now);
        e = is_ending(r.lines[i].what) ? end_rows(s, &r, &r.lines[i], now, arena, report)
                                       : right_row_add(s->store, &row, report, &number);
    }
    if (e == ERR_NONE) {
        e = check_all_classes(s, &r, arena, report);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_request_applied);
        query_set_i64(q, "request_no", request_no);
        query_set_text(q, "applier", text_of(s->operator.id));
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(report, ERR_INPUT, "申請 %d はもう設定されています", (int)request_no);
    }
    if (e == ERR_NONE) {
        r.applier = text_of(s->operator.id);
        r.applied_at = now;
        e = request_seal(s, &r, report);
    }
    return e == ERR_NONE ? ops_rights_changed(s->store, report) : e;
}

enum err ops_request_apply(struct session *s, int64_t request_no, int64_t now,
                           struct report *report)
{
    struct arena *arena = arena_new("権限の設定", 128 << 20);
    enum err e = store_begin(s->store, report);
    if (e == ERR_NONE) {
        e = ops_end(s->store, apply(s, request_no, now, arena, report), report);
    }
    arena_free(arena);
    return e;
}
