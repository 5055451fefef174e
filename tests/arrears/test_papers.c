/*
 * The papers of 滞納整理 as text (golden): what acts of a ward really say on paper (NT-13, CO-32, CO-34).
 *
 * KOKUHO_GOLDEN_UPDATE=1 writes tests/arrears/golden/ anew, to be read before it is committed.
 */
#include "../document/tools.h"

#include "arrears/paper.h"
#include "desk.h"

/* As the program draws it; the debtor's own lines stand in for the register's. */
static void draws(struct ward *w, const struct act *a, int copy, const char *name)
{
    struct letter paper;
    int64_t heir_no;
    struct document *d;
    const struct document_overflow *over;
    const struct paper_of of = {&w->chief, a, copy, desk_arena(), &w->report};
    enum err e = paper_make(&of, &paper, &heir_no);
    report_print(&w->report, stderr);
    assert_int_equal(e, ERR_NONE);
    if (paper.to_name[0] == '\0' && !paper.is_signed) {
        paper.to_postal = "〒160-0022";
        paper.to_address = "東京都新宿区新宿五丁目99番99号　見本ハイツ101号室";
        paper.to_name = "見本　一郎　様";
    }
    const char *pdf = arena_printf(desk_arena(), "%s/%s.pdf", w->dir, name);
    const char *made = arena_printf(desk_arena(), "%s/%s.txt", w->dir, name);
    FILE *dump = fopen(made, "wb");
    assert_non_null(dump);
    assert_int_equal(document_open(pdf, paper.title, &w->report, &d), ERR_NONE);
    document_dump_to(d, dump);
    assert_true(letter_draw(d, &paper) >= 1);
    size_t overflows = document_overflows(d, &over);
    for (size_t i = 0; i < overflows; i++) {
        print_message("%s: %s %s %d%%\n", name, over[i].box, over[i].text, over[i].shrunk_percent);
    }
    assert_int_equal(overflows, 0);
    assert_int_equal(document_close(d, &w->report), ERR_NONE);
    assert_int_equal(fclose(dump), 0);
    assert_golden(desk_arena(), "arrears", name, made);
}

static void of_disposition(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    desk_dun(w, 1, 20260718, 20260731);
    desk_dun(w, 2, 20260818, 20260831);
    assert_int_equal(ACT(w, kind_arrears_seizure, "on", "2026-08-31", "mode", "1", "property_kind", "1",
                         "party", "見本銀行本店　東京都千代田区見本一丁目1番1号", "property",
                         "滞納者が第三債務者に対して有する普通預金（口座番号1234567）の払戻請求権及び利息請"
                         "求権、"
                         "滞納金額に満つるまで",
                         "amount", "50000", "costs", "800", "charges", "2026-1 2026-2"),
                     ERR_NONE);
    struct act seizure = desk_last(w);
    draws(w, &seizure, 0, "seizure-record");
    draws(w, &seizure, 1, "seizure-notice");
    assert_null(arrears_paper_label(&seizure, 2)); /* nothing was released */
    assert_int_equal(ACT(w, kind_arrears_demand, "on", "2026-09-01", "proceeding", "1", "party",
                         "東京地方裁判所民事執行センター", "body", "令和8年(ケ)第9999号 不動産競売事件",
                         "deadline", "2026-11-30", "charges", "2026-1"),
                     ERR_NONE);
    struct act demand = desk_last(w);
    draws(w, &demand, 1, "demand");
    draws(w, &demand, 0, "demand-notice");
    assert_int_equal(ACT(w, kind_arrears_distribution, "act", desk_no(seizure.act_no), "on", "2026-09-05",
                         "proceeds", "60000", "costs", "850", "claims", "2 2025-05-10 9000 新宿都税事務所"),
                     ERR_NONE);
    struct act distribution = desk_last(w);
    draws(w, &distribution, 0, "distribution");
    assert_int_equal(ACT(w, kind_arrears_end, "act", desk_no(seizure.act_no), "on", "2026-09-05", "cause",
                         "2", "words", "残りの預金がないため"),
                     ERR_NONE);
    assert_int_equal(arrears_act(w->chief.store, seizure.act_no, desk_arena(), &w->report, &seizure),
                     ERR_NONE);
    draws(w, &seizure, 2, "release");
    desk_done(w);
}

static void of_relief(void **state)
{
    struct ward *w = *state;
    desk_levied(w, 20260905);
    assert_int_equal(
        ACT(w, kind_arrears_inquiry, "on", "2026-09-01", "sort", "3", "party", "見本商事株式会社"),
        ERR_NONE);
    struct act inquiry = desk_last(w);
    draws(w, &inquiry, 0, "inquiry");
    assert_int_equal(ACT(w, kind_arrears_grace, "mode", "1", "ground", "2", "applied_on", "2026-09-01", "on",
                         "2026-09-01", "until", "2027-02-28", "words",
                         "入院による収入の減少。毎月5,000円を納める。", "charges", "2026-1"),
                     ERR_NONE);
    struct act grace = desk_last(w);
    draws(w, &grace, 0, "grace");
    assert_int_equal(ACT(w, kind_arrears_plan, "on", "2026-09-05", "first", "2026-09-30", "rhythm", "2",
                         "count", "12", "unit", "1000", "words", "給与から毎月納める。", "charges",
                         "2026-2"),
                     ERR_NONE);
    struct act plan = desk_last(w);
    draws(w, &plan, 0, "plan");
    assert_int_equal(ACT(w, kind_arrears_end, "act", desk_no(plan.act_no), "on", "2026-09-05", "cause", "2",
                         "words", "相談のやり直し"),
                     ERR_NONE);
    assert_int_equal(ACT(w, kind_arrears_suspension, "on", "2026-09-05", "ground", "2", "words", "生活保護",
                         "charges", "2026-2"),
                     ERR_NONE);
    struct act suspension = desk_last(w);
    draws(w, &suspension, 0, "suspension");
    desk_done(w);
}

/* CO-31: the notice of an heir with his shares, and a slip of his own under his name. */
static void of_succession(void **state)
{
    struct ward *w = *state;
    desk_notified(w, 20260905);
    assert_int_equal(ACT(w, kind_arrears_succession, "on", "2026-09-05", "died_on", "2026-08-20", "sort", "2",
                         "heirs", "1023 1/2 * 3000000\n1031 1/2 12345", "charges", "2026-1 2026-2"),
                     ERR_NONE);
    struct act a = desk_last(w);
    draws(w, &a, 1, "succession");
    assert_string_equal(arrears_paper_label(&a, 51), "相続人の納付書");
    assert_null(arrears_paper_label(&a, 52));
    desk_done(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {WITH_WARD(of_disposition), WITH_WARD(of_relief), WITH_WARD(of_succession)};
    return fixture_run(argc, argv, "arrears papers NT-13", tests, COUNT_OF(tests));
}
