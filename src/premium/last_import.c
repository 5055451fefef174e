/* GY-02 前年度の賦課 -- what the system before this one had assessed: for comparison before the decision. */
#include "premium/premium.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err take_record(struct import_run *run, const struct record *r);
static enum err end_import(struct import_run *run);
static void cancel_import(struct import_run *run);

const struct import_handler import_opening_assessment = {
    .layout = "gy-02-assessment",
    .partner = "旧システム",
    .label = "旧システム移行 賦課",
    .order = 60,
    .begin = begin,
    .record = take_record,
    .end = end_import,
    .cancel = cancel_import,
};

enum field {
    F_YEAR, F_PAYER, F_HOUSEHOLD, F_TENTHS, F_JUDGED, F_INSURED, F_MEDICAL, F_SUPPORT, F_CARE, F_CHILD,
    F_TOTAL, F_DECIDED, FIELDS,
};
static const char *const field_names[FIELDS] = {
    "fiscal_year", "payer_no", "household_no", "reduction_tenths", "judged_income", "insured_count",
    "medical", "support", "care", "child", "total", "decided_on",
};
static const struct bulk_column columns[] = {
    {"fiscal_year", BULK_I64},   {"payer_no", BULK_I64},         {"household_no", BULK_I64},
    {"reduction_tenths", BULK_I64}, {"judged_income", BULK_I64}, {"insured_count", BULK_I64},
    {"medical", BULK_I64},       {"support", BULK_I64},          {"care", BULK_I64},
    {"child", BULK_I64},         {"total", BULK_I64},            {"decided_on", BULK_I64},
    {"recorded_at", BULK_I64},   {"superseded_at", BULK_I64},
};

#define BUFFER_ROWS 4096
#define YEARS_MAX 8

struct importing {
    struct arena *arena;
    size_t data_record, fields[FIELDS];
    int64_t (*buffer)[FIELDS];
    size_t buffered;
    int64_t years[YEARS_MAX]; /* each replaced as a whole when its first record comes */
    size_t year_count;
};

#define JUDGED_NOT_KNOWN INT64_MIN

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("前年度の賦課の取込", (size_t)16 << 20);
    struct importing *in = ARENA_NEW(arena, struct importing);
    in->arena = arena;
    in->data_record = layout_record(run->layout, "data");
    assert(in->data_record != SIZE_MAX);
    for (int i = 0; i < FIELDS; i++) {
        in->fields[i] = layout_field(run->layout, in->data_record, field_names[i]);
        if (in->fields[i] == SIZE_MAX) {
            enum err e = report_fail(run->report, ERR_INPUT, "レイアウト %s に項目 %s がありません",
                                     layout_name(run->layout), field_names[i]);
            arena_free(arena);
            return e;
        }
    }
    in->buffer = arena_alloc(arena, BUFFER_ROWS, sizeof(*in->buffer));
    run->state = in;
    return ERR_NONE;
}

static void cancel_import(struct import_run *run)
{
    struct importing *in = run->state;
    arena_free(in->arena); /* holds *in itself */
    run->state = NULL;
}

static enum err flush(struct import_run *run, struct importing *in)
{
    struct bulk *b;
    if (in->buffered == 0) {
        return ERR_NONE;
    }
    enum err e = store_bulk_begin(run->session->store, "premium_last_assessment", columns,
                                  COUNT_OF(columns), run->report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < in->buffered && e == ERR_NONE; i++) {
        for (int f = 0; f < FIELDS; f++) {
            if (in->buffer[i][f] == JUDGED_NOT_KNOWN) {
                bulk_null(b);
            } else {
                bulk_i64(b, in->buffer[i][f]);
            }
        }
        bulk_i64(b, run->recorded_at);
        bulk_i64(b, INT64_MAX);
        e = bulk_row(b, run->report);
    }
    in->buffered = 0;
    enum err ended = bulk_end(b, run->report);
    return e != ERR_NONE ? e : ended;
}

/* The first record of a year takes the place of everything loaded for it before. */
static enum err year_begin(struct import_run *run, struct importing *in, int64_t year)
{
    for (size_t i = 0; i < in->year_count; i++) {
        if (in->years[i] == year) {
            return ERR_NONE;
        }
    }
    if (in->year_count == YEARS_MAX) {
        return report_fail(run->report, ERR_INPUT, "1つのファイルに%d年度より多くあります", YEARS_MAX);
    }
    in->years[in->year_count++] = year;
    enum err e = flush(run, in);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_premium_last_close);
    int64_t changed;
    query_set_i64(q, "fiscal_year", year);
    query_set_i64(q, "recorded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

static enum err take_record(struct import_run *run, const struct record *r)
{
    struct importing *in = run->state;
    if (r->kind != in->data_record) {
        return ERR_NONE;
    }
    int64_t row[FIELDS];
    for (int f = 0; f < FIELDS; f++) {
        if (!record_i64(r, in->fields[f], &row[f])) {
            row[f] = f == F_JUDGED ? JUDGED_NOT_KNOWN : 0;
        }
    }
    enum err e = year_begin(run, in, row[F_YEAR]);
    if (e != ERR_NONE) {
        return e;
    }
    memcpy(in->buffer[in->buffered++], row, sizeof(row));
    return in->buffered == BUFFER_ROWS ? flush(run, in) : ERR_NONE;
}

static enum err end_import(struct import_run *run)
{
    struct importing *in = run->state;
    enum err e = flush(run, in);
    cancel_import(run);
    return e;
}
