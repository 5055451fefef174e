/* 緊急時の権限 -- four hours, a reason, notice to the managers, reviewed by somebody else (section 26). */
#include "ops/internal.h"

static enum err add_notice(struct store *s, struct text to, struct text words, int64_t now,
                           struct report *report)
{
    int64_t number, changed;
    enum err e = ops_next_no(s, SQL_ops_notice_no, report, &number);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_ops_notice_add);
    query_set_i64(q, "notice_no", number);
    query_set_text(q, "operator_id", to);
    query_set_text(q, "words", words);
    query_set_i64(q, "now", now);
    return query_run(q, report, &changed);
}

static enum err open_one(struct session *s, const struct permission_set *rights, struct text reason,
                         int64_t now, struct arena *arena, struct report *report, int64_t *ret_no)
{
    struct ops_manager *to = NULL;
    size_t count = 0;
    int64_t number = 0, changed;
    struct text names = ops_permissions_format(rights, arena);
    enum err e = ops_managers(s, text_of(s->operator.id), arena, report, &to, &count);
    if (e == ERR_NONE && count < 2) {
        e = report_fail(report, ERR_INPUT, "知らせる先の管理職が2人いないため、緊急時の権限は使えません");
    }
    if (e == ERR_NONE) {
        e = ops_next_no(s->store, SQL_ops_emergency_no, report, &number);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_ops_emergency_add);
        query_set_i64(q, "emergency_no", number);
        query_set_text(q, "operator_id", text_of(s->operator.id));
        query_set_text(q, "permissions", names);
        query_set_text(q, "reason", reason);
        query_set_i64(q, "now", now);
        query_set_i64(q, "until", now + EMERGENCY_MS);
        e = query_run(q, report, &changed);
    }
    struct text words = text_of(arena_printf(
        arena, "職員「%s」が緊急時の権限（%.*s）を4時間使います。理由: %.*s。"
        "翌開庁日までに点検してください（番号 %d）",
        s->operator.id, (int)names.len, names.bytes, (int)reason.len, reason.bytes, (int)number));
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = add_notice(s->store, to[i].id, words, now, report);
    }
    if (e == ERR_NONE) {
        e = ops_rights_changed(s->store, report);
    }
    *ret_no = number;
    return e;
}

enum err ops_emergency_open(struct session *s, const struct permission_set *rights,
                            struct text reason, int64_t now, struct report *report,
                            int64_t *ret_emergency_no)
{
    struct permission_set both = s->operator.permissions;
    bool any = false;
    for (size_t w = 0; w < PERMISSION_WORDS; w++) {
        any = any || rights->bits[w] != 0;
        both.bits[w] |= rights->bits[w];
    }
    if (!any || !ops_words_are_valid(reason, 400)) {
        return report_fail(report, ERR_INPUT, "緊急時の権限には、権限と理由が要ります");
    }
    if (s->operator.kind != USER_REGULAR || ops_classes_are_mixed(&both)) {
        return report_fail(report, ERR_INPUT,
                           "緊急時の権限は、いまの職務と同じ種類の権限だけを、常勤の職員が使えます");
    }
    struct arena *arena = arena_new("緊急時の権限", 1 << 20);
    int64_t number = 0;
    enum err e = store_begin(s->store, report);
    if (e == ERR_NONE) {
        e = ops_end(s->store, open_one(s, rights, reason, now, arena, report, &number), report);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret_emergency_no = number;
    }
    return e;
}

static enum err is_manager(struct session *s, struct report *report, bool *ret)
{
    struct arena *arena = arena_new("管理職", 1 << 20);
    struct ops_manager *list = NULL;
    size_t count = 0;
    enum err e = ops_managers(s, text_of(""), arena, report, &list, &count);
    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = *ret || text_is(list[i].id, s->operator.id);
    }
    arena_free(arena);
    return e;
}

static enum err review_one(struct session *s, int64_t number, struct text words, int64_t now,
                           struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s->store, SQL_ops_emergency_review);
    query_set_i64(q, "emergency_no", number);
    query_set_text(q, "words", words);
    query_set_text(q, "by", text_of(s->operator.id));
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(report, ERR_INPUT,
                             "緊急時の権限 %d は、点検済みか、自分が使ったものか、ありません", (int)number)
               : e;
}

enum err ops_emergency_review(struct session *s, int64_t emergency_no, struct text words,
                              int64_t now, struct report *report)
{
    bool may = false;
    enum err e = ops_words_are_valid(words, 400)
                     ? is_manager(s, report, &may)
                     : report_fail(report, ERR_INPUT, "点検の結果を言葉で入れてください");
    if (e == ERR_NONE && !may && !operator_may(&s->operator, PERM_AUDIT_REVIEW)) {
        e = ops_needs(s, PERM_RIGHTS_APPROVE, report);
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
    }
    return e == ERR_NONE ? ops_end(s->store, review_one(s, emergency_no, words, now, report), report) : e;
}

enum err ops_notices(struct session *s, struct arena *arena, struct report *report,
                     struct ops_notice **ret, size_t *ret_count)
{
    struct query *q = store_query(s->store, SQL_ops_notice_list);
    struct ops_notice *list = NULL;
    size_t count = 0, capacity = 0;
    bool row = true;
    enum err e = ERR_NONE;
    query_set_text(q, "operator_id", text_of(s->operator.id));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) =
            (struct ops_notice){.notice_no = query_i64(q, 0),
                                .at = query_i64(q, 1),
                                .words = text_copy(arena, query_text(q, 2))};
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = list;
        *ret_count = count;
    }
    return e;
}

static enum err read_notice(struct session *s, int64_t notice_no, int64_t now, struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s->store, SQL_ops_notice_read);
    query_set_i64(q, "notice_no", notice_no);
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_i64(q, "now", now);
    enum err e = query_run(q, report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(report, ERR_INPUT, "知らせ %d はありません", (int)notice_no)
               : e;
}

enum err ops_notice_read(struct session *s, int64_t notice_no, int64_t now, struct report *report)
{
    enum err e = store_begin(s->store, report);
    return e == ERR_NONE ? ops_end(s->store, read_notice(s, notice_no, now, report), report) : e;
}
