/* 練習用フォルダ -- users with password and rights at once, for invented towns and tests. */
#include "ops/internal.h"

static enum err put_right(struct session *s, struct text id, struct text subject, bool is_duty,
                          int64_t now, struct report *report)
{
    int64_t number;
    struct right_row row = {.holder_kind = HOLDER_PERSON,
                            .holder = id,
                            .subject = subject,
                            .office = text_of(""),
                            .is_duty = is_duty,
                            .files = FILE_ALL,
                            .from = date_of(2018, 4, 1),
                            .until = date_open_end(),
                            .source = SOURCE_PRACTICE,
                            .approver = text_of(""),
                            .applied_at = now,
                            .applied_by = text_of("practice")};
    return right_row_add(s->store, &row, report, &number);
}

/* In a write transaction. */
static enum err put(struct session *s, const struct ops_user *user, const struct permission_set *set,
                    struct text duties, const char *hash, int64_t now, struct report *report)
{
    enum err e = ops_user_put(s->store, user, true, now, "practice", report);
    if (e == ERR_NONE) {
        e = credential_make(s, user->id, report);
    }
    if (e == ERR_NONE && user->kind != USER_SERVICE) {
        e = password_put(s->store, user->id, hash, false, 0, now, "practice", report);
    }
    for (int p = PERM_NONE + 1; p < PERM_COUNT && e == ERR_NONE; p++) {
        if (permission_in(set, (enum permission)p)) {
            e = put_right(s, user->id, text_of(ops_permissions[p].name), false, now, report);
        }
    }
    for (size_t from = 0; from < duties.len && e == ERR_NONE;) {
        size_t to = from;
        while (to < duties.len && duties.bytes[to] != ',') {
            to++;
        }
        struct text duty = {duties.bytes + from, to - from};
        e = ops_duty_must_exist(s->store, duty, s->folder.business_date, report);
        if (e == ERR_NONE) {
            e = put_right(s, user->id, duty, true, now, report);
        }
        from = to + 1;
    }
    return e;
}

enum err ops_practice_add(struct session *s, const struct ops_user *user,
                          const struct permission_set *set, struct text duties,
                          struct text password, struct report *report)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    struct login_policy policy;
    int64_t now = clock_now_ms();
    if (!s->folder.is_practice) {
        return report_fail(report, ERR_INPUT,
                           "パスワードと権限をすぐに渡せるのは練習用フォルダだけです"
                           "（kokuho rights request）");
    }
    if (ops_classes_are_mixed(set)) {
        return report_fail(report, ERR_INPUT,
                           "業務、システム管理、記録の点検の権限は、1人に合わせて渡せません");
    }
    enum err e = login_policy_read(&s->folder, s->folder.business_date, report, &policy);
    if (e == ERR_NONE) {
        policy.password_min = 8; /* the least any ward may choose */
        e = login_password_check(&s->folder, &policy, password, user->id, report);
    }
    if (e == ERR_NONE) {
        e = password_hash(&policy, password, report, hash);
    }
    if (e == ERR_NONE) {
        e = store_begin(s->store, report);
        if (e == ERR_NONE) {
            e = ops_end(s->store, put(s, user, set, duties, hash, now, report), report);
        }
    }
    return e == ERR_NONE ? e
                         : report_fail(report, e, "職員「%.*s」を登録できません（同じ番号がありませんか）",
                                       (int)user->id.len, user->id.bytes);
}

enum err ops_operator_add(struct session *s, const struct operator_identity *who,
                          struct text password, struct report *report)
{
    char staff_no[48];
    snprintf(staff_no, sizeof(staff_no), "P-%s", who->id);
    staff_no[32] = '\0';
    struct ops_user user = {.id = text_of(who->id),
                            .staff_no = text_of(staff_no),
                            .name = text_of(who->name),
                            .section = text_of(who->section),
                            .office = text_of(who->office),
                            .kind = who->kind == 0 ? USER_REGULAR : who->kind,
                            .addressee_no = who->addressee_no,
                            .from = date_of(2018, 4, 1),
                            .until = date_open_end()};
    return ops_practice_add(s, &user, &who->permissions, text_of(""), password, report);
}
