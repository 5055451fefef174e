/*
 * page-search-kinds -- how long the one box takes, kind by kind, on an imported register.
 *
 * 2,000 questions of all kinds in turn, made from people of the register itself: names in kana, kanji, with
 * variants, in Roman letters, parts of names, birth days, numbers, addresses, telephones, nobody. Each is
 * one addressee_find() of 50 lines with household heads, as the result page asks it. The checksum is over
 * who was found.
 *
 * Usage: bench-search DIR [questions]
 */
#include "addressee/addressee.h"

#include <stdlib.h>
#include <time.h>

#include "base/hash.h"

#define PEOPLE 400
#define KINDS_MAX 24

struct sample {
    struct addressee who;
    char family[128], given[128], family_kana[128], given_kana[128];
};

struct kind {
    const char *name;
    const char *(*make)(const struct sample *s, size_t turn, struct arena *arena);
};

static const char *whole_kana(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_copy(a, s->who.kana.bytes, s->who.kana.len);
}

static const char *letters(const char *word, size_t count, struct arena *a)
{
    return arena_copy(a, word, utf8_prefix(word, strlen(word), count * 3));
}

static const char *three_kana(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return letters(s->family_kana, 3, a);
}

static const char *one_kana(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return letters(s->family_kana, 1, a);
}

/* The year of the era in which the person was born. */
static int era_year(const struct sample *s, char *ret_letter)
{
    int year = s->who.birth.ymd / 10000;
    *ret_letter = year >= 2019 ? 'R' : year >= 1989 ? 'H' : year >= 1926 ? 'S' : 'T';
    return year >= 2019   ? year - 2018
           : year >= 1989 ? year - 1988
           : year >= 1926 ? year - 1925
                          : year - 1911;
}

static const char *kana_and_year(const struct sample *s, size_t turn, struct arena *a)
{
    char letter;
    (void)turn;
    return arena_printf(a, "%s %d", three_kana(s, 0, a), era_year(s, &letter));
}

static const char *one_kana_and_year(const struct sample *s, size_t turn, struct arena *a)
{
    char letter;
    (void)turn;
    return arena_printf(a, "%s %d", one_kana(s, 0, a), era_year(s, &letter));
}

static const char *whole_kanji(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_copy(a, s->who.name.bytes, s->who.name.len);
}

static const char *family_kanji(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_string(a, s->family);
}

static const char *variants(const struct sample *s, size_t turn, struct arena *a)
{
    static const char *const names[] = {"渡邉", "渡邊", "髙橋", "齋藤", "濵田",
                                        "山﨑", "大澤", "國分", "廣瀨", "櫻井"};
    (void)s;
    return arena_string(a, names[turn % COUNT_OF(names)]);
}

static const char *given_kanji(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_string(a, s->given);
}

static const char *given_kana(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_string(a, s->given_kana);
}

static const char *turned_kana(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_printf(a, "%s %s", s->given_kana, s->family_kana);
}

/* Without its first letter. */
static const char *part_of_kana(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    size_t len = strlen(s->family_kana);
    return len > 3 ? arena_copy(a, s->family_kana + 3, len - 3) : arena_string(a, s->family_kana);
}

static const char *part_of_kanji(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    size_t first = utf8_prefix(s->family, strlen(s->family), 3);
    return arena_string(a, s->family[first] != '\0' ? s->family + first : s->family);
}

static const char *romaji(const struct sample *s, size_t turn, struct arena *a)
{
    static const char *const names[] = {"SATO",   "Suzuki Taro",     "OHNO",      "Yuko Ito",
                                        "TANAKA", "watanabe hanako", "KOBAYASHI", "Shimizu",
                                        "SIMIZU", "yamada"};
    (void)s;
    return arena_string(a, names[turn % COUNT_OF(names)]);
}

static const char *roman(const struct sample *s, size_t turn, struct arena *a)
{
    static const char *const names[] = {"WANG", "NGUYEN", "KIM", "SMITH JOHN", "li", "RAI"};
    return s->who.roman.len > 0 ? arena_copy(a, s->who.roman.bytes, s->who.roman.len)
                                : arena_string(a, names[turn % COUNT_OF(names)]);
}

static const char *birth(const struct sample *s, size_t turn, struct arena *a)
{
    char letter;
    int year = era_year(s, &letter), month = s->who.birth.ymd / 100 % 100, day = s->who.birth.ymd % 100;
    return turn % 2 == 0 ? arena_printf(a, "%c%d.%d.%d", letter, year, month, day)
                         : arena_printf(a, "%02d%02d%02d", year, month, day);
}

static const char *birth_month(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_printf(a, "%d-%02d", s->who.birth.ymd / 10000, s->who.birth.ymd / 100 % 100);
}

static const char *number(const struct sample *s, size_t turn, struct arena *a)
{
    return arena_printf(a, "%lld", (long long)(turn % 2 == 0 ? s->who.addressee_no : s->who.household_no));
}

static const char *address(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return arena_copy(a, s->who.address.bytes, s->who.address.len);
}

static const char *town(const struct sample *s, size_t turn, struct arena *a)
{
    static const char *const towns[] = {"西新宿", "早稲田鶴巻町", "高田馬場1", "百人町二丁目", "中落合"};
    (void)s;
    return arena_string(a, towns[turn % COUNT_OF(towns)]);
}

static const char *building(const struct sample *s, size_t turn, struct arena *a)
{
    (void)turn;
    return s->who.building.len > 0 ? arena_copy(a, s->who.building.bytes, s->who.building.len)
                                   : "コーポ欅 101";
}

static const char *name_and_town(const struct sample *s, size_t turn, struct arena *a)
{
    return arena_printf(a, "%s %s", s->family, town(s, turn, a));
}

static const char *phone(const struct sample *s, size_t turn, struct arena *a)
{
    (void)s;
    return arena_printf(a, "03-5273-%04zu", turn % 10000);
}

static const char *nobody(const struct sample *s, size_t turn, struct arena *a)
{
    static const char *const words[] = {"存在しない氏名", "ヌヌヌヌヌ", "xyzzy", "M1.1.1 無"};
    (void)s;
    return arena_string(a, words[turn % COUNT_OF(words)]);
}

static const struct kind kinds[] = {
    {"kana, whole", whole_kana},
    {"kana, 3 letters", three_kana},
    {"kana, 1 letter", one_kana},
    {"kana 3 + era year", kana_and_year},
    {"kana 1 + era year", one_kana_and_year},
    {"kana, given name", given_kana},
    {"kana, other order", turned_kana},
    {"kana, part", part_of_kana},
    {"kanji, whole", whole_kanji},
    {"kanji, family", family_kanji},
    {"kanji, variants", variants},
    {"kanji, given name", given_kanji},
    {"kanji, part", part_of_kanji},
    {"romaji", romaji},
    {"roman name", roman},
    {"birth day", birth},
    {"birth month", birth_month},
    {"number", number},
    {"address", address},
    {"town", town},
    {"building", building},
    {"name + town", name_and_town},
    {"telephone", phone},
    {"nobody", nobody},
};

static void split(struct text name, char first[128], char rest[128])
{
    size_t at = 0, end = name.len, next = name.len;

    while (at < name.len) {
        size_t from = at;
        uint32_t c = utf8_next(name.bytes, name.len, &at);
        if (c == ' ' || c == 0x3000) {
            end = from;
            next = at;
            break;
        }
    }
    snprintf(first, 128, "%.*s", (int)end, name.bytes);
    snprintf(rest, 128, "%.*s", (int)(name.len - next), name.bytes + next);
}

static enum err read_people(struct session *session, struct as_of as_of, struct arena *keep,
                            struct report *report, struct sample *ret, size_t *ret_count)
{
    int64_t *numbers = NULL;
    size_t count = 0, n = 0;
    enum err e = addressee_known(session->store, keep, report, &numbers, &count);

    for (size_t i = 0; i < 4 * PEOPLE && n < PEOPLE && count > 0 && e == ERR_NONE; i++) {
        struct sample *s = &ret[n];
        e = addressee_by_no(session->store, numbers[i * (count / (4 * PEOPLE) + 1) % count], as_of, keep,
                            report, &s->who);
        if (e == ERR_FINDINGS) {
            report_clear(report);
            e = ERR_NONE;
            continue;
        }
        split(s->who.name, s->family, s->given);
        split(s->who.kana, s->family_kana, s->given_kana);
        n += e == ERR_NONE && s->who.kana.len > 0 && s->given[0] != '\0' && s->who.birth.ymd % 100 != 0 &&
             s->who.household_no > 0;
    }
    *ret_count = n;
    return e == ERR_NONE && n == 0 ? report_fail(report, ERR_INPUT, "nobody in this folder") : e;
}

static double milliseconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static enum err run_kind(struct session *session, struct as_of as_of, const struct kind *k,
                         const struct sample *people, size_t people_count, size_t turns,
                         struct arena *arena, struct report *report, uint64_t *checksum)
{
    double *times = calloc(turns, sizeof(*times));
    size_t hits = 0;
    enum err e = ERR_NONE;

    assert(times != NULL);
    for (size_t i = 0; i < turns && e == ERR_NONE; i++) {
        struct found_list found = {.count = 0};
        arena_reset(arena);
        const char *words = k->make(&people[i * 7 % people_count], i, arena);
        double from = milliseconds_now();
        e = addressee_find(session, text_of(words), as_of, 50, 0, arena, report, &found);
        times[i] = milliseconds_now() - from;
        hits += found.count;
        for (size_t n = 0; n < found.count && e == ERR_NONE; n++) {
            *checksum = (*checksum ^ (uint64_t)found.persons[n].who.addressee_no) * UINT64_C(0x100000001B3);
        }
    }
    qsort(times, turns, sizeof(*times), by_time);
    printf("page-search-kinds\t%-18s %4zu asked, %5zu hits, p50 %.2f p95 %.2f p99 %.2f\t%.2f\tms "
           "max\t%016llx\n",
           k->name, turns, hits, times[turns / 2], times[turns * 95 / 100], times[turns * 99 / 100],
           times[turns - 1], (unsigned long long)*checksum);
    free(times);
    return e;
}

int main(int argc, char **argv)
{
    struct report report;
    static struct session session;
    static struct sample people[PEOPLE];
    size_t count = 0, questions = 2000;
    uint64_t checksum = UINT64_C(0xCBF29CE484222325);

    report_init(&report);
    if (argc < 2) {
        printf("page-search-kinds\tneeds an imported folder: bench-search DIR\t-\t\t\n");
        return 0;
    }
    int64_t given = 0;
    if (argc > 2 && parse_i64(argv[2], strlen(argv[2]), COUNT_OF(kinds), 1000000, &given)) {
        questions = (size_t)given;
    }
    struct arena *keep = arena_new("bench", (size_t)256 << 20),
                 *arena = arena_new("bench-request", (size_t)256 << 20);
    enum err e = data_folder_open(argv[1], &report, &session.folder);
    if (e == ERR_NONE) {
        e = store_open(session.folder.store_url, STORE_READ, &report, &session.store);
    }
    struct as_of as_of = {session.folder.business_date, INT64_MAX};
    snprintf(session.operator.id, sizeof(session.operator.id), "bench");
    session.terminal = session.purpose = "";
    if (e == ERR_NONE) {
        e = read_people(&session, as_of, keep, &report, people, &count);
    }
    for (size_t i = 0; i < COUNT_OF(kinds) && e == ERR_NONE; i++) {
        e = run_kind(&session, as_of, &kinds[i], people, count,
                     (questions + COUNT_OF(kinds) - 1) / COUNT_OF(kinds), arena, &report, &checksum);
    }
    report_print(&report, stderr);
    report_done(&report);
    store_close(session.store);
    arena_free(arena);
    arena_free(keep);
    return (int)e;
}
