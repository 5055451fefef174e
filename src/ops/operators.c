/* 職員 -- operators, their rights, password and one-time code. */
#include "ops/ops.h"

#include <inttypes.h>
#include <liboath/oath.h>
#include <sodium.h>

#define CODE_STEP_SECONDS 30
#define SECRET_BYTES 20

static void copy_text(char *to, size_t size, struct text t)
{
    size_t n = t.len < size ? t.len : utf8_prefix(t.bytes, t.len, size - 1);
    memcpy(to, t.bytes, n);
    to[n] = '\0';
}

static enum err find(struct store *s, struct text id, date on, struct report *report,
                     struct query **ret)
{
    struct query *q = store_query(s, SQL_ops_operator_by_id);
    bool row;
    query_set_text(q, "operator_id", id);
    query_set_i64(q, "on", date_ymd(on));
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    if (!row) {
        query_reset(q);
        return report_fail(report, ERR_INPUT, "職員「%.*s」は登録がないか、期間外です",
                           (int)(id.len > 32 ? 32 : id.len), id.bytes);
    }
    *ret = q;
    return ERR_NONE;
}

enum err ops_operator_find(struct store *s, struct text id, date on, struct report *report,
                           struct operator_identity *ret)
{
    struct query *q = NULL;
    enum err e = find(s, id, on, report, &q);
    if (e != ERR_NONE) {
        return e;
    }
    copy_text(ret->id, sizeof(ret->id), query_text(q, 0));
    copy_text(ret->name, sizeof(ret->name), query_text(q, 1));
    copy_text(ret->section, sizeof(ret->section), query_text(q, 2));
    e = ops_permissions_parse(query_text(q, 3), report, &ret->permissions);
    query_reset(q);
    return e == ERR_INPUT ? ERR_WORLD : e; /* what this program wrote itself */
}

enum err ops_operator_add(struct session *s, const struct operator_identity *who,
                          struct text password, struct report *report)
{
    char hash[crypto_pwhash_STRBYTES];
    unsigned char secret[SECRET_BYTES];
    if (password.len < 8 || password.len > 200) {
        return report_fail(report, ERR_INPUT, "パスワードは8文字以上200文字以下にしてください");
    }
    if (crypto_pwhash_str(hash, password.bytes, password.len, 2, 19u << 20) != 0) {
        return report_fail(report, ERR_WORLD, "パスワードの保護に要るメモリがありません");
    }
    randombytes_buf(secret, sizeof(secret));

    struct query *q = store_query(s->store, SQL_ops_operator_add);
    query_set_text(q, "operator_id", text_of(who->id));
    query_set_text(q, "name", text_of(who->name));
    query_set_text(q, "section", text_of(who->section));
    struct arena *arena = arena_new("職員の権限", 1 << 16);
    query_set_text(q, "permissions", ops_permissions_format(&who->permissions, arena));
    query_set_i64(q, "valid_from", date_ymd(s->folder.business_date));
    query_set_i64(q, "valid_until", date_ymd(date_open_end()));
    query_set_text(q, "password_hash", text_of(hash));
    query_set_blob(q, "code_secret", secret, sizeof(secret));
    query_set_i64(q, "recorded_at", clock_now_ms());

    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    int64_t changed;
    e = query_run(q, report, &changed);
    arena_free(arena);
    if (e == ERR_NONE) {
        e = store_commit(s->store, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s->store);
        return report_fail(report, e, "職員「%s」を登録できません（同じ番号がありませんか）", who->id);
    }
    return ERR_NONE;
}

/* The code of the step `ago` steps back; six digits. */
static void code_at(const char *secret, size_t len, int64_t now_ms, int ago, char ret[7])
{
    time_t moment = (time_t)(now_ms / 1000 - (int64_t)ago * CODE_STEP_SECONDS);
    char code[8];
    int rc = oath_totp_generate(secret, len, moment, CODE_STEP_SECONDS, 0, 6, code);
    assert(rc == OATH_OK);
    memcpy(ret, code, 7);
}

enum err ops_operator_code(struct session *s, struct text id, struct report *report,
                           char ret_code[7])
{
    struct query *q = NULL;
    enum err e = find(s->store, id, s->folder.business_date, report, &q);
    if (e != ERR_NONE) {
        return e;
    }
    struct text secret = query_blob(q, 5);
    code_at(secret.bytes, secret.len, clock_now_ms(), 0, ret_code);
    query_reset(q);
    return ERR_NONE;
}

enum err ops_login(struct session *s, struct text id, struct text password, struct text code,
                   struct report *report, struct operator_identity *ret)
{
    /* One answer for every cause, so that nobody learns which half was right. */
    static const char refused[] = "職員番号、パスワードまたは確認コードが違います";
    struct report quiet;
    struct query *q = NULL;
    report_init(&quiet);
    enum err e = find(s->store, id, s->folder.business_date, &quiet, &q);
    report_done(&quiet);
    if (e == ERR_WORLD) {
        return report_fail(report, e, "職員の登録を読めません");
    }
    char hash[crypto_pwhash_STRBYTES] = "";
    char expected[2][7] = {"", ""};
    if (q != NULL) {
        copy_text(hash, sizeof(hash), query_text(q, 4));
        struct text secret = query_blob(q, 5);
        int64_t now = clock_now_ms();
        for (int ago = 0; ago < 2; ago++) {
            code_at(secret.bytes, secret.len, now, ago, expected[ago]);
        }
        query_reset(q);
    }
    bool right = q != NULL && password.len <= 200 &&
                 crypto_pwhash_str_verify(hash, password.bytes, password.len) == 0 &&
                 code.len == 6 &&
                 (sodium_memcmp(code.bytes, expected[0], 6) == 0 ||
                  sodium_memcmp(code.bytes, expected[1], 6) == 0);
    if (!right) {
        return report_fail(report, ERR_INPUT, refused);
    }
    return ops_operator_find(s->store, id, s->folder.business_date, report, ret);
}
