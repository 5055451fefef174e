/* 還付の書類の内容 -- what the papers of a case say, from its rows, the register and the tables. */
#include "refund/paper.h"

static enum err name_of(struct session *session, int64_t addressee_no, date on, struct arena *arena,
                        struct report *report, const char **ret)
{
    struct as_of as_of = {on, clock_now_ms()};
    struct addressee a;
    enum err e = addressee_by_no(session->store, addressee_no, as_of, arena, report, &a);

    if (e == ERR_NONE) {
        *ret = arena_copy(arena, a.name.bytes, a.name.len);
    }
    return e;
}

/* Where it will be paid to without a claim; the last digits only, for the letter is seen by others. */
static enum err account_words(struct session *session, const struct refund_law_set *law,
                              const struct refund_case *c, date on, struct arena *arena,
                              struct report *report, const char **ret)
{
    struct bank_account *list;
    size_t count;
    enum err e;

    *ret = "";
    if (!law->settings.pay_without_claim) {
        return ERR_NONE;
    }
    e = addressee_accounts(session, c->payer_no, clock_now_ms(), arena, report, &list, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct bank_account *a = &list[i];
        bool is_now = date_at_most(a->from, on) && date_before(on, a->until);
        if (a->purpose == ACCOUNT_FOR_REFUND && is_now && !a->is_masked && a->number.len == 7) {
            *ret = arena_printf(arena, "金融機関 %.*s 支店 %.*s %s 口座番号 ****%.3s", (int)a->bank.len,
                                a->bank.bytes, (int)a->branch.len, a->branch.bytes, a->deposit_label,
                                a->number.bytes + 4);
        }
    }
    return e;
}

enum err refund_paper_read(struct session *session, const struct refund_law_set *law,
                           const struct refund_case *c, date issued_on, struct arena *arena,
                           struct report *report, struct refund_paper *ret)
{
    struct as_of as_of = {issued_on, clock_now_ms()};
    struct store *s = session->store;
    struct refund_part *parts;
    struct refund_base *bases, *decided;
    size_t decided_count;

    *ret = (struct refund_paper){.settings = &law->settings,
                                 .c = *c,
                                 .payee_name = "",
                                 .issued_on = issued_on,
                                 .limit_on = refund_case_limit(law, c)};
    enum err e = refund_parts_of(s, c->case_no, arena, report, &parts, &ret->part_count);
    e = e == ERR_NONE ? refund_bases_of(s, c->case_no, c->revision, arena, report, &bases, &ret->base_count)
                      : e;
    e = e == ERR_NONE ? refund_bases_of(s, c->case_no, 1, arena, report, &decided, &decided_count) : e;
    e = e == ERR_NONE
            ? addressee_mailing_for(s, c->payer_no, DUTY_COLLECTION, as_of, arena, report, &ret->mailing)
            : e;
    e = e == ERR_NONE ? name_of(session, c->payer_no, issued_on, arena, report, &ret->payer_name) : e;
    if (e == ERR_NONE && c->payee_no != 0) {
        e = name_of(session, c->payee_no, issued_on, arena, report, &ret->payee_name);
    }
    e = e == ERR_NONE ? account_words(session, law, c, issued_on, arena, report, &ret->account) : e;
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < decided_count; i++) {
        ret->interest_decided += decided[i].amount;
    }
    ret->parts = parts;
    ret->bases = bases;
    return refund_paper_check(ret, report);
}
