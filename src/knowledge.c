/*
 * What the nightly look at the records asks of the registers: whose protection it is (DA-04), what an
 * operator has to do with the person he looked at (DA-05), whether there was such an operator (DA-10). And
 * what a search of the records asks: under which numbers a person stands (RL-04).
 */
#include "knowledge.h"

#include "addressee/addressee.h"

#define KNOWLEDGE_BYTES ((size_t)4 << 20)

/* The operator as he stood on that day; false when nobody did. */
static enum err find_operator(struct session *s, struct text id, date day, struct report *report,
                              struct operator_identity *ret, bool *ret_there)
{
    struct report quiet;
    report_init(&quiet);
    enum err e = ops_operator_find(s->store, id, text_of(""), day, clock_now_ms(), &quiet, ret);
    report_done(&quiet);
    if (e == ERR_WORLD) {
        return report_fail(report, e, "職員の登録を読めません");
    }
    *ret_there = e == ERR_NONE;
    return ERR_NONE;
}

/* A person of the day, or nobody: what stands in the records may have been merged or was never a person. */
static enum err find_person(struct session *s, int64_t addressee_no, date day, struct arena *arena,
                            struct report *report, struct addressee *ret, bool *ret_there)
{
    struct report quiet;
    struct as_of as_of = {day, INT64_MAX};
    report_init(&quiet);
    enum err e = addressee_by_no(s->store, addressee_no, as_of, arena, &quiet, ret);
    report_done(&quiet);
    if (e == ERR_WORLD) {
        return report_fail(report, e, "宛名を読めません");
    }
    *ret_there = e == ERR_NONE;
    return ERR_NONE;
}

static enum err is_beyond_duty(void *context, struct text operator_id, int64_t addressee_no, date day,
                               struct report *report, bool *ret)
{
    struct session *s = context;
    struct operator_identity who;
    struct addressee person;
    bool has_person = false, has_operator = false;
    struct arena *arena = arena_new("記録の確認", KNOWLEDGE_BYTES);
    enum err e = find_person(s, addressee_no, day, arena, report, &person, &has_person);
    *ret = false;
    if (e == ERR_NONE && has_person && person.is_restricted) {
        e = find_operator(s, operator_id, day, report, &who, &has_operator);
        *ret = e == ERR_NONE && !(has_operator && operator_may(&who, PERM_RESTRICTED_VIEW));
    }
    arena_free(arena);
    return e;
}

/* The family name stands before the first blank. */
static struct text family_name(struct text name)
{
    static const char wide[] = "\u3000";
    size_t n = 0;
    while (n < name.len && name.bytes[n] != ' ' &&
           !(name.len - n >= sizeof(wide) - 1 && memcmp(name.bytes + n, wide, sizeof(wide) - 1) == 0)) {
        n++;
    }
    return n < name.len ? (struct text){name.bytes, n} : text_of("");
}

static const char *relation_of(const struct addressee *own, const struct addressee *other)
{
    struct text family = family_name(own->name);
    if (own->addressee_no == other->addressee_no) {
        return "本人";
    }
    if (own->household_no != 0 && own->household_no == other->household_no) {
        return "同じ世帯";
    }
    if (own->address.len > 0 && text_equal(own->address, other->address) &&
        text_equal(own->building, other->building)) {
        return "同じ住所";
    }
    return family.len > 0 && text_equal(family, family_name(other->name)) ? "同じ姓" : "";
}

static enum err relation(void *context, struct text operator_id, int64_t addressee_no, date day,
                         struct report *report, struct text *ret)
{
    struct session *s = context;
    struct operator_identity who;
    struct addressee own, other;
    bool has_operator = false, has_own = false, has_other = false;
    struct arena *arena = arena_new("記録の確認", KNOWLEDGE_BYTES);
    enum err e = find_operator(s, operator_id, day, report, &who, &has_operator);
    *ret = text_of("");
    if (e == ERR_NONE && has_operator && who.addressee_no != 0) {
        e = find_person(s, who.addressee_no, day, arena, report, &own, &has_own);
        if (e == ERR_NONE && has_own) {
            e = find_person(s, addressee_no, day, arena, report, &other, &has_other);
        }
    }
    if (e == ERR_NONE && has_other) {
        *ret = text_of(relation_of(&own, &other)); /* fixed words */
    }
    arena_free(arena);
    return e;
}

/* Nobody is registered under this number on that day. */
static enum err is_ended(void *context, struct text operator_id, date day, struct report *report, bool *ret)
{
    struct operator_identity who;
    bool has_operator = false;
    enum err e = find_operator(context, operator_id, day, report, &who, &has_operator);
    *ret = !has_operator;
    return e;
}

static enum err numbers_of(void *context, int64_t addressee_no, struct arena *arena, struct report *report,
                           int64_t **ret, size_t *ret_count)
{
    const struct session *s = context;
    return addressee_numbers_of(s->store, addressee_no, INT64_MAX, arena, report, ret, ret_count);
}

const struct audit_knowledge program_knowledge = {
    .is_beyond_duty = is_beyond_duty,
    .relation = relation,
    .is_ended = is_ended,
    .numbers_of = numbers_of,
};
