/*
 * 案内の文面 -- 基準収入額適用申請のお知らせ with the form to be sent back (EL-24), 適用区分の変更のお知らせ
 * (EL-34).
 */
#include "certificate/guide.h"

#include <inttypes.h>

static const struct {
    const char *title, *lead, *notes;
} forms[GUIDE_KINDS] = {
    [GUIDE_REVENUE] =
        {"基準収入額適用申請のお知らせ",
         "あなたの世帯の70歳から74歳の被保険者の一部負担金の割合は、住民税の課税所得により3割と判定されてい"
         "ます"
         "。収入の額（必要経費や控除を引く前の額）が次の基準に満たないときは、国民健康保険法施行令第27条の2"
         "第3"
         "項の規定により、申請により2割になります。同封の申請書に、収入の分かる書類（確定申告書の控え、源泉"
         "徴収"
         "票など）の写しを添えて、担当課に提出してください。",
         "収入には、年金、給与のほか、事業、不動産、配当、株式や土地の売却の収入などを含みます（退職金を除き"
         "ます"
         "）。遺族年金、障害年金など課税されない年金は含みません。認められた割合は、申請した月の翌月の1日か"
         "らで"
         "す。すでに申請した方は、行き違いをお許しください。"},
    [GUIDE_CLASS] =
        {"適用区分の変更のお知らせ",
         "住民税の課税の内容が変わったため、国民健康保険法施行令の規定により、あなたの世帯の限度額の適用区分"
         "など"
         "が次のとおり変わりましたのでお知らせします。",
         "マイナ保険証で受診する方、限度額適用認定証を持っていない方は、手続は要りません。変わった月からすで"
         "に受け"
         "た診療の高額療養費は、新しい区分で計算し直します。"},
};

static const char *plain(struct text t, struct arena *arena)
{
    return arena_printf(arena, "%.*s", (int)t.len, t.bytes);
}

static const char *day_words(date day, struct arena *arena)
{
    char text[DATE_TEXT_BYTES];

    date_format_era(day, text);
    return arena_string(arena, text);
}

static const char *yen_words(yen amount, struct arena *arena)
{
    char text[32];

    yen_format(amount, text, sizeof(text));
    return arena_printf(arena, "%s円", text);
}

/* A row for each person of 70 to 74, with room for what he declares. */
static enum err person_rows(const struct session *session, const struct guide_case *one, struct as_of as_of,
                            struct arena *arena, struct report *report, struct letter_table *ret)
{
    static const char *const heads[] = {"氏名", "生年月日", "収入の額（円）"};
    struct letter_row *rows = ARENA_ARRAY(arena, struct letter_row, one->person_count + 1);
    enum err e = ERR_NONE;

    for (size_t i = 0; i < one->person_count && e == ERR_NONE; i++) {
        struct addressee who;
        char birth[DATE_TEXT_BYTES] = "";
        e = addressee_by_no(session->store, one->persons[i], as_of, arena, report, &who);
        if (e == ERR_NONE) {
            register_day_format_era(who.birth, birth);
            rows[i] = (struct letter_row){{plain(who.printed_name, arena), arena_string(arena, birth), ""},
                                          false};
        }
    }
    *ret = (struct letter_table){heads, COUNT_OF(heads), rows, one->person_count};
    return e;
}

static enum err form_make(const struct session *session, const struct guide_wish *wish,
                          const struct guide_case *one, struct letter_office office, struct as_of as_of,
                          struct arena *arena, struct report *report, struct letter *ret)
{
    *ret = (struct letter){
        .office = office,
        .title = "国民健康保険基準収入額適用申請書",
        .lead = "国民健康保険法施行規則第24条の3の規定により、次のとおり、一部負担金の割合について基準収入額"
                "の適"
                "用を申請します。",
        .notes = "収入の分かる書類の写しを添えてください。",
        .to_postal = "",
        .to_address = "",
        .to_name = "",
        .day = "令和　　年　　月　　日",
        .number = arena_printf(arena, "世帯番号 %" PRId64, one->household_no),
        .is_signed = true};
    letter_line(ret, "収入のあった年",
                arena_printf(arena, "%d年（1月1日から12月31日まで）", wish->year.first_year - 1));
    letter_line(ret, "連絡先（電話）", "　");
    return person_rows(session, one, as_of, arena, report, &ret->table);
}

static void revenue_lines(const struct guide_wish *wish, const struct guide_case *one, struct arena *arena,
                          struct letter *to)
{
    letter_line(to, "今の割合", "3割");
    letter_line(to, "基準収入額",
                arena_printf(arena, "%sの収入の合計が %s 未満",
                             one->person_count > 1 ? "70歳から74歳の被保険者全員" : "その方",
                             yen_words(one->under, arena)));
    letter_line(to, "収入のあった年", arena_printf(arena, "%d年", wish->year.first_year - 1));
    letter_line(to, "割合が変わる日", "申請した月の翌月の1日");
}

static void class_lines(const struct guide_case *one, struct arena *arena, struct letter *to)
{
    letter_line(to, "変わる前の区分", class_pair_words(&one->change.before, arena));
    letter_line(to, "変わったあとの区分", class_pair_words(&one->change.after, arena));
    letter_line(to, "変わる月", day_words(one->change.from, arena));
    if (class_is_tax_free(&one->change.after) && !class_is_tax_free(&one->change.before)) {
        letter_line(to, "申請できるもの",
                    "食事代の減額（限度額適用・標準負担額減額認定）。マイナ保険証を使わない方は申請してくだ"
                    "さい");
    }
}

enum err guide_letter_make(const struct session *session, const struct guide_wish *wish,
                           const struct guide_case *one, date issued_on, struct arena *arena,
                           struct report *report, struct letter *ret, struct letter *ret_form,
                           bool *ret_has_form)
{
    const struct as_of as_of = {issued_on, wish->known_at};

    *ret = (struct letter){.title = forms[wish->kind].title,
                           .lead = forms[wish->kind].lead,
                           .notes = forms[wish->kind].notes,
                           .to_postal = "",
                           .to_address = "",
                           .to_name = "",
                           .day = day_words(issued_on, arena),
                           .number = arena_printf(arena, "世帯番号 %" PRId64, one->household_no)};
    *ret_has_form = wish->kind == GUIDE_REVENUE;
    enum err e = letter_office_of(session, issued_on, arena, report, &ret->office);
    if (e == ERR_NONE && wish->kind == GUIDE_REVENUE) {
        revenue_lines(wish, one, arena, ret);
        e = form_make(session, wish, one, ret->office, as_of, arena, report, ret_form);
    } else if (e == ERR_NONE) {
        class_lines(one, arena, ret);
    }
    return e;
}
