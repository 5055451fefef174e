/*
 * 過誤納・仮受の一覧 and 還付時効の一覧 (CO-62, CO-63, CO-23): what is open, whose, since when, why.
 *
 * Households without a registered account stand first: they wait longest for their money (牛久市 2023).
 */
#include "refund/internal.h"

#include "output/output.h"

#include <inttypes.h>

static enum err write_open(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);
static enum err write_limit(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report);

static const struct output_column open_columns[] = {
    {.label = "収納番号"},
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "世帯番号"},
    {.label = "区分"},
    {.label = "原因"},
    {.label = "賦課年度"},
    {.label = "期"},
    {.label = "納付日"},
    {.label = "発生日"},
    {.label = "経過日数", .is_number = true},
    {.label = "額", .is_number = true},
    {.label = "充当・還付済み", .is_number = true},
    {.label = "決議済み", .is_number = true},
    {.label = "残り", .is_number = true},
    {.label = "還付の口座"},
    {.label = "請求できる最後の日"},
    {.label = "経路"},
    {.label = "先の納付の経路"},
    {.label = "確認事項"},
};
static const char *const kinds[] = {"過誤納", "仮受", NULL};
static const char *const causes[] = {"K1", "K2", "K3", "K4", "K5", "K6", NULL};
enum { WORD_KIND, WORD_CAUSE, WORD_AGE, OPEN_WORDS };
static const struct output_word open_words[OPEN_WORDS] = {
    [WORD_KIND] = {.name = "区分", .type = OUTPUT_WORD_CHOICE, .choices = kinds},
    [WORD_CAUSE] = {.name = "原因", .type = OUTPUT_WORD_CHOICE, .choices = causes},
    [WORD_AGE] = {.name = "経過日数", .type = OUTPUT_WORD_NUMBER, .unit = "日"},
};

const struct output_list output_list_overpaid = {
    .name = "overpaid",
    .label = "過誤納・仮受の一覧",
    .help = "充当も還付もしていない過誤納と、消し込んでいない仮受。還付の口座のない世帯が先、次に古い順。"
            "原因: K1 減額、K2 二重納付、K3 時効後、K4 調定なし、K5 延滞金の減額、K6 残余金",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = open_columns,
    .column_count = COUNT_OF(open_columns),
    .words = open_words,
    .word_count = OPEN_WORDS,
    .criteria_help = "区分=過誤納 原因=K2 経過日数=30-",
    .write = write_open,
};

static const struct output_column limit_columns[] = {
    {.label = "還付番号"},
    {.label = "収納番号"},
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "状態"},
    {.label = "還付する額", .is_number = true},
    {.label = "加算金", .is_number = true},
    {.label = "通知日"},
    {.label = "請求できる最後の日"},
    {.label = "残りの日数", .is_number = true},
};
enum { WORD_LIMIT, LIMIT_WORDS };
static const struct output_word limit_words[LIMIT_WORDS] = {
    [WORD_LIMIT] = {.name = "最後の日", .type = OUTPUT_WORD_DAY},
};

const struct output_list output_list_refund_limit = {
    .name = "refund-limit",
    .label = "還付時効の一覧",
    .help = "請求のない還付を、請求できる最後の日の順に。条件がなければ、過ぎたものも先のものもすべて",
    .permission = PERM_COLLECTION_VIEW,
    .restricted = RESTRICTED_AS_OTHERS,
    .columns = limit_columns,
    .column_count = COUNT_OF(limit_columns),
    .words = limit_words,
    .word_count = LIMIT_WORDS,
    .criteria_help = "最後の日=..2027-03-31",
    .write = write_limit,
};

/* --------------------------------------------------------------------------------- who it is ---- */

struct listed {
    struct text name;
    bool is_restricted;
};

static enum err person(struct session *s, int64_t addressee_no, struct arena *arena, struct report *report,
                       struct listed *ret)
{
    struct as_of as_of = {s->folder.business_date, clock_now_ms()};
    struct addressee a = {0};
    struct report quiet;

    *ret = (struct listed){text_of(""), false};
    if (addressee_no == 0) {
        return ERR_NONE;
    }
    report_init(&quiet);
    enum err e = addressee_by_no(s->store, addressee_no, as_of, arena, &quiet, &a);
    if (e == ERR_NONE) {
        *ret = (struct listed){a.name, a.is_restricted};
    } else if (e == ERR_FINDINGS) {
        e = ERR_NONE; /* nobody of this number on the day: the money stays on the list */
    } else {
        report_add(report, "%s", quiet.kept > 0 ? quiet.lines[0] : "宛名を読めません");
    }
    report_done(&quiet);
    return e;
}

static void put_number(struct output_sink *sink, int64_t number)
{
    char text[32] = "";

    if (number != 0) {
        snprintf(text, sizeof(text), "%" PRId64, number);
    }
    output_text(sink, text_of(text));
}

/* ---------------------------------------------------------------------------------- what is open -- */

static int without_account_first(const void *a, const void *b)
{
    const struct refund_open *x = a, *y = b;

    if (x->has_account != y->has_account) {
        return x->has_account ? 1 : -1;
    }
    if (x->arose_on.day != y->arose_on.day) {
        return x->arose_on.day < y->arose_on.day ? -1 : 1;
    }
    return (x->receipt_no > y->receipt_no) - (x->receipt_no < y->receipt_no);
}

static bool fits(const struct refund_open *o, const struct output_value *values, int age)
{
    if (values[WORD_KIND].is_given && (values[WORD_KIND].choice == 1) != o->is_held) {
        return false;
    }
    if (values[WORD_CAUSE].is_given && strcmp(causes[values[WORD_CAUSE].choice], o->cause) != 0) {
        return false;
    }
    return !values[WORD_AGE].is_given || (age >= values[WORD_AGE].from && age <= values[WORD_AGE].until);
}

static const char *channel_label(int channel)
{
    return channel > 0 && channel < CHANNEL_COUNT ? collection_channel_labels[channel] : "";
}

/* 紙 is read at a counter or a bank; everything else comes as data by itself. */
static bool is_on_paper(int channel)
{
    return channel == CHANNEL_COUNTER || channel == CHANNEL_BANK;
}

/* CO-63: how the instalment had been paid before it was paid a second time; "" where it was not. */
static enum err earlier_channel(struct session *s, const struct refund_open *o, struct arena *arena,
                                struct report *report, const char **ret)
{
    const struct collection_charge charge = {.levy_year = o->levy_year,
                                             .notice_no = o->notice_no,
                                             .household_no = o->household_no,
                                             .payer_no = o->payer_no,
                                             .instalment = o->instalment};
    struct collection_payment *list;
    size_t count = 0;
    enum err e = ERR_NONE;

    *ret = "";
    if (o->is_held || refund_cause(o->cause) != OVERPAID_TWICE || o->instalment == 0) {
        return e;
    }
    e = collection_payments(s->store, &charge, arena, report, &list, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (list[i].receipt_no < o->receipt_no && list[i].amount > 0) {
            bool differ = is_on_paper(list[i].channel) != is_on_paper(o->channel);
            *ret = arena_printf(arena, "%s%s", channel_label(list[i].channel), differ ? "（紙と電子）" : "");
        }
    }
    return e;
}

static enum err put_open(struct session *s, const struct refund_open *o, int age, struct arena *arena,
                         struct output_sink *sink, struct report *report)
{
    struct listed who;
    char instalment[16] = "全期";
    const char *earlier;
    enum err e = person(s, o->payer_no, arena, report, &who);

    e = e == ERR_NONE ? earlier_channel(s, o, arena, report, &earlier) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (o->instalment != 0) {
        snprintf(instalment, sizeof(instalment), "%d期", o->instalment);
    }
    put_number(sink, o->receipt_no);
    output_addressee_no(sink, o->payer_no);
    output_text(sink, who.name);
    output_addressee_no(sink, o->household_no);
    output_text(sink, text_of(o->is_held ? "仮受" : "過誤納"));
    output_text(sink, text_of(refund_cause_label(o->cause)));
    put_number(sink, o->levy_year);
    output_text(sink, text_of(instalment));
    output_day(sink, o->paid_on);
    output_day(sink, o->arose_on);
    output_i64(sink, age);
    output_i64(sink, o->amount);
    output_i64(sink, o->used);
    output_i64(sink, o->reserved);
    output_i64(sink, refund_left(o));
    output_text(sink, text_of(o->is_held ? "" : o->has_account ? "あり" : "なし"));
    output_day(sink, o->is_held ? date_none() : o->limit_on);
    output_text(sink, text_of(channel_label(o->channel)));
    output_text(sink, text_of(earlier));
    output_text(sink, text_of(o->codes));
    return output_row(sink, o->payer_no, who.is_restricted, report);
}

static enum err write_open(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct refund_open *opens;
    size_t count = 0;
    struct arena *row = arena_new("過誤納の行", (size_t)16 << 20);
    enum err e = refund_opens(s, 0, arena, report, &opens, &count);

    e = e == ERR_NONE ? refund_accounts_now(s, opens, count, arena, report) : e;
    if (e == ERR_NONE && count > 0) {
        qsort(opens, count, sizeof(*opens), without_account_first);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int age = date_days_between(opens[i].arose_on, s->folder.business_date);
        if (fits(&opens[i], values, age)) {
            arena_reset(row);
            e = put_open(s, &opens[i], age, row, sink, report);
        }
    }
    arena_free(row);
    return e;
}

/* ------------------------------------------------------------------------------- what will lapse -- */

struct waiting {
    const struct refund_case *decided; /* NULL: nobody decided yet */
    const struct refund_open *open;
    date limit;
};

static int by_limit(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;
    return (x->limit.day > y->limit.day) - (x->limit.day < y->limit.day);
}

static bool is_inside(date day, const struct output_value *v)
{
    return !v->is_given || ((date_is_none(v->day_from) || !date_before(day, v->day_from)) &&
                            (date_is_none(v->day_until) || date_at_most(day, v->day_until)));
}

static enum err put_waiting(struct session *s, const struct waiting *w, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    struct listed who;
    int64_t payer = w->decided != NULL ? w->decided->payer_no : w->open->payer_no;
    enum err e = person(s, payer, arena, report, &who);

    if (e != ERR_NONE) {
        return e;
    }
    put_number(sink, w->decided != NULL ? w->decided->case_no : 0);
    put_number(sink, w->decided != NULL ? 0 : w->open->receipt_no);
    output_addressee_no(sink, payer);
    output_text(sink, who.name);
    output_text(sink, text_of(w->decided != NULL ? refund_state_label(w->decided->state) : "未決議"));
    output_i64(sink, w->decided != NULL ? w->decided->amount : refund_left(w->open));
    output_i64(sink, w->decided != NULL ? w->decided->interest : 0);
    output_day(sink, w->decided != NULL ? w->decided->told_on : date_none());
    output_day(sink, w->limit);
    output_i64(sink, date_days_between(s->folder.business_date, w->limit));
    return output_row(sink, payer, who.is_restricted, report);
}

static enum err write_limit(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    const struct refund_scope all = {0};
    struct refund_law_set law;
    struct refund_case *cases;
    struct refund_open *opens;
    struct waiting *list = NULL;
    size_t case_count = 0, open_count = 0, count = 0, capacity = 0;
    enum err e = refund_law_read(s, s->folder.business_date, arena, report, &law);

    e = e == ERR_NONE ? refund_cases(s->store, &all, arena, report, &cases, &case_count) : e;
    e = e == ERR_NONE ? refund_opens(s, 0, arena, report, &opens, &open_count) : e;
    for (size_t i = 0; e == ERR_NONE && i < case_count; i++) {
        const struct refund_case *c = &cases[i];
        bool waits = c->state == REFUND_DECIDED || c->state == REFUND_TOLD || c->state == REFUND_RETURNED;
        date limit = refund_case_limit(&law, c);
        if (waits && c->amount > 0 && is_inside(limit, &values[WORD_LIMIT])) {
            *ARENA_PUSH(arena, list, count, capacity) = (struct waiting){c, NULL, limit};
        }
    }
    for (size_t i = 0; e == ERR_NONE && i < open_count; i++) {
        const struct refund_open *o = &opens[i];
        if (!o->is_held && refund_left(o) > 0 && is_inside(o->limit_on, &values[WORD_LIMIT])) {
            *ARENA_PUSH(arena, list, count, capacity) = (struct waiting){NULL, o, o->limit_on};
        }
    }
    if (count > 0) {
        qsort(list, count, sizeof(*list), by_limit);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = put_waiting(s, &list[i], arena, sink, report);
    }
    return e;
}
