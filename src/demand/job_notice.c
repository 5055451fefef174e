/*
 * 督促状の一括作成 (CO-18) and 引抜 -- a 督促 for every charge that is overdue and has none.
 *
 * Rules   collection.md 10, 25 X11, X12, X32, X33; users_ask.md E2, E4
 *
 * The proposal freezes whom it demands what and prints it; approval by another operator looks at the books
 * again, takes out who has paid meanwhile and records the 督促 of every charge. 引抜 does the same until
 * the papers are mailed, and voids afterwards what had been paid in time.
 */
#include "demand/papers.h"
#include "rules/common/holidays.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err pull(struct job_run *run);

enum { OPTION_CUT_OFF, OPTION_ISSUED_ON, OPTION_FIXED_ON, OPTION_SLIP };
static const struct job_option options[] = {
    {"cut-off", "この日の前に納期限と待つ日数が過ぎたもの（空 = 処理日）", ""},
    {"issued-on", "発付日（空 = 日程表の次の日、日程表がなければ処理日）", ""},
    {"fixed-on", "指定期限（空 = 発付日から条例の日数、閉庁日なら次の開庁日）", ""},
    {"slip", "納付書を付ける（する、しない）", "しない"},
};
const struct job job_demand_notice = {
    .name = "demand",
    .label = "督促状の一括作成",
    .unit = "納付義務者",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_COLLECTION_APPROVE,
    .needs_approval = true,
    .finding_label = papers_finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = papers_withdraw,
    .approve = papers_approve,
    .show = papers_show,
};

static const struct job_option pull_options[] = {
    {"run", "引き抜く実行の番号（kokuho job show demand で見られます）", ""}};
const struct job job_demand_pull = {
    .name = "demand-pull",
    .label = "督促・催告の引抜",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .options = pull_options,
    .option_count = COUNT_OF(pull_options),
    .propose = pull,
};

/* ----------------------------------------------------------------------------- conditions ----- */

static enum err read_conditions(struct job_run *run, struct arena *arena, struct demand_terms *terms,
                                struct papers_batch *b)
{
    const struct data_folder *f = &run->session->folder;

    *b = (struct papers_batch){.kind = DEMAND_DUNNING, .criteria = "納期限を過ぎて督促のない調定"};
    enum err e = batch_option_day(run, OPTION_CUT_OFF, run->business_date, &b->cut_off);
    date next = date_none();
    int instalment = 0;
    if (e == ERR_NONE) {
        e = dunning_day_next(f->params, f->municipality, run->business_date, arena, run->report, &next,
                             &instalment);
    }
    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_ISSUED_ON, date_is_none(next) ? run->business_date : next,
                             &b->issued_on);
    }
    if (e == ERR_NONE) {
        e = demand_terms_load(f->params, f->municipality, b->issued_on, arena, run->report, terms);
    }
    if (e == ERR_NONE) {
        date fixed = business_day_from(date_add_days(b->issued_on, (int)terms->dunning_fixed_date_days));
        e = batch_option_day(run, OPTION_FIXED_ON, fixed, &b->fixed_on);
    }
    if (e == ERR_NONE && date_before(run->business_date, b->cut_off)) {
        e = report_fail(run->report, ERR_INPUT,
                        "抽出の日は処理日より後にできません。まだ届かない納付があります");
    }
    if (e == ERR_NONE && date_before(b->issued_on, b->cut_off)) {
        e = report_fail(run->report, ERR_INPUT, "発付日は抽出の日より前にできません");
    }
    if (e == ERR_NONE) {
        e = batch_option_yes(run, OPTION_SLIP, &b->with_slip);
    }
    return e == ERR_NONE && !date_before(b->issued_on, b->fixed_on)
               ? report_fail(run->report, ERR_INPUT, "指定期限は発付日より後の日にしてください")
               : e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("督促の設定", (size_t)16 << 20);
    struct demand_terms terms;
    struct papers_batch b;
    char digest[SHA256_HEX];
    enum err e = read_conditions(run, arena, &terms, &b);

    if (e == ERR_NONE) { /* E2: nobody is asked whose payment has not been loaded */
        e = interchange_feeds_complete(run->session, FEEDS_RECEIPTS, b.cut_off, run->report);
    }
    if (e == ERR_NONE) {
        hex_format(terms.sha256, sizeof(terms.sha256), digest);
        e = batch_parameter(run, "demand.tsv", digest);
    }
    arena_free(arena);
    return e;
}

/* ----------------------------------------------------------------------------- extraction ----- */

struct extraction {
    struct job_run *run;
    struct arena *arena;
    struct demand_terms terms;
    struct papers_batch batch;
    struct debts debts;
    struct papers_list list;
    int64_t whys[DEMAND_WHYS], late;
};

static enum demand_why judge(const struct extraction *x, const struct arrear *debt)
{
    return demand_dunning_of(&debt->facts, x->batch.cut_off, x->terms.dunning_wait_days);
}

static enum err find(struct extraction *x, const char *code, const struct debtor *who, const char *words)
{
    if (x->run->dry_run) {
        return ERR_NONE;
    }
    return batch_finding(x->run, code, who->payer_no, who->payer_no, words, x->run->report);
}

static enum err choose(struct extraction *x, struct debtor *who)
{
    bool is_wanted = false, is_dead = false, is_late = false;
    struct papers_choice c = {.payer_no = who->payer_no};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < who->count; i++) {
        is_wanted = is_wanted || judge(x, &who->debts[i]) == DEMAND_IN;
    }
    if (is_wanted) { /* only then the register is asked */
        e = debts_place(x->run->session->store, &x->debts, who, x->batch.issued_on, x->arena,
                        x->run->report);
    }
    for (size_t i = 0; i < who->count && e == ERR_NONE; i++) {
        const struct collection_charge *charge = &who->debts[i].charge;
        enum demand_why why = judge(x, &who->debts[i]);
        e = arrear_limit(x->run->session, &who->debts[i], x->batch.issued_on, x->run->report, &why);
        x->whys[why]++;
        is_dead = is_dead || why == DEMAND_DEAD;
        if (e != ERR_NONE || (why != DEMAND_IN && why != DEMAND_NO_PLACE)) {
            continue;
        }
        is_late = is_late || date_before(date_add_days(charge->due, (int)x->terms.dunning_after_days),
                                         x->batch.issued_on);
        *ARENA_PUSH(x->arena, c.lines, c.line_count, c.line_capacity) =
            (struct paper_line){.levy_year = charge->levy_year,
                                .charged_year = charge->charged_year,
                                .notice_no = charge->notice_no,
                                .household_no = charge->household_no,
                                .instalment = charge->instalment,
                                .due = charge->due,
                                .amount = collection_unpaid(charge),
                                .fee = x->terms.dunning_fee,
                                .paid = charge->paid};
    }
    if (e == ERR_NONE && is_dead) {
        e = find(x, FINDING_DEAD, who,
                 "納付義務者が亡くなっているため督促していません。相続人を調べ、承継を登録してください");
    }
    if (e != ERR_NONE || c.line_count == 0) {
        return e;
    }
    x->late += is_late;
    e = papers_way(x->run->session->store, who, x->batch.issued_on, x->arena, x->run->report, &c.way);
    if (e == ERR_NONE && c.way == WAY_PUBLIC) {
        e = find(x, FINDING_NO_PLACE, who,
                 "居所が分からないため郵送しません。調査のうえ公示送達を登録してください");
    }
    if (e == ERR_NONE && c.way == WAY_GUARDED) {
        e = find(x, FINDING_GUARDED, who,
                 "支援措置の対象で専用の送付先がありません。住所を印字せず別のファイルに分けました");
    }
    *ARENA_PUSH(x->arena, x->list.choices, x->list.count, x->list.capacity) = c;
    return e;
}

static void tell(const struct extraction *x)
{
    FILE *out = x->run->out;

    char issued[DATE_TEXT_BYTES], fixed[DATE_TEXT_BYTES];

    date_format_era(x->batch.issued_on, issued);
    date_format_era(x->batch.fixed_on, fixed);
    fprintf(out, "発付日 %s、指定期限 %s。督促の対象 %zu 人。", issued, fixed, x->list.count);
    for (int why = 0; why < DEMAND_WHYS; why++) {
        if (x->whys[why] > 0) {
            fprintf(out, " %s %" PRId64 " 期", demand_why_labels[why], x->whys[why]);
        }
    }
    fprintf(out, "\n");
    if (x->late > 0) {
        fprintf(out, "納期限から%" PRId64 "日を過ぎて発付するもの %" PRId64 " 人\n",
                x->terms.dunning_after_days, x->late);
    }
}

/* Whom it is about, in one state of the database: thousands of small questions take its lock once. */
static enum err find_all(struct extraction *x)
{
    struct store *s = x->run->session->store;
    enum err e = store_begin_read(s, x->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = debts_gather(s, x->batch.cut_off, x->arena, x->run->report, &x->debts);
    for (size_t i = 0; i < x->debts.debtor_count && e == ERR_NONE; i++) {
        e = choose(x, &x->debts.debtors[i]);
    }
    store_rollback(s);
    return e;
}

static enum err extract(struct job_run *run)
{
    struct extraction x = {.run = run, .arena = arena_new("督促の抽出", (size_t)1 << 30)};
    enum err e = read_conditions(run, x.arena, &x.terms, &x.batch);

    e = e == ERR_NONE ? find_all(&x) : e;
    if (e == ERR_NONE) {
        tell(&x);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = papers_freeze(run, &x.batch, &x.list);
    }
    arena_free(x.arena);
    return e;
}

static enum err propose(struct job_run *run)
{
    bool is_frozen = false;
    enum err e = run->dry_run ? ERR_NONE : papers_are_frozen(run, &is_frozen);

    if (e == ERR_NONE && !is_frozen) {
        e = extract(run);
    }
    return e == ERR_NONE && !run->dry_run ? papers_print(run) : e;
}

/* -------------------------------------------------------------------------------- 引抜 -------- */

static enum err pull_now(struct job_run *run, int64_t of, struct arena *arena, int64_t *ret)
{
    struct store *s = run->session->store;
    struct debts now;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = debts_gather(s, run->business_date, arena, run->report, &now);
    }
    if (e == ERR_NONE) {
        e = papers_pull(run->session, &now, of, clock_now_ms(), run->report, ret);
    }
    if (e == ERR_NONE && !run->dry_run) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static enum err pull(struct job_run *run)
{
    struct papers_batch b = {0};
    date approved_on = date_none();
    int64_t of = 0, pulled = 0;
    char path[DISPATCH_PATH_BYTES + 40] = "";

    enum err e = batch_option_number(run, 0, 1, 0, &of);
    if (e == ERR_NONE) {
        e = papers_batch_of(run->session->store, of, run->report, &b, &approved_on);
    }
    if (e == ERR_NONE && (b.kind == 0 || date_is_none(approved_on))) {
        return report_fail(run->report, ERR_INPUT,
                           "実行 %" PRId64 " は督促・催告の処理ではないか、まだ承認されていません", of);
    }
    struct arena *arena = arena_new("未納の全体", (size_t)1 << 30);
    if (e == ERR_NONE) {
        e = pull_now(run, of, arena, &pulled);
    }
    arena_free(arena);
    if (e == ERR_NONE && !run->dry_run) {
        e = papers_pull_list(run->session, of, run->report, path, sizeof(path));
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "実行 %" PRId64 " から %" PRId64 " 件を引き抜きました。%s\n", of, pulled, path);
    }
    return e;
}
