/* kokuho params propose | approve | show -- two operators agree on the tables (LV-59). */
#include "premium/assessment.h"
#include "premium/parameters.h"

#include <inttypes.h>

static enum err run_command(struct command_call *call);

const struct command command_params = {
    .name = "params",
    .synopsis = "propose [--reason 理由] | approve | show",
    .summary = "法令値・料率の表の提案と承認",
    .help = "  propose       データフォルダの params/ を今の中身で提案する\n"
            "     --reason   前年度から30%を超えて変わる値があるときの理由\n"
            "  approve       提案した人と別の職員が承認する\n"
            "  show          承認された表と、いまの表との違い\n"
            "一括処理は、承認された中身の表だけを使います。\n",
    .run = run_command,
};

#define CHANGE_PERCENT_MAX 30

/* ----------------------------------------------------------------------- against last year ---- */

struct change_check {
    struct report *report;
    int year;
    size_t count;
};

static void compare_number(struct change_check *c, const char *part, const char *what,
                           const struct law_number *was, const struct law_number *now)
{
    if (!was->present || !now->present || was->value == 0) {
        return;
    }
    int64_t change = now->value > was->value ? now->value - was->value : was->value - now->value;
    if (change * 100 > was->value * CHANGE_PERCENT_MAX) {
        report_add(c->report, "%d年度 %s %s が前年度の %" PRId64 " から %" PRId64
                   " に変わります（%s %d行目）",
                   c->year, part, what, was->value, now->value,
                   now->source.source.file != NULL ? now->source.source.file : "params",
                   now->source.source.line);
        c->count++;
    }
}

static void compare_laws(struct change_check *c, const struct premium_law *was,
                         const struct premium_law *now)
{
    for (int p = 0; p < LEVY_PARTS; p++) {
        const char *label = premium_levy_parts[p].label;
        const struct premium_law_part *a = &was->parts[p], *b = &now->parts[p];
        compare_number(c, label, "所得割率", &a->income_rate, &b->income_rate);
        compare_number(c, label, "資産割率", &a->asset_rate, &b->asset_rate);
        compare_number(c, label, "均等割額", &a->per_capita, &b->per_capita);
        compare_number(c, label, "18歳以上均等割額", &a->per_capita_18plus, &b->per_capita_18plus);
        compare_number(c, label, "平等割額", &a->per_household, &b->per_household);
        compare_number(c, label, "限度額", &a->cap, &b->cap);
    }
    for (int i = 0; i < REDUCTION_TIERS; i++) {
        compare_number(c, "減額の基準", "基礎額", &was->tiers[i].base, &now->tiers[i].base);
        compare_number(c, "減額の基準", "加算額", &was->tiers[i].per_member, &now->tiers[i].per_member);
    }
}

/* The law of a year, or NULL: the tables need not reach into the next year yet. */
static const struct premium_law *law_of(const struct session *s, int year, struct arena *arena)
{
    struct report quiet;
    const struct premium_law *law = NULL;
    report_init(&quiet);
    if (premium_law_load(s->folder.params, s->folder.municipality, (fiscal_year){(int16_t)year}, arena,
                         &quiet, &law) != ERR_NONE) {
        law = NULL;
    }
    report_done(&quiet);
    return law;
}

/* This year and the next against the year before each. */
static enum err changes_check(const struct session *s, struct arena *arena, struct report *report,
                              size_t *ret_count)
{
    struct change_check c = {.report = report};
    int year = fiscal_year_of(s->folder.business_date).first_year;
    const struct premium_law *laws[3];
    for (int i = 0; i < 3; i++) {
        laws[i] = law_of(s, year - 1 + i, arena);
    }
    if (laws[1] == NULL) { /* say why */
        const struct premium_law *law;
        return premium_law_load(s->folder.params, s->folder.municipality,
                                (fiscal_year){(int16_t)year}, arena, report, &law);
    }
    for (int i = 1; i < 3; i++) {
        c.year = year - 1 + i;
        if (laws[i - 1] != NULL && laws[i] != NULL) {
            compare_laws(&c, laws[i - 1], laws[i]);
        }
    }
    *ret_count = c.count;
    return ERR_NONE;
}

/* --------------------------------------------------------------------------------- propose ---- */

static enum err set_insert(struct session *s, const struct parameter_files *files,
                           const char *reason, struct report *report)
{
    struct query *q = store_query(s->store, SQL_premium_parameter_add);
    bool row;
    int64_t set_no = 0;
    query_set_text(q, "proposer", text_of(s->operator.id));
    query_set_i64(q, "proposed_at", clock_now_ms());
    query_set_text(q, "reason", text_of(reason));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        set_no = query_i64(q, 0);
    }
    query_reset(q);
    for (size_t i = 0; e == ERR_NONE && i < files->count; i++) {
        int64_t changed;
        q = store_query(s->store, SQL_premium_parameter_file_add);
        query_set_i64(q, "set_no", set_no);
        query_set_text(q, "file", text_of(files->items[i].name));
        query_set_text(q, "sha256", text_of(files->items[i].sha256));
        e = query_run(q, report, &changed);
    }
    return e;
}

static enum err in_transaction(struct session *s, struct report *report, enum err (*work)(void *),
                               void *context)
{
    enum err e = store_begin(s->store, report);
    if (e == ERR_NONE) {
        e = work(context);
    }
    if (e == ERR_NONE) {
        e = store_commit(s->store, report);
    }
    if (e != ERR_NONE) {
        store_rollback(s->store);
    }
    return e;
}

struct proposing {
    struct session *session;
    const struct parameter_files *files;
    const char *reason;
    struct report *report;
};

static enum err propose_work(void *context)
{
    struct proposing *p = context;
    return set_insert(p->session, p->files, p->reason, p->report);
}

static enum err propose(struct command_call *call, struct session *s, const char *reason,
                        struct arena *arena)
{
    struct parameter_files files;
    struct parameter_set last;
    size_t changes = 0;
    enum err e = parameter_files_read(s->folder.params, arena, call->report, &files);
    if (e == ERR_NONE) {
        e = parameter_set_last(s->store, false, arena, call->report, &last);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct report quiet;
    report_init(&quiet);
    bool same = last.set_no != 0 && parameter_files_differ(&last.files, &files, &quiet) == 0;
    report_done(&quiet);
    if (same) {
        fprintf(call->out, "表は提案 %" PRId64 "（%s）と同じです。何も変えませんでした。\n", last.set_no,
                last.approver[0] != '\0' ? "承認済み" : "承認待ち");
        return ERR_NONE;
    }
    e = changes_check(s, arena, call->report, &changes);
    if (e == ERR_NONE && changes > 0 && (reason == NULL || reason[0] == '\0')) {
        e = report_fail(call->report, ERR_INPUT,
                        "前年度から%d%%を超えて変わる値が %zu 件あります。"
                        "正しければ --reason 理由 を付けてください",
                        CHANGE_PERCENT_MAX, changes);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct proposing p = {s, &files, reason != NULL ? reason : "", call->report};
    e = in_transaction(s, call->report, propose_work, &p);
    if (e == ERR_NONE) {
        fprintf(call->out, "表 %zu 件を提案しました。別の職員が承認します: kokuho params approve\n",
                files.count);
    }
    return e;
}

/* --------------------------------------------------------------------------------- approve ---- */

struct approving {
    struct session *session;
    int64_t set_no;
    struct report *report;
};

static enum err approve_work(void *context)
{
    struct approving *a = context;
    struct query *q = store_query(a->session->store, SQL_premium_parameter_approve);
    int64_t changed;
    query_set_i64(q, "set_no", a->set_no);
    query_set_text(q, "approver", text_of(a->session->operator.id));
    query_set_i64(q, "approved_at", clock_now_ms());
    enum err e = query_run(q, a->report, &changed);
    if (e == ERR_NONE && changed != 1) {
        e = report_fail(a->report, ERR_WORLD, "提案 %" PRId64 " はほかの職員が先に承認しました",
                        a->set_no);
    }
    return e;
}

static enum err approve(struct command_call *call, struct session *s, struct arena *arena)
{
    struct parameter_files files;
    struct parameter_set last;
    enum err e = parameter_files_read(s->folder.params, arena, call->report, &files);
    if (e == ERR_NONE) {
        e = parameter_set_last(s->store, false, arena, call->report, &last);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (last.set_no == 0) {
        return report_fail(call->report, ERR_INPUT, "承認を待つ提案がありません。先に kokuho params propose");
    }
    if (last.approver[0] != '\0') {
        fprintf(call->out, "提案 %" PRId64 " は承認済みです（%s）。何も変えませんでした。\n", last.set_no,
                last.approver);
        return ERR_NONE;
    }
    if (strcmp(last.proposer, s->operator.id) == 0) {
        return report_fail(call->report, ERR_INPUT,
                           "職員「%s」は表を提案した本人です。別の職員が承認してください", s->operator.id);
    }
    if (parameter_files_differ(&last.files, &files, call->report) > 0) {
        return report_fail(call->report, ERR_INPUT,
                           "提案の後で表が変わりました。kokuho params propose で提案し直してください");
    }
    struct approving a = {s, last.set_no, call->report};
    e = in_transaction(s, call->report, approve_work, &a);
    if (e == ERR_NONE) {
        fprintf(call->out, "表 %zu 件を承認しました（提案 %s、承認 %s）。\n", files.count, last.proposer,
                s->operator.id);
    }
    return e;
}

static enum err show(struct command_call *call, struct session *s, struct arena *arena)
{
    struct parameter_files files;
    struct parameter_set last;
    enum err e = parameter_files_read(s->folder.params, arena, call->report, &files);
    if (e == ERR_NONE) {
        e = parameter_set_last(s->store, true, arena, call->report, &last);
    }
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < last.files.count; i++) {
        fprintf(call->out, "%.16s  params/%s\n", last.files.items[i].sha256,
                last.files.items[i].name);
    }
    fprintf(call->out, "承認 %" PRId64 "（提案 %s、承認 %s）%s%s\n", last.set_no, last.proposer,
            last.approver, last.reason[0] != '\0' ? " 理由: " : "", last.reason);
    size_t differences = parameter_files_differ(&last.files, &files, call->report);
    return differences == 0 ? ERR_NONE : ERR_FINDINGS;
}

static enum err run_command(struct command_call *call)
{
    const char *reason = NULL, *verb = NULL;
    size_t words;
    struct session s;
    const struct option_spec specs[] = {{"--reason", true, &reason}};
    enum err e = command_options(call, specs, COUNT_OF(specs), &verb, 1, &words);
    if (e != ERR_NONE) {
        return e;
    }
    bool proposes = words == 1 && strcmp(verb, "propose") == 0;
    bool approves = words == 1 && strcmp(verb, "approve") == 0;
    bool shows = words == 1 && strcmp(verb, "show") == 0;
    if (!proposes && !approves && !shows) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho params %s",
                           command_params.synopsis);
    }
    e = session_open(call, shows ? STORE_READ : STORE_WRITE,
                     proposes   ? PERM_PARAMS_PROPOSE
                     : approves ? PERM_PARAMS_APPROVE
                                : PERM_NONE,
                     &s);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *arena = arena_new("表の承認", (size_t)64 << 20);
    e = proposes   ? propose(call, &s, reason, arena)
        : approves ? approve(call, &s, arena)
                   : show(call, &s, arena);
    arena_free(arena);
    session_close(&s);
    return e;
}
