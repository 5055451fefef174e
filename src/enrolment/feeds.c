/*
 * 適用適正化の連携 -- lists of other offices become suspects: 年金被保険者情報 (NK-08),
 * 資格重複状況結果一覧 (OQ-02), 在留情報 (IM-01), 生活保護 (SH-01).
 *
 * A list names our own number. Its birth, and its reading where it has one, must be those of the register:
 * a record that differs is held for a person and makes no suspect. The same statement in the next list is
 * the same suspect.
 */
#include "enrolment/suspect.h"

#include <inttypes.h>

#define PERSON_UNKNOWN "K01"
#define PERSON_DIFFERS "K05"

enum {
    CELL_NO,
    CELL_BIRTH,
    CELL_KANA,
    CELL_CHANGE,
    CELL_ON,
    CELL_UNTIL,
    CELL_INSURER,
    CELL_KIND,
    CELL_STATUS,
    CELL_DESIGNATION,
    CELLS
};
struct feed {
    enum suspect_source source;
    const char *cells[CELLS]; /* NULL = it has none */
    /* Way, reason and words of a record; *ret_is_suspect false: it asks for nothing. */
    enum err (*said)(struct import_run *run, const struct record *r, struct suspect *ret,
                     bool *ret_is_suspect);
};

struct reading {
    struct arena *arena, *unit;
    const struct feed *feed;
    size_t record, header, made_on, at[CELLS];
    date made;
    int64_t file_no, taken, fresh;
};

static struct text cell(const struct import_run *run, const struct record *r, int which)
{
    const struct reading *g = run->state;
    return g->at[which] == SIZE_MAX ? text_of("") : record_text(r, g->at[which]);
}

static int64_t number(const struct import_run *run, const struct record *r, int which)
{
    const struct reading *g = run->state;
    int64_t value = 0;
    return g->at[which] != SIZE_MAX && record_i64(r, g->at[which], &value) ? value : 0;
}

static date day(const struct import_run *run, const struct record *r, int which)
{
    date d;
    int64_t ymd = number(run, r, which);
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* ----------------------------------------------------------------------------------- what each says -- */

static enum err said_pension(struct import_run *run, const struct record *r, struct suspect *s, bool *ret)
{
    struct reading *g = run->state;
    enum { LEFT_US = 1 };
    bool leaves = number(run, r, CELL_CHANGE) == LEFT_US;

    s->way = leaves ? WAY_LOSE : WAY_JOIN;
    s->reason = text_of(!leaves ? "A03" : number(run, r, CELL_KIND) == 3 ? "L05" : "L04");
    s->words = text_of(arena_printf(g->unit,
                                    leaves ? "国民年金の第%" PRId64 "号になりました"
                                           : "国民年金の第%" PRId64 "号になり、国保の届出がありません",
                                    number(run, r, CELL_KIND)));
    *ret = true;
    return ERR_NONE;
}

static enum err said_duplicate(struct import_run *run, const struct record *r, struct suspect *s, bool *ret)
{
    struct reading *g = run->state;
    struct text insurer = cell(run, r, CELL_INSURER);

    s->way = WAY_LOSE;
    s->reason = text_of("L14");
    s->words = text_of(
        arena_printf(g->unit, "保険者 %.*s の資格と重なっています", (int)insurer.len, insurer.bytes));
    *ret = true;
    return ERR_NONE;
}

static enum err said_welfare(struct import_run *run, const struct record *r, struct suspect *s, bool *ret)
{
    enum { STARTED = 1, ENDED = 2 };
    int64_t change = number(run, r, CELL_CHANGE);

    s->way = change == STARTED ? WAY_LOSE : WAY_JOIN;
    s->reason = text_of(change == STARTED ? "L08" : "A07");
    s->words = text_of(change == STARTED ? "生活保護が始まりました"
                       : change == ENDED ? "生活保護が廃止されました"
                                         : "生活保護が停止されました");
    *ret = true;
    return ERR_NONE;
}

/* A status that is not insured, a departure, an end: a loss. One that is insured and of somebody who is
 * not: a join. */
static enum err said_residence(struct import_run *run, const struct record *r, struct suspect *s, bool *ret)
{
    enum { CHANGED = 1, RENEWED = 2, DEPARTED = 3 };
    struct reading *g = run->state;
    struct text status = cell(run, r, CELL_STATUS);
    int64_t change = number(run, r, CELL_CHANGE);
    bool may = true, has_status = change == CHANGED || change == RENEWED;
    enum err e =
        has_status ? residence_is_insurable(&run->session->folder, status, number(run, r, CELL_DESIGNATION),
                                            s->fact_on, g->unit, run->report, &may)
                   : ERR_NONE;

    s->way = has_status && may ? WAY_JOIN : WAY_LOSE;
    s->reason = text_of(s->way == WAY_JOIN   ? "A10"
                        : has_status         ? "L11"
                        : change == DEPARTED ? "L02"
                                             : "L12");
    s->words =
        text_of(has_status ? arena_printf(g->unit, "在留資格「%.*s」%s", (int)status.len, status.bytes,
                                          may ? "になり、国保の対象です" : "になり、国保の対象になりません")
                : change == DEPARTED ? "再入国許可なしで出国しました"
                                     : "在留資格が取り消されたか、在留期間が満了しました");
    *ret = !has_status || status.len > 0;
    return e;
}

/* ------------------------------------------------------------------------------------- the file -- */

static void cancel(struct import_run *run)
{
    struct reading *g = run->state;

    run->state = NULL;
    arena_free(g->unit);
    arena_free(g->arena); /* holds *g itself */
}

static enum err begin(struct import_run *run, const struct feed *feed)
{
    struct arena *arena = arena_new("適用適正化の連携", (size_t)256 << 20);
    struct reading *g = ARENA_NEW(arena, struct reading);
    bool row;

    *g = (struct reading){.arena = arena,
                          .unit = arena_new("適用適正化の1件", (size_t)16 << 20),
                          .feed = feed,
                          .made = date_none()};
    g->record = layout_record(run->layout, "data");
    g->header = layout_record(run->layout, "header");
    g->made_on = layout_field(run->layout, g->header, "made_on");
    for (int i = 0; i < CELLS; i++) {
        g->at[i] = feed->cells[i] != NULL ? layout_field(run->layout, g->record, feed->cells[i]) : SIZE_MAX;
        assert(feed->cells[i] == NULL || g->at[i] != SIZE_MAX); /* stands in the layout */
    }
    run->state = g;
    struct query *q = store_query(run->session->store, SQL_enrolment_file_next);
    enum err e = query_step(q, run->report, &row);
    g->file_no = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    if (e != ERR_NONE) {
        cancel(run);
    }
    return e;
}

/* Once, before the first suspect of the file. */
static enum err file_add(struct import_run *run)
{
    const struct reading *g = run->state;
    struct query *q = store_query(run->session->store, SQL_enrolment_file_add);
    int64_t changed;

    query_set_i64(q, "file_no", g->file_no);
    query_set_i64(q, "source", g->feed->source);
    query_set_i64(q, "made_on", date_ymd(g->made));
    query_set_i64(q, "recorded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

static enum err listing_add(struct import_run *run, int64_t suspect_no)
{
    const struct reading *g = run->state;
    struct query *q = store_query(run->session->store, SQL_enrolment_listing_find);
    int64_t changed;
    bool row;

    query_set_i64(q, "suspect_no", suspect_no);
    query_set_i64(q, "file_no", g->file_no);
    enum err e = query_step(q, run->report, &row);
    query_reset(q);
    if (e != ERR_NONE || row) {
        return e;
    }
    q = store_query(run->session->store, SQL_enrolment_listing_add);
    query_set_i64(q, "suspect_no", suspect_no);
    query_set_i64(q, "file_no", g->file_no);
    return query_run(q, run->report, &changed);
}

/* Whose number it is must be born when the list says, and be read as it says. */
static enum err matched(struct import_run *run, const struct record *r, int64_t no, bool *ret)
{
    struct reading *g = run->state;
    const struct as_of now = {run->business_date, INT64_MAX};
    struct text kana = cell(run, r, CELL_KANA);
    struct addressee who;
    enum err e = addressee_by_no(run->session->store, no, now, g->unit, run->report, &who);

    *ret = false;
    if (e == ERR_FINDINGS) {
        report_clear(run->report);
        return import_hold(run, r, PERSON_UNKNOWN, "宛名にない人です。宛名を確かめてください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool reads_alike = kana.len == 0 || who.kana.len == 0 || text_equal(kana, who.kana);
    if (who.birth.ymd != number(run, r, CELL_BIRTH) || !reads_alike) {
        return import_hold_about(run, r, PERSON_DIFFERS,
                                 "生年月日かフリガナが宛名と合いません。別の人でないかを確かめてください",
                                 no);
    }
    *ret = true;
    return ERR_NONE;
}

static enum err take(struct import_run *run, const struct record *r, int64_t no)
{
    struct reading *g = run->state;
    struct text insurer = cell(run, r, CELL_INSURER);
    struct suspect s = {.addressee_no = no,
                        .source = g->feed->source,
                        .fact_on = day(run, r, CELL_ON),
                        .other_until = day(run, r, CELL_UNTIL),
                        .listed_on = g->made};
    bool is_suspect = false, is_new = false;
    int64_t suspect_no = 0;
    enum err e = g->feed->said(run, r, &s, &is_suspect);

    if (e != ERR_NONE || !is_suspect) {
        return e;
    }
    s.other_until = date_is_none(s.other_until) ? date_open_end() : s.other_until;
    s.key = text_of(arena_printf(g->unit, "%.*s:%d:%.*s", (int)s.reason.len, s.reason.bytes,
                                 (int)date_ymd(s.fact_on), (int)insurer.len, insurer.bytes));
    e = suspect_add(run->session->store, &s, run->recorded_at, run->report, &suspect_no, &is_new);
    g->taken++;
    g->fresh += is_new;
    return e == ERR_NONE ? listing_add(run, suspect_no) : e;
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct reading *g = run->state;
    bool is_ours = false;

    arena_reset(g->unit);
    if (r->kind == g->header) {
        int64_t ymd = 0;
        (void)(record_i64(r, g->made_on, &ymd) &&
               date_from_ymd((int32_t)ymd, &g->made)); /* D8, and it must be there */
        return file_add(run);
    }
    if (r->kind != g->record) {
        return ERR_NONE;
    }
    int64_t no = number(run, r, CELL_NO);
    enum err e = matched(run, r, no, &is_ours);
    return e == ERR_NONE && is_ours ? take(run, r, no) : e;
}

/* What came today is seen today: states and tasks at once. */
static enum err end(struct import_run *run)
{
    struct reading *g = run->state;
    struct suspect_look look = {0};
    enum err e =
        suspects_look(run->session, run->business_date, run->recorded_at, g->arena, run->report, &look);

    report_add(run->report,
               "疑いのある人 %" PRId64 " 件（新しい %" PRId64
               " 件）。すでに資格が合って終わったもの %" PRId64 " 件、新しい作業 %" PRId64 " 件",
               g->taken, g->fresh, look.settled, look.tasks_added);
    cancel(run);
    return e;
}

#define HANDLER(variable, layout_name, partner_name, label_words, rank, ...)                               \
    static const struct feed feed_##variable = __VA_ARGS__;                                                \
    static enum err begin_##variable(struct import_run *run) { return begin(run, &feed_##variable); }      \
    const struct import_handler import_##variable = {.layout = layout_name,                                \
                                                     .partner = partner_name,                              \
                                                     .label = label_words,                                 \
                                                     .order = rank,                                        \
                                                     .begin = begin_##variable,                            \
                                                     .record = record,                                     \
                                                     .end = end,                                           \
                                                     .cancel = cancel}
#define WHO [CELL_NO] = "addressee_no", [CELL_BIRTH] = "birth"
HANDLER(pension_insured, "nk-08-pension-insured", "国民年金", "年金被保険者情報", 140,
        {SOURCE_PENSION,
         {WHO, [CELL_KANA] = "kana", [CELL_CHANGE] = "change", [CELL_ON] = "occurred_on",
          [CELL_KIND] = "insured_kind"},
         said_pension});
HANDLER(duplicates, "oq-02-duplicates", "国保情報集約システム", "資格重複状況結果一覧", 141,
        {SOURCE_DUPLICATE,
         {WHO, [CELL_KANA] = "kana", [CELL_ON] = "other_from", [CELL_UNTIL] = "other_until",
          [CELL_INSURER] = "other_insurer"},
         said_duplicate});
HANDLER(residence, "im-01-residence", "出入国在留管理庁", "在留情報", 142,
        {SOURCE_IMMIGRATION,
         {WHO, [CELL_CHANGE] = "change", [CELL_ON] = "occurred_on", [CELL_STATUS] = "residence_status",
          [CELL_DESIGNATION] = "designation"},
         said_residence});
HANDLER(welfare, "sh-01-welfare", "生活保護", "生活保護情報", 143,
        {SOURCE_WELFARE, {WHO, [CELL_CHANGE] = "change", [CELL_ON] = "occurred_on"}, said_welfare});
