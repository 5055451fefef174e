/* kokuho rights -- request, approve, set, compare, review; the table of rights; personnel; emergencies. */
#include "ops/internal.h"

#include <errno.h>
#include <inttypes.h>

static enum err run(struct command_call *call);

const struct command command_rights = {
    .name = "rights",
    .synopsis = "request|approve|refuse|apply|list|compare|export|review|personnel|emergency|duties …",
    .summary = "権限の申請、承認、設定、確認、点検",
    .help =
        "  request assign|unassign 職員 係      --reason 理由 [--from 日] [--until 日] [--office 出張所]\n"
        "  request grant|deny|revoke 職員 権限  同上。--holder duty|terminal で係や端末の権限\n"
        "                                       --files eligibility,premium,benefit,collection\n"
        "  approve 番号 | refuse 番号 --reason 理由   申請した人と別の人\n"
        "  apply 番号                           承認された申請を設定する（システム担当）\n"
        "  list                                 申請の一覧\n"
        "  compare [--sign]                     申請と設定の食違い。--sign で確認済みにする\n"
        "  export [--from 日]                   その日の権限の表（係ごと、職員ごと）\n"
        "  review [--sign 言葉]                 3か月ごとの点検の一覧\n"
        "  personnel ファイル --from 日 [--dry-run]   人事異動のCSVから申請を1つ作る\n"
        "  emergency --may 権限,… --reason 理由 | emergency-review 番号 --reason 結果\n"
        "  duties                               係の一覧\n"
        "終わりの日を省くと、年度の終わりまでです。\n",
    .run = run,
};

struct words {
    const char *reason, *from, *until, *office, *files, *holder, *sign, *dry_run, *may;
    const char *positional[4];
    size_t count;
};

static enum err number_of(const char *word, struct report *report, int64_t *ret)
{
    return word != NULL && parse_i64(word, strlen(word), 1, INT64_MAX, ret)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "申請の番号を指定してください");
}

static enum err day_of_word(const char *word, date otherwise, struct report *report, date *ret)
{
    *ret = otherwise;
    return word == NULL || date_parse_iso(word, strlen(word), ret)
               ? ERR_NONE
               : report_fail(report, ERR_INPUT, "日は YYYY-MM-DD で書いてください: %s", word);
}

static enum err request(struct command_call *call, struct session *s, const struct words *w)
{
    static const char *const whats[] = {NULL, "grant", "deny", "revoke", "assign", "unassign"};
    static const char *const holders[] = {NULL, "duty", "person", "terminal"};
    struct rights_line line = {.holder_kind = HOLDER_PERSON,
                               .files = FILE_ALL,
                               .office = text_of(w->office != NULL ? w->office : "")};
    int64_t number;
    if (w->count != 4 || w->reason == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "使い方: kokuho rights request assign|unassign|grant|deny|revoke "
                           "誰 何 --reason 理由");
    }
    for (size_t i = 1; i < COUNT_OF(whats); i++) {
        line.what = strcmp(w->positional[1], whats[i]) == 0 ? (enum rights_what)i : line.what;
    }
    for (size_t i = 1; w->holder != NULL && i < COUNT_OF(holders); i++) {
        line.holder_kind = strcmp(w->holder, holders[i]) == 0 ? (enum rights_holder)i : line.holder_kind;
    }
    if (line.what == 0 || (w->holder != NULL && strcmp(w->holder, holders[line.holder_kind]) != 0) ||
        (w->files != NULL && !ops_files_parse(text_of(w->files), &line.files))) {
        return report_fail(call->report, ERR_INPUT, "申請の言葉を確かめてください（kokuho help rights）");
    }
    line.holder = text_of(w->positional[2]);
    line.subject = text_of(w->positional[3]);
    enum err e = day_of_word(w->from, s->folder.business_date, call->report, &line.from);
    if (e == ERR_NONE) {
        e = day_of_word(w->until, fiscal_year_until(fiscal_year_of(line.from)), call->report, &line.until);
    }
    if (e == ERR_NONE) {
        e = ops_request_add(s, SOURCE_REQUEST, text_of(w->reason), &line, 1, clock_now_ms(), call->report,
                            &number);
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "申請 %" PRId64 " を受け付けました。別の人が承認します\n", number);
    }
    return e;
}

static enum err decide(struct command_call *call, struct session *s, const struct words *w)
{
    int64_t number = 0, now = clock_now_ms();
    const char *what = w->positional[0], *done = "承認しました";
    enum err e = number_of(w->positional[1], call->report, &number);
    if (e != ERR_NONE) {
        return e;
    }
    if (strcmp(what, "approve") == 0) {
        e = ops_request_approve(s, number, now, call->report);
    } else if (strcmp(what, "refuse") == 0) {
        e = ops_request_refuse(s, number, text_of(w->reason), now, call->report);
        done = "認めないことにしました";
    } else if (strcmp(what, "emergency-review") == 0) {
        e = ops_emergency_review(s, number, text_of(w->reason), now, call->report);
        done = "点検しました";
    } else {
        e = ops_request_apply(s, number, now, call->report);
        done = "設定しました";
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "%" PRId64 " を%s\n", number, done);
    }
    return e;
}

static enum err list(struct command_call *call, struct session *s, const struct words *w)
{
    static const char *const states[] = {"", "承認待ち", "承認済み", "認めない", "設定済み"};
    static const char *const whats[] = {"", "権限", "禁止", "権限の終わり", "係", "係の終わり"};
    struct arena *arena = arena_new("申請の一覧", 64 << 20);
    struct rights_request *requests = NULL;
    size_t count = 0;
    (void)w;
    enum err e = ops_requests(s->store, arena, call->report, &requests, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct rights_request *r = &requests[i];
        fprintf(call->out, "%" PRId64 "\t%s\t%.*s\t%.*s\t%.*s\n", r->request_no, states[r->state],
                (int)r->requester.len, r->requester.bytes, (int)r->approver.len, r->approver.bytes,
                (int)r->reason.len, r->reason.bytes);
        for (size_t n = 0; n < r->line_count; n++) {
            const struct rights_line *l = &r->lines[n];
            fprintf(call->out, "\t%s\t%.*s\t%.*s\t%d\t%d\n", whats[l->what], (int)l->holder.len,
                    l->holder.bytes, (int)l->subject.len, l->subject.bytes, date_ymd(l->from),
                    date_ymd(l->until));
        }
    }
    arena_free(arena);
    return e;
}

static enum err print_findings(struct command_call *call, const struct rights_finding *list,
                               size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(call->out, "%.*s\t%.*s\n", (int)list[i].code.len, list[i].code.bytes,
                (int)list[i].words.len, list[i].words.bytes);
    }
    fprintf(call->out, "%zu 件\n", count);
    return count > 0 ? ERR_FINDINGS : ERR_NONE;
}

static enum err compare(struct command_call *call, struct session *s, const struct words *w)
{
    struct arena *arena = arena_new("権限の確認", 256 << 20);
    struct rights_finding *found = NULL;
    size_t count = 0;
    enum err e = ops_rights_compare(s, w->sign != NULL, clock_now_ms(), arena, call->report, &found,
                                    &count);
    e = e == ERR_NONE ? print_findings(call, found, count) : e;
    arena_free(arena);
    return e;
}

static enum err review(struct command_call *call, struct session *s, const struct words *w)
{
    struct arena *arena = arena_new("権限の点検", 256 << 20);
    struct rights_finding *found = NULL;
    size_t count = 0;
    enum err e = ops_rights_review(s, clock_now_ms(), arena, call->report, &found, &count);
    if (e == ERR_NONE && w->sign != NULL) {
        e = ops_review_sign(s, text_of(w->sign), clock_now_ms(), call->report);
    }
    e = e == ERR_NONE ? print_findings(call, found, count) : e;
    arena_free(arena);
    return e;
}

/* Rows of the person that stand behind a right: through which duty or request, from when until when. */
static void print_reasons(FILE *out, const struct rights_matrix *m, struct text id, enum permission p)
{
    const char *between = "\t";
    for (size_t i = 0; i < m->line_count; i++) {
        const struct matrix_line *l = &m->lines[i];
        if (l->holder_kind == HOLDER_PERSON && l->permission == p && text_equal(l->holder, id)) {
            fprintf(out, "%s%.*s%s %d-%d", between, (int)l->duty.len, l->duty.bytes,
                    l->is_deny ? "禁止" : l->duty.len == 0 ? "本人" : "", date_ymd(l->from),
                    date_ymd(l->until));
            between = ", ";
        }
    }
}

static void print_matrix(FILE *out, const struct rights_matrix *m, struct arena *arena)
{
    fprintf(out, "機能\t操作\t権限\t名前");
    for (size_t d = 0; d < m->duty_count; d++) {
        fprintf(out, "\t%.*s", (int)m->duties[d].label.len, m->duties[d].label.bytes);
    }
    fputc('\n', out);
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        const struct permission_entry *entry = &ops_permissions[p];
        fprintf(out, "%s\t%s\t%s\t%s", entry->function, ops_action_label(entry->action), entry->label,
                entry->name);
        for (size_t d = 0; d < m->duty_count; d++) {
            fprintf(out, "\t%s", rights_duty_words(m, m->duties[d].code, p, arena));
        }
        fputc('\n', out);
    }
    fprintf(out, "\n職員\t氏名\t係\t権限\t範囲\tもと\n");
    for (size_t i = 0; i < m->user_count; i++) {
        const struct operator_identity *who = &m->effective[i];
        for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            if (operator_may(who, p)) {
                fprintf(out, "%s\t%s\t%s\t%s\t%s", who->id, who->name, who->section,
                        ops_permissions[p].name, rights_granted_words(who, p, arena));
                print_reasons(out, m, m->users[i].id, p);
                fputc('\n', out);
            }
        }
    }
}

/* OP-04, AZ-01: functions x actions down, duties across; then each person's effective rights. */
static enum err export_table(struct command_call *call, struct session *s, const struct words *w)
{
    struct arena *arena = arena_new("権限の表", 256 << 20);
    struct rights_matrix m = {0};
    date on;
    enum err e = day_of_word(w->from, s->folder.business_date, call->report, &on);
    if (e == ERR_NONE) {
        e = ops_rights_matrix(s, on, clock_now_ms(), arena, call->report, &m);
    }
    if (e == ERR_NONE) {
        print_matrix(call->out, &m, arena);
    }
    arena_free(arena);
    return e;
}

static enum err duties(struct command_call *call, struct session *s, const struct words *w)
{
    struct arena *arena = arena_new("係の一覧", 1 << 20);
    struct ops_duty *list = NULL;
    size_t count = 0;
    (void)w;
    enum err e = ops_duties(s->store, s->folder.business_date, arena, call->report, &list, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        fprintf(call->out, "%.*s\t%.*s%s\n", (int)list[i].code.len, list[i].code.bytes,
                (int)list[i].label.len, list[i].label.bytes, list[i].is_manager ? "\t管理職" : "");
    }
    arena_free(arena);
    return e;
}

static enum err read_file(const char *path, struct arena *arena, struct report *report,
                          struct text *ret)
{
    const size_t max = (4u << 20) + 1;
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return report_fail(report, ERR_WORLD, "%s を開けません: %s", path, strerror(errno));
    }
    char *bytes = arena_alloc(arena, max, 1);
    size_t n = fread(bytes, 1, max, f);
    bool broken = ferror(f) != 0;
    fclose(f);
    if (broken) {
        return report_fail(report, ERR_WORLD, "%s を読めません", path);
    }
    *ret = (struct text){bytes, n};
    return ERR_NONE;
}

static enum err personnel(struct command_call *call, struct session *s, const struct words *w)
{
    struct arena *arena = arena_new("人事異動", 128 << 20);
    struct personnel_change *changes = NULL;
    struct text csv;
    size_t count = 0, unknown = 0;
    int64_t request_no = 0;
    date from;
    enum err e = w->from == NULL || w->count != 2
                     ? report_fail(call->report, ERR_INPUT,
                                   "使い方: kokuho rights personnel ファイル --from 日 [--dry-run]")
                     : day_of_word(w->from, date_none(), call->report, &from);
    if (e == ERR_NONE) {
        e = read_file(w->positional[1], arena, call->report, &csv);
    }
    if (e == ERR_NONE) {
        e = ops_personnel(s, csv, from, w->dry_run != NULL, clock_now_ms(), arena, call->report, &changes,
                          &count, &request_no);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        unknown += changes[i].is_unknown;
        fprintf(call->out, "%.*s\t%.*s\t->\t%.*s%s\n", (int)changes[i].operator_id.len,
                changes[i].operator_id.bytes, (int)changes[i].before.len, changes[i].before.bytes,
                (int)changes[i].after.len, changes[i].after.bytes,
                changes[i].is_unknown ? "\t利用者の登録がありません" : "");
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "%zu 人が変わります", count);
        if (request_no > 0) {
            fprintf(call->out, "（申請 %" PRId64 "）", request_no);
        }
        fputc('\n', call->out);
    }
    arena_free(arena);
    return e == ERR_NONE && unknown > 0 ? ERR_FINDINGS : e;
}

static enum err emergency(struct command_call *call, struct session *s, const struct words *w)
{
    struct permission_set set = {0};
    int64_t number;
    enum err e = ops_permissions_parse(text_of(w->may), call->report, &set);
    if (e == ERR_NONE) {
        e = ops_emergency_open(s, &set, text_of(w->reason), clock_now_ms(), call->report, &number);
    }
    if (e == ERR_NONE) {
        fprintf(call->out, "緊急時の権限 %" PRId64 " は4時間使えます。管理職に知らせました\n", number);
    }
    return e;
}

static enum err run(struct command_call *call)
{
    static const struct {
        const char *name;
        bool writes;
        enum err (*run)(struct command_call *call, struct session *s, const struct words *w);
    } acts[] = {
        {"request", true, request},     {"approve", true, decide},   {"refuse", true, decide},
        {"apply", true, decide},        {"list", false, list},       {"compare", true, compare},
        {"export", false, export_table}, {"review", true, review},   {"personnel", true, personnel},
        {"emergency", true, emergency}, {"emergency-review", true, decide}, {"duties", false, duties}};
    struct words w = {0};
    const char *sign_words = NULL, *sign_flag = NULL;
    bool signs_alone = call->argc > 0 && strcmp(call->argv[0], "compare") == 0;
    const struct option_spec specs[] = {
        {"--reason", true, &w.reason},   {"--from", true, &w.from},     {"--until", true, &w.until},
        {"--office", true, &w.office},   {"--files", true, &w.files},   {"--holder", true, &w.holder},
        {"--dry-run", false, &w.dry_run}, {"--may", true, &w.may},
        {"--sign", !signs_alone, signs_alone ? &sign_flag : &sign_words}};
    struct session s;
    size_t at = 0;
    enum err e = command_options(call, specs, COUNT_OF(specs), w.positional, 4, &w.count);
    if (e != ERR_NONE) {
        return e;
    }
    w.sign = signs_alone ? sign_flag : sign_words;
    while (at < COUNT_OF(acts) && (w.count == 0 || strcmp(w.positional[0], acts[at].name) != 0)) {
        at++;
    }
    if (at == COUNT_OF(acts)) {
        return report_fail(call->report, ERR_INPUT, "使い方: kokuho rights %s", command_rights.synopsis);
    }
    if (call->operator_id == NULL && acts[at].writes) {
        return report_fail(call->report, ERR_INPUT,
                           "誰の操作か分かりません。--operator 職員番号 を付けてください");
    }
    e = session_open(call, acts[at].writes ? STORE_WRITE : STORE_READ, PERM_NONE, &s);
    if (e != ERR_NONE) {
        return e;
    }
    e = acts[at].run(call, &s, &w);
    session_close(&s);
    return e;
}
