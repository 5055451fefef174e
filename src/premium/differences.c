/*
 * 影響差分 -- what a run would change, household by household and by cause (NX-03).
 *
 * Against the decided versions of the year when there are any, else against last year. A difference with
 * the same facts and the same tables can only come from the program: it is a finding that stops a release.
 */
#include "premium/checks.h"
#include "premium/decisions.h"

#include "base/sorted.h"
#include "store/many.h"

#include <inttypes.h>

enum { SHORT_RUN = 9, SHORT_KIND };

enum err decided_runs_load(struct store *s, int32_t year, const char *parameters, struct arena *arena,
                           struct report *report, struct decided_runs *ret)
{
    struct query *q = store_query(s, SQL_premium_run_of_year);
    bool row;
    enum err e;
    *ret = (struct decided_runs){0};
    query_set_i64(q, "fiscal_year", year);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, ret->rows, ret->count, ret->capacity) =
            (struct decided_run){.run_no = query_i64(q, 0),
                                 .kind = query_i64(q, 1),
                                 .known_at = query_i64(q, 2),
                                 .care40_not_after = date_of_day(query_i64(q, 3)),
                                 .has_parameters = text_is(query_text(q, 4), parameters),
                                 .has_program = text_is(query_text(q, 5), KOKUHO_VERSION),
                                 .is_whole = query_i64(q, 6) != 0,
                                 .is_complete = query_i64(q, 7) != 0,
                                 .approved_at = query_i64(q, 8)};
    }
    query_reset(q);
    return e;
}

/* NULL: the run is not decided. */
static const struct decided_run *run_of(struct decided_runs *runs, int64_t run_no, int64_t kind)
{
    size_t low = 0, high = runs->count;
    if (runs->last < runs->count && runs->rows[runs->last].run_no == run_no &&
        runs->rows[runs->last].kind == kind) {
        return &runs->rows[runs->last]; /* most versions of a year are of one run */
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct decided_run *r = &runs->rows[middle];
        if (order_by_two(r->run_no, r->kind, run_no, kind) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    runs->last = low;
    bool is_there = low < runs->count && runs->rows[low].run_no == run_no && runs->rows[low].kind == kind;
    return is_there ? &runs->rows[low] : NULL;
}

static enum err decided_read(struct query *q, struct decided_runs *runs, struct arena *arena,
                             struct report *report, struct decided_list *ret)
{
    size_t capacity = 0;
    bool row;
    enum err e;
    *ret = (struct decided_list){.is_decided = runs->count > 0};
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        int64_t run_no = query_i64(q, SHORT_RUN), kind = query_i64(q, SHORT_KIND);
        const struct decided_run *run = run_of(runs, run_no, kind);
        if (run == NULL) {
            continue;
        }
        struct decided_short d = {
            .household_no = query_i64(q, 0),
            .payer_no = query_i64(q, 1),
            .version = (int32_t)query_i64(q, 2),
            .total = query_i64(q, 3),
            .has_parameters = run->has_parameters,
            .run_no = run_no,
            .known_at = run->known_at,
            .care40_not_after = run->care40_not_after,
        };
        for (int p = 0; p < LEVY_PARTS; p++) {
            d.part[p] = query_i64(q, 4 + p);
        }
        struct text hash = query_blob(q, 8);
        assert(hash.len == FACTS_HASH_BYTES);
        memcpy(d.facts_hash, hash.bytes, FACTS_HASH_BYTES);
        struct decided_short *last = ret->count > 0 ? &ret->items[ret->count - 1] : NULL;
        if (last != NULL && last->household_no == d.household_no && last->payer_no == d.payer_no) {
            *last = d; /* versions ascend: the last stands */
        } else {
            *ARENA_PUSH(arena, ret->items, ret->count, capacity) = d;
        }
    }
    query_reset(q);
    return e;
}

enum err decided_load(struct store *s, int32_t year, const char *parameters, struct arena *arena,
                      struct report *report, struct decided_list *ret)
{
    struct decided_runs runs;
    enum err e = decided_runs_load(s, year, parameters, arena, report, &runs);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_scan(s, SQL_premium_assessment_short);
    query_set_i64(q, "fiscal_year", year);
    return decided_read(q, &runs, arena, report, ret);
}

enum err decided_load_some(struct store *s, int32_t year, const char *parameters, const int64_t *households,
                           size_t count, struct arena *arena, struct report *report,
                           struct decided_list *ret)
{
    struct decided_runs runs;
    enum err e = decided_runs_load(s, year, parameters, arena, report, &runs);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_premium_assessment_short_many);
    query_set_i64(q, "fiscal_year", year);
    query_set_list(q, "households", households, count);
    return decided_read(q, &runs, arena, report, ret);
}

/* Versions of a payer stand newest first: the first that is decided counts. */
void decided_of_versions(const struct household_versions *versions, const char *parameters,
                         struct arena *arena, struct decided_list *ret)
{
    *ret = (struct decided_list){.items = ARENA_ARRAY(arena, struct decided_short, versions->count + 1)};
    for (size_t i = 0; i < versions->count; i++) {
        const struct assessment_row *row = &versions->rows[i];
        const struct decision_run *run = &versions->runs[i];
        bool is_older = ret->count > 0 && ret->items[ret->count - 1].payer_no == row->payer_no;
        if (!run->is_approved || is_older) {
            continue;
        }
        struct decided_short *d = &ret->items[ret->count++];
        *d = (struct decided_short){.household_no = row->household_no,
                                    .payer_no = row->payer_no,
                                    .version = row->version,
                                    .total = row->total,
                                    .has_parameters = strcmp(run->parameters, parameters) == 0,
                                    .run_no = row->run_no,
                                    .known_at = run->known_at,
                                    .care40_not_after = run->care40_not_after};
        memcpy(d->part, row->part, sizeof(d->part));
        memcpy(d->facts_hash, row->facts_hash, sizeof(d->facts_hash));
    }
}

size_t decided_find(const struct decided_list *list, int64_t household_no)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle].household_no < household_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum err differences_open(struct differences *d, struct job_run *run, const char *parameters,
                          const char *list_max, const struct checks *checks, struct arena *arena)
{
    *d = (struct differences){.run = run, .checks = checks};
    if (strcmp(list_max, "all") == 0) {
        d->list_max = INT64_MAX;
    } else if (!parse_i64(list_max, strlen(list_max), 0, INT64_MAX, &d->list_max)) {
        return report_fail(run->report, ERR_INPUT, "条件 list は件数か all です: %s", list_max);
    }
    return decided_load(run->session->store, run->year, parameters, arena, run->report, &d->decided);
}

static const struct decided_short *decided_of(const struct differences *d,
                                              const struct assessed *now)
{
    const struct decided_list *list = &d->decided;
    for (size_t i = decided_find(list, now->row.household_no);
         i < list->count && list->items[i].household_no == now->row.household_no; i++) {
        if (list->items[i].payer_no == now->row.payer_no) {
            return &list->items[i];
        }
    }
    return NULL;
}

static const char *const cause_words[CAUSES] = {
    [CAUSE_FACTS] = "事実の変更",   [CAUSE_PARAMETERS] = "法令値・料率の変更",
    [CAUSE_PROGRAM] = "プログラム", [CAUSE_NEW] = "新しく賦課",
    [CAUSE_LAST_YEAR] = "前年度との差",
};

static void list_line(struct differences *d, const struct assessed *now, yen was,
                      enum difference_cause cause)
{
    char before[32], after[32];
    if (d->listed++ >= d->list_max) {
        return;
    }
    yen_format(was, before, sizeof(before));
    yen_format(now->row.total, after, sizeof(after));
    fprintf(d->run->out, "差分: 世帯 %" PRId64 " 納付義務者 %" PRId64 "  %s → %s 円（%+" PRId64 "）  %s\n",
            now->row.household_no, now->row.payer_no, before, after, now->row.total - was,
            cause_words[cause]);
}

static bool same_amounts(const struct decided_short *was, const struct assessment_row *now)
{
    return was->total == now->total &&
           memcmp(was->part, now->part, sizeof(was->part)) == 0;
}

enum err differences_add(struct differences *d, const struct assessed *now, struct report *report)
{
    for (int p = 0; p < LEVY_PARTS; p++) {
        d->part[p] += now->row.part[p];
    }
    enum difference_cause cause = CAUSE_NEW;
    yen was = 0;
    if (d->decided.count > 0) {
        const struct decided_short *decided = decided_of(d, now);
        if (decided != NULL) {
            was = decided->total;
            cause = memcmp(decided->facts_hash, now->row.facts_hash, FACTS_HASH_BYTES) != 0
                        ? CAUSE_FACTS
                    : !decided->has_parameters ? CAUSE_PARAMETERS
                                               : CAUSE_PROGRAM;
            if (same_amounts(decided, &now->row)) {
                d->same++;
                return ERR_NONE;
            }
        }
    } else {
        bool known;
        was = checks_last_total(d->checks, now->row.household_no, &known);
        cause = known ? CAUSE_LAST_YEAR : CAUSE_NEW;
        if (known && was == now->row.total) {
            d->same++;
            return ERR_NONE;
        }
    }
    d->households[cause]++;
    d->change[cause] += now->row.total - was;
    list_line(d, now, was, cause);
    if (cause == CAUSE_PROGRAM) {
        return batch_finding(d->run, "unexplained_difference", now->row.household_no,
                             now->row.payer_no,
                             "事実も法令値も同じなのに金額が変わります。"
                             "公開を止め、開発元に知らせてください",
                             report);
    }
    return ERR_NONE;
}

enum err differences_show(struct differences *d)
{
    FILE *out = d->run->out;
    char amount[32];
    if (d->listed > d->list_max) {
        fprintf(out, "  ほか %" PRId64 " 件（--list all で全部）\n", d->listed - d->list_max);
    }
    fprintf(out, "差分の合計（%s）\n", d->decided.count > 0 ? "決議済みの賦課と比べて" : "前年度と比べて");
    for (int c = 0; c < CAUSES; c++) {
        if (d->households[c] > 0) {
            yen_format(d->change[c], amount, sizeof(amount));
            fprintf(out, "  %s: %" PRId64 " 件 %s 円\n", cause_words[c], d->households[c], amount);
        }
    }
    fprintf(out, "  変わらない: %" PRId64 " 件\n", d->same);
    for (int p = 0; p < LEVY_PARTS; p++) {
        yen_format(d->part[p], amount, sizeof(amount));
        fprintf(out, "  %s（%s）の総額 %s 円\n", premium_levy_parts[p].label,
                premium_levy_parts[p].name, amount);
    }
    return ERR_NONE;
}

/* ---------------------------------------------------------------------------------- digest ---- */

static void digest_words(struct row_digest *sum, int64_t household_no, int64_t payer_no,
                         int64_t version, const void *facts, const void *derivation)
{
    unsigned char bytes[3 * 8 + FACTS_HASH_BYTES + TRACE_DIGEST_BYTES];
    const int64_t numbers[3] = {household_no, payer_no, version};
    memcpy(bytes, numbers, sizeof(numbers));
    memcpy(bytes + sizeof(numbers), facts, FACTS_HASH_BYTES);
    memcpy(bytes + sizeof(numbers) + FACTS_HASH_BYTES, derivation, TRACE_DIGEST_BYTES);
    row_digest_add(sum, bytes, sizeof(bytes));
}

void assessment_digest_add(struct row_digest *sum, const struct assessment_row *row)
{
    digest_words(sum, row->household_no, row->payer_no, row->version, row->facts_hash,
                 row->derivation);
}

enum err assessment_digest_of_run(struct store *s, int32_t year, int64_t run_no,
                                  struct report *report, struct row_digest *ret)
{
    struct query *q = store_scan(s, SQL_premium_digest_of_run);
    bool row;
    enum err e;
    *ret = (struct row_digest){0, 0};
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text facts = query_blob(q, 3), derivation = query_blob(q, 4);
        assert(facts.len == FACTS_HASH_BYTES && derivation.len == TRACE_DIGEST_BYTES);
        digest_words(ret, query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), facts.bytes,
                     derivation.bytes);
    }
    query_reset(q);
    return e;
}

struct job_run assessment_rehearsal(const struct job_run *waiting)
{
    struct job_run dry = *waiting;
    dry.dry_run = true;
    dry.checkpoint = CHECKPOINT_NONE;
    dry.units_done = 0;
    dry.is_quiet = true;
    return dry;
}

enum err assessment_compare(const struct job_run *waiting, const struct row_digest *now,
                            bool *ret_changed)
{
    struct row_digest stored = {0, 0};
    enum err e = assessment_digest_of_run(waiting->session->store, waiting->year, waiting->run_no,
                                          waiting->report, &stored);
    if (e == ERR_NONE) {
        *ret_changed = stored.lo != now->lo || stored.hi != now->hi;
    }
    return e;
}
