/* kokuho terminal -- terminals, their certificates, the revocation list, the server's certificate. */
#include "ops/internal.h"

static enum err run(struct command_call *call);

const struct command command_terminal = {
    .name = "terminal",
    .synopsis = "issue ID … | revoke ID --reason 理由 | list | crl | server --host 名前",
    .summary = "端末の登録と証明書",
    .help = "  issue ID --place 設置場所 --section 係 --out ファイル.p12 [--office 出張所]\n"
            "           [--from 日] [--until 日] [--days 397]\n"
            "                        端末を登録し、証明書（PKCS#12）を作る。パスワードは1回だけ表示します\n"
            "                        登録済みの端末なら再発行し、前の証明書は失効させます\n"
            "  revoke ID --reason 理由   端末を廃止し、証明書を失効させる（すぐに効きます）\n"
            "  list                  端末の一覧\n"
            "  crl                   失効の一覧 DIR/tls/crl.pem を作り直す（30日有効）\n"
            "  server --host 名前    nginx のための証明書を DIR/tls/ に用意する\n"
            "端末で使える権限は kokuho rights request assign 端末 係 --holder terminal で申請します。\n",
    .run = run,
};

struct words {
    const char *place, *section, *office, *out, *from, *until, *days, *reason, *host;
};

static enum err day_of_word(const char *word, date otherwise, struct report *report, date *ret)
{
    *ret = otherwise;
    return word == NULL || date_parse_iso(word, strlen(word), ret)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "日は YYYY-MM-DD で書いてください: %s", word);
}

static enum err issue(struct command_call *call, struct session *s, const char *id,
                      const struct words *w)
{
    struct terminal t = {0};
    int64_t days = 397;
    char password[20], serial[SERIAL_HEX];
    if (w->place == NULL || w->section == NULL || w->out == NULL || strlen(id) > 32 ||
        strlen(w->place) > 96 || strlen(w->section) > 48 ||
        (w->office != NULL && strlen(w->office) > 16) ||
        (w->days != NULL && !parse_i64(w->days, strlen(w->days), 1, 1825, &days))) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho terminal %s",
                           command_terminal.synopsis);
    }
    snprintf(t.id, sizeof(t.id), "%s", id);
    snprintf(t.place, sizeof(t.place), "%s", w->place);
    snprintf(t.section, sizeof(t.section), "%s", w->section);
    snprintf(t.office, sizeof(t.office), "%s", w->office != NULL ? w->office : "");
    enum err e = day_of_word(w->from, s->folder.business_date, call->report, &t.from);
    if (e == ERR_NONE) {
        e = day_of_word(w->until, date_open_end(), call->report, &t.until);
    }
    if (e == ERR_NONE) {
        e = ops_terminal_issue(s, &t, (int)days, w->out, clock_now_ms(), call->report, password, serial);
    }
    if (e == ERR_NONE) {
        fprintf(call->out,
                "端末「%s」の証明書 %s を %s に作りました\n  パスワード（ここに1回だけ表示します）: %s\n", id,
                serial, w->out, password);
    }
    sodium_memzero(password, sizeof(password));
    return e;
}

static enum err list(struct command_call *call, struct session *s)
{
    struct arena *arena = arena_new("端末の一覧", 64 << 20);
    struct terminal *terminals = NULL;
    size_t count = 0;
    enum err e = ops_terminals(s->store, arena, call->report, &terminals, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct terminal *t = &terminals[i];
        fprintf(call->out, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", t->id, t->place, t->section, t->office,
                date_ymd(t->from), date_ymd(t->until), t->retired_at != 0 ? "廃止" : "使用中", t->serial);
    }
    arena_free(arena);
    return e;
}

static enum err act(struct command_call *call, struct session *s, const char *what, const char *id,
                    const struct words *w)
{
    int64_t now = clock_now_ms();
    const char *done = NULL;
    enum err e;
    if (strcmp(what, "issue") == 0) {
        return issue(call, s, id, w);
    }
    if (strcmp(what, "list") == 0) {
        return list(call, s);
    }
    if (strcmp(what, "revoke") == 0) {
        e = ops_terminal_revoke(s, text_of(id), text_of(w->reason), now, call->report);
        done = "廃止し、失効の一覧を作り直しました";
    } else if (strcmp(what, "crl") == 0) {
        e = ops_crl_write(s, now, call->report);
        done = "失効の一覧を作り直しました";
    } else {
        e = ops_tls_prepare(s, w->host != NULL ? w->host : "", now, call->report);
        done = "サーバーの証明書と失効の一覧を用意しました";
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "%s%s%s\n", id, id[0] != '\0' ? " を" : "", done);
    }
    return e;
}

static enum err run(struct command_call *call)
{
    static const struct {
        const char *name;
        size_t word_count;
        bool is_read;
    } acts[] = {{"issue", 2, false}, {"revoke", 2, false}, {"list", 1, true}, {"crl", 1, false},
                {"server", 1, false}};
    struct words w = {0};
    const char *positional[2] = {"", ""};
    const struct option_spec specs[] = {
        {"--place", true, &w.place}, {"--section", true, &w.section}, {"--office", true, &w.office},
        {"--out", true, &w.out},     {"--from", true, &w.from},       {"--until", true, &w.until},
        {"--days", true, &w.days},   {"--reason", true, &w.reason},   {"--host", true, &w.host}};
    struct session s;
    size_t n, at = 0;
    enum err e = command_options(call, specs, COUNT_OF(specs), positional, 2, &n);
    if (e != ERR_NONE) {
        return e;
    }
    while (at < COUNT_OF(acts) &&
           (strcmp(positional[0], acts[at].name) != 0 || n != acts[at].word_count)) {
        at++;
    }
    if (at == COUNT_OF(acts)) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho terminal %s",
                           command_terminal.synopsis);
    }
    e = session_open(call, acts[at].is_read ? STORE_READ : STORE_WRITE,
                     acts[at].is_read ? PERM_NONE : PERM_TERMINAL_MANAGE, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = act(call, &s, positional[0], positional[1], &w);
    session_close(&s);
    return e;
}
