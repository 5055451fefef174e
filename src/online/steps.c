/* 経過 -- 不備 and back, the attachments that are opened. */
#include "online/internal.h"

#include "base/personal_number.h"

enum { OUTCOME_DEFECT = 1, OUTCOME_WORK };

enum err online_end(struct store *s, enum err e, struct report *report)
{
    e = e == ERR_NONE ? store_commit(s, report) : e;
    if (e != ERR_NONE) {
        store_rollback(s);
    }
    return e;
}

enum err online_verdict_add(struct session *s, int64_t application_no, bool is_defect, struct text words,
                            int64_t now, struct report *report)
{
    struct query *q = store_query(s->store, SQL_online_verdict_add);
    int64_t changed;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "outcome", is_defect ? OUTCOME_DEFECT : OUTCOME_WORK);
    query_set_text(q, "words", words);
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_i64(q, "recorded_at", now);
    return query_run(q, report, &changed);
}

/* What has been entered is no 不備 any more; a draft is thrown away by whoever has it. */
static enum err may_be_put_aside(const struct online_application *a, struct report *report)
{
    for (size_t i = 0; i < a->person_count; i++) {
        if (a->persons[i].change_no != 0) {
            return report_fail(report, ERR_FINDINGS,
                               "下書きか登録した変更があります。破棄か取消しをしてから不備にしてください");
        }
    }
    return ERR_NONE;
}

static enum err numbers_drop(struct session *s, int64_t application_no, struct report *report)
{
    struct query *q = store_query(s->store, SQL_online_number_drop);
    int64_t changed;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "person_no", 0);
    return query_run(q, report, &changed);
}

enum err online_verdict(struct session *s, int64_t application_no, bool is_defect, struct text words,
                        struct arena *arena, struct report *report)
{
    struct online_application a;

    if (!operator_may(&s->operator, PERM_ELIGIBILITY_CHANGE)) {
        return report_fail(report, ERR_INPUT, "「%s」の権限が要ります",
                           ops_permissions[PERM_ELIGIBILITY_CHANGE].label);
    }
    if (is_defect && words.len == 0) {
        return report_fail(report, ERR_FINDINGS, "不備の内容を入れてください");
    }
    if (personal_number_stands_in(words)) {
        return report_fail(report, ERR_FINDINGS, "個人番号は書けません");
    }
    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = online_application(s->store, application_no, arena, report, &a);
    e = e == ERR_NONE && is_defect ? may_be_put_aside(&a, report) : e;
    e = e == ERR_NONE ? online_verdict_add(s, application_no, is_defect, words, clock_now_ms(), report) : e;
    e = e == ERR_NONE && is_defect ? numbers_drop(s, application_no, report) : e;
    e = e == ERR_NONE ? online_tasks(s, &a, is_defect, arena, report) : e;
    return online_end(s->store, e, report);
}

enum err online_attachment_open(struct session *s, int64_t application_no, int64_t attachment_no,
                                struct arena *arena, struct report *report, struct text *ret,
                                enum online_type *ret_type)
{
    struct query *q = store_query(s->store, SQL_online_attachment_one);
    struct text sealed = {0};
    bool row = false;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "attachment_no", attachment_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        *ret_type = (enum online_type)query_i64(q, 0);
        sealed = text_copy(arena, query_blob(q, 1));
    }
    query_reset(q);
    if (e == ERR_NONE && !row) {
        e = report_fail(report, ERR_FINDINGS, "この添付書類はありません（保存していないものは開けません）");
    }
    return e == ERR_NONE ? online_open(s, (struct online_place){"attachment", application_no, attachment_no},
                                       sealed, arena, report, ret)
                         : e;
}
