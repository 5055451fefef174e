/*
 * kokuho audit -- the records proved, searched and handed out.
 */
#include "audit/internal.h"

#include <inttypes.h>

static enum err run(struct command_call *call);

const struct command command_audit = {
    .name = "audit",
    .synopsis = "verify | find | key",
    .summary = "操作の記録を確かめる・探す",
    .help = "verify                  記録のつながり、署名した見出し、索引をすべて確かめます\n"
            "                        （1 = 合わない記録があり、系列と番号が出ます）\n"
            "find [--resident 宛名番号] [--user 職員番号] [--event 操作] [--kind 区分]\n"
            "     [--from YYYY-MM-DD] [--until YYYY-MM-DD] [--max 件数]\n"
            "                        新しい順に出します（権限 記録の閲覧）\n"
            "key                     見出しの署名を確かめる公開鍵を出します\n",
    .run = run,
};

static const char *const kind_names[] = {
    [AUDIT_VIEW] = "照会",    [AUDIT_ADD] = "登録",     [AUDIT_CHANGE] = "修正",
    [AUDIT_DELETE] = "削除",  [AUDIT_OUTPUT] = "出力",  [AUDIT_APPROVE] = "承認",
    [AUDIT_LOGIN] = "認証",   [AUDIT_SETTING] = "設定", [AUDIT_EXCHANGE] = "連携",
    [AUDIT_JOB] = "処理",     [AUDIT_REFUSED] = "拒否",
};

const char *audit_kind_label(enum audit_kind kind)
{
    return kind >= AUDIT_VIEW && kind <= AUDIT_REFUSED ? kind_names[kind] : "";
}

/* 2026-11-20 09:30:15.123, in Japan (LG-11: the stored moment is UTC). */
void audit_moment_format(int64_t at, char buf[32])
{
    date day = audit_day_of(at);
    char words[DATE_TEXT_BYTES];
    int64_t ms = at - audit_moment_of(day);
    ms = ms < 0 || ms >= 86400000 ? 0 : ms;
    date_format_iso(day, words);
    snprintf(buf, 32, "%.10s %02d:%02d:%02d.%03d", words, (int)(ms / 3600000), (int)(ms / 60000 % 60),
             (int)(ms / 1000 % 60), (int)(ms % 1000));
}

/* ------------------------------------------------------------------------------ verify -------- */

static enum err verify(struct command_call *call, struct session *s)
{
    struct audit_proof proof;
    struct report broken;
    report_init(&broken);
    enum err e = audit_verify(&s->folder, &broken, &proof);
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        fprintf(call->out, "記録 %" PRId64 "件、系列 %" PRId64 "、署名した見出し %" PRId64 "を確かめました\n",
                proof.records, proof.streams, proof.heads);
        if (proof.findings == 0) {
            fprintf(call->out, "すべてつながっています\n");
        } else {
            fprintf(call->out, "合わないもの %" PRId64 "件\n", proof.findings);
            report_print(&broken, call->out);
        }
    } else {
        report_print(&broken, stderr);
    }
    report_done(&broken);
    return e;
}

/* -------------------------------------------------------------------------------- find -------- */

static bool kind_of(const char *word, enum audit_kind *ret)
{
    for (int k = AUDIT_VIEW; k <= AUDIT_REFUSED; k++) {
        if (strcmp(kind_names[k], word) == 0) {
            *ret = (enum audit_kind)k;
            return true;
        }
    }
    return false;
}

static bool day_of(const char *word, date *ret)
{
    return word == NULL || date_parse_iso(word, strlen(word), ret);
}

static void print_record(FILE *out, const struct audit_record *r)
{
    char at[32];
    const struct audit_event *e = &r->event;
    audit_moment_format(e->at, at);
    fprintf(out, "%" PRId64 "-%" PRId64 "\t%s\t%.*s\t%.*s\t%s\t%.*s\t", r->stream_no, r->seq, at,
            (int)e->operator_id.len, e->operator_id.bytes, (int)e->terminal.len, e->terminal.bytes,
            audit_kind_label(e->kind), (int)e->event.len, e->event.bytes);
    for (size_t i = 0; i < e->subject_count && i < 5; i++) {
        fprintf(out, "%s%" PRId64, i > 0 ? "," : "", e->subjects[i].addressee_no);
    }
    fprintf(out, "%s\t%.*s\t%.*s\t%d\n", e->subject_count > 5 ? ",…" : "", (int)e->criteria.len,
            e->criteria.bytes, (int)e->purpose.len, e->purpose.bytes, e->outcome);
}

struct find_words {
    const char *resident, *user, *event, *kind, *from, *until, *max;
};

static enum err read_query(struct command_call *call, const struct find_words *w, struct audit_query *ret)
{
    int64_t max = 100;
    *ret = (struct audit_query){.from = date_none(), .until = date_none()};
    ret->operator_id = text_of(w->user != NULL ? w->user : "");
    ret->event = text_of(w->event != NULL ? w->event : "");
    if (w->resident != NULL &&
        !parse_i64(w->resident, strlen(w->resident), 1, INT64_MAX, &ret->addressee_no)) {
        return report_fail(call->report, ERR_INPUT, "--resident は宛名番号（数字）です: %s", w->resident);
    }
    if (w->kind != NULL && !kind_of(w->kind, &ret->kind)) {
        return report_fail(call->report, ERR_INPUT,
                           "--kind は 照会 登録 修正 削除 出力 承認 認証 設定 連携 処理 拒否 のどれかです: %s",
                           w->kind);
    }
    if (!day_of(w->from, &ret->from) || !day_of(w->until, &ret->until)) {
        return report_fail(call->report, ERR_INPUT, "--from と --until は YYYY-MM-DD で書いてください");
    }
    if (w->max != NULL && !parse_i64(w->max, strlen(w->max), 1, 10000, &max)) {
        return report_fail(call->report, ERR_INPUT, "--max は 1 から 10000 です: %s", w->max);
    }
    ret->max = (size_t)max;
    return ERR_NONE;
}

/* A look at the records is itself recorded, with what was looked for. */
static enum err record_look(struct command_call *call, struct session *s, const struct audit_query *q,
                            size_t count)
{
    struct audit_subject subject = {q->addressee_no, 0};
    struct audit_event event = {.kind = AUDIT_VIEW, .event = text_of("audit.find"),
                                .operator_id = text_of(s->operator.id), .section = text_of(s->operator.section),
                                .result_count = (int64_t)count, .subjects = &subject,
                                .subject_count = q->addressee_no != 0 ? 1 : 0};
    return s->audit != NULL ? audit_append(s->audit, &event, call->report) : ERR_NONE;
}

static enum err find(struct command_call *call, struct session *s, const struct find_words *words)
{
    struct audit_query query;
    struct audit_record *list;
    size_t count;
    enum err e = read_query(call, words, &query);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("記録の検索", (size_t)128 << 20);
    e = audit_find(&s->folder, &query, arena, call->report, &list, &count);
    if (e == ERR_NONE) {
        e = record_look(call, s, &query, count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        print_record(call->out, &list[i]);
    }
    arena_free(arena);
    return e;
}

/* --------------------------------------------------------------------------------- key -------- */

static enum err key(struct command_call *call, struct session *s)
{
    struct audit_keys keys;
    char hex[2 * AUDIT_KEY_BYTES + 1];
    enum err e = audit_keys_open(&s->folder, call->report, &keys);
    if (e == ERR_NONE) {
        hex_format(keys.public_key, AUDIT_KEY_BYTES, hex);
        fprintf(call->out, "%s\n", hex);
    }
    return e;
}

static enum err run(struct command_call *call)
{
    struct find_words w = {0};
    const struct option_spec specs[] = {
        {"--resident", true, &w.resident}, {"--user", true, &w.user},   {"--event", true, &w.event},
        {"--kind", true, &w.kind},         {"--from", true, &w.from},   {"--until", true, &w.until},
        {"--max", true, &w.max},
    };
    const char *words[1];
    size_t count;
    struct session s;
    enum err e = command_options(call, specs, COUNT_OF(specs), words, 1, &count);
    if (e != ERR_NONE) {
        return e;
    }
    const char *what = count == 1 ? words[0] : "";
    bool finds = strcmp(what, "find") == 0;
    if (!finds && strcmp(what, "verify") != 0 && strcmp(what, "key") != 0) {
        return report_fail(call->report, ERR_INPUT, "kokuho audit の後に verify, find, key のどれかを書いてください");
    }
    e = session_open(call, STORE_READ, finds ? PERM_AUDIT_VIEW : PERM_NONE, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = finds ? find(call, &s, &w) : strcmp(what, "verify") == 0 ? verify(call, &s) : key(call, &s);
    session_close(&s);
    return e;
}
