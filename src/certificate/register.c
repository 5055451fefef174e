/*
 * 証の登録簿 -- papers and what became of them: read as known then, written beside what stands.
 *
 * Rows    EL-04, EL-19; eligibility.md 10.4
 */
#include "certificate/register.h"

#include "base/sorted.h"

const struct store_table certificate_tables[] = {
    {"certificate_paper",
     "paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, "
     "tenths,"
     " limit_class, disease, card_symbol, card_number, branch_no, delivery, delivery_no"},
    {"certificate_step", "paper_no, step_no, addressee_no, state, on_day, words"},
    {"certificate_renewal",
     "run_no, paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, "
     "end_reason,"
     " tenths, card_symbol, card_number, branch_no, replaces_no, file, first_page, pages, limit_class, "
     "disease, "
     "is_recall, cause, old_tenths, old_class, differs_from"},
    {"certificate_relief",
     "relief_no, addressee_no, household_no, applied_on, measure, ground, continues_no, words"},
    {"certificate_relief_step", "relief_no, step, addressee_no, on_day, measure, percent, months, "
                                "valid_from, valid_until, end_ground, words"},
    {"certificate_elder", "month, addressee_no, age, reached, effect, household_no"},
    {"certificate_guide",
     "run_no, household_no, addressee_no, told_under_70, told_elder, told_tenths, file, first_page, pages"},
    {"certificate_guide_run", "run_no, kind, year, sent_on"},
    {"certificate_guide_file", "run_no, file, sha256, papers, pages, is_guarded"},
    {"certificate_renewal_file", "run_no, file, sha256, papers, pages, is_guarded"},
    {"certificate_proof",
     "proof_no, addressee_no, household_no, kind, purpose, receiver, issued_on, valid_from, valid_until, "
     "prefecture_from, prefecture_until, reason, card_symbol, card_number, branch_no, due_day, words"},
    {"certificate_registration", "addressee_no, is_registered, listed_on"},
    {"certificate_application",
     "addressee_no, kind, received_on, is_accepted, valid_from, valid_until, disease, revenue, words"},
};
const size_t certificate_table_count = COUNT_OF(certificate_tables);

const char *const certificate_type_labels[CERT_TYPES] = {
    [CERT_CARD] = "被保険者証",
    [CERT_SHORT_CARD] = "短期被保険者証",
    [CERT_STATUS_CARD] = "被保険者資格証明書",
    [CERT_CONFIRMATION] = "資格確認書",
    [CERT_NOTICE] = "資格情報のお知らせ",
    [CERT_ELDER] = "高齢受給者証",
    [CERT_LIMIT] = "限度額適用認定証",
    [CERT_DISEASE] = "特定疾病療養受療証",
    [CERT_REMOTE] = "資格確認書（マル遠）",
};
const char *const certificate_reason_labels[ISSUED_REASONS] = {
    [ISSUED_NEW] = "新規",           [ISSUED_RENEWED] = "更新",       [ISSUED_AGAIN] = "再交付",
    [ISSUED_REWRITTEN] = "記載変更", [ISSUED_RATIO] = "負担割合変更", [ISSUED_CLASS] = "区分変更",
    [ISSUED_APPLIED] = "申請",
};
const char *const certificate_state_labels[PAPER_STATES] = {
    [PAPER_HELD] = "交付中", [PAPER_RETURNED] = "返戻",  [PAPER_RESENT] = "再送",
    [PAPER_KEPT] = "保管",   [PAPER_DESTROYED] = "廃棄", [PAPER_RECALLED] = "回収済",
    [PAPER_LOST] = "紛失届", [PAPER_VOID] = "無効",      [PAPER_MISPRINT] = "書損",
};
const char *const certificate_delivery_labels[DELIVERIES] = {
    [DELIVERED_COUNTER] = "窓口", [DELIVERED_MAIL] = "普通郵便", [DELIVERED_REGISTERED] = "書留・特定記録"};
const char *const certificate_disease_labels[DISEASES] = {
    [DISEASE_DIALYSIS] = "人工透析を実施している慢性腎不全",
    [DISEASE_HAEMOPHILIA] = "先天性血液凝固第Ⅷ因子障害又は第Ⅸ因子障害（血友病）",
    [DISEASE_HIV] = "抗ウイルス剤を投与している後天性免疫不全症候群",
};

/* ------------------------------------------------------------------------------------ states --- */

bool certificate_may_move(enum certificate_state from, enum certificate_state to)
{
#define TO(state) (1u << (state))
    static const unsigned ways[PAPER_STATES] = {
        [PAPER_HELD] =
            TO(PAPER_RETURNED) | TO(PAPER_RECALLED) | TO(PAPER_LOST) | TO(PAPER_VOID) | TO(PAPER_MISPRINT),
        [PAPER_RETURNED] = TO(PAPER_RESENT) | TO(PAPER_KEPT) | TO(PAPER_DESTROYED) | TO(PAPER_VOID),
        [PAPER_RESENT] = TO(PAPER_RETURNED) | TO(PAPER_RECALLED) | TO(PAPER_LOST) | TO(PAPER_VOID),
        [PAPER_KEPT] = TO(PAPER_RESENT) | TO(PAPER_DESTROYED) | TO(PAPER_VOID),
        [PAPER_LOST] = TO(PAPER_RECALLED), /* found, and handed in */
        [PAPER_VOID] = TO(PAPER_RECALLED),
        [PAPER_RECALLED] = TO(PAPER_DESTROYED),
        [PAPER_MISPRINT] = TO(PAPER_DESTROYED),
    };
#undef TO
    return (ways[from] >> to & 1u) != 0;
}

bool certificate_counts(enum certificate_state state)
{
    return state == PAPER_HELD || state == PAPER_RESENT;
}

bool certificate_counts_on(const struct certificate_paper *p, date on)
{
    enum certificate_state state = PAPER_HELD;

    for (size_t i = 0; i < p->step_count; i++) {
        state = date_at_most(p->steps[i].on, on) ? p->steps[i].state : state;
    }
    return certificate_counts(state) && date_at_most(p->valid_from, on) && date_at_most(on, p->last_day);
}

const struct certificate_paper *certificate_held(const struct certificate_paper *papers, size_t count,
                                                 int64_t addressee_no, enum certificate_type type, date on)
{
    for (size_t i = 0; i < count; i++) {
        const struct certificate_paper *p = &papers[i];
        if (p->addressee_no == addressee_no && p->type == type && certificate_counts_on(p, on)) {
            return p;
        }
    }
    return NULL;
}

/* ----------------------------------------------------------------------------------- reading --- */

static int64_t known_moment(int64_t known_at)
{
    return known_at == PAPER_MOMENT_OPEN ? PAPER_MOMENT_OPEN - 1 : known_at;
}

static date day_of(struct query *q, int column)
{
    date d;
    bool is_day = date_from_ymd((int32_t)query_i64(q, column), &d);

    assert(is_day);
    return d;
}

static void read_paper(struct query *q, struct arena *arena, struct certificate_paper *ret)
{
    *ret = (struct certificate_paper){
        .paper_no = query_i64(q, 0),
        .addressee_no = query_i64(q, 1),
        .household_no = query_i64(q, 2),
        .type = (enum certificate_type)query_i64(q, 3),
        .reason = (enum certificate_reason)query_i64(q, 4),
        .issued_on = day_of(q, 5),
        .valid_from = day_of(q, 6),
        .last_day = day_of(q, 7),
        .why_end = (enum paper_end)query_i64(q, 8),
        .tenths = (int)query_i64(q, 9),
        .limit_class = (enum limit_class)query_i64(q, 10),
        .disease = (int)query_i64(q, 11),
        .card_symbol = text_copy(arena, query_text(q, 12)),
        .card_number = text_copy(arena, query_text(q, 13)),
        .branch_no = (int)query_i64(q, 14),
        .delivery = (enum certificate_delivery)query_i64(q, 15),
        .delivery_no = text_copy(arena, query_text(q, 16)),
        .change_no = query_i64(q, 17),
        .run_no = query_i64(q, 18),
        .recorded_at = query_i64(q, 19),
    };
}

struct step_row {
    int64_t paper_no, step_no;
    struct certificate_step step;
};
struct piles {
    struct certificate_paper *papers;
    size_t paper_count, paper_capacity;
    struct step_row *steps;
    size_t step_count, step_capacity;
};

static enum err read_papers(struct query *q, struct arena *arena, struct report *report, struct piles *to)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_paper(q, arena, ARENA_PUSH(arena, to->papers, to->paper_count, to->paper_capacity));
    }
    query_reset(q);
    return e;
}

static enum err read_steps(struct query *q, struct arena *arena, struct report *report, struct piles *to)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct step_row *r = ARENA_PUSH(arena, to->steps, to->step_count, to->step_capacity);
        *r = (struct step_row){query_i64(q, 0),
                               query_i64(q, 1),
                               {(enum certificate_state)query_i64(q, 2), day_of(q, 3),
                                text_copy(arena, query_text(q, 4)), query_i64(q, 5), query_i64(q, 6)}};
    }
    query_reset(q);
    return e;
}

static int by_paper(const void *a, const void *b)
{
    const struct step_row *x = a, *y = b;

    return order_by_two(x->paper_no, x->step_no, y->paper_no, y->step_no);
}

/* Steps to their papers: in order of both numbers, then a search. */
static void join(struct piles *p, struct arena *arena)
{
    struct certificate_step *steps = ARENA_ARRAY(arena, struct certificate_step, p->step_count + 1);

    if (p->step_count > 0) {
        qsort(p->steps, p->step_count, sizeof(*p->steps), by_paper);
    }
    for (size_t i = 0; i < p->step_count; i++) {
        steps[i] = p->steps[i].step;
    }
    for (size_t i = 0; i < p->paper_count; i++) {
        struct certificate_paper *paper = &p->papers[i];
        size_t low = 0, high = p->step_count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (p->steps[middle].paper_no < paper->paper_no) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        paper->steps = steps + low;
        while (low + paper->step_count < p->step_count &&
               p->steps[low + paper->step_count].paper_no == paper->paper_no) {
            paper->state = steps[low + paper->step_count++].state;
        }
    }
}

static enum err answer(struct piles *p, enum err e, struct arena *arena, struct certificate_paper **ret,
                       size_t *ret_count)
{
    if (e == ERR_NONE) {
        join(p, arena);
        *ret = p->papers;
        *ret_count = p->paper_count;
    }
    return e;
}

enum err certificate_papers_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                               int64_t known_at, struct arena *arena, struct report *report,
                               struct certificate_paper **ret, size_t *ret_count)
{
    struct piles p = {0};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        size_t n = person_count - i < QUERY_NUMBERS ? person_count - i : QUERY_NUMBERS;
        struct query *q = store_query(s, SQL_certificate_papers_of);
        query_set_numbers(q, addressee_nos + i, n);
        query_set_i64(q, "known_at", known_moment(known_at));
        if ((e = read_papers(q, arena, report, &p)) == ERR_NONE) {
            q = store_query(s, SQL_certificate_steps_of);
            query_set_numbers(q, addressee_nos + i, n);
            query_set_i64(q, "known_at", known_moment(known_at));
            e = read_steps(q, arena, report, &p);
        }
    }
    return answer(&p, e, arena, ret, ret_count);
}

enum err certificate_papers_all(struct store *s, int64_t known_at, struct arena *arena,
                                struct report *report, struct certificate_paper **ret, size_t *ret_count)
{
    struct piles p = {0};
    struct query *q = store_scan(s, SQL_certificate_papers_scan);

    query_set_i64(q, "known_at", known_moment(known_at));
    enum err e = read_papers(q, arena, report, &p);
    if (e == ERR_NONE) {
        q = store_scan(s, SQL_certificate_steps_scan);
        query_set_i64(q, "known_at", known_moment(known_at));
        e = read_steps(q, arena, report, &p);
    }
    return answer(&p, e, arena, ret, ret_count);
}

enum err certificate_each_ratio(struct store *s, date from, date last_day, int64_t known_at,
                                certificate_ratio_fn take, void *context, struct report *report)
{
    struct query *q = store_scan(s, SQL_certificate_ratio_scan);
    bool row;
    enum err e;

    query_set_i64(q, "from_day", date_ymd(from));
    query_set_i64(q, "last_day", date_ymd(last_day));
    query_set_i64(q, "known_at", known_moment(known_at));
    query_set_i64(q, "misprint", PAPER_MISPRINT);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        const struct certificate_ratio ratio = {query_i64(q, 0), day_of(q, 1), day_of(q, 2),
                                                (int)query_i64(q, 3)};
        if ((e = take(context, &ratio, report)) != ERR_NONE) {
            break;
        }
    }
    query_reset(q);
    return e;
}

enum err certificate_registration_of(struct store *s, int64_t addressee_no, int64_t known_at,
                                     struct report *report, struct certificate_registration *ret)
{
    struct query *q = store_query(s, SQL_certificate_registration_of);
    bool row;

    *ret = (struct certificate_registration){.addressee_no = addressee_no, .listed_on = date_none()};
    query_set_numbers(q, &addressee_no, 1);
    query_set_i64(q, "known_at", known_moment(known_at));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ret->is_listed = true;
        ret->is_registered = query_i64(q, 1) != 0;
        ret->listed_on = day_of(q, 2);
    }
    query_reset(q);
    return e;
}

enum err certificate_applications_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                                     int64_t known_at, struct arena *arena, struct report *report,
                                     struct certificate_application **ret, size_t *ret_count)
{
    struct certificate_application *items = NULL;
    size_t count = 0, capacity = 0;
    enum err e = ERR_NONE;
    bool row;

    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_certificate_applications_of);
        query_set_numbers(q, addressee_nos + i,
                          person_count - i < QUERY_NUMBERS ? person_count - i : QUERY_NUMBERS);
        query_set_i64(q, "known_at", known_moment(known_at));
        while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
            struct certificate_application *a = ARENA_PUSH(arena, items, count, capacity);
            *a = (struct certificate_application){
                .addressee_no = query_i64(q, 0),
                .kind = (enum certificate_application_kind)query_i64(q, 1),
                .received_on = day_of(q, 2),
                .is_accepted = query_i64(q, 3) != 0,
                .valid = {day_of(q, 4), day_of(q, 5)},
                .disease = (int)query_i64(q, 6),
                .revenue = query_i64(q, 7),
                .words = text_copy(arena, query_text(q, 8)),
                .change_no = query_i64(q, 9),
            };
        }
        query_reset(q);
    }
    if (e == ERR_NONE) {
        *ret = items;
        *ret_count = count;
    }
    return e;
}

const struct certificate_application *application_on(const struct certificate_application *all,
                                                     size_t count, int64_t addressee_no,
                                                     enum certificate_application_kind kind, date on)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].addressee_no == addressee_no && all[i].kind == kind && all[i].is_accepted &&
            date_at_most(all[i].valid.from, on) && date_before(on, all[i].valid.until)) {
            return &all[i];
        }
    }
    return NULL;
}

/* ----------------------------------------------------------------------------------- writing --- */

enum err register_last_no(struct store *s, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_certificate_paper_last);
    bool row;
    enum err e = query_step(q, report, &row);

    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err register_paper_add(struct store *s, const struct certificate_paper *p, struct report *report)
{
    struct query *q = store_query(s, SQL_certificate_paper_add);
    int64_t changed;

    query_set_i64(q, "paper_no", p->paper_no);
    query_set_i64(q, "addressee_no", p->addressee_no);
    query_set_i64(q, "household_no", p->household_no);
    query_set_i64(q, "type", p->type);
    query_set_i64(q, "reason", p->reason);
    query_set_i64(q, "issued_on", date_ymd(p->issued_on));
    query_set_i64(q, "valid_from", date_ymd(p->valid_from));
    query_set_i64(q, "valid_until", date_ymd(p->last_day));
    query_set_i64(q, "end_reason", p->why_end);
    query_set_i64(q, "tenths", p->tenths);
    query_set_i64(q, "limit_class", p->limit_class);
    query_set_i64(q, "disease", p->disease);
    query_set_text(q, "card_symbol", p->card_symbol);
    query_set_text(q, "card_number", p->card_number);
    query_set_i64(q, "branch_no", p->branch_no);
    query_set_i64(q, "delivery", p->delivery);
    query_set_text(q, "delivery_no", p->delivery_no);
    query_set_i64(q, "change_no", p->change_no);
    query_set_i64(q, "run_no", p->run_no);
    query_set_i64(q, "recorded_at", p->recorded_at);
    return query_run(q, report, &changed);
}

enum err register_step_add(struct store *s, int64_t paper_no, int64_t addressee_no,
                           enum certificate_state state, date on, struct text words, int64_t change_no,
                           int64_t recorded_at, struct report *report)
{
    struct query *q = store_query(s, SQL_certificate_step_last);
    int64_t last = 0, changed;
    bool row;

    query_set_i64(q, "paper_no", paper_no);
    enum err e = query_step(q, report, &row);
    last = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_certificate_step_add);
    query_set_i64(q, "paper_no", paper_no);
    query_set_i64(q, "step_no", last + 1);
    query_set_i64(q, "addressee_no", addressee_no);
    query_set_i64(q, "state", state);
    query_set_i64(q, "on_day", date_ymd(on));
    query_set_text(q, "words", words);
    query_set_i64(q, "change_no", change_no);
    query_set_i64(q, "recorded_at", recorded_at);
    return query_run(q, report, &changed);
}

/* ------------------------------------------------------------------------------------ verify --- */

static enum err none_of(struct store *s, enum sql sql, const char *what, struct report *report)
{
    struct query *q = store_query(s, sql);
    enum err result = ERR_NONE, e;
    bool row;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        result = report_fail(report, ERR_FINDINGS, "%s（%lld）", what, (long long)query_i64(q, 0));
    }
    query_reset(q);
    return e != ERR_NONE ? e : result;
}

enum err certificate_verify(struct store *s, struct report *report)
{
    enum err twice =
        none_of(s, SQL_certificate_verify_twice, "同じ種類の証が2枚有効です（宛名番号）", report);
    enum err steps = none_of(s, SQL_certificate_verify_steps, "証のない経過があります（証の番号）", report);
    enum err elders = none_of(s, SQL_certificate_verify_elders,
                              "前期高齢者の月次判定に、その月に変わらない行があります（月）", report);
    enum err reliefs = none_of(s, SQL_certificate_verify_reliefs,
                               "一部負担金の減免に、順序の合わない決定があります（減免の番号）", report);
    enum err result = twice > steps ? twice : steps;

    elders = elders > reliefs ? elders : reliefs;
    return result > elders ? result : elders;
}
