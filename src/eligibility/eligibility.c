/*
 * 資格 -- questions to the facts: one person's, or everybody's in order for batches; and their check.
 */
#include "base/sorted.h"
#include "eligibility/events.h"
#include "store/moved.h"

const struct store_table eligibility_tables[] = {
    {"eligibility_fact",
     "addressee_no, kind, valid_from, valid_until, source, detail, card_symbol, card_number, rest"},
    /* By what is known now: an event that was taken back leaves no trace in a digest. */
    {"eligibility_event_now",
     "addressee_no, kind, fact_kind, effective_on, until_on, occurred_on, notified_on, prefecture_on, how, "
     "is_annotated, is_planned, is_head, detail, household_no, branch_no, reason, card_symbol, card_number"},
    {"eligibility_series", "symbol, highest"},
};
const size_t eligibility_table_count = COUNT_OF(eligibility_tables);

const struct store_sealed eligibility_sealed[] = {
    {"eligibility_fact", "資格", "eligibility_fact",
     "addressee_no, kind, valid_from, recorded_at, valid_until, source, detail, card_symbol, card_number, "
     "rest",
     "recorded_at", NULL, SEALED_BY_MOMENT},
    {"eligibility_fact.end", "資格の終わった記録", "eligibility_fact",
     "addressee_no, kind, valid_from, recorded_at, superseded_at", "superseded_at",
     "superseded_at < 9223372036854775807", SEALED_BY_MOMENT},
    {"eligibility_event", "資格の異動", "eligibility_event",
     "addressee_no, event_no, recorded_at, kind, fact_kind, effective_on, until_on, occurred_on, "
     "notified_on, "
     "prefecture_on, how, is_annotated, is_planned, is_head, detail, household_no, branch_no, birth, "
     "change_no, "
     "reason, card_symbol, card_number, evidence, note, source",
     "recorded_at", "how <> 6", SEALED_BY_MOMENT},
    /* HOW_OPENING keeps the moment of the opening balance: its row comes when the fact it was is closed. */
    {"eligibility_event.adopted", "資格の異動（移行の記録から）", "eligibility_event",
     "addressee_no, event_no, recorded_at, kind, fact_kind, effective_on, until_on, occurred_on, "
     "notified_on, "
     "prefecture_on, how, is_annotated, is_planned, is_head, detail, household_no, branch_no, birth, "
     "change_no, "
     "reason, card_symbol, card_number, evidence, note, source",
     "COALESCE((SELECT MIN(f.superseded_at) FROM eligibility_fact f"
     " WHERE f.addressee_no = eligibility_event.addressee_no AND f.kind = eligibility_event.fact_kind"
     " AND f.recorded_at = eligibility_event.recorded_at AND f.superseded_at < 9223372036854775807),"
     " recorded_at)",
     "how = 6", SEALED_BY_MOMENT},
    {"eligibility_event.end", "資格の異動の終わった記録", "eligibility_event",
     "addressee_no, event_no, recorded_at, superseded_at, closed_by", "superseded_at",
     "superseded_at < 9223372036854775807", SEALED_BY_MOMENT},
};
const size_t eligibility_sealed_count = COUNT_OF(eligibility_sealed);

static int64_t known_moment(int64_t known_at)
{
    return known_at == FACT_MOMENT_OPEN ? FACT_MOMENT_OPEN - 1 : known_at;
}

/* Texts are views into the row. */
static void fact_read(struct query *q, struct eligibility_fact *ret)
{
    struct eligibility_fact f = {.addressee_no = query_i64(q, 0),
                                 .kind = (enum eligibility_fact_kind)query_i64(q, 1),
                                 .detail = (int32_t)query_i64(q, 4),
                                 .card_symbol = query_text(q, 5),
                                 .card_number = query_text(q, 6)};
    bool is_from = date_from_ymd((int32_t)query_i64(q, 2), &f.span.from);
    bool is_until = date_from_ymd((int32_t)query_i64(q, 3), &f.span.until);
    assert(is_from && is_until);
    *ret = f;
}

static void set_touching(struct query *q, struct span touching, int64_t known_at)
{
    query_set_i64(q, "from", date_ymd(touching.from));
    query_set_i64(q, "until", date_ymd(touching.until));
    query_set_i64(q, "known_at", known_moment(known_at));
}

struct eligibility_scan {
    struct arena *arena; /* holds this struct */
    struct query *query;
};

enum err eligibility_scan_open(struct store *s, struct span touching, int64_t known_at,
                               struct report *report, struct eligibility_scan **ret)
{
    struct query *q = store_scan(s, SQL_eligibility_fact_scan);

    (void)report;
    set_touching(q, touching, known_at);
    struct arena *arena = arena_new("eligibility-scan", 4096);
    struct eligibility_scan *scan = ARENA_NEW(arena, struct eligibility_scan);
    *scan = (struct eligibility_scan){arena, q};
    *ret = scan;
    return ERR_NONE;
}

enum err eligibility_scan_next(struct eligibility_scan *scan, struct report *report,
                               struct eligibility_fact *ret, bool *ret_more)
{
    bool row = false;
    enum err e = query_step(scan->query, report, &row);

    if (e != ERR_NONE) {
        return e;
    }
    if (row) {
        fact_read(scan->query, ret);
    }
    *ret_more = row;
    return ERR_NONE;
}

void eligibility_scan_close(struct eligibility_scan *scan)
{
    if (scan != NULL) {
        query_reset(scan->query);
        arena_free(scan->arena);
    }
}

static enum err add_mark(struct store *s, enum sql sql, struct report *report, int64_t *sum)
{
    struct query *q = store_query(s, sql);
    bool row;
    enum err e = query_step(q, report, &row);

    *sum += e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

enum err eligibility_mark(struct store *s, struct report *report, int64_t *ret)
{
    *ret = 0;
    enum err e = add_mark(s, SQL_eligibility_fact_mark, report, ret);

    return e == ERR_NONE ? add_mark(s, SQL_eligibility_overlay_mark, report, ret) : e;
}

struct fact_list {
    struct eligibility_fact *facts;
    size_t count, capacity;
};

static enum err facts_read(struct query *q, struct arena *arena, struct report *report, struct fact_list *to)
{
    bool row = false;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct eligibility_fact *f = ARENA_PUSH(arena, to->facts, to->count, to->capacity);
        fact_read(q, f);
        f->card_symbol = text_copy(arena, f->card_symbol);
        f->card_number = text_copy(arena, f->card_number);
    }
    query_reset(q);
    return e;
}

enum err eligibility_facts_of_persons(struct store *s, const int64_t *addressee_nos, size_t count,
                                      struct span touching, int64_t known_at, struct arena *arena,
                                      struct report *report, struct eligibility_fact **ret,
                                      size_t *ret_count)
{
    bool is_all = !date_before(touching.from, touching.until);
    int64_t *sorted = ARENA_ARRAY(arena, int64_t, count + 1);
    struct fact_list list = {0};
    enum err e = ERR_NONE;

    if (count > 0) {
        memcpy(sorted, addressee_nos, count * sizeof(*sorted));
        count = sorted_once(sorted, count);
    }
    if (!is_all && count > QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_eligibility_fact_many);
        query_set_list(q, "persons", sorted, count);
        set_touching(q, touching, known_at);
        e = facts_read(q, arena, report, &list);
        count = 0;
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, is_all ? SQL_eligibility_fact_all_of : SQL_eligibility_fact_of);
        query_set_numbers(q, sorted + i, count - i < QUERY_NUMBERS ? count - i : QUERY_NUMBERS);
        if (is_all) {
            query_set_i64(q, "known_at", known_moment(known_at));
        } else {
            set_touching(q, touching, known_at);
        }
        e = facts_read(q, arena, report, &list);
    }
    if (e == ERR_NONE) {
        *ret = list.facts;
        *ret_count = list.count;
    }
    return e;
}

enum err eligibility_facts_of(struct store *s, int64_t addressee_no, struct span touching,
                              int64_t known_at, struct arena *arena, struct report *report,
                              struct eligibility_fact **ret, size_t *ret_count)
{
    return eligibility_facts_of_persons(s, &addressee_no, 1, touching, known_at, arena, report, ret,
                                        ret_count);
}

/* ---------------------------------------------------------------------------------- 点検 ------ */

#define SAMPLES_MAX 20

static bool is_spanning(enum eligibility_fact_kind kind)
{
    return kind == FACT_MEMBERSHIP || kind == FACT_CARE_EXEMPT || kind == FACT_LATTER_STAGE ||
           (int)kind == FACT_DETAINED || (int)kind == FACT_RETIREE;
}

static void check_fact(const struct eligibility_fact *before, const struct eligibility_fact *f,
                       struct report *report, int64_t *broken)
{
    if (date_before(f->span.until, f->span.from) && ++*broken <= SAMPLES_MAX) {
        report_add(report, "宛名番号 %lld の資格の事実（種別 %d）が始まる前に終わっています。",
                   (long long)f->addressee_no, (int)f->kind);
    }
    bool is_one_kind = before->addressee_no == f->addressee_no && before->kind == f->kind;
    if (is_one_kind && is_spanning(f->kind) && date_before(f->span.from, before->span.until) &&
        ++*broken <= SAMPLES_MAX) {
        report_add(report, "宛名番号 %lld の%sの期間が %d から重なっています。",
                   (long long)f->addressee_no,
                   f->kind == FACT_MEMBERSHIP ? "被保険者資格" : "資格の事実",
                   date_ymd(f->span.from));
    }
}

/* The facts that stand are those that follow from the events, of everybody who has events. */
static enum err check_events(struct store *s, struct arena *arena, struct report *report, int64_t *broken)
{
    int64_t *persons = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    struct query *q = store_query(s, SQL_eligibility_event_persons);
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        if (count == 0 || persons[count - 1] != query_i64(q, 0)) {
            *ARENA_PUSH(arena, persons, count, capacity) = query_i64(q, 0);
        }
    }
    query_reset(q);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct arena *one = arena_new("eligibility-verify-events", (size_t)16 << 20);
        bool follows = false;
        e = events_are_settled(s, persons[i], one, report, &follows);
        arena_free(one);
        if (e == ERR_NONE && !follows && ++*broken <= SAMPLES_MAX) {
            report_add(report, "宛名番号 %lld の資格の期間が、記録された異動と合いません。",
                       (long long)persons[i]);
        }
    }
    return e;
}

enum err eligibility_verify(struct store *s, struct report *report)
{
    struct arena *arena = arena_new("eligibility-verify", (size_t)256 << 20);
    struct eligibility_fact before = {.addressee_no = 0}, f;
    struct eligibility_scan *scan = NULL;
    struct span all = {date_of(1868, 1, 1), date_open_end()};
    int64_t *known = NULL, broken = 0;
    size_t known_count = 0, at = 0;
    bool more = false;
    enum err e = addressee_known(s, arena, report, &known, &known_count);

    if (e == ERR_NONE) {
        e = eligibility_scan_open(s, all, FACT_MOMENT_OPEN, report, &scan);
    }
    while (e == ERR_NONE && (e = eligibility_scan_next(scan, report, &f, &more)) == ERR_NONE && more) {
        check_fact(&before, &f, report, &broken);
        while (at < known_count && known[at] < f.addressee_no) {
            at++;
        }
        bool is_known = at < known_count && known[at] == f.addressee_no;
        if (!is_known && before.addressee_no != f.addressee_no && ++broken <= SAMPLES_MAX) {
            report_add(report, "資格の事実がある宛名番号 %lld が住民記録にありません。",
                       (long long)f.addressee_no);
        }
        before = f;
    }
    eligibility_scan_close(scan);
    if (e == ERR_NONE) {
        e = check_events(s, arena, report, &broken);
    }
    if (e == ERR_NONE) {
        e = moved_verify(s, MOVED_FACT, SQL_eligibility_fact_moved, "資格の事実", report, &broken);
    }
    arena_free(arena);
    if (e == ERR_NONE && broken > SAMPLES_MAX) {
        report_add(report, "資格の点検: ほか %lld 件。", (long long)(broken - SAMPLES_MAX));
    }
    return e != ERR_NONE ? e : broken > 0 ? ERR_FINDINGS : ERR_NONE;
}
