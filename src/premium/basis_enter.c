/*
 * 賦課根拠入力の登録 -- what stands, whether an income can be entered, and its row: the one way of the form
 * and of answers that come by file.
 */
#include "premium/basis.h"

#include "premium/decisions.h"
#include "premium/income.h"
#include "premium/law_now.h"

enum err basis_standing(struct store *s, int64_t addressee_no, int32_t year, enum basis_kind kind,
                        struct arena *arena, struct report *report, const struct basis **ret,
                        struct basis_ledger *ret_ledger)
{
    struct basis *all;
    size_t count;
    bool row;
    enum err e = bases_of(s, &addressee_no, 1, year, 1, arena, report, &all, &count);

    *ret = NULL;
    *ret_ledger = (struct basis_ledger){0};
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        *ret = all[i].kind == kind && all[i].superseded_at == INT64_MAX ? &all[i] : *ret;
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_premium_income_look);
    query_set_years(q, year, 1);
    query_set_numbers(q, &addressee_no, 1);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        bool is_ledger = query_i64(q, 1) != INCOME_LOOK_ENTERED;
        if (is_ledger && query_i64(q, 4 + INCOME_AMOUNTS) == INT64_MAX) {
            *ret_ledger = (struct basis_ledger){true, query_i64(q, 1) == INCOME_KNOWN, query_i64(q, 0)};
        }
    }
    query_reset(q);
    return e;
}

enum err basis_income_check(const struct premium_law *law, const struct addressee *who,
                            const struct premium_income *income, struct report *report)
{
    struct premium_member member = {.id = who->addressee_no,
                                    .specified_since = date_none(),
                                    .income = *income,
                                    .separated_on = date_none(),
                                    .expected_birth = date_none(),
                                    .former_dependant_since = date_none()};
    const struct premium_household h = {.year = law->year,
                                        .member_count = 1,
                                        .members = &member,
                                        .first_notice_on = date_none(),
                                        .care40_not_after = date_none()};
    struct report quiet;
    enum err e = ERR_NONE;

    if (income->given == 0) {
        return report_fail(report, ERR_INPUT,
                           "収入か所得を入れてください。所得がなかった人は「その他の所得」に 0 を入れます");
    }
    if (!date_from_ymd(who->birth.ymd, &member.birth_date)) {
        member.birth_date = date_of(1900, 1, 1); /* 生年月日の月日不明: by the tables of the old */
    }
    report_init(&quiet);
    if (premium_household_check(law, &h, "", &quiet) != ERR_NONE) {
        e = ERR_INPUT;
        for (size_t i = 0; i < quiet.kept; i++) {
            const char *words = strstr(quiet.lines[i], ": ");
            report_add(report, "%s", words != NULL ? words + 2 : quiet.lines[i]);
        }
    }
    report_done(&quiet);
    return e;
}

static enum err close_standing(struct store *s, const struct basis *b, int64_t recorded_at,
                               struct report *report)
{
    struct query *q = store_query(s, SQL_premium_basis_close);
    int64_t changed;

    query_set_i64(q, "fiscal_year", b->year);
    query_set_i64(q, "addressee_no", b->addressee_no);
    query_set_i64(q, "kind", b->kind);
    query_set_i64(q, "superseded_at", recorded_at);
    return query_run(q, report, &changed);
}

static void set_amounts(struct query *q, const struct premium_income *in)
{
    const struct {
        const char *name;
        yen amount;
    } amounts[] = {
        {"total_income", in->total_income},
        {"salary_revenue", in->salary_revenue},
        {"salary_income", in->salary_income},
        {"pension_revenue", in->pension_revenue},
        {"pension_income", in->pension_income},
        {"other_income", in->other_income},
        {"combined_income", in->combined_income},
        {"family_employee_pay_paid", in->family_employee_pay_paid},
        {"family_employee_pay_received", in->family_employee_pay_received},
        {"special_deductions_of_gains", in->special_deductions_of_gains},
        {"casualty_loss_carried", in->casualty_loss_carried},
        {"fixed_asset_tax", in->fixed_asset_tax},
    };
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        query_set_i64(q, amounts[i].name, amounts[i].amount);
    }
    query_set_i64(q, "given", in->given);
}

enum err basis_enter_row(struct store *s, const struct basis *b, int64_t change_no, int64_t recorded_at,
                         struct report *report, int64_t *ret_basis_no)
{
    bool row;
    enum err e = close_standing(s, b, recorded_at, report);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_premium_basis_add);
    query_set_i64(q, "fiscal_year", b->year);
    query_set_i64(q, "addressee_no", b->addressee_no);
    query_set_i64(q, "kind", b->kind);
    query_set_text(q, "evidence", b->evidence);
    query_set_i64(q, "evidence_on", date_ymd(b->evidence_on));
    query_set_i64(q, "stands", b->stands);
    query_set_i64(q, "seen_at", b->seen_at);
    query_set_i64(q, "under_16", b->under_16);
    query_set_i64(q, "from_16_to_18", b->from_16_to_18);
    query_set_text(q, "words", b->words);
    query_set_i64(q, "change_no", change_no);
    query_set_i64(q, "recorded_at", recorded_at);
    set_amounts(q, &b->income);
    e = query_step(q, report, &row);
    if (e == ERR_NONE) {
        assert(row);
        *ret_basis_no = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------- answers that come by file --- */

enum err premium_income_entry_check(struct session *session, const struct premium_income_entry *entry,
                                    struct arena *arena, struct report *report, const char **ret_fault)
{
    const struct as_of now = {session->folder.business_date, INT64_MAX};
    struct addressee who;
    struct law_now law;
    const struct basis *standing;
    struct basis_ledger ledger;
    struct report quiet;
    enum err e = addressee_by_no(session->store, entry->addressee_no, now, arena, report, &who);

    *ret_fault = NULL;
    e = e == ERR_NONE ? law_now(session, (fiscal_year){(int16_t)entry->year}, report, &law) : e;
    e = e == ERR_NONE ? basis_standing(session->store, entry->addressee_no, entry->year, BASIS_INCOME,
                                       arena, report, &standing, &ledger)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (ledger.is_known) {
        *ret_fault = "税の台帳で所得がもうわかっています。台帳と違うときは賦課根拠入力で入れてください";
        return ERR_NONE;
    }
    if (standing != NULL) {
        *ret_fault =
            arena_printf(arena,
                         "賦課根拠入力%lld（%s）がもうあります。"
                         "直すときは賦課根拠入力で入れてください",
                         (long long)standing->basis_no, premium_evidence_label(standing->evidence));
        return ERR_NONE;
    }
    report_init(&quiet);
    if (basis_income_check(law.law, &who, &entry->income, &quiet) != ERR_NONE) {
        *ret_fault = arena_string(arena, quiet.kept > 0 ? quiet.lines[0] : "金額が食い違っています");
    }
    report_done(&quiet);
    return ERR_NONE;
}

enum err premium_income_entry_add(struct store *s, const struct premium_income_entry *entry,
                                  int64_t recorded_at, struct arena *arena, struct report *report,
                                  int64_t *ret_basis_no)
{
    const struct basis *standing;
    struct basis_ledger ledger;
    struct basis b = {.addressee_no = entry->addressee_no,
                      .year = entry->year,
                      .kind = BASIS_INCOME,
                      .stands = STANDS_UNTIL_KNOWN,
                      .evidence = entry->evidence,
                      .evidence_on = entry->evidence_on,
                      .income = entry->income,
                      .words = entry->words};
    enum err e = basis_standing(s, entry->addressee_no, entry->year, BASIS_INCOME, arena, report, &standing,
                                &ledger);

    b.seen_at = ledger.is_there ? ledger.recorded_at : 0;
    return e == ERR_NONE ? basis_enter_row(s, &b, 0, recorded_at, report, ret_basis_no) : e;
}
