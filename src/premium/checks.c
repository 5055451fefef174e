/* 決議前の確認 -- findings a person empties or explains before the decision (LV-27, LV-60). */
#include "premium/checks.h"

#include <inttypes.h>

static enum err read_number(struct job_run *run, const char *name, const char *text, int64_t *ret)
{
    if (!parse_i64(text, strlen(text), 0, YEN_MAX, ret)) {
        return report_fail(run->report, ERR_INPUT, "条件 %s は0以上の整数です: %s", name, text);
    }
    return ERR_NONE;
}

static enum err load_last(struct checks *c, struct store *s, int64_t known_at, struct arena *arena)
{
    struct query *q = store_scan(s, SQL_premium_last_scan);
    size_t capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "fiscal_year", c->run->year - 1);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, c->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, c->last, c->last_count, capacity) =
            (struct last_year_row){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2)};
    }
    query_reset(q);
    return e;
}

static enum err load_last_totals(struct checks *c, struct store *s, int64_t known_at)
{
    struct query *q = store_query(s, SQL_premium_last_totals);
    bool row;
    query_set_i64(q, "fiscal_year", c->run->year - 1);
    query_set_i64(q, "known_at", known_at);
    enum err e = query_step(q, c->run->report, &row);
    if (e == ERR_NONE) {
        assert(row);
        c->household_count_last_year = query_i64(q, 0);
        for (int p = 0; p < LEVY_PARTS; p++) {
            c->part_last_year[p] = query_i64(q, 1 + p);
        }
    }
    query_reset(q);
    return e;
}

enum err checks_open(struct checks *c, struct job_run *run, struct store *s, int64_t known_at,
                     struct arena *arena, const char *outlier_percent, const char *outlier_yen,
                     const char *band_percent)
{
    *c = (struct checks){.run = run};
    enum err e = read_number(run, "outlier-percent", outlier_percent, &c->outlier_percent);
    if (e == ERR_NONE) {
        e = read_number(run, "outlier-yen", outlier_yen, &c->outlier_yen);
    }
    if (e == ERR_NONE) {
        e = read_number(run, "band-percent", band_percent, &c->band_percent);
    }
    if (e == ERR_NONE) {
        e = load_last(c, s, known_at, arena);
    }
    return e == ERR_NONE ? load_last_totals(c, s, known_at) : e;
}

yen checks_last_total(const struct checks *c, int64_t household_no, bool *ret_known)
{
    size_t low = 0, high = c->last_count;
    yen total = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->last[middle].household_no < household_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *ret_known = low < c->last_count && c->last[low].household_no == household_no;
    while (low < c->last_count && c->last[low].household_no == household_no) {
        total += c->last[low++].total;
    }
    return total;
}

/* ---------------------------------------------------------------------------------- words ----- */

const char *checks_finding_label(struct text code)
{
    static const struct {
        const char *code, *label;
    } own[] = {
        {"facts_contradict", "登録した事実が食い違っています"},
        {"more_findings", "同じ世帯にほかにも確認事項があります"},
        {"birth_date_incomplete", "生年月日の月日がわからない人がいます"},
        {"maternity_twice", "同じ人の出産が年度に2件あります"},
        {"no_payer", "納付義務者（世帯主）がいません"},
        {"outlier", "前年度と額が大きく違います"},
        {"total_outside_band", "総額が前年度の幅を外れています"},
        {"unexplained_difference", "理由の説明できない差があります"},
        {"time_limit", "賦課の期間制限にかかります"},
        {"remission_recheck", "減免している世帯が更正されます"},
        {"not_recorded", "記録された変更がないのに更正されます"},
    };
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (text_is(code, own[i].code)) {
            return own[i].label;
        }
    }
    for (int i = 0; i < FINDING_CODES; i++) {
        if (text_is(code, premium_finding_name((enum premium_finding_code)i))) {
            return premium_finding_label((enum premium_finding_code)i);
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------------- one case ----- */

static enum err case_finding(struct job_run *run, const struct assessed *a, const char *code,
                             int64_t person_no, const char *words, struct report *report)
{
    return batch_finding(run, code, a->c->household_no, person_no, words, report);
}

enum err assessed_findings(struct job_run *run, const struct assessed *a, struct report *report)
{
    const struct premium_case *c = a->c;
    char words[300];
    enum err e = ERR_NONE;
    if (a->refused != NULL) {
        /* Never cut inside a character: a task's words are whole ones, or the whole run ends there. */
        int n = snprintf(words, sizeof(words),
                         "事実が食い違うため計算していません（%.*s）。元の登録を直してください",
                         (int)utf8_prefix(a->refused, strlen(a->refused), 160), a->refused);
        assert(n > 0);
        return case_finding(run, a, "facts_contradict", c->payer_no, words, report);
    }
    for (size_t i = 0; i < a->result.finding_count && e == ERR_NONE; i++) {
        const struct premium_finding *f = &a->result.findings[i];
        int64_t person = f->member == SIZE_MAX ? c->payer_no : c->facts.members[f->member].id;
        e = case_finding(run, a, premium_finding_name(f->code), person,
                         premium_finding_message(f->code), report);
    }
    if (e == ERR_NONE && a->result.findings_total > a->result.finding_count) {
        int n = snprintf(words, sizeof(words), "この世帯には確認事項がほかに%d件あります",
                         a->result.findings_total - a->result.finding_count);
        assert(n > 0);
        e = case_finding(run, a, "more_findings", c->payer_no, words, report);
    }
    if (e == ERR_NONE && (c->problems & CASE_BIRTH_INCOMPLETE) != 0) {
        e = case_finding(run, a, "birth_date_incomplete", c->payer_no,
                         "生年月日の月または日が不明の人がいます。"
                         "1月・1日とみなして計算しました。確かめてください",
                         report);
    }
    if (e == ERR_NONE && (c->problems & CASE_TWO_BIRTHS) != 0) {
        e = case_finding(run, a, "maternity_twice", c->payer_no,
                         "同じ人の出産が年度に2件あります。先の1件だけを軽減しました。"
                         "手で確かめてください",
                         report);
    }
    return e;
}

/* Against last year's total of the household. */
static enum err outlier(struct checks *c, const struct household_unit *u, struct report *report)
{
    bool known;
    yen last = checks_last_total(c, u->household_no, &known), now = 0;
    char was[32], is[32], words[200];
    for (size_t i = 0; i < u->assessed_count; i++) {
        now += u->assessed[i].row.total;
    }
    yen change = now > last ? now - last : last - now;
    if (!known || change < c->outlier_yen || change * 100 < last * c->outlier_percent) {
        return ERR_NONE;
    }
    yen_format(last, was, sizeof(was));
    yen_format(now, is, sizeof(is));
    int n = snprintf(words, sizeof(words),
                     "前年度 %s 円から %s 円に変わります。所得・資格・世帯の異動を確かめてください", was, is);
    assert(n > 0);
    return batch_finding(c->run, "outlier", u->household_no, 0, words, report);
}

enum err checks_unit(struct checks *c, const struct household_unit *u, struct report *report)
{
    enum err e = ERR_NONE;
    if (u->is_skipped) {
        return ERR_NONE; /* recorded when the run went on */
    }
    for (size_t i = 0; i < u->assessed_count && e == ERR_NONE; i++) {
        e = assessed_findings(c->run, &u->assessed[i], report);
    }
    if (e == ERR_NONE && u->cases.has_no_payer) {
        e = batch_finding(c->run, "no_payer", u->household_no, 0,
                          "被保険者がいるのに世帯主のない日があります。"
                          "住民記録に世帯主を確かめてください",
                          report);
    }
    return e == ERR_NONE ? outlier(c, u, report) : e;
}

/* ---------------------------------------------------------------------------------- totals ---- */

static enum err totals_of_run(struct checks *c, yen part[LEVY_PARTS])
{
    struct query *q = store_query(c->run->session->store, SQL_premium_totals_of_run);
    bool row;
    enum err e;
    query_set_i64(q, "fiscal_year", c->run->year);
    query_set_i64(q, "run_no", c->run->run_no);
    while ((e = query_step(q, c->run->report, &row)) == ERR_NONE && row) {
        for (int p = 0; p < LEVY_PARTS; p++) {
            part[p] += query_i64(q, 4 + p);
        }
    }
    query_reset(q);
    return e;
}

enum err checks_totals(struct checks *c, const struct differences *dry)
{
    yen part[LEVY_PARTS] = {0};
    enum err e = ERR_NONE;
    if (dry != NULL) {
        memcpy(part, dry->part, sizeof(part));
    } else {
        e = totals_of_run(c, part);
    }
    for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
        yen last = c->part_last_year[p];
        yen change = part[p] > last ? part[p] - last : last - part[p];
        if (last == 0 || change * 100 <= last * c->band_percent) {
            continue;
        }
        char was[32], is[32], words[240];
        yen_format(last, was, sizeof(was));
        yen_format(part[p], is, sizeof(is));
        int n = snprintf(words, sizeof(words),
                         "%sの総額が前年度 %s 円から %s 円に変わり、目安の %" PRId64
                         "%% を超えます。料率と取込を確かめてください",
                         premium_levy_parts[p].label, was, is, c->band_percent);
        assert(n > 0);
        e = batch_finding(c->run, "total_outside_band", 0, 0, words, c->run->report);
    }
    return e;
}
