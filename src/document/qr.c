/*
 * QR コード of 255 digits: version 6, level M, numeric mode -- exactly its capacity, which is why the
 * unified QR of local public money has 255 (JIS X 0510; payment_formats.md 13).
 *
 * 41 modules a side, 108 bytes of data in four blocks of 27, each with 16 of Reed-Solomon. The tests
 * compare with zint's reading and read the printed symbol back with zbar.
 */
#include "document/document.h"

#define SIZE QR_255_SIZE
enum { BLOCKS = 4, BLOCK_DATA = 27, BLOCK_CHECK = 16, DATA = BLOCKS * BLOCK_DATA, LEVEL_M = 0 };

struct symbol {
    unsigned char dark[SIZE][SIZE], fixed[SIZE][SIZE]; /* row, column */
};

/* ------------------------------------------------------------------------------------ data ------- */

static void add_bits(unsigned char *bytes, size_t *at, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; i--, *at += 1) {
        bytes[*at / 8] = (unsigned char)(bytes[*at / 8] | (value >> i & 1u) << (7 - *at % 8));
    }
}

static void put_digits(const char digits[255], unsigned char data[DATA])
{
    size_t at = 0;

    memset(data, 0, DATA);
    add_bits(data, &at, 1, 4); /* numeric */
    add_bits(data, &at, 255, 10);
    for (size_t i = 0; i < 255; i += 3) {
        add_bits(data, &at,
                 (unsigned)((digits[i] - '0') * 100 + (digits[i + 1] - '0') * 10 + digits[i + 2] - '0'),
                 10);
    }
    assert(at == DATA * 8);
}

/* In GF(256) over x^8 + x^4 + x^3 + x^2 + 1. */
static unsigned char multiply(unsigned char a, unsigned char b)
{
    unsigned product = 0;

    for (int i = 7; i >= 0; i--) {
        product = product << 1 ^ ((product >> 7 & 1u) * 0x11Du);
        product ^= (b >> i & 1) != 0 ? a : 0u;
    }
    return (unsigned char)product;
}

static void generator(unsigned char ret[BLOCK_CHECK])
{
    unsigned char root = 1;

    memset(ret, 0, BLOCK_CHECK);
    ret[BLOCK_CHECK - 1] = 1;
    for (int i = 0; i < BLOCK_CHECK; i++) {
        for (int k = 0; k < BLOCK_CHECK; k++) {
            ret[k] = multiply(ret[k], root);
            if (k + 1 < BLOCK_CHECK) {
                ret[k] ^= ret[k + 1];
            }
        }
        root = multiply(root, 2);
    }
}

static void block_check(const unsigned char data[BLOCK_DATA], const unsigned char divisor[BLOCK_CHECK],
                        unsigned char ret[BLOCK_CHECK])
{
    memset(ret, 0, BLOCK_CHECK);
    for (int i = 0; i < BLOCK_DATA; i++) {
        unsigned char factor = data[i] ^ ret[0];
        memmove(ret, ret + 1, BLOCK_CHECK - 1);
        ret[BLOCK_CHECK - 1] = 0;
        for (int k = 0; k < BLOCK_CHECK; k++) {
            ret[k] ^= multiply(divisor[k], factor);
        }
    }
}

#define CODEWORDS (DATA + BLOCKS * BLOCK_CHECK)
static void interleave(const unsigned char data[DATA], unsigned char ret[CODEWORDS])
{
    unsigned char divisor[BLOCK_CHECK], check[BLOCKS][BLOCK_CHECK];
    size_t n = 0;

    generator(divisor);
    for (int b = 0; b < BLOCKS; b++) {
        block_check(data + b * BLOCK_DATA, divisor, check[b]);
    }
    for (int i = 0; i < BLOCK_DATA; i++) {
        for (int b = 0; b < BLOCKS; b++) {
            ret[n++] = data[b * BLOCK_DATA + i];
        }
    }
    for (int i = 0; i < BLOCK_CHECK; i++) {
        for (int b = 0; b < BLOCKS; b++) {
            ret[n++] = check[b][i];
        }
    }
}

/* ---------------------------------------------------------------------------------- patterns ----- */

static void fix(struct symbol *s, int row, int column, bool is_dark)
{
    if (row >= 0 && row < SIZE && column >= 0 && column < SIZE) {
        s->dark[row][column] = is_dark;
        s->fixed[row][column] = 1;
    }
}

/* Squares in squares around a centre: dark where the distance says so. */
static void rings(struct symbol *s, int row, int column, int reach, unsigned dark_at)
{
    for (int y = -reach; y <= reach; y++) {
        for (int x = -reach; x <= reach; x++) {
            int distance = abs(x) > abs(y) ? abs(x) : abs(y);
            fix(s, row + y, column + x, (dark_at >> distance & 1u) != 0);
        }
    }
}

static void put_format(struct symbol *s, int mask)
{
    unsigned data = (unsigned)(LEVEL_M << 3 | mask), rest = data;

    for (int i = 0; i < 10; i++) {
        rest = rest << 1 ^ (rest >> 9) * 0x537u;
    }
    unsigned bits = (data << 10 | rest) ^ 0x5412u;
    for (int i = 0; i < 15; i++) {
        bool is_dark = (bits >> i & 1u) != 0;
        int row = i < 6 ? i : i < 8 ? i + 1 : 8, column = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
        fix(s, row, column, is_dark);
        if (i < 8) {
            fix(s, 8, SIZE - 1 - i, is_dark);
        } else {
            fix(s, SIZE - 15 + i, 8, is_dark);
        }
    }
    fix(s, SIZE - 8, 8, true);
}

static void put_patterns(struct symbol *s)
{
    for (int i = 0; i < SIZE; i++) {
        fix(s, 6, i, i % 2 == 0);
        fix(s, i, 6, i % 2 == 0);
    }
    rings(s, 3, 3, 4, 0x0Bu); /* finder: dark at 0, 1 and 3; the light ring around it is at 4 */
    rings(s, 3, SIZE - 4, 4, 0x0Bu);
    rings(s, SIZE - 4, 3, 4, 0x0Bu);
    rings(s, SIZE - 7, SIZE - 7, 2, 0x05u); /* alignment */
    put_format(s, 0);                       /* takes the place */
}

/* Two columns wide, up and down, from the right; column 6 belongs to the timing. */
static void put_codewords(struct symbol *s, const unsigned char codewords[CODEWORDS])
{
    size_t at = 0;

    for (int right = SIZE - 1; right >= 1; right -= 2) {
        right = right == 6 ? 5 : right;
        for (int step = 0; step < SIZE; step++) {
            for (int k = 0; k < 2; k++) {
                int column = right - k, row = ((right + 1) & 2) == 0 ? SIZE - 1 - step : step;
                if (!s->fixed[row][column] && at < CODEWORDS * 8) {
                    s->dark[row][column] = codewords[at / 8] >> (7 - at % 8) & 1;
                    at++;
                }
            }
        }
    }
    assert(at == CODEWORDS * 8);
}

/* ------------------------------------------------------------------------------------- mask ------ */

static bool is_masked(int mask, int row, int column)
{
    switch (mask) {
    case 0: return (row + column) % 2 == 0;
    case 1: return row % 2 == 0;
    case 2: return column % 3 == 0;
    case 3: return (row + column) % 3 == 0;
    case 4: return (row / 2 + column / 3) % 2 == 0;
    case 5: return row * column % 2 + row * column % 3 == 0;
    case 6: return (row * column % 2 + row * column % 3) % 2 == 0;
    default: return ((row + column) % 2 + row * column % 3) % 2 == 0;
    }
}

static struct symbol with_mask(const struct symbol *plain, int mask)
{
    struct symbol s = *plain;

    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            if (!s.fixed[row][column] && is_masked(mask, row, column)) {
                s.dark[row][column] ^= 1;
            }
        }
    }
    put_format(&s, mask);
    return s;
}

/* Long runs, and what looks like a finder, in one line of modules. */
static int line_penalty(const unsigned char line[SIZE])
{
    static const unsigned char finder[11] = {1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0};
    int penalty = 0, length = 1;

    for (int i = 1; i <= SIZE; i++) {
        if (i < SIZE && line[i] == line[i - 1]) {
            length++;
            continue;
        }
        penalty += length >= 5 ? length - 2 : 0;
        length = 1;
    }
    for (int i = 0; i + 11 <= SIZE; i++) {
        bool is_there = true, is_reversed = true;
        for (int k = 0; k < 11; k++) {
            is_there = is_there && line[i + k] == finder[k];
            is_reversed = is_reversed && line[i + k] == finder[10 - k];
        }
        penalty += (is_there || is_reversed) ? 40 : 0;
    }
    return penalty;
}

static int symbol_penalty(const struct symbol *s)
{
    int penalty = 0, dark = 0;

    for (int i = 0; i < SIZE; i++) {
        unsigned char column[SIZE];
        for (int k = 0; k < SIZE; k++) {
            column[k] = s->dark[k][i];
            dark += column[k];
        }
        penalty += line_penalty(s->dark[i]) + line_penalty(column);
    }
    for (int row = 0; row + 1 < SIZE; row++) {
        for (int x = 0; x + 1 < SIZE; x++) {
            int sum = s->dark[row][x] + s->dark[row][x + 1] + s->dark[row + 1][x] + s->dark[row + 1][x + 1];
            penalty += sum == 0 || sum == 4 ? 3 : 0;
        }
    }
    int off = abs(dark * 20 - SIZE * SIZE * 10);
    return penalty + (off + SIZE * SIZE - 1) / (SIZE * SIZE) * 10;
}

void qr_255_encode(const char digits[255], unsigned char ret[QR_255_SIZE][QR_255_SIZE])
{
    unsigned char data[DATA], codewords[CODEWORDS];
    struct symbol plain = {0}, best = {0};
    int least = INT32_MAX;

    put_digits(digits, data);
    interleave(data, codewords);
    put_patterns(&plain);
    put_codewords(&plain, codewords);
    for (int mask = 0; mask < 8; mask++) {
        struct symbol s = with_mask(&plain, mask);
        int penalty = symbol_penalty(&s);
        if (penalty < least) {
            least = penalty;
            best = s;
        }
    }
    memcpy(ret, best.dark, sizeof(best.dark));
}
