/* 台帳の変更 -- what the kinds share. */
#include "addressee/kinds.h"

const struct change_code entry_actions[] = {{"1", "登録"}, {"2", "変更"}, {"3", "終了"}, {NULL, NULL}};
const struct change_code seen_at_window[] = {
    {"1", "マイナンバーカード"},
    {"2", "運転免許証・旅券など写真付きのもの"},
    {"3", "写真のないもの2点"},
    {"4", "代理人（委任状と代理人の本人確認）"},
    {"5", "窓口ではない（郵送・電子・職権）"},
    {NULL, NULL}};
const struct change_code sexes[] = {{"0", "不明"}, {"1", "男"}, {"2", "女"}, {NULL, NULL}};

struct register_change kind_change(const struct change_call *call)
{
    return (struct register_change){.store = call->session->store,
                                    .change_no = call->change_no,
                                    .at = call->recorded_at,
                                    .arena = call->arena,
                                    .report = call->report};
}

void kind_set_day(struct change_call *call, const char *field, int64_t ymd)
{
    date d;

    if (ymd != REGISTER_DAY_OPEN && date_from_ymd((int32_t)ymd, &d)) {
        change_set_day(call, field, d);
    }
}

int64_t kind_ymd(const struct change_call *call, const char *field, int64_t otherwise)
{
    date d = change_date(call, field);
    return date_is_none(d) ? otherwise : date_ymd(d);
}

/* The day behind the last day of a period that a clerk typed; open when it is empty. */
static int64_t kind_until(const struct change_call *call, const char *field)
{
    date d = change_date(call, field);

    if (date_is_none(d) || !date_before(d, date_add_days(date_open_end(), -1))) {
        return REGISTER_DAY_OPEN;
    }
    return date_ymd(date_add_days(d, 1));
}

enum err undo_subject(struct change_call *call)
{
    struct register_change c = kind_change(call);
    return register_undo_all(&c, call->subject_no, call->applied_at);
}

enum err kind_rows(struct change_call *call, enum register_table which, int64_t addressee_no,
                     struct register_row **ret, size_t *ret_count)
{
    return register_rows(call->session->store, which, addressee_no, INT64_MAX, call->arena, call->report, ret,
                         ret_count);
}

/* --------------------------------------------------------------- 始まりと終わりのある登録 ------- */

static struct register_row entry_row(struct change_call *call, const struct entry_register *r)
{
    struct register_row row =
        register_row_of(call->subject_no, kind_ymd(call, "from", date_ymd(change_today(call))),
                        kind_until(call, "until"));
    r->fill(call, &row);
    return row;
}

/* The row of the same purpose that counts on the day the change begins; NULL when there is none. */
static const struct register_row *entry_in_force(const struct entry_register *r,
                                                 const struct register_row *row,
                                                 const struct register_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (r->same(row, &rows[i]) && rows[i].n[ROW_FROM] <= row->n[ROW_FROM] &&
            row->n[ROW_FROM] < rows[i].n[ROW_UNTIL]) {
            return &rows[i];
        }
    }
    return NULL;
}

static const char *day_words(struct change_call *call, int64_t ymd, bool is_until)
{
    date d;
    char day[DATE_TEXT_BYTES];

    if (ymd == REGISTER_DAY_OPEN || !date_from_ymd((int32_t)ymd, &d)) {
        return "終わりなし";
    }
    date_format_era(is_until ? date_add_days(d, -1) : d, day);
    return arena_string(call->arena, day);
}

static void refuse_overlaps(struct change_call *call, const struct entry_register *r,
                            const struct register_row *row, const struct register_row *except,
                            const struct register_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_overlap = &rows[i] != except && r->same(row, &rows[i]) &&
                          row->n[ROW_FROM] < rows[i].n[ROW_UNTIL] && rows[i].n[ROW_FROM] < row->n[ROW_UNTIL];
        if (is_overlap) {
            change_warn(
                call, WARNING_STOP, "from",
                "%sから%sまでの%sと期間が重なります。手続を「変更」にするか、先に終了してください。",
                day_words(call, rows[i].n[ROW_FROM], false), day_words(call, rows[i].n[ROW_UNTIL], true),
                r->what);
        }
    }
}

enum err entry_check(struct change_call *call, const struct entry_register *r)
{
    struct register_row row = entry_row(call, r), *rows = NULL;
    size_t count = 0;
    int64_t action = change_number(call, "action");
    enum err e = kind_rows(call, r->which, call->subject_no, &rows, &count);

    if (e != ERR_NONE) {
        return e;
    }
    const struct register_row *before = action == ENTRY_ADD ? NULL : entry_in_force(r, &row, rows, count);
    if (action != ENTRY_ADD && before == NULL) {
        change_warn(call, WARNING_STOP, "from",
                    "%sに使われている%sがありません。日と種類を確かめてください。",
                    day_words(call, row.n[ROW_FROM], false), r->what);
    }
    if (row.n[ROW_UNTIL] <= row.n[ROW_FROM]) {
        change_warn(call, WARNING_STOP, "until", "最後の日が始まりの日より前です。日を入れ直してください。");
    } else if (action != ENTRY_END) {
        refuse_overlaps(call, r, &row, before, rows, count);
    }
    return ERR_NONE;
}

enum err entry_apply(struct change_call *call, const struct entry_register *r)
{
    struct register_change c = kind_change(call);
    struct register_row row = entry_row(call, r), *rows = NULL;
    size_t count = 0;
    int64_t action = change_number(call, "action");
    enum err e = kind_rows(call, r->which, call->subject_no, &rows, &count);
    const struct register_row *before = NULL;

    if (e == ERR_NONE && action != ENTRY_ADD) {
        before = entry_in_force(r, &row, rows, count);
        e = before != NULL ? register_end(&c, r->which, before, row.n[ROW_FROM])
                           : report_fail(call->report, ERR_INPUT,
                                         "変更する%sがもうありません。開き直してください。", r->what);
    }
    if (e == ERR_NONE && action != ENTRY_END) {
        for (size_t i = 0; i < count; i++) {
            bool is_overlap = &rows[i] != before && r->same(&row, &rows[i]) &&
                              row.n[ROW_FROM] < rows[i].n[ROW_UNTIL] &&
                              rows[i].n[ROW_FROM] < row.n[ROW_UNTIL];
            if (is_overlap) {
                return report_fail(call->report, ERR_INPUT,
                                   "期間の重なる%sがその後に登録されています。開き直してください。", r->what);
            }
        }
        e = register_add(&c, r->which, &row);
    }
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%sを%sしました", r->what,
                       code_label(entry_actions, action));
    }
    return e;
}
