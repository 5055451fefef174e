/*
 * 自己点検の問い -- what the data of this municipality are asked, and the whole run of the pack.
 *
 * A capability's own proof is one question each; beside them decisions are made again from their facts,
 * feeds are asked for, and who was assessed and never told is looked for.
 */
#include "selfcheck.h"

#include "arrears/arrears.h"
#include "collection/collection.h"
#include "debit/debit.h"
#include "demand/demand.h"
#include "premium/premium.h"
#include "refund/refund.h"
#include "slip/slip.h"
#include "watch/watch.h"
#include "withholding/withholding.h"

#include <inttypes.h>
#include <pthread.h>

#define UNIT_BYTES ((size_t)64 << 20)

/* ---------------------------------------------------------------- proofs of the capabilities ---- */

typedef enum err (*verify_fn)(struct store *s, struct report *report);

static enum err proof_of(verify_fn verify, struct session *s, struct report *report, struct report *found)
{
    enum err e = verify(s->store, found);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        report_add(report, "自己点検を終えられません");
        return e;
    }
    return ERR_NONE;
}
#define PROOF(name)                                                                                          \
    static enum err ask_##name(struct session *s, int64_t sample, struct report *report,                     \
                               struct report *found)                                                         \
    {                                                                                                        \
        (void)sample;                                                                                        \
        return proof_of(name##_verify, s, report, found);                                                    \
    }
PROOF(premium)
PROOF(collection)
PROOF(refund)
PROOF(debit)
PROOF(demand)
PROOF(arrears)
PROOF(slip)
PROOF(withholding)

/* -------------------------------------------------------------------- decisions made again ---- */

/* The newest version of every year, household and payer. */
struct levy_key {
    int32_t year;
    int64_t household_no, payer_no;
};
struct levy_keys {
    struct arena *arena;
    struct levy_key *rows;
    size_t count, capacity;
    date today; /* of unnotified: decided so long ago */
    struct report *found;
};

static enum err keep_key(void *context, const struct premium_levy *levy, struct report *report)
{
    struct levy_keys *keys = context;
    (void)report;
    *ARENA_PUSH(keys->arena, keys->rows, keys->count, keys->capacity) =
        (struct levy_key){levy->year, levy->household_no, levy->payer_no};
    return ERR_NONE;
}

static enum err replay_one(struct session *s, const struct levy_key *key, struct report *report,
                           struct report *found)
{
    struct arena *arena = arena_new("自己点検の1件", UNIT_BYTES);
    struct premium_decision *decisions;
    struct premium_replay replay;
    struct report words;
    size_t count;
    report_init(&words);
    enum err e = premium_decisions(s->store, key->year, key->payer_no, key->household_no, arena, report,
                                   &decisions, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (decisions[i].is_approved) {
            e = premium_replay(s, &decisions[i], arena, &words, &replay);
            break;
        }
    }
    if (e == ERR_FINDINGS && words.kept > 0) {
        report_add(found, "%s", words.lines[0]);
        e = ERR_NONE;
    } else if (e != ERR_NONE) {
        report_add(report, "%s", words.kept > 0 ? words.lines[0] : "決議をもう一度計算できません");
    }
    report_done(&words);
    arena_free(arena);
    return e;
}

/* So many decisions, spread evenly over all of them: the same ones as long as the same are there. */
static enum err ask_replay(struct session *s, int64_t sample, struct report *report, struct report *found)
{
    struct arena *arena = arena_new("自己点検の決議", (size_t)512 << 20);
    struct levy_keys keys = {.arena = arena};
    const struct premium_levy_scope scope = {0};
    enum err e = premium_levies(s->store, &scope, keep_key, &keys, arena, report);
    size_t wanted = sample <= 0 || (size_t)sample > keys.count ? keys.count : (size_t)sample;
    for (size_t i = 0; e == ERR_NONE && i < wanted; i++) {
        e = replay_one(s, &keys.rows[i * keys.count / wanted], report, found);
    }
    arena_free(arena);
    return e;
}

/* ------------------------------------------------------------- assessed, and nobody was told ---- */

#define DAYS_UNTIL_TOLD 60 /* a month's decisions go out with the next month's notices */

static enum err keep_untold(void *context, const struct premium_levy *levy, struct report *report)
{
    struct levy_keys *keys = context;
    (void)report;
    if (levy->notice_no == 0 &&
        date_before(date_add_days(levy->first_decided_on, DAYS_UNTIL_TOLD), keys->today)) {
        report_add(keys->found,
                   "決定から %d 日をこえて通知がありません: %" PRId32 "年度 世帯 %" PRId64
                   " 納付義務者 %" PRId64,
                   DAYS_UNTIL_TOLD, levy->year, levy->household_no, levy->payer_no);
    }
    return ERR_NONE;
}

static enum err ask_untold(struct session *s, int64_t sample, struct report *report, struct report *found)
{
    struct arena *arena = arena_new("自己点検の通知", (size_t)512 << 20);
    struct levy_keys keys = {.arena = arena, .today = s->folder.business_date, .found = found};
    const struct premium_levy_scope scope = {0};
    (void)sample;
    enum err e = premium_levies(s->store, &scope, keep_untold, &keys, arena, report);
    arena_free(arena);
    return e;
}

/* -------------------------------------------------------------------------- files that are due ---- */

static enum err ask_feeds(struct session *s, int64_t sample, struct report *report, struct report *found)
{
    struct arena *arena = arena_new("自己点検の連携", (size_t)64 << 20);
    struct watch_item *items;
    size_t count;
    (void)sample;
    enum err e = watch_look(s, arena, report, &items, &count);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        if (items[i].is_alarm && strcmp(items[i].kind, "feed") == 0) {
            report_add(found, "%s", items[i].words);
        }
    }
    arena_free(arena);
    return e;
}

/* -------------------------------------------------- 年金からの天引き: sent, answered, taken ---- */

static enum err ask_pension(struct session *s, int64_t sample, struct report *report, struct report *found)
{
    (void)sample;
    return withholding_compare(s, found, report);
}

const struct accident_question accident_questions[] = {
    {"premium", ask_premium, true}, {"collection", ask_collection, true}, {"refund", ask_refund, true},
    {"debit", ask_debit, true},     {"demand", ask_demand, true},         {"arrears", ask_arrears, true},
    {"slip", ask_slip, true},       {"replay", ask_replay, false},        {"unnotified", ask_untold, false},
    {"feeds", ask_feeds, false},    {"withholding", ask_withholding, true}, {"pension", ask_pension, false}};
const size_t accident_question_count = COUNT_OF(accident_questions);

/* ------------------------------------------------------------------------------- the whole run ---- */

/* What a question found, for all the accidents that ask it. */
struct asked {
    bool is_asked;
    enum err result;
    struct report found, words; /* words: why it could not be answered */
};

static size_t question_named(const char *name)
{
    for (size_t i = 0; i < accident_question_count; i++) {
        if (strcmp(accident_questions[i].name, name) == 0) {
            return i;
        }
    }
    abort(); /* the pack names no other question */
}

static void ask(struct session *s, size_t question, int64_t sample, struct asked *asked)
{
    asked->is_asked = true;
    asked->result = accident_questions[question].ask(s, sample, &asked->words, &asked->found);
}

static enum err ask_once(struct session *s, const char *name, int64_t sample, struct asked *asked,
                         struct report *report, const struct report **ret)
{
    size_t at = question_named(name);
    if (!asked[at].is_asked) {
        ask(s, at, sample, &asked[at]);
    }
    for (size_t i = 0; i < asked[at].words.kept && asked[at].result != ERR_NONE; i++) {
        report_add(report, "%s", asked[at].words.lines[i]);
    }
    *ret = &asked[at].found;
    return asked[at].result;
}

/* Proofs that the pack names, asked before the others: each asker takes the next one. */
struct ahead {
    pthread_mutex_t lock;
    const struct session *session;
    const struct accident_pack *pack;
    struct asked *asked;
    size_t taken;
};

static bool is_named(const struct accident_pack *pack, const char *question)
{
    for (size_t i = 0; i < pack->count; i++) {
        for (size_t k = 0; k < pack->all[i].proof_count; k++) {
            if (pack->all[i].proofs[k].kind == PROOF_DATA &&
                strcmp(pack->all[i].proofs[k].name, question) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void ask_some(void *context, struct store *own)
{
    struct ahead *a = context;
    struct session session = *a->session;
    session.store = own;
    for (;;) {
        pthread_mutex_lock(&a->lock);
        size_t at = a->taken++;
        pthread_mutex_unlock(&a->lock);
        if (at >= accident_question_count) {
            return;
        }
        const struct accident_question *question = &accident_questions[at];
        if (question->is_proof && is_named(a->pack, question->name)) {
            ask(&session, at, 0, &a->asked[at]);
        }
    }
}

static enum err ask_ahead(struct session *s, const struct accident_pack *pack, struct asked *asked,
                          struct report *report)
{
    struct ahead a = {.lock = PTHREAD_MUTEX_INITIALIZER, .session = s, .pack = pack, .asked = asked};
    struct store *stores[STORE_BESIDE_MAX];
    size_t count = store_beside_count();
    enum err e = store_open_beside(s->store, s->folder.store_url, count, report, stores);
    if (e != ERR_NONE) {
        return e;
    }
    store_read_beside(stores, count, ask_some, &a);
    for (size_t i = 0; i < count; i++) {
        store_close(stores[i]);
    }
    return ERR_NONE;
}

static const char *words_of(const struct report *found, struct arena *arena)
{
    return found->count > 1 ? arena_printf(arena, "%s ほか %zu 件", found->lines[0], found->count - 1)
                            : arena_printf(arena, "%s", found->lines[0]);
}

static enum err prove(struct session *s, int64_t sample, struct asked *asked, struct accident *a,
                      struct arena *arena, struct report *report)
{
    bool is_asked = false, is_tested = false;
    for (size_t i = 0; i < a->proof_count; i++) {
        struct report lines;
        const struct report *found = &lines;
        enum err e = ERR_NONE;
        report_init(&lines);
        if (a->proofs[i].kind == PROOF_DATA) {
            e = ask_once(s, a->proofs[i].name, sample, asked, report, &found);
        } else if (a->proofs[i].kind == PROOF_CASE) {
            e = accident_case_run(s->folder.share, s->folder.params, a->proofs[i].name, arena, &lines);
            e = e == ERR_FINDINGS || e == ERR_INPUT ? ERR_NONE : e;
        }
        is_asked = is_asked || a->proofs[i].kind == PROOF_DATA || a->proofs[i].kind == PROOF_CASE;
        is_tested = is_tested || a->proofs[i].kind == PROOF_TEST;
        if (e == ERR_NONE && found->count > 0 && a->result != ACCIDENT_FOUND) {
            a->result = ACCIDENT_FOUND;
            a->words = words_of(found, arena);
        }
        report_done(&lines);
        if (e != ERR_NONE) {
            return e;
        }
    }
    if (a->result != ACCIDENT_FOUND) {
        a->result = is_asked ? ACCIDENT_CLEAR : is_tested ? ACCIDENT_TESTED : ACCIDENT_LATER;
    }
    return ERR_NONE;
}

enum err selfcheck_run(struct session *s, bool may_write, int64_t sample, struct arena *arena,
                       struct report *report, struct accident_pack *ret)
{
    struct asked *asked = ARENA_ARRAY(arena, struct asked, accident_question_count);
    bool has_found = false;
    enum err e = accident_pack_load(s->folder.share, arena, report, ret);
    for (size_t i = 0; i < accident_question_count; i++) {
        report_init(&asked[i].found);
        report_init(&asked[i].words);
    }
    if (e == ERR_NONE && may_write) {
        e = ask_ahead(s, ret, asked, report);
    }
    for (size_t i = 0; e == ERR_NONE && i < ret->count; i++) {
        e = prove(s, sample, asked, &ret->all[i], arena, report);
        has_found = has_found || ret->all[i].result == ACCIDENT_FOUND;
    }
    for (size_t i = 0; i < accident_question_count; i++) {
        report_done(&asked[i].found);
        report_done(&asked[i].words);
    }
    return e != ERR_NONE ? e : has_found ? ERR_FINDINGS : ERR_NONE;
}
