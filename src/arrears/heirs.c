/* 相続人 -- lines as typed, shares that sum to 1, rows. */
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
    while (end < line.len && line.bytes[end] == ' ') {
        end++;
    }
    ret->is_representative = end + 1 == line.len && line.bytes[end] == '*';
    return end == line.len || ret->is_representative;
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
                                      "の順に、%d人まで入れてください。",
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
        heirs[i].amount = parts[i];
    }
    return true;
}

enum err heirs_write(const struct writing *w, int64_t act_no, const struct heir *heirs, size_t count)
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
        *ARENA_PUSH(arena, list, count, capacity) = (struct heir){
            query_i64(q, 0), query_i64(q, 1), query_i64(q, 2), query_i64(q, 3), query_i64(q, 4) != 0};
    }
    query_reset(q);
    *ret = list;
    *ret_count = count;
    return e;
}
