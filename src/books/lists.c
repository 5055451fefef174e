/* 帳簿の一覧 -- the sheets of the books as CSV or XLSX; no list but 繰越対象者 is about persons. */
#include "books/books.h"

#include "addressee/addressee.h"

#include <inttypes.h>

#define CHUNK_ROWS 500

static enum err write_daily(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report);
static struct text rate_text(int64_t hundredths, struct arena *arena)
{
    return text_of(hundredths < 0 ? ""
                                  : arena_printf(arena, "%" PRId64 ".%02" PRId64, hundredths / 100,
                                                 hundredths % 100));
}

static enum err write_monthly(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);
static enum err write_parts(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report);
static enum err write_journal(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);
static enum err write_carried(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report);

static const char *const bases[] = {"記帳日", "収納日", NULL};
static const struct output_word words_of_day[] = {
    {.name = "日", .type = OUTPUT_WORD_DAY, .is_required = true},
    {.name = "基準", .type = OUTPUT_WORD_CHOICE, .choices = bases},
};
static const struct output_word words_of_year[] = {
    {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
};
static const struct output_column columns_daily[] = {
    {.label = "日"},   {.label = "経路"},  {.label = "納付書種別", .is_number = true}, {.label = "財源"},
    {.label = "科目"}, {.label = "当日件数", .is_number = true}, {.label = "当日金額", .is_number = true},
    {.label = "月計件数", .is_number = true}, {.label = "月計金額", .is_number = true},
    {.label = "年計件数", .is_number = true}, {.label = "年計金額", .is_number = true},
};
static const struct output_column columns_monthly[] = {
    {.label = "会計年度", .is_number = true}, {.label = "区分"}, {.label = "期数", .is_number = true},
    {.label = "調定額", .is_number = true}, {.label = "当月収納額", .is_number = true},
    {.label = "収納済額", .is_number = true}, {.label = "不納欠損額", .is_number = true},
    {.label = "収入未済額", .is_number = true}, {.label = "収納率（%）"},
    {.label = "居所不明者分調定額", .is_number = true}, {.label = "収納率（居所不明者分を除く、%）"},
};
static const struct output_column columns_parts[] = {
    {.label = "賦課年度", .is_number = true}, {.label = "区分"}, {.label = "調定額", .is_number = true},
    {.label = "収納額", .is_number = true},
};
static const struct output_column columns_journal[] = {
    {.label = "仕訳区分"}, {.label = "会計年度", .is_number = true}, {.label = "賦課年度",
                                                              .is_number = true},
    {.label = "区分"}, {.label = "借方"}, {.label = "貸方"}, {.label = "件数", .is_number = true},
    {.label = "金額", .is_number = true},
};
static const struct output_column columns_carried[] = {
    {.label = "会計年度", .is_number = true}, {.label = "賦課年度", .is_number = true},
    {.label = "納付義務者番号"}, {.label = "氏名"}, {.label = "世帯番号"}, {.label = "期数",
                                                               .is_number = true},
    {.label = "繰越額", .is_number = true}, {.label = "医療分", .is_number = true},
    {.label = "支援金分", .is_number = true}, {.label = "介護分", .is_number = true},
    {.label = "子ども分", .is_number = true}, {.label = "繰越済み"},
};

/* Figures, not persons: RESTRICTED_AS_OTHERS. */
#define LIST(named, says, about, conditions, of, example, by)                                              \
    {                                                                                                      \
        .name = named, .label = says, .help = about, .permission = PERM_COLLECTION_VIEW,                   \
        .restricted = RESTRICTED_AS_OTHERS, .columns = of, .column_count = COUNT_OF(of),                   \
        .words = conditions, .word_count = COUNT_OF(conditions), .criteria_help = example, .write = by     \
    }

const struct output_list output_list_daily =
    LIST("books-daily", "収納日計表", "当日・月計・年計を経路、納付書種別、財源、科目ごとに", words_of_day,
         columns_daily, "日=2026-08-20 基準=記帳日", write_daily);
const struct output_list output_list_monthly =
    LIST("books-monthly", "収納月報・収納率",
         "現年度・過年度・滞納繰越ごとの調定額、収納済額、不納欠損額、収入未済額、収納率", words_of_day,
         columns_monthly, "日=2026-08-31", write_monthly);
const struct output_list output_list_parts =
    LIST("books-parts", "按分表", "賦課年度ごとの医療・支援・介護・子ども分の調定額と収納額", words_of_day,
         columns_parts, "日=2026-08-31", write_parts);
const struct output_list output_list_journal =
    LIST("books-journal", "財務会計への仕訳",
         "処理日の仕訳を会計年度、賦課年度、区分ごとに。同じ日をもう一度出すと全体が同じ内容になる",
         words_of_day, columns_journal, "日=2026-08-20..2026-08-20", write_journal);
const struct output_list output_list_carried =
    LIST("books-carried", "繰越対象者一覧", "年度の帳簿から翌年度へ繰り越す未納", words_of_year,
         columns_carried, "年度=2026", write_carried);

/* ------------------------------------------------------------------------------- days --------- */

static enum err day_of(const struct output_value *value, struct report *report, date *ret)
{
    *ret = date_is_none(value->day_until) ? value->day_from : value->day_until;
    return date_is_none(*ret) ? report_fail(report, ERR_INPUT, "条件「日」に日を書いてください") : ERR_NONE;
}

static enum err write_daily(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    struct books_daily daily;
    date day;
    enum err e = day_of(&values[0], report, &day);

    if (e == ERR_NONE) {
        bool by_payment = values[1].is_given && values[1].choice == 1;
        e = books_daily(s, day, by_payment ? DAY_RECEIVED : DAY_BOOKED, arena, report, &daily);
    }
    for (size_t i = 0; e == ERR_NONE && i < daily.line_count; i++) {
        const struct books_line *l = &daily.lines[i];
        output_day(sink, day);
        output_text(sink, text_of(collection_channel_labels[l->channel]));
        output_i64(sink, l->slip_kind);
        output_text(sink, text_of(ledger_accounts[l->source].label));
        output_text(sink, text_of(books_item_label(l->item)));
        for (int span = 0; span < BOOKS_SPANS; span++) {
            output_i64(sink, l->count[span]);
            output_i64(sink, l->amount[span]);
        }
        e = output_row(sink, OUTPUT_NOBODY, false, report);
    }
    return e;
}

static const char *const class_labels[BOOKS_CLASSES] = {
    [ACCOUNTING_CURRENT] = "現年度分", [ACCOUNTING_PRIOR] = "過年度分", [ACCOUNTING_CARRIED] = "滞納繰越分"};

static enum err write_monthly(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    struct books_month month;
    date day;
    enum err e = day_of(&values[0], report, &day);

    if (e == ERR_NONE) {
        e = books_month(s, day, arena, report, &month);
    }
    for (int i = 0; e == ERR_NONE && i < BOOKS_CLASSES; i++) {
        const struct books_class *k = &month.classes[i];
        output_i64(sink, month.year.first_year);
        output_text(sink, text_of(class_labels[i]));
        output_i64(sink, k->charges);
        output_i64(sink, k->charged);
        output_i64(sink, k->received_in_month);
        output_i64(sink, k->received);
        output_i64(sink, k->written_off);
        output_i64(sink, k->unpaid);
        output_text(sink, rate_text(k->rate_hundredths, arena));
        output_i64(sink, k->lost);
        output_text(sink, rate_text(k->national_hundredths, arena));
        e = output_row(sink, OUTPUT_NOBODY, false, report);
    }
    return e;
}

static enum err write_parts(struct session *s, const struct output_value *values, struct arena *arena,
                            struct output_sink *sink, struct report *report)
{
    struct books_month month;
    date day;
    enum err e = day_of(&values[0], report, &day);

    if (e == ERR_NONE) {
        e = books_month(s, day, arena, report, &month);
    }
    for (size_t i = 0; e == ERR_NONE && i < month.part_count; i++) {
        for (int p = 0; p < LEVY_PARTS && e == ERR_NONE; p++) {
            output_i64(sink, month.parts[i].levy_year);
            output_text(sink, text_of(premium_levy_parts[p].label));
            output_i64(sink, month.parts[i].charged[p]);
            output_i64(sink, month.parts[i].received[p]);
            e = output_row(sink, OUTPUT_NOBODY, false, report);
        }
    }
    return e;
}

/* ------------------------------------------------------------------------------- journal ------ */

const char *books_journal_code(const struct ledger_sum *sum)
{
    if (sum->debit == ACCOUNT_FORMER || sum->credit == ACCOUNT_FORMER) {
        return "引継ぎ"; /* told by the system before this one: no journal of ours */
    }
    switch (sum->reason) {
    case REASON_ASSESSED:
    case REASON_REDUCED:
    case REASON_REVERSED: return "J01 調定";
    case REASON_RECEIVED: return sum->debit == ACCOUNT_CASH ? "J02 収納" : "J06 充当振替";
    case REASON_OVERPAID:
    case REASON_LOWERED: return "J03 過誤納";
    case REASON_REFUNDED: return "J04 還付";
    case REASON_INTEREST: return "J05 還付加算金";
    case REASON_LATE_CHARGE: return "J07 延滞金収納";
    case REASON_HELD: return "J08 仮受";
    case REASON_CANCELLED: return "J02 収納の取消";
    case REASON_LAPSED: return "J04 還付時効";
    case REASON_WRITTEN_OFF: return "J10 不納欠損";
    case REASON_CARRIED: return "J09 繰越";
    case REASON_COSTS_CHARGED: return "J01 調定（滞納処分費）";
    case REASON_COSTS_PAID: return "J07 滞納処分費収納";
    case REASON_DEPOSITED:
    case REASON_PAID_OUT: return "J08 歳入歳出外現金";
    case REASON_BROUGHT: return "引継ぎ";
    case REASON_COUNT: break;
    }
    return "";
}

static enum err journal_row(void *context, const struct ledger_sum *sum, struct report *report)
{
    struct output_sink *sink = context;

    output_text(sink, text_of(books_journal_code(sum)));
    output_i64(sink, sum->account_year);
    output_i64(sink, sum->levy_year);
    output_text(sink, text_of(sum->part));
    output_text(sink, text_of(ledger_accounts[sum->debit].label));
    output_text(sink, text_of(ledger_accounts[sum->credit].label));
    output_i64(sink, sum->count);
    output_i64(sink, sum->amount);
    return output_row(sink, OUTPUT_NOBODY, false, report);
}

static enum err write_journal(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    const struct output_value *days = &values[0];
    date from, until;
    enum err e = day_of(days, report, &until);

    (void)arena;
    from = date_is_none(days->day_from) ? until : days->day_from;
    return e == ERR_NONE ? ledger_sums(s->store, from, until, journal_row, sink, report) : e;
}

/* ------------------------------------------------------------------------------- 繰越 --------- */

struct carried_key {
    int64_t levy_year, household_no, payer_no, run_no;
};

static enum err carried_row(struct session *s, const struct query *q, int64_t year, struct as_of as_of,
                            struct arena *arena, struct output_sink *sink, struct report *report)
{
    struct addressee a = {0};
    struct report quiet;
    int64_t payer = query_i64(q, 2);

    report_init(&quiet);
    enum err e = addressee_by_no(s->store, payer, as_of, arena, &quiet, &a);
    report_done(&quiet);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return report_fail(report, e, "宛名を読めません");
    }
    output_i64(sink, year);
    output_i64(sink, query_i64(q, 0));
    output_addressee_no(sink, payer);
    output_text(sink, e == ERR_NONE ? a.name : text_of(""));
    output_addressee_no(sink, query_i64(q, 1));
    for (int i = 3; i < 5 + LEVY_PARTS; i++) {
        output_i64(sink, query_i64(q, i));
    }
    output_text(sink, text_of(query_i64(q, 5 + LEVY_PARTS) != 0 ? "済" : "提案"));
    return output_row(sink, payer, a.is_restricted, report);
}

static enum err write_carried(struct session *s, const struct output_value *values, struct arena *arena,
                              struct output_sink *sink, struct report *report)
{
    struct carried_key last = {0};
    struct as_of as_of = {s->folder.business_date, clock_now_ms()};
    size_t got = CHUNK_ROWS;
    enum err e = ERR_NONE;

    if (values[0].from != values[0].until) {
        return report_fail(report, ERR_INPUT, "条件「年度」は西暦の1つの年度（2026）で書いてください");
    }
    while (e == ERR_NONE && got == CHUNK_ROWS) { /* short reads: nobody waits for a list (BO-04) */
        struct query *q = store_query(s->store, SQL_books_carried_list);
        bool row;
        query_set_i64(q, "books_year", values[0].from);
        query_set_i64(q, "levy_year", last.levy_year);
        query_set_i64(q, "household_no", last.household_no);
        query_set_i64(q, "payer_no", last.payer_no);
        query_set_i64(q, "run_no", last.run_no);
        query_set_i64(q, "max", CHUNK_ROWS);
        for (got = 0; (e = query_step(q, report, &row)) == ERR_NONE && row; got++) {
            last = (struct carried_key){query_i64(q, 0), query_i64(q, 1), query_i64(q, 2),
                                       query_i64(q, 6 + LEVY_PARTS)};
            e = carried_row(s, q, values[0].from, as_of, arena, sink, report);
            if (e != ERR_NONE) {
                break;
            }
        }
        query_reset(q);
    }
    return e;
}
