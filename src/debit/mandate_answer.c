/*
 * 口座振替依頼への回答 -- what banks and the card terminal's service answer to mandates (CO-17, PX-10).
 *
 * Rules    payment_formats.md 7: effective from the first instalment extracted after `answered`; the old
 * mandate ends the day before; a debit already extracted stays with its account.
 *
 * What the terminal or the web service has proved with the payer's card is registered as it comes, for the
 * next due date. A paper mandate stands already, entered by one clerk and approved by another: its answer
 * confirms it, or stops it with the bank's reason. What fits no mandate and no payer is a task: nobody is
 * registered by guess.
 */
#include "debit/mandate.h"

#include "interchange/jpbank.h"

#include <inttypes.h>

enum { MANDATE_ENDED = 9 }; /* 1 new, 2 another account: told apart by what stands */
enum { ANSWER_OK = 0, ANSWER_NO_ACCOUNT = 1, ANSWER_NAME = 2, ANSWER_SEAL = 3 };
enum outcome {
    OUTCOME_REGISTERED = 1,
    OUTCOME_CONFIRMED,
    OUTCOME_STOPPED,
    OUTCOME_ENDED,
    OUTCOME_LEFT,
    OUTCOMES
};
enum {
    CELL_NO,
    CELL_ACTION,
    CELL_RECEIVED,
    CELL_SOURCE,
    CELL_PAYER,
    CELL_BANK,
    CELL_BRANCH,
    CELL_KIND,
    CELL_ACCOUNT,
    CELL_MARK,
    CELL_NUMBER,
    CELL_HOLDER,
    CELL_ANSWER,
    CELL_ANSWERED,
    CELLS
};

struct answering {
    struct arena *arena, *scratch;
    size_t at[CELLS];
    int64_t count[OUTCOMES], waiting, again;
};
/* One line of the list. */
struct line {
    const struct record *record;
    struct text no;
    int64_t action, source, answer;
    int64_t payer_no;
    date received, answered;
    date from;        /* from when on it counts */
    struct mandate m; /* the account it names */
};

static void cancel(struct import_run *run)
{
    struct answering *a = run->state;

    run->state = NULL;
    arena_free(a->scratch);
    arena_free(a->arena); /* holds *a itself */
}

static enum err begin(struct import_run *run)
{
    static const char *const names[CELLS] = {
        "mandate_no", "action",  "received", "source", "debtor_id",   "bank",   "branch",
        "dep_kind",   "account", "mark",     "number", "holder_kana", "answer", "answered"};
    struct arena *arena = arena_new("口座振替依頼の回答", (size_t)16 << 20);
    struct answering *a = ARENA_NEW(arena, struct answering);
    size_t record = layout_record(run->layout, "data");

    a->arena = arena;
    a->scratch = arena_new("口座振替依頼の1件", (size_t)16 << 20);
    run->state = a;
    for (int i = 0; i < CELLS; i++) {
        a->at[i] = layout_field(run->layout, record, names[i]);
        assert(a->at[i] != SIZE_MAX); /* stands in the layout */
    }
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------- a line ------- */

static struct text cell(const struct answering *a, const struct line *l, int field)
{
    return record_text(l->record, a->at[field]);
}

static int64_t number(const struct answering *a, const struct line *l, int field, int64_t otherwise)
{
    struct text t = cell(a, l, field);
    int64_t value;
    return t.len > 0 && parse_i64(t.bytes, t.len, 0, INT64_MAX, &value) ? value : otherwise;
}

static date day(const struct answering *a, const struct line *l, int field)
{
    date d;
    return date_from_ymd((int32_t)number(a, l, field, 0), &d) ? d : date_none();
}

/* The post bank's branch and account follow from mark and number; false: they are none of its passbooks. */
static bool read_account(const struct answering *a, struct line *l)
{
    struct mandate *m = &l->m;
    struct report words;

    m->bank = cell(a, l, CELL_BANK);
    m->branch = cell(a, l, CELL_BRANCH);
    m->account = cell(a, l, CELL_ACCOUNT);
    m->deposit_kind = (int)number(a, l, CELL_KIND, 1);
    m->jp_mark = m->jp_number = text_of("");
    m->holder = cell(a, l, CELL_HOLDER);
    if (!text_is(m->bank, JPBANK_NUMBER)) {
        return true;
    }
    struct jpbank_account account;
    m->jp_mark = cell(a, l, CELL_MARK);
    m->jp_number = cell(a, l, CELL_NUMBER);
    report_init(&words);
    bool is_right = jpbank_account_of(JPBANK_DEBIT, m->jp_mark, m->jp_number, &words, &account) == ERR_NONE;
    report_done(&words);
    if (is_right) {
        m->branch = text_of(arena_string(a->scratch, account.branch));
        m->account = text_of(arena_string(a->scratch, account.account));
        m->deposit_kind = account.kind[0] - '0';
    }
    return is_right;
}

static bool is_same_account(const struct mandate *a, const struct mandate *b)
{
    return text_equal(a->bank, b->bank) && text_equal(a->branch, b->branch) &&
           text_equal(a->account, b->account) && a->deposit_kind == b->deposit_kind;
}

static enum err remember(struct import_run *run, const struct line *l, enum outcome outcome)
{
    struct answering *a = run->state;
    struct query *q = store_query(run->session->store, SQL_debit_mandate_answer_add);
    int64_t changed;

    a->count[outcome]++;
    query_set_text(q, "mandate_no", l->no);
    query_set_i64(q, "action", l->action);
    query_set_i64(q, "answer", l->answer);
    query_set_i64(q, "answered_on", date_ymd(l->answered));
    query_set_i64(q, "payer_no", l->payer_no);
    query_set_i64(q, "source", l->source);
    query_set_i64(q, "outcome", outcome);
    query_set_i64(q, "recorded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

/* A task names the mandate and the payer; accounts stand in no task. */
static enum err leave(struct import_run *run, const struct line *l, const char *code, const char *words)
{
    struct answering *a = run->state;
    return import_hold(run, l->record, code,
                       arena_printf(a->scratch, "依頼番号 %.*s: %s", (int)l->no.len, l->no.bytes, words));
}

static enum err left_to_a_person(struct import_run *run, const struct line *l, const char *code,
                                 const char *words)
{
    enum err e = leave(run, l, code, words);
    return e == ERR_NONE ? remember(run, l, OUTCOME_LEFT) : e;
}

/* ---------------------------------------------------------------------------- what follows ---- */

static enum err put(struct import_run *run, const struct line *l, struct mandate *m, enum outcome outcome)
{
    struct answering *a = run->state;
    const struct mandate_cause cause = {"mandate-answer", l->record->number, run->recorded_at};
    enum err e = mandate_put(run->session->store, m, &cause, a->scratch, run->report);
    return e == ERR_NONE ? remember(run, l, outcome) : e;
}

/* From the day of the answer on: what was extracted before keeps its account. */
static enum err add_mandate(struct import_run *run, struct line *l, const struct mandate *now)
{
    struct mandate *m = &l->m;
    bool stands = now != NULL && now->state != DEBIT_ENDED;

    m->payer_no = l->payer_no;
    m->from = l->from;
    m->act = stands ? ACT_CHANGE : ACT_REGISTER;
    m->state = DEBIT_RUNNING;
    m->first_code = stands ? 2 : 1;
    m->pays = stands ? now->pays : PAYS_EACH;
    m->source = (enum mandate_source)l->source;
    m->relation = m->reason = text_of("");
    m->received_on = l->received;
    enum err e = mandate_serial_next(run->session->store, l->payer_no, run->report, &m->serial);
    return e == ERR_NONE ? put(run, l, m, OUTCOME_REGISTERED) : e;
}

static enum err accepted(struct import_run *run, struct line *l, const struct mandate *now)
{
    if (now != NULL && now->state == DEBIT_RUNNING && is_same_account(now, &l->m)) {
        return remember(run, l, OUTCOME_CONFIRMED);
    }
    if (l->source == SOURCE_PAPER) {
        return left_to_a_person(
            run, l, "M10",
            "金融機関は受け付けましたが、この口座の登録がありません。依頼書を確かめて、口座振替の"
            "登録か変更をしてください");
    }
    return add_mandate(run, l, now);
}

static enum err close_mandate(struct import_run *run, const struct line *l, const struct mandate *now,
                              enum mandate_act act, const char *reason)
{
    struct mandate m = *now;

    m.from = l->from;
    m.act = act;
    m.state = act == ACT_BANK_ENDED ? DEBIT_ENDED : DEBIT_STOPPED;
    m.reason = text_of(reason);
    return put(run, l, &m, act == ACT_BANK_ENDED ? OUTCOME_ENDED : OUTCOME_STOPPED);
}

static enum err refused(struct import_run *run, const struct line *l, const struct mandate *now)
{
    static const struct {
        const char *reason, *words;
    } whys[] = {
        [ANSWER_NO_ACCOUNT] = {"口座なし", "口座がありません（回答1）。名義人に口座を確かめてください"},
        [ANSWER_NAME] = {"名義相違",
                         "口座の名義が違います（回答2）。名義を確かめて依頼書を出し直してください"},
        [ANSWER_SEAL] = {"印鑑相違", "届出印が違います（回答3）。依頼書を出し直してもらってください"},
        [4] = {"金融機関の不受理", "金融機関が受け付けませんでした（回答9）。理由を問い合わせてください"}};
    size_t at = l->answer <= ANSWER_SEAL ? (size_t)l->answer : 4;
    enum err e = leave(run, l, "M20", whys[at].words);

    if (e != ERR_NONE) {
        return e;
    }
    if (now != NULL && now->state == DEBIT_RUNNING && is_same_account(now, &l->m)) {
        return close_mandate(run, l, now, ACT_BANK_STOPPED, whys[at].reason);
    }
    return remember(run, l, OUTCOME_LEFT);
}

static enum err ended(struct import_run *run, const struct line *l, const struct mandate *now)
{
    if (now == NULL || now->state == DEBIT_ENDED || !is_same_account(now, &l->m)) {
        return left_to_a_person(
            run, l, "M30", "解約の知らせですが、この口座の登録がありません。金融機関に確かめてください");
    }
    if (l->answer != ANSWER_OK) {
        return left_to_a_person(run, l, "M30",
                                "解約が受け付けられていません。金融機関に理由を問い合わせてください");
    }
    enum err e = leave(run, l, "M31", "口座振替が解約されました。納付書で納めてもらってください");
    return e == ERR_NONE ? close_mandate(run, l, now, ACT_BANK_ENDED, "金融機関の解約通知") : e;
}

/* The mandate of the day of the answer; what was entered for a later day is a person's to see. */
static enum err decide(struct import_run *run, struct line *l)
{
    struct answering *a = run->state;
    struct mandate *all;
    size_t count;
    enum err e =
        mandates_of(run->session->store, l->payer_no, INT64_MAX, a->scratch, run->report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (date_before(l->answered, all[i].from) && !is_same_account(&all[i], &l->m)) {
            return left_to_a_person(
                run, l, "M40",
                "回答の日より後の登録がほかの口座であります。どちらを使うか確かめてください");
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    const struct mandate *now = mandate_on(all, count, l->answered);
    if (now == NULL && count > 0) { /* entered for a later day, with this account */
        now = &all[count - 1];
        l->from = date_max(l->answered, now->from);
    }
    if (l->action == MANDATE_ENDED) {
        return ended(run, l, now);
    }
    return l->answer == ANSWER_OK ? accepted(run, l, now) : refused(run, l, now);
}

static enum err is_known(struct import_run *run, const struct line *l, bool *ret)
{
    struct query *q = store_query(run->session->store, SQL_debit_mandate_answer_known);

    query_set_text(q, "mandate_no", l->no);
    query_set_i64(q, "action", l->action);
    query_set_i64(q, "answer", l->answer);
    query_set_i64(q, "answered_on", date_ymd(l->answered));
    enum err e = query_step(q, run->report, ret);
    query_reset(q);
    return e;
}

/* In the register, or in it once: who left still owes. */
static enum err is_somebody(struct import_run *run, const struct line *l, bool *ret)
{
    struct answering *a = run->state;
    struct addressee who;
    struct report quiet;
    const struct as_of now = {run->business_date, INT64_MAX};

    *ret = false;
    if (l->payer_no <= 0 || !addressee_number_check_digit_is_right(l->payer_no)) {
        return ERR_NONE;
    }
    report_init(&quiet);
    enum err e = addressee_by_no(run->session->store, l->payer_no, now, a->scratch, &quiet, &who);
    report_done(&quiet);
    *ret = e == ERR_NONE;
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct answering *a = run->state;
    struct line l = {.record = r};
    bool known = false, somebody = false;

    if (r->kind != layout_record(run->layout, "data")) {
        return ERR_NONE;
    }
    arena_reset(a->scratch);
    l.no = cell(a, &l, CELL_NO);
    l.action = number(a, &l, CELL_ACTION, 0);
    l.source = number(a, &l, CELL_SOURCE, 0);
    l.answer = number(a, &l, CELL_ANSWER, -1);
    l.payer_no = number(a, &l, CELL_PAYER, 0);
    l.received = day(a, &l, CELL_RECEIVED);
    l.answered = l.from = day(a, &l, CELL_ANSWERED);
    if (l.answer < 0) { /* the bank has it still */
        a->waiting++;
        return ERR_NONE;
    }
    enum err e = is_known(run, &l, &known);
    if (e != ERR_NONE || known) {
        a->again += known;
        return e;
    }
    e = is_somebody(run, &l, &somebody);
    if (e != ERR_NONE) {
        return e;
    }
    if (!somebody) {
        l.payer_no = 0;
        return left_to_a_person(run, &l, "M01",
                                "納付義務者の宛名番号が見つかりません。依頼書の写しで確かめてください");
    }
    if (date_before(run->business_date, l.answered)) {
        return left_to_a_person(run, &l, "M02", "回答の日が処理日より後です。金融機関に確かめてください");
    }
    if (!read_account(a, &l)) {
        return left_to_a_person(run, &l, "M03",
                                "ゆうちょ銀行の記号か番号が違います。金融機関に確かめてください");
    }
    return decide(run, &l);
}

static enum err end(struct import_run *run)
{
    static const char *const labels[OUTCOMES] = {[OUTCOME_REGISTERED] = "登録",
                                                 [OUTCOME_CONFIRMED] = "登録済みの口座の確認",
                                                 [OUTCOME_STOPPED] = "停止",
                                                 [OUTCOME_ENDED] = "解約",
                                                 [OUTCOME_LEFT] = "確認が必要"};
    const struct answering *a = run->state;

    for (int i = OUTCOME_REGISTERED; i < OUTCOMES; i++) {
        if (a->count[i] > 0) {
            report_add(run->report, "%s %" PRId64 " 件", labels[i], a->count[i]);
        }
    }
    if (a->waiting > 0) {
        report_add(run->report, "回答のない依頼 %" PRId64 " 件", a->waiting);
    }
    if (a->again > 0) {
        report_add(run->report, "受け取り済みと同じ回答 %" PRId64 " 件は入れていません（E10）", a->again);
    }
    cancel(run);
    return ERR_NONE;
}

const struct import_handler import_mandate_answers = {
    .layout = "mandate-list",
    .partner = "金融機関",
    .label = "口座振替依頼の回答",
    .order = 119,
    .begin = begin,
    .record = record,
    .end = end,
    .cancel = cancel,
};
