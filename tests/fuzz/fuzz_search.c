/*
 * Fuzz target: the reader of what is typed into the search box, and the folding of its words.
 *
 * Whatever is valid UTF-8 is read within the bounds of a question: words are valid UTF-8 and not too long,
 * birth days are in order and not in the future, digits are digits, and keys fit their buffers.
 */
#include "addressee/search_key.h"
#include "addressee/search_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_digits(const char *digits, size_t max)
{
    size_t len = strlen(digits);
    assert(len <= max);
    for (size_t i = 0; i < len; i++) {
        assert(digits[i] >= '0' && digits[i] <= '9');
    }
}

static void check_word(const struct search_word *w)
{
    char key[KEY_BYTES];
    struct romaji_spelling spellings[12];
    size_t len;

    assert(w->len > 0 && w->len <= SEARCH_WORD_BYTES && utf8_is_valid(w->bytes, w->len, NULL));
    len = place_fold(w->bytes, w->len, key, sizeof(key));
    assert(len < sizeof(key) && utf8_is_valid(key, len, NULL));
    size_t start = place_start(key, len);
    assert(start <= len && place_block(key + start, len - start) <= len - start);
    size_t written = place_written_block((struct text){w->bytes, w->len});
    if (written > 0) { /* the quick way gives the same block */
        char block[KEY_BYTES];
        size_t n = place_fold(w->bytes, written, block, sizeof(block));
        assert(start > 0 || (n == place_block(key, len) && memcmp(block, key, n) == 0));
    }
    len = building_fold(w->bytes, w->len, key, sizeof(key));
    assert(len < sizeof(key) && utf8_is_valid(key, len, NULL));
    len = kanji_fold(w->bytes, w->len, key, sizeof(key));
    assert(len < sizeof(key));
    if (romaji_to_kana((struct text){w->bytes, w->len}, key, sizeof(key), &len)) {
        size_t count = romaji_spellings(key, len, spellings, COUNT_OF(spellings));
        assert(count <= COUNT_OF(spellings));
        for (size_t i = 0; i < count; i++) {
            assert(spellings[i].len < sizeof(spellings[i].bytes) &&
                   utf8_is_valid(spellings[i].bytes, spellings[i].len, NULL));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct search_question q;

    if (size == 0 || !utf8_is_valid((const char *)data, size, NULL)) {
        return 0;
    }
    search_question_read((struct text){(const char *)data, size}, 20260401, &q);
    assert(q.word_count <= SEARCH_WORDS_MAX && q.birth_count <= SEARCH_BIRTHS_MAX && q.number >= 0);
    for (size_t i = 0; i < q.birth_count; i++) {
        assert(q.births[i].low <= q.births[i].high && q.births[i].low <= 20260401 &&
               q.births[i].low >= 18680000);
    }
    for (size_t i = 0; i < q.word_count; i++) {
        check_word(&q.words[i]);
    }
    check_digits(q.phone, SEARCH_PHONE_DIGITS);
    check_digits(q.individual, SEARCH_NUMBER_DIGITS);
    return 0;
}
