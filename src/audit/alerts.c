/* 確認 -- the nightly list as its reviewers see it, and what they said (DA-12). */
#include "audit/rules.h"

#include <inttypes.h>

static enum err list(struct store *s, bool only_open, int64_t review_days, struct arena *arena,
                     struct report *report, struct audit_alert **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_audit_alert_list);
    struct audit_alert *alerts = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "only_open", only_open ? 1 : 0);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct audit_alert a = {.alert_no = query_i64(q, 0), .at = query_i64(q, 2)};
        if (!date_from_ymd((int32_t)query_i64(q, 1), &a.day)) {
            a.day = audit_day_of(a.at);
        }
        a.due = date_add_days(a.day, (int)review_days);
        a.code = text_copy(arena, query_text(q, 3));
        a.operator_id = text_copy(arena, query_text(q, 4));
        a.addressee_no = query_i64(q, 5);
        a.words = text_copy(arena, query_text(q, 6));
        a.reviewer = text_copy(arena, query_text(q, 7));
        a.review = text_copy(arena, query_text(q, 8));
        a.reviewed_at = query_i64(q, 9);
        *ARENA_PUSH(arena, alerts, count, capacity) = a;
    }
    if (e == ERR_NONE) {
        *ret = alerts;
        *ret_count = count;
    }
    return e;
}

enum err audit_alerts(const struct data_folder *folder, bool only_open, struct arena *arena,
                      struct report *report, struct audit_alert **ret, size_t *ret_count)
{
    struct audit_limits limits;
    struct store *s;
    enum err e = audit_limits_read(folder, folder->business_date, report, &limits);
    if (e == ERR_NONE) {
        e = audit_store_open(folder, STORE_READ, report, &s);
    }
    if (e == ERR_NONE) {
        e = list(s, only_open, limits.review_days, arena, report, ret, ret_count);
        store_close(s);
    }
    return e;
}

/* Whether this reviewer may: the alert exists, is open, and is not about him. */
static enum err check(struct store *s, int64_t alert_no, const struct operator_identity *reviewer,
                      struct report *report)
{
    struct query *q = store_query(s, SQL_audit_alert_one);
    bool row;
    query_set_i64(q, "alert_no", alert_no);
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row) {
        return report_fail(report, ERR_INPUT, "異常アクセスの %" PRId64 " 番はありません", alert_no);
    }
    bool is_his = text_is(query_text(q, 0), reviewer->id) ||
                  (reviewer->addressee_no != 0 && query_i64(q, 1) == reviewer->addressee_no);
    bool is_done = query_i64(q, 2) != 0;
    query_reset(q);
    if (is_his) {
        return report_fail(report, ERR_INPUT, "自分のことは自分で確認できません。別の職員が確認してください");
    }
    if (is_done) {
        return report_fail(report, ERR_INPUT, "異常アクセスの %" PRId64 " 番は確認済みです", alert_no);
    }
    return ERR_NONE;
}

static enum err add_review(struct store *s, int64_t alert_no, const struct operator_identity *reviewer,
                           struct text words, struct report *report)
{
    int64_t changed;
    enum err e = store_begin(s, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = check(s, alert_no, reviewer, report);
    if (e == ERR_NONE) {
        struct query *q = store_query(s, SQL_audit_review_add);
        query_set_i64(q, "alert_no", alert_no);
        query_set_i64(q, "reviewed_at", clock_now_ms());
        query_set_text(q, "reviewer", text_of(reviewer->id));
        query_set_text(q, "review", words);
        e = query_run(q, report, &changed);
    }
    if (e == ERR_NONE) {
        return store_commit(s, report);
    }
    store_rollback(s);
    return e;
}

enum err audit_alert_review(struct audit_log *log, const struct data_folder *folder, int64_t alert_no,
                            const struct operator_identity *reviewer, struct text review,
                            struct report *report)
{
    char words[400];
    struct store *s;
    size_t n = audit_mask(review, NULL, words, sizeof(words));
    if (!operator_may(reviewer, PERM_AUDIT_REVIEW)) {
        return report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", reviewer->id,
                           ops_permissions[PERM_AUDIT_REVIEW].label);
    }
    if (n == 0) {
        return report_fail(report, ERR_INPUT, "確認した結果と、そのあとの対応を書いてください");
    }
    struct audit_event event = {.kind = AUDIT_APPROVE, .event = text_of("audit.review"),
                                .operator_id = text_of(reviewer->id), .section = text_of(reviewer->section),
                                .reason = {words, n}, .approval_no = alert_no, .result_count = -1};
    enum err e = audit_append(log, &event, report);
    if (e == ERR_NONE) {
        e = audit_store_open(folder, STORE_WRITE, report, &s);
    }
    if (e == ERR_NONE) {
        e = add_review(s, alert_no, reviewer, (struct text){words, n}, report);
        store_close(s);
    }
    return e;
}
