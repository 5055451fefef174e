/*
 * 文字を探す -- reads what was typed and walks the table of characters.
 *
 * The table has some 50,000 rows: one pass over it costs less than a millisecond, so it has no index
 * beside its order by code.
 */
#include "characters/table.h"

static int by_code(const void *a, const void *b)
{
    const struct character *x = a, *y = b;
    return x->code < y->code ? -1 : x->code > y->code;
}

static const struct character *find_code(uint32_t code)
{
    struct character key = {.code = code};
    return bsearch(&key, characters, character_count, sizeof(characters[0]), by_code);
}

/* The pairs of a code: those from the first on that is not before it. */
static const struct character_pair *pairs_of(const struct character_pair *pairs, size_t count,
                                             uint32_t code, size_t *ret_count)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *ret_count = 0;
    while (low + *ret_count < count && pairs[low + *ret_count].code == code) {
        (*ret_count)++;
    }
    return &pairs[low];
}

static const struct character_pair *variants_of(uint32_t code, size_t *ret_count)
{
    return pairs_of(character_variants, character_variant_count, code, ret_count);
}

static const struct character_pair *sequences_of(uint32_t code, size_t *ret_count)
{
    return pairs_of(character_sequences, character_sequence_count, code, ret_count);
}

static bool is_selector(uint32_t code)
{
    return code >= 0xE0100 && code <= 0xE01EF;
}

/* ------------------------------------------------------------------------------ 問い ---------- */

static uint32_t katakana(uint32_t c)
{
    return c >= 0x3041 && c <= 0x3096 ? c + 0x60 : c; /* hiragana */
}

static bool is_katakana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC;
}

/* Katakana of a word of kana; false when it is none, or too long. */
static bool read_kana(struct text typed, char buf[CHARACTER_READING_BYTES], size_t *ret_len)
{
    size_t at = 0, n = 0;
    while (at < typed.len) {
        char encoded[4];
        uint32_t c = katakana(utf8_next(typed.bytes, typed.len, &at));
        size_t k = utf8_encode(c, encoded);
        if (!is_katakana(c) || n + k >= CHARACTER_READING_BYTES) {
            return false;
        }
        memcpy(buf + n, encoded, k);
        n += k;
    }
    buf[n] = '\0';
    *ret_len = n;
    return n > 0;
}

/* Full-width digits, letters and signs as the plain ones; blanks at both ends away. */
static struct text plain(struct text typed, struct arena *arena)
{
    char *bytes = arena_alloc(arena, typed.len + 1, 1);
    size_t at = 0, n = 0;
    while (at < typed.len) {
        uint32_t c = utf8_next(typed.bytes, typed.len, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) {
            c -= 0xFEE0;
        } else if (c == 0x3000) {
            c = ' ';
        } else if (c == 0x301C) {
            c = '~';
        }
        if (c != ' ' || (n > 0 && at < typed.len)) {
            n += utf8_encode(c, bytes + n); /* never longer than what it was */
        }
    }
    while (n > 0 && bytes[n - 1] == ' ') {
        n--;
    }
    return (struct text){bytes, n};
}

/* U+9089, and so do 9089 and u+9089. */
static bool read_code(struct text typed, uint32_t *ret)
{
    size_t at = typed.len > 2 && (typed.bytes[0] | 0x20) == 'u' && typed.bytes[1] == '+' ? 2 : 0;
    uint32_t code = 0;
    if (typed.len - at < 4 || typed.len - at > 5) {
        return false;
    }
    for (; at < typed.len; at++) {
        char c = typed.bytes[at];
        char low = (char)(c | 0x20);
        if (c >= '0' && c <= '9') {
            code = code * 16 + (uint32_t)(c - '0');
        } else if (low >= 'a' && low <= 'f') {
            code = code * 16 + (uint32_t)(low - 'a') + 10;
        } else {
            return false;
        }
    }
    *ret = code;
    return true;
}

static bool read_typed(struct text typed, struct character_question *ret)
{
    uint32_t code;
    if (typed.len == 0 || read_kana(typed, ret->reading, &ret->reading_len)) {
        return true;
    }
    ret->reading[0] = '\0';
    ret->reading_len = 0;
    if (read_code(typed, &code) && find_code(code) != NULL) {
        ret->like[ret->like_count++] = code;
        return true;
    }
    for (size_t at = 0; at < typed.len;) {
        code = utf8_next(typed.bytes, typed.len, &at);
        if (is_selector(code)) {
            continue;
        }
        if (find_code(code) == NULL || ret->like_count == CHARACTER_LIKE_MAX) {
            return false;
        }
        ret->like[ret->like_count++] = code;
    }
    return ret->like_count > 0;
}

static struct text without_end(struct text t, const char *end)
{
    size_t len = strlen(end);
    bool has_it = t.len >= len && memcmp(t.bytes + t.len - len, end, len) == 0;
    return (struct text){t.bytes, has_it ? t.len - len : t.len};
}

static bool read_strokes(struct text typed, struct character_question *ret)
{
    int64_t low, high;
    struct text digits = without_end(typed, "画");
    size_t split = 0;
    if (digits.len == 0) {
        return typed.len == 0;
    }
    while (split < digits.len && digits.bytes[split] != '-' && digits.bytes[split] != '~') {
        split++;
    }
    if (!parse_i64(digits.bytes, split, 1, CHARACTER_STROKES_MAX, &low)) {
        return false;
    }
    high = low;
    if (split < digits.len &&
        !parse_i64(digits.bytes + split + 1, digits.len - split - 1, low, CHARACTER_STROKES_MAX, &high)) {
        return false;
    }
    ret->strokes_low = (int)low;
    ret->strokes_high = (int)high;
    return true;
}

/* One of the names between blanks. */
static bool is_called(const struct character_part *part, const char *kana, size_t len)
{
    for (const char *name = part->names; *name != '\0';) {
        char buf[CHARACTER_READING_BYTES];
        size_t bytes = strcspn(name, " "), n = 0;
        if (read_kana((struct text){name, bytes}, buf, &n) && n == len && memcmp(buf, kana, len) == 0) {
            return true;
        }
        name += bytes + (name[bytes] == ' ');
    }
    return false;
}

static bool read_part(struct text typed, struct character_question *ret)
{
    char kana[CHARACTER_READING_BYTES];
    size_t len = 0;
    int64_t number = 0;
    bool is_number = parse_i64(typed.bytes, typed.len, 1, CHARACTER_PART_MAX, &number);
    bool is_kana = !is_number && read_kana(typed, kana, &len);

    for (size_t i = 0; i < character_part_count && typed.len > 0; i++) {
        const struct character_part *p = &character_parts[i];
        bool is_it = is_number ? p->number == number
                               : text_is(typed, p->form) || (is_kana && is_called(p, kana, len));
        bool is_new = ret->part_count == 0 || ret->parts[ret->part_count - 1] != p->number;
        if (is_it && is_new && ret->part_count < CHARACTER_PARTS_ASKED) {
            ret->parts[ret->part_count++] = p->number;
        }
    }
    return typed.len == 0 || ret->part_count > 0;
}

bool character_question_read(struct text typed, struct text strokes, struct text part,
                             struct arena *arena, struct character_question *ret, const char **ret_wrong)
{
    *ret = (struct character_question){0};
    *ret_wrong = NULL;
    if (!read_typed(plain(typed, arena), ret)) {
        *ret_wrong = arena_printf(arena,
                                  "字か読み「%.*s」は読めません。漢字（%d字まで）、ひらがなか全角カタカナの"
                                  "読み、U+9089 のような番号のどれかで入れてください",
                                  (int)typed.len, typed.bytes, CHARACTER_LIKE_MAX);
    } else if (!read_strokes(plain(strokes, arena), ret)) {
        *ret_wrong = arena_printf(arena,
                                  "画数「%.*s」は読めません。17 か 15-18 のように、1から%dまでで"
                                  "入れてください",
                                  (int)strokes.len, strokes.bytes, CHARACTER_STROKES_MAX);
    } else if (!read_part(plain(part, arena), ret)) {
        *ret_wrong = arena_printf(arena,
                                  "部首「%.*s」はありません。部首の字（氵）、呼び名（さんずい）、番号（1から"
                                  "%d）のどれかで入れてください。部首の一覧から選ぶこともできます",
                                  (int)part.len, part.bytes, CHARACTER_PART_MAX);
    }
    return *ret_wrong == NULL;
}

/* ------------------------------------------------------------------------------ 答え ---------- */

/* 1 = a whole reading, 2 = the beginning of one, 0 = none. */
static unsigned reading_fits(const struct character *c, const struct character_question *q)
{
    unsigned fits = 0;
    for (const char *word = character_readings + c->readings; *word != '\0';) {
        size_t bytes = strcspn(word, " ");
        if (bytes >= q->reading_len && memcmp(word, q->reading, q->reading_len) == 0) {
            if (bytes == q->reading_len) {
                return 1;
            }
            fits = 2;
        }
        word += bytes + (word[bytes] == ' ');
    }
    return fits;
}

static bool strokes_fit(const struct character *c, const struct character_question *q)
{
    return q->strokes_high == 0 || (c->strokes_low <= q->strokes_high && c->strokes_high >= q->strokes_low);
}

static bool part_fits(const struct character *c, const struct character_question *q)
{
    for (size_t i = 0; i < q->part_count; i++) {
        for (size_t k = 0; k < CHARACTER_PARTS_MAX; k++) {
            if (c->parts[k] == q->parts[i]) {
                return true;
            }
        }
    }
    return q->part_count == 0;
}

static const struct character_part *part_of(int number)
{
    size_t i = 0;
    while (i < character_part_count && character_parts[i].number != number) {
        i++;
    }
    assert(i < character_part_count); /* embed_characters.py has all of them */
    return &character_parts[i];
}

struct hits {
    struct character_hit *at;
    size_t count, max, total;
};

static void add_hit(struct hits *hits, const struct character *c, uint32_t selector)
{
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->at[i].code == c->code && hits->at[i].selector == selector) {
            return; /* a variant of two that were asked for */
        }
    }
    hits->total++;
    if (hits->count < hits->max) {
        size_t variants, sequences;
        variants_of(c->code, &variants);
        sequences_of(c->code, &sequences);
        hits->at[hits->count++] = (struct character_hit){
            .code = c->code, .selector = selector, .strokes_low = c->strokes_low,
            .strokes_high = c->strokes_high, .part = part_of(c->parts[0]),
            .readings = character_readings + c->readings, .form_count = variants + sequences};
    }
}

static void add_forms(struct hits *hits, const struct character_question *q, uint32_t code)
{
    const struct character *c = find_code(code);
    size_t count;
    if (c == NULL || !strokes_fit(c, q) || !part_fits(c, q)) {
        return;
    }
    add_hit(hits, c, 0);
    const struct character_pair *pairs = sequences_of(code, &count);
    for (size_t i = 0; i < count; i++) {
        add_hit(hits, c, pairs[i].other);
    }
}

static int by_order(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Every character that fits, best first: the order is packed before the place in the table. */
static void add_fitting(struct hits *hits, const struct character_question *q, struct arena *arena)
{
    uint64_t *found = ARENA_ARRAY(arena, uint64_t, character_count);
    size_t count = 0;
    for (size_t i = 0; i < character_count; i++) {
        const struct character *c = &characters[i];
        unsigned fits = q->reading_len > 0 ? reading_fits(c, q) : 1;
        if (fits > 0 && strokes_fit(c, q) && part_fits(c, q)) {
            found[count++] =
                (uint64_t)fits << 48 | (uint64_t)c->rank << 40 | (uint64_t)c->strokes_low << 32 | i;
        }
    }
    qsort(found, count, sizeof(found[0]), by_order);
    for (size_t i = 0; i < count && hits->count < hits->max; i++) {
        add_hit(hits, &characters[found[i] & 0xFFFFFFFF], 0);
    }
    hits->total = count;
}

size_t characters_find(const struct character_question *question, struct arena *arena,
                       struct character_hit *ret, size_t max, size_t *ret_total)
{
    struct hits hits = {.at = ret, .max = max};
    for (size_t i = 0; i < question->like_count; i++) {
        size_t count;
        add_forms(&hits, question, question->like[i]);
        const struct character_pair *pairs = variants_of(question->like[i], &count);
        for (size_t k = 0; k < count; k++) {
            add_forms(&hits, question, pairs[k].other);
        }
    }
    if (question->like_count == 0 &&
        (question->reading_len > 0 || question->strokes_high > 0 || question->part_count > 0)) {
        add_fitting(&hits, question, arena);
    }
    *ret_total = hits.total;
    return hits.count;
}

/* ------------------------------------------------------------------------------ 選んだ字 ------ */

size_t character_encode(const struct character_hit *hit, char buf[CHARACTER_BYTES])
{
    size_t n = utf8_encode(hit->code, buf);
    if (hit->selector != 0) {
        n += utf8_encode(hit->selector, buf + n);
    }
    buf[n] = '\0';
    return n;
}

bool character_is_known(struct text bytes)
{
    size_t at = 0, count;
    if (bytes.len == 0 || !utf8_is_valid(bytes.bytes, bytes.len, NULL)) {
        return false;
    }
    uint32_t code = utf8_next(bytes.bytes, bytes.len, &at);
    if (find_code(code) == NULL || at == bytes.len) {
        return find_code(code) != NULL;
    }
    uint32_t selector = utf8_next(bytes.bytes, bytes.len, &at);
    const struct character_pair *pairs = sequences_of(code, &count);
    for (size_t i = 0; i < count && at == bytes.len; i++) {
        if (pairs[i].other == selector) {
            return true;
        }
    }
    return false;
}

/* The same character in another form, or one of its variants. */
static bool is_form_of(uint32_t code, uint32_t chosen)
{
    size_t count;
    const struct character_pair *pairs = variants_of(chosen, &count);
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].other == code) {
            return true;
        }
    }
    return code == chosen;
}

struct text character_put(struct text into, struct text chosen, struct arena *arena,
                          struct text *ret_replaced)
{
    size_t begin = into.len, end = into.len, first = 0;
    uint32_t code = utf8_next(chosen.bytes, chosen.len, &first);

    for (size_t at = 0; at < into.len && begin == into.len;) {
        size_t from = at, after;
        uint32_t c = utf8_next(into.bytes, into.len, &at);
        after = at;
        if (at < into.len && is_selector(utf8_next(into.bytes, into.len, &after))) {
            at = after;
        }
        struct text whole = {into.bytes + from, at - from};
        if (is_form_of(c, code) && !text_equal(whole, chosen)) {
            begin = from;
            end = at;
        }
    }
    if (ret_replaced != NULL) {
        *ret_replaced = (struct text){into.bytes + begin, end - begin};
    }
    return text_of(arena_printf(arena, "%.*s%.*s%.*s", (int)begin, into.bytes, (int)chosen.len,
                                chosen.bytes, (int)(into.len - end), into.bytes + end));
}
