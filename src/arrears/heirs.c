/*
 * 相続人 -- lines as typed, shares that sum to 1, rows; what each owes of each charge.
 *
 * Law     地方税法9条 (国民健康保険法78条), 民法900条・922条・939条   Rules   collection.md 19.4   Rows
 *         CO-31
 */
#include "arrears/heirs.h"

static bool read_heir(struct text line, struct heir *ret)
{
    size_t space = 0, slash, end;

    while (space < line.len && line.bytes[space] != ' ') {
        space++;
    }
    if (!parse_i64(line.bytes, space, 1, INT64_C(999999999999999), &ret->heir_no)) {
        return false;
    }
    while (space < line.len && line.bytes[space] == ' ') {
        space++;
    }
    for (slash = space; slash < line.len && line.bytes[slash] != '/';) {
        slash++;
    }
    for (end = slash; end < line.len && line.bytes[end] != ' ';) {
        end++;
    }
    if (slash == line.len || !parse_i64(line.bytes + space, slash - space, 1, 100000, &ret->num) ||
        !parse_i64(line.bytes + slash + 1, end - slash - 1, 1, 100000, &ret->den) || ret->num > ret->den) {
        return false;
    }
    ret->estate = -1;
    while (end < line.len) { /* "*" and what he got, in any order */
        size_t from = end;
        while (end < line.len && line.bytes[end] != ' ') {
            end++;
        }
        struct text word = {line.bytes + from, end - from};
        bool is_fine = word.len == 0 || text_is(word, "*") ||
                       parse_i64(word.bytes, word.len, 0, INT64_C(1000000000000), &ret->estate);
        if (!is_fine) {
            return false;
        }
        ret->is_representative = ret->is_representative || text_is(word, "*");
        end++;
    }
    return true;
}

bool heirs_read(struct text lines, struct arena *arena, struct heir **ret, size_t *ret_count,
                size_t *ret_representative, const char **ret_wrong)
{
    struct heir *list = ARENA_ARRAY(arena, struct heir, HEIRS_MAX);
    size_t count = 0, representatives = 0, at = 0;

    while (at < lines.len) {
        size_t from = at;
        while (at < lines.len && lines.bytes[at] != '\n') {
            at++;
        }
        struct text line = {lines.bytes + from, at - from};
        at++;
        while (line.len > 0 && (line.bytes[line.len - 1] == ' ' || line.bytes[line.len - 1] == '\r')) {
            line.len--;
        }
        if (line.len == 0) {
            continue;
        }
        if (count == HEIRS_MAX || !read_heir(line, &list[count])) {
            *ret_wrong = arena_printf(arena,
                                      "「%.*s」を読めません。宛名番号 分子/分母 "
                                      "（代表者に *、得た財産の額）の順に、%d人まで入れてください。",
                                      (int)(line.len < 60 ? line.len : 60), line.bytes, HEIRS_MAX);
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (list[i].heir_no == list[count].heir_no) {
                *ret_wrong =
                    arena_printf(arena, "宛名番号 %lld が二度あります。", (long long)list[i].heir_no);
                return false;
            }
        }
        if (list[count].is_representative) {
            *ret_representative = count;
            representatives++;
        }
        count++;
    }
    if (count == 0 || representatives != 1) {
        *ret_wrong = "相続人を入れ、代表者ひとりの行の終わりに * を付けてください。";
        return false;
    }
    *ret = list;
    *ret_count = count;
    return true;
}

bool heirs_split(struct heir *heirs, size_t count, size_t representative, yen amount, struct arena *arena,
                 const char **ret_wrong)
{
    int64_t *num = ARENA_ARRAY(arena, int64_t, count + 1), *den = ARENA_ARRAY(arena, int64_t, count + 1);
    yen *parts = ARENA_ARRAY(arena, yen, count + 1);

    for (size_t i = 0; i < count; i++) {
        num[i] = heirs[i].num;
        den[i] = heirs[i].den;
    }
    if (!split_over_heirs(amount, num, den, count, representative, parts)) {
        *ret_wrong = "相続分の合計が1になりません。放棄した人を除いた相続分を確かめてください（民法900条・93"
                     "9条）。";
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        heirs[i].amount = heirs[i].owed = parts[i];
    }
    return true;
}

bool heirs_limit(struct heir *heirs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (heirs[i].estate < 0) {
            return false;
        }
        heirs[i].owed = heirs[i].estate < heirs[i].amount ? heirs[i].estate : heirs[i].amount;
    }
    return true;
}

enum err heirs_write(const struct book_writing *w, int64_t act_no, const struct heir *heirs, size_t count)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        struct query *q = store_query(w->store, SQL_arrears_heir_add);
        query_set_i64(q, "act_no", act_no);
        query_set_i64(q, "seq", (int64_t)i + 1);
        query_set_i64(q, "heir_no", heirs[i].heir_no);
        query_set_i64(q, "share_num", heirs[i].num);
        query_set_i64(q, "share_den", heirs[i].den);
        query_set_i64(q, "amount", heirs[i].amount);
        query_set_i64(q, "owed", heirs[i].owed);
        query_set_i64(q, "estate", heirs[i].estate);
        query_set_i64(q, "is_representative", heirs[i].is_representative);
        query_set_i64(q, "recorded_at", w->recorded_at);
        e = book_run(q, w->report);
    }
    return e;
}

enum err heirs_of_act(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                      struct heir **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_arrears_heirs_of_act);
    struct heir *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "act_no", act_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct heir){.heir_no = query_i64(q, 0),
                                                                  .num = query_i64(q, 1),
                                                                  .den = query_i64(q, 2),
                                                                  .amount = query_i64(q, 3),
                                                                  .owed = query_i64(q, 4),
                                                                  .estate = query_i64(q, 5),
                                                                  .is_representative = query_i64(q, 6) != 0};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}

/* ------------------------------------------------------------------------- over the charges --- */

/*
 * Parts cut to the yen. What is missing of an heir's amount is taken from the odd yen of the oldest
 * charges; what is left of each charge is the representative's.
 */
static void allot_principal(const struct heir *heirs, size_t count, const struct act_cover *covers,
                            size_t cover_count, yen *odd, struct heir_part *to)
{
    size_t representative = 0;

    for (size_t k = 0; k < cover_count; k++) {
        odd[k] = covers[k].principal;
        for (size_t i = 0; i < count; i++) {
            representative = heirs[i].is_representative ? i : representative;
            to[i * cover_count + k].principal = muldiv_floor(covers[k].principal, heirs[i].num, heirs[i].den);
            odd[k] -= to[i * cover_count + k].principal;
        }
    }
    for (size_t i = 0; i < count; i++) {
        yen missing = heirs[i].amount;
        for (size_t k = 0; k < cover_count; k++) {
            missing -= to[i * cover_count + k].principal;
        }
        for (size_t k = 0; k < cover_count && i != representative; k++) {
            yen more = odd[k] < missing ? odd[k] : missing;
            to[i * cover_count + k].principal += more;
            odd[k] -= more;
            missing -= more;
        }
        assert(i == representative || missing == 0); /* its share is at least the sum of its cut parts */
    }
    for (size_t k = 0; k < cover_count; k++) {
        to[representative * cover_count + k].principal += odd[k];
    }
}

/* 限定承認: what is beyond the estate is nobody's, the newest charge first. */
static void cut_to_owed(const struct heir *h, struct heir_part *own, size_t cover_count)
{
    yen beyond = h->amount - h->owed;

    for (size_t k = cover_count; k-- > 0 && beyond > 0;) {
        yen cut = own[k].principal < beyond ? own[k].principal : beyond;
        own[k].principal -= cut;
        beyond -= cut;
    }
}

enum err heirs_allot(const struct collection_law *law, const struct heir *heirs, size_t count,
                     const struct act_cover *covers, size_t cover_count, struct arena *arena,
                     struct report *report, struct heir_part **ret)
{
    struct heir_part *parts = ARENA_ARRAY(arena, struct heir_part, count * cover_count + 1);
    enum err e = ERR_NONE;

    allot_principal(heirs, count, covers, cover_count, ARENA_ARRAY(arena, yen, cover_count + 1), parts);
    for (size_t i = 0; i < count; i++) {
        cut_to_owed(&heirs[i], &parts[i * cover_count], cover_count);
    }
    for (size_t k = 0; k < cover_count && e == ERR_NONE; k++) {
        struct late_terms terms;
        e = collection_late_terms(law, covers[k].due, report, &terms);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            yen late = yen_floor_to(muldiv_floor(covers[k].late_charge, heirs[i].num, heirs[i].den),
                                    terms.charge_floor.value);
            bool is_due = late >= terms.charge_minimum.value && parts[i * cover_count + k].principal > 0;
            parts[i * cover_count + k].late_charge = is_due ? late : 0;
        }
    }
    *ret = parts;
    return e;
}
