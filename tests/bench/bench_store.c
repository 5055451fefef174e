/*
 * store -- rows a second of the bulk load, the scan and the digest, and short transactions a
 * second.
 *
 * 280,000 postings as the annual assessment of a ward writes them (one a household and part), in
 * chunks of 4,096 households a transaction, then read in the order of the key; then 2,000
 * transactions of one row.
 *
 * Usage: bench-store [sqlite:FILE | postgres:CONNECTION]    without words: both, in a folder of
 * its own
 */
#include "ledger/ledger.h"
#include "base/share.h"
#include "store/internal.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOUSEHOLDS 70000
#define PARTS 4
#define CHUNK 4096
#define SHORT_TRANSACTIONS 2000

static const char *const parts[PARTS] = {"medical", "support", "care", "child"};
static const struct sql_text scan_text = {
    .name = "bench_scan",
    .sqlite = "SELECT levy_year, household_no, cause_kind, cause_no, cause_version, part, payer_no, amount "
              "FROM ledger_posting ORDER BY levy_year, cause_kind, cause_no, cause_version, "
              "household_no, part",
    .postgres = "SELECT levy_year, household_no, cause_kind, cause_no, cause_version, part, payer_no, "
                "amount FROM ledger_posting ORDER BY levy_year, cause_kind, cause_no, cause_version, "
                "household_no, part",
};

static struct report report;
static const char *kind;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void must(enum err e)
{
    if (e != ERR_NONE) {
        report_print(&report, stderr);
        exit(3);
    }
}

static void say(const char *what, int64_t count, int64_t us, const char *unit, const char *checksum)
{
    printf("store %s\t%s: %lld\t%.0f\t%s\t%s\n", what, kind, (long long)count,
           (double)count * 1e6 / (double)us, unit, checksum);
    fflush(stdout);
}

static void post_household(struct ledger_writer *w, int64_t household)
{
    for (int p = 0; p < PARTS; p++) {
        struct posting posting = {
            .cause_kind = "assessment", .cause_no = household + 500000, .household_no = household,
            .payer_no = household + 500000, .cause_version = 1, .levy_year = 2026,
            .account_year = 2026, .part = parts[p], .debit = ACCOUNT_RECEIVABLE,
            .credit = ACCOUNT_REVENUE, .amount = 1000 + household % 77777 + p,
            .reason = REASON_ASSESSED, .value_date = date_of(2026, 6, 5),
            .business_date = date_of(2026, 6, 5), .recorded_at = 1780000000000,
        };
        must(ledger_post(w, &posting, &report));
    }
}

static void bench_bulk(struct store *s)
{
    int64_t started = now_us();
    for (int64_t first = 0; first < HOUSEHOLDS; first += CHUNK) {
        struct ledger_writer *w;
        must(store_begin(s, &report));
        must(ledger_begin(s, &report, &w));
        for (int64_t h = first; h < first + CHUNK && h < HOUSEHOLDS; h++) {
            post_household(w, h + 1);
        }
        must(ledger_end(w, &report));
        must(store_commit(s, &report));
    }
    int64_t us = now_us() - started;
    yen sum;
    char checksum[32];
    must(ledger_balance(s, ACCOUNT_RECEIVABLE, 0, 2026, "", &report, &sum));
    yen_format(sum, checksum, sizeof(checksum));
    say("bulk", HOUSEHOLDS * PARTS, us, "rows/s", checksum);
}

static void bench_scan(struct store *s)
{
    struct query *q = query_new(s, &scan_text, true);
    int64_t started = now_us(), rows = 0, bytes = 0;
    yen sum = 0;
    bool row;
    char checksum[32];
    while (true) {
        must(query_step(q, &report, &row));
        if (!row) {
            break;
        }
        bytes += (int64_t)query_text(q, 5).len;
        sum += query_i64(q, 7);
        rows++;
    }
    int64_t us = now_us() - started;
    query_reset(q);
    s->backend->finish(q);
    assert(bytes > rows);
    yen_format(sum, checksum, sizeof(checksum));
    say("scan", rows, us, "rows/s", checksum);
}

static void bench_digest(struct store *s)
{
    struct row_digest digest;
    char hex[33];
    int64_t started = now_us(), rows;
    must(store_table_digest(s, &ledger_tables[0], &report, &rows, &digest));
    int64_t us = now_us() - started;
    row_digest_format(&digest, hex);
    hex[16] = '\0';
    say("digest", rows, us, "rows/s", hex);
}

static void bench_short(struct store *s)
{
    int64_t started = now_us();
    for (int64_t i = 0; i < SHORT_TRANSACTIONS; i++) {
        struct ledger_writer *w;
        must(store_begin(s, &report));
        must(ledger_begin(s, &report, &w));
        post_household(w, HOUSEHOLDS + 1 + i);
        must(ledger_end(w, &report));
        must(store_commit(s, &report));
    }
    say("short transactions", SHORT_TRANSACTIONS, now_us() - started, "/s", "");
}

static void bench(const char *url)
{
    struct store *s;
    kind = strncmp(url, "sqlite:", 7) == 0 ? "sqlite" : "postgres";
    must(store_open(url, STORE_WRITE, &report, &s));
    must(store_migrate(s, &report));
    bench_bulk(s);
    bench_scan(s);
    bench_digest(s);
    bench_short(s);
    store_close(s);
}

/* scripts/postgres WORD DIR; the first line of its answer into `line` when there is one. */
static bool run_script(const char *word, const char *dir, char *line, int size)
{
    char script[512];
    int ends[2], status;
    snprintf(script, sizeof(script), "%s/scripts/postgres", share_folder());
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(script, script, word, dir, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *answer = fdopen(ends[0], "r");
    bool read_line = answer != NULL && fgets(line, size, answer) != NULL;
    if (answer != NULL) {
        fclose(answer);
    }
    line[read_line ? strcspn(line, "\n") : 0] = '\0';
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(int argc, char **argv)
{
    report_init(&report);
    if (argc > 1) {
        bench(argv[1]);
        report_done(&report);
        return 0;
    }
    char dir[] = "/tmp/kokuho-bench-XXXXXX", path[64], line[500] = "", url[600];
    if (mkdtemp(dir) == NULL || chmod(dir, 0755) != 0) {
        fprintf(stderr, "bench-store: no folder\n");
        return 3;
    }
    snprintf(url, sizeof(url), "sqlite:%s/bench.db", dir);
    bench(url);
    static const char *const files[] = {"", "-wal", "-shm", "-turn"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(path, sizeof(path), "%s/bench.db%s", dir, files[i]);
        unlink(path);
    }
    bool ok = run_script("start", dir, line, sizeof(line)) &&
              run_script("url", dir, line, sizeof(line));
    if (ok) {
        snprintf(url, sizeof(url), "postgres:%s", line);
        bench(url);
    }
    ok = run_script("remove", dir, line, sizeof(line)) && ok;
    rmdir(dir);
    report_done(&report);
    return ok ? 0 : 3;
}
