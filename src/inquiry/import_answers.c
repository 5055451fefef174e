/*
 * 申告・回答のパンチデータ (LV-49, interfaces.md PU-01) -- a line a person of a sheet, found by the code at
 * its foot.
 *
 * Nothing is assessed by it: the amounts wait until two persons enter them (申告・回答の一括登録). What
 * cannot be read, contradicts itself or says another thing than an earlier line is held, with its reason.
 */
#include "inquiry/answer.h"
#include "interchange/interchange.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err record(struct import_run *run, const struct record *r);
static enum err end(struct import_run *run);
static void done(struct import_run *run);

const struct import_handler import_declarations = {
    .layout = "declaration-punch",
    .partner = "入力業務委託",
    .label = "簡易申告書・所得照会回答のパンチデータ",
    .order = 125,
    .begin = begin,
    .record = record,
    .end = end,
    .cancel = done,
};

enum { FIELD_CODE, FIELD_LINE, FIELD_RECEIVED_ON, FIELD_NO_INCOME, FIELD_AMOUNTS, FIELD_IMAGE_NO = 14 };

struct taking {
    struct arena *arena;
    int64_t taken, again;
};

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("申告のパンチデータ", (size_t)256 << 20);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->arena = arena;
    run->state = t;
    return ERR_NONE;
}

static void done(struct import_run *run)
{
    struct taking *t = run->state;

    arena_free(t->arena);
}

/* The ten amounts of a line; false: 収入なし and an amount beside it, or neither. */
static bool read_amounts(const struct record *r, struct premium_income *in)
{
    const struct {
        yen *to;
        unsigned key;
    } fields[] = {{&in->salary_revenue, INCOME_SALARY_REVENUE},
                  {&in->salary_income, INCOME_SALARY},
                  {&in->pension_revenue, INCOME_PENSION_REVENUE},
                  {&in->pension_income, INCOME_PENSION},
                  {&in->other_income, INCOME_OTHER},
                  {&in->total_income, INCOME_TOTAL},
                  {&in->family_employee_pay_paid, 0},
                  {&in->family_employee_pay_received, 0},
                  {&in->special_deductions_of_gains, 0},
                  {&in->casualty_loss_carried, 0}};
    int64_t nothing = 0;
    bool is_any = false;

    *in = (struct premium_income){.state = INCOME_KNOWN};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (record_i64(r, FIELD_AMOUNTS + i, fields[i].to)) {
            in->given |= fields[i].key;
            is_any = true;
        }
    }
    if (!record_i64(r, FIELD_NO_INCOME, &nothing) || nothing == 0) {
        return in->given != 0;
    }
    in->given = INCOME_OTHER; /* 収入なし: other income of zero, as the form of 賦課根拠入力 asks for it */
    return !is_any;
}

/* NULL: it can be taken. */
static enum err fault_of(struct import_run *run, struct taking *t, const struct record *r,
                         struct inquiry_answer *a, bool *ret_is_again, const char **ret_code,
                         const char **ret_fault)
{
    struct inquiry_sheet sheet = {0};
    int64_t line = 0, ymd = 0;
    bool found = false, is_same = false;

    *ret_code = "IQ01";
    *ret_is_again = false;
    if (!record_i64(r, FIELD_RECEIVED_ON, &ymd) || !date_from_ymd((int32_t)ymd, &a->received_on) ||
        !record_i64(r, FIELD_LINE, &line)) {
        *ret_fault = "行の番号か受付日が読めません";
        return ERR_NONE;
    }
    enum err e = sheet_of_code(run->session->store, record_text(r, FIELD_CODE), a->received_on, t->arena,
                               run->report, &sheet, ret_fault);
    if (e != ERR_NONE || *ret_fault != NULL) {
        return e;
    }
    if (line < 1 || (size_t)line > sheet.person_count) {
        *ret_code = "IQ02";
        *ret_fault = arena_printf(t->arena, "照会番号 %" PRId64 " に%" PRId64 "行目の人はいません",
                                  sheet.sheet_no, line);
        return ERR_NONE;
    }
    a->sheet_no = sheet.sheet_no;
    a->household_no = sheet.household_no;
    a->line = (int)line;
    a->entry.addressee_no = sheet.persons[line - 1];
    a->entry.year = sheet.year;
    if (date_before(run->business_date, a->received_on)) {
        *ret_fault = "受付日が今日より後です";
        return ERR_NONE;
    }
    if (!read_amounts(r, &a->entry.income)) {
        *ret_code = "IQ04";
        *ret_fault = "「収入なし」と額の両方がある、またはどちらもありません。書類を見て直してください";
        return ERR_NONE;
    }
    answer_explain(a, sheet.kind, t->arena);
    e = answer_same(run->session->store, a, run->report, &found, &is_same);
    *ret_is_again = found && is_same;
    if (e == ERR_NONE && found && !is_same) {
        *ret_code = "IQ03";
        *ret_fault =
            "前に取り込んだ同じ行と額が違います。書類を見て、正しい額を賦課根拠入力で入れてください";
    } else if (e == ERR_NONE && !found) {
        *ret_code = "IQ04";
        e = premium_income_entry_check(run->session, &a->entry, t->arena, run->report, ret_fault);
    }
    return e;
}

static enum err take(struct import_run *run, const struct inquiry_answer *a)
{
    enum step_kind last;
    enum err e = answer_add(run->session->store, a, run->recorded_at, run->report);

    e = e == ERR_NONE ? step_last(run->session->store, a->sheet_no, run->report, &last) : e;
    if (e == ERR_NONE && last != STEP_RETURNED) { /* what was punched has come back */
        e = step_add(run->session->store, a->sheet_no, STEP_RETURNED, a->received_on,
                     text_of("パンチデータ"), 0, run->recorded_at, run->report);
    }
    return e;
}

static enum err record(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    struct inquiry_answer a = {.received_on = date_none(), .image_no = record_text(r, FIELD_IMAGE_NO)};
    const char *code, *fault = NULL;
    bool is_again;
    enum err e = fault_of(run, t, r, &a, &is_again, &code, &fault);

    if (e != ERR_NONE) {
        return e;
    }
    if (fault != NULL) {
        return import_hold_about(run, r, code, fault, a.entry.addressee_no);
    }
    t->again += is_again;
    t->taken += !is_again;
    return is_again ? ERR_NONE : take(run, &a);
}

static enum err end(struct import_run *run)
{
    struct taking *t = run->state;

    report_add(run->report,
               "申告・回答 %" PRId64 " 人分を取り込みました（前と同じ内容 %" PRId64
               " 人分）。「申告・回答の一括登録」で登録します",
               t->taken, t->again);
    done(run);
    return ERR_NONE;
}
