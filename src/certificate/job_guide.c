/*
 * 案内の発送 -- 基準収入額適用の勧奨 (EL-24) and 適用区分の変更のお知らせ (EL-34) to whom they concern.
 *
 * The proposal prints; the decision of another operator says that they were sent. Whose case has moved
 * meanwhile is not written to: the decision refuses, and proposing again leaves him out. Letters go to the
 * head of the household; those under 支援措置 lie in a file of their own.
 */
#include "certificate/guide.h"
#include "dispatch/run.h"

#include <inttypes.h>

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

enum { OPTION_KIND, OPTION_DAY };
static const struct job_option options[] = {
    {"kind", "案内の種類（1 = 基準収入額適用の勧奨、2 = 適用区分の変更）", ""},
    {"day", "1: 3割の日（空 = 翌月の1日）。2: この日より後の税の更新から（例 2026-06-01）", ""}};
const struct job job_certificate_guide = {
    .name = "certificate-guide",
    .label = "負担割合・適用区分の案内の発送",
    .unit = "通",
    .run_permission = PERM_ELIGIBILITY_CHANGE,
    .approve_permission = PERM_ELIGIBILITY_APPROVE,
    .needs_approval = true,
    .finding_label = finding_label,
    .options = options,
    .option_count = COUNT_OF(options),
    .prepare = prepare,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

struct guide_run {
    struct job_run *run;
    struct arena *arena;
    struct guide_wish wish;
    int year;
    struct dispatch_papers candidates; /* by household */
    size_t left_out;
};

static enum err read_conditions(struct guide_run *g)
{
    int64_t kind = 0;
    date day;
    enum err e = batch_option_number(g->run, OPTION_KIND, 1, 0, &kind);

    if (e == ERR_NONE && kind >= GUIDE_KINDS) {
        e = report_fail(g->run->report, ERR_INPUT, "案内の種類は 1 か 2 で指定してください");
    }
    bool is_revenue = kind == GUIDE_REVENUE;
    e = e == ERR_NONE ? batch_option_day(g->run, OPTION_DAY,
                                         is_revenue ? copay_next_month(g->run->business_date) : date_none(),
                                         &day)
                      : e;
    if (e == ERR_NONE) {
        g->wish = (struct guide_wish){.kind = (enum guide_kind)kind,
                                      .on = day,
                                      .year = {(int16_t)g->run->year},
                                      .after = kind == GUIDE_CLASS ? moment_of_day(day) - 1 : 0,
                                      .known_at = g->run->known_at};
        e = guide_year(g->run->session, &g->wish, g->arena, g->run->report, &g->year);
        g->wish.year = (fiscal_year){(int16_t)g->year};
    }
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct guide_run g = {.run = run, .arena = arena_new("案内の設定", (size_t)16 << 20)};
    enum err e = read_conditions(&g);

    arena_free(g.arena);
    return e;
}

static enum err gather(struct guide_run *g)
{
    struct guide_case *all = NULL;
    size_t count = 0;
    enum err e = read_conditions(g);

    e = e == ERR_NONE ? guide_cases(g->run->session, &g->wish, g->arena, g->run->report, &all, &count) : e;
    dispatch_papers_make(&g->candidates, count, g->arena);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].is_candidate) {
            dispatch_paper_add(&g->candidates, all[i].household_no, all[i].head_no, &all[i]);
        }
    }
    g->left_out = count - g->candidates.count;
    return e;
}

/* -------------------------------------------------------------------------------------- a letter -- */

struct envelope {
    struct letter letter, form;
    bool has_form;
};

static enum err prepare_letter(void *context, struct store *s, struct dispatch_unit *u,
                               struct arena *scratch, struct report *words, void **ret_paper)
{
    const struct guide_run *g = context;
    const struct guide_case *one = u->own;
    const struct as_of as_of = {g->run->business_date, g->run->known_at};
    struct envelope *to = ARENA_NEW(scratch, struct envelope);
    struct session own = *g->run->session; /* with the store of this worker */
    struct letter_place place = {0};
    int64_t head = 0;

    own.store = s;
    enum err e = eligibility_head_of(s, one->household_no, one->head_no, as_of, scratch, words, &head);
    e = e == ERR_NONE ? addressee_mailing_for(s, head, DUTY_LEVY, as_of, scratch, words, &place.mailing) : e;
    e = e == ERR_NONE ? guide_letter_make(&own, &g->wish, one, g->run->business_date, scratch, words,
                                          &to->letter, &to->form, &to->has_form)
                      : e;
    if (e == ERR_NONE) {
        place.is_hidden = place.mailing.is_restricted && !place.mailing.is_safe;
        letter_address(&to->letter, &place, scratch);
        u->which = place.mailing.is_restricted ? PILE_GUARDED : PILE_MAIL;
        *ret_paper = to;
    }
    return e;
}

static bool draw_letter(struct document *d, const struct dispatch_unit *u, const void *paper)
{
    const struct envelope *e = paper;

    dispatch_unit_begin(d, u);
    (void)letter_draw(d, &e->letter);
    if (e->has_form) {
        (void)letter_draw(d, &e->form);
    }
    return document_unit_end(d);
}

static enum err write_run(void *context, struct store *s, struct report *report)
{
    const struct guide_run *g = context;
    struct query *q = store_query(s, SQL_certificate_guide_run_add);
    int64_t changed;

    query_set_i64(q, "run_no", g->run->run_no);
    query_set_i64(q, "kind", g->wish.kind);
    query_set_i64(q, "year", g->year);
    return query_run(q, report, &changed);
}

static enum err write_letter(void *context, const struct dispatch_unit *u, struct store *s,
                             struct report *report)
{
    const struct guide_run *g = context;
    const struct guide_case *one = u->own;
    struct query *q = store_query(s, SQL_certificate_guide_add);
    int64_t changed;

    query_set_i64(q, "run_no", g->run->run_no);
    query_set_i64(q, "household_no", one->household_no);
    query_set_i64(q, "addressee_no", one->head_no);
    query_set_i64(q, "told_under_70", one->told.under_70);
    query_set_i64(q, "told_elder", one->told.elder);
    query_set_i64(q, "told_tenths", one->told.tenths);
    dispatch_bind_place(q, u);
    return query_run(q, report, &changed);
}

static const enum sql removals[] = {SQL_certificate_guide_delete, SQL_certificate_guide_file_delete,
                                    SQL_certificate_guide_run_delete};
static const struct dispatch_run guides = {
    .folder = "guides",
    .held = "letter-held",
    .held_words = "案内を作らずに保留しました",
    .files = SQL_certificate_guide_files,
    .file_add = SQL_certificate_guide_file_add,
    .removals = removals,
    .removal_count = COUNT_OF(removals),
    .prepare = prepare_letter,
    .draw = draw_letter,
    .write_run = write_run,
    .write = write_letter,
};

static const char *finding_label(struct text code)
{
    return dispatch_finding_words(&guides, code);
}

/* --------------------------------------------------------------------------------------- propose -- */

static enum err propose(struct job_run *run)
{
    static const struct dispatch_names names = {"負担割合・適用区分の案内", "負担割合・適用区分の案内",
                                                "負担割合・適用区分の案内の発送"};
    struct guide_run g = {.run = run, .arena = arena_new("案内の発送", (size_t)1 << 30)};
    struct dispatch_totals totals = {0};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = gather(&g);

    e = e == ERR_NONE ? dispatch_run_print(&guides, run, &g.candidates, &names, &g, &totals) : e;
    if (dispatch_is_made(e)) {
        dispatch_run_folder(&guides, run, dir);
        fprintf(run->out,
                "案内 %" PRId64 " 通（支援措置 %" PRId64
                " 通は別のファイル）、送らない世帯 %zu、保留 %" PRId64 " 通。%s\n",
                totals.papers, totals.of_kind[PILE_GUARDED], g.left_out, totals.held, dir);
    }
    arena_free(g.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    return dispatch_run_withdraw(&guides, run);
}

/* -------------------------------------------------------------------------------------- decide -- */

static enum err printed_of(struct job_run *run, struct arena *arena, int64_t **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_certificate_guides_of_run);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

/* Every household is still a candidate by what is known now, or nothing is decided. */
static enum err still_due(struct guide_run *g, const int64_t *printed, size_t count)
{
    size_t at = 0;
    int64_t known_at = g->run->known_at;

    g->run->known_at = clock_now_ms();
    enum err e = gather(g);
    g->run->known_at = known_at;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (dispatch_paper_find(&g->candidates, printed[i], &at) == NULL) {
            e = report_fail(g->run->report, ERR_INPUT,
                            "提案のあとに申請や税の更新のあった世帯があります（世帯番号 %" PRId64
                            "）。もう一度作り直してください",
                            printed[i]);
        }
    }
    return e;
}

static enum err sent(struct guide_run *g)
{
    struct store *s = g->run->session->store;
    struct query *q;
    int64_t changed;
    enum err e = store_begin(s, g->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(g->run, g->run->report);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_certificate_guide_run_sent);
        query_set_i64(q, "run_no", g->run->run_no);
        query_set_i64(q, "sent_on", date_ymd(g->run->decided_on));
        e = query_run(q, g->run->report, &changed);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    return store_commit(s, g->run->report);
}

static enum err approve(struct job_run *run)
{
    struct guide_run g = {.run = run, .arena = arena_new("案内の承認", (size_t)1 << 30)};
    int64_t *printed;
    size_t count;
    enum err e = printed_of(run, g.arena, &printed, &count);

    e = e == ERR_NONE ? dispatch_run_check(&guides, run) : e;
    e = e == ERR_NONE ? still_due(&g, printed, count) : e;
    e = e == ERR_NONE ? sent(&g) : e;
    arena_free(g.arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct arena *arena = arena_new("案内の件数", (size_t)64 << 20);
    int64_t *printed;
    size_t count;
    enum err e = printed_of(run, arena, &printed, &count);

    if (e == ERR_NONE) {
        fprintf(run->out, "案内 %zu 通\n", count);
    }
    arena_free(arena);
    return e;
}
