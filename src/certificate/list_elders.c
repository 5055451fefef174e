/*
 * 前期高齢者判定結果 (EL-22) -- what the monthly sweep found, and whether what follows has been done: the
 * paper with the ratio at 70, the loss at 75.
 */
#include "certificate/elders.h"

#include <inttypes.h>

struct following {
    struct session *session;
    const struct elder *elder;
    const struct eligibility_terms *terms;
    struct arena *unit;
    struct report *report;
};

static const char *judged_words(const struct following *f)
{
    return f->elder->age == f->terms->early_elderly_age.value ? "前期高齢者になる"
           : f->elder->age == f->terms->elder_age.value       ? "高齢受給者（70歳から74歳）になる"
                                                              : "前期高齢者でなくなる（後期高齢者医療）";
}

/* The paper that shows his ratio from the day on. */
static enum err paper_words(const struct following *f, const char **ret)
{
    struct certificate_paper *papers;
    size_t count;
    enum err e = certificate_papers_of(f->session->store, &f->elder->addressee_no, 1, INT64_MAX, f->unit,
                                       f->report, &papers, &count);

    *ret = "割合を載せた証をこれから作る（証の一斉更新）";
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (papers[i].tenths > 0 && certificate_counts_on(&papers[i], f->elder->effect)) {
            *ret = arena_printf(f->unit, "証を作った（番号%" PRId64 "、%d割）", papers[i].paper_no,
                                papers[i].tenths);
            break;
        }
    }
    return e;
}

static enum err loss_words(const struct following *f, const char **ret)
{
    struct eligibility_fact *facts;
    size_t count;
    date day = date_add_days(f->elder->effect, (int)f->terms->late_elderly_loss_offset.value);
    enum err e = eligibility_facts_of(f->session->store, f->elder->addressee_no,
                                      span_of_day(day), INT64_MAX, f->unit,
                                      f->report, &facts, &count);

    *ret = "喪失が入っている。証を回収する";
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (facts[i].kind == FACT_MEMBERSHIP) {
            *ret = "喪失が入っていない。脱退を登録し、証を回収する";
        }
    }
    return e;
}

static enum err what_follows(const struct following *f, const char **ret)
{
    *ret = "介護2号でなくなる";
    return f->elder->age == f->terms->elder_age.value  ? paper_words(f, ret)
           : f->elder->age == f->terms->late_age.value ? loss_words(f, ret)
                                                       : ERR_NONE;
}

static enum err write_elder(const struct following *f, struct output_sink *sink)
{
    const struct elder *one = f->elder;
    struct addressee who = {.addressee_no = one->addressee_no, .name = text_of("")};
    struct report words;
    const char *follows;
    enum err e = what_follows(f, &follows);

    report_init(&words);
    enum err found = addressee_by_no(f->session->store, one->addressee_no,
                                     (struct as_of){f->session->folder.business_date, INT64_MAX}, f->unit,
                                     &words, &who);
    if (found != ERR_NONE && found != ERR_FINDINGS) { /* one who has left the register keeps an empty name */
        e = report_fail(f->report, found, "%s", words.kept > 0 ? words.lines[0] : "宛名を読めません");
    }
    report_done(&words);
    if (e != ERR_NONE) {
        return e;
    }
    output_i64(sink, one->household_no);
    output_addressee_no(sink, one->addressee_no);
    output_text(sink, who.name);
    output_i64(sink, one->age);
    output_day(sink, one->reached);
    output_day(sink, one->effect);
    output_text(sink, text_of(judged_words(f)));
    output_text(sink, text_of(follows));
    return output_row(sink, one->addressee_no, who.is_restricted, f->report);
}

/* The months of the days that are asked for; without days the next one. */
static enum err write(struct session *s, const struct output_value *values, struct arena *arena,
                      struct output_sink *sink, struct report *report)
{
    date next = copay_next_month(s->folder.business_date);
    const struct eligibility_law *law;
    struct eligibility_terms terms;
    struct elder *all = NULL;
    size_t count = 0;
    int from = elder_month(next), until = from;

    if (values[0].is_given) {
        from = date_is_none(values[0].day_from) ? 0 : elder_month(values[0].day_from);
        until = date_is_none(values[0].day_until) ? 999912 : elder_month(values[0].day_until);
    }
    enum err e = law_of(s, arena, report, &law);
    e = e == ERR_NONE ? eligibility_terms_on(law, s->folder.business_date, report, &terms) : e;
    e = e == ERR_NONE ? elders_of(s->store, from, until, arena, report, &all, &count) : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct following f = {
            s, &all[i], &terms, arena_new("一覧の行", (size_t)16 << 20), report};
        e = write_elder(&f, sink);
        arena_free(f.unit);
    }
    return e;
}

static const struct output_column columns[] = {
    {.label = "世帯番号"}, {.label = "宛名番号"}, {.label = "氏名"}, {.label = "年齢", .is_number = true},
    {.label = "到達日"},   {.label = "変わる日"}, {.label = "判定"}, {.label = "そのあとのこと"},
};
static const struct output_word words[] = {{.name = "変わる日", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_elders = {
    .name = "eligibility-elders",
    .label = "前期高齢者判定結果",
    .help = "月次の判定で、65歳・70歳・75歳になる被保険者と、証と喪失の進み具合。日を入れなければ翌月",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = COUNT_OF(words),
    .criteria_help = "変わる日=2026-09-01..2026-09-30",
    .write = write,
};
