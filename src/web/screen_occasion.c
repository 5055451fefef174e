/*
 * 死亡・出生の手続き -- all that follows a death or a birth on one page: what is done, what is left, and
 * where (EL-71).
 *
 * Everything is read from the registers; the entries that write several of them at once are
 * kind_occasion_death and kind_occasion_birth.
 */
#include "arrears/arrears.h"
#include "refund/refund.h"
#include "web/templates.h"
#include "web/views_arrears.h"
#include "web/views_correction.h"
#include "web/views_debtor.h"
#include "web/views_occasion.h"
#include "web/views_papers.h"

enum { DEAD = 3 }; /* 住民状態 */
static enum err occasion_show(struct screen_call *call);

const struct screen screen_occasion = {
    .path = "/occasion/#",
    .name = "occasion",
    .label = "死亡・出生の手続き",
    .permission = PERM_ELIGIBILITY_VIEW,
    .shows_persons = true,
    .about = ABOUT_PERSON,
    .only_reads = true,
    .event = "occasion.look",
    .help = "亡くなった人、生まれた人の手続きを1つの画面で見ます。資格、証、葬祭費、還付、未納と相続"
            "人、世帯主、"
            "保険料、産前産後などの1行ごとに、済んだこと、残っていること、入力する画面へのリンクが出ます。"
            "「一括で登録」からは、喪失（加入）と証などを一度に登録できます。権限のない項目は、その旨"
            "が出ます。",
    .show = occasion_show,
};

struct url occasion_url(int64_t addressee_no) { return url_number("/occasion/", addressee_no); }

const char *occasion_state_words(enum occasion_state state)
{
    static const char *const words[] = {"済み", "残り", "対象なし", "案内"};

    return words[state];
}

static void line(struct occasion_line *lines, size_t *count, const char *what, enum occasion_state state,
                 const char *words, struct url link, const char *link_label)
{
    assert(*count < OCCASION_LINES_MAX);
    lines[(*count)++] = (struct occasion_line){what, words, state, link, link_label};
}

static const struct url nowhere = {.path = ""};

/* Where he enters a kind himself. */
static struct url entry(const struct screen_call *call, const struct change_kind *kind, int64_t subject_no)
{
    return subject_no > 0 && operator_may(&call->session->operator, kind->propose)
               ? change_begin_url(kind, subject_no)
               : nowhere;
}

static const char *day_words(struct screen_call *call, date day)
{
    char text[DATE_TEXT_BYTES];

    if (date_is_none(day)) {
        return "（日が分かりません）";
    }
    date_format_era(day, text);
    return arena_string(call->arena, text);
}

static const char *paper_words(struct screen_call *call, const struct certificate_paper *p)
{
    return arena_printf(call->arena, "%s（番号%lld）%s", certificate_type_labels[p->type],
                        (long long)p->paper_no, certificate_state_labels[p->state]);
}

/* By name, as far as the one who looks may see it. */
static enum err who_words(struct screen_call *call, int64_t addressee_no, date today, const char **ret)
{
    struct addressee who;
    struct guard guard;
    enum err e = addressee_by_no(call->session->store, addressee_no, (struct as_of){today, INT64_MAX},
                                 call->arena, call->report, &who);

    *ret = arena_printf(call->arena, "宛名番号 %lld", (long long)addressee_no);
    if (e == ERR_FINDINGS) { /* no row on that day */
        report_clear(call->report);
        return ERR_NONE;
    }
    e = e == ERR_NONE ? addressee_guard(call->session, addressee_no, screen_came_from(call), GUARD_SCREEN,
                                        call->now, call->arena, call->report, &guard)
                      : e;
    if (e == ERR_NONE && guard.level != GUARD_NOTHING) {
        screen_saw_all(call, &guard, who.household_no);
        addressee_mask(&who, &guard);
        *ret = arena_printf(call->arena, "%.*s（宛名番号 %lld）", (int)who.name.len, who.name.bytes,
                            (long long)addressee_no);
    }
    return e;
}

/* ----------------------------------------------------------------------------------- death ---- */

static enum err loss_line(struct screen_call *call, struct occasion_view *v)
{
    struct eligibility_event loss;
    struct eligibility_membership membership;
    bool is_lost = false, is_insured = false;
    enum err e = occasion_event(call->session, v->person.addressee_no, "L07", call->arena, call->report,
                                &loss, &is_lost);

    e = e == ERR_NONE ? occasion_membership(call->session, v->person.addressee_no, v->today, call->arena,
                                            call->report, &membership, &is_insured)
                      : e;
    if (e != ERR_NONE) {
        return e;
    }
    if (is_lost) {
        v->died = loss.occurred_on;
        line(v->death, &v->death_count, "資格の喪失", OCCASION_DONE,
             arena_printf(call->arena, "%sに死亡、%sに喪失（届出 %s）", day_words(call, loss.occurred_on),
                          day_words(call, loss.effective_on), day_words(call, loss.notified_on)),
             person_url(v->person.addressee_no), "資格の履歴");
    } else {
        line(v->death, &v->death_count, "資格の喪失", is_insured ? OCCASION_LEFT : OCCASION_NOTHING,
             is_insured && v->person.status != DEAD
                 ? "加入したままです。住民記録では亡くなっていません。人を間違えていないか確かめてください"
             : is_insured ? "加入したままです"
                          : "国保に加入していません",
             is_insured ? entry(call, &kind_occasion_death, v->person.addressee_no) : nowhere,
             "一括で登録");
    }
    return ERR_NONE;
}

static enum err papers_lines(struct screen_call *call, struct occasion_view *v)
{
    struct certificate_paper *papers = NULL;
    size_t count = 0, held = 0;
    enum err e = certificate_papers_of(call->session->store, &v->person.addressee_no, 1, INT64_MAX,
                                       call->arena, call->report, &papers, &count);

    for (size_t i = 0; i < count && e == ERR_NONE && v->death_count + 12 < OCCASION_LINES_MAX; i++) {
        bool is_held = certificate_counts(papers[i].state);
        held++;
        line(v->death, &v->death_count, "証の回収", is_held ? OCCASION_LEFT : OCCASION_DONE,
             paper_words(call, &papers[i]),
             is_held ? entry(call, &kind_certificate_step, v->person.addressee_no)
                     : papers_url(v->household_no),
             is_held ? "回収を登録" : "世帯の証");
    }
    if (e == ERR_NONE && held == 0) {
        line(v->death, &v->death_count, "証の回収", OCCASION_NOTHING, "この人に交付した証はありません",
             nowhere, "");
    }
    return e;
}

/* 法58条1項: to whoever held the funeral; 2 years from the day after it. */
static enum err funeral_line(struct screen_call *call, struct occasion_view *v)
{
    struct eligibility_membership membership;
    bool is_insured = false;
    enum err e = ERR_NONE;

    if (!date_is_none(v->died)) {
        e = occasion_membership(call->session, v->person.addressee_no, v->died, call->arena, call->report,
                                &membership, &is_insured);
    }
    line(v->death, &v->death_count, "葬祭費", OCCASION_TELL,
         date_is_none(v->died) || is_insured
             ? "葬祭を行った人に案内します（世帯主とは限りません）。要るもの: 葬祭を行った人と亡くな"
               "った人の名前の"
               "ある領収書か会葬礼状、口座。葬祭の日の翌日から2年で時効。前の保険から出るときは対象に"
               "なりません。"
               "支給の入力はこのシステムにまだありません"
             : "死亡の日に加入していないため、対象になりません",
         nowhere, "");
    return e;
}

static enum err refund_line(struct screen_call *call, struct occasion_view *v)
{
    struct refund_open *opens = NULL;
    size_t count = 0;
    yen left = 0;
    char amount[32];

    if (!operator_may(&call->session->operator, PERM_COLLECTION_VIEW)) {
        line(v->death, &v->death_count, "還付", OCCASION_TELL, "収納を見る権限がありません", nowhere, "");
        return ERR_NONE;
    }
    enum err e =
        refund_opens(call->session, v->person.addressee_no, call->arena, call->report, &opens, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        left += refund_left(&opens[i]);
    }
    yen_format(left, amount, sizeof(amount));
    line(v->death, &v->death_count, "還付", left > 0 ? OCCASION_LEFT : OCCASION_NOTHING,
         left > 0 ? arena_printf(call->arena, "この人が納め過ぎた %s円が残っています。受け取るのは相続人です",
                                 amount)
                  : "今、この人が納め過ぎた額はありません。保険料の更正のあとに、もう一度確かめます",
         left > 0 ? url_of("/refunds") : nowhere, "過誤納の一覧");
    return e;
}

/* 未納 and who answers for it (納付義務承継). */
static enum err heir_line(struct screen_call *call, struct occasion_view *v)
{
    struct arrears_debt *debts = NULL;
    struct act *acts = NULL;
    size_t count = 0, act_count = 0;
    yen unpaid = 0;
    bool is_named = false;
    char amount[32];

    if (!operator_may(&call->session->operator, PERM_ARREARS_VIEW)) {
        line(v->death, &v->death_count, "未納と相続人", OCCASION_TELL, "滞納を見る権限がありません",
             nowhere, "");
        return ERR_NONE;
    }
    enum err e = arrears_debts(call->session, v->person.addressee_no, v->today, call->arena, call->report,
                               &debts, &count);
    e = e == ERR_NONE ? arrears_acts(call->session->store, v->person.addressee_no, call->arena, call->report,
                                     &acts, &act_count)
                      : e;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        unpaid += debts[i].unpaid;
    }
    for (size_t i = 0; i < act_count && e == ERR_NONE; i++) {
        is_named = is_named || (acts[i].kind == ACT_SUCCESSION && !acts[i].is_void);
    }
    yen_format(unpaid, amount, sizeof(amount));
    line(v->death, &v->death_count, "未納と相続人",
         unpaid == 0 ? OCCASION_NOTHING
         : is_named  ? OCCASION_DONE
                     : OCCASION_LEFT,
         unpaid == 0 ? "この人が納める義務のある未納はありません"
         : is_named  ? arena_printf(call->arena, "未納 %s円、納付義務の承継は登録済み", amount)
                     : arena_printf(call->arena, "未納 %s円。相続人を調べ、納付義務の承継を登録します",
                                     amount),
         unpaid == 0 ? nowhere
         : is_named  ? arrears_url(v->person.addressee_no)
                     : entry(call, &kind_arrears_succession, v->person.addressee_no),
         is_named ? "滞納整理" : "承継を登録");
    return e;
}

/* Who is head now, by the belongings of the insurance; and whether the dead one still is. */
static enum err head_line(struct screen_call *call, struct occasion_view *v)
{
    const struct span now = span_of_day(v->today);
    struct belonging *rows = NULL;
    size_t count = 0, others = 0;
    int64_t head = 0;
    enum err e = eligibility_belonging_of(call->session->store, v->household_no, now, INT64_MAX, call->arena,
                                          call->report, &rows, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!date_at_most(rows[i].span.from, v->today) || !date_before(v->today, rows[i].span.until)) {
            continue;
        }
        head = rows[i].is_head ? rows[i].addressee_no : head;
        others += rows[i].addressee_no != v->person.addressee_no;
    }
    if (e != ERR_NONE) {
        return e;
    }
    bool is_left = others > 0 && (head == 0 || head == v->person.addressee_no);
    const char *head_name = "";
    e = others > 0 && !is_left ? who_words(call, head, v->today, &head_name) : e;
    if (e != ERR_NONE) {
        return e;
    }
    line(v->death, &v->death_count, "世帯主",
         others == 0 ? OCCASION_NOTHING
         : is_left   ? OCCASION_LEFT
                     : OCCASION_DONE,
         others == 0 ? "ほかの世帯員はいません"
         : is_left   ? "住民記録で新しい世帯主がまだ決まっていません。届出を待つか、住民記録の窓口を"
                       "案内します"
                     : arena_printf(call->arena,
                                    "今の世帯主は%s。記号番号は変わりません。これからの通"
                                    "知、給付の受取りは"
                                    "この人です。世帯主の名前のある証は記載変更で差し替えます",
                                    head_name),
         others == 0 ? nowhere : papers_url(v->household_no), "世帯の証");
    return ERR_NONE;
}

static void premium_line(struct screen_call *call, struct occasion_view *v, struct occasion_line *lines,
                         size_t *count, const char *words)
{
    bool may = operator_may(&call->session->operator, PERM_PREMIUM_VIEW);

    line(lines, count, "保険料", OCCASION_TELL, may ? words : "賦課を見る権限がありません",
         may && v->household_no > 0 ? correction_url(v->household_no) : nowhere, "即時更正の見込み");
}

static enum err read_death(struct screen_call *call, struct occasion_view *v)
{
    static enum err (*const parts[])(struct screen_call *, struct occasion_view *) = {
        loss_line, papers_lines, funeral_line, refund_line, heir_line, head_line};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(parts) && e == ERR_NONE; i++) {
        e = parts[i](call, v);
    }
    if (e == ERR_NONE) {
        premium_line(call, v, v->death, &v->death_count,
                     "喪失の月からの分が減ります。月次更正を待つか、即時更正で確かめます");
    }
    return e;
}

/* ----------------------------------------------------------------------------------- birth ---- */

static enum err join_line(struct screen_call *call, struct occasion_view *v, bool *ret_is_insured)
{
    struct eligibility_membership membership;
    enum err e = occasion_membership(call->session, v->person.addressee_no, v->born, call->arena,
                                     call->report, &membership, ret_is_insured);

    if (e == ERR_NONE && *ret_is_insured) {
        line(v->birth, &v->birth_count, "加入と枝番", OCCASION_DONE,
             arena_printf(call->arena, "%sから加入、記号番号 %.*s %.*s 枝番 %02d",
                          day_words(call, membership.span.from), (int)membership.card_symbol.len,
                          membership.card_symbol.bytes, (int)membership.card_number.len,
                          membership.card_number.bytes, membership.branch_no),
             person_url(v->person.addressee_no), "資格の履歴");
    } else if (e == ERR_NONE) {
        line(v->birth, &v->birth_count, "加入と枝番", OCCASION_LEFT,
             "加入していません。親がほかの健康保険で、その扶養に入るときは要りません",
             entry(call, &kind_occasion_birth, v->person.addressee_no), "一括で登録");
    }
    return e;
}

static enum err first_paper_line(struct screen_call *call, struct occasion_view *v, bool is_insured)
{
    struct certificate_paper *papers = NULL;
    size_t count = 0;
    enum err e = certificate_papers_of(call->session->store, &v->person.addressee_no, 1, INT64_MAX,
                                       call->arena, call->report, &papers, &count);

    if (e == ERR_NONE) {
        bool has = count > 0 && certificate_counts(papers[0].state);
        line(v->birth, &v->birth_count, "証",
             has          ? OCCASION_DONE
             : is_insured ? OCCASION_LEFT
                          : OCCASION_NOTHING,
             has          ? paper_words(call, &papers[0])
             : is_insured ? "まだ交付していません"
                          : "加入のあとに交付します",
             has ? papers_url(v->household_no)
             : is_insured ? entry(call, &kind_certificate_issue, v->person.addressee_no)
                          : nowhere,
             has ? "世帯の証（印刷）" : "証の交付");
    }
    return e;
}

/* 未就学児: nothing is entered, the birthday says it. */
static enum err preschool_line(struct screen_call *call, struct occasion_view *v)
{
    const struct eligibility_law *law = NULL;
    struct eligibility_terms terms;
    enum err e = eligibility_law_load(call->session->folder.params, NULL, call->arena, call->report, &law);

    e = e == ERR_NONE ? eligibility_terms_on(law, v->born, call->report, &terms) : e;
    if (e == ERR_NONE) {
        struct span days = age_class_span(&terms, CLASS_PRESCHOOL, v->born);
        line(v->birth, &v->birth_count, "未就学児", OCCASION_DONE,
             arena_printf(call->arena, "%sまで。均等割の軽減と一部負担金の割合は生年月日から自動で決まります",
                          day_words(call, date_add_days(days.until, -1))),
             nowhere, "");
    }
    return e;
}

/* Each insured woman of the household: 産前産後 of this birth. */
static enum err maternity_lines(struct screen_call *call, struct occasion_view *v)
{
    enum { FEMALE = 2 };
    struct guarded_member *members = NULL;
    size_t count = 0, found = 0;
    enum err e = addressee_household_for(call->session, v->person.household_no,
                                         (struct as_of){v->today, INT64_MAX}, screen_came_from(call),
                                         GUARD_SCREEN, call->now, call->arena, call->report, &members,
                                         &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        const struct addressee *m = &members[i].who;
        struct eligibility_membership membership;
        date registered = date_none();
        bool is_insured = false;
        if (m->sex != FEMALE || m->addressee_no == v->person.addressee_no) {
            continue;
        }
        e = occasion_membership(call->session, m->addressee_no, v->born, call->arena, call->report,
                                &membership, &is_insured);
        e = e == ERR_NONE ? occasion_maternity(call->session, m->addressee_no, v->born, call->arena,
                                               call->report, &registered)
                          : e;
        if (e != ERR_NONE || !is_insured || v->birth_count + 4 > OCCASION_LINES_MAX) {
            continue;
        }
        found++;
        screen_saw_all(call, &members[i].guard, v->person.household_no);
        bool has = !date_is_none(registered);
        const char *name = arena_printf(call->arena, "%.*s", (int)m->name.len, m->name.bytes);
        line(v->birth, &v->birth_count, "産前産後", has ? OCCASION_DONE : OCCASION_LEFT,
             has ? arena_printf(call->arena, "%s：出産（予定）日 %s で登録済み", name,
                                day_words(call, registered))
                 : arena_printf(call->arena, "%s：登録がありません。母なら登録します", name),
             has ? person_url(m->addressee_no) : entry(call, &kind_eligibility_maternity, m->addressee_no),
             has ? "個人の画面" : "産前産後を登録");
    }
    if (e == ERR_NONE && found == 0) {
        line(v->birth, &v->birth_count, "産前産後", OCCASION_NOTHING, "同じ世帯に、加入している母がいません",
             nowhere, "");
    }
    return e;
}

static enum err read_birth(struct screen_call *call, struct occasion_view *v)
{
    bool is_insured = false;
    enum err e = join_line(call, v, &is_insured);

    e = e == ERR_NONE ? first_paper_line(call, v, is_insured) : e;
    e = e == ERR_NONE ? preschool_line(call, v) : e;
    e = e == ERR_NONE ? maternity_lines(call, v) : e;
    if (e == ERR_NONE) {
        line(v->birth, &v->birth_count, "出産育児一時金", OCCASION_TELL,
             "出産した加入者に案内します。直接支払制度を使ったかを確かめます。支給の入力はこのシステ"
             "ムにまだありません",
             nowhere, "");
        premium_line(call, v, v->birth, &v->birth_count,
                     "生まれた月からの分が加わります。月次更正を待つか、即時更正で確かめます");
    }
    return e;
}

/* ------------------------------------------------------------------------------------ page ---- */

/* Who must not be found here has no page. */
static enum err read_person(struct screen_call *call, struct occasion_view *v)
{
    struct guard guard;
    int64_t no = call->numbers[0];
    enum err e = addressee_by_no(call->session->store, no, (struct as_of){v->today, INT64_MAX}, call->arena,
                                 call->report, &v->person);

    e = e == ERR_NONE ? addressee_guard(call->session, no, screen_came_from(call), GUARD_SCREEN, call->now,
                                        call->arena, call->report, &guard)
                      : e;
    if (e == ERR_NONE && guard.level == GUARD_NOTHING) {
        return report_fail(call->report, ERR_FINDINGS, "宛名番号 %lld の人はいません", (long long)no);
    }
    e = e == ERR_NONE ? occasion_household(call->session, no, call->arena, call->report, &v->household_no)
                      : e;
    if (e == ERR_NONE) {
        v->is_guarded = guard.is_restricted || v->person.is_restricted;
        screen_saw_all(call, &guard, v->household_no);
        addressee_mask(&v->person, &guard);
        call->addressee_no = no;
        call->household_no = v->household_no;
    }
    return e;
}

static enum err occasion_show(struct screen_call *call)
{
    enum { CHILD_DAYS = 366 };
    struct occasion_view *v = ARENA_NEW(call->arena, struct occasion_view);

    *v = (struct occasion_view){.today = call->session->folder.business_date, .died = date_none()};
    v->may_change = operator_may(&call->session->operator, PERM_ELIGIBILITY_CHANGE);
    enum err e = read_person(call, v);
    if (e != ERR_NONE) {
        return e;
    }
    bool is_day = date_from_ymd(v->person.birth.ymd, &v->born);
    v->born = is_day ? v->born : date_none();
    v->is_birth = is_day && v->person.status != DEAD &&
                  date_before(v->today, date_add_days(v->born, CHILD_DAYS));
    e = v->is_birth ? read_birth(call, v) : read_death(call, v);
    if (e == ERR_NONE) {
        template_occasion(&call->html, v);
    }
    return e;
}
