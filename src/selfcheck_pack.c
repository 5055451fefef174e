/*
 * 自己点検の束 -- the list of accidents and the computed cases, read and run.
 *
 * A case is a request of `kokuho calc` and, by JSON pointer, the values that must come out of it; it is run
 * by the same code that answers the command.
 */
#include "selfcheck.h"

#include "base/hash.h"
#include "base/table.h"
#include "calc/calc.h"

#include <dirent.h>
#include <jansson.h>
#include <unistd.h>

#define CASE_FILES_MAX 200

/* ---------------------------------------------------------------------------------- the list -- */

static const struct column columns[] = {
    {"from", COLUMN_DATE, true, true},    {"id", COLUMN_TEXT, true, true},
    {"what", COLUMN_TEXT, true, false},   {"proof", COLUMN_TEXT, true, false},
    {"source", COLUMN_TEXT, true, false},
};
enum { AT_FROM, AT_ID, AT_WHAT, AT_PROOF, AT_SOURCE };

static const struct {
    const char *word;
    enum proof_kind kind;
} words_of_proofs[] = {
    {"data:", PROOF_DATA}, {"case:", PROOF_CASE}, {"test:", PROOF_TEST}, {"later:", PROOF_LATER}};

static bool question_is_there(const char *name)
{
    for (size_t i = 0; i < accident_question_count; i++) {
        if (strcmp(accident_questions[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_proof(struct text word, const char *share, struct arena *arena, struct accident_proof *ret)
{
    for (size_t i = 0; i < COUNT_OF(words_of_proofs); i++) {
        size_t len = strlen(words_of_proofs[i].word);
        if (word.len <= len || memcmp(word.bytes, words_of_proofs[i].word, len) != 0) {
            continue;
        }
        ret->kind = words_of_proofs[i].kind;
        ret->name = arena_copy(arena, word.bytes + len, word.len - len);
        return ret->kind == PROOF_DATA   ? question_is_there(ret->name)
               : ret->kind == PROOF_CASE ? accident_case_is_there(share, ret->name, arena)
                                         : true;
    }
    return false;
}

static enum err read_proofs(const struct table_row *row, const char *share, struct arena *arena,
                            struct report *report, struct accident *ret)
{
    const char *from = row->cells[AT_PROOF].text;
    while (*from != '\0') {
        size_t len = strcspn(from, ",");
        if (ret->proof_count == PROOFS_MAX ||
            !read_proof((struct text){from, len}, share, arena, &ret->proofs[ret->proof_count])) {
            return report_fail(report, ERR_INPUT,
                               "%s:%d: 確かめ方「%.*s」が分かりません（data:、case:、test:、later: のどれかを"
                               "%d 個まで。名前のある問いと計算例だけが書けます）",
                               row->source.file, row->source.line, (int)len, from, PROOFS_MAX);
        }
        ret->proof_count++;
        from += len + (from[len] == ',' ? 1 : 0);
    }
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- the cases -- */

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Names of the files of cases in order; those that are no .json are passed over. */
static size_t case_files(const char *share, struct arena *arena, char **ret)
{
    DIR *dir = opendir(arena_printf(arena, "%s/accidents/cases", share));
    size_t count = 0;
    struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);
        if (len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0 && count < CASE_FILES_MAX) {
            ret[count++] = arena_printf(arena, "%s/accidents/cases/%s", share, entry->d_name);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    qsort(ret, count, sizeof(ret[0]), by_name);
    return count;
}

/* The case of that name in one of the files; the file's root is to be released. */
static json_t *case_find(const char *share, const char *name, struct arena *arena,
                         const char **ret_calculation, json_t **ret_root)
{
    char *files[CASE_FILES_MAX];
    size_t count = case_files(share, arena, files);
    for (size_t i = 0; i < count; i++) {
        json_t *root = json_load_file(files[i], JSON_REJECT_DUPLICATES, NULL), *one;
        size_t at;
        json_array_foreach(json_object_get(root, "cases"), at, one)
        {
            const char *is = json_string_value(json_object_get(one, "name"));
            if (is != NULL && strcmp(is, name) == 0) {
                *ret_calculation = json_string_value(json_object_get(root, "calculation"));
                *ret_root = root;
                return *ret_calculation != NULL ? one : NULL;
            }
        }
        json_decref(root);
    }
    *ret_root = NULL;
    return NULL;
}

bool accident_case_is_there(const char *share, const char *name, struct arena *arena)
{
    const char *calculation;
    json_t *root;
    bool is_there = case_find(share, name, arena, &calculation, &root) != NULL;
    json_decref(root);
    return is_there;
}

/* The value at a JSON pointer of plain names and numbers; NULL = there is none. */
static json_t *value_at(json_t *root, const char *pointer)
{
    while (root != NULL && *pointer == '/') {
        char name[64];
        size_t len = strcspn(++pointer, "/");
        int64_t at;
        if (len >= sizeof(name)) {
            return NULL;
        }
        memcpy(name, pointer, len);
        name[len] = '\0';
        pointer += len;
        root = json_is_array(root)
                   ? parse_i64(name, len, 0, 10000, &at) ? json_array_get(root, (size_t)at) : NULL
                   : json_object_get(root, name);
    }
    return root;
}

static enum err compare(const char *name, json_t *answer, json_t *expect, struct report *report)
{
    const char *pointer;
    json_t *wanted;
    enum err e = ERR_NONE;
    json_object_foreach(expect, pointer, wanted)
    {
        json_t *is = value_at(answer, pointer);
        if (is == NULL || !json_equal(is, wanted)) {
            char *a = json_dumps(wanted, JSON_ENCODE_ANY), *b = json_dumps(is, JSON_ENCODE_ANY);
            report_add(report, "計算例 %s の %s: %s のはずが %s です", name, pointer, a != NULL ? a : "?",
                       b != NULL ? b : "（なし）");
            free(a);
            free(b);
            e = ERR_FINDINGS;
        }
    }
    return e;
}

static enum err answer_of(const char *calculation, const char *params, json_t *request, struct report *report,
                          json_t **ret)
{
    char *bytes = json_dumps(request, JSON_COMPACT), *answer = NULL;
    size_t len = 0;
    enum err e = ERR_INPUT;
    *ret = NULL;
    for (size_t i = 0; i < calculation_count && bytes != NULL; i++) {
        if (strcmp(calculations[i]->name, calculation) != 0) {
            continue;
        }
        FILE *out = open_memstream(&answer, &len);
        assert(out != NULL);
        void *calculator = calculations[i]->open(params);
        e = calculations[i]->answer(calculator, bytes, strlen(bytes), report, out);
        calculations[i]->close(calculator);
        (void)fclose(out);
    }
    free(bytes);
    if (e == ERR_NONE) {
        *ret = json_loadb(answer, len, JSON_ALLOW_NUL, NULL);
    }
    free(answer);
    return *ret != NULL ? ERR_NONE : e == ERR_NONE || e == ERR_INPUT ? ERR_INPUT : e;
}

/* The tables of this folder; those delivered for another municipality, which the folder does not have. */
static const char *params_for(json_t *request, const char *share, const char *params, struct arena *arena)
{
    const char *code = json_string_value(json_object_get(request, "municipality"));
    const char *own = code != NULL ? arena_printf(arena, "%s/municipal/%s", params, code) : params;
    return access(own, R_OK) == 0 ? params : arena_printf(arena, "%s/params", share);
}

enum err accident_case_run(const char *share, const char *params, const char *name, struct arena *arena,
                           struct report *report)
{
    const char *calculation;
    json_t *root, *answer = NULL, *one = case_find(share, name, arena, &calculation, &root);
    if (one == NULL) {
        return report_fail(report, ERR_INPUT, "計算例 %s がありません（accidents/cases/）", name);
    }
    json_t *expect = json_object_get(one, "expect"), *request = json_object_get(one, "request");
    enum err e =
        json_object_size(expect) > 0
            ? answer_of(calculation, params_for(request, share, params, arena), request, report, &answer)
            : report_fail(report, ERR_INPUT, "計算例 %s に expect がありません", name);
    if (e == ERR_NONE) {
        e = compare(name, answer, expect, report);
        json_decref(answer);
    } else {
        report_add(report, "計算例 %s を計算できません", name);
    }
    json_decref(root);
    return e;
}

/* ------------------------------------------------------------------------------ the whole ------ */

/* What was asked is known by its bytes: the list and every file of cases, in order. */
static enum err digest_pack(const char *share, struct arena *arena, struct report *report, char *ret)
{
    char *files[CASE_FILES_MAX + 1];
    struct sha256 digest;
    unsigned char bytes[SHA256_BYTES];
    size_t count = case_files(share, arena, files + 1) + 1;
    files[0] = arena_printf(arena, "%s/accidents/accidents.tsv", share);
    sha256_init(&digest);
    for (size_t i = 0; i < count; i++) {
        char buffer[4096];
        size_t n;
        FILE *f = fopen(files[i], "rb");
        if (f == NULL) {
            return report_fail(report, ERR_WORLD, "%s を読めません", files[i]);
        }
        while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0) {
            sha256_add(&digest, buffer, n);
        }
        bool is_read = ferror(f) == 0;
        if (fclose(f) != 0 || !is_read) {
            return report_fail(report, ERR_WORLD, "%s を読めません", files[i]);
        }
    }
    sha256_done(&digest, bytes);
    hex_format(bytes, SHA256_BYTES, ret);
    return ERR_NONE;
}

enum err accident_pack_load(const char *share, struct arena *arena, struct report *report,
                            struct accident_pack *ret)
{
    struct table table;
    *ret = (struct accident_pack){0};
    enum err e = table_read(arena_printf(arena, "%s/accidents/accidents.tsv", share),
                            "accidents/accidents.tsv", columns, COUNT_OF(columns), arena, report, &table);
    if (e == ERR_NONE) {
        ret->all = ARENA_ARRAY(arena, struct accident, table.row_count);
        ret->count = table.row_count;
    }
    for (size_t i = 0; e == ERR_NONE && i < table.row_count; i++) {
        const struct table_row *row = &table.rows[i];
        ret->all[i] = (struct accident){.id = row->cells[AT_ID].text,
                                        .what = row->cells[AT_WHAT].text,
                                        .source = row->cells[AT_SOURCE].text,
                                        .words = ""};
        e = read_proofs(row, share, arena, report, &ret->all[i]);
    }
    return e == ERR_NONE ? digest_pack(share, arena, report, ret->digest) : e;
}
