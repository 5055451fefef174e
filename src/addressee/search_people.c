/*
 * 検索 -- looking at the people behind the keys: as they are on the day, whether all words fit them, what
 * of it is former, what the operator may see.
 *
 * Keys hold every name and address a person ever had, and of an address only its block; so each candidate's
 * rows are compared with the words. Sixteen persons are read at once.
 */
#include "addressee/search.h"

static int64_t known_moment(int64_t known_at)
{
    return known_at == MOMENT_OPEN ? MOMENT_OPEN - 1 : known_at;
}

/* ---------------------------------------------------------------------------------- 候補 ------ */

struct candidate {
    int64_t no;
    struct person_row *rows;
    size_t row_count, row_capacity;
    const struct person_row *today;
    bool is_linked, is_guarded;
    struct addressee who;
    struct key_names names; /* on the day */
    bool is_found;
};

static struct candidate *candidate_of(struct candidate *list, size_t count, int64_t no)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].no == no) {
            return &list[i];
        }
    }
    return NULL;
}

static enum err read_rows(struct search *in, const int64_t *numbers, struct candidate *list, size_t count)
{
    struct query *q = store_query(in->s, SQL_addressee_search_rows);
    int64_t day = date_ymd(in->as_of.on);
    bool row = false;
    enum err e;

    query_set_numbers(q, numbers, count);
    query_set_i64(q, "known_at", known_moment(in->as_of.known_at));
    while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
        struct candidate *c = candidate_of(list, count, query_i64(q, 0));
        assert(c != NULL);
        person_row_read(q, in->arena, ARENA_PUSH(in->arena, c->rows, c->row_count, c->row_capacity));
        c->is_guarded = query_i64(q, PERSON_COLUMNS + PERSON_TEXTS) != 0;
        c->is_linked = query_i64(q, PERSON_COLUMNS + PERSON_TEXTS + 1) != 0;
    }
    query_reset(q);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < list[i].row_count; k++) {
            const struct person_row *r = &list[i].rows[k];
            if (r->n[PERSON_VALID_FROM] <= day && r->n[PERSON_VALID_UNTIL] > day) {
                list[i].today = r;
            }
        }
    }
    return e;
}

/* Linked numbers and the ward's own persons are few: asked one by one. Who was nobody on the day is no hit.
 */
static enum err read_other(struct search *in, struct candidate *c)
{
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(in->s, c->no, in->as_of, in->arena, &quiet, &c->who);
    c->is_found = e == ERR_NONE;
    if (e != ERR_NONE && e != ERR_FINDINGS && quiet.kept > 0) {
        report_add(in->report, "%s", quiet.lines[0]);
    }
    report_done(&quiet);
    if (c->is_found) {
        c->names = (struct key_names){.name = c->who.name,
                                      .kana = c->who.kana,
                                      .alias = c->who.alias,
                                      .former_surname = c->who.former_surname,
                                      .roman = c->who.roman,
                                      .address = c->who.address,
                                      .building = c->who.building};
    }
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static enum err read_candidates(struct search *in, const int64_t *numbers, struct candidate *list,
                                size_t count)
{
    enum err e = read_rows(in, numbers, list, count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct candidate *c = &list[i];
        if (c->is_linked || c->today == NULL) {
            e = read_other(in, c);
            continue;
        }
        person_row_to_addressee(c->today, &c->who);
        c->who.is_restricted = c->who.is_restricted || c->is_guarded;
        c->names = key_names_of(c->today);
        c->is_found = true;
    }
    return e;
}

/* ---------------------------------------------------------------------------------- 言葉 ------ */

static bool has_part(const char *in, size_t len, const char *part, size_t part_len)
{
    return part_len > 0 && part_len <= len && memmem(in, len, part, part_len) != NULL;
}

static bool kanji_has(struct text text, const char *part, size_t len)
{
    char key[KEY_BYTES];
    return text.len > 0 && has_part(key, kanji_fold(text.bytes, text.len, key, sizeof(key)), part, len);
}

static bool kana_has(struct text text, const char *part, size_t len)
{
    char key[KEY_BYTES];
    return text.len > 0 && has_part(key, kana_fold(text.bytes, text.len, key, sizeof(key)), part, len);
}

/* 旧氏 before the given name, as add_former() of the keys. */
static struct text with_given(struct text surname, struct text name, char *buf, size_t size)
{
    size_t at = 0;

    while (at < name.len) {
        size_t from = at;
        uint32_t c = utf8_next(name.bytes, name.len, &at);
        if (c == ' ' || c == 0x3000) {
            size_t given = name.len - from;
            if (surname.len == 0 || surname.len + given > size) {
                break;
            }
            memcpy(buf, surname.bytes, surname.len);
            memcpy(buf + surname.len, name.bytes + from, given);
            return (struct text){buf, surname.len + given};
        }
    }
    return surname;
}

static bool name_fits(const struct key_names *n, struct text word)
{
    char kanji[KEY_BYTES], kana[KEY_BYTES], joined[KEY_BYTES], read[KEY_BYTES];
    size_t j = kanji_fold(word.bytes, word.len, kanji, sizeof(kanji));
    size_t k = kana_fold(word.bytes, word.len, kana, sizeof(kana));
    const struct text written[] = {n->name, n->alias, n->foreign_kanji,
                                   with_given(n->former_surname, n->name, joined, sizeof(joined))};
    const struct text spoken[] = {n->kana, n->alias_kana, n->roman,
                                  with_given(n->former_surname_kana, n->kana, read, sizeof(read))};

    for (size_t i = 0; i < COUNT_OF(written); i++) {
        if (kanji_has(written[i], kanji, j) || kana_has(spoken[i], kana, k)) {
            return true;
        }
    }
    return false;
}

/* 住所・方書. A number that ends the word ends in the address too: 2-8-1 is not 2-8-12 (`is_whole`). */
static bool place_fits(const struct key_names *n, struct text word, bool *ret_is_whole)
{
    char part[KEY_BYTES], whole[KEY_BYTES];
    size_t len = place_fold(word.bytes, word.len, part, sizeof(part));
    size_t size = place_fold(n->address.bytes, n->address.len, whole, sizeof(whole));
    const char *at = len > 0 && len <= size ? memmem(whole, size, part, len) : NULL;

    if (at != NULL) {
        const char *end = at + len;
        bool is_digit_after = end < whole + size && *end >= '0' && *end <= '9';
        *ret_is_whole = !is_digit_after || part[len - 1] < '0' || part[len - 1] > '9';
        return true;
    }
    *ret_is_whole = true;
    len = building_fold(word.bytes, word.len, part, sizeof(part));
    size = building_fold(n->building.bytes, n->building.len, whole, sizeof(whole));
    return n->building.len > 0 && has_part(whole, size, part, len);
}

/* The address lies in a town that the word was read as. */
static bool town_fits(const struct search *in, const struct key_names *n)
{
    for (size_t i = 0; i < in->town_count; i++) {
        bool is_whole;
        if (place_fits(n, in->towns[i]->town, &is_whole)) {
            return true;
        }
    }
    return false;
}

struct fit {
    bool is_all, by_place, by_name, is_whole;
};

/* Whether every word is found in these names and addresses. */
static struct fit fit_of(const struct search *in, const struct key_names *n)
{
    struct fit fit = {.is_all = true, .is_whole = true};
    char joined[SEARCH_WORDS_MAX * SEARCH_WORD_BYTES];
    size_t len = 0;
    bool names_fit = true;

    for (size_t i = 0; i < in->q->word_count; i++) {
        const struct search_word *w = &in->q->words[i];
        struct text word = {w->bytes, w->len};
        bool is_whole = true;
        if (!w->is_place && name_fits(n, word)) {
            fit.by_name = true;
        } else if ((w->has_kanji || w->has_kana) && place_fits(n, word, &is_whole)) {
            fit.by_place = true;
            fit.is_whole = fit.is_whole && is_whole;
        } else if (!w->is_place && in->town_count > 0 && town_fits(in, n)) {
            fit.by_place = true;
        } else if (w->is_place) {
            fit.is_all = false;
        } else {
            names_fit = false;
        }
        if (!w->is_place) {
            memcpy(joined + len, w->bytes, w->len);
            len += w->len;
        }
    }
    if (!names_fit && !name_fits(n, (struct text){joined, len})) {
        fit.is_all = false;
    }
    fit.by_name = fit.by_name || !names_fit;
    return fit;
}

static bool is_latin_only(const struct search *in)
{
    for (size_t i = 0; i < in->q->word_count; i++) {
        if (in->q->words[i].has_kana || in->q->words[i].has_kanji) {
            return false;
        }
    }
    return true;
}

static bool was_born_then(const struct search *in, const struct addressee *a)
{
    for (size_t i = 0; i < in->q->birth_count; i++) {
        if (a->birth.ymd >= in->q->births[i].low && a->birth.ymd <= in->q->births[i].high) {
            return true;
        }
    }
    return in->q->birth_count == 0;
}

static const char *former_words(struct search *in, const struct key_names *n, const struct fit *fit)
{
    if (fit->by_place) {
        return arena_printf(in->arena, "旧住所：%.*s%s%.*s", (int)n->address.len, n->address.bytes,
                            n->building.len > 0 ? "　" : "", (int)n->building.len, n->building.bytes);
    }
    return arena_printf(in->arena, "旧：%.*s", (int)n->name.len, n->name.bytes);
}

/* 転入前住所 or 転出先 of a row: an address like any other, but not one of this town's. */
static bool other_place_fits(struct search *in, const struct person_row *row, struct fit *ret_fit,
                             const char **ret_former)
{
    static const struct {
        enum item item;
        const char *words;
    } others[] = {{ITEM_PREVIOUS_ADDRESS, "転入前の住所"}, {ITEM_MOVED_TO_ADDRESS, "転出先"}};

    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct key_names names = key_names_of(row);
        names.address = items_text(row->t[PERSON_ITEMS], others[i].item);
        names.building = (struct text){"", 0};
        struct fit fit = fit_of(in, &names);
        if (names.address.len > 0 && fit.is_all && fit.by_place) {
            *ret_fit = fit;
            *ret_former = arena_printf(in->arena, "%s：%.*s", others[i].words, (int)names.address.len,
                                       names.address.bytes);
            return true;
        }
    }
    return false;
}

/* *ret_former: "" when it is so on the day. False: the words fit at no time. */
static bool words_fit(struct search *in, const struct candidate *c, struct fit *ret_fit,
                      const char **ret_former)
{
    struct fit fit = fit_of(in, &c->names);

    *ret_former = "";
    *ret_fit = fit;
    if (fit.is_all) {
        return true;
    }
    for (size_t i = c->row_count; i-- > 0;) {
        struct key_names names = key_names_of(&c->rows[i]);
        fit = fit_of(in, &names);
        if (fit.is_all) {
            *ret_fit = fit;
            *ret_former = former_words(in, &names, &fit);
            return true;
        }
    }
    for (size_t i = c->row_count; i-- > 0;) {
        if (other_place_fits(in, &c->rows[i], ret_fit, ret_former)) {
            return true;
        }
    }
    /* Roman letters are compared by their kana, loosely; rows of the ward's own register are not read here.
     */
    ret_fit->by_place = false;
    ret_fit->is_whole = true;
    return is_latin_only(in) || c->row_count == 0 || c->is_linked;
}

/* ---------------------------------------------------------------------------------- 取る ------ */

static bool meets_again(struct search *in, int64_t no)
{
    size_t at = (size_t)((uint64_t)no * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (in->met.capacity - 1);

    while (in->met.numbers[at] != 0) {
        if (in->met.numbers[at] == no) {
            return true;
        }
        at = (at + 1) & (in->met.capacity - 1);
    }
    if (2 * in->met.count < in->met.capacity) {
        in->met.numbers[at] = no;
        in->met.count++;
    }
    return false;
}

static bool is_hit_already(const struct search *in, int64_t no)
{
    for (size_t i = 0; i < in->hit_count; i++) {
        if (in->hits[i].who.addressee_no == no) {
            return true;
        }
    }
    return false;
}

static enum err take_one(struct search *in, struct candidate *c, enum found_how how)
{
    const char *former = "";
    struct fit fit = {.is_whole = true};
    struct guard guard = {.level = GUARD_FULL};
    bool may_see = operator_may(&in->session->operator, PERM_RESTRICTED_VIEW);

    if (!c->is_found || is_hit_already(in, c->who.addressee_no) ||
        (in->q->word_count > 0 && !words_fit(in, c, &fit, &former))) {
        return ERR_NONE;
    }
    if (c->who.is_restricted && !may_see && (fit.by_place || in->by_phone)) {
        return ERR_NONE; /* RP-07: no way leads to where a protected person is or was */
    }
    if (!was_born_then(in, &c->who)) {
        former = "訂正前の生年月日";
    }
    if (c->who.is_restricted) {
        enum err e = addressee_guard(in->session, c->who.addressee_no, 0, GUARD_SCREEN, in->at, in->arena,
                                     in->report, &guard);
        if (e != ERR_NONE || guard.level == GUARD_NOTHING) {
            return e;
        }
        addressee_mask(&c->who, &guard);
    }
    how = fit.is_whole && former[0] == '\0' ? how : FOUND_PART;
    *ARENA_PUSH(in->arena, in->hits, in->hit_count, in->hit_capacity) =
        (struct found_person){.who = c->who, .how = how, .former = former, .head_name = ""};
    return ERR_NONE;
}

enum err search_take(struct search *in, const int64_t *numbers, size_t count, enum found_how how)
{
    size_t at = 0;
    enum err e = ERR_NONE;

    if (in->met.numbers == NULL) {
        in->met.capacity = 4096;
        in->met.numbers = ARENA_ARRAY(in->arena, int64_t, in->met.capacity);
    }
    while (at < count && e == ERR_NONE && !search_is_full(in)) {
        struct candidate list[QUERY_NUMBERS];
        int64_t chosen[QUERY_NUMBERS];
        size_t n = 0;
        for (; at < count && n < QUERY_NUMBERS; at++) {
            bool fits = numbers[at] > 0;
            for (size_t i = 0; i < in->limit_count && fits; i++) {
                fits = search_set_holds(&in->limits[i], numbers[at]);
            }
            if (fits && !meets_again(in, numbers[at])) {
                list[n] = (struct candidate){.no = numbers[at]};
                chosen[n++] = numbers[at];
            }
        }
        e = n > 0 ? read_candidates(in, chosen, list, n) : ERR_NONE;
        for (size_t i = 0; i < n && e == ERR_NONE; i++) {
            e = take_one(in, &list[i], how);
        }
        in->looks += n;
    }
    in->is_cut = in->is_cut || at < count;
    return e;
}

/* ---------------------------------------------------------------------------------- 世帯主 ---- */

static void tell_household(struct search *in, int64_t household_no, bool is_head, struct text name,
                           bool is_guarded)
{
    for (size_t i = 0; i < in->hit_count; i++) {
        struct found_person *f = &in->hits[i];
        if (f->who.household_no != household_no) {
            continue;
        }
        f->is_household_guarded = f->is_household_guarded || is_guarded;
        if (is_head) {
            f->head_name = arena_copy(in->arena, name.bytes, name.len);
        }
    }
}

enum err search_heads(struct search *in)
{
    struct number_set households = {0};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < in->hit_count; i++) {
        in->hits[i].is_household_guarded = in->hits[i].who.is_restricted;
        if (in->hits[i].who.household_no > 0) {
            search_set_add(in, &households, in->hits[i].who.household_no);
        }
    }
    search_set_sort(in, &households);
    for (size_t at = 0; at < households.count && e == ERR_NONE; at += QUERY_NUMBERS) {
        size_t n = households.count - at < QUERY_NUMBERS ? households.count - at : QUERY_NUMBERS;
        struct query *q = store_query(in->s, SQL_addressee_search_households);
        bool row = false;
        query_set_numbers(q, households.numbers + at, n);
        query_set_i64(q, "day", date_ymd(in->as_of.on));
        query_set_i64(q, "known_at", known_moment(in->as_of.known_at));
        while ((e = query_step(q, in->report, &row)) == ERR_NONE && row) {
            tell_household(in, query_i64(q, 0), query_i64(q, 2) != 0, query_text(q, 4),
                           query_i64(q, 3) != 0 || query_i64(q, 5) != 0);
        }
        query_reset(q);
    }
    return e;
}
