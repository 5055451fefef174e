/*
 * 鍵 -- kokuho key: what keys there are, new ones, old ones that go; and the job that seals anew.
 *
 * Rows    CR-05, CR-06, CR-08
 *
 * A rotation is one line of the register: what is written from now on is under the new key, and the retired
 * one opens what it sealed. The job key-reseal then seals that anew, in steps that stay done. A retired key
 * is revoked when nothing is left under it, and destroyed by another person. Each step is a record.
 */
#include "keys.h"

#include "addressee/addressee.h"
#include "audit/audit.h"
#include "casework/casework.h"
#include "online/online.h"
#include "ops/keys.h"
#include "seal/seal.h"
#include "withholding/withholding.h"

#include <inttypes.h>

static enum err run(struct command_call *call);
static enum err reseal(struct job_run *run);
static enum err show(struct job_run *run);

const struct command command_key = {
    .name = "key",
    .synopsis = "list | make 鍵 | rotate 鍵 | revoke 鍵 --version 版 | restore 鍵 --version 版 | "
                "destroy 鍵 --version 版 | wrap | rewrap",
    .summary = "鍵の台帳、鍵の取替え、控えの作り直し",
    .help = "  list                 鍵と版の一覧。1 = 2年を過ぎた鍵か、台帳と合わない鍵があります\n"
            "  make 鍵 --reason 理由    次の版を準備する\n"
            "  rotate 鍵 --reason 理由  新しい版を有効にし、今の版を「復号のみ」にする。\n"
            "                       続けて kokuho job run key-reseal で、古い版の封をし直します\n"
            "  revoke 鍵 --version 版 --reason 理由   使うものが残っていない古い版を失効させる\n"
            "  restore 鍵 --version 版 --reason 理由  失効を取り消して「復号のみ」に戻す\n"
            "  destroy 鍵 --version 版 --reason 理由  失効した版を消す（失効させた人とは別の人）\n"
            "  wrap --part1 ファイル --part2 ファイル    すべての鍵を2人の控えで包む\n"
            "  rewrap --part1 ファイル --part2 ファイル  控えを作り直す（持つ人が替わったとき）\n"
            "控えは別々の人が保管し、起動のときに渡します（docs/operations.md「鍵」）。\n"
            "権限 鍵の管理（list は要りません）\n",
    .run = run,
};
const struct job job_key_reseal = {
    .name = "key-reseal",
    .label = "鍵の取替えに伴う封のし直し",
    .unit = "件",
    .run_permission = PERM_KEY_MANAGE,
    .propose = reseal,
    .show = show,
};

static const struct key_purpose purpose_audit_sign = {"audit-sign", "操作記録の見出しの署名", "Ed25519",
                                                      KEY_STAYS},
                                purpose_audit_words = {"audit-words", "操作記録の検索の語の要約", "BLAKE2b",
                                                       KEY_PASSES},
                                purpose_slip = {"slip-confirm", "納付書の確認番号", "SHA-256", KEY_STAYS};

static const struct key_purpose *const purposes[] = {
    &key_purpose_number, &key_purpose_number_index, &key_purpose_casework, &purpose_audit_sign,
    &purpose_audit_words, &purpose_slip, &key_purpose_pension, &key_purpose_pension_index,
    &key_purpose_seal, &key_purpose_online,
};
static const struct key_use *const uses[] = {&key_use_number, &key_use_number_own, &key_use_casework,
                                            &key_use_login_code, &key_use_pension,
                                            &key_use_online_number, &key_use_online_attachment};

static const struct key_purpose *purpose_of(const char *name)
{
    const struct key_purpose *found = NULL;
    for (size_t i = 0; i < COUNT_OF(purposes); i++) {
        found = strcmp(purposes[i]->name, name) == 0 ? purposes[i] : found;
    }
    for (size_t i = 0; i < key_purposes_of_ops_count; i++) {
        found = strcmp(key_purposes_of_ops[i].name, name) == 0 ? &key_purposes_of_ops[i] : found;
    }
    return found;
}

/* ------------------------------------------------------------------------------ the job -------- */

#define STEP_ROWS 2000
#define PLACE_FACTOR INT64_C(100000000000000000) /* a 宛名番号 has 15 digits at most */

static enum err step(struct job_run *run, size_t use, struct key_scan *scan)
{
    struct session *s = run->session;
    enum err e = store_begin(s->store, run->report);
    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    e = e == ERR_NONE ? uses[use]->scan(s, scan, run->report) : e;
    e = e == ERR_NONE ? store_commit(s->store, run->report) : e;
    if (e != ERR_NONE) {
        store_rollback(s->store);
    }
    return e;
}

static enum err count_old(struct session *s, const struct key_use *use, struct report *report,
                          int64_t *ret_seen, int64_t *ret_old)
{
    struct key_scan scan = {.max = STEP_ROWS};
    enum err e;
    do {
        scan.seen = 0;
        e = use->scan(s, &scan, report);
        *ret_seen += (int64_t)scan.seen;
        *ret_old += (int64_t)scan.old;
        scan.after = scan.last;
    } while (e == ERR_NONE && scan.seen > 0);
    return e;
}

static enum err reseal(struct job_run *run)
{
    int64_t done = run->checkpoint == CHECKPOINT_NONE ? 0 : run->units_done, seen = 0, old = 0;
    size_t use = run->checkpoint == CHECKPOINT_NONE ? 0 : (size_t)(run->checkpoint / PLACE_FACTOR);
    enum err e = ERR_NONE;
    if (run->dry_run) {
        for (size_t i = 0; i < COUNT_OF(uses) && e == ERR_NONE; i++) {
            e = count_old(run->session, uses[i], run->report, &seen, &old);
        }
        fprintf(run->out, "古い鍵の封 %" PRId64 " 件（%" PRId64 " 件のうち）\n", old, seen);
        return e;
    }
    struct key_scan scan = {.writes = true, .max = STEP_ROWS,
                            .after = run->checkpoint == CHECKPOINT_NONE ? 0 : run->checkpoint % PLACE_FACTOR};
    for (; use < COUNT_OF(uses) && e == ERR_NONE; use++, scan.after = 0) {
        do {
            scan.seen = 0;
            e = step(run, use, &scan);
            scan.after = scan.last;
            done += (int64_t)scan.old;
            if (e == ERR_NONE) {
                e = batch_step(run, (int64_t)use * PLACE_FACTOR + scan.after, done, 0);
            }
        } while (e == ERR_NONE && scan.seen > 0);
    }
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "新しい鍵で封をし直したもの %" PRId64 " 件\n", run->units_done);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------ the command ---- */

struct key_act {
    const char *word, *name, *version, *reason, *part1, *part2;
};

static void print_day(FILE *out, int64_t at)
{
    char moment[32] = "-";
    if (at != 0) {
        audit_moment_format(at, moment);
        moment[10] = '\0';
    }
    fprintf(out, "\t%s", moment);
}

/* A key that is older than it may be, or is not what the register says: a finding (CR-06). */
static enum err list(struct command_call *call, struct session *s)
{
    struct arena *arena = arena_new("鍵の一覧", 4 << 20);
    struct key_record *records = NULL;
    size_t count = 0;
    bool is_found = false;
    int64_t oldest = clock_now_ms() - INT64_C(86400000) * 365 * KEY_YEARS_MAX;
    enum err e = keys_list(&s->folder, arena, call->report, &records, &count);
    fprintf(call->out, "鍵\t版\t状態\t方式\t用途\t作成\t有効\t復号のみ\t失効\t破棄\t最後の操作\t理由\n");
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct key_record *k = &records[i];
        const struct key_purpose *p = purpose_of(k->name);
        fprintf(call->out, "%s\t%" PRId64 "\t%s\t%s\t%s", k->name, k->version, key_state_label(k->state),
                p != NULL ? p->algorithm : "?", p != NULL ? p->label : "?");
        const int64_t moments[] = {k->made_at, k->active_at, k->retired_at, k->revoked_at, k->destroyed_at};
        for (size_t m = 0; m < COUNT_OF(moments); m++) {
            print_day(call->out, moments[m]);
        }
        fprintf(call->out, "\t%s\t%s\n", k->by, k->reason);
        enum err checked = key_check(&s->folder, k, call->report);
        e = checked == ERR_FINDINGS ? ERR_NONE : checked;
        is_found = is_found || checked == ERR_FINDINGS;
        if (k->state == KEY_ACTIVE && p != NULL && p->need != KEY_STAYS && k->active_at < oldest) {
            is_found = true;
            report_add(call->report, "鍵 %s は%d年を過ぎています。kokuho key rotate で取り替えてください",
                       k->name, KEY_YEARS_MAX);
        }
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "%s\n", keys_are_wrapped(&s->folder) ? "鍵は2人の控えで包まれています"
                                                                : "鍵は包まれていません");
        if (!keys_are_wrapped(&s->folder) && !s->folder.is_practice) {
            is_found = true;
            report_add(call->report, "本番の鍵が包まれていません。kokuho key wrap で包んでください（CR-08）");
        }
    }
    arena_free(arena);
    return e == ERR_NONE && is_found ? ERR_FINDINGS : e;
}

/* Each step of a key is a record of its own, durable before the register says it. */
static enum err record(struct session *s, const struct key_act *act, int64_t version, struct report *report)
{
    char event[40], what[80];
    snprintf(event, sizeof(event), "key.%s", act->word);
    snprintf(what, sizeof(what), "%s %" PRId64, act->name, version);
    struct audit_event r = {.at = clock_now_ms(),
                            .kind = AUDIT_SETTING,
                            .event = text_of(event),
                            .operator_id = text_of(s->operator.id),
                            .section = text_of(s->operator.section),
                            .criteria = text_of(what),
                            .reason = text_of(act->reason != NULL ? act->reason : ""),
                            .result_count = -1};
    return s->audit != NULL ? audit_append(s->audit, &r, report)
                            : report_fail(report, ERR_WORLD, "記録が開いていないので、鍵を変えません");
}

static enum err nothing_needs(struct session *s, const struct key_purpose *p, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < COUNT_OF(uses) && e == ERR_NONE; i++) {
        const struct key_use *u = uses[i];
        int64_t seen = 0, old = 0;
        if (strcmp(u->keys[0], p->name) != 0 && (u->keys[1] == NULL || strcmp(u->keys[1], p->name) != 0)) {
            continue;
        }
        e = count_old(s, u, report, &seen, &old);
        if (e == ERR_NONE && old > 0) {
            e = report_fail(report, ERR_INPUT,
                            "%s %" PRId64
                            " 件が古い鍵の封のままです。kokuho job run key-reseal を先にしてください",
                            u->label, old);
        }
    }
    return e;
}

static enum err move(struct command_call *call, struct session *s, const struct key_act *act,
                     const struct key_purpose *p)
{
    enum key_state to = strcmp(act->word, "revoke") == 0    ? KEY_REVOKED
                        : strcmp(act->word, "restore") == 0 ? KEY_RETIRED
                                                            : KEY_DESTROYED;
    int64_t version;
    if (act->version == NULL || !parse_i64(act->version, strlen(act->version), 1, 9999, &version)) {
        return report_fail(call->report, ERR_INPUT, "--version に鍵の版を書いてください");
    }
    if (p->need == KEY_PROVES) {
        return report_fail(call->report, ERR_INPUT,
                           "鍵 %s の古い版は、それで封をした記録がある間は要ります。失効させません", p->name);
    }
    enum err e = to == KEY_RETIRED ? ERR_NONE : nothing_needs(s, p, call->report);
    e = e == ERR_NONE ? record(s, act, version, call->report) : e;
    if (e == ERR_NONE) {
        e = key_move(&s->folder, p->name, version, to, s->operator.id, act->reason, call->report);
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "鍵 %s の版 %" PRId64 " を「%s」にしました\n", p->name, version,
                key_state_label(to));
    }
    return e;
}

static enum err make_or_rotate(struct command_call *call, struct session *s, const struct key_act *act,
                               const struct key_purpose *p)
{
    bool rotates = strcmp(act->word, "rotate") == 0;
    int64_t version = 0;
    if (p->need == KEY_STAYS) {
        return report_fail(call->report, ERR_INPUT,
                           "鍵 %s は紙や証明書になって外に出ているので、ここでは取り替えません"
                           "（docs/adr/0140-keys.md）",
                           p->name);
    }
    enum err e = record(s, act, 0, call->report);
    if (e == ERR_NONE) {
        e = (rotates ? key_rotate : key_make)(&s->folder, p->name, s->operator.id, act->reason, call->report,
                                              &version);
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "鍵 %s の版 %" PRId64 " を%sしました\n", p->name, version,
                rotates ? "有効に" : "準備");
    }
    if (e == ERR_NONE && rotates && p->need == KEY_SEALS) {
        fprintf(call->out, "続けて kokuho job run key-reseal で、古い版の封をし直してください\n");
    }
    return e;
}

static enum err wrap(struct command_call *call, struct session *s, const struct key_act *act)
{
    bool again = strcmp(act->word, "rewrap") == 0;
    if ((act->part1 == NULL || act->part2 == NULL) && (again || !keys_are_wrapped(&s->folder))) {
        return report_fail(call->report, ERR_INPUT,
                           "--part1 と --part2 に、控えを書く新しいファイルを2つ書いてください");
    }
    enum err e = record(s, act, 0, call->report);
    if (e == ERR_NONE) {
        e = again ? keys_rewrap(&s->folder, act->part1, act->part2, call->report)
                  : keys_wrap(&s->folder, act->part1, act->part2, call->report);
    }
    if (e == ERR_NONE) {
        fprintf(call->out,
                "鍵を2人の控えで包みました。%s と %s を別々の人に渡し、写しを離れた場所に保管してください。\n"
                "両方をなくすと、封をしたものは二度と開きません\n",
                act->part1 != NULL ? act->part1 : "前に書いた控え",
                act->part2 != NULL ? act->part2 : "（その2）");
    }
    return e;
}

static enum err carry_out(struct command_call *call, struct session *s, struct key_act *act)
{
    if (strcmp(act->word, "list") == 0) {
        return list(call, s);
    }
    if (strcmp(act->word, "wrap") == 0 || strcmp(act->word, "rewrap") == 0) {
        return wrap(call, s, act);
    }
    const struct key_purpose *p = purpose_of(act->name);
    if (p == NULL || act->reason == NULL) {
        return report_fail(call->report, ERR_INPUT, "%s",
                           p == NULL ? "その名前の鍵はありません（kokuho key list）"
                                     : "--reason に理由を書いてください");
    }
    return strcmp(act->word, "make") == 0 || strcmp(act->word, "rotate") == 0
               ? make_or_rotate(call, s, act, p)
               : move(call, s, act, p);
}

static enum err run(struct command_call *call)
{
    static const struct {
        const char *word;
        size_t words;
    } acts[] = {{"list", 1},    {"make", 2}, {"rotate", 2}, {"revoke", 2}, {"restore", 2},
                {"destroy", 2}, {"wrap", 1}, {"rewrap", 1}};
    struct key_act act = {.name = ""};
    const char *words[2] = {"", ""};
    const struct option_spec specs[] = {{"--version", true, &act.version},
                                        {"--reason", true, &act.reason},
                                        {"--part1", true, &act.part1},
                                        {"--part2", true, &act.part2}};
    size_t n, at = 0;
    struct session s;
    enum err e = command_options(call, specs, COUNT_OF(specs), words, 2, &n);
    while (e == ERR_NONE && at < COUNT_OF(acts) &&
           (strcmp(acts[at].word, words[0]) != 0 || acts[at].words != n)) {
        at++;
    }
    if (e == ERR_NONE && at == COUNT_OF(acts)) {
        e = report_fail(call->report, ERR_INPUT, "使い方: kokuho key %s", command_key.synopsis);
    }
    if (e == ERR_NONE) {
        act.word = words[0];
        act.name = words[1];
        e = session_open(call, STORE_READ, at == 0 ? PERM_NONE : PERM_KEY_MANAGE, &s);
    }
    if (e == ERR_NONE) {
        e = carry_out(call, &s, &act);
        session_close(&s);
    }
    return e;
}
