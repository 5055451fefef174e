/*
 * 未申告者の一覧 -- whose income of the year is not known although the premium needs it (LV-49).
 *
 * Law     国民健康保険法施行令29条の7第6項1号 (軽減の判定), assessment.md 3.7
 *
 * Who it is says undeclared.c. Whose declaration was entered (賦課根拠入力) or whom the tax ledger knows
 * meanwhile is on it no more.
 */
#include "premium/lists.h"

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "宛名番号"},
    {.label = "氏名"},
    {.label = "郵便番号", .is_address = true},
    {.label = "住所", .is_address = true},
    {.label = "方書", .is_address = true},
    {.label = "世帯番号"},
    {.label = "納付義務者番号"},
    {.label = "立場"},
    {.label = "台帳"},
    {.label = "台帳に届いた日"},
    {.label = "経過日数", .is_number = true},
    {.label = "支援措置"},
};
static const char *const ledger_labels[] = {"記録なし", "未申告", NULL};
enum { WORD_YEAR, WORD_LEDGER, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度", .is_required = true},
    [WORD_LEDGER] = {.name = "台帳", .type = OUTPUT_WORD_CHOICE, .choices = ledger_labels},
};

const struct output_list output_list_undeclared = {
    .name = "undeclared",
    .label = "未申告者の一覧",
    .help =
        "所得がわからないため、軽減を判定できず所得割を計算していない方。台帳に記録がない方（転入など）と、"
        "税でも未申告の方を分けて出す。賦課根拠入力で申告を入れるか、台帳に所得が届くと、この一覧から消え"
        "る",
    .permission = PERM_PREMIUM_VIEW,
    .restricted = RESTRICTED_WITHOUT_ADDRESS,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "年度=2026 台帳=未申告",
    .write = write_list,
};

struct undeclared_listing {
    struct session *session;
    const struct output_value *values;
    struct output_sink *sink;
    struct as_of as_of;
};

static enum err put(void *context, const struct premium_undeclared *u, struct arena *arena,
                    struct report *report)
{
    struct undeclared_listing *l = context;
    const struct output_value *asked = &l->values[WORD_LEDGER];
    struct listed_person who;

    if (asked->is_given && (asked->choice == 1) != u->is_in_ledger) {
        return ERR_NONE;
    }
    enum err e = listed_person_find(l->session->store, u->addressee_no, l->as_of, arena, report, &who);
    if (e != ERR_NONE) {
        return e;
    }
    output_addressee_no(l->sink, u->addressee_no);
    output_text(l->sink, who.name);
    output_text(l->sink, who.postal_code);
    output_text(l->sink, who.address);
    output_text(l->sink, who.building);
    output_i64(l->sink, u->household_no);
    output_addressee_no(l->sink, u->payer_no);
    output_text(l->sink, text_of(u->standing));
    output_text(l->sink, text_of(ledger_labels[u->is_in_ledger]));
    output_day(l->sink, u->told_on);
    output_i64(l->sink, u->is_in_ledger ? date_days_between(u->told_on, clock_day(l->as_of.known_at)) : 0);
    output_text(l->sink, text_of(who.is_restricted ? "対象" : ""));
    return output_row(l->sink, u->addressee_no, who.is_restricted, report);
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    int64_t now = clock_now_ms();
    struct undeclared_listing l = {
        .session = s, .values = values, .sink = sink, .as_of = {s->folder.business_date, now}};
    int32_t year;
    enum err e = listed_year(&values[WORD_YEAR], report, &year);

    (void)arena;
    return e == ERR_NONE ? premium_undeclared_each(s, year, now, put, &l, report) : e;
}
