/*
 * 収納の法令値 -- rates and terms out of the dated tables. A row that is absent makes no law of zero: the
 * run that needs it stops with words that name the table and the day.
 */
#include "collection/law_tables.h"

#include "base/text.h"

static struct law_number number_in(const struct table *t, const struct table_row *row,
                                   const char *column)
{
    const struct cell *cell = table_cell(t, row, column);
    struct law_number n = {.present = cell->present, .source = trace_source_of(&row->source)};

    n.value = cell->present ? cell->number : 0;
    return n;
}

static int64_t millionths(const struct cell *cell)
{
    return muldiv_floor(cell->rate.num, 1000000, cell->rate.den);
}

/* A choice of two words as 1 and 0. */
static struct law_number choice_in(const struct table *t, const struct table_row *row,
                                   const char *column, const char *word_of_one)
{
    struct law_number n = number_in(t, row, column);

    n.value = strcmp(table_cell(t, row, column)->text, word_of_one) == 0;
    return n;
}

static void compose_rates(struct collection_law *law, struct arena *arena)
{
    const struct table *late = &law->tables[TABLE_LATE_RATES];
    const struct table *refund = &law->tables[TABLE_REFUND_RATES];
    struct late_rate_year *late_years = ARENA_ARRAY(arena, struct late_rate_year, late->row_count);
    struct refund_rate_year *refund_years =
        ARENA_ARRAY(arena, struct refund_rate_year, refund->row_count);

    for (size_t i = 0; i < late->row_count; i++) {
        const struct table_row *row = &late->rows[i];
        const struct cell *grace = table_cell(late, row, "grace");
        late_years[i] = (struct late_rate_year){
            date_civil(row->from).year, millionths(table_cell(late, row, "lower")),
            millionths(table_cell(late, row, "upper")), grace->present ? millionths(grace) : -1,
            trace_source_of(&row->source)};
    }
    for (size_t i = 0; i < refund->row_count; i++) {
        const struct table_row *row = &refund->rows[i];
        refund_years[i] = (struct refund_rate_year){date_civil(row->from).year,
                                                    millionths(table_cell(refund, row, "rate")),
                                                    trace_source_of(&row->source)};
    }
    law->late = (struct late_law){late->row_count, late_years};
    law->refund = (struct refund_law){refund->row_count, refund_years};
}

/* The terms of a row, made once: a batch asks for them with every charge. */
static struct late_terms terms_in(const struct table *t, const struct table_row *row)
{
    return (struct late_terms){
        .lower_rate_months = number_in(t, row, "lower_rate_months"),
        .base_floor = number_in(t, row, "base_floor"),
        .base_minimum = number_in(t, row, "base_minimum"),
        .charge_floor = number_in(t, row, "charge_floor"),
        .charge_minimum = number_in(t, row, "charge_minimum"),
        .segment_floor = choice_in(t, row, "segment_floor", "yes"),
        .original_minimum = choice_in(t, row, "minimum_test", "original"),
        .require_dunning = choice_in(t, row, "require_dunning", "yes"),
        .claimed_from_due = number_in(t, row, "claimed_from_due"),
    };
}

static void compose_terms(struct collection_law *law, struct arena *arena)
{
    const struct table *t = &law->tables[TABLE_LATE_CHARGE];

    law->late_terms = ARENA_ARRAY(arena, struct late_terms, t->row_count + 1);
    for (size_t i = 0; i < t->row_count; i++) {
        law->late_terms[i] = terms_in(t, &t->rows[i]);
    }
}

enum err collection_law_load(const char *params_dir, const char *municipality, struct arena *arena,
                             struct report *report, const struct collection_law **ret)
{
    struct collection_law *law = ARENA_NEW(arena, struct collection_law);
    int64_t code;

    if (municipality != NULL) {
        if (strlen(municipality) != 6 || !parse_i64(municipality, 6, 0, 999999, &code) ||
            municipality[0] == '-') {
            return report_fail(report, ERR_INPUT, "市区町村コード「%.20s」は6桁の数字ではありません",
                               municipality);
        }
        memcpy(law->municipality, municipality, 7);
    }
    enum err e = collection_tables_read(params_dir, arena, report, law);
    if (e == ERR_NONE) {
        compose_rates(law, arena);
        compose_terms(law, arena);
        *ret = law;
    }
    return e;
}

void collection_law_digest(const struct collection_law *law, char ret[SHA256_HEX])
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 sum;

    sha256_init(&sum);
    for (size_t i = 0; i < COLLECTION_TABLES; i++) {
        sha256_add(&sum, law->tables[i].sha256, sizeof(law->tables[i].sha256));
    }
    sha256_done(&sum, digest);
    hex_format(digest, sizeof(digest), ret);
}

const struct late_law *collection_late_law(const struct collection_law *law) { return &law->late; }
const struct refund_law *collection_refund_law(const struct collection_law *law)
{
    return &law->refund;
}

static enum err missing_row(const struct table *t, date day, struct report *report)
{
    char text[DATE_TEXT_BYTES];

    date_format_iso(day, text);
    return report_fail(report, ERR_INPUT, "%s に %s に当てはまる行がありません。表に行を足してください",
                       t->file, text);
}

enum err collection_late_terms(const struct collection_law *law, date due, struct report *report,
                               struct late_terms *ret)
{
    const struct table *t = &law->tables[TABLE_LATE_CHARGE];

    for (size_t i = t->row_count; i-- > 0;) {
        if (date_at_most(t->rows[i].from, due)) {
            *ret = law->late_terms[i];
            return ERR_NONE;
        }
    }
    return missing_row(t, due, report);
}

enum err collection_refund_terms(const struct collection_law *law, date day, struct report *report,
                                 struct refund_terms *ret)
{
    const struct table *t = &law->tables[TABLE_REFUND];
    const struct table_row *row = table_in_force(t, day, NULL);

    if (row == NULL) {
        return missing_row(t, day, report);
    }
    *ret = (struct refund_terms){
        .base_floor = number_in(t, row, "base_floor"),
        .base_minimum = number_in(t, row, "base_minimum"),
        .charge_floor = number_in(t, row, "charge_floor"),
        .charge_minimum = number_in(t, row, "charge_minimum"),
        .mistaken_months = number_in(t, row, "mistaken_months"),
        .claim_days = number_in(t, row, "claim_days"),
        .by_payment_day = choice_in(t, row, "base_by", "payment_day"),
    };
    return ERR_NONE;
}

enum err collection_seizable_terms(const struct collection_law *law, date day,
                                   struct report *report, struct seizable_terms *ret)
{
    const struct table *t = &law->tables[TABLE_SEIZABLE];
    const struct table_row *row =
        table_in_force(t, date_is_none(day) ? date_open_end() : day, NULL);

    if (row == NULL) {
        return missing_row(t, day, report);
    }
    *ret = (struct seizable_terms){
        .per_month = number_in(t, row, "per_month"),
        .per_relative = number_in(t, row, "per_relative"),
        .share = number_in(t, row, "share"),
        .share_cap_times = number_in(t, row, "share_cap_times"),
        .unit = number_in(t, row, "unit"),
        .month_days = number_in(t, row, "month_days"),
        .retirement_times = number_in(t, row, "retirement_times"),
        .retirement_years = number_in(t, row, "retirement_years"),
        .retirement_share = number_in(t, row, "retirement_share"),
    };
    ret->retirement_share.value = millionths(table_cell(t, row, "retirement_share"));
    ret->share.value = millionths(table_cell(t, row, "share"));
    return ERR_NONE;
}

static enum err missing_key(const struct table *t, const char *key, date day, struct report *report)
{
    char text[DATE_TEXT_BYTES];

    date_format_iso(day, text);
    return report_fail(report, ERR_INPUT,
                       "%s に %s に当てはまる %s の行がありません。表に行を足してください", t->file, text,
                       key);
}

enum err collection_arrears_terms(const struct collection_law *law, date day, bool is_tax,
                                  struct report *report, struct arrears_terms *ret)
{
    const struct table *t = &law->tables[TABLE_DEADLINES];
    const struct {
        const char *name;
        struct law_number *to;
    } names[] = {
        {is_tax ? "tax_limit_years" : "premium_limit_years", &ret->limit_years},
        {"reminder_stay_months", &ret->reminder_stay_months},
        {"cancelled_stay_months", &ret->cancelled_stay_months},
        {"estate_stay_months", &ret->estate_stay_months},
        {"dunning_restart_days", &ret->dunning_restart_days},
        {"seizure_wait_days", &ret->seizure_wait_days},
        {"suspension_years", &ret->suspension_years},
        {"closing_month", &ret->closing_month},
        {"closing_day", &ret->closing_day},
    };

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct table_row *row = table_in_force(t, day, &names[i].name);
        if (row == NULL) {
            return missing_key(t, names[i].name, day, report);
        }
        *names[i].to = number_in(t, row, "value");
    }
    return ERR_NONE;
}

enum err collection_options_on(const struct collection_law *law, date day, struct report *report,
                               struct collection_options *ret)
{
    const struct table *t = &law->tables[TABLE_OPTIONS];
    const struct {
        const char *name, *word_of_one;
        struct law_number *to;
    } names[] = {
        {"principal_first_across", "yes", &ret->principal_first_across},
        {"component_remainder", "first", &ret->odd_to}, /* ODD_PART_FIRST is 1 */
        {"close_basis", "payin_date", &ret->close_by_payin},
    };
    _Static_assert(ODD_PART_LARGEST == 0 && ODD_PART_FIRST == 1, "the words of component_remainder");

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct table_row *row = table_in_force(t, day, &names[i].name);
        if (row == NULL) {
            return missing_key(t, names[i].name, day, report);
        }
        *names[i].to = choice_in(t, row, "value", names[i].word_of_one);
    }
    return ERR_NONE;
}

enum err collection_missing_year(const struct collection_law *law, enum rate_kind kind, int year,
                                 struct report *report)
{
    const struct table *t =
        &law->tables[kind == RATE_REFUND_INTEREST ? TABLE_REFUND_RATES : TABLE_LATE_RATES];

    return report_fail(report, ERR_INPUT,
                       "%s に %d年（%d-01-01）の%sがありません。表に行を足してください", t->file, year,
                       year, kind == RATE_GRACE ? "猶予の割合 grace " : "割合の行");
}
