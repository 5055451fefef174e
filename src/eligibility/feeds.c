/*
 * 資格の取込み -- GY-01 旧システム移行, KG-01 介護保険, KK-01 後期高齢者医療 (interfaces.md 6.5, 13).
 *
 * Each feed is a list of its items and a reader that turns one record into one fact.
 */
#include "eligibility/facts.h"

static int32_t until_or_open(const struct record *r, size_t field)
{
    int32_t ymd = fact_day(r, field);
    return ymd == 0 ? FACT_DAY_OPEN : ymd;
}

/* ------------------------------------------------------------------------ GY-01 旧システム ----- */

enum opening_field {
    OPENING_ADDRESSEE_NO,
    OPENING_KIND,
    OPENING_FROM,
    OPENING_UNTIL,
    OPENING_CARD_SYMBOL,
    OPENING_CARD_NUMBER,
    OPENING_SEPARATION,
    OPENING_MULTIPLE,
    OPENING_REST, /* from here on: kept in `rest` */
    OPENING_FIELDS = OPENING_REST + 5,
};
static const char *const opening_fields[OPENING_FIELDS] = {
    "addressee_no", "fact_kind",       "from_on",           "until_on",
    "card_symbol",  "card_number",     "separation_code",   "is_multiple_birth",
    "household_no", "branch_no",       "acquisition_reason", "loss_reason",
    "notified_on",
};

/* The reason code of a 特例対象被保険者等, or 1 single / 2 multiple of a birth (令29条の7第5項). */
static int32_t opening_detail(const struct fact_import *in, const struct record *r, int32_t kind)
{
    int64_t value = 0;

    if (kind == FACT_UNEMPLOYED) {
        return record_i64(r, in->fields[OPENING_SEPARATION], &value) ? (int32_t)value : 0;
    }
    if (kind == FACT_MATERNITY) {
        bool is_multiple = record_i64(r, in->fields[OPENING_MULTIPLE], &value) && value == 1;
        return is_multiple ? 2 : 1;
    }
    return 0;
}

/* Codes of the layout that are no numbers of the enum: 退職被保険者等. */
enum { OPENING_RETIRED = 7, OPENING_RETIRED_DEPENDANT = 8 };

/* What a fact lacks to be one; NULL = nothing. */
static const char *opening_fault(const struct fact_row *row)
{
    if (row->kind == FACT_UNEMPLOYED && row->detail == 0) {
        return "離職理由コードがありません。雇用保険受給資格者証で確かめてください。";
    }
    return row->kind == FACT_RETIREE && row->until == FACT_DAY_OPEN
               ? "退職被保険者等の期間に終わりの日がありません。旧システムで確かめてください。"
               : NULL;
}

static const char *opening_read(struct fact_import *in, const struct record *r, struct fact_row *ret)
{
    int64_t no = 0, kind = 0;
    bool is_whole = record_i64(r, in->fields[OPENING_ADDRESSEE_NO], &no) &&
                    record_i64(r, in->fields[OPENING_KIND], &kind);
    assert(is_whole); /* the layout demands both */
    ret->addressee_no = no;
    ret->kind = (int32_t)kind;
    ret->from = fact_day(r, in->fields[OPENING_FROM]);
    ret->until = until_or_open(r, in->fields[OPENING_UNTIL]);
    ret->detail = opening_detail(in, r, ret->kind);
    if (kind == OPENING_RETIRED || kind == OPENING_RETIRED_DEPENDANT) {
        ret->kind = FACT_RETIREE;
        ret->detail = kind == OPENING_RETIRED ? 1 : 2;
    }
    ret->card_symbol = text_copy(in->arena, record_text(r, in->fields[OPENING_CARD_SYMBOL]));
    ret->card_number = text_copy(in->arena, record_text(r, in->fields[OPENING_CARD_NUMBER]));
    ret->rest = fact_rest(in, r, opening_fields + OPENING_REST, in->fields + OPENING_REST,
                          OPENING_FIELDS - OPENING_REST);
    return opening_fault(ret);
}

static enum err opening_begin(struct import_run *run)
{
    return fact_import_begin(run, SOURCE_OPENING, true, opening_fields, OPENING_FIELDS,
                             opening_read);
}

static enum err opening_again(struct import_run *run, bool is_own, struct held_record *held, size_t count)
{
    enum err e = opening_begin(run);
    return e == ERR_NONE ? fact_import_again(run, is_own, held, count) : e;
}

const struct import_handler import_opening_eligibility = {
    .layout = "gy-01-eligibility",
    .partner = "旧システム",
    .label = "旧システム移行 資格",
    .order = 20,
    .begin = opening_begin,
    .record = fact_import_record,
    .end = fact_import_end,
    .cancel = fact_import_cancel,
    .again_code = FACT_PERSON_UNKNOWN,
    .again = opening_again,
};

/* ---------------------------------------------------------------------------- KG-01 介護 ------ */

enum care_field {
    CARE_ADDRESSEE_NO,
    CARE_FACT,
    CARE_FROM,
    CARE_UNTIL,
    CARE_REST,
    CARE_FIELDS = CARE_REST + 2,
};
static const char *const care_fields[CARE_FIELDS] = {"addressee_no", "fact",   "from_on",
                                                     "until_on",     "reason", "facility"};

static const char *care_read(struct fact_import *in, const struct record *r, struct fact_row *ret)
{
    int64_t no = 0, fact = 0;
    bool is_whole = record_i64(r, in->fields[CARE_ADDRESSEE_NO], &no) &&
                    record_i64(r, in->fields[CARE_FACT], &fact);
    assert(is_whole);
    ret->addressee_no = no;
    ret->kind = fact == 1 ? FACT_CARE_EXEMPT : FACT_CARE_FIRST;
    ret->from = fact_day(r, in->fields[CARE_FROM]);
    ret->until = until_or_open(r, in->fields[CARE_UNTIL]);
    ret->rest = fact_rest(in, r, care_fields + CARE_REST, in->fields + CARE_REST,
                          CARE_FIELDS - CARE_REST);
    return NULL;
}

static enum err care_begin(struct import_run *run)
{
    return fact_import_begin(run, SOURCE_CARE, false, care_fields, CARE_FIELDS, care_read);
}

static enum err care_again(struct import_run *run, bool is_own, struct held_record *held, size_t count)
{
    enum err e = care_begin(run);
    return e == ERR_NONE ? fact_import_again(run, is_own, held, count) : e;
}

const struct import_handler import_care = {
    .layout = "kg-01-care",
    .partner = "介護保険",
    .label = "介護保険 資格・適用除外",
    .order = 21,
    .begin = care_begin,
    .record = fact_import_record,
    .end = fact_import_end,
    .cancel = fact_import_cancel,
    .again_code = FACT_PERSON_UNKNOWN,
    .again = care_again,
};

/* ------------------------------------------------------------------- KK-01 後期高齢者医療 ------ */

enum latter_field {
    LATTER_ADDRESSEE_NO,
    LATTER_FROM,
    LATTER_UNTIL,
    LATTER_FORMER_INSURER,
    LATTER_REST,
    LATTER_FIELDS = LATTER_REST + 1,
};
static const char *const latter_fields[LATTER_FIELDS] = {"addressee_no", "acquired_on", "lost_on",
                                                         "former_insurer", "reason"};

static const char *latter_read(struct fact_import *in, const struct record *r, struct fact_row *ret)
{
    int64_t no = 0, former = 0;
    bool is_whole = record_i64(r, in->fields[LATTER_ADDRESSEE_NO], &no) &&
                    record_i64(r, in->fields[LATTER_FORMER_INSURER], &former);
    assert(is_whole);
    ret->addressee_no = no;
    ret->kind = FACT_LATTER_STAGE;
    ret->from = fact_day(r, in->fields[LATTER_FROM]);
    ret->until = until_or_open(r, in->fields[LATTER_UNTIL]);
    ret->detail = (int32_t)former; /* 1 国民健康保険 .. 4, as the header says */
    ret->rest = fact_rest(in, r, latter_fields + LATTER_REST, in->fields + LATTER_REST,
                          LATTER_FIELDS - LATTER_REST);
    return NULL;
}

static enum err latter_begin(struct import_run *run)
{
    return fact_import_begin(run, SOURCE_LATTER_STAGE, false, latter_fields, LATTER_FIELDS,
                             latter_read);
}

static enum err latter_again(struct import_run *run, bool is_own, struct held_record *held, size_t count)
{
    enum err e = latter_begin(run);
    return e == ERR_NONE ? fact_import_again(run, is_own, held, count) : e;
}

const struct import_handler import_latter_stage = {
    .layout = "kk-01-latter-stage",
    .partner = "後期高齢者医療",
    .label = "後期高齢者医療 資格",
    .order = 22,
    .begin = latter_begin,
    .record = fact_import_record,
    .end = fact_import_end,
    .cancel = fact_import_cancel,
    .again_code = FACT_PERSON_UNKNOWN,
    .again = latter_again,
};
