/*
 * 到着についての登録 -- a clerk begins or ends the watch of a feed, and says what is known of a file that did
 * not come; a chief approves.
 *
 * Rows    NX-07; collection.md E2
 */
#include "casework/casework.h"
#include "interchange/feed_days.h"

static enum err feed_choices(struct change_call *call, const struct change_field *field,
                             struct change_code **ret);
static enum err watch_begin(struct change_call *call);
static enum err watch_check(struct change_call *call);
static enum err watch_apply(struct change_call *call);
static enum err watch_undo(struct change_call *call);
static enum err word_begin(struct change_call *call);
static enum err word_check(struct change_call *call);
static enum err word_apply(struct change_call *call);
static enum err word_undo(struct change_call *call);

static const struct change_code ways[] = {
    {"start", "見張りを始める"}, {"stop", "見張りをやめる"}, {NULL, NULL}};
static const struct change_code answers[] = {{"none", "この日の分はない（相手先に確かめた）"},
                                             {"later", "遅れて届く（相手先に確かめた）"},
                                             {"pass", "届かないまま督促・催告・口座振替を進める"},
                                             {NULL, NULL}};

#define FIELD_FEED                                                                           \
    {.name = "feed", .label = "連携", .type = FIELD_CHOICE, .is_required = true,             \
     .help = "届くはずのファイル。「連携ファイルの到着」の表と同じです"}

static const struct change_field watch_fields[] = {
    FIELD_FEED,
    {.name = "way", .label = "すること", .type = FIELD_CHOICE, .is_required = true, .codes = ways,
     .help = "始めると、届くはずの日時までに届かないときに知らせます"},
    {.name = "from", .label = "いつから", .type = FIELD_DATE, .is_required = true,
     .help = "この日に届くはずの分から。例: R8.12.1"},
    {.name = "reason", .label = "理由", .type = FIELD_LINES, .is_required = true, .characters_max = 400,
     .help = "例: 12月から本番の連携を始めるため（収納代行会社の連絡、11月20日）"},
};
const struct change_kind kind_feed_watch = {
    .name = "feed-watch",
    .label = "連携ファイルの見張り",
    .help = "相手先からファイルが届くのを待ち始め、または待つのをやめます。見張っている間は、届くはずの"
            "日時までに届かないと作業になり、督促・催告・口座振替の処理も始められません。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_IMPORT_RUN,
    .approve = PERM_CASE_ASSIGN,
    .fields = watch_fields,
    .field_count = COUNT_OF(watch_fields),
    .begin = watch_begin,
    .choices = feed_choices,
    .check = watch_check,
    .apply = watch_apply,
    .undo = watch_undo,
};

static const struct change_field word_fields[] = {
    FIELD_FEED,
    {.name = "day", .label = "どの日の分", .type = FIELD_DATE, .is_required = true,
     .help = "届くはずだった日。例: R8.12.1"},
    {.name = "answer", .label = "分かったこと", .type = FIELD_CHOICE, .is_required = true, .codes = answers,
     .help = "「この日の分はない」で知らせが消えます。「遅れて届く」は知らせだけを止めます"},
    {.name = "until", .label = "いつまで進めてよいか", .type = FIELD_DATE, .only_if = "answer=pass",
     .help = "この日までの処理は、この分が届かなくても始められます。空なら承認した日だけ"},
    {.name = "reason", .label = "理由", .type = FIELD_LINES, .is_required = true, .characters_max = 400,
     .help = "だれに、いつ、何を確かめたか。例: 収納代行会社の担当に電話（10時20分）。障害で明日の朝になる"},
};
const struct change_kind kind_feed_word = {
    .name = "feed-word",
    .label = "届かない連携ファイルの確認",
    .help = "届くはずの日に届かないファイルについて、相手先に確かめたことを登録します。承認されるまで"
            "知らせは消えません。あとから届いたファイルは、届いた分として数えます。",
    .subject = CHANGE_OF_NOBODY,
    .propose = PERM_IMPORT_RUN,
    .approve = PERM_CASE_ASSIGN,
    .fields = word_fields,
    .field_count = COUNT_OF(word_fields),
    .begin = word_begin,
    .choices = feed_choices,
    .check = word_check,
    .apply = word_apply,
    .undo = word_undo,
};

/* ----------------------------------------------------------------------------------- common -- */

static struct text day_text(struct change_call *call, date day)
{
    char words[DATE_TEXT_BYTES];
    size_t len = date_format_iso(day, words);
    return (struct text){arena_copy(call->arena, words, len), len};
}

/* Every feed once, under the label it has today; one that is declared for a later day stands among them. */
static enum err feed_choices(struct change_call *call, const struct change_field *field,
                             struct change_code **ret)
{
    struct feed_table t;
    enum err e = feed_table_read(&call->session->folder, call->arena, call->report, &t);
    struct change_code *codes = ARENA_ARRAY(call->arena, struct change_code, e == ERR_NONE ? t.count + 1 : 1);
    size_t n = 0;

    (void)field;
    for (size_t i = 0; e == ERR_NONE && i < t.count; i++) {
        size_t at = 0;
        while (at < n && strcmp(codes[at].value, t.rows[i].name) != 0) {
            at++;
        }
        bool is_begun = date_at_most(t.from[i], call->session->folder.business_date);
        if (at == n || is_begun) {
            codes[at] = (struct change_code){t.rows[i].name, t.rows[i].label};
        }
        n += at == n;
    }
    codes[n] = (struct change_code){NULL, NULL};
    *ret = codes;
    return e;
}

static const struct feed *find_feed(struct change_call *call, date day, enum err *ret_err)
{
    struct feed_table t;
    *ret_err = feed_table_read(&call->session->folder, call->arena, call->report, &t);
    const struct feed *f = *ret_err == ERR_NONE ? feed_on(&t, change_value(call, "feed"), day) : NULL;
    if (*ret_err == ERR_NONE && f == NULL) {
        struct text name = change_value(call, "feed");
        change_warn(call, WARNING_STOP, "feed",
                    "「%.*s」は、その日に届くはずの連携ではありません。"
                    "「連携ファイルの到着」の表にあるものを選んでください",
                    (int)name.len, name.bytes);
    }
    return f;
}

static enum err next_number(struct change_call *call, enum sql sql, int64_t *ret)
{
    struct query *q = store_query(call->session->store, sql);
    bool row = false;
    enum err e = query_step(q, call->report, &row);
    *ret = row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err close_row(struct change_call *call, enum sql sql, const char *day_name, date day)
{
    int64_t changed = 0;
    struct query *q = store_query(call->session->store, sql);
    query_set_text(q, "feed", change_value(call, "feed"));
    query_set_i64(q, day_name, date_ymd(day));
    query_set_i64(q, "recorded_at", call->applied_at);
    query_set_i64(q, "superseded_at", call->recorded_at);
    enum err e = query_run(q, call->report, &changed);
    return e == ERR_NONE && changed != 1
               ? report_fail(call->report, ERR_INPUT,
                             "取り消すものがありません。登録はもう取り消されています")
               : e;
}

/* ------------------------------------------------------------------------------------ watch -- */

static enum err watch_begin(struct change_call *call)
{
    call->values.at[1] = text_of("start");
    call->values.at[2] = day_text(call, call->session->folder.business_date);
    return ERR_NONE;
}

static enum err watch_check(struct change_call *call)
{
    date from = change_date(call, "from");
    bool is_start = text_is(change_value(call, "way"), "start"), watched = false;
    enum err e = ERR_NONE;
    if (date_is_none(from)) {
        return e;
    }
    (void)find_feed(call, from, &e);
    e = e == ERR_NONE ? feed_is_watched(call->session, change_value(call, "feed"), from, call->report,
                                        &watched)
                      : e;
    if (e == ERR_NONE && watched == is_start) {
        change_warn(call, WARNING_STOP, "way", is_start ? "その日にはもう見張っています"
                                                        : "その日には見張っていません");
    }
    if (e == ERR_NONE && !is_start && date_before(from, call->session->folder.business_date)) {
        change_warn(call, WARNING_WARN, "from", "さかのぼってやめると、届いていない分の知らせも消えます");
    }
    return e;
}

static enum err watch_apply(struct change_call *call)
{
    int64_t number, changed;
    bool is_start = text_is(change_value(call, "way"), "start");
    enum err e = next_number(call, SQL_interchange_feed_watch_next, &number);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_interchange_feed_watch_add);
    query_set_i64(q, "watch_no", number);
    query_set_text(q, "feed", change_value(call, "feed"));
    query_set_i64(q, "from_day", date_ymd(change_date(call, "from")));
    query_set_i64(q, "is_watched", is_start);
    query_set_text(q, "words", change_value(call, "reason"));
    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_i64(q, "recorded_at", call->recorded_at);
    snprintf(call->outcome, sizeof(call->outcome), is_start ? "見張りを始めました" : "見張りをやめました");
    return query_run(q, call->report, &changed);
}

static enum err watch_undo(struct change_call *call)
{
    return close_row(call, SQL_interchange_feed_watch_close, "from_day", change_date(call, "from"));
}

/* ------------------------------------------------------------------------------------ words -- */

static enum err word_begin(struct change_call *call)
{
    call->values.at[1] = day_text(call, call->session->folder.business_date);
    return ERR_NONE;
}

static date word_until(const struct change_call *call)
{
    date until = change_date(call, "until");
    return date_is_none(until) ? call->session->folder.business_date : until;
}

/* Only of a day that is open: what has come needs no word. */
static enum err word_check(struct change_call *call)
{
    date day = change_date(call, "day"), today = call->session->folder.business_date;
    struct feeds_look look;
    bool is_open = false;
    enum err e = ERR_NONE;
    if (date_is_none(day)) {
        return e;
    }
    if (date_before(today, day)) {
        change_warn(call, WARNING_STOP, "day", "今日の処理日より後の日の分は、まだ確認できません");
        return e;
    }
    if (find_feed(call, day, &e) == NULL) {
        return e;
    }
    e = feeds_look(call->session, today, call->arena, call->report, &look);
    for (size_t i = 0; i < look.day_count && e == ERR_NONE; i++) {
        const struct feed_day *d = &look.days[i];
        is_open = is_open || (text_is(change_value(call, "feed"), d->feed->name) && date_equal(d->day, day) &&
                              feed_state_is_open(d->state));
    }
    if (e == ERR_NONE && !is_open) {
        change_warn(call, WARNING_STOP, "day",
                    "その日の分は届いているか、見張っていないか、届く予定のない日です");
    }
    if (text_is(change_value(call, "answer"), "pass") && date_days_between(today, word_until(call)) > 31) {
        change_warn(call, WARNING_STOP, "until", "進めてよいのは、今日から31日までにしてください");
    }
    return e;
}

static enum err word_apply(struct change_call *call)
{
    int64_t number, changed;
    struct text answer = change_value(call, "answer");
    enum feed_answer a = text_is(answer, "none")    ? ANSWER_NONE
                         : text_is(answer, "later") ? ANSWER_LATER
                                                    : ANSWER_PASS;
    enum err e = next_number(call, SQL_interchange_feed_word_next, &number);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(call->session->store, SQL_interchange_feed_word_add);
    query_set_i64(q, "word_no", number);
    query_set_text(q, "feed", change_value(call, "feed"));
    query_set_i64(q, "day", date_ymd(change_date(call, "day")));
    query_set_i64(q, "answer", a);
    query_set_i64(q, "until_day", a == ANSWER_PASS ? date_ymd(word_until(call)) : 0);
    query_set_text(q, "words", change_value(call, "reason"));
    query_set_text(q, "operator_id", text_of(call->session->operator.id));
    query_set_i64(q, "recorded_at", call->recorded_at);
    snprintf(call->outcome, sizeof(call->outcome), "届かないファイルの確認を登録しました");
    return query_run(q, call->report, &changed);
}

static enum err word_undo(struct change_call *call)
{
    return close_row(call, SQL_interchange_feed_word_close, "day", change_date(call, "day"));
}
