/* 抽出 -- one pass over the charges beside mandates, stays, second attempts; then sorted into files. */
#include "debit/extract.h"

#include "interchange/check_digit.h"
#include "premium/premium.h"

#include <inttypes.h>

#define LEVY_YEARS 6 /* a charge of older years is no longer asked for */

#define NOT_NOTIFIED "not-notified"
#define NO_CONTRACT "no-contract"
#define TOO_MANY "attempts"
#define SEVERAL "several"
const struct extract_label extract_labels[] = {
    {NOT_NOTIFIED, "納入通知書の番号がなく、振替を依頼できません"},
    {NO_CONTRACT, "振替の契約がない金融機関です"},
    {TOO_MANY, "同じ期を9回依頼しています"},
    {SEVERAL, "全期の申込みがないのに同じ日に複数の期があります"},
    {NULL, NULL}};

/* A charge by its key. */
struct charge_key {
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
};
struct attempt {
    struct charge_key key;
    int attempt;
};
struct sent_serial {
    int64_t payer_no, serial;
};

struct pass {
    struct extraction *x;
    struct mandate *mandates;          /* by payer */
    struct collection_stay_row *stays; /* by payer */
    struct charge_key *again;          /* second attempts of the day, in the order of charges */
    struct attempt *attempts;          /* what was asked before, in the order of charges */
    struct sent_serial *sent;          /* by payer */
    size_t mandate_count, stay_count, again_count, attempt_count, sent_count;
    size_t again_at, attempt_at;
    date attempts_from;
    fiscal_year year;
    int first_no, last_no;   /* of the instalments whose payments are read; 0, 0 = of all */
    bool needs_all;          /* somebody pays the whole year on this day */
    struct charge_key *unsure; /* accounts of 0 yen: whether anything was paid is not read */
    size_t unsure_count, unsure_capacity;
    /* The account of the charge before. */
    struct charge_key account;
    const struct mandate *mandate;
    bool pays_whole;
    int asked; /* of what is due that day: a second attempt may stand beside it */
};

static int compare_key(const struct charge_key *a, const struct charge_key *b)
{
    if (a->levy_year != b->levy_year) {
        return a->levy_year < b->levy_year ? -1 : 1;
    }
    if (a->household_no != b->household_no) {
        return a->household_no < b->household_no ? -1 : 1;
    }
    if (a->payer_no != b->payer_no) {
        return a->payer_no < b->payer_no ? -1 : 1;
    }
    return (a->instalment > b->instalment) - (a->instalment < b->instalment);
}

/* ------------------------------------------------------------------------------- loading ------- */

static enum err load_keys(struct pass *p, struct query *q, struct report *report, bool is_again)
{
    size_t again_capacity = 0, attempt_capacity = 0;
    struct arena *arena = p->x->arena;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct charge_key key = {(int32_t)query_i64(q, 0), query_i64(q, 1), query_i64(q, 2),
                                 (int)query_i64(q, 3)};
        date due;
        if (is_again) {
            *ARENA_PUSH(arena, p->again, p->again_count, again_capacity) = key;
            if (date_from_ymd((int32_t)query_i64(q, 4), &due)) {
                p->attempts_from = date_min(p->attempts_from, due);
            }
        } else {
            *ARENA_PUSH(arena, p->attempts, p->attempt_count, attempt_capacity) =
                (struct attempt){key, (int)query_i64(q, 4)};
        }
    }
    query_reset(q);
    return e;
}

static enum err load_sent(struct pass *p, struct report *report)
{
    struct query *q = store_query(p->x->store, SQL_debit_sent_serials);
    size_t capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(p->x->arena, p->sent, p->sent_count, capacity) =
            (struct sent_serial){query_i64(q, 0), query_i64(q, 1)};
    }
    query_reset(q);
    return e;
}

static enum err load(struct pass *p, struct report *report)
{
    struct extraction *x = p->x;
    enum err e = mandates_in_force(x->store, x->extracted_on, x->arena, report, &p->mandates,
                                   &p->mandate_count);

    if (e == ERR_NONE) {
        e = collection_stays(x->store, 0, x->extracted_on, x->arena, report, &p->stays, &p->stay_count);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(x->store, SQL_debit_redebits);
        query_set_i64(q, "redebit_on", date_ymd(x->debit_on));
        e = load_keys(p, q, report, true);
    }
    if (e == ERR_NONE) {
        struct query *q = store_query(x->store, SQL_debit_attempts);
        query_set_i64(q, "due_from", date_ymd(p->attempts_from));
        e = load_keys(p, q, report, false);
    }
    return e == ERR_NONE ? load_sent(p, report) : e;
}

static const struct mandate *mandate_of(const struct pass *p, int64_t payer_no)
{
    size_t low = 0, high = p->mandate_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->mandates[middle].payer_no < payer_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < p->mandate_count && p->mandates[low].payer_no == payer_no ? &p->mandates[low] : NULL;
}

static int64_t serial_sent(const struct pass *p, int64_t payer_no)
{
    size_t low = 0, high = p->sent_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->sent[middle].payer_no < payer_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < p->sent_count && p->sent[low].payer_no == payer_no ? p->sent[low].serial : 0;
}

/* 調定は一つ、またはその年度の全部、または納付義務者の全部が止まる. */
static bool is_stayed(const struct pass *p, const struct collection_charge *c)
{
    size_t low = 0, high = p->stay_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->stays[middle].payer_no < c->payer_no) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < p->stay_count && p->stays[low].payer_no == c->payer_no; low++) {
        const struct collection_stay_row *s = &p->stays[low];
        if (collection_stay_covers(s, c, p->x->debit_on)) {
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------------------------------------- a charge ---- */

void debit_customer_no(const struct collection_charge *c, const char *item, int attempt,
                       char ret[CUSTOMER_DIGITS + 1])
{
    int n = snprintf(ret, CUSTOMER_DIGITS + 1, "%04" PRId32 "%.2s%010" PRId64 "%02d%d", c->levy_year, item,
                     c->notice_no, c->instalment, attempt);

    assert(n == CUSTOMER_DIGITS - 1);
    ret[n] = (char)('0' + check_mod10w3((struct text){ret, (size_t)n}));
    ret[n + 1] = '\0';
}

static enum err find(struct pass *p, const struct collection_charge *c, const char *code, const char *words)
{
    struct extraction *x = p->x;

    *ARENA_PUSH(x->arena, x->findings, x->finding_count, x->finding_capacity) =
        (struct extract_finding){code, words, c->household_no, c->payer_no};
    return ERR_NONE;
}

static int attempts_before(struct pass *p, const struct charge_key *key)
{
    while (p->attempt_at < p->attempt_count && compare_key(&p->attempts[p->attempt_at].key, key) < 0) {
        p->attempt_at++;
    }
    bool is_it = p->attempt_at < p->attempt_count && compare_key(&p->attempts[p->attempt_at].key, key) == 0;
    return is_it ? p->attempts[p->attempt_at].attempt : 0;
}

static bool is_again(struct pass *p, const struct charge_key *key)
{
    while (p->again_at < p->again_count && compare_key(&p->again[p->again_at], key) < 0) {
        p->again_at++;
    }
    return p->again_at < p->again_count && compare_key(&p->again[p->again_at], key) == 0;
}

/* 設定による作成単位: one consignor and one layout never share a file with others. */
static void name_file(const struct extraction *x, const struct collection_charge *c, struct extracted *item)
{
    const struct debit_settings *s = x->settings;
    bool is_arrears = c->charged_year < fiscal_year_of(x->debit_on).first_year;
    const char *of_item = is_arrears ? s->item_arrears : s->item_current;
    char unit[16];

    switch (s->grouping) {
    case GROUP_BANK: snprintf(unit, sizeof(unit), "%.4s", item->mandate->bank.bytes); break;
    case GROUP_COLLECTOR: snprintf(unit, sizeof(unit), "%s", item->bank->collector); break;
    case GROUP_ITEM: snprintf(unit, sizeof(unit), "%s", of_item); break;
    case GROUP_SECTION: snprintf(unit, sizeof(unit), "%s", s->section); break;
    case GROUPINGS: assert(false && "a grouping");
    }
    bool is_ebcdic = strstr(item->bank->layout, "ebcdic") != NULL;
    snprintf(item->file_key, sizeof(item->file_key), "%s-%s%s", item->bank->consignor, unit,
             is_ebcdic ? "-E" : "");
    debit_customer_no(c, of_item, item->attempt, item->customer_no);
}

static int64_t number_of(struct text digits)
{
    int64_t n = 0;
    (void)parse_i64(digits.bytes, digits.len, 0, INT64_MAX, &n);
    return n;
}

static enum err ask(struct pass *p, const struct collection_charge *c, const struct charge_key *key)
{
    struct extraction *x = p->x;
    const struct mandate *m = p->mandate;
    const struct debit_bank *bank = debit_bank_of(x->settings, m->bank);
    int before = attempts_before(p, key);
    int64_t sent = serial_sent(p, c->payer_no);

    if (c->notice_no == 0) {
        return find(p, c, NOT_NOTIFIED, "納入通知書を作ってから、抽出し直してください");
    }
    if (bank == NULL) {
        return find(p, c, NO_CONTRACT, "debit_bank.tsv に金融機関の行を加えるか、口座を変更してください");
    }
    if (before >= ATTEMPTS_MAX) {
        return find(p, c, TOO_MANY, "納付書で納めてもらってください");
    }
    struct extracted *item = ARENA_PUSH(x->arena, x->items, x->count, x->capacity);
    *item = (struct extracted){
        .charge = *c,
        .mandate = m,
        .bank = bank,
        .attempt = before + 1,
        .new_code = sent == m->serial ? 0 : sent == 0 ? 1 : m->first_code,
        .amount = collection_unpaid(c),
        .order = (number_of(m->bank) * 1000 + number_of(m->branch)) * 10000000 + number_of(m->account),
    };
    name_file(x, c, item);
    x->amount += item->amount;
    return ERR_NONE;
}

static void count_household(struct pass *p, const struct charge_key *account)
{
    if (account->levy_year == p->year.first_year) {
        p->x->households++;
        p->x->on_debit += mandate_of(p, account->payer_no) != NULL;
    }
}

static void begin_account(struct pass *p, const struct collection_charge *c)
{
    p->account = (struct charge_key){c->levy_year, c->household_no, c->payer_no, 0};
    p->mandate = mandate_of(p, c->payer_no);
    p->pays_whole =
        p->mandate != NULL && p->mandate->pays == PAYS_WHOLE && date_equal(c->due, p->x->debit_on);
    p->needs_all = p->needs_all || p->pays_whole;
    p->asked = 0;
    count_household(p, &p->account);
}

static enum err on_charge(struct pass *p, const struct collection_charge *c)
{
    struct extraction *x = p->x;
    struct charge_key key = {c->levy_year, c->household_no, c->payer_no, 0};

    if (compare_key(&p->account, &key) != 0) {
        begin_account(p, c);
    }
    key.instalment = c->instalment;
    bool is_due = date_equal(c->due, x->debit_on), is_second = is_again(p, &key);
    if (p->mandate == NULL || !(is_due || is_second || p->pays_whole)) {
        return ERR_NONE;
    }
    if (collection_unpaid(c) <= 0) {
        x->paid++;
        return ERR_NONE;
    }
    if (c->told > 0) {
        x->told++;
        return ERR_NONE;
    }
    if (is_stayed(p, c)) {
        x->stayed++;
        return ERR_NONE;
    }
    if (is_due && !p->pays_whole && p->asked > 0) { /* more than one needs the payer's own request (CO-59) */
        return find(p, c, SEVERAL, "納期限を確かめ、全期の申込みがあれば口座振替の変更で入れてください");
    }
    p->asked += is_due;
    return ask(p, c, &key);
}

static enum err on_account(void *context, const struct collection_account *a, struct report *report)
{
    struct pass *p = context;
    bool is_there = false;
    enum err e = ERR_NONE;

    (void)report;
    for (size_t i = 0; i < a->count && e == ERR_NONE; i++) {
        if (collection_charge_is_there(&a->charges[i])) {
            is_there = true;
            e = on_charge(p, &a->charges[i]);
        }
    }
    if (!is_there && a->levy_year == p->year.first_year) {
        *ARENA_PUSH(p->x->arena, p->unsure, p->unsure_count, p->unsure_capacity) =
            (struct charge_key){a->levy_year, a->household_no, a->payer_no, 0};
    }
    return e;
}

/* An account of 0 yen is counted when something was paid. */
static enum err count_unsure(struct pass *p, struct report *report)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < p->unsure_count && e == ERR_NONE; i++) {
        const struct charge_key *account = &p->unsure[i];
        const struct collection_scope scope = {.payer_no = account->payer_no,
                                               .first_year = account->levy_year,
                                               .last_year = account->levy_year};
        struct collection_charge *charges = NULL;
        size_t count = 0;
        bool is_there = false;
        e = collection_charges(p->x->store, &scope, p->x->arena, report, &charges, &count);
        for (size_t k = 0; k < count; k++) {
            is_there = is_there || charges[k].household_no == account->household_no;
        }
        if (is_there) {
            count_household(p, account);
        }
    }
    return e;
}

static enum err pass_over(struct pass *p, struct report *report)
{
    const struct collection_scope scope = {.first_year = p->year.first_year - LEVY_YEARS + 1,
                                           .last_year = p->year.first_year,
                                           .first_no = p->first_no,
                                           .last_no = p->last_no};
    enum err e = collection_each_account(p->x->store, &scope, on_account, p, p->x->arena, report);

    return e == ERR_NONE && p->first_no != 0 ? count_unsure(p, report) : e;
}

/*
 * What is asked for is due on the day or falls to a second attempt: only payments of these instalments are
 * read. Who pays the whole year at once is asked for all of them: then everything is.
 */
static enum err look(struct pass *p, struct report *report)
{
    struct extraction *x = p->x;
    const struct extraction before = *x;
    struct pass again = *p;
    struct premium_due_instalments due;
    enum err e = premium_due_instalments(x->store, x->debit_on, date_add_days(x->debit_on, 1), report, &due);

    if (e != ERR_NONE) {
        return e;
    }
    p->first_no = due.first_no;
    p->last_no = due.last_no;
    for (size_t i = 0; i < p->again_count; i++) {
        int no = p->again[i].instalment;
        p->first_no = p->first_no == 0 || no < p->first_no ? no : p->first_no;
        p->last_no = no > p->last_no ? no : p->last_no;
    }
    if (p->first_no == 0) { /* nothing is due: no payment decides */
        p->first_no = p->last_no = 1;
    }
    e = pass_over(p, report);
    if (e == ERR_NONE && p->needs_all) {
        *x = before;
        *p = again;
        e = pass_over(p, report);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- files ------ */

static int by_place(const void *a, const void *b)
{
    const struct extracted *x = a, *y = b;
    int file = strcmp(x->file_key, y->file_key);

    if (file != 0) {
        return file;
    }
    if (x->order != y->order) {
        return x->order < y->order ? -1 : 1;
    }
    return memcmp(x->customer_no, y->customer_no, CUSTOMER_DIGITS);
}

static void make_files(struct extraction *x)
{
    for (size_t i = 0; i < x->count; i++) {
        struct extracted *item = &x->items[i];
        if (i == 0 || strcmp(item->file_key, x->items[i - 1].file_key) != 0) {
            struct extracted_file *f = ARENA_PUSH(x->arena, x->files, x->file_count, x->file_capacity);
            *f = (struct extracted_file){
                .layout = item->bank->layout,
                .consignor = item->bank->consignor,
                .key = arena_string(x->arena, item->file_key),
                .first = i,
            };
        }
        struct extracted_file *f = &x->files[x->file_count - 1];
        item->file = x->file_count - 1;
        f->count++;
        f->amount += item->amount;
    }
}

static void digest_items(struct extraction *x)
{
    struct sha256 all;
    unsigned char digest[SHA256_BYTES];
    char line[256];

    sha256_init(&all);
    for (size_t i = 0; i < x->count; i++) {
        const struct extracted *item = &x->items[i];
        const struct mandate *m = item->mandate;
        int n = snprintf(line, sizeof(line), "%s %s %.*s %.*s %d %.*s %.*s %" PRId64 " %d\n", item->file_key,
                         item->customer_no, (int)m->bank.len, m->bank.bytes, (int)m->branch.len,
                         m->branch.bytes, m->deposit_kind, (int)m->account.len, m->account.bytes,
                         (int)m->holder.len, m->holder.bytes, item->amount, item->new_code);
        assert(n > 0 && (size_t)n < sizeof(line));
        sha256_add(&all, line, (size_t)n);
    }
    sha256_done(&all, digest);
    hex_format(digest, sizeof(digest), x->digest);
}

enum err debit_extract(struct extraction *x, struct report *report)
{
    struct pass p = {.x = x, .attempts_from = x->debit_on, .year = fiscal_year_of(x->debit_on)};
    enum err e = load(&p, report);

    e = e == ERR_NONE ? look(&p, report) : e;
    if (e == ERR_NONE) {
        if (x->count > 0) {
            qsort(x->items, x->count, sizeof(*x->items), by_place);
        }
        make_files(x);
        digest_items(x);
    }
    return e;
}
