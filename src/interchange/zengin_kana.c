/* 全銀の文字 -- one table from full-width katakana to the half-width signs of banks' files. */
#include "interchange/zengin_kana.h"

#define SIGN_BYTES 8

/* U+30A1 .. U+30F6: ァ .. ヶ. Small kana stand as the large ones. */
static const char *const katakana[] = {
    "ｱ", "ｱ", "ｲ", "ｲ", "ｳ", "ｳ", "ｴ", "ｴ", "ｵ", "ｵ", "ｶ", "ｶﾞ", "ｷ", "ｷﾞ", "ｸ", "ｸﾞ", "ｹ", "ｹﾞ",
    "ｺ", "ｺﾞ", "ｻ", "ｻﾞ", "ｼ", "ｼﾞ", "ｽ", "ｽﾞ", "ｾ", "ｾﾞ", "ｿ", "ｿﾞ", "ﾀ", "ﾀﾞ", "ﾁ", "ﾁﾞ", "ﾂ",
    "ﾂ", "ﾂﾞ", "ﾃ", "ﾃﾞ", "ﾄ", "ﾄﾞ", "ﾅ", "ﾆ", "ﾇ", "ﾈ", "ﾉ", "ﾊ", "ﾊﾞ", "ﾊﾟ", "ﾋ", "ﾋﾞ", "ﾋﾟ",
    "ﾌ", "ﾌﾞ", "ﾌﾟ", "ﾍ", "ﾍﾞ", "ﾍﾟ", "ﾎ", "ﾎﾞ", "ﾎﾟ", "ﾏ", "ﾐ", "ﾑ", "ﾒ", "ﾓ", "ﾔ", "ﾔ", "ﾕ", "ﾕ",
    "ﾖ", "ﾖ", "ﾗ", "ﾘ", "ﾙ", "ﾚ", "ﾛ", "ﾜ", "ﾜ", "ｲ", "ｴ", "ｵ", "ﾝ", "ｳﾞ", "ｶ", "ｹ",
};
_Static_assert(COUNT_OF(katakana) == 0x30F6 - 0x30A1 + 1, "one sign a letter");
/* U+FF66 .. U+FF70: ｦ, the small kana, the long vowel. */
static const char *const half_width[] = {"ｵ", "ｱ", "ｲ", "ｳ", "ｴ", "ｵ", "ﾔ", "ﾕ", "ﾖ", "ﾂ", "-"};

static bool is_dash(uint32_t c)
{
    static const uint32_t dashes[] = {'-', 0x2010, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x30FC, 0xFF0D};
    for (size_t i = 0; i < COUNT_OF(dashes); i++) {
        if (c == dashes[i]) {
            return true;
        }
    }
    return false;
}

/* What stands for it; false: nothing does. */
static bool sign_of(uint32_t c, char ret[SIGN_BYTES])
{
    if (c == 0x3000) {
        c = ' ';
    } else if (c >= 0xFF01 && c <= 0xFF5E && !is_dash(c)) {
        c = c - 0xFF01 + '!';
    } else if (c >= 0x3041 && c <= 0x3096) {
        c = c - 0x3041 + 0x30A1;
    }
    const char *sign = is_dash(c)                       ? "-"
                       : c >= 0x30A1 && c <= 0x30F6     ? katakana[c - 0x30A1]
                       : c >= 0xFF66 && c <= 0xFF70     ? half_width[c - 0xFF66]
                       : c == 0x309B || c == 0x3099     ? "ﾞ"
                       : c == 0x309C || c == 0x309A     ? "ﾟ"
                       : c == 0x300C                    ? "｢"
                       : c == 0x300D                    ? "｣"
                       : c == 0x30FB || c == 0xFF65     ? "."
                                                        : NULL;
    if (sign != NULL) {
        snprintf(ret, SIGN_BYTES, "%s", sign);
        return true;
    }
    c = c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
    bool is_plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    (c < 0x80 && c != 0 && strchr(" ().,/\\", (int)c) != NULL);
    bool is_half = (c >= 0xFF71 && c <= 0xFF9F) || c == 0xFF62 || c == 0xFF63;
    char utf8[4];
    if (!is_plain && !is_half) {
        return false;
    }
    size_t n = utf8_encode(c, utf8);
    memcpy(ret, utf8, n);
    ret[n] = '\0';
    return true;
}

enum err zengin_kana(struct text name, size_t places, struct arena *arena, struct report *report,
                     struct text *ret, size_t *ret_places)
{
    char *to = arena_alloc(arena, name.len * 2 + SIGN_BYTES, 1);
    size_t at = 0, len = 0, kept = 0, all = 0;

    while (at < name.len) {
        size_t before = at;
        char sign[SIGN_BYTES];
        uint32_t c = utf8_next(name.bytes, name.len, &at);
        if (!sign_of(c, sign)) {
            return report_fail(report, ERR_INPUT, "銀行のファイルに使えない文字です: 「%.*s」",
                               (int)(at - before), name.bytes + before);
        }
        size_t wide = utf8_characters(sign, strlen(sign));
        bool is_mark = strcmp(sign, "ﾞ") == 0 || strcmp(sign, "ﾟ") == 0;
        bool fits = all == kept && kept + wide <= places;
        bool has_letter = len >= 3 && (unsigned char)to[len - 3] == 0xEF;
        if (!fits && is_mark && all == kept && has_letter) { /* a letter without its mark is another one */
            len -= 3;
            kept--;
        }
        all += wide;
        if (fits) {
            memcpy(to + len, sign, strlen(sign));
            len += strlen(sign);
            kept += wide;
        }
    }
    *ret = (struct text){to, len};
    *ret_places = all;
    return ERR_NONE;
}
