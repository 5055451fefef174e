/*
 * 検索キー -- folding names for search (住民記録システム標準仕様書 2.1.2).
 *
 * Kana are folded by kana_fold() of base/text.h. Kanji are folded by the list of common variants below, so
 * that 渡邉, 渡邊 and 渡辺 meet. Keys serve search only; names are stored and shown as they came.
 */
#include "addressee/search_key.h"

#include <pthread.h>

/* 異体字: every form after the first is searched as the first. */
static const char *const variants[] = {
    "辺邊邉边", "斎斉齋齊", "高髙", "崎﨑埼嵜", "浜濱濵滨", "沢澤", "広廣", "国國圀", "吉𠮷", "藤籐籘",
    "桜櫻", "竜龍", "島嶋嶌", "瀬瀨", "富冨", "恵惠", "真眞", "条條", "渋澁澀", "栄榮", "関關関",
    "塚塚", "徳德", "黒黑", "横橫", "増增", "蔵藏", "実實", "寿壽", "豊豐", "緑綠", "歩步", "曽曾",
    "亀龜", "鉄鐵", "円圓", "与與", "芦蘆", "桧檜", "桑桒", "館舘", "倉仓", "節節", "隆隆", "角⻆",
    "都都", "福福", "祐祐", "靖靖", "神神", "祥祥", "晴晴", "朗朗", "郎郞", "梅梅", "海海", "渚渚",
    "穂穗", "静靜", "頼賴", "滝瀧", "壮壯", "荘莊", "伝傳", "会會", "学學", "宝寶", "尭堯", "巌巖",
    "弥彌", "悦悅", "戸戶", "桟棧", "槙槇", "淵渕渊", "灯燈", "聡聰", "万萬", "芸藝", "証證", "辰辰",
    "逸逸", "遥遙", "鶴靏靎", "麦麥", "亜亞", "為爲", "岩嵒", "桐桐", "柳栁桺", "杉椙", "峰峯", "富冨",
};

struct variant {
    uint32_t from, to;
};
#define VARIANTS_MAX 256

static struct variant sorted[VARIANTS_MAX];
static size_t sorted_count;
static pthread_once_t sorted_once = PTHREAD_ONCE_INIT;

static int by_from(const void *a, const void *b)
{
    const struct variant *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static void sort_variants(void)
{
    for (size_t i = 0; i < COUNT_OF(variants); i++) {
        size_t len = strlen(variants[i]), at = 0;
        uint32_t first = utf8_next(variants[i], len, &at);
        while (at < len) {
            uint32_t other = utf8_next(variants[i], len, &at);
            if (other != first) {
                assert(sorted_count < VARIANTS_MAX);
                sorted[sorted_count++] = (struct variant){other, first};
            }
        }
    }
    qsort(sorted, sorted_count, sizeof(sorted[0]), by_from);
}

static uint32_t fold_kanji(uint32_t c)
{
    struct variant key = {c, 0};
    const struct variant *v = bsearch(&key, sorted, sorted_count, sizeof(sorted[0]), by_from);
    return v != NULL ? v->to : c;
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
    pthread_once(&sorted_once, sort_variants);
    while (at < len) {
        uint32_t c = utf8_next(bytes, len, &at);
        if (is_selector(c) || is_blank(c)) {
            continue;
        }
        char encoded[4];
        size_t k = utf8_encode(fold_kanji(c), encoded);
        if (n + k >= size) {
            break;
        }
        memcpy(buf + n, encoded, k);
        n += k;
    }
    buf[n] = '\0';
    return n;
}

/* ---------------------------------------------------------------------------------- 一覧 ------ */

void key_list_begin(struct key_list *list, struct arena *arena)
{
    *list = (struct key_list){.arena = arena,
                              .given_to = pile_of(arena, sizeof(int64_t)),
                              .given = pile_of(arena, sizeof(uint32_t))};
}

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

static struct key_entry *entry_of(struct key_list *list, uint32_t kind, const char *key, size_t len)
{
    make_room(list);
    uint32_t hash = (uint32_t)hash_of(kind, key, len);
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
                            .len = (uint32_t)len,
                            .kind = kind};
    return e;
}

static void add(struct key_list *list, int64_t addressee_no, enum key_kind kind, const char *key,
                size_t len)
{
    if (len == 0) {
        return;
    }
    struct key_entry *e = entry_of(list, (uint32_t)kind, key, len);
    if (e->holder_count > 0 && e->last_no == addressee_no) {
        return;
    }
    assert(e->holder_count == 0 || e->last_no < addressee_no);
    e->last_no = addressee_no;
    e->holder_count++;
    *(int64_t *)pile_push(&list->given_to) = addressee_no;
    *(uint32_t *)pile_push(&list->given) = (uint32_t)(e - list->entries);
}

/* What stands behind the first blank: the given name; empty when there is no blank. */
static struct text given_part(struct text name)
{
    size_t at = 0;

    while (at < name.len) {
        if (is_blank(utf8_next(name.bytes, name.len, &at))) {
            return (struct text){name.bytes + at, name.len - at};
        }
    }
    return (struct text){name.bytes + name.len, 0};
}

static void add_kana(struct key_list *list, int64_t no, struct text kana)
{
    char key[KEY_BYTES];
    struct text given = given_part(kana);

    add(list, no, KEY_KANA, key, kana_fold(kana.bytes, kana.len, key, sizeof(key)));
    add(list, no, KEY_GIVEN_KANA, key, kana_fold(given.bytes, given.len, key, sizeof(key)));
}

static void add_kanji(struct key_list *list, int64_t no, struct text name)
{
    char key[KEY_BYTES];
    add(list, no, KEY_KANJI, key, kanji_fold(name.bytes, name.len, key, sizeof(key)));
}

/* Given and family name stand in either order: the key and its rotation by the first word. */
static void add_roman(struct key_list *list, int64_t no, struct text roman)
{
    char key[KEY_BYTES], turned[KEY_BYTES];
    struct text rest = given_part(roman);
    struct text first = {roman.bytes, roman.len - rest.len};

    add(list, no, KEY_ROMAN, key, kana_fold(roman.bytes, roman.len, key, sizeof(key)));
    if (rest.len > 0) {
        size_t n = kana_fold(rest.bytes, rest.len, turned, sizeof(turned));
        n += kana_fold(first.bytes, first.len, turned + n, sizeof(turned) - n);
        add(list, no, KEY_ROMAN, turned, n);
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

/* The names among the items; empty where there is none. */
struct item_names {
    struct text former_surname, former_surname_kana, alias, alias_kana, roman, foreign_kanji;
};

static struct item_names names_of(const struct person_row *row)
{
    struct item_names n = {0};
    struct item_walk w;

    if (row == NULL) {
        return n;
    }
    w = item_walk_of(row->t[PERSON_ITEMS]);
    while (w.item < ITEM_FOREIGN_KANJI && item_walk_next(&w)) {
        struct text *to = w.item == ITEM_FORMER_SURNAME        ? &n.former_surname
                          : w.item == ITEM_FORMER_SURNAME_KANA ? &n.former_surname_kana
                          : w.item == ITEM_ALIAS               ? &n.alias
                          : w.item == ITEM_ALIAS_KANA          ? &n.alias_kana
                          : w.item == ITEM_ROMAN               ? &n.roman
                          : w.item == ITEM_FOREIGN_KANJI       ? &n.foreign_kanji
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

void keys_of_person(const struct person_row *row, const struct person_row *before,
                    struct key_list *list)
{
    int64_t no = row->n[PERSON_ADDRESSEE_NO];
    struct item_names now = names_of(row), old = names_of(before);
    struct text name = row->t[PERSON_NAME], kana = row->t[PERSON_KANA];
    bool has_name = is_new(name, before != NULL ? before->t[PERSON_NAME] : text_of(""));
    bool has_kana = is_new(kana, before != NULL ? before->t[PERSON_KANA] : text_of(""));

    if (has_kana) {
        add_kana(list, no, kana);
    }
    if (has_name) {
        add_kanji(list, no, name);
    }
    if (is_new(now.roman, old.roman)) {
        add_roman(list, no, now.roman);
    }
    if (is_new(now.alias, old.alias)) {
        add_kanji(list, no, now.alias);
    }
    if (is_new(now.alias_kana, old.alias_kana)) {
        add_kana(list, no, now.alias_kana);
    }
    if (is_new(now.foreign_kanji, old.foreign_kanji)) {
        add_kanji(list, no, now.foreign_kanji);
    }
    if (has_name || is_new(now.former_surname, old.former_surname)) {
        add_former(list, no, now.former_surname, name, false);
    }
    if (has_kana || is_new(now.former_surname_kana, old.former_surname_kana)) {
        add_former(list, no, now.former_surname_kana, kana, true);
    }
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
    uint32_t first = 0;

    list->slots = NULL;
    for (size_t i = 0; i < list->count; i++) {
        struct key_entry *e = &list->entries[i];
        e->first_holder = first;
        first += e->holder_count;
        e->holder_count = 0;
    }
    list->holders = ARENA_ARRAY(list->arena, int64_t, list->given.count);
    for (size_t i = 0; i < list->given.count; i++) {
        struct key_entry *e = &list->entries[*(uint32_t *)pile_at(&list->given, i)];
        list->holders[e->first_holder + e->holder_count++] = *(int64_t *)pile_at(&list->given_to, i);
    }
    if (list->count > 0) {
        qsort(list->entries, list->count, sizeof(list->entries[0]), by_key);
    }
}
