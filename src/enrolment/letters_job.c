/*
 * 勧奨通知 (EL-45) -- the first and the second letter, to whom they are due on the day.
 *
 * The proposal prints; another operator's decision says that they were sent, and from that day the days of
 * answer are counted. Whose state has moved meanwhile is not written to: the decision refuses, and
 * proposing again leaves him out. Letters go to the head of the household (法9条: he notifies); those under
 * 支援措置 lie in a file of their own.
 */
#include "dispatch/dispatch.h"
#include "enrolment/suspect.h"

#include <inttypes.h>

#define LETTERS_A_FILE 500
#define TEXT_SHRUNK "text-shrunk"
#define LETTER_HELD "letter-held"

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static const char *finding_label(struct text code);

const struct job job_enrolment_letters = {
    .name = "enrolment-letters",
    .label = "適用適正化の勧奨通知",
    .unit = "通",
    .run_permission = PERM_ELIGIBILITY_CHANGE,
    .approve_permission = PERM_ELIGIBILITY_APPROVE,
    .needs_approval = true,
    .finding_label = finding_label,
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};

static const char *finding_label(struct text code)
{
    return text_is(code, TEXT_SHRUNK)   ? "文字を縮小して印字しました"
           : text_is(code, LETTER_HELD) ? "勧奨通知を作らずに保留しました"
                                        : NULL;
}

enum { FILE_MAIL, FILE_GUARDED, FILES };
static const char *const file_words[FILES] = {"yubin", "shien"};

struct due {
    const struct suspect *suspect;
    enum suspect_step which;
};
struct lettering {
    struct job_run *run;
    struct arena *arena;
    struct letter_words words;
    struct suspect_terms terms;
    struct due *all; /* by number */
    size_t count, at;
    char dir[DISPATCH_PATH_BYTES];
};

static enum err gather(struct lettering *l)
{
    struct session *s = l->run->session;
    struct suspect *all = NULL;
    size_t count = 0;
    enum err e = letter_words_load(&s->folder, l->run->business_date, l->arena, l->run->report, &l->words);

    if (e == ERR_NONE) {
        e = suspect_terms_load(&s->folder, l->run->business_date, l->arena, l->run->report, &l->terms);
    }
    if (e == ERR_NONE) {
        e = suspects_read(s->store, 0, l->arena, l->run->report, &all, &count);
    }
    enum suspect_state *states = ARENA_ARRAY(l->arena, enum suspect_state, count + 1);
    date *due = ARENA_ARRAY(l->arena, date, count + 1);
    l->all = ARENA_ARRAY(l->arena, struct due, count + 1);
    if (e == ERR_NONE) {
        e = suspects_judge(s, all, count, l->run->business_date, l->arena, l->run->report, states, due);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (states[i] == STATE_LETTER_DUE || states[i] == STATE_SECOND_DUE) {
            l->all[l->count++] =
                (struct due){&all[i], states[i] == STATE_LETTER_DUE ? STEP_LETTER : STEP_SECOND};
        }
    }
    return e;
}

/* -------------------------------------------------------------------------------------- a letter -- */

static enum err read_letters(void *context, struct chunk *c, struct report *report)
{
    struct lettering *l = context;
    struct dispatch_unit *units = c->units;

    (void)report;
    while (l->at < l->count && c->count < LETTERS_A_FILE) {
        struct due *one = &l->all[l->at++];
        bool is_behind =
            l->run->checkpoint != CHECKPOINT_NONE && one->suspect->suspect_no <= l->run->checkpoint;
        if (!is_behind) {
            units[c->count++] = (struct dispatch_unit){
                .key = one->suspect->suspect_no, .person_no = one->suspect->addressee_no, .own = one};
            c->last_key = one->suspect->suspect_no;
        }
    }
    return ERR_NONE;
}

static enum err prepare_letter(void *context, struct store *s, struct dispatch_unit *u,
                               struct arena *scratch, struct report *words, void **ret_paper)
{
    enum { RESIDENT = 1 };
    const struct lettering *l = context;
    const struct due *one = u->own;
    const struct as_of as_of = {l->run->business_date, l->run->known_at};
    struct suspect_letter *letter = ARENA_NEW(scratch, struct suspect_letter);
    int64_t days = one->which == STEP_LETTER ? l->terms.of[one->suspect->source].answer_days
                                             : l->terms.of[one->suspect->source].second_days;
    struct addressee who;
    int64_t head = 0;
    enum err e = addressee_by_no(s, one->suspect->addressee_no, as_of, scratch, words, &who);

    if (e == ERR_NONE && who.status != RESIDENT) {
        e = report_fail(words, ERR_FINDINGS, "いまは住民でありません。通知を出すかどうかを決めてください");
    }
    if (e == ERR_NONE) {
        e = eligibility_head_of(s, 0, who.addressee_no, as_of, scratch, words, &head);
    }
    *letter = (struct suspect_letter){.suspect = one->suspect,
                                      .words = &l->words,
                                      .is_second = one->which == STEP_SECOND,
                                      .issued_on = l->run->business_date,
                                      .answer_until = date_add_days(l->run->business_date, (int)days)};
    if (e == ERR_NONE) {
        letter->person = who.printed_name;
        e = addressee_mailing_for(s, head, DUTY_ALL, as_of, scratch, words, &letter->mailing);
    }
    u->which = e == ERR_NONE && letter->mailing.is_restricted ? FILE_GUARDED : FILE_MAIL;
    *ret_paper = letter;
    return e;
}

static bool draw_letter(void *context, struct dispatch_unit *u, void *paper, struct document *d,
                        struct arena *kept)
{
    char name[32];

    (void)context;
    (void)kept;
    snprintf(name, sizeof(name), "%015" PRId64, u->key);
    document_unit_begin(d, name);
    suspect_letter_draw(d, paper);
    return document_unit_end(d);
}

static enum err write_letter(const struct lettering *l, const struct dispatch_unit *u, struct store *s,
                             struct report *report)
{
    const struct due *one = u->own;
    struct query *q = store_query(s, SQL_enrolment_letter_add);
    int64_t changed;

    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "suspect_no", u->key);
    query_set_i64(q, "which", one->which);
    dispatch_bind_place(q, u);
    return query_run(q, report, &changed);
}

static enum err write_letters(void *context, const struct dispatch_unit *units, size_t count,
                              struct arena *arena, struct store *s, struct report *report)
{
    const struct lettering *l = context;
    int64_t changed;
    enum err e = ERR_NONE;

    (void)arena;
    if (s == NULL) {
        return ERR_NONE;
    }
    struct query *q = store_query(s, SQL_enrolment_letter_run_add);
    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "issued_on", date_ymd(l->run->business_date));
    e = query_run(q, report, &changed);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = units[i].pages > 0 ? write_letter(l, &units[i], s, report) : ERR_NONE;
    }
    return e;
}

static enum err write_file(void *context, const struct dispatch_file *f, int which, struct store *s,
                           struct report *report)
{
    const struct lettering *l = context;
    struct query *q = store_query(s, SQL_enrolment_letter_file_add);
    int64_t changed;

    (void)which;
    query_set_i64(q, "run_no", l->run->run_no);
    query_set_text(q, "name", text_of(f->name));
    query_set_text(q, "sha256", text_of(f->sha256));
    query_set_i64(q, "pages", f->pages);
    return query_run(q, report, &changed);
}

/* --------------------------------------------------------------------------------------- propose -- */

struct filed {
    struct text name, sha256;
    int64_t pages;
};
static enum err files_of(struct job_run *run, struct arena *arena, struct filed **ret, size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_enrolment_letter_files);
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
                           query_i64(q, 2)};
    }
    query_reset(q);
    return e;
}

/* Each file is a print (OP-11). */
static enum err record_prints(struct lettering *l)
{
    struct filed *files;
    size_t count;
    enum err e = files_of(l->run, l->arena, &files, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct print_record print = {.form = text_of("国民健康保険の届出のお願い"),
                                           .printer = text_of("PDF"),
                                           .title = text_of("適用適正化の勧奨通知"),
                                           .file_name = files[i].name,
                                           .sheets = files[i].pages,
                                           .is_once = true};
        e = output_print_record(l->run->session, &print, l->run->report);
    }
    return e;
}

static enum err propose(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("勧奨通知", (size_t)1 << 30)};
    struct dispatch_totals totals = {0};
    enum err e = gather(&l);

    dispatch_folder(run->session, "enrolment", run->run_no, l.dir);
    if (e == ERR_NONE) {
        e = dispatch_folder_make(l.dir, run->report);
    }
    if (e == ERR_NONE) {
        const struct dispatch_work work = {.run = run,
                                           .dir = l.dir,
                                           .title = "国民健康保険の届出のお願い",
                                           .kinds = file_words,
                                           .kind_count = FILES,
                                           .shrunk = TEXT_SHRUNK,
                                           .held = LETTER_HELD,
                                           .chunk_units = LETTERS_A_FILE,
                                           .context = &l,
                                           .read = read_letters,
                                           .prepare = prepare_letter,
                                           .draw = draw_letter,
                                           .write = write_letters,
                                           .write_file = write_file};
        e = dispatch_print(&work, &totals);
    }
    if ((e == ERR_NONE || e == ERR_FINDINGS) && !run->dry_run) {
        enum err recorded = record_prints(&l);
        e = recorded != ERR_NONE ? recorded : e;
    }
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        fprintf(run->out,
                "勧奨通知 %" PRId64 " 通（支援措置 %" PRId64 " 通は別のファイル）、保留 %" PRId64
                " 通。%s\n",
                totals.papers, totals.of_kind[FILE_GUARDED], totals.held, l.dir);
        e = e == ERR_NONE && totals.held > 0 ? ERR_FINDINGS : e;
    }
    arena_free(l.arena);
    return e;
}

static enum err change(struct job_run *run, enum sql sql)
{
    struct query *q = store_query(run->session->store, sql);
    int64_t changed;

    query_set_i64(q, "run_no", run->run_no);
    return query_run(q, run->report, &changed);
}

static enum err withdraw(struct job_run *run)
{
    static const enum sql all[] = {SQL_enrolment_letter_delete, SQL_enrolment_letter_file_delete,
                                   SQL_enrolment_letter_run_delete};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        e = change(run, all[i]);
    }
    if (e == ERR_NONE) {
        dispatch_folder(run->session, "enrolment", run->run_no, dir);
        dispatch_folder_remove(dir);
    }
    return e;
}

/* -------------------------------------------------------------------------------------- decide -- */

struct printed {
    int64_t suspect_no;
    enum suspect_step which;
};
static enum err printed_of(struct job_run *run, struct arena *arena, struct printed **ret,
                           size_t *ret_count)
{
    struct query *q = store_query(run->session->store, SQL_enrolment_letters_of_run);
    size_t capacity = 0;
    bool row;
    enum err e;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "run_no", run->run_no);
    while ((e = query_step(q, run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, *ret, *ret_count, capacity) =
            (struct printed){query_i64(q, 0), (enum suspect_step)query_i64(q, 1)};
    }
    query_reset(q);
    return e;
}

/* Every letter is still due, or nothing is decided. */
static enum err still_due(struct lettering *l, const struct printed *printed, size_t count)
{
    size_t at = 0;
    enum err e = gather(l);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        while (at < l->count && l->all[at].suspect->suspect_no < printed[i].suspect_no) {
            at++;
        }
        bool is_due = at < l->count && l->all[at].suspect->suspect_no == printed[i].suspect_no &&
                      l->all[at].which == printed[i].which;
        if (!is_due) {
            e = report_fail(l->run->report, ERR_INPUT,
                            "提案のあとに届出や決定のあった人がいます（疑いの番号 %" PRId64
                            "）。もう一度作り直してください",
                            printed[i].suspect_no);
        }
    }
    return e;
}

static enum err sent(struct lettering *l, const struct printed *printed, size_t count)
{
    struct store *s = l->run->session->store;
    int64_t now = clock_now_ms();
    struct suspect_look look;
    enum err e = store_begin(s, l->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = still_due(l, printed, count); /* nobody else writes from here on */
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct suspect_act act = {.suspect_no = printed[i].suspect_no,
                                        .kind = printed[i].which,
                                        .run_no = l->run->run_no,
                                        .on = l->run->decided_on,
                                        .words = text_of("発送")};
        e = suspect_step_add(s, &act, now, l->run->report);
    }
    if (e == ERR_NONE) {
        e = change(l->run, SQL_enrolment_letter_run_sent);
    }
    if (e == ERR_NONE) {
        e = suspects_look(l->run->session, l->run->decided_on, now, l->arena, l->run->report, &look);
    }
    if (e != ERR_NONE) {
        store_rollback(s);
        return e;
    }
    return store_commit(s, l->run->report);
}

static enum err approve(struct job_run *run)
{
    struct lettering l = {.run = run, .arena = arena_new("勧奨通知の承認", (size_t)1 << 30)};
    struct printed *printed;
    struct filed *files;
    size_t count, file_count;
    enum err e = printed_of(run, l.arena, &printed, &count);

    if (e == ERR_NONE) {
        e = files_of(run, l.arena, &files, &file_count);
    }
    dispatch_folder(run->session, "enrolment", run->run_no, l.dir);
    for (size_t i = 0; e == ERR_NONE && i < file_count; i++) {
        e = dispatch_file_check(l.dir, files[i].name, files[i].sha256, files[i].pages, run->report);
    }
    if (e == ERR_NONE) {
        e = sent(&l, printed, count);
    }
    arena_free(l.arena);
    return e == ERR_NONE ? show(run) : e;
}

static enum err show(struct job_run *run)
{
    struct arena *arena = arena_new("勧奨通知の件数", (size_t)256 << 20);
    struct printed *printed;
    size_t count, second = 0;
    enum err e = printed_of(run, arena, &printed, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        second += printed[i].which == STEP_SECOND;
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "勧奨通知 %zu 通、うち2回目 %zu 通\n", count, second);
    }
    arena_free(arena);
    return e;
}
