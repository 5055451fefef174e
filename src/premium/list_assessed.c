/*
 * 賦課の一覧 -- the decided premiums of a year by amount, reduction and finding.
 *
 * Rows    OP-20, BO-04, BO-11, RP-04
 * Law     国民健康保険法76条, 施行令29条の7; 個人情報保護法69条
 *
 * The newest version of each household and payer whose run was approved when the list began: versions are
 * written once, so what is read in short transactions is one state. Restricted payers stand there without
 * their address.
 */
#include "premium/lists.h"

#define CHUNK_ROWS 1000

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "納付義務者番号"},
    {.label = "氏名"},
    {.label = "郵便番号", .is_address = true},
    {.label = "住所", .is_address = true},
    {.label = "方書", .is_address = true},
    {.label = "世帯番号"},
    {.label = "被保険者数", .is_number = true},
    {.label = "年間保険料額", .is_number = true},
    {.label = "医療分", .is_number = true},
    {.label = "支援金分", .is_number = true},
    {.label = "介護分", .is_number = true},
    {.label = "子ども分", .is_number = true},
    {.label = "軽減"},
    {.label = "版", .is_number = true},
    {.label = "決議日"},
    {.label = "支援措置"},
};

/* 軽減: 7割, 5割, 2割 as in the answers of the rules; 0 = none. */
static const char *const reductions[] = {"なし", "2割", "5割", "7割", NULL};
static const int reduction_tenths[] = {0, 2, 5, 7};

enum { WORD_YEAR, WORD_TOTAL, WORD_REDUCTION, WORD_FINDING, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [WORD_TOTAL] = {.name = "保険料額", .type = OUTPUT_WORD_NUMBER, .unit = "円"},
    [WORD_REDUCTION] = {.name = "軽減", .type = OUTPUT_WORD_CHOICE, .choices = reductions},
    [WORD_FINDING] = {.name = "確認事項", .type = OUTPUT_WORD_TEXT},
};

const struct output_list output_list_assessed = {
    .name = "assessed",
    .label = "賦課の一覧",
    .help = "決議された年度の保険料（世帯と納付義務者ごとの最新の版）。支援措置の対象者の住所は出さない",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help =
        "年度=2026 保険料額=1000000- 軽減=7割 確認事項=outlier 列=納付義務者番号,氏名,年間保険料額",
    .write = write_list,
};

struct decided_run {
    int64_t run_no, kind;
    date decided_on;
};
struct listing {
    struct session *session;
    const struct output_value *values;
    struct output_sink *sink;
    struct report *report;
    struct as_of as_of;
    int32_t year;
    struct decided_run *runs;
    size_t run_count;
    int64_t *households; /* with the finding asked for, ascending */
    size_t household_count;
    struct arena *chunk;
};

/* ----------------------------------------------------------------------------------- runs ----- */

static enum err read_runs(struct listing *l, struct arena *arena)
{
    size_t capacity = 0;
    bool row = false;
    enum err e;
    struct query *q = store_query(l->session->store, SQL_premium_run_approved);
    query_set_i64(q, "fiscal_year", l->year);
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        struct decision_run run;
        decision_run_read(q, 0, &run);
        *ARENA_PUSH(arena, l->runs, l->run_count, capacity) =
            (struct decided_run){run.run_no, run.kind, run.decided_on};
    }
    query_reset(q);
    return e;
}

static const struct decided_run *run_of(const struct listing *l, const struct assessment_row *row)
{
    for (size_t i = 0; i < l->run_count; i++) {
        if (l->runs[i].run_no == row->run_no && l->runs[i].kind == (int64_t)row->kind) {
            return &l->runs[i];
        }
    }
    return NULL;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum err households_of_run(struct listing *l, int64_t run_no, struct arena *arena, size_t *capacity)
{
    struct finding_record *found;
    size_t count;
    int64_t after = 0;
    enum err e;
    do {
        arena_reset(l->chunk);
        e = batch_findings(l->session->store, run_no, after, CHUNK_ROWS, l->chunk, l->report, &found, &count);
        for (size_t i = 0; e == ERR_NONE && i < count; i++) {
            after = found[i].seq;
            if (text_equal(found[i].code, l->values[WORD_FINDING].text)) {
                *ARENA_PUSH(arena, l->households, l->household_count, *capacity) = found[i].unit_key;
            }
        }
    } while (e == ERR_NONE && count > 0);
    return e;
}

static enum err read_findings(struct listing *l, struct arena *arena)
{
    size_t capacity = 0;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < l->run_count && e == ERR_NONE && l->values[WORD_FINDING].is_given; i++) {
        bool is_first = i == 0 || l->runs[i].run_no != l->runs[i - 1].run_no; /* one run, several kinds */
        e = is_first ? households_of_run(l, l->runs[i].run_no, arena, &capacity) : ERR_NONE;
    }
    if (l->household_count > 0) {
        qsort(l->households, l->household_count, sizeof(*l->households), by_number);
    }
    return e;
}

/* ----------------------------------------------------------------------------------- rows ----- */

static bool fits(const struct listing *l, const struct assessment_row *row)
{
    const struct output_value *total = &l->values[WORD_TOTAL], *reduction = &l->values[WORD_REDUCTION];
    if (total->is_given && (row->total < total->from || row->total > total->until)) {
        return false;
    }
    if (reduction->is_given && row->reduction_tenths != reduction_tenths[reduction->choice]) {
        return false;
    }
    return !l->values[WORD_FINDING].is_given ||
           (l->household_count > 0 && bsearch(&row->household_no, l->households, l->household_count,
                                              sizeof(*l->households), by_number) != NULL);
}

static enum err put(struct listing *l, const struct assessment_row *row)
{
    struct listed_person payer;
    char reduction[16] = "";
    const struct decided_run *run = run_of(l, row);
    struct output_sink *sink = l->sink;
    if (!fits(l, row)) {
        return ERR_NONE;
    }
    assert(run != NULL);
    enum err e = listed_person_find(l->session->store, row->payer_no, l->as_of, l->chunk, l->report, &payer);
    if (e != ERR_NONE) {
        return e;
    }
    if (row->reduction_tenths > 0) {
        snprintf(reduction, sizeof(reduction), "%d割", row->reduction_tenths);
    }
    output_addressee_no(sink, row->payer_no);
    output_text(sink, payer.name);
    output_text(sink, payer.postal_code);
    output_text(sink, payer.address);
    output_text(sink, payer.building);
    output_i64(sink, row->household_no);
    output_i64(sink, row->insured_count);
    output_i64(sink, row->total);
    for (int p = 0; p < LEVY_PARTS; p++) {
        output_i64(sink, row->part[p]);
    }
    output_text(sink, text_of(reduction));
    output_i64(sink, row->version);
    output_day(sink, run->decided_on);
    output_text(sink, text_of(payer.is_restricted ? "対象" : ""));
    return output_row(sink, row->payer_no, payer.is_restricted, l->report);
}

/* ---------------------------------------------------------------------------------- chunks ---- */

static enum err read_chunk(struct listing *l, const struct assessment_row *after,
                           struct assessment_row *rows, size_t *ret_count)
{
    bool row = false;
    struct store *s = l->session->store;
    enum err e = store_begin_read(s, l->report);
    if (e != ERR_NONE) {
        return e;
    }
    *ret_count = 0;
    struct query *q = store_query(s, SQL_premium_list_assessed);
    query_set_i64(q, "fiscal_year", l->year);
    query_set_i64(q, "household_no", after->household_no);
    query_set_i64(q, "payer_no", after->payer_no);
    query_set_i64(q, "version", after->version);
    query_set_i64(q, "max", CHUNK_ROWS);
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        row_read(q, 0, &rows[(*ret_count)++]);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        return store_commit(s, l->report);
    }
    store_rollback(s);
    return e;
}

/* The newest decided version of a key is put out when the next key comes. */
static enum err write_rows(struct listing *l, struct arena *arena)
{
    struct assessment_row *rows = ARENA_ARRAY(arena, struct assessment_row, CHUNK_ROWS);
    struct assessment_row last = {0}, newest = {0};
    bool has_newest = false;
    size_t count = 0;
    enum err e;
    do {
        arena_reset(l->chunk);
        e = read_chunk(l, &last, rows, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            bool is_same = has_newest && rows[i].household_no == newest.household_no &&
                           rows[i].payer_no == newest.payer_no;
            last = rows[i];
            if (run_of(l, &rows[i]) == NULL) {
                continue;
            }
            e = has_newest && !is_same ? put(l, &newest) : ERR_NONE;
            newest = rows[i];
            has_newest = true;
        }
    } while (e == ERR_NONE && count > 0);
    return e == ERR_NONE && has_newest ? put(l, &newest) : e;
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct listing l = {.session = s, .values = values, .sink = sink, .report = report,
                        .as_of = {s->folder.business_date, clock_now_ms()},
                        .chunk = arena_new("賦課の一覧", (size_t)64 << 20)};
    enum err e = listed_year(&values[WORD_YEAR], report, &l.year);
    if (e == ERR_NONE) {
        e = read_runs(&l, arena);
    }
    if (e == ERR_NONE) {
        e = read_findings(&l, arena);
    }
    if (e == ERR_NONE) {
        e = write_rows(&l, arena);
    }
    arena_free(l.chunk);
    return e;
}
