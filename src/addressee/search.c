/*
 * 検索 -- one box: names in kana, kanji and Roman letters, birth days, numbers, telephone, addresses.
 *
 * Days, telephones and words with numbers of a 番地 narrow (each is a set of persons, a hit is in all of
 * them) or find by themselves. Names come in steps: the whole name, names that begin so, given names and
 * words in another order, parts of a word, at last towns and buildings without a number. A step is taken
 * only while there is room for more.
 */
#include "addressee/search.h"
#include "base/personal_number.h"

#define PHONES_MAX 500

static enum err add_limit(struct search *in, struct number_set *set)
{
    search_set_sort(in, set);
    in->is_cut = in->is_cut || set->is_cut;
    if (in->limit_count < COUNT_OF(in->limits)) {
        in->limits[in->limit_count++] = *set;
    }
    return ERR_NONE;
}

static size_t rows_for(const struct search *in)
{
    return in->limit_count > 0 ? SEARCH_ROWS_WIDE : SEARCH_ROWS_NARROW;
}

/* ---------------------------------------------------------------------------------- 住所 ------ */

/* 西新宿2-8-1: the block 西新宿2-8 itself, what begins so, and buildings; where they came from and went. */
static void add_place(struct search *in, const struct search_word *w, size_t rows_max, struct key_ranges *to)
{
    char folded[KEY_BYTES], building[KEY_BYTES];
    size_t len = place_fold(w->bytes, w->len, folded, sizeof(folded));
    size_t start = place_start(folded, len);
    size_t building_len = building_fold(w->bytes, w->len, building, sizeof(building));
    const char *whole = arena_copy(in->arena, folded, len), *town = whole + start;
    size_t town_len = len - start, block = place_block(town, town_len);

    if (block < town_len) {
        search_range_add(to, (struct key_range){KEY_PLACE, town, block, true, rows_max});
    }
    search_range_add(to, (struct key_range){KEY_PLACE, town, town_len, false, rows_max});
    search_range_add(to, (struct key_range){KEY_BUILDING, arena_copy(in->arena, building, building_len),
                                            building_len, false, rows_max});
    search_range_add(to, (struct key_range){KEY_OTHER_PLACE, whole, len, false, rows_max});
}

/* Everybody of a place, for a set. */
static enum err read_place(struct search *in, const struct search_word *w, size_t rows_max,
                           struct number_set *to)
{
    struct key_ranges ranges = {.count = 0};

    add_place(in, w, rows_max, &ranges);
    return search_read_ranges(in, &ranges, to);
}

/* ---------------------------------------------------------------------------------- 氏名 ------ */

#define SPELLINGS_MAX 12

/* Roman letters as kana, with and without long vowels; the likeliest first. */
static void add_romaji(struct search *in, enum key_kind kind, const char *letters, size_t len,
                       size_t rows_max, struct key_ranges *to)
{
    struct romaji_spelling spellings[SPELLINGS_MAX];
    char kana[KEY_BYTES];
    size_t n = 0;

    if (!romaji_to_kana((struct text){letters, len}, kana, sizeof(kana), &n)) {
        return;
    }
    size_t count = romaji_spellings(kana, n, spellings, SPELLINGS_MAX);
    for (size_t i = 0; i < count; i++) {
        const char *key = arena_copy(in->arena, spellings[i].bytes, spellings[i].len);
        search_range_add(to, (struct key_range){kind, key, spellings[i].len, false, rows_max});
    }
}

/* One after the other: hits come in this order. */
static enum err read_in_order(struct search *in, const struct key_ranges *ranges, struct number_set *to)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < ranges->count && e == ERR_NONE; i++) {
        const struct key_range *r = &ranges->list[i];
        e = search_read_keys(in, r->kind, r->key, r->len, r->whole, r->rows_max, to);
    }
    to->exact = 0;
    return e;
}

/* The keys of a word: of the whole name and of the given name, as it is written and as it is read. */
struct word_key {
    bool is_asked;
    enum key_kind kind, words; /* `words`: the kind whose keys are single words */
    const char *key;
    size_t len;
};
struct word_keys {
    char kana[KEY_BYTES], kanji[KEY_BYTES];
    struct word_key steps[5];
};

static void word_keys_of(const struct search_word *w, struct word_keys *ret)
{
    size_t k = kana_fold(w->bytes, w->len, ret->kana, sizeof(ret->kana));
    size_t j = kanji_fold(w->bytes, w->len, ret->kanji, sizeof(ret->kanji));
    bool is_written = w->has_kanji || w->has_kana, is_read = w->has_kana && !w->has_kanji;

    ret->steps[0] = (struct word_key){is_written, KEY_KANJI, KEY_FAMILY_KANJI, ret->kanji, j};
    ret->steps[1] = (struct word_key){is_written, KEY_GIVEN_KANJI, KEY_GIVEN_KANJI, ret->kanji, j};
    ret->steps[2] = (struct word_key){is_read, KEY_KANA, KEY_FAMILY_KANA, ret->kana, k};
    ret->steps[3] = (struct word_key){is_read, KEY_GIVEN_KANA, KEY_GIVEN_KANA, ret->kana, k};
    ret->steps[4] = (struct word_key){w->has_latin, KEY_ROMAN, KEY_ROMAN, ret->kana, k};
}

/* Persons any of whose names has the word at the beginning of the whole or of the given name, or who live
 * there. */
static enum err read_word(struct search *in, const struct search_word *w, struct number_set *to)
{
    struct key_ranges ranges = {.count = 0};
    struct word_keys keys;

    word_keys_of(w, &keys);
    for (size_t i = 0; i < COUNT_OF(keys.steps); i++) {
        const struct word_key *k = &keys.steps[i];
        if (k->is_asked) {
            search_range_add(&ranges, (struct key_range){k->kind, k->key, k->len, false, SEARCH_ROWS_WIDE});
        }
    }
    if (w->has_latin) {
        add_romaji(in, KEY_KANA, w->bytes, w->len, SEARCH_ROWS_WIDE / 4, &ranges);
        add_romaji(in, KEY_GIVEN_KANA, w->bytes, w->len, SEARCH_ROWS_WIDE / 4, &ranges);
    }
    if (w->has_kanji || w->has_kana) {
        add_place(in, w, SEARCH_ROWS_WIDE / 4, &ranges);
    }
    return search_read_ranges(in, &ranges, to);
}

/* Persons one of whose names has the word anywhere. */
static enum err read_word_parts(struct search *in, const struct search_word *w, struct number_set *to)
{
    struct word_keys keys;
    enum err e = ERR_NONE;

    word_keys_of(w, &keys);
    for (size_t i = 0; i < COUNT_OF(keys.steps) && e == ERR_NONE; i++) {
        const struct word_key *k = &keys.steps[i];
        if (k->is_asked && k->kind != KEY_ROMAN) {
            e = search_read_part(in, k->words, k->kind, k->key, k->len, SEARCH_ROWS_WIDE / 4, to);
        }
    }
    return e;
}

static enum err take_keys(struct search *in, enum key_kind kind, const char *key, size_t len,
                          enum found_how how)
{
    struct number_set set = {0};

    if (search_is_full(in)) {
        in->is_cut = true;
        return ERR_NONE;
    }
    enum err e = search_read_keys(in, kind, key, len, false, rows_for(in), &set);
    if (e == ERR_NONE) {
        e = search_take(in, set.numbers, set.exact, how);
    }
    if (e == ERR_NONE) {
        e = search_take(in, set.numbers + set.exact, set.count - set.exact,
                        how == FOUND_EXACT ? FOUND_BEGINS : how);
    }
    in->is_cut = in->is_cut || set.is_cut;
    return e;
}

static enum err take_set(struct search *in, struct number_set *set, enum found_how how)
{
    in->is_cut = in->is_cut || set->is_cut;
    return search_take(in, set->numbers, set->count, how);
}

/* The words in one, as a whole name. */
struct whole_name {
    char bytes[SEARCH_WORDS_MAX * SEARCH_WORD_BYTES];
    size_t len, words;
    bool has_kana, has_kanji, has_latin;
};

static struct whole_name whole_name(const struct search_question *q)
{
    struct whole_name n = {.len = 0};

    for (size_t i = 0; i < q->word_count; i++) {
        const struct search_word *w = &q->words[i];
        if (!w->is_place) {
            memcpy(n.bytes + n.len, w->bytes, w->len);
            n.len += w->len;
            n.words++;
            n.has_kana = n.has_kana || w->has_kana;
            n.has_kanji = n.has_kanji || w->has_kanji;
            n.has_latin = n.has_latin || w->has_latin;
        }
    }
    return n;
}

static enum err take_whole(struct search *in, const struct whole_name *n)
{
    char kana[KEY_BYTES], kanji[KEY_BYTES];
    size_t k = kana_fold(n->bytes, n->len, kana, sizeof(kana));
    size_t j = kanji_fold(n->bytes, n->len, kanji, sizeof(kanji));
    struct key_ranges ranges = {.count = 0};
    struct number_set romaji = {0};
    enum err e = ERR_NONE;

    if (n->has_latin) {
        e = take_keys(in, KEY_ROMAN, kana, k, FOUND_EXACT);
    }
    if (e == ERR_NONE && n->has_kana && !n->has_kanji) {
        e = take_keys(in, KEY_KANA, kana, k, FOUND_EXACT);
    }
    if (e == ERR_NONE && (n->has_kanji || n->has_kana)) {
        e = take_keys(in, KEY_KANJI, kanji, j, FOUND_EXACT);
    }
    if (e == ERR_NONE && n->has_latin && !n->has_kana && !n->has_kanji && !search_is_full(in)) {
        add_romaji(in, KEY_KANA, n->bytes, n->len, rows_for(in), &ranges);
        e = read_in_order(in, &ranges, &romaji);
        e = e == ERR_NONE ? take_set(in, &romaji, FOUND_BEGINS) : e;
    }
    return e;
}

static enum err take_given(struct search *in, const struct whole_name *n)
{
    char kana[KEY_BYTES], kanji[KEY_BYTES];
    size_t k = kana_fold(n->bytes, n->len, kana, sizeof(kana));
    size_t j = kanji_fold(n->bytes, n->len, kanji, sizeof(kanji));
    struct key_ranges ranges = {.count = 0};
    struct number_set romaji = {0};
    enum err e = ERR_NONE;

    if (n->has_kana && !n->has_kanji) {
        e = take_keys(in, KEY_GIVEN_KANA, kana, k, FOUND_PART);
    }
    if (e == ERR_NONE && (n->has_kanji || n->has_kana)) {
        e = take_keys(in, KEY_GIVEN_KANJI, kanji, j, FOUND_PART);
    }
    if (e == ERR_NONE && n->has_latin && !n->has_kana && !n->has_kanji && !search_is_full(in)) {
        add_romaji(in, KEY_GIVEN_KANA, n->bytes, n->len, rows_for(in), &ranges);
        e = read_in_order(in, &ranges, &romaji);
        e = e == ERR_NONE ? take_set(in, &romaji, FOUND_PART) : e;
    }
    return e;
}

/* Every word for itself, in any order: who has all of them. */
static enum err take_words(struct search *in, bool with_parts)
{
    size_t limits = in->limit_count;
    struct number_set first = {0};
    bool is_first = true;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < in->q->word_count && e == ERR_NONE; i++) {
        struct number_set set = {0};
        if (in->q->words[i].is_place) {
            continue;
        }
        e = read_word(in, &in->q->words[i], &set);
        if (e == ERR_NONE && with_parts) {
            e = read_word_parts(in, &in->q->words[i], &set);
        }
        in->is_cut = in->is_cut || set.is_cut;
        if (is_first) {
            first = set;
            is_first = false;
        } else if (e == ERR_NONE) {
            e = add_limit(in, &set);
        }
    }
    if (e == ERR_NONE) {
        search_set_sort(in, &first);
        e = take_set(in, &first, FOUND_PART);
    }
    in->limit_count = limits;
    return e;
}

/* Towns of the dictionary whose name or reading holds the word: ニシシンジュク, 稲田. */
static enum err read_towns(struct search *in, const struct search_word *w, struct number_set *to)
{
    const struct town_dictionary *towns;
    const struct town_entry **hits = NULL;
    enum err e = addressee_towns_load(&in->session->folder, in->arena, in->report, &towns);

    if (e != ERR_NONE) {
        return e;
    }
    towns_holding(towns, (struct text){w->bytes, w->len}, in->as_of.on, SEARCH_TOWNS_MAX, in->arena, &hits,
                  &in->town_count);
    in->towns = hits;
    for (size_t i = 0; i < in->town_count && e == ERR_NONE; i++) {
        char folded[KEY_BYTES];
        size_t len = place_fold(hits[i]->town.bytes, hits[i]->town.len, folded, sizeof(folded));
        e = search_read_keys(in, KEY_PLACE, folded, len, false, SEARCH_ROWS_WIDE / SEARCH_TOWNS_MAX, to);
    }
    to->exact = 0;
    return e;
}

static enum err take_towns(struct search *in, const struct search_question *q)
{
    for (size_t i = 0; i < q->word_count; i++) {
        const struct search_word *w = &q->words[i];
        struct key_ranges ranges = {.count = 0};
        struct number_set whole = {0}, parts = {0};
        if (w->is_place || (!w->has_kanji && !w->has_kana)) {
            continue;
        }
        add_place(in, w, rows_for(in), &ranges);
        enum err e = read_in_order(in, &ranges, &whole);
        e = e == ERR_NONE ? take_set(in, &whole, FOUND_PART) : e;
        /* Readings and parts of towns would drown the names: only when there is none. */
        if (e == ERR_NONE && in->hit_count == 0 && utf8_characters(w->bytes, w->len) >= 2) {
            e = read_towns(in, w, &parts);
            e = e == ERR_NONE ? take_set(in, &parts, FOUND_PART) : e;
        }
        return e;
    }
    return ERR_NONE;
}

static enum err by_name(struct search *in)
{
    struct whole_name n = whole_name(in->q);
    enum err e = take_whole(in, &n);

    if (e == ERR_NONE && !search_is_full(in)) {
        e = n.words == 1 ? take_given(in, &n) : take_words(in, false);
    }
    /* Who has all of several words is found; parts of them would only bring others. */
    bool is_long = n.has_kanji || utf8_characters(n.bytes, n.len) >= 2;
    is_long = is_long && (n.words == 1 || in->hit_count == 0);
    if (e == ERR_NONE && !search_is_full(in) && is_long) {
        e = take_words(in, true);
    }
    return e == ERR_NONE && !search_is_full(in) && n.words == 1 ? take_towns(in, in->q) : e;
}

/* ---------------------------------------------------------------------------------- 番号 ------ */

static enum err read_household(struct search *in, int64_t number, struct number_set *to)
{
    struct guarded_member *guarded = NULL;
    struct belonging *belongings = NULL;
    size_t count = 0;
    struct span day = span_of_day(in->as_of.on);
    enum err e = addressee_belonging_of(in->s, number, day, in->as_of.known_at, in->arena, in->report,
                                        &belongings, &count);

    if (e != ERR_NONE || count == 0) { /* most numbers are no household's */
        return e;
    }
    /* Who must not be found through the others is left out (RP-07). */
    e = addressee_household_for(in->session, number, in->as_of, 0, GUARD_SCREEN, in->at, in->arena,
                                in->report, &guarded, &count);
    if (e == ERR_FINDINGS) {
        report_clear(in->report);
        return ERR_NONE;
    }
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        search_set_add(in, to, guarded[i].who.addressee_no);
    }
    return e;
}

static enum err read_number(struct search *in, struct number_set *to)
{
    search_set_add(in, to, in->q->number);
    to->exact = 1;
    return read_household(in, in->q->number, to);
}

static enum err read_phone(struct search *in, struct number_set *to)
{
    int64_t *numbers = NULL;
    size_t count = 0;
    enum err e = addressee_by_phone(in->s, text_of(in->q->phone), PHONES_MAX, in->arena, in->report,
                                    &numbers, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        search_set_add(in, to, numbers[i]);
    }
    return e;
}

static enum err read_births(struct search *in, bool with_vague, struct number_set *to)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < in->q->birth_count && e == ERR_NONE; i++) {
        if (in->q->births[i].is_vague == with_vague) {
            e = search_read_births(in, in->q->births[i], to);
        }
    }
    return e;
}

/* 在留カード番号, for whoever may see it. */
static enum err take_card(struct search *in)
{
    struct number_set set = {0};
    char key[KEY_BYTES];
    const struct search_word *w = &in->q->words[0];
    size_t len = card_fold(w->bytes, w->len, key, sizeof(key));

    if (len == 0 || !operator_may(&in->session->operator, PERM_STATUS_OF_RESIDENCE_VIEW)) {
        return ERR_NONE;
    }
    enum err e = search_read_keys(in, KEY_RESIDENCE_CARD, key, len, true, SEARCH_ROWS_NARROW, &set);
    return e == ERR_NONE ? take_set(in, &set, FOUND_EXACT) : e;
}

/* ---------------------------------------------------------------------------------- 手順 ------ */

/* 未入力 and places with numbers: what narrows whatever else is asked. */
static enum err read_limits(struct search *in)
{
    const struct search_question *q = in->q;
    const struct {
        bool is_asked;
        const char *key;
    } blanks[] = {{q->lacks_kana, BLANK_KANA}, {q->lacks_address, BLANK_ADDRESS}};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(blanks) && e == ERR_NONE; i++) {
        struct number_set set = {0};
        if (blanks[i].is_asked) {
            e = search_read_keys(in, KEY_BLANK, blanks[i].key, strlen(blanks[i].key), true,
                                 SEARCH_ROWS_WIDE, &set);
            e = e == ERR_NONE ? add_limit(in, &set) : e;
        }
    }
    if (e == ERR_NONE && q->lacks_birth) {
        struct number_set set = {0};
        e = search_read_births(in, (struct birth_range){0, 0, false}, &set);
        e = e == ERR_NONE ? add_limit(in, &set) : e;
    }
    for (size_t i = 0; i < q->word_count && e == ERR_NONE; i++) {
        struct number_set set = {0};
        if (q->words[i].is_place) {
            in->by_place = true;
            e = read_place(in, &q->words[i], SEARCH_ROWS_WIDE, &set);
            e = e == ERR_NONE ? add_limit(in, &set) : e;
        }
    }
    return e;
}

/* With a name: days, numbers and telephones narrow, one of them is enough. */
static enum err limit_by_facts(struct search *in)
{
    struct number_set set = {0};
    enum err e = ERR_NONE;

    if (in->q->birth_count == 0 && in->q->number == 0 && in->q->phone[0] == '\0') {
        return ERR_NONE;
    }
    e = read_births(in, false, &set);
    e = e == ERR_NONE ? read_births(in, true, &set) : e;
    if (e == ERR_NONE && in->q->number != 0) {
        e = read_number(in, &set);
    }
    if (e == ERR_NONE && in->q->phone[0] != '\0') {
        e = read_phone(in, &set);
        in->by_phone = true;
    }
    return e == ERR_NONE ? add_limit(in, &set) : e;
}

/* Without a name: a number first, then telephones, then days; each finds by itself. */
static enum err by_facts(struct search *in)
{
    struct number_set number = {0}, phone = {0}, births = {0}, vague = {0};
    enum err e = ERR_NONE;

    if (in->q->number != 0) {
        e = read_number(in, &number);
        e = e == ERR_NONE ? take_set(in, &number, FOUND_EXACT) : e;
    }
    if (e == ERR_NONE && in->q->phone[0] != '\0') {
        in->by_phone = true;
        e = read_phone(in, &phone);
        e = e == ERR_NONE ? take_set(in, &phone, FOUND_EXACT) : e;
        in->by_phone = false;
    }
    if (e == ERR_NONE && in->q->birth_count > 0) {
        e = read_births(in, false, &births);
        e = e == ERR_NONE ? take_set(in, &births, FOUND_EXACT) : e;
    }
    if (e == ERR_NONE && in->q->birth_count > 0) {
        e = read_births(in, true, &vague);
        e = e == ERR_NONE ? take_set(in, &vague, FOUND_PART) : e;
    }
    return e;
}

static enum err find(struct search *in)
{
    const struct search_question *q = in->q;
    bool has_name = false, has_facts = q->number != 0 || q->phone[0] != '\0' || q->birth_count > 0;
    enum err e = read_limits(in);

    for (size_t i = 0; i < q->word_count; i++) {
        has_name = has_name || !q->words[i].is_place;
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (has_name) {
        e = q->word_count == 1 ? take_card(in) : ERR_NONE;
        e = e == ERR_NONE ? limit_by_facts(in) : e;
        return e == ERR_NONE ? by_name(in) : e;
    }
    if (has_facts) {
        return by_facts(in);
    }
    if (in->limit_count > 0) { /* an address, what is missing */
        struct number_set first = in->limits[0];
        return search_take(in, first.numbers, first.count, FOUND_EXACT);
    }
    return ERR_NONE;
}

/* Exact hits first; within a step the order stays (an insertion sort keeps it). */
static void put_in_order(struct found_person *hits, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct found_person one = hits[i];
        size_t at = i;
        for (; at > 0 && hits[at - 1].how > one.how; at--) {
            hits[at] = hits[at - 1];
        }
        hits[at] = one;
    }
}

static const char *words_of(const struct search *in, const struct search_question *q)
{
    if (q->individual[0] != '\0') {
        return "12桁の数字は個人番号として、検索ボタンで探します。番号検索の権限が要ります。";
    }
    if (q->number > 0 && in->hit_count == 0 && !addressee_number_check_digit_is_right(q->number)) {
        return "宛名番号の検査数字が合いません。番号を確かめてください。";
    }
    return q->is_cut ? "言葉が長すぎるため、はじめの部分だけで探しました。" : "";
}

enum err addressee_find(struct session *session, struct text words, struct as_of as_of, size_t max,
                        int64_t at, struct arena *arena, struct report *report, struct found_list *ret)
{
    struct search_question *q = ARENA_NEW(arena, struct search_question);
    struct search in = {.s = session->store,
                        .session = session,
                        .as_of = as_of,
                        .at = at,
                        .arena = arena,
                        .report = report,
                        .max = max,
                        .q = q};
    enum err e = ERR_NONE;

    if (!utf8_is_valid(words.bytes, words.len, NULL)) {
        return report_fail(report, ERR_INPUT, "検索の言葉を文字として読めません。入力し直してください。");
    }
    search_question_read(words, date_ymd(as_of.on), q);
    if (q->individual[0] == '\0') {
        e = find(&in);
    }
    if (e == ERR_NONE) {
        e = search_heads(&in);
    }
    if (e != ERR_NONE) {
        return e;
    }
    put_in_order(in.hits, in.hit_count);
    *ret = (struct found_list){.persons = in.hits,
                               .count = in.hit_count < max ? in.hit_count : max,
                               .has_more = in.hit_count > max || (in.is_cut && in.hit_count > 0),
                               .words = words_of(&in, q)};
    return ERR_NONE;
}

/* Groups of digits as people write them, one gap between two: 1234 5678 9012, 1234-5678-9012, full width. */
static bool is_gap(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == 0xa0 || c == '-' || c == '.' || c == '_' || c == '/' || c == ',' ||
           (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30fc || c == 0xff0d || c == 0xff70;
}

/*
 * Twelve digits from `at` on in groups: in fours they are a 個人番号 whatever the check digit says, in other
 * groups when it is right (a birth day and a number have twelve digits too). *ret_end is behind the run.
 */
static bool grouped_number(struct text words, size_t at, char ret[13], size_t *ret_end)
{
    size_t count = 0, group = 0;
    bool in_fours = true, had_gap = false;

    while (at < words.len) {
        uint32_t c = utf8_next(words.bytes, words.len, &at);
        c = c >= 0xff10 && c <= 0xff19 ? c - 0xff10 + '0' : c;
        if (c >= '0' && c <= '9') {
            ret[count < 12 ? count : 12] = (char)c;
            count++;
            group++;
            had_gap = false;
        } else if (is_gap(c) && !had_gap && count > 0) {
            in_fours = in_fours && group == 4;
            group = 0;
            had_gap = true;
        } else {
            break;
        }
        *ret_end = at;
    }
    ret[12] = '\0';
    return count == 12 && ((in_fours && (group == 4 || had_gap)) || individual_number_is_valid(ret, 12));
}

bool addressee_words_number(struct text words, char ret[13])
{
    struct search_question q;

    if (!utf8_is_valid(words.bytes, words.len, NULL)) {
        return false;
    }
    for (size_t at = 0; at < words.len;) {
        size_t end = at;
        if (grouped_number(words, at, ret, &end)) {
            return true;
        }
        if (end > at) {
            at = end;
        } else {
            (void)utf8_next(words.bytes, words.len, &at);
        }
    }
    search_question_read(words, 99991231, &q);
    memcpy(ret, q.individual, sizeof(q.individual));
    return q.individual[0] != '\0';
}
