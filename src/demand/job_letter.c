/*
 * 一斉催告 (CO-19, CO-44) -- 催告書, 最終催告書 and 差押予告書 to whom a saved condition selects.
 *
 * Rules   collection.md 11: only what was dunned; who has paid, keeps a plan or is protected is left out,
 * and looked at again when the run is approved. 延滞金 is computed to the day that it can be paid until.
 */
#include <inttypes.h>

#include "base/sorted.h"
#include "demand/papers.h"
#include "demand/select.h"
#include "rules/common/holidays.h"

#define PAY_BY_DAYS 14

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);

enum { OPTION_CONDITION, OPTION_LEVEL, OPTION_ISSUED_ON, OPTION_PAY_BY, OPTION_RECEIPT, OPTION_HITS_OF,
       OPTION_SLIP };
static const struct job_option options[] = {
    {"condition", "抽出条件の名前", ""},
    {"level", "催告の段階（催告、最終催告、差押予告）", "催告"},
    {"issued-on", "発付日（空 = 処理日）", ""},
    {"pay-by", "納付の期日（空 = 発付日の14日後、閉庁日なら次の開庁日）", ""},
    {"receipt", "催告書兼領収書にする（する、しない）", "しない"},
    {"hits-of", "前の実行の番号: そのとき選ばれた人だけ", ""},
    {"slip", "期ごとの納付書を付ける（する、しない）", "しない"},
};
const struct job job_demand_letter = {
    .name = "demand-letter",
    .label = "一斉催告",
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

struct lettering {
    struct job_run *run;
    struct arena *arena;
    struct papers_batch batch;
    struct output_value values[OUTPUT_WORDS_MAX];
    struct debts debts;
    struct papers_list list;
    const struct collection_law *law;
    int64_t *hits; /* of hits-of, ascending */
    size_t hit_count;
    bool has_hits;
    int64_t whys[DEMAND_WHYS];
};

/* ------------------------------------------------------------------------------ conditions ---- */

static enum err level_option(const struct job_run *run, enum demand_kind *ret)
{
    static const char *const words[DEMAND_KINDS] = {
        [DEMAND_LETTER] = "催告", [DEMAND_LAST_LETTER] = "最終催告", [DEMAND_SEIZURE_NOTICE] = "差押予告"};

    for (int kind = DEMAND_LETTER; kind <= DEMAND_SEIZURE_NOTICE; kind++) {
        if (strcmp(run->values[OPTION_LEVEL], words[kind]) == 0) {
            *ret = (enum demand_kind)kind;
            return ERR_NONE;
        }
    }
    return report_fail(run->report, ERR_INPUT,
                       "段階「%s」はありません。催告、最終催告、差押予告 のどれかです",
                       run->values[OPTION_LEVEL]);
}

static enum err read_conditions(struct lettering *l)
{
    struct job_run *run = l->run;
    struct text criteria = {"", 0};
    enum err e = level_option(run, &l->batch.kind);

    l->batch.cut_off = run->business_date;
    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_ISSUED_ON, run->business_date, &l->batch.issued_on);
    }
    if (e == ERR_NONE) {
        e = batch_option_day(run, OPTION_PAY_BY,
                             business_day_from(date_add_days(l->batch.issued_on, PAY_BY_DAYS)),
                             &l->batch.fixed_on);
    }
    if (e == ERR_NONE && !date_before(l->batch.issued_on, l->batch.fixed_on)) {
        e = report_fail(run->report, ERR_INPUT, "納付の期日は発付日より後の日にしてください");
    }
    if (e == ERR_NONE) {
        e = batch_option_yes(run, OPTION_RECEIPT, &l->batch.with_receipt);
    }
    if (e == ERR_NONE) {
        e = batch_option_yes(run, OPTION_SLIP, &l->batch.with_slip);
    }
    if (e == ERR_NONE && l->batch.with_receipt && l->batch.kind != DEMAND_LETTER) {
        e = report_fail(run->report, ERR_INPUT, "催告書兼領収書（--receipt）は段階「催告」だけです");
    }
    if (e == ERR_NONE && l->batch.with_receipt && l->batch.with_slip) {
        e = report_fail(run->report, ERR_INPUT,
                        "領収書（--receipt）か納付書（--"
                        "slip）のどちらか一方にしてください。二重に納められます");
    }
    if (e == ERR_NONE && run->values[OPTION_CONDITION][0] == '\0') {
        e = report_fail(
            run->report, ERR_INPUT,
            "抽出条件の名前を --condition で指定してください（変更の「抽出条件の登録」で作れます）");
    }
    if (e == ERR_NONE) {
        e = select_saved(run->session->store, text_of(run->values[OPTION_CONDITION]), l->arena, run->report,
                         &criteria);
    }
    if (e == ERR_NONE) {
        l->batch.criteria = arena_printf(l->arena, "%s: %.*s", run->values[OPTION_CONDITION],
                                         (int)criteria.len, criteria.bytes);
        e = select_read(criteria, run->business_date, run->report, l->values);
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("催告の設定", (size_t)16 << 20)};
    struct demand_terms terms;
    char digest[SHA256_HEX];
    const struct data_folder *f = &run->session->folder;
    enum err e = read_conditions(&l);

    if (e == ERR_NONE) { /* E2: nobody is asked whose payment has not been loaded */
        e = interchange_feeds_complete(run->session, FEEDS_RECEIPTS, l.batch.cut_off, run->report);
    }
    if (e == ERR_NONE) {
        e = demand_terms_load(f->params, f->municipality, l.batch.issued_on, l.arena, run->report, &terms);
    }
    if (e == ERR_NONE) {
        hex_format(terms.sha256, sizeof(terms.sha256), digest);
        e = batch_parameter(run, "demand.tsv", digest);
    }
    if (e == ERR_NONE) { /* a condition that was changed meanwhile is another run */
        e = batch_parameter(run, "抽出条件", l.batch.criteria);
    }
    arena_free(l.arena);
    return e;
}

/* ------------------------------------------------------------------------------ extraction ---- */

static enum err read_hits(struct lettering *l)
{
    int64_t of = 0, after = 0;
    size_t count, capacity = 0;
    enum err e = batch_option_number(l->run, OPTION_HITS_OF, 0, 0, &of);

    l->has_hits = of > 0;
    if (e != ERR_NONE || !l->has_hits) {
        return e;
    }
    do {
        struct papers_row *rows = NULL;
        e = papers_rows(l->run->session->store, of, after, 500, l->arena, l->run->report, &rows, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            after = rows[i].payer_no;
            *ARENA_PUSH(l->arena, l->hits, l->hit_count, capacity) = after;
        }
    } while (e == ERR_NONE && count > 0);
    return e == ERR_NONE && l->hit_count == 0
               ? report_fail(l->run->report, ERR_INPUT, "実行 %" PRId64 " で選ばれた人はいません", of)
               : e;
}

static enum err take_charge(struct lettering *l, const struct collection_charge *charge,
                            struct papers_choice *c)
{
    struct collection_extra extra;
    enum err e = collection_extra_on(l->run->session->store, l->law, charge, l->batch.fixed_on, l->arena,
                                     NULL, l->run->report, &extra);

    if (e == ERR_NONE) {
        *ARENA_PUSH(l->arena, c->lines, c->line_count, c->line_capacity) =
            (struct paper_line){.levy_year = charge->levy_year,
                                .charged_year = charge->charged_year,
                                .notice_no = charge->notice_no,
                                .household_no = charge->household_no,
                                .instalment = charge->instalment,
                                .due = charge->due,
                                .amount = collection_unpaid(charge),
                                .late_charge = extra.late_left,
                                .fee = extra.fee_left,
                                .paid = charge->paid};
    }
    return e;
}

static enum err choose(void *context, const struct selected *s, struct report *report)
{
    struct lettering *l = context;
    struct papers_choice c = {.payer_no = s->debtor->payer_no};

    if (l->has_hits && !sorted_holds(l->hits, l->hit_count, c.payer_no)) {
        return ERR_NONE;
    }
    enum err e =
        debts_place(l->run->session->store, &l->debts, s->debtor, l->batch.issued_on, l->arena, report);
    for (size_t i = 0; i < s->debtor->count && e == ERR_NONE; i++) {
        const struct arrear *a = &s->debtor->debts[i];
        if (!select_takes(l->values, &a->charge)) {
            continue;
        }
        enum demand_why why = demand_letter_of(&a->facts, l->batch.cut_off);
        e = arrear_limit(l->run->session, a, l->batch.issued_on, report, &why);
        l->whys[why]++;
        if (e == ERR_NONE && why == DEMAND_IN) {
            e = take_charge(l, &a->charge, &c);
        }
    }
    if (e != ERR_NONE || c.line_count == 0) {
        return e;
    }
    e = papers_way(l->run->session->store, s->debtor, l->batch.issued_on, l->arena, report, &c.way);
    if (e == ERR_NONE && c.way == WAY_GUARDED && !l->run->dry_run) {
        e = batch_finding(
            l->run, FINDING_GUARDED, c.payer_no, c.payer_no,
            "支援措置の対象で専用の送付先がありません。住所を印字せず別のファイルに分けました", report);
    }
    *ARENA_PUSH(l->arena, l->list.choices, l->list.count, l->list.capacity) = c;
    return e;
}

static void tell(const struct lettering *l)
{
    FILE *out = l->run->out;

    fprintf(out, "%s（%s）の対象 %zu 人。", demand_kind_labels[l->batch.kind], l->batch.criteria,
            l->list.count);
    for (int why = 0; why < DEMAND_WHYS; why++) {
        if (l->whys[why] > 0) {
            fprintf(out, " %s %" PRId64 " 期", demand_why_labels[why], l->whys[why]);
        }
    }
    fprintf(out, "\n");
}

static enum err extract(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("催告の抽出", (size_t)1 << 30)};
    enum err e = read_conditions(&l);

    if (e == ERR_NONE) {
        e = read_hits(&l);
    }
    if (e == ERR_NONE) {
        e = collection_law_of(run->session, l.arena, run->report, &l.law);
    }
    if (e == ERR_NONE) {
        e = debts_gather(run->session->store, l.batch.cut_off, l.arena, run->report, &l.debts);
    }
    if (e == ERR_NONE) {
        e = select_each(run->session, &l.debts, l.values, l.batch.cut_off, l.arena, choose, &l,
                        run->report);
    }
    if (e == ERR_NONE) {
        tell(&l);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = papers_freeze(run, &l.batch, &l.list);
    }
    arena_free(l.arena);
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
