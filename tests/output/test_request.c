/* The life of a request: who may, from how many persons on, what is said and recorded. */
#include "play.h"

static enum err take(struct play *p, int64_t number)
{
    char path[600], password[40];
    return output_take(&p->clerk, number, p->report, path, password);
}

/* BO-01, OP-21: a hundred persons go without approval, a hundred and one do not. */
static void above_the_threshold_somebody_approves(void **state)
{
    struct play *p = *state;
    play_list.persons = 100;
    int64_t few = play_ask(p, "", OUTPUT_CSV);
    assert_int_equal(play_state(p, few), OUTPUT_APPROVED);
    assert_ok(take(p, few));
    play_list.persons = 101;
    int64_t many = play_ask(p, "", OUTPUT_CSV);
    assert_int_equal(play_state(p, many), OUTPUT_REQUESTED);
    assert_int_equal(take(p, many), ERR_INPUT);
    assert_true(place_reports(&p->place, "「申請中」なので取り出せません"));
    assert_int_equal(play_records(p, "output.take"), 2); /* one done, one refused */
    assert_ok(output_approve(&p->chief, many, 101, p->report));
    assert_ok(take(p, many));
    assert_int_equal(take(p, many), ERR_INPUT); /* an approval is consumed once */
    assert_int_equal(play_state(p, many), OUTPUT_TAKEN);
}

/* BO-01: the threshold is that of the 係, from a dated table. */
static void each_section_has_its_threshold(void **state)
{
    struct play *p = *state;
    int64_t number;
    play_list.persons = 1;
    snprintf(p->clerk.operator.section, sizeof(p->clerk.operator.section), "委託先");
    assert_ok(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false,
                         p->report, &number));
    assert_int_equal(play_state(p, number), OUTPUT_REQUESTED);
    struct output_limits limits;
    assert_ok(limits_read(&p->place.folder, "知らない係", date_of(2026, 11, 20), p->report, &limits));
    assert_int_equal(limits.persons, 100);
    assert_int_equal(limits.file_days, 7);
    assert_int_equal(limits_read(&p->place.folder, "資格係", date_of(2018, 3, 31), p->report, &limits), ERR_INPUT);
}

/* FE-13, BO-13: another person, who types the number he was shown beside criteria and purpose in words. */
static void approval_wants_the_count(void **state)
{
    struct play *p = *state;
    struct text words;
    struct arena *arena = arena_new("test", 1 << 20);
    play_list.persons = 200;
    int64_t number = play_ask(p, "年齢=1-99 町丁=見本町", OUTPUT_CSV);
    struct output_request r = play_request(p, number, arena);
    assert_int_equal(r.person_count, 198);
    assert_ok(output_criteria_words(r.list, r.criteria, date_of(2026, 11, 20), arena, p->report, &words));
    assert_true(text_is(words, "年齢 が 1歳以上、99歳以下／町丁 に「見本町」を含む／支援措置の対象者は除く／列: "
                               "氏名、年齢、住所、金額、異動日"));
    assert_int_equal(output_approve(&p->chief, number, 200, p->report), ERR_INPUT);
    assert_true(place_reports(&p->place, "入力した人数 200"));
    assert_int_equal(output_approve(&p->other, number, 198, p->report), ERR_INPUT);
    assert_int_equal(play_state(p, number), OUTPUT_REQUESTED);
    assert_ok(output_approve(&p->chief, number, 198, p->report));
    assert_int_equal(output_approve(&p->chief, number, 198, p->report), ERR_INPUT); /* it is no request any more */
    assert_int_equal(play_records(p, "output.approve"), 2); /* the wrong count is recorded too */
    arena_free(arena);
}

/* BO-01: nobody approves or refuses what he asked for himself, whatever his rights. */
static void nobody_approves_his_own(void **state)
{
    struct play *p = *state;
    int64_t number;
    play_list.persons = 101;
    assert_ok(output_ask(&p->chief, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false,
                         p->report, &number));
    assert_int_equal(output_approve(&p->chief, number, 101, p->report), ERR_INPUT);
    assert_int_equal(output_refuse(&p->chief, number, text_of("不要"), p->report), ERR_INPUT);
    assert_true(place_reports(&p->place, "自分の申請"));
    assert_int_equal(play_state(p, number), OUTPUT_REQUESTED);
}

/* BO-01: an approval has a period; what was approved is what is taken. */
static void an_approval_ends(void **state)
{
    struct play *p = *state;
    int64_t done;
    play_list.persons = 101;
    int64_t late = play_ask(p, "", OUTPUT_CSV), moved = play_ask(p, "", OUTPUT_CSV);
    assert_ok(output_approve(&p->chief, late, 101, p->report));
    assert_ok(output_approve(&p->chief, moved, 101, p->report));
    fixture_exec(&p->place.database, "UPDATE output_request SET expires_at = 1000 WHERE request_no = 1",
                 "UPDATE output_request SET expires_at = 1000 WHERE request_no = 1");
    assert_int_equal(take(p, late), ERR_INPUT);
    assert_true(place_reports(&p->place, "期限を過ぎました"));
    play_list.persons = 102;
    assert_int_equal(take(p, moved), ERR_FINDINGS);
    assert_true(place_reports(&p->place, "無効になりました"));
    assert_int_equal(play_state(p, moved), OUTPUT_VOID);
    assert_int_equal(take(p, moved), ERR_INPUT);
    assert_int_equal(play_records(p, "output.void"), 1);
    char name[300];
    assert_int_equal(play_files(p, name), 0);
    assert_ok(output_expire(&p->clerk, p->report, &done));
    assert_int_equal(done, 1);
    assert_int_equal(play_state(p, late), OUTPUT_EXPIRED);
}

static void a_refusal_has_words(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 20);
    play_list.persons = 101;
    int64_t number = play_ask(p, "", OUTPUT_CSV);
    assert_int_equal(output_refuse(&p->chief, number, text_of(""), p->report), ERR_INPUT);
    assert_ok(output_refuse(&p->chief, number, text_of("条件を絞ってください"), p->report));
    assert_true(text_is(play_request(p, number, arena).refusal, "条件を絞ってください"));
    assert_int_equal(take(p, number), ERR_INPUT);
    arena_free(arena);
}

/* One table of states, one door: every step that is not in it is refused. */
static void only_the_steps_of_the_table(void **state)
{
    static const bool allowed[7][7] = {
        [OUTPUT_REQUESTED] = {[OUTPUT_APPROVED] = true, [OUTPUT_REFUSED] = true, [OUTPUT_EXPIRED] = true},
        [OUTPUT_APPROVED] = {[OUTPUT_TAKEN] = true, [OUTPUT_VOID] = true, [OUTPUT_EXPIRED] = true},
        [OUTPUT_TAKEN] = {[OUTPUT_EXPIRED] = true},
    };
    struct play *p = *state;
    struct arena *arena = arena_new("test", 1 << 20);
    int64_t number = play_ask(p, "", OUTPUT_CSV);
    struct output_request r = play_request(p, number, arena);
    for (int from = OUTPUT_REQUESTED; from <= OUTPUT_VOID; from++) {
        for (int to = OUTPUT_REQUESTED; to <= OUTPUT_VOID; to++) {
            r.state = (enum output_state)from;
            if (!allowed[from][to]) {
                assert_int_equal(output_move(&p->clerk, &r, (enum output_state)to, p->report), ERR_INPUT);
            }
        }
    }
    assert_int_equal(play_state(p, number), OUTPUT_APPROVED);
    r.state = OUTPUT_REQUESTED; /* the row says otherwise: somebody else was first */
    assert_int_equal(output_move(&p->clerk, &r, OUTPUT_EXPIRED, p->report), ERR_INPUT);
    arena_free(arena);
}

/* BO-05: who, when, file, count, criteria, 個人番号 no, where to, approval. */
static void every_step_is_recorded(void **state)
{
    struct play *p = *state;
    struct arena *arena = arena_new("test", 8 << 20);
    struct audit_record *list;
    size_t count;
    play_list.persons = 450;
    int64_t number = play_ask(p, "年齢=0-99 列=氏名", OUTPUT_XLSX);
    assert_ok(output_approve(&p->chief, number, 450, p->report));
    assert_ok(take(p, number));
    struct audit_query q = {.event = text_of("output.take"), .from = date_none(), .until = date_none(), .max = 10};
    assert_ok(audit_find(&p->place.folder, &q, arena, p->report, &list, &count));
    assert_int_equal(count, 1);
    const struct audit_event *e = &list[0].event;
    assert_int_equal(e->kind, AUDIT_OUTPUT);
    assert_true(text_is(e->operator_id, "sikaku1") && text_is(e->section, "資格係"));
    assert_true(text_is(e->terminal, "mado-01") && text_is(e->purpose, "高齢者への案内のため"));
    assert_true(text_is(e->criteria, "play 年齢=0-99 列=氏名") && text_is(e->output_kind, "file xlsx"));
    assert_true(e->file_name.len > 0 && e->at > 0);
    assert_int_equal(e->result_count, 450);
    assert_int_equal(e->approval_no, number);
    assert_int_equal(e->number, AUDIT_NUMBER_NONE);
    assert_int_equal(play_records(p, "output.ask"), 1);
    assert_int_equal(play_records(p, "output.persons"), 3); /* 200 + 200 + 50: each person finds it */
    q = (struct audit_query){.addressee_no = 1450, .from = date_none(), .until = date_none(), .max = 10};
    assert_int_equal(place_count(&p->place, &q), 1);
    p->clerk.audit = NULL; /* what cannot be recorded is not done */
    assert_int_equal(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false,
                                p->report, &number), ERR_WORLD);
    assert_int_equal(take(p, number), ERR_WORLD);
    arena_free(arena);
}

/* Rights: the right to ask, and the right to see what stands in the list. */
static void rights_are_asked(void **state)
{
    struct play *p = *state;
    struct output_request *items;
    size_t count;
    int64_t number;
    struct arena *arena = arena_new("test", 1 << 20);
    assert_int_equal(output_ask(&p->other, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false,
                                p->report, &number), ERR_INPUT);
    permission_add(&p->other.operator.permissions, PERM_OUTPUT_REQUEST);
    assert_int_equal(output_ask(&p->other, &output_list_play, OUTPUT_CSV, text_of(""), text_of("試験"), false,
                                p->report, &number), ERR_INPUT);
    assert_int_equal(play_records(p, "output.ask"), 2); /* both as refused */
    number = play_ask(p, "", OUTPUT_CSV);
    assert_ok(output_requests(&p->other, 10, arena, p->report, &items, &count));
    assert_int_equal(count, 0); /* another's request is not seen */
    assert_ok(output_requests(&p->chief, 10, arena, p->report, &items, &count));
    assert_int_equal(count, 1);
    char path[600], password[40];
    assert_int_equal(output_take(&p->chief, number, p->report, path, password), ERR_INPUT); /* not his */
    arena_free(arena);
}

/* OP-20: conditions and columns without SQL; each fault names the word. */
static void a_fault_names_its_word(void **state)
{
    static const struct {
        const char *criteria, *words;
    } cases[] = {
        {"歳=65", "条件「歳」はありません"},
        {"年齢", "条件「年齢」は 名=値"},
        {"年齢=abc", "「abc」は数"},
        {"年齢=74-65", "小さい方を先に"},
        {"年齢=1234567890", "は数"},
        {"年齢=-", "は数"},
        {"年齢=1 年齢=2", "条件「年齢」が2回"},
        {"種別=宇宙人", "日本人、外国人 のどれか"},
        {"異動日=2026-02-30", "は日"},
        {"異動日=2026-05-01..2026-04-01", "早い日を先に"},
        {"列=氏名,電話", "列「電話」はありません"},
        {"列=氏名,氏名", "列「氏名」が2回"},
        {"町丁=", "条件「町丁」に値がありません"},
        {"町丁='; DROP TABLE output_request; --", "名=値"},
        {"町丁=123456789018", "個人番号と思われる"}, /* MN-04 */
        {"町丁=\xff", "文字が読めません"},
        {"町丁=a\nb", "制御文字"},
    };
    struct play *p = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t number;
        report_clear(p->report);
        assert_int_equal(output_ask(&p->clerk, &output_list_play, OUTPUT_CSV, text_of(cases[i].criteria),
                                    text_of("試験"), false, p->report, &number), ERR_INPUT);
        assert_true(place_reports(&p->place, cases[i].words));
    }
    struct criteria c;
    report_clear(p->report);
    assert_ok(criteria_parse(&output_list_play, text_of("年齢＝６５〜　異動日=R8.4.1.. 列=金額、氏名"),
                             date_of(2026, 11, 20), p->report, &c));
    assert_int_equal(c.values[0].from, 65);
    assert_true(c.values[0].until == INT64_MAX);
    assert_int_equal(date_ymd(c.values[3].day_from), 20260401);
    assert_true(date_is_none(c.values[3].day_until));
    assert_int_equal(c.chosen_count, 2);
    assert_int_equal(c.chosen[0], 3);
}

/* OP-11, LG-06, BO-06, MN-07, RC-05: a preview is a look, a print is an output. */
static void prints_are_recorded(void **state)
{
    struct play *p = *state;
    struct print_record print = {.form = text_of("納入通知書"), .printer = text_of("mado-01"),
                                 .title = text_of("令和8年度 納入通知書"), .addressee_no = 1001, .sheets = 3,
                                 .issue_no = 77, .is_preview = true};
    assert_ok(output_print_record(&p->clerk, &print, p->report));
    print.is_preview = false;
    assert_ok(output_print_record(&p->clerk, &print, p->report));
    print.has_number = true;
    assert_int_equal(output_print_record(&p->clerk, &print, p->report), ERR_INPUT);
    permission_add(&p->clerk.operator.permissions, PERM_NUMBER_PRINT);
    assert_ok(output_print_record(&p->clerk, &print, p->report));
    print.has_number = false;
    print.file_name = text_of("2026/7/notice-1.pdf");
    print.is_once = true;
    assert_ok(output_print_record(&p->clerk, &print, p->report));
    assert_ok(output_print_record(&p->clerk, &print, p->report)); /* a job that was killed goes on */
    assert_int_equal(play_records(p, "print.preview"), 1);
    assert_int_equal(play_records(p, "print.print"), 4); /* two prints, a file, a refusal */
    print.sheets = 0;
    assert_int_equal(output_print_record(&p->clerk, &print, p->report), ERR_INPUT);
}

/* BO-09 */
static void the_watermark_says_who_where_when(void **state)
{
    struct play *p = *state;
    char words[OUTPUT_WATERMARK_BYTES];
    output_watermark(&p->clerk, INT64_C(1773154680000), words); /* of 14:58 UTC */
    assert_string_equal(words, "sikaku1 端末 mado-01 令和8年3月10日 23:58 出力");
    p->clerk.terminal = "";
    output_watermark(&p->clerk, INT64_C(1773154680000), words);
    assert_string_equal(words, "sikaku1 この機械 令和8年3月10日 23:58 出力");
}

/* A list that declares no permission, or not what becomes of restricted persons, or a name twice: starts not. */
static void a_faulty_list_does_not_start(void **state)
{
    struct report report;
    (void)state;
    report_init(&report);
    struct output_list bad = output_list_play;
    const struct output_list *both[] = {&output_list_play, &bad};
    bad.name = "other";
    bad.help = "説明";
    const struct output_list *one[] = {&bad};
    assert_int_equal(output_lists_check(one, 1, &report), ERR_NONE);
    bad.permission = PERM_NONE;
    assert_int_equal(output_lists_check(one, 1, &report), ERR_INPUT);
    bad.permission = PERM_ADDRESSEE_VIEW;
    bad.restricted = 0;
    assert_int_equal(output_lists_check(one, 1, &report), ERR_INPUT);
    bad.restricted = RESTRICTED_LEFT_OUT;
    assert_int_equal(output_lists_check(both, 2, &report), ERR_INPUT); /* play has no help */
    struct output_list same = bad;
    const struct output_list *twice[] = {&bad, &same};
    assert_int_equal(output_lists_check(twice, 2, &report), ERR_INPUT);
    report_done(&report);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_PLAY(above_the_threshold_somebody_approves), WITH_PLAY(each_section_has_its_threshold),
        WITH_PLAY(approval_wants_the_count), WITH_PLAY(nobody_approves_his_own), WITH_PLAY(an_approval_ends),
        WITH_PLAY(a_refusal_has_words), WITH_PLAY(only_the_steps_of_the_table),
        WITH_PLAY(every_step_is_recorded), WITH_PLAY(a_faulty_list_does_not_start), WITH_PLAY(rights_are_asked), WITH_PLAY(a_fault_names_its_word),
        WITH_PLAY(prints_are_recorded), WITH_PLAY(the_watermark_says_who_where_when),
    };
    return fixture_run(argc, argv, "output request", tests, COUNT_OF(tests));
}
