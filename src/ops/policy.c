/*
 * パスワードの決まり -- the policy of the day from a dated table, and whether a new password keeps to it.
 *
 * Table   params/national/ops/login_policy.tsv; a municipality's own login_policy.tsv stands before it
 * List    params/national/ops/common_passwords.txt: one lower-case password a line (AU-06)
 */
#include "ops/internal.h"

#include <ctype.h>
#include <unistd.h>

#define COMMON_LINE_BYTES 128

static const struct column policy_columns[] = {{"from", COLUMN_DATE, true, true},
                                               {"name", COLUMN_TEXT, true, true},
                                               {"value", COLUMN_INT, true, false},
                                               {"source", COLUMN_TEXT, true, false}};

static bool is_within(int64_t value, int64_t min, int64_t max)
{
    return value >= min && value <= max;
}

/* A policy weaker than the catalogue allows is refused, not used. */
static enum err check(const struct login_policy *p, const char *file, struct report *report)
{
    bool ok = is_within(p->password_min, 8, 64) && is_within(p->password_max, 64, 200) &&
              is_within(p->password_days, 0, 3650) && is_within(p->password_history, 1, 24) &&
              is_within(p->failures_max, 1, 10) && is_within(p->failure_minutes, 1, 1440) &&
              is_within(p->one_time_hours, 1, 72) && is_within(p->argon_passes, 1, 10) &&
              is_within(p->argon_mib, 8, 1024);
    return ok ? ERR_NONE
              : report_fail(report, ERR_INPUT,
                            "%s: 値が範囲の外です（文字数は8から64、上限は64から200、失敗は1から10回）",
                            file);
}

enum err login_policy_read(const struct data_folder *folder, date on, struct report *report,
                           struct login_policy *ret)
{
    struct login_policy p;
    struct {
        const char *name;
        int64_t *to;
    } values[] = {{"password_min", &p.password_min},       {"password_max", &p.password_max},
                  {"password_days", &p.password_days},     {"password_history", &p.password_history},
                  {"failures_max", &p.failures_max},       {"failure_minutes", &p.failure_minutes},
                  {"one_time_hours", &p.one_time_hours},   {"argon_passes", &p.argon_passes},
                  {"argon_mib", &p.argon_mib}};
    char own[700], national[700];
    snprintf(own, sizeof(own), "%s/municipal/%s/login_policy.tsv", folder->params,
             folder->municipality);
    snprintf(national, sizeof(national), "%s/national/ops/login_policy.tsv", folder->params);
    bool is_own = access(own, F_OK) == 0;
    struct arena *arena = arena_new("ログインの決まり", 4 << 20);
    struct table table;
    enum err e = table_read(is_own ? own : national,
                            is_own ? "params/municipal/login_policy.tsv"
                                   : "params/national/ops/login_policy.tsv",
                            policy_columns, COUNT_OF(policy_columns), arena, report, &table);
    for (size_t i = 0; e == ERR_NONE && i < COUNT_OF(values); i++) {
        const struct table_row *row = table_in_force(&table, on, &values[i].name);
        if (row == NULL) {
            e = report_fail(report, ERR_INPUT, "%s: この日の「%s」がありません", table.file,
                            values[i].name);
        } else {
            *values[i].to = table_cell(&table, row, "value")->number;
        }
    }
    if (e == ERR_NONE) {
        e = check(&p, table.file, report);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret = p;
    }
    return e;
}

/* Lower-case ASCII without blanks; what does not fit is not on the list. */
static bool plain_form(struct text password, char ret[COMMON_LINE_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < password.len; i++) {
        unsigned char c = (unsigned char)password.bytes[i];
        if (c == ' ') {
            continue;
        }
        if (n + 1 >= COMMON_LINE_BYTES) {
            return false;
        }
        ret[n++] = (char)(c < 0x80 ? tolower(c) : c);
    }
    ret[n] = '\0';
    return true;
}

static enum err is_common(const struct data_folder *folder, struct text password,
                          struct report *report, bool *ret)
{
    char path[700], line[COMMON_LINE_BYTES], given[COMMON_LINE_BYTES];
    snprintf(path, sizeof(path), "%s/national/ops/common_passwords.txt", folder->params);
    *ret = false;
    if (!plain_form(password, given)) {
        return ERR_NONE;
    }
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "よく使われるパスワードの一覧 %s を読めません", path);
    }
    while (!*ret && fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        *ret = line[0] != '#' && strcmp(line, given) == 0;
    }
    bool broken = ferror(f) != 0;
    fclose(f);
    return broken ? report_fail(report, ERR_WORLD, "%s を読めません", path) : ERR_NONE;
}

/* "aaaaaaaa" and "abcdefgh", "87654321": one step all the way. */
static bool is_run(struct text password)
{
    if (password.len < 2) {
        return true;
    }
    int step = password.bytes[1] - password.bytes[0];
    for (size_t i = 2; i < password.len; i++) {
        if (password.bytes[i] - password.bytes[i - 1] != step) {
            return false;
        }
    }
    return step >= -1 && step <= 1;
}

static bool holds_id(struct text password, struct text id)
{
    char plain[COMMON_LINE_BYTES], word[COMMON_LINE_BYTES];
    if (id.len < 3 || !plain_form(password, plain) || !plain_form(id, word)) {
        return false;
    }
    /* The id and little else: "fuka1fuka1", "fuka1-2026". */
    const char *at = strstr(plain, word);
    return at != NULL && strlen(plain) < 2 * strlen(word) + 8 && strlen(plain) < 15;
}

enum err login_password_check(const struct data_folder *folder, const struct login_policy *policy,
                              struct text password, struct text id, struct report *report)
{
    bool common = false;
    if (!ops_words_are_valid(password, 800)) {
        return report_fail(report, ERR_INPUT, "パスワードに使えない文字があります");
    }
    int64_t characters = (int64_t)utf8_characters(password.bytes, password.len);
    if (characters < policy->password_min || characters > policy->password_max) {
        return report_fail(report, ERR_INPUT, "パスワードは%d文字以上%d文字以下にしてください",
                           (int)policy->password_min, (int)policy->password_max);
    }
    enum err e = is_common(folder, password, report, &common);
    if (e != ERR_NONE) {
        return e;
    }
    if (common || is_run(password) || holds_id(password, id)) {
        return report_fail(report, ERR_INPUT,
                           "よく使われるもの、同じ文字の繰返し、職員番号をもとにしたパスワードは使えません");
    }
    return ERR_NONE;
}
