/*
 * 資格の統計 -- 事業月報 (資格), 異動統計, 年齢別, 国籍別 of a month, and who stands behind a figure
 * (EL-36, EL-38, EL-39).
 */
#include "web/templates.h"
#include "web/views_census.h"

#define CENSUS_BYTES ((size_t)1 << 30)

static enum err census_show(struct screen_call *call);
static enum err year_show(struct screen_call *call);
static enum err cell_show(struct screen_call *call);
static enum err paper_act(struct screen_call *call);

static const struct screen_field month_fields[] = {
    {"on", "いつまで",
     "月の末日か途中の日。その月の1日からの増減を数えます。例：R8.8.31。空なら今日の処理日"},
    {"known", "いつの時点で分かっていたこと", "空なら今。前に出した月報をもう一度出すときに使います"},
    {"basis", "集計",
     "処理月：遅れて届いた異動を届いた月に数えます（国への報告）。事実の月：異動の日の月に数えます"},
    {NULL, NULL, NULL}};

const struct screen screen_census = {
    .path = "/census",
    .name = "census",
    .label = "資格の統計",
    .permission = PERM_ELIGIBILITY_VIEW,
    .is_in_menu = true,
    .only_reads = true,
    .event = "census.look",
    .help = "事業月報（資格）、異動統計、年齢別統計表、外国人の国籍別・在留資格別の一覧表です。"
            "数を押すと、その数に入っている人が出ます。前月末＋増−減＝当月末になることを確かめてから表示し"
            "ます。"
            "過去の月も、その月に分かっていたことで作り直せます。",
    .reading = "しかくのとうけい じぎょうげっぽう いどうとうけい ねんれいべつ こくせきべつ",
    .fields = month_fields,
    .show = census_show,
};
static const struct screen_field year_fields[] = {
    {"on", "いつまで",
     "この日の属する年度を、この日までに終わった月について示します。例：R9.3.31。空なら今日の処理日"},
    {"known", "いつの時点で分かっていたこと", "空なら今"},
    {"basis", "集計", "事業月報と同じです。処理月か、事実の月"},
    {NULL, NULL, NULL}};
const struct screen screen_census_year = {
    .path = "/census/year",
    .name = "census-year",
    .label = "事業年報（資格）",
    .permission = PERM_ELIGIBILITY_VIEW,
    .only_reads = true,
    .event = "census.year.look",
    .help = "4月から3月までの各月末の世帯数と被保険者数、月ごとの増減を並べ、12か月そろうと平均を出します（"
            "0.5人以上"
            "は切り上げ）。数を押すと、その月の内訳が出ます。",
    .fields = year_fields,
    .show = year_show,
};
const struct screen screen_census_cell = {
    .path = "/census/cell",
    .name = "census-cell",
    .label = "統計の内訳",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .only_reads = true,
    .event = "census.cell.look",
    .help = "統計の一つの数に入っている人です。世帯の数では、世帯をその一人で示します。"
            "200人を超える分は「ファイルにする」で一覧を申請してください。",
    .fields = month_fields,
    .show = cell_show,
};
const struct screen screen_census_paper = {
    .path = "/census/paper",
    .name = "census-paper",
    .label = "統計の印刷",
    .permission = PERM_ELIGIBILITY_VIEW,
    .may_repeat = true,
    .act_kind = AUDIT_OUTPUT,
    .event = "census.paper",
    .help = "統計の表を紙（PDF）にします。透かしが入り、印刷の記録が残ります。",
    .fields = month_fields,
    .act = paper_act,
};

/* ---------------------------------------------------------------------------------- ways ------ */

struct url census_url(const struct census_view *v, const char *path, enum census_sheet_kind kind)
{
    char on[DATE_TEXT_BYTES], known[DATE_TEXT_BYTES];

    date_format_iso(v->at.on.day, on);
    struct url to = url_with(url_with(url_of(path), "on", on), "sheet", census_forms[kind].name);
    to = url_with(to, "basis", v->basis == CENSUS_BY_FACT ? "fact" : "processing");
    if (v->at.is_known_now) {
        return to;
    }
    date_format_iso(v->at.known.day, known);
    return url_with(to, "known", known);
}

struct url census_cell_url(const struct census_view *v, size_t row, size_t column)
{
    struct url to = census_url(v, "/census/cell", v->kind);

    to = url_with(to, "row", v->sheet.rows[row].code);
    return url_with(to, "column", v->sheet.form->columns[column].code);
}

const char *census_criteria(const struct census_view *v, struct arena *arena)
{
    char on[DATE_TEXT_BYTES], known[DATE_TEXT_BYTES];

    date_format_iso(v->at.on.day, on);
    date_format_iso(v->at.known.day, known);
    return arena_printf(arena, "日=%s 基準=%s%s%s", on, v->basis == CENSUS_BY_FACT ? "事実の月" : "処理月",
                        v->at.is_known_now ? "" : " 時点=", v->at.is_known_now ? "" : known);
}

const char *census_what_label(enum census_what what)
{
    static const char *const labels[] = {[CENSUS_OPENING] = "前月末",
                                         [CENSUS_GAIN] = "増",
                                         [CENSUS_LOSS] = "減",
                                         [CENSUS_CLOSING] = "当月末"};
    return labels[what];
}

/* --------------------------------------------------------------------------------- a month ---- */

static enum census_sheet_kind kind_of(const struct form *from)
{
    for (int k = 0; k < CENSUS_SHEETS; k++) {
        if (text_is(form_value(from, "sheet"), census_forms[k].name)) {
            return (enum census_sheet_kind)k;
        }
    }
    return CENSUS_MONTHLY;
}

/* Reads the fields and makes the month in `arena`; ERR_INPUT: the sheet is not for this operator. */
static enum err month_read(struct screen_call *call, const struct form *from, struct arena *arena,
                           struct census_view *v)
{
    v->basis = text_is(form_value(from, "basis"), "fact") ? CENSUS_BY_FACT : CENSUS_BY_PROCESSING;
    v->kind = kind_of(from);
    for (int k = 0; k < CENSUS_SHEETS; k++) {
        v->may_see[k] = operator_may(&call->session->operator, census_forms[k].permission);
    }
    if (!v->may_see[v->kind]) {
        return report_fail(call->report, ERR_INPUT, "「%s」を見る権限がありません",
                           census_forms[v->kind].title);
    }
    const struct census_wish wish = {v->at.on.day, v->basis, v->at.as_of.known_at};
    enum err e = census_make(call->session, &wish, arena, call->report, &v->census);
    if (e == ERR_NONE) {
        census_sheet_make(&v->census, v->kind, arena, &v->sheet);
        v->fault_count = census_check(&v->census, arena, &v->faults);
    }
    return e;
}

static enum err census_show(struct screen_call *call)
{
    struct census_view v = {.basis = CENSUS_BY_PROCESSING};
    struct arena *arena = arena_new("統計", CENSUS_BYTES);

    as_of_read(call, "on", "known", &v.at);
    enum err e = month_read(call, &call->query, arena, &v);
    if (e == ERR_NONE) {
        template_census(&call->html, call, &v);
    }
    arena_free(arena);
    return e;
}

/* ----------------------------------------------------------------------------------- 年報 ----- */

static struct census_view month_of(const struct census_year_view *v, size_t month)
{
    struct census_view at = {.at = v->at, .basis = v->basis, .kind = CENSUS_MONTHLY};

    at.at.on.day = v->year.months[month].day;
    return at;
}

struct url census_year_month_url(const struct census_year_view *v, size_t month)
{
    const struct census_view at = month_of(v, month);
    return census_url(&at, "/census", CENSUS_MONTHLY);
}

struct url census_year_url(const struct census_year_view *v, size_t month, size_t column)
{
    const struct census_view at = month_of(v, month);
    const struct census_year_place *place = &census_year_places[column];

    struct url to = census_url(&at, "/census/cell", CENSUS_MONTHLY);
    return url_with(url_with(to, "row", place->row), "column", place->column);
}

static enum err year_show(struct screen_call *call)
{
    struct census_year_view v = {.basis = CENSUS_BY_PROCESSING};

    as_of_read(call, "on", "known", &v.at);
    v.basis = text_is(form_value(&call->query, "basis"), "fact") ? CENSUS_BY_FACT : CENSUS_BY_PROCESSING;
    const struct census_wish wish = {v.at.on.day, v.basis, v.at.as_of.known_at};
    enum err e = census_year_make(call->session, &wish, call->report, &v.year);
    if (e == ERR_NONE) {
        const struct census_view month = {.at = v.at, .basis = v.basis};
        v.criteria = census_criteria(&month, call->arena);
        template_census_year(&call->html, call, &v);
    }
    return e;
}

static enum err print_census(struct screen_call *call, const void *context, const char *path)
{
    const struct census_view *v = context;
    return census_paper(call->session, &v->census, v->kind, path, call->report);
}

static enum err paper_act(struct screen_call *call)
{
    struct census_view v = {.basis = CENSUS_BY_PROCESSING};
    struct arena *arena = arena_new("統計", CENSUS_BYTES);

    call->query = call->form; /* the fields of the sheet, hidden in its form */
    as_of_read(call, "on", "known", &v.at);
    enum err e =
        v.at.on.is_wrong || v.at.known.is_wrong
            ? report_fail(call->report, ERR_INPUT, "日付として読めません。統計の画面から開き直してください")
            : month_read(call, &call->form, arena, &v);
    if (e == ERR_NONE && v.fault_count > 0) {
        e = report_fail(call->report, ERR_INPUT, "%s。合わない表は印刷しません", v.faults[0]);
    }
    if (e == ERR_NONE) {
        call->is_printed = true;
        e = screen_answer_paper(call, print_census, &v);
    }
    arena_free(arena);
    return e;
}

/* ---------------------------------------------------------------------------------- a cell ---- */

static enum err line_read(struct screen_call *call, struct census_cell_view *v,
                          const struct census_item *item)
{
    struct census_line *line = &v->lines[v->line_count];
    struct addressee who = {.name = {"", 0}};
    struct guard guard;
    enum err e = addressee_by_no(call->session->store, item->addressee_no, v->month.at.as_of, call->arena,
                                 call->report, &who);

    if (e == ERR_FINDINGS) { /* the register does not know him: the number alone */
        report_clear(call->report);
        who = (struct addressee){.addressee_no = item->addressee_no, .name = {"", 0}};
        e = ERR_NONE;
    }
    if (e == ERR_NONE) {
        e = addressee_guard(call->session, item->addressee_no, 0, GUARD_SCREEN, call->now, call->arena,
                            call->report, &guard);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (guard.level == GUARD_NOTHING) {
        v->hidden++;
        return ERR_NONE;
    }
    addressee_mask(&who, &guard);
    screen_saw_all(call, &guard, item->household_no);
    *line = (struct census_line){item, who.name};
    v->line_count++;
    return ERR_NONE;
}

static enum err lines_read(struct screen_call *call, struct census_cell_view *v)
{
    const struct census *c = &v->month.census;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->count && e == ERR_NONE; i++) {
        if (!census_takes(&c->items[i], &v->month.sheet.rows[v->row],
                          &v->month.sheet.form->columns[v->column])) {
            continue;
        }
        v->total++;
        if (v->line_count < CENSUS_LINES_MAX) {
            e = line_read(call, v, &c->items[i]);
        }
    }
    return e;
}

static void file_of(struct screen_call *call, struct census_cell_view *v)
{
    static const char *const titles[CENSUS_SHEETS] = {
        [CENSUS_MONTHLY] = "事業月報", [CENSUS_MOVES] = "異動統計",   [CENSUS_AGES] = "年齢別",
        [CENSUS_NATIONS] = "国籍別",   [CENSUS_STAYS] = "在留資格別", [CENSUS_GAPS] = "不備"};
    bool is_foreign = v->month.kind == CENSUS_NATIONS || v->month.kind == CENSUS_STAYS;

    v->list = is_foreign ? output_list_census_cell_nations.name : output_list_census_cell.name;
    v->criteria = arena_printf(call->arena, "%s 表=%s 行=%s 列=%s", census_criteria(&v->month, call->arena),
                               titles[v->month.kind], v->month.sheet.rows[v->row].code,
                               v->month.sheet.form->columns[v->column].code);
}

static enum err cell_show(struct screen_call *call)
{
    struct census_cell_view *v = ARENA_NEW(call->arena, struct census_cell_view);
    struct arena *arena = arena_new("統計", CENSUS_BYTES);

    *v = (struct census_cell_view){.total = 0};
    as_of_read(call, "on", "known", &v->month.at);
    enum err e = month_read(call, &call->query, arena, &v->month);
    if (e == ERR_NONE && !census_find(&v->month.sheet, form_value(&call->query, "row"),
                                      form_value(&call->query, "column"), &v->row, &v->column)) {
        e = report_fail(call->report, ERR_INPUT,
                        "その数は表にありません。統計の画面から開き直してください");
    }
    if (e == ERR_NONE) {
        e = lines_read(call, v);
    }
    if (e == ERR_NONE) {
        file_of(call, v);
        template_census_cell(&call->html, call, v);
    }
    arena_free(arena);
    return e;
}
