/*
 * 試算の一覧 -- households of a trial by band and change, 所得階層別統計, 納付見込, and the rows of
 * 適正算定.
 *
 * Rows    LV-24, LV-64, LV-65, NX-03, OP-20, BO-04
 *
 * All of them read the same columns as the screen, so that a figure and the list behind it count the same
 * households. None of them names anybody: numbers alone stand there.
 */
#include "trial/trial.h"

#include <inttypes.h>

#define LIST_BYTES ((size_t)256 << 20)

struct listing {
    struct session *session;
    struct report *report;
    struct output_sink *sink;
    struct arena *arena;
    struct trial_ward *ward;
    struct trial_settings settings;
    struct ward_rates rates; /* of the saved trial, or those in force */
};

/* "年度=2026": one year, not a range. */
static enum err year_of(const struct output_value *value, struct report *report, int32_t *ret)
{
    if (!value->is_given || value->from != value->until || value->from < 2000 || value->from > 2097) {
        return report_fail(report, ERR_INPUT, "年度を1つ、西暦4桁で書いてください。例：年度=2026");
    }
    *ret = (int32_t)value->from;
    return ERR_NONE;
}

static bool first_set(const struct trial_saved *t, struct ward_rates *ret)
{
    size_t n = 0;

    while (n < t->sets.len && t->sets.bytes[n] != ' ') {
        n++;
    }
    return trial_rates_parse((struct text){t->sets.bytes, n}, ret);
}

/* The facts and the first set of a saved trial, as they were. */
static enum err open_saved(struct listing *l, int32_t year, int64_t trial_no)
{
    struct trial_saved *saved;
    size_t count;
    enum err e = trial_saved_all(l->session->store, year, l->arena, l->report, &saved, &count);

    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (saved[i].trial_no != trial_no) {
            continue;
        }
        e = trial_ward_open(l->session, year, saved[i].known_at, saved[i].on, l->report, &l->ward);
        if (e == ERR_NONE && !first_set(&saved[i], &l->rates)) {
            e = report_fail(l->report, ERR_INPUT, "保存した試算 %" PRId64 " の料率を読めません", trial_no);
        }
        return e;
    }
    return e == ERR_NONE
               ? report_fail(l->report, ERR_INPUT, "保存した試算 %" PRId64 " は%" PRId32 "年度にありません",
                             trial_no, year)
               : e;
}

static enum err listing_open(struct listing *l, struct session *s, const struct output_value *year_value,
                             const struct output_value *trial_no, struct arena *arena,
                             struct output_sink *sink, struct report *report)
{
    int32_t year = 0;

    *l = (struct listing){.session = s, .report = report, .sink = sink, .arena = arena};
    enum err e = year_of(year_value, report, &year);
    if (e == ERR_NONE) {
        e = trial_settings_load(&s->folder, s->folder.business_date, arena, report, &l->settings);
    }
    if (e == ERR_NONE && trial_no != NULL && trial_no->is_given) {
        return open_saved(l, year, trial_no->from);
    }
    if (e == ERR_NONE) {
        e = trial_ward_open(s, year, 0, date_none(), report, &l->ward);
        l->rates = e == ERR_NONE ? l->ward->rates : l->rates;
    }
    return e;
}

static bool holds(const struct output_value *value, int64_t number)
{
    return !value->is_given || (number >= value->from && number <= value->until);
}

/* ------------------------------------------------------------------------------- households ---- */

enum { OF_YEAR, OF_TRIAL, OF_BAND, OF_CHANGE, OF_AMOUNT, OF_WORDS };
static const char *const changes[] = {"増", "減", "同じ", NULL};
static const struct output_word words_of_households[OF_WORDS] = {
    [OF_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [OF_TRIAL] = {.name = "試算番号", .type = OUTPUT_WORD_NUMBER},
    [OF_BAND] = {.name = "階層", .type = OUTPUT_WORD_NUMBER},
    [OF_CHANGE] = {.name = "増減", .type = OUTPUT_WORD_CHOICE, .choices = changes},
    [OF_AMOUNT] = {.name = "増減額", .type = OUTPUT_WORD_NUMBER, .unit = "円"},
};
static const struct output_column columns_of_households[] = {
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "被保険者数", .is_number = true},
    {.label = "階層", .is_number = true},
    {.label = "算定基礎額", .is_number = true},
    {.label = "所得"},
    {.label = "軽減"},
    {.label = "現行の年額", .is_number = true},
    {.label = "案の年額", .is_number = true},
    {.label = "差", .is_number = true},
};

static const char *reduction_label(int tenths)
{
    return tenths == 7 ? "7割" : tenths == 5 ? "5割" : tenths == 2 ? "2割" : "なし";
}

static enum err write_household(struct listing *l, size_t i, size_t band, yen now)
{
    struct trial_ward *w = l->ward;

    output_i64(l->sink, w->household_no[i]);
    output_i64(l->sink, w->payer_no[i]);
    output_i64(l->sink, w->insured[i]);
    output_i64(l->sink, (int64_t)band + 1);
    output_i64(l->sink, w->base[i]);
    output_text(l->sink, text_of(w->income_is_known[i] ? "あり" : "不明"));
    output_text(l->sink, text_of(reduction_label(w->w.reduction_tenths[i])));
    output_i64(l->sink, w->in_force[i]);
    output_i64(l->sink, now);
    output_i64(l->sink, now - w->in_force[i]);
    return output_row(l->sink, w->payer_no[i], false, l->report);
}

static enum err write_households(struct session *s, const struct output_value *values, struct arena *arena,
                                 struct output_sink *sink, struct report *report)
{
    struct listing l;
    struct trial_outcome *outcome = ARENA_NEW(arena, struct trial_outcome);
    enum err e = listing_open(&l, s, &values[OF_YEAR], &values[OF_TRIAL], arena, sink, report);

    if (e == ERR_NONE) {
        trial_try(l.ward, &l.settings, &l.rates, arena, outcome);
    }
    for (size_t i = 0; e == ERR_NONE && i < l.ward->w.count; i++) {
        yen more = outcome->amounts[i] - l.ward->in_force[i];
        size_t band = trial_band_of(&l.settings.incomes, l.ward->base[i]);
        size_t change = more > 0 ? 0 : more < 0 ? 1 : 2;
        if (holds(&values[OF_BAND], (int64_t)band + 1) &&
            holds(&values[OF_AMOUNT], more < 0 ? -more : more) &&
            (!values[OF_CHANGE].is_given || values[OF_CHANGE].choice == change)) {
            e = write_household(&l, i, band, outcome->amounts[i]);
        }
    }
    trial_ward_close(l.ward);
    return e;
}

const struct output_list output_list_trial_households = {
    .name = "trial-households",
    .label = "料率試算の世帯",
    .help = "試算した料率で増える世帯・減る世帯、所得階層ごとの世帯（番号だけ。氏名・住所は出ない）。試算番"
            "号がなければ現行の料率",
    .permission = PERM_TRIAL_RATES,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns_of_households,
    .column_count = COUNT_OF(columns_of_households),
    .words = words_of_households,
    .word_count = OF_WORDS,
    .criteria_help = "年度=2026 試算番号=1 階層=3 増減=増 増減額=10000-",
    .write = write_households,
};

/* -------------------------------------------------------------------------- 所得階層別統計 (LV-65) ---- */

static const struct output_word words_of_year[] = {
    {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    {.name = "試算番号", .type = OUTPUT_WORD_NUMBER},
};
static const struct output_column columns_of_bands[] = {
    {.label = "階層", .is_number = true},
    {.label = "算定基礎額（超）"},
    {.label = "算定基礎額（以下）"},
    {.label = "世帯数", .is_number = true},
    {.label = "被保険者数", .is_number = true},
    {.label = "所得不明の世帯", .is_number = true},
    {.label = "7割軽減の世帯", .is_number = true},
    {.label = "5割軽減の世帯", .is_number = true},
    {.label = "2割軽減の世帯", .is_number = true},
    {.label = "算定基礎額の計", .is_number = true},
    {.label = "医療分", .is_number = true},
    {.label = "支援金分", .is_number = true},
    {.label = "介護分", .is_number = true},
    {.label = "子ども分", .is_number = true},
    {.label = "賦課額", .is_number = true},
};

struct band_sum {
    int64_t households, persons, unknown, reduced[8];
    yen base, parts[LEVY_PARTS], total;
};

static enum err write_band(struct listing *l, size_t band, const struct band_sum *b)
{
    const struct trial_bands *bands = &l->settings.incomes;
    char from[40] = "", to[40] = "";

    if (band > 0) {
        yen_format(bands->up_to[band - 1], from, sizeof(from));
    }
    if (band < bands->count) {
        yen_format(bands->up_to[band], to, sizeof(to));
    }
    output_i64(l->sink, (int64_t)band + 1);
    output_text(l->sink, text_of(from));
    output_text(l->sink, text_of(to));
    output_i64(l->sink, b->households);
    output_i64(l->sink, b->persons);
    output_i64(l->sink, b->unknown);
    output_i64(l->sink, b->reduced[7]);
    output_i64(l->sink, b->reduced[5]);
    output_i64(l->sink, b->reduced[2]);
    output_i64(l->sink, b->base);
    for (int p = 0; p < LEVY_PARTS; p++) {
        output_i64(l->sink, b->parts[p]);
    }
    output_i64(l->sink, b->total);
    return output_row(l->sink, OUTPUT_NOBODY, false, l->report);
}

static void sum_bands(struct listing *l, struct band_sum *sums)
{
    const struct trial_ward *w = l->ward;
    struct ward_totals totals;
    yen *amounts = ARENA_ARRAY(l->arena, yen, w->w.count + 1), *parts[LEVY_PARTS];

    for (int p = 0; p < LEVY_PARTS; p++) {
        parts[p] = ARENA_ARRAY(l->arena, yen, w->w.count + 1);
    }
    premium_ward_assess(w->law, &w->w, &l->rates, &totals, amounts, parts);
    for (size_t i = 0; i < w->w.count; i++) {
        struct band_sum *b = &sums[trial_band_of(&l->settings.incomes, w->base[i])];
        b->households++;
        b->persons += w->insured[i];
        b->unknown += !w->income_is_known[i];
        b->reduced[w->w.reduction_tenths[i] & 7]++;
        b->base += w->base[i];
        b->total += amounts[i];
        for (int p = 0; p < LEVY_PARTS; p++) {
            b->parts[p] += parts[p][i];
        }
    }
}

static enum err write_bands(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    struct listing l;
    struct band_sum sums[TRIAL_BANDS_MAX + 1] = {0};
    enum err e = listing_open(&l, s, &values[0], &values[1], arena, sink, report);

    if (e == ERR_NONE) {
        sum_bands(&l, sums);
    }
    for (size_t k = 0; e == ERR_NONE && k <= l.settings.incomes.count; k++) {
        e = write_band(&l, k, &sums[k]);
    }
    trial_ward_close(l.ward);
    return e;
}

const struct output_list output_list_income_bands = {
    .name = "income-bands",
    .label = "所得階層別統計",
    .help = "世帯の算定基礎額の階層ごとの世帯数・被保険者数・軽減・賦課額。いまの事実か、保存した試算の事実"
            "と料率",
    .permission = PERM_TRIAL_RATES,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns_of_bands,
    .column_count = COUNT_OF(columns_of_bands),
    .words = words_of_year,
    .word_count = COUNT_OF(words_of_year),
    .criteria_help = "年度=2026 試算番号=1",
    .write = write_bands,
};

/* ------------------------------------------------------------------------------ 納付見込 (LV-64) ---- */

enum { EXPECTED_YEAR, EXPECTED_RATE, EXPECTED_WORDS };
#define RATE_WHOLE 10000
static const struct output_word words_of_expected[EXPECTED_WORDS] = {
    [EXPECTED_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [EXPECTED_RATE] = {.name = "収納率",
                       .type = OUTPUT_WORD_NUMBER,
                       .unit = "（1万分の1）",
                       .is_required = true},
};
static const struct output_column columns_of_expected[] = {
    {.label = "期", .is_number = true},         {.label = "納期限"},
    {.label = "件数", .is_number = true},       {.label = "調定額", .is_number = true},
    {.label = "納付見込額", .is_number = true},
};

struct expected {
    date due[LEVY_CHARGES_MAX];
    int64_t count[LEVY_CHARGES_MAX];
    yen amount[LEVY_CHARGES_MAX];
    size_t most;
};

static enum err add_levy(void *context, const struct premium_levy *levy, struct report *report)
{
    struct expected *x = context;

    (void)report;
    for (size_t k = 0; k < levy->instalment_count; k++) {
        x->due[k] = levy->instalments[k].due_date;
        x->count[k] += levy->instalments[k].amount > 0;
        x->amount[k] += levy->instalments[k].amount;
    }
    x->most = levy->instalment_count > x->most ? levy->instalment_count : x->most;
    return ERR_NONE;
}

static enum err write_expected(struct session *s, const struct output_value *values, struct arena *arena,
                               struct output_sink *sink, struct report *report)
{
    struct expected x = {.most = 0};
    int32_t year = 0;
    const struct output_value *share = &values[EXPECTED_RATE];
    enum err e = year_of(&values[EXPECTED_YEAR], report, &year);

    if (e == ERR_NONE && (share->from != share->until || share->from < 0 || share->from > RATE_WHOLE)) {
        e = report_fail(report, ERR_INPUT, "収納率は1万分の1で書いてください。例：92.5%% は 収納率=9250");
    }
    if (e == ERR_NONE) {
        const struct premium_levy_scope scope = {.first_year = year, .last_year = year};
        e = premium_levies(s->store, &scope, add_levy, &x, arena, report);
    }
    for (size_t k = 0; e == ERR_NONE && k < x.most; k++) {
        output_i64(sink, (int64_t)k + 1);
        output_day(sink, x.due[k]);
        output_i64(sink, x.count[k]);
        output_i64(sink, x.amount[k]);
        output_i64(sink, muldiv_floor(x.amount[k], share->from, RATE_WHOLE));
        e = output_row(sink, OUTPUT_NOBODY, false, report);
    }
    return e;
}

const struct output_list output_list_expected = {
    .name = "expected-payments",
    .label = "納付見込",
    .help = "決議された年度の期ごとの調定額に収納率を掛けた、予算のための収入の見込み",
    .permission = PERM_TRIAL_RATES,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns_of_expected,
    .column_count = COUNT_OF(columns_of_expected),
    .words = words_of_expected,
    .word_count = EXPECTED_WORDS,
    .criteria_help = "年度=2026 収納率=9250",
    .write = write_expected,
};

/* -------------------------------------------------------------------- 適正算定システム用データ (LV-24) --
 */

static const struct output_column columns_of_calculator[] = {
    {.label = "年度", .is_number = true},
    {.label = "世帯番号"},
    {.label = "被保険者数", .is_number = true},
    {.label = "医療分の月数", .is_number = true},
    {.label = "介護分の月数", .is_number = true},
    {.label = "軽減割合", .is_number = true},
    {.label = "所得判明"},
    {.label = "算定基礎額", .is_number = true},
    {.label = "医療分", .is_number = true},
    {.label = "支援金分", .is_number = true},
    {.label = "介護分", .is_number = true},
    {.label = "子ども分", .is_number = true},
    {.label = "年額", .is_number = true},
};

static enum err write_calculator(struct session *s, const struct output_value *values, struct arena *arena,
                                 struct output_sink *sink, struct report *report)
{
    struct listing l;
    struct ward_totals totals;
    yen *amounts = NULL, *parts[LEVY_PARTS];
    enum err e = listing_open(&l, s, &values[0], &values[1], arena, sink, report);

    if (e == ERR_NONE) {
        amounts = ARENA_ARRAY(arena, yen, l.ward->w.count + 1);
        for (int p = 0; p < LEVY_PARTS; p++) {
            parts[p] = ARENA_ARRAY(arena, yen, l.ward->w.count + 1);
        }
        premium_ward_assess(l.ward->law, &l.ward->w, &l.rates, &totals, amounts, parts);
    }
    for (size_t i = 0; e == ERR_NONE && i < l.ward->w.count; i++) {
        output_i64(sink, l.ward->year);
        output_i64(sink, l.ward->household_no[i]);
        output_i64(sink, l.ward->insured[i]);
        output_i64(sink, l.ward->w.months[WARD_INSURED][i]);
        output_i64(sink, l.ward->w.months[WARD_CARE][i]);
        output_i64(sink, l.ward->w.reduction_tenths[i]);
        output_text(sink, text_of(l.ward->income_is_known[i] ? "1" : "0"));
        output_i64(sink, l.ward->base[i]);
        for (int p = 0; p < LEVY_PARTS; p++) {
            output_i64(sink, parts[p][i]);
        }
        output_i64(sink, amounts[i]);
        e = output_row(sink, l.ward->payer_no[i], false, report);
    }
    trial_ward_close(l.ward);
    return e;
}

const struct output_list output_list_calculator = {
    .name = "rate-calculator",
    .label = "適正算定システム用データ",
    .help = "国民健康保険中央会の適正算定システムに渡す世帯ごとの基礎（様式は未公表のため提案）。計は総賦課"
            "額と一致する",
    .permission = PERM_TRIAL_RATES,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = columns_of_calculator,
    .column_count = COUNT_OF(columns_of_calculator),
    .words = words_of_year,
    .word_count = COUNT_OF(words_of_year),
    .criteria_help = "年度=2026",
    .write = write_calculator,
};
