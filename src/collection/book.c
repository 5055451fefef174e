/*
 * 記帳 -- receipts by an act of ours, and 過誤納 of a charge lowered after it was paid.
 *
 * Every act looks at the charges as they stand inside its transaction; what has moved on since somebody
 * decided is refused in words, and nothing is written.
 */
#include "collection/book.h"

#include <inttypes.h>

/* A line of principal, over the parts that are unpaid; ERR_INPUT when it is more than is asked. */
static enum err split_line(struct session *session, const struct collection_booking *b,
                           const struct collection_line *line, const struct choices *choices,
                           struct standing *s, struct report *report, struct line_row *ret)
{
    *ret = (struct line_row){.instalment = line->instalment, .item = line->item, .amount = line->amount,
                             .paid_on = b->received_on};
    if (line->amount <= 0 || line->instalment < 1 || (size_t)line->instalment > s->count) {
        return report_fail(report, ERR_INPUT, "%d年度に第%d期の調定がありません", b->levy_year,
                           line->instalment);
    }
    if (line->item != ITEM_PRINCIPAL) {
        return ERR_NONE;
    }
    struct collection_charge *c = &s->charges[line->instalment - 1];
    yen unpaid[LEVY_PARTS];
    date limit;
    enum err e = ERR_NONE;
    if (b->from == ACCOUNT_FORMER) {
        limit = date_open_end(); /* the system before this one has judged it */
    } else {
        e = limit_for(session, &choices->terms, c, b->received_on, report, &limit);
    }
    if (e == ERR_NONE && date_before(limit, b->received_on)) { /* E41 */
        char words[DATE_TEXT_BYTES];
        date_format_era(limit, words);
        return report_fail(report, ERR_INPUT,
                           "%d年度 第%d期は%sに時効が完成しています。その後の納付は収納できません。受け"
                           "取った額は"
                           "還付してください（国民健康保険法110条）",
                           b->levy_year, line->instalment, words);
    }
    if (e != ERR_NONE) {
        return e;
    }
    yen room = standing_room(s, unpaid);
    if (line->amount > collection_unpaid(c) || line->amount > room) {
        return report_fail(report, ERR_INPUT,
                           "%d年度 第%d期の未納は %" PRId64 " 円で、%" PRId64
                           " 円を入れられません。ほかの収納が先に入りました",
                           b->levy_year, line->instalment, collection_unpaid(c), line->amount);
    }
    split_over_parts(line->amount, unpaid, LEVY_PARTS, choices->odd_to, ret->part);
    c->paid += line->amount;
    for (int p = 0; p < LEVY_PARTS; p++) {
        s->part_unpaid[p] -= ret->part[p];
    }
    return ERR_NONE;
}

/* What the system before this one took in lowers what was brought in, in the books it was brought into. */
static int32_t books_of(const struct session *session, const struct collection_booking *b,
                        const struct choices *choices, int32_t charged_year)
{
    return b->from == ACCOUNT_FORMER
               ? fiscal_year_of(session->folder.business_date).first_year
               : account_year_of(choices, session, charged_year, b->received_on, b->paid_in_on);
}

#define LINES_MAX (3 * LEVY_CHARGES_MAX)

/* One by one, or waiting beside others of the same standings. */
static enum err write_rows(struct session *session, const struct collection_booking *b,
                           struct receipt_row *r, const struct line_row *lines, const struct credits *credits,
                           int32_t account_year, int64_t recorded_at, struct report *report)
{
    struct act_rows *many;
    enum err e;

    if (b->standings != NULL) {
        e = standings_rows(b->standings, report, &many);
        return e == ERR_NONE ? act_rows_add(many, r, lines, b->line_count, credits, account_year,
                                            recorded_at, report)
                             : e;
    }
    e = number_next(session->store, SQL_collection_receipt_last, report, &r->receipt_no);
    if (e == ERR_NONE) {
        e = receipt_row_add(session, r, recorded_at, report);
    }
    for (size_t i = 0; i < b->line_count && e == ERR_NONE; i++) {
        e = line_row_add(session, r, &lines[i], recorded_at, report);
    }
    return e == ERR_NONE ? credits_post(session, r, credits, account_year, recorded_at, report) : e;
}

/* The receipt of a booking whose lines stand, its lines and its postings. */
static enum err write_booking(struct session *session, const struct collection_booking *b,
                              const struct choices *choices, struct standing *standing, int64_t recorded_at,
                              struct report *report, int64_t *ret_receipt_no)
{
    struct receipt_row r = {
        .levy_year = b->levy_year, .notice_no = b->notice_no, .household_no = b->household_no,
        .payer_no = b->payer_no, .channel = (int)b->channel, .state = RECEIPT_BOOKED, .overpaid = b->overpaid,
        .slip_kind = b->slip_kind, .slip_serial = b->slip_serial,
        .amount = b->overpaid, .received_on = b->received_on, .paid_in_on = b->paid_in_on, .codes = "",
        .cause = b->cause, .origin = b->origin, .origin_no = b->origin_no, .uses = b->uses, .source = b->from,
    };
    struct line_row lines[LINES_MAX];
    struct credits credits = {.overpaid = b->overpaid};
    enum err e = ERR_NONE;

    assert(b->line_count <= LINES_MAX && b->overpaid >= 0);
    assert(b->from != ACCOUNT_OVERPAID || b->overpaid == 0); /* what is overpaid stays where it stands */
    for (size_t i = 0; i < b->line_count && e == ERR_NONE; i++) {
        e = split_line(session, b, &b->lines[i], choices, standing, report, &lines[i]);
        credit_line(&credits, &lines[i]);
        r.amount += b->lines[i].amount;
        r.instalment = b->line_count == 1 ? b->lines[i].instalment : 0;
    }
    if (e == ERR_NONE) {
        e = write_rows(session, b, &r, lines, &credits, books_of(session, b, choices, standing->charged_year),
                       recorded_at, report);
    }
    if (e == ERR_NONE && ret_receipt_no != NULL) {
        *ret_receipt_no = r.receipt_no;
    }
    return e;
}

/* What a booking looks at: read for it alone, or of those that were read at once. */
struct looking {
    struct choices choices;
    struct standing *standing, own;
};

static enum err look(struct session *session, const struct collection_booking *b, struct report *report,
                     struct looking *ret)
{
    ret->standing = b->standings == NULL
                        ? NULL
                        : standings_find(b->standings, b->levy_year, b->household_no, b->payer_no);
    if (ret->standing != NULL) {
        ret->choices = *standings_choices(b->standings);
        return ERR_NONE;
    }
    enum err e = choices_of(session, b->law, report, &ret->choices);
    ret->standing = &ret->own;
    return e != ERR_NONE ? e
                         : standing_load(session->store, b->levy_year, b->household_no, b->payer_no, report,
                                         ret->standing);
}

enum err collection_book(struct session *session, const struct collection_booking *b, int64_t recorded_at,
                         struct report *report, int64_t *ret_receipt_no)
{
    struct looking l;
    enum err e = look(session, b, report, &l);

    return e == ERR_NONE
               ? write_booking(session, b, &l.choices, l.standing, recorded_at, report, ret_receipt_no)
               : e;
}

/* What a payment on that day can pay of a charge; 0 when there is no such charge any more. *ret_gone: what
 * was written off, or cannot be paid any more because the day is behind the limit (E41). */
static enum err unpaid_of(struct session *session, const struct choices *choices,
                          const struct standing *standing, int instalment, date on, struct report *report,
                          yen *ret, yen *ret_gone)
{
    size_t at = (size_t)instalment - 1;
    date limit;

    *ret = *ret_gone = 0;
    if (at >= standing->count) {
        return ERR_NONE;
    }
    const struct collection_charge *c = &standing->charges[at];
    yen unpaid = collection_unpaid(c) > 0 ? collection_unpaid(c) : 0;
    enum err e = limit_for(session, &choices->terms, c, on, report, &limit);
    bool in_time = e == ERR_NONE && date_at_most(on, limit);
    *ret = in_time ? unpaid : 0;
    *ret_gone = c->written_off + (in_time ? 0 : unpaid);
    return e;
}

enum err collection_book_as_far(struct session *session, const struct collection_booking *b,
                                int64_t recorded_at, struct report *report, struct collection_booked *ret)
{
    struct looking l;
    yen unpaid = 0, gone = 0;

    assert(b->line_count == 1 && b->lines[0].item == ITEM_PRINCIPAL && b->overpaid == 0);
    struct collection_line line = b->lines[0];
    const yen amount = line.amount;
    enum err e = look(session, b, report, &l);
    if (e == ERR_NONE) {
        e = unpaid_of(session, &l.choices, l.standing, line.instalment, b->received_on, report, &unpaid,
                      &gone);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct collection_booking all = *b;
    line.amount = amount < unpaid ? amount : unpaid;
    *ret = (struct collection_booked){.taken = line.amount, .overpaid = amount - line.amount,
                                      .was_gone = gone > 0};
    all.lines = &line;
    all.line_count = line.amount > 0 ? 1 : 0;
    all.overpaid = ret->overpaid;
    all.cause = ret->overpaid == 0 ? "" : ret->was_gone ? "K3" : "K2";
    return write_booking(session, &all, &l.choices, l.standing, recorded_at, report, &ret->receipt_no);
}

enum err collection_raise(struct session *session, const struct collection_law *law,
                          const struct collection_charge *c, date arose_on, int64_t recorded_at,
                          struct report *report, int64_t *ret_receipt_no)
{
    struct standing standing;
    struct choices choices;
    enum err e = choices_of(session, law, report, &choices);

    if (e == ERR_NONE) {
        e = standing_load(session->store, c->levy_year, c->household_no, c->payer_no, report, &standing);
    }
    if (e != ERR_NONE) {
        return e;
    }
    size_t at = (size_t)c->instalment - 1;
    yen excess = at < standing.count ? -collection_unpaid(&standing.charges[at]) : 0;
    if (excess <= 0) {
        return report_fail(report, ERR_INPUT, "%d年度 第%d期に納め過ぎはありません", c->levy_year,
                           c->instalment);
    }
    if (standing.charges[at].written_off > 0) { /* nobody paid that */
        yen back = 0;
        e = write_off_lowered(session, law, c, excess, recorded_at, report, &back);
        if (e == ERR_NONE) {
            e = standing_load(session->store, c->levy_year, c->household_no, c->payer_no, report, &standing);
        }
        excess -= back;
        if (e != ERR_NONE || excess == 0) {
            if (e == ERR_NONE && ret_receipt_no != NULL) {
                *ret_receipt_no = 0;
            }
            return e;
        }
    }
    struct receipt_row r = {
        .levy_year = c->levy_year, .notice_no = c->notice_no, .household_no = c->household_no,
        .payer_no = c->payer_no, .instalment = c->instalment, .channel = CHANNEL_RAISED,
        .state = RECEIPT_BOOKED, .overpaid = excess, .received_on = arose_on,
        .paid_in_on = standing.charges[at].last_paid_on, .codes = "", .cause = "K1", .origin = "raise",
        .source = ACCOUNT_RECEIVABLE,
    };
    struct line_row line = {.instalment = c->instalment, .item = ITEM_PRINCIPAL, .amount = -excess,
                            .paid_on = standing.charges[at].last_paid_on};
    struct credits credits = {0};
    yen over[LEVY_PARTS], settled[LEVY_PARTS], taken[LEVY_PARTS];
    yen rest = excess;
    for (int p = 0; p < LEVY_PARTS; p++) { /* first the parts that were paid more than is asked of them */
        over[p] = standing.part_unpaid[p] < 0 ? -standing.part_unpaid[p] : 0;
        over[p] = over[p] < rest ? over[p] : rest;
        settled[p] = standing.part[p] - standing.part_unpaid[p] - over[p];
        rest -= over[p];
    }
    split_over_parts(rest, settled, LEVY_PARTS, choices.odd_to,
                     taken); /* other instalments still ask for it */
    for (int p = 0; p < LEVY_PARTS; p++) {
        line.part[p] = -(over[p] + taken[p]);
    }
    credit_line(&credits, &line);
    e = number_next(session->store, SQL_collection_receipt_last, report, &r.receipt_no);
    if (e == ERR_NONE) {
        e = receipt_row_add(session, &r, recorded_at, report);
    }
    if (e == ERR_NONE) {
        e = line_row_add(session, &r, &line, recorded_at, report);
    }
    if (e == ERR_NONE) {
        e = credits_post(session, &r, &credits,
                         account_year_of(&choices, session, standing.charged_year, arose_on, arose_on),
                         recorded_at, report);
    }
    if (e == ERR_NONE && ret_receipt_no != NULL) {
        *ret_receipt_no = r.receipt_no;
    }
    return e;
}
