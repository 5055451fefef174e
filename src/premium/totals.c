/* 総賦課額調定表 and 増減調定表 of a run (LV-20, LV-28), and its cases as requests of `kokuho calc`. */
#include "premium/decisions.h"

#include <inttypes.h>

static const char *kind_label(int64_t kind)
{
    return kind == KIND_ANNUAL ? "当初" : kind == KIND_INCREASE ? "増額" : "減額";
}

static void money(FILE *out, yen amount)
{
    char text[40];
    yen_format(amount, text, sizeof(text));
    fprintf(out, " %16s", text);
}

static enum err show_levels(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_premium_totals_of_run);
    yen sum[LEVY_PARTS + 1] = {0};
    int64_t households = 0, persons = 0;
    bool row;
    enum err e;
    query_set_i64(q, "fiscal_year", run->year);
    query_set_i64(q, "run_no", run->run_no);
    fprintf(run->out, "総賦課額調定表\n%-6s %-6s %8s %8s", "区分", "軽減", "世帯", "人");
    for (int p = 0; p < LEVY_PARTS; p++) {
        fprintf(run->out, " %16s", premium_levy_parts[p].label);
    }
    fprintf(run->out, " %16s\n", "合計");
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        fprintf(run->out, "%-6s %" PRId64 "割    %8" PRId64 " %8" PRId64, kind_label(query_i64(q, 0)),
                query_i64(q, 1), query_i64(q, 2), query_i64(q, 3));
        households += query_i64(q, 2);
        persons += query_i64(q, 3);
        for (int p = 0; p <= LEVY_PARTS; p++) {
            money(run->out, query_i64(q, 4 + p));
            sum[p] += query_i64(q, 4 + p);
        }
        fputc('\n', run->out);
    }
    query_reset(q);
    fprintf(run->out, "%-6s        %8" PRId64 " %8" PRId64, "合計", households, persons);
    for (int p = 0; p <= LEVY_PARTS; p++) {
        money(run->out, sum[p]);
    }
    fputc('\n', run->out);
    return e;
}

/* By list: before + change = after, part by part. */
static enum err show_changes(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_premium_change_of_run);
    bool row;
    enum err e;
    query_set_i64(q, "fiscal_year", run->year);
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        if (query_i64(q, 0) == KIND_ANNUAL) {
            continue;
        }
        fprintf(run->out, "増減調定表（%s） %" PRId64 " 件\n", kind_label(query_i64(q, 0)),
                query_i64(q, 1));
        for (int p = 0; p < LEVY_PARTS; p++) {
            yen was = query_i64(q, 2 + p), now = query_i64(q, 6 + p);
            fprintf(run->out, "  %s", premium_levy_parts[p].label);
            money(run->out, was);
            fprintf(run->out, " → ");
            money(run->out, now);
            fprintf(run->out, "  増減");
            money(run->out, now - was);
            fputc('\n', run->out);
        }
    }
    query_reset(q);
    return e;
}

/* ----------------------------------------------------------------------------------- facts ---- */


static enum err show_case(struct job_run *run, const struct premium_decision *d, struct arena *arena)
{
    struct premium_case c;
    struct textbuf line;
    enum err e = decision_case(run->session->store, d, arena, run->report, &c);
    if (e != ERR_NONE) {
        return e;
    }
    textbuf_init(&line, (size_t)64 << 20);
    facts_json(&c, run->session->folder.municipality, d, &line);
    fwrite(line.bytes, 1, line.len, run->out);
    fputc('\n', run->out);
    textbuf_done(&line);
    return ERR_NONE;
}

static enum err show_cases(struct job_run *run)
{
    struct arena *list = arena_new("賦課の一覧", (size_t)1 << 30);
    struct arena *unit = arena_new("賦課の1件", (size_t)256 << 20);
    struct premium_decision *decisions;
    size_t count;
    enum err e = decisions_of_run(run->session->store, run->year, run->run_no, run->cases_wanted,
                                  list, run->report, &decisions, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        e = show_case(run, &decisions[i], unit);
        arena_reset(unit);
    }
    arena_free(unit);
    arena_free(list);
    return e;
}

enum err assessments_show(struct job_run *run)
{
    if (run->cases_wanted > 0) {
        return show_cases(run);
    }
    enum err e = show_levels(run);
    return e == ERR_NONE ? show_changes(run) : e;
}
