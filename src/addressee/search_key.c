/*
 * 検索キー -- folding names for search (住民記録システム標準仕様書 2.1.2).
 *
 * Kana are folded by kana_fold() of base/text.h. Kanji are folded by a table of variants, so
 * that 渡邉, 渡邊 and 渡辺 meet. Keys serve search only; names are stored and shown as they came.
 */
#include "addressee/search_key.h"
#include "base/utf8.h"

#include <pthread.h>

static uint16_t plane[0x10000]; /* the variant of each character of the first plane; 0 = itself */
static pthread_once_t plane_once = PTHREAD_ONCE_INIT;

static void fill_plane(void)
{
    for (size_t i = 0; i < search_variant_count; i++) {
        struct variant v = search_variants[i];
        if (v.from < COUNT_OF(plane) && v.to < COUNT_OF(plane)) {
            plane[v.from] = (uint16_t)v.to;
        }
    }
}

static int by_from(const void *a, const void *b)
{
    const struct variant *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static uint32_t variant_of(uint32_t c)
{
    if (c < COUNT_OF(plane) && plane[c] != 0) {
        return plane[c];
    }
    if (c < 0x2E80 || (c >= 0x3400 && c < COUNT_OF(plane))) {
        return c;
    }
    struct variant key = {c, 0};
    const struct variant *v =
        bsearch(&key, search_variants, search_variant_count, sizeof(search_variants[0]), by_from);
    return v != NULL ? v->to : c;
}

uint32_t kanji_variant(uint32_t c)
{
    pthread_once(&plane_once, fill_plane);
    return variant_of(c);
}

static bool is_selector(uint32_t c)
{
    return (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0xFE00 && c <= 0xFE0F);
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == '\t' || c == 0xA0;
}

size_t kanji_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    size_t at = 0, n = 0;

    assert(size > 4);
    pthread_once(&plane_once, fill_plane);
    while (at < len) {
        uint32_t c = utf8_take(bytes, len, &at);
        if (is_selector(c) || is_blank(c)) {
            continue;
        }
        char encoded[4];
        size_t k = utf8_put(variant_of(c), encoded);
        if (n + k >= size) {
            break;
        }
        for (size_t i = 0; i < k; i++) {
            buf[n++] = encoded[i];
        }
    }
    buf[n] = '\0';
    return n;
}

/* ---------------------------------------------------------------------------------- 一覧 ------ */

#define MEMO_SLOTS 8192u
#define MEMO_TEXT 56u

/* The same surnames, given names and addresses come again and again: their keys are folded once. */
struct key_memo {
    uint32_t entry; /* index + 1; 0 = free */
    uint16_t kind, len;
    char text[MEMO_TEXT];
};

static uint64_t hash_of(uint32_t kind, const char *key, size_t len)
{
    uint64_t h = kind * UINT64_C(0x9E3779B97F4A7C15) + len;

    for (size_t i = 0; i < len; i += 8) {
        uint64_t piece = 0;
        memcpy(&piece, key + i, len - i < 8 ? len - i : 8);
        h = (h ^ piece) * UINT64_C(0xFF51AFD7ED558CCD);
        h ^= h >> 32;
    }
    return h;
}

static void put_slot(struct key_list *list, struct key_slot slot)
{
    size_t at = slot.hash & (list->slot_count - 1);

    while (list->slots[at].entry != 0) {
        at = (at + 1) & (list->slot_count - 1);
    }
    list->slots[at] = slot;
}

/* Room for one entry more, half of the slots free. */
static void make_room(struct key_list *list)
{
    struct key_slot *slots = list->slots;
    size_t count = list->slot_count;

    if (2 * (list->count + 1) <= count) {
        return;
    }
    list->slot_count = count == 0 ? 1024 : 2 * count;
    list->slots = ARENA_ARRAY(list->arena, struct key_slot, list->slot_count);
    for (size_t i = 0; i < count; i++) {
        if (slots[i].entry != 0) {
            put_slot(list, slots[i]);
        }
    }
}

static struct key_entry *entry_of(struct key_list *list, uint32_t kind, const char *key, size_t len,
                                  uint32_t hash)
{
    make_room(list);
    size_t at = hash & (list->slot_count - 1);
    for (; list->slots[at].entry != 0; at = (at + 1) & (list->slot_count - 1)) {
        if (list->slots[at].hash != hash) {
            continue;
        }
        struct key_entry *e = &list->entries[list->slots[at].entry - 1];
        if (e->kind == kind && e->len == len && memcmp(e->bytes, key, len) == 0) {
            return e;
        }
    }
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++) {
        prefix = prefix << 8 | (i < len ? (unsigned char)key[i] : 0u);
    }
    list->slots[at] = (struct key_slot){(uint32_t)list->count + 1, hash};
    struct key_entry *e = ARENA_PUSH(list->arena, list->entries, list->count, list->capacity);
    *e = (struct key_entry){.prefix = prefix,
                            .bytes = arena_copy(list->arena, key, len),
                            .len = (uint16_t)len,
                            .kind = (uint16_t)kind};
    return e;
}

#define PIECE_FIRST 20u /* bytes of steps */
#define PIECE_LARGEST 1000u

static struct key_piece *add_piece(struct key_list *list, struct key_entry *e)
{
    struct key_piece *newest = e->newest;
    unsigned room = newest == NULL ? PIECE_FIRST : 2u * newest->room;

    room = room < PIECE_LARGEST ? room : PIECE_LARGEST;
    struct key_piece *piece = arena_alloc(list->arena, 1, sizeof(*piece) + room);
    piece->room = (uint16_t)room;
    piece->next = newest != NULL ? newest->next : piece;
    if (newest != NULL) {
        newest->next = piece;
    }
    e->newest = piece;
    return piece;
}

static void add_step(struct key_list *list, struct key_entry *e, uint64_t step)
{
    struct key_piece *piece = e->newest;
    size_t n = (size_t)(63 - __builtin_clzll(step)) / 7 + 1;

    if (piece == NULL || (size_t)(piece->room - piece->used) < n) {
        piece = add_piece(list, e);
    }
    unsigned char *to = piece->steps + piece->used;
    for (; step >= 0x80; step >>= 7) {
        *to++ = (unsigned char)(step | 0x80);
    }
    *to = (unsigned char)step;
    piece->used = (uint16_t)(piece->used + n);
}

bool key_holders_next(struct key_holders *h)
{
    uint64_t step = 0;

    if (h->passed == h->entry->holder_count) {
        return false;
    }
    if (h->passed++ == 0) {
        return true;
    }
    if (h->piece == NULL || h->at == h->piece->used) {
        h->piece = h->piece == NULL ? h->entry->newest->next : h->piece->next;
        h->at = 0;
    }
    for (unsigned shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
        byte = h->piece->steps[h->at++];
        step |= (uint64_t)(byte & 0x7F) << shift;
    }
    h->number = (int64_t)((uint64_t)h->number + step);
    return true;
}

/* A person gets a key. */
static void give(struct key_list *list, int64_t addressee_no, uint32_t at)
{
    struct key_entry *e = &list->entries[at];

    if (e->holder_count > 0 && e->last_no == addressee_no) {
        return;
    }
    assert(e->holder_count == 0 || e->last_no < addressee_no);
    if (e->holder_count++ == 0) {
        e->first_no = addressee_no;
    } else {
        add_step(list, e, (uint64_t)addressee_no - (uint64_t)e->last_no);
    }
    e->last_no = addressee_no;
}

typedef size_t fold_function(const char *bytes, size_t len, char *buf, size_t size);

/* Of the list of words one holder is enough. */
static void give_word(struct key_list *list, int64_t addressee_no, enum key_kind kind, struct text word,
                      fold_function *fold)
{
    char key[KEY_BYTES];
    size_t len = fold(word.bytes, word.len, key, sizeof(key));

    if (len > 0) {
        uint32_t hash = (uint32_t)hash_of((uint32_t)kind, key, len);
        struct key_entry *e = entry_of(list, (uint32_t)kind, key, len, hash);
        if (e->holder_count == 0) {
            give(list, addressee_no, (uint32_t)(e - list->entries));
        }
    }
}

/* ------------------------------------------------------------------------------- 待つ鍵 ------- */

#define WAITING_KEYS 64u
#define WAITING_BYTES (WAITING_KEYS * 96u)

/*
 * Keys on their way to the table of entries, which is larger than what a processor keeps at hand: some wait,
 * so that what one of them will touch is fetched while others are looked up.
 */
struct key_queue {
    size_t count, used;
    struct waiting_key {
        int64_t addressee_no;
        uint32_t kind, hash;
        uint32_t entry;         /* index + 1; 0 = to be looked up */
        uint32_t at, len;       /* the key, in `bytes` */
        uint32_t said, said_len; /* behind it: the text as written, or of a whole name the family word */
        struct key_memo *memo;  /* where the text is to be remembered; NULL = nowhere */
    } keys[WAITING_KEYS];
    char bytes[WAITING_BYTES + 2 * KEY_BYTES];
};

void key_list_begin(struct key_list *list, struct arena *arena)
{
    *list = (struct key_list){.arena = arena,
                              .memo = ARENA_ARRAY(arena, struct key_memo, MEMO_SLOTS),
                              .queue = ARENA_NEW(arena, struct key_queue)};
}

/* A whole name that is new is the only one that can bring a new family name. */
static void settle_one(struct key_list *list, const struct waiting_key *w)
{
    struct text said = {list->queue->bytes + w->said, w->said_len};

    if (w->entry != 0) {
        give(list, w->addressee_no, w->entry - 1);
        return;
    }
    struct key_entry *e = entry_of(list, w->kind, list->queue->bytes + w->at, w->len, w->hash);
    bool is_new_key = e->holder_count == 0;
    uint32_t at = (uint32_t)(e - list->entries);
    give(list, w->addressee_no, at);
    if (w->memo != NULL) {
        w->memo->entry = at + 1;
        w->memo->kind = (uint16_t)w->kind;
        w->memo->len = (uint16_t)said.len;
        memcpy(w->memo->text, said.bytes, said.len);
    } else if (is_new_key && said.len > 0) {
        bool is_kana = w->kind == KEY_KANA;
        give_word(list, w->addressee_no, is_kana ? KEY_FAMILY_KANA : KEY_FAMILY_KANJI, said,
                  is_kana ? kana_fold : kanji_fold);
    }
}

static void settle(struct key_list *list)
{
    struct key_queue *queue = list->queue;
    const struct key_entry *likely[WAITING_KEYS];

    for (size_t i = 0; i < queue->count; i++) {
        const struct waiting_key *w = &queue->keys[i];
        uint32_t at = w->entry;
        if (at == 0 && list->slot_count > 0) {
            struct key_slot slot = list->slots[w->hash & (list->slot_count - 1)];
            at = slot.hash == w->hash ? slot.entry : 0;
        }
        likely[i] = at > 0 ? &list->entries[at - 1] : NULL;
        if (likely[i] != NULL) {
            __builtin_prefetch(likely[i], 1);
        }
    }
    for (size_t i = 0; i < queue->count; i++) {
        if (likely[i] != NULL) {
            __builtin_prefetch(likely[i]->newest, 1);
            __builtin_prefetch(likely[i]->bytes);
        }
    }
    for (size_t i = 0; i < queue->count; i++) {
        settle_one(list, &queue->keys[i]);
    }
    queue->count = queue->used = 0;
}

static struct waiting_key *next_place(struct key_list *list, int64_t addressee_no, enum key_kind kind)
{
    struct key_queue *queue = list->queue;

    if (queue->count == WAITING_KEYS || queue->used > WAITING_BYTES) {
        settle(list);
    }
    struct waiting_key *w = &queue->keys[queue->count++];
    *w = (struct waiting_key){.addressee_no = addressee_no, .kind = (uint32_t)kind};
    return w;
}

static uint32_t keep_bytes(struct key_queue *queue, const char *bytes, size_t len)
{
    size_t at = queue->used;

    assert(len <= sizeof(queue->bytes) - at);
    memcpy(queue->bytes + at, bytes, len);
    queue->used += len;
    return (uint32_t)at;
}

/* `said` may be empty. */
static void add(struct key_list *list, int64_t addressee_no, enum key_kind kind, const char *key, size_t len,
                struct text said, struct key_memo *memo)
{
    if (len == 0) {
        return;
    }
    struct waiting_key *w = next_place(list, addressee_no, kind);
    w->hash = (uint32_t)hash_of(w->kind, key, len);
    w->at = keep_bytes(list->queue, key, len);
    w->len = (uint32_t)len;
    w->said = keep_bytes(list->queue, said.bytes, said.len < KEY_BYTES ? said.len : 0);
    w->said_len = (uint32_t)(list->queue->used - w->said);
    w->memo = memo;
    if (list->slot_count > 0) {
        __builtin_prefetch(&list->slots[w->hash & (list->slot_count - 1)]);
    }
}

static void add_alone(struct key_list *list, int64_t addressee_no, enum key_kind kind, const char *key,
                      size_t len)
{
    add(list, addressee_no, kind, key, len, (struct text){"", 0}, NULL);
}

/* The same words come again and again: what was met a moment ago is not folded again. */
static void add_text(struct key_list *list, int64_t addressee_no, enum key_kind kind, struct text text,
                     fold_function *fold)
{
    char key[KEY_BYTES];
    struct key_memo *memo = NULL;

    if (text.len == 0) {
        return;
    }
    if (text.len <= MEMO_TEXT) {
        uint64_t hash = hash_of((uint32_t)kind, text.bytes, text.len);
        memo = &list->memo[(hash ^ hash >> 29) % MEMO_SLOTS];
        if (memo->entry != 0 && memo->kind == (uint16_t)kind && memo->len == text.len &&
            memcmp(memo->text, text.bytes, text.len) == 0) {
            next_place(list, addressee_no, kind)->entry = memo->entry;
            return;
        }
    }
    add(list, addressee_no, kind, key, fold(text.bytes, text.len, key, sizeof(key)),
        memo != NULL ? text : (struct text){"", 0}, memo);
}

/* ------------------------------------------------------------------------------- 氏名 --------- */

/* Bytes of the blank that begins at `at`; 0 = none does. */
static size_t blank_at(struct text t, size_t at)
{
    unsigned char c = (unsigned char)t.bytes[at];

    if (c == ' ' || c == '\t') {
        return 1;
    }
    if (c == 0xC2 && t.len - at >= 2 && (unsigned char)t.bytes[at + 1] == 0xA0) {
        return 2;
    }
    return c == 0xE3 && t.len - at >= 3 && (unsigned char)t.bytes[at + 1] == 0x80 &&
                   (unsigned char)t.bytes[at + 2] == 0x80
               ? 3
               : 0;
}

/* What stands before the first blank, and behind it: family and given name. */
static void split_name(struct text name, struct text *ret_family, struct text *ret_given)
{
    for (size_t at = 0; at < name.len;) {
        size_t blank = blank_at(name, at);
        if (blank > 0) {
            *ret_family = (struct text){name.bytes, at};
            *ret_given = (struct text){name.bytes + at + blank, name.len - at - blank};
            return;
        }
        at += (unsigned char)name.bytes[at] >= 0xE0 && name.len - at > 3 ? 3 : 1; /* to the next character */
    }
    *ret_family = name;
    *ret_given = (struct text){"", 0};
}

static struct text given_part(struct text name)
{
    struct text family, given;
    split_name(name, &family, &given);
    return given;
}

static void add_kana(struct key_list *list, int64_t no, struct text kana)
{
    char key[KEY_BYTES];
    struct text family, given;

    split_name(kana, &family, &given);
    add(list, no, KEY_KANA, key, kana_fold(kana.bytes, kana.len, key, sizeof(key)), family, NULL);
    add_text(list, no, KEY_GIVEN_KANA, given, kana_fold);
}

static void add_kanji(struct key_list *list, int64_t no, struct text name)
{
    char key[KEY_BYTES];
    struct text family, given;

    split_name(name, &family, &given);
    add(list, no, KEY_KANJI, key, kanji_fold(name.bytes, name.len, key, sizeof(key)), family, NULL);
    add_text(list, no, KEY_GIVEN_KANJI, given, kanji_fold);
}

/* Names stand in any order: the key from each of its words on, turned. */
static void add_roman(struct key_list *list, int64_t no, struct text roman)
{
    struct text rest = roman;
    char turned[KEY_BYTES];

    for (int words = 0; rest.len > 0 && words < 8; words++) {
        struct text before = {roman.bytes, roman.len - rest.len};
        size_t n = kana_fold(rest.bytes, rest.len, turned, sizeof(turned));
        n += kana_fold(before.bytes, before.len, turned + n, sizeof(turned) - n);
        add_alone(list, no, KEY_ROMAN, turned, n);
        rest = given_part(rest);
    }
}

/* ------------------------------------------------------------------------------- 住所 --------- */

static size_t town_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    size_t n = place_fold(bytes, len, buf, size);
    size_t start = place_start(buf, n);

    memmove(buf, buf + start, n - start);
    return n - start;
}

static size_t block_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    return place_block(buf, town_fold(bytes, len, buf, size));
}

/* Most addresses end in their last number: what stands before it is shared by a block, and folded once. */
static void add_place(struct key_list *list, int64_t no, struct text address)
{
    size_t block = place_written_block(address);

    if (block > 0) {
        add_text(list, no, KEY_PLACE, (struct text){address.bytes, block}, town_fold);
    } else {
        add_text(list, no, KEY_PLACE, address, block_fold);
    }
}

/* 旧氏 with the given name, as people still call themselves. */
static void add_former(struct key_list *list, int64_t no, struct text surname, struct text name,
                       bool is_kana)
{
    char joined[2 * KEY_BYTES];
    struct text given = given_part(name);

    if (surname.len == 0 || surname.len + given.len >= sizeof(joined)) {
        return;
    }
    memcpy(joined, surname.bytes, surname.len);
    memcpy(joined + surname.len, given.bytes, given.len);
    struct text whole = {joined, surname.len + given.len};
    if (is_kana) {
        add_kana(list, no, whole);
    } else {
        add_kanji(list, no, whole);
    }
}

struct key_names key_names_of(const struct person_row *row)
{
    struct key_names n = {.name = row->t[PERSON_NAME],
                          .kana = row->t[PERSON_KANA],
                          .address = row->t[PERSON_ADDRESS],
                          .is_body = row->n[PERSON_KIND] == 4};
    struct item_walk w = item_walk_of(row->t[PERSON_ITEMS]);

    while (w.item < ITEM_BUILDING && item_walk_next(&w)) {
        struct text *to = w.item == ITEM_FORMER_SURNAME        ? &n.former_surname
                          : w.item == ITEM_FORMER_SURNAME_KANA ? &n.former_surname_kana
                          : w.item == ITEM_ALIAS               ? &n.alias
                          : w.item == ITEM_ALIAS_KANA          ? &n.alias_kana
                          : w.item == ITEM_ROMAN               ? &n.roman
                          : w.item == ITEM_FOREIGN_KANJI       ? &n.foreign_kanji
                          : w.item == ITEM_BUILDING            ? &n.building
                                                               : NULL;
        if (to != NULL) {
            *to = w.text;
        }
    }
    return n;
}

static bool is_new(struct text now, struct text before)
{
    return now.len > 0 && !text_equal(now, before);
}

static void add_names(int64_t no, const struct key_names *now, const struct key_names *old,
                      struct key_list *list)
{
    bool has_name = is_new(now->name, old->name), has_kana = is_new(now->kana, old->kana);

    if (has_kana) {
        add_kana(list, no, now->kana);
    }
    if (has_name) {
        add_kanji(list, no, now->name);
    }
    if (is_new(now->roman, old->roman)) {
        add_roman(list, no, now->roman);
    }
    if (is_new(now->alias, old->alias)) {
        add_kanji(list, no, now->alias);
    }
    if (is_new(now->alias_kana, old->alias_kana)) {
        add_kana(list, no, now->alias_kana);
    }
    if (is_new(now->foreign_kanji, old->foreign_kanji)) {
        add_kanji(list, no, now->foreign_kanji);
    }
    if (has_name || is_new(now->former_surname, old->former_surname)) {
        add_former(list, no, now->former_surname, now->name, false);
    }
    if (has_kana || is_new(now->former_surname_kana, old->former_surname_kana)) {
        add_former(list, no, now->former_surname_kana, now->kana, true);
    }
}

void keys_of_names(int64_t no, const struct key_names *now, const struct key_names *before,
                   struct key_list *list)
{
    static const struct key_names nothing;

    add_names(no, now, before != NULL ? before : &nothing, list);
    if (before == NULL || is_new(now->address, before->address)) {
        add_place(list, no, now->address);
    }
    if (before == NULL || is_new(now->building, before->building)) {
        add_text(list, no, KEY_BUILDING, now->building, building_fold);
    }
    if (now->kana.len == 0 && !now->is_body) {
        add_alone(list, no, KEY_BLANK, BLANK_KANA, strlen(BLANK_KANA));
    }
    if (now->address.len == 0) {
        add_alone(list, no, KEY_BLANK, BLANK_ADDRESS, strlen(BLANK_ADDRESS));
    }
}

void keys_of_person(const struct person_row *row, const struct person_row *before,
                    struct key_list *list)
{
    struct key_names now = key_names_of(row), old;

    if (before != NULL) {
        old = key_names_of(before);
    }
    keys_of_names(row->n[PERSON_ADDRESSEE_NO], &now, before != NULL ? &old : NULL, list);
}

size_t card_fold(const char *bytes, size_t len, char *buf, size_t size)
{
    size_t n = 0;

    for (size_t at = 0; at < len;) {
        uint32_t c = utf8_take(bytes, len, &at);
        c = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
        c = c >= 'a' && c <= 'z' ? c - 32 : c;
        bool is_letter_place = n < 2 || n >= 10;
        bool fits = is_letter_place ? c >= 'A' && c <= 'Z' : c >= '0' && c <= '9';
        if (!fits || n == 12 || n + 1 >= size) {
            return 0;
        }
        buf[n++] = (char)c;
    }
    return n == 12 ? n : 0;
}

void keys_of_items(const struct person_row *row, struct key_list *list)
{
    int64_t no = row->n[PERSON_ADDRESSEE_NO];
    struct text items = row->t[PERSON_ITEMS];
    const struct text places[] = {items_text(items, ITEM_PREVIOUS_ADDRESS),
                                  items_text(items, ITEM_MOVED_TO_ADDRESS)};

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (places[i].len > 0) {
            add_text(list, no, KEY_OTHER_PLACE, places[i], place_fold);
            add_text(list, no, KEY_OTHER_PLACE, places[i], town_fold);
        }
    }
    char card[KEY_BYTES];
    struct text number = items_text(items, ITEM_RESIDENCE_CARD_NO);
    add_alone(list, no, KEY_RESIDENCE_CARD, card, card_fold(number.bytes, number.len, card, sizeof(card)));
}

static int by_key(const void *a, const void *b)
{
    const struct key_entry *x = a, *y = b;

    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->prefix != y->prefix) {
        return x->prefix < y->prefix ? -1 : 1;
    }
    int c = memcmp(x->bytes, y->bytes, x->len < y->len ? x->len : y->len);
    if (c != 0) {
        return c;
    }
    return x->len < y->len ? -1 : x->len > y->len;
}

void key_list_sort(struct key_list *list)
{
    settle(list);
    list->slots = NULL;
    if (list->count > 0) {
        qsort(list->entries, list->count, sizeof(list->entries[0]), by_key);
    }
}
