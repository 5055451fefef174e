/*
 * 資格の証明書と通知 on both stores (EL-70, NT-03): what is certified is the ledger's, worded by purpose,
 * issued at the counter and recorded; a protected person is guarded; nothing is printed that the ledger no
 * longer says. KOKUHO_GOLDEN_UPDATE=1 writes the golden files anew, to be read before they are committed.
 */
#include "../document/tools.h"
#include "../premium/ward.h"

#include "certificate/proof.h"
#include "eligibility/events.h"
#include "certificate/register.h"
#include "rows.h"

const struct change_kind *const change_kinds[] = {&kind_certificate_proof};
const size_t change_kind_count = COUNT_OF(change_kinds);

enum { HOUSE = 1001, HEAD = 5001, WIFE = 5002, CHILD = 5003 };

static struct arena *arena;
static char said[4096];

static void lives(struct ward *w, int64_t person, int birth, bool is_head, const char *name, int until)
{
    char rest[200];

    ward_belongs(w, WARD_FIRST, HOUSE, person, birth, is_head, 20200401, DAY_OPEN);
    ward_person(w, HOUSE, person, birth, name, false);
    (void)snprintf(rest, sizeof(rest), "acquisition_reason=A03\n%s",
                   until == DAY_OPEN ? "" : "loss_reason=L04\n");
    ward_period(w, WARD_FIRST, person, 20200401, until, rest);
}

static void begins(struct ward *w)
{
    arena = arena_new("試験", (size_t)256 << 20);
    lives(w, HEAD, 19800101, true, "見本　一郎", DAY_OPEN);
    lives(w, WIFE, 19820202, false, "見本　花子", 20260602);
    ward_business_date(w, 20260805);
    for (enum permission p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        permission_add(&w->clerk.operator.permissions, p);
    }
}

static void keep(struct ward *w, const struct change_call *call)
{
    size_t at = 0;

    said[0] = '\0';
    for (size_t i = 0; call != NULL && i < call->warning_count; i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", call->warnings[i].words);
    }
    for (size_t i = 0; i < w->report.kept; i++) {
        at += (size_t)snprintf(said + at, sizeof(said) - at, "%s\n", w->report.lines[i]);
    }
    report_clear(&w->report);
}

static bool says(const char *words)
{
    if (strstr(said, words) == NULL) {
        print_message("said: %s\n", said);
    }
    return strstr(said, words) != NULL;
}

static enum err makes(struct ward *w, int64_t person, const char *const *values)
{
    struct change_call call = {.kind = &kind_certificate_proof,
                               .session = &w->clerk,
                               .arena = arena,
                               .report = &w->report,
                               .subject_no = person,
                               .recorded_at = clock_now_ms()};
    int64_t no = 0;

    for (size_t i = 0; i < call.kind->field_count; i++) {
        call.values.at[i] = text_of(values[i]);
    }
    enum err e = change_propose(&call, true, &no);
    keep(w, &call);
    return e;
}
/* kind, on, purpose, receiver, cause, due, words */
#define MAKES(w, person, ...) makes(w, person, (const char *const[]){__VA_ARGS__})

static struct certificate_proof newest(struct ward *w, int64_t person)
{
    struct certificate_proof *all = NULL;
    size_t count = 0;

    assert_int_equal(
        certificate_proofs_of(w->clerk.store, &person, 1, INT64_MAX, arena, &w->report, &all, &count),
        ERR_NONE);
    assert_true(count > 0);
    return all[0];
}

static enum err prints(struct ward *w, int64_t person, int64_t no)
{
    enum err e = certificate_proof_print(&w->clerk, person, no,
                                         arena_printf(arena, "%s/proof.pdf", w->dir), &w->report);

    keep(w, NULL);
    return e;
}

static void draws(struct ward *w, const struct certificate_proof *p, const char *name)
{
    struct letter letter;
    struct document *d;
    int64_t head_no;
    const struct document_overflow *over;
    const char *made = arena_printf(arena, "%s/%s.txt", w->dir, name);

    assert_int_equal(proof_letter_make(&w->clerk, p, arena, &w->report, &letter, &head_no), ERR_NONE);
    assert_int_equal(head_no, HEAD);
    FILE *dump = fopen(made, "wb");
    assert_non_null(dump);
    assert_int_equal(
        document_open(arena_printf(arena, "%s/%s.pdf", w->dir, name), letter.title, &w->report, &d),
        ERR_NONE);
    document_dump_to(d, dump);
    assert_true(letter_draw(d, &letter) >= 1);
    assert_int_equal(document_overflows(d, &over), 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    assert_golden(arena, "certificate", name, made);
}

static void done(struct ward *w)
{
    enum err e = certificate_verify(w->clerk.store, &w->report);

    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    arena_free(arena);
}

static void certified_at_the_counter_EL_70(void **state)
{
    struct ward *w = *state;

    begins(w);
    assert_int_equal(MAKES(w, HEAD, "1", "2026-08-05", "2", "1", "", "", ""), ERR_NONE);
    struct certificate_proof p = newest(w, HEAD);
    assert_int_equal(date_ymd(p.span.from), 20200401);
    assert_true(text_is(p.reason, "A03"));
    draws(w, &p, "proof-acquired");
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_NONE);
    /* Who is insured has no certificate of loss, who is not has none of membership. */
    assert_true(MAKES(w, HEAD, "2", "2026-08-05", "1", "1", "", "", "") != ERR_NONE);
    assert_true(says("資格を失っていません"));
    assert_true(MAKES(w, WIFE, "3", "2026-06-01", "1", "1", "", "", "") != ERR_NONE);
    assert_true(says("この日は加入していません"));
    assert_int_equal(MAKES(w, WIFE, "2", "2026-08-05", "1", "2", "", "", ""), ERR_NONE);
    p = newest(w, WIFE);
    assert_int_equal(date_ymd(p.span.until), 20260602);
    assert_true(text_is(p.reason, "L04"));
    draws(w, &p, "proof-lost");
    assert_int_equal(prints(w, WIFE, p.proof_no), ERR_NONE);
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_FINDINGS); /* somebody else's */
    /* Before the loss nothing was lost: the first day without insurance is the day of the loss. */
    assert_true(MAKES(w, WIFE, "2", "2026-06-01", "1", "1", "", "", "") != ERR_NONE);
    assert_int_equal(MAKES(w, WIFE, "2", "2026-06-02", "1", "1", "", "", ""), ERR_NONE);
    /* A purpose and a receiver are asked for. */
    assert_true(MAKES(w, HEAD, "3", "", "", "1", "", "", "") != ERR_NONE);
    assert_int_equal(MAKES(w, HEAD, "3", "", "3", "1", "", "", ""), ERR_NONE);
    p = newest(w, HEAD);
    draws(w, &p, "proof-member");
    done(w);
}

static void the_ledger_is_asked_again_NT_03(void **state)
{
    struct ward *w = *state;

    begins(w);
    assert_int_equal(MAKES(w, HEAD, "3", "", "1", "1", "", "", ""), ERR_NONE);
    struct certificate_proof p = newest(w, HEAD);
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_NONE);
    ward_forget_fact(w, clock_now_ms(), HEAD, FACT_MEMBERSHIP, 20200401);
    ward_period(w, clock_now_ms(), HEAD, 20200402, DAY_OPEN, "acquisition_reason=A03\n");
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_FINDINGS);
    assert_true(says("資格の台帳が変わりました"));
    assert_int_equal(MAKES(w, HEAD, "3", "", "1", "1", "", "", ""), ERR_NONE);
    assert_int_equal(prints(w, HEAD, newest(w, HEAD).proof_no), ERR_NONE);
    done(w);
}

static void letters_to_the_head_NT_03(void **state)
{
    struct ward *w = *state;

    begins(w);
    assert_true(MAKES(w, WIFE, "5", "", "", "", "", "", "転出先の調査") != ERR_NONE);
    assert_true(says("職権による取得・喪失の記録がありません"));
    assert_true(MAKES(w, HEAD, "4", "", "", "", "1", "", "資格重複状況結果一覧") != ERR_NONE);
    assert_int_equal(MAKES(w, HEAD, "4", "", "", "", "1", "2026-08-31", "資格重複状況結果一覧（令和8年8月）"),
                     ERR_NONE);
    struct certificate_proof p = newest(w, HEAD);
    draws(w, &p, "proof-urged");
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_NONE);
    /* A protected head: the letter waits for a safe address, a certificate for himself bears none. */
    ward_person_again(w, HOUSE, HEAD, 19800101, "見本　一郎", 1, true);
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_INPUT);
    assert_true(says("支援措置"));
    assert_true(MAKES(w, HEAD, "3", "", "1", "3", "", "", "") != ERR_NONE);
    assert_true(says("本人にだけ渡してください"));
    assert_int_equal(MAKES(w, HEAD, "3", "", "1", "1", "", "", ""), ERR_NONE);
    assert_int_equal(prints(w, HEAD, newest(w, HEAD).proof_no), ERR_NONE);
    done(w);
}

/* NT-03: day and reason of a loss that was entered ex officio are those of the ledger. */
static void ex_officio_NT_03(void **state)
{
    struct ward *w = *state;
    struct event_writer writer;
    struct eligibility_event loss = {.addressee_no = HEAD,
                                     .kind = EVENT_LOSE,
                                     .fact_kind = FACT_MEMBERSHIP,
                                     .reason = text_of("L14"),
                                     .occurred_on = date_of(2026, 7, 1),
                                     .effective_on = date_of(2026, 7, 2),
                                     .until = date_none(),
                                     .notified_on = date_of(2026, 8, 1),
                                     .prefecture_on = date_none(),
                                     .how = HOW_EX_OFFICIO,
                                     .card_symbol = text_of(""),
                                     .card_number = text_of(""),
                                     .evidence = text_of(""),
                                     .note = text_of(""),
                                     .source = text_of("")};

    begins(w);
    writer = (struct event_writer){.store = w->clerk.store, .arena = arena, .report = &w->report,
                                   .at = clock_now_ms()};
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(event_add(&writer, &loss, NULL), ERR_NONE);
    assert_int_equal(event_finish(&writer), ERR_NONE);
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
    assert_int_equal(MAKES(w, HEAD, "5", "", "", "", "", "", "資格重複状況結果一覧により確認した"), ERR_NONE);
    struct certificate_proof p = newest(w, HEAD);
    assert_int_equal(date_ymd(p.span.until), 20260702);
    assert_true(text_is(p.reason, "L14"));
    draws(w, &p, "proof-ex-officio");
    assert_int_equal(prints(w, HEAD, p.proof_no), ERR_NONE);
    done(w);
}

/* EL-37: cards of short validity by month, reason and months; the years before 2024-12 stay readable. */
static void short_cards_are_counted_EL_37(void **state)
{
    struct ward *w = *state;
    const struct output_value none[OUTPUT_WORDS_MAX] = {{.is_given = false}};
    const struct output_value april[OUTPUT_WORDS_MAX] = {
        {.is_given = true, .day_from = date_of(2024, 4, 1), .day_until = date_of(2024, 4, 30)}};
    static const struct {
        int64_t person, household;
        enum certificate_type type;
        int from, last;
    } old[] = {{HEAD, HOUSE, CERT_SHORT_CARD, 20240401, 20240630},
               {WIFE, HOUSE, CERT_SHORT_CARD, 20240401, 20240630},
               {CHILD, HOUSE + 1, CERT_SHORT_CARD, 20240401, 20240930},
               {CHILD, HOUSE + 1, CERT_STATUS_CARD, 20240515, 20240614},
               {CHILD, HOUSE + 1, CERT_CARD, 20240515, 20240614}};

    arena = arena_new("試験", (size_t)64 << 20);
    assert_int_equal(store_begin(w->clerk.store, &w->report), ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(old); i++) {
        struct certificate_paper p = {.paper_no = (int64_t)i + 1,
                                      .addressee_no = old[i].person,
                                      .household_no = old[i].household,
                                      .type = old[i].type,
                                      .reason = ISSUED_RENEWED,
                                      .why_end = (enum paper_end)1,
                                      .card_symbol = text_of("1"),
                                      .card_number = text_of("2"),
                                      .delivery = DELIVERED_COUNTER,
                                      .delivery_no = text_of(""),
                                      .recorded_at = clock_now_ms()};
        assert_true(date_from_ymd(old[i].from, &p.issued_on) && date_from_ymd(old[i].last, &p.last_day));
        p.valid_from = p.issued_on;
        assert_int_equal(register_paper_add(w->clerk.store, &p, &w->report), ERR_NONE);
    }
    assert_int_equal(store_commit(w->clerk.store, &w->report), ERR_NONE);
    assert_string_equal(rows_of(w, arena, &output_list_short_cards, none),
                        "2024-04|短期被保険者証|更新|3|2|1|\n"
                        "2024-04|短期被保険者証|更新|6|1|1|\n"
                        "2024-05|被保険者資格証明書|更新|1|1|1|\n");
    assert_string_equal(rows_of(w, arena, &output_list_short_cards, april),
                        "2024-04|短期被保険者証|更新|3|2|1|\n"
                        "2024-04|短期被保険者証|更新|6|1|1|\n");
    arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_WARD(certified_at_the_counter_EL_70),
        WITH_WARD(the_ledger_is_asked_again_NT_03),
        WITH_WARD(letters_to_the_head_NT_03),
        WITH_WARD(ex_officio_NT_03),
        WITH_WARD(short_cards_are_counted_EL_37),
    };
    return fixture_run(argc, argv, "certificate proof EL-37 EL-70 NT-03", tests, COUNT_OF(tests));
}
