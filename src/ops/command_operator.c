/* kokuho operator -- registration of users, one-time passwords, locks, devices; the code of practice. */
#include "ops/internal.h"

#include <inttypes.h>

static enum err run(struct command_call *call);

const struct command command_operator = {
    .name = "operator",
    .synopsis = "add ID … | end ID | list | reset ID | release ID | device ID | code ID",
    .summary = "利用者の登録、仮のパスワード、ロックの解除、確認コード",
    .help = "  add ID --staff-no 職員番号 --name 氏名 --section 係\n"
            "         [--kind regular|temporary|contractor|service]\n"
            "         [--from 日] [--until 日] [--office 出張所] [--addressee 宛名番号]\n"
            "                1人に1つのIDです。権限は kokuho rights request で申請します\n"
            "  end ID [--until 日]   利用を終える（日を省くと、すぐに）\n"
            "  list                  きょう有効な利用者と権限\n"
            "  reset ID              仮のパスワード（24時間、1回だけ）を出す\n"
            "  release ID            ロックを解く\n"
            "  device ID             確認コードの新しい鍵（otpauth://…）を出す\n"
            "練習用フォルダだけ:\n"
            "  add ID --name 氏名 --section 係 --duty fuka,… または --may premium.run,…\n"
            "                パスワードは標準入力の1行目から読みます\n"
            "  code ID       つぎに使える確認コード6けた\n",
    .run = run,
};

struct words {
    const char *name, *section, *may, *duty, *staff_no, *kind, *from, *until, *office, *addressee;
};

static enum err day_of_word(const char *word, date otherwise, struct report *report, date *ret)
{
    *ret = otherwise;
    return word == NULL || date_parse_iso(word, strlen(word), ret)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "日は YYYY-MM-DD で書いてください: %s", word);
}

static enum err user_of_words(struct session *s, const char *id, const struct words *w,
                              struct report *report, struct ops_user *ret)
{
    static const char *const kinds[] = {NULL, "regular", "temporary", "contractor", "service"};
    struct ops_user u = {.id = text_of(id),
                         .staff_no = text_of(w->staff_no),
                         .name = text_of(w->name),
                         .section = text_of(w->section),
                         .office = text_of(w->office != NULL ? w->office : ""),
                         .kind = USER_REGULAR};
    for (size_t k = 1; w->kind != NULL && k < COUNT_OF(kinds); k++) {
        if (strcmp(w->kind, kinds[k]) == 0) {
            u.kind = (enum user_kind)k;
        }
    }
    if (w->kind != NULL && strcmp(w->kind, kinds[u.kind]) != 0) {
        return report_fail(report, ERR_INPUT, "--kind は regular temporary contractor service のどれか: %s",
                           w->kind);
    }
    if (w->addressee != NULL && !parse_i64(w->addressee, strlen(w->addressee), 1, INT64_MAX,
                                           &u.addressee_no)) {
        return report_fail(report, ERR_INPUT, "--addressee は宛名番号です: %s", w->addressee);
    }
    enum err e = day_of_word(w->from, s->folder.business_date, report, &u.from);
    if (e == ERR_NONE) {
        e = day_of_word(w->until, date_open_end(), report, &u.until);
    }
    *ret = u;
    return e;
}

static enum err add_practice(struct command_call *call, struct session *s, struct ops_user *u,
                             const struct words *w)
{
    struct permission_set set = {0};
    enum err e = ERR_NONE;
    char password[256];
    char staff_no[40];
    if (w->may != NULL) {
        e = ops_permissions_parse(text_of(w->may), call->report, &set);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (fgets(password, sizeof(password), stdin) == NULL) {
        return report_fail(call->report, ERR_INPUT, "パスワードを標準入力の1行目に書いてください");
    }
    if (u->staff_no.len == 0) {
        snprintf(staff_no, sizeof(staff_no), "P-%.30s", u->id.bytes);
        u->staff_no = text_of(staff_no);
    }
    if (w->from == NULL) {
        u->from = date_of(2018, 4, 1);
    }
    e = ops_practice_add(s, u, &set, text_of(w->duty != NULL ? w->duty : ""),
                         (struct text){password, strcspn(password, "\r\n")}, call->report);
    sodium_memzero(password, sizeof(password));
    return e;
}

static enum err add(struct command_call *call, struct session *s, const char *id,
                    const struct words *w)
{
    struct ops_user u;
    if (w->name == NULL || w->section == NULL) {
        return report_fail(call->report, ERR_INPUT, "--name 氏名 と --section 係 が要ります");
    }
    enum err e = user_of_words(s, id, w, call->report, &u);
    if (e != ERR_NONE) {
        return e;
    }
    if (s->folder.is_practice && (w->may != NULL || w->duty != NULL)) {
        return add_practice(call, s, &u, w);
    }
    if (w->may != NULL || w->duty != NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "権限は kokuho rights request で申請し、別の人が承認します");
    }
    e = ops_user_add(s, &u, clock_now_ms(), call->report);
    if (e == ERR_NONE) {
        fprintf(call->out, "職員「%s」を登録しました。権限はまだありません\n", id);
    }
    return e;
}

static enum err list(struct command_call *call, struct session *s)
{
    struct arena *arena = arena_new("利用者の一覧", 16 << 20);
    struct ops_user *users = NULL;
    size_t count = 0;
    enum err e = ops_users(s->store, s->folder.business_date, arena, call->report, &users, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct operator_identity who;
        e = ops_operator_find(s->store, users[i].id, text_of(""), s->folder.business_date,
                              clock_now_ms(), call->report, &who);
        if (e != ERR_NONE) {
            break;
        }
        fprintf(call->out, "%s\t%s\t%s\t", who.id, who.name, who.section);
        const char *separator = "";
        for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            if (operator_may(&who, (enum permission)p)) {
                fprintf(call->out, "%s%s", separator, ops_permissions[p].label);
                separator = "、";
            }
        }
        fputc('\n', call->out);
    }
    arena_free(arena);
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

static enum err end(struct command_call *call, struct session *s, const char *id,
                    const struct words *w)
{
    date until;
    enum err e = day_of_word(w->until, s->folder.business_date, call->report, &until);
    if (e == ERR_NONE) {
        e = ops_user_end(s, text_of(id), until, clock_now_ms(), call->report);
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "職員「%s」の利用を終えました\n", id);
    }
    return e;
}

static enum err reset(struct command_call *call, struct session *s, const char *id)
{
    char password[ONE_TIME_BYTES];
    enum err e = ops_password_reset(s, text_of(id), clock_now_ms(), call->report, password);
    if (e == ERR_NONE) {
        fprintf(call->out, "職員「%s」の仮のパスワード（1回だけ使えます）: %s\n", id, password);
    }
    sodium_memzero(password, sizeof(password));
    return e;
}

static enum err device(struct command_call *call, struct session *s, const char *id)
{
    struct arena *arena = arena_new("確認コードの鍵", 1 << 16);
    struct text uri;
    enum err e = ops_code_secret_new(s, text_of(id), clock_now_ms(), arena, call->report, &uri);
    if (e == ERR_NONE) {
        fprintf(call->out, "%.*s\n", (int)uri.len, uri.bytes);
    }
    arena_free(arena);
    return e;
}

static enum err release(struct command_call *call, struct session *s, const char *id)
{
    enum err e = ops_lock_release(s, text_of(id), clock_now_ms(), call->report);
    if (e == ERR_NONE) {
        fprintf(call->out, "職員「%s」のロックを解きました\n", id);
    }
    return e;
}

static enum err act(struct command_call *call, struct session *s, const char *what, const char *id,
                    const struct words *w)
{
    return strcmp(what, "add") == 0       ? add(call, s, id, w)
           : strcmp(what, "end") == 0     ? end(call, s, id, w)
           : strcmp(what, "list") == 0    ? list(call, s)
           : strcmp(what, "reset") == 0   ? reset(call, s, id)
           : strcmp(what, "release") == 0 ? release(call, s, id)
           : strcmp(what, "device") == 0  ? device(call, s, id)
                                          : code(call, s, id);
}

static enum err run(struct command_call *call)
{
    static const struct {
        const char *name;
        bool writes;
        size_t word_count;
    } acts[] = {{"add", true, 2},     {"end", true, 2},    {"list", false, 1}, {"reset", true, 2},
                {"release", true, 2}, {"device", true, 2}, {"code", false, 2}};
    struct words w = {0};
    const char *positional[2] = {"", ""};
    const struct option_spec specs[] = {
        {"--name", true, &w.name},         {"--section", true, &w.section},
        {"--may", true, &w.may},           {"--duty", true, &w.duty},
        {"--staff-no", true, &w.staff_no}, {"--kind", true, &w.kind},
        {"--from", true, &w.from},         {"--until", true, &w.until},
        {"--office", true, &w.office},     {"--addressee", true, &w.addressee}};
    size_t n, at = 0;
    struct session s;
    enum err e = command_options(call, specs, COUNT_OF(specs), positional, 2, &n);
    if (e != ERR_NONE) {
        return e;
    }
    while (at < COUNT_OF(acts) &&
           (strcmp(positional[0], acts[at].name) != 0 || n != acts[at].word_count)) {
        at++;
    }
    if (at == COUNT_OF(acts)) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho operator %s",
                           command_operator.synopsis);
    }
    /* In practice nobody need be there yet; everywhere else the administrator acts. */
    bool is_practice_add = strcmp(positional[0], "add") == 0 && (w.may != NULL || w.duty != NULL);
    bool is_open = !acts[at].writes || is_practice_add;
    e = session_open(call, acts[at].writes ? STORE_WRITE : STORE_READ,
                     is_open ? PERM_NONE : PERM_OPERATOR_MANAGE, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = act(call, &s, positional[0], positional[1], &w);
    session_close(&s);
    return e;
}
