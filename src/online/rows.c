/* 申請の一覧 -- applications as they stand now, with persons, drafts and attachments; what must hold. */
#include "online/internal.h"

#include <inttypes.h>

enum { VERDICT_DEFECT = 1 };

const char *const online_state_labels[ONLINE_STATES] = {"", "受付", "下書き", "処理済", "不備"};

const struct store_table online_tables[] = {
    {"online_application", "receipt, procedure_no, received_on, received_at, postal_code, address, phone, "
                           "reason, fact_on, code, disease, multiple, words, digest"},
    {"online_person", "person_no, is_applicant, has_number, name, kana, birth, relation"},
    {"online_match", "person_no, match_no, addressee_no, way"},
    {"online_draft", "person_no, draft_no"},
    {"online_attachment", "attachment_no, name, type, bytes, sha256, fault"},
    {"online_verdict", "verdict_no, outcome, words"},
};
const size_t online_table_count = COUNT_OF(online_tables);

static date day_of(int64_t ymd)
{
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);

    assert(is_day); /* written by this folder */
    return d;
}

static void application_read(const struct query *q, struct arena *arena, struct online_application *ret)
{
    *ret = (struct online_application){
        .application_no = query_i64(q, 0),
        .receipt = text_copy(arena, query_text(q, 1)),
        .procedure = (enum online_procedure)query_i64(q, 2),
        .received_on = day_of(query_i64(q, 3)),
        .received_at = (int)query_i64(q, 4),
        .postal_code = text_copy(arena, query_text(q, 5)),
        .address = text_copy(arena, query_text(q, 6)),
        .phone = text_copy(arena, query_text(q, 7)),
        .reason = text_copy(arena, query_text(q, 8)),
        .fact_on = day_of(query_i64(q, 9)),
        .code = text_copy(arena, query_text(q, 10)),
        .disease = text_copy(arena, query_text(q, 11)),
        .is_multiple = query_i64(q, 12) != 0,
        .words = text_copy(arena, query_text(q, 13)),
        .recorded_at = query_i64(q, 14),
        .state = query_i64(q, 15) == VERDICT_DEFECT ? ONLINE_DEFECT : ONLINE_RECEIVED,
        .verdict = text_copy(arena, query_text(q, 16)),
    };
}

/* Applications that are read together, the newest first; what belongs to them comes in the same order. */
struct pages {
    struct online_application *all;
    size_t count, at, capacity;
};

static struct query *parts_of(struct store *s, enum sql sql, struct pages *of)
{
    struct query *q = store_query(s, sql);

    of->at = of->capacity = 0;
    query_set_i64(q, "first", of->all[of->count - 1].application_no);
    query_set_i64(q, "last", of->all[0].application_no);
    return q;
}

/* The application that the next row belongs to; NULL = one that is not read. */
static struct online_application *next_of(struct pages *of, int64_t application_no)
{
    while (of->at < of->count && of->all[of->at].application_no > application_no) {
        of->at++;
        of->capacity = 0;
    }
    return of->at < of->count && of->all[of->at].application_no == application_no ? &of->all[of->at] : NULL;
}

static enum err persons_read(struct store *s, struct pages *of, struct arena *arena, struct report *report)
{
    struct query *q = parts_of(s, SQL_online_persons, of);
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct online_application *a = next_of(of, query_i64(q, 10));
        if (a == NULL) {
            continue;
        }
        *ARENA_PUSH(arena, a->persons, a->person_count, of->capacity) = (struct online_person){
            .person_no = query_i64(q, 0),
            .is_applicant = query_i64(q, 1) != 0,
            .has_number = query_i64(q, 2) != 0,
            .name = text_copy(arena, query_text(q, 3)),
            .kana = text_copy(arena, query_text(q, 4)),
            .birth = day_of(query_i64(q, 5)),
            .relation = text_copy(arena, query_text(q, 6)),
            .addressee_no = query_i64(q, 7),
            .way = (enum online_way)query_i64(q, 8),
            .change_no = query_i64(q, 9),
        };
    }
    query_reset(q);
    return e;
}

static enum err attachments_read(struct store *s, struct pages *of, struct arena *arena,
                                 struct report *report)
{
    struct query *q = parts_of(s, SQL_online_attachments, of);
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct online_application *a = next_of(of, query_i64(q, 6));
        if (a == NULL) {
            continue;
        }
        *ARENA_PUSH(arena, a->attachments, a->attachment_count, of->capacity) = (struct online_attachment){
            .attachment_no = query_i64(q, 0),
            .name = text_copy(arena, query_text(q, 1)),
            .type = (enum online_type)query_i64(q, 2),
            .bytes = query_i64(q, 3),
            .sha256 = text_copy(arena, query_text(q, 4)),
            .fault = (enum online_fault)query_i64(q, 5),
        };
    }
    query_reset(q);
    return e;
}

static int by_change(const void *key, const void *item)
{
    const int64_t *change_no = key;
    const struct change_standing *x = item;

    return *change_no < x->change_no ? -1 : *change_no > x->change_no;
}

/* A draft that was thrown away, and a change that was taken back, leave the application where it was. */
static void note_change(struct online_person *p, const struct change_standing *all, size_t count)
{
    const struct change_standing *x =
        count > 0 ? bsearch(&p->change_no, all, count, sizeof(all[0]), by_change) : NULL;

    if (x == NULL || x->state == CHANGE_DISCARDED || x->state == CHANGE_UNDONE) {
        p->change_no = 0;
    } else {
        p->change_state = x->state;
        p->change_owner = x->owner;
    }
}

static enum err changes_read(struct store *s, const struct pages *of, struct arena *arena,
                             struct report *report)
{
    struct change_standing *standings = NULL;
    int64_t *change_nos = NULL;
    size_t count = 0, capacity = 0, standing_count = 0;

    for (size_t i = 0; i < of->count; i++) {
        for (size_t k = 0; k < of->all[i].person_count; k++) {
            if (of->all[i].persons[k].change_no != 0) {
                *ARENA_PUSH(arena, change_nos, count, capacity) = of->all[i].persons[k].change_no;
            }
        }
    }
    enum err e = change_standings(s, change_nos, count, arena, report, &standings, &standing_count);
    for (size_t i = 0; i < of->count && e == ERR_NONE; i++) {
        for (size_t k = 0; k < of->all[i].person_count; k++) {
            note_change(&of->all[i].persons[k], standings, standing_count);
        }
    }
    return e;
}

static void state_set(struct online_application *a)
{
    size_t drafts = 0, done = 0;

    for (size_t i = 0; i < a->person_count; i++) {
        const struct online_person *p = &a->persons[i];
        a->unknown_count += p->addressee_no == 0;
        drafts += p->change_no != 0;
        done += p->change_no != 0 && p->change_state == CHANGE_APPLIED;
    }
    if (a->state != ONLINE_DEFECT && drafts > 0) {
        a->state = done == a->person_count ? ONLINE_DONE : ONLINE_DRAFT;
    }
}

static enum err parts_read(struct store *s, struct online_application *all, size_t count,
                           struct arena *arena, struct report *report)
{
    struct pages of = {.all = all, .count = count};

    if (count == 0) {
        return ERR_NONE;
    }
    enum err e = persons_read(s, &of, arena, report);
    e = e == ERR_NONE ? changes_read(s, &of, arena, report) : e;
    e = e == ERR_NONE ? attachments_read(s, &of, arena, report) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        state_set(&all[i]);
    }
    return e;
}

static enum err heads_read(struct store *s, int64_t application_no, size_t max, struct arena *arena,
                           struct report *report, struct online_application **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_online_applications);
    size_t capacity = 0;
    bool row = false;
    enum err e;

    query_set_i64(q, "application_no", application_no);
    query_set_i64(q, "before", INT64_MAX);
    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        application_read(q, arena, ARENA_PUSH(arena, *ret, *ret_count, capacity));
    }
    query_reset(q);
    return e;
}

enum err online_applications(struct store *s, enum online_state state, size_t max, struct arena *arena,
                             struct report *report, struct online_application **ret, size_t *ret_count,
                             size_t ret_of_state[ONLINE_STATES])
{
    size_t of_state[ONLINE_STATES] = {0}, read = 0, kept = 0;
    struct online_application *all = NULL;
    enum err e = heads_read(s, 0, ONLINE_READ_MAX, arena, report, &all, &read);

    e = e == ERR_NONE ? parts_read(s, all, read, arena, report) : e;
    for (size_t i = 0; i < read && e == ERR_NONE; i++) {
        of_state[all[i].state]++;
        if ((state == 0 || all[i].state == state) && kept < max) {
            all[kept++] = all[i];
        }
    }
    *ret = all;
    *ret_count = e == ERR_NONE ? kept : 0;
    if (ret_of_state != NULL) {
        memcpy(ret_of_state, of_state, sizeof(of_state));
    }
    return e;
}

enum err online_application(struct store *s, int64_t application_no, struct arena *arena,
                            struct report *report, struct online_application *ret)
{
    struct online_application *one = NULL;
    size_t count = 0;
    enum err e = ERR_NONE;

    if (application_no > 0) {
        e = heads_read(s, application_no, 1, arena, report, &one, &count);
    }
    if (e == ERR_NONE && count == 0) {
        return report_fail(report, ERR_FINDINGS, "オンライン申請 %" PRId64 " はありません", application_no);
    }
    e = e == ERR_NONE ? parts_read(s, one, 1, arena, report) : e;
    if (e == ERR_NONE) {
        *ret = *one;
    }
    return e;
}

enum err online_of_change(struct store *s, int64_t change_no, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_online_of_change);
    bool row = false;

    query_set_i64(q, "change_no", change_no);
    enum err e = query_step(q, report, &row);
    *ret = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err online_verify(struct store *s, struct report *report)
{
    static const char *const words[] = {"", "人のない申請です", "照合の記録のない人がいます",
                                        "本人が見つかったのに個人番号が残っています"};
    struct query *q = store_scan(s, SQL_online_verify_gaps);
    bool row = false, is_broken = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text receipt = query_text(q, 0);
        is_broken = true;
        report_add(report, "オンライン申請 %.*s: %s", (int)receipt.len, receipt.bytes,
                   words[query_i64(q, 1)]);
    }
    query_reset(q);
    return e == ERR_NONE && is_broken ? ERR_FINDINGS : e;
}
