/* 外字・異体字: characters by stroke count, reading, part and variant (OP-28). */
#include "characters/characters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HITS_MAX 600
static struct arena *arena;
static struct character_hit hits[HITS_MAX];
static size_t hit_count, total;

static const char *ask(const char *typed, const char *strokes, const char *part)
{
    struct character_question question;
    const char *wrong;
    hit_count = total = 0;
    arena_reset(arena);
    if (character_question_read(text_of(typed), text_of(strokes), text_of(part), arena, &question, &wrong)) {
        hit_count = characters_find(&question, arena, hits, HITS_MAX, &total);
    }
    return wrong;
}

/* Where it stands among the hits, from 1; 0 = nowhere. */
static size_t place_of(const char *character)
{
    for (size_t i = 0; i < hit_count; i++) {
        char bytes[CHARACTER_BYTES];
        character_encode(&hits[i], bytes);
        if (strcmp(bytes, character) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static void variants_of_a_character_stand_beside_it(void **state) /* OP-28 */
{
    (void)state;
    assert_null(ask("辺", "", ""));
    assert_int_equal(place_of("辺"), 1);
    assert_true(place_of("邊") > 1 && place_of("邉") > 1);
    assert_true(place_of("邉\U000E010F") > place_of("邉")); /* forms that differ by a selector */
    assert_true(place_of("邉\U000E011D") > place_of("邉"));
    assert_int_equal(total, hit_count);
    assert_int_equal(place_of("高"), 0);
    assert_null(ask("高", "", ""));
    assert_true(place_of("髙") > 0);
    assert_null(ask("U+9AD8", "", ""));
    assert_int_equal(place_of("高"), 1);
    /* Two characters at once, each once; a selector that was typed is no character of its own. */
    assert_null(ask("渡邉\U000E010F邊", "", ""));
    assert_int_equal(place_of("渡"), 1);
    size_t seen = 0;
    for (size_t i = 0; i < hit_count; i++) {
        seen += hits[i].code == 0x908A && hits[i].selector == 0;
    }
    assert_int_equal(seen, 1);
    /* Fewer strokes leave fewer of them. */
    assert_null(ask("辺", "5", ""));
    assert_int_equal(place_of("辺"), 1);
    assert_int_equal(place_of("邊"), 0);
}

static void a_reading_finds_its_characters(void **state) /* OP-28 */
{
    (void)state;
    assert_null(ask("へん", "", "しんにょう"));
    assert_true(place_of("辺") > 0 && place_of("邊") > 0 && place_of("邉") > 0);
    size_t before = total;
    assert_null(ask("ヘン", "", "しんにょう"));
    assert_int_equal(total, before);
    /* The whole reading stands before its beginning, and ベン is another. */
    assert_null(ask("さい", "", "斉"));
    assert_true(place_of("斎") > 0 && place_of("齋") > 0);
    assert_null(ask("たか", "", ""));
    assert_true(place_of("髙") > 0);
    for (size_t i = 0; i < hit_count; i++) {
        assert_non_null(strstr(hits[i].readings, "タカ"));
    }
    assert_null(ask("べん", "3", ""));
    assert_int_equal(place_of("辺"), 0);
}

static void strokes_and_part_narrow(void **state) /* OP-28 */
{
    (void)state;
    /* 邊 has 19 strokes as Japan counts, 18 as Unihan does: both find it. */
    for (int strokes = 18; strokes <= 19; strokes++) {
        char typed[16];
        snprintf(typed, sizeof(typed), "%d画", strokes);
        assert_null(ask("", typed, "162"));
        assert_true(place_of("邊") > 0);
    }
    assert_null(ask("", "１７", "辶"));
    assert_int_equal(place_of("邊"), 0);
    assert_true(place_of("邉") > 0);
    for (size_t i = 0; i < hit_count; i++) {
        assert_true(hits[i].strokes_low <= 17 && hits[i].strokes_high >= 17);
    }
    size_t one = total;
    assert_null(ask("", "17～18", "辶"));
    assert_true(total > one);
    /* 阝 is 邑 and 阜. */
    assert_null(ask("", "7", "阝"));
    assert_true(place_of("邦") > 0 && place_of("防") > 0);
    assert_null(ask("", "7", "おおざと"));
    assert_true(place_of("邦") > 0);
    assert_int_equal(place_of("防"), 0);
}

static void what_cannot_be_read_is_told(void **state) /* OP-28 */
{
    (void)state;
    assert_non_null(strstr(ask("abc", "", ""), "「abc」は読めません"));
    assert_non_null(strstr(ask("", "0", ""), "画数「0」"));
    assert_non_null(strstr(ask("", "17-3", ""), "画数「17-3」"));
    assert_non_null(strstr(ask("", "85", ""), "画数「85」"));
    assert_non_null(strstr(ask("", "", "あいう"), "部首「あいう」はありません"));
    assert_non_null(strstr(ask("", "", "215"), "部首「215」"));
    assert_non_null(ask("辺辺辺辺辺辺辺辺辺", "", "")); /* one more than are read */
    assert_non_null(ask("U+0041", "", ""));
    assert_null(ask("", "", ""));
    assert_int_equal(total, 0);
    assert_null(ask("　", " ", "　"));
    assert_int_equal(total, 0);
}

static void every_part_has_characters_and_a_name(void **state) /* OP-28 */
{
    (void)state;
    int last = 0;
    for (size_t i = 0; i < character_part_count; i++) {
        const struct character_part *p = &character_parts[i];
        assert_true(p->number == last || p->number == last + 1);
        last = p->number;
        assert_true(p->names[0] != '\0' && p->strokes > 0);
        assert_null(ask("", "", p->form));
        assert_true(total > 0);
    }
    assert_int_equal(last, CHARACTER_PART_MAX);
}

static void the_choice_takes_the_place_of_its_variant(void **state) /* OP-28 */
{
    (void)state;
    static const struct {
        const char *into, *chosen, *want, *replaced;
    } cases[] = {
        {"渡辺　花子", "邉", "渡邉　花子", "辺"},
        {"渡邉\U000E0110　花子", "邉\U000E010F", "渡邉\U000E010F　花子", "邉\U000E0110"},
        {"渡邉　花子", "邉\U000E010F", "渡邉\U000E010F　花子", "邉"},
        {"渡邉", "邉", "渡邉邉", ""},
        {"山", "髙", "山髙", ""},
        {"", "髙", "髙", ""},
        {"高田高子", "髙", "髙田高子", "高"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text was, now = character_put(text_of(cases[i].into), text_of(cases[i].chosen), arena, &was);
        assert_true(text_is(now, cases[i].want));
        assert_true(text_is(was, cases[i].replaced));
    }
    assert_true(character_is_known(text_of("髙")));
    assert_true(character_is_known(text_of("邉\U000E010F")));
    assert_false(character_is_known(text_of("邉\U000E01EF"))); /* the font has no such form */
    assert_false(character_is_known(text_of("髙髙")));
    assert_false(character_is_known(text_of("a")));
    assert_false(character_is_known(text_of("")));
    assert_false(character_is_known((struct text){"\xff", 1}));
}

static int make_arena(void **state)
{
    (void)state;
    arena = arena_new("characters", (size_t)64 << 20);
    return 0;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(variants_of_a_character_stand_beside_it, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(a_reading_finds_its_characters, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(strokes_and_part_narrow, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_told, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(every_part_has_characters_and_a_name, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(the_choice_takes_the_place_of_its_variant, make_arena, free_arena),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
