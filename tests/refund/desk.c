#include "desk.h"

#include <inttypes.h>

const struct change_kind *const change_kinds[] = {&kind_refund_decide, &kind_refund_claim,
                                                  &kind_refund_order,  &kind_refund_result,
                                                  &kind_refund_assign, &kind_refund_move,
                                                  &kind_receipt_counter, &kind_receipt_cancel};
const size_t change_kind_count = COUNT_OF(change_kinds);

static struct arena *arena;
static char said[4096];

static void allow(struct session *s)
{
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&s->operator.permissions, p);
    }
}

date desk_day(int ymd)
{
    date d;
    assert_true(date_from_ymd(ymd, &d));
    return d;
}

struct arena *desk_arena(void)
{
    if (arena == NULL) {
        arena = arena_new("試験", (size_t)512 << 20);
    }
    return arena;
}

void desk_levied(struct ward *w)
{
    const int64_t payers[] = {PAYER, OTHER};
    for (size_t i = 0; i < COUNT_OF(payers); i++) {
        ward_person(w, HOUSEHOLD + (int64_t)i, payers[i], 19960101, i == 0 ? "新宿　太郎" : "四谷　花子", false);
        ward_belongs(w, WARD_FIRST, HOUSEHOLD + (int64_t)i, payers[i], 19960101, true, 20200401, DAY_OPEN);
        ward_fact(w, WARD_FIRST, payers[i], FACT_MEMBERSHIP, 20200401, DAY_OPEN, 0);
        ward_income(w, WARD_FIRST, 2026, payers[i], 3000000);
    }
    assert_true(ward_run(w, &job_premium_annual, 2026, false, false) <= ERR_FINDINGS);
    assert_int_equal(ward_approve(w, &job_premium_annual, 2026), ERR_NONE);
    ward_business_date(w, 20260820);
    allow(&w->clerk);
    allow(&w->chief);
}

void desk_done(struct ward *w)
{
    enum err e = refund_verify(w->chief.store, &w->report);
    e = e == ERR_NONE ? collection_verify(w->chief.store, &w->report) : e;
    e = e == ERR_NONE ? ledger_verify(w->chief.store, &w->report) : e;
    if (e != ERR_NONE) {
        report_print(&w->report, stderr);
    }
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
    arena = NULL;
}

struct collection_charge desk_charge(struct ward *w, int64_t payer, int instalment)
{
    const struct collection_scope scope = {.payer_no = payer};
    struct collection_charge *list, found = {0};
    size_t count;
    assert_int_equal(collection_charges(w->chief.store, &scope, desk_arena(), &w->report, &list, &count),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        found = list[i].instalment == instalment ? list[i] : found;
    }
    assert_true(found.levy_year != 0);
    return found;
}

int64_t desk_pays(struct ward *w, int64_t payer, int instalment, yen amount, yen overpaid, int on)
{
    struct collection_charge c = desk_charge(w, payer, instalment != 0 ? instalment : 1);
    const struct collection_line line = {instalment, ITEM_PRINCIPAL, amount};
    const struct collection_booking b = {.channel = CHANNEL_COUNTER,
                                         .levy_year = 2026,
                                         .notice_no = c.notice_no,
                                         .household_no = c.household_no,
                                         .payer_no = payer,
                                         .lines = &line,
                                         .line_count = amount > 0 ? 1 : 0,
                                         .overpaid = overpaid,
                                         .cause = overpaid > 0 ? "K2" : "",
                                         .received_on = desk_day(on),
                                         .paid_in_on = desk_day(on),
                                         .from = ACCOUNT_CASH,
                                         .origin = "test"};
    int64_t no = 0;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    enum err e = collection_book(&w->chief, &b, clock_now_ms(), &w->report, &no);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
    return no;
}

yen desk_balance(struct ward *w, enum account account)
{
    yen sum = 0;
    assert_int_equal(ledger_balance(w->chief.store, account, 0, 0, "", &w->report, &sum), ERR_NONE);
    return sum;
}

static void keep_words(struct ward *w, const struct change_call *call)
{
    size_t at = 0;
    said[0] = '\0';
    for (size_t i = 0; i < call->warning_count; i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call->warnings[i].words);
    }
    for (size_t i = 0; i < w->report.kept && at + 600 < sizeof(said); i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", w->report.lines[i]);
    }
    report_clear(&w->report);
}

bool desk_says(struct ward *w, const char *words)
{
    (void)w;
    if (strstr(said, words) == NULL) {
        print_message("said: %s\n", said);
    }
    return strstr(said, words) != NULL;
}

enum err desk_act(struct ward *w, const struct change_kind *kind, int64_t subject, const char *const *fields)
{
    struct change_call call = {.kind = kind,
                               .session = &w->clerk,
                               .arena = desk_arena(),
                               .report = &w->report,
                               .subject_no = subject,
                               .recorded_at = clock_now_ms()};
    int64_t no = 0;
    for (; fields[0] != NULL; fields += 2) {
        change_set(&call, fields[0], fields[1]);
    }
    enum err e = change_propose(&call, true, &no);
    keep_words(w, &call);
    if (e != ERR_NONE) {
        return e;
    }
    e = change_approve(&w->chief, no, desk_arena(), &w->report);
    keep_words(w, &call);
    return e;
}

void desk_account(struct ward *w, int64_t person, const char *bank, const char *number)
{
    static const struct bulk_column columns[] = {
        {"addressee_no", BULK_I64},  {"row_no", BULK_I64},     {"recorded_at", BULK_I64},
        {"superseded_at", BULK_I64}, {"valid_from", BULK_I64}, {"valid_until", BULK_I64},
        {"change_no", BULK_I64},     {"closed_by", BULK_I64},  {"purpose", BULK_I64},
        {"deposit_kind", BULK_I64},  {"is_public", BULK_I64},  {"bank", BULK_TEXT},
        {"branch", BULK_TEXT},       {"number", BULK_TEXT},    {"holder", BULK_TEXT},
        {"note", BULK_TEXT}};
    static int64_t row_no;
    struct bulk *b;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(
        store_bulk_begin(w->chief.store, "addressee_account", columns, COUNT_OF(columns), &w->report, &b),
        ERR_NONE);
    const int64_t n[] = {person, ++row_no, WARD_FIRST, INT64_MAX, 20200401, DAY_OPEN, 0, 0, 1, 1, 0};
    for (size_t i = 0; i < COUNT_OF(n); i++) {
        bulk_i64(b, n[i]);
    }
    bulk_text(b, text_of(bank));
    bulk_text(b, text_of("001"));
    bulk_text(b, text_of(number));
    bulk_text(b, text_of("シンジュク　タロウ"));
    bulk_text(b, text_of(""));
    assert_int_equal(bulk_row(b, &w->report), ERR_NONE);
    assert_int_equal(bulk_end(b, &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

struct refund_plan desk_plan(struct ward *w, int64_t payer, const char *wish)
{
    struct refund_law_set law;
    struct refund_plan plan;
    assert_int_equal(
        refund_law_read(&w->chief, w->chief.folder.business_date, desk_arena(), &w->report, &law), ERR_NONE);
    enum err e = refund_plan_make(&w->chief, &law, payer, text_of(""), text_of(wish), desk_arena(),
                                  &w->report, &plan);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return plan;
}

struct refund_case desk_case(struct ward *w, int64_t payer)
{
    const struct refund_scope scope = {.payer_no = payer};
    struct refund_case *list;
    size_t count;
    assert_int_equal(refund_cases(w->chief.store, &scope, desk_arena(), &w->report, &list, &count),
                     ERR_NONE);
    assert_true(count > 0);
    return list[count - 1];
}

void desk_step(struct ward *w, struct refund_case *c, enum refund_state state)
{
    date today = w->chief.folder.business_date;
    c->told_on = state == REFUND_TOLD ? today : c->told_on;
    assert_int_equal(store_begin(w->chief.store, &w->report), ERR_NONE);
    assert_int_equal(refund_step(&w->chief, c, state, today, "", clock_now_ms(), &w->report), ERR_NONE);
    assert_int_equal(store_commit(w->chief.store, &w->report), ERR_NONE);
}

enum err desk_run(struct ward *w, const struct job *job, bool resume)
{
    const struct job_request request = {.is_quiet = true, .resume = resume};
    enum err e = job_start(&w->clerk, job, &request, w->out, &w->report);
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}

enum err desk_decide(struct ward *w, const struct job *job)
{
    const struct job_request request = {.is_quiet = true};
    enum err e = job_decide(&w->chief, job, &request, w->out, &w->report);
    report_print(&w->report, stderr);
    report_clear(&w->report);
    return e;
}
