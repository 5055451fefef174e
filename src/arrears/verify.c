/* The invariants of arrears for `kokuho verify`, and the tables it sums up. */
#include "arrears/costs.h"
#include "arrears/heirs.h"
#include "arrears/money.h"

#include <inttypes.h>

const struct store_table arrears_tables[] = {
    {"arrears_act", "act_no, version, kind, payer_no, number_year, number, begun_on, until_on, ended_on, "
                    "related_on,"
                    " end_cause, detail, amount, costs, other_no, party, body, reason, is_void"},
    {"arrears_cover", "act_no, levy_year, household_no, payer_no, instalment, notice_no, due_on, principal,"
                      " late_charge, late_is_fixed"},
    {"arrears_event", "event_no, version, act_no, kind, levy_year, household_no, payer_no, instalment, "
                      "begun_on,"
                      " ended_on, is_cancelled, is_void, words"},
    {"arrears_instalment", "act_no, seq, due_on, principal, late_charge"},
    {"arrears_heir", "act_no, seq, heir_no, share_num, share_den, amount, owed, estate, is_representative"},
    {"arrears_heir_slip", "levy_year, notice_no, instalment, serial, act_no, heir_seq"},
    {"arrears_heir_receipt", "receipt_no, act_no, heir_seq"},
    {"arrears_claim", "act_no, seq, claim_rank, claimed_on, claimant, amount, paid, levy_year, household_no,"
                      " instalment, receipt_no"},
    {"arrears_candidate", "levy_year, household_no, payer_no, instalment, amount, reason, effective_on, "
                          "limit_late,"
                          " suspended_on, is_written_off"},
    {"arrears_gone", "kind, number_year, acts, last_number"},
    {"arrears_file_line", "act_no"},
    {"arrears_overdue", "levy_year, household_no, payer_no, instalment, due_on, paid, amount, early_on, "
                        "late_on, suspended_on"},
    {"arrears_money", "entry_no, item, step, act_no, claim_seq, by_act_no, payer_no, on_day, spent, "
                      "amount, words,"
                      " takes_back"},
};
const size_t arrears_table_count = COUNT_OF(arrears_tables);

/* CO-31: the shares of an act sum to 1, and its amounts to what was owed. */
static enum err check_heirs(struct store *s, struct arena *arena, struct report *report)
{
    struct act *acts = NULL;
    size_t count = 0;
    enum err e = acts_open(s, ACT_SUCCESSION, arena, report, &acts, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct heir *heirs = NULL, *again;
        size_t heir_count = 0, representative = 0;
        const char *wrong;
        e = heirs_of_act(s, acts[i].act_no, arena, report, &heirs, &heir_count);
        again = ARENA_ARRAY(arena, struct heir, heir_count + 1);
        for (size_t k = 0; k < heir_count; k++) {
            again[k] = heirs[k];
            representative = heirs[k].is_representative ? k : representative;
        }
        bool agrees =
            heir_count > 0 && heirs_split(again, heir_count, representative, acts[i].amount, arena, &wrong);
        for (size_t k = 0; k < heir_count && agrees; k++) {
            agrees = again[k].amount == heirs[k].amount && heirs[k].owed <= heirs[k].amount;
        }
        if (e == ERR_NONE && !agrees) {
            report_add(report,
                       "滞納整理: 承継（記録 %" PRId64 "）の相続分の合計が1にならないか、額が合いません",
                       acts[i].act_no);
        }
    }
    return e;
}

struct booked {
    int64_t act_no, receipt_no, household_no, payer_no;
    int32_t levy_year;
    int instalment;
    enum collection_item item;
    yen paid;
};

/* What a claim of ours got stands in the receipt it names. */
static enum err check_booked(struct store *s, const struct booked *b, struct arena *arena,
                             struct report *report)
{
    struct collection_charge c = {.levy_year = b->levy_year,
                                  .household_no = b->household_no,
                                  .payer_no = b->payer_no,
                                  .instalment = b->instalment};
    struct collection_payment *payments = NULL;
    size_t count = 0;
    yen found = 0;
    enum err e = collection_payments(s, &c, arena, report, &payments, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        found +=
            payments[i].receipt_no == b->receipt_no && payments[i].item == b->item ? payments[i].amount : 0;
    }
    if (e == ERR_NONE && found != b->paid) {
        report_add(report,
                   "滞納整理: 記録 %" PRId64 " の配当 %" PRId64 " 円が、収納番号 %" PRId64 " の %" PRId64
                   " 円と合いません",
                   b->act_no, b->paid, b->receipt_no, found);
    }
    return e;
}

static enum err check_claims(struct store *s, struct arena *arena, struct report *report)
{
    struct query *q = store_query(s, SQL_arrears_verify_booked);
    struct booked *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, all, count, capacity) = (struct booked){
            .act_no = query_i64(q, 0),
            .receipt_no = query_i64(q, 1),
            .levy_year = (int32_t)query_i64(q, 2),
            .household_no = query_i64(q, 3),
            .payer_no = query_i64(q, 4),
            .instalment = (int)query_i64(q, 5),
            .item = query_i64(q, 6) == CLAIM_PREMIUM ? ITEM_PRINCIPAL : ITEM_LATE_CHARGE,
            .paid = query_i64(q, 7),
        };
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = check_booked(s, &all[i], arena, report);
    }
    return e;
}

/* CO-36: what the approved lists say was written off is written off. */
static enum err check_written_off(struct store *s, struct arena *arena, struct report *report)
{
    struct query *q = store_query(s, SQL_arrears_verify_written_off);
    struct booked *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, all, count, capacity) = (struct booked){
            .payer_no = query_i64(q, 0),
            .levy_year = (int32_t)query_i64(q, 1),
            .household_no = query_i64(q, 2),
            .instalment = (int)query_i64(q, 3),
            .paid = query_i64(q, 4),
        };
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct collection_scope scope = {
            .payer_no = all[i].payer_no, .first_year = all[i].levy_year, .last_year = all[i].levy_year};
        struct collection_charge *charges = NULL;
        size_t charge_count = 0;
        yen written = 0, unpaid = 0;
        e = collection_charges(s, &scope, arena, report, &charges, &charge_count);
        for (size_t k = 0; k < charge_count && e == ERR_NONE; k++) {
            bool is_here = is_charge(&charges[k], all[i].levy_year, all[i].household_no, all[i].instalment);
            written = is_here ? charges[k].written_off : written;
            unpaid = is_here ? collection_unpaid(&charges[k]) : unpaid;
        }
        if (e == ERR_NONE && written < all[i].paid && unpaid > 0) { /* else it was lowered since */
            report_add(report,
                       "滞納整理: 欠損の一覧の %" PRId64 " 円が、納付義務者 %" PRId64 " の不納欠損 %" PRId64
                       " 円と合いません",
                       all[i].paid, all[i].payer_no, written);
        }
    }
    return e;
}

enum err arrears_verify(struct store *s, struct report *report)
{
    static const struct store_rule rules[] = {
        {SQL_arrears_verify_versions, "記録の版が続いていません"},
        {SQL_arrears_verify_event_versions, "時効の事由の版が続いていません"},
        {SQL_arrears_verify_numbers, "調書などの番号が続いていません（種類、年度）"},
        {SQL_arrears_verify_events, "手続とその時効の事由が合いません（記録、事由）"},
        {SQL_arrears_verify_plans, "分納の各回の合計が計画の額と合いません（記録、差）"},
        {SQL_arrears_verify_proceeds, "配当の合計が受け入れた額と合いません（記録、差）"},
        {SQL_arrears_verify_costs, "滞納処分費の計上が支払った額と合いません（記録、計上額）"},
        {SQL_arrears_verify_recovered, "配当の滞納処分費が回収した額と合いません（記録、配当額）"},
        {SQL_arrears_verify_deposits, "ほかの債権者への配当が預り金と合いません（記録、番号）"},
    };
    struct arena *arena = arena_new("滞納整理の点検", (size_t)1 << 30);
    size_t before = report->count;
    enum err e = store_rules_hold(s, "滞納整理", rules, COUNT_OF(rules), report);

    if (e == ERR_NONE || e == ERR_FINDINGS) {
        e = check_heirs(s, arena, report);
    }
    if (e == ERR_NONE) {
        e = check_claims(s, arena, report);
    }
    if (e == ERR_NONE) {
        e = costs_verify(s, report);
    }
    if (e == ERR_NONE) {
        e = check_written_off(s, arena, report);
    }
    arena_free(arena);
    return e != ERR_NONE ? e : report->count > before ? ERR_FINDINGS : ERR_NONE;
}
