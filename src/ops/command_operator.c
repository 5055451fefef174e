/* kokuho operator add|list|code -- registration of operators and the practice one-time code. */
#include "ops/ops.h"

static enum err run(struct command_call *call);

const struct command command_operator = {
    .name = "operator",
    .synopsis = "add ID --name 氏名 --section 係 --may 権限,… | list | code ID",
    .summary = "職員の登録と確認コード",
    .help = "  add ID --name 氏名 --section 係 --may premium.run,import.run\n"
            "                パスワードは標準入力の1行目から読みます\n"
            "  list          登録された職員と権限\n"
            "  code ID       練習用フォルダだけ: いまの確認コード6けた\n"
            "最初の1人のほかは、「職員の登録」の権限を持つ職員（--operator）が登録します。\n",
    .run = run,
};

static enum err count_operators(struct session *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s->store, SQL_ops_operator_list);
    query_set_i64(q, "on", date_ymd(s->folder.business_date));
    int64_t n = 0;
    bool row = true;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && row) {
        e = query_step(q, report, &row);
        n += e == ERR_NONE && row;
    }
    query_reset(q);
    *ret = n;
    return e;
}

static enum err add(struct command_call *call, struct session *s, const char *id, const char *name,
                    const char *section, const char *may)
{
    struct operator_identity who = {0};
    int64_t known;
    enum err e = count_operators(s, call->report, &known);
    if (e != ERR_NONE) {
        return e;
    }
    if (known > 0) { /* the first one is registered by whoever made the folder */
        struct operator_identity by;
        if (call->operator_id == NULL) {
            return report_fail(call->report, ERR_INPUT, "--operator 職員番号 を付けてください");
        }
        e = ops_operator_find(s->store, text_of(call->operator_id), s->folder.business_date,
                              call->report, &by);
        if (e == ERR_NONE && !operator_may(&by, PERM_OPERATOR_MANAGE)) {
            e = report_fail(call->report, ERR_INPUT, "職員「%s」に職員の登録の権限がありません", by.id);
        }
    }
    if (e == ERR_NONE && (name == NULL || section == NULL || may == NULL || strlen(id) > 32 ||
                          strlen(name) > 96 || strlen(section) > 48)) {
        e = report_fail(call->report, ERR_INPUT, "%s", command_operator.synopsis);
    }
    if (e == ERR_NONE) {
        e = ops_permissions_parse(text_of(may), call->report, &who.permissions);
    }
    if (e != ERR_NONE) {
        return e;
    }
    char password[256];
    if (fgets(password, sizeof(password), stdin) == NULL) {
        return report_fail(call->report, ERR_INPUT, "パスワードを標準入力の1行目に書いてください");
    }
    snprintf(who.id, sizeof(who.id), "%s", id);
    snprintf(who.name, sizeof(who.name), "%s", name);
    snprintf(who.section, sizeof(who.section), "%s", section);
    return ops_operator_add(s, &who, (struct text){password, strcspn(password, "\r\n")}, call->report);
}

static enum err list(struct command_call *call, struct session *s)
{
    struct query *q = store_query(s->store, SQL_ops_operator_list);
    query_set_i64(q, "on", date_ymd(s->folder.business_date));
    bool row = true;
    enum err e = ERR_NONE;
    while ((e = query_step(q, call->report, &row)) == ERR_NONE && row) {
        struct text id = query_text(q, 0), name = query_text(q, 1), section = query_text(q, 2);
        struct permission_set rights;
        e = ops_permissions_parse(query_text(q, 3), call->report, &rights);
        if (e != ERR_NONE) {
            break;
        }
        fprintf(call->out, "%.*s\t%.*s\t%.*s\t", (int)id.len, id.bytes, (int)name.len, name.bytes,
                (int)section.len, section.bytes);
        const char *separator = "";
        for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            if (permission_in(&rights, (enum permission)p)) {
                fprintf(call->out, "%s%s", separator, ops_permissions[p].label);
                separator = "、";
            }
        }
        fputc('\n', call->out);
    }
    query_reset(q);
    return e;
}

static enum err code(struct command_call *call, struct session *s, const char *id)
{
    char digits[7];
    if (!s->folder.is_practice) {
        return report_fail(call->report, ERR_INPUT, "確認コードを表示できるのは練習用フォルダだけです");
    }
    enum err e = ops_operator_code(s, text_of(id), call->report, digits);
    if (e == ERR_NONE) {
        fprintf(call->out, "%s\n", digits);
    }
    return e;
}

static enum err run(struct command_call *call)
{
    const char *name = NULL, *section = NULL, *may = NULL, *words[2];
    const struct option_spec specs[] = {
        {"--name", true, &name}, {"--section", true, &section}, {"--may", true, &may}};
    size_t n;
    struct session s;
    enum err e = command_options(call, specs, COUNT_OF(specs), words, 2, &n);
    if (e != ERR_NONE) {
        return e;
    }
    bool is_add = n == 2 && strcmp(words[0], "add") == 0;
    bool is_code = n == 2 && strcmp(words[0], "code") == 0;
    bool is_list = n == 1 && strcmp(words[0], "list") == 0;
    if (!is_add && !is_code && !is_list) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho operator %s",
                           command_operator.synopsis);
    }
    e = session_open(call, is_add ? STORE_WRITE : STORE_READ, PERM_NONE, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = is_add    ? add(call, &s, words[1], name, section, may)
        : is_code ? code(call, &s, words[1])
                  : list(call, &s);
    session_close(&s);
    return e;
}
