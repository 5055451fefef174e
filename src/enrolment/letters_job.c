/*
 * 勧奨通知 (EL-45) -- the first and the second letter, to whom they are due on the day.
 *
 * The proposal prints; another operator's decision says that they were sent, and from that day the days of
 * answer are counted. Whose state has moved meanwhile is not written to: the decision refuses, and
 * proposing again leaves him out. Letters go to the head of the household (法9条: he notifies); those under
 * 支援措置 lie in a file of their own.
 */
#include "dispatch/run.h"
#include "enrolment/suspect.h"

#include <inttypes.h>

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

struct due {
    const struct suspect *suspect;
    enum suspect_step which;
};
struct lettering {
    struct job_run *run;
    struct arena *arena;
    struct letter_words words;
    struct suspect_terms terms;
    struct dispatch_papers due; /* by number of the suspect */
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
    struct due *letters = ARENA_ARRAY(l->arena, struct due, count + 1);
    dispatch_papers_make(&l->due, count, l->arena);
    if (e == ERR_NONE) {
        e = suspects_judge(s, all, count, l->run->business_date, l->arena, l->run->report, states, due);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (states[i] == STATE_LETTER_DUE || states[i] == STATE_SECOND_DUE) {
            letters[i] = (struct due){&all[i], states[i] == STATE_LETTER_DUE ? STEP_LETTER : STEP_SECOND};
            dispatch_paper_add(&l->due, all[i].suspect_no, all[i].addressee_no, &letters[i]);
        }
    }
    return e;
}

/* -------------------------------------------------------------------------------------- a letter -- */

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
    u->which = e == ERR_NONE && letter->mailing.is_restricted ? PILE_GUARDED : PILE_MAIL;
    *ret_paper = letter;
    return e;
}

static bool draw_letter(struct document *d, const struct dispatch_unit *u, const void *paper)
{
    dispatch_unit_begin(d, u);
    suspect_letter_draw(d, paper);
    return document_unit_end(d);
}

static enum err write_run(void *context, struct store *s, struct report *report)
{
    const struct lettering *l = context;
    struct query *q = store_query(s, SQL_enrolment_letter_run_add);
    int64_t changed;

    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "issued_on", date_ymd(l->run->business_date));
    return query_run(q, report, &changed);
}

static enum err write_letter(void *context, const struct dispatch_unit *u, struct store *s,
                             struct report *report)
{
    const struct lettering *l = context;
    const struct due *one = u->own;
    struct query *q = store_query(s, SQL_enrolment_letter_add);
    int64_t changed;

    query_set_i64(q, "run_no", l->run->run_no);
    query_set_i64(q, "suspect_no", u->key);
    query_set_i64(q, "which", one->which);
    dispatch_bind_place(q, u);
    return query_run(q, report, &changed);
}

static const enum sql removals[] = {SQL_enrolment_letter_delete, SQL_enrolment_letter_file_delete,
                                    SQL_enrolment_letter_run_delete};
static const struct dispatch_run letters = {
    .folder = "enrolment",
    .held = "letter-held",
    .held_words = "勧奨通知を作らずに保留しました",
    .files = SQL_enrolment_letter_files,
    .file_add = SQL_enrolment_letter_file_add,
    .removals = removals,
    .removal_count = COUNT_OF(removals),
    .prepare = prepare_letter,
    .draw = draw_letter,
    .write_run = write_run,
    .write = write_letter,
};

static const char *finding_label(struct text code)
{
    return dispatch_finding_words(&letters, code);
}

/* --------------------------------------------------------------------------------------- propose -- */

static enum err propose(struct job_run *run)
{
    static const struct dispatch_names names = {"国民健康保険の届出のお願い", "国民健康保険の届出のお願い",
                                                "適用適正化の勧奨通知"};
    struct lettering l = {.run = run, .arena = arena_new("勧奨通知", (size_t)1 << 30)};
    struct dispatch_totals totals = {0};
    char dir[DISPATCH_PATH_BYTES];
    enum err e = gather(&l);

    e = e == ERR_NONE ? dispatch_run_print(&letters, run, &l.due, &names, &l, &totals) : e;
    if (dispatch_is_made(e)) {
        dispatch_run_folder(&letters, run, dir);
        fprintf(run->out,
                "勧奨通知 %" PRId64 " 通（支援措置 %" PRId64 " 通は別のファイル）、保留 %" PRId64
                " 通。%s\n",
                totals.papers, totals.of_kind[PILE_GUARDED], totals.held, dir);
    }
    arena_free(l.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    return dispatch_run_withdraw(&letters, run);
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
        const struct dispatch_unit *u = dispatch_paper_find(&l->due, printed[i].suspect_no, &at);
        bool is_due = u != NULL && ((const struct due *)u->own)->which == printed[i].which;
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
    int64_t now = clock_now_ms(), changed;
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
        struct query *q = store_query(s, SQL_enrolment_letter_run_sent);
        query_set_i64(q, "run_no", l->run->run_no);
        e = query_run(q, l->run->report, &changed);
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
    size_t count;
    enum err e = printed_of(run, l.arena, &printed, &count);

    if (e == ERR_NONE) {
        e = dispatch_run_check(&letters, run);
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
