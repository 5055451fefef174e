/*
 * 滞納整理支援への連携 -- what changed since the file before, or everything (collection.md 22.2).
 *
 * A payer is compared with what the other side was told of him last. The file is written while the payers
 * go by; what it told is recorded in the transaction in which it appears: killed before, nothing was told,
 * killed behind it, the run finds its file and is done.
 */
#include "support/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

enum { OPTION_SCOPE };
static const struct job_option options[] = {
    {.name = "scope", .label = "範囲（1 前回から変わったもの、2 全件）", .initial = "1"}};
const struct job job_support_out = {
    .name = "support-out",
    .label = "滞納整理支援への連携データの作成",
    .unit = "人",
    .run_permission = PERM_ARREARS_CHANGE,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .show = show,
};

/* A line that the other side holds differently from now on. */
struct told {
    int64_t payer_no, key[3], digest;
    enum line_kind kind;
    bool is_gone;
};
struct writing_file {
    struct job_run *run;
    struct arena *arena, *scratch; /* of the run; of a payer */
    const struct layout *layout;
    struct layout_writer *writer; /* NULL: a dry run */
    size_t record[LINE_KINDS], header, trailer;
    const char *path, *name;
    int64_t sequence, before, lines, debtors, charges, gone;
    bool is_full;
    yen unpaid;
    struct told *told;
    size_t told_count, told_capacity;
};

/* --------------------------------------------------------------------------------- file ------- */

static enum err last_sequence(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_support_file_last);
    bool row;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row); /* a maximum always has a row */
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err open_file(struct writing_file *f)
{
    static const char *const records[LINE_KINDS] = {
        [LINE_DEBTOR] = "debtor",   [LINE_CHARGE] = "charge", [LINE_RECEIPT] = "receipt",
        [LINE_MANDATE] = "mandate", [LINE_PLAN] = "plan",     [LINE_ACT] = "act",
        [LINE_INSURED] = "insured", [LINE_GONE] = "gone"};
    struct job_run *run = f->run;
    const char *share = arena_printf(f->arena, "%s/layouts", run->session->folder.share);
    const char *folder = arena_printf(f->arena, "%s/files/support", run->session->folder.path);
    enum err e = last_sequence(run->session->store, run->report, &f->before);

    f->sequence = f->before + 1;
    f->name = arena_printf(f->arena, "support-%06" PRId64 ".csv", f->sequence);
    f->path = arena_printf(f->arena, "%s/%s", folder, f->name);
    if (e != ERR_NONE || run->dry_run) {
        return e;
    }
    e = layout_find_on(share, "support-out", run->business_date, f->arena, run->report, &f->layout);
    if (e != ERR_NONE) {
        return e;
    }
    for (int i = LINE_DEBTOR; i < LINE_KINDS; i++) {
        f->record[i] = layout_record(f->layout, records[i]);
        assert(f->record[i] != SIZE_MAX);
    }
    f->header = layout_record(f->layout, "header");
    f->trailer = layout_record(f->layout, "trailer");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return report_fail(run->report, ERR_WORLD, "フォルダ %s を作れません", folder);
    }
    e = layout_writer_open(f->layout, f->path, run->report, &f->writer);
    const struct text head[] = {
        text_of("1"), support_number(f->arena, f->sequence), support_number(f->arena, f->before),
        support_number(f->arena, f->is_full ? 2 : 1), support_day(f->arena, run->business_date)};
    return e == ERR_NONE ? layout_write_record(f->writer, f->header, head, run->report) : e;
}

static enum err put(struct writing_file *f, const struct support_line *l)
{
    f->lines++;
    f->debtors += l->kind == LINE_DEBTOR;
    f->charges += l->kind == LINE_CHARGE;
    f->gone += l->kind == LINE_GONE;
    f->unpaid += l->unpaid;
    return f->writer == NULL
               ? ERR_NONE
               : layout_write_record(f->writer, f->record[l->kind], l->values, f->run->report);
}

static enum err put_gone(struct writing_file *f, int64_t payer_no, const struct support_line *held)
{
    struct support_line l = {.kind = LINE_GONE};
    const int64_t numbers[] = {LINE_GONE, payer_no, held->kind, held->key[0], held->key[1], held->key[2]};

    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        l.values[i] = support_number(f->scratch, numbers[i]);
    }
    return put(f, &l);
}

static enum err put_trailer(struct writing_file *f)
{
    const struct text tail[] = {text_of("99"), support_number(f->arena, f->lines),
                                support_number(f->arena, f->debtors), support_number(f->arena, f->charges),
                                support_number(f->arena, f->unpaid)};

    return f->writer == NULL ? ERR_NONE : layout_write_record(f->writer, f->trailer, tail, f->run->report);
}

/* ------------------------------------------------------------------------------- compare ------ */

static enum err read_held(struct writing_file *f, int64_t payer_no, struct support_line **ret,
                          size_t *ret_count)
{
    struct query *q = store_query(f->run->session->store, SQL_support_lines_of);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "payer_no", payer_no);
    while ((e = query_step(q, f->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(f->scratch, *ret, *ret_count, capacity) =
            (struct support_line){.kind = (enum line_kind)query_i64(q, 0),
                                  .key = {query_i64(q, 1), query_i64(q, 2), query_i64(q, 3)},
                                  .digest = query_i64(q, 4)};
    }
    query_reset(q);
    return e;
}

static void note(struct writing_file *f, int64_t payer_no, const struct support_line *l, bool is_gone)
{
    *ARENA_PUSH(f->arena, f->told, f->told_count, f->told_capacity) =
        (struct told){.payer_no = payer_no,
                      .key = {l->key[0], l->key[1], l->key[2]},
                      .digest = l->digest,
                      .kind = l->kind,
                      .is_gone = is_gone};
}

/* Both lists are in order. What is held and no more true stands at the end of
 * the payer's lines. */
static enum err tell(struct writing_file *f, int64_t payer_no, const struct support_line *now, size_t count,
                     const struct support_line *held, size_t held_count)
{
    const struct support_line **gone = ARENA_ARRAY(f->scratch, const struct support_line *, held_count + 1);
    bool *news = ARENA_ARRAY(f->scratch, bool, count + 1);
    size_t gone_count = 0, at = 0, some = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count; i++) {
        while (at < held_count && support_line_order(&held[at], &now[i]) < 0) {
            gone[gone_count++] = &held[at++];
        }
        bool is_held = at < held_count && support_line_order(&held[at], &now[i]) == 0;
        news[i] = f->is_full || !is_held || held[at].digest != now[i].digest;
        some += news[i];
        at += is_held;
    }
    while (at < held_count) {
        gone[gone_count++] = &held[at++];
    }
    if (some + gone_count == 0) {
        return ERR_NONE;
    }
    news[0] = true; /* the debtor opens what is said of him */
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (news[i]) {
            e = put(f, &now[i]);
            note(f, payer_no, &now[i], false);
        }
    }
    for (size_t i = 0; i < gone_count && e == ERR_NONE; i++) {
        e = put_gone(f, payer_no, gone[i]);
        note(f, payer_no, gone[i], true);
    }
    return e;
}

static enum err tell_payer(struct writing_file *f, int64_t payer_no)
{
    struct support_line *now = NULL, *held = NULL;
    size_t count = 0, held_count = 0;

    arena_reset(f->scratch);
    enum err e = support_lines(f->run->session, payer_no, f->run->business_date, f->scratch, f->run->report,
                               &now, &count);
    if (e == ERR_NONE) {
        e = read_held(f, payer_no, &held, &held_count);
    }
    return e == ERR_NONE ? tell(f, payer_no, now, count, held, held_count) : e;
}

/* -------------------------------------------------------------------------------- record ------ */

static enum err record_told(struct writing_file *f, const struct told *t)
{
    struct query *q =
        store_query(f->run->session->store, t->is_gone ? SQL_support_line_drop : SQL_support_line_put);
    int64_t changed;

    query_set_i64(q, "payer_no", t->payer_no);
    query_set_i64(q, "kind", t->kind);
    query_set_i64(q, "key1", t->key[0]);
    query_set_i64(q, "key2", t->key[1]);
    query_set_i64(q, "key3", t->key[2]);
    if (!t->is_gone) {
        query_set_i64(q, "digest", t->digest);
        query_set_i64(q, "sequence", f->sequence);
    }
    return query_run(q, f->run->report, &changed);
}

static enum err record_file(struct writing_file *f, const struct file_receipt *receipt)
{
    struct query *q = store_query(f->run->session->store, SQL_support_file_add);
    int64_t changed;

    query_set_i64(q, "sequence", f->sequence);
    query_set_i64(q, "run_no", f->run->run_no);
    query_set_i64(q, "scope", f->is_full ? 2 : 1);
    query_set_i64(q, "made_on", date_ymd(f->run->business_date));
    query_set_text(q, "file_name", text_of(f->name));
    query_set_i64(q, "line_count", f->lines);
    query_set_i64(q, "debtors", f->debtors);
    query_set_i64(q, "unpaid", f->unpaid);
    query_set_i64(q, "bytes", receipt->bytes);
    query_set_text(q, "sha256", text_of(receipt->sha256));
    query_set_i64(q, "recorded_at", clock_now_ms());
    return query_run(q, f->run->report, &changed);
}

/* The file appears as the last step: what was told stands with it, or neither.
 */
static enum err close_file(struct writing_file *f)
{
    struct store *s = f->run->session->store;
    struct file_receipt receipt = {0};
    enum err e = store_begin(s, f->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(f->run, f->run->report);
    for (size_t i = 0; i < f->told_count && e == ERR_NONE; i++) {
        e = record_told(f, &f->told[i]);
    }
    if (e == ERR_NONE) {
        struct layout_writer *w = f->writer;
        f->writer = NULL;
        e = layout_writer_close(w, f->run->report, &receipt);
    }
    e = e == ERR_NONE ? record_file(f, &receipt) : e;
    if (e == ERR_NONE) {
        return store_commit(s, f->run->report);
    }
    store_rollback(s);
    return e;
}

/* ----------------------------------------------------------------------------------- job ------ */

static enum err make_file(struct writing_file *f)
{
    struct job_run *run = f->run;
    int64_t *payers = NULL;
    size_t count = 0;
    enum err e = support_payers(run->session->store, f->arena, run->report, &payers, &count);

    e = e == ERR_NONE ? open_file(f) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = tell_payer(f, payers[i]);
    }
    e = e == ERR_NONE ? put_trailer(f) : e;
    if (e == ERR_NONE && !run->dry_run) {
        e = close_file(f);
    }
    layout_writer_cancel(f->writer);
    return e;
}

static void say(const struct writing_file *f)
{
    char amount[32];

    yen_format(f->unpaid, amount, sizeof(amount));
    fprintf(f->run->out,
            "%s %" PRId64 " 人、%" PRId64 " 件（なくなったもの %" PRId64 " 件）、未納 %s 円%s%s\n",
            f->is_full ? "全件" : "前回から変わったもの", f->debtors, f->lines, f->gone, amount,
            f->run->dry_run ? "（試行のため書きません）" : ": ", f->run->dry_run ? "" : f->path);
}

static enum err is_done(struct job_run *run, bool *ret)
{
    struct query *q = store_query(run->session->store, SQL_support_file_of_run);

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, ret);
    query_reset(q);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct writing_file f = {.run = run,
                             .arena = arena_new("滞納整理支援への連携", (size_t)2 << 30),
                             .scratch = arena_new("滞納整理支援への連携（一人）", (size_t)64 << 20)};
    int64_t scope = 1;
    bool done = false;
    enum err e = batch_option_number(run, OPTION_SCOPE, 1, 1, &scope);

    if (e == ERR_NONE && scope > 2) {
        e = report_fail(run->report, ERR_INPUT, "範囲は 1（変わったもの）か 2（全件）です");
    }
    f.is_full = scope == 2;
    if (e == ERR_NONE) {
        e = is_done(run, &done); /* it was killed behind its file */
    }
    if (e == ERR_NONE && !done) {
        e = make_file(&f);
    }
    if (e == ERR_NONE && !done) {
        say(&f);
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, 1, f.debtors, f.debtors);
    }
    arena_free(f.scratch);
    arena_free(f.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_support_file_of_run);
    char amount[32];
    bool row;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        struct text name = query_text(q, 3);
        yen_format(query_i64(q, 6), amount, sizeof(amount));
        fprintf(run->out, "%s %.*s: %" PRId64 " 人、%" PRId64 " 件、未納 %s 円（files/support）\n",
                query_i64(q, 1) == 2 ? "全件" : "日次", (int)name.len, name.bytes, query_i64(q, 5),
                query_i64(q, 4), amount);
    }
    query_reset(q);
    return e;
}
