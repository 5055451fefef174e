/*
 * 設定の確認 -- the rows in force against what the delivered tables and the requests say (AZ-03).
 *
 * All applied requests are played again in memory on top of the delivered duties; what is left is what
 * should stand. A row that stands and should not, or should and does not, is a finding. Quarterly review.
 */
#include "ops/internal.h"

#include <inttypes.h>

#define DAY_MS (24LL * 60 * 60 * 1000)

struct findings {
    struct arena *arena;
    struct rights_finding *list;
    size_t count, capacity;
};

static void found(struct findings *f, const char *code, int64_t request_no, int64_t right_no,
                  const char *words)
{
    struct rights_finding *x = ARENA_PUSH(f->arena, f->list, f->count, f->capacity);
    *x = (struct rights_finding){.code = text_of(code),
                                 .words = text_of(words),
                                 .request_no = request_no,
                                 .right_no = right_no};
}

static const char *row_words(const struct right_row *row, struct arena *arena)
{
    static const char *const kinds[] = {"", "係", "職員", "端末"};
    char from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES];
    date_format_iso(row->from, from);
    date_format_iso(row->until, until);
    return arena_printf(arena, "%s「%.*s」の%s「%.*s」%s（%s、%s、%s から %s の前日まで）",
                        kinds[row->holder_kind],
                        (int)row->holder.len, row->holder.bytes, row->is_duty ? "係" : "権限",
                        (int)row->subject.len, row->subject.bytes, row->is_deny ? "の禁止" : "",
                        row->office.len > 0 ? arena_copy(arena, row->office.bytes, row->office.len)
                                            : "全出張所",
                        ops_files_label(row->files), from, until);
}

static bool rows_agree(const struct right_row *a, const struct right_row *b)
{
    return a->holder_kind == b->holder_kind && text_equal(a->holder, b->holder) &&
           a->is_duty == b->is_duty && text_equal(a->subject, b->subject) && a->is_deny == b->is_deny &&
           text_equal(a->office, b->office) && a->files == b->files && date_equal(a->from, b->from) &&
           date_equal(a->until, b->until) && a->source == b->source && a->request_no == b->request_no;
}

/* What should stand. */
struct model {
    struct arena *arena;
    struct right_row *rows;
    size_t count, capacity;
};

static void model_add(struct model *m, const struct right_row *row)
{
    *ARENA_PUSH(m->arena, m->rows, m->count, m->capacity) = *row;
}

static void play_line(struct model *m, const struct rights_request *r, const struct rights_line *line)
{
    if (line->what == RIGHTS_REVOKE || line->what == RIGHTS_UNASSIGN) {
        for (size_t i = 0; i < m->count; i++) {
            struct right_row *row = &m->rows[i];
            if (!rights_line_ends(line, row)) {
                continue;
            }
            row->source = r->source;
            row->request_no = r->request_no;
            if (date_before(row->from, line->from)) {
                row->until = line->from;
            } else {
                row->until = row->from; /* never in force: dropped below */
            }
        }
        return;
    }
    struct right_row row = {.holder_kind = line->holder_kind,
                            .holder = line->holder,
                            .subject = line->subject,
                            .office = line->office,
                            .is_duty = rights_line_is_duty(line),
                            .is_deny = line->what == RIGHTS_DENY,
                            .files = line->files,
                            .from = line->from,
                            .until = line->until,
                            .source = r->source,
                            .request_no = r->request_no};
    model_add(m, &row);
}

static bool is_earlier(const struct rights_request *a, const struct rights_request *b)
{
    return a->applied_at < b->applied_at ||
           (a->applied_at == b->applied_at && a->request_no < b->request_no);
}

/* Applied requests in the order they were set. An approval by the requester counts only for the first one. */
static void play_requests(struct model *m, struct rights_request *requests, size_t count,
                          struct findings *f)
{
    bool has_bootstrap = false;
    for (size_t i = 1; i < count; i++) {
        struct rights_request key = requests[i];
        size_t k = i;
        while (k > 0 && is_earlier(&key, &requests[k - 1])) {
            requests[k] = requests[k - 1];
            k--;
        }
        requests[k] = key;
    }
    for (size_t i = 0; i < count; i++) {
        const struct rights_request *r = &requests[i];
        if (r->state != REQUEST_APPLIED) {
            continue;
        }
        bool alone = text_equal(r->approver, r->requester);
        bool is_first = alone && r->source == SOURCE_BOOTSTRAP && !has_bootstrap;
        has_bootstrap = has_bootstrap || is_first;
        if (r->approver.len == 0 || (alone && !is_first)) {
            found(f, "request-unapproved", r->request_no, 0,
                  arena_printf(f->arena, "申請 %" PRId64 " は別の人の承認がないまま設定されています",
                               r->request_no));
            continue;
        }
        for (size_t n = 0; n < r->line_count; n++) {
            play_line(m, r, &r->lines[n]);
        }
    }
}

static void compare_row(struct model *m, const struct right_row *row, bool *taken,
                        bool *first_is_used, struct findings *f, bool *ret_agrees)
{
    *ret_agrees = false;
    /* The first administrator's own duty, which no request could give: one row. */
    if (row->source == SOURCE_BOOTSTRAP && row->request_no == 0 && !*first_is_used &&
        text_is(row->applied_by, "init") && row->holder_kind == HOLDER_PERSON && row->is_duty) {
        *first_is_used = *ret_agrees = true;
        return;
    }
    for (size_t i = 0; i < m->count; i++) {
        if (!taken[i] && rows_agree(&m->rows[i], row)) {
            taken[i] = *ret_agrees = true;
            return;
        }
    }
    found(f, "right-unasked", row->request_no, row->right_no,
          arena_printf(f->arena, "承認された申請と合わない権限があります: %s", row_words(row, f->arena)));
}

static enum err read_all_rows(struct session *s, date since, struct arena *arena,
                              struct report *report, struct right_row **ret, size_t *ret_count)
{
    return right_rows(s->store, 0, text_of(""), since, arena, report, ret, ret_count);
}

/* TE-07: what was not set through this program, or says something else since. */
static enum err check_seals(struct session *s, const struct rights_request *requests, size_t count,
                            struct findings *f, struct report *report)
{
    bool *fits = NULL;
    enum err e = request_seals_check(s, requests, count, f->arena, report, &fits);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (requests[i].state == REQUEST_APPLIED && !fits[i]) {
            found(f, "request-forged", requests[i].request_no, 0,
                  arena_printf(f->arena,
                               "申請 %" PRId64
                               " は、設定の手順を通っていないか、設定の後で書き換えられています",
                               requests[i].request_no));
        }
    }
    return e;
}

static enum err build_model(struct session *s, struct model *m, struct findings *f,
                            struct report *report)
{
    struct table duties;
    struct right_row *seeds = NULL;
    struct rights_request *requests = NULL;
    size_t seed_count = 0, request_count = 0;
    enum err e = ops_seed_rows(&s->folder, m->arena, report, &duties, &seeds, &seed_count);
    if (e == ERR_NONE) {
        e = ops_requests(s->store, m->arena, report, &requests, &request_count);
    }
    for (size_t i = 0; i < seed_count && e == ERR_NONE; i++) {
        model_add(m, &seeds[i]);
    }
    if (e == ERR_NONE &&
        s->folder.is_practice) { /* nobody asked there; in a real folder they are findings */
        e = right_rows_of_practice(s->store, m->arena, report, &seeds, &seed_count);
        for (size_t i = 0; i < seed_count && e == ERR_NONE; i++) {
            model_add(m, &seeds[i]);
        }
    }
    if (e == ERR_NONE) {
        e = check_seals(s, requests, request_count, f, report);
    }
    if (e == ERR_NONE) {
        play_requests(m, requests, request_count, f);
    }
    return e;
}

static enum err mark_checked(struct session *s, const struct right_row *rows, const bool *agrees,
                             size_t count, int64_t now, struct report *report)
{
    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int64_t changed;
        if (!agrees[i] || rows[i].checked_at != 0) {
            continue;
        }
        struct query *q = store_query(s->store, SQL_ops_right_checked);
        query_set_i64(q, "right_no", rows[i].right_no);
        query_set_i64(q, "now", now);
        query_set_text(q, "by", text_of(s->operator.id));
        e = query_run(q, report, &changed);
    }
    return ops_end(s->store, e, report);
}

enum err ops_rights_compare(struct session *s, bool sign, int64_t now, struct arena *arena,
                            struct report *report, struct rights_finding **ret, size_t *ret_count)
{
    struct findings f = {.arena = arena};
    struct model m = {.arena = arena};
    struct right_row *rows = NULL;
    size_t count = 0;
    bool first_is_used = false;
    date since = date_of(1900, 1, 1); /* also what has run out: it was asked for too */
    enum err e = operator_may(&s->operator, PERM_AUDIT_REVIEW) || operator_may(&s->operator,
                                                                               PERM_RIGHTS_APPROVE)
                     ? ERR_NONE
                     : ops_needs(s, PERM_RIGHTS_REQUEST, report);
    if (e == ERR_NONE) {
        e = build_model(s, &m, &f, report);
    }
    if (e == ERR_NONE) {
        e = read_all_rows(s, since, arena, report, &rows, &count);
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool *taken = ARENA_ARRAY(arena, bool, m.count + 1);
    bool *agrees = ARENA_ARRAY(arena, bool, count + 1);
    for (size_t i = 0; i < count; i++) {
        compare_row(&m, &rows[i], taken, &first_is_used, &f, &agrees[i]);
    }
    for (size_t i = 0; i < m.count; i++) {
        if (!taken[i] && date_before(m.rows[i].from, m.rows[i].until)) {
            found(&f, "right-missing", m.rows[i].request_no, 0,
                  arena_printf(arena, "申請どおりの権限がありません: %s", row_words(&m.rows[i], arena)));
        }
    }
    if (sign) {
        e = mark_checked(s, rows, agrees, count, now, report);
    }
    *ret = f.list;
    *ret_count = f.count;
    return e;
}

/* ---------------------------------------------------------------------------- the review ------- */

static enum err review_users(struct session *s, int64_t now, struct findings *f,
                             struct report *report)
{
    struct query *q = store_query(s->store, SQL_ops_review_users);
    int64_t today = date_ymd(s->folder.business_date);
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        const char *id = arena_copy(f->arena, query_text(q, 0).bytes, query_text(q, 0).len);
        int64_t until = query_i64(q, 3), seen = query_i64(q, 5);
        int64_t since = seen > 0 ? seen : query_i64(q, 4);
        bool is_current = query_i64(q, 2) <= today && until > today;
        if (is_current && query_i64(q, 7) != USER_SERVICE && now - since >= 90 * DAY_MS) {
            found(f, "user-unused", 0, 0,
                  arena_printf(f->arena, "職員「%s」は90日以上ログインしていません（最後から%d日）", id,
                               (int)((now - since) / DAY_MS)));
        }
        if (query_i64(q, 6) != 0) {
            found(f, "user-locked", 0, 0, arena_printf(f->arena, "職員「%s」はロックされています", id));
        }
    }
    query_reset(q);
    return e;
}

/* Rights of people who have gone, of nobody, and those that end within 30 days. */
static enum err review_rights(struct session *s, struct findings *f, struct report *report)
{
    struct right_row *rows = NULL;
    size_t count = 0;
    date today = s->folder.business_date;
    enum err e = right_rows(s->store, 0, text_of(""), today, f->arena, report, &rows, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct right_row *row = &rows[i];
        if (row->holder_kind == HOLDER_PERSON) {
            struct ops_user user;
            int64_t recorded_at;
            bool is_there = false;
            e = ops_user_open(s->store, row->holder, f->arena, report, &user, &recorded_at, &is_there);
            if (e != ERR_NONE) {
                break;
            }
            if (!is_there) {
                found(f, "right-without-person", row->request_no, row->right_no,
                      arena_printf(f->arena, "登録のない人の権限です: %s", row_words(row, f->arena)));
            } else if (date_at_most(user.until, today)) {
                found(f, "leaver", row->request_no, row->right_no,
                      arena_printf(f->arena, "利用を終えた人に権限が残っています: %s", row_words(row,
                                                                                f->arena)));
            }
        }
        if (row->source == SOURCE_BOOTSTRAP) {
            found(f, "bootstrap", row->request_no, row->right_no,
                  arena_printf(f->arena, "1人で設定した最初の権限です: %s", row_words(row, f->arena)));
        }
        if (date_before(row->until, date_add_days(today, 31))) {
            found(f, "right-ending", row->request_no, row->right_no,
                  arena_printf(f->arena, "30日のうちに終わります: %s", row_words(row, f->arena)));
        }
    }
    return e;
}

static enum err review_emergencies(struct session *s, int64_t now, struct findings *f,
                                   struct report *report)
{
    struct query *q = store_query(s->store, SQL_ops_emergency_unreviewed);
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text id = query_text(q, 1), reason = query_text(q, 2);
        bool is_late = now - query_i64(q, 3) >= DAY_MS; /* the next working day has begun */
        found(f, is_late ? "emergency-overdue" : "emergency", 0, query_i64(q, 0),
              arena_printf(f->arena, "緊急時の権限 %d（職員「%.*s」、理由: %.*s）の点検が済んでいません",
                           (int)query_i64(q, 0), (int)id.len, id.bytes, (int)reason.len, reason.bytes));
    }
    query_reset(q);
    return e;
}

static enum err review_last(struct session *s, int64_t now, struct findings *f, struct report *report)
{
    struct query *q = store_query(s->store, SQL_ops_review_last);
    bool row;
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && (!row || now - query_i64(q, 3) >= 92 * DAY_MS)) {
        found(f, "review-overdue", 0, 0,
              row ? "前の点検から3か月が過ぎました" : "利用者と権限の点検をしたことがありません");
    }
    query_reset(q);
    return e;
}

enum err ops_rights_review(struct session *s, int64_t now, struct arena *arena,
                           struct report *report, struct rights_finding **ret, size_t *ret_count)
{
    struct findings f = {.arena = arena};
    enum err e = operator_may(&s->operator, PERM_AUDIT_REVIEW) ? ERR_NONE
                                                               : ops_needs(s, PERM_RIGHTS_APPROVE, report);
    if (e == ERR_NONE) {
        e = review_last(s, now, &f, report);
    }
    if (e == ERR_NONE) {
        e = review_users(s, now, &f, report);
    }
    if (e == ERR_NONE) {
        e = review_rights(s, &f, report);
    }
    if (e == ERR_NONE) {
        e = review_emergencies(s, now, &f, report);
    }
    if (e == ERR_NONE) {
        *ret = f.list;
        *ret_count = f.count;
    }
    return e;
}

static enum err sign(struct session *s, struct text words, size_t findings, int64_t now,
                     struct report *report)
{
    int64_t number, changed;
    enum err e = ops_next_no(s->store, SQL_ops_review_no, report, &number);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_ops_review_add);
    query_set_i64(q, "review_no", number);
    query_set_text(q, "reviewer", text_of(s->operator.id));
    query_set_text(q, "words", words);
    query_set_i64(q, "findings", (int64_t)findings);
    query_set_i64(q, "now", now);
    return query_run(q, report, &changed);
}

enum err ops_review_sign(struct session *s, struct text words, int64_t now, struct report *report)
{
    struct arena *arena = arena_new("権限の点検", 64 << 20);
    struct rights_finding *list;
    size_t count = 0;
    enum err e = ops_words_are_valid(words, 400)
                     ? ops_rights_review(s, now, arena, report, &list, &count)
                     : report_fail(report, ERR_INPUT, "点検の結果を言葉で入れてください");
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
        if (e == ERR_NONE) {
            e = ops_end(s->store, sign(s, words, count, now, report), report);
        }
    }
    arena_free(arena);
    return e;
}
