/* FE-03, FE-04: what was typed becomes what is kept, or is refused in words; OP-36: vague dates. */
#include "desk.h"

#include "base/personal_number.h"

static const struct change_code codes[] = {{"1", "登録"}, {"2", "終了"}, {NULL, NULL}};

struct a_case {
    enum field_type type;
    const char *typed, *kept; /* NULL = refused */
};
static const struct a_case cases[] = {
    {FIELD_DATE, "080401", "2026-04-01"},
    {FIELD_DATE, "R8.4.1", "2026-04-01"},
    {FIELD_DATE, "令和８年４月１日", "2026-04-01"},
    {FIELD_DATE, " 2026/4/1 ", "2026-04-01"},
    {FIELD_DATE, "R8.2.29", NULL},
    {FIELD_DATE, "昨日", NULL},
    {FIELD_VAGUE_DATE, "S20.0.0", "19450000"},
    {FIELD_VAGUE_DATE, "昭和20年不詳", "19450000"},
    {FIELD_VAGUE_DATE, "昭和２０年５月不詳日", "19450500"},
    {FIELD_VAGUE_DATE, "19450500", "19450500"},
    {FIELD_VAGUE_DATE, "1945-05-00", "19450500"},
    {FIELD_VAGUE_DATE, "S56.5.2", "19810502"},
    {FIELD_VAGUE_DATE, "平成元年", "19890000"},
    {FIELD_VAGUE_DATE, "S20.0.5", NULL},
    {FIELD_VAGUE_DATE, "20.5.0", NULL},
    {FIELD_VAGUE_DATE, "S20.13.0", NULL},
    {FIELD_VAGUE_DATE, "不詳", NULL},
    {FIELD_KANA, "ｼﾝｼﾞｭｸ ﾀﾛｳ", "シンジュク　タロウ"},
    {FIELD_KANA, "ぱーてぃ", "パーティ"},
    {FIELD_KANA, "ｳﾞｨﾄｰ", "ヴィトー"},
    {FIELD_KANA, "ﾊﾟﾝﾀﾞ", "パンダ"},
    {FIELD_KANA, "ｱﾞ", NULL},
    {FIELD_KANA, "新宿", NULL},
    {FIELD_NUMBER, "１２", "12"},
    {FIELD_NUMBER, "-5", "-5"},
    {FIELD_NUMBER, "007", "7"},
    {FIELD_NUMBER, "1.5", NULL},
    {FIELD_NUMBER, "12a", NULL},
    {FIELD_NUMBER, "99999999999999999999", NULL},
    {FIELD_YEN, "¥12,300", "12300"},
    {FIELD_YEN, "１２，３００円", "12300"},
    {FIELD_YEN, "円", NULL},
    {FIELD_CHOICE, "1", "1"},
    {FIELD_CHOICE, "終了", "2"},
    {FIELD_CHOICE, "3", NULL},
    {FIELD_YES, "on", "1"},
    {FIELD_YES, "いいえ", ""},
    {FIELD_YES, "たぶん", NULL},
    {FIELD_POSTAL, "160-0022", "1600022"},
    {FIELD_POSTAL, "〒１６０－００２２", "1600022"},
    {FIELD_POSTAL, "160-002", NULL},
    {FIELD_PHONE, "03-1234-5678", "03-1234-5678"},
    {FIELD_PHONE, "（０３）１２３４－５６７８", "03-1234-5678"},
    {FIELD_PHONE, "09012345678", "09012345678"},
    {FIELD_PHONE, "+81 3 1234 5678", "+81-3-1234-5678"},
    {FIELD_PHONE, "1234-5678", NULL},
    {FIELD_PHONE, "03-1234-567x", NULL},
    {FIELD_ADDRESSEE, "00001015", "1015"},
    {FIELD_ADDRESSEE, "1016", NULL},
    {FIELD_SECRET, "1234 5678 9018", "123456789018"},
    {FIELD_SECRET, "1234 5678 9019", NULL},
    {FIELD_SECRET, "123", NULL},
    {FIELD_SECRET, "12ab", NULL},
    {FIELD_TEXT, "　前後の空白　", "前後の空白"},
    {FIELD_TEXT, "a\nb", NULL},
    {FIELD_TEXT, "a\x1b[0mb", NULL},
    {FIELD_TEXT,
     "a\xE2\x80\xAE"
     "b",
     NULL}, /* turns the direction of what follows */
    {FIELD_TEXT,
     "a\xE2\x80\x8B"
     "b",
     NULL},                      /* a blank of no width */
    {FIELD_TEXT, "\xC3(", NULL}, /* no UTF-8 */
    {FIELD_TEXT, "葛\xF3\xA0\x84\x80城",
     "葛\xF3\xA0\x84\x80城"}, /* a variation selector belongs to its letter */
    {FIELD_LINES, "一\r\n二\r三", "一\n二\n三"},
    {FIELD_TEXT, "", ""},
    {FIELD_TEXT, "番号は 1234 5678 9018 です", NULL}, /* MN-02: 個人番号 belong into FIELD_SECRET alone */
    {FIELD_LINES, "前の行\n１２３４－５６７８－９０１８", NULL},
    {FIELD_DATE, "123456789018", NULL},
    {FIELD_PHONE, "012345678911", NULL},
    {FIELD_TEXT, "1234 5678 9019", "1234 5678 9019"},
    {FIELD_SECRET, "123456789018", "123456789018"},
};

static void fe_03_every_type_of_field(void **state)
{
    struct arena *arena = arena_new("試験", (size_t)16 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct a_case *c = &cases[i];
        struct change_field f = {.name = "x", .label = "項目", .type = c->type,
                                 .codes = c->type == FIELD_CHOICE ? codes : NULL};
        struct text kept = {0};
        const char *words = NULL;
        bool ok = field_normalise(&f, text_of(c->typed), date_of(2026, 6, 5), arena, &kept, &words);
        if (ok != (c->kept != NULL) || (ok && !text_is(kept, c->kept))) {
            fprintf(stderr, "%zu \"%s\" -> %.*s %s\n", i, c->typed, (int)kept.len, kept.bytes,
                    words != NULL ? words : "");
        }
        assert_int_equal(ok, c->kept != NULL);
        assert_true(!ok || text_is(kept, c->kept));
        assert_true(ok || strstr(words, "項目") != NULL);
        assert_true(ok || c->type != FIELD_SECRET ||
                    strstr(words, "12ab") == NULL); /* a secret is not repeated, nor a number anywhere */
        assert_true(ok || !personal_number_stands_in(text_of(words)));
        struct text again;
        assert_true(!ok || (field_normalise(&f, kept, date_of(2026, 6, 5), arena, &again, &words) &&
                            text_equal(kept, again)));
    }
    arena_free(arena);
}

/* Lengths are counted in characters, not in bytes. */
static void lengths_are_in_characters(void **state)
{
    struct arena *arena = arena_new("試験", 1 << 20);
    struct change_field f = {.name = "x", .label = "項目", .type = FIELD_TEXT, .characters_max = 3};
    struct text kept;
    const char *words;
    (void)state;
    assert_true(field_normalise(&f, text_of("新宿区"), date_none(), arena, &kept, &words));
    assert_false(field_normalise(&f, text_of("新宿区内"), date_none(), arena, &kept, &words));
    assert_non_null(strstr(words, "4文字"));
    arena_free(arena);
}

/* only_if: what is not asked is dropped; what is asked is required. */
static void only_if_decides_what_is_asked(void **state)
{
    struct desk *d = *state;
    struct change_call call = desk_call(d, CLERK, &kind_address);
    desk_set(&call, "action", "終了");
    desk_set(&call, "postal", "1600022");
    desk_set(&call, "from", "080401");
    assert_int_equal(change_check(&call), ERR_FINDINGS);
    assert_string_equal(call.warnings[0].field, "reason");
    desk_set(&call, "reason", "転居");
    assert_ok(change_check(&call));
    assert_true(text_is(change_value(&call, "reason"), "転居"));
    desk_set(&call, "action", "1");
    assert_ok(change_check(&call));
    assert_int_equal(change_value(&call, "reason").len, 0);
    assert_int_equal(date_ymd(change_date(&call, "from")), 20260401);
    assert_int_equal(change_number(&call, "postal"), 1600022);
    assert_int_equal(desk_number(d, "SELECT COUNT(*) FROM casework_change"), 0); /* looking saves nothing */
}

/* A declaration without a right, twice, or with too many fields does not start. */
static void declarations_are_checked(void **state)
{
    static struct change_field many[CHANGE_FIELDS_MAX + 1];
    struct report report;
    (void)state;
    report_init(&report);
    const struct change_kind *good[] = {&kind_address, &kind_memo, &kind_secret};
    assert_ok(change_kinds_check(good, 3, &report));
    const struct change_kind *twice[] = {&kind_address, &kind_address};
    assert_int_equal(change_kinds_check(twice, 2, &report), ERR_INPUT);
    struct change_kind bad = kind_memo;
    const struct change_kind *one[] = {&bad};
    bad.propose = PERM_NONE;
    assert_int_equal(change_kinds_check(one, 1, &report), ERR_INPUT);
    bad = kind_memo;
    bad.apply = NULL;
    assert_int_equal(change_kinds_check(one, 1, &report), ERR_INPUT);
    bad = kind_memo;
    bad.fields = many;
    bad.field_count = COUNT_OF(many);
    assert_int_equal(change_kinds_check(one, 1, &report), ERR_INPUT);
    struct change_field late = {
        .name = "x", .label = "項目", .type = FIELD_TEXT, .help = "説明", .only_if = "y=1"};
    bad.fields = &late;
    bad.field_count = 1;
    assert_int_equal(change_kinds_check(one, 1, &report), ERR_INPUT);
    report_done(&report);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fe_03_every_type_of_field),
        cmocka_unit_test(lengths_are_in_characters),
        WITH_DESK(only_if_decides_what_is_asked),
        cmocka_unit_test(declarations_are_checked),
    };
    return fixture_run(argc, argv, "casework fields", tests, COUNT_OF(tests));
}
