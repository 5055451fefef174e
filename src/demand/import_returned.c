/* 返戻のスキャンのファイル (CO-55) -- a line a paper; what cannot be taken is held with its reason. */
#include <inttypes.h>

#include "demand/returned.h"

static enum err begin(struct import_run *run);
static enum err record(struct import_run *run, const struct record *r);
static enum err end(struct import_run *run);
static void done(struct import_run *run);

const struct import_handler import_returned_scan = {
    .layout = "returned-scan",
    .partner = "返戻スキャン",
    .label = "返戻のスキャン",
    .order = 122,
    .begin = begin,
    .record = record,
    .end = end,
    .cancel = done,
};

enum { FIELD_CODE, FIELD_REASON, FIELD_ON };
struct taking {
    struct arena *arena;
    int64_t taken;
};

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("返戻のスキャン", (size_t)256 << 20);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->arena = arena;
    run->state = t;
    return ERR_NONE;
}

static void done(struct import_run *run)
{
    struct taking *t = run->state;

    arena_free(t->arena);
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    struct returned_paper paper;
    struct returned_row row = {.on = run->business_date, .survey = SURVEY_OPEN};
    int64_t ymd = 0;
    const char *fault;

    if (!record_i64(r, FIELD_REASON, &row.reason) ||
        (record_text(r, FIELD_ON).len > 0 &&
         (!record_i64(r, FIELD_ON, &ymd) || !date_from_ymd((int32_t)ymd, &row.on)))) {
        return import_hold(run, r, "PD04", "理由か日が読めません");
    }
    enum err e = returned_scan(run->session->store, record_text(r, FIELD_CODE), row.on, t->arena, run->report,
                               &paper, &fault);
    if (e == ERR_NONE && fault == NULL && date_before(run->business_date, row.on)) {
        fault = "戻った日が今日より後です";
    }
    if (e != ERR_NONE || fault != NULL) {
        return e == ERR_NONE ? import_hold(run, r, "PD04", fault) : e;
    }
    row.payer_no = paper.payer_no;
    row.run_no = paper.run_no;
    t->taken++;
    return returned_add(run->session, &row, run->recorded_at, run->report);
}

static enum err end(struct import_run *run)
{
    struct taking *t = run->state;

    report_add(run->report, "返戻 %" PRId64 " 件を記録しました。住所の調査が作業に入りました", t->taken);
    done(run);
    return ERR_NONE;
}
