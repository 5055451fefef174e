/*
 * 課税状況調・基盤安定 -- households of a snapshot, and their sums cell by cell (LV-31, LV-32).
 *
 * Law     国民健康保険法72条の3 から 72条の4; assessment.md 10.2, 10.3 (K)
 * Table   params/national/premium/stability.tsv
 *
 * The snapshot is a day: what was decided up to it. Every cell of the sums names the conditions by which
 * `relief-households` lists its households; both are computed from the same rows in one way. What cannot be
 * computed again stands in a cell of its own and in no sum.
 */
#include "base/table.h"
#include "premium/lists.h"
#include "premium/relief.h"

#include <inttypes.h>

static enum err write_households(struct session *s, const struct output_value *values, struct arena *arena,
                                 struct output_sink *sink, struct report *report);
static enum err write_sums(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

enum { LEVELS = 4 };
static const int level_tenths[LEVELS] = {0, 2, 5, 7};
enum { LEVEL_ANY = LEVELS };
static const char *const level_labels[LEVELS + 2] = {"なし", "2割", "5割", "7割", "あり", NULL};
enum about { ABOUT_OVER_CAP = RELIEFS, ABOUT_REMITTED, ABOUT_DIFFERENCE, ABOUT_ALARM, ABOUTS };
static const char *const about_labels[ABOUTS + 1] = {"7・5・2割軽減", "未就学児",       "産前産後",
                                                     "旧被扶養者",    "限度超過",       "減免",
                                                     "差がある",      "再計算できない", NULL};

enum measure { MEASURE_FULL, MEASURE_INCOME, MEASURE_ASSET, MEASURE_OVER_CAP, MEASURE_AMOUNT, MEASURES };
static const char *const measure_labels[MEASURES + 1] = {"算定額",     "所得割", "資産割",
                                                         "限度超過額", "決定額", NULL};
static const char *const part_labels[LEVY_PARTS + 1] = {"医療分", "支援金分", "介護分", "子ども分", NULL};

static const struct output_column household_columns[] = {
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "版", .is_number = true},
    {.label = "軽減"},
    {.label = "被保険者数", .is_number = true},
    {.label = "算定額（軽減前）", .is_number = true},
    {.label = "所得割", .is_number = true},
    {.label = "資産割", .is_number = true},
    {.label = "7・5・2割軽減額", .is_number = true},
    {.label = "未就学児", .is_number = true},
    {.label = "産前産後", .is_number = true},
    {.label = "旧被扶養者", .is_number = true},
    {.label = "限度超過額", .is_number = true},
    {.label = "減免額", .is_number = true},
    {.label = "決定額", .is_number = true},
    {.label = "再計算との差", .is_number = true},
    {.label = "条件の額", .is_number = true},
    {.label = "確認"},
};
static const struct output_column sum_columns[] = {
    {.label = "表"},
    {.label = "項目"},
    {.label = "区分"},
    {.label = "世帯数", .is_number = true},
    {.label = "被保険者数", .is_number = true},
    {.label = "額", .is_number = true},
    {.label = "世帯の一覧の条件"},
};
enum {
    WORD_YEAR,
    WORD_DAY,
    SUM_WORDS,
    WORD_LEVEL = SUM_WORDS,
    WORD_ABOUT,
    WORD_MEASURE,
    WORD_PART,
    HOUSEHOLD_WORDS
};
#define WORDS_OF_SNAPSHOT                                                                                  \
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},       \
    [WORD_DAY] = {.name = "基準日", .type = OUTPUT_WORD_DAY}
static const struct output_word sum_words[SUM_WORDS] = {WORDS_OF_SNAPSHOT};
static const struct output_word household_words[HOUSEHOLD_WORDS] = {
    WORDS_OF_SNAPSHOT,
    [WORD_LEVEL] = {.name = "軽減", .type = OUTPUT_WORD_CHOICE, .choices = level_labels},
    [WORD_ABOUT] = {.name = "対象", .type = OUTPUT_WORD_CHOICE, .choices = about_labels},
    [WORD_MEASURE] = {.name = "項目", .type = OUTPUT_WORD_CHOICE, .choices = measure_labels},
    [WORD_PART] = {.name = "区分", .type = OUTPUT_WORD_CHOICE, .choices = part_labels},
};

const struct output_list output_list_relief_households = {
    .name = "relief-households",
    .label = "課税状況調・基盤安定の世帯",
    .help = "基準日までに決議された保険料を世帯ごとに分けたもの。軽減、未就学児、産前産後、旧被扶養者の順に"
            "差し引いた額と、限度超過額、減免額、再計算との差。課税状況調・基盤安定の集計の内訳で、"
            "「条件の額」の合計が集計の額になる。再計算できない世帯は 対象=再計算できない のときだけ出る",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = household_columns,
    .column_count = COUNT_OF(household_columns),
    .words = household_words,
    .word_count = HOUSEHOLD_WORDS,
    .criteria_help = "年度=2026 基準日=2026-10-20 軽減=7割 対象=未就学児 項目=決定額 区分=医療分",
    .write = write_households,
};
const struct output_list output_list_relief_sums = {
    .name = "relief-sums",
    .label = "課税状況調・基盤安定の集計",
    .help = "基準日までに決議された保険料の集計。課税状況調の項目と、基盤安定（軽減分・支援分）、未就学児、"
            "産前産後の"
            "公費。どの行も、最後の列の条件で「課税状況調・基盤安定の世帯」の一覧を出せる",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = sum_columns,
    .column_count = COUNT_OF(sum_columns),
    .words = sum_words,
    .word_count = SUM_WORDS,
    .criteria_help = "年度=2026 基準日=2026-10-20",
    .write = write_sums,
};

/* The day of the snapshot; without one the business date. */
static date snapshot_day(const struct session *s, const struct output_value *value)
{
    return value->is_given && !date_is_none(value->day_until) ? value->day_until : s->folder.business_date;
}

static size_t level_of(const struct relief_row *r)
{
    size_t level = 0;
    for (size_t i = 0; i < LEVELS; i++) {
        level = level_tenths[i] == r->reduction_tenths ? i : level;
    }
    return level;
}

/* The amount a household brings to what is asked about; 0 = it is not among them. */
static yen amount_about(const struct relief_row *r, enum about about)
{
    switch (about) {
    case ABOUT_OVER_CAP: return relief_sum(r->over_cap);
    case ABOUT_REMITTED: return r->remitted;
    case ABOUT_DIFFERENCE: return r->difference;
    case ABOUT_ALARM: return r->is_alarm;
    case ABOUTS: return 0;
    default: return relief_sum(r->relief[about]);
    }
}

/* ------------------------------------------------------------------------------ households ---- */

struct household_listing {
    const struct output_value *values;
    struct output_sink *sink;
};

static yen measured(const struct relief_row *r, enum measure m, enum levy_part p)
{
    const yen *const amounts[MEASURES] = {r->full, r->income, r->asset, r->over_cap, r->amount};
    return amounts[m][p];
}

/* Whether the household is behind the cell that the conditions name, and with which amount. */
static bool is_behind(const struct relief_row *r, const struct output_value *values, yen *ret)
{
    const struct output_value *level = &values[WORD_LEVEL], *about = &values[WORD_ABOUT];
    const struct output_value *measure = &values[WORD_MEASURE], *part = &values[WORD_PART];
    enum measure m = measure->is_given ? (enum measure)measure->choice : MEASURE_AMOUNT;
    bool is_alarm_asked = about->is_given && about->choice == ABOUT_ALARM;
    bool is_level = !level->is_given || level->choice == level_of(r) ||
                    (level->choice == LEVEL_ANY && r->reduction_tenths > 0);
    *ret = 0;
    for (int p = 0; p < LEVY_PARTS; p++) {
        *ret += !part->is_given || (int)part->choice == p ? measured(r, m, (enum levy_part)p) : 0;
    }
    if (about->is_given && !is_alarm_asked) {
        *ret = amount_about(r, (enum about)about->choice);
    }
    bool is_any = *ret != 0 || (!about->is_given && !measure->is_given && !part->is_given);
    return is_level && r->is_alarm == is_alarm_asked && is_any;
}

static enum err put_household(void *context, const struct relief_row *r, struct report *report)
{
    struct household_listing *l = context;
    yen asked;
    if (!is_behind(r, l->values, &asked)) {
        return ERR_NONE;
    }
    output_i64(l->sink, r->household_no);
    output_addressee_no(l->sink, r->payer_no);
    output_i64(l->sink, r->version);
    output_text(l->sink, text_of(level_labels[level_of(r)]));
    output_i64(l->sink, r->persons);
    output_i64(l->sink, relief_sum(r->full));
    output_i64(l->sink, relief_sum(r->income));
    output_i64(l->sink, relief_sum(r->asset));
    for (int k = 0; k < RELIEFS; k++) {
        output_i64(l->sink, relief_sum(r->relief[k]));
    }
    output_i64(l->sink, relief_sum(r->over_cap));
    output_i64(l->sink, r->remitted);
    output_i64(l->sink, relief_sum(r->amount));
    output_i64(l->sink, r->difference);
    output_i64(l->sink, asked);
    output_text(l->sink, text_of(r->is_alarm ? r->words : ""));
    return output_row(l->sink, r->payer_no, false, report);
}

static enum err write_households(struct session *s, const struct output_value *values, struct arena *arena,
                                 struct output_sink *sink, struct report *report)
{
    struct household_listing l = {values, sink};
    int32_t year;
    enum err e = listed_year(&values[WORD_YEAR], report, &year);
    return e == ERR_NONE
               ? relief_rows(s, year, snapshot_day(s, &values[WORD_DAY]), put_household, &l, arena, report)
               : e;
}

/* ------------------------------------------------------------------------------------ sums ---- */

struct figure {
    int64_t households, persons;
    yen amount;
};

struct summing {
    struct output_sink *sink;
    struct arena *arena;
    const char *criteria; /* of the snapshot */
    struct figure all, level[LEVELS], about[ABOUTS];
    struct figure low_income[LEVELS]; /* 軽減額 by level */
    struct figure part[MEASURES][LEVY_PARTS];
};

static void add(struct figure *c, const struct relief_row *r, yen amount)
{
    c->households++;
    c->persons += r->persons;
    c->amount += amount;
}

static enum err add_household(void *context, const struct relief_row *r, struct report *report)
{
    struct summing *s = context;
    (void)report;
    if (r->is_alarm) {
        add(&s->about[ABOUT_ALARM], r, relief_sum(r->amount));
        return ERR_NONE;
    }
    add(&s->all, r, relief_sum(r->amount));
    add(&s->level[level_of(r)], r, relief_sum(r->amount));
    if (relief_sum(r->relief[RELIEF_LOW_INCOME]) != 0) {
        add(&s->low_income[level_of(r)], r, relief_sum(r->relief[RELIEF_LOW_INCOME]));
    }
    for (int k = 0; k < ABOUT_ALARM; k++) {
        if (amount_about(r, (enum about)k) != 0) {
            add(&s->about[k], r, amount_about(r, (enum about)k));
        }
    }
    for (int m = 0; m < MEASURES; m++) {
        for (int p = 0; p < LEVY_PARTS; p++) {
            yen amount = measured(r, (enum measure)m, (enum levy_part)p);
            if (amount != 0) {
                add(&s->part[m][p], r, amount);
            }
        }
    }
    return ERR_NONE;
}

static enum err put_cell(struct summing *s, const char *table, const char *item, const char *group,
                         struct figure c, const char *more, struct report *report)
{
    output_text(s->sink, text_of(table));
    output_text(s->sink, text_of(item));
    output_text(s->sink, text_of(group));
    output_i64(s->sink, c.households);
    output_i64(s->sink, c.persons);
    output_i64(s->sink, c.amount);
    output_text(s->sink, text_of(arena_printf(s->arena, "%s%s", s->criteria, more)));
    return output_row(s->sink, OUTPUT_NOBODY, false, report);
}

static const char *level_words(struct summing *s, size_t level)
{
    return arena_printf(s->arena, " 軽減=%s", level_labels[level]);
}

static const char *about_words(struct summing *s, enum about about)
{
    return arena_printf(s->arena, " 対象=%s", about_labels[about]);
}

static enum err put_status(struct summing *s, struct report *report)
{
    static const char table[] = "課税状況調";
    enum err e = put_cell(s, table, "賦課した世帯", "計", s->all, "", report);
    for (size_t i = 0; i < LEVELS && e == ERR_NONE; i++) {
        e = put_cell(s, table, "軽減の区分", level_labels[i], s->level[i], level_words(s, i), report);
    }
    for (int m = 0; m < MEASURES && e == ERR_NONE; m++) {
        for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
            const char *more =
                arena_printf(s->arena, " 項目=%s 区分=%s", measure_labels[m], part_labels[p]);
            e = put_cell(s, table, measure_labels[m], part_labels[p], s->part[m][p], more, report);
        }
    }
    for (int k = 0; k < ABOUTS && e == ERR_NONE; k++) {
        e = put_cell(s, table, "軽減・減免・確認", about_labels[k], s->about[k],
                     about_words(s, (enum about)k), report);
    }
    return e;
}

/* --------------------------------------------------------------------------- public funds ----- */

struct funds {
    struct table *table;
    date on;
    const struct data_folder *folder;
};

static enum err funds_read(const struct session *s, date on, struct arena *arena, struct report *report,
                           struct funds *ret)
{
    static const struct column columns[] = {{"from", COLUMN_DATE, true, true},
                                            {"item", COLUMN_TEXT, true, true},
                                            {"rate", COLUMN_RATE, true, false},
                                            {"source", COLUMN_TEXT, true, false}};
    static const char name[] = "national/premium/stability.tsv";
    *ret = (struct funds){.table = ARENA_NEW(arena, struct table), .on = on, .folder = &s->folder};
    return table_read(arena_printf(arena, "%s/%s", s->folder.params, name),
                      arena_printf(arena, "params/%s", name), columns, COUNT_OF(columns), arena, report,
                      ret->table);
}

static yen at_rate(yen amount, rate r) { return muldiv_floor(amount, r.num, r.den); }

static enum err rate_of(const struct funds *f, const char *item, struct report *report, rate *ret)
{
    const char *const keys[] = {item};
    const struct table_row *row = table_in_force(f->table, f->on, keys);
    if (row == NULL) {
        return report_fail(report, ERR_INPUT,
                           "stability.tsv に %s の行がありません（基準日より前の行が要ります）", item);
    }
    *ret = table_cell(f->table, row, "rate")->rate;
    return ERR_NONE;
}

/* 国・都道府県・市区町村: the municipality bears what is left. */
static enum err put_shares(struct summing *s, const struct funds *f, const char *item, const char *key,
                           struct figure c, const char *more, struct report *report)
{
    static const char *const bearers[] = {"state", "prefecture"}, *const labels[] = {"国", "都道府県"};
    struct figure left = c;
    enum err e = put_cell(s, "基盤安定", item, "計", c, more, report);
    for (size_t i = 0; i < COUNT_OF(bearers) && e == ERR_NONE; i++) {
        rate share = {0, 1};
        struct figure borne = c;
        e = rate_of(f, arena_printf(s->arena, "%s_%s", key, bearers[i]), report, &share);
        if (e == ERR_NONE) {
            borne.amount = at_rate(c.amount, share);
            left.amount -= borne.amount;
            e = put_cell(s, "基盤安定", item, labels[i], borne, more, report);
        }
    }
    return e == ERR_NONE ? put_cell(s, "基盤安定", item, "市区町村", left, more, report) : e;
}

static enum err put_relief(struct summing *s, const struct funds *f, struct report *report)
{
    enum err e = ERR_NONE;
    for (size_t i = LEVELS - 1; i > 0 && e == ERR_NONE; i--) {
        const char *more = arena_printf(s->arena, "%s%s", level_words(s, i),
                                        about_words(s, (enum about)RELIEF_LOW_INCOME));
        e = put_cell(s, "基盤安定", "軽減分", level_labels[i], s->low_income[i], more, report);
    }
    return e == ERR_NONE ? put_shares(s, f, "軽減分", "relief", s->about[RELIEF_LOW_INCOME],
                                      about_words(s, (enum about)RELIEF_LOW_INCOME), report)
                         : e;
}

/* 保険者支援分: the average premium before reliefs × insured persons of reduced households × the rate of
 * the level. */
static enum err put_support(struct summing *s, const struct funds *f, struct report *report)
{
    struct figure sum = {0};
    yen full = 0;
    enum err e = ERR_NONE;
    for (int p = 0; p < LEVY_PARTS; p++) {
        full += s->part[MEASURE_FULL][p].amount;
    }
    struct figure average = {s->all.households, s->all.persons,
                             s->all.persons > 0 ? full / s->all.persons : 0};
    e = put_cell(s, "基盤安定", "支援分", "1人当たり平均", average, "", report);
    for (size_t i = LEVELS - 1; i > 0 && e == ERR_NONE; i--) {
        rate share = {0, 1};
        struct figure c = s->level[i];
        e = rate_of(f, arena_printf(s->arena, "support_%d", level_tenths[i]), report, &share);
        if (e == ERR_NONE) {
            c.amount = at_rate(average.amount * c.persons, share);
            sum = (struct figure){sum.households + c.households, sum.persons + c.persons,
                                  sum.amount + c.amount};
            e = put_cell(s, "基盤安定", "支援分", level_labels[i], c, level_words(s, i), report);
        }
    }
    return e == ERR_NONE ? put_shares(s, f, "支援分", "support", sum, level_words(s, LEVEL_ANY), report)
                         : e;
}

static enum err put_funds(struct summing *s, const struct funds *f, struct report *report)
{
    static const struct {
        enum relief relief;
        const char *key;
    } others[] = {{RELIEF_PRESCHOOL, "preschool"}, {RELIEF_MATERNITY, "maternity"}};
    enum err e = put_relief(s, f, report);
    e = e == ERR_NONE ? put_support(s, f, report) : e;
    for (size_t i = 0; i < COUNT_OF(others) && e == ERR_NONE; i++) {
        enum about about = (enum about)others[i].relief;
        if (s->about[about].households > 0) { /* before its law nobody is relieved, and no row is wanted */
            e = put_shares(s, f, relief_labels[about], others[i].key, s->about[about],
                           about_words(s, about), report);
        }
    }
    return e;
}

static enum err write_sums(struct session *session, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct summing s = {.sink = sink, .arena = arena};
    struct funds funds;
    date day = snapshot_day(session, &values[WORD_DAY]);
    char text[DATE_TEXT_BYTES];
    int32_t year;
    enum err e = listed_year(&values[WORD_YEAR], report, &year);
    e = e == ERR_NONE ? funds_read(session, day, arena, report, &funds) : e;
    e = e == ERR_NONE ? relief_rows(session, year, day, add_household, &s, arena, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    date_format_iso(day, text);
    s.criteria = arena_printf(arena, "年度=%" PRId32 " 基準日=%s", year, text);
    e = put_status(&s, report);
    return e == ERR_NONE ? put_funds(&s, &funds, report) : e;
}
