/* Reading runs and findings, for lists and the job monitor. */
#include "batch/internal.h"
#include "batch/standing.h"

static void copy_text(char *to, size_t size, struct text t)
{
    size_t n = t.len < size ? t.len : utf8_prefix(t.bytes, t.len, size - 1);
    memcpy(to, t.bytes, n);
    to[n] = '\0';
}

static void record_read(const struct query *q, struct run_record *r)
{
    *r = (struct run_record){
        .run_no = query_i64(q, 0),
        .year = (int32_t)query_i64(q, 2),
        .state = (enum job_state)query_i64(q, 3),
        .known_at = query_i64(q, 4),
        .checkpoint = query_i64(q, 6),
        .units_done = query_i64(q, 7),
        .units_total = query_i64(q, 8),
        .findings = query_i64(q, 9),
        .started_at = query_i64(q, 14),
        .proposed_at = query_i64(q, 15),
        .approved_at = query_i64(q, 16),
        .result = (int)query_i64(q, 17),
    };
    bool ok = date_from_ymd((int32_t)query_i64(q, 5), &r->business_date);
    assert(ok);
    copy_text(r->job, sizeof(r->job), query_text(q, 1));
    copy_text(r->proposer, sizeof(r->proposer), query_text(q, 10));
    copy_text(r->approver, sizeof(r->approver), query_text(q, 11));
    copy_text(r->program_version, sizeof(r->program_version), query_text(q, 12));
    copy_text(r->terminal, sizeof(r->terminal), query_text(q, 13));
}

static enum err records_read(struct query *q, struct arena *arena, struct report *report,
                             struct run_record **ret, size_t *ret_count)
{
    struct run_record *records = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        record_read(q, ARENA_PUSH(arena, records, count, capacity));
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = records;
        *ret_count = count;
    }
    return e;
}

static struct query *runs_of_job(struct store *s, const char *job, int32_t year, date from)
{
    struct query *q = store_query(s, SQL_batch_run_of_job);
    query_set_text(q, "job", text_of(job));
    query_set_i64(q, "from", date_is_none(from) ? 0 : date_ymd(from));
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "any_year", year == 0);
    return q;
}

enum err batch_runs(struct store *s, const char *job, int32_t year, struct arena *arena,
                    struct report *report, struct run_record **ret, size_t *ret_count)
{
    if (job != NULL) {
        return records_read(runs_of_job(s, job, year, date_none()), arena, report, ret, ret_count);
    }
    struct query *q = store_query(s, SQL_batch_run_list);
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "any_year", year == 0);
    return records_read(q, arena, report, ret, ret_count);
}

enum err batch_runs_from(struct store *s, const char *job, date from, struct arena *arena,
                         struct report *report, struct run_record **ret, size_t *ret_count)
{
    return records_read(runs_of_job(s, job, 0, from), arena, report, ret, ret_count);
}

enum err batch_findings(struct store *s, int64_t run_no, int64_t after, size_t max,
                        struct arena *arena, struct report *report, struct finding_record **ret,
                        size_t *ret_count)
{
    struct query *q = store_query(s, SQL_batch_finding_list);
    struct finding_record *records = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "run_no", run_no);
    query_set_i64(q, "after", after);
    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, records, count, capacity) = (struct finding_record){
            .seq = query_i64(q, 0),
            .code = text_copy(arena, query_text(q, 1)),
            .unit_key = query_i64(q, 2),
            .person_no = query_i64(q, 3),
            .words = text_copy(arena, query_text(q, 4)),
        };
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = records;
        *ret_count = count;
    }
    return e;
}

enum err batch_standing_units(struct store *s, int32_t year, int64_t from_run,
                              const char *const codes[STANDING_CODES], struct arena *arena,
                              struct report *report, int64_t **ret, size_t *ret_count)
{
    static const char *const names[STANDING_CODES] = {"code", "second", "third"};
    struct query *q = store_query(s, SQL_batch_finding_standing);
    int64_t *units = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "from_run", from_run);
    query_set_i64(q, "fiscal_year", year);
    query_set_text(q, "stopped", text_of(FINDING_UNIT_STOPPED));
    for (size_t i = 0; i < STANDING_CODES; i++) {
        query_set_text(q, names[i], text_of(codes[i]));
    }
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, units, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    *ret = units;
    *ret_count = count;
    return e;
}

enum err batch_finding_counts(struct store *s, int64_t run_no, struct arena *arena,
                              struct report *report, struct finding_count **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_batch_finding_counts);
    struct finding_count *counts = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, counts, count, capacity) =
            (struct finding_count){text_copy(arena, query_text(q, 0)), query_i64(q, 1)};
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = counts;
        *ret_count = count;
    }
    return e;
}
