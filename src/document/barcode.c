/*
 * Code 128 set C and the 44-digit store barcode (payment_formats.md 8).
 *
 * A symbol is start C, FNC1 for GS1-128, a character for each pair of digits, a check character and stop.
 * The tests compare every module with zint and read the printed symbol back with zbar.
 */
#include "document/document.h"

enum { VALUE_FNC1 = 102, VALUE_START_C = 105, VALUE_STOP = 106 };

/* ISO/IEC 15417 table 1: widths of bar, gap, bar, gap, bar, gap of values 0 to 105. */
static const char patterns[106][7] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232"};
static const char stop_pattern[] = "2331112";

static size_t add_pattern(const char *pattern, unsigned char *to, int *modules)
{
    size_t n = 0;
    for (; pattern[n] != '\0'; n++) {
        to[n] = (unsigned char)(pattern[n] - '0');
        *modules += to[n];
    }
    return n;
}

size_t code_128_encode(const char *digits, size_t len, bool with_fnc1,
                       unsigned char ret_widths[CODE_128_WIDTHS_MAX], int *ret_modules)
{
    assert(len % 2 == 0 && len > 0 && len <= CODE_128_DIGITS_MAX);
    size_t count = 0;
    int check = VALUE_START_C, position = 0;
    *ret_modules = 0;
    count += add_pattern(patterns[VALUE_START_C], ret_widths, ret_modules);
    if (with_fnc1) {
        count += add_pattern(patterns[VALUE_FNC1], ret_widths + count, ret_modules);
        check += ++position * VALUE_FNC1;
    }
    for (size_t i = 0; i < len; i += 2) {
        assert(digits[i] >= '0' && digits[i] <= '9' && digits[i + 1] >= '0' && digits[i + 1] <= '9');
        int pair = (digits[i] - '0') * 10 + digits[i + 1] - '0';
        count += add_pattern(patterns[pair], ret_widths + count, ret_modules);
        check += ++position * pair;
    }
    count += add_pattern(patterns[check % 103], ret_widths + count, ret_modules);
    count += add_pattern(stop_pattern, ret_widths + count, ret_modules);
    return count;
}

char gs1_128_check_digit(const char digits43[43])
{
    int sum = 0;
    for (size_t i = 0; i < 43; i++) {
        sum += (digits43[i] - '0') * (i % 2 == 0 ? 3 : 1); /* the 43rd counts threefold, so the 1st too */
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

bool gs1_128_is_valid(const char *digits, size_t len)
{
    if (len != 44) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return false;
        }
    }
    return digits[0] == '9' && digits[1] == '1' && digits[43] == gs1_128_check_digit(digits);
}
