/*
 * 窓口での発行 -- a 簡易申告書 for a household that stands at the counter, or an inquiry at the
 * municipality a clerk names (LV-49, LV-50): at once, without a second person, because nothing is decided
 * by it.
 */
#include "inquiry/sheet.h"
#include "rules/common/holidays.h"

#include <inttypes.h>

static enum err begin(struct change_call *call);
static enum err choices(struct change_call *call, const struct change_field *field,
                        struct change_code **ret);
static enum err check(struct change_call *call);
static enum err apply(struct change_call *call);
static enum err undo(struct change_call *call);

static const struct change_code papers[] = {
    {"1", "簡易申告書（本人に）"}, {"2", "所得照会書（他の市区町村に）"}, {NULL, NULL}};
static const struct change_field fields[] = {
    {.name = "paper",
     .label = "書類",
     .type = FIELD_CHOICE,
     .codes = papers,
     .is_required = true,
     .help = "1月2日以降に他の市区町村から転入した人は所得照会書、ほかの人は簡易申告書です"},
    {.name = "year",
     .label = "賦課年度",
     .type = FIELD_NUMBER,
     .is_required = true,
     .help = "西暦。この年度の前の年の所得を聞きます。例: 2026"},
    {.name = "persons",
     .label = "聞く人",
     .type = FIELD_TICKS,
     .is_required = true,
     .help = "所得がわからない人に印が付いています"},
    {.name = "municipality",
     .label = "照会先の市区町村コード",
     .type = FIELD_TEXT,
     .characters_max = 6,
     .only_if = "paper=2",
     .help = "数字6桁。空なら住民記録の転入前の市区町村。宛先は inquiry_place.tsv にあるところです"},
};
const struct change_kind kind_inquiry_issue = {
    .name = "inquiry-issue",
    .label = "簡易申告書・所得照会書の発行",
    .help = "世帯の所得がわからない人について、窓口で簡易申告書か所得照会書を1通出します。"
            "「申告書・照会書」の画面から印刷し、戻ったら左下のコードで回収を記録します。"
            "回答の額は「賦課根拠入力（所得）」で入れます。",
    .subject = CHANGE_OF_HOUSEHOLD,
    .propose = PERM_PREMIUM_RUN,
    .approve = PERM_NONE,
    .fields = fields,
    .field_count = COUNT_OF(fields),
    .begin = begin,
    .choices = choices,
    .check = check,
    .apply = apply,
    .undo = undo,
};

/* Members of the household in the year whose income is not known now. */
struct missing {
    int64_t *numbers;
    int64_t payer_no; /* 0: nobody's is missing */
    size_t count, capacity;
};

static enum err missing_of(struct change_call *call, int32_t year, struct missing *ret)
{
    const struct data_folder *f = &call->session->folder;
    const struct premium_law *law;
    const struct premium_subject *subjects;
    size_t count;
    enum err e = premium_law_load(f->params, f->municipality, (fiscal_year){(int16_t)year}, call->arena,
                                  call->report, &law);

    e = e == ERR_NONE ? premium_subjects_of_household(call->session, law, call->subject_no, INT64_MAX - 1,
                                                      call->arena, call->report, &subjects, &count)
                      : e;
    *ret = (struct missing){0};
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const struct premium_household *h = subjects[i].facts;
        for (size_t k = 0; k < h->member_count; k++) {
            if (h->members[k].income.state == INCOME_UNKNOWN) {
                ret->payer_no = subjects[i].payer_no;
                *ARENA_PUSH(call->arena, ret->numbers, ret->count, ret->capacity) = h->members[k].id;
            }
        }
    }
    return e;
}

static bool year_is_right(const struct change_call *call, int64_t year)
{
    int64_t newest = fiscal_year_of(call->session->folder.business_date).first_year;

    return year > newest - PREMIUM_YEARS_MAX && year <= newest;
}

static enum err begin(struct change_call *call)
{
    int32_t year = fiscal_year_of(call->session->folder.business_date).first_year;
    struct missing m;
    struct textbuf ticked;
    enum err e = missing_of(call, year, &m);

    call->values.at[0] = text_of("1");
    call->values.at[1] = text_of(arena_printf(call->arena, "%" PRId32, year));
    if (e == ERR_NONE) {
        textbuf_init(&ticked, 2000);
        for (size_t i = 0; i < m.count; i++) {
            textbuf_printf(&ticked, "%s%" PRId64, i > 0 ? " " : "", m.numbers[i]);
        }
        call->values.at[2] = text_of(arena_copy(call->arena, ticked.bytes, ticked.len));
        textbuf_done(&ticked);
    }
    return e;
}

static enum err choices(struct change_call *call, const struct change_field *field,
                        struct change_code **ret)
{
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    struct addressee *members;
    size_t count;
    enum err e = addressee_household(call->session->store, call->subject_no, now, call->arena, call->report,
                                     &members, &count);

    (void)field;
    if (e != ERR_NONE) {
        return e;
    }
    *ret = ARENA_ARRAY(call->arena, struct change_code, count + 1);
    for (size_t i = 0; i < count; i++) {
        (*ret)[i] = (struct change_code){
            arena_printf(call->arena, "%" PRId64, members[i].addressee_no),
            arena_printf(call->arena, "%.*s", (int)members[i].name.len, members[i].name.bytes)};
    }
    (*ret)[count] = (struct change_code){NULL, NULL};
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- the sheet ------- */

/* Who was ticked, as a sheet; payer: who stands for the household, or its head. */
static enum err sheet_of(struct change_call *call, struct inquiry_sheet *ret)
{
    const date today = call->session->folder.business_date;
    struct inquiry_terms terms;
    struct missing m;
    struct text one;
    size_t at = 0;
    int64_t *persons = ARENA_ARRAY(call->arena, int64_t, SHEET_PERSONS_MAX);
    enum err e = inquiry_terms_load(call->session, today, call->arena, call->report, &terms);

    *ret = (struct inquiry_sheet){.kind = (enum inquiry_kind)change_number(call, "paper"),
                                  .year = (int32_t)change_number(call, "year"),
                                  .household_no = call->subject_no,
                                  .municipality = {"", 0},
                                  .change_no = call->change_no,
                                  .issued_on = today,
                                  .persons = persons};
    e = e == ERR_NONE ? missing_of(call, ret->year, &m) : e;
    if (e != ERR_NONE) {
        return e;
    }
    ret->due_on = business_day_from(date_add_days(today, (int)terms.due_days));
    ret->payer_no = m.payer_no;
    while (change_ticks_next(change_value(call, "persons"), &at, &one) &&
           ret->person_count < SHEET_PERSONS_MAX) {
        int64_t no = 0;
        if (parse_i64(one.bytes, one.len, 1, INT64_MAX, &no)) {
            persons[ret->person_count++] = no;
        }
    }
    if (ret->kind == INQUIRY_MUNICIPALITY && ret->person_count > 0) {
        struct asked_place place;
        e = asked_place_of(call->session->store, persons[0], ret->year, today, call->arena, call->report,
                           &place);
        ret->municipality = change_value(call, "municipality").len > 0 ? change_value(call, "municipality")
                                                                       : place.municipality;
    }
    return e;
}

static bool holds(const struct missing *m, int64_t no)
{
    for (size_t i = 0; i < m->count; i++) {
        if (m->numbers[i] == no) {
            return true;
        }
    }
    return false;
}

static enum err check_place(struct change_call *call, const struct inquiry_sheet *sheet)
{
    struct inquiry_places places;
    struct addressee who;
    const struct as_of now = {call->session->folder.business_date, INT64_MAX};
    enum err e = inquiry_places_load(call->session, now.on, call->arena, call->report, &places);

    if (e == ERR_NONE && inquiry_place_of(&places, sheet->municipality) == NULL) {
        change_warn(call, WARNING_STOP, "municipality",
                    sheet->municipality.len == 0
                        ? "転入前の市区町村が住民記録にありません。コードを入れてください"
                        : "この市区町村の宛先が inquiry_place.tsv にありません");
    }
    for (size_t i = 0; i < sheet->person_count && e == ERR_NONE; i++) {
        e = addressee_by_no(call->session->store, sheet->persons[i], now, call->arena, call->report, &who);
        if (e == ERR_NONE && who.is_restricted) {
            change_warn(call, WARNING_STOP, "persons",
                        "支援措置の対象者がいます。他の市区町村には照会せず、簡易申告書を出してください");
        }
    }
    return e;
}

static enum err check(struct change_call *call)
{
    struct inquiry_sheet sheet;
    struct missing m;

    if (!year_is_right(call, change_number(call, "year"))) {
        change_warn(call, WARNING_STOP, "year", "年度は今年度から%d年前までです", PREMIUM_YEARS_MAX - 1);
        return ERR_NONE;
    }
    enum err e = sheet_of(call, &sheet);
    e = e == ERR_NONE ? missing_of(call, sheet.year, &m) : e;
    if (e == ERR_NONE && m.payer_no == 0) {
        change_warn(call, WARNING_STOP, NULL, "この世帯の%d年度に、所得のわからない人はいません",
                    sheet.year);
        return ERR_NONE;
    }
    for (size_t i = 0; e == ERR_NONE && i < sheet.person_count; i++) {
        if (!holds(&m, sheet.persons[i])) {
            change_warn(call, WARNING_STOP, "persons",
                        "宛名番号 %" PRId64 " の%d年度の所得はわかっています（または保険料に要りません）",
                        sheet.persons[i], sheet.year);
        }
    }
    return e == ERR_NONE && sheet.kind == INQUIRY_MUNICIPALITY ? check_place(call, &sheet) : e;
}

static enum err apply(struct change_call *call)
{
    struct inquiry_sheet sheet;
    enum err e = sheet_of(call, &sheet);

    e = e == ERR_NONE ? sheet_add(call->session->store, &sheet, call->recorded_at, call->report) : e;
    if (e == ERR_NONE) {
        (void)snprintf(call->outcome, sizeof(call->outcome), "%s（照会番号 %" PRId64 "）を出しました",
                       inquiry_kind_labels[sheet.kind], sheet.sheet_no);
    }
    return e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = store_query(call->session->store, SQL_inquiry_sheet_moved);
    int64_t changed;
    bool row;

    query_set_i64(q, "change_no", call->change_no);
    enum err e = query_step(q, call->report, &row);
    bool is_used = e == ERR_NONE && row && query_i64(q, 0) > 0;
    query_reset(q);
    if (e == ERR_NONE && is_used) {
        e = report_fail(call->report, ERR_INPUT,
                        "もう回収などの記録があります。そちらを先に取り消してください");
    }
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(call->session->store, SQL_inquiry_sheet_undo);
    query_set_i64(q, "change_no", call->change_no);
    query_set_i64(q, "now", call->recorded_at);
    return query_run(q, call->report, &changed);
}
