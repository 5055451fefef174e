/*
 * ローマ字 -- Roman letters as kana: Hepburn (SHIMIZU), Kunrei (SIMIZU), passports (OHNO, SATO, HOMMA).
 *
 * The result is folded as keys are, so small letters and voicing need no care here.
 */
#include "addressee/search_words.h"

/* Vowels in the order A I U E O. */
static const struct row {
    const char *letters;
    const char *kana[5];
} rows[] = {
    {"KY", {"キャ", NULL, "キュ", NULL, "キョ"}},   {"GY", {"ギャ", NULL, "ギュ", NULL, "ギョ"}},
    {"SH", {"シャ", "シ", "シュ", "シェ", "ショ"}}, {"SY", {"シャ", NULL, "シュ", NULL, "ショ"}},
    {"JY", {"ジャ", NULL, "ジュ", NULL, "ジョ"}},   {"ZY", {"ジャ", NULL, "ジュ", NULL, "ジョ"}},
    {"CH", {"チャ", "チ", "チュ", "チェ", "チョ"}}, {"TY", {"チャ", NULL, "チュ", NULL, "チョ"}},
    {"DY", {"ヂャ", NULL, "ヂュ", NULL, "ヂョ"}},   {"TS", {"ツァ", NULL, "ツ", NULL, NULL}},
    {"DZ", {NULL, NULL, "ヅ", NULL, NULL}},         {"NY", {"ニャ", NULL, "ニュ", NULL, "ニョ"}},
    {"HY", {"ヒャ", NULL, "ヒュ", NULL, "ヒョ"}},   {"BY", {"ビャ", NULL, "ビュ", NULL, "ビョ"}},
    {"PY", {"ピャ", NULL, "ピュ", NULL, "ピョ"}},   {"MY", {"ミャ", NULL, "ミュ", NULL, "ミョ"}},
    {"RY", {"リャ", NULL, "リュ", NULL, "リョ"}},   {"K", {"カ", "キ", "ク", "ケ", "コ"}},
    {"G", {"ガ", "ギ", "グ", "ゲ", "ゴ"}},          {"S", {"サ", "シ", "ス", "セ", "ソ"}},
    {"Z", {"ザ", "ジ", "ズ", "ゼ", "ゾ"}},          {"J", {"ジャ", "ジ", "ジュ", "ジェ", "ジョ"}},
    {"T", {"タ", "チ", "ツ", "テ", "ト"}},          {"D", {"ダ", "ヂ", "ヅ", "デ", "ド"}},
    {"N", {"ナ", "ニ", "ヌ", "ネ", "ノ"}},          {"H", {"ハ", "ヒ", "フ", "ヘ", "ホ"}},
    {"F", {"ファ", "フィ", "フ", "フェ", "フォ"}},  {"B", {"バ", "ビ", "ブ", "ベ", "ボ"}},
    {"P", {"パ", "ピ", "プ", "ペ", "ポ"}},          {"V", {"ヴァ", "ヴィ", "ヴ", "ヴェ", "ヴォ"}},
    {"M", {"マ", "ミ", "ム", "メ", "モ"}},          {"Y", {"ヤ", NULL, "ユ", NULL, "ヨ"}},
    {"R", {"ラ", "リ", "ル", "レ", "ロ"}},          {"L", {"ラ", "リ", "ル", "レ", "ロ"}},
    {"W", {"ワ", "ヰ", NULL, "ヱ", "ヲ"}},          {"", {"ア", "イ", "ウ", "エ", "オ"}},
};

static int vowel(char c)
{
    const char *at = c != '\0' ? strchr("AIUEO", c) : NULL;
    return at != NULL ? (int)(at - "AIUEO") : -1;
}

static bool is_consonant(char c) { return c >= 'A' && c <= 'Z' && vowel(c) < 0; }

/* The syllable at `at`: its kana and how many letters it takes; NULL = none. */
static const char *syllable(const char *letters, size_t len, size_t at, size_t *ret_taken)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t k = strlen(rows[i].letters);
        if (at + k >= len || memcmp(letters + at, rows[i].letters, k) != 0) {
            continue;
        }
        int v = vowel(letters[at + k]);
        if (v >= 0 && rows[i].kana[v] != NULL) {
            *ret_taken = k + 1;
            return rows[i].kana[v];
        }
    }
    return NULL;
}

/* What has no vowel of its own: ン, ッ, the H of a long O. */
static const char *mora(const char *letters, size_t len, size_t at, size_t *ret_taken)
{
    char c = letters[at], next = at + 1 < len ? letters[at + 1] : '\0';

    *ret_taken = 1;
    if (c == 'H' && at > 0 && vowel(letters[at - 1]) == 4) {
        return "ー"; /* OHNO */
    }
    if (c == 'M' && (next == 'B' || next == 'M' || next == 'P')) {
        return "ン"; /* NAMBA, HOMMA */
    }
    if (c == 'N') {
        return "ン";
    }
    bool is_double = c == next || (c == 'T' && next == 'C');
    return is_consonant(c) && is_double ? "ッ" : NULL;
}

bool romaji_to_kana(struct text word, char *buf, size_t size, size_t *ret_len)
{
    char letters[128], kana[512];
    size_t n = kana_fold(word.bytes, word.len, letters, sizeof(letters)), k = 0, at = 0;

    while (at < n) {
        size_t taken = 0;
        bool is_n_apart = letters[at] == 'N' && at + 1 < n && letters[at + 1] == 'N' &&
                          (at + 2 >= n || vowel(letters[at + 2]) < 0);
        const char *next = is_n_apart ? NULL : syllable(letters, n, at, &taken);
        if (next == NULL) {
            next = mora(letters, n, at, &taken);
        }
        if (next == NULL || k + strlen(next) >= sizeof(kana)) {
            return false;
        }
        memcpy(kana + k, next, strlen(next));
        k += strlen(next);
        at += taken;
    }
    *ret_len = kana_fold(kana, k, buf, size);
    return *ret_len > 0;
}

/* Which letter a long vowel behind this one is written with; NULL = none. */
static const char *long_vowel(uint32_t c)
{
    static const char o_row[] = "オコソトノホモヨロ", u_row[] = "ウクスツヌフムユル";
    char encoded[5] = "";

    utf8_encode(c, encoded);
    /* A long O is folded to the O alone (base/text.h), except at the beginning of a word. */
    return strstr(u_row, encoded) != NULL ? "ウ" : strstr(o_row, encoded) != NULL ? "" : NULL;
}

size_t romaji_spellings(const char *kana, size_t len, struct romaji_spelling *ret, size_t max)
{
    size_t count = 1, at = 0;

    assert(max > 0);
    if (len >= sizeof(ret[0].bytes)) {
        return 0;
    }
    ret[0].len = 0;
    while (at < len) {
        size_t from = at;
        const char *more = long_vowel(utf8_next(kana, len, &at));
        size_t extra = more != NULL ? strlen(more) : 0, before = count;
        for (size_t i = 0; i < before; i++) {
            struct romaji_spelling *s = &ret[i];
            memcpy(s->bytes + s->len, kana + from, at - from);
            s->len += at - from;
            if (extra > 0 && count < max && s->len + extra + (len - at) < sizeof(s->bytes)) {
                ret[count] = *s;
                memcpy(ret[count].bytes + s->len, more, extra);
                ret[count].len += extra;
                count++;
            }
        }
    }
    return count;
}
