/*
 * 支援措置 -- one answer to "what may this operator see of this person": screens, lists, prints and
 * files ask here.
 *
 * Law     住民基本台帳事務処理要領 第5-10; 住民記録システム標準仕様書 1.1.16, 3.1, 3.4
 * Rows    RP-01 .. RP-07, OP-25, AZ-19
 *
 * A measure guards from the moment it is recorded until two persons lift it: neither its last day nor a
 * look at another day of the past changes that. A temporary release is for one operator and ends by the
 * clock. The record of the other party says nothing about a measure.
 */
#include "addressee/guard.h"

#define MEASURES_MAX 16

/* ------------------------------------------------------------------------------- 期間 --------- */

date measure_last_day(date start)
{
    struct civil c = date_civil(start);
    if (date_is_valid(c.year + 1, c.month, c.day)) {
        return date_add_days(date_of(c.year + 1, c.month, c.day), -1);
    }
    return date_last_of_month(c.year + 1, c.month); /* 29 February: 民法143条2項 */
}

date measure_month_before(date last)
{
    struct civil c = date_civil(last);
    int year = c.month == 1 ? c.year - 1 : c.year, month = c.month == 1 ? 12 : c.month - 1;

    return date_is_valid(year, month, c.day) ? date_of(year, month, c.day) : date_last_of_month(year, month);
}

enum measure_phase measure_phase_on(date last, date today)
{
    if (date_before(last, today)) {
        return MEASURE_PAST_END;
    }
    return date_before(today, measure_month_before(last)) ? MEASURE_RUNNING : MEASURE_LAST_MONTH;
}

/* ------------------------------------------------------------------------------- 措置 --------- */

struct open_measure {
    int64_t measure_no, applicant_no, state, from, ends_on;
};

static enum err measures_of(struct store *s, const int64_t *numbers, size_t number_count,
                            struct report *report, struct open_measure *ret, size_t *ret_count)
{
    enum err e = ERR_NONE;

    *ret_count = 0;
    for (size_t i = 0; i < number_count && e == ERR_NONE; i++) {
        struct query *q = store_query(s, SQL_addressee_guarded_open);
        bool row = false;
        query_set_i64(q, "addressee_no", numbers[i]);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row && *ret_count < MEASURES_MAX) {
            ret[(*ret_count)++] = (struct open_measure){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2),
                                                        query_i64(q, 3), query_i64(q, 4)};
        }
        query_reset(q);
    }
    return e;
}

enum err guard_is_restricted(struct store *s, const int64_t *numbers, size_t count, struct report *report,
                             bool *ret)
{
    enum err e = ERR_NONE;

    *ret = false;
    for (size_t i = 0; i < count && e == ERR_NONE && !*ret; i++) {
        struct query *q = store_query(s, SQL_addressee_guarded_any);
        query_set_i64(q, "addressee_no", numbers[i]);
        e = query_step(q, report, ret);
        query_reset(q);
    }
    return e;
}

static bool holds(const int64_t *numbers, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

/* Is one of `numbers` the other party of one of the measures? */
static enum err is_party(struct store *s, const struct open_measure *measures, size_t measure_count,
                         const int64_t *numbers, size_t number_count, struct report *report, bool *ret)
{
    enum err e = ERR_NONE;

    *ret = false;
    for (size_t i = 0; i < measure_count && e == ERR_NONE && !*ret; i++) {
        struct query *q = store_query(s, SQL_addressee_party_of_measure);
        bool row = false;
        query_set_i64(q, "measure_no", measures[i].measure_no);
        while ((e = query_step(q, report, &row)) == ERR_NONE && row && !*ret) {
            *ret = holds(numbers, number_count, query_i64(q, 0));
        }
        query_reset(q);
    }
    return e;
}

/* ------------------------------------------------------------------------------- 問い --------- */

struct asking {
    struct session *session;
    struct arena *arena;
    struct report *report;
    struct open_measure measures[MEASURES_MAX];
    size_t measure_count;
    const int64_t *numbers; /* of the person asked for */
    size_t number_count;
};

static enum err numbers_of(struct asking *in, int64_t addressee_no, int64_t **ret, size_t *ret_count)
{
    return addressee_numbers_of(in->session->store, addressee_no, INT64_MAX, in->arena, in->report, ret,
                                ret_count);
}

/* ERR_FINDINGS of a person who is nobody on the day is no failure here. */
static enum err person_today(struct asking *in, int64_t addressee_no, struct addressee *ret, bool *ret_found)
{
    struct report quiet;
    struct as_of today = {in->session->folder.business_date, INT64_MAX};

    report_init(&quiet);
    enum err e = addressee_by_no(in->session->store, addressee_no, today, in->arena, &quiet, ret);
    *ret_found = e == ERR_NONE;
    if (e != ERR_NONE && e != ERR_FINDINGS && quiet.kept > 0) {
        report_add(in->report, "%s", quiet.lines[0]);
    }
    report_done(&quiet);
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static enum err share_household(struct asking *in, int64_t a_no, int64_t b_no, bool *ret)
{
    struct addressee a, b;
    bool has_a = false, has_b = false;
    enum err e = person_today(in, a_no, &a, &has_a);

    if (e == ERR_NONE) {
        e = person_today(in, b_no, &b, &has_b);
    }
    *ret = e == ERR_NONE && has_a && has_b && a.household_no != 0 && a.household_no == b.household_no;
    return e;
}

/* RP-07: does the way from `from_no` lead the other party to whom he must not find? */
static enum err level_through(struct asking *in, int64_t addressee_no, int64_t from_no, enum guard_level *ret)
{
    int64_t *others = NULL;
    size_t count = 0;
    bool is_other_party = false, is_shared = false;

    *ret = GUARD_FULL;
    if (from_no == 0 || in->measure_count == 0) {
        return ERR_NONE;
    }
    enum err e = numbers_of(in, from_no, &others, &count);
    if (e == ERR_NONE) {
        e = is_party(in->session->store, in->measures, in->measure_count, others, count, in->report,
                     &is_other_party);
    }
    if (e == ERR_NONE && is_other_party) {
        e = share_household(in, from_no, addressee_no, &is_shared);
        *ret = is_shared ? GUARD_WITHOUT_ADDRESS : GUARD_NOTHING;
    }
    return e;
}

static enum err released_until(struct asking *in, int64_t at, int64_t *ret)
{
    enum err e = ERR_NONE;

    *ret = 0;
    for (size_t i = 0; i < in->number_count && e == ERR_NONE; i++) {
        struct query *q = store_query(in->session->store, SQL_addressee_release_open);
        bool row = false;
        query_set_i64(q, "addressee_no", in->numbers[i]);
        query_set_text(q, "operator_id", text_of(in->session->operator.id));
        query_set_i64(q, "at", at);
        e = query_step(q, in->report, &row);
        if (e == ERR_NONE && row && query_i64(q, 0) > *ret) {
            *ret = query_i64(q, 0);
        }
        query_reset(q);
    }
    return e;
}

static void tell_end(struct asking *in, struct guard *g)
{
    for (size_t i = 0; i < in->measure_count; i++) {
        const struct open_measure *m = &in->measures[i];
        date last;
        g->is_provisional = g->is_provisional || m->state == MEASURE_STATE_PROVISIONAL;
        if (m->ends_on == 0 || !date_from_ymd((int32_t)m->ends_on, &last)) {
            continue;
        }
        if (!g->has_end || date_before(g->ends_on, last)) {
            g->has_end = true;
            g->ends_on = last;
            g->phase = measure_phase_on(last, in->session->folder.business_date);
        }
    }
}

static const char *words_of(struct asking *in, const struct guard *g)
{
    char day[DATE_TEXT_BYTES];

    if (!g->is_restricted) {
        return g->is_own_or_family
                   ? "ご自身またはご家族の記録です。見る理由を入力してください。上司に通知されます。"
                   : "";
    }
    if (g->level == GUARD_NOTHING) {
        return "この記録は表示できません。";
    }
    if (!g->has_end) {
        return g->is_provisional ? "仮支援措置中です。住所を伝えたり、発行したりしないでください。"
                                 : "支援措置の対象です。住所を伝えたり、発行したりしないでください。";
    }
    date_format_era(g->ends_on, day);
    switch (g->phase) {
    case MEASURE_RUNNING:
        return arena_printf(
            in->arena, "支援措置の対象です（%sまで）。住所を伝えたり、発行したりしないでください。", day);
    case MEASURE_LAST_MONTH:
        return arena_printf(
            in->arena, "支援措置の対象です。%sで期間が終わります。延長の意思を確かめてください。", day);
    case MEASURE_PAST_END:
        return arena_printf(
            in->arena, "支援措置の期間は%sに過ぎましたが、解除されていません。制限は続いています。", day);
    }
    return "";
}

static enum guard_level level_for(const struct session *session, enum guard_use use, const struct guard *g)
{
    if (!g->is_restricted) {
        return GUARD_FULL;
    }
    if (use == GUARD_FILE) {
        return GUARD_WITHOUT_ADDRESS; /* a release is for one person at one desk, not for what leaves it */
    }
    if (g->released_until != 0) {
        return GUARD_FULL;
    }
    return use == GUARD_SCREEN && operator_may(&session->operator, PERM_RESTRICTED_VIEW)
               ? GUARD_FULL
               : GUARD_WITHOUT_ADDRESS;
}

/* The operator as a resident: his own person, or one of his household; and is he the other party? */
static enum err look_at_operator(struct asking *in, struct guard *g, bool *ret_is_party)
{
    int64_t own = in->session->operator.addressee_no;
    int64_t *numbers = NULL;
    size_t count = 0;

    *ret_is_party = false;
    if (own == 0) {
        return ERR_NONE;
    }
    enum err e = numbers_of(in, own, &numbers, &count);
    if (e == ERR_NONE && count > 0) {
        g->is_own_or_family = holds(in->numbers, in->number_count, numbers[0]);
        e = is_party(in->session->store, in->measures, in->measure_count, numbers, count, in->report,
                     ret_is_party);
    }
    if (e == ERR_NONE && !g->is_own_or_family) {
        e = share_household(in, own, in->numbers[0], &g->is_own_or_family);
    }
    return e;
}

/* The numbers of a person and the measures that protect them. `member`: just read of him, or NULL. */
static enum err look_at_person(struct asking *in, int64_t addressee_no, const struct household_member *member)
{
    int64_t *numbers = NULL;

    if (member != NULL && !member->is_linked) {
        numbers = ARENA_ARRAY(in->arena, int64_t, 1);
        numbers[0] = addressee_no;
        in->number_count = 1;
    } else {
        enum err e = numbers_of(in, addressee_no, &numbers, &in->number_count);
        if (e != ERR_NONE) {
            return e;
        }
    }
    in->numbers = numbers;
    if (member != NULL && !member->is_guarded) {
        in->measure_count = 0;
        return ERR_NONE;
    }
    return measures_of(in->session->store, numbers, in->number_count, in->report, in->measures,
                       &in->measure_count);
}

/* `member`: what was just read of him, NULL = he is asked for; `is_today`: it was read of this day. */
static enum err guard_of(struct session *session, int64_t addressee_no, const struct household_member *member,
                         bool is_today, int64_t from_no, enum guard_use use, int64_t at, struct arena *arena,
                         struct report *report, struct guard *ret)
{
    struct asking in = {.session = session, .arena = arena, .report = report};
    struct guard g = {.ends_on = date_none(), .words = ""};
    struct addressee today;
    enum guard_level through = GUARD_FULL;
    bool is_found = false, is_other_party = false;
    enum err e = look_at_person(&in, addressee_no, member);

    if (e == ERR_NONE && is_today && in.number_count == 1) { /* of several another may say more */
        today = member->who;
        is_found = true;
    } else if (e == ERR_NONE) {
        e = person_today(&in, addressee_no, &today, &is_found);
    }
    if (e == ERR_NONE) {
        g.is_restricted = in.measure_count > 0 || (is_found && today.is_restricted);
        e = look_at_operator(&in, &g, &is_other_party);
    }
    if (e == ERR_NONE && g.is_restricted) {
        tell_end(&in, &g);
        e = released_until(&in, at, &g.released_until);
    }
    if (e == ERR_NONE) {
        e = level_through(&in, addressee_no, from_no, &through);
    }
    if (e != ERR_NONE) {
        return e;
    }
    g.level = level_for(session, use, &g);
    g.level = through > g.level ? through : g.level;
    g.level = is_other_party ? GUARD_NOTHING : g.level;
    g.words = words_of(&in, &g);
    g.numbers = in.numbers;
    g.number_count = in.number_count;
    *ret = g;
    return ERR_NONE;
}

enum err addressee_guard(struct session *session, int64_t addressee_no, int64_t from_no, enum guard_use use,
                         int64_t at, struct arena *arena, struct report *report, struct guard *ret)
{
    return guard_of(session, addressee_no, NULL, false, from_no, use, at, arena, report, ret);
}

void addressee_mask(struct addressee *a, const struct guard *guard)
{
    static const struct text hidden = {"（支援措置のため表示しません）",
                                       sizeof("（支援措置のため表示しません）") - 1};
    static const struct text nothing = {"", 0};

    a->is_restricted = a->is_restricted || guard->is_restricted;
    if (guard->level == GUARD_FULL) {
        return;
    }
    a->postal_code = nothing;
    a->address = hidden;
    a->building = nothing;
    if (guard->level == GUARD_NOTHING) {
        *a = (struct addressee){.addressee_no = a->addressee_no, .name = hidden, .kana = nothing,
                                .alias = nothing, .former_surname = nothing, .roman = nothing,
                                .printed_name = hidden,
                                .relation = nothing, .postal_code = nothing, .address = nothing,
                                .building = nothing, .resident_from = date_none(), .valid_from = date_none(),
                                .valid_until = date_none()};
    }
}

/* ------------------------------------------------------------------------------- 世帯 --------- */

/* Nobody of a household is shown on a way that another member, as the other party, must not find. */
static enum err level_in_household(struct asking *in, const struct household_member *members, size_t count,
                                   size_t at, enum guard_level *ret)
{
    enum err e = measures_of(in->session->store, &members[at].who.addressee_no, 1, in->report, in->measures,
                             &in->measure_count);

    *ret = GUARD_FULL;
    for (size_t i = 0; i < count && e == ERR_NONE && *ret != GUARD_NOTHING; i++) {
        enum guard_level level = GUARD_FULL;
        if (i != at) {
            e = level_through(in, members[at].who.addressee_no, members[i].who.addressee_no, &level);
        }
        *ret = level > *ret ? level : *ret;
    }
    return e;
}

enum err addressee_household_for(struct session *session, int64_t household_no, struct as_of as_of,
                                 int64_t from_no, enum guard_use use, int64_t at, struct arena *arena,
                                 struct report *report, struct guarded_member **ret, size_t *ret_count)
{
    struct asking in = {.session = session, .arena = arena, .report = report};
    struct household_member *members = NULL;
    size_t count = 0, n = 0;
    bool is_today = date_equal(as_of.on, session->folder.business_date) && as_of.known_at == INT64_MAX;
    enum err e = household_read(session->store, household_no, as_of, arena, report, &members, &count);
    struct guarded_member *shown = ARENA_ARRAY(arena, struct guarded_member, count + 1);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct guarded_member m = {.who = members[i].who};
        enum guard_level level = GUARD_FULL;
        e = guard_of(session, m.who.addressee_no, &members[i], is_today, from_no, use, at, arena, report,
                     &m.guard);
        if (e == ERR_NONE && m.guard.is_restricted) { /* without a measure no way is closed */
            e = level_in_household(&in, members, count, i, &level);
        }
        if (e == ERR_NONE) {
            m.guard.level = level > m.guard.level ? level : m.guard.level;
            addressee_mask(&m.who, &m.guard);
            if (m.guard.level != GUARD_NOTHING) {
                shown[n++] = m;
            }
        }
    }
    if (e == ERR_NONE) {
        *ret = shown;
        *ret_count = n;
    }
    return e;
}

/* ------------------------------------------------------------------------------- 一覧 --------- */

enum err addressee_measures_due(struct store *s, date today, struct arena *arena, struct report *report,
                                struct support_measure **ret, size_t *ret_count)
{
    struct support_measure *rows = NULL;
    size_t count = 0, capacity = 0;
    struct civil c = date_civil(today);
    int year = c.month == 12 ? c.year + 1 : c.year, month = c.month == 12 ? 1 : c.month + 1;
    struct query *q = store_query(s, SQL_addressee_measure_open);
    bool row = false;
    enum err e;

    query_set_i64(q, "before", date_ymd(date_add_days(date_last_of_month(year, month), 1)));
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct support_measure m = {.measure_no = query_i64(q, 0),
                                    .applicant_no = query_i64(q, 1),
                                    .is_provisional = query_i64(q, 2) == MEASURE_STATE_PROVISIONAL};
        bool is_day = date_from_ymd((int32_t)query_i64(q, 3), &m.starts_on) &&
                      date_from_ymd((int32_t)query_i64(q, 4), &m.ends_on);
        assert(is_day);
        m.phase = measure_phase_on(m.ends_on, today);
        *ARENA_PUSH(arena, rows, count, capacity) = m;
    }
    query_reset(q);
    if (e == ERR_NONE) {
        *ret = rows;
        *ret_count = count;
    }
    return e;
}
