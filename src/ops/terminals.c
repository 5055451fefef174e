/* 端末 -- registration, certificates, retirement; rows that end are closed and stay. */
#include "ops/authority.h"

#include <unistd.h>

static date day_of(int64_t ymd)
{
    date d;
    bool ok = date_from_ymd((int32_t)ymd, &d);
    assert(ok);
    return d;
}

enum err ops_terminal_find(struct store *s, struct text serial, date on, int64_t now,
                           struct report *report, struct terminal *ret)
{
    struct terminal t = {0};
    bool row = false;
    int64_t revoked_at = 0, expires_at = 0;
    if (serial.len == 0 || serial.len >= sizeof(t.serial)) {
        return report_fail(report, ERR_FINDINGS, "端末の証明書がありません");
    }
    for (size_t i = 0; i < serial.len; i++) {
        char c = serial.bytes[i];
        t.serial[i] = c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c;
    }
    struct query *q = store_query(s, SQL_ops_terminal_of_serial);
    query_set_text(q, "serial", (struct text){t.serial, serial.len});
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ops_copy_text(t.id, sizeof(t.id), query_text(q, 0));
        ops_copy_text(t.place, sizeof(t.place), query_text(q, 1));
        ops_copy_text(t.section, sizeof(t.section), query_text(q, 2));
        ops_copy_text(t.office, sizeof(t.office), query_text(q, 3));
        t.from = day_of(query_i64(q, 4));
        t.until = day_of(query_i64(q, 5));
        t.retired_at = query_i64(q, 6);
        revoked_at = query_i64(q, 7);
        expires_at = query_i64(q, 8);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row) {
        return report_fail(report, ERR_FINDINGS, "この端末は登録されていません");
    }
    if (revoked_at != 0 || t.retired_at != 0 || now >= expires_at || date_before(on, t.from) ||
        !date_before(on, t.until)) {
        return report_fail(report, ERR_FINDINGS, "端末「%s」は使えません（廃止、失効、または期間の外）",
                           t.id);
    }
    *ret = t;
    return ERR_NONE;
}

enum err ops_terminals(struct store *s, struct arena *arena, struct report *report,
                       struct terminal **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_ops_terminal_list);
    struct terminal *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct terminal *t = ARENA_PUSH(arena, list, count, capacity);
        *t = (struct terminal){.from = day_of(query_i64(q, 4)),
                               .until = day_of(query_i64(q, 5)),
                               .retired_at = query_i64(q, 6)};
        ops_copy_text(t->id, sizeof(t->id), query_text(q, 0));
        ops_copy_text(t->place, sizeof(t->place), query_text(q, 1));
        ops_copy_text(t->section, sizeof(t->section), query_text(q, 2));
        ops_copy_text(t->office, sizeof(t->office), query_text(q, 3));
        ops_copy_text(t->serial, sizeof(t->serial), query_text(q, 7));
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

static enum err check_terminal(const struct terminal *t, int days, struct report *report)
{
    bool ok = ops_id_is_valid(text_of(t->id)) && ops_words_are_valid(text_of(t->place), 96) &&
              ops_words_are_valid(text_of(t->section), 48) &&
              (t->office[0] == '\0' || ops_words_are_valid(text_of(t->office), 16)) &&
              date_before(t->from, t->until) && days >= 1 && days <= 1825;
    return ok ? ERR_NONE
              : report_fail(report, ERR_INPUT,
                            "端末の名前（英数字 - _ . の32文字以内）、設置場所、係、期間、日数を"
                            "確かめてください");
}

/* What stands of a terminal; its recorded moment, 0 = there is none. */
static enum err find_open(struct store *s, struct text id, struct report *report, struct terminal *ret,
                          int64_t *ret_recorded_at)
{
    struct query *q = store_query(s, SQL_ops_terminal_open);
    bool row;
    query_set_text(q, "terminal_id", id);
    enum err e = query_step(q, report, &row);
    *ret_recorded_at = 0;
    if (e == ERR_NONE && row) {
        *ret = (struct terminal){.from = day_of(query_i64(q, 3)),
                                 .until = day_of(query_i64(q, 4)),
                                 .retired_at = query_i64(q, 5)};
        ops_copy_text(ret->id, sizeof(ret->id), id);
        ops_copy_text(ret->place, sizeof(ret->place), query_text(q, 0));
        ops_copy_text(ret->section, sizeof(ret->section), query_text(q, 1));
        ops_copy_text(ret->office, sizeof(ret->office), query_text(q, 2));
        *ret_recorded_at = query_i64(q, 6);
    }
    query_reset(q);
    return e;
}

static enum err put_terminal(struct session *s, const struct terminal *t, int64_t replaces,
                             struct text reason, int64_t now, struct report *report)
{
    int64_t changed, at = now > replaces ? now : replaces + 1;
    enum err e = ERR_NONE;
    if (replaces != 0) {
        struct query *q = store_query(s->store, SQL_ops_terminal_close);
        query_set_text(q, "terminal_id", text_of(t->id));
        query_set_i64(q, "now", at);
        e = query_run(q, report, &changed);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_ops_terminal_add);
    query_set_text(q, "terminal_id", text_of(t->id));
    query_set_text(q, "place", text_of(t->place));
    query_set_text(q, "section", text_of(t->section));
    query_set_text(q, "office", text_of(t->office));
    query_set_i64(q, "valid_from", date_ymd(t->from));
    query_set_i64(q, "valid_until", date_ymd(t->until));
    query_set_i64(q, "retired_at", t->retired_at);
    query_set_text(q, "retired_reason", reason);
    query_set_i64(q, "recorded_at", at);
    query_set_text(q, "recorded_by", text_of(s->operator.id));
    return query_run(q, report, &changed);
}

static enum err revoke_certificates(struct session *s, struct text id, struct text reason, int64_t now,
                                    struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s->store, SQL_ops_certificate_revoke);
    query_set_text(q, "terminal_id", id);
    query_set_text(q, "reason", reason);
    query_set_text(q, "by", text_of(s->operator.id));
    query_set_i64(q, "now", now);
    return query_run(q, report, &changed);
}

/* In a write transaction: the terminal as it is now, its old certificates revoked, the new one added. */
static enum err put_issued(struct session *s, const struct terminal *t, const struct issued *i,
                           int64_t now, struct report *report)
{
    struct terminal standing;
    int64_t recorded_at = 0, changed;
    enum err e = find_open(s->store, text_of(t->id), report, &standing, &recorded_at);
    if (e == ERR_NONE && recorded_at != 0 && standing.retired_at != 0) {
        e = report_fail(report, ERR_INPUT, "端末「%s」は廃止されています。新しい名前で登録してください",
                        t->id);
    }
    if (e == ERR_NONE) {
        e = revoke_certificates(s, text_of(t->id), text_of("再発行"), now, report);
    }
    if (e == ERR_NONE) {
        struct terminal fresh = *t;
        fresh.retired_at = 0;
        e = put_terminal(s, &fresh, recorded_at, text_of(""), now, report);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_certificate_add);
        query_set_text(q, "serial", text_of(i->serial));
        query_set_text(q, "terminal_id", text_of(t->id));
        query_set_i64(q, "now", now);
        query_set_text(q, "by", text_of(s->operator.id));
        query_set_i64(q, "expires_at", i->expires_at);
        e = query_run(q, report, &changed);
    }
    return e == ERR_NONE ? ops_rights_changed(s->store, report) : e;
}

static enum err issue(struct session *s, const struct authority *a, const struct terminal *t, int days,
                      const char *p12_path, int64_t now, struct report *report,
                      const char *password, char ret_serial[SERIAL_HEX])
{
    struct issued i = {0};
    bool is_written = false;
    enum err e = authority_issue(a, t->id, false, days, now, report, &i);
    if (e == ERR_NONE) {
        e = authority_write_p12(a, &i, t->id, p12_path, password, report);
        is_written = e == ERR_NONE;
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
        if (e == ERR_NONE) {
            e = ops_end(s->store, put_issued(s, t, &i, now, report), report);
        }
    }
    if (e != ERR_NONE && is_written) {
        (void)unlink(p12_path); /* a certificate nobody registered */
    }
    if (e == ERR_NONE) {
        memcpy(ret_serial, i.serial, sizeof(i.serial));
    }
    issued_free(&i);
    return e;
}

enum err ops_terminal_issue(struct session *s, const struct terminal *terminal, int days,
                            const char *p12_path, int64_t now, struct report *report,
                            char ret_password[20], char ret_serial[SERIAL_HEX])
{
    struct authority a = {0};
    char password[ONE_TIME_BYTES], serial[SERIAL_HEX];
    one_time_make(password);
    enum err e = ops_needs(s, PERM_TERMINAL_MANAGE, report);
    if (e == ERR_NONE) {
        e = check_terminal(terminal, days, report);
    }
    if (e == ERR_NONE) {
        e = authority_open(&s->folder, now, report, &a);
    }
    if (e == ERR_NONE) {
        e = issue(s, &a, terminal, days, p12_path, now, report, password, serial);
    }
    authority_close(&a);
    if (e == ERR_NONE) {
        memcpy(ret_password, password, sizeof(password));
        memcpy(ret_serial, serial, sizeof(serial));
        e = ops_crl_write(s, now, report);
    }
    sodium_memzero(password, sizeof(password));
    return e;
}

static enum err retire(struct session *s, struct text id, struct text reason, int64_t now,
                       struct report *report)
{
    struct terminal t;
    int64_t recorded_at = 0;
    enum err e = find_open(s->store, id, report, &t, &recorded_at);
    if (e == ERR_NONE && (recorded_at == 0 || t.retired_at != 0)) {
        e = report_fail(report, ERR_INPUT, "端末「%.*s」は登録がないか、廃止済みです", (int)id.len,
                        id.bytes);
    }
    if (e == ERR_NONE) {
        t.retired_at = now;
        e = put_terminal(s, &t, recorded_at, reason, now, report);
    }
    if (e == ERR_NONE) {
        e = revoke_certificates(s, id, reason, now, report);
    }
    return e == ERR_NONE ? ops_rights_changed(s->store, report) : e;
}

enum err ops_terminal_revoke(struct session *s, struct text id, struct text reason, int64_t now,
                             struct report *report)
{
    enum err e = ops_needs(s, PERM_TERMINAL_MANAGE, report);
    if (e == ERR_NONE && !ops_words_are_valid(reason, 200)) {
        e = report_fail(report, ERR_INPUT, "廃止の理由を入れてください");
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    if (e == ERR_NONE) {
        e = ops_end(s->store, retire(s, id, reason, now, report), report);
    }
    return e == ERR_NONE ? ops_crl_write(s, now, report) : e;
}

/* ------------------------------------------------------------------------------ files of nginx - */

static enum err read_revoked(struct session *s, struct arena *arena, struct report *report,
                             struct revoked **ret, size_t *ret_count)
{
    struct query *q = store_query(s->store, SQL_ops_certificate_revoked);
    struct revoked *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct revoked){text_copy(arena, query_text(q, 0)), query_i64(q, 1)};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static enum err next_crl_no(struct session *s, int64_t now, struct report *report, int64_t *ret)
{
    int64_t changed;
    enum err e = ops_next_no(s->store, SQL_ops_crl_no, report, ret);
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_crl_add);
        query_set_i64(q, "crl_no", *ret);
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    }
    return e;
}

enum err ops_crl_write(struct session *s, int64_t now, struct report *report)
{
    struct arena *arena = arena_new("失効の一覧", 64 << 20);
    struct authority a = {0};
    struct revoked *list = NULL;
    size_t count = 0;
    int64_t number = 0;
    enum err e = authority_open(&s->folder, now, report, &a);
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    if (e == ERR_NONE) {
        e = next_crl_no(s, now, report, &number);
        if (e == ERR_NONE) {
            e = read_revoked(s, arena, report, &list, &count);
        }
        e = ops_end(s->store, e, report);
    }
    if (e == ERR_NONE) {
        e = authority_write_crl(&s->folder, &a, list, count, number, now, report);
    }
    authority_close(&a);
    arena_free(arena);
    return e;
}

static bool host_is_valid(const char *host)
{
    size_t n = strlen(host);
    return n >= 1 && n <= 253 &&
           strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == n;
}

enum err ops_tls_prepare(struct session *s, const char *host, int64_t now, struct report *report)
{
    struct authority a = {0};
    if (!host_is_valid(host)) {
        return report_fail(report, ERR_INPUT, "サーバーの名前は英数字 . - で書いてください: %s", host);
    }
    enum err e = authority_open(&s->folder, now, report, &a);
    if (e == ERR_NONE && !authority_server_is_good(&s->folder, &a, host, now + 30 * 86400000LL)) {
        struct issued i = {0};
        e = authority_issue(&a, host, true, 397, now, report, &i);
        if (e == ERR_NONE) {
            e = authority_write_server(&s->folder, &i, report);
        }
        issued_free(&i);
    }
    authority_close(&a);
    return e == ERR_NONE ? ops_crl_write(s, now, report) : e;
}
