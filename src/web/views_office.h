/* What the templates of lists, records, users and measures are given. */
#ifndef KOKUHO_WEB_VIEWS_OFFICE_H
#define KOKUHO_WEB_VIEWS_OFFICE_H

#include "ops/login.h"
#include "ops/rights.h"
#include "ops/terminal.h"
#include "output/output.h"
#include "web/views.h"

/* ------------------------------------------------------------------------------ 出力 -------- */

struct outputs_view {
    const struct output_list **lists; /* those he may ask for */
    size_t list_count;
    const struct output_request *requests;
    size_t count;
};
struct output_ask_view {
    const struct output_list *list;
    struct text criteria, purpose;
    enum output_format format;
    bool is_for_media;
    const char *message; /* NULL = nothing went wrong */
};
struct output_view {
    const struct output_request *request;
    struct text words;   /* the criteria in words */
    bool is_own, may_decide;
    const char *message;
};
struct output_taken_view {
    int64_t request_no;
    const char *password, *key;
    struct url file;
};

/* ------------------------------------------------------------------------------ 記録 -------- */

struct record_line {
    const struct audit_record *record;
    const char *at, *what, *whom, *more; /* in words */
};
struct records_view {
    struct text resident, user, event;
    enum audit_kind kind;
    struct day_field from, until;
    const char *message;
    bool was_searched, has_more;
    const struct record_line *lines;
    size_t count;
    struct url next; /* the older ones */
    const int64_t *numbers; /* every number of the person that was looked for */
    size_t number_count;
};
struct alert_line {
    const struct audit_alert *alert;
    bool is_overdue, is_own;
    const char *at;
};
struct alerts_view {
    const struct alert_line *lines;
    size_t count, open, overdue;
    bool is_all;
    const char *message;
};

/* ------------------------------------------------------------- 支援措置・個人番号・利用者 ------ */

struct measure_line {
    const struct support_measure *measure;
    const char *name; /* as this operator may see it */
};
struct number_view {
    int64_t addressee_no;
    const char *name, *number; /* number NULL = not shown yet */
    const char *message;
};
struct number_check_view {
    struct number_finding *findings;
    size_t count, shown; /* `shown` at most */
    bool is_more;
};
struct messages_view {
    struct ops_notice *notices; /* to this operator, not taken note of */
    size_t count;
    const char *message;
};
MUST_CHECK enum err messages_read(struct screen_call *call, struct messages_view *ret);
struct users_view {
    const struct ops_user *users;
    size_t count, locked_count;
    date today;
    const char *value_of, *value; /* a one-time value, shown once; NULL = none */
    const char *message, *done;
};
struct rights_view {
    const struct rights_request *requests;
    const struct ops_duty *duties;
    const struct rights_finding *findings;
    size_t request_count, duty_count, finding_count;
    bool may_ask, may_approve, may_apply;
    const char *operator_id, *message;
    struct text holder, subject, reason, from, until;
};
/* The whole table, or what one person, duty or right has in it. */
struct matrix_view {
    struct rights_matrix matrix;
    struct day_field on;
    struct text user_typed;
    const struct ops_user *user;         /* NULL = not asked for */
    const struct operator_identity *who; /* of `user`: what he may do */
    const struct ops_duty *duty;         /* NULL = not asked for */
    enum permission permission;          /* PERM_NONE = not asked for */
    const char *message, *printed_at;
};
/* The table on the same day, for one of them; value "" = the whole. */
struct url matrix_url(const struct matrix_view *view, const char *name, const char *value);
size_t matrix_right_count(const struct operator_identity *who);
/* A right nobody has used for three months; the screens that would show its use. */
struct unused_right {
    const char *operator_id;
    enum permission permission;
};
struct rights_review_view {
    const struct rights_finding *found;
    size_t count;
    const struct unused_right *unused;
    size_t unused_count;
    date since;
};
struct terminals_view {
    const struct terminal *terminals;
    size_t count;
    const char *message;
};

#endif
