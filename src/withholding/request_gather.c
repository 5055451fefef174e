/*
 * 依頼の内容 -- of whom what is asked: the judged candidates, those who must be stopped, and who pays
 * another 仮徴収 (平準化).
 *
 * Rules    assessment.md 7.1, 7.2; users_ask.md D4 (no step is left out), D5
 */
#include "withholding/request.h"

#include <inttypes.h>

#define OCTOBER WITHHOLDING_PROVISIONAL

static const char code_late[] = "too-late", code_paid[] = "paid-already", code_level[] = "level-too-late";
const struct judgement_label request_labels[] = {
    {code_late, "候補だが10月の年金に間に合わない"},
    {code_paid, "年金から取る分がもう納められている"},
    {code_level, "平準化の変更が間に合わない"},
    {NULL, NULL},
};

/* What is still unpaid of the ordinary instalments of those who stand. */
struct unpaid {
    const struct withholding_look *states;
    size_t count, at;
    yen *left;
};

static int order(const struct withholding_look *l, const struct collection_charge *c)
{
    if (l->household_no != c->household_no) {
        return l->household_no < c->household_no ? -1 : 1;
    }
    return l->payer_no == c->payer_no ? 0 : l->payer_no < c->payer_no ? -1 : 1;
}

/* Both come by household and head. */
static enum err add_unpaid(void *context, const struct collection_charge *c, struct report *report)
{
    struct unpaid *u = context;
    yen left = collection_unpaid(c) - c->told;

    (void)report;
    while (u->at < u->count && order(&u->states[u->at], c) < 0) {
        u->at++;
    }
    if (u->at < u->count && order(&u->states[u->at], c) == 0 && c->instalment < LEVY_PENSION_FIRST) {
        u->left[u->at] += left > 0 ? left : 0;
    }
    return ERR_NONE;
}

static void finding(struct requesting *r, const char *code, const struct withholding_look *l,
                    const char *words)
{
    *ARENA_PUSH(r->judged.arena, r->findings, r->finding_count, r->finding_capacity) =
        (struct verdict_finding){code, words, l->household_no, l->payer_no};
}

/* What the pension side itself says of him goes back to it. */
static enum err add(struct requesting *r, enum withholding_request_kind kind,
                    const struct withholding_look *was, struct withholding_pay first, const char *reason,
                    struct report *report)
{
    struct query *q = store_query(r->judged.store, SQL_withholding_pension_stands);
    struct arena *arena = r->judged.arena;
    bool row = false;

    query_set_i64(q, "pensioner_no", was->pensioner_no);
    enum err e = query_step(q, report, &row);
    assert(e != ERR_NONE || row); /* a state names a pensioner of whom something was said */
    if (e == ERR_NONE) {
        struct request_draft *d = ARENA_PUSH(arena, r->drafts, r->count, r->capacity);
        *d = (struct request_draft){
            .row = {.kind = kind,
                    .year = was->year,
                    .household_no = was->household_no,
                    .payer_no = was->payer_no,
                    .pensioner_no = was->pensioner_no,
                    .first = first,
                    .reason = text_of(reason),
                    .provisional = kind == REQUEST_START ? withholding_provisional(&was->amounts) : 0,
                    .sent_on = date_none(),
                    .answered_on = date_none(),
                    .told_on = date_none()},
            .was = was,
            .obligor = text_copy(arena, query_text(q, 0)),
            .pension_code = text_copy(arena, query_text(q, 1)),
            .kana = text_copy(arena, query_text(q, 2)),
            .birth = (int32_t)query_i64(q, 3),
            .sex = (int)query_i64(q, 4),
        };
        memcpy(d->row.pays, was->amounts.pays, sizeof(d->row.pays));
        r->kinds[kind]++;
    }
    query_reset(q);
    return e;
}

void request_amounts(const struct withholding_request *row, yen ret[3])
{
    int first = row->first.pay;
    bool is_start = row->kind == REQUEST_START;

    ret[0] = row->kind == REQUEST_STOP ? 0 : row->pays[first];
    ret[1] = is_start && first + 1 < WITHHOLDING_PAYS ? row->pays[first + 1] : 0;
    ret[2] = is_start ? row->provisional : 0;
}

/* 平準化: the 仮徴収 that goes on is another one from that pay day on. */
static enum err add_change(struct requesting *r, const struct withholding_look *l,
                           struct withholding_pay next, struct report *report)
{
    int at = (int)r->judged.terms->level_from.value - 1;

    if (at < 1 || l->amounts.pays[0] == 0 || l->amounts.pays[at] == l->amounts.pays[0]) {
        return ERR_NONE;
    }
    if (next.year.first_year > l->year || next.pay > at) {
        finding(r, code_level, l,
                arena_printf(r->judged.arena,
                             "%d月の仮徴収額を %" PRId64 " 円に変える依頼が間に合いません。"
                             "平準化を始める回（withholding.tsv の level_from）を確かめてください",
                             withholding_pay_month(at), l->amounts.pays[at]));
        return ERR_NONE;
    }
    return add(r, REQUEST_CHANGE, l, (struct withholding_pay){{(int16_t)l->year}, at}, "平準化", report);
}

static enum err add_candidate(struct requesting *r, const struct withholding_look *l, yen unpaid,
                              struct withholding_pay next, struct report *report)
{
    yen wanted = 0;

    for (int i = 0; i < WITHHOLDING_PAYS; i++) {
        wanted += l->amounts.pays[i];
    }
    if (next.year.first_year > l->year || next.pay > OCTOBER) {
        finding(r, code_late, l,
                arena_printf(r->judged.arena,
                             "%" PRId32 "年度の候補ですが、この日の依頼は10月の年金に間に合いません。"
                             "普通徴収のままです",
                             l->year));
        return ERR_NONE;
    }
    if (l->amounts.pays[0] == 0 && unpaid < wanted) {
        finding(r, code_paid, l,
                arena_printf(r->judged.arena,
                             "未納は %" PRId64 " 円で、年金から取る %" PRId64
                             " 円より少ないため依頼していません。納付の予定を確かめてください",
                             unpaid, wanted));
        return ERR_NONE;
    }
    const struct withholding_pay first = {{(int16_t)l->year}, OCTOBER};
    enum err e = add(r, REQUEST_START, l, first, "", report);
    return e == ERR_NONE ? add_change(r, l, next, report) : e;
}

static int by_place(const void *a, const void *b)
{
    const struct request_draft *x = a, *y = b;
    size_t len = x->obligor.len < y->obligor.len ? x->obligor.len : y->obligor.len;
    int obligor = memcmp(x->obligor.bytes, y->obligor.bytes, len);

    if (obligor != 0) {
        return obligor;
    }
    if (x->row.kind != y->row.kind) {
        return x->row.kind < y->row.kind ? -1 : 1;
    }
    return (x->row.pensioner_no > y->row.pensioner_no) - (x->row.pensioner_no < y->row.pensioner_no);
}

static void digest(struct requesting *r)
{
    unsigned char bytes[SHA256_BYTES];
    struct sha256 sum;

    sha256_init(&sum);
    for (size_t i = 0; i < r->count; i++) {
        const struct withholding_request *row = &r->drafts[i].row;
        yen amounts[3];
        request_amounts(row, amounts);
        r->amount += amounts[0];
        const int64_t numbers[] = {(int64_t)row->kind,      row->year,         row->household_no,
                                   row->payer_no,           row->pensioner_no, row->first.year.first_year,
                                   (int64_t)row->first.pay, row->provisional};
        sha256_add(&sum, numbers, sizeof(numbers));
        sha256_add(&sum, row->pays, sizeof(row->pays));
    }
    for (size_t i = 0; i < r->finding_count; i++) {
        sha256_add(&sum, r->findings[i].words, strlen(r->findings[i].words));
    }
    sha256_done(&sum, bytes);
    hex_format(bytes, sizeof(bytes), r->digest);
}

static enum err add_all(struct requesting *r, struct withholding_pay next, struct report *report)
{
    const struct judgement *j = &r->judged;
    struct withholding_look *states;
    struct unpaid u = {0};
    enum err e = states_of_year(j->store, j->year, j->arena, report, &states, &u.count);

    u.states = states;
    u.left = ARENA_ARRAY(j->arena, yen, u.count + 1);
    if (e == ERR_NONE && u.count > 0) {
        e = collection_each_charge(j->store, j->year, j->year, add_unpaid, &u, report);
    }
    for (size_t i = 0; i < u.count && e == ERR_NONE; i++) {
        if (states[i].state == WITHHOLDING_CANDIDATE) {
            e = add_candidate(r, &states[i], u.left[i], next, report);
        }
    }
    for (size_t i = 0; i < j->stop_count && e == ERR_NONE; i++) {
        e = add(r, REQUEST_STOP, j->stops[i].was, next, j->stops[i].words, report);
    }
    return e;
}

enum err requests_gather(struct requesting *r, struct report *report)
{
    enum err e = judgement_make(&r->judged, report);

    if (e != ERR_NONE) {
        return e;
    }
    struct withholding_pay next = withholding_next_pay(r->judged.terms, r->judged.on);
    bool can_begin = next.year.first_year == r->judged.year && next.pay <= OCTOBER;
    if (can_begin && r->judged.verdict_count > 0) { /* D4 */
        return report_fail(report, ERR_INPUT,
                           "対象者判定のあとに %zu 世帯の判定が変わりました。先に特別徴収対象者判定を行い、"
                           "承認してください: kokuho job run withholding-candidates",
                           r->judged.verdict_count);
    }
    e = add_all(r, next, report);
    if (e == ERR_NONE && r->count > 1) {
        qsort(r->drafts, r->count, sizeof(*r->drafts), by_place);
    }
    if (e == ERR_NONE) {
        digest(r);
    }
    return e;
}
