/*
 * 資格の証明書と通知の印刷 -- out of the row, once the ledger still says the same (EL-70, NT-03).
 *
 * A certificate is handed over at the counter and bears no address; a letter goes to the head of the
 * household, of a protected one only to the address chosen for it.
 */
#include "certificate/proof.h"

#include <inttypes.h>

static const struct {
    const char *title, *lead, *notes;
    bool has_appeal;
} forms[PROOF_KINDS] = {
    [PROOF_ACQUIRED] =
        {"国民健康保険資格取得証明書",
         "次の人は、当区の国民健康保険の被保険者の資格を次のとおり取得したことを証明します。", "", false},
    [PROOF_LOST] = {"国民健康保険資格喪失証明書",
                    "次の人は、当区の国民健康保険の被保険者の資格を次のとおり喪失したことを証明します。",
                    "", false},
    [PROOF_MEMBER] =
        {"国民健康保険加入証明書",
         "次の人は、証明の日現在、当区の国民健康保険に次のとおり加入していることを証明します。", "", false},
    [PROOF_URGED] =
        {"国民健康保険の届出のお願い",
         "あなたの世帯の次の人について、国民健康保険の届出が必要と思われます。国民健康保険法第9条の"
         "規定により、世帯主は14日以内に届け出ることになっていますので、期限までに届け出てください"
         "。",
         "届出に必要なもの: 届け出る人の本人確認の書類、ほかの健康保険の資格の分かる書類（資格情報"
         "のお知らせ、資格喪失証明書など）。すでに届け出たときは、行き違いをお許しください。期限ま"
         "でに届出がないときは、調査のうえ職権で処理することがあります。",
         false},
    [PROOF_EX_OFFICIO] =
        {"国民健康保険の資格の職権処理通知書",
         "あなたの世帯の次の人について、届出がありませんでしたので、調査した事実により、国民健"
         "康保険の資格を職権で次のとおり処理しましたので通知します。",
         "事実と違うときは、分かる書類を持って担当課に申し出てください。", true},
};

/* By purpose, in the order of proof_purposes. */
static const char *const purpose_words[] = {
    "",
    "この証明書は、勤務先などの健康保険の手続きに使うために交付します。",
    "この証明書は、国民年金の種別を変える手続きに使うために交付します。国民年金の届出は、変わった日から14日"
    "以内"
    "に行ってください。",
    "この証明書は、保育、学校または手当の手続きに使うために交付します。",
    "この証明書は、在留または旅券の手続きに使うために交付します。",
    "この証明書は、申請のあった目的に使うために交付します。",
};

struct making {
    const struct certificate_proof *proof;
    struct arena *arena;
    struct letter *to;
};

static const char *words_of(struct making *m, struct text t)
{
    return arena_printf(m->arena, "%.*s", (int)t.len, t.bytes);
}

static void line_day(struct making *m, const char *label, date d)
{
    char text[DATE_TEXT_BYTES];

    if (!date_is_none(d) && !date_equal(d, date_open_end())) {
        date_format_era(d, text);
        letter_line(m->to, label, arena_string(m->arena, text));
    }
}

static void person_lines(struct making *m, const struct addressee *who, const char *head_name)
{
    const struct certificate_proof *p = m->proof;
    char birth[DATE_TEXT_BYTES];

    register_day_format_era(who->birth, birth);
    letter_line(m->to, "氏名", words_of(m, who->name));
    letter_line(m->to, "氏名（カナ）", words_of(m, who->kana));
    letter_line(m->to, "生年月日", arena_string(m->arena, birth));
    letter_line(m->to, "世帯主", head_name);
    if (p->card_number.len > 0) {
        letter_line(m->to, "記号・番号（枝番）",
                    p->branch_no > 0
                        ? arena_printf(m->arena, "%s　%s（%02d）", words_of(m, p->card_symbol),
                                       words_of(m, p->card_number), p->branch_no)
                        : arena_printf(m->arena, "%s　%s", words_of(m, p->card_symbol),
                                       words_of(m, p->card_number)));
    }
}

static void ledger_lines(struct making *m)
{
    const struct certificate_proof *p = m->proof;

    line_day(m, "資格取得年月日", p->prefecture_from);
    line_day(m, "適用開始年月日", p->span.from);
    line_day(m, "資格喪失年月日", p->prefecture_until);
    line_day(m, "適用終了年月日", p->span.until);
    if (p->reason.len > 0 && p->kind != PROOF_MEMBER && p->kind != PROOF_URGED) {
        letter_line(m->to, "事由", eligibility_reason_label(p->reason, m->arena));
    }
    if (p->kind == PROOF_URGED) {
        letter_line(m->to, "届出が必要な理由", proof_code_label(proof_causes, p->purpose));
        line_day(m, "届出の期限", p->due);
    } else if (p->kind <= PROOF_MEMBER) {
        letter_line(m->to, "使用目的", proof_code_label(proof_purposes, p->purpose));
        letter_line(m->to, "保険者番号", m->to->office.insurer_number);
        letter_line(m->to, "保険者", m->to->office.municipality_name);
    }
    if (p->kind >= PROOF_URGED) {
        letter_line(m->to, "調べた事実", words_of(m, p->words));
    }
}

/* The head of the insurance's household on the day of issue. */
static enum err read_head(struct session *session, const struct certificate_proof *p, struct arena *arena,
                          struct report *report, const char **ret_name, int64_t *ret_no)
{
    const struct as_of as_of = {p->issued_on, INT64_MAX};
    struct addressee head;
    enum err e = eligibility_head_of(session->store, p->household_no, p->addressee_no, as_of, arena, report,
                                     ret_no);

    e = e == ERR_NONE ? addressee_by_no(session->store, *ret_no, as_of, arena, report, &head) : e;
    if (e == ERR_NONE) {
        *ret_name = arena_printf(arena, "%.*s", (int)head.name.len, head.name.bytes);
    }
    return e;
}

enum err proof_letter_make(struct session *session, const struct certificate_proof *proof,
                           struct arena *arena, struct report *report, struct letter *ret,
                           int64_t *ret_head_no)
{
    struct making m = {proof, arena, ret};
    struct addressee who;
    const char *head_name = "";
    char day[DATE_TEXT_BYTES];

    date_format_era(proof->issued_on, day);
    *ret = (struct letter){.title = forms[proof->kind].title,
                           .lead = forms[proof->kind].lead,
                           .notes = proof->kind <= PROOF_MEMBER && proof->purpose >= 0 &&
                                            (size_t)proof->purpose < COUNT_OF(purpose_words)
                                        ? purpose_words[proof->purpose]
                                        : forms[proof->kind].notes,
                           .has_appeal = forms[proof->kind].has_appeal,
                           .to_postal = "",
                           .to_address = "",
                           .to_name = "",
                           .day = arena_string(arena, day),
                           .number = arena_printf(arena, "証明・通知の番号 %" PRId64, proof->proof_no)};
    enum err e = letter_office_of(session, proof->issued_on, arena, report, &ret->office);
    e = e == ERR_NONE ? addressee_by_no(session->store, proof->addressee_no,
                                        (struct as_of){proof->issued_on, INT64_MAX}, arena, report, &who)
                      : e;
    e = e == ERR_NONE ? read_head(session, proof, arena, report, &head_name, ret_head_no) : e;
    if (e == ERR_NONE) {
        person_lines(&m, &who, head_name);
        ledger_lines(&m);
    }
    return e;
}

/* ----------------------------------------------------------------------------------- print ----- */

static bool is_same(const struct certificate_proof *a, const struct certificate_proof *b)
{
    return date_equal(a->span.from, b->span.from) && date_equal(a->span.until, b->span.until) &&
           date_equal(a->prefecture_from, b->prefecture_from) &&
           date_equal(a->prefecture_until, b->prefecture_until) && text_equal(a->reason, b->reason);
}

/* NT-03: dates and reason agree with the ledger, also when it is printed later. */
static enum err check_ledger(struct session *session, const struct certificate_proof *p, struct arena *arena,
                             struct report *report)
{
    struct certificate_proof now;
    const char *words = NULL;
    date on = p->kind == PROOF_LOST ? p->span.until : p->kind == PROOF_ACQUIRED ? p->span.from : p->issued_on;
    enum err e = proof_of_ledger(session, p->addressee_no, p->kind, on, arena, report, &now, &words);

    if (e == ERR_NONE && (words != NULL || !is_same(p, &now))) {
        e = report_fail(report, ERR_FINDINGS,
                        "%s（番号%" PRId64
                        "）を作ったあとに資格の台帳が変わりました。新しく作り直してください",
                        proof_kind_labels[p->kind], p->proof_no);
    }
    return e;
}

static enum err find(struct store *s, int64_t addressee_no, int64_t proof_no, struct arena *arena,
                     struct report *report, const struct certificate_proof **ret)
{
    struct certificate_proof *all = NULL;
    size_t count = 0;
    enum err e = certificate_proofs_of(s, &addressee_no, 1, INT64_MAX, arena, report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (all[i].proof_no == proof_no) {
            *ret = &all[i];
            return ERR_NONE;
        }
    }
    return e == ERR_NONE ? report_fail(report, ERR_FINDINGS,
                                       "宛名番号 %" PRId64 " に番号%" PRId64 "の証明書はありません",
                                       addressee_no, proof_no)
                         : e;
}

/* Of a certificate nobody's address is needed; who may not be seen here has none. */
static enum err put_receiver(struct session *session, const struct certificate_proof *p, int64_t head_no,
                             struct arena *arena, struct report *report, struct letter *letter)
{
    struct letter_place place;
    bool is_letter = p->kind >= PROOF_URGED;
    enum err e = letter_place_of(session, is_letter ? head_no : p->addressee_no, DUTY_LEVY, !is_letter, arena,
                                 report, &place);

    if (e == ERR_NONE && is_letter) {
        letter_address(letter, &place, arena);
    }
    return e;
}

enum err certificate_proof_print(struct session *session, int64_t addressee_no, int64_t proof_no,
                                 const char *path, struct report *report)
{
    struct arena *arena = arena_new("資格の証明書", (size_t)64 << 20);
    const struct certificate_proof *p = NULL;
    struct letter letter;
    int64_t head_no = 0;
    enum err e = find(session->store, addressee_no, proof_no, arena, report, &p);

    e = e == ERR_NONE ? check_ledger(session, p, arena, report) : e;
    e = e == ERR_NONE ? proof_letter_make(session, p, arena, report, &letter, &head_no) : e;
    e = e == ERR_NONE ? put_receiver(session, p, head_no, arena, report, &letter) : e;
    if (e == ERR_NONE) {
        const struct letter_print print = {
            .path = path,
            .title = arena_printf(arena, "%s 番号%" PRId64, letter.title, proof_no),
            .addressee_no = addressee_no,
            .issue_no = proof_no};
        e = letter_print(session, &letter, &print, arena, report);
    }
    arena_free(arena);
    return e;
}
