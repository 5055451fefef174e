/*
 * 特別徴収の照合 -- what was sent and what came back against what should have been (LV-04, PG-20).
 *
 * Rules    interfaces.md 7.5, 7.6; users_ask.md D2, D3, D5, D7 (2008: requests that were never submitted,
 * stops that had no effect). Every pay day of every head is looked at; only what differs is a line.
 * The list shows all of them; 自己点検 is told what should be over by today.
 */
#include "withholding/list.h"
#include "withholding/request.h"
#include "withholding/taken.h"

#include <inttypes.h>

struct comparing {
    struct session *session;
    struct arena *arena, *scratch;
    struct output_sink *sink; /* NULL: `found` */
    struct report *found;
    struct withholding_terms terms;
    struct judgement judged; /* of the running year: who must be stopped */
    date today;
    int32_t year;
    bool is_begun; /* no request of today reaches the pay day of October any more */
    struct withholding_look *states;
    struct withholding_request *requests;
    struct withholding_taken *taken;
    size_t state_count, request_count, taken_count;
    size_t request_at, taken_at;
};

static int order(int64_t household, int64_t payer, const struct withholding_look *l)
{
    if (household != l->household_no) {
        return household < l->household_no ? -1 : 1;
    }
    return payer == l->payer_no ? 0 : payer < l->payer_no ? -1 : 1;
}

/* A line; `pay` below 0: of the whole year. */
static enum err line(struct comparing *c, const struct withholding_look *l, int pay, yen asked, yen result,
                     const char *words, struct report *report)
{
    struct text name;

    if (c->sink == NULL) {
        report_add(c->found, "特別徴収: %" PRId32 "年度 宛名番号 %" PRId64 "%s: %s", c->year, l->payer_no,
                   pay < 0 ? "" : arena_printf(c->scratch, " %d月の年金", withholding_pay_month(pay)), words);
        return ERR_NONE;
    }
    bool is_restricted;
    enum err e = list_head(c->session, l->payer_no, c->scratch, report, &name, &is_restricted);

    if (e != ERR_NONE) {
        return e;
    }
    yen planned = pay < 0 ? 0 : l->amounts.pays[pay];
    output_i64(c->sink, l->payer_no);
    output_i64(c->sink, l->household_no);
    output_text(c->sink, name);
    output_i64(c->sink, c->year);
    output_text(c->sink, text_of(l->state == 0 ? "" : withholding_state_labels[l->state]));
    output_text(c->sink,
                text_of(pay < 0 ? "" : arena_printf(c->scratch, "%d月", withholding_pay_month(pay))));
    output_i64(c->sink, planned);
    output_i64(c->sink, asked);
    output_i64(c->sink, result);
    output_text(c->sink, text_of(words));
    return output_row(c->sink, l->payer_no, is_restricted, report);
}

/* ------------------------------------------------------------------------------ one head ------- */

struct head {
    yen asked[WITHHOLDING_PAYS]; /* by what was accepted */
    bool is_asked;
    const struct withholding_taken *taken[WITHHOLDING_PAYS];
};

/* 自己点検 is not told what may still come. */
static bool is_told(const struct comparing *c, bool is_over) { return c->sink != NULL || is_over; }

/* What nobody has answered is told; what was accepted stands as asked. */
static enum err look_at_request(struct comparing *c, const struct withholding_look *l,
                                const struct withholding_request *r, struct head *h, struct report *report)
{
    h->is_asked = h->is_asked || r->kind == REQUEST_START;
    if (date_is_none(r->answered_on)) {
        int days = c->today.day - r->sent_on.day;
        bool is_over = date_before(withholding_pay_day(r->first.year, r->first.pay), c->today);
        return !is_told(c, is_over) ? ERR_NONE : line(c, l, -1, 0, 0,
                    arena_printf(c->scratch, "%sの依頼（%" PRId64 "）の処理結果が%d日届いていません",
                                 withholding_request_labels[r->kind], r->request_no, days),
                    report);
    }
    for (int i = r->first.pay; r->is_accepted && i < WITHHOLDING_PAYS; i++) {
        bool is_of_year = r->first.year.first_year == c->year;
        if (r->kind == REQUEST_START) {
            h->asked[i] = r->pays[i];
        } else if (r->kind == REQUEST_STOP && is_of_year) {
            h->asked[i] = 0;
        } else if (r->kind == REQUEST_CHANGE && i < WITHHOLDING_PROVISIONAL) {
            h->asked[i] = r->pays[i];
        }
    }
    return ERR_NONE;
}

static const char *difference(struct comparing *c, const struct withholding_look *l, const struct head *h,
                              int pay)
{
    const struct withholding_taken *t = h->taken[pay];
    yen planned = l->amounts.pays[pay], result = t != NULL ? t->amount : 0;
    date over = withholding_over_day(&c->terms, (fiscal_year){(int16_t)c->year}, pay);

    if (t != NULL && t->place == TAKEN_HELD) {
        return "依頼していない天引きです。還付と、年金保険者への確認が要ります";
    }
    if (t != NULL && result != t->planned) {
        return t->place == TAKEN_NOTHING ? "天引きされませんでした。普通徴収に切り替えています"
                                         : "天引きの額が予定と違います";
    }
    bool is_active = l->state == WITHHOLDING_RUNNING || l->state == WITHHOLDING_STOPPING ||
                     l->state == WITHHOLDING_STOPPED;
    if (is_active && h->is_asked && pay >= WITHHOLDING_PROVISIONAL && h->asked[pay] != planned) {
        return "依頼した額と予定の額が違います";
    }
    if (is_active && t == NULL && planned > 0 && date_before(over, c->today)) {
        return "徴収結果が届いていません";
    }
    return NULL;
}

static enum err look_at_head(struct comparing *c, const struct withholding_look *l, struct report *report)
{
    struct head h = {0};
    enum err e = ERR_NONE;

    for (int i = 0; i < WITHHOLDING_PROVISIONAL; i++) {
        h.asked[i] = l->amounts.pays[i]; /* goes on from last year unless it is changed */
    }
    for (; c->request_at < c->request_count && e == ERR_NONE; c->request_at++) {
        const struct withholding_request *r = &c->requests[c->request_at];
        if (order(r->household_no, r->payer_no, l) > 0) {
            break;
        }
        if (order(r->household_no, r->payer_no, l) == 0) {
            e = look_at_request(c, l, r, &h, report);
        }
    }
    for (; c->taken_at < c->taken_count; c->taken_at++) {
        const struct withholding_taken *t = &c->taken[c->taken_at];
        if (order(t->household_no, t->payer_no, l) > 0) {
            break;
        }
        if (order(t->household_no, t->payer_no, l) == 0) {
            h.taken[t->pay] = t;
        }
    }
    if (e == ERR_NONE && l->state == WITHHOLDING_CANDIDATE && !h.is_asked && is_told(c, c->is_begun)) {
        e = line(c, l, -1, 0, 0, "候補のまま、依頼していません", report);
    }
    for (int i = 0; i < WITHHOLDING_PAYS && e == ERR_NONE; i++) {
        const char *words = difference(c, l, &h, i);
        if (words != NULL) {
            e = line(c, l, i, h.asked[i], h.taken[i] != NULL ? h.taken[i]->amount : 0, words, report);
        }
    }
    return e;
}

/* Somebody's pension, and nobody of ours was judged or asked for in the year. */
static enum err look_at_strangers(struct comparing *c, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->taken_count && e == ERR_NONE; i++) {
        const struct withholding_taken *t = &c->taken[i];
        const struct withholding_look nobody = {.payer_no = t->payer_no, .household_no = t->household_no};
        if (t->household_no == 0 && is_told(c, t->place != TAKEN_WAITS)) {
            e = line(c, &nobody, t->pay, 0, t->amount,
                     t->place == TAKEN_WAITS
                         ? "賦課の決定を待っています"
                         : "依頼していない天引きです。還付と、年金保険者への確認が要ります",
                     report);
        }
    }
    return e;
}

/* Who must be stopped and was not: nothing was sent (2008: 16,906 of them). */
static enum err look_at_stops(struct comparing *c, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->judged.stop_count && e == ERR_NONE; i++) {
        const struct verdict_stop *s = &c->judged.stops[i];
        e = line(c, s->was, -1, 0, 0, arena_printf(c->scratch, "中止を依頼していません: %s", s->words),
                 report);
    }
    return e;
}

/* ------------------------------------------------------------------------------ the list ------- */

static enum err load(struct comparing *c, struct report *report)
{
    const struct data_folder *folder = &c->session->folder;
    struct store *s = c->session->store;
    enum err e = states_of_year(s, c->year, c->arena, report, &c->states, &c->state_count);

    e = e == ERR_NONE ? requests_of_year(s, c->year, c->arena, report, &c->requests, &c->request_count) : e;
    e = e == ERR_NONE ? taken_of_year(s, c->year, c->arena, report, &c->taken, &c->taken_count) : e;
    if (e != ERR_NONE || c->state_count + c->request_count + c->taken_count == 0) {
        return e; /* a municipality that takes nothing from pensions has no terms either */
    }
    e = withholding_terms_load(folder->params, folder->municipality, c->today, c->arena, report, &c->terms);
    if (e == ERR_NONE && c->year == fiscal_year_of(c->today).first_year) {
        c->judged = (struct judgement){
            .store = s, .terms = &c->terms, .year = c->year, .on = c->today, .arena = c->arena};
        e = judgement_make(&c->judged, report);
    }
    return e;
}

static enum err compare_all(struct comparing *c, struct report *report)
{
    enum { OCTOBER = 3 };
    enum err e = load(c, report);

    if (e == ERR_NONE && c->state_count > 0) {
        struct withholding_pay next = withholding_next_pay(&c->terms, c->today);
        c->is_begun =
            next.year.first_year > c->year || (next.year.first_year == c->year && next.pay > OCTOBER);
    }
    e = e == ERR_NONE ? look_at_strangers(c, report) : e;
    for (size_t i = 0; i < c->state_count && e == ERR_NONE; i++) {
        arena_reset(c->scratch);
        e = look_at_head(c, &c->states[i], report);
    }
    return e == ERR_NONE ? look_at_stops(c, report) : e;
}

enum err withholding_compare(struct session *s, struct report *found, struct report *report)
{
    struct arena *arena = arena_new("特別徴収の照合", (size_t)2 << 30);
    struct comparing c = {.session = s,
                          .arena = arena,
                          .scratch = arena_new("特別徴収の照合の1件", (size_t)64 << 20),
                          .found = found,
                          .today = s->folder.business_date,
                          .year = fiscal_year_of(s->folder.business_date).first_year};
    enum err e = compare_all(&c, report);

    arena_free(c.scratch);
    arena_free(arena);
    return e;
}

static const struct output_word words[] = {{.name = "年度", .type = OUTPUT_WORD_NUMBER}};

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct comparing c = {.session = s,
                          .arena = arena,
                          .scratch = arena_new("特別徴収の照合の1件", (size_t)64 << 20),
                          .sink = sink,
                          .today = s->folder.business_date};

    c.year = values[0].is_given ? (int32_t)values[0].from : fiscal_year_of(c.today).first_year;
    enum err e = compare_all(&c, report);
    arena_free(c.scratch);
    return e;
}

static const struct output_column columns[] = {
    {.label = "宛名番号"},
    {.label = "世帯番号"},
    {.label = "氏名"},
    {.label = "年度"},
    {.label = "状況"},
    {.label = "年金の支払月"},
    {.label = "予定額", .is_number = true},
    {.label = "依頼額", .is_number = true},
    {.label = "結果額", .is_number = true},
    {.label = "違い"},
};
const struct output_list output_list_withholding_compare = {
    .name = "withholding-compare",
    .label = "特別徴収の照合の一覧",
    .help =
        "送った依頼と届いた結果を、そうあるはずの額と比べ、違うものだけを並べます。回答のない依頼、依頼して"
        "いない候補、中止を依頼していない人、予定と違う天引きと届かない結果。年度を書かなければ今の年度",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "年度=2026",
    .write = write_list,
};
