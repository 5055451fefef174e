/*
 * 滞納者一覧 and 滞納対策統計 (CO-44, CO-53) -- who owes what by conditions; the same summed up by
 * nationality, age, district and age of the debt.
 */
#include <inttypes.h>

#include "demand/select.h"

static enum err write_debtors(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);
static enum err write_figures(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);

static const struct output_column debtor_columns[] = {
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "カナ"},
    {.label = "年齢", .is_number = true},
    {.label = "国籍"},
    {.label = "住所", .is_address = true},
    {.label = "未納額", .is_number = true},
    {.label = "期数", .is_number = true},
    {.label = "最も古い納期限"},
    {.label = "最終接触"},
    {.label = "督促"},
    {.label = "処分"},
};
const struct output_list output_list_debtors = {
    .name = "debtors",
    .label = "滞納者一覧",
    .help = "納期限を過ぎた未納のある納付義務者。条件は催告・電話催告の抽出条件と同じ。年度は賦課年度",
    .permission = PERM_ARREARS_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = debtor_columns,
    .column_count = COUNT_OF(debtor_columns),
    .words = select_words,
    .word_count = SELECT_WORDS,
    .criteria_help =
        "未納額=10000- 期数=2- 年度=2025-2026 納期限=..2026-03-31 最終接触=..2026-05-31 処分=なし",
    .write = write_debtors,
};

struct listing {
    struct output_sink *sink;
    struct arena *arena;
};

static const char *stays_words(struct arena *arena, uint32_t stays)
{
    const char *words = "";

    for (int kind = 1; kind < STAY_KINDS; kind++) {
        if ((stays >> kind & 1) != 0) {
            words = arena_printf(arena, "%s%s%s", words, words[0] != '\0' ? "・" : "",
                                 collection_stay_labels[kind]);
        }
    }
    return words;
}

static enum err put_debtor(void *context, const struct selected *s, struct report *report)
{
    struct listing *l = context;
    struct output_sink *sink = l->sink;

    output_i64(sink, s->debtor->payer_no);
    output_text(sink, s->who.name);
    output_text(sink, s->who.kana);
    if (s->age < 0) { /* not known: no age of 0 */
        output_text(sink, text_of(""));
    } else {
        output_i64(sink, s->age);
    }
    output_text(sink, text_of(!s->has_who ? "" : s->who.kind == 2 ? "外国人" : "日本人"));
    output_text(sink, s->who.address);
    output_i64(sink, s->unpaid);
    output_i64(sink, (int64_t)s->charges);
    output_day(sink, s->oldest);
    output_day(sink, s->contact_on);
    output_text(sink, text_of(s->is_dunned ? "済" : "未"));
    output_text(sink, text_of(stays_words(l->arena, s->stays)));
    return output_row(sink, s->debtor->payer_no, s->has_who && s->who.is_restricted, report);
}

static enum err write_debtors(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    struct arena *own = arena_new("滞納者一覧", (size_t)1 << 30);
    struct listing l = {sink, own};
    struct debts debts;
    date today = s->folder.business_date;
    enum err e = debts_gather(s->store, today, own, report, &debts);

    (void)arena;
    if (e == ERR_NONE) {
        e = select_each(s, &debts, values, today, own, put_debtor, &l, report);
    }
    arena_free(own);
    return e;
}

/* -------------------------------------------------------------------------------- 統計 -------- */

static const struct output_column figure_columns[] = {
    {.label = "区分"},
    {.label = "内訳"},
    {.label = "人数", .is_number = true},
    {.label = "期数", .is_number = true},
    {.label = "未納額", .is_number = true},
};
const struct output_list output_list_arrears_figures = {
    .name = "arrears-figures",
    .label = "滞納対策統計",
    .help = "滞納者一覧と同じ条件で選んだ未納を、国籍・年齢・町・滞納の期間・未納額の階層で数える。個人は出"
            "ない",
    .permission = PERM_ARREARS_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = figure_columns,
    .column_count = COUNT_OF(figure_columns),
    .words = select_words,
    .word_count = SELECT_WORDS,
    .criteria_help = "年度=2025-2026",
    .write = write_figures,
};

struct figure {
    int group;
    struct text part;
    int64_t order, persons, charges;
    yen unpaid;
};
struct figures {
    struct arena *arena;
    struct figure *all;
    size_t count, capacity;
    date today;
};
enum { BY_ALL, BY_NATIONALITY, BY_AGE, BY_TOWN, BY_DEBT_AGE, BY_AMOUNT };
static const char *const group_labels[] = {"合計", "国籍", "年齢", "町", "滞納の期間", "未納額"};

static void count_in(struct figures *f, int group, struct text part, int64_t order,
                     const struct selected *s)
{
    struct figure *at = NULL;

    for (size_t i = 0; i < f->count && at == NULL; i++) {
        at = f->all[i].group == group && text_equal(f->all[i].part, part) ? &f->all[i] : NULL;
    }
    if (at == NULL) {
        at = ARENA_PUSH(f->arena, f->all, f->count, f->capacity);
        *at = (struct figure){
            .group = group, .order = order, .part = text_copy(f->arena, part)};
    }
    at->persons++;
    at->charges += (int64_t)s->charges;
    at->unpaid += s->unpaid;
}

/* 町: what stands before the first digit of the address; its own 丁目 are not told apart. */
static struct text town_of(const struct selected *s)
{
    struct text a = s->who.address;
    size_t at = 0;

    while (at < a.len) {
        size_t before = at;
        uint32_t c = utf8_next(a.bytes, a.len, &at);
        bool is_digit = (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
        bool is_chome = before > 0 && a.len - before >= 6 && memcmp(a.bytes + before, "丁目", 6) == 0;
        if (is_digit || is_chome) {
            return (struct text){a.bytes, before};
        }
    }
    return a.len > 0 ? a : text_of("不明");
}

static const char *steps_word(struct arena *arena, int64_t value, const int64_t *steps, size_t count,
                              const char *unit, int64_t *ret_order)
{
    size_t at = 0;

    while (at + 1 < count && value >= steps[at + 1]) {
        at++;
    }
    *ret_order = (int64_t)at;
    return at + 1 < count ? arena_printf(arena, "%" PRId64 "%s以上%" PRId64 "%s未満", steps[at], unit,
                                         steps[at + 1], unit)
                          : arena_printf(arena, "%" PRId64 "%s以上", steps[at], unit);
}

static enum err count_debtor(void *context, const struct selected *s, struct report *report)
{
    static const int64_t ages[] = {0, 20, 30, 40, 50, 60, 65, 70, 75};
    static const int64_t months[] = {0, 3, 6, 12, 24};
    static const int64_t amounts[] = {0, 10000, 50000, 100000, 300000, 500000, 1000000};
    struct figures *f = context;
    int64_t order;
    const char *word;

    (void)report;
    count_in(f, BY_ALL, text_of("合計"), 0, s);
    count_in(f, BY_NATIONALITY,
             text_of(!s->has_who        ? "不明"
                     : s->who.kind == 2 ? "外国人"
                                        : "日本人"),
             0, s);
    word = s->age < 0 ? "不明" : steps_word(f->arena, s->age, ages, COUNT_OF(ages), "歳", &order);
    count_in(f, BY_AGE, text_of(word), s->age < 0 ? 99 : order, s);
    count_in(f, BY_TOWN, town_of(s), 0, s);
    struct civil from = date_civil(s->oldest), to = date_civil(f->today);
    int64_t since = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
    word = steps_word(f->arena, since, months, COUNT_OF(months), "か月", &order);
    count_in(f, BY_DEBT_AGE, text_of(word), order, s);
    word = steps_word(f->arena, s->unpaid, amounts, COUNT_OF(amounts), "円", &order);
    count_in(f, BY_AMOUNT, text_of(word), order, s);
    return ERR_NONE;
}

static int by_group(const void *a, const void *b)
{
    const struct figure *x = a, *y = b;
    size_t len = x->part.len < y->part.len ? x->part.len : y->part.len;
    int order = x->group - y->group;

    order = order != 0 ? order : (x->order > y->order) - (x->order < y->order);
    order = order != 0 ? order : memcmp(x->part.bytes, y->part.bytes, len);
    return order != 0 ? order : (x->part.len > y->part.len) - (x->part.len < y->part.len);
}

static enum err write_figures(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    struct arena *own = arena_new("滞納対策統計", (size_t)1 << 30);
    struct figures f = {.arena = own, .today = s->folder.business_date};
    struct debts debts;
    enum err e = debts_gather(s->store, f.today, own, report, &debts);

    (void)arena;
    if (e == ERR_NONE) {
        e = select_each(s, &debts, values, f.today, own, count_debtor, &f, report);
    }
    if (f.count > 1) {
        qsort(f.all, f.count, sizeof(*f.all), by_group);
    }
    for (size_t i = 0; i < f.count && e == ERR_NONE; i++) {
        output_text(sink, text_of(group_labels[f.all[i].group]));
        output_text(sink, f.all[i].part);
        output_i64(sink, f.all[i].persons);
        output_i64(sink, f.all[i].charges);
        output_i64(sink, f.all[i].unpaid);
        e = output_row(sink, 0, false, report);
    }
    arena_free(own);
    return e;
}
