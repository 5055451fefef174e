/* The hash of a case's facts, and what differs between two of them. */
#include "premium/facts.h"

#include "base/hash.h"
#include "premium/income.h"
#include "rules/common/age.h"

#define AGE_CARE 40 /* 介護保険法9条2号: only to tell who is foreseen and who not; the rule decides */

/* Said only of whom it is true: the facts of all others keep the hash they had before there were any. */
#define MARK_REGISTER_HEAD INT64_MIN

struct hash_words {
    int64_t *items;
    size_t count;
};

static void put(struct hash_words *w, int64_t value) { w->items[w->count++] = value; }

/* Who attains 40 in the year only after the day the run looked to: later runs see him differently. */
static bool is_not_yet_40(const struct premium_household *h, const struct premium_member *m)
{
    date attained = age_attained_on(m->birth_date, AGE_CARE);
    return !date_is_none(h->care40_not_after) && date_before(h->care40_not_after, attained) &&
           date_before(attained, fiscal_year_until(h->year));
}

static size_t words_of(const struct premium_member *m)
{
    return 17 + INCOME_AMOUNTS + 2u * m->insured_count + 2u * m->care_exempt_count;
}

static void put_member(struct hash_words *w, const struct premium_household *h,
                       const struct premium_member *m)
{
    struct premium_income income = m->income;
    put(w, m->id);
    put(w, m->birth_date.day);
    put(w, m->insured_count);
    for (size_t i = 0; i < m->insured_count; i++) {
        put(w, m->insured[i].from.day);
        put(w, m->insured[i].until.day);
    }
    put(w, m->care_exempt_count);
    for (size_t i = 0; i < m->care_exempt_count; i++) {
        put(w, m->care_exempt[i].from.day);
        put(w, m->care_exempt[i].until.day);
    }
    put(w, m->is_specified_member);
    put(w, m->specified_since.day);
    put(w, income.state);
    put(w, income.given);
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        put(w, *income_amount(&income, i));
    }
    put(w, m->separated_on.day);
    put(w, m->reason_code);
    put(w, m->expected_birth.day);
    put(w, m->is_multiple_birth);
    put(w, m->former_dependant_since.day);
    put(w, is_not_yet_40(h, m));
    if (m->is_register_head) {
        put(w, MARK_REGISTER_HEAD);
    }
}

static void put_remission(struct hash_words *w, const struct premium_remission *m)
{
    put(w, m->id);
    put(w, m->pattern);
    put(w, m->parts);
    put(w, m->amount);
    put(w, m->rate);
    put(w, m->months);
    for (size_t k = 0; k < INSTALMENTS_MAX; k++) {
        put(w, m->instalments[k]);
    }
}

void facts_hash(const struct premium_household *h, int64_t payer_no,
                unsigned char ret[FACTS_HASH_BYTES])
{
    int64_t few[1024];
    struct arena *arena = NULL;
    struct hash_words w = {.items = few};
    size_t needed = 4 + h->remission_count * (6 + INSTALMENTS_MAX);
    for (size_t i = 0; i < h->member_count; i++) {
        needed += words_of(&h->members[i]);
    }
    if (needed > COUNT_OF(few)) {
        arena = arena_new("事実の要約", (size_t)256 << 20);
        w.items = ARENA_ARRAY(arena, int64_t, needed);
    }
    put(&w, h->year.first_year);
    put(&w, payer_no);
    put(&w, (int64_t)h->head);
    put(&w, h->head_abroad_on_1_january);
    for (size_t i = 0; i < h->remission_count;
         i++) { /* without any the hash is as it was before there were */
      put_remission(&w, &h->remissions[i]);
    }
    for (size_t i = 0; i < h->member_count; i++) {
        put_member(&w, h, &h->members[i]);
    }
    assert(w.count <= needed);
    struct row_digest digest = {0, 0};
    row_digest_add(&digest, w.items, w.count * sizeof(w.items[0]));
    for (int i = 0; i < 8; i++) {
        ret[i] = (unsigned char)(digest.lo >> (8 * i));
        ret[8 + i] = (unsigned char)(digest.hi >> (8 * i));
    }
    arena_free(arena);
}

/* ------------------------------------------------------------------------------- reasons ------ */

enum reason {
    REASON_ACQUIRED,
    REASON_LOST,
    REASON_HOUSEHOLD,
    REASON_HEAD,
    REASON_INCOME,
    REASON_INCOME_KNOWN,
    REASON_AGE,
    REASON_UNEMPLOYED,
    REASON_MATERNITY,
    REASON_DEPENDANT,
    REASON_EXEMPT,
    REASON_SPECIFIED,
    REASON_REMISSION,
    REASON_CODES,
};
static const char *const reason_words[REASON_CODES] = {
    "資格取得", "資格喪失", "世帯変更", "世帯主変更", "所得更正", "所得判明",
    "年齢到達", "特例対象", "産前産後", "旧被扶養者", "介護適用除外", "特定同一世帯", "減免",
};

static const struct premium_member *member_by_id(const struct premium_household *h, int64_t id)
{
    for (size_t i = 0; i < h->member_count; i++) {
        if (h->members[i].id == id) {
            return &h->members[i];
        }
    }
    return NULL;
}

static int64_t insured_days(const struct premium_member *m)
{
    int64_t days = 0;
    for (size_t i = 0; i < m->insured_count; i++) {
        days += date_days_between(m->insured[i].from, m->insured[i].until);
    }
    return days;
}

static bool spans_differ(const struct span *a, size_t a_count, const struct span *b, size_t b_count)
{
    if (a_count != b_count) {
        return true;
    }
    for (size_t i = 0; i < a_count; i++) {
        if (!date_equal(a[i].from, b[i].from) || !date_equal(a[i].until, b[i].until)) {
            return true;
        }
    }
    return false;
}

static bool incomes_differ(struct premium_income a, struct premium_income b)
{
    if (a.state != b.state || a.given != b.given) {
        return true;
    }
    for (int i = 0; i < INCOME_AMOUNTS; i++) {
        if (*income_amount(&a, i) != *income_amount(&b, i)) {
            return true;
        }
    }
    return false;
}

static unsigned member_reasons(const struct premium_case *was_case, const struct premium_case *now_case,
                               const struct premium_member *was, const struct premium_member *now)
{
    unsigned r = 0;
    if (spans_differ(was->insured, was->insured_count, now->insured, now->insured_count)) {
        r |= insured_days(now) > insured_days(was) ? 1u << REASON_ACQUIRED : 1u << REASON_LOST;
    }
    if (incomes_differ(was->income, now->income)) {
        bool became_known = was->income.state == INCOME_UNKNOWN;
        r |= became_known ? 1u << REASON_INCOME_KNOWN : 1u << REASON_INCOME;
    }
    if (is_not_yet_40(&was_case->facts, was) != is_not_yet_40(&now_case->facts, now)) {
        r |= 1u << REASON_AGE;
    }
    if (!date_equal(was->separated_on, now->separated_on) || was->reason_code != now->reason_code) {
        r |= 1u << REASON_UNEMPLOYED;
    }
    if (!date_equal(was->expected_birth, now->expected_birth) ||
        was->is_multiple_birth != now->is_multiple_birth) {
        r |= 1u << REASON_MATERNITY;
    }
    if (!date_equal(was->former_dependant_since, now->former_dependant_since)) {
        r |= 1u << REASON_DEPENDANT;
    }
    if (spans_differ(was->care_exempt, was->care_exempt_count, now->care_exempt,
                     now->care_exempt_count)) {
        r |= 1u << REASON_EXEMPT;
    }
    if (was->is_specified_member != now->is_specified_member) {
        r |= 1u << REASON_SPECIFIED;
    }
    if (was->is_register_head != now->is_register_head) {
        r |= 1u << REASON_HEAD;
    }
    return r;
}

/* Decisions are never changed, only added and closed: their numbers tell. */
static bool remissions_differ(const struct premium_household *a, const struct premium_household *b)
{
    bool is_other = a->remission_count != b->remission_count;
    for (size_t i = 0; !is_other && i < a->remission_count; i++) {
        is_other = a->remissions[i].id != b->remissions[i].id;
    }
    return is_other;
}

/* Somebody who stands in one of two cases alone. */
static unsigned reason_of_one(const struct premium_member *m, enum reason of_insured)
{
    return 1u << (m->insured_count > 0 ? of_insured : m->is_register_head ? REASON_HEAD : REASON_SPECIFIED);
}

static unsigned case_reasons(const struct premium_case *was, const struct premium_case *now)
{
    unsigned r = remissions_differ(&was->facts, &now->facts) ? 1u << REASON_REMISSION : 0;
    for (size_t i = 0; i < now->facts.member_count; i++) {
        const struct premium_member *m = &now->facts.members[i];
        const struct premium_member *before = member_by_id(&was->facts, m->id);
        if (before == NULL) {
            r |= reason_of_one(m, REASON_ACQUIRED);
        } else {
            r |= member_reasons(was, now, before, m);
        }
    }
    for (size_t i = 0; i < was->facts.member_count; i++) {
        const struct premium_member *m = &was->facts.members[i];
        if (member_by_id(&now->facts, m->id) == NULL) {
            r |= reason_of_one(m, REASON_LOST);
        }
    }
    return r != 0 ? r : 1u << REASON_HOUSEHOLD;
}

void facts_reasons(const struct premium_case *was, const struct premium_case *now, char *ret)
{
    unsigned reasons = was != NULL ? case_reasons(was, now)
                       : now->insured_count > 0 ? 1u << REASON_ACQUIRED | 1u << REASON_HEAD
                                                : 1u << REASON_HOUSEHOLD;
    size_t len = 0;
    ret[0] = '\0';
    for (int i = 0; i < REASON_CODES; i++) {
        size_t n = strlen(reason_words[i]);
        if ((reasons >> i & 1u) != 0 && len + n + 2 < REASONS_BYTES) {
            if (len > 0) {
                ret[len++] = ',';
            }
            memcpy(ret + len, reason_words[i], n + 1);
            len += n;
        }
    }
}
