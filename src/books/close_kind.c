/*
 * 締め -- closes the days up to one of them; a posting to a closed day is refused, a reversal is a new line
 * on an open day (CO-64).
 */
#include "books/books.h"

static enum err begin(struct change_call *call);
static enum err check(struct change_call *call);
static enum err preview(struct change_call *call, struct textbuf *ret);
static enum err apply(struct change_call *call);

static const struct change_field fields[] = {
    {.name = "until", .label = "締める日", .type = FIELD_DATE, .is_required = true,
     .help = "この日までの処理日の収納・調定・還付は、あとから記帳できなくなります。例: R8.6.30"},
    {.name = "advice", .label = "指定金融機関の公金日計の合計（円）", .type = FIELD_YEN,
     .help = "締める日の払込額の合計。わかるときに入れると、日計表の合計と比べます"},
};

const struct change_kind kind_books_close = {
    .name = "books-close",
    .label = "収納の締め",
    .help = "日計表を確かめて、その日までの帳簿を締めます。締めは戻せません。"
            "まちがいは次の日の処理日で取り消します。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_COLLECTION_RUN,
    .approve = PERM_COLLECTION_CLOSE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .check = check,
    .preview = preview,
    .apply = apply,
};

static enum err begin(struct change_call *call)
{
    change_set_day(call, "until", date_add_days(change_today(call), -1));
    return ERR_NONE;
}

/* The bank's total of the day against ours: a difference is to be seen by both who close. */
static enum err check_advice(struct change_call *call, date until)
{
    struct books_daily daily;
    char ours[32], theirs[32], apart[32];
    yen advice = change_number(call, "advice");

    if (change_value(call, "advice").len == 0) {
        return ERR_NONE;
    }
    if (advice < 0) {
        change_warn(call, WARNING_STOP, "advice", "公金日計の合計は0円以上です。通知の額を入れてください");
        return ERR_NONE;
    }
    enum err e = books_daily(call->session, until, DAY_BOOKED, call->arena, call->report, &daily);
    yen difference = e == ERR_NONE ? advice - daily.money[BOOKS_DAY] : 0;
    if (difference != 0) {
        yen_format(daily.money[BOOKS_DAY], ours, sizeof(ours));
        yen_format(advice, theirs, sizeof(theirs));
        yen_format(difference < 0 ? -difference : difference, apart, sizeof(apart));
        change_warn(call, WARNING_WARN, "advice",
                    "公金日計の%s円と日計表の%s円が%s円違います。締める前に違いの理由を確かめてください",
                    theirs, ours, apart);
    }
    return e;
}

static enum err check(struct change_call *call)
{
    date until = change_date(call, "until"), closed;
    enum err e = ledger_closed_until(call->session->store, call->report, &closed);

    if (e != ERR_NONE || date_is_none(until)) {
        return e;
    }
    if (!date_before(until, call->session->folder.business_date)) {
        change_warn(call, WARNING_STOP, "until", "締める日は今日の処理日より前の日にしてください");
    }
    if (!date_is_none(closed) && date_at_most(until, closed)) {
        char words[DATE_TEXT_BYTES];
        date_format_era(closed, words);
        change_warn(call, WARNING_STOP, "until", "%sまでは締め済みです。それより後の日を入れてください",
                    words);
    }
    return check_advice(call, until);
}

static enum err preview(struct change_call *call, struct textbuf *ret)
{
    struct books_daily daily;
    date until = change_date(call, "until"), closed;
    char amount[32], from[DATE_TEXT_BYTES] = "", last[DATE_TEXT_BYTES];
    enum err e = books_daily(call->session, until, DAY_BOOKED, call->arena, call->report, &daily);

    e = e == ERR_NONE ? ledger_closed_until(call->session->store, call->report, &closed) : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (!date_is_none(closed)) {
        date_format_era(date_add_days(closed, 1), from);
    }
    date_format_era(until, last);
    yen_format(daily.money[BOOKS_DAY], amount, sizeof(amount));
    textbuf_printf(ret, "%s%s%sまでの帳簿を締めます。%sの収納は%s円です。", from,
                   from[0] != '\0' ? "から" : "", last, last, amount);
    if (change_value(call, "advice").len > 0 && change_number(call, "advice") == daily.money[BOOKS_DAY]) {
        textbuf_puts(ret, "公金日計の合計と一致しています。");
    }
    textbuf_puts(ret, "締めた日への記帳はできなくなります。");
    return ERR_NONE;
}

static enum err apply(struct change_call *call)
{
    date until = change_date(call, "until");
    char words[DATE_TEXT_BYTES];
    enum err e = ledger_close_days(call->session->store, until, text_of(call->session->operator.id),
                                   call->recorded_at, call->report);

    if (e == ERR_NONE) {
        date_format_era(until, words);
        snprintf(call->outcome, sizeof(call->outcome), "%sまで締めました", words);
    }
    return e;
}
