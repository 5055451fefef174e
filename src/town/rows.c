/*
 * What the partners write about these people: rows of the resident register and of the tax ledger,
 * and the facts of the other insurances and of the system before this one.
 */
#include "town/make.h"


/* ------------------------------------------------------------------------- resident register -- */

static void write_names(struct town *t, struct feed *f, const struct town_person *p,
                        const struct town_row *row)
{
    bool is_foreign = row->kind == KIND_FOREIGN;
    const struct town_name *n = &p->name;

    feed_text(f, n->name);
    feed_text(f, n->kana);
    feed_flag(f, row->kind != KIND_LEGAL && p->no % 3 != 0);
    feed_text(f, n->former_surname);
    feed_text(f, n->former_surname_kana);
    feed_text(f, n->alias);
    feed_text(f, n->alias_kana);
    feed_ymd(f, n->alias != NULL ? row->event_on : 0);
    feed_text(f, n->alias != NULL ? "131041" : NULL);
    feed_text(f, is_foreign ? n->roman : NULL);
    feed_text(f, is_foreign ? n->foreign_kanji : NULL);
    feed_ymd(f, p->birth);
    feed_i64(f, p->birth_accuracy);
    feed_text(f, p->birth_text);
    feed_i64(f, p->sex);
    if (row->number_serial > 0) {
        char number[13];
        town_individual_number(row->number_serial, t->request->valid_numbers, number);
        feed_text(f, number);
        /* 住民票コード: ten digits and one, invented as well. */
        feed_number(f, 90000000000 + row->number_serial * 37, 11);
    } else {
        feed_empty(f, 2);
    }
}

static void write_residence(struct feed *f, const struct town_person *p, const struct town_row *row)
{
    static const struct {
        const char *status, *period;
        int years;
    } kinds[] = {
        {"留学", "２年", 2}, {"技術・人文知識・国際業務", "３年", 3}, {"永住者", "", 0},
        {"家族滞在", "１年", 1}, {"特定技能１号", "１年", 1}, {"定住者", "３年", 3},
    };
    if (row->kind != KIND_FOREIGN || p->nation == NULL) {
        feed_empty(f, 5);
        feed_flag(f, false);
        return;
    }
    bool special = strcmp(p->nation->code, "KOR") == 0 && p->no / 10 % 5 == 0;
    size_t k = (size_t)(p->no / 10 % (int64_t)COUNT_OF(kinds));
    int32_t expires = p->resident_since;
    while (kinds[k].years > 0 && expires < f->as_of) {
        expires += kinds[k].years * 10000;
    }
    feed_text(f, p->nation->code);
    feed_text(f, special ? "特別永住者" : kinds[k].status);
    feed_text(f, special ? "" : kinds[k].period);
    feed_ymd(f, special || kinds[k].years == 0
                    ? 0
                    : town_birthday_in(expires, expires / 10000));
    char card[16];
    snprintf(card, sizeof card, "%c%c%08d%c%c", (int)('A' + p->no % 26),
             (int)('A' + p->no / 26 % 26), (int)(p->no * 7919 % 100000000),
             (int)('A' + p->no / 7 % 26), (int)('A' + p->no / 11 % 26));
    feed_text(f, special ? NULL : card);
    feed_flag(f, special);
}

static void write_removal(struct feed *f, const struct town_person *p, const struct town_row *row)
{
    bool is_removal = row->status >= STATUS_MOVED;
    bool is_move = row->status == STATUS_MOVED;

    if (is_removal) {
        feed_number(f, row->event, 2);
        feed_ymd(f, row->event_on);
    } else {
        feed_empty(f, 2);
    }
    feed_text(f, p->previous);
    feed_text(f, p->previous_municipality);
    feed_text(f, p->previous_country);
    feed_text(f, is_move ? row->away : NULL);
    feed_text(f, is_move ? row->away_municipality : NULL);
    feed_ymd(f, is_move ? row->event_on : 0);
    feed_text(f, is_move ? row->away : NULL);
    feed_text(f, is_move ? row->away_municipality : NULL);
    feed_text(f, row->event == EVENT_TO_ABROAD && p->nation != NULL ? p->nation->code : NULL);
    feed_ymd(f, is_move && row->away != NULL ? row->event_on : 0);
}

static void write_guards(struct town *t, struct feed *f, const struct town_person *p)
{
    bool is_restricted = p->restriction_state != 0;
    feed_flag(f, is_restricted);
    if (is_restricted) {
        feed_i64(f, 1 + p->no % 4);
        feed_i64(f, 1 + p->no / 10 % 2);
        feed_i64(f, p->restriction_state);
        feed_ymd(f, p->restriction_from);
        feed_ymd(f, p->restriction_until);
    } else {
        feed_empty(f, 5);
    }
    feed_flag(f, p->is_ward);
    feed_i64(f, p->name.alias != NULL && p->no / 10 % 3 == 0 ? 1 : 0);
    if (p->has_mailing) {
        feed_i64(f, p->is_ward ? 3 : 1);
        feed_text(f, p->is_ward ? "見本法律事務所　成年後見人　見本　守" : p->name.name);
        feed_text(f, "1000001");
        feed_text(f, "東京都千代田区見本町一丁目1番1号");
        feed_text(f, "見本ビル　5階");
        feed_ymd(f, (town_year(t) - 2) * 10000 + 401);
        feed_empty(f, 1);
    } else {
        feed_empty(f, 7);
    }
}

static void write_place(struct feed *f, const struct town_person *p, const struct town_row *row)
{
    const struct town_address *a = &row->address;
    bool is_resident_kind = row->kind == KIND_JAPANESE || row->kind == KIND_FOREIGN;

    feed_text(f, a->postal_code);
    feed_text(f, a->code);
    feed_text(f, a->address);
    feed_text(f, a->lot_code);
    feed_text(f, a->building);
    feed_text(f, a->building_kana);
    feed_ymd(f, is_resident_kind ? p->resident_since : 0);
    feed_i64(f, is_resident_kind ? 0 : 3);
    feed_ymd(f, is_resident_kind ? row->address_since : 0);
    feed_i64(f, is_resident_kind ? 0 : 3);
    feed_ymd(f, row->kind == KIND_FOREIGN ? p->resident_since : 0);
    feed_ymd(f, row->event_on);
    feed_number(f, row->event, 2);
    feed_ymd(f, row->event_on);
    feed_empty(f, 1);
    feed_ymd(f, row->event_on);
}

void town_write_resident(struct town *t, enum town_feed feed, struct town_household *h,
                         struct town_person *p, int from_row)
{
    struct feed *f = &t->feeds[feed];
    for (int i = from_row; i < p->row_count; i++) {
        const struct town_row *row = &p->rows[i];
        bool is_latest = i == p->row_count - 1;
        const struct town_relation_entry *relation = &town_relations[row->relation];

        feed_begin(f, 'D');
        feed_number(f, p->no, 15);
        feed_i64(f, p->first_history_no + i);
        feed_flag(f, is_latest);
        feed_number(f, row->household_no, 15);
        feed_i64(f, row->household_no == h->no ? row->order : 1);
        feed_text(f, relation->text);
        feed_text(f, relation->code);
        feed_flag(f, row->relation == REL_HEAD && row->status == STATUS_RESIDENT);
        feed_i64(f, row->kind);
        feed_i64(f, row->status);
        write_names(t, f, p, row);
        write_place(f, p, row);
        write_removal(f, p, row);
        write_residence(f, p, row);
        write_guards(t, f, p);
        feed_empty(f, 1);
        feed_text(f, p->corporate_number);
        feed_number(f, (int64_t)f->as_of * 1000000 + 20000, 14);
        feed_i64(f, ++t->feed_sequence[feed]);
        feed_end(f);
        t->latest_trailer[feed] += is_latest;
        t->resident_trailer[feed] += is_latest && row->status == STATUS_RESIDENT;
    }
}

/* ------------------------------------------------------------------------------- tax ledger -- */

static void write_kinds_of_income(struct feed *f, const struct town_income *i)
{
    feed_amount(f, i->business);
    feed_amount(f, i->farming);
    feed_amount(f, i->real_estate);
    feed_empty(f, 1);
    feed_amount(f, i->dividend);
    feed_amount(f, i->side_business);
    feed_amount(f, i->other_misc);
    feed_empty(f, 2);
    feed_amount(f, i->occasional);
    feed_empty(f, 2);
    feed_amount(f, i->gain_short);
    feed_amount(f, i->gain_short_deduction);
    feed_amount(f, i->gain_long);
    feed_amount(f, i->gain_long_deduction);
    feed_empty(f, 1);
    feed_amount(f, i->stock_listed);
    feed_amount(f, i->listed_dividend);
    feed_empty(f, 1);
    feed_amount(f, i->net_loss_carried);
    feed_amount(f, i->casualty_loss_carried);
    feed_empty(f, 1);
    feed_amount(f, i->stock_loss_carried);
    feed_empty(f, 1);
}

void town_write_income(struct town *t, enum town_feed feed, const struct town_person *p,
                       int history_no)
{
    struct feed *f = &t->feeds[feed];
    const struct town_income *i = &p->income;
    bool is_known = i->declared != DECLARED_NOT;

    feed_begin(f, 'D');
    feed_number(f, p->no, 15);
    feed_i64(f, town_year(t));
    feed_i64(f, history_no);
    feed_ymd(f, history_no > 1 ? f->as_of : 0);
    feed_text(f, history_no > 1 ? "01" : NULL);
    feed_i64(f, i->taxing_place);
    feed_text(f, i->taxing_place == 1 ? "131041" : NULL);
    feed_i64(f, i->declared);
    feed_i64(f, i->return_colour);
    feed_i64(f, i->family_employee);
    feed_amount(f, i->family_pay_paid);
    feed_amount(f, i->family_pay_received);
    feed_amount(f, i->salary_revenue);
    feed_amount(f, i->salary);
    feed_amount(f, i->adjustment_children);
    feed_amount(f, i->adjustment_pension);
    feed_amount(f, i->pension_revenue);
    feed_amount(f, i->pension);
    write_kinds_of_income(f, i);
    if (is_known) {
        feed_i64(f, i->total);
        feed_i64(f, i->combined);
        feed_i64(f, town_year(t) <= 2020 ? 330000 : 430000);
        feed_i64(f, i->deductions);
        feed_empty(f, 5);
        feed_text(f, "0");
        feed_text(f, "0");
        feed_flag(f, false);
        feed_i64(f, i->taxable);
        feed_i64(f, i->tax_per_capita);
        feed_i64(f, i->tax_income_levy);
        feed_i64(f, i->exempt_class);
        feed_amount(f, i->salary_revenue + i->pension_revenue);
        feed_amount(f, i->fixed_asset_tax);
    } else {
        feed_empty(f, 18);
    }
    feed_number(f, (int64_t)f->as_of * 1000000 + 20000, 14);
    feed_i64(f, ++t->feed_sequence[feed]);
    feed_end(f);
    f->amount_sum += i->total;
}

/* ------------------------------------------------------------- other insurances, old system -- */

void town_write_care(struct town *t, const struct town_person *p, const struct town_row *last)
{
    struct feed *f = &t->feeds[FEED_CARE];
    int32_t gone = last->status >= STATUS_MOVED ? town_day_after(last->event_on) : 0;

    if (p->care_exempt_from > 0) {
        feed_begin(f, 'D');
        feed_number(f, p->no, 15);
        feed_i64(f, 1);
        feed_text(f, "01");
        feed_text(f, "障害者支援施設　見本園");
        feed_ymd(f, p->care_exempt_from);
        feed_ymd(f, p->care_exempt_until);
        feed_number(f, (int64_t)f->as_of * 1000000 + 20000, 14);
        feed_end(f);
        t->count.care_exempt++;
    }
    if (p->age >= 65 && p->birth_accuracy == 0 && last->kind <= KIND_FOREIGN) {
        int32_t at_65 =
            town_day_before(town_birthday_in(p->birth, p->birth / 10000 + 65));
        int32_t from = p->resident_since > at_65 ? p->resident_since : at_65;
        if (gone != 0 && gone <= from) {
            return;
        }
        feed_begin(f, 'D');
        feed_number(f, p->no, 15);
        feed_i64(f, 2);
        feed_text(f, from > at_65 ? "12" : "11");
        feed_empty(f, 1);
        feed_ymd(f, from);
        feed_ymd(f, gone);
        feed_number(f, (int64_t)f->as_of * 1000000 + 20000, 14);
        feed_end(f);
    }
}

void town_write_latter(struct town *t, const struct town_person *p, const struct town_row *last)
{
    struct feed *f = &t->feeds[FEED_LATTER];
    if (p->latter_from == 0) {
        return;
    }
    feed_begin(f, 'D');
    feed_number(f, p->no, 15);
    feed_ymd(f, p->latter_from);
    feed_ymd(f, last->status >= STATUS_MOVED ? town_day_after(last->event_on) : 0);
    feed_i64(f, p->latter_reason);
    feed_i64(f, p->latter_former_insurer);
    feed_number(f, (int64_t)f->as_of * 1000000 + 20000, 14);
    feed_end(f);
    t->count.latter_stage++;
}

static void write_fact(struct town *t, const struct town_person *p, int kind, int32_t from,
                       int code, int multiple)
{
    struct feed *f = &t->feeds[FEED_ELIGIBILITY];
    feed_begin(f, 'D');
    feed_number(f, p->no, 15);
    feed_i64(f, kind);
    feed_ymd(f, from);
    feed_empty(f, 7);
    feed_number(f, code, 2);
    if (multiple >= 0) {
        feed_i64(f, multiple);
    } else {
        feed_empty(f, 1);
    }
    feed_ymd(f, from < f->as_of ? from : 0);
    feed_end(f);
}

void town_write_eligibility(struct town *t, const struct town_person *p,
                            const struct town_row *last)
{
    struct feed *f = &t->feeds[FEED_ELIGIBILITY];
    char symbol[24], number[24];

    if (p->insured_from == 0) {
        return;
    }
    snprintf(symbol, sizeof symbol, "13-%02d", last->address.branch + 1);
    snprintf(number, sizeof number, "%07d", (int)(last->household_no / 10 % 10000000));
    feed_begin(f, 'D');
    feed_number(f, p->no, 15);
    feed_i64(f, 1);
    feed_ymd(f, p->insured_from);
    feed_ymd(f, p->insured_until);
    feed_number(f, last->household_no, 15);
    feed_text(f, symbol);
    feed_text(f, number);
    feed_number(f, p->branch_no, 2);
    feed_text(f, p->acquired_by);
    feed_text(f, p->insured_until != 0 ? p->lost_by : NULL);
    feed_empty(f, 2);
    feed_ymd(f, p->insured_from);
    feed_end(f);
    t->count.memberships++;
    t->count.open_memberships += p->insured_until == 0;
    if (p->left_job_on > 0) {
        write_fact(t, p, 4, p->left_job_on, p->left_job_code, -1);
        t->count.unemployed++;
    }
    if (p->expected_birth > 0) {
        write_fact(t, p, 5, p->expected_birth, 0, p->is_multiple_birth);
        t->count.maternity++;
    }
    if (p->former_dependant_from > 0) {
        write_fact(t, p, 6, p->former_dependant_from, 0, -1);
        t->count.former_dependants++;
    }
}
