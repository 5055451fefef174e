/* 勧奨通知 on invented people: the golden pages of the first and the second letter, and 支援措置 (EL-45). */
#include "../document/tools.h"

#include "enrolment/suspect.h"

/* No job is run here. */
const struct job *const jobs[] = {NULL};
const size_t job_count = 0;

static struct arena *arena;
static struct report report;

static struct suspect_letter sample(const struct suspect *s, const struct letter_words *words, bool is_second)
{
    return (struct suspect_letter){
        .suspect = s, .words = words, .is_second = is_second, .issued_on = date_of(2026, 6, 1),
        .answer_until = date_of(2026, 7, 2), .person = text_of("見本　次郎"),
        .mailing = {.postal_code = text_of("1600022"), .address = text_of("東京都新宿区新宿九丁目99番9号"),
                    .building = text_of("見本荘101号"), .name = text_of("見本　花子"), .honorific = text_of("様")}};
}

static const char *print(const struct suspect_letter *letter, const char *name)
{
    struct document *d;
    const struct document_overflow *o;
    const char *path = arena_printf(arena, "%s/%s", work_dir(), name);
    FILE *dump = fopen(arena_printf(arena, "%s.txt", path), "w");

    assert_non_null(dump);
    assert_int_equal(document_open(arena_printf(arena, "%s.pdf", path), "届出のお願い", &report, &d), ERR_NONE);
    document_dump_to(d, dump);
    suspect_letter_draw(d, letter);
    assert_int_equal(document_overflows(d, &o), 0);
    assert_int_equal(document_close(d, &report), ERR_NONE);
    fclose(dump);
    return arena_printf(arena, "%s.txt", path);
}

static void pages(void **state)
{
    struct data_folder folder = {.municipality = "131041"};
    struct letter_words words;
    const struct suspect loses = {.addressee_no = 27, .way = WAY_LOSE, .fact_on = date_of(2026, 4, 1),
                                  .words = text_of("国民年金の第2号になりました")};
    const struct suspect joins = {.addressee_no = 27, .way = WAY_JOIN, .fact_on = date_of(2026, 4, 1),
                                  .words = text_of("国民年金の第1号になり、国保の届出がありません")};

    (void)state;
    snprintf(folder.params, sizeof(folder.params), "%s/params", share_folder());
    assert_int_equal(letter_words_load(&folder, date_of(2026, 6, 1), arena, &report, &words), ERR_NONE);
    struct suspect_letter letter = sample(&loses, &words, false);
    assert_golden(arena, "enrolment", "first", print(&letter, "first"));
    letter = sample(&joins, &words, true);
    letter.mailing.is_restricted = true; /* no address that was not chosen for it */
    const char *path = print(&letter, "second");
    size_t len;
    assert_golden(arena, "enrolment", "second", path);
    assert_null(strstr(read_file(arena, path, &len), "新宿九丁目"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    arena = arena_new("試験", (size_t)64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
