/*
 * 記号・番号・枝番 -- typed into the one box with these words before them; whose card it is stands with the
 * memberships, who may be seen is decided by the search of persons.
 */
#include "web/search_card.h"

#include "eligibility/eligibility.h"

/* The words that lead a part, longest first; blanks, colons and dashes between parts. */
enum part { PART_SYMBOL, PART_NUMBER, PART_BRANCH, PART_BOTH };
static const struct lead {
    const char *words;
    enum part part;
} leads[] = {{"被保険者記号・番号", PART_BOTH}, {"被保険者記号番号", PART_BOTH}, {"記号・番号", PART_BOTH},
             {"記号番号", PART_BOTH},           {"被保険者記号", PART_SYMBOL},   {"記号", PART_SYMBOL},
             {"被保険者番号", PART_NUMBER},     {"番号", PART_NUMBER},           {"枝番", PART_BRANCH}};

static bool is_gap(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == '-' || c == 0xFF0D || c == 0x2010 || c == 0x2212 || c == 0x30FB ||
           c == 0xFF65 || c == ':' || c == 0xFF1A || c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09;
}

static void skip_gaps(struct text words, size_t *at)
{
    while (*at < words.len) {
        size_t next = *at;
        if (!is_gap(utf8_next(words.bytes, words.len, &next))) {
            return;
        }
        *at = next;
    }
}

static const struct lead *lead_at(struct text words, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(leads); i++) {
        size_t n = strlen(leads[i].words);
        if (words.len - at >= n && memcmp(words.bytes + at, leads[i].words, n) == 0) {
            return &leads[i];
        }
    }
    return NULL;
}

/* Up to a gap or the next lead. */
static struct text value_at(struct text words, size_t *at)
{
    size_t from = *at;
    while (*at < words.len) {
        size_t next = *at;
        if (is_gap(utf8_next(words.bytes, words.len, &next)) || (*at > from && lead_at(words, *at) != NULL)) {
            break;
        }
        *at = next;
    }
    return (struct text){words.bytes + from, *at - from};
}

static struct text half_width(struct text t, struct arena *arena)
{
    char *buf = arena_alloc(arena, t.len + 1, 1);
    size_t n = 0;
    for (size_t at = 0; at < t.len;) {
        uint32_t c = utf8_next(t.bytes, t.len, &at);
        n += utf8_encode(c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c, buf + n);
    }
    return (struct text){buf, n};
}

bool search_card_read(struct text words, struct arena *arena, struct search_card *ret)
{
    struct search_card card = {.symbol = {"", 0}, .number = {"", 0}};
    enum part part = PART_BRANCH; /* the part that the next value is */
    bool is_led = false;
    size_t at = 0;

    if (!utf8_is_valid(words.bytes, words.len, NULL)) {
        return false;
    }
    for (skip_gaps(words, &at); at < words.len; skip_gaps(words, &at)) {
        const struct lead *lead = lead_at(words, at);
        if (lead != NULL) {
            at += strlen(lead->words);
            part = lead->part;
            is_led = true;
            continue;
        }
        struct text value = value_at(words, &at);
        int64_t branch = 0;
        if (!is_led) {
            return false;
        }
        if (part == PART_BOTH || part == PART_SYMBOL) {
            card.symbol = value;
        } else if (part == PART_NUMBER && card.number.len == 0) {
            card.number = value;
        } else if (card.number.len == 0 || card.branch > 0) {
            return false;
        } else {
            struct text digits = half_width(value, arena);
            if (!parse_i64(digits.bytes, digits.len, 1, 99, &branch)) {
                return false;
            }
            card.branch = (int)branch;
        }
        part = part == PART_BOTH || part == PART_SYMBOL ? PART_NUMBER : PART_BRANCH;
    }
    *ret = card;
    return card.number.len > 0;
}

enum err search_card_find(struct screen_call *call, const struct search_card *card, size_t max,
                          struct found_list *ret)
{
    struct as_of as_of = {call->session->folder.business_date, INT64_MAX};
    struct found_list all = {.words = ""};
    size_t capacity = 0, count = 0;
    int64_t *numbers = NULL;
    enum err e = eligibility_by_card(call->session->store, card->symbol, card->number, card->branch, max + 1,
                                     call->arena, call->report, &numbers, &count);

    for (size_t i = 0; i < count && i < max && e == ERR_NONE; i++) {
        struct found_list one;
        struct text number = text_of(arena_printf(call->arena, "%lld", (long long)numbers[i]));
        e = addressee_find(call->session, number, as_of, 1, call->now, call->arena, call->report, &one);
        if (e == ERR_NONE && one.count > 0 && one.persons[0].who.addressee_no == numbers[i]) {
            *ARENA_PUSH(call->arena, all.persons, all.count, capacity) = one.persons[0];
        }
    }
    all.has_more = count > max;
    *ret = all;
    return e;
}
