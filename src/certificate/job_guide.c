/*
 * 案内の発送 -- 基準収入額適用の勧奨 (EL-24) and 適用区分の変更のお知らせ (EL-34) to whom they concern.
 *
 * The proposal prints; the decision of another operator says that they were sent. Whose case has moved
 * meanwhile is not written to: the decision refuses, and proposing again leaves him out. Letters go to the
 * head of the household; those under 支援措置 lie in a file of their own.
 */
#include "certificate/guide.h"
#include "dispatch/dispatch.h"

#include <inttypes.h>

#define LETTERS_A_FILE 500
#define TEXT_SHRUNK "text-shrunk"
#define LETTER_HELD "letter-held"

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

static const char *finding_label(struct text code)
{
    return text_is(code, TEXT_SHRUNK)   ? "文字を縮小して印字しました"
           : text_is(code, LETTER_HELD) ? "案内を作らずに保留しました"
                                        : NULL;
}

enum { FILE_MAIL, FILE_GUARDED, FILES };
static const char *const file_words[FILES] = {"yubin", "shien"};

struct guide_run {
    struct job_run *run;
    struct arena *arena;
    struct guide_wish wish;
    int year;
    struct guide_case *all; /* candidates, by household */
    size_t count, left_out, at;
    char dir[DISPATCH_PATH_BYTES];
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
    g->all = all;
    g->count = 0;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].is_candidate) {
            g->all[g->count++] = all[i];
        }
    }
    g->left_out = count - g->count;
    return e;
}

/* -------------------------------------------------------------------------------------- a letter -- */

static enum err read_letters(void *context, struct chunk *c, struct report *report)
{
    struct guide_run *g = context;
    struct dispatch_unit *units = c->units;

    (void)report;
    while (g->at < g->count && c->count < LETTERS_A_FILE) {
        struct guide_case *one = &g->all[g->at++];
        bool is_behind = g->run->checkpoint != CHECKPOINT_NONE && one->household_no <= g->run->checkpoint;
        if (!is_behind) {
            units[c->count++] =
                (struct dispatch_unit){.key = one->household_no, .person_no = one->head_no, .own = one};
            c->last_key = one->household_no;
        }
    }
    return ERR_NONE;
}

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
        u->which = place.mailing.is_restricted ? FILE_GUARDED : FILE_MAIL;
        *ret_paper = to;
    }
    return e;
}

static bool draw_letter(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                        struct arena *kept)
{
    const struct envelope *e = paper;
    char name[32];

    (void)context;
    (void)kept;
    snprintf(name, sizeof(name), "%015" PRId64, u->key);
    document_unit_begin(d, name);
    (void)letter_draw(d, &e->letter);
    if (e->has_form) {
        (void)letter_draw(d, &e->form);
    }
    return document_unit_end(d);
}

static enum err write_letter(const struct guide_run *g, const struct dispatch_unit *u, struct store *s,
                             struct report *report)
{
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

static enum err write_letters(void *context, const struct dispatch_unit *units, size_t count,
                              struct arena *arena, struct store *s, struct report *report)
{
    const struct guide_run *g = context;
    int64_t changed;

    (void)arena;
    if (s == NULL) {
        return ERR_NONE;
    }
    struct query *q = store_query(s, SQL_certificate_guide_run_add);
    query_set_i64(q, "run_no", g->run->run_no);
    query_set_i64(q, "kind", g->wish.kind);
    query_set_i64(q, "year", g->year);
    enum err e = query_run(q, report, &changed);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = units[i].pages > 0 ? write_letter(g, &units[i], s, report) : ERR_NONE;
    }
    return e;
}

static enum err write_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                           struct report *report)
{
    const struct guide_run *g = context;

    return dispatch_file_add(store_query(s, SQL_certificate_guide_file_add), g->run->run_no, f,
                             which == FILE_GUARDED, report);
}

/* --------------------------------------------------------------------------------------- propose -- */

struct filed {
    struct text name, sha256;
    int64_t pages;
};

static enum err files_of(struct job_run *run, struct arena *arena, struct filed **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_certificate_guide_files);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0), hash = query_text(q, 1);
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct filed){{arena_copy(arena, name.bytes, name.len), name.len},
                           {arena_copy(arena, hash.bytes, hash.len), hash.len},
                           query_i64(q, 3)};
    }
    query_reset(q);
    return e;
}

/* Each file is a print (OP-11). */
static enum err record_prints(struct guide_run *g)
{
    struct filed *files;
    size_t count;
    enum err e = files_of(g->run, g->arena, &files, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct print_record print = {.form = text_of("負担割合・適用区分の案内"),
                                           .printer = text_of("PDF"),
                                           .title = text_of("負担割合・適用区分の案内の発送"),
                                           .file_name = files[i].name,
                                           .sheets = files[i].pages,
                                           .is_once = true};
        e = output_print_record(g->run->session, &print, g->run->report);
    }
    return e;
}

static enum err print_all(struct guide_run *g, struct dispatch_totals *totals)
{
    const struct dispatch_work work = {.run = g->run,
                                       .dir = g->dir,
                                       .title = "負担割合・適用区分の案内",
                                       .kinds = file_words,
                                       .kind_count = FILES,
                                       .shrunk = TEXT_SHRUNK,
                                       .held = LETTER_HELD,
                                       .chunk_units = LETTERS_A_FILE,
                                       .context = g,
                                       .read = read_letters,
                                       .prepare = prepare_letter,
                                       .draw = draw_letter,
                                       .write = write_letters,
                                       .write_file = write_file};
    enum err e = dispatch_folder_make(g->dir, g->run->report);

    return e == ERR_NONE ? dispatch_print(&work, totals) : e;
}

static enum err propose(struct job_run *run)
{
    struct guide_run g = {.run = run, .arena = arena_new("案内の発送", (size_t)1 << 30)};
    struct dispatch_totals totals = {0};
    enum err e = gather(&g);

    dispatch_folder(run->session, "guides", run->run_no, g.dir);
    e = e == ERR_NONE ? print_all(&g, &totals) : e;
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !run->dry_run) {
        enum err recorded = record_prints(&g);
        e = recorded != ERR_NONE ? recorded : e;
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        fprintf(run->out,
                "案内 %" PRId64 " 通（支援措置 %" PRId64
                " 通は別のファイル）、送らない世帯 %zu、保留 %" PRId64 " 通。%s\n",
                totals.papers, totals.of_kind[FILE_GUARDED], g.left_out, totals.held, g.dir);
        e = e == ERR_NONE && totals.held > 0 ? ERR_FINDINGS : e;
    }
    arena_free(g.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    static const enum sql all[] = {SQL_certificate_guide_delete, SQL_certificate_guide_file_delete,
                                   SQL_certificate_guide_run_delete};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        struct query *q = store_query(run->session->store, all[i]);
        int64_t changed;
        query_set_i64(q, "run_no", run->run_no);
        e = query_run(q, run->report, &changed);
    }
    if (e == ERR_NONE) {
        dispatch_folder(run->session, "guides", run->run_no, dir);
        dispatch_folder_remove(dir);
    }
    return e;
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
        while (at < g->count && g->all[at].household_no < printed[i]) {
            at++;
        }
        if (at == g->count || g->all[at].household_no != printed[i]) {
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
    struct filed *files;
    int64_t *printed;
    size_t count, file_count;
    enum err e = printed_of(run, g.arena, &printed, &count);

    e = e == ERR_NONE ? files_of(run, g.arena, &files, &file_count) : e;
    dispatch_folder(run->session, "guides", run->run_no, g.dir);
    for (size_t i = 0; e == ERR_NONE && i < file_count; i++) {
        e = dispatch_file_check(g.dir, files[i].name, files[i].sha256, files[i].pages, run->report);
    }
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
