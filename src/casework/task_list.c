/* 作業一覧 -- pages of tasks by a condition, and saved lists with their counts. */
#include "casework/internal.h"

#define PAGE_MAX 1000
#define LISTS_OWN_MAX 50

static void set_condition(struct query *q, const struct session *s, const struct task_condition *c)
{
    query_set_i64(q, "any_state", c->any_state);
    query_set_i64(q, "is_open", c->is_open);
    query_set_i64(q, "is_waiting", c->is_waiting);
    query_set_i64(q, "is_done", c->is_done);
    query_set_i64(q, "any_owner", c->any_owner);
    query_set_text(q, "owner", c->owner);
    query_set_i64(q, "any_section", c->any_section);
    query_set_text(q, "section", c->section);
    query_set_i64(q, "any_source", c->any_source);
    query_set_text(q, "source", c->source);
    query_set_text(q, "source_prefix", c->source_prefix);
    query_set_i64(q, "due_from", c->due_from);
    query_set_i64(q, "due_until", c->due_until);
    query_set_i64(q, "sees_all", operator_may(&s->operator, PERM_CASE_ASSIGN));
    query_set_text(q, "me", text_of(s->operator.id));
    query_set_text(q, "my_section", text_of(s->operator.section));
}

enum err task_count(struct session *s, const struct task_condition *c, struct report *report,
                    int64_t *ret_total, int64_t *ret_overdue)
{
    enum sql sql = c->addressee_no != 0   ? SQL_casework_task_total_addressee
                   : c->household_no != 0 ? SQL_casework_task_total_household
                                          : SQL_casework_task_total;
    struct query *q = store_query(s->store, sql);
    bool row;
    set_condition(q, s, c);
    query_set_i64(q, "today", date_ymd(s->folder.business_date));
    if (sql != SQL_casework_task_total) {
        query_set_i64(q, "addressee_no", c->addressee_no);
        query_set_i64(q, "household_no", c->household_no);
    }
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret_total = query_i64(q, 0);
        *ret_overdue = query_i64(q, 1);
    }
    query_reset(q);
    return e;
}

/* The narrowest index that the condition allows. */
static enum sql page_of(const struct task_condition *c)
{
    bool unfinished = !c->any_state && !c->is_done;
    if (c->addressee_no != 0) {
        return SQL_casework_task_page_addressee;
    }
    if (c->household_no != 0) {
        return SQL_casework_task_page_household;
    }
    if (!c->any_owner) {
        return unfinished ? SQL_casework_task_page_owner_open : SQL_casework_task_page_owner;
    }
    return unfinished ? SQL_casework_task_page_open : SQL_casework_task_page_all;
}

enum err task_list(struct session *s, struct text condition, size_t max, int64_t after_task_no,
                   struct arena *arena, struct report *report, struct task **ret, size_t *ret_count,
                   int64_t *ret_total)
{
    struct task_condition c;
    struct task *tasks = NULL;
    size_t count = 0, capacity = 0;
    int64_t total = 0, overdue;
    bool row = false;
    enum err e = casework_needs(s, PERM_CASE_VIEW, report);
    e = e == ERR_NONE ? task_condition_read(condition, &s->operator, s->folder.business_date, report, &c) : e;
    e = e == ERR_NONE ? task_count(s, &c, report, &total, &overdue) : e;
    if (e != ERR_NONE) {
        return e;
    }
    /* A page that holds all of them ends the reading: nothing behind the last one is looked at. */
    int64_t limit = max > 0 && max < PAGE_MAX ? (int64_t)max : PAGE_MAX;
    limit = total < limit ? total : limit;
    if (limit > 0) {
        struct query *q = store_query(s->store, page_of(&c));
        set_condition(q, s, &c);
        query_set_i64(q, "addressee_no", c.addressee_no);
        query_set_i64(q, "household_no", c.household_no);
        query_set_i64(q, "after", after_task_no);
        query_set_i64(q, "max", limit);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            task_row_read(q, arena, ARENA_PUSH(arena, tasks, count, capacity));
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = tasks;
        *ret_count = count;
        *ret_total = total;
    }
    return e;
}

/* ------------------------------------------------------------------------------ saved lists --- */

enum err work_lists(struct session *s, struct arena *arena, struct report *report, struct work_list **ret,
                    size_t *ret_count)
{
    struct work_list *lists = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e = casework_needs(s, PERM_CASE_VIEW, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, SQL_casework_work_list_all);
    query_set_text(q, "me", text_of(s->operator.id));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, lists, count, capacity) = (struct work_list){
            .list_no = query_i64(q, 0),
            .name = text_copy(arena, query_text(q, 1)),
            .condition = text_copy(arena, query_text(q, 2)),
            .owner = text_copy(arena, query_text(q, 3)),
            .is_shared = query_i64(q, 4) != 0,
        };
    }
    query_reset(q);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        struct task_condition c;
        e = task_condition_read(lists[i].condition, &s->operator, s->folder.business_date, report, &c);
        e = e == ERR_NONE ? task_count(s, &c, report, &lists[i].count, &lists[i].overdue) : e;
    }
    if (e == ERR_NONE) {
        *ret = lists;
        *ret_count = count;
    }
    return e;
}

/* An own list, or with case.assign a shared one of somebody else. */
static enum err may_change(struct session *s, int64_t list_no, struct report *report)
{
    struct query *q = store_query(s->store, SQL_casework_work_list_one);
    bool row, mine = false, shared = false;
    query_set_i64(q, "list_no", list_no);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        mine = text_is(query_text(q, 1), s->operator.id);
        shared = query_i64(q, 2) != 0;
    }
    query_reset(q);
    if (e == ERR_NONE && !mine && !shared) {
        return report_fail(report, ERR_FINDINGS, "作業一覧 %lld はありません", (long long)list_no);
    }
    return e == ERR_NONE && shared ? casework_needs(s, PERM_CASE_ASSIGN, report) : e;
}

static enum err list_count(struct session *s, enum sql sql, struct text name, struct report *report,
                           int64_t *ret, bool *ret_row)
{
    struct query *q = store_query(s->store, sql);
    query_set_text(q, "owner", text_of(s->operator.id));
    if (sql == SQL_casework_work_list_by_name) {
        query_set_text(q, "name", name);
    }
    enum err e = query_step(q, report, ret_row);
    *ret = e == ERR_NONE && *ret_row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err list_put(struct session *s, const struct work_list *list, struct report *report, int64_t *ret)
{
    bool row = false;
    int64_t n = 0;
    enum err e = list->list_no != 0 ? may_change(s, list->list_no, report) : ERR_NONE;
    e = e == ERR_NONE ? list_count(s, SQL_casework_work_list_by_name, list->name, report, &n, &row) : e;
    if (e == ERR_NONE && row && n != list->list_no) {
        e = report_fail(report, ERR_INPUT, "作業一覧「%.*s」はもうあります。別の名前にしてください",
                        (int)list->name.len, list->name.bytes);
    }
    e = e == ERR_NONE ? list_count(s, SQL_casework_work_list_count, list->name, report, &n, &row) : e;
    if (e == ERR_NONE && list->list_no == 0 && n >= LISTS_OWN_MAX) {
        e = report_fail(report, ERR_INPUT, "作業一覧は%d個までです。使わないものを消してください",
                        LISTS_OWN_MAX);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s->store, list->list_no == 0 ? SQL_casework_work_list_add
                                                               : SQL_casework_work_list_save);
    query_set_text(q, "name", list->name);
    query_set_text(q, "condition", list->condition.len > 0 ? list->condition : text_of(""));
    query_set_i64(q, "is_shared", list->is_shared);
    query_set_i64(q, "now", clock_now_ms());
    if (list->list_no != 0) {
        query_set_i64(q, "list_no", list->list_no);
        *ret = list->list_no;
        return casework_one(q, report);
    }
    query_set_text(q, "owner", text_of(s->operator.id));
    e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err work_list_save(struct session *s, const struct work_list *list, struct report *report,
                        int64_t *ret_list_no)
{
    struct task_condition c;
    int64_t no = 0;
    enum err e = casework_needs(s, list->is_shared ? PERM_CASE_ASSIGN : PERM_CASE_VIEW, report);
    if (e == ERR_NONE && (list->name.len == 0 || !casework_words_are_fine(list->name, 40, false))) {
        e = report_fail(report, ERR_INPUT, "作業一覧の名前を40文字までで入れてください");
    }
    e = e == ERR_NONE
            ? task_condition_read(list->condition, &s->operator, s->folder.business_date, report, &c)
            : e;
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = casework_end(s->store, list_put(s, list, report, &no), report);
    *ret_list_no = e == ERR_NONE ? no : *ret_list_no;
    return e;
}

enum err work_list_drop(struct session *s, int64_t list_no, struct report *report)
{
    enum err e = casework_needs(s, PERM_CASE_VIEW, report);
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = may_change(s, list_no, report);
    if (e == ERR_NONE) {
        struct query *q = store_query(s->store, SQL_casework_work_list_drop);
        query_set_i64(q, "list_no", list_no);
        e = casework_one(q, report);
    }
    return casework_end(s->store, e, report);
}
