/*
 * kokuho audit -- the records proved, searched and handed out.
 */
#include "audit/ship.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err run(struct command_call *call);

const struct command command_audit = {
    .name = "audit",
    .synopsis = "verify | find | counts | export | ship | shipped | close-day | alerts | review | key",
    .summary = "操作の記録を確かめる・探す",
    .help = "verify                  記録のつながり、署名した見出し、索引をすべて確かめます\n"
            "                        （1 = 合わない記録があり、系列と番号が出ます）\n"
            "verify --file F [--key 公開鍵]\n"
            "                        書き出した記録を、データベースなしで確かめます\n"
            "export --from YYYY-MM-DD --until YYYY-MM-DD --out F\n"
            "                        期間の記録を署名つきで書き出します（--until の日は含みません。\n"
            "                        権限 記録の書出し）\n"
            "                        --file が送り先のフォルダなら、送った区切りのすべてを確かめます\n"
            "ship --to フォルダ [--every 秒]\n"
            "                        新しい記録を、別の媒体や機械のフォルダに送り、届いたものを確かめます。\n"
            "                        --every を付けると、止めるまで送り続けます（権限 記録の書出し）\n"
            "shipped --to フォルダ     送った記録がすべて、送ったときのままあるかを確かめます\n"
            "find [--resident 宛名番号] [--user 職員番号] [--event 操作] [--kind 区分]\n"
            "     [--from YYYY-MM-DD] [--until YYYY-MM-DD] [--max 件数]\n"
            "                        新しい順に出します（権限 記録の閲覧）\n"
            "counts [--from YYYY-MM-DD] [--until YYYY-MM-DD]\n"
            "                        職員ごとのログイン、失敗、検索、広い検索の件数（既定はきのう1日。\n"
            "                        --until の日は含みません。権限 記録の閲覧）\n"
            "close-day [--day YYYY-MM-DD]\n"
            "                        "
            "終わった日（既定はきのう）の記録から異常アクセスの一覧を作ります。毎晩1回\n"
            "alerts [--all]          確認していない異常アクセス（--all は確認済みも）。期限を過ぎたものに "
            "! が付きます\n"
            "review 番号 --words 結果  異常アクセスを確認したと記録します（本人は確認できません）\n"
            "key                     見出しの署名を確かめる公開鍵を出します\n",
    .run = run,
};

/* What may follow the words of the command. */
struct find_words {
    const char *resident, *user, *event, *kind, *from, *until, *max, *out, *file, *key, *day, *all, *words,
        *number, *to, *every;
};

/* ------------------------------------------------------------------------------ verify -------- */

static void print_proof(FILE *out, enum err e, const struct audit_proof *proof, const struct report *broken)
{
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        report_print(broken, stderr);
        return;
    }
    fprintf(out, "記録 %" PRId64 "件、系列 %" PRId64 "、署名した見出し %" PRId64 "を確かめました\n",
            proof->records, proof->streams, proof->heads);
    if (proof->findings == 0) {
        fprintf(out, "すべてつながっています\n");
    } else {
        fprintf(out, "合わないもの %" PRId64 "件\n", proof->findings);
        report_print(broken, out);
    }
}

static enum err verify(struct command_call *call, struct session *s, const struct find_words *w)
{
    (void)w;
    struct audit_proof proof;
    struct report broken;
    report_init(&broken);
    enum err e = audit_verify(&s->folder, &broken, &proof);
    print_proof(call->out, e, &proof, &broken);
    report_done(&broken);
    return e;
}

/* -------------------------------------------------------------------------------- find -------- */

static bool kind_of(const char *word, enum audit_kind *ret)
{
    for (int k = AUDIT_VIEW; k <= AUDIT_REFUSED; k++) {
        if (strcmp(audit_kind_label((enum audit_kind)k), word) == 0) {
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
        return report_fail(
            call->report, ERR_INPUT,
            "--kind は 照会 登録 修正 削除 出力 承認 認証 設定 連携 処理 拒否 のどれかです: %s", w->kind);
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
static enum err record_look(struct command_call *call, struct session *s, const char *name,
                            const struct audit_query *q, size_t count)
{
    struct audit_subject subject = {q->addressee_no, 0};
    struct audit_event event = {.kind = AUDIT_VIEW,
                                .event = text_of(name),
                                .operator_id = text_of(s->operator.id),
                                .section = text_of(s->operator.section),
                                .result_count = (int64_t)count,
                                .subjects = &subject,
                                .subject_count = q->addressee_no != 0 ? 1 : 0};
    return s->audit != NULL ? audit_append(s->audit, &event, call->report) : ERR_NONE;
}

static enum err find(struct command_call *call, struct session *s, const struct find_words *words)
{
    struct audit_query query;
    struct audit_record *list;
    size_t count = 0;
    enum err e = read_query(call, words, &query);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("記録の検索", (size_t)128 << 20);
    int64_t *numbers = &query.addressee_no; /* 0 = anybody */
    size_t number_count = 1;
    if (query.addressee_no != 0 && audit_knowledge != NULL) {
        e = audit_knowledge->numbers_of(s, query.addressee_no, arena, call->report, &numbers, &number_count);
    }
    if (e == ERR_NONE) {
        e = audit_find_any(&s->folder, &query, numbers, number_count, arena, call->report, &list, &count);
    }
    if (e == ERR_NONE) {
        e = record_look(call, s, "audit.find", &query, count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        print_record(call->out, &list[i]);
    }
    arena_free(arena);
    return e;
}

/* ----------------------------------------------------------------------------- counts --------- */

static enum err print_counts(struct command_call *call, struct session *s, date from, date until,
                             struct arena *arena)
{
    struct audit_count *list = NULL;
    size_t count = 0;
    struct audit_query asked = {0};
    enum err e = audit_counts(&s->folder, from, until, arena, call->report, &list, &count);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return e;
    }
    enum err recorded = record_look(call, s, "audit.counts", &asked, count);
    if (recorded != ERR_NONE) {
        return recorded;
    }
    fputs("職員番号\tログイン\t失敗\t検索\t広い検索\t最大の件数\n", call->out);
    for (size_t i = 0; i < count; i++) {
        const struct audit_count *c = &list[i];
        fprintf(call->out, "%.*s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\n",
                (int)c->operator_id.len, c->operator_id.bytes, c->logins, c->failed, c->searches, c->wide,
                c->widest);
    }
    return e;
}

static enum err counts(struct command_call *call, struct session *s, const struct find_words *w)
{
    date until = audit_day_of(clock_now_ms()), from = date_add_days(until, -1);
    if (!day_of(w->from, &from) || !day_of(w->until, &until) || !date_before(from, until)) {
        return report_fail(call->report, ERR_INPUT,
                           "--from と --until は YYYY-MM-DD で、--until を後の日にしてください");
    }
    struct arena *arena = arena_new("利用の件数の一覧", (size_t)64 << 20);
    enum err e = print_counts(call, s, from, until, arena);
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------------------------ export -------- */

static enum err record_export(struct command_call *call, struct session *s, const char *path, int64_t count)
{
    struct audit_event event = {.kind = AUDIT_OUTPUT,
                                .event = text_of("audit.export"),
                                .operator_id = text_of(s->operator.id),
                                .section = text_of(s->operator.section),
                                .file_name = text_of(path),
                                .output_kind = text_of("file"),
                                .result_count = count};
    return s->audit != NULL ? audit_append(s->audit, &event, call->report) : ERR_NONE;
}

static enum err export(struct command_call *call, struct session *s, const struct find_words *w)
{
    struct audit_proof count = {0};
    date from, until;
    if (w->out == NULL || w->from == NULL || w->until == NULL || !day_of(w->from, &from) ||
        !day_of(w->until, &until) || !date_before(from, until)) {
        return report_fail(call->report, ERR_INPUT,
                           "audit export には --from と --until（YYYY-MM-DD）、--out ファイル名が要ります");
    }
    int fd = open(w->out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out == NULL) {
        return report_fail(call->report, ERR_WORLD, "書出し先 %s を作れません: %s", w->out, strerror(errno));
    }
    enum err e = record_export(call, s, w->out, -1); /* before anything leaves */
    if (e == ERR_NONE) {
        e = audit_export(&s->folder, from, until, out, call->report, &count);
    }
    if (e == ERR_NONE && fsync(fd) != 0) {
        e = report_fail(call->report, ERR_WORLD, "書出し先 %s に書けません: %s", w->out, strerror(errno));
    }
    if (fclose(out) != 0 && e == ERR_NONE) {
        e = report_fail(call->report, ERR_WORLD, "書出し先 %s に書けません", w->out);
    }
    if (e == ERR_NONE) {
        e = record_export(call, s, w->out, count.records);
    }
    if (e != ERR_NONE) {
        unlink(w->out);
        return e;
    }
    fprintf(call->out, "記録 %" PRId64 "件を %s に書き出しました\n", count.records, w->out);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------ shipping ------ */

static volatile sig_atomic_t is_over;

static void on_end(int number)
{
    (void)number;
    is_over = 1;
}

/* What could not be sent waits for the next turn; what was sent and is not the same any more ends it. */
static enum err ship(struct command_call *call, struct session *s, const struct find_words *w)
{
    struct sigaction end = {.sa_handler = on_end};
    int64_t every = 0, records = 0;
    enum err e;
    if (w->to == NULL || (w->every != NULL && !parse_i64(w->every, strlen(w->every), 1, 86400, &every))) {
        return report_fail(call->report, ERR_INPUT,
                           "--to に送り先のフォルダ、--every に秒数（1から86400）を書いてください");
    }
    (void)sigaction(SIGTERM, &end, NULL);
    (void)sigaction(SIGINT, &end, NULL);
    do {
        struct audit_proof sent = {0};
        e = audit_ship(&s->folder, w->to, call->report, &sent);
        records += sent.records;
        if (every > 0 && e == ERR_WORLD) {
            report_print(call->report, stderr);
            report_clear(call->report);
            e = ERR_NONE;
        }
        if (every > 0 && !is_over && e == ERR_NONE) {
            (void)sleep((unsigned)every);
        }
    } while (every > 0 && !is_over && e == ERR_NONE);
    if (e == ERR_NONE) {
        fprintf(call->out, "記録 %" PRId64 "件を %s に送りました\n", records, w->to);
    }
    return e;
}

static void print_shipped(FILE *out, enum err e, const struct audit_proof *proof,
                          const struct report *broken)
{
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        report_print(broken, stderr);
        return;
    }
    fprintf(out, "送った区切り %" PRId64 "、記録 %" PRId64 "件を確かめました\n", proof->heads,
            proof->records);
    if (e == ERR_NONE) {
        fprintf(out, "すべて、送ったときのままです\n");
    } else {
        report_print(broken, out);
    }
}

static enum err shipped(struct command_call *call, struct session *s, const struct find_words *w)
{
    struct audit_proof proof = {0};
    struct report broken;
    if (w->to == NULL) {
        return report_fail(call->report, ERR_INPUT, "--to に送り先のフォルダを書いてください");
    }
    report_init(&broken);
    enum err e = audit_shipped_compare(&s->folder, w->to, &broken, &proof);
    print_shipped(call->out, e, &proof, &broken);
    report_done(&broken);
    return e;
}

/* Where the folder of the data is not: by what was sent alone. */
static enum err verify_place(struct command_call *call, const char *place, const unsigned char *key)
{
    struct audit_proof proof = {0};
    struct report broken;
    report_init(&broken);
    enum err e = audit_shipped_verify(place, key, &broken, &proof);
    print_shipped(call->out, e, &proof, &broken);
    report_done(&broken);
    return e;
}

/* Needs no data folder: whoever received the file checks it with the public key. */
static enum err verify_file(struct command_call *call, const struct find_words *w)
{
    unsigned char key[AUDIT_KEY_BYTES];
    struct audit_proof proof = {0};
    struct report broken;
    if (w->key != NULL && !audit_hex_parse(text_of(w->key), key, sizeof(key))) {
        return report_fail(call->report, ERR_INPUT, "--key は kokuho audit key が出す64けたの公開鍵です");
    }
    struct stat st;
    if (stat(w->file, &st) == 0 && S_ISDIR(st.st_mode)) {
        return verify_place(call, w->file, w->key != NULL ? key : NULL);
    }
    FILE *in = fopen(w->file, "re");
    if (in == NULL) {
        return report_fail(call->report, ERR_WORLD, "%s を読めません: %s", w->file, strerror(errno));
    }
    report_init(&broken);
    enum err e = audit_export_verify(in, w->key != NULL ? key : NULL, &broken, &proof);
    fclose(in);
    print_proof(call->out, e, &proof, &broken);
    if (w->key == NULL && e == ERR_NONE) {
        fprintf(call->out, "公開鍵（--key）がないので、誰が署名したかは確かめていません\n");
    }
    report_done(&broken);
    return e;
}

/* ------------------------------------------------------------------------ nightly list -------- */

const struct audit_knowledge *audit_knowledge;

static enum err close_day(struct command_call *call, struct session *s, const struct find_words *w)
{
    struct audit_knowledge knowledge =
        audit_knowledge != NULL ? *audit_knowledge : (struct audit_knowledge){0};
    struct audit_day_result result;
    date day = date_add_days(audit_day_of(clock_now_ms()), -1);
    char words[DATE_TEXT_BYTES];
    knowledge.context = s;
    if (!day_of(w->day, &day)) {
        return report_fail(call->report, ERR_INPUT, "--day は YYYY-MM-DD で書いてください: %s", w->day);
    }
    if (s->audit == NULL) {
        return report_fail(call->report, ERR_WORLD, "記録が開いていません");
    }
    enum err e = audit_close_day(s->audit, &s->folder, day, &knowledge, call->report, &result);
    if (e != ERR_NONE) {
        return e;
    }
    date_format_iso(day, words);
    if (result.was_closed) {
        fprintf(call->out, "%s はもう締めてあります\n", words);
        return ERR_NONE;
    }
    fprintf(call->out, "%s の記録 %" PRId64 "件を締めました。異常アクセスの一覧に %" PRId64 "件\n", words,
            result.records, result.alerts);
    return result.alerts > 0 ? ERR_FINDINGS : ERR_NONE;
}

static enum err alerts(struct command_call *call, struct session *s, const struct find_words *w)
{
    struct arena *arena = arena_new("異常アクセスの一覧", (size_t)64 << 20);
    struct audit_alert *list;
    size_t count;
    date today = audit_day_of(clock_now_ms());
    enum err e = audit_alerts(&s->folder, w->all == NULL, arena, call->report, &list, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct audit_alert *a = &list[i];
        char day[DATE_TEXT_BYTES], due[DATE_TEXT_BYTES];
        bool is_overdue = a->reviewed_at == 0 && date_before(a->due, today);
        date_format_iso(a->day, day);
        date_format_iso(a->due, due);
        fprintf(call->out, "%" PRId64 "\t%s\t%.*s\t%.*s\t%" PRId64 "\t%.*s\t%s%s\t%.*s\t%.*s\n",
                a->alert_no, day, (int)a->code.len, a->code.bytes, (int)a->operator_id.len,
                a->operator_id.bytes, a->addressee_no, (int)a->words.len, a->words.bytes,
                is_overdue ? "!" : "", due, (int)a->reviewer.len, a->reviewer.bytes, (int)a->review.len,
                a->review.bytes);
    }
    arena_free(arena);
    return e;
}

static enum err review(struct command_call *call, struct session *s, const struct find_words *w)
{
    int64_t number;
    if (w->number == NULL || w->words == NULL ||
        !parse_i64(w->number, strlen(w->number), 1, INT64_MAX, &number)) {
        return report_fail(call->report, ERR_INPUT, "audit review 番号 --words 結果 と書いてください");
    }
    if (s->audit == NULL) {
        return report_fail(call->report, ERR_WORLD, "記録が開いていません");
    }
    return audit_alert_review(s->audit, &s->folder, number, &s->operator, text_of(w->words), call->report);
}

/* --------------------------------------------------------------------------------- key -------- */

static enum err key(struct command_call *call, struct session *s, const struct find_words *w)
{
    (void)w;
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
        {"--max", true, &w.max},           {"--out", true, &w.out},     {"--file", true, &w.file},
        {"--key", true, &w.key},           {"--day", true, &w.day},     {"--all", false, &w.all},
        {"--words", true, &w.words},       {"--to", true, &w.to},       {"--every", true, &w.every},
    };
    static const struct {
        const char *name;
        enum permission needed;
        enum err (*run)(struct command_call *call, struct session *s, const struct find_words *w);
    } parts[] = {{"verify", PERM_NONE, verify},
                 {"find", PERM_AUDIT_VIEW, find},
                 {"counts", PERM_AUDIT_VIEW, counts},
                 {"export", PERM_AUDIT_EXPORT, export},
                 {"ship", PERM_AUDIT_EXPORT, ship},
                 {"shipped", PERM_NONE, shipped},
                 {"close-day", PERM_NONE, close_day},
                 {"alerts", PERM_AUDIT_REVIEW, alerts},
                 {"review", PERM_AUDIT_REVIEW, review},
                 {"key", PERM_NONE, key}};
    const char *words[2] = {NULL, NULL};
    size_t count, part = 0;
    struct session s;
    enum err e = command_options(call, specs, COUNT_OF(specs), words, 2, &count);
    if (e != ERR_NONE) {
        return e;
    }
    while (count > 0 && part < COUNT_OF(parts) && strcmp(parts[part].name, words[0]) != 0) {
        part++;
    }
    w.number = words[1];
    if (count == 0 || part == COUNT_OF(parts) || (count == 2 && parts[part].run != review)) {
        return report_fail(call->report, ERR_INPUT,
                           "kokuho audit の後に書ける言葉は kokuho help audit で見られます");
    }
    if (part == 0 && w.file != NULL) {
        return verify_file(call, &w);
    }
    e = session_open(call, STORE_READ, parts[part].needed, &s);
    if (e == ERR_NONE) {
        e = parts[part].run(call, &s, &w);
        session_close(&s);
    }
    return e;
}
