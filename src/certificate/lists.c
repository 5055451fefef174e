/*
 * 証と年齢の一覧 -- 証未回収, 証返戻, 年齢到達者: what somebody has to follow up (EL-19, EL-32;
 * eligibility.md 15).
 */
#include "certificate/register.h"

#include <inttypes.h>

struct listing {
    struct session *session;
    struct arena *arena;
    struct output_sink *sink;
    struct report *report;
    date today;
};

/* Name and 支援措置 of a person today; one who left the register keeps an empty name. */
static enum err person_of(const struct listing *l, int64_t number, struct arena *arena,
                          struct addressee *ret)
{
    struct report words;

    report_init(&words);
    enum err e =
        addressee_by_no(l->session->store, number, (struct as_of){l->today, INT64_MAX}, arena, &words, ret);
    if (e == ERR_FINDINGS) {
        *ret = (struct addressee){.addressee_no = number, .name = text_of("")};
        e = ERR_NONE;
    } else if (e != ERR_NONE) {
        report_add(l->report, "%s", words.kept > 0 ? words.lines[0] : "宛名を読めません");
    }
    report_done(&words);
    return e;
}

static enum err write_paper(const struct listing *l, const struct certificate_paper *p, date day,
                            struct text words)
{
    struct arena *unit = arena_new("一覧の行", (size_t)4 << 20);
    struct addressee who;
    enum err e = person_of(l, p->addressee_no, unit, &who);

    if (e == ERR_NONE) {
        output_i64(l->sink, p->paper_no);
        output_i64(l->sink, p->household_no);
        output_i64(l->sink, p->addressee_no);
        output_text(l->sink, who.name);
        output_text(l->sink, text_of(certificate_type_labels[p->type]));
        output_day(l->sink, p->issued_on);
        output_day(l->sink, date_equal(p->last_day, date_open_end()) ? date_none() : p->last_day);
        output_text(l->sink, text_of(certificate_state_labels[p->state]));
        output_day(l->sink, day);
        output_text(l->sink, words);
        e = output_row(l->sink, p->addressee_no, who.is_restricted, l->report);
    }
    arena_free(unit);
    return e;
}

/* The day on which he lost, when he is not insured today; none: he is insured, or never was. */
static enum err lost_on(const struct listing *l, int64_t number, struct arena *arena, date *ret)
{
    struct eligibility_fact *facts;
    size_t count;
    enum err e = eligibility_facts_of(l->session->store, number, (struct span){date_none(), date_none()},
                                      INT64_MAX, arena, l->report, &facts, &count);

    *ret = date_none();
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (facts[i].kind != FACT_MEMBERSHIP) {
            continue;
        }
        bool holds =
            date_at_most(facts[i].span.from, l->today) && date_before(l->today, facts[i].span.until);
        if (holds) {
            *ret = date_none();
            return ERR_NONE;
        }
        *ret = date_at_most(facts[i].span.until, l->today) ? facts[i].span.until : *ret;
    }
    return e;
}

/* Every paper that was ever issued, with an arena of its own. */
static enum err
each_paper(struct session *s, struct arena *arena, struct output_sink *sink, struct report *report,
           enum err (*take)(const struct listing *l, const struct certificate_paper *p, struct arena *unit))
{
    const struct listing l = {s, arena, sink, report, s->folder.business_date};
    struct certificate_paper *papers;
    size_t count;
    enum err e = certificate_papers_all(s->store, INT64_MAX, arena, report, &papers, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct arena *unit = arena_new("一覧の人", (size_t)4 << 20);
        e = take(&l, &papers[i], unit);
        arena_free(unit);
    }
    return e;
}

/* 差替: another paper stands in its place, and by its own words it is still valid. */
static bool is_replaced(const struct certificate_paper *p, date today)
{
    return p->state == PAPER_VOID && p->step_count > 0 && date_at_most(today, p->last_day) &&
           date_at_most(p->steps[p->step_count - 1].on, today);
}

/* 証未回収: he has lost the insurance, and the paper still lies with him and has days left; or he has a new
 * one. */
static enum err take_uncollected(const struct listing *l, const struct certificate_paper *p,
                                 struct arena *unit)
{
    date lost = date_none();

    if (is_replaced(p, l->today)) {
        return write_paper(l, p, p->steps[p->step_count - 1].on, p->steps[p->step_count - 1].words);
    }
    enum err e = certificate_counts(p->state) || p->state == PAPER_LOST
                     ? lost_on(l, p->addressee_no, unit, &lost)
                     : ERR_NONE;

    return e == ERR_NONE && !date_is_none(lost) && date_at_most(lost, p->last_day)
               ? write_paper(l, p, lost, text_of("資格を失った日のあとに有効な証があります"))
               : e;
}

static enum err write_uncollected(struct session *s, const struct output_value *values, struct arena *arena,
                                  struct output_sink *sink, struct report *report)
{
    (void)values;
    return each_paper(s, arena, sink, report, take_uncollected);
}

/* 証返戻: came back, or is kept here. */
static enum err take_returned(const struct listing *l, const struct certificate_paper *p,
                              struct arena *unit)
{
    (void)unit;
    if (p->state != PAPER_RETURNED && p->state != PAPER_KEPT) {
        return ERR_NONE;
    }
    const struct certificate_step *last = &p->steps[p->step_count - 1];
    return write_paper(l, p, last->on, last->words);
}

static enum err write_returned(struct session *s, const struct output_value *values, struct arena *arena,
                               struct output_sink *sink, struct report *report)
{
    (void)values;
    return each_paper(s, arena, sink, report, take_returned);
}

static const struct output_column paper_columns[] = {
    {.label = "証の番号", .is_number = true},
    {.label = "世帯番号"},
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "種類"},
    {.label = "交付日"},
    {.label = "有効期限"},
    {.label = "状態"},
    {.label = "喪失・差替・返戻の日"},
    {.label = "理由"},
};
const struct output_list output_list_uncollected = {
    .name = "certificate-uncollected",
    .label = "証未回収一覧",
    .help = "資格を失った人が持っている、まだ期限の来ない証と、差し替えたあと戻っていない前の証",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = paper_columns,
    .column_count = COUNT_OF(paper_columns),
    .criteria_help = "",
    .write = write_uncollected,
};
const struct output_list output_list_returned = {
    .name = "certificate-returned",
    .label = "証返戻一覧",
    .help = "郵便で戻った証と、窓口で保管している証",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = paper_columns,
    .column_count = COUNT_OF(paper_columns),
    .criteria_help = "",
    .write = write_returned,
};

/* --------------------------------------------------------------------------------------- ages -- */

static const char *what_follows(const struct eligibility_terms *t, int age)
{
    return age == t->preschool_age.value       ? "就学: 割合が3割になる"
           : age == t->adult_age.value         ? "18歳到達後の年度末"
           : age == t->care_from.value         ? "介護2号になる: 介護分がかかる"
           : age == t->early_elderly_age.value ? "前期高齢者になる、介護2号でなくなる"
           : age == t->elder_age.value         ? "70歳: 割合を載せた証を送る"
                                               : "後期高齢者医療に移る: 証を回収する";
}

static enum err write_arrivals(const struct listing *l, const struct eligibility_terms *t, int64_t number,
                               date from, date until)
{
    struct arena *unit = arena_new("一覧の行", (size_t)4 << 20);
    struct age_arrival all[AGE_ARRIVALS];
    struct addressee who;
    date birth;
    enum err e = person_of(l, number, unit, &who);

    if (e == ERR_NONE && date_from_ymd(who.birth.ymd, &birth)) {
        age_arrivals(t, birth, all);
        for (size_t i = 0; i < AGE_ARRIVALS && e == ERR_NONE; i++) {
            if (date_before(all[i].reached, from) || date_before(until, all[i].reached)) {
                continue;
            }
            output_i64(l->sink, number);
            output_text(l->sink, who.name);
            output_day(l->sink, birth);
            output_i64(l->sink, all[i].age);
            output_day(l->sink, all[i].reached);
            output_day(l->sink, all[i].effect);
            output_text(l->sink, text_of(what_follows(t, all[i].age)));
            e = output_row(l->sink, number, who.is_restricted, l->report);
        }
    }
    arena_free(unit);
    return e;
}

/* Who is insured today and reaches an age between the days; without days the next month. */
static enum err write_ages(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    const struct listing l = {s, arena, sink, report, s->folder.business_date};
    const struct eligibility_law *law;
    struct eligibility_terms terms;
    struct eligibility_fact *facts = NULL, f;
    struct eligibility_scan *scan = NULL;
    size_t count = 0, capacity = 0;
    bool more = true;
    date from = copay_next_month(l.today), until = date_add_days(copay_next_month(from), -1);
    enum err e = law_of(s, arena, report, &law);

    if (values[0].is_given) {
        from = date_is_none(values[0].day_from) ? l.today : values[0].day_from;
        until = date_is_none(values[0].day_until) ? date_open_end() : values[0].day_until;
    }
    e = e == ERR_NONE ? eligibility_terms_on(law, l.today, report, &terms) : e;
    e = e == ERR_NONE ? eligibility_scan_open(s->store, span_of_day(l.today),
                                              INT64_MAX, report, &scan)
                      : e;
    while (e == ERR_NONE && (e = eligibility_scan_next(scan, report, &f, &more)) == ERR_NONE && more) {
        if (f.kind == FACT_MEMBERSHIP) {
            *ARENA_PUSH(arena, facts, count, capacity) = f;
        }
    }
    eligibility_scan_close(scan);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_arrivals(&l, &terms, facts[i].addressee_no, from, until);
    }
    return e;
}

static const struct output_column age_columns[] = {
    {.label = "宛名番号"}, {.label = "氏名"},
    {.label = "生年月日"}, {.label = "年齢", .is_number = true},
    {.label = "到達日"},   {.label = "変わる日"},
    {.label = "すること"},
};
static const struct output_word age_words[] = {{.name = "到達日", .type = OUTPUT_WORD_DAY}};
const struct output_list output_list_ages = {
    .name = "eligibility-ages",
    .label = "年齢到達者一覧",
    .help = "6歳、18歳、40歳、65歳、70歳、75歳に達する被保険者。日を入れなければ翌月",
    .permission = PERM_ELIGIBILITY_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = age_columns,
    .column_count = COUNT_OF(age_columns),
    .words = age_words,
    .word_count = COUNT_OF(age_words),
    .criteria_help = "到達日=2026-09-01..2026-09-30",
    .write = write_ages,
};
