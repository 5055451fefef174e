/*
 * 統計の表 -- rows and columns as conditions on items; a figure is how many items stand in the cell.
 *
 * Codes of rows and columns are those of the extract (JH-01: table, row, column, value). The national cell
 * layout is not known (K): the rows are those of eligibility.md 16.4, 16.5.
 */
#include "census/census.h"

#define AGE_LAST 75 /* 75歳以上: nobody, unless something is wrong */

/* ------------------------------------------------------------------------------- columns ------ */

#define NUMBER(words)                                                                                      \
    {                                                                                                      \
        .label = words, .is_number = true                                                                  \
    }
#define CODE_AND_LABEL                                                                                     \
    {.label = "コード"}, { .label = "区分" }

const struct output_column census_monthly_heads[CENSUS_MONTHLY_HEADS] = {
    CODE_AND_LABEL,     NUMBER("世帯数"),     NUMBER("被保険者数"),
    NUMBER("未就学児"), NUMBER("介護第2号"),  NUMBER("前期高齢者"),
    NUMBER("70歳以上"), NUMBER("70歳以上一般"), NUMBER("70歳以上現役並み"),
    NUMBER("70歳以上割合不明"), NUMBER("うち外国人"), NUMBER("退職被保険者等")};
static const struct census_column monthly_columns[CENSUS_MONTHLY_HEADS - 2] = {
    {"setai", {.subject = CENSUS_HOUSEHOLDS}},
    {"hiho", {.subject = CENSUS_PERSONS}},
    {"mishugaku", {.subject = CENSUS_PERSONS, .classes = 1u << CLASS_PRESCHOOL}},
    {"kaigo2", {.subject = CENSUS_PERSONS, .classes = 1u << CLASS_CARE_SECOND}},
    {"zenki", {.subject = CENSUS_PERSONS, .classes = 1u << CLASS_EARLY_ELDERLY}},
    {"70", {.subject = CENSUS_PERSONS, .classes = 1u << CLASS_ELDER}},
    {"70ippan", {.subject = CENSUS_PERSONS, .ratio = CENSUS_RATIO_ORDINARY}},
    {"70geneki", {.subject = CENSUS_PERSONS, .ratio = CENSUS_RATIO_ACTIVE}},
    {"70fumei", {.subject = CENSUS_PERSONS, .ratio = CENSUS_RATIO_UNKNOWN}},
    {"gaikoku", {.subject = CENSUS_PERSONS, .is_foreign = true}},
    {"taishoku", {.is_never = true}},
};
const struct output_column census_moves_heads[CENSUS_MOVES_HEADS] = {CODE_AND_LABEL,
                                                                     NUMBER("件数"),
                                                                     NUMBER("男"),
                                                                     NUMBER("女"),
                                                                     NUMBER("性別不詳"),
                                                                     NUMBER("うち外国人"),
                                                                     NUMBER("うち前月以前の日")};
static const struct census_column moves_columns[CENSUS_MOVES_HEADS - 2] = {
    {"kei", {.subject = CENSUS_PERSONS}},
    {"otoko", {.subject = CENSUS_PERSONS, .sex = 1}},
    {"onna", {.subject = CENSUS_PERSONS, .sex = 2}},
    {"fusho", {.subject = CENSUS_PERSONS, .sex = 3}},
    {"gaikoku", {.subject = CENSUS_PERSONS, .is_foreign = true}},
    {"sokyu", {.subject = CENSUS_PERSONS, .is_late = true}},
};
const struct output_column census_ages_heads[CENSUS_AGES_HEADS] = {
    CODE_AND_LABEL, NUMBER("計"), NUMBER("男"), NUMBER("女"), NUMBER("性別不詳"), NUMBER("うち外国人")};
/* Ages, nations, stays and gaps are of those insured at the closing, but for who came and went. */
#define AT_CLOSING .subject = CENSUS_PERSONS, .what = CENSUS_CLOSING
static const struct census_column ages_columns[CENSUS_AGES_HEADS - 2] = {
    {"kei", {AT_CLOSING}},
    {"otoko", {AT_CLOSING, .sex = 1}},
    {"onna", {AT_CLOSING, .sex = 2}},
    {"fusho", {AT_CLOSING, .sex = 3}},
    {"gaikoku", {AT_CLOSING, .is_foreign = true}},
};
const struct output_column census_foreign_heads[CENSUS_FOREIGN_HEADS] = {
    CODE_AND_LABEL,     NUMBER("計"),       NUMBER("男"),         NUMBER("女"),
    NUMBER("性別不詳"), NUMBER("0〜19歳"),  NUMBER("20〜39歳"),   NUMBER("40〜64歳"),
    NUMBER("65歳以上"), NUMBER("年齢不詳"), NUMBER("月中の取得"), NUMBER("月中の喪失")};
#define AGES(from, until) .age = CENSUS_AGE_RANGE, .age_from = (from), .age_until = (until)
static const struct census_column foreign_columns[CENSUS_FOREIGN_HEADS - 2] = {
    {"kei", {AT_CLOSING}},
    {"otoko", {AT_CLOSING, .sex = 1}},
    {"onna", {AT_CLOSING, .sex = 2}},
    {"fusho", {AT_CLOSING, .sex = 3}},
    {"0", {AT_CLOSING, AGES(0, 19)}},
    {"20", {AT_CLOSING, AGES(20, 39)}},
    {"40", {AT_CLOSING, AGES(40, 64)}},
    {"65", {AT_CLOSING, AGES(65, INT32_MAX)}},
    {"nenrei", {AT_CLOSING, .age = CENSUS_AGE_UNKNOWN}},
    {"zo", {.subject = CENSUS_PERSONS, .what = CENSUS_GAIN}},
    {"gen", {.subject = CENSUS_PERSONS, .what = CENSUS_LOSS}},
};
const struct output_column census_gaps_heads[CENSUS_GAPS_HEADS] = {CODE_AND_LABEL, NUMBER("人数")};
static const struct census_column gaps_columns[CENSUS_GAPS_HEADS - 2] = {
    {"hiho", {.subject = CENSUS_PERSONS}}};

#define FORM(named, says, right, of)                                                                       \
    {                                                                                                      \
        named, says, right, census_##of##_heads, of##_columns, COUNT_OF(of##_columns)                      \
    }
const struct census_form census_forms[CENSUS_SHEETS] = {
    [CENSUS_MONTHLY] = FORM("monthly", "事業月報（資格）", PERM_ELIGIBILITY_VIEW, monthly),
    [CENSUS_MOVES] = FORM("moves", "異動統計", PERM_ELIGIBILITY_VIEW, moves),
    [CENSUS_AGES] = FORM("ages", "年齢別統計表", PERM_ELIGIBILITY_VIEW, ages),
    [CENSUS_NATIONS] = FORM("nations", "外国人国籍別一覧表", PERM_STATUS_OF_RESIDENCE_VIEW, foreign),
    [CENSUS_STAYS] = FORM("stays", "外国人在留資格別一覧表", PERM_STATUS_OF_RESIDENCE_VIEW, foreign),
    [CENSUS_GAPS] = FORM("gaps", "統計の不備", PERM_ELIGIBILITY_VIEW, gaps),
};

/* ------------------------------------------------------------------------------- filters ------ */

static bool is_gap(const struct census_item *i, enum census_gap gap)
{
    switch (gap) {
    case CENSUS_GAP_HOUSEHOLD: return i->what == CENSUS_CLOSING && i->household_no == 0;
    case CENSUS_GAP_BIRTH: return i->what == CENSUS_CLOSING && i->is_known && i->age < 0;
    case CENSUS_GAP_SEX: return i->what == CENSUS_CLOSING && i->is_known && i->sex == 0;
    case CENSUS_GAP_NATIONALITY:
        return i->what == CENSUS_CLOSING && i->is_foreign && i->nationality[0] == '\0';
    case CENSUS_GAP_REGISTER: return i->what == CENSUS_CLOSING && !i->is_known;
    case CENSUS_GAP_RATIO: return i->what == CENSUS_CLOSING && i->ratio == CENSUS_RATIO_UNKNOWN;
    case CENSUS_GAP_REASON:
        return (i->what == CENSUS_GAIN || i->what == CENSUS_LOSS) && i->reason[0] == '\0';
    case CENSUS_GAP_NONE: return true;
    }
    return false;
}

static bool is_age(const struct census_item *i, const struct census_filter *f)
{
    switch (f->age) {
    case CENSUS_AGE_RANGE: return i->age >= f->age_from && i->age <= f->age_until;
    case CENSUS_AGE_UNKNOWN: return i->age < 0;
    case CENSUS_AGE_ANY: return true;
    }
    return false;
}

static bool is_word(const char *wanted, const char *word)
{
    return wanted == NULL || strcmp(wanted, word) == 0;
}

static bool takes(const struct census_item *i, const struct census_filter *f)
{
    bool is_subject = f->subject == 0 || i->is_household == (f->subject == CENSUS_HOUSEHOLDS);
    bool is_sex = f->sex == 0 || (f->sex == 3 ? i->sex != 1 && i->sex != 2 : i->sex == f->sex);
    bool is_class = f->classes == 0 || (i->classes & f->classes) != 0;
    bool is_ratio = f->ratio == CENSUS_RATIO_ANY || i->ratio == f->ratio;

    return !f->is_never && is_subject && is_sex && is_class && is_ratio &&
           (f->what == 0 || i->what == f->what) && (f->column == COLUMN_NONE || i->column == f->column) &&
           (!f->is_foreign || i->is_foreign) && (!f->is_late || i->is_late) &&
           is_word(f->reason, i->reason) && is_age(i, f) && is_word(f->nationality, i->nationality) &&
           is_word(f->residence_status, i->residence_status) && is_gap(i, f->gap);
}

bool census_takes(const struct census_item *item, const struct census_row *row,
                  const struct census_column *column)
{
    return takes(item, &row->filter) && takes(item, &column->filter);
}

/* ---------------------------------------------------------------------------------- rows ------ */

struct drawing {
    const struct census *census;
    struct arena *arena;
    struct census_sheet *sheet;
};

static void row_add(const struct drawing *d, const char *code, const char *label, bool is_sum,
                    struct census_filter filter)
{
    *ARENA_PUSH(d->arena, d->sheet->rows, d->sheet->row_count, d->sheet->row_capacity) =
        (struct census_row){code, label, is_sum, filter};
}

static const char *const gain_labels[ELIGIBILITY_COLUMNS] = {[COLUMN_MOVE] = "増　転入",
                                                             [COLUMN_EMPLOYED] = "増　社保離脱",
                                                             [COLUMN_PUBLIC_AID] = "増　生保廃止",
                                                             [COLUMN_BIRTH_DEATH] = "増　出生",
                                                             [COLUMN_LATE_ELDERLY] = "増　後期高齢者離脱",
                                                             [COLUMN_OTHER] = "増　その他"};
static const char *const loss_labels[ELIGIBILITY_COLUMNS] = {[COLUMN_MOVE] = "減　転出",
                                                             [COLUMN_EMPLOYED] = "減　社保加入",
                                                             [COLUMN_PUBLIC_AID] = "減　生保開始",
                                                             [COLUMN_BIRTH_DEATH] = "減　死亡",
                                                             [COLUMN_LATE_ELDERLY] = "減　後期高齢者加入",
                                                             [COLUMN_OTHER] = "減　その他"};

static void rows_of_side(const struct drawing *d, enum census_what what, const char *const *labels,
                         const char *letter)
{
    for (int c = COLUMN_MOVE; c < ELIGIBILITY_COLUMNS; c++) {
        row_add(d, arena_printf(d->arena, "%s%d", letter, c), labels[c], false,
                (struct census_filter){.what = what, .column = (enum eligibility_column)c});
    }
}

static void monthly_rows(const struct drawing *d)
{
    row_add(d, "mae", "前月末現在", true, (struct census_filter){.what = CENSUS_OPENING});
    rows_of_side(d, CENSUS_GAIN, gain_labels, "zo");
    row_add(d, "zo", "増　計", true, (struct census_filter){.what = CENSUS_GAIN});
    rows_of_side(d, CENSUS_LOSS, loss_labels, "gen");
    row_add(d, "gen", "減　計", true, (struct census_filter){.what = CENSUS_LOSS});
    row_add(d, "matsu", "当月末現在", true, (struct census_filter){.what = CENSUS_CLOSING});
}

static void moves_of_side(const struct drawing *d, enum census_what what)
{
    bool is_gain = what == CENSUS_GAIN;
    const char *side = is_gain ? "取得" : "喪失", *letter = is_gain ? "zo" : "gen";

    for (size_t i = 0; i < d->census->reason_count; i++) {
        const struct eligibility_reason *r = d->census->reasons[i];
        if ((r->side == SIDE_ACQUISITION) == is_gain) {
            row_add(d, r->code, arena_printf(d->arena, "%s　%s", side, r->name), false,
                    (struct census_filter){.what = what, .reason = r->code});
        }
    }
    row_add(d, arena_printf(d->arena, "%s-undone", letter),
            arena_printf(d->arena, "%s　%s", side, is_gain ? "喪失の取消・訂正" : "取得の取消・訂正"),
            false, (struct census_filter){.what = what, .reason = CENSUS_UNDONE});
    row_add(d, arena_printf(d->arena, "%s-none", letter),
            arena_printf(d->arena, "%s　事由の記録なし", side), false,
            (struct census_filter){.what = what, .reason = ""});
    row_add(d, letter, arena_printf(d->arena, "%s　計", side), true, (struct census_filter){.what = what});
}

static void moves_rows(const struct drawing *d)
{
    moves_of_side(d, CENSUS_GAIN);
    moves_of_side(d, CENSUS_LOSS);
}

static void ages_rows(const struct drawing *d)
{
    for (int age = 0; age < AGE_LAST; age++) {
        row_add(d, arena_printf(d->arena, "%d", age), arena_printf(d->arena, "%d歳", age), false,
                (struct census_filter){AGES(age, age)});
    }
    row_add(d, "75", "75歳以上", false, (struct census_filter){AGES(AGE_LAST, INT32_MAX)});
    row_add(d, "fusho", "年齢不詳", false, (struct census_filter){.age = CENSUS_AGE_UNKNOWN});
    row_add(d, "kei", "計", true, (struct census_filter){0});
}

static int by_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A row for every word that any foreigner among the items has; the empty one last. */
static void foreign_rows(const struct drawing *d, bool by_nationality)
{
    const char **words = NULL;
    size_t count = 0, capacity = 0, n = 0;

    for (size_t i = 0; i < d->census->count; i++) {
        const struct census_item *item = &d->census->items[i];
        const char *word = by_nationality ? item->nationality : item->residence_status;
        if (item->is_foreign && word[0] != '\0') {
            *ARENA_PUSH(d->arena, words, count, capacity) = word;
        }
    }
    if (count > 0) {
        qsort(words, count, sizeof(*words), by_words);
    }
    for (size_t i = 0; i <= count; i++) {
        const char *word = i < count ? words[i] : "";
        struct census_filter f = {.is_foreign = true};
        if (i > 0 && i < count && strcmp(word, words[i - 1]) == 0) {
            continue;
        }
        *(by_nationality ? &f.nationality : &f.residence_status) = word;
        row_add(d, word[0] == '\0' ? "none" : arena_printf(d->arena, "k%zu", ++n),
                word[0] == '\0' ? "不明" : word, false, f);
    }
    row_add(d, "kei", "計", true, (struct census_filter){.is_foreign = true});
}

static void gaps_rows(const struct drawing *d)
{
    static const struct {
        enum census_gap gap;
        const char *code, *label;
    } all[] = {{CENSUS_GAP_HOUSEHOLD, "setai", "世帯の分からない被保険者（世帯数に入りません）"},
               {CENSUS_GAP_REGISTER, "juki", "住民記録に登録のない被保険者"},
               {CENSUS_GAP_BIRTH, "seinen", "生年月日が暦にない被保険者"},
               {CENSUS_GAP_SEX, "seibetsu", "性別の分からない被保険者"},
               {CENSUS_GAP_NATIONALITY, "kokuseki", "国籍・地域の分からない外国人の被保険者"},
               {CENSUS_GAP_RATIO, "wariai", "負担割合の分かる証のない70歳以上の被保険者"},
               {CENSUS_GAP_REASON, "jiyu", "事由の記録のない取得・喪失（その他に数えます）"}};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        row_add(d, all[i].code, all[i].label, false, (struct census_filter){.gap = all[i].gap});
    }
}

void census_sheet_make(const struct census *census, enum census_sheet_kind kind, struct arena *arena,
                       struct census_sheet *ret)
{
    const struct drawing d = {census, arena, ret};

    *ret = (struct census_sheet){.form = &census_forms[kind]};
    switch (kind) {
    case CENSUS_MONTHLY: monthly_rows(&d); break;
    case CENSUS_MOVES: moves_rows(&d); break;
    case CENSUS_AGES: ages_rows(&d); break;
    case CENSUS_NATIONS: foreign_rows(&d, true); break;
    case CENSUS_STAYS: foreign_rows(&d, false); break;
    case CENSUS_GAPS: gaps_rows(&d); break;
    case CENSUS_SHEETS: break;
    }
    size_t columns = ret->form->column_count;
    ret->cells = ARENA_ARRAY(arena, int64_t, ret->row_count * columns + 1);
    for (size_t r = 0; r < ret->row_count; r++) {
        for (size_t i = 0; i < census->count; i++) {
            const struct census_item *item = &census->items[i];
            if (!takes(item, &ret->rows[r].filter)) {
                continue;
            }
            for (size_t c = 0; c < columns; c++) {
                ret->cells[r * columns + c] += takes(item, &ret->form->columns[c].filter);
            }
        }
    }
}

bool census_find(const struct census_sheet *s, struct text row, struct text column, size_t *ret_row,
                 size_t *ret_column)
{
    bool has_row = false, has_column = false;

    for (size_t r = 0; r < s->row_count && !has_row; r++) {
        has_row = text_is(row, s->rows[r].code);
        *ret_row = r;
    }
    for (size_t c = 0; c < s->form->column_count && !has_column; c++) {
        has_column = text_is(column, s->form->columns[c].code);
        *ret_column = c;
    }
    return has_row && has_column;
}

/* -------------------------------------------------------------------------------- checks ------ */

struct faults {
    struct arena *arena;
    const char **list;
    size_t count, capacity;
};

static void must_equal(struct faults *f, const char *what, int64_t left, int64_t right)
{
    if (left != right) {
        *ARENA_PUSH(f->arena, f->list, f->count, f->capacity) = arena_printf(
            f->arena, "%s：%lld と %lld が合いません", what, (long long)left, (long long)right);
    }
}

/* 前月末 + 増 − 減 = 当月末, of households and of persons. */
static void check_balance(const struct census *c, struct faults *f)
{
    static const char *const whose[] = {"被保険者数", "世帯数"};
    int64_t n[2][CENSUS_CLOSING + 1] = {{0}};

    for (size_t i = 0; i < c->count; i++) {
        n[c->items[i].is_household][c->items[i].what]++;
    }
    for (int k = 0; k < 2; k++) {
        must_equal(f, arena_printf(f->arena, "%sの前月末＋増−減と当月末", whose[k]),
                   n[k][CENSUS_OPENING] + n[k][CENSUS_GAIN] - n[k][CENSUS_LOSS], n[k][CENSUS_CLOSING]);
    }
}

/* Every column: the rows above a sum are the sum. Rows that are sums of their own kind (前月末) have none
 * above. */
static void check_sums(const struct census_sheet *s, struct faults *f)
{
    for (size_t c = 0; c < s->form->column_count; c++) {
        int64_t sum = 0;
        bool has_rows = false;
        for (size_t r = 0; r < s->row_count; r++) {
            if (!s->rows[r].is_sum) {
                sum += census_cell(s, r, c);
                has_rows = true;
                continue;
            }
            if (has_rows) {
                must_equal(f,
                           arena_printf(f->arena, "%s「%s」の「%s」と内訳の計", s->form->title,
                                        s->form->heads[c + 2].label, s->rows[r].label),
                           census_cell(s, r, c), sum);
            }
            sum = 0;
            has_rows = false;
        }
    }
}

size_t census_check(const struct census *census, struct arena *arena, const char ***ret)
{
    struct faults f = {.arena = arena};
    struct census_sheet sheets[CENSUS_SHEETS];
    size_t row, column, age_row, age_column;

    check_balance(census, &f);
    for (int k = 0; k < CENSUS_SHEETS; k++) {
        census_sheet_make(census, (enum census_sheet_kind)k, arena, &sheets[k]);
        check_sums(&sheets[k], &f);
    }
    bool has_both =
        census_find(&sheets[CENSUS_MONTHLY], text_of("matsu"), text_of("hiho"), &row, &column) &&
        census_find(&sheets[CENSUS_AGES], text_of("kei"), text_of("kei"), &age_row, &age_column);
    assert(has_both);
    must_equal(&f, "事業月報の当月末の被保険者数と年齢別統計表の計",
               census_cell(&sheets[CENSUS_MONTHLY], row, column),
               census_cell(&sheets[CENSUS_AGES], age_row, age_column));
    *ret = f.list;
    return f.count;
}

const char *census_sheet_words(const struct census *c, struct arena *arena)
{
    char from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES], known[DATE_TEXT_BYTES];

    date_format_era(c->from, from);
    date_format_era(c->until, until);
    const char *month = arena_printf(arena, "%sから%sまで、%s", from, until,
                                     c->basis == CENSUS_BY_PROCESSING ? "処理月で集計" : "事実の月で集計");
    if (c->known_at == INT64_MAX) {
        return arena_printf(arena, "%s、今までに分かっていること", month);
    }
    date_format_era(clock_day(c->known_at), known);
    return arena_printf(arena, "%s、%sまでに分かっていたこと", month, known);
}
