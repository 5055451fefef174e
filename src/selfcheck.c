/*
 * kokuho selfcheck -- prints the pack's answers; the job of the same name runs it once a month.
 *
 * The job leaves a task for each accident of which something was found, and a record with the digest of the
 * pack and of the answers: the chain of the records and its signed heads prove later what was answered when.
 */
#include "selfcheck.h"

#include "audit/audit.h"
#include "consistency.h"

#include <inttypes.h>
#include <jansson.h>

#define SAMPLE_INITIAL "1000"
#define SAMPLE_MAX 10000000
#define PACK_BYTES ((size_t)64 << 20)

static enum err run_command(struct command_call *call);
static enum err check(struct job_run *run);
static enum err show(struct job_run *run);

const struct command command_selfcheck = {
    .name = "selfcheck",
    .synopsis = "[--sample 件数] [--json]",
    .summary = "ほかの市区町村で公表された事故が、ここで起きていないか確かめる",
    .help = "accidents/ の一覧の事故を一つずつ、法令の計算例と、このデータへの問いで確かめます。\n"
            "  --sample   もう一度計算する決議の数（初め 1000、0 = すべて）。全体から等しい間隔で選びます\n"
            "「試験」はプログラムの試験だけで確かめているもの、「未対応」はその機能がまだないものです。\n"
            "  0  あてはまるものはありません\n"
            "  1  あてはまるものがあります（一覧が出ます）\n",
    .run = run_command,
};

static const struct job_option options[] = {
    {"sample", "もう一度計算する決議の数（0 = すべて）", SAMPLE_INITIAL},
};
const struct job job_selfcheck = {
    .name = "selfcheck",
    .label = "公表された事故の自己点検（月次）",
    .unit = "件",
    .run_permission = PERM_NIGHT_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = check,
    .show = show,
};

static const char *const result_labels[ACCIDENT_RESULTS] = {"該当なし", "該当あり", "試験", "未対応"};
static const char *const result_names[ACCIDENT_RESULTS] = {"clear", "found", "tested", "later"};

static void count_results(const struct accident_pack *pack, int64_t ret[ACCIDENT_RESULTS])
{
    memset(ret, 0, ACCIDENT_RESULTS * sizeof(ret[0]));
    for (size_t i = 0; i < pack->count; i++) {
        ret[pack->all[i].result]++;
    }
}

static void print_plain(FILE *out, const struct accident_pack *pack)
{
    int64_t counts[ACCIDENT_RESULTS];
    for (size_t i = 0; i < pack->count; i++) {
        const struct accident *a = &pack->all[i];
        fprintf(out, "%s  %-8s %s（%s）\n", result_labels[a->result], a->id, a->what, a->source);
        if (a->words[0] != '\0') {
            fprintf(out, "          %s\n", a->words);
        }
        for (size_t k = 0; k < a->proof_count && a->result == ACCIDENT_LATER; k++) {
            fprintf(out, "          %sの機能がまだありません\n", a->proofs[k].name);
        }
    }
    count_results(pack, counts);
    for (size_t i = 0; i < ACCIDENT_RESULTS; i++) {
        fprintf(out, "%s %" PRId64 " 件%s", result_labels[i], counts[i],
                i + 1 < ACCIDENT_RESULTS ? "、" : "\n");
    }
    fprintf(out, "束の要約値 %s\n", pack->digest);
}

static void print_json(FILE *out, const struct accident_pack *pack)
{
    json_t *list = json_array();
    bool is_clear = true;
    for (size_t i = 0; i < pack->count; i++) {
        const struct accident *a = &pack->all[i];
        is_clear = is_clear && a->result != ACCIDENT_FOUND;
        json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "id", a->id, "result",
                                              result_names[a->result], "what", a->what, "words", a->words));
    }
    json_t *answer = json_pack("{s:b,s:s,s:o}", "ok", is_clear, "pack", pack->digest, "accidents", list);
    json_dumpf(answer, out, JSON_COMPACT | JSON_SORT_KEYS);
    fputc('\n', out);
    json_decref(answer);
}

static enum err run_command(struct command_call *call)
{
    const char *sample_text = SAMPLE_INITIAL;
    const struct option_spec specs[] = {{"--sample", true, &sample_text}};
    struct session session;
    struct accident_pack pack;
    size_t words;
    int64_t sample;
    enum err e = command_options(call, specs, COUNT_OF(specs), NULL, 0, &words);
    if (e == ERR_NONE && !parse_i64(sample_text, strlen(sample_text), 0, SAMPLE_MAX, &sample)) {
        e = report_fail(call->report, ERR_INPUT, "--sample は0から%dまでの数です: %s", SAMPLE_MAX,
                        sample_text);
    }
    e = e == ERR_NONE ? session_open(call, STORE_READ, PERM_NONE, &session) : e;
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("自己点検", PACK_BYTES);
    e = selfcheck_run(&session, false, sample, arena, call->report, &pack);
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        (call->json ? print_json : print_plain)(call->out, &pack);
    }
    arena_free(arena);
    session_close(&session);
    return e;
}

/* ------------------------------------------------------------------------------------ the job ---- */

/* The digest of the answers: id and result of each, in order. */
static void digest_answers(const struct accident_pack *pack, char ret[SHA256_HEX])
{
    struct sha256 digest;
    unsigned char bytes[SHA256_BYTES];
    sha256_init(&digest);
    for (size_t i = 0; i < pack->count; i++) {
        const char *name = result_names[pack->all[i].result];
        sha256_add(&digest, pack->all[i].id, strlen(pack->all[i].id) + 1);
        sha256_add(&digest, name, strlen(name) + 1);
    }
    sha256_done(&digest, bytes);
    hex_format(bytes, SHA256_BYTES, ret);
}

static enum err record_answers(struct session *s, const struct accident_pack *pack, int64_t found,
                               struct arena *arena, struct report *report)
{
    char answers[SHA256_HEX];
    digest_answers(pack, answers);
    struct audit_event event = {.at = clock_now_ms(),
                                .kind = AUDIT_JOB,
                                .event = text_of("selfcheck.answered"),
                                .operator_id = text_of(s->operator.id),
                                .criteria =
                                    text_of(arena_printf(arena, "束 %s 答え %s", pack->digest, answers)),
                                .result_count = found,
                                .outcome = found > 0 ? ERR_FINDINGS : ERR_NONE};
    return audit_append(s->audit, &event, report);
}

static enum err check(struct job_run *run)
{
    struct arena *arena = arena_new("自己点検", PACK_BYTES);
    struct accident_pack pack;
    struct report found;
    int64_t sample, counts[ACCIDENT_RESULTS];
    report_init(&found);
    enum err e = batch_option_number(run, 0, 0, SAMPLE_MAX, &sample);
    e = e == ERR_NONE ? selfcheck_run(run->session, true, sample, arena, run->report, &pack) : e;
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        count_results(&pack, counts);
        for (size_t i = 0; i < pack.count; i++) {
            if (pack.all[i].result == ACCIDENT_FOUND) {
                report_add(&found, "%s（%s、%s）: %s", pack.all[i].what, pack.all[i].id, pack.all[i].source,
                           pack.all[i].words);
            }
        }
        e = ERR_NONE;
        if (run->dry_run) {
            print_plain(run->out, &pack);
        } else {
            e = findings_to_tasks(run, "selfcheck", "自己点検", &found, arena);
            e = e == ERR_NONE ? batch_step(run, (int64_t)pack.count, (int64_t)pack.count, (int64_t)pack.count)
                              : e;
            e = e == ERR_NONE
                    ? record_answers(run->session, &pack, counts[ACCIDENT_FOUND], arena, run->report)
                    : e;
        }
    }
    bool has_found = found.count > 0;
    report_done(&found);
    arena_free(arena);
    return e == ERR_NONE && has_found ? ERR_FINDINGS : e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out,
            "公表された事故 %" PRId64
            " 件を確かめました。該当があれば作業一覧の source=selfcheck にあります\n",
            run->units_done);
    return ERR_NONE;
}
