/*
 * 国保資格の住民票への連携 (JU-03, EL-61) -- who is insured since when and until when, as far as it
 * changed.
 *
 * The file appears as the last step of the transaction in which it is recorded what was told: killed
 * before, nothing was told; killed behind it, the run finds its file and is done.
 */
#include "interchange/interchange.h"
#include "onward/compare.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_ALL };
static const struct job_option options[] = {
    {"all", "全員を比べる（する / しない = 前回の後に資格が動いた人と、始まりか終わりの日が来た人だけ）",
     "しない"},
};

const struct job job_resident_insurance = {
    .name = "resident-insurance-out",
    .label = "国保資格の住民票への連携データの作成",
    .unit = "人",
    .run_permission = PERM_NIGHT_RUN,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .show = show,
};

struct telling {
    struct job_run *run;
    struct arena *arena;
    struct layout_writer *writer;
    const char *path, *name;
    size_t header, data, trailer;
    int64_t sequence, now;
    struct difference *all;
    size_t count;
};

enum { ACTION_TELL = 1, ACTION_CANCEL };

static struct text number(struct telling *t, int64_t value)
{
    return text_of(arena_printf(t->arena, "%" PRId64, value));
}
static struct text day(struct telling *t, int64_t ymd) { return ymd == 0 ? text_of("") : number(t, ymd); }

/* ---------------------------------------------------------------------------------------- file -- */

static enum err open_file(struct telling *t)
{
    struct job_run *run = t->run;
    const char *share = arena_printf(t->arena, "%s/layouts", run->session->folder.share);
    const char *folder = arena_printf(t->arena, "%s/files/onward", run->session->folder.path);
    const struct layout *layout;
    enum err e =
        layout_find_on(share, "ju-03-insurance", run->business_date, t->arena, run->report, &layout);

    if (e != ERR_NONE) {
        return e;
    }
    t->header = layout_record(layout, "header");
    t->data = layout_record(layout, "data");
    t->trailer = layout_record(layout, "trailer");
    t->name = arena_printf(t->arena, "JU-03_%d_%06" PRId64 ".csv", (int)date_ymd(run->business_date),
                           t->sequence);
    t->path = arena_printf(t->arena, "%s/%s", folder, t->name);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return report_fail(run->report, ERR_WORLD, "フォルダ %s を作れません", folder);
    }
    e = layout_writer_open(layout, t->path, run->report, &t->writer);
    const struct text head[] = {text_of("H"),
                                text_of("JU-03"),
                                text_of("1"),
                                text_of(run->session->folder.municipality),
                                day(t, date_ymd(run->business_date)),
                                number(t, t->sequence)};
    return e == ERR_NONE ? layout_write_record(t->writer, t->header, head, run->report) : e;
}

static enum err put(struct telling *t, const struct difference *d)
{
    const struct text values[] = {text_of("D"),
                                  number(t, d->addressee_no),
                                  text_of(d->is_true && d->truth.is_insured ? "1" : "0"),
                                  day(t, d->truth.acquired_on),
                                  day(t, d->truth.lost_on),
                                  text_of("1"),
                                  number(t, d->is_true ? ACTION_TELL : ACTION_CANCEL)};

    return layout_write_record(t->writer, t->data, values, t->run->report);
}

/* -------------------------------------------------------------------------------------- record -- */

static enum err close_told(struct telling *t, const struct difference *d)
{
    struct query *q = store_query(t->run->session->store, SQL_onward_told_close);
    int64_t changed;

    query_set_i64(q, "addressee_no", d->addressee_no);
    query_set_i64(q, "recorded_at", t->now);
    return query_run(q, t->run->report, &changed);
}

/* What was told of somebody before ends; what is true is told now. */
static enum err record_told(struct telling *t)
{
    static const struct bulk_column columns[] = {
        {"addressee_no", BULK_I64}, {"recorded_at", BULK_I64}, {"superseded_at", BULK_I64},
        {"is_insured", BULK_I64},   {"acquired_on", BULK_I64}, {"lost_on", BULK_I64},
        {"sequence", BULK_I64},
    };
    struct bulk *b;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < t->count && e == ERR_NONE; i++) {
        e = t->all[i].was_told ? close_told(t, &t->all[i]) : ERR_NONE;
    }
    e = e == ERR_NONE ? store_bulk_begin(t->run->session->store, "onward_told", columns, COUNT_OF(columns),
                                         t->run->report, &b)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < t->count && e == ERR_NONE; i++) {
        const struct difference *d = &t->all[i];
        if (d->is_true) {
            bulk_i64(b, d->addressee_no);
            bulk_i64(b, t->now);
            bulk_i64(b, INT64_MAX);
            bulk_i64(b, d->truth.is_insured);
            bulk_i64(b, d->truth.acquired_on);
            bulk_i64(b, d->truth.lost_on);
            bulk_i64(b, t->sequence);
            e = bulk_row(b, t->run->report);
        }
    }
    enum err end = bulk_end(b, t->run->report);
    return e != ERR_NONE ? e : end;
}

static enum err record_file(struct telling *t, const struct file_receipt *receipt)
{
    struct query *q = store_query(t->run->session->store, SQL_onward_file_add);
    int64_t changed;

    query_set_i64(q, "sequence", t->sequence);
    query_set_i64(q, "run_no", t->run->run_no);
    query_set_i64(q, "made_on", date_ymd(t->run->business_date));
    query_set_text(q, "file_name", text_of(t->name));
    query_set_i64(q, "records", (int64_t)t->count);
    query_set_text(q, "sha256", text_of(receipt->sha256));
    query_set_i64(q, "recorded_at", t->now);
    return query_run(q, t->run->report, &changed);
}

static enum err record_all(struct telling *t)
{
    struct store *s = t->run->session->store;
    struct file_receipt receipt = {0};
    enum err e = store_begin(s, t->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(t->run, t->run->report);
    e = e == ERR_NONE ? record_told(t) : e;
    if (e == ERR_NONE) {
        struct layout_writer *w = t->writer;
        t->writer = NULL;
        e = layout_writer_close(w, t->run->report, &receipt);
    }
    e = e == ERR_NONE ? record_file(t, &receipt) : e;
    if (e == ERR_NONE) {
        return store_commit(s, t->run->report);
    }
    store_rollback(s);
    return e;
}

/* ----------------------------------------------------------------------------------------- job -- */

static enum err next_sequence(struct telling *t)
{
    struct query *q = store_query(t->run->session->store, SQL_onward_file_next);
    bool row;
    enum err e = query_step(q, t->run->report, &row);

    t->sequence = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err make_file(struct telling *t)
{
    static const struct text tail[] = {{"T", 1}, {"", 0}}; /* the rule of the layout fills in the count */
    enum err e = next_sequence(t);

    e = e == ERR_NONE ? open_file(t) : e;
    for (size_t i = 0; i < t->count && e == ERR_NONE; i++) {
        e = put(t, &t->all[i]);
    }
    if (e == ERR_NONE) {
        e = layout_write_record(t->writer, t->trailer, tail, t->run->report);
    }
    e = e == ERR_NONE ? record_all(t) : e;
    layout_writer_cancel(t->writer);
    return e;
}

static enum err is_done(struct job_run *run, bool *ret)
{
    struct query *q = store_query(run->session->store, SQL_onward_file_of_run);

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, ret);
    query_reset(q);
    return e;
}

static enum err compare(struct telling *t)
{
    struct last_look since;
    enum err e = batch_last_look(t->run, OPTION_ALL, t->arena, &since);

    return e == ERR_NONE ? onward_differences(t->run->session->store, t->run->business_date, &since, t->arena,
                                              t->run->report, &t->all, &t->count)
                         : e;
}

static enum err propose(struct job_run *run)
{
    struct telling t = {
        .run = run, .arena = arena_new("住民票への連携", (size_t)2 << 30), .now = clock_now_ms()};
    bool done = false;
    enum err e = is_done(run, &done);

    if (e == ERR_NONE && !done) {
        e = compare(&t);
    }
    bool has_news = e == ERR_NONE && t.count > 0 && !run->dry_run;
    e = has_news ? make_file(&t) : e;
    if (e == ERR_NONE && !done) {
        fprintf(run->out, "住民票に知らせる人 %zu 人%s%s\n", t.count,
                has_news ? "。" : "（ファイルは作りません）", has_news ? t.path : "");
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, 1, (int64_t)t.count, (int64_t)t.count);
    }
    arena_free(t.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_onward_file_of_run);
    bool row;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        struct text name = query_text(q, 0);
        fprintf(run->out, "%.*s: %" PRId64 " 人（files/onward）\n", (int)name.len, name.bytes,
                query_i64(q, 1));
    } else if (e == ERR_NONE) {
        fprintf(run->out, "変わった人はなく、ファイルはありません\n");
    }
    query_reset(q);
    return e;
}
