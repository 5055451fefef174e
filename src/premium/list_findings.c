/*
 * 確認事項の一覧 -- what the runs of a year left for a person to look at.
 *
 * Rows    OP-20, BO-04, BO-11
 *
 * Runs that were replaced are left out. Findings of restricted persons stand there, flagged: somebody has
 * to work them off, and no address is shown.
 */
#include "premium/lists.h"

#define CHUNK_ROWS 1000

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "処理"},     {.label = "処理番号", .is_number = true}, {.label = "区分"}, {.label = "世帯番号"},
    {.label = "宛名番号"}, {.label = "氏名"},                        {.label = "内容"}, {.label = "支援措置"},
};

enum { WORD_YEAR, WORD_CODE, WORD_JOB, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [WORD_CODE] = {.name = "区分", .type = OUTPUT_WORD_TEXT},
    [WORD_JOB] = {.name = "処理", .type = OUTPUT_WORD_TEXT},
};

const struct output_list output_list_findings = {
    .name = "findings",
    .label = "確認事項の一覧",
    .help = "年度の処理が残した確認事項。支援措置の対象者は印を付けて出す（住所は出さない）",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "年度=2026 区分=outlier 処理=premium-annual",
    .write = write_list,
};

struct listing {
    struct session *session;
    const struct output_value *values;
    struct output_sink *sink;
    struct report *report;
    struct as_of as_of;
    struct arena *chunk;
};

static bool contains(const struct output_value *v, struct text t)
{
    return !v->is_given || memmem(t.bytes, t.len, v->text.bytes, v->text.len) != NULL;
}

static enum err put(struct listing *l, const struct run_record *run, const struct finding_record *f)
{
    struct listed_person who;
    struct output_sink *sink = l->sink;
    if (!contains(&l->values[WORD_CODE], f->code)) {
        return ERR_NONE;
    }
    enum err e = listed_person_find(l->session->store, f->person_no, l->as_of, l->chunk, l->report, &who);
    if (e != ERR_NONE) {
        return e;
    }
    output_text(sink, text_of(run->job));
    output_i64(sink, run->run_no);
    output_text(sink, f->code);
    output_i64(sink, f->unit_key);
    output_addressee_no(sink, f->person_no);
    output_text(sink, who.name);
    output_text(sink, f->words);
    output_text(sink, text_of(who.is_restricted ? "対象" : ""));
    return output_row(sink, f->person_no, who.is_restricted, l->report);
}

static enum err write_run(struct listing *l, const struct run_record *run)
{
    struct finding_record *found;
    size_t count;
    int64_t after = 0;
    enum err e;
    do {
        arena_reset(l->chunk);
        e = batch_findings(l->session->store, run->run_no, after, CHUNK_ROWS, l->chunk, l->report, &found,
                           &count);
        for (size_t i = 0; e == ERR_NONE && i < count; i++) {
            after = found[i].seq;
            e = put(l, run, &found[i]);
        }
    } while (e == ERR_NONE && count > 0);
    return e;
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct run_record *runs = NULL;
    size_t count = 0;
    int32_t year;
    struct listing l = {.session = s, .values = values, .sink = sink, .report = report,
                        .as_of = {s->folder.business_date, clock_now_ms()},
                        .chunk = arena_new("確認事項の一覧", (size_t)64 << 20)};
    enum err e = listed_year(&values[WORD_YEAR], report, &year);
    if (e == ERR_NONE) {
        e = batch_runs(s->store, NULL, year, arena, report, &runs, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_wanted = runs[i].state != RUN_WITHDRAWN && contains(&values[WORD_JOB], text_of(runs[i].job));
        e = is_wanted ? write_run(&l, &runs[i]) : ERR_NONE;
    }
    arena_free(l.chunk);
    return e;
}
