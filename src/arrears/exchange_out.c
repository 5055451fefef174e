/*
 * 預金照会データと移管データ -- files to banks and to the collecting body, as layouts say (CO-49, CO-58).
 *
 * An inquiry goes out once; the file of transfers is the whole mirror each time. A protected person
 * stands in no
 * file (GUARD_FILE): he is asked about by letter. No 個人番号 leaves.
 */
#include "arrears/kinds.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

static enum err inquiries_propose(struct job_run *run);
static enum err transfers_propose(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_arrears_inquiries = {
    .name = "arrears-inquiries",
    .label = "預金照会データの作成",
    .unit = "件",
    .run_permission = PERM_ARREARS_CHANGE,
    .propose = inquiries_propose,
    .show = show,
};
const struct job job_arrears_transfers = {
    .name = "arrears-transfers",
    .label = "移管データの作成",
    .unit = "期",
    .run_permission = PERM_ARREARS_CHANGE,
    .propose = transfers_propose,
    .show = show,
};

struct writing_file {
    struct job_run *run;
    struct arena *arena;
    const struct layout *layout;
    struct layout_writer *writer;
    size_t record;
    const char *path;
    int64_t lines, left_out;
};

static enum err open_file(struct writing_file *f, const char *layout, const char *name)
{
    struct job_run *run = f->run;
    const char *share = arena_printf(f->arena, "%s/layouts", run->session->folder.share);
    const char *folder = arena_printf(f->arena, "%s/files/arrears", run->session->folder.path);
    enum err e = layout_find_on(share, layout, run->business_date, f->arena, run->report, &f->layout);

    if (e != ERR_NONE) {
        return e;
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return report_fail(run->report, ERR_WORLD, "フォルダ %s を作れません", folder);
    }
    f->record = layout_record(f->layout, "data");
    f->path = arena_printf(f->arena, "%s/%s-%" PRId64 ".csv", folder, name, run->run_no);
    return layout_writer_open(f->layout, f->path, run->report, &f->writer);
}

/* A dry run writes nothing and tells the counts. */
static enum err put(struct writing_file *f, const struct text *values)
{
    f->lines++;
    return f->run->dry_run ? ERR_NONE : layout_write_record(f->writer, f->record, values, f->run->report);
}

static struct text number(struct arena *arena, int64_t value)
{
    return text_of(arena_printf(arena, "%" PRId64, value));
}

static struct text joined(struct arena *arena, const struct addressee *who)
{
    return text_of(arena_printf(arena, "%.*s%.*s", (int)who->address.len, who->address.bytes,
                                (int)who->building.len, who->building.bytes));
}

/* Nobody who is protected, and nobody the register does not know. */
static enum err person_of(struct writing_file *f, int64_t payer_no, struct addressee *ret, bool *ret_may)
{
    struct job_run *run = f->run;
    struct guard guard;
    enum err e = addressee_by_no(run->session->store, payer_no,
                                 (struct as_of){run->business_date, INT64_MAX}, f->arena, run->report, ret);

    if (e == ERR_NONE) {
        e = addressee_guard(run->session, payer_no, 0, GUARD_FILE, clock_now_ms(), f->arena, run->report,
                            &guard);
    }
    *ret_may = e == ERR_NONE && guard.level == GUARD_FULL && !guard.is_restricted && !ret->is_restricted;
    f->left_out += e == ERR_NONE && !*ret_may;
    return e;
}

static enum err finish(struct writing_file *f, enum err e)
{
    struct job_run *run = f->run;
    struct file_receipt receipt = {0};

    if (f->writer != NULL && e == ERR_NONE) {
        e = layout_writer_close(f->writer, run->report, &receipt);
    } else {
        layout_writer_cancel(f->writer);
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "%" PRId64 " 件%s%s、支援措置のため載せない件 %" PRId64 "\n", f->lines,
                run->dry_run ? "（試行のため書きません）" : "を書きました: ", run->dry_run ? "" : f->path,
                f->left_out);
    }
    return e;
}

/* --------------------------------------------------------------------------- 預金照会 --------- */

/* The inquiries that went out, by number; those of one run, or of all (0). */
static enum err read_sent(struct writing_file *f, int64_t run_no, int64_t **ret, size_t *ret_count)
{
    struct query *q = store_query(f->run->session->store, SQL_arrears_file_lines);
    int64_t *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, f->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(f->arena, list, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum err put_inquiry(struct writing_file *f, const struct act *a, const struct addressee *who)
{
    const struct text values[] = {
        number(f->arena, a->act_no),
        text_of(arena_printf(f->arena, "%04" PRId64, a->amount)), /* 金融機関番号 */
        number(f->arena, date_ymd(a->on)),
        number(f->arena, date_ymd(a->until)),
        who->name,
        who->kana,
        text_of(who->birth.ymd > 0 ? arena_printf(f->arena, "%08d", (int)who->birth.ymd) : ""),
        joined(f->arena, who),
        a->body,
    };
    return put(f, values);
}

static bool is_in(const int64_t *numbers, size_t count, int64_t number)
{
    return count > 0 && bsearch(&number, numbers, count, sizeof(numbers[0]), by_number) != NULL;
}

/* By letter alone: no bank number. */
static bool goes_by_file(const struct act *a) { return a->detail == 1 && a->amount > 0; }

/* What goes out is decided first, in one transaction: a run that was killed writes the same file again. */
static enum err choose(struct writing_file *f, const struct act *acts, size_t count)
{
    struct job_run *run = f->run;
    struct store *s = run->session->store;
    int64_t *before = NULL;
    size_t before_count = 0;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = read_sent(f, 0, &before, &before_count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct addressee who;
        bool may = false;
        if (!goes_by_file(&acts[i]) || is_in(before, before_count, acts[i].act_no)) {
            continue;
        }
        e = person_of(f, acts[i].payer_no, &who, &may);
        if (e == ERR_NONE && may) {
            struct query *q = store_query(s, SQL_arrears_file_line_add);
            query_set_i64(q, "act_no", acts[i].act_no);
            query_set_i64(q, "run_no", run->run_no);
            query_set_i64(q, "recorded_at", clock_now_ms());
            e = book_run(q, run->report);
        }
    }
    if (e == ERR_NONE) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

/* Those chosen; a dry run chooses nothing and counts what would go. */
static enum err put_inquiries(struct writing_file *f, const struct act *acts, size_t count)
{
    int64_t *chosen = NULL;
    size_t chosen_count = 0;
    bool is_dry = f->run->dry_run;
    enum err e = read_sent(f, is_dry ? 0 : f->run->run_no, &chosen, &chosen_count);

    f->left_out = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct addressee who;
        bool may = false;
        if (!goes_by_file(&acts[i]) || is_in(chosen, chosen_count, acts[i].act_no) == is_dry) {
            continue;
        }
        e = person_of(f, acts[i].payer_no, &who, &may);
        if (e == ERR_NONE && may) {
            e = put_inquiry(f, &acts[i], &who);
        }
    }
    return e;
}

static enum err inquiries_propose(struct job_run *run)
{
    struct writing_file f = {.run = run, .arena = arena_new("預金照会データ", (size_t)1 << 30)};
    struct act *acts = NULL;
    size_t count = 0;
    int64_t left_out;
    enum err e = acts_open(run->session->store, ACT_INQUIRY, f.arena, run->report, &acts, &count);

    if (e == ERR_NONE && !run->dry_run) {
        e = choose(&f, acts, count);
    }
    left_out = f.left_out;
    if (e == ERR_NONE && !run->dry_run) {
        e = open_file(&f, "deposit-inquiry", "inquiry");
    }
    if (e == ERR_NONE) {
        e = put_inquiries(&f, acts, count);
    }
    f.left_out += left_out;
    e = finish(&f, e);
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, 1, f.lines, f.lines);
    }
    arena_free(f.arena);
    return e;
}

/* ------------------------------------------------------------------------------ 移管 ---------- */

static enum err put_transfer(struct writing_file *f, const struct act *a, const struct addressee *who)
{
    struct arrears_debt *debts = NULL;
    struct act_cover *covers = NULL;
    size_t debt_count = 0, cover_count = 0;
    enum err e = arrears_debts(f->run->session, a->payer_no, f->run->business_date, f->arena, f->run->report,
                               &debts, &debt_count);

    if (e == ERR_NONE) {
        e = arrears_covers(f->run->session->store, a->act_no, f->arena, f->run->report, &covers,
                           &cover_count);
    }
    for (size_t i = 0; i < cover_count; i++) {
        for (size_t k = 0; k < debt_count && e == ERR_NONE; k++) {
            const struct arrears_debt *d = &debts[k];
            if (!is_charge(&d->charge, covers[i].levy_year, covers[i].household_no, covers[i].instalment)) {
                continue;
            }
            bool is_open = !date_before(d->limit_late, date_open_end());
            const struct text values[] = {
                number(f->arena, a->act_no),
                number(f->arena, a->payer_no),
                who->name,
                joined(f->arena, who),
                number(f->arena, d->charge.levy_year),
                number(f->arena, d->charge.notice_no),
                number(f->arena, d->charge.instalment),
                number(f->arena, date_ymd(d->charge.due)),
                number(f->arena, d->unpaid),
                number(f->arena, d->extra.late_left),
                is_open ? text_of("") : number(f->arena, date_ymd(d->limit_late)),
            };
            e = put(f, values);
        }
    }
    return e;
}

static enum err transfers_propose(struct job_run *run)
{
    struct writing_file f = {.run = run, .arena = arena_new("移管データ", (size_t)1 << 30)};
    struct act *acts = NULL;
    size_t count = 0;
    enum err e = acts_open(run->session->store, ACT_TRANSFER, f.arena, run->report, &acts, &count);

    if (e == ERR_NONE && !run->dry_run) {
        e = open_file(&f, "transfer-out", "transfer");
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct addressee who;
        bool may = false;
        e = person_of(&f, acts[i].payer_no, &who, &may);
        if (e == ERR_NONE && may) {
            e = put_transfer(&f, &acts[i], &who);
        }
    }
    e = finish(&f, e);
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, 1, f.lines, f.lines);
    }
    arena_free(f.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "%" PRId64 " 件を書きました（files/arrears）\n", run->units_done);
    return ERR_NONE;
}
