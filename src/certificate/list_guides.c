/*
 * 基準収入額適用の候補 (EL-24) and 課税区分変更世帯 (EL-34) -- each household with what is judged, whether it
 * is written to, and why not.
 */
#include "certificate/guide.h"

#include <inttypes.h>

struct guiding {
    struct session *session;
    struct output_sink *sink;
    struct report *report;
};

/* The head today; one who has left the register keeps an empty name. */
static enum err head_of(const struct guiding *g, int64_t number, struct arena *unit, struct addressee *ret)
{
    struct report words;

    *ret = (struct addressee){.addressee_no = number, .name = text_of("")};
    if (number == 0) {
        return ERR_NONE;
    }
    report_init(&words);
    enum err e = addressee_by_no(g->session->store, number,
                                 (struct as_of){g->session->folder.business_date, INT64_MAX}, unit, &words,
                                 ret);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        report_add(g->report, "%s", words.kept > 0 ? words.lines[0] : "宛名を読めません");
    }
    report_done(&words);
    return e == ERR_FINDINGS ? ERR_NONE : e;
}

static void put_head(const struct guiding *g, const struct guide_case *one, const struct addressee *head)
{
    output_i64(g->sink, one->household_no);
    output_addressee_no(g->sink, head->addressee_no);
    output_text(g->sink, head->name);
}

static void put_letter(const struct guiding *g, const struct guide_case *one)
{
    output_text(g->sink, text_of(one->is_candidate ? "送る" : "送らない"));
    output_text(g->sink, text_of(one->why));
    output_day(g->sink, one->sent_on);
}

static const char *const judged_choices[] = {"送る", "送らない", NULL};

static bool is_wanted(const struct output_value *wanted, const struct guide_case *one)
{
    return !wanted->is_given || (wanted->choice == 0) == one->is_candidate;
}

/* --------------------------------------------------------------------------- 基準収入額 --------- */

static enum err write_revenue_case(const struct guiding *g, const struct guide_case *one, struct arena *unit)
{
    struct addressee head;
    enum err e = head_of(g, one->head_no, unit, &head);

    if (e != ERR_NONE) {
        return e;
    }
    put_head(g, one, &head);
    output_i64(g->sink, (int64_t)one->person_count);
    output_i64(g->sink, one->known_revenue);
    output_i64(g->sink, one->under);
    put_letter(g, one);
    return output_row(g->sink, one->head_no, head.is_restricted, g->report);
}

static enum err write_revenue(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    const struct guiding g = {s, sink, report};
    struct guide_wish wish = {.kind = GUIDE_REVENUE,
                              .on = copay_next_month(s->folder.business_date),
                              .known_at = clock_now_ms()};
    struct guide_case *all = NULL;
    size_t count = 0;

    if (values[0].is_given && !date_is_none(values[0].day_from)) {
        wish.on = values[0].day_from;
    }
    enum err e = guide_cases(s, &wish, arena, report, &all, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("一覧の行", (size_t)4 << 20);
        e = is_wanted(&values[1], &all[i]) ? write_revenue_case(&g, &all[i], unit) : ERR_NONE;
        arena_free(unit);
    }
    return e;
}

static const struct output_column revenue_columns[] = {
    {.label = "世帯番号"},
    {.label = "世帯主の宛名番号"},
    {.label = "世帯主"},
    {.label = "70歳から74歳の人", .is_number = true},
    {.label = "分かっている収入", .is_number = true},
    {.label = "基準収入額", .is_number = true},
    {.label = "案内"},
    {.label = "送らない理由"},
    {.label = "送った日"},
};
static const struct output_word revenue_words[] = {
    {.name = "判定日", .type = OUTPUT_WORD_DAY},
    {.name = "案内", .type = OUTPUT_WORD_CHOICE, .choices = judged_choices}};
const struct output_list output_list_revenue = {
    .name = "certificate-revenue",
    .label = "基準収入額適用の候補",
    .help = "3割と判定された70歳から74歳の人の世帯。申請の勧奨を送るか、送らない理由。判定日がなければ翌月の"
            "1日",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = revenue_columns,
    .column_count = COUNT_OF(revenue_columns),
    .words = revenue_words,
    .word_count = COUNT_OF(revenue_words),
    .criteria_help = "判定日=2026-09-01 案内=送る",
    .write = write_revenue,
};

/* ------------------------------------------------------------------------ 課税区分の変更 -------- */

static const char *papers_words(const struct class_change *c, struct arena *unit)
{
    bool is_free = class_is_tax_free(&c->after) && !class_is_tax_free(&c->before);

    if (c->limit_papers + c->ratio_papers > 0) {
        return arena_printf(unit, "差し替える証 %zu枚（限度額など %zu枚、割合 %zu枚）",
                            c->limit_papers + c->ratio_papers, c->limit_papers, c->ratio_papers);
    }
    return is_free ? "標準負担額減額の申請を案内する" : "差し替える証なし";
}

static enum err write_class_case(const struct guiding *g, const struct guide_case *one, struct arena *unit)
{
    const struct class_change *c = &one->change;
    struct addressee head;
    enum err e = head_of(g, one->head_no, unit, &head);

    if (e != ERR_NONE) {
        return e;
    }
    put_head(g, one, &head);
    output_text(g->sink, text_of(class_pair_words(&c->before, unit)));
    output_text(g->sink, text_of(class_pair_words(&c->after, unit)));
    output_day(g->sink, c->failed == NULL ? c->from : date_none());
    output_text(g->sink, text_of(c->failed != NULL ? "" : papers_words(c, unit)));
    put_letter(g, one);
    return output_row(g->sink, one->head_no, head.is_restricted, g->report);
}

static enum err write_classes(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    const struct guiding g = {s, sink, report};
    struct guide_wish wish = {.kind = GUIDE_CLASS,
                              .year = fiscal_year_of(s->folder.business_date),
                              .after = moment_of_day(values[0].day_from) - 1,
                              .known_at = clock_now_ms()};
    struct guide_case *all = NULL;
    size_t count = 0;

    if (date_is_none(values[0].day_from)) {
        return report_fail(report, ERR_INPUT, "更新日の始まりを入れてください。例：更新日=2026-06-01..");
    }
    if (!date_is_none(values[0].day_until)) {
        int64_t end = moment_of_day(date_add_days(values[0].day_until, 1)) - 1;
        wish.known_at = end < wish.known_at ? end : wish.known_at;
    }
    wish.year = values[1].is_given ? (fiscal_year){(int16_t)values[1].from} : wish.year;
    enum err e = guide_cases(s, &wish, arena, report, &all, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("一覧の行", (size_t)4 << 20);
        e = is_wanted(&values[2], &all[i]) ? write_class_case(&g, &all[i], unit) : ERR_NONE;
        arena_free(unit);
    }
    return e;
}

static const struct output_column class_columns[] = {
    {.label = "世帯番号"},
    {.label = "世帯主の宛名番号"},
    {.label = "世帯主"},
    {.label = "前の区分"},
    {.label = "新しい区分"},
    {.label = "変わる月の始まり"},
    {.label = "証"},
    {.label = "案内"},
    {.label = "送らない理由"},
    {.label = "送った日"},
};
static const struct output_word class_words[] = {
    {.name = "更新日", .type = OUTPUT_WORD_DAY, .is_required = true},
    {.name = "年度", .type = OUTPUT_WORD_NUMBER},
    {.name = "案内", .type = OUTPUT_WORD_CHOICE, .choices = judged_choices}};
const struct output_list output_list_class_changes = {
    .name = "certificate-class-changes",
    .label = "課税区分変更世帯一覧",
    .help = "税の更新で限度額の適用区分や負担割合の変わった世帯。前と新しい区分、変わる月、差し替える証、案"
            "内",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = class_columns,
    .column_count = COUNT_OF(class_columns),
    .words = class_words,
    .word_count = COUNT_OF(class_words),
    .criteria_help = "更新日=2026-06-01..2026-06-30 年度=2026",
    .write = write_classes,
};
