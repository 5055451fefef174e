/*
 * 税務の照会 -- the items of the tax ledger that the premium of a household is made of, as they came:
 * nothing else of the ledger is kept here (LV-05; LV-06 where a municipality levies 資産割).
 *
 * What the ledger says stands beside what a clerk entered in its place, never mixed with it; an amount the
 * ledger did not give is no zero. Each look is recorded with whose items stood on the page.
 */
#include "web/templates.h"
#include "web/views_taxes.h"

static enum err taxes_show(struct screen_call *call);

const struct screen screen_taxes = {
    .path = "/premium/#/#/#/taxes",
    .name = "taxes",
    .label = "税務の照会",
    .permission = PERM_PREMIUM_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "taxes.look",
    .help = "この世帯の人の、その年度の個人住民税の項目です。税務から届いたとおりで、保険料の計算に使うもの"
            "だけを置いています。資産割のある市区町村では固定資産税額も出ます。職員が書類から入れた所得は"
            "「賦課根拠入力」の行に出ます。書類を見て直すときは「所得を入力」から、その年度の入力を開きます。"
            "見たことは記録されます。",
    .show = taxes_show,
};

/* The amounts in the order of the ledger's own form; `key`: given or not, 0 = always said. */
const struct tax_item tax_items[TAX_ITEMS] = {
    {"総所得金額等", INCOME_TOTAL, offsetof(struct premium_income, total_income)},
    {"合計所得金額", INCOME_COMBINED, offsetof(struct premium_income, combined_income)},
    {"給与収入", INCOME_SALARY_REVENUE, offsetof(struct premium_income, salary_revenue)},
    {"給与所得", INCOME_SALARY, offsetof(struct premium_income, salary_income)},
    {"公的年金等収入", INCOME_PENSION_REVENUE, offsetof(struct premium_income, pension_revenue)},
    {"公的年金等雑所得", INCOME_PENSION, offsetof(struct premium_income, pension_income)},
    {"その他の所得", INCOME_OTHER, offsetof(struct premium_income, other_income)},
    {"専従者給与（控除）額", 0, offsetof(struct premium_income, family_employee_pay_paid)},
    {"専従者給与収入", 0, offsetof(struct premium_income, family_employee_pay_received)},
    {"譲渡所得の特別控除額", 0, offsetof(struct premium_income, special_deductions_of_gains)},
    {"雑損失の繰越控除額", 0, offsetof(struct premium_income, casualty_loss_carried)},
};

yen tax_amount(const struct tax_line *l, const struct tax_item *item)
{
    yen amount;

    memcpy(&amount, (const char *)&l->ledger.income + item->offset, sizeof(amount));
    return amount;
}

bool tax_is_said(const struct tax_line *l, const struct tax_item *item)
{
    return l->ledger.income.state == INCOME_KNOWN &&
           (item->key == 0 || (l->ledger.income.given & item->key) != 0);
}

const char *tax_place_words(const struct tax_line *l)
{
    switch (l->ledger.place) {
    case TAXED_HERE: return "この市区町村";
    case TAXED_ELSEWHERE: return "他の市区町村";
    case TAXED_NOWHERE: return "国外（1月1日に国内に住所なし）";
    default: return "—";
    }
}

const char *tax_class_words(const struct tax_line *l)
{
    switch (l->ledger.tax) {
    case TAX_LIABLE: return "課税";
    case TAX_PER_CAPITA_ONLY: return "均等割のみ";
    case TAX_EXEMPT: return "非課税";
    case TAX_NOT_SAID: return "—";
    }
    return "—";
}

/* What the ledger says now, and what was entered in its place. */
static enum err read_line(struct screen_call *call, int32_t year, struct tax_line *l)
{
    struct premium_income_version *all;
    int64_t no = l->person->addressee_no;
    size_t count;
    enum err e =
        premium_incomes_of(call->session->store, &no, 1, year, 1, call->arena, call->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].entered == NULL && all[i].superseded_at == INT64_MAX) {
            l->ledger = all[i].look;
        }
    }
    if (e == ERR_NONE) {
        l->entered = premium_income_known(all, count, no, year, INT64_MAX).evidence;
    }
    return e;
}

/* 資産割 of the year: only then the property tax is an item of the premium. */
static enum err asset_is_levied(struct screen_call *call, int32_t year, bool *ret)
{
    const struct data_folder *f = &call->session->folder;
    const struct premium_law *law;
    enum err e = premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)year}, call->arena,
                                  call->report, &law);

    *ret = false;
    for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
        *ret = *ret || law->parts[p].asset_rate.value != 0;
    }
    return e;
}

static enum err taxes_show(struct screen_call *call)
{
    struct taxes_view v = {.payer_no = call->numbers[0],
                           .household_no = call->numbers[1],
                           .year = (int32_t)(call->numbers[2] % 10000),
                           .may_enter = operator_may(&call->session->operator, PERM_PREMIUM_RUN)};
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    struct premium_decision *decisions;
    struct guarded_member *members = NULL;
    size_t count = 0, decided = 0;
    enum err e = premium_decisions(call->session->store, v.year, v.payer_no, v.household_no, call->arena,
                                   call->report, &decisions, &decided);

    if (e == ERR_NONE && decided == 0) {
        return report_fail(call->report, ERR_FINDINGS, "%d年度にこの賦課はありません", (int)v.year);
    }
    e = e == ERR_NONE
            ? addressee_household_for(call->session, v.household_no, now, screen_came_from(call),
                                      GUARD_SCREEN, call->now, call->arena, call->report, &members, &count)
            : e;
    e = e == ERR_NONE ? asset_is_levied(call, v.year, &v.has_asset) : e;
    struct tax_line *lines = ARENA_ARRAY(call->arena, struct tax_line, count + 1);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        lines[i] = (struct tax_line){.person = &members[i].who};
        screen_saw_all(call, &members[i].guard, v.household_no);
        e = read_line(call, v.year, &lines[i]);
    }
    if (e != ERR_NONE) {
        return e;
    }
    v.decision = &decisions[0];
    v.lines = lines;
    v.count = count;
    template_taxes(&call->html, &v);
    return ERR_NONE;
}
