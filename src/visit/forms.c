/*
 * 届出書・申請書 -- one page a form: whom it is about, the facts, who came, and a place to sign.
 *
 * The form of the page is that of letters (letter/). A protected household's address is not printed unless it
 * is the one chosen for it.
 */
#include "visit/visit.h"

#include "eligibility/eligibility.h"
#include "letter/letter.h"

const char *const visit_form_labels[VISIT_FORMS] = {
    [VISIT_JOIN] = "国民健康保険 異動届（加入）",
    [VISIT_LEAVE] = "国民健康保険 異動届（脱退）",
    [VISIT_CHANGE] = "国民健康保険 異動届（変更）",
    [VISIT_PAPER] = "資格確認書等 交付・再交付申請書",
    [VISIT_LIMIT] = "限度額適用認定申請書",
    [VISIT_MATERNITY] = "産前産後期間に係る保険料軽減届出書",
    [VISIT_FUNERAL] = "葬祭費支給申請書",
};
static const struct {
    const char *lead, *fact, *notes;
} forms[VISIT_FORMS] = {
    [VISIT_JOIN] = {"次の人が国民健康保険に加入するので、届け出ます（国民健康保険法9条）。", "加入す"
        "る事実の日",
                    "届出は事実の日から14日以内です。前の保険の資格喪失証明書などを添えてください。"},
    [VISIT_LEAVE] = {"次の人が国民健康保険を脱退するので、届け出ます（国民健康保険法9条）。", "脱退す"
        "る事実の日",
                     "新しい保険の資格の分かる書類と、お持ちの資格確認書などを添えてください。"},
    [VISIT_CHANGE] = {"次の人の世帯、氏名または住所が変わったので、届け出ます（国民健康保険法施行規則"
                      "8条から10条の2）。",
                      "変わった日", ""},
    [VISIT_PAPER] = {"次の人の資格確認書などの交付（再交付）を申請します（国民健康保険法施行規則6条・7条）。",
                     "なくした日・汚した日", "見つかったときは、前の証を返してください。"},
    [VISIT_LIMIT] = {"次の人の限度額適用の認定を申請します（国民健康保険法施行規則27条の14の2）。",
                      "入院などの予定日",
                     "認定は申請の月の1日からです。"},
    [VISIT_MATERNITY] = {"次の人の産前産後期間について、保険料の軽減を届け出ます（国民健康保険法施行"
                         "令29条の7）。",
                         "出産（予定）日", "母子健康手帳などを見せてください。"},
    [VISIT_FUNERAL] = {"次の人の葬祭を行ったので、葬祭費の支給を申請します（国民健康保険法58条1項）。",
                      "葬祭を行った日",
                       "葬祭を行った人の名前のある領収書などと、振込先の分かるものを添えてください。"},
};

struct filling {
    struct session *session;
    const struct visit *visit;
    struct arena *arena;
    struct report *report;
    struct letter_office office;
    const char *day, *head_name, *address, *head_phone;
    int64_t head_no;
    struct letter_row rows[VISIT_PERSONS_MAX];
};

static const char *words_of(struct filling *f, struct text t)
{
    return arena_printf(f->arena, "%.*s", (int)t.len, t.len > 0 ? t.bytes : "");
}

/* ------------------------------------------------------------------------------ the register --- */

static enum err card_of(struct filling *f, int64_t addressee_no, const char **ret)
{
    struct eligibility_membership *all = NULL;
    size_t count = 0;
    date today = f->session->folder.business_date;
    enum err e = eligibility_memberships_of(f->session->store, addressee_no, INT64_MAX, f->arena, f->report,
                                            &all, &count);

    *ret = "";
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (date_at_most(all[i].span.from, today) && date_before(today, all[i].span.until)) {
            *ret = arena_printf(f->arena, "%.*s %.*s-%02d", (int)all[i].card_symbol.len,
                                all[i].card_symbol.bytes, (int)all[i].card_number.len,
                                all[i].card_number.bytes, all[i].branch_no);
        }
    }
    return e;
}

static enum err person_row(struct filling *f, const struct addressee *who, struct letter_row *ret)
{
    static const char *const sexes[] = {"", "男", "女"};
    char birth[DATE_TEXT_BYTES];
    const char *card = "";
    enum err e = card_of(f, who->addressee_no, &card);

    register_day_format_era(who->birth, birth);
    *ret = (struct letter_row){.cells = {words_of(f, who->name), words_of(f, who->kana),
                                         arena_string(f->arena, birth),
                                         who->sex >= 0 && who->sex <= 2 ? sexes[who->sex] : "",
                                         who->is_head ? "世帯主" : words_of(f, who->relation), card}};
    return e;
}

/* Members of the household alone: whom the forms name is chosen from it. */
static enum err read_household(struct filling *f)
{
    struct guarded_member *members = NULL;
    size_t count = 0;
    const struct as_of now = {f->session->folder.business_date, INT64_MAX};
    enum err e = addressee_household_for(f->session, f->visit->household_no, now, 0, GUARD_PRINT,
                                         clock_now_ms(), f->arena, f->report, &members, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (members[i].who.is_head) {
            f->head_no = members[i].who.addressee_no;
            f->head_name = words_of(f, members[i].who.name);
        }
    }
    for (size_t k = 0; k < f->visit->person_count && e == ERR_NONE; k++) {
        size_t i = 0;
        while (i < count && members[i].who.addressee_no != f->visit->persons[k]) {
            i++;
        }
        e = i < count ? person_row(f, &members[i].who, &f->rows[k])
                      : report_fail(f->report, ERR_INPUT, "宛名番号 %lld の人は世帯 %lld にいません",
                                    (long long)f->visit->persons[k], (long long)f->visit->household_no);
    }
    if (e == ERR_NONE && f->head_no == 0) {
        e = report_fail(f->report, ERR_INPUT, "世帯番号 %lld に世帯主がいません",
                        (long long)f->visit->household_no);
    }
    return e;
}

static enum err read_all(struct filling *f)
{
    struct letter_place place;
    char day[DATE_TEXT_BYTES];
    date today = f->session->folder.business_date;
    enum err e = letter_office_of(f->session, today, f->arena, f->report, &f->office);

    date_format_era(today, day);
    f->day = arena_string(f->arena, day);
    e = e == ERR_NONE ? read_household(f) : e;
    e = e == ERR_NONE ? letter_place_of(f->session, f->head_no, DUTY_LEVY, true, f->arena, f->report, &place)
                      : e;
    if (e == ERR_NONE) {
        f->address = letter_place_words(&place, f->arena);
    }
    return e;
}

/* ----------------------------------------------------------------------------------- pages ---- */

static void form_page(struct filling *f, enum visit_form which, struct document *d, int *pages)
{
    static const char *const heads[] = {"氏名", "フリガナ", "生年月日", "性別", "続柄", "記号番号・枝番"};
    const struct visit *v = f->visit;
    char occurred[DATE_TEXT_BYTES] = "";
    struct letter l = {.office = f->office,
                       .title = visit_form_labels[which],
                       .number = "",
                       .day = f->day,
                       .to_postal = "", .to_address = "", .to_name = "",
                       .lead = forms[which].lead,
                       .notes = forms[which].notes,
                       .is_signed = true};

    if (!date_is_none(v->occurred)) {
        date_format_era(v->occurred, occurred);
    }
    letter_line(&l, "世帯番号", arena_printf(f->arena, "%lld", (long long)v->household_no));
    letter_line(&l, "世帯主", f->head_name);
    letter_line(&l, "住所", f->address);
    letter_line(&l, forms[which].fact, occurred);
    letter_line(&l, "理由・事情", words_of(f, v->words));
    letter_line(&l, "届け出る人（来庁者）", words_of(f, v->visitor));
    letter_line(&l, "世帯主との関係", words_of(f, v->relation));
    letter_line(&l, "電話番号", words_of(f, v->phone));
    l.table = (struct letter_table){heads, COUNT_OF(heads), f->rows, v->person_count};
    *pages += letter_draw(d, &l);
}

enum err visit_print(struct session *session, const struct visit *visit, const char *path,
                     struct report *report)
{
    struct arena *arena = arena_new("書かない窓口", (size_t)64 << 20);
    struct filling f = {.session = session, .visit = visit, .arena = arena, .report = report, .address = "",
                        .head_name = ""};
    struct document *d = NULL;
    int pages = 0;
    enum err e = read_all(&f);

    e = e == ERR_NONE ? document_open(path, "窓口の届出書", report, &d) : e;
    if (e == ERR_NONE) {
        for (int which = 0; which < VISIT_FORMS; which++) {
            if ((visit->forms >> which & 1u) != 0) {
                form_page(&f, (enum visit_form)which, d, &pages);
            }
        }
        e = document_close(d, report);
    }
    if (e == ERR_NONE) {
        const struct letter_print print = {.path = path,
                                           .title = arena_printf(arena, "窓口の届出書 %d枚", pages),
                                           .addressee_no = f.head_no};
        e = letter_record(session, "窓口の届出書", pages, &print, report);
    }
    arena_free(arena);
    return e;
}
