/* 還付の支払い: claim, order, transfer file, result, lapse; each yen once, and what comes back is booked
 * back. */
#include "desk.h"

#include <dirent.h>
#include <inttypes.h>
#include <unistd.h>

static const char *num(int64_t n)
{
    return arena_printf(desk_arena(), "%" PRId64, n);
}

/* 20,000 yen that the payer has too much, decided and told on 2026-08-20. */
static struct refund_case told(struct ward *w, int64_t payer, yen amount)
{
    for (int i = 1; i <= 2; i++) {
        desk_pays(w, payer, i, desk_charge(w, payer, i).amount, 0, 20260630);
    }
    desk_pays(w, payer, 0, 0, amount, 20260810);
    const char *const fields[] = {"appropriated", "0", "refund", num(amount), NULL};
    assert_int_equal(desk_act(w, &kind_refund_decide, payer, fields), ERR_NONE);
    struct refund_case c = desk_case(w, payer);
    assert_int_equal(c.amount, amount);
    desk_step(w, &c, REFUND_TOLD);
    return c;
}

static enum err claims(struct ward *w, const struct refund_case *c, const char *relation, const char *payee,
                       const char *attorney)
{
    const char *const fields[] = {"case",
                                  num(c->case_no),
                                  "claimed_on",
                                  "2026-08-20",
                                  "relation",
                                  relation,
                                  payee[0] != '\0' ? "payee" : "claimed_on",
                                  payee[0] != '\0' ? payee : "2026-08-20",
                                  attorney[0] != '\0' ? "attorney" : "claimed_on",
                                  attorney[0] != '\0' ? attorney : "2026-08-20",
                                  NULL};
    return desk_act(w, &kind_refund_claim, c->payer_no, fields);
}

static enum err orders(struct ward *w, const struct refund_case *c, yen amount)
{
    const char *const fields[] = {"case", num(c->case_no), "amount", num(amount), NULL};
    return desk_act(w, &kind_refund_order, c->payer_no, fields);
}

static char *transfer_file(struct ward *w, size_t *ret_len)
{
    const char *dir = arena_printf(desk_arena(), "%s/files/transfers", w->dir);
    DIR *d = opendir(dir);
    const char *name = NULL;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        name = e->d_name[0] != '.' ? arena_string(desk_arena(), e->d_name) : name;
    }
    closedir(d);
    assert_non_null(name);
    FILE *f = fopen(arena_printf(desk_arena(), "%s/%s", dir, name), "rb");
    assert_non_null(f);
    char *bytes = ARENA_ARRAY(desk_arena(), char, 1 << 16);
    *ret_len = fread(bytes, 1, (1 << 16) - 1, f);
    fclose(f);
    return bytes;
}

/* CO-11: the payee's account stands in the register; who is not the payer brings a letter of attorney. */
static void test_CO_11_payee_and_account(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    struct refund_case c = told(w, PAYER, 20000);
    assert_int_equal(claims(w, &c, "1", "", ""), ERR_FINDINGS);
    assert_true(desk_says(w, "還付の口座がありません"));
    desk_account(w, OTHER, "0005", "1234567");
    assert_int_equal(claims(w, &c, "3", num(OTHER), ""), ERR_FINDINGS);
    assert_true(desk_says(w, "委任状"));
    assert_int_equal(claims(w, &c, "3", num(OTHER), "委任状 8月20日付け"), ERR_NONE);
    struct refund_case now = desk_case(w, PAYER);
    assert_int_equal(now.state, REFUND_CLAIMED);
    assert_int_equal(now.payee_no, OTHER);
    assert_string_equal(now.number, "1234567");
    assert_int_equal(claims(w, &c, "3", num(OTHER), "委任状"), ERR_FINDINGS); /* it is claimed */
    struct refund_case wrong = c;
    wrong.case_no++;
    assert_int_equal(claims(w, &wrong, "1", "", ""), ERR_FINDINGS);
    assert_true(desk_says(w, "検査数字"));
    desk_done(w);
}

/* CO-16, Y37: the file says what was ordered, is handed over once, and what bounced is booked back. */
static void test_CO_16_transfer_once(void **state)
{
    struct ward *w = *state;
    size_t len;
    desk_levied(w);
    struct refund_case a = told(w, PAYER, 20000), b = told(w, OTHER, 30500);
    desk_account(w, PAYER, "0001", "0000017");
    desk_account(w, OTHER, "0005", "1234567");
    assert_int_equal(claims(w, &a, "1", "", ""), ERR_NONE);
    assert_int_equal(orders(w, &a, 19999), ERR_FINDINGS);
    assert_int_equal(orders(w, &a, 20000), ERR_NONE);
    assert_int_equal(orders(w, &b, 30500), ERR_NONE); /* an account is registered: no claim is waited for */
    yen cash = desk_balance(w, ACCOUNT_CASH);
    assert_int_equal(desk_run(w, &job_refund_transfer, false), ERR_NONE);
    assert_int_equal(desk_balance(w, ACCOUNT_CASH), cash); /* nothing moves before it is approved */
    const char *bytes = transfer_file(w, &len);
    assert_int_equal(len, 5 * 122);
    assert_memory_equal(bytes + 4 * 0 + 1, "21", 2);
    assert_memory_equal(bytes + 3 * 122, "8000002000000050500", 19);
    assert_memory_equal(bytes + 122 + 80, "0000020000", 10);
    assert_memory_equal(bytes + 122 + 91, arena_printf(desk_arena(), "%010" PRId64, a.case_no), 10);
    assert_int_equal(desk_decide(w, &job_refund_transfer), ERR_NONE);
    assert_int_equal(cash - desk_balance(w, ACCOUNT_CASH), 50500);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), 0);
    assert_true(desk_decide(w, &job_refund_transfer) != ERR_NONE || desk_balance(w, ACCOUNT_OVERPAID) == 0);
    assert_int_equal(cash - desk_balance(w, ACCOUNT_CASH), 50500);
    a = desk_case(w, PAYER);
    assert_int_equal(a.state, REFUND_SENT);
    const char *const result[] = {
        "transfer",   num(a.transfer_no), "on",
        "2026-08-28", "returned",         arena_printf(desk_arena(), "%" PRId64 " 口座番号なし", b.case_no),
        NULL};
    assert_int_equal(desk_act(w, &kind_refund_result, 0, result), ERR_NONE);
    assert_int_equal(desk_case(w, PAYER).state, REFUND_DONE);
    b = desk_case(w, OTHER);
    assert_int_equal(b.state, REFUND_RETURNED);
    assert_string_equal(b.words, "口座番号なし");
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), -30500);
    assert_int_equal(desk_act(w, &kind_refund_result, 0, result), ERR_FINDINGS);
    /* Claimed anew and paid by a second file. */
    assert_int_equal(claims(w, &b, "1", "", ""), ERR_NONE);
    assert_int_equal(orders(w, &b, 30500), ERR_NONE);
    ward_business_date(w, 20260831);
    assert_int_equal(desk_run(w, &job_refund_transfer, false), ERR_NONE);
    assert_int_equal(desk_decide(w, &job_refund_transfer), ERR_NONE);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), 0);
    desk_done(w);
}

/* CO-16: a file that was changed after it was made is not handed over. */
static void test_CO_16_changed_file_is_refused(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    struct refund_case a = told(w, PAYER, 20000);
    desk_account(w, PAYER, "0001", "0000017");
    assert_int_equal(orders(w, &a, 20000), ERR_NONE);
    assert_int_equal(desk_run(w, &job_refund_transfer, false), ERR_NONE);
    const char *dir = arena_printf(desk_arena(), "%s/files/transfers", w->dir);
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (e->d_name[0] != '.') {
            FILE *f = fopen(arena_printf(desk_arena(), "%s/%s", dir, e->d_name), "r+b");
            assert_non_null(f);
            fseek(f, 122 + 45, SEEK_SET);
            fputc('9', f);
            fclose(f);
        }
    }
    closedir(d);
    assert_int_not_equal(desk_decide(w, &job_refund_transfer), ERR_NONE);
    assert_int_equal(desk_case(w, PAYER).state, REFUND_ORDERED);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), -20000);
    desk_done(w);
}

/* EC-X21, CO-23: what nobody claims in two years is listed, taken as revenue after a person's look, and
 * over. */
static void test_CO_23_EC_X21_lapse(void **state)
{
    struct ward *w = *state;
    desk_levied(w);
    struct refund_case c = told(w, PAYER, 20000);
    desk_pays(w, OTHER, 0, 0, 700, 20260810); /* nobody decided about this one */
    desk_account(w, PAYER, "0001", "0000017");
    ward_business_date(w, 20280820); /* the last day */
    assert_int_equal(desk_run(w, &job_refund_lapse, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "1 件 700 円"));
    ward_business_date(w, 20280821);
    assert_int_equal(desk_run(w, &job_refund_lapse, false), ERR_NONE);
    assert_non_null(strstr(ward_printed(w), "2 件 20,700 円"));
    assert_int_equal(desk_balance(w, ACCOUNT_LAPSED), 0);
    assert_int_equal(desk_decide(w, &job_refund_lapse), ERR_NONE);
    assert_int_equal(desk_balance(w, ACCOUNT_LAPSED), -20700);
    assert_int_equal(desk_balance(w, ACCOUNT_OVERPAID), 0);
    assert_int_equal(desk_case(w, PAYER).state, REFUND_LAPSED);
    assert_int_equal(claims(w, &c, "1", "", ""), ERR_FINDINGS);
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(test_CO_11_payee_and_account),
        WITH_WARD(test_CO_16_transfer_once),
        WITH_WARD(test_CO_16_changed_file_is_refused),
        WITH_WARD(test_CO_23_EC_X21_lapse),
    };
    return fixture_run(argc, argv, "refund pay", tests, COUNT_OF(tests));
}
