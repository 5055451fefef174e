/*
 * 資格の証明書と通知の台帳 -- what the ledger of 資格 says for one, and the rows of those that were issued.
 *
 * Rows    EL-70, NT-03
 *
 * Nothing of what is certified is typed: days, reason and card are those of the memberships.
 */
#include "certificate/proof.h"

const char *const proof_kind_labels[PROOF_KINDS] = {
    [PROOF_ACQUIRED] = "資格取得証明書", [PROOF_LOST] = "資格喪失証明書",
    [PROOF_MEMBER] = "加入証明書",       [PROOF_URGED] = "届出勧奨通知書",
    [PROOF_EX_OFFICIO] = "職権処理通知書",
};
const struct change_code proof_purposes[] = {{"1", "勤務先などの健康保険の手続き"},
                                             {"2", "国民年金の手続き"},
                                             {"3", "保育・学校・手当の手続き"},
                                             {"4", "在留・旅券の手続き"},
                                             {"5", "その他"},
                                             {NULL, NULL}};
const struct change_code proof_causes[] = {{"1", "ほかの健康保険に加入している"},
                                           {"2", "ほかの健康保険の資格がなくなっている"},
                                           {"3", "転出・転入がある"},
                                           {"4", "在留期間・在留資格が変わっている"},
                                           {NULL, NULL}};
const struct change_code proof_receivers[] = {
    {"1", "本人"}, {"2", "同じ世帯の人"}, {"3", "代理人（委任状）"}, {NULL, NULL}};

const char *proof_code_label(const struct change_code *codes, int value)
{
    for (; codes->value != NULL; codes++) {
        if (codes->value[0] == '0' + value) {
            return codes->label;
        }
    }
    return "";
}

/* ------------------------------------------------------------------------------ the ledger ----- */

/* Memberships that follow one another without a break are one time of insurance: only the card changed. */
static bool is_same_time(const struct eligibility_membership *a, const struct eligibility_membership *b)
{
    return date_equal(a->span.until, b->span.from);
}

/* The last time of insurance that had begun by the day, as indices [*ret_first, *ret_last]. */
static bool time_on(const struct eligibility_membership *all, size_t count, date on, size_t *ret_first,
                    size_t *ret_last)
{
    bool is_found = false;

    for (size_t i = 0; i < count;) {
        size_t last = i;
        while (last + 1 < count && is_same_time(&all[last], &all[last + 1])) {
            last++;
        }
        if (date_at_most(all[i].span.from, on)) {
            *ret_first = i;
            *ret_last = last;
            is_found = true;
        }
        i = last + 1;
    }
    return is_found;
}

static const char *fill(enum certificate_proof_kind kind, const struct eligibility_membership *all,
                        size_t count, date on, struct certificate_proof *ret)
{
    size_t first = 0, last = 0;

    if (!time_on(all, count, on, &first, &last)) {
        return "この日までに国民健康保険の資格がありません";
    }
    const struct eligibility_membership *begin = &all[first], *end = &all[last];
    bool is_over = date_at_most(end->span.until, on);
    if (kind == PROOF_LOST && (end->is_planned || !is_over)) {
        return "資格を失っていません（予定の喪失は証明できません）";
    }
    if (kind == PROOF_MEMBER && is_over) {
        return "この日は加入していません。喪失証明書か取得証明書を選んでください";
    }
    ret->span = (struct span){begin->span.from, kind == PROOF_LOST ? end->span.until : date_open_end()};
    ret->prefecture_from = begin->prefecture_from;
    ret->prefecture_until = kind == PROOF_LOST ? end->prefecture_until : date_none();
    ret->reason = kind == PROOF_LOST ? end->lost_by : begin->acquired_by;
    ret->household_no = end->household_no > 0 ? end->household_no : ret->household_no;
    ret->card_symbol = end->card_symbol;
    ret->card_number = end->card_number;
    ret->branch_no = end->branch_no;
    return NULL;
}

/* 届出勧奨: what stands now, which may be nothing. */
static void fill_urged(const struct eligibility_membership *all, size_t count, date on,
                       struct certificate_proof *ret)
{
    const char *none = fill(PROOF_MEMBER, all, count, on, ret);

    if (none != NULL) {
        ret->span = (struct span){date_none(), date_open_end()};
    }
}

/* 職権処理: the newest acquisition or loss that was entered ex officio and stands. */
static enum err fill_ex_officio(const struct session *session, int64_t addressee_no, struct arena *arena,
                                struct report *report, struct certificate_proof *ret, const char **ret_words)
{
    struct eligibility_event *events = NULL;
    const struct eligibility_event *found = NULL;
    size_t count = 0;
    enum err e = eligibility_events_of(session->store, addressee_no, INT64_MAX, false, arena, report, &events,
                                       &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        bool is_it = events[i].how == HOW_EX_OFFICIO &&
                     (events[i].kind == EVENT_ACQUIRE || events[i].kind == EVENT_LOSE);
        found = is_it ? &events[i] : found;
    }
    *ret_words = e == ERR_NONE && found == NULL ? "職権による取得・喪失の記録がありません" : NULL;
    if (e == ERR_NONE && found != NULL) {
        bool is_loss = found->kind == EVENT_LOSE;
        ret->span = is_loss ? (struct span){date_none(), found->effective_on}
                            : (struct span){found->effective_on, date_open_end()};
        ret->prefecture_from = is_loss ? date_none() : found->prefecture_on;
        ret->prefecture_until = is_loss ? found->prefecture_on : date_none();
        ret->reason = found->reason;
        ret->card_symbol = found->card_symbol;
        ret->card_number = found->card_number;
        ret->branch_no = found->branch_no;
    }
    return e;
}

enum err proof_of_ledger(const struct session *session, int64_t addressee_no,
                         enum certificate_proof_kind kind, date on, struct arena *arena,
                         struct report *report, struct certificate_proof *ret, const char **ret_words)
{
    struct eligibility_membership *all = NULL;
    struct addressee who;
    size_t count = 0;
    struct certificate_proof p = {.addressee_no = addressee_no,
                                  .kind = kind,
                                  .prefecture_from = date_none(),
                                  .prefecture_until = date_none(),
                                  .card_symbol = text_of(""),
                                  .card_number = text_of(""),
                                  .reason = text_of(""),
                                  .due = date_none(),
                                  .words = text_of("")};
    enum err e = addressee_by_no(session->store, addressee_no, (struct as_of){on, INT64_MAX}, arena, report,
                                 &who);

    *ret_words = NULL;
    e = e == ERR_NONE ? eligibility_memberships_of(session->store, addressee_no, INT64_MAX, arena, report,
                                                   &all, &count)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    p.household_no = who.household_no;
    if (kind == PROOF_EX_OFFICIO) {
        e = fill_ex_officio(session, addressee_no, arena, report, &p, ret_words);
    } else if (kind == PROOF_URGED) {
        fill_urged(all, count, on, &p);
    } else {
        *ret_words = fill(kind, all, count, on, &p);
    }
    *ret = p;
    return e;
}

/* --------------------------------------------------------------------------------- the rows ---- */

static int64_t ymd_of(date d) { return date_is_none(d) ? 0 : date_ymd(d); }

static date day_of(struct query *q, int column)
{
    int64_t ymd = query_i64(q, column);
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);

    assert(is_day);
    return d;
}

static void read_row(struct query *q, struct arena *arena, struct certificate_proof *ret)
{
    *ret = (struct certificate_proof){
        .proof_no = query_i64(q, 0),
        .addressee_no = query_i64(q, 1),
        .household_no = query_i64(q, 2),
        .kind = (enum certificate_proof_kind)query_i64(q, 3),
        .purpose = (int)query_i64(q, 4),
        .receiver = (int)query_i64(q, 5),
        .issued_on = day_of(q, 6),
        .span = {day_of(q, 7), day_of(q, 8)},
        .prefecture_from = day_of(q, 9),
        .prefecture_until = day_of(q, 10),
        .reason = text_copy(arena, query_text(q, 11)),
        .card_symbol = text_copy(arena, query_text(q, 12)),
        .card_number = text_copy(arena, query_text(q, 13)),
        .branch_no = (int)query_i64(q, 14),
        .due = day_of(q, 15),
        .words = text_copy(arena, query_text(q, 16)),
        .change_no = query_i64(q, 17),
    };
}

enum err certificate_proofs_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                               int64_t known_at, struct arena *arena, struct report *report,
                               struct certificate_proof **ret, size_t *ret_count)
{
    struct certificate_proof *items = NULL;
    size_t count = 0, capacity = 0;
    enum err e = ERR_NONE;
    bool row;

    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_certificate_proofs_of);
        query_set_numbers(q, addressee_nos + i,
                          person_count - i < QUERY_NUMBERS ? person_count - i : QUERY_NUMBERS);
        query_set_i64(q, "known_at", known_at == INT64_MAX ? INT64_MAX - 1 : known_at);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            read_row(q, arena, ARENA_PUSH(arena, items, count, capacity));
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

enum err proof_add(struct change_call *call, struct certificate_proof *p)
{
    struct query *q = store_query(call->session->store, SQL_certificate_proof_last);
    int64_t changed;
    bool row;
    enum err e = query_step(q, call->report, &row);

    p->proof_no = e == ERR_NONE && row ? query_i64(q, 0) + 1 : 1;
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(call->session->store, SQL_certificate_proof_add);
    query_set_i64(q, "proof_no", p->proof_no);
    query_set_i64(q, "addressee_no", p->addressee_no);
    query_set_i64(q, "household_no", p->household_no);
    query_set_i64(q, "kind", p->kind);
    query_set_i64(q, "purpose", p->purpose);
    query_set_i64(q, "receiver", p->receiver);
    query_set_i64(q, "issued_on", ymd_of(p->issued_on));
    query_set_i64(q, "valid_from", ymd_of(p->span.from));
    query_set_i64(q, "valid_until", ymd_of(p->span.until));
    query_set_i64(q, "prefecture_from", ymd_of(p->prefecture_from));
    query_set_i64(q, "prefecture_until", ymd_of(p->prefecture_until));
    query_set_text(q, "reason", p->reason);
    query_set_text(q, "card_symbol", p->card_symbol);
    query_set_text(q, "card_number", p->card_number);
    query_set_i64(q, "branch_no", p->branch_no);
    query_set_i64(q, "due_day", ymd_of(p->due));
    query_set_text(q, "words", p->words);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "recorded_at", call->recorded_at);
    return query_run(q, call->report, &changed);
}
