/*
 * 延滞金の確定と納入通知 -- when the premium of a charge is complete, its 延滞金 is final: it gets a letter
 * and a slip of its own, once (CO-38, CO-39, NT-09).
 *
 * Rules   collection.md 9.7: computed for display, final with the last payment of the principal, then a
 *         slip of its own; never dunned twice; its own limit of two years runs from the completion (K)
 *
 * Who pays, is waived or gets his payment taken back between the extraction and the approval is taken out.
 */
#include <inttypes.h>

#include "demand/papers.h"
#include "rules/common/holidays.h"
#include "rules/common/period.h"

#define LIMIT_MONTHS 24
#define PAY_BY_DAYS 30

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);

enum { OPTION_ISSUED_ON, OPTION_PAY_BY };
static const struct job_option options[] = {
    {"issued-on", "発付日（空 = 処理日）", ""},
    {"pay-by", "納付の期日（空 = 発付日の30日後、閉庁日なら次の開庁日）", ""},
};
const struct job job_late_charge = {
    .name = "late-charge",
    .label = "延滞金の確定と納入通知",
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

/* ----------------------------------------------------------------------------- conditions ----- */

static enum err read_conditions(struct job_run *run, struct papers_batch *b)
{
    *b = (struct papers_batch){.kind = DEMAND_LATE_CHARGE,
                               .cut_off = run->business_date,
                               .with_slip = true,
                               .criteria = "保険料を納め終えた期の延滞金"};
    enum err e = batch_option_day(run, OPTION_ISSUED_ON, run->business_date, &b->issued_on);
    if (e == ERR_NONE) {
        date pay_by = business_day_from(date_add_days(b->issued_on, PAY_BY_DAYS));
        e = batch_option_day(run, OPTION_PAY_BY, pay_by, &b->fixed_on);
    }
    if (e == ERR_NONE && date_before(b->issued_on, run->business_date)) {
        e = report_fail(run->report, ERR_INPUT, "発付日は処理日より前にできません");
    }
    return e == ERR_NONE && !date_before(b->issued_on, b->fixed_on)
               ? report_fail(run->report, ERR_INPUT, "納付の期日は発付日より後の日にしてください")
               : e;
}

static enum err prepare(struct job_run *run)
{
    const struct data_folder *f = &run->session->folder;
    struct arena *arena = arena_new("延滞金の設定", (size_t)16 << 20);
    struct demand_terms terms;
    struct papers_batch b;
    char digest[SHA256_HEX];
    enum err e = read_conditions(run, &b);

    if (e == ERR_NONE) {
        e = demand_terms_load(f->params, f->municipality, b.issued_on, arena, run->report, &terms);
    }
    if (e == ERR_NONE) {
        hex_format(terms.sha256, sizeof(terms.sha256), digest);
        e = batch_parameter(run, "demand.tsv", digest);
    }
    arena_free(arena);
    return e;
}

/* ----------------------------------------------------------------------------- extraction ----- */

/* A charge, by payer first: letters go to payers. */
struct key {
    int64_t payer_no;
    int32_t levy_year;
    int64_t household_no;
    int instalment;
};
struct finishing {
    struct job_run *run;
    struct arena *arena, *scratch;
    struct papers_batch batch;
    const struct collection_law *law;
    struct arrear *paid; /* principal complete, after its due date */
    size_t count, capacity;
    struct key *asked;
    size_t asked_count;
    struct debts debts; /* whose mail came back */
    struct papers_list list;
    int64_t final, nothing, asked_before, lapsed;
    yen amount;
};

static int compare(const struct key *a, const struct key *b)
{
    if (a->payer_no != b->payer_no) {
        return a->payer_no < b->payer_no ? -1 : 1;
    }
    if (a->levy_year != b->levy_year) {
        return a->levy_year < b->levy_year ? -1 : 1;
    }
    if (a->household_no != b->household_no) {
        return a->household_no < b->household_no ? -1 : 1;
    }
    return (a->instalment > b->instalment) - (a->instalment < b->instalment);
}

static struct key key_of(const struct collection_charge *c)
{
    return (struct key){c->payer_no, c->levy_year, c->household_no, c->instalment};
}

static int by_payer(const void *a, const void *b)
{
    const struct key x = key_of(&((const struct arrear *)a)->charge);
    const struct key y = key_of(&((const struct arrear *)b)->charge);
    return compare(&x, &y);
}

static int by_key(const void *a, const void *b)
{
    return compare(a, b);
}

/* Complete, and not in time. What was written off asks for nothing more. */
static enum err note_paid(void *context, const struct collection_charge *c, struct report *report)
{
    struct finishing *f = context;

    (void)report;
    if (c->amount > 0 && c->written_off == 0 && collection_unpaid(c) <= 0 && !date_is_none(c->last_paid_on) &&
        date_before(c->due, c->last_paid_on)) {
        *ARENA_PUSH(f->arena, f->paid, f->count, f->capacity) = (struct arrear){.charge = *c};
    }
    return ERR_NONE;
}

static enum err load_asked(struct finishing *f)
{
    struct query *q = store_query(f->run->session->store, SQL_demand_late_asked);
    size_t capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "run_no", f->run->run_no);
    while ((e = query_step(q, f->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(f->arena, f->asked, f->asked_count, capacity) =
            (struct key){query_i64(q, 2), (int32_t)query_i64(q, 0), query_i64(q, 1), (int)query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}

static bool was_asked(const struct finishing *f, const struct collection_charge *c)
{
    const struct key key = key_of(c);
    return f->asked_count > 0 &&
           bsearch(&key, f->asked, f->asked_count, sizeof(*f->asked), by_key) != NULL;
}

static enum err add_line(struct finishing *f, const struct collection_charge *c, struct papers_choice *choice)
{
    struct collection_extra extra;
    struct store *s = f->run->session->store;

    if (was_asked(f, c)) {
        f->asked_before++;
        return ERR_NONE;
    }
    if (date_before(period_end(date_add_days(c->last_paid_on, 1), LIMIT_MONTHS), f->batch.issued_on)) {
        f->lapsed++;
        return ERR_NONE;
    }
    arena_reset(f->scratch);
    enum err e =
        collection_extra_on(s, f->law, c, f->batch.issued_on, f->scratch, NULL, f->run->report, &extra);
    if (e == ERR_NONE && extra.claim == LATE_CLAIM_NOT_KNOWN) {
        return report_fail(f->run->report, ERR_INPUT,
                           "延滞金をどの納期限の分から徴収するかが決まっていません。params/municipal/%s/"
                           "late_charge.tsv に"
                           " claimed_from_due の行を加えてください",
                           f->run->session->folder.municipality);
    }
    if (e != ERR_NONE || extra.late_left <= 0) {
        f->nothing += e == ERR_NONE;
        return e;
    }
    *ARENA_PUSH(f->arena, choice->lines, choice->line_count, choice->line_capacity) =
        (struct paper_line){.levy_year = c->levy_year,
                            .charged_year = c->charged_year,
                            .notice_no = c->notice_no,
                            .household_no = c->household_no,
                            .instalment = c->instalment,
                            .due = c->due,
                            .late_charge = extra.late_left,
                            .paid = c->paid};
    f->final++;
    f->amount += extra.late_left;
    return ERR_NONE;
}

static enum err find(struct finishing *f, const char *code, int64_t payer_no, const char *words)
{
    return f->run->dry_run ? ERR_NONE
                           : batch_finding(f->run, code, payer_no, payer_no, words, f->run->report);
}

/* The charges [from, until) of one payer. */
static enum err choose(struct finishing *f, size_t from, size_t until)
{
    struct store *s = f->run->session->store;
    struct papers_choice c = {.payer_no = f->paid[from].charge.payer_no};
    struct debtor who = {.payer_no = c.payer_no, .debts = &f->paid[from], .count = until - from};
    enum err e = ERR_NONE;

    for (size_t i = from; i < until && e == ERR_NONE; i++) {
        e = add_line(f, &f->paid[i].charge, &c);
    }
    if (e != ERR_NONE || c.line_count == 0) {
        return e;
    }
    e = debts_place(s, &f->debts, &who, f->batch.issued_on, f->arena, f->run->report);
    if (e == ERR_NONE && who.debts[0].facts.place == PLACE_DEAD) {
        return find(f, FINDING_DEAD, c.payer_no,
                    "納付義務者が亡くなっているため延滞金を通知していません。相続人を調べ、承継を登録してく"
                    "ださい");
    }
    e = e == ERR_NONE ? papers_way(s, &who, f->batch.issued_on, f->arena, f->run->report, &c.way) : e;
    if (e == ERR_NONE && c.way == WAY_PUBLIC) {
        e = find(f, FINDING_NO_PLACE, c.payer_no,
                 "居所が分からないため延滞金の通知を郵送しません。調査のうえ公示送達を登録してください");
    }
    if (e == ERR_NONE && c.way == WAY_GUARDED) {
        e = find(f, FINDING_GUARDED, c.payer_no,
                 "支援措置の対象で専用の送付先がありません。住所を印字せず別のファイルに分けました");
    }
    *ARENA_PUSH(f->arena, f->list.choices, f->list.count, f->list.capacity) = c;
    return e;
}

static enum err load(struct finishing *f)
{
    struct job_run *run = f->run;
    struct store *s = run->session->store;
    enum err e = collection_law_of(run->session, f->arena, run->report, &f->law);

    e = e == ERR_NONE ? load_asked(f) : e;
    e = e == ERR_NONE ? debts_gather(s, f->batch.issued_on, f->arena, run->report, &f->debts) : e;
    e = e == ERR_NONE ? collection_each_charge(s, 0, 0, note_paid, f, run->report) : e;
    if (e == ERR_NONE && f->count > 0) {
        qsort(f->paid, f->count, sizeof(*f->paid), by_payer);
    }
    return e;
}

static enum err extract(struct job_run *run)
{
    struct finishing f = {.run = run,
                          .arena = arena_new("延滞金の確定", (size_t)2 << 30),
                          .scratch = arena_new("延滞金の計算", (size_t)64 << 20)};
    char amount[32];
    enum err e = read_conditions(run, &f.batch);

    e = e == ERR_NONE ? load(&f) : e;
    for (size_t from = 0, until; from < f.count && e == ERR_NONE; from = until) {
        for (until = from + 1;
             until < f.count && f.paid[until].charge.payer_no == f.paid[from].charge.payer_no;) {
            until++;
        }
        e = choose(&f, from, until);
    }
    if (e == ERR_NONE) {
        yen_format(f.amount, amount, sizeof(amount));
        fprintf(run->out,
                "延滞金の納入通知 %zu 人 %" PRId64 " 期 %s 円。延滞金のない期 %" PRId64
                "、通知済みの期 %" PRId64 "、完納から2年を過ぎた期 %" PRId64 "\n",
                f.list.count, f.final, amount, f.nothing, f.asked_before, f.lapsed);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = papers_freeze(run, &f.batch, &f.list);
    }
    arena_free(f.scratch);
    arena_free(f.arena);
    return e;
}

static enum err propose(struct job_run *run)
{
    bool is_frozen = false;
    enum err e = run->dry_run ? ERR_NONE : papers_are_frozen(run, &is_frozen);

    e = e == ERR_NONE && !is_frozen ? extract(run) : e;
    return e == ERR_NONE && !run->dry_run ? papers_print(run) : e;
}

/* ----------------------------------------------------------------------- seen again, approval -- */

static const struct collection_charge *charge_of(const struct collection_charge *all, size_t count,
                                                 const struct paper_line *l)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].levy_year == l->levy_year && all[i].household_no == l->household_no &&
            all[i].instalment == l->instalment) {
            return &all[i];
        }
    }
    return NULL;
}

enum err papers_late_why(struct session *session, const struct papers_row *row, date day, struct arena *arena,
                         struct report *report, enum demand_why *ret)
{
    const struct collection_scope scope = {.payer_no = row->payer_no};
    const struct collection_law *law;
    struct collection_charge *all = NULL;
    size_t count = 0;
    enum err e = collection_law_of(session, arena, report, &law);

    *ret = DEMAND_IN;
    e = e == ERR_NONE ? collection_charges(session->store, &scope, arena, report, &all, &count) : e;
    for (size_t i = 0; i < row->line_count && e == ERR_NONE && *ret == DEMAND_IN; i++) {
        const struct collection_charge *c = charge_of(all, count, &row->lines[i]);
        struct collection_extra extra = {0};
        if (c == NULL || collection_unpaid(c) > 0) { /* the payment was taken back: it is not final */
            *ret = DEMAND_CHANGED;
            continue;
        }
        e = collection_extra_on(session->store, law, c, day, arena, NULL, report, &extra);
        *ret = extra.late_left == row->lines[i].late_charge ? DEMAND_IN
               : extra.late_left == 0                       ? DEMAND_PAID
                                                            : DEMAND_CHANGED;
    }
    return e;
}
